//! Changes of any kind in one step, and copies of what is kept beside the quads.

use super::{KnowledgeGraph, StoreError};
use oxigraph::store::Transaction;
use std::path::Path;
use std::sync::atomic::Ordering;

impl KnowledgeGraph {
    /// Changes quads in one atomic step: what `work` did becomes visible as a whole where it gives something, and not at all
    /// where it gives nothing or fails. It may look at its own changes before it decides. Survives the end of the process at
    /// once, and a power failure after [`KnowledgeGraph::flush`].
    ///
    /// # Errors
    /// What `work` gives, or where the engine fails. Where it fails in the last step, nobody knows what it did;
    /// [`KnowledgeGraph::generation`] has grown then.
    pub fn transact<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<Option<T>, E>,
    ) -> Result<Option<T>, E> {
        let _writing = self.lock();
        let mut transaction = self.store.start_transaction().map_err(StoreError::from)?;
        let Some(done) = work(&mut transaction)? else { return Ok(None) };
        if let Some(directory) = &self.directory {
            directory.mark_changed()?;
        }
        self.generation.fetch_add(1, Ordering::Release);
        transaction.commit().map_err(StoreError::from)?;
        Ok(Some(done))
    }

    /// Puts everything that is kept beside the quads into a folder, under its names. Where the file system can, the copies take
    /// no space: what is kept is never written in place.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn copy_kept(&self, folder: &Path) -> Result<(), StoreError> {
        self.shelf.copy_to(folder)
    }
}
