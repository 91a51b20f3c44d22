//! A store that a process left in the middle of a change -> the store as of its last release.
//!
//! Before a service changes anything it leaves a file in the directory, and removes it when the change is a release. Whoever opens the store
//! and finds that file undoes what is there of the change: nobody was told that it is done. (An ingest from the command line
//! leaves no such file: what it has loaded whole stays, and the next run goes on from there.)

use super::publish::PublishError;
use super::releases::{Release, Releases};
use crate::snapshot::Snapshot;
use crate::store::{KnowledgeGraph, StoreError};
use oxigraph::model::Quad;
use oxigraph::store::Transaction;
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
    graph.transact(|transaction| Ok::<_, StoreError>(make_equal(transaction, &snapshot)?.then_some(())))?;
    releases.restore(&last, graph)?;
    graph.flush()?;
    if let Some(dir) = graph.dir() {
        releases.show(&last, dir)?;
        graph.set_published(graph.generation())?;
    }
    end(graph)?;
    Ok(Some((last, snapshot)))
}

/// Makes the quads of a store those of a snapshot; says whether they were others.
fn make_equal(transaction: &mut Transaction<'_>, snapshot: &Snapshot) -> Result<bool, StoreError> {
    let (mut foreign, mut known) = (Vec::new(), 0);
    for quad in transaction.iter() {
        let quad: Quad = quad?;
        if snapshot.holds(quad.as_ref()) {
            known += 1;
        } else {
            foreign.push(quad);
        }
    }
    let mut missing = Vec::new();
    if known != snapshot.statistics().quads {
        for quad in snapshot.quads() {
            if !transaction.contains(&quad)? {
                missing.push(quad);
            }
        }
    }
    for quad in &foreign {
        transaction.remove(quad);
    }
    for quad in &missing {
        transaction.insert(quad);
    }
    Ok(!foreign.is_empty() || !missing.is_empty())
}

fn sync(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}
