//! A change of a transaction -> the snapshot of it, checked; and the decision whether it stays.

use super::super::changes;
use super::super::keep::Kept;
use super::super::publish::Pending;
use super::super::rdf::Document;
use super::{WriteError, Writer};
use crate::mapping::iri::digest;
use crate::snapshot::{Builder, Snapshot};
use crate::store::StoreError;
use crate::validate::{self, Level};
use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::store::Transaction;
use std::sync::Arc;

/// The stack of the thread that parses what others send, in bytes: parsers are recursive.
const STACK: usize = 256 * 1024 * 1024;

impl Writer {
    /// Makes a change in a transaction and the snapshot of it; `None` where it changes nothing. It is refused if it brings
    /// violations of the shapes that are not in `before`.
    pub(super) fn prepare(
        &self,
        before: &validate::Report,
        change: impl FnOnce(&mut Transaction<'_>, &Snapshot) -> Result<(), WriteError> + Send,
    ) -> Result<Option<(Pending, Arc<validate::Report>)>, WriteError> {
        let published = self.published.get();
        let prepared = on_large_stack(|| {
            self.graph.transact(|transaction| {
                change(transaction, &published)?;
                let pending = self.snapshot_of(transaction)?;
                if pending.snapshot().id() == published.id() {
                    return Ok(None);
                }
                let shapes = validate::check_with(pending.snapshot(), &self.shapes);
                let new = shapes.beyond(before);
                if new.count(Level::Violation) > 0 {
                    return Err(WriteError::Shapes(Box::new(new)));
                }
                Ok(Some((pending, Arc::new(shapes))))
            })
        })?;
        if prepared.is_some() {
            self.graph.flush()?;
        }
        Ok(prepared)
    }

    /// Remembers which sources' graphs a change has touched.
    pub(super) fn touch(&self, pending: &Pending) -> Result<(), WriteError> {
        let graphs = changes::changed_graphs(&self.published.get(), pending.snapshot());
        if !graphs.iter().any(|name| self.is_ours(name)) {
            return Ok(());
        }
        let iris = &self.settings.iris;
        let is_changed = |name: NamedNode| graphs.contains(name.as_str());
        for mut kept in Kept::all(&self.graph)? {
            let sha256 = &kept.source.sha256;
            let facts = iris.graph(kept.format.name(), sha256);
            if !kept.is_touched && (is_changed(facts) || is_changed(iris.annotation_graph(sha256))) {
                kept.is_touched = true;
                kept.save(&self.graph)?;
            }
        }
        Ok(())
    }

    /// The snapshot of what a transaction sees. Blank nodes get names, and graphs without content go.
    fn snapshot_of(&self, transaction: &mut Transaction<'_>) -> Result<Pending, WriteError> {
        let mut builder = Builder::default();
        let mut nameless = Vec::new();
        for quad in transaction.iter() {
            let quad = quad.map_err(StoreError::from)?;
            if quad.subject.is_blank_node() || quad.object.is_blank_node() {
                nameless.push(quad);
            } else {
                builder.add(quad.as_ref())?;
            }
        }
        for quad in nameless {
            let named = self.with_names(&quad);
            builder.add(named.as_ref())?;
            transaction.remove(&quad);
            transaction.insert(&named);
        }
        let graphs: Result<Vec<_>, _> = transaction.named_graphs().collect();
        for graph in graphs.map_err(StoreError::from)? {
            let first = transaction.quads_for_pattern(None, None, None, Some(graph.as_ref().into())).next();
            if first.is_none() {
                transaction.remove_named_graph(&graph).map_err(StoreError::from)?;
            }
        }
        Ok(Pending::of(&self.graph, builder, self.settings.iris.base())?)
    }

    fn with_names(&self, quad: &Quad) -> Quad {
        let name = |node: &BlankNode| -> NamedNode { self.settings.iris.skolem(&digest(&[node.as_str()])) };
        let subject = match &quad.subject {
            NamedOrBlankNode::BlankNode(node) => name(node).into(),
            named @ NamedOrBlankNode::NamedNode(_) => named.clone(),
        };
        let object = match &quad.object {
            Term::BlankNode(node) => name(node).into(),
            other => other.clone(),
        };
        Quad { subject, object, ..quad.clone() }
    }

    pub(super) fn insert(
        &self,
        transaction: &mut Transaction<'_>,
        graph: &GraphName,
        document: &Document,
    ) -> Result<(), WriteError> {
        for quad in document.quads(graph, &self.settings.iris)? {
            transaction.insert(&quad?);
        }
        Ok(())
    }
}

/// Runs work that may go deep on a thread of its own; what it panics with is an error.
fn on_large_stack<T: Send>(work: impl FnOnce() -> Result<T, WriteError> + Send) -> Result<T, WriteError> {
    let died = |_| WriteError::Internal("a change ended in a panic".to_owned());
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("linkworker-write".to_owned()).stack_size(STACK);
        match thread.spawn_scoped(scope, work) {
            Ok(running) => running.join().unwrap_or_else(|panic| Err(died(panic))),
            Err(error) => Err(WriteError::Internal(format!("no thread for a change: {error}"))),
        }
    })
}
