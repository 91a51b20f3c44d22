//! What identity needs to know of a record, in a few hundred bytes.

use crate::record::{
    ContainerKind, Doi, Issn, Kind, Omid, OpenAlexId, PartialDate, Pmcid, Pmid, Record, RecordId, WorkKey,
    fold, slug,
};
use serde::{Deserialize, Serialize};
use std::hash::Hash;

/// The claims of one source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SourceClaims {
    /// Name of the source's format.
    pub format: String,
    /// SHA-256 of the source, 64 hexadecimal digits.
    pub sha256: String,
    /// One claim for each record, in the order of the source.
    pub claims: Vec<Claim>,
}

impl SourceClaims {
    /// The record with this number.
    #[must_use]
    pub fn id(&self, number: u64) -> RecordId {
        RecordId { format: self.format.clone(), sha256: self.sha256.clone(), number }
    }
}

/// What one record claims about its work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Number of the record in its source.
    pub number: u64,
    pub(super) doi: Option<Doi>,
    pub(super) pmid: Option<Pmid>,
    pub(super) pmcid: Option<Pmcid>,
    pub(super) openalex: Option<OpenAlexId>,
    pub(super) omid: Option<Omid>,
    /// Folded.
    pub(super) title: String,
    /// Folded title in the language of the work.
    pub(super) original_title: Option<String>,
    pub(super) year: Option<i32>,
    /// Folded family name.
    pub(super) first_author: String,
    pub(super) first_page: Option<String>,
    pub(super) kind: Kind,
    pub(super) journal: Option<JournalClaim>,
    /// What the record alone would call its work.
    key: WorkKey,
}

/// What one record says of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct JournalClaim {
    /// Print, electronic and linking ISSN, whichever there are.
    pub(super) issns: Vec<Issn>,
    pub(super) issn_l: Option<Issn>,
    pub(super) nlm: Option<String>,
    /// Slugs of name and abbreviation; the name first, perhaps empty.
    pub(super) name: String,
    pub(super) abbreviation: Option<String>,
}

impl Claim {
    /// What a record claims.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let container = record.container.as_ref();
        let journal = container.map(|c| JournalClaim {
            issns: c.issn.into_iter().chain(c.eissn).chain(c.issn_l).collect(),
            issn_l: c.issn_l,
            nlm: c.nlm_id.clone(),
            name: slug(&c.title),
            abbreviation: c.abbreviation.as_deref().map(slug).filter(|s| !s.is_empty()),
        });
        let in_book = container.is_some_and(|c| c.kind == ContainerKind::Book);
        let kind = if record.kind == Kind::Unknown && in_book { Kind::BookChapter } else { record.kind };
        Self {
            number: record.number,
            doi: record.doi.clone(),
            pmid: record.pmid,
            pmcid: record.pmcid,
            openalex: record.openalex,
            omid: record.omid.clone(),
            title: fold(&record.title),
            original_title: record.original_title.as_deref().map(fold).filter(|t| !t.is_empty()),
            year: record.published.map(PartialDate::year),
            first_author: record
                .authors()
                .next()
                .map(|a| fold(a.name.family_or_collective()))
                .unwrap_or_default(),
            first_page: container.and_then(|c| c.pages.as_ref()).map(|pages| fold(pages.first())),
            kind,
            journal,
            key: record.work_key(),
        }
    }

    /// What the record alone would call its work.
    #[must_use]
    pub fn work_key(&self) -> WorkKey {
        self.key.clone()
    }

    /// Every identifier of the work, the highest-ranking first.
    pub(super) fn names(&self) -> impl Iterator<Item = WorkKey> + '_ {
        let doi = self.doi.iter().cloned().map(WorkKey::Doi);
        let medical = self.pmid.map(WorkKey::Pmid).into_iter().chain(self.pmcid.map(WorkKey::Pmcid));
        let open = self.openalex.map(WorkKey::OpenAlex).into_iter();
        doi.chain(medical).chain(open).chain(self.omid.iter().cloned().map(WorkKey::Omid))
    }

    /// Everything that others compare with. Records that show the same are never told apart.
    pub(super) fn face(&self) -> impl Hash + Eq + '_ {
        let names: Vec<WorkKey> = self.names().collect();
        (names, &self.title, &self.original_title, &self.first_author, &self.first_page, self.kind)
    }

    /// Whether it has no identifier at all.
    pub(super) fn is_nameless(&self) -> bool {
        self.names().next().is_none()
    }

    /// Folded title, year, first author and first page, where all are there.
    pub(super) fn strict_key(&self) -> Option<(&str, i32, &str, &str)> {
        let page = self.first_page.as_deref().filter(|page| !page.is_empty())?;
        let full = !self.title.is_empty() && !self.first_author.is_empty();
        full.then_some((self.title.as_str(), self.year?, self.first_author.as_str(), page))
    }
}
