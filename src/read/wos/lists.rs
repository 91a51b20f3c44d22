//! Keywords, languages, grants, references, counts, open access.

use super::fields::Fields;
use super::record::count;
use crate::read::draft::Draft;
use crate::read::markup;
use crate::record::{DiagnosticKind, Doi, Grant, Pmid, WorkRef};

pub(super) fn read(fields: &mut Fields, accession: &str, draft: &mut Draft) {
    keywords(fields, accession.starts_with("INSPEC:"), draft);
    if let Some(field) = fields.take_list("LA", draft) {
        let items = field.lines.iter().flat_map(|line| line.split(';')).map(str::trim).take(100);
        let named = items.filter(|item| !matches!(*item, "Unspecified" | "Not specified" | "Unknown"));
        named.for_each(|item| draft.language(item));
    }
    if let Some(text) = fields.text("TC", draft) {
        draft.record.citation_count = count("citation count", &text, draft);
    }
    if let Some(text) = fields.text("OA", draft) {
        // Gold, hybrid, bronze, green: every colour is free to read.
        let closed = matches!(text.to_lowercase().as_str(), "no" | "n" | "closed" | "0");
        draft.record.open_access = (!closed).then_some(true);
    }
    grants(fields, draft);
    references(fields, draft);
}

/// Keywords of the authors (`DE`) and of the database (`ID`); of CABI also organisms, their kinds, and
/// places. Inspec parts its lists of terms with slashes.
fn keywords(fields: &mut Fields, slashes: bool, draft: &mut Draft) {
    for tag in ["DE", "ID", "OR", "BD", "GL"] {
        let Some(field) = fields.take_list(tag, draft) else { continue };
        // The numbers of the publisher, which Inspec puts here, are no keywords.
        if slashes && tag == "ID" {
            draft.unused("ID");
            continue;
        }
        for item in field.items(draft) {
            if slashes {
                item.split("/ ").for_each(|part| draft.keyword(part.trim_matches(['/', ' '])));
            } else {
                draft.keyword(&item);
            }
        }
    }
}

/// `NIH [R01 HG002918-01, U01 AG1]; Wellcome Trust`: agencies and the numbers of their grants.
fn grants(fields: &mut Fields, draft: &mut Draft) {
    let Some(field) = fields.take_list("FU", draft) else { return };
    for item in outside_brackets(&field.joined()) {
        let (agency, numbers) = match item.split_once('[') {
            Some((agency, numbers)) => (agency, numbers.split(']').next().unwrap_or(numbers)),
            None => (item.as_str(), ""),
        };
        let agency = Some(draft.text("grant", agency)).filter(|text| !text.is_empty());
        let numbers: Vec<String> =
            numbers.split([',', ';']).map(|n| draft.text("grant", n)).filter(|n| !n.is_empty()).collect();
        if numbers.is_empty() && agency.is_some() {
            draft.record.grants.push(Grant { agency, ..Grant::default() });
            continue;
        }
        for number in numbers {
            draft.record.grants.push(Grant {
                number: Some(number),
                agency: agency.clone(),
                ..Grant::default()
            });
        }
    }
}

/// The parts between semicolons that stand outside of square brackets.
fn outside_brackets(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ';' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// `CR`: one reference on each line: author, year, source, volume, page, DOI.
fn references(fields: &mut Fields, draft: &mut Draft) {
    let Some(field) = fields.take_list("CR", draft) else { return };
    let mut broken = 0_u32;
    for line in field.lines.iter().filter(|line| !line.is_empty()) {
        let text = draft.text("reference", &markup::plain(line));
        if text.is_empty() {
            continue;
        }
        let doi = reference_doi(&text, &mut broken);
        let pmid =
            text.split_once(", PMID ").and_then(|(_, rest)| rest.split(',').next()?.parse::<Pmid>().ok());
        draft.record.references.push(WorkRef { doi, pmid, text: Some(text), ..WorkRef::default() });
    }
    if broken > 0 {
        // Common in this database, and the text of the reference holds it.
        let message = format!("{broken} DOI(s) of references are not valid; they stay in the text");
        draft.note(DiagnosticKind::BadIdentifier, "reference", message);
    }
}

/// The first valid DOI of `…, DOI 10.1/a`, `…, DOI DOI 10.1/a` or `…, DOI [10.1/a, 10.1/b]`.
fn reference_doi(text: &str, broken: &mut u32) -> Option<Doi> {
    let (_, rest) = text.split_once(", DOI ").or_else(|| text.split_once(", DOI["))?;
    let mut doi = None;
    for part in rest.split(", ") {
        let mut part = part.trim().trim_start_matches('[').trim_end_matches([']', '.', ',', ';']);
        while let Some(inner) = part.strip_prefix("DOI ").or_else(|| part.strip_prefix("doi ")) {
            part = inner.trim_start();
        }
        doi = doi.or_else(|| part.parse().ok());
    }
    *broken += u32::from(doi.is_none());
    doi
}
