//! Random queries. Most patterns are made from quads of the data by putting variables in place of terms, always the same
//! variable for the same term, so that most queries have at least the answer that they were made from.

use super::data::{self, percent, written};
use fastrand::Rng;
use oxigraph::model::{GraphName, NamedNode, Quad, Term};
use std::collections::BTreeSet;
use std::fmt::Write as _;

mod expression;
mod form;
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

    /// One to `max` triple patterns; fewer where the query has had its share.
    fn triples(&mut self, max: usize) -> Vec<Piece> {
        let wanted = [1, 1, 1, 2, 2, 2, 3, 3, 4][self.rng.usize(..9)].min(max);
        let n = wanted.min(self.patterns);
        self.patterns -= n;
        match n {
            2 => self.feature("join of 2"),
            3 => self.feature("join of 3"),
            4 => self.feature("join of 4"),
            _ => {}
        }
        (0..n).map(|_| Part(vec![text(self.triple())])).collect()
    }

    /// What stands between the braces of a group.
    fn group(&mut self, max: usize) -> Vec<Piece> {
        self.depth += 1;
        let mut pieces = match self.rng.u32(..20) {
            0 => self.values(),
            1..3 => self.graph(),
            3 => self.union(),
            4 => self.subquery(),
            5..7 => self.path_pattern(),
            _ => self.triples(4),
        };
        for _ in 0..self.rng.usize(..=max) {
            pieces.extend(self.element());
        }
        self.depth -= 1;
        pieces
    }

    fn element(&mut self) -> Vec<Piece> {
        if self.depth > 3 || self.patterns == 0 {
            return if self.percent(70) { self.filter() } else { self.bind() };
        }
        match self.rng.u32(..34) {
            0..9 => self.filter(),
            9..14 => self.optional(),
            14..17 => self.union(),
            17..19 => self.without("MINUS"),
            19..21 => self.bind(),
            21..23 => self.values(),
            23..26 => self.graph(),
            26..28 => self.subquery(),
            28..30 => self.exists(),
            30..32 => self.path_pattern(),
            _ => self.triples(2),
        }
    }

    fn filter(&mut self) -> Vec<Piece> {
        self.feature("FILTER");
        let test = if self.percent(75) { self.likely() } else { self.boolean(2) };
        vec![Part(vec![text(format!("FILTER({test})"))])]
    }

    fn bind(&mut self) -> Vec<Piece> {
        self.feature("BIND");
        let value = self.value(2);
        let variable = self.fresh(None, false);
        vec![Part(vec![text(format!("BIND({value} AS {variable})"))])]
    }

    fn optional(&mut self) -> Vec<Piece> {
        self.feature("OPTIONAL");
        if self.optionals > 0 {
            self.feature("OPTIONAL nested");
        }
        self.optionals += 1;
        let mut inner = self.group(1);
        if self.percent(30) {
            self.feature("FILTER in OPTIONAL");
            inner.extend(self.filter());
        }
        if self.percent(20) && self.depth < 3 && self.patterns > 0 {
            inner.extend(self.optional());
        }
        self.optionals -= 1;
        vec![Part(vec![Part(vec![text("OPTIONAL")]), text("{"), Part(inner), text("}")])]
    }

    fn union(&mut self) -> Vec<Piece> {
        self.feature("UNION");
        let left = self.group(1);
        let right = self.group(1);
        vec![Part(vec![
            Part(vec![text("{"), Part(left), text("} UNION")]),
            text("{"),
            Part(right),
            text("}"),
        ])]
    }

    /// What is inside `MINUS` or `EXISTS`: its own variables are not seen outside.
    fn unseen(&mut self) -> Vec<Piece> {
        let seen = self.bound.len();
        let mut pieces = if self.percent(60) || self.depth > 2 { self.triples(2) } else { self.group(1) };
        if self.percent(25) {
            pieces.extend(self.filter());
        }
        self.bound.truncate(seen);
        pieces
    }

    fn without(&mut self, keyword: &'static str) -> Vec<Piece> {
        self.feature(keyword);
        let inner = self.unseen();
        vec![Part(vec![Part(vec![text(keyword)]), text("{"), Part(inner), text("}")])]
    }

    fn exists(&mut self) -> Vec<Piece> {
        let keyword = if self.percent(60) { "EXISTS" } else { "NOT EXISTS" };
        self.feature(keyword);
        let inner = self.unseen();
        let mut pieces = vec![text(format!("FILTER({keyword} {{")), Part(inner), text("}")];
        if self.percent(20) {
            let test = self.boolean(1);
            pieces.push(Part(vec![text(format!("|| {test}"))]));
        }
        pieces.push(text(")"));
        vec![Part(pieces)]
    }

    fn values(&mut self) -> Vec<Piece> {
        self.feature("VALUES");
        let mut columns: Vec<(String, Option<Term>)> = Vec::new();
        for _ in 0..self.rng.usize(1..=2) {
            if self.bound.is_empty() || self.percent(40) {
                let term =
                    self.quad().map(|quad| if self.rng.bool() { quad.object } else { quad.subject.into() });
                let term = term.filter(|term| !term.is_blank_node());
                columns.push((self.fresh(term.clone(), true), term));
            } else {
                let bound = self.bound.clone();
                let Bound { name, term, .. } = self.pick(&bound);
                if columns.iter().all(|(known, _)| *known != name) {
                    columns.push((name, term.filter(|term| !term.is_blank_node())));
                }
            }
        }
        let names: Vec<_> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let mut pieces = vec![text(format!("VALUES ({}) {{", names.join(" ")))];
        let rows = self.rng.usize(1..=4);
        let right = self.rng.usize(..rows);
        for row in 0..rows {
            let mut cells = String::new();
            for (_, term) in &columns {
                let cell = match term {
                    Some(term) if row == right => written(term),
                    _ => self.cell(),
                };
                write!(cells, "{cell} ").unwrap();
            }
            pieces.push(Part(vec![text(format!("({cells})"))]));
        }
        pieces.push(text("}"));
        vec![Part(pieces)]
    }

    fn cell(&mut self) -> String {
        match self.rng.u32(..8) {
            0..2 => {
                self.feature("VALUES UNDEF");
                "UNDEF".to_owned()
            }
            2 => {
                self.feature("VALUES foreign");
                written(&data::foreign(self.rng).into())
            }
            3..6 => written(&data::node(self.rng).into()),
            _ => self.constant(),
        }
    }

    fn graph(&mut self) -> Vec<Piece> {
        let outer = self.place.clone();
        if matches!(outer, Place::Named(_)) {
            self.feature("GRAPH nested");
        }
        let name = match self.rng.usize(..self.named.len() + 1) {
            0 => data::graph_name(self.rng),
            n => match &self.named[n - 1].graph_name {
                GraphName::NamedNode(name) => name.clone(),
                other => panic!("{other} is no name of a graph"),
            },
        };
        let place = self.place_of(&name.clone().into(), 35);
        let place = if place == "[]" { self.fresh(Some(name.clone().into()), true) } else { place };
        self.feature(if place.starts_with('?') { "GRAPH variable" } else { "GRAPH iri" });
        self.place = Place::Named(name);
        let inner = self.group(1);
        self.place = outer;
        if place.starts_with('?') && join(&inner).contains(&format!("{place} ")) {
            self.feature("GRAPH variable in pattern");
        }
        vec![Part(vec![Part(vec![text(format!("GRAPH {place}"))]), text("{"), Part(inner), text("}")])]
    }
}
