//! The service under load, limits and odd clients: what it refuses, what it cuts, what it keeps running.

use crate::data::snapshot;
use crate::http::{
    BASE, connect, encoded, get, large, loaded, query, read, sample, send, shared, start, unpacked,
};
use linkworker::server::{ServerError, Service, Settings, listen};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

#[test]
fn a_port_in_use_is_a_clear_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let Err(error) = Service::bind(Settings::new(&address, BASE), snapshot(&sample())) else {
        panic!("it listened")
    };
    assert!(
        matches!(&error, ServerError::InUse { suggestion, .. } if suggestion == "127.0.0.1:0"),
        "{error}"
    );
    assert!(error.to_string().contains("in use") && error.to_string().contains("--bind"), "{error}");
    let Err(error) = listen("not an address") else { panic!("it listened") };
    assert!(error.to_string().contains("--bind"), "{error}");
    let Err(error) = Service::bind(Settings::new("127.0.0.1:0", "no iri"), snapshot(&sample())) else {
        panic!("it listened")
    };
    assert!(matches!(error, ServerError::Base { .. }), "{error}");
}

#[test]
fn it_stops_when_asked_and_lets_open_requests_end() {
    let service = Service::bind(Settings::new("127.0.0.1:0", BASE), snapshot(&large(2_000))).unwrap();
    let addr = service.addr();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = std::thread::spawn(move || {
        service.run_until(async {
            let _ = stopped.await;
        })
    });
    let mut stream = connect(addr);
    stream.write_all(b"GET /sparql?format=csv&query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut first = [0; 1];
    stream.read_exact(&mut first).unwrap();
    stop.send(()).unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
    assert!(rest.ends_with(b"0\r\n\r\n"), "the open response ended well");
    running.join().unwrap().unwrap();
    assert!(std::net::TcpStream::connect(addr).is_err(), "nobody listens any more");
}

#[test]
fn a_deadline_before_the_first_byte_is_an_error_document() {
    let addr = start(&large(3_000), |_| {});
    let slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    let began = Instant::now();
    let response = get(addr, &format!("/sparql?timeout=0.4&query={}", encoded(slow)), "");
    assert_eq!((response.status, response.media()), (504, "application/problem+json"), "{}", response.text());
    assert!(response.json()["limit"].as_f64().unwrap() <= 0.4 + f64::EPSILON);
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(query(addr, "ASK {}", "*/*").status, 200, "the service goes on");
}

#[test]
fn a_failure_after_the_first_byte_breaks_the_connection() {
    let addr = start(&large(3_000), |_| {});
    // Rows come at once, and never end within the deadline.
    let endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    for encoding in ["identity", "gzip"] {
        let target = format!("/sparql?timeout=1&format=csv&query={}", encoded(endless));
        let response = send(addr, "GET", &target, &[("Accept-Encoding", encoding)], b"");
        assert_eq!(response.status, 200);
        assert!(!response.body.is_empty());
        assert!(!response.whole, "no last chunk: a cut result must not look whole ({encoding})");
    }
}

#[test]
fn a_client_that_stops_reading_is_cut_off_and_holds_no_worker() {
    let addr = start(&large(5_000), |settings| {
        settings.limits.workers = 1;
        settings.limits.timeout = Duration::from_secs(2);
        settings.stall_timeout = Duration::from_secs(2);
    });
    let mut stalled = connect(addr);
    let request = format!(
        "GET /sparql?format=csv&query={} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        encoded("SELECT * { ?a ?b ?c . ?d ?e ?f }")
    );
    stalled.write_all(request.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(2_500));
    let began = Instant::now();
    assert_eq!(query(addr, "ASK {}", "*/*").status, 200, "the only worker is free again");
    assert!(began.elapsed() < Duration::from_secs(2));
    std::thread::sleep(Duration::from_secs(4));
    let mut rest = Vec::new();
    let ended = stalled.read_to_end(&mut rest);
    assert!(ended.is_err() || !rest.ends_with(b"0\r\n\r\n"), "the connection was cut, not ended");
}

#[test]
fn a_client_that_leaves_ends_its_query() {
    let addr = start(&large(5_000), |settings| {
        settings.limits.workers = 1;
        settings.limits.queue = 0;
        settings.limits.timeout = Duration::from_secs(60);
    });
    for _ in 0..3 {
        let mut leaving = connect(addr);
        let request = format!(
            "GET /sparql?format=csv&query={} HTTP/1.1\r\nHost: localhost\r\n\r\n",
            encoded("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        );
        leaving.write_all(request.as_bytes()).unwrap();
        let mut first = [0; 64];
        leaving.read_exact(&mut first).unwrap();
        drop(leaving);
        let until = Instant::now() + Duration::from_secs(10);
        while query(addr, "ASK {}", "*/*").status != 200 {
            assert!(Instant::now() < until, "the worker is still busy with a query that nobody reads");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The same while the query has nothing to write: as tables, as graphs, and as a page.
#[test]
fn a_client_that_leaves_ends_a_query_that_writes_nothing() {
    let addr = start(&large(5_000), |settings| {
        settings.limits.workers = 1;
        settings.limits.queue = 0;
        settings.limits.timeout = Duration::from_secs(600);
        // An answer that is kept needs no worker.
        settings.cache_bytes = 0;
    });
    for (format, silent) in [
        ("csv", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"),
        (
            "turtle",
            "CONSTRUCT { ?a ?b ?n } { SELECT ?a ?b (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a ?b }",
        ),
        ("html", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = ?g) }"),
    ] {
        let mut leaving = connect(addr);
        let request = format!(
            "GET /sparql?format={format}&query={} HTTP/1.1\r\nHost: localhost\r\n\r\n",
            encoded(silent)
        );
        leaving.write_all(request.as_bytes()).unwrap();
        wait_for(addr, 503, "the query does not keep the only worker");
        drop(leaving);
        wait_for(addr, 200, "the worker is still busy with a query that nobody waits for");
    }
}

/// Asks until the answer has this status.
fn wait_for(addr: SocketAddr, status: u16, fault: &str) {
    let until = Instant::now() + Duration::from_secs(30);
    while query(addr, "ASK {}", "*/*").status != status {
        assert!(Instant::now() < until, "{fault}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_result_beyond_its_size_is_an_error_document_or_breaks_the_connection() {
    let graph = large(3_000);
    let addr = start(&graph, |settings| {
        settings.limits.result_rows = 2_000;
        settings.limits.result_bytes = 800_000;
    });
    let asked = |query: &str| get(addr, &format!("/sparql?format=csv&query={}", encoded(query)), "");
    let whole = asked("SELECT * { ?s ?p ?o } LIMIT 2000");
    assert_eq!((whole.status, whole.whole), (200, true), "{} bytes", whole.body.len());
    // It is known too late that there are too many rows, or bytes.
    for late in
        ["SELECT * { ?s ?p ?o } LIMIT 2001", "SELECT ?s ?o (CONCAT(?o, ?o) AS ?t) { ?s ?p ?o } LIMIT 2000"]
    {
        let cut = asked(late);
        assert_eq!((cut.status, cut.whole), (200, false), "{late}: a cut result must not look whole");
        assert!(!cut.body.is_empty());
    }
    let early = query(addr, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 2001", "text/turtle");
    assert_eq!((early.status, early.media()), (400, "application/problem+json"));
    let problem = early.json();
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("2001 rows or more, the limit is 2000") && detail.contains("download"),
        "{detail}"
    );
    assert!(problem["type"].as_str().unwrap().ends_with("problems#too-complex"));
    // What the limits are is said on the page that the document leads to.
    let page = get(addr, "/problems", "text/html");
    for row in
        ["<code>result_rows</code></th><td>2,000</td>", "<code>result_bytes</code></th><td>800000 bytes</td>"]
    {
        assert!(page.text().contains(row), "{row}");
    }
}

#[test]
fn a_head_request_does_not_hold_a_worker() {
    let addr = start(&large(5_000), |settings| {
        settings.limits.workers = 1;
        settings.limits.queue = 0;
        settings.limits.timeout = Duration::from_secs(60);
    });
    let endless =
        format!("/sparql?format=csv&query={}", encoded("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"));
    assert_eq!(send(addr, "HEAD", &endless, &[], b"").status, 200);
    let until = Instant::now() + Duration::from_secs(10);
    while query(addr, "ASK {}", "*/*").status != 200 {
        assert!(Instant::now() < until, "the worker still runs a query of which only the head was asked for");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_busy_service_says_when_to_come_back() {
    let addr = start(&large(5_000), |settings| {
        settings.limits.workers = 1;
        settings.limits.queue = 0;
        settings.limits.timeout = Duration::from_secs(3);
    });
    let slow =
        format!("/sparql?query={}", encoded("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"));
    let busy = std::thread::spawn(move || get(addr, &slow, "").status);
    std::thread::sleep(Duration::from_millis(500));
    let response = query(addr, "ASK {}", "*/*");
    assert_eq!((response.status, response.header("retry-after")), (503, Some("2")), "{}", response.text());
    assert_eq!(get(addr, "/works", "text/html").status, 200, "pages have workers of their own");
    assert_eq!(busy.join().unwrap(), 504);
}

#[test]
fn bodies_and_addresses_have_limits() {
    let addr = start(&loaded(&[]), |settings| {
        settings.body_bytes = 1_000;
        settings.target_bytes = 2_000;
        settings.request_timeout = Duration::from_secs(1);
    });
    let padded = |n: usize| format!("ASK {{}} #{}", "x".repeat(n - 8));
    let post = |text: String| query(addr, &text, "*/*");
    assert_eq!(post(padded(1_000)).status, 200);
    let response = post(padded(1_001));
    assert_eq!((response.status, response.json()["limit"].as_u64()), (413, Some(1_000)));
    let target = |n: usize| format!("/sparql?query=ASK%7B%7D&x={}", "y".repeat(n - 26));
    assert_eq!(get(addr, &target(2_000), "").status, 200);
    let response = get(addr, &target(2_001), "");
    assert_eq!((response.status, response.json()["limit"].as_u64()), (414, Some(2_000)));
    // A body that never comes.
    let mut slow = connect(addr);
    slow.write_all(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 7\r\n\r\nASK").unwrap();
    assert_eq!(read(slow, "POST").status, 408);
    // A head that never ends.
    let mut slow = connect(addr);
    slow.write_all(b"GET /sparql HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").unwrap();
    let began = Instant::now();
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest);
    assert!(began.elapsed() < Duration::from_secs(10), "closed in time");
}

#[test]
fn queries_that_are_too_deep_are_refused_and_harm_nobody() {
    for bomb in [
        format!("SELECT * {{ {} }}", "[ <urn:p> ".repeat(5_000)),
        format!("ASK {{ FILTER({}1{}) }}", "(".repeat(15_000), ")".repeat(15_000)),
        format!("ASK {}{}", "{".repeat(15_000), "}".repeat(15_000)),
    ] {
        let response = query(shared(), &bomb, "*/*");
        assert_eq!(
            (response.status, response.media()),
            (400, "application/problem+json"),
            "{}",
            response.text()
        );
    }
    assert_eq!(query(shared(), "ASK {}", "*/*").status, 200);
}

#[test]
fn every_response_carries_the_security_headers() {
    for (method, target) in [
        ("GET", "/"),
        ("GET", "/sparql"),
        ("GET", "/sparql?query=x"),
        ("GET", "/nothing/here"),
        ("GET", "/work/doi/10.1/none"),
        ("GET", "/static/linkworker.css"),
        ("GET", "/health"),
        ("GET", "/dump.nq"),
        ("POST", "/works"),
        ("OPTIONS", "/works"),
    ] {
        let response = send(shared(), method, target, &[], b"");
        let policy = response.header("content-security-policy").unwrap_or_default();
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{method} {target}"
        );
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{target}");
        assert!(response.header("referrer-policy").is_some(), "{target}");
        assert_eq!(response.all("access-control-allow-origin"), ["*"], "{target}");
        assert_eq!(response.all("vary"), ["Accept, Accept-Encoding"], "{target}");
    }
}

#[test]
fn what_a_client_sends_never_reaches_a_header() {
    for target in [
        "/work/doi/10.1/x%0d%0aX-Evil:1",
        "/dump.ttl%0d%0aX-Evil:1",
        "/sparql?query=SELECT%20*%20%7B%3Chttp://x/%25E2%259C%2593%3E%20%3Fp%20%22%0d%0aX-Evil:%201%22%7D",
    ] {
        let response = get(shared(), target, "");
        assert_eq!(response.header("x-evil"), None, "{target}");
    }
    let response = query(shared(), "SELECT * { <http://example.org/\u{2713}> dcterms:title ?t }", "text/csv");
    assert_eq!(response.status, 200);
    assert!(response.header("linkworker-hint").is_none_or(str::is_ascii));
}

#[test]
fn answers_are_packed_when_asked() {
    let target = format!("/sparql?format=csv&query={}", encoded("SELECT * { ?s ?p ?o }"));
    let plain = get(shared(), &target, "");
    for encoding in ["gzip", "zstd", "gzip, deflate, br, zstd"] {
        let packed = send(shared(), "GET", &target, &[("Accept-Encoding", encoding)], b"");
        let got = packed.header("content-encoding").unwrap();
        assert!(encoding.contains(got) && packed.whole, "{encoding}: {got}");
        assert!(packed.body.len() * 2 < plain.body.len(), "{encoding}");
        if got == "gzip" {
            assert_eq!(unpacked(&packed.body), plain.body);
        }
    }
    assert_eq!(
        send(shared(), "GET", &target, &[("Accept-Encoding", "identity")], b"").header("content-encoding"),
        None
    );
}

#[test]
fn downloads_hold_the_whole_graph() {
    let graph = sample();
    let quads = graph.store().len().unwrap();
    let addr: SocketAddr = start(&graph, |_| {});
    let plain = get(addr, "/dump.nq", "");
    assert_eq!((plain.status, plain.media(), plain.whole), (200, "application/n-quads", true));
    assert_eq!(plain.header("content-disposition"), Some("attachment; filename=\"linkworker.nq\""));
    assert_eq!(plain.text().lines().count(), quads);
    let packed = send(addr, "GET", "/dump.nq.gz", &[("Accept-Encoding", "gzip")], b"");
    assert_eq!(
        (packed.status, packed.media(), packed.header("content-encoding")),
        (200, "application/gzip", None)
    );
    assert_eq!(packed.header("content-disposition"), Some("attachment; filename=\"linkworker.nq.gz\""));
    assert_eq!(unpacked(&packed.body), plain.body);
    let asked = send(addr, "GET", "/dump.nq", &[("Accept-Encoding", "gzip")], b"");
    assert_eq!(asked.header("content-encoding"), Some("gzip"));
    assert_eq!(unpacked(&asked.body), plain.body);
    let turtle = get(addr, "/dump.ttl", "");
    assert_eq!((turtle.media(), turtle.whole), ("text/turtle", true));
    assert!(turtle.text().contains("@prefix dcterms:"));
    let head = send(addr, "HEAD", "/dump.ttl", &[], b"");
    assert_eq!((head.status, head.media(), head.body.len()), (200, "text/turtle", 0));
    let none = get(addr, "/dump.exe", "");
    assert_eq!(none.status, 404);
    assert!(none.text().contains("/dump.ttl"));
}

#[test]
fn a_download_that_nobody_reads_ends() {
    let addr = start(&large(20_000), |settings| settings.stall_timeout = Duration::from_secs(1));
    for _ in 0..6 {
        let mut stalled = connect(addr);
        stalled.write_all(b"GET /dump.nq HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut first = [0; 12];
        stalled.read_exact(&mut first).unwrap();
        assert_eq!(&first, b"HTTP/1.1 200", "a place was free");
        std::thread::sleep(Duration::from_millis(1_500));
        drop(stalled);
    }
}

#[test]
fn small_files_are_there_and_known_ones_are_not_sent_again() {
    for (path, media) in [
        ("/context.jsonld", "application/ld+json"),
        ("/ontology.ttl", "text/turtle"),
        ("/shapes.ttl", "text/turtle"),
        ("/robots.txt", "text/plain"),
        ("/favicon.ico", "image/svg+xml"),
        ("/static/linkworker.css", "text/css"),
        ("/static/linkworker.js", "text/javascript"),
    ] {
        let response = get(shared(), path, "");
        assert_eq!((response.status, response.media()), (200, media), "{path}");
        let tag = response.header("etag").unwrap().to_owned();
        let again = send(shared(), "GET", path, &[("If-None-Match", &tag)], b"");
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        let other = send(shared(), "GET", path, &[("If-None-Match", "\"other\"")], b"");
        assert_eq!(other.status, 200, "{path}");
    }
    let health = get(shared(), "/health", "").json();
    assert_eq!((health["status"].as_str(), health["empty"].as_bool()), (Some("ok"), Some(false)));
}
