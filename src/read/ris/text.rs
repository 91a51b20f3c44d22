//! Abstract, keywords, languages, publisher, edition, grants.

use super::dates;
use super::mesh;
use super::notes::{self, Notes};
use super::sheet::{Origin, Sheet, at, is_filler};
use super::tags::Tag;
use crate::read::draft::Draft;
use crate::read::markup;
use crate::record::Grant;
use std::collections::HashSet;

/// Types of which EndNote writes something else into `ET`: a session, a date, a class.
const NO_EDITION: [&str; 12] =
    ["JOUR", "INPR", "AGGR", "DBASE", "BILL", "HEAR", "STAT", "CASE", "GRANT", "MANSCPT", "PAT", "PCOMM"];

pub(super) fn place(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) {
    abstract_text(sheet, draft);
    keywords(sheet, draft);
    languages(sheet, notes, draft);
    draft.record.publisher = first(sheet, "publisher", &[*b"PB", *b"PU"], draft);
    draft.record.place = first(sheet, "place", &[*b"CY", *b"PI"], draft);
    if sheet.is(&NO_EDITION) {
        if sheet.first(*b"ET").is_some_and(|v| !dates::is_epub(sheet, v.text)) {
            draft.unused("ET");
        }
    } else {
        draft.record.edition = first(sheet, "edition", &[*b"ET"], draft);
    }
    for value in sheet.all(*b"FU") {
        at(draft, value);
        grants(value.text, draft);
    }
    for tag in [*b"SE", *b"M2", *b"U3"] {
        let used = match &tag {
            b"SE" => draft.record.history.published.is_some(),
            b"M2" => sheet.origin == Origin::PsycInfo,
            _ => {
                sheet.origin == Origin::Embase
                    || sheet.first(tag).is_some_and(|v| notes::is_count(v.text) || is_day(v.text))
            }
        };
        if !used && sheet.has(tag) {
            draft.unused(String::from_utf8_lossy(&tag).into_owned());
        }
    }
}

/// `2024-02-01`: a day on which a tool handled the reference.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// The first of these fields that holds something, as clean text.
fn first(sheet: &Sheet<'_>, field: &'static str, tags: &[Tag], draft: &mut Draft) -> Option<String> {
    let value = tags.iter().find_map(|tag| sheet.first(*tag))?;
    // Rayyan keeps Embase's address of the corresponding author for the place.
    if value.tag == *b"CY" && sheet.origin == Origin::Embase && value.text.len() > 50 {
        return None;
    }
    at(draft, value);
    let text = draft.text(field, &markup::plain(value.text));
    Some(text).filter(|text| !is_filler(text))
}

/// `AB`, else `N2`. A second `AB` goes on with the first, except for EBSCO's words on the copyright.
fn abstract_text(sheet: &Sheet<'_>, draft: &mut Draft) {
    let is_text = |text: &str| {
        let copyright = text.starts_with("Copyright of ") && text.contains("property of");
        let bare = text.trim_matches(['[', ']', '.', ':', ' ']);
        let empty = ["abstract", "no abstract available", "no abstract"]
            .iter()
            .any(|none| bare.eq_ignore_ascii_case(none));
        !copyright && !empty
    };
    let tag = if sheet.all(*b"AB").any(|v| is_text(v.text)) { *b"AB" } else { *b"N2" };
    let mut text = String::new();
    for value in sheet.all(tag).filter(|v| is_text(v.text)) {
        if text.is_empty() {
            at(draft, value);
        } else {
            text.push('\n');
        }
        unwrap(value.text, &mut text);
    }
    if !text.is_empty() {
        draft.abstract_text(&text);
    }
    let other = sheet.first(*b"N2").filter(|_| tag == *b"AB");
    if other.is_some_and(|other| !sheet.all(*b"AB").any(|v| v.text == other.text)) {
        draft.unused("N2");
    }
}

/// Joins the lines of a text where one plainly goes on in the next: it ends in the middle of a sentence, and
/// it is long or the next one begins with a small letter.
fn unwrap(text: &str, joined: &mut String) {
    const WRAPPED: usize = 50;
    let mut last = "";
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !last.is_empty() {
            let ends = last.ends_with(['.', '?', '!', ':', ';', ')', '"', '\u{201d}', '\u{3002}', '>']);
            let goes_on = line.starts_with(char::is_lowercase) || last.len() >= WRAPPED;
            joined.push(if !ends && goes_on { ' ' } else { '\n' });
        }
        joined.push_str(line);
        last = line;
    }
}

/// One keyword to a line; a single line may hold a list.
fn keywords(sheet: &Sheet<'_>, draft: &mut Draft) {
    let mut seen: HashSet<String> = HashSet::new();
    let alone = sheet.all(*b"KW").take(2).count() == 1;
    for value in sheet.all(*b"KW") {
        at(draft, value);
        let single = alone && !value.text.contains('\n');
        for line in value.text.lines() {
            let plain = markup::plain(line);
            // `Aged, 80 and over` is one keyword, and so is a class of EconLit with semicolons in it, among
            // others.
            let marks: &[char] = match () {
                () if alone && plain.contains(';') => &[';'],
                () if single && is_list(&plain) => &[','],
                () => &[],
            };
            for part in plain.split(marks) {
                keyword(sheet, part.trim(), &mut seen, draft);
            }
        }
    }
}

/// Whether a line with commas is a list, and not a phrase such as `Equity, Justice, and Other Criteria
/// (D63)`.
fn is_list(line: &str) -> bool {
    let phrase = line.contains(['/', '(']) || line.contains(", and ") || line.contains(", or ");
    !phrase && line.matches(", ").count() >= 3
}

/// A keyword or a subject heading. `seen` keeps the search for repetitions short where there are very many.
fn keyword(sheet: &Sheet<'_>, raw: &str, seen: &mut HashSet<String>, draft: &mut Draft) {
    const FEW: usize = 64;
    const MOST: usize = 50_000;
    if draft.record.keywords.len() + draft.record.mesh.len() >= MOST {
        return draft.unused("KW"); // such a list is none of keywords
    }
    if is_filler(raw) || raw == "No terms assigned" {
        return;
    }
    if let Some(heading) = mesh::heading(raw, sheet.origin) {
        if draft.record.mesh.len() >= FEW || !draft.record.mesh.contains(&heading) {
            draft.record.mesh.push(heading);
        }
        return;
    }
    // Thesauri mark what the work is mainly about with an asterisk.
    let text = raw.trim_start_matches('*');
    if draft.record.keywords.len() < FEW {
        draft.keyword(text);
    } else {
        if seen.is_empty() {
            seen.extend(draft.record.keywords.iter().cloned());
        }
        let text = draft.text("keyword", text);
        if !text.is_empty() && seen.insert(text.clone()) {
            draft.record.keywords.push(text);
        }
    }
}

fn languages(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) {
    let stated = sheet.all(*b"LA");
    for value in stated.take(16) {
        at(draft, value);
        let text = value.text.split('<').next().unwrap_or_default();
        for part in text.split([';', ',', '/', '|', '\n', '&']).flat_map(|part| part.split(" and ")).take(16)
        {
            draft.language(part);
        }
    }
    if let Some(text) = notes.language.as_deref().filter(|_| draft.record.languages.is_empty()) {
        draft.language(text);
    }
}

/// Web of Science: `AHRC [AH/L007010/1] Funding Source: UKRI; Wellcome Trust`.
fn grants(text: &str, draft: &mut Draft) {
    for part in text.split([';', '\n']).take(256) {
        let part = part.split("Funding Source:").next().unwrap_or_default();
        let (agency, numbers) = part.split_once('[').unwrap_or((part, ""));
        let agency = draft.text("grant", &markup::plain(agency));
        let agency = Some(agency).filter(|text| !text.is_empty());
        let mut numbers = numbers
            .trim_end()
            .trim_end_matches(']')
            .split(',')
            .map(str::trim)
            .filter(|n| !n.is_empty())
            .peekable();
        if numbers.peek().is_none() && agency.is_some() {
            draft.record.grants.push(Grant { agency: agency.clone(), ..Grant::default() });
        }
        for number in numbers {
            let number = Some(number.to_owned());
            draft.record.grants.push(Grant { agency: agency.clone(), number, ..Grant::default() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_are_joined_and_paragraphs_kept() {
        let mut joined = String::new();
        unwrap(
            "Guidelines are needed for the development of recommendations, we\nsought to see.\nMETHODS: We\n\nlooked",
            &mut joined,
        );
        let expected = "Guidelines are needed for the development of recommendations, we sought to see.\nMETHODS: We looked";
        assert_eq!(joined, expected);
    }
}
