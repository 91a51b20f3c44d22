//! Registration numbers of trials and reviews, and grant numbers with their funders, as abstracts name them.
//!
//! Found by their form; whether the number exists is not known here.

use super::cue::{Cue, Kind};
use super::sentence;
use crate::ontology::{GrantMention, Register, Registration};

/// The letters that a number of the register begins with, and how many digits follow.
fn form(register: Register) -> (&'static str, std::ops::RangeInclusive<usize>) {
    match register {
        Register::Isrctn => ("ISRCTN", 8..=8),
        Register::ClinicalTrials => ("NCT", 8..=8),
        Register::Prospero => ("CRD", 8..=14),
    }
}

/// Registration numbers by start, case and spacing normalised. Offsets are given by `code_points` (of a byte).
pub(super) fn registrations(
    text: &str,
    cues: &[Cue],
    code_points: impl Fn(usize) -> usize,
) -> Vec<Registration> {
    let mut found = Vec::new();
    for cue in cues {
        let Kind::Number(register) = cue.kind else { continue };
        let (lead, digits) = form(register);
        let behind = &text[cue.end..];
        let number = behind.trim_start_matches([' ', ':', '#', '\u{a0}']);
        let length = number.bytes().take_while(u8::is_ascii_digit).count();
        let end = text.len() - number.len() + length;
        let inside_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let whole =
            !inside_word(text[..cue.start].chars().next_back()) && !inside_word(text[end..].chars().next());
        if whole && digits.contains(&length) {
            found.push(Registration {
                register,
                number: format!("{lead}{}", &number[..length]),
                start: code_points(cue.start),
                end: code_points(end),
            });
        }
    }
    found.sort_by_key(|r| r.start);
    found
}

/// What stands between a cue and the number.
const FILLERS: [&str; 11] =
    ["s", "and", "number", "numbers", "reference", "agreement", "ref", "code", "no", "nos", "id"];

/// Grant numbers by start, with the funder that their sentence names before them.
pub(super) fn grants(
    text: &str,
    sentences: &[usize],
    cues: &[Cue],
    code_points: impl Fn(usize) -> usize,
) -> Vec<GrantMention> {
    let mut found: Vec<GrantMention> = Vec::new();
    let mut done = 0;
    for cue in cues.iter().filter(|cue| cue.kind == Kind::Grant) {
        let mut rest = cue.end.max(done);
        let sentence = sentences.get(sentence::of(sentences, cue.start)).copied().unwrap_or_default();
        while let Some((start, end)) = number(text, rest) {
            let (funder, programme) = funder(text.get(sentence..cue.start).unwrap_or_default());
            found.push(GrantMention {
                number: text[start..end].to_owned(),
                funder,
                programme,
                start: code_points(start),
                end: code_points(end),
            });
            rest = end;
            done = end;
        }
    }
    found
}

/// The next number behind `from`, if nothing but fillers and separators stands before it: at least four characters, of which
/// at least three are digits.
fn number(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    for _ in 0..6 {
        let rest = text.get(at..)?;
        let trimmed = rest.trim_start_matches([' ', ':', '.', ',', '#', '(', '[', ';', '&', '\u{a0}']);
        let start = at + rest.len() - trimmed.len();
        let length = trimmed
            .find(|c: char| !(c.is_ascii_alphanumeric() || "/-_.".contains(c)))
            .unwrap_or(trimmed.len());
        let token = trimmed[..length].trim_end_matches(['.', '-', '/', '_']);
        let digits = token.bytes().filter(u8::is_ascii_digit).count();
        if token.len() >= 4 && digits >= 3 {
            return Some((start, start + token.len()));
        }
        let filler =
            FILLERS.iter().any(|f| token.eq_ignore_ascii_case(f)) || token.eq_ignore_ascii_case("and");
        if token.is_empty() || !filler {
            return None;
        }
        at = start + token.len();
    }
    None
}

/// The funder and the programme in the part of a sentence before a grant number: what follows the last "funded by" or its like.
fn funder(before: &str) -> (Option<String>, Option<String>) {
    let lower = before.to_ascii_lowercase();
    let cues = [
        "funded by",
        "supported by",
        "funding from",
        "grant from",
        "support from",
        "financed by",
        "sponsored by",
    ];
    let Some(start) = cues.iter().filter_map(|cue| lower.rfind(cue).map(|at| at + cue.len())).max() else {
        return (None, None);
    };
    let phrase = before[start..].trim_start();
    let phrase =
        phrase.strip_prefix("the ").or_else(|| phrase.strip_prefix("a grant from the ")).unwrap_or(phrase);
    // An acronym in brackets closes the name; else a comma, a bracket or a word in lower case that cannot be part of it.
    let name_end = name_end(phrase);
    let name = phrase[..name_end].trim().trim_end_matches([',', ';', '\'', '\u{2019}']).to_owned();
    if !name.chars().next().is_some_and(char::is_uppercase) {
        return (None, None);
    }
    let rest = phrase[name_end..].trim_start_matches(['\u{2019}', '\'', 's', ',', ' ']);
    (Some(name), programme(rest))
}

fn name_end(phrase: &str) -> usize {
    let small = ["of", "for", "and", "in", "the", "de", "&"];
    let mut end = 0;
    let mut at = 0;
    for word in phrase.split_inclusive(' ') {
        let bare = word.trim();
        let acronym = bare.starts_with('(')
            && bare.trim_matches(['(', ')', ',', '.']).chars().all(|c| c.is_uppercase() || c == '-');
        if acronym && bare.contains(')') {
            return at + bare.trim_end_matches([',', '.', ';']).len();
        }
        let part_of_name = bare.chars().next().is_some_and(char::is_uppercase) || small.contains(&bare);
        if !part_of_name {
            break;
        }
        if !small.contains(&bare) {
            end = at + bare.len();
        }
        at += word.len();
        if bare.ends_with([',', ';']) {
            break;
        }
    }
    end
}

/// `Public Health Research programme` at the start of what follows the funder's name.
fn programme(rest: &str) -> Option<String> {
    let clause = rest.split([',', ';', '(']).next().unwrap_or_default();
    let end = ["Programme", "programme", "Program", "program"]
        .iter()
        .filter_map(|word| clause.find(word).map(|at| at + word.len()))
        .max()?;
    let name = clause[..end].trim().trim_start_matches("under the ").trim_start_matches("through the ");
    (name.chars().next().is_some_and(char::is_uppercase) && name.contains(' ')).then(|| name.to_owned())
}
