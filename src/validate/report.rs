//! What was found: for people as text, for machines as a `sh:ValidationReport` without blank nodes.

use super::shapes::{Constraint, NodeKind};
use crate::mapping::iri::{Iris, digest};
use crate::vocab::{PREFIXES, rdf, sh, xsd};
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use std::collections::BTreeSet;
use std::fmt;
use std::io;

/// The outcome of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Whether nothing at all was found (SHACL section 3.6: a warning, too, is a result).
    pub conforms: bool,
    /// What was found, the worst first, then by shape, focus node and value.
    pub results: Vec<Finding>,
}

/// One node that does not fit one constraint of one shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The node that was checked.
    pub focus: Term,
    /// The path that was followed, as a SPARQL property path.
    pub path: Option<String>,
    /// The property of a path of one step, and whether it was followed backwards.
    pub(super) inverse: Option<(NamedNode, bool)>,
    /// The offending value; none where the set of values is at fault.
    pub value: Option<Term>,
    /// What is wrong, in plain English.
    pub message: String,
    /// The shape that says so.
    pub shape: Term,
    /// How bad it is.
    pub severity: Level,
    /// Local name of the constraint component (`MinCountConstraintComponent`).
    pub component: &'static str,
}

/// How bad a finding is, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Wrong.
    Violation,
    /// Doubtful.
    Warning,
    /// Worth knowing.
    Info,
}

impl Report {
    pub(super) fn new(mut results: Vec<Finding>) -> Self {
        results.sort_by_cached_key(Finding::key);
        results.dedup_by_key(|finding| finding.key());
        Self { conforms: results.is_empty(), results }
    }

    /// How many findings are this bad.
    #[must_use]
    pub fn count(&self, severity: Level) -> usize {
        self.results.iter().filter(|finding| finding.severity == severity).count()
    }

    /// What is found here and not in another report.
    #[must_use]
    pub fn beyond(&self, before: &Self) -> Self {
        let known: BTreeSet<_> = before.results.iter().map(Finding::key).collect();
        Self::new(self.results.iter().filter(|finding| !known.contains(&finding.key())).cloned().collect())
    }

    /// The report in RDF; its nodes are minted by `iris`.
    #[must_use]
    pub fn to_triples(&self, iris: &Iris) -> Vec<Triple> {
        let report = iris.report("shapes");
        let conforms = Literal::new_typed_literal(self.conforms.to_string(), xsd::BOOLEAN);
        let mut triples = vec![
            Triple::new(report.clone(), rdf::TYPE, sh::VALIDATION_REPORT),
            Triple::new(report.clone(), sh::CONFORMS, conforms),
        ];
        for finding in &self.results {
            let node = iris.report(&format!("shapes/{}", digest(&[&finding.key().1])));
            triples.push(Triple::new(report.clone(), sh::RESULT, node.clone()));
            finding.triples(&node, iris, &mut triples);
        }
        triples
    }

    /// The report in Turtle.
    ///
    /// # Errors
    /// Never in practice: memory does not refuse to be written to.
    pub fn to_turtle(&self, iris: &Iris) -> io::Result<String> {
        let mut serializer = RdfSerializer::from_format(RdfFormat::Turtle);
        for (prefix, namespace) in PREFIXES {
            serializer = serializer.with_prefix(*prefix, *namespace).map_err(io::Error::other)?;
        }
        let mut writer = serializer.for_writer(Vec::new());
        for triple in self.to_triples(iris) {
            writer.serialize_triple(&triple)?;
        }
        String::from_utf8(writer.finish()?).map_err(io::Error::other)
    }
}

impl Finding {
    /// What findings are ordered by: two with the same key are one.
    fn key(&self) -> (Level, String) {
        let value = self.value.as_ref().map(ToString::to_string).unwrap_or_default();
        (
            self.severity,
            [&self.shape.to_string(), &self.focus.to_string(), self.component, &value].join("\u{1}"),
        )
    }

    fn triples(&self, node: &NamedNode, iris: &Iris, triples: &mut Vec<Triple>) {
        let mut push = |property, object: Term| triples.push(Triple::new(node.clone(), property, object));
        push(rdf::TYPE, sh::VALIDATION_RESULT.into());
        push(sh::FOCUS_NODE, self.focus.clone());
        push(sh::RESULT_SEVERITY, self.severity.term());
        push(sh::RESULT_MESSAGE, Literal::new_language_tagged_literal_unchecked(&self.message, "en").into());
        push(
            sh::SOURCE_CONSTRAINT_COMPONENT,
            NamedNode::new_unchecked(format!("{}{}", sh::NS, self.component)).into(),
        );
        push(sh::SOURCE_SHAPE, self.shape.clone());
        if let Some(value) = &self.value {
            push(sh::VALUE, value.clone());
        }
        match &self.inverse {
            Some((property, false)) => push(sh::RESULT_PATH, property.clone().into()),
            Some((property, true)) => {
                // SHACL writes an inverse path as a blank node; ours has a name like everything else.
                let path = iris.report(&format!("path/{}", digest(&[property.as_str()])));
                push(sh::RESULT_PATH, path.clone().into());
                triples.push(Triple::new(NamedOrBlankNode::from(path), sh::INVERSE_PATH, property.clone()));
            }
            None => {}
        }
    }
}

impl Level {
    pub(super) fn from_term(term: &Term) -> Option<Self> {
        [Self::Violation, Self::Warning, Self::Info].into_iter().find(|level| level.term() == *term)
    }

    fn term(self) -> Term {
        match self {
            Self::Violation => sh::VIOLATION.into(),
            Self::Warning => sh::WARNING.into(),
            Self::Info => sh::INFO.into(),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Violation => "violation",
            Self::Warning => "warning",
            Self::Info => "info",
        })
    }
}

/// One line for each finding, and a last one that sums up.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.results {
            writeln!(f, "{finding}")?;
        }
        if self.conforms {
            return f.write_str("The graph conforms to the shapes.");
        }
        let (violations, warnings) = (self.count(Level::Violation), self.count(Level::Warning));
        write!(f, "The graph does not conform: {violations} violation(s), {warnings} warning(s)")?;
        match self.count(Level::Info) {
            0 => f.write_str("."),
            info => write!(f, ", {info} remark(s)."),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.severity, self.focus, self.message)?;
        if let Some(path) = &self.path {
            write!(f, " (at {path}")?;
            if let Some(value) = &self.value {
                write!(f, ", found {value}")?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl Constraint {
    /// Local name of the constraint component in the SHACL namespace.
    pub(super) fn component(&self) -> &'static str {
        match self {
            Self::MinCount(_) => "MinCountConstraintComponent",
            Self::MaxCount(_) => "MaxCountConstraintComponent",
            Self::Datatype(_) => "DatatypeConstraintComponent",
            Self::NodeKind(_) => "NodeKindConstraintComponent",
            Self::Class(_) => "ClassConstraintComponent",
            Self::In(_) => "InConstraintComponent",
            Self::HasValue(_) => "HasValueConstraintComponent",
            Self::Pattern(_) => "PatternConstraintComponent",
            Self::MinLength(_) => "MinLengthConstraintComponent",
            Self::MaxLength(_) => "MaxLengthConstraintComponent",
            Self::MinInclusive(_) => "MinInclusiveConstraintComponent",
            Self::MinExclusive(_) => "MinExclusiveConstraintComponent",
            Self::MaxInclusive(_) => "MaxInclusiveConstraintComponent",
            Self::MaxExclusive(_) => "MaxExclusiveConstraintComponent",
            Self::LessThan(_) => "LessThanConstraintComponent",
            Self::LessThanOrEquals(_) => "LessThanOrEqualsConstraintComponent",
            Self::UniqueLang => "UniqueLangConstraintComponent",
            Self::Node(_) => "NodeConstraintComponent",
            Self::Not(_) => "NotConstraintComponent",
            Self::And(_) => "AndConstraintComponent",
            Self::Or(_) => "OrConstraintComponent",
            Self::Xone(_) => "XoneConstraintComponent",
        }
    }
}

/// What to say where a shape has no message of its own.
impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MinCount(n) => write!(f, "There must be at least {n} value(s)."),
            Self::MaxCount(n) => write!(f, "There must be at most {n} value(s)."),
            Self::Datatype(datatype) => write!(f, "The value must be a valid literal of {datatype}."),
            Self::NodeKind(NodeKind { iri, blank, literal }) => {
                let kinds = [(iri, "an IRI"), (blank, "a blank node"), (literal, "a literal")];
                let kinds: Vec<&str> =
                    kinds.into_iter().filter(|(on, _)| **on).map(|(_, name)| name).collect();
                write!(f, "The value must be {}.", kinds.join(" or "))
            }
            Self::Class(class) => write!(f, "The value must be an instance of {class}."),
            Self::In(list) => write!(f, "The value must be one of {} given values.", list.len()),
            Self::HasValue(value) => write!(f, "{value} must be among the values."),
            Self::Pattern(regex) => write!(f, "The value must match {regex}."),
            Self::MinLength(n) => write!(f, "The value must have at least {n} characters."),
            Self::MaxLength(n) => write!(f, "The value must have at most {n} characters."),
            Self::MinInclusive(bound) => write!(f, "The value must be {bound} or more."),
            Self::MinExclusive(bound) => write!(f, "The value must be more than {bound}."),
            Self::MaxInclusive(bound) => write!(f, "The value must be {bound} or less."),
            Self::MaxExclusive(bound) => write!(f, "The value must be less than {bound}."),
            Self::LessThan(property) => write!(f, "The value must be less than that of {property}."),
            Self::LessThanOrEquals(property) => {
                write!(f, "The value must not be more than that of {property}.")
            }
            Self::UniqueLang => f.write_str("There must be one value for each language at most."),
            Self::Node(_) => f.write_str("The value must fit another shape."),
            Self::Not(_) => f.write_str("The value must not fit another shape."),
            Self::And(_) => f.write_str("The value must fit all of several shapes."),
            Self::Or(_) => f.write_str("The value must fit one of several shapes."),
            Self::Xone(_) => f.write_str("The value must fit exactly one of several shapes."),
        }
    }
}
