//! Why a result may be empty: the first thing that the query asks for and the data do not have.
//!
//! Looks only at what every solution needs (not at OPTIONAL, MINUS, FILTER), a few index look-ups for each triple pattern.

use super::engine::Context;
use super::evaluate;
use super::graph::is_local_name;
use super::output::Outlet;
use super::syntax::distance;
use super::{
    Beginning, Disconnected, Engine, OutputFormat, QueryError, Request, ResultKind, Sink, Statistics,
};
use crate::snapshot::{Snapshot, Wanted};
use crate::vocab::{self, rdf};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term, TermRef};
use spareval::ExpressionTerm;
use spargebra::Query;
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

/// Distinct predicates or classes that are compared with a name that does not occur.
const CANDIDATES: usize = 1_000;

/// How long a hint may take; it is not worth waiting for.
const PATIENCE: Duration = Duration::from_secs(2);

impl Engine {
    /// A hint for a query whose result was empty; `None` for a text that is no query, for ASK, and where all workers are busy.
    /// Blocks for a moment: it is looked for by a worker, since the parser needs the stack of one.
    #[must_use]
    pub fn explain_empty(&self, request: &Request) -> Option<String> {
        let (sender, receiver) = sync_channel(1);
        let (context, request) = (self.context(), request.clone());
        let work = move |_: &Outlet| {
            // Whoever asked may have stopped waiting.
            let _ = sender.send(hint(&context, &request));
            Ok(Statistics::default())
        };
        self.submit(Box::new(Silent), PATIENCE, "(why a result is empty)".to_owned(), Box::new(work)).ok()?;
        receiver.recv_timeout(PATIENCE).ok()?
    }
}

/// A sink for work that has no result to write.
struct Silent;

impl Sink for Silent {
    fn choose(&mut self, _: ResultKind) -> Result<OutputFormat, String> {
        Err("there is nothing to write".to_owned())
    }
    fn begin(&mut self, _: &Beginning<'_>) {}
    fn write(&mut self, _: Vec<u8>) -> Result<(), Disconnected> {
        Err(Disconnected)
    }
    fn end(&mut self, _: Result<Statistics, QueryError>) {}
}

/// The hint, on a worker.
fn hint(context: &Context, request: &Request) -> Option<String> {
    let snapshot = context.snapshot();
    let query = evaluate::prepare(context, &snapshot, request).ok()?.query;
    if snapshot.is_empty() {
        return Some("the graph is empty: nothing has been ingested yet".to_owned());
    }
    let graphs = evaluate::graphs(&query, request);
    let asked = graphs.default.iter().chain(&graphs.named).flatten();
    if let Some(name) = asked.into_iter().find(|name| !is_graph(&snapshot, name.as_ref())) {
        return Some(format!("there is no graph {name}; GRAPH ?g {{ ?s ?p ?o }} finds those that there are"));
    }
    if graphs.default.as_ref().is_some_and(Vec::is_empty) {
        return Some(
            "FROM NAMED alone leaves the default graph empty: name a graph with FROM too, or use GRAPH ?g { … }"
                .to_owned(),
        );
    }
    let (Query::Select { pattern, .. } | Query::Construct { pattern, .. } | Query::Describe { pattern, .. }) =
        &query
    else {
        return None;
    };
    Some(Search { snapshot: &snapshot }.pattern(pattern).unwrap_or_else(|| {
        "every triple pattern has matches by itself, but not all of them together, or a FILTER lets none through: \
         leave out one part at a time to find it"
            .to_owned()
    }))
}

/// A search for something that does not occur.
struct Search<'a> {
    snapshot: &'a Snapshot,
}

impl Search<'_> {
    /// The first part of a pattern that every solution needs and that nothing matches.
    fn pattern(&self, pattern: &GraphPattern) -> Option<String> {
        match pattern {
            GraphPattern::Bgp { patterns } => patterns.iter().find_map(|triple| self.triple(triple)),
            GraphPattern::Path { subject, path, object } => {
                self.path(path).or_else(|| self.resource(subject)).or_else(|| self.object(object, None))
            }
            GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
                self.pattern(left).or_else(|| self.pattern(right))
            }
            // Both branches have to be empty.
            GraphPattern::Union { left, right } => self.pattern(right).and_then(|_| self.pattern(left)),
            GraphPattern::Graph { name, inner } => {
                if let NamedNodePattern::NamedNode(name) = name
                    && !is_graph(self.snapshot, name.as_ref())
                {
                    return Some(format!("there is no graph {name}"));
                }
                self.pattern(inner)
            }
            GraphPattern::LeftJoin { left: inner, .. }
            | GraphPattern::Minus { left: inner, .. }
            | GraphPattern::Filter { inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::Group { inner, .. } => self.pattern(inner),
            GraphPattern::Values { .. } | GraphPattern::Service { .. } => None,
        }
    }

    fn triple(&self, triple: &TriplePattern) -> Option<String> {
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(iri) => Some(iri),
            NamedNodePattern::Variable(_) => None,
        };
        predicate
            .and_then(|predicate| self.predicate(predicate))
            .or_else(|| self.resource(&triple.subject))
            .or_else(|| self.object(&triple.object, predicate))
            .or_else(|| self.together(triple, predicate?))
    }

    fn path(&self, path: &PropertyPathExpression) -> Option<String> {
        match path {
            PropertyPathExpression::NamedNode(iri) => self.predicate(iri),
            PropertyPathExpression::Reverse(inner) | PropertyPathExpression::OneOrMore(inner) => {
                self.path(inner)
            }
            PropertyPathExpression::Sequence(a, b) => self.path(a).or_else(|| self.path(b)),
            PropertyPathExpression::Alternative(a, b) => self.path(b).and_then(|_| self.path(a)),
            PropertyPathExpression::ZeroOrMore(_)
            | PropertyPathExpression::ZeroOrOne(_)
            | PropertyPathExpression::NegatedPropertySet(_) => None,
        }
    }

    fn predicate(&self, predicate: &NamedNode) -> Option<String> {
        if self.occurs(Place::Any, self.number(predicate.as_ref().into()), Place::Any) {
            return None;
        }
        let known = nearest(predicate.as_ref(), self.predicates());
        Some(format!("no triple has the predicate {}{known}", name(predicate.as_ref())))
    }

    /// A constant subject.
    fn resource(&self, subject: &TermPattern) -> Option<String> {
        let TermPattern::NamedNode(iri) = subject else {
            return None;
        };
        let occurs = self.occurs(self.number(iri.as_ref().into()), Place::Any, Place::Any);
        (!occurs).then(|| format!("nothing is said about {}", name(iri.as_ref())))
    }

    /// A constant object.
    fn object(&self, object: &TermPattern, predicate: Option<&NamedNode>) -> Option<String> {
        match object {
            TermPattern::NamedNode(iri) if predicate.is_some_and(|p| p.as_ref() == rdf::TYPE) => {
                let class = self.number(iri.as_ref().into());
                let types = self.number(rdf::TYPE.into());
                if self.occurs(Place::Any, types, class) {
                    return None;
                }
                let known = nearest(iri.as_ref(), self.classes());
                Some(format!("nothing has the class {}{known}", name(iri.as_ref())))
            }
            TermPattern::NamedNode(iri) => {
                let occurs = self.occurs(Place::Any, Place::Any, self.number(iri.as_ref().into()));
                (!occurs).then(|| format!("no triple has the object {}", name(iri.as_ref())))
            }
            TermPattern::Literal(literal) if self.literal(literal).is_none() => {
                let other =
                    self.variants(literal).into_iter().find(|variant| self.literal(variant).is_some());
                Some(match other {
                    Some(other) => {
                        format!("the data do not hold {literal}, but they hold {other}: write it like that")
                    }
                    None => format!(
                        "the data do not hold {literal}; FILTER(CONTAINS(LCASE(?text), \"…\")) finds parts of a text"
                    ),
                })
            }
            _ => None,
        }
    }

    /// A pattern whose terms all occur, but never together.
    fn together(&self, triple: &TriplePattern, predicate: &NamedNode) -> Option<String> {
        let number = |term: &TermPattern| match term {
            TermPattern::NamedNode(iri) => self.number(iri.as_ref().into()),
            TermPattern::Literal(literal) => self.literal(literal).map_or(Place::Absent, Place::Known),
            TermPattern::BlankNode(_) | TermPattern::Variable(_) => Place::Any,
        };
        let p = self.number(predicate.as_ref().into());
        if self.occurs(number(&triple.subject), p, number(&triple.object)) {
            return None;
        }
        let example = self.snapshot.triples(None, Some(predicate.as_ref()), None).next()?.object;
        Some(format!("nothing matches {triple}; a value that {} has is {example}", name(predicate.as_ref())))
    }

    /// The same text with other languages and datatypes: those that occur in bibliographic data.
    fn variants(&self, literal: &Literal) -> Vec<Literal> {
        let value = literal.value();
        let datatypes = [
            xsd::G_YEAR,
            xsd::G_YEAR_MONTH,
            xsd::DATE,
            xsd::INTEGER,
            xsd::DECIMAL,
            xsd::ANY_URI,
            xsd::BOOLEAN,
        ];
        let mut variants =
            vec![Literal::new_simple_literal(value), Literal::new_simple_literal(value.trim())];
        variants.extend(datatypes.map(|datatype| Literal::new_typed_literal(value, datatype)));
        let languages = self.snapshot.languages();
        variants.extend(
            languages.filter_map(|language| Literal::new_language_tagged_literal(value, language).ok()),
        );
        variants
    }

    /// The number of a literal, however its value is written.
    fn literal(&self, literal: &Literal) -> Option<u32> {
        let as_kept = Term::from(ExpressionTerm::from(Term::from(literal.clone())));
        self.snapshot.number(as_kept.as_ref())
    }

    /// A constant's place in a pattern.
    fn number(&self, term: TermRef<'_>) -> Place {
        self.snapshot.number(term).map_or(Place::Absent, Place::Known)
    }

    /// The predicates that occur.
    fn predicates(&self) -> impl Iterator<Item = Term> {
        let counts = &self.snapshot.statistics().properties;
        counts.iter().filter_map(|count| self.snapshot.term(count.property))
    }

    /// The classes that occur.
    fn classes(&self) -> impl Iterator<Item = Term> {
        let counts = &self.snapshot.statistics().classes;
        counts.iter().filter_map(|&(class, _)| self.snapshot.term(class))
    }

    /// Whether any quad has these terms.
    fn occurs(&self, s: Place, p: Place, o: Place) -> bool {
        let known = |place| match place {
            Place::Any => Some(None),
            Place::Known(number) => Some(Some(number)),
            Place::Absent => None,
        };
        match (known(s), known(p), known(o)) {
            (Some(s), Some(p), Some(o)) => {
                self.snapshot.found(self.snapshot.walk([s, p, o], Wanted::Union)).next().is_some()
            }
            _ => false,
        }
    }
}

/// What stands at one place of a pattern.
#[derive(Clone, Copy)]
enum Place {
    Any,
    Known(u32),
    /// A term that no quad has.
    Absent,
}

/// Whether quads are in a graph of this name.
fn is_graph(snapshot: &Snapshot, name: NamedNodeRef<'_>) -> bool {
    snapshot.number(name.into()).is_some_and(|number| snapshot.graph(number).is_some())
}

/// A term as people would write it in a query.
pub(super) fn name(iri: NamedNodeRef<'_>) -> String {
    let prefixed = vocab::PREFIXES.iter().find_map(|(prefix, namespace)| {
        let rest = iri.as_str().strip_prefix(namespace).filter(|rest| is_local_name(rest))?;
        Some(format!("{prefix}:{rest}"))
    });
    prefixed.unwrap_or_else(|| iri.to_string())
}

/// `; did you mean …?` with the terms whose names are nearest, or nothing.
fn nearest(wanted: NamedNodeRef<'_>, known: impl Iterator<Item = Term>) -> String {
    let local = |iri: &str| iri.rsplit(['/', '#', ':']).next().unwrap_or_default().to_lowercase();
    let target = local(wanted.as_str());
    let mut near: Vec<_> = known
        .take(CANDIDATES)
        .filter_map(|term| if let Term::NamedNode(iri) = term { Some(iri) } else { None })
        .map(|iri| (distance(&target, &local(iri.as_str())), iri))
        .filter(|(distance, _)| *distance <= target.chars().count() / 3)
        .collect();
    near.sort_by_key(|(distance, iri)| (*distance, iri.as_str().len()));
    let names: Vec<_> = near.iter().take(3).map(|(_, iri)| name(iri.as_ref())).collect();
    if names.is_empty() { String::new() } else { format!("; did you mean {}?", names.join(" or ")) }
}
