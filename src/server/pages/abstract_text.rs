//! An abstract, its sections and the concepts named in it, to paragraphs with headings and marked words.
//!
//! Offsets count code points of the whole abstract, as in the data.

/// A part of the abstract under one heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Section {
    /// As printed; empty for text before the first heading.
    pub(crate) heading: String,
    pub(crate) pieces: Vec<Piece>,
}

/// A stretch of text, plain or naming a concept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// Path of the concept's page; empty for plain text.
    pub(crate) href: String,
    /// Label of the concept.
    pub(crate) label: String,
}

/// Where a section's text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) heading: String,
}

/// A concept named in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) href: String,
    pub(crate) label: String,
}

/// Cuts the text into sections, and each into plain and marked pieces. Of marks that overlap, the first and longest counts. Text
/// that no section covers stays, except for the headings themselves.
pub(crate) fn sections(text: &str, mut spans: Vec<Span>, mut marks: Vec<Mark>) -> Vec<Section> {
    let chars: Vec<char> = text.chars().collect();
    spans.retain(|span| span.start < span.end && span.end <= chars.len());
    spans.sort_by_key(|span| (span.start, span.end));
    marks.retain(|mark| mark.start < mark.end && mark.end <= chars.len());
    marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
    let mut sections = Vec::new();
    let mut at = 0;
    for span in spans {
        if span.start < at {
            continue;
        }
        push_between(&chars, at, span.start, &span.heading, &marks, &mut sections);
        sections.push(Section {
            heading: tidy(&span.heading),
            pieces: pieces(&chars, span.start, span.end, &marks),
        });
        at = span.end;
    }
    push_between(&chars, at, chars.len(), "", &marks, &mut sections);
    sections
}

/// The text between two sections, unless it is only the next one's heading.
fn push_between(
    chars: &[char],
    start: usize,
    end: usize,
    heading: &str,
    marks: &[Mark],
    sections: &mut Vec<Section>,
) {
    let words = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let text: String = chars[start..end].iter().collect();
    let text = words(&text);
    if !text.is_empty() && text != words(heading) {
        sections.push(Section { heading: String::new(), pieces: pieces(chars, start, end, marks) });
    }
}

/// A heading without its colon, capitals made softer.
fn tidy(heading: &str) -> String {
    let heading = heading.trim().trim_end_matches([':', '.', ' ']);
    if heading.chars().any(char::is_lowercase) {
        return heading.to_owned();
    }
    let mut chars = heading.chars();
    chars.next().map(|first| first.to_string() + &chars.as_str().to_lowercase()).unwrap_or_default()
}

fn pieces(chars: &[char], start: usize, end: usize, marks: &[Mark]) -> Vec<Piece> {
    let text = |a: usize, b: usize| chars[a..b].iter().collect::<String>();
    let plain = |text: String| Piece { text, href: String::new(), label: String::new() };
    let mut pieces = Vec::new();
    let mut at = start;
    for mark in marks.iter().filter(|mark| mark.start >= start && mark.end <= end) {
        if mark.start < at {
            continue;
        }
        if mark.start > at {
            pieces.push(plain(text(at, mark.start)));
        }
        pieces.push(Piece {
            text: text(mark.start, mark.end),
            href: mark.href.clone(),
            label: mark.label.clone(),
        });
        at = mark.end;
    }
    if at < end {
        pieces.push(plain(text(at, end)));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sections: &[Section]) -> String {
        let piece = |p: &Piece| if p.href.is_empty() { p.text.clone() } else { format!("[{}]", p.text) };
        let section =
            |s: &Section| format!("{}|{}", s.heading, s.pieces.iter().map(piece).collect::<String>());
        sections.iter().map(section).collect::<Vec<_>>().join("\n")
    }

    fn mark(start: usize, end: usize) -> Mark {
        Mark { start, end, href: "/concept/x".to_owned(), label: "x".to_owned() }
    }

    #[test]
    fn sections_and_marks_follow_code_points() {
        let text = "AIMS: Über link workers. RESULTS: Mood rose.";
        let spans = vec![
            Span { start: 6, end: 24, heading: "AIMS:".to_owned() },
            Span { start: 34, end: 44, heading: "RESULTS".to_owned() },
        ];
        let marks = vec![mark(11, 23), mark(11, 15), mark(34, 38), mark(40, 400)];
        assert_eq!(shown(&sections(text, spans, marks)), "Aims|Über [link workers].\nResults|[Mood] rose.");
    }

    #[test]
    fn text_outside_of_sections_is_kept() {
        let spans = vec![Span { start: 9, end: 15, heading: "Aim".to_owned() }];
        assert_eq!(
            shown(&sections("Preface. B text tail", spans, Vec::new())),
            "|Preface. \nAim|B text\n| tail"
        );
        assert_eq!(
            shown(&sections("No sections at all", Vec::new(), vec![mark(3, 11)])),
            "|No [sections] at all"
        );
    }
}
