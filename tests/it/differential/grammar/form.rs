//! Query forms, data sets, sub-queries, aggregates and solution modifiers.

use super::super::data::{self, written};
use super::{Grammar, Part, Piece, text};
use oxigraph::model::{GraphName, NamedNode, Quad};
use std::collections::BTreeSet;

impl Grammar<'_> {
    pub(super) fn query(&mut self) -> Vec<Piece> {
        match self.rng.u32(..20) {
            0 => {
                self.feature("ASK");
                let mut pieces = vec![text("ASK")];
                pieces.extend(self.body());
                pieces
            }
            1..3 => self.construct(),
            3 => self.describe(),
            4..10 => self.aggregate(),
            _ => self.select(),
        }
    }

    /// The data set and the group of a query.
    fn body(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        if self.percent(15) {
            pieces.extend(self.dataset());
        }
        pieces.push(text("\nWHERE {"));
        pieces.extend(self.group(3));
        pieces.push(text("}\n"));
        pieces
    }

    /// FROM and FROM NAMED; from then on patterns are made from what they leave.
    fn dataset(&mut self) -> Vec<Piece> {
        let names: Vec<_> = data::graph_names(&self.named).into_iter().collect();
        let mut some = |max: usize| -> Vec<NamedNode> {
            (0..self.rng.usize(..=max))
                .map(|_| {
                    if names.is_empty() || self.rng.u32(..10) == 0 {
                        data::graph_name(self.rng)
                    } else {
                        names[self.rng.usize(..names.len())].clone()
                    }
                })
                .collect()
        };
        let (from, from_named) = (some(3), some(2));
        if from.is_empty() && from_named.is_empty() {
            return Vec::new();
        }
        if !from.is_empty() {
            self.feature(if from.len() > 1 { "FROM several" } else { "FROM" });
        }
        if !from_named.is_empty() {
            self.feature("FROM NAMED");
        }
        self.default.retain(|quad| is_in(quad, &from));
        self.named.retain(|quad| is_in(quad, &from_named));
        let clause = |keyword: &str, name: &NamedNode| {
            Part(vec![text(format!("{keyword} {}", written(&name.clone().into())))])
        };
        let default = from.iter().map(|name| clause("FROM", name));
        default.chain(from_named.iter().map(|name| clause("FROM NAMED", name))).collect()
    }

    fn construct(&mut self) -> Vec<Piece> {
        self.feature("CONSTRUCT");
        let body = self.body();
        let mut pieces = vec![text("CONSTRUCT {")];
        for _ in 0..self.rng.usize(1..=3) {
            let subject = if self.percent(20) { "_:new".to_owned() } else { self.variable() };
            let predicate = match self.rng.u32(..4) {
                0 => self.variable(),
                _ => written(&data::predicate(self.rng).into()),
            };
            let object = match self.rng.u32(..8) {
                0 => "_:new".to_owned(),
                1 => self.constant(),
                _ => self.variable(),
            };
            pieces.push(Part(vec![text(format!("{subject} {predicate} {object} ."))]));
        }
        pieces.push(text("}"));
        pieces.extend(body);
        pieces
    }

    fn describe(&mut self) -> Vec<Piece> {
        self.feature("DESCRIBE");
        let body = self.body();
        let variable = self.variable();
        let mut pieces = vec![text("DESCRIBE"), text(variable)];
        if self.percent(30) {
            pieces.push(Part(vec![text(written(&data::node(self.rng).into()))]));
        }
        pieces.extend(body);
        pieces
    }

    fn select(&mut self) -> Vec<Piece> {
        let mut body = self.body();
        let mut pieces = vec![text("SELECT")];
        match self.rng.u32(..10) {
            0..2 => {
                self.feature("DISTINCT");
                pieces.push(Part(vec![text("DISTINCT")]));
            }
            2 => {
                self.feature("REDUCED");
                pieces.push(Part(vec![text("REDUCED")]));
            }
            _ => {}
        }
        let mut names = self.some_variables(4);
        let mut keys = names.clone();
        if names.is_empty() || self.percent(30) {
            pieces.push(text("*"));
        } else {
            if self.percent(25) {
                self.feature("SELECT expression");
                let value = self.value(2);
                names.push(format!("({value} AS ?e)"));
                // A key that is an expression: its value is seen in the column beside.
                if self.percent(40) {
                    self.feature("ORDER BY expression");
                    keys = vec![format!("({value})")];
                }
            }
            pieces.extend(names.into_iter().map(|name| Part(vec![text(name)])));
        }
        let is_ordered = keys.iter().any(|key| key.starts_with('(')) || self.percent(30);
        body.extend(self.modifiers(&keys, is_ordered));
        pieces.extend(body);
        pieces
    }

    /// ORDER BY some of the keys, LIMIT and OFFSET.
    fn modifiers(&mut self, keys: &[String], is_ordered: bool) -> Vec<Piece> {
        let mut pieces = Vec::new();
        if is_ordered && !keys.is_empty() {
            self.feature("ORDER BY");
            pieces.push(text("ORDER BY"));
            for key in &keys[..self.rng.usize(1..=keys.len().min(2))] {
                let bare = key.trim_start_matches('(').trim_end_matches(')');
                let is_simple = bare.starts_with('?') && !bare.contains(' ') && !bare.contains('(');
                pieces.push(Part(vec![text(match self.rng.u32(..3) {
                    0 => format!("DESC({key})"),
                    1 if is_simple => key.clone(),
                    _ => format!("ASC({key})"),
                })]));
            }
            pieces = vec![Part(pieces)];
        }
        if self.percent(20) {
            self.feature("LIMIT");
            pieces.push(Part(vec![text(format!("LIMIT {}", self.rng.usize(..8)))]));
        }
        if self.percent(10) {
            self.feature("OFFSET");
            pieces.push(Part(vec![text(format!("OFFSET {}", self.rng.usize(..5)))]));
        }
        pieces
    }

    /// One to `max` different variables; none where there are none.
    fn some_variables(&mut self, max: usize) -> Vec<String> {
        let mut names: Vec<_> = self.bound.iter().map(|bound| bound.name.clone()).collect();
        self.rng.shuffle(&mut names);
        names.dedup();
        names.truncate(self.rng.usize(1..=max));
        names
    }

    fn aggregate(&mut self) -> Vec<Piece> {
        let mut body = self.body();
        let keys = self.some_variables(2);
        let keys = if self.percent(20) { Vec::new() } else { keys };
        let mut pieces = vec![text("SELECT")];
        pieces.extend(keys.iter().map(|key| Part(vec![text(key)])));
        let mut ordered = keys.clone();
        for n in 0..self.rng.usize(1..=3) {
            let aggregate = self.aggregation(&keys);
            pieces.push(Part(vec![text(format!("({aggregate} AS ?n{n})"))]));
            ordered.insert(0, format!("?n{n}"));
        }
        if !keys.is_empty() {
            self.feature("GROUP BY");
            let mut by = vec![text("GROUP BY")];
            by.extend(keys.iter().map(|key| Part(vec![text(key)])));
            if self.percent(15) {
                self.feature("GROUP BY expression");
                // Of a bare variable the parser loses the name: `GROUP BY (?x AS ?k)` binds no `?k`.
                let value = self.value(2);
                let value = if value.starts_with('?') { format!("STR({value})") } else { value };
                by.push(Part(vec![text(format!("({value} AS ?k)"))]));
                pieces.push(Part(vec![text("?k")]));
            }
            body.push(Part(by));
        }
        if self.percent(25) {
            self.feature("HAVING");
            let variable = self.variable();
            let test = match self.rng.u32(..4) {
                0 => "COUNT(*) >= 2".to_owned(),
                1 => format!("COUNT(DISTINCT {variable}) < 3"),
                2 => format!("{} != 0", self.sum("SUM")),
                _ => format!("COUNT({variable}) > 0"),
            };
            body.push(Part(vec![text(format!("HAVING({test})"))]));
        }
        let is_ordered = self.percent(40);
        body.extend(self.modifiers(&ordered, is_ordered));
        pieces.extend(body);
        pieces
    }

    /// An aggregate whose value does not depend on the order of the solutions, or that is compared without regard to it.
    fn aggregation(&mut self, keys: &[String]) -> String {
        let variable = self.variable();
        let distinct = if self.percent(30) { "DISTINCT " } else { "" };
        match self.rng.u32(..13) {
            0..2 => {
                self.feature("COUNT");
                format!("COUNT({variable})")
            }
            2 => {
                self.feature("COUNT");
                format!("COUNT({distinct}*)")
            }
            3..5 => {
                self.feature("COUNT DISTINCT");
                format!("COUNT(DISTINCT {variable})")
            }
            5 | 6 => self.sum("SUM"),
            7 => self.sum("AVG"),
            8 | 9 => {
                let function = self.pick(&["MIN", "MAX"]);
                self.feature(function);
                let value = if self.percent(70) { variable } else { self.value(1) };
                format!("{function}({value})")
            }
            10 if !keys.is_empty() => {
                self.feature("SAMPLE");
                let key = self.pick(keys);
                format!("SAMPLE({key})")
            }
            _ => {
                self.feature("GROUP_CONCAT");
                let value = if self.percent(50) { format!("STR({variable})") } else { variable };
                format!("GROUP_CONCAT({distinct}{value}; SEPARATOR=\"|\")")
            }
        }
    }

    /// A sum or an average that is exact in any order: of numbers of the data, or of lengths.
    fn sum(&mut self, function: &'static str) -> String {
        self.feature(function);
        let stored: Vec<_> = self.bound.iter().filter(|bound| bound.is_stored).cloned().collect();
        let numeric: Vec<_> = stored
            .iter()
            .filter(|bound| bound.term.as_ref().is_some_and(|term| term.to_string().contains("XMLSchema#")))
            .cloned()
            .collect();
        let distinct = if self.percent(20) { "DISTINCT " } else { "" };
        let from = if numeric.is_empty() { stored } else { numeric };
        if from.is_empty() || self.has_extremes {
            let variable = self.variable();
            return format!("{function}({distinct}STRLEN(STR({variable})))");
        }
        format!("{function}({distinct}{})", self.pick(&from).name)
    }

    pub(super) fn subquery(&mut self) -> Vec<Piece> {
        if self.patterns == 0 {
            return self.filter();
        }
        self.feature("subquery");
        let outer = self.bound.len();
        let inner = self.group(1);
        let mut pieces = vec![text("{ SELECT")];
        // Variables that are joined with what stands outside, rather than any.
        let seen: BTreeSet<_> = self.some_variables(3).into_iter().collect();
        let is_counted = seen.is_empty() || self.percent(35);
        if !is_counted && self.percent(30) {
            pieces.push(Part(vec![text("DISTINCT")]));
        }
        let counted = self.variable();
        let local = self.bound.split_off(outer);
        self.bound.extend(local.into_iter().filter(|bound| seen.contains(&bound.name)));
        pieces.extend(seen.iter().map(|name| Part(vec![text(name)])));
        if is_counted {
            let count = self.fresh(None, false);
            pieces.push(Part(vec![text(format!("(COUNT({counted}) AS {count})"))]));
        }
        pieces.push(text("WHERE {"));
        pieces.push(Part(inner));
        pieces.push(text("}"));
        if is_counted && !seen.is_empty() {
            pieces.push(text(format!("GROUP BY {}", seen.into_iter().collect::<Vec<_>>().join(" "))));
        }
        pieces.push(text("}"));
        vec![Part(pieces)]
    }
}

fn is_in(quad: &Quad, graphs: &[NamedNode]) -> bool {
    graphs.iter().any(|name| quad.graph_name == GraphName::from(name.clone()))
}
