//! People and groups that made a work, with the affiliations they had when they made it.

use serde::Serialize;

/// One author at one place in the author list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contributor {
    /// Who.
    pub name: Name,
    /// Affiliations at the time, in order; empty where the source has none.
    pub affiliations: Vec<Affiliation>,
}

/// The name of a contributor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Name {
    /// A person.
    Person(PersonName),
    /// A group, consortium or organisation, as printed (`SPRING_NE Study Group`).
    Collective(String),
}

/// The parts of a person's name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Affiliation {
    /// The text.
    pub text: String,
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
