//! Which author of a citation line (`Mahtani KR`) a full name (`Kamal R Mahtani`) belongs to.

use crate::record::{Contributor, Name, fold};
use std::collections::HashMap;

/// What a full name says of its bearer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bearer {
    pub(super) given: Option<String>,
    pub(super) suffix: Option<String>,
    /// What follows the name after a comma (`PhD`).
    pub(super) extra: String,
}

/// The authors of a citation line, found by family name.
#[derive(Debug)]
pub(super) struct Authors {
    by_family: HashMap<String, Vec<usize>>,
    /// Initials of each author, folded to letters.
    initials: Vec<String>,
}

/// A name has so many words at most.
const MAX_WORDS: usize = 16;

impl Authors {
    pub(super) fn new(contributors: &[Contributor]) -> Self {
        let mut by_family: HashMap<String, Vec<usize>> = HashMap::new();
        let mut initials = Vec::with_capacity(contributors.len());
        for (index, contributor) in contributors.iter().enumerate() {
            by_family.entry(key(contributor.name.family_or_collective())).or_default().push(index);
            initials.push(match &contributor.name {
                Name::Person(person) => letters_only(person.initials.as_deref().unwrap_or_default()),
                Name::Collective(_) => String::new(),
            });
        }
        Self { by_family, initials }
    }

    /// What the name says where it can be that of author number `index`.
    pub(super) fn bears(&self, name: &str, index: usize) -> Option<Bearer> {
        self.bearers(name).into_iter().find(|(author, ..)| *author == index).map(|(_, bearer, _)| bearer)
    }

    /// The one author whose name this can be; of several, the one whose initials agree to the letter.
    pub(super) fn only_bearer(&self, name: &str) -> Option<(usize, Bearer)> {
        let mut bearers = self.bearers(name);
        if bearers.len() > 1 {
            bearers.retain(|(.., exact)| *exact);
        }
        let (author, bearer, _) = bearers.pop()?;
        bearers.is_empty().then_some((author, bearer))
    }

    /// Everyone whose name this can be, and whether the initials agree to the letter. Each author once.
    fn bearers(&self, name: &str) -> Vec<(usize, Bearer, bool)> {
        let whole = self.bearers_of(name, "");
        match name.split_once(',') {
            Some((before, after)) if whole.is_empty() => self.bearers_of(before, after.trim()),
            _ => whole,
        }
    }

    fn bearers_of(&self, name: &str, extra: &str) -> Vec<(usize, Bearer, bool)> {
        let mut found: Vec<(usize, Bearer, bool)> = Vec::new();
        for &author in self.by_family.get(&key(name)).into_iter().flatten() {
            found.push((author, Bearer { extra: extra.to_owned(), ..Bearer::default() }, true));
        }
        let mut words: Vec<&str> = name.split_whitespace().map(|w| w.trim_end_matches(',')).collect();
        let is_suffix = |w: &str| {
            matches!(w.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV" | "2nd" | "3rd" | "4th")
        };
        let suffix = words.iter().skip(1).position(|w| is_suffix(w)).map(|i| words.remove(i + 1).to_owned());
        if words.len() > MAX_WORDS {
            return found;
        }
        for cut in 1..words.len() {
            // Given names first, as in the seed of this grammar; family name first as elsewhere.
            let (lead, tail) = words.split_at(cut);
            for (given, family) in [(lead, tail), (tail, lead)] {
                for &author in self.by_family.get(&key(&family.join(" "))).into_iter().flatten() {
                    let Some(exact) = self.agrees(author, given) else { continue };
                    if found.iter().any(|(known, ..)| *known == author) {
                        continue;
                    }
                    let bearer = Bearer {
                        given: Some(given.join(" ")),
                        suffix: suffix.clone(),
                        extra: extra.to_owned(),
                    };
                    found.push((author, bearer, exact));
                }
            }
        }
        found
    }

    /// Whether given names go with an author's initials, and if so whether to the letter.
    fn agrees(&self, author: usize, given: &[&str]) -> Option<bool> {
        let printed = self.initials.get(author).map(String::as_str).unwrap_or_default();
        let mut letters = String::new();
        for word in given {
            let capitals = word.chars().filter(|c| c.is_uppercase()).count();
            let bare = letters_only(word);
            if capitals == bare.chars().count() && capitals <= 3 {
                letters.push_str(&bare); // `KR` stands for two names
            } else {
                letters.extend(fold(word).split(' ').filter_map(|part| part.chars().next()));
            }
        }
        if printed.is_empty() || letters.is_empty() {
            return Some(false);
        }
        (printed.chars().next() == letters.chars().next()).then(|| printed == letters)
    }
}

fn letters_only(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphabetic()).collect()
}

/// A family name with spacing, hyphens, accents and the ways of writing them out taken away: `Müller` and `Mueller`,
/// `Arab-Zozani` and `Arab Zozani` have one key.
fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in fold(name).chars().filter(|c| *c != ' ') {
        match c {
            'ø' | 'œ' => key.push('o'),
            'ł' => key.push('l'),
            'đ' | 'ð' => key.push('d'),
            'ı' => key.push('i'),
            'æ' => key.push('a'),
            'ß' => key.push_str("ss"),
            'þ' => key.push_str("th"),
            'e' if key.ends_with(['a', 'o', 'u']) => (),
            c => key.push(c),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::PersonName;

    #[test]
    fn a_name_finds_its_author() {
        let authors = [
            ("Wildman", "J"),
            ("Wildman", "JM"),
            ("Mahtani", "KR"),
            ("Müller", "B"),
            ("Arab-Zozani", "M"),
            ("van der Berg", "H"),
        ];
        let contributors: Vec<Contributor> = authors
            .iter()
            .map(|(family, initials)| {
                Contributor::author(Name::Person(PersonName {
                    family: (*family).to_owned(),
                    initials: Some((*initials).to_owned()),
                    ..PersonName::default()
                }))
            })
            .collect();
        let authors = Authors::new(&contributors);
        let find =
            |name: &str| authors.only_bearer(name).map(|(i, b)| (i, b.given.unwrap_or_default(), b.extra));
        let some = |index, given: &str, extra: &str| Some((index, given.to_owned(), extra.to_owned()));
        assert_eq!(find("John Wildman"), some(0, "John", ""));
        assert_eq!(find("Josephine M Wildman"), some(1, "Josephine M", ""));
        assert_eq!(find("Mahtani, Kamal R"), some(2, "Kamal R", ""));
        assert_eq!(find("Kamal R Mahtani, MBBS, PhD"), some(2, "Kamal R", "MBBS, PhD"));
        assert_eq!(find("Björn Mueller"), some(3, "Björn", ""));
        assert_eq!(find("Morteza Arab Zozani"), some(4, "Morteza", ""));
        assert_eq!(find("Hendrik van der Berg"), some(5, "Hendrik", ""));
        assert_eq!(find("Sara Mahtani"), None);
        assert_eq!(find("Someone Else"), None);
    }
}
