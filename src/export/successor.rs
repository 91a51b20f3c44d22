//! An old or other name of a work -> the name that holds now.
//!
//! A work is named by its best identifier. Where a record knew a lesser one, or a source brought a better one later, the
//! graph says `dcterms:isReplacedBy`; and every identifier of a work has a node of its own that leads to it.

use super::ExportError;
use crate::mapping::iri::Iris;
use crate::store::KnowledgeGraph;
use crate::vocab::{datacite, dcterms};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use std::collections::BTreeSet;

/// The work that `iri` is another name of; `None` where it is no such name, or the name of several works.
///
/// # Errors
/// Where the store can't be read.
pub fn successor(
    graph: &KnowledgeGraph,
    iris: &Iris,
    iri: &NamedNode,
) -> Result<Option<NamedNode>, ExportError> {
    let store = graph.store();
    let mut found = BTreeSet::new();
    for quad in store.quads_for_pattern(Some(iri.as_ref().into()), Some(dcterms::IS_REPLACED_BY), None, None)
    {
        if let Term::NamedNode(work) = quad?.object {
            found.insert(work);
        }
    }
    if found.is_empty() {
        let Some(name) = iri.as_str().strip_prefix(iris.base()).and_then(|path| path.strip_prefix("work/"))
        else {
            return Ok(None);
        };
        if store.quads_for_pattern(Some(iri.as_ref().into()), None, None, None).next().is_some() {
            return Ok(None); // a name that is in use
        }
        let identifier = NamedNode::new_unchecked(format!("{}id/{name}", iris.base()));
        for quad in store.quads_for_pattern(
            None,
            Some(datacite::HAS_IDENTIFIER),
            Some(identifier.as_ref().into()),
            None,
        ) {
            if let NamedOrBlankNode::NamedNode(work) = quad?.subject {
                found.insert(work);
            }
        }
    }
    let only = found.pop_first().filter(|work| found.is_empty() && work != iri);
    Ok(only)
}
