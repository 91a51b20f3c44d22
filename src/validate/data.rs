//! The data graph as SHACL sees it: the union of all graphs, with classes and their subclasses.

use super::shapes::{Path, Target};
use crate::snapshot::Snapshot;
use crate::vocab::{rdf, rdfs};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use std::collections::{BTreeMap, BTreeSet};

/// The union of all graphs.
pub(super) struct Data<'a> {
    snapshot: &'a Snapshot,
    subclasses: BTreeMap<NamedNode, BTreeSet<NamedNode>>,
}

impl<'a> Data<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let mut direct: BTreeMap<NamedNode, BTreeSet<NamedNode>> = BTreeMap::new();
        for triple in snapshot.triples(None, Some(rdfs::SUB_CLASS_OF), None) {
            if let (NamedOrBlankNode::NamedNode(below), Term::NamedNode(above)) =
                (triple.subject, triple.object)
            {
                direct.entry(above).or_default().insert(below);
            }
        }
        let subclasses = direct.keys().map(|class| (class.clone(), closure(class, &direct))).collect();
        Self { snapshot, subclasses }
    }

    /// The nodes that a target selects, each once, in order of their names.
    pub(super) fn focus_nodes(&self, target: &Target) -> Vec<Term> {
        let mut nodes: BTreeMap<String, Term> = BTreeMap::new();
        let mut add = |node: Term| nodes.insert(node.to_string(), node);
        match target {
            Target::Node(node) => drop(add(node.clone())),
            Target::Class(class) => {
                for class in self.with_subclasses(class) {
                    for node in self.subjects(&Term::from(class.clone()), rdf::TYPE) {
                        add(node);
                    }
                }
            }
            Target::SubjectsOf(property) => {
                for triple in self.snapshot.triples(None, Some(property.as_ref()), None) {
                    add(triple.subject.into());
                }
            }
            Target::ObjectsOf(property) => {
                for triple in self.snapshot.triples(None, Some(property.as_ref()), None) {
                    add(triple.object);
                }
            }
        }
        nodes.into_values().collect()
    }

    /// The value nodes that a path reaches from a node, each once.
    pub(super) fn values(&self, from: &Term, path: &Path) -> Vec<Term> {
        match path {
            Path::Property(property) => self.objects(from, property.as_ref()),
            Path::Inverse(property) => self.subjects(from, property.as_ref()),
            Path::Sequence(steps) => {
                let mut reached = vec![from.clone()];
                for step in steps {
                    let mut next = Vec::new();
                    for node in &reached {
                        next.extend(self.values(node, step));
                    }
                    reached = once(next);
                }
                reached
            }
        }
    }

    /// Whether the node is an instance of the class or of one of its subclasses.
    pub(super) fn is_instance(&self, node: &Term, class: &NamedNode) -> bool {
        let types = self.objects(node, rdf::TYPE);
        self.with_subclasses(class).any(|class| types.contains(&Term::from(class.clone())))
    }

    fn with_subclasses<'c>(&'c self, class: &'c NamedNode) -> impl Iterator<Item = &'c NamedNode> {
        let below = self.subclasses.get(class).into_iter().flatten();
        std::iter::once(class).chain(below.filter(move |sub| *sub != class))
    }

    fn objects(&self, node: &Term, property: NamedNodeRef<'_>) -> Vec<Term> {
        let Ok(subject) = NamedOrBlankNode::try_from(node.clone()) else { return Vec::new() };
        let triples = self.snapshot.triples(Some(subject.as_ref()), Some(property), None);
        triples.map(|triple| triple.object).collect()
    }

    fn subjects(&self, node: &Term, property: NamedNodeRef<'_>) -> Vec<Term> {
        let triples = self.snapshot.triples(None, Some(property), Some(node.as_ref()));
        triples.map(|triple| triple.subject.into()).collect()
    }
}

/// Several ways may lead to the same node.
fn once(nodes: Vec<Term>) -> Vec<Term> {
    let mut seen = BTreeSet::new();
    nodes.into_iter().filter(|node| seen.insert(node.to_string())).collect()
}

fn closure(class: &NamedNode, direct: &BTreeMap<NamedNode, BTreeSet<NamedNode>>) -> BTreeSet<NamedNode> {
    let mut found = BTreeSet::new();
    let mut open = vec![class];
    while let Some(next) = open.pop() {
        for below in direct.get(next).into_iter().flatten() {
            if found.insert(below.clone()) {
                open.push(below);
            }
        }
    }
    found
}
