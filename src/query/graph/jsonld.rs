//! A graph to compact JSON-LD: one object for each subject, under the terms of the ontology's context.
//!
//! The context stands in the document, with what the document uses of it: so the answer reads the same without a network.

use crate::ontology::{Context, Node, Text};
use crate::vocab::rdf;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{LiteralRef, NamedOrBlankNodeRef, TermRef, Triple};
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::io::{self, Write};

/// Writes triples that are in order of their subjects.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(context: &Context, triples: &[Triple], out: &mut impl Write) -> io::Result<()> {
    let mut nodes = Vec::new();
    for triples in triples.chunk_by(|a, b| a.subject == b.subject) {
        nodes.extend(objects(context, triples));
    }
    let mut document = Map::new();
    document.insert("@context".to_owned(), Value::Object(used(context, &nodes)));
    document.insert("@graph".to_owned(), Value::Array(nodes));
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

/// The object of a subject, and statements that the context would misread, each as an object of its own.
fn objects(context: &Context, triples: &[Triple]) -> Vec<Value> {
    let mut node = Node::default();
    let (mut said, mut aside) = (false, Vec::new());
    for triple in triples {
        if misleads(context, triple) {
            aside.push(plain(triple));
            continue;
        }
        said = true;
        let property = triple.predicate.as_str();
        match triple.object.as_ref() {
            TermRef::Literal(literal) => node.push(context.literal(property, text(literal))),
            TermRef::NamedNode(class) if triple.predicate.as_ref() == rdf::TYPE => {
                node.push_class(context, class.as_str());
            }
            other => node.push(context.reference(property, &id(other))),
        }
    }
    let subject = triples.first().map_or_else(String::new, subject);
    let node = said.then(|| Value::Object(node.finish(context, &subject)));
    node.into_iter().chain(aside).collect()
}

/// A statement without any context, which no name can mislead.
fn plain(triple: &Triple) -> Value {
    let object = match triple.object.as_ref() {
        TermRef::Literal(literal) => text(literal).plain(),
        TermRef::NamedNode(class) if triple.predicate.as_ref() == rdf::TYPE => {
            return json!({ "@context": null, "@id": subject(triple), "@type": [class.as_str()] });
        }
        other => json!({ "@id": id(other) }),
    };
    json!({ "@context": null, "@id": subject(triple), triple.predicate.as_str(): [object] })
}

fn misleads(context: &Context, triple: &Triple) -> bool {
    let is = |iri: &str| context.is_misleading(iri);
    let subject = matches!(triple.subject.as_ref(), NamedOrBlankNodeRef::NamedNode(iri) if is(iri.as_str()));
    let object = match triple.object.as_ref() {
        TermRef::NamedNode(iri) => is(iri.as_str()),
        TermRef::Literal(literal) => is(literal.datatype().as_str()),
        TermRef::BlankNode(_) => false,
    };
    subject || object || is(triple.predicate.as_str())
}

fn subject(triple: &Triple) -> String {
    match triple.subject.as_ref() {
        NamedOrBlankNodeRef::NamedNode(iri) => iri.as_str().to_owned(),
        NamedOrBlankNodeRef::BlankNode(node) => node.to_string(),
    }
}

/// The name of a node: its IRI or its label.
fn id(term: TermRef<'_>) -> String {
    match term {
        TermRef::NamedNode(iri) => iri.as_str().to_owned(),
        other => other.to_string(),
    }
}

fn text(literal: LiteralRef<'_>) -> Text<'_> {
    let is_plain = literal.language().is_some() || literal.datatype() == xsd::STRING;
    let datatype = (!is_plain).then(|| literal.datatype().as_str());
    Text { value: literal.value(), language: literal.language(), datatype }
}

/// What the objects use of the context, in its order: all the names in them, and the prefixes that those are defined with.
fn used(context: &Context, nodes: &[Value]) -> Map<String, Value> {
    let Some(entries) = context.source().as_object() else { return Map::new() };
    let mut names = HashSet::new();
    for node in nodes {
        collect(node, entries, &mut names);
    }
    for definition in names.iter().filter_map(|name| entries.get(*name)).collect::<Vec<_>>() {
        collect(definition, entries, &mut names);
    }
    entries
        .iter()
        .filter(|(name, _)| name.starts_with('@') || names.contains(name.as_str()))
        .map(|(name, definition)| (name.clone(), definition.clone()))
        .collect()
}

/// The names of the context among all keys, all texts, and what stands before a colon in them.
fn collect<'a>(value: &Value, entries: &'a Map<String, Value>, names: &mut HashSet<&'a str>) {
    let mut note = |text: &str| {
        let name = text.split_once(':').map_or(text, |(prefix, _)| prefix);
        if let Some((name, _)) = entries.get_key_value(name) {
            names.insert(name.as_str());
        }
    };
    match value {
        Value::String(text) => note(text),
        Value::Array(values) => values.iter().for_each(|value| collect(value, entries, names)),
        Value::Object(members) => {
            members.keys().for_each(|key| note(key));
            members.values().for_each(|value| collect(value, entries, names));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
