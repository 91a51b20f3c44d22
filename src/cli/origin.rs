//! Where a command takes its graph from: files read into memory, or a store on disk. Shared by the subcommands.

pub(super) use super::open::Check;

use super::open;
use super::progress::Progress;
use crate::ingest::{self, Report, Settings};
use crate::mapping::AbstractPolicy;
use crate::mapping::iri::Iris;
use crate::read::{self, Format, Input};
use crate::record::{Doi, PartialDate};
use crate::snapshot::Snapshot;
use crate::store::KnowledgeGraph;
use crate::vocab;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Names the store where no flag does.
const STORE_VARIABLE: &str = "LINKWORKER_STORE";

/// Files to read and what is known of them.
#[derive(Debug, Args)]
pub(super) struct SourceArgs {
    /// Files of citation records, folders of them (with everything below), or patterns such as 'exports/*.ris'; `-` is
    /// standard input
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
}

/// How to read files of citation records.
#[derive(Debug, Args)]
pub(super) struct ReadingArgs {
    /// Format of the files; found by content where not given
    #[arg(long, value_name = "FORMAT", help_heading = "Reading")]
    input_format: Option<Format>,
    /// The files list the works that cite this DOI
    #[arg(long, value_name = "DOI", help_heading = "Reading")]
    cites: Option<Doi>,
    /// Day on which the records were retrieved (YYYY-MM-DD); dates the citation counts
    #[arg(long, value_name = "DATE", value_parser = full_date, help_heading = "Reading")]
    retrieved: Option<PartialDate>,
    /// Whether texts of abstracts are published; sections, offsets and quotes of single terms are in any case
    #[arg(long, value_enum, default_value_t = Abstracts::Full, env = "LINKWORKER_ABSTRACTS", help_heading = "Reading")]
    abstracts: Abstracts,
    /// Print every finding, notes included
    #[arg(long, short, help_heading = "Reading")]
    pub(super) verbose: bool,
}

/// Whether texts of abstracts are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Abstracts {
    /// They are.
    Full,
    /// They are not: they may be under copyright.
    None,
}

/// Base IRI of the data.
#[derive(Debug, Args)]
pub(super) struct BaseArgs {
    /// Base IRI of the data
    #[arg(long, value_name = "IRI", env = "LINKWORKER_BASE_IRI")]
    pub(super) base_iri: Option<String>,
}

/// Files or a store: where a reading command takes its graph from.
#[derive(Debug, Args)]
pub(super) struct OriginArgs {
    #[command(flatten)]
    pub(super) sources: SourceArgs,
    /// Store on disk, made by `linkworker ingest`
    #[arg(long, value_name = "DIR", env = STORE_VARIABLE)]
    pub(super) store: Option<PathBuf>,
    #[command(flatten)]
    pub(super) base: BaseArgs,
}

/// A graph ready to be read.
pub(super) struct Origin {
    pub(super) snapshot: Snapshot,
    pub(super) iris: Iris,
    /// What reading the files did; `None` for a store.
    pub(super) report: Option<Report>,
    /// The directory of the store, where it is one.
    pub(super) store: Option<PathBuf>,
}

fn full_date(text: &str) -> Result<PartialDate, String> {
    let date: PartialDate = text.parse().map_err(|e| format!("{e}"))?;
    if date.day().is_none() { Err("a full day is needed: YYYY-MM-DD".to_owned()) } else { Ok(date) }
}

/// The IRIs under the base given, or under the default.
pub(super) fn iris(base: Option<&str>, default: &str) -> Result<Iris> {
    let base = base.unwrap_or(default);
    Iris::new(base)
        .with_context(|| format!("--base-iri {base}: not an absolute IRI such as {}", vocab::DEFAULT_BASE))
}

impl SourceArgs {
    /// The sources, in the order given; the files of a folder or pattern in the order of their names.
    pub(super) fn inputs(&self) -> Result<Vec<Input>> {
        let mut inputs = Vec::new();
        for file in &self.files {
            if file.as_os_str() == "-" {
                inputs.push(Input::from_stdin().context("reading standard input")?);
            } else if file.is_dir() {
                inputs.extend(folder(file)?);
            } else if file.exists() {
                inputs.push(Input::File(file.clone()));
            } else {
                inputs.extend(pattern(file)?);
            }
        }
        Ok(inputs)
    }
}

/// Every file in a folder and in those below it, but for hidden ones.
fn folder(path: &Path) -> Result<Vec<Input>> {
    let visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().to_str().is_some_and(|name| name.starts_with('.'))
    };
    let mut inputs = Vec::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(visible) {
        let entry = entry.with_context(|| format!("reading the folder {}", path.display()))?;
        if entry.file_type().is_file() {
            inputs.push(Input::File(entry.into_path()));
        }
    }
    if inputs.is_empty() {
        bail!("{}: there is no file in this folder", path.display());
    }
    Ok(inputs)
}

/// The files that a pattern with `*`, `?` or `[…]` names; a path without these is a file that the reader will miss.
fn pattern(path: &Path) -> Result<Vec<Input>> {
    let Some(text) = path.to_str().filter(|text| text.contains(['*', '?', '['])) else {
        return Ok(vec![Input::File(path.to_owned())]);
    };
    let found = glob::glob(text).with_context(|| format!("{text}: not a pattern"))?;
    let mut inputs = Vec::new();
    for path in found {
        let path = path.with_context(|| format!("looking for {text}"))?;
        if path.is_file() {
            inputs.push(Input::File(path));
        }
    }
    if inputs.is_empty() {
        bail!("{text}: no file has a name like this");
    }
    Ok(inputs)
}

impl ReadingArgs {
    pub(super) fn settings(&self, iris: Iris) -> Result<Settings> {
        Ok(Settings {
            iris,
            abstracts: match self.abstracts {
                Abstracts::Full => AbstractPolicy::Full,
                Abstracts::None => AbstractPolicy::None,
            },
            read: read::Options {
                format: self.input_format,
                cites: self.cites.clone(),
                retrieved: self.retrieved,
            },
            generated: source_date_epoch()?,
        })
    }
}

/// `SOURCE_DATE_EPOCH`: seconds since 1970, the convention for builds that must not depend on the clock or on file times.
fn source_date_epoch() -> Result<Option<SystemTime>> {
    let Ok(text) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let seconds =
        text.parse().with_context(|| format!("SOURCE_DATE_EPOCH={text}: not a number of seconds"))?;
    Ok(Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)))
}

impl OriginArgs {
    /// The store to open, if any: files on the command line outweigh the store of the environment, but not one named there too.
    pub(super) fn chosen_store(&self) -> Result<Option<&Path>> {
        let from_environment = std::env::var_os(STORE_VARIABLE).map(PathBuf::from) == self.store;
        match &self.store {
            Some(_) if !self.sources.files.is_empty() && from_environment => Ok(None),
            Some(dir) if !self.sources.files.is_empty() => {
                bail!("give either files or --store {}, not both", dir.display())
            }
            store => Ok(store.as_deref()),
        }
    }

    /// Opens the snapshot of the store, or reads the files and makes one in memory. `default_base` is for files read without
    /// `--base-iri`.
    pub(super) fn open(&self, default_base: &str, check: Check) -> Result<Origin> {
        if let Some(dir) = self.chosen_store()? {
            let snapshot = open::store(dir, self.base.base_iri.as_deref(), check)?;
            let iris = open::iris_of(&snapshot, default_base)?;
            return Ok(Origin { snapshot, iris, report: None, store: Some(dir.to_owned()) });
        }
        let inputs = self.sources.inputs()?;
        if inputs.is_empty() {
            bail!("nothing to read: give files of citation records, or --store DIR");
        }
        let iris = iris(self.base.base_iri.as_deref(), default_base)?;
        let graph = KnowledgeGraph::in_memory()?;
        let settings = self.sources.reading.settings(iris.clone())?;
        let report = read_into(&graph, &inputs, &settings, self.sources.reading.verbose)?;
        if report.loaded() == 0 {
            bail!("no record could be read");
        }
        let snapshot = ingest::publish(&graph, iris.base())?;
        Ok(Origin { snapshot, iris, report: Some(report), store: None })
    }
}

/// Ingests, showing how far it is and printing what was found.
pub(super) fn read_into(
    graph: &KnowledgeGraph,
    inputs: &[Input],
    settings: &Settings,
    verbose: bool,
) -> Result<Report> {
    let mut progress = Progress::new(verbose);
    Ok(ingest::ingest(graph, inputs, settings, |event| progress.hear(&event))?)
}
