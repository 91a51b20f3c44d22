//! Which names and numbers stand for one journal.

use super::claim::{Claim, JournalClaim};
use super::union::Sets;
use crate::record::{Issn, JournalKey};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The journals of all claims.
pub(super) struct Journals {
    /// Key of the journal that an ISSN or NLM number belongs to.
    by_number: HashMap<Number, JournalKey>,
    /// Key of the only numbered journal with this name.
    by_name: HashMap<String, JournalKey>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Number {
    Issn(Issn),
    Nlm(String),
}

/// What is known of one journal.
#[derive(Default)]
struct Known {
    numbers: BTreeSet<Number>,
    issn_l: BTreeSet<Issn>,
    names: BTreeSet<String>,
}

impl Journals {
    pub(super) fn of<'a>(claims: impl Iterator<Item = &'a Claim>) -> Self {
        let mut sets = Sets::new(0);
        let mut places: HashMap<Number, usize> = HashMap::new();
        let journals: Vec<&JournalClaim> = claims.filter_map(|claim| claim.journal.as_ref()).collect();
        for journal in &journals {
            let mut first = None;
            for number in numbers(journal) {
                let place = *places.entry(number).or_insert_with(|| sets.add());
                match first {
                    None => first = Some(place),
                    Some(first) => sets.union(first, place),
                }
            }
        }
        let mut known: BTreeMap<usize, Known> = BTreeMap::new();
        for (number, place) in &places {
            known.entry(sets.find(*place)).or_default().numbers.insert(number.clone());
        }
        for journal in journals {
            let Some(place) = numbers(journal).next().and_then(|number| places.get(&number)) else {
                continue;
            };
            let entry = known.entry(sets.find(*place)).or_default();
            entry.issn_l.extend(journal.issn_l);
            entry.names.extend(names(journal).map(str::to_owned));
        }
        Self::named(known.into_values())
    }

    fn named(known: impl Iterator<Item = Known>) -> Self {
        let mut by_number = HashMap::new();
        let mut by_name: HashMap<String, BTreeSet<JournalKey>> = HashMap::new();
        for journal in known {
            let issn = journal
                .numbers
                .iter()
                .find_map(|n| if let Number::Issn(issn) = n { Some(*issn) } else { None });
            let nlm = journal
                .numbers
                .iter()
                .find_map(|n| if let Number::Nlm(id) = n { Some(id.clone()) } else { None });
            let key = journal
                .issn_l
                .first()
                .copied()
                .map(JournalKey::IssnL)
                .or(issn.map(JournalKey::Issn))
                .or(nlm.map(JournalKey::Nlm));
            let Some(key) = key else { continue };
            for number in journal.numbers {
                by_number.insert(number, key.clone());
            }
            for name in journal.names {
                by_name.entry(name).or_default().insert(key.clone());
            }
        }
        // A name that two journals have ("Nursing") stands for neither.
        let only = |(name, keys): (String, BTreeSet<JournalKey>)| {
            (keys.len() == 1).then(|| keys.into_iter().next().map(|key| (name, key))).flatten()
        };
        Self { by_number, by_name: by_name.into_iter().filter_map(only).collect() }
    }

    /// What names the journal of a claim.
    pub(super) fn key(&self, claim: &Claim) -> Option<JournalKey> {
        let journal = claim.journal.as_ref()?;
        if let Some(number) = numbers(journal).next() {
            return self.by_number.get(&number).cloned();
        }
        let by_name = names(journal).find_map(|name| self.by_name.get(name).cloned());
        by_name.or_else(|| (!journal.name.is_empty()).then(|| JournalKey::Name(journal.name.clone())))
    }
}

fn numbers(journal: &JournalClaim) -> impl Iterator<Item = Number> + '_ {
    journal.issns.iter().copied().map(Number::Issn).chain(journal.nlm.iter().cloned().map(Number::Nlm))
}

fn names(journal: &JournalClaim) -> impl Iterator<Item = &str> {
    let name = Some(journal.name.as_str()).filter(|name| !name.is_empty());
    name.into_iter().chain(journal.abbreviation.as_deref())
}
