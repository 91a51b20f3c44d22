//! Where a work is: the source of its main location, the place in it, and every address at which it can be
//! read.

use crate::read::address::without_scheme;
use crate::read::crossref::is_nothing;
use crate::read::draft::{Draft, Edition};
use crate::read::markup;
use crate::read::members::Members;
use crate::read::pubmed::{article_number, supplement};
use crate::record::{ContainerKind, Kind};

/// Reads locations, bibliographic place, open access and licence.
pub(super) fn read(work: &mut Members, kind: Kind, draft: &mut Draft) {
    let mut main = work.object("primary_location");
    let source = main.object("source");
    let (source, raw_name) = (source, main.text("raw_source_name"));
    // Before there were locations there was one venue, with the members of a location in it.
    let (source, mut venue) =
        if source.has("display_name") { (source, Members::default()) } else { venue(work) };
    container(source, raw_name, kind, draft);
    if let Some(name) = work.text("venue").filter(|_| draft.record.container.is_none()) {
        draft.container().title = draft.text("journal", &markup::plain(&name));
        draft.container().kind = container_kind("", kind);
    }
    bibliographic(work, draft);
    let licence = main.text("license").or_else(|| venue.text("license"));
    venue.rest("host_venue", draft);
    addresses(work, main, licence, draft);
}

fn venue(work: &mut Members) -> (Members, Members) {
    let mut venue = work.object("host_venue");
    let mut source = serde_json::Map::new();
    for name in ["display_name", "issn_l", "issn", "publisher", "type"] {
        if let Some(value) = venue.take(name) {
            source.insert(name.to_owned(), value);
        }
    }
    venue.skip(&["id", "is_oa", "url", "version"]);
    (Members::new(source), venue)
}

/// What the place of publication itself calls the sort of work.
pub(super) fn raw_type(work: &Members) -> Option<String> {
    work.inner_text("primary_location", "raw_type")
}

fn container(mut source: Members, raw_name: Option<String>, kind: Kind, draft: &mut Draft) {
    let mut clean =
        |raw: String| Some(draft.text("journal", &markup::plain(&raw))).filter(|text| !text.is_empty());
    let sort = source.text("type").unwrap_or_default();
    let name = source.text("display_name").and_then(&mut clean);
    let printed = raw_name.and_then(&mut clean);
    let (host, older) = (source.text("host_organization_name"), source.text("publisher"));
    let publisher = host.or(older).and_then(&mut clean);
    draft.record.publisher = publisher;
    let of_book = matches!(sort.as_str(), "ebook platform" | "book series");
    let (title, series) = match (name, printed) {
        // A platform or a series is not the book: what the publisher printed is.
        (Some(name), Some(printed)) if of_book && printed != name => {
            (Some(printed), (sort == "book series").then_some(name))
        }
        (name, printed) => (name.or(printed), None),
    };
    if let Some(title) = title {
        let place = draft.container();
        (place.title, place.series, place.kind) = (title, series, container_kind(&sort, kind));
    }
    issns(&mut source, draft);
    // Numbers in OpenAlex, and what holds of the source wherever it is named.
    source.skip(&[
        "id",
        "host_organization",
        "host_organization_lineage",
        "host_organization_lineage_names",
        "is_oa",
        "is_in_doaj",
        "is_core",
        "is_indexed_in_scopus",
        "publisher_id",
    ]);
    source.rest("source", draft);
}

fn container_kind(sort: &str, kind: Kind) -> ContainerKind {
    match (sort, kind) {
        ("journal", _) | ("", Kind::JournalArticle | Kind::Unknown) => ContainerKind::Journal,
        ("conference", _) | ("", Kind::ConferencePaper) => ContainerKind::Proceedings,
        ("book series", _) | ("", Kind::BookChapter) => ContainerKind::Book,
        _ => ContainerKind::Other,
    }
}

/// OpenAlex does not say which edition an ISSN names; the linking one is that of the printed edition, where
/// there is one.
fn issns(source: &mut Members, draft: &mut Draft) {
    let linking = source.text("issn_l");
    let mut all = linking.iter().cloned().collect::<Vec<_>>();
    all.extend(source.texts("issn"));
    if let Some(issn) = &linking {
        draft.issn(Edition::Linking, issn);
    }
    all.dedup();
    let mut kept: Vec<&String> = Vec::new();
    for issn in &all {
        if !kept.contains(&issn) {
            kept.push(issn);
        }
    }
    if kept.len() > 2 {
        draft.unused("source.issn (third)");
    }
    for issn in kept.into_iter().take(2) {
        draft.issn(Edition::Print, issn);
    }
}

fn bibliographic(work: &mut Members, draft: &mut Draft) {
    let mut biblio = work.object("biblio");
    let mut text = |name: &'static str| {
        let raw = biblio.text(name)?;
        Some(draft.text(name, &markup::plain(&raw))).filter(|text| !text.is_empty() && !is_nothing(text))
    };
    let (volume, issue) = (text("volume"), text("issue"));
    let (first, last) = (text("first_page"), text("last_page"));
    biblio.rest("biblio", draft);
    let (volume, of_volume) = volume.as_deref().map_or((None, None), supplement);
    let (issue, of_issue) = issue.as_deref().map_or((None, None), supplement);
    let supplement = of_issue.or(of_volume);
    if volume.is_some() || issue.is_some() || supplement.is_some() {
        let place = draft.container();
        (place.volume, place.issue, place.supplement) = (volume, issue, supplement);
    }
    match (first, last) {
        (Some(first), Some(last)) if first != last => draft.pages(&format!("{first}-{last}")),
        (Some(page), _) | (None, Some(page)) => draft.pages(&page),
        (None, None) => {}
    }
    article_number(draft);
}

/// Addresses, what they tell of numbers in PubMed Central, and licence and access of the main location.
fn addresses(work: &mut Members, main: Members, licence: Option<String>, draft: &mut Draft) {
    let mut best = work.object("best_oa_location");
    let licence = licence.or_else(|| best.text("license"));
    // Names that only say that the work is free to read are no licence.
    draft.record.licence = licence.filter(|name| !name.ends_with("-oa"));
    let mut access = work.object("open_access");
    draft.record.open_access = access.flag("is_oa").or_else(|| work.flag("is_oa"));
    let free = access.text("oa_url");
    access.skip(&["oa_status", "any_repository_has_fulltext"]);
    access.rest("open_access", draft);
    let locations = [main].into_iter().chain(work.objects("locations")).chain([best]);
    let mut pages: Vec<String> =
        locations.filter_map(|mut location| location.text("landing_page_url")).collect();
    pages.extend(free);
    pages.extend(work.text("link"));
    for page in pages {
        address(&page, draft);
    }
}

fn address(page: &str, draft: &mut Draft) {
    let name = without_scheme(page).trim_start_matches("dx.").trim_start_matches("www.");
    if name.starts_with("doi.org/") {
        if draft.record.doi.is_none() {
            draft.doi(page);
        }
        return;
    }
    draft.url(page);
    let host = name.split('/').next().unwrap_or_default();
    let central = matches!(host, "ncbi.nlm.nih.gov" | "pmc.ncbi.nlm.nih.gov" | "europepmc.org")
        && name.contains("articles/");
    if central && draft.record.pmcid.is_none() {
        let number = name.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if let Ok(id) = format!("PMC{}", number.trim_start_matches(['P', 'M', 'C', 'p', 'm', 'c'])).parse() {
            draft.record.pmcid = Some(id);
        }
    }
}
