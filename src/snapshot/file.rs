//! The file of a snapshot in its directory: written under another name, then put in its place.

use super::bytes::Bytes;
use super::{Builder, Snapshot, SnapshotError};
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

/// The name of the file in the directory of a store.
pub const FILE_NAME: &str = "snapshot.lws";
/// The name under which it is written.
const NEXT_NAME: &str = "snapshot.lws.next";
/// A snapshot up to this many bytes is compared with its checksums when it is opened.
const SMALL: u64 = 64 * 1024 * 1024;

/// A snapshot that is safe on the disk and not yet in its place. Dropped without [`Next::publish`] it goes again.
pub struct Next {
    snapshot: Snapshot,
    file: Unpublished,
}

/// The file under the name that it goes by meanwhile.
struct Unpublished(PathBuf);

impl Snapshot {
    /// Writes the snapshot of what a builder was given to [`FILE_NAME`] in a directory and opens it. The file that was there before
    /// stays until the new one is safe on the disk, and for those who have it open until they let it go.
    ///
    /// # Errors
    /// [`SnapshotError::TooMany`], or the file can't be written; the old one is then still there.
    pub fn create(builder: Builder, base: Option<&str>, dir: &Path) -> Result<Self, SnapshotError> {
        Self::prepare(builder, base, dir)?.publish()
    }

    /// Does all of [`Snapshot::create`] but the last step: the snapshot can be read, and others don't see it yet.
    ///
    /// # Errors
    /// As [`Snapshot::create`].
    pub fn prepare(builder: Builder, base: Option<&str>, dir: &Path) -> Result<Next, SnapshotError> {
        let file = Unpublished(dir.join(NEXT_NAME));
        let failed = |source| SnapshotError::File { path: file.0.clone(), source };
        let out = BufWriter::with_capacity(1024 * 1024, File::create(&file.0).map_err(failed)?);
        let out = builder.finish(base, out).map_err(|error| match error {
            SnapshotError::Write(source) => failed(source),
            other => other,
        })?;
        let written = out.into_inner().map_err(io::IntoInnerError::into_error).map_err(failed)?;
        written.sync_all().map_err(failed)?;
        Ok(Next { snapshot: Self::open_file(&file.0)?, file })
    }

    /// Opens the snapshot in a directory. Its header is checked, and the content of a small one; [`Snapshot::verify`] checks a large one.
    ///
    /// # Errors
    /// Where there is none, or it is not whole, not of this version, or something else.
    pub fn open(dir: &Path) -> Result<Self, SnapshotError> {
        Self::open_file(&dir.join(FILE_NAME))
    }

    fn open_file(path: &Path) -> Result<Self, SnapshotError> {
        let bytes = File::open(path)
            .and_then(|file| Bytes::map(&file))
            .map_err(|source| SnapshotError::File { path: path.to_owned(), source })?;
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

impl Next {
    /// What it holds.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The file; not to be written to, but links to it are of use.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file.0
    }

    /// Puts it in the place of the one that was there before.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn publish(self) -> Result<Snapshot, SnapshotError> {
        let Self { snapshot, file } = self;
        let failed = |source| SnapshotError::File { path: file.0.clone(), source };
        let dir = file.0.parent().unwrap_or(Path::new("."));
        fs::rename(&file.0, dir.join(FILE_NAME)).map_err(failed)?;
        // The new name has to survive a power failure as well.
        File::open(dir).and_then(|dir| dir.sync_all()).map_err(failed)?;
        Ok(snapshot)
    }
}

impl Drop for Unpublished {
    fn drop(&mut self) {
        // Gone already where it was published; what is half written is of no use.
        let _ = fs::remove_file(&self.0);
    }
}
