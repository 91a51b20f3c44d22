//! Files that are compiled in, and the few answers that need no graph.

use super::description;
use super::error::HttpError;
use super::etag;
use super::negotiate::Accept;
use super::resource;
use super::state::State;
use crate::export::{Description, Kind};
use crate::ontology;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use oxigraph::model::NamedNode;

/// A compiled-in file: where it is served, its `Content-Type`, its text.
pub(crate) const FILES: &[(&str, &str, &str)] = &[
    ("/static/linkworker.css", "text/css; charset=utf-8", include_str!("../../web/static/linkworker.css")),
    (
        "/static/linkworker.js",
        "text/javascript; charset=utf-8",
        include_str!("../../web/static/linkworker.js"),
    ),
    ("/favicon.ico", "image/svg+xml", ICON),
    ("/static/icon.svg", "image/svg+xml", ICON),
    ("/robots.txt", "text/plain; charset=utf-8", ROBOTS),
    ("/context.jsonld", "application/ld+json", ontology::CONTEXT_JSONLD),
    ("/ontology.ttl", "text/turtle; charset=utf-8", ontology::ONTOLOGY_TTL),
    ("/concepts.ttl", "text/turtle; charset=utf-8", ontology::CONCEPTS_TTL),
    ("/shapes.ttl", "text/turtle; charset=utf-8", ontology::SHAPES_TTL),
];

const ICON: &str = include_str!("../../web/static/icon.svg");

/// Pages may be crawled; queries and downloads cost too much to be fetched by chance.
const ROBOTS: &str =
    "User-agent: *\nDisallow: /sparql\nDisallow: /dump.\nDisallow: /data\nDisallow: /admin\n";

/// `GET` of a compiled-in file.
pub(crate) async fn file(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let (_, media, text) = FILES
        .iter()
        .find(|(path, ..)| *path == request.path())
        .ok_or_else(|| HttpError::NotFound("There is no such file.".to_owned()))?;
    let response = HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, *media))
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .body(*text);
    Ok(etag::unless_known(&request, response).await)
}

/// `GET /.well-known/void` and `/dataset`: the description of the data set (`VoID`, DCAT).
pub(crate) async fn dataset(
    request: HttpRequest,
    state: web::Data<State>,
) -> Result<HttpResponse, HttpError> {
    let accept = Accept::of(&request);
    let format = super::pages::parameter(&request, "format");
    // A browser gets Turtle, which it shows or saves; there is no page for this.
    let offer = match (description::choose(&accept, format.as_deref()), format) {
        (Err(_), None) if accept.prefers_html(description::OFFERS) => &description::OFFERS[0],
        (offer, _) => offer?,
    };
    let iri = NamedNode::new(format!("{}dataset", state.iris.base()))
        .map_err(|e| HttpError::Internal(e.to_string()))?;
    let triples = Vec::clone(&*description::dataset(&state).await?);
    let description = Description {
        iri,
        kind: Kind::Other,
        triples,
        inverse: Vec::new(),
        truncated: false,
        graphs: Vec::new(),
    };
    let response = resource::data(&description, offer)?;
    Ok(etag::unless_known(&request, response).await)
}
