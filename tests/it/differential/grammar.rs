//! Random queries. Most patterns are made from quads of the data by putting variables in place of terms, always the same
//! variable for the same term, so that most queries have at least the answer that they were made from.

use super::data::{self, percent, written};
use fastrand::Rng;
use oxigraph::model::{GraphName, NamedNode, Quad, Term};
use std::collections::BTreeSet;
use std::fmt::Write as _;

mod expression;
mod form;
mod group;
mod path;

/// A piece of a query's text; a part can be left out, and what remains often still is a query.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Text(String),
    Part(Vec<Piece>),
}

use Piece::Part;

pub(crate) fn text(text: impl Into<String>) -> Piece {
    Piece::Text(text.into())
}

/// The text of a query.
pub(crate) fn join(pieces: &[Piece]) -> String {
    let mut joined = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => write!(joined, "{text} ").unwrap(),
            Part(inner) => joined += &join(inner),
        }
    }
    joined
}

/// A query, and which features of the grammar it was made with.
pub(crate) struct Generated {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) features: BTreeSet<&'static str>,
}

/// Every feature of the grammar. A run checks that each of them appeared, in a query that had an answer.
pub(crate) const FEATURES: &[&str] = &[
    "ABS CEIL FLOOR ROUND",
    "ASK",
    "AVG",
    "BIND",
    "BOUND",
    "COALESCE",
    "CONCAT",
    "CONSTRUCT",
    "CONTAINS",
    "COUNT",
    "COUNT DISTINCT",
    "DATATYPE",
    "DESCRIBE",
    "DISTINCT",
    "EXISTS",
    "FILTER",
    "FILTER in OPTIONAL",
    "FROM",
    "FROM NAMED",
    "FROM several",
    "GRAPH iri",
    "GRAPH nested",
    "GRAPH variable",
    "GRAPH variable in pattern",
    "GROUP BY",
    "GROUP BY expression",
    "GROUP_CONCAT",
    "HAVING",
    "IF",
    "IN",
    "LANG",
    "LANGMATCHES",
    "LCASE UCASE",
    "LIMIT",
    "MAX",
    "MIN",
    "MINUS",
    "NOT EXISTS",
    "NOT IN",
    "OFFSET",
    "OPTIONAL",
    "OPTIONAL nested",
    "ORDER BY",
    "ORDER BY expression",
    "REDUCED",
    "REGEX",
    "REPLACE",
    "SAMPLE",
    "SELECT expression",
    "STR",
    "STRLEN",
    "STRSTARTS",
    "SUBSTR",
    "SUM",
    "UNION",
    "VALUES",
    "VALUES UNDEF",
    "VALUES foreign",
    "YEAR",
    "arithmetic",
    "blank node in pattern",
    "cast",
    "comparison",
    "isBlank",
    "isIRI",
    "isLiteral",
    "isNumeric",
    "join of 2",
    "join of 3",
    "join of 4",
    "logic",
    "path *",
    "path +",
    "path /",
    "path ?",
    "path ^",
    "path negated",
    "path of bound ends",
    "path |",
    "repeated variable",
    "sameTerm",
    "subquery",
    "variable predicate",
];

/// A variable and what it stands for in the solution that patterns are made from.
#[derive(Clone)]
struct Bound {
    name: String,
    term: Option<Term>,
    /// Its values come from the data or from `VALUES`: sums over them are exact.
    is_stored: bool,
}

/// The graphs that a pattern is made from.
#[derive(Clone)]
enum Place {
    Default,
    Named(NamedNode),
}

pub(crate) struct Grammar<'a> {
    rng: &'a mut Rng,
    /// What the default graph holds, and what the named graphs of the query's data set hold.
    default: Vec<Quad>,
    named: Vec<Quad>,
    has_extremes: bool,
    place: Place,
    bound: Vec<Bound>,
    variables: usize,
    /// Patterns that may still be made: what bounds the cost of a query.
    patterns: usize,
    depth: usize,
    optionals: usize,
    features: BTreeSet<&'static str>,
}

impl<'a> Grammar<'a> {
    /// Makes a query for these quads.
    pub(crate) fn generate(rng: &'a mut Rng, quads: &[Quad]) -> Generated {
        let patterns = if quads.len() > 30 { 5 } else { 8 };
        let mut grammar = Self {
            default: quads.to_vec(),
            named: quads.to_vec(),
            has_extremes: quads.iter().any(|quad| data::is_extreme(&quad.object)),
            rng,
            place: Place::Default,
            bound: Vec::new(),
            variables: 0,
            patterns,
            depth: 0,
            optionals: 0,
            features: BTreeSet::new(),
        };
        let mut pieces = vec![text(format!(
            "PREFIX ex: <{}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n",
            data::EX
        ))];
        pieces.extend(grammar.query());
        Generated { pieces, features: grammar.features }
    }

    fn feature(&mut self, name: &'static str) {
        assert!(FEATURES.contains(&name), "{name} is not in the list of features");
        self.features.insert(name);
    }

    fn percent(&mut self, n: u32) -> bool {
        percent(self.rng, n)
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.rng.usize(..of.len())].clone()
    }

    /// A variable that is not used yet.
    fn fresh(&mut self, term: Option<Term>, is_stored: bool) -> String {
        let name = format!("?v{}", self.variables);
        self.variables += 1;
        self.bound.push(Bound { name: name.clone(), term, is_stored });
        name
    }

    /// Some variable of those in use, or a new one where there is none.
    fn variable(&mut self) -> String {
        if self.bound.is_empty() || self.percent(2) {
            return self.fresh(None, false);
        }
        let bound = self.bound.clone();
        self.pick(&bound).name
    }

    /// A quad of the graph that is asked, most often one that touches a term that a variable stands for already.
    fn quad(&mut self) -> Option<Quad> {
        let quads: Vec<&Quad> = match &self.place {
            Place::Default => self.default.iter().collect(),
            Place::Named(name) => {
                let name = GraphName::from(name.clone());
                self.named.iter().filter(|quad| quad.graph_name == name).collect()
            }
        };
        let touches = |term: &Term| self.bound.iter().any(|bound| bound.term.as_ref() == Some(term));
        let near: Vec<&Quad> = quads
            .iter()
            .copied()
            .filter(|quad| touches(&quad.subject.clone().into()) || touches(&quad.object))
            .collect();
        let from = if near.is_empty() || percent(self.rng, 8) { quads } else { near };
        (!from.is_empty()).then(|| from[self.rng.usize(..from.len())].clone())
    }

    /// What stands for a term in a pattern: a constant in `constants` of 100 cases, else the term's variable.
    fn place_of(&mut self, term: &Term, constants: u32) -> String {
        if !term.is_blank_node() && self.percent(constants) {
            return written(term);
        }
        if self.percent(3) {
            self.feature("blank node in pattern");
            return "[]".to_owned();
        }
        let known = self.bound.iter().find(|bound| bound.term.as_ref() == Some(term) && bound.is_stored);
        match known.map(|bound| bound.name.clone()) {
            Some(name) if self.percent(92) => name,
            _ => self.fresh(Some(term.clone()), true),
        }
    }

    fn triple(&mut self) -> String {
        let Some(quad) = self.quad() else {
            let (s, o) = (self.fresh(None, true), self.fresh(None, true));
            return format!("{s} {} {o} .", written(&data::predicate(self.rng).into()));
        };
        let subject = self.place_of(&quad.subject.into(), 20);
        let constants = if self.percent(15) { 0 } else { 100 };
        let mut predicate = self.place_of(&quad.predicate.into(), constants);
        if predicate == "[]" {
            predicate = self.fresh(None, true);
        }
        if predicate.starts_with('?') {
            self.feature("variable predicate");
        }
        let mut object = self.place_of(&quad.object, 20);
        if self.percent(3) {
            object = self.anything();
        } else if self.percent(2) {
            object.clone_from(&subject);
        }
        if subject.starts_with('?') && (subject == object || subject == predicate) {
            self.feature("repeated variable");
        }
        format!("{subject} {predicate} {object} .")
    }

    /// A constant or a variable, whatever the data are.
    fn anything(&mut self) -> String {
        match self.rng.u32(..5) {
            0 => written(&data::node(self.rng).into()),
            1 => written(&data::foreign(self.rng).into()),
            2 => self.constant(),
            _ => self.variable(),
        }
    }

    fn constant(&mut self) -> String {
        let literal = data::literal(self.rng);
        written(&data::as_stored(literal).into())
    }
}
