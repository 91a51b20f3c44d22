//! The cells of one row -> the draft of a record.

use super::columns::{Cells, Column, Family};
use super::people::{self, Habit};
use super::place::{self, number};
use super::{affiliations, citation, identifiers, kind, lists};
use crate::read::draft::{Draft, quote, tidy, without_stop};
use crate::read::markup;
use crate::record::{Contributor, DiagnosticKind, Kind, Name, Role, fold};

use std::borrow::Cow;

/// Types, languages and groups of one record.
const MOST_TYPES: usize = 50;

/// Fills the draft. Columns that nothing was taken of are named as unused.
pub(super) fn fill(draft: &mut Draft, cells: Cells<'_>, family: Family, habit: &mut Habit) {
    title(draft, cells);
    types(draft, cells, family);
    authors(draft, cells, family, habit);
    identifiers::fill(draft, cells, family);
    place::fill(draft, cells);
    texts(draft, cells, family);
    facts(draft, cells);
    for (_, raw) in cells.all(Column::Citation) {
        citation::pubmed(draft, raw);
    }
    for (_, raw) in cells.all(Column::Source) {
        citation::embase(draft, raw);
    }
    if family == Family::Icite && draft.record.kind == Kind::Unknown {
        draft.record.kind = Kind::JournalArticle; // PubMed has nothing else that iCite counts
    }
    let kind = draft.record.kind;
    if let Some(container) = &mut draft.record.container {
        kind::contain(container, kind);
    }
    for name in cells.unknown() {
        draft.unused(name);
    }
}

fn title(draft: &mut Draft, cells: Cells<'_>) {
    let mut all = cells.all(Column::Title);
    if let Some((_, raw)) = all.next() {
        draft.title(raw);
        // The title of a work in another language is its translation in brackets.
        let inside = draft.record.title.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if let Some(inside) = inside.filter(|inside| !inside.contains(['[', ']'])) {
            draft.record.title = without_stop(inside.trim()).to_owned();
        }
        for (name, other) in all.filter(|(_, other)| *other != raw) {
            if tidy(other) != tidy(raw) {
                draft.unused(name.to_owned());
            }
        }
    }
    if let Some(text) = text(draft, "title", cells.first(Column::OriginalTitle)) {
        let text = without_stop(&text).to_owned();
        draft.record.original_title = Some(text).filter(|t| *t != draft.record.title);
    }
}

/// Plain text on one line, where there is any.
pub(super) fn text(draft: &mut Draft, field: &'static str, raw: &str) -> Option<String> {
    if raw.is_empty() {
        return None;
    }
    Some(draft.text(field, &markup::plain(raw))).filter(|text| !text.is_empty())
}

fn types(draft: &mut Draft, cells: Cells<'_>, family: Family) {
    for (_, raw) in cells.all(Column::Type) {
        let found = kind::of(raw);
        // "letter" is a piece of correspondence in Zotero, and an article everywhere else.
        let found = if family == Family::Zotero && raw == "letter" { Kind::Other } else { found };
        if draft.record.kind == Kind::Unknown {
            draft.record.kind = found;
        }
        for name in lists::at_most(draft, "type", MOST_TYPES, raw.split([';', '|'])) {
            let name = tidy(name);
            draft.record.retracted |=
                name.eq_ignore_ascii_case("retracted") || name.eq_ignore_ascii_case("retracted publication");
            if !name.is_empty() && !draft.record.publication_types.contains(&name) {
                draft.record.publication_types.push(name);
            }
        }
    }
    for (_, raw) in cells.all(Column::Genre) {
        if draft.record.kind == Kind::Thesis && kind::of(raw) == Kind::DoctoralThesis {
            draft.record.kind = Kind::DoctoralThesis;
        }
        draft.record.publication_types.push(tidy(raw));
    }
    draft.record.retracted |= yes(cells.first(Column::Retracted));
}

fn yes(value: &str) -> bool {
    matches!(value.to_ascii_lowercase().as_str(), "true" | "yes" | "y" | "1" | "t")
}

fn authors(draft: &mut Draft, cells: Cells<'_>, family: Family, habit: &mut Habit) {
    let style = family.style();
    // Entities end in the semicolon that parts names.
    let short: Vec<(&str, Cow<'_, str>)> =
        cells.all(Column::Authors).map(|(name, raw)| (name, markup::plain(raw))).collect();
    let full = markup::plain(cells.first(Column::AuthorsFull));
    let mut printed: Vec<&str> = Vec::new();
    if full.is_empty() {
        for (n, (name, raw)) in short.iter().enumerate() {
            // "Author 1", "Author 2"; else a second column says the same in other words.
            if n == 0 || name.ends_with(|c: char| c.is_ascii_digit()) {
                printed.extend(people::add(draft, Role::Author, raw, style, habit));
            }
        }
    } else {
        // Addresses are tied to the short names; the full ones say more.
        people::add(draft, Role::Author, &full, style, habit);
        printed = short.first().map(|(_, raw)| people::split(raw, style, habit).names).unwrap_or_default();
        if printed.len() != draft.record.contributors.len() {
            printed.clear();
        }
    }
    for column in [Column::BookAuthors, Column::FirstAuthor] {
        if draft.record.contributors.is_empty() && !cells.first(column).is_empty() {
            people::add(draft, Role::Author, cells.first(column), style, habit);
            draft.record.authors_cut |= column == Column::FirstAuthor;
        }
    }
    for (_, raw) in cells.all(Column::Groups) {
        for name in lists::at_most(draft, "author", MOST_TYPES, raw.split(';')) {
            let name = draft.text("author", name);
            let known = |c: &Contributor| c.name.family_or_collective() == name;
            if !name.is_empty() && !draft.record.contributors.iter().any(known) {
                draft.record.contributors.push(Contributor::author(Name::Collective(name)));
            }
        }
    }
    orcids(draft, cells);
    affiliations::fill(draft, cells, &printed);
    affiliations::mark_corresponding(draft, cells);
    for (column, role) in [(Column::Editors, Role::Editor), (Column::Translators, Role::Translator)] {
        for (_, raw) in cells.all(column) {
            people::add(draft, role, &markup::plain(raw), style, habit);
        }
    }
}

/// ORCID iDs: `Okafor, Chidi/0000-…; Lindqvist, Maja/0000-…`, or one for every author, parted by bars or
/// semicolons.
fn orcids(draft: &mut Draft, cells: Cells<'_>) {
    let Some((column, raw)) = cells.all(Column::Orcids).next() else { return };
    let index = people::Index::new(&draft.record.contributors);
    let delimiter = if raw.contains('|') { '|' } else { ';' };
    let parts: Vec<&str> = raw.split(delimiter).map(str::trim).collect();
    if parts.len() > draft.record.authors().count() {
        return draft.unused(column.to_owned());
    }
    let named = |part: &str| !part.starts_with("http") && part.contains('/');
    let in_order = parts.len() == draft.record.authors().count() && !parts.iter().any(|p| named(p));
    let mut lost = false;
    for (n, part) in parts.into_iter().enumerate() {
        let (place, id) = match part.rsplit_once('/') {
            _ if in_order => (Some(n), part),
            Some((name, id)) if named(part) => (index.find(name), id),
            _ => (None, part),
        };
        let id = super::columns::value(id);
        match place.and_then(|place| Some((place, draft.orcid(id)?))) {
            Some((place, orcid)) => {
                if let Some(author) = draft.record.contributors.get_mut(place) {
                    author.orcid = Some(orcid);
                }
            }
            None => lost |= !id.is_empty(),
        }
    }
    if lost {
        draft.unused(column.to_owned());
    }
}

fn texts(draft: &mut Draft, cells: Cells<'_>, family: Family) {
    let abstracts = cells.all(Column::Abstract).chain(cells.all(Column::OriginalAbstract));
    let mut abstracts = abstracts.filter(|(_, raw)| !is_no_abstract(raw));
    if let Some((_, raw)) = abstracts.next() {
        // Lens puts a semicolon where a line ended.
        let lines = if family == Family::Lens {
            raw.replace(" ; ", "\n").replace(".; ", ".\n")
        } else {
            String::new()
        };
        draft.abstract_text(if lines.is_empty() { raw } else { &lines });
        for (name, other) in abstracts {
            if other != raw {
                draft.unused(name.to_owned());
            }
        }
    }
    for (_, raw) in cells.all(Column::Keywords) {
        lists::keywords(draft, raw);
    }
    for (_, raw) in cells.all(Column::Mesh) {
        lists::mesh(draft, raw);
    }
    for (_, raw) in cells.all(Column::Language) {
        for language in lists::at_most(draft, "language", MOST_TYPES, raw.split([';', ',', '|'])) {
            draft.language(language);
        }
    }
}

fn is_no_abstract(raw: &str) -> bool {
    let folded = fold(raw.get(..60).unwrap_or(raw));
    raw.len() < 40 && (folded.contains("no abstract") || folded.contains("abstract not available"))
}

/// Publisher, place, funders, references, counts, access.
fn facts(draft: &mut Draft, cells: Cells<'_>) {
    draft.record.publisher = text(draft, "publisher", cells.first(Column::Publisher));
    draft.record.edition = text(draft, "edition", cells.first(Column::Edition));
    if let Some((name, raw)) = cells.all(Column::Place).next() {
        let place = draft.text("place", raw);
        // Rayyan puts the address of the corresponding author here.
        if place.len() > 60 || place.matches(',').count() > 2 {
            draft.unused(name.to_owned());
        } else if !place.is_empty() {
            draft.record.place = Some(place);
        }
    }
    for (_, raw) in cells.all(Column::Funding) {
        lists::funding(draft, raw);
    }
    let mut open = cells.all(Column::OpenAccess).map(|(_, raw)| raw.to_ascii_lowercase());
    if open.any(|raw| {
        yes(&raw)
            || (!raw.starts_with("closed")
                && ["all oa", "gold", "green", "bronze", "hybrid", "all open access", "diamond"]
                    .iter()
                    .any(|w| raw.contains(w)))
    }) {
        draft.record.open_access = Some(true);
    }
    draft.record.licence = text(draft, "licence", cells.first(Column::Licence));
    if let Some((_, raw)) = cells.all(Column::Count).next() {
        let plain = number(raw).replace([',', ' ', '\u{a0}'], "");
        draft.record.citation_count = plain.parse().ok();
        if draft.record.citation_count.is_none() {
            let message = format!("'{}' is no count of citations", quote(raw));
            draft.warn(DiagnosticKind::BadNumber, "citation count", message, "left out");
        }
    }
}
