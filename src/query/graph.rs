//! Triples to an RDF syntax: sorted, grouped by subject, with the prefixes that are used; JSON-LD under the terms of our context.
//!
//! A graph of up to [`super::Limits::sorted_triples`] triples is collected first. A larger one is written as it is found,
//! after the sorted beginning and with every prefix declared: not pretty, but valid, and in bounded memory.

mod jsonld;

use super::output::Outlet;
use super::{Beginning, QueryError};
use crate::ontology::Context;
use crate::vocab::{self, rdf};
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{LiteralRef, NamedOrBlankNodeRef, TermRef, Triple};
use oxigraph::sparql::QueryTripleIter;
use std::cmp::Ordering;

/// Writes a graph; gives the number of triples.
pub(super) fn write(
    mut triples: QueryTripleIter<'_>,
    format: RdfFormat,
    bound: usize,
    beginning: &Beginning<'_>,
    outlet: &Outlet,
) -> Result<u64, QueryError> {
    let mut head = triples.by_ref().take(bound).collect::<Result<Vec<_>, _>>()?;
    let next = triples.next().transpose()?;
    head.sort_unstable_by(reading_order);
    let is_whole = next.is_none();
    outlet.allow_rows((head.len() + usize::from(!is_whole)) as u64)?;
    if is_whole && matches!(format, RdfFormat::JsonLd { .. }) {
        let context = Context::compiled_in().map_err(QueryError::Evaluation)?;
        let mut writer = outlet.begin(beginning)?;
        jsonld::write(context, &head, &mut writer)?;
        writer.finish()?;
        return Ok(head.len() as u64);
    }
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, namespace) in vocab::PREFIXES {
        if !is_whole || head.iter().any(|triple| uses(triple, namespace)) {
            serializer = serializer
                .with_prefix(*prefix, *namespace)
                .map_err(|error| QueryError::Evaluation(error.to_string()))?;
        }
    }
    let mut serializer = serializer.for_writer(outlet.begin(beginning)?);
    let mut count = 0;
    for triple in head.into_iter().chain(next).map(Ok).chain(triples) {
        count += 1;
        outlet.allow_rows(count)?;
        serializer.serialize_triple(&triple?)?;
    }
    serializer.finish()?.finish()?;
    Ok(count)
}

/// By subject; of one subject its types first, then by predicate and object.
fn reading_order(a: &Triple, b: &Triple) -> Ordering {
    let rank = |triple: &Triple| triple.predicate.as_ref() != rdf::TYPE;
    subject(a)
        .cmp(subject(b))
        .then_with(|| rank(a).cmp(&rank(b)))
        .then_with(|| a.predicate.as_str().cmp(b.predicate.as_str()))
        .then_with(|| object(a).cmp(&object(b)))
}

fn subject(triple: &Triple) -> &str {
    match triple.subject.as_ref() {
        NamedOrBlankNodeRef::NamedNode(iri) => iri.as_str(),
        NamedOrBlankNodeRef::BlankNode(node) => node.as_str(),
    }
}

/// The object in an order that is total: kind, text, language or datatype.
fn object(triple: &Triple) -> (u8, &str, &str) {
    match triple.object.as_ref() {
        TermRef::NamedNode(iri) => (0, iri.as_str(), ""),
        TermRef::BlankNode(node) => (1, node.as_str(), ""),
        TermRef::Literal(literal) => {
            (2, literal.value(), literal.language().unwrap_or(literal.datatype().as_str()))
        }
    }
}

/// Whether a prefix for this namespace would shorten a term of the triple.
fn uses(triple: &Triple, namespace: &str) -> bool {
    let shortens = |iri: &str| iri.strip_prefix(namespace).is_some_and(is_local_name);
    shortens(subject(triple))
        || shortens(triple.predicate.as_str()) && triple.predicate.as_ref() != rdf::TYPE
        || match triple.object.as_ref() {
            TermRef::NamedNode(iri) => shortens(iri.as_str()),
            TermRef::BlankNode(_) => false,
            TermRef::Literal(literal) => !is_bare(literal) && shortens(literal.datatype().as_str()),
        }
}

/// Whether Turtle writes a literal without its datatype.
fn is_bare(literal: LiteralRef<'_>) -> bool {
    let bare = [xsd::STRING, xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE, xsd::BOOLEAN];
    literal.language().is_some() || bare.contains(&literal.datatype())
}

/// Whether the rest of an IRI can stand behind a prefix as it is.
pub(super) fn is_local_name(rest: &str) -> bool {
    !rest.starts_with('-') && rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}
