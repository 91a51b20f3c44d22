//! What a source says that a work is about, and who paid for it.

use super::identifier::Doi;
use serde::{Deserialize, Serialize};

/// A heading of the Medical Subject Headings (MeSH) given to a work.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeshHeading {
    /// The descriptor.
    pub descriptor: MeshTerm,
    /// Its qualifiers (subheadings).
    pub qualifiers: Vec<MeshTerm>,
}

/// A descriptor or qualifier of MeSH.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeshTerm {
    /// Its name (`Social Support`).
    pub name: String,
    /// Its unique identifier (`D012944`, `Q000639`), where the source gives it.
    pub id: Option<String>,
    /// Whether the work is mainly about it (the asterisk).
    pub major: bool,
}

/// A grant or award that paid for the work.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Number as printed (`16/122/33`).
    pub number: Option<String>,
    /// Name of the agency.
    pub agency: Option<String>,
    /// DOI of the agency in the Funder Registry.
    pub agency_doi: Option<Doi>,
    /// Short form that PubMed gives for the agency's programme (`HL`).
    pub acronym: Option<String>,
    /// Country of the agency as printed.
    pub country: Option<String>,
}

/// A number under which something of the work is kept elsewhere: a trial register, a data bank.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accession {
    /// The register or data bank as printed (`ClinicalTrials.gov`, `ISRCTN`, `GENBANK`).
    pub bank: String,
    /// The number (`NCT01234567`).
    pub number: String,
}
