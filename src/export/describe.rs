//! One resource with the parts it owns, as a graph of its own.
//!
//! A part is what a resource reaches by one of the owning properties of [`super::kind`]: the roles of a work and the
//! people in them, identifiers, abstract and sections, measurements. What it only points to (journal, organisation,
//! concept) comes with its labels, so that a page or a script can show a name without asking again.

use super::kind::{Kind, LABELLING, is_owning};
use super::load::Loaded;
use super::prefixes::Prefixes;
use super::row::Layout;
use super::{DumpFormat, ExportError, jsonld, second_opinion};
use crate::snapshot::Snapshot;
use crate::vocab::{frbr, rdf};
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Term, Triple};
use sophia::api::prefix::Prefix;
use sophia::api::prelude::{Stringifier, TripleSerializer};
use sophia::iri::Iri;
use sophia::turtle::serializer::turtle::{TurtleConfig, TurtleSerializer};
use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

/// Most statements of one description.
pub const DESCRIPTION_LIMIT: usize = 20_000;

/// Most statements that are looked at to find what points to a resource.
const INVERSE_SCAN: usize = 10_000;

/// Most subjects listed for each inverse property.
const INVERSE_LISTED: usize = 100;

/// How far parts of parts are followed.
const DEPTH: usize = 6;

/// Above this many triples sophia's pretty printer, whose time grows with the square, gives way to our own.
const PRETTY_LIMIT: usize = 2_000;

/// One resource with the parts it owns and labels for what it points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The resource.
    pub iri: NamedNode,
    /// What it is.
    pub kind: Kind,
    /// The statements, sorted by subject, predicate (`rdf:type` first) and object, without repeats; at most
    /// [`DESCRIPTION_LIMIT`].
    pub triples: Vec<Triple>,
    /// What points to the resource and is not one of its parts, by predicate.
    pub inverse: Vec<Inverse>,
    /// The named graphs that say something about the resource, in IRI order.
    pub graphs: Vec<NamedNode>,
    /// Whether statements were left out because there are too many.
    pub truncated: bool,
}

/// What points to a resource by one predicate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inverse {
    /// The predicate.
    pub predicate: NamedNode,
    /// How many subjects point to the resource; a lower bound where `more` is set.
    pub count: u64,
    /// Whether there are more than were counted: counting stops after 10,000 statements.
    pub more: bool,
    /// The first subjects found, in IRI order, at most 100. The links from them and their labels are part of
    /// [`Description::triples`].
    pub subjects: Vec<NamedNode>,
}

/// Describes `iri`: its own statements, those of the parts it owns, labels of what it points to, and what points to it.
/// `None` where no statement has it as subject or object.
#[must_use]
pub fn describe(snapshot: &Snapshot, iri: &NamedNode) -> Option<Description> {
    let mut gathering = Gathering::new(snapshot);
    let graphs = gathering.own(iri);
    gathering.parts();
    let inverse = gathering.pointing_to(iri);
    gathering.labels();
    if gathering.triples.is_empty() {
        return None;
    }
    let Gathering { triples, truncated, .. } = gathering;
    let triples: Vec<_> = triples.into_values().collect();
    let kind = kind_of(iri, &triples);
    Some(Description { iri: iri.clone(), kind, triples, inverse, graphs, truncated })
}

impl Description {
    /// The description as Turtle with the prefixes it uses.
    ///
    /// # Errors
    /// Where a temporary file can't be written.
    pub fn turtle(&self) -> Result<String, ExportError> {
        if self.triples.len() > PRETTY_LIMIT {
            return Ok(String::from_utf8_lossy(&self.serialize(DumpFormat::Turtle)?).into_owned());
        }
        let prefixes: Vec<_> = self
            .prefixes()
            .used()
            .map(|(prefix, namespace)| {
                (Prefix::new_unchecked(prefix.into()), Iri::new_unchecked(namespace.into()))
            })
            .collect();
        let config = TurtleConfig::new().with_pretty(true).with_own_prefix_map(prefixes);
        let triples: Vec<_> =
            self.triples.iter().map(|triple| second_opinion::triple(triple.as_ref())).collect();
        let mut serializer = TurtleSerializer::new_stringifier_with_config(config);
        serializer.serialize_graph(&triples).map_err(|error| std::io::Error::other(error.to_string()))?;
        Ok(self.comment().iter().map(|line| format!("# {line}\n")).chain([serializer.to_string()]).collect())
    }

    /// The description as one compact JSON-LD object with its context embedded.
    ///
    /// # Errors
    /// Where the context compiled in can't be used.
    pub fn json_ld(&self) -> Result<serde_json::Value, ExportError> {
        jsonld::resource(self.loaded(Layout::Resources)?, &Layout::Resources.term(self.iri.as_ref()))
    }

    /// The description in `format`; named graphs are not part of it.
    ///
    /// # Errors
    /// Where the format can't hold a statement, or a temporary file can't be written.
    pub fn serialize(&self, format: DumpFormat) -> Result<Vec<u8>, ExportError> {
        let mut out = Vec::new();
        if format == DumpFormat::JsonLd {
            serde_json::to_writer_pretty(&mut out, &self.json_ld()?).map_err(std::io::Error::from)?;
        } else {
            self.loaded(format.layout())?.write(format, &self.comment(), &mut out)?;
        }
        Ok(out)
    }

    fn loaded(&self, layout: Layout) -> Result<Loaded, ExportError> {
        Loaded::new(
            self.triples.iter().map(|triple| triple.clone().in_graph(GraphName::DefaultGraph)),
            layout,
        )
    }

    fn comment(&self) -> Vec<String> {
        if self.truncated {
            vec![format!("Cut short: more than {DESCRIPTION_LIMIT} statements belong to this resource.")]
        } else {
            Vec::new()
        }
    }

    fn prefixes(&self) -> Prefixes {
        let mut prefixes = Prefixes::new();
        let mut text = String::new();
        for triple in &self.triples {
            text.clear();
            Layout::Triples.encode_triple(triple.as_ref(), &mut text);
            prefixes.note(&Layout::Triples.decode(&text));
        }
        prefixes
    }
}

/// A description in the making.
struct Gathering<'a> {
    snapshot: &'a Snapshot,
    /// By sort key.
    triples: BTreeMap<String, Triple>,
    described: HashSet<NamedOrBlankNode>,
    parts: VecDeque<(NamedOrBlankNode, usize)>,
    to_label: BTreeSet<NamedNode>,
    truncated: bool,
}

impl<'a> Gathering<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        let (triples, described, parts, to_label) = Default::default();
        Self { snapshot, triples, described, parts, to_label, truncated: false }
    }

    /// Takes the statements of the resource itself; gives the graphs they stand in.
    fn own(&mut self, iri: &NamedNode) -> Vec<NamedNode> {
        self.statements(iri.clone().into(), 0);
        self.snapshot.graphs_about(iri.as_ref().into())
    }

    fn parts(&mut self) {
        while let Some((node, depth)) = self.parts.pop_front() {
            if !self.described.contains(&node) {
                self.statements(node, depth);
            }
        }
    }

    /// Takes all statements of `node`, and notes its parts and what it points to.
    fn statements(&mut self, node: NamedOrBlankNode, depth: usize) {
        for triple in self.snapshot.triples(Some(node.as_ref()), None, None) {
            match &triple.object {
                Term::NamedNode(object) if is_owning(triple.predicate.as_str()) && depth < DEPTH => {
                    self.parts.push_back((object.clone().into(), depth + 1));
                }
                Term::BlankNode(object) if depth < DEPTH => {
                    self.parts.push_back((object.clone().into(), depth + 1));
                }
                Term::NamedNode(object) if triple.predicate != rdf::TYPE => {
                    self.to_label.insert(object.clone());
                }
                _ => {}
            }
            if !self.take(triple) {
                break;
            }
        }
        self.described.insert(node);
    }

    /// Finds what points to `iri` and is not part of the description yet.
    fn pointing_to(&mut self, iri: &NamedNode) -> Vec<Inverse> {
        let mut by_predicate = BTreeMap::<NamedNode, BTreeSet<NamedNode>>::new();
        let mut scanned = 0;
        for triple in self.snapshot.triples(None, None, Some(iri.into())) {
            scanned += 1;
            if scanned > INVERSE_SCAN {
                break;
            }
            if let NamedOrBlankNode::NamedNode(subject) = triple.subject
                && !self.described.contains(&NamedOrBlankNode::from(subject.clone()))
            {
                by_predicate.entry(triple.predicate).or_default().insert(subject);
            }
        }
        let mut inverse = Vec::new();
        for (predicate, subjects) in by_predicate {
            let count = subjects.len() as u64;
            let subjects: Vec<_> = subjects.into_iter().take(INVERSE_LISTED).collect();
            for subject in &subjects {
                self.to_label.insert(subject.clone());
                self.take(Triple::new(subject.clone(), predicate.clone(), iri.clone()));
            }
            inverse.push(Inverse { predicate, count, more: scanned > INVERSE_SCAN, subjects });
        }
        inverse
    }

    /// Takes the labels of what is pointed to, and of the journal that a volume or an issue belongs to.
    fn labels(&mut self) {
        let mut seen = HashSet::new();
        while let Some(node) = self.to_label.pop_first() {
            if self.described.contains(&NamedOrBlankNode::from(node.clone())) || !seen.insert(node.clone()) {
                continue;
            }
            for triple in self.snapshot.triples(Some(node.as_ref().into()), None, None) {
                let part_of = triple.predicate == frbr::PART_OF;
                if part_of && let Term::NamedNode(whole) = &triple.object {
                    self.to_label.insert(whole.clone());
                }
                if (part_of || LABELLING.contains(&triple.predicate.as_ref())) && !self.take(triple) {
                    return;
                }
            }
        }
    }

    /// Adds a triple; `false` where the limit is reached.
    fn take(&mut self, triple: Triple) -> bool {
        if self.triples.len() >= DESCRIPTION_LIMIT {
            self.truncated = true;
            return false;
        }
        let mut key = String::new();
        Layout::Resources.encode_triple(triple.as_ref(), &mut key);
        self.triples.insert(key, triple);
        true
    }
}

fn kind_of(iri: &NamedNode, triples: &[Triple]) -> Kind {
    let classes = triples.iter().filter_map(|triple| match &triple.object {
        Term::NamedNode(class)
            if triple.predicate == rdf::TYPE && triple.subject == NamedOrBlankNode::from(iri.clone()) =>
        {
            Some(class.as_str())
        }
        _ => None,
    });
    Kind::of(iri.as_str(), &classes)
}
