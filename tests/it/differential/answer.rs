//! The two answers to a query: the engine's and oxigraph's.

use super::data::{graph_names, store};
use crate::data::snapshot;
use linkworker::query::{Engine, Limits, QueryError};
use linkworker::store::KnowledgeGraph;
use oxigraph::model::{GraphName, NamedNode, Quad, Term, Triple};
use oxigraph::sparql::{QueryEvaluationError, QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use spargebra::Query;
use spargebra::algebra::QueryDataset;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows that are worth comparing; a larger answer is left out.
const MOST: usize = 20_000;

/// The answer to a query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    Rows(Rows),
    Boolean(bool),
    Graph(Vec<Triple>),
    Error(String),
    /// Too many rows to compare.
    TooLarge,
}

pub(crate) type Row = Vec<Option<Term>>;

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rows {
    pub(crate) variables: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// The engine under test over these quads, all of which are in named graphs.
fn engine(quads: &[Quad]) -> Engine {
    let graph = KnowledgeGraph::in_memory().unwrap();
    let names: Vec<_> = graph_names(quads).into_iter().collect();
    graph.replace_graphs(&names, quads.to_vec()).unwrap();
    Engine::new(snapshot(&graph), Limits { workers: 1, ..Limits::default() })
}

/// The same quads twice: in the engine, and in a store of oxigraph whose unnamed graph is the union of all graphs, each triple
/// once.
pub(crate) struct World {
    engine: Engine,
    quads: Vec<Quad>,
    store: Store,
}

impl World {
    pub(crate) fn new(quads: &[Quad]) -> Self {
        Self { engine: engine(quads), quads: quads.to_vec(), store: store(with_union(quads, |_| true)) }
    }

    /// The engine's answer; `query` is the same as `text`.
    pub(crate) fn of_engine(&self, text: &str, query: &Query) -> Answer {
        let answer = match query {
            Query::Select { .. } => self
                .engine
                .select(text)
                .map(|solutions| Answer::Rows(Rows { variables: solutions.variables, rows: solutions.rows })),
            Query::Ask { .. } => self.engine.ask(text).map(Answer::Boolean),
            Query::Construct { .. } | Query::Describe { .. } => {
                self.engine.construct(text).map(Answer::Graph)
            }
        };
        answer.unwrap_or_else(|error: QueryError| Answer::Error(error.to_string()))
    }

    /// Oxigraph's answer.
    pub(crate) fn of_store(&self, query: &Query) -> Answer {
        self.evaluated(query, SparqlEvaluator::new())
    }

    /// Oxigraph's answer without its optimiser: a third opinion for the reader of a failure.
    pub(crate) fn unoptimised(&self, query: &Query) -> Answer {
        self.evaluated(query, SparqlEvaluator::new().without_optimizations())
    }

    fn evaluated(&self, query: &Query, evaluator: SparqlEvaluator) -> Answer {
        let mut query = query.clone();
        let store = self.data_set(&mut query);
        let run = || evaluator.for_query(query).on_store(&store).execute().and_then(collect);
        match catch_unwind(AssertUnwindSafe(run)) {
            Ok(answer) => answer.unwrap_or_else(|error| Answer::Error(error.to_string())),
            Err(panic) => {
                let message = panic.downcast_ref::<&str>().map(ToString::to_string);
                let message = message.or_else(|| panic.downcast_ref::<String>().cloned());
                Answer::Error(format!("panicked: {}", message.unwrap_or_default()))
            }
        }
    }

    /// The store to ask. Oxigraph's own union of several graphs repeats triples; it takes every name in `FROM NAMED` for a
    /// graph, even where nothing is in it, and one that is there twice for two. Such a data set gets a store of its own and is
    /// taken out of the query.
    fn data_set(&self, query: &mut Query) -> Store {
        let (Query::Select { dataset, .. }
        | Query::Construct { dataset, .. }
        | Query::Describe { dataset, .. }
        | Query::Ask { dataset, .. }) = query;
        let Some(QueryDataset { default, named }) = dataset else { return self.store.clone() };
        // SPARQL 1.1, section 13.2: where there is FROM alone, there are no named graphs.
        let named = named.get_or_insert_default();
        let known = graph_names(&self.quads);
        let different: BTreeSet<_> = named.iter().collect();
        if default.len() < 2
            && different.len() == named.len()
            && different.iter().all(|name| known.contains(*name))
        {
            return self.store.clone();
        }
        let merged = |quad: &Quad| is_in(quad, default);
        let mut quads = with_union(&self.quads, merged);
        quads.retain(|quad| quad.graph_name.is_default_graph() || is_in(quad, named));
        *dataset = None;
        store(quads)
    }
}

fn is_in(quad: &Quad, graphs: &[NamedNode]) -> bool {
    matches!(&quad.graph_name, GraphName::NamedNode(name) if graphs.contains(name))
}

/// The quads, and once more in the unnamed graph those that `merged` wants there.
fn with_union(quads: &[Quad], merged: impl Fn(&Quad) -> bool) -> Vec<Quad> {
    let union = quads.iter().filter(|quad| merged(quad)).cloned();
    let union = union.map(|quad| Triple::from(quad).in_graph(GraphName::DefaultGraph));
    quads.iter().cloned().chain(union).collect()
}

fn collect(results: QueryResults<'_>) -> Result<Answer, QueryEvaluationError> {
    Ok(match results {
        QueryResults::Boolean(value) => Answer::Boolean(value),
        QueryResults::Graph(triples) => {
            let triples = triples.take(MOST + 1).collect::<Result<Vec<_>, _>>()?;
            if triples.len() > MOST { Answer::TooLarge } else { Answer::Graph(triples) }
        }
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().iter().map(|name| name.as_str().to_owned()).collect();
            let rows = solutions.take(MOST + 1).map(|row| Ok(row?.values().to_vec()));
            let rows = rows.collect::<Result<Vec<_>, QueryEvaluationError>>()?;
            if rows.len() > MOST { Answer::TooLarge } else { Answer::Rows(Rows { variables, rows }) }
        }
    })
}

impl Answer {
    /// Whether there is little in it to be wrong: no term, or counts of nothing.
    pub(crate) fn is_empty(&self) -> bool {
        let is_zero = |term: &Term| matches!(term, Term::Literal(literal) if literal.value() == "0" || literal.value().is_empty());
        match self {
            Self::Rows(rows) => rows.rows.iter().flatten().flatten().all(is_zero),
            Self::Graph(triples) => triples.is_empty(),
            Self::Boolean(value) => !value,
            Self::Error(_) | Self::TooLarge => true,
        }
    }

    /// Whether this is no answer of oxigraph's because its sort gave up. Its comparison of literals of different types is not
    /// transitive, and the sort of the standard library may notice, or not, depending on the order in which the rows come.
    pub(crate) fn is_unsortable(&self) -> bool {
        matches!(self, Self::Error(message)
            if message == "panicked: user-provided comparison function does not correctly implement a total order")
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Boolean(value) => writeln!(f, "{value}"),
            Self::Error(message) => writeln!(f, "error: {message}"),
            Self::TooLarge => writeln!(f, "too large"),
            Self::Graph(triples) => triples.iter().try_for_each(|triple| writeln!(f, "{triple} .")),
            Self::Rows(rows) => {
                writeln!(f, "{}", rows.variables.join("\t"))?;
                rows.rows.iter().try_for_each(|row| {
                    let cells =
                        row.iter().map(|cell| cell.as_ref().map_or("-".to_owned(), ToString::to_string));
                    writeln!(f, "{}", cells.collect::<Vec<_>>().join("\t"))
                })
            }
        }
    }
}
