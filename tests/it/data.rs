//! Where tests find their data.

use linkworker::ingest::publish;
use linkworker::snapshot::Snapshot;
use linkworker::store::KnowledgeGraph;
use linkworker::vocab::DEFAULT_BASE;
use std::path::{Path, PathBuf};

/// A path inside the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A path inside the folder of real files, or `None` (with a word on stderr) where this machine does not have it.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("LINKWORKER_SHARED").map_or_else(|| repository("../shared"), PathBuf::from);
    let found = root.join(path);
    if found.exists() {
        return Some(found);
    }
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    eprintln!("SKIPPED {test}: {path} is not on this machine");
    None
}

/// The real listing that everything started from.
pub(crate) fn seed() -> Option<PathBuf> {
    shared("data/rca/rca_seed_social_prescribing.txt")
}

/// Our own listing with the same bibliographic facts.
pub(crate) fn example() -> PathBuf {
    repository("examples/social-prescribing.txt")
}

/// What readers see of a graph.
pub(crate) fn snapshot(graph: &KnowledgeGraph) -> Snapshot {
    publish(graph, DEFAULT_BASE).unwrap()
}
