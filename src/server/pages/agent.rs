//! The pages of people, and of organisations: employers of authors, groups that are authors, and funders.

use super::facts::Facts;
use super::works::{Item, works_query};
use super::{Link, Pager, counted, render};
use crate::server::data::{Value, row, rows};
use crate::server::error::HttpError;
use crate::server::state::State;
use crate::vocab::{foaf, frapo, org, owl, schema, skos};
use actix_web::HttpResponse;
use askama::Template;
use oxigraph::model::NamedNode;

#[derive(Template)]
#[template(path = "person.html")]
struct Person {
    iri: String,
    path: String,
    name: String,
    other_names: Vec<String>,
    same: Vec<Link>,
    affiliations: Vec<String>,
    organizations: Vec<Link>,
    works: Vec<Item>,
    /// Others of the same name, who may or may not be the same person.
    namesakes: Vec<(Link, Link)>,
}

const PERSON_WORKS: &str =
    works_query!("?role pro:isHeldBy $agent . ?w pro:isDocumentContextFor ?role .", "LIMIT 200");

const ROLES: &str = "SELECT DISTINCT ?affiliation ?org ?name { ?role pro:isHeldBy $agent .
  OPTIONAL { ?role sprx:affiliationText ?affiliation }
  OPTIONAL { ?role pro:relatesToOrganization ?org . ?org foaf:name ?name } } ORDER BY ?affiliation ?name";

const NAMESAKES: &str = "SELECT DISTINCT ?other ?work ?title { $agent foaf:name ?name . ?other foaf:name ?name FILTER(?other != $agent)
  ?role pro:isHeldBy ?other . ?work pro:isDocumentContextFor ?role ; dcterms:title ?title } ORDER BY ?title ?other LIMIT 50";

/// The page of a person.
pub(crate) async fn person(state: &State, agent: &NamedNode) -> Result<HttpResponse, HttpError> {
    let this = [("agent", Value::Iri(agent))];
    let facts = Facts::about(state, agent).await?;
    let roles = rows(state, ROLES, &this).await?;
    let mut affiliations: Vec<String> = roles.iter().filter_map(|row| row.some("affiliation")).collect();
    affiliations.dedup();
    let mut organizations: Vec<Link> =
        roles.iter().filter_map(|row| Some(Link::to(state, &row.some("org")?, row.text("name")))).collect();
    organizations.sort_by(|a, b| a.text.cmp(&b.text));
    organizations.dedup();
    let mut same = facts.links(state, schema::SAME_AS);
    same.extend(facts.links(state, owl::SAME_AS));
    let namesake = |row: &crate::server::data::Row| {
        (
            Link::to(state, &row.text("other"), facts.text(foaf::NAME)),
            Link::to(state, &row.text("work"), row.text("title")),
        )
    };
    render(&Person {
        iri: agent.as_str().to_owned(),
        path: state.iris.local_path(agent.as_str()).unwrap_or_default(),
        name: facts.text(foaf::NAME),
        other_names: facts.texts(skos::ALT_LABEL),
        same,
        affiliations,
        organizations,
        works: Item::list(state, PERSON_WORKS, &this).await?,
        namesakes: rows(state, NAMESAKES, &this).await?.iter().map(namesake).collect(),
    })
}

#[derive(Template)]
#[template(path = "organization.html")]
struct Organization {
    iri: String,
    path: String,
    name: String,
    country: String,
    part_of: Vec<Link>,
    matches: Vec<Link>,
    count: String,
    works: Vec<Item>,
    pager: Pager,
    people: Vec<Link>,
}

/// Works on one page.
const SIZE: u64 = 25;

const ORGANIZATION_WORKS: &str = works_query!(
    "{ ?role pro:relatesToOrganization|pro:isHeldBy $agent . ?w pro:isDocumentContextFor ?role } \
     UNION { ?w frapo:isFundedBy/frapo:isAwardedBy $agent }",
    "LIMIT $size OFFSET $skip"
);

// Whether it has a title is asked last, for each work found: as a join it would run over the titles of all works.
const ORGANIZATION_COUNT: &str = "SELECT (COUNT(DISTINCT ?w) AS ?n) {
  { ?role pro:relatesToOrganization|pro:isHeldBy $agent . ?w pro:isDocumentContextFor ?role }
  UNION { ?w frapo:isFundedBy/frapo:isAwardedBy $agent }
  FILTER EXISTS { ?w dcterms:title ?title } }";

const PEOPLE: &str =
    "SELECT DISTINCT ?person ?name { ?role pro:relatesToOrganization $agent ; pro:isHeldBy ?person .
  ?person foaf:name ?name } ORDER BY ?name ?person LIMIT 200";

/// The page of an organisation.
pub(crate) async fn organization(
    state: &State,
    agent: &NamedNode,
    page: u64,
) -> Result<HttpResponse, HttpError> {
    let this = [
        ("agent", Value::Iri(agent)),
        ("size", Value::Number(SIZE)),
        ("skip", Value::Number((page - 1) * SIZE)),
    ];
    let facts = Facts::about(state, agent).await?;
    let total = row(state, ORGANIZATION_COUNT, &this).await?.number("n");
    let path = state.iris.local_path(agent.as_str()).unwrap_or_default();
    render(&Organization {
        iri: agent.as_str().to_owned(),
        pager: Pager::new(page, total, SIZE, format!("{path}?page=")),
        path,
        name: facts.text(foaf::NAME),
        country: facts.text(frapo::HAS_COUNTRY_CODE),
        part_of: facts.links(state, org::UNIT_OF),
        matches: facts.links(state, skos::EXACT_MATCH),
        count: counted(total, "work", "works"),
        works: Item::list(state, ORGANIZATION_WORKS, &this).await?,
        people: rows(state, PEOPLE, &this)
            .await?
            .iter()
            .map(|row| Link::to(state, &row.text("person"), row.text("name")))
            .collect(),
    })
}
