//! What the agencies that register DOIs add to CSL-JSON when doi.org is asked for it: Crossref's members
//! beside the variables of CSL (licences, funders, references, relations, counts), and DataCite's few.

use super::json::{is_blank, text, texts};
use super::work::Work;
use super::{dates, ids, links};
use crate::read::draft::{Edition, quote};
use crate::read::markup;
use crate::record::{Doi, Grant, Kind, Pmid, Relation, RelationKind, WorkRef};
use serde_json::{Map, Value};

/// Reads a member, where it is one of these.
pub(super) fn read(work: &mut Work, member: &str, value: &Value) -> bool {
    match member {
        // How and when the agency handles the record; what other members say too.
        "indexed" | "created" | "deposited" | "reference-count" | "references-count" | "content-domain"
        | "source" | "member" | "score" | "link" | "alternative-id" | "short-title" | "journal-issue"
        | "isbn-type" | "update-policy" | "content-created" | "content-updated" | "published-other"
        | "resource-type" => {}
        "subtitle" => {
            let raw = text(value).unwrap_or_default();
            work.subtitle =
                Some(work.draft.text("title", &markup::plain(&raw))).filter(|text| !text.is_empty());
        }
        "issn-type" => issns(work, value),
        "license" if value.is_array() => objects(value).for_each(|licence| {
            let url = licence.get("URL").and_then(text).unwrap_or_default();
            let free = links::licence(&url).is_some();
            let known = &mut work.draft.record.licence;
            // Of several, the one that lets people use the text.
            if !url.is_empty() && (known.is_none() || free) {
                *known = Some(url);
            }
        }),
        "copyright" => texts(value).iter().for_each(|raw| work.text(member, "license", raw)),
        "free-to-read" => work.draft.record.open_access = Some(true),
        "is-referenced-by-count" => work.draft.record.citation_count = value.as_u64(),
        "subject" => texts(value).iter().for_each(|keyword| work.draft.keyword(keyword)),
        "subtype" | "degree" => texts(value).iter().for_each(|genre| {
            if matches!(genre.as_str(), "other" | "letter") && work.sort.kind == Kind::Preprint {
                work.sort.kind = Kind::Other;
            }
            work.text(member, "genre", genre);
        }),
        "approved" => work.date(member, "issued", value),
        "institution" => objects(value).for_each(|institution| {
            let name = institution.get("name").and_then(text).unwrap_or_default();
            // The server where a preprint was posted; elsewhere a publisher of reports or theses.
            let variable = if work.sort.kind == Kind::Preprint { "container-title" } else { "publisher" };
            work.text(member, variable, &name);
        }),
        "event" if value.is_object() => {
            let name = value.get("name").and_then(text).unwrap_or_default();
            work.text(member, "event-title", &name);
        }
        "resource" => {
            let url = value
                .get("primary")
                .and_then(|primary| primary.get("URL"))
                .and_then(text)
                .unwrap_or_default();
            work.text(member, "URL", &url);
        }
        "clinical-trial-number" => objects(value).for_each(|trial| {
            let number = trial.get("clinical-trial-number").and_then(text).unwrap_or_default();
            ids::accession(&mut work.draft, "clinical trial", &number);
        }),
        "funder" => objects(value).for_each(|funder| grants(work, funder)),
        "reference" => objects(value).for_each(|entry| reference(work, entry)),
        "relation" => relations(work, value),
        "update-to" => updates(work, value, false),
        "updated-by" => updates(work, value, true),
        _ => return false,
    }
    true
}

fn objects(value: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    let single = std::slice::from_ref(value);
    value.as_array().map_or(single, Vec::as_slice).iter().filter_map(Value::as_object)
}

fn issns(work: &mut Work, value: &Value) {
    for entry in objects(value) {
        let number = entry.get("value").and_then(text).unwrap_or_default();
        let electronic = entry.get("type").and_then(Value::as_str) == Some("electronic");
        let place = work.draft.container();
        // The list without kinds may have been read before.
        let (print, online) = (&mut place.issn, &mut place.eissn);
        if electronic && print.is_some_and(|known| number.parse() == Ok(known)) {
            std::mem::swap(print, online);
        }
        work.draft.issn(if electronic { Edition::Electronic } else { Edition::Print }, &number);
    }
}

fn grants(work: &mut Work, funder: &Map<String, Value>) {
    let agency = funder.get("name").and_then(text).map(|name| work.draft.text("funder", &name));
    let agency_doi: Option<Doi> =
        funder.get("DOI").and_then(text).and_then(|doi| work.draft.identifier("funder", &doi));
    let numbers = funder.get("award").map(texts).unwrap_or_default();
    let grant =
        |number| Grant { number, agency: agency.clone(), agency_doi: agency_doi.clone(), ..Grant::default() };
    if numbers.is_empty() {
        work.draft.record.grants.push(grant(None));
    }
    work.draft.record.grants.extend(numbers.into_iter().map(|number| grant(Some(number))));
}

/// One entry of the list of references.
fn reference(work: &mut Work, entry: &Map<String, Value>) {
    let of = |name: &str| entry.get(name).and_then(text);
    let doi = of("DOI").and_then(|raw| raw.parse().ok());
    let printed = of("unstructured").or_else(|| {
        let parts = [
            "author",
            "article-title",
            "volume-title",
            "series-title",
            "journal-title",
            "year",
            "volume",
            "first-page",
        ];
        let parts: Vec<String> = parts.iter().filter_map(|part| of(part)).collect();
        (!parts.is_empty()).then(|| parts.join(". "))
    });
    let printed =
        printed.map(|raw| work.draft.text("reference", &markup::plain(&raw))).filter(|text| !text.is_empty());
    let reference = WorkRef { doi, text: printed, ..WorkRef::default() };
    if reference != WorkRef::default() {
        work.draft.record.references.push(reference);
    }
}

/// `{"is-preprint-of": [{"id-type": "doi", "id": …}]}`.
fn relations(work: &mut Work, value: &Value) {
    use RelationKind as R;
    for (name, targets) in value.as_object().into_iter().flatten() {
        let kind = match name.as_str() {
            "is-preprint-of" => R::PreprintOf,
            "has-preprint" => R::HasPreprint,
            "is-comment-on" | "is-reply-to" => R::CommentsOn,
            "has-comment" | "has-reply" => R::CommentedOnBy,
            "is-translation-of" => R::TranslationOf,
            "is-part-of" => R::PartOf,
            "replaces" => R::Updates,
            "is-replaced-by" => R::UpdatedBy,
            _ => {
                work.draft.unused(format!("relation {}", quote(name)));
                continue;
            }
        };
        for target in objects(targets) {
            let id = target.get("id").and_then(text).unwrap_or_default();
            let target = match target.get("id-type").and_then(Value::as_str) {
                Some("doi") => {
                    WorkRef { doi: work.draft.identifier("related work", &id), ..WorkRef::default() }
                }
                Some("pmid") => WorkRef { pmid: id.parse::<Pmid>().ok(), ..WorkRef::default() },
                _ => WorkRef { text: Some(id).filter(|id| !id.is_empty()), ..WorkRef::default() },
            };
            relate(work, kind, target);
        }
    }
}

/// Corrections, retractions, new versions: `[{"type": "retraction", "DOI": …}]`. `inverse`: the other work is
/// the notice.
fn updates(work: &mut Work, value: &Value, inverse: bool) {
    use RelationKind as R;
    for update in objects(value) {
        let name = update.get("type").and_then(text).unwrap_or_default().to_lowercase();
        let (notice, subject) = match name.replace(['-', ' '], "_").as_str() {
            "correction" | "corrigendum" | "erratum" => (R::Corrects, R::CorrectedBy),
            "retraction" | "withdrawal" | "removal" | "partial_retraction" => (R::Retracts, R::RetractedBy),
            "expression_of_concern" => (R::ExpressesConcernAbout, R::ConcernExpressedBy),
            "new_version" | "new_edition" | "update" | "addendum" | "clarification" => {
                (R::Updates, R::UpdatedBy)
            }
            _ => {
                work.draft.unused(format!("update {}", quote(&name)));
                continue;
            }
        };
        let doi =
            update.get("DOI").and_then(text).and_then(|raw| work.draft.identifier("related work", &raw));
        let kind = if inverse { subject } else { notice };
        if kind == R::RetractedBy {
            work.draft.record.retracted = true;
            let date = update.get("updated").filter(|date| !is_blank(date));
            let date = date.and_then(|date| dates::date(&mut work.draft, "retracted", date));
            work.draft.record.history.retracted = work.draft.record.history.retracted.or(date);
        }
        relate(work, kind, WorkRef { doi, ..WorkRef::default() });
    }
}

fn relate(work: &mut Work, kind: RelationKind, target: WorkRef) {
    let relation = Relation { kind, target };
    if relation.target != WorkRef::default() && !work.draft.record.relations.contains(&relation) {
        work.draft.record.relations.push(relation);
    }
}
