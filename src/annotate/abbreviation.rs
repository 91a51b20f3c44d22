//! Abbreviations that a text defines for itself: `long form (SF)` or `SF (long form)`.
//!
//! The method is that of Schwartz and Hearst (2003): read backwards, each letter of the short form must stand in the long form,
//! and its first letter at the start of a word. Knows no labels. What a short form means holds in one document only.

use super::normal::{Replacement, Span};

/// How many abbreviations of a document are kept, plurals included. More than any abstract has; it bounds the work on a text that is
/// no abstract.
const MOST: usize = 100;

/// A short form and what it stands for in this document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Abbreviation {
    pub(super) short: String,
    pub(super) long: String,
}

/// The abbreviations that the texts of one document define, the first definition of each, with a plural or singular beside it;
/// at most [`MOST`].
pub(super) fn find<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Abbreviation> {
    let mut found: Vec<Abbreviation> = Vec::new();
    for text in texts {
        for (open, _) in text.match_indices('(') {
            let Some((inside, _)) = text[open + 1..].split_once([')', '(']) else { continue };
            // What follows a semicolon or comma in the brackets is another matter: "(SP; see below)".
            let inside = inside.split([';', ',']).next().unwrap_or_default().trim();
            let before = text[..open].trim_end();
            let pair = if is_short_form(inside) {
                long_form(inside, before).map(|long| (inside, long))
            } else {
                let short = last_word(before);
                let whole = |long: &&str| *long == inside;
                if is_short_form(short) {
                    long_form(short, inside).filter(whole).map(|long| (short, long))
                } else {
                    None
                }
            };
            if let Some((short, long)) = pair {
                let (short, long) = (short.to_owned(), long.to_owned());
                for form in
                    [other_number(&short, &long), Some(Abbreviation { short, long })].into_iter().flatten()
                {
                    if found.len() < MOST && !found.iter().any(|known| known.short == form.short) {
                        found.push(form);
                    }
                }
            }
        }
    }
    found
}

/// Where the short forms stand in a text as whole words: by start, not overlapping, the longer form first.
pub(super) fn replacements<'a>(text: &str, abbreviations: &'a [Abbreviation]) -> Vec<Replacement<'a>> {
    let mut found = Vec::new();
    for abbreviation in abbreviations {
        for (start, _) in text.match_indices(abbreviation.short.as_str()) {
            let end = start + abbreviation.short.len();
            let inside_word = |c: char| c.is_alphanumeric();
            let free = !text[..start].chars().next_back().is_some_and(inside_word)
                && !text[end..].chars().next().is_some_and(inside_word);
            if free {
                found.push(Replacement { span: Span { start, end }, text: abbreviation.long.as_str() });
            }
        }
    }
    found.sort_by_key(|r| (r.span.start, std::cmp::Reverse(r.span.end)));
    let mut end = 0;
    found.retain(|r| {
        let free = r.span.start >= end;
        if free {
            end = r.span.end;
        }
        free
    });
    found
}

/// Two to ten characters, at least two capitals, no space: an acronym rather than a word in brackets.
fn is_short_form(text: &str) -> bool {
    let count = text.chars().count();
    (2..=10).contains(&count)
        && text.chars().next().is_some_and(char::is_alphanumeric)
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '&' | '/' | '.'))
        && text.chars().filter(|c| c.is_uppercase()).count() >= 2
}

fn last_word(text: &str) -> &str {
    text.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"')).next().unwrap_or_default()
}

/// The shortest end of `before` that the short form abbreviates, within its own sentence.
fn long_form<'t>(short: &str, before: &'t str) -> Option<&'t str> {
    let clause = before.rsplit(['.', ';', ':', '(', ')', '\n']).next().unwrap_or_default();
    let letters: Vec<char> =
        short.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let most_words = (letters.len() + 5).min(letters.len() * 2);
    let characters: Vec<(usize, char)> = clause.char_indices().collect();
    let mut end = characters.len();
    for (number, letter) in letters.iter().enumerate().rev() {
        let fits = |at: &usize| {
            let starts_word = || *at == 0 || !characters[at - 1].1.is_alphanumeric();
            characters[*at].1.to_lowercase().eq(std::iter::once(*letter)) && (number > 0 || starts_word())
        };
        end = (0..end).rev().find(fits)?;
    }
    // The letter may stand inside a hyphenated word; the long form begins where the word does.
    let start = characters[end].0;
    let long = clause[start..].trim_end();
    let words = long.split_whitespace().count();
    (words <= most_words && long.chars().count() > letters.len() && long != short).then_some(long)
}

/// The plural of a singular abbreviation and the other way round: `GP` beside `GPs`.
fn other_number(short: &str, long: &str) -> Option<Abbreviation> {
    if let Some(singular) = short.strip_suffix('s') {
        let long = long.strip_suffix('s')?;
        is_short_form(singular).then(|| Abbreviation { short: singular.to_owned(), long: long.to_owned() })
    } else {
        let long = if long.ends_with('s') { long.to_owned() } else { format!("{long}s") };
        Some(Abbreviation { short: format!("{short}s"), long })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(text: &str, short: &str) -> Option<String> {
        find([text]).into_iter().find(|a| a.short == short).map(|a| a.long)
    }

    #[test]
    fn reads_definitions_of_both_orders() {
        let text = "Social prescribing (SP) links patients with the voluntary and community sector (VCS).";
        assert_eq!(meaning(text, "SP").as_deref(), Some("Social prescribing"));
        assert_eq!(meaning(text, "VCS").as_deref(), Some("voluntary and community sector"));
        assert_eq!(
            meaning("We use SP (social prescribing) here.", "SP").as_deref(),
            Some("social prescribing")
        );
    }

    #[test]
    fn the_same_letters_mean_what_each_document_says() {
        let text = "Social prescribing link workers (SPs) connect people to services.";
        assert_eq!(meaning(text, "SPs").as_deref(), Some("Social prescribing link workers"));
        assert_eq!(meaning(text, "SP").as_deref(), Some("Social prescribing link worker"));
        assert_eq!(meaning("There were patients (n = 20) and staff (see above).", "n"), None);
    }

    #[test]
    fn short_forms_are_whole_words() {
        let abbreviations = find(["social prescribing (SP)"]);
        let found = replacements("SPRING, SP-based; ASP (SP)", &abbreviations);
        assert_eq!(found.iter().map(|r| r.span.start).collect::<Vec<_>>(), [8, 23]);
    }
}
