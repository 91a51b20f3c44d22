//! The quads of a store as sorted arrays of numbers: what queries read.
//!
//! Every term gets a number, every quad is three times in an array of `[number; 4]`: by subject, by predicate and by object,
//! with the graph last, so that one triple's copies in several graphs lie side by side and a merged graph can skip them.
//! Immutable; 48 bytes a quad beside the terms. Knows nothing of SPARQL.

use oxigraph::model::{GraphName, NamedNodeRef, Term, TermRef};
use oxigraph::store::{StorageError, Store};
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

/// The graph number of the store's unnamed graph; no term has it.
pub(super) const UNNAMED: u32 = u32::MAX;
/// No term.
const EMPTY: u32 = u32::MAX;

/// An immutable index of all quads of a store.
pub(super) struct Index {
    terms: Dictionary,
    /// Sorted `[s, p, o, g]`, `[p, o, s, g]` and `[o, s, p, g]`.
    orders: [Vec<[u32; 4]>; 3],
    /// Named graphs that hold at least one quad, in number order.
    graphs: Vec<u32>,
    /// The longest literal or IRI, in bytes.
    longest: usize,
    /// The language tags of the literals.
    languages: Vec<String>,
}

/// One of the three orders: the places of subject, predicate and object in its rows.
#[derive(Clone, Copy)]
pub(super) struct Order {
    at: usize,
    subject: usize,
    predicate: usize,
    object: usize,
}

const SPO: Order = Order { at: 0, subject: 0, predicate: 1, object: 2 };
const POS: Order = Order { at: 1, subject: 2, predicate: 0, object: 1 };
const OSP: Order = Order { at: 2, subject: 1, predicate: 2, object: 0 };

impl Index {
    /// Reads the whole store.
    pub(super) fn build(store: &Store) -> Result<Self, StorageError> {
        let mut terms = Dictionary::default();
        let mut spo = Vec::new();
        let mut graphs = Vec::new();
        for quad in store {
            let quad = quad?;
            let graph = match quad.graph_name {
                GraphName::NamedNode(name) => terms.add(name.into()),
                GraphName::BlankNode(name) => terms.add(name.into()),
                GraphName::DefaultGraph => UNNAMED,
            };
            if graph != UNNAMED && graphs.last() != Some(&graph) {
                graphs.push(graph);
            }
            spo.push([
                terms.add(quad.subject.into()),
                terms.add(quad.predicate.into()),
                terms.add(quad.object),
                graph,
            ]);
        }
        graphs.sort_unstable();
        graphs.dedup();
        let mut pos: Vec<_> = spo.iter().map(|&[s, p, o, g]| [p, o, s, g]).collect();
        let mut osp: Vec<_> = spo.iter().map(|&[s, p, o, g]| [o, s, p, g]).collect();
        spo.sort_unstable();
        pos.sort_unstable();
        osp.sort_unstable();
        let longest = terms.terms.iter().map(length).max().unwrap_or_default();
        let languages = terms
            .terms
            .iter()
            .filter_map(language)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(str::to_owned)
            .collect();
        Ok(Self { terms, orders: [spo, pos, osp], graphs, longest, languages })
    }

    /// The number of a term that occurs in the store.
    pub(super) fn number(&self, term: TermRef<'_>) -> Option<u32> {
        self.terms.find(term)
    }

    /// The term of a number below [`Index::len`].
    pub(super) fn term(&self, number: u32) -> Option<&Term> {
        self.terms.terms.get(number as usize)
    }

    /// How many terms there are; their numbers are below this.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.terms.terms.len()).unwrap_or(EMPTY)
    }

    /// The longest literal or IRI, in bytes.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// The language tags of the literals, sorted.
    pub(super) fn languages(&self) -> &[String] {
        &self.languages
    }

    /// The distinct predicates, in number order.
    pub(super) fn predicates(&self) -> impl Iterator<Item = &Term> {
        self.distinct(0, 0..self.orders[POS.at].len())
    }

    /// The distinct objects of a predicate, in number order.
    pub(super) fn objects_of(&self, predicate: NamedNodeRef<'_>) -> impl Iterator<Item = &Term> {
        let rows = self.number(predicate.into()).map_or(0..0, |p| self.range(None, Some(p), None).1);
        self.distinct(1, rows)
    }

    /// The distinct terms in a column of the predicate order, within rows that are sorted by it: one binary search each.
    fn distinct(&self, column: usize, rows: Range<usize>) -> impl Iterator<Item = &Term> {
        let order = &self.orders[POS.at][..rows.end];
        let mut at = rows.start;
        std::iter::from_fn(move || {
            let number = order.get(at)?[column];
            at += order[at..].partition_point(|row| row[column] == number);
            self.term(number)
        })
    }

    /// Named graphs that hold at least one quad, in number order.
    pub(super) fn graphs(&self) -> &[u32] {
        &self.graphs
    }

    /// The order and the range of rows in which the given places have the given values.
    pub(super) fn range(&self, s: Option<u32>, p: Option<u32>, o: Option<u32>) -> (Order, Range<usize>) {
        let (order, prefix) = match (s, p, o) {
            (Some(s), Some(p), Some(o)) => (SPO, vec![s, p, o]),
            (Some(s), Some(p), None) => (SPO, vec![s, p]),
            (Some(s), None, Some(o)) => (OSP, vec![o, s]),
            (Some(s), None, None) => (SPO, vec![s]),
            (None, Some(p), Some(o)) => (POS, vec![p, o]),
            (None, Some(p), None) => (POS, vec![p]),
            (None, None, Some(o)) => (OSP, vec![o]),
            (None, None, None) => (SPO, Vec::new()),
        };
        let rows = &self.orders[order.at];
        let prefix = prefix.as_slice();
        let start = rows.partition_point(|row| &row[..prefix.len()] < prefix);
        let length = rows[start..].partition_point(|row| &row[..prefix.len()] == prefix);
        (order, start..start + length)
    }

    /// One row of an order.
    #[inline]
    pub(super) fn row(&self, order: Order, at: usize) -> [u32; 4] {
        self.orders[order.at][at]
    }
}

impl Order {
    /// A row as `[s, p, o, g]`.
    #[inline]
    pub(super) fn quad(self, row: [u32; 4]) -> [u32; 4] {
        [row[self.subject], row[self.predicate], row[self.object], row[3]]
    }
}

/// Terms by number, and numbers by term: an open-addressing table, so that each term is held once.
#[derive(Default)]
pub(super) struct Dictionary {
    terms: Vec<Term>,
    slots: Vec<u32>,
    hasher: RandomState,
}

impl Dictionary {
    /// The number of a term, a new one if it has none.
    pub(super) fn add(&mut self, term: Term) -> u32 {
        if self.slots.len() < 2 * (self.terms.len() + 1) {
            self.grow();
        }
        let slot = self.slot(term.as_ref());
        if self.slots[slot] == EMPTY {
            // Two numbers are taken: no term and the unnamed graph. Four thousand million terms do not fit the memory
            // that this index would need for them.
            self.slots[slot] = u32::try_from(self.terms.len()).unwrap_or(EMPTY - 1);
            self.terms.push(term);
        }
        self.slots[slot]
    }

    /// The number of a known term.
    pub(super) fn find(&self, term: TermRef<'_>) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        Some(self.slots[self.slot(term)]).filter(|&number| number != EMPTY)
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

/// The bytes of a term's text.
fn length(term: &Term) -> usize {
    match term {
        Term::NamedNode(iri) => iri.as_str().len(),
        Term::BlankNode(node) => node.as_str().len(),
        Term::Literal(literal) => literal.value().len(),
    }
}

/// The language tag of a literal.
fn language(term: &Term) -> Option<&str> {
    if let Term::Literal(literal) = term { literal.language() } else { None }
}
