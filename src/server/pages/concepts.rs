//! `/concepts`: every concept, by scheme. The page of one concept: what it means, what is near it, which works are about it.

use super::facts::Facts;
use super::works::{Item, works_query};
use super::{Link, counted, grouped, render};
use crate::ontology;
use crate::server::data::{Value, row, rows};
use crate::server::error::HttpError;
use crate::server::state::State;
use crate::vocab::{CONCEPT_NS, MESH_NS, SCHEME_NS, skos};
use actix_web::{HttpResponse, web};
use askama::Template;
use oxigraph::model::NamedNode;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "concepts.html")]
struct Tree {
    schemes: Vec<Scheme>,
}

struct Scheme {
    id: String,
    link: Link,
    definition: String,
    concepts: Vec<Node>,
}

/// A concept in the tree, in reading order; `depth` is 1 at the top.
struct Node {
    depth: usize,
    link: Link,
    definition: String,
    works: u64,
}

const USE: &str = "SELECT ?c (COUNT(DISTINCT ?w) AS ?n) { ?w sprx:concerns ?c } GROUP BY ?c";

/// `GET /concepts`.
pub(crate) async fn get(state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    state.of_one_state(async || tree(&state).await).await
}

async fn tree(state: &State) -> Result<HttpResponse, HttpError> {
    let works: HashMap<String, u64> =
        rows(state, USE, &[]).await?.iter().map(|row| (row.text("c"), row.number("n"))).collect();
    let mut schemes = Vec::new();
    // The scheme of section roles describes abstracts, not works.
    for scheme in ontology::schemes().iter().filter(|scheme| scheme.property.is_some()) {
        let mut concepts = Vec::new();
        branch(state, &scheme.id, None, 1, &works, &mut concepts);
        schemes.push(Scheme {
            id: scheme.id.clone(),
            link: Link::to(state, &format!("{SCHEME_NS}{}", scheme.id), scheme.title.clone()),
            definition: scheme.definition.clone(),
            concepts,
        });
    }
    render(&Tree { schemes })
}

/// Adds the concepts below `parent`, each followed by those below it.
fn branch(
    state: &State,
    scheme: &str,
    parent: Option<&str>,
    depth: usize,
    works: &HashMap<String, u64>,
    nodes: &mut Vec<Node>,
) {
    let mut children: Vec<_> = ontology::concepts()
        .iter()
        .filter(|c| c.scheme == scheme && c.broader.as_deref() == parent)
        .collect();
    children.sort_by_key(|concept| concept.label.to_lowercase());
    for concept in children {
        let iri = format!("{CONCEPT_NS}{}", concept.id);
        nodes.push(Node {
            depth: depth.min(6),
            link: Link::to(state, &iri, concept.label.clone()),
            definition: concept.definition.clone(),
            works: works.get(&iri).copied().unwrap_or(0),
        });
        // A circle of broader concepts would be an error of the ontology; it must not hang a page.
        if depth < 20 {
            branch(state, scheme, Some(&concept.id), depth + 1, works, nodes);
        }
    }
}

#[derive(Template)]
#[template(path = "concept.html")]
struct Page {
    iri: String,
    path: String,
    label: String,
    definition: String,
    notes: Vec<String>,
    schemes: Vec<Link>,
    broader: Vec<Link>,
    narrower: Vec<Link>,
    labels: Vec<String>,
    matches: Vec<(&'static str, Link)>,
    count: String,
    narrower_count: u64,
    works: Vec<Item>,
    years: Vec<(String, String)>,
}

const NARROWER: &str =
    "SELECT ?c ?label { ?c skos:broader $concept ; skos:prefLabel ?label } ORDER BY ?label";
const COUNT: &str = "SELECT (COUNT(DISTINCT ?w) AS ?n) { ?w sprx:concerns $concept }";
const COUNT_BELOW: &str =
    "SELECT (COUNT(DISTINCT ?w) AS ?n) { ?c skos:broader* $concept . ?w sprx:concerns ?c }";
const YEARS: &str = "SELECT ?y (COUNT(DISTINCT ?w) AS ?n) { ?c skos:broader* $concept . ?w sprx:concerns ?c ; \
fabio:hasPublicationYear ?year BIND(STR(?year) AS ?y) } GROUP BY ?y ORDER BY DESC(?y)";

/// The page of one concept.
pub(crate) async fn page(state: &State, concept: &NamedNode) -> Result<HttpResponse, HttpError> {
    const MATCHES: &[(oxigraph::model::NamedNodeRef<'static>, &str)] = &[
        (skos::EXACT_MATCH, "Same as"),
        (skos::CLOSE_MATCH, "Close to"),
        (skos::BROAD_MATCH, "Narrower than"),
        (skos::NARROW_MATCH, "Broader than"),
        (skos::RELATED_MATCH, "Related to"),
    ];
    let this = [("concept", Value::Iri(concept))];
    let facts = Facts::about(state, concept).await?;
    let mut matches = Vec::new();
    for (predicate, words) in MATCHES {
        for mut link in facts.links(state, *predicate) {
            if let Some(number) = link.href.strip_prefix(MESH_NS) {
                link.text = format!("MeSH {number}");
            }
            matches.push((*words, link));
        }
    }
    let count = row(state, COUNT, &this).await?.number("n");
    let below = row(state, COUNT_BELOW, &this).await?.number("n");
    render(&Page {
        iri: concept.as_str().to_owned(),
        path: state.iris.local_path(concept.as_str()).unwrap_or_default(),
        label: facts.english(skos::PREF_LABEL),
        definition: facts.english(skos::DEFINITION),
        notes: facts.texts(skos::NOTE),
        schemes: facts.links(state, skos::IN_SCHEME),
        broader: facts.links(state, skos::BROADER),
        narrower: rows(state, NARROWER, &this)
            .await?
            .iter()
            .map(|row| Link::to(state, &row.text("c"), row.text("label")))
            .collect(),
        labels: facts.texts(skos::ALT_LABEL),
        matches,
        count: counted(count, "work", "works"),
        narrower_count: below.saturating_sub(count),
        works: Item::list(state, WORKS, &this).await?,
        years: rows(state, YEARS, &this)
            .await?
            .iter()
            .map(|row| (row.text("y"), grouped(row.number("n"))))
            .collect(),
    })
}

const WORKS: &str = works_query!("?c skos:broader* $concept . ?w sprx:concerns ?c .", "LIMIT 50");
