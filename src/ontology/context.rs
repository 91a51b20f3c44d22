//! The JSON-LD context read for writing: which term stands for an IRI.
//!
//! Reads what our context uses: keyword aliases, prefixes, and terms with `@id`, `@type`, `@language` and
//! `@container: @set`. Anything else is an error, so that a context that says more is never half understood.

mod node;
mod value;

use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

pub(crate) use node::Node;
pub(crate) use value::{Keyed, Text};

/// The context of the ontology, or why it can't be used.
static COMPILED_IN: LazyLock<Result<Context, String>> =
    LazyLock::new(|| Context::parse(super::CONTEXT_JSONLD));

/// The context for writing.
pub(crate) struct Context {
    source: Value,
    /// The key for `@id`.
    pub(crate) id: String,
    /// The key for `@type`.
    pub(crate) kind: String,
    terms: Vec<Definition>,
    by_iri: HashMap<String, Vec<usize>>,
    prefixes: HashMap<String, String>,
    names: HashSet<String>,
}

/// One term of the context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) coercion: Coercion,
    /// Whether the value is an array even where there is one.
    pub(crate) set: bool,
    /// Place in the context, which is the place of the key in an object.
    pub(crate) place: usize,
    iri: String,
}

/// What a plain string under a term means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Coercion {
    /// A string.
    None,
    /// An IRI.
    Id,
    /// An IRI or a term.
    Vocabulary,
    /// A literal of this datatype.
    Datatype(String),
    /// A string in this language.
    Language(String),
}

impl Context {
    /// The context of the ontology.
    ///
    /// # Errors
    /// What the context has that is not understood here.
    pub(crate) fn compiled_in() -> Result<&'static Self, String> {
        COMPILED_IN.as_ref().map_err(Clone::clone)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let source = document.get("@context").ok_or("there is no @context")?.clone();
        let entries = source.as_object().ok_or("@context is not an object")?.clone();
        let (terms, by_iri, prefixes) = Default::default();
        let names = entries.keys().cloned().collect();
        let (id, kind) = ("@id".to_owned(), "@type".to_owned());
        let mut context = Self { source, id, kind, terms, by_iri, prefixes, names };
        for (name, definition) in &entries {
            context.read(name, definition, &entries).map_err(|reason| format!("term {name}: {reason}"))?;
        }
        Ok(context)
    }

    fn read(&mut self, name: &str, definition: &Value, all: &Map<String, Value>) -> Result<(), String> {
        match (name, definition) {
            ("@version", _) => return Ok(()),
            (_, Value::String(alias)) if alias == "@id" => name.clone_into(&mut self.id),
            (_, Value::String(alias)) if alias == "@type" => name.clone_into(&mut self.kind),
            (_, _) if name.contains(':') || name.starts_with('@') => {
                return Err("unsupported name".to_owned());
            }
            (_, Value::String(iri)) if iri.ends_with(['/', '#']) => {
                self.prefixes.insert(iri.clone(), name.to_owned());
            }
            (_, Value::String(iri)) => self.define(name, expanded(iri, all)?, Coercion::None, false),
            (_, Value::Object(parts)) => {
                let iri = parts.get("@id").and_then(Value::as_str).ok_or("no @id")?;
                let coercion = coercion(parts, all)?;
                let set = match parts.get("@container").map(Value::as_str) {
                    None => false,
                    Some(Some("@set")) => true,
                    Some(_) => return Err("a container other than @set".to_owned()),
                };
                let known =
                    |key: &&String| ["@id", "@type", "@language", "@container"].contains(&key.as_str());
                if let Some(other) = parts.keys().find(|key| !known(key)) {
                    return Err(format!("unsupported {other}"));
                }
                self.define(name, expanded(iri, all)?, coercion, set);
            }
            _ => return Err("neither text nor an object".to_owned()),
        }
        Ok(())
    }

    fn define(&mut self, name: &str, iri: String, coercion: Coercion, set: bool) {
        let place = self.terms.len();
        self.by_iri.entry(iri.clone()).or_default().push(place);
        self.terms.push(Definition { name: name.to_owned(), coercion, set, place, iri });
    }

    /// The value of `@context`.
    pub(crate) fn source(&self) -> &Value {
        &self.source
    }

    /// The terms that stand for this property.
    pub(crate) fn terms(&self, iri: &str) -> impl Iterator<Item = &Definition> {
        self.by_iri.get(iri).into_iter().flatten().map(|&place| &self.terms[place])
    }

    /// A key, class or datatype as short as the context allows: term, prefixed name or full IRI.
    pub(crate) fn compact(&self, iri: &str) -> String {
        if let Some(term) = self.terms(iri).find(|term| term.coercion == Coercion::None && !term.set) {
            return term.name.clone();
        }
        self.prefixed(iri).unwrap_or_else(|| iri.to_owned())
    }

    /// A key for a property that no term stands for.
    pub(crate) fn key(&self, iri: &str) -> String {
        self.prefixed(iri).unwrap_or_else(|| iri.to_owned())
    }

    fn prefixed(&self, iri: &str) -> Option<String> {
        let (namespace, local) = iri.split_at(iri.rfind(['/', '#'])? + 1);
        let prefix = self.prefixes.get(namespace)?;
        (!local.is_empty()).then(|| format!("{prefix}:{local}"))
    }

    /// Whether a reader would take this absolute IRI for a prefixed name, because its scheme is a name of the context.
    pub(crate) fn is_misleading(&self, iri: &str) -> bool {
        iri.split_once(':')
            .is_some_and(|(scheme, rest)| !rest.starts_with("//") && self.names.contains(scheme))
    }
}

fn coercion(parts: &Map<String, Value>, all: &Map<String, Value>) -> Result<Coercion, String> {
    Ok(match (parts.get("@type").map(Value::as_str), parts.get("@language").map(Value::as_str)) {
        (None, None) => Coercion::None,
        (Some(Some("@id")), None) => Coercion::Id,
        (Some(Some("@vocab")), None) => Coercion::Vocabulary,
        (Some(Some(keyword)), None) if keyword.starts_with('@') => {
            return Err(format!("unsupported {keyword}"));
        }
        (Some(Some(datatype)), None) => Coercion::Datatype(expanded(datatype, all)?),
        (None, Some(Some(language))) => Coercion::Language(language.to_ascii_lowercase()),
        _ => return Err("unsupported @type or @language".to_owned()),
    })
}

/// An IRI of the context in full.
fn expanded(iri: &str, all: &Map<String, Value>) -> Result<String, String> {
    let (prefix, local) = iri.split_once(':').ok_or("neither an IRI nor a prefixed name")?;
    if local.starts_with("//") {
        return Ok(iri.to_owned());
    }
    let namespace =
        all.get(prefix).and_then(Value::as_str).ok_or_else(|| format!("prefix {prefix} is not defined"))?;
    Ok(format!("{namespace}{local}"))
}

#[cfg(test)]
mod tests {
    use super::{Coercion, Context};

    #[test]
    fn the_context_compiled_in_is_understood() {
        let context = Context::compiled_in().unwrap();
        let title: Vec<_> =
            context.terms(crate::vocab::dcterms::TITLE.as_str()).map(|t| &t.coercion).collect();
        assert!(title.contains(&&Coercion::Language("en".to_owned())));
        assert_eq!(context.compact(crate::vocab::fabio::JOURNAL.as_str()), "Journal");
        assert_eq!(context.compact(crate::vocab::xsd::DECIMAL.as_str()), "xsd:decimal");
        assert!(context.is_misleading("schema:x") && !context.is_misleading("schema://x"));
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        for text in [
            r#"{"@context": {"t": {"@id": "ex://e/t", "@container": "@list"}}}"#,
            r#"{"@context": {"t": {"@id": "ex://e/t", "@nest": "x"}}}"#,
            r#"{"@context": {"t": {"@reverse": "ex://e/t"}}}"#,
            r#"{"@context": {"@vocab": "ex://e/"}}"#,
            r#"{"@context": {"@language": "en"}}"#,
            r#"{"@context": {"t": "p:x"}}"#,
            r#"{"@context": ["ex://e/"]}"#,
            "[]",
        ] {
            assert!(Context::parse(text).is_err(), "{text}");
        }
    }
}
