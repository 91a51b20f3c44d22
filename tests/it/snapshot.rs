//! The snapshot as a data set of its own: what goes in comes out, pattern by pattern, and what is damaged is refused.

use crate::data::snapshot;
use linkworker::snapshot::{Builder, FILE_NAME, Snapshot, SnapshotError};
use linkworker::store::KnowledgeGraph;
use linkworker::vocab::rdf;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode, Quad, Term, Triple};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;

fn node(name: &str) -> NamedNode {
    NamedNode::new(format!("http://example.org/{name}")).unwrap()
}

fn build(quads: &[Quad]) -> Snapshot {
    Snapshot::in_memory(filled(quads), Some("http://example.org/")).unwrap()
}

fn id(quads: &[Quad]) -> String {
    build(quads).id().to_owned()
}

fn filled(quads: &[Quad]) -> Builder {
    let mut builder = Builder::default();
    for quad in quads {
        builder.add(quad.as_ref()).unwrap();
    }
    builder
}

/// Few terms, so that patterns meet: subjects that are predicates and graphs too, the same text in every class.
fn any_quad() -> impl Strategy<Value = Quad> {
    let name = prop::sample::select(vec!["a", "b", "c", "d", "p", "q"]);
    let text = prop::sample::select(vec![
        "",
        "a",
        "1",
        "01",
        "10",
        "2",
        "2024-01-01",
        "NaN",
        "é",
        "http://example.org/a",
    ]);
    let datatype =
        prop::sample::select(vec![xsd::STRING, xsd::INTEGER, xsd::DATE, xsd::DOUBLE, xsd::ANY_URI]);
    let language = prop::sample::select(vec!["en", "de", "en-gb"]);
    let object = prop_oneof![
        name.clone().prop_map(|name| Term::from(node(name))),
        name.clone().prop_map(|name| Term::from(BlankNode::new_unchecked(name))),
        (text.clone(), datatype)
            .prop_map(|(text, datatype)| Literal::new_typed_literal(text, datatype).into()),
        (text, language)
            .prop_map(|(text, tag)| Literal::new_language_tagged_literal(text, tag).unwrap().into()),
    ];
    let graph = prop_oneof![
        Just(GraphName::DefaultGraph),
        name.clone().prop_map(|name| GraphName::from(node(name))),
        Just(GraphName::from(BlankNode::new_unchecked("g"))),
    ];
    let predicate = prop::sample::select(vec![node("p"), node("q"), rdf::TYPE.into_owned()]);
    (name, predicate, object, graph)
        .prop_map(|(subject, predicate, object, graph)| Quad::new(node(subject), predicate, object, graph))
}

proptest! {
    /// Against plain sets: every pattern of every triple that there is, and of some that there are not.
    #[test]
    fn what_goes_in_comes_out(quads in prop::collection::vec(any_quad(), 0..60)) {
        let snapshot = build(&quads);
        let wanted: HashSet<Quad> = quads.iter().cloned().collect();
        let found: Vec<Quad> = snapshot.quads().collect();
        prop_assert_eq!(found.len(), wanted.len(), "a quad is repeated");
        prop_assert_eq!(found.into_iter().collect::<HashSet<_>>(), wanted);
        let union: HashSet<Triple> = quads.iter().map(|quad| Triple::from(quad.clone())).collect();
        let absent = Triple::new(node("a"), node("q"), node("nowhere"));
        for asked in union.iter().chain([&absent]) {
            for bound in 0..8 {
                let s = (bound & 1 != 0).then_some(asked.subject.as_ref());
                let p = (bound & 2 != 0).then_some(asked.predicate.as_ref());
                let o = (bound & 4 != 0).then_some(asked.object.as_ref());
                let fits = |triple: &&Triple| {
                    s.is_none_or(|s| s == triple.subject.as_ref())
                        && p.is_none_or(|p| p == triple.predicate.as_ref())
                        && o.is_none_or(|o| o == triple.object.as_ref())
                };
                let wanted: HashSet<Triple> = union.iter().filter(fits).cloned().collect();
                let found: Vec<Triple> = snapshot.triples(s, p, o).collect();
                prop_assert_eq!(found.len(), wanted.len(), "{} with pattern {}", asked, bound);
                prop_assert_eq!(found.into_iter().collect::<HashSet<_>>(), wanted);
                prop_assert_eq!(snapshot.contains(s, p, o), union.iter().any(|triple| fits(&triple)));
            }
            let graphs: BTreeSet<NamedNode> = quads
                .iter()
                .filter(|quad| quad.subject == asked.subject)
                .filter_map(|quad| match &quad.graph_name {
                    GraphName::NamedNode(name) => Some(name.clone()),
                    _ => None,
                })
                .collect();
            prop_assert_eq!(snapshot.graphs_about(asked.subject.as_ref()), Vec::from_iter(graphs));
        }
    }

    #[test]
    fn equal_quads_make_equal_snapshots(quads in prop::collection::vec(any_quad(), 1..40), seed in any::<u64>()) {
        let mut shuffled: Vec<_> = quads.iter().chain(&quads[..1]).cloned().collect();
        fastrand::Rng::with_seed(seed).shuffle(&mut shuffled);
        prop_assert_eq!(id(&quads), id(&shuffled));
        let other = Quad::new(node("a"), node("p"), node("nowhere"), GraphName::DefaultGraph);
        shuffled.push(other);
        prop_assert_ne!(id(&quads), id(&shuffled));
    }

    /// The counts against counting by hand.
    #[test]
    fn counts_are_right(quads in prop::collection::vec(any_quad(), 0..60)) {
        let snapshot = build(&quads);
        let union: BTreeSet<String> = quads.iter().map(|quad| Triple::from(quad.clone()).to_string()).collect();
        let triples: HashSet<Triple> = quads.iter().map(|quad| Triple::from(quad.clone())).collect();
        let counts = snapshot.statistics();
        prop_assert_eq!(counts.triples, union.len() as u64);
        prop_assert_eq!(counts.quads, quads.iter().collect::<HashSet<_>>().len() as u64);
        prop_assert_eq!(counts.subjects, distinct(triples.iter().map(|t| t.subject.to_string())));
        prop_assert_eq!(counts.objects, distinct(triples.iter().map(|t| t.object.to_string())));
        for count in &counts.properties {
            let of: Vec<_> = triples.iter().filter(|t| t.predicate.as_str() == snapshot.text(count.property)).collect();
            prop_assert_eq!(count.triples, of.len() as u64);
            prop_assert_eq!(count.subjects, distinct(of.iter().map(|t| t.subject.to_string())));
            prop_assert_eq!(count.objects, distinct(of.iter().map(|t| t.object.to_string())));
        }
        prop_assert_eq!(counts.properties.len() as u64, distinct(triples.iter().map(|t| t.predicate.to_string())));
        let classes = |of: &str| -> BTreeSet<String> {
            let is_type = |t: &&Triple| t.predicate == rdf::TYPE && t.subject.to_string() == of;
            triples.iter().filter(is_type).map(|t| t.object.to_string()).collect()
        };
        let mut links: BTreeMap<(String, String, Option<String>), u64> = BTreeMap::new();
        for triple in &triples {
            // `None` stands for all triples, wherever they lead.
            let to = classes(&triple.object.to_string()).into_iter().map(Some).chain([None]).collect::<Vec<_>>();
            for class in classes(&triple.subject.to_string()) {
                for to in to.clone() {
                    *links.entry((class.clone(), triple.predicate.to_string(), to)).or_default() += 1;
                }
            }
        }
        let term = |number: u32| snapshot.term(number).unwrap().to_string();
        let found: BTreeMap<_, _> = counts.links.iter().flatten()
            .flat_map(|link| {
                let key = |to: Option<u32>| (term(link.class), term(link.property), to.map(term));
                let all = (key(None), link.triples);
                link.object_classes.iter().map(move |&(to, triples)| (key(Some(to)), triples)).chain([all])
            })
            .collect();
        prop_assert_eq!(found, links);
    }
}

fn distinct(names: impl Iterator<Item = String>) -> u64 {
    names.collect::<BTreeSet<_>>().len() as u64
}

#[test]
fn numbers_follow_the_values() {
    let literals = |datatype: oxigraph::model::NamedNodeRef<'static>, texts: &[&str]| -> Vec<Term> {
        texts.iter().map(|text| Literal::new_typed_literal(*text, datatype).into()).collect()
    };
    for terms in [
        literals(xsd::INTEGER, &["-10", "-9", "2", "10", "300"]),
        literals(xsd::DOUBLE, &["-1.5E0", "0.0E0", "2.0E-1", "1.0E1"]),
        literals(xsd::G_YEAR, &["-0044", "0900", "1999", "2024", "12024"]),
        literals(xsd::DATE, &["1999-12-31", "2000-01-01", "2000-01-02"]),
        literals(xsd::STRING, &["", "Z", "a", "aa", "é"]),
    ] {
        let quads: Vec<_> = terms
            .iter()
            .rev()
            .map(|term| Quad::new(node("s"), node("p"), term.clone(), GraphName::DefaultGraph))
            .collect();
        let snapshot = build(&quads);
        let numbers: Vec<_> = terms.iter().map(|term| snapshot.number(term.as_ref()).unwrap()).collect();
        assert!(numbers.is_sorted(), "{terms:?}: {numbers:?}");
    }
}

#[test]
fn a_file_holds_what_memory_holds() {
    let dir = tempfile::tempdir().unwrap();
    let quads = some_quads(500);
    let written = Snapshot::create(filled(&quads), Some("http://example.org/"), dir.path()).unwrap();
    let opened = Snapshot::open(dir.path()).unwrap();
    for snapshot in [&written, &opened] {
        assert_eq!(snapshot.id(), build(&quads).id());
        assert_eq!(snapshot.base(), Some("http://example.org/"));
        assert_eq!(snapshot.quads().collect::<HashSet<_>>(), quads.iter().cloned().collect());
        snapshot.verify().unwrap();
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "something was left behind");
    // Another one takes its place; who has the old one open keeps it.
    let other = Snapshot::create(filled(&quads[..10]), None, dir.path()).unwrap();
    assert_ne!(other.id(), opened.id());
    assert_eq!(opened.quads().count(), quads.len());
    assert_eq!(Snapshot::open(dir.path()).unwrap().id(), other.id());
}

fn some_quads(count: usize) -> Vec<Quad> {
    let quad = |n: usize| {
        let text = Literal::new_simple_literal(format!("text {n}"));
        Quad::new(node(&format!("s{}", n / 5)), node("p"), text, node(&format!("g{}", n % 3)))
    };
    (0..count).map(quad).collect()
}

#[test]
fn whatever_is_changed_in_a_file_is_found() {
    let dir = tempfile::tempdir().unwrap();
    drop(Snapshot::create(filled(&some_quads(40)), None, dir.path()).unwrap());
    let path = dir.path().join(FILE_NAME);
    let whole = fs::read(&path).unwrap();
    let open = |bytes: &[u8]| {
        // Under a new name, as a snapshot is written: what is mapped must not change.
        fs::remove_file(&path).unwrap();
        fs::write(&path, bytes).unwrap();
        Snapshot::open(dir.path()).err().map(|error| error.to_string())
    };
    assert_eq!(open(&whole), None);
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        let is_padding = open(&damaged).is_none();
        // Between the sections there are up to seven bytes that nobody reads.
        assert!(!is_padding || whole[at] == 0, "a change of byte {at} is not noticed");
    }
    for length in [0, 7, 8, 31, 40, whole.len() / 2, whole.len() - 1] {
        let error = open(&whole[..length]).unwrap();
        assert!(
            error.contains("not a snapshot") || error.contains("cut") || error.contains("Invalid"),
            "{error}"
        );
    }
    let longer = [&whole[..], b"more"].concat();
    assert!(open(&longer).unwrap().contains("something was added"));
    assert!(open(b"@prefix ex: <http://example.org/> . # Turtle, and long enough to hold a header of this kind of file, if it were one ").unwrap().contains("not a snapshot"));
    let mut newer = whole.clone();
    newer[8] = 99;
    assert!(open(&newer).unwrap().contains("version 99"));
    let mut swapped = whole;
    swapped[12..16].reverse();
    assert!(open(&swapped).unwrap().contains("order of bytes"));
}

#[test]
fn a_file_that_cannot_be_written_leaves_the_old_one() {
    let dir = tempfile::tempdir().unwrap();
    let quads = some_quads(20);
    let old = Snapshot::create(filled(&quads), None, dir.path()).unwrap();
    // A folder is in the way of the new file.
    fs::create_dir(dir.path().join(format!("{FILE_NAME}.next"))).unwrap();
    let error = Snapshot::create(filled(&quads[..5]), None, dir.path()).err().unwrap();
    assert!(
        matches!(&error, SnapshotError::File { path, .. } if path.ends_with(format!("{FILE_NAME}.next"))),
        "{error}"
    );
    assert_eq!(Snapshot::open(dir.path()).unwrap().id(), old.id());
}

#[test]
fn an_empty_graph_is_a_snapshot_too() {
    let empty = snapshot(&KnowledgeGraph::in_memory().unwrap());
    assert!(empty.is_empty());
    assert_eq!((empty.quads().count(), empty.statistics().triples, empty.end()), (0, 0, 1));
    assert_eq!(empty.number(node("a").as_ref().into()), None);
    assert_eq!(empty.triples(None, None, None).count(), 0);
}
