use crate::read::{Entry, Format, Input, Options, records, survey};
use crate::record::{
    ContainerKind, DiagnosticKind, Doi, Kind, Name, Pages, PartialDate, Record, RelationKind, Role, Severity,
};

fn entries(text: &str) -> Vec<Entry> {
    let input = Input::Memory { name: "test".to_owned(), bytes: text.as_bytes().into() };
    let options = Options { format: Some(Format::Wos), ..Options::default() };
    let survey = survey(&input, &options).unwrap();
    records(&input, &survey, &options).unwrap().map(Result::unwrap).collect()
}

/// The only record of `fields`, which stand between `PT J` and `ER`.
fn one(fields: &str) -> Record {
    let all = entries(&format!("FN Test\nVR 1.0\nPT J\n{fields}\nER\n\nEF\n"));
    let worse: Vec<_> =
        all.iter().flat_map(|e| &e.diagnostics).filter(|d| d.severity > Severity::Note).collect();
    assert!(worse.is_empty(), "{worse:?}");
    assert_eq!(all.len(), 1);
    all.into_iter().next().unwrap().record.unwrap()
}

fn people(record: &Record) -> Vec<String> {
    let person = |name: &Name| match name {
        Name::Person(p) => format!(
            "{}|{}|{}",
            p.family,
            p.given.as_deref().unwrap_or(""),
            p.initials.as_deref().unwrap_or("")
        ),
        Name::Collective(name) => format!("={name}"),
    };
    record.contributors.iter().map(|c| person(&c.name)).collect()
}

fn addresses(record: &Record) -> Vec<Vec<&str>> {
    record.contributors.iter().map(|c| c.affiliations.iter().map(|a| a.text.as_str()).collect()).collect()
}

#[test]
fn told_by_content() {
    for text in [
        "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\n",
        "PT J\nAU Okafor, C\nTI Arts\nSO J\n",
        "PT\tAU\tTI\tSO\nJ\tOkafor, C\tArts\tJ\n",
        "Publication Type\tAuthors\tArticle Title\nJ\tOkafor, C\tArts\n",
    ] {
        assert!(super::recognises(text), "{text}");
    }
    for text in [
        "TY  - JOUR\nPT  - J\nER  - \n",
        "PMID- 1\nPT  - Journal Article\n",
        "FN is a function\nof something else\nentirely\nhere\n",
        "PT J said that he was\nAU\n",
        "Title\tAuthors\nArts\tOkafor\n",
    ] {
        assert!(!super::recognises(text), "{text}");
    }
}

#[test]
fn full_names_win_and_short_ones_help() {
    let record = one(
        "AU Smith, JM\n   Zhang, ZW\n   Nguyen, QH\n   Sevbitov, AV\n   Davis, S\n   [Anonymous]\n\
                      AF Smith, J. Mark\n   Zhang Zhi-Wei\n   Quoc Hung Nguyen\n   Sevbitov, A., V\n   Davis, Sammy, Jr.\n   [Anonymous]\n\
                      CA Invented Study Grp\nTI A title\nBE Okafor, C",
    );
    let expected = [
        "Smith|J. Mark|JM",
        "Zhang|Zhi-Wei|ZW",
        "Nguyen|Quoc Hung|QH",
        "Sevbitov||AV",
        "Davis|Sammy|S",
        "=Invented Study Grp",
        "Okafor||C",
    ];
    assert_eq!(people(&record), expected);
    assert_eq!(record.contributors.iter().filter(|c| c.role == Role::Editor).count(), 1);
}

#[test]
fn addresses_go_to_the_authors_that_are_named() {
    let record = one(
        "AU Okafor, C\n   Lindqvist, M\n   Haddad, L\nAF Okafor, Chidi\n   Lindqvist, Maja\n   Haddad, Leila\nTI T\n\
                      C1 [Okafor, Chidi; Haddad, Leila] Univ Example, Lagos, Nigeria.\n   [Lindqvist, M] Univ Sample, Uppsala,\n   Sweden.\n\
                      RP Haddad, L; Lindqvist, M (corresponding author), Univ X, Town.; Okafor, C (corresponding author), Univ Y, Z.",
    );
    let lagos = "Univ Example, Lagos, Nigeria.";
    assert_eq!(addresses(&record), [vec![lagos], vec!["Univ Sample, Uppsala, Sweden."], vec![lagos]]);
    assert!(record.contributors.iter().all(|c| c.corresponding));

    let old = one(
        "AU OKAFOR, C\n   HADDAD, L\nTI T\nC1 UNIV EXAMPLE, LAGOS, NIGERIA.\n   UNIV SAMPLE, UPPSALA, SWEDEN.\n\
                   RP HADDAD, L, UNIV SAMPLE, BOX 7, UPPSALA, SWEDEN.",
    );
    assert_eq!(
        addresses(&old),
        [vec![], vec!["UNIV SAMPLE, BOX 7, UPPSALA, SWEDEN."]],
        "nobody is said to be at one of two"
    );
    assert_eq!(old.unplaced.len(), 2);
    assert!(old.contributors[1].corresponding && !old.contributors[0].corresponding);

    let alone = one("AU Okafor, C\nTI T\nC1 Univ Example, Lagos, Nigeria.");
    assert_eq!(addresses(&alone), [vec![lagos]]);
}

#[test]
fn two_authors_of_one_name_are_kept_apart() {
    let record = one(
        "AU Wang, Y\n   Wang, Y\nAF Wang, Yong\n   Wang, Yi\nTI T\nOI Wang, Y/0000-0002-1825-0097; , Yi/0000-0002-1694-233X\n\
                      RP Wang, Y (corresponding author), Univ X, Y.",
    );
    assert_eq!(record.contributors[0].orcid, None);
    assert_eq!(record.contributors[1].orcid.map(|o| o.to_string()).as_deref(), Some("0000-0002-1694-233X"));
    assert!(record.contributors.iter().all(|c| !c.corresponding), "which of them is not said");
    assert_eq!(record.unplaced, ["Wang, Y/0000-0002-1825-0097"]);

    let same = one(
        "AU Kumar, S\n   Kumar, S\nAF Kumar, Sunil\n   Kumar, Sunil\nTI T\nC1 [Kumar, Sunil; Kumar, Sunil] Univ X, Y.",
    );
    assert_eq!(addresses(&same), [vec!["Univ X, Y."], vec!["Univ X, Y."]]);
}

#[test]
fn orcids_find_their_authors_in_other_spellings() {
    let record = one(
        "AU Dresboll, DB\n   Roetter, R\n   Iijima, M\nAF Dresboll, Dorte Bodin\n   Roetter, Reimund\n   Iijima, Morio\nTI T\n\
                      OI Dresbøll, Dorte Bodin/0000-0002-1825-0097; Rötter,\n   Reimund/0000-0002-1694-233X; , Iijima/0000-0001-5109-3700; ",
    );
    assert!(record.contributors.iter().all(|c| c.orcid.is_some()), "{:?}", record.unplaced);
}

#[test]
fn references_grants_and_keywords() {
    let record = one("AU A, B\nTI T\nDE care; link\n   workers\nID CARE\n\
                      FU NIH [R01 AG1, R01 AG2; R03]; Wellcome Trust\n\
                      CR Okafor C, 2020, J INVENT CARE, V1, P2, DOI 10.5555/a(1)2\n\
                      \x20  Doe J, 2019, X, DOI [10.5555/B, 10.5555/c]\n\
                      \x20  Roe J, 2018, Y, DOI DOI 10.1002/(SICI)1099-1727(199621)12:1<1::AID-SDR93>3.0.CO;2-P\n\
                      \x20  NIEMAND, 1999, SONST WO\nTC 12\nOA Green Published, gold");
    let dois: Vec<Option<&str>> = record.references.iter().map(|r| r.doi.as_ref().map(Doi::as_str)).collect();
    let sici = "10.1002/(sici)1099-1727(199621)12:1<1::aid-sdr93>3.0.co;2-p";
    assert_eq!(dois, [Some("10.5555/a(1)2"), Some("10.5555/b"), Some(sici), None]);
    assert_eq!(record.references[3].text.as_deref(), Some("NIEMAND, 1999, SONST WO"));
    assert_eq!(record.keywords, ["care", "link workers", "CARE"]);
    let grants: Vec<_> =
        record.grants.iter().map(|g| (g.agency.as_deref().unwrap(), g.number.as_deref())).collect();
    let nih = "NIH";
    assert_eq!(
        grants,
        [(nih, Some("R01 AG1")), (nih, Some("R01 AG2")), (nih, Some("R03")), ("Wellcome Trust", None)]
    );
    assert_eq!((record.citation_count, record.open_access), (Some(12), Some(true)));
}

#[test]
fn a_doi_with_a_semicolon_stays_whole() {
    let record = one("TI T\nDI 10.1002/(SICI)1097-0045(19971101)33:3<217::AID-PROS11>3.0.CO;2-N");
    assert_eq!(
        record.doi.unwrap().as_str(),
        "10.1002/(sici)1097-0045(19971101)33:3<217::aid-pros11>3.0.co;2-n"
    );
}

#[test]
fn dates_in_two_fields_are_one() {
    for (fields, published, online) in [
        ("PD MAR 15\nPY 2019", "2019-03-15", ""),
        ("PD JUL-SEP\nPY 2018", "2018-07", ""),
        ("PD SPR\nPY 2011", "2011", ""),
        ("PD JAN 2013\nPY 2013", "2013-01", ""),
        ("PY 2006\nPD 2006 May-Jun", "2006-05", ""),
        ("PD 1998, thesis publ. 1997\nPY 1998", "1998", ""),
        ("EA NOV 2023", "2023-11", "2023-11"),
        ("PY 2019\nEA JAN\nEY 2018", "2019", "2018-01"),
    ] {
        let record = one(&format!("TI T\n{fields}"));
        let text = |date: Option<PartialDate>| date.map(|d| d.to_string()).unwrap_or_default();
        assert_eq!(
            (text(record.published).as_str(), text(record.history.published).as_str()),
            (published, online),
            "{fields}"
        );
    }
}

#[test]
fn pages_and_parts() {
    let pages = |fields: &str| one(&format!("TI T\nSO J\n{fields}")).container.unwrap().pages.unwrap();
    let range = |first: &str, last: &str| Pages::Range { first: first.to_owned(), last: last.to_owned() };
    assert_eq!(pages("BP S1\nEP S10"), range("S1", "S10"));
    assert_eq!(pages("BP 456\nEP +"), Pages::Single("456".to_owned()));
    assert_eq!(pages("BP 82\nEP 82"), Pages::Single("82".to_owned()));
    assert_eq!(pages("PS 467-72"), range("467", "472"));
    assert_eq!(pages("AR e000941"), Pages::Article("e000941".to_owned()));
    assert_eq!(pages("AR 113\nBP 1\nEP 12"), Pages::Article("113".to_owned()));
    assert_eq!(pages("MA P3"), Pages::Article("P3".to_owned()));
    let place = one("TI T\nSO J\nVL 7\nIS 3\nPN Part 1\nSU S").container.unwrap();
    assert_eq!((place.issue.as_deref(), place.supplement.as_deref()), (Some("3 Pt 1"), Some("Suppl")));
}

#[test]
fn books_and_proceedings() {
    let read = |text: &str| entries(&format!("{text}\nER\n")).remove(0).record.unwrap();
    let book = read("PT B\nAU Okafor, C\nTI Arts on referral\nSO ARTS ON REFERRAL\nBN 978-0-306-40615-7");
    assert_eq!((book.kind, book.isbns.len(), book.container), (Kind::Book, 1, None));
    let chapter = read(
        "PT S\nAU Okafor, C\nTI Arts\nSO HANDBOOK\nSE Series\nBS Sub\nBN 0-306-40615-2\nD2 10.5555/book\nDI 10.5555/chapter",
    );
    let place = chapter.container.as_ref().unwrap();
    assert_eq!((chapter.kind, place.kind, place.isbns.len()), (Kind::BookChapter, ContainerKind::Book, 1));
    assert_eq!(place.series.as_deref(), Some("Series: Sub"));
    assert_eq!(chapter.relations[0].kind, RelationKind::PartOf);
    let paper = read("PT B\nAU Okafor, C\nGP IEEE\nTI Arts\nSO PROC\nCT Congress\nDT Proceedings Paper");
    assert_eq!(
        (paper.kind, paper.container.unwrap().kind),
        (Kind::ConferencePaper, ContainerKind::Proceedings)
    );
    let patent = read("PT P\nAU OKAFOR C\nTI Use\nPN CN1-A\nUT DIIDW:1");
    assert_eq!((patent.kind, patent.accessions.len()), (Kind::Patent, 2));
}

#[test]
fn corrections_and_retractions() {
    let record = one("TI Arts on referral (vol 53, pg 3, 2023)\nSO J CARE\nDT Correction");
    assert_eq!(record.relations[0].kind, RelationKind::Corrects);
    assert_eq!(record.relations[0].target.text.as_deref(), Some("J CARE, vol 53, pg 3, 2023"));
    let record =
        one("TI Arts (Retracted article. See vol. 33, pg. 1, 2010)\nSO J\nDT Article; Retracted Publication");
    assert!(record.retracted && record.relations[0].kind == RelationKind::RetractedBy);
    assert!(one("TI Arts (vol 1)\nDT Article").relations.is_empty());
}

#[test]
fn wrapped_abstracts_are_joined_and_paragraphs_are_kept() {
    let text = |lines: &str| one(&format!("TI T\nAB {lines}")).abstract_text.unwrap().text;
    let wrapped = "We followed people who were referred to a link worker for a year and asked\n   them how they were.\n   They were well.";
    assert_eq!(text(wrapped).matches('\n').count(), 1);
    let long = "x ".repeat(80);
    assert_eq!(text(&format!("Objective. {long}end\n   Methods. {long}")).matches('\n').count(), 1);
    let medline = one("TI T\nAB AIMS: To see.; METHODS: We looked.; all of us.\nUT MEDLINE:99000001");
    assert_eq!(medline.abstract_text.unwrap().text, "AIMS: To see.\nMETHODS: We looked.; all of us.");
    assert_eq!(medline.pmid.unwrap().to_string(), "99000001");
}

#[test]
fn lines_without_indentation_are_read() {
    let record = one(
        "TI Importance of arts for two\nbenthic consumers\nAU Okafor, Chidi (c.okafor@example.org)\nHaddad, Leila\nAB Some OH\nOH groups were seen.",
    );
    assert_eq!(record.title, "Importance of arts for two benthic consumers");
    assert_eq!(people(&record), ["Okafor|Chidi|C", "Haddad|Leila|L"]);
    assert_eq!(record.abstract_text.unwrap().text, "Some OH OH groups were seen.");
}

#[test]
fn records_without_end_and_text_outside_are_said() {
    let all = entries(
        "PT J\nTI One\nPT J\nTI Two\nER\nEF\n\u{feff}FN Other\nVR 1.0\nPT J\nTI Three\nER\nDear all,\nPT J\nTI Four",
    );
    let titles: Vec<&str> = all.iter().filter_map(|e| e.record.as_ref()).map(|r| r.title.as_str()).collect();
    assert_eq!(titles, ["One", "Two", "Three", "Four"]);
    let said: Vec<DiagnosticKind> = all
        .iter()
        .flat_map(|e| &e.diagnostics)
        .filter(|d| d.severity > Severity::Note)
        .map(|d| d.kind)
        .collect();
    assert_eq!(said, [DiagnosticKind::UnplacedText, DiagnosticKind::Truncated]);
}

#[test]
fn unknown_fields_are_told_and_bad_values_left_out() {
    let all =
        entries("PT J\nTI T\nWC Care\nXX What\nTC many\nDI 11.5/x\nPY 2012\nPD FEB 31\nSN 1234-5678\nER\n");
    let record = all[0].record.as_ref().unwrap();
    assert_eq!(all[0].unused, ["WC", "XX"]);
    assert_eq!(record.published.map(|d| d.to_string()).as_deref(), Some("2012-02"));
    let said: Vec<DiagnosticKind> = all[0].diagnostics.iter().map(|d| d.kind).collect();
    assert_eq!(
        said,
        [
            DiagnosticKind::BadIdentifier,
            DiagnosticKind::BadIdentifier,
            DiagnosticKind::BadDate,
            DiagnosticKind::BadNumber
        ]
    );
}

#[test]
fn columns_hold_the_same_fields() {
    let header = "PT\tAU\tAF\tTI\tSO\tC1\tRP\tDE\tCR\tPY\tVL\tAB\tUT";
    let rows = "J\tOkafor, C; Haddad, L\tOkafor, Chidi; Haddad, Leila\t\"Arts\" on referral\tJ\t[Okafor, Chidi] Univ X, Y.; [Haddad, Leila] Univ Z, Y.\t\
                Haddad, L (corresponding author), Univ Z, Y.\tcare; arts\tA, 2020, X; B, 2021, Y, DOI 10.5555/b\t2021\t7\t\"He said \"\"no\"\"\n\
                and left.\"\tWOS:1\n\
                J\tRoe, J\t\t\"Unclosed quote\tJ\t\t\t\t\t2022\n";
    let all = entries(&format!("{header}\n{rows}"));
    assert!(all.iter().all(|e| e.diagnostics.iter().all(|d| d.severity == Severity::Note)), "{all:?}");
    let found: Vec<&Record> = all.iter().filter_map(|e| e.record.as_ref()).collect();
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].title, "\"Arts\" on referral");
    assert_eq!(addresses(found[0]), [vec!["Univ X, Y."], vec!["Univ Z, Y."]]);
    assert!(found[0].contributors[1].corresponding);
    assert_eq!((found[0].keywords.len(), found[0].references.len()), (2, 2));
    assert_eq!(found[0].abstract_text.as_ref().unwrap().text, "He said \"no\" and left.");
    assert_eq!(found[1].title, "\"Unclosed quote");
    assert_eq!(found[1].published.map(PartialDate::year), Some(2022));
}
