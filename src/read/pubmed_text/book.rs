//! The book that a chapter is in: `In: Adam MP, Feldman J, editors. GeneReviews [Internet]. Seattle (WA):
//! University of Washington, Seattle; 1993–2025. 2003 Feb 7 [updated 2019 Jun 13].`

use super::people::{self, People};
use crate::read::draft::Draft;
use crate::read::when;
use crate::record::{ContainerKind, Kind, Role};

/// Reads the paragraph that begins with `In: `.
pub(super) fn read(text: &str, draft: &mut Draft) {
    draft.record.kind = Kind::BookChapter;
    draft.container().kind = ContainerKind::Book;
    let mut text = text.strip_prefix("In:").unwrap_or(text).trim();
    for word in [", editors. ", ", editor. "] {
        if let Some((names, rest)) = text.split_once(word) {
            people::assign(People::read(names), Role::Editor, &[], draft);
            text = rest;
            break;
        }
    }
    // The place of publication is what stands before the first colon behind a full stop.
    let title = text.match_indices(". ").map(|(at, _)| at).find(|at| publisher(&text[at + 2..]).is_some());
    let (title, rest) = title.map_or((text.trim_end_matches('.'), ""), |at| (&text[..at], &text[at + 2..]));
    let title = draft.text("book", title.trim());
    draft.container().title = title;
    let Some((place, publisher, dates)) = publisher(rest) else { return };
    let some = |text: String| (!text.is_empty()).then_some(text);
    draft.record.place = some(draft.text("place", place));
    draft.record.publisher = some(draft.text("publisher", publisher));
    // The day of the chapter stands behind the years of the book.
    let (years, day) = dates.split_once(". ").unwrap_or((dates, ""));
    let of_chapter =
        day.split('[').next().map(str::trim).filter(|d| d.starts_with(|c: char| c.is_ascii_digit()));
    let years = years.split(['\u{2013}', '-']).next().unwrap_or_default().trim_end_matches(['.', ' ']);
    draft.record.published = match of_chapter {
        Some(day) => draft.date("publication date", day.trim_end_matches('.')),
        None if when::date(years).is_ok() => draft.date("publication date", years),
        None => None,
    };
}

/// Place, publisher and dates of `Seattle (WA): University of Washington, Seattle; 1993–2025. …`.
fn publisher(text: &str) -> Option<(&str, &str, &str)> {
    let (place, rest) = text.split_once(": ")?;
    let (publisher, dates) = rest.split_once("; ")?;
    (!place.contains(". ")).then_some((place, publisher, dates))
}
