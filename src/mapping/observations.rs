//! What a source observed about a work and about its own record: counts, impact index, rank, labels, and who cites whom.

use super::iri::digest;
use super::relations::cite;
use super::sink::Sink;
use super::{AbstractPolicy, Job};
use crate::record::{RecordId, WorkKey};
use crate::vocab::{c4o, dcterms, dqv, foaf, prov, schema, skos, sprx, xsd};

/// Writes the observations. Each is a node for one work, one source and one day, so that a later count never replaces
/// an earlier one.
pub(super) fn write(job: &Job<'_>, sink: &mut Sink<'_>) {
    counts(job, sink);
    source_record(job, sink);
    citations(job, sink);
}

fn counts(job: &Job<'_>, sink: &mut Sink<'_>) {
    let (record, source) = (job.record, job.iris.source(job.source.format));
    let counted = record.counted;
    let as_of =
        counted.date.map(|date| date.to_string()).or_else(|| counted.year.map(|year| year.to_string()));
    let mut as_of = as_of.unwrap_or_else(|| "undated".to_owned());
    if job.settled().is_some() {
        // Two records of one work may count differently on one day: each is an observation of its own.
        let RecordId { sha256, number, .. } = job.record_id();
        as_of = format!("{as_of}/{}", digest(&[&sha256, &number.to_string()]));
    }
    let as_of = as_of.as_str();
    if let Some(count) = record.citation_count {
        let kind = format!("{}-citations", job.source.format);
        let node = job.iris.metric(&kind, job.key, as_of);
        sink.link(&job.work, c4o::HAS_GLOBAL_CITATION_FREQUENCY, &node);
        sink.classes(&node, &[c4o::GLOBAL_CITATION_COUNT]);
        sink.integer(&node, c4o::HAS_GLOBAL_COUNT_VALUE, count);
        sink.link(&node, c4o::HAS_GLOBAL_COUNT_SOURCE, &source);
        // The range is xsd:date: a year or month is not said.
        if let Some(day) = counted.date.filter(|date| date.day().is_some()) {
            sink.date(&node, c4o::HAS_GLOBAL_COUNT_DATE, day);
        }
    }
    if let Some(index) = record.impact_index.as_deref().and_then(canonical_decimal) {
        let node = job.iris.metric("rca-iipa", job.key, as_of);
        sink.link(&job.work, dqv::HAS_QUALITY_MEASUREMENT, &node);
        sink.classes(&node, &[dqv::QUALITY_MEASUREMENT]);
        sink.link(&node, dqv::IS_MEASUREMENT_OF, &job.iris.metric_definition());
        sink.link(&node, dqv::COMPUTED_ON, &job.work);
        sink.typed(&node, dqv::VALUE, &index, xsd::DECIMAL);
        sink.link(&node, prov::HAD_PRIMARY_SOURCE, &source);
    }
}

/// The record as the source has it: what belongs to the list and not to the work.
fn source_record(job: &Job<'_>, sink: &mut Sink<'_>) {
    let (record, source) = (job.record, job.source);
    let line = record.position.line;
    let node = job.record_node();
    sink.classes(&node, &[sprx::SOURCE_RECORD]);
    sink.link(&node, foaf::PRIMARY_TOPIC, &job.work);
    sink.link(&node, dcterms::SOURCE, &job.iris.source(source.format));
    if line > 0 {
        sink.integer(&node, schema::POSITION, line);
    }
    if let Some(rank) = record.rank.filter(|rank| *rank > 0) {
        // The store keeps every kind of integer as xsd:integer; a narrower type would not survive it.
        sink.integer(&node, sprx::RANK, rank.into());
    }
    for label in &record.labels {
        sink.text(&node, sprx::RECORD_LABEL, label);
    }
    // Text that no rule could place may be a piece of an abstract.
    if job.abstracts == AbstractPolicy::Full {
        for text in &record.unplaced {
            sink.text(&node, skos::NOTE, text);
        }
    }
}

/// Citations that the user states of the whole list. A work does not cite itself: a listing of the works that cite one
/// may show this one too.
fn citations(job: &Job<'_>, sink: &mut Sink<'_>) {
    for doi in &job.record.cites {
        let named = WorkKey::Doi(doi.clone());
        let cited = job.names.get(&named).cloned().unwrap_or(named);
        if cited != *job.key {
            cite(job.iris, (job.key, &job.work), &cited, job.published(), sink);
        }
    }
}

/// The decimal without needless zeros, the form that stores keep: `4.0` is `4`. `None` for anything else.
fn canonical_decimal(text: &str) -> Option<String> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    // Stores keep 18 digits on either side of the point at most.
    if !digits(whole) || !digits(fraction) || whole.len() + fraction.len() > 18 || whole.is_empty() {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    Some(if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") })
}

#[cfg(test)]
mod tests {
    use super::canonical_decimal;

    #[test]
    fn decimals_take_the_form_that_stores_keep() {
        for (printed, kept) in [("0", "0"), ("4.0", "4"), ("4.30", "4.3"), ("007", "7"), ("0.50", "0.5")] {
            assert_eq!(canonical_decimal(printed).as_deref(), Some(kept));
        }
        for bad in ["", ".", ".5", "1e3", "-1", "1,5", "٣", "1.2.3", "1234567890123456789"] {
            assert_eq!(canonical_decimal(bad), None, "{bad}");
        }
    }
}
