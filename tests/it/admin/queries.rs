//! Queries that are not answered yet, for whoever has the token: listed, and stopped.

use super::{admin, serve};
use crate::http::{connect, encoded, large, read};
use crate::writer::settings;
use linkworker::ingest::Writer;
use serde_json::Value;
use std::io::Write as _;
use std::time::{Duration, Instant};

const ENDLESS: &str = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";

#[test]
fn a_query_that_runs_is_listed_and_stopped_and_one_that_waits_too() {
    let writer = Writer::open(large(3_000), settings(), 5).unwrap();
    let (addr, _writer) = serve(writer, |settings| {
        settings.limits.workers = 1;
        settings.limits.timeout = Duration::from_secs(600);
    });
    let ask = || {
        let mut stream = connect(addr);
        let target = format!("/sparql?query={}", encoded(ENDLESS));
        write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        stream
    };
    let listed = |count: usize| -> Vec<Value> {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let response = admin(addr, "GET", "/admin/queries", &[], b"");
            assert_eq!((response.status, response.header("cache-control")), (200, Some("no-store")));
            let queries = response.json()["queries"].as_array().unwrap().clone();
            if queries.len() == count {
                return queries;
            }
            assert!(Instant::now() < until, "{queries:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    let first = ask();
    listed(1);
    let second = ask();
    let queries = listed(2);
    for (query, state) in queries.iter().zip(["running", "waiting"]) {
        assert_eq!((query["query"].as_str(), query["state"].as_str()), (Some(ENDLESS), Some(state)));
        assert_eq!(query["timeout"].as_f64(), Some(600.0));
    }
    // The one that waits first: it must not have to run for that.
    for (stream, query) in [(second, &queries[1]), (first, &queries[0])] {
        let target = format!("/admin/queries/{}", query["number"]);
        assert_eq!(admin(addr, "DELETE", &target, &[], b"").status, 204);
        let answer = read(stream, "GET");
        assert_eq!(answer.status, 503, "{}", answer.text());
        assert!(answer.json()["type"].as_str().unwrap().ends_with("#stopped"));
    }
    listed(0);
    for number in ["1", "999", "18446744073709551615"] {
        assert_eq!(admin(addr, "DELETE", &format!("/admin/queries/{number}"), &[], b"").status, 404);
    }
    assert_eq!(admin(addr, "DELETE", "/admin/queries/x", &[], b"").status, 404);
    assert_eq!(admin(addr, "GET", "/admin/queries/1", &[], b"").status, 405);
}
