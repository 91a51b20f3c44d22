//! Input made to break a reader: every format must answer with findings, in bounded time and memory, and keep what is good.

use crate::formats::{entries, fixtures};
use linkworker::read::{Entry, Format, Input, Options, records, survey};
use linkworker::record::{DiagnosticKind, Severity};
use std::fs;
use std::time::{Duration, Instant};

/// Far longer than any of these may take: it ends a hang, it measures nothing.
const PATIENCE: Duration = Duration::from_secs(120);

fn with_format(format: Format) -> Options {
    Options { format: Some(format), ..Options::default() }
}

/// Reads until the end or the first error; gives the entries and the error.
fn read(format: Format, bytes: Vec<u8>) -> (Vec<Entry>, Option<String>) {
    let started = Instant::now();
    let input = Input::Memory { name: "hostile".to_owned(), bytes: bytes.into() };
    let survey = match survey(&input, &with_format(format)) {
        Ok(survey) => survey,
        Err(error) => return (Vec::new(), Some(error.to_string())),
    };
    let mut found = Vec::new();
    for entry in records(&input, &survey, &with_format(format)).expect("it opens") {
        assert!(started.elapsed() < PATIENCE, "{format} does not end");
        match entry {
            Ok(entry) => found.push(entry),
            Err(error) => return (found, Some(error.to_string())),
        }
    }
    (found, None)
}

/// Whether the reader said that something is wrong.
fn complains(entries: &[Entry], error: Option<&String>) -> bool {
    error.is_some() || entries.iter().flat_map(|e| &e.diagnostics).any(|d| d.severity > Severity::Note)
}

fn sample(format: Format) -> Vec<u8> {
    let (_, path) = fixtures().into_iter().find(|(f, _)| *f == format).expect("a fixture");
    fs::read(path).expect("it reads")
}

#[test]
fn entities_are_never_expanded_and_nothing_is_fetched() {
    let laughs = "<!DOCTYPE x [<!ENTITY a \"hahahaha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\
                  <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY e SYSTEM \"file:///etc/passwd\">]>";
    for format in [Format::Pubmed, Format::Jats, Format::Endnote] {
        let text = String::from_utf8(sample(format)).expect("UTF-8");
        let declaration = text.find("?>").map_or(0, |at| at + 2);
        let body = &text[declaration..];
        let body = match body.find("<!DOCTYPE") {
            Some(at) => &body[at + body[at..].find('>').expect("it ends") + 1..],
            None => body,
        };
        let hostile = format!(
            "<?xml version=\"1.0\"?>{laughs}{}",
            body.replacen("Arts on referral", "Arts &c; on &e; referral", 1)
        );
        let (found, error) = read(format, hostile.into_bytes());
        assert_eq!(error, None, "{format}");
        let titles: Vec<&str> =
            found.iter().filter_map(|e| e.record.as_ref()).map(|r| r.title.as_str()).collect();
        assert_eq!(
            titles.first(),
            Some(&"Link workers and loneliness in later life: a cohort study"),
            "{format}"
        );
        assert!(
            titles.iter().any(|title| title.starts_with("Arts &c; on &e; referral")),
            "{format}: what is not expanded stays as it was written: {titles:?}"
        );
        for title in &titles {
            assert!(!title.contains("haha") && !title.contains("root:"), "{format}: {title}");
        }
        assert!(complains(&found, None), "{format}: an unknown entity must be said");
    }
}

#[test]
fn depth_is_bounded() {
    for format in Format::ALL {
        let deep = match format {
            Format::Pubmed => {
                nested("<PubmedArticleSet><PubmedArticle><MedlineCitation><Article><ArticleTitle>", "<i>")
            }
            Format::Jats => nested("<article><front><article-meta><title-group><article-title>", "<i>"),
            Format::Endnote => nested("<xml><records><record><titles><title>", "<style>"),
            Format::Csl => nested("[{\"type\":\"article-journal\",\"title\":\"T\",\"custom\":", "["),
            Format::Zotero => {
                nested("[{\"itemType\":\"journalArticle\",\"title\":\"T\",\"custom\":", "{\"a\":")
            }
            Format::Crossref => nested(
                "{\"status\":\"ok\",\"message\":{\"items\":[{\"DOI\":\"10.5555/a\",\"assertion\":",
                "[",
            ),
            Format::Openalex => nested("{\"results\":[{\"id\":\"https://openalex.org/W1\",\"x\":", "["),
            Format::Bibtex => nested("@article{key, title = ", "{"),
            _ => continue,
        };
        let (found, error) = read(format, deep);
        assert!(found.iter().all(|e| e.record.is_none() || complains(&found, None)), "{format}");
        assert!(complains(&found, error.as_ref()), "{format}");
    }
}

fn nested(head: &str, step: &str) -> Vec<u8> {
    (head.to_owned() + &step.repeat(100_000)).into_bytes()
}

#[test]
fn a_line_without_end_does_not_fill_the_memory() {
    // Longer than the longest record that is read (64 MiB).
    let long = "x".repeat(80 << 20);
    for format in Format::ALL {
        let mut bytes = sample(format);
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        if let Some(at) = text.find("Arts on referral") {
            bytes.splice(at..at, long.bytes());
        } else {
            bytes.extend_from_slice(long.as_bytes());
        }
        let (found, error) = read(format, bytes);
        assert!(complains(&found, error.as_ref()), "{format}");
        let longest = found.iter().filter_map(|e| e.record.as_ref()).map(|r| r.title.len()).max();
        assert!(longest.is_none_or(|length| length <= 8 << 20), "{format}: a title of {longest:?} bytes");
    }
}

#[test]
fn a_file_that_breaks_off_anywhere_is_read_as_far_as_it_goes() {
    for (format, path) in fixtures() {
        let whole = fs::read(path).expect("it reads");
        for cut in (0..whole.len()).step_by(7) {
            let (found, error) = read(format, whole[..cut].to_vec());
            let count = found.iter().filter(|e| e.record.is_some() || e.link.is_some()).count();
            assert!(count <= 2, "{format}, cut at {cut}: {count} records");
            // Whatever could not be read is said: nothing at all without a word is a silent loss.
            assert!(count > 0 || error.is_some() || !found.is_empty(), "{format}, cut at {cut}: silence");
        }
    }
}

#[test]
fn zero_bytes_and_noise_are_no_reason_to_stop() {
    for (format, path) in fixtures() {
        let text = fs::read_to_string(path).expect("it reads");
        let with_zero = text.replacen("Arts", "A\u{0}rts", 1).into_bytes();
        let (found, error) = read(format, with_zero);
        let titles: Vec<String> = found.into_iter().filter_map(|e| e.record).map(|r| r.title).collect();
        assert!(titles.iter().all(|t| !t.contains('\0')), "{format}: {titles:?}");
        assert!(
            error.is_some() || format == Format::CitationLinks || !titles.is_empty(),
            "{format}: {error:?}"
        );
    }
}

#[test]
fn two_formats_in_one_file_are_said() {
    for (first, path) in fixtures() {
        for (second, other) in fixtures() {
            // A table takes every line for a row, and a listing is found among any text.
            if first == second || matches!(first, Format::Rca) {
                continue;
            }
            let both =
                [fs::read(&path).expect("it reads"), b"\n".to_vec(), fs::read(&other).expect("it reads")]
                    .concat();
            let (found, error) = read(first, both);
            let records = found.iter().filter(|e| e.record.is_some() || e.link.is_some()).count();
            let whole = fixtures_count(first);
            assert!(records >= whole || error.is_some(), "{first} then {second}: {records} records");
            // Kin of one family (Crossref and CSL) are read by one reader: then nothing is lost, and nothing need be said.
            let both_read = records == whole + fixtures_count(second);
            assert!(
                both_read || complains(&found, error.as_ref()),
                "{first} then {second}: {records} records and not a word about the second format"
            );
        }
    }
}

fn fixtures_count(format: Format) -> usize {
    if format == Format::CitationLinks { 1 } else { 2 }
}

#[test]
fn invalid_identifiers_and_dates_are_reported_and_left_out() {
    let cases = [
        (
            Format::Ris,
            "TY  - JOUR\nTI  - A title\nDO  - not a doi\nSN  - 1234-5678\nPY  - 2012/02/31/\nER  - \n",
        ),
        (
            Format::Medline,
            "PMID- 1x2\nTI  - A title.\nAID - 11.5/nothing [doi]\nIS  - 1234-5678 (Print)\nDP  - 2012 Feb 31\n",
        ),
        (
            Format::Bibtex,
            "@article{a, title={A title}, doi={not a doi}, issn={1234-5678}, date={2012-02-31}, year=2012}\n",
        ),
        (
            Format::Csl,
            "[{\"type\":\"article-journal\",\"title\":\"A title\",\"DOI\":\"not a doi\",\"ISSN\":\"1234-5678\",\
             \"issued\":{\"date-parts\":[[2012,2,31]]}}]",
        ),
        (
            Format::Table,
            "Title,Year,Source title,DOI,ISSN,PubMed ID\nA title,31/02/2012,A journal,not a doi,1234-5678,1x2\n",
        ),
    ];
    for (format, text) in cases {
        let all = entries(format.name(), text.as_bytes(), &with_format(format));
        let record =
            all.iter().find_map(|e| e.record.as_ref()).unwrap_or_else(|| panic!("{format}: no record"));
        let said: Vec<DiagnosticKind> = all.iter().flat_map(|e| &e.diagnostics).map(|d| d.kind).collect();
        assert_eq!(record.title, "A title", "{format}");
        assert!(record.doi.is_none() && record.pmid.is_none(), "{format}");
        assert!(record.container.as_ref().is_none_or(|c| c.issn.is_none()), "{format}");
        assert!(
            said.iter().filter(|k| **k == DiagnosticKind::BadIdentifier).count() >= 2,
            "{format}: {said:?}"
        );
        assert!(said.contains(&DiagnosticKind::BadDate), "{format}: {said:?}");
        let date = record.published.map(|d| d.to_string()).unwrap_or_default();
        assert!(date == "2012-02" || date == "2012", "{format}: {date}");
    }
}
