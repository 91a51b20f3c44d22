//! The directory of a store: who holds it, what it is, which base IRI it has.
//!
//! ```text
//! DIR/linkworker.json   what this directory is: format version and settings
//! DIR/lock              held by the process that has the store open, with its number
//! DIR/data/             the engine's files
//! DIR/sources/          what is kept of the sources beside the quads
//! DIR/changed           there while the quads are newer than what readers see
//! DIR/snapshot.lws      what readers see                                  (see `snapshot`)
//! DIR/releases/         what readers saw before, and what was kept then   (see `ingest::Releases`)
//! DIR/writing           there while a service changes the store           (see `ingest::Writer`)
//! DIR/backups/          copies of the store that a service was asked for (see `ingest::backup`)
//! DIR/incoming/         what is being sent to a service                   (see `ingest::Writer`)
//! ```
//!
//! The lock is the operating system's, so it goes when its process goes, however that ends.
#![cfg_attr(
    not(feature = "rocksdb"),
    allow(dead_code, clippy::allow_attributes, reason = "nothing opens a directory without RocksDB")
)]

use super::StoreError;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The format that this program writes; it reads this one and older ones.
const FORMAT: u32 = 1;
/// The file that says what the directory is.
const SETTINGS: &str = "linkworker.json";
/// The same while it is being written.
const SETTINGS_NEXT: &str = "linkworker.json.next";
const LOCK: &str = "lock";
const DATA: &str = "data";
const SOURCES: &str = "sources";
const CHANGED: &str = "changed";

/// A directory that this process holds.
pub(super) struct Directory {
    path: PathBuf,
    settings: Mutex<Settings>,
    /// Locked as long as it is open.
    _lock: File,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Settings {
    /// The version of the format of the directory.
    linkworker_store: u32,
    /// The base IRI of the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base_iri: Option<String>,
}

impl Directory {
    /// Opens or creates a directory and locks it.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(path).map_err(|source| at(path, source))?;
        let is_store = path.join(SETTINGS).exists();
        if !is_store && !is_unused(path)? {
            return Err(StoreError::NotAStore(path.to_owned()));
        }
        let lock = lock(path)?;
        let settings = match read(path)? {
            Some(settings) if settings.linkworker_store > FORMAT => {
                return Err(StoreError::TooNew {
                    dir: path.to_owned(),
                    found: settings.linkworker_store,
                    known: FORMAT,
                });
            }
            Some(settings) => settings,
            None => {
                let settings = Settings { linkworker_store: FORMAT, base_iri: None };
                write(path, &settings)?;
                settings
            }
        };
        let directory = Self { path: path.to_owned(), settings: Mutex::new(settings), _lock: lock };
        directory.sweep()?;
        Ok(directory)
    }

    /// The directory itself.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Remembers that the quads are about to change; survives a power failure.
    pub(super) fn mark_changed(&self) -> Result<(), StoreError> {
        let path = self.path.join(CHANGED);
        if path.exists() {
            return Ok(());
        }
        let mark = || File::create(&path)?.sync_all().and_then(|()| File::open(&self.path)?.sync_all());
        mark().map_err(|source| at(&path, source))
    }

    /// Forgets that the quads have changed.
    pub(super) fn mark_published(&self) -> Result<(), StoreError> {
        let path = self.path.join(CHANGED);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(&path, error)),
            _ => Ok(()),
        }
    }

    /// The engine's directory in a copy.
    pub(super) fn data_in(to: &Path) -> PathBuf {
        to.join(DATA)
    }

    /// Where bytes are kept in a copy.
    pub(super) fn sources_in(to: &Path) -> PathBuf {
        to.join(SOURCES)
    }

    /// Says in a copy what it is, and whether its quads are newer than what readers see.
    pub(super) fn copy_to(&self, to: &Path) -> Result<(), StoreError> {
        if !is_published(&self.path) {
            File::create(to.join(CHANGED)).map_err(|source| at(to, source))?;
        }
        write(to, &self.settings.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Where bytes are kept beside the quads.
    pub(super) fn sources(&self) -> PathBuf {
        self.path.join(SOURCES)
    }

    /// The engine's directory.
    pub(super) fn data(&self) -> PathBuf {
        self.path.join(DATA)
    }

    /// The base IRI, if one was set.
    pub(super) fn base(&self) -> Option<String> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).base_iri.clone()
    }

    /// Sets the base IRI, once and for all.
    pub(super) fn set_base(&self, base: &str) -> Result<(), StoreError> {
        let mut settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
        match &settings.base_iri {
            Some(stored) if stored == base => Ok(()),
            Some(stored) => Err(StoreError::OtherBase { stored: stored.clone(), asked: base.to_owned() }),
            None => {
                let next = Settings { base_iri: Some(base.to_owned()), ..settings.clone() };
                write(&self.path, &next)?;
                *settings = next;
                Ok(())
            }
        }
    }

    /// Removes what an interrupted bulk load left behind: files that the engine never took in. Not while one is running.
    pub(super) fn sweep(&self) -> Result<(), StoreError> {
        let data = self.data();
        let entries = match fs::read_dir(&data) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(at(&data, error)),
        };
        for entry in entries {
            let path = entry.map_err(|source| at(&data, source))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with("bulk-") && path.extension().is_some_and(|extension| extension == "sst") {
                fs::remove_file(&path).map_err(|source| at(&path, source))?;
            }
        }
        Ok(())
    }
}

/// Whether what readers of a store see is as new as its quads.
pub(super) fn is_published(dir: &Path) -> bool {
    !dir.join(CHANGED).exists()
}

/// Whether a directory holds nothing, or only what an opening that was interrupted leaves.
fn is_unused(path: &Path) -> Result<bool, StoreError> {
    for entry in fs::read_dir(path).map_err(|source| at(path, source))? {
        let name = entry.map_err(|source| at(path, source))?.file_name();
        if name != LOCK && name != SETTINGS_NEXT {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Takes the lock and writes the number of this process into it.
fn lock(dir: &Path) -> Result<File, StoreError> {
    let path = dir.join(LOCK);
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|source| at(&path, source))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            // A holder that can't be read is still a holder.
            let _ = file.read_to_string(&mut text);
            return Err(StoreError::InUse { dir: dir.to_owned(), pid: text.trim().parse().ok() });
        }
        Err(TryLockError::Error(source)) => return Err(at(&path, source)),
    }
    let write = |file: &mut File| {
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "{}", std::process::id())
    };
    write(&mut file).map_err(|source| at(&path, source))?;
    Ok(file)
}

/// Reads the settings of a directory that has any.
fn read(dir: &Path) -> Result<Option<Settings>, StoreError> {
    let path = dir.join(SETTINGS);
    match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| at(&path, error.into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(&path, error)),
    }
}

/// Writes the settings so that a reader finds the old ones or the new ones, whenever the power fails.
fn write(dir: &Path, settings: &Settings) -> Result<(), StoreError> {
    let next = dir.join(SETTINGS_NEXT);
    let write = || -> io::Result<()> {
        let mut file = File::create(&next)?;
        file.write_all(&serde_json::to_vec_pretty(settings)?)?;
        file.sync_all()?;
        fs::rename(&next, dir.join(SETTINGS))?;
        File::open(dir)?.sync_all()
    };
    write().map_err(|source| at(&next, source))
}

/// An error at a path.
fn at(path: &Path, source: io::Error) -> StoreError {
    StoreError::File { path: path.to_owned(), source }
}
