//! `linkworker serve`: files or a store over HTTP.

use super::Outcome;
use super::admin::AdminArgs;
use super::limits::{ConnectionLimits, ServiceLimits};
use super::operation::Operation;
use super::origin::{Check, OriginArgs};
#[cfg(unix)]
use super::supervise;
use super::{open, origin, watch};
use crate::mapping::iri::Iris;
use crate::server::{self, Admin, Service, Settings, Token};
use crate::snapshot::{Published, Snapshot};
use crate::store::KnowledgeGraph;
use crate::vocab;
use anyhow::{Result, bail};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;

/// Serve records or a store over HTTP: SPARQL endpoint, pages, downloads.
///
/// Files are read into memory and nothing is left behind. Every request only reads, unless --admin-token-file is given:
/// without it there is no address that changes anything.
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
    #[command(flatten)]
    admin: AdminArgs,
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
    let Served { published, iris, admin, is_written } = args.served(&own_url)?;
    let base = iris.base().to_owned();
    let mut settings = Settings::new(&args.bind, &base);
    // Data under the project's default IRIs are served from here all the same: pages and downloads need an address that works.
    settings.url = args.url.clone().or_else(|| (base == vocab::DEFAULT_BASE).then(|| own_url.clone()));
    settings.limits = args.limits.0.clone();
    args.connections.apply(&mut settings);
    args.operation.apply(&mut settings)?;
    let example = example_path(&published.get(), &iris);
    if example.is_none() && !is_written {
        bail!("the graph holds no work; read some records first: linkworker ingest FILE... --store DIR")
    }
    if admin.is_some() {
        eprintln!(
            "whoever has the admin token can change the store: POST {own_url}admin/ingest?name=FILE, {own_url}admin/update"
        );
    }
    settings.admin = admin;
    let service = Service::on(listener, settings, published)?;
    announce(&own_url, &example.unwrap_or_default());
    service.run()?;
    eprintln!("stopped");
    Ok(Outcome::Done)
}

/// What is served.
struct Served {
    published: Arc<Published>,
    iris: Iris,
    admin: Option<Admin>,
    /// Whether the store may be filled while it is served.
    is_written: bool,
}

impl Args {
    /// Reads the files, opens the snapshot of a store and follows it, or holds the store as its writer.
    fn served(&self, own_url: &str) -> Result<Served> {
        let token = self.admin.token()?;
        if token.is_some() || self.admin.watch().is_some() {
            return self.written(token);
        }
        let origin = self.origin.open(own_url, Check::Header)?;
        if let Some(report) = &origin.report {
            eprintln!("{report}");
        }
        let published = Arc::new(Published::from(origin.snapshot));
        if let Some(dir) = origin.store {
            open::follow(dir, &published)?;
        }
        Ok(Served { published, iris: origin.iris, admin: None, is_written: false })
    }

    /// A store that can be changed while it is served; a new one where there is none.
    fn written(&self, token: Option<Token>) -> Result<Served> {
        let Some(dir) = self.origin.chosen_store()? else {
            bail!(
                "--admin-token-file and --watch are for a store that can be changed: give --store DIR and no files"
            )
        };
        let graph = KnowledgeGraph::open(dir)?;
        let default_base = graph.base().unwrap_or_else(|| vocab::DEFAULT_BASE.to_owned());
        let iris = origin::iris(self.origin.base.base_iri.as_deref(), &default_base)?;
        let settings = self.origin.sources.reading.settings(iris.clone())?;
        let writer = self.admin.writer(graph, settings, &self.limits.0)?;
        if let Some(folder) = self.admin.watch() {
            watch::start(folder, Arc::clone(&writer))?;
        }
        let admin = token.map(|token| self.admin.admin(&writer, token));
        Ok(Served { published: writer.published(), iris, admin, is_written: true })
    }

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
fn example_path(snapshot: &Snapshot, iris: &Iris) -> Option<String> {
    let articles = vocab::fabio::JOURNAL_ARTICLE.into();
    let article = snapshot.triples(None, Some(vocab::rdf::TYPE), Some(articles)).next()?;
    let iri = article.subject.to_string();
    Some(iris.local_path(iri.trim_matches(['<', '>'])).unwrap_or_default())
}

fn announce(url: &str, example: &str) {
    let root = url.trim_end_matches('/');
    eprintln!("\nServing at {url}  (stop with Ctrl-C). Some things to try:");
    eprintln!("  1. open {url} in a browser");
    eprintln!(
        "  2. curl -s {root}/sparql -H 'Accept: text/csv' \\\n       --data-urlencode 'query=SELECT ?year ?title {{?w dcterms:title ?title ; fabio:hasPublicationYear ?year}} ORDER BY ?year'"
    );
    if !example.is_empty() {
        eprintln!("  3. curl -s -H 'Accept: text/turtle' '{root}{example}'");
    }
}
