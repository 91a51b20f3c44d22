//! The same two invented works in every format: each reader must understand the same. A new format is a new file in
//! `tests/fixtures/formats`, named after the format.

use crate::data::repository;
use linkworker::read::{Entry, Format, Input, Options, records, survey};
use linkworker::record::{Pages, Record, Severity};
use std::fs;
use std::path::PathBuf;

/// The file of every format.
pub(crate) fn fixtures() -> Vec<(Format, PathBuf)> {
    let mut files: Vec<PathBuf> = fs::read_dir(repository("tests/fixtures/formats"))
        .expect("the folder of fixtures")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let format = |path: &PathBuf| {
        path.file_stem().and_then(|s| s.to_str()).expect("a name").parse().expect("a format")
    };
    files.into_iter().map(|path| (format(&path), path)).collect()
}

/// Everything that is read from bytes.
pub(crate) fn entries(name: &str, bytes: &[u8], options: &Options) -> Vec<Entry> {
    let input = Input::Memory { name: name.to_owned(), bytes: bytes.into() };
    let survey = survey(&input, options).unwrap_or_else(|e| panic!("{e}"));
    records(&input, &survey, options)
        .expect("it opens")
        .map(|e| e.unwrap_or_else(|e| panic!("{e}")))
        .collect()
}

#[test]
fn every_format_has_a_file_and_is_told_by_its_content() {
    let fixtures = fixtures();
    for format in Format::ALL {
        assert!(fixtures.iter().any(|(f, _)| *f == format), "no fixture for {format}");
    }
    for (format, path) in fixtures {
        let bytes = fs::read(&path).expect("it reads");
        // The name says nothing: only the content counts.
        let input = Input::Memory { name: "upload.bin".to_owned(), bytes: bytes.into() };
        let survey = survey(&input, &Options::default()).unwrap_or_else(|e| panic!("{format}: {e}"));
        assert_eq!(survey.format, format);
    }
}

#[test]
fn every_format_tells_the_same_of_the_same_works() {
    for (format, path) in fixtures() {
        if format == Format::CitationLinks {
            continue;
        }
        let all = entries(format.name(), &fs::read(&path).expect("it reads"), &Options::default());
        let findings: Vec<String> = all
            .iter()
            .flat_map(|e| &e.diagnostics)
            .filter(|d| d.severity > Severity::Note)
            .map(ToString::to_string)
            .collect();
        assert!(findings.is_empty(), "{format}: {findings:?}");
        let found: Vec<&Record> = all.iter().filter_map(|e| e.record.as_ref()).collect();
        assert_eq!(found.len(), 2, "{format}");
        let cohort = "Link workers and loneliness in later life: a cohort study";
        check(
            format,
            found[0],
            cohort,
            &["Okafor", "Lindqvist"],
            "10.5555/jic.2021.0201",
            ("14", 2021, "201", "209"),
        );
        check(
            format,
            found[1],
            "Arts on referral",
            &["Haddad"],
            "10.5555/jic.2022.0012",
            ("15", 2022, "12", "20"),
        );
        assert_eq!(found.iter().map(|r| r.number).collect::<Vec<_>>(), [1, 2], "{format}");
    }
}

fn check(
    format: Format,
    record: &Record,
    title: &str,
    families: &[&str],
    doi: &str,
    place: (&str, i32, &str, &str),
) {
    assert_eq!(record.title, title, "{format}");
    let found: Vec<&str> = record.authors().map(|a| a.name.family_or_collective()).collect();
    assert_eq!(found, families, "{format}");
    assert_eq!(record.doi.as_ref().map(linkworker::record::Doi::as_str), Some(doi), "{format}");
    if !matches!(format, Format::Ris | Format::Endnote | Format::Bibtex | Format::Crossref) {
        assert!(
            record.pmid.is_some_and(|p| p.to_string().starts_with("9900000")),
            "{format}: {:?}",
            record.pmid
        );
    }
    let container = record.container.as_ref().unwrap_or_else(|| panic!("{format}: no container"));
    let names = ["journal of invented care", "j invent care"];
    assert!(names.contains(&container.title.to_lowercase().as_str()), "{format}: {}", container.title);
    let (volume, year, first, last) = place;
    assert_eq!(container.volume.as_deref(), Some(volume), "{format}");
    assert_eq!(record.published.map(linkworker::record::PartialDate::year), Some(year), "{format}");
    let range = Pages::Range { first: first.to_owned(), last: last.to_owned() };
    assert_eq!(container.pages.as_ref(), Some(&range), "{format}");
    let text = record.abstract_text.as_ref().map(|a| a.text.as_str());
    match format {
        Format::Opencitations => assert_eq!(text, None),
        _ if year == 2021 => assert_eq!(text, Some("We followed 120 people for a year."), "{format}"),
        _ => assert_eq!(text, Some("We asked forty people."), "{format}"),
    }
    if !matches!(format, Format::Rca | Format::PubmedText) {
        let issn = container.issn.or(container.issn_l).map(|i| i.to_string());
        assert_eq!(issn.as_deref(), Some("2049-3630"), "{format}");
    }
}

#[test]
fn a_list_of_links_is_read_as_links() {
    let path = repository("tests/fixtures/formats/citation-links.csv");
    let all = entries("links", &fs::read(path).expect("it reads"), &Options::default());
    let links: Vec<_> = all.iter().filter_map(|e| e.link.as_ref()).collect();
    assert_eq!(links.len(), 1);
    let link = links[0];
    assert_eq!(link.citing.doi.as_ref().map(linkworker::record::Doi::as_str), Some("10.5555/jic.2022.0012"));
    assert_eq!(link.cited.doi.as_ref().map(linkworker::record::Doi::as_str), Some("10.5555/jic.2021.0201"));
    assert_eq!(
        (link.timespan.as_deref(), link.journal_self, link.author_self),
        (Some("P1Y"), Some(true), Some(false))
    );
    assert_eq!(link.created.map(|d| d.to_string()).as_deref(), Some("2022"));
}

#[test]
fn the_dress_of_the_bytes_does_not_matter() {
    for (format, path) in fixtures() {
        let plain = fs::read(&path).expect("it reads");
        let text = String::from_utf8(plain.clone()).expect("fixtures are UTF-8");
        let expected = outline(&entries("plain", &plain, &Options::default()));
        let crlf = text.replace('\n', "\r\n");
        let dresses = [
            ("with a byte order mark", format!("\u{feff}{text}").into_bytes()),
            ("CRLF", crlf.into_bytes()),
            ("UTF-16", format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("gzip", gzip(&plain)),
            ("zstd", zstd::encode_all(plain.as_slice(), 3).expect("it packs")),
        ];
        for (dress, bytes) in dresses {
            assert_eq!(outline(&entries(dress, &bytes, &Options::default())), expected, "{format}, {dress}");
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packing = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packing.write_all(bytes).expect("memory takes everything");
    packing.finish().expect("memory takes everything")
}

/// What was read, without places and notes.
fn outline(entries: &[Entry]) -> Vec<String> {
    let record = |r: &Record| format!("{} {:?} {:?} {:?}", r.title, r.doi, r.container, r.abstract_text);
    entries
        .iter()
        .filter_map(|e| e.record.as_ref().map(record).or_else(|| e.link.as_ref().map(|l| format!("{l:?}"))))
        .collect()
}

#[test]
fn latin_1_is_read_and_said() {
    let text = b"TY  - JOUR\nTI  - Pr\xe9vention des chutes\nAU  - Andr\xe9, \xc9lise\nPY  - 2020\nER  - \n";
    let input = Input::Memory { name: "latin.ris".to_owned(), bytes: text.as_slice().into() };
    let options = Options::default();
    let survey = survey(&input, &options).expect("it is surveyed");
    assert!(
        survey.diagnostics.iter().any(|d| d.to_string().contains("Windows-1252")),
        "{:?}",
        survey.diagnostics
    );
    let all: Vec<Entry> = records(&input, &survey, &options).expect("it opens").map(Result::unwrap).collect();
    let record = all[0].record.as_ref().expect("a record");
    assert_eq!(record.title, "Prévention des chutes");
    assert_eq!(record.authors().next().map(|a| a.name.family_or_collective()), Some("André"));
}

#[test]
fn pubmed_xml_is_read_however_it_was_saved() {
    let article = "<Article><ArticleTitle>Arts on referral.</ArticleTitle></Article>";
    let bare =
        format!("<PubmedArticleSet><PubmedArticle PMID=\"7\">{article}</PubmedArticle></PubmedArticleSet>");
    let whole =
        format!("<PubmedArticle><MedlineCitation><PMID>7</PMID>{article}</MedlineCitation></PubmedArticle>");
    let page = format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body><pre>{}</pre></body></html>",
        whole.replace('<', "&lt;").replace('>', "&gt;")
    );
    for text in [bare, whole, page] {
        let all = entries("saved", text.as_bytes(), &Options::default());
        let found: Vec<&Record> = all.iter().filter_map(|e| e.record.as_ref()).collect();
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].title, "Arts on referral");
        assert_eq!(found[0].pmid.map(|p| p.to_string()).as_deref(), Some("7"));
    }
}
