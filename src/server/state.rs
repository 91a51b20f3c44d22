//! What every request handler can reach: what is served, the query engines, the IRIs, the settings that bind requests.

use super::Settings;
use super::access::Log;
use super::admin::Admin;
use super::admission::{self, Gate};
use super::error::HttpError;
use super::metrics::Metrics;
use super::pages::home::Overview;
use super::sparql::cache::Cache;
use crate::mapping::iri::Iris;
use crate::query::{Engine, Limits, QueryError};
use crate::snapshot::Published;
use ipnet::IpNet;
use oxigraph::model::{IriParseError, Triple};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tokio::sync::{Mutex, Semaphore};

/// How often an answer is made again whose data were replaced while it was made.
const ATTEMPTS: usize = 10;

/// Shared by all workers, for the life of the service.
pub(crate) struct State {
    /// What is served at present.
    pub(crate) published: Arc<Published>,
    pub(crate) iris: Iris,
    /// Who may change it, where anybody may.
    pub(crate) admin: Option<Admin>,
    /// Runs the queries of clients.
    pub(crate) engine: Engine,
    /// Runs the fixed queries of our own pages, so that busy clients do not shut them.
    pub(crate) pages: Engine,
    pub(crate) body_bytes: usize,
    pub(crate) target_bytes: usize,
    pub(crate) request_timeout: Duration,
    pub(crate) stall_timeout: Duration,
    pub(crate) query_timeout: Duration,
    /// Results that were given before.
    pub(crate) cache: Arc<Cache>,
    pub(crate) metrics: Metrics,
    pub(crate) log: Option<Log>,
    /// The names under which this service answers, where not under all.
    pub(crate) hosts: Option<Vec<String>>,
    pub(crate) gate: Option<Gate>,
    pub(crate) proxies: Vec<IpNet>,
    /// Somebody has asked the service to stop.
    pub(crate) stopping: AtomicBool,
    /// Downloads of the whole graph that run at once.
    pub(crate) downloads: Arc<Semaphore>,
    url: String,
    /// The description of the data, with the id of the snapshot that it describes. Held while it is made, so that many who ask at once
    /// cost no more than one.
    pub(crate) dataset: Mutex<Option<(String, Arc<Vec<Triple>>)>>,
    /// The counts of the whole graph, likewise.
    pub(crate) overview: Mutex<Option<(String, Arc<Overview>)>>,
}

impl State {
    pub(crate) fn new(
        published: Arc<Published>,
        iris: Iris,
        url: String,
        bound: SocketAddr,
        settings: &Settings,
    ) -> Result<Self, IriParseError> {
        let limits = settings.limits.clone();
        let query_timeout = limits.timeout;
        let own = Limits { timeout: Duration::from_secs(20), workers: 2, queue: 64, ..Limits::default() };
        let mut engine = Engine::new(Arc::clone(&published), limits).with_base(iris.base())?;
        let pages = engine.alongside(own);
        if let Some(federation) = &settings.federation {
            engine = engine.with_federation(Arc::clone(federation));
        }
        Ok(Self {
            pages,
            engine,
            published,
            iris,
            admin: settings.admin.clone(),
            body_bytes: settings.body_bytes,
            target_bytes: settings.target_bytes,
            request_timeout: settings.request_timeout,
            stall_timeout: settings.stall_timeout,
            query_timeout,
            cache: Arc::new(Cache::new(settings.cache_bytes)),
            metrics: Metrics::new(),
            log: settings.log.and_then(Log::start),
            hosts: admission::hosts(settings, bound, &[&settings.base, &url]),
            gate: settings.rate.map(Gate::new),
            proxies: settings.proxies.clone(),
            stopping: AtomicBool::new(false),
            downloads: Arc::new(Semaphore::new(4)),
            url,
            dataset: Mutex::new(None),
            overview: Mutex::new(None),
        })
    }

    /// An answer that is made of several queries, from one state of the data: where another state was published meanwhile, it is made
    /// again.
    ///
    /// # Errors
    /// Those of the answer; [`QueryError::Busy`] where the data change faster than it can be made.
    pub(crate) async fn of_one_state<T>(
        &self,
        make: impl AsyncFn() -> Result<T, HttpError>,
    ) -> Result<T, HttpError> {
        for _ in 0..ATTEMPTS {
            let before = self.published.get();
            let answer = make().await;
            if Arc::ptr_eq(&before, &self.published.get()) {
                return answer;
            }
        }
        Err(QueryError::Busy.into())
    }

    /// Absolute address of this service, with its final slash.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}
