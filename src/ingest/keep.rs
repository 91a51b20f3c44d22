//! What is kept of a source: its records as lines of JSON, and what they claim, both packed with zstd.

use crate::identity::SourceClaims;
use crate::mapping::Source;
use crate::read::Format;
use crate::record::{CitationLink, Record, WorkKey};
use crate::store::{KnowledgeGraph, StoreError};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Write};
use std::sync::Arc;

/// Endings of the two names under which a source is kept.
const RECORDS: &str = ".records.zst";
const CLAIMS: &str = ".claims.zst";

/// Records pack tenfold at this level at little cost.
const LEVEL: i32 = 1;

/// Why what was kept cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("what the store keeps of the source {name} cannot be read ({reason}); ingest the source again")]
pub struct KeepError {
    name: String,
    reason: String,
}

impl KeepError {
    pub(super) fn new(name: &str, error: &dyn std::fmt::Display) -> Self {
        Self { name: name.to_owned(), reason: error.to_string() }
    }
}

/// What is known of a source that was read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    #[serde(skip, default = "rca")]
    pub(super) format: Format,
    /// What the catalogue says of it.
    pub(super) source: KeptSource,
    pub(super) claims: SourceClaims,
    /// Works that its records refer to, each once.
    pub(super) mentioned: Vec<WorkKey>,
    /// Whether texts of abstracts are published.
    pub(super) abstracts: bool,
    /// What the user said of its records.
    pub(super) said: String,
    /// What its graphs were made of; `None` where they were not made yet.
    pub(super) fingerprint: Option<String>,
    /// Somebody has changed its graphs since they were made: reading the source again makes them anew.
    #[serde(default)]
    pub(super) is_touched: bool,
}

fn rca() -> Format {
    Format::Rca
}

/// The part of [`Source`] that is not a constant of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptSource {
    pub(super) sha256: String,
    pub(super) name: String,
    pub(super) generated: Option<String>,
    pub(super) records: u64,
}

/// One line of what was read.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// A record.
    Record(Box<Record>),
    /// A citation link.
    Link(Box<CitationLink>),
}

impl Kept {
    /// Everything that is kept, in an order that does not depend on when it came.
    pub(super) fn all(graph: &KnowledgeGraph) -> Result<Vec<Self>, super::IngestError> {
        let mut all = Vec::new();
        for name in graph.kept_names()? {
            if let Some(stem) = name.strip_suffix(CLAIMS) {
                all.push(Self::read(graph, stem)?);
            }
        }
        Ok(all)
    }

    /// What is kept under a name, where it is whole.
    pub(super) fn find(graph: &KnowledgeGraph, name: &str) -> Option<Self> {
        Self::read(graph, name).ok()
    }

    fn read(graph: &KnowledgeGraph, name: &str) -> Result<Self, super::IngestError> {
        let damaged = |reason: String| KeepError { name: name.to_owned(), reason };
        let missing = || damaged("it is not there".to_owned());
        let bytes = graph.kept(&format!("{name}{CLAIMS}"))?.ok_or_else(missing)?;
        let plain = zstd::decode_all(&*bytes).map_err(|e| damaged(e.to_string()))?;
        let mut kept: Self = serde_json::from_slice(&plain).map_err(|e| damaged(e.to_string()))?;
        kept.format =
            kept.claims.format.parse().map_err(|e: crate::read::UnknownFormat| damaged(e.to_string()))?;
        Ok(kept)
    }

    /// The name under which the source is kept, without ending.
    pub(super) fn archive_name(&self) -> String {
        archive_name(self.format, &self.source.sha256)
    }

    pub(super) fn save(&self, graph: &KnowledgeGraph) -> Result<(), super::IngestError> {
        let damaged = |reason: String| KeepError { name: self.source.name.clone(), reason };
        let plain = serde_json::to_vec(self).map_err(|e| damaged(e.to_string()))?;
        let packed = zstd::encode_all(plain.as_slice(), LEVEL).map_err(|e| damaged(e.to_string()))?;
        Ok(graph.keep(&format!("{}{CLAIMS}", self.archive_name()), packed)?)
    }

    /// Claims first: without them, records are a leftover that the next reading writes over.
    pub(super) fn forget(&self, graph: &KnowledgeGraph) -> Result<(), StoreError> {
        graph.forget(&format!("{}{CLAIMS}", self.archive_name()))?;
        graph.forget(&format!("{}{RECORDS}", self.archive_name()))
    }

    /// What was read of the source, line by line.
    pub(super) fn lines(&self, graph: &KnowledgeGraph) -> Result<Lines, super::IngestError> {
        let name = self.source.name.clone();
        let bytes = graph.kept(&format!("{}{RECORDS}", self.archive_name()))?;
        let damaged = |reason: String| KeepError { name: name.clone(), reason };
        let bytes = bytes.ok_or_else(|| damaged("its records are not there".to_owned()))?;
        let decoder = zstd::Decoder::new(Bytes { bytes, at: 0 }).map_err(|e| damaged(e.to_string()))?;
        Ok(Lines { reader: BufReader::new(Box::new(decoder)), name, line: String::new() })
    }

    /// The source as the mapping wants it.
    pub(super) fn as_source(&self) -> Source {
        let KeptSource { sha256, name, generated, records } = self.source.clone();
        Source { format: self.format.name(), sha256, name, generated, records }
    }
}

pub(super) fn archive_name(format: Format, sha256: &str) -> String {
    format!("{}-{}", format.name(), sha256.get(..16).unwrap_or(sha256))
}

/// Shared bytes as a reader.
struct Bytes {
    bytes: Arc<[u8]>,
    at: usize,
}

impl std::io::Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}

/// The lines of what was read.
pub(super) struct Lines {
    reader: BufReader<Box<dyn std::io::Read + Send>>,
    name: String,
    line: String,
}

impl Iterator for Lines {
    type Item = Result<Kind, KeepError>;

    fn next(&mut self) -> Option<Self::Item> {
        let damaged = |name: &str, reason: String| KeepError { name: name.to_owned(), reason };
        self.line.clear();
        match self.reader.read_line(&mut self.line) {
            Ok(0) => None,
            Ok(_) => Some(serde_json::from_str(&self.line).map_err(|e| damaged(&self.name, e.to_string()))),
            Err(error) => Some(Err(damaged(&self.name, error.to_string()))),
        }
    }
}

/// Packs what is read of a source as it comes.
pub(super) struct Archive(zstd::Encoder<'static, Vec<u8>>);

impl Archive {
    pub(super) fn new() -> std::io::Result<Self> {
        Ok(Self(zstd::Encoder::new(Vec::new(), LEVEL)?))
    }

    pub(super) fn add(&mut self, line: &Kind) -> std::io::Result<()> {
        serde_json::to_writer(&mut self.0, line)?;
        self.0.write_all(b"\n")
    }

    pub(super) fn keep(self, graph: &KnowledgeGraph, name: &str) -> Result<(), super::IngestError> {
        let damaged = |e: std::io::Error| KeepError { name: name.to_owned(), reason: e.to_string() };
        let packed = self.0.finish().map_err(damaged)?;
        Ok(graph.keep(&format!("{name}{RECORDS}"), packed)?)
    }
}
