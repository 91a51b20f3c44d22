//! The store through its public API: replacing graphs, one holder at a time, crashes and full disks.

use linkworker::store::{Change, KnowledgeGraph, Replaced, StoreError};
use oxigraph::model::{Literal, NamedNode, Quad};

fn iri(local: &str) -> NamedNode {
    NamedNode::new(format!("http://example.org/{local}")).unwrap()
}

/// `n` quads of a graph, different for each `version`.
fn quads(graph: &str, version: &str, n: usize) -> Vec<Quad> {
    (0..n)
        .map(|i| {
            Quad::new(iri(&format!("s{i}")), iri("p"), Literal::from(format!("{version} {i}")), iri(graph))
        })
        .collect()
}

fn replace(graph: &KnowledgeGraph, name: &str, version: &str, n: usize) -> Replaced {
    graph.replace_graphs(&[iri(name)], quads(name, version, n)).unwrap()
}

/// What every store must do, in memory or on disk.
fn replaces_whole_graphs(graph: &KnowledgeGraph) {
    assert_eq!(replace(graph, "a", "one", 3), Replaced { added: 3, removed: 0 });
    assert_eq!(replace(graph, "b", "one", 2), Replaced { added: 2, removed: 0 });
    let generation = graph.generation();
    assert_eq!(replace(graph, "a", "one", 3), Replaced { added: 0, removed: 0 });
    assert_eq!(graph.generation(), generation, "the same content is no change");
    // The same quads twice, in another order, are the same content.
    let mut twice = quads("a", "one", 3);
    twice.reverse();
    twice.extend(quads("a", "one", 3));
    assert_eq!(graph.replace_graphs(&[iri("a")], twice).unwrap(), Replaced::default());
    assert_eq!(replace(graph, "a", "two", 5), Replaced { added: 5, removed: 3 });
    assert_eq!(replace(graph, "a", "two", 4), Replaced { added: 0, removed: 1 });
    assert!(graph.generation() > generation);
    assert_eq!(graph.graphs().unwrap(), [(iri("a"), 4), (iri("b"), 2)]);
    assert_eq!((graph.len().unwrap(), graph.is_empty().unwrap()), (6, false));
    // Two graphs in one step; one of them becomes empty and goes.
    let done = graph.replace_graphs(&[iri("a"), iri("c")], quads("c", "one", 1)).unwrap();
    assert_eq!(done, Replaced { added: 1, removed: 4 });
    assert_eq!(graph.graphs().unwrap(), [(iri("b"), 2), (iri("c"), 1)]);
    let error = graph.replace_graphs(&[iri("a")], quads("b", "two", 1)).unwrap_err();
    assert!(matches!(&error, StoreError::ForeignGraph(name) if name.contains("/b")), "{error}");
    assert_eq!(graph.len().unwrap(), 3);
    graph.flush().unwrap();
}

#[test]
fn replaces_whole_graphs_in_memory() {
    replaces_whole_graphs(&KnowledgeGraph::in_memory().unwrap());
}

#[test]
fn a_transaction_stays_whole_or_leaves_nothing() {
    let graph = KnowledgeGraph::in_memory().unwrap();
    replace(&graph, "a", "one", 3);
    let generation = graph.generation();
    let nothing: Result<Option<()>, StoreError> = graph.transact(|transaction| {
        transaction.clear().unwrap();
        Ok(None)
    });
    assert!(nothing.unwrap().is_none() && graph.len().unwrap() == 3);
    let failed: Result<Option<()>, StoreError> = graph.transact(|transaction| {
        transaction.clear().unwrap();
        Err(StoreError::ForeignGraph("x".to_owned()))
    });
    assert!(failed.is_err() && graph.len().unwrap() == 3);
    assert_eq!(graph.generation(), generation);
    let seen = graph.transact(|transaction| {
        transaction.insert(&quads("b", "two", 1)[0]);
        Ok::<_, StoreError>(Some(transaction.len()?))
    });
    assert_eq!((seen.unwrap(), graph.len().unwrap()), (Some(4), 4));
    assert!(graph.generation() > generation);
}

/// More changes than fit into one transaction.
fn changes_in_steps(graph: &KnowledgeGraph) {
    replace(graph, "a", "one", 3);
    let removed = quads("a", "one", 3).into_iter().map(Change::Remove);
    let added = quads("b", "two", 60_000).into_iter().map(Change::Add);
    assert_eq!(graph.change_in_steps(removed.chain(added).map(Ok)).unwrap(), 60_003);
    assert_eq!(graph.graphs().unwrap(), [(iri("b"), 60_000)], "the empty graph is gone");
    let generation = graph.generation();
    assert_eq!(graph.change_in_steps(std::iter::empty()).unwrap(), 0);
    assert_eq!(graph.generation(), generation);
    let broken =
        [Ok(Change::Add(quads("c", "x", 1).remove(0))), Err(StoreError::ForeignGraph("x".to_owned()))];
    assert!(graph.change_in_steps(broken.into_iter()).is_err());
    assert_eq!(graph.len().unwrap(), 60_000);
}

#[test]
fn changes_in_steps_in_memory() {
    changes_in_steps(&KnowledgeGraph::in_memory().unwrap());
}

#[test]
fn writers_take_turns() {
    let graph = KnowledgeGraph::in_memory().unwrap();
    std::thread::scope(|scope| {
        for version in ["one", "two", "three", "four"] {
            let graph = &graph;
            scope.spawn(move || {
                for _ in 0..20 {
                    replace(graph, "a", version, 50);
                }
            });
        }
    });
    // One version as a whole, not a mixture.
    let values: std::collections::BTreeSet<_> = graph
        .store()
        .iter()
        .map(|quad| quad.unwrap().object.to_string().split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!((values.len(), graph.len().unwrap()), (1, 50));
}

#[cfg(not(feature = "rocksdb"))]
#[test]
fn a_build_without_rocksdb_says_how_to_get_one() {
    let error = KnowledgeGraph::open(std::path::Path::new("some/store")).err().unwrap();
    let message = error.to_string();
    assert!(
        message.contains("some/store") && message.contains("make install") && message.contains("rocksdb"),
        "{message}"
    );
}

#[cfg(feature = "rocksdb")]
mod on_disk {
    use super::*;
    use std::fs;
    use std::io::{BufRead, BufReader};
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};

    fn open(dir: &Path) -> KnowledgeGraph {
        KnowledgeGraph::open(dir).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn replaces_whole_graphs_on_disk() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new/store");
        replaces_whole_graphs(&open(&path));
        let graph = open(&path);
        assert_eq!(graph.graphs().unwrap(), [(iri("b"), 2), (iri("c"), 1)]);
        // Enough for the bulk loader, beside what is there; then a real replacement of it, and the same again.
        assert_eq!(replace(&graph, "big", "one", 12_000), Replaced { added: 12_000, removed: 0 });
        assert_eq!(replace(&graph, "big", "one", 12_000), Replaced::default());
        assert_eq!(replace(&graph, "big", "two", 11_000), Replaced { added: 11_000, removed: 12_000 });
        assert_eq!(graph.graphs().unwrap(), [(iri("b"), 2), (iri("big"), 11_000), (iri("c"), 1)]);
        assert_eq!(graph.len().unwrap(), 11_003);
    }

    #[test]
    fn changes_in_steps_on_disk() {
        let dir = tempfile::tempdir().unwrap();
        changes_in_steps(&open(dir.path()));
        assert!(dir.path().join("changed").exists());
    }

    #[test]
    fn remembers_the_base_iri() {
        let dir = tempfile::tempdir().unwrap();
        let graph = open(dir.path());
        assert_eq!(graph.base(), None);
        graph.set_base("http://example.org/").unwrap();
        drop(graph);
        let graph = open(dir.path());
        assert_eq!(graph.base().as_deref(), Some("http://example.org/"));
        graph.set_base("http://example.org/").unwrap();
        let message = graph.set_base("http://other.org/").unwrap_err().to_string();
        assert!(
            message.contains("http://example.org/") && message.contains("http://other.org/"),
            "{message}"
        );
    }

    #[test]
    fn refuses_what_is_no_store() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("thesis.docx"), "precious").unwrap();
        let error = KnowledgeGraph::open(dir.path()).err().unwrap();
        assert!(matches!(error, StoreError::NotAStore(_)), "{error}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing was put beside it");
        let file = dir.path().join("thesis.docx");
        assert!(
            matches!(KnowledgeGraph::open(&file).err().unwrap(), StoreError::File { path, .. } if path == file)
        );

        let store = tempfile::tempdir().unwrap();
        drop(open(store.path()));
        fs::write(store.path().join("linkworker.json"), r#"{"linkworker_store": 999}"#).unwrap();
        assert!(matches!(
            KnowledgeGraph::open(store.path()).err().unwrap(),
            StoreError::TooNew { found: 999, .. }
        ));
        fs::write(store.path().join("linkworker.json"), "not JSON").unwrap();
        let message = KnowledgeGraph::open(store.path()).err().unwrap().to_string();
        assert!(message.contains("linkworker.json"), "{message}");
    }

    /// Starts this test binary again to run one of the tests below that act as another process.
    fn process(act: &str, dir: &Path) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &format!("store::on_disk::{act}"), "--nocapture"])
            .env("LINKWORKER_TEST_STORE", dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    fn wait_for(child: &mut Child, word: &str) {
        let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        assert!(
            lines.map_while(Result::ok).any(|line| line.contains(word)),
            "the other process never said {word}"
        );
    }

    fn act_dir() -> Option<PathBuf> {
        std::env::var_os("LINKWORKER_TEST_STORE").map(PathBuf::from)
    }

    /// Acts as another process for `second_process_is_told_who_holds_the_store`; does nothing by itself.
    #[test]
    fn act_hold() {
        if let Some(dir) = act_dir() {
            let _graph = open(&dir);
            println!("open");
            std::thread::sleep(Duration::from_secs(60));
        }
    }

    /// Acts as another process for `a_killed_ingest_leaves_the_store_as_it_was`; does nothing by itself.
    #[test]
    fn act_ingest() {
        if let Some(dir) = act_dir() {
            let graph = open(&dir);
            println!("start");
            // New graphs by the bulk loader, the old one by a transaction.
            replace(&graph, "new", "one", 12_000);
            replace(&graph, "old", "two", 4_000);
            graph.flush().unwrap();
            println!("done");
        }
    }

    #[test]
    fn second_process_is_told_who_holds_the_store() {
        let dir = tempfile::tempdir().unwrap();
        let mut child = process("act_hold", dir.path());
        wait_for(&mut child, "open");
        let error = KnowledgeGraph::open(dir.path()).err().unwrap();
        assert!(matches!(&error, StoreError::InUse { pid: Some(pid), .. } if *pid == child.id()), "{error}");
        let message = error.to_string();
        assert!(message.contains(&format!("in use by process {}", child.id())), "{message}");
        // The lock of a process that died is no lock.
        child.kill().unwrap();
        child.wait().unwrap();
        drop(open(dir.path()));
        // In the same process too.
        let graph = open(dir.path());
        assert!(matches!(KnowledgeGraph::open(dir.path()), Err(StoreError::InUse { .. })));
        drop(graph);
    }

    /// Files of a bulk load that did not come to its end.
    fn bulk_files(store: &Path) -> usize {
        let files = fs::read_dir(store.join("data")).unwrap();
        files.filter(|file| file.as_ref().unwrap().file_name().to_string_lossy().starts_with("bulk-")).count()
    }

    /// How long the other process takes if nobody kills it.
    fn whole_ingest() -> Duration {
        let dir = tempfile::tempdir().unwrap();
        old_store(dir.path());
        let mut child = process("act_ingest", dir.path());
        wait_for(&mut child, "start");
        let start = Instant::now();
        assert!(child.wait().unwrap().success());
        start.elapsed()
    }

    fn old_store(dir: &Path) {
        let graph = open(dir);
        replace(&graph, "old", "one", 4_000);
        graph.flush().unwrap();
    }

    #[test]
    fn a_killed_ingest_leaves_the_store_as_it_was() {
        let whole = whole_ingest();
        let mut seen = std::collections::BTreeSet::new();
        for round in 0..=6 {
            let dir = tempfile::tempdir().unwrap();
            old_store(dir.path());
            let mut child = process("act_ingest", dir.path());
            wait_for(&mut child, "start");
            std::thread::sleep(whole * round / 6);
            child.kill().unwrap();
            child.wait().unwrap();
            let graph = open(dir.path());
            let state: Vec<_> = graph
                .graphs()
                .unwrap()
                .into_iter()
                .map(|(name, count)| (name.into_string(), count))
                .collect();
            let new = state.iter().find(|(name, _)| name.ends_with("/new")).map(|(_, count)| *count);
            assert!(matches!(new, None | Some(12_000)), "round {round}: {state:?}");
            let old = replace(&graph, "old", "one", 4_000);
            assert!(
                old == Replaced::default() || old == Replaced { added: 4_000, removed: 4_000 },
                "round {round}: {old:?}"
            );
            let leftovers = fs::read_dir(dir.path().join("data"))
                .unwrap()
                .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("bulk-"));
            assert_eq!(leftovers.count(), 0);
            seen.insert((new, old.added));
        }
        assert!(seen.len() > 1, "all rounds ended in the same state, the delays are wrong: {seen:?}");
    }

    #[test]
    fn leftovers_of_a_bulk_load_are_swept() {
        let dir = tempfile::tempdir().unwrap();
        drop(open(dir.path()));
        let left = dir.path().join("data/bulk-123.sst");
        fs::write(&left, "half a file").unwrap();
        drop(open(dir.path()));
        assert!(!left.exists());
    }

    /// A small file system that goes with the test; `None` where this user can't mount one.
    struct SmallDisk(tempfile::TempDir);

    impl SmallDisk {
        fn mount(megabytes: u32) -> Option<Self> {
            let dir = tempfile::tempdir().unwrap();
            let mounted = Command::new("mount")
                .args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"])
                .arg(dir.path())
                .stderr(Stdio::null())
                .status();
            mounted.is_ok_and(|status| status.success()).then_some(Self(dir))
        }
    }

    impl Drop for SmallDisk {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg(self.0.path()).status();
        }
    }

    #[test]
    fn a_full_disk_leaves_the_store_as_it_was() {
        let Some(disk) = SmallDisk::mount(24) else {
            eprintln!("skipped: this user can't mount a file system");
            return;
        };
        let path = disk.0.path().join("store");
        let graph = open(&path);
        replace(&graph, "old", "one", 1_000);
        graph.flush().unwrap();
        // By the bulk loader, and by a transaction.
        for name in ["new", "old"] {
            let error = graph.replace_graphs(&[iri(name)], quads(name, "two", 250_000)).unwrap_err();
            assert!(matches!(error, StoreError::DiskFull(_)), "{name}: {error}");
            assert!(error.to_string().contains("no space is left"), "{error}");
            assert_eq!(graph.graphs().unwrap(), [(iri("old"), 1_000)], "{name}");
            assert_eq!(bulk_files(&path), 0);
        }
        drop(graph);
        let graph = open(&path);
        assert_eq!(replace(&graph, "old", "one", 1_000), Replaced::default());
    }
}
