//! What a record says of other works: references, comments, corrections, retractions, citations.

use super::date::PartialDate;
use super::identifier::{Doi, Omid, OpenAlexId, Pmcid, Pmid, WorkKey};
use serde::{Deserialize, Serialize};

/// Another work, by what the source tells of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkRef {
    /// Its DOI.
    pub doi: Option<Doi>,
    /// Its PMID.
    pub pmid: Option<Pmid>,
    /// Its PMCID.
    pub pmcid: Option<Pmcid>,
    /// Its number in OpenAlex.
    pub openalex: Option<OpenAlexId>,
    /// Its number in OpenCitations Meta.
    pub omid: Option<Omid>,
    /// The reference as printed, or put together from what the source has of it; plain text on one line.
    pub text: Option<String>,
}

impl WorkRef {
    /// Every identifier that is given, the highest-ranking first.
    pub fn names(&self) -> impl Iterator<Item = WorkKey> + '_ {
        let doi = self.doi.iter().cloned().map(WorkKey::Doi);
        let medical = self.pmid.map(WorkKey::Pmid).into_iter().chain(self.pmcid.map(WorkKey::Pmcid));
        let open = self.openalex.map(WorkKey::OpenAlex).into_iter();
        doi.chain(medical).chain(open).chain(self.omid.iter().cloned().map(WorkKey::Omid))
    }

    /// What names the work, where an identifier does.
    #[must_use]
    pub fn work_key(&self) -> Option<WorkKey> {
        self.names().next()
    }
}

/// How a work stands to another one that is not simply in its list of references.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// How.
    pub kind: RelationKind,
    /// To which.
    pub target: WorkRef,
}

/// Kinds of relations, read from this work to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RelationKind {
    /// This work retracts the other.
    Retracts,
    /// This work was retracted by the other.
    RetractedBy,
    /// This work corrects the other: erratum, corrigendum.
    Corrects,
    /// This work is corrected by the other.
    CorrectedBy,
    /// This work raises concern about the other.
    ExpressesConcernAbout,
    /// The other raises concern about this work.
    ConcernExpressedBy,
    /// This work comments on the other.
    CommentsOn,
    /// The other comments on this work.
    CommentedOnBy,
    /// This work updates the other.
    Updates,
    /// This work is updated by the other.
    UpdatedBy,
    /// This work was printed again as the other, in full or corrected.
    RepublishedAs,
    /// This work prints the other again.
    RepublicationOf,
    /// The other is the original of which this work is a translation.
    TranslationOf,
    /// The other is a preprint of this work.
    HasPreprint,
    /// This work is a preprint of the other.
    PreprintOf,
    /// This work is a part of the other (a chapter of a book that has an identifier).
    PartOf,
}

/// A citation that a file of citation links states.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitationLink {
    /// Where it stands in its source: number from 1.
    pub number: u64,
    /// The citing work.
    pub citing: WorkRef,
    /// The cited work.
    pub cited: WorkRef,
    /// Open Citation Identifier, without the lead `oci:`.
    pub oci: Option<String>,
    /// When the citing work was published.
    pub created: Option<PartialDate>,
    /// Time between the publications, an `xsd:duration` (`P1Y`, `-P3M`).
    pub timespan: Option<String>,
    /// Whether both works are in one journal.
    pub journal_self: Option<bool>,
    /// Whether both works have an author in common.
    pub author_self: Option<bool>,
}
