//! `ORDER BY`: the files of `tests/fixtures/order` list terms in the order that SPARQL 1.1 (section 15.1) and XML Schema give
//! them, worked out by hand.

use crate::data::repository;
use crate::data::snapshot;
use crate::query::graph;
use linkworker::query::{Engine, Limits, OutputFormat, PlanFormat, QueryError, Request};
use linkworker::store::KnowledgeGraph;
use oxigraph::model::Term;
use std::fmt::Write as _;
use std::fs;

/// Numbers, texts and others; the last of them is a text in French.
const MIXED: &str = r#"0 "5" 1 "0" 2 "a" 10 "10" 9 "9" 3.5 "b"@en true "1e0" 1e0 "2" 20 "30" 4 "04" 7 "x"@fr 70 "6" 8 "80" 5 "3""#;

fn engine(graph: &KnowledgeGraph) -> Engine {
    Engine::new(snapshot(graph), Limits::default())
}

fn empty() -> Engine {
    engine(&KnowledgeGraph::in_memory().unwrap())
}

/// The first column, as written in SPARQL.
fn column(engine: &Engine, query: &str) -> Vec<String> {
    let solutions = engine.select(query).unwrap_or_else(|error| panic!("{error}\n{query}"));
    let text = |term: Option<&Term>| term.map_or_else(|| "-".to_owned(), ToString::to_string);
    solutions.rows.iter().map(|row| text(row[0].as_ref())).collect()
}

/// A list's lines of equal terms, each with a number: these grow within a line, and from line to line they shrink, so that as a
/// second key they can't stand in for the first.
fn lines(list: &str) -> Vec<Vec<(usize, String)>> {
    let lines: Vec<_> = list.lines().filter(|line| !line.starts_with('#')).collect();
    let number = |line, at| (lines.len() - line) * 100 + at;
    let numbered = |(line, text): (usize, &&str)| {
        terms(text).into_iter().enumerate().map(|(at, term)| (number(line, at), term)).collect()
    };
    lines.iter().enumerate().map(numbered).collect()
}

/// Splits at the spaces outside strings.
fn terms(line: &str) -> Vec<String> {
    let mut terms = vec![String::new()];
    let mut is_string = false;
    for c in line.chars() {
        is_string ^= c == '"';
        match terms.last_mut() {
            Some(term) if c != ' ' || is_string => term.push(c),
            _ => terms.push(String::new()),
        }
    }
    terms
}

#[test]
fn terms_come_in_the_order_of_the_lists() {
    let mut random = fastrand::Rng::with_seed(15);
    let files = fs::read_dir(repository("tests/fixtures/order")).unwrap();
    let lists: Vec<_> = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    assert!(lists.len() >= 6);
    for (list, key) in lists.iter().flat_map(|list| [(list, "?x"), (list, "DESC(?x)")]) {
        let mut lines = lines(list);
        if key != "?x" {
            lines.reverse();
        }
        let expected = lines.concat();
        for _ in 0..5 {
            let mut rows = expected.clone();
            random.shuffle(&mut rows);
            let values: Vec<_> = rows.iter().map(|(number, term)| format!("({number} {term})\n")).collect();
            let values = values.concat();
            let query =
                format!("SELECT (STR(?n) AS ?number) {{ VALUES (?n ?x) {{\n{values}}} }} ORDER BY {key} ?n");
            let found = column(&empty(), &query).into_iter().map(|number| {
                let number: usize = number.trim_matches('"').parse().unwrap();
                rows.iter().find(|(other, _)| *other == number).unwrap().clone()
            });
            assert_eq!(found.collect::<Vec<_>>(), expected, "{key}");
        }
    }
}

/// The evaluator's own comparison is no order: 9 < 10 < "5" < 9. The sort of the standard library looks at that from some twenty
/// values on, not in every order in which they come, and panics.
#[test]
fn numbers_and_texts_are_sorted() {
    let mut random = fastrand::Rng::with_seed(9);
    for _ in 0..10 {
        let mut values: Vec<_> = (0..60).flat_map(|n| [n.to_string(), format!("\"{n}\"")]).collect();
        random.shuffle(&mut values);
        let query =
            format!("SELECT (STR(?x) AS ?text) {{ VALUES ?x {{ {} }} }} ORDER BY ?x", values.join(" "));
        let mut texts: Vec<_> = (0..60).map(|n| format!("\"{n}\"")).collect();
        let numbers = texts.clone();
        texts.sort_unstable();
        assert_eq!(column(&empty(), &query), [numbers, texts].concat());
    }
}

#[test]
fn blank_nodes_stand_between_no_value_and_iris() {
    let graph = graph(
        "@prefix ex: <http://example.org/> .
         GRAPH ex:g { ex:a ex:p [] . ex:b ex:p ex:o . ex:c ex:p 1 . ex:d ex:q 1 . ex:e ex:p [] . }",
    );
    let query = "SELECT ?s { ?s ?any ?thing OPTIONAL { ?s ex:p ?o } } ORDER BY ?o";
    let found = column(&engine(&graph), &format!("PREFIX ex: <http://example.org/> {query}"));
    let found: Vec<_> =
        found.iter().map(|iri| iri.trim_end_matches('>').rsplit('/').next().unwrap()).collect();
    // Which blank node comes first is open.
    let mut sorted = found.clone();
    sorted[1..3].sort_unstable();
    assert_eq!(sorted, ["d", "a", "e", "b", "c"], "{found:?}");
}

#[test]
fn a_key_that_fails_is_no_value() {
    let query =
        |key: &str| column(&empty(), &format!("SELECT ?x {{ VALUES ?x {{ 2 \"a\" 1 }} }} ORDER BY {key}"));
    let [one, two] = ["1", "2"].map(|n| format!("\"{n}\"^^<http://www.w3.org/2001/XMLSchema#integer>"));
    let a = "\"a\"".to_owned();
    assert_eq!(query("(?x + 1)"), [a.clone(), one.clone(), two.clone()]);
    assert_eq!(query("DESC(?x + 1)"), [two.clone(), one.clone(), a.clone()]);
    assert_eq!(query("?nowhere DESC(?x)"), [a, two, one]);
}

#[test]
fn every_order_by_of_a_query_is_total() {
    let values = format!("VALUES ?x {{ {MIXED} }}");
    let sorted = format!("SELECT ?x {{ {values} }} ORDER BY DESC(?x)");
    let last = "\"x\"@fr";
    let first = |query: &str| column(&empty(), query)[0].clone();
    assert_eq!(first(&format!("SELECT ?x {{ {{ {sorted} LIMIT 1 }} }}")), last);
    assert_eq!(
        first(&format!("SELECT ?x {{ {{ {{ {sorted} LIMIT 1 }} UNION {{ }} }} FILTER(BOUND(?x)) }}")),
        last
    );
    assert_eq!(first(&format!("SELECT (SAMPLE(?x) AS ?y) {{ {{ {sorted} LIMIT 1 }} }}")), last);
    let exists = |value: &str| {
        format!(
            "SELECT (1 AS ?y) {{ FILTER EXISTS {{ {{ {sorted} LIMIT 1 }} FILTER(STR(?x) = '{value}') }} }}"
        )
    };
    assert_eq!(column(&empty(), &exists("x")).len(), 1);
    assert!(column(&empty(), &exists("b")).is_empty());
    let grouped =
        format!("SELECT ?x {{ {values} }} GROUP BY ?x HAVING(COUNT(*) > 0) ORDER BY DESC(MAX(?x)) COUNT(*)");
    assert_eq!(first(&grouped), last);
    let key = format!("SELECT ?z {{ VALUES ?z {{ 1 }} }} ORDER BY EXISTS {{ {{ {sorted} LIMIT 1 }} }}");
    assert_eq!(column(&empty(), &key).len(), 1);
}

#[test]
fn graphs_and_truth_values_of_sorted_rows() {
    let values = format!("VALUES ?x {{ {MIXED} }}");
    let tail = "ORDER BY DESC(?x) LIMIT 1";
    assert!(
        empty()
            .ask(&format!("ASK {{ {{ SELECT ?x {{ {values} }} {tail} }} FILTER(STR(?x) = 'x') }}"))
            .unwrap()
    );
    let construct =
        format!("CONSTRUCT {{ <http://example.org/s> <http://example.org/p> ?x }} {{ {values} }} {tail}");
    let triples = empty().construct(&construct).unwrap();
    assert_eq!(
        triples.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["<http://example.org/s> <http://example.org/p> \"x\"@fr"]
    );
    // The keys are no variables of the query's: with them there would be things to describe.
    let graph = graph("@prefix ex: <http://example.org/> . GRAPH ex:g { ex:a ex:n 2 . ex:b ex:n 1 . }");
    let describe = "DESCRIBE * { ?s <http://example.org/n> ?n } ORDER BY ?n LIMIT 1";
    let triples = engine(&graph).construct(describe).unwrap();
    assert!(
        triples.iter().all(|triple| triple.subject.to_string() == "<http://example.org/b>"),
        "{triples:?}"
    );
}

#[test]
fn keys_are_not_among_the_columns() {
    let solutions = empty().select("SELECT * { VALUES (?x ?y) { (1 2) } } ORDER BY (?x + ?y) ?y").unwrap();
    assert_eq!(solutions.variables, ["x", "y"]);
    let distinct = "SELECT DISTINCT ?y { VALUES (?x ?y) { (1 2) (2 2) (3 2) } } ORDER BY ?x";
    assert_eq!(column(&empty(), distinct).len(), 1);
}

/// The function that makes the keys is not for queries.
#[test]
fn no_query_calls_the_function_of_the_keys() {
    let call = "<urn:linkworker:sort-key>(?x)";
    for query in [
        format!("SELECT ({call} AS ?y) {{ VALUES ?x {{ 1 }} }}"),
        format!("SELECT ?x {{ VALUES ?x {{ 1 }} }} ORDER BY {call}"),
        format!("SELECT ?x {{ VALUES ?x {{ 1 }} FILTER(1 IN (2, COALESCE(STR({call}), 1))) }}"),
        format!("SELECT ?x {{ ?s ?p ?x OPTIONAL {{ ?s ?q ?z FILTER(!({call} = 1)) }} }}"),
        format!("SELECT (MAX({call}) AS ?y) {{ VALUES ?x {{ 1 }} }}"),
        format!("SELECT ?x {{ VALUES ?x {{ 1 }} FILTER NOT EXISTS {{ BIND(IF({call} = 1, 1, 2) AS ?z) }} }}"),
        format!("ASK {{ {{ SELECT ?x {{ ?s ?p ?x }} ORDER BY (-{call}) }} }}"),
        format!(
            "CONSTRUCT {{ ?x ?x ?x }} {{ {{ ?x ?p ?o }} MINUS {{ ?x ?p ?o FILTER({call} < 'a' || true) }} }}"
        ),
    ] {
        let outcome = if query.starts_with("CONSTRUCT") {
            empty().construct(&query).map(drop)
        } else if query.starts_with("ASK") {
            empty().ask(&query).map(drop)
        } else {
            empty().select(&query).map(drop)
        };
        match outcome {
            Err(QueryError::Refused(message)) => {
                assert!(message.contains("urn:linkworker:sort-key> is not known here"), "{message}");
            }
            other => panic!("{other:?}\n{query}"),
        }
    }
}

/// Patterns, and whether `?x` can be of one kind only.
const PATTERNS: [(&str, bool); 18] = [
    ("?s ex:mixed ?x", false),
    ("?s ?p ?x", false),
    ("{ ?s ex:date ?x } UNION { ?s ex:integer ?x }", false),
    ("{ ?s ex:integer ?x } UNION { { SELECT ?s (COUNT(*) AS ?x) { ?s ?p ?o } GROUP BY ?s } }", true),
    ("?s ex:integer ?x . ?t ex:mixed ?x", true),
    ("?s ex:integer ?x OPTIONAL { ?s ex:mixed ?x }", false),
    ("?s ex:iri ?x . VALUES ?x { ex:o1 ex:o2 ex:o3 }", true),
    ("?s ex:iri ?y OPTIONAL { VALUES ?x { 1 \"a\" } }", false),
    ("?s ex:text ?t BIND(STR(?t) AS ?x)", true),
    ("?s ex:text ?t BIND(?t AS ?x)", true),
    ("?s ex:mixed ?t BIND(?t AS ?x)", false),
    ("?s ex:integer ?t BIND(?t * 2 AS ?x)", false),
    ("?s (ex:iri|ex:date) ?x", false),
    ("{ SELECT ?s (MAX(?d) AS ?x) { ?s ex:date ?d } GROUP BY ?s }", true),
    ("{ SELECT ?s (MAX(?d) AS ?x) { ?s ex:mixed ?d } GROUP BY ?s }", false),
    ("{ SELECT ?s { ?s ex:mixed ?x } } ?s ex:date ?x", true),
    ("?x ex:mixed ?m", true),
    ("?s ?x ?m", true),
];

/// Values of one kind are sorted as they are, and all others by a key; that must make no difference.
#[test]
fn values_of_one_kind_come_in_the_same_order_without_a_key() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut text = String::from(
        "@prefix ex: <http://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\nGRAPH ex:g {\n",
    );
    for n in 0..80 {
        let day = format!("{:04}-{:02}-{:02}", random.u16(1900..2100), random.u8(1..13), random.u8(1..29));
        let (number, small) = (random.i32(-500..500), random.u8(0..5));
        writeln!(
            text,
            "ex:s{n} ex:date \"{day}\"^^xsd:date ; ex:integer {number} ; ex:text \"{} x\" ; ex:iri ex:o{} ; \
             ex:decimal {small}.5 ; ex:year \"{}\"^^xsd:gYear ; ex:double {small}e0 ; ex:mixed {} .",
            random.alphabetic(),
            random.u16(0..40),
            random.u16(1900..2100),
            ["1", "\"a\"", "\"2\"", "true", "ex:o", "\"b\"@en", "1.5"][usize::from(random.u8(0..7))],
        )
        .unwrap();
    }
    text.push('}');
    let engine = engine(&graph(&text));
    let plan = |query: &str| {
        let request = Request { explain: true, ..Request::new(query) };
        let mut bytes = Vec::new();
        engine.write(request, |_| Ok(OutputFormat::Plan(PlanFormat::Text)), &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let uniform = ["date", "integer", "text", "iri", "decimal", "year", "double"];
    let mut cases: Vec<(String, bool)> = uniform
        .iter()
        .map(|name| (format!("?s ex:{name} ?x"), true))
        .chain(uniform.iter().map(|name| {
            (format!("?s ?p ?o OPTIONAL {{ ?s ex:{name} ?x FILTER(STRLEN(STR(?s)) > 20) }}"), true)
        }))
        .collect();
    cases.extend(PATTERNS.iter().map(|(pattern, is_uniform)| ((*pattern).to_owned(), *is_uniform)));
    for (pattern, is_uniform) in cases {
        for direction in ["ASC", "DESC"] {
            let query = |key: &str| {
                format!(
                    "PREFIX ex: <http://example.org/> SELECT ?x {{ {pattern} }} ORDER BY {direction}({key})"
                )
            };
            // An expression always gets a key.
            let (bare, keyed) = (query("?x"), query("IF(true, ?x, ?x)"));
            assert_eq!(column(&engine, &bare), column(&engine, &keyed), "{bare}");
            assert_eq!(!plan(&bare).contains("sort-key"), is_uniform, "{bare}\n{}", plan(&bare));
        }
    }
}
