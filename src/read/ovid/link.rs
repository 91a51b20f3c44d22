//! The link to a resolver (OpenURL): its query repeats what the database knows of the work, and sometimes
//! more than the record prints.

use crate::read::draft::{Draft, Edition};
use crate::read::pubmed::article_number;
use crate::record::Pages;

/// Longest query that is looked at, in bytes.
const LONGEST: usize = 16 << 10;

/// Fills what the record lacks.
pub(super) fn complete(draft: &mut Draft, link: &str) {
    let Some((_, query)) =
        link.split_once('?').filter(|_| link.len() <= LONGEST && link.contains("sid=OVID"))
    else {
        return;
    };
    let pairs: Vec<(&str, String)> =
        query.split('&').filter_map(|p| p.split_once('=')).map(|(k, v)| (k, decoded(v))).collect();
    let value = |name: &str| pairs.iter().find(|(k, v)| *k == name && !v.is_empty()).map(|(_, v)| v.as_str());
    for (_, id) in pairs.iter().filter(|(k, _)| *k == "id") {
        match id.split_once(':') {
            Some(("pmid", number)) if draft.record.pmid.is_none() => draft.record.pmid = number.parse().ok(),
            Some(("doi", name)) if draft.record.doi.is_none() => draft.record.doi = name.parse().ok(),
            _ => {}
        }
    }
    let Some(place) = draft.record.container.as_ref() else { return };
    let (volume, issue) = (place.volume.is_none(), place.issue.is_none() && place.supplement.is_none());
    let (pages, serial) = (place.pages.is_none(), place.issn.or(place.eissn).or(place.issn_l).is_none());
    let year = draft.record.published.map(|date| date.year().to_string());
    if let Some(text) = value("volume").filter(|text| volume && year.as_deref() != Some(*text)) {
        draft.container().volume = Some(text.to_owned());
    }
    if let Some(text) = value("issue").filter(|_| issue) {
        draft.container().issue = Some(text.to_owned());
    }
    if let Some(text) = value("pages").filter(|text| pages && !is_words(text)) {
        draft.pages(text);
        article_number(draft);
    }
    if let Some(text) = value("issn").filter(|_| serial) {
        draft.issn(Edition::Print, text);
    }
}

/// `No Pagination Specified`, `Unpaginated`, and `9pp`, which only counts them.
pub(super) fn is_words(pages: &str) -> bool {
    let counted =
        pages.trim_end_matches('.').strip_suffix("pp").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    counted
        || !pages.contains(|c: char| c.is_ascii_digit()) && !pages.chars().all(|c| "ivxlcIVXLC- ".contains(c))
}

/// Whether pages were read from words.
pub(super) fn drop_words(draft: &mut Draft) {
    if let Some(place) = draft.record.container.as_mut()
        && place.pages.as_ref().is_some_and(|pages| matches!(pages, Pages::Single(text) if is_words(text)))
    {
        place.pages = None;
    }
}

/// Decodes `%XX` and `+`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = |b: &u8| char::from(*b).to_digit(16).and_then(|d| u8::try_from(d).ok());
        match (first, tail) {
            (b'%', [high, low, after @ ..]) if hex(high).is_some() && hex(low).is_some() => {
                bytes.push(hex(high).unwrap_or(0) << 4 | hex(low).unwrap_or(0));
                rest = after;
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = tail;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{decoded, is_words};

    #[test]
    fn queries_are_decoded() {
        assert_eq!(decoded("Forest+Ecology+%26+M%C3%A9x%"), "Forest Ecology & Méx%");
        assert!(
            is_words("No Pagination Specified")
                && is_words("Unpaginated")
                && !is_words("xi-xv")
                && !is_words("S1-2")
        );
    }
}
