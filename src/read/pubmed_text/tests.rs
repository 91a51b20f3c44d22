use crate::read::{Entry, Format, Input, Options, records, survey};
use crate::record::{
    ContainerKind, DiagnosticKind, Doi, Kind, Name, Pages, Record, RelationKind, Role, Severity,
};

fn entries(text: &str) -> Vec<Entry> {
    let input = Input::Memory { name: "test".to_owned(), bytes: text.as_bytes().into() };
    let options = Options { format: Some(Format::PubmedText), ..Options::default() };
    let survey = survey(&input, &options).unwrap();
    records(&input, &survey, &options).unwrap().map(Result::unwrap).collect()
}

fn quiet(text: &str) -> Vec<Record> {
    let all = entries(text);
    let worse: Vec<_> =
        all.iter().flat_map(|e| &e.diagnostics).filter(|d| d.severity > Severity::Note).collect();
    assert!(worse.is_empty(), "{worse:?}");
    all.into_iter().filter_map(|e| e.record).collect()
}

/// A record with these paragraphs between title and identifiers.
fn one(citation: &str, middle: &str) -> Record {
    let found = quiet(&format!("1. {citation}\n\nA title.\n\n{middle}\n\nPMID: 99000001\n"));
    assert_eq!(found.len(), 1);
    found.into_iter().next().unwrap()
}

fn people(record: &Record, role: Role) -> Vec<String> {
    let of = record.contributors.iter().filter(|c| c.role == role);
    of.map(|c| match &c.name {
        Name::Person(p) => {
            let numbers: Vec<&str> = c.affiliations.iter().map(|a| a.text.as_str()).collect();
            let parts =
                [p.family.as_str(), p.initials.as_deref().unwrap_or("-"), p.suffix.as_deref().unwrap_or("")];
            format!("{} {}", parts.join(" ").trim(), numbers.join("+")).trim().to_owned()
        }
        Name::Collective(name) => format!("={name}"),
    })
    .collect()
}

const CITATION: &str = "J Invent Care. 2021 Mar;14(3):201-9.";

#[test]
fn told_by_content() {
    for text in [
        "1. J Invent Care. 2021 Mar;14(3):201-9.\n\nTitle.\n\nOkafor C(1).\n\nPMID: 99000001\n",
        "1. J Invent Care. 2021;14:201.\r\n\r\nTitle.\r\n\r\nOkafor C(1).\r\n\r\nAuthor information: \r\n(1)Lag",
        "# mine\n\n1: Okafor C. Arts. J Invent Care. 2021;14:2. PubMed PMID: 99000001.\n",
        "1. Arts on referral.\n\nOkafor C.\n\nIn: Book [Internet]. Town: House; 2021.\n\nPMID: 99000001\n",
    ] {
        assert!(super::recognises(text), "{text}");
    }
    let names = "Okafor C, ".repeat(7_000);
    assert!(super::recognises(&format!("1. J Invent Care. 2021;14:2.\n\nArts.\n\n{names}")));
    assert!(!super::recognises(&format!("1. Okafor C. Arts. J Invent Care. 2021;14:2.\n\n{names}")));
    for text in [
        "1\n|\nOkafor C. Arts. J Invent Care 2021; 14:2. [PMID: 99000001] [Citation(s) in RCA: 4]\n",
        "1. Okafor C. Arts. J Invent Care 2021; 14:2.\nPMID: 99000001\n[Citation(s) in RCA: 4]\n",
        "1. Buy milk.\n2. Read. 2021 was good.\n",
        "PMID- 99000001\nTI  - Arts\n",
    ] {
        assert!(!super::recognises(text), "{text}");
    }
}

#[test]
fn citations_in_every_form() {
    // Expected: published, online, volume, issue, supplement, first page.
    for (citation, expected) in [
        ("2021 Mar 5;14(3):201-9. doi: 10.5555/a. Epub 2020 Dec 1.", "2021-03-05|2020-12-01|14|3||201"),
        ("2019 Feb 28. doi: 10.5555/a. [Epub ahead of print]", "2019-02-28|2019-02-28||||"),
        ("2024 Feb 28:1-15. doi: \n10.5555/a. Online ahead of print.", "2024-02-28|2024-02-28||||1"),
        ("2018 Aug 31;84(18). pii: e0. doi: 10.5555/a. Print 2018 Sep 15.", "2018-09-15|2018-08-31|84|18||"),
        ("2018 Dec 17;9:2983. doi: 10.5555/a. eCollection 2018.", "2018|2018-12-17|9|||2983"),
        ("2018 Sep;33 Suppl 3:19. doi: 10.5555/a.", "2018-09||33||Suppl 3|19"),
        ("2018 Winter;11(Suppl 1):S45-S52. doi: 10.5555/a.", "2018||11||Suppl 1|S45"),
        ("2018 Nov 9;(141). doi: 10.5555/a.", "2018-11-09|||141||"),
        ("2018 Oct - Nov;53(10-11 ):7. doi: 10.5555/a.", "2018-10||53|10-11||7"),
    ] {
        let record = one(&format!("J A (Lond). {citation}"), "Okafor C.");
        let place = record.container.as_ref().unwrap();
        let dates = [record.published, record.history.published]
            .map(|d| d.map(|d| d.to_string()).unwrap_or_default());
        let parts =
            [&place.volume, &place.issue, &place.supplement].map(|part| part.clone().unwrap_or_default());
        let first = place.pages.as_ref().map_or("", |p| p.first());
        assert_eq!(format!("{}|{}|{first}", dates.join("|"), parts.join("|")), expected, "{citation}");
        assert_eq!(record.doi.as_ref().map(Doi::as_str), Some("10.5555/a"), "{citation}");
        assert_eq!(place.title, "J A (Lond)", "{citation}");
    }
}

#[test]
fn authors_groups_and_marks() {
    let record = one(
        CITATION,
        "Okafor C(#)(1)(2), van der Berg H Jr, Dunn WA 3rd(2), Petrov YuP; Study Group\n(SG), and Friends, Haddad L(1); Second Trial Consortium, Plato.\n\n\
         Collaborators: Roe J, Doe J.\n\nAuthor information: \n(1)Univ X, Town\n/ZIP. c.okafor@example.org.\n(2)Univ Y (Unit 3),\n(4)th Floor.",
    );
    let x = "Univ X, Town/ZIP.";
    let y = "Univ Y (Unit 3), (4)th Floor.";
    let expected = [
        format!("Okafor C {x}+{y}"),
        "van der Berg H Jr".to_owned(),
        format!("Dunn WA 3rd {y}"),
        "Petrov YuP".to_owned(),
        "=Study Group (SG), and Friends".to_owned(),
        format!("Haddad L {x}"),
        "=Second Trial Consortium".to_owned(),
        "=Plato".to_owned(),
    ];
    let found = people(&record, Role::Author);
    assert_eq!(found[..7], expected[..7]);
    assert_eq!(people(&record, Role::Investigator), ["Roe J", "Doe J"]);
}

#[test]
fn affiliations_of_older_exports() {
    let run_on = one(
        CITATION,
        "Okafor C(1), Haddad L(2).\n\nAuthor information: \n(1)Univ X, Town. (2)Univ\nY, Town.\n\nWe asked.",
    );
    assert_eq!(people(&run_on, Role::Author), ["Okafor C Univ X, Town.", "Haddad L Univ Y, Town."]);
    let bare = one(
        CITATION,
        "Okafor C, Haddad L.\n\nDepartment of Care, University of Example, Lagos. c@example.org\n\nWe asked forty people.",
    );
    assert_eq!(
        people(&bare, Role::Author),
        ["Okafor C Department of Care, University of Example, Lagos.", "Haddad L"]
    );
    assert_eq!(bare.abstract_text.unwrap().text, "We asked forty people.");
}

#[test]
fn sections_begin_on_lines_of_their_own() {
    let body = "BACKGROUND: Loneliness is common in later life and link workers may help people to\nfind company.\n\
                RISK FACTORS OF CARE: Some text that goes on for as long as the line has room in it.\nMETHODS: We followed 120 people (ratio: 3).\n\
                RESULTS: Well.";
    let record = one(CITATION, &format!("Okafor C.\n\n{body}\n\nCopyright © 2021 House."));
    let headings: Vec<&str> =
        record.abstract_text.as_ref().unwrap().sections.iter().map(|s| s.heading.as_str()).collect();
    assert_eq!(headings, ["BACKGROUND", "RISK FACTORS OF CARE", "METHODS", "RESULTS"]);
    let inline = one(
        CITATION,
        "Okafor C.\n\nObjective: To see. Methods: We looked for it everywhere in the house. Results:\nNone. Conclusions: It is lost.",
    );
    assert_eq!(inline.abstract_text.unwrap().sections.len(), 4);
}

#[test]
fn relations_are_read_from_indented_lines() {
    let record = one(
        CITATION,
        "Okafor C.\n\nErratum in\n    J A. 2017 Nov 15;:.\n    J B. 2015;15:179. Okafor, X [corrected to Okafor,\nC].\n\n\
         Comment in\n    Lancet. 2020 Feb 15;395(10223):496. doi: \n    10.5555/c.\n    doi: 10.5555/d.\n\nRetraction in\n    J A. 2019;1:1. PMID: 7\n\n\
         Summary for patients in\n    J A. 2019;1:2.\n\nExpression of genes was seen.",
    );
    let found: Vec<(RelationKind, &str)> =
        record.relations.iter().map(|r| (r.kind, r.target.text.as_deref().unwrap())).collect();
    assert_eq!(
        found,
        [
            (RelationKind::CorrectedBy, "J A. 2017 Nov 15;:."),
            (RelationKind::CorrectedBy, "J B. 2015;15:179. Okafor, X [corrected to Okafor, C]."),
            (RelationKind::CommentedOnBy, "Lancet. 2020 Feb 15;395(10223):496. doi: 10.5555/c."),
            (RelationKind::CommentedOnBy, "doi: 10.5555/d."),
            (RelationKind::RetractedBy, "J A. 2019;1:1. PMID: 7"),
        ]
    );
    assert_eq!(record.relations[2].target.doi.as_ref().map(Doi::as_str), Some("10.5555/c"));
    assert_eq!(record.relations[4].target.pmid.map(|p| p.to_string()).as_deref(), Some("7"));
    assert!(record.retracted);
    assert_eq!(record.abstract_text.unwrap().text, "Expression of genes was seen.");
}

#[test]
fn translations_and_other_abstracts() {
    let found = quiet(
        "12. J A. 2017;66(4):189-197.\n\n[Arts on\nreferral].\n\n[Article in French, German; Abstract available in German\nfrom the publisher]\n\n\
         [No authors listed]\n\nEnglish text.\n\nPublisher: Deutscher Text.\nDOI: 10.5555/a\nPMCID: PMC7 [Available on 2020-02-01]\nPMID: 9 [Indexed for MEDLINE]\n\n\
         Conflict of interest statement: 1. None.\n\n\n13. J B. 2018;1:1.\n\nNext.\n\nPMID: 10\n",
    );
    assert_eq!(found.len(), 2);
    let record = &found[0];
    assert_eq!((record.title.as_str(), record.rank), ("Arts on referral", Some(12)));
    assert_eq!(record.languages, ["fr", "de"]);
    assert!(record.contributors.is_empty());
    assert_eq!(record.abstract_text.as_ref().unwrap().text, "English text.");
    assert_eq!(record.pmcid.map(|p| p.to_string()).as_deref(), Some("PMC7"));
    assert_eq!(found[1].pmid.map(|p| p.to_string()).as_deref(), Some("10"));
}

#[test]
fn chapters_of_books() {
    let found = quiet(
        "1. Arts on Referral.\n\nOkafor C(1).\n\nIn: Roe J, Doe J, editors. Book of Care(®) \n[Internet]. Seattle (WA): University of Example, Seattle; 1993–2025.\n\
         2003 Feb 7 [updated 2019 Jun 13].\n\nAuthor information:\n(1)Univ X.\n\nText.\n\nPMID: 9\n",
    );
    let record = &found[0];
    let place = record.container.as_ref().unwrap();
    assert_eq!((record.kind, place.kind), (Kind::BookChapter, ContainerKind::Book));
    assert_eq!(
        (record.title.as_str(), place.title.as_str()),
        ("Arts on Referral", "Book of Care(®) [Internet]")
    );
    assert_eq!(record.publisher.as_deref(), Some("University of Example, Seattle"));
    assert_eq!(record.published.map(|d| d.to_string()).as_deref(), Some("2003-02-07"));
    assert_eq!(people(record, Role::Author), ["Okafor C Univ X."]);
    assert_eq!(people(record, Role::Editor), ["Roe J", "Doe J"]);
}

#[test]
fn summaries_are_read_too() {
    let found = quiet(
        "1: Okafor C, Haddad L; Study Group. Does it work? A trial. J Invent Care. 2021\nMar;14(3):201-9. doi: 10.5555/a. Epub 2020 Dec 1. Review. PubMed PMID:\n99000001; PubMed Central PMCID: PMC7.\n\n\
         2: [Arts on referral]. J Invent Care. 2022;15:12. French. PMID: 99000002.\n",
    );
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].title, "Does it work? A trial");
    assert_eq!(people(&found[0], Role::Author), ["Okafor C", "Haddad L", "=Study Group"]);
    assert_eq!(found[0].container.as_ref().unwrap().title, "J Invent Care");
    assert_eq!(found[0].pmcid.map(|p| p.to_string()).as_deref(), Some("PMC7"));
    assert_eq!(
        (found[1].title.as_str(), found[1].languages.as_slice()),
        ("Arts on referral", &["fr".to_owned()][..])
    );
    assert_eq!(found[1].container.as_ref().unwrap().pages, Some(Pages::Single("12".to_owned())));
}

#[test]
fn numbers_inside_of_abstracts_begin_no_record() {
    let found = quiet(&format!(
        "1. {CITATION}\n\nA title.\n\nOkafor C.\n\nThere are two ways:\n2. J Care. 2020 is one.\n\n3. Another one is this.\n\n\nPMID: 9\n\n\n2. {CITATION}\n\nB title.\n\nPMID: 10\n"
    ));
    assert_eq!(found.iter().map(|r| r.title.as_str()).collect::<Vec<_>>(), ["A title", "B title"]);
}

#[test]
fn what_is_missing_or_left_over_is_said() {
    let all = entries(&format!(
        "1. {CITATION}\n\nA title.\n\nOkafor C.\n\nPMID: 9\n\nTY  - JOUR\n\n\n2. {CITATION}\n\nB ti"
    ));
    let said: Vec<DiagnosticKind> = all
        .iter()
        .flat_map(|e| &e.diagnostics)
        .filter(|d| d.severity > Severity::Note)
        .map(|d| d.kind)
        .collect();
    assert_eq!(said, [DiagnosticKind::UnplacedText, DiagnosticKind::Truncated]);
    assert_eq!(all[0].record.as_ref().unwrap().unplaced, ["TY - JOUR"]);
}
