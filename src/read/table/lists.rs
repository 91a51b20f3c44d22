//! Cells that hold lists: keywords, subject headings, funders, references, numbers of trials.

use super::affiliations::top_level;
use super::columns::Family;
use crate::read::draft::{Draft, quote, tidy};
use crate::read::markup;
use crate::record::{Accession, DiagnosticKind, Doi, Grant, MeshHeading, MeshTerm, Pmid, WorkRef};

/// Terms, headings and funders of one record. Large ones have a hundred.
const MOST_TERMS: usize = 1000;

/// The parts of a list, so many at most: no real one is longer, and what is done with each is not to be done
/// for ever.
pub(in crate::read) fn at_most<'a>(
    draft: &mut Draft,
    field: &'static str,
    most: usize,
    parts: impl IntoIterator<Item = &'a str>,
) -> Vec<&'a str> {
    let mut parts = parts.into_iter();
    let kept: Vec<&str> = parts.by_ref().take(most).collect();
    if parts.next().is_some() {
        draft.warn(
            DiagnosticKind::TooLong,
            field,
            format!("a list of more than {most}"),
            "the rest is left out",
        );
    }
    kept
}

/// Keywords, parted by semicolons or bars, else by line breaks or commas.
pub(super) fn keywords(draft: &mut Draft, raw: &str) {
    let raw = markup::plain(raw); // entities end in the semicolon that parts terms
    for keyword in at_most(draft, "keyword", MOST_TERMS, terms(&raw)) {
        draft.keyword(keyword.trim_start_matches('*'));
    }
}

fn terms(raw: &str) -> Vec<&str> {
    let delimiter = [';', '|', '\n'].into_iter().find(|d| raw.contains(*d));
    // Commas inside parentheses belong to a term: "melanin (a, b), skin".
    top_level(raw, delimiter.unwrap_or(','))
}

/// Medical Subject Headings: `Social Support/methods; *Loneliness`.
pub(super) fn mesh(draft: &mut Draft, raw: &str) {
    let raw = markup::plain(raw);
    let delimiter = if raw.contains('|') { '|' } else { ';' };
    for heading in at_most(draft, "mesh", MOST_TERMS, raw.split(delimiter)) {
        let heading = tidy(heading);
        let mut terms = heading.split('/').map(|term| MeshTerm {
            name: term.trim().trim_matches('*').to_owned(),
            id: None,
            major: term.contains('*'),
        });
        if let Some(descriptor) = terms.next().filter(|d| !d.name.is_empty()) {
            let heading = MeshHeading { descriptor, qualifiers: terms.collect() };
            if !draft.record.mesh.contains(&heading) {
                draft.record.mesh.push(heading);
            }
        }
    }
}

/// Who paid: `Agency, (number, number)` (Scopus), `Agency [number, number]` (Web of Science), `Agency
/// (number) Country` (Lens), `10.13039/…-Agency (Grant Number: number)` (IEEE), or names alone.
pub(super) fn funding(draft: &mut Draft, raw: &str) {
    let raw = markup::plain(raw);
    let delimiter = if raw.contains('|') { '|' } else { ';' };
    for piece in at_most(draft, "funding", MOST_TERMS, top_level(&raw, delimiter)) {
        let text = draft.text("funding", piece);
        for grant in grants(&text) {
            if !draft.record.grants.contains(&grant) {
                draft.record.grants.push(grant);
            }
        }
    }
}

fn grants(text: &str) -> Vec<Grant> {
    let some =
        |text: &str| Some(text.trim().trim_matches([',', '-', ' ']).to_owned()).filter(|t| !t.is_empty());
    let (agency_doi, text) = match text.split_once('-') {
        Some((doi, rest)) if doi.starts_with("10.13039/") => (doi.trim().parse::<Doi>().ok(), rest),
        _ => (None, text),
    };
    let (agency, numbers, country) = in_brackets(text).unwrap_or((text, "", ""));
    let Some(agency) = some(agency) else { return Vec::new() };
    let base = Grant { agency: Some(agency), agency_doi, country: some(country), ..Grant::default() };
    if numbers.is_empty() {
        return vec![base];
    }
    let numbers =
        numbers.split([',', ';']).filter_map(|n| some(n.trim().trim_start_matches("Grant Number:")));
    numbers.map(|number| Grant { number: Some(number), ..base.clone() }).collect()
}

/// Agency, numbers and country, where the last brackets hold a number.
fn in_brackets(text: &str) -> Option<(&str, &str, &str)> {
    let (open, close) = if text.ends_with(']') { ('[', ']') } else { ('(', ')') };
    let (before, rest) = text.rsplit_once(open)?;
    let (numbers, country) = rest.split_once(close)?;
    numbers.contains(|c: char| c.is_ascii_digit()).then_some((before, numbers, country))
}

/// The list of references.
pub(super) fn references(draft: &mut Draft, family: Family, raw: &str) {
    match family {
        Family::Icite => {
            let pmids = numbers(raw).map(|pmid| WorkRef { pmid: Some(pmid), ..WorkRef::default() });
            draft.record.references.extend(pmids);
        }
        Family::Openalex => {
            let parts = raw.split(['|', ';', ',']).map(str::trim).filter(|id| !id.is_empty());
            let (good, bad): (Vec<_>, Vec<_>) =
                parts.map(|id| id.parse().map_err(|_| id)).partition(Result::is_ok);
            let works =
                good.into_iter().flatten().map(|id| WorkRef { openalex: Some(id), ..WorkRef::default() });
            draft.record.references.extend(works);
            if let Some(Err(first)) = bad.first() {
                let message = format!(
                    "{} reference(s) are no works of OpenAlex, the first: '{}'",
                    bad.len(),
                    quote(first)
                );
                draft.warn(DiagnosticKind::BadIdentifier, "reference", message, "left out");
            }
        }
        Family::Dimensions => raw.split("];").for_each(|piece| described(draft, piece)),
        _ => {
            let raw = markup::plain(raw);
            for piece in printed(&raw) {
                let text = draft.text("reference", piece);
                if !text.is_empty() {
                    draft.record.references.push(WorkRef {
                        doi: doi_in(&text),
                        text: Some(text),
                        ..WorkRef::default()
                    });
                }
            }
        }
    }
}

/// PMIDs parted by spaces, commas or semicolons.
pub(super) fn numbers(raw: &str) -> impl Iterator<Item = Pmid> {
    raw.split([' ', ',', ';', '\n']).filter_map(|pmid| pmid.trim().parse().ok())
}

/// References as printed, parted by semicolons. Since 2023 Scopus puts a semicolon also between the authors
/// of one, which then ends in its year: `Okafor C.; Lindqvist M., A title, J Invent Care, 14, (2021); Haddad
/// L., …`.
fn printed(raw: &str) -> Vec<&str> {
    let raw = raw.trim();
    let ends: Vec<usize> =
        raw.match_indices("; ").map(|(at, _)| at).filter(|at| ends_in_year(raw, *at)).collect();
    if ends.is_empty() && !ends_in_year(raw, raw.len()) {
        // bibliometrix writes no space behind the semicolon.
        let delimiter = if raw.contains("; ") { "; " } else { ";" };
        return raw.split(delimiter).map(str::trim).filter(|r| !r.is_empty()).collect();
    }
    let mut start = 0;
    let mut found = Vec::with_capacity(ends.len() + 1);
    for end in ends.into_iter().chain([raw.len()]) {
        found.extend(raw.get(start..end).map(str::trim).filter(|r| !r.is_empty()));
        start = (end + 2).min(raw.len());
    }
    found
}

/// Whether `(2021)` or `(2021a)` stands before this place.
fn ends_in_year(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|t| t.strip_suffix(')')).unwrap_or_default();
    let before = before.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(before);
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    digits == 4 && before.get(..before.len() - digits).is_some_and(|b| b.ends_with('('))
}

/// `[authors|ids|journal|year|volume|issue|pages|doi|publication id|times cited` (Dimensions).
fn described(draft: &mut Draft, piece: &str) {
    let parts: Vec<&str> = piece.trim_matches(['[', ']', ' ']).split('|').map(str::trim).collect();
    let part = |n: usize| parts.get(n).copied().unwrap_or_default();
    let doi = part(7).parse().ok();
    let text: Vec<&str> = [0, 2, 3, 4, 6].into_iter().map(part).filter(|p| !p.is_empty()).collect();
    let text = draft.text("reference", &text.join(", "));
    if doi.is_some() || !text.is_empty() {
        draft.record.references.push(WorkRef {
            doi,
            text: Some(text).filter(|t| !t.is_empty()),
            ..WorkRef::default()
        });
    }
}

/// The DOI that a text holds: `… DOI 10.5555/x`, `https://doi.org/10.5555/x`, `DOI [10.5555/x, 10.5555/y]`
/// (the first).
pub(super) fn doi_in(text: &str) -> Option<Doi> {
    let starts = text.match_indices("10.").map(|(at, _)| at);
    let word = |at: usize| {
        !text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric() || c == '.'))
    };
    starts.filter(|at| word(*at)).find_map(|at| {
        let rest = text.get(at..)?;
        let end = rest.find(|c: char| c.is_whitespace() || c == ';').unwrap_or(rest.len());
        let mut doi = rest.get(..end)?.trim_end_matches([',', '.', ']']);
        if doi.ends_with(')') && !doi.contains('(') {
            doi = doi.trim_end_matches(')');
        }
        doi.parse().ok()
    })
}

/// `ClinicalTrials.gov (NCT01234567, NCT07654321), ISRCTN (ISRCTN1)`
pub(super) fn trials(draft: &mut Draft, raw: &str) {
    let pieces = raw.split(')').map(|p| p.trim_matches([',', ';', ' '])).filter(|p| !p.is_empty());
    for piece in at_most(draft, "trial", MOST_TERMS, pieces) {
        let (bank, numbers) = piece.split_once('(').unwrap_or(("", piece));
        for number in numbers.split([',', ';']).map(tidy).filter(|n| !n.is_empty()) {
            draft.record.accessions.push(Accession { bank: tidy(bank), number });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_both_ages_of_scopus_are_parted() {
        let new = "The burden of pain, Lancet, 5, (2023); Cheng M.; Xue Y., A title; with it, Spine, 50, pp. 1-3, (2025)";
        assert_eq!(printed(new).len(), 2);
        assert!(printed(new)[1].starts_with("Cheng M.; Xue Y., A title"));
        let old = "Okafor, C., A title (2019) J Invent Care, 12, p. 1; Haddad, L., Another (2020) J, 1";
        assert_eq!(printed(old).len(), 2);
        assert_eq!(printed("SMITH J, 2019, SPINE.;DOE A, 2020, PAIN").len(), 2);
        assert_eq!(printed("Smith J, 2019, SPINE, V1, P2, DOI 10.5555/a; Doe A, 2020, PAIN").len(), 2);
    }

    #[test]
    fn a_doi_is_found_in_a_reference() {
        for (text, expected) in [
            ("Smith J, 2019, SPINE, V1, P2, DOI 10.5555/ABC", Some("10.5555/abc")),
            ("Smith J, DOI [10.5555/abc, 10.5555/d]", Some("10.5555/abc")),
            ("Title. https://doi.org/10.5555/s0140(12)6.", Some("10.5555/s0140(12)6")),
            ("(doi: 10.5555/abc)", Some("10.5555/abc")),
            ("pp. 10.5 and 110.5555/x", None),
        ] {
            assert_eq!(doi_in(text).as_ref().map(Doi::as_str), expected, "{text}");
        }
    }

    #[test]
    fn grants_are_read_in_every_style() {
        let found = |text: &str| {
            let one = |g: Grant| {
                let parts = [g.agency, g.number, g.country, g.agency_doi.map(|d| d.to_string())];
                parts.into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>().join("|")
            };
            grants(text).into_iter().map(one).collect::<Vec<_>>().join(" & ")
        };
        for (text, expected) in [
            ("National Fund, NF, (81773316, 12)", "National Fund, NF|81773316|| & National Fund, NF|12||"),
            ("NIHR [16/122/33]", "NIHR|16/122/33||"),
            ("Wellcome Trust (107769/Z/10/Z) United Kingdom", "Wellcome Trust|107769/Z/10/Z|United Kingdom|"),
            ("Organisation for Research (NWO)", "Organisation for Research (NWO)|||"),
            (
                "10.13039/501100001809-Science Fund (Grant Number: 61)",
                "Science Fund|61||10.13039/501100001809",
            ),
            ("ZonMw (NL) (016.156.050)", "ZonMw (NL)|016.156.050||"),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn terms_are_parted_once() {
        assert_eq!(terms("a; b, c; d"), ["a", "b, c", "d"]);
        assert_eq!(terms("phosphate,Africa"), ["phosphate", "Africa"]);
        assert_eq!(terms("melanin (a, b), skin"), ["melanin (a, b)", "skin"]);
    }
}
