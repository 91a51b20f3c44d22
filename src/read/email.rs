//! Finds e-mail addresses, with the words that announce them, so that none gets any further.

use std::ops::Range;

/// Words that announce an address and go with it.
const LEAD_INS: [&str; 8] = [
    "electronic address:",
    "e-mail address:",
    "email address:",
    "e-mail:",
    "email:",
    "e-mail",
    "email",
    "mailto:",
];

/// Byte ranges of the addresses in `text`, in order and apart. A range takes in the lead-in, the brackets around the
/// address, the stop that closes it where the text before has one already, and one space.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    if memchr::memchr2(b'@', b'\xef', text.as_bytes()).is_none() {
        return found; // nearly every text: neither sign (U+FF20 begins with the byte EF) is in it
    }
    for (at, sign) in text.char_indices().filter(|(_, c)| matches!(c, '@' | '\u{ff20}')) {
        let floor = found.last().map_or(0, |r| r.end);
        if at < floor {
            continue;
        }
        let Some(core) = address(text, at, sign, floor) else { continue };
        let range = with_surroundings(text, core, floor);
        found.push(range);
    }
    found
}

/// The address around the sign at `at`: local part, sign, domain of two labels or more.
fn address(text: &str, at: usize, sign: char, floor: usize) -> Option<Range<usize>> {
    let before = &text[floor..at];
    let before = before.strip_suffix(' ').unwrap_or(before);
    let is_local = |c: char| c.is_alphanumeric() || "._%+-'’".contains(c);
    let local = before.len() - before.trim_end_matches(is_local).len();
    let start = floor + before.len() - local;
    if local == 0 || is_inside_doi(&text[..start]) {
        return None;
    }
    let after = &text[at + sign.len_utf8()..];
    let gap = usize::from(after.starts_with(' '));
    let after = &after[gap..];
    let is_domain = |c: char| c.is_alphanumeric() || c == '.' || c == '-';
    let domain = &after[..after.find(|c| !is_domain(c)).unwrap_or(after.len())];
    let domain = domain.trim_end_matches(['.', '-']);
    let (_, top) = domain.rsplit_once('.')?;
    let is_top = top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
    let labels = domain.split('.').all(|label| !label.is_empty());
    (is_top && labels).then(|| start..at + sign.len_utf8() + gap + domain.len())
}

/// Whether the word that ends here is a DOI so far: DOI names may hold an `@`.
fn is_inside_doi(before: &str) -> bool {
    let window = before.len() - before.len().min(256);
    let window = (window..=before.len()).find(|i| before.is_char_boundary(*i)).unwrap_or(before.len());
    let word = before[window..].rsplit(' ').next().unwrap_or_default();
    word.find("10.").is_some_and(|i| word[i..].contains('/'))
}

fn with_surroundings(text: &str, core: Range<usize>, floor: usize) -> Range<usize> {
    let Range { mut start, mut end } = core;
    for _ in 0..3 {
        let before = text[floor..start].trim_end();
        if let Some(lead) = LEAD_INS.iter().find(|lead| ends_with_word(before, lead)) {
            start = floor + before.len() - lead.len();
        }
        let (open, close) = (text[..start].chars().next_back(), text[end..].chars().next());
        let pair =
            matches!((open, close), (Some('('), Some(')')) | (Some('<'), Some('>')) | (Some('['), Some(']')));
        if pair && start > floor {
            start -= 1;
            end += 1;
        }
    }
    let before = text[..start].trim_end();
    let after = &text[end..];
    if after.starts_with('.') && (before.is_empty() || before.ends_with(['.', ';', ','])) {
        end += 1;
    }
    if after.starts_with([';', ',']) && (before.is_empty() || before.ends_with([';', ','])) {
        end += 1;
    }
    let alone = start == floor || text[..start].ends_with(' ');
    match text[end..].chars().next() {
        Some(' ') if alone => end += 1,
        Some('.' | ',' | ';') if alone && start > floor => start -= 1,
        None if start > floor => start = floor + text[floor..start].trim_end_matches([' ', ';', ',']).len(),
        _ => (),
    }
    start..end
}

fn ends_with_word(text: &str, lead: &str) -> bool {
    let Some(from) = text.len().checked_sub(lead.len()) else { return false };
    text.get(from..).is_some_and(|tail| tail.eq_ignore_ascii_case(lead))
        && !text[..from].ends_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str) -> String {
        let mut text = text.to_owned();
        for range in find(&text).into_iter().rev() {
            text.replace_range(range, "");
        }
        text.trim_end().to_owned()
    }

    #[test]
    fn addresses_go_and_the_text_stays() {
        for (with, expected) in [
            ("Oxford, UK. a.turk@ox.ac.uk", "Oxford, UK."),
            ("Oxford, UK. Electronic address: a.turk@ox.ac.uk.", "Oxford, UK."),
            ("Oxford, UK; E-mail: <a@b.org>; Leeds", "Oxford, UK; Leeds"),
            ("Oxford (mailto:a_b+c@x-y.co.uk), UK", "Oxford, UK"),
            ("write to a @ b.org now", "write to now"),
            ("Elsewhere, US; e-mail a@b.org", "Elsewhere, US"),
            ("a@b.org; c@d.org", ""),
            ("jürgen@mädchen.de", ""),
            ("Follow @NIHR or n = 5 @ home", "Follow @NIHR or n = 5 @ home"),
            ("DOI: 10.1000/x@y.org", "DOI: 10.1000/x@y.org"),
        ] {
            assert_eq!(without(with), expected, "{with}");
        }
    }

    #[test]
    fn many_signs_take_little_time() {
        let hostile = "a@".repeat(200_000) + "b.org";
        assert!(find(&hostile).len() <= 1);
        assert!(find(&("a".repeat(1000) + &"@b.org a".repeat(50_000))).len() >= 50_000);
    }
}
