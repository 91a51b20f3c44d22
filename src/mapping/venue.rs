//! Where a work stands: journal, volume, issue, supplement and pages, as a hierarchy and as flat fields.
//!
//! The journal is known by its name only, folded; two spellings of one journal stay two journals until an ISSN is known.

use super::Job;
use super::iri::digest;
use super::sink::{Sink, for_people};
use crate::record::{Container, Pages, slug};
use crate::vocab::{dcterms, fabio, frbr, prism};
use oxigraph::model::NamedNode;

/// Writes the venue. The hierarchy is work, issue, volume, journal; levels that are not stated are skipped.
pub(super) fn write(job: &Job<'_>, sink: &mut Sink<'_>) {
    let Some(container) = &job.record.container else { return };
    let (work, place) = (&job.work, Place::of(job, container));
    if let Some(volume) = &place.volume {
        sink.text(work, prism::VOLUME, volume);
    }
    if let Some(issue) = place.issue_name() {
        sink.text(work, prism::ISSUE_IDENTIFIER, &issue);
    }
    pages(container, work, sink);
    if container.title.trim().is_empty() {
        return;
    }
    let journal = place.journal_iri(job);
    sink.classes(&journal, &[fabio::JOURNAL]);
    sink.text(&journal, dcterms::TITLE, &container.title);
    // Records with a PMID carry the name of the NLM catalogue unless it is set in capitals.
    if job.record.pmid.is_some() && container.title.contains(char::is_lowercase) {
        sink.text(&journal, fabio::HAS_NLM_JOURNAL_TITLE_ABBREVIATION, &container.title);
    }
    sink.link(work, dcterms::IS_PART_OF, &journal);
    let parent = hierarchy(job, &place, journal, sink);
    sink.link(work, frbr::PART_OF, &parent);
}

/// The place inside a journal with empty parts taken out.
struct Place {
    journal: String,
    volume: Option<String>,
    issue: Option<String>,
    supplement: Option<String>,
    year: Option<i32>,
}

impl Place {
    fn of(job: &Job<'_>, container: &Container) -> Self {
        let part =
            |text: &Option<String>| text.as_deref().map(|t| for_people(t.trim())).filter(|t| !t.is_empty());
        let name = for_people(&container.title);
        let slug = slug(&name);
        Self {
            journal: if slug.is_empty() { digest(&[&name]) } else { slug },
            volume: part(&container.volume),
            issue: part(&container.issue),
            supplement: part(&container.supplement),
            year: job.record.published.map(crate::record::PartialDate::year),
        }
    }

    /// Issue and supplement as one name, as PubMed has it: `3`, `Suppl 1`, `3 Suppl 1`.
    fn issue_name(&self) -> Option<String> {
        let parts = [self.issue.as_deref(), self.supplement.as_deref()];
        let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    }

    fn journal_iri(&self, job: &Job<'_>) -> NamedNode {
        job.iris.journal(&self.journal)
    }

    fn issue_iri(&self, job: &Job<'_>, issue: &str) -> NamedNode {
        job.iris.issue(&self.journal, self.volume.as_deref(), self.year, issue)
    }
}

/// Writes volume, issue and supplement; gives the lowest level.
fn hierarchy(job: &Job<'_>, place: &Place, journal: NamedNode, sink: &mut Sink<'_>) -> NamedNode {
    let mut parent = journal;
    if let Some(volume) = &place.volume {
        let node = job.iris.volume(&place.journal, volume);
        sink.classes(&node, &[fabio::JOURNAL_VOLUME]);
        level(&node, volume, &parent, sink);
        parent = node;
    }
    let issue = place.issue.as_ref().map(|issue| {
        let node = place.issue_iri(job, issue);
        sink.classes(&node, &[fabio::JOURNAL_ISSUE]);
        level(&node, issue, &parent, sink);
        node
    });
    match (place.issue_name(), &place.supplement) {
        (Some(name), Some(_)) => {
            let node = place.issue_iri(job, &name);
            sink.classes(&node, &[fabio::JOURNAL_ISSUE, fabio::SUPPLEMENT]);
            level(&node, &name, &parent, sink);
            sink.link(&node, frbr::SUPPLEMENT_OF, &issue.unwrap_or(parent));
            node
        }
        _ => issue.unwrap_or(parent),
    }
}

fn level(node: &NamedNode, number: &str, parent: &NamedNode, sink: &mut Sink<'_>) {
    sink.text(node, fabio::HAS_SEQUENCE_IDENTIFIER, number);
    sink.link(node, frbr::PART_OF, parent);
}

/// Pages are strings. An article number is also given as starting page, which is where most tools look for it.
fn pages(container: &Container, work: &NamedNode, sink: &mut Sink<'_>) {
    match &container.pages {
        None => {}
        Some(Pages::Range { first, last }) => {
            sink.text(work, prism::STARTING_PAGE, first);
            sink.text(work, prism::ENDING_PAGE, last);
        }
        Some(Pages::Single(page)) => sink.text(work, prism::STARTING_PAGE, page),
        Some(Pages::Article(number)) => {
            sink.text(work, fabio::HAS_ELECTRONIC_ARTICLE_IDENTIFIER, number);
            sink.text(work, prism::STARTING_PAGE, number);
        }
    }
}
