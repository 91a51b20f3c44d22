//! What comparing the records of all sources told about the work of one record: its name, and which values hold where
//! several sources speak of it.

use super::container::{Container, Pages};
use super::contributor::{Contributor, Role};
use super::date::PartialDate;
use super::identifier::WorkKey;
use super::text::slug;
use super::{Issn, Record};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// One record of one source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordId {
    /// Name of the source's format.
    pub format: String,
    /// SHA-256 of the source, 64 hexadecimal digits.
    pub sha256: String,
    /// Number of the record in it, from 1.
    pub number: u64,
}

/// What is known of the work of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Names the work.
    pub key: WorkKey,
    /// Other names of the work: what this record alone would call it, where that is not `key`. They lead to the work.
    pub replaced: Vec<WorkKey>,
    /// Identifiers of this record that records of other works give too. They name none of these works for sure.
    pub disputed: Vec<WorkKey>,
    /// The journal that the work is in, where it is in one.
    pub journal: Option<JournalKey>,
    /// What holds where several records speak of the work; `None` where this one is alone.
    pub settled: Option<Arc<Settled>>,
}

/// The values that hold for a work of which several records speak, of everything that a work has once. A record that says
/// otherwise keeps its own value, as a statement about the record and not about the work.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The title.
    pub title: String,
    /// The date of publication.
    pub published: Option<PartialDate>,
    /// When the manuscript was received.
    pub received: Option<PartialDate>,
    /// When it was accepted.
    pub accepted: Option<PartialDate>,
    /// When the work was published online.
    pub available: Option<PartialDate>,
    /// Whether it is free to read.
    pub open_access: Option<bool>,
    /// The contributors, role by role, each with the fullest name and the ORCID iD that a record gives.
    pub contributors: Vec<Contributor>,
    /// The journal or book.
    pub journal: Option<JournalKey>,
    /// Volume.
    pub volume: Option<String>,
    /// Issue, with the supplement.
    pub issue: Option<String>,
    /// Pages or article number.
    pub pages: Option<Pages>,
    /// The record whose abstract is published.
    pub abstract_of: Option<RecordId>,
}

impl Settled {
    /// The contributors of one role, in order.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = &Contributor> {
        self.contributors.iter().filter(move |contributor| contributor.role == role)
    }
}

/// What names a journal, the highest-ranking first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum JournalKey {
    /// By linking ISSN.
    IssnL(Issn),
    /// By the lowest of its ISSNs.
    Issn(Issn),
    /// By its number in the catalogue of the National Library of Medicine.
    Nlm(String),
    /// By the slug of its name.
    Name(String),
}

/// Why records are one work.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MergeRule {
    /// They have an identifier in common: its scheme (`doi`) and value.
    Identifier(String, String),
    /// They agree in folded title, year, first author and first page, and one of them at least has no identifier.
    StrictKey(String),
}

/// Records that were found to be one work, by one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// The work.
    pub key: WorkKey,
    /// Why.
    pub rule: MergeRule,
    /// The records, in order.
    pub records: Vec<RecordId>,
}

/// Records that share an identifier and are kept apart all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What they share: scheme and value.
    pub shared: (String, String),
    /// The records, in order.
    pub records: Vec<RecordId>,
    /// Why they cannot be one work, in words.
    pub reason: String,
}

impl Resolution {
    /// What the record says by itself, no other record seen.
    #[must_use]
    pub fn alone(record: &Record) -> Self {
        let journal = record.container.as_ref().and_then(JournalKey::of);
        Self { key: record.work_key(), replaced: Vec::new(), disputed: Vec::new(), journal, settled: None }
    }
}

impl JournalKey {
    /// What names a container by itself; `None` where it has neither name nor identifier.
    #[must_use]
    pub fn of(container: &Container) -> Option<Self> {
        let issn = container.issn.into_iter().chain(container.eissn).min();
        let nlm = container.nlm_id.clone().map(Self::Nlm);
        let name = slug(&container.title);
        container
            .issn_l
            .map(Self::IssnL)
            .or(issn.map(Self::Issn))
            .or(nlm)
            .or_else(|| (!name.is_empty()).then_some(Self::Name(name)))
    }
}

/// `issn-l/2049-3630`, `issn/…`, `nlm/…` or the bare slug: the path of the journal, unescaped.
impl fmt::Display for JournalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IssnL(issn) => write!(f, "issn-l/{issn}"),
            Self::Issn(issn) => write!(f, "issn/{issn}"),
            Self::Nlm(id) => write!(f, "nlm/{id}"),
            Self::Name(slug) => f.write_str(slug),
        }
    }
}
