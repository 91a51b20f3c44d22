//! SPARQL 1.1 Graph Store HTTP Protocol, reading.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crate::http::{encoded, get, loaded, send, shared, start};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Graph, Triple};

const ONE: &str = "<urn:a> <urn:p> \"1\" .\n<urn:a> <urn:p> <urn:b> .\n";
const TWO: &str = "<urn:a> <urn:p> \"1\" .\n<urn:c> <urn:p> \"2\"@en .\n";

fn graph(text: &[u8], format: RdfFormat) -> Graph {
    RdfParser::from_format(format).for_slice(text).map(|quad| Triple::from(quad.unwrap())).collect()
}

#[test]
fn each_graph_is_there_by_its_name_and_all_in_one() {
    let addr = start(&loaded(&[("urn:one", ONE.to_owned()), ("urn:two", TWO.to_owned())]), |_| {});
    for (target, expected) in [
        ("/data?graph=urn%3Aone", ONE.to_owned()),
        ("/data?graph=urn:two", TWO.to_owned()),
        ("/data?default", format!("{ONE}{TWO}")),
        ("/data?default=", format!("{ONE}{TWO}")),
    ] {
        let expected = graph(expected.as_bytes(), RdfFormat::NTriples);
        for (accept, format) in [
            ("text/turtle", RdfFormat::Turtle),
            ("application/n-triples", RdfFormat::NTriples),
            ("application/rdf+xml", RdfFormat::RdfXml),
            ("application/ld+json", RdfFormat::from_media_type("application/ld+json").unwrap()),
        ] {
            let response = get(addr, target, accept);
            assert_eq!((response.status, response.media()), (200, accept), "{target}");
            assert!(response.whole && response.header("etag").is_some());
            assert_eq!(graph(&response.body, format), expected, "{target} {accept}");
            assert_eq!(response.header("linkworker-rows"), Some(expected.len().to_string().as_str()));
        }
        let head = send(addr, "HEAD", target, &[("Accept", "text/turtle")], b"");
        assert_eq!((head.status, head.media(), head.body.len()), (200, "text/turtle", 0));
    }
    assert_eq!(get(addr, "/data?graph=urn:one&format=nt", "").media(), "application/n-triples");
    assert_eq!(get(addr, "/data?graph=urn:one", "").media(), "text/turtle");
}

#[test]
fn what_is_not_there_or_not_possible_is_said() {
    for (target, accept, status, words) in [
        ("/data?graph=urn:none", "", 404, "/graphs"),
        ("/data", "", 400, "?default"),
        ("/data?graph=none", "", 400, "absolute IRI"),
        ("/data?graph=urn:a&default", "", 400, "one graph"),
        ("/data?default", "image/png", 406, "text/turtle"),
        ("/data?default&format=pdf", "", 406, "text/turtle"),
    ] {
        let response = get(shared(), target, accept);
        assert_eq!((response.status, response.media()), (status, "application/problem+json"), "{target}");
        assert!(response.text().contains(words), "{target}: {}", response.text());
    }
}

#[test]
fn a_name_that_is_no_graph_of_the_data_is_none_though_it_occurs() {
    let addr = start(&loaded(&[("urn:one", ONE.to_owned())]), |_| {});
    for name in ["urn:a", "urn:p", "urn:b"] {
        assert_eq!(get(addr, &format!("/data?graph={}", encoded(name)), "").status, 404, "{name}");
    }
}

#[test]
fn nothing_can_be_written() {
    for method in ["PUT", "POST", "DELETE", "PATCH"] {
        let headers = [("Content-Type", "text/turtle"), ("Content-Length", "0")];
        let response = send(shared(), method, "/data?default", &headers[..1], b"");
        assert_eq!(
            (response.status, response.header("allow")),
            (405, Some("GET, HEAD, OPTIONS")),
            "{method}"
        );
    }
}
