//! Releases: listed, compared, and gone back to.

use crate::writer::{FIRST, SECOND, file, graph, seen_by_readers, settings, writer};
use linkworker::ingest::{Document, ReleaseError, Syntax, WriteError, Writer, compare, write_patch};
use linkworker::query::Using;
use linkworker::snapshot::Snapshot;
use linkworker::store::KnowledgeGraph;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use std::collections::BTreeSet;

fn quads(snapshot: &Snapshot) -> BTreeSet<String> {
    snapshot.quads().map(|quad| quad.to_string()).collect()
}

/// A writer that has read two files one after the other.
fn with_two_files() -> Writer {
    let writer = writer();
    writer.ingest(&[file("one.nbib", FIRST)], |_| ()).unwrap();
    writer.ingest(&[file("two.nbib", SECOND)], |_| ()).unwrap();
    writer
}

#[test]
fn going_back_gives_the_same_bytes() {
    let writer = with_two_files();
    let [first, second] = [2, 3].map(|n: u64| writer.releases().find(&n.to_string()).unwrap());
    let back = writer.rollback(&first.id[..12]).unwrap();
    assert_eq!((&back.release.id, back.release.number), (&first.id, 4));
    assert_eq!(back.release.action.to_string(), "rollback to 2");
    assert_eq!(back.release.sources, first.sources);
    assert_eq!(seen_by_readers(&writer).id(), first.id);
    // What is kept of the sources went back too: nothing of the second file takes part in what comes next.
    let (third, _) =
        writer.ingest(&[file("three.nbib", "PMID- 38000003\nTI  - Third\nDP  - 2020\n\n")], |_| ()).unwrap();
    assert_eq!((third.release.works, third.release.sources.len()), (2, 2));
    // And forth: the last release with an id is the one that is meant.
    assert!(writer.rollback("3").unwrap().is_new);
    assert_eq!(seen_by_readers(&writer).id(), second.id);
    assert!(!writer.rollback(&second.id).unwrap().is_new, "there already");
    assert!(matches!(writer.rollback("99").unwrap_err(), WriteError::Release(ReleaseError::NoSuch(_))));
    assert!(matches!(writer.rollback("").unwrap_err(), WriteError::Release(ReleaseError::NoSuch(_))));
}

#[test]
fn going_back_undoes_updates_everywhere() {
    let writer = with_two_files();
    let before = seen_by_readers(&writer);
    writer.update("CLEAR ALL", Using::default()).unwrap();
    assert!(seen_by_readers(&writer).is_empty());
    writer
        .replace_graph(&graph("urn:own"), &Document::new(Syntax::NTriples, "<urn:a> <urn:b> \"c\" ."))
        .unwrap();
    let back = writer.rollback("3").unwrap();
    assert_eq!(back.release.id, before.id());
    assert_eq!(quads(&seen_by_readers(&writer)), quads(&before));
    // The store is in step with what readers see: the next change begins from there.
    let next =
        writer.update("INSERT DATA { GRAPH <urn:own> { <urn:a> <urn:b> 'c' } }", Using::default()).unwrap();
    assert_eq!(next.release.quads, before.statistics().quads + 1);
}

#[test]
fn a_comparison_counts_works_that_came_went_merged_and_changed_their_topics() {
    let writer = with_two_files();
    let snapshot = |n: &str| {
        let releases = writer.releases();
        releases.snapshot(&releases.find(n).unwrap()).unwrap()
    };
    let iris = settings().iris;
    let [empty, first, second] = ["1", "2", "3"].map(snapshot);
    assert_eq!(compare(&first, &first, &iris), linkworker::ingest::Changes::default());
    let came = compare(&empty, &first, &iris);
    assert_eq!((came.works_added, came.works_removed, came.added), (1, 0, first.statistics().quads));
    // The DOI is the better name: the PubMed number leads to it, and one more work came.
    let merged = compare(&first, &second, &iris);
    assert_eq!((merged.works_merged, merged.works_added, merged.works_removed), (1, 2, 0), "{merged:?}");
    let (old, new) = &merged.merged[0];
    assert!(old.ends_with("work/pmid/38000001") && new.ends_with("work/doi/10.1000/one"), "{merged:?}");
    let went = compare(&second, &first, &iris);
    assert_eq!((went.works_added, went.works_removed, went.works_merged), (1, 2, 0), "{went:?}");
    assert_eq!((went.added, went.removed), (merged.removed, merged.added));
    // Per graph, the counts add up to the whole.
    let sum = |of: fn(&linkworker::ingest::GraphChange) -> u64| merged.graphs.values().map(of).sum::<u64>();
    assert_eq!((sum(|g| g.added), sum(|g| g.removed)), (merged.added, merged.removed));
    writer
        .update(
            "DELETE { GRAPH ?g { ?w sprx:concerns ?c } } WHERE { GRAPH ?g { ?w sprx:concerns ?c ; dcterms:subject ?c } }",
            Using::default(),
        )
        .unwrap();
    let retagged = compare(&second, &seen_by_readers(&writer), &iris);
    assert_eq!(
        (retagged.works_retagged, retagged.works_added, retagged.works_removed),
        (2, 0, 0),
        "{retagged}"
    );
    assert!(retagged.to_string().contains("2 with other concepts"), "{retagged}");
}

/// By hand: the lines of the patch applied to the one set of quads give the other.
#[test]
fn a_patch_leads_from_one_release_to_the_other() {
    let writer = with_two_files();
    writer.update("INSERT DATA { <urn:a> <urn:b> 'unnamed' } ; INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 'x\\n\"y' } }", Using::default()).unwrap();
    let releases = writer.releases();
    let pairs = [("1", "3"), ("2", "3"), ("3", "2"), ("3", "4"), ("4", "1"), ("4", "4")];
    for (from, to) in pairs {
        let [before, after] = [from, to].map(|n| releases.snapshot(&releases.find(n).unwrap()).unwrap());
        let mut patch = Vec::new();
        write_patch(&before, &after, &mut patch).unwrap();
        let patch = String::from_utf8(patch).unwrap();
        let mut state = quads(&before);
        let mut lines = patch.lines();
        assert_eq!(lines.next(), Some(format!("H id \"{}\" .", after.id()).as_str()));
        assert_eq!(lines.next(), Some(format!("H prev \"{}\" .", before.id()).as_str()));
        assert_eq!((lines.next(), lines.next_back()), (Some("TX ."), Some("TC .")));
        for line in lines {
            let (letter, statement) = line.split_once(' ').unwrap();
            let quad: Quad = RdfParser::from_format(RdfFormat::NQuads)
                .for_slice(statement.as_bytes())
                .next()
                .unwrap()
                .unwrap();
            match letter {
                "A" => assert!(state.insert(quad.to_string()), "there already: {line}"),
                "D" => assert!(state.remove(&quad.to_string()), "not there: {line}"),
                other => panic!("{other}"),
            }
        }
        assert_eq!(state, quads(&after), "{from} to {to}");
    }
}

#[test]
fn releases_are_listed_and_found() {
    let writer = with_two_files();
    let releases = writer.releases().list().unwrap();
    assert_eq!(releases.iter().map(|release| release.number).collect::<Vec<_>>(), [1, 2, 3]);
    let last = &releases[2];
    assert_eq!(writer.releases().last().unwrap().as_ref(), Some(last));
    assert_eq!((last.works, last.sources.len()), (2, 2));
    assert_eq!(last.quads, seen_by_readers(&writer).statistics().quads);
    assert!(last.time.ends_with('Z') && last.time.len() == 20, "{}", last.time);
    assert_eq!(writer.releases().find(&last.id[..8].to_uppercase()).unwrap(), *last);
    for none in ["0", "4", "abc", "zzzz", "-1", "../2"] {
        let error = writer.releases().find(none).unwrap_err();
        assert!(matches!(&error, ReleaseError::NoSuch(_)) && error.to_string().contains("list"), "{error}");
    }
    let json = serde_json::to_value(last).unwrap();
    assert_eq!(json["action"], serde_json::json!({ "kind": "ingest", "files": ["two.nbib"] }));
    let read: linkworker::ingest::Release = serde_json::from_value(json).unwrap();
    assert_eq!(read, *last);
}

#[test]
fn only_the_newest_are_kept() {
    let writer = Writer::open(KnowledgeGraph::in_memory().unwrap(), settings(), 3).unwrap();
    for n in 0..6 {
        writer.update(&format!("INSERT DATA {{ <urn:a> <urn:b> {n} }}"), Using::default()).unwrap();
    }
    let numbers: Vec<u64> = writer.releases().list().unwrap().iter().map(|release| release.number).collect();
    assert_eq!(numbers, [5, 6, 7]);
    assert!(writer.rollback("4").is_err());
    assert!(writer.rollback("5").unwrap().is_new);
}

#[cfg(feature = "rocksdb")]
mod on_disk {
    use super::*;
    use crate::data;
    use std::fs;
    use std::path::Path;
    use std::process::{Command, Output};

    fn run(args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linkworker"));
        command.args(args).env_remove("LINKWORKER_STORE").env_remove("LINKWORKER_BASE_IRI").output().unwrap()
    }

    fn stdout(args: &[&str]) -> String {
        let output = run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn more(folder: &Path) -> String {
        let path = folder.join("more.nbib");
        fs::write(&path, SECOND).unwrap();
        path.to_str().unwrap().to_owned()
    }

    #[test]
    fn every_ingest_of_the_command_line_is_a_release_too() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store").to_str().unwrap().to_owned();
        let (example, more) = (data::example(), more(folder.path()));
        stdout(&["ingest", example.to_str().unwrap(), "--store", &store]);
        stdout(&["ingest", &more, "--store", &store]);
        stdout(&["ingest", &more, "--store", &store]);
        let listed = stdout(&["release", "list", "--store", &store]);
        assert_eq!(listed.lines().count(), 2, "{listed}");
        assert!(listed.lines().next().unwrap().ends_with("ingest of more.nbib"), "{listed}");
        let json: serde_json::Value =
            serde_json::from_str(&stdout(&["release", "list", "--store", &store, "--format", "json"]))
                .unwrap();
        let first = json[1]["id"].as_str().unwrap().to_owned();
        let compared = stdout(&["release", "compare", "--store", &store]);
        assert!(compared.contains("works: 2 added, 0 removed"), "{compared}");
        let patch = stdout(&["release", "compare", "2", &first, "--store", &store, "--format", "patch"]);
        assert!(
            patch.starts_with("H id ") && patch.lines().skip(3).any(|line| line.starts_with("D ")),
            "{patch}"
        );
        // Back again: readers see what they saw.
        stdout(&["release", "rollback", &first, "--store", &store]);
        assert_eq!(Snapshot::open(Path::new(&store)).unwrap().id(), first);
        let same = Path::new(&store).join("releases/000003/snapshot.lws");
        assert_eq!(fs::read(same).unwrap(), fs::read(Path::new(&store).join("snapshot.lws")).unwrap());
        // The sources of the rolled-back file are gone: to read it again gives the second release.
        stdout(&["ingest", &more, "--store", &store, "--keep", "2"]);
        let json: serde_json::Value =
            serde_json::from_str(&stdout(&["release", "list", "--store", &store, "--format", "json"]))
                .unwrap();
        let numbers: Vec<u64> =
            json.as_array().unwrap().iter().map(|r| r["number"].as_u64().unwrap()).collect();
        assert_eq!(numbers, [4, 3]);
        let output = run(&["release", "rollback", "1", "--store", &store]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("no release 1"));
    }

    #[test]
    fn a_store_without_releases_gets_its_first() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store").to_str().unwrap().to_owned();
        let more = more(folder.path());
        stdout(&["ingest", &more, "--store", &store]);
        // As a store of an older program.
        fs::remove_dir_all(Path::new(&store).join("releases")).unwrap();
        let output = run(&["release", "list", "--store", &store]);
        assert_eq!(output.status.code(), Some(2));
        stdout(&["ingest", &more, "--store", &store]);
        assert_eq!(stdout(&["release", "list", "--store", &store]).lines().count(), 1);
    }

    #[test]
    fn a_damaged_release_is_no_use() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store").to_str().unwrap().to_owned();
        let (example, more) = (data::example(), more(folder.path()));
        stdout(&["ingest", example.to_str().unwrap(), "--store", &store]);
        stdout(&["ingest", &more, "--store", &store]);
        let file = Path::new(&store).join("releases/000001/snapshot.lws");
        let mut bytes = fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&file, bytes).unwrap();
        let now = fs::read(Path::new(&store).join("snapshot.lws")).unwrap();
        let output = run(&["release", "rollback", "1", "--store", &store]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("damaged"));
        assert!(now == fs::read(Path::new(&store).join("snapshot.lws")).unwrap(), "nothing was changed");
    }
}
