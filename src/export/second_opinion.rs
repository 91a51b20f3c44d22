//! oxrdf terms as sophia terms: what the second RDF implementation needs to see our data.

use oxigraph::model::{GraphNameRef, LiteralRef, NamedOrBlankNodeRef, QuadRef, TermRef, TripleRef};
use sophia::api::MownStr;
use sophia::api::quad::Spog;
use sophia::api::term::{BnodeId, IriRef, LanguageTag, SimpleTerm};

/// A triple for sophia, borrowing from ours.
pub(super) fn triple(triple: TripleRef<'_>) -> [SimpleTerm<'_>; 3] {
    [subject(triple.subject), iri(triple.predicate.as_str()), object(triple.object)]
}

/// A quad for sophia that owns its terms.
pub(super) fn quad(quad: QuadRef<'_>) -> Spog<SimpleTerm<'static>> {
    let graph = match quad.graph_name {
        GraphNameRef::NamedNode(node) => Some(iri(node.as_str())),
        GraphNameRef::BlankNode(node) => Some(blank(node.as_str())),
        GraphNameRef::DefaultGraph => None,
    };
    (triple(quad.into()).map(owned), graph.map(owned))
}

fn subject(node: NamedOrBlankNodeRef<'_>) -> SimpleTerm<'_> {
    match node {
        NamedOrBlankNodeRef::NamedNode(node) => iri(node.as_str()),
        NamedOrBlankNodeRef::BlankNode(node) => blank(node.as_str()),
    }
}

fn object(term: TermRef<'_>) -> SimpleTerm<'_> {
    match term {
        TermRef::NamedNode(node) => iri(node.as_str()),
        TermRef::BlankNode(node) => blank(node.as_str()),
        TermRef::Literal(term) => literal(term),
    }
}

fn literal(literal: LiteralRef<'_>) -> SimpleTerm<'_> {
    let value = MownStr::from(literal.value());
    if let Some(tag) = literal.language() {
        SimpleTerm::LiteralLanguage(value, LanguageTag::new_unchecked(MownStr::from(tag)), None)
    } else {
        let datatype = MownStr::from(literal.datatype().as_str());
        SimpleTerm::LiteralDatatype(value, IriRef::new_unchecked(datatype))
    }
}

fn iri(iri: &str) -> SimpleTerm<'_> {
    SimpleTerm::Iri(IriRef::new_unchecked(MownStr::from(iri)))
}

fn blank(label: &str) -> SimpleTerm<'_> {
    SimpleTerm::BlankNode(BnodeId::new_unchecked(MownStr::from(label)))
}

fn owned(term: SimpleTerm<'_>) -> SimpleTerm<'static> {
    use sophia::api::term::Term;
    term.into_term()
}
