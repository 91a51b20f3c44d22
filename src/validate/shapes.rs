//! Turtle to shapes. Reads everything before anything is checked, and refuses what it does not know.

use super::ValidateError;
use super::report::Level;
use crate::vocab::{owl, rdf, rdfs, sh, xsd};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use regex::{Regex, RegexBuilder};
use std::collections::BTreeMap;
use std::fmt;

/// Place of a shape in [`Shapes`].
pub(super) type ShapeId = usize;

/// A set of shapes, ready to be checked against.
#[derive(Debug)]
pub struct Shapes {
    shapes: Vec<Shape>,
}

/// A node shape, or a property shape where it has a path.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) name: Term,
    pub(super) targets: Vec<Target>,
    pub(super) path: Option<Path>,
    pub(super) constraints: Vec<Constraint>,
    pub(super) properties: Vec<ShapeId>,
    pub(super) severity: Level,
    pub(super) message: Option<String>,
    pub(super) deactivated: bool,
}

/// Which nodes a shape is about.
#[derive(Debug)]
pub(super) enum Target {
    Node(Term),
    Class(NamedNode),
    SubjectsOf(NamedNode),
    ObjectsOf(NamedNode),
}

/// The way from a focus node to its value nodes.
#[derive(Debug)]
pub(super) enum Path {
    Property(NamedNode),
    Inverse(NamedNode),
    Sequence(Vec<Self>),
}

/// Kinds of nodes that `sh:nodeKind` allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct NodeKind {
    pub(super) iri: bool,
    pub(super) blank: bool,
    pub(super) literal: bool,
}

/// One constraint component with its parameter.
#[derive(Debug)]
pub(super) enum Constraint {
    MinCount(usize),
    MaxCount(usize),
    Datatype(NamedNode),
    NodeKind(NodeKind),
    Class(NamedNode),
    In(Vec<Term>),
    HasValue(Term),
    Pattern(Regex),
    MinLength(usize),
    MaxLength(usize),
    MinInclusive(Literal),
    MinExclusive(Literal),
    MaxInclusive(Literal),
    MaxExclusive(Literal),
    LessThan(NamedNode),
    LessThanOrEquals(NamedNode),
    UniqueLang,
    Node(ShapeId),
    Not(ShapeId),
    And(Vec<ShapeId>),
    Or(Vec<ShapeId>),
    Xone(Vec<ShapeId>),
}

/// Terms of SHACL that describe a shape and constrain nothing.
const DESCRIPTIVE: [NamedNodeRef<'static>; 9] = [
    sh::NAME,
    sh::DESCRIPTION,
    sh::ORDER,
    sh::GROUP,
    sh::DEFAULT_VALUE,
    sh::MESSAGE,
    sh::SEVERITY,
    sh::DEACTIVATED,
    sh::FLAGS,
];

impl Shapes {
    /// Reads shapes from Turtle.
    ///
    /// # Errors
    /// [`ValidateError::Syntax`] where it is not Turtle, [`ValidateError::Unsupported`] where it uses a construct that
    /// this interpreter does not know or shapes refer to themselves, [`ValidateError::Parameter`] where a parameter makes
    /// no sense.
    pub fn parse(turtle: &str) -> Result<Self, ValidateError> {
        let mut reader = Reader::default();
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle) {
            let quad = quad.map_err(|error| ValidateError::Syntax(error.to_string()))?;
            reader.graph.entry(quad.subject.into()).or_default().push((quad.predicate, quad.object));
        }
        let is_shape = |links: &Links| {
            links.iter().any(|(property, object)| {
                let object = object.as_ref();
                [sh::TARGET_CLASS, sh::TARGET_NODE, sh::TARGET_SUBJECTS_OF, sh::TARGET_OBJECTS_OF]
                    .contains(&property.as_ref())
                    || (property.as_ref() == rdf::TYPE
                        && [sh::NODE_SHAPE.into(), sh::PROPERTY_SHAPE.into()].contains(&object))
            })
        };
        let names: Vec<Term> = reader
            .graph
            .iter()
            .filter(|(_, links)| is_shape(links))
            .map(|(name, _)| name.0.clone())
            .collect();
        for name in names {
            reader.shape(&name)?;
        }
        reader.unread_terms()?;
        Ok(Self { shapes: reader.shapes.into_iter().flatten().collect() })
    }

    pub(super) fn get(&self, id: ShapeId) -> &Shape {
        &self.shapes[id]
    }

    /// Every target with its shape.
    pub(super) fn targets(&self) -> impl Iterator<Item = (ShapeId, &Target)> {
        self.shapes.iter().enumerate().flat_map(|(id, shape)| shape.targets.iter().map(move |t| (id, t)))
    }
}

type Links = Vec<(NamedNode, Term)>;

/// A term ordered by its text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name(Term);

/// Reads the shapes graph node by node. A shape holds its place while its parts are read, so that a shape which leads
/// back to itself is noticed.
#[derive(Default)]
struct Reader {
    graph: BTreeMap<Name, Links>,
    places: BTreeMap<Name, ShapeId>,
    shapes: Vec<Option<Shape>>,
}

impl Reader {
    fn shape(&mut self, name: &Term) -> Result<ShapeId, ValidateError> {
        if let Some(place) = self.places.get(&Name(name.clone())) {
            return match self.shapes[*place] {
                Some(_) => Ok(*place),
                None => Err(unsupported("a shape that refers to itself", name)),
            };
        }
        let place = self.shapes.len();
        self.places.insert(Name(name.clone()), place);
        self.shapes.push(None);
        let links = self.graph.get(&Name(name.clone())).cloned().unwrap_or_default();
        let mut shape = Shape {
            name: name.clone(),
            targets: Vec::new(),
            path: None,
            constraints: Vec::new(),
            properties: Vec::new(),
            severity: Level::Violation,
            message: None,
            deactivated: false,
        };
        for (property, value) in &links {
            self.link(&mut shape, property, value, &links)?;
        }
        self.shapes[place] = Some(shape);
        Ok(place)
    }

    fn link(
        &mut self,
        shape: &mut Shape,
        property: &NamedNode,
        value: &Term,
        links: &Links,
    ) -> Result<(), ValidateError> {
        let name = shape.name.clone();
        let p = property.as_ref();
        if p == sh::PATH {
            shape.path = Some(self.path(&name, value)?);
        } else if p == sh::PROPERTY {
            shape.properties.push(self.shape(value)?);
        } else if let Some(target) = target(&name, p, value)? {
            shape.targets.push(target);
        } else if p == sh::MESSAGE {
            if let Term::Literal(text) = value {
                shape.message = Some(text.value().to_owned());
            }
        } else if p == sh::SEVERITY {
            shape.severity = Level::from_term(value).ok_or_else(|| parameter(&name, "unknown severity"))?;
        } else if p == sh::DEACTIVATED {
            shape.deactivated = is_true(value);
        } else if p == rdf::TYPE && [rdfs::CLASS.into(), owl::CLASS.into()].contains(&value.as_ref()) {
            return Err(unsupported("a class that is a shape (implicit target)", &name));
        } else if let Some(constraint) = self.constraint(&name, p, value, links)? {
            shape.constraints.push(constraint);
        } else if p == sh::UNIQUE_LANG {
            // `sh:uniqueLang false` asks for nothing.
        } else if property.as_str().starts_with(sh::NS) && !DESCRIPTIVE.contains(&p) {
            return Err(unsupported(&property.as_str().replace(sh::NS, "sh:"), &name));
        }
        Ok(())
    }

    fn constraint(
        &mut self,
        name: &Term,
        p: NamedNodeRef<'_>,
        value: &Term,
        links: &Links,
    ) -> Result<Option<Constraint>, ValidateError> {
        use Constraint as C;
        let node = || iri(name, value);
        Ok(Some(match p {
            _ if p == sh::MIN_COUNT => C::MinCount(count(name, value)?),
            _ if p == sh::MAX_COUNT => C::MaxCount(count(name, value)?),
            _ if p == sh::MIN_LENGTH => C::MinLength(count(name, value)?),
            _ if p == sh::MAX_LENGTH => C::MaxLength(count(name, value)?),
            _ if p == sh::DATATYPE => C::Datatype(node()?),
            _ if p == sh::CLASS => C::Class(node()?),
            _ if p == sh::LESS_THAN => C::LessThan(node()?),
            _ if p == sh::LESS_THAN_OR_EQUALS => C::LessThanOrEquals(node()?),
            _ if p == sh::NODE_KIND => C::NodeKind(node_kind(name, value)?),
            _ if p == sh::HAS_VALUE => C::HasValue(value.clone()),
            _ if p == sh::MIN_INCLUSIVE => C::MinInclusive(literal(name, value)?),
            _ if p == sh::MIN_EXCLUSIVE => C::MinExclusive(literal(name, value)?),
            _ if p == sh::MAX_INCLUSIVE => C::MaxInclusive(literal(name, value)?),
            _ if p == sh::MAX_EXCLUSIVE => C::MaxExclusive(literal(name, value)?),
            _ if p == sh::PATTERN => C::Pattern(pattern(name, value, links)?),
            _ if p == sh::UNIQUE_LANG && is_true(value) => C::UniqueLang,
            _ if p == sh::IN => C::In(self.list(name, value)?),
            _ if p == sh::NODE => C::Node(self.shape(value)?),
            _ if p == sh::NOT => C::Not(self.shape(value)?),
            _ if p == sh::AND => C::And(self.shapes_of(name, value)?),
            _ if p == sh::OR => C::Or(self.shapes_of(name, value)?),
            _ if p == sh::XONE => C::Xone(self.shapes_of(name, value)?),
            _ => return Ok(None),
        }))
    }

    fn path(&self, name: &Term, path: &Term) -> Result<Path, ValidateError> {
        if let Term::NamedNode(property) = path {
            return Ok(Path::Property(property.clone()));
        }
        let links = self.links(path);
        let inverse = links.iter().find(|(property, _)| property.as_ref() == sh::INVERSE_PATH);
        if let (Some((_, Term::NamedNode(property))), 1) = (inverse, links.len()) {
            return Ok(Path::Inverse(property.clone()));
        }
        if links.iter().any(|(property, _)| property.as_ref() == rdf::FIRST) {
            let steps = self.list(name, path)?;
            return steps
                .iter()
                .map(|step| self.path(name, step))
                .collect::<Result<_, _>>()
                .map(Path::Sequence);
        }
        Err(unsupported("a path other than a property, its inverse or a sequence of these", name))
    }

    fn shapes_of(&mut self, name: &Term, list: &Term) -> Result<Vec<ShapeId>, ValidateError> {
        self.list(name, list)?.iter().map(|member| self.shape(member)).collect()
    }

    fn list(&self, name: &Term, head: &Term) -> Result<Vec<Term>, ValidateError> {
        let mut members = Vec::new();
        let mut node = head;
        while node.as_ref() != rdf::NIL.into() {
            let links = self.links(node);
            let find =
                |p: NamedNodeRef<'_>| links.iter().find(|(q, _)| q.as_ref() == p).map(|(_, object)| object);
            let (Some(first), Some(rest)) = (find(rdf::FIRST), find(rdf::REST)) else {
                return Err(parameter(name, "a list without an end"));
            };
            members.push(first.clone());
            if members.len() > self.graph.len() {
                return Err(parameter(name, "a list that runs in a circle"));
            }
            node = rest;
        }
        Ok(members)
    }

    fn links(&self, node: &Term) -> &[(NamedNode, Term)] {
        self.graph.get(&Name(node.clone())).map_or(&[], Vec::as_slice)
    }

    /// Terms of SHACL on nodes that were not read as shapes or paths: prefixes, SPARQL constraints, forgotten targets.
    fn unread_terms(&self) -> Result<(), ValidateError> {
        for (name, links) in &self.graph {
            let stray = links.iter().find(|(property, _)| {
                property.as_str().starts_with(sh::NS) && property.as_ref() != sh::INVERSE_PATH
            });
            if let (Some((property, _)), false) = (stray, self.places.contains_key(name)) {
                return Err(unsupported(&property.as_str().replace(sh::NS, "sh:"), &name.0));
            }
        }
        Ok(())
    }
}

impl Path {
    /// The property of a path of one step, and whether it is followed backwards.
    pub(super) fn as_single(&self) -> Option<(NamedNode, bool)> {
        match self {
            Self::Property(property) => Some((property.clone(), false)),
            Self::Inverse(property) => Some((property.clone(), true)),
            Self::Sequence(_) => None,
        }
    }
}

/// As a SPARQL property path.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Property(property) => write!(f, "{property}"),
            Self::Inverse(property) => write!(f, "^{property}"),
            Self::Sequence(steps) => {
                for (n, step) in steps.iter().enumerate() {
                    write!(f, "{}{step}", if n > 0 { "/" } else { "" })?;
                }
                Ok(())
            }
        }
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.to_string().cmp(&other.0.to_string())
    }
}

impl From<NamedOrBlankNode> for Name {
    fn from(node: NamedOrBlankNode) -> Self {
        Self(node.into())
    }
}

fn target(name: &Term, p: NamedNodeRef<'_>, value: &Term) -> Result<Option<Target>, ValidateError> {
    Ok(Some(if p == sh::TARGET_CLASS {
        Target::Class(iri(name, value)?)
    } else if p == sh::TARGET_NODE {
        Target::Node(value.clone())
    } else if p == sh::TARGET_SUBJECTS_OF {
        Target::SubjectsOf(iri(name, value)?)
    } else if p == sh::TARGET_OBJECTS_OF {
        Target::ObjectsOf(iri(name, value)?)
    } else {
        return Ok(None);
    }))
}

fn node_kind(name: &Term, value: &Term) -> Result<NodeKind, ValidateError> {
    let kind = |iri, blank, literal| Ok(NodeKind { iri, blank, literal });
    match iri(name, value)?.as_ref() {
        k if k == sh::IRI => kind(true, false, false),
        k if k == sh::BLANK_NODE => kind(false, true, false),
        k if k == sh::LITERAL => kind(false, false, true),
        k if k == sh::BLANK_NODE_OR_IRI => kind(true, true, false),
        k if k == sh::BLANK_NODE_OR_LITERAL => kind(false, true, true),
        k if k == sh::IRI_OR_LITERAL => kind(true, false, true),
        other => Err(parameter(name, &format!("unknown node kind {other}"))),
    }
}

/// Patterns of `XPath` as far as they mean the same to the `regex` crate; back references and the like are refused there.
fn pattern(name: &Term, value: &Term, links: &Links) -> Result<Regex, ValidateError> {
    let flags = links.iter().find(|(p, _)| p.as_ref() == sh::FLAGS).map(|(_, flags)| literal(name, flags));
    let flags = flags.transpose()?.map(|flags| flags.value().to_owned()).unwrap_or_default();
    let mut builder = RegexBuilder::new(literal(name, value)?.value());
    for flag in flags.chars() {
        match flag {
            'i' => builder.case_insensitive(true),
            's' => builder.dot_matches_new_line(true),
            'm' => builder.multi_line(true),
            'x' => builder.ignore_whitespace(true),
            other => return Err(parameter(name, &format!("unknown flag {other}"))),
        };
    }
    builder.build().map_err(|error| parameter(name, &error.to_string()))
}

fn count(name: &Term, value: &Term) -> Result<usize, ValidateError> {
    literal(name, value)?.value().parse().map_err(|_| parameter(name, &format!("{value} is not a count")))
}

fn iri(name: &Term, value: &Term) -> Result<NamedNode, ValidateError> {
    match value {
        Term::NamedNode(node) => Ok(node.clone()),
        _ => Err(parameter(name, &format!("{value} is not an IRI"))),
    }
}

fn literal(name: &Term, value: &Term) -> Result<Literal, ValidateError> {
    match value {
        Term::Literal(literal) => Ok(literal.clone()),
        _ => Err(parameter(name, &format!("{value} is not a literal"))),
    }
}

fn is_true(value: &Term) -> bool {
    matches!(value, Term::Literal(l) if l.datatype() == xsd::BOOLEAN && matches!(l.value(), "true" | "1"))
}

fn unsupported(construct: &str, shape: &Term) -> ValidateError {
    ValidateError::Unsupported { construct: construct.to_owned(), shape: shape.to_string() }
}

fn parameter(shape: &Term, problem: &str) -> ValidateError {
    ValidateError::Parameter { shape: shape.to_string(), problem: problem.to_owned() }
}
