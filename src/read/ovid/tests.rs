use super::*;
use crate::record::{ContainerKind, Kind, Name, Pages, Record, RelationKind, Role, Severity};
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

fn people(record: &Record) -> Vec<(String, Vec<&str>)> {
    let name = |name: &Name| name.full();
    record
        .contributors
        .iter()
        .map(|c| (name(&c.name), c.affiliations.iter().map(|a| a.text.as_str()).collect()))
        .collect()
}

#[test]
fn is_told_from_its_neighbours() {
    for text in [
        "<1>\nUnique Identifier\n  1\nTitle\n  A",
        "<1. >\nVN  - Ovid Technologies",
        "Database: Ovid MEDLINE(R)\nSearch Strategy:\n1  exp Care/ (20)\n\n<1>\nUI  - 1\nTI  - A",
        "VN  - Ovid Technologies\nTI  - A",
        "Score\n  *****\nAccession Number\n  1\nAuthor\n  Roe\nTitle\n  A title",
        "<3>\n\nScore\n  ****",
    ] {
        assert!(recognises(text), "{text}");
    }
    for text in [
        "PMID- 1\nTI  - A",
        "TY  - JOUR\nTI  - A",
        "<?xml version='1.0'?>\n<1>\nUI  - 1",
        "<pre>\nPMID- 1",
        "<1>\nand text",
        "Title,Author\nA,B",
        "PT J\nAU Roe, A\nTI A title",
        "Title\n  A\nText about it\n  B\nAnd more\n  C",
        "{\"a\": 1}",
        "",
    ] {
        assert!(!recognises(text), "{text}");
    }
}

#[test]
fn fields_under_names_are_read() {
    let text = "<8>\nScore\n  *****\nAccession Number\n  0144-1.\nAuthor\n  Kohler, Lars MD 1;  Roe, Al \
        1,2\nInstitution\n  (1) Plant Ecology, \
        Germany;\n  (2) Elsewhere, UK\nTitle\n  A cloud [of words] in mountains.[Article]\nSource\n  \
        Ecohydrology.   8(6):1048-1064, September \
        2015.\nAbstract\n  : One.\n\n  Two.\nAuthor Keywords\n  alpine;  canopy cover.\nLanguage\n  \
        English.\nISSN\n  0890-5339\nNLM Journal Code\n  \
        jh4, 8807705\nDOI Number\n  10.1000/x\nReferences\n  Aber JD. 1989. One.\n\n  Beck K. 1998. \
        Two.\nSome Label\n  with value\nLink to the \
        Ovid Full Text or citation\n http://ovidsp.ovid.com/x\n";
    let record = one(text);
    assert_eq!(warnings(text), [""; 0]);
    assert_eq!(entries(text)[0].unused, ["Some Label"]);
    assert_eq!(record.title, "A cloud [of words] in mountains");
    let place = record.container.as_ref().unwrap();
    assert_eq!((place.title.as_str(), place.nlm_id.as_deref()), ("Ecohydrology", Some("8807705")));
    assert_eq!(place.pages, Some(Pages::Range { first: "1048".to_owned(), last: "1064".to_owned() }));
    let (first, second) = ("Plant Ecology, Germany", "Elsewhere, UK");
    let expected = [("Lars Kohler".to_owned(), vec![first]), ("Al Roe".to_owned(), vec![first, second])];
    assert_eq!(people(&record), expected);
    assert_eq!(record.published.map(|d| d.to_string()).as_deref(), Some("2015-09"));
    assert_eq!((record.references.len(), record.keywords.len(), record.languages.len()), (2, 2, 1));
    assert_eq!(record.abstract_text.unwrap().text, "One.\nTwo.");
    assert_eq!((record.kind, record.accessions[0].number.as_str()), (Kind::JournalArticle, "0144-1"));
}

#[test]
fn embase_ties_places_to_family_names() {
    let record =
        one("<1. >\nVN  - Ovid Technologies\nDB  - Embase\nUI  - 621381829\nPM  - 30000001 [http://x]\nTI  \
            - A title.\nSO  - BMC Proceedings. \
        Conference: 2nd School. Spain. 12 (Supplement 3) (no pagination), 2018. Date of Publication: \
        2018.\nAU  - Behan L.\nAU  - Rubbo B.\nIN  - \
        (Behan) NIHR Centre, United Kingdom\n      (Behan, Rubbo) School of Care, Ireland\nAD  - L. \
        Behan, NIHR Centre, United Kingdom\nMH  - \
        *adult\nMH  - anxiety\nIS  - 1753-6561\nDO  - http://dx.doi.org/10.1186/s12919\nLG  - \
        English\nPT  - Conference Abstract\n");
    assert_eq!(people(&record)[0].1, ["NIHR Centre, United Kingdom", "School of Care, Ireland"]);
    assert_eq!(people(&record)[1].1, ["School of Care, Ireland"]);
    let corresponding: Vec<bool> = record.contributors.iter().map(|c| c.corresponding).collect();
    assert_eq!(corresponding, [true, false]);
    assert_eq!(record.pmid.map(|p| p.to_string()).as_deref(), Some("30000001"));
    assert_eq!((record.mesh.len(), record.keywords.len()), (0, 2));
    let place = record.container.unwrap();
    assert_eq!(
        (place.title.as_str(), place.volume.as_deref(), place.supplement.as_deref()),
        ("BMC Proceedings", Some("12"), Some("Supplement 3"))
    );
    assert_eq!(record.kind, Kind::ConferencePaper);
}

#[test]
fn namesakes_are_not_mixed_up() {
    let text = "<1. >\nVN  - Ovid Technologies\nDB  - Embase\nTI  - A title.\nAU  - Wang Y.\nAU  - Wang \
        L.\nIN  - (Wang, Wang) Both, China\n      (Wang) One \
        of them, China\n      (Wang L.) The second, China\n";
    let record = one(text);
    assert_eq!(people(&record)[0].1, ["Both, China"]);
    assert_eq!(people(&record)[1].1, ["Both, China", "The second, China"]);
    assert_eq!(record.unplaced, ["(Wang) One of them, China"]);
}

#[test]
fn medline_has_its_own_numbers_and_headings() {
    let record =
        one("<1>\nVN  - Ovid Technologies\nDB  - Ovid MEDLINE(R)\nUI  - 30000001\nVI  - 1\nRO  - From \
            MEDLINE\nTI  - [A title]. [German]\nOT  - Ein \
        Titel.\nAU  - Smith JA\nAU  - Roe B\nFA  - Smith, John A\nFA  - Roe, Bo\nAI  - Smith, John A; \
        ORCID: https://orcid.org/0000-0002-1825-0097\n\
        IN  - Smith, John A. Department of Care, Leeds.\nIN  - Roe, Bo. School, York.\nSO  - BMC Care. \
        19(1):123, 2019 Jan 30.\nMH  - *Depression/pc \
        [Prevention & Control]\nID  - 10.1000/x [doi]\nPI  - Journal available in: Print\nPH  - \
        2018/05/05 [received]\nCM  - Comment in: Lancet. \
        2019;1:2; PMID: 30000002\nGI  - No: R01 HL1\n      Organization: (HL) *NHLBI NIH HHS*\n      \
        Country: United States\nED  - 20190315\n");
    assert_eq!((record.title.as_str(), record.original_title.as_deref()), ("A title", Some("Ein Titel")));
    assert_eq!(
        people(&record),
        [
            ("John A Smith".to_owned(), vec!["Department of Care, Leeds."]),
            ("Bo Roe".to_owned(), vec!["School, York."])
        ]
    );
    assert!(record.contributors[0].orcid.is_some() && record.contributors[1].orcid.is_none());
    assert_eq!(record.pmid.map(|p| p.to_string()).as_deref(), Some("30000001"));
    assert_eq!(
        (record.mesh[0].descriptor.name.as_str(), record.mesh[0].qualifiers[0].name.as_str()),
        ("Depression", "Prevention & Control")
    );
    assert!(record.doi.is_some() && record.history.received.is_some() && record.publisher.is_none());
    assert_eq!(
        (record.relations[0].kind, record.relations[0].target.pmid.is_some()),
        (RelationKind::CommentedOnBy, true)
    );
    let grant = &record.grants[0];
    assert_eq!(
        (grant.number.as_deref(), grant.acronym.as_deref(), grant.agency.as_deref()),
        (Some("R01 HL1"), Some("HL"), Some("NHLBI NIH HHS"))
    );
    assert_eq!(record.container.unwrap().volume.as_deref(), Some("19"));
    let grants = one(
        "<1>\nVN  - Ovid Technologies\nTI  - A.\nGS  - Sponsor: A House, US; Grant: MH1; Recipients: Roe, Al\n\
        NO  - R01 HL2 (United States NHLBI)\nAU  - Roe, Al al@b.org\n",
    );
    let found: Vec<_> = grants.grants.iter().map(|g| (g.number.as_deref(), g.agency.as_deref())).collect();
    assert_eq!(found, [(Some("MH1"), Some("A House, US")), (Some("R01 HL2"), Some("United States NHLBI"))]);
    assert_eq!(people(&grants)[0].0, "Al Roe");
}

#[test]
fn psycinfo_has_books_and_theses() {
    let record =
        one("<1. >\nVN - Ovid Technologies\nDB - PsycINFO\nAN - Book: 2011-27892-001.\nTI - Understanding \
            it. [References].\n\nDP - 2012\nAU - \
        Neenan, Michael\nIN - Neenan, Michael: Centre for Coaching, England\nSO - Neenan, Michael [Ed]; \
        Palmer, Stephen [Ed]. (2012). Coaching: An \
        approach. (pp. 11-31). xvii, 254 pp. New York, NY, US: A House; US.\nIB - 978-0-415-47263-0 \
        (Paperback), 978-0-415-47262-3 (Hardcover)\nPT - \
        Book\nPT - Edited Book\nDT - Chapter\nID - one, two\nMH - *Procrastination\n");
    let roles: Vec<Role> = record.contributors.iter().map(|c| c.role).collect();
    assert_eq!(roles, [Role::Author, Role::Editor, Role::Editor]);
    assert_eq!(record.contributors[0].affiliations[0].text, "Centre for Coaching, England");
    let place = record.container.as_ref().unwrap();
    assert_eq!(
        (record.kind, place.kind, place.title.as_str()),
        (Kind::BookChapter, ContainerKind::Book, "Coaching: An approach")
    );
    assert_eq!(
        (place.isbns.len(), record.keywords.len(), record.publisher.as_deref()),
        (2, 3, Some("A House"))
    );
    assert_eq!(
        (record.accessions[0].bank.as_str(), record.accessions[0].number.as_str()),
        ("PsycINFO", "2011-27892-001")
    );
    let thesis =
        one("<1. >\nVN - Ovid Technologies\nDB - PsycINFO\nTI - A thesis.\nSO - Dissertations: Humanities. \
            Vol.75(2-A(E)),2014, pp. No \
        Pagination Specified.\nPG - No Pagination Specified\nPT - Dissertation Abstract\n");
    assert_eq!((thesis.kind, thesis.container.unwrap().pages), (Kind::Thesis, None));
}

#[test]
fn chapters_under_names_and_records_without_numbers() {
    let text = "Score\n  *****\nAccession Number\n  1.\nTitle\n  A book\nChapter Title\n  A \
        chapter\n \n\nScore\n  *****\nAccession Number\n  2.\nTitle\n  \
        Another.\nStatus\n  Publish Ahead of Print, published online before print, 16 March 2015\n";
    let found = records(text);
    let titles: Vec<_> = found.iter().map(|r| r.title.as_str()).collect();
    assert_eq!(titles, ["A chapter", "Another"]);
    assert_eq!(found[0].container.as_ref().map(|c| c.title.as_str()), Some("A book"));
    assert_eq!(found[1].published.map(|d| d.to_string()).as_deref(), Some("2015-03-16"));
}

#[test]
fn the_link_fills_what_the_record_lacks() {
    let record =
        one("<1. >\nVN  - Ovid Technologies\nDB  - Zoological Record\nAN  - Z1\nTI  - A title.\nSO  - \
            Hydrobiologia. 2007 15 June; 433-441.\nXL  - \
        http://x.org/r?sid=OVID:zoordb&id=pmid:30000001&id=doi:&issn=&volume=584&issue=&spage=433&\
         pages=433-441&date=2007\n");
    let place = record.container.unwrap();
    assert_eq!((place.volume.as_deref(), place.pages.is_some()), (Some("584"), true));
    assert_eq!(record.pmid.map(|p| p.to_string()).as_deref(), Some("30000001"));
    assert_eq!(record.published.map(|d| d.to_string()).as_deref(), Some("2007-06-15"));
}

#[test]
fn what_belongs_to_no_field_is_said() {
    let history =
        "Database: Ovid MEDLINE(R)\n1  exp Care/ (20)\n\n<1>\nUnique Identifier\n  1\nTitle\n  A.\n";
    assert_eq!(warnings(history), [""; 0]);
    let noise = "<1>\nUnique Identifier\n  1\nTitle\n  A.\n\nwrite to a@b.org\n   or here\n<2>\nUnique \
        Identifier\n  2\nTitle\n  B.\n";
    let said = warnings(noise);
    assert!(said.len() == 1 && said[0].contains("write to") && !said[0].contains('@'), "{said:?}");
    let ris = "<1>\nUnique Identifier\n  1\nTitle\n  A.\n\nTY  - JOUR\nTI  - C\nER  - \n<2>\nTitle\n  B.\n";
    assert_eq!(records(ris).iter().map(|r| r.title.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    assert!(warnings(ris)[0].contains("another format"), "{:?}", warnings(ris));
    let odd = "<1>\nUnique Identifier\n  1\nTitle\n  A.\nSource\n  12 of 34 and 56\n";
    assert!(warnings(odd)[0].contains("cannot be taken apart") && one(odd).unplaced == ["12 of 34 and 56"]);
    assert!(entries("<1>\n<2>\nTitle\n  B.\n")[0].is_rejected());
}
