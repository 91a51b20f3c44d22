//! The abstract on one line -> its parts. PubMed writes the labels of a structured abstract in capitals, each
//! with a colon, and one part after the other; [`abstract_text`] takes them apart again, as PubMed XML has
//! them.

use crate::read::draft::Draft;
use crate::record::SectionRole;

/// Longest label, in bytes.
const LONGEST: usize = 90;

/// Label, role where it is a known one, text.
type Part = (Option<String>, Option<SectionRole>, String);

/// Gives the abstract to the record.
pub(super) fn abstract_text(draft: &mut Draft, text: &str) {
    match labelled(text).as_deref() {
        Some([(None, _, only)]) => draft.abstract_text(only),
        Some(parts) => draft.abstract_parts(parts),
        None => draft.abstract_text(text),
    }
}

/// The parts of an abstract that opens with a label in capitals; `None` where the capitals are no label.
fn labelled(text: &str) -> Option<Vec<Part>> {
    let labels = labels(text);
    let first = labels.first().filter(|label| label.start == 0)?;
    if !(first.is_known() || labels.len() > 1 && labels.iter().any(Label::is_known)) {
        return None;
    }
    let ends = labels.iter().skip(1).map(|next| next.start).chain([text.len()]);
    let parts = labels.iter().zip(ends).map(|(label, end)| {
        let name = (label.name != "UNLABELLED").then(|| label.name.to_owned());
        (name, label.role, text[label.body..end].trim().to_owned())
    });
    Some(parts.collect())
}

struct Label<'a> {
    start: usize,
    body: usize,
    name: &'a str,
    role: Option<SectionRole>,
}

impl Label<'_> {
    fn is_known(&self) -> bool {
        self.role.is_some() || self.name == "UNLABELLED"
    }
}

/// Everything in capitals before a colon and a space that stands where a sentence begins. A known label may
/// follow any word, as parts do not always end in a stop.
fn labels(text: &str) -> Vec<Label<'_>> {
    let mut found: Vec<Label<'_>> = Vec::new();
    for (colon, _) in text.match_indices(": ") {
        let floor = found.last().map_or(0, |label| label.body);
        if colon < floor {
            continue;
        }
        let low = floor.max(colon.saturating_sub(LONGEST));
        let low = (low..=colon).find(|at| text.is_char_boundary(*at)).unwrap_or(colon);
        let window = &text[low..colon];
        let capitals = window.rfind(|c: char| !is_label(c)).map_or(window, |at| {
            let after = window[at..].char_indices().nth(1).map_or(window.len(), |(next, _)| at + next);
            &window[after..]
        });
        if let Some(label) = label(text, colon - capitals.len(), colon) {
            found.push(label);
        }
    }
    found
}

/// The label that ends at `colon` and begins at `start` or at a word after it.
fn label(text: &str, start: usize, colon: usize) -> Option<Label<'_>> {
    let mut start = start + text[start..colon].len() - text[start..colon].trim_start().len();
    loop {
        let name = text[start..colon].trim_end();
        if name.chars().filter(|c| c.is_uppercase()).count() < 3 {
            return None;
        }
        let before = text[..start].trim_end();
        let spaced = start == 0 || before.len() < start;
        let opens = spaced
            && (before.is_empty() || before.ends_with(['.', '?', '!', ')', ']', '"', '\u{201d}', ';', '%']));
        let role = SectionRole::from_heading(name);
        if name.starts_with(char::is_uppercase) && (opens || (spaced && role.is_some())) {
            return Some(Label { start, body: colon + 2, name, role });
        }
        start += name.find(' ')? + 1;
    }
}

fn is_label(c: char) -> bool {
    c.is_uppercase()
        || c.is_ascii_digit()
        || matches!(c, ' ' | '&' | '/' | ',' | '\'' | '\u{2019}' | '(' | ')' | '-' | '\u{2013}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let parts = labelled(text).unwrap_or_default();
        parts.into_iter().map(|(label, _, text)| (label.unwrap_or_default(), text)).collect()
    }

    #[test]
    fn labels_in_capitals_part_the_abstract() {
        let text = "BACKGROUND AND PURPOSE: Some care. GOV IDENTIFIER: NCT1. METHODS: We saw two: A: \
            one (DNA: yes) RESULTS: Good.";
        let expected = [
            ("BACKGROUND AND PURPOSE", "Some care."),
            ("GOV IDENTIFIER", "NCT1."),
            ("METHODS", "We saw two: A: one (DNA: yes)"),
            ("RESULTS", "Good."),
        ];
        assert_eq!(read(text), expected.map(|(l, t)| (l.to_owned(), t.to_owned())));
        assert_eq!(
            read("UNLABELLED: Some care. HIV: a virus."),
            [(String::new(), "Some care.".to_owned()), ("HIV".to_owned(), "a virus.".to_owned())]
        );
    }

    #[test]
    fn other_capitals_are_no_labels() {
        for text in [
            "We asked. METHODS: not at the start.",
            "COVID-19: a disease. It spreads.",
            "Background: some care. Methods: small letters are left to the reader of headings.",
            "",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn characters_of_several_bytes_do_no_harm() {
        assert_eq!(read(&format!("RESULTS: {}ÄÖÜ: é METHODS: ß", "é".repeat(100))).len(), 2);
    }
}
