//! The work itself: class, identifiers, links, title, dates, access.

use super::Job;
use super::iri::{doi_page, identifiers_org, pmc_page, pubmed_page};
use super::language::{title_is_english, work_is_english};
use super::sink::Sink;
use crate::record::{Doi, WorkKey};
use crate::vocab::{datacite, dcterms, fabio, literal, prism, schema, sprx, xsd};
use oxigraph::model::{NamedNode, NamedNodeRef};

/// Writes the work. Classes that take a judgement (review, editorial, erratum, …) are derived and written elsewhere.
pub(super) fn write(job: &Job<'_>, sink: &mut Sink<'_>) {
    let (record, work) = (job.record, &job.work);
    let class = if record.container.is_some() { fabio::JOURNAL_ARTICLE } else { fabio::EXPRESSION };
    sink.classes(work, &[class, schema::SCHOLARLY_ARTICLE]);
    sink.prose(work, dcterms::TITLE, &record.title, title_is_english(record));
    if work_is_english(record) {
        sink.text(work, dcterms::LANGUAGE, "en");
    }
    sink.text(work, dcterms::BIBLIOGRAPHIC_CITATION, &record.citation_text);
    identifiers(job, sink);
    dates(job, sink);
    if let Some(open) = record.open_access {
        sink.typed(work, schema::IS_ACCESSIBLE_FOR_FREE, if open { "true" } else { "false" }, xsd::BOOLEAN);
    }
}

/// What a DOI says of the work it names: also written for works that are only cited.
pub(super) fn write_doi(job: &Job<'_>, sink: &mut Sink<'_>, work: &NamedNode, doi: &Doi) {
    sink.identifier(work, prism::DOI, doi.as_str());
    sink.identifier(work, dcterms::IDENTIFIER, &format!("doi:{doi}"));
    sink.link(work, schema::SAME_AS, &doi_page(doi));
    node(job, sink, work, "doi", doi.as_str(), datacite::DOI, true);
}

fn identifiers(job: &Job<'_>, sink: &mut Sink<'_>) {
    let (record, work) = (job.record, &job.work);
    if let Some(doi) = &record.doi {
        write_doi(job, sink, work, doi);
    }
    if let Some(pmid) = record.pmid {
        let value = pmid.to_string();
        sink.identifier(work, fabio::HAS_PUB_MED_ID, &value);
        sink.identifier(work, dcterms::IDENTIFIER, &format!("pmid:{value}"));
        sink.link(work, schema::SAME_AS, &pubmed_page(pmid));
        sink.link(work, schema::SAME_AS, &identifiers_org(pmid));
        node(job, sink, work, "pmid", &value, datacite::PMID, matches!(job.key, WorkKey::Pmid(_)));
    }
    if let Some(pmcid) = record.pmcid {
        let value = pmcid.to_string();
        sink.identifier(work, fabio::HAS_PUB_MED_CENTRAL_ID, &value);
        sink.identifier(work, dcterms::IDENTIFIER, &format!("pmcid:{value}"));
        sink.link(work, schema::SAME_AS, &pmc_page(pmcid));
        node(job, sink, work, "pmcid", &value, datacite::PMCID, matches!(job.key, WorkKey::Pmcid(_)));
    }
    if let WorkKey::Bibliography(hash) = &job.key {
        sink.identifier(work, dcterms::IDENTIFIER, &format!("key:{hash}"));
    }
}

/// The node of an identifier: primary where it names the work.
fn node(
    job: &Job<'_>,
    sink: &mut Sink<'_>,
    work: &NamedNode,
    scheme: &str,
    value: &str,
    scheme_iri: NamedNodeRef<'_>,
    primary: bool,
) {
    let class =
        if primary { datacite::PRIMARY_RESOURCE_IDENTIFIER } else { datacite::ALTERNATE_RESOURCE_IDENTIFIER };
    let id = job.iris.identifier(scheme, value);
    sink.link(work, datacite::HAS_IDENTIFIER, &id);
    sink.classes(&id, &[class]);
    sink.link(&id, datacite::USES_IDENTIFIER_SCHEME, &scheme_iri.into_owned());
    sink.identifier(&id, literal::HAS_LITERAL_VALUE, value);
}

fn dates(job: &Job<'_>, sink: &mut Sink<'_>) {
    let (record, work) = (job.record, &job.work);
    let history = &record.history;
    if let Some(date) = record.published {
        sink.typed(work, fabio::HAS_PUBLICATION_YEAR, &format!("{:04}", date.year()), xsd::G_YEAR);
        sink.date(work, dcterms::ISSUED, date);
    }
    for (predicate, date) in [
        (dcterms::DATE_SUBMITTED, history.received),
        (dcterms::DATE_ACCEPTED, history.accepted),
        (dcterms::AVAILABLE, history.published),
    ] {
        if let Some(date) = date {
            sink.date(work, predicate, date);
        }
    }
    let revised = history.revised.iter().map(|date| (sprx::DATE_REVISED, *date));
    let indexed = history.indexed.iter().map(|date| (sprx::DATE_INDEXED, *date));
    for (predicate, date) in revised.chain(indexed) {
        // The range of both terms is xsd:date; what is known less exactly is said with their super-property.
        sink.date(work, if date.day().is_some() { predicate } else { dcterms::DATE }, date);
    }
}
