//! Evaluates shapes: one function for each kind of constraint component (SHACL section 4).

use super::data::Data;
use super::report::Finding;
use super::shapes::{Constraint, NodeKind, Shape, ShapeId, Shapes};
use super::values::{compare, is_well_formed};
use oxigraph::model::{Literal, NamedNode, Term};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// One validation, with what it has found so far.
pub(super) struct Run<'a> {
    data: &'a Data<'a>,
    shapes: &'a Shapes,
    findings: Vec<Finding>,
}

impl<'a> Run<'a> {
    pub(super) fn new(data: &'a Data<'a>, shapes: &'a Shapes) -> Self {
        Self { data, shapes, findings: Vec::new() }
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// Checks one node against one shape and the property shapes in it.
    pub(super) fn shape(&mut self, id: ShapeId, focus: &Term) {
        let shape = self.shapes.get(id);
        if shape.deactivated {
            return;
        }
        let values = match &shape.path {
            Some(path) => self.data.values(focus, path),
            None => vec![focus.clone()],
        };
        for constraint in &shape.constraints {
            for value in self.violations(constraint, focus, &values) {
                self.findings.push(finding(shape, focus, value, constraint));
            }
        }
        for property in &shape.properties {
            for value in &values {
                self.shape(*property, value);
            }
        }
    }

    /// Whether a node conforms to a shape; what is found on the way is not reported.
    fn conforms(&self, id: ShapeId, node: &Term) -> bool {
        let mut inner = Run::new(self.data, self.shapes);
        inner.shape(id, node);
        inner.findings.is_empty()
    }

    /// The values that break a constraint; `None` stands for the set of values as a whole.
    fn violations(&self, constraint: &Constraint, focus: &Term, values: &[Term]) -> Vec<Option<Term>> {
        match constraint {
            Constraint::MinCount(least) => as_a_whole(values.len() < *least),
            Constraint::MaxCount(most) => as_a_whole(values.len() > *most),
            Constraint::HasValue(value) => as_a_whole(!values.contains(value)),
            Constraint::UniqueLang => as_a_whole(repeats_a_language(values)),
            Constraint::LessThan(property) => self.ordered(focus, property, values, |o| o == Ordering::Less),
            Constraint::LessThanOrEquals(property) => {
                self.ordered(focus, property, values, |o| o != Ordering::Greater)
            }
            _ => values.iter().filter(|value| !self.holds(constraint, value)).cloned().map(Some).collect(),
        }
    }

    /// Whether one value keeps a constraint on single values.
    fn holds(&self, constraint: &Constraint, value: &Term) -> bool {
        match constraint {
            Constraint::Datatype(datatype) => {
                literal(value).is_some_and(|l| l.datatype() == datatype.as_ref() && is_well_formed(l))
            }
            Constraint::NodeKind(kind) => has_kind(value, *kind),
            Constraint::Class(class) => self.data.is_instance(value, class),
            Constraint::In(list) => list.contains(value),
            Constraint::Pattern(regex) => text(value).is_some_and(|text| regex.is_match(text)),
            Constraint::MinLength(least) => text(value).is_some_and(|text| text.chars().count() >= *least),
            Constraint::MaxLength(most) => text(value).is_some_and(|text| text.chars().count() <= *most),
            Constraint::MinInclusive(bound) => in_order(bound, value, |o| o != Ordering::Greater),
            Constraint::MinExclusive(bound) => in_order(bound, value, |o| o == Ordering::Less),
            Constraint::MaxInclusive(bound) => in_order(bound, value, |o| o != Ordering::Less),
            Constraint::MaxExclusive(bound) => in_order(bound, value, |o| o == Ordering::Greater),
            Constraint::Node(shape) => self.conforms(*shape, value),
            Constraint::Not(shape) => !self.conforms(*shape, value),
            Constraint::And(shapes) => self.count(shapes, value) == shapes.len(),
            Constraint::Or(shapes) => self.count(shapes, value) > 0,
            Constraint::Xone(shapes) => self.count(shapes, value) == 1,
            // Constraints on the set of values are answered in `violations`.
            Constraint::MinCount(_)
            | Constraint::MaxCount(_)
            | Constraint::HasValue(_)
            | Constraint::UniqueLang
            | Constraint::LessThan(_)
            | Constraint::LessThanOrEquals(_) => true,
        }
    }

    fn count(&self, shapes: &[ShapeId], value: &Term) -> usize {
        shapes.iter().filter(|shape| self.conforms(**shape, value)).count()
    }

    /// Values that are not in order with some value of another property of the same node.
    fn ordered(
        &self,
        focus: &Term,
        property: &NamedNode,
        values: &[Term],
        accept: fn(Ordering) -> bool,
    ) -> Vec<Option<Term>> {
        let path = super::shapes::Path::Property(property.clone());
        let others = self.data.values(focus, &path);
        let fits = |value: &Term, other: &Term| {
            literal(value).zip(literal(other)).and_then(|(a, b)| compare(a, b)).is_some_and(accept)
        };
        values.iter().filter(|v| others.iter().any(|o| !fits(v, o))).cloned().map(Some).collect()
    }
}

fn finding(shape: &Shape, focus: &Term, value: Option<Term>, constraint: &Constraint) -> Finding {
    Finding {
        focus: focus.clone(),
        path: shape.path.as_ref().map(ToString::to_string),
        inverse: shape.path.as_ref().and_then(super::shapes::Path::as_single),
        value,
        message: shape.message.clone().unwrap_or_else(|| constraint.to_string()),
        shape: shape.name.clone(),
        severity: shape.severity,
        component: constraint.component(),
    }
}

fn as_a_whole(broken: bool) -> Vec<Option<Term>> {
    if broken { vec![None] } else { Vec::new() }
}

fn repeats_a_language(values: &[Term]) -> bool {
    let mut seen = BTreeSet::new();
    values.iter().filter_map(|v| literal(v)?.language()).any(|language| !seen.insert(language.to_lowercase()))
}

fn literal(term: &Term) -> Option<&Literal> {
    match term {
        Term::Literal(literal) => Some(literal),
        _ => None,
    }
}

/// What patterns and lengths look at: the text of a literal or an IRI; a blank node has none.
fn text(term: &Term) -> Option<&str> {
    if let Term::NamedNode(node) = term { Some(node.as_str()) } else { literal(term).map(Literal::value) }
}

fn in_order(bound: &Literal, value: &Term, accept: fn(Ordering) -> bool) -> bool {
    literal(value).and_then(|value| compare(bound, value)).is_some_and(accept)
}

fn has_kind(term: &Term, kind: NodeKind) -> bool {
    kind.iri && term.is_named_node()
        || kind.blank && term.is_blank_node()
        || kind.literal && term.is_literal()
}
