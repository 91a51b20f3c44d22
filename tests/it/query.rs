//! The query engine through its public API. Expectations are worked out by hand, or come from oxigraph's own evaluation of the
//! same query over the same data.

use crate::data::snapshot;
use linkworker::query::{
    Beginning, Disconnected, Engine, Limits, OutputFormat, QueryError, Request, ResultKind, Sink, Statistics,
};
use linkworker::snapshot::Published;
use linkworker::store::KnowledgeGraph;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// Two sources that share two statements about one work, and a third graph with nothing in common.
pub(crate) const DATA: &str = r#"
    @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix fabio: <http://purl.org/spar/fabio/> .
    @prefix ex: <http://example.org/> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    GRAPH ex:one {
        ex:w1 a fabio:JournalArticle ; dcterms:title "Link workers"@en ; fabio:hasPublicationYear "2020"^^xsd:gYear ; ex:n 1 .
        ex:w2 a fabio:JournalArticle ; dcterms:title "Gardens"@en ; ex:n 2 .
    }
    GRAPH ex:two {
        ex:w1 a fabio:JournalArticle ; dcterms:title "Link workers"@en .
        ex:w3 a fabio:JournalArticle ; dcterms:title "Lien social"@fr ; ex:n 3 .
    }
    GRAPH ex:three { ex:c1 a ex:Concept ; ex:broader ex:c2 . ex:c2 ex:broader ex:c3 . }
"#;

pub(crate) fn iri(local: &str) -> NamedNode {
    NamedNode::new(format!("http://example.org/{local}")).unwrap()
}

pub(crate) fn graph(trig: &str) -> Arc<KnowledgeGraph> {
    let graph = KnowledgeGraph::in_memory().unwrap();
    let quads: Vec<Quad> =
        RdfParser::from_format(RdfFormat::TriG).for_slice(trig).collect::<Result<_, _>>().unwrap();
    let names: BTreeSet<_> = quads
        .iter()
        .map(|quad| match &quad.graph_name {
            GraphName::NamedNode(name) => name.clone(),
            other => panic!("{other}"),
        })
        .collect();
    graph.replace_graphs(&names.into_iter().collect::<Vec<_>>(), quads).unwrap();
    Arc::new(graph)
}

pub(crate) fn engine() -> Engine {
    Engine::new(snapshot(&graph(DATA)), Limits::default()).with_base("http://example.org/").unwrap()
}

/// `n` numbers as the objects of `ex:n`: for queries that multiply.
pub(crate) fn numbers(n: u32) -> Arc<KnowledgeGraph> {
    let quads = (0..n)
        .map(|i| Quad::new(iri(&format!("s{i}")), iri("n"), Literal::from(i), iri("numbers")))
        .collect();
    let graph = KnowledgeGraph::in_memory().unwrap();
    graph.replace_graphs(&[iri("numbers")], quads).unwrap();
    Arc::new(graph)
}

/// The first column of a SELECT, as written in N-Triples.
fn column(engine: &Engine, query: &str) -> Vec<String> {
    let solutions = engine.select(query).unwrap();
    solutions.rows.iter().map(|row| row[0].as_ref().map(ToString::to_string).unwrap_or_default()).collect()
}

pub(crate) fn text(engine: &Engine, query: &str, format: OutputFormat) -> String {
    let mut out = Vec::new();
    engine.write(Request::new(query), move |_| Ok(format), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// What a sink was told.
#[derive(Debug, PartialEq)]
pub(crate) enum Event {
    Begin(ResultKind, OutputFormat),
    Bytes(Vec<u8>),
    End(Result<u64, QueryError>),
}

/// A sink that tells a test everything; after `patience` chunks its reader is gone.
pub(crate) struct Recorder {
    events: Sender<Event>,
    patience: usize,
}

impl Recorder {
    pub(crate) fn new(patience: usize) -> (Box<Self>, Receiver<Event>) {
        let (events, receiver) = channel();
        (Box::new(Self { events, patience }), receiver)
    }
}

impl Sink for Recorder {
    fn choose(&mut self, kind: ResultKind) -> Result<OutputFormat, String> {
        OutputFormat::all_for(kind).next().ok_or_else(|| "no format".to_owned())
    }
    fn begin(&mut self, beginning: &Beginning<'_>) {
        self.events.send(Event::Begin(beginning.kind, beginning.format)).unwrap();
    }
    fn write(&mut self, bytes: Vec<u8>) -> Result<(), Disconnected> {
        self.patience = self.patience.checked_sub(1).ok_or(Disconnected)?;
        self.events.send(Event::Bytes(bytes)).map_err(|_| Disconnected)
    }
    fn end(&mut self, outcome: Result<Statistics, QueryError>) {
        let _ = self.events.send(Event::End(outcome.map(|statistics| statistics.rows)));
    }
}

pub(crate) fn last(receiver: &Receiver<Event>) -> Result<u64, QueryError> {
    match receiver.iter().last() {
        Some(Event::End(outcome)) => outcome,
        other => panic!("the last event is {other:?}"),
    }
}

#[test]
fn a_statement_of_two_sources_counts_once() {
    let engine = engine();
    assert_eq!(
        column(&engine, "SELECT (COUNT(?w) AS ?n) { ?w a fabio:JournalArticle }"),
        ["\"3\"^^<http://www.w3.org/2001/XMLSchema#integer>"]
    );
    assert_eq!(
        column(&engine, "SELECT ?t { ?w dcterms:title ?t } ORDER BY ?w"),
        ["\"Link workers\"@en", "\"Gardens\"@en", "\"Lien social\"@fr"]
    );
    assert_eq!(engine.select("SELECT * { ?s ?p ?o }").unwrap().rows.len(), 13);
    // With GRAPH every graph that holds it is an answer.
    assert_eq!(
        column(&engine, "SELECT ?g { GRAPH ?g { <w1> dcterms:title ?t } } ORDER BY ?g"),
        ["<http://example.org/one>", "<http://example.org/two>"]
    );
    assert_eq!(engine.select("SELECT * { GRAPH ?g { ?s ?p ?o } }").unwrap().rows.len(), 15);
    assert_eq!(column(&engine, "SELECT ?g { GRAPH ?g {} } ORDER BY ?g").len(), 3);
}

#[test]
fn data_sets_of_the_query_and_of_the_protocol() {
    let engine = engine();
    let count = |query: &str| engine.select(query).unwrap().rows.len();
    assert_eq!(count("SELECT * FROM <one> { ?w a fabio:JournalArticle }"), 2);
    assert_eq!(count("SELECT * FROM <one> FROM <two> { ?w a fabio:JournalArticle }"), 3);
    assert_eq!(count("SELECT * FROM <one> { GRAPH ?g { ?s ?p ?o } }"), 0);
    assert_eq!(count("SELECT * FROM NAMED <two> { ?s ?p ?o }"), 0);
    assert_eq!(count("SELECT * FROM NAMED <two> { GRAPH ?g { ?s ?p ?o } }"), 5);
    assert_eq!(count("SELECT * FROM <nowhere> { ?s ?p ?o }"), 0);
    let with = |default: &[&str], named: &[&str], query: &str| {
        let list = |names: &[&str]| names.iter().map(|name| iri(name)).collect::<Vec<_>>();
        let request =
            Request { default_graphs: list(default), named_graphs: list(named), ..Request::new(query) };
        let (sink, events) = Recorder::new(usize::MAX);
        engine.run(request, sink).unwrap();
        last(&events).unwrap()
    };
    // The protocol's graphs take the place of the query's own (SPARQL 1.1 Protocol, 2.1.4).
    assert_eq!(with(&["two"], &[], "SELECT * FROM <three> { ?w a fabio:JournalArticle }"), 2);
    assert_eq!(with(&[], &["two"], "SELECT * { ?s ?p ?o }"), 0);
    assert_eq!(with(&["three"], &["one", "two"], "SELECT * { ?c <broader> ?d GRAPH ?g { <w1> a ?t } }"), 4);
}

/// Queries of every kind of operator, each with the same rows from oxigraph over its own union of graphs. Where the store
/// repeats a shared triple, DISTINCT makes the two alike.
#[test]
fn same_rows_as_oxigraph() {
    let graph = graph(DATA);
    let engine = Engine::new(snapshot(&graph), Limits::default());
    let prefix = "PREFIX ex: <http://example.org/> PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX fabio: <http://purl.org/spar/fabio/> ";
    for query in [
        "SELECT DISTINCT * { ?s ?p ?o }",
        "SELECT DISTINCT * { ex:w1 ?p ?o }",
        "SELECT DISTINCT * { ?s ?p \"Gardens\"@en }",
        "SELECT DISTINCT * { ?s a ?c }",
        "SELECT DISTINCT * { ?s a fabio:JournalArticle . OPTIONAL { ?s fabio:hasPublicationYear ?y } }",
        "SELECT DISTINCT * { ?s ex:n ?n FILTER(?n > 1) BIND(?n * 2 AS ?m) }",
        "SELECT DISTINCT ?s ?d { ?s ex:broader+ ?d }",
        "SELECT DISTINCT ?s ?d { ?s ex:broader*/ex:broader? ?d }",
        "SELECT DISTINCT ?s { { ?s ex:n 1 } UNION { ?s ex:n 3 } }",
        "SELECT DISTINCT ?s { ?s ex:n ?n MINUS { ?s dcterms:title \"Gardens\"@en } }",
        "SELECT DISTINCT ?s { ?s ex:n ?n FILTER NOT EXISTS { ?s fabio:hasPublicationYear ?y } }",
        "SELECT DISTINCT ?g ?s { GRAPH ?g { ?s a ?c } }",
        "SELECT DISTINCT ?s { VALUES ?n { 1 2 9 } ?s ex:n ?n }",
        "SELECT (SUM(?n) AS ?sum) { ?s ex:n ?n }",
        "SELECT ?l (COUNT(DISTINCT ?s) AS ?c) { ?s dcterms:title ?t } GROUP BY (lang(?t) AS ?l) HAVING (COUNT(DISTINCT ?s) > 0)",
        "SELECT DISTINCT ?x { ?s ?p ?o BIND(CONCAT(STR(?s), \"#\", STR(?o)) AS ?x) }",
        "SELECT DISTINCT ?a ?b { ?a ex:n ?x . ?b ex:n ?y . FILTER(?x < ?y) }",
    ] {
        let query = format!("{prefix}{query}");
        let ours: BTreeSet<String> =
            engine.select(&query).unwrap().rows.iter().map(|row| format!("{row:?}")).collect();
        let mut prepared = SparqlEvaluator::new().parse_query(&query).unwrap();
        prepared.dataset_mut().set_default_graph_as_union();
        let QueryResults::Solutions(rows) = prepared.on_store(graph.store()).execute().unwrap() else {
            panic!()
        };
        let theirs: BTreeSet<String> = rows.map(|row| format!("{:?}", row.unwrap().values())).collect();
        assert_eq!(ours, theirs, "{query}");
        assert!(!ours.is_empty(), "{query}");
    }
}

#[test]
fn sees_the_snapshot_that_is_published() {
    let graph = graph(DATA);
    let published = Arc::new(Published::from(snapshot(&graph)));
    let engine = Engine::new(Arc::clone(&published), Limits::default());
    assert!(engine.ask("ASK { ?s <http://example.org/broader> ?o }").unwrap());
    graph.replace_graphs(&[iri("three")], Vec::new()).unwrap();
    assert!(engine.ask("ASK { ?s <http://example.org/broader> ?o }").unwrap());
    published.swap(Arc::new(snapshot(&graph)));
    assert!(!engine.ask("ASK { ?s <http://example.org/broader> ?o }").unwrap());
}

#[test]
fn prefixes_and_base_are_declared_and_can_be_overridden() {
    let engine = engine();
    assert!(engine.ask("ASK { <w1> a fabio:JournalArticle }").unwrap());
    assert!(engine.ask("PREFIX fabio: <http://example.org/> ASK { fabio:w1 ?p ?o }").unwrap());
    assert!(!engine.ask("BASE <http://elsewhere.org/> ASK { <w1> ?p ?o }").unwrap());
    assert_eq!(column(&engine, "SELECT (IRI(\"w1\") AS ?i) {}"), ["<http://example.org/w1>"]);
}

fn failure(engine: &Engine, query: &str) -> QueryError {
    engine
        .write(
            Request::new(query),
            |kind| OutputFormat::all_for(kind).next().ok_or_default(),
            &mut Vec::new(),
        )
        .unwrap_err()
}

/// `ok_or` for a list that is never empty.
trait OkOrDefault<T> {
    fn ok_or_default(self) -> Result<T, String>;
}
impl<T> OkOrDefault<T> for Option<T> {
    fn ok_or_default(self) -> Result<T, String> {
        self.ok_or_else(String::new)
    }
}

#[test]
fn errors_say_what_and_where() {
    let engine = engine();
    let QueryError::Syntax { message, line, column } = failure(&engine, "SELECT *\nWHERE { ?s ?p ?o ") else {
        panic!()
    };
    assert_eq!((line, column), (Some(2), Some(18)), "{message}");
    assert!(message.contains("unexpected end of the query"), "{message}");
    assert!(message.contains("\nWHERE { ?s ?p ?o \n                 ^"), "{message}");

    let QueryError::Syntax { message, line, column } =
        failure(&engine, "SELECT * WHERE {\n\t?s fabi:hasX ?o }")
    else {
        panic!()
    };
    assert_eq!((line, column), (Some(2), Some(5)), "{message}");
    assert!(message.contains("unknown prefix fabi: (did you mean fabio:?)"), "{message}");
    assert!(message.contains("PREFIX fabi: <"), "{message}");
    assert!(message.contains("\n\t   ^"), "{message}");

    let QueryError::Syntax { message, .. } = failure(&engine, "SELECT * { ?s zzzzzzzz:x ?o }") else {
        panic!()
    };
    assert!(message.contains("dcterms:") && message.contains("sprx:"), "{message}");

    for blank in ["", "  \n\t", "# only a comment"] {
        let QueryError::Syntax { message, .. } = failure(&engine, blank) else { panic!() };
        assert!(message.contains("empty") && message.contains("SELECT"), "{message}");
    }
    let QueryError::Syntax { message, line, column } = failure(&engine, "SELEKT * { ?s ?p ?o }") else {
        panic!()
    };
    assert_eq!((line, column), (Some(1), Some(1)), "{message}");
    assert!(message.contains("unexpected \"SELEKT\"; did you mean SELECT?"), "{message}");
    let QueryError::Syntax { message, line, column } =
        failure(&engine, "SELECT * {\n ?s ?p ?o }\nORDRE BY ?s")
    else {
        panic!()
    };
    assert_eq!((line, column), (Some(3), Some(1)), "{message}");
    assert!(message.contains("did you mean ORDER?"), "{message}");
    for (text, place, word) in [
        ("SELECT * { ?s ?p }", (1, 18), "unexpected"),
        ("SELECT * { ?s ?p ?o", (1, 20), "end of the query"),
        ("SELECT * { ?s ?p ?o ; }}", (1, 24), "unexpected"),
        ("SELECT *\n{ ?s ?p ?o OPTINAL { ?s ?p ?o } }", (2, 12), "did you mean OPTIONAL?"),
        ("SELECT * { ?s ?p ?o FILTER ?o > 1 }", (1, 28), "unexpected"),
        ("SELECT * { ?s ?p <not an iri> }", (1, 18), "<not an iri> is no IRI"),
        ("SELECT ?é { ?é ?p }", (1, 19), "unexpected"),
    ] {
        let QueryError::Syntax { message, line, column } = failure(&engine, text) else { panic!("{text}") };
        assert_eq!((line, column), (Some(place.0), Some(place.1)), "{message}");
        assert!(message.contains(word), "{message}");
    }
    let QueryError::Syntax { message, .. } = failure(&engine, "SELECT ?p (COUNT(?s) AS ?n) { ?s ?p ?o }")
    else {
        panic!()
    };
    assert!(message.contains("unbound"), "{message}");
}

#[test]
fn asks_no_other_server_and_changes_nothing() {
    let engine = engine();
    for query in [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o OPTIONAL { SERVICE ?s { ?a ?b ?c } } }",
        "ASK { FILTER EXISTS { SERVICE <http://127.0.0.1:9/> {} } }",
    ] {
        let QueryError::Refused(message) = failure(&engine, query) else { panic!("{query}") };
        assert!(message.contains("SERVICE"), "{message}");
    }
    for update in [
        "INSERT DATA { <a> <b> <c> }",
        "PREFIX a: <http://a/> DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:9/>",
        "clear all",
    ] {
        let QueryError::Refused(message) = failure(&engine, update) else { panic!("{update}") };
        assert!(message.contains("update"), "{message}");
    }
    let QueryError::Refused(message) = failure(&engine, "SELECT (<http://example.org/f>(1) AS ?x) {}") else {
        panic!()
    };
    assert!(message.contains("http://example.org/f"), "{message}");
}

#[test]
fn the_sink_is_called_in_order() {
    let engine = engine();
    let (sink, events) = Recorder::new(usize::MAX);
    engine.run(Request::new("SELECT * { ?s ?p ?o }"), sink).unwrap();
    let events: Vec<_> = events.iter().collect();
    assert!(matches!(events.first(), Some(Event::Begin(ResultKind::Solutions, _))), "{events:?}");
    assert!(
        events[1..events.len() - 1]
            .iter()
            .all(|event| matches!(event, Event::Bytes(bytes) if !bytes.is_empty()))
    );
    assert_eq!(events.last(), Some(&Event::End(Ok(13))));
    let (sink, events) = Recorder::new(usize::MAX);
    engine.run(Request::new("SELECT ?"), sink).unwrap();
    assert!(matches!(
        events.iter().collect::<Vec<_>>().as_slice(),
        [Event::End(Err(QueryError::Syntax { .. }))]
    ));
}

#[test]
fn a_reader_that_leaves_ends_the_query() {
    let engine = Engine::new(snapshot(&numbers(1_000)), Limits { workers: 1, queue: 0, ..Limits::default() });
    let (sink, events) = Recorder::new(2);
    let start = Instant::now();
    engine.run(Request::new("SELECT * { ?a ?p ?x . ?b ?p ?y . ?c ?p ?z }"), sink).unwrap();
    assert_eq!(last(&events), Err(QueryError::Disconnected));
    assert!(start.elapsed() < Duration::from_secs(5));
}

/// What a sink does wrong is its own loss: the worker goes on with the next query.
#[test]
fn a_panic_harms_one_query_only() {
    struct Bad(u8);
    impl Sink for Bad {
        fn choose(&mut self, kind: ResultKind) -> Result<OutputFormat, String> {
            assert!(self.0 != 0, "choose");
            Ok(OutputFormat::all_for(kind).next().unwrap())
        }
        fn begin(&mut self, _: &Beginning<'_>) {
            assert!(self.0 != 1, "begin");
        }
        fn write(&mut self, _: Vec<u8>) -> Result<(), Disconnected> {
            assert!(self.0 != 2, "write");
            Ok(())
        }
        fn end(&mut self, _: Result<Statistics, QueryError>) {
            panic!("end");
        }
    }
    let engine = Engine::new(snapshot(&numbers(10)), Limits { workers: 1, queue: 8, ..Limits::default() });
    for at in 0..4 {
        engine.run(Request::new("SELECT * { ?s ?p ?o }"), Box::new(Bad(at))).unwrap();
    }
    assert_eq!(engine.select("SELECT * { ?s ?p ?o }").unwrap().rows.len(), 10);
}

#[test]
fn hints_for_empty_results() {
    let engine = engine();
    let hint = |query: &str| {
        assert!(engine.select(query).unwrap().rows.is_empty(), "{query}");
        engine.explain_empty(&Request::new(query)).unwrap()
    };
    let found = hint("SELECT * { ?w dcterms:titel ?t }");
    assert!(
        found.contains("no triple has the predicate dcterms:titel; did you mean dcterms:title?"),
        "{found}"
    );
    let found = hint("SELECT * { ?w a fabio:JournalArticel }");
    assert!(
        found.contains("nothing has the class fabio:JournalArticel; did you mean fabio:JournalArticle?"),
        "{found}"
    );
    let found = hint("SELECT * { ?w dcterms:title \"Gardens\" }");
    assert!(found.contains("\"Gardens\"@en"), "{found}");
    let found = hint("SELECT * { ?w fabio:hasPublicationYear 2020 }");
    assert!(found.contains("gYear"), "{found}");
    let found = hint("SELECT * { <w9> ?p ?o }");
    assert!(found.contains("nothing is said about <http://example.org/w9>"), "{found}");
    let found = hint("SELECT * { ?w <n> ?n FILTER(?n > 10) }");
    assert!(found.contains("FILTER"), "{found}");
    let found = hint("SELECT * { GRAPH <four> { ?s ?p ?o } }");
    assert!(found.contains("no graph <http://example.org/four>"), "{found}");
    let found = hint("SELECT * FROM NAMED <one> { ?s ?p ?o }");
    assert!(found.contains("GRAPH ?g"), "{found}");
    let found = hint("SELECT * { ?w <n> \"Gardens\"@en }");
    assert!(found.contains("a value that <http://example.org/n> has is"), "{found}");
    // What a solution can do without is no reason.
    let found = hint("SELECT * { ?w <n> 1, 2 OPTIONAL { ?w <nothing> ?x } }");
    assert!(!found.contains("nothing>"), "{found}");
    let empty = Engine::new(snapshot(&KnowledgeGraph::in_memory().unwrap()), Limits::default());
    assert!(
        empty
            .explain_empty(&Request::new("SELECT * { ?s ?p ?o }"))
            .unwrap()
            .contains("nothing has been ingested")
    );
    assert_eq!(engine.explain_empty(&Request::new("SELECT ?")), None);
}

#[test]
fn computed_terms_compare_with_stored_ones() {
    let engine = engine();
    assert_eq!(
        column(&engine, "SELECT ?w { ?w <n> ?n . BIND(1 + 1 AS ?m) FILTER(?n = ?m) }"),
        ["<http://example.org/w2>"]
    );
    assert_eq!(column(&engine, "SELECT ?w { BIND(1 + 1 AS ?n) ?w <n> ?n }"), ["<http://example.org/w2>"]);
    let row = engine
        .select(
            "SELECT ?x ?y { BIND(\"new\" AS ?x) BIND(CONCAT(\"n\", \"ew\") AS ?y) FILTER(SAMETERM(?x, ?y)) }",
        )
        .unwrap();
    assert_eq!(row.rows[0][0], Some(Term::from(Literal::from("new"))));
}

#[test]
fn a_constant_is_found_however_its_value_is_written() {
    // The store keeps numbers, truth values and times by value, so the query's must be taken by value too.
    let graph = graph(
        r#"@prefix ex: <http://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
           GRAPH ex:g { ex:s ex:p 1.0, 01, 1e0, "1"^^xsd:boolean, "2024-01-01T00:00:00.000Z"^^xsd:dateTime, "odd"^^xsd:integer . }"#,
    );
    let engine = Engine::new(snapshot(&graph), Limits::default());
    for constant in [
        "1.0",
        "1.00",
        "01",
        "1",
        "1e0",
        "1.0e0",
        "true",
        "\"1\"^^xsd:boolean",
        "\"2024-01-01T00:00:00.000Z\"^^xsd:dateTime",
        "\"2024-01-01T00:00:00Z\"^^xsd:dateTime",
        "\"odd\"^^xsd:integer",
    ] {
        let in_pattern = format!("ASK {{ ?s ?p {constant} }}");
        let in_values = format!("ASK {{ VALUES ?o {{ {constant} }} ?s ?p ?o }}");
        for query in [in_pattern, in_values] {
            assert!(engine.ask(&query).unwrap(), "{query}");
            // The hint for an empty result must not deny what the data hold either.
            let hint =
                engine.explain_empty(&Request::new(format!("SELECT * {{ ?s ?p {constant} FILTER(false) }}")));
            assert!(!hint.unwrap().contains("do not hold"), "{constant}");
        }
    }
    for absent in ["2.0", "\"1\"", "\"even\"^^xsd:integer", "false"] {
        assert!(!engine.ask(&format!("ASK {{ ?s ?p {absent} }}")).unwrap(), "{absent}");
    }
}
