//! Two snapshots to the quads that only one of them holds.
//!
//! Each numbers terms in its own way, so every triple of the one is looked for in the other: that takes no memory, whatever their
//! size, and gives the quads in the order of the one that is walked.

use super::{Snapshot, Wanted, graphs, triples};
use oxigraph::model::{GraphNameRef, NamedOrBlankNodeRef, Quad, QuadRef, TermRef};

impl Snapshot {
    /// The quads of this snapshot that another one lacks, in the order of [`Snapshot::quads`].
    pub fn quads_not_in<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = Quad> + 'a {
        self.missing_in(other)
            .filter_map(|(triple, graph)| Some(self.triple(triple)?.in_graph(self.graph_name(graph))))
    }

    /// The same as numbers: those of the terms, and the place of the graph.
    pub(crate) fn missing_in<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = ([u32; 3], u32)> + 'a {
        let places: Vec<Option<u32>> = (0..).map_while(|place| self.place_in(place, other)).collect();
        let mut translator = Translator { from: self, to: other, last: [(0, None); 2] };
        let all = self.found(self.walk([None; 3], Wanted::Union));
        (0..).zip(all).flat_map(move |(position, triple)| {
            let known =
                translator.position(triple).map(|position| other.members(position)).unwrap_or_default();
            let is_known = |graph: u32| {
                let place = places.get(graph as usize).copied().flatten();
                place.is_some_and(|place| known.binary_search(&place).is_ok())
            };
            let missing: Vec<u32> =
                self.members(position).iter().copied().filter(|graph| !is_known(*graph)).collect();
            missing.into_iter().map(move |graph| (triple, graph))
        })
    }

    /// Whether it holds a quad.
    #[must_use]
    pub fn holds(&self, quad: QuadRef<'_>) -> bool {
        let subject = match quad.subject {
            NamedOrBlankNodeRef::NamedNode(iri) => self.number(iri.into()),
            NamedOrBlankNodeRef::BlankNode(node) => self.number(node.into()),
        };
        let graph = match quad.graph_name {
            GraphNameRef::DefaultGraph => Some(graphs::UNNAMED),
            GraphNameRef::NamedNode(name) => self.number(name.into()),
            GraphNameRef::BlankNode(name) => self.number(name.into()),
        };
        let terms = (subject, self.number(quad.predicate.into()), self.number(quad.object));
        let (Some(s), Some(p), Some(o)) = terms else { return false };
        let Some(place) = graph.and_then(|name| self.graph(name)) else { return false };
        triples::position(&self.columns, [s, p, o])
            .is_some_and(|position| self.members(position).binary_search(&place).is_ok())
    }

    /// The number of triples in the graph of this name; 0 where there is no such graph.
    #[must_use]
    pub fn graph_size(&self, name: GraphNameRef<'_>) -> u64 {
        let number = match name {
            GraphNameRef::DefaultGraph => Some(graphs::UNNAMED),
            GraphNameRef::NamedNode(name) => self.number(name.into()),
            GraphNameRef::BlankNode(name) => self.number(name.into()),
        };
        let place = number.and_then(|number| self.graph(number));
        place.map_or(0, |place| graphs::list(&self.columns, place).len() as u64)
    }

    /// The place that the graph at a place here has in another snapshot; `None` beyond the last graph here.
    #[expect(clippy::option_option, reason = "there is no such graph here; there is no such graph there")]
    fn place_in(&self, place: u32, other: &Self) -> Option<Option<u32>> {
        let name = *self.graphs().get(place as usize)?;
        if name == graphs::UNNAMED {
            return Some(other.graph(graphs::UNNAMED));
        }
        let known = self.term(name).and_then(|term| other.number(term.as_ref()));
        Some(known.and_then(|number| other.graph(number)))
    }
}

/// Numbers of one snapshot to those of another. The last subject and predicate are remembered, since they come in rows.
struct Translator<'a> {
    from: &'a Snapshot,
    to: &'a Snapshot,
    last: [(u32, Option<u32>); 2],
}

impl Translator<'_> {
    /// The position that a triple has in the other snapshot.
    fn position(&mut self, [s, p, o]: [u32; 3]) -> Option<u32> {
        for (place, number) in [s, p].into_iter().enumerate() {
            if self.last[place].0 != number {
                self.last[place] = (number, self.number(number));
            }
        }
        let [(_, s), (_, p)] = self.last;
        triples::position(&self.to.columns, [s?, p?, self.number(o)?])
    }

    fn number(&self, number: u32) -> Option<u32> {
        let term = self.from.term(number)?;
        self.to.number(TermRef::from(&term))
    }
}
