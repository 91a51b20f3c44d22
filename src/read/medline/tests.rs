use super::*;
use crate::record::{ContainerKind, Doi, Kind, Name, Pages, Record, RelationKind, Role, Severity};
use std::io::Cursor;
use std::sync::Arc;

fn entries(text: &str) -> Vec<Entry> {
    let context = Context { source: Arc::from("test"), list_year: None };
    let mut reader = reader(Box::new(Cursor::new(text.to_owned())), context);
    std::iter::from_fn(|| reader.next_entry().unwrap()).collect()
}

fn records(text: &str) -> Vec<Record> {
    entries(text).into_iter().filter_map(|entry| entry.record).collect()
}

fn one(text: &str) -> Record {
    let mut found = records(text);
    assert_eq!(found.len(), 1, "{text}");
    found.remove(0)
}

fn warnings(text: &str) -> Vec<String> {
    let all = entries(text).into_iter().flat_map(|entry| entry.diagnostics);
    all.filter(|d| d.severity > Severity::Note).map(|d| d.to_string()).collect()
}

fn titles(text: &str) -> Vec<String> {
    records(text).into_iter().map(|record| record.title).collect()
}

fn families(record: &Record) -> Vec<&str> {
    record.contributors.iter().map(|c| c.name.family_or_collective()).collect()
}

#[test]
fn is_told_from_its_neighbours() {
    for text in [
        "PMID- 1\nOWN - NLM",
        "PMID-22664238\nPT  - Editorial",
        "OWN - ERIC\nTI  - A title",
        "PMC - PMC1\nPMID- 1",
        "<pre>\nPMID- 1",
        "1: \nPMID- 12\nTI  - A",
        "TI  - A title\nFAU - Smith, Jo",
    ] {
        assert!(recognises(text), "{text}");
    }
    for text in [
        "TY  - JOUR\nTI  - A title\nER  - ",
        "<1. >\nVN  - Ovid Technologies\nTI  - A title",
        "PT J\nAU Smith, J\nTI A title",
        "1. BMJ. 2020;1:2.\n\nPMID: 12",
        "RT Journal Article\nPMID=PMID",
        "TI  - A title\nAU  - Smith J",
        "{\"PMID-\": 1}",
        "",
    ] {
        assert!(!recognises(text), "{text}");
    }
}

#[test]
fn records_are_told_apart_by_their_tags() {
    let joined = "PMID- 1\nOWN - NLM\nTI  - One.\nPMID- 2\nOWN - NLM\nTI  - Two.\n";
    let doubled = "PMID- 1\n\nOWN - NLM\n\nTI  - One\n\n      and more.\n\n\nPMID- 2\n\nTI  - Two.\n\n";
    let pmc = "\nPMC - PMC1\nPMID- 1\nTI  - One.\nAU  - A B\n\nPMC - PMC2\nPMID- 2\nTI  - Two.\n";
    let eric = "OWN - ERIC\nTI  - One\nOID - EJ1\n\nOWN - ERIC\nTI  - Two\nPMID- 2\nOWN - NLM\nTI  - Three\n";
    let list = "TI  - One.\nFAU - Smith, Jo\nPMID- 1\n\nTI  - Two.\nFAU - Lee, Al\nPMID- 2\n";
    let mixed = "FAU - Smith, Jo\nTI  - One.\n\nTI  - Two.\nFAU - Lee, Al\n";
    let medlars = "UI  - 98000001\nPMID- 1\nTI  - One.\nUI  - 98000002\nPMID- 2\nTI  - Two.\n";
    let indented = "    PMID- 1\n    TI  - One\n        and more.\n    PMID- 2\n    TI  - Two.\n";
    for (text, expected) in [
        (joined, &["One", "Two"][..]),
        (doubled, &["One and more", "Two"]),
        (pmc, &["One", "Two"]),
        (eric, &["One", "Two", "Three"]),
        (list, &["One", "Two"]),
        (mixed, &["One", "Two"]),
        (medlars, &["One", "Two"]),
        (indented, &["One and more", "Two"]),
    ] {
        assert_eq!(titles(text), expected, "{text}");
        assert_eq!(warnings(text), [""; 0], "{text}");
    }
    let pmids: Vec<String> = records(pmc).iter().filter_map(|r| r.pmid).map(|p| p.to_string()).collect();
    assert_eq!(pmids, ["1", "2"]);
    assert_eq!(
        records(list).iter().filter_map(|r| r.pmid).map(|p| p.to_string()).collect::<Vec<_>>(),
        ["1", "2"]
    );
}

#[test]
fn people_keep_what_belongs_to_them() {
    let record = one(
        "PMID- 1\nTI  - A.\nAD  - First place. a@b.org\nFAU - Hellinger, Frank R Jr\nAU  - Hellinger FR Jr\n\
        AUID- ORCID: 0000-0002-1825-0097\nAD  - One. GRID: grid.13402.34. ISNI: 0000 0004 1759 \
        700X.\nAD  - Two, UK. \
        ROR: https://ror.org/052gg0110\nFAU - Selvamani\nAU  - Selvamani\nFAU - van der Berg, \
        Marie-Jose\nAU  - van der \
        Berg MJ\nAU  - Ali Aziz-Sultan M\nAU  - et al.\nCN  - SPRING Study Group\nAD  - Somewhere.\nFIR \
        - Lee, Al\nIR  - \
        Lee A\nIRAD- Elsewhere.\nFED - Adam, Margaret P\nED  - Adam MP\n",
    );
    let expected =
        ["Hellinger", "Selvamani", "van der Berg", "Ali Aziz-Sultan", "SPRING Study Group", "Adam", "Lee"];
    assert_eq!(families(&record), expected);
    let first = &record.contributors[0];
    let Name::Person(name) = &first.name else { panic!("{first:?}") };
    assert_eq!(
        (name.given.as_deref(), name.initials.as_deref(), name.suffix.as_deref()),
        (Some("Frank R"), Some("FR"), Some("Jr"))
    );
    assert_eq!(first.orcid.map(|o| o.to_string()).as_deref(), Some("0000-0002-1825-0097"));
    let places: Vec<&str> = first.affiliations.iter().map(|a| a.text.as_str()).collect();
    assert_eq!(places, ["First place.", "One.", "Two, UK."]);
    assert_eq!(first.affiliations[2].ror.map(|r| r.to_string()).as_deref(), Some("052gg0110"));
    assert!(record.authors_cut);
    assert_eq!(record.contributors[4].affiliations.len(), 1);
    let roles: Vec<Role> = record.contributors[5..].iter().map(|c| c.role).collect();
    assert_eq!(roles, [Role::Editor, Role::Investigator]);
    assert_eq!(record.contributors[6].affiliations[0].text, "Elsewhere.");
}

#[test]
fn the_two_forms_of_a_name_find_each_other() {
    let apart =
        one("PMID- 1\nTI  - A.\nFAU - Smith, Jo\nFAU - Lee, Al\nAU  - Smith J\nAU  - Lee A\nAU  - Roe B\n");
    assert_eq!(families(&apart), ["Smith", "Lee", "Roe"]);
    assert_eq!(families(&one("PMID- 1\nTI  - A.\nFAU - Smith, Jo jo@b.org\nPL  - x@b.org\n")), ["Smith"]);
    let without = one("PMID- 1\nTI  - A.\nFAU - Smith, Jo\nFAU - Smith, Kate\nAU  - Smith K\nAU  - Doe J\n");
    assert_eq!(families(&without), ["Smith", "Smith", "Doe"]);
    let odd = one(
        "PMID- 1\nTI  - A.\nFAU - Rodrigues, Maria de Lourdes\nAU  - Rodrigues Mde L\nFAU - Gade\nAU  - \
            Gade LH\n",
    );
    let initials = |c: &crate::record::Contributor| match &c.name {
        Name::Person(name) => name.initials.clone().unwrap_or_default(),
        Name::Collective(_) => String::new(),
    };
    assert_eq!(odd.contributors.iter().map(initials).collect::<Vec<_>>(), ["Mde L", "LH"]);
    let style = one("PMID- 1\nTI  - A.\nAU  - van Groen, Maaike M.\nAU  - Davis, Sammy, Jr.\nAU  - Smith\n");
    assert_eq!(families(&style), ["van Groen", "Davis", "Smith"]);
}

#[test]
fn every_place_of_an_identifier_is_read() {
    let record =
        one("PMID- 1\nPMC - PMC4513071\nTI  - A.\nLID - 10.1000/X(1) [doi]\nLID - S1-2(3) [pii]\nAID - \
            10.1000/x(1) [doi]\n\
        AID - 77 [pii]\nOID - NLM: PMC4513071\nSI  - ClinicalTrials.gov/NCT02239640\nSI  - \
        figshare/10.6084/m9.x\n");
    assert_eq!(record.doi.as_ref().map(Doi::as_str), Some("10.1000/x(1)"));
    assert_eq!(record.pii.as_deref(), Some("S1-2(3)"));
    assert_eq!(record.pmcid.map(|p| p.to_string()).as_deref(), Some("PMC4513071"));
    let banks: Vec<_> = record.accessions.iter().map(|a| (a.bank.as_str(), a.number.as_str())).collect();
    assert_eq!(banks, [("ClinicalTrials.gov", "NCT02239640"), ("figshare", "10.6084/m9.x")]);
    let bare = one("PMID- 1\nTI  - A.\nAID - doi:10.1000/x\nLID - 103640\n");
    assert_eq!(bare.doi.as_ref().map(Doi::as_str), Some("10.1000/x"));
    assert_eq!(bare.container.and_then(|c| c.pages), Some(Pages::Article("103640".to_owned())));
}

#[test]
fn dates_of_print_and_of_the_web_are_told_apart() {
    let record =
        one("PMID- 1\nTI  - A.\nDP  - 2013 Mar\nDEP - 20121105\nCRDT- 2012/11/06 06:00\nPHST- 2012/05/01 \
            00:00 [received]\n\
        PHST- 2012/06/01 [revised]\nPHST- 2012/07/01 [revised]\nPHST- 2012/11/07 [epublish]\nPHST- 2013 \
        [ecollection]\n");
    assert_eq!(record.published.map(|d| d.to_string()).as_deref(), Some("2013-03"));
    assert_eq!(record.history.published.map(|d| d.to_string()).as_deref(), Some("2012-11-05"));
    assert_eq!(record.history.indexed.map(|d| d.to_string()).as_deref(), Some("2012-11-06"));
    assert_eq!(record.history.revised.len(), 2);
    let ahead = one("PMID- 1\nTI  - A.\nDEP - 20121105\n");
    assert_eq!(ahead.published, ahead.history.published);
}

#[test]
fn journals_headings_and_relations() {
    let record =
        one("PMID- 1\nTI  - [Un titre].\nTT  - Ein Titel.\nIS  - 1476-5616 (Electronic)\nIS  - 0033-3506 \
            (Linking)\nVI  - 22\n\
        IP  - 3 Suppl 1\nPG  - 454-81\nTA  - Public Health\nJT  - Public health\nJID - 0376507\nMH  - \
        Child Abuse/*prevention &\n      \
        control/psychology\nMH  - *Humans\nOT  - *care\nCIN - Radiology. 2017 Aug;284(2):607-608. PMID: \
        28723284\nRIN - BMJ. 2020;1:2. \
        doi: 10.1000/x.\nPT  - Retracted Publication\n");
    assert_eq!((record.title.as_str(), record.original_title.as_deref()), ("Un titre", Some("Ein Titel")));
    let place = record.container.unwrap();
    assert_eq!((place.issue.as_deref(), place.supplement.as_deref()), (Some("3"), Some("Suppl 1")));
    assert_eq!(place.pages, Some(Pages::Range { first: "454".to_owned(), last: "481".to_owned() }));
    assert!(place.issn.is_none() && place.eissn.is_some() && place.issn_l.is_some());
    let heading = &record.mesh[0];
    let names: Vec<_> = heading.qualifiers.iter().map(|q| (q.name.as_str(), q.major)).collect();
    assert_eq!(
        (heading.descriptor.name.as_str(), names),
        ("Child Abuse", vec![("prevention & control", true), ("psychology", false)])
    );
    assert!(record.mesh[1].descriptor.major && record.retracted);
    assert_eq!(record.keywords, ["care"]);
    let [comment, retraction] = &record.relations[..] else { panic!("{:?}", record.relations) };
    assert_eq!(comment.target.pmid.map(|p| p.to_string()).as_deref(), Some("28723284"));
    assert_eq!(comment.target.text.as_deref(), Some("Radiology. 2017 Aug;284(2):607-608"));
    assert_eq!(retraction.kind, RelationKind::RetractedBy);
    assert_eq!(retraction.target.doi.as_ref().map(Doi::as_str), Some("10.1000/x"));
    assert_eq!(one("PMID- 1\nTI  - [Not Available].\nTT  - Ein Titel.\n").title, "Ein Titel");
}

#[test]
fn books_and_chapters() {
    let chapter = "PMID- 1\nPB  - A house\nDP  - 2009\nTI  - A chapter\nBTI - A book.\nCTI - A \
        series\nISBN- 978-0-306-40615-7\nFED - Adam, \
        Margaret P\nED  - Adam MP\nFAU - Roe, Al\nAU  - Roe A\nPT  - Book Chapter\nPL  - Seattle (WA)\n";
    let record = one(chapter);
    let place = record.container.as_ref().unwrap();
    assert_eq!(
        (record.kind, place.kind, place.title.as_str()),
        (Kind::BookChapter, ContainerKind::Book, "A book")
    );
    assert_eq!((place.series.as_deref(), place.isbns.len()), (Some("A series"), 1));
    assert_eq!(
        (record.publisher.as_deref(), record.place.as_deref()),
        (Some("A house"), Some("Seattle (WA)"))
    );
    assert_eq!(families(&record), ["Roe", "Adam"]);
    let whole = one(&chapter.replace("TI  - A chapter\n", "").replace("Book Chapter", "Book"));
    assert_eq!((whole.kind, whole.title.as_str(), whole.isbns.len()), (Kind::Book, "A book", 1));
    assert!(whole.container.is_none());
}

#[test]
fn eric_says_where_things_are_published_in_its_own_way() {
    let record =
        one("OWN - ERIC\nTI  - A title\nAU  - van Groen, Maaike M.\nJT  - A Journal\nSO  - v9 Article 10 \
            2019\nAID - \
        http://dx.doi.org/10.1186/s40468\nOID - EJ1245375\nVI  - 9\nDP  - Article 10 2019\nLID - \
        http://eric.ed.gov/?id=EJ1245375\nISSN - \
        EISSN-2049-3630\nLA  - English\nPT  - Journal Articles\n");
    let place = record.container.unwrap();
    assert_eq!((record.kind, place.title.as_str()), (Kind::JournalArticle, "A Journal"));
    assert_eq!((place.pages, place.eissn.is_some()), (Some(Pages::Article("10".to_owned())), true));
    assert_eq!(record.published.map(|d| d.to_string()).as_deref(), Some("2019"));
    assert_eq!(
        (record.doi.is_some(), record.urls.len(), record.accessions[0].bank.as_str()),
        (true, 1, "ERIC")
    );
    let thesis = one("OWN - ERIC\nTI  - A title\nJT  - ProQuest LLC\nSO  - Ph.D. Dissertation, Drexel \
            University\nOID - ED620611\nDP  - \
        2021\nISBN - 979-8-2098-8762-1\nISSN - EISSN-\nPT  - Dissertations/Theses - Doctoral \
         Dissertations\n");
    assert_eq!((thesis.kind, thesis.publisher.as_deref()), (Kind::DoctoralThesis, Some("Drexel University")));
    assert!(thesis.container.is_none());
}

#[test]
fn what_belongs_to_no_field_is_said() {
    let loose = "PMID- 1\nTI  - A title that\ngoes on\nIP-10 and on.\nAU  - Roe A\n";
    assert_eq!(titles(loose), ["A title that goes on IP-10 and on"]);
    assert_eq!(warnings(loose), [""; 0]);
    let noise = "PMID- 1\nTI  - A.\n\nPage 1 of 2, write to a@b.org\n\nPMID- 2\nTI  - B.\n";
    assert_eq!(titles(noise), ["A", "B"]);
    let said = warnings(noise);
    assert!(said.len() == 1 && said[0].contains("Page 1 of 2") && !said[0].contains('@'), "{said:?}");
    let ris = "PMID- 1\nTI  - A.\n\nTY  - JOUR\nTI  - C\nER  - \n\nPMID- 2\nTI  - B.\n";
    assert_eq!(titles(ris), ["A", "B"]);
    assert!(warnings(ris)[0].contains("another format"), "{:?}", warnings(ris));
    let nothing = entries("nothing\nof\nthe kind\n");
    assert!(nothing.len() == 1 && nothing[0].diagnostics[0].message.contains("2 more lines"), "{nothing:?}");
    let unknown = entries("PMID- 1\nTI  - A.\nZZZ - new\nRN  - 0 (x)\n");
    assert_eq!(unknown[0].unused, ["RN", "ZZZ"]);
}

#[test]
fn repeated_titles_and_abstracts_are_put_together() {
    let record = one("PMCR- 1\nTI  - One:\nTI  - two.\nAB  - Old text.\nAB  - New text.\n");
    assert_eq!(record.title, "One: two");
    assert_eq!(record.abstract_text.unwrap().text, "Old text.\nNew text.");
}
