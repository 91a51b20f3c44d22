//! The Social Prescribing Ontology compiled in: its files, its concepts, what annotation finds of them, and the words of its JSON-LD context.
//!
//! Knows neither records nor how text is matched. The files are Turtle and JSON-LD under `ontology/`; they are parsed once, when
//! something is first asked of them.

mod catalogue;
mod context;

use crate::record::SectionRole;
use crate::vocab;
use catalogue::CATALOGUE;
pub(crate) use context::{Context, Keyed, Node, Text};
use oxigraph::model::{NamedNode, NamedNodeRef, Quad};

/// Classes and properties of the ontology, in Turtle.
pub const ONTOLOGY_TTL: &str = include_str!("../ontology/linkworker.ttl");

/// The concept schemes with their concepts, in Turtle: the files of `ontology/concepts/` one after the other.
pub const CONCEPTS_TTL: &str = concat!(
    include_str!("../ontology/concepts/model.ttl"),
    include_str!("../ontology/concepts/pathway.ttl"),
    include_str!("../ontology/concepts/actor.ttl"),
    include_str!("../ontology/concepts/setting.ttl"),
    include_str!("../ontology/concepts/target.ttl"),
    include_str!("../ontology/concepts/activity.ttl"),
    include_str!("../ontology/concepts/outcome.ttl"),
    include_str!("../ontology/concepts/instrument.ttl"),
    include_str!("../ontology/concepts/design.ttl"),
    include_str!("../ontology/concepts/factor.ttl"),
    include_str!("../ontology/concepts/conclusion.ttl"),
    include_str!("../ontology/concepts/section.ttl"),
);

/// SHACL shapes of what the mapping writes, in Turtle.
pub const SHAPES_TTL: &str = include_str!("../ontology/shapes.ttl");

/// The JSON-LD context of published works.
pub const CONTEXT_JSONLD: &str = include_str!("../ontology/context.jsonld");

/// Description of the data set, in Turtle with placeholders in braces; its first lines say what they stand for.
pub const DATASET_TTL: &str = include_str!("../ontology/dataset.ttl");

/// Every concept of every topic scheme, by scheme and then in the order of the files. Section roles are not among them.
#[must_use]
pub fn concepts() -> &'static [Concept] {
    CATALOGUE.concepts
}

/// The concept with this id (`link-worker`) or IRI.
#[must_use]
pub fn concept(id_or_iri: &str) -> Option<&'static Concept> {
    let id = id_or_iri.strip_prefix(vocab::CONCEPT_NS).unwrap_or(id_or_iri);
    CATALOGUE.by_id.get(id).map(|index| &CATALOGUE.concepts[*index])
}

/// The concepts above this one, the nearest first.
pub fn parents(concept: &Concept) -> impl Iterator<Item = &'static Concept> {
    std::iter::successors(concept.broader.as_deref().and_then(self::concept), |above| {
        above.broader.as_deref().and_then(self::concept)
    })
}

/// Every concept scheme, the technical one of section roles included, in the order of the files.
#[must_use]
pub fn schemes() -> &'static [Scheme] {
    &CATALOGUE.schemes
}

/// The scheme with this id (`actor`).
#[must_use]
pub fn scheme(id: &str) -> Option<&'static Scheme> {
    CATALOGUE.schemes.iter().find(|scheme| scheme.id == id)
}

/// Every label by which a topic concept is found in text.
#[must_use]
pub fn labels() -> &'static [Label] {
    &CATALOGUE.labels
}

/// The ontology and its concept schemes as quads of `graph`, in the order of the files. They hold no blank nodes.
#[must_use]
pub fn quads(graph: &NamedNode) -> Vec<Quad> {
    CATALOGUE.triples.iter().map(|triple| triple.clone().in_graph(graph.clone())).collect()
}

/// The prefixes with which the graph is written and queried: `(prefix, namespace)`, in prefix order.
#[must_use]
pub fn prefixes() -> &'static [(&'static str, &'static str)] {
    vocab::PREFIXES
}

/// A concept scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Local id (`actor`); the IRI is [`vocab::SCHEME_NS`] + id.
    pub id: String,
    /// `dcterms:title` in English.
    pub title: String,
    /// `skos:definition` in English.
    pub definition: String,
    /// The property that leads from a work to its concepts; none for the scheme of section roles.
    pub property: Option<NamedNodeRef<'static>>,
}

/// A label of a topic concept and how it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The label as it stands in the ontology.
    pub text: String,
    /// How it counts.
    pub kind: LabelKind,
    /// What it is a label of.
    pub concept: &'static Concept,
}

/// How a label counts when it is found in text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKind {
    /// `skos:prefLabel` or `skos:altLabel`: stands for the concept wherever it is found.
    Name,
    /// `skos:hiddenLabel`: the same, but a form that is not shown (plural, verb, misspelling).
    Hidden,
    /// `sprx:caseSensitiveLabel`: stands for the concept in this case only.
    CaseSensitive,
    /// `sprx:weakLabel`: counts only beside a label of another kind from the same scheme in the same sentence.
    Weak,
    /// `sprx:excludedLabel`: does not stand for the concept although it holds a label of it.
    Excluded,
}

/// One concept of the topic schemes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concept {
    /// Local id (`link-worker`); the IRI is [`crate::vocab::CONCEPT_NS`] + id.
    pub id: String,
    /// Id of its scheme (`actor`).
    pub scheme: String,
    /// `skos:prefLabel` in English.
    pub label: String,
    /// `skos:definition` in English.
    pub definition: String,
    /// Id of the broader concept.
    pub broader: Option<String>,
}

/// Which text of a record a mention stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The title.
    Title,
    /// The abstract.
    Abstract,
}

/// A concept named at one place of a title or abstract.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Which concept.
    pub concept: &'static Concept,
    /// Which text.
    pub field: Field,
    /// Start in code points of the original text.
    pub start: usize,
    /// End in code points, exclusive.
    pub end: usize,
    /// 0 to 1, by kind of label (see `annotate`).
    pub confidence: f64,
    /// Role of the abstract section it stands in, where known.
    pub section: Option<SectionRole>,
}

/// Registers of trials and reviews that abstracts name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Register {
    /// ISRCTN registry: `ISRCTN` + 8 digits.
    Isrctn,
    /// `ClinicalTrials.gov`: `NCT` + 8 digits.
    ClinicalTrials,
    /// PROSPERO: `CRD` + 11 (or 8+) digits.
    Prospero,
}

/// A registration number named in an abstract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The register.
    pub register: Register,
    /// The number in its normal form (`ISRCTN13880272`).
    pub number: String,
    /// Start in the abstract, in code points.
    pub start: usize,
    /// End in the abstract, in code points, exclusive.
    pub end: usize,
}

/// A grant number named in an abstract, with its funder where the sentence names one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantMention {
    /// Number as printed (`16/122/33`).
    pub number: String,
    /// Funder as printed (`National Institute for Health and Care Research (NIHR)`), where named.
    pub funder: Option<String>,
    /// Programme as printed (`Public Health Research programme`), where named.
    pub programme: Option<String>,
    /// Start of the number in the abstract, in code points.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
}

/// Everything that annotation found in one record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Annotations {
    /// Concept mentions, by field, then start, then concept id.
    pub mentions: Vec<Mention>,
    /// Registration numbers, by start.
    pub registrations: Vec<Registration>,
    /// Grant numbers, by start.
    pub grants: Vec<GrantMention>,
}
