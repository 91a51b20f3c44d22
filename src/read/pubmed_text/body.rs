//! Paragraphs that were wrapped -> text; the paragraph of an abstract -> its sections.

use super::Block;
use crate::read::draft::Draft;
use crate::record::SectionRole;

/// Lines shorter than this, together with the word that follows, did not end for lack of room.
const WIDTH: usize = 78;

/// Longest label of a section, in bytes.
const LONGEST_LABEL: usize = 100;

/// Labels of abstracts beside the main one: of the publisher in another language, in plain words, of other
/// databases.
const OTHER: [&str; 9] = [
    "publisher",
    "plain-language-summary",
    "plain language summary",
    "aids",
    "nasa",
    "kie",
    "pip",
    "aamc",
    "abstract available from the publisher",
];

/// The lines on one line. A line end is a space; the wrapping of old exports also breaks words before a
/// slash, and leaves no space at the end of the line before it.
pub(super) fn unwrap<S: AsRef<str>>(lines: &[S]) -> String {
    let mut text = String::with_capacity(lines.iter().map(|l| l.as_ref().len() + 1).sum());
    let mut spaced = true;
    for line in lines.iter().map(AsRef::as_ref) {
        let bare = line.trim();
        let inside =
            !spaced && bare.strip_prefix('/').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        if !text.is_empty() && !inside && !bare.is_empty() {
            text.push(' ');
        }
        text.push_str(bare);
        spaced = line.ends_with(' ');
    }
    text
}

/// Reads the paragraph of the abstract: in sections where its lines begin with labels, else as one text.
pub(super) fn read(block: &Block, draft: &mut Draft) {
    let starts = label_starts(&block.lines);
    let whole = block.joined();
    // One label alone, or more of them inside of lines: the sections are not those of the database.
    let known = starts.iter().filter(|start| start.known).count();
    let alone =
        starts.len() < 2 && !starts.first().is_some_and(|s| is_capitals(&block.lines[s.line][..s.label]));
    if alone || inline_headings(&whole) > known {
        draft.abstract_text(&whole);
        return;
    }
    let mut parts: Vec<(Option<String>, Option<SectionRole>, String)> = Vec::with_capacity(starts.len() + 1);
    let first = starts.first().map_or(0, |s| s.line);
    if first > 0 {
        parts.push((None, None, unwrap(&block.lines[..first])));
    }
    for (i, start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(block.lines.len(), |s| s.line);
        let mut whole = unwrap(&block.lines[start.line..end]);
        let body = whole.split_off(start.label.min(whole.len()));
        parts.push((Some(whole), None, body.trim_start_matches([':', ' ']).to_owned()));
    }
    draft.abstract_parts(&parts);
}

/// A line that begins a section.
struct Start {
    /// Index of the line.
    line: usize,
    /// Length of the label, without its colon, in bytes.
    label: usize,
    /// Whether the label is a heading known by name.
    known: bool,
}

/// Every line that begins with the label of a section. PubMed gives each section a line of its own, so that
/// the line before it has room left.
fn label_starts(lines: &[String]) -> Vec<Start> {
    let mut starts: Vec<Start> = Vec::new();
    let mut named = 0;
    for (i, line) in lines.iter().enumerate() {
        let line = line.trim();
        let Some(label) = label(line) else { continue };
        let known = SectionRole::from_heading(&line[..label]).is_some();
        let capitals = is_capitals(&line[..label]) && label > 3;
        // A line before that is full to the brim says nothing; there the name decides.
        if i == 0 || has_room(&lines[i - 1], line) || ((known || capitals) && ends_sentence(&lines[i - 1])) {
            named += usize::from(known || capitals);
            starts.push(Start { line: i, label, known });
        }
    }
    let opens = starts.first().is_some_and(|s| s.line == 0);
    if named >= 2 || (named == 1 && opens) { starts } else { Vec::new() }
}

/// How many known headings stand in a text, each closed by a colon and at the start of a sentence.
fn inline_headings(text: &str) -> usize {
    // No abstract has more colons than this.
    let colons = text.match_indices(": ").map(|(at, _)| at).take(1_000);
    colons
        .filter(|at| {
            let from =
                (at.saturating_sub(LONGEST_LABEL)..*at).find(|i| text.is_char_boundary(*i)).unwrap_or(*at);
            let before = &text[from..*at];
            let label =
                before.rfind(['.', '?', '!', ')', ':']).map_or(before, |stop| &before[stop + 1..]).trim();
            label.starts_with(char::is_uppercase) && SectionRole::from_heading(label).is_some()
        })
        .count()
}

/// Length of the label that a line begins with: words from a capital on, then a colon and text (or the end of
/// the line).
fn label(line: &str) -> Option<usize> {
    let end = line.find(':').filter(|end| (2..=LONGEST_LABEL).contains(end))?;
    let (label, rest) = line.split_at(end);
    let after = &rest[1..];
    let opens = label.starts_with(char::is_uppercase) || label.starts_with('(');
    let plain = !label.contains(['.', ';', '?', '!', '=']) && label.split(' ').count() <= 12;
    (opens && plain && (after.is_empty() || after.starts_with(' '))).then_some(end)
}

/// Whether the first word of `next` would have had room on the line before it.
fn has_room(line: &str, next: &str) -> bool {
    let word = next.split(' ').next().unwrap_or_default();
    line.trim_end().chars().count() + 1 + word.chars().count() <= WIDTH
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end().ends_with(['.', '?', '!', ')', '"', '\u{201d}'])
}

/// No small letter.
fn is_capitals(label: &str) -> bool {
    label.chars().any(char::is_uppercase) && !label.chars().any(char::is_lowercase)
}

/// The label of a paragraph that is another abstract of the same work.
pub(super) fn other_abstract(block: &Block) -> Option<&'static str> {
    let (label, _) = block.first().split_once(':')?;
    let label = label.trim().to_lowercase();
    OTHER.iter().find(|known| **known == label).copied()
}

/// Whether a paragraph is a copyright line and no abstract.
pub(super) fn is_copyright(block: &Block) -> bool {
    const OPENINGS: [&str; 8] = [
        "copyright",
        "(c) ",
        "crown copyright",
        "published by ",
        "this article is protected by copyright",
        "all rights reserved",
        "this work is licensed under",
        "licensee ",
    ];
    let text = block.first().trim_start();
    let lower: String = text.chars().take(80).collect::<String>().to_lowercase();
    text.starts_with(['\u{a9}', '\u{2117}']) || OPENINGS.iter().any(|opening| lower.starts_with(opening))
}
