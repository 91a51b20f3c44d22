//! `date`, `year`, `month`, `day` -> the date of publication.
//!
//! Dates of BibLaTeX follow ISO 8601-2, level 1 (ranges, seasons, uncertain and approximate dates): what a
//! partial date cannot say is left out of it. Months come as numbers, as abbreviations, as names in several
//! languages, with a day before or after them.

use super::bag::Bag;
use crate::read::draft::{Draft, quote};
use crate::read::when;
use crate::record::{DiagnosticKind, PartialDate};

/// Takes the date of publication from the fields.
pub(super) fn publication(bag: &mut Bag, draft: &mut Draft) {
    let date =
        bag.plain(draft, &["date", "publicationdate", "publication-date"]).and_then(|text| iso(draft, &text));
    let year = bag.plain(draft, &["year", "pubyear"]);
    let month = bag.plain(draft, &["month"]);
    let day = bag.plain(draft, &["day"]);
    let issue = bag.plain(draft, &["issue-date"]);
    draft.record.published = match (date, year) {
        (Some(date), _) => Some(date),
        (None, Some(year)) => from_parts(draft, &year, month.as_deref(), day.as_deref()),
        (None, None) => issue.and_then(|text| draft.date("issue_date", &text)),
    };
    if let Some(text) = bag.plain(draft, &["earlyaccessdate", "early-access-date"]) {
        draft.record.history.published = draft.date("early access", &text);
    }
}

/// A date of BibLaTeX; the first one of a range.
fn iso(draft: &mut Draft, text: &str) -> Option<PartialDate> {
    if says_none(text) {
        return None;
    }
    let (first, second) = match text.split_once('/') {
        // "15/03/2012" is no range.
        Some((first, second)) if first.trim().len() != 2 && first.trim().len() != 1 => {
            (first.trim(), second.trim())
        }
        _ => (text, ""),
    };
    let chosen = if first.is_empty() || first == ".." { second } else { first };
    let certain: String = chosen.chars().filter(|c| !matches!(c, '?' | '~' | '%')).collect();
    // "2012-21" is the spring of 2012: a season is no part of a calendar date.
    let season = certain.len() == 7
        && certain.get(4..5) == Some("-")
        && certain
            .get(5..)
            .and_then(|month| month.parse::<u8>().ok())
            .is_some_and(|month| (21..=41).contains(&month));
    draft.date("date", if season { certain.get(..4).unwrap_or_default() } else { &certain })
}

/// Year, month and day as they stand.
fn from_parts(draft: &mut Draft, year: &str, month: Option<&str>, day: Option<&str>) -> Option<PartialDate> {
    if says_none(year) {
        draft.note(DiagnosticKind::Missing, "year", format!("'{}' is no year", quote(year)));
        return None;
    }
    let date = draft.date("year", span_start(year).unwrap_or(year))?;
    if date.month().is_some() {
        return Some(date); // "2014-09", "June 1993"
    }
    let Some(month) = month else { return Some(date) };
    let Some((month, day_beside)) = month_and_day(month) else {
        if !is_season(month) {
            draft.note(DiagnosticKind::BadDate, "month", format!("'{}' is no month known", quote(month)));
        }
        return Some(date);
    };
    let day = day.and_then(|day| day.trim().parse().ok()).or(day_beside);
    draft.date_of_parts("month", date.year(), Some(month), day)
}

/// `1985--86`, `1998/99`, `2001-2002`: the first year of a span.
fn span_start(text: &str) -> Option<&str> {
    let first = text.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))?;
    let rest = text[4..].trim();
    let last = rest.trim_start_matches(['-', '/', '\u{2013}', '\u{2014}', ' ']);
    if last.len() == rest.len() || !last.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // "2014-09" may be a month.
    let span = match last.len() {
        4 => true,
        2 => last > "12" || !rest.starts_with('-') || rest.starts_with("--"),
        _ => false,
    };
    span.then_some(first)
}

/// Words for a date that is not known yet.
fn says_none(text: &str) -> bool {
    const WORDS: &str = "unknown|n.d.|nd|n.d|no date|s.d.|????|in press|forthcoming|to appear|accepted|\
        submitted|in preparation|inpress|online first|ahead of print|undated";
    let lower = text.trim().to_lowercase();
    let bare = lower.trim_matches(['(', ')', '[', ']']);
    WORDS.split('|').any(|word| word == bare) || !lower.contains(char::is_alphanumeric)
}

fn is_season(text: &str) -> bool {
    const SEASONS: &str = "spring summer autumn fall winter quarter trimester semester printemps été automne \
         hiver frühling herbst";
    let lower = text.to_lowercase();
    SEASONS.split(' ').any(|season| lower.contains(season)) || !lower.contains(char::is_alphanumeric)
}

/// The month of `jan`, `08`, `October 15`, `15~Oct`, `JUL-AUG` (the first one), `Juni`, and a day beside it.
fn month_and_day(text: &str) -> Option<(u8, Option<u8>)> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let number = |word: &&str| word.trim_end_matches(['s', 't', 'h', 'n', 'r', 'd']).parse::<u8>().ok();
    let named = words.iter().enumerate().find_map(|(at, word)| {
        let month =
            when::month(word).filter(|_| word.starts_with(char::is_alphabetic)).or_else(|| foreign(word))?;
        Some((at, month))
    });
    if let Some((at, month)) = named {
        // "July 15 -- August 2" begins on the 15th.
        let beside = words
            .get(at + 1)
            .and_then(number)
            .or_else(|| at.checked_sub(1).and_then(|before| number(words.get(before)?)));
        return Some((month, beside));
    }
    let month = words.first().and_then(number)?;
    (1..=12).contains(&month).then_some((month, None))
}

/// Names of months in German, French, Spanish, Italian, Portuguese and Dutch, where they differ from the
/// English ones.
fn foreign(word: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "januar jänner janvier enero gennaio janeiro januari",
        "februar février fevrier febrero febbraio fevereiro februari",
        "märz maerz mars marzo março maart mrz",
        "avril abril aprile",
        "mai mayo maggio maio mei",
        "juni juin junio giugno junho",
        "juli juillet julio luglio julho",
        "août aout agosto augustus",
        "septembre septiembre settembre setembro",
        "oktober octobre octubre ottobre outubro okt",
        "novembre noviembre novembro",
        "dezember décembre decembre diciembre dicembre dezembro dez",
    ];
    let lower = word.to_lowercase();
    let at = MONTHS.iter().position(|names| names.split(' ').any(|name| name == lower))?;
    u8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Context;
    use crate::record::Position;
    use std::sync::Arc;

    fn draft() -> Draft {
        Draft::new(&Context { source: Arc::from("test"), list_year: None }, 1, Position::default())
    }

    #[test]
    fn dates_of_biblatex() {
        for (text, expected) in [
            ("2014-02-02/2014-02-07", "2014-02-02"),
            ("2007-12", "2007-12"),
            ("1988~", "1988"),
            ("1723?", "1723"),
            ("2003-21", "2003"),
            ("/2010", "2010"),
            ("2010/..", "2010"),
            ("2020-03-01T10:00:00", "2020-03-01"),
            ("n.d.", ""),
        ] {
            let mut draft = draft();
            let date = iso(&mut draft, text).map(|d| d.to_string()).unwrap_or_default();
            assert_eq!((date.as_str(), draft.findings.take().len()), (expected, 0), "{text}");
        }
    }

    #[test]
    fn years_and_months() {
        for (year, month, day, expected, said) in [
            ("2010", Some("jan"), None, "2010-01", 0),
            ("2010", Some("8,"), None, "2010-08", 0),
            ("2018", Some("OCT 1"), None, "2018-10-01", 0),
            ("2018", Some("15 October"), None, "2018-10-15", 0),
            ("2018", Some("JUL-AUG"), None, "2018-07", 0),
            ("2018", Some("March 1st"), None, "2018-03-01", 0),
            ("2007", Some("Juni"), None, "2007-06", 0),
            ("2007", Some("summer"), None, "2007", 0),
            ("2007", Some("zzz"), None, "2007", 1),
            ("2021", Some("jun"), Some("18"), "2021-06-18", 0),
            ("2021", Some("feb"), Some("31"), "2021-02", 1),
            ("2014-09", None, None, "2014-09", 0),
            ("1985–86", None, None, "1985", 0),
            ("May 1993", Some("jan"), None, "1993-05", 0),
            ("unknown", Some("jan"), None, "", 1),
            ("100", None, None, "", 1),
        ] {
            let mut draft = draft();
            let date = from_parts(&mut draft, year, month, day).map(|d| d.to_string()).unwrap_or_default();
            assert_eq!(
                (date.as_str(), draft.findings.take().len()),
                (expected, said),
                "{year} {month:?} {day:?}"
            );
        }
    }
}
