//! Comments, corrections, retractions: other works that belong to this one.

use crate::read::draft::{Draft, tidy};
use crate::read::markup;
use crate::record::{Doi, Relation, RelationKind, WorkRef};

/// Takes a field that names another work; whether it is one.
pub(super) fn take(draft: &mut Draft, tag: &str, value: &str) -> bool {
    let Some(kind) = kind(tag) else { return false };
    let target = target(draft, value);
    draft.record.retracted |= kind == RelationKind::RetractedBy;
    if target != WorkRef::default() {
        draft.record.relations.push(Relation { kind, target });
    }
    true
}

/// What a tag says of the other work. The summary for patients, the report behind it, and data sets have no
/// relation of their own.
fn kind(tag: &str) -> Option<RelationKind> {
    use RelationKind as R;
    Some(match tag {
        "RIN" | "RRI" | "PRIN" => R::RetractedBy,
        "ROF" | "RRF" | "PROF" => R::Retracts,
        "EIN" => R::CorrectedBy,
        "EFR" => R::Corrects,
        "ECI" => R::ConcernExpressedBy,
        "ECF" => R::ExpressesConcernAbout,
        "CIN" => R::CommentedOnBy,
        "CON" => R::CommentsOn,
        "UIN" => R::UpdatedBy,
        "UOF" => R::Updates,
        "RPI" | "CRI" => R::RepublishedAs,
        "RPF" | "CRF" => R::RepublicationOf,
        _ => return None,
    })
}

/// `Stroke. 2014 May;45(5):e86. PMID: 24627111`: where the other work stands, and its number.
pub(in crate::read) fn target(draft: &mut Draft, value: &str) -> WorkRef {
    let text = draft.text("related work", &markup::plain(value));
    let (text, pmid) = match text.rfind("PMID:") {
        Some(at) => {
            let digits = text[at + 5..].trim_start();
            let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            (
                text[..at].trim_end_matches([' ', '[', '(', ';']).to_owned(),
                draft.identifier("related work", &digits[..end]),
            )
        }
        None => (text, None),
    };
    let text = text.strip_suffix("PubMed").unwrap_or(&text).trim_end();
    let text = tidy(text.strip_suffix('.').unwrap_or(text));
    // The number of PubMed names the work as every other reader does; a DOI does where there is no number.
    let doi = if pmid.is_none() { doi_in(&text) } else { None };
    WorkRef { pmid, doi, text: Some(text).filter(|text| !text.is_empty()), ..WorkRef::default() }
}

/// The DOI that a citation closes with.
fn doi_in(text: &str) -> Option<Doi> {
    let (_, after) = text.rsplit_once("doi: ").or_else(|| text.rsplit_once("doi:"))?;
    after.split_whitespace().next()?.trim_end_matches(['.', ';', ',']).parse().ok()
}
