//! What query results look like: formats and their names, tables, graphs.

use crate::data::snapshot;
use crate::query::{DATA, engine, graph, text};
use linkworker::query::{Engine, Limits, OutputFormat, QueryError, Request, ResultKind};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::results::QueryResultsFormat;
use std::collections::BTreeSet;

#[test]
fn formats_by_name_and_by_media_type() {
    use OutputFormat as F;
    use ResultKind::{Boolean, Graph, Solutions};
    for kind in [Solutions, Boolean, Graph] {
        for format in F::all_for(kind) {
            assert_eq!(F::from_name(format.name(), kind), Some(format));
            assert_eq!(F::from_media_type(format.media_type(), kind), Some(format));
            assert!(format.fits(kind));
        }
    }
    assert_eq!(F::from_name("JSON", Solutions), Some(F::Results(QueryResultsFormat::Json)));
    assert_eq!(F::from_name("json", Graph).unwrap().name(), "jsonld");
    assert_eq!(F::from_name("ttl", Graph), Some(F::Graph(RdfFormat::Turtle)));
    assert_eq!(F::from_name("ttl", Solutions), None);
    assert_eq!("rdf".parse::<F>().unwrap(), F::Graph(RdfFormat::RdfXml));
    assert!("docx".parse::<F>().unwrap_err().to_string().contains("turtle"));
    assert_eq!(F::from_media_type("Application/JSON; charset=utf-8; q=0.5", Graph).unwrap().name(), "jsonld");
    assert_eq!(F::from_media_type("application/xml", Solutions).unwrap().name(), "xml");
    assert_eq!(F::from_media_type("application/xml", Graph).unwrap().name(), "rdfxml");
    assert_eq!(F::from_media_type("text/html", Graph), None);
    assert_eq!(F::from_media_type("*/*", Graph), None);
    assert_eq!(F::Results(QueryResultsFormat::Csv).media_type(), "text/csv; charset=utf-8");
    assert_eq!(F::Graph(RdfFormat::Turtle).media_type(), "text/turtle; charset=utf-8");
    assert_eq!(
        F::Graph(RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfile::Streaming.into() }).extension(),
        "jsonld"
    );
}

#[test]
fn results_in_every_format() {
    let engine = engine();
    let query = "SELECT ?w ?t { ?w dcterms:title ?t } ORDER BY ?w LIMIT 1";
    let csv = text(&engine, query, OutputFormat::Results(QueryResultsFormat::Csv));
    assert_eq!(csv, "w,t\r\nhttp://example.org/w1,Link workers\r\n");
    let tsv = text(&engine, query, OutputFormat::Results(QueryResultsFormat::Tsv));
    assert_eq!(tsv, "?w\t?t\n<http://example.org/w1>\t\"Link workers\"@en\n");
    let json: serde_json::Value =
        serde_json::from_str(&text(&engine, query, OutputFormat::Results(QueryResultsFormat::Json))).unwrap();
    assert_eq!(json["results"]["bindings"][0]["t"]["xml:lang"], "en");
    assert!(
        text(&engine, query, OutputFormat::Results(QueryResultsFormat::Xml))
            .contains("<literal xml:lang=\"en\">Link workers</literal>")
    );
    let ask = "ASK { <w1> ?p ?o }";
    assert_eq!(text(&engine, ask, OutputFormat::Table), "yes\n");
    assert_eq!(text(&engine, ask, OutputFormat::Results(QueryResultsFormat::Csv)), "true");
    let json: serde_json::Value =
        serde_json::from_str(&text(&engine, ask, OutputFormat::Results(QueryResultsFormat::Json))).unwrap();
    assert_eq!(json["boolean"], true);
}

#[test]
fn a_table_for_people() {
    let engine = engine();
    let table = text(
        &engine,
        "SELECT ?w ?c ?t ?n ?y { ?w a ?c ; dcterms:title ?t OPTIONAL { ?w <n> ?n } OPTIONAL { ?w fabio:hasPublicationYear ?y } } ORDER BY ?w",
        OutputFormat::Table,
    );
    let expected = "
 w                       │ c                    │ t               │ n │ y
─────────────────────────┼──────────────────────┼─────────────────┼───┼──────
 <http://example.org/w1> │ fabio:JournalArticle │ Link workers@en │ 1 │ 2020
 <http://example.org/w2> │ fabio:JournalArticle │ Gardens@en      │ 2 │
 <http://example.org/w3> │ fabio:JournalArticle │ Lien social@fr  │ 3 │
(3 rows)
";
    assert_eq!(table, expected.trim_start_matches('\n'));
    // Wide characters take two columns, combining ones none; control characters do not reach the terminal.
    let table = text(
        &engine,
        "SELECT ?a ?b { VALUES (?a ?b) { (\"社会処方\" 7) (\"e\u{301}\" 10) (\"a\\nb\" 1.5) (\"\u{1b}[2J\" 0) } }",
        OutputFormat::Table,
    );
    let expected = " a        │   b\n──────────┼─────\n 社会処方 │   7\n e\u{301}        │  10\n a↵b      │ 1.5\n \u{fffd}[2J     │   0\n(4 rows)\n";
    assert_eq!(table, expected);
    assert!(text(&engine, "SELECT ?x { ?x <none> ?y }", OutputFormat::Table).ends_with("(0 rows)\n"));
    let mut out = Vec::new();
    let request = Request {
        cell_width: Some(6),
        ..Request::new("SELECT ?t { VALUES ?t { \"Gardens of all kinds\" \"社会処方\" \"short\" } }")
    };
    engine.write(request, |_| Ok(OutputFormat::Table), &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), " t\n────────\n Garde…\n 社会…\n short\n(3 rows)\n");
}

#[test]
fn turtle_is_sorted_and_declares_what_it_uses() {
    let engine = engine();
    let turtle =
        text(&engine, "CONSTRUCT WHERE { ?w <n> 1 ; ?p ?o }", OutputFormat::Graph(RdfFormat::Turtle));
    let prefixes: Vec<_> = turtle
        .lines()
        .filter(|line| line.starts_with("@prefix"))
        .map(|line| line.split_whitespace().nth(1).unwrap())
        .collect();
    assert_eq!(
        prefixes.iter().copied().collect::<BTreeSet<_>>(),
        BTreeSet::from(["dcterms:", "fabio:", "xsd:"]),
        "{turtle}"
    );
    assert_eq!(turtle.matches("<http://example.org/w1>").count(), 1, "{turtle}");
    assert!(turtle.contains("a fabio:JournalArticle ;"), "{turtle}");
    assert_eq!(
        turtle,
        text(&engine, "CONSTRUCT WHERE { ?w <n> 1 ; ?p ?o }", OutputFormat::Graph(RdfFormat::Turtle))
    );
}

/// Every graph syntax is read back and holds the same triples; also beyond the bound up to which a graph is sorted.
#[test]
fn graphs_in_every_format_read_back() {
    for sorted_triples in [100_000, 4, 13, 12] {
        let engine = Engine::new(snapshot(&graph(DATA)), Limits { sorted_triples, ..Limits::default() });
        let query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }";
        let expected: BTreeSet<_> =
            engine.construct(query).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(expected.len(), 13);
        for format in OutputFormat::all_for(ResultKind::Graph) {
            let OutputFormat::Graph(syntax) = format else { panic!() };
            let written = text(&engine, query, format);
            let read: Vec<_> = RdfParser::from_format(syntax)
                .for_slice(&written)
                .map(|quad| oxigraph::model::Triple::from(quad.unwrap()).to_string())
                .collect();
            assert_eq!(read.len(), 13, "{format:?} {written}");
            assert_eq!(read.into_iter().collect::<BTreeSet<_>>(), expected, "{format:?}");
        }
    }
}

#[test]
fn describe_and_construct_repeat_nothing() {
    let engine = engine();
    assert_eq!(engine.construct("DESCRIBE <w1>").unwrap().len(), 4);
    assert_eq!(engine.construct("CONSTRUCT { ?s a <X> } WHERE { ?s ?p ?o }").unwrap().len(), 5);
}

#[test]
fn a_format_that_does_not_fit_is_refused() {
    let engine = engine();
    let outcome = engine.write(
        Request::new("ASK {}"),
        |_| Err("only text/html is possible".to_owned()),
        &mut Vec::new(),
    );
    assert_eq!(outcome.unwrap_err(), QueryError::NotAcceptable("only text/html is possible".to_owned()));
    let outcome =
        engine.write(Request::new("ASK {}"), |_| Ok(OutputFormat::Graph(RdfFormat::Turtle)), &mut Vec::new());
    let QueryError::NotAcceptable(message) = outcome.unwrap_err() else { panic!() };
    assert!(message.contains("csv"), "{message}");
    assert!(matches!(engine.select("ASK {}"), Err(QueryError::NotAcceptable(_))));
}
