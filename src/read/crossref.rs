//! Crossref JSON -> records: answers of the REST API (one work, lists of works), parts of the public data
//! file, works on lines of their own or simply joined, and works as content negotiation gives them, which
//! look like CSL-JSON.
//!
//! Follows the schema that the REST API publishes at <https://api.crossref.org> and its predecessor
//! `api_format.md`. What Crossref tells of journals, members, funders and prefixes is no work, and is refused
//! with that reason.

mod abstracts;
mod dates;
mod formulas;
mod grants;
mod kinds;
mod links;
mod people;
mod place;
mod references;
mod work;

pub(super) use abstracts::without_lead;
pub(super) use formulas::flat;
pub(super) use kinds::sort;
pub(super) use place::is_nothing;

use super::draft::{Draft, aside, quote};
use super::findings::Findings;
use super::items::Items;
use super::members::{Glimpse, glimpse};
use super::{Context, Entry, Reader, Text};
use crate::record::{DiagnosticKind, Position};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::io;

/// Where lists of works stand: in answers of the API, and in parts of the public data file.
const LISTS: &[&[&str]] = &[&["message", "items"], &["items"]];

/// Members of a work that nothing but Crossref writes. CSL-JSON knows none of them.
const SIGNS: [&str; 8] = [
    "reference-count",
    "references-count",
    "is-referenced-by-count",
    "content-domain",
    "short-container-title",
    "issn-type",
    "published-online",
    "published-print",
];

pub(super) fn recognises(start: &str) -> bool {
    if !start.starts_with(['{', '[']) {
        return false;
    }
    let found = glimpse(start, leads_on);
    let member = |name: &str| found.iter().find(|member| member.name == name);
    let has = |name: &str| member(name).is_some();
    // Where names are in the order of the alphabet, a long list of authors may be all that is seen.
    let sequence =
        |author: &Glimpse<'_>| author.value.chars().take(2000).collect::<String>().contains("\"sequence\"");
    (has("message-type") && has("status"))
        || (has("message") && has("items") && has("DOI"))
        || SIGNS.iter().any(|sign| has(sign))
        || (has("DOI") && member("author").is_some_and(sequence))
}

/// Whether works are inside the member of this name. Some collections name each work by its DOI.
fn leads_on(name: &str) -> bool {
    matches!(name, "message" | "items") || is_doi(name)
}

fn is_doi(name: &str) -> bool {
    name.starts_with("10.") && name.contains('/')
}

pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    Box::new(Works { items: Items::new(text, LISTS), context, number: 0, waiting: VecDeque::new() })
}

/// The works of a source.
struct Works {
    items: Items,
    context: Context,
    number: u64,
    /// The objects of a page that stood on a line or in a list as a whole.
    waiting: VecDeque<(Position, Found)>,
}

/// A work, or why an object is none.
type Found = Result<Map<String, Value>, String>;

impl Reader for Works {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        loop {
            if let Some((position, object)) = self.waiting.pop_front() {
                return Ok(Some(self.work(position, object)));
            }
            let Some(item) = self.items.next_item()? else { return Ok(None) };
            match item.object {
                Ok(object) => {
                    self.waiting.extend(unpacked(object).into_iter().map(|work| (item.position, work)));
                }
                Err((DiagnosticKind::MixedFormats, message)) => {
                    return Ok(Some(stray(&self.context, item.position, message)));
                }
                Err((kind, message)) => return Ok(Some(self.draft(item.position).reject(kind, message))),
            }
        }
    }
}

impl Works {
    fn draft(&mut self, position: Position) -> Draft {
        self.number += 1;
        Draft::new(&self.context, self.number, position)
    }

    fn work(&mut self, position: Position, object: Found) -> Entry {
        let mut draft = self.draft(position);
        match object {
            Ok(object) => {
                work::read(object, &mut draft);
                draft.finish()
            }
            Err(message) => draft.reject(DiagnosticKind::UnplacedText, message),
        }
    }
}

/// Text that is no JSON between the records.
pub(super) fn stray(context: &Context, position: Position, message: String) -> Entry {
    let mut findings = Findings::new(&context.source);
    findings.warn(DiagnosticKind::MixedFormats, "", position, message, "left out");
    aside(findings.take())
}

/// The works in an object: itself, that of an answer, those of a page, or those that it names by their DOIs.
fn unpacked(object: Map<String, Value>) -> Vec<Found> {
    let mut works = Vec::new();
    let mut open = vec![Value::Object(object)];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(list) => open.extend(list.into_iter().rev()),
            Value::Object(object) => match inside(object) {
                Inside::Work(work) => works.push(Ok(work)),
                Inside::None(reason) => works.push(Err(reason)),
                Inside::More(values) => open.extend(values.into_iter().rev()),
            },
            Value::Null => {}
            other => works.push(Err(format!("'{}' is no work", quote(&other.to_string())))),
        }
    }
    works
}

/// What an object is.
enum Inside {
    Work(Map<String, Value>),
    /// No work, for this reason.
    None(String),
    /// What holds works.
    More(Vec<Value>),
}

fn inside(mut object: Map<String, Value>) -> Inside {
    if let Some(kind) = object.get("message-type").and_then(Value::as_str)
        && let Some(reason) = other_answer(kind, object.get("message"))
    {
        return Inside::None(reason);
    }
    if object.contains_key("DOI") {
        return match object.get("agency") {
            Some(_) => Inside::None("this tells the registration agency of a DOI, not the work".to_owned()),
            None => Inside::Work(object),
        };
    }
    for name in ["message", "items"] {
        if matches!(object.get(name), Some(Value::Object(_) | Value::Array(_))) {
            return Inside::More(object.swap_remove(name).into_iter().collect());
        }
    }
    if !object.is_empty()
        && object.iter().all(|(name, value)| is_doi(name) && (value.is_object() || value.is_array()))
    {
        return Inside::More(object.into_iter().map(|(_, value)| value).collect());
    }
    match other_entity(&object) {
        Some(what) => Inside::None(format!("this is {what}, not a work")),
        None => Inside::Work(object),
    }
}

/// Why an answer of the API holds no work, where its type says so.
fn other_answer(kind: &str, message: Option<&Value>) -> Option<String> {
    if kind == "work" || kind.starts_with("work-list") {
        return None;
    }
    let words = match message {
        Some(Value::String(words)) => Some(words.as_str()),
        // A list where the request did not pass the checks, an object where the service broke down.
        Some(Value::Array(list)) => {
            list.first().and_then(|first| first.get("message")).and_then(Value::as_str)
        }
        Some(other) => other.get("message").or_else(|| other.get("description")).and_then(Value::as_str),
        None => None,
    };
    Some(match kind {
        "exception" | "validation-failure" | "route-not-found" | "resource-not-found" => {
            let words = words.unwrap_or("without a word");
            format!("this is an error that Crossref answered ({kind}: '{}')", quote(words))
        }
        // Lists of other things are taken apart: each of them says what it is.
        _ if kind.ends_with("-list") => return None,
        _ => format!("this is an answer of Crossref about a {kind}, not a work"),
    })
}

/// What an object without a DOI is, where it is plainly something else than a work.
fn other_entity(object: &Map<String, Value>) -> Option<&'static str> {
    let has = |name: &str| object.contains_key(name);
    match () {
        () if has("title") || has("type") => match object.get("title") {
            Some(Value::String(_)) if has("counts") || has("breakdowns") || has("last-status-check-time") => {
                Some("a journal of Crossref")
            }
            _ => None,
        },
        () if has("primary-name") || has("breakdowns") => Some("a member of Crossref (a publisher)"),
        () if has("work-count") || has("hierarchy") || has("replaced-by") || has("alt-names") => {
            Some("a funder of the Funder Registry, or another thing that Crossref counts works of")
        }
        () if has("prefix") && has("member") && has("name") => Some("a DOI prefix of Crossref"),
        () if has("stack") || has("cause") => Some("an error that Crossref answered"),
        () if has("id") && has("label") => Some("a type or category of Crossref"),
        () => None,
    }
}

#[cfg(test)]
mod tests;
