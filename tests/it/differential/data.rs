//! Random quads over few terms, so that joins find something: the same node is a subject, an object, a predicate and the name
//! of a graph; literals are of every kind that a comparison could stumble over.

use fastrand::Rng;
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use oxigraph::store::Store;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The namespace of everything.
pub(crate) const EX: &str = "http://example.org/";

const NODES: [&str; 6] = ["a", "b", "c", "d", "p", "g1"];
/// Two of them are nodes too. The last three mostly have objects of one kind, as predicates of real data do.
const PREDICATES: [&str; 7] = ["p", "q", "r", "a", "number", "text", "date"];
const GRAPHS: [&str; 4] = ["g1", "g2", "g3", "a"];
/// Never in the data.
const FOREIGN: [&str; 3] = ["nowhere", "foreign", "é"];

/// Sums of these are exact in any order.
const NUMBERS: [(&str, &str); 23] = [
    ("0", "integer"),
    ("1", "integer"),
    ("2", "integer"),
    ("9", "integer"),
    ("10", "integer"),
    ("-3", "integer"),
    ("007", "integer"),
    ("+5", "integer"),
    ("-0", "integer"),
    ("7", "int"),
    ("7", "nonNegativeInteger"),
    ("1.0", "decimal"),
    ("1.00", "decimal"),
    ("-0.0", "decimal"),
    ("2.25", "decimal"),
    ("1e3", "double"),
    ("1.0E0", "double"),
    ("-0.0", "double"),
    ("INF", "double"),
    ("-INF", "double"),
    ("NaN", "double"),
    ("2.5", "float"),
    ("NaN", "float"),
];
/// At and beyond the limits of the types that an evaluator computes with; `9007199254740993` is no double.
const EXTREMES: [(&str, &str); 8] = [
    ("9223372036854775807", "integer"),
    ("-9223372036854775808", "integer"),
    ("9223372036854775808", "integer"),
    ("123456789012345678901234567890", "integer"),
    ("9007199254740993", "integer"),
    ("9007199254740992", "double"),
    ("0.000000000000000001", "decimal"),
    ("1.7976931348623157E308", "double"),
];
const TEXTS: [(&str, &str); 24] = [
    ("", ""),
    ("a", ""),
    ("A", ""),
    ("Ab", ""),
    ("abc", ""),
    ("9", ""),
    ("10", ""),
    ("5", ""),
    ("été", ""),
    ("e\u{301}te\u{301}", ""),
    ("\u{0}\u{1}\u{7f}", ""),
    ("line\r\nbreak\t\"quoted\" \\ ' {}", ""),
    ("\u{202e}עברית", ""),
    ("😀", ""),
    ("\u{10ffff}\u{fffe}", ""),
    ("STRASSE straße", ""),
    ("chat", "en"),
    ("chat", "fr"),
    ("chat", "EN-gb"),
    ("chat", "de"),
    ("Chat", "en"),
    ("", "en"),
    ("abc", "en"),
    ("été", "fr"),
];
const DATES: [(&str, &str); 18] = [
    ("2020-02-29", "date"),
    ("2020-02-28", "date"),
    ("2020-02-29Z", "date"),
    ("2020-02-29+14:00", "date"),
    ("-0044-03-15", "date"),
    ("12020-01-01", "date"),
    ("2020-02-29T12:00:00Z", "dateTime"),
    ("2020-02-29T13:00:00+01:00", "dateTime"),
    ("2020-02-29T12:00:00", "dateTime"),
    ("2020-02-29T12:00:00.000Z", "dateTime"),
    ("2019-12-31T24:00:00Z", "dateTime"),
    ("-0001-12-31T00:00:00Z", "dateTime"),
    ("2020", "gYear"),
    ("2019", "gYear"),
    ("-0044", "gYear"),
    ("2020Z", "gYear"),
    ("2020-02", "gYearMonth"),
    ("2019-12", "gYearMonth"),
];
/// Of a type of XML Schema, but not in its lexical space.
pub(crate) const INVALID: [(&str, &str); 6] = [
    ("2020-13-45", "date"),
    ("2020-02-30T00:00:00Z", "dateTime"),
    ("", "gYear"),
    ("seven", "integer"),
    ("1e", "double"),
    ("TRUE", "boolean"),
];
const BOOLEANS: [&str; 4] = ["true", "false", "1", "0"];

pub(crate) fn iri(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{EX}{local}"))
}

fn typed((value, datatype): (&str, &str)) -> Literal {
    let namespace = xsd::STRING.as_str().trim_end_matches("string");
    Literal::new_typed_literal(value, NamedNode::new_unchecked(format!("{namespace}{datatype}")))
}

fn one<T: Copy>(rng: &mut Rng, of: &[T]) -> T {
    of[rng.usize(..of.len())]
}

/// Whether `n` of 100 draws say yes.
pub(crate) fn percent(rng: &mut Rng, n: u32) -> bool {
    rng.u32(..100) < n
}

pub(crate) fn node(rng: &mut Rng) -> NamedNode {
    iri(one(rng, &NODES))
}

pub(crate) fn predicate(rng: &mut Rng) -> NamedNode {
    iri(one(rng, &PREDICATES))
}

pub(crate) fn graph_name(rng: &mut Rng) -> NamedNode {
    iri(one(rng, &GRAPHS))
}

pub(crate) fn foreign(rng: &mut Rng) -> NamedNode {
    iri(one(rng, &FOREIGN))
}

pub(crate) fn number(rng: &mut Rng) -> Literal {
    typed(one(rng, &NUMBERS))
}

fn text(rng: &mut Rng) -> Literal {
    match one(rng, &TEXTS) {
        (value, "") => Literal::from(value),
        (value, language) => Literal::new_language_tagged_literal_unchecked(value, language.to_lowercase()),
    }
}

/// Any literal that is not extreme.
pub(crate) fn literal(rng: &mut Rng) -> Literal {
    match rng.u32(..12) {
        0..4 => number(rng),
        4..7 => text(rng),
        7..9 => typed(one(rng, &DATES)),
        9 => typed(one(rng, &INVALID)),
        10 => typed((one(rng, &BOOLEANS), "boolean")),
        _ => Literal::new_typed_literal(
            one(rng, &["x", "10", "9"]),
            if rng.bool() { iri("type") } else { rdf::HTML.into_owned() },
        ),
    }
}

fn blank(rng: &mut Rng) -> BlankNode {
    BlankNode::new_unchecked(one(rng, &["x0", "x1", "x2"]))
}

fn object(rng: &mut Rng, predicate: &NamedNode, has_extremes: bool) -> Term {
    if percent(rng, 85) {
        match &predicate.as_str()[EX.len()..] {
            "number" if has_extremes && rng.bool() => return typed(one(rng, &EXTREMES)).into(),
            "number" => return number(rng).into(),
            "text" => return text(rng).into(),
            "date" => return typed(one(rng, &DATES)).into(),
            _ => {}
        }
    }
    match rng.u32(..10) {
        0..6 => node(rng).into(),
        6 => blank(rng).into(),
        _ => literal(rng).into(),
    }
}

/// Up to 60 quads in one to four named graphs, in the form in which the store gives literals back: it keeps numbers and dates by
/// value, so `007` comes back as `7`.
pub(crate) fn generate(rng: &mut Rng) -> Vec<Quad> {
    let most = one(rng, &[3, 12, 12, 25, 25, 25, 60, 60]);
    let size = rng.usize(most / 4..=most);
    let names: Vec<_> = (0..rng.usize(1..=4)).map(|_| graph_name(rng)).collect();
    let has_extremes = percent(rng, 10);
    let mut quads: Vec<Quad> = Vec::new();
    while quads.len() < size {
        let graph = names[rng.usize(..names.len())].clone();
        // The same triple in another graph.
        if !quads.is_empty() && percent(rng, 20) {
            let copied = Triple::from(quads[rng.usize(..quads.len())].clone());
            quads.push(copied.in_graph(graph));
            continue;
        }
        let subject = if percent(rng, 15) { blank(rng).into() } else { NamedOrBlankNode::from(node(rng)) };
        let predicate = predicate(rng);
        let object =
            if percent(rng, 4) { subject.clone().into() } else { object(rng, &predicate, has_extremes) };
        quads.push(Quad::new(subject, predicate, object, graph));
    }
    let store = store(quads.iter().cloned());
    let mut quads: Vec<_> = store.iter().collect::<Result<_, _>>().unwrap();
    quads.sort_by_cached_key(ToString::to_string);
    quads
}

/// The form in which the store gives a literal back. Constants of queries need it: a store that keeps values finds `7` where the
/// query says `007`, one that keeps terms does not.
pub(crate) fn as_stored(literal: Literal) -> Literal {
    let store = store([Quad::new(iri("s"), iri("p"), literal, GraphName::DefaultGraph)]);
    match store.iter().next().unwrap().unwrap().object {
        Term::Literal(literal) => literal,
        other => panic!("a literal came back as {other}"),
    }
}

/// Whether a sum over it could overflow or depend on the order.
pub(crate) fn is_extreme(term: &Term) -> bool {
    static STORED: LazyLock<Vec<Literal>> =
        LazyLock::new(|| EXTREMES.iter().map(|extreme| as_stored(typed(*extreme))).collect());
    matches!(term, Term::Literal(literal) if STORED.contains(literal))
}

pub(crate) fn store(quads: impl IntoIterator<Item = Quad>) -> Store {
    let store = Store::new().unwrap();
    for quad in quads {
        store.insert(quad.as_ref()).unwrap();
    }
    store
}

/// The names of the graphs that hold at least one of the quads.
pub(crate) fn graph_names(quads: &[Quad]) -> BTreeSet<NamedNode> {
    quads
        .iter()
        .filter_map(|quad| match &quad.graph_name {
            GraphName::NamedNode(name) => Some(name.clone()),
            _ => None,
        })
        .collect()
}

pub(crate) fn trig(quads: &[Quad]) -> String {
    let mut serializer = RdfSerializer::from_format(RdfFormat::TriG)
        .with_prefix("ex", EX)
        .and_then(|serializer| serializer.with_prefix("xsd", xsd::STRING.as_str().trim_end_matches("string")))
        .unwrap()
        .for_writer(Vec::new());
    let mut quads: Vec<_> = quads.iter().collect();
    quads.sort_by_key(|quad| quad.graph_name.to_string());
    for quad in quads {
        serializer.serialize_quad(quad).unwrap();
    }
    String::from_utf8(serializer.finish().unwrap()).unwrap()
}

/// A term as a query of this test writes it.
pub(crate) fn written(term: &Term) -> String {
    let text = term.to_string();
    let namespace = format!("^^<{}", xsd::STRING.as_str().trim_end_matches("string"));
    match term {
        Term::NamedNode(iri) if !iri.as_str().ends_with('/') => match iri.as_str().strip_prefix(EX) {
            Some(local) if local.chars().all(char::is_alphanumeric) => format!("ex:{local}"),
            _ => text,
        },
        Term::Literal(literal)
            if literal.datatype() == xsd::INTEGER && literal.value().parse::<i64>().is_ok() =>
        {
            literal.value().to_owned()
        }
        Term::Literal(_) => match text.rsplit_once(&namespace) {
            Some((value, datatype)) => format!("{value}^^xsd:{}", datatype.trim_end_matches('>')),
            None => text,
        },
        _ => text,
    }
}
