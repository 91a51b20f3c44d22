//! Whole records in the ways that real writers bend them; invented.

use super::*;
use crate::record::{Diagnostic, Kind, Pages, Record, Role, Severity};

fn read(text: &str) -> Vec<Entry> {
    let source: Text = Box::new(io::Cursor::new(text.to_owned().into_bytes()));
    let mut reader = reader(source, Context { source: "test".into(), list_year: None });
    std::iter::from_fn(|| reader.next_entry().unwrap()).collect()
}

fn records(text: &str) -> Vec<Record> {
    read(text).into_iter().filter_map(|entry| entry.record).collect()
}

fn one(text: &str) -> Record {
    let mut all = records(text);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn warnings(text: &str) -> Vec<String> {
    let said = read(text).into_iter().flat_map(|entry| entry.diagnostics);
    said.filter(|d: &Diagnostic| d.severity > Severity::Note).map(|d| d.to_string()).collect()
}

fn names(record: &Record, role: Role) -> Vec<String> {
    record.contributors.iter().filter(|c| c.role == role).map(|c| c.name.full()).collect()
}

fn texts(record: &Record) -> Vec<Vec<&str>> {
    record.authors().map(|a| a.affiliations.iter().map(|a| a.text.as_str()).collect()).collect()
}

#[test]
fn ris_is_told_behind_noise_and_not_in_other_text() {
    for text in [
        "TY  - JOUR",
        "Record #1 of 2\nProvider: X\n\nTY  - JOUR\r\nTI  - A",
        "1.\rTY - JOUR\rTI - A",
        "T1  - A\nA1  - B, C\nER  -\n",
    ] {
        assert!(recognises(text), "{text}");
    }
    for text in [
        "PMID- 1\nTI  - A title\nAU  - Li W",
        "{\"note\": \"TY  - JOUR\"}",
        "@article{a,\nTY  - JOUR\n}",
        "Dear all,\nTY - a sign of\nthe times",
        "TY  - JOUR\nis how a record begins\nand this is prose\n",
    ] {
        assert!(!recognises(text), "{text}");
    }
}

#[test]
fn frames_of_records_may_be_broken() {
    let text = "TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\nER  - \n\nTI  - Three\nER  -\n@article{x}\nTY  - JOUR\nTI  - Four\n";
    let titles: Vec<String> = records(text).into_iter().map(|r| r.title).collect();
    assert_eq!(titles, ["One", "Two", "Three", "Four"]);
    let said = warnings(text).join("\n");
    for part in ["does not begin with a TY line", "'@article{x}'", "the source ends before the record"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let text = "TY  - BOOK\nTY  - JOUR\nTI  - A\nER  - kmpt\n";
    assert_eq!(one(text).kind, Kind::JournalArticle);
    assert_eq!(warnings(text).len(), 1);
    assert!(read("A header\nand no record\n").is_empty(), "of a source without records it is said elsewhere");
}

#[test]
fn lines_without_a_tag_go_on_with_the_field_before() {
    let record = one(
        "TY  - JOUR\nTI  - A long\ntitle\nKW  - Aged, 80 and over\nFemale\nSN  - 2049-3630\n2434-561X\nAB  - Methods: we did it, and it \
         took long enough to fill the\nline.\nResults: Good.\nER  - \n",
    );
    assert_eq!(record.title, "A long title");
    assert_eq!(record.keywords, ["Aged, 80 and over", "Female"]);
    let place = record.container.unwrap();
    assert_eq!([place.issn, place.eissn].map(|i| i.unwrap().to_string()), ["2049-3630", "2434-561X"]);
    let text = record.abstract_text.unwrap().text;
    assert_eq!(text, "Methods: we did it, and it took long enough to fill the line.\nResults: Good.");
}

#[test]
fn the_second_title_is_that_of_the_book_the_journal_or_the_series() {
    let chapter =
        one("TY  - CHAP\nTI  - A\nT2  - Book\nT3  - Series\nED  - Li, W.\nSN  - 978-0-306-40615-7\nER  - \n");
    let book = chapter.container.as_ref().unwrap();
    assert_eq!((book.title.as_str(), book.series.as_deref(), book.isbns.len()), ("Book", Some("Series"), 1));
    assert_eq!(names(&chapter, Role::Editor), ["Li W."]);
    let book = one("TY  - BOOK\nBT  - A\nT2  - Series\nSN  - 0-306-40615-2\nSP  - 240\nER  - \n");
    assert_eq!((book.title.as_str(), book.isbns.len()), ("A", 1));
    let place = book.container.unwrap();
    assert_eq!((place.series.as_deref(), place.pages), (Some("Series"), None));
    let article =
        one("TY  - JOUR\nT1  - A\nJF  - Journal of Care\nJO  - J Care\nSP  - 1093\nEP  - 9\nER  - \n");
    let place = article.container.unwrap();
    assert_eq!((place.title.as_str(), place.abbreviation.as_deref()), ("Journal of Care", Some("J Care")));
    assert_eq!(place.pages, Some(Pages::Range { first: "1093".to_owned(), last: "1099".to_owned() }));
}

#[test]
fn dates_are_put_together() {
    for (fields, expected) in [
        ("PY  - 2019\nDA  - NOV 15", "2019-11-15"),
        ("PY  - 2019\nDA  - Nov-Dec", "2019-11"),
        ("PY  - 2019\nDA  - SPR", "2019"),
        ("Y1  - 1900/01/01\nDA  - 1950/01/01", "1950-01-01"),
        ("PY  - 2016/12//", "2016-12"),
        ("PY  - 2020///nan", "2020"),
        ("PY  - 2015\nY1  - 2015/09/10\nY2  - 2016/01/01", "2015-09-10"),
        ("PY  - 2010\nDA  - 2011/02/03", "2010"),
        ("PY  - c2012", "2012"),
        ("PY  - 0000", ""),
        ("PY  - in press", ""),
    ] {
        let text = format!("TY  - JOUR\nTI  - A\n{fields}\nER  - \n");
        let found = one(&text).published.map(|d| d.to_string()).unwrap_or_default();
        assert_eq!((found.as_str(), warnings(&text).len()), (expected, 0), "{fields}");
    }
    assert_eq!(warnings("TY  - JOUR\nTI  - A\nPY  - 10 15\nER  - \n").len(), 1);
    let record =
        one("TY  - JOUR\nTI  - A\nPY  - 2013/04/18\nPY  - 2013/02/15/received\nET  - 2013/03/01\nER  - \n");
    let history =
        [record.published, record.history.received, record.history.published].map(|d| d.unwrap().to_string());
    assert_eq!(history, ["2013-04-18", "2013-02-15", "2013-03-01"]);
}

#[test]
fn identifiers_are_found_where_writers_put_them() {
    let record = one(
        "TY  - JOUR\nTI  - A\nM3  - doi: 10.1000/X\nU1  - 123 [PMID]\nU1  - PMC7 [PMCID]\nAN  - pub.11\n\
         UR  - https://www.scopus.com/inward/record.uri?eid=2-s2.0-85&doi=10.1000%2fx&partnerID=40\nER  - \n",
    );
    assert_eq!(record.doi.unwrap().as_str(), "10.1000/x");
    assert_eq!(
        (record.pmid.unwrap().to_string(), record.pmcid.unwrap().to_string()),
        ("123".to_owned(), "PMC7".to_owned())
    );
    let banks: Vec<String> = record.accessions.iter().map(|a| format!("{} {}", a.bank, a.number)).collect();
    assert_eq!(banks, ["Scopus 2-s2.0-85", "Dimensions pub.11"]);
    for fields in [
        "DP  - NLM\nAN  - 123",
        "DB  - Scopus\nC2  - 123",
        "DB  - Embase\nC5  - 123",
        "C3  - PUBMED 123,EMBASE 9",
    ] {
        let record = one(&format!("TY  - JOUR\nTI  - A\n{fields}\nER  - \n"));
        assert_eq!(record.pmid.map(|p| p.to_string()).as_deref(), Some("123"), "{fields}");
    }
    let glued =
        one("TY  - JOUR\nTI  - A\nDO  - 10.1000/x     LK  - https://example.org/?sid=EMBASE\nER  - \n");
    assert_eq!(glued.doi.unwrap().as_str(), "10.1000/x");
}

#[test]
fn affiliations_find_their_authors() {
    let between =
        one("TY  - JOUR\nTI  - A\nAU  - Li, W\nC1  - Leeds\nC1  - York\nAU  - Hu, X\nC1  - Bath\nER  - \n");
    assert_eq!(texts(&between), [vec!["Leeds", "York"], vec!["Bath"]]);
    let wos = one(
        "TY  - JOUR\nTI  - A\nAD  - [Li, Wei; Hu, Xi] Univ Leeds, Leeds, England. [Hu, Xi] Univ Bath, Bath, England. Hu, X (reprint \
         author), Univ Bath, Bath, England. x.hu@example.org\nAU  - Li, W.\nAU  - Hu, X.\nER  - \n",
    );
    assert_eq!(texts(&wos)[1], ["Univ Leeds, Leeds, England", "Univ Bath, Bath, England"]);
    assert_eq!(wos.authors().map(|a| a.corresponding).collect::<Vec<_>>(), [false, true]);
    let embase = one(
        "TY  - JOUR\nTI  - A\nDB  - Embase\nA1  - Li W.\nA1  - Hu X.\nM1  - (Li W.; Hu X., x@example.org) Leeds, United Kingdom\n\
         AD  - X. Hu, Leeds, United Kingdom\nER  - \n",
    );
    assert_eq!(texts(&embase), [vec!["Leeds, United Kingdom"], vec!["Leeds, United Kingdom"]]);
    assert_eq!(embase.authors().map(|a| a.corresponding).collect::<Vec<_>>(), [false, true]);
    let ovid = one(
        "TY  - JOUR\nTI  - A\nDB  - APA PsycInfo\nA1  - Li, Wei\nA1  - Hu, Xi\nA2  - Ma, A., Na, B., Pa, C.\n\
         AI  - Li, Wei; ORCID: https://orcid.org/0000-0002-1825-0097\nAD  - Li, Wei: Leeds, UK, w@example.org\nM2  - Hu, Xi: Bath\n\
         ER  - \nNL  - J Care\n",
    );
    assert_eq!(texts(&ovid), [vec!["Leeds, UK"], vec!["Bath"]]);
    assert!(ovid.authors().next().unwrap().orcid.is_some() && names(&ovid, Role::Editor).is_empty());
    assert_eq!(ovid.container.unwrap().title, "J Care");
    let loose = one("TY  - JOUR\nTI  - A\nAD  - Leeds\nYork\nAU  - Li, W\nAU  - Hu, X\nER  - \n");
    assert_eq!(loose.unplaced, ["Leeds", "York"]);
}

#[test]
fn notes_of_databases_are_understood() {
    let scopus = one(
        "TY  - JOUR\nTI  - A\nAU  - Li, W.\nAU  - Hu, X.\nDB  - Scopus\nAD  - Leeds\nN1  - Export Date: 5 May 2024; Cited By: 7; \
         Correspondence Address: X. Hu; Leeds; email: x@example.org\nN1  - References: Ma, A., One (2015) Gut, 4;\nPa, B., Two (2016) Gut\n\
         N1  - Funding details: Wellcome Trust, WT, 12\nER  - \n",
    );
    assert_eq!((scopus.citation_count, scopus.references.len(), scopus.grants.len()), (Some(7), 2, 1));
    assert_eq!(scopus.authors().map(|a| a.corresponding).collect::<Vec<_>>(), [false, true]);
    assert_eq!(texts(&scopus), [vec!["Leeds"], vec!["Leeds"]]);
    let pubmed = one(
        "TY  - JOUR\nTI  - A\nAU  - Li, W.\nDP  - NLM\nKW  - Aged\nFires/*history\nN1  - 2434-561X\nLi, Wei\nReview\nJapan\n\
         J Care. 2018;6(3):35. doi: 10.1000/x. Epub 2018.\nER  - \n",
    );
    assert_eq!(
        (names(&pubmed, Role::Author), pubmed.publication_types),
        (vec!["Wei Li".to_owned()], vec!["Review".to_owned()])
    );
    assert_eq!((pubmed.keywords, pubmed.mesh.len()), (vec!["Aged".to_owned()], 1));
    assert_eq!(pubmed.doi.unwrap().as_str(), "10.1000/x");
    let zotero = one(
        "TY  - CHAP\nTI  - A\nN1  - The following values have no corresponding Zotero field:<br/>electronic-resource-num: 10.1000/x\
         <br/>secondary-title: A book<br/>isbn: 9780306406157\nER  - \n",
    );
    assert_eq!(zotero.container.as_ref().map(|c| (c.title.as_str(), c.isbns.len())), Some(("A book", 1)));
    assert_eq!(zotero.doi.unwrap().as_str(), "10.1000/x");
}

#[test]
fn a_correction_names_what_it_corrects() {
    let record = one(
        "TY  - JOUR\nT1  - Erratum: A (Gut (2024) 1 DOI: 10.1000/x)\nM3  - Erratum\nDO  - 10.1000/y\nER  - \n",
    );
    assert_eq!(record.relations[0].target.doi, "10.1000/x".parse().ok());
}

#[test]
fn fillers_are_no_values() {
    let text = "TY  - JOUR\nTI  - A\nAU  - [Anonymous]\nAB  - NA\nVL  - nan\nSP  - N.PAG\nDO  - NA\nKW  - n/a\nPY  - nan\nER  - \n";
    let record = one(text);
    assert!(record.contributors.is_empty() && record.abstract_text.is_none() && record.container.is_none());
    assert!(record.keywords.is_empty() && warnings(text).is_empty());
    let rejected = read("TY  - JOUR\nTI  - No Title\nST  - No Title\nER  - \n");
    assert!(rejected[0].is_rejected());
}

#[test]
fn many_values_take_little_time() {
    for field in [
        "KW  - k#",
        "AU  - A#, B",
        "AD  - [A#, B] Place",
        "UR  - http://e.org/#",
        "SN  - 1234-567#",
        "C1  - Place #",
    ] {
        let mut text = "TY  - JOUR\nTI  - A\n".to_owned();
        (0..60_000).for_each(|n| text.push_str(&(field.replace('#', &n.to_string()) + "\n")));
        text.push_str("ER  - \n");
        assert_eq!(records(&text).len(), 1, "{field}");
    }
    let text = format!("TY  - JOUR\nTI  - A\nN1  - References: {}\nER  - \n", "a(;".repeat(60_000));
    assert_eq!(records(&text).len(), 1);
}

#[test]
fn a_case_study_has_the_authors_that_ebsco_puts_elsewhere() {
    let study = one("TY  - CASE\nA2  - Haddad, Leila\nA4  - Okafor, Chidi\nTI  - A study\nER  - \n");
    assert_eq!(names(&study, Role::Author), ["Chidi Okafor", "Leila Haddad"]);
    // Of a case at law A2 is the reporter.
    let law = one("TY  - CASE\nA2  - F. 2d\nTI  - One v. Other\nER  - \n");
    assert!(law.contributors.is_empty(), "{law:?}");
}
