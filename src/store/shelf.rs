//! What is kept beside the quads: bytes under names, in memory or in a folder. Knows nothing of what they mean.

use super::StoreError;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Keeps bytes under names.
pub(super) enum Shelf {
    /// As long as the process lives.
    Memory(Mutex<BTreeMap<String, Arc<[u8]>>>),
    /// One file for each name.
    Folder(PathBuf),
}

/// Ending of a file that is being written.
const NEXT: &str = ".next";

impl Shelf {
    pub(super) fn in_memory() -> Self {
        Self::Memory(Mutex::default())
    }

    /// Puts bytes in the place of what had the name before, all or nothing.
    pub(super) fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        match self {
            Self::Memory(kept) => {
                kept.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), bytes.into());
                Ok(())
            }
            Self::Folder(folder) => {
                let next = folder.join(format!("{name}{NEXT}"));
                let write = || -> io::Result<()> {
                    fs::create_dir_all(folder)?;
                    let mut file = fs::File::create(&next)?;
                    file.write_all(&bytes)?;
                    file.sync_all()?;
                    fs::rename(&next, folder.join(name))
                };
                write().map_err(|source| StoreError::File { path: next.clone(), source })
            }
        }
    }

    /// The bytes under a name, where there are any.
    pub(super) fn get(&self, name: &str) -> Result<Option<Arc<[u8]>>, StoreError> {
        match self {
            Self::Memory(kept) => Ok(kept.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()),
            Self::Folder(folder) => match fs::read(folder.join(name)) {
                Ok(bytes) => Ok(Some(bytes.into())),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(source) => Err(StoreError::File { path: folder.join(name), source }),
            },
        }
    }

    /// Every name, in order.
    pub(super) fn names(&self) -> Result<Vec<String>, StoreError> {
        let mut names: Vec<String> = match self {
            Self::Memory(kept) => {
                kept.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
            }
            Self::Folder(folder) => match fs::read_dir(folder) {
                Ok(entries) => entries
                    .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
                    .collect::<io::Result<_>>()
                    .map_err(|source| StoreError::File { path: folder.clone(), source })?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
                Err(source) => return Err(StoreError::File { path: folder.clone(), source }),
            },
        };
        names.retain(|name| !name.ends_with(NEXT));
        names.sort_unstable();
        Ok(names)
    }

    /// Forgets what has the name.
    pub(super) fn remove(&self, name: &str) -> Result<(), StoreError> {
        match self {
            Self::Memory(kept) => {
                kept.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
                Ok(())
            }
            Self::Folder(folder) => match fs::remove_file(folder.join(name)) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    Err(StoreError::File { path: folder.join(name), source })
                }
                _ => Ok(()),
            },
        }
    }

    /// Puts a copy of everything into a folder: links, since a file here is replaced and never written to.
    pub(super) fn copy_to(&self, to: &Path) -> Result<(), StoreError> {
        for name in self.names()? {
            let copy = to.join(&name);
            let copied = match self {
                Self::Memory(_) => fs::write(&copy, self.get(&name)?.unwrap_or_default()),
                Self::Folder(folder) => {
                    let kept = folder.join(&name);
                    fs::hard_link(&kept, &copy).or_else(|_| fs::copy(&kept, &copy).map(drop))
                }
            };
            copied.map_err(|source| StoreError::File { path: copy, source })?;
        }
        Ok(())
    }
}
