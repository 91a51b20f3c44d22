//! SPARQL text and limits to results. Runs on the oxigraph store for now; the snapshot will stand behind the same boundary.
//!
//! A query runs on a worker thread of its own that parses, evaluates and serialises, and hands bytes to a [`Sink`].

use crate::store::KnowledgeGraph;
use oxigraph::io::RdfFormat;
use oxigraph::model::NamedNode;
use oxigraph::sparql::results::QueryResultsFormat;
use std::sync::Arc;
use std::time::Duration;

/// Runs queries over one knowledge graph, within limits.
pub struct Engine {
    #[expect(dead_code)]
    graph: Arc<KnowledgeGraph>,
}

/// The limits of an engine.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Query text, in bytes.
    pub query_bytes: usize,
    /// Nesting of `(`, `{` and `[` in the query text.
    pub nesting: usize,
    /// Triple patterns (and path patterns) in all.
    pub triple_patterns: usize,
    /// `UNION` branches, in all.
    pub unions: usize,
    /// `OPTIONAL` groups, in all.
    pub optionals: usize,
    /// `VALUES` rows, in all.
    pub values_rows: usize,
    /// Wall-clock time of one query; a request may ask for less.
    pub timeout: Duration,
    /// Queries running at once.
    pub workers: usize,
    /// Queries waiting for a worker.
    pub queue: usize,
}

/// One query to run.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// SPARQL 1.1 query text.
    pub query: String,
    /// `default-graph-uri`: where empty and `named_graphs` is empty too, the union of all graphs.
    pub default_graphs: Vec<NamedNode>,
    /// `named-graph-uri`.
    pub named_graphs: Vec<NamedNode>,
    /// A shorter deadline than the engine's.
    pub timeout: Option<Duration>,
}

/// What kind of result a query has; known after parsing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultKind {
    /// SELECT.
    Solutions,
    /// ASK.
    Boolean,
    /// CONSTRUCT and DESCRIBE.
    Graph,
}

/// How to write a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// SPARQL results in JSON, XML, CSV or TSV; for solutions and booleans.
    Results(QueryResultsFormat),
    /// An aligned text table for people; for solutions and booleans.
    Table,
    /// An RDF syntax; for graphs.
    Graph(RdfFormat),
}

/// Where the bytes of a result go. Called from the worker thread, in this order: `choose`, then either `end` with an error,
/// or `begin`, any number of `write`, and `end`.
pub trait Sink: Send {
    /// Says how to write a result of this kind; `Err` ends the query with [`QueryError::NotAcceptable`].
    ///
    /// # Errors
    /// The media types that would be possible, where none of them is wanted.
    fn choose(&mut self, kind: ResultKind) -> Result<OutputFormat, String>;
    /// The query is accepted and its first row is ready.
    fn begin(&mut self, kind: ResultKind, format: OutputFormat);
    /// Some bytes. May block for back-pressure, not beyond the deadline.
    ///
    /// # Errors
    /// Where nobody reads any more: the query then ends.
    fn write(&mut self, bytes: Vec<u8>) -> Result<(), Disconnected>;
    /// The end: after an error that follows `begin`, the bytes written so far are a cut result.
    fn end(&mut self, outcome: Result<Statistics, QueryError>);
}

/// The reader of a result went away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disconnected;

/// What a finished query did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Rows or triples written.
    pub rows: u64,
    /// Wall-clock time.
    pub elapsed: Duration,
}

/// Why a query failed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The text is not SPARQL.
    #[error("{message}")]
    Syntax {
        /// What is wrong, and a hint where one can be given.
        message: String,
        /// Line of the text, from 1.
        line: Option<u64>,
        /// Column, from 1.
        column: Option<u64>,
    },
    /// A limit of the engine; the message names it, its value and how to ask for less.
    #[error("{0}")]
    TooComplex(String),
    /// The deadline passed.
    #[error("the query was stopped after {0:?}; add a LIMIT, bind more variables, or ask for less")]
    Timeout(Duration),
    /// All workers are busy and the queue is full.
    #[error("too many queries are running; try again in a moment")]
    Busy,
    /// No format that the client accepts.
    #[error("{0}")]
    NotAcceptable(String),
    /// The evaluation failed.
    #[error("{0}")]
    Evaluation(String),
    /// The client left.
    #[error("the client went away")]
    Disconnected,
}
