//! Takes e-mail addresses out of text: the last line of defence before anything is published.
//!
//! Readers strip addresses with the words around them; what reaches this place slipped through, so the rule is wide: an
//! at sign with a dotted name after it. Identifiers are never passed through here (a DOI may hold an at sign).

use std::ops::Range;

/// The text without addresses; white space left behind is closed up. `None` where there was nothing to take out.
pub(super) fn without_addresses(text: &str) -> Option<String> {
    let mut text = cut(text)?;
    while let Some(shorter) = cut(&text) {
        text = shorter;
    }
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The text with every character of an address replaced by `*`, so that offsets in code points stay true.
/// `None` where there was nothing to mask.
pub(super) fn mask_addresses(text: &str) -> Option<String> {
    let mut masked: Option<String> = None;
    while let Some(range) = address(masked.as_deref().unwrap_or(text)) {
        let old = masked.as_deref().unwrap_or(text);
        let stars = "*".repeat(old[range.clone()].chars().count());
        masked = Some(format!("{}{stars}{}", &old[..range.start], &old[range.end..]));
    }
    masked
}

fn cut(text: &str) -> Option<String> {
    address(text).map(|range| format!("{}{}", &text[..range.start], &text[range.end..]))
}

/// Bytes of the first address: what stands around an at sign that has a full stop with more behind it to its right.
fn address(text: &str) -> Option<Range<usize>> {
    text.match_indices(['@', '\u{FF20}', '\u{FE6B}']).find_map(|(at, sign)| {
        let name_end = at + sign.len();
        let domain = &text[name_end..];
        let run = domain.find(|c: char| c.is_whitespace() || is_at(c)).map_or(domain, |end| &domain[..end]);
        let stop = run.find(['.', '\u{FF0E}'])?;
        run[stop..].chars().nth(1)?;
        // Whatever follows a separator is something else, unless the dotted name only comes after it.
        let end = run.find(|c| DELIMITERS.contains(c)).filter(|end| *end > stop + 1).unwrap_or(run.len());
        let trimmed = run[..end].trim_end_matches('.');
        let kept = if trimmed.len() > stop { trimmed } else { &run[..end] };
        let local = text[..at]
            .rfind(|c: char| c.is_whitespace() || is_at(c) || DELIMITERS.contains(c))
            .map_or(0, |start| start + text[start..].chars().next().map_or(1, char::len_utf8));
        Some(local..name_end + kept.len())
    })
}

/// What separates an address from its surroundings.
const DELIMITERS: &str = "()[]<>{}\",;:";

fn is_at(c: char) -> bool {
    matches!(c, '@' | '\u{FF20}' | '\u{FE6B}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_go_and_the_rest_stays() {
        for (text, without) in [
            ("Oxford, UK. a.b-c+d@phc.ox.ac.uk.", "Oxford, UK. ."),
            ("write to <me@x.org>, or not", "write to <>, or not"),
            ("mailto:ü@münchen.de now", "mailto: now"),
            ("two a@b.c;d@e.f", "two ;"),
            ("a (o'b@b.c) and x@y;z.w", "a () and"),
        ] {
            assert_eq!(without_addresses(text).as_deref(), Some(without), "{text}");
        }
        for text in ["n @ 5 weeks", "a@b", "6 pm @ home. Then", "@ . x", ""] {
            assert_eq!(without_addresses(text), None, "{text}");
            assert_eq!(mask_addresses(text), None, "{text}");
        }
        assert_eq!(mask_addresses("é a@b.cd é").as_deref(), Some("é ****** é"));
    }

    proptest! {
        #[test]
        fn masking_keeps_every_offset_and_leaves_no_address(text in "[a-z@.;,＠é <>]{0,60}") {
            let masked = mask_addresses(&text).unwrap_or_else(|| text.clone());
            prop_assert_eq!(masked.chars().count(), text.chars().count());
            prop_assert_eq!(address(&masked), None);
            let without = without_addresses(&text).unwrap_or(text);
            prop_assert_eq!(address(&without), None);
        }
    }
}
