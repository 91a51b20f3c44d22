//! Works to references: the result of a query, or one work, for a reference manager.

use super::data;
use super::error::HttpError;
use super::etag;
use super::negotiate::{Accept, Offer};
use super::sparql::{HINT, hint_header};
use super::state::State;
use super::stream::Collected;
use crate::export::{self, ReferenceFormat};
use crate::query::{QueryError, Request, ResultKind};
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};

/// Bytes of a result in which works are looked for.
const LIMIT: usize = 32 * 1024 * 1024;

/// The forms that works come in for a reference manager.
pub(crate) const OFFERS: &[Offer<ReferenceFormat>] = &[
    Offer { value: ReferenceFormat::Ris, media: "application/x-research-info-systems", name: "ris" },
    Offer { value: ReferenceFormat::BibTex, media: "application/x-bibtex", name: "bibtex" },
    Offer {
        value: ReferenceFormat::CslJson,
        media: "application/vnd.citationstyles.csl+json",
        name: "csl-json",
    },
];

/// The form that an `Accept` header likes best.
pub(crate) fn wanted(accept: &Accept) -> Option<ReferenceFormat> {
    accept.best(OFFERS).map(|offer| offer.value)
}

/// The works among the IRIs of a result, in their order, as references.
pub(crate) async fn of_query(
    request: &HttpRequest,
    state: &web::Data<State>,
    asked: Request,
    format: ReferenceFormat,
) -> Result<HttpResponse, HttpError> {
    let collected = data::collect(state, asked.clone(), LIMIT).await?;
    if collected.cut {
        return Err(QueryError::TooComplex(format!(
            "the result has more than {LIMIT} bytes, too many for references; add a LIMIT, or ask for the works alone"
        ))
        .into());
    }
    let (iris, rows) = if collected.kind == Some(ResultKind::Graph) {
        subjects(&collected.bytes)?
    } else {
        cells(&collected)?
    };
    let (bytes, count) = written(state, iris, format).await?;
    if count == 0 && rows > 0 {
        return Err(HttpError::BadRequest(
            "No cell of the result is a work. Select the works themselves, for example: SELECT ?w { ?w a fabio:JournalArticle }"
                .to_owned(),
        ));
    }
    let mut response = response(bytes, format, "works");
    if count == 0
        && let Some(hint) = data::empty_hint(state, asked).await.as_deref().and_then(hint_header)
    {
        response.headers_mut().insert(HINT, hint);
    }
    response.headers_mut().insert(HeaderName::from_static("linkworker-rows"), HeaderValue::from(count));
    Ok(etag::unless_known(request, response).await)
}

/// One work; `None` where the IRI is none.
pub(crate) async fn of_work(
    state: &web::Data<State>,
    work: NamedNode,
    format: ReferenceFormat,
) -> Result<Option<HttpResponse>, HttpError> {
    let (bytes, count) = written(state, vec![work], format).await?;
    Ok((count > 0).then(|| response(bytes, format, "work")))
}

async fn written(
    state: &web::Data<State>,
    iris: Vec<NamedNode>,
    format: ReferenceFormat,
) -> Result<(Vec<u8>, u64), HttpError> {
    let state = state.clone();
    let write = move || {
        let mut bytes = Vec::new();
        let count = export::references(&state.published.get(), &iris, format, &mut bytes)?;
        Ok((bytes, count))
    };
    web::block(write).await.map_err(internal)?.map_err(|error: export::ExportError| internal(error))
}

/// The IRIs of a table, row by row, and the number of rows.
fn cells(collected: &Collected) -> Result<(Vec<NamedNode>, usize), HttpError> {
    let ((columns, rows), answer) = data::parse(collected)?;
    if answer.is_some() {
        return Err(HttpError::BadRequest("An ASK query finds no works: use SELECT.".to_owned()));
    }
    let terms = rows.iter().flat_map(|row| columns.iter().filter_map(|column| row.term(column)));
    let iris = terms.filter_map(|term| match term {
        Term::NamedNode(iri) => Some(iri.clone()),
        _ => None,
    });
    Ok((iris.collect(), rows.len()))
}

/// The subjects of a graph in Turtle, in their order, and the number of triples.
fn subjects(turtle: &[u8]) -> Result<(Vec<NamedNode>, usize), HttpError> {
    let (mut iris, mut count) = (Vec::new(), 0);
    for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle) {
        count += 1;
        if let NamedOrBlankNode::NamedNode(iri) = quad.map_err(internal)?.subject
            && iris.last() != Some(&iri)
        {
            iris.push(iri);
        }
    }
    Ok((iris, count))
}

fn response(bytes: Vec<u8>, format: ReferenceFormat, name: &str) -> HttpResponse {
    let media = HeaderValue::from_str(&format!("{}; charset=utf-8", format.media_type()));
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, media.unwrap_or(HeaderValue::from_static("text/plain"))));
    let disposition = format!("attachment; filename=\"{name}.{}\"", format.extension());
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        response.insert_header((CONTENT_DISPOSITION, disposition));
    }
    response.body(bytes)
}

fn internal(error: impl std::fmt::Display) -> HttpError {
    HttpError::Internal(error.to_string())
}
