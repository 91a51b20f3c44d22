//! SPARQL text and limits to results: what a reader of the graph may ask, and how much of the machine one question may use.
//!
//! A query runs on a worker thread of its own that checks, parses, evaluates and serialises it, and hands bytes to a
//! [`Sink`]. The evaluator, the parser and the serialisers are oxigraph's; the data that they see is an immutable index of
//! the store, which merges the named graphs into a default graph without repeating a triple, and in which
//! every step of the evaluator can be stopped. The snapshot will stand behind the same boundary.
//!
//! Knows nothing of HTTP, and never opens a connection: `SERVICE` is refused.

mod collect;
mod complexity;
mod dataset;
mod engine;
mod evaluate;
mod format;
mod fuse;
mod graph;
mod hints;
mod index;
mod memory;
mod output;
mod pool;
mod scan;
mod syntax;
mod table;

pub use collect::Solutions;
pub use engine::Engine;
pub use format::{OutputFormat, UnknownFormat};

use oxigraph::model::NamedNode;
use std::time::Duration;

/// The limits of an engine. Every one of them is inclusive: a query at the limit runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Query text, in bytes.
    pub query_bytes: usize,
    /// Nesting of `(`, `{` and `[` in the query text.
    pub nesting: usize,
    /// `!`, `+` and `-` in a row, each of which applies to the next.
    pub unary_chain: usize,
    /// Operators of expressions and paths, in all: `&&`, `||`, `+`, `=`, `/`, …
    pub operators: usize,
    /// Groups in braces, in all.
    pub groups: usize,
    /// Triple patterns (and path patterns) in one group.
    pub group_patterns: usize,
    /// Triple patterns (and path patterns) in all.
    pub triple_patterns: usize,
    /// `UNION` operators (and path alternatives), in all.
    pub unions: usize,
    /// `OPTIONAL` groups, in all.
    pub optionals: usize,
    /// `BIND` and other computed variables, in all.
    pub binds: usize,
    /// `VALUES` rows, in all.
    pub values_rows: usize,
    /// A string in the query, in bytes.
    pub literal_bytes: usize,
    /// The longest string that the query could build of one row with `CONCAT`, `REPLACE` and the like, in bytes, by an
    /// estimate from the longest string of the data.
    pub string_bytes: usize,
    /// Triples of a graph result that are collected, sorted and grouped; a larger result is streamed as it is found.
    pub sorted_triples: usize,
    /// Memory that the running queries may add to the process, all together, in bytes. Beyond it the one that has run longest
    /// is stopped. Looked at twenty times a second, and only where the system tells (Linux).
    pub memory: usize,
    /// Wall-clock time of one query, from the moment it is accepted; a request may ask for less.
    pub timeout: Duration,
    /// Queries running at once.
    pub workers: usize,
    /// Queries waiting for a worker.
    pub queue: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            query_bytes: 64 * 1024,
            nesting: 64,
            unary_chain: 32,
            operators: 2_000,
            groups: 256,
            group_patterns: 100,
            triple_patterns: 200,
            unions: 64,
            optionals: 64,
            binds: 128,
            values_rows: 1_000,
            literal_bytes: 4 * 1024,
            string_bytes: 64 * 1024 * 1024,
            sorted_triples: 100_000,
            memory: 2 * 1024 * 1024 * 1024,
            timeout: Duration::from_secs(30),
            workers: std::thread::available_parallelism().map_or(2, |n| n.get().clamp(2, 16)),
            queue: 32,
        }
    }
}

/// One query to run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// SPARQL 1.1 query text.
    pub query: String,
    /// `default-graph-uri`: where empty and `named_graphs` is empty too, the query's own `FROM`, else the union of all
    /// graphs (SPARQL 1.1 Protocol, section 2.1.4).
    pub default_graphs: Vec<NamedNode>,
    /// `named-graph-uri`.
    pub named_graphs: Vec<NamedNode>,
    /// A shorter deadline than the engine's.
    pub timeout: Option<Duration>,
    /// For [`OutputFormat::Table`]: cells are cut to this many columns and end in `…`; whole without it.
    pub cell_width: Option<usize>,
}

impl Request {
    /// A query over the default data set.
    #[must_use]
    pub fn new(query: impl Into<String>) -> Self {
        Self { query: query.into(), ..Self::default() }
    }
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

/// Where the bytes of a result go. Called from the worker thread, in this order: `choose`, then either `end` with an error,
/// or `begin`, any number of `write`, and `end`. An error before the kind is known comes without `choose`. At the deadline
/// `end` may come from another thread, never while a call is running; after `end` there is no further call.
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
    /// Rows or triples written; 1 for a boolean.
    pub rows: u64,
    /// Wall-clock time since the query was accepted.
    pub elapsed: Duration,
}

/// Why a query failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The text is not SPARQL.
    #[error("{message}")]
    Syntax {
        /// What is wrong, and a hint where one can be given.
        message: String,
        /// Line of the text, from 1.
        line: Option<u64>,
        /// Column in characters, from 1.
        column: Option<u64>,
    },
    /// A limit of the engine; the message names it, its value and how to ask for less.
    #[error("{0}")]
    TooComplex(String),
    /// SPARQL that this engine does not do for anybody: `SERVICE`, updates.
    #[error("{0}")]
    Refused(String),
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
