//! Where quads go: into a list, or as N-Quads into a stream.

use crate::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Quad, Term};
use std::io::{self, Write};

/// Takes quads, one at a time.
pub trait Quads {
    /// Takes one.
    fn quad(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        object: Object<'_>,
        graph: &NamedNode,
    );
}

/// The object of a quad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object<'a> {
    /// A thing.
    Node(NamedNodeRef<'a>),
    /// A plain string.
    Text(&'a str),
    /// A string in English.
    English(&'a str),
    /// A value of a datatype, its lexical form known to be valid.
    Typed(&'a str, NamedNodeRef<'a>),
}

impl From<Object<'_>> for Term {
    fn from(object: Object<'_>) -> Self {
        match object {
            Object::Node(node) => node.into_owned().into(),
            Object::Text(text) => Literal::new_simple_literal(text).into(),
            Object::English(text) => Literal::new_language_tagged_literal_unchecked(text, "en").into(),
            Object::Typed(text, datatype) => Literal::new_typed_literal(text, datatype).into(),
        }
    }
}

impl Quads for Vec<Quad> {
    fn quad(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        object: Object<'_>,
        graph: &NamedNode,
    ) {
        self.push(Quad::new(subject.clone(), predicate.into_owned(), object, graph.clone()));
    }
}

/// Writes quads as canonical N-Quads (RDF 1.1 N-Quads, section 4), each on a line of its own.
#[derive(Debug)]
pub struct NQuads<W: Write> {
    out: W,
    line: Vec<u8>,
    count: u64,
    failed: Option<io::Error>,
}

/// Bytes that are collected before they are handed on.
const BLOCK: usize = 64 * 1024;

impl<W: Write> NQuads<W> {
    /// Writes to `out`, in blocks.
    pub fn new(out: W) -> Self {
        Self { out, line: Vec::with_capacity(BLOCK + BLOCK / 4), count: 0, failed: None }
    }

    /// How many quads were taken.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether writing has failed: whatever is written from now on is lost, and [`NQuads::finish`] says why.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// Takes lines that another writer of this kind has made.
    pub fn append(&mut self, lines: &[u8], count: u64) {
        self.line.extend_from_slice(lines);
        self.count += count;
        if self.line.len() >= BLOCK {
            self.hand_on();
        }
    }

    /// Writes what is left and gives the writer back.
    ///
    /// # Errors
    /// The first error that writing gave; nothing was written after it.
    pub fn finish(mut self) -> io::Result<W> {
        self.hand_on();
        match self.failed {
            Some(error) => Err(error),
            None => Ok(self.out),
        }
    }

    fn hand_on(&mut self) {
        if self.failed.is_none() {
            self.failed = self.out.write_all(&self.line).err();
        }
        self.line.clear();
    }
}

impl<W: Write> Quads for NQuads<W> {
    fn quad(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        object: Object<'_>,
        graph: &NamedNode,
    ) {
        let line = &mut self.line;
        iri(line, subject.as_str());
        line.push(b' ');
        iri(line, predicate.as_str());
        line.push(b' ');
        match object {
            Object::Node(node) => iri(line, node.as_str()),
            Object::Text(text) => string(line, text),
            Object::English(text) => {
                string(line, text);
                line.extend_from_slice(b"@en");
            }
            Object::Typed(text, datatype) => {
                string(line, text);
                if datatype != xsd::STRING {
                    line.extend_from_slice(b"^^");
                    iri(line, datatype.as_str());
                }
            }
        }
        line.push(b' ');
        iri(line, graph.as_str());
        line.extend_from_slice(b" .\n");
        self.count += 1;
        if self.line.len() >= BLOCK {
            self.hand_on();
        }
    }
}

/// IRIs come from `iri.rs` and `vocab`, which let no character through that an IRI may not hold.
fn iri(line: &mut Vec<u8>, text: &str) {
    line.push(b'<');
    line.extend_from_slice(text.as_bytes());
    line.push(b'>');
}

fn string(line: &mut Vec<u8>, text: &str) {
    line.push(b'"');
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let escaped: &[u8] = match byte {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            b'\t' => b"\\t",
            0x08 => b"\\b",
            0x0c => b"\\f",
            0x7f => b"\\u007F",
            0..=0x1f => {
                line.extend_from_slice(&bytes[from..at]);
                line.extend_from_slice(format!("\\u{byte:04X}").as_bytes());
                from = at + 1;
                continue;
            }
            _ => continue,
        };
        line.extend_from_slice(&bytes[from..at]);
        line.extend_from_slice(escaped);
        from = at + 1;
    }
    line.extend_from_slice(&bytes[from..]);
    line.push(b'"');
}
