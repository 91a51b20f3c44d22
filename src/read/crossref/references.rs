//! The list of references. A reference is there as printed, or in parts, which are put together as a list
//! would print them.

use super::formulas::flat;
use crate::read::draft::Draft;
use crate::read::markup;
use crate::read::members::Members;
use crate::record::{Doi, WorkRef};
use std::collections::BTreeSet;

/// Reads the references of a work. Works in `cited`, which it says elsewhere that it cites, come after those
/// of the list.
pub(super) fn read(work: &mut Members, cited: Vec<WorkRef>, draft: &mut Draft) {
    let list = work.objects("reference");
    let mut references = Vec::with_capacity(list.len());
    references.extend(list.into_iter().filter_map(|reference| one(reference, draft)));
    let mut known: BTreeSet<Doi> = references.iter().filter_map(|reference| reference.doi.clone()).collect();
    let added = cited.into_iter().filter(|other| other.doi.clone().is_none_or(|doi| known.insert(doi)));
    references.extend(added);
    draft.record.references = references;
}

fn one(mut reference: Members, draft: &mut Draft) -> Option<WorkRef> {
    let doi = reference.text("DOI");
    let mut found = WorkRef {
        doi: doi.as_deref().and_then(|doi| draft.identifier("reference", doi)),
        ..WorkRef::default()
    };
    let printed = reference.text("unstructured").map(|raw| plain(&raw, draft));
    found.text = match printed.filter(|text| !text.is_empty()) {
        Some(text) => {
            reference.skip(PARTS);
            Some(text)
        }
        None => put_together(&mut reference, draft),
    };
    if found.doi.is_none() && found.text.is_none() {
        // What is no DOI is kept as all that is known of the work.
        found.text = doi.map(|doi| plain(&doi, draft)).filter(|text| !text.is_empty());
    }
    // The key ties the reference to places in the text; serial numbers are those of what the cited work is
    // in.
    reference.skip(&[
        "key",
        "doi-asserted-by",
        "issn-type",
        "isbn-type",
        "ISSN",
        "issn",
        "ISBN",
        "isbn",
        "type",
    ]);
    reference.rest("reference", draft);
    (found != WorkRef::default()).then_some(found)
}

/// Members that say in parts what a printed reference says as a whole.
const PARTS: &[&str] = &[
    "author",
    "article-title",
    "volume-title",
    "series-title",
    "journal-title",
    "standards-body",
    "standard-designator",
    "component",
    "edition",
    "year",
    "volume",
    "issue",
    "first-page",
];

/// `Wilson. The title. J Invent Care 2013;12(3):45`.
fn put_together(reference: &mut Members, draft: &mut Draft) -> Option<String> {
    let mut part =
        |name: &str| reference.text(name).map(|raw| plain(&raw, draft)).filter(|text| !text.is_empty());
    let mut pieces: Vec<String> = ["author", "article-title", "volume-title", "series-title"]
        .into_iter()
        .filter_map(&mut part)
        .collect();
    let edition =
        part("edition").map(|edition| if edition.contains("ed") { edition } else { format!("{edition} ed") });
    pieces.extend(edition);
    pieces.extend(["standards-body", "standard-designator", "component"].into_iter().filter_map(&mut part));
    let mut last = part("journal-title").unwrap_or_default();
    if let Some(year) = part("year") {
        last = format!("{last} {year}");
    }
    let place = match (part("volume"), part("issue")) {
        (Some(volume), Some(issue)) => format!("{volume}({issue})"),
        (Some(volume), None) => volume,
        (None, Some(issue)) => format!("({issue})"),
        (None, None) => String::new(),
    };
    for (mark, text) in [(";", place), (":", part("first-page").unwrap_or_default())] {
        if !text.is_empty() {
            last = format!("{last}{mark}{text}");
        }
    }
    pieces.push(last.trim_start_matches([' ', ';', ':']).to_owned());
    let mut text = String::new();
    for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
        if !text.is_empty() {
            text.push_str(if text.ends_with(['.', '?', '!']) { " " } else { ". " });
        }
        text.push_str(piece);
    }
    (!text.is_empty()).then_some(text)
}

fn plain(raw: &str, draft: &mut Draft) -> String {
    draft.text("reference", &markup::plain(&flat(raw)))
}
