//! The triples of the union of all graphs in four orders, and the graphs of each triple.
//!
//! A triple is there once, however many graphs hold it. The orders are by subject (SPO), by object (OPS), and by predicate with the
//! subject (PSO) or the object (POS) next; the first column is not stored but follows from where its rows begin. The place of a triple
//! in SPO is its position: by it the graphs are found.

use super::columns::Columns;
use super::dictionary::partition;
use super::layout::Section;
use std::ops::Range;

/// One of the four orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Subject, predicate, object.
    Spo,
    /// Object, predicate, subject.
    Ops,
    /// Predicate, subject, object.
    Pso,
    /// Predicate, object, subject.
    Pos,
}

impl Order {
    /// Where the rows of each first term begin; the second and the third column.
    fn sections(self) -> [Section; 3] {
        match self {
            Self::Spo => [Section::SubjectOffsets, Section::SpoPredicates, Section::SpoObjects],
            Self::Ops => [Section::ObjectOffsets, Section::OpsPredicates, Section::OpsSubjects],
            Self::Pso => [Section::PredicateOffsets, Section::PsoSubjects, Section::PsoObjects],
            Self::Pos => [Section::PredicateOffsets, Section::PosObjects, Section::PosSubjects],
        }
    }

    /// The three columns of a row as subject, predicate, object.
    #[inline]
    fn triple(self, [a, b, c]: [u32; 3]) -> [u32; 3] {
        match self {
            Self::Spo => [a, b, c],
            Self::Ops => [c, b, a],
            Self::Pso => [b, a, c],
            Self::Pos => [c, a, b],
        }
    }
}

/// Rows of one order, in which up to two further terms are looked for one by one.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    order: Order,
    places: Range<u32>,
    /// The first term of the row at the start.
    first: u32,
    /// Where the rows of the next first term begin.
    boundary: u32,
    /// The object wanted, where the order does not lead to it.
    object: Option<u32>,
}

impl Rows {
    /// The rows that match a pattern.
    pub(super) fn matching(columns: &Columns, s: Option<u32>, p: Option<u32>, o: Option<u32>) -> Self {
        let (order, keys, object) = match (s, p, o) {
            (Some(s), Some(p), o) => (Order::Spo, [Some(s), Some(p), o], None),
            // The triples of one subject are few.
            (Some(s), None, o) => (Order::Spo, [Some(s), None, None], o),
            (None, Some(p), Some(o)) => (Order::Pos, [Some(p), Some(o), None], None),
            (None, Some(p), None) => (Order::Pso, [Some(p), None, None], None),
            (None, None, Some(o)) => (Order::Ops, [Some(o), None, None], None),
            (None, None, None) => (Order::Spo, [None; 3], None),
        };
        let [offsets, second, third] = order.sections();
        let count = columns.ints(second).len();
        let (mut rows, mut first, mut boundary) = (0..u32::try_from(count).unwrap_or(u32::MAX), 0, 0);
        if let Some(key) = keys[0] {
            (first, rows) = (key, first_rows(columns, offsets, key));
            boundary = rows.end;
        }
        for (key, section) in [(keys[1], second), (keys[2], third)] {
            if let Some(key) = key {
                let column = columns.ints(section);
                let at = |row: u32| column.get(row as usize).copied().unwrap_or(u32::MAX);
                let start = partition(rows.clone(), |row| at(row) < key);
                rows = start..partition(start..rows.end, |row| at(row) == key);
            }
        }
        Self { order, places: rows, first, boundary, object }
    }

    /// No row.
    pub(super) fn none() -> Self {
        Self { order: Order::Spo, places: 0..0, first: 0, boundary: 0, object: None }
    }

    /// How many rows there are at most.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The next triple, and its position where the order is by subject.
    #[inline]
    pub(super) fn next(&mut self, columns: &Columns) -> Option<([u32; 3], Option<u32>)> {
        let [offsets, second, third] = self.order.sections();
        loop {
            let row = self.places.next()?;
            while row >= self.boundary {
                // A full scan goes from one first term to the next.
                self.first += 1;
                self.boundary = *columns.ints(offsets).get(self.first as usize + 1)?;
            }
            let b = *columns.ints(second).get(row as usize)?;
            let c = *columns.ints(third).get(row as usize)?;
            if self.object.is_none_or(|object| object == c) {
                let position = (self.order == Order::Spo).then_some(row);
                return Some((self.order.triple([self.first, b, c]), position));
            }
        }
    }
}

/// The least and the greatest object of a predicate.
pub(super) fn object_bounds(columns: &Columns, predicate: u32) -> Option<(u32, u32)> {
    let [offsets, objects, _] = Order::Pos.sections();
    let rows = first_rows(columns, offsets, predicate);
    let at = |row: u32| columns.ints(objects).get(row as usize).copied();
    Some((at(rows.start).filter(|_| !rows.is_empty())?, at(rows.end.checked_sub(1)?)?))
}

/// The rows of a first term.
fn first_rows(columns: &Columns, offsets: Section, key: u32) -> Range<u32> {
    let offsets = columns.ints(offsets);
    match (offsets.get(key as usize), offsets.get(key as usize + 1)) {
        (Some(&start), Some(&end)) => start..end.max(start),
        _ => 0..0,
    }
}

/// The position of a triple in the order of subjects.
pub(super) fn position(columns: &Columns, [s, p, o]: [u32; 3]) -> Option<u32> {
    let found = Rows::matching(columns, Some(s), Some(p), Some(o));
    (!found.places.is_empty()).then_some(found.places.start)
}

/// The triple at a position. `from` is a subject not after the one of the triple, from which the search begins.
pub(super) fn at_position(columns: &Columns, position: u32, from: u32) -> Option<[u32; 3]> {
    let offsets = columns.ints(Section::SubjectOffsets);
    let end_of = |s: u32| offsets.get(s as usize + 1).copied();
    let mut subject = from;
    // The next position of a graph is seldom far from the one before.
    for _ in 0..8 {
        if position < end_of(subject)? {
            break;
        }
        subject += 1;
    }
    if position >= end_of(subject)? {
        let last = u32::try_from(offsets.len()).ok()?.checked_sub(1)?;
        subject = partition(subject..last, |s| end_of(s).is_some_and(|end| end <= position));
    }
    let row = position as usize;
    Some([
        subject,
        *columns.ints(Section::SpoPredicates).get(row)?,
        *columns.ints(Section::SpoObjects).get(row)?,
    ])
}

/// The positions of the rows of a graph, of a subject, or of both, in order.
pub(super) fn of_subject(columns: &Columns, s: u32, p: Option<u32>) -> Range<u32> {
    Rows::matching(columns, Some(s), p, None).places
}
