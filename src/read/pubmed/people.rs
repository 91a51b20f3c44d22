//! Authors, editors and investigators of PubMed XML.

use super::article::unused;
use crate::read::draft::{Draft, tidy};
use crate::read::name;
use crate::read::xml::{Trouble, Xml};
use crate::record::{Affiliation, Contributor, DiagnosticKind, Name, Orcid, PersonName, Role};
use std::io::BufRead;

/// Reads a list of people to its end.
pub(super) fn list<R: BufRead>(xml: &mut Xml<R>, role: Role, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| match tag.name() {
        "Author" | "Investigator" | "Editor" => {
            if tag.attribute("ValidYN") == Some("N") {
                return xml.skip(); // a misprint that the list itself corrects
            }
            person(xml, role, draft)
        }
        _ => unused(xml, tag, draft),
    })
}

#[derive(Default)]
struct Parts {
    last: String,
    fore: String,
    initials: String,
    suffix: String,
    collective: String,
    orcid: Option<Orcid>,
    affiliations: Vec<Affiliation>,
}

fn person<R: BufRead>(xml: &mut Xml<R>, role: Role, draft: &mut Draft) -> Result<(), Trouble> {
    let mut parts = Parts::default();
    xml.children(|xml, tag| {
        let name = tag.name().to_owned();
        match name.as_str() {
            "AffiliationInfo" => return affiliation(xml, &mut parts, draft),
            "Identifier" => {
                let orcid =
                    tag.attribute("Source").is_some_and(|source| source.eq_ignore_ascii_case("orcid"));
                let text = xml.text()?;
                if orcid {
                    parts.orcid = parts.orcid.or(draft.orcid(&text));
                } else {
                    draft.unused("Identifier");
                }
                return Ok(());
            }
            _ => {}
        }
        let text = tidy(&xml.text()?);
        match name.as_str() {
            "LastName" => parts.last = text,
            "ForeName" | "FirstName" => parts.fore = text,
            "MiddleName" if parts.fore.is_empty() => parts.fore = text,
            "MiddleName" => parts.fore = format!("{} {text}", parts.fore),
            "Initials" => parts.initials = text,
            "Suffix" => parts.suffix = text,
            "CollectiveName" => parts.collective = draft.text("author", &text),
            "Affiliation" => parts.affiliations.extend(draft.affiliation(&text)),
            _ => draft.unused(name),
        }
        Ok(())
    })?;
    match parts.name() {
        Some(name) => {
            let Parts { orcid, affiliations, .. } = parts;
            draft.record.contributors.push(Contributor {
                role,
                name,
                orcid,
                corresponding: false,
                affiliations,
            });
        }
        None => draft.warn(DiagnosticKind::Missing, "author", "a person without any name", "left out"),
    }
    Ok(())
}

impl Parts {
    fn name(&self) -> Option<Name> {
        if !self.collective.is_empty() && self.last.is_empty() {
            return Some(Name::Collective(self.collective.clone()));
        }
        if self.last.is_empty() {
            return (!self.fore.is_empty())
                .then(|| Name::Person(PersonName { family: self.fore.clone(), ..PersonName::default() }));
        }
        let Name::Person(mut person) = name::person(&self.last, &self.fore, &self.suffix) else {
            return None;
        };
        if !self.initials.is_empty() {
            person.initials = Some(self.initials.clone());
        }
        Some(Name::Person(person))
    }
}

fn affiliation<R: BufRead>(xml: &mut Xml<R>, parts: &mut Parts, draft: &mut Draft) -> Result<(), Trouble> {
    let (mut found, mut ror) = (None, None);
    xml.children(|xml, tag| match tag.name() {
        "Affiliation" => {
            let text = xml.text()?;
            found = draft.affiliation(&text);
            Ok(())
        }
        "Identifier" => {
            let source = tag.attribute("Source").unwrap_or_default().to_owned();
            let text = xml.text()?;
            if source.eq_ignore_ascii_case("ror") {
                ror = draft.identifier("ror", &text);
            } else {
                draft.unused("Identifier");
            }
            Ok(())
        }
        _ => unused(xml, tag, draft),
    })?;
    parts.affiliations.extend(found.map(|affiliation| Affiliation { ror, ..affiliation }));
    Ok(())
}
