//! What a resource is, by its classes, and which properties lead to the parts it owns.

use crate::vocab::{
    self, c4o, datacite, dcterms, dqv, fabio, foaf, frapo, oa, org, owl, prism, pro, prov, rdf, rdfs, schema,
    skos, sprx,
};
use oxigraph::model::NamedNodeRef;

/// What a resource is, by its classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A citable work: article, review, preprint, …
    Work,
    /// A journal.
    Journal,
    /// A volume or an issue of a journal.
    JournalPart,
    /// A person.
    Person,
    /// An organisation.
    Organization,
    /// A concept of the topic schemes.
    Concept,
    /// A concept scheme.
    Scheme,
    /// A term of the ontology.
    Term,
    /// A named graph.
    Graph,
    /// Anything else that the graph describes.
    Other,
}

/// Classes of citable works.
const WORK_CLASSES: &[NamedNodeRef<'static>] = &[
    fabio::BOOK,
    fabio::BOOK_CHAPTER,
    fabio::CONFERENCE_PAPER,
    fabio::DOCTORAL_THESIS,
    fabio::EDITORIAL,
    fabio::ERRATUM,
    fabio::EXPRESSION,
    fabio::JOURNAL_ARTICLE,
    fabio::LETTER,
    fabio::PREPRINT,
    fabio::REPORT_DOCUMENT,
    fabio::RETRACTION,
    fabio::REVIEW_ARTICLE,
    schema::SCHOLARLY_ARTICLE,
];

/// Properties whose object is a part of the subject and is described with it.
const OWNING: &[NamedNodeRef<'static>] = &[
    c4o::HAS_GLOBAL_CITATION_FREQUENCY,
    datacite::HAS_IDENTIFIER,
    dcterms::HAS_PART,
    dqv::HAS_QUALITY_MEASUREMENT,
    frapo::IS_FUNDED_BY,
    oa::HAS_SELECTOR,
    oa::HAS_TARGET,
    pro::IS_DOCUMENT_CONTEXT_FOR,
    pro::IS_HELD_BY,
    sprx::REPORTS_STUDY,
];

/// Properties that name a thing: what is copied along where a description points to something it does not own.
pub(super) const LABELLING: &[NamedNodeRef<'static>] = &[
    rdf::TYPE,
    dcterms::TITLE,
    foaf::NAME,
    skos::PREF_LABEL,
    rdfs::LABEL,
    skos::NOTATION,
    fabio::HAS_SEQUENCE_IDENTIFIER,
    frapo::HAS_COUNTRY_CODE,
    prism::ISSN,
];

/// Those of [`LABELLING`] that are a name by themselves.
pub(super) const NAMING: &[NamedNodeRef<'static>] =
    &[dcterms::TITLE, foaf::NAME, skos::PREF_LABEL, rdfs::LABEL, fabio::HAS_SEQUENCE_IDENTIFIER];

/// Whether instances of the class are works.
pub(super) fn is_work_class(class: &str) -> bool {
    WORK_CLASSES.iter().any(|work| work.as_str() == class)
}

/// Whether the property leads to a part.
pub(super) fn is_owning(property: &str) -> bool {
    OWNING.iter().any(|owning| owning.as_str() == property)
}

impl Kind {
    /// The kind that the classes of a resource make it, the most telling first.
    pub(super) fn of<'a>(iri: &str, classes: &(impl Iterator<Item = &'a str> + Clone)) -> Self {
        let has =
            |wanted: &[NamedNodeRef<'_>]| classes.clone().any(|c| wanted.iter().any(|w| w.as_str() == c));
        if classes.clone().any(is_work_class) {
            Self::Work
        } else if has(&[fabio::JOURNAL]) {
            Self::Journal
        } else if has(&[fabio::JOURNAL_VOLUME, fabio::JOURNAL_ISSUE]) {
            Self::JournalPart
        } else if has(&[foaf::PERSON]) {
            Self::Person
        } else if has(&[
            foaf::ORGANIZATION,
            org::ORGANIZATION,
            org::ORGANIZATIONAL_UNIT,
            frapo::FUNDING_AGENCY,
        ]) {
            Self::Organization
        } else if has(&[skos::CONCEPT_SCHEME]) {
            Self::Scheme
        } else if has(&[skos::CONCEPT, sprx::TOPIC_CONCEPT]) {
            Self::Concept
        } else if has(&[owl::CLASS, owl::OBJECT_PROPERTY, owl::DATATYPE_PROPERTY, owl::ANNOTATION_PROPERTY])
            || iri.starts_with(vocab::sprx::NS)
        {
            Self::Term
        } else if has(&[prov::ENTITY]) && iri.contains("/graph/") {
            Self::Graph
        } else {
            Self::Other
        }
    }
}
