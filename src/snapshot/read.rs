//! A snapshot as quads and triples, for those who want terms.

use super::class::Class;
use super::{Snapshot, Step, Walk, Wanted, triples};
use crate::vocab::rdf;
use oxigraph::model::{
    GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term, TermRef, Triple,
};

/// A kind of terms that has one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Uniform<'a> {
    /// IRIs.
    Node,
    /// `xsd:string`.
    Text,
    /// Values of this datatype, none of them with a time zone or without a place in the order of the others.
    Value(&'a str),
}

impl Snapshot {
    /// The triples of the union of all graphs that match a pattern, each once.
    pub fn triples(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> impl Iterator<Item = Triple> + '_ {
        let walk = self.pattern(subject, predicate, object, Wanted::Union);
        self.found(walk).map_while(|triple| self.triple(triple))
    }

    /// All quads, sorted by subject, predicate, object and graph in the order of numbers.
    pub fn quads(&self) -> impl Iterator<Item = Quad> + '_ {
        let triples = self.found(self.walk([None; 3], Wanted::Union));
        (0..).zip(triples).flat_map(|(position, triple)| {
            let triple = self.triple(triple);
            self.graphs_of(position).filter_map(move |graph| Some(triple.clone()?.in_graph(graph)))
        })
    }

    /// The names of the graphs that hold a triple with this subject, in IRI order; the graph without a name is left out.
    #[must_use]
    pub fn graphs_about(&self, subject: NamedOrBlankNodeRef<'_>) -> Vec<NamedNode> {
        let Some(subject) = self.number(resource(subject)) else { return Vec::new() };
        let mut graphs: Vec<_> =
            self.positions(subject).flat_map(|position| self.members(position).iter().copied()).collect();
        graphs.sort_unstable();
        graphs.dedup();
        let mut names: Vec<_> = graphs
            .into_iter()
            .filter_map(|graph| match self.graph_name(graph) {
                GraphName::NamedNode(name) => Some(name),
                _ => None,
            })
            .collect();
        names.sort_unstable();
        names
    }

    /// Whether a triple of the union of all graphs matches a pattern.
    #[must_use]
    pub fn contains(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> bool {
        self.triples(subject, predicate, object).next().is_some()
    }

    /// The instances of a class, in the order of numbers.
    pub(crate) fn instances(&self, class: u32) -> impl Iterator<Item = u32> + '_ {
        let types = self.number(rdf::TYPE.into());
        let wanted = if types.is_some() { Wanted::Union } else { Wanted::Nothing };
        self.found(self.walk([None, types, Some(class)], wanted)).map(|[subject, ..]| subject)
    }

    /// The object of every triple with this predicate.
    pub(crate) fn objects(&self, predicate: NamedNodeRef<'_>) -> impl Iterator<Item = u32> + '_ {
        self.found(self.pattern(None, Some(predicate), None, Wanted::Union)).map(|[.., object]| object)
    }

    /// What all objects of a predicate are, where they are of one kind that has an order: terms stand class by class, so that the
    /// first and the last of them tell.
    pub(crate) fn objects_kind(&self, predicate: u32) -> Option<Uniform<'_>> {
        let (first, last) = triples::object_bounds(&self.columns, predicate)?;
        match (self.dictionary.class(first), self.dictionary.class(last)) {
            (Class::Iri, Class::Iri) => Some(Uniform::Node),
            (Class::Text, Class::Text) => Some(Uniform::Text),
            (Class::Value(one), Class::Value(other)) if one == other => Some(Uniform::Value(one)),
            _ => None,
        }
    }

    /// Whether any term is a blank node.
    pub(crate) fn has_blank_nodes(&self) -> bool {
        self.meta.classes.iter().any(|class| class.class == Class::Blank)
    }

    /// The triples of a walk.
    pub(crate) fn found(&self, mut walk: Walk) -> impl Iterator<Item = [u32; 3]> + '_ {
        let steps = std::iter::from_fn(move || self.step(&mut walk));
        steps.filter_map(|step| match step {
            Step::Found(triple, _) => Some(triple),
            Step::Passed => None,
        })
    }

    fn pattern(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        wanted: Wanted,
    ) -> Walk {
        let wanted_terms = [subject.map(resource), predicate.map(TermRef::NamedNode), object];
        let numbers = wanted_terms.map(|term| term.map(|term| self.number(term)));
        if numbers.contains(&Some(None)) {
            return self.walk([None; 3], Wanted::Nothing);
        }
        self.walk(numbers.map(Option::flatten), wanted)
    }

    pub(super) fn triple(&self, [s, p, o]: [u32; 3]) -> Option<Triple> {
        let subject = match self.term(s)? {
            Term::NamedNode(iri) => NamedOrBlankNode::NamedNode(iri),
            Term::BlankNode(node) => NamedOrBlankNode::BlankNode(node),
            Term::Literal(_) => return None,
        };
        let Term::NamedNode(predicate) = self.term(p)? else { return None };
        Some(Triple { subject, predicate, object: self.term(o)? })
    }

    /// The names of the graphs of the triple at a position.
    fn graphs_of(&self, position: u32) -> impl Iterator<Item = GraphName> + '_ {
        self.members(position).iter().map(|&graph| self.graph_name(graph))
    }

    /// The name of the graph at a place.
    pub(super) fn graph_name(&self, graph: u32) -> GraphName {
        match self.graphs().get(graph as usize).and_then(|&name| self.term(name)) {
            Some(Term::NamedNode(name)) => name.into(),
            Some(Term::BlankNode(name)) => name.into(),
            _ => GraphName::DefaultGraph,
        }
    }
}

fn resource(node: NamedOrBlankNodeRef<'_>) -> TermRef<'_> {
    match node {
        NamedOrBlankNodeRef::NamedNode(iri) => TermRef::NamedNode(iri),
        NamedOrBlankNodeRef::BlankNode(node) => TermRef::BlankNode(node),
    }
}
