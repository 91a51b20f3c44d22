//! `/sparql`: SPARQL 1.1 Protocol query requests to streamed results. Updates are the business of `admin`.
//!
//! Without a query it is the query page for browsers and the service description for RDF clients.

pub(crate) mod cache;
pub(crate) mod formats;
mod request;

use super::access::Note;
use super::error::HttpError;
use super::etag::{ASK_AGAIN, Tag};
use super::negotiate::Accept;
use super::state::State;
use super::stream::{self, Feed, Patience, Question, ResponseSink};
use super::{admin, data, description, pages, references};
use crate::query::Request;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use cache::Entry;
use formats::Choice;
use oxigraph::model::NamedNode;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(crate) use formats::labelled;
use request::Parameters;
pub(crate) use request::pairs;

/// `GET` and `HEAD`: the query stands in the address.
pub(crate) async fn get(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    let parameters = Parameters::of_address(&request)?;
    if parameters.query.is_some() {
        return query(&request, &state, parameters).await;
    }
    let accept = Accept::of(&request);
    match parameters.format.as_deref() {
        Some("html") => pages::query::page(&state),
        None if accept.prefers_html(description::OFFERS) => pages::query::page(&state),
        format => description::answer(&request, &state, format).await,
    }
}

/// `POST` and `QUERY`: the query is the body, or stands in a form.
pub(crate) async fn post(
    request: HttpRequest,
    state: web::Data<State>,
    body: web::Payload,
) -> Result<HttpResponse, HttpError> {
    if state.admin.is_some() && admin::update::is_update(&request) {
        return admin::update::post(request, state, body).await;
    }
    let parameters = Parameters::of_body(&request, &state, body).await?;
    query(&request, &state, parameters).await
}

/// Says which bodies a query can be sent in (`Accept-Query` of the same draft as the method `QUERY`).
pub(crate) fn accepting(mut response: HttpResponse) -> HttpResponse {
    let bodies = HeaderValue::from_static("application/sparql-query, application/x-www-form-urlencoded");
    response.headers_mut().insert(HeaderName::from_static("accept-query"), bodies);
    response
}

/// The answer to the parameters of a query request.
async fn query(
    request: &HttpRequest,
    state: &web::Data<State>,
    parameters: Parameters,
) -> Result<HttpResponse, HttpError> {
    let Parameters { query, default_graphs, named_graphs, timeout, format, explain, guard } = parameters;
    let query = query.filter(|text| !text.trim().is_empty()).ok_or_else(no_query)?;
    let asked =
        Request { query, default_graphs, named_graphs, timeout, explain, guard, ..Request::default() };
    let accept = Accept::of(request);
    if !explain && formats::wants_page(&accept, format.as_deref()) {
        return pages::results::page(state, asked).await;
    }
    if !explain && let Some(format) = formats::references(&accept, format.as_deref()) {
        Note::of_query(request, &asked.query);
        return references::of_query(request, state, asked, format).await;
    }
    answer(request, state, asked, Choice::of(&accept, format.as_deref())?).await
}

/// Answers a query: from the client's own cache, from ours, or by running it and streaming its result.
pub(crate) async fn answer(
    request: &HttpRequest,
    state: &web::Data<State>,
    asked: Request,
    choice: Choice,
) -> Result<HttpResponse, HttpError> {
    Note::of_query(request, &asked.query);
    let snapshot = state.published.get();
    let tag = tag(snapshot.id(), &asked, choice, state.engine.limits().sorted_triples);
    // Only what is the same each time is ever given a tag.
    if let Some(known) = tag.known_to(request).filter(|_| !asked.explain) {
        return Ok(Tag::not_modified(known));
    }
    if let Some(entry) = state.cache.get(&snapshot, &tag).filter(|_| !asked.explain) {
        return Ok(again(state, asked, &tag, &entry).await);
    }
    run(state, asked, choice).await
}

/// The name of a result: whatever its bytes depend on.
fn tag(snapshot: &str, asked: &Request, choice: Choice, sorted: usize) -> Tag {
    let list = |graphs: &[NamedNode]| graphs.iter().map(NamedNode::as_str).collect::<Vec<_>>().join(" ");
    let [default, named] = [&asked.default_graphs, &asked.named_graphs].map(|graphs| list(graphs));
    let texts = [snapshot, asked.query.as_str(), default.as_str(), named.as_str()];
    let sorted = sorted.to_le_bytes();
    let guard = [u8::from(asked.guard)];
    Tag::of(
        texts
            .into_iter()
            .chain(choice.media())
            .map(str::as_bytes)
            .chain([sorted.as_slice(), guard.as_slice()]),
    )
}

/// A result that was given before.
async fn again(state: &web::Data<State>, asked: Request, tag: &Tag, entry: &Entry) -> HttpResponse {
    state.metrics.cache.hits.inc();
    let mut response = HttpResponse::Ok();
    head(&mut response, entry.media, Some(entry.rows), Some(tag));
    response.insert_header((CACHE_STATUS, "linkworker; hit"));
    if entry.empty {
        if entry.hint.get().is_none() {
            let hint = data::empty_hint(state, asked).await;
            let _ = entry.hint.set(hint);
        }
        add_hint(&mut response, entry.hint.get().and_then(Option::as_deref));
    }
    response.body(entry.bytes.clone())
}

/// Runs the query and streams its result.
async fn run(state: &web::Data<State>, asked: Request, choice: Choice) -> Result<HttpResponse, HttpError> {
    let deadline = Instant::now() + asked.timeout.unwrap_or(state.query_timeout).min(state.query_timeout);
    let (feed, pieces) = Feed::new(Patience::Until(deadline));
    let (named, sorted) = (asked.clone(), state.engine.limits().sorted_triples);
    let question = Question { choice, tag: Box::new(move |snapshot| tag(snapshot, &named, choice, sorted)) };
    let (sink, started) = ResponseSink::new(question, Arc::clone(&state.cache), feed);
    let queries = &state.metrics.queries;
    state.engine.run(asked.clone(), Box::new(queries.watch(sink))).inspect_err(|e| queries.refused(e))?;
    let begun = started
        .await
        .map_err(|_| HttpError::Internal("the query thread ended without a word".to_owned()))??;
    let mut response = HttpResponse::Ok();
    head(&mut response, begun.media, begun.rows, begun.tag.as_ref());
    if begun.tag.is_some() {
        state.metrics.cache.misses.inc();
        response.insert_header((CACHE_STATUS, "linkworker; fwd=miss"));
    }
    if begun.empty {
        add_hint(&mut response, data::empty_hint(state, asked).await.as_deref());
    }
    Ok(response.streaming(stream::body(pieces)))
}

/// How an answer came about (RFC 9211).
const CACHE_STATUS: &str = "Cache-Status";

/// The headers of a result.
fn head(response: &mut HttpResponseBuilder, media: &'static str, rows: Option<u64>, tag: Option<&Tag>) {
    response.insert_header((CONTENT_TYPE, labelled(media)));
    if let Some(rows) = rows {
        response.insert_header(("Linkworker-Rows", rows));
    }
    match tag {
        Some(tag) => {
            response.insert_header((ETAG, tag.header())).insert_header((CACHE_CONTROL, ASK_AGAIN));
        }
        None => {
            response.insert_header((CACHE_CONTROL, "no-store"));
        }
    }
}

fn add_hint(response: &mut HttpResponseBuilder, hint: Option<&str>) {
    if let Some(hint) = hint.and_then(hint_header) {
        response.insert_header((HINT, hint));
    }
}

/// The header that says why an answer may be empty.
pub(crate) const HINT: HeaderName = HeaderName::from_static("linkworker-hint");

/// Its value.
pub(crate) fn hint_header(hint: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&visible(hint)).ok()
}

/// A text as a header may hold it: whatever is not printable ASCII becomes `?`.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).take(1000).collect()
}

fn no_query() -> HttpError {
    HttpError::BadRequest(
        "There is no query. Send one as the parameter `query` of a GET request or of a POST form, or as the body of a POST request \
         of type application/sparql-query. For example: ?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%2010"
            .to_owned(),
    )
}

/// Reads `timeout=`: seconds (`5`, `0.5`, `5s`) or milliseconds (`500ms`).
fn parse_timeout(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (number, scale) = match text.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (text.strip_suffix('s').unwrap_or(text), 1.0),
    };
    let seconds = number.trim().parse::<f64>().ok()? * scale;
    (seconds > 0.0).then(|| Duration::try_from_secs_f64(seconds).ok()).flatten()
}
