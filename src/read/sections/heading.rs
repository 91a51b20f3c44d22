//! Finds what may be a heading in the text of an abstract. Which of the findings are headings is decided elsewhere.

use crate::record::{SectionRole, fold};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What may be a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Bytes of the heading: `start..end`; the text below it begins at `body`.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) body: usize,
    /// The role of a heading that is known.
    pub(super) role: Option<SectionRole>,
    pub(super) style: Style,
    /// No space parts it from the sentence before.
    pub(super) glued: bool,
}

/// How a heading is set off from its text, most certain first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Alone on its line.
    Line,
    /// Closed by a colon, a dash or a full stop.
    Colon,
    /// In capitals.
    Capitals,
    /// Ordinary words.
    Words,
}

/// Longest heading, in bytes.
const LONGEST: usize = 80;

/// So many bytes from its start on decide whether a line is a heading that is not known by name.
const WINDOW: usize = 240;

static KNOWN: LazyLock<HashMap<&'static str, SectionRole>> =
    LazyLock::new(|| SectionRole::headings().collect());

/// First letters of every heading known: most sentences are passed over by a look at three of theirs.
static OPENINGS: LazyLock<HashSet<[u8; 3]>> =
    LazyLock::new(|| KNOWN.keys().filter_map(|heading| heading.as_bytes().first_chunk().copied()).collect());

/// Words that headings are made of, those of known headings among them.
static VOCABULARY: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    const MORE: &str = "approval availability considerations contribution contributions cost costs dissemination ethical ethics evaluation impact involvement \
        lessons level ppi protocol public recommendations report reporting status strengths theory type validation";
    let small = ["and", "of", "the", "for", "to", "in", "is", "on", "this", "what", "so", "about", "gov"];
    let words = KNOWN.keys().flat_map(|heading| heading.split(' '));
    words.chain(MORE.split(' ')).filter(|word| !small.contains(word)).collect()
});

/// The role of a line that is a known heading and nothing else.
pub(super) fn role(line: &str) -> Option<SectionRole> {
    if line.len() > LONGEST { None } else { known(line) }
}

fn known(text: &str) -> Option<SectionRole> {
    if !text.contains('&') {
        return KNOWN.get(fold(text).as_str()).copied();
    }
    KNOWN.get(fold(&text.replace('&', " and ")).as_str()).copied()
}

/// Everything that may be a heading, in order and apart.
pub(super) fn candidates(text: &str) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for (start, glued) in openings(text) {
        if found.last().is_some_and(|c| start < c.body) {
            continue;
        }
        if let Some(candidate) =
            known_heading(text, start, glued).or_else(|| unknown_heading(text, start, glued))
        {
            found.push(candidate);
        }
    }
    found
}

/// Where sentences begin, and whether one is glued to the sentence before it.
fn openings(text: &str) -> impl Iterator<Item = (usize, bool)> {
    let mut ended = true;
    let mut spaced = true;
    text.char_indices().filter_map(move |(i, c)| {
        if c.is_whitespace() {
            ended |= c == '\n';
            spaced = true;
            return None;
        }
        if matches!(c, '.' | '?' | '!' | '\u{3002}') {
            (ended, spaced) = (true, false);
            return None;
        }
        if matches!(c, ')' | ']' | '"' | '\'' | '\u{2019}' | '\u{201d}' | '*' | '_' | '#')
            && (ended || i == 0)
        {
            return None;
        }
        let opening = (ended && c.is_uppercase()).then_some((i, !spaced));
        (ended, spaced) = (false, false);
        opening
    })
}

/// The longest known heading at `start` that something follows as it follows a heading.
fn known_heading(text: &str, start: usize, glued: bool) -> Option<Candidate> {
    let mut opening = [0; 3];
    opening.copy_from_slice(text.as_bytes().get(start..start + 3)?);
    opening.make_ascii_lowercase();
    if !OPENINGS.contains(&opening) {
        return None;
    }
    let mut best = None;
    for end in ends(text, start) {
        let heading = &text[start..end];
        if let Some(role) = known(heading)
            && let Some((style, body)) = what_follows(text, start, end)
        {
            best = Some(Candidate { start, end, body, role: Some(role), style, glued });
        }
    }
    best
}

/// Where a heading that begins at `start` may end: after each word, and inside a word where a capital follows a small
/// letter (`BackgroundSocial`) or a capitalised word follows capitals (`METHODSWe`).
fn ends(text: &str, start: usize) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut previous = ' ';
    let mut capitals = true;
    let mut characters = text[start..].char_indices().peekable();
    while let Some((i, c)) = characters.next() {
        if i > LONGEST || c == '\n' {
            if c == '\n' && previous.is_alphanumeric() {
                ends.push(start + i);
            }
            return ends;
        }
        let next_is_small = characters.peek().is_some_and(|(_, n)| n.is_lowercase());
        let glued = c.is_uppercase()
            && (previous.is_lowercase() || (capitals && previous.is_uppercase() && next_is_small));
        if previous.is_alphanumeric() && (!c.is_alphanumeric() || glued) {
            ends.push(start + i);
        }
        if matches!(c, '.' | '?' | '!' | ';' | ':' | '(') {
            return ends;
        }
        capitals &= !c.is_lowercase();
        previous = c;
    }
    ends.push(text.len());
    ends
}

/// How the text goes on after a heading: the style and where the body begins; `None` where no heading can end here.
fn what_follows(text: &str, start: usize, end: usize) -> Option<(Style, usize)> {
    let at_line_start =
        text[..start].trim_end_matches(['*', '_', '#', ' ']).chars().next_back().is_none_or(|c| c == '\n');
    let rest = text[end..].trim_start_matches(['*', '_']);
    let after = |rest: &str| text.len() - rest.trim_start().len();
    let closed = rest.trim_start_matches(' ');
    let line_end = closed.trim_start_matches([':', '*', '_', ' ']);
    if at_line_start && line_end.starts_with('\n') {
        return Some((Style::Line, after(line_end)));
    }
    if let Some(body) = closed.strip_prefix(':') {
        return Some((Style::Colon, after(body.trim_start_matches(['*', '_']))));
    }
    let dash =
        [" - ", " \u{2013} ", " \u{2014} ", "\u{2014}"].iter().find_map(|dash| rest.strip_prefix(dash));
    let stop = rest.strip_prefix(". ").filter(|r| begins_sentence(r));
    if let Some(body) = dash.or(stop) {
        return Some((Style::Colon, after(body)));
    }
    let next = rest.trim_start();
    let parted = next.len() < rest.len() || next.starts_with(char::is_uppercase);
    if next.is_empty() || !parted || !begins_sentence(next) {
        return None;
    }
    let letters = text[start..end].chars().filter(|c| c.is_alphabetic());
    let capitals = letters.clone().all(char::is_uppercase) && letters.count() >= 3;
    Some((if capitals { Style::Capitals } else { Style::Words }, after(next)))
}

/// Whether a sentence can begin like this: a capital, a number, a bracket or quote, or a word with a capital inside
/// (`eMERGe`).
fn begins_sentence(text: &str) -> bool {
    let word: Vec<char> = text.chars().take_while(|c| !c.is_whitespace()).take(24).collect();
    word.first().is_some_and(|c| {
        c.is_uppercase() || c.is_numeric() || "([\"'\u{2018}\u{201c}\u{ab}<>\u{2264}\u{2265}£$€~".contains(*c)
    }) || word.iter().take(3).any(|c| c.is_uppercase())
}

/// A heading that is not known by name, told by its form: a short line, words before a colon, or capitals, with a word
/// that headings are made of where capitals or a colon alone would not do.
fn unknown_heading(text: &str, start: usize, glued: bool) -> Option<Candidate> {
    let of = |end, body, style| Some(Candidate { start, end, body, role: None, style, glued });
    let end = (start + WINDOW..text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
    let window = &text[start..end];
    let line = window.split('\n').next().unwrap_or_default();
    let line_start = text[..start].ends_with('\n') || start == 0;
    let is_last = line.len() == window.len();
    let bare = line.trim_end_matches(['*', '_', ' ', ':']);
    if line_start && !is_last && is_short(bare) && !bare.ends_with(['.', '?', '!', ';', ',', ')']) {
        return of(start + bare.len(), start + line.len() + 1, Style::Line);
    }
    let colon = line.char_indices().take(LONGEST).find(|(_, c)| matches!(c, ':' | '.' | ';' | ','));
    if let Some((i, ':')) = colon {
        let bare = line[..i].trim_end_matches(['*', '_', ' ']);
        let spaced = line[i + 1..].starts_with([' ', '*']);
        let title = bare.split(' ').all(|w| w.starts_with(char::is_uppercase) || is_joining(w));
        if spaced && is_short(bare) && title && (has_vocabulary(bare) || is_capitals(bare)) {
            let body = start + i + 1;
            return of(
                start + bare.len(),
                body + text[body..].len() - text[body..].trim_start_matches(['*', '_', ' ']).len(),
                Style::Colon,
            );
        }
    }
    let mut end = 0;
    for word in line.split_inclusive(' ').take(9) {
        let plain = word.trim();
        if !is_capitals(plain) && plain != "&" && plain != "/" || plain.chars().count() == 1 && end == 0 {
            break;
        }
        end += word.len();
    }
    let bare = line[..end].trim_end();
    let next = &line[end..];
    let sentence = next.starts_with(char::is_uppercase)
        && next.chars().nth(1).is_some_and(|c| c.is_lowercase() || c == ' ');
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    if letters >= 5 && sentence && is_short(bare) && has_vocabulary(bare) {
        return of(start + bare.len(), start + end, Style::Capitals);
    }
    None
}

fn is_short(text: &str) -> bool {
    !text.is_empty() && text.len() <= 60 && text.split(' ').count() <= 8
}

fn is_joining(word: &str) -> bool {
    ["and", "or", "of", "the", "for", "to", "in", "on", "with", "&", "a"].contains(&word)
}

/// Letters and joining marks, no small letter.
fn is_capitals(text: &str) -> bool {
    text.chars().any(char::is_uppercase)
        && text
            .chars()
            .all(|c| c.is_uppercase() || matches!(c, ' ' | '&' | '/' | '-' | ',' | '\'' | '\u{2019}'))
}

/// Whether some word of `text` is one that headings are made of.
fn has_vocabulary(text: &str) -> bool {
    fold(text).split(' ').any(|word| VOCABULARY.contains(word))
}
