//! `linkworker serve`: files or a store over HTTP.

use super::Outcome;
use super::limits::{ConnectionLimits, ServiceLimits};
use super::open;
use super::operation::Operation;
use super::origin::{Check, OriginArgs};
#[cfg(unix)]
use super::supervise;
use crate::server::{self, Service, Settings};
use crate::snapshot::Published;
use crate::vocab;
use anyhow::{Result, bail};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;

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
    #[command(flatten)]
    limits: ServiceLimits,
    #[command(flatten)]
    connections: ConnectionLimits,
    #[command(flatten)]
    operation: Operation,
    /// Serve in a second process, and start that again when it dies, for lack of memory say
    #[cfg(unix)]
    #[arg(long = supervise::FLAG, env = supervise::VARIABLE)]
    supervised: bool,
    #[cfg(unix)]
    #[arg(long = supervise::CHILD_FLAG, hide = true)]
    supervisor: Option<u32>,
}

pub(super) fn run(args: &Args) -> Result<Outcome> {
    // Listen first: a port in use is better known before the files are read, and the base IRI may follow from the port.
    let listener = args.listen()?;
    #[cfg(unix)]
    if args.supervised {
        return supervise::run(&listener);
    }
    let own_url = format!("{}://{}/", args.operation.scheme(), reachable(listener.local_addr()?));
    let origin = args.origin.open(&own_url, Check::Header)?;
    if let Some(report) = &origin.report {
        eprintln!("{report}");
    }
    let base = origin.iris.base().to_owned();
    let mut settings = Settings::new(&args.bind, &base);
    // Data under the project's default IRIs are served from here all the same: pages and downloads need an address that works.
    settings.url = args.url.clone().or_else(|| (base == vocab::DEFAULT_BASE).then(|| own_url.clone()));
    settings.limits = args.limits.0.clone();
    args.connections.apply(&mut settings);
    args.operation.apply(&mut settings)?;
    let example = example_path(&origin)?;
    let published = Arc::new(Published::from(origin.snapshot));
    if let Some(dir) = origin.store {
        open::follow(dir, &published)?;
    }
    let service = Service::on(listener, settings, published)?;
    announce(&own_url, &example);
    service.run()?;
    eprintln!("stopped");
    Ok(Outcome::Done)
}

impl Args {
    fn listen(&self) -> Result<TcpListener> {
        #[cfg(unix)]
        if let Some(process) = self.supervisor {
            return supervise::inherited(process);
        }
        #[cfg(unix)]
        if self.supervised && self.origin.sources.files.iter().any(|file| file.as_os_str() == "-") {
            bail!(
                "--supervised reads the files again after each failure, and standard input can be read once only"
            );
        }
        Ok(server::listen(&self.bind)?)
    }
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
    let articles = vocab::fabio::JOURNAL_ARTICLE.into();
    let Some(article) = origin.snapshot.triples(None, Some(vocab::rdf::TYPE), Some(articles)).next() else {
        bail!("the graph holds no work; read some records first: linkworker ingest FILE... --store DIR")
    };
    let iri = article.subject.to_string();
    Ok(origin.iris.local_path(iri.trim_matches(['<', '>'])).unwrap_or_default())
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
