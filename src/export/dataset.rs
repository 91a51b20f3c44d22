//! The description of the data set (`VoID` and DCAT): the template of the ontology filled with the counts of this graph.

use super::ExportError;
use super::kind::is_work_class;
use super::row::{Layout, Row, Term, unescape};
use super::sort::Sorter;
use crate::mapping::iri::{Iris, digest};
use crate::ontology::DATASET_TTL;
use crate::store::KnowledgeGraph;
use crate::vocab::{prov, rdf, void, xsd};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term as Object, Triple};
use std::collections::{BTreeMap, HashMap};

/// Describes the data set: template of the ontology plus counts, distributions and examples of this graph, sorted.
///
/// Counts are over the union of the named graphs, each graph is counted apart. The date of the last change is the latest
/// `prov:generatedAtTime` of a graph and left out where there is none; so is the example where there is no work.
/// `endpoint` is the IRI of the SPARQL endpoint, `{base}sparql` by default. Reads and sorts the whole graph, in bounded
/// memory: keep the result while [`KnowledgeGraph::generation`] stays the same.
///
/// # Errors
/// Where the store or a temporary file can't be read, or `endpoint` is not an IRI.
pub fn dataset_description(
    graph: &KnowledgeGraph,
    iris: &Iris,
    endpoint: Option<&str>,
) -> Result<Vec<Triple>, ExportError> {
    let endpoint = endpoint.map_or_else(|| format!("{}sparql", iris.base()), str::to_owned);
    NamedNode::new(&endpoint).map_err(|error| {
        ExportError::Description(format!("the endpoint {endpoint} is not an IRI: {error}"))
    })?;
    let mut linksets = linksets(&parsed(&filled(iris, &endpoint, &Counts::default()))?);
    let counts = Counts::of(graph, &mut linksets)?;
    let mut triples = parsed(&filled(iris, &endpoint, &counts))?;
    triples.retain_mut(|triple| keep_linkset(triple, &linksets));
    partitions(iris, &counts, &mut triples);
    triples.sort_by_cached_key(|triple| {
        let mut key = String::new();
        Layout::Resources.encode_triple(triple.as_ref(), &mut key);
        key
    });
    triples.dedup();
    Ok(triples)
}

/// What is counted.
#[derive(Default)]
struct Counts {
    triples: u64,
    subjects: u64,
    objects: u64,
    works: u64,
    /// The first work in IRI order.
    example: Option<String>,
    /// The latest time at which a graph was made.
    modified: Option<String>,
    /// Triples by property.
    properties: BTreeMap<String, u64>,
    /// Instances by class.
    classes: BTreeMap<String, u64>,
    /// Quads by named graph.
    graphs: BTreeMap<String, u64>,
}

/// Links to one other data set.
struct Linkset {
    target: String,
    predicates: Vec<String>,
    triples: u64,
}

impl Counts {
    fn of(graph: &KnowledgeGraph, linksets: &mut HashMap<NamedNode, Linkset>) -> Result<Self, ExportError> {
        let mut counts = Self::default();
        let (mut rows, mut objects) = (Sorter::new(), Sorter::new());
        let mut text = String::new();
        for quad in graph.store() {
            text.clear();
            Layout::ResourcesByGraph.encode(quad?.as_ref(), &mut text);
            let row = Layout::ResourcesByGraph.decode(&text);
            if !row.graph.is_empty() {
                *counts.graphs.entry(iri(row.graph)).or_default() += 1;
            }
            objects.push(row.object.as_bytes())?;
            let after_graph = text.split_once('\t').map_or("", |(_, triple)| triple);
            rows.push(after_graph.as_bytes())?;
        }
        let (mut rows, mut objects) = (rows.finish()?, objects.finish()?);
        let (mut subject, mut work) = (String::new(), String::new());
        while let Some(text) = rows.next_text()? {
            let row = Layout::Resources.decode(text);
            if row.subject != subject {
                row.subject.clone_into(&mut subject);
                counts.subjects += 1;
            }
            if counts.take(&row) && work != subject {
                work.clone_from(&subject);
                counts.works += 1;
                counts.example.get_or_insert_with(|| iri(row.subject));
            }
            for linkset in linksets.values_mut() {
                linkset.take(&row);
            }
        }
        while objects.next()?.is_some() {
            counts.objects += 1;
        }
        Ok(counts)
    }

    /// Counts one triple; `true` where it makes its subject a work.
    fn take(&mut self, row: &Row<'_>) -> bool {
        self.triples += 1;
        let property = iri(row.predicate);
        if property == prov::GENERATED_AT_TIME.as_str()
            && let Term::Literal(time) = Term::parse(row.object)
            && self.modified.as_deref() < Some(&*time.value())
        {
            self.modified = Some(time.value().into_owned());
        }
        *self.properties.entry(property).or_default() += 1;
        if !row.is_type() {
            return false;
        }
        let class = iri(row.object);
        let is_work = is_work_class(&class);
        *self.classes.entry(class).or_default() += 1;
        is_work
    }
}

impl Linkset {
    fn take(&mut self, row: &Row<'_>) {
        if let Term::Iri(object) = Term::parse(row.object)
            && object.starts_with(&self.target)
            && self.predicates.contains(&iri(row.predicate))
        {
            self.triples += 1;
        }
    }
}

/// The template with its blanks filled. Counts of linksets are set later, in the triples.
fn filled(iris: &Iris, endpoint: &str, counts: &Counts) -> String {
    let day = counts.modified.as_deref().and_then(|time| time.get(..10));
    let blanks = [
        ("{base}", iris.base().to_owned()),
        ("{endpoint}", endpoint.to_owned()),
        ("{modified}", day.unwrap_or_default().to_owned()),
        ("{example}", counts.example.clone().unwrap_or_default()),
        ("{triples}", counts.triples.to_string()),
        ("{subjects}", counts.subjects.to_string()),
        ("{objects}", counts.objects.to_string()),
        ("{properties}", counts.properties.len().to_string()),
        ("{classes}", counts.classes.len().to_string()),
        ("{works}", counts.works.to_string()),
    ];
    let mut text = String::new();
    for line in DATASET_TTL.lines().filter(|line| !line.starts_with('#')) {
        let unknown = (day.is_none() && line.contains("{modified}"))
            || (counts.example.is_none() && line.contains("{example}"));
        if !unknown {
            let mut line = line.to_owned();
            for (blank, value) in &blanks {
                line = line.replace(blank, value);
            }
            while let Some((before, after)) = line.split_once("_links}") {
                let start = before.rfind('{').unwrap_or(before.len());
                line = format!("{}0{after}", &before[..start]);
            }
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

fn parsed(turtle: &str) -> Result<Vec<Triple>, ExportError> {
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(turtle.as_bytes())
        .map(|quad| quad.map(Triple::from).map_err(|error| ExportError::Description(error.to_string())))
        .collect()
}

/// The linksets of the template: what they link to and by which predicates.
fn linksets(template: &[Triple]) -> HashMap<NamedNode, Linkset> {
    let of = |node: &NamedNode, predicate: NamedNodeRef<'_>| -> Vec<String> {
        let subject = NamedOrBlankNode::from(node.clone());
        let has = |triple: &&Triple| triple.subject == subject && triple.predicate == predicate;
        template.iter().filter(has).filter_map(|triple| object_iri(triple).map(str::to_owned)).collect()
    };
    let is_linkset = |triple: &&Triple| {
        triple.predicate == rdf::TYPE && object_iri(triple) == Some(void::LINKSET.as_str())
    };
    template
        .iter()
        .filter(is_linkset)
        .filter_map(|triple| {
            let NamedOrBlankNode::NamedNode(node) = &triple.subject else { return None };
            let target = of(node, void::OBJECTS_TARGET).pop()?;
            let predicates = of(node, void::LINK_PREDICATE);
            Some((node.clone(), Linkset { target, predicates, triples: 0 }))
        })
        .collect()
}

/// Sets the count of a linkset; `false` for every statement about one without triples.
fn keep_linkset(triple: &mut Triple, linksets: &HashMap<NamedNode, Linkset>) -> bool {
    let named =
        |term: &str| linksets.iter().find(|(node, _)| node.as_str() == term).map(|(_, linkset)| linkset);
    if let Some(linkset) = object_iri(triple).and_then(named) {
        return linkset.triples > 0;
    }
    let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { return true };
    let Some(linkset) = linksets.get(subject) else { return true };
    if triple.predicate == void::TRIPLES {
        triple.object = number(linkset.triples);
    }
    linkset.triples > 0
}

/// Adds what there is of each class, of each property and in each named graph.
fn partitions(iris: &Iris, counts: &Counts, triples: &mut Vec<Triple>) {
    let dataset = node(format!("{}dataset", iris.base()));
    let mut add = |part: &NamedNode, by: NamedNodeRef<'_>, statements: [(NamedNodeRef<'_>, Object); 2]| {
        triples.push(Triple::new(dataset.clone(), by, part.clone()));
        triples.extend(statements.map(|(predicate, object)| Triple::new(part.clone(), predicate, object)));
    };
    for (class, count) in &counts.classes {
        let part = node(format!("{}dataset/class/{}", iris.base(), digest(&[class])));
        let class = node(class.clone()).into();
        add(&part, void::CLASS_PARTITION, [(void::CLASS, class), (void::ENTITIES, number(*count))]);
    }
    for (property, count) in &counts.properties {
        let part = node(format!("{}dataset/property/{}", iris.base(), digest(&[property])));
        let property = node(property.clone()).into();
        add(&part, void::PROPERTY_PARTITION, [(void::PROPERTY, property), (void::TRIPLES, number(*count))]);
    }
    for (graph, count) in &counts.graphs {
        let class = void::DATASET.into_owned().into();
        add(&node(graph.clone()), void::SUBSET, [(rdf::TYPE, class), (void::TRIPLES, number(*count))]);
    }
}

fn number(count: u64) -> Object {
    Literal::new_typed_literal(count.to_string(), xsd::INTEGER).into()
}

/// An IRI that comes from the store or was made of one.
fn node(iri: String) -> NamedNode {
    NamedNode::new_unchecked(iri)
}

fn object_iri(triple: &Triple) -> Option<&str> {
    if let Object::NamedNode(object) = &triple.object { Some(object.as_str()) } else { None }
}

/// The IRI of a term, or its text where it is none.
fn iri(term: &str) -> String {
    match Term::parse(term) {
        Term::Iri(iri) => unescape(iri).into_owned(),
        Term::Blank(label) => label.to_owned(),
        Term::Literal(literal) => literal.value().into_owned(),
    }
}
