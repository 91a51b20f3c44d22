//! Abstracts as Crossref holds them, snippets of JATS -> the parts that the source tells apart, else plain
//! paragraphs.

use super::formulas::{Tag, flat};
use crate::read::draft::Draft;
use crate::read::markup;
use crate::record::SectionRole;

/// What is printed over an abstract to say that it is one; no heading of a section.
const LEADS: [&str; 9] = [
    "abstract",
    "summary",
    "abstrakt",
    "zusammenfassung",
    "résumé",
    "resumen",
    "resumo",
    "riassunto",
    "abstracts",
];

/// Reads an abstract into the draft.
pub(super) fn read(raw: &str, draft: &mut Draft) {
    // Some depositors encoded the markup as text.
    let decoded = if raw.contains('<') { raw.into() } else { std::borrow::Cow::Owned(markup::entities(raw)) };
    let parts = parts(&flat(&decoded));
    let told =
        |part: &Part| part.label.as_deref().is_some_and(|label| SectionRole::from_heading(label).is_some());
    // One title of its own words is no division into sections.
    if parts.iter().filter(|part| part.label.is_some()).count() > 1 || parts.iter().any(told) {
        let sections: Vec<_> = parts.into_iter().map(|part| (part.label, None, part.body)).collect();
        draft.abstract_parts(&sections);
        return;
    }
    let paragraphs: Vec<String> =
        parts.into_iter().flat_map(|part| [part.label.unwrap_or_default(), part.body]).collect();
    let text = paragraphs.join("<br/>");
    draft.abstract_text(without_lead(markup::plain_paragraphs(&text).trim_start()));
}

/// A part of an abstract; its body still has markup in it.
#[derive(Debug, Default)]
struct Part {
    label: Option<String>,
    body: String,
}

/// The parts of an abstract: a title begins one, and so does a section.
fn parts(raw: &str) -> Vec<Part> {
    let mut parts = vec![Part::default()];
    let (mut rest, mut first) = (raw, true);
    while let Some(at) = rest.find('<') {
        let mut after = &rest[at..];
        let tag = Tag::at(after);
        let cut = tag.is_some_and(|tag| matches!(tag.name, "title" | "sec" | "abstract"));
        let kept = if cut { at } else { at + tag.map_or(1, |tag| tag.length) };
        if let Some(part) = parts.last_mut() {
            part.body.push_str(&rest[..kept]);
        }
        if let Some(tag) = tag.filter(|_| cut) {
            after = &after[tag.length..];
            parts.push(Part::default());
            if tag.name == "title" && !tag.closes && !tag.empty {
                let end = title_end(after);
                parts.push(Part { label: label(&after[..end], first), body: String::new() });
                first = false;
                after = &after[end..];
            }
            rest = after;
        } else {
            rest = &rest[kept..];
        }
    }
    if let Some(part) = parts.last_mut() {
        part.body.push_str(rest);
    }
    joined(parts)
}

/// Where a title ends: at its end tag, or where it has none, before the paragraph that follows.
fn title_end(text: &str) -> usize {
    let mut at = 0;
    while let Some(next) = text[at..].find('<') {
        at += next;
        match Tag::at(&text[at..]) {
            Some(tag) if matches!(tag.name, "title" | "p" | "sec") => return at,
            tag => at += tag.map_or(1, |tag| tag.length),
        }
    }
    text.len()
}

/// The label that a title gives; none where it only says that this is the abstract.
fn label(raw: &str, first: bool) -> Option<String> {
    let text = markup::plain(raw);
    let text = text.trim().trim_end_matches([':', '.']).trim_end();
    let lower = text.to_lowercase();
    let lead = lower == "abstract" || (first && LEADS.contains(&lower.as_str()));
    (!text.is_empty() && !lead).then(|| text.to_owned())
}

/// Parts without the empty ones. What has no label goes on with the part before it where that has none
/// either.
fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut kept: Vec<Part> = Vec::new();
    for part in parts {
        let blank = markup::plain(&part.body).trim().is_empty();
        match kept.last_mut() {
            _ if blank && part.label.is_none() => {}
            // The end tag of a title stands between it and its text.
            Some(last) if part.label.is_none() && (last.label.is_none() || last.body.trim().is_empty()) => {
                last.body.push_str("<br/>");
                last.body.push_str(&part.body);
            }
            _ => kept.push(part),
        }
    }
    kept
}

/// An abstract without the word "Abstract" that its text begins with. That word also begins sentences: it is
/// a lead only where punctuation, a new line or a word with a capital follows.
pub(in crate::read) fn without_lead(text: &str) -> &str {
    let Some(rest) =
        text.get(..8).filter(|lead| lead.eq_ignore_ascii_case("abstract")).and_then(|_| text.get(8..))
    else {
        return text;
    };
    let body = rest.trim_start_matches([':', '.', '-', '\u{2013}', '\u{2014}', ' ', '\n']);
    let gap = rest.len() > body.len();
    let marked = rest.trim_start_matches(' ').starts_with([':', '.', '\u{2013}', '\u{2014}', '\n']);
    let capital = body.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || c == '<');
    if gap && (marked || capital) { body } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Context;
    use crate::record::Position;

    fn read_all(raw: &str) -> String {
        let mut draft =
            Draft::new(&Context { source: "test".into(), list_year: None }, 1, Position::default());
        read(raw, &mut draft);
        let found = draft.record.abstract_text.unwrap_or_default();
        let headings: Vec<String> = found.sections.into_iter().map(|s| s.heading).collect();
        format!("{} | {}", found.text, headings.join(","))
    }

    #[test]
    fn parts_are_told_apart() {
        for (raw, expected) in [
            ("<jats:p>One text.</jats:p>", "One text. | "),
            ("<jats:title>Abstract</jats:title>\n  <jats:p>One text.</jats:p>", "One text. | "),
            (
                "<jats:title>Summary</jats:title><jats:sec><jats:title>Background</jats:title><jats:p>Some.</jats:p></jats:sec>\
                 <jats:sec>\n<jats:title>Ways of <jats:italic>Work</jats:italic>:</jats:title><jats:p>A p < 0.05.</jats:p>\
                 <jats:p>More.</jats:p></jats:sec>",
                "Background: Some.\nWays of Work: A p < 0.05. More. | Background,Ways of Work",
            ),
            ("<jats:sec><jats:title /><jats:p>One text.</jats:p></jats:sec>", "One text. | "),
            ("<jats:sec><jats:title>Words<jats:p>One text.</jats:p></jats:sec>", "Words\nOne text. | "),
            ("<p>Two</p><p>parts.</p>", "Two\nparts. | "),
            ("&lt;jats:p&gt;One &amp;lt; text.&lt;/jats:p&gt;", "One < text. | "),
            ("Abstract: One text.", "One text. | "),
            ("", " | "),
        ] {
            assert_eq!(read_all(raw), expected, "{raw}");
        }
    }

    #[test]
    fn the_word_abstract_is_told_from_the_lead() {
        assert_eq!(without_lead("Abstract We asked."), "We asked.");
        assert_eq!(without_lead("ABSTRACT\nwe asked."), "we asked.");
        assert_eq!(without_lead("Abstract. 120 people"), "120 people");
        assert_eq!(without_lead("Abstract ideas matter."), "Abstract ideas matter.");
        assert_eq!(without_lead("Abstraction."), "Abstraction.");
        assert_eq!(without_lead("Abstract"), "Abstract");
    }
}
