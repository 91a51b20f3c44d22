//! Bytes to records and diagnostics: one file per source format, the format found by content.
//!
//! Never fails for one bad record; knows no RDF. A source is read twice: [`survey`] learns what concerns the whole of it
//! (format, encoding, checksum, year of a listing), [`records`] then streams record by record, in the memory of one record.

mod address;
mod bibtex;
mod citation_links;
mod crossref;
mod csl;
mod decode;
mod detect;
mod draft;
mod email;
mod endnote;
mod findings;
mod format;
mod guard;
mod input;
mod items;
mod jats;
mod language;
mod line;
mod markup;
mod medline;
mod members;
mod meter;
mod name;
mod openalex;
mod opencitations;
mod ovid;
mod passage;
mod pubmed;
mod pubmed_text;
mod rca;
mod ris;
mod rows;
mod sections;
mod table;
mod when;
mod wos;
mod xml;
mod zotero;

pub use format::{Format, UnknownFormat};
pub use guard::guard_xml;
pub use input::Input;

use crate::record::{CitationLink, Diagnostic, DiagnosticKind, Doi, PartialDate, Position, Record, Severity};
use decode::{Encoding, Watch};
use findings::Findings;
use input::Content;
use std::io::{self, BufRead};
use std::sync::Arc;
use std::time::SystemTime;

/// Learns what is true of the source as a whole. Reads it from end to end, in the memory of one record.
///
/// # Errors
/// [`ReadError`] where the source cannot be opened or read, is empty, is packed too tightly, or is of no format known.
/// An RCA listing without a single record is no error here: the survey's diagnostics say so; of the other formats this
/// is known when their records are read.
pub fn survey(input: &Input, options: &Options) -> Result<Survey, ReadError> {
    let name = input.name();
    let mut content = Content::new(input.open().map_err(|e| ReadError::open(name, e))?);
    let preview = content.preview().map_err(|e| ReadError::read(name, e))?;
    let format = recognise(name, &preview, options.format)?;
    let mut findings = Findings::new(name);
    let mut watch = Watch::new(content, &preview);
    io::copy(&mut watch, &mut io::sink()).map_err(|e| ReadError::read(name, e))?;
    let (content, encoding) = watch.finish();
    encoding.report(format, &mut findings);
    let summary = match format {
        Format::Rca => {
            let mut text = text(input, format, encoding)?;
            Some(rca::summarise(&mut text, &mut findings).map_err(|e| ReadError::read(name, e))?)
        }
        _ => None,
    };
    if summary.as_ref().is_some_and(|s| s.records == 0) {
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
        encoding,
        sha256,
        bytes,
        modified: input.modified(),
        records: summary.as_ref().map(|s| s.records),
        list_year: summary.and_then(|s| s.year),
        diagnostics: findings.take(),
    })
}

/// Streams the records of a source that was surveyed, in the order of the source.
///
/// # Errors
/// [`ReadError::Open`] where the source cannot be opened again. While it runs, the iterator yields an error only where
/// reading fails; everything else is a diagnostic of an [`Entry`].
pub fn records(input: &Input, survey: &Survey, options: &Options) -> Result<Records, ReadError> {
    let context = Context { source: Arc::from(input.name()), list_year: survey.list_year };
    let text = text(input, survey.format, survey.encoding)?;
    Ok(Records {
        reader: survey.format.reader(text, context.clone()),
        context,
        cites: options.cites.iter().cloned().collect(),
        retrieved: options.retrieved,
        found: 0,
        number: 0,
        state: State::Running,
    })
}

/// The source as text.
fn text(input: &Input, format: Format, encoding: Encoding) -> Result<Text, ReadError> {
    let bytes = input.open().map_err(|e| ReadError::open(input.name(), e))?;
    // The reader of listings looks at bytes that are not UTF-8 itself, so that it can say where they stand.
    let raw = format == Format::Rca && matches!(encoding, Encoding::Utf8 { .. } | Encoding::Windows1252);
    Ok(if raw { bytes } else { encoding.decode(bytes) })
}

/// The records of one source. Ends after the first error.
pub struct Records {
    reader: Box<dyn Reader>,
    context: Context,
    cites: Vec<Doi>,
    retrieved: Option<PartialDate>,
    found: u64,
    number: u64,
    state: State,
}

#[derive(PartialEq, Eq)]
enum State {
    Running,
    Done,
}

impl Iterator for Records {
    type Item = Result<Entry, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.state == State::Done {
            return None;
        }
        match self.reader.next_entry() {
            Ok(Some(entry)) => Some(Ok(self.complete(entry))),
            Ok(None) => {
                self.state = State::Done;
                (self.number == 0).then(|| Ok(self.nothing()))
            }
            Err(error) => {
                self.state = State::Done;
                Some(Err(ReadError::read(&self.context.source, error)))
            }
        }
    }
}

impl Records {
    /// Adds what the user said of every record.
    fn complete(&mut self, mut entry: Entry) -> Entry {
        self.number += 1;
        if let Some(record) = &mut entry.record {
            self.found += 1;
            record.number = self.number;
            record.cites.extend(self.cites.iter().cloned());
            record.counted.date = self.retrieved;
        }
        if let Some(link) = &mut entry.link {
            self.found += 1;
            link.number = self.number;
        }
        entry
    }

    fn nothing(&self) -> Entry {
        let mut findings = Findings::new(&self.context.source);
        let message = "no record found".to_owned();
        findings.error(DiagnosticKind::Missing, "", Position::default(), message, "nothing was read");
        Entry { diagnostics: findings.take(), ..Entry::default() }
    }
}

/// A source as text: UTF-8 without byte order mark, invalid bytes replaced (except for RCA listings).
type Text = Box<dyn BufRead + Send>;

/// What a reader knows beside the text.
#[derive(Debug, Clone)]
struct Context {
    /// Name of the source, for findings.
    source: Arc<str>,
    /// Year of an RCA listing.
    list_year: Option<i32>,
}

/// Reads one source, entry by entry, in the memory of one entry.
trait Reader: Send {
    /// The next entry; `None` at the end. An error is one of reading, never one of content.
    fn next_entry(&mut self) -> io::Result<Option<Entry>>;
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
    /// How its bytes stand for characters.
    encoding: Encoding,
    /// SHA-256 of its bytes, 64 lower-case hexadecimal digits. Of a gzip file the unpacked bytes count, so that a
    /// listing is the same source packed and unpacked.
    pub sha256: String,
    /// Its length in bytes (unpacked).
    pub bytes: u64,
    /// When the file was last written, where the system knows.
    pub modified: Option<SystemTime>,
    /// How many records it has, those that will be rejected included (RCA only; of other formats reading tells).
    pub records: Option<u64>,
    /// Year of the listing, inferred from counts and impact indexes (RCA only).
    pub list_year: Option<i32>,
    /// Findings about the whole.
    pub diagnostics: Vec<Diagnostic>,
}

/// One record or citation link of a source, or what is said of one that was rejected.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// The record; `None` where it was rejected, or where the entry is a link or holds findings only.
    pub record: Option<Record>,
    /// The citation, where the source is a list of citation links.
    pub link: Option<CitationLink>,
    /// Findings about this record, and about text that stands outside of records before or after it.
    pub diagnostics: Vec<Diagnostic>,
    /// Names of the fields of the record that no rule used, each once (`M3`, `ChemicalList`).
    pub unused: Vec<String>,
}

impl Entry {
    /// Whether something was read and could not be taken: no record, no link, and an error that says why.
    #[must_use]
    pub fn is_rejected(&self) -> bool {
        let none = self.record.is_none() && self.link.is_none();
        none && self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }
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
    #[error("{name} is empty: there is no record in it; accepted: {accepted}", accepted = detect::accepted())]
    Empty {
        /// Name of the source.
        name: String,
    },
    /// The content is of no format known.
    #[error("{name} cannot be read: it looks like {seen}; accepted: {accepted}", accepted = detect::accepted())]
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
