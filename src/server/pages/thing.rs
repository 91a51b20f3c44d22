//! The page about a resource that has no page of its own kind: every statement, as a table.

use super::facts::in_words;
use super::{Link, grouped, render};
use crate::export::Description;
use crate::server::error::HttpError;
use crate::server::state::State;
use crate::vocab::{dcterms, foaf, literal, rdf, rdfs, skos};
use actix_web::HttpResponse;
use askama::Template;
use oxigraph::model::{NamedNodeRef, NamedOrBlankNodeRef, Term, TermRef, Triple};

#[derive(Template)]
#[template(path = "thing.html")]
struct Page {
    title: String,
    iri: String,
    kinds: Vec<Link>,
    facts: Vec<(Link, Vec<Link>)>,
    inverse: Vec<(Link, String, Vec<Link>)>,
    truncated: bool,
}

/// The page.
pub(crate) fn page(state: &State, description: &Description) -> Result<HttpResponse, HttpError> {
    let iri = description.iri.as_str();
    let label = |of: &str| label(&description.triples, of);
    let mut facts: Vec<(Link, Vec<Link>)> = Vec::new();
    let mut kinds = Vec::new();
    for triple in description.triples.iter().filter(|triple| is(triple, iri)) {
        let object = match &triple.object {
            Term::NamedNode(object) => {
                let text = label(object.as_str()).unwrap_or_else(|| Link::short(state, object.as_str()));
                Link::to(state, object.as_str(), text)
            }
            Term::Literal(literal) => Link { text: literal.value().to_owned(), ..Link::default() },
            Term::BlankNode(node) => Link { text: node.to_string(), ..Link::default() },
        };
        if triple.predicate.as_ref() == rdf::TYPE {
            kinds.push(object);
            continue;
        }
        let predicate = Link::to(state, triple.predicate.as_str(), in_words(triple.predicate.as_str()));
        match facts.last_mut() {
            Some((last, objects)) if *last == predicate => objects.push(object),
            _ => facts.push((predicate, vec![object])),
        }
    }
    let inverse = description.inverse.iter().map(|inverse| {
        let predicate = inverse.predicate.as_str();
        let subject = |s: &oxigraph::model::NamedNode| {
            let text = label(s.as_str()).unwrap_or_else(|| Link::short(state, s.as_str()));
            Link::to(state, s.as_str(), text)
        };
        (
            Link::to(state, predicate, in_words(predicate)),
            grouped(inverse.count),
            inverse.subjects.iter().map(subject).collect(),
        )
    });
    render(&Page {
        title: label(iri).unwrap_or_else(|| Link::short(state, iri)),
        iri: iri.to_owned(),
        kinds,
        facts,
        inverse: inverse.collect(),
        truncated: description.truncated,
    })
}

fn is(triple: &Triple, iri: &str) -> bool {
    matches!(triple.subject.as_ref(), NamedOrBlankNodeRef::NamedNode(node) if node.as_str() == iri)
}

/// The best name that the statements give a resource.
fn label(triples: &[Triple], iri: &str) -> Option<String> {
    const NAMES: [NamedNodeRef<'static>; 5] =
        [skos::PREF_LABEL, dcterms::TITLE, foaf::NAME, rdfs::LABEL, literal::HAS_LITERAL_VALUE];
    NAMES.iter().find_map(|name| {
        triples.iter().filter(|triple| is(triple, iri) && triple.predicate.as_ref() == *name).find_map(
            |triple| match triple.object.as_ref() {
                TermRef::Literal(literal) => Some(literal.value().to_owned()),
                _ => None,
            },
        )
    })
}
