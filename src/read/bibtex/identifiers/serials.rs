//! ISSN and ISBN: several in one field, with words about them, each in the other's field.

use super::{MAX_NUMBERS, doi_inside};
use crate::read::bibtex::bag::Bag;
use crate::read::bibtex::latex;
use crate::read::draft::{Draft, Edition, quote, tidy};
use crate::record::{DiagnosticKind, Isbn, Issn};

/// Takes the ISSNs.
pub(super) fn issns(bag: &mut Bag, draft: &mut Draft) {
    for (names, edition) in [
        (&["issn-l", "lissn"][..], Edition::Linking),
        (&["issn", "sn", "pissn", "print-issn"], Edition::Print),
        (&["eissn", "e-issn", "issn-electronic", "onlineissn"], Edition::Electronic),
    ] {
        for field in bag.all(names) {
            draft.at(field.position);
            for part in tidy(&latex::verbatim(&field.value))
                .replace("\\r", ";")
                .replace("\\n", ";")
                .split([';', ','])
                .take(MAX_NUMBERS)
            {
                issn(draft, edition, part);
            }
        }
    }
}

/// One ISSN, or several parted by spaces, each perhaps with a word about its edition behind it.
fn issn(draft: &mut Draft, edition: Edition, part: &str) {
    let words = words(part);
    let mut found = false;
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.parse::<Issn>().is_ok()) {
        found = true;
        let said = words.get(at + 1).and_then(|word| edition_of(word));
        draft.issn(if edition == Edition::Print { said.unwrap_or(edition) } else { edition }, word);
    }
    if !found && part.contains(|c: char| c.is_ascii_digit()) {
        draft.issn(edition, part);
    }
}

fn words(part: &str) -> Vec<&str> {
    part.split([' ', '/', '(', ')', '[', ']']).filter(|word| !word.is_empty()).take(MAX_NUMBERS).collect()
}

/// The edition that a word behind an ISSN names, as PubMed prints it.
fn edition_of(word: &str) -> Option<Edition> {
    match word.to_lowercase().as_str() {
        "electronic" | "online" => Some(Edition::Electronic),
        "linking" => Some(Edition::Linking),
        "print" | "printed" => Some(Edition::Print),
        _ => None,
    }
}

/// ISBNs, several in one field too. Mendeley puts ISSNs and DOIs there.
pub(super) fn isbns(bag: &mut Bag, whole: bool, draft: &mut Draft) {
    for field in bag.all(&["isbn", "isbn13", "isbn-13", "eisbn", "bn"]) {
        draft.at(field.position);
        let text = tidy(&latex::verbatim(&field.value)).replace("\\r", ";").replace("\\n", ";");
        let mut found = false;
        for part in text.split([';', ',']).take(MAX_NUMBERS) {
            let bare = part.split(['(', '[']).next().unwrap_or_default().trim();
            // An ISBN may have spaces in it; and several numbers may be parted by spaces.
            let words = if bare.parse::<Isbn>().is_ok() { vec![bare] } else { words(part) };
            for (at, number) in words.iter().enumerate() {
                let edition = words.get(at + 1).and_then(|word| edition_of(word)).unwrap_or(Edition::Print);
                found |= book_number(draft, whole, number, edition);
            }
        }
        if !found {
            no_book_number(draft, whole, &text);
        }
    }
}

/// Whether a word is an ISBN or an ISSN; it is kept.
fn book_number(draft: &mut Draft, whole: bool, number: &str, edition: Edition) -> bool {
    if is_filler(number) {
        return false;
    }
    let (book, serial) = (number.parse::<Isbn>().is_ok(), number.parse::<Issn>().is_ok());
    if book {
        draft.isbn(!whole, number);
    } else if serial {
        draft.issn(edition, number);
    }
    book || serial
}

fn is_filler(number: &str) -> bool {
    number.chars().filter(char::is_ascii_alphanumeric).all(|c| c == '0')
}

/// What a field for ISBNs holds that is none.
fn no_book_number(draft: &mut Draft, whole: bool, text: &str) {
    if let Some(found) = doi_inside(text) {
        draft.note(DiagnosticKind::Inferred, "isbn", format!("'{}' is a DOI and no ISBN", quote(text)));
        if draft.record.doi.is_none() {
            draft.doi(found.as_str());
        }
    } else if is_filler(text) {
        draft.note(DiagnosticKind::BadIdentifier, "isbn", format!("'{}' only fills the field", quote(text)));
    } else {
        draft.isbn(!whole, text);
    }
}
