//! The HTTP service: a knowledge graph to answers on the web. SPARQL endpoint, dereferenceable IRIs, pages for people, bulk downloads.
//!
//! It only reads, unless its owner gives it a writer and a token ([`Settings::admin`]): without these no route changes the graph. Knows nothing
//! of source formats or of the mapping; it sees quads through `query` and `export`, and changes them through `ingest`. All routes stand in `routes.rs`; only `error.rs` chooses status codes for failures.
//!
//! Behind a reverse proxy: it takes plain HTTP/1.1, does not believe `X-Forwarded-*` headers, and builds absolute addresses from
//! [`Settings::base`] and [`Settings::url`] alone.

mod admin;
mod data;
mod description;
mod dump;
mod error;
mod headers;
mod negotiate;
mod pages;
mod resource;
mod routes;
mod sparql;
mod state;
mod statics;
mod stream;

pub use admin::{Admin, Token, TokenError};

use crate::mapping::iri::Iris;
use crate::query::Limits;
use crate::snapshot::Published;
use actix_web::rt::System;
use actix_web::rt::signal;
use actix_web::{App, HttpServer, middleware, web};
use state::State;
use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

/// What can be set about a service.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen: `address:port` or `name:port`; port 0 takes any free port.
    pub bind: String,
    /// Base IRI of the data: what the IRIs in the graph begin with.
    pub base: String,
    /// Address under which clients reach this service, where it is not `base`. Stands in the service description, in links to
    /// downloads and in error documents.
    pub url: Option<String>,
    /// Limits of the queries that clients send.
    pub limits: Limits,
    /// Threads that serve connections.
    pub http_workers: usize,
    /// Connections open at once, per HTTP worker; more wait to be accepted.
    pub max_connections: usize,
    /// Largest request body, in bytes.
    pub body_bytes: usize,
    /// Longest request target (path and query), in bytes.
    pub target_bytes: usize,
    /// Time for a request head to arrive, and again for a request body.
    pub request_timeout: Duration,
    /// How long a client may leave a download unread before its connection is cut.
    pub stall_timeout: Duration,
    /// How long open requests may go on after a signal to stop.
    pub shutdown_timeout: Duration,
    /// Who may change the graph; nobody where it is none. The writer must publish to the place that the service reads.
    pub admin: Option<Admin>,
}

impl Settings {
    /// The default limits for a service at `bind` over the data under `base`.
    #[must_use]
    pub fn new(bind: impl Into<String>, base: impl Into<String>) -> Self {
        Self {
            bind: bind.into(),
            base: base.into(),
            url: None,
            limits: Limits::default(),
            http_workers: 2,
            max_connections: 512,
            body_bytes: 64 * 1024,
            target_bytes: 64 * 1024,
            request_timeout: Duration::from_secs(10),
            stall_timeout: Duration::from_secs(30),
            shutdown_timeout: Duration::from_secs(5),
            admin: None,
        }
    }
}

/// Why a service could not start or run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// Another program listens there.
    #[error(
        "{bind} is in use: another program (perhaps another linkworker) listens there. Stop it, or choose another port, e.g. --bind {suggestion}"
    )]
    InUse {
        /// The address that was asked for.
        bind: String,
        /// The same with port 0, which always finds a free one.
        suggestion: String,
    },
    /// The address cannot be listened on.
    #[error(
        "cannot listen on {bind}: {source}. Give an address of this machine and a port, e.g. --bind 127.0.0.1:7878"
    )]
    Bind {
        /// The address that was asked for.
        bind: String,
        /// What the system said.
        source: io::Error,
    },
    /// The base IRI or the public address is not an absolute IRI.
    #[error("{iri:?} is not an absolute IRI: {reason}")]
    Base {
        /// What was given.
        iri: String,
        /// Why it is none.
        reason: String,
    },
    /// The service failed while running.
    #[error("the service failed: {0}")]
    Run(#[from] io::Error),
}

/// A service that listens and is ready to run.
pub struct Service {
    listener: TcpListener,
    addr: SocketAddr,
    settings: Settings,
    state: web::Data<State>,
}

/// Takes the address `bind` without answering yet, so that a port in use is known before long work, and a free port (0) is known
/// before the data's base IRI is chosen.
///
/// # Errors
/// Where the address is in use, is not of this machine, or needs more rights.
pub fn listen(bind: &str) -> Result<TcpListener, ServerError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AddrInUse => ServerError::InUse {
            bind: bind.to_owned(),
            suggestion: format!("{}:0", bind.rsplit_once(':').map_or(bind, |(host, _)| host)),
        },
        _ => ServerError::Bind { bind: bind.to_owned(), source },
    };
    let addresses: Vec<SocketAddr> = bind.to_socket_addrs().map_err(failed)?.collect();
    TcpListener::bind(addresses.as_slice()).map_err(failed)
}

impl Service {
    /// Listens where the settings say, over what is published there.
    ///
    /// # Errors
    /// See [`listen`]; also where the base IRI is not absolute.
    pub fn bind(settings: Settings, published: impl Into<Arc<Published>>) -> Result<Self, ServerError> {
        let listener = listen(&settings.bind)?;
        Self::on(listener, settings, published)
    }

    /// Uses a listener that is open already; `settings.bind` is not looked at.
    ///
    /// # Errors
    /// Where the base IRI or the public address is not absolute, or the listener is broken.
    pub fn on(
        listener: TcpListener,
        settings: Settings,
        published: impl Into<Arc<Published>>,
    ) -> Result<Self, ServerError> {
        let addr = listener.local_addr()?;
        let absolute = |iri: &str| {
            Iris::new(iri).map_err(|e| ServerError::Base { iri: iri.to_owned(), reason: e.to_string() })
        };
        let iris = absolute(&settings.base)?;
        let url = match &settings.url {
            Some(url) => absolute(url)?.base().to_owned(),
            None => iris.base().to_owned(),
        };
        let state = State::new(published.into(), iris, url, &settings)
            .map_err(|e| ServerError::Base { iri: settings.base.clone(), reason: e.to_string() })?;
        let state = web::Data::new(state);
        Ok(Self { listener, addr, settings, state })
    }

    /// Where the service listens; the port is the real one also where 0 was asked for.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Serves until SIGINT or SIGTERM, then lets open requests end within [`Settings::shutdown_timeout`].
    ///
    /// # Errors
    /// Where the system refuses threads or sockets.
    pub fn run(self) -> Result<(), ServerError> {
        self.run_until(stop_signal())
    }

    /// Serves until `stop` is ready, then lets open requests end within [`Settings::shutdown_timeout`].
    ///
    /// # Errors
    /// Where the system refuses threads or sockets.
    pub fn run_until(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), ServerError> {
        let Self { listener, settings, state, .. } = self;
        let stall = settings.stall_timeout;
        let writes = settings.admin.is_some();
        System::new().block_on(async move {
            let counted = state.clone();
            // The first visitor need not wait for the counts; where they fail, that visitor hears why.
            actix_web::rt::spawn(async move { pages::home::overview(&counted).await.is_ok() });
            HttpServer::new(move || {
                App::new()
                    .app_data(state.clone())
                    .wrap(middleware::Compress::default())
                    .wrap(middleware::from_fn(headers::finish))
                    .configure(|config| routes::configure(config, writes))
            })
            .workers(settings.http_workers.clamp(1, 512))
            .max_connections(settings.max_connections.max(1))
            .client_request_timeout(settings.request_timeout)
            .client_disconnect_timeout(Duration::from_secs(1))
            // A client that closes its side has left, as proxies see it too: its query need not run on.
            .h1_allow_half_closed(false)
            .shutdown_timeout(settings.shutdown_timeout.as_secs())
            .on_connect(move |connection, _| headers::prepare(connection, stall))
            .shutdown_signal(stop)
            .listen(listener)?
            .run()
            .await
        })?;
        Ok(())
    }
}

/// Ready when the process is asked to stop: SIGINT (Ctrl-C) or SIGTERM.
async fn stop_signal() {
    #[cfg(unix)]
    if let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
        let interrupt = std::pin::pin!(signal::ctrl_c());
        let terminate = std::pin::pin!(terminate.recv());
        futures_util::future::select(interrupt, terminate).await;
        return;
    }
    if signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
