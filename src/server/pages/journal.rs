//! The page of a journal: its works by year and volume.

use super::facts::Facts;
use super::works::{Item, works_query};
use super::{Link, counted, render};
use crate::server::data::{Value, row, rows};
use crate::server::error::HttpError;
use crate::server::state::State;
use crate::vocab::{dcterms, fabio, prism};
use actix_web::HttpResponse;
use askama::Template;
use oxigraph::model::NamedNode;

#[derive(Template)]
#[template(path = "journal.html")]
struct Page {
    iri: String,
    path: String,
    title: String,
    names: Vec<String>,
    issns: Vec<String>,
    count: String,
    volumes: Vec<(Link, String)>,
    works: Vec<Item>,
}

const COUNT: &str = "SELECT (COUNT(DISTINCT ?w) AS ?n) { ?w dcterms:isPartOf $journal ; dcterms:title ?t }";

const VOLUMES: &str = "SELECT ?v ?number (COUNT(DISTINCT ?w) AS ?n) (MIN(STR(?y)) AS ?year) {
  ?v frbr:partOf $journal ; a fabio:JournalVolume ; fabio:hasSequenceIdentifier ?number .
  OPTIONAL { ?w frbr:partOf+ ?v ; a schema:ScholarlyArticle OPTIONAL { ?w fabio:hasPublicationYear ?y } }
} GROUP BY ?v ?number ORDER BY DESC(?year) DESC(?number) LIMIT 200";

const WORKS: &str = works_query!("?w dcterms:isPartOf $journal .", "LIMIT 200");

/// The page.
pub(crate) async fn page(state: &State, journal: &NamedNode) -> Result<HttpResponse, HttpError> {
    let this = [("journal", Value::Iri(journal))];
    let facts = Facts::about(state, journal).await?;
    let title = facts.english(dcterms::TITLE);
    let mut names = facts.texts(dcterms::TITLE);
    names.extend(facts.texts(fabio::HAS_NLM_JOURNAL_TITLE_ABBREVIATION));
    names.retain(|name| *name != title);
    names.dedup();
    let mut issns = facts.texts(prism::ISSN);
    issns.extend(facts.texts(prism::E_ISSN));
    issns.extend(facts.texts(fabio::HAS_ISSN_L));
    issns.sort();
    issns.dedup();
    let volumes = rows(state, VOLUMES, &this).await?;
    render(&Page {
        iri: journal.as_str().to_owned(),
        path: state.iris.local_path(journal.as_str()).unwrap_or_default(),
        title,
        names,
        issns,
        count: counted(row(state, COUNT, &this).await?.number("n"), "work", "works"),
        volumes: volumes
            .iter()
            .map(|row| {
                let year = row.some("year").map(|year| format!(" ({year})")).unwrap_or_default();
                let link = Link::to(state, &row.text("v"), format!("Volume {}{year}", row.text("number")));
                (link, counted(row.number("n"), "work", "works"))
            })
            .collect(),
        works: Item::list(state, WORKS, &this).await?,
    })
}
