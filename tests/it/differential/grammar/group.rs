//! Groups and what stands in them.

use super::super::data::{self, written};
use super::{Bound, Grammar, Part, Piece, Place, join, text};
use oxigraph::model::{GraphName, Term};
use std::fmt::Write as _;

impl Grammar<'_> {
    /// One to `max` triple patterns; fewer where the query has had its share.
    pub(super) fn triples(&mut self, max: usize) -> Vec<Piece> {
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
    pub(super) fn group(&mut self, max: usize) -> Vec<Piece> {
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

    pub(super) fn filter(&mut self) -> Vec<Piece> {
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
        let name = match self.rng.usize(..=self.named.len()) {
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
