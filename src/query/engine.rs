//! The engine: one knowledge graph, its limits, its workers, and the index that they read.

use super::index::Index;
use super::output::Outlet;
use super::pool::{Pool, Work};
use super::{Limits, QueryError, Request, Sink, evaluate};
use crate::store::KnowledgeGraph;
use oxigraph::model::{IriParseError, NamedNode};
use spareval::CancellationToken;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Runs queries over one knowledge graph, within limits. Shared between threads; queries that run when it is dropped end.
pub struct Engine {
    context: Arc<Context>,
    pool: Pool,
}

/// What every query needs to know.
#[derive(Clone)]
pub(super) struct Context {
    graph: Arc<KnowledgeGraph>,
    limits: Limits,
    base: Option<String>,
    index: Arc<Mutex<Option<Indexed>>>,
}

/// The index of one state of the graph.
struct Indexed {
    generation: u64,
    index: Arc<Index>,
}

impl Engine {
    /// An engine over a graph, which is read once, here, and again after every change made through
    /// [`KnowledgeGraph::replace_graphs`].
    #[must_use]
    pub fn new(graph: Arc<KnowledgeGraph>, limits: Limits) -> Self {
        let pool = Pool::new(&limits);
        let context = Context { graph, limits, base: None, index: Arc::default() };
        // Where the store can't be read, the first query says so.
        let _ = context.index();
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

    /// Another engine over the same graph and the same index in memory, with limits and workers of its own.
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
        self.submit(sink, timeout, Box::new(move |outlet| evaluate::run(&context, &request, outlet)))
    }

    /// Hands any work to a worker, for at most the engine's own time.
    pub(super) fn submit(
        &self,
        sink: Box<dyn Sink>,
        timeout: Duration,
        work: Work,
    ) -> Result<(), QueryError> {
        let timeout = timeout.min(self.context.limits.timeout);
        self.pool.submit(Outlet::new(sink), CancellationToken::new(), timeout, work)
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

    /// The index of the graph as it is now; built by the first who asks after a change, while the others wait.
    pub(super) fn index(&self) -> Result<Arc<Index>, QueryError> {
        let mut indexed = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let generation = self.graph.generation();
        if let Some(current) = indexed.as_ref().filter(|current| current.generation == generation) {
            return Ok(Arc::clone(&current.index));
        }
        let index = Index::build(self.graph.store())
            .map_err(|error| QueryError::Evaluation(format!("the store can't be read: {error}")))?;
        let index = Arc::new(index);
        *indexed = Some(Indexed { generation, index: Arc::clone(&index) });
        Ok(index)
    }
}
