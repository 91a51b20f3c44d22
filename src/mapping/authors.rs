//! Who made a work, in which order, and where they worked at the time.
//!
//! Every authorship has a person node of its own: equal names are not equal people.

use super::Job;
use super::affiliation::{Organization, organizations};
use super::iri::{Iris, digest};
use super::sink::{Sink, for_people};
use crate::record::{Contributor, Name, slug};
use crate::vocab::{dcterms, foaf, frapo, oco, org, pro, schema, skos, sprx};
use oxigraph::model::NamedNode;

/// Writes creators (a set, for simple queries) and roles (the order, with affiliations).
pub(super) fn write(job: &Job<'_>, sink: &mut Sink<'_>) {
    let contributors = &job.record.contributors;
    for (n, contributor) in (1..).zip(contributors) {
        let agent = agent(job, contributor, n, sink);
        let role = job.iris.role(&job.key, n);
        sink.link(&job.work, dcterms::CREATOR, &agent);
        sink.link(&job.work, pro::IS_DOCUMENT_CONTEXT_FOR, &role);
        sink.classes(&role, &[pro::ROLE_IN_TIME]);
        sink.link(&role, pro::WITH_ROLE, &pro::AUTHOR.into_owned());
        sink.link(&role, pro::IS_HELD_BY, &agent);
        sink.integer(&role, schema::POSITION, n as u64);
        if n < contributors.len() {
            sink.link(&role, oco::HAS_NEXT, &job.iris.role(&job.key, n + 1));
        }
        for affiliation in &contributor.affiliations {
            sink.text(&role, sprx::AFFILIATION_TEXT, &affiliation.text);
            for organization in organizations(&for_people(&affiliation.text)) {
                let node = write_organization(job.iris, &organization, sink);
                sink.link(&role, pro::RELATES_TO_ORGANIZATION, &node);
            }
        }
    }
}

/// IRI of an organisation: the slug of its name, in which `&` reads `and`.
pub(super) fn organization_iri(iris: &Iris, name: &str) -> NamedNode {
    let slug = slug(&name.replace('&', " and "));
    iris.organization(if slug.is_empty() { digest(&[name]) } else { slug }.as_str())
}

fn write_organization(iris: &Iris, organization: &Organization, sink: &mut Sink<'_>) -> NamedNode {
    let node = organization_iri(iris, &organization.name);
    sink.classes(&node, &[foaf::ORGANIZATION, org::ORGANIZATION]);
    sink.text(&node, foaf::NAME, &organization.name);
    if let Some(code) = organization.country {
        sink.text(&node, frapo::HAS_COUNTRY_CODE, code);
    }
    node
}

fn agent(job: &Job<'_>, contributor: &Contributor, n: usize, sink: &mut Sink<'_>) -> NamedNode {
    match &contributor.name {
        Name::Person(person) => {
            let node = job.iris.person(&job.key, n);
            sink.classes(&node, &[foaf::PERSON]);
            sink.text(&node, foaf::NAME, &contributor.name.full());
            sink.text(&node, foaf::GIVEN_NAME, person.given.as_deref().unwrap_or_default());
            sink.text(&node, foaf::FAMILY_NAME, &person.family);
            sink.text(&node, skos::ALT_LABEL, &contributor.name.citation_form());
            node
        }
        Name::Collective(name) => {
            let node = job.iris.group(&job.key, n);
            sink.classes(&node, &[foaf::AGENT, foaf::ORGANIZATION]);
            sink.text(&node, foaf::NAME, name);
            node
        }
    }
}
