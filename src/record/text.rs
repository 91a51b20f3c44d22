//! Text forms that must be the same wherever they are made: NFC text, folded keys, slugs for IRIs.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The text in Unicode Normalization Form C.
#[must_use]
pub fn nfc(text: &str) -> String {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text.to_owned();
    }
    text.nfc().collect()
}

/// Folds case, accents, punctuation and spacing away: `Health & Social-Care` and `health social care` fold alike.
/// Letters and digits of every script stay; each run of anything else becomes one space.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text); // the same result without a look into the tables of Unicode
    }
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        if c == '\'' || c == '\u{2019}' {
            continue; // an apostrophe joins: O'Brien folds like OBrien, in either typography
        }
        if c.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.extend(c.to_lowercase());
        } else {
            gap = true;
        }
    }
    folded.nfc().collect()
}

fn fold_ascii(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for byte in text.bytes().filter(|b| *b != b'\'') {
        if byte.is_ascii_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(char::from(byte.to_ascii_lowercase()));
        } else {
            gap = true;
        }
    }
    folded
}

/// [`fold`] with hyphens for spaces: one segment of an IRI path (`bmc-med`).
#[must_use]
pub fn slug(text: &str) -> String {
    fold(text).replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_accents_punctuation_and_spacing() {
        assert_eq!(fold("  HEALTH & Social-Care:  Métro "), "health social care metro");
        assert_eq!(fold("O’Brien"), fold("O'Brien"));
        assert_eq!(slug("BMC Med."), "bmc-med");
        assert_eq!(slug("社会 処方"), "社会-処方");
        assert_eq!(fold("&—"), "");
    }
}
