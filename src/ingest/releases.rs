//! What readers saw: every published snapshot with what was kept of its sources, so that a store can go back to it.
//!
//! ```text
//! STORE/releases/000007/release.json   number, time, what was done, counts
//! STORE/releases/000007/snapshot.lws   a link to what readers saw
//! STORE/releases/000007/sources/       links to what was kept of the sources then
//! ```
//!
//! A release is made under another name and renamed when it is whole: that moment is the one in which a change is done. Links cost no
//! space while the store still has the same file. Of a graph in memory the releases are in memory too.

mod release;

pub use release::{Action, Release, ReleasedSource};

use super::publish::Pending;
use crate::snapshot::{FILE_NAME, Snapshot, SnapshotError};
use crate::store::{KnowledgeGraph, StoreError};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// How many releases are kept where nobody says how many.
pub const KEEP: usize = 5;

const FOLDER: &str = "releases";
const DESCRIPTION: &str = "release.json";
const SOURCES: &str = "sources";
/// Ending of a release that is being made or removed.
const UNFINISHED: &str = "next";

/// The releases of a store.
pub struct Releases(Place);

enum Place {
    Folder(PathBuf),
    Memory(Mutex<Vec<Held>>),
}

/// A release in memory.
struct Held {
    release: Release,
    snapshot: Arc<Snapshot>,
    kept: BTreeMap<String, Arc<[u8]>>,
}

/// Why a release can't be had or made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReleaseError {
    /// A file can't be read or written.
    #[error("{path}: {source}", path = .path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// There is no such release.
    #[error("there is no release {0}; give a number or the first digits of an id from the list of releases")]
    NoSuch(String),
    /// The snapshot of a release is no use.
    #[error("release {number} can't be used: {source}")]
    Snapshot {
        /// The number of the release.
        number: u64,
        /// What is wrong.
        source: SnapshotError,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Releases {
    /// Those of the store in a directory; it need not be open.
    #[must_use]
    pub fn of_store(dir: &Path) -> Self {
        Self(Place::Folder(dir.join(FOLDER)))
    }

    /// Those of a graph: in its directory, or in memory from now on.
    pub(super) fn of(graph: &KnowledgeGraph) -> Self {
        graph.dir().map_or_else(|| Self(Place::Memory(Mutex::default())), Self::of_store)
    }

    /// All of them, the oldest first.
    ///
    /// # Errors
    /// Where they can't be read.
    pub fn list(&self) -> Result<Vec<Release>, ReleaseError> {
        let mut releases = match &self.0 {
            Place::Memory(held) => lock(held).iter().map(|held| held.release.clone()).collect(),
            Place::Folder(folder) => {
                let mut releases = Vec::new();
                for number in numbers(folder)? {
                    let path = place(folder, number).join(DESCRIPTION);
                    let read = fs::read(&path).and_then(|bytes| Ok(serde_json::from_slice(&bytes)?));
                    releases.push(read.map_err(|source| at(&path, source))?);
                }
                releases
            }
        };
        releases.sort_unstable_by_key(|release: &Release| release.number);
        Ok(releases)
    }

    /// The present one.
    ///
    /// # Errors
    /// Where it can't be read.
    pub fn last(&self) -> Result<Option<Release>, ReleaseError> {
        Ok(self.list()?.pop())
    }

    /// The release with this number, or the last whose id begins like this (four digits at least).
    ///
    /// # Errors
    /// [`ReleaseError::NoSuch`], or they can't be read.
    pub fn find(&self, which: &str) -> Result<Release, ReleaseError> {
        let releases = self.list()?;
        let by_number = which.parse().ok().and_then(|n: u64| releases.iter().find(|r| r.number == n));
        let is_meant = |release: &&Release| which.len() >= 4 && release.id.starts_with(&which.to_lowercase());
        let found = by_number.or_else(|| releases.iter().rev().find(is_meant));
        found.cloned().ok_or_else(|| ReleaseError::NoSuch(which.chars().take(80).collect()))
    }

    /// What readers saw.
    ///
    /// # Errors
    /// Where it is gone, damaged, or of another version of the format.
    pub fn snapshot(&self, release: &Release) -> Result<Arc<Snapshot>, ReleaseError> {
        let number = release.number;
        let failed = |source| ReleaseError::Snapshot { number, source };
        let snapshot = match &self.0 {
            Place::Memory(held) => lock(held)
                .iter()
                .find(|held| held.release.number == number)
                .map(|held| Arc::clone(&held.snapshot))
                .ok_or_else(|| ReleaseError::NoSuch(number.to_string()))?,
            Place::Folder(folder) => Arc::new(Snapshot::open(&place(folder, number)).map_err(failed)?),
        };
        if snapshot.id() != release.id {
            return Err(failed(SnapshotError::Damaged("its id")));
        }
        Ok(snapshot)
    }

    /// Adds a release: from then on the change is done.
    pub(super) fn add(
        &self,
        graph: &KnowledgeGraph,
        release: &Release,
        pending: &Pending,
    ) -> Result<(), ReleaseError> {
        match (&self.0, pending) {
            (Place::Memory(held), Pending::Memory(snapshot)) => {
                let mut kept = BTreeMap::new();
                for name in graph.kept_names()? {
                    if let Some(bytes) = graph.kept(&name)? {
                        kept.insert(name, bytes);
                    }
                }
                let snapshot = Arc::clone(snapshot);
                lock(held).push(Held { release: release.clone(), snapshot, kept });
                Ok(())
            }
            (Place::Folder(folder), Pending::File(next)) => {
                let staged = folder.join(format!("{:06}.{UNFINISHED}", release.number));
                stage(graph, release, next.path(), &staged)?;
                let done = fs::rename(&staged, place(folder, release.number));
                done.and_then(|()| sync(folder)).map_err(|source| at(&staged, source))
            }
            // A graph and its releases are in the same place.
            _ => Ok(()),
        }
    }

    /// Gives the last release the file of a snapshot with its id: its own may have been damaged.
    pub(super) fn renew(&self, release: &Release, pending: &Pending) -> Result<(), ReleaseError> {
        let (Place::Folder(folder), Pending::File(next)) = (&self.0, pending) else { return Ok(()) };
        let path = place(folder, release.number).join(FILE_NAME);
        replace_by_link(next.path(), &path).map_err(|source| at(&path, source))
    }

    /// Makes what is kept beside the quads what it was at a release, and what readers of the directory see too.
    pub(super) fn restore(&self, release: &Release, graph: &KnowledgeGraph) -> Result<(), ReleaseError> {
        let names = self.kept_names(release)?;
        for name in &names {
            let bytes = self.kept(release, name)?;
            if graph.kept(name)?.as_deref() != Some(&*bytes) {
                graph.keep(name, bytes.to_vec())?;
            }
        }
        for name in graph.kept_names()?.iter().filter(|name| !names.contains(name)) {
            graph.forget(name)?;
        }
        Ok(())
    }

    /// Puts the snapshot of a release into the place where readers of the store look for it.
    pub(super) fn show(&self, release: &Release, dir: &Path) -> Result<(), ReleaseError> {
        let Place::Folder(folder) = &self.0 else { return Ok(()) };
        let path = dir.join(FILE_NAME);
        let shown = replace_by_link(&place(folder, release.number).join(FILE_NAME), &path);
        shown.and_then(|()| sync(dir)).map_err(|source| at(&path, source))
    }

    fn kept_names(&self, release: &Release) -> Result<Vec<String>, ReleaseError> {
        match &self.0 {
            Place::Memory(held) => {
                let held = lock(held);
                let found = held.iter().find(|held| held.release.number == release.number);
                Ok(found.map(|held| held.kept.keys().cloned().collect()).unwrap_or_default())
            }
            Place::Folder(folder) => {
                let path = place(folder, release.number).join(SOURCES);
                let names = fs::read_dir(&path).and_then(|entries| {
                    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
                });
                let mut names: Vec<String> = names.map_err(|source| at(&path, source))?;
                names.sort_unstable();
                Ok(names)
            }
        }
    }

    fn kept(&self, release: &Release, name: &str) -> Result<Arc<[u8]>, ReleaseError> {
        match &self.0 {
            Place::Memory(held) => {
                let held = lock(held);
                let found = held.iter().find(|held| held.release.number == release.number);
                Ok(found.and_then(|held| held.kept.get(name)).cloned().unwrap_or_default())
            }
            Place::Folder(folder) => {
                let path = place(folder, release.number).join(SOURCES).join(name);
                fs::read(&path).map(Into::into).map_err(|source| at(&path, source))
            }
        }
    }

    /// Removes the oldest releases beyond `keep`; never the present one. Whoever reads one of them reads on.
    pub(super) fn prune(&self, keep: usize) -> Result<(), ReleaseError> {
        let keep = keep.max(1);
        match &self.0 {
            Place::Memory(held) => {
                let mut held = lock(held);
                let excess = held.len().saturating_sub(keep);
                held.drain(..excess);
            }
            Place::Folder(folder) => {
                let numbers = numbers(folder)?;
                for number in &numbers[..numbers.len().saturating_sub(keep)] {
                    let gone = folder.join(format!("{number:06}.{UNFINISHED}"));
                    let removed =
                        fs::rename(place(folder, *number), &gone).and_then(|()| fs::remove_dir_all(&gone));
                    removed.map_err(|source| at(&gone, source))?;
                }
            }
        }
        Ok(())
    }

    /// Removes what an interrupted process left half made.
    pub(super) fn sweep(&self) -> Result<(), ReleaseError> {
        let Place::Folder(folder) = &self.0 else { return Ok(()) };
        let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            if path.extension().is_some_and(|extension| extension == UNFINISHED) {
                fs::remove_dir_all(&path).map_err(|source| at(&path, source))?;
            }
        }
        Ok(())
    }
}

/// Makes the folder of a release under another name.
fn stage(graph: &KnowledgeGraph, release: &Release, file: &Path, staged: &Path) -> Result<(), ReleaseError> {
    let failed = |source| at(staged, source);
    if staged.exists() {
        fs::remove_dir_all(staged).map_err(failed)?;
    }
    let sources = staged.join(SOURCES);
    fs::create_dir_all(&sources).map_err(failed)?;
    graph.copy_kept(&sources)?;
    let finish = || -> io::Result<()> {
        link(file, &staged.join(FILE_NAME))?;
        let mut description = File::create(staged.join(DESCRIPTION))?;
        description.write_all(&serde_json::to_vec_pretty(release)?)?;
        description.sync_all()?;
        sync(&sources)?;
        sync(staged)
    };
    finish().map_err(failed)
}

/// The numbers of the releases in a folder, the smallest first.
fn numbers(folder: &Path) -> Result<Vec<u64>, ReleaseError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(at(folder, error)),
    };
    let mut numbers = Vec::new();
    for entry in entries {
        let name = entry.map_err(|source| at(folder, source))?.file_name();
        numbers.extend(name.to_str().and_then(|name| name.parse::<u64>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn place(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:06}"))
}

/// A link, or a copy where the file system knows no links.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop))
}

/// Puts a link in the place of a file, at once.
fn replace_by_link(from: &Path, to: &Path) -> io::Result<()> {
    let next = to.with_extension("lws.link");
    match fs::remove_file(&next) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    link(from, &next)?;
    fs::rename(&next, to)?;
    // Where both were the same file already, renaming does nothing.
    match fs::remove_file(&next) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn sync(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

fn at(path: &Path, source: io::Error) -> ReleaseError {
    ReleaseError::File { path: path.to_owned(), source }
}

fn lock(held: &Mutex<Vec<Held>>) -> std::sync::MutexGuard<'_, Vec<Held>> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
