//! An RDF document that somebody sends -> the triples of one graph.
//!
//! Nothing is fetched and nothing expanded: JSON-LD with contexts of other sites and RDF/XML with a DOCTYPE are refused. Blank nodes
//! become IRIs (no blank node is ever published), named after the graph, the bytes and their place in them: the same document put
//! into the same graph again gives the same triples. Knows nothing of the store.

use crate::mapping::iri::{Iris, digest};
use crate::read;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Deepest nesting of JSON-LD.
const JSON_DEPTH: usize = 100;

/// An RDF document.
#[derive(Debug, Clone)]
pub struct Document {
    syntax: Syntax,
    bytes: Vec<u8>,
}

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Turtle.
    Turtle,
    /// N-Triples.
    NTriples,
    /// RDF/XML.
    RdfXml,
    /// JSON-LD.
    JsonLd,
}

/// Why a document can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the {format} can't be read: {reason}", format = .syntax.name())]
pub struct DocumentError {
    syntax: Syntax,
    reason: String,
}

impl Syntax {
    /// Every syntax.
    pub const ALL: [Self; 4] = [Self::Turtle, Self::NTriples, Self::RdfXml, Self::JsonLd];

    /// The syntax with this media type, parameters left out.
    #[must_use]
    pub fn from_media_type(media: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|syntax| syntax.media_type().eq_ignore_ascii_case(media))
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Turtle => "text/turtle",
            Self::NTriples => "application/n-triples",
            Self::RdfXml => "application/rdf+xml",
            Self::JsonLd => "application/ld+json",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Turtle => "Turtle",
            Self::NTriples => "N-Triples",
            Self::RdfXml => "RDF/XML",
            Self::JsonLd => "JSON-LD",
        }
    }

    fn format(self) -> RdfFormat {
        match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::NTriples => RdfFormat::NTriples,
            Self::RdfXml => RdfFormat::RdfXml,
            Self::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
        }
    }
}

impl Document {
    /// A document in a syntax.
    #[must_use]
    pub fn new(syntax: Syntax, bytes: impl Into<Vec<u8>>) -> Self {
        Self { syntax, bytes: bytes.into() }
    }

    /// Its quads in the graph of this name, as they stand in it. Relative IRIs are resolved against the name of the graph.
    ///
    /// # Errors
    /// Where it is not well-formed, holds graphs of its own, or would need something of another site.
    pub(super) fn quads(
        &self,
        graph: &GraphName,
        iris: &Iris,
    ) -> Result<impl Iterator<Item = Result<Quad, DocumentError>> + '_, DocumentError> {
        let failed = |reason: String| DocumentError { syntax: self.syntax, reason };
        match self.syntax {
            Syntax::RdfXml => read::guard_xml(&self.bytes).map_err(failed)?,
            Syntax::JsonLd => guard_json(&self.bytes).map_err(failed)?,
            Syntax::Turtle | Syntax::NTriples => {}
        }
        let base = match graph {
            GraphName::NamedNode(name) => name.as_str(),
            _ => iris.base(),
        };
        let parser = RdfParser::from_format(self.syntax.format()).without_named_graphs();
        let parser = parser.with_base_iri(base).map_err(|error| failed(error.to_string()))?;
        let mut names = Names::new(graph, &self.bytes, iris.clone());
        let graph = graph.clone();
        Ok(parser.for_slice(&self.bytes).map(move |quad| {
            let quad = quad.map_err(|error| failed(error.to_string()))?;
            Ok(names.rename(Quad { graph_name: graph.clone(), ..quad }))
        }))
    }
}

/// Names of blank nodes.
struct Names {
    iris: Iris,
    /// The graph and the bytes, as a digest.
    place: String,
    known: HashMap<BlankNode, NamedNode>,
}

impl Names {
    fn new(graph: &GraphName, bytes: &[u8], iris: Iris) -> Self {
        let sum = Sha256::digest(bytes).iter().fold(String::new(), |sum, byte| format!("{sum}{byte:02x}"));
        Self { iris, place: digest(&[&graph.to_string(), &sum]), known: HashMap::new() }
    }

    fn rename(&mut self, quad: Quad) -> Quad {
        let subject = match quad.subject {
            NamedOrBlankNode::BlankNode(node) => self.name(node).into(),
            named @ NamedOrBlankNode::NamedNode(_) => named,
        };
        let object = match quad.object {
            Term::BlankNode(node) => self.name(node).into(),
            other => other,
        };
        Quad { subject, object, ..quad }
    }

    fn name(&mut self, node: BlankNode) -> NamedNode {
        let number = self.known.len();
        let Self { iris, place, known } = self;
        known.entry(node).or_insert_with(|| iris.skolem(&digest(&[place, &number.to_string()]))).clone()
    }
}

/// Whether JSON is nested no deeper than the parser, which is recursive, may go.
fn guard_json(bytes: &[u8]) -> Result<(), String> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > JSON_DEPTH {
            return Err(format!("it is nested more than {JSON_DEPTH} levels deep"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(syntax: Syntax, text: &str) -> Result<Vec<Quad>, DocumentError> {
        let iris = Iris::new("https://example.org/").unwrap();
        let graph = NamedNode::new("https://example.org/g").unwrap().into();
        Document::new(syntax, text).quads(&graph, &iris)?.collect()
    }

    #[test]
    fn blank_nodes_get_names_that_follow_from_the_document() {
        let text = "_:a <urn:p> _:b . _:b <urn:p> _:a . [] <urn:q> <here> .";
        let quads = read(Syntax::Turtle, text).unwrap();
        assert_eq!(quads, read(Syntax::Turtle, text).unwrap());
        assert_ne!(quads, read(Syntax::Turtle, &format!("{text}\n")).unwrap());
        assert!(quads.iter().all(|quad| !quad.subject.is_blank_node() && !quad.object.is_blank_node()));
        assert_eq!(quads[0].subject.to_string(), quads[1].object.to_string());
        assert_eq!(quads[2].object.to_string(), "<https://example.org/here>");
    }

    #[test]
    fn what_reaches_out_or_blows_up_is_refused() {
        let xml = |doctype: &str, inside: &str| {
            format!("{doctype}<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>{inside}</r:RDF>")
        };
        let item = "<r:Description r:about='urn:s' r:value='v'/>";
        assert_eq!(read(Syntax::RdfXml, &xml("", item)).unwrap().len(), 1);
        let bomb = read(Syntax::RdfXml, &xml("<!DOCTYPE r [<!ENTITY a 'b'>]>", item)).unwrap_err();
        assert!(bomb.to_string().contains("DOCTYPE"), "{bomb}");
        let deep = format!("{}{}", "<r:a>".repeat(300), "</r:a>".repeat(300));
        assert!(read(Syntax::RdfXml, &xml("", &deep)).unwrap_err().to_string().contains("256"));
        let json = r#"{"@id": "urn:s", "urn:p": "v\\\"[[["}"#;
        assert_eq!(read(Syntax::JsonLd, json).unwrap().len(), 1);
        assert!(read(Syntax::JsonLd, &"[".repeat(5000)).unwrap_err().to_string().contains("100"));
        let remote = r#"{"@context": "https://example.org/context", "@id": "urn:s", "name": "v"}"#;
        assert!(read(Syntax::JsonLd, remote).is_err());
        let graphs = r#"{"@id": "urn:g", "@graph": {"@id": "urn:s", "urn:p": "v"}}"#;
        assert!(read(Syntax::JsonLd, graphs).is_err(), "a graph in a graph");
        for bad in ["<urn:s> <urn:p>", "<urn:s> <urn:p> <a b> ."] {
            assert!(
                read(Syntax::Turtle, bad).unwrap_err().to_string().starts_with("the Turtle can't be read")
            );
        }
    }
}
