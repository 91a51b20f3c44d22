//! SPARQL Update text to changes of a transaction, within the limits of queries.
//!
//! The evaluator is oxigraph's over the transaction itself, since each operation of an update sees what those before it did. So the
//! deadline is looked at where quads are read, and not inside joins and sorts as it is for queries: this is for somebody whom the
//! owner of the data trusts. Nothing is ever fetched: `LOAD` and `SERVICE` are refused before anything runs.
//!
//! As in queries the default graph that is read is the union of all graphs, where the update (`WITH`, `USING`) or the request names
//! none. What is written outside of `GRAPH` and `WITH` goes to the graph without a name.

use super::{Limits, QueryError, complexity, rewrite, syntax};
use crate::snapshot::Snapshot;
use oxigraph::model::NamedNode;
use oxigraph::sparql::{CancellationToken, UpdateEvaluationError};
use oxigraph::store::Transaction;
use spareval::QueryDatasetSpecification;
use spargebra::GraphUpdateOperation;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// An update that was read and is allowed.
#[derive(Debug)]
pub struct Update {
    parsed: spargebra::Update,
    using: Using,
    timeout: Duration,
}

/// The graphs that an update reads, where the request names any (SPARQL 1.1 Protocol, section 2.2.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Using {
    /// `using-graph-uri`.
    pub default: Vec<NamedNode>,
    /// `using-named-graph-uri`.
    pub named: Vec<NamedNode>,
}

impl Using {
    fn is_empty(&self) -> bool {
        self.default.is_empty() && self.named.is_empty()
    }
}

impl Update {
    /// Reads an update. `base` resolves relative IRIs; the longest text of `snapshot` counts for the limit on what could be built
    /// of it. The parser is recursive: it needs a large stack.
    ///
    /// # Errors
    /// [`QueryError::Syntax`]; [`QueryError::TooComplex`] beyond a limit; [`QueryError::Refused`] for `LOAD`, for `SERVICE`, and
    /// where both the update and the request name graphs to read.
    pub fn parse(
        text: &str,
        using: Using,
        base: Option<&str>,
        limits: &Limits,
        snapshot: &Snapshot,
    ) -> Result<Self, QueryError> {
        let mut parsed = syntax::parse_update(text, base, limits)?;
        for operation in &mut parsed.operations {
            match operation {
                GraphUpdateOperation::Load { .. } => {
                    return Err(QueryError::Refused(
                        "LOAD is not available: this service fetches nothing; send the data themselves"
                            .to_owned(),
                    ));
                }
                GraphUpdateOperation::DeleteInsert { pattern, using: own, .. } => {
                    if own.is_some() && !using.is_empty() {
                        return Err(QueryError::Refused(
                            "the update has WITH or USING, and the request has using-graph-uri or \
                             using-named-graph-uri: only one of the two may say which graphs are read"
                                .to_owned(),
                        ));
                    }
                    complexity::check_pattern(pattern, limits, snapshot.longest())?;
                    // Not before the check: what we add ourselves does not count.
                    rewrite::make_pattern_safe(pattern)?;
                }
                _ => {}
            }
        }
        Ok(Self { parsed, using, timeout: limits.timeout })
    }

    /// Runs the update in a transaction. After an error the transaction must be given up.
    ///
    /// # Errors
    /// [`QueryError::Timeout`] at the deadline; [`QueryError::Refused`] where a graph that is to be removed does not exist;
    /// [`QueryError::Evaluation`] where the engine fails.
    pub fn run(self, transaction: &mut Transaction<'_>) -> Result<(), QueryError> {
        let Self { parsed, using, timeout } = self;
        let token = CancellationToken::new();
        let evaluator = rewrite::update_evaluator().with_cancellation_token(token.clone());
        let mut prepared = evaluator.for_update(parsed);
        for dataset in prepared.using_datasets_mut() {
            specify(dataset, &using);
        }
        let (done, finished) = channel::<()>();
        let outcome = std::thread::scope(|scope| {
            let watched = token.clone();
            scope.spawn(move || {
                if finished.recv_timeout(timeout) == Err(RecvTimeoutError::Timeout) {
                    watched.cancel();
                }
            });
            let outcome = prepared.on_transaction(transaction).execute();
            drop(done);
            outcome
        });
        match outcome {
            // What it did until then is no whole.
            _ if token.is_cancelled() => Err(QueryError::Timeout(timeout)),
            Ok(()) => Ok(()),
            Err(
                error @ (UpdateEvaluationError::GraphDoesNotExist(_)
                | UpdateEvaluationError::GraphAlreadyExists(_)),
            ) => Err(QueryError::Refused(format!("{error}; nothing was changed. SILENT passes over this"))),
            Err(error) => Err(QueryError::Evaluation(error.to_string())),
        }
    }
}

/// Which graphs one operation reads.
fn specify(dataset: &mut QueryDatasetSpecification, using: &Using) {
    if !using.is_empty() {
        dataset.set_default_graph(using.default.iter().cloned().map(Into::into).collect());
        dataset.set_available_named_graphs(using.named.iter().cloned().map(Into::into).collect());
    } else if dataset.is_default_dataset() {
        dataset.set_default_graph_as_union();
    }
}
