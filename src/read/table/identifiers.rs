//! Identifiers in the dress that tables give them: as addresses, with a lead, several in a cell, with `.0`
//! behind.

use super::columns::{Cells, Column, Family};
use super::lists::{self, at_most};
use super::place::number;
use crate::read::address::without_scheme;
use crate::read::draft::{Draft, Edition, quote, tidy};
use crate::record::{Accession, DiagnosticKind, Doi, Issn, Kind, Pmcid, Relation, RelationKind, WorkRef};

/// Identifiers of one kind in one cell.
const MOST: usize = 50;

/// Web addresses of one record.
const MOST_URLS: usize = 200;

/// Takes the identifiers of a row, its web addresses, and the works it refers to.
pub(super) fn fill(draft: &mut Draft, cells: Cells<'_>, family: Family) {
    for (_, raw) in cells.all(Column::Doi) {
        doi(draft, raw);
    }
    for (_, raw) in cells.all(Column::Pmid) {
        pmid(draft, raw);
    }
    for (_, raw) in cells.all(Column::Pmcid) {
        pmcid(draft, raw);
    }
    for (_, raw) in cells.all(Column::Openalex) {
        draft.openalex(raw);
    }
    for (_, raw) in cells.all(Column::Omid) {
        draft.omid(raw);
    }
    if let Some((_, raw)) = cells.all(Column::Arxiv).next() {
        let id = tidy(without_scheme(raw).trim_start_matches("arxiv.org/abs/").trim_start_matches("arXiv:"));
        draft.record.arxiv = Some(id).filter(|id| !id.is_empty());
    }
    for (_, raw) in cells.all(Column::Identifiers) {
        named(draft, raw.split('|').take(MOST));
    }
    for (name, raw) in cells.all(Column::Extra) {
        if !named(draft, raw.split(['\n', ';']).take(MOST)) {
            draft.unused(name.to_owned());
        }
    }
    accessions(draft, cells);
    book_doi(draft, cells.first(Column::BookDoi));
    for (column, edition) in [
        (Column::Issn, Edition::Print),
        (Column::Eissn, Edition::Electronic),
        (Column::IssnL, Edition::Linking),
    ] {
        for (_, raw) in cells.all(column) {
            issns(draft, edition, raw);
        }
    }
    for (_, raw) in cells.all(Column::Isbn) {
        isbns(draft, raw);
    }
    for (_, raw) in cells.all(Column::References) {
        lists::references(draft, family, raw);
    }
    for (name, _) in cells.all(Column::References) {
        if draft.record.references.is_empty() {
            draft.unused(name.to_owned());
        }
    }
    for (_, raw) in cells.all(Column::Url) {
        urls(draft, raw);
    }
}

/// A DOI. Other text in the cell is told.
fn doi(draft: &mut Draft, raw: &str) {
    // BibTeX on the way of the table leaves "10.1007/978-3-319-94917-8\_3" behind.
    let plain = raw.trim().replace("\\_", "_");
    // "10.1000%2Fx"
    let encoded = plain.parse::<Doi>().is_err() && plain.to_ascii_lowercase().contains("%2f");
    let plain = if encoded { plain.replace("%2F", "/").replace("%2f", "/") } else { plain };
    let raw = plain.as_str();
    if raw.parse::<Doi>().is_ok() {
        return draft.doi(raw);
    }
    let mut words = raw.split([' ', '\n', '\t', ';', '|']).filter(|w| !w.is_empty());
    let found = words.by_ref().find(|word| word.trim_end_matches(',').parse::<Doi>().is_ok());
    let Some(found) = found else { return draft.doi(raw) };
    let found = found.trim_end_matches(',');
    draft.doi(found);
    // A lead such as "DOI" goes without a word; what follows does not.
    let rest = raw.split_once(found).map_or("", |(_, rest)| rest.trim_matches([' ', ';', ',', '|']));
    if rest.parse::<Doi>().is_ok() {
        draft.doi(rest);
    } else if !rest.is_empty() {
        draft.note(
            DiagnosticKind::UnplacedText,
            "doi",
            format!("'{}' follows the DOI: left out", quote(&tidy(rest))),
        );
    }
}

/// `38965525`, `38965525.0`, `PUBMED 21314913`, `https://pubmed.ncbi.nlm.nih.gov/35434524/`; `0` is none.
fn pmid(draft: &mut Draft, raw: &str) {
    let parts = raw.split([';', '|', ',']).map(str::trim).filter(|p| !p.is_empty());
    for part in at_most(draft, "pmid", MOST, parts) {
        let last = number(part.trim_end_matches('/').rsplit(['/', ' ', ':']).next().unwrap_or_default());
        if last != "0" {
            draft.pmid(if last.bytes().all(|b| b.is_ascii_digit()) { last } else { part });
        }
    }
}

fn pmcid(draft: &mut Draft, raw: &str) {
    let parts = raw.split([';', '|', ',']).map(str::trim).filter(|p| !p.is_empty());
    for part in at_most(draft, "pmcid", MOST, parts) {
        let last = number(part.trim_end_matches('/').rsplit(['/', ' ', ':']).next().unwrap_or_default());
        draft.pmcid(if last.parse::<Pmcid>().is_ok() { last } else { number(part) });
    }
}

/// Identifiers with their names: `PMID:123`, `PMCID: PMC4`. Tells whether there were any.
fn named<'a>(draft: &mut Draft, parts: impl Iterator<Item = &'a str>) -> bool {
    let mut any = false;
    for part in parts {
        let Some((name, value)) = part.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "pmid" | "pubmed id" => draft.pmid(value),
            "pmcid" => draft.pmcid(value),
            "doi" => draft.doi(value),
            "arxiv" => {
                draft.record.arxiv = draft.record.arxiv.take().or(value.split(' ').next().map(str::to_owned));
            }
            _ => continue,
        }
        any = true;
    }
    any
}

fn accessions(draft: &mut Draft, cells: Cells<'_>) {
    for (bank, raw) in cells.accessions() {
        // Cochrane repeats the name of the database: "EMBASE 643589775".
        for number in at_most(draft, "accession", MOST, raw.split([';', '|'])) {
            let number = tidy(number);
            if number.is_empty() {
                continue;
            }
            let number = match number.split_once(' ') {
                Some((lead, rest))
                    if lead.eq_ignore_ascii_case(bank) || lead.eq_ignore_ascii_case("ctgov") =>
                {
                    rest.to_owned()
                }
                _ => number,
            };
            draft.record.accessions.push(Accession { bank: bank.to_owned(), number });
        }
    }
    for (name, raw) in cells.all(Column::ArchiveNumber) {
        let number = tidy(raw);
        match cells.first(Column::Archive) {
            "" if number.starts_with("WOS:") => {
                draft.record.accessions.push(Accession { bank: "wos".to_owned(), number });
            }
            "" => draft.unused(name.to_owned()),
            bank => draft.record.accessions.push(Accession { bank: tidy(bank), number }),
        }
    }
    for (_, raw) in cells.all(Column::Trials) {
        lists::trials(draft, raw);
    }
}

/// The book that a chapter is in, by its DOI.
fn book_doi(draft: &mut Draft, raw: &str) {
    if let Some(doi) = draft.identifier::<Doi>("book doi", raw)
        && draft.record.doi.as_ref() != Some(&doi)
    {
        let target = WorkRef { doi: Some(doi), ..WorkRef::default() };
        draft.record.relations.push(Relation { kind: RelationKind::PartOf, target });
    }
}

/// ISSNs, several in a cell, perhaps with a word about the edition, perhaps without the zeros that a
/// spreadsheet took off.
fn issns(draft: &mut Draft, edition: Edition, raw: &str) {
    // Programs also write lists as they print them: ["2041-1723", "2041-1731"].
    let parts = raw.split([';', ',', '|', '\n']).map(|part| part.trim_matches([' ', '"', '\'', '[', ']']));
    for part in at_most(draft, "issn", MOST, parts.filter(|part| !part.is_empty())) {
        let lower = part.to_ascii_lowercase();
        let edition = match () {
            () if lower.contains("electronic") || lower.contains("online") => Edition::Electronic,
            () if lower.contains("print") => Edition::Print,
            () => edition,
        };
        let bare = number(part.split(['(', '[']).next().unwrap_or_default().trim());
        let padded = format!("{bare:0>8}");
        let short = (5..8).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_digit() || b == b'X');
        if short && padded.parse::<Issn>().is_ok() {
            draft.issn(edition, &padded);
        } else if bare.len() >= 10
            && draft.record.isbns.is_empty()
            && bare.parse::<crate::record::Isbn>().is_ok()
        {
            isbns(draft, bare); // a column of both kinds of numbers
        } else {
            for one in at_most(draft, "issn", MOST, bare.split_whitespace()) {
                draft.issn(edition, one);
            }
        }
    }
}

/// ISBNs: of a book itself, or of the book that the work is in.
fn isbns(draft: &mut Draft, raw: &str) {
    let itself = matches!(
        draft.record.kind,
        Kind::Book | Kind::Thesis | Kind::DoctoralThesis | Kind::Report | Kind::Proceedings
    );
    let parts = raw.split([';', ',', '|', '\n']).map(str::trim).filter(|p| !p.is_empty());
    for part in at_most(draft, "isbn", MOST, parts) {
        let bare = number(part.split(['(', '[']).next().unwrap_or_default().trim());
        if bare.parse::<crate::record::Isbn>().is_ok() || !bare.contains(' ') {
            draft.isbn(!itself, bare);
        } else {
            for one in at_most(draft, "isbn", MOST, bare.split_whitespace()) {
                draft.isbn(!itself, one);
            }
        }
    }
}

/// Web addresses, parted by spaces, semicolons or bars. One that only leads to the DOI tells nothing new.
fn urls(draft: &mut Draft, raw: &str) {
    let parts = raw.split([' ', '\n', '|']).map(|p| p.trim().trim_end_matches(';')).filter(|p| !p.is_empty());
    for part in at_most(draft, "url", MOST_URLS, parts) {
        let lower = part.to_ascii_lowercase();
        let resolver = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
        if ["doi.org/", "dx.doi.org/", "www.doi.org/"].iter().any(|lead| resolver.starts_with(lead)) {
            if draft.record.doi.is_none() && part.parse::<Doi>().is_ok() {
                draft.doi(part);
            }
            continue;
        }
        draft.url(part);
    }
}
