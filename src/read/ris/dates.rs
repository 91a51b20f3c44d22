//! Dates: `PY`, `Y1` and `DA` together make the date of publication; some writers put the history of an
//! article there.

use super::fields::Value;
use super::notes::Notes;
use super::sheet::{Sheet, at};
use crate::read::draft::Draft;
use crate::read::when;
use crate::record::{DiagnosticKind, PartialDate};

/// Types of which EndNote writes the day of access into `DA`.
const ACCESSED: [&str; 6] = ["AGGR", "CASE", "EJOUR", "EBOOK", "DBASE", "MULTI"];

pub(super) fn place(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) {
    let mut year = None;
    let mut found: Vec<PartialDate> = Vec::new();
    for value in sheet.all(*b"PY") {
        at(draft, value);
        if event(value.text, draft) {
            continue;
        }
        if let Some(date) = read(value, None, draft) {
            year = year.or(Some(date));
            found.push(date);
        }
    }
    let accessed = year.is_some() && sheet.is(&ACCESSED);
    let days = if accessed { None } else { Some(sheet.all(*b"DA")) };
    let stated = year.or_else(|| first_year(sheet));
    for value in days.into_iter().flatten().chain(sheet.all(*b"Y1")) {
        at(draft, value);
        found.extend(read(value, stated, draft));
    }
    draft.record.published = best(&found);
    let online =
        [*b"C6", *b"ET", *b"SE"].into_iter().flat_map(|tag| sheet.all(tag)).find_map(|v| online(sheet, v));
    let online = online
        .or_else(|| notes.online.as_deref().and_then(|text| when::date(text).ok()).map(|read| read.date));
    let record = &mut draft.record;
    record.history.published = record.history.published.or(online);
    record.published = record.published.or(record.history.published);
}

/// The year that a day without one (`DA  - Jan`) belongs to, where `Y1` gives it.
fn first_year(sheet: &Sheet<'_>) -> Option<PartialDate> {
    sheet.all(*b"Y1").find_map(|v| when::date(v.text).ok()).map(|read| read.date)
}

/// The first date, or one of the same year (and month) that is more precise.
fn best(found: &[PartialDate]) -> Option<PartialDate> {
    let mut best = *found.first()?;
    for date in found {
        let agrees = date.year() == best.year() && (best.month().is_none() || date.month() == best.month());
        let finer = (best.month().is_none() && date.month().is_some())
            || (best.day().is_none() && date.day().is_some());
        if agrees && finer {
            best = *date;
        }
    }
    Some(best)
}

/// What stands for the date of a work that has none yet.
const NONE_YET: [&str; 9] = [
    "in press",
    "forthcoming",
    "n.d.",
    "nd",
    "no date",
    "undated",
    "submitted",
    "accepted",
    "ahead of print",
];

/// A date; one without a year is of `year`.
fn read(value: Value<'_>, year: Option<PartialDate>, draft: &mut Draft) -> Option<PartialDate> {
    let text = value.text.trim();
    if let ([_, _, _, _], Ok(year)) = (text.as_bytes(), text.parse())
        && let Ok(date) = PartialDate::from_year(year)
    {
        return Some(date);
    }
    if text.bytes().all(|b| matches!(b, b'0' | b'/' | b'-' | b' ')) {
        return None; // `0000` and `///` are the writer's way to say that there is none
    }
    if NONE_YET.iter().any(|none| text.eq_ignore_ascii_case(none)) {
        draft.note(DiagnosticKind::Missing, "published", format!("'{text}' stands for the date"));
        return None;
    }
    if when::date(text).is_err() {
        if let Some(year) = year {
            let complete = format!("{} {text}", year.year());
            let date = when::date(&complete).ok().map(|read| read.date).filter(|date| date.month().is_some());
            // A season, or a number of the issue, adds nothing to the year.
            return date.or_else(|| (!text.contains(|c: char| c.is_ascii_digit())).then_some(year));
        }
        if let Some(year) = lone_year(text) {
            draft.note(DiagnosticKind::BadDate, "published", format!("the year is read from '{text}'"));
            return Some(year);
        }
    }
    draft.date("published", text)
}

/// The year in `c2012`, `[2012]a`, `2012?`: the only run of four digits.
fn lone_year(text: &str) -> Option<PartialDate> {
    let mut runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let (only, more) = (runs.next()?, runs.next());
    if only.len() != 4 || more.is_some() || text.len() > 16 {
        return None;
    }
    only.parse().ok().and_then(|year| PartialDate::from_year(year).ok())
}

/// PubMed Central puts the history after the date: `2013/02/15/received`.
fn event(text: &str, draft: &mut Draft) -> bool {
    let Some((_, word)) = text.rsplit_once('/') else { return false };
    let Some(date) = when::date(text).ok().map(|read| read.date) else { return false };
    let history = &mut draft.record.history;
    match word {
        "received" => history.received = Some(date),
        "accepted" => history.accepted = Some(date),
        "revised" | "rev-recd" => history.revised.push(date),
        "epub" | "online" => history.published = Some(date),
        _ => return false,
    }
    true
}

/// The day of publication online: of Web of Science `C6` (`JUL 2023`), of EndNote `ET` of an article
/// (`2011/05/11`).
fn online(sheet: &Sheet<'_>, value: Value<'_>) -> Option<PartialDate> {
    let journal = sheet.is(&["JOUR", "EJOUR", "INPR", "MGZN"]);
    let tag_fits = match &value.tag {
        b"C6" => journal || sheet.is(&["CHAP", "BOOK", "CONF", "GEN"]),
        b"ET" => is_epub(sheet, value.text),
        _ => sheet.is(&["EJOUR"]) && is_day(value.text),
    };
    if !tag_fits {
        return None;
    }
    when::date(value.text).ok().map(|read| read.date).filter(|date| date.month().is_some())
}

/// Whether an "edition" is the day on which an article came out online.
pub(super) fn is_epub(sheet: &Sheet<'_>, edition: &str) -> bool {
    sheet.is(&["JOUR", "INPR"]) && is_day(edition)
}

fn is_day(text: &str) -> bool {
    text.len() >= 7 && when::date(text).is_ok_and(|read| read.date.month().is_some())
}
