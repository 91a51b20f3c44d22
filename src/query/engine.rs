//! The engine: the snapshot that is published, its limits, and its workers.

use super::output::Outlet;
use super::pool::{Pool, Work};
use super::{Limits, Load, OpenQuery, QueryError, Request, Sink, evaluate, explain};
use crate::federation::Federation;
use crate::snapshot::{Published, Snapshot};
use oxigraph::model::{IriParseError, NamedNode};
use std::sync::Arc;
use std::time::Duration;

/// Letters of a query that are shown where queries are listed.
const LABEL: usize = 2_000;

/// Runs queries over a snapshot, within limits. Shared between threads; queries that run when it is dropped end.
pub struct Engine {
    context: Arc<Context>,
    pool: Pool,
}

/// What every query needs to know.
#[derive(Clone)]
pub(super) struct Context {
    published: Arc<Published>,
    limits: Limits,
    base: Option<String>,
    federation: Option<Arc<Federation>>,
}

impl Engine {
    /// An engine over the snapshot that is published: each query runs to its end on the one that it began with.
    #[must_use]
    pub fn new(published: impl Into<Arc<Published>>, limits: Limits) -> Self {
        let pool = Pool::new(&limits);
        let context = Context { published: published.into(), limits, base: None, federation: None };
        Self { context: Arc::new(context), pool }
    }

    /// The same engine with a base IRI for queries that set none themselves: the data base IRI.
    ///
    /// # Errors
    /// Where `base` is no absolute IRI.
    pub fn with_base(mut self, base: &str) -> Result<Self, IriParseError> {
        Arc::make_mut(&mut self.context).base = Some(NamedNode::new(base)?.into_string());
        Ok(self)
    }

    /// The same engine, which asks other endpoints too where a query says `SERVICE`.
    #[must_use]
    pub fn with_federation(mut self, federation: Arc<Federation>) -> Self {
        Arc::make_mut(&mut self.context).federation = Some(federation);
        self
    }

    /// Whether there are endpoints that queries may ask.
    #[must_use]
    pub fn asks_others(&self) -> bool {
        self.context.federation().is_some_and(|federation| !federation.endpoints().is_empty())
    }

    /// Another engine over what the same place publishes, with limits and workers of its own.
    #[must_use]
    pub fn alongside(&self, limits: Limits) -> Self {
        let pool = Pool::new(&limits);
        Self { context: Arc::new(Context { limits, ..Context::clone(&self.context) }), pool }
    }

    /// Hands a query to a worker and returns at once; everything else, errors included, comes through the sink.
    ///
    /// # Errors
    /// [`QueryError::Busy`] where all workers are busy and the queue is full; the sink is then dropped without a call.
    pub fn run(&self, request: Request, sink: Box<dyn Sink>) -> Result<(), QueryError> {
        let timeout = request.timeout.unwrap_or(Duration::MAX);
        let context = self.context();
        let run = if request.explain { explain::run } else { evaluate::run };
        let label = request.query.chars().take(LABEL).collect();
        self.submit(sink, timeout, label, Box::new(move |outlet| run(&context, &request, outlet)))
    }

    /// Hands any work to a worker, for at most the engine's own time.
    pub(super) fn submit(
        &self,
        sink: Box<dyn Sink>,
        timeout: Duration,
        label: String,
        work: Work,
    ) -> Result<(), QueryError> {
        let limits = &self.context.limits;
        let timeout = timeout.min(limits.timeout);
        self.pool.submit(Outlet::new(sink, limits), timeout, label, work)
    }

    /// How busy it is at this moment.
    #[must_use]
    pub fn load(&self) -> Load {
        self.pool.load()
    }

    /// The queries that are not answered yet, in the order in which they came.
    #[must_use]
    pub fn open_queries(&self) -> Vec<OpenQuery> {
        self.pool.open()
    }

    /// Stops the query of this number, which then fails with [`QueryError::Stopped`]; false where there is none.
    #[must_use]
    pub fn stop(&self, number: u64) -> bool {
        self.pool.stop(number)
    }

    /// The limits of this engine.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.context.limits
    }

    /// The base IRI of queries that set none.
    #[must_use]
    pub fn base(&self) -> Option<&str> {
        self.context.base()
    }

    pub(super) fn context(&self) -> Arc<Context> {
        Arc::clone(&self.context)
    }
}

impl Context {
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn base(&self) -> Option<&str> {
        self.base.as_deref()
    }

    pub(super) fn federation(&self) -> Option<&Arc<Federation>> {
        self.federation.as_ref()
    }

    /// The snapshot as it is now. One query takes it once.
    pub(super) fn snapshot(&self) -> Arc<Snapshot> {
        self.published.get()
    }
}
