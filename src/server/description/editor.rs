//! What query editors read from an endpoint: example queries and prefixes, in the terms of SHACL, as the examples of the SIB Swiss
//! Institute of Bioinformatics use them.

use crate::server::error::HttpError;
use crate::server::pages::query::{EXAMPLES, Example};
use crate::vocab::{self, rdf, rdfs, schema, sh, xsd};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Triple};

/// Describes the examples and the prefixes of the endpoint at this address, below `url`.
pub(super) fn describe(url: &str, endpoint: &NamedNode, triples: &mut Vec<Triple>) -> Result<(), HttpError> {
    for example in EXAMPLES.iter() {
        let node = super::node(format!("{url}query?example={}", example.name))?;
        let (class, predicate) = form(example);
        for class in [sh::SPARQL_EXECUTABLE, class] {
            triples.push(Triple::new(node.clone(), rdf::TYPE, class));
        }
        let comment = format!("{}. {}", example.title, example.answers);
        triples.push(Triple::new(
            node.clone(),
            rdfs::COMMENT,
            Literal::new_language_tagged_literal_unchecked(comment, "en"),
        ));
        triples.push(Triple::new(node.clone(), predicate, Literal::from(example.query)));
        triples.push(Triple::new(node, schema::TARGET, endpoint.clone()));
    }
    for (prefix, namespace) in vocab::PREFIXES {
        let node = super::node(format!("{endpoint}#prefix-{prefix}", endpoint = endpoint.as_str()))?;
        triples.push(Triple::new(endpoint.clone(), sh::DECLARE, node.clone()));
        triples.push(Triple::new(node.clone(), rdf::TYPE, sh::PREFIX_DECLARATION));
        triples.push(Triple::new(node.clone(), sh::PREFIX, Literal::from(*prefix)));
        triples.push(Triple::new(node, sh::NAMESPACE, Literal::new_typed_literal(*namespace, xsd::ANY_URI)));
    }
    Ok(())
}

/// The class of an example and the property that holds its text, by the form of the query.
fn form(example: &Example) -> (NamedNodeRef<'static>, NamedNodeRef<'static>) {
    let words = example.query.lines().filter_map(|line| line.split_whitespace().next());
    for word in words {
        match word.to_ascii_uppercase().as_str() {
            "ASK" => return (sh::SPARQL_ASK_EXECUTABLE, sh::ASK),
            "CONSTRUCT" => return (sh::SPARQL_CONSTRUCT_EXECUTABLE, sh::CONSTRUCT),
            "SELECT" => break,
            _ => {}
        }
    }
    (sh::SPARQL_SELECT_EXECUTABLE, sh::SELECT)
}
