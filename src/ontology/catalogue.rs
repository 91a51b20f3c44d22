//! The Turtle files of the ontology as look-up tables, parsed once.

use super::{CONCEPTS_TTL, Concept, Label, LabelKind, ONTOLOGY_TTL, Scheme};
use crate::vocab;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNodeRef, NamedOrBlankNode, Term, Triple};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What the files say. The parts that refer to concepts live as long as the program.
pub(super) struct Catalogue {
    pub(super) triples: Vec<Triple>,
    pub(super) concepts: &'static [Concept],
    pub(super) by_id: HashMap<&'static str, usize>,
    pub(super) schemes: Vec<Scheme>,
    pub(super) labels: Vec<Label>,
}

pub(super) static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut triples = parse(ONTOLOGY_TTL);
    triples.extend(parse(CONCEPTS_TTL));
    Catalogue::index(triples)
});

#[expect(clippy::expect_used, reason = "the text is compiled in, and a test parses it")]
fn parse(turtle: &str) -> Vec<Triple> {
    let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle.as_bytes());
    quads.map(|quad| quad.expect("the ontology is valid Turtle").into()).collect()
}

/// The statements about each subject, and the subjects in the order of the files.
struct Statements<'a> {
    about: HashMap<&'a str, Vec<(NamedNodeRef<'a>, &'a Term)>>,
    order: Vec<&'a str>,
}

impl<'a> Statements<'a> {
    fn of(triples: &'a [Triple]) -> Self {
        let mut statements = Self { about: HashMap::new(), order: Vec::new() };
        for triple in triples {
            let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
            let known = statements.about.entry(subject.as_str()).or_insert_with(|| {
                statements.order.push(subject.as_str());
                Vec::new()
            });
            known.push((triple.predicate.as_ref(), &triple.object));
        }
        statements
    }

    fn objects(&self, subject: &str, predicate: NamedNodeRef<'_>) -> impl Iterator<Item = &'a Term> {
        let about = self.about.get(subject).map_or(&[][..], Vec::as_slice);
        about.iter().filter(move |(p, _)| *p == predicate).map(|(_, object)| *object)
    }

    /// The text of the first literal.
    fn text(&self, subject: &str, predicate: NamedNodeRef<'_>) -> Option<String> {
        self.objects(subject, predicate).find_map(|object| match object {
            Term::Literal(literal) => Some(literal.value().to_owned()),
            _ => None,
        })
    }

    /// What follows `namespace` in the first object that is an IRI in it.
    fn local(&self, subject: &str, predicate: NamedNodeRef<'_>, namespace: &str) -> Option<&'a str> {
        self.objects(subject, predicate).find_map(|object| match object {
            Term::NamedNode(node) => node.as_str().strip_prefix(namespace),
            _ => None,
        })
    }

    fn is_a(&self, subject: &str, class: NamedNodeRef<'_>) -> bool {
        self.objects(subject, vocab::rdf::TYPE)
            .any(|object| matches!(object, Term::NamedNode(node) if node.as_ref() == class))
    }
}

impl Catalogue {
    fn index(triples: Vec<Triple>) -> Self {
        let statements = Statements::of(&triples);
        let schemes = statements.order.iter().filter_map(|subject| scheme(&statements, subject)).collect();
        let concepts: Vec<Concept> =
            statements.order.iter().filter_map(|subject| concept(&statements, subject)).collect();
        // Mentions borrow concepts for as long as the program runs, so the concepts are never freed.
        let concepts: &'static [Concept] = Vec::leak(concepts);
        let labels = concepts.iter().flat_map(|concept| labels(&statements, concept)).collect();
        let by_id =
            concepts.iter().enumerate().map(|(index, concept)| (concept.id.as_str(), index)).collect();
        Self { triples, concepts, by_id, schemes, labels }
    }
}

fn scheme(statements: &Statements<'_>, subject: &str) -> Option<Scheme> {
    if !statements.is_a(subject, vocab::skos::CONCEPT_SCHEME) {
        return None;
    }
    let property = statements.local(subject, vocab::sprx::TOPIC_PROPERTY, vocab::sprx::NS);
    Some(Scheme {
        id: subject.strip_prefix(vocab::SCHEME_NS)?.to_owned(),
        title: statements.text(subject, vocab::dcterms::TITLE).unwrap_or_default(),
        definition: statements.text(subject, vocab::skos::DEFINITION).unwrap_or_default(),
        property: property.and_then(|name| {
            vocab::sprx::TERMS
                .iter()
                .copied()
                .find(|term| term.as_str().strip_prefix(vocab::sprx::NS) == Some(name))
        }),
    })
}

fn concept(statements: &Statements<'_>, subject: &str) -> Option<Concept> {
    if !statements.is_a(subject, vocab::sprx::TOPIC_CONCEPT) {
        return None;
    }
    let broader = statements.local(subject, vocab::skos::BROADER, vocab::CONCEPT_NS);
    Some(Concept {
        id: subject.strip_prefix(vocab::CONCEPT_NS)?.to_owned(),
        scheme: statements.local(subject, vocab::skos::IN_SCHEME, vocab::SCHEME_NS)?.to_owned(),
        label: statements.text(subject, vocab::skos::PREF_LABEL).unwrap_or_default(),
        definition: statements.text(subject, vocab::skos::DEFINITION).unwrap_or_default(),
        broader: broader.map(str::to_owned),
    })
}

fn labels(statements: &Statements<'_>, concept: &'static Concept) -> Vec<Label> {
    let subject = format!("{}{}", vocab::CONCEPT_NS, concept.id);
    let kinds = [
        (vocab::skos::PREF_LABEL, LabelKind::Name),
        (vocab::skos::ALT_LABEL, LabelKind::Name),
        (vocab::skos::HIDDEN_LABEL, LabelKind::Hidden),
        (vocab::sprx::CASE_SENSITIVE_LABEL, LabelKind::CaseSensitive),
        (vocab::sprx::WEAK_LABEL, LabelKind::Weak),
        (vocab::sprx::EXCLUDED_LABEL, LabelKind::Excluded),
    ];
    let mut found = Vec::new();
    for (predicate, kind) in kinds {
        for object in statements.objects(&subject, predicate) {
            if let Term::Literal(literal) = object {
                found.push(Label { text: literal.value().to_owned(), kind, concept });
            }
        }
    }
    found
}
