//! Notes (`N1`), in which databases keep what their export has no tag for: counts, references, affiliations,
//! fields without a place in the tool that they passed through.

mod ebsco;

use super::fields::Value;
use super::identifiers;
use super::sheet::{Origin, Sheet, at};
use crate::read::draft::Draft;
use crate::read::markup;
use crate::record::{Doi, Grant, Issn, Pmid, WorkRef};

/// Most notes, and most lines of one, that are read.
const MOST: usize = 20_000;

/// What the notes of a record say.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) container: Option<String>,
    pub(super) types: Vec<String>,
    /// Day of publication online.
    pub(super) online: Option<String>,
    /// Authors, where no field names them.
    pub(super) authors: Vec<String>,
    /// Authors with full given names, in order.
    pub(super) full_names: Vec<String>,
    /// ISSN and ISBN.
    pub(super) serials: Vec<String>,
    pub(super) nlm_id: Option<String>,
    pub(super) volume: Option<String>,
    pub(super) issue: Option<String>,
    pub(super) pages: Option<String>,
    pub(super) article_number: Option<String>,
    pub(super) doi: Option<String>,
    pub(super) pmid: Option<String>,
    pub(super) pmcid: Option<String>,
    pub(super) accessions: Vec<String>,
    pub(super) language: Option<String>,
    /// Affiliations of the authors with these names; of nobody in particular where there are none.
    pub(super) affiliations: Vec<Stated>,
    /// Names of corresponding authors.
    pub(super) corresponding: Vec<String>,
}

/// An affiliation, and the names of those whose it is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Stated {
    pub(super) names: Vec<String>,
    pub(super) text: String,
}

/// Reads the notes; what the record has a place of its own for goes there at once.
pub(super) fn read(sheet: &Sheet<'_>, draft: &mut Draft) -> Notes {
    let mut notes = Notes::default();
    for value in sheet.any([*b"N1", *b"U1", *b"U3"]).take(MOST) {
        at(draft, value);
        let plain = markup::plain_paragraphs(value.text);
        let used = one(sheet, value, plain.trim(), &mut notes, draft);
        if !used && value.tag == *b"N1" {
            draft.unused("N1");
        }
    }
    if sheet.origin == Origin::PsycInfo {
        for value in sheet.all(*b"M1").take(MOST) {
            at(draft, value);
            reference(value.text, draft);
        }
    } else if let Some(value) = sheet.first(*b"M1") {
        let number = value.text.len() <= 4 && value.text.bytes().all(|b| b.is_ascii_digit());
        let known = number
            || value.text == "Journal Article"
            || sheet.is(&["THES"])
            || identifiers::whole(value.text).is_some();
        if !known && sheet.origin != Origin::Embase {
            draft.unused("M1");
        }
    }
    notes
}

/// Whether a rule knows the note.
fn one(sheet: &Sheet<'_>, value: Value<'_>, text: &str, notes: &mut Notes, draft: &mut Draft) -> bool {
    if let Some(list) = text.strip_prefix("References:") {
        references(list, draft);
        return true;
    }
    if let Some(fields) = text.strip_prefix("The following values have no corresponding Zotero field:") {
        return zotero(fields, notes);
    }
    if ebsco::is_note(text) {
        ebsco::read(text, notes);
        return true;
    }
    if text.starts_with("ISI Document Delivery No.:") {
        if let Some(count) = text.split_once("Times Cited:").and_then(|(_, rest)| digits(rest)) {
            draft.record.citation_count.get_or_insert(count);
        }
        return !text.contains("Cited References:"); // which cannot be told apart there
    }
    if let Some(funder) = text.strip_prefix("Funding details:") {
        funding(funder, draft);
        return true;
    }
    if text.contains("M1: (") {
        // RefWorks keeps Embase's affiliations there.
        let parts = text.split("M1: ").take(MOST).filter(|part| part.starts_with('('));
        notes.affiliations.extend(
            parts.filter_map(|part| super::affiliations::embase(part.trim_end_matches(['\n', ' ', ';']))),
        );
        return true;
    }
    if sheet.origin == Origin::Nlm && text.contains('\n') {
        nlm(text, notes, draft);
        return true;
    }
    if sheet.origin == Origin::Wos && value.tag == *b"N1" && !sheet.has(*b"SP") && is_article_number(text) {
        notes.article_number.get_or_insert_with(|| text.to_owned());
        return true;
    }
    if identifiers::whole(text).is_some() || is_bookkeeping(text) {
        return true;
    }
    let mut used = false;
    for line in text.lines().take(MOST) {
        for part in line.split("; ") {
            used |= labelled(part.trim(), notes, draft);
        }
    }
    used
}

/// `Label: value`.
fn labelled(text: &str, notes: &mut Notes, draft: &mut Draft) -> bool {
    let Some((label, value)) = text.split_once(':') else {
        return text == "SI"
            || text == "S"
            || text.starts_with("Date revised - ")
            || text.starts_with("Last updated - ");
    };
    let value = value.trim();
    let some = || Some(value.to_owned());
    match label.trim() {
        "Cited By"
        | "Cited By (since 1996)"
        | "Times Cited"
        | "Times Cited in Web of Science Core Collection" => {
            draft.record.citation_count = draft.record.citation_count.or(digits(value));
        }
        "Correspondence Address" => notes.corresponding.push(value.to_owned()),
        "PMID" => notes.pmid = notes.pmid.take().or_else(some),
        "PMCID" => notes.pmcid = notes.pmcid.take().or_else(some),
        "DOI" | "doi" => notes.doi = notes.doi.take().or_else(some),
        "ISSN" | "ISBN" => notes.serials.push(value.to_owned()),
        "Author Affiliation" => notes.affiliations.push(Stated { names: Vec::new(), text: value.to_owned() }),
        // The day of the export, short forms of journals, counts of everything else.
        "Export Date" | "CODEN" | "Total Times Cited" | "Cited Reference Count" => {}
        _ => return nlm_catalogue(text, notes),
    }
    true
}

/// CINAHL: `NLM UID: 101144770.`, `PMID: NLM12345678.`, among other words.
fn nlm_catalogue(text: &str, notes: &mut Notes) -> bool {
    let after = |label: &str| {
        text.split_once(label).map(|(_, rest)| rest.split(['.', ' ']).next().unwrap_or_default().to_owned())
    };
    let number = after("NLM UID: ");
    let pmid = after("PMID: NLM");
    let found = number.is_some() || pmid.is_some();
    notes.nlm_id = notes.nlm_id.take().or(number);
    notes.pmid = notes.pmid.take().or(pmid);
    found
}

/// What tools of reviewers write about their own work.
fn is_bookkeeping(text: &str) -> bool {
    let embase = text
        .strip_prefix('L')
        .is_some_and(|rest| rest.len() >= 7 && rest.bytes().all(|b| b.is_ascii_digit()));
    let day = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    embase
        || day
        || text.starts_with("ASReview_")
        || text.starts_with("RAYYAN-")
        || text == "Article in Press"
}

/// Whether a note of another field (`U1`, `U3`) is one about counts.
pub(super) fn is_count(text: &str) -> bool {
    text.starts_with("Cited By") || text.starts_with("Export Date")
}

fn digits(text: &str) -> Option<u64> {
    let text = text.trim_start();
    text[..text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())].parse().ok()
}

/// `e0131544`, `792`: what EndNote's filter for Web of Science keeps of an article number.
fn is_article_number(text: &str) -> bool {
    let number = text.strip_prefix('e').unwrap_or(text);
    (1..=8).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
}

/// Scopus: one reference to a line, or one after the other.
fn references(list: &str, draft: &mut Draft) {
    let mut text = String::new();
    for piece in list.split(['\n', ';']).take(MOST) {
        if !text.is_empty() {
            text.push(';');
        }
        text.push_str(piece);
        // A reference has its year in brackets; a semicolon before that is part of its title.
        if has_year(piece) {
            reference(&text, draft);
            text.clear();
        }
    }
    reference(&text, draft);
}

fn has_year(text: &str) -> bool {
    text.match_indices('(').any(|(at, _)| {
        let inside = text.as_bytes().get(at + 1..at + 6);
        inside.is_some_and(|bytes| bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b')')
    })
}

/// A reference as printed, with the identifiers that stand in it as addresses.
fn reference(raw: &str, draft: &mut Draft) {
    let mut target = WorkRef::default();
    for word in raw.split_whitespace().filter(|word| word.contains("://")) {
        target.doi = target
            .doi
            .take()
            .or_else(|| word.contains("doi.org/").then(|| identifiers::whole(word)).flatten());
        let pubmed = word
            .split_once("pubmed.ncbi.nlm.nih.gov/")
            .map(|(_, number)| number.trim_end_matches(['/', '.', ',']));
        target.pmid = target.pmid.or(pubmed.and_then(|number| number.parse::<Pmid>().ok()));
    }
    let text = draft.text("reference", &markup::plain(raw.trim().trim_matches(';')));
    if !text.is_empty() {
        target.text = Some(text);
        draft.record.references.push(target);
    }
}

/// Scopus: `Agency, ABBR, number`.
fn funding(text: &str, draft: &mut Draft) {
    let text = draft.text("grant", text);
    let (agency, number) = match text.rsplit_once(", ") {
        Some((agency, number)) if number.bytes().any(|b| b.is_ascii_digit()) => {
            (agency.to_owned(), Some(number.to_owned()))
        }
        _ => (text, None),
    };
    if !agency.is_empty() {
        draft.record.grants.push(Grant { agency: Some(agency), number, ..Grant::default() });
    }
}

/// Zotero's list of the fields of EndNote XML that it has no place for: `key: value`, one to a line.
fn zotero(fields: &str, notes: &mut Notes) -> bool {
    let mut used = true;
    for line in fields.lines().take(MOST) {
        let Some((key, value)) = line.trim().split_once(':') else { continue };
        let value = value.trim();
        let some = || Some(value.to_owned());
        match key {
            "accession-num" => notes.accessions.push(value.to_owned()),
            "electronic-resource-num" => notes.doi = some(),
            "isbn" => notes.serials.push(value.to_owned()),
            "secondary-title" => notes.container = some(),
            "volume" => notes.volume = some(),
            "number" => notes.issue = some(),
            "pages" => notes.pages = some(),
            "custom6" => notes.online = some(),
            "custom2" if value.starts_with("PMC") => notes.pmcid = some(),
            // Often the country alone.
            "auth-address" if value.contains(',') => {
                notes.affiliations.push(Stated { names: Vec::new(), text: value.to_owned() });
            }
            "remote-database-provider"
            | "remote-database-name"
            | "label"
            | "access-date"
            | "auth-address" => {}
            _ => used = false,
        }
    }
    used
}

/// What EndNote's filter for PubMed keeps: electronic ISSN, full names, types, grants, country, citation.
fn nlm(text: &str, notes: &mut Notes, draft: &mut Draft) {
    for line in text.lines().map(str::trim).take(MOST) {
        if line.parse::<Issn>().is_ok() {
            notes.serials.push(format!("{line} (Electronic)"));
        } else if PUBMED_TYPES.contains(&line) || line.starts_with("Research Support, ") {
            notes.types.push(line.to_owned());
        } else if let Some(grant) = grant(line) {
            draft.record.grants.push(grant);
        } else if let Some((_, doi)) = line.split_once(" doi: ") {
            let doi = doi.split(' ').next().unwrap_or_default().trim_end_matches('.');
            notes.doi = doi.parse::<Doi>().ok().map(|doi| doi.to_string());
        } else if line.contains(", ") && !line.contains(|c: char| c.is_ascii_digit()) && line.len() < 60 {
            notes.full_names.push(line.to_owned());
        }
    }
}

/// `R01 HL12345/HL/NHLBI NIH HHS/United States`.
fn grant(line: &str) -> Option<Grant> {
    let mut parts = line.rsplitn(4, '/');
    let (country, agency, acronym, number) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_short = acronym.len() <= 5
        && acronym.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let is_country = !country.is_empty() && country.chars().all(|c| c.is_alphabetic() || c == ' ');
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (is_short && is_country && agency.contains(char::is_alphabetic)).then(|| Grant {
        number: some(number),
        agency: some(agency),
        acronym: some(acronym),
        country: some(country),
        ..Grant::default()
    })
}

/// Types of PubMed that papers on health and social care have.
const PUBMED_TYPES: &[&str] = &[
    "Journal Article",
    "Review",
    "Systematic Review",
    "Meta-Analysis",
    "Clinical Trial",
    "Clinical Trial, Phase I",
    "Clinical Trial, Phase II",
    "Clinical Trial, Phase III",
    "Clinical Trial, Phase IV",
    "Clinical Trial Protocol",
    "Controlled Clinical Trial",
    "Randomized Controlled Trial",
    "Pragmatic Clinical Trial",
    "Equivalence Trial",
    "Adaptive Clinical Trial",
    "Clinical Study",
    "Observational Study",
    "Comparative Study",
    "Evaluation Study",
    "Evaluation Studies",
    "Validation Study",
    "Validation Studies",
    "Multicenter Study",
    "Twin Study",
    "Case Reports",
    "Letter",
    "Editorial",
    "Comment",
    "News",
    "Preprint",
    "English Abstract",
    "Historical Article",
    "Biography",
    "Guideline",
    "Practice Guideline",
    "Consensus Development Conference",
    "Consensus Statement",
    "Congress",
    "Interview",
    "Lecture",
    "Published Erratum",
    "Retracted Publication",
    "Retraction of Publication",
    "Expression of Concern",
    "Video-Audio Media",
    "Dataset",
    "Technical Report",
    "Introductory Journal Article",
    "Personal Narrative",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_of_pubmed_and_years_of_references() {
        let found = grant("16/122/33/DH_/Department of Health/United Kingdom").unwrap();
        assert_eq!(found.number.as_deref(), Some("16/122/33"));
        assert_eq!(
            (found.acronym.as_deref(), found.country.as_deref()),
            (Some("DH_"), Some("United Kingdom"))
        );
        assert_eq!(grant("Colitis/chemically induced/complications/therapy"), None);
        assert!(has_year("Li, W., A title (2015) Gut, 4") && !has_year("Li, W., A title (no 15"));
        assert_eq!(digits(" 13 Export Date: 6"), Some(13));
    }
}
