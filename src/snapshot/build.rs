//! Quads, in any order, to the sections of a snapshot.
//!
//! What is held meanwhile is less than what comes of it: each term once, and 16 bytes for each quad, which are sorted in their place
//! four times. The terms are gone before the first column is written.

use super::Meta;
use super::SnapshotError;
use super::layout::{Section, Writer};
use super::statistics::Census;
use super::terms::{LAST, Terms};
use crate::vocab::rdf;
use oxigraph::model::{GraphNameRef, NamedOrBlankNodeRef, QuadRef, TermRef};
use std::collections::HashMap;
use std::io::{Seek, Write};

/// Numbers written at a time.
const CHUNK: usize = 64 * 1024;

/// A snapshot in the making.
pub struct Builder {
    terms: Terms,
    rows: Vec<Row>,
    /// The provisional number of `rdf:type`.
    types: Option<u32>,
}

/// Four numbers, the first in the highest bits: so they sort as one.
type Row = u128;

impl Default for Builder {
    fn default() -> Self {
        Self { terms: Terms::new(), rows: Vec::new(), types: None }
    }
}

impl Builder {
    /// Takes a quad; the same quad may come more than once.
    ///
    /// # Errors
    /// [`SnapshotError::TooMany`] for more than 2³⁰ different terms or 2³² quads.
    pub fn add(&mut self, quad: QuadRef<'_>) -> Result<(), SnapshotError> {
        if self.rows.len() >= u32::MAX as usize {
            return Err(SnapshotError::TooMany("quads", u64::from(u32::MAX)));
        }
        let s = self.terms.add(resource(quad.subject))?;
        let p = self.terms.add(TermRef::NamedNode(quad.predicate))?;
        if self.types.is_none() && quad.predicate == rdf::TYPE {
            self.types = Some(p);
        }
        let o = self.terms.add(quad.object)?;
        let g = match quad.graph_name {
            GraphNameRef::DefaultGraph => 0,
            GraphNameRef::NamedNode(name) => self.terms.add(TermRef::NamedNode(name))?,
            GraphNameRef::BlankNode(name) => self.terms.add(TermRef::BlankNode(name))?,
        };
        self.rows.push(pack([s, p, o, g]));
        Ok(())
    }

    /// Writes the snapshot.
    pub(super) fn finish<W: Write + Seek>(self, base: Option<&str>, out: W) -> Result<W, SnapshotError> {
        let Self { mut terms, mut rows, types } = self;
        let mut out = Writer::new(out)?;
        let mut is_predicate = vec![false; terms.len() + 1];
        for &row in &rows {
            is_predicate[unpack(row)[1] as usize] = true;
        }
        let ordered = terms.order(&is_predicate);
        terms.write(&ordered, &mut out)?;
        drop(terms);
        let numbers = ordered.numbers();
        let (end, literals, predicates) = (ordered.end(), ordered.literals(), ordered.predicates());
        let classes = ordered.classes;
        for row in &mut rows {
            *row = pack(unpack(*row).map(|provisional| numbers[provisional as usize]));
        }
        let types = types.map(|types| numbers[types as usize]);
        drop(numbers);
        rows.sort_unstable();
        rows.dedup();
        let quads = rows.len() as u64;
        let graphs = Graphs::gather(&mut rows);
        let mut census = Census::new(end, types);
        write_offsets(&mut out, Section::SubjectOffsets, &rows, literals)?;
        write_column(&mut out, Section::SpoPredicates, &rows, 1)?;
        write_column(&mut out, Section::SpoObjects, &rows, 2)?;
        graphs.write(&rows, &mut out)?;
        census.by_subject(rows.iter().map(|&row| unpack(row)));
        sort(&mut rows, |[s, p, o, _]| [o, p, s, 0]);
        write_offsets(&mut out, Section::ObjectOffsets, &rows, end)?;
        write_column(&mut out, Section::OpsPredicates, &rows, 1)?;
        write_column(&mut out, Section::OpsSubjects, &rows, 2)?;
        census.by_object(rows.iter().map(|&row| unpack(row)));
        sort(&mut rows, |[o, p, s, _]| [p, s, o, 0]);
        write_offsets(&mut out, Section::PredicateOffsets, &rows, predicates)?;
        write_column(&mut out, Section::PsoSubjects, &rows, 1)?;
        write_column(&mut out, Section::PsoObjects, &rows, 2)?;
        census.by_property(rows.iter().map(|&row| unpack(row)));
        sort(&mut rows, |[p, s, o, _]| [p, o, s, 0]);
        write_column(&mut out, Section::PosObjects, &rows, 1)?;
        write_column(&mut out, Section::PosSubjects, &rows, 2)?;
        census.by_property_and_object(rows.iter().map(|&row| unpack(row)));
        let statistics = census.finish(quads, rows.len() as u64, graphs.counts());
        let meta = Meta { base: base.map(str::to_owned), classes, end, statistics };
        out.section(Section::Meta, &serde_json::to_vec(&meta).map_err(std::io::Error::from)?)?;
        Ok(out.finish()?)
    }
}

/// The sets of graphs of triples.
struct Graphs {
    /// The numbers of the names, in order.
    names: Vec<u32>,
    /// How many triples each has.
    counts: Vec<u64>,
    /// Where each set begins, and where the last one ends.
    offsets: Vec<u32>,
    /// Places in `names`.
    members: Vec<u32>,
}

impl Graphs {
    /// Takes sorted quads; leaves triples with the number of their set in the place of the graph.
    fn gather(rows: &mut Vec<Row>) -> Self {
        let mut seen = std::collections::BTreeSet::new();
        let mut last = None;
        for &row in &*rows {
            let graph = unpack(row)[3];
            if last != Some(graph) {
                seen.insert(graph);
                last = Some(graph);
            }
        }
        let names: Vec<u32> = seen.into_iter().collect();
        let mut graphs = Self { counts: vec![0; names.len()], names, offsets: vec![0], members: Vec::new() };
        let mut sets: HashMap<Vec<u32>, u32> = HashMap::new();
        let (mut set, mut to, mut from) = (Vec::new(), 0, 0);
        let (mut known, mut known_set) = (u32::MAX, Vec::new());
        while from < rows.len() {
            let triple = rows[from] >> 32;
            set.clear();
            while from < rows.len() && rows[from] >> 32 == triple {
                // Every graph was seen.
                let place = graphs.names.partition_point(|&name| name < unpack(rows[from])[3]);
                graphs.counts[place] += 1;
                set.push(u32::try_from(place).unwrap_or(u32::MAX));
                from += 1;
            }
            if set != known_set || known == u32::MAX {
                known = sets.get(&set).copied().unwrap_or_else(|| graphs.add(&set, &mut sets));
                known_set.clone_from(&set);
            }
            rows[to] = triple << 32 | u128::from(known);
            to += 1;
        }
        rows.truncate(to);
        graphs
    }

    fn add(&mut self, set: &[u32], sets: &mut HashMap<Vec<u32>, u32>) -> u32 {
        // There are no more sets than triples, and no more members than quads.
        let number = u32::try_from(sets.len()).unwrap_or(u32::MAX);
        self.members.extend_from_slice(set);
        self.offsets.push(u32::try_from(self.members.len()).unwrap_or(u32::MAX));
        sets.insert(set.to_vec(), number);
        number
    }

    /// The graphs' numbers, each with how many triples it has.
    fn counts(&self) -> Vec<(u32, u64)> {
        self.names.iter().copied().zip(self.counts.iter().copied()).collect()
    }

    fn members(&self, set: u32) -> &[u32] {
        let at = |set: usize| self.offsets[set] as usize;
        &self.members[at(set as usize)..at(set as usize + 1)]
    }

    /// Writes the set of each triple, the sets, and the triples of each graph.
    fn write<W: Write + Seek>(&self, rows: &[Row], out: &mut Writer<W>) -> Result<(), SnapshotError> {
        write_column(out, Section::Sets, rows, 3)?;
        out.section(Section::SetOffsets, bytemuck::cast_slice(&self.offsets))?;
        out.section(Section::SetMembers, bytemuck::cast_slice(&self.members))?;
        out.section(Section::Graphs, bytemuck::cast_slice(&self.names))?;
        let mut starts = vec![0_u64];
        for count in &self.counts {
            starts.push(starts.last().unwrap_or(&0) + count);
        }
        out.section(Section::GraphOffsets, bytemuck::cast_slice(&starts))?;
        let total = usize::try_from(*starts.last().unwrap_or(&0)).unwrap_or(usize::MAX);
        let mut triples = vec![0_u32; total];
        for (position, &row) in (0_u32..).zip(rows) {
            for &graph in self.members(unpack(row)[3]) {
                let next = &mut starts[graph as usize];
                triples[usize::try_from(*next).unwrap_or(usize::MAX)] = position;
                *next += 1;
            }
        }
        out.section(Section::GraphTriples, bytemuck::cast_slice(&triples))?;
        Ok(())
    }
}

/// Rearranges and sorts all rows.
fn sort(rows: &mut [Row], rearrange: impl Fn([u32; 4]) -> [u32; 4]) {
    for row in &mut *rows {
        *row = pack(rearrange(unpack(*row)));
    }
    rows.sort_unstable();
}

/// Writes where the rows of each first number begin, up to `end`.
fn write_offsets<W: Write + Seek>(
    out: &mut Writer<W>,
    section: Section,
    rows: &[Row],
    end: u32,
) -> Result<(), SnapshotError> {
    let mut offsets = Vec::with_capacity(end as usize + 1);
    for (at, &row) in (0_u32..).zip(rows) {
        let first = unpack(row)[0] as usize;
        if offsets.len() <= first {
            offsets.resize(first + 1, at);
        }
    }
    offsets.resize(end as usize + 1, u32::try_from(rows.len()).unwrap_or(u32::MAX));
    Ok(out.section(section, bytemuck::cast_slice(&offsets))?)
}

/// Writes one of the four numbers of each row.
fn write_column<W: Write + Seek>(
    out: &mut Writer<W>,
    section: Section,
    rows: &[Row],
    column: usize,
) -> Result<(), SnapshotError> {
    let mut numbers = Vec::with_capacity(CHUNK.min(rows.len()));
    for rows in rows.chunks(CHUNK) {
        numbers.clear();
        numbers.extend(rows.iter().map(|&row| unpack(row)[column]));
        out.add(bytemuck::cast_slice(&numbers))?;
    }
    Ok(out.end(section)?)
}

fn pack(numbers: [u32; 4]) -> Row {
    numbers.into_iter().fold(0, |row, number| row << 32 | u128::from(number))
}

fn unpack(row: Row) -> [u32; 4] {
    #[expect(clippy::cast_possible_truncation, reason = "each number is 32 bits of the row")]
    let at = |shift: u32| (row >> shift) as u32;
    [at(96), at(64), at(32), at(0)]
}

fn resource(node: NamedOrBlankNodeRef<'_>) -> TermRef<'_> {
    match node {
        NamedOrBlankNodeRef::NamedNode(iri) => TermRef::NamedNode(iri),
        NamedOrBlankNodeRef::BlankNode(node) => TermRef::BlankNode(node),
    }
}

// A row's numbers leave the two highest bits free.
const _: () = assert!(LAST < 1 << 30);
