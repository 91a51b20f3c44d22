//! Bytes to records and diagnostics: one file per source format, the format found by content.
//!
//! Never fails for one bad record; knows no RDF. A source is read twice: [`survey`] learns what concerns the whole of it
//! (format, checksum, year of the listing), [`records`] then streams record by record, in the memory of one record.

mod detect;
mod email;
mod findings;
mod input;
mod line;
mod passage;
mod rca;

pub use input::Input;

use crate::record::{Diagnostic, DiagnosticKind, Doi, PartialDate, Position, Record};
use findings::Findings;
use input::Content;
use line::Lines;
use rca::Blocks;
use std::fmt;
use std::io::{self, BufRead};
use std::str::FromStr;
use std::time::SystemTime;

/// Learns what is true of the source as a whole. Reads it from end to end, in the memory of one record.
///
/// # Errors
/// [`ReadError`] where the source cannot be opened or read, is empty, is packed too tightly, or is of no format known.
/// A source of a known format without a single record is no error here: the survey's diagnostics say so.
pub fn survey(input: &Input, options: &Options) -> Result<Survey, ReadError> {
    let name = input.name();
    let mut content = Content::new(input.open().map_err(|e| ReadError::open(name, e))?);
    let preview = content.preview().map_err(|e| ReadError::read(name, e))?;
    let format = recognise(name, &preview, options.format)?;
    let mut findings = Findings::new(name);
    let summary = rca::summarise(Blocks::new(Lines::new(&mut content)), &mut findings)
        .map_err(|e| ReadError::read(name, e))?;
    if summary.records == 0 {
        findings.error(
            DiagnosticKind::Missing,
            "",
            Position::default(),
            "no record found: a record starts with its rank on one line and a bar '|' on the next, and its citation \
             line has brackets such as [PMID: …], [DOI: …] or [Citation(s) in RCA: …]"
                .to_owned(),
            "nothing was read",
        );
    }
    let (sha256, bytes) = content.finish();
    Ok(Survey {
        format,
        sha256,
        bytes,
        modified: input.modified(),
        records: summary.records,
        list_year: summary.year,
        diagnostics: findings.take(),
    })
}

/// Streams the records of a source that was surveyed, in the order of the source.
///
/// # Errors
/// [`ReadError::Open`] where the source cannot be opened again. While it runs, the iterator yields an error only where
/// reading fails; everything else is a diagnostic of an [`Entry`].
pub fn records(input: &Input, survey: &Survey, options: &Options) -> Result<Records, ReadError> {
    let reader = input.open().map_err(|e| ReadError::open(input.name(), e))?;
    Ok(Records {
        blocks: Blocks::new(Lines::new(reader)),
        context: rca::Context {
            source: input.name().to_owned(),
            list_year: survey.list_year,
            cites: options.cites.iter().cloned().collect(),
            retrieved: options.retrieved,
        },
        yielded: 0,
        done: false,
    })
}

/// The records of one source. Ends after the first error.
pub struct Records {
    blocks: Blocks<Box<dyn BufRead + Send>>,
    context: rca::Context,
    yielded: u32,
    done: bool,
}

impl Iterator for Records {
    type Item = Result<Entry, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        match self.blocks.next_block() {
            Ok(Some(block)) => {
                self.yielded = self.yielded.saturating_add(1);
                Some(Ok(rca::entry(&block, self.yielded, &self.context)))
            }
            Ok(None) => {
                self.done = true;
                let outside = self.blocks.take_outside();
                (!outside.is_empty()).then(|| Ok(rca::no_record(&outside, &self.context)))
            }
            Err(error) => {
                self.done = true;
                Some(Err(ReadError::read(&self.context.source, error)))
            }
        }
    }
}

/// A source format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Listing of Reference Citation Analysis, as copied from its page.
    Rca,
}

impl Format {
    /// Every format that can be read.
    pub const ALL: [Self; 1] = [Self::Rca];

    /// The name by which the command line and graph names know the format (`rca`).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rca => "rca",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    /// Reads a name in any case.
    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let wanted = text.trim();
        Self::ALL
            .into_iter()
            .find(|format| format.name().eq_ignore_ascii_case(wanted))
            .ok_or_else(|| UnknownFormat(wanted.to_owned()))
    }
}

/// A format name that is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown format '{0}'; known: {known}", known = known_formats())]
pub struct UnknownFormat(pub String);

fn known_formats() -> String {
    Format::ALL.map(Format::name).join(", ")
}

/// What the user says about a source.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The format; found by content where `None`.
    pub format: Option<Format>,
    /// The listing is the list of works that cite this one.
    pub cites: Option<Doi>,
    /// The day on which the listing was retrieved: dates the counts.
    pub retrieved: Option<PartialDate>,
}

/// What is true of a source as a whole.
#[derive(Debug, Clone)]
pub struct Survey {
    /// Its format.
    pub format: Format,
    /// SHA-256 of its bytes, 64 lower-case hexadecimal digits. Of a gzip file the unpacked bytes count, so that a
    /// listing is the same source packed and unpacked.
    pub sha256: String,
    /// Its length in bytes (unpacked).
    pub bytes: u64,
    /// When the file was last written, where the system knows.
    pub modified: Option<SystemTime>,
    /// How many records it has, those that will be rejected included.
    pub records: u64,
    /// Year of the listing, inferred from counts and impact indexes (RCA only).
    pub list_year: Option<i32>,
    /// Findings about the whole.
    pub diagnostics: Vec<Diagnostic>,
}

/// One record of a source, or what is said of one that was rejected.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The record; `None` where it was rejected (then `diagnostics` holds an error).
    pub record: Option<Record>,
    /// Findings about this record, and about text that stands outside of records before or after it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a source cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The source cannot be opened.
    #[error("cannot open {name}: {error}; check the path and the right to read it")]
    Open {
        /// Name of the source.
        name: String,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// Reading broke off.
    #[error("cannot read {name}: {error}")]
    Read {
        /// Name of the source.
        name: String,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// There is nothing in the source.
    #[error("{name} is empty: there is no record in it; accepted: {accepted}", accepted = detect::ACCEPTED)]
    Empty {
        /// Name of the source.
        name: String,
    },
    /// The content is of no format known.
    #[error("{name} cannot be read: it looks like {seen}; accepted: {accepted}", accepted = detect::ACCEPTED)]
    Unrecognised {
        /// Name of the source.
        name: String,
        /// What the content looks like, with a hint where there is one.
        seen: String,
    },
}

impl ReadError {
    fn open(name: &str, error: io::Error) -> Self {
        Self::Open { name: name.to_owned(), error }
    }

    fn read(name: &str, error: io::Error) -> Self {
        Self::Read { name: name.to_owned(), error }
    }
}

/// The format of a content that starts like this. A format that the user names wins, except over content that no reader
/// of text can take.
fn recognise(name: &str, preview: &[u8], wanted: Option<Format>) -> Result<Format, ReadError> {
    match (detect::look(preview), wanted) {
        (detect::Look::Empty, _) => Err(ReadError::Empty { name: name.to_owned() }),
        (detect::Look::NotText(seen), _) | (detect::Look::OtherText(seen), None) => {
            Err(ReadError::Unrecognised { name: name.to_owned(), seen })
        }
        (_, Some(format)) | (detect::Look::Format(format), None) => Ok(format),
    }
}
