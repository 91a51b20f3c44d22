//! Writes quads of one named graph and sees to it that every literal may be published.
//!
//! Characters that XML cannot hold become U+FFFD, so that every syntax can carry the graph; e-mail addresses never pass.

use super::language::is_english;
use super::redact::{mask_addresses, without_addresses};
use crate::record::PartialDate;
use crate::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Quad, Term};
use std::borrow::Cow;

/// One named graph being written.
pub(super) struct Sink<'a> {
    graph: NamedNode,
    quads: &'a mut Vec<Quad>,
}

impl<'a> Sink<'a> {
    pub(super) fn new(graph: NamedNode, quads: &'a mut Vec<Quad>) -> Self {
        Self { graph, quads }
    }

    /// A statement about two things.
    pub(super) fn link(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: &NamedNode) {
        self.push(subject, predicate, object.clone());
    }

    /// The classes of a thing.
    pub(super) fn classes(&mut self, subject: &NamedNode, classes: &[NamedNodeRef<'_>]) {
        for class in classes {
            self.push(subject, rdf::TYPE, class.into_owned());
        }
    }

    /// Text for people, as a plain string. Empty text is no statement.
    pub(super) fn text(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, text: &str) {
        let text = for_people(text);
        if !text.is_empty() {
            self.push(subject, predicate, Literal::new_simple_literal(text));
        }
    }

    /// Text for people, tagged as English where it is.
    pub(super) fn prose(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        text: &str,
        english: bool,
    ) {
        let text = for_people(text);
        if text.is_empty() {
            return;
        }
        let literal = if english {
            Literal::new_language_tagged_literal_unchecked(text, "en")
        } else {
            Literal::new_simple_literal(text)
        };
        self.push(subject, predicate, literal);
    }

    /// A text that offsets point into, already made safe by [`offset_safe`].
    pub(super) fn offset_text(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, text: &str) {
        self.push(subject, predicate, Literal::new_simple_literal(text));
    }

    /// An abstract: a text that offsets point into, tagged as English where it is.
    pub(super) fn offset_prose(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, text: &str) {
        let literal = if is_english(text) {
            Literal::new_language_tagged_literal_unchecked(text, "en")
        } else {
            Literal::new_simple_literal(text)
        };
        self.push(subject, predicate, literal);
    }

    /// An identifier: kept character for character.
    pub(super) fn identifier(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, value: &str) {
        self.push(subject, predicate, Literal::new_simple_literal(xml_safe(value)));
    }

    /// A whole number.
    pub(super) fn integer(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, value: u64) {
        self.typed(subject, predicate, &value.to_string(), xsd::INTEGER);
    }

    /// A literal with a datatype, its lexical form known to be valid.
    pub(super) fn typed(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        value: &str,
        datatype: NamedNodeRef<'_>,
    ) {
        self.push(subject, predicate, Literal::new_typed_literal(value, datatype));
    }

    /// A date with the datatype of what is known of it.
    pub(super) fn date(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, date: PartialDate) {
        let datatype = match (date.month(), date.day()) {
            (Some(_), Some(_)) => xsd::DATE,
            (Some(_), None) => xsd::G_YEAR_MONTH,
            (None, _) => xsd::G_YEAR,
        };
        self.typed(subject, predicate, &date.to_string(), datatype);
    }

    fn push(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.quads.push(Quad::new(subject.clone(), predicate.into_owned(), object, self.graph.clone()));
    }
}

/// Text without addresses and with characters that every syntax can hold.
pub(super) fn for_people(text: &str) -> String {
    let safe = xml_safe(text);
    without_addresses(&safe).unwrap_or_else(|| safe.into_owned())
}

/// Text of the same length in code points, with addresses masked and with characters that every syntax can hold.
pub(super) fn offset_safe(text: &str) -> String {
    let safe = xml_safe(text);
    mask_addresses(&safe).unwrap_or_else(|| safe.into_owned())
}

fn xml_safe(text: &str) -> Cow<'_, str> {
    let bad = |c: char| {
        (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{7F}' | '\u{FFFE}' | '\u{FFFF}')
    };
    if text.contains(bad) { Cow::Owned(text.replace(bad, "\u{FFFD}")) } else { Cow::Borrowed(text) }
}
