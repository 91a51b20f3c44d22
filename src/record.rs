//! The typed citation record: what every reader produces and every later stage consumes.
//!
//! Knows neither RDF nor I/O. Text fields are NFC-normalised, trimmed, and otherwise as the source prints them.
//! Offsets into text count Unicode code points from 0, end exclusive.

mod abstract_text;
mod contributor;
mod date;
mod diagnostic;
mod identifier;
mod text;

pub use abstract_text::{Abstract, Section, SectionRole};
pub use contributor::{Affiliation, Contributor, Name, PersonName};
pub use date::{DateError, PartialDate};
pub use diagnostic::{Diagnostic, DiagnosticKind, Position, Severity};
pub use identifier::{Doi, IdentifierError, Pmcid, Pmid, WorkKey};
pub use text::{fold, nfc, slug};

use serde::Serialize;

/// One citation record as one source states it.
///
/// Absent data is `None` or empty; nothing here is guessed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Record {
    /// Where the record stands in its source.
    pub position: Position,
    /// Rank in the source's result list, from 1.
    pub rank: Option<u32>,
    /// Title as printed, without the full stop that closes it in a citation line.
    pub title: String,
    /// Authors in order. A record may have none.
    pub contributors: Vec<Contributor>,
    /// The journal, and the place of the work in it.
    pub container: Option<Container>,
    /// Date of publication, as precise as the source has it.
    pub published: Option<PartialDate>,
    /// Editorial history.
    pub history: History,
    /// Digital Object Identifier.
    pub doi: Option<Doi>,
    /// PubMed identifier.
    pub pmid: Option<Pmid>,
    /// PubMed Central identifier.
    pub pmcid: Option<Pmcid>,
    /// Citation count of the source.
    pub citation_count: Option<u64>,
    /// Impact index per article, the decimal as printed (`0`, `4.3`).
    pub impact_index: Option<String>,
    /// When the counts held.
    pub counted: Counted,
    /// Bracketed labels of the source, in order and without brackets (`Key Words`, `Track Full Text`).
    pub labels: Vec<String>,
    /// `Some(true)` where the source marks the work as free to read; `None` is unknown. No source of ours says "closed".
    pub open_access: Option<bool>,
    /// Abstract with its sections.
    pub abstract_text: Option<Abstract>,
    /// Works that this one is said to cite.
    pub cites: Vec<Doi>,
    /// The citation as printed: authors, title, journal, year and pages, without identifiers and labels.
    pub citation_text: String,
    /// Text of the record that no rule could place, kept as it stands. Each piece has a diagnostic.
    pub unplaced: Vec<String>,
}

/// A journal and the place of a work in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Container {
    /// Journal name as printed, often an abbreviation (`BMC Med`).
    pub title: String,
    /// Volume, a string: `22`, `A12`.
    pub volume: Option<String>,
    /// Issue, a string: `3`, `4-5`.
    pub issue: Option<String>,
    /// Supplement, a string: `Suppl 1`.
    pub supplement: Option<String>,
    /// Pages or article number.
    pub pages: Option<Pages>,
}

/// How a work is found inside its volume or issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Pages {
    /// First and last page (`1`, `185`; `e338`, `e347`), the last one in full: `1345-52` is `1345` to `1352`.
    Range {
        /// First page.
        first: String,
        /// Last page.
        last: String,
    },
    /// A single printed page.
    Single(String),
    /// An electronic article number (`e000941`, `280`, `BJGPO.2021.0017`).
    Article(String),
}

/// Dates of the editorial history.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct History {
    /// Manuscript received.
    pub received: Option<PartialDate>,
    /// Revised versions received, in order.
    pub revised: Vec<PartialDate>,
    /// Accepted for publication.
    pub accepted: Option<PartialDate>,
    /// Published online.
    pub published: Option<PartialDate>,
    /// Indexed by the source.
    pub indexed: Option<PartialDate>,
}

/// When the counts of a record held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The day of retrieval, where the user gave it.
    pub date: Option<PartialDate>,
    /// The year of the listing, inferred from its records.
    pub year: Option<i32>,
}

impl Record {
    /// What names the work of this record: DOI, else PMID, else PMCID, else a hash of title, year and first author
    /// (`model.md` section 6).
    #[must_use]
    pub fn work_key(&self) -> WorkKey {
        if let Some(doi) = &self.doi {
            return WorkKey::Doi(doi.clone());
        }
        if let Some(pmid) = self.pmid {
            return WorkKey::Pmid(pmid);
        }
        if let Some(pmcid) = self.pmcid {
            return WorkKey::Pmcid(pmcid);
        }
        let first = self.contributors.first().map_or("", |c| c.name.family_or_collective());
        let year = self.published.map(|d| d.year().to_string()).unwrap_or_default();
        WorkKey::from_bibliography(&self.title, &year, first)
    }
}
