//! The snapshot: how long it takes to build beside reading the same bytes, how large it is, how soon it answers, and queries beside
//! oxigraph's own store in memory.
//!
//! ```text
//! cargo bench --bench snapshot                              invented records, the same every time
//! cargo bench --bench snapshot -- FILE.nt [DIR]             the triples of a file; the snapshot goes to DIR
//! cargo bench --bench snapshot -- serve DIR ADDRESS         the snapshot of DIR over HTTP, for scripts that compare services
//! ```
//!
//! Times are the least of several rounds, one after the other; the ratios are the figures to compare between machines.

#![expect(clippy::expect_used, reason = "a benchmark that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "it reports to whoever runs it")]

use linkworker::query::{CountingAllocator, Engine, Limits, OutputFormat, Request};
use linkworker::server::{Service, Settings};
use linkworker::snapshot::{Builder, Published, Snapshot};
use mimalloc::MiMalloc;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// That of the program.
#[global_allocator]
static ALLOCATOR: CountingAllocator<MiMalloc> = CountingAllocator::new(MiMalloc);

const BASE: &str = "https://w3id.org/linkworker/";
const WORKS: usize = 20_000;
const ROUNDS: usize = 5;

const QUERIES: [(&str, &str); 8] = [
    ("lookup by DOI", "SELECT ?w ?t { ?w prism:doi \"10.1000/7700\" ; dcterms:title ?t }"),
    (
        "count by year",
        "SELECT ?y (COUNT(?w) AS ?n) { ?w a fabio:JournalArticle ; fabio:hasPublicationYear ?y } GROUP BY ?y ORDER BY ?y",
    ),
    ("top cited", "SELECT ?z (COUNT(?w) AS ?n) { ?w cito:cites ?z } GROUP BY ?z ORDER BY DESC(?n) LIMIT 20"),
    ("stream", "SELECT ?w ?d ?t { ?w prism:doi ?d ; dcterms:title ?t }"),
    (
        "text",
        "SELECT (COUNT(?w) AS ?n) { ?w dcterms:title ?t FILTER(CONTAINS(LCASE(STR(?t)), \"study 77\")) }",
    ),
    (
        "one graph",
        "SELECT (COUNT(?s) AS ?n) { GRAPH <https://w3id.org/linkworker/graph/3> { ?s dcterms:title ?t } }",
    ),
    ("each graph", "SELECT ?g (COUNT(?s) AS ?n) { GRAPH ?g { ?s a fabio:JournalArticle } } GROUP BY ?g"),
    (
        "two graphs merged",
        "SELECT (COUNT(?s) AS ?n) FROM <https://w3id.org/linkworker/graph/3> FROM <https://w3id.org/linkworker/graph/4> { ?s dcterms:title ?t }",
    ),
];

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => invented(),
        ["serve", dir, address] => serve(Path::new(dir), address),
        [file] => drop(measure(&|| Box::new(open(file)), RdfFormat::NTriples, None, 1)),
        [file, dir] => drop(measure(&|| Box::new(open(file)), RdfFormat::NTriples, Some(Path::new(dir)), 1)),
        _ => println!("see the head of benches/snapshot.rs"),
    }
}

fn open(file: &str) -> impl Read + use<> {
    BufReader::with_capacity(1024 * 1024, File::open(file).expect("a file"))
}

fn invented() {
    let text = records();
    measure(&|| Box::new(Cursor::new(text.as_bytes())), RdfFormat::NQuads, None, ROUNDS);
    let store = Store::new().expect("memory");
    store.load_from_slice(RdfFormat::NQuads, text.as_bytes()).expect("N-Quads");
    let mut builder = Builder::default();
    for quad in &store {
        builder.add(quad.expect("memory").as_ref()).expect("few quads");
    }
    let snapshot = Snapshot::in_memory(builder, Some(BASE)).expect("memory");
    let engine = Engine::new(snapshot, Limits { workers: 1, ..Limits::default() });
    println!("\n{:<20} {:>10} {:>10}  ratio", "query, ms", "oxigraph", "snapshot");
    for (name, query) in QUERIES {
        let plain = least(|| plainly(&store, query));
        let ours = least(|| {
            let mut csv = Vec::new();
            let choose = |_| Ok(OutputFormat::Results(QueryResultsFormat::Csv));
            engine.write(Request::new(query), choose, &mut csv).expect("a result");
            assert!(!csv.is_empty());
        });
        println!("{name:<20} {:>10.3} {:>10.3}  {:.2}", ms(plain), ms(ours), ms(plain) / ms(ours));
    }
}

/// The same query by oxigraph alone, over the union of its graphs, to the same format.
fn plainly(store: &Store, query: &str) {
    let mut parser = SparqlEvaluator::new();
    for (prefix, namespace) in linkworker::vocab::PREFIXES {
        parser = parser.with_prefix(*prefix, *namespace).expect("a prefix");
    }
    let mut prepared = parser.parse_query(query).expect("SPARQL");
    if !query.contains("FROM") {
        prepared.dataset_mut().set_default_graph_as_union();
    }
    let QueryResults::Solutions(rows) = prepared.on_store(store).execute().expect("a result") else {
        unreachable!("the queries are SELECT queries")
    };
    let serializer = QueryResultsSerializer::from_format(QueryResultsFormat::Csv);
    let mut csv =
        serializer.serialize_solutions_to_writer(Vec::new(), rows.variables().to_vec()).expect("memory");
    for row in rows {
        csv.serialize(&row.expect("a row")).expect("memory");
    }
    assert!(!csv.finish().expect("memory").is_empty());
}

/// Builds a snapshot of what is read, in memory or in a directory.
fn measure<'a>(
    source: &dyn Fn() -> Box<dyn Read + 'a>,
    format: RdfFormat,
    dir: Option<&Path>,
    rounds: usize,
) -> Snapshot {
    let parser = || RdfParser::from_format(format).for_reader(source());
    let mut quads = 0_u64;
    let parsing =
        (0..rounds).map(|_| timed(|| quads = parser().map(|quad| drop(quad.expect("RDF"))).count() as u64));
    let parsing = parsing.min().expect("a round");
    let build = || {
        let mut builder = Builder::default();
        parser().for_each(|quad| builder.add(quad.expect("RDF").as_ref()).expect("not too many"));
        match dir {
            Some(dir) => Snapshot::create(builder, Some(BASE), dir).expect("a disk"),
            None => Snapshot::in_memory(builder, Some(BASE)).expect("memory"),
        }
    };
    let mut snapshot = None;
    let building = (0..rounds).map(|_| timed(|| snapshot = Some(build()))).min().expect("a round");
    let snapshot = snapshot.expect("a snapshot");
    let triples = snapshot.statistics().triples;
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let (bytes, millions) = (snapshot.bytes() as f64, triples as f64 / 1e6);
    println!("{quads} quads, {triples} triples");
    println!(
        "reading alone        {:>8.2} s, {:.2} s per million triples",
        parsing.as_secs_f64(),
        parsing.as_secs_f64() / millions
    );
    println!(
        "reading and building {:>8.2} s, {:.2} s per million triples, ratio {:.2}",
        building.as_secs_f64(),
        building.as_secs_f64() / millions,
        building.as_secs_f64() / parsing.as_secs_f64()
    );
    println!("size                 {:>8.1} MB, {:.1} bytes per triple", bytes / 1e6, bytes / 1e6 / millions);
    if let Some(peak) = peak() {
        println!("memory at most       {peak:>8.1} MB, {:.2} of the size", peak * 1e6 / bytes);
    }
    snapshot
}

/// The most memory that this process had, in megabytes.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? * 1024.0 / 1e6)
}

fn serve(dir: &Path, address: &str) {
    let began = Instant::now();
    let snapshot = Snapshot::open(dir).expect("a snapshot");
    println!("opened in {:.1} ms", ms(began.elapsed()));
    let mut settings = Settings::new(address, BASE);
    settings.limits.timeout = Duration::from_secs(60);
    Service::bind(settings, Arc::new(Published::from(snapshot))).expect("a port").run().expect("a service");
}

fn timed(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

fn least(mut work: impl FnMut()) -> Duration {
    (0..ROUNDS).map(|_| timed(&mut work)).min().expect("a round")
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// Works in eight graphs, every tenth in two of them, that cite one another.
fn records() -> String {
    let mut text = String::new();
    for n in 0..WORKS {
        let work = format!("<{BASE}work/doi/10.1000/{n}>");
        let mut add = |statement: String| {
            let graphs = if n % 10 == 0 { vec![n % 8, (n + 1) % 8] } else { vec![n % 8] };
            for graph in graphs {
                writeln!(text, "{work} {statement} <{BASE}graph/{graph}> .").expect("memory");
            }
        };
        add("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://purl.org/spar/fabio/JournalArticle>"
            .to_owned());
        add(format!(
            "<http://purl.org/dc/terms/title> \"Link workers in primary care: study {n} of their work\"@en"
        ));
        add(format!("<http://prismstandard.org/namespaces/basic/2.0/doi> \"10.1000/{n}\""));
        add(format!(
            "<http://purl.org/spar/fabio/hasPublicationYear> \"{}\"^^<http://www.w3.org/2001/XMLSchema#gYear>",
            1990 + n % 35
        ));
        for step in [1_usize, 7, 101, 1_009] {
            add(format!(
                "<http://purl.org/spar/cito/cites> <{BASE}work/doi/10.1000/{}>",
                n.wrapping_mul(step) % (n / 3 + 1)
            ));
        }
    }
    text
}
