//! The file of a snapshot in its directory: written under another name, then put in its place.

use super::bytes::Bytes;
use super::{Builder, Snapshot, SnapshotError};
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::Path;

/// The name of the file in the directory of a store.
pub const FILE_NAME: &str = "snapshot.lws";
/// The name under which it is written.
const NEXT_NAME: &str = "snapshot.lws.next";
/// A snapshot up to this many bytes is compared with its checksums when it is opened.
const SMALL: u64 = 64 * 1024 * 1024;

impl Snapshot {
    /// Writes the snapshot of what a builder was given to [`FILE_NAME`] in a directory and opens it. The file that was there before
    /// stays until the new one is safe on the disk, and for those who have it open until they let it go.
    ///
    /// # Errors
    /// [`SnapshotError::TooMany`], or the file can't be written; the old one is then still there.
    pub fn create(builder: Builder, base: Option<&str>, dir: &Path) -> Result<Self, SnapshotError> {
        let next = dir.join(NEXT_NAME);
        let failed = |source| SnapshotError::File { path: next.clone(), source };
        let written = File::create(&next).map_err(failed).and_then(|file| {
            let out = builder.finish(base, BufWriter::with_capacity(1024 * 1024, file))?;
            let file = out.into_inner().map_err(io::IntoInnerError::into_error).map_err(failed)?;
            file.sync_all().map_err(failed)?;
            fs::rename(&next, dir.join(FILE_NAME)).map_err(failed)?;
            // The new name has to survive a power failure as well.
            File::open(dir).and_then(|dir| dir.sync_all()).map_err(failed)
        });
        if let Err(error) = written {
            // What is half written is of no use; that it can't be removed is not the error to report.
            let _ = fs::remove_file(&next);
            return Err(match error {
                SnapshotError::Write(source) => failed(source),
                other => other,
            });
        }
        Self::open(dir)
    }

    /// Opens the snapshot in a directory. Its header is checked, and the content of a small one; [`Snapshot::verify`] checks a large one.
    ///
    /// # Errors
    /// Where there is none, or it is not whole, not of this version, or something else.
    pub fn open(dir: &Path) -> Result<Self, SnapshotError> {
        let path = dir.join(FILE_NAME);
        let bytes = File::open(&path)
            .and_then(|file| Bytes::map(&file))
            .map_err(|source| SnapshotError::File { path, source })?;
        let snapshot = Self::of(bytes)?;
        if snapshot.is_small() {
            snapshot.verify()?;
        }
        Ok(snapshot)
    }

    /// Whether [`Snapshot::open`] has checked the content.
    #[must_use]
    pub fn is_small(&self) -> bool {
        self.bytes() <= SMALL
    }
}
