//! What sort of work an article is: the attribute `article-type`, and the headings it stands under.

use crate::record::{Kind, RelationKind, fold};

/// What a sub-article is to the article around it.
pub(super) struct PartKind {
    /// What it is, where that is other than what its `article-type` alone says.
    pub(super) kind: Option<Kind>,
    pub(super) relation: RelationKind,
}

/// The sort of an article with this `article-type`. JATS has a list of values, publishers have many more.
pub(super) fn of_article(kind: &str) -> Kind {
    match kind {
        "preprint" => Kind::Preprint,
        "news" | "press-release" => Kind::NewsItem,
        "abstract" | "meeting-abstract" | "conference-abstract" | "conference-paper" | "poster" => {
            Kind::ConferencePaper
        }
        "proceedings" => Kind::Proceedings,
        "dissertation" | "thesis" => Kind::Thesis,
        "dataset" => Kind::Dataset,
        "report" | "technical-report" | "working-paper" => Kind::Report,
        _ if is_review_report(kind) => Kind::PeerReview,
        _ => Kind::JournalArticle,
    }
}

/// What a sub-article or response of this type and title is to its article.
pub(super) fn of_part(kind: &str, title: &str) -> PartKind {
    let title = fold(title);
    // eLife files the letters of its editors as commentaries.
    let letter =
        ["decision letter", "author response", "authors response", "elife assessment", "editors evaluation"];
    let report = is_review_report(kind) || letter.iter().any(|start| title.starts_with(start));
    let relation = match kind {
        "translation" => RelationKind::TranslationOf,
        _ if report => RelationKind::CommentsOn,
        "article-commentary" | "commentary" | "reply" | "response" | "letter" | "discussion" | "addendum"
        | "note" | "editorial" | "rebuttal" | "author-response" | "comment" => RelationKind::CommentsOn,
        _ => RelationKind::PartOf,
    };
    PartKind { kind: report.then_some(Kind::PeerReview), relation }
}

/// The reports and answers of peer review, as JATS4R and the publishers name them.
fn is_review_report(kind: &str) -> bool {
    matches!(
        kind,
        "decision-letter"
            | "editor-report"
            | "editorial-decision"
            | "reviewer-report"
            | "referee-report"
            | "peer-review"
            | "peer-review-report"
            | "author-comment"
            | "community-comment"
            | "aggregated-review-documents"
    )
}

/// Whether a journal of this name is a server of preprints: their articles have the types of any article.
pub(super) fn is_preprint_server(journal: &str) -> bool {
    matches!(
        fold(journal).as_str(),
        "biorxiv"
            | "medrxiv"
            | "arxiv"
            | "chemrxiv"
            | "psyarxiv"
            | "socarxiv"
            | "research square"
            | "preprints"
            | "preprints org"
    )
}

/// Whether a heading of a table of contents names a sort of article (`Research Article`), not a topic
/// (`Epidemiology`).
pub(super) fn is_heading_of_kind(heading: &str) -> bool {
    let folded = fold(heading);
    let sort = |word: &str| SORTS.split(' ').any(|sort| sort == word);
    WHOLE_SORTS.split('|').any(|sort| sort == folded) || folded.split(' ').any(sort)
}

/// Words that name a sort of article, folded; the last ones are what the journals of `SciELO` have.
const SORTS: &str = "article articles paper papers review reviews report reports letter letters editorial \
    editorials commentary commentaries comment comments correspondence protocol protocols \
    communication communications erratum errata corrigendum correction corrections retraction \
    perspective perspectives viewpoint viewpoints opinion opinions debate essay essays feature \
    insight obituary interview reply response note notes abstract abstracts images case cases \
    study quiz synopsis primer spotlight artigo artigos articulo articulos original \
    originais originales relato relatos resenha resenhas resena resenas revisao revision carta \
    cartas comunicacao ensaio ensayo";

/// Headings that name a sort of article only as a whole.
const WHOLE_SORTS: &str = "research|original research|original investigation|original contribution|primary research|\
    empirical research|news|meta analysis|systematic review and meta analysis|hypothesis|\
    analysis|practice guideline|guideline|case study";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_kinds_and_topics_are_told_apart() {
        for heading in
            ["Research Article", "Original Papers", "Systematic Review", "RESEARCH", "Letter to the Editor"]
        {
            assert!(is_heading_of_kind(heading), "{heading}");
        }
        for topic in
            ["Epidemiology", "Cell biology", "Databases and Ontologies", "Health Services Research", ""]
        {
            assert!(!is_heading_of_kind(topic), "{topic}");
        }
    }

    #[test]
    fn parts_are_translations_reports_comments_or_parts() {
        assert_eq!(of_part("translation", "Titre").relation, RelationKind::TranslationOf);
        assert_eq!(of_part("article-commentary", "Decision letter").kind, Some(Kind::PeerReview));
        assert_eq!(of_part("reply", "On loneliness").kind, None);
        assert_eq!(of_part("abstract", "A poster").relation, RelationKind::PartOf);
    }
}
