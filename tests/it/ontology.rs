//! The ontology: its files are valid, whole, and agree with the code both ways.

use linkworker::ontology::{self, Label, LabelKind};
use linkworker::record::{SectionRole, fold};
use linkworker::vocab::{self, rdf, rdfs, skos, sprx};
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
use oxigraph::model::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Quad, TermRef};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::data;

const FILES: [(&str, &str); 3] = [
    ("linkworker.ttl", ontology::ONTOLOGY_TTL),
    ("concepts", ontology::CONCEPTS_TTL),
    ("shapes.ttl", ontology::SHAPES_TTL),
];

fn parse(name: &str, format: RdfFormat, text: &str) -> Vec<Quad> {
    let quads = RdfParser::from_format(format).for_slice(text.as_bytes()).collect::<Result<Vec<_>, _>>();
    quads.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The dataset description with numbers and IRIs for its placeholders.
fn filled_description() -> String {
    let mut text = ontology::DATASET_TTL.to_owned();
    for (name, value) in [
        ("base", "http://localhost:7878/"),
        ("endpoint", "http://localhost:7878/sparql"),
        ("example", "http://localhost:7878/work/doi/10.1000/x"),
        ("modified", "2025-06-01"),
    ] {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    for count in [
        "triples",
        "subjects",
        "objects",
        "properties",
        "classes",
        "works",
        "doi_links",
        "pubmed_links",
        "pmc_links",
        "mesh_links",
    ] {
        text = text.replace(&format!("{{{count}}}"), "7");
    }
    text
}

fn graph() -> Graph {
    let name = NamedNode::new("http://localhost/graph").unwrap();
    ontology::quads(&name).into_iter().map(oxigraph::model::Triple::from).collect()
}

fn literals<'g>(
    graph: &'g Graph,
    subject: &NamedNode,
    predicate: NamedNodeRef<'g>,
) -> Vec<(&'g str, Option<&'g str>)> {
    let objects = graph.objects_for_subject_predicate(subject, predicate);
    objects
        .filter_map(|object| match object {
            TermRef::Literal(literal) => Some((literal.value(), literal.language())),
            _ => None,
        })
        .collect()
}

#[test]
fn every_file_parses_with_oxigraph() {
    for (name, text) in FILES {
        assert!(parse(name, RdfFormat::Turtle, text).len() > 100, "{name}");
    }
    let description = filled_description();
    assert!(
        !description.contains('{'),
        "every placeholder is among those that the head of dataset.ttl names"
    );
    assert!(parse("dataset.ttl", RdfFormat::Turtle, &description).len() > 80);
}

#[test]
fn every_file_parses_with_sophia_to_as_many_triples() {
    use sophia::api::prelude::TripleSource;
    let description = filled_description();
    for (name, text) in FILES.into_iter().chain([("dataset.ttl", description.as_str())]) {
        let mut count = 0;
        sophia::turtle::parser::turtle::parse_str(text)
            .for_each_triple(|_| count += 1)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(count, parse(name, RdfFormat::Turtle, text).len(), "{name}");
    }
}

#[test]
fn the_published_graph_has_no_blank_nodes_and_keeps_every_triple() {
    let graph = graph();
    let stated = parse("o", RdfFormat::Turtle, ontology::ONTOLOGY_TTL).into_iter();
    let stated: BTreeSet<String> = stated
        .chain(parse("c", RdfFormat::Turtle, ontology::CONCEPTS_TTL))
        .map(|quad| oxigraph::model::Triple::from(quad).to_string())
        .collect();
    assert_eq!(graph.iter().map(|t| t.to_string()).collect::<BTreeSet<_>>(), stated);
    for triple in &graph {
        assert!(matches!(triple.subject, NamedOrBlankNodeRef::NamedNode(_)), "{triple}");
        assert!(!matches!(triple.object, TermRef::BlankNode(_)), "{triple}");
    }
}

#[test]
fn terms_in_code_and_in_turtle_are_the_same_and_documented() {
    let graph = graph();
    let declared: BTreeSet<String> = graph
        .iter()
        .filter(|t| t.predicate == rdf::TYPE)
        .filter_map(|t| match t.subject {
            NamedOrBlankNodeRef::NamedNode(node) => Some(node.as_str().to_owned()),
            NamedOrBlankNodeRef::BlankNode(_) => None,
        })
        .filter(|iri| iri.starts_with(sprx::NS) && iri != sprx::NS)
        .collect();
    let coded: BTreeSet<String> = sprx::TERMS.iter().map(|term| term.as_str().to_owned()).collect();
    assert_eq!(coded, declared);
    for term in sprx::TERMS {
        let term = term.into_owned();
        for predicate in [rdfs::LABEL, rdfs::COMMENT] {
            let found = literals(&graph, &term, predicate);
            assert_eq!(found.len(), 1, "{term} {predicate}");
            assert_eq!(found[0].1, Some("en"), "{term} {predicate}");
        }
        assert_eq!(graph.objects_for_subject_predicate(&term, rdfs::IS_DEFINED_BY).count(), 1, "{term}");
    }
}

#[test]
fn concepts_are_whole_and_their_ids_and_matches_unique() {
    let graph = graph();
    let mut ids = BTreeSet::new();
    let mut exact: HashMap<String, &str> = HashMap::new();
    for concept in ontology::concepts() {
        assert!(ids.insert(&concept.id), "{} stands twice", concept.id);
        let node = NamedNode::new(format!("{}{}", vocab::CONCEPT_NS, concept.id)).unwrap();
        assert!(concept.definition.len() > 10, "{}: no definition", concept.id);
        let labels = literals(&graph, &node, skos::PREF_LABEL);
        assert_eq!(labels, [(concept.label.as_str(), Some("en"))], "{}: one preferred label", concept.id);
        let scheme = ontology::scheme(&concept.scheme).unwrap_or_else(|| panic!("{}: scheme", concept.id));
        assert!(scheme.property.is_some(), "{}: topics need a property", scheme.id);
        if let Some(broader) = &concept.broader {
            let broader =
                ontology::concept(broader).unwrap_or_else(|| panic!("{}: broader {broader}", concept.id));
            assert_eq!(broader.scheme, concept.scheme, "{}: broader concept of another scheme", concept.id);
            assert!(ontology::parents(concept).count() < 5, "{}: deep or circular", concept.id);
        }
        for object in graph.objects_for_subject_predicate(&node, skos::EXACT_MATCH) {
            let other = exact.insert(object.to_string(), &concept.id);
            assert_eq!(
                other,
                None,
                "{} and {} have an exact match to one descriptor",
                concept.id,
                other.unwrap_or("-")
            );
        }
    }
    assert!(ids.len() >= 200);
}

#[test]
fn schemes_name_their_property_and_their_top_concepts() {
    let graph = graph();
    assert_eq!(ontology::schemes().len(), 12);
    let mut properties = BTreeSet::new();
    for scheme in ontology::schemes() {
        assert!(!scheme.title.is_empty() && scheme.definition.len() > 20, "{}", scheme.id);
        let node = NamedNode::new(format!("{}{}", vocab::SCHEME_NS, scheme.id)).unwrap();
        let tops = |s: &str| NamedNode::new(format!("{}{s}", vocab::CONCEPT_NS)).unwrap();
        let stated: BTreeSet<_> = graph
            .objects_for_subject_predicate(&node, skos::HAS_TOP_CONCEPT)
            .map(|o| o.to_string())
            .collect();
        let back: BTreeSet<_> =
            graph.subjects_for_predicate_object(skos::TOP_CONCEPT_OF, &node).map(|s| s.to_string()).collect();
        assert_eq!(stated, back, "{}: hasTopConcept and topConceptOf", scheme.id);
        let Some(property) = scheme.property else {
            assert_eq!(scheme.id, "section");
            continue;
        };
        assert!(properties.insert(property.as_str()), "{}: shares its property", scheme.id);
        assert!(graph.contains(oxigraph::model::TripleRef::new(
            property,
            rdfs::SUB_PROPERTY_OF,
            sprx::CONCERNS
        )));
        let without_broader: BTreeSet<_> = ontology::concepts()
            .iter()
            .filter(|c| c.scheme == scheme.id && c.broader.is_none())
            .map(|c| tops(&c.id).to_string())
            .collect();
        assert_eq!(stated, without_broader, "{}: top concepts", scheme.id);
    }
}

/// The label without regard to case (where it does not count), dashes and quotes.
fn folded(label: &Label) -> String {
    let text = label.text.replace(['-', '\u{2013}'], " ");
    if label.kind == LabelKind::CaseSensitive { text } else { text.to_lowercase() }
}

#[test]
fn no_label_belongs_to_two_concepts_of_one_scheme() {
    let mut owners: BTreeMap<(&str, String), BTreeSet<&str>> = BTreeMap::new();
    for label in ontology::labels().iter().filter(|label| label.kind != LabelKind::Excluded) {
        owners.entry((&label.concept.scheme, folded(label))).or_default().insert(&label.concept.id);
    }
    assert!(owners.len() > 2000);
    for ((scheme, label), concepts) in owners {
        assert_eq!(concepts.len(), 1, "{scheme}: `{label}` belongs to {concepts:?}");
    }
}

#[test]
fn an_excluded_label_holds_a_label_that_it_excludes() {
    for excluded in ontology::labels().iter().filter(|label| label.kind == LabelKind::Excluded) {
        let holds = ontology::labels().iter().any(|label| {
            label.kind != LabelKind::Excluded && folded(excluded).contains(&folded(label).to_lowercase())
        });
        assert!(holds, "`{}` of {} excludes nothing", excluded.text, excluded.concept.id);
    }
}

#[test]
fn section_roles_of_code_and_scheme_are_the_same() {
    let graph = graph();
    let scheme = NamedNode::new(format!("{}section", vocab::SCHEME_NS)).unwrap();
    let declared: BTreeSet<String> = graph
        .subjects_for_predicate_object(skos::IN_SCHEME, &scheme)
        .map(|s| s.to_string().trim_matches(['<', '>']).replace(vocab::CONCEPT_NS, ""))
        .collect();
    let coded: BTreeSet<String> = SectionRole::ALL.iter().map(|role| role.concept_id().to_owned()).collect();
    assert_eq!(coded, declared);
    for role in SectionRole::ALL {
        let node = NamedNode::new(format!("{}{}", vocab::CONCEPT_NS, role.concept_id())).unwrap();
        let labels = [skos::PREF_LABEL, skos::ALT_LABEL].into_iter().flat_map(|p| literals(&graph, &node, p));
        let declared: BTreeSet<String> = labels.map(|(label, _)| fold(label)).collect();
        let coded: BTreeSet<String> = SectionRole::headings()
            .filter(|(_, r)| *r == role)
            .map(|(heading, _)| heading.to_owned())
            .collect();
        assert_eq!(coded, declared, "headings of {}", role.concept_id());
        for heading in declared {
            assert_eq!(SectionRole::from_heading(&heading), Some(role), "{heading}");
        }
    }
}

#[test]
fn mesh_matches_name_descriptors_that_exist() {
    let Some(path) = data::shared("data/mesh/dhimmel_mesh__terms.tsv.gz") else { return };
    let file = std::fs::File::open(path).unwrap();
    let text = std::io::read_to_string(flate2::read::GzDecoder::new(file)).unwrap();
    let known: BTreeSet<&str> = text.lines().filter_map(|line| line.split('\t').next()).collect();
    let graph = graph();
    let matches: Vec<String> = graph
        .iter()
        .filter_map(|t| match t.object {
            TermRef::NamedNode(node) => node.as_str().strip_prefix(vocab::MESH_NS).map(str::to_owned),
            _ => None,
        })
        .collect();
    assert!(matches.len() > 90);
    for descriptor in matches {
        assert!(known.contains(descriptor.as_str()), "{descriptor}");
    }
}

#[test]
fn every_shape_says_in_words_what_is_wrong() {
    let graph: Graph = parse("shapes", RdfFormat::Turtle, ontology::SHAPES_TTL)
        .into_iter()
        .map(oxigraph::model::Triple::from)
        .collect();
    let message = NamedNode::new(format!("{}message", vocab::sh::NS)).unwrap();
    let shapes: Vec<_> = graph.subjects_for_predicate_object(rdf::TYPE, vocab::sh::PROPERTY_SHAPE).collect();
    assert!(shapes.len() > 60);
    for shape in shapes {
        let NamedOrBlankNodeRef::NamedNode(node) = shape else { panic!("{shape} has no IRI") };
        let messages = literals(&graph, &node.into_owned(), message.as_ref());
        assert!(matches!(messages[..], [(text, Some("en"))] if text.ends_with('.')), "{node}");
    }
}

/// The context as `(term, IRI it stands for)`, prefixes and keywords left out.
fn context_terms() -> Vec<(String, String)> {
    let context: serde_json::Value = serde_json::from_str(ontology::CONTEXT_JSONLD).unwrap();
    let terms = context["@context"].as_object().unwrap();
    let prefixes: HashMap<&str, &str> = terms
        .iter()
        .filter_map(|(k, v)| v.as_str().filter(|v| v.starts_with("http")).map(|v| (k.as_str(), v)))
        .collect();
    let expanded = terms.iter().filter_map(|(term, value)| {
        let iri = value.as_str().or_else(|| value["@id"].as_str())?;
        let (prefix, local) = iri.split_once(':')?;
        Some((term.clone(), format!("{}{local}", prefixes.get(prefix)?)))
    });
    expanded.collect()
}

#[test]
fn the_context_names_terms_that_the_code_knows_and_all_of_its_own() {
    let known: BTreeSet<&str> =
        vocab::ALL.iter().flat_map(|(_, terms)| terms.iter().map(|t| t.as_str())).collect();
    let terms = context_terms();
    assert!(terms.len() > 150);
    for (term, iri) in &terms {
        assert!(known.contains(iri.as_str()), "{term} stands for {iri}, which no constant names");
    }
    for term in sprx::TERMS {
        assert!(terms.iter().any(|(_, iri)| iri == term.as_str()), "{term} has no key");
    }
}

#[test]
fn the_context_types_what_it_reads() {
    let context: serde_json::Value = serde_json::from_str(ontology::CONTEXT_JSONLD).unwrap();
    let document = serde_json::json!({
        "@context": context["@context"],
        "id": "http://localhost/work/1",
        "type": ["JournalArticle", "ScholarlyArticle"],
        "title": "On link workers",
        "year": "2024",
        "dateAccepted": "2024-06-11",
        "isAccessibleForFree": true,
        "actors": ["sprxc:link-worker"],
        "journal": { "id": "http://localhost/journal/x", "type": "Journal", "titleAsPrinted": "BMC Med" },
        "contributors": [{
            "id": "http://localhost/role/1", "type": "RoleInTime", "role": "author", "position": 1,
            "person": { "id": "http://localhost/person/1", "name": "Amadea Turk" },
            "affiliations": ["University of Oxford"]
        }],
        "measurements": [{ "id": "http://localhost/metric/1", "value": "4.3" }]
    })
    .to_string();
    let quads = parse("document", RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }, &document);
    let read: BTreeSet<String> =
        quads.iter().map(|quad| format!("{} {}", quad.predicate, quad.object)).collect();
    for expected in [
        r#"<http://purl.org/dc/terms/title> "On link workers"@en"#,
        r#"<http://purl.org/dc/terms/title> "BMC Med""#,
        r#"<http://purl.org/spar/fabio/hasPublicationYear> "2024"^^<http://www.w3.org/2001/XMLSchema#gYear>"#,
        r#"<http://purl.org/dc/terms/dateAccepted> "2024-06-11"^^<http://www.w3.org/2001/XMLSchema#date>"#,
        r#"<https://schema.org/isAccessibleForFree> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>"#,
        r#"<https://schema.org/position> "1"^^<http://www.w3.org/2001/XMLSchema#integer>"#,
        r#"<http://www.w3.org/ns/dqv#value> "4.3"^^<http://www.w3.org/2001/XMLSchema#decimal>"#,
        "<https://w3id.org/linkworker/ontology/concernsActor> <https://w3id.org/linkworker/concept/link-worker>",
        "<http://purl.org/spar/pro/withRole> <http://purl.org/spar/pro/author>",
        "<http://purl.org/dc/terms/isPartOf> <http://localhost/journal/x>",
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://purl.org/spar/fabio/JournalArticle>",
    ] {
        assert!(read.contains(expected), "{expected} is not among {read:#?}");
    }
}
