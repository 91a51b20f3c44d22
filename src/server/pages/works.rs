//! `/works`: every work, newest first, in pages, filtered by words of the title.

use super::results::encoded;
use super::{Link, Pager, counted, page_number, parameter, render};
use crate::server::data::{Row, Value, row, rows};
use crate::server::error::HttpError;
use crate::server::state::State;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use oxigraph::model::NamedNode;

/// A work in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) link: Link,
    pub(crate) authors: String,
    pub(crate) journal: Link,
    pub(crate) year: String,
}

/// A query for works: newest first, one row for each, with what a list shows. `$pattern` binds `?w`.
macro_rules! works_query {
    ($pattern:literal, $slice:literal) => {
        concat!(
            "SELECT ?w (SAMPLE(?t) AS ?title) (MAX(?y) AS ?year) (SAMPLE(?j) AS ?journal) (SAMPLE(?jt) AS ?journalTitle) {",
            "{ SELECT DISTINCT ?w { ",
            $pattern,
            " } }
              ?w dcterms:title ?t .
              OPTIONAL { ?w fabio:hasPublicationYear ?py BIND(STR(?py) AS ?y) }
              OPTIONAL { ?w dcterms:isPartOf ?j . ?j dcterms:title ?jt }
            } GROUP BY ?w ORDER BY DESC(?year) ?title ?w ",
            $slice
        )
    };
}
pub(crate) use works_query;

const AUTHORS: &str =
    "SELECT DISTINCT ?w ?n ?agent ?name { VALUES ?w { $works } ?w pro:isDocumentContextFor ?role .
?role pro:isHeldBy ?agent ; schema:position ?n . ?agent foaf:name ?name FILTER(?n <= 4) } ORDER BY ?w ?n";

impl Item {
    /// The works that a query made by [`works_query`] finds.
    pub(crate) async fn list(
        state: &State,
        query: &'static str,
        values: &[(&str, Value<'_>)],
    ) -> Result<Vec<Self>, HttpError> {
        let found = rows(state, query, values).await?;
        let works: Vec<NamedNode> =
            found.iter().filter_map(|row| NamedNode::new(row.text("w")).ok()).collect();
        if works.is_empty() {
            return Ok(Vec::new());
        }
        let names = rows(state, AUTHORS, &[("works", Value::Iris(&works))]).await?;
        let item = |row: &Row| {
            let own: Vec<String> = names
                .iter()
                .filter(|name| name.term("w") == row.term("w"))
                .map(|name| name.text("name"))
                .collect();
            let others = if own.len() > 3 { " and others" } else { "" };
            let authors = own.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
            Self { authors: authors + others, ..Self::of(state, row) }
        };
        Ok(found.iter().map(item).collect())
    }

    fn of(state: &State, row: &Row) -> Self {
        Self {
            link: Link::to(state, &row.text("w"), row.text("title")),
            authors: String::new(),
            journal: row
                .some("journal")
                .map(|iri| Link::to(state, &iri, row.text("journalTitle")))
                .unwrap_or_default(),
            year: row.text("year"),
        }
    }
}

/// Works on one page.
const SIZE: u64 = 25;

const ALL: &str = works_query!("?w a schema:ScholarlyArticle .", "LIMIT $size OFFSET $skip");
const ALL_COUNT: &str =
    "SELECT (COUNT(DISTINCT ?w) AS ?n) { ?w a schema:ScholarlyArticle ; dcterms:title ?t }";
const FILTERED: &str = works_query!(
    "?w a schema:ScholarlyArticle ; dcterms:title ?wt . \
     FILTER(CONTAINS(LCASE(STR(?wt)), $first) && CONTAINS(LCASE(STR(?wt)), $second) && CONTAINS(LCASE(STR(?wt)), $third))",
    "LIMIT $size OFFSET $skip"
);
const FILTERED_COUNT: &str = "SELECT (COUNT(DISTINCT ?w) AS ?n) { ?w a schema:ScholarlyArticle ; dcterms:title ?wt . \
FILTER(CONTAINS(LCASE(STR(?wt)), $first) && CONTAINS(LCASE(STR(?wt)), $second) && CONTAINS(LCASE(STR(?wt)), $third)) }";

#[derive(Template)]
#[template(path = "works.html")]
struct Page {
    filter: String,
    summary: String,
    works: Vec<Item>,
    pager: Pager,
}

/// `GET /works`, with `?title=` and `?page=`.
pub(crate) async fn get(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    state.of_one_state(async || list(&request, &state).await).await
}

async fn list(request: &HttpRequest, state: &State) -> Result<HttpResponse, HttpError> {
    let page = page_number(request);
    let filter: String = parameter(request, "title").unwrap_or_default().chars().take(200).collect();
    let lower = filter.to_lowercase();
    let mut words = lower.split_whitespace();
    // Up to three words; what is beyond them belongs to the third, as a phrase.
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let third = words.collect::<Vec<_>>().join(" ");
    let mut values = vec![("size", Value::Number(SIZE)), ("skip", Value::Number((page - 1) * SIZE))];
    let (count, list) = if first.is_empty() {
        (ALL_COUNT, ALL)
    } else {
        values.extend([
            ("first", Value::Text(first)),
            ("second", Value::Text(second)),
            ("third", Value::Text(&third)),
        ]);
        (FILTERED_COUNT, FILTERED)
    };
    let total = row(state, count, &values).await?.number("n");
    let address = match first {
        "" => "/works?page=".to_owned(),
        _ => format!("/works?title={}&page=", encoded(&filter)),
    };
    render(&Page {
        summary: counted(total, "work", "works"),
        works: Item::list(state, list, &values).await?,
        pager: Pager::new(page, total, SIZE, address),
        filter,
    })
}
