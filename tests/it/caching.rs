//! Answers that need not be made again: entity tags, and the cache of results.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crate::data::snapshot;
use crate::http::{BASE, Response, encoded, get, large, loaded, sample, send, shared, start, unpacked};
use linkworker::server::{Service, Settings};
use linkworker::snapshot::Published;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const COUNT: &str = "SELECT (COUNT(*) AS ?n) { ?w dcterms:title ?t }";

fn ask(addr: SocketAddr, query: &str, headers: &[(&str, &str)]) -> Response {
    send(addr, "GET", &format!("/sparql?query={}", encoded(query)), headers, b"")
}

fn tag(response: &Response) -> String {
    response.header("etag").unwrap().to_owned()
}

#[test]
fn the_same_question_finds_its_answer() {
    let addr = start(&sample(), |_| {});
    let first = ask(addr, COUNT, &[("Accept", "text/csv")]);
    assert_eq!(first.header("cache-status"), Some("linkworker; fwd=miss"));
    assert_eq!(first.header("cache-control"), Some("public, no-cache"));
    let again = ask(addr, COUNT, &[("Accept", "text/csv")]);
    assert_eq!(again.header("cache-status"), Some("linkworker; hit"));
    assert_eq!((again.status, again.media(), &again.body), (200, "text/csv", &first.body));
    for name in ["etag", "linkworker-rows", "content-type", "vary"] {
        assert_eq!(again.header(name), first.header(name), "{name}");
    }
    // By POST it is the same question.
    let headers = [("Accept", "text/csv"), ("Content-Type", "application/sparql-query")];
    let posted = send(addr, "POST", "/sparql", &headers, COUNT.as_bytes());
    assert_eq!(posted.header("cache-status"), Some("linkworker; hit"));
    // Another format, another data set and another query are not.
    let graph = format!("/sparql?query={}&default-graph-uri=urn:none", encoded(COUNT));
    for other in [
        ask(addr, COUNT, &[("Accept", "application/json")]),
        ask(addr, &COUNT.replace("?n", "?m"), &[("Accept", "text/csv")]),
        get(addr, &graph, "text/csv"),
    ] {
        assert_eq!(other.header("cache-status"), Some("linkworker; fwd=miss"));
        assert_ne!(other.header("etag"), first.header("etag"));
    }
}

#[test]
fn a_csv_for_spreadsheets_is_another_answer() {
    let addr = start(&sample(), |_| {});
    let query = encoded(r#"SELECT * { VALUES (?a ?b) { ("=1+1" -5) } }"#);
    let body = |more: &str| {
        let response = get(addr, &format!("/sparql?format=csv{more}&query={query}"), "");
        assert_eq!(response.header("cache-status"), Some("linkworker; fwd=miss"), "{more}");
        response.text().to_owned()
    };
    assert_eq!(body(""), "a,b\r\n=1+1,-5\r\n");
    assert_eq!(body("&guard=true"), "a,b\r\n'=1+1,-5\r\n");
    let target = format!("/sparql?format=csv&guard=maybe&query={query}");
    assert_eq!(get(addr, &target, "").status, 400);
    let page = get(addr, &format!("/sparql?format=html&query={query}"), "");
    let page = page.text();
    assert!(
        page.contains("format=csv&amp;guard=true") || page.contains("format=csv&#38;guard=true"),
        "{page}"
    );
}

#[test]
fn a_client_that_has_the_answer_gets_none() {
    let query = "SELECT ?w ?t { ?w dcterms:title ?t }";
    for coding in ["identity", "gzip", "zstd"] {
        let first = ask(shared(), query, &[("Accept-Encoding", coding)]);
        let known = tag(&first);
        let suffix = known.trim_matches('"').split_once('-').map_or("identity", |(_, suffix)| suffix);
        assert_eq!(suffix, coding, "{known}");
        let again = ask(shared(), query, &[("Accept-Encoding", coding), ("If-None-Match", &known)]);
        assert_eq!((again.status, again.body.len(), tag(&again)), (304, 0, known.clone()));
        let listed = format!("\"other\", W/{known}");
        assert_eq!(ask(shared(), query, &[("If-None-Match", &listed)]).status, 304);
    }
    let fresh = ask(shared(), query, &[("If-None-Match", "\"0123456789abcdef\"")]);
    assert_eq!(fresh.status, 200);
    let packed = ask(shared(), query, &[("Accept-Encoding", "gzip")]);
    assert_eq!(unpacked(&packed.body), fresh.body, "one answer, two tags");
    let head = send(shared(), "HEAD", &format!("/sparql?query={}", encoded(query)), &[], b"");
    assert_eq!((tag(&head), head.body.len()), (tag(&fresh), 0));
}

#[test]
fn what_differs_each_time_is_not_kept() {
    for query in [
        "SELECT (NOW() AS ?x) {}",
        "SELECT (RAND() AS ?x) {}",
        "ASK { FILTER(STRLEN(STRUUID()) > 1) }",
        "SELECT ?x { BIND(UUID() AS ?x) }",
        "SELECT (MAX(?y) AS ?x) { BIND(RAND() AS ?y) }",
        "SELECT * { ?w dcterms:title ?t } ORDER BY RAND()",
        "SELECT * { ?w dcterms:title ?t FILTER EXISTS { FILTER(RAND() > 2) } }",
        "CONSTRUCT { ?w dcterms:relation [] } { ?w dcterms:title ?t }",
        "SELECT ?x { BIND(BNODE() AS ?x) }",
    ] {
        for _ in 0..2 {
            let response = ask(shared(), query, &[]);
            assert_eq!(response.status, 200, "{query}");
            assert_eq!(response.header("cache-control"), Some("no-store"), "{query}");
            assert_eq!((response.header("etag"), response.header("cache-status")), (None, None), "{query}");
        }
        assert_eq!(ask(shared(), query, &[("If-None-Match", "*")]).status, 304, "a star is any answer");
    }
    for query in
        ["SELECT (YEAR(\"2020-01-01T00:00:00Z\"^^xsd:dateTime) AS ?x) {}", "ASK { [] dcterms:title [] }"]
    {
        assert!(ask(shared(), query, &[]).header("etag").is_some(), "{query}");
    }
}

#[test]
fn a_swap_ends_what_was_kept() {
    let published = Arc::new(Published::from(snapshot(&sample())));
    let settings = Settings::new("127.0.0.1:0", BASE);
    let service = Service::bind(settings, Arc::clone(&published)).unwrap();
    let addr = service.addr();
    std::thread::spawn(move || service.run_until(std::future::pending()).unwrap());
    let csv = [("Accept", "text/csv")];
    let before = ask(addr, COUNT, &csv);
    assert_eq!(ask(addr, COUNT, &csv).header("cache-status"), Some("linkworker; hit"));
    let dump = get(addr, "/dump.nt", "");
    published.swap(Arc::new(snapshot(&large(17))));
    let known = tag(&before);
    let after = ask(addr, COUNT, &[csv[0], ("If-None-Match", &known)]);
    assert_eq!((after.status, after.text()), (200, "n\r\n17\r\n"));
    assert_eq!(after.header("cache-status"), Some("linkworker; fwd=miss"));
    assert_ne!(tag(&after), known);
    assert_ne!(tag(&get(addr, "/dump.nt", "")), tag(&dump));
}

/// Pages are made of several queries; none may show a number of one state beside a number of another.
#[test]
fn a_page_is_of_one_state_of_the_data() {
    const PAGES: [&str; 4] = ["/", "/works", "/graphs", "/work/pmid/1"];
    const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    let graph = |count: usize| {
        let work = |n| {
            format!(
                "<{BASE}work/pmid/{n}> <{TYPE}> <https://schema.org/ScholarlyArticle> .\n\
                 <{BASE}work/pmid/{n}> <http://purl.org/dc/terms/title> \"Work {n} of {count}\" .\n"
            )
        };
        loaded(&[("http://example.org/g", (1..=count).map(work).collect::<Vec<_>>().concat())])
    };
    let states = [graph(3), graph(300)].map(|graph| Arc::new(snapshot(&graph)));
    let published = Arc::new(Published::from(Arc::clone(&states[0])));
    let service = Service::bind(Settings::new("127.0.0.1:0", BASE), Arc::clone(&published)).unwrap();
    let addr = service.addr();
    std::thread::spawn(move || service.run_until(std::future::pending()).unwrap());
    let page = |path: &str| {
        let response = get(addr, path, "text/html");
        (response.status, response.text().to_owned())
    };
    let expected: Vec<Vec<(u16, String)>> = (0..2)
        .map(|state| {
            published.swap(Arc::clone(&states[state]));
            PAGES.iter().map(|path| page(path)).collect()
        })
        .collect();
    let differs = |at: usize| expected[0][at] != expected[1][at] && expected[0][at].0 == 200;
    assert!((0..PAGES.len()).all(differs), "the two states look the same");
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // Not for ever: a test that fails must end.
            for state in states.iter().cycle().take(2_000) {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                published.swap(Arc::clone(state));
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        let found: Vec<_> =
            (0..100).flat_map(|_| PAGES.iter().enumerate()).map(|(at, path)| (at, page(path))).collect();
        stop.store(true, Ordering::Relaxed);
        // Where the data change faster than a page is made, that is said.
        let is_wrong = |(at, found): &&(usize, (u16, String))| {
            found.0 != 503 && expected.iter().all(|state| state[*at] != *found)
        };
        let mixed: Vec<_> = found.iter().filter(is_wrong).map(|(at, _)| PAGES[*at]).collect();
        assert!(mixed.is_empty(), "{} mixed answers: {mixed:?}", mixed.len());
        assert!(
            found.iter().filter(|(_, found)| found.0 == 200).count() > found.len() / 2,
            "hardly any page was made"
        );
    });
}

#[test]
fn a_download_that_is_known_is_not_sent_again() {
    for path in ["/dump.nq", "/dump.ttl.gz"] {
        let first = get(shared(), path, "");
        let again = send(shared(), "GET", path, &[("If-None-Match", &tag(&first))], b"");
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
    assert_ne!(tag(&get(shared(), "/dump.nq", "")), tag(&get(shared(), "/dump.nt", "")));
}

#[test]
fn rows_are_counted_where_the_whole_result_is_known_at_once() {
    let addr = start(&large(3_000), |settings| settings.cache_bytes = 0);
    let rows = |query: &str| {
        let response = ask(addr, query, &[("Accept", "text/csv")]);
        assert_eq!(response.status, 200);
        response.header("linkworker-rows").map(str::to_owned)
    };
    assert_eq!(rows("SELECT * { ?w dcterms:title ?t } LIMIT 7").as_deref(), Some("7"));
    assert_eq!(rows("SELECT * { ?w dcterms:nothing ?t }").as_deref(), Some("0"));
    assert_eq!(rows("SELECT * { ?w dcterms:title ?t }"), None, "it has begun before its end is known");
}

#[test]
fn nothing_is_kept_where_nothing_may_be() {
    let addr = start(&sample(), |settings| settings.cache_bytes = 0);
    for _ in 0..2 {
        assert_eq!(ask(addr, COUNT, &[]).header("cache-status"), Some("linkworker; fwd=miss"));
    }
    let known = tag(&ask(addr, COUNT, &[]));
    assert_eq!(ask(addr, COUNT, &[("If-None-Match", &known)]).status, 304, "tags need no cache");
}

#[test]
fn a_hint_comes_with_the_kept_answer_too() {
    let addr = start(&sample(), |_| {});
    let query = "SELECT * { ?w dcterms:titel ?t }";
    let first = ask(addr, query, &[]);
    let hint = first.header("linkworker-hint").unwrap();
    let again = ask(addr, query, &[]);
    assert_eq!(again.header("cache-status"), Some("linkworker; hit"));
    assert_eq!(again.header("linkworker-hint"), Some(hint));
}
