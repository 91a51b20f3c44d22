//! Comments, corrections, retractions: a heading, and below it one reference on each indented line.

use super::Block;
use super::citation::opens_with_year;
use crate::read::draft::Draft;
use crate::record::{Relation, RelationKind, WorkRef};

/// Headings and what they say of this work; `None` where the record has no place for it.
const HEADINGS: [(&str, Option<RelationKind>); 26] = {
    use RelationKind as R;
    [
        ("comment in", Some(R::CommentedOnBy)),
        ("comment on", Some(R::CommentsOn)),
        ("erratum in", Some(R::CorrectedBy)),
        ("erratum for", Some(R::Corrects)),
        ("update in", Some(R::UpdatedBy)),
        ("update of", Some(R::Updates)),
        ("retraction in", Some(R::RetractedBy)),
        ("retraction of", Some(R::Retracts)),
        ("partial retraction in", Some(R::RetractedBy)),
        ("partial retraction of", Some(R::Retracts)),
        ("retracted and republished in", Some(R::RetractedBy)),
        ("retracted and republished from", Some(R::Retracts)),
        ("expression of concern in", Some(R::ConcernExpressedBy)),
        ("expression of concern for", Some(R::ExpressesConcernAbout)),
        ("republished in", Some(R::RepublishedAs)),
        ("republished from", Some(R::RepublicationOf)),
        ("corrected and republished in", Some(R::RepublishedAs)),
        ("corrected and republished from", Some(R::RepublicationOf)),
        ("original report in", None),
        ("summary for patients in", None),
        ("reprint in", None),
        ("reprint of", None),
        ("dataset described in", None),
        ("dataset use reported in", None),
        ("associated dataset", None),
        ("associated publication", None),
    ]
};

/// The heading that a line is, in small letters.
fn heading(line: &str) -> Option<(&'static str, Option<RelationKind>)> {
    let bare = line.trim_end().trim_end_matches(':');
    if bare.len() > 40 || line.starts_with(char::is_whitespace) {
        return None;
    }
    HEADINGS.into_iter().find(|(text, _)| text.eq_ignore_ascii_case(bare))
}

/// Whether the paragraph opens with such a heading, and something stands below it.
pub(super) fn opens(block: &Block) -> bool {
    block.lines.len() > 1 && heading(block.first()).is_some()
}

/// Reads the paragraph.
pub(super) fn read(block: &Block, draft: &mut Draft) {
    let mut kind = None;
    let mut name = "";
    let mut items: Vec<String> = Vec::new();
    // Whether the reference that is being read shows a year.
    let mut dated = false;
    for line in &block.lines {
        if let Some((text, relation)) = heading(line) {
            finish(&mut items, name, kind, draft);
            (name, kind) = (text, relation);
            continue;
        }
        let indented = line.starts_with(char::is_whitespace);
        let shows_year = is_reference(line);
        let goes_on = |known: &String| {
            let closed = known.ends_with(['.', ']']);
            let next = (indented && closed) || (shows_year && (indented || closed));
            !dated || !next
        };
        if let Some(known) = items.last_mut().filter(|known| goes_on(known)) {
            known.push(' ');
            known.push_str(line.trim());
            dated |= shows_year;
        } else {
            items.push(line.trim().to_owned());
            dated = shows_year;
        }
    }
    finish(&mut items, name, kind, draft);
}

/// Whether a line reads like a reference, and not like the rest of one: there is a year in it, but not at its
/// start.
fn is_reference(line: &str) -> bool {
    let line = line.trim();
    let lower = line.get(..5).unwrap_or_default().to_ascii_lowercase();
    line.match_indices(' ').any(|(at, _)| opens_with_year(&line[at + 1..]))
        || ["doi:", "pmid:", "http"].iter().any(|lead| lower.starts_with(lead))
}

fn finish(items: &mut Vec<String>, name: &'static str, kind: Option<RelationKind>, draft: &mut Draft) {
    for item in items.drain(..) {
        let Some(kind) = kind else {
            draft.unused(name);
            continue;
        };
        let text = draft.text("related work", &item);
        let after = |mark: &str| {
            let (_, rest) = text.split_once(mark)?;
            let word = rest.split_whitespace().next()?.trim_end_matches(['.', ';', ',', ')', ']']);
            Some(word.to_owned())
        };
        let doi = after("doi:").or_else(|| after("doi.org/"));
        let pmid = after("PMID:").filter(|p| p.bytes().all(|b| b.is_ascii_digit()));
        let doi = doi.and_then(|doi| draft.identifier("related work", &doi));
        let pmid = pmid.and_then(|pmid| draft.identifier("related work", &pmid));
        draft.record.retracted |= kind == RelationKind::RetractedBy;
        let target = WorkRef { doi, pmid, text: (!text.is_empty()).then_some(text), ..WorkRef::default() };
        draft.record.relations.push(Relation { kind, target });
    }
}
