//! Headings, keywords, types of publication and numbers in data banks.

use crate::read::draft::{Draft, tidy};
use crate::record::{Accession, MeshHeading, MeshTerm};

/// So many types are looked through for a repetition: no work has more.
const TYPES: usize = 64;

/// Takes a field about what the work is and treats of; whether it is one.
pub(super) fn take(draft: &mut Draft, tag: &str, value: &str) -> bool {
    match tag {
        "MH" => draft.record.mesh.push(heading(value)),
        // The asterisk marks what the work is mainly about; keywords have no place for it.
        "OT" => draft.keyword(value.trim_start_matches('*')),
        "PT" => {
            let text = tidy(value);
            let types = &mut draft.record.publication_types;
            if !types.iter().take(TYPES).any(|known| *known == text) {
                types.push(text);
            }
        }
        "SI" => {
            let accession = data_bank(value);
            draft.record.accessions.push(accession);
        }
        _ => return false,
    }
    true
}

/// `Child Abuse/*prevention & control/psychology`: a descriptor and its qualifiers, an asterisk before what
/// is major. Ovid writes qualifiers as `pc [Prevention & Control]`: the name in brackets counts.
pub(in crate::read) fn heading(text: &str) -> MeshHeading {
    let mut terms = text.split('/').map(|raw| {
        let raw = raw.trim();
        let name = match raw.split_once('[') {
            Some((code, name)) if code.len() <= 5 => name.trim_end_matches(']'),
            _ => raw,
        };
        MeshTerm { name: tidy(name.trim_start_matches('*')), id: None, major: raw.starts_with('*') }
    });
    let descriptor = terms.next().unwrap_or_default();
    MeshHeading { descriptor, qualifiers: terms.filter(|term| !term.name.is_empty()).collect() }
}

/// `ClinicalTrials.gov/NCT02239640`: the register or data bank, and the number in it.
pub(in crate::read) fn data_bank(text: &str) -> Accession {
    let text = tidy(text);
    let (bank, number) = text.split_once('/').unwrap_or(("", &text));
    Accession { bank: bank.trim().to_owned(), number: number.trim().to_owned() }
}
