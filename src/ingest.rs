//! Sources to knowledge graph: read, annotate, map and load, with counts. Glue only.
//!
//! Each source is loaded in one atomic step of its own: an interrupted run leaves whole sources behind, never half ones.

mod report;

pub use report::{Report, SourceReport};

use crate::annotate::Annotator;
use crate::mapping::iri::Iris;
use crate::mapping::{AbstractPolicy, Mapper, Source};
use crate::ontology;
use crate::read::{self, Input, ReadError, Survey};
use crate::record::{Diagnostic, DiagnosticKind, Record, Severity};
use crate::store::{KnowledgeGraph, Replaced, StoreError};
use crate::vocab::prov;
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use std::collections::HashMap;
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
}

/// Reads every source and loads it into its named graphs, then makes it durable.
///
/// A source that cannot be read, or that holds no record, is reported as failed and the others go on. `seen` hears the report
/// of each source as soon as it is done.
///
/// # Errors
/// [`IngestError::Store`] where the store fails.
pub fn ingest(
    graph: &KnowledgeGraph,
    inputs: &[Input],
    settings: &Settings,
    mut seen: impl FnMut(&SourceReport),
) -> Result<Report, IngestError> {
    let started = Instant::now();
    let ontology_graph = settings.iris.ontology_graph();
    graph.replace_graphs(std::slice::from_ref(&ontology_graph), ontology::quads(&ontology_graph))?;
    let mapping = Mapper::new(settings.iris.clone(), settings.abstracts);
    let annotator = Annotator::new();
    let mut report = Report::default();
    for input in inputs {
        let source_report = match map_source(input, settings, &mapping, &annotator) {
            Ok(mapped) => {
                let mut source_report = mapped.report;
                let replaced = load(graph, &mapping, mapped.source, mapped.quads, settings)?;
                source_report.added = replaced.added;
                source_report.removed = replaced.removed;
                source_report
            }
            Err(failed) => *failed,
        };
        seen(&source_report);
        report.sources.push(source_report);
    }
    graph.flush()?;
    report.elapsed = started.elapsed();
    Ok(report)
}

/// A source as quads.
struct Mapped {
    source: Source,
    quads: Vec<Quad>,
    report: SourceReport,
}

/// Loads one source with what the catalogue says of it, leaving what the catalogue says of others.
fn load(
    graph: &KnowledgeGraph,
    mapper: &Mapper,
    mut source: Source,
    mut quads: Vec<Quad>,
    settings: &Settings,
) -> Result<Replaced, StoreError> {
    let facts = mapper.iris().graph(source.format, &source.sha256);
    let annotations = mapper.iris().annotation_graph(&source.sha256);
    let catalogue = mapper.iris().catalogue_graph();
    let in_catalogue = GraphName::from(catalogue.clone());
    let about_this = |subject: &NamedOrBlankNode| matches!(subject, NamedOrBlankNode::NamedNode(name) if *name == facts || *name == annotations);
    for quad in graph.store().quads_for_pattern(None, None, None, Some(in_catalogue.as_ref())) {
        let quad = quad?;
        if !about_this(&quad.subject) {
            quads.push(quad);
        } else if settings.read.retrieved.is_none() && quad.predicate == prov::GENERATED_AT_TIME {
            // The same bytes were read before: that the file has been touched since is no news.
            if let Term::Literal(time) = &quad.object {
                source.generated = Some(time.value().to_owned());
            }
        }
    }
    mapper.source(&source, &mut quads);
    graph.replace_graphs(&[facts, annotations, catalogue], quads)
}

/// Reads, annotates and maps one source; the error is the report of a source that failed.
fn map_source(
    input: &Input,
    settings: &Settings,
    mapper: &Mapper,
    annotator: &Annotator,
) -> Result<Mapped, Box<SourceReport>> {
    let started = Instant::now();
    let mut report = SourceReport::new(input.name());
    let fail = |mut report: SourceReport, error: &ReadError| {
        report.failed = Some(error.to_string());
        Box::new(report)
    };
    let survey = match read::survey(input, &settings.read) {
        Ok(survey) => survey,
        Err(error) => return Err(fail(report, &error)),
    };
    report.describe(&survey);
    let mut source = source_of(input, &survey, settings);
    let mut quads = Vec::new();
    let mut known = KnownWorks::default();
    let entries = match read::records(input, &survey, &settings.read) {
        Ok(entries) => entries,
        Err(error) => return Err(fail(report, &error)),
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return Err(fail(report, &error)),
        };
        report.diagnose(entry.diagnostics);
        let Some(record) = entry.record else {
            report.rejected += 1;
            continue;
        };
        report.records += 1;
        if let Some(duplicate) = known.duplicate(&record, input.name()) {
            report.duplicates += 1;
            report.diagnose(vec![duplicate]);
            continue;
        }
        let annotations = annotator.annotate(&record);
        report.mentions += annotations.mentions.len() as u64;
        mapper.record(&record, &annotations, &source, &mut quads);
    }
    if report.records == 0 {
        report.failed = Some("no record was found in it".to_owned());
        return Err(Box::new(report));
    }
    source.records = report.records;
    report.elapsed = started.elapsed();
    Ok(Mapped { source, quads, report })
}

fn source_of(input: &Input, survey: &Survey, settings: &Settings) -> Source {
    let retrieved = settings.read.retrieved.filter(|date| date.day().is_some());
    let generated = retrieved.map(|date| format!("{date}T00:00:00Z")).or_else(|| {
        let time = settings.generated.or(survey.modified)?;
        let seconds = jiff::Timestamp::try_from(time).ok()?.as_second();
        jiff::Timestamp::from_second(seconds).ok().map(|t| t.to_string())
    });
    // Only the file's own name: the folders above it are the user's business.
    let name = input.name().rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    Source { format: survey.format.name(), sha256: survey.sha256.clone(), name, generated, records: 0 }
}

/// The works of one source by each of their identifiers.
#[derive(Default)]
struct KnownWorks(HashMap<String, u64>);

impl KnownWorks {
    /// Says where a record stands that names the same work; remembers this one otherwise.
    fn duplicate(&mut self, record: &Record, source: &str) -> Option<Diagnostic> {
        let identifiers = [
            record.doi.as_ref().map(|doi| format!("DOI {doi}")),
            record.pmid.map(|pmid| format!("PMID {pmid}")),
            record.pmcid.map(|pmcid| format!("PMCID {pmcid}")),
        ];
        let mut names: Vec<String> = identifiers.into_iter().flatten().collect();
        if names.is_empty() {
            names.push(format!("title, year and first author ({})", record.work_key()));
        }
        for name in &names {
            if let Some(line) = self.0.get(name) {
                return Some(Diagnostic {
                    severity: Severity::Warning,
                    kind: DiagnosticKind::Duplicate,
                    source: source.to_owned(),
                    position: record.position,
                    record: record.rank,
                    field: "",
                    message: format!("the record at line {line} has the same {name}"),
                    action: "the earlier record stands",
                });
            }
        }
        self.0.extend(names.into_iter().map(|name| (name, record.position.line)));
        None
    }
}
