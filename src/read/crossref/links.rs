//! How a work stands to others, what its publisher says was done to it later, its licence, its addresses, and
//! the numbers under which it is registered elsewhere.

use super::dates;
use crate::read::address::without_scheme;
use crate::read::draft::{Draft, quote};
use crate::read::members::Members;
use crate::record::{Accession, DiagnosticKind, Doi, Relation, RelationKind, WorkRef};
use serde_json::Value;
use std::collections::BTreeSet;

/// Reads everything that leads from this work to others. Gives the works that it is said to cite.
pub(super) fn read(work: &mut Members, draft: &mut Draft) -> Vec<WorkRef> {
    updates(work, draft);
    let cited = relations(work, draft);
    // The publisher and Retraction Watch may both tell of the same notice.
    let mut seen = BTreeSet::new();
    draft
        .record
        .relations
        .retain(|r| seen.insert((r.kind, r.target.doi.clone(), r.target.pmid, r.target.text.clone())));
    status(work, draft);
    licence(work, draft);
    addresses(work, draft);
    trials(work, draft);
    numbers(work, draft);
    if work.take("free-to-read").is_some() {
        draft.record.open_access = Some(true);
    }
    cited
}

/// Notices: `update-to` names the works that this one corrects or retracts, `updated-by` the notices about
/// this one.
fn updates(work: &mut Members, draft: &mut Draft) {
    let mut reinstated = false;
    for (member, about_this) in [("update-to", false), ("updated-by", true)] {
        for mut update in work.objects(member) {
            let kind = update.text("type").or_else(|| update.text("label")).unwrap_or_default();
            let day = dates::member(&mut update, "updated", draft);
            let doi: Option<Doi> = update.text("DOI").and_then(|doi| draft.identifier("related work", &doi));
            // Who says so, and the number of the statement there.
            update.skip(&["label", "source", "record-id"]);
            update.rest(member, draft);
            let (forth, back) = change(&kind);
            reinstated |= kind.eq_ignore_ascii_case("reinstatement");
            // A publisher that changes the work itself names it as the target of its own notice.
            let itself = doi.is_some() && doi == draft.record.doi;
            if (about_this || itself) && back == RelationKind::RetractedBy {
                draft.record.retracted = true;
                draft.record.history.retracted = draft.record.history.retracted.or(day);
            }
            if let Some(doi) = doi.filter(|_| !itself) {
                relate(
                    if about_this { back } else { forth },
                    WorkRef { doi: Some(doi), ..WorkRef::default() },
                    draft,
                );
            }
        }
    }
    draft.record.retracted &= !reinstated;
}

/// What a kind of update does to the other work, and what is said of the work that it was done to.
fn change(kind: &str) -> (RelationKind, RelationKind) {
    use RelationKind as R;
    let kind = kind.trim().to_lowercase().replace(['-', ' '], "_");
    match kind.as_str() {
        "retraction" | "partial_retraction" | "withdrawal" | "removal" => (R::Retracts, R::RetractedBy),
        "correction" | "corrigendum" | "erratum" => (R::Corrects, R::CorrectedBy),
        "expression_of_concern" | "concern" => (R::ExpressesConcernAbout, R::ConcernExpressedBy),
        // Addenda, clarifications, new versions and editions, and what will be added.
        _ => (R::Updates, R::UpdatedBy),
    }
}

fn relate(kind: RelationKind, target: WorkRef, draft: &mut Draft) {
    draft.record.relations.push(Relation { kind, target });
}

/// Relations of other kinds, and the works that this one is said to cite.
fn relations(work: &mut Members, draft: &mut Draft) -> Vec<WorkRef> {
    let mut cited = Vec::new();
    for (name, value) in work.object("relation").drain() {
        let targets = match value {
            Value::Array(list) => list,
            value => vec![value],
        };
        for target in targets {
            let Value::Object(target) = target else { continue };
            let mut target = Members::new(target);
            let found = other_work(&mut target, draft);
            match (relation(&name), found) {
                (_, None) => {}
                (Some(Told::Relation(kind)), Some(target)) => relate(kind, target, draft),
                (Some(Told::Reference), Some(target)) => cited.push(target),
                (None, Some(_)) => draft.unused(format!("relation.{}", quote(&name))),
            }
        }
    }
    cited
}

/// The other work, by what kind of identifier it is given.
fn other_work(target: &mut Members, draft: &mut Draft) -> Option<WorkRef> {
    let kind = target.text("id-type").unwrap_or_default().to_lowercase();
    let id = target.text("id")?;
    let mut found = WorkRef::default();
    match kind.as_str() {
        "doi" => found.doi = draft.identifier("related work", &id),
        "pmid" => found.pmid = draft.identifier("related work", &id),
        "pmcid" => found.pmcid = draft.identifier("related work", &id),
        _ => found.doi = id.parse().ok(),
    }
    if found == WorkRef::default() {
        let text = draft.text("related work", &id);
        found.text = (!text.is_empty()).then_some(text);
    }
    (found != WorkRef::default()).then_some(found)
}

enum Told {
    Relation(RelationKind),
    Reference,
}

fn relation(name: &str) -> Option<Told> {
    use RelationKind as R;
    Some(Told::Relation(match name {
        "is-preprint-of" => R::PreprintOf,
        "has-preprint" => R::HasPreprint,
        "is-review-of" | "is-comment-on" | "is-reply-to" => R::CommentsOn,
        "has-review" | "has-comment" | "has-reply" => R::CommentedOnBy,
        "is-translation-of" => R::TranslationOf,
        "is-part-of" => R::PartOf,
        "replaces" => R::Updates,
        "is-replaced-by" => R::UpdatedBy,
        "cites" | "references" => return Some(Told::Reference),
        _ => return None,
    }))
}

/// Whether the work was withdrawn from where it was posted, and marks that publishers put into titles.
fn status(work: &mut Members, draft: &mut Draft) {
    let mut status = work.object("status");
    let kind = status.text("type").unwrap_or_default().to_lowercase();
    if kind.contains("withdraw") || kind.contains("retract") || kind.contains("remov") {
        draft.record.retracted = true;
        let day = dates::member(&mut status, "update", draft);
        draft.record.history.retracted = draft.record.history.retracted.or(day);
    }
    status.skip(&["update", "status-description"]);
    status.rest("status", draft);
    // In capitals the mark stands before the title of the work itself; a notice begins "Retraction:" or
    // "Retracted:".
    let marks = ["RETRACTED:", "RETRACTED ARTICLE:", "RETRACTED CHAPTER:", "WITHDRAWN:"];
    let marked = marks.iter().find(|mark| draft.record.title.starts_with(**mark));
    if let Some(mark) = marked.filter(|_| !draft.record.retracted) {
        let message = format!("the title begins with '{mark}', so the work is retracted");
        draft.note(DiagnosticKind::Inferred, "retracted", message);
        draft.record.retracted = true;
    }
}

/// The licence of the version of record; of several the Creative Commons one. What a licence allows machines
/// only, or holds for the author's manuscript, is none of the text.
fn licence(work: &mut Members, draft: &mut Draft) {
    let mut best = None;
    for mut licence in work.objects("license") {
        let Some(url) = licence.text("URL") else { continue };
        let version = licence.text("content-version").unwrap_or_default();
        let open = url.contains("creativecommons.org");
        let rank = match version.as_str() {
            "vor" if open => 5,
            "unspecified" | "" if open => 4,
            "vor" => 3,
            "unspecified" | "" => 2,
            // Such a licence allows everyone everything that it allows machines.
            "tdm" if open => 1,
            _ => continue,
        };
        if best.as_ref().is_none_or(|(known, _)| rank > *known) {
            best = Some((rank, url));
        }
    }
    draft.record.licence = best.map(|(_, url)| url.trim().to_owned());
}

/// Where the publisher shows the work. The address made of the DOI says no more than the DOI.
fn addresses(work: &mut Members, draft: &mut Draft) {
    let mut resource = work.object("resource");
    let mut places = resource.objects("primary");
    places.extend(resource.objects("secondary"));
    let urls =
        work.text("URL").into_iter().chain(places.into_iter().filter_map(|mut place| place.text("URL")));
    for url in urls {
        let name = without_scheme(url.as_str());
        if name.starts_with("doi.org/") || name.starts_with("dx.doi.org/") || name.starts_with("www.doi.org/")
        {
            if draft.record.doi.is_none() {
                draft.doi(&url);
            }
        } else {
            draft.url(&url);
        }
    }
    resource.rest("resource", draft);
}

/// Trials, by their number and the register's DOI.
fn trials(work: &mut Members, draft: &mut Draft) {
    for mut trial in work.objects("clinical-trial-number") {
        let registry = trial.text("registry").unwrap_or_default().to_lowercase();
        let bank = match registry.rsplit('/').next().unwrap_or_default() {
            "clinical-trials-gov" => "ClinicalTrials.gov".to_owned(),
            other => other.replace('-', " ").to_uppercase(),
        };
        let number =
            trial.text("clinical-trial-number").map(|number| draft.text("trial", &number).to_uppercase());
        if let Some(number) = number.filter(|number| !number.is_empty()) {
            draft.record.accessions.push(Accession { bank, number });
        }
        // Whether the article tells of the trial's plan or its results.
        trial.skip(&["type"]);
        trial.rest("clinical-trial-number", draft);
    }
}

/// Numbers of the publisher: Publisher Item Identifiers are told by their form.
fn numbers(work: &mut Members, draft: &mut Draft) {
    for number in work.texts("alternative-id") {
        let compact: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
        let digits = compact.len() == 17 && compact.bytes().skip(1).all(|b| b.is_ascii_digit() || b == b'X');
        let of_serial = digits && compact.starts_with('S');
        let is_doi = number.parse::<Doi>().ok().is_some_and(|doi| Some(doi) == draft.record.doi);
        if of_serial && draft.record.pii.is_none() {
            draft.record.pii = Some(compact);
        } else if !is_doi {
            draft.unused("alternative-id");
        }
    }
}
