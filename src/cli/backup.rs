//! `linkworker backup`: a copy of a store.

use super::Outcome;
use crate::ingest;
use crate::store::KnowledgeGraph;
use anyhow::Result;
use std::path::PathBuf;

/// Copy a store to a new directory, which is a store as well.
///
/// Files that never change are linked where both directories are on one disk, so that a backup takes moments and little space. To restore
/// one, put it in the place of the store. While a service with an admin token holds the store, ask the service: POST /admin/backup.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder of the store
    #[arg(long, value_name = "DIR", env = "LINKWORKER_STORE")]
    store: PathBuf,
    /// The new directory
    to: PathBuf,
}

pub(super) fn run(args: &Args) -> Result<Outcome> {
    if !args.store.exists() {
        anyhow::bail!("there is no store at {}", args.store.display());
    }
    let graph = KnowledgeGraph::open(&args.store)?;
    if ingest::recover(&graph)?.is_some() {
        eprintln!("note: a change that was interrupted is undone");
    }
    ingest::backup(&graph, &args.to)?;
    eprintln!("{} is a copy of {}", args.to.display(), args.store.display());
    Ok(Outcome::Done)
}
