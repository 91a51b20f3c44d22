//! The HTTP service: a knowledge graph to answers on the web. SPARQL endpoint, dereferenceable IRIs, pages for people, bulk downloads.
//!
//! It only reads, unless its owner gives it a writer and a token ([`Settings::admin`]): without these no route changes the graph. Knows nothing
//! of source formats or of the mapping; it sees quads through `query` and `export`, and changes them through `ingest`. All routes stand in `routes.rs`; only `error.rs` chooses status codes for failures.
//!
//! Behind a reverse proxy: it takes HTTP/1.1, believes `X-Forwarded-For` of [`Settings::proxies`] only and no other such header, and
//! builds absolute addresses from [`Settings::base`] and [`Settings::url`] alone.

mod access;
mod admin;
mod admission;
mod data;
mod description;
mod dump;
mod error;
mod etag;
mod graph_store;
mod headers;
mod health;
mod metrics;
mod negotiate;
mod pages;
mod references;
mod resource;
mod routes;
mod settings;
mod sparql;
mod state;
mod statics;
mod stream;
mod tls;

pub use settings::{Hosts, LogFormat, Rate, Settings, Tls};

pub use admin::{Admin, Token, TokenError};

use crate::mapping::iri::Iris;
use crate::snapshot::Published;
use actix_web::rt::System;
use actix_web::rt::signal;
use actix_web::{App, HttpServer, middleware, web};
use state::State;
use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

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
    /// The certificate or its key is of no use.
    #[error("{path}: {reason}; HTTPS needs a certificate and its private key, each in PEM", path = .path.display())]
    Tls {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
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
        let state = State::new(published.into(), iris, url, addr, &settings)
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
        let tls = settings.tls.as_ref().map(tls::config).transpose()?;
        let writes = settings.admin.is_some();
        System::new().block_on(async move {
            let counted = state.clone();
            // The first visitor need not wait for the counts; where they fail, that visitor hears why.
            actix_web::rt::spawn(async move { pages::home::overview(&counted).await.is_ok() });
            let stopped = state.clone();
            let server = HttpServer::new(move || {
                App::new()
                    .app_data(state.clone())
                    .wrap(middleware::Compress::default())
                    .wrap(middleware::from_fn(headers::finish))
                    .wrap(middleware::from_fn(access::watch))
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
            .shutdown_signal(async move {
                stop.await;
                stopped.stopping.store(true, Ordering::Relaxed);
            });
            headers::prepare_all(&listener, stall);
            let server = match tls {
                Some(tls) => server.listen_rustls_0_23(listener, tls)?,
                None => server.listen(listener)?,
            };
            server.run().await
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
