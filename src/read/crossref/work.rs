//! One work of Crossref, member by member.

use super::kinds::sort;
use super::{abstracts, dates, formulas, grants, links, people, place, references};
use crate::read::draft::{Draft, without_stop};
use crate::read::markup;
use crate::read::members::Members;
use crate::record::{Kind, fold};
use serde_json::{Map, Value};

/// Members about the record and its registration, not about the work. Counts of references are counts of what
/// is listed, or of what the publisher keeps closed; full text is linked for machines.
const BOOKKEEPING: &[&str] = &[
    "_id",
    "indexed",
    "created",
    "deposited",
    "source",
    "prefix",
    "member",
    "score",
    "content-domain",
    "update-policy",
    "reference-count",
    "references-count",
    "short-title",
    "archive",
    "link",
    "content-updated",
    "id",
];

/// The most titles, subtitles and original titles that are read.
const MOST_TITLES: usize = 8;

/// Reads a work into the draft.
pub(super) fn read(object: Map<String, Value>, draft: &mut Draft) {
    let mut work = Members::new(object);
    let kind = work.text("type").unwrap_or_default();
    let subtype = work.text("subtype");
    let degrees = work.texts("degree");
    let sort = sort(&kind, subtype.as_deref().or(degrees.first().map(String::as_str)).unwrap_or_default());
    draft.record.kind = sort.kind;
    draft
        .record
        .publication_types
        .extend([Some(kind), subtype].into_iter().flatten().filter(|name| !name.is_empty()));
    identifiers(&mut work, draft);
    titles(&mut work, draft);
    people::read(&mut work, draft);
    let printed = place::read(&mut work, sort, draft);
    dates::read(&mut work, printed, draft);
    publication(&mut work, draft);
    if let Some(raw) = work.text("abstract") {
        abstracts::read(&raw, draft);
    }
    grants::read(&mut work, draft);
    if sort.kind == Kind::Other {
        grants::registered(&mut work, draft);
    }
    let cited = links::read(&mut work, draft);
    references::read(&mut work, cited, draft);
    draft.record.citation_count = work.count("is-referenced-by-count");
    work.skip(BOOKKEEPING);
    work.rest("", draft);
}

fn identifiers(work: &mut Members, draft: &mut Draft) {
    if let Some(doi) = work.text("DOI") {
        // Serial item identifiers have signs in them that some programs encode.
        let encoded = ["&lt;", "&gt;", "&amp;"].iter().any(|entity| doi.contains(entity));
        draft.doi(&if encoded { markup::entities(&doi) } else { doi });
    }
    // Crossref has none of these; programs that go on from its records add them.
    for (name, set) in [("PMID", Draft::pmid as fn(&mut Draft, &str)), ("PMCID", Draft::pmcid)] {
        if let Some(id) = work.text(name) {
            set(draft, &id);
        }
    }
}

/// Title and subtitle. A title in the language of the work stands beside one that is a translation.
fn titles(work: &mut Members, draft: &mut Draft) {
    let mut clean = |name: &str| -> Vec<String> {
        let all = work
            .texts(name)
            .into_iter()
            .take(MOST_TITLES)
            .map(|raw| draft.text("title", &markup::plain(&formulas::flat(&raw))));
        all.map(|text| without_stop(&text).to_owned()).filter(|text| !text.is_empty()).collect()
    };
    let (titles, subtitles, originals) = (clean("title"), clean("subtitle"), clean("original-title"));
    let mut originals = originals.into_iter();
    let mut titles = titles.into_iter();
    let title = titles.next().or_else(|| originals.next()).unwrap_or_default();
    let original = originals.next().filter(|original| fold(original) != fold(&title));
    draft.record.title = with_subtitles(title, &subtitles);
    draft.record.original_title = original;
    // Which of several titles is a translation, and into what, is not told.
    if titles.next().is_some() || originals.next().is_some() {
        draft.unused("title (second)");
    }
}

/// A title with its subtitles after a colon, those left out that it has in it already.
pub(super) fn with_subtitles(mut title: String, subtitles: &[String]) -> String {
    for subtitle in subtitles {
        if !title.is_empty() && fold(&title).ends_with(&fold(subtitle)) {
            continue;
        }
        title.push_str(match title.chars().next_back() {
            None => "",
            Some(':' | '?' | '!') => " ",
            Some(_) if subtitle.starts_with('(') => " ",
            Some(_) => ": ",
        });
        title.push_str(subtitle);
    }
    title
}

/// Publisher, place, edition, language and subjects.
fn publication(work: &mut Members, draft: &mut Draft) {
    let mut text = |name: &'static str| {
        let raw = work.text(name)?;
        Some(draft.text(name, &markup::plain(&raw))).filter(|text| !text.is_empty())
    };
    let (publisher, place, edition) = (text("publisher"), text("publisher-location"), text("edition-number"));
    // A book that was printed once has no edition to tell of.
    draft.record.edition = edition.filter(|edition| edition != "0");
    draft.record.place = place;
    // Who issued a report, a thesis or a standard is its publisher, where no other one is named.
    let issuers = ["standards-body", "institution"].map(|name| work.objects(name));
    let issuer = issuers.into_iter().flatten().find_map(|mut issuer| issuer.text("name"));
    draft.record.publisher = match (publisher, issuer) {
        (None, Some(issuer)) => {
            Some(draft.text("publisher", &markup::plain(&issuer))).filter(|text| !text.is_empty())
        }
        (Some(publisher), Some(issuer)) if fold(&publisher) != fold(&issuer) => {
            draft.unused("institution");
            Some(publisher)
        }
        (publisher, _) => publisher,
    };
    if let Some(language) = work.text("language") {
        draft.language(&language);
    }
    // The subject of a server of preprints, or of a part of its papers, is one too.
    for name in ["subject", "group-title", "keyword"] {
        for subject in work.texts(name) {
            draft.keyword(&subject);
        }
    }
}
