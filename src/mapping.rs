//! Record and annotations to quads. Pure and total: no clock, no I/O, no blank nodes, no failure.
//!
//! What a source states goes to the graph of the source file; what linkworker derives (topics, kinds of article, studies,
//! grants, annotations) goes to a graph of its own beside it; what the graphs are goes to the catalogue graph. The quads of
//! a record depend on this record alone, so the order of records does not matter. `model.md` sections 4 to 6 say which
//! term stands for what.

mod abstracts;
mod affiliation;
mod authors;
mod catalogue;
mod country;
pub mod iri;
mod kinds;
mod language;
mod merges;
mod observations;
mod quads;
mod redact;
mod relations;
mod sink;
mod subjects;
mod topics;
mod venue;
mod work;

use crate::ontology::Annotations;
pub use quads::{NQuads, Object, Quads};

use crate::record::{
    CitationLink, Conflict, JournalKey, Merge, PartialDate, Record, RecordId, Resolution, Settled, WorkKey,
    WorkRef,
};
use iri::Iris;
use oxigraph::model::NamedNode;
use sink::Sink;
use std::collections::BTreeMap;

/// Turns records into quads.
#[derive(Debug, Clone)]
pub struct Mapper {
    iris: Iris,
    abstracts: AbstractPolicy,
}

/// Whether abstracts, which may be under copyright, are published.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AbstractPolicy {
    /// The whole text.
    #[default]
    Full,
    /// Everything but the text: sections, offsets and short quotes stay.
    None,
}

/// The source file that records come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Name of its format: `rca`.
    pub format: &'static str,
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// File name, without folders.
    pub name: String,
    /// When it was read, an `xsd:dateTime`; the caller's business, since mapping has no clock.
    pub generated: Option<String>,
    /// How many records were read from it.
    pub records: u64,
}

/// One record on its way to quads, with the names of its work.
struct Job<'a> {
    iris: &'a Iris,
    record: &'a Record,
    source: &'a Source,
    abstracts: AbstractPolicy,
    names: &'a Names,
    resolution: &'a Resolution,
    key: &'a WorkKey,
    work: NamedNode,
}

/// Names of works by every other name that some record gives them: so that a reference by PMID leads to the work that is
/// named by DOI.
pub type Names = BTreeMap<WorkKey, WorkKey>;

impl Job<'_> {
    fn settled(&self) -> Option<&Settled> {
        self.resolution.settled.as_deref()
    }

    /// What a value of which a work has one is said of: the work where the value holds, else this record.
    fn subject<T: PartialEq>(&self, own: &T, holds: impl Fn(&Settled) -> &Option<T>) -> NamedNode {
        let agrees = self.settled().is_none_or(|settled| holds(settled).as_ref() == Some(own));
        if agrees { self.work.clone() } else { self.record_node() }
    }

    /// When the work was published, by all that is known of it.
    fn published(&self) -> Option<PartialDate> {
        self.settled().map_or(self.record.published, |settled| settled.published)
    }

    /// The node of this very record.
    fn record_node(&self) -> NamedNode {
        self.iris.record(&self.record_id())
    }

    fn journal(&self) -> Option<&JournalKey> {
        self.resolution.journal.as_ref()
    }

    /// This very record.
    fn record_id(&self) -> RecordId {
        let (format, sha256) = (self.source.format.to_owned(), self.source.sha256.clone());
        RecordId { format, sha256, number: self.record.number }
    }

    /// Whether the abstract of this record is the one that is published.
    fn has_the_abstract(&self) -> bool {
        self.settled()
            .is_none_or(|settled| settled.abstract_of.as_ref().is_none_or(|id| *id == self.record_id()))
    }

    /// What names another work, where an identifier does.
    fn other(&self, other: &WorkRef) -> Option<WorkKey> {
        let key = other.work_key()?;
        Some(self.names.get(&key).cloned().unwrap_or(key))
    }
}

impl Mapper {
    /// A mapper that mints with `iris`.
    #[must_use]
    pub fn new(iris: Iris, abstracts: AbstractPolicy) -> Self {
        Self { iris, abstracts }
    }

    /// The IRIs it mints.
    #[must_use]
    pub fn iris(&self) -> &Iris {
        &self.iris
    }

    /// Writes the quads of one record: facts to the graph of the source, what was derived to the annotation graph.
    pub fn record(
        &self,
        record: &Record,
        found: &Annotations,
        source: &Source,
        resolution: &Resolution,
        names: &Names,
        quads: &mut dyn Quads,
    ) {
        let work = self.iris.work(&resolution.key);
        let (iris, abstracts, key) = (&self.iris, self.abstracts, &resolution.key);
        let job = Job { iris, record, source, abstracts, names, resolution, key, work };
        let mut facts = Sink::new(self.iris.graph(source.format, &source.sha256), quads);
        work::write(&job, &mut facts);
        kinds::write(&job, &mut facts);
        venue::write(&job, &mut facts);
        authors::write(&job, &mut facts);
        abstracts::write(&job, &mut facts);
        subjects::write(&job, &mut facts);
        relations::write(&job, &mut facts);
        observations::write(&job, &mut facts);
        let mut derived = Sink::new(self.iris.annotation_graph(&source.sha256), quads);
        topics::write(&job, found, &mut derived);
    }

    /// Writes the quads of a citation that a list of citation links states.
    pub fn link(&self, link: &CitationLink, source: &Source, names: &Names, quads: &mut dyn Quads) {
        let mut facts = Sink::new(self.iris.graph(source.format, &source.sha256), quads);
        relations::write_link(&self.iris, link, names, &mut facts);
    }

    /// Writes the identity graph: why records are one work, and which are kept apart.
    pub fn merges(&self, merges: &[Merge], conflicts: &[Conflict], quads: &mut dyn Quads) {
        merges::write(&self.iris, merges, conflicts, &mut Sink::new(self.iris.identity_graph(), quads));
    }

    /// Writes the quads of the catalogue graph that say what the two graphs of a source are and how they came to be.
    pub fn source(&self, source: &Source, quads: &mut dyn Quads) {
        catalogue::write(&self.iris, source, &mut Sink::new(self.iris.catalogue_graph(), quads));
    }
}
