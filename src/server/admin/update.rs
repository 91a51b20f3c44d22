//! `POST /admin/update`, and `POST /sparql` of the same type: a SPARQL update to a release (SPARQL 1.1 Protocol, section 2.2).

use super::{authorized, change, json, told, upload};
use crate::query::Using;
use crate::server::error::HttpError;
use crate::server::sparql::pairs;
use crate::server::state::State;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};
use oxigraph::model::NamedNode;

const UPDATE: &str = "application/sparql-update";

/// `POST`: the body is the update.
pub(crate) async fn post(
    request: HttpRequest,
    state: web::Data<State>,
    body: web::Payload,
) -> Result<HttpResponse, HttpError> {
    let admin = authorized(&request, &state)?;
    if upload::media_type(&request)? != UPDATE {
        return Err(HttpError::UnsupportedMediaType(format!(
            "Send the update as the body, with the Content-Type {UPDATE}. Updates in forms are not taken: a page of another site \
             could make a browser send one."
        )));
    }
    let using = using(&request)?;
    let bytes = upload::to_memory(&request, &state, state.body_bytes as u64, body).await?;
    let text = String::from_utf8(bytes)
        .map_err(|_| HttpError::BadRequest("The update is not UTF-8 text.".to_owned()))?;
    if text.trim().is_empty() {
        return Err(HttpError::BadRequest("The body is empty; it must be the update.".to_owned()));
    }
    let written = change(move || admin.writer.update(&text, using)).await?;
    Ok(json(&told(&written)))
}

/// Whether a request says that its body is an update.
pub(crate) fn is_update(request: &HttpRequest) -> bool {
    let header =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(UPDATE)
}

/// The graphs that the address names.
fn using(request: &HttpRequest) -> Result<Using, HttpError> {
    let mut using = Using::default();
    for (name, value) in pairs(request.uri().query().unwrap_or_default().as_bytes())? {
        let graphs = match name.as_str() {
            "using-graph-uri" => &mut using.default,
            "using-named-graph-uri" => &mut using.named,
            "update" | "query" => {
                return Err(HttpError::BadRequest(format!(
                    "The update is the body of the request, and `{name}` in the address is one thing too many."
                )));
            }
            _ => continue,
        };
        graphs.push(NamedNode::new(&value).map_err(|e| {
            HttpError::BadRequest(format!("`{name}` must be an absolute IRI, and {value:?} is none: {e}"))
        })?);
    }
    Ok(using)
}
