//! `/`: what is in the graph, a query box with examples, downloads.

use super::query::{EXAMPLES, Example};
use super::{Link, grouped, render};
use crate::query::QueryError;
use crate::server::data::{Row, Value, row, rows};
use crate::server::error::HttpError;
use crate::server::state::State;
use crate::vocab::sprx;
use actix_web::{HttpResponse, web};
use askama::Template;
use oxigraph::model::NamedNode;
use std::sync::Arc;

/// Counts of the whole graph.
#[derive(Debug, Default)]
pub(crate) struct Overview {
    /// Statements of the default graph.
    pub(crate) triples: u64,
    pub(crate) graphs: Vec<GraphCount>,
    counts: Vec<Count>,
    /// Works per year, in order.
    years: Vec<(String, u64)>,
    /// The concepts that most works are about: IRI, label, works.
    topics: Vec<(String, String, u64)>,
}

/// How many there are of one kind of thing.
#[derive(Debug)]
struct Count {
    number: u64,
    one: &'static str,
    many: &'static str,
    /// The page that lists them; empty where there is none.
    href: &'static str,
}

/// One named graph.
#[derive(Debug, Default, Clone)]
pub(crate) struct GraphCount {
    pub(crate) iri: String,
    pub(crate) triples: u64,
}

const TRIPLES: &str = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }";

/// What is counted: one of it, many of it, where they are listed, how they are counted.
const COUNTS: &[(&str, &str, &str, &str)] = &[
    (
        "work",
        "works",
        "/works",
        "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x dcterms:title ?t ; a schema:ScholarlyArticle }",
    ),
    ("author record", "author records", "", "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a foaf:Person }"),
    (
        "organisation",
        "organisations",
        "",
        "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?role pro:relatesToOrganization ?x }",
    ),
    ("journal", "journals", "", "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a fabio:Journal }"),
    (
        "citation link",
        "citation links",
        "",
        "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?b { ?a cito:cites ?b } }",
    ),
    (
        "concept in use",
        "concepts in use",
        "/concepts",
        "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?w sprx:concerns ?x }",
    ),
    ("mention found", "mentions found", "", "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a oa:Annotation }"),
];

const GRAPHS: &str = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g";

const YEARS: &str = "SELECT ?year (COUNT(DISTINCT ?w) AS ?n)
{ ?w a schema:ScholarlyArticle ; fabio:hasPublicationYear ?y BIND(STR(?y) AS ?year) } GROUP BY ?year ORDER BY ?year";

const TOPICS: &str = "SELECT ?c ?label (COUNT(DISTINCT ?w) AS ?n)
{ ?w $concerns ?c . ?c skos:prefLabel ?label } GROUP BY ?c ?label ORDER BY DESC(?n) ?label LIMIT 12";

/// The counts of the graph as it is now; made once for each state of the graph.
pub(crate) async fn overview(state: &State) -> Result<Arc<Overview>, HttpError> {
    let mut kept = state.overview.lock().await;
    let snapshot = state.published.get();
    if let Some((_, overview)) = kept.as_ref().filter(|(counted, _)| counted == snapshot.id()) {
        return Ok(Arc::clone(overview));
    }
    let overview = Arc::new(count(state).await?);
    // What was counted half before another state was published, and half after, is true of neither.
    if Arc::ptr_eq(&snapshot, &state.published.get()) {
        *kept = Some((snapshot.id().to_owned(), Arc::clone(&overview)));
    }
    Ok(overview)
}

async fn count(state: &State) -> Result<Overview, HttpError> {
    let graphs = rows(state, GRAPHS, &[]).await?;
    let years = in_time(rows(state, YEARS, &[]).await)?;
    let concerns = NamedNode::from(sprx::CONCERNS);
    let topics = in_time(rows(state, TOPICS, &[("concerns", Value::Iri(&concerns))]).await)?;
    let mut counts = Vec::with_capacity(COUNTS.len());
    for &(one, many, href, query) in COUNTS {
        if let Some(row) = in_time(rows(state, query, &[]).await)?.first() {
            counts.push(Count { number: row.number("n"), one, many, href });
        }
    }
    Ok(Overview {
        triples: row(state, TRIPLES, &[]).await?.number("n"),
        graphs: graphs.iter().map(|r| GraphCount { iri: r.text("g"), triples: r.number("n") }).collect(),
        counts,
        years: years.iter().map(|r| (r.text("year"), r.number("n"))).collect(),
        topics: topics.iter().map(|r| (r.text("c"), r.text("label"), r.number("n"))).collect(),
    })
}

/// A part of the overview that takes too long on a large graph is left out, rather than the page.
fn in_time(found: Result<Vec<Row>, HttpError>) -> Result<Vec<Row>, HttpError> {
    match found {
        Err(HttpError::Query(QueryError::Timeout(_))) => Ok(Vec::new()),
        other => other,
    }
}

#[derive(Template)]
#[template(path = "home.html")]
struct Page {
    counts: Vec<Card>,
    span: String,
    years: Vec<Bar>,
    topics: Vec<(Link, String)>,
    sources: Vec<super::graphs::Source>,
    examples: &'static [Example],
    first: &'static str,
    endpoint: String,
    base: String,
}

/// A count as it is shown.
struct Card {
    number: String,
    what: &'static str,
    href: &'static str,
}

struct Bar {
    year: String,
    works: u64,
    /// Height of its bar, in hundredths of the highest.
    height: u64,
}

/// The years from the first to the last, those without works too, unless the span is too long to draw.
fn every_year(years: &[(String, u64)]) -> Vec<(String, u64)> {
    const LONGEST: i32 = 120;
    let ends = years.first().zip(years.last());
    let span =
        ends.and_then(|(first, last)| Some((first.0.parse::<i32>().ok()?, last.0.parse::<i32>().ok()?)));
    let Some((first, last)) = span.filter(|(first, last)| last - first < LONGEST) else {
        return years.to_vec();
    };
    let works = |year: i32| years.iter().find(|(known, _)| known.parse() == Ok(year)).map_or(0, |(_, n)| *n);
    (first..=last).map(|year| (year.to_string(), works(year))).collect()
}

/// `GET /`.
pub(crate) async fn get(state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    state.of_one_state(async || page(&state).await).await
}

async fn page(state: &State) -> Result<HttpResponse, HttpError> {
    let overview = overview(state).await?;
    let most = overview.years.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
    let card = |number, what, href| Card { number: grouped(number), what, href };
    let counted =
        overview.counts.iter().map(|c| card(c.number, if c.number == 1 { c.one } else { c.many }, c.href));
    render(&Page {
        counts: counted.chain([card(overview.triples, "statements", "/graphs")]).collect(),
        span: match (overview.years.first(), overview.years.last()) {
            (Some((first, _)), Some((last, _))) => format!("{first}–{last}"),
            _ => String::new(),
        },
        years: every_year(&overview.years)
            .into_iter()
            .map(|(year, works)| Bar { year, works, height: (works * 100).div_ceil(most) })
            .collect(),
        topics: overview
            .topics
            .iter()
            .map(|(iri, label, n)| (Link::to(state, iri, label.clone()), grouped(*n)))
            .collect(),
        sources: super::graphs::sources(state, &overview).await?,
        examples: &EXAMPLES,
        first: EXAMPLES.iter().find(|example| example.on_start).map_or("", |example| example.query),
        endpoint: format!("{}sparql", state.url()),
        base: state.iris.base().to_owned(),
    })
}
