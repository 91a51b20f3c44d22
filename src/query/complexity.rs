//! A look at the parsed query before it is planned: planning is cubic in the number of triple patterns and can't be stopped,
//! and a few string functions inside one another make gigabytes of kilobytes.

mod calls;

use super::scan::exceeds;
use super::services::QUESTIONS;
use super::{Limits, QueryError};
use crate::federation::Federation;
use calls::{SHORT, is_volatile, length};
use oxigraph::model::Variable;
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression,
    PropertyPathExpression,
};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::collections::HashMap;

/// How long a `GROUP_CONCAT` is, nobody knows before: functions of it may make it this many times longer. (While it is made the
/// watchdog looks at the memory; inside a function nothing can.)
const GROUP_CONCAT: usize = 8;

/// Checks a parsed query against the limits; `longest_data` is the length of the longest string of the data, in bytes. Tells
/// whether the query gives the same result whenever it is run over the same data.
pub(super) fn check(
    query: &Query,
    limits: &Limits,
    longest_data: usize,
    federation: Option<&Federation>,
) -> Result<bool, QueryError> {
    let mut census = Census::new(limits, longest_data);
    if let Query::Construct { template, .. } = query {
        for triple in template {
            census.triple(triple);
            census.volatile |= [&triple.subject, &triple.object].iter().any(|term| names_anew(term));
        }
        exceeds(
            "the CONSTRUCT template",
            template.len(),
            limits.triple_patterns,
            "triples",
            "ask in several queries",
        )?;
    }
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = query;
    census.scope(pattern);
    check_services(&census.services, federation)?;
    census.check(limits)?;
    Ok(!census.volatile)
}

/// Checks the pattern of an update in the same way.
pub(super) fn check_pattern(
    pattern: &GraphPattern,
    limits: &Limits,
    longest_data: usize,
) -> Result<(), QueryError> {
    let mut census = Census::new(limits, longest_data);
    census.scope(pattern);
    check_services(&census.services, None)?;
    census.check(limits)
}

/// What a query is made of.
#[derive(Default)]
struct Census<'a> {
    largest_group: usize,
    triple_patterns: usize,
    unions: usize,
    optionals: usize,
    binds: usize,
    operators: usize,
    values_rows: usize,
    longest_literal: usize,
    /// Groupings around what is looked at.
    grouped: usize,
    groupings: usize,
    regex_states: usize,
    regex_steps: usize,
    /// The first regular expression that is none.
    bad_regex: Option<String>,
    /// The endpoints that are to be asked.
    services: Vec<&'a NamedNodePattern>,
    /// A time, a random number or a new name is asked for.
    volatile: bool,
    /// The longest string of the data and of the VALUES, in bytes.
    longest_data: usize,
    /// What a `GROUP_CONCAT` is taken to be long, in bytes.
    longest_group: usize,
    /// The longest string that one row could give rise to, in bytes.
    longest_string: usize,
    /// The same for the computed variables.
    computed: HashMap<&'a Variable, usize>,
}

impl<'a> Census<'a> {
    fn new(limits: &Limits, longest_data: usize) -> Self {
        Self { longest_data, longest_group: limits.string_bytes / GROUP_CONCAT, ..Self::default() }
    }

    fn check(&self, limits: &Limits) -> Result<(), QueryError> {
        self.check_searches(limits)?;
        let several = "ask in several queries, or narrow the question";
        exceeds("the query", self.triple_patterns, limits.triple_patterns, "triple patterns", several)?;
        exceeds(
            "one group",
            self.largest_group,
            limits.group_patterns,
            "triple patterns",
            "split it with sub-SELECTs",
        )?;
        exceeds(
            "the query",
            self.unions,
            limits.unions,
            "UNIONs and path alternatives",
            "use VALUES ?property { … }",
        )?;
        exceeds("the query", self.optionals, limits.optionals, "OPTIONALs", "ask for fewer columns")?;
        // The text was counted already, but many FILTERs are one expression too.
        exceeds(
            "the query",
            self.operators,
            limits.operators,
            "operators",
            "use IN or VALUES for long lists",
        )?;
        exceeds("the query", self.binds, limits.binds, "computed variables", "compute them in your program")?;
        exceeds(
            "the query",
            self.values_rows,
            limits.values_rows,
            "VALUES rows",
            "send them in several queries",
        )?;
        exceeds(
            "the query",
            self.groupings,
            limits.groupings,
            "levels of GROUP BY and aggregates inside one another",
            "group what is grouped already in your program",
        )?;
        exceeds("a string in the query", self.longest_literal, limits.literal_bytes, "bytes", "shorten it")?;
        exceeds(
            "a string that the query could build of one row",
            self.longest_string,
            limits.string_bytes,
            "bytes",
            "use fewer CONCAT and REPLACE inside one another, or shorter replacements",
        )
    }

    /// Walks a pattern; gives the number of triple patterns that are joined with whatever stands beside it.
    fn pattern(&mut self, pattern: &'a GraphPattern) -> usize {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                self.triples(patterns);
                patterns.len()
            }
            GraphPattern::Path { subject, path, object } => {
                self.term(subject);
                self.path(path);
                self.term(object);
                1
            }
            GraphPattern::Join { left, right } => self.pattern(left) + self.pattern(right),
            GraphPattern::Lateral { left, right } | GraphPattern::Minus { left, right } => {
                self.scope(right);
                self.pattern(left)
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                self.optionals += 1;
                let joined = self.pattern(left);
                self.scope(right);
                if let Some(expression) = expression {
                    self.expression(expression);
                }
                joined
            }
            GraphPattern::Union { left, right } => {
                self.unions += 1;
                self.scope(left);
                self.scope(right);
                1
            }
            GraphPattern::Filter { expr, inner } => {
                let joined = self.pattern(inner);
                self.expression(expr);
                joined
            }
            GraphPattern::Extend { inner, variable, expression } => {
                self.binds += 1;
                let joined = self.pattern(inner);
                self.compute(variable, expression);
                joined
            }
            GraphPattern::Graph { inner, .. } => self.pattern(inner),
            GraphPattern::Service { inner, name, .. } => {
                self.services.push(name);
                // Others have other data, and other times.
                self.volatile = true;
                self.pattern(inner)
            }
            GraphPattern::Values { bindings, .. } => {
                self.values(bindings);
                1
            }
            other => {
                self.modifier(other);
                1
            }
        }
    }

    /// A solution modifier: what is inside is a group of its own.
    fn modifier(&mut self, pattern: &'a GraphPattern) {
        match pattern {
            GraphPattern::OrderBy { inner, expression } => {
                self.scope(inner);
                self.binds += expression.len();
                for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                    self.expression(key);
                }
            }
            GraphPattern::Group { inner, aggregates, .. } => {
                self.grouped += 1;
                self.groupings = self.groupings.max(self.grouped);
                self.scope(inner);
                self.grouped -= 1;
                for (variable, aggregate) in aggregates {
                    self.aggregate(variable, aggregate);
                }
            }
            GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => self.scope(inner),
            // Every other pattern is walked by `pattern`.
            _ => {}
        }
    }

    /// Walks a pattern that is planned by itself.
    fn scope(&mut self, pattern: &'a GraphPattern) {
        let joined = self.pattern(pattern);
        self.largest_group = self.largest_group.max(joined);
    }

    fn aggregate(&mut self, variable: &'a Variable, aggregate: &'a AggregateExpression) {
        if let AggregateExpression::FunctionCall { name, expr, .. } = aggregate {
            self.compute(variable, expr);
            if let AggregateFunction::GroupConcat { separator } = name {
                self.literal(separator.as_deref().unwrap_or_default());
                let known = self.computed.entry(variable).or_default();
                *known = self.longest_group.max(*known);
            }
        }
    }

    /// Notes how long the value of a computed variable can be.
    fn compute(&mut self, variable: &'a Variable, expression: &'a Expression) {
        let length = self.expression(expression);
        let known = self.computed.entry(variable).or_default();
        *known = length.max(*known);
    }

    /// Walks an expression; gives the length that its value can have, in bytes.
    fn expression(&mut self, expression: &'a Expression) -> usize {
        let longest = match expression {
            Expression::NamedNode(iri) => iri.as_str().len(),
            Expression::Literal(literal) => {
                self.literal(literal.value());
                literal.value().len()
            }
            Expression::Variable(variable) => {
                self.computed.get(variable).copied().unwrap_or(self.longest_data)
            }
            Expression::Bound(_) => SHORT,
            Expression::UnaryPlus(inner) | Expression::UnaryMinus(inner) | Expression::Not(inner) => {
                self.expression(inner).min(SHORT)
            }
            Expression::Or(a, b)
            | Expression::And(a, b)
            | Expression::Equal(a, b)
            | Expression::SameTerm(a, b)
            | Expression::Greater(a, b)
            | Expression::GreaterOrEqual(a, b)
            | Expression::Less(a, b)
            | Expression::LessOrEqual(a, b)
            | Expression::Add(a, b)
            | Expression::Subtract(a, b)
            | Expression::Multiply(a, b)
            | Expression::Divide(a, b) => {
                self.operators += 1;
                self.expression(a).max(self.expression(b)).min(SHORT)
            }
            Expression::If(a, b, c) => {
                self.expression(a);
                self.expression(b).max(self.expression(c))
            }
            Expression::In(a, list) => {
                self.expression(a);
                self.lengths(list);
                SHORT
            }
            Expression::Coalesce(list) => self.lengths(list).into_iter().max().unwrap_or_default(),
            Expression::Exists(pattern) => {
                self.scope(pattern);
                SHORT
            }
            Expression::FunctionCall(function, arguments) => {
                let lengths = self.lengths(arguments);
                self.volatile |= is_volatile(function);
                if matches!(function, Function::Regex | Function::Replace) {
                    self.search(function, arguments, lengths.first().copied().unwrap_or_default());
                }
                length(function, &lengths)
            }
        };
        self.longest_string = self.longest_string.max(longest);
        longest
    }

    fn lengths(&mut self, expressions: &'a [Expression]) -> Vec<usize> {
        expressions.iter().map(|expression| self.expression(expression)).collect()
    }

    /// A path counts as one pattern for each of its steps.
    fn path(&mut self, path: &PropertyPathExpression) {
        match path {
            PropertyPathExpression::NamedNode(_) | PropertyPathExpression::NegatedPropertySet(_) => {
                self.triple_patterns += 1;
            }
            PropertyPathExpression::Reverse(inner)
            | PropertyPathExpression::ZeroOrMore(inner)
            | PropertyPathExpression::OneOrMore(inner)
            | PropertyPathExpression::ZeroOrOne(inner) => self.path(inner),
            PropertyPathExpression::Sequence(a, b) => {
                self.path(a);
                self.path(b);
            }
            PropertyPathExpression::Alternative(a, b) => {
                self.unions += 1;
                self.path(a);
                self.path(b);
            }
        }
    }

    fn values(&mut self, rows: &[Vec<Option<GroundTerm>>]) {
        self.values_rows += rows.len();
        for term in rows.iter().flatten().flatten() {
            let length = match term {
                GroundTerm::Literal(literal) => {
                    self.literal(literal.value());
                    literal.value().len()
                }
                GroundTerm::NamedNode(iri) => iri.as_str().len(),
            };
            self.longest_data = self.longest_data.max(length);
        }
    }

    fn triples(&mut self, triples: &[TriplePattern]) {
        self.triple_patterns += triples.len();
        for triple in triples {
            self.triple(triple);
        }
    }

    fn triple(&mut self, triple: &TriplePattern) {
        self.term(&triple.subject);
        self.term(&triple.object);
    }

    fn term(&mut self, term: &TermPattern) {
        if let TermPattern::Literal(literal) = term {
            self.literal(literal.value());
        }
    }

    fn literal(&mut self, value: &str) {
        self.longest_literal = self.longest_literal.max(value.len());
    }
}

/// Whether a template makes a new blank node of this for each solution.
fn names_anew(term: &TermPattern) -> bool {
    matches!(term, TermPattern::BlankNode(_))
}

/// Refuses to ask endpoints that are not listed.
fn check_services(services: &[&NamedNodePattern], federation: Option<&Federation>) -> Result<(), QueryError> {
    if services.is_empty() {
        return Ok(());
    }
    let Some(federation) = federation.filter(|federation| !federation.endpoints().is_empty()) else {
        return Err(QueryError::Refused(
            "SERVICE is not available: this endpoint answers from its own data and asks no other server"
                .to_owned(),
        ));
    };
    let known = |name: &&&NamedNodePattern| match name {
        NamedNodePattern::NamedNode(name) => federation.endpoints().contains(name),
        NamedNodePattern::Variable(_) => false,
    };
    if services.len() > QUESTIONS {
        return exceeds("the query", services.len(), QUESTIONS, "SERVICEs", "ask in several queries");
    }
    let Some(other) = services.iter().find(|name| !known(name)) else { return Ok(()) };
    let listed: Vec<String> = federation.endpoints().iter().map(ToString::to_string).collect();
    Err(QueryError::Refused(format!(
        "SERVICE {other} is not available: this endpoint asks no others than {}",
        listed.join(", ")
    )))
}
