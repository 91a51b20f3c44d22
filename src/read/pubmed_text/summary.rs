//! PubMed's format "Summary (text)": the whole record in one paragraph.
//!
//! `Turk A, Wong G. Personalising social prescribing. BMC Med. 2024 Jul 2;22(1):264. doi: …. PMID: 38965525;
//! PMCID: PMC1.`

use super::people::{self, People};
use super::{citation, has_pmid, record};
use crate::read::draft::Draft;
use crate::record::{DiagnosticKind, Role};

/// Whether a first paragraph holds a whole record: a citation, and the PMID behind it.
pub(super) fn is_summary(text: &str) -> bool {
    citation::is_citation(text) && has_pmid(text)
}

/// Reads the paragraph.
pub(super) fn read(text: &str, draft: &mut Draft) {
    let Some(dated) = date_start(text) else { return };
    // The journal is the sentence before the date.
    let head = text[..dated].trim_end_matches([' ', '.']);
    let (before, journal) = match head
        .rmatch_indices(". ")
        .chain(head.rmatch_indices("? "))
        .chain(head.rmatch_indices("! "))
        .max()
    {
        Some((at, mark)) => (&head[..at + mark.len() - 1], at + mark.len()),
        None => ("", 0),
    };
    citation::read(&text[journal..], draft);
    let (authors, title) = match before.find(". ") {
        Some(at) => (&before[..at], &before[at + 2..]),
        None => ("", before),
    };
    let people = People::read(authors);
    if people.is_plausible(authors) && !authors.is_empty() {
        people::assign(people, Role::Author, &[], draft);
        record::title(title, draft);
    } else {
        record::title(before, draft);
    }
    if draft.record.title.is_empty() {
        draft.warn(DiagnosticKind::Missing, "title", "no title is told from the journal", "left out");
    }
}

/// Where the date of the citation begins: the last year behind a full stop that stands before the
/// identifiers.
fn date_start(text: &str) -> Option<usize> {
    let end = ["doi:", "PMID:", "Epub ", "[Epub", "pii:", "eCollection"]
        .iter()
        .filter_map(|mark| text.find(mark))
        .min();
    let place = &text[..end.unwrap_or(text.len())];
    let years = place.rmatch_indices(". ").map(|(at, _)| at + 2);
    years.filter(|at| citation::opens_with_year(&place[*at..])).max()
}
