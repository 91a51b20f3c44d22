//! What one query may use while it runs: memory, and a result of a largest size. And what is no longer used once its reader has
//! left.

use crate::data::snapshot;
use crate::limits::outcome;
use crate::query::{Event, Recorder, numbers};
use linkworker::query::{
    Beginning, Disconnected, Engine, Limits, OutputFormat, QueryError, Request, ResultKind, Sink, Statistics,
    counts_memory,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

fn d() -> Limits {
    Limits::default()
}

/// A sort of millions of rows: the evaluator would collect them all.
#[cfg(target_os = "linux")]
#[test]
fn a_query_that_takes_too_much_memory_is_stopped() {
    let limits = Limits { memory: 100 * 1024 * 1024, timeout: Duration::from_secs(60), ..Limits::default() };
    let engine = Engine::new(snapshot(&numbers(2_000)), limits);
    let error = outcome(&engine, "SELECT * { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z } ORDER BY ?x").unwrap_err();
    assert!(
        matches!(&error, QueryError::TooComplex(message) if message.contains("the limit is 104857600 bytes for all")),
        "{error:?}"
    );
    assert!(engine.ask("ASK {}").unwrap());
}

/// The same for one query, by the count of its own thread: whatever else goes on in the process.
#[test]
fn a_query_that_allocates_too_much_is_stopped() {
    assert!(counts_memory(), "this program has the counting allocator");
    let query_memory = 20 * 1024 * 1024;
    let limits =
        Limits { query_memory, memory: usize::MAX, timeout: Duration::from_secs(60), ..Limits::default() };
    let engine = Engine::new(snapshot(&numbers(1_000)), limits);
    for query in [
        "SELECT * { ?a ?p ?x . ?b ?q ?y } ORDER BY ?x",
        "SELECT DISTINCT ?a ?b { ?a ?p ?x . ?b ?q ?y }",
        "SELECT ?a ?b (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?q ?y } GROUP BY ?a ?b",
        "SELECT (GROUP_CONCAT(STR(?a)) AS ?all) { ?a ?p ?x . ?b ?q ?y }",
        "CONSTRUCT { ?a ?x ?b } WHERE { ?a ?x ?n . ?b ?y ?m }",
    ] {
        let error = outcome(&engine, query).unwrap_err();
        let QueryError::TooComplex(message) = &error else { panic!("{query}: {error:?}") };
        assert!(
            message.contains("memory") && message.contains("the limit is 20971520 bytes"),
            "{query}: {message}"
        );
        assert!(engine.ask("ASK { ?s ?p 9 }").unwrap(), "its worker is there for the next one");
    }
}

/// What has left a query is not in its account: a stream may be longer than the memory.
#[test]
fn a_stream_may_be_longer_than_the_memory() {
    let query_memory = 2 * 1024 * 1024;
    let engine = Engine::new(snapshot(&numbers(400)), Limits { query_memory, ..Limits::default() });
    let (sink, events) = Recorder::new(usize::MAX);
    engine.run(Request::new("SELECT * { ?a ?p ?x . ?b ?q ?y }"), sink).unwrap();
    let mut bytes = 0;
    let mut end = None;
    for event in &events {
        match event {
            Event::Bytes(chunk) => bytes += chunk.len(),
            Event::End(outcome) => end = Some(outcome),
            Event::Begin(..) => {}
        }
    }
    assert_eq!(end, Some(Ok(160_000)));
    assert!(bytes > 5 * query_memory, "{bytes} bytes are no long stream");
}

/// How long the result of a query is: its rows or triples, and its bytes.
fn size(engine: &Engine, query: &str) -> (usize, usize) {
    let choose = |kind| OutputFormat::all_for(kind).next().ok_or_else(String::new);
    let mut out = Vec::new();
    let statistics = engine.write(Request::new(query), choose, &mut out).unwrap();
    (usize::try_from(statistics.rows).unwrap(), out.len())
}

#[test]
fn results_have_a_largest_size() {
    let graph = numbers(300);
    let engine = |limits: Limits| Engine::new(snapshot(&graph), limits);
    let refused = |limits: Limits, query: &str| match outcome(&engine(limits), query) {
        Err(QueryError::TooComplex(message)) => message,
        other => panic!("{query}: {other:?}"),
    };
    for query in [
        "SELECT * { ?s ?p ?o }",
        "SELECT ?s { ?s ?p ?o } ORDER BY ?s",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DESCRIBE <http://example.org/s1>",
    ] {
        let (result_rows, result_bytes) = size(&engine(d()), query);
        assert_eq!(outcome(&engine(Limits { result_rows, result_bytes, ..d() }), query), Ok(()), "{query}");
        let message = refused(Limits { result_rows: result_rows - 1, ..d() }, query);
        let found = format!("{result_rows} rows or more, the limit is {}", result_rows - 1);
        assert!(message.contains(&found) && message.contains("LIMIT and OFFSET"), "{query}: {message}");
        let message = refused(Limits { result_bytes: result_bytes - 1, ..d() }, query);
        let found = format!("bytes or more, the limit is {}", result_bytes - 1);
        assert!(message.contains(&found) && message.contains("LIMIT and OFFSET"), "{query}: {message}");
    }
    // A graph that is not sorted.
    let unsorted = Limits { sorted_triples: 7, result_rows: 299, ..d() };
    let query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }";
    assert_eq!(outcome(&engine(Limits { result_rows: 300, ..unsorted.clone() }), query), Ok(()));
    assert!(refused(unsorted, query).contains("299"));
    // A table for people.
    let table = |result_rows| {
        let engine = engine(Limits { result_rows, ..d() });
        let request = Request::new("SELECT * { ?s ?p ?o }");
        engine.write(request, |_| Ok(OutputFormat::Table), &mut Vec::new()).map(|done| done.rows)
    };
    assert_eq!(table(300), Ok(300));
    assert!(matches!(table(299), Err(QueryError::TooComplex(message)) if message.contains("299")));
    // A boolean is no row.
    assert!(engine(Limits { result_rows: 0, ..d() }).ask("ASK { ?s ?p 9 }").unwrap());
}

/// A reader that says whether it is there, and a query that never writes anything.
struct Absent(Arc<AtomicBool>, Sender<Result<Statistics, QueryError>>);

impl Sink for Absent {
    fn choose(&mut self, kind: ResultKind) -> Result<OutputFormat, String> {
        OutputFormat::all_for(kind).next().ok_or_else(String::new)
    }
    fn begin(&mut self, _: &Beginning<'_>) {}
    fn write(&mut self, _: Vec<u8>) -> Result<(), Disconnected> {
        Ok(())
    }
    fn is_abandoned(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
    fn end(&mut self, outcome: Result<Statistics, QueryError>) {
        self.1.send(outcome).unwrap();
    }
}

/// Both that which runs and that which waits; the deadline is far.
#[test]
fn a_query_whose_reader_left_ends_though_it_writes_nothing() {
    let limits = Limits { workers: 1, queue: 1, timeout: Duration::from_secs(600), ..d() };
    let engine = Engine::new(snapshot(&numbers(2_000)), limits);
    let left = Arc::new(AtomicBool::new(false));
    let (ends, ended) = channel();
    for _ in 0..2 {
        let silent = Request::new("SELECT (COUNT(*) AS ?c) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }");
        engine.run(silent, Box::new(Absent(Arc::clone(&left), ends.clone()))).unwrap();
    }
    assert!(ended.recv_timeout(Duration::from_millis(300)).is_err(), "it runs as long as there is a reader");
    left.store(true, Ordering::Relaxed);
    for _ in 0..2 {
        assert_eq!(ended.recv_timeout(Duration::from_secs(60)).unwrap(), Err(QueryError::Disconnected));
    }
    assert!(engine.ask("ASK { ?s ?p 9 }").unwrap(), "the only worker is free again");
}
