//! What databases call the types of works -> kinds.

use crate::record::{Container, ContainerKind, Kind, fold};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The kind that a type names. Several names may stand in one: `Article; Proceedings Paper`, where the last
/// says more.
pub(super) fn of(raw: &str) -> Kind {
    let kinds = raw.split([';', '|']).map(|part| KNOWN.get(fold(part).as_str()).copied().unwrap_or_default());
    kinds.fold(Kind::Unknown, |best, kind| match (best, kind) {
        (best, Kind::Unknown) => best,
        // "Article; Book Chapter" is a chapter, and "Article; Review" is an article as before.
        (Kind::Unknown | Kind::JournalArticle, kind) => kind,
        (best, _) => best,
    })
}

static KNOWN: LazyLock<HashMap<&'static str, Kind>> = LazyLock::new(|| {
    let lists = NAMES.iter().flat_map(|(kind, names)| names.split('|').map(|name| (name, *kind)));
    lists.collect()
});

/// Names of types, folded and parted by bars.
const NAMES: &[(Kind, &str)] = &[
    (
        Kind::JournalArticle,
        "article|journal article|journalarticle|articles|review|review article|research article|\
         research paper|letter|note|editorial|editorial material|short survey|erratum|correction|\
         corrigendum|article in press|journal paper|journal|ieee journals|academic journal|early access|\
         data paper|retracted|retraction|scholarly journals|periodical|case reports|\
         randomized controlled trial|journal article review|original article|original paper|\
         reviewarticle|retracted publication|systematic review|meta analysis|conference review|\
         business article|article journal|ieee magazines|ieee early access articles|commentary|comment|\
         feature",
    ),
    (
        Kind::NewsItem,
        "newspaper article|newspaperarticle|magazine article|magazinearticle|news|news item|newspaper|\
         newspapers|magazine|magazines|trade journals",
    ),
    (
        Kind::ConferencePaper,
        "conference paper|conferencepaper|proceedings paper|proceeding|proceedings article|\
         conference proceedings|conference abstract|meeting abstract|inproceedings|ieee conferences|\
         conference proceedings article|conference|conference papers proceedings|paper conference",
    ),
    (Kind::Proceedings, "proceedings|conference proceedings book"),
    (Kind::Preprint, "preprint|posted content|working paper preprint"),
    (
        Kind::Book,
        "book|books|monograph|edited book|reference book|ebook|book set|reference work|referencework",
    ),
    (
        Kind::BookChapter,
        "book chapter|chapter|book section|booksection|book part|inbook|incollection|reference entry|\
         encyclopedia article|encyclopediaarticle|living reference work entry|dictionary entry|\
         dictionaryentry|chapter conferencepaper|reference work entry|referenceworkentry",
    ),
    (Kind::Report, "report|reports|techreport|working paper|working papers|government document"),
    (Kind::DoctoralThesis, "phd thesis|doctoral thesis|doctoral dissertation|phdthesis|phd"),
    (
        Kind::Thesis,
        "thesis|dissertation|dissertations theses|dissertation thesis|mastersthesis|masters thesis|\
         master s thesis|dissertations and theses",
    ),
    (Kind::Dataset, "dataset|data set|data file"),
    (Kind::Software, "software|computer program|computerprogram|computer software"),
    (
        Kind::WebPage,
        "webpage|web page|web content|website|blog post|blogpost|blog|forum post|forumpost|\
         blogs podcasts websites|posted blog",
    ),
    (Kind::Patent, "patent|patents"),
    (Kind::Standard, "standard|standards"),
    (Kind::PeerReview, "peer review|peer reviews"),
    (
        Kind::Other,
        "other|others|misc|generic|document|film|map|manuscript|presentation|interview|statute|case|\
         hearing|bill|artwork|audio recording|audiorecording|videorecording|video recording|podcast|\
         radio broadcast|tv broadcast|email|instant message|report series|book series|series|\
         journal issue|journal volume|component|grant|paratext|standard series|proceedings series|\
         book track|data management plan|trial registry record|clinical trial|clinical trial protocol|\
         libguides|supplementary materials|expanded conference|database",
    ),
];

/// Makes the container what the kind of the work, and its own numbers, say that it is.
pub(super) fn contain(container: &mut Container, kind: Kind) {
    let serial = container.issn.is_some() || container.eissn.is_some() || container.issn_l.is_some();
    let folded = fold(&container.title);
    let meeting = ["proceedings", "conference", "symposium", "workshop", "congress"];
    let is_meeting = folded.split(' ').any(|word| meeting.contains(&word));
    container.kind = match kind {
        Kind::BookChapter | Kind::Book => ContainerKind::Book,
        Kind::ConferencePaper if is_meeting || !serial => ContainerKind::Proceedings,
        Kind::NewsItem => ContainerKind::Newspaper,
        Kind::WebPage | Kind::Dataset | Kind::Software | Kind::Preprint if !serial => ContainerKind::Other,
        _ => container.kind,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_many_databases_are_known() {
        for (name, kind) in [
            ("Article", Kind::JournalArticle),
            ("Article; Proceedings Paper", Kind::ConferencePaper),
            ("Article; Early Access", Kind::JournalArticle),
            ("Review; Book Chapter", Kind::BookChapter),
            ("journalArticle", Kind::JournalArticle),
            ("Journal Article|Review", Kind::JournalArticle),
            ("book section", Kind::BookChapter),
            ("peer_review", Kind::PeerReview),
            ("Dissertation/Thesis", Kind::Thesis),
            ("whatever", Kind::Unknown),
        ] {
            assert_eq!(of(name), kind, "{name}");
        }
    }
}
