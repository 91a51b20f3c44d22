//! What a query leaves open about its answer, read off its algebra: which rows where it has `LIMIT`, in which order where keys
//! tie, which value where an aggregate has a choice.

use super::answer::{Answer, Row, Rows, World};
use super::data::INVALID;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern, OrderExpression};
use std::collections::{BTreeSet, HashMap};

/// How the values of a column are compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Column {
    /// The same terms.
    Exact,
    /// The least or greatest of values of one family: any that is equal by value will do.
    ByValue,
    /// The least or greatest of values that no order of SPARQL's covers: the same kind of term will do.
    ByKind,
    /// Parts in any order.
    Parts(String),
}

/// What is known of the answer to a SELECT query.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    pub(crate) offset: usize,
    pub(crate) limit: Option<usize>,
    /// REDUCED, or DISTINCT over columns that are not exact: repetitions are not counted.
    pub(crate) as_set: bool,
    pub(crate) columns: Vec<Column>,
    /// Columns by whose values the rows are sorted: as far as the order of the rows is settled.
    pub(crate) keys: Vec<usize>,
}

/// A SELECT query without its LIMIT and OFFSET, its shape, and oxigraph's answer to it. Where oxigraph can't sort that, its
/// answer is not in order and there are no keys: the rows are compared without regard to their order.
pub(crate) fn whole(world: &World, query: &Query) -> (Answer, Shape) {
    let Query::Select { dataset, pattern, base_iri } = query else {
        return (world.of_store(query), Shape::default());
    };
    let select = |pattern: &GraphPattern| Query::Select {
        dataset: dataset.clone(),
        pattern: pattern.clone(),
        base_iri: base_iri.clone(),
    };
    let mut shape = Shape::default();
    let mut pattern = pattern;
    if let GraphPattern::Slice { inner, start, length } = pattern {
        (shape.offset, shape.limit) = (*start, *length);
        pattern = inner;
    }
    let mut answer = world.of_store(&select(pattern));
    let is_sorted = !answer.is_unsortable();
    if !is_sorted {
        answer = world.of_store(&select(&unsorted(pattern)));
    }
    let Answer::Rows(rows) = &answer else { return (answer, shape) };
    let mut is_distinct = false;
    if let GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } = pattern {
        is_distinct = true;
        shape.as_set = matches!(pattern, GraphPattern::Reduced { .. });
        pattern = inner;
    }
    if let GraphPattern::Project { inner, .. } = pattern {
        pattern = inner;
    }
    let mut order: &[OrderExpression] = &[];
    if let GraphPattern::OrderBy { inner, expression } = pattern {
        (order, pattern) = (expression, inner);
    }
    let (computed, open) = computed(pattern, |expression, inner| {
        let value = Variable::new_unchecked("value");
        let values = GraphPattern::Project {
            inner: Box::new(GraphPattern::Extend {
                inner: Box::new(inner.clone()),
                variable: value.clone(),
                expression: expression.clone(),
            }),
            variables: vec![value],
        };
        match world.of_store(&select(&GraphPattern::Distinct { inner: Box::new(values) })) {
            Answer::Rows(rows) if is_ordered(column(&rows, 0)) => Column::ByValue,
            _ => Column::ByKind,
        }
    });
    let kind = |name: &String| open.get(name).cloned().unwrap_or(Column::Exact);
    shape.columns = rows.variables.iter().map(kind).collect();
    shape.as_set |= is_distinct && shape.columns.iter().any(|column| *column != Column::Exact);
    if is_sorted {
        shape.keys = keys(order, rows, &computed, &shape.columns);
    }
    (answer, shape)
}

/// The pattern of a SELECT query without its ORDER BY.
fn unsorted(pattern: &GraphPattern) -> GraphPattern {
    let within = |inner: &GraphPattern| Box::new(unsorted(inner));
    match pattern {
        GraphPattern::Distinct { inner } => GraphPattern::Distinct { inner: within(inner) },
        GraphPattern::Reduced { inner } => GraphPattern::Reduced { inner: within(inner) },
        GraphPattern::Project { inner, variables } => {
            GraphPattern::Project { inner: within(inner), variables: variables.clone() }
        }
        GraphPattern::OrderBy { inner, .. } => GraphPattern::clone(inner),
        other => other.clone(),
    }
}

/// The variables that are computed behind a projection, and those of them that are open in some way.
fn computed(
    mut pattern: &GraphPattern,
    least: impl Fn(&Expression, &GraphPattern) -> Column,
) -> (HashMap<String, Expression>, HashMap<String, Column>) {
    let mut computed = HashMap::new();
    let mut open = HashMap::new();
    loop {
        match pattern {
            GraphPattern::Extend { inner, variable, expression } => {
                computed.insert(variable.as_str().to_owned(), expression.clone());
                pattern = inner;
            }
            GraphPattern::Filter { inner, .. } => pattern = inner,
            GraphPattern::Group { inner, aggregates, .. } => {
                for (variable, aggregate) in aggregates {
                    let AggregateExpression::FunctionCall { name, expr, .. } = aggregate else { continue };
                    let column = match name {
                        AggregateFunction::Min | AggregateFunction::Max => least(expr, inner),
                        AggregateFunction::GroupConcat { separator } => {
                            Column::Parts(separator.clone().unwrap_or_else(|| " ".to_owned()))
                        }
                        _ => continue,
                    };
                    open.insert(variable.as_str().to_owned(), column);
                }
                break;
            }
            _ => break,
        }
    }
    // The query's own names for them.
    for (name, expression) in &computed {
        if let Expression::Variable(of) = expression
            && let Some(column) = open.get(of.as_str()).cloned()
        {
            open.insert(name.clone(), column);
        }
    }
    (computed, open)
}

/// The columns that show the sort keys, up to the first key that is not shown or whose values have no order of SPARQL's.
fn keys(
    order: &[OrderExpression],
    rows: &Rows,
    computed: &HashMap<String, Expression>,
    columns: &[Column],
) -> Vec<usize> {
    let mut keys = Vec::new();
    for OrderExpression::Asc(key) | OrderExpression::Desc(key) in order {
        let at = rows.variables.iter().position(|name| match key {
            Expression::Variable(variable) => variable.as_str() == name,
            other => computed.get(name) == Some(other),
        });
        let Some(at) = at.filter(|at| matches!(columns[*at], Column::Exact | Column::ByValue)) else { break };
        keys.push(at);
        // The kinds of the terms are in order all the same.
        if !is_ordered(column(rows, at)) {
            break;
        }
    }
    keys
}

pub(crate) fn column(rows: &Rows, at: usize) -> impl Iterator<Item = Option<&Term>> {
    rows.rows.iter().map(move |row: &Row| row[at].as_ref())
}

/// Whether SPARQL 1.1 (section 15.1) says how any two of the values are ordered, or that they tie: literals of one family only.
/// Over others oxigraph compares pairs by value or by text, which is not transitive: 9 < 10 < "5" < 9.
pub(crate) fn is_ordered<'a>(values: impl Iterator<Item = Option<&'a Term>>) -> bool {
    let families: BTreeSet<_> = values
        .flatten()
        .filter_map(|term| if let Term::Literal(literal) = term { Some(family(literal)) } else { None })
        .collect();
    families.len() < 2
}

/// Literals of one family are comparable, and equal by value only where [`by_value`] gives the same.
fn family(literal: &Literal) -> String {
    if let Some(language) = literal.language() {
        return format!("@{language}");
    }
    let value = literal.value();
    if is_number(literal) {
        // No operator compares NaN with a number: oxigraph goes by their texts.
        return if value == "NaN" { value } else { "number" }.to_owned();
    }
    if INVALID.iter().any(|(invalid, _)| *invalid == value) && literal.datatype() != xsd::STRING {
        return format!("invalid {}", literal.datatype());
    }
    let is_date = [xsd::DATE, xsd::DATE_TIME, xsd::G_YEAR, xsd::G_YEAR_MONTH].contains(&literal.datatype());
    let time_zone = match value.chars().last() {
        Some('Z') if is_date => "Z",
        // Different texts of the same instant: a family for each, so that no column of them counts as ordered.
        _ if is_date
            && value.len() > 6
            && value[value.len() - 6..].starts_with(['+', '-'])
            && value.ends_with(":00") =>
        {
            value
        }
        _ => "",
    };
    format!("{}{time_zone}", literal.datatype())
}

fn is_number(literal: &Literal) -> bool {
    match literal.datatype() {
        xsd::INTEGER => literal.value().parse::<i64>().is_ok(),
        xsd::DECIMAL | xsd::FLOAT | xsd::DOUBLE => literal.value().parse::<f64>().is_ok(),
        _ => false,
    }
}

/// The same text for values that are equal, and for those that SPARQL does not order.
pub(crate) fn by_value(term: Option<&Term>) -> String {
    match term {
        Some(Term::Literal(literal)) if is_number(literal) => {
            // The sign of zero is no difference by value.
            literal
                .value()
                .parse::<f64>()
                .map_or_else(|_| literal.to_string(), |number| (number + 0.0).to_string())
        }
        Some(Term::BlankNode(_)) => "_:".to_owned(),
        other => exact(other),
    }
}

pub(crate) fn by_kind(term: Option<&Term>) -> String {
    match term {
        None => "-",
        Some(Term::BlankNode(_)) => "blank node",
        Some(Term::NamedNode(_)) => "IRI",
        Some(Term::Literal(_)) => "literal",
    }
    .to_owned()
}

pub(crate) fn exact(term: Option<&Term>) -> String {
    term.map_or_else(|| "-".to_owned(), ToString::to_string)
}
