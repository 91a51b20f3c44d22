//! A store on disk to the snapshot that readers see: the file that the last ingest left, or a new one where that is no use.

use super::origin::iris;
use crate::ingest;
use crate::mapping::iri::Iris;
use crate::snapshot::{FILE_NAME, Published, Snapshot, SnapshotError};
use crate::store::{self, KnowledgeGraph, StoreError};
use anyhow::{Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::{Duration, SystemTime};

/// How often a server looks for a newer snapshot.
const LOOK: Duration = Duration::from_secs(1);

/// How much of a snapshot is read before it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// What says what it is and how long it is: for those who will read little of it. A small one is read whole.
    Header,
    /// All of it: for those who will read it all.
    Whole,
}

/// The snapshot of a store. Where it is missing or damaged it is made anew. Where the store has changed since, an ingest is going on or
/// was interrupted, and what there was before it is what is whole.
pub(super) fn store(dir: &Path, base: Option<&str>, check: Check) -> Result<Snapshot> {
    if !dir.exists() {
        bail!("there is no store at {}; make one with: linkworker ingest FILE... --store {0}", dir.display());
    }
    let snapshot = match (open(dir, check), store::is_published(dir)) {
        (Ok(snapshot), true) => snapshot,
        (found, _) => rebuild(dir, base, found)?,
    };
    if let (Some(wanted), Some(known)) = (base, snapshot.base())
        && iris(Some(wanted), known)?.base() != known
    {
        bail!(
            "{}: its data have the base IRI {known}, not {wanted}; read the sources again to change it",
            dir.display()
        )
    }
    Ok(snapshot)
}

fn open(dir: &Path, check: Check) -> Result<Snapshot, SnapshotError> {
    let snapshot = Snapshot::open(dir)?;
    if check == Check::Whole && !snapshot.is_small() {
        snapshot.verify()?;
    }
    Ok(snapshot)
}

/// Makes the snapshot of a store anew.
fn rebuild(dir: &Path, base: Option<&str>, found: Result<Snapshot, SnapshotError>) -> Result<Snapshot> {
    let graph = match KnowledgeGraph::open(dir) {
        Ok(graph) => graph,
        Err(error @ (StoreError::InUse { .. } | StoreError::NoDisk(_))) => {
            let Ok(older) = found else { return Err(error.into()) };
            eprintln!("note: the store is changing, and this is what it held before: {error}");
            return Ok(older);
        }
        Err(error) => return Err(error.into()),
    };
    let Some(known) = graph.base() else {
        bail!("{}: the store is empty; fill it with: linkworker ingest FILE... --store {0}", dir.display())
    };
    if let Some(wanted) = base {
        let wanted = iris(Some(wanted), &known)?;
        graph.set_base(wanted.base())?;
    }
    if let Some(snapshot) = ingest::recover(&graph)? {
        eprintln!("note: a change that was interrupted is undone; this is what the store held before");
        drop(snapshot);
        return Ok(Snapshot::open(dir)?);
    }
    let is_whole = store::is_published(dir);
    match found {
        Ok(older) if !is_whole => {
            eprintln!(
                "note: an ingest was interrupted, and this is what the store held before it; repeat the ingest to go on"
            );
            return Ok(older);
        }
        Err(error) if dir.join(FILE_NAME).exists() => {
            let half = if is_whole { "" } else { ", in which an ingest was interrupted: repeat it" };
            eprintln!("note: {} is made anew from the store{half}: {error}", dir.join(FILE_NAME).display());
        }
        _ => {}
    }
    Ok(ingest::publish(&graph, &known)?)
}

/// The IRIs of a snapshot's data.
pub(super) fn iris_of(snapshot: &Snapshot, default: &str) -> Result<Iris> {
    iris(snapshot.base(), default)
}

/// Looks after the snapshot of a store for as long as it is served: checks a large one that was only opened, and puts a newer one in its
/// place whenever an ingest has left one. Ends with the last other owner of `published`.
pub(super) fn follow(dir: PathBuf, published: &Arc<Published>) -> Result<()> {
    let published = Arc::downgrade(published);
    std::thread::Builder::new().name("linkworker-follow".to_owned()).spawn(move || {
        check_large(&dir, &published);
        // Nothing is taken as seen: an ingest may have ended between the opening of the snapshot and now.
        let mut seen = None;
        while published.strong_count() > 0 {
            let now = stamp(&dir);
            if now.is_some() && now != seen {
                seen = now;
                take_newer(&dir, &published);
            }
            std::thread::sleep(LOOK);
        }
    })?;
    Ok(())
}

/// Publishes the snapshot in a directory, where it is sound and not the one that is published.
fn take_newer(dir: &Path, published: &Weak<Published>) {
    let newer = Snapshot::open(dir).and_then(|newer| {
        let is_new = published.upgrade().is_some_and(|published| published.get().id() != newer.id());
        if is_new && !newer.is_small() {
            newer.verify()?;
        }
        Ok(is_new.then_some(newer))
    });
    match newer {
        Ok(Some(newer)) => put(published, newer),
        Ok(None) => {}
        Err(error) => eprintln!(
            "linkworker: the new {} is not used: {error}. Repeat the ingest, or start again to have it made anew",
            dir.join(FILE_NAME).display()
        ),
    }
}

/// Reads a large snapshot whole, and replaces it where it is damaged.
fn check_large(dir: &Path, published: &Weak<Published>) {
    let Some(current) = published.upgrade().map(|published| published.get()) else { return };
    if current.is_small() {
        return;
    }
    if let Err(error) = current.verify() {
        let failed = |error: &dyn std::fmt::Display| {
            eprintln!("linkworker: the snapshot is damaged and can't be made anew: {error}");
        };
        match rebuild(dir, None, Err(error)) {
            Ok(sound) => put(published, sound),
            Err(error) => failed(&error),
        }
    }
}

fn put(published: &Weak<Published>, snapshot: Snapshot) {
    let Some(published) = published.upgrade() else { return };
    let triples = snapshot.statistics().triples;
    published.swap(Arc::new(snapshot));
    eprintln!("linkworker: serving the newer data of the store: {triples} triples");
}

/// By what another file is told from the one that was opened.
fn stamp(dir: &Path) -> Option<(SystemTime, u64)> {
    let file = fs::metadata(dir.join(FILE_NAME)).ok()?;
    Some((file.modified().ok()?, file.len()))
}
