//! One change at a time: who waits, and what is done where a change fails.

use super::super::recover;
use super::{WriteError, Writer};
use crate::snapshot::Snapshot;
use crate::validate::{Report, Shapes, check_with};
use std::sync::{Arc, MutexGuard, TryLockError};
use std::time::{Duration, Instant};

/// What whoever makes a change has to himself.
#[derive(Default)]
pub(super) struct Turn {
    /// What the shapes say of what is published: the id of the snapshot, and the report.
    pub(super) checked: Option<(String, Arc<Report>)>,
    /// The last change failed and could not be undone.
    is_behind: bool,
}

impl Turn {
    /// What the shapes say of what is published.
    pub(super) fn shapes(&mut self, published: &Snapshot, shapes: &Shapes) -> Arc<Report> {
        if let Some((_, report)) = self.checked.as_ref().filter(|(id, _)| id == published.id()) {
            return Arc::clone(report);
        }
        let report = Arc::new(check_with(published, shapes));
        self.checked = Some((published.id().to_owned(), Arc::clone(&report)));
        report
    }
}

impl Writer {
    /// Waits for one's turn; brings the store in order where the last change left it in none.
    pub(super) fn turn(&self) -> Result<MutexGuard<'_, Turn>, WriteError> {
        let patience = Instant::now() + self.patience;
        let mut turn = loop {
            match self.turn.try_lock() {
                Ok(turn) => break turn,
                Err(TryLockError::Poisoned(poisoned)) => {
                    // Whoever had it panicked, and may have left anything behind.
                    self.turn.clear_poison();
                    let mut turn = poisoned.into_inner();
                    turn.is_behind = true;
                    break turn;
                }
                Err(TryLockError::WouldBlock) if Instant::now() >= patience => return Err(WriteError::Busy),
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
            }
        };
        if turn.is_behind {
            self.go_back(&mut turn)?;
        }
        Ok(turn)
    }

    /// Makes a change; where it fails the store is again what it was.
    pub(super) fn guarded<T>(
        &self,
        turn: &mut Turn,
        change: impl FnOnce(&mut Turn) -> Result<T, WriteError>,
    ) -> Result<T, WriteError> {
        let generation = self.graph.generation();
        let kept = self.graph.kept_names()?;
        recover::begin(&self.graph)?;
        // Until the end of it, also if it panics.
        turn.is_behind = true;
        let outcome = change(turn);
        turn.is_behind = false;
        let Err(error) = outcome else { return outcome };
        let untouched = generation == self.graph.generation()
            && !matches!(error, WriteError::Ingest(_) | WriteError::NoRecord(_))
            && self.graph.kept_names().is_ok_and(|names| names == kept);
        let undone = if untouched { Ok(recover::end(&self.graph)?) } else { self.go_back(turn) };
        if let Err(second) = undone {
            eprintln!("linkworker: a change failed and could not be undone yet: {second}");
        }
        Err(error)
    }

    /// Goes back to the last release.
    fn go_back(&self, turn: &mut Turn) -> Result<(), WriteError> {
        turn.is_behind = true;
        if let Some((_, snapshot)) = recover::go_back(&self.graph, &self.releases)? {
            self.published.swap(snapshot);
        }
        turn.is_behind = false;
        Ok(())
    }
}
