//! What the decoder does to finished text, and what it looks for ahead.

use super::commands;
use unicode_normalization::char::is_combining_mark;

/// Gives the first letter of a text a mark; without a letter, the mark stands alone.
pub(super) fn accent(text: &mut String, start: usize, mark: char) {
    let argument = text[start..].trim_start().to_owned();
    text.truncate(start);
    let mut rest = argument.chars();
    let Some(first) = rest.next() else {
        text.push_str(commands::lone(mark));
        return;
    };
    // A dotless letter has no dot so that a mark above takes its place.
    text.push(match first {
        'ı' => 'i',
        'ȷ' => 'j',
        c => c,
    });
    let rest = rest.as_str();
    let marks = rest.len() - rest.trim_start_matches(is_combining_mark).len();
    text.push_str(&rest[..marks]);
    text.push(mark);
    text.push_str(&rest[marks..]);
}

/// Where the dollar sign stands that closes mathematics.
pub(super) fn partner(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find('$')?;
        let double = text[at + 1..].starts_with('$');
        if !double && !text[..at].ends_with('\\') {
            return Some(at);
        }
        from = at + 1 + usize::from(double);
    }
}

/// The length of the group that is open.
pub(super) fn group_end(inside: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return at,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    inside.len()
}

/// An address without backslashes, braces and white space.
pub(super) fn unescape(raw: &str) -> String {
    raw.chars().filter(|c| !matches!(c, '\\' | '{' | '}') && !c.is_whitespace()).collect()
}
