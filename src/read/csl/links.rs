//! Addresses of reference managers -> addresses of the record, the identifiers that they hold, and licences.

use super::ids::number_of_arxiv;
use crate::read::address;
use crate::read::draft::{Draft, quote, tidy};
use crate::record::{DiagnosticKind, Doi, OpenAlexId, Pmcid, Pmid};

/// An address or several. Spaces inside one become `%20`, a note behind one goes.
pub(in crate::read) fn url(draft: &mut Draft, raw: &str) {
    let words: Vec<&str> =
        raw.split_whitespace().map(|word| word.trim_matches(['<', '>', ';', ',', '"'])).collect();
    let webs = words.iter().filter(|word| is_web(word)).count();
    match words.as_slice() {
        [first, second, ..] if webs == 1 && is_web(first) && !second.starts_with(['(', '[', '<']) => {
            one_url(draft, &words.join("%20"));
        }
        _ if webs > 0 => words.iter().filter(|word| is_web(word)).for_each(|word| one_url(draft, word)),
        [only] if only.starts_with("www.") => one_url(draft, &address::completed(only)),
        _ => {
            let message = format!("'{}' is no address of the web", quote(raw));
            draft.warn(DiagnosticKind::UnplacedText, "url", message, "left out");
        }
    }
}

/// Whether a word is an address that `Draft::url` takes; schemes are written in any case.
fn is_web(word: &str) -> bool {
    address::is_web(word) && !word.ends_with("//")
}

/// Keeps an address. One that names the work by an identifier gives that too; a resolver of DOIs gives only
/// that.
fn one_url(draft: &mut Draft, raw: &str) {
    let lower = raw.to_ascii_lowercase();
    if resolves(&lower, "doi.org/")
        && let Ok(found) = decoded(raw).parse::<Doi>()
    {
        if draft.record.doi.as_ref().is_none_or(|known| *known == found) {
            draft.record.doi = Some(found);
            return;
        }
    } else if let Some(id) = last_part(&lower, &["pubmed.ncbi.nlm.nih.gov/", "ncbi.nlm.nih.gov/pubmed/"]) {
        draft.record.pmid = draft.record.pmid.or_else(|| id.parse::<Pmid>().ok());
    } else if let Some(id) = last_part(&lower, &["/pmc/articles/", "pmc.ncbi.nlm.nih.gov/articles/"]) {
        draft.record.pmcid = draft.record.pmcid.or_else(|| id.parse::<Pmcid>().ok());
    } else if let Some(id) = last_part(&lower, &["openalex.org/works/", "openalex.org/"]) {
        draft.record.openalex = draft.record.openalex.or_else(|| id.parse::<OpenAlexId>().ok());
    } else if lower.contains("arxiv.org/") && draft.record.arxiv.is_none() {
        draft.record.arxiv = number_of_arxiv(raw);
    }
    match raw.split_once("://") {
        Some((scheme, rest)) => draft.url(&format!("{}://{rest}", scheme.to_ascii_lowercase())),
        None => draft.url(raw),
    }
}

/// Whether an address is that of a resolver.
fn resolves(lower: &str, host: &str) -> bool {
    let rest = lower.split_once("://").map_or(lower, |(_, rest)| rest);
    rest.strip_prefix("dx.").or(rest.strip_prefix("www.")).unwrap_or(rest).starts_with(host)
}

/// What stands behind one of these paths, up to the next slash.
fn last_part<'a>(lower: &'a str, paths: &[&str]) -> Option<&'a str> {
    let rest = paths.iter().find_map(|path| lower.split_once(path).map(|(_, rest)| rest))?;
    rest.split(['/', '?', '#']).next()
}

/// `%2F` and its like as the characters they stand for, where the result is UTF-8.
pub(super) fn decoded(url: &str) -> String {
    let mut bytes = Vec::with_capacity(url.len());
    let mut rest = url;
    while let Some(at) = rest.find('%') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let code = rest.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(code.unwrap_or(b'%'));
        rest = &rest[at + if code.is_some() { 3 } else { 1 }..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).unwrap_or_else(|_| url.to_owned())
}

/// The licence that a text names: its address, or its name where it is one and no sentence about copyright.
pub(in crate::read) fn licence(raw: &str) -> Option<String> {
    const NAMES: [&str; 16] = [
        "cc by",
        "cc-by",
        "cc0",
        "cc zero",
        "open government licence",
        "mit license",
        "mit",
        "bsd",
        "apache",
        "gnu general public",
        "gnu lesser",
        "gpl",
        "odc-by",
        "odbl",
        "academic free license",
        "public domain",
    ];
    let text = tidy(raw);
    if let Some(url) =
        text.split([' ', ',', '<', '>', '"', '(', ')']).find_map(|word| licence_url(word, text.len()))
    {
        return Some(url);
    }
    let lower = text.to_ascii_lowercase();
    if let Some(at) = lower.find("creative commons") {
        // In a sentence, up to the end of the name.
        let name = text[at..].split([',', ';']).next().unwrap_or_default();
        let name = name.split(". ").next().unwrap_or_default().trim_end_matches(['.', ' ']);
        return (name.len() > "creative commons".len() && name.chars().count() <= 100)
            .then(|| name.to_owned());
    }
    let named = NAMES.iter().any(|name| {
        lower.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic()))
    });
    (named && text.chars().count() <= 60).then(|| text.trim_end_matches([',', ' ']).to_owned())
}

/// The address of a licence, which stands in a text of this length.
fn licence_url(word: &str, length: usize) -> Option<String> {
    const SITES: [&str; 7] = [
        "creativecommons.org/",
        "opensource.org/",
        "gnu.org/licenses",
        "opendatacommons.org/",
        "apache.org/licenses",
        "spdx.org/licenses",
        "nationalarchives.gov.uk/doc/open",
    ];
    let at = word.find("http")?;
    let url = word[at..].trim_end_matches(['.', ';']);
    let lower = url.to_ascii_lowercase();
    let known =
        SITES.iter().any(|site| lower.contains(site)) || url.len() == length && lower.contains("licen");
    (known && is_web(url)).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Context;
    use crate::record::{Position, Record, Severity};

    fn record(fill: impl FnOnce(&mut Draft)) -> (Record, usize) {
        let context = Context { source: "t".into(), list_year: None };
        let mut draft = Draft::new(&context, 1, Position::default());
        fill(&mut draft);
        let warnings = draft.findings.take().iter().filter(|d| d.severity > Severity::Note).count();
        (draft.record, warnings)
    }

    #[test]
    fn addresses_give_identifiers() {
        let (found, _) = record(|draft| url(draft, "http://dx.doi.org/10.1603/0046-225X%282008%29"));
        assert_eq!(
            (found.doi.as_ref().map(Doi::as_str), found.urls.len()),
            (Some("10.1603/0046-225x(2008)"), 0)
        );
        let (found, _) = record(|draft| url(draft, "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123/?x=1"));
        assert_eq!((found.pmcid.map(|p| p.to_string()).as_deref(), found.urls.len()), (Some("PMC123"), 1));
        let (found, _) = record(|draft| url(draft, "http://arxiv.org/abs/hep-th/9901001v2"));
        assert_eq!(found.arxiv.as_deref(), Some("hep-th/9901001"));
        let (found, _) = record(|draft| url(draft, "www.example.org/a"));
        assert_eq!(found.urls, ["http://www.example.org/a"]);
        let (found, _) = record(|draft| url(draft, "HTTP://a.org/x y.pdf"));
        assert_eq!(found.urls, ["http://a.org/x%20y.pdf"]);
        let (found, _) = record(|draft| url(draft, "http://a.org/1; http://a.org/2 files/121/A - B.pdf"));
        assert_eq!(found.urls, ["http://a.org/1", "http://a.org/2"]);
    }

    #[test]
    fn only_licences_are_licences() {
        for (raw, expected) in [
            ("Creative Commons Attribution 4.0", Some("Creative Commons Attribution 4.0")),
            ("CC BY-NC", Some("CC BY-NC")),
            (
                "See https://creativecommons.org/licenses/by/4.0/.",
                Some("https://creativecommons.org/licenses/by/4.0/"),
            ),
            (
                "Licensed under a Creative Commons Attribution 4.0 License. See there.",
                Some("Creative Commons Attribution 4.0 License"),
            ),
            (
                "Licence:http://creativecommons.org/licenses/by/2.5/pt/",
                Some("http://creativecommons.org/licenses/by/2.5/pt/"),
            ),
            (
                "https://www.elsevier.com/tdm/userlicense/1.0/",
                Some("https://www.elsevier.com/tdm/userlicense/1.0/"),
            ),
            ("Copyright © 2010 Wiley", None),
            ("https://www.example.org/", None),
            ("Open to research.", None),
            ("Mitchell", None),
        ] {
            assert_eq!(licence(raw).as_deref(), expected, "{raw}");
        }
    }
}
