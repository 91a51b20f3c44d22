//! `/admin/queries`: the queries of clients that are not answered yet, and how to stop one.

use super::authorized;
use crate::query::OpenQuery;
use crate::server::error::HttpError;
use crate::server::state::State;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

/// `GET /admin/queries`: in the order in which they came.
pub(crate) async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    authorized(&request, &state)?;
    let queries: Vec<Value> = state.engine.open_queries().iter().map(told).collect();
    Ok(super::json(&json!({ "queries": queries })))
}

/// `DELETE /admin/queries/{number}`: its client is told that it was stopped.
pub(crate) async fn stop(
    request: HttpRequest,
    state: web::Data<State>,
    number: web::Path<u64>,
) -> Result<HttpResponse, HttpError> {
    authorized(&request, &state)?;
    if state.engine.stop(*number) {
        return Ok(HttpResponse::NoContent().finish());
    }
    Err(HttpError::NotFound(format!(
        "No query {number} is running or waiting; /admin/queries lists those that are."
    )))
}

fn told(query: &OpenQuery) -> Value {
    json!({
        "number": query.number,
        "query": query.query,
        "state": if query.is_running { "running" } else { "waiting" },
        "seconds": query.elapsed.as_secs_f64(),
        "timeout": query.timeout.as_secs_f64(),
    })
}
