//! Types of Crossref, and the CSL types that content negotiation gives instead -> kinds of works and of
//! containers.

use crate::record::{ContainerKind, Kind};

/// What a type tells of a work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) struct Sort {
    pub(in crate::read) kind: Kind,
    /// What the work is in.
    pub(in crate::read) container: ContainerKind,
    /// The work is a book or the like by itself: what it is in is a series, and ISBNs are its own.
    pub(in crate::read) whole: bool,
}

/// The sort of a work with this type. `subtype` tells sorts of posted content apart, and the degree theses.
pub(in crate::read) fn sort(name: &str, subtype: &str) -> Sort {
    use ContainerKind as C;
    use Kind as K;
    let (kind, container, whole) = match name {
        "journal-article" | "article-journal" => (K::JournalArticle, C::Journal, false),
        "article-magazine" | "article-newspaper" => (K::NewsItem, C::Newspaper, false),
        "proceedings-article" | "paper-conference" => (K::ConferencePaper, C::Proceedings, false),
        "proceedings" => (K::Proceedings, C::Book, true),
        "book" | "monograph" | "edited-book" | "reference-book" => (K::Book, C::Book, true),
        "book-chapter" | "book-section" | "book-part" | "book-track" | "reference-entry" | "chapter"
        | "entry-encyclopedia" | "entry-dictionary" => (K::BookChapter, C::Book, false),
        "posted-content" => (posted(subtype), C::Other, false),
        // CSL has no type of preprints: content negotiation gives them this one.
        "article" => (K::Preprint, C::Other, false),
        "report" => (K::Report, C::Other, true),
        "report-component" => (K::Report, C::Other, false),
        "dissertation" | "thesis" => (thesis(subtype), C::Other, true),
        "dataset" => (K::Dataset, C::Other, false),
        "database" => (K::Dataset, C::Other, true),
        "software" => (K::Software, C::Other, true),
        "standard" => (K::Standard, C::Other, true),
        "peer-review" | "review" => (K::PeerReview, C::Other, false),
        "webpage" | "post-weblog" | "blog-post" => (K::WebPage, C::Other, false),
        // Volumes and issues of journals, whole series, grants, and whatever will be added.
        "journal-issue" | "journal-volume" => (K::Other, C::Journal, false),
        "journal" | "book-series" | "book-set" | "report-series" | "standard-series"
        | "proceedings-series" => (K::Other, C::Journal, true),
        "" => (K::Unknown, C::Journal, false),
        _ => (K::Other, C::Other, false),
    };
    Sort { kind, container, whole }
}

/// Posted content is a preprint where the depositor does not say otherwise.
fn posted(subtype: &str) -> Kind {
    match subtype {
        "" | "preprint" => Kind::Preprint,
        "working_paper" | "working-paper" | "report" => Kind::Report,
        "dissertation" => Kind::Thesis,
        _ => Kind::Other,
    }
}

fn thesis(degree: &str) -> Kind {
    let letters: String = degree.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let doctor =
        letters.contains("doctor") || ["phd", "dphil", "drphil"].iter().any(|d| letters.starts_with(d));
    if doctor { Kind::DoctoralThesis } else { Kind::Thesis }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_apart() {
        assert_eq!(sort("posted-content", "").kind, Kind::Preprint);
        assert_eq!(sort("posted-content", "working_paper").kind, Kind::Report);
        assert_eq!(sort("dissertation", "Ph.D.").kind, Kind::DoctoralThesis);
        assert_eq!(sort("dissertation", "MSc").kind, Kind::Thesis);
        assert_eq!(sort("grant", "").kind, Kind::Other);
        assert!(sort("edited-book", "").whole && !sort("book-chapter", "").whole);
    }
}
