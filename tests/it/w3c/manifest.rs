//! The manifests of the suites: which tests there are, and which files belong to each.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{
    Graph, GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term, TermRef,
    Triple, vocab::rdf,
};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the suites are published: every file has its IRI below this.
const PUBLISHED: &str = "https://w3c.github.io/rdf-tests/sparql/";
const MANIFEST: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const QUERY: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";

/// The folder of the suites.
pub(super) struct Suites {
    root: PathBuf,
}

/// What a test asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The result of a query.
    Evaluation,
    /// That a query is accepted.
    Accept,
    /// That a query is refused.
    Refuse,
    /// Something that is no query: an update, a request to a server.
    Other,
}

/// One entry of a manifest.
#[derive(Debug, Clone)]
pub(super) struct Test {
    pub(super) iri: NamedNode,
    /// Folder of the manifest below the root, such as `sparql11/bind`.
    pub(super) folder: String,
    pub(super) kind: Kind,
    /// The query's IRI.
    pub(super) query: NamedNode,
    /// The files of the default graph.
    pub(super) data: Vec<NamedNode>,
    /// The files of the named graphs.
    pub(super) graph_data: Vec<NamedNode>,
    pub(super) result: Option<NamedNode>,
    /// Repeated rows may be left out.
    pub(super) is_lax: bool,
    /// `01` is not `1`.
    pub(super) is_literal: bool,
}

impl Suites {
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The entries of a manifest and of those that it includes, in their order. `path` is below the root.
    pub(super) fn tests(&self, path: &str) -> Vec<Test> {
        let manifest = NamedNode::new(format!("{PUBLISHED}{path}")).unwrap();
        let graph = self.graph(&manifest);
        let mut tests = Vec::new();
        for included in lists(&graph, mf("include").as_ref()) {
            tests.extend(self.tests(below(named(included))));
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for entry in lists(&graph, mf("entries").as_ref()) {
            tests.push(test(&graph, named(entry), folder));
        }
        assert!(!tests.is_empty(), "{path} has no entry");
        tests
    }

    /// The bytes of a file of the suites.
    pub(super) fn read(&self, file: &NamedNode) -> Vec<u8> {
        let path = self.root.join(below(file.as_ref()));
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The quads of an RDF file of the suites, in one graph, with blank nodes of their own.
    pub(super) fn quads(&self, file: &NamedNode, graph: &GraphName) -> Vec<Quad> {
        let parser = RdfParser::from_format(RdfFormat::from_extension(extension(file)).unwrap())
            .with_base_iri(file.as_str())
            .unwrap()
            .with_default_graph(graph.clone())
            .without_named_graphs()
            .rename_blank_nodes();
        parser
            .for_slice(&self.read(file))
            .collect::<Result<_, _>>()
            .unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    fn graph(&self, file: &NamedNode) -> Graph {
        self.quads(file, &GraphName::DefaultGraph).into_iter().map(Triple::from).collect()
    }
}

/// The file name extension of a file of the suites.
pub(super) fn extension(file: &NamedNode) -> &str {
    file.as_str().rsplit_once('.').unwrap_or_default().1
}

/// The path of a file below the root.
fn below(file: NamedNodeRef<'_>) -> &str {
    let iri = file.as_str();
    iri.strip_prefix(PUBLISHED).unwrap_or_else(|| panic!("{iri} is not a file of the suites"))
}

/// Reads one entry.
fn test(graph: &Graph, iri: NamedNodeRef<'_>, folder: &str) -> Test {
    let one = |subject: NamedOrBlankNodeRef<'_>, predicate: NamedNode| {
        graph.object_for_subject_predicate(subject, &predicate).map(TermRef::into_owned)
    };
    let all = |subject: NamedOrBlankNodeRef<'_>, predicate: NamedNode| -> Vec<NamedNode> {
        let objects = graph.objects_for_subject_predicate(subject, &predicate);
        let mut files: Vec<_> = objects.map(named).map(NamedNodeRef::into_owned).collect();
        files.sort_unstable();
        files
    };
    let kind = kind(named(one(iri.into(), rdf::TYPE.into_owned()).unwrap().as_ref()));
    let mut test = Test {
        iri: iri.into_owned(),
        folder: folder.to_owned(),
        kind,
        query: iri.into_owned(),
        data: Vec::new(),
        graph_data: Vec::new(),
        result: None,
        is_lax: one(iri.into(), mf("resultCardinality")).is_some_and(|is| is == mf("LaxCardinality").into()),
        is_literal: all(iri.into(), mf("requires")).contains(&mf("NoCanonicalizationOfNumerics")),
    };
    if kind == Kind::Other {
        return test;
    }
    match one(iri.into(), mf("action")).unwrap_or_else(|| panic!("{iri} has no action")) {
        Term::NamedNode(query) => test.query = query,
        Term::BlankNode(action) => {
            let action = NamedOrBlankNode::from(action);
            test.query = all(action.as_ref(), qt("query")).remove(0);
            test.data = all(action.as_ref(), qt("data"));
            test.graph_data = all(action.as_ref(), qt("graphData"));
        }
        Term::Literal(other) => panic!("{iri}: {other} is no action"),
    }
    test.result = one(iri.into(), mf("result")).map(|result| named(result.as_ref()).into_owned());
    test
}

fn kind(class: NamedNodeRef<'_>) -> Kind {
    match class.as_str().strip_prefix(MANIFEST) {
        Some("QueryEvaluationTest" | "CSVResultFormatTest") => Kind::Evaluation,
        Some("PositiveSyntaxTest" | "PositiveSyntaxTest11") => Kind::Accept,
        Some("NegativeSyntaxTest" | "NegativeSyntaxTest11") => Kind::Refuse,
        _ => Kind::Other,
    }
}

/// The members of the lists that stand behind a predicate.
fn lists<'a>(graph: &'a Graph, predicate: NamedNodeRef<'a>) -> Vec<TermRef<'a>> {
    let mut members = Vec::new();
    for triple in graph.triples_for_predicate(predicate) {
        let mut rest = triple.object;
        while rest != rdf::NIL.into() {
            let TermRef::BlankNode(cell) = rest else { panic!("{rest} is no list") };
            members.push(graph.object_for_subject_predicate(cell, rdf::FIRST).unwrap());
            rest = graph.object_for_subject_predicate(cell, rdf::REST).unwrap();
        }
    }
    members
}

/// The IRI that a term is.
fn named(term: TermRef<'_>) -> NamedNodeRef<'_> {
    let TermRef::NamedNode(iri) = term else { panic!("{term} is no IRI") };
    iri
}

fn mf(name: &str) -> NamedNode {
    NamedNode::new(format!("{MANIFEST}{name}")).unwrap()
}

fn qt(name: &str) -> NamedNode {
    NamedNode::new(format!("{QUERY}{name}")).unwrap()
}
