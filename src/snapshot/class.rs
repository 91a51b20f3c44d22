//! The classes of terms: what a term is besides its text. Terms are numbered class by class, in value order within a class.

use super::value::Value;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNode, Literal, NamedNode, NamedNodeRef, Term, TermRef};
use serde::{Deserialize, Serialize};

/// What a term is besides its text. The order is that of the numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Class {
    /// An IRI.
    Iri,
    /// A blank node.
    Blank,
    /// `xsd:string`.
    Text,
    /// A text in the language of this tag, in lower case.
    Language(String),
    /// A literal of this datatype whose text is a value of it, in the order of the values.
    Value(String),
    /// A literal of any other datatype, or one whose text is no value of it: in the order of the texts.
    Typed(String),
}

impl Class {
    /// The class and the text of a term.
    pub(super) fn of(term: TermRef<'_>) -> (Self, &str) {
        match term {
            TermRef::NamedNode(iri) => (Self::Iri, iri.as_str()),
            TermRef::BlankNode(node) => (Self::Blank, node.as_str()),
            TermRef::Literal(literal) => {
                let text = literal.value();
                if let Some(language) = literal.language() {
                    return (Self::Language(language.to_owned()), text);
                }
                let datatype = literal.datatype();
                if datatype == xsd::STRING {
                    return (Self::Text, text);
                }
                let name = datatype.as_str().to_owned();
                let is_value = Value::parse(text, datatype).is_some_and(Value::is_ordered);
                (if is_value { Self::Value(name) } else { Self::Typed(name) }, text)
            }
        }
    }

    /// The term of this class with this text.
    pub(super) fn term(&self, text: &str) -> Term {
        match self {
            Self::Iri => NamedNode::new_unchecked(text).into(),
            Self::Blank => BlankNode::new_unchecked(text).into(),
            Self::Text => Literal::new_simple_literal(text).into(),
            Self::Language(tag) => Literal::new_language_tagged_literal_unchecked(text, tag).into(),
            Self::Value(datatype) | Self::Typed(datatype) => {
                Literal::new_typed_literal(text, NamedNode::new_unchecked(datatype)).into()
            }
        }
    }

    /// The value of a literal of this class.
    pub(super) fn value(&self, text: &str) -> Option<Value> {
        match self {
            Self::Value(datatype) | Self::Typed(datatype) => {
                Value::parse(text, NamedNodeRef::new_unchecked(datatype))
            }
            _ => None,
        }
    }
}
