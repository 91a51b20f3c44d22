//! Records for tests, built by hand, and strategies for arbitrary ones (boxed: unoptimised builds keep them on the stack).

use linkworker::ontology::{
    Annotations, Field, GrantMention, Mention, Register, Registration, concept, concepts,
};
use linkworker::record::{
    Abstract, Accession, Affiliation, Container, Contributor, Counted, Grant, History, Kind, MeshHeading,
    MeshTerm, Name, Pages, PartialDate, PersonName, Position, Record, Relation, RelationKind, Section,
    SectionRole, WorkRef,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

pub(super) fn mention(id: &str, field: Field, start: usize, end: usize) -> Mention {
    let concept = concept(id).unwrap_or_else(|| panic!("no concept {id}"));
    Mention { concept, field, start, end, confidence: 0.9, section: None }
}

fn person(family: &str, initials: &str, given: Option<&str>, affiliations: &[&str]) -> Contributor {
    Contributor {
        name: Name::Person(PersonName {
            family: family.to_owned(),
            initials: Some(initials.to_owned()),
            given: given.map(str::to_owned),
            suffix: None,
        }),
        affiliations: affiliations.iter().map(|text| Affiliation::new(*text)).collect(),
        ..Contributor::author(Name::Collective(String::new()))
    }
}

fn day(text: &str) -> Option<PartialDate> {
    text.parse().ok()
}

fn example_authors() -> Vec<Contributor> {
    let department = "Nuffield Department of Primary Care Health Sciences, University of Oxford, Oxford, UK";
    let full_stop = format!("{department}.");
    vec![
        person("Turk", "A", Some("Amadea"), &[&full_stop]),
        person("Tierney", "S", Some("Stephanie"), &[department]),
        person(
            "Hogan",
            "B",
            Some("Bernie"),
            &["Oxford Internet Institute, University of Oxford, Oxford, UK"],
        ),
        person("Mahtani", "KR", Some("Kamal R"), &[department]),
        person("Pope", "C", Some("Catherine"), &[department]),
    ]
}

/// An abstract of our own with a section from 11 to 764 and a concept from 397 to 414.
fn example_text() -> String {
    let mut text = "BACKGROUND ".to_owned();
    let pad = |text: &mut String, to: usize| {
        let filler = "Words of our own that fill the place of others. ".chars().cycle();
        text.extend(filler.take(to - text.chars().count()));
    };
    pad(&mut text, 374);
    text.push_str("scribing might improve health inequities and reduce reliance on ");
    pad(&mut text, 764);
    text.push_str(" METHODS We made them up.");
    text
}

/// The record of the worked example of the model: its facts, with an abstract of our own that has the same offsets.
pub(super) fn example() -> (Record, Annotations) {
    let text = example_text();
    let end = text.chars().count();
    let section = |heading: &str, role, start, end| Section {
        heading: heading.to_owned(),
        role: Some(role),
        start,
        end,
    };
    let title =
        "A meta-ethnography of the factors that shape link workers' experiences of social prescribing";
    let record = Record {
        position: Position { line: 8, column: 1 },
        number: 2,
        rank: Some(2),
        title: title.to_owned(),
        contributors: example_authors(),
        container: Some(Container {
            title: "BMC Med".to_owned(),
            volume: Some("22".to_owned()),
            pages: Some(Pages::Article("280".to_owned())),
            ..Container::default()
        }),
        published: day("2024"),
        history: History {
            received: day("2024-05-20"),
            accepted: day("2024-06-11"),
            indexed: day("2024-07-06"),
            ..History::default()
        },
        doi: Some("10.1186/s12916-024-03478-w".parse().unwrap()),
        pmid: Some("38965525".parse().unwrap()),
        pmcid: Some("PMC11225255".parse().unwrap()),
        citation_count: Some(0),
        impact_index: Some("0".to_owned()),
        counted: Counted { date: None, year: Some(2025) },
        labels: vec!["Reference Citation Analysis".to_owned(), "Abstract".to_owned(), "Key Words".to_owned()],
        open_access: Some(true),
        abstract_text: Some(Abstract {
            text,
            sections: vec![
                section("BACKGROUND", SectionRole::Background, 11, 764),
                section("METHODS", SectionRole::Methods, 773, end),
            ],
        }),
        citation_text: format!(
            "Turk A, Tierney S, Hogan B, Mahtani KR, Pope C. {title}. BMC Med 2024; 22:280."
        ),
        ..Record::default()
    };
    let found = [
        mention("meta-ethnography", Field::Title, 2, 18),
        mention("link-worker", Field::Title, 48, 60),
        mention("health-inequalities", Field::Abstract, 397, 414),
        mention("health-care-use", Field::Abstract, 419, 434),
        mention("level-policy", Field::Abstract, 20, 25),
        mention("sustainability", Field::Abstract, 30, 35),
    ];
    (record, Annotations { mentions: found.to_vec(), ..Annotations::default() })
}

/// A made-up article named by its PMID: pages, issue, supplement, two affiliations, a group as author, dated counts.
pub(super) fn article() -> (Record, Annotations) {
    let group = Name::Collective("EXAMPLE Study Group".to_owned());
    let record = Record {
        position: Position { line: 21, column: 1 },
        number: 1,
        rank: Some(1),
        title: "Effects of walking groups: a survey".to_owned(),
        contributors: vec![
            person(
                "O’Example",
                "A",
                Some("Ann"),
                &[
                    "Department of Nursing, Example University of Medical Sciences, Tabriz, Iran",
                    "NIHR South West Peninsula ARC, University of Plymouth, Plymouth, Devon, UK",
                ],
            ),
            person("van der Sample", "BJ", None, &["Golgasht St, 5166614711, Tabriz, Iran"]),
            Contributor::author(group),
        ],
        container: Some(Container {
            title: "JOURNAL OF EXAMPLES".to_owned(),
            volume: Some("11".to_owned()),
            issue: Some("4".to_owned()),
            supplement: Some("Suppl 2".to_owned()),
            pages: Some(Pages::Range { first: "e338".to_owned(), last: "e347".to_owned() }),
            ..Container::default()
        }),
        published: day("2023-05"),
        history: History {
            received: day("2022-01-02"),
            revised: vec!["2022-03-04".parse().unwrap(), "2022-05".parse().unwrap()],
            published: day("2023-04-30"),
            ..History::default()
        },
        pmid: Some("7".parse().unwrap()),
        citation_count: Some(17),
        impact_index: Some("4.30".to_owned()),
        counted: Counted { date: day("2025-06-01"), year: Some(2025) },
        abstract_text: Some(Abstract {
            text: "No headings here.\nTwo lines.".to_owned(),
            sections: Vec::new(),
        }),
        cites: vec!["10.1234/(sici)1<2>3.0.co;2-a".parse().unwrap()],
        citation_text:
            "O’Example A, van der Sample BJ, EXAMPLE Study Group. Effects of walking groups: a survey."
                .to_owned(),
        ..Record::default()
    };
    (record, Annotations::default())
}

/// A made-up record whose abstract names studies and grants, with text that no rule could place.
pub(super) fn notes() -> (Record, Annotations) {
    let text =
        "Funding Examples Fund (EF) programme X (no. 16/122/33), and 77. ISRCTN13880272, CRD42020123456.";
    let role = Some(SectionRole::Funding);
    let section = Section { heading: "Funding".to_owned(), role, start: 8, end: text.chars().count() };
    let record = Record {
        number: 3,
        title: "A trial of walking".to_owned(),
        doi: Some("10.1234/trial".parse().unwrap()),
        container: Some(Container {
            title: "Perspect Examples".to_owned(),
            pages: Some(Pages::Single("9".to_owned())),
            ..Container::default()
        }),
        impact_index: Some("n/a".to_owned()),
        abstract_text: Some(Abstract { text: text.to_owned(), sections: vec![section] }),
        unplaced: vec!["Odd line".to_owned()],
        cites: vec!["10.1234/trial".parse().unwrap()],
        ..Record::default()
    };
    let registration =
        |register, number: &str| Registration { register, number: number.to_owned(), start: 65, end: 79 };
    let grant = |number: &str, funder: Option<&str>, programme: Option<&str>| GrantMention {
        number: number.to_owned(),
        funder: funder.map(str::to_owned),
        programme: programme.map(str::to_owned),
        start: 44,
        end: 53,
    };
    let found = Annotations {
        registrations: vec![
            registration(Register::Isrctn, "ISRCTN13880272"),
            registration(Register::Prospero, "CRD42020123456"),
        ],
        grants: vec![
            grant("16/122/33", Some("Examples Fund (EF)"), Some("programme X")),
            grant("77", None, None),
        ],
        ..Annotations::default()
    };
    (record, found)
}

/// A record with a title only.
pub(super) fn bare() -> (Record, Annotations) {
    (
        Record { number: 4, title: "Social prescribing".to_owned(), ..Record::default() },
        Annotations::default(),
    )
}

fn text() -> BoxedStrategy<String> {
    prop_oneof![
        "\\PC{0,20}",
        "(?s).{0,12}",
        "[ -~]{0,20}",
        Just("write to a.b@example.org, or@c.d.".to_owned()),
        Just("The University of Exámple & Co, 12 Road, UK.".to_owned()),
    ]
    .boxed()
}

fn contributor() -> BoxedStrategy<Contributor> {
    let person = (text(), option::of(text()), option::of(text()), option::of(text())).prop_map(
        |(family, initials, given, suffix)| Name::Person(PersonName { family, initials, given, suffix }),
    );
    let name = prop_oneof![person, text().prop_map(Name::Collective)];
    (name, vec(text().prop_map(Affiliation::new), 0..3))
        .prop_map(|(name, affiliations)| Contributor { affiliations, ..Contributor::author(name) })
        .boxed()
}

fn date() -> BoxedStrategy<PartialDate> {
    (1000..2999_i32, option::of((1..13_u8, option::of(1..29_u8))))
        .prop_map(|(year, rest)| PartialDate::new(year, rest.map(|r| r.0), rest.and_then(|r| r.1)).unwrap())
        .boxed()
}

fn container() -> BoxedStrategy<Container> {
    let pages = prop_oneof![
        (text(), text()).prop_map(|(first, last)| Pages::Range { first, last }),
        text().prop_map(Pages::Single),
        text().prop_map(Pages::Article),
    ];
    (text(), option::of(text()), option::of(text()), option::of(text()), option::of(pages))
        .prop_map(|(title, volume, issue, supplement, pages)| Container {
            title,
            volume,
            issue,
            supplement,
            pages,
            ..Container::default()
        })
        .boxed()
}

fn abstract_text() -> BoxedStrategy<Abstract> {
    let role = option::of(prop::sample::select(SectionRole::ALL.to_vec()));
    let section = (text(), role, 0..30_usize, 0..30_usize).prop_map(|(heading, role, start, end)| Section {
        heading,
        role,
        start,
        end,
    });
    (text(), vec(section, 0..3)).prop_map(|(text, sections)| Abstract { text, sections }).boxed()
}

pub(super) fn any_record() -> BoxedStrategy<Record> {
    let doi = || "10\\.[0-9]{4}/[!-~éß社]{1,12}".prop_filter_map("no DOI", |text| text.parse().ok());
    let who = (text(), vec(contributor(), 0..4), option::of(container()), option::of(date()), text());
    let ids = (option::of(doi()), option::of(1..u32::MAX), option::of(1..u32::MAX), vec(doi(), 0..2));
    let counts =
        (option::of(any::<u64>()), option::of(text()), option::of(date()), option::of(1900..2100_i32));
    let rest = (vec(text(), 0..3), option::of(any::<bool>()), option::of(abstract_text()), vec(text(), 0..2));
    let history = (option::of(date()), vec(date(), 0..3), any::<u32>());
    (who.boxed(), ids.boxed(), counts.boxed(), rest.boxed(), history.boxed())
        .prop_map(|(who, ids, counts, rest, history)| Record {
            position: Position { line: u64::from(history.2 % 3), column: 1 },
            rank: Some(history.2 % 5),
            title: who.0,
            contributors: who.1,
            container: who.2,
            published: who.3,
            history: History {
                received: history.0,
                indexed: history.0,
                revised: history.1,
                ..History::default()
            },
            doi: ids.0,
            pmid: ids.1.and_then(|n| n.to_string().parse().ok()),
            pmcid: ids.2.and_then(|n| format!("PMC{n}").parse().ok()),
            citation_count: counts.0,
            impact_index: counts.1,
            counted: Counted { date: counts.2, year: counts.3 },
            labels: rest.0,
            open_access: rest.1,
            abstract_text: rest.2,
            cites: ids.3,
            citation_text: who.4,
            unplaced: rest.3,
            ..Record::default()
        })
        .prop_flat_map(more)
        .boxed()
}

/// The fields that the richer formats fill.
fn more(record: Record) -> BoxedStrategy<Record> {
    let types =
        vec(prop_oneof![text(), Just("Systematic Review".to_owned()), Just("Letter".to_owned())], 0..2);
    let texts = (option::of(text()), option::of(text()), option::of(text()), option::of(text()), types);
    let lists = (vec(text(), 0..2), vec(text(), 0..2), vec(mesh_heading(), 0..2), vec(grant(), 0..2));
    let others = (vec(relation(), 0..3), vec(work_ref(), 0..3), vec((text(), text()), 0..2));
    let catalogue = (any::<bool>(), kind(), option::of(text()), option::of(1..u64::MAX));
    (texts, lists, others, catalogue)
        .prop_map(move |(texts, lists, others, catalogue)| Record {
            original_title: texts.0,
            publisher: texts.1,
            edition: texts.2,
            licence: texts.3,
            publication_types: texts.4,
            keywords: lists.0,
            urls: lists.1,
            mesh: lists.2,
            grants: lists.3,
            relations: others.0,
            references: others.1,
            accessions: others.2.into_iter().map(|(bank, number)| Accession { bank, number }).collect(),
            retracted: catalogue.0,
            authors_cut: catalogue.0,
            kind: catalogue.1,
            place: catalogue.2.clone(),
            pii: catalogue.2.clone(),
            arxiv: catalogue.2,
            openalex: catalogue.3.and_then(|n| format!("W{n}").parse().ok()),
            omid: catalogue.3.and_then(|n| format!("br/06{n}").parse().ok()),
            ..record.clone()
        })
        .boxed()
}

fn kind() -> BoxedStrategy<Kind> {
    prop::sample::select(vec![Kind::Unknown, Kind::Book, Kind::Dataset, Kind::Preprint, Kind::JournalArticle])
        .boxed()
}

fn work_ref() -> BoxedStrategy<WorkRef> {
    let doi = "10\\.[0-9]{4}/[!-~]{1,8}".prop_map(|text| text.parse().ok());
    (doi, option::of(1..9_u32), option::of(text()))
        .prop_map(|(doi, pmid, text)| WorkRef {
            doi,
            pmid: pmid.and_then(|n| n.to_string().parse().ok()),
            text,
            ..WorkRef::default()
        })
        .boxed()
}

fn relation() -> BoxedStrategy<Relation> {
    let kinds =
        [RelationKind::Retracts, RelationKind::CorrectedBy, RelationKind::HasPreprint, RelationKind::PartOf];
    (prop::sample::select(kinds.to_vec()), work_ref())
        .prop_map(|(kind, target)| Relation { kind, target })
        .boxed()
}

fn mesh_heading() -> BoxedStrategy<MeshHeading> {
    let id = || option::of(prop_oneof![text(), "[DQ][0-9]{1,9}".boxed()]);
    let term =
        move || (text(), id(), any::<bool>()).prop_map(|(name, id, major)| MeshTerm { name, id, major });
    (term(), vec(term(), 0..2))
        .prop_map(|(descriptor, qualifiers)| MeshHeading { descriptor, qualifiers })
        .boxed()
}

fn grant() -> BoxedStrategy<Grant> {
    (option::of(text()), option::of(text()))
        .prop_map(|(number, agency)| Grant { number, agency, ..Grant::default() })
        .boxed()
}

pub(super) fn any_annotations() -> BoxedStrategy<Annotations> {
    let field = prop_oneof![Just(Field::Title), Just(Field::Abstract)];
    let confidence = prop_oneof![Just(f64::NAN), -1.0..2.0_f64];
    let mention = (0..concepts().len(), field, 0..20_usize, 0..20_usize, confidence).prop_map(
        |(n, field, start, end, confidence)| Mention {
            concept: &concepts()[n],
            field,
            start,
            end,
            confidence,
            section: None,
        },
    );
    let registration =
        text().prop_map(|number| Registration { register: Register::Prospero, number, start: 0, end: 1 });
    let grant = (text(), option::of(text()), option::of(text()))
        .prop_map(|(number, funder, programme)| GrantMention { number, funder, programme, start: 0, end: 1 });
    (vec(mention, 0..4), vec(registration, 0..2), vec(grant, 0..2))
        .prop_map(|(mentions, registrations, grants)| Annotations { mentions, registrations, grants })
        .boxed()
}
