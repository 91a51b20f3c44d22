//! Writes quads of one named graph and sees to it that every literal may be published.
//!
//! Characters that XML cannot hold become U+FFFD, so that every syntax can carry the graph; e-mail addresses never pass.

use super::language::is_english;
use super::quads::{Object, Quads};
use super::redact::{mask_addresses, without_addresses};
use crate::record::PartialDate;
use crate::vocab::{rdf, xsd};
use oxigraph::model::{NamedNode, NamedNodeRef};
use std::borrow::Cow;

/// One named graph being written.
pub(super) struct Sink<'a> {
    graph: NamedNode,
    quads: &'a mut dyn Quads,
}

impl<'a> Sink<'a> {
    pub(super) fn new(graph: NamedNode, quads: &'a mut dyn Quads) -> Self {
        Self { graph, quads }
    }

    /// A statement about two things.
    pub(super) fn link(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: &NamedNode) {
        self.term(subject, predicate, object.as_ref());
    }

    /// A statement that ends in a term of a vocabulary.
    pub(super) fn term(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        object: NamedNodeRef<'_>,
    ) {
        self.quads.quad(subject, predicate, Object::Node(object), &self.graph);
    }

    /// The classes of a thing.
    pub(super) fn classes(&mut self, subject: &NamedNode, classes: &[NamedNodeRef<'_>]) {
        for class in classes {
            self.term(subject, rdf::TYPE, *class);
        }
    }

    /// Text for people, as a plain string. Empty text is no statement.
    pub(super) fn text(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, text: &str) {
        let text = for_people(text);
        if !text.is_empty() {
            self.quads.quad(subject, predicate, Object::Text(&text), &self.graph);
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
        if !text.is_empty() {
            let object = if english { Object::English(&text) } else { Object::Text(&text) };
            self.quads.quad(subject, predicate, object, &self.graph);
        }
    }

    /// A text that offsets point into, already made safe by [`offset_safe`].
    pub(super) fn offset_text(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, text: &str) {
        self.quads.quad(subject, predicate, Object::Text(text), &self.graph);
    }

    /// An abstract: a text that offsets point into, tagged as English where it is.
    pub(super) fn offset_prose(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, text: &str) {
        let object = if is_english(text) { Object::English(text) } else { Object::Text(text) };
        self.quads.quad(subject, predicate, object, &self.graph);
    }

    /// An identifier: kept character for character.
    pub(super) fn identifier(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, value: &str) {
        self.quads.quad(subject, predicate, Object::Text(&xml_safe(value)), &self.graph);
    }

    /// A whole number.
    pub(super) fn integer(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, value: u64) {
        self.typed(subject, predicate, &value.to_string(), xsd::INTEGER);
    }

    /// A truth value.
    pub(super) fn boolean(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, value: bool) {
        self.typed(subject, predicate, if value { "true" } else { "false" }, xsd::BOOLEAN);
    }

    /// A literal with a datatype, its lexical form known to be valid.
    pub(super) fn typed(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        value: &str,
        datatype: NamedNodeRef<'_>,
    ) {
        self.quads.quad(subject, predicate, Object::Typed(value, datatype), &self.graph);
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
}

/// Text without addresses and with characters that every syntax can hold.
pub(super) fn for_people(text: &str) -> Cow<'_, str> {
    let safe = xml_safe(text);
    if !safe.contains(['@', '\u{ff20}', '\u{fe6b}']) {
        return safe; // the same result without a search for addresses
    }
    match without_addresses(&safe) {
        Some(text) => Cow::Owned(text),
        None => safe,
    }
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
    let may_be = |b: u8| b < 0x20 || b == 0x7f || b == 0xef;
    if text.bytes().any(may_be) && text.contains(bad) {
        Cow::Owned(text.replace(bad, "\u{FFFD}"))
    } else {
        Cow::Borrowed(text)
    }
}
