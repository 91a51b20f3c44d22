//! The fixed queries of our own pages to rows of terms.
//!
//! A query is a constant of this crate in which `$name` stands for a term of the request. Terms are written by the RDF library, which
//! escapes them, so nothing that a client sends can become syntax.

use super::error::HttpError;
use super::state::State;
use super::stream::{Collected, CollectingSink};
use crate::query::{OutputFormat, PlanFormat, Request, ResultKind};
use actix_web::web;
use oxigraph::model::{Literal, NamedNode, Term};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use std::collections::HashMap;

/// One row of a result: the bound variables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Row(HashMap<String, Term>);

/// Largest result of a query of our own, in bytes.
const LIMIT: usize = 16 * 1024 * 1024;

impl Row {
    /// The term of a variable.
    pub(crate) fn term(&self, variable: &str) -> Option<&Term> {
        self.0.get(variable)
    }

    /// The text of a variable: the value of a literal, or an IRI; empty where it is unbound.
    pub(crate) fn text(&self, variable: &str) -> String {
        match self.0.get(variable) {
            Some(Term::Literal(literal)) => literal.value().to_owned(),
            Some(Term::NamedNode(node)) => node.as_str().to_owned(),
            _ => String::new(),
        }
    }

    /// The text of a variable, where it is bound and not empty.
    pub(crate) fn some(&self, variable: &str) -> Option<String> {
        Some(self.text(variable)).filter(|text| !text.is_empty())
    }

    /// The number in a variable; 0 where there is none.
    pub(crate) fn number(&self, variable: &str) -> u64 {
        self.text(variable).parse().unwrap_or(0)
    }
}

/// A value for a `$name` in a fixed query.
pub(crate) enum Value<'a> {
    Iri(&'a NamedNode),
    /// A list, for `VALUES`.
    Iris(&'a [NamedNode]),
    Text(&'a str),
    Number(u64),
}

impl Value<'_> {
    fn write(&self) -> String {
        match self {
            Self::Iri(iri) => iri.to_string(),
            Self::Iris(iris) => iris.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            Self::Text(text) => Literal::new_simple_literal(*text).to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// Puts values in the places of a fixed query. A place is `$` and a name of ASCII letters; names are matched whole.
fn fill(query: &'static str, values: &[(&str, Value<'_>)]) -> String {
    let mut filled = String::with_capacity(query.len() + 128);
    let mut rest = query;
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        match values.iter().find(|(name, _)| *name == &after[..end]) {
            Some((_, value)) => filled.push_str(&value.write()),
            None => filled.push_str(&after[..end]),
        }
        rest = &after[end..];
    }
    filled.push_str(rest);
    filled
}

/// The rows of a fixed SELECT query.
pub(crate) async fn rows(
    state: &State,
    query: &'static str,
    values: &[(&str, Value<'_>)],
) -> Result<Vec<Row>, HttpError> {
    let request = Request { query: fill(query, values), ..Request::default() };
    let (sink, ended) = CollectingSink::new(|_| OutputFormat::Results(QueryResultsFormat::Json), LIMIT);
    state.pages.run(request, Box::new(sink))?;
    let collected =
        ended.await.map_err(|_| HttpError::Internal("a page query ended without a word".to_owned()))??;
    let ((_, rows), _) = parse(&collected)?;
    Ok(rows)
}

/// The first row of a fixed SELECT query.
pub(crate) async fn row(
    state: &State,
    query: &'static str,
    values: &[(&str, Value<'_>)],
) -> Result<Row, HttpError> {
    Ok(rows(state, query, values).await?.into_iter().next().unwrap_or_default())
}

/// A table: its columns, its rows.
pub(crate) type Table = (Vec<String>, Vec<Row>);

/// Reads a collected JSON result: the rows that are whole, and the answer of an ASK. A cut result gives the rows before the cut.
pub(crate) fn parse(collected: &Collected) -> Result<(Table, Option<bool>), HttpError> {
    let broken =
        |e: &dyn std::fmt::Display| HttpError::Internal(format!("our own JSON result cannot be read: {e}"));
    let parser = QueryResultsParser::from_format(QueryResultsFormat::Json);
    match parser.for_slice(&collected.bytes).map_err(|e| broken(&e))? {
        SliceQueryResultsParserOutput::Boolean(answer) => Ok(((Vec::new(), Vec::new()), Some(answer))),
        SliceQueryResultsParserOutput::Solutions(solutions) => {
            let columns = solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
            let mut rows = Vec::new();
            for solution in solutions {
                match solution {
                    Ok(solution) => {
                        rows.push(Row(solution
                            .iter()
                            .map(|(v, t)| (v.as_str().to_owned(), t.clone()))
                            .collect()));
                    }
                    Err(_) if collected.cut => break,
                    Err(e) => return Err(broken(&e)),
                }
            }
            Ok(((columns, rows), None))
        }
    }
}

/// The whole result of a client's query, up to `limit` bytes: tables as JSON, graphs as Turtle.
pub(crate) async fn collect(state: &State, request: Request, limit: usize) -> Result<Collected, HttpError> {
    let choose = |kind| match kind {
        ResultKind::Graph => OutputFormat::Graph(oxigraph::io::RdfFormat::Turtle),
        ResultKind::Plan => OutputFormat::Plan(PlanFormat::Json),
        ResultKind::Solutions | ResultKind::Boolean => OutputFormat::Results(QueryResultsFormat::Json),
    };
    let (sink, ended) = CollectingSink::new(choose, limit);
    let queries = &state.metrics.queries;
    state.engine.run(request, Box::new(queries.watch(sink))).inspect_err(|error| queries.refused(error))?;
    Ok(ended.await.map_err(|_| HttpError::Internal("the query thread ended without a word".to_owned()))??)
}

/// Why the result of this query was empty, found off the HTTP threads.
pub(crate) async fn empty_hint(state: &web::Data<State>, request: Request) -> Option<String> {
    let state = state.clone();
    web::block(move || state.engine.explain_empty(&request)).await.ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_and_names_matched_whole() {
        let iri = NamedNode::new("urn:x").unwrap();
        let filled = fill(
            "SELECT * { $w ?p $text . FILTER($n < ?x) $wide }",
            &[("w", Value::Iri(&iri)), ("text", Value::Text("\"} DROP ALL #\n")), ("n", Value::Number(3))],
        );
        assert_eq!(filled, r#"SELECT * { <urn:x> ?p "\"} DROP ALL #\n" . FILTER(3 < ?x) wide }"#);
    }
}
