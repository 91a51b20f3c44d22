//! Identifiers as reference managers keep them -> identifiers of the record: DOIs with things around them,
//! several ISSNs or ISBNs in one field, numbers of other databases.

use super::links::decoded;
use crate::read::address;
use crate::read::draft::{Draft, Edition, tidy};
use crate::record::{Accession, DiagnosticKind, Doi, Isbn, Issn};

/// A DOI: bare, with a resolver, or with a lead or a note around it. A shortDOI (`10/fqd6hj`) becomes an
/// address.
pub(in crate::read) fn doi(draft: &mut Draft, raw: &str) {
    let text = tidy(raw);
    if let Some(found) = find_doi(&text) {
        draft.doi(found.as_str());
        arxiv_of_doi(draft, &found);
        return;
    }
    let short = text.rsplit("doi.org/").next().unwrap_or_default();
    let short = short.strip_prefix("doi:").unwrap_or(short).trim();
    match short.strip_prefix("10/") {
        Some(code) if !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            draft.note(
                DiagnosticKind::BadIdentifier,
                "doi",
                format!("'{short}' is a shortDOI; kept as an address"),
            );
            draft.url(&format!("{}{short}", address::DOI));
        }
        _ => draft.doi(&text),
    }
}

/// The DOI that a text is, or that stands in it with nothing but a lead or a note beside.
fn find_doi(text: &str) -> Option<Doi> {
    let whole = text.trim_end_matches(['.', ',', ';']).parse().ok();
    if whole.is_some() {
        return whole;
    }
    let at = text.find("10.")?;
    let word = text.get(at..)?.split([' ', '\n', '"', '<', '>']).next()?;
    let lead = text[..at].trim_end_matches(['/', ':', ' ', '(', '[']).to_ascii_lowercase();
    let known = lead.is_empty() || lead.ends_with("doi") || lead.ends_with("doi.org");
    let stray = text[at + word.len()..].contains("10.");
    if !known || stray {
        return None; // a sentence, or several of them
    }
    word.trim_end_matches(['.', ',', ';', ']']).parse().ok()
}

/// arXiv gives every paper a DOI that holds its number.
fn arxiv_of_doi(draft: &mut Draft, doi: &Doi) {
    if let Some(number) = doi.as_str().strip_prefix("10.48550/arxiv.") {
        draft.record.arxiv = draft.record.arxiv.take().or_else(|| self::number_of_arxiv(number));
    }
}

/// A PMID, with or without its name.
pub(in crate::read) fn pmid(draft: &mut Draft, raw: &str) {
    let text = tidy(raw);
    let bare = without_lead(&text, &["PubMed PMID:", "PMID:", "PMID", "pubmed:"]);
    draft.pmid(bare.split([' ', ';', ',']).next().unwrap_or_default());
}

/// A PMCID, with or without its name.
pub(in crate::read) fn pmcid(draft: &mut Draft, raw: &str) {
    let text = tidy(raw);
    let bare = without_lead(&text, &["PMCID:", "PMCID", "PMC ID:"]);
    draft.pmcid(bare.split([' ', ';', ',']).next().unwrap_or_default());
}

fn without_lead<'a>(text: &'a str, leads: &[&str]) -> &'a str {
    let strip = |lead: &&str| {
        let head = text.get(..lead.len())?;
        head.eq_ignore_ascii_case(lead).then(|| text[lead.len()..].trim_start_matches([':', ' ']))
    };
    leads.iter().find_map(strip).unwrap_or(text)
}

/// A number of arXiv; gives whether it is one.
pub(in crate::read) fn arxiv(draft: &mut Draft, raw: &str) -> bool {
    let Some(number) = number_of_arxiv(raw) else { return false };
    if draft.record.arxiv.as_ref().is_some_and(|known| *known != number) {
        draft.repeated("arxiv", &number);
    }
    draft.record.arxiv.get_or_insert(number);
    true
}

/// `2101.00001`, `arXiv:2101.00001v2 [cs.CL]`, `hep-th/9901001`, `https://arxiv.org/abs/…` -> the number
/// without version.
pub(super) fn number_of_arxiv(raw: &str) -> Option<String> {
    let text = tidy(raw).to_lowercase();
    let path = ["arxiv.org/abs/", "arxiv.org/pdf/"]
        .iter()
        .find_map(|lead| text.split_once(lead).map(|(_, rest)| rest));
    let text = path.unwrap_or(&text);
    let text = text.strip_prefix("arxiv").map_or(text, |rest| rest.trim_start_matches([':', ' ', '.']));
    let word = text.split([' ', '[', '(', ',', ';', '?', '#']).next()?;
    let word = word.strip_suffix(".pdf").unwrap_or(word);
    let word = match word.rsplit_once('v') {
        Some((number, version)) if !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit()) => {
            number
        }
        _ => word,
    };
    let digits = |text: &str, counts: std::ops::RangeInclusive<usize>| {
        counts.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let new =
        word.split_once('.').is_some_and(|(month, number)| digits(month, 4..=4) && digits(number, 4..=5));
    if new {
        return Some(word.to_owned());
    }
    // The old form may name a subject class (`math.SG/0603274`), which is no part of the number.
    let (archive, number) = word.split_once('/')?;
    let archive = archive.split('.').next().unwrap_or_default();
    let old = archive.len() > 2
        && archive.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        && digits(number, 7..=7);
    old.then(|| format!("{archive}/{number}"))
}

/// ISSNs parted by spaces, commas, semicolons or slashes. An ISBN that stands here goes where it belongs.
pub(in crate::read) fn issn(draft: &mut Draft, raw: &str, of_container: bool) {
    let text = tidy(raw);
    for piece in text.split([';', ',', '/']).map(str::trim).filter(|piece| !piece.is_empty()) {
        let words: Vec<&str> =
            piece.split(' ').filter(|word| word.bytes().any(|b| b.is_ascii_digit())).collect();
        let several = words.len() > 1 && words.iter().all(|word| word.len() >= 8);
        for one in if several { words } else { vec![piece] } {
            if one.parse::<Issn>().is_err() && one.parse::<Isbn>().is_ok() {
                draft.isbn(of_container, one);
            } else {
                draft.issn(edition(one), one);
            }
        }
    }
}

fn edition(text: &str) -> Edition {
    let lower = text.to_ascii_lowercase();
    if lower.contains("online") || lower.contains("electronic") {
        Edition::Electronic
    } else {
        Edition::Print
    }
}

/// ISBNs parted by spaces, commas, semicolons or slashes, with notes such as `(pbk.)`.
pub(in crate::read) fn isbn(draft: &mut Draft, raw: &str, of_container: bool) {
    let text = tidy(raw);
    if text.parse::<Isbn>().is_ok() {
        draft.isbn(of_container, &text);
        return;
    }
    for piece in text.split([';', ',', '/', '|']) {
        let bare = without_notes(piece);
        if bare.is_empty() {
            continue;
        }
        let words: Vec<&str> = bare.split(' ').collect();
        let length =
            |word: &&str| word.bytes().filter(|b| b.is_ascii_digit() || matches!(b, b'X' | b'x')).count();
        if words.len() > 1 && words.iter().all(|word| matches!(length(word), 10 | 13)) {
            for word in words {
                draft.isbn(of_container, word);
            }
        } else if bare.parse::<Isbn>().is_err() && bare.parse::<Issn>().is_ok() {
            draft.issn(Edition::Print, &bare); // of the series
        } else {
            draft.isbn(of_container, &bare);
        }
    }
}

/// Without what stands in brackets, and without words that are no number.
fn without_notes(piece: &str) -> String {
    let outside = piece.split(['(', '[']).next().unwrap_or_default();
    let is_number = |word: &&str| word.bytes().any(|b| b.is_ascii_digit()) || word.eq_ignore_ascii_case("x");
    outside.split(' ').filter(is_number).collect::<Vec<_>>().join(" ").trim_end_matches(['.', ':']).to_owned()
}

/// The number of the work in another database.
pub(in crate::read) fn accession(draft: &mut Draft, bank: &str, number: &str) {
    let accession = Accession { bank: bank.to_owned(), number: draft.text("accession", number) };
    if !accession.number.is_empty() && !draft.record.accessions.contains(&accession) {
        draft.record.accessions.push(accession);
    }
}

/// What names a record in its program, where it names the work too: a DOI, a PMID, an item of a group of
/// Zotero. Items of users are left alone: their addresses hold the number of somebody's account.
pub(in crate::read) fn record_id(draft: &mut Draft, raw: &str) {
    let lower = raw.to_ascii_lowercase();
    if let Some((_, path)) = raw.split_once("zotero.org/") {
        if path.starts_with("groups/") && path.contains("/items/") {
            accession(draft, "zotero", path.trim_end_matches('/'));
        }
    } else if draft.record.doi.is_none()
        && let Ok(found) = decoded(raw).parse::<Doi>()
    {
        draft.record.doi = Some(found);
    } else if let Some(number) = lower.strip_prefix("pmid:").or(lower.strip_prefix("pubmed:")) {
        draft.record.pmid = draft.record.pmid.or_else(|| number.trim().parse().ok());
    } else if lower.starts_with("pmc") {
        draft.record.pmcid = draft.record.pmcid.or_else(|| raw.parse().ok());
    } else if lower.contains("openalex.org/w") {
        draft.record.openalex = draft.record.openalex.or_else(|| raw.parse().ok());
    }
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
    fn dois_with_things_around_them() {
        for (raw, expected) in [
            ("10.1000/AbC", Some("10.1000/abc")),
            ("https://doi.org/10.1000/x", Some("10.1000/x")),
            ("doi: 10.1000/x.", Some("10.1000/x")),
            ("10.1000/x [doi]", Some("10.1000/x")),
            ("http://proxy.example.org/doi.org/10.1000/x", Some("10.1000/x")),
            ("see 10.1000/x", None),
            ("10.1000/x 10.1000/y", None),
        ] {
            let (found, warnings) = record(|draft| doi(draft, raw));
            assert_eq!(found.doi.as_ref().map(Doi::as_str), expected, "{raw}");
            assert_eq!(warnings, usize::from(expected.is_none()), "{raw}");
        }
        let (short, warnings) = record(|draft| doi(draft, "10/fqd6hj"));
        assert_eq!((short.urls, warnings), (vec!["https://doi.org/10/fqd6hj".to_owned()], 0));
    }

    #[test]
    fn several_numbers_in_one_field() {
        let (found, warnings) = record(|draft| issn(draft, "1476-5616 0033-3506", true));
        let place = found.container.unwrap();
        assert_eq!(
            (place.issn.map(|i| i.to_string()), place.eissn.map(|i| i.to_string()), warnings),
            (Some("1476-5616".to_owned()), Some("0033-3506".to_owned()), 0)
        );
        for raw in [
            "0-943396-04-2 0-85131-041-9",
            "0943396042 (pbk.), 0851310419 (hbk.)",
            "ISBN 0-943396-04-2; ISBN: 0 85131 041 9",
        ] {
            let (found, warnings) = record(|draft| isbn(draft, raw, false));
            assert_eq!((found.isbns.len(), warnings), (2, 0), "{raw}");
        }
        let (found, warnings) = record(|draft| isbn(draft, "978 0 19 920648 3", true));
        assert_eq!((found.container.unwrap().isbns.len(), warnings), (1, 0));
    }

    #[test]
    fn names_of_records_may_name_works() {
        let (found, _) = record(|draft| record_id(draft, "http://zotero.org/groups/1/items/ABCD"));
        assert_eq!(found.accessions[0].number, "groups/1/items/ABCD");
        let (found, _) = record(|draft| record_id(draft, "http://zotero.org/users/1/items/ABCD"));
        assert!(found.accessions.is_empty());
        let (found, _) = record(|draft| record_id(draft, "https://doi.org/10.5555/a%2Fb"));
        assert_eq!(found.doi.as_ref().map(Doi::as_str), Some("10.5555/a/b"));
    }

    #[test]
    fn numbers_of_arxiv() {
        for (raw, expected) in [
            ("arXiv:1107.4612 [astro-ph.CO]", Some("1107.4612")),
            ("arXiv:2304.02112v2", Some("2304.02112")),
            ("astro-ph/0603274", Some("astro-ph/0603274")),
            ("math.SG/0603274", Some("math/0603274")),
            ("AX123456", None),
            ("10.1000/x", None),
        ] {
            assert_eq!(number_of_arxiv(raw).as_deref(), expected, "{raw}");
        }
    }
}
