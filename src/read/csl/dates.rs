//! Dates of CSL-JSON -> partial dates: `date-parts` of numbers or texts, `raw` and `literal` texts, EDTF, and
//! the forms of other writers (`{"year": …}`, a bare year); and the free texts that Zotero keeps as dates.
//!
//! Of a span the first date is kept. Seasons have no place in a calendar date; CSL writes them as `season` or
//! as months from 13 on (EDTF from 21 on).

use super::json::text;
use crate::read::draft::{Draft, quote, tidy};
use crate::record::{DiagnosticKind, PartialDate};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Months that are seasons, quarters or halves of the year.
const SEASONS: std::ops::RangeInclusive<i64> = 13..=41;

/// What stands where a date would, and says that there is none yet.
const NO_DATE: [&str; 22] = [
    "n.d.",
    "n.d",
    "nd",
    "s.d.",
    "s.d",
    "s. d.",
    "o.j.",
    "no date",
    "undated",
    "date unknown",
    "unknown",
    "open",
    "none",
    "in press",
    "forthcoming",
    "to appear",
    "submitted",
    "accepted",
    "under review",
    "in preparation",
    "unpublished",
    "invalid date",
];

/// The date that a member says.
pub(in crate::read) fn date(draft: &mut Draft, field: &'static str, value: &Value) -> Option<PartialDate> {
    match value {
        Value::Object(object) => of_object(draft, field, object),
        Value::Array(list) => match list.first() {
            Some(Value::Object(object)) => of_object(draft, field, object),
            Some(Value::Array(_)) | None => of_parts(draft, field, list),
            Some(_) => parts(draft, field, list),
        },
        other => of_text(draft, field, &text(other)?),
    }
}

fn of_object(draft: &mut Draft, field: &'static str, object: &Map<String, Value>) -> Option<PartialDate> {
    let found = match object.get("date-parts") {
        Some(Value::Array(spans)) => of_parts(draft, field, spans),
        Some(other) => text(other).and_then(|text| of_text(draft, field, &text)),
        None => None,
    };
    if found.is_some() {
        return found;
    }
    if let Some(year) = object.get("year").filter(|year| text(year).is_some()) {
        let of = |name: &str| object.get(name).cloned().unwrap_or(Value::Null);
        return parts(draft, field, &[year.clone(), of("month"), of("day")]);
    }
    ["raw", "literal", "edtf", "date-time", "date"]
        .iter()
        .find_map(|name| object.get(*name).and_then(text))
        .and_then(|text| of_text(draft, field, &text))
}

/// `[[2003, 1]]`, `[["2003", "1"], ["2004"]]`; also `[2003, 1]`.
fn of_parts(draft: &mut Draft, field: &'static str, spans: &[Value]) -> Option<PartialDate> {
    match spans.first()? {
        Value::Array(first) => parts(draft, field, first).or_else(|| match spans.get(1) {
            // A span without a beginning.
            Some(Value::Array(second)) if first.iter().all(|v| text(v).is_none()) => {
                parts(draft, field, second)
            }
            _ => None,
        }),
        Value::Null => None,
        _ => parts(draft, field, spans),
    }
}

/// Year, month and day.
fn parts(draft: &mut Draft, field: &'static str, parts: &[Value]) -> Option<PartialDate> {
    let year_text = text(parts.first()?)?;
    let Ok(year) = year_text.parse::<i64>() else { return of_text(draft, field, &year_text) };
    if year == 0 {
        return None; // an end that is open, or a form that was not filled in
    }
    let year = i32::try_from(year).unwrap_or(i32::MAX);
    let part = |at: usize| parts.get(at).and_then(text);
    let month = match part(1) {
        Some(name) => match name.parse::<i64>() {
            Ok(0) => None,
            Ok(number) if SEASONS.contains(&number) => None,
            Ok(number) => Some(u8::try_from(number).unwrap_or(u8::MAX)),
            Err(_) => crate::read::when::month(&name),
        },
        None => None,
    };
    let day = part(2).and_then(|day| day.parse::<u8>().ok()).filter(|day| *day > 0);
    draft.date_of_parts(field, year, month, day)
}

/// A date as a text.
pub(in crate::read) fn of_text(draft: &mut Draft, field: &'static str, raw: &str) -> Option<PartialDate> {
    let text = tidy(raw);
    if text.is_empty() {
        return None;
    }
    let lower = text.to_lowercase();
    if NO_DATE.contains(&lower.trim_matches(['(', ')', '[', ']', ' '])) {
        draft.note(DiagnosticKind::BadDate, field, format!("'{}' stands where the date would", quote(&text)));
        return None;
    }
    let mut plain = Cow::Borrowed(start_of_span(after_sql(&text)));
    if plain.contains(['~', '?', '%', '年', '月', '日']) {
        plain = Cow::Owned(plain.replace(['~', '?', '%', '日'], " ").replace(['年', '月'], "-"));
    }
    let plain = without_letter(plain.trim().trim_end_matches(['-', '.']));
    if plain.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        let message = format!("'{}' is a year before Christ", quote(&text));
        draft.warn(DiagnosticKind::BadDate, field, message, "left out");
        return None;
    }
    draft.date(field, &in_english(plain))
}

/// Zotero may keep a date twice: for sorting, then as the user wrote it (`2003-12-24 24 Dec 2003`).
fn after_sql(text: &str) -> &str {
    let Some((sorted, written)) = text.split_once(' ') else { return text };
    let shape = |c: char| if c.is_ascii_digit() { '0' } else { c };
    if !sorted.chars().map(shape).eq("0000-00-00".chars()) {
        return text;
    }
    if sorted.starts_with("0000") { written.trim() } else { sorted }
}

/// The first date of a span: `1875/1876`, `2012-03/2012-05`, `1800-01-01--1800-12-31`, `../2012`.
fn start_of_span(text: &str) -> &str {
    let dated = |part: &str| part.bytes().take_while(u8::is_ascii_digit).count() == 4;
    let open = |part: &str| matches!(part, "" | ".." | "open" | "unknown");
    for sign in ["--", "/"] {
        let Some((first, last)) = text.split_once(sign) else { continue };
        let (first, last) = (first.trim(), last.trim());
        if !last.contains('/') && (dated(first) || open(first)) && (dated(last) || open(last)) {
            return start_of_years(if open(first) { last } else { first });
        }
    }
    start_of_years(text)
}

/// The year of `1973/74`, of `1914-16`, and of `2012-21`, a season: what follows is no month.
fn start_of_years(text: &str) -> &str {
    let (Some(year), Some("/" | "-"), Some(end)) = (text.get(..4), text.get(4..5), text.get(5..7)) else {
        return text;
    };
    let goes_on = text[7..].starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '/'));
    let digits = year.bytes().all(|b| b.is_ascii_digit());
    if digits && !goes_on && end.parse().is_ok_and(|end: u8| end > 12) { year } else { text }
}

/// `c1998`, `ca1850` and `2001a` without their letters.
fn without_letter(text: &str) -> &str {
    let year = |text: &str| text.len() >= 4 && text.bytes().take(4).all(|b| b.is_ascii_digit());
    let lead = ["ca.", "ca", "c.", "c", "©", "p"]
        .iter()
        .find_map(|lead| text.strip_prefix(lead).filter(|rest| year(rest)));
    let text = lead.unwrap_or(text);
    match text.as_bytes() {
        [a, b, c, d, letter]
            if [a, b, c, d].iter().all(|b| b.is_ascii_digit()) && letter.is_ascii_lowercase() =>
        {
            &text[..4]
        }
        _ => text,
    }
}

/// Names of months in other languages, as the English ones: what stands before the year is read with their
/// help.
fn in_english(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_alphabetic) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut changed = false;
    for word in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let core = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        match foreign_month(core) {
            Some(month) => {
                plain.push_str(month);
                plain.push_str(&word[core.len()..]);
                changed = true;
            }
            None => plain.push_str(word),
        }
    }
    if changed { Cow::Owned(plain) } else { Cow::Borrowed(text) }
}

/// English name of the month with this name in French, German, Spanish, Italian, Portuguese, Dutch or
/// Russian.
fn foreign_month(word: &str) -> Option<&'static str> {
    const MONTHS: [(&str, &str); 12] = [
        ("January", "janvier janv januar jänner jän enero ene gennaio gen janeiro januari января"),
        ("February", "février fevrier févr fév februar febrero febbraio fevereiro fev februari февраля"),
        ("March", "mars märz mär marzo março maart марта"),
        ("April", "avril avr abril abr aprile апреля"),
        ("May", "mai mayo maggio mag maio mei мая"),
        ("June", "juin juni junio giugno giu junho июня"),
        ("July", "juillet juil juli julio luglio lug julho июля"),
        ("August", "août aout agosto ago augustus августа"),
        ("September", "septembre septiembre settembre set setembro сентября"),
        ("October", "octobre oktober okt octubre ottobre ott outubro out октября"),
        ("November", "novembre noviembre novembro ноября"),
        ("December", "décembre decembre déc dezember dez diciembre dic dicembre dezembro декабря"),
    ];
    if !(3..=10).contains(&word.chars().count()) {
        return None;
    }
    let lower = word.to_lowercase();
    MONTHS.iter().find(|(_, names)| names.split(' ').any(|name| name == lower)).map(|(english, _)| *english)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Context;
    use crate::record::{Position, Severity};
    use serde_json::json;

    fn read(value: &Value) -> (String, bool) {
        let context = Context { source: "t".into(), list_year: None };
        let mut draft = Draft::new(&context, 1, Position::default());
        let date = date(&mut draft, "issued", value).map(|d| d.to_string()).unwrap_or_default();
        (date, draft.findings.take().iter().any(|d| d.severity > Severity::Note))
    }

    #[test]
    fn every_form_of_a_date_is_read() {
        for (value, expected) in [
            (json!({"date-parts": [[2003, 1, 9]]}), "2003-01-09"),
            (json!({"date-parts": [["2003", "01"]]}), "2003-01"),
            (json!({"date-parts": [[2003.0]]}), "2003"),
            (json!({"date-parts": [[2003, 13]]}), "2003"),
            (json!({"date-parts": [["2011", 5, 25], ["2012", 6, 26]], "circa": true}), "2011-05-25"),
            (json!({"date-parts": [[0], [2012]]}), ""),
            (json!({"date-parts": [[""], [2012]]}), "2012"),
            (json!({"date-parts": [2003, 1]}), "2003-01"),
            (json!({"date-parts": [[null]]}), ""),
            (json!({"date-parts": []}), ""),
            (json!({"date-parts": [["2003-02-07"]]}), "2003-02-07"),
            (json!({"date-parts": [[2003, "Mar", 0]]}), "2003-03"),
            (json!({"date-parts": [[null]], "raw": "12 May 2001"}), "2001-05-12"),
            (json!({"season": "2", "date-parts": [[1999]]}), "1999"),
            (json!({"literal": "Spring 2012"}), "2012"),
            (json!({"literal": "in press"}), ""),
            (json!({"year": 2012, "month": "3"}), "2012-03"),
            (json!([{"year": "2012"}]), "2012"),
            (json!("2012-03-15T10:00:00Z"), "2012-03-15"),
            (json!("2012-21"), "2012"),
            (json!("2017-14/2017-99"), "2017"),
            (json!("1973/74"), "1973"),
            (json!("1914-16."), "1914"),
            (json!("2012/05"), "2012-05"),
            (json!("2012-03~/2012-05"), "2012-03"),
            (json!("../2012"), "2012"),
            (json!("1875/1876"), "1875"),
            (json!("2012/03/15"), "2012-03-15"),
            (json!("1800-01-01--1800-12-31"), "1800-01-01"),
            (json!(2012), "2012"),
            (json!("2003-12-24 24 Dec 2003"), "2003-12-24"),
            (json!("0000-00-00 March 1999"), "1999-03"),
            (json!("1993-00-00"), "1993"),
            (json!("c1998"), "1998"),
            (json!("2001a"), "2001"),
            (json!("[1919?]"), "1919"),
            (json!("12 mars 2015"), "2015-03-12"),
            (json!("3. März 2010"), "2010-03-03"),
            (json!("2015年3月4日"), "2015-03-04"),
            (json!("1938-1961"), "1938"),
            (json!("12 brumaire 1999"), "1999"),
            (json!("n.d."), ""),
            (json!(" "), ""),
        ] {
            assert_eq!(read(&value), (expected.to_owned(), false), "{value}");
        }
        for (value, expected) in [
            (json!({"date-parts": [[2012, 2, 31]]}), "2012-02"),
            (json!({"date-parts": [["-334"]]}), ""),
            (json!({"date-parts": [[99_999_999_999_i64]]}), ""),
            (json!({"date-parts": [[2012, 55]]}), "2012"),
            (json!("199x"), ""),
            (json!("someday"), ""),
            (json!("-2012-22"), ""),
        ] {
            assert_eq!(read(&value), (expected.to_owned(), true), "{value}");
        }
    }
}
