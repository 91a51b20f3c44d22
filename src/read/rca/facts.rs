//! What the brackets after a citation say: identifiers, counts, dates of the editorial history, labels.

use super::bracket::Piece;
use crate::read::findings::Findings;
use crate::read::passage::Slice;
use crate::record::{DiagnosticKind, Doi, PartialDate, Pmcid, Pmid, Record};
use std::str::FromStr;

/// Puts what `piece` says into `record`.
pub(super) fn apply(piece: Piece<'_>, record: &mut Record, findings: &mut Findings) {
    match piece {
        Piece::Group(inside) => group(inside, record, findings),
        Piece::Unclosed(inside) => {
            let message = format!("the bracket '[{}' is not closed", inside.field());
            findings.warn(
                DiagnosticKind::UnplacedText,
                "citation",
                inside.position(),
                message,
                "read as if it were",
            );
            group(inside, record, findings);
        }
        Piece::Cut(inside) => {
            let message = format!("the line ends inside the bracket '[{}'", inside.field());
            let action = "kept aside: its end may be missing";
            findings.warn(DiagnosticKind::Truncated, "citation", inside.position(), message, action);
            record.unplaced.push(inside.field());
        }
        Piece::Bare(text) => bare(text, record, findings),
    }
}

/// Text between brackets: `Open`, or identifiers that lost their bracket.
fn bare(text: Slice<'_>, record: &mut Record, findings: &mut Findings) {
    let word = text.field();
    let word = word.trim_matches(['.', ';', ',', '|', ' ']);
    if is_open(word) {
        record.open_access = Some(true);
    } else if keys(text.as_str()).first().is_some_and(|k| k.start == 0) {
        let message = "identifiers stand outside of brackets".to_owned();
        findings.note(DiagnosticKind::Inferred, "citation", text.position(), message);
        identifiers(text, record, findings);
    } else {
        unplaced(text, "citation", record, findings);
    }
}

fn is_open(text: &str) -> bool {
    text.eq_ignore_ascii_case("open") || text.eq_ignore_ascii_case("open access")
}

/// Keeps text that fits no rule.
pub(super) fn unplaced(text: Slice<'_>, field: &'static str, record: &mut Record, findings: &mut Findings) {
    let kept = text.field();
    let message = format!("'{kept}' fits no rule of the listing");
    findings.warn(DiagnosticKind::UnplacedText, field, text.position(), message, "kept aside");
    record.unplaced.push(kept);
}

fn group(inside: Slice<'_>, record: &mut Record, findings: &mut Findings) {
    let text = inside.field();
    if text.is_empty() {
        return;
    }
    if keys(inside.as_str()).first().is_some_and(|k| k.start == 0) {
        identifiers(inside, record, findings);
        return;
    }
    if is_open(&text) {
        record.open_access = Some(true);
        return;
    }
    let Some((key, value)) = text.split_once(':') else {
        record.labels.push(text);
        return;
    };
    let (key, value) = (key.trim().to_lowercase(), value.trim());
    match key.as_str() {
        "citation(s) in rca" | "citations in rca" | "citation in rca" => {
            count(value, &text, inside, record, findings);
        }
        "impact index per article" => impact(value, &text, inside, record, findings),
        "received" | "revised" | "accepted" | "published" | "published online" | "indexed" => {
            history(&key, value, &text, inside, record, findings);
        }
        _ => record.labels.push(text),
    }
}

fn count(value: &str, text: &str, inside: Slice<'_>, record: &mut Record, findings: &mut Findings) {
    let parsed = whole_number(value);
    match (parsed, record.citation_count) {
        (Some(_), None) => record.citation_count = parsed,
        (Some(new), Some(old)) if new == old => (),
        (Some(_), Some(_)) => repeated("citation count", text, inside, record, findings),
        (None, _) => bad_number("citation count", text, inside, record, findings),
    }
}

/// A whole number, with or without separators between groups of three digits.
fn whole_number(value: &str) -> Option<u64> {
    let groups: Vec<&str> = value.split([',', ' ', '\'', '\u{2019}']).collect();
    let digits = groups.iter().all(|g| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit()));
    let grouped = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|g| g.len() == 3));
    if digits && grouped { groups.concat().parse().ok() } else { None }
}

fn impact(value: &str, text: &str, inside: Slice<'_>, record: &mut Record, findings: &mut Findings) {
    let (whole, decimals) = value.split_once('.').unwrap_or((value, "0"));
    let digits = |t: &str| !t.is_empty() && t.len() <= 15 && t.bytes().all(|b| b.is_ascii_digit());
    match &record.impact_index {
        _ if !digits(whole) || !digits(decimals) => {
            bad_number("impact index", text, inside, record, findings);
        }
        None => record.impact_index = Some(value.to_owned()),
        Some(old) if old == value => (),
        Some(_) => repeated("impact index", text, inside, record, findings),
    }
}

fn history(
    key: &str,
    value: &str,
    text: &str,
    inside: Slice<'_>,
    record: &mut Record,
    findings: &mut Findings,
) {
    let field = match key {
        "received" => "received",
        "revised" => "revised",
        "accepted" => "accepted",
        "indexed" => "indexed",
        _ => "published",
    };
    let date = match date(value) {
        Ok(date) => date,
        Err(why) => {
            let message = format!("'{text}' holds no date: {why}");
            findings.warn(DiagnosticKind::BadDate, field, inside.position(), message, "kept as a label");
            record.labels.push(text.to_owned());
            return;
        }
    };
    let history = &mut record.history;
    let slot = match field {
        "received" => &mut history.received,
        "accepted" => &mut history.accepted,
        "indexed" => &mut history.indexed,
        "published" => &mut history.published,
        _ => {
            if !history.revised.contains(&date) {
                history.revised.push(date);
            }
            return;
        }
    };
    match slot {
        None => *slot = Some(date),
        Some(old) if *old == date => (),
        Some(old) if field == "published" => {
            // In print and online are two facts; the model has room for one, the date online.
            let label = if key == "published online" { format!("Published: {old}") } else { text.to_owned() };
            if key == "published online" {
                *slot = Some(date);
            }
            let message = format!("'{text}' is a second date of publication; '{label}' was kept as a label");
            findings.note(DiagnosticKind::Repeated, field, inside.position(), message);
            record.labels.push(label);
        }
        Some(_) => repeated(field, text, inside, record, findings),
    }
}

/// A date: `MM/DD/YYYY` as the listing prints it, ISO 8601, or a year with or without a month.
///
/// The order of month and day is that of the listing; a date that only the other order could make is refused, since it
/// shows that the order is not to be relied on.
fn date(value: &str) -> Result<PartialDate, String> {
    let parts: Vec<&str> = value.split('/').map(str::trim).collect();
    let number = |t: &str| -> Option<u16> {
        if t.len() <= 4 && t.bytes().all(|b| b.is_ascii_digit()) { t.parse().ok() } else { None }
    };
    let parsed = match parts[..] {
        [month, day, year] if year.len() == 4 => match (number(month), number(day), number(year)) {
            (Some(month @ 13..=31), Some(1..=12), Some(_)) => {
                return Err(format!("dates read MM/DD/YYYY here, and there is no month {month}"));
            }
            (Some(month), Some(day), Some(year)) => {
                let small = |n: u16| u8::try_from(n).unwrap_or(u8::MAX);
                PartialDate::new(year.into(), Some(small(month)), Some(small(day)))
            }
            _ => return Err("dates read MM/DD/YYYY here".to_owned()),
        },
        [month, year] if year.len() == 4 => match (number(month), number(year)) {
            (Some(month), Some(year)) => {
                PartialDate::new(year.into(), Some(u8::try_from(month).unwrap_or(u8::MAX)), None)
            }
            _ => return Err("dates read MM/DD/YYYY here".to_owned()),
        },
        _ => PartialDate::from_str(value),
    };
    parsed.map_err(|why| why.to_string())
}

fn repeated(
    field: &'static str,
    text: &str,
    inside: Slice<'_>,
    record: &mut Record,
    findings: &mut Findings,
) {
    let message = format!("'{text}' differs from what was said before");
    findings.warn(
        DiagnosticKind::Repeated,
        field,
        inside.position(),
        message,
        "kept as a label; the first one counts",
    );
    record.labels.push(text.to_owned());
}

fn bad_number(
    field: &'static str,
    text: &str,
    inside: Slice<'_>,
    record: &mut Record,
    findings: &mut Findings,
) {
    let message = format!("'{text}' holds no number");
    findings.warn(DiagnosticKind::BadNumber, field, inside.position(), message, "kept as a label");
    record.labels.push(text.to_owned());
}

/// An identifier's name in a text.
struct Key {
    name: &'static str,
    start: usize,
    /// Where the value begins.
    value: usize,
}

/// Names of identifiers in `text`: `PMID`, `PMCID` or `DOI` at the start of a word, followed by a colon.
fn keys(text: &str) -> Vec<Key> {
    let mut found = Vec::new();
    let mut word_start = true;
    for (start, c) in text.char_indices() {
        if word_start {
            for name in ["pmid", "pmcid", "doi"] {
                let Some(rest) = text.get(start + name.len()..) else { continue };
                if !text.as_bytes()[start..start + name.len()].eq_ignore_ascii_case(name.as_bytes()) {
                    continue;
                }
                let colon = rest.trim_start();
                let digit =
                    colon.len() < rest.len() && colon.starts_with(|c: char| c.is_ascii_digit() || c == 'P');
                if colon.starts_with(':') || digit {
                    let value = text.len() - colon.len() + usize::from(colon.starts_with(':'));
                    found.push(Key { name, start, value });
                }
            }
        }
        word_start = c.is_whitespace() || matches!(c, ';' | ',' | '|');
    }
    found
}

/// Reads `PMID: … PMCID: … DOI: …`, any subset in any order.
fn identifiers(inside: Slice<'_>, record: &mut Record, findings: &mut Findings) {
    let text = inside.as_str();
    let keys = keys(text);
    for (i, key) in keys.iter().enumerate() {
        let end = keys.get(i + 1).map_or(text.len(), |next| next.start);
        let value = inside.sub(key.value.min(end)..end).trim();
        if value.as_str().chars().any(char::is_alphanumeric) {
            identifier(key.name, value, record, findings);
        }
    }
}

fn identifier(name: &'static str, value: Slice<'_>, record: &mut Record, findings: &mut Findings) {
    let text = value.as_str();
    let plain = text.trim_end_matches(['.', ',', ';', ' ']);
    let outcome = match name {
        "pmid" => plain.parse::<Pmid>().map(|v| set(&mut record.pmid, v)),
        "pmcid" => plain.parse::<Pmcid>().map(|v| set(&mut record.pmcid, v)),
        _ => doi(text).map(|(doi, mended)| {
            if mended {
                let message = format!("the DOI is printed as '{}'", value.field());
                let action = "read without the spaces and entities in it";
                findings.warn(DiagnosticKind::BadIdentifier, "doi", value.position(), message, action);
            }
            set(&mut record.doi, doi)
        }),
    };
    let kept = format!("{}: {}", name.to_uppercase(), value.field());
    match outcome {
        Ok(true) => return,
        Ok(false) => {
            let message = format!("'{kept}' differs from what was said before");
            let action = "kept aside; the first one counts";
            findings.warn(DiagnosticKind::Repeated, name, value.position(), message, action);
        }
        Err(why) => {
            let message = format!("'{kept}' is not valid: {why}");
            findings.warn(DiagnosticKind::BadIdentifier, name, value.position(), message, "kept aside");
        }
    }
    record.unplaced.push(kept);
}

/// Sets a field once; whether the field now has this value.
fn set<T: PartialEq>(slot: &mut Option<T>, value: T) -> bool {
    if let Some(old) = slot {
        return *old == value;
    }
    *slot = Some(value);
    true
}

/// Longest text that is taken for a DOI, in bytes. DOI names have no limit, but none in use comes near this.
const MAX_DOI: usize = 2048;

/// A DOI as people print it: with spaces from a broken line, entities for `<` and `>`, punctuation after it. Also whether
/// more than the punctuation had to be mended.
fn doi(text: &str) -> Result<(Doi, bool), crate::record::IdentifierError> {
    if text.len() > MAX_DOI {
        return Err(crate::record::IdentifierError::Doi);
    }
    let unspaced: String = text.split_whitespace().collect();
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&#60;", "<"), ("&#62;", ">")];
    let plain = entities.iter().fold(unspaced, |t, (entity, c)| t.replace(entity, c));
    let mended = plain.len() != text.len();
    let mut name = plain.as_str();
    loop {
        let unbalanced = |open: char, close: char| {
            name.ends_with(close) && name.matches(close).count() > name.matches(open).count()
        };
        if name.ends_with(['.', ',', ';', ':', '"', '\'', '\u{2019}', '\u{201d}'])
            || unbalanced('(', ')')
            || unbalanced('[', ']')
        {
            let mut characters = name.chars();
            characters.next_back();
            name = characters.as_str();
        } else {
            return name.parse().map(|doi| (doi, mended));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_order_of_the_listing() {
        let iso = |text| date(text).map(|d| d.to_string());
        assert_eq!(iso("05/20/2024").as_deref(), Ok("2024-05-20"));
        assert_eq!(iso("5/2/2024").as_deref(), Ok("2024-05-02"));
        assert_eq!(iso("2024-05-20").as_deref(), Ok("2024-05-20"));
        assert_eq!(iso("05/2024").as_deref(), Ok("2024-05"));
        for bad in
            ["20/05/2024", "02/30/2024", "13/13/2024", "00/10/2024", "", "May 2024", "1/2/24", "99999/1/2024"]
        {
            assert!(iso(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers_may_have_separators() {
        assert_eq!(whole_number("1,234,567"), Some(1_234_567));
        assert_eq!(whole_number("12 345"), Some(12_345));
        for bad in ["", "1,23", "-1", "1.5", "1234,567", "many"] {
            assert_eq!(whole_number(bad), None, "{bad}");
        }
    }

    #[test]
    fn dois_are_mended() {
        let read = |text| doi(text).map(|(doi, mended)| (doi.to_string(), mended)).ok();
        let some = |text: &str, mended| Some((text.to_owned(), mended));
        assert_eq!(read("10.1136/bmjph-2024-000941."), some("10.1136/bmjph-2024-000941", false));
        assert_eq!(read("10.1136/ bmjph-2024"), some("10.1136/bmjph-2024", true));
        assert_eq!(
            read("10.1002/1097(1998)17:15&lt;1::AID&gt;3.0.CO;2-2"),
            some("10.1002/1097(1998)17:15<1::aid>3.0.co;2-2", true)
        );
        assert_eq!(read("10.1016/s0140(05)66545-4)"), some("10.1016/s0140(05)66545-4", false));
        assert_eq!(read("10.1000/a%20b"), some("10.1000/a%20b", false));
        assert_eq!(read("none"), None);
    }
}
