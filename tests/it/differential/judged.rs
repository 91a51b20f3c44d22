//! The comparison itself: wrong answers that it must refuse, and other right ones that it must accept.

use super::answer::{Answer, Row, World};
use super::compare::difference;
use super::data::iri;
use super::grammar::{Piece, join, text};
use super::{shape, shrink};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{BlankNode, Literal, Quad, Term};
use spargebra::SparqlParser;

const DATA: &str = r#"
    @prefix ex: <http://example.org/> .
    GRAPH ex:g1 {
        ex:a ex:number 1, 2, "1.0"^^<http://www.w3.org/2001/XMLSchema#decimal> ; ex:text "x", "y", "z"@en .
        ex:b ex:number 1 ; ex:p [ ex:q 1 ], [ ex:q 2 ] .
    }
    GRAPH ex:g2 { ex:a ex:number 2 . }
"#;

fn quads() -> Vec<Quad> {
    RdfParser::from_format(RdfFormat::TriG).for_slice(DATA).collect::<Result<_, _>>().unwrap()
}

/// Why the engine's own answer, edited, is not accepted.
fn judged(query: &str, edit: impl Fn(&mut Answer)) -> Option<String> {
    let query = format!("PREFIX ex: <http://example.org/> {query}");
    let parsed = SparqlParser::new().parse_query(&query).unwrap();
    let world = World::new(&quads());
    let (store, shape) = shape::whole(&world, &parsed);
    let mut engine = world.of_engine(&query, &parsed);
    assert_eq!(difference(&engine, &store, &shape), None, "{query}");
    edit(&mut engine);
    difference(&engine, &store, &shape)
}

/// An edit of the rows.
fn rows(edit: impl Fn(&mut Vec<Row>)) -> impl Fn(&mut Answer) {
    move |answer| match answer {
        Answer::Rows(rows) => edit(&mut rows.rows),
        other => panic!("{other} has no rows"),
    }
}

fn number(n: i64) -> Row {
    vec![Some(Literal::from(n).into())]
}

#[test]
fn wrong_rows_are_refused() {
    let numbers = "SELECT ?n { ?s ex:number ?n }";
    assert!(judged(numbers, rows(|rows| drop(rows.pop()))).is_some());
    assert!(judged(numbers, rows(|rows| rows.push(rows[0].clone()))).is_some());
    assert!(judged(numbers, rows(|rows| rows[0][0] = Some(iri("a").into()))).is_some());
    assert!(judged(numbers, rows(|rows| rows[0][0] = None)).is_some());
    assert!(judged(numbers, |answer| *answer = Answer::Error("busy".to_owned())).is_some());
    assert!(judged("ASK { ex:a ?p ?o }", |answer| *answer = Answer::Boolean(false)).is_some());
    // Without ORDER BY any order will do.
    assert_eq!(judged(numbers, rows(|rows| rows.rotate_left(1))), None);
    let distinct = "SELECT DISTINCT ?s { ?s ex:number ?n }";
    assert!(judged(distinct, rows(|rows| rows.push(rows[0].clone()))).is_some());
    let reduced = "SELECT REDUCED ?s { ?s ex:number ?n }";
    assert_eq!(judged(reduced, rows(|rows| rows.push(rows[0].clone()))), None);
}

#[test]
fn order_counts_as_far_as_it_is_settled() {
    let by_number = "SELECT ?s ?n { ?s ex:number ?n } ORDER BY ?n";
    assert!(judged(by_number, rows(|rows| rows.reverse())).is_some());
    assert!(judged(by_number, rows(|rows| rows.swap(2, 3))).is_some());
    // 1, 1.0 and 1 are a tie.
    assert_eq!(judged(by_number, rows(|rows| rows[..3].reverse())), None);
    let by_expression = "SELECT ?s (?n * 2 AS ?m) { ?s ex:number ?n } ORDER BY DESC(?n * 2)";
    assert!(judged(by_expression, rows(|rows| rows.reverse())).is_some());
    // Of strings with different languages SPARQL does not say; that IRIs come first it does.
    let mixed = "SELECT ?x { { ?s ex:text ?x } UNION { ?s ex:number 2 BIND(?s AS ?x) } } ORDER BY ?x";
    assert_eq!(judged(mixed, rows(|rows| rows[1..].reverse())), None);
    assert!(judged(mixed, rows(|rows| rows.swap(0, 3))).is_some());
}

#[test]
fn a_limit_takes_any_of_the_rows() {
    let two = "SELECT ?n { ?s ex:number ?n } LIMIT 2";
    assert_eq!(judged(two, rows(|rows| *rows = vec![number(2), number(1)])), None);
    assert!(judged(two, rows(|rows| *rows = vec![number(2), number(2)])).is_some());
    assert!(judged(two, rows(|rows| drop(rows.pop()))).is_some());
    assert!(judged(two, rows(|rows| rows[0] = number(7))).is_some());
    let last = "SELECT ?n { ?s ex:number ?n } ORDER BY ?n OFFSET 3";
    assert!(judged(last, rows(|rows| rows[0] = number(1))).is_some());
}

#[test]
fn aggregates_are_compared_as_far_as_they_are_settled() {
    let least = "SELECT (MIN(?n) AS ?m) { ?s ex:number ?n }";
    let decimal = || Literal::new_typed_literal("1", oxigraph::model::vocab::xsd::DECIMAL).into();
    assert_eq!(judged(least, rows(move |rows| *rows = vec![vec![Some(decimal())]])), None);
    assert!(judged(least, rows(|rows| rows[0] = number(2))).is_some());
    let all = "SELECT (GROUP_CONCAT(STR(?t); SEPARATOR=\"|\") AS ?all) { ?s ex:text ?t }";
    let parts = |edit: fn(&mut Vec<&str>)| {
        rows(move |rows| {
            let Some(Term::Literal(all)) = &rows[0][0] else { panic!("{rows:?}") };
            let mut parts = all.value().split('|').collect();
            edit(&mut parts);
            rows[0][0] = Some(Literal::from(parts.join("|")).into());
        })
    };
    assert_eq!(judged(all, parts(|parts| parts.reverse())), None);
    assert!(judged(all, parts(|parts| parts.truncate(2))).is_some());
    assert!(judged(all, parts(|parts| parts[0] = "other")).is_some());
}

#[test]
fn names_of_blank_nodes_do_not_count() {
    let blank = |name: &str| Some(Term::from(BlankNode::new_unchecked(name)));
    let nodes = "SELECT ?x ?n { ex:b ex:p ?x . ?x ex:q ?n }";
    let named = |first: &'static str, second: &'static str| {
        rows(move |rows| (rows[0][0], rows[1][0]) = (blank(first), blank(second)))
    };
    assert_eq!(judged(nodes, named("one", "two")), None);
    assert!(judged(nodes, named("one", "one")).is_some());
    let rename = |answer: &mut Answer, name: &dyn Fn(usize) -> BlankNode| {
        let Answer::Graph(triples) = answer else { panic!("{answer} is no graph") };
        for (n, triple) in triples.iter_mut().enumerate() {
            triple.object = name(n).into();
        }
    };
    let built = "CONSTRUCT { ?s ex:n _:new } { ?s ex:number ?n }";
    assert_eq!(judged(built, |answer| rename(answer, &|n| BlankNode::new_unchecked(format!("n{n}")))), None);
    assert!(judged(built, |answer| rename(answer, &|_| BlankNode::new_unchecked("same"))).is_some());
}

#[test]
fn a_failure_is_shrunk_to_what_matters() {
    let part = |inner: Vec<Piece>| Piece::Part(inner);
    let pieces = vec![
        text("a"),
        part(vec![text("b")]),
        part(vec![part(vec![text("c")]), text("d"), part(vec![text("e"), part(vec![text("f")])])]),
        part(vec![text("g")]),
    ];
    let wanted = quads()[3].clone();
    let (small, few) = shrink::smallest(&pieces, &quads(), |pieces, quads| {
        join(pieces).contains("e ") && quads.contains(&wanted)
    });
    assert_eq!(join(&small), "a d e ");
    assert_eq!(few, [wanted]);
}
