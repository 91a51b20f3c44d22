//! The service description as query editors read it: a file of RDF that they put questions to, with oxigraph in their place.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crate::data::{repository, snapshot};
use crate::http::{BASE, get, sample, send, start};
use linkworker::query::{Engine, Limits, Request};
use oxigraph::io::RdfFormat;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use std::collections::BTreeSet;
use std::fs;

const PREFIXES: &str = "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX void: <http://rdfs.org/ns/void#> \
     PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX schema: <https://schema.org/> \
     PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> ";

/// The rows of a query over a file.
fn ask(file: &Store, query: &str) -> Vec<Vec<String>> {
    let query = format!("{PREFIXES}{query}");
    let QueryResults::Solutions(rows) =
        SparqlEvaluator::new().parse_query(&query).unwrap().on_store(file).execute().unwrap()
    else {
        panic!("no table")
    };
    let cell = |term: &Option<oxigraph::model::Term>| match term {
        Some(oxigraph::model::Term::Literal(literal)) => literal.value().to_owned(),
        Some(term) => term.to_string(),
        None => String::new(),
    };
    rows.map(|row| row.unwrap().values().iter().map(cell).collect()).collect()
}

#[test]
fn an_editor_finds_examples_prefixes_and_what_the_data_are_made_of() {
    let addr = start(&sample(), |_| {});
    for (accept, format) in [("text/turtle", RdfFormat::Turtle), ("application/rdf+xml", RdfFormat::RdfXml)] {
        let response = get(addr, "/sparql", accept);
        assert_eq!((response.status, response.media()), (200, accept));
        let file = Store::new().unwrap();
        file.load_from_slice(format, &response.body).unwrap();

        let examples = ask(
            &file,
            "SELECT DISTINCT ?q ?comment ?text { ?q a sh:SPARQLExecutable ; rdfs:comment ?comment ; \
               sh:select|sh:ask|sh:construct ?text } ORDER BY ?q",
        );
        assert_eq!(examples.len(), fs::read_dir(repository("examples/queries")).unwrap().count());
        let engine = Engine::new(snapshot(&sample()), Limits::default()).with_base(BASE).unwrap();
        for example in &examples {
            let request = Request::new(example[2].clone());
            let choose = |kind| linkworker::query::OutputFormat::all_for(kind).next().ok_or_else(String::new);
            assert!(engine.write(request, choose, &mut Vec::new()).is_ok(), "{example:?}");
        }
        // Each is at its own address.
        let page = get(
            addr,
            examples[0][0]
                .trim_matches(['<', '>'])
                .split_once("/kg/")
                .unwrap()
                .1
                .replacen("query", "/query", 1)
                .as_str(),
            "text/html",
        );
        assert_eq!(page.status, 200, "{}", examples[0][0]);

        let prefixes = ask(&file, "SELECT ?p ?n { [] sh:prefix ?p ; sh:namespace ?n }");
        let prefixes: BTreeSet<_> = prefixes.iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
        let known: BTreeSet<_> = linkworker::vocab::PREFIXES.iter().copied().collect();
        assert_eq!(prefixes, known);

        let parts = ask(
            &file,
            "SELECT DISTINCT ?class ?property { ?cp void:class ?class ; void:propertyPartition ?pp . ?pp void:property ?property }",
        );
        let of_data = "SELECT DISTINCT ?class ?property { ?s a ?class ; ?property ?o }";
        assert_eq!(parts.len(), engine.select(of_data).unwrap().rows.len());
    }
}

#[test]
fn a_description_that_is_known_is_not_sent_again() {
    let addr = start(&sample(), |_| {});
    for path in ["/sparql", "/.well-known/void"] {
        let first = send(addr, "GET", path, &[("Accept", "text/turtle")], b"");
        let tag = first.header("etag").unwrap();
        let again = send(addr, "GET", path, &[("Accept", "text/turtle"), ("If-None-Match", tag)], b"");
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
}
