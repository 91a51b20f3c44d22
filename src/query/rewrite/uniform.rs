//! Whether all values that a variable can take are of one kind, so that they have one order as they are.
//!
//! Found from the pattern and from the data: a variable that is only ever the object of a property, all of whose objects are dates, can only
//! be a date. What is not known to be of one kind is taken to be of many.

use crate::snapshot::{Snapshot, Uniform};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{NamedNodeRef, Variable};
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, Function, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

/// Whether the values of a variable in the solutions of a pattern are of one kind. No value is a value as well as any: it has its
/// place before all others.
pub(super) fn is_uniform(pattern: &GraphPattern, variable: &Variable, snapshot: &Snapshot) -> bool {
    !matches!(Search { variable, snapshot }.pattern(pattern), Kinds::Many)
}

/// What a variable can be.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kinds<'a> {
    /// It has no value.
    None,
    One(Uniform<'a>),
    Many,
}

impl Kinds<'_> {
    /// What it can be where it is either.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, kinds) | (kinds, Self::None) => kinds,
            (Self::One(one), Self::One(other)) if one == other => Self::One(one),
            _ => Self::Many,
        }
    }
}

impl<'a> From<Option<Uniform<'a>>> for Kinds<'a> {
    fn from(kind: Option<Uniform<'a>>) -> Self {
        kind.map_or(Self::Many, Self::One)
    }
}

struct Search<'s, 'v> {
    variable: &'v Variable,
    snapshot: &'s Snapshot,
}

const INTEGER: Kinds<'_> = Kinds::One(Uniform::Value(xsd::INTEGER.as_str()));

impl<'s> Search<'s, '_> {
    fn pattern(&self, pattern: &GraphPattern) -> Kinds<'s> {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                let kinds =
                    patterns.iter().map(|triple| self.triple(triple)).filter(|kinds| *kinds != Kinds::None);
                // It is whatever each of them says, so the one that says most holds.
                kinds.min_by_key(|kinds| *kinds == Kinds::Many).unwrap_or(Kinds::None)
            }
            GraphPattern::Path { subject, object, .. } => {
                if self.is(subject) || self.is(object) {
                    Kinds::Many
                } else {
                    Kinds::None
                }
            }
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::LeftJoin { left, right, .. }
            | GraphPattern::Union { left, right } => self.pattern(left).or(self.pattern(right)),
            GraphPattern::Extend { inner, variable, expression } if variable == self.variable => {
                self.expression(expression, inner)
            }
            GraphPattern::Minus { left: inner, .. }
            | GraphPattern::Filter { inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => self.pattern(inner),
            GraphPattern::Project { inner, variables } => {
                if variables.contains(self.variable) {
                    self.pattern(inner)
                } else {
                    Kinds::None
                }
            }
            GraphPattern::Graph { name, inner } => {
                let is_name = matches!(name, NamedNodePattern::Variable(name) if name == self.variable);
                let kinds = self.pattern(inner);
                if is_name { kinds.or(self.node()) } else { kinds }
            }
            GraphPattern::Group { inner, variables, aggregates } => {
                let aggregate = aggregates.iter().find(|(variable, _)| variable == self.variable);
                match aggregate {
                    Some((_, aggregate)) => self.aggregate(aggregate, inner),
                    None if variables.contains(self.variable) => self.pattern(inner),
                    None => Kinds::None,
                }
            }
            GraphPattern::Values { variables, bindings } => {
                let Some(column) = variables.iter().position(|variable| variable == self.variable) else {
                    return Kinds::None;
                };
                let is_node = |row: &Vec<Option<GroundTerm>>| {
                    matches!(row.get(column), Some(None | Some(GroundTerm::NamedNode(_))))
                };
                if bindings.iter().all(is_node) { self.node() } else { Kinds::Many }
            }
            GraphPattern::Service { .. } => Kinds::Many,
        }
    }

    fn triple(&self, triple: &TriplePattern) -> Kinds<'s> {
        let is_predicate =
            matches!(&triple.predicate, NamedNodePattern::Variable(name) if name == self.variable);
        if self.is(&triple.subject) || is_predicate {
            return self.node();
        }
        match &triple.predicate {
            _ if !self.is(&triple.object) => Kinds::None,
            NamedNodePattern::NamedNode(predicate) => self.objects(predicate.as_ref()),
            NamedNodePattern::Variable(_) => Kinds::Many,
        }
    }

    fn objects(&self, predicate: NamedNodeRef<'_>) -> Kinds<'s> {
        // Of a property that does not occur there is no value.
        self.snapshot
            .number(predicate.into())
            .map_or(Kinds::None, |predicate| self.snapshot.objects_kind(predicate).into())
    }

    /// What stands where a literal can't. Blank nodes have no order that the evaluator knows.
    fn node(&self) -> Kinds<'s> {
        if self.snapshot.has_blank_nodes() { Kinds::Many } else { Kinds::One(Uniform::Node) }
    }

    fn is(&self, term: &TermPattern) -> bool {
        matches!(term, TermPattern::Variable(name) if name == self.variable)
    }

    fn aggregate(&self, aggregate: &AggregateExpression, inner: &GraphPattern) -> Kinds<'s> {
        match aggregate {
            AggregateExpression::CountSolutions { .. } => INTEGER,
            AggregateExpression::FunctionCall { name, expr, .. } => match name {
                AggregateFunction::Count => INTEGER,
                AggregateFunction::Min | AggregateFunction::Max | AggregateFunction::Sample => {
                    self.expression(expr, inner)
                }
                _ => Kinds::Many,
            },
        }
    }

    /// What an expression gives, computed from the solutions of a pattern.
    fn expression(&self, expression: &Expression, inner: &GraphPattern) -> Kinds<'s> {
        match expression {
            Expression::NamedNode(_) => self.node(),
            Expression::Variable(variable) => Search { variable, snapshot: self.snapshot }.pattern(inner),
            Expression::FunctionCall(Function::Str, _) => Kinds::One(Uniform::Text),
            Expression::FunctionCall(
                Function::StrLen | Function::Year | Function::Month | Function::Day,
                _,
            ) => INTEGER,
            _ => Kinds::Many,
        }
    }
}
