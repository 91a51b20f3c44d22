//! What a source says that a work is about, and who paid for it: keywords, Medical Subject Headings, registered studies,
//! grants. Facts of the source, unlike what annotation finds.

use super::Job;
use super::authors::organization_iri;
use super::iri::{digest, doi_page, mesh, register_name, register_page, register_scheme};
use super::sink::Sink;
use crate::ontology::Register;
use crate::record::{Accession, Grant, MeshHeading, MeshTerm, slug};
use crate::vocab::{datacite, dcterms, fabio, foaf, frapo, literal, prism, rdfs, schema, skos, sprx};
use oxigraph::model::NamedNode;

/// Writes the subjects.
pub(super) fn write(job: &Job<'_>, sink: &mut Sink<'_>) {
    for keyword in &job.record.keywords {
        sink.text(&job.work, prism::KEYWORD, keyword);
    }
    for heading in &job.record.mesh {
        mesh_heading(job, heading, sink);
    }
    for accession in &job.record.accessions {
        registration(job, accession, sink);
    }
    for grant in &job.record.grants {
        funding(job, grant, sink);
    }
}

/// The descriptor, and each pair of it with a qualifier. A heading without identifiers is a keyword.
fn mesh_heading(job: &Job<'_>, heading: &MeshHeading, sink: &mut Sink<'_>) {
    let descriptor = &heading.descriptor;
    let Some(id) = mesh_id(descriptor) else {
        sink.text(&job.work, prism::KEYWORD, &descriptor.name);
        return;
    };
    subject(job, &mesh(id), &descriptor.name, descriptor.major, sink);
    for qualifier in &heading.qualifiers {
        if let Some(of) = mesh_id(qualifier) {
            let name = format!("{}/{}", descriptor.name, qualifier.name);
            subject(job, &mesh(&format!("{id}{of}")), &name, qualifier.major, sink);
        }
    }
}

/// The identifier where it has the shape of one: a letter and digits.
fn mesh_id(term: &MeshTerm) -> Option<&str> {
    let id = term.id.as_deref()?;
    let mut letters = id.chars();
    let first = letters.next().is_some_and(|c| c.is_ascii_uppercase());
    (first && id.len() > 1 && letters.all(|c| c.is_ascii_digit())).then_some(id)
}

fn subject(job: &Job<'_>, node: &NamedNode, name: &str, major: bool, sink: &mut Sink<'_>) {
    sink.link(&job.work, dcterms::SUBJECT, node);
    if major {
        sink.link(&job.work, fabio::HAS_PRIMARY_SUBJECT_TERM, node);
    }
    sink.prose(node, rdfs::LABEL, name, true);
}

/// A number in a register of studies stands for a study.
fn registration(job: &Job<'_>, accession: &Accession, sink: &mut Sink<'_>) {
    let register = match slug(&accession.bank).as_str() {
        "isrctn" => Register::Isrctn,
        "clinicaltrials-gov" | "clinicaltrials" => Register::ClinicalTrials,
        "prospero" => Register::Prospero,
        _ => return,
    };
    let number = accession.number.trim().to_uppercase();
    let plain = |c: char| c.is_ascii_alphanumeric();
    if number.is_empty() || !number.chars().all(plain) {
        return;
    }
    let node = job.iris.study(register, &number);
    let id = job.iris.identifier(register_name(register), &number);
    sink.link(&job.work, sprx::REPORTS_STUDY, &node);
    sink.classes(&node, &[sprx::STUDY]);
    sink.link(&node, datacite::HAS_IDENTIFIER, &id);
    sink.link(&node, schema::SAME_AS, &register_page(register, &number));
    sink.classes(&id, &[datacite::PRIMARY_RESOURCE_IDENTIFIER]);
    sink.link(&id, datacite::USES_IDENTIFIER_SCHEME, &register_scheme(register));
    sink.identifier(&id, literal::HAS_LITERAL_VALUE, &number);
}

/// A grant is known by agency and number; without an agency the number means something in this work only. An agency
/// without a number funded the work by means unknown.
fn funding(job: &Job<'_>, grant: &Grant, sink: &mut Sink<'_>) {
    let agency = grant.agency.as_deref().map(|name| (name, organization_iri(job.iris, name)));
    if let Some((name, node)) = &agency {
        sink.classes(node, &[frapo::FUNDING_AGENCY, foaf::ORGANIZATION]);
        sink.text(node, foaf::NAME, name);
        if let Some(doi) = &grant.agency_doi {
            sink.link(node, skos::EXACT_MATCH, &doi_page(doi));
        }
    }
    let Some(number) = grant.number.as_deref().map(str::trim).filter(|number| !number.is_empty()) else {
        if let Some((_, node)) = &agency {
            sink.link(&job.work, frapo::IS_FUNDED_BY, node);
        }
        return;
    };
    let own = |text: &str| {
        let slug = slug(text);
        if slug.is_empty() { digest(&[text]) } else { slug }
    };
    let node = match &agency {
        Some((name, _)) => job.iris.grant(&format!("{}/{}", own(name), own(number))),
        None => job.iris.grant(&format!("w/{}/{}", job.key, own(number))),
    };
    sink.link(&job.work, frapo::IS_FUNDED_BY, &node);
    sink.classes(&node, &[frapo::GRANT]);
    sink.text(&node, frapo::HAS_GRANT_NUMBER, number);
    if let Some((_, agency)) = &agency {
        sink.link(&node, frapo::IS_AWARDED_BY, agency);
    }
}
