//! One item of Zotero.

use super::fields::{self, Field};
use crate::read::Entry;
use crate::read::csl::{self, Parts, People, Work};
use crate::read::draft::{Draft, quote};
use crate::record::{Contributor, DiagnosticKind, Name};
use serde_json::{Map, Value};

/// Reads an item.
pub(super) fn read(draft: Draft, item: &Map<String, Value>) -> Entry {
    let item_type = item.get("itemType").and_then(csl::text).unwrap_or_default();
    let of_extra = item.get("extra").and_then(csl::noted_type);
    let mut work = Work::new(draft, of_extra.as_deref().or(fields::csl_type(&item_type)));
    if of_extra.is_none() && fields::csl_type(&item_type).is_none() {
        let message = format!("'{}' is no item type of Zotero known", quote(&item_type));
        work.draft.note(DiagnosticKind::UnplacedText, "type", message);
    }
    work.publication_type(&item_type);
    if let Some(kind) = &of_extra {
        work.publication_type(kind);
    }
    // The extra field counts only where no other says it.
    for (name, value) in item {
        if !csl::is_blank(value) {
            read_field(&mut work, name, value, &item_type);
        }
    }
    if let Some(extra) = item.get("extra").filter(|extra| !csl::is_blank(extra)) {
        work.note("extra", extra);
    }
    work.finish()
}

fn read_field(work: &mut Work, name: &str, value: &Value, item_type: &str) {
    match name {
        // Files and links to them are no addresses of the work: those are in `url`.
        "itemType" | "extra" | "attachments" => {}
        "creators" => creators(work, value, item_type),
        "tags" => tags(work, value),
        "uri" => csl::texts(value).iter().for_each(|uri| csl::record_id(&mut work.draft, uri)),
        _ => match fields::field(name) {
            Field::Text(variable) if !value.is_object() => {
                for text in csl::texts(value) {
                    work.text(name, variable, &text);
                }
            }
            Field::Date(variable) => work.date(name, variable, value),
            Field::Skip => {}
            Field::Text(_) | Field::Unused => work.draft.unused(quote(name)),
        },
    }
}

/// Keywords of the user, of the source, or of both.
fn tags(work: &mut Work, value: &Value) {
    for tag in value.as_array().into_iter().flatten() {
        let text = tag.get("tag").unwrap_or(tag);
        if let Some(text) = csl::text(text) {
            work.draft.keyword(&text);
        }
    }
}

fn creators(work: &mut Work, value: &Value, item_type: &str) {
    for creator in value.as_array().into_iter().flatten() {
        let kind = creator.get("creatorType").and_then(csl::text).unwrap_or_default();
        let Some(name) = name(&mut work.draft, creator) else { continue };
        match fields::name_variable(&kind, item_type) {
            Some(variable) => {
                let mut people = People::default();
                people.push(Contributor::author(name));
                work.people(&format!("creators ({})", quote(&kind)), variable, people);
            }
            None => work.draft.unused(format!("creators ({})", quote(&kind))),
        }
    }
}

/// `{"firstName", "lastName"}`, or one field alone: `{"name"}`, `{"lastName", "fieldMode": 1}`.
fn name(draft: &mut Draft, creator: &Value) -> Option<Name> {
    let of = |member: &str| creator.get(member).and_then(csl::text).unwrap_or_default();
    let single = csl::flag(creator.get("fieldMode")) || csl::flag(creator.get("isInstitution"));
    let mut parts =
        Parts { family: of("lastName"), given: of("firstName"), whole: of("name"), ..Parts::default() };
    if single && parts.given.is_empty() {
        parts.whole = std::mem::take(&mut parts.family);
    }
    if creator.get("multi").is_some_and(|multi| !csl::is_blank(multi)) {
        draft.unused("creators.multi"); // the name in other scripts
    }
    parts.name(draft)
}
