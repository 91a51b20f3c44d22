//! Affiliations: each database ties them to the authors in its own way.
//!
//! `(1)Place, (2)Place` and `*Place; +Place` by marks (Journals@Ovid), `(Behan, Rubbo) Place` by family names
//! (Embase), `Sudler, Eric L.: Place` (`PsycINFO`) and `Smith, John A. Place` (MEDLINE) by names. Without a
//! tie it is the first author's, as the databases print the first author's address only.

use super::people::{Index, Person, is_mark};
use crate::read::draft::{Draft, quote};
use crate::record::{DiagnosticKind, Name};

/// Longest text of affiliations in which marks are looked for, in bytes.
const LONGEST: usize = 1 << 16;

/// Gives the affiliations in these lines to the authors.
pub(super) fn assign(draft: &mut Draft, people: &mut [Person], index: &Index, lines: &[String]) {
    if people.is_empty() || lines.is_empty() {
        return;
    }
    let has_marks =
        lines.iter().map(String::len).sum::<usize>() <= LONGEST && people.iter().any(|p| !p.marks.is_empty());
    if has_marks && by_marks(draft, people, &lines.join(" ")) {
        return;
    }
    for line in lines {
        match tied(line, people, index) {
            Tie::To(meant, place) => give(draft, people, place, &meant),
            Tie::None => give(draft, people, line, &[0]),
            Tie::Doubtful(name) => {
                let message = format!("several authors may be meant by '{}'", quote(name));
                draft.note(DiagnosticKind::Inconsistent, "affiliation", message);
                if let Some(affiliation) = draft.affiliation(line) {
                    draft.record.unplaced.push(affiliation.text);
                }
            }
        }
    }
}

/// Who is meant by a line.
enum Tie<'a> {
    /// These, and the place that follows.
    To(Vec<usize>, &'a str),
    /// One of several namesakes.
    Doubtful(&'a str),
    /// Nobody is named.
    None,
}

/// Gives a place to those who are meant.
fn give(draft: &mut Draft, people: &mut [Person], place: &str, meant: &[usize]) {
    let Some(affiliation) = draft.affiliation(place.trim().trim_end_matches([';', ','])) else { return };
    for at in meant {
        if let Some(person) = people.get_mut(*at)
            && person.contributor.affiliations.last() != Some(&affiliation)
        {
            person.contributor.affiliations.push(affiliation.clone());
        }
    }
}

/// Who is meant by a line, and the place in it, where names tie them.
fn tied<'a>(line: &'a str, people: &[Person], index: &Index) -> Tie<'a> {
    if let Some((families, place)) = line.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        return by_families(families, place, people, index);
    }
    if let Some((name, place)) = line.split_once(": ") {
        match index.named(people, name)[..] {
            [] => {}
            [one] => return Tie::To(vec![one], place),
            _ => return Tie::Doubtful(name),
        }
    }
    let family = line.split(',').next().unwrap_or_default();
    let found = index.family(family).iter().find_map(|at| {
        let Name::Person(name) = &people.get(*at)?.contributor.name else { return None };
        let given = name.given.as_deref().or(name.initials.as_deref()).unwrap_or_default();
        let place = line[family.len()..].strip_prefix(", ")?.strip_prefix(given)?.strip_prefix(". ")?;
        Some(Tie::To(vec![*at], place))
    });
    found.unwrap_or(Tie::None)
}

/// `(Behan, Rubbo, Rubbo) Place`: all namesakes are meant where the name stands once for each. Embase also
/// prints initials where families are alike: `Wang Y.`.
fn by_families<'a>(families: &'a str, place: &'a str, people: &[Person], index: &Index) -> Tie<'a> {
    let names: Vec<&str> = families.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let mut meant: Vec<usize> = Vec::new();
    for name in &names {
        let found = match index.family(name) {
            [] if name.contains(' ') => index.named(people, name),
            found => found.to_vec(),
        };
        if found.len() > 1 && names.iter().filter(|other| *other == name).count() != found.len() {
            return Tie::Doubtful(families);
        }
        meant.extend(found);
    }
    meant.sort_unstable();
    meant.dedup();
    if meant.is_empty() { Tie::None } else { Tie::To(meant, place) }
}

/// Gives places that marks tie: `(1)Place, (2)Place`, `*Place; and +Place`, and a place for all where the
/// marks stand inside (`Department of Care(1), of Surgery(2), Leeds`). Whether there were any.
fn by_marks(draft: &mut Draft, people: &mut [Person], text: &str) -> bool {
    let found = marks_in(text, people);
    let Some((first, ..)) = found.first() else { return false };
    let lead = text[..*first].trim();
    let cut = lead.is_empty() || lead.eq_ignore_ascii_case("from the") || lead.eq_ignore_ascii_case("from");
    let bearers = |mark: &str, people: &[Person]| {
        let has = |person: &Person| person.marks.iter().any(|own| own == mark);
        people.iter().enumerate().filter(|(_, person)| has(person)).map(|(at, _)| at).collect::<Vec<_>>()
    };
    if !cut {
        let mut meant: Vec<usize> = found.iter().flat_map(|(.., mark)| bearers(mark, people)).collect();
        meant.sort_unstable();
        meant.dedup();
        give(draft, people, text, &meant);
        return true;
    }
    let ends: Vec<usize> = found.iter().skip(1).map(|(at, ..)| *at).chain([text.len()]).collect();
    for ((_, body, mark), end) in found.iter().zip(ends) {
        let place = text.get(*body..end).unwrap_or_default().trim();
        let place = place.strip_suffix(" and").unwrap_or(place).trim_end_matches([' ', ',', ';']);
        let meant = bearers(mark, people);
        give(draft, people, place, &meant);
    }
    true
}

/// Where the marks of the authors stand in the text: start, end, mark. Symbols also count without brackets,
/// where a place may begin.
fn marks_in(text: &str, people: &[Person]) -> Vec<(usize, usize, String)> {
    let mut marks: Vec<&String> =
        people.iter().flat_map(|person| &person.marks).filter(|mark| is_mark(mark)).collect();
    marks.sort_unstable();
    marks.dedup();
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for mark in marks {
        let bracketed = format!("({mark})");
        let symbol = !mark.contains(|c: char| c.is_ascii_alphanumeric());
        let hit = text.find(&bracketed).map(|at| (at, bracketed.len())).or_else(|| {
            let at = text
                .find(mark)
                .filter(|at| symbol && (*at == 0 || text[..*at].ends_with([' ', ';', ','])))?;
            Some((at, mark.len()))
        });
        found.extend(hit.map(|(at, length)| (at, at + length, mark.clone())));
    }
    found.sort_unstable();
    found
}

/// Marks the author to write to: `L. Behan, Place`, `Behan, L.; Place`.
pub(super) fn corresponding(people: &mut [Person], index: &Index, text: &str) {
    let text =
        text.trim_start_matches("Correspondence Address:").trim_start_matches("Correspondence:").trim();
    let (first, rest) = text.split_once(',').unwrap_or((text, ""));
    let first = first.trim();
    let reversed = first.rsplit_once(". ").map(|(initials, family)| format!("{family}, {initials}."));
    let inverted = format!("{first}, {}", rest.split([',', ';', ':']).next().unwrap_or_default().trim());
    let names = reversed.iter().map(String::as_str).chain([inverted.as_str(), first]);
    let found =
        names.filter(|name| !name.is_empty()).find_map(|name| index.named(people, name).first().copied());
    if let Some(person) = found.and_then(|at| people.get_mut(at)) {
        person.contributor.corresponding = true;
    }
}
