//! Terms by number and numbers by term.
//!
//! Numbers begin at 1 and follow the classes: terms that are predicates first, then other IRIs, blank nodes, plain texts, one class
//! for each language, and for each datatype; in value order within a class.

use super::class::Class;
use super::columns::Columns;
use super::layout::Section;
use super::value::Value;
use oxigraph::model::{Term, TermRef};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::OnceLock;
use twox_hash::XxHash3_64;

/// A class and the first of its numbers; its last one is before the first of the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ClassStart {
    pub(super) class: Class,
    pub(super) start: u32,
}

/// The dictionary of a snapshot.
pub(super) struct Dictionary {
    classes: Vec<ClassStart>,
    /// One more than the highest number.
    end: u32,
    /// Values of the typed literals, from the first typed one; decoded when the first of them is asked for.
    values: OnceLock<Vec<Option<Value>>>,
    longest: OnceLock<usize>,
}

impl Dictionary {
    pub(super) fn new(classes: Vec<ClassStart>, end: u32) -> Self {
        Self { classes, end, values: OnceLock::new(), longest: OnceLock::new() }
    }

    /// One more than the highest number.
    pub(super) fn end(&self) -> u32 {
        self.end
    }

    /// The class of a number.
    #[inline]
    pub(super) fn class(&self, number: u32) -> &Class {
        let after = self.classes.partition_point(|class| class.start <= number);
        self.classes.get(after.saturating_sub(1)).map_or(&Class::Text, |class| &class.class)
    }

    /// The term of a number; `None` where there is none.
    pub(super) fn term(&self, columns: &Columns, number: u32) -> Option<Term> {
        (number != 0 && number < self.end).then(|| self.class(number).term(text(columns, number)))
    }

    /// The value of a typed literal.
    #[inline]
    pub(super) fn value(&self, columns: &Columns, number: u32) -> Option<Value> {
        let first = self.first_typed();
        if number < first {
            return None;
        }
        let decode =
            || (first..self.end).map(|number| self.class(number).value(text(columns, number))).collect();
        *self.values.get_or_init(decode).get((number - first) as usize)?
    }

    fn first_typed(&self) -> u32 {
        let typed = |class: &&ClassStart| matches!(class.class, Class::Value(_) | Class::Typed(_));
        self.classes.iter().find(typed).map_or(self.end, |class| class.start)
    }

    /// The number of a term.
    pub(super) fn number(&self, columns: &Columns, term: TermRef<'_>) -> Option<u32> {
        let (class, wanted) = Class::of(term);
        let slots = columns.ints(Section::Slots);
        let mut slot = first_slot(hash(wanted.as_bytes()), slots.len());
        // At most one round: a damaged table may have no empty slot.
        for _ in 0..slots.len() {
            let number = *slots.get(slot)?;
            if number == 0 {
                return None;
            }
            if text(columns, number) == wanted && *self.class(number) == class {
                return Some(number);
            }
            slot = if slot + 1 == slots.len() { 0 } else { slot + 1 };
        }
        None
    }

    /// The numbers of the IRIs that begin with `prefix`: a range in each of the two classes of IRIs.
    pub(super) fn iris_with(&self, columns: &Columns, prefix: &str) -> [Range<u32>; 2] {
        [0, 1].map(|nth| {
            let Some(bounds) = self.iris().nth(nth) else { return 0..0 };
            let below = |at: u32| text(columns, at) < prefix;
            let start = partition(bounds.clone(), below);
            let end = partition(start..bounds.end, |at| text(columns, at).starts_with(prefix));
            start..end
        })
    }

    /// The ranges of the classes of IRIs.
    fn iris(&self) -> impl Iterator<Item = Range<u32>> {
        let ends = self.classes.iter().skip(1).map(|class| class.start).chain([self.end]);
        self.classes
            .iter()
            .zip(ends)
            .filter(|(class, _)| class.class == Class::Iri)
            .map(|(class, end)| class.start..end)
    }

    /// The length of the longest text, in bytes.
    pub(super) fn longest(&self, columns: &Columns) -> usize {
        let longest = || {
            let offsets = columns.longs(Section::TextOffsets);
            let lengths = offsets.windows(2).map(|pair| pair[1].saturating_sub(pair[0]));
            usize::try_from(lengths.max().unwrap_or(0)).unwrap_or(usize::MAX)
        };
        *self.longest.get_or_init(longest)
    }

    /// The language tags that occur, sorted.
    pub(super) fn languages(&self) -> impl Iterator<Item = &str> {
        self.classes.iter().filter_map(|class| match &class.class {
            Class::Language(tag) => Some(tag.as_str()),
            _ => None,
        })
    }
}

/// The text of a term, empty where there is no such number (or the file is damaged).
#[inline]
pub(super) fn text(columns: &Columns, number: u32) -> &str {
    let offsets = columns.longs(Section::TextOffsets);
    let at = number as usize;
    let bounds = at.checked_sub(1).and_then(|before| Some((*offsets.get(before)?, *offsets.get(at)?)));
    let Some((start, end)) = bounds else { return "" };
    let range = usize::try_from(start).unwrap_or(usize::MAX)..usize::try_from(end).unwrap_or(0);
    let bytes = columns.bytes(Section::Text).get(range).unwrap_or_default();
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// The first number of a range for which `holds` is false; it must be true of a beginning of the range and of nothing else.
pub(super) fn partition(range: Range<u32>, holds: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (range.start, range.end.max(range.start));
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// The hash by which terms are found: of their text alone, since few texts have two classes.
pub(super) fn hash(text: &[u8]) -> u64 {
    XxHash3_64::oneshot(text)
}

/// Where in a table of `slots` slots a search begins.
pub(super) fn first_slot(hash: u64, slots: usize) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the product of a fraction and a length is below that length"
    )]
    let slot = ((u128::from(hash) * slots as u128) >> 64) as usize;
    slot
}

/// The slots of a table for `terms` terms: two thirds are taken.
pub(super) fn slots_for(terms: usize) -> usize {
    terms + terms / 2 + 1
}
