//! One source read and kept.

use super::keep::{Archive, Kept, KeptSource, Kind, archive_name};
use super::report::SourceReport;
use super::{Event, IngestError, KeepError, Settings};
use crate::identity::{Claim, SourceClaims};
use crate::mapping::AbstractPolicy;
use crate::read::{self, Entry, Input, Survey};
use crate::record::{Record, WorkKey, WorkRef};
use crate::store::KnowledgeGraph;
use std::collections::BTreeSet;
use std::time::Instant;

/// Reads a source and keeps what was read; gives the name under which it is kept, or `None` where nothing could be.
pub(super) fn read(
    graph: &KnowledgeGraph,
    input: &Input,
    settings: &Settings,
    seen: &mut dyn FnMut(Event<'_>),
) -> Result<(SourceReport, Option<String>), IngestError> {
    let started = Instant::now();
    let mut report = SourceReport::new(input.name());
    let (survey, entries) = match open(input, settings, &mut report) {
        Ok(opened) => opened,
        Err(error) => {
            report.failed = Some(error.to_string());
            return Ok((report, None));
        }
    };
    let name = archive_name(survey.format, &survey.sha256);
    let trouble = |e: std::io::Error| KeepError::new(input.name(), &e);
    let mut archive = Archive::new().map_err(trouble)?;
    let mut claims = SourceClaims {
        format: survey.format.name().to_owned(),
        sha256: survey.sha256.clone(),
        claims: Vec::new(),
    };
    let mut mentioned = BTreeSet::new();
    for entry in entries {
        seen(Event::Read(1));
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                report.failed = Some(error.to_string());
                return Ok((report, None));
            }
        };
        if let Some(line) = take(entry, &mut report, &mut claims, &mut mentioned) {
            archive.add(&line).map_err(trouble)?;
        }
    }
    if report.records + report.links == 0 {
        report.failed = Some("no record was found in it".to_owned());
        return Ok((report, None));
    }
    let known = Kept::find(graph, &name);
    let source = KeptSource {
        sha256: survey.sha256.clone(),
        name: file_name(input),
        generated: generated(&survey, settings, known.as_ref()),
        records: report.records,
    };
    archive.keep(graph, &name)?;
    let abstracts = settings.abstracts == AbstractPolicy::Full;
    // What the graphs were made of stays known: where nothing has changed they are not made again.
    let fingerprint = known.filter(|known| !known.is_touched).and_then(|known| known.fingerprint);
    let mentioned = mentioned.into_iter().collect();
    let said = format!("{:?} {:?}", settings.read.cites, settings.read.retrieved);
    Kept {
        format: survey.format,
        source,
        claims,
        mentioned,
        abstracts,
        said,
        fingerprint,
        is_touched: false,
    }
    .save(graph)?;
    report.elapsed = started.elapsed();
    Ok((report, Some(name)))
}

/// Surveys and opens a source.
pub(super) fn open(
    input: &Input,
    settings: &Settings,
    report: &mut SourceReport,
) -> Result<(Survey, read::Records), read::ReadError> {
    let survey = read::survey(input, &settings.read)?;
    report.describe(&survey);
    let entries = read::records(input, &survey, &settings.read)?;
    Ok((survey, entries))
}

/// Counts an entry and notes what it claims and mentions.
fn take(
    entry: Entry,
    report: &mut SourceReport,
    claims: &mut SourceClaims,
    mentioned: &mut BTreeSet<WorkKey>,
) -> Option<Kind> {
    report.count_entry(&entry);
    if let Some(link) = entry.link {
        mentioned.extend(link.citing.work_key());
        mentioned.extend(link.cited.work_key());
        return Some(Kind::Link(Box::new(link)));
    }
    let record = entry.record?;
    mentioned.extend(mentions(&record));
    claims.claims.push(Claim::of(&record));
    Some(Kind::Record(Box::new(record)))
}

/// The works that a record refers to.
fn mentions(record: &Record) -> impl Iterator<Item = WorkKey> + '_ {
    let related = record.relations.iter().map(|relation| &relation.target);
    let all = related.chain(&record.references).filter_map(WorkRef::work_key);
    all.chain(record.cites.iter().cloned().map(WorkKey::Doi))
}

/// Only the file's own name: the folders above it are the user's business.
pub(super) fn file_name(input: &Input) -> String {
    input.name().rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

/// When the source was retrieved. The same bytes may have been read before: that the file has been touched since is no
/// news.
pub(super) fn generated(survey: &Survey, settings: &Settings, known: Option<&Kept>) -> Option<String> {
    let retrieved = settings.read.retrieved.filter(|date| date.day().is_some());
    retrieved
        .map(|date| format!("{date}T00:00:00Z"))
        .or_else(|| known.and_then(|known| known.source.generated.clone()))
        .or_else(|| {
            let time = settings.generated.or(survey.modified)?;
            let seconds = jiff::Timestamp::try_from(time).ok()?.as_second();
            jiff::Timestamp::from_second(seconds).ok().map(|t| t.to_string())
        })
}
