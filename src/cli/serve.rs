//! `linkworker serve`: files or a store over HTTP.

use super::Outcome;
use super::origin::OriginArgs;
use crate::query::Limits;
use crate::server::{self, Service, Settings};
use crate::vocab;
use anyhow::{Result, bail};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// Serve records or a store over HTTP: SPARQL endpoint, pages, downloads.
///
/// Files are read into memory and nothing is left behind. Every request only reads: there is no update route.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    origin: OriginArgs,
    /// Address and port to listen on; port 0 takes any free port
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7878", env = "LINKWORKER_BIND")]
    bind: String,
    /// Address under which clients reach this service, where it is neither the base IRI nor the address listened on
    #[arg(long, value_name = "URL", env = "LINKWORKER_URL")]
    url: Option<String>,
    /// Seconds after which a query is stopped
    #[arg(long, value_name = "SECONDS", default_value_t = 30, env = "LINKWORKER_TIMEOUT", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,
    /// Queries that run at once; more wait in a queue, and beyond that are refused with 503
    #[arg(long, value_name = "N", env = "LINKWORKER_WORKERS", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,
}

pub(super) fn run(args: &Args) -> Result<Outcome> {
    // Listen first: a port in use is better known before the files are read, and the base IRI may follow from the port.
    let listener = server::listen(&args.bind)?;
    let own_url = format!("http://{}/", reachable(listener.local_addr()?));
    let origin = args.origin.open(&own_url)?;
    if let Some(report) = &origin.report {
        eprintln!("{report}");
    }
    let base = origin.iris.base().to_owned();
    let mut settings = Settings::new(&args.bind, &base);
    // Data under the project's default IRIs are served from here all the same: pages and downloads need an address that works.
    settings.url = args.url.clone().or_else(|| (base == vocab::DEFAULT_BASE).then(|| own_url.clone()));
    settings.limits = Limits { timeout: Duration::from_secs(args.timeout), ..Limits::default() };
    if let Some(workers) = args.workers {
        settings.limits.workers = workers.into();
    }
    let example = example_path(&origin)?;
    let service = Service::on(listener, settings, Arc::new(origin.graph))?;
    announce(&own_url, &example);
    service.run()?;
    eprintln!("stopped");
    Ok(Outcome::Done)
}

/// The address as a client on this machine can use it: the unspecified address stands for every interface.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        ip if !ip.is_unspecified() => address,
        _ => SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port()),
    }
}

/// The path of some work in the graph, to try.
fn example_path(origin: &super::origin::Origin) -> Result<String> {
    let works = origin
        .graph
        .store()
        .quads_for_pattern(None, Some(vocab::rdf::TYPE), Some(vocab::fabio::JOURNAL_ARTICLE.into()), None)
        .next();
    match works.transpose()? {
        Some(quad) => {
            let iri = quad.subject.to_string();
            let iri = iri.trim_matches(['<', '>']);
            Ok(origin.iris.local_path(iri).unwrap_or_default())
        }
        None => {
            bail!("the graph holds no work; read some records first: linkworker ingest FILE... --store DIR")
        }
    }
}

fn announce(url: &str, example: &str) {
    let root = url.trim_end_matches('/');
    eprintln!("\nServing at {url}  (stop with Ctrl-C). Three things to try:");
    eprintln!("  1. open {url} in a browser");
    eprintln!(
        "  2. curl -s {root}/sparql -H 'Accept: text/csv' \\\n       --data-urlencode 'query=SELECT ?year ?title {{?w dcterms:title ?title ; fabio:hasPublicationYear ?year}} ORDER BY ?year'"
    );
    eprintln!("  3. curl -s -H 'Accept: text/turtle' '{root}{example}'");
}
