//! Where the sentences of a text begin. A rule of thumb for titles and abstracts, not a grammar.

use super::normal::Span;

/// Starts of the sentences in bytes, from 0 on, in order.
///
/// A sentence ends at a line feed, and at `.`, `!` or `?` before white space and a capital, digit, quote or bracket; also where a
/// heading is glued to the text (`care.Design`). Common abbreviations (`e.g.`, `vs.`) and initials end none.
pub(super) fn starts(text: &str) -> Vec<usize> {
    let mut found = vec![0];
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let next = match byte {
            b'\n' => at + 1,
            b'.' | b'!' | b'?' if ends_sentence(text, at) => at + 1,
            _ => continue,
        };
        if next < bytes.len() {
            found.push(next);
        }
    }
    found
}

/// The stretches between the starts.
pub(super) fn spans(starts: &[usize], length: usize) -> impl Iterator<Item = Span> {
    let ends = starts.iter().copied().skip(1).chain([length]);
    starts.iter().copied().zip(ends).map(|(start, end)| Span { start, end })
}

/// Number of the sentence that the byte stands in.
pub(super) fn of(starts: &[usize], at: usize) -> usize {
    starts.partition_point(|start| *start <= at).saturating_sub(1)
}

fn ends_sentence(text: &str, at: usize) -> bool {
    let (before, after) = (&text[..at], &text[at + 1..]);
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let abbreviation = matches!(
        word,
        "e.g" | "i.e" | "vs" | "cf" | "al" | "no" | "No" | "Dr" | "Mr" | "Mrs" | "St" | "approx"
    );
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    if abbreviation || initial {
        return false;
    }
    let mut following = after.chars();
    match following.next() {
        None => true,
        Some(c) if c.is_whitespace() => {
            let opener = following.find(|c| !c.is_whitespace());
            opener.is_some_and(|c| {
                c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '(' | '\'' | '\u{2018}' | '\u{201c}')
            })
        }
        Some(c) => c.is_uppercase() && before.chars().next_back().is_some_and(char::is_lowercase),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_sentences_and_glued_headings() {
        let text = "A model of care.Design A review, e.g. of trials. Was it? Yes\nEnd vs. start, 1.5 points.";
        let found = starts(text);
        let sentences: Vec<&str> = spans(&found, text.len()).map(|s| text[s.start..s.end].trim()).collect();
        assert_eq!(
            sentences,
            [
                "A model of care.",
                "Design A review, e.g. of trials.",
                "Was it?",
                "Yes",
                "End vs. start, 1.5 points."
            ]
        );
        assert_eq!(of(&found, 0), 0);
        assert_eq!(of(&found, text.find("Yes").unwrap()), 3);
    }
}
