//! The work itself: identifiers, links, title, dates, access.

use super::Job;
use super::authors::organization_iri;
use super::iri::{
    Iris, doi_page, identifiers_org, openalex_page, opencitations_work, pmc_page, pubmed_page, web_address,
};
use super::language::{is_english_title, title_is_english, work_is_english};
use super::sink::Sink;
use crate::record::{PartialDate, Settled, WorkKey, fold, slug};
use crate::vocab::{datacite, dcterms, fabio, foaf, literal, owl, prism, schema, sprx, xsd};
use oxigraph::model::{NamedNode, NamedNodeRef};

/// Writes the work. Its classes are written elsewhere.
pub(super) fn write(job: &Job<'_>, sink: &mut Sink<'_>) {
    let (record, work) = (job.record, &job.work);
    title(job, sink);
    for language in &record.languages {
        sink.identifier(work, dcterms::LANGUAGE, language);
    }
    if record.languages.is_empty() && work_is_english(record) {
        sink.text(work, dcterms::LANGUAGE, "en");
    }
    sink.text(work, dcterms::BIBLIOGRAPHIC_CITATION, &record.citation_text);
    for old in &job.resolution.replaced {
        let old = job.iris.work(old);
        sink.link(&old, dcterms::IS_REPLACED_BY, work);
        sink.link(work, owl::SAME_AS, &old);
    }
    identifiers(job, sink);
    more_identifiers(job, sink);
    dates(job, sink);
    access(job, sink);
}

/// One title holds for the work; what this record calls it otherwise stays beside it.
fn title(job: &Job<'_>, sink: &mut Sink<'_>) {
    let (record, work) = (job.record, &job.work);
    let english = title_is_english(record);
    match job.settled() {
        Some(settled) if fold(&settled.title) == fold(&record.title) => {
            sink.prose(work, dcterms::TITLE, &settled.title, is_english_title(&settled.title));
        }
        Some(_) => sink.prose(work, dcterms::ALTERNATIVE, &record.title, english),
        None => sink.prose(work, dcterms::TITLE, &record.title, english),
    }
    if let Some(original) = &record.original_title {
        sink.text(work, dcterms::ALTERNATIVE, original);
    }
}

fn access(job: &Job<'_>, sink: &mut Sink<'_>) {
    let (record, work) = (job.record, &job.work);
    if let Some(open) = record.open_access {
        let subject = job.subject(&open, |settled| &settled.open_access);
        sink.boolean(&subject, schema::IS_ACCESSIBLE_FOR_FREE, open);
    }
    match record.licence.as_deref().map(|licence| (web_address(licence), licence)) {
        Some((Some(iri), _)) => sink.link(work, dcterms::LICENSE, &iri),
        Some((None, name)) => sink.text(work, dcterms::RIGHTS, name),
        None => {}
    }
    for url in record.urls.iter().filter_map(|url| web_address(url)) {
        sink.typed(work, fabio::HAS_URL, url.as_str(), xsd::ANY_URI);
    }
    sink.text(work, prism::EDITION, record.edition.as_deref().unwrap_or_default());
    if let Some(publisher) = &record.publisher {
        let node = organization_iri(job.iris, publisher);
        sink.link(work, dcterms::PUBLISHER, &node);
        sink.classes(&node, &[foaf::ORGANIZATION]);
        sink.text(&node, foaf::NAME, publisher);
    }
    sink.text(work, sprx::PLACE_OF_PUBLICATION, record.place.as_deref().unwrap_or_default());
}

/// What an identifier says of the work that it belongs to: also written for works that are only spoken of.
pub(super) fn write_identifier(
    iris: &Iris,
    sink: &mut Sink<'_>,
    work: &NamedNode,
    own: &WorkKey,
    primary: bool,
) {
    let text = own.to_string();
    let Some((scheme, value)) = text.split_once('/') else { return };
    let scheme_iri = match own {
        WorkKey::Doi(doi) => {
            sink.identifier(work, prism::DOI, value);
            sink.link(work, schema::SAME_AS, &doi_page(doi));
            datacite::DOI
        }
        WorkKey::Pmid(pmid) => {
            sink.identifier(work, fabio::HAS_PUB_MED_ID, value);
            sink.link(work, schema::SAME_AS, &pubmed_page(*pmid));
            sink.link(work, schema::SAME_AS, &identifiers_org(*pmid));
            datacite::PMID
        }
        WorkKey::Pmcid(pmcid) => {
            sink.identifier(work, fabio::HAS_PUB_MED_CENTRAL_ID, value);
            sink.link(work, schema::SAME_AS, &pmc_page(*pmcid));
            datacite::PMCID
        }
        WorkKey::OpenAlex(id) => {
            sink.link(work, schema::SAME_AS, &openalex_page(*id));
            datacite::OPENALEX
        }
        WorkKey::Omid(omid) => {
            // The source itself says that this is the work: nothing was looked up.
            sink.link(work, owl::SAME_AS, &opencitations_work(omid));
            datacite::OMID
        }
        WorkKey::Bibliography(_) => {
            sink.identifier(work, dcterms::IDENTIFIER, &format!("key:{value}"));
            return;
        }
    };
    sink.identifier(work, dcterms::IDENTIFIER, &format!("{scheme}:{value}"));
    node(iris, sink, work, scheme, value, scheme_iri, primary);
}

/// The identifiers that name works. One that another work has a claim to is said of this record only: an identifier node
/// belongs to one work.
fn identifiers(job: &Job<'_>, sink: &mut Sink<'_>) {
    let record = job.record;
    for own in record.names() {
        if job.resolution.disputed.contains(&own) {
            let text = own.to_string().replacen('/', ":", 1);
            sink.identifier(&job.record_node(), dcterms::IDENTIFIER, &text);
        } else {
            write_identifier(job.iris, sink, &job.work, &own, own == *job.key);
        }
    }
    if let WorkKey::Bibliography(_) = job.key {
        write_identifier(job.iris, sink, &job.work, job.key, true);
    }
}

/// Numbers in other catalogues, and those that are texts only.
fn more_identifiers(job: &Job<'_>, sink: &mut Sink<'_>) {
    let (record, work) = (job.record, &job.work);
    // What readers do not check may hold anything; what looks like a sentence or an address is no number.
    let plain =
        |text: &str| !text.is_empty() && !text.contains('@') && text.bytes().all(|b| b.is_ascii_graphic());
    if let Some(arxiv) = record.arxiv.as_deref().filter(|text| plain(text)) {
        sink.identifier(work, fabio::HAS_ARXIV_ID, arxiv);
        sink.identifier(work, dcterms::IDENTIFIER, &format!("arxiv:{arxiv}"));
    }
    sink.text(work, fabio::HAS_PII, record.pii.as_deref().unwrap_or_default());
    for isbn in &record.isbns {
        let value = isbn.to_string();
        sink.identifier(work, prism::ISBN, &value);
        sink.identifier(work, dcterms::IDENTIFIER, &format!("isbn:{value}"));
    }
    for accession in &record.accessions {
        let bank = slug(&accession.bank);
        if !bank.is_empty() && plain(&accession.number) {
            sink.identifier(work, dcterms::IDENTIFIER, &format!("{bank}:{}", accession.number));
        }
    }
}

/// The node of an identifier: primary where it names the work.
fn node(
    iris: &Iris,
    sink: &mut Sink<'_>,
    work: &NamedNode,
    scheme: &str,
    value: &str,
    scheme_iri: NamedNodeRef<'_>,
    primary: bool,
) {
    let class =
        if primary { datacite::PRIMARY_RESOURCE_IDENTIFIER } else { datacite::ALTERNATE_RESOURCE_IDENTIFIER };
    let id = iris.identifier(scheme, value);
    sink.link(work, datacite::HAS_IDENTIFIER, &id);
    sink.classes(&id, &[class]);
    sink.term(&id, datacite::USES_IDENTIFIER_SCHEME, scheme_iri);
    sink.identifier(&id, literal::HAS_LITERAL_VALUE, value);
}

fn dates(job: &Job<'_>, sink: &mut Sink<'_>) {
    let (record, work) = (job.record, &job.work);
    let history = &record.history;
    published(job, sink);
    if let Some(date) = history.retracted.filter(|date| date.day().is_some()) {
        sink.typed(work, fabio::HAS_RETRACTION_DATE, &format!("{date}T00:00:00Z"), xsd::DATE_TIME);
    }
    date(job, dcterms::DATE_SUBMITTED, history.received, |settled| settled.received, sink);
    date(job, dcterms::DATE_ACCEPTED, history.accepted, |settled| settled.accepted, sink);
    date(job, dcterms::AVAILABLE, history.published, |settled| settled.available, sink);
    let revised = history.revised.iter().map(|date| (sprx::DATE_REVISED, *date));
    let indexed = history.indexed.iter().map(|date| (sprx::DATE_INDEXED, *date));
    for (predicate, date) in revised.chain(indexed) {
        // The range of both terms is xsd:date; what is known less exactly is said with their super-property.
        sink.date(work, if date.day().is_some() { predicate } else { dcterms::DATE }, date);
    }
}

/// A date of which a work has one: the one that holds, where this record agrees with it, though it may say it less exactly.
fn date(
    job: &Job<'_>,
    predicate: NamedNodeRef<'_>,
    own: Option<PartialDate>,
    holds: impl Fn(&Settled) -> Option<PartialDate>,
    sink: &mut Sink<'_>,
) -> Option<PartialDate> {
    let own = own?;
    let held =
        job.settled().map_or(Some(own), holds).filter(|date| date.to_string().starts_with(&own.to_string()));
    match held {
        Some(held) => sink.date(&job.work, predicate, held),
        None => sink.date(&job.record_node(), predicate, own),
    }
    held
}

fn published(job: &Job<'_>, sink: &mut Sink<'_>) {
    let held = date(job, dcterms::ISSUED, job.record.published, |settled| settled.published, sink);
    if let Some(held) = held {
        sink.typed(&job.work, fabio::HAS_PUBLICATION_YEAR, &format!("{:04}", held.year()), xsd::G_YEAR);
    }
}
