//! Records with what they were found to be -> quads -> store.

use super::compare::Compared;
use super::keep::{Kept, Kind};
use super::parallel::{cores, in_order};
use super::report::SourceReport;
use super::{Event, IngestError, KeepError, Settings, source};
use crate::annotate::Annotator;
use crate::mapping::{AbstractPolicy, Mapper, NQuads, Names, Source};
use crate::ontology::Annotations;
use crate::read::{Entry, Input, ReadError};
use crate::record::{Record, Resolution};
use crate::store::{KnowledgeGraph, Replaced};
use oxigraph::model::Quad;
use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Instant;

/// What loading a source did.
pub(super) struct Loaded {
    pub(super) quads: Replaced,
    pub(super) mentions: u64,
}

/// Maps a kept source and puts the result in the place of its graphs.
pub(super) fn load(
    graph: &KnowledgeGraph,
    kept: &Kept,
    resolutions: &HashMap<u64, Resolution>,
    names: &Names,
    settings: &Settings,
    annotator: &Annotator,
) -> Result<Loaded, IngestError> {
    let policy = if kept.abstracts { AbstractPolicy::Full } else { AbstractPolicy::None };
    let mapper = Mapper::new(settings.iris.clone(), policy);
    let source = kept.as_source();
    let graphs =
        [mapper.iris().graph(source.format, &source.sha256), mapper.iris().annotation_graph(&source.sha256)];
    let mut quads: Vec<Quad> = Vec::new();
    let mut mentions = 0;
    let work = |line: Result<Kind, KeepError>| -> Result<(Vec<Quad>, u64), KeepError> {
        let mut quads = Vec::new();
        let mut mentions = 0;
        match line? {
            Kind::Link(link) => mapper.link(&link, &source, names, &mut quads),
            Kind::Record(record) => {
                let alone = || Cow::Owned(Resolution::alone(&record));
                let resolution = resolutions.get(&record.number).map_or_else(alone, Cow::Borrowed);
                let found = annotator.annotate(&record);
                mentions = found.mentions.len() as u64;
                mapper.record(&record, &found, &source, &resolution, names, &mut quads);
            }
        }
        Ok((quads, mentions))
    };
    in_order(kept.lines(graph)?, cores(), work, |done: Result<(Vec<Quad>, u64), KeepError>| {
        let (mut of_record, count) = done?;
        quads.append(&mut of_record);
        mentions += count;
        Ok::<(), KeepError>(())
    })?;
    Ok(Loaded { quads: graph.replace_graphs(&graphs, quads)?, mentions })
}

/// The graphs that no source owns: the catalogue, and why records are one work.
pub(super) fn shared_graphs(
    graph: &KnowledgeGraph,
    kept: &[Kept],
    compared: &Compared,
    settings: &Settings,
) -> Result<(), IngestError> {
    let mapper = Mapper::new(settings.iris.clone(), settings.abstracts);
    let mut quads: Vec<Quad> = Vec::new();
    for source in kept {
        mapper.source(&source.as_source(), &mut quads);
    }
    graph.replace_graphs(&[mapper.iris().catalogue_graph()], quads)?;
    let mut quads: Vec<Quad> = Vec::new();
    mapper.merges(&compared.resolved.merges, &compared.resolved.conflicts, &mut quads);
    graph.replace_graphs(&[mapper.iris().identity_graph()], quads)?;
    Ok(())
}

/// Maps a source by itself, in the order of its records, on several threads.
pub(super) fn map_alone(
    input: &Input,
    settings: &Settings,
    threads: usize,
    out: &mut NQuads<impl std::io::Write>,
    mut seen: impl FnMut(Event<'_>),
) -> SourceReport {
    let started = Instant::now();
    let mut report = SourceReport::new(input.name());
    let (survey, entries) = match source::open(input, settings, &mut report) {
        Ok(opened) => opened,
        Err(error) => {
            report.failed = Some(error.to_string());
            return report;
        }
    };
    let mapper = Mapper::new(settings.iris.clone(), settings.abstracts);
    let annotator = Annotator::new();
    let mut source = Source {
        format: survey.format.name(),
        sha256: survey.sha256.clone(),
        name: source::file_name(input),
        generated: source::generated(&survey, settings, None),
        records: 0,
    };
    let work =
        |entry: Result<Entry, ReadError>| entry.map(|entry| Mapped::of(entry, &mapper, &annotator, &source));
    let done = in_order(entries, threads, work, |done| match done {
        Ok(of_entry) => {
            seen(Event::Read(1));
            report.count_entry(&of_entry.entry);
            report.mentions += of_entry.mentions;
            report.added += of_entry.count;
            out.append(&of_entry.lines, of_entry.count);
            // Nobody takes the output any more: reading on would be for nothing.
            if out.has_failed() { Err("the output could not be written".to_owned()) } else { Ok(()) }
        }
        Err(error) => Err(error.to_string()),
    });
    let mut failed = done.err();
    source.records = report.records;
    let before = out.count();
    mapper.source(&source, out);
    report.added += out.count() - before;
    if report.records + report.links == 0 && failed.is_none() {
        failed = Some("no record was found in it".to_owned());
    }
    report.failed = failed;
    report.elapsed = started.elapsed();
    report
}

/// One entry mapped by itself.
struct Mapped {
    entry: Entry,
    lines: Vec<u8>,
    count: u64,
    mentions: u64,
}

impl Mapped {
    fn of(mut entry: Entry, mapper: &Mapper, annotator: &Annotator, source: &Source) -> Self {
        let mut out = NQuads::new(Vec::new());
        let names = Names::new();
        let mut mentions = 0;
        if let Some(record) = entry.record.take() {
            let found: Annotations = annotator.annotate(&record);
            mentions = found.mentions.len() as u64;
            mapper.record(&record, &found, source, &Resolution::alone(&record), &names, &mut out);
            // Only that there was a record is asked for from here on.
            entry.record = Some(Record::default());
        }
        if let Some(link) = &entry.link {
            mapper.link(link, source, &names, &mut out);
        }
        let count = out.count();
        // Writing to memory does not fail.
        Self { entry, lines: out.finish().unwrap_or_default(), count, mentions }
    }
}
