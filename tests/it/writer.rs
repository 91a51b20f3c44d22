//! The one writer: every change becomes a release that readers see at once, or leaves no trace.

use crate::http::BASE;
use linkworker::ingest::{Document, Event, Settings, Syntax, WriteError, Writer};
use linkworker::mapping::AbstractPolicy;
use linkworker::mapping::iri::Iris;
use linkworker::query::{Limits, QueryError, Using};
use linkworker::read::{Input, Options};
use linkworker::snapshot::Snapshot;
use linkworker::store::KnowledgeGraph;
use oxigraph::model::{GraphName, GraphNameRef, NamedNode, Quad};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// A record that knows its PubMed number only.
pub(crate) const FIRST: &str =
    "PMID- 38000001\nTI  - Link workers and loneliness in primary care\nDP  - 2024\n\n";
/// The same work with its DOI, and another one.
pub(crate) const SECOND: &str = "PMID- 38000001\nTI  - Link workers and loneliness in primary care\nDP  - 2024\n\
    LID - 10.1000/one [doi]\n\nPMID- 38000002\nTI  - Arts on prescription: a randomised controlled trial\nDP  - 2023\n\n";

pub(crate) fn settings() -> Settings {
    Settings {
        iris: Iris::new(BASE).unwrap(),
        abstracts: AbstractPolicy::Full,
        read: Options::default(),
        generated: None,
    }
}

pub(crate) fn writer() -> Writer {
    Writer::open(KnowledgeGraph::in_memory().unwrap(), settings(), 5).unwrap()
}

pub(crate) fn file(name: &str, text: &str) -> Input {
    Input::Memory { name: name.to_owned(), bytes: text.as_bytes().into() }
}

pub(crate) fn seen_by_readers(writer: &Writer) -> Arc<Snapshot> {
    writer.published().get()
}

pub(crate) fn graph(name: &str) -> GraphName {
    NamedNode::new(name).unwrap().into()
}

fn size(writer: &Writer, name: &str) -> u64 {
    seen_by_readers(writer).graph_size(graph(name).as_ref())
}

fn turtle(text: &str) -> Document {
    Document::new(Syntax::Turtle, text)
}

/// What the store itself holds must be what readers see.
fn quads(snapshot: &Snapshot) -> BTreeSet<String> {
    snapshot.quads().map(|quad: Quad| quad.to_string()).collect()
}

#[test]
fn an_ingest_is_a_release() {
    let writer = writer();
    let (empty, mut events) = (seen_by_readers(&writer), Vec::new());
    let (written, report) = writer
        .ingest(&[file("folder/one.nbib", FIRST)], |event| {
            events.push(format!("{event:?}").split([' ', '(']).next().unwrap().to_owned());
        })
        .unwrap();
    assert!(written.is_new && report.loaded() == 1);
    assert_eq!((written.release.number, written.release.works), (2, 1));
    assert_eq!(written.release.action.to_string(), "ingest of one.nbib");
    assert_eq!(written.release.sources[0].name, "one.nbib");
    assert_eq!(written.release.id, seen_by_readers(&writer).id());
    assert_eq!(events, ["Reading", "Read", "Comparing", "Loading", "Done", "Publishing"]);
    assert!(empty.is_empty(), "who began on the old release reads on in it");
    // The same bytes are no news.
    let (again, _) = writer.ingest(&[file("one.nbib", FIRST)], |_| ()).unwrap();
    assert!(!again.is_new && again.release == written.release);
    assert_eq!(writer.releases().list().unwrap().len(), 2);
}

#[test]
fn a_file_without_records_leaves_no_trace() {
    let writer = writer();
    writer.ingest(&[file("one.nbib", FIRST)], |_| ()).unwrap();
    let before = seen_by_readers(&writer);
    for text in ["", "no record at all", "PMID- \n\n"] {
        let error = writer.ingest(&[file("bad.nbib", text)], |_| ()).unwrap_err();
        assert!(matches!(&error, WriteError::NoRecord(_)), "{error}");
        assert!(error.to_string().contains("bad.nbib") || error.to_string().contains("rejected"), "{error}");
    }
    assert_eq!(seen_by_readers(&writer).id(), before.id());
    assert_eq!(writer.releases().list().unwrap().len(), 2);
}

#[test]
fn an_update_sees_the_union_and_writes_where_it_says() {
    let writer = writer();
    writer.ingest(&[file("one.nbib", FIRST)], |_| ()).unwrap();
    let update = "INSERT { GRAPH <urn:own> { ?work skos:note 'read' } } WHERE { ?work a schema:ScholarlyArticle } ;
        INSERT { GRAPH <urn:own> { ?work skos:note ?more } } WHERE { ?work skos:note ?note FILTER(?note = 'read') BIND(CONCAT(?note, '!') AS ?more) } ;
        INSERT DATA { <urn:s> <urn:p> _:b }";
    let written = writer.update(update, Using::default()).unwrap();
    assert!(written.is_new && written.release.action.to_string().starts_with("update: INSERT"));
    assert_eq!(size(&writer, "urn:own"), 2, "the second operation sees the first");
    let snapshot = seen_by_readers(&writer);
    assert_eq!(snapshot.graph_size(GraphNameRef::DefaultGraph), 1);
    assert!(snapshot.quads().all(|quad| !quad.object.is_blank_node()), "no blank node is published");
    assert_eq!(written.release.sources.len(), 1, "it still says which sources were read");
    // Nothing to do is no release.
    for nothing in ["DELETE DATA { <urn:no> <urn:such> <urn:thing> }", "CREATE GRAPH <urn:empty>"] {
        assert!(!writer.update(nothing, Using::default()).unwrap().is_new, "{nothing}");
    }
    // The graphs that the request names are the ones that are read.
    let using = Using { default: vec![NamedNode::new("urn:own").unwrap()], named: Vec::new() };
    writer.update("INSERT { GRAPH <urn:copy> { ?s ?p ?o } } WHERE { ?s ?p ?o }", using).unwrap();
    assert_eq!(size(&writer, "urn:copy"), 2);
}

#[test]
fn what_an_update_may_not_do_is_refused_before_anything_runs() {
    let writer = writer();
    let before = seen_by_readers(&writer);
    let nested =
        format!("INSERT {{ <urn:a> <urn:b> ?c }} WHERE {{ {}?a ?b ?c{} }}", "{".repeat(200), "}".repeat(200));
    let refused = |text: &str| match writer.update(text, Using::default()) {
        Err(WriteError::Update(error)) => error,
        other => panic!("{text}: {other:?}"),
    };
    for (text, word) in [
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> } ; LOAD <http://example.org/x>", "LOAD"),
        ("LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:g>", "LOAD"),
        (
            "INSERT DATA { <urn:a> <urn:b> <urn:c> } ; INSERT { <urn:a> <urn:b> ?x } WHERE { SERVICE SILENT <http://127.0.0.1:1/> { ?x ?y ?z } }",
            "SERVICE",
        ),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> } ; DROP GRAPH <urn:nothing>", "SILENT"),
    ] {
        let error = refused(text);
        assert!(matches!(&error, QueryError::Refused(reason) if reason.contains(word)), "{text}: {error}");
    }
    assert!(matches!(refused(&nested), QueryError::TooComplex(_)));
    let error = refused("INSERT DATA {\n <urn:a> <urn:b> }");
    assert!(matches!(&error, QueryError::Syntax { line: Some(2), .. }), "{error:?}");
    assert!(matches!(refused("SELECT * { ?s ?p ?o }"), QueryError::Syntax { .. }));
    assert!(matches!(
        refused("INSERT { <urn:a> <urn:b> ?s } WHERE { ?s nope:p ?o }"),
        QueryError::Syntax { .. }
    ));
    assert_eq!(seen_by_readers(&writer).id(), before.id());
}

#[test]
fn an_update_that_takes_too_long_leaves_no_trace() {
    let writer = writer().with_limits(Limits { timeout: Duration::from_millis(300), ..Limits::default() });
    writer.ingest(&[file("two.nbib", SECOND)], |_| ()).unwrap();
    let before = seen_by_readers(&writer);
    let began = Instant::now();
    let long = "INSERT DATA { <urn:a> <urn:b> <urn:c> } ;
        INSERT { <urn:a> <urn:b> ?s } WHERE { ?s ?p ?o FILTER EXISTS { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i && ?d = 1) } }";
    let error = writer.update(long, Using::default()).unwrap_err();
    assert!(matches!(error, WriteError::Update(QueryError::Timeout(_))), "{error}");
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    assert_eq!(seen_by_readers(&writer).id(), before.id());
    assert!(writer.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }", Using::default()).unwrap().is_new);
}

#[test]
fn a_change_that_violates_the_shapes_leaves_no_trace() {
    let writer = writer();
    writer.ingest(&[file("one.nbib", FIRST)], |_| ()).unwrap();
    let before = seen_by_readers(&writer);
    let nameless = "INSERT DATA { GRAPH <urn:own> { <urn:person> a foaf:Person ; skos:note 'who?' } }";
    let untitled = "DELETE { GRAPH ?g { ?w dcterms:title ?t } } WHERE { GRAPH ?g { ?w dcterms:title ?t ; a schema:ScholarlyArticle } } ;
        DELETE { GRAPH ?g { ?w datacite:hasIdentifier ?i } } WHERE { GRAPH ?g { ?w datacite:hasIdentifier ?i } }";
    for text in [nameless, untitled] {
        let error = writer.update(text, Using::default()).unwrap_err();
        assert!(
            matches!(&error, WriteError::Shapes(report) if !report.results.is_empty()),
            "{text}: {error}"
        );
    }
    let person = turtle("<urn:person> a <http://xmlns.com/foaf/0.1/Person> .");
    for put in
        [writer.replace_graph(&graph("urn:own"), &person), writer.add_to_graph(&graph("urn:own"), &person)]
    {
        let error = put.unwrap_err();
        assert!(error.to_string().contains("A person needs a name"), "{error}");
    }
    assert_eq!(seen_by_readers(&writer).id(), before.id());
    assert_eq!(writer.releases().list().unwrap().len(), 2);
    // What was wrong before does not hinder what is not.
    let named = "INSERT DATA { GRAPH <urn:own> { <urn:person> a foaf:Person ; foaf:name 'Ann' } }";
    let written = writer.update(named, Using::default()).unwrap();
    assert_eq!(size(&writer, "urn:own"), 2, "{:?}", written.release);
}

#[test]
fn graphs_are_replaced_added_to_and_deleted() {
    let writer = writer();
    let own = graph("urn:own");
    let put = writer.replace_graph(&own, &turtle("<urn:a> <urn:p> 1, 2 .")).unwrap();
    assert!(put.created && put.is_new && put.release.action.to_string() == "put graph urn:own");
    let put = writer.replace_graph(&own, &turtle("<urn:a> <urn:p> 2, 3 .")).unwrap();
    assert!(!put.created && size(&writer, "urn:own") == 2);
    assert!(!writer.add_to_graph(&own, &turtle("<urn:a> <urn:p> 3 .")).unwrap().is_new);
    assert!(writer.add_to_graph(&own, &turtle("<urn:a> <urn:p> [ <urn:q> <rel> ] .")).unwrap().is_new);
    assert_eq!(size(&writer, "urn:own"), 4);
    assert!(quads(&seen_by_readers(&writer)).iter().any(|quad| quad.contains("/.well-known/genid/")));
    // The unnamed graph is a graph of its own.
    assert!(writer.replace_graph(&GraphName::DefaultGraph, &turtle("<urn:a> <urn:p> 9 .")).unwrap().created);
    assert_eq!(size(&writer, "urn:own"), 4);
    assert!(writer.delete_graph(&own).unwrap().is_new);
    assert!(matches!(writer.delete_graph(&own).unwrap_err(), WriteError::NoGraph(_)));
    let error = writer.replace_graph(&own, &turtle("<urn:a> <urn:p> <half")).unwrap_err();
    assert!(matches!(error, WriteError::Document(_)), "{error}");
    assert_eq!((size(&writer, "urn:own"), seen_by_readers(&writer).statistics().quads), (0, 1));
}

#[test]
fn a_source_comes_back_when_it_is_read_again_and_goes_with_its_graph() {
    let writer = writer();
    let (first, _) = writer.ingest(&[file("one.nbib", FIRST)], |_| ()).unwrap();
    let facts = {
        let graph = "SELECT ?g { ?g dcterms:identifier ?sum ; prov:wasDerivedFrom ?source }";
        let engine = linkworker::query::Engine::new(writer.published(), Limits::default());
        engine.select(graph).unwrap().column("g").next().unwrap().unwrap().to_string()
    };
    let clear = format!("CLEAR GRAPH {facts}");
    assert!(writer.update(&clear, Using::default()).unwrap().is_new);
    // Reading another source leaves alone what somebody has done; reading the same one brings it back.
    let other = file("two.nbib", "PMID- 38000009\nTI  - Another\nDP  - 2020\n\n");
    assert_eq!(writer.ingest(std::slice::from_ref(&other), |_| ()).unwrap().0.release.works, 1);
    assert_eq!(writer.ingest(&[file("one.nbib", FIRST)], |_| ()).unwrap().0.release.works, 2);
    let name = graph(facts.trim_matches(['<', '>']));
    let gone = writer.delete_graph(&name).unwrap();
    assert_eq!((gone.release.works, gone.release.sources.len()), (1, 1));
    assert!(matches!(writer.delete_graph(&name).unwrap_err(), WriteError::NoGraph(_)));
    let fresh = self::writer();
    let (alone, _) = fresh.ingest(&[other], |_| ()).unwrap();
    assert_eq!(alone.release.id, gone.release.id, "nothing is left of it");
    assert_ne!(alone.release.id, first.release.id);
}

#[test]
fn one_change_at_a_time() {
    let writer = writer().with_patience(Duration::from_millis(50));
    let (began, waiting) = channel();
    let (go, may_go) = channel::<()>();
    std::thread::scope(|scope| {
        let ingest = scope.spawn(|| {
            let inputs = [file("one.nbib", FIRST)];
            writer
                .ingest(&inputs, move |event| {
                    if matches!(event, Event::Comparing) {
                        began.send(()).unwrap();
                        may_go.recv().unwrap();
                    }
                })
                .unwrap()
        });
        waiting.recv().unwrap();
        let update = writer.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }", Using::default());
        assert!(matches!(update.unwrap_err(), WriteError::Busy));
        assert!(seen_by_readers(&writer).is_empty(), "readers see nothing of what is half done");
        go.send(()).unwrap();
        assert!(ingest.join().unwrap().0.is_new);
    });
    assert!(writer.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }", Using::default()).unwrap().is_new);
}

#[test]
fn readers_see_one_release_or_the_other() {
    let writer = writer();
    let versions = 12;
    let put = |version: u32| {
        let triples =
            (0..200).map(|n| format!("<urn:s{n}> <urn:version> {version} .")).collect::<Vec<_>>().join("\n");
        writer.replace_graph(&graph("urn:own"), &turtle(&triples)).unwrap();
    };
    put(0);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = BTreeSet::new();
            loop {
                let snapshot = seen_by_readers(&writer);
                let found: BTreeSet<String> =
                    snapshot.triples(None, None, None).map(|triple| triple.object.to_string()).collect();
                assert_eq!((found.len(), snapshot.statistics().triples), (1, 200), "a mixture: {found:?}");
                let last = found.first().unwrap().contains(&format!("\"{versions}\""));
                seen.extend(found);
                if last {
                    return seen.len();
                }
            }
        });
        for version in 1..=versions {
            put(version);
        }
        assert!(reader.join().unwrap() > 1);
    });
}

#[test]
fn a_change_that_dies_half_way_is_undone() {
    let writer = writer();
    writer.ingest(&[file("one.nbib", FIRST)], |_| ()).unwrap();
    let before = seen_by_readers(&writer);
    for when in ["Comparing", "Loading", "Publishing"] {
        let died = catch_unwind(AssertUnwindSafe(|| {
            let inputs = [file("two.nbib", SECOND)];
            let _ =
                writer.ingest(&inputs, |event| assert!(!format!("{event:?}").starts_with(when), "dies here"));
        }));
        assert!(died.is_err(), "{when}");
        assert_eq!(seen_by_readers(&writer).id(), before.id());
        let written = writer.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }", Using::default()).unwrap();
        assert_eq!(written.release.works, 1, "{when}: something of the second file is there");
        let back = writer.update("DELETE DATA { <urn:a> <urn:b> <urn:c> }", Using::default()).unwrap();
        assert_eq!(back.release.id, before.id(), "{when}");
    }
    let (written, _) = writer.ingest(&[file("two.nbib", SECOND)], |_| ()).unwrap();
    assert_eq!(written.release.works, 2);
    let (fresh, both) = (self::writer(), [file("two.nbib", SECOND), file("one.nbib", FIRST)]);
    assert_eq!(
        fresh.ingest(&both, |_| ()).unwrap().0.release.id,
        written.release.id,
        "as if nothing had happened"
    );
}

#[cfg(feature = "rocksdb")]
mod on_disk {
    use super::*;
    use linkworker::ingest::{Releases, recover};
    use std::path::Path;

    fn open(dir: &Path, keep: usize) -> Writer {
        Writer::open(KnowledgeGraph::open(dir).unwrap(), settings(), keep).unwrap()
    }

    /// A store with one source, and what readers see of it.
    fn begun(dir: &Path) -> String {
        let writer = open(dir, 5);
        writer.ingest(&[file("one.nbib", FIRST)], |_| ()).unwrap();
        seen_by_readers(&writer).id().to_owned()
    }

    #[test]
    fn what_was_acknowledged_is_there_at_the_next_opening() {
        let dir = tempfile::tempdir().unwrap();
        begun(dir.path());
        let writer = open(dir.path(), 5);
        let written = writer
            .update("INSERT DATA { GRAPH <urn:own> { <urn:a> <urn:b> 'c' } }", Using::default())
            .unwrap();
        drop(writer);
        assert!(!dir.path().join("writing").exists() && !dir.path().join("changed").exists());
        assert_eq!(Snapshot::open(dir.path()).unwrap().id(), written.release.id);
        let writer = open(dir.path(), 5);
        assert_eq!(seen_by_readers(&writer).id(), written.release.id);
        assert_eq!(writer.releases().list().unwrap().len(), 3, "opening makes no release");
        let refused = writer.update("INSERT DATA { <urn:p> a foaf:Person }", Using::default());
        assert!(matches!(refused.unwrap_err(), WriteError::Shapes(_)));
        assert!(!dir.path().join("writing").exists() && !dir.path().join("changed").exists());
        assert!(!dir.path().join("snapshot.lws.next").exists());
    }

    #[test]
    fn what_a_dead_process_left_half_done_is_undone_at_the_next_opening() {
        for when in ["Comparing", "Loading", "Publishing"] {
            for by_writer in [true, false] {
                let dir = tempfile::tempdir().unwrap();
                let before = begun(dir.path());
                let writer = open(dir.path(), 5);
                let died = catch_unwind(AssertUnwindSafe(|| {
                    let inputs = [file("two.nbib", SECOND)];
                    let _ = writer
                        .ingest(&inputs, |event| assert!(!format!("{event:?}").starts_with(when), "dies"));
                }));
                assert!(died.is_err() && dir.path().join("writing").exists());
                drop(writer);
                if by_writer {
                    assert_eq!(seen_by_readers(&open(dir.path(), 5)).id(), before, "{when}");
                } else {
                    let graph = KnowledgeGraph::open(dir.path()).unwrap();
                    assert_eq!(recover(&graph).unwrap().unwrap().id(), before, "{when}");
                    assert!(recover(&graph).unwrap().is_none());
                }
                assert!(!dir.path().join("writing").exists() && !dir.path().join("changed").exists());
                let writer = open(dir.path(), 5);
                assert_eq!(writer.ingest(&[file("two.nbib", SECOND)], |_| ()).unwrap().0.release.works, 2);
            }
        }
    }

    #[test]
    fn a_release_that_was_made_and_not_shown_is_shown_at_the_next_opening() {
        let dir = tempfile::tempdir().unwrap();
        let before = begun(dir.path());
        let old = std::fs::read(dir.path().join("snapshot.lws")).unwrap();
        let writer = open(dir.path(), 5);
        let written = writer.update("INSERT DATA { <urn:a> <urn:b> 'c' }", Using::default()).unwrap();
        drop(writer);
        // As if the process had died between the two.
        std::fs::remove_file(dir.path().join("snapshot.lws")).unwrap();
        std::fs::write(dir.path().join("snapshot.lws"), old).unwrap();
        std::fs::write(dir.path().join("changed"), "").unwrap();
        std::fs::write(dir.path().join("writing"), "").unwrap();
        assert_eq!(Snapshot::open(dir.path()).unwrap().id(), before);
        assert_eq!(seen_by_readers(&open(dir.path(), 5)).id(), written.release.id);
        assert_eq!(Snapshot::open(dir.path()).unwrap().id(), written.release.id);
    }

    #[test]
    fn old_releases_go_and_whoever_reads_them_reads_on() {
        let dir = tempfile::tempdir().unwrap();
        begun(dir.path());
        let writer = open(dir.path(), 2);
        let releases = Releases::of_store(dir.path());
        let first = releases.snapshot(&releases.find("2").unwrap()).unwrap();
        let before = quads(&first);
        for n in 0..4 {
            writer.update(&format!("INSERT DATA {{ <urn:a> <urn:b> {n} }}"), Using::default()).unwrap();
        }
        let numbers: Vec<u64> = releases.list().unwrap().iter().map(|release| release.number).collect();
        assert_eq!(numbers, [5, 6]);
        assert_eq!(quads(&first), before);
        assert_eq!(std::fs::read_dir(dir.path().join("releases")).unwrap().count(), 2);
    }
}
