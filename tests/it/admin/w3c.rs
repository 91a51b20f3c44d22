//! The W3C's tests of the update protocol and of the graph store protocol, over a service that can be changed.

use super::{admin, serve};
use crate::data::shared;
use crate::http::{BASE, Response, loaded, send};
use crate::protocol::manifest::{Manifest, ProtocolRequest};
use crate::writer::settings;
use linkworker::ingest::Writer;
use linkworker::store::KnowledgeGraph;
use linkworker::validate::Shapes;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::model::{BlankNode, Graph, GraphName, NamedNode, NamedOrBlankNode, Term, Triple};
use std::net::SocketAddr;

/// The suites know nothing of our shapes.
fn free(graph: KnowledgeGraph) -> Writer {
    Writer::open(graph, settings(), 2).unwrap().with_shapes(Shapes::parse("").unwrap())
}

fn ask(addr: SocketAddr, request: &ProtocolRequest, target: &str) -> Response {
    let headers: Vec<(&str, &str)> = request.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    admin(addr, &request.method, target, &headers, request.body.as_bytes())
}

#[test]
fn the_update_protocol_suite_passes_but_for_forms() {
    let Some(suite) = shared("suites/rdf-tests/sparql/sparql11/protocol") else { return };
    let data: Vec<(String, String)> = (1..=3)
        .map(|n| {
            let text = std::fs::read_to_string(suite.join(format!("data{n}.nt"))).unwrap();
            (format!("http://kasei.us/2009/09/sparql/data/data{n}.rdf"), text)
        })
        .collect();
    let files: Vec<(&str, String)> = data.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    let (addr, _) = serve(free(loaded(&files)), |_| {});
    let mut run = 0;
    for test in Manifest::read(&suite.join("manifest.ttl")).tests("ProtocolTest") {
        let name = test.name.as_str();
        if !name.contains("update") {
            continue;
        }
        for request in &test.requests {
            let target = request.target.replacen("/sparql/", "/sparql", 1);
            let response = ask(addr, request, &target);
            let class = format!("StatusCode{}xx", response.status / 100);
            if name.contains("#update_post_form") && request.method == "POST" && request.boolean.is_none() {
                // On purpose: a form can come from a page of another site.
                assert_eq!(response.status, 400, "{name}");
                continue;
            }
            assert!(request.statuses.contains(&class), "{name}: {} {}", response.status, response.text());
            if let Some(expected) = request.boolean {
                assert_eq!(response.json()["boolean"], expected, "{name}");
            }
            // Without the token nothing of this is possible.
            if request.headers.iter().any(|(_, value)| value.starts_with("application/sparql-update")) {
                let headers: Vec<(&str, &str)> =
                    request.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                let stranger = send(addr, &request.method, &target, &headers, request.body.as_bytes());
                assert_eq!(stranger.status, 401, "{name}");
            }
        }
        run += 1;
    }
    assert_eq!(run, 14, "tests were run");
}

/// Tests of what the protocol leaves to the service and this one does not offer: new graphs whose names it makes up, and forms.
const OPTIONAL: [&str; 2] = ["post_get_new_graph", "post_get_post_get_indirect"];

#[test]
fn the_graph_store_protocol_suite_passes_for_graphs_named_in_the_query() {
    let Some(suite) = shared("suites/rdf-tests/sparql/sparql11/graph-store-protocol") else { return };
    let mut run = 0;
    for test in Manifest::read(&suite.join("manifest-indirect.ttl")).tests("GraphStoreProtocolTest") {
        let name = test.name.as_str();
        if OPTIONAL.iter().any(|optional| name.contains(optional)) {
            continue;
        }
        let (addr, writer) = serve(free(KnowledgeGraph::in_memory().unwrap()), |_| {});
        for request in &test.requests {
            let target = request.target.replacen("/gsp", "/data", 1);
            let status = if ["GET", "HEAD"].contains(&request.method.as_str()) {
                let found = stored(&writer, &target);
                if let Some(expected) = &request.expected {
                    assert!(found == canonical(parsed(expected)), "{name}: {found}");
                }
                if found.is_empty() { 404 } else { 200 }
            } else {
                ask(addr, request, &target).status
            };
            let named = match status {
                200 => "OK",
                201 => "Created",
                204 => "NoContent",
                404 => "NotFound",
                _ => "something else",
            };
            assert!(
                request.statuses.iter().any(|s| s == named || *s == format!("StatusCode{}xx", status / 100)),
                "{name}: {} {target}: {status}, not {:?}",
                request.method,
                request.statuses
            );
        }
        run += 1;
    }
    assert_eq!(run, 7, "tests were run");
}

/// What readers see of the graph that an address names. Names that stand for blank nodes are blank nodes again (RDF 1.1, section 3.5).
fn stored(writer: &Writer, target: &str) -> Graph {
    let wanted = match target.split_once("graph=") {
        Some((_, iri)) => GraphName::from(NamedNode::new(decoded(iri)).unwrap()),
        None => GraphName::DefaultGraph,
    };
    let node = |iri: &NamedNode| -> Option<BlankNode> {
        let name = iri.as_str().strip_prefix(BASE)?.strip_prefix(".well-known/genid/")?;
        Some(BlankNode::new(format!("b{name}")).unwrap())
    };
    let quads = writer.published().get().quads().filter(|quad| quad.graph_name == wanted).collect::<Vec<_>>();
    let triples = quads.into_iter().map(|quad| {
        let subject = match &quad.subject {
            NamedOrBlankNode::NamedNode(iri) => node(iri).map_or(quad.subject.clone(), Into::into),
            NamedOrBlankNode::BlankNode(_) => panic!("a blank node was published"),
        };
        let object = match &quad.object {
            Term::NamedNode(iri) => node(iri).map_or(quad.object.clone(), Into::into),
            other => other.clone(),
        };
        Triple::new(subject, quad.predicate, object)
    });
    canonical(triples.collect())
}

fn parsed(turtle: &str) -> Graph {
    let parser = RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle.as_bytes());
    parser.map(|quad| Triple::from(quad.unwrap())).collect()
}

fn canonical(mut graph: Graph) -> Graph {
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    graph
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let hex =
            (byte == b'%').then(|| u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
        bytes.push(hex.unwrap_or(byte));
        rest = if hex.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap()
}
