//! The terms that a query computes itself, by number.

use oxigraph::model::{Term, TermRef};
use std::hash::{BuildHasher, RandomState};

/// No term.
const EMPTY: u32 = u32::MAX;

/// Terms by number, and numbers by term: an open-addressing table, so that each term is held once.
#[derive(Default)]
pub(super) struct Computed {
    terms: Vec<Term>,
    slots: Vec<u32>,
    hasher: RandomState,
}

impl Computed {
    /// The number of a term, a new one if it has none; `None` where as many as `limit` have one already.
    pub(super) fn add(&mut self, term: Term, limit: u32) -> Option<u32> {
        if self.slots.len() < 2 * (self.terms.len() + 1) {
            self.grow();
        }
        let slot = self.slot(term.as_ref());
        if self.slots[slot] == EMPTY {
            self.slots[slot] = u32::try_from(self.terms.len()).ok().filter(|&next| next < limit)?;
            self.terms.push(term);
        }
        Some(self.slots[slot])
    }

    /// The term of a number.
    pub(super) fn get(&self, number: u32) -> Option<&Term> {
        self.terms.get(number as usize)
    }

    /// The slot where a term is, or would go.
    fn slot(&self, term: TermRef<'_>) -> usize {
        let mask = self.slots.len() - 1;
        #[expect(clippy::cast_possible_truncation, reason = "only the low bits of the hash are wanted")]
        let mut slot = self.hasher.hash_one(term) as usize & mask;
        while self.slots[slot] != EMPTY && self.terms[self.slots[slot] as usize].as_ref() != term {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// Doubles the table.
    fn grow(&mut self) {
        self.slots = vec![EMPTY; (self.slots.len() * 2).max(64)];
        for number in 0..self.terms.len() {
            let slot = self.slot(self.terms[number].as_ref());
            self.slots[slot] = u32::try_from(number).unwrap_or(EMPTY - 1);
        }
    }
}
