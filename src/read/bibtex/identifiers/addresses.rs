//! Web addresses, and the identifiers that some of them only resolve.

use super::archives::arxiv;
use super::{MAX_NUMBERS, accession, doi_inside, percent_decoded};
use crate::read::address::{completed, is_web};
use crate::read::bibtex::bag::Bag;
use crate::read::bibtex::latex::{self, Mode};
use crate::read::draft::{Draft, quote};
use crate::record::{DiagnosticKind, Pmcid, Pmid};

/// Takes every address from the fields.
pub(super) fn read(bag: &mut Bag, draft: &mut Draft) {
    // `ee` is the electronic edition of dblp.
    for field in bag.all(&["url", "ee", "link", "urlraw", "uri", "adsurl", "journal-url", "repository"]) {
        draft.at(field.position);
        let plain = latex::decode(&field.value, Mode::Verbatim);
        let before = draft.record.urls.len();
        if plain.links.is_empty() {
            address(draft, &plain.text);
        }
        for link in &plain.links {
            address(draft, link);
        }
        let lost = before == draft.record.urls.len() && !has_address(&plain.text) && field.name == "url";
        if lost && doi_inside(&plain.text).is_none() {
            draft.note(
                DiagnosticKind::UnplacedText,
                "url",
                format!("'{}' is no web address; left out", quote(plain.text.trim())),
            );
        }
    }
    if let Some(field) = bag.take(draft, &["howpublished"]) {
        let plain = latex::decode(&field.value, Mode::Line);
        let links: Vec<&str> = if plain.links.is_empty() {
            plain.text.split_whitespace().filter(|word| has_address(word)).collect()
        } else {
            plain.links.iter().map(String::as_str).collect()
        };
        if links.is_empty() {
            draft.unused("howpublished");
        }
        for link in links {
            address(draft, link);
        }
    }
    // BibDesk keeps more addresses, some of them twice; `pdf` may be an address or a place on the user's
    // disk.
    let mut more = bag.starting("bdsk-url-");
    more.extend(bag.starting("url-"));
    more.extend(bag.all(&["pdf"]));
    for field in more {
        let text = latex::verbatim(&field.value);
        if has_address(&text) {
            address(draft, &text);
        }
    }
}

fn has_address(text: &str) -> bool {
    is_web(&completed(text.trim_start()))
}

/// One web address, or several. One that only resolves an identifier is that identifier.
pub(super) fn address(draft: &mut Draft, text: &str) {
    let text = text.trim();
    let text = text.replace(";http", "; http");
    let words: Vec<&str> = text.split_whitespace().map(|w| w.trim_end_matches([',', ';'])).collect();
    let several = words.len() > 1 && words.iter().all(|w| has_address(w));
    // An address with a space in it is one all the same.
    let list: Vec<String> =
        if several { words.iter().map(|w| (*w).to_owned()).collect() } else { vec![words.join("%20")] };
    for url in list.into_iter().take(MAX_NUMBERS) {
        let url = completed(&url);
        if !resolves(draft, &url) {
            draft.url(&url);
        }
    }
}

/// Whether an address is that of a resolver; the identifier is kept.
fn resolves(draft: &mut Draft, url: &str) -> bool {
    let Some((scheme, path)) = url.split_once("://") else {
        if let (true, Some(found)) = (draft.record.doi.is_none(), doi_inside(url)) {
            draft.doi(found.as_str());
        }
        return false;
    };
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
        return false;
    }
    let host = path.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let last = path
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    if host == "doi.org" || host.starts_with("doi.") || host.starts_with("dx.doi.") || host == "www.doi.org" {
        let Some(found) = doi_inside(url) else { return false };
        if draft.record.doi.is_none() {
            draft.doi(found.as_str());
        }
        return draft.record.doi == Some(found);
    }
    if host == "pubmed.ncbi.nlm.nih.gov" || (host.ends_with("ncbi.nlm.nih.gov") && path.contains("/pubmed/"))
    {
        return matches_known(last.parse::<Pmid>().ok(), &mut draft.record.pmid);
    }
    if host.contains("ncbi.nlm.nih.gov") && path.contains("PMC") {
        return matches_known(last.parse::<Pmcid>().ok(), &mut draft.record.pmcid);
    }
    if host.ends_with("arxiv.org")
        && let Some(number) = arxiv(url, None)
    {
        return matches_known(Some(number), &mut draft.record.arxiv);
    }
    if host.ends_with("scopus.com") {
        let number = url.split(['?', '&']).find_map(|part| part.strip_prefix("eid="));
        if let Some(number) = number {
            accession(draft, "scopus", number);
        }
    }
    if host.contains("adsabs") || host.starts_with("ads.") {
        let code = path.split("/abs/").nth(1).and_then(|rest| rest.split('/').next());
        if let Some(code) = code {
            accession(draft, "ads", &percent_decoded(code));
        }
    }
    false
}

/// Keeps an identifier where none is known; whether it is the one that holds.
fn matches_known<T: PartialEq>(found: Option<T>, known: &mut Option<T>) -> bool {
    match (found, known.as_ref()) {
        (None, _) => false,
        (Some(found), Some(there)) => found == *there,
        (found, None) => {
            *known = found;
            true
        }
    }
}
