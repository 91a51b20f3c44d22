//! What a work is: the classes of FaBiO that its source gives, and the study designs that it names.
//!
//! Expression classes only: FRBR sets works and expressions apart, and the node of a work carries the facts of its text.

use super::Job;
use super::iri::concept;
use super::sink::Sink;
use crate::record::{ContainerKind, Kind, fold};
use crate::vocab::{dcterms, fabio, pso, schema, sprx};
use oxigraph::model::NamedNodeRef;

/// Writes classes, publication types as printed, study designs and the status of a retracted work.
pub(super) fn write(job: &Job<'_>, sink: &mut Sink<'_>) {
    let (record, work) = (job.record, &job.work);
    let container = record.container.as_ref().map(|c| c.kind);
    sink.classes(work, &[class(record.kind, container)]);
    if is_scholarly(record.kind) {
        sink.classes(work, &[schema::SCHOLARLY_ARTICLE]);
    }
    for printed in &record.publication_types {
        sink.text(work, sprx::PUBLICATION_TYPE, printed);
        let folded = fold(printed);
        if let Some((_, class)) = CLASSES.iter().find(|(name, _)| *name == folded) {
            sink.classes(work, &[*class]);
        }
        if let Some((_, design)) = DESIGNS.iter().find(|(name, _)| *name == folded) {
            let design = concept(design);
            sink.link(work, sprx::HAS_STUDY_DESIGN, &design);
            sink.link(work, sprx::CONCERNS, &design);
            sink.link(work, dcterms::SUBJECT, &design);
        }
    }
    if record.retracted {
        sink.term(work, sprx::HAS_PUBLICATION_STATUS, pso::RETRACTED_FROM_PUBLICATION);
    }
}

fn class(kind: Kind, container: Option<ContainerKind>) -> NamedNodeRef<'static> {
    match (kind, container) {
        (Kind::JournalArticle, _) | (Kind::Unknown, Some(ContainerKind::Journal)) => fabio::JOURNAL_ARTICLE,
        (Kind::NewsItem, _) | (Kind::Unknown, Some(ContainerKind::Newspaper)) => fabio::NEWSPAPER_ARTICLE,
        (Kind::ConferencePaper, _) | (Kind::Unknown, Some(ContainerKind::Proceedings)) => {
            fabio::CONFERENCE_PAPER
        }
        (Kind::BookChapter, _) | (Kind::Unknown, Some(ContainerKind::Book)) => fabio::BOOK_CHAPTER,
        (Kind::Proceedings, _) => fabio::CONFERENCE_PROCEEDINGS,
        (Kind::Preprint, _) => fabio::PREPRINT,
        (Kind::Book, _) => fabio::BOOK,
        (Kind::Report, _) => fabio::REPORT_DOCUMENT,
        (Kind::Thesis, _) => fabio::THESIS,
        (Kind::DoctoralThesis, _) => fabio::DOCTORAL_THESIS,
        (Kind::WebPage, _) => fabio::WEB_CONTENT,
        (Kind::Patent, _) => fabio::PATENT_DOCUMENT,
        _ => fabio::EXPRESSION,
    }
}

fn is_scholarly(kind: Kind) -> bool {
    !matches!(kind, Kind::Software | Kind::Dataset | Kind::WebPage | Kind::Patent | Kind::NewsItem)
}

/// Publication types that are classes, folded.
const CLASSES: [(&str, NamedNodeRef<'static>); 14] = [
    ("review", fabio::REVIEW_ARTICLE),
    ("review article", fabio::REVIEW_ARTICLE),
    ("systematic review", fabio::REVIEW_ARTICLE),
    ("scoping review", fabio::REVIEW_ARTICLE),
    ("editorial", fabio::EDITORIAL),
    ("editorial material", fabio::EDITORIAL),
    ("letter", fabio::LETTER),
    ("comment", fabio::COMMENT),
    ("published erratum", fabio::ERRATUM),
    ("erratum", fabio::ERRATUM),
    ("correction", fabio::CORRECTION),
    ("retraction of publication", fabio::RETRACTION),
    ("retraction notice", fabio::RETRACTION),
    ("preprint", fabio::PREPRINT),
];

/// Publication types that are study designs, folded, with the concept of the scheme `design`.
const DESIGNS: [(&str, &str); 15] = [
    ("randomized controlled trial", "randomised-controlled-trial"),
    ("randomised controlled trial", "randomised-controlled-trial"),
    ("pragmatic clinical trial", "randomised-controlled-trial"),
    ("systematic review", "systematic-review"),
    ("meta analysis", "meta-analysis"),
    ("scoping review", "scoping-review"),
    ("review", "review"),
    ("review article", "review"),
    ("clinical trial protocol", "protocol"),
    ("study protocol", "protocol"),
    ("editorial", "commentary"),
    ("editorial material", "commentary"),
    ("comment", "commentary"),
    ("letter", "commentary"),
    ("qualitative research", "qualitative"),
];
