//! The output formats: names that people type, media types that programs ask for, file extensions.
//!
//! Knows nothing about `Accept` headers: negotiation by quality values belongs to the server.

use super::{PlanFormat, ResultKind};
use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::sparql::results::QueryResultsFormat;
use std::str::FromStr;

/// How to write a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// SPARQL results in JSON, XML, CSV or TSV; for solutions and booleans.
    Results(QueryResultsFormat),
    /// An aligned text table for people; for solutions and booleans.
    Table,
    /// An RDF syntax; for graphs.
    Graph(RdfFormat),
    /// A tree; for plans.
    Plan(PlanFormat),
}

/// JSON-LD without a profile.
const JSON_LD: RdfFormat = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };

/// One row per format: what it is, its short names (the first is the canonical one), its media types (the first is the
/// one that is sent, charset included where the type is `text/*`), its file extension, and a label for people.
struct Row {
    format: OutputFormat,
    names: &'static [&'static str],
    media_types: &'static [&'static str],
    extension: &'static str,
    label: &'static str,
}

/// Formats of solutions and booleans, in order of preference.
const RESULTS: [Row; 5] = [
    Row {
        format: OutputFormat::Results(QueryResultsFormat::Json),
        names: &["json", "srj"],
        media_types: &["application/sparql-results+json", "application/json", "text/json"],
        extension: "json",
        label: "JSON",
    },
    Row {
        format: OutputFormat::Results(QueryResultsFormat::Xml),
        names: &["xml", "srx"],
        media_types: &["application/sparql-results+xml", "application/xml", "text/xml"],
        extension: "xml",
        label: "XML",
    },
    Row {
        format: OutputFormat::Results(QueryResultsFormat::Csv),
        names: &["csv"],
        media_types: &["text/csv; charset=utf-8", "application/csv"],
        extension: "csv",
        label: "CSV",
    },
    Row {
        format: OutputFormat::Results(QueryResultsFormat::Tsv),
        names: &["tsv"],
        media_types: &["text/tab-separated-values; charset=utf-8", "text/tsv"],
        extension: "tsv",
        label: "TSV",
    },
    Row {
        format: OutputFormat::Table,
        names: &["table", "text", "txt"],
        media_types: &["text/plain; charset=utf-8"],
        extension: "txt",
        label: "text table",
    },
];

/// Formats of graphs, in order of preference.
const GRAPHS: [Row; 6] = [
    Row {
        format: OutputFormat::Graph(RdfFormat::Turtle),
        names: &["turtle", "ttl", "n3"],
        media_types: &["text/turtle; charset=utf-8", "application/turtle", "application/x-turtle", "text/n3"],
        extension: "ttl",
        label: "Turtle",
    },
    Row {
        format: OutputFormat::Graph(JSON_LD),
        names: &["jsonld", "json-ld", "json"],
        media_types: &["application/ld+json", "application/json", "text/json"],
        extension: "jsonld",
        label: "JSON-LD",
    },
    Row {
        format: OutputFormat::Graph(RdfFormat::NTriples),
        names: &["nt", "ntriples", "n-triples"],
        media_types: &["application/n-triples", "text/plain"],
        extension: "nt",
        label: "N-Triples",
    },
    Row {
        format: OutputFormat::Graph(RdfFormat::RdfXml),
        names: &["rdfxml", "rdf", "rdf/xml", "rdf+xml", "xml"],
        media_types: &["application/rdf+xml", "application/xml", "text/xml"],
        extension: "rdf",
        label: "RDF/XML",
    },
    Row {
        format: OutputFormat::Graph(RdfFormat::TriG),
        names: &["trig"],
        media_types: &["application/trig", "application/x-trig"],
        extension: "trig",
        label: "TriG",
    },
    Row {
        format: OutputFormat::Graph(RdfFormat::NQuads),
        names: &["nq", "nquads", "n-quads"],
        media_types: &["application/n-quads", "text/x-nquads"],
        extension: "nq",
        label: "N-Quads",
    },
];

/// Formats of plans, in order of preference.
const PLANS: [Row; 2] = [
    Row {
        format: OutputFormat::Plan(PlanFormat::Json),
        names: &["json"],
        media_types: &["application/json", "text/json"],
        extension: "json",
        label: "JSON",
    },
    Row {
        format: OutputFormat::Plan(PlanFormat::Text),
        names: &["text", "txt", "table"],
        media_types: &["text/plain; charset=utf-8"],
        extension: "txt",
        label: "text",
    },
];

/// The rows of a kind of result.
fn rows(kind: ResultKind) -> &'static [Row] {
    match kind {
        ResultKind::Solutions | ResultKind::Boolean => &RESULTS,
        ResultKind::Graph => &GRAPHS,
        ResultKind::Plan => &PLANS,
    }
}

impl OutputFormat {
    /// The formats that a result of this kind can be written in, the preferred one first.
    pub fn all_for(kind: ResultKind) -> impl Iterator<Item = Self> {
        rows(kind).iter().map(|row| row.format)
    }

    /// The format of a short name such as `csv`, `ttl` or `json`, for a result of this kind: `json` is SPARQL JSON for
    /// solutions and JSON-LD for graphs, `xml` likewise. Case does not matter.
    #[must_use]
    pub fn from_name(name: &str, kind: ResultKind) -> Option<Self> {
        rows(kind)
            .iter()
            .find(|row| row.names.iter().any(|n| n.eq_ignore_ascii_case(name)))
            .map(|row| row.format)
    }

    /// The format of a media type for a result of this kind; parameters (`charset`, `q`) are ignored. Wildcards are no
    /// media types.
    #[must_use]
    pub fn from_media_type(media_type: &str, kind: ResultKind) -> Option<Self> {
        let wanted = essence(media_type);
        rows(kind)
            .iter()
            .find(|row| row.media_types.iter().any(|m| essence(m).eq_ignore_ascii_case(wanted)))
            .map(|row| row.format)
    }

    /// The media type to send, with its charset for `text/*` types.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        self.row().map_or("application/octet-stream", |row| row.media_types[0])
    }

    /// The usual file extension, without a dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        self.row().map_or("bin", |row| row.extension)
    }

    /// The short name that [`OutputFormat::from_name`] reads back.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("unknown", |row| row.names[0])
    }

    /// A name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.row().map_or("unknown", |row| row.label)
    }

    /// Whether a result of this kind can be written in this format.
    #[must_use]
    pub fn fits(self, kind: ResultKind) -> bool {
        match self {
            Self::Results(_) | Self::Table => matches!(kind, ResultKind::Solutions | ResultKind::Boolean),
            Self::Plan(_) => kind == ResultKind::Plan,
            Self::Graph(_) => kind == ResultKind::Graph,
        }
    }

    /// The row of this format; a JSON-LD profile does not matter.
    fn row(self) -> Option<&'static Row> {
        let same = |other: Self| match (self, other) {
            (Self::Graph(RdfFormat::JsonLd { .. }), Self::Graph(RdfFormat::JsonLd { .. })) => true,
            (one, other) => one == other,
        };
        RESULTS.iter().chain(&GRAPHS).chain(&PLANS).find(|row| same(row.format))
    }
}

/// The name is no format; the message lists the known ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is not an output format; known are {}", known_names())]
pub struct UnknownFormat {
    name: String,
}

/// The canonical names, for messages.
fn known_names() -> String {
    RESULTS.iter().chain(&GRAPHS).map(|row| row.names[0]).collect::<Vec<_>>().join(", ")
}

impl FromStr for OutputFormat {
    type Err = UnknownFormat;

    /// Reads a short name; `json` and `xml` mean the SPARQL results formats. Where the kind of the result is known,
    /// [`OutputFormat::from_name`] is exact.
    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::from_name(name, ResultKind::Solutions)
            .or_else(|| Self::from_name(name, ResultKind::Graph))
            .ok_or_else(|| UnknownFormat { name: name.to_owned() })
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}
