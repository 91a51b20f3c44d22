//! What every request handler can reach: what is served, the query engines, the IRIs, the settings that bind requests.

use super::Settings;
use super::admin::Admin;
use super::pages::home::Overview;
use crate::mapping::iri::Iris;
use crate::query::{Engine, Limits};
use crate::snapshot::Published;
use oxigraph::model::IriParseError;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Semaphore};

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
    /// Downloads of the whole graph that run at once.
    pub(crate) downloads: Arc<Semaphore>,
    url: String,
    /// The counts of the whole graph, with the id of the snapshot that they count. Held while they are made, so that many visitors
    /// at once cost no more than one.
    pub(crate) overview: Mutex<Option<(String, Arc<Overview>)>>,
}

impl State {
    pub(crate) fn new(
        published: Arc<Published>,
        iris: Iris,
        url: String,
        settings: &Settings,
    ) -> Result<Self, IriParseError> {
        let limits = settings.limits.clone();
        let query_timeout = limits.timeout;
        let own = Limits { timeout: Duration::from_secs(20), workers: 2, queue: 64, ..Limits::default() };
        let engine = Engine::new(Arc::clone(&published), limits).with_base(iris.base())?;
        Ok(Self {
            pages: engine.alongside(own),
            engine,
            published,
            iris,
            admin: settings.admin.clone(),
            body_bytes: settings.body_bytes,
            target_bytes: settings.target_bytes,
            request_timeout: settings.request_timeout,
            stall_timeout: settings.stall_timeout,
            query_timeout,
            downloads: Arc::new(Semaphore::new(4)),
            url,
            overview: Mutex::new(None),
        })
    }

    /// Absolute address of this service, with its final slash.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}
