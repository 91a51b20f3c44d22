//! Lists and codes inside of fields: serial numbers, keywords, comments, grants.

use super::layout::Field;
use crate::read::draft::{Draft, Edition, tidy};
use crate::read::markup;
use crate::read::medline::target;
use crate::record::{Grant, Relation, RelationKind, WorkRef};

/// `1091-5397`, `0098-1133 (ISSN print)`, `0021-843X (Print), 1939-1846 (Electronic)`.
pub(super) fn issns(draft: &mut Draft, text: &str, edition: Edition) {
    for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let lower = part.to_lowercase();
        let edition = match () {
            () if lower.contains("electronic") || lower.contains("online") => Edition::Electronic,
            () if lower.contains("linking") => Edition::Linking,
            () => edition,
        };
        draft.issn(edition, part.split([' ', '(']).next().unwrap_or_default());
    }
}

/// Keywords and headings stand one on each line, or all on one, parted by semicolons.
pub(super) fn keywords(field: &Field) -> Vec<String> {
    let items = field.items();
    let parts = items.iter().flat_map(|item| item.split(';')).map(|part| part.trim().to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

/// Each line is another work and how this one stands to it.
pub(super) fn comments(draft: &mut Draft, field: &Field) {
    for item in field.items() {
        comment(draft, &item);
    }
}

/// `Comment in: Lancet. 2019;1:2; PMID: 123`, perhaps in brackets.
fn comment(draft: &mut Draft, text: &str) {
    use RelationKind as R;
    const PHRASES: [(&str, RelationKind); 17] = [
        ("retracted and republished in", R::RetractedBy),
        ("retracted and republished from", R::Retracts),
        ("corrected and republished in", R::RepublishedAs),
        ("corrected and republished from", R::RepublicationOf),
        ("retraction in", R::RetractedBy),
        ("retraction of", R::Retracts),
        ("erratum in", R::CorrectedBy),
        ("erratum for", R::Corrects),
        ("expression of concern in", R::ConcernExpressedBy),
        ("expression of concern for", R::ExpressesConcernAbout),
        ("comment in", R::CommentedOnBy),
        ("comment on", R::CommentsOn),
        ("update in", R::UpdatedBy),
        ("update of", R::Updates),
        ("republished in", R::RepublishedAs),
        ("republished from", R::RepublicationOf),
        ("preprint of", R::PreprintOf),
    ];
    let plain = text.trim().trim_start_matches('[').trim_end_matches(']');
    let lower = plain.to_ascii_lowercase();
    let Some((phrase, kind)) = PHRASES.iter().find(|(phrase, _)| lower.starts_with(phrase)) else {
        draft.unused("Comments");
        return;
    };
    let target = target(draft, plain[phrase.len()..].trim_start_matches([':', ' ']));
    draft.record.retracted |= *kind == R::RetractedBy;
    if target != WorkRef::default() {
        draft.record.relations.push(Relation { kind: *kind, target });
    }
}

/// `No: R01 HL1`, `Organization: (HL) *NHLBI NIH HHS*`, `Country: United States` on lines; `Sponsor: …` and
/// `Grant: …` in `PsycINFO`; `R01 HL1 (United States NHLBI NIH HHS)` on one line.
pub(super) fn grants(draft: &mut Draft, field: &Field) {
    let some =
        |text: &str| Some(tidy(text.trim_matches(['*', ' ', ';', '.']))).filter(|text| !text.is_empty());
    let mut found = vec![Grant::default()];
    for piece in &field.lines {
        let line = draft.text("grant", &piece.text);
        let parts = if line.contains("Sponsor:") { line.split("; ").collect() } else { vec![line.as_str()] };
        for part in parts {
            let (name, value) = part.split_once(':').unwrap_or(("", part));
            let number = matches!(name.trim(), "No" | "Grant" | "Grant Number" | "Number");
            let agency = matches!(name.trim(), "Organization" | "Sponsor" | "Agency");
            // The same part again, or a line without a name, belongs to the next grant.
            let taken = found.last().is_some_and(|grant| {
                number && grant.number.is_some() || agency && grant.agency.is_some() || name.is_empty()
            });
            if taken {
                found.push(Grant::default());
            }
            let Some(grant) = found.last_mut() else { continue };
            if number {
                grant.number = some(value);
            } else if agency {
                let value = value.trim();
                let coded = value.strip_prefix('(').and_then(|rest| rest.split_once(')'));
                let (acronym, agency) = coded.unwrap_or(("", value));
                (grant.acronym, grant.agency) = (some(acronym), some(agency));
            } else if name.trim() == "Country" {
                grant.country = some(value);
            } else if name.is_empty() {
                let (number, agency) = part.split_once(" (").unwrap_or((part, ""));
                (grant.number, grant.agency) = (some(number), some(agency.trim_end_matches(')')));
            }
        }
    }
    draft.record.grants.extend(found.into_iter().filter(|grant| *grant != Grant::default()));
}

/// Each paragraph is a reference. MEDLINE only counts them.
pub(super) fn references(draft: &mut Draft, field: &Field) {
    for paragraph in field.paragraphs() {
        if paragraph.bytes().all(|b| b.is_ascii_digit()) {
            draft.unused(field.name.clone());
            continue;
        }
        let text = draft.text("reference", &markup::plain(&paragraph));
        if !text.is_empty() {
            draft.record.references.push(WorkRef { text: Some(text), ..WorkRef::default() });
        }
    }
}
