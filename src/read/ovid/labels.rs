//! Labels and tags of Ovid's databases -> what the field holds.
//!
//! Ovid writes a field under a name (`Unique Identifier`) or under two letters (`UI`). The letters are those
//! of its database guides (MEDLINE, Embase, `PsycINFO`, Journals@Ovid, BIOSIS, Zoological Record, CAB, AMED,
//! HMIC, Social Policy and Practice). Where two databases use the same letters otherwise,
//! [`record`](super::record) decides by the database.

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Number in the database: PMID, Embase number, …
    Number,
    Database,
    Title,
    /// A title of a chapter, beside which `Title` is that of the book.
    Chapter,
    BookTitle,
    /// A whole citation of the book that a chapter is in.
    Book,
    OriginalTitle,
    Authors,
    FullNames,
    Groups,
    Editors,
    Investigators,
    /// ORCID iDs, each after a name.
    NameIds,
    Institutions,
    /// Whom to write to: the corresponding author.
    Correspondence,
    Source,
    Journal,
    Abbreviation,
    NlmCode,
    Volume,
    /// The version of the record in MEDLINE, the volume elsewhere.
    VersionOrVolume,
    Issue,
    Pages,
    ArticleNumber,
    Year,
    Date,
    ElectronicDate,
    History,
    Status,
    Abstract,
    /// Headings of MeSH.
    Mesh,
    /// Headings of the database's own thesaurus: MeSH in MEDLINE.
    Headings,
    Keywords,
    /// Key concepts in `PsycINFO`, article identifiers in MEDLINE.
    KeywordsOrIds,
    Types,
    Language,
    Issn,
    ElectronicIssn,
    LinkingIssn,
    Isbn,
    Doi,
    Pubmed,
    Pmc,
    /// Number of a patent.
    Patent,
    Grants,
    Comments,
    DataBank,
    Trial,
    Publisher,
    /// The publishing model in MEDLINE, the publisher elsewhere.
    ModelOrPublisher,
    Place,
    Series,
    Edition,
    /// An entry date in MEDLINE, editors elsewhere.
    DateOrEditors,
    References,
    Url,
    /// A link to a resolver, with what the database knows in its query.
    Link,
    /// What the database keeps about itself, and addresses of mail.
    Bookkeeping,
}

/// What a field under two letters holds.
pub(super) fn of_tag(tag: &str) -> Option<What> {
    TAGS.iter().find(|(tags, _)| tags.split(' ').any(|t| t == tag)).map(|(_, what)| *what)
}

/// What a field under a name holds; case does not matter. Two letters count as a name too.
pub(super) fn of_label(label: &str) -> Option<What> {
    if label.len() == 2 {
        return of_tag(label);
    }
    let lower = label.to_lowercase();
    LABELS.iter().find(|(labels, _)| labels.split('|').any(|l| l == lower)).map(|(_, what)| *what)
}

const TAGS: &[(&str, What)] = {
    use What as W;
    &[
        ("UI AN", W::Number),
        ("DB", W::Database),
        ("TI", W::Title),
        ("BT", W::Book),
        ("OT TT VT", W::OriginalTitle),
        ("AU", W::Authors),
        ("FA", W::FullNames),
        ("CA", W::Groups),
        ("ED", W::DateOrEditors),
        ("IR IV", W::Investigators),
        ("AI", W::NameIds),
        ("IN", W::Institutions),
        ("AD", W::Correspondence),
        ("SO", W::Source),
        ("JN NJ JT JX", W::Journal),
        ("JA TA", W::Abbreviation),
        ("JC", W::NlmCode),
        ("VO", W::Volume),
        ("VI", W::VersionOrVolume),
        ("IP", W::Issue),
        ("PG", W::Pages),
        ("AR", W::ArticleNumber),
        ("YR", W::Year),
        ("DP DG", W::Date),
        ("EP", W::ElectronicDate),
        ("PH", W::History),
        ("ST", W::Status),
        ("AB", W::Abstract),
        ("MH SH", W::Headings),
        ("KW MC DE MJ MN", W::Keywords),
        ("ID", W::KeywordsOrIds),
        ("PT DT", W::Types),
        ("LG LA", W::Language),
        ("IS", W::Issn),
        ("ES", W::ElectronicIssn),
        ("IL", W::LinkingIssn),
        ("IB BN", W::Isbn),
        ("DO DI", W::Doi),
        ("PM", W::Pubmed),
        ("PC", W::Pmc),
        ("PN", W::Patent),
        ("NO GI GS", W::Grants),
        ("CM", W::Comments),
        ("SI", W::DataBank),
        ("CN", W::Trial),
        ("PB PU", W::Publisher),
        ("PI", W::ModelOrPublisher),
        ("PL", W::Place),
        ("SE", W::Series),
        ("EN", W::Edition),
        ("RF", W::References),
        ("JL IU OU UR", W::Url),
        ("XL", W::Link),
        ("VN RO RC AS CR CI EM DD DC UP RD DA CS CE SB FO SL PP OD HW LK XH LM PE SU", W::Bookkeeping),
    ]
};

const LABELS: &[(&str, What)] = {
    use What as W;
    &[
        ("unique identifier|accession number|embase accession number|pui", W::Number),
        ("database|database name", W::Database),
        ("title|document title|article title", W::Title),
        ("chapter title", W::Chapter),
        ("book title|parent book title", W::BookTitle),
        (
            "original title|vernacular title|foreign title|original language title|title in original \
                language|transliterated title",
            W::OriginalTitle,
        ),
        ("author|authors|author/editor|author(s)|personal author|inventor|inventors", W::Authors),
        ("authors full name|author full name|full names|authors full names", W::FullNames),
        (
            "corporate author|corporate authors|corporate/institutional author|group \
                author|institutional author",
            W::Groups,
        ),
        ("editor|editors|book editor|book editors", W::Editors),
        ("investigator|investigators|collaborator|collaborators", W::Investigators),
        ("author nameid|author name id|author identifier|orcid|authors nameid", W::NameIds),
        (
            "institution|institutions|affiliation|affiliations|author affiliation|author \
                address|author/address|address",
            W::Institutions,
        ),
        (
            "correspondence address|correspondence|corresponding author|reprint address|reprints",
            W::Correspondence,
        ),
        ("source|citation", W::Source),
        (
            "journal|journal name|journal title|nlm journal name|full journal name|journal/book name",
            W::Journal,
        ),
        ("journal abbreviation|abbreviated journal title|journal name abbreviated", W::Abbreviation),
        ("nlm journal code|nlm unique id", W::NlmCode),
        ("volume|journal volume", W::Volume),
        ("issue|issue/part|journal issue|number", W::Issue),
        ("page|pages|pagination|page range", W::Pages),
        ("article number|article no", W::ArticleNumber),
        ("year|year of publication|publication year", W::Year),
        ("date of publication|publication date|date|published date", W::Date),
        (
            "electronic date of publication|date of electronic publication|epublication \
                date|publication date electronic",
            W::ElectronicDate,
        ),
        ("publication history status|publication history|history", W::History),
        ("status|record status", W::Status),
        ("abstract", W::Abstract),
        ("mesh subject headings|mesh headings|mesh subject heading|mesh terms|mesh", W::Mesh),
        (
            "subject headings|subject heading|emtree headings|emtree heading|emtree terms|thesaurus \
                terms|index terms",
            W::Headings,
        ),
        ("heading words|candidate terms", W::Bookkeeping),
        (
            "keywords|keyword|author keywords|keyword heading|keyword headings|key concepts|key phrase \
                identifiers|identifiers|descriptors|\
             descriptor|major descriptors|minor descriptors|major concepts|controlled terms|topics",
            W::Keywords,
        ),
        ("article identifier|article identifiers|other id", W::KeywordsOrIds),
        (
            "publication type|publication types|document type|document types|type of \
                publication|article type",
            W::Types,
        ),
        ("language|languages|language of article|article language", W::Language),
        ("issn|issn print|print issn|international standard serial number", W::Issn),
        ("issn electronic|electronic issn|eissn|e-issn|issn online", W::ElectronicIssn),
        ("issn linking|linking issn", W::LinkingIssn),
        ("isbn|isbn print|international standard book number|isbn electronic", W::Isbn),
        ("doi number|digital object identifier|doi|digital object identifier (doi)", W::Doi),
        ("pubmed id|pmid|pubmed identifier|medline pmid|embase pubmed id", W::Pubmed),
        ("pmc identifier|pmcid|pmc id", W::Pmc),
        (
            "grant information|grant number|grant/sponsorship|grant|grants|funding|sponsorship|grant \
                sponsorship",
            W::Grants,
        ),
        ("comments|comment|comments/corrections|correction note", W::Comments),
        ("secondary source id|molecular sequence number|secondary source identifier", W::DataBank),
        ("patent number|patent no", W::Patent),
        ("clinical trial number|clinical trials number|trial number", W::Trial),
        ("publisher|publisher name|publisher information", W::Publisher),
        ("place of publication|publisher location|city of publication", W::Place),
        ("series|series title|parent book series|book series", W::Series),
        ("edition", W::Edition),
        ("references|cited references|bibliography", W::References),
        ("url|web address|internet url|uniform resource locator|link to full text", W::Url),
        ("link to the external link resolver|external link resolver", W::Link),
        (
            "score|version id|record owner|journal subset|copyright|copyright information|copyright \
                statement|entry date|entry week|revision \
             date|create date|created date|date created|update date|update code|update|release \
             date|correction date|publication status|publishing \
             model|local messages|author e-mail|author email|email|e-mail|correspondence e-mail|link to \
             the ovid full text or citation|ovid full \
             text|abbreviated source|summary language|format covered|format availability|entry \
             month|indexing method|result|search result \
             number|country of publication code|vn|keyword heading owner|full text",
            W::Bookkeeping,
        ),
    ]
};

#[cfg(test)]
mod tests {
    use super::{LABELS, TAGS, What, of_label, of_tag};

    #[test]
    fn labels_are_found_in_any_case_and_stand_once() {
        assert_eq!(of_label("Unique Identifier"), Some(What::Number));
        assert_eq!(of_label("NLM Journal Code"), Some(What::NlmCode));
        assert_eq!(of_label("UI"), Some(What::Number));
        assert_eq!(of_label("Revision Date"), Some(What::Bookkeeping));
        assert_eq!((of_tag("KW"), of_tag("ZZ"), of_label("Chapter")), (Some(What::Keywords), None, None));
        let mut tags: Vec<&str> = TAGS.iter().flat_map(|(tags, _)| tags.split(' ')).collect();
        let mut labels: Vec<&str> = LABELS.iter().flat_map(|(labels, _)| labels.split('|')).collect();
        for list in [&mut tags, &mut labels] {
            let all = list.len();
            list.sort_unstable();
            list.dedup();
            assert_eq!(list.len(), all);
        }
        assert!(labels.iter().all(|label| *label == label.to_lowercase() && !label.contains("  ")));
    }
}
