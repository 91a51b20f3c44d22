//! Dumps: what is written reads back as exactly what the store holds, by two RDF libraries, whatever the order of loading.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are not tests to clippy")]

use crate::by_sophia::read_by_sophia;
use crate::data::snapshot;
use linkworker::export::{
    Description, Digest, DumpFormat, Gzip, Kind, dataset_description, describe, digest, dump,
};
use linkworker::ingest::{Settings, ingest};
use linkworker::mapping::AbstractPolicy;
use linkworker::mapping::iri::Iris;
use linkworker::read::{Input, Options};
use linkworker::store::KnowledgeGraph;
use linkworker::vocab;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{
    BlankNode, GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple,
};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use proptest::prelude::*;
use std::collections::{BTreeSet, HashSet};
use std::io::Read;

const RECORD: &str = include_str!("../fixtures/export/record-2.trig");
const AWKWARD: &str = include_str!("../fixtures/export/awkward.nq");
const WORK: &str = "https://w3id.org/linkworker/work/doi/10.1186/s12916-024-03478-w";

pub(crate) fn quads(format: RdfFormat, text: &[u8]) -> Vec<Quad> {
    RdfParser::from_format(format).for_slice(text).map(Result::unwrap).collect()
}

pub(crate) fn fixtures() -> [(&'static str, Vec<Quad>); 2] {
    [
        ("record-2", quads(RdfFormat::TriG, RECORD.as_bytes())),
        ("awkward", quads(RdfFormat::NQuads, AWKWARD.as_bytes())),
    ]
}

pub(crate) fn graph_of(quads: &[Quad]) -> KnowledgeGraph {
    let graph = KnowledgeGraph::in_memory().unwrap();
    graph.store().extend(quads.iter().cloned()).unwrap();
    graph
}

pub(crate) fn iris() -> Iris {
    Iris::new(vocab::DEFAULT_BASE).unwrap()
}

pub(crate) fn dumped(graph: &KnowledgeGraph, format: DumpFormat) -> Vec<u8> {
    let mut out = Vec::new();
    let report = dump(&snapshot(graph), &iris(), format, &mut out).unwrap();
    assert_eq!(report.bytes, out.len() as u64);
    out
}

/// What the store holds. It keeps numbers by value, so `4.00` comes out as `4`.
pub(crate) fn held(graph: &KnowledgeGraph) -> Vec<Quad> {
    graph.store().iter().map(Result::unwrap).collect()
}

/// The union of the graphs as a data set with a default graph only.
pub(crate) fn union(quads: &[Quad]) -> Vec<Quad> {
    quads.iter().map(|q| Quad { graph_name: GraphName::DefaultGraph, ..q.clone() }).collect()
}

/// The digest on which both libraries agree.
pub(crate) fn agreed(quads: impl IntoIterator<Item = Quad>) -> String {
    let digest = Digest::of(quads).unwrap();
    assert!(digest.agree(), "oxrdf and sophia disagree: {digest:?}");
    digest.oxrdf
}

fn oxigraph_format(format: DumpFormat) -> RdfFormat {
    RdfFormat::from_media_type(format.media_type()).unwrap()
}

fn expected(format: DumpFormat, quads: &[Quad]) -> Vec<Quad> {
    if format.has_graphs() { quads.to_vec() } else { union(quads) }
}

#[test]
fn every_dump_reads_back_as_the_store_by_two_libraries() {
    for (name, quads_) in fixtures() {
        let graph = graph_of(&quads_);
        for format in [DumpFormat::Turtle, DumpFormat::TriG, DumpFormat::NTriples, DumpFormat::NQuads] {
            let text = dumped(&graph, format);
            let wanted = agreed(expected(format, &held(&graph)));
            assert_eq!(agreed(quads(oxigraph_format(format), &text)), wanted, "{name} {format} by oxigraph");
            let text = std::str::from_utf8(&text).unwrap();
            assert_eq!(agreed(read_by_sophia(format, text)), wanted, "{name} {format} by sophia");
        }
    }
}

/// A listing all the way from text to graph.
pub(crate) fn ingested(listing: std::path::PathBuf) -> KnowledgeGraph {
    let graph = KnowledgeGraph::in_memory().unwrap();
    let settings =
        Settings { iris: iris(), abstracts: AbstractPolicy::Full, read: Options::default(), generated: None };
    let report = ingest(&graph, &[Input::File(listing)], &settings, |_| ()).unwrap();
    assert_eq!(report.sources[0].records, 8);
    graph
}

/// A data set without blank nodes as the set of its lines: as good as a digest there, and cheaper.
fn lines(quads: impl IntoIterator<Item = Quad>) -> BTreeSet<String> {
    quads.into_iter().map(|quad| quad.to_string()).collect()
}

fn whole_chain(listing: std::path::PathBuf) {
    let graph = ingested(listing);
    let all = held(&graph);
    for format in DumpFormat::ALL {
        let back = quads(oxigraph_format(format), &dumped(&graph, format));
        assert!(lines(back) == lines(expected(format, &all)), "{format}");
    }
    assert!(digest(&snapshot(&graph)).unwrap().agree());
    let mut described = 0;
    for quad in &all {
        let NamedOrBlankNode::NamedNode(iri) = &quad.subject else { panic!("a blank node is published") };
        if quad.predicate == vocab::rdf::TYPE
            && quad.object == vocab::schema::SCHOLARLY_ARTICLE.into_owned().into()
        {
            let description = describe(&snapshot(&graph), iri).unwrap();
            let wanted =
                lines(description.triples.iter().map(|t| t.clone().in_graph(GraphName::DefaultGraph)));
            let json = description.serialize(DumpFormat::JsonLd).unwrap();
            assert!(lines(quads(oxigraph_format(DumpFormat::JsonLd), &json)) == wanted, "{iri}");
            let turtle = description.turtle().unwrap();
            assert!(lines(quads(RdfFormat::Turtle, turtle.as_bytes())) == wanted, "{iri}");
            described += 1;
        }
    }
    assert_eq!(described, 8);
}

#[test]
fn our_example_listing_survives_every_dump() {
    whole_chain(crate::data::example());
}

#[test]
fn the_seed_survives_every_dump() {
    if let Some(seed) = crate::data::seed() {
        whole_chain(seed);
    }
}

#[test]
fn rdf_xml_reads_back_as_the_store() {
    let graph = graph_of(&fixtures()[0].1);
    let text = dumped(&graph, DumpFormat::RdfXml);
    assert_eq!(agreed(quads(RdfFormat::RdfXml, &text)), agreed(union(&held(&graph))));
}

#[test]
fn rdf_xml_refuses_what_it_cannot_hold() {
    let graph = |statement: &str| graph_of(&quads(RdfFormat::NQuads, statement.as_bytes()));
    for (statement, reason) in [
        ("<http://e/s> <http://e/123> \"x\" .", "XML name"),
        ("<http://e/s> <http://e/p> \"\\u0001\" .", "control character"),
        ("<http://e/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#about> \"x\" .", "reserved"),
    ] {
        let error = dump(&snapshot(&graph(statement)), &iris(), DumpFormat::RdfXml, &mut Vec::new())
            .unwrap_err()
            .to_string();
        assert!(error.contains(reason) && error.contains("N-Quads"), "{error}");
    }
}

#[test]
fn the_order_of_loading_does_not_show() {
    for (name, mut all) in fixtures() {
        let first: Vec<_> = DumpFormat::ALL.map(|f| (f, try_dump(&graph_of(&all), f))).into();
        all.reverse();
        let half = all.len() / 2;
        all.rotate_left(half);
        for (format, text) in first {
            assert_eq!(text, try_dump(&graph_of(&all), format), "{name} {format}");
        }
    }
}

fn try_dump(graph: &KnowledgeGraph, format: DumpFormat) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    dump(&snapshot(graph), &iris(), format, &mut out).map_err(|e| e.to_string())?;
    Ok(out)
}

#[test]
fn turtle_is_grouped_sorted_and_short() {
    let text = String::from_utf8(dumped(&graph_of(&fixtures()[0].1), DumpFormat::Turtle)).unwrap();
    assert!(text.starts_with("# "), "a comment first");
    assert!(text.contains("union of all named graphs") && text.contains("dump.nq"));
    assert!(text.contains("@prefix fabio: <http://purl.org/spar/fabio/> .\n"));
    assert!(!text.contains("@prefix sh:") && !text.contains("@prefix owl:"), "only prefixes that are used");
    assert!(text.contains(&format!(
        "\n<{WORK}> a fabio:JournalArticle, fabio:ReviewArticle, schema:ScholarlyArticle ;\n    prism:doi "
    )));
    assert!(text.contains(" ;\n    schema:isAccessibleForFree true ;\n"));
    assert!(text.contains("    dcterms:issued \"2024\"^^xsd:gYear,\n        \"2024-07-04\"^^xsd:date ;\n"));
    let subjects: Vec<_> = text.lines().filter_map(|l| l.split_once(" a ").map(|(s, _)| s)).collect();
    let full: Vec<_> = subjects.iter().filter(|s| s.starts_with("<http")).collect();
    assert!(full.iter().map(|s| s.trim_end_matches('>')).is_sorted(), "the whole before its parts");
    assert!(full.len() > 20);
}

#[test]
fn n_quads_are_sorted_by_graph_and_counted() {
    let all = fixtures()[0].1.clone();
    let graph = graph_of(&all);
    let mut out = Vec::new();
    let report = dump(&snapshot(&graph), &iris(), DumpFormat::NQuads, &mut out).unwrap();
    assert_eq!(report.statements, all.iter().collect::<HashSet<_>>().len() as u64);
    assert_eq!(report.works, 2);
    let back = quads(RdfFormat::NQuads, &out);
    let keys: Vec<_> = back.iter().map(|q| (q.graph_name.to_string(), q.subject.to_string())).collect();
    assert!(keys.is_sorted());
    let mut turtle = Vec::new();
    let union_report = dump(&snapshot(&graph), &iris(), DumpFormat::Turtle, &mut turtle).unwrap();
    assert_eq!(union_report.works, 2);
    assert!(union_report.statements < report.statements, "the union counts a repeated triple once");
}

#[test]
fn an_empty_graph_gives_valid_empty_files() {
    let graph = graph_of(&[]);
    for format in DumpFormat::ALL {
        let text = dumped(&graph, format);
        assert!(quads(oxigraph_format(format), &text).is_empty(), "{format}");
    }
}

#[test]
fn gzip_is_whole_and_the_same_every_time() {
    let graph = graph_of(&fixtures()[0].1);
    let zipped = || {
        let mut gzip = Gzip::new(Vec::new());
        dump(&snapshot(&graph), &iris(), DumpFormat::NQuads, &mut gzip).unwrap();
        gzip.finish().unwrap()
    };
    let bytes = zipped();
    assert_eq!(bytes, zipped());
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut plain).unwrap();
    assert_eq!(plain, dumped(&graph, DumpFormat::NQuads));
}

#[test]
fn the_digest_of_the_store_is_that_of_its_quads() {
    for (_, all) in fixtures() {
        let graph = graph_of(&all);
        let digest = digest(&snapshot(&graph)).unwrap();
        assert!(digest.agree());
        assert_eq!(digest.oxrdf, agreed(held(&graph)));
        assert_ne!(digest.oxrdf, agreed(union(&held(&graph))), "graphs count");
    }
}

#[test]
fn a_writer_that_fails_is_an_error() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let graph = graph_of(&fixtures()[0].1);
    for format in DumpFormat::ALL {
        assert!(dump(&snapshot(&graph), &iris(), format, &mut Full).is_err(), "{format}");
    }
}

#[test]
fn a_work_is_described_with_its_parts() {
    let graph = graph_of(&fixtures()[0].1);
    let work = NamedNode::new(WORK).unwrap();
    let description = describe(&snapshot(&graph), &work).unwrap();
    assert_eq!(description.kind, Kind::Work);
    assert_eq!(description.graphs.len(), 2);
    assert!(!description.truncated);
    let subjects: BTreeSet<_> = description.triples.iter().map(|t| t.subject.to_string()).collect();
    for part in [
        "role/doi/10.1186/s12916-024-03478-w/10",
        "person/w/doi/10.1186/s12916-024-03478-w/1",
        "id/pmid/38965525",
        "abstract/doi/10.1186/s12916-024-03478-w/s/2",
        "metric/rca-iipa/doi/10.1186/s12916-024-03478-w/2025",
        "study/isrctn/ISRCTN13880272",
        "grant/nihr-1",
        "org/university-of-oxford",
        "journal/bmc-med/v/22",
        "journal/bmc-med",
        "concept/link-worker",
    ] {
        assert!(subjects.contains(&format!("<{}{part}>", vocab::DEFAULT_BASE)), "{part} is missing");
    }
    let citing: Vec<_> = description.inverse.iter().map(|i| (i.predicate.as_str(), i.count)).collect();
    assert_eq!(citing, [(vocab::cito::CITES.as_str(), 1)]);
    assert!(!description.triples.iter().any(|t| t.predicate == vocab::skos::DEFINITION), "labels only");
}

#[test]
fn other_resources_are_described_with_what_points_to_them() {
    let graph = graph_of(&fixtures()[0].1);
    for (path, kind, predicate, count) in [
        ("journal/bmc-med", Kind::Journal, vocab::dcterms::IS_PART_OF, 2),
        ("org/university-of-oxford", Kind::Organization, vocab::pro::RELATES_TO_ORGANIZATION, 2),
        ("person/w/doi/10.1186/s12916-024-03478-w/2", Kind::Person, vocab::dcterms::CREATOR, 1),
        ("concept/link-worker", Kind::Concept, vocab::sprx::CONCERNS_ACTOR, 1),
    ] {
        let iri = NamedNode::new(format!("{}{path}", vocab::DEFAULT_BASE)).unwrap();
        let description = describe(&snapshot(&graph), &iri).unwrap();
        assert_eq!(description.kind, kind, "{path}");
        let inverse = description.inverse.iter().find(|i| i.predicate == predicate).unwrap();
        assert_eq!(
            (inverse.count, inverse.subjects.len()),
            (count, usize::try_from(count).unwrap()),
            "{path}"
        );
    }
    let nothing = NamedNode::new("https://w3id.org/linkworker/work/doi/10.1/none").unwrap();
    assert_eq!(describe(&snapshot(&graph), &nothing), None);
}

#[test]
fn a_description_reads_back_in_every_format() {
    for (name, all) in fixtures() {
        let graph = graph_of(&all);
        let subjects: HashSet<_> = all.iter().map(|quad| &quad.subject).collect();
        for subject in subjects {
            let NamedOrBlankNode::NamedNode(iri) = subject else { continue };
            let description = describe(&snapshot(&graph), iri).unwrap();
            let wanted =
                agreed(description.triples.iter().map(|t| t.clone().in_graph(GraphName::DefaultGraph)));
            let turtle = description.turtle().unwrap();
            assert_eq!(agreed(quads(RdfFormat::Turtle, turtle.as_bytes())), wanted, "{name} {iri}\n{turtle}");
            for format in DumpFormat::ALL {
                if name == "awkward" && format == DumpFormat::RdfXml {
                    continue;
                }
                let text = description.serialize(format).unwrap();
                let back = agreed(quads(oxigraph_format(format), &text));
                assert_eq!(back, wanted, "{name} {iri} {format}\n{}", String::from_utf8_lossy(&text));
            }
        }
    }
}

/// The store keeps numbers by value, a description given by hand keeps every lexical form.
fn by_hand(triples: Vec<Triple>) -> Description {
    let iri = NamedNode::new("http://example.org/s").unwrap();
    Description { iri, kind: Kind::Other, triples, inverse: vec![], graphs: vec![], truncated: false }
}

#[test]
fn lexical_forms_are_not_touched() {
    let all: BTreeSet<_> = union(&fixtures()[1].1).into_iter().map(|q| q.to_string()).collect();
    let triples: Vec<_> =
        quads(RdfFormat::NQuads, (all.into_iter().collect::<Vec<_>>().join(" .\n") + " .").as_bytes())
            .into_iter()
            .map(Triple::from)
            .collect();
    let description = by_hand(triples.clone());
    let wanted = agreed(triples.into_iter().map(|t| t.in_graph(GraphName::DefaultGraph)));
    let turtle = description.turtle().unwrap();
    assert_eq!(agreed(quads(RdfFormat::Turtle, turtle.as_bytes())), wanted, "{turtle}");
    for format in DumpFormat::ALL.into_iter().filter(|f| *f != DumpFormat::RdfXml) {
        let text = description.serialize(format).unwrap();
        assert_eq!(
            agreed(quads(oxigraph_format(format), &text)),
            wanted,
            "{format}\n{}",
            String::from_utf8_lossy(&text)
        );
    }
}

#[test]
fn a_description_that_is_cut_says_so() {
    let hub = NamedNode::new("http://example.org/hub").unwrap();
    let all: Vec<_> = (0..30_000)
        .map(|n| {
            let object = NamedNode::new(format!("http://example.org/{n}")).unwrap();
            Quad::new(hub.clone(), vocab::dcterms::REFERENCES, object, GraphName::DefaultGraph)
        })
        .collect();
    let description = describe(&snapshot(&graph_of(&all)), &hub).unwrap();
    assert!(description.truncated);
    assert_eq!(description.triples.len(), linkworker::export::DESCRIPTION_LIMIT);
    assert!(description.turtle().unwrap().starts_with("# Cut short"));
}

/// Any character, with those that have a meaning somewhere more often.
fn text() -> impl Strategy<Value = String> {
    let special: Vec<char> =
        "\"\\\t\n\r\u{0}\u{1}\u{8}\u{b}\u{c}\u{7f}\u{85}\u{2028}<>@^{}#;,. '`%e\u{301}𝔘".chars().collect();
    // Sophia hashes blank nodes beside U+FFFE and U+FFFF differently; awkward.nq has these without blank nodes.
    let any = any::<char>().prop_filter("a character", |c| !matches!(c, '\u{fffe}' | '\u{ffff}'));
    let character = prop_oneof![prop::sample::select(special), any];
    prop::collection::vec(character, 0..12).prop_map(|chars| chars.into_iter().collect())
}

fn node() -> impl Strategy<Value = NamedNode> {
    let namespace = prop_oneof![
        Just("http://example.org/".to_owned()),
        Just("urn:x:".to_owned()),
        prop::sample::select(vocab::PREFIXES).prop_map(|(_, namespace)| namespace.to_owned()),
        prop::sample::select(vocab::PREFIXES).prop_map(|(prefix, _)| format!("{prefix}:")),
    ];
    (namespace, "[a-zA-Z0-9._()%;,:/#é'-]{0,6}").prop_filter_map("an IRI", |(namespace, local)| {
        NamedNode::new(format!("{namespace}{}", local.replace('%', "%25").replace('#', "."))).ok()
    })
}

/// Properties of the model, whose terms coerce values, and others.
fn property() -> impl Strategy<Value = NamedNode> {
    let terms: Vec<_> =
        vocab::ALL.iter().flat_map(|(_, terms)| terms.iter().map(|term| term.into_owned())).collect();
    prop_oneof![3 => prop::sample::select(terms), 1 => node()]
}

fn literal() -> impl Strategy<Value = Literal> {
    let datatype = prop_oneof![
        3 => prop::sample::select(vocab::xsd::TERMS).prop_map(NamedNodeRef::into_owned),
        1 => node(),
    ];
    let lexical = prop_oneof![
        text(),
        "[+-]?[0-9]{0,3}[.]?[0-9]{0,2}([eE][+-]?[0-9]{0,2})?",
        prop::sample::select(vec!["true", "false", "1", "2024", "2024-05-06"]).prop_map(str::to_owned),
    ];
    prop_oneof![
        text().prop_map(Literal::from),
        (text(), "[a-z]{2}(-[A-Z]{2})?")
            .prop_map(|(text, tag)| Literal::new_language_tagged_literal(text, tag).unwrap()),
        (lexical, datatype).prop_map(|(text, datatype)| Literal::new_typed_literal(text, datatype)),
    ]
}

/// Statements among few resources, so that parts, rings and repeats come up.
pub(crate) fn any_quads() -> impl Strategy<Value = Vec<Quad>> {
    let few = || prop_oneof![3 => "[a-c]".prop_map(|n| NamedNode::new(format!("http://example.org/{n}")).unwrap()), 1 => node()];
    let subject = prop_oneof![
        5 => few().prop_map(NamedOrBlankNode::from),
        1 => "[a-c]".prop_map(|label| BlankNode::new(label).unwrap().into()),
    ];
    let object = prop_oneof![literal().prop_map(Term::from), few().prop_map(Term::from)];
    let graph = prop_oneof![Just(GraphName::DefaultGraph), few().prop_map(GraphName::from)];
    let quad = (subject, property(), object, graph).prop_map(|(s, p, o, g)| Quad::new(s, p, o, g));
    prop::collection::vec(quad, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_graph_survives_every_dump(all in any_quads()) {
        let graph = graph_of(&all);
        for format in [DumpFormat::Turtle, DumpFormat::TriG, DumpFormat::NTriples, DumpFormat::NQuads, DumpFormat::JsonLd] {
            let text = dumped(&graph, format);
            let back = agreed(quads(oxigraph_format(format), &text));
            prop_assert_eq!(back, agreed(expected(format, &held(&graph))), "{}\n{}", format, String::from_utf8_lossy(&text));
        }
        let triples: Vec<_> = union(&all).into_iter().map(Triple::from).collect();
        let description = by_hand(triples.clone());
        let wanted = agreed(union(&all));
        let text = description.serialize(DumpFormat::JsonLd).unwrap();
        prop_assert_eq!(agreed(quads(oxigraph_format(DumpFormat::JsonLd), &text)), wanted.clone(), "{}", String::from_utf8_lossy(&text));
        let text = description.serialize(DumpFormat::Turtle).unwrap();
        prop_assert_eq!(agreed(quads(RdfFormat::Turtle, &text)), wanted.clone(), "{}", String::from_utf8_lossy(&text));
        let text = description.turtle().unwrap();
        prop_assert_eq!(agreed(quads(RdfFormat::Turtle, text.as_bytes())), wanted, "{}", text);
    }
}

#[test]
fn the_data_set_is_described_with_its_own_counts() {
    let graph = graph_of(&fixtures()[0].1);
    let triples =
        dataset_description(&snapshot(&graph), &iris(), Some("https://example.org/sparql")).unwrap();
    let text: BTreeSet<_> = triples.iter().map(ToString::to_string).collect();
    assert_eq!(text.len(), triples.len(), "each statement once");
    let dataset = format!("<{}dataset>", vocab::DEFAULT_BASE);
    let value = |predicate: NamedNodeRef<'_>| -> Vec<String> {
        triples
            .iter()
            .filter(|t| t.subject.to_string() == dataset && t.predicate == predicate)
            .map(|t| t.object.to_string())
            .collect()
    };
    let integer = |n: usize| vec![format!("\"{n}\"^^{}", vocab::xsd::INTEGER)];
    let all: BTreeSet<_> = union(&held(&graph))
        .iter()
        .map(|q| (q.subject.to_string(), q.predicate.to_string(), q.object.to_string()))
        .collect();
    let count =
        |of: fn(&(String, String, String)) -> &String| all.iter().map(of).collect::<BTreeSet<_>>().len();
    assert_eq!(value(vocab::void::TRIPLES), integer(all.len()));
    assert_eq!(value(vocab::void::DISTINCT_SUBJECTS), integer(count(|t| &t.0)));
    assert_eq!(value(vocab::void::PROPERTIES), integer(count(|t| &t.1)));
    assert_eq!(value(vocab::void::DISTINCT_OBJECTS), integer(count(|t| &t.2)));
    assert_eq!(value(vocab::void::ENTITIES), integer(2));
    assert_eq!(value(vocab::void::EXAMPLE_RESOURCE), [format!("<{WORK}>")]);
    assert_eq!(value(vocab::void::SPARQL_ENDPOINT), ["<https://example.org/sparql>"]);
    assert_eq!(value(vocab::dcterms::MODIFIED), [format!("\"2025-06-01\"^^{}", vocab::xsd::DATE)]);
    assert_eq!(value(vocab::void::PROPERTY_PARTITION).len(), count(|t| &t.1));
    // Three graphs of facts and annotations, the ontology, the catalogue; linksets to doi.org, PubMed and MeSH, none to PMC.
    assert_eq!(value(vocab::void::SUBSET).len(), 5 + 3);
    assert!(!text.iter().any(|t| t.contains("linkset/pmc") || t.contains('{')));
    let doi = format!(
        "<{}linkset/doi> {} \"1\"^^{}",
        vocab::DEFAULT_BASE,
        vocab::void::TRIPLES,
        vocab::xsd::INTEGER
    );
    assert!(text.contains(&doi));
    let articles =
        format!("<{}dataset/class/{}>", vocab::DEFAULT_BASE, digest_of(vocab::fabio::JOURNAL_ARTICLE));
    assert!(text.contains(&format!("{articles} {} {}", vocab::void::ENTITIES, integer(2)[0])));
}

fn digest_of(iri: NamedNodeRef<'_>) -> String {
    linkworker::mapping::iri::digest(&[iri.as_str()])
}

/// What editors read from the description to propose properties, against counting by a query.
#[test]
fn the_properties_of_each_class_and_where_they_lead_are_described() {
    const PREFIXES: &str = "PREFIX void: <http://rdfs.org/ns/void#> ";
    let rows = |triples: &HashSet<Triple>, query: &str| -> BTreeSet<String> {
        let store = Store::new().unwrap();
        let quads = triples.iter().map(|t| t.clone().in_graph(GraphName::DefaultGraph));
        store.extend(quads).unwrap();
        let query = SparqlEvaluator::new().parse_query(&format!("{PREFIXES}{query}")).unwrap();
        let QueryResults::Solutions(rows) = query.on_store(&store).execute().unwrap() else {
            panic!("no rows")
        };
        rows.map(|row| format!("{:?}", row.unwrap().values())).collect()
    };
    let graph = graph_of(&fixtures()[0].1);
    let data = union(&held(&graph)).iter().cloned().map(Triple::from).collect();
    let description = dataset_description(&snapshot(&graph), &iris(), None).unwrap().into_iter().collect();
    for (described, counted) in [
        (
            "SELECT ?c ?p ?n { ?cp void:class ?c ; void:propertyPartition ?pp . ?pp void:property ?p ; void:triples ?n }",
            "SELECT ?c ?p (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o } GROUP BY ?c ?p",
        ),
        (
            "SELECT ?c ?p ?d ?n { ?cp void:class ?c ; void:propertyPartition ?pp . ?pp void:property ?p ; void:classPartition ?op . ?op void:class ?d ; void:triples ?n }",
            "SELECT ?c ?p ?d (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o . ?o a ?d } GROUP BY ?c ?p ?d",
        ),
    ] {
        let wanted = rows(&data, counted);
        assert!(wanted.len() > 50, "{}", wanted.len());
        assert_eq!(rows(&description, described), wanted);
    }
}

#[test]
fn an_empty_graph_is_described_without_example_or_date() {
    let triples = dataset_description(&snapshot(&graph_of(&[])), &iris(), None).unwrap();
    assert!(!triples.iter().any(|t| t.predicate == vocab::void::EXAMPLE_RESOURCE));
    assert!(
        !triples
            .iter()
            .any(|t| t.predicate == vocab::dcterms::MODIFIED || t.predicate == vocab::void::SUBSET)
    );
    assert!(dataset_description(&snapshot(&graph_of(&[])), &iris(), Some("not an iri")).is_err());
}
