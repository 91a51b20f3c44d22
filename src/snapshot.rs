//! Quads to an immutable data set that readers share: a dictionary of terms in value order, the triples in four orders, the graphs of each
//! triple, and counts. In memory, or in one file that is opened by memory map in no time.
//!
//! A snapshot is what everybody who reads the graph sees; the store is for writing, and for building the next snapshot. It is never
//! changed: a new one is written beside it and takes its place at once, while whoever reads the old one reads on
//! ([`Published`]). Equal quads make equal snapshots, with the same [`Snapshot::id`], whatever their order was.
//!
//! Knows nothing of the store, of queries and of HTTP.

mod build;
mod bytes;
mod class;
mod columns;
mod dictionary;
mod difference;
mod file;
mod graphs;
mod layout;
mod published;
mod read;
mod statistics;
mod terms;
mod triples;
mod value;

pub use build::Builder;
pub use file::{FILE_NAME, Next};
pub use published::Published;
pub use statistics::{LinkCount, PropertyCount, Statistics};

pub(crate) use graphs::{Step, Walk, Wanted};
pub(crate) use read::Uniform;
pub(crate) use value::Value;

use bytes::{Bytes, MemoryFile};
use columns::Columns;
use dictionary::{ClassStart, Dictionary};
use layout::{Layout, Section};
use oxigraph::model::{Term, TermRef};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io;
use std::ops::Range;
use std::path::PathBuf;

/// An immutable data set. Numbers of terms begin at 1; 0 stands for no term, and for the graph that has no name.
pub struct Snapshot {
    columns: Columns,
    dictionary: Dictionary,
    layout: Layout,
    meta: Meta,
    id: String,
}

/// What is not a column.
#[derive(Debug, Serialize, Deserialize)]
struct Meta {
    base: Option<String>,
    classes: Vec<ClassStart>,
    /// One more than the highest number.
    end: u32,
    statistics: Statistics,
}

/// Why a snapshot could not be made or opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The file can't be read or written.
    #[error("{path}: {source}", path = .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The bytes can't be written.
    #[error("writing the snapshot: {0}")]
    Write(#[from] io::Error),
    /// The file is something else.
    #[error("it is not a snapshot of linkworker")]
    NotASnapshot,
    /// The file was made by another program version.
    #[error("it has version {found} of the format, this program reads version {known}")]
    OtherVersion {
        /// The version of the file.
        found: u32,
        /// The version that this program reads.
        known: u32,
    },
    /// The file was made on a machine of another kind.
    #[error("it was made on a machine with another order of bytes")]
    OtherMachine,
    /// The end of the file is missing, or something follows it.
    #[error("it has {found} bytes instead of {expected}: it was cut, or something was added")]
    Cut {
        /// The bytes that there are.
        found: u64,
        /// The bytes that there should be.
        expected: u64,
    },
    /// The content is not what was written.
    #[error("it is damaged: {0} does not fit its checksum")]
    Damaged(&'static str),
    /// More than fits.
    #[error("the data have too many {0} for a snapshot, which holds {1}")]
    TooMany(&'static str, u64),
    /// The quads can't be read.
    #[error("reading the quads: {0}")]
    Source(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Snapshot").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Snapshot {
    /// The snapshot of what a builder was given, in memory. `base` is the base IRI of the data.
    ///
    /// # Errors
    /// [`SnapshotError::TooMany`].
    pub fn in_memory(builder: Builder, base: Option<&str>) -> Result<Self, SnapshotError> {
        Self::of(builder.finish(base, MemoryFile::default())?.into_bytes())
    }

    fn of(bytes: Bytes) -> Result<Self, SnapshotError> {
        let layout = Layout::read(bytes.all())?;
        let columns = Columns::new(bytes, &layout)?;
        let meta: Meta = serde_json::from_slice(columns.bytes(Section::Meta))
            .map_err(|_| SnapshotError::Damaged("its description"))?;
        let dictionary = Dictionary::new(meta.classes.clone(), meta.end);
        let id = layout.id();
        Ok(Self { columns, dictionary, layout, meta, id })
    }

    /// Compares the content with its checksums: reads all of it.
    ///
    /// # Errors
    /// [`SnapshotError::Damaged`].
    pub fn verify(&self) -> Result<(), SnapshotError> {
        self.layout.verify(self.columns.all())
    }

    /// What the snapshot is known by: 32 hexadecimal digits, equal where base IRI and quads are equal.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The base IRI of the data, where it is known.
    #[must_use]
    pub fn base(&self) -> Option<&str> {
        self.meta.base.as_deref()
    }

    /// Its length in bytes, in memory or on disk.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.columns.all().len() as u64
    }

    /// What was counted when it was built.
    #[must_use]
    pub fn statistics(&self) -> &Statistics {
        &self.meta.statistics
    }

    /// Whether there is no quad.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.meta.statistics.quads == 0
    }

    /// The number of a term; `None` where no quad has it.
    #[must_use]
    pub fn number(&self, term: TermRef<'_>) -> Option<u32> {
        self.dictionary.number(&self.columns, term)
    }

    /// The term of a number.
    #[must_use]
    pub fn term(&self, number: u32) -> Option<Term> {
        self.dictionary.term(&self.columns, number)
    }

    /// The text of a term: the IRI, the label of a blank node, the lexical form of a literal. Empty where there is no such number.
    #[must_use]
    pub fn text(&self, number: u32) -> &str {
        dictionary::text(&self.columns, number)
    }

    /// One more than the highest number.
    #[must_use]
    pub fn end(&self) -> u32 {
        self.dictionary.end()
    }

    /// The numbers of the IRIs that begin with `prefix`: two ranges, predicates and others, each in IRI order.
    #[must_use]
    pub fn iris_with(&self, prefix: &str) -> [Range<u32>; 2] {
        self.dictionary.iris_with(&self.columns, prefix)
    }

    /// The language tags that occur, sorted.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.dictionary.languages()
    }

    /// The value of a literal that is computed with.
    #[inline]
    pub(crate) fn value(&self, number: u32) -> Option<Value> {
        self.dictionary.value(&self.columns, number)
    }

    /// The length of the longest text, in bytes.
    pub(crate) fn longest(&self) -> usize {
        self.dictionary.longest(&self.columns)
    }

    /// The numbers of the names of the graphs, in order; 0 for the unnamed one. The place of a graph here is its place in
    /// [`Wanted`].
    pub(crate) fn graphs(&self) -> &[u32] {
        self.columns.ints(Section::Graphs)
    }

    /// The place of the graph of this name, where it holds a triple.
    pub(crate) fn graph(&self, name: u32) -> Option<u32> {
        self.graphs().binary_search(&name).ok().and_then(|place| u32::try_from(place).ok())
    }

    /// A walk over the quads of a pattern.
    #[inline]
    pub(crate) fn walk(&self, pattern: [Option<u32>; 3], wanted: Wanted) -> Walk {
        Walk::new(&self.columns, pattern, wanted)
    }

    /// The next step of a walk.
    #[inline]
    pub(crate) fn step(&self, walk: &mut Walk) -> Option<Step> {
        walk.step(&self.columns)
    }

    /// The positions of the triples of a subject.
    fn positions(&self, subject: u32) -> Range<u32> {
        triples::of_subject(&self.columns, subject, None)
    }

    /// The graphs of the triple at a position, by their places.
    fn members(&self, position: u32) -> &[u32] {
        let places = graphs::members(&self.columns, position);
        self.columns.ints(Section::SetMembers).get(places).unwrap_or_default()
    }
}
