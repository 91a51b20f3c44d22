//! An old or other name of a work -> the name that holds now.
//!
//! A work is named by its best identifier. Where a record knew a lesser one, or a source brought a better one later, the
//! graph says `dcterms:isReplacedBy`; and every identifier of a work has a node of its own that leads to it.

use crate::mapping::iri::Iris;
use crate::snapshot::Snapshot;
use crate::vocab::{datacite, dcterms};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use std::collections::BTreeSet;

/// The work that `iri` is another name of; `None` where it is no such name, or the name of several works.
#[must_use]
pub fn successor(snapshot: &Snapshot, iris: &Iris, iri: &NamedNode) -> Option<NamedNode> {
    let replaced = snapshot.triples(Some(iri.as_ref().into()), Some(dcterms::IS_REPLACED_BY), None);
    let mut found: BTreeSet<_> = replaced
        .filter_map(|triple| match triple.object {
            Term::NamedNode(work) => Some(work),
            _ => None,
        })
        .collect();
    if found.is_empty() {
        let name = iri.as_str().strip_prefix(iris.base()).and_then(|path| path.strip_prefix("work/"))?;
        if snapshot.contains(Some(iri.as_ref().into()), None, None) {
            return None; // a name that is in use
        }
        let identifier = NamedNode::new_unchecked(format!("{}id/{name}", iris.base()));
        let named = snapshot.triples(None, Some(datacite::HAS_IDENTIFIER), Some(identifier.as_ref().into()));
        found.extend(named.filter_map(|triple| match triple.subject {
            NamedOrBlankNode::NamedNode(work) => Some(work),
            NamedOrBlankNode::BlankNode(_) => None,
        }));
    }
    found.pop_first().filter(|work| found.is_empty() && work != iri)
}
