//! A query to its plan: what the evaluator does in which order, and how many rows and how much time each part of it took.
//!
//! The query runs, but its rows are only counted. Names of the parts are those of the evaluator.

use super::engine::Context;
use super::evaluate::{self, Prepared};
use super::output::Outlet;
use super::{
    Beginning, OutputFormat, QueryError, Request, ResultKind, Statistics, dataset::Dataset, fuse, hints,
    rewrite,
};
use crate::vocab::rdf;
use oxigraph::model::NamedNode;
use oxigraph::sparql::QueryResults;
use serde::{Deserialize, Serialize};
use spareval::QueryDatasetSpecification;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

/// How a plan is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanFormat {
    /// An object with `rows`, `seconds`, `planning_seconds`, `complete` and the tree `plan`, whose nodes have `name`, `rows`,
    /// `seconds` and `children`. Times are in seconds and hold those of the children.
    Json,
    /// An indented tree for people.
    Text,
}

/// A query that ran.
#[derive(Debug, Serialize)]
struct Explanation {
    /// Rows of the result that were counted.
    rows: u64,
    /// Wall-clock time in all.
    seconds: f64,
    planning_seconds: f64,
    /// False where time ran short, and not all rows of the result were asked for.
    complete: bool,
    plan: Node,
}

#[derive(Debug, Serialize, Deserialize)]
struct Node {
    name: String,
    #[serde(rename(deserialize = "number of results"), default)]
    rows: u64,
    #[serde(rename(deserialize = "duration in seconds"), default)]
    seconds: f64,
    children: Vec<Self>,
}

/// What the evaluator tells.
#[derive(Deserialize)]
struct Told {
    #[serde(rename = "planning duration in seconds", default)]
    planning_seconds: f64,
    plan: Node,
}

/// Runs a query for its plan.
pub(super) fn run(context: &Context, request: &Request, outlet: &Outlet) -> Result<Statistics, QueryError> {
    let snapshot = context.snapshot();
    let Prepared { mut query, .. } = evaluate::prepare(context, &snapshot, request)?;
    rewrite::make_safe(&mut query, &snapshot)?;
    let format = outlet.choose(ResultKind::Plan)?;
    let dataset = Dataset::new(Arc::clone(&snapshot), &evaluate::graphs(&query, request));
    fuse::step();
    let evaluator = evaluate::evaluator(context, request, outlet).compute_statistics();
    let mut prepared = evaluator.prepare(&query);
    *prepared.dataset_mut() = QueryDatasetSpecification::new();
    let (results, explanation) = prepared.explain(dataset);
    let (rows, complete) = count(results?, outlet, request.timeout.unwrap_or(context.limits().timeout))?;
    let mut told = Vec::new();
    explanation.write_in_json(&mut told)?;
    let told: Told = serde_json::from_slice(&told).map_err(unreadable)?;
    let explanation = Explanation {
        rows,
        seconds: outlet.elapsed().as_secs_f64(),
        planning_seconds: told.planning_seconds,
        complete,
        plan: told.plan,
    };
    let mut writer = outlet.begin(&Beginning {
        kind: ResultKind::Plan,
        format,
        snapshot: &snapshot,
        repeatable: false,
    })?;
    match format {
        OutputFormat::Plan(PlanFormat::Text) => writer.write_all(explanation.text().as_bytes())?,
        _ => serde_json::to_writer_pretty(&mut writer, &explanation).map_err(unreadable)?,
    }
    writer.finish()?;
    Ok(Statistics { rows, elapsed: outlet.elapsed() })
}

/// Counts the rows of a result; stops a little before the deadline, so that there is time to tell. A sort or a grouping gives its
/// first row only when it has seen them all, and is not stopped by this.
fn count(
    results: QueryResults<'_>,
    outlet: &Outlet,
    timeout: std::time::Duration,
) -> Result<(u64, bool), QueryError> {
    let enough = timeout.mul_f64(0.8);
    let mut rows = 0;
    let goes_on = |rows: &mut u64| -> Result<bool, QueryError> {
        *rows += 1;
        outlet.allow_rows(*rows)?;
        Ok(!rows.is_multiple_of(256) || outlet.elapsed() < enough)
    };
    match results {
        QueryResults::Boolean(_) => rows = 1,
        QueryResults::Solutions(solutions) => {
            for solution in solutions {
                solution?;
                if !goes_on(&mut rows)? {
                    return Ok((rows, false));
                }
            }
        }
        QueryResults::Graph(triples) => {
            for triple in triples {
                triple?;
                if !goes_on(&mut rows)? {
                    return Ok((rows, false));
                }
            }
        }
    }
    Ok((rows, true))
}

impl Explanation {
    fn text(&self) -> String {
        let Self { rows, seconds, planning_seconds, complete, plan } = self;
        let cut = if *complete { "" } else { "; time ran short, there are more" };
        let mut text = format!(
            "{rows} rows in {:.1} ms, of that planning {:.1} ms{cut}\n\n{:>12} {:>12}  part\n",
            seconds * 1000.0,
            planning_seconds * 1000.0,
            "rows",
            "ms"
        );
        plan.write(0, &mut text);
        text
    }
}

impl Node {
    fn write(&self, depth: usize, text: &mut String) {
        let milliseconds = self.seconds * 1000.0;
        // Writing to a string can't fail.
        let (indent, name) = (depth * 2, shortened(&self.name));
        let _ = writeln!(text, "{:>12} {milliseconds:>12.3}  {:indent$}{name}", self.rows, "");
        for child in &self.children {
            child.write(depth + 1, text);
        }
    }
}

/// The words of the evaluator with IRIs as people write them.
fn shortened(text: &str) -> String {
    let mut shortened = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let iri = after.split_once('>').and_then(|(iri, rest)| Some((NamedNode::new(iri).ok()?, rest)));
        shortened.push_str(before);
        rest = if let Some((iri, rest)) = iri {
            let is_type = iri.as_ref() == rdf::TYPE;
            let name = if is_type { "a".to_owned() } else { hints::name(iri.as_ref()) };
            shortened.push_str(&name);
            rest
        } else {
            // A comparison.
            shortened.push('<');
            after
        };
    }
    shortened + rest
}

/// The evaluator's own words can't be read: an error of this program.
fn unreadable(error: impl std::fmt::Display) -> QueryError {
    QueryError::Evaluation(format!("the plan can't be read, please report it: {error}"))
}
