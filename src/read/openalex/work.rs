//! One work of OpenAlex, member by member.

use super::{abstracts, people, place, subjects};
use crate::read::crossref::{flat, sort};
use crate::read::draft::Draft;
use crate::read::members::Members;
use crate::record::{Accession, DiagnosticKind, Grant, Kind, PartialDate, WorkRef};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Members about the record, counts of what is listed, measures, prices, and what OpenAlex keeps of the full
/// text.
const BOOKKEEPING: &[&str] = &[
    "display_name",
    "counts_by_year",
    "cited_by_api_url",
    "cited_by_percentile_year",
    "citation_normalized_percentile",
    "fwci",
    "updated_date",
    "updated",
    "created_date",
    "countries_distinct_count",
    "institutions_distinct_count",
    "institutions",
    "locations_count",
    "referenced_works_count",
    "concepts_count",
    "topics_count",
    "authors_count",
    "apc_list",
    "apc_paid",
    "apc_payment",
    "ngrams_url",
    "has_fulltext",
    "fulltext_origin",
    "fulltext",
    "has_content",
    "content_url",
    "content_urls",
    "indexed_in",
    "doi_registration_agency",
    "corresponding_institution_ids",
    "institution_assertions",
    "summary_stats",
    "relevance_score",
    "is_xpac",
    "primary_topic",
    "abstract_inverted_index_v3",
    // Of summaries.
    "authors_display",
    "citations_by_year",
];

/// Reads a work into the draft.
pub(super) fn read(object: Map<String, Value>, draft: &mut Draft) {
    let mut work = Members::new(object);
    identifiers(&mut work, draft);
    if let Some(title) = work.text("title").or_else(|| work.text("display_name")) {
        draft.title(&flat(&title));
    }
    draft.record.published = published(&mut work, draft);
    let kind = kind(&mut work, draft);
    people::read(&mut work, draft);
    place::read(&mut work, kind, draft);
    abstracts::read(&mut work, draft);
    subjects::read(&mut work, draft);
    grants(&mut work, draft);
    for reference in work.texts("referenced_works") {
        let openalex = draft.identifier("reference", &reference);
        draft
            .record
            .references
            .extend(openalex.map(|id| WorkRef { openalex: Some(id), ..WorkRef::default() }));
    }
    if let Some(language) = work.text("language") {
        draft.language(&language);
    }
    draft.record.citation_count = work.count("cited_by_count").or_else(|| work.count("cited_by_count_total"));
    draft.record.retracted |= work.flag("is_retracted").unwrap_or_default();
    if work.flag("is_paratext") == Some(true) {
        draft.record.publication_types.push("paratext".to_owned());
    }
    work.skip(BOOKKEEPING);
    work.rest("", draft);
}

fn identifiers(work: &mut Members, draft: &mut Draft) {
    let mut ids = work.object("ids");
    let openalex = [work.text("id"), work.text("openalex_id"), ids.text("openalex")];
    openalex.into_iter().flatten().for_each(|id| draft.openalex(&id));
    [work.text("doi"), ids.text("doi")].into_iter().flatten().for_each(|doi| draft.doi(&doi));
    // Numbers of PubMed come as addresses of its pages.
    let last = |id: String| id.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    [work.text("pmid"), ids.text("pmid")].into_iter().flatten().for_each(|id| draft.pmid(&last(id)));
    [work.text("pmcid"), ids.text("pmcid")].into_iter().flatten().for_each(|id| draft.pmcid(&last(id)));
    // The number that the work had in Microsoft Academic Graph.
    if let Some(number) = ids.text("mag").or_else(|| work.text("mag")) {
        draft.record.accessions.push(Accession { bank: "mag".to_owned(), number });
    }
    ids.rest("ids", draft);
}

/// The date of publication. OpenAlex fills a day that it does not know with the first of the month, and a
/// month with January: that much of a date is not believed.
fn published(work: &mut Members, draft: &mut Draft) -> Option<PartialDate> {
    let date = work.text("publication_date").and_then(|date| draft.date("publication_date", &date));
    let year = [work.text("publication_year"), work.text("year")].into_iter().flatten().next();
    match date {
        Some(date) if date.day() == Some(1) => {
            let month = date.month().filter(|month| *month > 1);
            PartialDate::new(date.year(), month, None).ok()
        }
        Some(date) => Some(date),
        None => year.and_then(|year| draft.date("publication_year", &year)),
    }
}

/// The kind of the work: what OpenAlex says, made more exact by what Crossref or the place of publication
/// calls it.
fn kind(work: &mut Members, draft: &mut Draft) -> Kind {
    let name = work.text("type").unwrap_or_default();
    let registered = work.text("type_crossref").or_else(|| place::raw_type(work));
    let of_crossref = registered.as_deref().map_or(Kind::Unknown, |name| sort(name, "").kind);
    let kind = match name.as_str() {
        "article" | "review" | "letter" | "editorial" | "erratum" | "retraction" | "book-review"
        | "case-report" | "data-paper" | "software-paper" => match of_crossref {
            Kind::ConferencePaper | Kind::Preprint | Kind::NewsItem => of_crossref,
            _ => Kind::JournalArticle,
        },
        "preprint" => Kind::Preprint,
        "conference-paper" | "conference-abstract" => Kind::ConferencePaper,
        "software" => Kind::Software,
        "" => of_crossref,
        other => sort(other, "").kind,
    };
    let names = [Some(name), registered].into_iter().flatten().filter(|name| !name.is_empty());
    for name in names {
        if !draft.record.publication_types.contains(&name) {
            draft.record.publication_types.push(name);
        }
    }
    draft.record.kind = kind;
    kind
}

/// Grants as they are told today (`awards`, and `funders` without an award) and were before (`grants`).
fn grants(work: &mut Members, draft: &mut Draft) {
    for (list, number, agency) in
        [("awards", "funder_award_id", "funder_display_name"), ("grants", "award_id", "funder_display_name")]
    {
        for mut award in work.objects(list) {
            let mut clean = |name: &str| {
                let raw = award.text(name)?;
                Some(draft.text("grant", &raw)).filter(|text| !text.is_empty())
            };
            let grant = Grant { number: clean(number), agency: clean(agency), ..Grant::default() };
            if grant != Grant::default() && draft.record.grants.last() != Some(&grant) {
                draft.record.grants.push(grant);
            }
            // Numbers in OpenAlex, and the name of the project.
            award.skip(&["id", "display_name", "funder", "funder_id", "doi"]);
            award.rest(list, draft);
        }
    }
    let mut known: BTreeSet<String> =
        draft.record.grants.iter().filter_map(|grant| grant.agency.clone()).collect();
    for mut funder in work.objects("funders") {
        let agency =
            funder.text("display_name").map(|raw| draft.text("grant", &raw)).filter(|text| !text.is_empty());
        if let Some(agency) = agency.filter(|agency| known.insert(agency.clone())) {
            draft.record.grants.push(Grant { agency: Some(agency), ..Grant::default() });
        }
        funder.skip(&["id", "ror"]);
        funder.rest("funders", draft);
    }
}

/// A text for a finding about something that was cut.
pub(super) fn cut(draft: &mut Draft, field: &'static str, message: String) {
    draft.warn(DiagnosticKind::TooLong, field, message, "the rest was left out");
}
