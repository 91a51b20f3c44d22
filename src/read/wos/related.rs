//! What titles say of other works: `… (vol 53, pg 3, 2023)` of a correction, `(Retraction of Vol 6, Pg 22,
//! 2012)`, `(Retracted article. See vol. 33, pg. 1, 2010)`.

use crate::read::draft::Draft;
use crate::record::{Relation, RelationKind, WorkRef};

/// Reads the end of the title; the name of the journal must be known.
pub(super) fn read(draft: &mut Draft) {
    let Some((_, inside)) = draft.record.title.strip_suffix(')').and_then(|title| title.rsplit_once('('))
    else {
        return;
    };
    let lower = inside.to_ascii_lowercase();
    let is = |name: &str| draft.record.publication_types.iter().any(|kind| kind.eq_ignore_ascii_case(name));
    let volume = lower.starts_with("vol ") || lower.starts_with("vol. ");
    let kind = match () {
        () if lower.starts_with("retracted article") => RelationKind::RetractedBy,
        () if lower.starts_with("retraction of ") || (volume && is("Retraction")) => RelationKind::Retracts,
        () if volume && (is("Correction") || is("Correction, Addition")) => RelationKind::Corrects,
        () if volume && is("Expression of Concern") => RelationKind::ExpressesConcernAbout,
        () => return,
    };
    let place = lower.find("vol").and_then(|at| inside.get(at..)).unwrap_or(inside);
    let journal = draft.record.container.as_ref().map_or("", |c| c.title.as_str());
    let text = if journal.is_empty() { place.to_owned() } else { format!("{journal}, {place}") };
    let target = WorkRef { text: Some(text), ..WorkRef::default() };
    draft.record.relations.push(Relation { kind, target });
}
