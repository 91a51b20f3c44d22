//! Validation: what the mapping emits conforms, every broken graph is refused for its own reason, and shapes that the
//! interpreter does not understand are refused when they are read.

use crate::data::snapshot;
use crate::mapping::listing::listings;
use crate::mapping::{example_quads, iris};
use linkworker::ontology::{self, SHAPES_TTL};
use linkworker::store::KnowledgeGraph;
use linkworker::validate::{Level, Shapes, ValidateError, check, check_with};
use oxigraph::io::{RdfFormat, RdfParser};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn graph_of(turtle: &str) -> KnowledgeGraph {
    let graph = KnowledgeGraph::in_memory().unwrap();
    graph.store().load_from_slice(RdfFormat::Turtle, turtle).unwrap();
    graph
}

#[test]
fn what_the_mapping_emits_conforms() {
    let listings = listings().into_iter().chain([("sample records", example_quads())]);
    for (name, mut quads) in listings {
        let graph = KnowledgeGraph::in_memory().unwrap();
        quads.extend(ontology::quads(&iris().ontology_graph()));
        graph.store().extend(quads).unwrap();
        let report = check(&snapshot(&graph)).unwrap();
        assert!(report.conforms, "{name}: {report}");
        assert_eq!(report.to_string(), "The graph conforms to the shapes.");
    }
}

#[test]
fn broken_graphs_are_refused_for_the_stated_reason() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/shapes");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let turtle = std::fs::read_to_string(&path).unwrap();
        let reason = turtle.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap();
        let report = check(&snapshot(&graph_of(&turtle))).unwrap();
        let messages: BTreeSet<&str> =
            report.results.iter().map(|finding| finding.message.as_str()).collect();
        let expected: BTreeSet<&str> = if reason == "conforms" { BTreeSet::new() } else { [reason].into() };
        assert_eq!(messages, expected, "{}", path.display());
        assert_eq!(report.conforms, reason == "conforms");
        seen += 1;
    }
    assert!(seen >= 13, "only {seen} fixtures");
}

#[test]
fn a_warning_is_told_from_a_violation() {
    let turtle = include_str!("../fixtures/shapes/two-titles.ttl");
    let report = check(&snapshot(&graph_of(turtle))).unwrap();
    assert_eq!((report.count(Level::Warning), report.count(Level::Violation)), (1, 0));
    assert!(report.to_string().ends_with("0 violation(s), 1 warning(s)."), "{report}");
}

#[test]
fn the_report_is_rdf_without_blank_nodes() {
    let turtle = include_str!("../fixtures/shapes/role-of-two-works.ttl");
    let report = check(&snapshot(&graph_of(turtle))).unwrap();
    let text = report.to_turtle(&iris()).unwrap();
    let triples: Vec<_> =
        RdfParser::from_format(RdfFormat::Turtle).for_slice(&text).map(Result::unwrap).collect();
    assert_eq!(triples.len(), report.to_triples(&iris()).len());
    assert!(triples.iter().all(|t| t.subject.is_named_node() && !t.object.is_blank_node()), "{text}");
    assert!(text.contains("sh:conforms false") && text.contains("sh:MaxCountConstraintComponent"), "{text}");
    assert!(text.contains("sh:inversePath pro:isDocumentContextFor"), "{text}");
}

const PREFIXES: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> . \
    @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .";

#[test]
fn shapes_that_are_not_understood_are_refused() {
    for (turtle, construct) in [
        ("ex:s a sh:NodeShape ; sh:closed true .", "sh:closed"),
        ("ex:s a sh:NodeShape ; sh:sparql [ sh:select \"SELECT * {}\" ] .", "sh:sparql"),
        ("ex:s a sh:NodeShape ; sh:property [ sh:path [ sh:zeroOrMorePath ex:p ] ] .", "a path other than"),
        (
            "ex:s a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:qualifiedMinCount 1 ] .",
            "sh:qualifiedMinCount",
        ),
        ("ex:s a sh:NodeShape, owl:Class .", "implicit target"),
        ("ex:s a sh:NodeShape ; sh:node ex:s .", "refers to itself"),
        ("ex:s a sh:NodeShape ; sh:node ex:t . ex:t sh:not ex:s .", "refers to itself"),
        ("ex:s sh:minCount 1 .", "sh:minCount"),
        ("ex:s a sh:NodeShape ; sh:nonsense 1 .", "sh:nonsense"),
    ] {
        match Shapes::parse(&format!("{PREFIXES} {turtle}")) {
            Err(error @ ValidateError::Unsupported { .. }) => {
                assert!(error.to_string().contains(construct), "{turtle}: {error}");
            }
            other => panic!("{turtle}: {other:?}"),
        }
    }
    for bad in
        ["ex:p sh:pattern \"(\"", "ex:p sh:minCount \"x\"", "ex:p sh:in ex:a", "ex:p sh:severity ex:Bad"]
    {
        let (path, constraint) = bad.split_once(' ').unwrap();
        let turtle =
            format!("{PREFIXES} ex:s a sh:NodeShape ; sh:property [ sh:path {path} ; {constraint} ] .");
        assert!(matches!(Shapes::parse(&turtle), Err(ValidateError::Parameter { .. })), "{bad}");
    }
    assert!(matches!(Shapes::parse("this is not Turtle"), Err(ValidateError::Syntax(_))));
    assert!(Shapes::parse(SHAPES_TTL).is_ok());
}

/// One constraint of each kind, with a value that keeps it and one that breaks it.
#[test]
fn every_constraint_is_kept_and_broken() {
    for (constraint, good, bad) in [
        ("sh:minCount 1", "ex:p 1", "ex:q 1"),
        ("sh:maxCount 1", "ex:p 1", "ex:p 1, 2"),
        ("sh:datatype xsd:date", "ex:p \"2024-02-29\"^^xsd:date", "ex:p \"2023-02-29\"^^xsd:date"),
        ("sh:nodeKind sh:IRIOrLiteral", "ex:p ex:a, 1", "ex:p []"),
        ("sh:class ex:C", "ex:p ex:c", "ex:p ex:d"),
        ("sh:class ex:Super", "ex:p ex:c", "ex:p ex:d"),
        ("sh:in (1 ex:a)", "ex:p 1, ex:a", "ex:p 2"),
        ("sh:hasValue ex:a", "ex:p ex:a, ex:b", "ex:p ex:b"),
        ("sh:pattern \"^A\" ; sh:flags \"i\"", "ex:p \"ab\"", "ex:p \"ba\""),
        ("sh:minLength 2 ; sh:maxLength 3", "ex:p \"éé\"", "ex:p \"é\""),
        ("sh:minInclusive 1 ; sh:maxExclusive 2.5", "ex:p 1, 2.4", "ex:p 2.5"),
        ("sh:minExclusive 1 ; sh:maxInclusive 2", "ex:p 1.5, 2", "ex:p 1"),
        ("sh:minInclusive 1", "ex:p 1", "ex:p \"many\""),
        ("sh:lessThan ex:q", "ex:p 1 ; ex:q 2", "ex:p 2 ; ex:q 2"),
        ("sh:lessThanOrEquals ex:q", "ex:p 2 ; ex:q 2", "ex:p 3 ; ex:q 2"),
        ("sh:uniqueLang true", "ex:p \"a\"@en, \"b\"@de", "ex:p \"a\"@en, \"b\"@EN"),
        ("sh:not [ sh:nodeKind sh:Literal ]", "ex:p ex:a", "ex:p 1"),
        ("sh:or ([ sh:datatype xsd:integer ] [ sh:nodeKind sh:IRI ])", "ex:p 1, ex:a", "ex:p \"x\""),
        ("sh:and ([ sh:minInclusive 1 ] [ sh:maxInclusive 3 ])", "ex:p 2", "ex:p 4"),
        ("sh:xone ([ sh:minInclusive 1 ] [ sh:maxInclusive 3 ])", "ex:p 4", "ex:p 2"),
        ("sh:node [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ]", "ex:p ex:c", "ex:p ex:d"),
        (
            "sh:property [ sh:path ( ex:q [ sh:inversePath ex:q ] ) ; sh:minCount 1 ]",
            "ex:p ex:c",
            "ex:p ex:d",
        ),
    ] {
        let shapes = format!(
            "{PREFIXES} ex:s a sh:NodeShape ; sh:targetNode ex:n ; sh:property [ sh:path ex:p ; {constraint} ] ."
        );
        let shapes = Shapes::parse(&shapes).unwrap_or_else(|error| panic!("{constraint}: {error}"));
        for (data, conforms) in [(good, true), (bad, false)] {
            let turtle = format!(
                "{PREFIXES} @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . ex:n {data} . \
                 ex:c a ex:C ; ex:q ex:e . ex:C rdfs:subClassOf ex:Middle . ex:Middle rdfs:subClassOf ex:Super ."
            );
            let report = check_with(&snapshot(&graph_of(&turtle)), &shapes);
            assert_eq!(report.conforms, conforms, "{constraint} on {data}: {report}");
        }
    }
}
