//! Authorships of OpenAlex: the name as printed beside the name of the person's profile, affiliations as
//! printed beside the institutions that OpenAlex finds in them.

use crate::read::draft::{Draft, tidy};
use crate::read::members::Members;
use crate::read::{markup, name};
use crate::record::{Affiliation, Contributor, DiagnosticKind, Name, PersonName, Role, Ror, fold};
use serde_json::Value;
use std::collections::BTreeSet;

/// The most institutions, and the most affiliations, that are read of one author. Each is compared with each.
const MOST: usize = 200;

/// Reads the authors.
pub(super) fn read(work: &mut Members, draft: &mut Draft) {
    let corresponding: BTreeSet<String> = work.texts("corresponding_author_ids").into_iter().collect();
    for authorship in work.objects("authorships") {
        author(authorship, &corresponding, draft);
    }
    // Summaries have the names only.
    for value in work.values("authors") {
        match value {
            Value::String(raw) => {
                draft.record.contributors.extend(name::parse(&raw).map(Contributor::author));
            }
            _ => draft.unused("authors"),
        }
    }
    // Pages of the API stop after the hundredth author.
    draft.record.authors_cut |= work.flag("is_authors_truncated").unwrap_or_default();
}

fn author(mut authorship: Members, corresponding: &BTreeSet<String>, draft: &mut Draft) {
    let mut profile = authorship.object("author");
    let printed = authorship.text("raw_author_name");
    let name = name(printed.as_deref(), profile.text("display_name").as_deref(), draft);
    let orcid = profile.text("orcid").or_else(|| authorship.text("raw_orcid"));
    let orcid = orcid.and_then(|orcid| draft.orcid(&orcid));
    let marked = authorship.flag("is_corresponding").unwrap_or_default();
    let listed = profile.text("id").is_some_and(|id| corresponding.contains(&id));
    let affiliations = affiliations(&mut authorship, draft);
    // The place in the list, which the list itself shows, and the countries of the institutions.
    authorship.skip(&["author_position", "countries"]);
    authorship.rest("authorships", draft);
    profile.rest("author", draft);
    let Some(name) = name else {
        draft.warn(DiagnosticKind::Missing, "author", "a person without any name", "left out");
        return;
    };
    let corresponding = marked || listed;
    draft.record.contributors.push(Contributor {
        role: Role::Author,
        name,
        orcid,
        corresponding,
        affiliations,
    });
}

/// The name as printed. The profile tells which part of it is the family name where that comes first, and writes
/// initials out.
fn name(printed: Option<&str>, profile: Option<&str>, draft: &mut Draft) -> Option<Name> {
    let mut parse = |raw: Option<&str>| {
        let text = draft.text("author", &markup::plain(raw?));
        if text.chars().any(char::is_alphabetic) { Some((name::parse(&text)?, text)) } else { None }
    };
    match (parse(printed), parse(profile)) {
        (Some((Name::Person(printed), text)), Some((Name::Person(profile), _))) => {
            let printed = family_first(&text, &printed, &profile).unwrap_or(printed);
            Some(Name::Person(written_out(printed, profile)))
        }
        (printed, profile) => printed.or(profile).map(|(name, _)| name),
    }
}

/// `Pang Ying`, where the profile is of `Ying Pang`.
fn family_first(text: &str, printed: &PersonName, profile: &PersonName) -> Option<PersonName> {
    let (first, rest) = text.split_once(' ').filter(|_| !text.contains(','))?;
    let is_family = fold(first) == fold(&profile.family) && fold(first) != fold(&printed.family);
    match name::person(first, rest, "") {
        Name::Person(name) if is_family => Some(name),
        _ => None,
    }
}

fn written_out(mut printed: PersonName, profile: PersonName) -> PersonName {
    let letters = |initials: &Option<String>| -> String {
        initials
            .iter()
            .flat_map(|text| text.chars())
            .filter(|c| c.is_alphabetic())
            .flat_map(char::to_uppercase)
            .collect()
    };
    let (short, long) = (letters(&printed.initials), letters(&profile.initials));
    let same = fold(&printed.family) == fold(&profile.family) && long.starts_with(&short);
    if printed.given.is_none() && same {
        printed.given = profile.given;
        printed.initials = printed.initials.or(profile.initials);
    }
    printed
}

/// An institution that OpenAlex found.
struct Institution {
    id: Option<String>,
    name: String,
    /// The name to look for in affiliations.
    folded: String,
    ror: Option<Ror>,
    /// An affiliation as printed has its ROR.
    told: bool,
}

fn affiliations(authorship: &mut Members, draft: &mut Draft) -> Vec<Affiliation> {
    let mut institutions = institutions(authorship, draft);
    let mut found: Vec<Affiliation> = Vec::new();
    for mut matched in authorship.objects("affiliations").into_iter().take(MOST) {
        let ids: BTreeSet<String> = matched.texts("institution_ids").into_iter().collect();
        let Some(text) = matched.text("raw_affiliation_string") else { continue };
        let theirs = |i: &&mut Institution| i.id.as_ref().is_some_and(|id| ids.contains(id));
        let mut own: Vec<&mut Institution> = institutions.iter_mut().filter(theirs).collect();
        // Of several institutions in one line none is named alone.
        let ror = if let [only] = own.as_mut_slice() { only.tell() } else { None };
        push(&text, ror, &mut found, draft);
        matched.rest("affiliations", draft);
    }
    let mut printed = authorship.texts("raw_affiliation_strings");
    printed.extend(authorship.text("raw_affiliation_string"));
    let alone = printed.len() == 1 && institutions.len() == 1;
    for text in printed.into_iter().take(MOST) {
        let folded = fold(&text);
        let inside = |i: &&mut Institution| alone || (!i.folded.is_empty() && folded.contains(&i.folded));
        let mut own: Vec<&mut Institution> = institutions.iter_mut().filter(inside).collect();
        let ror = if let [only] = own.as_mut_slice() { only.tell() } else { None };
        push(&text, ror, &mut found, draft);
    }
    for institution in institutions.into_iter().filter(|institution| !institution.told) {
        push(&institution.name, institution.ror, &mut found, draft);
    }
    found
}

impl Institution {
    /// Its ROR, which is told now.
    fn tell(&mut self) -> Option<Ror> {
        self.told = true;
        self.ror
    }
}

fn institutions(authorship: &mut Members, draft: &mut Draft) -> Vec<Institution> {
    let list = authorship.objects("institutions").into_iter().map(|mut institution| {
        let ror = institution.text("ror").and_then(|ror| draft.identifier("ror", &ror));
        let (id, name) = (institution.text("id"), institution.text("display_name").unwrap_or_default());
        // What OpenAlex knows of the institution wherever it is named.
        institution.skip(&["country_code", "type", "lineage"]);
        institution.rest("institutions", draft);
        Institution { id, folded: fold(&name), name, ror, told: false }
    });
    list.take(MOST).collect()
}

/// Adds an affiliation, or the ROR to the one that is known already.
fn push(raw: &str, ror: Option<Ror>, found: &mut Vec<Affiliation>, draft: &mut Draft) {
    // Marks that Microsoft Academic Graph left for tabs and ends of line.
    let text = ["#TAB#", "#N#", "#R#"].iter().fold(raw.to_owned(), |text, mark| text.replace(mark, " "));
    let Some(affiliation) = draft.affiliation(&tidy(&text)) else { return };
    match found.iter_mut().find(|known| known.text == affiliation.text) {
        Some(known) => known.ror = known.ror.or(ror),
        None => found.push(Affiliation { ror, ..affiliation }),
    }
}
