//! The system of record: `oxigraph::store::Store` with one writer.

use oxigraph::model::{NamedNode, Quad};
use oxigraph::store::Store;
use std::path::Path;

/// The knowledge graph: one named graph per source, readable by many, written by one.
pub struct KnowledgeGraph {
    store: Store,
}

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The engine failed (disk full, damaged file, …).
    #[error(transparent)]
    Storage(#[from] oxigraph::store::StorageError),
}

/// What replacing a source's graphs did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Replaced {
    /// Quads added.
    pub added: u64,
    /// Quads removed.
    pub removed: u64,
}

impl KnowledgeGraph {
    /// An empty graph in memory.
    ///
    /// # Errors
    /// Where the engine can't start.
    pub fn in_memory() -> Result<Self, StoreError> {
        Ok(Self { store: Store::new()? })
    }

    /// Opens or creates a store on disk. Held by one process at a time.
    ///
    /// # Errors
    /// Locked by another process, not a store, no permission, disk full, or built without the `rocksdb` feature.
    pub fn open(_dir: &Path) -> Result<Self, StoreError> {
        unimplemented!()
    }

    /// Makes the named graphs in `graphs` hold exactly the quads given, in one atomic step: all or nothing.
    ///
    /// # Errors
    /// Where the engine fails; the graphs are then as they were.
    pub fn replace_graphs(&self, _graphs: &[NamedNode], _quads: Vec<Quad>) -> Result<Replaced, StoreError> {
        unimplemented!()
    }

    /// Makes everything written so far survive a power failure.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn flush(&self) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// The engine, for reading.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }
}
