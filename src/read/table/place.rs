//! When and where a work was published: dates, journal or book, volume and pages.

use super::citation;
use super::columns::{Cells, Column};
use super::fields::text;
use crate::read::draft::{Draft, pages, quote, without_stop};
use crate::read::when;
use crate::record::{ContainerKind, DiagnosticKind, Kind, Pages, PartialDate};

/// Fills what the columns tell of it.
pub(super) fn fill(draft: &mut Draft, cells: Cells<'_>) {
    dates(draft, cells);
    journal(draft, cells);
    place(draft, cells);
}

/// The date of publication from the columns that tell of it: a full date, and year, month and day apart.
fn dates(draft: &mut Draft, cells: Cells<'_>) {
    let year = draft.date("year", number(cells.first(Column::Year)));
    let whole = [Column::PrintDate, Column::Date].map(|column| date(draft, cells.first(column), year));
    let months = cells.first(Column::Month);
    let parts = year.filter(|y| y.month().is_none() && !months.is_empty()).map(|year| {
        let month = when::month(number(months));
        let day = number(cells.first(Column::Day)).parse().ok();
        draft.date_of_parts("date", year.year(), month, day).unwrap_or(year)
    });
    let year = parts.or(year);
    let [print, any] = whole;
    let fits = |date: &PartialDate| year.is_none_or(|y| y.year() == date.year());
    let best = print
        .filter(fits)
        .or(any.filter(fits))
        .filter(|d| year.is_none_or(|y| y.month().is_none() || d.day().is_some()));
    draft.record.published = best.or(year).or(print).or(any);
    if let (Some(year), Some(other)) = (year, print.or(any).filter(|date| !fits(date))) {
        let message = format!("the year is {} and the date {other}", year.year());
        draft.note(DiagnosticKind::Inconsistent, "date", message + ": the year stands");
    }
    let online = date(draft, cells.first(Column::OnlineDate), None);
    draft.record.history.published = online;
    draft.record.published = draft.record.published.or(online);
}

/// A date; one without a year (`MAR 15`) is of the year given.
fn date(draft: &mut Draft, raw: &str, year: Option<PartialDate>) -> Option<PartialDate> {
    let has_year =
        raw.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4 || digits.len() == 8);
    match year {
        _ if raw.is_empty() => None,
        Some(year) if !has_year => draft.date("date", &format!("{raw} {}", year.year())),
        _ => draft.date("date", number(raw)),
    }
}

/// A number without the `.0` that programs put behind one.
pub(super) fn number(raw: &str) -> &str {
    raw.strip_suffix(".0").filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())).unwrap_or(raw)
}

fn journal(draft: &mut Draft, cells: Cells<'_>) {
    let kind = draft.record.kind;
    let columns = [Column::Journal, Column::BookTitle, Column::Conference];
    let names = columns.iter().flat_map(|column| cells.all(*column));
    let mut found: Vec<(&str, String)> = Vec::new();
    for (column, raw) in names {
        if let Some(name) = text(draft, "journal", raw) {
            // The stop of an abbreviation belongs to it: "Nat. Commun."
            let name = if name.matches('.').count() > 1 { name.as_str() } else { without_stop(&name) };
            found.push((column, name.to_owned()));
        }
    }
    let mut found = found.into_iter();
    if let Some((_, name)) = found.next() {
        for (column, other) in found {
            if other != name {
                draft.unused(column.to_owned());
            }
        }
        draft.container().title = name;
    }
    if let Some(name) = text(draft, "journal", cells.first(Column::Abbreviation)) {
        let container = draft.container();
        if container.title.is_empty() {
            container.title = name;
        } else if container.title != name {
            container.abbreviation = Some(name);
        }
    }
    if let Some(series) = text(draft, "series", cells.first(Column::Series)) {
        let container = draft.container();
        if container.title != series {
            container.series = Some(series);
        }
    }
    for (_, raw) in cells.all(Column::SourceType) {
        let repository = matches!(raw, "repository" | "ebook platform" | "other" | "metadata");
        if repository && kind == Kind::Unknown {
            draft.container().kind = ContainerKind::Other;
        }
    }
}

fn place(draft: &mut Draft, cells: Cells<'_>) {
    let volume = short(draft, "volume", cells.first(Column::Volume));
    let issue = short(draft, "issue", cells.first(Column::Issue));
    let own = text(draft, "supplement", cells.first(Column::Supplement));
    let split = |text: Option<String>| text.map(|t| citation::supplement(&t)).unwrap_or_default();
    let ((volume, in_volume), (issue, in_issue)) = (split(volume), split(issue));
    let supplement = own.or(in_issue).or(in_volume);
    if volume.is_some() || issue.is_some() || supplement.is_some() {
        let container = draft.container();
        (container.volume, container.issue, container.supplement) = (volume, issue, supplement);
    }
    let (first, last) = (number(cells.first(Column::FirstPage)), number(cells.first(Column::LastPage)));
    let printed = number(cells.first(Column::Pages));
    if is_date(printed) || is_date(first) {
        let raw = if printed.is_empty() { first } else { printed };
        let message = format!("'{raw}' is a date: a spreadsheet took the pages for one");
        draft.warn(DiagnosticKind::BadNumber, "pages", message, "left out");
    } else if !printed.is_empty() {
        draft.pages(printed);
    } else {
        let (first, last) = (draft.text("pages", first), draft.text("pages", last));
        let found = match (first.is_empty(), last.is_empty()) {
            // "12-1" to "12-9": the pages of a chapter
            (false, false) if first.contains('-') && first != last => Some(Pages::Range { first, last }),
            (false, false) if !first.contains('-') => pages(&format!("{first}-{last}")),
            (false, _) => Some(Pages::Single(first)),
            (true, _) => pages(&last),
        };
        if let Some(found) = found {
            draft.container().pages = Some(found);
        }
    }
    if let Some((name, raw)) = cells.all(Column::ArticleNumber).next() {
        let number = draft.text("article number", raw);
        let container = draft.container();
        match container.pages {
            // The pages of an article with a number are counted from 1.
            Some(Pages::Range { .. }) => draft.unused(name.to_owned()),
            _ => container.pages = Some(Pages::Article(number)),
        }
    } else if let Some(container) = &mut draft.record.container {
        container.pages = container.pages.take().map(citation::article_number);
    }
}

/// The number of a volume or issue. What is far too long for one is something else in the wrong column.
fn short(draft: &mut Draft, field: &'static str, raw: &str) -> Option<String> {
    const LONGEST: usize = 60;
    let text = text(draft, field, number(raw))?;
    if text.chars().count() <= LONGEST {
        return Some(text);
    }
    let message = format!("'{}' is no {field} number", quote(&text));
    draft.warn(DiagnosticKind::UnplacedText, field, message, "kept aside");
    draft.record.unplaced.push(text);
    None
}

/// `12-Mar`, `Mar-12`: what a spreadsheet makes of the pages 3-12.
fn is_date(raw: &str) -> bool {
    let Some((a, b)) = raw.split_once('-') else { return false };
    let day = |t: &str| (1..=2).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
    let month =
        |t: &str| t.len() == 3 && t.bytes().all(|b| b.is_ascii_alphabetic()) && when::month(t).is_some();
    day(a) && month(b) || month(a) && day(b)
}
