//! How a work stands to others: its references, corrections and retractions, and citations that lists of links state.

use super::iri::Iris;
use super::sink::Sink;
use super::work::write_identifier;
use super::{Job, Names};
use crate::record::{CitationLink, PartialDate, Relation, RelationKind, WorkKey, WorkRef};
use crate::vocab::{cito, datacite, dcterms, literal, sprx, xsd};
use oxigraph::model::{NamedNode, NamedNodeRef};

/// Writes relations and references.
pub(super) fn write(job: &Job<'_>, sink: &mut Sink<'_>) {
    for relation in &job.record.relations {
        write_relation(job, relation, sink);
    }
    for reference in &job.record.references {
        match job.other(reference) {
            // A work that lists itself is a slip of the source.
            Some(cited) if cited == *job.key => {}
            Some(cited) => {
                cite(job.iris, (job.key, &job.work), &cited, job.published(), sink);
                stated(job.iris, job.key, &cited, reference, sink);
            }
            None => sink.text(&job.work, sprx::REFERENCE_TEXT, reference.text.as_deref().unwrap_or_default()),
        }
    }
}

fn write_relation(job: &Job<'_>, relation: &Relation, sink: &mut Sink<'_>) {
    let predicate = predicate(relation.kind);
    match job.other(&relation.target) {
        Some(other) if other == *job.key => {}
        Some(other) => {
            let node = job.iris.work(&other);
            sink.link(&job.work, predicate, &node);
            name(job.iris, &node, &other, sink);
        }
        None => {
            if let Some(text) = &relation.target.text {
                sink.text(&job.work, sprx::RELATION_TEXT, &format!("{}: {text}", words(relation.kind)));
            }
        }
    }
}

/// The closest term: where no vocabulary has one, that the two are related.
fn predicate(kind: RelationKind) -> NamedNodeRef<'static> {
    use RelationKind as R;
    match kind {
        R::Retracts => cito::RETRACTS,
        R::RetractedBy => cito::IS_RETRACTED_BY,
        R::Corrects => cito::CORRECTS,
        R::CorrectedBy => cito::IS_CORRECTED_BY,
        R::ExpressesConcernAbout | R::CommentsOn => cito::DISCUSSES,
        R::ConcernExpressedBy | R::CommentedOnBy => cito::IS_DISCUSSED_BY,
        R::Updates => cito::UPDATES,
        R::UpdatedBy => cito::IS_UPDATED_BY,
        R::PartOf => dcterms::IS_PART_OF,
        R::HasPreprint | R::TranslationOf | R::RepublicationOf => dcterms::IS_VERSION_OF,
        R::PreprintOf | R::RepublishedAs => dcterms::HAS_VERSION,
    }
}

fn words(kind: RelationKind) -> &'static str {
    use RelationKind as R;
    match kind {
        R::Retracts => "retracts",
        R::RetractedBy => "is retracted by",
        R::Corrects => "corrects",
        R::CorrectedBy => "is corrected by",
        R::ExpressesConcernAbout => "expresses concern about",
        R::ConcernExpressedBy => "concern is expressed by",
        R::CommentsOn => "comments on",
        R::CommentedOnBy => "is commented on by",
        R::Updates => "updates",
        R::UpdatedBy => "is updated by",
        R::RepublishedAs => "is republished as",
        R::RepublicationOf => "republishes",
        R::TranslationOf => "is a translation of",
        R::HasPreprint => "has the preprint",
        R::PreprintOf => "is a preprint of",
        R::PartOf => "is part of",
    }
}

/// Writes one citation of a list of links.
pub(super) fn write_link(iris: &Iris, link: &CitationLink, names: &Names, sink: &mut Sink<'_>) {
    let key = |work: &WorkRef| work.work_key().map(|key| names.get(&key).cloned().unwrap_or(key));
    let (Some(citing), Some(cited)) = (key(&link.citing), key(&link.cited)) else { return };
    if citing == cited {
        return;
    }
    let work = iris.work(&citing);
    cite(iris, (&citing, &work), &cited, link.created, sink);
    name(iris, &work, &citing, sink);
    stated(iris, &citing, &cited, &link.cited, sink);
    let node = iris.citation(&citing, &cited);
    if let Some(span) = &link.timespan {
        sink.typed(&node, cito::HAS_CITATION_TIME_SPAN, span, xsd::DURATION);
    }
    if link.journal_self == Some(true) {
        sink.classes(&node, &[cito::JOURNAL_SELF_CITATION]);
    }
    if link.author_self == Some(true) {
        sink.classes(&node, &[cito::AUTHOR_SELF_CITATION]);
    }
    if let Some(oci) = &link.oci {
        let id = iris.identifier("oci", oci);
        sink.link(&node, datacite::HAS_IDENTIFIER, &id);
        sink.classes(&id, &[datacite::PRIMARY_RESOURCE_IDENTIFIER]);
        sink.term(&id, datacite::USES_IDENTIFIER_SCHEME, datacite::OCI);
        sink.identifier(&id, literal::HAS_LITERAL_VALUE, oci);
    }
}

/// The citation as a statement and as a thing, and the name of the cited work.
pub(super) fn cite(
    iris: &Iris,
    (citing, work): (&WorkKey, &NamedNode),
    cited: &WorkKey,
    date: Option<PartialDate>,
    sink: &mut Sink<'_>,
) {
    let other = iris.work(cited);
    let node = iris.citation(citing, cited);
    sink.link(work, cito::CITES, &other);
    sink.classes(&node, &[cito::CITATION]);
    sink.link(&node, cito::HAS_CITING_ENTITY, work);
    sink.link(&node, cito::HAS_CITED_ENTITY, &other);
    if let Some(date) = date {
        sink.date(&node, cito::HAS_CITATION_CREATION_DATE, date);
    }
    name(iris, &other, cited, sink);
}

/// The identifier that names a work which is only spoken of. Others that the source gives it may be wrong (lists of
/// references are), and would tie works together that are not one.
fn name(iris: &Iris, node: &NamedNode, key: &WorkKey, sink: &mut Sink<'_>) {
    write_identifier(iris, sink, node, key, true);
}

/// What the source says of the cited work beside the identifier that names it: said of the citation.
fn stated(iris: &Iris, citing: &WorkKey, cited: &WorkKey, reference: &WorkRef, sink: &mut Sink<'_>) {
    let node = iris.citation(citing, cited);
    for other in reference.names().filter(|other| other != cited) {
        sink.identifier(&node, sprx::STATED_IDENTIFIER, &other.to_string().replacen('/', ":", 1));
    }
    sink.text(&node, sprx::REFERENCE_TEXT, reference.text.as_deref().unwrap_or_default());
}
