//! The system of record: `oxigraph::store::Store` with one writer, in memory or in a directory.
//!
//! The store knows quads and named graphs, not what they mean. A source's graphs are replaced as a whole, all or nothing,
//! and replacing them with what they hold already writes nothing.

mod directory;
mod shelf;
mod transact;

pub use transact::Change;

use directory::Directory;
use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad};
use oxigraph::store::{StorageError, Store};
use shelf::Shelf;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// New quads beyond this many are loaded in bulk by a store on disk: in sorted files that become visible in one step.
const BULK: usize = 10_000;
/// Memory of the bulk loader, in megabytes.
const BULK_MEMORY: usize = 512;

/// The knowledge graph: one named graph per source, readable by many, written by one.
///
/// Held by one process at a time: readers of the same directory would see half-written files (`RocksDB` promises nothing to
/// a second process), so a second [`KnowledgeGraph::open`] is refused.
pub struct KnowledgeGraph {
    // Closed before the directory's lock is given back: fields are dropped in this order.
    store: Store,
    directory: Option<Directory>,
    shelf: Shelf,
    writer: Mutex<()>,
    generation: AtomicU64,
    /// See [`KnowledgeGraph::take_interrupted`].
    interrupted: AtomicBool,
}

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The engine failed (damaged file, no permission, …).
    #[error("the store failed: {0}")]
    Storage(#[source] StorageError),
    /// No space is left where the store is. Nothing of the change was kept.
    #[error(
        "no space is left on the disk of the store; nothing was changed. Free some space, then repeat the command"
    )]
    DiskFull(#[source] StorageError),
    /// A file of the store can't be read or written.
    #[error("{path}: {source}", path = .path.display())]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another process has the store open.
    #[error("store {dir} is in use by {holder}; a store belongs to one process at a time, for reading too: stop that one, or ask \
             it (linkworker serve answers queries and hands out dumps)", dir = .dir.display(),
            holder = .pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}")))]
    InUse {
        /// The directory of the store.
        dir: PathBuf,
        /// The process, where its lock file names one.
        pid: Option<u32>,
    },
    /// The directory holds something else.
    #[error("{dir} is not empty and not a linkworker store; give an empty or a new directory", dir = .0.display())]
    NotAStore(PathBuf),
    /// The store was written by a program that knows more.
    #[error("store {dir} has format {found}, this program knows formats up to {known}; use a newer linkworker", dir = .dir.display())]
    TooNew {
        /// The directory of the store.
        dir: PathBuf,
        /// Its format version.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// The IRIs in the store begin with another base.
    #[error(
        "the store was made with the base IRI {stored} and can't take data under {asked}; use --base-iri {stored}, or a new store"
    )]
    OtherBase {
        /// The base IRI of the store.
        stored: String,
        /// The one asked for.
        asked: String,
    },
    /// A quad outside of the graphs that are replaced.
    #[error("a quad of graph {0} is not in the graphs that are to be replaced")]
    ForeignGraph(String),
    /// This program was built without `RocksDB`.
    #[error("this build of linkworker keeps its graph in memory only and can't open {dir}; `make install` builds one that stores \
             graphs on disk (cargo feature `rocksdb`)", dir = .0.display())]
    NoDisk(PathBuf),
}

impl From<StorageError> for StoreError {
    fn from(error: StorageError) -> Self {
        let is_full = match &error {
            StorageError::Io(error) => error.kind() == std::io::ErrorKind::StorageFull,
            // RocksDB hands its errors over as text.
            other => other.to_string().contains("No space left on device"),
        };
        if is_full { Self::DiskFull(error) } else { Self::Storage(error) }
    }
}

/// What replacing a source's graphs did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Replaced {
    /// Quads added.
    pub added: u64,
    /// Quads removed.
    pub removed: u64,
}

impl KnowledgeGraph {
    /// An empty graph in memory.
    ///
    /// # Errors
    /// Where the engine can't start.
    pub fn in_memory() -> Result<Self, StoreError> {
        Ok(Self::new(Store::new()?, None))
    }

    /// Opens or creates a store on disk. Held by one process at a time.
    ///
    /// # Errors
    /// Locked by another process, not a store, no permission, disk full, or built without the `rocksdb` feature.
    #[cfg(feature = "rocksdb")]
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let directory = Directory::open(dir)?;
        let store = Store::open(directory.data())?;
        Ok(Self::new(store, Some(directory)))
    }

    /// Opens or creates a store on disk: this build can't.
    ///
    /// # Errors
    /// Always [`StoreError::NoDisk`].
    #[cfg(not(feature = "rocksdb"))]
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        Err(StoreError::NoDisk(dir.to_owned()))
    }

    fn new(store: Store, directory: Option<Directory>) -> Self {
        let shelf =
            directory.as_ref().map_or_else(Shelf::in_memory, |directory| Shelf::Folder(directory.sources()));
        let interrupted = directory.as_ref().is_some_and(|directory| !is_published(directory.path()));
        Self {
            store,
            directory,
            shelf,
            writer: Mutex::new(()),
            generation: AtomicU64::new(0),
            interrupted: AtomicBool::new(interrupted),
        }
    }

    /// Makes the named graphs in `graphs` hold exactly the quads given, in one atomic step: all or nothing. Where they hold
    /// these quads already nothing is written. Survives the end of the process at once, and a power failure after
    /// [`KnowledgeGraph::flush`].
    ///
    /// # Errors
    /// Where the engine fails, or a quad is in no graph of `graphs`; the graphs are then as they were.
    pub fn replace_graphs(&self, graphs: &[NamedNode], quads: Vec<Quad>) -> Result<Replaced, StoreError> {
        if let Some(foreign) = quads.iter().find(|quad| !is_among(quad.graph_name.as_ref(), graphs)) {
            return Err(StoreError::ForeignGraph(foreign.graph_name.to_string()));
        }
        let _writing = self.lock();
        let mut added: HashSet<Quad> = quads.into_iter().collect();
        let mut removed = Vec::new();
        for graph in graphs {
            for quad in self.graph(graph.as_ref()) {
                let quad = quad?;
                if !added.remove(&quad) {
                    removed.push(quad);
                }
            }
        }
        let done = Replaced { added: added.len() as u64, removed: removed.len() as u64 };
        if done != Replaced::default() {
            if let Some(directory) = &self.directory {
                directory.mark_changed()?;
            }
            if removed.is_empty() && added.len() > BULK && self.directory.is_some() {
                self.load(added)?;
            } else {
                self.change(graphs, &added, &removed)?;
            }
            self.generation.fetch_add(1, Ordering::Release);
        }
        Ok(done)
    }

    /// Adds many quads: memory is bounded by the loader, and nothing is visible before its commit.
    fn load(&self, added: HashSet<Quad>) -> Result<(), StoreError> {
        let mut loader = self.store.bulk_loader().with_max_memory_size_in_megabytes(BULK_MEMORY);
        // The loader is gone after either of the two, with its threads.
        let outcome = loader.load_quads(added).and_then(|()| loader.commit());
        if outcome.is_err()
            && let Some(directory) = &self.directory
        {
            // The file that was being written when the disk was full. What can't be removed now is removed at the next opening.
            let _ = directory.sweep();
        }
        Ok(outcome?)
    }

    /// Adds and removes quads in one transaction; a graph that becomes empty goes.
    fn change(
        &self,
        graphs: &[NamedNode],
        added: &HashSet<Quad>,
        removed: &[Quad],
    ) -> Result<(), StoreError> {
        let mut transaction = self.store.start_transaction()?;
        for quad in removed {
            transaction.remove(quad.as_ref());
        }
        for quad in added {
            transaction.insert(quad.as_ref());
        }
        for graph in graphs {
            let left = transaction
                .quads_for_pattern(None, None, None, Some(graph.as_ref().into()))
                .next()
                .transpose()?;
            if left.is_none() && transaction.contains_named_graph(graph.as_ref())? {
                transaction.remove_named_graph(graph.as_ref())?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// Makes everything written so far survive a power failure.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn flush(&self) -> Result<(), StoreError> {
        let _writing = self.lock();
        #[cfg(feature = "rocksdb")]
        if self.directory.is_some() {
            self.store.flush()?;
        }
        Ok(())
    }

    /// Keeps bytes beside the quads under a name (letters, digits, `-` and `.`), in the place of what had the name before.
    /// On disk they survive a power failure.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn keep(&self, name: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.shelf.put(name, bytes)
    }

    /// The bytes kept under a name, where there are any.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn kept(&self, name: &str) -> Result<Option<Arc<[u8]>>, StoreError> {
        self.shelf.get(name)
    }

    /// The names under which bytes are kept, in order.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn kept_names(&self) -> Result<Vec<String>, StoreError> {
        self.shelf.names()
    }

    /// Forgets the bytes kept under a name.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn forget(&self, name: &str) -> Result<(), StoreError> {
        self.shelf.remove(name)
    }

    /// The directory of a store on disk.
    #[must_use]
    pub fn dir(&self) -> Option<&Path> {
        self.directory.as_ref().map(Directory::path)
    }

    /// Copies the store into an empty directory: what the engine has, what is kept beside it, and what the store is. Files of the
    /// engine are linked where they can be.
    ///
    /// # Errors
    /// Where the engine or the disk refuses; a graph in memory has nothing to copy.
    #[cfg(feature = "rocksdb")]
    pub(crate) fn copy_to(&self, to: &Path) -> Result<(), StoreError> {
        let _writing = self.lock();
        let Some(directory) = &self.directory else { return Ok(()) };
        self.store.flush()?;
        self.store.backup(Directory::data_in(to))?;
        let sources = Directory::sources_in(to);
        std::fs::create_dir_all(&sources)
            .map_err(|source| StoreError::File { path: sources.clone(), source })?;
        self.shelf.copy_to(&sources)?;
        directory.copy_to(to)
    }

    /// Copies the store: this build has none on disk.
    #[cfg(not(feature = "rocksdb"))]
    pub(crate) fn copy_to(&self, to: &Path) -> Result<(), StoreError> {
        Err(StoreError::NoDisk(self.dir().unwrap_or(to).to_owned()))
    }

    /// Remembers that readers see what the store held at this [`KnowledgeGraph::generation`]. Nothing happens where it has changed since.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn set_published(&self, generation: u64) -> Result<(), StoreError> {
        let _writing = self.lock();
        match &self.directory {
            Some(directory) if self.generation() == generation => directory.mark_published(),
            _ => Ok(()),
        }
    }

    /// Whether the process before this one left the store in the middle of a change, and nobody has taken that up yet.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Acquire)
    }

    /// The same, told once: whoever hears of it brings the store in order.
    pub(crate) fn take_interrupted(&self) -> bool {
        self.interrupted.swap(false, Ordering::AcqRel)
    }

    /// The base IRI that the store was made with, where it is known.
    #[must_use]
    pub fn base(&self) -> Option<String> {
        self.directory.as_ref().and_then(Directory::base)
    }

    /// Remembers the base IRI of the data, beside the store, for the next process that opens it. A graph in memory forgets it.
    ///
    /// # Errors
    /// [`StoreError::OtherBase`] where the store was made with another one; or the file can't be written.
    pub fn set_base(&self, base: &str) -> Result<(), StoreError> {
        self.directory.as_ref().map_or(Ok(()), |directory| directory.set_base(base))
    }

    /// The named graphs in IRI order, each with its number of quads.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn graphs(&self) -> Result<Vec<(NamedNode, u64)>, StoreError> {
        let mut graphs = Vec::new();
        for name in self.store.named_graphs() {
            if let NamedOrBlankNode::NamedNode(name) = name? {
                let mut count = 0;
                for quad in self.graph(name.as_ref()) {
                    quad?;
                    count += 1;
                }
                graphs.push((name, count));
            }
        }
        graphs.sort_unstable();
        Ok(graphs)
    }

    /// The number of quads; reads all of them.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn len(&self) -> Result<u64, StoreError> {
        Ok(self.store.len()? as u64)
    }

    /// Whether there is no quad at all.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.store.is_empty()?)
    }

    /// Counts the changes made by [`KnowledgeGraph::replace_graphs`] and [`KnowledgeGraph::transact`]: what was derived from the graph at another number is stale.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// The engine, for reading. What is written through it is outside of the promises made here.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    fn graph(&self, name: NamedNodeRef<'_>) -> impl Iterator<Item = Result<Quad, StorageError>> + use<> {
        self.store.quads_for_pattern(None, None, None, Some(name.into()))
    }

    /// The one writer. Nothing that a panicking writer could leave half done is in the mutex.
    fn lock(&self) -> MutexGuard<'_, ()> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether what readers see is as new as the quads of the store in a directory, without opening it.
#[must_use]
pub fn is_published(dir: &Path) -> bool {
    directory::is_published(dir)
}

fn is_among(name: GraphNameRef<'_>, graphs: &[NamedNode]) -> bool {
    graphs.iter().any(|graph| GraphNameRef::from(graph.as_ref()) == name)
}
