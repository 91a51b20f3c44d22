//! `/graphs`: the named graphs, where each came from, how much it holds.

use super::home::{Overview, overview};
use super::{Link, grouped, render};
use crate::server::data::rows;
use crate::server::error::HttpError;
use crate::server::state::State;
use actix_web::{HttpResponse, web};
use askama::Template;
use std::collections::HashMap;

/// One named graph and where it came from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Source {
    pub(crate) graph: Link,
    pub(crate) title: String,
    pub(crate) from: Vec<Link>,
    pub(crate) generated: String,
    pub(crate) works: u64,
    pub(crate) triples: String,
}

const SOURCES: &str = "SELECT ?g ?title ?source ?name ?time {
  ?g a void:Dataset .
  OPTIONAL { ?g dcterms:title ?title }
  OPTIONAL { ?g prov:wasDerivedFrom ?source OPTIONAL { ?source foaf:name|dcterms:title ?name } }
  OPTIONAL { ?g prov:generatedAtTime ?time }
}";

const WORKS: &str =
    "SELECT ?g (COUNT(DISTINCT ?w) AS ?n) { GRAPH ?g { ?w a schema:ScholarlyArticle } } GROUP BY ?g";

/// Every named graph, those with works first.
pub(crate) async fn sources(state: &State, overview: &Overview) -> Result<Vec<Source>, HttpError> {
    let works: HashMap<String, u64> =
        rows(state, WORKS, &[]).await?.iter().map(|row| (row.text("g"), row.number("n"))).collect();
    let described = rows(state, SOURCES, &[]).await?;
    let mut sources: Vec<Source> = Vec::with_capacity(overview.graphs.len());
    for graph in &overview.graphs {
        let mut source = Source {
            graph: Link::to(state, &graph.iri, ""),
            triples: grouped(graph.triples),
            works: works.get(&graph.iri).copied().unwrap_or(0),
            ..Source::default()
        };
        for row in described.iter().filter(|row| row.text("g") == graph.iri) {
            source.title = row.text("title");
            source.generated = day(&row.text("time"));
            if let Some(from) = row.some("source").map(|iri| Link::to(state, &iri, row.text("name")))
                && !source.from.contains(&from)
            {
                source.from.push(from);
            }
        }
        sources.push(source);
    }
    sources.sort_by_key(|source| std::cmp::Reverse(source.works));
    Ok(sources)
}

/// The day of an `xsd:dateTime`.
pub(crate) fn day(time: &str) -> String {
    time.split('T').next().unwrap_or_default().to_owned()
}

#[derive(Template)]
#[template(path = "graphs.html")]
struct Page {
    sources: Vec<Source>,
    triples: String,
}

/// `GET /graphs`.
pub(crate) async fn get(state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    state.of_one_state(async || page(&state).await).await
}

async fn page(state: &State) -> Result<HttpResponse, HttpError> {
    let overview = overview(state).await?;
    render(&Page { sources: sources(state, &overview).await?, triples: grouped(overview.triples) })
}
