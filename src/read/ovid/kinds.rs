//! Types of publication and of document -> what the work is.

use crate::record::Kind;

/// What the work is by its types, as the databases print them; `None` where they do not say.
pub(super) fn kind(types: &[String]) -> Option<Kind> {
    let lower: Vec<String> = types.iter().map(|t| t.trim_end_matches('.').to_lowercase()).collect();
    let is = |names: &[&str]| lower.iter().any(|t| names.contains(&t.as_str()));
    let article = is(&[
        "journal article",
        "article",
        "journal",
        "peer reviewed journal",
        "review",
        "original article",
        "original articles",
    ]);
    Some(match () {
        () if is(&["preprint"]) => Kind::Preprint,
        () if is(&["patent"]) => Kind::Patent,
        () if lower.iter().any(|t| t.contains("doctoral")) => Kind::DoctoralThesis,
        () if lower.iter().any(|t| t.contains("dissertation") || t == "thesis" || t == "theses") => {
            Kind::Thesis
        }
        () if is(&[
            "chapter",
            "book chapter",
            "book section",
            "encyclopedia entry",
            "reference book chapter",
        ]) =>
        {
            Kind::BookChapter
        }
        () if article => Kind::JournalArticle,
        () if lower.iter().any(|t| t.starts_with("conference") || t.starts_with("meeting")) => {
            Kind::ConferencePaper
        }
        () if is(&[
            "book",
            "books",
            "authored book",
            "edited book",
            "monograph",
            "electronic book",
            "handbook",
        ]) =>
        {
            Kind::Book
        }
        () if is(&["report", "reports", "technical report", "working paper", "government publication"]) => {
            Kind::Report
        }
        () if is(&["news", "newspaper article", "magazine article"]) => Kind::NewsItem,
        () if is(&["dataset", "data set"]) => Kind::Dataset,
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sort_of_a_work_is_told_by_its_types() {
        let of = |types: &[&str]| kind(&types.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["Dissertation Abstract", "Dissertation"]), Some(Kind::Thesis));
        assert_eq!(of(&["Book", "Edited Book", "Chapter"]), Some(Kind::BookChapter));
        assert_eq!(of(&["Article", "Meeting paper"]), Some(Kind::JournalArticle));
        assert_eq!(of(&["Book chapter", "Meeting paper"]), Some(Kind::BookChapter));
        assert_eq!(of(&["Conference Abstract"]), Some(Kind::ConferencePaper));
        assert_eq!(of(&["Extraordinary Case Report."]), None);
    }
}
