//! One query's view of a snapshot: which graphs are merged into its default graph, which it can name, and the terms that it
//! computes itself. This is what oxigraph's evaluator reads.

use super::computed::Computed;
use super::fuse;
use crate::snapshot::{Snapshot, Step, Value, Walk, Wanted};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, Term};
use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};
use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::num::NonZeroU32;
use std::rc::Rc;
use std::sync::Arc;

/// The graphs that a query reads (SPARQL 1.1, section 13.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Graphs {
    /// The graphs merged into the default graph; `None` for all of them.
    pub(super) default: Option<Vec<NamedNode>>,
    /// The graphs that `GRAPH` can name; `None` for all of them.
    pub(super) named: Option<Vec<NamedNode>>,
}

/// One query's view of a snapshot. Not shared between threads.
pub(super) struct Dataset {
    snapshot: Arc<Snapshot>,
    /// Places of the graphs in the snapshot's list, sorted; `None` for all. Names that are no graph are left out.
    default: Option<Rc<[u32]>>,
    named: Option<Rc<[u32]>>,
    computed: RefCell<Computed>,
}

/// The number of a term: one of the snapshot, or with the highest bit one of the query's own, or with the two highest bits an
/// integer. Equal terms have equal numbers. Every copy, comparison and hash is a step of the query's fuse.
pub(super) struct TermId(NonZeroU32);

/// The bit of a term that is not of the snapshot.
const COMPUTED: u32 = 1 << 31;
/// The bit of such a term that is an integer.
const INTEGER: u32 = 1 << 30;
/// What is added to an integer, so that negative ones fit.
const MIDDLE: i64 = 1 << 29;

/// A query can't go on.
#[derive(Debug, thiserror::Error)]
pub(super) enum DatasetError {
    /// It has computed more terms than there are numbers for.
    #[error("the query computes more than 1,073,741,823 different terms; compute less in one query")]
    TooManyTerms,
    /// The snapshot lacks a term that its triples have.
    #[error("the data are damaged; ask the operator of this service to look at its log")]
    Damaged,
}

impl Dataset {
    /// A view of these graphs.
    pub(super) fn new(snapshot: Arc<Snapshot>, graphs: &Graphs) -> Self {
        let places = |names: &Option<Vec<NamedNode>>| {
            names.as_ref().map(|names| {
                let place = |name: &NamedNode| snapshot.graph(snapshot.number(name.as_ref().into())?);
                let mut places: Vec<_> = names.iter().filter_map(place).collect();
                places.sort_unstable();
                places.dedup();
                Rc::from(places)
            })
        };
        let (default, named) = (places(&graphs.default), places(&graphs.named));
        Self { snapshot, default, named, computed: RefCell::default() }
    }

    /// The place of a graph that `GRAPH` can name.
    fn named(&self, graph: &TermId) -> Option<u32> {
        let place = self.snapshot.graph(graph.number())?;
        self.named.as_ref().is_none_or(|named| named.binary_search(&place).is_ok()).then_some(place)
    }
}

impl QueryableDataset<'static> for Dataset {
    type InternalTerm = TermId;
    type Error = DatasetError;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&TermId>,
        predicate: Option<&TermId>,
        object: Option<&TermId>,
        graph: Option<Option<&TermId>>,
    ) -> impl Iterator<Item = Result<InternalQuad<TermId>, DatasetError>> + use<> {
        let wanted = match graph {
            Some(None) => self.default.clone().map_or(Wanted::Union, Wanted::Merged),
            Some(Some(name)) => self.named(name).map_or(Wanted::Nothing, Wanted::One),
            None => Wanted::Each(self.named.clone()),
        };
        let pattern = [subject, predicate, object].map(|term| term.map(TermId::number));
        let graph = graph.flatten().map(TermId::number);
        Quads { walk: self.snapshot.walk(pattern, wanted), snapshot: Arc::clone(&self.snapshot), graph }
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<TermId, DatasetError>> + use<> {
        let graphs = self.snapshot.graphs();
        let names: Vec<_> = match &self.named {
            Some(named) => named.iter().filter_map(|&place| graphs.get(place as usize)).copied().collect(),
            None => graphs.to_vec(),
        };
        // The graph without a name is 0.
        names.into_iter().filter_map(TermId::new).map(Ok)
    }

    fn contains_internal_graph_name(&self, graph: &TermId) -> Result<bool, DatasetError> {
        Ok(self.named(graph).is_some())
    }

    fn internalize_term(&self, term: Term) -> Result<TermId, DatasetError> {
        self.internalize_expression_term(term.into())
    }

    /// The term as the store keeps it: numbers, truth values and times by value, so that a query's `1.0` is the `1` of the data.
    fn internalize_expression_term(&self, term: ExpressionTerm) -> Result<TermId, DatasetError> {
        fuse::step();
        let integer = match &term {
            ExpressionTerm::IntegerLiteral(value) => Some(i64::from(*value)),
            _ => None,
        };
        let term = Term::from(term);
        let known = self.snapshot.number(term.as_ref()).or_else(|| inline(integer?));
        let number = known.or_else(|| {
            let number = self.computed.borrow_mut().add(term, INTEGER)?;
            Some(COMPUTED | number)
        });
        number.and_then(TermId::new).ok_or(DatasetError::TooManyTerms)
    }

    fn externalize_term(&self, term: TermId) -> Result<Term, DatasetError> {
        fuse::step();
        let number = term.number();
        let term = if let Some(integer) = integer(number) {
            Some(Literal::new_typed_literal(integer.to_string(), xsd::INTEGER).into())
        } else if number & COMPUTED != 0 {
            self.computed.borrow().get(number & !COMPUTED).cloned()
        } else {
            self.snapshot.term(number)
        };
        term.ok_or(DatasetError::Damaged)
    }

    fn externalize_expression_term(&self, term: TermId) -> Result<ExpressionTerm, DatasetError> {
        let number = term.number();
        if let Some(integer) = integer(number) {
            fuse::step();
            return Ok(ExpressionTerm::IntegerLiteral(integer.into()));
        }
        if number & COMPUTED == 0
            && let Some(value) = self.snapshot.value(number)
        {
            fuse::step();
            return Ok(expression(value));
        }
        Ok(self.externalize_term(term)?.into())
    }
}

/// The number of a small integer.
fn inline(integer: i64) -> Option<u32> {
    let shifted = u32::try_from(integer.checked_add(MIDDLE)?).ok()?;
    (shifted < INTEGER).then_some(COMPUTED | INTEGER | shifted)
}

/// The integer that a number stands for.
fn integer(number: u32) -> Option<i64> {
    let is_integer = number & (COMPUTED | INTEGER) == COMPUTED | INTEGER;
    is_integer.then(|| i64::from(number & !(COMPUTED | INTEGER)) - MIDDLE)
}

fn expression(value: Value) -> ExpressionTerm {
    match value {
        Value::Boolean(value) => ExpressionTerm::BooleanLiteral(value),
        Value::Integer(value) => ExpressionTerm::IntegerLiteral(value),
        Value::Decimal(value) => ExpressionTerm::DecimalLiteral(value),
        Value::Float(value) => ExpressionTerm::FloatLiteral(value),
        Value::Double(value) => ExpressionTerm::DoubleLiteral(value),
        Value::DateTime(value) => ExpressionTerm::DateTimeLiteral(value),
        Value::Date(value) => ExpressionTerm::DateLiteral(value),
        Value::Time(value) => ExpressionTerm::TimeLiteral(value),
        Value::Year(value) => ExpressionTerm::GYearLiteral(value),
        Value::YearMonth(value) => ExpressionTerm::GYearMonthLiteral(value),
    }
}

/// The quads of a walk.
struct Quads {
    snapshot: Arc<Snapshot>,
    walk: Walk,
    /// The name of the only graph that is wanted.
    graph: Option<u32>,
}

impl Iterator for Quads {
    type Item = Result<InternalQuad<TermId>, DatasetError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            fuse::step();
            let Step::Found(triple, graph) = self.snapshot.step(&mut self.walk)? else { continue };
            let [Some(subject), Some(predicate), Some(object)] = triple.map(TermId::new) else {
                return Some(Err(DatasetError::Damaged));
            };
            let graph_name = graph.or(self.graph).and_then(TermId::new);
            return Some(Ok(InternalQuad { subject, predicate, object, graph_name }));
        }
    }
}

impl TermId {
    fn new(number: u32) -> Option<Self> {
        NonZeroU32::new(number).map(Self)
    }

    fn number(&self) -> u32 {
        self.0.get()
    }
}

impl Clone for TermId {
    #[inline]
    fn clone(&self) -> Self {
        fuse::step();
        Self(self.0)
    }
}

impl PartialEq for TermId {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        fuse::step();
        self.0 == other.0
    }
}

impl Eq for TermId {}

impl Hash for TermId {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        fuse::step();
        self.0.hash(state);
    }
}
