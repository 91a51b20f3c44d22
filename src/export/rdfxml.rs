//! Sorted rows to RDF/XML: one `rdf:Description` for each subject.
//!
//! RDF/XML can't hold every graph. A predicate must end in an XML name, and XML 1.0 has no way to write most control
//! characters; such a statement is an error here, never left out or changed.

use super::prefixes::Prefixes;
use super::row::{Row, Term, unescape};
use super::{DumpFormat, ExportError};
use crate::vocab::rdf;
use std::fmt::Write as _;
use std::io::Write;

/// Writes rows that come sorted by subject. Holds one row at a time.
pub(super) struct RdfXmlWriter<'a, W: Write> {
    out: W,
    prefixes: &'a Prefixes,
    subject: String,
    line: String,
}

impl<'a, W: Write> RdfXmlWriter<'a, W> {
    pub(super) fn new(mut out: W, comment: &[String], prefixes: &'a Prefixes) -> std::io::Result<Self> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
        for line in comment {
            writeln!(out, "<!-- {} -->", line.replace("--", "- -"))?;
        }
        write!(out, "<rdf:RDF xmlns:rdf=\"{}\"", rdf::NS)?;
        for (prefix, namespace) in prefixes.used().filter(|(prefix, _)| *prefix != "rdf") {
            write!(out, "\n    xmlns:{prefix}=\"{}\"", escaped(namespace).unwrap_or_default())?;
        }
        out.write_all(b">\n")?;
        Ok(Self { out, prefixes, subject: String::new(), line: String::new() })
    }

    pub(super) fn write(&mut self, row: &Row<'_>) -> Result<(), ExportError> {
        self.line.clear();
        if row.subject != self.subject {
            if !self.subject.is_empty() {
                self.line.push_str("  </rdf:Description>\n");
            }
            row.subject.clone_into(&mut self.subject);
            let (name, value) = match Term::parse(row.subject) {
                Term::Blank(label) => ("nodeID", blank_name(label)),
                _ => ("about", attribute(row.subject, row)?),
            };
            let _ = writeln!(self.line, "  <rdf:Description rdf:{name}=\"{value}\">");
        }
        self.push_property(row)?;
        self.out.write_all(self.line.as_bytes())?;
        Ok(())
    }

    fn push_property(&mut self, row: &Row<'_>) -> Result<(), ExportError> {
        let (name, declaration) = self.element(row)?;
        let _ = write!(self.line, "    <{name}{declaration}");
        let _ = match Term::parse(row.object) {
            Term::Iri(_) => writeln!(self.line, " rdf:resource=\"{}\"/>", attribute(row.object, row)?),
            Term::Blank(label) => writeln!(self.line, " rdf:nodeID=\"{}\"/>", blank_name(label)),
            Term::Literal(literal) => {
                if let Some(language) = literal.language {
                    let _ = write!(self.line, " xml:lang=\"{language}\"");
                } else if let Some(datatype) = literal.datatype {
                    let _ = write!(self.line, " rdf:datatype=\"{}\"", attribute(datatype, row)?);
                }
                let text = escaped(&literal.value()).ok_or_else(|| unrepresentable(row, CONTROL))?;
                writeln!(self.line, ">{text}</{name}>")
            }
        };
        Ok(())
    }

    /// The element name of a predicate and the namespace declaration it needs.
    fn element(&self, row: &Row<'_>) -> Result<(String, String), ExportError> {
        let Term::Iri(iri) = Term::parse(row.predicate) else {
            return Err(unrepresentable(row, "the predicate is not an IRI"));
        };
        if let Some((prefix, _, local)) = self.prefixes.split(iri)
            && is_name(local)
            && prefix != "rdf"
        {
            return Ok((format!("{prefix}:{local}"), String::new()));
        }
        let cut = iri.rfind(|c: char| !is_name_char(c)).map_or(0, |at| at + 1);
        let start = iri[cut..].find(|c: char| c.is_ascii_alphabetic() || c == '_');
        let (namespace, local) = iri.split_at(cut + start.unwrap_or(iri.len() - cut));
        if local.is_empty() {
            return Err(unrepresentable(row, "the predicate does not end in an XML name"));
        }
        if namespace == rdf::NS {
            if RESERVED.contains(&local) {
                return Err(unrepresentable(row, "the predicate is reserved in RDF/XML"));
            }
            return Ok((format!("rdf:{local}"), String::new()));
        }
        let namespace = attribute(namespace, row)?;
        Ok((format!("n:{local}"), format!(" xmlns:n=\"{namespace}\"")))
    }

    pub(super) fn finish(mut self) -> std::io::Result<W> {
        if !self.subject.is_empty() {
            self.out.write_all(b"  </rdf:Description>\n")?;
        }
        self.out.write_all(b"</rdf:RDF>\n")?;
        Ok(self.out)
    }
}

const CONTROL: &str = "XML 1.0 can't hold this control character";

/// Names in the RDF namespace that are syntax, not properties (RDF/XML 5.1).
const RESERVED: [&str; 10] =
    ["RDF", "Description", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li", "bagID"];

fn unrepresentable(row: &Row<'_>, reason: &'static str) -> ExportError {
    // Rows by resource leave out the end of an IRI.
    let closed = |term: &str| {
        if term.starts_with('<') { format!("{}>", term.trim_end_matches('>')) } else { term.to_owned() }
    };
    let statement = [row.subject, row.predicate, row.object].map(closed).join(" ");
    ExportError::Unrepresentable { format: DumpFormat::RdfXml, statement, reason }
}

fn attribute(iri: &str, row: &Row<'_>) -> Result<String, ExportError> {
    let iri = iri.trim_start_matches('<').trim_end_matches('>');
    escaped(&unescape(iri)).ok_or_else(|| unrepresentable(row, CONTROL))
}

/// Text for element content and attribute values; `None` where XML 1.0 has no such character.
fn escaped(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A parser turns a plain carriage return into a line feed.
            '\r' => out.push_str("&#xD;"),
            '\t' | '\n' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => return None,
            _ => out.push(c),
        }
    }
    Some(out)
}

/// A blank node label as an XML name: labels may begin with a digit, names may not.
fn blank_name(label: &str) -> String {
    let mut name = String::from("b");
    for c in label.trim_start_matches("_:").chars() {
        if c.is_ascii_alphanumeric() && c != 'x' {
            name.push(c);
        } else {
            let _ = write!(name, "x{:x}x", u32::from(c));
        }
    }
    name
}

fn is_name(local: &str) -> bool {
    local.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && local.chars().all(is_name_char)
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}
