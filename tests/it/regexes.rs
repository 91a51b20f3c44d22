//! Regular expressions: what they may cost, and what is said of those that are none. A search can't be stopped, so no search may
//! be long, and between two of them every query must be.

#![expect(clippy::panic, reason = "a test that cannot go on has failed")]

use crate::data::snapshot;
use crate::query::{Recorder, last, numbers};
use linkworker::query::{Engine, Limits, QueryError, Request};
use std::time::Duration;

fn engine(limits: Limits) -> Engine {
    Engine::new(snapshot(&numbers(5)), limits)
}

fn refusal(engine: &Engine, query: &str) -> String {
    match engine.select(query) {
        Err(QueryError::TooComplex(message)) => message,
        other => panic!("{query}: {:?}", other.map(|solutions| solutions.rows)),
    }
}

/// The automaton of `a{n}` has a state for each `a`, and five around them.
#[test]
fn all_automata_together_are_bounded() {
    let engine = engine(Limits { regex_states: 210, ..Limits::default() });
    let query = |n: usize| {
        format!(
            "SELECT ?x {{ ?s ?p ?x FILTER(REGEX(STR(?x), \"a{{100}}\") || REPLACE(\"a\", \"a{{{n}}}\", \"\") = \"\") }}"
        )
    };
    assert!(engine.select(&query(100)).unwrap().rows.is_empty());
    let message = refusal(&engine, &query(101));
    assert!(message.contains("211") && message.contains("210"), "{message}");
}

/// The automaton of `abc` has eight states.
#[test]
fn one_search_is_bounded_by_automaton_and_text() {
    let engine = engine(Limits { regex_steps: 800, ..Limits::default() });
    for call in ["REGEX(\"{}\", \"abc\")", "REPLACE(\"{}\", \"abc\", \"\")"] {
        let query = |n: usize| format!("SELECT ({} AS ?m) {{}}", call.replace("{}", &"x".repeat(n)));
        assert_eq!(engine.select(&query(100)).unwrap().rows.len(), 1);
        let message = refusal(&engine, &query(101));
        assert!(message.contains("808") && message.contains("800"), "{message}");
    }
}

/// All matches of what can go on to the end of a text may read it as often as it has characters.
#[test]
fn replacing_is_bounded_by_the_square_of_the_text() {
    let engine = engine(Limits { regex_steps: 40_000, ..Limits::default() });
    let query = |n: usize, pattern: &str| {
        format!("SELECT (REPLACE(\"{}\", \"{pattern}\", \"\") AS ?m) {{}}", "x".repeat(n))
    };
    assert_eq!(engine.select(&query(800, "b+")).unwrap().rows.len(), 1);
    assert!(refusal(&engine, &query(801, "b+")).contains("40100"));
    assert_eq!(engine.select(&query(801, "b")).unwrap().rows.len(), 1);
    let search = format!("SELECT (REGEX(\"{}\", \"b+\") AS ?m) {{}}", "x".repeat(801));
    assert_eq!(engine.select(&search).unwrap().rows.len(), 1, "one match only");
}

#[test]
fn an_expression_that_is_none_is_refused_with_the_reason() {
    let engine = engine(Limits::default());
    for (call, reason) in [
        ("REGEX(\"a\", \"(a\")", "unclosed group"),
        ("REPLACE(\"a\", \"[z-a]\", \"\")", "invalid character class range"),
        ("REGEX(\"a\", \"(?=a)\")", "look-around"),
        ("REGEX(\"a\", \"((a{1,99}){1,99}){1,99}\")", "size limit"),
    ] {
        let outcome = engine.select(&format!("SELECT ({call} AS ?m) {{}}"));
        let Err(QueryError::Refused(message)) = outcome else { panic!("{call}") };
        assert!(message.contains(reason), "{call}: {message}");
    }
}

#[test]
fn flags_are_read_as_the_evaluator_does() {
    let engine = engine(Limits::default());
    for (call, value) in [
        ("REGEX(\"AB\", \"b\", \"i\")", Some("true")),
        ("REGEX(\"a(b\", \"(\", \"q\")", Some("true")),
        ("REGEX(\"ab\", \"a b\", \"x\")", Some("true")),
        ("REGEX(\"a\\nb\", \"a.b\", \"s\")", Some("true")),
        ("REGEX(\"a\\nb\", \"^b\", \"m\")", Some("true")),
        ("REGEX(\"ab\", \"b\", \"k\")", None),
        ("REPLACE(\"aBc\", \"b\", \"-\", \"i\")", Some("a-c")),
        ("REPLACE(\"abc\", CONCAT(\"[a\", \"b]\"), \"-\")", Some("--c")),
        ("REGEX(\"abc\", CONCAT(\"^\", \"ab\"))", Some("true")),
    ] {
        let rows = engine.select(&format!("SELECT (STR({call}) AS ?m) {{}}")).unwrap().rows;
        let found = rows[0].first().and_then(Option::as_ref).map(ToString::to_string);
        assert_eq!(found, value.map(|value| format!("\"{value}\"")), "{call}");
    }
    let of_the_row =
        "SELECT ?t { VALUES (?t ?r) { (\"abc\" \"^a\") (\"abc\" \"^b\") } FILTER(REGEX(?t, ?r)) }";
    assert_eq!(engine.select(of_the_row).unwrap().rows.len(), 1);
}

/// One worker, one more in its place, and none if both were lost: so the third query shows that none is.
#[test]
fn searches_that_read_nothing_of_the_row_are_stopped() {
    let limits = Limits { workers: 1, queue: 1, ..Limits::default() };
    let engine = Engine::new(snapshot(&numbers(2_000)), limits);
    // Compiled for each row in vain: too large.
    let pattern = "\"[\\\\p{L}\\\\p{N}]{0,30}\", \"[\\\\p{L}]{0,30}\"";
    for filter in [
        format!("REGEX(STR(?x), CONCAT({pattern}))"),
        format!("REPLACE(STR(?x), CONCAT({pattern}), \"\") = \"\""),
        format!("SHA512(REPLACE(\"{0}\", \"x\", \"{0}\")) = \"\"", "x".repeat(1_000)),
    ] {
        let query = format!("SELECT (COUNT(*) AS ?n) {{ ?a ?p ?x . ?b ?q ?y FILTER({filter}) }}");
        let timeout = Duration::from_millis(300);
        let (sink, events) = Recorder::new(usize::MAX);
        engine.run(Request { timeout: Some(timeout), ..Request::new(&query) }, sink).unwrap();
        assert_eq!(last(&events), Err(QueryError::Timeout(timeout)), "{query}");
    }
    assert!(engine.ask("ASK {}").unwrap());
}
