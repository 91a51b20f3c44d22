//! Every real file of the data folder: read, or refused for a reason that a person agrees with. What is read is compared
//! with a table, one line for each file: how many records, and in how many of them each field is filled.

use crate::data::{repository, shared};
use linkworker::read::{Input, Options, ReadError, records, survey};
use linkworker::record::Record;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of citation records.
const FOLDERS: [&str; 15] = [
    "pubmed_xml",
    "nbib",
    "ovid_tagged",
    "pubmed_abstract_txt",
    "ris",
    "isi",
    "endnote_xml",
    "bibtex",
    "csl_json",
    "zotero_json",
    "crossref_json",
    "openalex_json",
    "jats_xml",
    "citation_csv",
    "tabular",
];

const TABLE: &str = "tests/fixtures/real-files.tsv";

#[test]
fn every_real_file_is_read_or_refused_as_the_table_says() {
    let Some(data) = shared("data") else { return };
    let table = fs::read_to_string(repository(TABLE)).expect("the table of real files");
    let expected: BTreeMap<&str, &str> =
        table.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t')).collect();
    let mut found = String::new();
    let mut wrong = String::new();
    for path in files(&data) {
        let name =
            path.strip_prefix(&data).expect("it is below the folder").to_string_lossy().replace('\\', "/");
        let actual = read(&path);
        writeln!(found, "{name}\t{actual}").expect("a string takes everything");
        match expected.get(name.as_str()) {
            Some(line) if *line == actual => {}
            Some(line) => writeln!(wrong, "{name}\n  table: {line}\n  found: {actual}").expect("a string"),
            None => writeln!(wrong, "{name}\n  not in the table; found: {actual}").expect("a string"),
        }
    }
    if !wrong.is_empty() {
        let place = std::env::temp_dir().join("real-files-found.tsv");
        fs::write(&place, found).expect("the temporary folder takes it");
        panic!("what is read differs from {TABLE} (all that was found is in {}):\n{wrong}", place.display());
    }
}

fn files(data: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in FOLDERS {
        let mut here: Vec<PathBuf> = fs::read_dir(data.join(folder))
            .expect("the folder of a format")
            .map(|entry| entry.expect("an entry").path())
            // What another program made of an input is not an input.
            .filter(|path| !path.to_string_lossy().contains(".expected."))
            .collect();
        here.sort();
        files.extend(here);
    }
    files
}

/// Format, counts of records, rejected records and links, and of records with each field; or why the file is refused.
fn read(path: &Path) -> String {
    let (input, options) = (Input::File(path.to_owned()), Options::default());
    let survey = match survey(&input, &options) {
        Ok(survey) => survey,
        Err(ReadError::Unrecognised { seen, .. }) => return format!("refused\t{seen}"),
        Err(ReadError::Empty { .. }) => return "refused\tempty".to_owned(),
        Err(error) => panic!("{}: {error}", path.display()),
    };
    let (mut all, mut rejected, mut links, mut nothing) = (Vec::new(), 0, 0, 0);
    for entry in records(&input, &survey, &options).expect("it opens again") {
        let entry = entry.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        rejected += u64::from(entry.is_rejected());
        links += u64::from(entry.link.is_some());
        nothing += u64::from(entry.diagnostics.iter().any(|d| d.message == "no record found"));
        all.extend(entry.record.as_ref().map(filled));
    }
    let count = |field: usize| all.iter().filter(|r| r[field]).count().to_string();
    let fields: Vec<String> = (0..FIELDS).map(count).collect();
    format!("{}\t{}\t{}\t{links}\t{}", survey.format, all.len(), rejected - nothing, fields.join("\t"))
}

const FIELDS: usize = 7;

/// Whether the record has author, title, year, journal, DOI, PMID and abstract.
fn filled(record: &Record) -> [bool; FIELDS] {
    [
        record.authors().next().is_some(),
        !record.title.is_empty(),
        record.published.is_some(),
        record.container.as_ref().is_some_and(|c| !c.title.is_empty()),
        record.doi.is_some(),
        record.pmid.is_some(),
        record.abstract_text.is_some(),
    ]
}
