//! What only some writers of BibTeX give: Web of Science, Scopus, BibLaTeX's annotations of names.

use super::bag::{Bag, MAX_LISTED};
use super::latex::{self, Mode};
use crate::read::draft::{Draft, quote, tidy};
use crate::read::{email, markup};
use crate::record::{Affiliation, Contributor, DiagnosticKind, Doi, Grant, Name, Orcid, Role, WorkRef};
use std::collections::HashSet;

pub(super) fn read(bag: &mut Bag, draft: &mut Draft) {
    if let Some(text) = bag.plain(draft, &["times-cited", "tc", "citation-count", "citedby"]) {
        match text.parse() {
            Ok(count) => draft.record.citation_count = draft.record.citation_count.or(Some(count)),
            Err(_) => draft.warn(
                DiagnosticKind::BadNumber,
                "times-cited",
                format!("'{}' is no number", quote(&text)),
                "left out",
            ),
        }
    }
    // Every class that Web of Science tells ("Gold", "Bronze", "Green Published") is free to read.
    if bag.plain(draft, &["oa", "open-access"]).is_some() {
        draft.record.open_access = Some(true);
    }
    // JabRef puts the affiliation of MEDLINE into `institution`.
    for field in bag.take(draft, &["affiliation", "affiliations"]).into_iter().chain(bag.left("institution"))
    {
        affiliations(draft, &field.value);
    }
    if let Some(field) = bag.take(draft, &["orcid-numbers"]) {
        orcids(draft, &latex::text(&field.value));
    }
    if let Some(text) = bag.plain(draft, &["funding-acknowledgement", "funding-acknowledgment"]) {
        grants(draft, &text);
    }
    if let Some(field) = bag.take(draft, &["cited-references"]) {
        references(draft, &latex::text(&field.value));
    }
    // Addresses of people, which are never kept.
    bag.skip(|name| {
        matches!(name, "author-email" | "em" | "email" | "correspondence-address1" | "researcherid-numbers")
    });
}

/// The authors as the source prints them, `Family, Given`, and where each stands in the record.
fn printed(draft: &Draft) -> Vec<(usize, String)> {
    let authors = draft.record.contributors.iter().enumerate().filter(|(_, c)| c.role == Role::Author);
    let form = |c: &Contributor| match &c.name {
        Name::Person(p) => {
            format!("{}, {}", p.family, p.given.as_ref().or(p.initials.as_ref()).map_or("", String::as_str))
        }
        Name::Collective(name) => name.clone(),
    };
    authors.map(|(at, c)| (at, form(c))).collect()
}

/// With more authors than this, nobody looks for theirs in a text.
const MAX_AUTHORS: usize = 10_000;

/// Affiliations. Web of Science says whose they are; an entry with one author leaves no doubt.
fn affiliations(draft: &mut Draft, raw: &str) {
    let plain = latex::decode(raw, Mode::Line).text;
    let text = tidy(&markup::plain(&plain));
    let authors = printed(draft);
    if let [(at, _)] = authors[..]
        && !text.contains("Author)")
    {
        let found = draft.affiliation(&text);
        push(draft, &[at], found);
        return;
    }
    let authors = if authors.len() > MAX_AUTHORS { Vec::new() } else { authors };
    let mut placed = false;
    for piece in pieces(&text, &authors).into_iter().take(MAX_LISTED) {
        let (owners, address, corresponding) = owners(piece, &authors);
        if owners.is_empty() || address.is_empty() {
            continue;
        }
        placed = true;
        for at in owners.iter().filter(|_| corresponding) {
            if let Some(author) = draft.record.contributors.get_mut(*at) {
                author.corresponding = true;
            }
        }
        let found = draft.affiliation(address.trim_end_matches('.'));
        push(draft, &owners, found);
    }
    if !placed {
        draft.unused("affiliation (of nobody in particular)");
    }
}

fn push(draft: &mut Draft, owners: &[usize], found: Option<Affiliation>) {
    let Some(found) = found else { return };
    for at in owners {
        if let Some(author) = draft.record.contributors.get_mut(*at)
            && !author.affiliations.contains(&found)
        {
            author.affiliations.push(found.clone());
        }
    }
}

/// The affiliations of a text: each begins with `[` or the name of an author, after a full stop.
fn pieces<'a>(text: &'a str, authors: &[(usize, String)]) -> Vec<&'a str> {
    let families: HashSet<&str> =
        authors.iter().filter_map(|(_, name)| name.split(',').next()).filter(|f| !f.is_empty()).collect();
    let mut cuts = vec![0];
    for (at, _) in text.match_indices('.') {
        let rest = head(text[at + 1..].trim_start(), 120);
        let family = rest.split([',', ';']).next().unwrap_or_default();
        let begins =
            rest.starts_with('[') || (families.contains(family) && rest[family.len()..].starts_with(", "));
        if begins {
            cuts.push(text.len() - text[at + 1..].trim_start().len());
        }
    }
    cuts.push(text.len());
    cuts.windows(2)
        .filter_map(|pair| text.get(pair[0]..pair[1]))
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect()
}

/// Whose affiliation a piece is, the address, and whether it is that of the corresponding author.
fn owners<'a>(piece: &'a str, authors: &[(usize, String)]) -> (Vec<usize>, &'a str, bool) {
    let of = |name: &str| authors.iter().find(|(_, known)| known == name.trim()).map(|(at, _)| *at);
    // "[Family, Given; Family, Given] Address."
    if let Some((names, address)) = piece.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return (names.split(';').take(MAX_LISTED).filter_map(of).collect(), address.trim(), false);
    }
    // "Family, G (Reprint Author), Address." and "(Corresponding Author)"
    for mark in ["(Reprint Author),", "(Corresponding Author),", "(corresponding author),"] {
        if let Some((names, address)) = piece.split_once(mark) {
            let found = names
                .split(';')
                .take(MAX_LISTED)
                .filter_map(|name| by_initials(name.trim(), authors))
                .collect();
            return (found, address.trim(), true);
        }
    }
    // "Family, Given; Family, Given, Address."
    let mut found = Vec::new();
    let mut rest = piece;
    while let Some((name, tail)) = rest.split_once(';').filter(|_| found.len() < MAX_LISTED) {
        let Some(at) = of(name) else { break };
        found.push(at);
        rest = tail.trim_start();
    }
    let last =
        authors.iter().filter(|(_, name)| rest.starts_with(name.as_str())).max_by_key(|(_, name)| name.len());
    match last.and_then(|(at, name)| Some((at, rest[name.len()..].strip_prefix(", ")?))) {
        Some((at, address)) => {
            found.push(*at);
            (found, address, false)
        }
        None => (Vec::new(), "", false),
    }
}

/// `Fosas, D` is the only author of that family name whose given names begin so.
fn by_initials(name: &str, authors: &[(usize, String)]) -> Option<usize> {
    let (family, initials) = name.split_once(',')?;
    let first = initials.trim().chars().next()?;
    let mut fits = authors.iter().filter(|(_, known)| {
        known
            .split_once(", ")
            .is_some_and(|(known_family, given)| known_family == family.trim() && given.starts_with(first))
    });
    let found = fits.next()?;
    fits.next().is_none().then_some(found.0)
}

/// `Fosas, Daniel/0000-0001-8407-3431 Herrera, Manuel/0000-…`: the number closes each person.
fn orcids(draft: &mut Draft, text: &str) {
    let authors = printed(draft);
    let parts: Vec<&str> = text.split('/').collect();
    for (before, after) in parts.iter().zip(parts.iter().skip(1)).take(MAX_LISTED) {
        let Some(number) = after.split_whitespace().next() else { continue };
        // Before the slash stands the name; where it is not the first one, the number of the person before
        // stands first.
        let numbered = before.trim_start().split_once(char::is_whitespace);
        let numbered = numbered.filter(|(first, _)| first.contains(|c: char| c.is_ascii_digit()));
        let name = tidy(numbered.map_or(*before, |(_, rest)| rest));
        let Some(at) = authors
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(at, _)| *at)
            .or_else(|| by_initials(&name, &authors))
        else {
            continue; // the register has people under other names than the record
        };
        if let Ok(orcid) = number.parse::<Orcid>()
            && let Some(author) = draft.record.contributors.get_mut(at)
        {
            author.orcid = author.orcid.or(Some(orcid));
        }
    }
}

/// `Agency [number, number]; Agency`.
fn grants(draft: &mut Draft, text: &str) {
    for part in text.split(';').map(str::trim).filter(|p| !p.is_empty()) {
        let (agency, numbers) = part.split_once('[').unwrap_or((part, ""));
        let agency = Some(agency.trim().to_owned()).filter(|a| !a.is_empty());
        let numbers: Vec<&str> = numbers
            .trim_end_matches([']', '.', ' '])
            .split(',')
            .map(str::trim)
            .filter(|n| !n.is_empty())
            .collect();
        if numbers.is_empty() {
            draft.record.grants.push(Grant { agency, ..Grant::default() });
            continue;
        }
        for number in numbers {
            draft.record.grants.push(Grant {
                number: Some(number.to_owned()),
                agency: agency.clone(),
                ..Grant::default()
            });
        }
    }
}

/// The works cited, as Web of Science writes them: `AUTHOR A, 2006, SOURCE, V1, P2, DOI 10.1000/x.`
fn references(draft: &mut Draft, text: &str) {
    let text = tidy(text);
    let mut start = 0;
    let mut cuts: Vec<usize> =
        text.match_indices(". ").map(|(at, _)| at + 2).filter(|at| is_reference(&text[*at..])).collect();
    cuts.push(text.len());
    for cut in cuts {
        let reference = text[start..cut].trim().trim_end_matches('.');
        if !reference.contains(',') && cut < text.len() {
            continue; // the stop was that of "St."
        }
        start = cut;
        if reference.is_empty() {
            continue;
        }
        let doi = reference
            .rsplit_once("DOI ")
            .map(|(_, doi)| doi.trim_matches(|c: char| matches!(c, '[' | ']' | ' ')));
        let doi = doi.and_then(|doi| doi.split(',').next()).and_then(|doi| doi.parse::<Doi>().ok());
        draft.record.references.push(WorkRef { doi, text: Some(reference.to_owned()), ..WorkRef::default() });
    }
}

/// Whether a reference begins here: a name, then a year, before anything else.
fn is_reference(text: &str) -> bool {
    let mut parts = head(text, 120).splitn(3, ", ");
    let name = parts.next().unwrap_or_default();
    let year = parts.next().unwrap_or_default();
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    !name.is_empty() && name.len() < 60 && (is_year || year == "IN PRESS")
}

/// The start of a text: no rule looks at all that follows, again and again.
fn head(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}

/// BibLaTeX's annotations of names: `author+an = {1=corresponding}`, `author+an:orcid = {2="0000-…"}`.
pub(super) fn annotations(bag: &mut Bag, draft: &mut Draft) {
    for field in bag.starting("author+an") {
        draft.at(field.position);
        let about = field.name.trim_start_matches("author+an").trim_start_matches(':').to_owned();
        for part in latex::text(&field.value).split(';').take(MAX_LISTED) {
            let Some((place, value)) = part.split_once('=') else { continue };
            let value = value.trim().trim_matches('"');
            let Some(at) = place.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1)) else {
                continue;
            };
            let orcid = if about == "orcid" { draft.orcid(value) } else { None };
            let corresponding =
                value.split([',', ' ']).any(|word| word.eq_ignore_ascii_case("corresponding"));
            let authors = draft.record.contributors.iter_mut().filter(|c| c.role == Role::Author);
            if let Some(author) = authors.into_iter().nth(at) {
                author.orcid = author.orcid.or(orcid);
                author.corresponding |= corresponding;
            }
        }
    }
    // One author, one number.
    if let Some(text) = bag.verbatim(draft, &["orcid"])
        && email::find(&text).is_empty()
        && printed(draft).len() == 1
        && let Some(orcid) = draft.orcid(&text)
        && let Some(author) = draft.record.contributors.iter_mut().find(|c| c.role == Role::Author)
    {
        author.orcid = author.orcid.or(Some(orcid));
    }
}
