//! Results of queries, as the suites' files and the engine's output hold them, and whether two are the same.

use super::pairing;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{
    Graph, Literal, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Quad, Term, TermRef, Triple, TripleRef,
    vocab::rdf,
};
use oxigraph::sparql::QueryResults;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use oxigraph::store::Store;
use std::collections::HashSet;
use std::fmt;

/// The vocabulary in which the first suites write their results.
const RESULT_SET: &str = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#";

/// One row of a result; a triple is a row of three.
pub(super) type Row = Vec<Option<Term>>;

/// What a query gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    Boolean(bool),
    /// Columns are in the order of their names.
    Solutions {
        variables: Vec<String>,
        rows: Vec<Row>,
        is_ordered: bool,
    },
    /// Every triple once.
    Graph(Vec<Row>),
}

/// How exactly two results must agree.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Leniency {
    /// Repeated rows may be left out.
    pub(super) is_lax: bool,
    /// Numbers may not be written in another way.
    pub(super) is_literal: bool,
    /// Only the text of terms counts: what CSV keeps.
    pub(super) is_text: bool,
}

impl Answer {
    /// Reads a result; the format is given by a file name extension. Solutions in files are in the order of the query.
    pub(super) fn read(bytes: &[u8], extension: &str, base: &NamedNode) -> Result<Self, String> {
        if extension == "csv" {
            return from_csv(bytes).map_err(|error| error.to_string());
        }
        if let Some(format) = QueryResultsFormat::from_extension(extension) {
            return from_results(bytes, format);
        }
        let format =
            RdfFormat::from_extension(extension).ok_or_else(|| format!("{extension} is no format"))?;
        let parser =
            RdfParser::from_format(format).with_base_iri(base.as_str()).map_err(|e| e.to_string())?;
        let graph: Vec<Triple> = parser
            .for_slice(bytes)
            .map(|quad| quad.map(Triple::from))
            .collect::<Result<_, _>>()
            .map_err(|e| e.to_string())?;
        let graph: Graph = graph.into_iter().collect();
        match graph.subject_for_predicate_object(rdf::TYPE, rs("ResultSet").as_ref()) {
            Some(set) => Ok(from_vocabulary(&graph, set)),
            None => Ok(Self::graph(graph.iter())),
        }
    }

    /// Takes what oxigraph gives.
    pub(super) fn of(results: QueryResults<'_>) -> Result<Self, String> {
        match results {
            QueryResults::Boolean(value) => Ok(Self::Boolean(value)),
            QueryResults::Solutions(solutions) => {
                let variables = solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
                let rows = solutions.map(|row| Ok(row?.values().to_vec()));
                let rows: Result<Vec<Row>, oxigraph::sparql::QueryEvaluationError> = rows.collect();
                Ok(Self::solutions(variables, rows.map_err(|e| e.to_string())?))
            }
            QueryResults::Graph(triples) => {
                let triples: Vec<Triple> = triples.collect::<Result<_, _>>().map_err(|e| e.to_string())?;
                Ok(Self::graph(triples.iter().map(Triple::as_ref)))
            }
        }
    }

    /// Solutions, with the columns sorted.
    fn solutions(variables: Vec<String>, rows: Vec<Row>) -> Self {
        let mut columns: Vec<_> = variables.into_iter().enumerate().collect();
        columns.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        let rows =
            rows.into_iter().map(|row| columns.iter().map(|(at, _)| row[*at].clone()).collect()).collect();
        Self::Solutions {
            variables: columns.into_iter().map(|(_, name)| name).collect(),
            rows,
            is_ordered: true,
        }
    }

    /// A graph, with repeated triples left out.
    fn graph<'a>(triples: impl Iterator<Item = TripleRef<'a>>) -> Self {
        let row = |triple: TripleRef<'a>| -> Row {
            let terms = [triple.subject.into(), triple.predicate.into(), triple.object];
            terms.iter().map(|term: &TermRef<'_>| Some(term.into_owned())).collect()
        };
        Self::Graph(distinct(triples.map(row).collect()))
    }

    /// The same, but in no order: the query gives none.
    pub(super) fn in_no_order(mut self) -> Self {
        if let Self::Solutions { is_ordered, .. } = &mut self {
            *is_ordered = false;
        }
        self
    }

    /// Whether another result is the expected one, up to the names of blank nodes; else what is different.
    pub(super) fn expects(&self, actual: &Self, leniency: Leniency) -> Result<(), String> {
        let is_same = match (self, actual) {
            (Self::Boolean(expected), Self::Boolean(actual)) => expected == actual,
            (Self::Graph(expected), Self::Graph(actual)) => same_rows(expected, actual, false, leniency),
            (
                Self::Solutions { variables: expected_names, rows: expected, is_ordered },
                Self::Solutions { variables: names, rows, .. },
            ) => expected_names == names && same_rows(expected, rows, *is_ordered, leniency),
            _ => false,
        };
        if is_same { Ok(()) } else { Err(format!("expected {self}, got {actual}")) }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = match self {
            Self::Boolean(value) => return write!(f, "{value}"),
            Self::Graph(rows) => rows,
            Self::Solutions { variables, rows, is_ordered } => {
                write!(f, "({}){}", variables.join(" "), if *is_ordered { " in order" } else { "" })?;
                rows
            }
        };
        for row in rows {
            let cells = row.iter().map(|cell| cell.as_ref().map_or_else(|| "-".to_owned(), Term::to_string));
            write!(f, " [{}]", cells.collect::<Vec<_>>().join(" "))?;
        }
        Ok(())
    }
}

fn same_rows(expected: &[Row], actual: &[Row], is_ordered: bool, leniency: Leniency) -> bool {
    let (mut expected, mut actual) = (expected.to_vec(), actual.to_vec());
    if leniency.is_text {
        expected.iter_mut().chain(&mut actual).flatten().for_each(to_text);
    }
    if leniency.is_lax {
        if actual.len() > expected.len() {
            return false;
        }
        expected = distinct(expected);
        actual = distinct(actual);
    }
    let same = |expected: &[Row], actual: &[Row]| {
        if is_ordered { pairing::in_order(expected, actual) } else { pairing::in_any_order(expected, actual) }
    };
    same(&expected, &actual)
        || !leniency.is_literal
            && same(&as_oxigraph_prints(expected, leniency), &as_oxigraph_prints(actual, leniency))
}

fn distinct(rows: Vec<Row>) -> Vec<Row> {
    let mut seen = HashSet::new();
    rows.into_iter().filter(|row| seen.insert(row.clone())).collect()
}

/// What CSV keeps of a cell: an unbound one is the empty string, an IRI is a string like any other.
fn to_text(cell: &mut Option<Term>) {
    let text = match cell.take() {
        None => String::new(),
        Some(Term::NamedNode(iri)) => iri.into_string(),
        Some(Term::Literal(literal)) => literal.value().to_owned(),
        Some(Term::BlankNode(node)) => {
            *cell = Some(node.into());
            return;
        }
    };
    *cell = Some(Literal::from(text).into());
}

/// Literals as they come out of oxigraph's store, which keeps the values of numbers and dates and not how they were written.
/// In mere text whatever looks like a number is one.
fn as_oxigraph_prints(mut rows: Vec<Row>, leniency: Leniency) -> Vec<Row> {
    let store = Store::new().unwrap();
    let anything = NamedNodeRef::new_unchecked("urn:any");
    for term in rows.iter_mut().flatten().flatten() {
        let Term::Literal(literal) = &*term else { continue };
        let number = leniency.is_text.then(|| literal.value().parse::<f64>().ok()).flatten();
        let object: Term = number.map_or_else(|| term.clone(), |number| Literal::from(number).into());
        store.insert(&Quad::new(anything, anything, object, anything)).unwrap();
        *term = store.iter().next().unwrap().unwrap().object;
        store.clear().unwrap();
    }
    rows
}

fn from_results(bytes: &[u8], format: QueryResultsFormat) -> Result<Answer, String> {
    match QueryResultsParser::from_format(format).for_slice(bytes).map_err(|e| e.to_string())? {
        SliceQueryResultsParserOutput::Boolean(value) => Ok(Answer::Boolean(value)),
        SliceQueryResultsParserOutput::Solutions(solutions) => {
            let variables = solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
            let rows = solutions.map(|row| row.map(|row| row.values().to_vec()));
            Ok(Answer::solutions(variables, rows.collect::<Result<_, _>>().map_err(|e| e.to_string())?))
        }
    }
}

/// Reads CSV, which oxigraph only writes: every cell is a string, but `_:name`.
fn from_csv(bytes: &[u8]) -> Result<Answer, csv::Error> {
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(bytes);
    let variables = reader.headers()?.iter().map(str::to_owned).collect();
    let cell = |text: &str| match text.strip_prefix("_:") {
        Some(name) => Some(oxigraph::model::BlankNode::new(name).unwrap().into()),
        None => Some(Literal::from(text).into()),
    };
    let rows = reader.records().map(|record| Ok(record?.iter().map(cell).collect()));
    Ok(Answer::solutions(variables, rows.collect::<Result<_, csv::Error>>()?))
}

/// Reads a result that is written as RDF. Where its rows have an index they are in order.
fn from_vocabulary(graph: &Graph, set: NamedOrBlankNodeRef<'_>) -> Answer {
    let object = |subject: NamedOrBlankNodeRef<'_>, name: &str| {
        graph.object_for_subject_predicate(subject, &rs(name)).map(TermRef::into_owned)
    };
    if let Some(Term::Literal(value)) = object(set, "boolean") {
        return Answer::Boolean(value.value() == "true");
    }
    let text = |term: &Term| {
        let Term::Literal(literal) = term else { panic!("{term} is no literal") };
        literal.value().to_owned()
    };
    let objects = |subject: NamedOrBlankNodeRef<'_>, name: &str| -> Vec<Term> {
        graph.objects_for_subject_predicate(subject, &rs(name)).map(TermRef::into_owned).collect()
    };
    let variables: Vec<String> = objects(set, "resultVariable").iter().map(text).collect();
    let mut rows: Vec<(Option<u32>, Row)> = Vec::new();
    for solution in objects(set, "solution") {
        let solution = node(&solution);
        let mut row = vec![None; variables.len()];
        for binding in objects(solution, "binding") {
            let variable = text(&object(node(&binding), "variable").unwrap());
            let at = variables.iter().position(|name| *name == variable).unwrap();
            row[at] = object(node(&binding), "value");
        }
        rows.push((object(solution, "index").map(|index| text(&index).parse().unwrap()), row));
    }
    let is_ordered = !rows.is_empty() && rows.iter().all(|(index, _)| index.is_some());
    rows.sort_by_key(|(index, _)| *index);
    let answer = Answer::solutions(variables, rows.into_iter().map(|(_, row)| row).collect());
    if is_ordered { answer } else { answer.in_no_order() }
}

fn node(term: &Term) -> NamedOrBlankNodeRef<'_> {
    match term {
        Term::NamedNode(iri) => iri.into(),
        Term::BlankNode(node) => node.into(),
        Term::Literal(literal) => panic!("{literal} is no node"),
    }
}

fn rs(name: &str) -> NamedNode {
    NamedNode::new(format!("{RESULT_SET}{name}")).unwrap()
}
