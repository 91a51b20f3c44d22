//! DOI, PMID, PMCID, arXiv, ISBN, ISSN, web addresses, numbers in other databases.

mod addresses;
mod archives;
mod serials;

pub(super) use archives::arxiv_of_container;

use super::bag::Bag;
use super::latex;
use crate::read::draft::{Draft, quote, tidy};
use crate::record::{Accession, DiagnosticKind, Doi, Pmcid, Pmid};

/// How many numbers or addresses of one field are read.
const MAX_NUMBERS: usize = 50;

/// Takes every identifier from the fields. `whole` says that the entry is a book and not a part of one.
pub(super) fn read(bag: &mut Bag, whole: bool, draft: &mut Draft) {
    for field in bag.all(&["doi", "di"]) {
        draft.at(field.position);
        doi(draft, &latex::verbatim(&field.value));
    }
    // The American Physical Society gives the DOI once more.
    for field in bag.all(&["refid"]) {
        if let (None, Some(found)) = (&draft.record.doi, doi_inside(&field.value)) {
            draft.doi(found.as_str());
        }
    }
    if let Some(text) = bag.verbatim(draft, &["pmid", "pubmedid", "pubmed-id", "pubmed", "medline"]) {
        draft.pmid(
            text.trim_start_matches(|c: char| c.is_alphabetic() || matches!(c, ':' | ' '))
                .trim_end_matches(';'),
        );
        if draft.record.pmid.is_some() && text.starts_with(|c: char| c.is_alphabetic()) {
            draft.note(
                DiagnosticKind::Inferred,
                "pmid",
                format!("'{}' is read as the number in it", quote(&text)),
            );
        }
    }
    if let Some(text) = bag.verbatim(draft, &["pmcid", "pmc"]) {
        draft.pmcid(text.split(';').next().unwrap_or_default());
    }
    serials::issns(bag, draft);
    serials::isbns(bag, whole, draft);
    archives::read(bag, draft);
    numbers(bag, draft);
    addresses::read(bag, draft);
    note(bag, draft);
}

/// A DOI in whatever dress: bare, as an address of a resolver, with words around it.
fn doi(draft: &mut Draft, raw: &str) {
    let raw = tidy(raw);
    let parsed = raw.parse::<Doi>().ok().or_else(|| doi_inside(&raw));
    match parsed {
        // Whatever the second one is, the first one stands.
        Some(found) => draft.doi(found.as_str()),
        None => draft.doi(&raw),
    }
}

/// The DOI that stands somewhere in a text.
fn doi_inside(text: &str) -> Option<Doi> {
    let at = text.match_indices("10.").map(|(at, _)| at).find(|at| {
        let digits = text[at + 3..].bytes().take_while(u8::is_ascii_digit).count();
        let free = text[..*at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '.');
        let rest = &text[at + 3 + digits..];
        free && (4..=9).contains(&digits)
            && (rest.starts_with('/') || rest.to_ascii_lowercase().starts_with("%2f"))
    })?;
    let word = text[at..].split_whitespace().next()?.trim_end_matches([',', ';', '.', ')', '>', '"']);
    let word = if word.contains(['(', '<']) {
        text[at..].split_whitespace().next()?.trim_end_matches([',', ';', '.'])
    } else {
        word
    };
    if text.contains("://") { percent_decoded(word).parse().ok() } else { word.parse().ok() }
}

/// `%2F` and the like undone.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = tail
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Numbers in databases that the model has no field of its own for.
fn numbers(bag: &mut Bag, draft: &mut Draft) {
    if let Some(text) = bag.verbatim(draft, &["pii"]) {
        draft.record.pii = Some(text);
    }
    for (names, bank) in [
        (&["mrnumber"][..], "mathscinet"),
        (&["zblnumber", "zbl", "zmnumber"], "zbmath"),
        (&["lccn"], "lccn"),
        (&["swhid"], "swh"),
        (&["hal-id"], "hal"),
        (&["urn"], "urn"),
        (&["handle", "hdl"], "handle"),
        (&["bibcode", "adsbibcode"], "ads"),
        (&["jstor"], "jstor"),
        (&["oclc"], "oclc"),
    ] {
        if let Some(text) = bag.verbatim(draft, names) {
            // MathSciNet adds the number of a review in print.
            let number =
                if bank == "mathscinet" { text.split(" (").next().unwrap_or_default() } else { &text };
            accession(draft, bank, number);
        }
    }
    for name in ["unique-id", "ut", "accession-number"] {
        if let Some(text) = bag.verbatim(draft, &[name]) {
            match text.split_once(':') {
                Some(("MEDLINE", number)) => draft.pmid(number),
                Some(("ISI" | "WOS", number)) => accession(draft, "wos", number),
                _ => accession(draft, name, &text),
            }
        }
    }
}

fn accession(draft: &mut Draft, bank: &str, number: &str) {
    let found = Accession { bank: bank.to_owned(), number: number.trim().to_owned() };
    if !found.number.is_empty() && !draft.record.accessions.contains(&found) {
        draft.record.accessions.push(found);
    }
}

/// Notes hold identifiers where programs have no field for them: `PMID: 123`, `arXiv: 2101.1`, a bare DOI.
fn note(bag: &mut Bag, draft: &mut Draft) {
    for field in bag.all(&["note", "addendum"]) {
        draft.at(field.position);
        let text = tidy(&latex::text(&field.value));
        if !numbers_in_note(draft, &text) {
            draft.unused(if field.name == "note" { "note" } else { "addendum" });
        }
    }
}

/// Whether the note says something that is understood.
fn numbers_in_note(draft: &mut Draft, text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let after = |lead: &str| {
        let rest = lower.split(lead).nth(1)?.trim_start_matches([':', ' ']);
        rest.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
            .next()
            .map(|word| word.trim_end_matches('.').to_owned())
    };
    let mut used = false;
    // Scopus: "cited By 12".
    if let Some(count) = after("cited by").and_then(|word| word.parse().ok()) {
        draft.record.citation_count = draft.record.citation_count.or(Some(count));
        used = true;
    }
    let numbered = |lead: &str| after(lead).filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    if let Some(number) = numbered("pmid").and_then(|word| word.parse::<Pmid>().ok()) {
        draft.record.pmid = draft.record.pmid.or(Some(number));
        used = true;
    }
    if let Some(number) = after("pmcid").and_then(|word| word.parse::<Pmcid>().ok()) {
        draft.record.pmcid = draft.record.pmcid.or(Some(number));
        used = true;
    }
    if let Some(number) = after("arxiv:").and_then(|word| archives::arxiv(&word, None)) {
        draft.record.arxiv = draft.record.arxiv.take().or(Some(number));
        used = true;
    }
    let only = lower.trim_start_matches("doi").trim_start_matches([':', ' ']);
    if let Ok(found) = only.parse::<Doi>() {
        if draft.record.doi.is_none() {
            draft.note(DiagnosticKind::Inferred, "note", "the note is a DOI");
            draft.doi(found.as_str());
        }
        used = true;
    }
    used
}
