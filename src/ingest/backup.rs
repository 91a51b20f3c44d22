//! A store to a copy of it, which is a store as well: to restore it, put it in the place of the other.
//!
//! Files that are never written to again are linked where both are on one disk, so that a copy costs little time and space; all others
//! are copied. Nothing is there under the name of the copy before it is whole.

use crate::snapshot::FILE_NAME;
use crate::store::{KnowledgeGraph, StoreError};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// What is linked beside what the store itself copies.
const RELEASES: &str = "releases";

/// Copies a store on disk to a new directory. Nobody else may change it meanwhile: whoever holds it says so.
///
/// # Errors
/// Where the store is in memory, `to` exists already, or the disk refuses.
pub fn backup(graph: &KnowledgeGraph, to: &Path) -> Result<(), StoreError> {
    let at = |path: &Path, source: io::Error| StoreError::File { path: path.to_owned(), source };
    let Some(dir) = graph.dir() else {
        return Err(at(to, io::Error::other("a graph in memory has nothing to copy")));
    };
    if to.exists() {
        return Err(at(to, io::Error::other("it exists already; a backup needs a new directory")));
    }
    let unfinished = unfinished(to);
    let copy = || -> Result<(), StoreError> {
        fs::create_dir_all(&unfinished).map_err(|source| at(&unfinished, source))?;
        graph.copy_to(&unfinished)?;
        link_all(dir, &unfinished).map_err(|source| at(&unfinished, source))?;
        let whole = sync(&unfinished).and_then(|()| fs::rename(&unfinished, to));
        whole.and_then(|()| sync(to.parent().unwrap_or(to))).map_err(|source| at(to, source))
    };
    copy().inspect_err(|_| {
        // What can't be removed now is seen by its name.
        let _ = fs::remove_dir_all(&unfinished);
    })
}

/// Beside the copy, so that the last step is a change of name.
fn unfinished(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    to.with_file_name(name)
}

/// What readers see, and what they saw before.
fn link_all(dir: &Path, to: &Path) -> io::Result<()> {
    let snapshot = dir.join(FILE_NAME);
    if snapshot.exists() {
        link(&snapshot, &to.join(FILE_NAME))?;
    }
    if dir.join(RELEASES).exists() {
        link_folder(&dir.join(RELEASES), &to.join(RELEASES))?;
    }
    Ok(())
}

fn link_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            link_folder(&entry.path(), &copy)?;
        } else {
            link(&entry.path(), &copy)?;
        }
    }
    sync(to)
}

/// A link, or a copy where the two are on different disks.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to).or_else(|_| {
        fs::copy(from, to)?;
        File::open(to)?.sync_all()
    })
}

fn sync(dir: &Path) -> io::Result<()> {
    // The directory of a relative path that has none.
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    File::open(dir)?.sync_all()
}
