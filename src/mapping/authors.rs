//! Who made a work, in which order, and where they worked at the time.
//!
//! Every authorship has a person node of its own, unless an ORCID iD says who it is: equal names are not equal people.
//! Where several sources list the authors of a work, the same place and family name is the same authorship; another name
//! at a place gets nodes of its own.

use super::Job;
use super::affiliation::{Organization, organizations};
use super::iri::{Iris, digest, orcid_page, ror_page};
use super::sink::{Sink, for_people};
use crate::record::{Affiliation, Contributor, Name, Orcid, Role, fold, slug};
use crate::vocab::{dcterms, foaf, frapo, oco, org, pro, schema, skos, sprx};
use oxigraph::model::{NamedNode, NamedNodeRef};

/// Writes creators (a set, for simple queries) and roles (the order, with affiliations).
pub(super) fn write(job: &Job<'_>, sink: &mut Sink<'_>) {
    let authors = list(job, Role::Author, pro::AUTHOR, sink);
    let whole = job.settled().is_none_or(|settled| settled.of_role(Role::Author).count() == authors.len());
    for (n, pair) in (1..).zip(authors.windows(2)) {
        if whole && pair[0].agrees && pair[1].agrees {
            sink.link(&job.iris.role(job.key, n), oco::HAS_NEXT, &job.iris.role(job.key, n + 1));
        }
    }
    for (n, place) in (1..).zip(&authors) {
        sink.link(&job.work, dcterms::CREATOR, &place.agent);
        if place.printed.corresponding {
            role(
                job,
                &job.iris.corresponding_role(job.key, n),
                sprx::CORRESPONDING_AUTHOR,
                n,
                &place.agent,
                sink,
            );
        }
    }
    if job.record.authors_cut {
        sink.boolean(&job.work, sprx::AUTHORS_INCOMPLETE, true);
    }
    list(job, Role::Editor, pro::EDITOR, sink);
    list(job, Role::Translator, pro::TRANSLATOR, sink);
    list(job, Role::Investigator, sprx::INVESTIGATOR, sink);
}

/// Writes the contributors of one role.
fn list<'a>(job: &Job<'a>, kind: Role, term: NamedNodeRef<'_>, sink: &mut Sink<'_>) -> Vec<Authorship<'a>> {
    let mut places = Vec::new();
    for (n, contributor) in (1..).zip(job.record.contributors.iter().filter(|c| c.role == kind)) {
        let place = Authorship::of(job, n, contributor);
        role(job, &place.role, term, n, &place.agent, sink);
        write_agent(&place, sink);
        if let Some(other) = contributor.orcid.filter(|orcid| place.orcid != Some(*orcid)) {
            // Two sources give one author two iDs: neither is certain, and one of them must not make a second person.
            sink.text(
                &job.record_node(),
                skos::NOTE,
                &format!("{}: ORCID iD {other}", place.printed.name.full()),
            );
        }
        affiliations(job, &place.role, &contributor.affiliations, sink);
        places.push(place);
    }
    places
}

/// One contributor at one place: the nodes, and which name is shown.
struct Authorship<'a> {
    role: NamedNode,
    agent: NamedNode,
    /// The name that holds.
    shown: &'a Contributor,
    /// The name as this record has it.
    printed: &'a Contributor,
    orcid: Option<Orcid>,
    /// Whether the one that holds at this place has the family name that the record has there.
    agrees: bool,
}

impl<'a> Authorship<'a> {
    /// The `n`-th contributor of a role, from 1.
    fn of(job: &Job<'a>, n: usize, contributor: &'a Contributor) -> Self {
        let family = |c: &Contributor| fold(c.name.family_or_collective());
        let settled = job.resolution.settled.as_deref().and_then(|s| s.of_role(contributor.role).nth(n - 1));
        let same = settled.filter(|known| family(known) == family(contributor));
        let agrees = job.settled().is_none() || same.is_some();
        let shown = same.unwrap_or(contributor);
        let orcid = shown.orcid;
        // Two who dispute the place under one name are one only if their ORCID iD, or its absence, is the same too.
        let name =
            || orcid.map_or_else(|| some_slug(contributor.name.family_or_collective()), |id| id.to_string());
        let (iris, key, kind) = (job.iris, job.key, contributor.role);
        let role =
            if agrees { iris.role_of(key, kind, n) } else { iris.disputed_role(key, kind, n, &name()) };
        let agent = match (orcid, &shown.name) {
            (Some(orcid), Name::Person(_)) => iris.person_by_orcid(orcid),
            (_, Name::Collective(_)) if agrees => iris.group_of(key, kind, n),
            (_, Name::Collective(_)) => iris.disputed_group(key, kind, n, &name()),
            _ if agrees => iris.person_of(key, kind, n),
            _ => iris.disputed_person(key, kind, n, &name()),
        };
        Self { role, agent, shown, printed: contributor, orcid, agrees }
    }
}

fn role(
    job: &Job<'_>,
    node: &NamedNode,
    term: NamedNodeRef<'_>,
    n: usize,
    agent: &NamedNode,
    sink: &mut Sink<'_>,
) {
    sink.link(&job.work, pro::IS_DOCUMENT_CONTEXT_FOR, node);
    sink.classes(node, &[pro::ROLE_IN_TIME]);
    sink.term(node, pro::WITH_ROLE, term);
    sink.link(node, pro::IS_HELD_BY, agent);
    sink.integer(node, schema::POSITION, n as u64);
}

fn affiliations(job: &Job<'_>, role: &NamedNode, affiliations: &[Affiliation], sink: &mut Sink<'_>) {
    for affiliation in affiliations {
        sink.text(role, sprx::AFFILIATION_TEXT, &affiliation.text);
        if let Some(ror) = affiliation.ror {
            let node = job.iris.organization_by_ror(ror);
            sink.link(role, pro::RELATES_TO_ORGANIZATION, &node);
            sink.classes(&node, &[foaf::ORGANIZATION, org::ORGANIZATION]);
            sink.link(&node, skos::EXACT_MATCH, &ror_page(ror));
            let text = for_people(&affiliation.text);
            let known = organizations(&text).into_iter().next().map(|organization| organization.name);
            sink.text(&node, foaf::NAME, known.as_deref().unwrap_or(&text));
            continue;
        }
        for organization in organizations(&for_people(&affiliation.text)) {
            let node = write_organization(job.iris, &organization, sink);
            sink.link(role, pro::RELATES_TO_ORGANIZATION, &node);
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

fn write_agent(place: &Authorship<'_>, sink: &mut Sink<'_>) {
    let node = &place.agent;
    match &place.shown.name {
        Name::Person(person) => {
            sink.classes(node, &[foaf::PERSON]);
            sink.text(node, foaf::NAME, &place.shown.name.full());
            sink.text(node, foaf::GIVEN_NAME, person.given.as_deref().unwrap_or_default());
            sink.text(node, foaf::FAMILY_NAME, &person.family);
            sink.text(node, skos::ALT_LABEL, &place.printed.name.citation_form());
            if let Some(orcid) = place.orcid {
                sink.identifier(node, frapo::HAS_ORCID, &orcid.to_string());
                sink.link(node, schema::SAME_AS, &orcid_page(orcid));
            }
        }
        Name::Collective(name) => {
            sink.classes(node, &[foaf::AGENT, foaf::ORGANIZATION]);
            sink.text(node, foaf::NAME, name);
        }
    }
}

fn some_slug(text: &str) -> String {
    let slug = slug(text);
    if slug.is_empty() { digest(&[text]) } else { slug }
}
