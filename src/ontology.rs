//! The Social Prescribing Ontology compiled in: its files, its concepts, and what annotation finds of them.

use crate::record::SectionRole;

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
