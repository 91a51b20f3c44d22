//! The store to the snapshot that readers see, and to a release.

use super::changes;
use super::keep::Kept;
use super::releases::{Action, Release, ReleaseError, ReleasedSource, Releases};
use crate::snapshot::{Builder, Next, Snapshot, SnapshotError};
use crate::store::{KnowledgeGraph, StoreError};
use std::sync::Arc;

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
    /// The release can't be made. What was published before is still there.
    #[error("the release could not be made: {0}")]
    Release(#[from] ReleaseError),
}

/// Makes a snapshot of the graph: in the directory of the store, in the place of the one that was there before, or in memory
/// for a graph in memory. `base` is the base IRI of the data. In a directory this makes a release where the content is new; none is
/// removed.
///
/// # Errors
/// Where the store can't be read, the snapshot can't be written, or the graph is too large for one.
pub fn publish(graph: &KnowledgeGraph, base: &str) -> Result<Snapshot, PublishError> {
    publish_as(graph, base, Action::Rebuild, usize::MAX)
}

/// Makes a snapshot as [`publish`] does, says what was done, and keeps no more than `keep` releases.
///
/// # Errors
/// As [`publish`].
pub fn publish_as(
    graph: &KnowledgeGraph,
    base: &str,
    action: Action,
    keep: usize,
) -> Result<Snapshot, PublishError> {
    let generation = graph.generation();
    let mut builder = Builder::default();
    for quad in graph.store() {
        builder.add(quad.map_err(StoreError::from)?.as_ref())?;
    }
    let Some(dir) = graph.dir() else {
        return Ok(Snapshot::in_memory(builder, Some(base))?);
    };
    let pending = Pending::File(Box::new(Snapshot::prepare(builder, Some(base), dir)?));
    let releases = Releases::of(graph);
    releases.sweep()?;
    release(graph, &releases, &pending, action, sources(graph))?;
    let Pending::File(next) = pending else { return Ok(Snapshot::open(dir)?) };
    let snapshot = next.publish()?;
    graph.set_published(generation)?;
    prune(&releases, keep);
    Ok(snapshot)
}

/// A snapshot that readers don't see yet.
pub(super) enum Pending {
    /// Of a graph in memory.
    Memory(Arc<Snapshot>),
    /// Of a store on disk.
    File(Box<Next>),
}

impl Pending {
    pub(super) fn of(graph: &KnowledgeGraph, builder: Builder, base: &str) -> Result<Self, SnapshotError> {
        match graph.dir() {
            Some(dir) => Ok(Self::File(Box::new(Snapshot::prepare(builder, Some(base), dir)?))),
            None => Snapshot::in_memory(builder, Some(base)).map(|snapshot| Self::Memory(Arc::new(snapshot))),
        }
    }

    pub(super) fn snapshot(&self) -> &Snapshot {
        match self {
            Self::Memory(snapshot) => snapshot,
            Self::File(next) => next.snapshot(),
        }
    }

    /// Puts it where readers of the directory look.
    pub(super) fn publish(self) -> Result<Arc<Snapshot>, SnapshotError> {
        match self {
            Self::Memory(snapshot) => Ok(snapshot),
            Self::File(next) => next.publish().map(Arc::new),
        }
    }
}

/// Makes a release, or gives the last one where that has the same content.
pub(super) fn release(
    graph: &KnowledgeGraph,
    releases: &Releases,
    pending: &Pending,
    action: Action,
    sources: Vec<ReleasedSource>,
) -> Result<Release, ReleaseError> {
    let snapshot = pending.snapshot();
    let last = releases.last()?;
    let number = match last {
        Some(last) if last.id == snapshot.id() => {
            releases.renew(&last, pending)?;
            return Ok(last);
        }
        Some(last) => last.number + 1,
        None => 1,
    };
    let statistics = snapshot.statistics();
    let release = Release {
        number,
        id: snapshot.id().to_owned(),
        time: now(),
        action,
        base: snapshot.base().map(str::to_owned),
        quads: statistics.quads,
        triples: statistics.triples,
        works: changes::works(snapshot).count() as u64,
        graphs: statistics.graphs.iter().filter(|(name, _)| *name != 0).count() as u64,
        bytes: snapshot.bytes(),
        sources,
    };
    releases.add(graph, &release, pending)?;
    Ok(release)
}

/// Removes old releases. What can't be removed now is removed the next time.
pub(super) fn prune(releases: &Releases, keep: usize) {
    if let Err(error) = releases.prune(keep) {
        eprintln!("linkworker: an old release could not be removed: {error}");
    }
}

/// The sources whose records are kept. The list is for people: where what is kept can't be read, it is empty, and the next ingest says why.
pub(super) fn sources(graph: &KnowledgeGraph) -> Vec<ReleasedSource> {
    let kept = Kept::all(graph).unwrap_or_default();
    let released = kept.into_iter().map(|kept| ReleasedSource {
        format: kept.format.name().to_owned(),
        name: kept.source.name,
        sha256: kept.source.sha256,
        records: kept.source.records,
    });
    released.collect()
}

/// The time, to the second.
fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}
