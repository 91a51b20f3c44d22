//! `/sparql`: SPARQL 1.1 Protocol query requests to streamed results. Updates are the business of `admin`.
//!
//! Without a query it is the query page for browsers and the service description for RDF clients.

mod request;

use super::error::HttpError;
use super::negotiate::{Accept, Offer, in_words};
use super::state::State;
use super::stream::{self, Feed, Patience, ResponseSink};
use super::{admin, data, description, pages};
use crate::query::{OutputFormat, Request, ResultKind};
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use request::Parameters;
pub(crate) use request::pairs;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// `GET` and `HEAD`: the query stands in the address.
pub(crate) async fn get(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    let parameters = Parameters::of_address(&request)?;
    if parameters.query.is_some() {
        return answer(&request, &state, parameters).await;
    }
    let accept = Accept::of(&request);
    match parameters.format.as_deref() {
        Some("html") => pages::query::page(&state),
        None if accept.prefers_html(description::OFFERS) => pages::query::page(&state),
        format => description::answer(&state, &accept, format).await,
    }
}

/// `POST`: the query is the body, or stands in a form.
pub(crate) async fn post(
    request: HttpRequest,
    state: web::Data<State>,
    body: web::Payload,
) -> Result<HttpResponse, HttpError> {
    if state.admin.is_some() && admin::update::is_update(&request) {
        return admin::update::post(request, state, body).await;
    }
    let parameters = Parameters::of_body(&request, &state, body).await?;
    answer(&request, &state, parameters).await
}

/// One of each kind of result that has formats of its own.
const KINDS: [ResultKind; 2] = [ResultKind::Solutions, ResultKind::Graph];

/// Runs the query and streams its result.
async fn answer(
    request: &HttpRequest,
    state: &web::Data<State>,
    parameters: Parameters,
) -> Result<HttpResponse, HttpError> {
    let Parameters { query, default_graphs, named_graphs, timeout, format } = parameters;
    let query = query.filter(|text| !text.trim().is_empty()).ok_or_else(no_query)?;
    let accept = Accept::of(request);
    let wants_page = match format.as_deref() {
        Some(format) => matches!(format, "html" | "text/html"),
        None => KINDS.iter().all(|&kind| accept.prefers_html(offers(kind))),
    };
    if let Some(format) = &format
        && !wants_page
        && KINDS.iter().all(|&kind| named(kind, format).is_none())
    {
        let known = KINDS.map(|kind| in_words(offers(kind))).join(", ");
        return Err(HttpError::NotAcceptable(format!("{known}, text/html (format=html)")));
    }
    let query_request = Request { query, default_graphs, named_graphs, timeout, ..Request::default() };
    if wants_page {
        return pages::results::page(state, query_request).await;
    }
    let deadline = Instant::now() + timeout.unwrap_or(state.query_timeout).min(state.query_timeout);
    let (feed, pieces) = Feed::new(Patience::Until(deadline));
    let (sink, started) = ResponseSink::new(accept, format, feed);
    state.engine.run(query_request.clone(), Box::new(sink))?;
    let begun = started
        .await
        .map_err(|_| HttpError::Internal("the query thread ended without a word".to_owned()))??;
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, labelled(begun.media)));
    if begun.empty
        && let Some(hint) = data::empty_hint(state, query_request).await
        && let Ok(hint) = HeaderValue::from_str(&visible(&hint))
    {
        response.insert_header(("Linkworker-Hint", hint));
    }
    Ok(response.streaming(stream::body(pieces)))
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

/// `Content-Type` of a media type: text is always UTF-8 here, and says so.
pub(crate) fn labelled(media: &'static str) -> HeaderValue {
    if media.starts_with("text/") {
        HeaderValue::from_str(&format!("{media}; charset=utf-8"))
            .unwrap_or(HeaderValue::from_static("text/plain"))
    } else {
        HeaderValue::from_static(media)
    }
}

/// The forms that a result of this kind can take, best first.
pub(crate) fn offers(kind: ResultKind) -> &'static [Offer<OutputFormat>] {
    static TABLES: LazyLock<Vec<Offer<OutputFormat>>> = LazyLock::new(|| all_offers(ResultKind::Solutions));
    static GRAPHS: LazyLock<Vec<Offer<OutputFormat>>> = LazyLock::new(|| all_offers(ResultKind::Graph));
    match kind {
        ResultKind::Solutions | ResultKind::Boolean => &TABLES,
        ResultKind::Graph => &GRAPHS,
    }
}

/// Media types that stand for several formats: the same bytes under another label, for clients that know no better. They come last,
/// so that a client that takes anything gets the proper label.
const GENERIC: &[&str] = &["application/json", "application/xml", "text/xml", "text/plain"];

fn all_offers(kind: ResultKind) -> Vec<Offer<OutputFormat>> {
    let mut offers: Vec<Offer<OutputFormat>> = OutputFormat::all_for(kind)
        .map(|format| Offer { value: format, media: essence(format.media_type()), name: format.name() })
        .collect();
    for media in GENERIC {
        if let Some(value) = OutputFormat::from_media_type(media, kind)
            && offers.iter().all(|offer| offer.media != *media)
        {
            offers.push(Offer { value, media, name: "" });
        }
    }
    offers
}

/// The offer that `?format=` names, by short name or media type; a `+` in a media type may have come as a space.
pub(crate) fn named(kind: ResultKind, format: &str) -> Option<&'static Offer<OutputFormat>> {
    let format = format.trim().replace(' ', "+");
    let value =
        OutputFormat::from_name(&format, kind).or_else(|| OutputFormat::from_media_type(&format, kind))?;
    offers(kind).iter().find(|offer| offer.value == value)
}

/// A media type without its parameters.
fn essence(media: &'static str) -> &'static str {
    media.split_once(';').map_or(media, |(essence, _)| essence.trim_end())
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
