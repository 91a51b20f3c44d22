//! Runs a test: by oxigraph alone, and through the engine over the same data.

use super::manifest::{Kind, Suites, Test, extension};
use super::results::{Answer, Leniency};
use crate::data::snapshot;
use linkworker::query::{Engine, Limits, OutputFormat, QueryError, Request, ResultKind};
use linkworker::store::KnowledgeGraph;
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, NamedNode, Quad};
use oxigraph::sparql::results::QueryResultsFormat;
use oxigraph::sparql::{QueryEvaluationError, SparqlEvaluator};
use oxigraph::store::Store;
use spargebra::algebra::GraphPattern;
use spargebra::{Query, SparqlParser};
use std::collections::BTreeSet;
use std::sync::mpsc::channel;

/// What became of a test; an error says what is wrong.
pub(super) struct Outcome {
    pub(super) test: Test,
    pub(super) plain: Result<(), String>,
    pub(super) engine: Result<(), String>,
    /// The two sides agree, be it on something wrong.
    pub(super) is_alike: bool,
}

/// Runs a test on both sides.
pub(super) fn run(suites: &Suites, test: Test) -> Outcome {
    let query = String::from_utf8(suites.read(&test.query)).unwrap();
    let (plain, engine) = match test.kind {
        Kind::Evaluation => return Case::new(suites, &test, query).run(),
        Kind::Accept => (parse(&query, &test.query).map(drop), accepted_by_engine(&query, &test.query)),
        Kind::Refuse => (refused_by_oxigraph(&query, &test.query), refused_by_engine(&query, &test.query)),
        Kind::Other => panic!("{} is no test of queries", test.iri),
    };
    Outcome { is_alike: plain.is_ok() == engine.is_ok(), test, plain, engine }
}

/// The one place where an engine is made: over the named graphs `names` that hold `quads`.
fn engine(names: &[NamedNode], quads: Vec<Quad>, base: &NamedNode) -> Engine {
    let graph = KnowledgeGraph::in_memory().unwrap();
    graph.replace_graphs(names, quads).unwrap();
    Engine::new(snapshot(&graph), Limits::default()).with_base(base.as_str()).unwrap()
}

fn parse(text: &str, base: &NamedNode) -> Result<Query, String> {
    let parser = SparqlParser::new().with_base_iri(base.as_str()).unwrap();
    parser.parse_query(text).map_err(|error| error.to_string())
}

fn refused_by_oxigraph(text: &str, base: &NamedNode) -> Result<(), String> {
    if parse(text, base).is_err() { Ok(()) } else { Err("accepted".to_owned()) }
}

/// Asks the engine over no data at all.
fn ask_empty(text: &str, base: &NamedNode) -> Result<(), QueryError> {
    let choose = |kind| OutputFormat::all_for(kind).next().ok_or_else(String::new);
    engine(&[], Vec::new(), base).write(Request::new(text), choose, &mut Vec::new()).map(drop)
}

/// Whether the engine takes a text for a query. It does not stop at the syntax: a query that calls a function which nobody
/// has is refused by oxigraph's evaluator too, for that reason, and such a refusal says that the syntax is right.
fn accepted_by_engine(text: &str, base: &NamedNode) -> Result<(), String> {
    let error = match ask_empty(text, base) {
        Err(QueryError::Refused(message)) => message,
        other => return other.map_err(|error| error.to_string()),
    };
    let evaluator = SparqlEvaluator::new().with_base_iri(base.as_str()).unwrap();
    let query = evaluator.parse_query(text).map_err(|error| error.to_string())?;
    match query.on_store(&Store::new().unwrap()).execute() {
        Err(QueryEvaluationError::UnsupportedCustomFunction(name)) if error.contains(name.as_str()) => Ok(()),
        _ => Err(error),
    }
}

/// Whether the engine says that a text is no query: a limit that is reached says nothing of the kind.
fn refused_by_engine(text: &str, base: &NamedNode) -> Result<(), String> {
    match ask_empty(text, base) {
        Err(QueryError::Syntax { .. }) => Ok(()),
        Err(other) => Err(format!("refused for another reason: {other}")),
        Ok(()) => Err("accepted".to_owned()),
    }
}

/// An evaluation test with its files.
struct Case<'a> {
    suites: &'a Suites,
    test: &'a Test,
    query: String,
    /// The graphs that the query names with `FROM` and `FROM NAMED`.
    from: Vec<NamedNode>,
    /// The query sets the order of its rows.
    is_ordered: bool,
    engine: Engine,
    expected: Answer,
    result: &'a NamedNode,
}

impl<'a> Case<'a> {
    fn new(suites: &'a Suites, test: &'a Test, query: String) -> Self {
        let result = test.result.as_ref().unwrap_or_else(|| panic!("{} has no result", test.iri));
        let expected = Answer::read(&suites.read(result), extension(result), result)
            .unwrap_or_else(|error| panic!("{result}: {error}"));
        // A query that does not parse fails by itself.
        let parsed = parse(&query, &test.query).ok();
        let is_ordered = parsed.as_ref().is_some_and(is_ordered);
        let dataset = parsed.as_ref().and_then(Query::dataset);
        let from = dataset.map_or_else(Vec::new, |dataset| {
            dataset.default.iter().chain(dataset.named.iter().flatten()).cloned().collect()
        });
        // The engine's default graph is all graphs: every file is a graph of its own.
        let names: BTreeSet<_> = test.data.iter().chain(&test.graph_data).chain(&from).cloned().collect();
        let quads = names.iter().flat_map(|name| suites.quads(name, &name.clone().into())).collect();
        let engine = engine(&names.into_iter().collect::<Vec<_>>(), quads, &test.query);
        let expected = if is_ordered { expected } else { expected.in_no_order() };
        Self { suites, test, query, from, is_ordered, engine, expected, result }
    }

    fn run(self) -> Outcome {
        let (plain, engine) = (self.by_oxigraph(), self.by_engine());
        let is_alike = match (&plain, &engine) {
            (Ok(plain), Ok(engine)) => plain.expects(engine, self.leniency(false)).is_ok(),
            (Err(_), Err(_)) => true,
            _ => false,
        };
        let right = |answer: Answer| self.check(&answer, extension(self.result));
        Outcome {
            plain: plain.and_then(right),
            engine: engine.and_then(right).and_then(|()| self.as_expected_file()),
            is_alike,
            test: self.test.clone(),
        }
    }

    /// The answer of oxigraph's own store: the data in its default graph, the graph data in named graphs.
    fn by_oxigraph(&self) -> Result<Answer, String> {
        let store = Store::new().unwrap();
        for file in &self.test.data {
            store.extend(self.suites.quads(file, &GraphName::DefaultGraph)).unwrap();
        }
        for file in self.test.graph_data.iter().chain(&self.from).collect::<BTreeSet<_>>() {
            store.insert_named_graph(file).unwrap();
            store.extend(self.suites.quads(file, &file.clone().into())).unwrap();
        }
        let evaluator = SparqlEvaluator::new().with_base_iri(self.test.query.as_str()).unwrap();
        let query = evaluator.parse_query(&self.query).map_err(|error| error.to_string())?;
        let answer = Answer::of(query.on_store(&store).execute().map_err(|error| error.to_string())?);
        answer.map(|answer| self.settled(answer))
    }

    /// The answer of the engine.
    fn by_engine(&self) -> Result<Answer, String> {
        self.ask("json", "nt")
    }

    /// Whether the engine's answer is right in the format of the file with the expected one, too.
    fn as_expected_file(&self) -> Result<(), String> {
        let format = extension(self.result);
        let answer = self.ask(format, format);
        answer.and_then(|answer| self.check(&answer, format)).map_err(|error| format!("as {format}: {error}"))
    }

    /// Asks the engine for its answer in a format of solutions or in one of graphs; both are given by their names, and where
    /// the engine has no such format JSON and N-Triples take their place. The request says which graphs are the data set,
    /// unless the query does.
    fn ask(&self, solutions: &str, graph: &str) -> Result<Answer, String> {
        let mut request = Request::new(&self.query);
        if self.from.is_empty() {
            request.default_graphs.clone_from(&self.test.data);
            request.named_graphs.clone_from(&self.test.graph_data);
        }
        let solutions = OutputFormat::from_name(solutions, ResultKind::Solutions)
            .unwrap_or(OutputFormat::Results(QueryResultsFormat::Json));
        let graph = OutputFormat::from_name(graph, ResultKind::Graph)
            .unwrap_or(OutputFormat::Graph(RdfFormat::NTriples));
        let (chosen, format) = channel();
        let choose = move |kind| {
            let format = if kind == ResultKind::Graph { graph } else { solutions };
            chosen.send(format).map_err(|error| error.to_string())?;
            Ok(format)
        };
        let mut bytes = Vec::new();
        self.engine.write(request, choose, &mut bytes).map_err(|error| error.to_string())?;
        let format = format.recv().map_err(|error| error.to_string())?;
        Answer::read(&bytes, format.extension(), &self.test.query)
            .map(|answer| self.settled(answer))
            .map_err(|error| format!("{error} in {}", String::from_utf8_lossy(&bytes)))
    }

    /// An answer, in no order if the query sets none.
    fn settled(&self, answer: Answer) -> Answer {
        if self.is_ordered { answer } else { answer.in_no_order() }
    }

    /// Whether an answer is the expected one, as far as the format of the expected one can tell.
    fn check(&self, answer: &Answer, format: &str) -> Result<(), String> {
        self.expected.expects(answer, self.leniency(format == "csv"))
    }

    fn leniency(&self, is_text: bool) -> Leniency {
        let Test { is_lax, is_literal, .. } = *self.test;
        Leniency { is_lax, is_literal, is_text }
    }
}

/// Whether a query sets the order of its rows.
fn is_ordered(query: &Query) -> bool {
    let Query::Select { pattern, .. } = query else { return false };
    let mut pattern = pattern;
    loop {
        pattern = match pattern {
            GraphPattern::OrderBy { .. } => return true,
            GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => inner,
            _ => return false,
        };
    }
}
