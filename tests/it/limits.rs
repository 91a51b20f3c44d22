//! What one query may use: every limit at its maximum and one beyond, hostile texts, deadlines, queues.

use crate::data::snapshot;
use crate::query::{Event, Recorder, last, numbers};
use linkworker::query::{Engine, Limits, OutputFormat, QueryError, Request};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

pub(crate) fn outcome(engine: &Engine, query: &str) -> Result<(), QueryError> {
    let choose = |kind| OutputFormat::all_for(kind).next().ok_or_else(String::new);
    engine.write(Request::new(query), choose, &mut Vec::new()).map(drop)
}

/// A query of a size, and the words that name the limit in the message.
struct Case {
    name: &'static str,
    limits: Limits,
    query: fn(usize) -> String,
    /// The size at the limit.
    max: usize,
    words: &'static str,
}

fn repeat(n: usize, piece: impl Fn(usize) -> String, between: &str) -> String {
    (0..n).map(piece).collect::<Vec<_>>().join(between)
}

fn case(
    name: &'static str,
    limits: Limits,
    query: fn(usize) -> String,
    max: usize,
    words: &'static str,
) -> Case {
    Case { name, limits, query, max, words }
}

fn d() -> Limits {
    Limits::default()
}

/// Found by the look at the text.
fn of_the_text() -> Vec<Case> {
    vec![
        case("bytes", Limits { query_bytes: 500, ..d() }, |n| format!("{:<n$}", "ASK {}"), 500, "bytes"),
        case(
            "parentheses",
            d(),
            |n| format!("ASK {{ FILTER{}1{} }}", "(".repeat(n - 1), ")".repeat(n - 1)),
            d().nesting,
            "nesting",
        ),
        case("groups", d(), |n| format!("ASK {}{}", "{".repeat(n), "}".repeat(n)), d().nesting, "nesting"),
        case(
            "blank nodes",
            d(),
            |n| format!("ASK {{ ?s ?p {}?o{} }}", "[ ?p ".repeat(n - 1), " ]".repeat(n - 1)),
            d().nesting,
            "nesting",
        ),
        case(
            "collections",
            Limits { group_patterns: 200, ..d() },
            |n| format!("ASK {{ ?s ?p {}?o{} }}", "(".repeat(n - 1), ")".repeat(n - 1)),
            d().nesting,
            "nesting",
        ),
        case(
            "paths",
            d(),
            |n| format!("ASK {{ ?s {}<http://example.org/p>{} ?o }}", "(".repeat(n - 1), ")".repeat(n - 1)),
            d().nesting,
            "nesting",
        ),
        case(
            "unary operators",
            Limits { unary_chain: 3, ..d() },
            |n| format!("ASK {{ FILTER(1 {} 1) }}", "- ".repeat(n)),
            3,
            "unary",
        ),
        case(
            "and",
            Limits { operators: 300, ..d() },
            |n| format!("ASK {{ FILTER({}) }}", repeat(n + 1, |i| format!("{i}"), "&&")),
            300,
            "operators",
        ),
        case(
            "sums",
            Limits { operators: 300, ..d() },
            |n| format!("ASK {{ FILTER({}) }}", repeat(n + 1, |i| format!("?x{i}"), " + ")),
            300,
            "operators",
        ),
        case(
            "many groups",
            d(),
            |n| format!("ASK {{ {} }}", repeat(n - 1, |_| "{}".to_owned(), " ")),
            d().groups,
            "groups",
        ),
    ]
}

/// Found in the algebra: patterns.
#[expect(clippy::too_many_lines, reason = "a row for each limit")]
fn of_the_patterns() -> Vec<Case> {
    vec![
        case(
            "patterns",
            d(),
            |n| {
                format!(
                    "ASK {{ {} }}",
                    repeat(n, |i| format!("?a{i} <http://example.org/p> ?a{}", i + 1), " . ")
                )
            },
            d().group_patterns,
            "one group",
        ),
        case(
            "sequence",
            d(),
            |n| format!("ASK {{ ?s {} ?o }}", repeat(n, |_| "<http://example.org/p>".to_owned(), "/")),
            d().group_patterns,
            "one group",
        ),
        case(
            "patterns in all",
            Limits { triple_patterns: 60, ..d() },
            |n| {
                format!(
                    "ASK {{ {{ {} }} UNION {{ {} }} }}",
                    "?a <http://example.org/p> ?b . ".repeat(n / 2),
                    "?a <http://example.org/p> ?b . ".repeat(n - n / 2)
                )
            },
            60,
            "triple patterns",
        ),
        case(
            "template",
            Limits { triple_patterns: 50, ..d() },
            |n| {
                format!("CONSTRUCT {{ {} }} WHERE {{}}", repeat(n, |i| format!("<urn:s> <urn:p> {i}"), " . "))
            },
            50,
            "CONSTRUCT template",
        ),
        case(
            "unions",
            d(),
            |n| {
                format!(
                    "ASK {{ {} }}",
                    repeat(n + 1, |_| "{ ?s <http://example.org/p> ?o }".to_owned(), " UNION ")
                )
            },
            d().unions,
            "UNION",
        ),
        case(
            "alternatives",
            d(),
            |n| format!("ASK {{ ?s {} ?o }}", repeat(n + 1, |i| format!("<http://example.org/p{i}>"), "|")),
            d().unions,
            "UNION",
        ),
        case(
            "optionals",
            d(),
            |n| {
                format!(
                    "ASK {{ {} }}",
                    repeat(n, |i| format!("OPTIONAL {{ ?s <http://example.org/p{i}> ?o{i} }}"), " ")
                )
            },
            d().optionals,
            "OPTIONAL",
        ),
    ]
}

/// Found in the algebra: values.
fn of_the_values() -> Vec<Case> {
    vec![
        case(
            "binds",
            d(),
            |n| format!("ASK {{ {} }}", repeat(n, |i| format!("BIND({i} AS ?x{i})"), " ")),
            d().binds,
            "computed",
        ),
        case(
            "values",
            d(),
            |n| format!("ASK {{ VALUES ?x {{ {} }} }}", repeat(n, |i| format!("-{i}"), " ")),
            d().values_rows,
            "VALUES",
        ),
        case(
            "literal",
            d(),
            |n| format!("ASK {{ FILTER(\"{}\" = \"\") }}", "x".repeat(n)),
            d().literal_bytes,
            "string",
        ),
        case(
            "literal in VALUES",
            d(),
            |n| format!("ASK {{ VALUES ?x {{ \"{}\" }} }}", "x".repeat(n)),
            d().literal_bytes,
            "string",
        ),
        case(
            "groupings",
            d(),
            |n| {
                let open = repeat(n, |i| format!("{{ SELECT ?s (COUNT(*) AS ?n{i}) {{"), " ");
                format!("SELECT * {{ {open} ?s ?p ?o {} }}", "} GROUP BY ?s }".repeat(n))
            },
            d().groupings,
            "GROUP BY",
        ),
        case(
            "sort keys",
            d(),
            |n| format!("SELECT * {{ ?s ?p ?o }} ORDER BY {}", "?s ".repeat(n)),
            d().binds,
            "computed",
        ),
        case(
            "concat",
            Limits { string_bytes: 10_000, ..d() },
            |n| {
                format!(
                    "SELECT ?c {{ BIND(\"{}\" AS ?a) BIND(CONCAT(?a, ?a, ?a, ?a, ?a, ?a, ?a, ?a, ?a, ?a) AS ?b) BIND(CONCAT(?b, ?b, ?b, ?b, ?b, ?b, ?b, ?b, ?b, ?b) AS ?c) }}",
                    "x".repeat(n)
                )
            },
            100,
            "CONCAT",
        ),
    ]
}

/// How long a query at its limits may take. The planner is cubic, and slow where it is not optimised.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 100 } else { 5 });

#[test]
fn every_limit_at_its_maximum_and_one_beyond() {
    let graph = numbers(3);
    for Case { name, limits, query, max, words } in
        of_the_text().into_iter().chain(of_the_patterns()).chain(of_the_values())
    {
        let engine = Engine::new(snapshot(&graph), Limits { timeout: PATIENCE, ..limits });
        let start = Instant::now();
        assert_eq!(outcome(&engine, &query(max)), Ok(()), "{name} at {max}");
        assert!(start.elapsed() < PATIENCE, "{name} at its limit took {:?}", start.elapsed());
        let Err(QueryError::TooComplex(message)) = outcome(&engine, &query(max + 1)) else {
            panic!("{name} at {}: {:?}", max + 1, outcome(&engine, &query(max + 1)));
        };
        let found = (max + 1).to_string();
        assert!(message.contains(words), "{name}: {message}");
        assert!(message.contains(&max.to_string()) || name == "concat", "{name}: {message}");
        assert!(message.contains(&found) || name == "concat", "{name}: {message}");
    }
}

#[test]
fn ten_thousand_levels_neither_abort_nor_hang() {
    let n = 10_000;
    let pair = |open: &str, close: &str| format!("{}{}", open.repeat(n), close.repeat(n));
    let texts = [
        format!("ASK {{ FILTER{} }}", pair("(", ")")),
        format!("ASK {}", pair("{", "}")),
        format!("ASK {{ ?s ?p {} }}", pair("[ ?p ", "]")),
        format!("ASK {{ ?s ?p {} }}", pair("(", ")")),
        format!("ASK {{ ?s {} ?o }}", pair("(<http://example.org/p>/", ")")),
        format!("ASK {{ FILTER({}1) }}", "!".repeat(n)),
        format!("ASK {{ FILTER({}1) }}", "- ".repeat(n)),
        format!("ASK {{ FILTER({}1) }}", "1+".repeat(n)),
        format!("ASK {{ FILTER(1{}) }}", "&&1".repeat(n)),
        format!("ASK {{ FILTER(1{}) }}", "||(1".repeat(n)),
        format!("ASK {{ {{}}{} }}", " UNION {}".repeat(n)),
        format!("ASK {{ {} }}", "OPTIONAL {".repeat(n)),
        format!("ASK {{ {} }}", "FILTER EXISTS {".repeat(n)),
        format!("ASK {{ {} }}", "BIND(1 AS ?x) ".repeat(n)),
        format!("ASK {{ {} }}", "?s ?p ?o . ".repeat(n)),
        format!("ASK {{ ?s <http://example.org/p>{} ?o }}", "/<http://example.org/p>".repeat(n)),
        format!("ASK {{ FILTER(?a{}", "<(?b>0&&?a".repeat(n)),
        "(".repeat(n),
        "{".repeat(n),
        "[".repeat(n),
        "SELECT{".repeat(n),
        "<<".repeat(n),
        "'".repeat(n),
        format!("ASK {{ ?s ?p '''{}", "((((".repeat(n)),
    ];
    // With the size limit out of the way, so that each text meets the check made for it.
    for query_bytes in [Limits::default().query_bytes, 1024 * 1024] {
        let engine = Engine::new(snapshot(&numbers(3)), Limits { query_bytes, ..Limits::default() });
        for text in &texts {
            let start = Instant::now();
            let error = outcome(&engine, text).expect_err("refused");
            assert!(
                matches!(error, QueryError::TooComplex(_) | QueryError::Syntax { .. }),
                "{}…: {error:?}",
                &text[..40]
            );
            assert!(start.elapsed() < Duration::from_secs(2), "{}… took {:?}", &text[..40], start.elapsed());
        }
    }
}

#[test]
fn brackets_in_strings_iris_and_comments_do_not_count() {
    let engine = Engine::new(snapshot(&numbers(3)), Limits::default());
    let many = "([{".repeat(100);
    for text in [
        format!("ASK {{ FILTER(\"{many}\" = '''{many}''') }}"),
        format!("ASK {{ }} # {many}"),
        format!("ASK {{ FILTER('\\'{many}' = \"\") }}"),
        format!("ASK {{ ?s <http://example.org/{}> ?o }}", "()".repeat(100)),
        "ASK { ?s fabio:has\\(x\\) ?o . ?optional ?union ?service }".to_owned(),
        "ASK { ?s <http://example.org/UNION> \"SERVICE INSERT\"@en }".to_owned(),
    ] {
        assert_eq!(outcome(&engine, &text), Ok(()), "{text}");
    }
}

/// Products that no answer can come of in time, and that do their work where oxigraph's cancellation token is never looked at.
#[test]
fn deadlines_hold_inside_sorts_joins_and_paths() {
    let engine = Engine::new(snapshot(&numbers(2_000)), Limits { workers: 2, queue: 8, ..Limits::default() });
    let n = "<http://example.org/n>";
    let values = |name: &str| format!("VALUES ?{name} {{ {} }}", repeat(250, |i| i.to_string(), " "));
    let bombs = [
        format!("SELECT (COUNT(*) AS ?c) {{ ?a {n} ?x . ?b {n} ?y . ?c {n} ?z }}"),
        format!("SELECT * {{ ?a {n} ?x . ?b {n} ?y . ?c {n} ?z . FILTER(?x + ?y + ?z < 0) }}"),
        format!("SELECT * {{ ?a {n} ?x . ?b {n} ?y }} ORDER BY ?x DESC(?y) LIMIT 10"),
        format!("SELECT DISTINCT ?x ?y {{ ?a {n} ?x . ?b {n} ?y . ?c {n} ?z }} ORDER BY ?x"),
        format!("SELECT ?x (COUNT(?y) AS ?k) {{ ?a {n} ?x . ?b {n} ?y . ?c {n} ?z }} GROUP BY ?x"),
        format!(
            "SELECT * {{ {} {} {} {} FILTER(?a + ?b + ?c + ?d < 0) }}",
            values("a"),
            values("b"),
            values("c"),
            values("d")
        ),
        format!("ASK {{ ?a {n} ?x . ?b {n} ?y . ?c {n} ?z FILTER(?x + ?z < 0) }}"),
        format!(
            "CONSTRUCT {{ ?a {n} ?z }} WHERE {{ ?a {n} ?x . ?b {n} ?y . ?c {n} ?z FILTER(?x + ?z < 0) }}"
        ),
        format!("SELECT (COUNT(*) AS ?k) {{ ?a {n}* ?x . ?b {n}* ?y . ?c {n}* ?z }}"),
    ];
    for bomb in bombs {
        let timeout = Duration::from_millis(300);
        let (sink, events) = Recorder::new(usize::MAX);
        let start = Instant::now();
        engine.run(Request { timeout: Some(timeout), ..Request::new(bomb.as_str()) }, sink).unwrap();
        assert_eq!(last(&events), Err(QueryError::Timeout(timeout)), "{bomb}");
        assert!(start.elapsed() < timeout + Duration::from_secs(1), "{bomb}: {:?}", start.elapsed());
    }
    // Both workers are there for the next one.
    assert!(engine.ask("ASK { ?s ?p 1999 }").unwrap());
}

/// The hint parses the query again: not on the small stack of whoever asks for it.
#[test]
fn a_hint_for_a_large_query_needs_no_stack() {
    let limits = Limits { timeout: Duration::MAX, ..Limits::default() };
    let engine = Engine::new(snapshot(&numbers(3)), limits.clone());
    let query = format!("SELECT * {{ ?s a ?o FILTER(1{}) }}", "&&1".repeat(limits.operators - 1));
    let small = std::thread::Builder::new().stack_size(64 * 1024);
    std::thread::scope(|scope| {
        let hint = small.spawn_scoped(scope, || engine.explain_empty(&Request::new(query))).unwrap();
        assert!(hint.join().unwrap().unwrap().contains("rdf:type"));
    });
}

/// A stream that is cut at the deadline says so at its end, after a beginning that looked good.
#[test]
fn a_stream_is_cut_at_the_deadline() {
    let engine = Engine::new(
        snapshot(&numbers(2_000)),
        Limits { timeout: Duration::from_millis(200), ..Limits::default() },
    );
    let (sink, events) = Recorder::new(usize::MAX);
    engine.run(Request::new("SELECT * { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }"), sink).unwrap();
    let events: Vec<_> = events.iter().collect();
    assert!(matches!(events[0], Event::Begin(..)));
    assert!(events.len() > 3);
    assert_eq!(events.last(), Some(&Event::End(Err(QueryError::Timeout(Duration::from_millis(200))))));
}

/// A request can ask for less time than the engine gives, not for more.
#[test]
fn a_request_does_not_get_more_time() {
    let timeout = Duration::from_millis(100);
    let engine = Engine::new(snapshot(&numbers(2_000)), Limits { timeout, ..Limits::default() });
    let (sink, events) = Recorder::new(usize::MAX);
    let request = Request {
        timeout: Some(Duration::from_secs(60)),
        ..Request::new("SELECT (COUNT(*) AS ?c) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }")
    };
    engine.run(request, sink).unwrap();
    assert_eq!(last(&events), Err(QueryError::Timeout(timeout)));
}

#[test]
fn a_full_queue_is_busy_and_empties_again() {
    let engine = Engine::new(snapshot(&numbers(2_000)), Limits { workers: 1, queue: 2, ..Limits::default() });
    let slow = || Request {
        timeout: Some(Duration::from_millis(400)),
        ..Request::new("SELECT (COUNT(*) AS ?c) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }")
    };
    let mut running = Vec::new();
    for _ in 0..3 {
        let (sink, events) = Recorder::new(usize::MAX);
        engine.run(slow(), sink).unwrap();
        running.push(events);
    }
    let (sink, events) = Recorder::new(usize::MAX);
    assert_eq!(engine.run(slow(), sink), Err(QueryError::Busy));
    assert_eq!(events.iter().count(), 0, "a sink that was refused hears nothing");
    let start = Instant::now();
    for events in running {
        assert!(matches!(last(&events), Err(QueryError::Timeout(_))));
    }
    // Those that waited were answered at their own deadline, not one after the other.
    assert!(start.elapsed() < Duration::from_millis(1_100), "{:?}", start.elapsed());
    assert!(engine.ask("ASK {}").unwrap());
}

/// One call of a function that the engine can't interrupt: the client is answered at the deadline all the same, and the
/// worker's place is taken.
#[test]
fn a_worker_that_can_not_be_stopped_is_given_up() {
    let limits = Limits {
        workers: 1,
        queue: 4,
        query_bytes: 1 << 20,
        literal_bytes: 1 << 20,
        string_bytes: usize::MAX,
        ..Limits::default()
    };
    let engine = Engine::new(snapshot(&numbers(10)), limits);
    // 300,000 characters, each replaced by 3,000: some hundred megabytes in one call, then hashed again and again.
    let mut query = String::from("SELECT ?h { BIND(REPLACE(\"");
    query.push_str(&"x".repeat(300_000));
    let _ = write!(query, "\", \"x\", \"{}\") AS ?long) BIND(SHA512(?long) AS ?h) }}", "y".repeat(1_000));
    let timeout = Duration::from_millis(100);
    let (sink, events) = Recorder::new(usize::MAX);
    let start = Instant::now();
    engine.run(Request { timeout: Some(timeout), ..Request::new(query) }, sink).unwrap();
    assert_eq!(last(&events), Err(QueryError::Timeout(timeout)));
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert!(engine.ask("ASK { ?s ?p 9 }").unwrap(), "another worker took its place");
}

#[test]
fn dropping_the_engine_ends_what_runs() {
    let engine = Engine::new(snapshot(&numbers(2_000)), Limits { workers: 1, queue: 2, ..Limits::default() });
    let request = || Request::new("SELECT (COUNT(*) AS ?c) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }");
    let (sink, first) = Recorder::new(usize::MAX);
    engine.run(request(), sink).unwrap();
    let (sink, second) = Recorder::new(usize::MAX);
    engine.run(request(), sink).unwrap();
    drop(engine);
    for events in [first, second] {
        assert!(
            matches!(last(&events), Err(QueryError::Evaluation(message)) if message.contains("stopping"))
        );
    }
}
