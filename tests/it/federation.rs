//! `SERVICE`: queries that ask another endpoint, and all the ways in which that one can misbehave.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crate::data::snapshot;
use crate::http::{get, loaded, query, start};
use crate::query::{DATA, graph};
use linkworker::federation::Federation;
use linkworker::query::{Engine, Limits, QueryError};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Another endpoint, which knows more about the works of `DATA`.
fn other() -> SocketAddr {
    let text = "<http://example.org/w1> <http://example.org/cited> \"7\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n\
                <http://example.org/w2> <http://example.org/cited> \"9\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n";
    start(&loaded(&[("urn:g", text.to_owned())]), |_| {})
}

fn endpoint(addr: SocketAddr) -> String {
    format!("http://{addr}/sparql")
}

fn engine(endpoints: &[&str]) -> Engine {
    with(Federation::new(endpoints.iter().copied()).unwrap())
}

fn with(federation: Federation) -> Engine {
    let engine =
        Engine::new(snapshot(&graph(DATA)), Limits::default()).with_base("http://example.org/").unwrap();
    engine.with_federation(Arc::new(federation))
}

/// A server that gives each connection the same bytes, after it has read the head of the request, and counts them.
fn fake(answer: impl Into<Vec<u8>>, pause: Duration) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (addr, answer, count) =
        (listener.local_addr().unwrap(), answer.into(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 4096]);
            std::thread::sleep(pause);
            let _ = stream.write_all(&answer);
        }
    });
    (addr, count)
}

fn response(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

#[test]
fn what_another_endpoint_knows_is_joined() {
    let service = endpoint(other());
    let engine = engine(&[&service]);
    let rows = |query: &str| {
        let solutions = engine.select(&query.replace("{{}}", &service)).unwrap();
        let cell = |term: &Option<_>| term.as_ref().map(ToString::to_string).unwrap_or_default();
        solutions
            .rows
            .iter()
            .map(|row| row.iter().map(cell).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    };
    let cited = "\"7\"^^<http://www.w3.org/2001/XMLSchema#integer>";
    assert_eq!(
        rows(
            "SELECT ?t ?n { ?w dcterms:title ?t ; <n> 1 SERVICE <{{}}> { ?w <http://example.org/cited> ?n } }"
        ),
        [format!("\"Link workers\"@en {cited}")]
    );
    assert_eq!(
        rows("SELECT ?w { SERVICE <{{}}> { ?w <http://example.org/cited> ?n } } ORDER BY DESC(?n)").len(),
        2
    );
    assert_eq!(
        rows("SELECT ?w ?n { ?w a fabio:JournalArticle OPTIONAL { SERVICE <{{}}> { ?w <http://example.org/cited> ?n } } }").len(),
        3
    );
    // What is for the other endpoint is left as it is, its sorts too.
    assert_eq!(
        rows(
            "SELECT ?w { SERVICE <{{}}> { SELECT ?w { ?w <http://example.org/cited> ?n } ORDER BY DESC(?n) LIMIT 1 } }"
        ),
        ["<http://example.org/w2>"]
    );
    assert!(rows("SELECT ?w { SERVICE <{{}}> { ?w <http://example.org/nothing> ?n } }").is_empty());
}

#[test]
fn nobody_is_asked_who_is_not_listed() {
    let (trap, asked) = fake("", Duration::ZERO);
    let listed = endpoint(other());
    let other = endpoint(trap);
    for (engine, words) in [(engine(&[]), "asks no other server"), (engine(&[&listed]), listed.as_str())] {
        for query in [
            format!("SELECT * {{ SERVICE <{other}> {{ ?s ?p ?o }} }}"),
            format!("SELECT * {{ SERVICE SILENT <{other}> {{ ?s ?p ?o }} }}"),
            format!("SELECT * {{ VALUES ?e {{ <{other}> }} SERVICE ?e {{ ?s ?p ?o }} }}"),
            format!("SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{other}> {{ ?s ?p ?o }} }} }}"),
            format!("SELECT * {{ SERVICE <{listed}> {{ SERVICE <{other}> {{ ?s ?p ?o }} }} }}"),
            format!("SELECT * {{ SERVICE <{}> {{ ?s ?p ?o }} }}", other.to_uppercase()),
        ] {
            let error = engine.select(&query).unwrap_err();
            assert!(matches!(&error, QueryError::Refused(text) if text.contains(words)), "{query}: {error}");
        }
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    for text in ["", "here", "ftp://example.org/", "file:///etc/passwd", "urn:x"] {
        assert!(Federation::new([text]).is_err(), "{text:?}");
    }
}

#[test]
fn an_endpoint_that_misbehaves_is_named_and_silent_goes_on() {
    let json = "Content-Type: application/sparql-results+json";
    let (behind, reached) = fake(response(&format!("200 OK\r\n{json}"), "{}"), Duration::ZERO);
    let redirect = response(&format!("302 Found\r\nLocation: http://{behind}/sparql"), "");
    let cut = format!("HTTP/1.1 200 OK\r\n{json}\r\nContent-Length: 1000\r\n\r\n{{\"head\"");
    for (answer, words) in [
        (response("500 Oops", "oops"), "status 500"),
        (redirect, "status 302"),
        (response("200 OK\r\nContent-Type: text/html", "<html>"), "text/html"),
        (response(&format!("200 OK\r\n{json}"), "{\"head\""), "not to be read"),
        (response(&format!("200 OK\r\n{json}"), "{\"head\":{},\"boolean\":true}"), "boolean"),
        (cut, "SERVICE"),
        ("nonsense\r\n\r\n".to_owned(), "SERVICE"),
        (String::new(), "SERVICE"),
    ] {
        let (addr, _) = fake(answer, Duration::ZERO);
        let service = endpoint(addr);
        let engine = engine(&[&service]);
        let error = engine.select(&format!("SELECT * {{ SERVICE <{service}> {{ ?s ?p ?o }} }}")).unwrap_err();
        assert!(
            matches!(&error, QueryError::Service(text) if text.contains(words) && text.contains(&service)),
            "{error}"
        );
        let silent = format!("SELECT * {{ VALUES ?x {{ 1 }} SERVICE SILENT <{service}> {{ ?s ?p ?o }} }}");
        assert_eq!(engine.select(&silent).unwrap().rows.len(), 1, "{words}");
    }
    assert_eq!(reached.load(Ordering::SeqCst), 0, "no redirect is followed");
}

#[test]
fn answers_have_bounds_of_time_and_size() {
    let row = "{\"s\":{\"type\":\"uri\",\"value\":\"urn:x\"}},".repeat(1_000);
    let body = format!(
        "{{\"head\":{{\"vars\":[\"s\"]}},\"results\":{{\"bindings\":[{}]}}}}",
        row.trim_end_matches(',')
    );
    let (large, _) =
        fake(response("200 OK\r\nContent-Type: application/sparql-results+json", &body), Duration::ZERO);
    let ask = |engine: &Engine, service: &str| {
        engine.select(&format!("SELECT * {{ SERVICE <{service}> {{ ?s ?p ?o }} }}"))
    };
    let service = endpoint(large);
    let bounded = |bytes| {
        let federation = Federation::new([service.as_str()]).unwrap();
        with(federation.with_bounds(Duration::from_secs(5), bytes))
    };
    let length = body.len() as u64;
    assert_eq!(ask(&bounded(length), &service).unwrap().rows.len(), 1_000);
    let error = ask(&bounded(length - 1), &service).unwrap_err();
    assert!(error.to_string().contains("larger than"), "{error}");

    let (slow, _) = fake(response("200 OK", "late"), Duration::from_secs(30));
    let service = endpoint(slow);
    let federation = Federation::new([service.as_str()]).unwrap();
    let began = Instant::now();
    let error = ask(&with(federation.with_bounds(Duration::from_millis(300), 1_000)), &service).unwrap_err();
    assert!(matches!(error, QueryError::Service(_)), "{error}");
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn the_same_question_is_asked_once_and_not_too_many() {
    let body = "{\"head\":{\"vars\":[\"o\"]},\"results\":{\"bindings\":[]}}";
    let (addr, asked) =
        fake(response("200 OK\r\nContent-Type: application/sparql-results+json", body), Duration::ZERO);
    let service = endpoint(addr);
    let engine = engine(&[&service]);
    let part = format!("{{ SERVICE <{service}> {{ ?s <urn:p> ?o }} }}");
    engine.select(&format!("SELECT * {{ {} }}", [part.as_str(); 16].join(" UNION "))).unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    let many = format!("SELECT * {{ {} }}", [part.as_str(); 17].join(" UNION "));
    let error = engine.select(&many).unwrap_err();
    assert!(matches!(error, QueryError::TooComplex(_)), "{error}");
    // For each row of the left side the same part of the query.
    let lateral = format!(
        "SELECT * {{ ?w a fabio:JournalArticle FILTER EXISTS {{ SERVICE <{service}> {{ ?w <urn:q> ?o }} }} }}"
    );
    engine.select(&lateral).unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[test]
fn over_http_a_failure_is_a_bad_gateway_and_nothing_is_kept() {
    let (broken, _) = fake(response("500 Oops", ""), Duration::ZERO);
    let other = other();
    let [bad, good] = [endpoint(broken), endpoint(other)];
    let federation = Arc::new(Federation::new([bad.as_str(), good.as_str()]).unwrap());
    let addr = start(&crate::http::sample(), |settings| settings.federation = Some(federation));
    let failed = query(addr, &format!("SELECT * {{ SERVICE <{bad}> {{ ?s ?p ?o }} }}"), "*/*");
    assert_eq!((failed.status, failed.media()), (502, "application/problem+json"), "{}", failed.text());
    for _ in 0..2 {
        let text = format!("SELECT * {{ SERVICE <{good}> {{ ?s ?p ?o }} }}");
        let found = query(addr, &text, "text/csv");
        assert_eq!((found.status, found.text().lines().count()), (200, 3));
        assert_eq!(found.header("cache-control"), Some("no-store"));
    }
    let told = get(addr, "/sparql", "application/n-triples");
    assert!(told.text().contains("sparql-service-description#BasicFederatedQuery"));
    let plain = get(other, "/sparql", "application/n-triples");
    assert!(!plain.text().contains("BasicFederatedQuery"));
}
