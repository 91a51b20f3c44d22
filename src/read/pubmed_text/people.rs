//! Authors, collaborators, and the numbered affiliations that their names point to.

use super::Block;
use super::body::unwrap;
use crate::read::draft::{Draft, quote};
use crate::read::name;
use crate::record::{Affiliation, Contributor, DiagnosticKind, Name, PersonName, Role};

/// A contributor and the numbers of its affiliations.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: Name,
    pub(super) numbers: Vec<usize>,
}

/// What a list of people says.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) list: Vec<Entry>,
    /// The list says that there are more.
    pub(super) cut: bool,
    /// How many of the list have the form of a person: family name and initials.
    persons: usize,
}

/// Whether the name of a group is being read; a person ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    None,
    /// A semicolon was read.
    Expected,
    /// Its first part was read.
    Open,
}

/// Most affiliations of one record, and of one author, that are told apart.
const MOST: usize = 10_000;
const MOST_OF_ONE: usize = 100;

/// So many bytes of affiliations are copied to authors; a record where each of many has many long ones is no
/// record.
const MOST_BYTES: usize = 64 << 20;

impl People {
    /// Reads a list such as `Turk A(1)(2), Wong G Jr; Study Group, Mahtani KR(#)(3).` A semicolon opens the
    /// name of a group, persons may follow it.
    pub(super) fn read(text: &str) -> Self {
        let mut people = Self::default();
        for (i, part) in text.trim().trim_end_matches('.').split(';').enumerate() {
            let mut group = if i > 0 { Group::Expected } else { Group::None };
            for item in part.split(',') {
                let (item, numbers) = without_marks(item);
                if item.is_empty() {
                    continue;
                }
                if matches!(item.trim_end_matches('.').to_lowercase().as_str(), "et al" | "and others") {
                    people.cut = true;
                    continue;
                }
                people.add(item, numbers, &mut group);
            }
        }
        people
    }

    fn add(&mut self, item: &str, numbers: Vec<usize>, group: &mut Group) {
        if let Some(person) = person(item) {
            *group = Group::None;
            self.persons += 1;
            self.list.push(Entry { name: Name::Person(person), numbers });
        } else if *group == Group::Open && self.group_goes_on(item) {
            // A comma inside the name of a group.
            if let Some(Entry { name: Name::Collective(name), numbers: known }) = self.list.last_mut() {
                name.push_str(", ");
                name.push_str(item);
                known.extend(numbers);
            }
        } else {
            let words = item.split(' ').count();
            let collective =
                *group != Group::None || words > 2 || name::is_collective(item) || is_acronym(item);
            let name = if collective {
                Name::Collective(item.to_owned())
            } else {
                Name::Person(PersonName { family: item.to_owned(), ..PersonName::default() })
            };
            if *group == Group::Expected {
                *group = Group::Open;
            }
            self.list.push(Entry { name, numbers });
        }
    }

    /// Whether a part after a comma belongs to the name of the group before it: that one does not read like a
    /// whole name.
    fn group_goes_on(&self, item: &str) -> bool {
        let known = self.list.last().map_or("", |e| e.name.family_or_collective());
        let starts_small = item.starts_with(char::is_lowercase);
        starts_small || item.starts_with("and ") || !name::is_collective(known)
    }

    /// Whether the text was a list of people, and not a sentence with commas.
    pub(super) fn is_plausible(&self, text: &str) -> bool {
        if self.list.is_empty() {
            return false;
        }
        if self.persons * 2 >= self.list.len() {
            return true;
        }
        // A group alone: a short text in capitalised words, and one sentence.
        let bare = text.trim().trim_end_matches('.');
        let words: Vec<&str> = bare.split_whitespace().collect();
        let capitals = words
            .iter()
            .filter(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || c == '('))
            .count();
        let sentences = bare.match_indices(". ").any(|(at, _)| !bare[..at].ends_with(char::is_uppercase));
        bare.len() <= 200 && !sentences && capitals * 2 >= words.len()
    }
}

/// A group that is known by its letters.
fn is_acronym(item: &str) -> bool {
    item.len() >= 3 && !item.contains(' ') && item.chars().filter(|c| c.is_uppercase()).count() >= 3
}

/// A name without the marks behind it; the numbers among them. `(#)` marks authors of the same merit.
fn without_marks(item: &str) -> (&str, Vec<usize>) {
    let mut text = item.trim();
    let mut numbers = Vec::new();
    while let Some((before, mark)) = text.strip_suffix(')').and_then(|t| t.rsplit_once('(')) {
        let sign = mark.chars().count() <= 2 && !mark.contains(char::is_alphanumeric);
        match mark.parse::<usize>() {
            Ok(number) => numbers.push(number),
            Err(_) if sign => {}
            Err(_) => break,
        }
        text = before.trim_end();
    }
    numbers.reverse();
    (text, numbers)
}

/// A person as PubMed prints one: family name, initials, suffix.
fn person(item: &str) -> Option<PersonName> {
    let mut words: Vec<&str> = item.split_whitespace().collect();
    let suffix = if words.len() > 2 { words.pop_if(|w| is_suffix(w)) } else { None };
    let initials = words.pop().filter(|w| is_initials(w))?;
    if words.is_empty() || words.len() > 8 {
        return None;
    }
    Some(PersonName {
        family: words.join(" "),
        initials: Some(initials.to_owned()),
        given: None,
        suffix: suffix.map(str::to_owned),
    })
}

fn is_suffix(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.'),
        "Jr" | "Sr" | "2nd" | "3rd" | "4th" | "5th" | "6th" | "II" | "III" | "IV"
    )
}

/// `KR`, `A`, `ABCD`, `YuP`, `IuA`: capitals, a small letter only behind one where names of other scripts are
/// rendered.
fn is_initials(word: &str) -> bool {
    const RENDERED: [&str; 13] =
        ["Yu", "Ya", "Ye", "Iu", "Ia", "Zh", "Sh", "Ch", "Kh", "Ts", "Th", "Ph", "St"];
    let count = word.chars().count();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    if count == 0
        || count > 6
        || !word.chars().all(char::is_alphabetic)
        || !word.starts_with(char::is_uppercase)
    {
        return false;
    }
    // Letters without case, as Chinese ones, are no initials.
    capitals == count || (capitals >= 2 && capitals * 2 >= count) || RENDERED.contains(&word)
}

/// Whether a paragraph that begins like this holds the affiliations.
pub(super) fn opens_affiliations(line: &str) -> bool {
    line.trim_start().starts_with("Author information:")
}

/// Puts people into the record, with their affiliations (by number, from 1).
pub(super) fn assign(people: People, role: Role, affiliations: &[String], draft: &mut Draft) {
    draft.record.authors_cut |= people.cut && role == Role::Author;
    let affiliations: Vec<Option<Affiliation>> =
        affiliations.iter().map(|text| draft.affiliation(text)).collect();
    let mut used = vec![false; affiliations.len()];
    let mut missing: Option<(String, usize, u32)> = None;
    let mut left = MOST_BYTES;
    for entry in people.list {
        let name = match entry.name {
            Name::Collective(name) => Name::Collective(draft.text("author", &name)),
            person @ Name::Person(_) => person,
        };
        let mut contributor = Contributor { role, ..Contributor::author(name) };
        for number in entry.numbers.into_iter().take(MOST_OF_ONE) {
            let Some((known, used)) =
                number.checked_sub(1).and_then(|i| affiliations.get(i).zip(used.get_mut(i)))
            else {
                missing.get_or_insert_with(|| (contributor.name.citation_form(), number, 0)).2 += 1;
                continue;
            };
            *used = true;
            // What was nothing but an e-mail address is `None`.
            let Some(affiliation) = known else { continue };
            left = left.saturating_sub(affiliation.text.len());
            if left > 0 {
                contributor.affiliations.push(affiliation.clone());
            }
        }
        draft.record.contributors.push(contributor);
    }
    if left == 0 {
        draft.warn(
            DiagnosticKind::TooLong,
            "affiliation",
            "too many affiliations",
            "the rest of them is left out",
        );
    }
    if let Some((who, number, count)) = missing {
        let message =
            format!("{count} mark(s) point to no affiliation, the first is {number} of {}", quote(&who));
        draft.note(DiagnosticKind::Inconsistent, "affiliation", message);
    }
    unassigned(affiliations.into_iter().zip(used).filter(|(_, used)| !used).filter_map(|(a, _)| a), draft);
}

/// Affiliations that no author points to.
fn unassigned(affiliations: impl Iterator<Item = Affiliation>, draft: &mut Draft) {
    let texts: Vec<String> = affiliations.map(|affiliation| affiliation.text).collect();
    if let Some(first) = texts.first() {
        let message =
            format!("no author points to {} of them: '{}'; kept as text", texts.len(), quote(first));
        draft.note(DiagnosticKind::UnplacedText, "affiliation", message);
        draft.record.unplaced.extend(texts);
    }
}

/// The affiliations of the paragraph "Author information:", by number from 1. Each stands on a line of its
/// own; before 2015 one followed the other in one paragraph. Without numbers, the paragraph is that of the
/// first author, the only one whose affiliation PubMed then kept.
pub(super) fn affiliations(block: &Block, people: &mut People) -> Vec<String> {
    let mut lines: Vec<&str> = block.lines.iter().map(|l| l.trim()).collect();
    if let Some(first) = lines.first_mut() {
        *first = first.strip_prefix("Author information:").unwrap_or(first).trim();
    }
    let named = people.list.iter().flat_map(|e| e.numbers.iter().copied()).max().unwrap_or(0);
    let text = unwrap(&lines);
    if !text.starts_with("(1)") {
        if let Some(first) = people.list.first_mut().filter(|_| named == 0) {
            first.numbers.push(1);
        }
        return vec![text];
    }
    if lines.iter().filter(|line| mark(line).is_some()).count() >= named {
        return by_line(&lines);
    }
    let mut found: Vec<String> = Vec::new();
    let mut rest = text.strip_prefix("(1)").unwrap_or(&text);
    while found.len() + 2 <= named.min(MOST) {
        let Some((before, after)) = rest.split_once(&format!(" ({})", found.len() + 2)) else { break };
        found.push(before.trim().to_owned());
        rest = after;
    }
    found.push(rest.trim().to_owned());
    found
}

/// Affiliations that each begin on a line of their own; marks out of order are text.
fn by_line(lines: &[&str]) -> Vec<String> {
    let mut found: Vec<Vec<&str>> = Vec::new();
    for line in lines {
        match (mark(line).filter(|(number, _)| *number == found.len() + 1), found.last_mut()) {
            (Some((_, rest)), _) => found.push(vec![rest]),
            (None, Some(open)) => open.push(line),
            (None, None) => {}
        }
    }
    found.iter().map(|lines| unwrap(lines)).collect()
}

/// Number and text of a line that begins with a mark: `(2)School of Medicine`.
fn mark(line: &str) -> Option<(usize, &str)> {
    let (number, rest) = line.strip_prefix('(')?.split_once(')')?;
    Some((number.parse().ok()?, rest.trim_start()))
}
