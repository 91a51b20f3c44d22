//! What can be set about a service.

use super::admin::Admin;
use crate::federation::Federation;
use crate::query::Limits;
use ipnet::IpNet;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The settings of a service.
#[derive(Clone)]
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
    /// Results of queries that are kept for those who ask the same, in bytes; 0 keeps none.
    pub cache_bytes: usize,
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
    /// The names under which this service answers.
    pub hosts: Hosts,
    /// How often the clients of one network may ask; `None` is as often as they like.
    pub rate: Option<Rate>,
    /// Proxies that are believed when they say, by `X-Forwarded-For`, for whom they ask.
    pub proxies: Vec<IpNet>,
    /// One line for each request on standard error.
    pub log: Option<LogFormat>,
    /// The endpoints that queries may ask by `SERVICE`; where there is none, they may not.
    pub federation: Option<Arc<Federation>>,
    /// Who may change the graph; nobody where it is none. The writer must publish to the place that the service reads.
    pub admin: Option<Admin>,
    /// HTTPS instead of HTTP.
    pub tls: Option<Tls>,
}

/// Which `Host` a request may be for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hosts {
    /// On an address that only this machine reaches: the names of this machine, and those in the base IRI and the public address.
    /// On any other: all.
    Own,
    /// These, and those of [`Hosts::Own`].
    Only(Vec<String>),
    /// All.
    Any,
}

/// Requests of one network: addresses with the same first 24 bits, or 48 of version 6. This machine itself has no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests in a second, over time.
    pub per_second: NonZeroU32,
    /// Requests at once after a pause.
    pub burst: NonZeroU32,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// An object in JSON.
    Json,
}

/// What HTTPS needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// The certificate and those that lead from it to one that clients know, in PEM.
    pub certificates: PathBuf,
    /// The private key, in PEM.
    pub key: PathBuf,
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
            cache_bytes: 64 * 1024 * 1024,
            http_workers: 2,
            max_connections: 512,
            body_bytes: 64 * 1024,
            target_bytes: 64 * 1024,
            request_timeout: Duration::from_secs(10),
            stall_timeout: Duration::from_secs(30),
            shutdown_timeout: Duration::from_secs(5),
            hosts: Hosts::Own,
            rate: None,
            proxies: Vec::new(),
            log: None,
            federation: None,
            admin: None,
            tls: None,
        }
    }
}
