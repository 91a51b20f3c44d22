//! Numbers in archives: `eprint` and its relatives, arXiv above all.

use super::addresses::address;
use super::{accession, doi, doi_inside};
use crate::read::bibtex::bag::Bag;
use crate::read::bibtex::latex;
use crate::read::draft::{Draft, quote, tidy};
use crate::record::{DiagnosticKind, Kind};

/// Numbers in archives: arXiv, PubMed, JSTOR, …
pub(super) fn read(bag: &mut Bag, draft: &mut Draft) {
    let archive = bag.plain(draft, &["eprinttype", "archiveprefix"]).unwrap_or_default();
    let class = bag.plain(draft, &["eprintclass", "primaryclass"]);
    let mut seen: Vec<String> = Vec::new();
    for field in bag.all(&["eprint", "arxivid", "arxiv"]) {
        draft.at(field.position);
        let text = tidy(&latex::verbatim(&field.value));
        if seen.contains(&text) {
            continue;
        }
        let bank = if field.name == "eprint" { archive.to_lowercase() } else { "arxiv".to_owned() };
        match (bank.as_str(), arxiv(&text, class.as_deref())) {
            ("arxiv" | "", Some(number)) => keep_arxiv(draft, &number),
            // The same number in another form was read, or will be.
            ("arxiv", None)
                if draft.record.arxiv.is_some() || seen.iter().any(|s| s.contains(bare(&text))) => {}
            ("arxiv", None) => no_arxiv(draft, &text),
            ("pubmed" | "pmid" | "medline", _) => draft.pmid(&text),
            ("pmc" | "pmcid", _) => draft.pmcid(&text),
            ("doi", _) => doi(draft, &text),
            ("", None) if text.contains("://") => address(draft, &text),
            ("", None) => draft.unused("eprint"),
            (bank, _) => accession(draft, bank, &text),
        }
        seen.push(text);
    }
}

/// A text without what stands in brackets behind it.
fn bare(text: &str) -> &str {
    text.split('[').next().unwrap_or_default().trim()
}

/// Programs take the last part of whatever stands in a field for a number of arXiv; often it is a DOI.
fn no_arxiv(draft: &mut Draft, text: &str) {
    let message = format!("'{}' is no number of arXiv", quote(text));
    match (doi_inside(text), &draft.record.doi) {
        (Some(found), Some(known)) if found == *known => {}
        (Some(found), None) => draft.doi(found.as_str()),
        _ => draft.warn(DiagnosticKind::BadIdentifier, "eprint", message, "left out"),
    }
}

fn keep_arxiv(draft: &mut Draft, number: &str) {
    match &draft.record.arxiv {
        None => draft.record.arxiv = Some(number.to_owned()),
        Some(known) if known == number => {}
        Some(_) => draft.repeated("arxiv", number),
    }
}

/// The number in arXiv without lead and version: `2101.00001`, `hep-th/9901001`. The old numbers need a
/// class, which may stand beside them: `0402237 [cond-mat]`.
pub(super) fn arxiv(text: &str, class: Option<&str>) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let (main, beside) = match lower.split_once('[') {
        Some((main, beside)) => {
            (main.trim(), Some(beside.trim_end_matches([']', ' ']).trim_start_matches("arxiv:")))
        }
        None => (lower.as_str(), None),
    };
    let mut bare = main.split_once("arxiv.org/").map_or(main, |(_, path)| path);
    for lead in ["abs/", "pdf/", "arxiv:", "arxiv", "corr/", "abs/"] {
        bare = bare.strip_prefix(lead).map_or(bare, str::trim_start);
    }
    let bare = bare.trim_end_matches(".pdf").trim_end_matches(['.', ',', ';']);
    let bare = match bare.rsplit_once('v') {
        Some((number, version)) if !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit()) => {
            number
        }
        _ => bare,
    };
    let digits = |text: &str, count: std::ops::RangeInclusive<usize>| {
        count.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    if bare.split_once('.').is_some_and(|(month, number)| digits(month, 4..=4) && digits(number, 4..=5)) {
        return Some(bare.to_owned());
    }
    let archive = |class: &str| class.split('.').next().unwrap_or_default().to_owned();
    let is_archive =
        |name: &str| name.len() >= 2 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    if let Some((class, number)) = bare.split_once('/') {
        let archive = archive(class);
        return (digits(number, 7..=7) && is_archive(&archive)).then(|| format!("{archive}/{number}"));
    }
    let archive = archive(beside.or(class)?.trim()).to_lowercase();
    (digits(bare, 7..=7) && is_archive(&archive)).then(|| format!("{archive}/{bare}"))
}

/// dblp and others name arXiv as a journal: `CoRR`, volume `abs/1305.0194`; `arXiv preprint
/// arXiv:2001.01234`.
pub(in crate::read::bibtex) fn arxiv_of_container(draft: &mut Draft) {
    let Some(place) = &draft.record.container else { return };
    if draft.record.arxiv.is_some() || draft.record.kind == Kind::Book {
        return;
    }
    let volume = place.volume.as_deref().filter(|volume| volume.starts_with("abs/"));
    let issue = place.issue.as_deref().filter(|issue| issue.to_lowercase().starts_with("arxiv"));
    let title = place.title.to_lowercase();
    let named =
        title.split_once("arxiv:").map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default());
    let found = volume.or(issue).or(named).and_then(|text| arxiv(text, None));
    draft.record.arxiv = found;
}
