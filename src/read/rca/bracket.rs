//! The brackets that follow a citation: where they begin, and where each of them ends.
//!
//! What a bracket says is read in `facts`.

use crate::read::line::Line;
use crate::read::passage::{Passage, Slice};

/// What follows a citation, in order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece<'a> {
    /// The inside of a bracket.
    Group(Slice<'a>),
    /// The inside of a bracket that another bracket cuts short.
    Unclosed(Slice<'a>),
    /// The inside of a bracket that the end of the line cuts short.
    Cut(Slice<'a>),
    /// Text between brackets.
    Bare(Slice<'a>),
}

/// A wrapped citation has at most this many lines before its first bracket.
const MAX_LINES: usize = 64;

/// Splits a citation line into the citation proper and what follows it.
pub(super) fn split(citation: Slice<'_>) -> (Slice<'_>, Vec<Piece<'_>>) {
    let text = citation.as_str();
    let start = tail(text);
    let body = citation.to(start).trim();
    let mut pieces = Vec::new();
    let mut at = start;
    while at < text.len() {
        if text[at..].starts_with('[') {
            let (piece, next) = group(citation, at + 1);
            pieces.push(piece);
            at = next;
        } else {
            let next = text[at..].find('[').map_or(text.len(), |i| at + i);
            let bare = citation.sub(at..next).trim();
            if bare.as_str().chars().any(char::is_alphanumeric) {
                pieces.push(Piece::Bare(bare));
            }
            at = next;
        }
    }
    (body, pieces)
}

/// Whether the line holds a bracket that only the citation line of a listing has.
pub(super) fn is_citation(text: &str) -> bool {
    brackets(text).any(|inside| {
        ["citation(s) in rca", "citations in rca", "reference citation analysis", "impact index per article"]
            .iter()
            .any(|keyword| starts_with(inside, keyword))
    })
}

/// Whether the line holds a bracket with identifiers.
pub(super) fn has_identifiers(text: &str) -> bool {
    brackets(text).any(is_identifiers)
}

/// Whether the last of these lines breaks off inside a bracket.
pub(super) fn is_open(citation: &[Line]) -> bool {
    citation.last().is_some_and(|last| last.text.rfind('[') > last.text.rfind(']'))
}

/// Whether a line goes on with a citation that has these lines so far.
pub(super) fn continues(citation: &[Line], next: &str) -> bool {
    let next = next.trim_start();
    if citation.is_empty() {
        return true;
    }
    if next.starts_with('[') || is_open(citation) {
        return true;
    }
    let in_tail = citation.iter().any(|l| brackets(&l.text).any(is_strong));
    if in_tail {
        let word = next.split(' ').next().unwrap_or_default();
        return word.eq_ignore_ascii_case("open") && (next.len() == 4 || next.contains('['));
    }
    if citation.len() >= MAX_LINES {
        return false;
    }
    // Without a bracket so far, a citation is complete where it ends in journal, year and pages.
    let mut passage = Passage::default();
    for line in citation {
        passage.push(line);
    }
    !(passage.all().as_str().trim_end().ends_with(['.', ']']) && super::citation::is_complete(passage.all()))
}

/// What stands after every opening bracket.
fn brackets(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('[').map(|(i, _)| text[i + 1..].trim_start())
}

/// Where the brackets begin: at the first one that only a listing has, and any bracket that stands right before it; else
/// where a run of brackets ends the line; else where an identifier stands without brackets.
fn tail(text: &str) -> usize {
    let strong = text.match_indices('[').map(|(i, _)| i).find(|i| is_strong(text[i + 1..].trim_start()));
    let bare = bare_identifier(&text[..strong.unwrap_or(text.len())]);
    if let Some(start) = bare.or(strong) {
        return leftmost_of_run(text, start);
    }
    let end = text.trim_end();
    let end = end.strip_suffix("Open").unwrap_or(end).trim_end();
    let start = leftmost_of_run(text, end.len());
    if start == end.len() || text[..start].trim().is_empty() { text.len() } else { start }
}

/// Walks left over brackets that stand side by side before `start`.
fn leftmost_of_run(text: &str, mut start: usize) -> usize {
    loop {
        let before = text[..start].trim_end();
        let Some(inside) = before.strip_suffix(']') else { return start };
        let Some(open) = inside.rfind('[') else { return start };
        if text[..open].trim().is_empty() || inside[open..].contains(". ") {
            return start; // a title in brackets, not a label
        }
        start = open;
    }
}

/// Where `PMID: 7` or the like stands outside of brackets.
fn bare_identifier(text: &str) -> Option<usize> {
    ["PMID:", "PMCID:", "DOI:", "doi:"]
        .iter()
        .filter_map(|key| text.find(&format!(" {key}")))
        .min()
        .map(|i| i + 1)
}

/// Whether the inside of a bracket begins like one that only a listing has.
fn is_strong(inside: &str) -> bool {
    const DATED: [&str; 6] = ["received", "revised", "accepted", "published", "published online", "indexed"];
    is_identifiers(inside)
        || [
            "citation(s) in rca",
            "citations in rca",
            "reference citation analysis",
            "impact index per article",
        ]
        .iter()
        .any(|keyword| starts_with(inside, keyword))
        || DATED.iter().any(|k| starts_with(inside, k) && inside[k.len()..].trim_start().starts_with(':'))
}

fn is_identifiers(inside: &str) -> bool {
    ["pmid", "pmcid", "doi"]
        .iter()
        .any(|k| starts_with(inside, k) && inside[k.len()..].trim_start().starts_with([':', '1']))
}

fn starts_with(text: &str, keyword: &str) -> bool {
    text.get(..keyword.len()).is_some_and(|lead| lead.eq_ignore_ascii_case(keyword))
}

/// The bracket whose inside begins at `start`, and where the text goes on after it.
///
/// DOI names may hold brackets (`10.1890/0012-9658(2002)083[1421:SDEOLC]2.0.CO;2`), so a bracket with identifiers ends
/// only where another bracket or the end follows; no other bracket holds brackets.
fn group(citation: Slice<'_>, start: usize) -> (Piece<'_>, usize) {
    let text = citation.as_str();
    let identifiers = is_identifiers(text[start..].trim_start());
    let opens = |i: &usize| !identifiers || text[..*i].ends_with(char::is_whitespace);
    let limit = text[start..].match_indices('[').map(|(i, _)| start + i).find(opens).unwrap_or(text.len());
    let inside = &text[start..limit];
    let mut closes = inside.match_indices(']').map(|(i, _)| i);
    let first = closes.clone().next();
    let close = if identifiers { closes.find(|i| ends_group(&inside[i + 1..])).or(first) } else { first };
    match close {
        Some(close) => (Piece::Group(citation.sub(start..start + close).trim()), start + close + 1),
        None if limit < text.len() => (Piece::Unclosed(citation.sub(start..limit).trim()), limit),
        None => (Piece::Cut(citation.sub(start..limit).trim()), limit),
    }
}

/// Whether what stands between `]` and the next bracket leaves room for a closed bracket before it.
fn ends_group(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['.', ';', ',']);
    rest.is_empty() || (rest.starts_with(char::is_whitespace) && !rest.contains(']'))
}
