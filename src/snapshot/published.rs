//! The snapshot that readers see at present.

use super::Snapshot;
use std::sync::{Arc, PoisonError, RwLock};

/// A place for the present snapshot. Whoever took one out of it keeps it for as long as needed, whatever is published meanwhile.
pub struct Published(RwLock<Arc<Snapshot>>);

impl Published {
    /// Begins with this snapshot.
    #[must_use]
    pub fn new(snapshot: Arc<Snapshot>) -> Self {
        Self(RwLock::new(snapshot))
    }

    /// The present snapshot.
    #[must_use]
    pub fn get(&self) -> Arc<Snapshot> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another snapshot in the place of the present one, which is given back.
    pub fn swap(&self, snapshot: Arc<Snapshot>) -> Arc<Snapshot> {
        std::mem::replace(&mut self.0.write().unwrap_or_else(PoisonError::into_inner), snapshot)
    }
}

impl From<Arc<Snapshot>> for Published {
    fn from(snapshot: Arc<Snapshot>) -> Self {
        Self::new(snapshot)
    }
}

impl From<Snapshot> for Published {
    fn from(snapshot: Snapshot) -> Self {
        Self::new(Arc::new(snapshot))
    }
}

impl From<Snapshot> for Arc<Published> {
    fn from(snapshot: Snapshot) -> Self {
        Self::new(snapshot.into())
    }
}
