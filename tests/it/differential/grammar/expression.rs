//! Expressions: tests that the solution behind the query passes, and others that may fail or be errors.

use super::super::data::{self, EX, written};
use super::Grammar;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, Term};

impl Grammar<'_> {
    /// A test that the solution behind the query passes, most often.
    pub(super) fn likely(&mut self) -> String {
        let known: Vec<(String, Term)> =
            self.bound.iter().filter_map(|bound| Some((bound.name.clone(), bound.term.clone()?))).collect();
        if known.is_empty() {
            return self.boolean(1);
        }
        let (variable, term) = self.pick(&known);
        let test = match &term {
            Term::NamedNode(iri) => self.likely_of_iri(&variable, iri),
            Term::BlankNode(_) => self.likely_of_any(&variable, "isBlank"),
            Term::Literal(literal) if literal.language().is_some() => {
                self.likely_of_tagged(&variable, literal)
            }
            Term::Literal(literal) if literal.datatype() == xsd::STRING => {
                self.likely_of_string(&variable, literal)
            }
            Term::Literal(literal) => self.likely_of_typed(&variable, literal),
        };
        match self.rng.u32(..12) {
            0 => {
                self.feature("logic");
                let other = self.boolean(1);
                format!("{test} || {other}")
            }
            1 => {
                self.feature("logic");
                let other = self.likely();
                format!("{test} && {other}")
            }
            2 => {
                self.feature("logic");
                format!("!({test})")
            }
            _ => test,
        }
    }

    fn likely_of_any(&mut self, variable: &str, kind: &'static str) -> String {
        let kind = if self.percent(30) { "BOUND" } else { kind };
        self.feature(kind);
        format!("{kind}({variable})")
    }

    fn likely_of_iri(&mut self, variable: &str, iri: &NamedNode) -> String {
        let this = written(&iri.clone().into());
        let other = written(&data::node(self.rng).into());
        match self.rng.u32(..9) {
            0 => self.likely_of_any(variable, "isIRI"),
            1 => self.named("comparison", format!("{variable} != {other}")),
            2 => self.named("comparison", format!("{variable} = {this}")),
            3 => self.named("STRSTARTS", format!("STRSTARTS(STR({variable}), \"{EX}\")")),
            4 => self.named("IN", format!("{variable} IN ({other}, {this})")),
            5 => self.named("NOT IN", format!("{variable} NOT IN ({other}, 7, ex:foreign)")),
            6 => self.named("sameTerm", format!("sameTerm({variable}, {this})")),
            7 => self.named("REGEX", format!("REGEX(STR({variable}), \"^HTTP.*/[a-d]\", \"i\")")),
            _ => self.named("CONTAINS", format!("CONTAINS(LCASE(STR({variable})), \"example\")")),
        }
    }

    fn likely_of_tagged(&mut self, variable: &str, literal: &Literal) -> String {
        let language = literal.language().unwrap_or_default();
        let range = language.split('-').next().unwrap_or_default();
        match self.rng.u32(..6) {
            0 => self.named("LANG", format!("LANG({variable}) = \"{language}\"")),
            1 => self.named("LANGMATCHES", format!("LANGMATCHES(LANG({variable}), \"{range}\")")),
            2 => self.named("LANGMATCHES", format!("LANGMATCHES(LANG({variable}), \"*\")")),
            3 => self.named("comparison", format!("{variable} = {}", written(&literal.clone().into()))),
            4 => self.named("LANGMATCHES", format!("!LANGMATCHES(LANG({variable}), \"en-gb\")")),
            _ => self.likely_of_string(variable, literal),
        }
    }

    fn likely_of_string(&mut self, variable: &str, literal: &Literal) -> String {
        let value = literal.value();
        let start = written(&Literal::from(value.chars().take(2).collect::<String>()).into());
        let lower = written(&Literal::from(value.to_lowercase()).into());
        let this = written(&literal.clone().into());
        match self.rng.u32(..9) {
            0 => self.named("STRSTARTS", format!("STRSTARTS({variable}, {start})")),
            1 => self.named("CONTAINS", format!("CONTAINS({variable}, {start})")),
            2 => self.named("LCASE UCASE", format!("LCASE(STR({variable})) = {lower}")),
            3 => self.named("STRLEN", format!("STRLEN({variable}) = {}", value.chars().count())),
            4 => self.named("REGEX", format!("REGEX({variable}, \"^.{{0,9}}\", \"s\")")),
            5 => self.named("REGEX", format!("REGEX({variable}, \"A|h\", \"i\")")),
            6 => self.named("comparison", format!("{variable} >= {this}")),
            7 => self.named("IN", format!("{variable} IN (1, {this}, \"Ab\")")),
            _ => self.likely_of_any(variable, "isLiteral"),
        }
    }

    fn likely_of_typed(&mut self, variable: &str, literal: &Literal) -> String {
        let this = written(&literal.clone().into());
        let datatype = literal.datatype();
        if self.percent(30) {
            let number = written(&data::as_stored(data::number(self.rng)).into());
            return match self.rng.u32(..4) {
                0 => self.named("isNumeric", format!("isNumeric({variable})")),
                1 => self.named("arithmetic", format!("{variable} + {number} <= {this} + {number}")),
                2 => self.named("arithmetic", format!("{variable} * 2 >= {this}")),
                _ => self.named("YEAR", format!("YEAR({variable}) = YEAR({this})")),
            };
        }
        match self.rng.u32(..9) {
            0 => self.named("comparison", format!("{variable} >= {this}")),
            1 => self.named("comparison", format!("{variable} <= {this}")),
            2 => self.named("comparison", format!("{variable} = {this}")),
            3 => self.named("comparison", format!("{variable} != \"other\"")),
            4 => self.named("DATATYPE", format!("DATATYPE({variable}) = {datatype}")),
            5 => self.named(
                "STR",
                format!("STR({variable}) >= {}", written(&Literal::from(literal.value()).into())),
            ),
            6 => self.named("sameTerm", format!("sameTerm({variable}, {this})")),
            7 => self.named("IN", format!("{variable} IN (ex:a, {this}, 2)")),
            _ => self.likely_of_any(variable, "isLiteral"),
        }
    }

    /// Any test.
    pub(super) fn boolean(&mut self, depth: u32) -> String {
        if depth == 0 {
            return self.comparison(0);
        }
        match self.rng.u32(..11) {
            0 => {
                let (a, b) = (self.boolean(depth - 1), self.boolean(depth - 1));
                let operator = self.pick(&["&&", "||"]);
                self.named("logic", format!("({a} {operator} {b})"))
            }
            1 => {
                let inner = self.boolean(depth - 1);
                self.named("logic", format!("(!{inner})"))
            }
            2 => {
                let kind = self.pick(&["isIRI", "isLiteral", "isBlank", "isNumeric"]);
                let value = self.value(depth - 1);
                self.named(kind, format!("{kind}({value})"))
            }
            3 => {
                let variable = self.variable();
                self.named("BOUND", format!("BOUND({variable})"))
            }
            4 => {
                let (a, b) = (self.value(depth - 1), self.value(depth - 1));
                self.named("sameTerm", format!("sameTerm({a}, {b})"))
            }
            5 => {
                let (value, range) = (self.value(depth - 1), self.pick(&["*", "en", "EN-GB", "fr", ""]));
                self.named("LANGMATCHES", format!("LANGMATCHES(LANG({value}), \"{range}\")"))
            }
            // An effective boolean value.
            6 => self.value(depth - 1),
            _ => self.comparison(depth - 1),
        }
    }

    fn comparison(&mut self, depth: u32) -> String {
        let operator = self.pick(&["=", "!=", "<", "<=", ">", ">="]);
        let (a, b) = (self.value(depth), self.value(depth));
        self.named("comparison", format!("({a} {operator} {b})"))
    }

    /// Any value. Not `STRDT` and the like: they make literals such as `007`, which the store alone would turn into `7`.
    pub(super) fn value(&mut self, depth: u32) -> String {
        let simple = self.rng.u32(..20);
        if depth == 0 || simple < 6 {
            return if simple < 2 { self.constant() } else { self.variable() };
        }
        let a = self.value(depth - 1);
        match self.rng.u32(..17) {
            0 => self.named("STR", format!("STR({a})")),
            1 => self.named("LANG", format!("LANG({a})")),
            2 => self.named("DATATYPE", format!("DATATYPE({a})")),
            3 => self.named("STRLEN", format!("STRLEN(STR({a}))")),
            4 => self.named("YEAR", format!("YEAR({a})")),
            5 => {
                let function = self.pick(&["LCASE", "UCASE"]);
                self.named("LCASE UCASE", format!("{function}(STR({a}))"))
            }
            6 => self.named("SUBSTR", format!("SUBSTR(STR({a}), 2, 3)")),
            7 => self.named("REPLACE", format!("REPLACE(STR({a}), \"[a-h]\", \"<$0>\")")),
            8 => {
                let function = self.pick(&["ABS", "CEIL", "FLOOR", "ROUND"]);
                self.named("ABS CEIL FLOOR ROUND", format!("{function}({a})"))
            }
            9 => {
                let to = self.pick(&["integer", "decimal", "double", "string", "boolean", "dateTime"]);
                self.named("cast", format!("xsd:{to}({a})"))
            }
            10 => self.named("cast", format!("IRI(STR({a}))")),
            11 => {
                let b = self.value(depth - 1);
                self.named("CONCAT", format!("CONCAT({a}, STR({b}))"))
            }
            12 => {
                let (test, b) = (self.boolean(depth - 1), self.value(depth - 1));
                self.named("IF", format!("IF({test}, {a}, {b})"))
            }
            13 => {
                let b = self.value(depth - 1);
                self.named("COALESCE", format!("COALESCE({a}, {b}, \"none\")"))
            }
            _ => {
                let b = self.value(depth - 1);
                let operator = self.pick(&["+", "-", "*", "/"]);
                self.named("arithmetic", format!("({a} {operator} {b})"))
            }
        }
    }

    /// Notes the feature that an expression shows.
    fn named(&mut self, feature: &'static str, expression: String) -> String {
        self.feature(feature);
        expression
    }
}
