//! Terms as Turtle abbreviates them, and which prefixes that takes.

use super::row::{Literal, Row, Term};
use crate::{ontology, vocab};
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

/// The prefixes known, and which of them were used.
#[derive(Debug, Clone)]
pub(super) struct Prefixes {
    by_namespace: HashMap<&'static str, &'static str>,
    used: BTreeSet<(&'static str, &'static str)>,
}

impl Prefixes {
    pub(super) fn new() -> Self {
        let by_namespace =
            ontology::prefixes().iter().map(|&(prefix, namespace)| (namespace, prefix)).collect();
        Self { by_namespace, used: BTreeSet::new() }
    }

    /// The prefixes used so far with their namespaces, in prefix order.
    pub(super) fn used(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.used.iter().copied()
    }

    /// Marks the prefixes that [`Prefixes::write`] will use for this row.
    pub(super) fn note(&mut self, row: &Row<'_>) {
        for term in [row.graph, row.subject, row.object] {
            self.note_term(term);
        }
        if !row.is_type() {
            self.note_term(row.predicate);
        }
    }

    fn note_term(&mut self, term: &str) {
        let iri = match Term::parse(term) {
            Term::Iri(iri) => iri,
            Term::Literal(literal) if !is_bare(&literal) => literal.datatype.unwrap_or_default(),
            Term::Literal(_) | Term::Blank(_) => return,
        };
        if let Some((prefix, namespace, _)) = self.split(iri) {
            self.used.insert((prefix, namespace));
        }
    }

    /// Writes a term in Turtle syntax.
    pub(super) fn write(&self, term: &str, out: &mut String) {
        match Term::parse(term) {
            Term::Iri(iri) => self.write_iri(iri, out),
            Term::Blank(label) => out.push_str(label),
            Term::Literal(literal) if is_bare(&literal) => out.push_str(literal.escaped),
            Term::Literal(Literal { escaped, language, datatype }) => {
                let _ = write!(out, "\"{escaped}\"");
                if let Some(language) = language {
                    let _ = write!(out, "@{language}");
                } else if let Some(datatype) = datatype {
                    out.push_str("^^");
                    self.write_iri(datatype, out);
                }
            }
        }
    }

    fn write_iri(&self, iri: &str, out: &mut String) {
        let _ = match self.split(iri) {
            Some((prefix, _, local)) => write!(out, "{prefix}:{local}"),
            None => write!(out, "<{iri}>"),
        };
    }

    /// Prefix, namespace and local name of `iri` where the local name needs no escape in any RDF syntax.
    pub(super) fn split<'a>(&self, iri: &'a str) -> Option<(&'static str, &'static str, &'a str)> {
        // Every namespace ends in `/` or `#` and a plain local name holds neither, so there is one place to cut.
        let cut = iri.rfind(['/', '#'])? + 1;
        let (namespace, local) = iri.split_at(cut);
        let (&namespace, &prefix) = self.by_namespace.get_key_value(namespace)?;
        is_plain(local).then_some((prefix, namespace, local))
    }
}

/// A local name that Turtle takes without escapes. Turtle allows more; what is not plain is written as a full IRI.
fn is_plain(local: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    local.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && local.chars().all(inner)
        && !local.ends_with('.')
}

/// Whether Turtle's number and boolean short forms stand for exactly this literal, lexical form included (Turtle 2.5.2).
fn is_bare(literal: &Literal<'_>) -> bool {
    let Some(kind) = literal.datatype.and_then(|iri| iri.strip_prefix(vocab::xsd::NS)) else { return false };
    let text = literal.escaped;
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let decimal = |s: &str| s.split_once('.').is_some_and(|(i, f)| digits(i) && digits(f) && !f.is_empty());
    match kind {
        "boolean" => matches!(text, "true" | "false"),
        "integer" => !unsigned.is_empty() && digits(unsigned),
        "decimal" => decimal(unsigned),
        "double" => unsigned.split_once(['e', 'E']).is_some_and(|(mantissa, exponent)| {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            let whole = |s: &str| !s.is_empty() && digits(s);
            let pointed = mantissa
                .split_once('.')
                .is_some_and(|(i, f)| digits(i) && digits(f) && i.len() + f.len() > 0);
            whole(exponent) && (whole(mantissa) || pointed)
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Prefixes, is_bare};
    use crate::export::row::Literal;
    use crate::vocab::xsd;

    fn bare(lexical: &str, kind: &str) -> bool {
        let datatype = format!("{}{kind}", xsd::NS);
        is_bare(&Literal { escaped: lexical, language: None, datatype: Some(&datatype) })
    }

    #[test]
    fn only_what_the_grammar_reads_back_is_written_bare() {
        for lexical in ["0", "007", "-1", "+5"] {
            assert!(bare(lexical, "integer"), "{lexical}");
        }
        for lexical in ["4.0", "4.00", ".5", "-0.1"] {
            assert!(bare(lexical, "decimal"), "{lexical}");
        }
        for lexical in ["1E0", "1.e5", ".5e-3", "-1.5E+10"] {
            assert!(bare(lexical, "double"), "{lexical}");
        }
        for (lexical, kind) in [
            ("4.", "decimal"),
            ("4", "decimal"),
            (".", "decimal"),
            ("", "integer"),
            ("-", "integer"),
            (" 1", "integer"),
            ("1.0", "integer"),
            ("1", "boolean"),
            ("INF", "double"),
            ("1.0", "double"),
            (".e1", "double"),
            ("1e", "double"),
            ("5", "nonNegativeInteger"),
        ] {
            assert!(!bare(lexical, kind), "{lexical} {kind}");
        }
    }

    #[test]
    fn a_local_name_that_needs_escapes_is_written_in_full() {
        let prefixes = Prefixes::new();
        let written = |local: &str| {
            let mut out = String::new();
            prefixes.write(&format!("<{}{local}>", xsd::NS), &mut out);
            out
        };
        assert_eq!(written("date"), "xsd:date");
        assert_eq!(written("a.b-c_1"), "xsd:a.b-c_1");
        for local in ["", "a.", ".a", "-a", "a(b)", "a%20b", "a;b", "a'b", "a:b", "é"] {
            assert_eq!(written(local), format!("<{}{local}>", xsd::NS));
        }
    }
}
