//! `GET /metrics`: what happens here to numbers for a monitoring system, in the text format of `OpenMetrics`.
//!
//! Names follow Prometheus' conventions: base units, `_total` for what only grows. No label holds anything that a client chooses, so
//! that no client can make lines.

use super::state::State;
use crate::query::{Beginning, Disconnected, OutputFormat, QueryError, ResultKind, Sink, Statistics};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// `GET /metrics`.
pub(crate) async fn get(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(state.metrics.render(&state))
}

/// All counters, and the gauges that are set when somebody looks.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    seconds: Family<RouteLabels, Histogram>,
    sent: Counter,
    broken: Counter,
    pub(crate) queries: Queries,
    pub(crate) cache: CacheCounters,
    gauges: Gauges,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabels {
    outcome: &'static str,
}

/// What clients' queries came to.
#[derive(Clone)]
pub(crate) struct Queries {
    outcomes: Family<OutcomeLabels, Counter>,
    seconds: Histogram,
    rows: Counter,
}

/// How often a result was there already.
#[derive(Default)]
pub(crate) struct CacheCounters {
    pub(crate) hits: Counter,
    pub(crate) misses: Counter,
}

/// From a tenth of a millisecond to over three minutes, by twos.
fn durations() -> Histogram {
    Histogram::new(exponential_buckets(0.0001, 2.0, 22))
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::default();
        let requests = Family::default();
        let seconds = Family::new_with_constructor(durations as fn() -> Histogram);
        let (sent, broken) = (Counter::default(), Counter::default());
        let queries = Queries { outcomes: Family::default(), seconds: durations(), rows: Counter::default() };
        let cache = CacheCounters::default();
        let http = registry.sub_registry_with_prefix("linkworker_http");
        http.register("requests", "Requests that were answered", Family::clone(&requests));
        http.register_with_unit(
            "request_duration",
            "Time from the head of a request to the last byte of its answer",
            Unit::Seconds,
            Family::clone(&seconds),
        );
        http.register_with_unit("response_size", "Bytes of answers, as sent", Unit::Bytes, sent.clone());
        http.register("responses_broken", "Answers that broke off", broken.clone());
        let own = registry.sub_registry_with_prefix("linkworker");
        own.register("queries", "Queries of clients, by what they came to", queries.outcomes.clone());
        own.register_with_unit(
            "query_duration",
            "Time of a query from its acceptance to its end",
            Unit::Seconds,
            queries.seconds.clone(),
        );
        own.register("query_rows", "Rows and triples of whole results", queries.rows.clone());
        own.register("cache_hits", "Queries whose result was there already", cache.hits.clone());
        own.register("cache_misses", "Queries whose result could have been there", cache.misses.clone());
        let gauges = Gauges::register(own);
        gauges.process.register(&mut registry);
        Self { registry, requests, seconds, sent, broken, queries, cache, gauges }
    }

    /// Counts an answer that has ended.
    pub(crate) fn answered(&self, answer: &Answer<'_>) {
        let route = answer.route.to_owned();
        self.seconds
            .get_or_create(&RouteLabels { route: route.clone() })
            .observe(answer.elapsed.as_secs_f64());
        let labels = RequestLabels { route, method: answer.method, status: answer.status };
        self.requests.get_or_create(&labels).inc();
        self.sent.inc_by(answer.bytes);
        if !answer.whole {
            self.broken.inc();
        }
    }

    fn render(&self, state: &State) -> String {
        self.gauges.look(state);
        let mut text = String::with_capacity(16 * 1024);
        // Writing to a string can't fail.
        let _ = text::encode(&mut text, &self.registry);
        text
    }
}

/// What is counted of an answer.
pub(crate) struct Answer<'a> {
    /// The pattern of the address, or the name of a kind of addresses.
    pub(crate) route: &'a str,
    pub(crate) method: &'static str,
    pub(crate) status: u16,
    pub(crate) bytes: u64,
    pub(crate) elapsed: Duration,
    /// Whether it came to its end.
    pub(crate) whole: bool,
}

impl Queries {
    /// Counts what comes of the query that this sink is for.
    pub(crate) fn watch<S: Sink>(&self, sink: S) -> impl Sink + use<S> {
        Watched { sink, queries: self.clone() }
    }

    /// Counts a query that was not accepted.
    pub(crate) fn refused(&self, error: &QueryError) {
        self.count(outcome(&Err(error.clone())));
    }

    fn count(&self, outcome: &'static str) {
        self.outcomes.get_or_create(&OutcomeLabels { outcome }).inc();
    }
}

fn outcome(outcome: &Result<Statistics, QueryError>) -> &'static str {
    match outcome {
        Ok(_) => "answered",
        Err(QueryError::Syntax { .. }) => "syntax",
        Err(QueryError::TooComplex(_)) => "too-complex",
        Err(QueryError::Refused(_)) => "refused",
        Err(QueryError::Timeout(_)) => "timeout",
        Err(QueryError::Busy) => "busy",
        Err(QueryError::Stopped) => "stopped",
        Err(QueryError::NotAcceptable(_)) => "not-acceptable",
        Err(QueryError::Service(_)) => "service",
        Err(QueryError::Evaluation(_)) => "evaluation",
        Err(QueryError::Disconnected) => "abandoned",
    }
}

/// A sink that counts.
struct Watched<S> {
    sink: S,
    queries: Queries,
}

impl<S: Sink> Sink for Watched<S> {
    fn choose(&mut self, kind: ResultKind) -> Result<OutputFormat, String> {
        self.sink.choose(kind)
    }

    fn begin(&mut self, beginning: &Beginning<'_>) {
        self.sink.begin(beginning);
    }

    fn write(&mut self, bytes: Vec<u8>) -> Result<(), Disconnected> {
        self.sink.write(bytes)
    }

    fn is_abandoned(&self) -> bool {
        self.sink.is_abandoned()
    }

    fn end(&mut self, result: Result<Statistics, QueryError>) {
        self.queries.count(outcome(&result));
        if let Ok(statistics) = &result {
            self.queries.seconds.observe(statistics.elapsed.as_secs_f64());
            self.queries.rows.inc_by(statistics.rows);
        }
        self.sink.end(result);
    }
}

/// What is looked up when somebody asks.
#[derive(Default)]
struct Gauges {
    running: Gauge,
    waiting: Gauge,
    lost: Gauge,
    workers: Gauge,
    cache_entries: Gauge,
    cache_bytes: Gauge,
    quads: Gauge,
    triples: Gauge,
    snapshot_bytes: Gauge,
    snapshots: Family<SnapshotLabels, Gauge>,
    process: Process,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SnapshotLabels {
    id: String,
}

impl Gauges {
    fn register(own: &mut Registry) -> Self {
        let gauges = Self::default();
        for (name, help, gauge) in [
            ("queries_running", "Queries that run", &gauges.running),
            ("queries_waiting", "Queries that wait for a worker", &gauges.waiting),
            ("workers_lost", "Threads still at a query that was answered at its deadline", &gauges.lost),
            ("workers", "Queries that can run at once", &gauges.workers),
            ("cache_entries", "Results that are kept", &gauges.cache_entries),
            ("snapshot_quads", "Quads of the data", &gauges.quads),
            ("snapshot_triples", "Different triples of the data", &gauges.triples),
        ] {
            own.register(name, help, gauge.clone());
        }
        own.register_with_unit(
            "cache",
            "Size of the results that are kept",
            Unit::Bytes,
            gauges.cache_bytes.clone(),
        );
        own.register_with_unit(
            "snapshot",
            "Size of the snapshot",
            Unit::Bytes,
            gauges.snapshot_bytes.clone(),
        );
        own.register("snapshot", "The snapshot that is served: always 1", gauges.snapshots.clone());
        gauges
    }

    fn look(&self, state: &State) {
        let set = |gauge: &Gauge, value: u64| gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        let load = state.engine.load();
        set(&self.running, load.running as u64);
        set(&self.waiting, load.waiting as u64);
        set(&self.lost, load.lost as u64);
        set(&self.workers, load.workers as u64);
        let (entries, bytes) = state.cache.size();
        set(&self.cache_entries, entries as u64);
        set(&self.cache_bytes, bytes);
        let snapshot = state.published.get();
        set(&self.quads, snapshot.statistics().quads);
        set(&self.triples, snapshot.statistics().triples);
        set(&self.snapshot_bytes, snapshot.bytes());
        self.snapshots.clear();
        self.snapshots.get_or_create(&SnapshotLabels { id: snapshot.id().to_owned() }).set(1);
        self.process.look();
    }
}

/// The process as the system sees it; what the system does not tell stays 0.
#[derive(Default)]
struct Process {
    memory: Gauge,
    threads: Gauge,
    files: Gauge,
    started: Gauge,
}

impl Process {
    fn register(&self, registry: &mut Registry) {
        let process = registry.sub_registry_with_prefix("process");
        process.register_with_unit("resident_memory", "Memory in use", Unit::Bytes, self.memory.clone());
        process.register("threads", "Threads", self.threads.clone());
        process.register("open_fds", "Open files and connections", self.files.clone());
        process.register_with_unit("start_time", "When it started", Unit::Seconds, self.started.clone());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.started.set(i64::try_from(now.as_secs()).unwrap_or_default());
    }

    fn look(&self) {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let number = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
            line.split_whitespace().next()?.parse::<i64>().ok()
        };
        self.memory.set(number("VmRSS").unwrap_or_default() * 1024);
        self.threads.set(number("Threads").unwrap_or_default());
        let files = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
        self.files.set(i64::try_from(files).unwrap_or_default());
    }
}
