//! Types of entries -> what a work is, and what it is in.
//!
//! The types of BibTeX (`btxdoc`), of BibLaTeX (manual, section 2.1), of biblatex-software, and those that
//! programs invent.

use crate::record::{ContainerKind, Kind};

/// What a type of entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EntryKind {
    pub(super) kind: Kind,
    /// What the work is in, where it is a part of something.
    pub(super) place: Option<ContainerKind>,
}

impl EntryKind {
    /// Whether the work is a whole that may be in a series, and not a part of something.
    pub(super) fn is_whole(self) -> bool {
        self.place.is_none()
    }
}

/// Types that hold no record: data for other entries, sets of them, and the commands of BibTeX.
const NO_RECORDS: [&str; 6] = ["string", "preamble", "comment", "xdata", "set", "bibnote"];

/// Whether this is a type of entry or a command known.
pub(super) fn is_known(name: &str) -> bool {
    NO_RECORDS.contains(&name) || of_type(name).is_some()
}

/// What the type of an entry says; `None` for types of nobody's making.
pub(super) fn of_type(name: &str) -> Option<EntryKind> {
    use ContainerKind as C;
    use Kind as K;
    let (kind, place) = match name {
        "article" | "suppperiodical" | "review" => (K::JournalArticle, Some(C::Journal)),
        "newspaperarticle" | "magazinearticle" | "newspaper" | "magazine" => {
            (K::NewsItem, Some(C::Newspaper))
        }
        "inproceedings" | "conference" | "conferencepaper" => (K::ConferencePaper, Some(C::Proceedings)),
        "proceedings" | "mvproceedings" => (K::Proceedings, None),
        "book" | "mvbook" | "collection" | "mvcollection" | "reference" | "mvreference" | "booklet"
        | "manual" | "ebook" | "monograph" => (K::Book, None),
        "inbook" | "bookinbook" | "suppbook" | "incollection" | "suppcollection" | "inreference"
        | "booksection" | "chapter" => (K::BookChapter, Some(C::Book)),
        "techreport" | "report" | "workingpaper" => (K::Report, None),
        "phdthesis" => (K::DoctoralThesis, None),
        "mastersthesis" | "bachelorsthesis" | "bachelorthesis" | "masterthesis" | "thesis" => {
            (K::Thesis, None)
        }
        "preprint" => (K::Preprint, None),
        "online" | "electronic" | "www" | "webpage" | "internet" | "website" => (K::WebPage, Some(C::Other)),
        "dataset" | "data" => (K::Dataset, None),
        "software" | "softwareversion" | "softwaremodule" | "codefragment" | "program" => (K::Software, None),
        "patent" => (K::Patent, None),
        "standard" => (K::Standard, None),
        // BibTeX calls everything else `misc`: it says nothing.
        "misc" => (K::Unknown, Some(C::Other)),
        "unpublished" | "periodical" | "audio" | "artwork" | "commentary" | "image" | "jurisdiction"
        | "legislation" | "legal" | "letter" | "movie" | "music" | "performance" | "video" | "talk"
        | "presentation" | "poster" | "other" | "map" | "manuscript" => (K::Other, Some(C::Other)),
        _ => return None,
    };
    Some(EntryKind { kind, place })
}

/// The kind that the field `type` (or `entrysubtype`) makes of the kind that the entry has.
pub(super) fn refine(kind: Kind, word: &str) -> Kind {
    let lower = word.trim().to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    match kind {
        Kind::Thesis | Kind::DoctoralThesis => match () {
            () if has(&[
                "master",
                "mathesis",
                "bachelor",
                "bathesis",
                "diplom",
                "habilit",
                "licentiate",
                "undergraduate",
            ]) =>
            {
                Kind::Thesis
            }
            () if has(&["phd", "ph.d", "ph. d", "doctor", "doktor", "dissertation", "dphil", "d.phil"]) => {
                Kind::DoctoralThesis
            }
            () => kind,
        },
        Kind::JournalArticle if matches!(lower.as_str(), "newspaper" | "magazine") => Kind::NewsItem,
        Kind::Unknown | Kind::Other | Kind::WebPage => match lower.as_str() {
            "dataset" | "data set" | "data" => Kind::Dataset,
            "software" | "computer software" | "computer program" => Kind::Software,
            "preprint" => Kind::Preprint,
            "patent" => Kind::Patent,
            "standard" => Kind::Standard,
            "report" | "technical report" | "working paper" => Kind::Report,
            _ => kind,
        },
        Kind::Report if has(&["preprint"]) => Kind::Preprint,
        _ => kind,
    }
}

/// Whether a name of a journal is that of a server of preprints (`arXiv e-prints`, `medRxiv`, `CoRR`).
pub(super) fn is_preprint_server(name: &str) -> bool {
    const SERVERS: [&str; 12] = [
        "arxiv",
        "biorxiv",
        "medrxiv",
        "chemrxiv",
        "psyarxiv",
        "socarxiv",
        "techrxiv",
        "engrxiv",
        "ssrn electronic journal",
        "corr",
        "research square",
        "preprints.org",
    ];
    let lower = name.trim().to_lowercase();
    SERVERS.iter().any(|server| {
        lower
            .strip_prefix(server)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() && !c.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_their_refinements() {
        assert_eq!(of_type("phdthesis").map(|k| k.kind), Some(Kind::DoctoralThesis));
        assert_eq!(of_type("reallyunknowntype"), None);
        assert!(is_known("xdata") && of_type("xdata").is_none());
        for (kind, word, expected) in [
            (Kind::Thesis, "phdthesis", Kind::DoctoralThesis),
            (Kind::Thesis, "Bachelor's Thesis", Kind::Thesis),
            (Kind::DoctoralThesis, "Habilitation", Kind::Thesis),
            (Kind::JournalArticle, "newspaper", Kind::NewsItem),
            (Kind::Unknown, "Dataset", Kind::Dataset),
            (Kind::Unknown, "Virtuelle Ausstellung", Kind::Unknown),
        ] {
            assert_eq!(refine(kind, word), expected, "{word}");
        }
    }

    #[test]
    fn servers_of_preprints() {
        assert!(
            ["arXiv e-prints", "arXiv preprint arXiv:2001.1", "ArXiv:hep-th/1", "CoRR", "medRxiv"]
                .iter()
                .all(|n| is_preprint_server(n))
        );
        assert!(!["Corrosion", "Archives of", "Correspondence"].iter().any(|n| is_preprint_server(n)));
    }
}
