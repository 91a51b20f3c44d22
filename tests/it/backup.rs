//! A copy of a store is a store: it can be taken while the other is served, and put in its place.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crate::data;
use crate::writer::settings;
use linkworker::ingest::{Writer, backup};
use linkworker::query::Using;
use linkworker::store::KnowledgeGraph;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linkworker"));
    command.args(args).env_remove("LINKWORKER_STORE").env_remove("LINKWORKER_BASE_IRI").output().unwrap()
}

fn done(args: &[&str]) -> Vec<u8> {
    let output = run(args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// All quads of a store, as bytes.
fn quads(store: &str) -> Vec<u8> {
    done(&["export", "--store", store, "--format", "nquads"])
}

#[test]
fn a_backup_is_a_store_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (store, copy) = (path("store"), path("copy"));
    done(&["ingest", data::example().to_str().unwrap(), "--store", &store]);
    let before = quads(&store);
    done(&["backup", "--store", &store, &copy]);
    assert_eq!(quads(&copy), before);
    let more = data::repository("tests/fixtures/formats/ris.ris");
    done(&["ingest", more.to_str().unwrap(), "--store", &store]);
    assert!(quads(&store) != before, "the store goes on");
    assert_eq!(quads(&copy), before, "and its copy does not");
    // Restored: in the place of the other, with its sources and its releases, and it goes on too.
    let after = quads(&store);
    fs::remove_dir_all(&store).unwrap();
    fs::rename(&copy, &store).unwrap();
    done(&["ingest", more.to_str().unwrap(), "--store", &store]);
    assert_eq!(quads(&store), after);
    let releases = String::from_utf8(done(&["release", "list", "--store", &store])).unwrap();
    assert!(releases.contains("ris.ris") && releases.contains("social-prescribing.txt"), "{releases}");
}

#[test]
fn nothing_is_written_over_and_nothing_is_there_by_half() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (store, copy) = (path("store"), path("copy"));
    done(&["ingest", data::example().to_str().unwrap(), "--store", &store]);
    fs::create_dir(&copy).unwrap();
    let output = run(&["backup", "--store", &store, &copy]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("exists already"));
    let output = run(&["backup", "--store", &path("none"), &path("other")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!Path::new(&path("none")).exists() && !Path::new(&path("other")).exists());
    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(backup(&KnowledgeGraph::in_memory().unwrap(), Path::new(&path("memory"))).is_err());
}

#[test]
fn a_service_copies_the_store_that_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let writer = Writer::open(KnowledgeGraph::open(&store).unwrap(), settings(), 5).unwrap();
    writer.update("INSERT DATA { GRAPH <urn:own> { <urn:a> <urn:b> <urn:c> } }", Using::default()).unwrap();
    let place = writer.backup().unwrap();
    let copy = store.join(place);
    writer.update("CLEAR ALL", Using::default()).unwrap();
    let copy = copy.to_str().unwrap();
    assert!(String::from_utf8(quads(copy)).unwrap().contains("<urn:a> <urn:b> <urn:c> <urn:own> ."));
}
