//! Where a work was published: the journal, book or proceedings, and the place in it.

use super::checked::{Isbn, Issn};
use serde::{Deserialize, Serialize};

/// A journal, book or proceedings, and the place of a work in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Container {
    /// Name as printed; of a journal often an abbreviation (`BMC Med`). Empty where only identifiers are given.
    pub title: String,
    /// Abbreviated name, where the source gives one beside the full name.
    pub abbreviation: Option<String>,
    /// What it is.
    pub kind: ContainerKind,
    /// ISSN of the printed edition, or the only one given without saying of which edition.
    pub issn: Option<Issn>,
    /// ISSN of the electronic edition.
    pub eissn: Option<Issn>,
    /// Linking ISSN: one for all editions.
    pub issn_l: Option<Issn>,
    /// Number in the catalogue of the National Library of Medicine (`101672560`, `0376301`, `8700903`).
    pub nlm_id: Option<String>,
    /// ISBNs of the book.
    pub isbns: Vec<Isbn>,
    /// Name of the series that the book belongs to.
    pub series: Option<String>,
    /// Volume, a string: `22`, `A12`.
    pub volume: Option<String>,
    /// Issue, a string: `3`, `4-5`.
    pub issue: Option<String>,
    /// Supplement, a string: `Suppl 1`.
    pub supplement: Option<String>,
    /// Pages or article number.
    pub pages: Option<Pages>,
}

/// What a container is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContainerKind {
    /// A journal, or another serial.
    #[default]
    Journal,
    /// A book.
    Book,
    /// Proceedings of a conference.
    Proceedings,
    /// A newspaper or magazine.
    Newspaper,
    /// A website, a repository, anything else.
    Other,
}

/// How a work is found inside its volume or issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

impl Container {
    /// Issue and supplement as one name, as PubMed has it: `3`, `Suppl 1`, `3 Suppl 1`.
    #[must_use]
    pub fn issue_name(&self) -> Option<String> {
        let part = |text: &'_ Option<String>| {
            text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned)
        };
        let parts: Vec<String> = [part(&self.issue), part(&self.supplement)].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

impl Pages {
    /// The first page, or the article number.
    #[must_use]
    pub fn first(&self) -> &str {
        match self {
            Self::Range { first, .. } => first,
            Self::Single(page) | Self::Article(page) => page,
        }
    }
}
