//! `/data`: one graph by its IRI, or the default graph, to its triples (SPARQL 1.1 Graph Store HTTP Protocol, section 4.1, by indirect
//! identification). The default graph is the union of all.
//!
//! Reading only. A graph is read by a query, so that limits, formats, tags and the cache are those of queries.

use super::error::HttpError;
use super::negotiate::Accept;
use super::sparql::formats::Choice;
use super::sparql::{self, pairs};
use super::state::State;
use crate::query::Request;
use actix_web::{HttpRequest, HttpResponse, web};
use oxigraph::model::NamedNode;

/// All triples of a data set's default graph.
const EVERYTHING: &str = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }";

/// Which graph is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Which {
    Default,
    Named(NamedNode),
}

/// `GET` and `HEAD` of `/data?default` and `/data?graph=IRI`.
pub(crate) async fn get(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    let (which, format) = parameters(request.uri().query().unwrap_or_default())?;
    let choice = Choice::of(&Accept::of(&request), format.as_deref())?;
    let mut asked = Request::new(EVERYTHING);
    if let Which::Named(name) = which {
        let snapshot = state.published.get();
        if snapshot.number((&name).into()).and_then(|number| snapshot.graph(number)).is_none() {
            return Err(HttpError::NotFound(format!(
                "There is no graph {name}. All graphs are listed at /graphs."
            )));
        }
        asked.default_graphs.push(name);
    }
    sparql::answer(&request, &state, asked, choice).await
}

/// Reads `graph=IRI` or `default`, exactly one of them, and `format=`.
fn parameters(query: &str) -> Result<(Which, Option<String>), HttpError> {
    let bad = |text: &str| Err(HttpError::BadRequest(text.to_owned()));
    let (mut which, mut format) = (None, None);
    for (name, value) in pairs(query.as_bytes())? {
        let found = match name.as_str() {
            "default" if value.is_empty() => Which::Default,
            "default" => return bad("`default` takes no value: /data?default"),
            "graph" => match NamedNode::new(value) {
                Ok(name) => Which::Named(name),
                Err(error) => {
                    return bad(&format!("`graph` must be an absolute IRI, and this is none: {error}"));
                }
            },
            "format" | "output" => {
                format = Some(value).filter(|value| !value.is_empty());
                continue;
            }
            _ => continue,
        };
        if which.replace(found).is_some() {
            return bad("Name one graph: either ?graph= and its IRI, once, or ?default.");
        }
    }
    match which {
        Some(which) => Ok((which, format)),
        None => bad(
            "Say which graph: ?graph= and its IRI (percent-encoded), or ?default for all graphs in one. /graphs lists them.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_graph_is_named() {
        let named = |iri: &str| Which::Named(NamedNode::new_unchecked(iri));
        assert_eq!(parameters("default").unwrap(), (Which::Default, None));
        assert_eq!(parameters("graph=urn%3Aa&format=nt").unwrap(), (named("urn:a"), Some("nt".to_owned())));
        for bad in
            ["", "graph=", "graph=here", "default=yes", "default&graph=urn:a", "graph=urn:a&graph=urn:a"]
        {
            assert!(matches!(parameters(bad), Err(HttpError::BadRequest(_))), "{bad}");
        }
    }
}
