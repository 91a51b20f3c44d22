//! The store to the snapshot that readers see.

use crate::snapshot::{Builder, Snapshot, SnapshotError};
use crate::store::{KnowledgeGraph, StoreError};

/// Why a graph could not be published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The snapshot can't be made or written. What was published before is still there.
    #[error("the snapshot that readers see could not be made: {0}")]
    Snapshot(#[from] SnapshotError),
}

/// Makes a snapshot of the graph: in the directory of the store, in the place of the one that was there before, or in memory
/// for a graph in memory. `base` is the base IRI of the data.
///
/// # Errors
/// Where the store can't be read, the snapshot can't be written, or the graph is too large for one.
pub fn publish(graph: &KnowledgeGraph, base: &str) -> Result<Snapshot, PublishError> {
    let generation = graph.generation();
    let mut builder = Builder::default();
    for quad in graph.store() {
        builder.add(quad.map_err(StoreError::from)?.as_ref())?;
    }
    let Some(dir) = graph.dir() else {
        return Ok(Snapshot::in_memory(builder, Some(base))?);
    };
    let snapshot = Snapshot::create(builder, Some(base), dir)?;
    graph.set_published(generation)?;
    Ok(snapshot)
}
