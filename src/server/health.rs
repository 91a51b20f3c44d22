//! For those who watch the service: whether it is alive, and whether it should get work.

use super::error::HttpError;
use super::state::State;
use super::stream::CollectingSink;
use crate::query::{OutputFormat, Request};
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How long the answer to the simplest query may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /health`: the process is alive and answers. Where it does not, start it again.
pub(crate) async fn health(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(serde_json::json!({
        "status": "ok",
        "empty": state.published.get().is_empty(),
        "version": env!("CARGO_PKG_VERSION"),
    }))
}

/// `GET /ready`: a query of a client would be answered now. Where it would not, send clients elsewhere for a while.
pub(crate) async fn ready(state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    let not = |why: &str| HttpError::NotReady(why.to_owned());
    if state.stopping.load(Ordering::Relaxed) {
        return Err(not("The service is stopping."));
    }
    let snapshot = state.published.get();
    let ask = Request { timeout: Some(PATIENCE), ..Request::new("ASK { ?s ?p ?o }") };
    let (sink, ended) = CollectingSink::new(|_| OutputFormat::Table, 1024);
    // On the workers that clients' queries run on.
    let asked = state.engine.run(ask, Box::new(sink));
    asked.map_err(|_| not("Too many queries are running and waiting."))?;
    match tokio::time::timeout(PATIENCE, ended).await {
        Ok(Ok(Ok(_))) => {
            Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(serde_json::json!({
                "status": "ready",
                "snapshot": snapshot.id(),
                "quads": snapshot.statistics().quads,
            })))
        }
        _ => Err(not("A simple query got no answer in time.")),
    }
}
