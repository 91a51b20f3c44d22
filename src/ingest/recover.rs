//! A store that a process left in the middle of a change -> the store as of its last release.
//!
//! Before a service changes anything it leaves a file in the directory, and removes it when the change is a release. Whoever opens the store
//! and finds that file undoes what is there of the change: nobody was told that it is done. (An ingest from the command line
//! leaves no such file: what it has loaded whole stays, and the next run goes on from there.)

use super::publish::PublishError;
use super::releases::{Release, Releases};
use crate::snapshot::Snapshot;
use crate::store::{Change, KnowledgeGraph, StoreError};
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;

const JOURNAL: &str = "writing";

/// Undoes a change that was begun by a service and never done. Gives what readers see now; `None` where there was none.
///
/// # Errors
/// Where the store or its last release can't be read or written; the next opening tries again.
pub fn recover(graph: &KnowledgeGraph) -> Result<Option<Arc<Snapshot>>, PublishError> {
    if !graph.dir().is_some_and(|dir| dir.join(JOURNAL).exists()) {
        return Ok(None);
    }
    let releases = Releases::of(graph);
    releases.sweep()?;
    Ok(go_back(graph, &releases)?.map(|(_, snapshot)| snapshot))
}

/// Says that a change begins; survives a power failure.
pub(super) fn begin(graph: &KnowledgeGraph) -> Result<(), StoreError> {
    let Some(dir) = graph.dir() else { return Ok(()) };
    let begun = File::create(dir.join(JOURNAL)).and_then(|file| file.sync_all()).and_then(|()| sync(dir));
    begun.map_err(|source| StoreError::File { path: dir.join(JOURNAL), source })
}

/// Says that a change is done, or undone.
pub(super) fn end(graph: &KnowledgeGraph) -> Result<(), StoreError> {
    let Some(dir) = graph.dir() else { return Ok(()) };
    match fs::remove_file(dir.join(JOURNAL)) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(StoreError::File { path: dir.join(JOURNAL), source })
        }
        _ => Ok(()),
    }
}

/// Makes the store, what is kept beside it and what readers see those of the last release. `None` where there is no release: then
/// there is nothing to go back to.
pub(super) fn go_back(
    graph: &KnowledgeGraph,
    releases: &Releases,
) -> Result<Option<(Release, Arc<Snapshot>)>, PublishError> {
    let Some(last) = releases.last()? else {
        end(graph)?;
        return Ok(None);
    };
    let snapshot = releases.snapshot(&last)?;
    make_equal(graph, &snapshot)?;
    releases.restore(&last, graph)?;
    graph.flush()?;
    if let Some(dir) = graph.dir() {
        releases.show(&last, dir)?;
        graph.set_published(graph.generation())?;
    }
    end(graph)?;
    Ok(Some((last, snapshot)))
}

/// Makes the quads of a store those of a snapshot.
fn make_equal(graph: &KnowledgeGraph, snapshot: &Snapshot) -> Result<(), StoreError> {
    let mut known = 0;
    // Whoever walks through the store sees it as it was at the beginning.
    let foreign = graph.store().iter().filter_map(|quad| match quad {
        Ok(quad) if snapshot.holds(quad.as_ref()) => {
            known += 1;
            None
        }
        Ok(quad) => Some(Ok(Change::Remove(quad))),
        Err(error) => Some(Err(error.into())),
    });
    graph.change_in_steps(foreign)?;
    if known != snapshot.statistics().quads {
        let missing = snapshot.quads().filter_map(|quad| match graph.store().contains(&quad) {
            Ok(true) => None,
            Ok(false) => Some(Ok(Change::Add(quad))),
            Err(error) => Some(Err(error.into())),
        });
        graph.change_in_steps(missing)?;
    }
    Ok(())
}

fn sync(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}
