//! What the graph says directly about one resource: its statements, by predicate.

use super::Link;
use crate::server::data::{Row, Value, rows};
use crate::server::error::HttpError;
use crate::server::state::State;
use crate::vocab::{self, xsd};
use oxigraph::model::{NamedNode, NamedNodeRef, Term};

/// The statements about one resource, each object with its label where it has one.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    rows: Vec<Row>,
}

const FACTS: &str = "SELECT ?p ?o (SAMPLE(?name) AS ?label) {
  $iri ?p ?o
  OPTIONAL { ?o skos:prefLabel|foaf:name|dcterms:title|rdfs:label ?name }
} GROUP BY ?p ?o ORDER BY ?p ?o";

impl Facts {
    /// Asks the graph.
    pub(crate) async fn about(state: &State, iri: &NamedNode) -> Result<Self, HttpError> {
        Ok(Self { rows: rows(state, FACTS, &[("iri", Value::Iri(iri))]).await? })
    }

    fn of(&self, predicate: NamedNodeRef<'_>) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| {
            row.term("p").is_some_and(|p| matches!(p, Term::NamedNode(n) if n.as_ref() == predicate))
        })
    }

    /// The texts of a predicate.
    pub(crate) fn texts(&self, predicate: NamedNodeRef<'_>) -> Vec<String> {
        self.of(predicate).map(|row| row.text("o")).collect()
    }

    /// The first text of a predicate, or an empty one.
    pub(crate) fn text(&self, predicate: NamedNodeRef<'_>) -> String {
        self.of(predicate).next().map(|row| row.text("o")).unwrap_or_default()
    }

    /// The first text of a predicate in English, or without a language, or else in any.
    pub(crate) fn english(&self, predicate: NamedNodeRef<'_>) -> String {
        let language = |row: &Row| match row.term("o") {
            Some(Term::Literal(literal)) => literal.language().map(str::to_owned),
            _ => None,
        };
        let rank = |row: &&Row| match language(row).as_deref() {
            Some("en") => 0,
            None => 1,
            Some(_) => 2,
        };
        self.of(predicate).min_by_key(rank).map(|row| row.text("o")).unwrap_or_default()
    }

    /// Links to the objects of a predicate.
    pub(crate) fn links(&self, state: &State, predicate: NamedNodeRef<'_>) -> Vec<Link> {
        let mut links: Vec<Link> =
            self.of(predicate).map(|row| Link::to(state, &row.text("o"), row.text("label"))).collect();
        links.sort_by(|a, b| a.text.cmp(&b.text));
        links
    }

    /// True where the graph says that the resource is of this class.
    pub(crate) fn is(&self, class: NamedNodeRef<'_>) -> bool {
        self.of(vocab::rdf::TYPE).any(|row| row.text("o") == class.as_str())
    }
}

/// An IRI in short form where its namespace has a prefix, else as it is.
pub(crate) fn shortened(iri: &str) -> String {
    let local_name = |rest: &str| !rest.is_empty() && !rest.contains(['/', '#', '?']);
    vocab::PREFIXES
        .iter()
        .filter_map(|(prefix, namespace)| iri.strip_prefix(namespace).map(|rest| (prefix, rest)))
        .find(|(_, rest)| local_name(rest))
        .map_or_else(|| iri.to_owned(), |(prefix, rest)| format!("{prefix}:{rest}"))
}

/// True for datatypes whose values stand at the right of a column.
pub(crate) fn is_number(datatype: NamedNodeRef<'_>) -> bool {
    [xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE, xsd::NON_NEGATIVE_INTEGER, xsd::POSITIVE_INTEGER]
        .contains(&datatype)
}

/// A predicate's local name in words: `dateSubmitted` becomes `date submitted`.
pub(crate) fn in_words(iri: &str) -> String {
    let name = iri.rsplit(['/', '#']).next().unwrap_or(iri);
    let mut words = String::with_capacity(name.len() + 4);
    let mut previous_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && previous_lower {
            words.push(' ');
            words.extend(c.to_lowercase());
        } else {
            words.push(if c == '_' || c == '-' { ' ' } else { c });
        }
        previous_lower = c.is_lowercase();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iris_are_shortened_where_a_prefix_fits() {
        assert_eq!(shortened(vocab::dcterms::TITLE.as_str()), "dcterms:title");
        assert_eq!(shortened(&format!("{}link-worker", vocab::CONCEPT_NS)), "sprxc:link-worker");
        assert_eq!(shortened("urn:x:y"), "urn:x:y");
    }

    #[test]
    fn names_become_words() {
        assert_eq!(in_words(vocab::dcterms::DATE_SUBMITTED.as_str()), "date submitted");
        assert_eq!(in_words(vocab::prism::DOI.as_str()), "doi");
    }
}
