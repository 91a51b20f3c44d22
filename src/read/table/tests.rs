//! Tables of many writers, with invented works.

use super::*;
use crate::record::{Doi, Name, Pages, Record, Severity};

fn read(text: &str) -> Vec<Entry> {
    let context = Context { source: "test".into(), list_year: None };
    let mut reader = reader(Box::new(io::Cursor::new(text.as_bytes().to_vec())), context);
    std::iter::from_fn(|| reader.next_entry().unwrap()).collect()
}

/// The only record of a text that is read without a warning.
fn one(text: &str) -> Record {
    assert!(recognises(text), "not recognised: {text}");
    let mut all = read(text);
    let found: Vec<String> = all
        .iter()
        .flat_map(|e| &e.diagnostics)
        .filter(|d| d.severity > Severity::Note)
        .map(ToString::to_string)
        .collect();
    assert!(found.is_empty(), "{found:?}");
    let unused: Vec<&String> = all.iter().flat_map(|e| &e.unused).collect();
    assert!(unused.is_empty(), "{unused:?}");
    all.retain(|e| e.record.is_some());
    assert_eq!(all.len(), 1);
    all.remove(0).record.unwrap()
}

fn people(record: &Record) -> String {
    let one = |c: &crate::record::Contributor| {
        let mark = if c.corresponding { "*" } else { "" };
        let kind = if matches!(c.name, Name::Collective(_)) { " (group)" } else { "" };
        let orcid = c.orcid.map(|o| format!(" {o}")).unwrap_or_default();
        let places: Vec<&str> = c.affiliations.iter().map(|a| a.text.as_str()).collect();
        format!("{}{kind}{mark}{orcid} [{}]", c.name.full(), places.join(" | "))
    };
    record.authors().map(one).collect::<Vec<_>>().join("; ")
}

/// `journal|volume|issue|pages|published|online`
fn place(record: &Record) -> String {
    let c = record.container.clone().unwrap_or_default();
    let pages = c.pages.map(|pages| match pages {
        Pages::Range { first, last } => format!("{first}-{last}"),
        Pages::Single(page) => page,
        Pages::Article(number) => format!("no. {number}"),
    });
    let date = |d: Option<crate::record::PartialDate>| d.map(|d| d.to_string()).unwrap_or_default();
    let text = |t: Option<String>| t.unwrap_or_default();
    let online = date(record.history.published);
    [c.title, text(c.volume), text(c.issue), text(pages), date(record.published), online].join("|")
}

#[test]
fn scopus_ties_addresses_to_authors() {
    let record = one(
        "Authors,Author full names,Title,Year,Source title,Volume,Art. No.,Page start,Page end,Cited by,DOI,Affiliations,\
         Authors with affiliations,Correspondence Address,Open Access,ISSN,EID\n\
         \"Okafor C.; Lindqvist M.\",\"Okafor, Chidi (571); Lindqvist, Maja (572)\",Arts,2021,J Invent Care,14,77,,,\"1,205\",\
         10.5555/a,\"Univ A, Leeds, UK; Univ B, York\",\"Okafor C., Univ A, Leeds, UK, Univ B, York; Lindqvist M., Univ B, York\",\
         \"M. Lindqvist; Univ B, York; email: m@b.org\",All Open Access; Gold,3064603,2-s2.0-1\n",
    );
    assert_eq!(
        people(&record),
        "Chidi Okafor [Univ A, Leeds, UK | Univ B, York]; Maja Lindqvist* [Univ B, York]"
    );
    assert_eq!(place(&record), "J Invent Care|14||no. 77|2021|");
    assert_eq!((record.citation_count, record.open_access), (Some(1205), Some(true)));
    let issn = record.container.unwrap().issn.map(|i| i.to_string());
    assert_eq!(issn.as_deref(), Some("0306-4603"), "a spreadsheet took off the zero");
}

#[test]
fn scopus_of_older_years_parts_by_commas() {
    let record = one(
        "Authors,Title,Year,Source title,Page start,Page end,DOI,Authors with affiliations,References,EID\n\
         \"Okafor, C., Lindqvist, M.\",Arts,2012.0,J Invent Care,201.0,209.0,10.5555/a,\
         \"Okafor, C., Univ A; Lindqvist, M., Univ B\",\"Haddad, L., Care (2001) J, 1; Haddad, L., More (2002) J, 2\",2-s2.0-1\n",
    );
    assert_eq!(people(&record), "Okafor C. [Univ A]; Lindqvist M. [Univ B]");
    assert_eq!(place(&record), "J Invent Care|||201-209|2012|");
    assert_eq!(record.references.len(), 2);
}

#[test]
fn web_of_science_with_tags_and_without() {
    let tags = "PT\tAU\tAF\tTI\tSO\tLA\tDT\tC1\tRP\tOI\tFU\tCR\tTC\tSN\tEI\tPD\tPY\tVL\tIS\tBP\tEP\tDI\tEA\tPM\tUT\n\
        J\tOkafor, C; Lindqvist, M\tOkafor, Chidi; Lindqvist, Maja\t\"Care\" at home\tJ INVENT CARE\tEnglish\t\
        Article; Early Access\t[Okafor, Chidi; Lindqvist, Maja] Univ A, Leeds; [Lindqvist, Maja] Univ B, York\t\
        Okafor, C (corresponding author), Univ A, Leeds.\tLindqvist, Maja/0000-0002-1825-0097\tNIHR [1, 2]; Trust\t\
        Smith J, 2001, CARE, V1, P2, DOI 10.5555/x; Doe A, 2002, CARE\t7\t2049-3630\t2434-561X\tMAR 5\t2021\t14\t3\t201\t209\t\
        10.5555/a\tJAN 2021\t99000001\tWOS:1\t\n";
    let record = one(tags);
    let expected =
        "Chidi Okafor* [Univ A, Leeds]; Maja Lindqvist 0000-0002-1825-0097 [Univ A, Leeds | Univ B, York]";
    assert_eq!(people(&record), expected);
    assert_eq!(place(&record), "J INVENT CARE|14|3|201-209|2021-03-05|2021-01");
    assert_eq!(record.title, "\"Care\" at home");
    assert_eq!((record.grants.len(), record.references.len()), (3, 2));
    assert_eq!(record.references[0].doi.as_ref().map(Doi::as_str), Some("10.5555/x"));
    let names = one(
        "Publication Type,Authors,Author Full Names,Article Title,Source Title,Keywords Plus,Publication Date,Publication Year,\
         UT (Unique WOS ID),\"Times Cited, WoS Core\",Email Addresses\n\
         J,\"Okafor, C\",\"Okafor, Chidi\",Arts,J INVENT CARE,CARE; ART,MAR,2021,WOS:1,3,c@a.org\n",
    );
    assert_eq!(place(&names), "J INVENT CARE||||2021-03|");
    assert_eq!(names.keywords, ["CARE", "ART"]);
}

#[test]
fn dimensions_has_words_before_the_table() {
    let text = "\"About the data: Exported on Jan 2, 2024. Criteria: \"\"care\"\", in title\"\n\
        \"Rank\",\"Publication ID\",\"DOI\",\"Title\",\"Source title\",\"PubYear\",\"Publication date (online)\",\
        \"Publication date (print)\",\"Pagination\",\"Open Access\",\"Publication Type\",\"Authors\",\
        \"Authors (Raw Affiliation)\",\"Corresponding Authors\",\"Funder\",\"Times cited\",\"Dimensions URL\"\n\
        \"1\",\"pub.1\",\"10.5555/a\",\"Arts\",\"J Invent Care\",\"2021\",\"2020-12-01\",\"2021-03\",\"201-209\",\"Closed\",\
        \"Article\",\"Okafor, Chidi; Lindqvist, Maja\",\"Okafor, Chidi (Univ A, Leeds; Univ C); Lindqvist, Maja (Univ B)\",\
        \"Okafor, Chidi (University A)\",\"NIHR; Trust\",\"5\",\"https://app.dimensions.ai/details/publication/pub.1\"\n";
    let record = one(text);
    assert_eq!(people(&record), "Chidi Okafor* [Univ A, Leeds | Univ C]; Maja Lindqvist [Univ B]");
    assert_eq!(place(&record), "J Invent Care|||201-209|2021-03|2020-12-01");
    assert_eq!((record.open_access, record.grants.len(), record.position.line), (None, 2, 3));
}

#[test]
fn open_alex_puts_bars_between_authors() {
    let record = one(
        "\"id\",\"title\",\"display_name\",\"authorships.author.display_name\",\"authorships.author.orcid\",\
         \"authorships.affiliations\",\"authorships.is_corresponding\",\"publication_date\",\"publication_year\",\"doi\",\
         \"primary_location.source.display_name\",\"primary_location.source.issn_l\",\"biblio.volume\",\"biblio.first_page\",\
         \"biblio.last_page\",\"open_access.is_oa\",\"referenced_works\",\"type\"\n\
         \"https://openalex.org/W1\",\"Arts\",\"Arts\",\"Chidi Okafor|Maja Lindqvist\",\"null|https://orcid.org/0000-0002-1825-0097\",\
         \"{'raw_affiliation_string': 'Univ A, Leeds', 'institution_ids': ['I1']}|{'raw_affiliation_string': 'Univ B'}\",\
         \"True|False\",\"2021-03-05\",2021,\"https://doi.org/10.5555/a\",\"J Invent Care\",\"2049-3630\",14,201,209,True,\
         \"https://openalex.org/W2|https://openalex.org/W3\",\"article\"\n",
    );
    assert_eq!(people(&record), "Chidi Okafor* [Univ A, Leeds]; Maja Lindqvist 0000-0002-1825-0097 [Univ B]");
    assert_eq!(place(&record), "J Invent Care|14||201-209|2021-03-05|");
    assert_eq!((record.references.len(), record.open_access), (2, Some(true)));
}

#[test]
fn embase_names_addresses_in_parentheses() {
    let record = one(
        "SEARCH QUERY;care:ti;;;;;\n;;;;;;\nTitle;Author Names;Author Addresses;Correspondence Address;Source;PUI;ISSN;\
         Emtree Medical Index Terms;Publication Year\n\
         Arts;Okafor C., Jalil N.-E.;\"(Okafor C., c@a.org; Jalil N.-E.) Univ A, Leeds. , (Jalil N.-E.) Univ B.\";\
         C. Okafor, Univ A, Leeds. Email: c@a.org;J Care (2021) 14:3 Article Number: 77. Date of Publication: 1 Mar 2021;L1;\
         2049-3630 (electronic);ageing, care (home, clinic);2021\n",
    );
    assert_eq!(people(&record), "Okafor C.* [Univ A, Leeds.]; Jalil N.-E. [Univ A, Leeds. | Univ B.]");
    assert_eq!(record.keywords, ["ageing", "care (home, clinic)"]);
    let container = record.container.unwrap();
    assert_eq!((container.eissn.is_some(), container.pages), (true, Some(Pages::Article("77".to_owned()))));
}

#[test]
fn other_writers() {
    for (text, authors, expected) in [
        (
            "Cites,Authors,Title,Year,Source,Publisher,ArticleURL,GSRank,StartPage,EndPage\n\
             4,\"C Okafor, M Van Dam, L Haddad...\",Arts,2021,J Invent Care,Press,https://a.example/1,1,201,209\n",
            "C Okafor; M Van Dam; L Haddad",
            "J Invent Care|||201-209|2021|",
        ),
        (
            "Item Title,Publication Title,Book Series Title,Journal Volume,Journal Issue,Item DOI,Authors,Publication Year,URL,Content Type\n\
             Arts,Handbook of Care,Care Series,,,10.5555/a,Chidi OkaforMaja McLind,2021,http://link.example/a,Chapter\n",
            "Chidi Okafor; Maja McLind",
            "Handbook of Care||||2021|",
        ),
        (
            "\"Document Title\",Authors,\"Author Affiliations\",\"Publication Title\",\"Publication Year\",Volume,\"Start Page\",\"End Page\",DOI\n\
             Arts,C. Okafor; M. Lindqvist,Univ A; Univ B,IEEE Care,2021,14,201,209,10.5555/a\n",
            "C. Okafor; M. Lindqvist",
            "IEEE Care|14||201-209|2021|",
        ),
        (
            "id,source,pmid,doi,title,authorString,journalTitle,issue,journalVolume,pubYear,pageInfo,isOpenAccess,citedByCount\n\
             7,MED,7,10.5555/a,Arts,\"Okafor C, Lindqvist MMHJ.\",J Invent Care,3,14,2021,201-9,Y,2\n",
            "C Okafor; MMHJ Lindqvist",
            "J Invent Care|14|3|201-209|2021|",
        ),
        (
            "Key,Item Type,Publication Year,Author,Title,Publication Title,Date,Pages,Archive,Archive Location,Manual Tags,Extra,Editor\n\
             K,bookSection,2021,\"Okafor, Chidi; Lindqvist, Maja\",Arts,Handbook of Care,2021-03,201-209,Embase,L1,a; b,PMID: 7,\"Haddad, L\"\n",
            "Chidi Okafor; Maja Lindqvist",
            "Handbook of Care|||201-209|2021-03|",
        ),
        (
            "key,title,year,month,day,journal,issn,volume,issue,pages,authors,pubmed_id,pmc_id\n\
             rayyan-1,Arts,2021,3,5,J Invent Care,\"[\"\"2049-3630\"\", \"\"2434-561X\"\"]\",14,3,201-209,\"Okafor, C. and Lindqvist, M.\",7,PMC8\n",
            "C. Okafor; M. Lindqvist",
            "J Invent Care|14|3|201-209|2021-03-05|",
        ),
        (
            "Title;Autor;Jahr;Zeitschrift;Band;Heft;Seiten\nArts;Okafor, Chidi und Söhne;2021;J Invent Care;14;3;201-209\n",
            "Chidi und Söhne Okafor",
            "J Invent Care|14|3|201-209|2021|",
        ),
    ] {
        let record = one(text);
        let full = |c: &crate::record::Contributor| match &c.name {
            Name::Person(p) => format!(
                "{} {}",
                p.given.as_ref().or(p.initials.as_ref()).cloned().unwrap_or_default(),
                p.family
            ),
            Name::Collective(name) => name.clone(),
        };
        assert_eq!(record.authors().map(full).collect::<Vec<_>>().join("; "), authors, "{text}");
        assert_eq!(place(&record), expected, "{text}");
    }
}

#[test]
fn entities_part_no_lists() {
    let record = one(
        "Title,Author 1,Author 2,Keywords,References,DOI\nArts &amp; care,\"M&uuml;ller, J\",\"Haddad, L\",R&amp;D; art,\
         \"Smith &amp; Doe, A title (2001) J; Haddad, L., More (2002) J\",10.5555/a\n",
    );
    assert_eq!(people(&record), "Müller J []; Haddad L []");
    assert_eq!(
        (record.title.as_str(), record.keywords.len(), record.references.len()),
        ("Arts & care", 2, 2)
    );
}

#[test]
fn cited_by_of_icite_are_links() {
    let all = read(
        "pmid,doi,title,authors,year,journal,is_research_article,citation_count,cited_by,references\n\
         7,10.5555/a,Arts,\"A B Okafor, M Lindqvist\",2021,J Invent Care,Yes,2,8 9,5 6\n",
    );
    let record = all[0].record.as_ref().unwrap();
    assert_eq!(
        record.references.iter().filter_map(|r| r.pmid).map(|p| p.to_string()).collect::<Vec<_>>(),
        ["5", "6"]
    );
    let links: Vec<&CitationLink> = all.iter().filter_map(|e| e.link.as_ref()).collect();
    assert_eq!(links.len(), 2);
    assert_eq!(links[0].citing.pmid.map(|p| p.to_string()).as_deref(), Some("8"));
    assert_eq!(links[0].cited.doi, record.doi);
}

fn warnings(text: &str) -> Vec<String> {
    let all = read(text);
    let diagnostics = all.iter().flat_map(|e| &e.diagnostics);
    diagnostics.filter(|d| d.severity > Severity::Note).map(ToString::to_string).collect()
}

#[test]
fn rows_of_another_width_are_told() {
    let head = "Authors,Title,Year,Journal,DOI\n";
    let short = warnings(&format!("{head}\"Okafor, C\",Arts,2021\n"));
    assert!(short.len() == 1 && short[0].contains("3 cells for 5 columns"), "{short:?}");
    let long = warnings(&format!("{head}\"Okafor, C\",Arts,2021,J,10.5555/a,more\n"));
    assert!(long.len() == 1 && long[0].contains("'more'"), "{long:?}");
    let parted = warnings(&format!("{head}C Okafor,Arts, care,2021,J,10.5555/a\n"));
    assert!(parted.len() == 1 && parted[0].contains("'Title'"), "{parted:?}");
    assert!(warnings(&format!("{head}\"Okafor, C\",Arts,2021,J,10.5555/a,,\n,,,,\n")).is_empty());
    let foot = warnings(&format!("{head}C Okafor,Arts,2021,J,10.5555/a\nExported today\nby hand\n"));
    assert!(foot.len() == 1 && foot[0].contains("2 lines"), "{foot:?}");
    let none = warnings(&format!("{head}one\ntwo\n"));
    assert!(none.len() == 1 && none[0].contains("error"), "{none:?}");
}

#[test]
fn tables_one_behind_the_other_are_read() {
    let first = "Title,Year,DOI,Authors\nArts,2021,10.5555/a,C Okafor\n";
    let again = read(&format!("{first}{first}"));
    assert_eq!(again.iter().filter(|e| e.record.is_some()).count(), 2);
    assert!(again.iter().all(|e| e.diagnostics.is_empty()));
    let other = read(&format!("{first}DOI,Authors,Title,Year\n10.5555/b,L Haddad,Gardens,2022\n"));
    let titles: Vec<&str> =
        other.iter().filter_map(|e| e.record.as_ref()).map(|r| r.title.as_str()).collect();
    assert_eq!(titles, ["Arts", "Gardens"]);
    assert_eq!(
        other.iter().flat_map(|e| &e.diagnostics).filter(|d| d.kind == DiagnosticKind::MixedFormats).count(),
        1
    );
}

#[test]
fn damage_of_spreadsheets_is_seen() {
    let all = read(
        "Title,Year,Pages,PMID,ISSN,DOI\nArts,2021.0,12-Mar,99000001.0,=\"2049-3630\",10.5555/a  LK  - http://a.example\n\
         Gardens,NA,,0,,https://doi.org/10.1007%2F978-3\\_4\n",
    );
    let record = all[0].record.as_ref().unwrap();
    assert_eq!(record.published.map(|d| d.to_string()).as_deref(), Some("2021"));
    assert_eq!(record.pmid.map(|p| p.to_string()).as_deref(), Some("99000001"));
    assert_eq!(record.doi.as_ref().map(Doi::as_str), Some("10.5555/a"));
    assert_eq!(warnings("Title,Pages,DOI\nArts,12-Mar,10.5555/a\n").len(), 1);
    let second = all[1].record.as_ref().unwrap();
    assert_eq!(second.doi.as_ref().map(Doi::as_str), Some("10.1007/978-3_4"));
    assert!(second.pmid.is_none() && second.published.is_none());
}

#[test]
fn what_is_no_table_of_works_is_left_to_others() {
    for text in [
        "{\"title\": \"Arts\", \"authors\": [], \"doi\": \"10.5555/a\"}\n",
        "name,size\na,1\n",
        "oci,snapshot,agent,source,created,invalidated,description,update\n",
        "Dear all,\nTitle, authors and journal are below.\n",
        "",
    ] {
        assert!(!recognises(text), "{text}");
        // Whoever insists gets an answer.
        assert!(
            read(text).iter().flat_map(|e| &e.diagnostics).any(|d| d.severity == Severity::Error),
            "{text}"
        );
    }
}
