//! The W3C's manifests of protocol tests: requests one after the other, and what is expected of each.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Graph, NamedNodeRef, NamedOrBlankNode, Term, TermRef, Triple};

/// A protocol test of the suite.
pub(crate) struct ProtocolTest {
    pub(crate) name: String,
    pub(crate) requests: Vec<ProtocolRequest>,
}

pub(crate) struct ProtocolRequest {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) statuses: Vec<String>,
    pub(crate) boolean: Option<bool>,
    pub(crate) format: Option<String>,
    /// The body of the response, as a graph.
    pub(crate) expected: Option<String>,
}

/// The manifest of the suite as a graph.
pub(crate) struct Manifest(Graph);

impl Manifest {
    pub(crate) fn read(file: &std::path::Path) -> Self {
        let text = std::fs::read(file).unwrap();
        let parser =
            RdfParser::from_format(RdfFormat::Turtle).with_base_iri("http://example.org/manifest").unwrap();
        Self(parser.for_slice(&text).map(|quad| Triple::from(quad.unwrap())).collect())
    }

    /// The tests of a class of the manifest vocabulary, by name.
    pub(crate) fn tests(&self, class: &str) -> Vec<ProtocolTest> {
        let kind = format!("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#{class}");
        let mut tests: Vec<ProtocolTest> = self
            .0
            .iter()
            .filter(|triple| matches!(triple.object, TermRef::NamedNode(class) if class.as_str() == kind))
            .map(|triple| {
                let test = Term::from(triple.subject.into_owned());
                let action = self.one(&test, "#action").unwrap();
                let requests = self.list(self.one(&action, "#requests").unwrap());
                ProtocolTest {
                    name: test.to_string(),
                    requests: requests.iter().map(|r| self.request(r)).collect(),
                }
            })
            .collect();
        tests.sort_by(|a, b| a.name.cmp(&b.name));
        tests
    }

    fn request(&self, node: &Term) -> ProtocolRequest {
        let text =
            |node: &Term, end: &str| self.one(node, end).map(|term| literal(&term)).unwrap_or_default();
        let response = self.one(node, "#resp").unwrap();
        let headers = self.one(node, "#headers").map(|list| self.list(list)).unwrap_or_default();
        ProtocolRequest {
            method: text(node, "#methodName"),
            target: text(node, "#absolutePath"),
            headers: headers.iter().map(|h| (text(h, "#fieldName"), text(h, "#fieldValue"))).collect(),
            body: self.one(node, "#body").map(|body| text(&body, "#chars")).unwrap_or_default(),
            statuses: self
                .all(&response, "#expectedStatus")
                .iter()
                .map(|s| s.to_string().rsplit(['#', '>']).nth(1).unwrap().to_owned())
                .collect(),
            boolean: self.one(&response, "#expectedBoolean").map(|term| literal(&term) == "true"),
            format: self.one(&response, "#expectedFormat").map(|term| literal(&term)),
            expected: self.one(&response, "#body").map(|body| text(&body, "#chars")),
        }
    }

    fn all(&self, subject: &Term, end: &str) -> Vec<Term> {
        let subject: NamedOrBlankNode = match subject {
            Term::NamedNode(node) => node.clone().into(),
            Term::BlankNode(node) => node.clone().into(),
            Term::Literal(other) => panic!("{other} is no subject"),
        };
        self.0
            .triples_for_subject(&subject)
            .filter(|t| t.predicate.as_str().ends_with(end))
            .map(|t| t.object.into_owned())
            .collect()
    }

    fn one(&self, subject: &Term, end: &str) -> Option<Term> {
        self.all(subject, end).into_iter().next()
    }

    fn list(&self, mut node: Term) -> Vec<Term> {
        let nil = NamedNodeRef::new("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil").unwrap();
        let mut items = Vec::new();
        while node != Term::from(nil) {
            items.extend(self.one(&node, "#first"));
            node = self.one(&node, "#rest").unwrap();
        }
        items
    }
}

fn literal(term: &Term) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_owned(),
        other => panic!("{other} is no literal"),
    }
}
