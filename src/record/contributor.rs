//! People and groups that made a work, with the affiliations they had when they made it.

use super::checked::{Orcid, Ror};
use serde::{Deserialize, Serialize};

/// One contributor at one place in the list of its role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contributor {
    /// What the contributor did.
    pub role: Role,
    /// Who.
    pub name: Name,
    /// ORCID iD of a person.
    pub orcid: Option<Orcid>,
    /// Whether the source marks this one as corresponding author. Never guessed.
    pub corresponding: bool,
    /// Affiliations at the time, in order; empty where the source has none.
    pub affiliations: Vec<Affiliation>,
}

/// What a contributor did. Lists of different roles are counted apart: the first editor is number 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Wrote it.
    #[default]
    Author,
    /// Edited it, or the book that it is in.
    Editor,
    /// Translated it.
    Translator,
    /// Took part in the study and did not write (PubMed's investigators and collaborators).
    Investigator,
}

impl Contributor {
    /// An author of whom only the name is known.
    #[must_use]
    pub fn author(name: Name) -> Self {
        Self { role: Role::Author, name, orcid: None, corresponding: false, affiliations: Vec::new() }
    }
}

/// The name of a contributor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Name {
    /// A person.
    Person(PersonName),
    /// A group, consortium or organisation, as printed (`SPRING_NE Study Group`).
    Collective(String),
}

/// The parts of a person's name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    /// Family name with its particles (`van der Berg`, `O’Brien`, `Arab-Zozani`).
    pub family: String,
    /// Initials as printed (`KR`, `M.-J.`); absent where the source has none.
    pub initials: Option<String>,
    /// Given names where some part of the record has them (`Kamal R`).
    pub given: Option<String>,
    /// `Jr`, `3rd`, as printed.
    pub suffix: Option<String>,
}

/// An affiliation as printed, on one line. May hold a postal address; never an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affiliation {
    /// The text.
    pub text: String,
    /// Identifier of the organisation in the Research Organization Registry, where the source gives it.
    pub ror: Option<Ror>,
}

impl Affiliation {
    /// An affiliation of which only the text is known.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ror: None }
    }
}

impl Name {
    /// The family name of a person, the whole name of a group: what a bibliography sorts by.
    #[must_use]
    pub fn family_or_collective(&self) -> &str {
        match self {
            Self::Person(person) => &person.family,
            Self::Collective(name) => name,
        }
    }

    /// The name as a citation line has it: `Mahtani KR`, `Sammy D Jr`, `SPRING_NE Study Group`.
    #[must_use]
    pub fn citation_form(&self) -> String {
        match self {
            Self::Person(person) => {
                let parts = [Some(&person.family), person.initials.as_ref(), person.suffix.as_ref()];
                parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
            }
            Self::Collective(name) => name.clone(),
        }
    }

    /// The fullest form known, in reading order: `Kamal R Mahtani`, else the citation form.
    #[must_use]
    pub fn full(&self) -> String {
        match self {
            Self::Person(PersonName { family, given: Some(given), suffix, .. }) => match suffix {
                Some(suffix) => format!("{given} {family} {suffix}"),
                None => format!("{given} {family}"),
            },
            other => other.citation_form(),
        }
    }
}
