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
mod language;
mod observations;
mod redact;
mod sink;
mod topics;
mod venue;
mod work;

use crate::ontology::Annotations;
use crate::record::{Record, WorkKey};
use iri::Iris;
use oxigraph::model::{NamedNode, Quad};
use sink::Sink;

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
    key: WorkKey,
    work: NamedNode,
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

    /// Appends the quads of one record: facts to the graph of the source, what was derived to the annotation graph.
    pub fn record(&self, record: &Record, found: &Annotations, source: &Source, quads: &mut Vec<Quad>) {
        let key = record.work_key();
        let work = self.iris.work(&key);
        let job = Job { iris: &self.iris, record, source, abstracts: self.abstracts, key, work };
        let mut facts = Sink::new(self.iris.graph(source.format, &source.sha256), quads);
        work::write(&job, &mut facts);
        venue::write(&job, &mut facts);
        authors::write(&job, &mut facts);
        abstracts::write(&job, &mut facts);
        observations::write(&job, &mut facts);
        let mut derived = Sink::new(self.iris.annotation_graph(&source.sha256), quads);
        topics::write(&job, found, &mut derived);
    }

    /// Appends the quads of the catalogue graph that say what the two graphs of a source are and how they came to be.
    pub fn source(&self, source: &Source, quads: &mut Vec<Quad>) {
        catalogue::write(&self.iris, source, &mut Sink::new(self.iris.catalogue_graph(), quads));
    }
}
