//! The knowledge graph to bytes: bulk dumps, descriptions of single resources, references, dataset
//! description, canonical digest.
//!
//! Every writer here works on sorted terms, so the same graph gives the same bytes whatever order it was loaded in.
//! Formats without named graphs (Turtle, N-Triples, RDF/XML, JSON-LD) hold the union of all graphs; `TriG` and N-Quads
//! keep them apart. Knows nothing of HTTP, files or the clock.

use crate::mapping::iri::Iris;
use crate::snapshot::Snapshot;
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::str::FromStr;

pub use dataset::dataset_description;
pub use describe::{DESCRIPTION_LIMIT, Description, Inverse, describe};
pub use digest::{DIGEST_LIMIT, Digest, digest};
pub use gzip::Gzip;
pub use kind::Kind;
pub use references::{ReferenceFormat, UnknownReferenceFormat, all_references, references};
pub use successor::successor;

use load::Loaded;
use row::Layout;

mod dataset;
mod describe;
mod digest;
mod gzip;
mod jsonld;
mod kind;
mod load;
mod prefixes;
mod rdfxml;
mod references;
mod row;
mod second_opinion;
mod sort;
mod successor;
mod turtle;

/// A syntax that the graph can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DumpFormat {
    /// Turtle 1.1, the union of the graphs.
    Turtle,
    /// `TriG` 1.1, graphs kept apart.
    TriG,
    /// N-Triples 1.1, the union of the graphs.
    NTriples,
    /// N-Quads 1.1, graphs kept apart.
    NQuads,
    /// RDF/XML 1.1, the union of the graphs.
    RdfXml,
    /// JSON-LD 1.1, compact and nested, the union of the graphs.
    JsonLd,
}

/// What a dump wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DumpReport {
    /// Statements written: quads where the format has graphs, else triples of the union.
    pub statements: u64,
    /// Works among the subjects.
    pub works: u64,
    /// Bytes handed to the writer, before any compression.
    pub bytes: u64,
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The output or a temporary file could not be written.
    #[error("could not write: {0}")]
    Io(#[from] std::io::Error),
    /// The format has no way to write this statement.
    #[error("{format} can't hold {statement}: {reason}; use N-Quads, TriG or Turtle")]
    Unrepresentable {
        /// The format.
        format: DumpFormat,
        /// The statement or term, in N-Triples syntax.
        statement: String,
        /// What the format lacks.
        reason: &'static str,
    },
    /// The graph is too large for an operation that must hold it in memory.
    #[error("{quads} quads are too many for {operation}, which holds them in memory (limit {limit})")]
    TooLarge {
        /// The operation.
        operation: &'static str,
        /// Quads found before giving up.
        quads: u64,
        /// The limit.
        limit: u64,
    },
    /// Canonicalisation gave up: the blank nodes are too alike.
    #[error("canonicalisation gave up: {0}")]
    Canonicalisation(String),
    /// The data set can't be described.
    #[error("the data set can't be described: {0}")]
    Description(String),
    /// The JSON-LD context compiled in can't be used.
    #[error("the JSON-LD context is not usable: {0}")]
    Context(String),
}

/// Writes all of a snapshot to `out`, sorted and stable.
///
/// Memory does not grow with the graph: about 64 MiB of statements (twice that for a moment) and one row of the output
/// are held; for JSON-LD one resource with its parts and an index of a few bytes for each 32 KiB. What is more goes to
/// unnamed temporary files in the system's folder for them, about as many bytes as the N-Quads dump.
///
/// # Errors
/// Where `out` or a temporary file can't be written, or the format can't hold a statement.
pub fn dump(
    snapshot: &Snapshot,
    iris: &Iris,
    format: DumpFormat,
    out: &mut dyn Write,
) -> Result<DumpReport, ExportError> {
    let loaded = Loaded::new(snapshot.quads(), format.layout())?;
    let works = loaded.works;
    let mut out = Counted { out: BufWriter::new(out), bytes: 0 };
    let statements = loaded.write(format, &format.comment(iris), &mut out)?;
    out.flush()?;
    Ok(DumpReport { statements, works, bytes: out.bytes })
}

/// Counts what passes through.
struct Counted<W> {
    out: W,
    bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl DumpFormat {
    /// Every format.
    pub const ALL: [Self; 6] =
        [Self::Turtle, Self::TriG, Self::NTriples, Self::NQuads, Self::RdfXml, Self::JsonLd];

    /// The name on the command line and in `?format=`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Turtle => "turtle",
            Self::TriG => "trig",
            Self::NTriples => "ntriples",
            Self::NQuads => "nquads",
            Self::RdfXml => "rdfxml",
            Self::JsonLd => "jsonld",
        }
    }

    /// The media type, without parameters.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Turtle => "text/turtle",
            Self::TriG => "application/trig",
            Self::NTriples => "application/n-triples",
            Self::NQuads => "application/n-quads",
            Self::RdfXml => "application/rdf+xml",
            Self::JsonLd => "application/ld+json",
        }
    }

    /// The file name extension, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Turtle => "ttl",
            Self::TriG => "trig",
            Self::NTriples => "nt",
            Self::NQuads => "nq",
            Self::RdfXml => "rdf",
            Self::JsonLd => "jsonld",
        }
    }

    /// How rows must be sorted for this format.
    fn layout(self) -> Layout {
        match self {
            Self::Turtle | Self::RdfXml | Self::JsonLd => Layout::Resources,
            Self::TriG => Layout::ResourcesByGraph,
            Self::NTriples => Layout::Triples,
            Self::NQuads => Layout::Quads,
        }
    }

    /// What a person who opens the dump should know first.
    fn comment(self, iris: &Iris) -> Vec<String> {
        let mut lines = vec!["A citation knowledge graph, written by linkworker.".to_owned()];
        if self.has_graphs() {
            lines
                .push("Each named graph holds what one source says, or what was derived from it.".to_owned());
        } else {
            lines.push(
                "This is the union of all named graphs. Which source says what is kept in the".to_owned(),
            );
            lines.push(format!(
                "N-Quads and TriG dumps: {base}dump.nq and {base}dump.trig, or",
                base = iris.base()
            ));
            lines.push("`linkworker export --format nquads` (or trig).".to_owned());
        }
        lines
    }

    /// Whether the format keeps named graphs apart.
    #[must_use]
    pub fn has_graphs(self) -> bool {
        matches!(self, Self::TriG | Self::NQuads)
    }
}

impl fmt::Display for DumpFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for DumpFormat {
    type Err = UnknownFormat;

    /// Accepts the name, the extension or the media type, in any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|f| [f.name(), f.extension(), f.media_type()].contains(&wanted.as_str()))
            .ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// A format name that is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown format `{0}`; known are turtle, trig, ntriples, nquads, rdfxml, jsonld")]
pub struct UnknownFormat(String);
