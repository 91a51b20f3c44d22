//! The names themselves, folded: of Scopus, Web of Science, Dimensions, Lens, PubMed, OpenAlex, Zotero,
//! Covidence, Rayyan, Cochrane, Embase, EBSCO, `ProQuest`, IEEE, Springer, Publish or Perish, and of tables
//! that people make.

use super::Column as C;
use super::{Column, Family};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What stands in a column of this name in a table of this family.
pub(super) fn find(name: &str, family: Family) -> Option<Column> {
    let own = SPECIAL.iter().find(|(f, names, _)| *f == family && names.split('|').any(|n| n == name));
    if let Some((_, _, column)) = own {
        return *column;
    }
    // "Funding Text 3"
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    KNOWN.get(name).or_else(|| KNOWN.get(base)).copied()
}

/// Names that mean something else in one family; `None` is a column that no rule uses there.
const SPECIAL: &[(Family, &str, Option<Column>)] = &[
    (Family::Scopus, "source", Some(C::Skip)),
    (Family::Pubmed, "source", Some(C::Skip)),
    (Family::EuropePmc, "source|id", Some(C::Skip)),
    (Family::Bibtex, "id", Some(C::Skip)),
    (Family::Other, "id", Some(C::Skip)),
    (Family::Embase, "source", Some(C::Source)),
    (Family::Embase, "pui", Some(C::Accession("embase"))),
    (Family::OldPubmed, "description", Some(C::Authors)),
    (Family::OldPubmed, "details", Some(C::Citation)),
    (Family::OldPubmed, "url|resource|type|db|properties|shortdetails", Some(C::Skip)),
    (Family::Lens, "references", None),    // numbers of Lens
    (Family::Dimensions, "funding", None), // sentences
    (Family::Dimensions, "publication id", Some(C::Accession("dimensions"))),
    (Family::Openalex, "id", Some(C::Openalex)),
    (Family::Openalex, "type crossref", Some(C::Type)),
    (Family::Zotero, "number|references|source", None), // of reports, laws and places
    (Family::Zotero, "type", Some(C::Genre)),
    (Family::Zotero, "archive", Some(C::Archive)),
    (Family::Zotero, "archive location", Some(C::ArchiveNumber)),
    (Family::Ieee, "author affiliations", Some(C::ListedAddresses)),
    (Family::Perish, "type", Some(C::Skip)),
    (Family::Icite, "cited by", Some(C::CitedBy)),
    (Family::Icite, "cited by clin", Some(C::Skip)),
    (Family::Wos, "publication type", Some(C::Skip)), // J, B or C
    (Family::Wos, "affiliations", None),
];

/// Whether the names are tags of Web of Science.
pub(super) fn are_tags(names: &[String]) -> bool {
    let is_tag = |name: &&String| {
        name.len() == 2 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    let has = |tag: &str| names.iter().any(|n| n == tag);
    let tags = names.iter().filter(is_tag).count();
    let filled = names.iter().filter(|n| !n.is_empty()).count();
    tags >= 3 && tags * 2 > filled && (has("TI") || has("UT")) && (has("AU") || has("SO") || has("DI"))
}

/// What stands under a tag of Web of Science (folded).
pub(super) fn tag(name: &str) -> Option<Column> {
    TAGS.iter().find(|(_, tags)| tags.split('|').any(|tag| tag == name)).map(|(column, _)| *column)
}

const TAGS: &[(Column, &str)] = &[
    (C::Title, "ti"),
    (C::Authors, "au"),
    (C::AuthorsFull, "af"),
    (C::Groups, "ca|gp"),
    (C::BookAuthors, "ba|bf"),
    (C::Editors, "be"),
    (C::Orcids, "oi"),
    (C::WosAddresses, "c1"),
    (C::Correspondence, "rp"),
    (C::Year, "py"),
    (C::Date, "pd"),
    (C::OnlineDate, "ea"),
    (C::Journal, "so"),
    (C::Abbreviation, "ji"),
    (C::Conference, "ct"),
    (C::Series, "se"),
    (C::Volume, "vl"),
    (C::Issue, "is"),
    (C::Supplement, "su"),
    (C::ArticleNumber, "ar"),
    (C::FirstPage, "bp"),
    (C::LastPage, "ep"),
    (C::Doi, "di"),
    (C::BookDoi, "d2"),
    (C::Pmid, "pm"),
    (C::Accession("wos"), "ut"),
    (C::Issn, "sn"),
    (C::Eissn, "ei"),
    (C::Isbn, "bn"),
    (C::Publisher, "pu"),
    (C::Place, "pi"),
    (C::Abstract, "ab"),
    (C::Keywords, "de|id"),
    (C::Funding, "fu"),
    (C::References, "cr"),
    (C::Count, "tc"),
    (C::OpenAccess, "oa"),
    (C::Language, "la"),
    (C::Type, "dt"),
    // Medium of the record; counts of pages, references and readers; addresses of people and publishers;
    // dates and marks of the database; a second abbreviation of the journal; e-mail addresses, which are
    // never kept.
    (C::Skip, "pt|pg|p2|nr|z9|u1|u2|pa|em|ey|da|ga|er|hc|hp|fn|vr|j9"),
];

static KNOWN: LazyLock<HashMap<&'static str, Column>> = LazyLock::new(|| {
    let lists = NAMES.iter().flat_map(|(column, names)| names.split('|').map(|name| (name, *column)));
    lists.collect()
});

/// Names parted by bars.
const NAMES: &[(Column, &str)] = &[
    (
        C::Title,
        "title|article title|document title|item title|primary title|paper title|work title|display name|\
         reference title|titles|titel|titre|titulo|titolo|title of article|title of paper|ti",
    ),
    (C::OriginalTitle, "original title|vernacular title|foreign title"),
    (
        C::Authors,
        "authors|author|author s|author names|author name|authors names|author list|authors list|\
         authorstring|creators|creator|authorships author display name|authorships raw author name|autor|\
         autoren|autores|auteur|auteurs|autore|autori|author s name|all authors|contributors",
    ),
    (
        C::AuthorsFull,
        "author full names|author full name|authors full names|authors full name|full author names",
    ),
    (C::Groups, "group authors|group author|corporate authors|corporate author|collective authors"),
    (C::FirstAuthor, "first author|1st author"),
    (C::BookAuthors, "book authors|book author full names"),
    (C::Orcids, "orcids|orcid|author orcids|authorships author orcid|orcid ids"),
    (C::IsCorresponding, "authorships is corresponding"),
    (
        C::Correspondence,
        "correspondence address|corresponding author|corresponding authors|reprint addresses|\
         reprint address",
    ),
    (C::Editors, "editor|editors|book editors|book editor|conference editors|herausgeber"),
    (C::Translators, "translator|translators"),
    (C::ScopusAddresses, "authors with affiliations"),
    (C::DimensionsAddresses, "authors raw affiliation|authors affiliations"),
    (C::WosAddresses, "addresses"),
    (C::EmbaseAddresses, "author addresses"),
    (
        C::ListedAddresses,
        "authorships raw affiliation strings|authorships affiliations|\
         authorships institutions display name|author institution names",
    ),
    (C::Affiliations, "affiliations|affiliation|author affiliations|author affiliation|authoraffiliation"),
    (
        C::Year,
        "year|publication year|published year|pubyear|pub year|year published|year of publication|py|\
         jahr|annee|ano|anno|yr|pubyr",
    ),
    (C::Month, "month|published month|publication month"),
    (C::Day, "day|publication day"),
    (
        C::Date,
        "date|publication date|date published|date of publication|pubdate|pub date|published date|\
         published|cover date|coverdate|issued|datum|publicationdate",
    ),
    (C::PrintDate, "publication date print|print date|print publication date|issue date"),
    (
        C::OnlineDate,
        "publication date online|online date|early access date|online publication date|elecpubdate|\
         epub date|firstpublicationdate",
    ),
    (
        C::Journal,
        "journal|source title|journal title|publication title|publication|journal name|journal book|\
         full journal|source title anthology title|pubtitle|periodical|periodical title|venue|source|\
         secondary title|container title|journaltitle|publication name|full journal name|zeitschrift|\
         revista|revue|rivista|primary location source display name|primary location display name|so|\
         host venue display name|source name|journal source",
    ),
    (
        C::Abbreviation,
        "journal abbreviation|abbreviated source title|journal iso abbreviation|abbreviated journal|\
         iso abbreviation|source title abbreviation|journal abbrev|iso source abbreviation",
    ),
    (C::BookTitle, "book title|booktitle|anthology title|parent title"),
    (C::Conference, "conference name|meeting name|conference title|conference"),
    (C::Series, "series|series title|book series title|book series|collection title"),
    (C::SourceType, "primary location source type|primary location type"),
    (C::Volume, "volume|vol|journal volume|journalvolume|biblio volume|volume number|band|volumen"),
    (C::Issue, "issue|issue number|number|no|iss|journal issue|biblio issue|journalissue|heft|numero"),
    (C::Supplement, "supplement"),
    (C::ArticleNumber, "art no|article number|article no|elocation id|elocation"),
    (C::Pages, "pages|pagination|page|page range|pp|pageinfo|page numbers|seiten|paginas|page s"),
    (
        C::FirstPage,
        "page start|start page|first page|beginning page|startpage|biblio first page|spage|page from",
    ),
    (C::LastPage, "page end|end page|last page|ending page|endpage|biblio last page|epage|page to"),
    (
        C::Doi,
        "doi|dois|digital object identifier|digitalobjectidentifier|item doi|doi number|doi url|doi link",
    ),
    (C::BookDoi, "book doi"),
    (C::Pmid, "pmid|pubmed id|medline pmid|pubmedid|ids pmid|pubmed|entrezuid|pmids|pubmed pmid|pm id"),
    (C::Pmcid, "pmcid|pmc id|ids pmcid|pmc|pubmed central id|pmcids"),
    (C::Openalex, "openalex id|openalex|ids openalex|openalexid"),
    (C::Omid, "omid"),
    (C::Arxiv, "arxiv id|arxiv|arxivid"),
    (C::Accession("scopus"), "eid|scopus eid"),
    (C::Accession("wos"), "ut unique wos id|ut unique id|ut|wos id|wos uid"),
    (C::Accession("lens"), "lens id"),
    (C::Accession("embase"), "embase id|embase accession id"),
    (C::Accession("cochrane-central"), "central id"),
    (C::Accession("cinahl"), "cinahl id"),
    (C::Accession("ClinicalTrials.gov"), "ctgov id"),
    (C::Accession("ICTRP"), "ictrp id"),
    (C::Accession("mag"), "microsoft academic id|mag|ids mag"),
    (C::Archive, "database|database name|db|name of database"),
    (C::ArchiveNumber, "accession number|an|accession no"),
    (C::Trials, "clinical trial numbers|trial registration numbers"),
    (
        C::Issn,
        "issn|issns|print issn|p issn|pissn|issn print|journalissn|primary location source issn|\
         primary location issns|journal issn|issn isbn",
    ),
    (C::Eissn, "eissn|e issn|electronic issn|issn online|online issn|issn electronic"),
    (C::IssnL, "issn l|primary location source issn l|primary location issn l|linking issn"),
    (C::Isbn, "isbn|isbns|isbn s|eisbn|e isbn|electronic isbn|print isbn"),
    (C::Publisher, "publisher|book publisher|publisher name|verlag|editorial"),
    (
        C::Place,
        "place|publisher city|place of publication|placeofpublication|publisher location|city|location",
    ),
    (C::Edition, "edition"),
    (
        C::Abstract,
        "abstract|abstract note|abstracts|abstracttext|notes abstract|abstract text|zusammenfassung|\
         resumen",
    ),
    (C::OriginalAbstract, "original abstract"),
    (
        C::Keywords,
        "keywords|keyword|author keywords|key words|author s keywords|author supplied keywords|\
         manual tags|automatic tags|index keywords|keywords plus|identifierkeywords|subjects|subject|\
         subject terms|subjectterms|subject headings|descriptors|descriptor s|ieee terms|thesaurus terms|\
         inspec controlled terms|inspec non controlled terms|emtree drug index terms major focus|\
         emtree drug index terms|emtree medical index terms major focus|emtree medical index terms|\
         index terms|keywords display name|schlagworter|palabras clave|mots cles|tags author",
    ),
    (C::Mesh, "mesh terms|mesh headings|mesh|mesh term|mesh heading"),
    (
        C::Funding,
        "funding details|funding orgs|funding|funder|funders|funders display name|funding information|\
         funding agencies|grants funder display name|funding sponsor",
    ),
    (C::References, "references|cited references|referenced works|cited reference|reference list"),
    (
        C::Count,
        "cited by|times cited|cited by count|citedbycount|citation count|citations|citing works count|\
         cites|times cited wos core|article citation count|number of citations|citationcount|\
         citation counts",
    ),
    (
        C::OpenAccess,
        "open access|open access designations|is open access|isopenaccess|open access is oa|is oa|oa",
    ),
    (C::Licence, "license|open access license|best oa location license|primary location license|licence"),
    (
        C::Url,
        "url|urls|url s|link|links|full text link|full text url|fulltexturl|plink|permalink|documenturl|\
         document url|articleurl|article url|source linkout|external url|source urls|link attachments|\
         pdf link|web address|dimensions url|embase link|oa url|open access oa url|\
         best oa location landing page url|best oa location pdf url|primary location landing page url|\
         primary location pdf url|fulltext url|weblink|website",
    ),
    (
        C::Language,
        "language|languages|language of original document|article language|language of article|sprache",
    ),
    (
        C::Type,
        "document type|publication type|documenttype|articletype|article type|doctype|type|item type|\
         content type|reference type|bibliographytype|pubtype|publication types|doc type|entry type|dt|\
         publication type s|itemtype|dokumenttyp",
    ),
    (C::Retracted, "is retracted|retracted"),
    (C::Extra, "extra"),
    (C::Citation, "citation"),
    (C::Identifiers, "identifiers"),
    // Keys, ranks and dates of the database or tool.
    (
        C::Skip,
        "key|date added|date modified|access date|library catalog|rank|create date|created date|\
         entry date|entrydate|date of export|export date|relevance score|gsrank|querydate|query date|\
         date added to xplore|full record entry date|aip ip entry date|updated date|internal id|\
         source id|labeled at|record id|row|copyright|covidence|nihms id|idsnumber|ids number|\
         file attachments|updated|last modified|created|included|provisional",
    ),
    // Pages of the database about the record, and of the reader's own library.
    (C::Skip, "open url link|citesurl|relatedurl|cited by api url|web of science record|findacopy|authorids"),
    // Said better in another column.
    (
        C::Skip,
        "page count|num pages|number of pages|pagecount|cited reference count|reference count|\
         references count|number of references|times cited all databases|open access oa status|oa status|\
         publication stage|authorcount|cited by percentile year|study|ids doi|summary language",
    ),
    // E-mail addresses are never kept.
    (C::Skip, "email addresses|email address|email|e mail|author email|emails"),
];
