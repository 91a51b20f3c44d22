//! Which triples are in which graph.
//!
//! Every triple has one set of graphs; there are few different sets, since most triples come from one source. Every graph has the list of
//! the positions of its triples. So the union of all graphs needs no look at either, a graph with few triples is read without a scan
//! of all others, and what `GRAPH ?g` binds is read off the set.
//!
//! The other way, a column of graphs in each order with a row for each quad, was built and measured on the same data (160,000 triples in
//! six graphs). It is the faster one where graphs are told apart: one graph 1.7 times, two merged 2.5 times, `GRAPH ?g` 1.3 times. But the
//! union has to pass over what several sources say (a count by year and a stream of all rows took 1.9 and 1.6 times as long), it is what
//! nearly every query reads, and the columns take 16 bytes a quad instead of 8.

use super::columns::Columns;
use super::layout::Section;
use super::triples::{Rows, at_position, of_subject, position};
use std::ops::Range;
use std::rc::Rc;

/// The graph without a name, among the numbers of graphs. Other graphs have the number of their name.
pub(crate) const UNNAMED: u32 = 0;

/// Which quads of a pattern are wanted. Graphs are given by their places in the list of graphs.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    /// The union of all graphs, each triple once.
    Union,
    /// The union of these graphs (sorted), each triple once.
    Merged(Rc<[u32]>),
    /// One graph.
    One(u32),
    /// Every graph that has a name, or these (sorted): each triple with each of its graphs.
    Each(Option<Rc<[u32]>>),
    /// None at all.
    Nothing,
}

/// One step of a walk.
pub(crate) enum Step {
    /// A quad: the numbers of its terms, and of its graph where the walk tells graphs apart.
    Found([u32; 3], Option<u32>),
    /// A row that is not wanted. Whoever walks counts it as work.
    Passed,
}

/// A walk over the quads of a pattern.
pub(crate) struct Walk {
    plan: Plan,
    wanted: Wanted,
    /// The rest of the graphs of the triple given last.
    pending: Option<([u32; 3], Range<usize>)>,
}

enum Plan {
    /// Rows of an order, those of the graphs wanted.
    Rows(Rows),
    /// Places in a graph's list of positions, those that match.
    List { list: Range<usize>, subject: u32, pattern: [Option<u32>; 3] },
}

impl Walk {
    pub(super) fn new(columns: &Columns, pattern: [Option<u32>; 3], wanted: Wanted) -> Self {
        let [s, p, o] = pattern;
        let mut plan = Plan::Rows(match wanted {
            Wanted::Nothing => Rows::none(),
            _ => Rows::matching(columns, s, p, o),
        });
        if let (&Wanted::One(graph), Plan::Rows(rows)) = (&wanted, &plan) {
            let list = match s {
                Some(s) => within(columns, list(columns, graph), of_subject(columns, s, p)),
                None => list(columns, graph),
            };
            // To find the set of a triple takes a search; to read on in the list takes a step.
            if s.is_some() || list.len() / 4 <= rows.len() {
                plan = Plan::List { list, subject: s.unwrap_or(0), pattern };
            }
        }
        Self { plan, wanted, pending: None }
    }

    /// The next row; `None` at the end.
    #[inline]
    pub(super) fn step(&mut self, columns: &Columns) -> Option<Step> {
        if let Some((triple, rest)) = &mut self.pending {
            let triple = *triple;
            if let Some(member) = rest.next() {
                return Some(self.named(columns, triple, member).unwrap_or(Step::Passed));
            }
            self.pending = None;
        }
        match &mut self.plan {
            Plan::List { list, subject, pattern } => {
                let at = *columns.ints(Section::GraphTriples).get(list.next()?)?;
                let triple = at_position(columns, at, *subject)?;
                *subject = triple[0];
                let fits = pattern.iter().zip(triple).all(|(wanted, term)| wanted.is_none_or(|w| w == term));
                Some(if fits { Step::Found(triple, None) } else { Step::Passed })
            }
            Plan::Rows(rows) => {
                let (triple, at) = rows.next(columns)?;
                if matches!(self.wanted, Wanted::Union) {
                    return Some(Step::Found(triple, None));
                }
                let members = members(columns, at.or_else(|| position(columns, triple))?);
                let is_in = |graphs: &[u32]| {
                    let all = columns.ints(Section::SetMembers).get(members.clone()).unwrap_or_default();
                    all.iter().any(|member| graphs.binary_search(member).is_ok())
                };
                let is_found = match &self.wanted {
                    Wanted::One(graph) => is_in(&[*graph]),
                    Wanted::Merged(graphs) => is_in(graphs),
                    Wanted::Each(_) => {
                        self.pending = Some((triple, members));
                        false
                    }
                    Wanted::Union | Wanted::Nothing => return None,
                };
                Some(if is_found { Step::Found(triple, None) } else { Step::Passed })
            }
        }
    }

    /// A triple in one of its graphs, where that is wanted.
    fn named(&self, columns: &Columns, triple: [u32; 3], member: usize) -> Option<Step> {
        let graph = *columns.ints(Section::SetMembers).get(member)?;
        let name = name(columns, graph).filter(|&name| name != UNNAMED)?;
        match &self.wanted {
            Wanted::Each(Some(graphs)) if graphs.binary_search(&graph).is_err() => None,
            _ => Some(Step::Found(triple, Some(name))),
        }
    }
}

/// The number of the name of a graph.
pub(super) fn name(columns: &Columns, graph: u32) -> Option<u32> {
    columns.ints(Section::Graphs).get(graph as usize).copied()
}

/// The places of a graph's positions.
pub(super) fn list(columns: &Columns, graph: u32) -> Range<usize> {
    let offsets = columns.longs(Section::GraphOffsets);
    let at = |place: usize| offsets.get(place).and_then(|&offset| usize::try_from(offset).ok());
    match (at(graph as usize), at(graph as usize + 1)) {
        (Some(start), Some(end)) => start..end,
        _ => 0..0,
    }
}

/// Those of a graph's places whose positions are in a range.
fn within(columns: &Columns, list: Range<usize>, positions: Range<u32>) -> Range<usize> {
    let all = columns.ints(Section::GraphTriples).get(list.clone()).unwrap_or_default();
    let start = all.partition_point(|at| *at < positions.start);
    let end = all.partition_point(|at| *at < positions.end);
    list.start + start..list.start + end.max(start)
}

/// The graphs of the triple at a position, as places in `SetMembers`.
pub(super) fn members(columns: &Columns, position: u32) -> Range<usize> {
    let set = columns.ints(Section::Sets).get(position as usize).map_or(usize::MAX - 1, |set| *set as usize);
    let offsets = columns.ints(Section::SetOffsets);
    match (offsets.get(set), offsets.get(set + 1)) {
        (Some(&start), Some(&end)) => start as usize..end as usize,
        _ => 0..0,
    }
}
