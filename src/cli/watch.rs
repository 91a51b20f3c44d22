//! A folder to changes of a store: files that are put into it are read while the service runs.

use crate::ingest::{WriteError, Writer};
use crate::read::Input;
use anyhow::{Context, Result};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How often the folder is looked at. A file is read once it has stayed as it is from one look to the next.
const LOOK: Duration = Duration::from_secs(2);

/// When a file was changed, and its length.
type Stamp = (SystemTime, u64);

/// Watches a folder for as long as the process runs.
pub(super) fn start(folder: &Path, writer: Arc<Writer>) -> Result<()> {
    anyhow::ensure!(folder.is_dir(), "--watch {}: there is no such folder", folder.display());
    let mut watch = Watch { folder: folder.to_owned(), before: HashMap::new(), done: HashMap::new() };
    std::thread::Builder::new()
        .name("linkworker-watch".to_owned())
        .spawn(move || {
            loop {
                watch.look(&writer);
                std::thread::sleep(LOOK);
            }
        })
        .context("--watch: no thread")?;
    Ok(())
}

struct Watch {
    folder: PathBuf,
    /// The files as they were at the last look.
    before: HashMap<PathBuf, Stamp>,
    /// The files that were read, as they were then.
    done: HashMap<PathBuf, Stamp>,
}

impl Watch {
    /// Reads what is new, all in one change.
    fn look(&mut self, writer: &Writer) {
        let now = self.files();
        let mut new: Vec<(PathBuf, Stamp)> = now
            .iter()
            .filter(|(path, stamp)| {
                self.before.get(*path) == Some(stamp) && self.done.get(*path) != Some(stamp)
            })
            .map(|(path, stamp)| (path.clone(), *stamp))
            .collect();
        new.sort();
        self.before = now;
        if new.is_empty() {
            return;
        }
        let inputs: Vec<Input> = new.iter().map(|(path, _)| Input::File(path.clone())).collect();
        match writer.ingest(&inputs, |_| ()) {
            // The next look tries again.
            Err(WriteError::Busy) => return,
            Ok((written, report)) => {
                eprintln!("{report}");
                if written.is_new {
                    eprintln!("release {} is served", written.release.number);
                }
            }
            Err(error) => eprintln!("warning: {}: nothing was loaded: {error}", self.folder.display()),
        }
        // What could not be read is not tried again until it changes.
        self.done.extend(new);
    }

    /// The files of the folder and of those below it, but for hidden ones and those that are on their way.
    fn files(&self) -> HashMap<PathBuf, Stamp> {
        let visible = |entry: &walkdir::DirEntry| {
            entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
        };
        let entries = walkdir::WalkDir::new(&self.folder).into_iter().filter_entry(visible);
        // What can't be seen now may be there at the next look.
        let files = entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
        let whole = files.filter(|entry| {
            let ending = entry.path().extension().unwrap_or_default();
            !["part", "tmp", "crdownload"].iter().any(|unfinished| ending == *unfinished)
        });
        whole
            .filter_map(|entry| {
                let data = entry.metadata().ok()?;
                Some((entry.path().to_owned(), (data.modified().ok()?, data.len())))
            })
            .collect()
    }
}
