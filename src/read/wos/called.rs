//! Which author a name in another field means.

use crate::read::draft::Draft;
use crate::record::{Contributor, Name, fold};
use std::collections::HashMap;

/// The authors by every form in which they are called. The place in the list is that of the contributor.
#[derive(Default)]
pub(super) struct Authors {
    forms: HashMap<String, Vec<usize>>,
    /// By family name: place, and first initial.
    families: HashMap<String, Vec<(usize, Option<char>)>>,
    words: HashMap<String, Vec<usize>>,
}

impl Authors {
    /// Adds an author to the record, under the forms that the source has of the name.
    pub(super) fn push(&mut self, forms: &[&str], name: Name, draft: &mut Draft) {
        let at = draft.record.contributors.len();
        let mut keys: Vec<String> = forms.iter().filter(|f| !f.is_empty()).map(|f| key(f)).collect();
        keys.extend([key(&name.full()), key(&name.citation_form())]);
        keys.sort();
        keys.dedup();
        let mut words: Vec<&str> = keys.iter().flat_map(|key| key.split(' ')).collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            self.words.entry(word.to_owned()).or_default().push(at);
        }
        for key in keys {
            self.forms.entry(key).or_default().push(at);
        }
        if let Name::Person(person) = &name {
            let initial = person.initials.as_deref().and_then(|i| key(i).chars().next());
            self.families.entry(key(&person.family)).or_default().push((at, initial));
        }
        draft.record.contributors.push(Contributor::author(name));
    }

    /// Every author who is called so in one of the forms.
    pub(super) fn called(&self, name: &str) -> &[usize] {
        self.forms.get(&key(name)).map_or(&[], Vec::as_slice)
    }

    /// The one author of this name: in one of the forms, else by family name and first initial, else by
    /// words. Where it fits two, nobody knows which of them is meant.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        match self.called(name) {
            [] => {}
            [at] => return Some(*at),
            _ => return None,
        }
        let (family, given) = name.split_once(',').map_or((name, ""), |(f, g)| (f.trim(), g.trim()));
        let (family, initial) = (key(family), key(given).chars().next());
        let of_family = self.families.get(&family).map_or(&[][..], Vec::as_slice);
        let mut fitting =
            of_family.iter().filter(|(_, known)| initial.is_none() || *known == initial).map(|(at, _)| *at);
        match (fitting.next(), fitting.next()) {
            (Some(at), None) => Some(at),
            (Some(_), Some(_)) => None,
            (None, _) => self.by_words(&key(name), initial.is_none() || family.is_empty()),
        }
    }

    /// The only author whose names hold every word; a single word is enough where there was no other.
    fn by_words(&self, key: &str, alone: bool) -> Option<usize> {
        let words: Vec<&str> = key.split(' ').filter(|word| word.chars().count() > 1).take(20).collect();
        if words.is_empty() || (words.len() == 1 && !alone) {
            return None;
        }
        let lists: Option<Vec<&Vec<usize>>> = words.iter().map(|word| self.words.get(*word)).collect();
        let lists = lists?;
        let rarest = lists.iter().min_by_key(|list| list.len())?;
        // Places are in order: each list is searched by halves.
        let mut fitting =
            rarest.iter().take(1_000).filter(|at| lists.iter().all(|list| list.binary_search(at).is_ok()));
        let first = fitting.next();
        first.copied().filter(|_| fitting.next().is_none())
    }
}

/// A name without what the database writes in one way here and in another there: accents, strokes, umlauts.
fn key(name: &str) -> String {
    let folded = fold(name);
    let plain = if folded.is_ascii() {
        folded
    } else {
        const LETTERS: [(char, &str); 9] = [
            ('ø', "o"),
            ('œ', "o"),
            ('æ', "a"),
            ('ł', "l"),
            ('đ', "d"),
            ('ð', "d"),
            ('ß', "ss"),
            ('ı', "i"),
            ('þ', "th"),
        ];
        LETTERS.iter().fold(folded, |text, (letter, plain)| text.replace(*letter, plain))
    };
    plain.replace("oe", "o").replace("ae", "a").replace("ue", "u")
}
