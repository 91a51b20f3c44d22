//! Statements as sortable rows of text, and back to terms.
//!
//! A row holds the terms of one statement in N-Triples syntax, each ended by a tab. N-Triples escapes every control
//! character, so a tab never stands inside a term and comparing rows byte by byte compares them term by term. This one
//! form is what the sorter spills, what the line formats print and what the other writers read.
//!
//! Rows that are grouped by resource leave out the `>` that ends an IRI: `journal/x` then comes before `journal/x/v/1`,
//! the whole before its parts.

use crate::vocab::rdf;
use oxigraph::model::{
    GraphNameRef, LiteralRef, NamedNodeRef, NamedOrBlankNodeRef, QuadRef, TermRef, TripleRef,
};
use std::borrow::Cow;
use std::sync::LazyLock;

/// Stands for `rdf:type` in rows that sort it before every other predicate (`*` sorts before `<`).
const TYPE: &str = "*";

/// Which terms a row has, in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Subject, predicate (`rdf:type` first), object: the union of the graphs, grouped by resource.
    Resources,
    /// Graph, subject, predicate (`rdf:type` first), object.
    ResourcesByGraph,
    /// Subject, predicate, object in plain order: the union of the graphs.
    Triples,
    /// Graph, subject, predicate, object in plain order.
    Quads,
}

/// The terms of one row; `graph` is empty for the default graph. Read them with [`Term::parse`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row<'a> {
    pub(super) graph: &'a str,
    pub(super) subject: &'a str,
    pub(super) predicate: &'a str,
    pub(super) object: &'a str,
}

/// One term, parsed from N-Triples syntax as far as the writers need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term<'a> {
    /// An IRI, without the angle brackets.
    Iri(&'a str),
    /// A blank node, with its `_:`.
    Blank(&'a str),
    /// A literal.
    Literal(Literal<'a>),
}

/// A literal as N-Triples writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Literal<'a> {
    /// The lexical form, still escaped, without the quotes.
    pub(super) escaped: &'a str,
    /// The language tag.
    pub(super) language: Option<&'a str>,
    /// The datatype IRI where it is neither `xsd:string` nor `rdf:langString`.
    pub(super) datatype: Option<&'a str>,
}

impl Layout {
    /// Whether rows of this layout begin with the graph.
    pub(super) fn has_graph(self) -> bool {
        matches!(self, Self::ResourcesByGraph | Self::Quads)
    }

    fn is_by_resource(self) -> bool {
        matches!(self, Self::Resources | Self::ResourcesByGraph)
    }

    fn push_iri(self, node: NamedNodeRef<'_>, row: &mut String) {
        push_iri(node, row);
        if self.is_by_resource() {
            row.pop();
        }
    }

    /// An IRI as it stands in rows of this layout.
    pub(super) fn term(self, node: NamedNodeRef<'_>) -> String {
        let mut term = String::new();
        self.push_iri(node, &mut term);
        term
    }

    /// Writes `quad` as a row of this layout to the end of `row`.
    pub(super) fn encode(self, quad: QuadRef<'_>, row: &mut String) {
        if self.has_graph() {
            match quad.graph_name {
                GraphNameRef::NamedNode(node) => self.push_iri(node, row),
                GraphNameRef::BlankNode(node) => row.push_str(&node.to_string()),
                GraphNameRef::DefaultGraph => {}
            }
            row.push('\t');
        }
        self.encode_triple(quad.into(), row);
    }

    /// Writes `triple` as the part of a row after the graph.
    pub(super) fn encode_triple(self, triple: TripleRef<'_>, row: &mut String) {
        match triple.subject {
            NamedOrBlankNodeRef::NamedNode(node) => self.push_iri(node, row),
            NamedOrBlankNodeRef::BlankNode(node) => row.push_str(&node.to_string()),
        }
        row.push('\t');
        if self.is_by_resource() && triple.predicate == rdf::TYPE {
            row.push_str(TYPE);
        } else {
            self.push_iri(triple.predicate, row);
        }
        row.push('\t');
        match triple.object {
            TermRef::NamedNode(node) => self.push_iri(node, row),
            TermRef::BlankNode(node) => row.push_str(&node.to_string()),
            TermRef::Literal(literal) => push_literal(literal, row),
        }
        row.push('\t');
    }

    /// The terms of a row that [`Layout::encode`] wrote. Terms that are missing come out empty.
    pub(super) fn decode(self, row: &str) -> Row<'_> {
        let mut terms = row.split('\t');
        let graph = if self.has_graph() { terms.next().unwrap_or_default() } else { "" };
        let [subject, predicate, object] = std::array::from_fn(|_| terms.next().unwrap_or_default());
        Row { graph, subject, predicate: if predicate == TYPE { rdf_type() } else { predicate }, object }
    }
}

fn rdf_type() -> &'static str {
    static TERM: LazyLock<String> = LazyLock::new(|| rdf::TYPE.to_string());
    &TERM
}

impl Row<'_> {
    /// Whether the predicate is `rdf:type`.
    pub(super) fn is_type(&self) -> bool {
        self.predicate == rdf_type()
    }
}

impl<'a> Term<'a> {
    /// Reads a term that this module wrote.
    pub(super) fn parse(text: &'a str) -> Self {
        if let Some(iri) = text.strip_prefix('<') {
            return Self::Iri(iri.strip_suffix('>').unwrap_or(iri));
        }
        let Some(quoted) = text.strip_prefix('"') else { return Self::Blank(text) };
        // Neither a language tag nor a datatype IRI holds a quotation mark, so the last one ends the lexical form.
        let (escaped, rest) = quoted.rsplit_once('"').unwrap_or((quoted, ""));
        let datatype = rest.strip_prefix("^^<").and_then(|iri| iri.strip_suffix('>'));
        Self::Literal(Literal { escaped, language: rest.strip_prefix('@'), datatype })
    }
}

impl<'a> Literal<'a> {
    /// The lexical form itself.
    pub(super) fn value(&self) -> Cow<'a, str> {
        unescape(self.escaped)
    }
}

/// Undoes the escapes of N-Triples.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match rest.next() {
            Some('t') => plain.push('\t'),
            Some('b') => plain.push('\u{8}'),
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('f') => plain.push('\u{c}'),
            Some('u') => {
                let digits: String = rest.by_ref().take(4).collect();
                plain.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
            }
            Some(other) => plain.push(other),
            None => {}
        }
    }
    Cow::Owned(plain)
}

/// Writes an IRI. What an IRI may not hold is escaped, so that not even an unchecked one can break a row.
fn push_iri(node: NamedNodeRef<'_>, row: &mut String) {
    row.push('<');
    for c in node.as_str().chars() {
        match c {
            '\0'..=' ' | '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\' | '\u{7f}' => {
                push_escape(c, row);
            }
            _ => row.push(c),
        }
    }
    row.push('>');
}

fn push_escape(c: char, row: &mut String) {
    use std::fmt::Write;
    let _ = write!(row, "\\u{:04X}", u32::from(c));
}

/// Writes a literal in the canonical form of N-Triples.
fn push_literal(literal: LiteralRef<'_>, row: &mut String) {
    row.push('"');
    for c in literal.value().chars() {
        match c {
            '\u{8}' => row.push_str("\\b"),
            '\t' => row.push_str("\\t"),
            '\n' => row.push_str("\\n"),
            '\u{c}' => row.push_str("\\f"),
            '\r' => row.push_str("\\r"),
            '"' => row.push_str("\\\""),
            '\\' => row.push_str("\\\\"),
            '\0'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}' => {
                push_escape(c, row);
            }
            _ => row.push(c),
        }
    }
    row.push('"');
    if let Some(language) = literal.language() {
        row.push('@');
        row.push_str(language);
    } else if literal.datatype() != crate::vocab::xsd::STRING {
        row.push_str("^^");
        push_iri(literal.datatype(), row);
    }
}

#[cfg(test)]
mod tests {
    use super::{Layout, Term, unescape};
    use oxigraph::model::{GraphName, Literal, NamedNode, Quad};

    #[test]
    fn a_row_gives_back_the_literal_it_was_made_of() {
        let text = "tab\t quote\" back\\slash \u{1} \u{7f} \u{ffff} 𝔘 e\u{301} \r\n\u{b}";
        let node = NamedNode::new_unchecked("ex:s");
        let quad = Quad::new(node.clone(), node, Literal::from(text), GraphName::DefaultGraph);
        let mut row = String::new();
        Layout::Quads.encode(quad.as_ref(), &mut row);
        let decoded = Layout::Quads.decode(&row);
        assert_eq!(decoded.graph, "");
        assert_eq!(decoded.object, quad.object.to_string(), "the same escapes as oxrdf");
        let Term::Literal(literal) = Term::parse(decoded.object) else { panic!("not a literal") };
        assert_eq!(literal.value(), text);
    }

    #[test]
    fn type_sorts_before_other_predicates() {
        let node = NamedNode::new_unchecked("ex:s");
        let early = NamedNode::new_unchecked("a:a");
        let row = |predicate: NamedNode| {
            let mut row = String::new();
            Layout::Resources
                .encode_triple(oxigraph::model::TripleRef::new(&node, &predicate, &node), &mut row);
            row
        };
        assert!(row(crate::vocab::rdf::TYPE.into_owned()) < row(early));
        assert_eq!(unescape("a\\u0041\\n"), "aA\n");
    }
}
