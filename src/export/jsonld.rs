//! Sorted statements to one compact JSON-LD document: works first, each with its parts nested, then everything else by
//! IRI. The context stands in the document, so it reads the same without a network.
//!
//! What is nested where: a part (see [`super::kind`]) stands inside the first resource that owns it; what a resource only
//! points to appears with its name, and in full at its own place. Repeating a statement changes nothing in RDF.

use super::ExportError;
use super::load::Loaded;
use crate::ontology::Context;
use serde_json::{Map, Value};
use std::io::Write;
use table::Table;
use tree::Tree;

mod table;
mod tree;

/// Writes the whole of `loaded`; gives the number of triples in it.
///
/// # Errors
/// Where `out` or a temporary file fails, or the context is not usable.
pub(super) fn write(loaded: Loaded, out: &mut dyn Write) -> Result<u64, ExportError> {
    let context = Context::compiled_in().map_err(ExportError::Context)?;
    let (table, owners, count) = Table::with_owners(loaded.rows)?;
    let tree = Tree::new(context, &table, &owners, None);
    write!(out, "{{\n  \"@context\": {},\n  \"@graph\": [", indented(context.source(), 2)?)?;
    let mut first = true;
    for works in [true, false] {
        let mut cursor = table.subjects();
        while let Some(subject) = cursor.next()? {
            if tree.is_work(&subject)? != works || tree.is_nested(&subject)? {
                continue;
            }
            for node in tree.top_level(&subject)? {
                let separator = if first { "\n    " } else { ",\n    " };
                first = false;
                write!(out, "{separator}{}", indented(&node, 4)?)?;
            }
        }
    }
    out.write_all(b"\n  ]\n}\n")?;
    Ok(count)
}

/// One object for `subject`, with what else `loaded` holds in `@included`.
///
/// # Errors
/// Where a temporary file fails, or the context is not usable.
pub(super) fn resource(loaded: Loaded, subject: &str) -> Result<Value, ExportError> {
    let context = Context::compiled_in().map_err(ExportError::Context)?;
    let (table, owners, _) = Table::with_owners(loaded.rows)?;
    let tree = Tree::new(context, &table, &owners, Some(subject));
    let mut document = Map::new();
    document.insert("@context".to_owned(), context.source().clone());
    let (node, mut included) = tree.root(subject)?;
    document.extend(node);
    let mut cursor = table.subjects();
    while let Some(other) = cursor.next()? {
        if other != subject && !tree.is_nested(&other)? && !tree.is_covered(&other) {
            included.extend(tree.top_level(&other)?);
        }
    }
    if !included.is_empty() {
        document.insert("@included".to_owned(), Value::Array(included));
    }
    Ok(Value::Object(document))
}

/// Pretty JSON whose lines after the first are indented by `spaces`. JSON escapes line feeds inside strings, so every
/// line feed here is layout.
fn indented(value: &Value, spaces: usize) -> Result<String, ExportError> {
    let text = serde_json::to_string_pretty(value).map_err(std::io::Error::from)?;
    Ok(text.replace('\n', &format!("\n{:spaces$}", "")))
}
