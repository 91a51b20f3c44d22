//! SPARQL 1.1 Protocol, query operation: the parts of the recommendation, and the cases of the W3C suite.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

pub(crate) mod manifest;

use crate::http::{BASE, encoded, get, loaded, query, send, shared, start};
use manifest::Manifest;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Graph, Triple};

const ASK: &str = "ASK { ?w a fabio:JournalArticle }";
const COUNT: &str = "SELECT (COUNT(?w) AS ?n) { ?w a schema:ScholarlyArticle }";
const CONSTRUCT: &str =
    "CONSTRUCT { ?w dcterms:title ?t } WHERE { ?w dcterms:title ?t ; a schema:ScholarlyArticle }";
const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn the_three_ways_to_send_a_query_give_the_same_answer() {
    let target = format!("/sparql?query={}", encoded(COUNT));
    let form = format!("query={}", encoded(COUNT));
    for response in [
        get(shared(), &target, "text/csv"),
        send(shared(), "POST", "/sparql", &[("Accept", "text/csv"), ("Content-Type", FORM)], form.as_bytes()),
        send(
            shared(),
            "POST",
            "/sparql",
            &[("Accept", "text/csv"), ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")],
            form.as_bytes(),
        ),
        query(shared(), COUNT, "text/csv"),
    ] {
        assert_eq!((response.status, response.text()), (200, "n\r\n3\r\n"), "{response:?}");
        assert!(response.whole);
    }
}

#[test]
fn every_result_format_is_served_under_its_name() {
    for (format, media) in [
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("table", "text/plain"),
        ("html", "text/html"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
    ] {
        let by_name = get(
            shared(),
            &format!("/sparql?query={}&format={}", encoded(COUNT), encoded(format)),
            "image/png",
        );
        assert_eq!((by_name.status, by_name.media()), (200, media), "{format}");
        let by_type = get(shared(), &format!("/sparql?query={}", encoded(COUNT)), media);
        assert_eq!((by_type.status, by_type.media()), (200, media), "{format}");
    }
    for (format, media) in [
        ("turtle", "text/turtle"),
        ("jsonld", "application/ld+json"),
        ("nt", "application/n-triples"),
        ("rdfxml", "application/rdf+xml"),
        ("trig", "application/trig"),
        ("nq", "application/n-quads"),
    ] {
        let response = get(shared(), &format!("/sparql?query={}&output={format}", encoded(CONSTRUCT)), "");
        assert_eq!((response.status, response.media()), (200, media), "{format}");
        let graph: Graph = RdfParser::from_format(RdfFormat::from_media_type(media).unwrap())
            .for_slice(&response.body)
            .map(|quad| Triple::from(quad.unwrap()))
            .collect();
        assert_eq!(graph.len(), 3, "{format}");
    }
}

#[test]
fn a_format_may_be_named_twice_if_it_is_one() {
    let answer = |names: &str| get(shared(), &format!("/sparql?query={}&{names}", encoded("ASK {}")), "");
    for (names, media) in [
        ("format=tsv&output=text/tab-separated-values", "text/tab-separated-values"),
        ("output=application/sparql-results%2Bjson&format=json", "application/sparql-results+json"),
        ("format=csv&output=csv", "text/csv"),
        ("output=text/nothing,application/sparql-results%2Bxml&format=xml", "application/sparql-results+xml"),
    ] {
        let response = answer(names);
        assert_eq!((response.status, response.media()), (200, media), "{names}: {}", response.text());
    }
    let graph = |names: &str| get(shared(), &format!("/sparql?query={}&{names}", encoded(CONSTRUCT)), "");
    let response = graph("format=json-ld&output=application/ld%2Bjson,application/x-json%2Bld");
    assert_eq!((response.status, response.media()), (200, "application/ld+json"), "{}", response.text());
    assert_eq!(answer("format=tsv&output=text/csv").status, 400);
    assert_eq!(answer("format=tsv&output=nonsense").status, 400);
}

#[test]
fn accept_is_negotiated() {
    let target = format!("/sparql?query={}", encoded(COUNT));
    for (accept, media) in [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/json", "application/json"),
        ("text/*;q=0.3", "text/csv"),
        ("text/turtle, */*;q=0.1", "application/sparql-results+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/csv;q=oops", "application/sparql-results+json"),
    ] {
        let response = get(shared(), &target, accept);
        assert_eq!((response.status, response.media()), (200, media), "{accept}");
        assert_eq!(response.header("vary"), Some("Accept, Accept-Encoding"));
    }
    for accept in ["image/png", "application/sparql-results+json;q=0", "text/turtle"] {
        let response = get(shared(), &target, accept);
        assert_eq!((response.status, response.media()), (406, "application/problem+json"), "{accept}");
        assert!(response.text().contains("text/csv"), "lists what is possible: {}", response.text());
    }
    let response = get(shared(), &format!("{target}&format=pdf"), "");
    assert_eq!(response.status, 406);
}

#[test]
fn bad_requests_say_what_to_do() {
    /// Method, target, headers, body; status and some words of the answer.
    type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a str, u16, &'a str);
    let ask = encoded(ASK);
    let cases: &[Case<'_>] = &[
        ("GET", &format!("/sparql?query={ask}&query={ask}"), &[], "", 400, "more than once"),
        ("GET", "/sparql?query=%20", &[], "", 400, "no query"),
        ("GET", "/sparql?update=x", &[], "", 400, "no update"),
        ("GET", "/sparql?query=%FF", &[], "", 400, "UTF-8"),
        ("GET", &format!("/sparql?query={ask}&default-graph-uri=here"), &[], "", 400, "absolute IRI"),
        ("GET", &format!("/sparql?query={ask}&timeout=soon"), &[], "", 400, "seconds"),
        ("POST", "/sparql", &[("Content-Type", FORM)], "", 400, "no query"),
        ("POST", "/sparql", &[("Content-Type", FORM)], "update=CLEAR%20ALL", 400, "no update"),
        ("POST", "/sparql", &[], ASK, 415, "no Content-Type"),
        ("POST", "/sparql", &[("Content-Type", "text/plain")], ASK, 415, "not a query"),
        ("POST", "/sparql", &[("Content-Type", "application/sparql-update")], "CLEAR ALL", 415, "no update"),
        (
            "POST",
            "/sparql",
            &[("Content-Type", "application/sparql-query; charset=utf-16")],
            ASK,
            415,
            "UTF-8",
        ),
        (
            "POST",
            "/sparql",
            &[("Content-Type", "application/sparql-query"), ("Content-Encoding", "gzip")],
            ASK,
            415,
            "ompressed",
        ),
        ("PUT", "/sparql", &[], "", 405, "GET"),
        ("DELETE", "/sparql", &[], "", 405, "GET"),
    ];
    for (method, target, headers, body, status, words) in cases {
        let response = send(shared(), method, target, headers, body.as_bytes());
        assert_eq!(
            (response.status, response.media()),
            (*status, "application/problem+json"),
            "{method} {target} {body}"
        );
        let problem = response.json();
        assert_eq!(problem["status"], *status);
        assert!(problem["detail"].as_str().unwrap().contains(words), "{method} {target}: {problem}");
        assert!(problem["type"].as_str().unwrap().starts_with(BASE) && problem["title"].is_string());
        assert_eq!(problem["instance"], "/sparql");
        if *status == 405 {
            assert_eq!(response.header("allow"), Some("GET, HEAD, POST, QUERY, OPTIONS"));
        }
    }
}

#[test]
fn an_update_is_refused_as_a_query_too() {
    let response = query(shared(), "DELETE WHERE { ?s ?p ?o }", "*/*");
    assert_eq!(response.status, 400, "{}", response.text());
    assert_eq!(query(shared(), COUNT, "text/csv").text(), "n\r\n3\r\n");
    assert_eq!(send(shared(), "POST", "/update", &[("Content-Type", FORM)], b"update=CLEAR+ALL").status, 404);
}

#[test]
fn a_syntax_error_says_where() {
    let response = query(shared(), "SELECT *\nWHERE { ?s ?p }", "*/*");
    let problem = response.json();
    assert_eq!((response.status, problem["line"].as_u64()), (400, Some(2)), "{problem}");
    assert!(problem["column"].is_u64() && problem["type"].as_str().unwrap().ends_with("problems#syntax"));
    let unknown = query(shared(), "SELECT * { ?s dct:title ?o }", "*/*");
    assert_eq!(unknown.status, 400);
    assert!(unknown.json()["detail"].as_str().unwrap().contains("dct"), "{}", unknown.text());
}

#[test]
fn an_empty_result_comes_with_a_hint_outside_of_the_body() {
    let response = query(shared(), "SELECT ?w { ?w dcterms:tilte ?t }", "text/csv");
    assert_eq!((response.status, response.text()), (200, "w\r\n"));
    assert!(response.header("linkworker-hint").is_some_and(|hint| hint.contains("tilte")), "{response:?}");
    let full = query(shared(), COUNT, "text/csv");
    assert_eq!(full.header("linkworker-hint"), None);
    assert_eq!(query(shared(), "ASK { ?s dcterms:tilte ?o }", "text/csv").header("linkworker-hint"), None);
}

#[test]
fn head_and_options_have_no_body() {
    let target = format!("/sparql?query={}", encoded(COUNT));
    let head = send(shared(), "HEAD", &target, &[("Accept", "text/csv")], b"");
    assert_eq!((head.status, head.media(), head.body.len()), (200, "text/csv", 0));
    let preflight = send(
        shared(),
        "OPTIONS",
        "/sparql",
        &[
            ("Origin", "https://example.org"),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type"),
        ],
        b"",
    );
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
    assert_eq!(preflight.header("access-control-allow-credentials"), None);
    assert!(preflight.header("access-control-allow-methods").unwrap().contains("POST"));
    assert!(preflight.header("access-control-allow-headers").unwrap().contains("Content-Type"));
}

#[test]
fn the_service_describes_itself() {
    let browser = get(shared(), "/sparql", "text/html,*/*;q=0.8");
    assert_eq!((browser.status, browser.media()), (200, "text/html"));
    assert!(browser.text().contains("<textarea"));
    for (accept, media) in [
        ("", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
    ] {
        let response = get(shared(), "/sparql", accept);
        assert_eq!((response.status, response.media()), (200, media), "{accept}");
        let graph: Graph = RdfParser::from_format(RdfFormat::from_media_type(media).unwrap())
            .for_slice(&response.body)
            .map(|quad| Triple::from(quad.unwrap()))
            .collect();
        let sd = |name: &str| format!("http://www.w3.org/ns/sparql-service-description#{name}");
        let objects = |predicate: &str| {
            let predicate = sd(predicate);
            graph
                .iter()
                .filter(|t| t.predicate.as_str() == predicate)
                .map(|t| t.object.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(objects("endpoint"), [format!("<{BASE}sparql>")]);
        assert_eq!(objects("supportedLanguage"), [format!("<{}>", sd("SPARQL11Query"))]);
        assert_eq!(objects("feature"), [format!("<{}>", sd("UnionDefaultGraph"))]);
        assert!(objects("resultFormat").len() >= 10);
        assert_eq!(objects("namedGraph").len(), 4, "facts, annotations, catalogue, ontology");
        assert!(graph.iter().all(|t| !t.subject.is_blank_node() && !t.object.is_blank_node()));
    }
}

#[test]
fn the_w3c_protocol_suite_passes_for_queries() {
    let Some(suite) = crate::data::shared("suites/rdf-tests/sparql/sparql11/protocol") else { return };
    let manifest = Manifest::read(&suite.join("manifest.ttl"));
    let data = |n: u32| {
        let text = std::fs::read_to_string(suite.join(format!("data{n}.nt"))).unwrap();
        (format!("http://kasei.us/2009/09/sparql/data/data{n}.rdf"), text)
    };
    let files = [data(1), data(2), data(3)];
    let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    let addr = start(&loaded(&files), |_| {});
    let mut run = 0;
    for test in manifest.tests("ProtocolTest") {
        let name = test.name.as_str();
        // What needs an update operation is not for a service that only reads: see `admin`. That it refuses updates is tested above.
        if name.contains("update_") && !name.contains("bad_update") {
            continue;
        }
        for request in &test.requests {
            let target = request.target.replacen("/sparql/", "/sparql", 1);
            let headers: Vec<(&str, &str)> =
                request.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let response = send(addr, &request.method, &target, &headers, request.body.as_bytes());
            let class = format!("StatusCode{}xx", response.status / 100);
            assert!(request.statuses.contains(&class), "{name}: {} {}", response.status, response.text());
            if let Some(expected) = request.boolean {
                assert_eq!(response.json()["boolean"], expected, "{name}");
            }
            match request.format.as_deref() {
                Some("boolean" | "tabular") => {
                    assert!(
                        response.media().contains("sparql-results") || response.media().starts_with("text/"),
                        "{name}"
                    );
                }
                Some("RDF") => assert!(RdfFormat::from_media_type(response.media()).is_some(), "{name}"),
                _ => {}
            }
        }
        run += 1;
    }
    assert!(run >= 24, "{run} tests were run");
}

#[test]
fn graphs_named_by_the_protocol_make_the_dataset() {
    let named = encoded(&format!("{BASE}graph/catalogue"));
    let ask = encoded("ASK { ?g prov:wasDerivedFrom ?source }");
    let with = |parameters: &str| {
        get(shared(), &format!("/sparql?query={ask}{parameters}"), "").json()["boolean"].clone()
    };
    assert_eq!(with(""), true);
    assert_eq!(with(&format!("&default-graph-uri={named}")), true);
    assert_eq!(with("&default-graph-uri=urn%3Anothing"), false);
    assert_eq!(with(&format!("&named-graph-uri={named}")), false, "the default graph is empty then");
}

#[test]
fn the_method_query_is_a_post_that_is_safe() {
    let headers = [("Accept", "text/csv"), ("Content-Type", "application/sparql-query")];
    let response = send(shared(), "QUERY", "/sparql", &headers, COUNT.as_bytes());
    assert_eq!((response.status, response.text()), (200, "n\r\n3\r\n"));
    let known = response.header("etag").unwrap().to_owned();
    let again = [headers[0], headers[1], ("If-None-Match", known.as_str())];
    assert_eq!(send(shared(), "QUERY", "/sparql", &again, COUNT.as_bytes()).status, 304);
    let options = send(shared(), "OPTIONS", "/sparql", &[], b"");
    assert_eq!(options.header("allow"), Some("GET, HEAD, POST, QUERY, OPTIONS"));
    assert!(options.header("accept-query").unwrap().contains("application/sparql-query"));
    assert_eq!(send(shared(), "QUERY", "/dump.nt", &[], b"").status, 405);
}
