//! EBSCO's note: accession number, authors with the numbers of their affiliations, the affiliations, and
//! more.

use super::{Notes, Stated};

/// Whether a note is one of EBSCO's.
pub(super) fn is_note(text: &str) -> bool {
    text.starts_with("Accession Number:") || text.contains("; Source Info:") || text.contains("; Issue Info:")
}

/// `Accession Number: 1; Li, W. 1; Hu, X. 1,2; Affiliations: 1 : A school; 2 : Another; Source Info: …`.
pub(super) fn read(text: &str, notes: &mut Notes) {
    let mut people: Vec<(&str, &str)> = Vec::new();
    let mut places: Vec<(u32, String)> = Vec::new();
    let mut part = Part::People;
    for piece in text.split(';').map(str::trim).filter(|piece| !piece.is_empty()) {
        if let Some(number) = piece.strip_prefix("Accession Number:") {
            let number = number.trim_start().split(['.', ' ']).next().unwrap_or_default();
            notes.accessions.push(number.to_owned());
        } else if let Some(first) = piece.strip_prefix("Affiliations:") {
            part = Part::Places;
            place(first.trim_start(), &mut places);
        } else if piece.starts_with("Email Address:") {
            // never kept
        } else if let Some((label, value)) = label(piece) {
            part = Part::Rest;
            match label {
                "Document Type" | "Publication Type" => notes.types.push(value.to_owned()),
                "Language" => notes.language = Some(value.to_owned()),
                _ => {}
            }
        } else {
            match part {
                Part::People if piece.contains(',') || !numbered(piece).1.is_empty() => {
                    people.push(numbered(piece));
                }
                Part::Places => place(piece, &mut places),
                Part::People | Part::Rest => {}
            }
        }
    }
    finish(&people, places, notes);
}

#[derive(Clone, Copy)]
enum Part {
    People,
    Places,
    Rest,
}

/// Labels that follow the authors and affiliations.
fn label(piece: &str) -> Option<(&str, &str)> {
    const LABELS: [&str; 16] = [
        "Source Info",
        "Issue Info",
        "Thesaurus Term",
        "Subject Term",
        "Subject",
        "Author-Supplied Keyword",
        "Number of Pages",
        "Document Type",
        "Publication Type",
        "Language",
        "Language of Keywords",
        "Illustrations",
        "Full Text Word Count",
        "Keywords",
        "Geographic Descriptors",
        "Update Code",
    ];
    let (label, value) = piece.split_once(':')?;
    LABELS.contains(&label.trim_end()).then(|| (label.trim_end(), value.trim()))
}

/// `Hu, X. 1,2` is a name and the numbers of affiliations.
fn numbered(piece: &str) -> (&str, &str) {
    match piece.rsplit_once(' ') {
        Some((name, numbers)) if numbers.bytes().all(|b| b.is_ascii_digit() || b == b',') => (name, numbers),
        _ => (piece, ""),
    }
}

/// `2 : Another school`, or what goes on with the affiliation before it.
fn place(piece: &str, places: &mut Vec<(u32, String)>) {
    let next = places.last().map_or(1, |(number, _)| number + 1);
    let found = piece
        .split_once(':')
        .and_then(|(number, text)| Some((number.trim().parse::<u32>().ok()?, text.trim())));
    match (found, places.last_mut()) {
        (Some((number, text)), _) if number == next => places.push((number, text.to_owned())),
        (_, Some((_, last))) => {
            last.push_str("; ");
            last.push_str(piece);
        }
        (_, None) => places.push((0, piece.to_owned())),
    }
}

fn finish(people: &[(&str, &str)], places: Vec<(u32, String)>, notes: &mut Notes) {
    notes.authors.extend(people.iter().map(|(name, _)| (*name).to_owned()));
    for (number, text) in places {
        let theirs = |numbers: &str| numbers.split(',').any(|n| n.parse() == Ok(number));
        let names: Vec<String> = people
            .iter()
            .filter(|(_, numbers)| theirs(numbers))
            .map(|(name, _)| (*name).to_owned())
            .collect();
        notes.affiliations.push(Stated { names, text });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_and_affiliations_are_brought_together() {
        let mut notes = Notes::default();
        let text = "Accession Number: 1502; Li, Wei 1; Email Address: w@x.org; Hu, X. 1,2; Affiliations: 1 : A school; \
                    and a house; 2: Another: one;  Source Info: Jun2021; Document Type: Article; Language: French";
        assert!(is_note(text));
        read(text, &mut notes);
        assert_eq!(notes.accessions, ["1502"]);
        assert_eq!(notes.authors, ["Li, Wei", "Hu, X."]);
        let stated = |names: &[&str], text: &str| Stated {
            names: names.iter().map(|n| (*n).to_owned()).collect(),
            text: text.to_owned(),
        };
        assert_eq!(
            notes.affiliations,
            [stated(&["Li, Wei", "Hu, X."], "A school; and a house"), stated(&["Hu, X."], "Another: one")]
        );
        assert_eq!((notes.types, notes.language.as_deref()), (vec!["Article".to_owned()], Some("French")));
    }
}
