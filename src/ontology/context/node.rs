//! The JSON object of one node, filled statement by statement.

use super::value::Text;
use super::{Context, Keyed};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// An object without its name. Keys come in the order of the context.
#[derive(Default)]
pub(crate) struct Node {
    keys: BTreeMap<(usize, String), (bool, Vec<Value>)>,
    classes: Vec<Value>,
}

impl Node {
    /// Adds a value.
    pub(crate) fn push(&mut self, keyed: Keyed) {
        let (set, values) = self.keys.entry((keyed.place, keyed.key)).or_default();
        *set |= keyed.set;
        values.push(keyed.value);
    }

    /// Adds a class.
    pub(crate) fn push_class(&mut self, context: &Context, iri: &str) {
        self.classes.push(Value::from(context.compact(iri)));
    }

    /// The object of the node that has this IRI or blank node label.
    pub(crate) fn finish(self, context: &Context, id: &str) -> Map<String, Value> {
        let mut node = Map::new();
        node.insert(context.id.clone(), Value::from(id));
        if !self.classes.is_empty() {
            node.insert(context.kind.clone(), one_or_many(self.classes, false));
        }
        for ((_, key), (set, values)) in self.keys {
            node.insert(key, one_or_many(values, set));
        }
        node
    }
}

impl Text<'_> {
    /// The literal without any context.
    pub(crate) fn plain(&self) -> Value {
        match (self.language, self.datatype) {
            (Some(language), _) => json!({ "@value": self.value, "@language": language }),
            (None, Some(datatype)) => json!({ "@value": self.value, "@type": datatype }),
            (None, None) => json!({ "@value": self.value }),
        }
    }
}

fn one_or_many(mut values: Vec<Value>, set: bool) -> Value {
    if values.len() == 1 && !set { values.remove(0) } else { Value::Array(values) }
}
