//! Listings to records: the real listing, and one fixture for each way in which others may differ from it.

use linkworker::read::{Entry, Format, Input, Options, Survey, records, survey};
use linkworker::record::{Abstract, Diagnostic, Name, Pages, Record, Section, Severity};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The real listing, where this machine has it.
fn seed() -> Option<Input> {
    let shared = std::env::var_os("LINKWORKER_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = shared.join("data/rca/rca_seed_social_prescribing.txt");
    if !path.exists() {
        eprintln!("skipped: {} is not on this machine", path.display());
    }
    path.exists().then_some(Input::File(path))
}

fn memory(bytes: &[u8]) -> Input {
    Input::Memory { name: "test".to_owned(), bytes: bytes.into() }
}

fn read(input: &Input, options: &Options) -> (Survey, Vec<Entry>) {
    let survey = survey(input, options).expect("the survey succeeds");
    let entries = records(input, &survey, options).expect("it opens").map(|e| e.expect("it reads")).collect();
    (survey, entries)
}

fn example() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rca/listing.txt"))
        .expect("the fixture is there")
}

/// Heading, role and text of every section.
fn sections(read: &Abstract) -> Vec<Value> {
    let characters: Vec<char> = read.text.chars().collect();
    let body = |s: &Section| characters[s.start..s.end].iter().collect::<String>();
    read.sections.iter().map(|s| json!([s.heading, s.role, body(s)])).collect()
}

/// A record as a fixture writes it down: short forms, and only what is there.
fn summary(record: &Record) -> Value {
    let text = |value: Option<String>| value.map_or(Value::Null, Value::String);
    let date = |date: Option<linkworker::record::PartialDate>| text(date.map(|d| d.to_string()));
    let container = record.container.clone().unwrap_or_default();
    let pages = container.pages.map(|pages| match pages {
        Pages::Range { first, last } => format!("{first} to {last}"),
        Pages::Single(page) => format!("page {page}"),
        Pages::Article(number) => format!("article {number}"),
    });
    let author = |name: &Name| match name {
        Name::Person(p) => {
            let initials = p.initials.clone().unwrap_or_default();
            format!(
                "{}|{initials}{}",
                p.family,
                p.suffix.as_ref().map(|s| format!("|{s}")).unwrap_or_default()
            )
        }
        Name::Collective(name) => format!("{{{name}}}"),
    };
    let given = |name: &Name| match name {
        Name::Person(p) => p.given.clone().unwrap_or_default(),
        Name::Collective(_) => String::new(),
    };
    let affiliations: Vec<Vec<&str>> = record
        .contributors
        .iter()
        .map(|c| c.affiliations.iter().map(|a| a.text.as_str()).collect())
        .collect();
    json!({
        "rank": record.rank,
        "authors": record.contributors.iter().map(|c| author(&c.name)).collect::<Vec<_>>(),
        "given": record.contributors.iter().map(|c| given(&c.name)).collect::<Vec<_>>(),
        "affiliations": affiliations,
        "title": record.title,
        "journal": container.title,
        "published": date(record.published),
        "volume": text(container.volume),
        "issue": text(container.issue),
        "supplement": text(container.supplement),
        "pages": text(pages),
        "doi": text(record.doi.as_ref().map(ToString::to_string)),
        "pmid": text(record.pmid.map(|v| v.to_string())),
        "pmcid": text(record.pmcid.map(|v| v.to_string())),
        "count": record.citation_count,
        "impact": record.impact_index,
        "labels": record.labels,
        "open": record.open_access,
        "received": date(record.history.received),
        "revised": record.history.revised.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "accepted": date(record.history.accepted),
        "published_online": date(record.history.published),
        "indexed": date(record.history.indexed),
        "abstract": text(record.abstract_text.as_ref().map(|a| a.text.clone())),
        "sections": record.abstract_text.as_ref().map(sections),
        "citation": record.citation_text,
        "unplaced": record.unplaced,
    })
}

/// `warning unplaced-text 3:1`.
fn short(diagnostic: &Diagnostic) -> String {
    let kind = serde_json::to_value(diagnostic.kind).expect("a kind serialises");
    let place = diagnostic.position;
    format!("{} {} {}:{}", diagnostic.severity, kind.as_str().unwrap_or_default(), place.line, place.column)
}

/// Every `name.txt` is read and compared with what `name.expected.json` says, which was written by hand: `records` (the
/// fields that matter there, `null` for a rejected one), `findings` (all warnings and errors, in any order), `list_year`.
#[test]
fn fixtures_read_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rca");
    let mut names: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the fixtures are there")
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    names.sort();
    assert!(names.len() >= 25, "only {} fixtures", names.len());
    let mut wrong = Vec::new();
    for path in names {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let expected =
            std::fs::read_to_string(path.with_extension("expected.json")).expect("it has expectations");
        let expected: Value = serde_json::from_str(&expected).unwrap_or_else(|e| panic!("{name}: {e}"));
        let options = Options { format: Some(Format::Rca), ..Options::default() };
        let (survey, entries) = read(&Input::File(path), &options);
        compare(&name, &expected, &survey, &entries, &mut wrong);
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

fn compare(name: &str, expected: &Value, survey: &Survey, entries: &[Entry], wrong: &mut Vec<String>) {
    let mut differ = |what: String, expected: &Value, found: &Value| {
        if expected != found {
            wrong.push(format!("{name}: {what}\n    expected {expected}\n    found    {found}"));
        }
    };
    let wanted = expected["records"].as_array().expect("a list of records");
    differ("number of records".to_owned(), &json!(wanted.len()), &json!(entries.len()));
    for (i, (wanted, entry)) in wanted.iter().zip(entries).enumerate() {
        let found = entry.record.as_ref().map_or(Value::Null, summary);
        let Some(fields) = wanted.as_object() else {
            differ(format!("record {} rejected", i + 1), wanted, &found);
            continue;
        };
        for (field, value) in fields {
            differ(
                format!("record {} {field}", i + 1),
                value,
                found.get(field).unwrap_or(&json!("no such field")),
            );
        }
    }
    let mut found: Vec<String> = entries
        .iter()
        .flat_map(|e| &e.diagnostics)
        .filter(|d| d.severity > Severity::Note)
        .map(short)
        .collect();
    found.sort();
    let mut findings: Vec<String> = expected["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    findings.sort();
    differ("findings".to_owned(), &json!(findings), &json!(found));
    if let Some(year) = expected.get("list_year") {
        differ("list year".to_owned(), year, &json!(survey.list_year));
    }
}

#[test]
fn the_seed_reads_in_full() {
    let Some(input) = seed() else { return };
    let (survey, entries) = read(&input, &Options::default());
    assert_eq!((survey.format, survey.records, survey.list_year), (Format::Rca, Some(8), Some(2025)));
    let loud: Vec<_> =
        entries.iter().flat_map(|e| &e.diagnostics).filter(|d| d.severity > Severity::Note).collect();
    assert!(loud.is_empty(), "{loud:#?}");
    let all: Vec<&Record> = entries.iter().filter_map(|e| e.record.as_ref()).collect();
    let of = |f: &dyn Fn(&Record) -> String| all.iter().map(|r| f(r)).collect::<Vec<_>>().join(" ");
    assert_eq!(of(&|r| r.contributors.len().to_string()), "6 5 6 12 6 2 2 0");
    assert_eq!(of(&|r| u8::from(r.doi.is_some()).to_string()), "1 1 1 1 1 1 1 1");
    assert_eq!(of(&|r| u8::from(r.pmid.is_some()).to_string()), "1 1 1 0 1 0 1 1");
    assert_eq!(of(&|r| u8::from(r.pmcid.is_some()).to_string()), "1 1 0 0 1 0 0 1");
    assert_eq!(of(&|r| r.citation_count.unwrap_or(99).to_string()), "0 0 1 0 12 0 6 17");
    assert_eq!(of(&|r| r.impact_index.clone().unwrap_or_default()), "0 0 0.5 0 4.0 0 1.5 4.3");
    assert_eq!(of(&|r| u8::from(r.open_access == Some(true)).to_string()), "0 1 0 1 1 0 0 1");
    assert_eq!(
        of(&|r| r.published.map_or(0, linkworker::record::PartialDate::year).to_string()),
        "2025 2024 2023 2023 2022 2022 2021 2021"
    );
    let counted =
        |r: &Record| r.contributors.iter().map(|c| c.affiliations.len().to_string()).collect::<String>();
    assert_eq!(of(&counted), "100001 11111 211111 110111101111 111111 00 22 ");
    let fields = all.iter().map(|r| summary(r)).collect::<Vec<_>>();
    assert_eq!(
        fields[7]["title"].as_str().map(|t| &t[..48]),
        Some("Tensions and opportunities in social prescribing")
    );
    assert_eq!(fields[6]["pages"], "e338 to e347");
    assert_eq!(
        (&fields[2]["volume"], &fields[2]["pages"]),
        (&Value::Null, &json!("article 17579139231184809"))
    );
    assert_eq!(
        fields[3]["affiliations"][5],
        json!(["Department of Psychology, Northumbria University, Newcastle upon Tyne, UK"])
    );
    assert_eq!(fields[1]["given"], json!(["Amadea", "Stephanie", "Bernie", "Kamal R", "Catherine"]));
    assert_eq!(fields[6]["revised"], json!(["2021-02-05"]));
    let headings = |r: &Record| {
        let sections = r
            .abstract_text
            .as_ref()
            .map(|a| a.sections.iter().map(|s| s.heading.as_str()).collect::<Vec<_>>());
        sections.unwrap_or_default().join("; ")
    };
    let expected = [
        "Objectives; Design; Setting; Participants; Interventions; Main outcome measures; Results; Conclusions",
        "BACKGROUND; METHODS; RESULTS; CONCLUSIONS",
        "AIMS; METHODS; RESULTS; CONCLUSION",
        "Background; Objectives; Data sources; Design; Study population and setting; Intervention; Participants; Main \
         outcome measures; Results; Limitations; Conclusions; Future work; Trial registration; Funding",
        "BACKGROUND; METHODS; RESULTS; CONCLUSIONS",
        "Purpose; Design/methodology/approach; Findings; Originality/value",
        "",
        "Background; Aim; Design & setting; Method; Results; Conclusion",
    ];
    assert_eq!(all.iter().map(|r| headings(r)).collect::<Vec<_>>(), expected);
}

#[test]
fn every_word_of_the_seed_is_kept() {
    let Some(input) = seed() else { return };
    let Input::File(path) = &input else { return };
    let text = std::fs::read_to_string(path).expect("it reads");
    let (_, entries) = read(&input, &Options::default());
    assert_eq!(lost_words(&text, &entries), BTreeSet::new());
}

#[test]
fn what_the_user_says_goes_into_every_record() {
    let options = Options {
        cites: "10.1136/BMJ.l1285".parse().ok(),
        retrieved: "2025-03-20".parse().ok(),
        ..Options::default()
    };
    let (survey, entries) = read(&memory(example().as_bytes()), &options);
    assert_eq!(survey.list_year, Some(2025));
    for record in entries.iter().filter_map(|e| e.record.as_ref()) {
        assert_eq!(
            record.cites.iter().map(linkworker::record::Doi::as_str).collect::<Vec<_>>(),
            ["10.1136/bmj.l1285"]
        );
        assert_eq!(record.counted.date, options.retrieved);
        assert_eq!(record.counted.year, Some(2025));
    }
}

#[test]
fn a_packed_listing_is_the_same_source() {
    let plain = example();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(plain.as_bytes()).expect("it packs");
    let bytes = packer.finish().expect("it packs");
    let (a, first) = read(&memory(plain.as_bytes()), &Options::default());
    let (b, second) = read(&memory(&bytes), &Options::default());
    assert_eq!((a.sha256, a.bytes, a.records), (b.sha256, b.bytes, b.records));
    let all = |entries: Vec<Entry>| entries.into_iter().map(|e| e.record).collect::<Vec<_>>();
    assert_eq!(all(first), all(second));
}

#[test]
fn ends_of_line_and_a_byte_order_mark_change_nothing() {
    let plain = example();
    let all = |text: &str| -> Vec<Value> {
        read(&memory(text.as_bytes()), &Options::default())
            .1
            .iter()
            .filter_map(|e| e.record.as_ref())
            .map(summary)
            .collect()
    };
    let expected = all(&plain);
    for other in [
        plain.replace('\n', "\r\n"),
        plain.replace('\n', "\r"),
        plain.replace('\n', " \n\n"),
        format!("\u{feff}{plain}"),
    ] {
        assert_eq!(all(&other), expected);
    }
}

/// Words of the text that are in no field, label or finding. Structural words and punctuation do not count.
fn lost_words(text: &str, entries: &[Entry]) -> BTreeSet<String> {
    const STRUCTURE: [&str; 24] = [
        "abstract",
        "collapse",
        "affiliation",
        "affiliations",
        "s",
        "pmid",
        "pmcid",
        "doi",
        "citation",
        "citations",
        "in",
        "rca",
        "impact",
        "index",
        "per",
        "article",
        "open",
        "received",
        "revised",
        "accepted",
        "published",
        "online",
        "indexed",
        "access",
    ];
    let mut kept = BTreeSet::new();
    let mut keep = |text: &str| kept.extend(words(text));
    for entry in entries {
        for diagnostic in &entry.diagnostics {
            keep(&diagnostic.message);
            keep(&diagnostic.record.map_or(String::new(), |n| n.to_string()));
        }
        let Some(record) = &entry.record else { continue };
        keep(&summary(record).to_string());
        keep(&record.contributors.iter().map(|c| c.name.full()).collect::<Vec<_>>().join(" "));
        keep(&record.counted.year.map_or(String::new(), |y| y.to_string()));
    }
    // A name broken by a line end is found all the same (`O kafor` is Okafor), so its halves are not lost.
    let names: Vec<String> = entries
        .iter()
        .filter_map(|e| e.record.as_ref())
        .flat_map(|r| {
            r.contributors.iter().map(|c| linkworker::record::fold(&c.name.full()).replace(' ', ""))
        })
        .collect();
    let plain = |word: &str| word.trim_start_matches('0').to_owned();
    let kept: BTreeSet<String> = kept.iter().map(|w| plain(w)).collect();
    words(text)
        .into_iter()
        .map(|w| plain(&w))
        .filter(|w| !w.is_empty() && !kept.contains(w) && !STRUCTURE.contains(&w.as_str()))
        .filter(|w| !names.iter().any(|n| n.contains(w.as_str())))
        .collect()
}

fn words(text: &str) -> BTreeSet<String> {
    let text = text.replace("\\n", " ").replace("\\\"", " ");
    linkworker::record::fold(&text).split(' ').map(str::to_owned).collect()
}

/// A listing that was cut, shuffled and damaged.
fn damaged() -> impl Strategy<Value = String> {
    let edit = (0..5_u8, any::<prop::sample::Index>(), any::<prop::sample::Index>());
    prop::collection::vec(edit, 0..12).prop_map(|edits| {
        let mut lines: Vec<String> = example().lines().map(str::to_owned).collect();
        for (kind, a, b) in edits {
            if lines.is_empty() {
                break;
            }
            let (i, j) = (a.index(lines.len()), b.index(lines.len()));
            match kind {
                0 => drop(lines.remove(i)),
                1 => lines.insert(i, lines[j].clone()),
                2 => lines.swap(i, j),
                3 => {
                    let at = (0..=b.index(lines[i].len() + 1))
                        .rev()
                        .find(|n| lines[i].is_char_boundary(*n))
                        .unwrap_or(0);
                    let rest = lines[i].split_off(at);
                    lines.insert(i + 1, rest);
                }
                _ => {
                    let at = (0..=b.index(lines[i].len() + 1))
                        .rev()
                        .find(|n| lines[i].is_char_boundary(*n))
                        .unwrap_or(0);
                    lines[i].truncate(at);
                    lines.truncate(i + 1);
                }
            }
        }
        lines.join("\n")
    })
}

/// Cases of each property; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(128)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let options = Options { format: Some(Format::Rca), ..Options::default() };
        let input = memory(&bytes);
        if let Ok(survey) = survey(&input, &options) {
            for entry in records(&input, &survey, &options).expect("it opens") {
                prop_assert!(entry.is_ok());
            }
        }
    }

    #[test]
    fn any_text_between_marks_is_read(lines in prop::collection::vec("(\\||\\| \\||Abstract|Collapse|Affiliation\\(s\\)|[0-9]{1,3}|- [A-Z][a-z]{1,8} [A-Z]|\\[?(PMID|DOI|Indexed)?:? ?[0-9./\\]\\[ ]{0,12}\\]|\\PC{0,40}|Smith J, Lee K\\. [A-Z][a-z ]{2,20}\\. BMJ 20[0-9]{2}; [0-9]{1,3}:[0-9]{1,4}\\.)", 0..30)) {
        let text = lines.join("\n");
        let options = Options { format: Some(Format::Rca), ..Options::default() };
        let input = memory(text.as_bytes());
        if let Ok(survey) = survey(&input, &options) {
            for entry in records(&input, &survey, &options).expect("it opens") {
                let entry = entry.expect("memory reads");
                prop_assert!(entry.record.is_some() || entry.diagnostics.iter().any(|d| d.severity == Severity::Error));
                for diagnostic in &entry.diagnostics {
                    prop_assert!(diagnostic.position.line <= lines.len() as u64 + 1, "{diagnostic}");
                }
            }
        }
    }

    #[test]
    fn no_word_is_lost_in_a_damaged_listing(text in damaged()) {
        let input = memory(text.as_bytes());
        let options = Options { format: Some(Format::Rca), ..Options::default() };
        if let Ok(survey) = survey(&input, &options) {
            let entries: Vec<Entry> = records(&input, &survey, &options).expect("it opens").map(|e| e.expect("it reads")).collect();
            prop_assert_eq!(lost_words(&text, &entries), BTreeSet::new(), "in\n{}", text);
        }
    }
}
