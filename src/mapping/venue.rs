//! Where a work stands: journal, volume, issue, supplement and pages, as a hierarchy and as flat fields.
//!
//! Which journal it is was decided when all sources were compared: by ISSN or NLM number, else by its name, folded.

use super::Job;
use super::iri::{digest, issn_page};
use super::sink::{Sink, for_people};
use crate::record::{Container, ContainerKind, JournalKey, Pages, Settled};
use crate::vocab::{dcterms, fabio, frbr, prism, schema, sprx};
use oxigraph::model::{NamedNode, NamedNodeRef};

/// Writes the venue. The hierarchy is work, issue, volume, journal; levels that are not stated are skipped.
pub(super) fn write(job: &Job<'_>, sink: &mut Sink<'_>) {
    let Some(container) = &job.record.container else { return };
    let place = Place::of(job, container);
    let volume_holds = flat(job, prism::VOLUME, place.volume.as_ref(), |settled| &settled.volume, sink);
    let issue = container.issue_name().map(|name| for_people(&name).into_owned());
    let issue_holds = flat(job, prism::ISSUE_IDENTIFIER, issue.as_ref(), |settled| &settled.issue, sink);
    if let Some(printed) = &container.pages {
        pages(printed, &job.subject(printed, |settled| &settled.pages), sink);
    }
    let Some(key) = &place.journal else { return };
    let journal = job.iris.journal(key);
    sink.classes(&journal, &[class(container.kind)]);
    sink.text(&journal, dcterms::TITLE, &container.title);
    numbers(container, &journal, sink);
    // Records with a PMID carry the name of the NLM catalogue unless it is set in capitals.
    let abbreviation = match &container.abbreviation {
        Some(abbreviation) => Some(abbreviation.as_str()),
        None => Some(container.title.as_str()).filter(|name| {
            job.source.format == "rca" && job.record.pmid.is_some() && name.contains(char::is_lowercase)
        }),
    };
    sink.text(&journal, fabio::HAS_NLM_JOURNAL_TITLE_ABBREVIATION, abbreviation.unwrap_or_default());
    let subject = job.subject(key, |settled| &settled.journal);
    sink.link(&subject, dcterms::IS_PART_OF, &journal);
    // Volumes and issues are things of their own in journals only; a volume of a series of books is a number.
    let parent = match container.kind {
        ContainerKind::Journal => hierarchy(job, &place, key, journal, sink),
        _ => journal,
    };
    let holds = subject == job.work && volume_holds && issue_holds;
    sink.link(&if holds { subject } else { job.record_node() }, frbr::PART_OF, &parent);
}

/// A number of the place; gives whether it holds for the work.
fn flat(
    job: &Job<'_>,
    predicate: NamedNodeRef<'_>,
    own: Option<&String>,
    holds: impl Fn(&Settled) -> &Option<String>,
    sink: &mut Sink<'_>,
) -> bool {
    let Some(own) = own else { return true };
    let subject = job.subject(own, holds);
    sink.text(&subject, predicate, own);
    subject == job.work
}

fn class(kind: ContainerKind) -> NamedNodeRef<'static> {
    match kind {
        ContainerKind::Journal => fabio::JOURNAL,
        ContainerKind::Book => fabio::BOOK,
        ContainerKind::Proceedings => fabio::CONFERENCE_PROCEEDINGS,
        ContainerKind::Newspaper => fabio::NEWSPAPER,
        ContainerKind::Other => fabio::EXPRESSION,
    }
}

fn numbers(container: &Container, journal: &NamedNode, sink: &mut Sink<'_>) {
    for (predicate, issn) in [
        (prism::ISSN, container.issn),
        (prism::E_ISSN, container.eissn),
        (fabio::HAS_ISSN_L, container.issn_l),
    ] {
        if let Some(issn) = issn {
            sink.identifier(journal, predicate, &issn.to_string());
            sink.link(journal, schema::SAME_AS, &issn_page(issn));
        }
    }
    if let Some(id) = &container.nlm_id {
        sink.identifier(journal, dcterms::IDENTIFIER, &format!("nlm:{id}"));
    }
    for isbn in &container.isbns {
        sink.identifier(journal, prism::ISBN, &isbn.to_string());
    }
    sink.text(journal, sprx::SERIES, container.series.as_deref().unwrap_or_default());
}

/// The place inside a journal with empty parts taken out.
struct Place {
    journal: Option<JournalKey>,
    volume: Option<String>,
    issue: Option<String>,
    supplement: Option<String>,
    year: Option<i32>,
}

impl Place {
    fn of(job: &Job<'_>, container: &Container) -> Self {
        let part = |text: &Option<String>| {
            text.as_deref().map(|t| for_people(t.trim()).into_owned()).filter(|t| !t.is_empty())
        };
        // A name without a letter or digit still is a name.
        let name = for_people(container.title.trim());
        let by_name = || (!name.is_empty()).then(|| JournalKey::Name(digest(&[&name])));
        Self {
            journal: job.journal().cloned().or_else(by_name),
            volume: part(&container.volume),
            issue: part(&container.issue),
            supplement: part(&container.supplement),
            year: job.record.published.map(crate::record::PartialDate::year),
        }
    }

    fn issue_iri(&self, job: &Job<'_>, journal: &JournalKey, issue: &str) -> NamedNode {
        job.iris.issue(journal, self.volume.as_deref(), self.year, issue)
    }
}

/// Writes volume, issue and supplement; gives the lowest level.
fn hierarchy(
    job: &Job<'_>,
    place: &Place,
    key: &JournalKey,
    journal: NamedNode,
    sink: &mut Sink<'_>,
) -> NamedNode {
    let mut parent = journal;
    if let Some(volume) = &place.volume {
        let node = job.iris.volume(key, volume);
        sink.classes(&node, &[fabio::JOURNAL_VOLUME]);
        level(&node, volume, &parent, sink);
        parent = node;
    }
    let issue = place.issue.as_ref().map(|issue| {
        let node = place.issue_iri(job, key, issue);
        sink.classes(&node, &[fabio::JOURNAL_ISSUE]);
        level(&node, issue, &parent, sink);
        node
    });
    let names = [place.issue.as_deref(), place.supplement.as_deref()];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    match &place.supplement {
        Some(_) => {
            let node = place.issue_iri(job, key, &name);
            sink.classes(&node, &[fabio::JOURNAL_ISSUE, fabio::SUPPLEMENT]);
            level(&node, &name, &parent, sink);
            sink.link(&node, frbr::SUPPLEMENT_OF, &issue.unwrap_or(parent));
            node
        }
        None => issue.unwrap_or(parent),
    }
}

fn level(node: &NamedNode, number: &str, parent: &NamedNode, sink: &mut Sink<'_>) {
    sink.text(node, fabio::HAS_SEQUENCE_IDENTIFIER, number);
    sink.link(node, frbr::PART_OF, parent);
}

/// Pages are strings. An article number is also given as starting page, which is where most tools look for it.
fn pages(pages: &Pages, subject: &NamedNode, sink: &mut Sink<'_>) {
    match pages {
        Pages::Range { first, last } => {
            sink.text(subject, prism::STARTING_PAGE, first);
            sink.text(subject, prism::ENDING_PAGE, last);
        }
        Pages::Single(page) => sink.text(subject, prism::STARTING_PAGE, page),
        Pages::Article(number) => {
            sink.text(subject, fabio::HAS_ELECTRONIC_ARTICLE_IDENTIFIER, number);
            sink.text(subject, prism::STARTING_PAGE, number);
        }
    }
}
