//! Any IRI of the data to what the graph says about it: a page for people, RDF for programs.

use super::description::{self, OFFERS};
use super::error::HttpError;
use super::etag::unless_known;
use super::negotiate::{Accept, Offer, in_words};
use super::pages::{self, home};
use super::references;
use super::sparql::labelled;
use super::state::State;
use crate::export::{self, Description, DumpFormat, Kind, ReferenceFormat};
use crate::vocab::{rdf, void};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, LINK, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use oxigraph::model::{Literal, NamedNode, Triple};
use std::fmt::Write as _;

/// `GET` of `/work/…`, `/concept/…` and every other path under which an IRI of the data lies.
pub(crate) async fn get(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    state.of_one_state(async || answer(&request, &state).await).await
}

async fn answer(request: &HttpRequest, state: &web::Data<State>) -> Result<HttpResponse, HttpError> {
    let path = request.uri().path();
    let iri = state.iris.path_to_iri(path).ok_or_else(|| nothing(path))?;
    let accept = Accept::of(request);
    let format = pages::parameter(request, "format");
    let form = form(&accept, format.as_deref())?;
    if let Some(work) = successor(state, iri.clone()).await? {
        return Ok(moved(request, state, &work));
    }
    let description = match describe(state, iri.clone()).await? {
        Some(description) => description,
        None => graph(state, iri).await?.ok_or_else(|| nothing(path))?,
    };
    let mut response = match form {
        Form::Page => pages::resource_page(request, state, &description).await?,
        Form::Data(offer) => data(&description, offer)?,
        Form::Reference(format) => {
            references::of_work(state, description.iri.clone(), format).await?.ok_or_else(|| {
                HttpError::NotAcceptable(format!("{}; only works are references", in_words(OFFERS)))
            })?
        }
    };
    for link in links(state, &description.iri) {
        response.headers_mut().append(LINK, link);
    }
    Ok(unless_known(request, response).await)
}

/// The work that an IRI is another name of.
async fn successor(state: &web::Data<State>, iri: NamedNode) -> Result<Option<NamedNode>, HttpError> {
    let state = state.clone();
    web::block(move || export::successor(&state.published.get(), &state.iris, &iri))
        .await
        .map_err(|e| HttpError::Internal(e.to_string()))
}

/// Sends the client on to the name that holds. Not to be kept: a source that is taken out may bring the old name back.
fn moved(request: &HttpRequest, state: &State, work: &NamedNode) -> HttpResponse {
    let path = state.iris.local_path(work.as_str()).unwrap_or_else(|| work.as_str().to_owned());
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    HttpResponse::MovedPermanently()
        .insert_header((LOCATION, ascii(&(path + &query))))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .finish()
}

/// What the graph says about an IRI, read off the HTTP threads.
async fn describe(state: &web::Data<State>, iri: NamedNode) -> Result<Option<Description>, HttpError> {
    let state = state.clone();
    web::block(move || export::describe(&state.published.get(), &iri))
        .await
        .map_err(|e| HttpError::Internal(e.to_string()))
}

/// A named graph that no statement describes (the catalogue itself, the ontology): that it is one, and how large it is.
async fn graph(state: &State, iri: NamedNode) -> Result<Option<Description>, HttpError> {
    let overview = home::overview(state).await?;
    let Some(known) = overview.graphs.iter().find(|graph| graph.iri == iri.as_str()) else { return Ok(None) };
    let triples = vec![
        Triple::new(iri.clone(), rdf::TYPE, void::DATASET),
        Triple::new(iri.clone(), void::TRIPLES, Literal::from(known.triples)),
    ];
    Ok(Some(Description {
        iri,
        kind: Kind::Graph,
        triples,
        inverse: Vec::new(),
        truncated: false,
        graphs: Vec::new(),
    }))
}

/// The two kinds of answer.
enum Form {
    Page,
    Reference(ReferenceFormat),
    Data(&'static Offer<DumpFormat>),
}

fn form(accept: &Accept, format: Option<&str>) -> Result<Form, HttpError> {
    match format {
        Some("html" | "text/html") => return Ok(Form::Page),
        None if accept.prefers_html(OFFERS) => return Ok(Form::Page),
        _ => {}
    }
    let reference = match format {
        Some(format) => format.parse().ok(),
        None if accept.best(OFFERS).is_some() => None,
        None => references::wanted(accept),
    };
    if let Some(format) = reference {
        return Ok(Form::Reference(format));
    }
    match description::choose(accept, format) {
        Ok(offer) => Ok(Form::Data(offer)),
        // Somebody who takes `text/*` or HTML at a low quality, but nothing of ours better.
        Err(_) if format.is_none() && accept.best(&[HTML]).is_some() => Ok(Form::Page),
        Err(_) => Err(HttpError::NotAcceptable(format!("{}, {}", in_words(&[HTML]), in_words(OFFERS)))),
    }
}

const HTML: Offer<()> = Offer { value: (), media: "text/html", name: "html" };

/// A description in the form that was chosen.
pub(crate) fn data(description: &Description, offer: &Offer<DumpFormat>) -> Result<HttpResponse, HttpError> {
    let bytes = description.serialize(offer.value).map_err(|e| HttpError::Internal(e.to_string()))?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, labelled(offer.media))).body(bytes))
}

/// What to say where there is nothing, by the first part of the path.
fn nothing(path: &str) -> HttpError {
    let kind = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    HttpError::NotFound(match kind {
        "work" => "The graph holds no work of this name. Works are named by DOI in lower case (/work/doi/10.…), else by PubMed \
                   number (/work/pmid/…); all of them are listed at /works."
            .to_owned(),
        "concept" | "scheme" => "The ontology has no such concept. All concepts are listed at /concepts.".to_owned(),
        "ontology" => "The ontology has no such term. All terms are in /ontology.ttl.".to_owned(),
        "graph" | "source" => "There is no such graph or source. All of them are listed at /graphs.".to_owned(),
        _ => "The graph says nothing about this address. The start page / shows what there is; /sparql answers questions.".to_owned(),
    })
}

/// `Link` headers: the IRI itself, and the forms that it comes in.
fn links(state: &State, iri: &NamedNode) -> Vec<HeaderValue> {
    let mut links = vec![format!("<{}>; rel=\"canonical\"", ascii(iri.as_str()))];
    if let Some(path) = state.iris.local_path(iri.as_str()) {
        let path = ascii(&path);
        links.push(format!("<{path}?format=html>; rel=\"alternate\"; type=\"text/html\""));
        for offer in OFFERS.iter().filter(|offer| !offer.name.is_empty()).take(4) {
            links
                .push(format!("<{path}?format={}>; rel=\"alternate\"; type=\"{}\"", offer.name, offer.media));
        }
    }
    links.iter().filter_map(|link| HeaderValue::from_str(link).ok()).collect()
}

/// An IRI as it may stand in a header: everything beyond ASCII percent-encoded.
fn ascii(iri: &str) -> String {
    let mut encoded = String::with_capacity(iri.len());
    for byte in iri.bytes() {
        match byte {
            b'!'..=b'~' if byte != b'<' && byte != b'>' && byte != b'"' => encoded.push(char::from(byte)),
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}
