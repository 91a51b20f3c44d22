//! Every request to a line of the log and to the counters, once its answer has ended.
//!
//! A line holds nothing secret and little that is personal: of the client its network, of a query its hash, of the address the path.

mod log;

pub(crate) use log::Log;

use super::admission;
use super::metrics::Answer;
use super::state::State;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};
use log::Line;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

/// What a handler notes about its request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Note {
    /// The first digits of the SHA-256 of the query.
    query: String,
}

impl Note {
    /// Notes a query: the same text has the same hash, so that it can be found again, and nobody can read it.
    pub(crate) fn of_query(request: &HttpRequest, text: &str) {
        let mut query = String::with_capacity(16);
        for byte in &Sha256::digest(text)[..8] {
            let _ = write!(query, "{byte:02x}");
        }
        request.extensions_mut().insert(Self { query });
    }
}

/// Lets a request pass, and watches its answer.
pub(crate) async fn watch(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<Watched>, Error> {
    let began = Instant::now();
    let state = request.app_data::<web::Data<State>>().cloned();
    let response = next.call(request).await?;
    let seen = Seen::of(response.request(), response.status().as_u16(), response.headers());
    let is_head = *response.request().method() == Method::HEAD;
    Ok(response.map_body(|_, body| {
        let whole = is_head || matches!(body.size(), BodySize::None | BodySize::Sized(0));
        Watched { body: body.boxed(), sent: 0, whole, began, seen, state }
    }))
}

/// What the end of an answer wants to know of its request, which is gone by then.
struct Seen {
    route: String,
    method: &'static str,
    path: String,
    status: u16,
    query: Option<String>,
    rows: Option<u64>,
    cached: bool,
    agent: Option<String>,
    client: Option<String>,
}

/// Characters that are kept of what a client says.
const LONGEST: usize = 200;

impl Seen {
    fn of(request: &HttpRequest, status: u16, headers: &HeaderMap) -> Self {
        let state = request.app_data::<web::Data<State>>();
        let client = state.and_then(|state| admission::client(request, &state.proxies));
        Self {
            route: request.match_pattern().unwrap_or_else(|| "other".to_owned()),
            method: known(request.method()),
            path: request.path().chars().take(LONGEST).collect(),
            status,
            query: request.extensions().get::<Note>().map(|note| note.query.clone()),
            rows: text(headers, "linkworker-rows").and_then(|rows| rows.parse().ok()),
            cached: text(headers, "cache-status").is_some_and(|status| status.ends_with("hit")),
            agent: text(request.headers(), "user-agent").map(|agent| agent.chars().take(LONGEST).collect()),
            client: client.map(|address| admission::network(address).to_string()),
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A body that tells of its end.
pub(crate) struct Watched {
    body: BoxBody,
    sent: u64,
    /// Whether the last byte was asked for.
    whole: bool,
    began: Instant,
    seen: Seen,
    state: Option<web::Data<State>>,
}

impl MessageBody for Watched {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<web::Bytes, Self::Error>>> {
        let polled = Pin::new(&mut self.body).poll_next(context);
        match &polled {
            Poll::Ready(Some(Ok(bytes))) => {
                self.sent += bytes.len() as u64;
                // Of a body of known length nobody asks for what follows the last byte.
                self.whole = self.body.size() == BodySize::Sized(self.sent);
            }
            Poll::Ready(None) => self.whole = true,
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
        polled
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let Some(state) = &self.state else { return };
        let elapsed = self.began.elapsed();
        let Seen { route, method, status, .. } = &self.seen;
        state.metrics.answered(&Answer {
            route,
            method,
            status: *status,
            bytes: self.sent,
            elapsed,
            whole: self.whole,
        });
        if let Some(log) = &state.log {
            log.write(&Line {
                client: self.seen.client.as_deref(),
                method,
                path: &self.seen.path,
                status: *status,
                bytes: self.sent,
                milliseconds: elapsed.as_millis(),
                query: self.seen.query.as_deref(),
                rows: self.seen.rows,
                cached: self.seen.cached,
                whole: self.whole,
                agent: self.seen.agent.as_deref(),
            });
        }
    }
}

/// The methods that make labels.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        "QUERY" => "QUERY",
        _ => "other",
    }
}
