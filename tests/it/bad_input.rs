//! Broken, hostile and mistaken input: each is refused or read with a finding that says where and what.

use linkworker::read::{Entry, Format, Input, Options, ReadError, records, survey};
use linkworker::record::{Diagnostic, DiagnosticKind, Doi, Severity};
use std::time::{Duration, Instant};

fn memory(bytes: impl AsRef<[u8]>) -> Input {
    Input::Memory { name: "upload.txt".to_owned(), bytes: bytes.as_ref().into() }
}

fn refusal(bytes: impl AsRef<[u8]>) -> String {
    match survey(&memory(bytes), &Options::default()) {
        Err(error @ (ReadError::Unrecognised { .. } | ReadError::Empty { .. })) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

fn entries(bytes: impl AsRef<[u8]>) -> Vec<Entry> {
    let input = memory(bytes);
    let options = Options { format: Some(Format::Rca), ..Options::default() };
    let survey = survey(&input, &options).expect("the survey succeeds");
    records(&input, &survey, &options).expect("it opens").map(|e| e.expect("it reads")).collect()
}

fn loud(entries: &[Entry]) -> Vec<&Diagnostic> {
    entries.iter().flat_map(|e| &e.diagnostics).filter(|d| d.severity > Severity::Note).collect()
}

const GOOD: &str = "2\n|\nLee K. A good one. BMJ 2021; 2:3. [PMID: 2]\n|\n";

#[test]
fn what_is_no_listing_is_named_and_refused() {
    for (bytes, seen) in [
        (&b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"[..], "PDF"),
        (b"PK\x03\x04\x14\0", "zip"),
        (b"<!DOCTYPE html><html><body>1\n|\n</body></html>", "HTML"),
        (b"{\"title\": \"A\"}", "JSON"),
        (b"name,size,colour\na,b,c\nd,e,f\n", "CSV"),
        (b"Dear colleagues,\nthe listing is on its way.\n", "plain text"),
    ] {
        let message = refusal(bytes);
        assert!(message.contains(seen), "{seen}: {message}");
        assert!(message.contains("upload.txt") && message.contains("RCA listing"), "{message}");
    }
}

#[test]
fn nothing_is_said_to_be_nothing() {
    for bytes in [&b""[..], b" \r\n\t\n", b"\xef\xbb\xbf"] {
        assert!(refusal(bytes).contains("empty"), "{bytes:?}");
    }
}

#[test]
fn binary_content_is_refused_even_where_the_format_is_given() {
    let noise: Vec<u8> = (0..5000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let options = Options { format: Some(Format::Rca), ..Options::default() };
    let error = survey(&memory(noise), &options).expect_err("noise is no listing");
    assert!(error.to_string().contains("binary"), "{error}");
}

#[test]
fn a_listing_without_records_is_said_to_have_none() {
    let options = Options { format: Some(Format::Rca), ..Options::default() };
    let survey = survey(&memory("Just some words.\nAnd more.\n"), &options).expect("the format is given");
    assert_eq!(survey.records, Some(0));
    let error = survey.diagnostics.iter().find(|d| d.severity == Severity::Error).expect("an error");
    assert!(error.to_string().contains("no record found"), "{error}");
    let entries = entries("Just some words.\nAnd more.\n");
    let messages: Vec<String> = loud(&entries).iter().map(ToString::to_string).collect();
    assert!(
        messages[0].contains("upload.txt:1:1") && messages[0].contains("Just some words."),
        "{messages:?}"
    );
    assert!(messages[1].contains("upload.txt:2:1") && messages[1].contains("And more."), "{messages:?}");
}

#[test]
fn invalid_utf8_is_located_and_the_record_goes_on() {
    let mut bytes = b"1\n|\nSmith J. Caf\xe9 culture. BMJ 2020; 1:2. [PMID: 1]\n|\n".to_vec();
    bytes.extend_from_slice(GOOD.as_bytes());
    let entries = entries(bytes);
    let found = loud(&entries);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].kind, found[0].position.line, found[0].position.column),
        (DiagnosticKind::Encoding, 3, 13)
    );
    assert!(found[0].message.contains("byte column 13"), "{}", found[0]);
    let titles: Vec<_> = entries.iter().filter_map(|e| e.record.as_ref()).map(|r| r.title.as_str()).collect();
    assert_eq!(titles, ["Caf\u{fffd} culture", "A good one"]);
}

#[test]
fn a_record_cut_anywhere_is_kept_or_rejected_with_a_word() {
    let whole = "1\n|\nSmith J, Lee K. A title. BMJ 2020; 1:2. [PMID: 1 DOI: 10.1000/x] [Citation(s) in RCA: 1] Open\nAbstract\n\
                 Some text.\nCollapse\nAffiliation(s)\n- Jane Smith\n- Leeds, UK\n| | | |\nCollapse\n|\n";
    for end in whole.find("Smith").unwrap_or_default()..whole.len() {
        let entries = entries(&whole[..end]);
        assert_eq!(entries.len(), 1, "cut at {end}");
        let at_end_of_part =
            ["]", "Open", "Collapse", "|"].iter().any(|e| whole[..end].trim_end().ends_with(e));
        assert!(
            at_end_of_part || !loud(&entries).is_empty(),
            "nothing said of the cut at {end}: {:?}",
            &whole[..end]
        );
    }
}

#[test]
fn a_record_without_a_citation_line_is_rejected_and_the_next_one_read() {
    let entries = entries(format!("1\n|\nAbstract\nOnly text.\nCollapse\n|\n{GOOD}"));
    assert!(entries[0].record.is_none());
    let error = entries[0].diagnostics.iter().find(|d| d.severity == Severity::Error).expect("an error");
    assert_eq!((error.record, error.position.line), (Some(1), 1), "{error}");
    assert!(error.to_string().contains("neither a title nor an identifier"), "{error}");
    assert!(entries[0].diagnostics.iter().any(|d| d.message.contains("Only text.")));
    assert_eq!(entries[1].record.as_ref().map(|r| r.title.as_str()), Some("A good one"));
}

#[test]
fn impossible_dates_are_kept_as_labels() {
    for date in
        ["02/30/2024", "13/13/2024", "31/12/2024", "00/00/0000", "2024-02-30", "tomorrow", "99999999/1/2024"]
    {
        let entries =
            entries(format!("1\n|\nSmith J. One. BMJ 2020; 1:2. [PMID: 1] [Received: {date}]\n|\n"));
        let found = loud(&entries);
        assert_eq!(found.iter().map(|d| d.kind).collect::<Vec<_>>(), [DiagnosticKind::BadDate], "{date}");
        assert!(found[0].message.contains(date) && found[0].position.line == 3, "{}", found[0]);
        let record = entries[0].record.as_ref().expect("a record");
        assert_eq!((record.history.received, &record.labels), (None, &vec![format!("Received: {date}")]));
    }
}

#[test]
fn dois_with_odd_characters_survive() {
    for (printed, read, warnings) in [
        (
            "10.1002/(SICI)1097(1998)17:15<1::AID>3.0.CO;2-2",
            "10.1002/(sici)1097(1998)17:15<1::aid>3.0.co;2-2",
            0,
        ),
        ("10.1000/a%2Fb%20c", "10.1000/a%2fb%20c", 0),
        ("10.1000/ab cd", "10.1000/abcd", 1),
        ("10.1000/x[1]y", "10.1000/x[1]y", 0),
    ] {
        let entries = entries(format!("1\n|\nSmith J. One. BMJ 2020; 1:2. [DOI: {printed}] [Abstract]\n|\n"));
        let record = entries[0].record.as_ref().expect("a record");
        assert_eq!(record.doi.as_ref().map(Doi::as_str), Some(read));
        assert_eq!(loud(&entries).len(), warnings, "{printed}");
        assert_eq!(record.labels, ["Abstract"]);
    }
}

#[test]
fn ten_megabytes_on_one_line_are_refused_or_cut_in_little_time() {
    // The limit for one line is 1 MiB, so what is beyond it need not be tried with every text.
    for unit in [
        "a",
        "é",
        "[",
        "]",
        "[PMID: 1 ",
        "[a] ",
        ", ",
        "Smith J, ",
        "A. ",
        "| ",
        "2020; ",
        "(",
        "a@b.cd ",
        "BACKGROUND The ",
        "e\u{301}",
        ").",
    ] {
        for (head, tail) in [
            ("1\n|\n", "\n|\n"),
            ("1\n|\nSmith J. One. BMJ 2020; 1:2. [PMID: 1]\nAbstract\n", "\nCollapse\n|\n"),
            ("1\n|\nSmith J. One. BMJ 2020; 1:2. [PMID: 1]\nAffiliation(s)\n- ", "\nCollapse\n|\n"),
            ("1\n|\nSmith J. One. BMJ 2020; 1:2. [DOI: 10.1000/", "]\n|\n"),
        ] {
            let text = format!(
                "{head}{}{tail}{GOOD}",
                unit.repeat(if unit == "a" { 10_000_000 } else { 1_100_000 / unit.len() })
            );
            let started = Instant::now();
            let entries = entries(text);
            assert!(
                started.elapsed() < Duration::from_secs(20),
                "{unit:?} after {head:?}: {:?}",
                started.elapsed()
            );
            assert!(
                loud(&entries).iter().any(|d| d.kind == DiagnosticKind::TooLong),
                "{unit:?} after {head:?}"
            );
            let last = entries.last().and_then(|e| e.record.as_ref()).expect("the good record");
            assert_eq!(last.title, "A good one");
        }
    }
}

#[test]
fn a_record_without_end_takes_the_memory_of_one_record() {
    let lines = "This line goes on and on and says nothing at all.\n".repeat(200_000);
    let entries = entries(format!(
        "1\n|\nSmith J. One. BMJ 2020; 1:2. [PMID: 1]\nAbstract\n{lines}Collapse\n|\n{GOOD}"
    ));
    let record = entries[0].record.as_ref().expect("a record");
    assert!(record.abstract_text.as_ref().is_some_and(|a| a.text.len() <= 4 << 20));
    assert!(loud(&entries).iter().any(|d| d.kind == DiagnosticKind::TooLong && d.message.contains("4 MiB")));
    assert_eq!(entries.len(), 2);
}

#[test]
fn an_unknown_format_name_is_answered_with_the_known_ones() {
    let error = "refworks".parse::<Format>().expect_err("not known");
    assert!(error.to_string().starts_with("unknown format 'refworks'; known: rca, pubmed-xml, "), "{error}");
    for format in Format::ALL {
        assert!(error.to_string().contains(format.name()), "{error}");
        assert_eq!(format.name().parse(), Ok(format));
    }
    assert_eq!(" RCA ".parse::<Format>(), Ok(Format::Rca));
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in [folder.path().join("absent.txt"), folder.path().to_owned()] {
        let error = survey(&Input::File(path.clone()), &Options::default()).expect_err("it cannot be read");
        assert!(matches!(error, ReadError::Open { .. }), "{error:?}");
        assert!(error.to_string().contains(&*path.to_string_lossy()), "{error}");
    }
}

#[test]
fn a_broken_packed_file_is_reported() {
    let error = survey(&memory(b"\x1f\x8b\x08\0\0\0\0\0\0\x03broken"), &Options::default())
        .expect_err("it is broken");
    assert!(matches!(error, ReadError::Read { .. }), "{error:?}");
}
