//! Why records are one work, and which are kept apart: the identity graph.

use super::iri::{Iris, digest};
use super::sink::Sink;
use crate::record::{Conflict, Merge, MergeRule, RecordId};
use crate::vocab::{prov, rdfs, skos, sprx};

/// Writes every merge and every conflict as a thing of its own.
pub(super) fn write(iris: &Iris, merges: &[Merge], conflicts: &[Conflict], sink: &mut Sink<'_>) {
    for merge in merges {
        let (label, shared) = match &merge.rule {
            MergeRule::Identifier(scheme, value) => {
                (format!("same {} {value}", scheme_name(scheme)), Some(iris.identifier(scheme, value)))
            }
            MergeRule::StrictKey(key) => {
                (format!("same title, year, first author and first page: {key}"), None)
            }
        };
        let node = iris.merge(&digest(&[&label, &merge.key.to_string()]));
        let work = iris.work(&merge.key);
        sink.classes(&node, &[prov::ACTIVITY, sprx::MERGE]);
        sink.prose(&node, rdfs::LABEL, &label, true);
        sink.link(&node, prov::GENERATED, &work);
        sink.link(&node, prov::WAS_ASSOCIATED_WITH, &iris.agent());
        if let Some(identifier) = shared {
            sink.link(&node, sprx::SHARED_IDENTIFIER, &identifier);
        }
        for record in &merge.records {
            sink.link(&node, prov::USED, &iris.record(record));
        }
    }
    for conflict in conflicts {
        write_conflict(iris, conflict, sink);
    }
}

fn write_conflict(iris: &Iris, conflict: &Conflict, sink: &mut Sink<'_>) {
    let (scheme, value) = &conflict.shared;
    let records: Vec<String> = conflict.records.iter().map(place).collect();
    let node = iris.merge(&digest(&["conflict", scheme, value, &records.join(" ")]));
    sink.classes(&node, &[sprx::IDENTITY_CONFLICT]);
    sink.prose(&node, rdfs::LABEL, &format!("same {} {value}, kept apart", scheme_name(scheme)), true);
    sink.prose(&node, skos::NOTE, &conflict.reason, true);
    sink.link(&node, sprx::SHARED_IDENTIFIER, &iris.identifier(scheme, value));
    for record in &conflict.records {
        sink.link(&node, prov::USED, &iris.record(record));
    }
}

fn place(id: &RecordId) -> String {
    format!("{}/{}/{}", id.format, id.sha256, id.number)
}

fn scheme_name(scheme: &str) -> String {
    match scheme {
        "openalex" => "OpenAlex number".to_owned(),
        other => other.to_uppercase(),
    }
}
