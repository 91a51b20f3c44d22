//! Whether a text may be tagged as English.
//!
//! The sources that linkworker reads index in English and print translated titles, so English is assumed unless the text
//! speaks against it: mostly letters of another script, or more function words of another language than of English.

use crate::record::Record;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Whether the title of a record is English; a title without function words is judged by the abstract.
pub(super) fn title_is_english(record: &Record) -> bool {
    // A title that is no translation is in the language of the work, where the source says which.
    if let (None, [only]) = (&record.original_title, record.languages.as_slice()) {
        return only == "en" && verdict(&record.title) != Some(false);
    }
    let of_abstract = || record.abstract_text.as_ref().and_then(|a| verdict(&a.text));
    verdict(&record.title).or_else(of_abstract).unwrap_or_else(|| record.title.is_ascii())
}

/// Whether a title that stands by itself is English.
pub(super) fn is_english_title(title: &str) -> bool {
    verdict(title).unwrap_or_else(|| title.is_ascii())
}

/// Whether a longer text is English.
pub(super) fn is_english(text: &str) -> bool {
    verdict(text).unwrap_or(true)
}

/// Whether the work itself is in English: PubMed prints the translated title of a work in another language in brackets.
pub(super) fn work_is_english(record: &Record) -> bool {
    !record.title.starts_with('[') && title_is_english(record)
}

fn verdict(text: &str) -> Option<bool> {
    if !text.is_ascii() {
        let (mut latin, mut other) = (0_usize, 0_usize);
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            if c <= '\u{24F}' { latin += 1 } else { other += 1 }
        }
        if other > latin {
            return Some(false);
        }
    }
    let (mut english, mut foreign) = (0_usize, 0_usize);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| (1..=LONGEST).contains(&word.len())) {
        let (mut small, lowered);
        let word = if word.is_ascii() {
            small = [0; LONGEST];
            small[..word.len()].copy_from_slice(word.as_bytes());
            small[..word.len()].make_ascii_lowercase();
            std::str::from_utf8(&small[..word.len()]).unwrap_or_default()
        } else {
            lowered = word.to_lowercase();
            lowered.as_str()
        };
        match WORDS.get(word) {
            Some(true) => english += 1,
            Some(false) => foreign += 1,
            None => {}
        }
    }
    (english != foreign).then_some(english > foreign)
}

/// Longest function word, in bytes.
const LONGEST: usize = 8;

/// Every function word, and whether it is one of English.
static WORDS: LazyLock<HashMap<&str, bool>> = LazyLock::new(|| {
    ENGLISH.iter().map(|word| (*word, true)).chain(FOREIGN.iter().map(|word| (*word, false))).collect()
});

/// Function words of English that are no words of the other languages.
const ENGLISH: [&str; 18] = [
    "the", "of", "and", "with", "from", "by", "their", "are", "were", "between", "among", "through", "into",
    "what", "how", "this", "that", "which",
];

/// Function words of German, French, Spanish, Portuguese, Italian, Dutch, Scandinavian languages and Polish that are no
/// words of English.
const FOREIGN: [&str; 62] = [
    "der", "das", "und", "des", "ein", "eine", "einer", "zur", "zum", "von", "für", "mit", "bei", "im",
    "auf", "le", "la", "les", "du", "et", "une", "dans", "pour", "sur", "avec", "aux", "el", "los", "las",
    "del", "y", "una", "por", "con", "para", "os", "da", "dos", "em", "uma", "na", "il", "gli", "della",
    "di", "nel", "per", "het", "een", "van", "voor", "och", "att", "av", "för", "og", "til", "på", "med",
    "w", "oraz", "się",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_assumed_until_the_text_speaks_against_it() {
        let titled = |title: &str| Record { title: title.to_owned(), ..Record::default() };
        for english in ["Social prescribing", "Tensions and opportunities in social prescribing", "SPRING_NE"]
        {
            assert!(title_is_english(&titled(english)), "{english}");
        }
        for other in [
            "Soziale Verschreibung für ältere Menschen",
            "La prescription sociale en soins",
            "社会処方の効果",
        ] {
            assert!(!title_is_english(&titled(other)), "{other}");
        }
        let translated = titled("[Social prescribing in primary care.]");
        assert!(title_is_english(&translated) && !work_is_english(&translated));
    }
}
