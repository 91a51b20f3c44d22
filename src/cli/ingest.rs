//! `linkworker ingest`: citation records into a store on disk.

use super::Outcome;
use super::origin::{self, BaseArgs, SourceArgs};
use super::release::KeepArgs;
use crate::ingest::{self, Action, Releases, Report};
use crate::read::Input;
use crate::snapshot::Snapshot;
use crate::store::{self, KnowledgeGraph};
use crate::vocab;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// Read citation records into a store on disk.
///
/// Each file becomes a named graph, and records of the same work in several files become one work, whatever the order in
/// which the files come. Reading the same file again changes nothing; an interrupted run leaves whole files behind, and the
/// next run goes on.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    sources: SourceArgs,
    /// Folder of the store; made if it does not exist
    #[arg(long, value_name = "DIR", env = "LINKWORKER_STORE")]
    store: PathBuf,
    #[command(flatten)]
    base: BaseArgs,
    #[command(flatten)]
    keep: KeepArgs,
    /// Take a source out of the store again: the name of its file, the first digits of its SHA-256, or the IRI of its graph
    #[arg(long, value_name = "SOURCE")]
    remove: Vec<String>,
    /// Write counts and findings as JSON to this file
    #[arg(long, value_name = "FILE.json")]
    report: Option<PathBuf>,
    /// Exit with 1 if any record has an error or a warning, not only if one was rejected
    #[arg(long)]
    strict: bool,
}

pub(super) fn run(args: &Args) -> Result<Outcome> {
    let inputs = args.sources.inputs()?;
    if inputs.is_empty() && args.remove.is_empty() {
        bail!("nothing to read: give files of citation records");
    }
    let graph = KnowledgeGraph::open(&args.store)?;
    ingest::recover(&graph)?;
    let default_base = graph.base().unwrap_or_else(|| vocab::DEFAULT_BASE.to_owned());
    let iris = origin::iris(args.base.base_iri.as_deref(), &default_base)?;
    graph.set_base(iris.base())?;
    let settings = args.sources.reading.settings(iris)?;
    let mut removed = Vec::new();
    for which in &args.remove {
        let names = ingest::remove(&graph, which, &settings)?;
        if names.is_empty() {
            eprintln!(
                "note: the run before this one was interrupted and is brought to its end; no source is called '{which}' now"
            );
            removed.push(which.clone());
        }
        for name in names {
            eprintln!("{name}: taken out");
            removed.push(name);
        }
    }
    if inputs.is_empty() {
        publish(&graph, &settings, Action::Remove { sources: removed }, args.keep.count())?;
        return Ok(Outcome::Done);
    }
    let report = origin::read_into(&graph, &inputs, &settings, args.sources.reading.verbose)?;
    eprintln!("{report}");
    publish(&graph, &settings, Action::Ingest { files: names(&inputs) }, args.keep.count())?;
    if let Some(file) = &args.report {
        write_report(file, &report)?;
    }
    Ok(outcome(&report, args.strict))
}

/// Makes what readers of the store see as new as the store, where it is not.
fn publish(graph: &KnowledgeGraph, settings: &ingest::Settings, action: Action, keep: usize) -> Result<()> {
    let is_current = |dir: &Path| {
        let is_released = Releases::of_store(dir).last().is_ok_and(|last| last.is_some());
        store::is_published(dir) && is_released && Snapshot::open(dir).is_ok()
    };
    if !graph.dir().is_some_and(is_current) {
        ingest::publish_as(graph, settings.iris.base(), action, keep)?;
    }
    Ok(())
}

/// The names of files, without the folders that they lie in.
fn names(inputs: &[Input]) -> Vec<String> {
    let name = |input: &Input| input.name().rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    inputs.iter().map(name).collect()
}

fn write_report(file: &Path, report: &Report) -> Result<()> {
    let json = serde_json::to_string_pretty(report)?;
    fs::write(file, json + "\n").with_context(|| format!("writing the report to {}", file.display()))
}

/// Zero output is never success; a rejected record never looks like a clean run.
pub(super) fn outcome(report: &Report, strict: bool) -> Outcome {
    let findings = |s: &crate::ingest::SourceReport| s.count(crate::record::Severity::Warning) > 0;
    if report.loaded() == 0 {
        Outcome::Nothing
    } else if !report.is_clean() || (strict && report.sources.iter().any(findings)) {
        Outcome::Incomplete
    } else {
        Outcome::Done
    }
}
