//! One query's view of the index: which graphs are merged into its default graph, which it can name, and the terms that it
//! computes itself. This is what oxigraph's evaluator reads.

use super::fuse;
use super::index::{Dictionary, Index, Order, UNNAMED};
use oxigraph::model::{NamedNode, Term};
use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};
use std::cell::RefCell;
use std::convert::Infallible;
use std::hash::{Hash, Hasher};
use std::ops::Range;
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

/// One query's view of an index. Not shared between threads.
pub(super) struct Dataset {
    index: Arc<Index>,
    /// Numbers of the graphs, sorted; `None` for all. Names that are no graph are left out.
    default: Option<Rc<[u32]>>,
    named: Option<Rc<[u32]>>,
    /// Terms of the query's own, numbered after those of the index.
    computed: RefCell<Dictionary>,
}

/// The number of a term. Every copy, comparison and hash is a step of the query's fuse.
pub(super) struct TermId(u32);

impl Dataset {
    /// A view of these graphs.
    pub(super) fn new(index: Arc<Index>, graphs: &Graphs) -> Self {
        let numbers = |names: &Option<Vec<NamedNode>>| {
            names.as_ref().map(|names| {
                let mut numbers: Vec<_> =
                    names.iter().filter_map(|name| index.number(name.as_ref().into())).collect();
                numbers.sort_unstable();
                numbers.dedup();
                Rc::from(numbers)
            })
        };
        let (default, named) = (numbers(&graphs.default), numbers(&graphs.named));
        Self { index, default, named, computed: RefCell::default() }
    }

    /// Whether `GRAPH` can name this graph.
    fn is_named(&self, graph: u32) -> bool {
        self.named.as_ref().is_none_or(|named| named.binary_search(&graph).is_ok())
            && self.index.graphs().binary_search(&graph).is_ok()
    }
}

impl QueryableDataset<'static> for Dataset {
    type InternalTerm = TermId;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&TermId>,
        predicate: Option<&TermId>,
        object: Option<&TermId>,
        graph: Option<Option<&TermId>>,
    ) -> impl Iterator<Item = Result<InternalQuad<TermId>, Infallible>> + use<> {
        let number = |term: Option<&TermId>| term.map(|term| term.0);
        let (order, mut rows) = self.index.range(number(subject), number(predicate), number(object));
        let wanted = match graph {
            Some(None) => Wanted::Merged(self.default.clone()),
            Some(Some(name)) => {
                if !self.is_named(name.0) {
                    rows = 0..0;
                }
                Wanted::One(name.0)
            }
            None => Wanted::Each(self.named.clone()),
        };
        Quads { index: Arc::clone(&self.index), order, rows, wanted, last: [UNNAMED; 3] }
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<TermId, Infallible>> + use<> {
        let names: Vec<_> =
            self.index.graphs().iter().copied().filter(|&graph| self.is_named(graph)).collect();
        names.into_iter().map(|graph| Ok(TermId(graph)))
    }

    fn contains_internal_graph_name(&self, graph: &TermId) -> Result<bool, Infallible> {
        Ok(self.is_named(graph.0))
    }

    fn internalize_term(&self, term: Term) -> Result<TermId, Infallible> {
        self.internalize_expression_term(term.into())
    }

    /// The term as the store keeps it: numbers, truth values and times by value, so that a query's `1.0` is the `1` of the data.
    fn internalize_expression_term(&self, term: ExpressionTerm) -> Result<TermId, Infallible> {
        // Not a step like others: between two terms may lie a hash of megabytes, or a new regular expression.
        fuse::check();
        let term = Term::from(term);
        if let Some(number) = self.index.number(term.as_ref()) {
            return Ok(TermId(number));
        }
        Ok(TermId(self.index.len() + self.computed.borrow_mut().add(term)))
    }

    fn externalize_term(&self, term: TermId) -> Result<Term, Infallible> {
        fuse::check();
        if let Some(known) = self.index.term(term.0) {
            return Ok(known.clone());
        }
        let computed = self.computed.borrow();
        // Every number above the index was given out by `internalize_term` of this same view.
        #[expect(clippy::expect_used, reason = "a number without a term can't be made outside this file")]
        Ok(computed.get(term.0 - self.index.len()).expect("a term of this view").clone())
    }
}

/// Which rows of a range are quads of the graphs asked for.
enum Wanted {
    /// Any of these graphs (`None`: any at all), each triple once.
    Merged(Option<Rc<[u32]>>),
    /// This one.
    One(u32),
    /// Any of these named graphs (`None`: any named one), with their names.
    Each(Option<Rc<[u32]>>),
}

/// The quads of a range of rows.
struct Quads {
    index: Arc<Index>,
    order: Order,
    rows: Range<usize>,
    wanted: Wanted,
    /// The triple given last, for `Merged`.
    last: [u32; 3],
}

impl Iterator for Quads {
    type Item = Result<InternalQuad<TermId>, Infallible>;

    fn next(&mut self) -> Option<Self::Item> {
        for at in self.rows.by_ref() {
            fuse::step();
            let [s, p, o, g] = self.order.quad(self.index.row(self.order, at));
            let graph = match &self.wanted {
                Wanted::Merged(graphs) => {
                    let member = graphs.as_ref().is_none_or(|graphs| graphs.binary_search(&g).is_ok());
                    if !member || self.last == [s, p, o] {
                        continue;
                    }
                    self.last = [s, p, o];
                    None
                }
                Wanted::One(graph) if *graph == g => Some(g),
                Wanted::Each(None) if g != UNNAMED => Some(g),
                Wanted::Each(Some(graphs)) if graphs.binary_search(&g).is_ok() => Some(g),
                Wanted::One(_) | Wanted::Each(_) => continue,
            };
            return Some(Ok(InternalQuad {
                subject: TermId(s),
                predicate: TermId(p),
                object: TermId(o),
                graph_name: graph.map(TermId),
            }));
        }
        None
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
