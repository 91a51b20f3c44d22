//! `/data?graph=IRI` and `/data?default`: what a graph holds is replaced, added to or deleted (SPARQL 1.1 Graph Store HTTP Protocol,
//! sections 5.3 to 5.5).

use super::{Admin, authorized, change, upload};
use crate::ingest::{Document, Syntax, Written};
use crate::server::error::HttpError;
use crate::server::sparql::pairs;
use crate::server::state::State;
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};
use oxigraph::model::{GraphName, NamedNode};

/// Longest document, in bytes: it is held in memory while it is read, and so is the transaction that it becomes.
const DOCUMENT: u64 = 64 << 20;

/// `PUT` and `POST`: the body is an RDF document.
pub(crate) async fn write(
    request: HttpRequest,
    state: web::Data<State>,
    body: web::Payload,
) -> Result<HttpResponse, HttpError> {
    let admin = authorized(&request, &state)?;
    let graph = graph(&request)?;
    let document = document(&request, &state, &admin, body).await?;
    let replaces = request.method() == Method::PUT;
    let written = change(move || {
        if replaces {
            admin.writer.replace_graph(&graph, &document)
        } else {
            admin.writer.add_to_graph(&graph, &document)
        }
    })
    .await?;
    Ok(done(&written))
}

/// `DELETE`: the graph goes.
pub(crate) async fn delete(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    let admin = authorized(&request, &state)?;
    let graph = graph(&request)?;
    let written = change(move || admin.writer.delete_graph(&graph)).await?;
    Ok(done(&written))
}

async fn document(
    request: &HttpRequest,
    state: &State,
    admin: &Admin,
    body: web::Payload,
) -> Result<Document, HttpError> {
    let media = upload::media_type(request)?;
    let syntax = Syntax::from_media_type(&media).ok_or_else(|| {
        let known = Syntax::ALL.map(Syntax::media_type).join(", ");
        HttpError::UnsupportedMediaType(format!(
            "Send RDF with its Content-Type, one of {known}; not a form."
        ))
    })?;
    let bytes = upload::to_memory(request, state, admin.body_bytes.min(DOCUMENT), body).await?;
    Ok(Document::new(syntax, bytes))
}

/// The graph that the address names: exactly one.
fn graph(request: &HttpRequest) -> Result<GraphName, HttpError> {
    let mut named = None;
    for (name, value) in pairs(request.uri().query().unwrap_or_default().as_bytes())? {
        let graph = match name.as_str() {
            "default" => GraphName::DefaultGraph,
            "graph" => GraphName::from(NamedNode::new(&value).map_err(|e| {
                HttpError::BadRequest(format!("`graph` must be an absolute IRI, and {value:?} is none: {e}"))
            })?),
            _ => continue,
        };
        if named.replace(graph).is_some() {
            return Err(HttpError::BadRequest("The address names more than one graph.".to_owned()));
        }
    }
    named.ok_or_else(|| {
        HttpError::BadRequest(
            "Name the graph: ?graph=IRI, or ?default for the one without a name.".to_owned(),
        )
    })
}

fn done(written: &Written) -> HttpResponse {
    let mut response = if written.created { HttpResponse::Created() } else { HttpResponse::NoContent() };
    response.insert_header(("Linkworker-Release", written.release.number.to_string())).finish()
}
