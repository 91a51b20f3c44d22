//! Types of CSL -> what a work is, and what it stands in.

use crate::record::{ContainerKind, Kind, fold};

/// What a type says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) struct Sort {
    pub(in crate::read) kind: Kind,
    /// What `container-title` names.
    pub(in crate::read) place: ContainerKind,
    /// Whether the ISBN is that of the book that the work is in.
    pub(in crate::read) in_book: bool,
    /// Name variables other than `author` whose people made a work of this type, the first that is filled.
    pub(in crate::read) makers: &'static [&'static str],
}

const FILM: &[&str] = &["director", "script-writer", "producer", "series-creator", "host"];
const MUSIC: &[&str] = &["composer", "performer", "original-author", "director", "producer"];

/// What the type of this name says; `None` where no writer of CSL-JSON known uses it.
///
/// First the types of CSL 1.0.2, then those of Jurism and Better BibTeX, then those of Crossref, which stand
/// in the CSL-JSON that doi.org hands out.
pub(in crate::read) fn sort(name: &str) -> Option<Sort> {
    use ContainerKind as P;
    let plain = |kind, place| Some(Sort { kind, place, in_book: false, makers: &[] });
    let in_book = |kind, place| Some(Sort { kind, place, in_book: true, makers: &[] });
    let made_by = |kind, makers| Some(Sort { kind, place: P::Other, in_book: false, makers });
    match name {
        "article-journal" | "review" | "review-book" | "journal-article" => {
            plain(Kind::JournalArticle, P::Journal)
        }
        "article-magazine" | "article-newspaper" => plain(Kind::NewsItem, P::Newspaper),
        "article" | "posted-content" | "preprint" | "article-preprint" => plain(Kind::Preprint, P::Other),
        "book" | "monograph" | "edited-book" | "reference-book" | "book-set" | "book-series" => {
            plain(Kind::Book, P::Book)
        }
        "chapter" | "entry" | "entry-dictionary" | "entry-encyclopedia" | "book-chapter" | "book-section"
        | "book-part" | "book-track" | "reference-entry" => in_book(Kind::BookChapter, P::Book),
        "paper-conference" | "proceedings-article" => in_book(Kind::ConferencePaper, P::Proceedings),
        "proceedings" | "proceedings-series" => plain(Kind::Proceedings, P::Proceedings),
        "report" | "report-component" | "report-series" => plain(Kind::Report, P::Other),
        "thesis" | "dissertation" => plain(Kind::Thesis, P::Other),
        "dataset" | "database" => plain(Kind::Dataset, P::Other),
        "software" => made_by(Kind::Software, &["contributor"]),
        "webpage" | "post" | "post-weblog" => plain(Kind::WebPage, P::Other),
        "patent" => plain(Kind::Patent, P::Other),
        "standard" => plain(Kind::Standard, P::Other),
        "peer-review" => plain(Kind::PeerReview, P::Journal),
        "speech" => made_by(Kind::Other, &["chair", "organizer"]),
        "motion_picture" | "broadcast" | "video" => made_by(Kind::Other, FILM),
        "song" | "musical_score" | "performance" => made_by(Kind::Other, MUSIC),
        "hearing" | "bill" => made_by(Kind::Other, &["contributor"]),
        "graphic" | "figure" => made_by(Kind::Other, &["illustrator"]),
        "document" | "component" | "other" => plain(Kind::Unknown, P::Other),
        "classic"
        | "collection"
        | "event"
        | "interview"
        | "legal_case"
        | "legislation"
        | "manuscript"
        | "map"
        | "pamphlet"
        | "periodical"
        | "personal_communication"
        | "regulation"
        | "treaty"
        | "gazette"
        | "journal"
        | "journal-issue"
        | "journal-volume" => plain(Kind::Other, P::Other),
        _ => None,
    }
}

/// What a record without a type is.
pub(in crate::read) const UNTYPED: Sort =
    Sort { kind: Kind::Unknown, place: ContainerKind::Journal, in_book: false, makers: &[] };

/// Types of CSL that nothing else uses: one of them alone shows what a file is.
const UNMISTAKABLE: [&str; 13] = [
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "entry-dictionary",
    "entry-encyclopedia",
    "legal_case",
    "motion_picture",
    "musical_score",
    "paper-conference",
    "personal_communication",
    "post-weblog",
    "review-book",
    "article-preprint",
];

/// Whether a type is one that only CSL has.
pub(in crate::read) fn is_unmistakable(name: &str) -> bool {
    UNMISTAKABLE.contains(&name)
}

/// Whether the genre of a thesis says that it is one for a doctorate. `dissertation` alone does not say so.
pub(in crate::read) fn is_doctoral(genre: &str) -> bool {
    let folded = fold(genre);
    let words = || folded.split(' ');
    let starts = ["doct", "dokt", "phd", "dphil", "drphil", "drmed", "tohtori", "proefschrift"];
    words().any(|word| starts.iter().any(|start| word.starts_with(start)))
        || folded.contains("ph d")
        || folded.contains("d phil")
        || folded.contains("dr phil")
        || genre.contains("博士")
        || words().any(|word| matches!(word, "edd" | "psyd" | "scd" | "drph" | "dnp" | "rer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_degree_of_a_thesis_is_told_by_its_genre() {
        for genre in [
            "PhD thesis",
            "Ph.D. diss.",
            "D.Phil. Thesis",
            "Tesis doctoral",
            "Doktorarbeit",
            "phdthesis",
            "博士",
        ] {
            assert!(is_doctoral(genre), "{genre}");
        }
        for genre in ["Master's Thesis", "dissertation", "Diplomarbeit", "MPhil thesis", "硕士", ""] {
            assert!(!is_doctoral(genre), "{genre}");
        }
    }
}
