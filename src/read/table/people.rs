//! Lists of names in one cell -> contributors.
//!
//! Writers part names by semicolons, bars, "and", line breaks or commas, and the comma may also stand inside
//! a name. Who wrote the table tells what to expect; what the cell looks like decides.

mod list;

use super::lists::at_most;
use crate::read::draft::{Draft, quote};
use crate::read::{markup, name};
use crate::record::{Contributor, DiagnosticKind, Name, PersonName, Role, fold};
pub(super) use list::split;
use std::collections::HashMap;

/// People of one record. The largest studies have some fifteen thousand.
const MOST_PEOPLE: usize = 50_000;

/// How a list of names is likely to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `Okafor, Chidi; Lindqvist, Maja` or `Okafor C.; Lindqvist M.`
    Semicolons,
    /// `Okafor C, Lindqvist M`
    Commas,
    /// `C Okafor, M Lindqvist`
    InitialsFirst,
    /// `Okafor, Chidi and Lindqvist, Maja`
    And,
    /// `Chidi Okafor|Maja Lindqvist`
    Pipes,
    /// `Chidi OkaforMaja Lindqvist`
    RunTogether,
    Unknown,
}

/// What the rows so far showed of a table whose style is not known: whether names are parted by commas.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Habit {
    commas: bool,
    semicolons: bool,
}

/// Adds the people of a list. Gives their names as printed, one for each of them.
pub(super) fn add<'a>(
    draft: &mut Draft,
    role: Role,
    raw: &'a str,
    style: Style,
    habit: &mut Habit,
) -> Vec<&'a str> {
    let list = split(raw, style, habit);
    draft.record.authors_cut |= list.cut && role == Role::Author;
    let names = at_most(draft, "author", MOST_PEOPLE, list.names);
    let mut printed = Vec::with_capacity(names.len());
    for piece in names {
        let text = draft.text("author", &markup::plain(piece));
        let Some(name) = parse(&text, style) else { continue };
        printed.push(piece);
        draft.record.contributors.push(Contributor { role, ..Contributor::author(name) });
    }
    if list.doubtful {
        let message = format!("'{}' may be one name or two", quote(raw));
        draft.note(DiagnosticKind::Inferred, "author", message + ": taken as one");
    }
    printed
}

/// What stands where no author is known, folded.
const NOBODY: &str =
    "|anonymous|anon|no author name available|no authors listed|no author|unknown|author unknown|n a";

/// A name without what stands around it.
fn parse(text: &str, style: Style) -> Option<Name> {
    let text = bare(text);
    if NOBODY.split('|').any(|nobody| nobody == fold(text)) {
        return None;
    }
    if is_company(text) {
        return Some(Name::Collective(text.to_owned()));
    }
    if text.contains(',') {
        return name::parse(text);
    }
    if name::is_collective(text) {
        return Some(Name::Collective(text.to_owned()));
    }
    let words: Vec<&str> = text.split(' ').collect();
    let (last, before) = words.split_last()?;
    let after_family = style == Style::Commas && is_capitals(last);
    if !before.is_empty() && (name::is_initials(last) || after_family) {
        return Some(name::person(&before.join(" "), last, "")).map(|n| with_initials(n, last));
    }
    if style == Style::Commas {
        return Some(without_initials(text, last, before));
    }
    // "van den Hoven": a name that opens with a particle has no given names.
    if PARTICLES.iter().any(|p| words.first() == Some(p)) && !before.is_empty() {
        return Some(name::person(text, "", ""));
    }
    if style == Style::InitialsFirst {
        let lead = words.iter().take_while(|w| name::is_initials(w)).count();
        if let Some((initials, family)) =
            words.split_at_checked(lead).filter(|(i, f)| !i.is_empty() && !f.is_empty())
        {
            return Some(name::person(&family.join(" "), &initials.join(" "), ""));
        }
    }
    name::parse(text)
}

/// `Invented Technologies Co., Ltd.`
fn is_company(text: &str) -> bool {
    const FORMS: [&str; 8] = ["Ltd", "Inc", "GmbH", "LLC", "Corp", "Corporation", "Company", "PLC"];
    let last = text.trim_end_matches('.').rsplit([' ', ',']).next().unwrap_or_default();
    text.contains(' ') && FORMS.contains(&last)
}

/// Particles that open a family name.
const PARTICLES: [&str; 14] =
    ["van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "ter"];

/// `KR`, `MMHJ`: initials as PubMed writes them, up to six.
fn is_capitals(word: &str) -> bool {
    (1..=6).contains(&word.chars().count()) && word.chars().all(char::is_uppercase)
}

/// Four initials and more look like a word: they are initials all the same.
fn with_initials(mut found: Name, initials: &str) -> Name {
    if let Name::Person(person) = &mut found {
        (person.initials, person.given) = (Some(initials.to_owned()), None);
    }
    found
}

/// A name in a list of family names and initials that does not end in initials: `Munder T PhD`, `Davis S Jr`,
/// a family name alone, or a group.
fn without_initials(text: &str, last: &str, before: &[&str]) -> Name {
    if let [family @ .., initials] = before
        && !family.is_empty()
        && is_capitals(initials)
    {
        return with_initials(name::person(&family.join(" "), "", last), initials);
    }
    if before.len() > 2 || is_group(text) {
        Name::Collective(text.to_owned())
    } else {
        name::person(text, "", "")
    }
}

/// Whether a text has words that stand in names of groups, and in none of people.
fn is_group(text: &str) -> bool {
    const OF_GROUPS: [&str; 5] = ["of", "for", "and", "the", "on"];
    name::is_collective(text) || text.split(' ').any(|word| OF_GROUPS.contains(&word.to_lowercase().as_str()))
}

/// Titles that Springer gives to editors: "Univ.-Prof. Dr. Stefan Biffl".
const TITLES: [&str; 9] =
    ["Prof. ", "Dr. ", "Univ.-Prof. ", "Assoc. ", "Assist. ", "med. ", "Ph.D. ", "PhD ", "Professor "];

/// Takes off titles, numbers in parentheses, marks of footnotes, a given name `null`, and a stop that closes
/// a list.
fn bare(text: &str) -> &str {
    let mut text = text.trim().trim_matches(['*', '\u{2020}', '\u{2021}', '\u{a7}', '|']).trim();
    if let Some((rest, number)) = text.strip_suffix(')').and_then(|inside| inside.rsplit_once('(')) {
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b' ');
        text = if is_number { rest.trim_end() } else { text };
    }
    for lead in ["null ", "NULL ", "and ", "& "] {
        text = text.strip_prefix(lead).map_or(text, str::trim_start);
    }
    while let Some(rest) = TITLES.iter().find_map(|title| text.strip_prefix(title)) {
        text = rest.trim_start();
    }
    text = text.strip_suffix(" null").or(text.strip_suffix(", null")).unwrap_or(text);
    if text == "null" {
        return "";
    }
    // "O'Connor RE." and "Spine Study Group.." closed a list; "Okafor C.", "Zarutskiy, S. Yu." and "Davis
    // Jr." did not.
    let rest = text.trim_end_matches('.');
    let last = rest.rsplit([' ', ',']).next().unwrap_or_default();
    let short = last.chars().count() <= 1 || (last.chars().count() == 2 && last.contains(char::is_lowercase));
    let own = last.contains('.') || short || ["Jr", "Sr"].contains(&last);
    text.get(..rest.len() + usize::from(own)).unwrap_or(text)
}

/// Finds authors by their names as printed elsewhere in the row.
#[derive(Debug)]
pub(super) struct Index(HashMap<(String, Option<char>), Option<usize>>);

impl Index {
    pub(super) fn new(contributors: &[Contributor]) -> Self {
        let mut places = HashMap::new();
        for (n, contributor) in contributors.iter().enumerate().filter(|(_, c)| c.role == Role::Author) {
            // Two of one name: neither can be told.
            places.entry(key(&contributor.name)).and_modify(|place| *place = None).or_insert(Some(n));
        }
        Self(places)
    }

    /// The author whom a name means, by family name and first initial; `None` where it is nobody or may be
    /// two.
    pub(super) fn find(&self, printed: &str) -> Option<usize> {
        let name = parse(printed, Style::Unknown)?;
        self.0.get(&key(&name)).copied().flatten()
    }
}

/// Folded family name and first initial.
fn key(name: &Name) -> (String, Option<char>) {
    match name {
        Name::Person(PersonName { family, initials, given, .. }) => {
            let first = initials
                .as_deref()
                .or(given.as_deref())
                .and_then(|text| text.chars().find(|c| c.is_alphabetic()));
            (fold(family), first.and_then(|c| c.to_lowercase().next()))
        }
        Name::Collective(name) => (fold(name), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_stands_around_them() {
        let found = |text: &str, style| parse(text, style).map(|n| key(&n)).unwrap_or_default();
        for (text, style, family, initial) in [
            ("Liu, Fengyuan (60410297700)", Style::Semicolons, "liu", Some('f')),
            ("null van den Hoven", Style::Semicolons, "van den hoven", None),
            ("H J Van Gorkom", Style::InitialsFirst, "van gorkom", Some('h')),
            ("M C van Dam-Mieras", Style::InitialsFirst, "van dam mieras", Some('m')),
            ("O'Connor RE.", Style::Commas, "oconnor", Some('r')),
            ("Okafor C.", Style::Commas, "okafor", Some('c')),
            ("SIGES research group..", Style::Commas, "siges research group", None),
            ("[No author name available]", Style::Commas, "", None),
            ("Dos Santos H.B.", Style::Commas, "dos santos", Some('h')),
            ("Charlotte E.N.M. Rosenbaum", Style::Semicolons, "rosenbaum", Some('c')),
            ("karlijn Gabriels", Style::Semicolons, "gabriels", Some('k')),
            ("Jalil N.-E.", Style::Commas, "jalil", Some('n')),
            ("van Gelder MMHJ", Style::Commas, "van gelder", Some('m')),
            ("Munder T PhD", Style::Commas, "munder", Some('t')),
            ("Ph.D. Eva De", Style::RunTogether, "de", Some('e')),
            ("Univ.-Prof. Dr. Stefan Biffl", Style::RunTogether, "biffl", Some('s')),
            ("Invented Technologies Co., Ltd.", Style::RunTogether, "invented technologies co ltd", None),
            ("De Annunzio", Style::Commas, "de annunzio", None),
            (
                "China Society of Integrated Medicine",
                Style::Commas,
                "china society of integrated medicine",
                None,
            ),
        ] {
            assert_eq!(found(text, style), (family.to_owned(), initial), "{text}");
        }
        assert_eq!(bare("O'Connor RE."), "O'Connor RE");
        assert_eq!(bare("McNamara M.E."), "McNamara M.E.");
    }
}
