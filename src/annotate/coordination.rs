//! Words that share the head of a phrase: `physical and creative activities` speaks of physical activities.
//!
//! Reads a normal text word by word; knows no labels. Only single words before a single head are seen.

use super::normal::Span;

/// How many words before the last one may share its head: `social, physical and creative activities` has two.
const MOST: usize = 4;

/// A phrase that a text says with another in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// The word and the head, as if they stood together.
    pub(super) text: String,
    /// From the word to the head, in the normal text.
    pub(super) span: Span,
}

/// The phrases of a normal text whose head stands behind an `and` or `or`, by conjunction and then from right to left.
pub(super) fn phrases(text: &str) -> Vec<Phrase> {
    let mut found = Vec::new();
    for conjunction in [" and ", " or ", " & "] {
        for (at, _) in text.match_indices(conjunction) {
            let right = at + conjunction.len();
            let Some(head) = head(text, right) else { continue };
            let mut end = at;
            for _ in 0..MOST {
                let before = text[..end].trim_end_matches(',');
                let start = before
                    .rfind(|c: char| !c.is_alphanumeric())
                    .map_or(0, |gap| gap + before[gap..].chars().next().map_or(1, char::len_utf8));
                if start == before.len() {
                    break;
                }
                found.push(Phrase {
                    text: format!("{} {}", &before[start..], &text[head.start..head.end]),
                    span: Span { start, end: head.end },
                });
                let Some(listed) = text[..start].strip_suffix(", ") else { break };
                end = listed.len();
            }
        }
    }
    found
}

/// The second word from `at` on, where nothing but a space stands before it.
fn head(text: &str, at: usize) -> Option<Span> {
    let word = |at: usize| {
        let rest = text.get(at..)?;
        let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        (length > 0).then_some(at + length)
    };
    let start = word(at)? + 1;
    let end = if text.as_bytes().get(start - 1) == Some(&b' ') { word(start)? } else { return None };
    Some(Span { start, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_share_the_head_behind_the_conjunction() {
        let said = |text: &str| phrases(text).into_iter().map(|p| p.text).collect::<Vec<_>>();
        assert_eq!(
            said("in social, physical and creative activities."),
            ["physical activities", "social activities"]
        );
        assert_eq!(said("primary or secondary care"), ["primary care"]);
        assert_eq!(said("x, y, and z w"), ["y w", "x w"]);
        assert_eq!(said("trust and hope"), Vec::<String>::new());
        assert_eq!(said("é and b ü"), ["é ü"]);
    }
}
