//! The abstract: its text where that may be published, and its sections with offsets in any case.

use super::iri::concept;
use super::sink::{Sink, offset_safe};
use super::{AbstractPolicy, Job};
use crate::record::SectionRole;
use crate::vocab::{dcterms, deo, doco, nif, schema};
use oxigraph::model::NamedNodeRef;

/// Writes the abstract and its sections. Offsets count code points of the text, headings included.
pub(super) fn write(job: &Job<'_>, sink: &mut Sink<'_>) {
    let Some(text) = job.record.abstract_text.as_ref().filter(|_| job.has_the_abstract()) else { return };
    let node = job.iris.abstract_(job.key);
    sink.link(&job.work, dcterms::HAS_PART, &node);
    sink.classes(&node, &[doco::ABSTRACT, nif::CONTEXT]);
    if job.abstracts == AbstractPolicy::Full {
        let safe = offset_safe(&text.text);
        sink.offset_prose(&job.work, dcterms::ABSTRACT, &safe);
        sink.offset_text(&node, nif::IS_STRING, &safe);
    }
    for (n, section) in (1..).zip(&text.sections) {
        let part = job.iris.section(job.key, n);
        sink.link(&node, dcterms::HAS_PART, &part);
        sink.classes(&part, &[doco::SECTION]);
        sink.integer(&part, schema::POSITION, n as u64);
        sink.text(&part, dcterms::TITLE, &section.heading);
        if let Some(role) = section.role {
            sink.link(&part, dcterms::TYPE, &concept(role.concept_id()));
            if let Some(class) = discourse_class(role) {
                sink.classes(&part, &[class]);
            }
        }
        sink.integer(&part, nif::BEGIN_INDEX, section.start as u64);
        sink.integer(&part, nif::END_INDEX, section.end as u64);
        sink.link(&part, nif::REFERENCE_CONTEXT, &node);
    }
}

/// The class of the Discourse Elements Ontology for a role; it has none for objective, setting, participants and the like.
fn discourse_class(role: SectionRole) -> Option<NamedNodeRef<'static>> {
    match role {
        SectionRole::Background => Some(deo::BACKGROUND),
        SectionRole::Methods => Some(deo::METHODS),
        SectionRole::Results => Some(deo::RESULTS),
        SectionRole::Conclusion => Some(deo::CONCLUSION),
        SectionRole::FutureWork => Some(deo::FUTURE_WORK),
        _ => None,
    }
}
