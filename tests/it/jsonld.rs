//! JSON-LD: plain to a web developer, and exactly the union of the graphs to an RDF reader.

#![expect(clippy::unwrap_used, reason = "helpers of tests are not tests to clippy")]

use crate::by_sophia::read_by_sophia;
use crate::data;
use crate::data::snapshot;
use crate::export::{agreed, dumped, fixtures, graph_of, held, ingested, quads, union};
use crate::query::text;
use linkworker::export::{DumpFormat, describe};
use linkworker::query::{Engine, Limits, OutputFormat};
use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::model::NamedNode;
use serde_json::{Value, json};

const FORMAT: RdfFormat = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };
const WORK: &str = "https://w3id.org/linkworker/work/doi/10.1186/s12916-024-03478-w";

fn document() -> Value {
    serde_json::from_slice(&dumped(&graph_of(&fixtures()[0].1), DumpFormat::JsonLd)).unwrap()
}

#[test]
fn the_dump_is_the_union_of_the_graphs() {
    for (name, all) in fixtures() {
        let graph = graph_of(&all);
        let text = dumped(&graph, DumpFormat::JsonLd);
        assert_eq!(agreed(quads(FORMAT, &text)), agreed(union(&held(&graph))), "{name}");
    }
}

#[test]
fn sophia_reads_the_same_graph() {
    let listings = [Some(data::example()), data::seed()].into_iter().flatten().map(ingested);
    for graph in listings.chain([graph_of(&fixtures()[0].1)]) {
        let text = String::from_utf8(dumped(&graph, DumpFormat::JsonLd)).unwrap();
        assert_eq!(agreed(read_by_sophia(DumpFormat::JsonLd, &text)), agreed(union(&held(&graph))));
    }
}

#[test]
fn a_work_reads_like_plain_json() {
    let document = document();
    let nodes = document["@graph"].as_array().unwrap();
    let work = &nodes[0];
    assert_eq!(work["id"], WORK);
    assert_eq!(work["type"], json!(["JournalArticle", "ReviewArticle", "ScholarlyArticle"]));
    assert!(work["title"].as_str().unwrap().starts_with("A meta-ethnography"));
    assert_eq!(work["authors"][0]["name"], "Amadea Turk");
    assert_eq!(work["year"], "2024");
    assert_eq!(work["isAccessibleForFree"], true);
    assert_eq!(work["journal"]["titleAsPrinted"], "BMC Med");
    assert_eq!(work["partOf"]["number"], "22");
    assert_eq!(work["actors"][0]["prefLabel"], "link worker");
    assert_eq!(work["issued"], "2024-07-04");
    assert_eq!(work["issuedYear"], "2024");
    assert_eq!(work["measurements"][0]["value"], "4");
    assert_eq!(work["citationCounts"][0]["citationCount"], 0);
    assert_eq!(work["identifierNodes"].as_array().unwrap().len(), 3);
    assert_eq!(
        work["fundedBy"][0]["awardedBy"]["name"],
        "National Institute for Health and Care Research (NIHR)"
    );
    let abstract_ = &work["hasPart"][0];
    assert_eq!(abstract_["hasPart"][1]["titleAsPrinted"], "RESULTS");
}

#[test]
fn authors_come_in_their_order_with_all_that_belongs_to_them() {
    let document = document();
    let work = &document["@graph"][0];
    let names = |list: &Value, path: &str| -> Vec<String> {
        list.as_array()
            .unwrap()
            .iter()
            .map(|n| n.pointer(path).unwrap().as_str().unwrap().to_owned())
            .collect()
    };
    let wanted = ["Amadea Turk", "Stephanie Tierney", "Bernie Hogan"];
    assert_eq!(names(&work["authors"], "/name"), wanted);
    assert_eq!(names(&work["contributors"], "/person/name"), wanted);
    let positions: Vec<_> = work["contributors"].as_array().unwrap().iter().map(|c| &c["position"]).collect();
    assert_eq!(positions, [&json!(1), &json!(2), &json!(10)]);
    let first = &work["contributors"][0];
    assert_eq!(first["role"], "author");
    assert_eq!(first["organizations"][0]["name"], "University of Oxford");
    assert_eq!(first["organizations"][0]["countryCode"], "GB");
    assert!(first["affiliations"][0].as_str().unwrap().starts_with("Nuffield Department"));
    assert_eq!(first["person"]["nameAsPrinted"], "Turk A");
}

#[test]
fn works_come_first_and_what_is_shared_stands_once_in_full() {
    let document = document();
    let nodes = document["@graph"].as_array().unwrap();
    let ids: Vec<_> = nodes.iter().map(|node| node["id"].as_str().unwrap()).collect();
    assert_eq!(ids[..2], [WORK, "https://w3id.org/linkworker/work/pmid/1"]);
    assert!(ids[2..].is_sorted());
    let unique: std::collections::HashSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "no resource stands twice at the top");
    assert!(ids.contains(&"https://w3id.org/linkworker/journal/bmc-med"));
    assert!(!ids.iter().any(|id| id.contains("/role/") || id.contains("/person/") || id.contains("/id/")));
    // The study belongs to the first work; the second points to it.
    assert_eq!(nodes[0]["reportsStudies"][0]["sampleSize"], 120);
    assert_eq!(nodes[1]["reportsStudies"][0], "https://w3id.org/linkworker/study/isrctn/ISRCTN13880272");
    assert_eq!(nodes[1]["cites"][0]["id"], WORK);
}

#[test]
fn keys_follow_the_order_of_the_context() {
    let text = String::from_utf8(dumped(&graph_of(&fixtures()[0].1), DumpFormat::JsonLd)).unwrap();
    let body = text.split("\"@graph\"").nth(1).unwrap();
    let place = |key: &str| body.find(&format!("\n      \"{key}\":")).unwrap_or_else(|| panic!("{key}"));
    let places =
        ["id", "type", "title", "abstract", "contributors", "authors", "journal", "doi", "year"].map(place);
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn one_resource_is_one_object() {
    let graph = graph_of(&fixtures()[0].1);
    let json = describe(&snapshot(&graph), &NamedNode::new(WORK).unwrap()).unwrap().json_ld().unwrap();
    assert_eq!(json["id"], WORK);
    assert_eq!(json["authors"][2]["name"], "Bernie Hogan");
    assert!(json["@context"].is_object());
    let included: Vec<_> = json["@included"].as_array().unwrap().iter().map(|n| &n["id"]).collect();
    assert_eq!(
        included,
        ["https://w3id.org/linkworker/work/pmid/1"],
        "what cites it, and nothing said already"
    );
    let person =
        NamedNode::new("https://w3id.org/linkworker/person/w/doi/10.1186/s12916-024-03478-w/1").unwrap();
    let json = describe(&snapshot(&graph), &person).unwrap().json_ld().unwrap();
    assert_eq!(json["name"], "Amadea Turk");
}

#[test]
fn the_result_of_a_query_is_the_same_graph_in_the_words_of_the_context() {
    let blanks = r#"PREFIX : <http://example.org/> CONSTRUCT {
        :s :p [ :q [ a :C, "no class" ; :p 1.5, 007, true, "x"@en-gb ] ] . <title:x> <id:y> <fabio:z>, "t"^^<schema:t> . <type:s> a <doi:C>
    } WHERE {}"#;
    let whole = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }";
    for (name, all) in fixtures() {
        let engine = Engine::new(snapshot(&graph_of(&all)), Limits::default());
        for query in [whole, blanks, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(false) }"] {
            let expected = text(&engine, query, OutputFormat::Graph(RdfFormat::NTriples));
            let expected = agreed(quads(RdfFormat::NTriples, expected.as_bytes()));
            let written = text(&engine, query, OutputFormat::Graph(FORMAT));
            assert_eq!(agreed(quads(FORMAT, written.as_bytes())), expected, "{name} {written}");
            assert_eq!(agreed(read_by_sophia(DumpFormat::JsonLd, &written)), expected, "{name} {written}");
        }
    }
    let engine = Engine::new(snapshot(&graph_of(&fixtures()[0].1)), Limits::default());
    let written = text(&engine, &format!("DESCRIBE <{WORK}>"), OutputFormat::Graph(FORMAT));
    let document: Value = serde_json::from_str(&written).unwrap();
    let work = document["@graph"].as_array().unwrap().iter().find(|node| node["id"] == WORK).unwrap();
    assert_eq!(work["type"], json!(["JournalArticle", "ReviewArticle", "ScholarlyArticle"]));
    assert!(work["title"].as_str().unwrap().starts_with("A meta-ethnography"));
    assert_eq!(work["isAccessibleForFree"], true);
    let context = document["@context"].as_object().unwrap();
    assert!(context.contains_key("title") && context.contains_key("dcterms"), "{written}");
    assert!(!context.contains_key("retracts"), "only what is used: {written}");
}
