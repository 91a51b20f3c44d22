//! Types of RIS (`JOUR`) and of EndNote (`Journal Article`) -> what the work is, and what its second title
//! names.

use crate::record::{Kind, fold};

/// A type of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) struct Type {
    /// The code in RIS.
    pub(in crate::read) code: &'static str,
    pub(super) kind: Kind,
    pub(super) second: Second,
}

/// What the second title (`T2`) of a type names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Second {
    Journal,
    Newspaper,
    Book,
    Proceedings,
    /// The series that the work, a whole, belongs to.
    Series,
    /// A website, a database, a collection.
    Other,
    /// Not a title: a department, a court, a committee.
    Nothing,
}

/// The type of a record that does not give any.
pub(super) const UNTYPED: Type = Type { code: "", kind: Kind::Unknown, second: Second::Other };

/// The type that this text names, by code or by a name of EndNote's, in any case.
pub(in crate::read) fn named(text: &str) -> Option<Type> {
    let text = text.trim();
    if let Some(found) = TYPES.iter().find(|t| t.code.eq_ignore_ascii_case(text)) {
        return Some(*found);
    }
    if text.len() > 40 || text.len() < 3 {
        return None;
    }
    let folded = fold(text);
    let code = NAMES.iter().find(|(name, _)| *name == folded)?.1;
    TYPES.iter().find(|t| t.code == code).copied()
}

pub(super) fn is_known(text: &str) -> bool {
    named(text).is_some()
}

const fn of(code: &'static str, kind: Kind, second: Second) -> Type {
    Type { code, kind, second }
}

/// Every type of the specification and of EndNote's export, the frequent ones first.
const TYPES: &[Type] = {
    use {Kind as K, Second as S};
    &[
        of("JOUR", K::JournalArticle, S::Journal),
        of("CHAP", K::BookChapter, S::Book),
        of("GEN", K::Unknown, S::Other),
        of("BOOK", K::Book, S::Series),
        of("CONF", K::ConferencePaper, S::Proceedings),
        of("THES", K::Thesis, S::Nothing),
        of("RPRT", K::Report, S::Series),
        of("CPAPER", K::ConferencePaper, S::Proceedings),
        of("EJOUR", K::JournalArticle, S::Journal),
        of("INPR", K::JournalArticle, S::Journal),
        of("ABST", K::JournalArticle, S::Journal),
        of("JFULL", K::Other, S::Journal),
        of("MGZN", K::NewsItem, S::Newspaper),
        of("NEWS", K::NewsItem, S::Newspaper),
        of("SER", K::Unknown, S::Book),
        of("EBOOK", K::Book, S::Series),
        of("EDBOOK", K::Book, S::Series),
        of("CLSWK", K::Book, S::Series),
        of("ECHAP", K::BookChapter, S::Book),
        of("DICT", K::BookChapter, S::Book),
        of("ENCYC", K::BookChapter, S::Book),
        of("GOVDOC", K::Report, S::Series),
        of("DATA", K::Dataset, S::Other),
        of("DBASE", K::Dataset, S::Other),
        of("AGGR", K::Dataset, S::Other),
        of("COMP", K::Software, S::Series),
        of("ELEC", K::WebPage, S::Other),
        of("WEB", K::WebPage, S::Other),
        of("BLOG", K::WebPage, S::Other),
        of("ICOMM", K::WebPage, S::Other),
        of("PAT", K::Patent, S::Nothing),
        of("STAND", K::Standard, S::Series),
        of("STD", K::Standard, S::Series),
        of("UNPB", K::Other, S::Series),
        of("UNPD", K::Other, S::Series),
        of("PREPRINT", K::Preprint, S::Other),
        of("MANSCPT", K::Other, S::Other),
        of("ANCIENT", K::Other, S::Other),
        of("OTHER", K::Other, S::Other),
        of("ADVS", K::Other, S::Other),
        of("ART", K::Other, S::Other),
        of("BILL", K::Other, S::Nothing),
        of("CASE", K::Other, S::Other),
        of("CHART", K::Other, S::Nothing),
        of("CTLG", K::Other, S::Series),
        of("EQUA", K::Other, S::Nothing),
        of("FIGURE", K::Other, S::Nothing),
        of("GRANT", K::Other, S::Nothing),
        of("GRNT", K::Other, S::Nothing),
        of("HEAR", K::Other, S::Nothing),
        of("INTV", K::Other, S::Other),
        of("LEGAL", K::Other, S::Nothing),
        of("MAP", K::Other, S::Series),
        of("MPCT", K::Other, S::Series),
        of("MULTI", K::Other, S::Series),
        of("MUSIC", K::Other, S::Other),
        of("PAMP", K::Other, S::Other),
        of("PCOMM", K::Other, S::Other),
        of("PODCAST", K::Other, S::Other),
        of("PRESS", K::Other, S::Other),
        of("SLIDE", K::Other, S::Other),
        of("SOUND", K::Other, S::Other),
        of("STAT", K::Other, S::Nothing),
        of("UNBILL", K::Other, S::Nothing),
        of("VIDEO", K::Other, S::Other),
    ]
};

/// Names of types in EndNote and in files that spell the type out, folded.
const NAMES: &[(&str, &str)] = &[
    ("journal article", "JOUR"),
    ("journal", "JOUR"),
    ("article", "JOUR"),
    ("electronic article", "EJOUR"),
    ("electronic journal article", "EJOUR"),
    ("in press", "INPR"),
    ("magazine article", "MGZN"),
    ("newspaper article", "NEWS"),
    ("book", "BOOK"),
    ("edited book", "EDBOOK"),
    ("electronic book", "EBOOK"),
    ("classical work", "CLSWK"),
    ("book section", "CHAP"),
    ("book chapter", "CHAP"),
    ("chapter", "CHAP"),
    ("electronic book section", "ECHAP"),
    ("dictionary", "DICT"),
    ("encyclopedia", "ENCYC"),
    ("serial", "SER"),
    ("serial book monograph", "SER"),
    ("conference proceedings", "CONF"),
    ("conference paper", "CPAPER"),
    ("proceedings paper", "CPAPER"),
    ("report", "RPRT"),
    ("government document", "GOVDOC"),
    ("thesis", "THES"),
    ("dissertation", "THES"),
    ("generic", "GEN"),
    ("dataset", "DATA"),
    ("data set", "DATA"),
    ("online database", "DBASE"),
    ("aggregated database", "AGGR"),
    ("computer program", "COMP"),
    ("software", "COMP"),
    ("web page", "WEB"),
    ("webpage", "WEB"),
    ("website", "WEB"),
    ("electronic source", "ELEC"),
    ("blog", "BLOG"),
    ("internet communication", "ICOMM"),
    ("patent", "PAT"),
    ("standard", "STAND"),
    ("unpublished work", "UNPB"),
    ("unpublished", "UNPB"),
    ("manuscript", "MANSCPT"),
    ("ancient text", "ANCIENT"),
    ("audiovisual material", "ADVS"),
    ("artwork", "ART"),
    ("bill", "BILL"),
    ("case", "CASE"),
    ("catalog", "CTLG"),
    ("chart or table", "CHART"),
    ("equation", "EQUA"),
    ("figure", "FIGURE"),
    ("film or broadcast", "MPCT"),
    ("grant", "GRANT"),
    ("hearing", "HEAR"),
    ("interview", "INTV"),
    ("legal rule or regulation", "LEGAL"),
    ("map", "MAP"),
    ("multimedia application", "MULTI"),
    ("music", "MUSIC"),
    ("pamphlet", "PAMP"),
    ("personal communication", "PCOMM"),
    ("podcast", "PODCAST"),
    ("press release", "PRESS"),
    ("statute", "STAT"),
    ("television episode", "MPCT"),
    ("social media", "ICOMM"),
    ("discussion forum", "ICOMM"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_by_code_and_name() {
        for (text, code) in
            [("JOUR", "JOUR"), (" jour ", "JOUR"), ("Journal Article", "JOUR"), ("Book Section", "CHAP")]
        {
            assert_eq!(named(text).map(|t| t.code), Some(code), "{text}");
        }
        for text in ["", "no", "a sentence that goes on", "JOURNALS"] {
            assert_eq!(named(text), None, "{text}");
        }
        for (name, code) in NAMES {
            assert_eq!(named(name).map(|t| t.code), Some(*code), "{name}");
        }
    }
}
