//! Changing the graph over HTTP: off unless the owner of the service has given a token.
//!
//! Whoever may change something says so in the header `Authorization: Bearer …` and nowhere else: not in an address, which ends up in
//! logs, and not in a form or a cookie, which a page of another site could make a browser send. So there is no update by GET or by form
//! either. Answers are for nobody's cache and for no page of another site.

pub(crate) mod backup;
pub(crate) mod graph_store;
pub(crate) mod ingest;
pub(crate) mod queries;
pub(crate) mod releases;
mod token;
pub(crate) mod update;
mod upload;

pub use token::{Token, TokenError};

use super::error::HttpError;
use super::state::State;
use crate::ingest::{WriteError, Writer, Written};
use crate::validate::Level;
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Refused requests are told at most this often.
const TELL: Duration = Duration::from_secs(1);

/// Who may change the graph, and through what.
#[derive(Clone)]
pub struct Admin {
    writer: Arc<Writer>,
    token: Token,
    body_bytes: u64,
    refused: Arc<Refused>,
}

/// Requests with a wrong token or none.
#[derive(Default)]
struct Refused {
    count: AtomicU64,
    told: Mutex<Option<Instant>>,
}

impl Admin {
    /// Lets whoever has the token change the graph through the writer. A request body may have 1 GiB.
    #[must_use]
    pub fn new(writer: Arc<Writer>, token: Token) -> Self {
        Self { writer, token, body_bytes: 1 << 30, refused: Arc::default() }
    }

    /// The same with another limit for request bodies, in bytes.
    #[must_use]
    pub fn with_body_bytes(self, body_bytes: u64) -> Self {
        Self { body_bytes, ..self }
    }

    /// Counts a refused request and says so, not too often: whoever tries tokens shall not fill the disk with it.
    fn refuse(&self, request: &HttpRequest, reason: &str) {
        let count = self.refused.count.fetch_add(1, Ordering::Relaxed) + 1;
        let mut told = self.refused.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_none_or(|told| told.elapsed() >= TELL) {
            *told = Some(Instant::now());
            let path = request.path().escape_debug();
            eprintln!("linkworker: {} {path} refused: {reason} ({count} so far)", request.method());
        }
    }
}

impl fmt::Debug for Admin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admin").field("body_bytes", &self.body_bytes).finish_non_exhaustive()
    }
}

/// The means to change something, for a request that has the token. Nothing else of the request has been looked at before.
fn authorized(request: &HttpRequest, state: &State) -> Result<Admin, HttpError> {
    let admin = state.admin.clone().ok_or_else(|| {
        HttpError::NotFound("This service only reads: nothing can be changed here.".to_owned())
    })?;
    let mut given = request.headers().get_all(AUTHORIZATION);
    let (first, second) = (given.next(), given.next());
    let Some(header) = first else {
        admin.refuse(request, "no token");
        return Err(HttpError::Unauthorized("Send the admin token in the header `Authorization: Bearer …`."));
    };
    let token = header.to_str().ok().and_then(|text| text.split_once(' '));
    let is_right = second.is_none()
        && token.is_some_and(|(scheme, token)| {
            scheme.eq_ignore_ascii_case("bearer") && admin.token.is(token.trim())
        });
    if !is_right {
        admin.refuse(request, "wrong token");
        return Err(HttpError::Unauthorized("The token is not the one of this service."));
    }
    Ok(admin)
}

/// Whether a request is one of those here, so that its answer is for nobody else, whatever it is.
pub(crate) fn is_private(request: &HttpRequest) -> bool {
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    match request.path() {
        "/data" => !reads,
        "/sparql" | "/sparql/" => update::is_update(request),
        path => path == "/admin" || path.starts_with("/admin/"),
    }
}

/// Makes a change off the HTTP threads. It goes on to its end also where the client leaves.
async fn change<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, WriteError> + Send + 'static,
) -> Result<T, HttpError> {
    Ok(web::block(work).await.map_err(|error| HttpError::Internal(error.to_string()))??)
}

/// What a change did, for the one who asked for it.
fn told(written: &Written) -> Value {
    json!({
        "changed": written.is_new,
        "release": written.release,
        "shapes": {
            "violations": written.shapes.count(Level::Violation),
            "warnings": written.shapes.count(Level::Warning),
        },
    })
}

fn json(value: &Value) -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(value.to_string())
}
