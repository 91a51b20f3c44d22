//! One value to JSON under the term that says it shortest, without changing it.
//!
//! A JSON number or boolean is written only where reading it back gives the same lexical form: `4.0` and `007` stay
//! strings or typed values.

use super::{Coercion, Context, Definition};
use crate::vocab::xsd;
use serde_json::{Map, Value, json};

/// What is said by a literal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    /// Its lexical form.
    pub(crate) value: &'a str,
    /// Its language tag.
    pub(crate) language: Option<&'a str>,
    /// The IRI of its datatype, where that is neither `xsd:string` nor `rdf:langString`.
    pub(crate) datatype: Option<&'a str>,
}

/// A value under its key.
pub(crate) struct Keyed {
    pub(crate) key: String,
    pub(crate) value: Value,
    /// Whether the key always has an array.
    pub(crate) set: bool,
    /// Place of the key in the object.
    pub(crate) place: usize,
}

impl Context {
    /// A literal under the best key for `property`.
    pub(crate) fn literal(&self, property: &str, literal: Text<'_>) -> Keyed {
        let fit = |term: &Definition| match (&term.coercion, literal.language, literal.datatype) {
            (Coercion::Language(tag), Some(language), _) if *tag == language => 3,
            (Coercion::Datatype(wanted), None, Some(datatype)) if wanted == datatype => 3,
            (Coercion::None, None, None) => 3,
            (Coercion::None, ..) => 2,
            (Coercion::Language(_), ..) => 1,
            _ => 0,
        };
        let term = self.best(property, fit);
        let exact = term.is_some_and(|term| fit(term) == 3);
        let value = literal.value;
        let native = literal.datatype.and_then(|datatype| native(value, datatype));
        let untyped = term.is_none_or(|term| term.coercion == Coercion::None);
        let json = match (native, literal.language, literal.datatype) {
            // Without coercion a JSON number is an xsd:integer and a JSON boolean an xsd:boolean.
            (Some(native), _, Some(datatype)) if exact || (untyped && is_default(datatype)) => native,
            _ if exact => Value::from(value),
            (_, Some(language), _) => json!({ "@value": value, "@language": language }),
            (_, None, Some(datatype)) => {
                json!({ "@value": value, "@type": self.compact(datatype) })
            }
            (_, None, None) if term.is_none() => Value::from(value),
            (_, None, None) => json!({ "@value": value }),
        };
        self.keyed(property, term, json)
    }

    /// A reference to a node under the best key for `property`.
    pub(crate) fn reference(&self, property: &str, iri: &str) -> Keyed {
        let term = self.best(property, node_fit);
        let value = match term.map(|term| &term.coercion) {
            Some(Coercion::Id) => Value::from(iri),
            Some(Coercion::Vocabulary) => Value::from(self.compact(iri)),
            _ => json!({ self.id.as_str(): iri }),
        };
        self.keyed(property, term, value)
    }

    /// A nested node under the best key for `property`.
    pub(crate) fn node(&self, property: &str, node: Map<String, Value>) -> Keyed {
        let term = self.best(property, node_fit);
        self.keyed(property, term, Value::Object(node))
    }

    /// The term with the highest fit, the first in the context among equals.
    fn best(&self, property: &str, fit: impl Fn(&Definition) -> u8) -> Option<&Definition> {
        self.terms(property).max_by_key(|term| (fit(term), std::cmp::Reverse(term.place)))
    }

    fn keyed(&self, property: &str, term: Option<&Definition>, value: Value) -> Keyed {
        match term {
            Some(term) => Keyed { key: term.name.clone(), value, set: term.set, place: term.place },
            None => Keyed { key: self.key(property), value, set: false, place: usize::MAX },
        }
    }
}

fn node_fit(term: &Definition) -> u8 {
    match term.coercion {
        Coercion::Id => 3,
        Coercion::Vocabulary => 2,
        Coercion::None => 1,
        Coercion::Datatype(_) | Coercion::Language(_) => 0,
    }
}

/// The datatypes that JSON numbers and booleans have by themselves.
fn is_default(datatype: &str) -> bool {
    datatype == xsd::INTEGER.as_str() || datatype == xsd::BOOLEAN.as_str()
}

/// The JSON number or boolean that reads back as this literal, lexical form included (JSON-LD API 8.6).
fn native(lexical: &str, datatype: &str) -> Option<Value> {
    if datatype == xsd::BOOLEAN.as_str() {
        return lexical.parse::<bool>().ok().map(Value::from);
    }
    if ![xsd::INTEGER, xsd::NON_NEGATIVE_INTEGER, xsd::POSITIVE_INTEGER]
        .iter()
        .any(|d| d.as_str() == datatype)
    {
        return None;
    }
    // Beyond 2^53 a reader with IEEE numbers would round.
    let number: i64 = lexical.parse().ok()?;
    (number.unsigned_abs() < 1 << 53 && number.to_string() == lexical).then(|| Value::from(number))
}
