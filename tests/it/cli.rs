//! The program as a user types it: exit codes, what goes to stdout and stderr, what is left behind.

use crate::data;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn linkworker(args: &[&str]) -> Output {
    program(args).output().unwrap()
}

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linkworker"));
    command
        .args(args)
        .env_remove("LINKWORKER_STORE")
        .env_remove("LINKWORKER_BASE_IRI")
        .env_remove("SOURCE_DATE_EPOCH");
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn example() -> String {
    data::example().to_str().unwrap().to_owned()
}

fn write(folder: &Path, name: &str, content: &[u8]) -> String {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_query_over_a_file_prints_a_table_or_the_format_asked_for() {
    let count = "SELECT (COUNT(?w) AS ?n) { ?w a fabio:JournalArticle }";
    let csv = linkworker(&["query", count, &example(), "--format", "csv"]);
    assert_eq!(csv.status.code(), Some(0), "{}", stderr(&csv));
    assert_eq!(stdout(&csv), "n\r\n8\r\n");
    let table = linkworker(&["query", "SELECT ?doi { ?w prism:doi ?doi } ORDER BY ?doi", &example()]);
    assert!(stdout(&table).contains("10.1136/bmjph-2024-000941"), "{}", stdout(&table));
    assert!(stdout(&table).lines().next().unwrap().contains("doi"), "{}", stdout(&table));
}

/// Flags outweigh variables; the limit of memory holds, so the program has the counting allocator.
#[test]
fn limits_are_flags_and_variables() {
    let all = "SELECT * { ?s ?p ?o }";
    let few = linkworker(&["query", all, &example(), "--result-rows", "5"]);
    assert_eq!(few.status.code(), Some(2));
    assert!(stderr(&few).contains("6 rows or more, the limit is 5"), "{}", stderr(&few));
    let product = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c";
    let limited =
        program(&["query", product, &example()]).env("LINKWORKER_QUERY_MEMORY", "1MiB").output().unwrap();
    assert_eq!(limited.status.code(), Some(2));
    assert!(stderr(&limited).contains("memory"), "{}", stderr(&limited));
    assert!(stderr(&limited).contains("the limit is 1048576 bytes"), "{}", stderr(&limited));
    let flag = ["query", "ASK {}", &example(), "--query-memory=64MiB"];
    let both = program(&flag).env("LINKWORKER_QUERY_MEMORY", "0").output().unwrap();
    assert_eq!(both.status.code(), Some(0), "{}", stderr(&both));
    let wrong = linkworker(&["query", "ASK {}", &example(), "--query-memory=1MB"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("64KiB"), "{}", stderr(&wrong));
}

#[test]
fn a_query_that_is_wrong_says_where_and_an_empty_answer_says_why() {
    let wrong = linkworker(&["query", "SELECT ?w {\n ?w a }", &example()]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("line 2"), "{}", stderr(&wrong));
    assert!(wrong.stdout.is_empty());
    let unknown = linkworker(&["query", "SELECT ?w { ?w fabi:x ?o }", &example()]);
    assert!(stderr(&unknown).contains("fabi"), "{}", stderr(&unknown));
    let empty = linkworker(&["query", "SELECT ?w { ?w fabio:hasNoSuchThing ?o }", &example()]);
    assert_eq!(empty.status.code(), Some(0));
    assert!(stderr(&empty).contains("hasNoSuchThing"), "{}", stderr(&empty));
}

#[test]
fn map_writes_the_same_quads_whatever_the_order_of_files() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(data::example()).unwrap();
    let (first, second) = text.split_at(text.find("\n5\n|\n").unwrap() + 1);
    let a = write(folder.path(), "a.txt", first.as_bytes());
    let b = write(folder.path(), "b.txt", second.as_bytes());
    let map = |files: [&str; 2]| {
        let output = linkworker(&["map", "--retrieved", "2025-06-01", files[0], files[1]]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    let forward = map([&a, &b]);
    assert!(forward.lines().count() > 500);
    assert!(!forward.contains("_:"), "no blank nodes");
    // It streams, so the lines come in the order of the files.
    let backward = map([&b, &a]);
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(lines(&forward), lines(&backward));
}

#[test]
fn abstracts_can_be_left_out() {
    let sentence = "Qualitative studies of what this job is like have multiplied";
    let full = linkworker(&["map", &example()]);
    assert!(stdout(&full).contains(sentence));
    let none = linkworker(&["map", "--abstracts", "none", &example()]);
    assert!(!stdout(&none).contains(sentence));
    assert!(stdout(&none).contains("nif-core#beginIndex"), "sections stay");
}

#[test]
fn a_file_appears_only_once_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("graph.ttl");
    let output = linkworker(&["export", &example(), "-o", target.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(output.stdout.is_empty());
    assert!(fs::read_to_string(&target).unwrap().contains("@prefix fabio:"));
    let missing = folder.path().join("no/such/folder/graph.ttl");
    let failed = linkworker(&["export", &example(), "-o", missing.to_str().unwrap()]);
    assert_eq!(failed.status.code(), Some(2));
    assert!(stderr(&failed).contains("graph.ttl"), "{}", stderr(&failed));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn exit_codes_tell_done_from_incomplete_from_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let empty = write(folder.path(), "empty.txt", b"");
    let nothing = linkworker(&["map", &empty]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(stderr(&nothing).contains("empty.txt"), "{}", stderr(&nothing));
    assert!(nothing.stdout.is_empty());
    // One good file and one that cannot be read: the good one goes on, the run is incomplete.
    let mixed = linkworker(&["map", &example(), &empty]);
    assert_eq!(mixed.status.code(), Some(1), "{}", stderr(&mixed));
    assert!(stdout(&mixed).contains("JournalArticle"));
    let unreadable = linkworker(&["map", folder.path().join("absent.txt").to_str().unwrap()]);
    assert_eq!(unreadable.status.code(), Some(2));
    assert!(stderr(&unreadable).contains("absent.txt"), "{}", stderr(&unreadable));
    let none = linkworker(&["map"]);
    assert_eq!(none.status.code(), Some(2));
    let format = linkworker(&["map", "--input-format", "marc", &example()]);
    assert_eq!(format.status.code(), Some(2));
    assert!(stderr(&format).contains("rca"), "the formats known are named: {}", stderr(&format));
}

#[test]
fn standard_input_is_a_source() {
    let mut child =
        program(&["query", "--format", "csv", "SELECT (COUNT(?w) AS ?n) {?w a fabio:JournalArticle}", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
    child.stdin.take().unwrap().write_all(&fs::read(data::example()).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(stdout(&output), "n\r\n8\r\n", "{}", stderr(&output));
}

#[test]
fn files_outweigh_the_store_of_the_environment_but_not_that_of_a_flag() {
    let count =
        ["query", "--format", "csv", "SELECT (COUNT(?w) AS ?n) {?w a fabio:JournalArticle}", &example()]
            .map(str::to_owned);
    let output = Command::new(env!("CARGO_BIN_EXE_linkworker"))
        .args(&count)
        .env("LINKWORKER_STORE", "no/such/store")
        .output()
        .unwrap();
    assert_eq!(stdout(&output), "n\r\n8\r\n", "{}", stderr(&output));
    let both = linkworker(&["query", "ASK {}", &example(), "--store", "no/such/store"]);
    assert_eq!(both.status.code(), Some(2));
    assert!(stderr(&both).contains("not both"), "{}", stderr(&both));
}

#[test]
fn validate_accepts_what_map_emits() {
    let output = linkworker(&["validate", &example()]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn the_ontology_can_be_printed() {
    for (part, sign) in [
        ("terms", "owl:Ontology"),
        ("concepts", "skos:ConceptScheme"),
        ("shapes", "sh:NodeShape"),
        ("context", "@context"),
    ] {
        assert!(stdout(&linkworker(&["ontology", part])).contains(sign), "{part}");
    }
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let mut child =
        program(&["map", &example()]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

/// The store on disk, where the build has it.
#[cfg(feature = "rocksdb")]
mod disk {
    use super::*;

    #[test]
    fn ingest_keeps_and_reading_again_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("graph").to_str().unwrap().to_owned();
        let report = folder.path().join("report.json");
        let ingest =
            || linkworker(&["ingest", &example(), "--store", &store, "--report", report.to_str().unwrap()]);
        let first = ingest();
        assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
        let exported = linkworker(&["export", "--store", &store, "--format", "nquads"]);
        assert_eq!(exported.status.code(), Some(0), "{}", stderr(&exported));
        let again = ingest();
        assert!(stderr(&again).contains("unchanged"), "{}", stderr(&again));
        assert_eq!(
            stdout(&exported),
            stdout(&linkworker(&["export", "--store", &store, "--format", "nquads"]))
        );
        let json: serde_json::Value = serde_json::from_str(&fs::read_to_string(&report).unwrap()).unwrap();
        assert_eq!(json["sources"][0]["records"], 8);
        assert_eq!(json["sources"][0]["added"], 0);
        let memory = linkworker(&["export", &example(), "--format", "nquads"]);
        assert_eq!(stdout(&memory), stdout(&exported), "memory and disk give the same bytes");
    }

    #[test]
    fn a_store_has_one_base_iri() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().to_str().unwrap();
        let base = "https://example.org/sp/";
        let first = linkworker(&["ingest", &example(), "--store", store, "--base-iri", base]);
        assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
        let works = linkworker(&[
            "query",
            "SELECT ?w {?w a fabio:JournalArticle}",
            "--store",
            store,
            "--format",
            "csv",
        ]);
        assert!(stdout(&works).contains("https://example.org/sp/work/doi/"), "{}", stderr(&works));
        let other =
            linkworker(&["ingest", &example(), "--store", store, "--base-iri", "https://example.com/"]);
        assert_eq!(other.status.code(), Some(2));
        assert!(stderr(&other).contains(base), "{}", stderr(&other));
    }
}

#[cfg(not(feature = "rocksdb"))]
#[test]
fn a_build_without_the_store_says_how_to_get_it() {
    let folder = tempfile::tempdir().unwrap();
    let output = linkworker(&["ingest", &example(), "--store", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("make install"), "{}", stderr(&output));
}
