//! Where and when the work was published.

use super::fields::Fields;
use crate::read::draft::{Draft, Edition};
use crate::record::{Container, ContainerKind, Kind, Pages, PartialDate, fold};

pub(super) fn read(fields: &mut Fields, draft: &mut Draft) {
    container(fields, draft);
    publisher(fields, draft);
    volume(fields, draft);
    pages(fields, draft);
    dates(fields, draft);
}

/// Journal, book or proceedings, with its names and numbers.
fn container(fields: &mut Fields, draft: &mut Draft) {
    let source = fields.text("SO", draft).map(|text| draft.text("journal", &text)).unwrap_or_default();
    let conference = fields.text("CT", draft);
    judge_book(&source, conference.is_some(), draft);
    let whole = draft.record.kind == Kind::Book;
    let series = fields.text("SE", draft).map(|text| draft.text("series", &text));
    let subtitle = fields.text("BS", draft).map(|text| draft.text("series", &text));
    let series = match (series, subtitle) {
        (Some(series), Some(subtitle)) => Some(format!("{series}: {subtitle}")),
        (series, subtitle) => series.or(subtitle),
    };
    if !whole && !source.is_empty() {
        let kind = match draft.record.kind {
            Kind::BookChapter => ContainerKind::Book,
            Kind::ConferencePaper => ContainerKind::Proceedings,
            Kind::JournalArticle | Kind::NewsItem | Kind::Unknown => ContainerKind::Journal,
            _ => ContainerKind::Other,
        };
        let short = fields.text("JI", draft).or_else(|| fields.text("J9", draft));
        let short = short.map(|text| draft.text("journal", &text)).filter(|text| *text != source);
        let place = draft.container();
        *place = Container { title: source, kind, abbreviation: short, ..std::mem::take(place) };
    } else {
        fields.skip(&["JI"]);
    }
    if let Some(series) = series.filter(|s| !s.is_empty()) {
        let place = draft.container();
        place.series = Some(series);
        if whole {
            place.kind = ContainerKind::Book;
        }
    }
    for (tag, edition) in [("SN", Edition::Print), ("EI", Edition::Electronic)] {
        if let Some(field) = fields.take_list(tag, draft) {
            // One number, at most two.
            let numbers: Vec<String> = field.items(draft).into_iter().take(4).collect();
            draft.issn(edition, &numbers.join(";"));
        }
    }
    if let Some(field) = fields.take_list("BN", draft) {
        for isbn in field.items(draft).iter().flat_map(|item| item.split(',')) {
            draft.isbn(!whole, isbn);
        }
    }
    if let Some(number) = fields.text("JC", draft) {
        draft.container().nlm_id = Some(number);
    }
    // The record has no place for conferences.
    if conference.is_some() {
        draft.unused("CT");
    }
}

/// What a book, or a part of one, is, now that its names are known.
fn judge_book(source: &str, conference: bool, draft: &mut Draft) {
    let same = !source.is_empty() && fold(source) == fold(&draft.record.title);
    match draft.record.kind {
        Kind::BookChapter if same => draft.record.kind = Kind::Book,
        Kind::BookChapter if conference => draft.record.kind = Kind::ConferencePaper,
        Kind::ConferencePaper if same => draft.record.kind = Kind::Proceedings,
        _ => {}
    }
}

fn publisher(fields: &mut Fields, draft: &mut Draft) {
    let name = fields.text("PU", draft).map(|text| draft.text("publisher", &text));
    draft.record.publisher = name.filter(|text| !text.is_empty());
    let place = fields.text("PI", draft).map(|text| draft.text("place", &text));
    draft.record.place = place.filter(|text| !text.is_empty());
}

fn volume(fields: &mut Fields, draft: &mut Draft) {
    let mut text = |tag: &str, name: &'static str| {
        let raw = fields.text(tag, draft)?;
        Some(draft.text(name, &raw)).filter(|text| !text.is_empty())
    };
    let (volume, mut issue) = (text("VL", "volume"), text("IS", "issue"));
    let supplement = text("SU", "supplement").map(|text| supplement(&text));
    if let Some(part) = text("PN", "part") {
        // `Part 1` and `1` alike, as PubMed prints it.
        let number = part.strip_prefix("Part ").or_else(|| part.strip_prefix("Pt. ")).unwrap_or(&part);
        issue = Some(issue.map_or_else(|| format!("Pt {number}"), |issue| format!("{issue} Pt {number}")));
    }
    if volume.is_some() || issue.is_some() || supplement.is_some() {
        let place = draft.container();
        (place.volume, place.issue, place.supplement) = (volume, issue, supplement);
    }
}

/// `S`, `1`, `S1` and `Suppl 1` in one form.
fn supplement(text: &str) -> String {
    if text.to_ascii_lowercase().starts_with("suppl") {
        return text.to_owned();
    }
    let number = text.strip_prefix('S').unwrap_or(text);
    if number.is_empty() { "Suppl".to_owned() } else { format!("Suppl {number}") }
}

/// First and last page; else the number of the article, else that of the abstract of a talk.
fn pages(fields: &mut Fields, draft: &mut Draft) {
    let mut text = |tag: &str| {
        let raw = fields.text(tag, draft)?;
        Some(draft.text("pages", &raw)).filter(|text| !text.is_empty())
    };
    let (first, last, number) = (text("BP"), text("EP"), text("AR"));
    let (printed, talk) = (text("PS"), text("MA"));
    let number = number.filter(|n| !n.starts_with("PMID "));
    // An article number beside pages counted from 1 is the better address.
    let counted = number.is_some() && first.as_deref().is_some_and(|first| first == "1");
    let pages = match (first.filter(|_| !counted), last) {
        // A plus stands for pages that go on elsewhere.
        (Some(first), Some(last)) if last != first && last != "+" => Some(Pages::Range { first, last }),
        (Some(first), _) => Some(Pages::Single(first)),
        (None, _) => number.map(Pages::Article),
    };
    match (pages, printed) {
        (Some(pages), _) => draft.container().pages = Some(pages),
        (None, Some(printed)) => draft.pages(&printed),
        (None, None) => {
            if let Some(talk) = talk {
                draft.container().pages = Some(Pages::Article(talk));
                return;
            }
        }
    }
    if talk.is_some() {
        draft.unused("MA");
    }
}

fn dates(fields: &mut Fields, draft: &mut Draft) {
    let year = fields.text("PY", draft);
    let day = fields.text("PD", draft);
    draft.record.published = published(year.as_deref(), day.as_deref(), draft);
    if let Some(early) = fields.text("EA", draft) {
        // Some exports give the year a field of its own.
        let early_year = fields.text("EY", draft);
        draft.record.history.published = published(early_year.as_deref(), Some(&early), draft);
    } else if let Some(early) = fields.text("PE", draft) {
        draft.record.history.published = draft.date("electronic date", &early);
    }
    if draft.record.published.is_none() {
        draft.record.published = draft.record.history.published;
    }
}

/// The year, with the month and the day that stand in a field of their own (`MAR 15`, `SPR`, `JAN 2013`,
/// `2006 May-Jun`).
fn published(year: Option<&str>, day: Option<&str>, draft: &mut Draft) -> Option<PartialDate> {
    let has_year = |text: &str| text.split(|c: char| !c.is_ascii_digit()).any(|part| part.len() == 4);
    match (year, day) {
        (None, None) => None,
        (Some(year), None) => draft.date("publication date", year),
        (None, Some(day)) if !has_year(day) => None,
        (None, Some(day)) => draft.date("publication date", day),
        (Some(year), Some(day)) => {
            let has_year = has_year(day);
            let text = if has_year { day.to_owned() } else { format!("{year} {day}") };
            draft.date("publication date", &text).or_else(|| draft.date("publication date", year))
        }
    }
}
