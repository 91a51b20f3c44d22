//! Identity: records of one work in many sources become one node, whatever the order and however the runs are split; what
//! cannot be one work is kept apart; all of it is explained in the graph and undone by taking a source out.

use crate::data::repository;
use crate::data::snapshot;
use linkworker::ingest::{Report, Settings, ingest, remove};
use linkworker::mapping::AbstractPolicy;
use linkworker::mapping::iri::Iris;
use linkworker::query::{Engine, Limits};
use linkworker::read::{Input, Options};
use linkworker::store::KnowledgeGraph;
use linkworker::validate;
use linkworker::vocab::DEFAULT_BASE;
use oxigraph::model::Term;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

/// One invented article of PubMed XML; empty fields are left out.
#[derive(Debug, Clone, Default)]
struct Article {
    pmid: &'static str,
    doi: &'static str,
    pmc: &'static str,
    title: &'static str,
    author: &'static str,
    page: &'static str,
    year: &'static str,
    journal: &'static str,
    issn: &'static str,
    orcid: &'static str,
}

impl Article {
    fn xml(&self) -> String {
        let element = |name: &str, value: &str| match value {
            "" => String::new(),
            value => format!("<{name}>{value}</{name}>"),
        };
        let orcid = match self.orcid {
            "" => String::new(),
            orcid => format!("<Identifier Source=\"ORCID\">{orcid}</Identifier>"),
        };
        let author = match self.author {
            "" => String::new(),
            name => format!("<AuthorList><Author><LastName>{name}</LastName>{orcid}</Author></AuthorList>"),
        };
        let id = |kind: &str, value: &str| match value {
            "" => String::new(),
            value => format!("<ArticleId IdType=\"{kind}\">{value}</ArticleId>"),
        };
        let journal = match (self.journal, self.issn) {
            ("", "") => String::new(),
            (title, issn) => format!(
                "{}<JournalIssue><PubDate><Year>{}</Year></PubDate></JournalIssue>{}",
                element("ISSN", issn),
                self.year,
                element("Title", title)
            ),
        };
        format!(
            "<PubmedArticle><MedlineCitation>{}<Article><Journal>{journal}</Journal><ArticleTitle>{}</ArticleTitle>\
             <Pagination>{}</Pagination>{author}</Article></MedlineCitation><PubmedData><ArticleIdList>{}{}</ArticleIdList>\
             </PubmedData></PubmedArticle>",
            element("PMID", self.pmid),
            self.title,
            element("MedlinePgn", self.page),
            id("doi", self.doi),
            id("pmc", self.pmc)
        )
    }
}

fn source(name: &str, articles: &[Article]) -> Input {
    let articles: String = articles.iter().map(Article::xml).collect();
    let text = format!("<PubmedArticleSet>{articles}</PubmedArticleSet>");
    Input::Memory { name: name.to_owned(), bytes: text.into_bytes().into() }
}

fn settings() -> Settings {
    Settings {
        iris: Iris::new(DEFAULT_BASE).unwrap(),
        abstracts: AbstractPolicy::Full,
        read: Options::default(),
        generated: None,
    }
}

/// Reads sources into a new graph, one run for each slice.
fn graph_of(runs: &[&[Input]]) -> (Arc<KnowledgeGraph>, Report) {
    let graph = Arc::new(KnowledgeGraph::in_memory().unwrap());
    let mut report = Report::default();
    for run in runs {
        report = ingest(&graph, run, &settings(), |_| ()).unwrap();
    }
    (graph, report)
}

fn quads(graph: &KnowledgeGraph) -> BTreeSet<String> {
    graph.store().iter().map(|quad| quad.unwrap().to_string()).collect()
}

/// The rows of a query, each cell as text with IRIs of the data cut down to their paths.
fn ask(graph: &Arc<KnowledgeGraph>, query: &str) -> Vec<String> {
    let engine = Engine::new(snapshot(graph), Limits::default()).with_base(DEFAULT_BASE).unwrap();
    let found = engine.select(query).unwrap();
    let cell = |term: &Option<Term>| match term {
        Some(Term::NamedNode(iri)) => iri.as_str().replace(DEFAULT_BASE, ""),
        Some(Term::Literal(literal)) => literal.value().to_owned(),
        Some(other) => panic!("{other}"),
        None => String::new(),
    };
    found.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(" ")).collect()
}

fn conforms(graph: &KnowledgeGraph) {
    let report = validate::check(&snapshot(graph)).unwrap();
    assert_eq!(report.count(validate::Level::Violation), 0, "{report}");
}

const WORKS: &str = "SELECT DISTINCT ?w { ?r a sprx:SourceRecord ; foaf:primaryTopic ?w } ORDER BY ?w";
const CONFLICTS: &str = "SELECT ?label ?note { ?c a sprx:IdentityConflict ; rdfs:label ?label ; skos:note ?note } ORDER BY ?label";

const FULL: Article = Article {
    pmid: "11",
    doi: "10.5555/a",
    pmc: "PMC7",
    title: "Gardens on prescription",
    author: "Okafor",
    page: "201-209",
    year: "2021",
    journal: "Journal of Invented Care",
    issn: "2049-3630",
    orcid: "",
};

#[test]
fn a_work_in_three_formats_is_one_node_with_three_provenance_graphs() {
    let file = |name: &str| Input::File(repository(&format!("tests/fixtures/formats/{name}")));
    let (graph, report) = graph_of(&[&[file("pubmed-xml.xml"), file("ris.ris"), file("crossref-json.json")]]);
    assert_eq!(report.works, 2);
    assert_eq!(ask(&graph, WORKS), ["work/doi/10.5555/jic.2021.0201", "work/doi/10.5555/jic.2022.0012"]);
    let graphs = "SELECT ?format (COUNT(DISTINCT ?g) AS ?n) {
        GRAPH ?g { <work/doi/10.5555/jic.2021.0201> dcterms:title ?t } ?g prov:wasDerivedFrom ?source .
        BIND(STRAFTER(STR(?source), '/source/') AS ?format) } GROUP BY ?format ORDER BY ?format";
    assert_eq!(ask(&graph, graphs), ["crossref-json 1", "pubmed-xml 1", "ris 1"]);
    // One title, two authors in order, one journal, one volume: three sources do not make three of anything.
    let facts = "SELECT (COUNT(DISTINCT ?t) AS ?titles) (COUNT(DISTINCT ?a) AS ?authors) (COUNT(DISTINCT ?j) AS ?journals) \
        (COUNT(DISTINCT ?v) AS ?volumes) { <work/doi/10.5555/jic.2021.0201> dcterms:title ?t ; dcterms:creator ?a ; \
        dcterms:isPartOf ?j ; prism:volume ?v }";
    assert_eq!(ask(&graph, facts), ["1 2 1 1"]);
    conforms(&graph);
    // The same in the words of PRISMA: six records, four duplicates removed, two works kept.
    let prisma = fs::read_to_string(repository("examples/queries/26-prisma-counts.rq")).unwrap();
    let rows = ask(&graph, &prisma);
    assert_eq!(rows.last().map(String::as_str), Some("all sources 6 2  4"));
    assert!(rows[..3].iter().all(|row| row.ends_with(" 2 2 2 0")), "{rows:?}");
}

#[test]
fn what_two_sources_say_otherwise_stays_with_their_records() {
    let other = Article { title: "Gardens on prescription: a trial", page: "5", year: "2022", ..FULL };
    let (graph, _) = graph_of(&[&[source("one", &[FULL]), source("two", &[other])]]);
    conforms(&graph);
    let on_work = "SELECT ?y ?p { <work/doi/10.5555/a> fabio:hasPublicationYear ?y ; prism:startingPage ?p }";
    let rows = ask(&graph, on_work);
    assert_eq!(rows.len(), 1, "{rows:?}");
    let on_record = "SELECT ?y ?p { ?r foaf:primaryTopic <work/doi/10.5555/a> ; dcterms:issued ?y ; prism:startingPage ?p }";
    let kept = ask(&graph, on_record);
    assert_eq!(kept.len(), 1, "{kept:?}");
    let mut both = [rows[0].clone(), kept[0].clone()];
    both.sort();
    assert_eq!(both, ["2021 201", "2022 5"]);
}

#[test]
fn identifiers_that_contradict_one_another_keep_works_apart() {
    let second = Article { doi: "10.5555/b", title: "Gardens on prescription", ..FULL };
    let (graph, report) = graph_of(&[&[source("one", &[FULL]), source("two", &[second])]]);
    assert_eq!(ask(&graph, WORKS), ["work/doi/10.5555/a", "work/doi/10.5555/b"]);
    assert_eq!(report.conflicts.len(), 2, "{:?}", report.conflicts);
    let told = ask(&graph, CONFLICTS);
    assert_eq!(
        told,
        [
            "same PMCID PMC7, kept apart two DOIs, 10.5555/a and 10.5555/b",
            "same PMID 11, kept apart two DOIs, 10.5555/a and 10.5555/b"
        ]
    );
    // An identifier node belongs to one work at most: a reasoner would make one of two.
    conforms(&graph);
}

#[test]
fn a_notice_is_not_the_article_that_it_is_about() {
    let erratum = Article { title: "Erratum: Gardens on prescription", pmid: "", pmc: "", ..FULL };
    let retracted = Article { title: "Retracted: Gardens on prescription", ..FULL };
    let (graph, report) =
        graph_of(&[&[source("one", &[FULL]), source("two", &[erratum]), source("three", &[retracted])]]);
    assert_eq!(ask(&graph, WORKS).len(), 2);
    assert_eq!(report.conflicts.len(), 1);
    assert!(report.conflicts[0].reason.contains("notice"), "{:?}", report.conflicts);
    conforms(&graph);
    // Two databases print the notice in ways of their own.
    let pubmed = Article { title: "Erratum for Gardens on prescription", author: "", ..FULL };
    let wos = Article { title: "Gardens on prescription (vol 33, pg 717, 2019)", ..FULL };
    let (graph, report) = graph_of(&[&[source("one", &[pubmed]), source("two", &[wos])]]);
    assert_eq!((ask(&graph, WORKS).len(), report.conflicts.len()), (1, 0));
}

#[test]
fn parts_of_one_whole_that_carry_its_identifier_are_kept_apart() {
    let chapter = |title, author, page| Article { title, author, page, pmid: "", pmc: "", ..FULL };
    let one = chapter("Advanced microscopy techniques on semiconductor nanowires", "Okafor", "185-214");
    let two = chapter("Raman spectroscopy on semiconductor nanowires", "Haddad", "227-254");
    let (graph, _) = graph_of(&[&[source("one", &[one, two])]]);
    assert_eq!(ask(&graph, WORKS).len(), 2);
}

#[test]
fn without_identifiers_only_the_whole_strict_key_joins() {
    let bare = Article { pmid: "", doi: "", pmc: "", ..FULL };
    let (graph, _) = graph_of(&[&[source("one", &[FULL]), source("two", std::slice::from_ref(&bare))]]);
    assert_eq!(ask(&graph, WORKS), ["work/doi/10.5555/a"]);
    let why = "SELECT ?label { ?m a sprx:Merge ; rdfs:label ?label }";
    assert_eq!(
        ask(&graph, why),
        ["same title, year, first author and first page: gardens on prescription; 2021; okafor; 201"]
    );
    for other in [
        Article { page: "", ..bare.clone() },
        Article { page: "202-209", ..bare.clone() },
        Article { author: "Haddad", ..bare.clone() },
        Article { year: "2020", ..bare.clone() },
        Article { title: "Gardens on prescription II", ..bare.clone() },
    ] {
        let (graph, _) = graph_of(&[&[source("one", &[FULL]), source("two", std::slice::from_ref(&other))]]);
        assert_eq!(ask(&graph, WORKS).len(), 2, "{other:?}");
    }
    // Two works have the same strict key: a record without identifiers belongs to neither for sure.
    let twin = Article { pmid: "12", doi: "10.5555/b", pmc: "", ..FULL };
    let (graph, _) = graph_of(&[&[source("one", &[FULL]), source("two", &[twin]), source("three", &[bare])]]);
    assert_eq!(ask(&graph, WORKS).len(), 3);
}

#[test]
fn a_merge_is_explained_and_undone_by_removing_a_source() {
    let by_pmid = Article { doi: "", pmc: "", ..FULL };
    let (one, two) = (source("one", &[by_pmid]), source("two", &[FULL]));
    let (before, _) = graph_of(&[std::slice::from_ref(&one)]);
    assert_eq!(ask(&before, WORKS), ["work/pmid/11"]);
    let (graph, _) = graph_of(&[std::slice::from_ref(&one), std::slice::from_ref(&two)]);
    assert_eq!(ask(&graph, WORKS), ["work/doi/10.5555/a"]);
    let why = "SELECT ?label ?work ?name { ?m a sprx:Merge ; rdfs:label ?label ; prov:generated ?work ; prov:used ?r . \
        GRAPH ?g { ?r foaf:primaryTopic ?work } ?g dcterms:title ?name } ORDER BY ?name";
    assert_eq!(
        ask(&graph, why),
        ["same PMID 11 work/doi/10.5555/a one", "same PMID 11 work/doi/10.5555/a two"]
    );
    // The name that the first source gave leads to the work.
    let alias = "SELECT ?w { <work/pmid/11> dcterms:isReplacedBy ?w }";
    assert_eq!(ask(&graph, alias), ["work/doi/10.5555/a"]);
    assert_eq!(remove(&graph, "two", &settings()).unwrap(), ["two"]);
    assert!(quads(&graph) == quads(&before), "taking a source out leaves no trace of it");
    assert!(remove(&graph, "two", &settings()).is_err());
}

#[test]
fn journals_are_one_by_number_and_by_name_where_that_is_certain() {
    let named = Article { pmid: "21", doi: "", pmc: "", issn: "", ..FULL };
    let electronic = Article { pmid: "22", doi: "", pmc: "", issn: "0028-0836", journal: "Nursing", ..FULL };
    let other = Article { pmid: "23", doi: "", pmc: "", issn: "1476-4687", journal: "Nursing", ..FULL };
    let unsure = Article { pmid: "24", doi: "", pmc: "", issn: "", journal: "Nursing", ..FULL };
    let (graph, _) = graph_of(&[&[source("one", &[FULL, named, electronic, other, unsure])]]);
    let journals = "SELECT ?w ?j { ?w dcterms:isPartOf ?j . ?w fabio:hasPubMedId ?id } ORDER BY ?id";
    assert_eq!(
        ask(&graph, journals),
        [
            "work/doi/10.5555/a journal/issn/2049-3630",
            "work/pmid/21 journal/issn/2049-3630",
            "work/pmid/22 journal/issn/0028-0836",
            "work/pmid/23 journal/issn/1476-4687",
            "work/pmid/24 journal/nursing",
        ]
    );
}

#[test]
fn persons_are_one_by_orcid_only() {
    let orcid = "0000-0002-1825-0097";
    let first = Article { orcid, ..FULL };
    let second = Article { orcid, pmid: "31", doi: "", pmc: "", title: "Another", ..FULL };
    let nameless = Article { pmid: "32", doi: "", pmc: "", title: "A third", ..FULL };
    let (graph, _) = graph_of(&[&[source("one", &[first, second, nameless])]]);
    let people = "SELECT ?p (COUNT(?w) AS ?n) { ?w dcterms:creator ?p } GROUP BY ?p ORDER BY ?p";
    assert_eq!(ask(&graph, people), [format!("person/orcid/{orcid} 2"), "person/w/pmid/32/1 1".to_owned()]);
}

#[test]
fn many_different_records_under_one_identifier_take_no_time_to_keep_apart() {
    // Every paper of some proceedings with the DOI of the whole: a mistake that real exports make.
    let titles: Vec<String> = (0..1_500).map(|n| format!("{n}x {}y {}z", n * 7, n * 13)).collect();
    let articles: String = titles
        .iter()
        .map(|title| {
            Article { title: "TITLE", pmid: "", pmc: "", ..FULL }
                .xml()
                .replace("TITLE", title)
                .replace("201-209", title)
        })
        .collect();
    let text = format!("<PubmedArticleSet>{articles}</PubmedArticleSet>");
    let input = Input::Memory { name: "proceedings".to_owned(), bytes: text.into_bytes().into() };
    let (graph, report) = graph_of(&[&[input]]);
    assert_eq!((report.works, report.conflicts.len()), (1_500, 1));
    assert_eq!(ask(&graph, "SELECT ?w { ?w prism:doi '10.5555/a' }").len(), 1, "one of them may have it");
}

#[cfg(feature = "server")]
#[test]
fn other_names_of_a_work_redirect_to_it() {
    use crate::http::{BASE, get, start};
    let by_pmid = Article { doi: "", pmc: "", ..FULL };
    let graph = KnowledgeGraph::in_memory().unwrap();
    let settings = Settings { iris: Iris::new(BASE).unwrap(), ..settings() };
    ingest(&graph, &[source("one", &[by_pmid]), source("two", &[FULL])], &settings, |_| ()).unwrap();
    let address = start(&graph, |_| ());
    // The first is the name that a record alone gives; the second one is an identifier that was never a name.
    for old in ["/work/pmid/11", "/work/pmcid/PMC7"] {
        let answer = get(address, &format!("{old}?format=ttl"), "*/*");
        assert_eq!(
            (answer.status, answer.header("location")),
            (301, Some("/work/doi/10.5555/a?format=ttl")),
            "{old}"
        );
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
    }
    let answer = get(address, "/work/doi/10.5555/a?format=ttl", "*/*");
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("Gardens on prescription"));
    assert_eq!(get(address, "/work/pmid/12", "*/*").status, 404);
}

fn articles() -> impl Strategy<Value = Vec<Article>> {
    let pick = |values: &'static [&'static str]| prop::sample::select(values);
    let article = (
        (
            pick(&["", "", "1", "2", "3"]),
            pick(&["", "", "10.5555/a", "10.5555/b"]),
            pick(&["", "", "PMC1", "PMC2"]),
        ),
        pick(&[
            "Gardens on prescription",
            "Gardens on prescription: a trial",
            "Erratum: Gardens",
            "Walking groups",
        ]),
        pick(&["", "Okafor", "Haddad"]),
        pick(&["", "1-2", "5"]),
        pick(&["2020", "2021"]),
        (pick(&["", "A journal", "Nursing"]), pick(&["", "2049-3630", "0028-0836"])),
    )
        .prop_map(|((pmid, doi, pmc), title, author, page, year, (journal, issn))| {
            let orcid = if author == "Okafor" && page == "5" { "0000-0002-1825-0097" } else { "" };
            Article { pmid, doi, pmc, title, author, page, year, journal, issn, orcid }
        });
    prop::collection::vec(article, 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_graph_depends_on_the_set_of_sources_only(
        contents in prop::collection::vec(articles(), 2..5),
        order in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        taken in any::<prop::sample::Index>(),
    ) {
        let sources: Vec<Input> = contents.iter().enumerate().map(|(n, c)| source(&format!("s{n}"), c)).collect();
        let (whole, _) = graph_of(&[&sources]);
        let all = quads(&whole);
        conforms(&whole);
        // Another order, and another split over runs.
        let mut turned = sources.clone();
        turned.rotate_left(order.index(sources.len()));
        turned.reverse();
        let (first, second) = turned.split_at(cut.index(sources.len()));
        prop_assert!(quads(&graph_of(&[first, second]).0) == all);
        // Read again: nothing changes.
        ingest(&whole, &turned, &settings(), |_| ()).unwrap();
        prop_assert!(quads(&whole) == all);
        // One source taken out: as if it had never been there. Sources with the same bytes are one source.
        let out = taken.index(sources.len());
        let text = |input: &Input| match input { Input::Memory { bytes, .. } => bytes.clone(), _ => unreachable!() };
        let rest: Vec<Input> = sources.iter().filter(|s| text(s) != text(&sources[out])).cloned().collect();
        let twins = sources.iter().filter(|s| text(s) == text(&sources[out])).count();
        prop_assume!(twins == 1 && !rest.is_empty());
        remove(&whole, &format!("s{out}"), &settings()).unwrap();
        prop_assert!(quads(&whole) == quads(&graph_of(&[&rest]).0));
    }
}
