//! What is changed in a query before it is planned: `ORDER BY` gets an order that is total, and no work of a row goes unnoticed.
//!
//! Where SPARQL leaves the order of two values open, the evaluator compares their texts, and then 9 < 10 < "5" < 9: the sort of
//! the standard library panics on that. So before a query is planned each of its sort keys is wrapped in a call of a function
//! of our own that turns a term into a text ([`key`]), and these have one order only. The planner computes a key that is not a
//! mere variable once for each row, ahead of the sort. A variable whose values are all of one kind, such as dates, has an order as it
//! is ([`uniform`]), and is left alone.
//!
//! A call whose arguments read no variable reads no term either, so that its work, row after row, would never be a step of the
//! fuse ([`super::fuse`]). Where that work can be long, which is with regular expressions, an argument is wrapped in a call of
//! another function of our own that is nothing but such a step.

mod key;
mod uniform;

use super::{QueryError, fuse};
use crate::snapshot::Snapshot;
use oxigraph::model::{Literal, NamedNode, Term};
use oxigraph::sparql::{QueryEvaluationError, SparqlEvaluator};
use spareval::QueryEvaluator;
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, Function, GraphPattern, OrderExpression};

/// The name of the function that makes sort keys. No query may call it.
const SORT_KEY: &str = "urn:linkworker:sort-key";
/// The name of the function that is a step and gives back its argument. No query may call it.
const STEP: &str = "urn:linkworker:step";

/// An evaluator that knows the functions.
pub(super) fn evaluator() -> QueryEvaluator {
    QueryEvaluator::new()
        .with_custom_function(NamedNode::new_unchecked(SORT_KEY), sort_key)
        .with_custom_function(NamedNode::new_unchecked(STEP), step)
}

/// The same for updates.
pub(super) fn update_evaluator() -> SparqlEvaluator {
    SparqlEvaluator::new()
        .with_custom_function(NamedNode::new_unchecked(SORT_KEY), sort_key)
        .with_custom_function(NamedNode::new_unchecked(STEP), step)
}

fn sort_key(arguments: &[Term]) -> Option<Term> {
    arguments.first().map(|term| Literal::from(key::of(term)).into())
}

fn step(arguments: &[Term]) -> Option<Term> {
    fuse::step();
    arguments.first().cloned()
}

/// Changes a query at every depth.
pub(super) fn make_safe(query: &mut Query, snapshot: &Snapshot) -> Result<(), QueryError> {
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = query;
    Rewriter { data: Some(snapshot) }.in_pattern(pattern)
}

/// Changes the pattern of an update at every depth.
pub(super) fn make_pattern_safe(pattern: &mut GraphPattern) -> Result<(), QueryError> {
    Rewriter { data: None }.in_pattern(pattern)
}

struct Rewriter<'a> {
    /// What the query reads, where that does not change meanwhile.
    data: Option<&'a Snapshot>,
}

impl Rewriter<'_> {
    /// Changes a pattern at every depth.
    fn in_pattern(&self, pattern: &mut GraphPattern) -> Result<(), QueryError> {
        match pattern {
            // What is in a SERVICE is for another endpoint, which knows nothing of our functions.
            GraphPattern::Bgp { .. }
            | GraphPattern::Path { .. }
            | GraphPattern::Values { .. }
            | GraphPattern::Service { .. } => Ok(()),
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right }
            | GraphPattern::Minus { left, right } => {
                self.in_pattern(left)?;
                self.in_pattern(right)
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                self.in_pattern(left)?;
                self.in_pattern(right)?;
                expression.as_mut().map_or(Ok(()), |expression| self.in_expression(expression))
            }
            GraphPattern::Filter { inner, expr: expression }
            | GraphPattern::Extend { inner, expression, .. } => {
                self.in_pattern(inner)?;
                self.in_expression(expression)
            }
            GraphPattern::Graph { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => self.in_pattern(inner),
            GraphPattern::Group { inner, aggregates, .. } => {
                self.in_pattern(inner)?;
                aggregates.iter_mut().try_for_each(|(_, aggregate)| match aggregate {
                    AggregateExpression::CountSolutions { .. } => Ok(()),
                    AggregateExpression::FunctionCall { expr, .. } => self.in_expression(expr),
                })
            }
            GraphPattern::OrderBy { inner, expression } => {
                self.in_pattern(inner)?;
                for key in expression {
                    self.order_key(key, inner)?;
                }
                Ok(())
            }
        }
    }

    /// A key whose values are of one kind has an order; any other gets one.
    fn order_key(&self, key: &mut OrderExpression, inner: &GraphPattern) -> Result<(), QueryError> {
        let (OrderExpression::Asc(key) | OrderExpression::Desc(key)) = key;
        if let (Expression::Variable(variable), Some(data)) = (&*key, self.data)
            && uniform::is_uniform(inner, variable, data)
        {
            return Ok(());
        }
        self.in_expression(key)?;
        call(SORT_KEY, key);
        Ok(())
    }

    fn in_expression(&self, expression: &mut Expression) -> Result<(), QueryError> {
        match expression {
            Expression::NamedNode(_)
            | Expression::Literal(_)
            | Expression::Variable(_)
            | Expression::Bound(_) => Ok(()),
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
                self.in_expression(a)?;
                self.in_expression(b)
            }
            Expression::UnaryPlus(inner) | Expression::UnaryMinus(inner) | Expression::Not(inner) => {
                self.in_expression(inner)
            }
            Expression::If(a, b, c) => {
                self.in_expression(a)?;
                self.in_expression(b)?;
                self.in_expression(c)
            }
            Expression::In(a, list) => {
                self.in_expression(a)?;
                list.iter_mut().try_for_each(|expression| self.in_expression(expression))
            }
            Expression::Exists(pattern) => self.in_pattern(pattern),
            Expression::FunctionCall(Function::Custom(name), _)
                if [SORT_KEY, STEP].contains(&name.as_str()) =>
            {
                Err(QueryEvaluationError::UnsupportedCustomFunction(name.clone()).into())
            }
            Expression::FunctionCall(Function::Regex | Function::Replace, list) => {
                list.iter_mut().try_for_each(|expression| self.in_expression(expression))?;
                notice(list);
                Ok(())
            }
            Expression::Coalesce(list) | Expression::FunctionCall(_, list) => {
                list.iter_mut().try_for_each(|expression| self.in_expression(expression))
            }
        }
    }
}

/// Puts a call of one of our functions around an expression.
fn call(function: &str, expression: &mut Expression) {
    let function = Function::Custom(NamedNode::new_unchecked(function));
    let inner = std::mem::replace(expression, Expression::Coalesce(Vec::new()));
    *expression = Expression::FunctionCall(function, vec![inner]);
}

/// Makes a step of a search: in its text where that reads no variable, in its pattern unless that is compiled once and for all.
fn notice(arguments: &mut [Expression]) {
    if let [text, pattern, ..] = arguments {
        if !reads_the_row(text) {
            call(STEP, text);
        }
        if !matches!(pattern, Expression::Literal(_)) && !reads_the_row(pattern) {
            call(STEP, pattern);
        }
    }
}

/// Whether a variable is read whenever the expression has a value.
fn reads_the_row(expression: &Expression) -> bool {
    match expression {
        Expression::Variable(_) => true,
        Expression::FunctionCall(_, arguments) => arguments.iter().any(reads_the_row),
        _ => false,
    }
}
