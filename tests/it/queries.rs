//! The competency questions of `examples/queries/`, against rows worked out by hand from the text of the records.
//!
//! `tests/fixtures/queries/NAME.expected.csv` is the whole answer; `NAME.contains.csv` and `NAME.excludes.csv` name rows that
//! must and must not be in it (for what depends on annotation). The first line of each names the variables.

use crate::data;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A CSV answer as SPARQL 1.1 CSV prints it: variables and rows.
struct Table {
    variables: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn parse(csv: &str) -> Self {
        let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
        let mut quoted = false;
        for c in csv.replace("\r\n", "\n").chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(std::mem::take(&mut field)),
                '\n' if !quoted => {
                    row.push(std::mem::take(&mut field));
                    rows.push(std::mem::take(&mut row));
                }
                c => field.push(c),
            }
        }
        rows.retain(|row| row.iter().any(|field| !field.is_empty()));
        let variables = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        Self { variables, rows }
    }

    /// The rows cut down to these variables, sorted, each once.
    fn project(&self, variables: &[String]) -> BTreeSet<Vec<String>> {
        let columns: Vec<usize> = variables
            .iter()
            .map(|v| {
                self.variables.iter().position(|own| own == v).unwrap_or_else(|| panic!("no variable {v}"))
            })
            .collect();
        self.rows.iter().map(|row| columns.iter().map(|at| row[*at].clone()).collect()).collect()
    }
}

fn answer(query: &Path, listing: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_linkworker"))
        .args(["query", "--format", "csv", "--retrieved", "2025-06-01"])
        .args([query, listing])
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {stderr}", query.display());
    String::from_utf8(output.stdout).unwrap()
}

fn questions() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(data::repository("examples/queries"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "rq"))
        .collect();
    files.sort();
    files
}

fn expectation(query: &Path, kind: &str) -> Option<Table> {
    let name = query.file_stem().unwrap().to_str().unwrap();
    let file = data::repository(&format!("tests/fixtures/queries/{name}.{kind}.csv"));
    fs::read_to_string(file).ok().map(|text| Table::parse(&text))
}

/// Compares one answer with what is expected of it; says what differs.
fn check(query: &Path, csv: &str, problems: &mut Vec<String>) {
    let name = query.file_stem().unwrap().to_string_lossy();
    let found = Table::parse(csv);
    if let Some(expected) = expectation(query, "expected") {
        let (mut a, mut b) = (found.rows.clone(), expected.rows.clone());
        a.sort();
        b.sort();
        if found.variables != expected.variables || a != b {
            let missing: Vec<_> = b.iter().filter(|row| !a.contains(row)).collect();
            let extra: Vec<_> = a.iter().filter(|row| !b.contains(row)).collect();
            problems.push(format!("{name}: {:?}\n  missing {missing:?}\n  extra {extra:?}", found.variables));
        }
    }
    if let Some(expected) = expectation(query, "contains") {
        let rows = found.project(&expected.variables);
        let missing: Vec<_> = expected.rows.iter().filter(|row| !rows.contains(*row)).collect();
        if !missing.is_empty() {
            problems.push(format!("{name}: missing {missing:?}"));
        }
    }
    if let Some(excluded) = expectation(query, "excludes") {
        let rows = found.project(&excluded.variables);
        let wrong: Vec<_> = excluded.rows.iter().filter(|row| rows.contains(*row)).collect();
        if !wrong.is_empty() {
            problems.push(format!("{name}: must not be there {wrong:?}"));
        }
    }
}

#[test]
fn the_seed_answers_every_competency_question() {
    let Some(seed) = data::seed() else { return };
    let questions = questions();
    assert_eq!(questions.len(), 26);
    let mut problems = Vec::new();
    for query in &questions {
        let with_expectation = ["expected", "contains"].iter().any(|kind| expectation(query, kind).is_some());
        assert!(with_expectation, "{}: nothing is expected of it", query.display());
        check(query, &answer(query, &seed), &mut problems);
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Our own listing states the same bibliographic facts, so the exact answers hold for it too, wherever the test runs: all but
/// the question after grants, whose funder is named in other words in our abstract.
#[test]
fn the_example_listing_answers_the_bibliographic_questions() {
    let mut problems = Vec::new();
    let mut compared = 0;
    for query in questions().iter().filter(|query| expectation(query, "expected").is_some()) {
        if query.ends_with("16-funders-and-grants.rq") {
            continue;
        }
        check(query, &answer(query, &data::example()), &mut problems);
        compared += 1;
    }
    assert!(compared >= 10, "only {compared} questions have an exact answer");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_question_says_what_it_answers() {
    for query in questions() {
        let text = fs::read_to_string(&query).unwrap();
        let mut lines = text.lines();
        assert!(lines.next().is_some_and(|l| l.starts_with("# title: ")), "{}", query.display());
        assert!(lines.next().is_some_and(|l| l.starts_with("# answers: ")), "{}", query.display());
    }
}
