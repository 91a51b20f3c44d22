//! The plan of a query: from the engine, over HTTP, on the command line.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crate::data::{example, snapshot};
use crate::query::{DATA, graph};
use linkworker::query::{Engine, Limits, OutputFormat, PlanFormat, Request, ResultKind};
use serde_json::Value;
use std::process::Command;

/// The parts of a plan that have no parts themselves.
fn leaves<'a>(node: &'a Value, found: &mut Vec<&'a Value>) {
    match node["children"].as_array().unwrap().as_slice() {
        [] => found.push(node),
        children => children.iter().for_each(|child| leaves(child, found)),
    }
}

#[test]
fn a_plan_counts_what_each_part_did() {
    let engine = Engine::new(snapshot(&graph(DATA)), Limits::default());
    let plan = |query: &str, format: PlanFormat| {
        let request = Request { explain: true, ..Request::new(query) };
        let mut bytes = Vec::new();
        let choose = move |kind| {
            assert_eq!(kind, ResultKind::Plan);
            Ok(OutputFormat::Plan(format))
        };
        let statistics = engine.write(request, choose, &mut bytes).unwrap();
        (statistics.rows, String::from_utf8(bytes).unwrap())
    };
    let titles =
        "SELECT ?t { ?w a fabio:JournalArticle ; dcterms:title ?t FILTER(LANG(?t) = \"en\") } ORDER BY ?t";
    let rows = engine.select(titles).unwrap().rows.len() as u64;
    let (counted, json) = plan(titles, PlanFormat::Json);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((counted, json["rows"].as_u64(), json["complete"].as_bool()), (rows, Some(rows), Some(true)));
    let mut found = Vec::new();
    leaves(&json["plan"], &mut found);
    let counts: Vec<_> = found.iter().map(|leaf| leaf["rows"].as_u64()).collect();
    assert_eq!(counts, [Some(3), Some(3)], "three works, three titles, of which two are English: {json:#}");
    assert!(json["seconds"].as_f64().unwrap() >= json["plan"]["seconds"].as_f64().unwrap());
    let (_, text) = plan(titles, PlanFormat::Text);
    assert!(text.contains("(?w a fabio:JournalArticle)") && text.contains("(?w dcterms:title ?t)"), "{text}");
    assert!(text.starts_with(&format!("{rows} rows in ")), "{text}");
    assert_eq!(plan("ASK { ?s ?p ?o }", PlanFormat::Text).0, 1);
    assert!(plan("CONSTRUCT WHERE { ?w dcterms:title ?t }", PlanFormat::Text).0 > 1);
}

#[test]
fn the_command_line_shows_a_tree() {
    let query = "SELECT ?w { ?w a fabio:JournalArticle } LIMIT 3";
    let output = Command::new(env!("CARGO_BIN_EXE_linkworker"))
        .args(["query", "--explain", query, example().to_str().unwrap()])
        .env_remove("LINKWORKER_STORE")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(text.starts_with("3 rows in ") && text.lines().count() > 4, "{text}");
}

#[cfg(feature = "server")]
#[test]
fn over_http_it_is_asked_for_by_a_parameter() {
    use crate::http::{encoded, get, shared};
    let target =
        |rest: &str| format!("/sparql?query={}{rest}", encoded("SELECT * { ?w dcterms:title ?t } LIMIT 3"));
    let json = get(shared(), &target("&explain=true"), "");
    assert_eq!((json.status, json.media()), (200, "application/json"));
    assert_eq!((json.header("cache-control"), json.header("etag")), (Some("no-store"), None));
    assert_eq!(json.json()["rows"], 3);
    let text = get(shared(), &target("&explain=true&format=text"), "");
    assert!(text.text().starts_with("3 rows in "), "{}", text.text());
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    assert_eq!(get(shared(), &target("&explain=true"), browser).media(), "application/json");
    assert_eq!(get(shared(), &target("&explain=true&format=csv"), "").status, 406);
    assert_eq!(get(shared(), &target("&explain=perhaps"), "").status, 400);
    assert_eq!(get(shared(), &target("&explain=false"), "text/csv").media(), "text/csv");
    assert_eq!(get(shared(), "/sparql?explain=true&query=SELECT", "").status, 400);
}
