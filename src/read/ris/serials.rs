//! `SN`: ISSN, ISBN, several of them, with words and brackets around; or the number of a report or a patent.

use super::fields::Value;
use super::notes::Notes;
use super::sheet::{Sheet, at, is_filler};
use crate::read::draft::{Draft, Edition};
use crate::read::markup;
use crate::record::{Isbn, Issn, Kind};

/// Most numbers that a record is read for.
const MOST: usize = 64;

pub(super) fn place(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) {
    for value in sheet.all(*b"SN").take(MOST) {
        at(draft, value);
        numbers(sheet, value.text, None, draft);
    }
    for value in sheet.all(*b"EI").take(MOST) {
        at(draft, value);
        numbers(sheet, value.text, Some(Edition::Electronic), draft);
    }
    for text in &notes.serials {
        numbers(sheet, text, None, draft);
    }
    if let Some(id) = sheet.first(*b"IS").and_then(|v| nlm_id(sheet, v)) {
        draft.container().nlm_id = Some(id.to_owned());
    }
    if let Some(id) = &notes.nlm_id {
        draft.container().nlm_id.get_or_insert_with(|| id.clone());
    }
}

/// Ovid's number of the journal in the NLM catalogue, which Zotero takes for the issue: `eag, 7805975`,
/// `0401664, du5`, `101676033`.
pub(super) fn nlm_id<'a>(sheet: &Sheet<'_>, issue: Value<'a>) -> Option<&'a str> {
    if sheet.origin != super::sheet::Origin::OvidMedline {
        return None;
    }
    issue.text.split(", ").find(|id| {
        let digits = id.trim_end_matches('R');
        (7..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// The numbers in a field. What has neither the form of an ISSN nor that of an ISBN is a number of another
/// kind.
fn numbers(sheet: &Sheet<'_>, text: &str, edition: Option<Edition>, draft: &mut Draft) {
    let text = markup::plain(text);
    for part in text.split([';', ',', '\n', '\\', '/', '|']).take(MOST) {
        // Rayyan: `["1932-8494"`, `"1932-8486"]`.
        let part = part.trim_matches(['[', ']', '"', '{', '}', ' ']);
        let (number, word) = part.split_once(['(', '[']).unwrap_or((part, ""));
        let word = word.to_ascii_lowercase();
        let edition = edition.unwrap_or(match () {
            () if word.starts_with("elec") || word.starts_with("online") || word.starts_with("e-") => {
                Edition::Electronic
            }
            () if word.starts_with("link") => Edition::Linking,
            () => Edition::Print,
        });
        if one(sheet, number.trim(), edition, draft) {
            continue;
        }
        // `978-3-642-00492-6 1863-5520`: two of them with a blank between.
        let words: Vec<&str> = number.split_whitespace().filter(|word| !is_label(word)).collect();
        if words.len() > 1 && words.iter().any(|word| is_valid(word)) {
            for word in words {
                if !one(sheet, word, edition, draft) {
                    other(sheet, word, draft);
                }
            }
        } else {
            other(sheet, number.trim(), draft);
        }
    }
}

fn is_label(word: &str) -> bool {
    ["issn", "isbn", "issn:", "isbn:"].iter().any(|label| word.eq_ignore_ascii_case(label))
}

fn is_valid(text: &str) -> bool {
    text.parse::<Issn>().is_ok() || text.parse::<Isbn>().is_ok()
}

/// Takes a valid number. Whether it was one, or nothing at all.
fn one(sheet: &Sheet<'_>, text: &str, edition: Edition, draft: &mut Draft) -> bool {
    if is_filler(text) {
        return true;
    }
    if let Ok(issn) = text.parse::<Issn>() {
        let place = draft.container();
        let known = [place.issn, place.eissn, place.issn_l].contains(&Some(issn));
        let full = edition == Edition::Print && place.issn.is_some() && place.eissn.is_some();
        if !known && full {
            draft.unused("SN"); // a third ISSN, of a sister journal or a series
        } else if !known {
            draft.issn(edition, text);
        }
        return true;
    }
    if text.parse::<Isbn>().is_ok() {
        draft.isbn(is_part(sheet, draft), text);
        return true;
    }
    false
}

/// Whether the ISBN is that of the book which the work is in.
fn is_part(sheet: &Sheet<'_>, draft: &Draft) -> bool {
    match draft.record.kind {
        Kind::JournalArticle
        | Kind::NewsItem
        | Kind::ConferencePaper
        | Kind::BookChapter
        | Kind::Preprint => true,
        Kind::Unknown => sheet.has(*b"T2") || sheet.has(*b"BT"),
        _ => false,
    }
}

/// A number that is not valid: reported, unless works of this type have numbers of their own.
fn other(sheet: &Sheet<'_>, text: &str, draft: &mut Draft) {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic() && !matches!(c, 'x' | 'X')).count();
    let own = sheet.is(&[
        "PAT", "RPRT", "STAND", "STD", "GOVDOC", "DBASE", "HEAR", "LEGAL", "BILL", "CASE", "DATA", "GRANT",
    ]);
    if own || digits < 4 || letters > 1 {
        draft.unused("SN");
    } else if digits > 8 {
        draft.identifier::<Isbn>("isbn", text);
    } else {
        draft.identifier::<Issn>("issn", text);
    }
}
