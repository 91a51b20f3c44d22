//! Dumps read by sophia, the second RDF library, as quads of oxrdf.

use linkworker::export::DumpFormat;
use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use sophia::api::prelude::{Quad as _, QuadParser as _, QuadSource, Term as _, Triple as _, TripleSource};
use sophia::api::term::{SimpleTerm, TermKind};

pub(crate) fn read_by_sophia(format: DumpFormat, text: &str) -> Vec<Quad> {
    let mut quads = Vec::new();
    match format {
        DumpFormat::Turtle => sophia::turtle::parser::turtle::parse_str(text)
            .for_each_triple(|t| {
                let [s, p, o] = [t.s(), t.p(), t.o()].map(sophia::api::term::Term::into_term);
                quads.push(sophia_quad(&s, &p, &o, None));
            })
            .unwrap(),
        DumpFormat::NTriples | DumpFormat::NQuads => sophia::turtle::parser::nq::parse_str(text)
            .for_each_quad(|q| {
                let [s, p, o] = [q.s(), q.p(), q.o()].map(sophia::api::term::Term::into_term);
                quads.push(sophia_quad(&s, &p, &o, q.g().map(sophia::api::term::Term::into_term).as_ref()));
            })
            .unwrap(),
        DumpFormat::TriG => sophia::turtle::parser::trig::parse_str(text)
            .for_each_quad(|q| {
                let [s, p, o] = [q.s(), q.p(), q.o()].map(sophia::api::term::Term::into_term);
                quads.push(sophia_quad(&s, &p, &o, q.g().map(sophia::api::term::Term::into_term).as_ref()));
            })
            .unwrap(),
        DumpFormat::JsonLd => sophia::jsonld::JsonLdParser::new()
            .parse_str(text)
            .for_each_quad(|q| {
                let [s, p, o] = [q.s(), q.p(), q.o()].map(sophia::api::term::Term::into_term);
                quads.push(sophia_quad(&s, &p, &o, None));
            })
            .unwrap(),
        DumpFormat::RdfXml => unreachable!("sophia reads this with a feature we leave out"),
    }
    quads
}

fn from_sophia(term: &SimpleTerm<'_>) -> Term {
    match term.kind() {
        TermKind::Iri => NamedNode::new(term.iri().unwrap().as_str()).unwrap().into(),
        TermKind::BlankNode => BlankNode::new(term.bnode_id().unwrap().as_str()).unwrap().into(),
        TermKind::Literal => {
            let value = term.lexical_form().unwrap().to_string();
            if let Some(tag) = term.language_tag() {
                return Literal::new_language_tagged_literal(value, tag.as_str()).unwrap().into();
            }
            let datatype = NamedNode::new(term.datatype().unwrap().as_str()).unwrap();
            Literal::new_typed_literal(value, datatype).into()
        }
        other => panic!("unexpected {other:?}"),
    }
}

fn sophia_quad(
    s: &SimpleTerm<'_>,
    p: &SimpleTerm<'_>,
    o: &SimpleTerm<'_>,
    g: Option<&SimpleTerm<'_>>,
) -> Quad {
    let node = |term: &SimpleTerm<'_>| match from_sophia(term) {
        Term::NamedNode(node) => NamedOrBlankNode::from(node),
        Term::BlankNode(node) => node.into(),
        Term::Literal(_) => panic!("literal subject"),
    };
    let Term::NamedNode(predicate) = from_sophia(p) else { panic!("predicate {p:?}") };
    let graph = g.map_or(GraphName::DefaultGraph, |g| node(g).into());
    Quad::new(node(s), predicate, from_sophia(o), graph)
}
