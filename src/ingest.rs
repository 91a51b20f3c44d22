//! Sources to knowledge graph: read, compare, annotate, map and load, with counts. Glue only.
//!
//! What is read of a source is kept beside the graph: its records, and what they claim about their works. Whenever sources
//! come or go, all claims are compared anew, and every source whose records turn out to be other works than before is
//! mapped again from what was kept. So the graph depends on the set of sources only, and a source can be taken out. Each
//! source is loaded in one atomic step of its own: an interrupted run leaves whole sources behind, and the next run goes on.
//!
//! What was loaded is published as a release ([`publish_as`]). A store that is being served has one [`Writer`] for all its changes.

mod backup;
mod changes;
mod compare;
mod keep;
mod load;
mod parallel;
mod publish;
mod rdf;
mod recover;
mod releases;
mod report;
mod source;
mod writer;

pub use backup::backup;
pub use changes::{Changes, GraphChange, compare, write_patch};
pub use keep::KeepError;
pub use publish::{PublishError, publish, publish_as};
pub use rdf::{Document, DocumentError, Syntax};
pub use recover::recover;
pub use releases::{Action, KEEP, Release, ReleaseError, ReleasedSource, Releases};
pub use report::{MOST_DIAGNOSTICS, Report, SourceReport};
pub use writer::{WriteError, Writer, Written};

use crate::annotate::Annotator;
use crate::mapping::iri::Iris;
use crate::mapping::{AbstractPolicy, NQuads};
use crate::ontology;
use crate::read::{self, Input};
use crate::store::{KnowledgeGraph, StoreError};
use keep::Kept;
use std::io::Write;
use std::time::{Instant, SystemTime};

/// How to ingest.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Mints the IRIs.
    pub iris: Iris,
    /// Whether texts of abstracts are published.
    pub abstracts: AbstractPolicy,
    /// What the user says about the sources.
    pub read: read::Options,
    /// When the sources were retrieved, where nothing better is known of one: stands in for the file's own time.
    pub generated: Option<SystemTime>,
}

/// Why a run could not go on. What concerns one source only is in its [`SourceReport`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// The store failed; sources loaded before are kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was kept of a source cannot be read.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// There is no such source.
    #[error(
        "no source is called '{0}'; give the name of its file, the first digits of its SHA-256 or the IRI of its graph"
    )]
    NoSource(String),
}

/// What happens while a run goes on, for whoever wants to show it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A source is being read.
    Reading {
        /// Its name, as given.
        name: &'a str,
        /// Its place among those that are given, from 1.
        number: usize,
        /// How many are given.
        of: usize,
    },
    /// So many entries of it were read since the last time.
    Read(u64),
    /// All sources are being compared.
    Comparing,
    /// A source is being mapped and loaded: its name.
    Loading(&'a str),
    /// All is done for a source that was given; they come in order.
    Done(&'a SourceReport),
    /// What readers will see is being made and checked.
    Publishing,
}

/// Reads every source and loads it into its named graphs, then makes it durable.
///
/// A source that cannot be read, or that holds no record, is reported as failed and the others go on. `seen` hears of
/// everything as it happens.
///
/// # Errors
/// [`IngestError::Store`] where the store fails.
pub fn ingest(
    graph: &KnowledgeGraph,
    inputs: &[Input],
    settings: &Settings,
    mut seen: impl FnMut(Event<'_>),
) -> Result<Report, IngestError> {
    let started = Instant::now();
    let mut report = Report::default();
    let mut read = Vec::new();
    for (number, input) in (1..).zip(inputs) {
        seen(Event::Reading { name: input.name(), number, of: inputs.len() });
        let (source_report, kept) = source::read(graph, input, settings, &mut seen)?;
        report.sources.push(source_report);
        read.push(kept);
    }
    refresh(graph, settings, &mut report, &read, &mut seen)?;
    for source in &report.sources {
        seen(Event::Done(source));
    }
    graph.flush()?;
    report.elapsed = started.elapsed();
    Ok(report)
}

/// Takes a source out: its graphs, what was kept of it, and every merge that rested on it.
///
/// `which` is the name of its file, the first digits (8 at least) of its SHA-256, or the IRI of its graph. Gives the names
/// of the sources that were taken out: none where the store has no such source and the run before this one was interrupted, which this
/// one then brings to its end.
///
/// # Errors
/// [`IngestError::NoSource`] where none is called that; [`IngestError::Store`] where the store fails.
pub fn remove(graph: &KnowledgeGraph, which: &str, settings: &Settings) -> Result<Vec<String>, IngestError> {
    let mut names = Vec::new();
    for kept in Kept::all(graph)? {
        let (format, sha256) = (kept.format.name(), kept.source.sha256.as_str());
        let by_digits = which.len() >= 8 && sha256.starts_with(&which.to_lowercase());
        if kept.source.name == which || by_digits || settings.iris.graph(format, sha256).as_str() == which {
            let graphs = [settings.iris.graph(format, sha256), settings.iris.annotation_graph(sha256)];
            // In this order: a graph whose source is forgotten would stay for ever if this were interrupted.
            graph.replace_graphs(&graphs, Vec::new())?;
            kept.forget(graph)?;
            names.push(kept.source.name);
        }
    }
    // It may be the one that an interrupted run was taking out, and that readers still see: then what is left to do is the rest.
    if names.is_empty() && !graph.is_interrupted() {
        return Err(IngestError::NoSource(which.to_owned()));
    }
    refresh(graph, settings, &mut Report::default(), &[], &mut |_| ())?;
    graph.flush()?;
    Ok(names)
}

/// Maps one source by itself to N-Quads, without a store and without looking at any other: every record is named by
/// what it says alone. On `threads` threads (all cores where `None`), in the order of the records; memory does not grow
/// with the source.
pub fn map<W: Write>(
    input: &Input,
    settings: &Settings,
    threads: Option<usize>,
    out: &mut NQuads<W>,
    seen: impl FnMut(Event<'_>),
) -> SourceReport {
    load::map_alone(input, settings, threads.unwrap_or_else(parallel::cores), out, seen)
}

/// Compares all sources and brings every graph in line with the result.
fn refresh(
    graph: &KnowledgeGraph,
    settings: &Settings,
    report: &mut Report,
    read: &[Option<String>],
    seen: &mut dyn FnMut(Event<'_>),
) -> Result<(), IngestError> {
    seen(Event::Comparing);
    let ontology_graph = settings.iris.ontology_graph();
    graph.replace_graphs(std::slice::from_ref(&ontology_graph), ontology::quads(&ontology_graph))?;
    let mut kept = Kept::all(graph)?;
    let compared = compare::Compared::of(graph, &kept)?;
    compared.count(&kept, report, read);
    let annotator = Annotator::new();
    // Of a store that somebody left in the middle of a change nobody knows what its graphs hold: not all of it may have reached the disk.
    let is_doubtful = graph.take_interrupted();
    for (at, source) in kept.iter_mut().enumerate() {
        let (resolutions, names) = (&compared.resolutions[at], &compared.names);
        let print = compare::fingerprint(source, resolutions, names, settings);
        if !is_doubtful && source.fingerprint.as_deref() == Some(print.as_str()) {
            continue;
        }
        seen(Event::Loading(&source.source.name));
        let started = Instant::now();
        let replaced = load::load(graph, source, resolutions, names, settings, &annotator)?;
        source.fingerprint = Some(print);
        source.is_touched = false;
        source.save(graph)?;
        let name = source.archive_name();
        for (entry, _) in report.sources.iter_mut().zip(read).filter(|(_, read)| read.as_ref() == Some(&name))
        {
            entry.added += replaced.quads.added;
            entry.removed += replaced.quads.removed;
            entry.mentions = replaced.mentions;
            entry.elapsed += started.elapsed();
        }
        if !read.iter().flatten().any(|read| *read == name) {
            report.mapped_again.push(source.source.name.clone());
        }
    }
    load::shared_graphs(graph, &kept, &compared, settings)?;
    Ok(())
}
