//! The typed citation record: what every reader produces and every later stage consumes.
//!
//! Knows neither RDF nor I/O. Text fields are NFC-normalised, trimmed, and otherwise as the source prints them.
//! Offsets into text count Unicode code points from 0, end exclusive.

mod abstract_text;
mod checked;
mod container;
mod contributor;
mod date;
mod diagnostic;
mod identifier;
mod kind;
mod relation;
mod resolution;
mod subject;
mod text;

pub use abstract_text::{Abstract, Section, SectionRole};
pub use checked::{Isbn, Issn, Orcid, Ror};
pub use container::{Container, ContainerKind, Pages};
pub use contributor::{Affiliation, Contributor, Name, PersonName, Role};
pub use date::{DateError, PartialDate};
pub use diagnostic::{Diagnostic, DiagnosticKind, Position, Severity};
pub use identifier::{Doi, IdentifierError, Omid, OpenAlexId, Pmcid, Pmid, WorkKey};
pub use kind::Kind;
pub use relation::{CitationLink, Relation, RelationKind, WorkRef};
pub use resolution::{Conflict, JournalKey, Merge, MergeRule, RecordId, Resolution, Settled};
pub use subject::{Accession, Grant, MeshHeading, MeshTerm};
pub use text::{fold, nfc, slug};

use serde::{Deserialize, Serialize};

/// One citation record as one source states it.
///
/// Absent data is `None` or empty; nothing here is guessed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Where the record stands in its source.
    pub position: Position,
    /// Number of the record in its source, from 1; rejected ones count.
    pub number: u64,
    /// Rank in the source's result list, from 1.
    pub rank: Option<u32>,
    /// What the work is.
    pub kind: Kind,
    /// Kinds of publication as the source names them (`Randomized Controlled Trial`, `journal-article`).
    pub publication_types: Vec<String>,
    /// Title as plain text on one line, without the full stop that closes it; subtitle after a colon.
    pub title: String,
    /// Title in the language of the work, where `title` is a translation.
    pub original_title: Option<String>,
    /// Languages of the work: ISO 639-1 codes where there is one, else ISO 639-2/T (`en`, `grc`).
    pub languages: Vec<String>,
    /// Who made the work: authors in order, then editors, translators and investigators, each in order. May be empty.
    pub contributors: Vec<Contributor>,
    /// Whether the source says that the list of authors goes on (`et al`, `and others`).
    pub authors_cut: bool,
    /// The journal or book, and the place of the work in it.
    pub container: Option<Container>,
    /// ISBNs of the work itself (a book).
    pub isbns: Vec<Isbn>,
    /// Publisher, as printed.
    pub publisher: Option<String>,
    /// Place of publication, as printed.
    pub place: Option<String>,
    /// Edition, as printed.
    pub edition: Option<String>,
    /// Date of publication, as precise as the source has it: of the printed edition where the source tells two apart.
    pub published: Option<PartialDate>,
    /// Editorial history.
    pub history: History,
    /// Digital Object Identifier.
    pub doi: Option<Doi>,
    /// PubMed identifier.
    pub pmid: Option<Pmid>,
    /// PubMed Central identifier.
    pub pmcid: Option<Pmcid>,
    /// Number in OpenAlex.
    pub openalex: Option<OpenAlexId>,
    /// Number in OpenCitations Meta.
    pub omid: Option<Omid>,
    /// Identifier in arXiv (`2101.00001`, `hep-th/9901001`), without version.
    pub arxiv: Option<String>,
    /// Publisher Item Identifier.
    pub pii: Option<String>,
    /// Numbers under which the work stands in other databases, as `(database, number)` (`("scopus", "2-s2.0-85…")`).
    pub accessions: Vec<Accession>,
    /// Web addresses that the record gives for the work, http or https.
    pub urls: Vec<String>,
    /// Citation count of the source.
    pub citation_count: Option<u64>,
    /// Impact index per article, the decimal as printed (`0`, `4.3`).
    pub impact_index: Option<String>,
    /// When the counts held.
    pub counted: Counted,
    /// Bracketed labels of the source, in order and without brackets (`Key Words`, `Track Full Text`).
    pub labels: Vec<String>,
    /// Whether the source says that the work is free to read; `None` is unknown. Few sources ever say that it is not.
    pub open_access: Option<bool>,
    /// Licence of the text: the IRI where the source gives one, else its name.
    pub licence: Option<String>,
    /// Whether the source marks the work as retracted.
    pub retracted: bool,
    /// Abstract with its sections.
    pub abstract_text: Option<Abstract>,
    /// Keywords of the authors or of the source, as printed, one each.
    pub keywords: Vec<String>,
    /// Medical Subject Headings.
    pub mesh: Vec<MeshHeading>,
    /// Who paid for the work.
    pub grants: Vec<Grant>,
    /// How the work stands to others: corrections, retractions, comments, …
    pub relations: Vec<Relation>,
    /// Its list of references, in order.
    pub references: Vec<WorkRef>,
    /// Works that this one is said to cite by the user who reads the source.
    pub cites: Vec<Doi>,
    /// The citation as printed: authors, title, journal, year and pages, without identifiers and labels.
    pub citation_text: String,
    /// Text of the record that no rule could place, kept as it stands. Each piece has a diagnostic.
    pub unplaced: Vec<String>,
}

/// Dates of the editorial history.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Manuscript received.
    pub received: Option<PartialDate>,
    /// Revised versions received, in order.
    pub revised: Vec<PartialDate>,
    /// Accepted for publication.
    pub accepted: Option<PartialDate>,
    /// Published online.
    pub published: Option<PartialDate>,
    /// Retracted.
    pub retracted: Option<PartialDate>,
    /// Indexed by the source.
    pub indexed: Option<PartialDate>,
}

/// When the counts of a record held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The day of retrieval, where the user gave it.
    pub date: Option<PartialDate>,
    /// The year of the listing, inferred from its records.
    pub year: Option<i32>,
}

impl Record {
    /// The authors, in order.
    pub fn authors(&self) -> impl Iterator<Item = &Contributor> {
        self.contributors.iter().filter(|c| c.role == Role::Author)
    }

    /// Every identifier of the work, the highest-ranking first.
    pub fn names(&self) -> impl Iterator<Item = WorkKey> + '_ {
        let doi = self.doi.iter().cloned().map(WorkKey::Doi);
        let medical = self.pmid.map(WorkKey::Pmid).into_iter().chain(self.pmcid.map(WorkKey::Pmcid));
        let open = self.openalex.map(WorkKey::OpenAlex).into_iter();
        doi.chain(medical).chain(open).chain(self.omid.iter().cloned().map(WorkKey::Omid))
    }

    /// What names the work of this record, judged by this record alone: DOI, else PMID, else PMCID, else OpenAlex, else
    /// OMID, else a hash of title, year and first author (`model.md` section 6).
    #[must_use]
    pub fn work_key(&self) -> WorkKey {
        self.names().next().unwrap_or_else(|| {
            let first = self.authors().next().map_or("", |c| c.name.family_or_collective());
            let year = self.published.map(|d| d.year().to_string()).unwrap_or_default();
            WorkKey::from_bibliography(&self.title, &year, first)
        })
    }
}
