//! OpenAlex JSON -> records: answers of the API (one work, pages of works), works on lines of their own as in
//! its snapshot, lists that programs saved, and the summaries of works that some of them make.
//!
//! Follows the documentation of the work object at <https://developers.openalex.org>, and what it was before:
//! `host_venue` for `primary_location`, `grants` for `awards` and `funders`. Authors, sources, institutions
//! and the other things that OpenAlex describes are no works, and are refused with that reason.

mod abstracts;
mod people;
mod place;
mod subjects;
mod work;

use super::address;
use super::crossref::stray;
use super::draft::{Draft, quote};
use super::items::Items;
use super::members::glimpse;
use super::{Context, Entry, Reader, Text};
use crate::record::{DiagnosticKind, Position};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::io;

/// Where pages of the API hold their works.
const LISTS: &[&[&str]] = &[&["results"]];

/// Members that nothing but OpenAlex writes.
const SIGNS: [&str; 6] = [
    "authorships",
    "abstract_inverted_index",
    "cited_by_api_url",
    "works_api_url",
    "corresponding_author_ids",
    "host_organization_lineage",
];

/// Members of the formats that may quote an address of OpenAlex.
const OTHERS: [&str; 6] = ["itemType", "issued", "container-title", "DOI", "@context", "@id"];

pub(super) fn recognises(start: &str) -> bool {
    if !start.starts_with(['{', '[']) {
        return false;
    }
    let found = glimpse(start, |name| name == "results");
    let has = |names: &[&str]| found.iter().any(|member| names.contains(&member.name));
    let is_id = |name: &str| matches!(name, "id" | "openalex_id" | "openalex" | "publisher_id");
    let named = found.iter().any(|member| {
        is_id(member.name)
            && member.value.strip_prefix('"').is_some_and(|value| value.starts_with(address::OPENALEX))
    });
    let page = found.iter().any(|member| {
        member.name == "meta"
            && member.value.chars().take(500).collect::<String>().contains("\"db_response_time_ms\"")
    });
    !has(&OTHERS) && (named || page || has(&SIGNS))
}

pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    Box::new(Works { items: Items::new(text, LISTS), context, number: 0, waiting: VecDeque::new() })
}

/// The works of a source.
struct Works {
    items: Items,
    context: Context,
    number: u64,
    /// The works of a page that stood in a list or on a line as a whole.
    waiting: VecDeque<(Position, Map<String, Value>)>,
}

impl Reader for Works {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        loop {
            if let Some((position, object)) = self.waiting.pop_front() {
                return Ok(Some(self.work(position, object)));
            }
            let Some(item) = self.items.next_item()? else { return Ok(None) };
            match item.object {
                Ok(mut object) => match object.swap_remove("results") {
                    Some(Value::Array(page)) => {
                        let works = page.into_iter().filter_map(|value| match value {
                            Value::Object(work) => Some((item.position, work)),
                            _ => None,
                        });
                        self.waiting.extend(works);
                    }
                    _ => return Ok(Some(self.work(item.position, object))),
                },
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

    fn work(&mut self, position: Position, object: Map<String, Value>) -> Entry {
        let mut draft = self.draft(position);
        if let Some(reason) = other_entity(&object) {
            return draft.reject(DiagnosticKind::UnplacedText, reason);
        }
        work::read(object, &mut draft);
        draft.finish()
    }
}

/// Why an object is no work, where its number or its members say so.
fn other_entity(object: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    if let Some(words) = text("error").filter(|_| !object.contains_key("id")) {
        let message = text("message").unwrap_or(words);
        return Some(format!("this is an error that OpenAlex answered: '{}'", quote(message)));
    }
    let id = text("id")?;
    let last = id.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let mut characters = last.chars();
    let letter = characters
        .next()
        .filter(|_| characters.clone().next().is_some() && characters.all(|c| c.is_ascii_digit()));
    let what = match letter.map(|c| c.to_ascii_uppercase()) {
        Some('W') => return None,
        Some('A') => "an author",
        Some('S' | 'V') => "a source (a journal or repository)",
        Some('I') => "an institution",
        Some('C') => "a concept",
        Some('T') => "a topic",
        Some('P') => "a publisher",
        Some('F') => "a funder",
        Some('G') => "an award",
        _ if id.contains("openalex.org/") => "a keyword, a field or the like",
        _ => return None,
    };
    let name = text("display_name").unwrap_or_default();
    Some(format!("this is {what} of OpenAlex ('{}', {}), not a work", quote(name), quote(id)))
}

#[cfg(test)]
mod tests;
