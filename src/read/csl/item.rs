//! One item of CSL-JSON.

use super::peek::{Glimpse, Shape};
use super::work::Work;
use super::{extra, ids, json, kinds, people, registry};
use crate::read::Entry;
use crate::read::draft::{Draft, quote};
use serde_json::{Map, Value};

/// Names of people and groups.
const NAMES: [&str; 33] = [
    "author",
    "chair",
    "collection-editor",
    "compiler",
    "composer",
    "container-author",
    "contributor",
    "curator",
    "director",
    "editor",
    "editorial-director",
    "executive-producer",
    "guest",
    "host",
    "illustrator",
    "interviewer",
    "narrator",
    "organizer",
    "original-author",
    "performer",
    "producer",
    "recipient",
    "reviewed-author",
    "script-writer",
    "series-creator",
    "translator",
    "interviewee",
    "event-author",
    "commenter",
    "editor-translator",
    "authority-author",
    "inventor",
    "sponsor",
];

const DATES: [&str; 13] = [
    "issued",
    "accessed",
    "available-date",
    "event-date",
    "original-date",
    "submitted",
    "published-print",
    "published-online",
    "published",
    "posted",
    "accepted",
    "container",
    "locator-date",
];

/// Text variables with names that nothing else has.
const OWN: [&str; 35] = [
    "container-title",
    "container-title-short",
    "collection-title",
    "collection-number",
    "publisher-place",
    "title-short",
    "event-place",
    "event-title",
    "original-title",
    "original-publisher",
    "original-publisher-place",
    "number-of-pages",
    "number-of-volumes",
    "page-first",
    "archive_location",
    "archive-place",
    "archive_collection",
    "call-number",
    "chapter-number",
    "citation-key",
    "citation-label",
    "citation-number",
    "first-reference-note-number",
    "reviewed-title",
    "reviewed-genre",
    "volume-title",
    "volume-title-short",
    "part-number",
    "part-title",
    "printing-number",
    "supplement-number",
    "year-suffix",
    "journalAbbreviation",
    "shortTitle",
    "annote",
];

/// Text variables with names that other kinds of JSON have too.
const COMMON: [&str; 39] = [
    "id",
    "type",
    "title",
    "abstract",
    "archive",
    "authority",
    "categories",
    "custom",
    "dimensions",
    "division",
    "DOI",
    "edition",
    "event",
    "genre",
    "ISBN",
    "ISSN",
    "issue",
    "jurisdiction",
    "keyword",
    "language",
    "license",
    "locator",
    "medium",
    "note",
    "number",
    "page",
    "PMCID",
    "PMID",
    "publisher",
    "references",
    "scale",
    "section",
    "source",
    "status",
    "URL",
    "version",
    "volume",
    "part",
    "label",
];

fn is_variable(name: &str) -> bool {
    OWN.contains(&name) || COMMON.contains(&name) || NAMES.contains(&name) || DATES.contains(&name)
}

/// Whether an object is a test of a citation processor, which has a style and the items that it prints.
pub(super) fn is_test(shape: &Shape) -> bool {
    shape.text("csl").is_some_and(|style| style.trim_start().starts_with('<'))
        && matches!(shape.get("input"), Some(Glimpse::List(_)))
}

/// Whether an object is plainly an item of CSL.
pub(super) fn is_item(shape: &Shape) -> bool {
    const FOREIGN: [&str; 12] = [
        "itemType",
        "message-type",
        "@type",
        "@context",
        "@id",
        "display_name",
        "authorships",
        "abstract_inverted_index",
        "attributes",
        "citationItems",
        "creators",
        "paperId",
    ];
    // Crossref's own answers, where titles are lists; doi.org makes CSL of them, where they are texts.
    const CROSSREF: [&str; 6] =
        ["prefix", "member", "indexed", "deposited", "reference-count", "content-domain"];
    let titled = shape.text("title").is_some();
    if FOREIGN.iter().any(|name| shape.has(name)) || !titled && CROSSREF.iter().any(|name| shape.has(name)) {
        return false;
    }
    let own = OWN.iter().any(|name| matches!(shape.get(name), Some(Glimpse::Text(_) | Glimpse::Plain)));
    let strong = own || is_dated(shape) || is_named(shape);
    let all_known = || shape.names().all(|name| is_variable(name) || name.starts_with('_'));
    let count = shape.names().count();
    match shape.text("type") {
        Some(kind) if kinds::is_unmistakable(kind) => count > 1,
        Some(kind) if kinds::sort(kind).is_some() && strong => true,
        Some(kind) if kinds::sort(kind).is_some() => count > 2 && (titled || shape.has("id")) && all_known(),
        _ if titled && strong => !shape.has("type") || all_known() || is_named(shape),
        None => shape.has("id") && strong && count > 1 && all_known(),
        Some(_) => false,
    }
}

/// Whether it has a date of CSL.
fn is_dated(shape: &Shape) -> bool {
    let form = ["date-parts", "raw", "literal", "season", "circa"];
    ["issued", "accessed", "original-date", "event-date", "submitted"].iter().any(|name| {
        match shape.get(name) {
            Some(Glimpse::Object(members)) => members.iter().any(|member| form.contains(&member.as_str())),
            Some(Glimpse::Text(text)) => *name == "issued" && text.starts_with(|c: char| c.is_ascii_digit()),
            _ => false,
        }
    })
}

/// Whether it has names of CSL.
fn is_named(shape: &Shape) -> bool {
    NAMES.iter().any(|name| match shape.get(name) {
        Some(Glimpse::List(members)) => {
            members.iter().any(|member| matches!(member.as_str(), "family" | "literal"))
        }
        _ => false,
    })
}

/// Whether an object can be read as an item at all: it has a title or an identifier, or is plainly one.
pub(super) fn may_be_item(object: &Map<String, Value>) -> bool {
    let known = object.keys().filter(|name| is_variable(name)).count();
    let says = ["title", "DOI", "PMID", "PMCID", "title-short", "shortTitle"]
        .iter()
        .any(|name| object.contains_key(*name));
    says && known * 3 >= object.len() || known > 1
}

/// Reads an item.
pub(super) fn read(draft: Draft, object: &Map<String, Value>) -> Entry {
    let stated = object.get("type").and_then(json::text);
    let noted = object.get("note").and_then(extra::noted_type);
    let mut work = Work::new(draft, noted.as_deref().or(stated.as_deref()));
    for kind in stated.iter().chain(&noted) {
        work.publication_type(kind);
    }
    for (member, value) in object {
        if !json::is_blank(value) {
            read_member(&mut work, member, value);
        }
    }
    // What stands in the note counts only where no member says it.
    for label in ["note", "custom", "id"] {
        let Some(value) = object.get(label) else { continue };
        match (label, value) {
            ("note", _) => work.note(label, value),
            ("custom", Value::Object(custom)) => read_custom(&mut work, custom),
            ("id", _) => json::texts(value).iter().for_each(|id| ids::record_id(&mut work.draft, id)),
            _ => {}
        }
    }
    work.finish()
}

/// Keys of citation programs, and how they print the item.
const BOOKKEEPING: [&str; 17] = [
    "citation-key",
    "citation-label",
    "citation-number",
    "first-reference-note-number",
    "year-suffix",
    "locator",
    "label",
    "position",
    "prefix",
    "suffix",
    "suppress-author",
    "author-only",
    "uris",
    "uri",
    "key",
    "system_id",
    "_graph",
];

fn read_member(work: &mut Work, member: &str, value: &Value) {
    match member {
        "type" | "note" | "custom" | "id" => {} // read before or after
        _ if BOOKKEEPING.contains(&member) => {}
        "categories" | "keyword" | "keywords" if value.is_array() => {
            for keyword in json::texts(value) {
                work.draft.keyword(&keyword);
            }
        }
        "shortTitle" | "title-short" => texts(work, member, "title-short", value),
        "categories" | "keywords" => texts(work, member, "keyword", value),
        "supplement" => texts(work, member, "supplement-number", value),
        _ if NAMES.contains(&member) => {
            let people = people::read(&mut work.draft, member, value);
            work.people(member, member, people);
        }
        _ if DATES.contains(&member) => match member {
            // Of Crossref: `issued` says the same.
            "published" | "posted" if work.issued.is_some() => {}
            "published" | "posted" => work.date(member, "issued", value),
            _ => work.date(member, member, value),
        },
        _ if registry::read(work, member, value) => {}
        _ => texts(work, member, member, value),
    }
}

/// A text variable, or a list of texts where other writers put one.
fn texts(work: &mut Work, label: &str, variable: &str, value: &Value) {
    if value.is_object() {
        return work.draft.unused(quote(label));
    }
    for text in json::texts(value) {
        work.text(label, variable, &text);
    }
}

/// Pairs of names and values that some programs keep beside the variables.
fn read_custom(work: &mut Work, custom: &Map<String, Value>) {
    for (name, value) in custom {
        for text in json::texts(value) {
            work.note("custom", &Value::from(format!("{name}: {text}")));
        }
    }
}
