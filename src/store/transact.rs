//! Changes of any kind in one step, and copies of what is kept beside the quads.

use super::{KnowledgeGraph, StoreError};
use oxigraph::model::Quad;
use oxigraph::store::Transaction;
use std::path::Path;
use std::sync::atomic::Ordering;

/// Changes in one transaction: the engine takes more than a kilobyte of memory for each until it is committed.
const STEP: usize = 50_000;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The quad is to be there.
    Add(Quad),
    /// The quad is to go.
    Remove(Quad),
}

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

    /// Adds and removes quads, however many, in transactions that fit into memory. Each is atomic, the whole is not: this is for those
    /// who can do it again, or undo it. A graph that
    /// becomes empty goes. Gives the number of changes.
    ///
    /// # Errors
    /// What `changes` gives, or where the engine fails; some of the changes are then made.
    pub fn change_in_steps(
        &self,
        changes: impl Iterator<Item = Result<Change, StoreError>>,
    ) -> Result<u64, StoreError> {
        let (mut changes, mut count) = (changes.peekable(), 0);
        while changes.peek().is_some() {
            self.transact(|transaction| {
                for change in changes.by_ref().take(STEP) {
                    match change? {
                        Change::Add(quad) => transaction.insert(&quad),
                        Change::Remove(quad) => transaction.remove(&quad),
                    }
                    count += 1;
                }
                Ok::<_, StoreError>(Some(()))
            })?;
        }
        self.transact(|transaction| {
            let graphs = transaction.named_graphs().collect::<Result<Vec<_>, _>>()?;
            for graph in graphs {
                let first =
                    transaction.quads_for_pattern(None, None, None, Some(graph.as_ref().into())).next();
                if first.transpose()?.is_none() {
                    transaction.remove_named_graph(&graph)?;
                }
            }
            Ok::<_, StoreError>((count > 0).then_some(()))
        })?;
        Ok(count)
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
