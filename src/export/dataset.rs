//! The description of the data set (`VoID` and DCAT): the template of the ontology filled with the counts of this graph.

use super::ExportError;
use super::kind::is_work_class;
use super::row::Layout;
use crate::mapping::iri::{Iris, digest};
use crate::ontology::DATASET_TTL;
use crate::snapshot::{LinkCount, Snapshot};
use crate::vocab::{prov, rdf, void, xsd};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term as Object, Triple};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Describes the data set: template of the ontology plus counts, distributions and examples of this graph, sorted.
///
/// Counts are over the union of the named graphs, each graph is counted apart. The date of the last change is the latest
/// `prov:generatedAtTime` of a graph and left out where there is none; so is the example where there is no work.
/// `endpoint` is the IRI of the SPARQL endpoint, `{base}sparql` by default.
///
/// # Errors
/// Where `endpoint` is not an IRI.
pub fn dataset_description(
    snapshot: &Snapshot,
    iris: &Iris,
    endpoint: Option<&str>,
) -> Result<Vec<Triple>, ExportError> {
    let endpoint = endpoint.map_or_else(|| format!("{}sparql", iris.base()), str::to_owned);
    NamedNode::new(&endpoint).map_err(|error| {
        ExportError::Description(format!("the endpoint {endpoint} is not an IRI: {error}"))
    })?;
    let mut linksets = linksets(&parsed(&filled(iris, &endpoint, &Counts::default()))?);
    let counts = Counts::of(snapshot, &mut linksets);
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
    /// Properties of the instances of each class.
    links: Vec<Link>,
    /// Quads by named graph.
    graphs: BTreeMap<String, u64>,
}

/// A property of the instances of a class.
struct Link {
    class: String,
    property: String,
    triples: u64,
    /// Triples by class of the object.
    object_classes: Vec<(String, u64)>,
}

/// Links to one other data set.
struct Linkset {
    target: String,
    predicates: Vec<String>,
    triples: u64,
}

impl Counts {
    fn of(snapshot: &Snapshot, linksets: &mut HashMap<NamedNode, Linkset>) -> Self {
        let statistics = snapshot.statistics();
        let name = |number| snapshot.text(number).to_owned();
        let is_named = |graph: &&(u32, u64)| graph.0 != 0;
        let works = works(snapshot);
        for linkset in linksets.values_mut() {
            linkset.count(snapshot);
        }
        Self {
            triples: statistics.triples,
            subjects: statistics.subjects,
            objects: statistics.objects,
            works: works.len() as u64,
            example: works.first().map(|&work| name(work)),
            modified: modified(snapshot),
            properties: statistics.properties.iter().map(|p| (name(p.property), p.triples)).collect(),
            classes: statistics.classes.iter().map(|&(class, count)| (name(class), count)).collect(),
            links: statistics.links.iter().flatten().map(|count| Link::of(snapshot, count)).collect(),
            graphs: statistics.graphs.iter().filter(is_named).map(|&(graph, n)| (name(graph), n)).collect(),
        }
    }
}

impl Link {
    fn of(snapshot: &Snapshot, count: &LinkCount) -> Self {
        let name = |number| snapshot.text(number).to_owned();
        Self {
            class: name(count.class),
            property: name(count.property),
            triples: count.triples,
            object_classes: count.object_classes.iter().map(|&(class, n)| (name(class), n)).collect(),
        }
    }
}

/// The works, in the order of their IRIs.
pub(super) fn works(snapshot: &Snapshot) -> BTreeSet<u32> {
    let classes = snapshot.statistics().classes.iter().map(|(class, _)| *class);
    let of_works = classes.filter(|&class| is_work_class(snapshot.text(class)));
    of_works.flat_map(|class| snapshot.instances(class)).collect()
}

/// The latest time at which a graph was made.
fn modified(snapshot: &Snapshot) -> Option<String> {
    let times = snapshot.triples(None, Some(prov::GENERATED_AT_TIME), None);
    times
        .filter_map(|triple| match triple.object {
            Object::Literal(time) => Some(time.destruct().0),
            _ => None,
        })
        .max()
}

impl Linkset {
    fn count(&mut self, snapshot: &Snapshot) {
        let targets = snapshot.iris_with(&self.target);
        let is_target = |object: &u32| targets.iter().any(|range| range.contains(object));
        for predicate in &self.predicates {
            let objects = snapshot.objects(NamedNodeRef::new_unchecked(predicate));
            self.triples += objects.filter(is_target).count() as u64;
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

/// Adds what there is of each class, of each property and in each named graph; and within each class, of each property, by the class
/// of its objects: what editors propose from, in the shape that the generator of `VoID` descriptions of the SIB gives it.
fn partitions(iris: &Iris, counts: &Counts, triples: &mut Vec<Triple>) {
    let dataset = format!("{}dataset", iris.base());
    let class_of = |whole: &str, class: &str| format!("{whole}/class/{}", digest(&[class]));
    let property_of = |whole: &str, property: &str| format!("{whole}/property/{}", digest(&[property]));
    let mut add =
        |whole: &str, by: NamedNodeRef<'_>, part: &str, of: NamedNodeRef<'_>, term: &str, number| {
            let part = node(part.to_owned());
            triples.push(Triple::new(node(whole.to_owned()), by, part.clone()));
            triples.push(Triple::new(part.clone(), of, node(term.to_owned())));
            let (what, count) = number;
            triples.push(Triple::new(part, what, self::number(count)));
        };
    for (class, &count) in &counts.classes {
        let part = class_of(&dataset, class);
        add(&dataset, void::CLASS_PARTITION, &part, void::CLASS, class, (void::ENTITIES, count));
    }
    for (property, &count) in &counts.properties {
        let part = property_of(&dataset, property);
        add(&dataset, void::PROPERTY_PARTITION, &part, void::PROPERTY, property, (void::TRIPLES, count));
    }
    for Link { class, property, triples, object_classes } in &counts.links {
        let whole = class_of(&dataset, class);
        let part = property_of(&whole, property);
        add(&whole, void::PROPERTY_PARTITION, &part, void::PROPERTY, property, (void::TRIPLES, *triples));
        for (class, count) in object_classes {
            let inner = class_of(&part, class);
            add(&part, void::CLASS_PARTITION, &inner, void::CLASS, class, (void::TRIPLES, *count));
        }
    }
    for (graph, &count) in &counts.graphs {
        add(&dataset, void::SUBSET, graph, rdf::TYPE, void::DATASET.as_str(), (void::TRIPLES, count));
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
