//! SPARQL text and limits to results: what a reader of the graph may ask, and how much of the machine one question may use.
//!
//! A query runs on a worker thread of its own that checks, parses, evaluates and serialises it, and hands bytes to a
//! [`Sink`]. The evaluator, the parser and the serialisers are oxigraph's; the data that they see is a
//! [`Snapshot`], whose graphs are merged into a default graph without repeating a triple, and in
//! which every step of the evaluator can be stopped.
//!
//! Knows nothing of HTTP. `SERVICE` is refused, unless a [`Federation`](crate::federation::Federation) lists whom it may ask.

mod allocator;
mod collect;
mod complexity;
mod computed;
mod dataset;
mod engine;
mod evaluate;
mod explain;
mod format;
mod fuse;
mod graph;
mod guard;
mod hints;
mod limits;
mod memory;
mod output;
mod patterns;
mod pool;
mod rewrite;
mod scan;
mod services;
mod syntax;
mod table;
mod update;

pub use allocator::{CountingAllocator, counts_memory};
pub use collect::Solutions;
pub use engine::Engine;
pub use explain::PlanFormat;
pub use format::{OutputFormat, UnknownFormat};
pub use limits::{Beyond, Limit, Limits, Unit};
pub use update::{Update, Using};

use crate::snapshot::Snapshot;
use oxigraph::model::NamedNode;
use std::sync::Arc;
use std::time::Duration;

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
    /// Run it, but give its plan in place of its result.
    pub explain: bool,
    /// In CSV, put an apostrophe before texts that a spreadsheet program would run as a formula: those that begin with `=`, `+`,
    /// `-`, `@`, a tab or a line break. Numbers stay. The result is for people then: programs read the apostrophe as data.
    pub guard: bool,
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
    /// The plan of any query, where that was asked for.
    Plan,
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
    fn begin(&mut self, beginning: &Beginning<'_>);
    /// Some bytes. May block for back-pressure, not beyond the deadline.
    ///
    /// # Errors
    /// Where nobody reads any more: the query then ends.
    fn write(&mut self, bytes: Vec<u8>) -> Result<(), Disconnected>;
    /// Whether nobody will read what is written any more. Asked twenty times a second while the query runs or waits, from
    /// another thread, never while another call is running; must not block.
    fn is_abandoned(&self) -> bool {
        false
    }
    /// The end: after an error that follows `begin`, the bytes written so far are a cut result.
    fn end(&mut self, outcome: Result<Statistics, QueryError>);
}

/// What is known of a result before its first byte.
#[derive(Debug, Clone, Copy)]
pub struct Beginning<'a> {
    /// What kind of result it is.
    pub kind: ResultKind,
    /// How it is written.
    pub format: OutputFormat,
    /// The data that it comes from.
    pub snapshot: &'a Arc<Snapshot>,
    /// Whether the same query over the same data gives the same bytes again: it asks for no time, no random number and no
    /// new name.
    pub repeatable: bool,
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

/// How busy an engine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Queries that run within their time.
    pub running: usize,
    /// Queries that wait for a worker.
    pub waiting: usize,
    /// Threads that are still at a query which was answered at its deadline.
    pub lost: usize,
    /// Queries that can run at once.
    pub workers: usize,
    /// Queries that can wait beyond those for which a worker is free.
    pub queue: usize,
}

/// A query that was accepted and is not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenQuery {
    /// Its number, by which it can be stopped.
    pub number: u64,
    /// The beginning of its text.
    pub query: String,
    /// How long ago it was accepted.
    pub elapsed: Duration,
    /// The time that it may take.
    pub timeout: Duration,
    /// Whether it runs; if not, it waits for a worker.
    pub is_running: bool,
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
    /// SPARQL that this engine does not do for anybody: updates, or `SERVICE` of an endpoint that is not listed.
    #[error("{0}")]
    Refused(String),
    /// The deadline passed.
    #[error("the query was stopped after {0:?}; add a LIMIT, bind more variables, or ask for less")]
    Timeout(Duration),
    /// All workers are busy and the queue is full.
    #[error("too many queries are running; try again in a moment")]
    Busy,
    /// Somebody stopped it who may.
    #[error("the query was stopped by the operator of this service")]
    Stopped,
    /// No format that the client accepts.
    #[error("{0}")]
    NotAcceptable(String),
    /// Another endpoint, which the query asks, gave no answer.
    #[error("{0}")]
    Service(String),
    /// The evaluation failed.
    #[error("{0}")]
    Evaluation(String),
    /// The client left.
    #[error("the client went away")]
    Disconnected,
}
