//! The terms of a snapshot in the making: each once, by provisional numbers; then their order.

use super::SnapshotError;
use super::class::Class;
use super::dictionary::{ClassStart, first_slot, hash, slots_for};
use super::layout::{Section, Writer};
use super::value::Value;
use hashbrown::HashTable;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{NamedNodeRef, TermRef};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::io::{Seek, Write};

/// The highest number of a term: the two highest bits say that a term is not of the dictionary.
pub(super) const LAST: u32 = (1 << 30) - 1;
/// The places of the classes that all snapshots have.
const IRI: u32 = 0;
const BLANK: u32 = 1;
const TEXT: u32 = 2;

/// Terms, numbered from 1 as they come. Literals with a datatype are all [`Class::Typed`] here.
pub(super) struct Terms {
    text: Vec<u8>,
    /// Where each text begins, and where the last one ends.
    offsets: Vec<u64>,
    /// The place of each term's class in `classes`.
    kinds: Vec<u32>,
    classes: Vec<Class>,
    languages: HashMap<String, u32>,
    datatypes: HashMap<String, u32>,
    table: HashTable<u32>,
}

/// The order of terms, and their classes.
pub(super) struct Ordered {
    pub(super) classes: Vec<ClassStart>,
    /// The provisional number of each number; the first is that of number 1.
    provisional: Vec<u32>,
}

impl Terms {
    pub(super) fn new() -> Self {
        let (text, kinds, languages, datatypes, table) = Default::default();
        let classes = vec![Class::Iri, Class::Blank, Class::Text];
        Self { text, offsets: vec![0], kinds, classes, languages, datatypes, table }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.kinds.len()
    }

    /// The provisional number of a term, a new one if it has none.
    pub(super) fn add(&mut self, term: TermRef<'_>) -> Result<u32, SnapshotError> {
        let (kind, text) = match term {
            TermRef::NamedNode(iri) => (IRI, iri.as_str()),
            TermRef::BlankNode(node) => (BLANK, node.as_str()),
            TermRef::Literal(literal) => {
                let kind = match (literal.language(), literal.datatype()) {
                    (Some(tag), _) => place(&mut self.languages, &mut self.classes, tag, Class::Language)?,
                    (None, xsd::STRING) => TEXT,
                    (None, datatype) => {
                        place(&mut self.datatypes, &mut self.classes, datatype.as_str(), Class::Typed)?
                    }
                };
                (kind, literal.value())
            }
        };
        let Self { text: texts, offsets, kinds, table, .. } = self;
        let hash_of =
            |kind: u32, text: &[u8]| hash(text) ^ u64::from(kind).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let known = |number: &u32| {
            let at = *number as usize;
            (kinds[at - 1], &texts[bounds(offsets, at)])
        };
        let same = |number: &u32| known(number) == (kind, text.as_bytes());
        let key = hash_of(kind, text.as_bytes());
        if let Some(&number) = table.find(key, same) {
            return Ok(number);
        }
        let number = u32::try_from(kinds.len() + 1).ok().filter(|&number| number <= LAST);
        let number = number.ok_or(SnapshotError::TooMany("different terms", u64::from(LAST)))?;
        table.insert_unique(key, number, |number| {
            let (kind, text) = known(number);
            hash_of(kind, text)
        });
        self.text.extend_from_slice(text.as_bytes());
        self.offsets.push(self.text.len() as u64);
        self.kinds.push(kind);
        Ok(number)
    }

    /// Sorts the terms: IRIs that are predicates, other IRIs, blank nodes, and literals by class; by value within a class.
    pub(super) fn order(&mut self, is_predicate: &[bool]) -> Ordered {
        self.table = HashTable::new();
        let mut groups: Vec<[Vec<u32>; 2]> = vec![<[Vec<u32>; 2]>::default(); self.classes.len()];
        for (number, &kind) in (1..).zip(&self.kinds) {
            let is_second = match &self.classes[kind as usize] {
                Class::Iri => !is_predicate[number as usize],
                Class::Typed(datatype) => self.value(number, datatype).is_none(),
                _ => false,
            };
            groups[kind as usize][usize::from(is_second)].push(number);
        }
        let mut parts = Vec::new();
        for (class, [first, second]) in self.classes.iter().zip(groups) {
            let of_first = match class {
                Class::Typed(datatype) => Class::Value(datatype.clone()),
                _ => class.clone(),
            };
            parts.push((0, of_first, first));
            parts.push((1, class.clone(), second));
        }
        // The two classes of IRIs come first, that of predicates before the other: also where one of them is empty.
        parts.retain(|(_, class, members)| *class == Class::Iri || !members.is_empty());
        parts.sort_by(|(a, x, _), (b, y, _)| x.cmp(y).then(a.cmp(b)));
        let (mut classes, mut provisional) = (Vec::new(), Vec::with_capacity(self.len()));
        for (_, class, mut members) in parts {
            self.sort(&class, &mut members);
            let start = u32::try_from(provisional.len() + 1).unwrap_or(u32::MAX);
            classes.push(ClassStart { class, start });
            provisional.append(&mut members);
        }
        Ordered { classes, provisional }
    }

    /// Sorts the terms of one class.
    fn sort(&self, class: &Class, members: &mut [u32]) {
        let Class::Value(datatype) = class else {
            members.sort_unstable_by(|&a, &b| self.text(a).cmp(self.text(b)));
            return;
        };
        let mut values: Vec<_> =
            members.iter().map(|&number| (self.value(number, datatype), number)).collect();
        values.sort_unstable_by(|(x, a), (y, b)| {
            let by_value = x.partial_cmp(y).unwrap_or(Ordering::Equal);
            by_value.then_with(|| self.text(*a).cmp(self.text(*b)))
        });
        for (member, (_, number)) in members.iter_mut().zip(values) {
            *member = number;
        }
    }

    /// The value of a literal, where values of its kind have an order.
    fn value(&self, number: u32, datatype: &str) -> Option<Value> {
        let text = std::str::from_utf8(self.text(number)).ok()?;
        Value::parse(text, NamedNodeRef::new_unchecked(datatype)).filter(|value| value.is_ordered())
    }

    fn text(&self, number: u32) -> &[u8] {
        &self.text[bounds(&self.offsets, number as usize)]
    }

    /// Writes the texts in order, and the table that finds them.
    pub(super) fn write<W: Write + Seek>(
        &self,
        ordered: &Ordered,
        out: &mut Writer<W>,
    ) -> Result<(), SnapshotError> {
        let mut offsets = Vec::with_capacity(self.offsets.len());
        let mut slots = vec![0_u32; slots_for(self.len())];
        let mut end = 0_u64;
        for (number, &provisional) in (1..).zip(&ordered.provisional) {
            let text = self.text(provisional);
            out.add(text)?;
            offsets.push(end);
            end += text.len() as u64;
            let mut slot = first_slot(hash(text), slots.len());
            while slots[slot] != 0 {
                slot = if slot + 1 == slots.len() { 0 } else { slot + 1 };
            }
            slots[slot] = number;
        }
        offsets.push(end);
        out.end(Section::Text)?;
        out.section(Section::TextOffsets, bytemuck::cast_slice(&offsets))?;
        out.section(Section::Slots, bytemuck::cast_slice(&slots))?;
        Ok(())
    }
}

impl Ordered {
    /// The number of each provisional number; 0 for 0.
    pub(super) fn numbers(&self) -> Vec<u32> {
        let mut numbers = vec![0; self.provisional.len() + 1];
        for (number, &provisional) in (1..).zip(&self.provisional) {
            numbers[provisional as usize] = number;
        }
        numbers
    }

    /// One more than the highest number.
    pub(super) fn end(&self) -> u32 {
        u32::try_from(self.provisional.len() + 1).unwrap_or(u32::MAX)
    }

    /// The first number of a literal.
    pub(super) fn literals(&self) -> u32 {
        let is_literal = |class: &&ClassStart| !matches!(class.class, Class::Iri | Class::Blank);
        self.classes.iter().find(is_literal).map_or(self.end(), |class| class.start)
    }

    /// One more than the highest number of a predicate.
    pub(super) fn predicates(&self) -> u32 {
        self.classes.get(1).map_or(1, |class| class.start)
    }
}

/// The bounds of a text by the number of its term.
fn bounds(offsets: &[u64], number: usize) -> std::ops::Range<usize> {
    // What is in memory has an address.
    let at = |place: usize| usize::try_from(offsets[place]).unwrap_or(usize::MAX);
    at(number - 1)..at(number)
}

/// The place of a class, a new one where it has none.
fn place(
    places: &mut HashMap<String, u32>,
    classes: &mut Vec<Class>,
    name: &str,
    class: fn(String) -> Class,
) -> Result<u32, SnapshotError> {
    if let Some(&place) = places.get(name) {
        return Ok(place);
    }
    let next = u32::try_from(classes.len()).ok().filter(|&next| next < LAST);
    let next = next.ok_or(SnapshotError::TooMany("datatypes and languages", u64::from(LAST)))?;
    places.insert(name.to_owned(), next);
    classes.push(class(name.to_owned()));
    Ok(next)
}
