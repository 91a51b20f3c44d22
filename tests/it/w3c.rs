//! The W3C's test suites of SPARQL queries, each test twice: by oxigraph alone, and through the engine.
//!
//! What oxigraph passes the engine passes too; `tests/fixtures/w3c-failures.tsv` says which tests fail, on which side and
//! why. It is read against what really fails, both ways.

mod manifest;
mod pairing;
mod report;
mod results;
mod run;

use crate::data;
use manifest::Suites;
use oxigraph::model::NamedNode;
use report::{Report, list};
use results::{Answer, Leniency};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

const MANIFESTS: [&str; 3] = ["sparql10/manifest.ttl", "sparql11/manifest-all.ttl", "sparql12/manifest.ttl"];

const UPDATE: &str = "updates; the engine only answers queries";
const SERVER: &str = "requests to a server, no queries";
const SERVICE: &str = "SERVICE, which the engine refuses";
const ENTAILMENT: &str = "entailment regimes, which oxigraph does not have";
const RDF_12: &str = "RDF 1.2, which this oxigraph is built without";

/// What is not run, by folder or by `folder#test`.
const SKIPPED: [(&str, &str); 28] = [
    ("sparql11/add", UPDATE),
    ("sparql11/basic-update", UPDATE),
    ("sparql11/clear", UPDATE),
    ("sparql11/copy", UPDATE),
    ("sparql11/delete", UPDATE),
    ("sparql11/delete-data", UPDATE),
    ("sparql11/delete-insert", UPDATE),
    ("sparql11/delete-where", UPDATE),
    ("sparql11/drop", UPDATE),
    ("sparql11/move", UPDATE),
    ("sparql11/syntax-update-1", UPDATE),
    ("sparql11/syntax-update-2", UPDATE),
    ("sparql11/update-silent", UPDATE),
    ("sparql11/entailment", ENTAILMENT),
    ("sparql11/service", SERVICE),
    ("sparql11/syntax-fed", SERVICE),
    ("sparql11/graph-store-protocol", SERVER),
    ("sparql11/protocol", SERVER),
    ("sparql11/service-description", SERVER),
    ("sparql12/eval-triple-terms", RDF_12),
    ("sparql12/expression#triple-on-literals", RDF_12),
    ("sparql12/expression#triple-on-str-literals", RDF_12),
    ("sparql12/expression#triple-on-triple-terms", RDF_12),
    ("sparql12/expression#triple-on-undefs", RDF_12),
    ("sparql12/lang-basedir", RDF_12),
    ("sparql12/syntax-triple-terms-negative", RDF_12),
    ("sparql12/syntax-triple-terms-positive", RDF_12),
    ("sparql12/version", RDF_12),
];

/// How many tests there are at least: a suite that is not found or misread can't pass.
const AT_LEAST: [(&str, usize); 7] = [
    ("sparql10 evaluation", 283),
    ("sparql10 syntax", 199),
    ("sparql11 evaluation", 225),
    ("sparql11 results evaluation", 10),
    ("sparql11 syntax", 103),
    ("sparql12 evaluation", 11),
    ("sparql12 syntax", 15),
];

/// All tests, run once for the tests below; `None` where the suites are not on this machine.
static REPORT: LazyLock<Option<Report>> = LazyLock::new(|| {
    let suites = Suites::new(&data::shared("suites/rdf-tests/sparql")?);
    let mut report = Report { outcomes: Vec::new(), skipped: BTreeMap::new() };
    for test in MANIFESTS.iter().flat_map(|manifest| suites.tests(manifest)) {
        match skipped(&test) {
            Some((place, reason)) => {
                *report.skipped.entry(reason).or_default().entry(place).or_default() += 1;
            }
            None => report.outcomes.push(run::run(&suites, test)),
        }
    }
    eprintln!("{report}");
    Some(report)
});

/// Where a test that is not run is listed, and why.
fn skipped(test: &manifest::Test) -> Option<(&'static str, &'static str)> {
    let name = test.iri.as_str().rsplit('#').next().unwrap_or_default();
    let entry = format!("{}#{name}", test.folder);
    SKIPPED.into_iter().find(|(what, _)| *what == test.folder || *what == entry)
}

#[test]
fn failures_are_those_that_are_listed() {
    let Some(report) = &*REPORT else { return };
    let listed = fs::read_to_string(data::repository("tests/fixtures/w3c-failures.tsv")).unwrap();
    let differences = report.differences(&list(&listed));
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn the_suites_are_there_and_whole() {
    let Some(report) = &*REPORT else { return };
    let counts = report.counts();
    for (suite, least) in AT_LEAST {
        let tests = counts.get(suite).map_or(0, |counts| counts.tests);
        assert!(tests >= least, "{suite}: {tests} tests, {least} are known");
    }
    assert!(counts.keys().all(|suite| AT_LEAST.iter().any(|(known, _)| known == suite)), "{counts:?}");
    let tests: BTreeSet<_> = report.outcomes.iter().map(|outcome| &outcome.test.iri).collect();
    assert_eq!(tests.len(), report.outcomes.len(), "a test is there twice");
    for (place, reason) in SKIPPED {
        let tests = report.skipped.get(reason).and_then(|places| places.get(place));
        assert!(tests.is_some(), "{place} is no longer there to be skipped");
    }
}

/// The comparison itself: pairs of results as files, and whether they are the same. One that takes everything for the same
/// would make every test pass.
#[test]
fn results_are_compared_up_to_the_names_of_blank_nodes() {
    let same = |extension: &str, a: &str, b: &str| {
        let base = NamedNode::new("http://example.org/").unwrap();
        let read = |text: &str| Answer::read(text.as_bytes(), extension, &base).unwrap();
        read(a).in_no_order().expects(&read(b), Leniency::default()).is_ok()
    };
    for (a, b, expected) in [
        ("?x\n1\n2\n", "?x\n2\n1\n", true),
        ("?x\t?y\n1\t2\n", "?y\t?x\n2\t1\n", true),
        ("?x\t?y\n1\t2\n", "?y\t?x\n1\t2\n", false),
        ("?x\n", "?y\n", false),
        ("?x\n1\n1\n2\n", "?x\n1\n2\n2\n", false),
        ("?x\n1\n", "?x\n1\n1\n", false),
        ("?x\n01\n", "?x\n1\n", true),
        ("?x\n1.0\n", "?x\n1\n", false),
        ("?x\n\"a\"@en\n", "?x\n\"a\"\n", false),
        ("?x\t?y\n1\t\n", "?x\t?y\n1\t\"\"\n", false),
        ("?x\t?y\n_:a\t_:a\n_:b\t_:c\n", "?x\t?y\n_:p\t_:q\n_:r\t_:r\n", true),
        ("?x\t?y\n_:a\t_:a\n_:b\t_:c\n", "?x\t?y\n_:p\t_:q\n_:r\t_:p\n", false),
    ] {
        assert_eq!(same("tsv", a, b), expected, "{a}{b}");
    }
    let hexagon =
        "_:a <p:p> _:b . _:b <p:p> _:c . _:c <p:p> _:d . _:d <p:p> _:e . _:e <p:p> _:f . _:f <p:p> _:a .";
    let turned =
        "_:c <p:p> _:f . _:f <p:p> _:b . _:b <p:p> _:a . _:a <p:p> _:e . _:e <p:p> _:d . _:d <p:p> _:c .";
    let triangles =
        "_:a <p:p> _:b . _:b <p:p> _:c . _:c <p:p> _:a . _:d <p:p> _:e . _:e <p:p> _:f . _:f <p:p> _:d .";
    assert!(same("ttl", hexagon, turned));
    assert!(!same("ttl", hexagon, triangles));
    assert!(!same("ttl", hexagon, &hexagon.replacen("_:a", "<p:a>", 1)));
}

#[test]
fn the_order_of_rows_counts_where_the_query_sets_one() {
    let base = NamedNode::new("http://example.org/").unwrap();
    let read = |text: &str| Answer::read(text.as_bytes(), "tsv", &base).unwrap();
    let (rows, others) = (read("?x\n1\n_:a\n2\n"), read("?x\n2\n_:b\n1\n"));
    let strict = Leniency::default();
    assert!(rows.expects(&read("?x\n1\n_:b\n2\n"), strict).is_ok());
    assert!(rows.expects(&others, strict).is_err());
    assert!(rows.in_no_order().expects(&others, strict).is_ok());
    // REDUCED may drop what is repeated, and nothing else.
    let (lax, repeated) = (Leniency { is_lax: true, ..strict }, read("?x\n1\n1\n2\n").in_no_order());
    assert!(repeated.expects(&read("?x\n2\n1\n"), lax).is_ok());
    assert!(repeated.expects(&read("?x\n1\n"), lax).is_err());
    assert!(repeated.expects(&read("?x\n2\n1\n1\n2\n"), lax).is_err());
    // Where the way a number is written matters.
    assert!(read("?x\n01\n").expects(&read("?x\n1\n"), Leniency { is_literal: true, ..strict }).is_err());
}
