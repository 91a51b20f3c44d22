//! Works as references for a reference manager: read back by our own readers, and by others.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crate::data::{example, repository, snapshot};
use linkworker::export::{ReferenceFormat, all_references, references};
use linkworker::ingest::{Settings, ingest};
use linkworker::mapping::AbstractPolicy;
use linkworker::mapping::iri::Iris;
use linkworker::read::{Input, Options};
use linkworker::snapshot::Snapshot;
use linkworker::store::KnowledgeGraph;
use oxigraph::model::NamedNode;
use std::collections::BTreeMap;
use std::path::PathBuf;

const BASE: &str = "https://example.org/kg/";

fn settings() -> Settings {
    Settings {
        iris: Iris::new(BASE).unwrap(),
        abstracts: AbstractPolicy::Full,
        read: Options::default(),
        generated: None,
    }
}

fn read(inputs: &[Input]) -> Snapshot {
    let graph = KnowledgeGraph::in_memory().unwrap();
    let report = ingest(&graph, inputs, &settings(), |_| ()).unwrap();
    assert!(report.loaded() > 0, "{report}");
    snapshot(&graph)
}

fn fixtures() -> Vec<Input> {
    let formats =
        ["pubmed-xml.xml", "ris.ris", "bibtex.bib", "crossref-json.json", "csl-json.json", "endnote-xml.xml"];
    let paths = formats.map(|name| repository("tests/fixtures/formats").join(name));
    [example()].into_iter().chain(paths).map(|path: PathBuf| Input::File(path)).collect()
}

fn written(snapshot: &Snapshot, format: ReferenceFormat) -> (String, u64) {
    let mut bytes = Vec::new();
    let count = all_references(snapshot, format, &mut bytes).unwrap();
    (String::from_utf8(bytes).unwrap(), count)
}

/// What references hold of a work, by its DOI.
fn facts(snapshot: &Snapshot) -> BTreeMap<String, Vec<String>> {
    let query = "SELECT ?doi (SAMPLE(?t) AS ?title) (SAMPLE(?y) AS ?year) (SAMPLE(?v) AS ?volume) (SAMPLE(?p) AS ?page) (SAMPLE(?m) AS ?pmid) \
        (SAMPLE(?j) AS ?journal) (COUNT(DISTINCT ?role) AS ?authors) (SAMPLE(?f) AS ?first) { \
        ?w prism:doi ?doi ; dcterms:title ?t \
        OPTIONAL { ?w fabio:hasPublicationYear ?y } OPTIONAL { ?w prism:volume ?v } OPTIONAL { ?w prism:startingPage ?p } \
        OPTIONAL { ?w fabio:hasPubMedId ?m } OPTIONAL { ?w dcterms:isPartOf/dcterms:title ?j } \
        OPTIONAL { ?w pro:isDocumentContextFor ?role . ?role pro:withRole pro:author } \
        OPTIONAL { ?w pro:isDocumentContextFor ?one . ?one schema:position 1 ; pro:withRole pro:author ; pro:isHeldBy/foaf:familyName ?f } \
        } GROUP BY ?doi";
    let copy = Snapshot::in_memory(
        {
            let mut builder = linkworker::snapshot::Builder::default();
            snapshot.quads().for_each(|quad| builder.add(quad.as_ref()).unwrap());
            builder
        },
        snapshot.base(),
    );
    let engine = linkworker::query::Engine::new(copy.unwrap(), linkworker::query::Limits::default());
    let rows = engine.select(query).unwrap().rows;
    let cell = |term: &Option<oxigraph::model::Term>| match term {
        Some(oxigraph::model::Term::Literal(literal)) => literal.value().to_owned(),
        _ => String::new(),
    };
    rows.iter().map(|row| (cell(&row[0]), row[1..].iter().map(cell).collect())).collect()
}

#[test]
fn what_is_written_is_read_back() {
    let original = read(&fixtures());
    let expected = facts(&original);
    assert!(expected.len() >= 8, "{}", expected.len());
    for format in ReferenceFormat::ALL {
        let (text, count) = written(&original, format);
        let input =
            Input::Memory { name: format!("works.{}", format.extension()), bytes: text.as_bytes().into() };
        let graph = KnowledgeGraph::in_memory().unwrap();
        let report = ingest(&graph, &[input], &settings(), |_| ()).unwrap();
        assert_eq!(report.sources[0].rejected, 0, "{format:?}: {report}");
        assert_eq!(report.sources[0].records, count, "{format:?}");
        let found = facts(&snapshot(&graph));
        for (doi, facts) in &expected {
            assert_eq!(found.get(doi), Some(facts), "{format:?}: {doi}");
        }
    }
}

#[test]
fn other_programs_read_the_same() {
    let original = read(&fixtures());
    let expected = facts(&original);
    let (bibtex, count) = written(&original, ReferenceFormat::BibTex);
    let bibliography = biblatex::Bibliography::parse(&bibtex).unwrap();
    assert_eq!(bibliography.len() as u64, count, "each with a key of its own");
    let mut seen = 0;
    for entry in bibliography.iter() {
        let Ok(doi) = entry.doi() else { continue };
        let facts = &expected[&doi.to_lowercase()];
        let authors = entry.author().map(|authors| authors.len()).unwrap_or_default();
        assert_eq!((authors.to_string(), &facts[6]), (facts[6].clone(), &facts[6]), "{doi}");
        seen += 1;
    }
    assert_eq!(seen, expected.len());
    let (ris, count) = written(&original, ReferenceFormat::Ris);
    let parsed = biblib::CitationParser::parse(&biblib::RisParser::new(), &ris).unwrap();
    assert_eq!(parsed.len() as u64, count);
    for citation in parsed.iter().filter(|citation| citation.doi.is_some()) {
        let facts = &expected[&citation.doi.as_ref().unwrap().to_lowercase()];
        assert_eq!(citation.authors.len().to_string(), facts[6], "{:?}", citation.doi);
        assert_eq!(citation.title, facts[0]);
    }
    let (csl, count) = written(&original, ReferenceFormat::CslJson);
    let items: Vec<serde_json::Value> = serde_json::from_str(&csl).unwrap();
    assert_eq!(items.len() as u64, count);
    for item in items.iter().filter(|item| item["DOI"].is_string()) {
        let facts = &expected[item["DOI"].as_str().unwrap()];
        assert_eq!(item["title"].as_str(), Some(facts[0].as_str()));
        assert_eq!(
            item["issued"]["date-parts"][0][0].as_i64().map(|year| year.to_string()),
            Some(facts[1].clone()).filter(|y| !y.is_empty())
        );
        assert_eq!(item["author"].as_array().map_or(0, Vec::len).to_string(), facts[6]);
    }
}

/// Braces, backslashes, percent signs, tags in texts, names with commas: nothing of it takes the format apart.
#[test]
fn hostile_values_stay_values() {
    let title = "Unbalanced } brace {{ and 100% of \\input{x} & ~^ $_# \"quotes\"\nTY  - JOUR\nER  - ";
    let records = serde_json::json!([
        { "id": "a", "type": "article-journal", "title": title, "DOI": "10.1000/a",
          "author": [ { "family": "O}Brien, and Sons", "given": "M{" }, { "literal": "Team, The and Others" } ],
          "container-title": "J of @things{", "volume": "1}", "page": "1-9" },
        { "id": "b", "type": "article-journal", "title": title, "DOI": "10.1000/b" },
        { "id": "c", "type": "book", "DOI": "10.1000/c", "title": "?" },
    ]);
    let input = Input::Memory { name: "odd.json".to_owned(), bytes: records.to_string().into_bytes().into() };
    let snapshot = read(&[input]);
    let (bibtex, count) = written(&snapshot, ReferenceFormat::BibTex);
    assert_eq!(biblatex::Bibliography::parse(&bibtex).unwrap().len() as u64, count, "{bibtex}");
    let (opened, closed) = (bibtex.matches('{').count(), bibtex.matches('}').count());
    assert_eq!(opened, closed, "{bibtex}");
    let (ris, _) = written(&snapshot, ReferenceFormat::Ris);
    let starts = ris.lines().filter(|line| line.starts_with("TY  - ")).count() as u64;
    let ends = ris.lines().filter(|line| line.starts_with("ER  - ")).count() as u64;
    assert_eq!((starts, ends), (count, count), "{ris}");
    let (csl, _) = written(&snapshot, ReferenceFormat::CslJson);
    assert_eq!(serde_json::from_str::<Vec<serde_json::Value>>(&csl).unwrap().len() as u64, count);
}

#[test]
fn each_work_comes_once_in_the_order_asked_for_and_nothing_else() {
    let snapshot = read(&fixtures()[..1]);
    let iri = |path: &str| NamedNode::new(format!("{BASE}{path}")).unwrap();
    let first = iri("work/doi/10.1186/s12916-024-03478-w");
    let others: Vec<NamedNode> = facts(&snapshot).keys().map(|doi| iri(&format!("work/doi/{doi}"))).collect();
    let asked: Vec<NamedNode> = [first.clone(), iri("journal/none"), iri("work/doi/10.1/none")]
        .into_iter()
        .chain(others.iter().cloned())
        .chain(others.iter().cloned())
        .collect();
    let mut bytes = Vec::new();
    let count = references(&snapshot, &asked, ReferenceFormat::CslJson, &mut bytes).unwrap();
    assert_eq!(count, others.len() as u64);
    let items: Vec<serde_json::Value> = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(items[0]["id"].as_str(), Some(first.as_str()));
}

#[test]
fn the_command_line_writes_them() {
    for (format, begins) in [("ris", "TY  - JOUR\r\n"), ("bibtex", "@article{"), ("csl-json", "[\n{\"id\":")]
    {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_linkworker"))
            .args(["export", "--format", format, example().to_str().unwrap()])
            .env_remove("LINKWORKER_STORE")
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && text.starts_with(begins), "{format}: {text:.200}");
    }
}

#[cfg(feature = "server")]
#[test]
fn a_result_and_a_work_go_straight_into_a_reference_manager() {
    use crate::http::{encoded, get, shared};
    let ask = |query: &str, rest: &str, accept: &str| {
        get(shared(), &format!("/sparql?query={}{rest}", encoded(query)), accept)
    };
    let works = "SELECT ?t ?w { ?w a schema:ScholarlyArticle ; dcterms:title ?t } ORDER BY ?t";
    for (name, media, mark) in [
        ("ris", "application/x-research-info-systems", "TY  - "),
        ("bibtex", "application/x-bibtex", "@"),
        ("csl-json", "application/vnd.citationstyles.csl+json", "\"id\":"),
    ] {
        for response in [ask(works, &format!("&format={name}"), ""), ask(works, "", media)] {
            assert_eq!((response.status, response.media()), (200, media), "{}", response.text());
            assert_eq!(response.header("linkworker-rows"), Some("3"));
            assert!(response.header("content-disposition").unwrap().contains("attachment"));
            assert!(response.text().matches(mark).count() >= 3, "{}", response.text());
        }
        let work = "/work/doi/10.1186/s12916-024-00001-x";
        for response in [get(shared(), &format!("{work}?format={name}"), ""), get(shared(), work, media)] {
            assert_eq!((response.status, response.media()), (200, media));
            assert!(response.text().contains("Link workers and loneliness"));
        }
    }
    let titles = ask("SELECT ?t { ?w dcterms:title ?t }", "&format=ris", "");
    assert_eq!(titles.status, 400);
    assert!(titles.text().contains("Select the works"), "{}", titles.text());
    let nothing = ask("SELECT ?w { ?w dcterms:titel ?t }", "&format=ris", "");
    assert_eq!((nothing.status, nothing.body.len(), nothing.header("linkworker-rows")), (200, 0, Some("0")));
    assert!(nothing.header("linkworker-hint").is_some());
    assert_eq!(ask("ASK {}", "&format=ris", "").status, 400);
    let graph = ask("CONSTRUCT WHERE { ?w dcterms:title ?t }", "&format=bibtex", "");
    assert!(graph.text().matches('@').count() >= 3);
    assert_eq!(get(shared(), "/journal/bmc-med?format=ris", "").status, 406);
    let any = ask(works, "", "application/x-bibtex, */*;q=0.1");
    assert_eq!(any.media(), "application/sparql-results+json", "whoever takes anything gets a table");
}
