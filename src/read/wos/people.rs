//! Authors, groups and editors.

use super::addresses;
use super::called::Authors;
use super::fields::{Field, Fields};
use crate::read::draft::Draft;
use crate::read::name;
use crate::record::{Contributor, DiagnosticKind, Kind, Name, PersonName, Role};

pub(super) fn read(fields: &mut Fields, draft: &mut Draft) {
    let mut short = names(fields.take_list("AU", draft).as_ref(), draft);
    let mut full = names(fields.take_list("AF", draft).as_ref(), draft);
    // A book by authors that are named nowhere else.
    let (book, book_full) = (
        names(fields.take_list("BA", draft).as_ref(), draft),
        names(fields.take_list("BF", draft).as_ref(), draft),
    );
    if short.is_empty() && full.is_empty() {
        (short, full) = (book, book_full);
    } else if draft.record.kind != Kind::Book && !book.is_empty() && book != short {
        draft.unused("BA");
    }
    let mut authors = Authors::default();
    let whole = full.len() == short.len() || short.is_empty();
    if !whole && !full.is_empty() {
        let message = format!("{} names in the short form and {} in the full one", short.len(), full.len());
        draft.note(DiagnosticKind::Inconsistent, "author", message);
    }
    let count = if whole { full.len().max(short.len()) } else { short.len() };
    for i in 0..count {
        let full = full.get(i).filter(|_| whole).map_or("", String::as_str);
        let short = short.get(i).map_or("", String::as_str);
        if let Some(name) = author(short, full) {
            authors.push(&[short, full], name, draft);
        }
    }
    groups(fields, &mut authors, draft);
    addresses::read(fields, &authors, draft);
    for tag in ["BE", "ED"] {
        for editor in names(fields.take_list(tag, draft).as_ref(), draft) {
            if let Some(name) = name::parse(&editor) {
                draft
                    .record
                    .contributors
                    .push(Contributor { role: Role::Editor, ..Contributor::author(name) });
            }
        }
    }
}

/// The names of a field, one on each line, or parted by semicolons.
fn names(field: Option<&Field>, draft: &mut Draft) -> Vec<String> {
    let mut names = Vec::new();
    for line in field.into_iter().flat_map(|f| &f.lines) {
        for item in line.split(';') {
            let text = draft.text("author", item);
            let lower = text.trim_end_matches('.').to_lowercase();
            if matches!(lower.as_str(), "et al" | "others" | "and others") {
                draft.record.authors_cut = true;
            } else if !text.is_empty() && !matches!(lower.as_str(), "[anonymous]" | "anonymous" | "anon") {
                names.push(text);
            }
        }
    }
    names
}

/// Groups that are authors (`CA`), and those that are authors of the book (`GP`: the body behind the
/// proceedings).
fn groups(fields: &mut Fields, authors: &mut Authors, draft: &mut Draft) {
    if let Some(field) = fields.take_list("CA", draft) {
        for group in group_names(&field, draft) {
            authors.push(&[&group], Name::Collective(group.clone()), draft);
        }
    }
    if let Some(field) = fields.take_list("GP", draft) {
        if draft.record.contributors.is_empty() {
            for group in group_names(&field, draft) {
                authors.push(&[&group], Name::Collective(group.clone()), draft);
            }
        } else {
            draft.unused("GP");
        }
    }
}

fn group_names(field: &Field, draft: &mut Draft) -> Vec<String> {
    field.lines.iter().map(|line| draft.text("author", line)).filter(|l| !l.is_empty()).collect()
}

/// An author from the short and the full form of the name.
fn author(short: &str, full: &str) -> Option<Name> {
    // Old exports mark bodies with an asterisk.
    if let Some(body) = short.strip_prefix('*').or_else(|| full.strip_prefix('*')) {
        return Some(Name::Collective(body.trim().to_owned()));
    }
    if full.is_empty() {
        return name::parse(short);
    }
    let short_name = if short.contains(',') { name::parse(short) } else { None };
    let Some(Name::Person(short_name)) = short_name else { return name::parse(&repaired(full)) };
    let parsed = match full.split_once(',') {
        Some(_) => name::parse(&repaired(full))?,
        // `Zhang Zhi-Wei` beside `Zhang, ZW`: the family name stands first.
        None => match full.strip_prefix(&short_name.family).filter(|rest| rest.starts_with(' ')) {
            Some(given) => name::person(&short_name.family, given.trim(), ""),
            None => name::parse(full)?,
        },
    };
    let Name::Person(mut person) = parsed else { return Some(parsed) };
    if person.given.is_none()
        || person.initials.is_none()
        || short_name.initials.as_ref().is_some_and(|i| is_fuller(i, &person))
    {
        person.initials = short_name.initials.or(person.initials);
    }
    person.suffix = person.suffix.or(short_name.suffix);
    Some(Name::Person(person))
}

/// Whether the short form has initials that the given names do not show in the same way.
fn is_fuller(initials: &str, person: &PersonName) -> bool {
    initials.chars().all(char::is_uppercase) && person.initials.as_deref() != Some(initials)
}

/// The export takes the initials `V.` and `I.` for numerals: `Sevbitov, A., V` is `Sevbitov, A. V`.
fn repaired(full: &str) -> String {
    match full.rsplit_once(", ") {
        Some((rest, last @ ("V" | "I" | "X"))) if rest.contains(',') => format!("{rest} {last}"),
        _ => full.to_owned(),
    }
}
