//! What the person who runs a service sees and decides: counters, readiness, hosts, rates, HTTPS, the log.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crate::data;
use crate::http::{BASE, connect, encoded, get, large, query, read, sample, send, start};
use linkworker::server::{Hosts, Rate, ServerError, Service, Settings, Tls};
use rustls::pki_types::{CertificateDer, ServerName};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const COUNT: &str = "SELECT (COUNT(*) AS ?n) { ?w dcterms:title ?t }";

/// All numbers of `/metrics`, by name and labels.
fn metrics(addr: SocketAddr) -> BTreeMap<String, f64> {
    let response = get(addr, "/metrics", "");
    assert_eq!((response.status, response.media()), (200, "application/openmetrics-text"));
    assert!(response.text().ends_with("# EOF\n"));
    let lines = response.text().lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.rsplit_once(' ').unwrap())
        .map(|(name, n)| (name.to_owned(), n.parse().unwrap()))
        .collect()
}

/// All numbers, once these are as they should be: an answer is counted when the service has let go of it, which may be after its
/// client has read the last byte.
fn metrics_with(addr: SocketAddr, expected: &[(&str, f64)]) -> BTreeMap<String, f64> {
    let until = Instant::now() + Duration::from_secs(5);
    loop {
        let now = metrics(addr);
        let other = expected.iter().find(|(name, value)| now.get(*name) != Some(value));
        match other {
            None => return now,
            Some(other) => assert!(Instant::now() < until, "{other:?} in {now:#?}"),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_happens_is_counted() {
    let addr = start(&sample(), |_| {});
    query(addr, COUNT, "*/*");
    query(addr, COUNT, "*/*");
    query(addr, "SELECT", "*/*");
    query(addr, "SELECT * { SERVICE <urn:x> {} }", "*/*");
    query(addr, COUNT, "image/png");
    get(addr, "/nothing/here", "");
    let expected = [
        ("linkworker_queries_total{outcome=\"answered\"}", 1.0),
        ("linkworker_queries_total{outcome=\"syntax\"}", 1.0),
        ("linkworker_queries_total{outcome=\"refused\"}", 1.0),
        ("linkworker_queries_total{outcome=\"not-acceptable\"}", 1.0),
        ("linkworker_query_rows_total", 1.0),
        ("linkworker_query_duration_seconds_count", 1.0),
        ("linkworker_cache_hits_total", 1.0),
        ("linkworker_cache_misses_total", 1.0),
        ("linkworker_cache_entries", 1.0),
        ("linkworker_queries_running", 0.0),
        ("linkworker_http_requests_total{route=\"/sparql\",method=\"POST\",status=\"200\"}", 2.0),
        ("linkworker_http_requests_total{route=\"/sparql\",method=\"POST\",status=\"400\"}", 2.0),
        ("linkworker_http_requests_total{route=\"/sparql\",method=\"POST\",status=\"406\"}", 1.0),
        ("linkworker_http_requests_total{route=\"other\",method=\"GET\",status=\"404\"}", 1.0),
        ("linkworker_http_responses_broken_total", 0.0),
    ];
    let now = metrics_with(addr, &expected);
    assert!(
        now["linkworker_snapshot_quads"] > 100.0 && now["linkworker_http_response_size_bytes_total"] > 100.0
    );
    #[cfg(target_os = "linux")]
    assert!(now["process_resident_memory_bytes"] > 1e6 && now["process_threads"] > 1.0);
}

#[test]
fn an_answer_that_breaks_off_is_counted_as_such() {
    let addr = start(&large(3_000), |_| {});
    let endless = encoded("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }");
    let response = get(addr, &format!("/sparql?timeout=1&format=csv&query={endless}"), "");
    assert!(!response.whole);
    let now = metrics_with(addr, &[("linkworker_http_responses_broken_total", 1.0)]);
    // A reader that is behind at the deadline counts as one that has gone.
    let outcomes =
        ["timeout", "abandoned"].map(|outcome| format!("linkworker_queries_total{{outcome=\"{outcome}\"}}"));
    assert!(outcomes.iter().any(|outcome| now.get(outcome) == Some(&1.0)), "{now:#?}");
}

#[test]
fn no_client_makes_lines() {
    let addr = start(&sample(), |_| {});
    let odd = |i: usize| {
        get(addr, &format!("/work/{i}"), "");
        get(addr, &format!("/dump.{i}"), "");
        send(addr, &format!("M{i}"), "/sparql", &[], b"");
        send(addr, "GET", "/", &[("Host", &format!("host-{i}")), ("User-Agent", &i.to_string())], b"");
    };
    odd(0);
    metrics_with(
        addr,
        &[("linkworker_http_requests_total{route=\"other\",method=\"GET\",status=\"404\"}", 1.0)],
    );
    std::thread::sleep(Duration::from_millis(200));
    let before: Vec<String> = metrics(addr).into_keys().collect();
    (1..20).for_each(odd);
    let after: Vec<String> = metrics(addr).into_keys().collect();
    assert_eq!(before, after);
}

#[test]
fn ready_is_who_would_answer_a_query_now() {
    let addr = start(&large(3_000), |settings| {
        settings.limits.workers = 1;
        settings.limits.queue = 0;
    });
    let ready = get(addr, "/ready", "");
    assert_eq!((ready.status, ready.json()["quads"].as_u64()), (200, Some(3_000)));
    let endless = encoded("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }");
    let mut busy = connect(addr);
    let request = format!("GET /sparql?timeout=20&query={endless} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    busy.write_all(request.as_bytes()).unwrap();
    metrics_with(addr, &[("linkworker_queries_running", 1.0)]);
    let not = get(addr, "/ready", "");
    assert_eq!((not.status, not.header("retry-after")), (503, Some("2")), "{}", not.text());
    assert_eq!(get(addr, "/health", "").status, 200, "alive all the same");
    drop(busy);
}

#[test]
fn a_name_that_was_led_to_this_machine_gets_nothing() {
    let asked = |addr, host: &str| {
        let mut stream = connect(addr);
        write!(stream, "GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
            .unwrap();
        read(stream, "GET")
    };
    let addr = start(&sample(), |_| {});
    let port = addr.port();
    for host in [
        "localhost",
        &format!("127.0.0.1:{port}"),
        &format!("[::1]:{port}"),
        "data.example.org",
        "LOCALHOST.",
    ] {
        assert_eq!(asked(addr, host).status, 200, "{host}");
    }
    for host in ["evil.example", "localhost.evil.example", &format!("evil.example:{port}"), ""] {
        let refused = asked(addr, host);
        assert_eq!(refused.status, 421, "{host}: {}", refused.text());
        assert!(refused.json()["type"].as_str().unwrap().ends_with("#misdirected"));
        assert_eq!(refused.header("x-content-type-options"), Some("nosniff"));
    }
    let addr = start(&sample(), |settings| settings.hosts = Hosts::Only(vec!["kg.example.net".to_owned()]));
    assert_eq!(asked(addr, "kg.example.net").status, 200);
    assert_eq!(asked(addr, "evil.example").status, 421);
    let addr = start(&sample(), |settings| settings.hosts = Hosts::Any);
    assert_eq!(asked(addr, "evil.example").status, 200);
}

#[test]
fn a_network_that_asks_too_often_is_told_to_wait() {
    let few = NonZeroU32::new(5).unwrap();
    let addr = start(&sample(), |settings| {
        settings.rate = Some(Rate { per_second: NonZeroU32::MIN, burst: few });
        settings.proxies = vec!["127.0.0.0/8".parse().unwrap()];
    });
    let from = |client: &str| send(addr, "GET", "/health", &[("X-Forwarded-For", client)], b"");
    let statuses: Vec<u16> = (0..8).map(|i| from(&format!("192.0.2.{i}")).status).collect();
    assert_eq!(statuses[..5], [200; 5]);
    assert_eq!(statuses[6..], [429; 2]);
    let refused = from("192.0.2.9");
    assert!(refused.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
    assert!(refused.json()["type"].as_str().unwrap().ends_with("#too-many-requests"));
    assert_eq!(from("198.51.100.1").status, 200, "another network");
    assert_eq!(from("2001:db8::1").status, 200);
    assert_eq!(from("127.0.0.1").status, 200, "this machine");
}

#[test]
fn https_with_a_certificate_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificates, key) = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
    fs::write(&certificates, made.cert.pem()).unwrap();
    fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let tls = Tls { certificates: certificates.clone(), key };
    let addr = start(&sample(), |settings| settings.tls = Some(tls.clone()));
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from(made.cert.der().to_vec())).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let session = rustls::ClientConnection::new(Arc::new(client), name).unwrap();
    let mut stream = rustls::StreamOwned::new(session, connect(addr));
    write!(stream, "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("\"status\":\"ok\""), "{answer}");

    fs::write(&certificates, "no certificate").unwrap();
    let mut settings = Settings::new("127.0.0.1:0", BASE);
    settings.tls = Some(tls);
    let service = Service::bind(settings, data::snapshot(&sample())).unwrap();
    let error = service.run_until(std::future::ready(())).unwrap_err();
    assert!(matches!(error, ServerError::Tls { .. }) && error.to_string().contains("PEM"), "{error}");
}

#[test]
fn each_request_is_a_line_of_the_log() {
    let example = data::example();
    let mut process = Command::new(env!("CARGO_BIN_EXE_linkworker"))
        .args(["serve", "--bind", "127.0.0.1:0", "--log", "json", example.to_str().unwrap()])
        .env_remove("LINKWORKER_STORE")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
    let announced = lines.find(|line| line.contains("Serving at")).unwrap();
    let addr = announced.split("http://").nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
    let agent = [("User-Agent", "a \"test\""), ("Content-Type", "application/sparql-query")];
    send(addr, "POST", "/sparql?secret=word", &agent, COUNT.as_bytes());
    let line = lines.find(|line| line.starts_with('{')).unwrap();
    process.kill().unwrap();
    process.wait().unwrap();
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    for (name, value) in [
        ("client", "127.0.0.0/24".into()),
        ("method", "POST".into()),
        ("path", "/sparql".into()),
        ("status", 200.into()),
        ("rows", 1.into()),
        ("cached", false.into()),
        ("whole", true.into()),
        ("agent", "a \"test\"".into()),
    ] {
        let value: serde_json::Value = value;
        assert_eq!(line[name], value, "{name} of {line}");
    }
    assert_eq!(line["query"].as_str().map(str::len), Some(16));
    assert!(!line.to_string().contains("secret") && !line.to_string().contains("title"), "{line}");
}
