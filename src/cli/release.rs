//! `linkworker release`: what readers of a store saw, what changed, and back again.

use super::Outcome;
use super::origin;
use crate::ingest::{self, KEEP, Release, Releases, Settings, Writer};
use crate::mapping::AbstractPolicy;
use crate::mapping::iri::Iris;
use crate::read;
use crate::store::KnowledgeGraph;
use crate::vocab;
use anyhow::{Context, Result, bail};
use clap::{Subcommand, ValueEnum};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// List and compare the releases of a store, or go back to one.
///
/// Every ingest and every other change makes a release: what readers see from then on. The store keeps the last ones.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the releases, the newest first
    List {
        #[command(flatten)]
        store: StoreArgs,
        /// Form of the list
        #[arg(long, short, value_enum, default_value_t = Form::Text)]
        format: Form,
    },
    /// Compare two releases
    Compare {
        /// The earlier one: a number, or the first digits of an id; the one before TO if not given
        from: Option<String>,
        /// The later one; the present one if not given
        to: Option<String>,
        #[command(flatten)]
        store: StoreArgs,
        /// Form of the comparison
        #[arg(long, short, value_enum, default_value_t = Comparison::Text)]
        format: Comparison,
    },
    /// Make the store what it was at a release; this is a new release
    Rollback {
        /// A number, or the first digits of an id
        release: String,
        #[command(flatten)]
        store: StoreArgs,
        #[command(flatten)]
        keep: KeepArgs,
    },
}

/// Where the releases are.
#[derive(Debug, clap::Args)]
struct StoreArgs {
    /// Folder of the store
    #[arg(long, value_name = "DIR", env = "LINKWORKER_STORE")]
    store: PathBuf,
}

/// How many releases a store keeps.
#[derive(Debug, clap::Args)]
pub(super) struct KeepArgs {
    /// Releases that the store keeps, the present one among them
    #[arg(long, value_name = "N", default_value_t = KEEP as u64, env = "LINKWORKER_KEEP", value_parser = clap::value_parser!(u64).range(1..))]
    keep: u64,
}

impl KeepArgs {
    pub(super) fn count(&self) -> usize {
        usize::try_from(self.keep).unwrap_or(usize::MAX)
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// A line for each
    Text,
    /// JSON
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Comparison {
    /// Counts, for people
    Text,
    /// Counts as JSON
    Json,
    /// Every statement that is gone or new, as an RDF Patch
    Patch,
}

pub(super) fn run(args: &Args) -> Result<Outcome> {
    match &args.command {
        Command::List { store, format } => list(&store.store, *format),
        Command::Compare { from, to, store, format } => {
            compare(&store.store, from.as_deref(), to.as_deref(), *format)
        }
        Command::Rollback { release, store, keep } => rollback(&store.store, release, keep.count()),
    }
}

fn list(dir: &Path, format: Form) -> Result<Outcome> {
    let mut releases = releases(dir)?;
    releases.reverse();
    let mut out = io::stdout().lock();
    match format {
        Form::Json => writeln!(out, "{}", serde_json::to_string_pretty(&releases)?)?,
        Form::Text => {
            for release in &releases {
                let Release { number, id, time, action, works, quads, .. } = release;
                let id = id.get(..12).unwrap_or(id);
                let action: String = action.to_string().chars().take(100).collect();
                writeln!(out, "{number:>6}  {id}  {time}  {works:>8} works  {quads:>10} quads  {action}")?;
            }
        }
    }
    Ok(Outcome::Done)
}

fn compare(dir: &Path, from: Option<&str>, to: Option<&str>, format: Comparison) -> Result<Outcome> {
    let all = releases(dir)?;
    let releases = Releases::of_store(dir);
    let to = match to {
        Some(which) => releases.find(which)?,
        None => all.last().cloned().context("there is no release")?,
    };
    let from = if let Some(which) = from {
        releases.find(which)?
    } else {
        let before = all.into_iter().rev().find(|release| release.number < to.number);
        before.with_context(|| format!("there is no release before {}", to.number))?
    };
    let (before, after) = (releases.snapshot(&from)?, releases.snapshot(&to)?);
    let mut out = BufWriter::new(io::stdout().lock());
    if let Comparison::Patch = format {
        ingest::write_patch(&before, &after, &mut out)?;
        out.flush()?;
        return Ok(Outcome::Done);
    }
    let iris = origin::iris(after.base(), vocab::DEFAULT_BASE)?;
    let changes = ingest::compare(&before, &after, &iris);
    match format {
        Comparison::Json => {
            let both = serde_json::json!({ "from": from, "to": to, "changes": changes });
            writeln!(out, "{}", serde_json::to_string_pretty(&both)?)?;
        }
        _ => writeln!(out, "from {} ({}) to {} ({})\n{changes}", from.number, from.time, to.number, to.time)?,
    }
    out.flush()?;
    Ok(Outcome::Done)
}

fn rollback(dir: &Path, which: &str, keep: usize) -> Result<Outcome> {
    releases(dir)?;
    let graph = KnowledgeGraph::open(dir)?;
    let base = graph.base().unwrap_or_else(|| vocab::DEFAULT_BASE.to_owned());
    let writer = Writer::open(graph, settings(origin::iris(Some(&base), vocab::DEFAULT_BASE)?), keep)?;
    let written = writer.rollback(which)?;
    let Release { number, id, works, .. } = &written.release;
    if written.is_new {
        eprintln!("release {number} ({id}): {works} works");
    } else {
        eprintln!("the store is as it was at that release already");
    }
    Ok(Outcome::Done)
}

/// Settings for changes that read nothing.
fn settings(iris: Iris) -> Settings {
    Settings { iris, abstracts: AbstractPolicy::default(), read: read::Options::default(), generated: None }
}

fn releases(dir: &Path) -> Result<Vec<Release>> {
    let releases = Releases::of_store(dir).list()?;
    if releases.is_empty() {
        bail!("{}: there are no releases; an ingest into this store makes the first", dir.display());
    }
    Ok(releases)
}
