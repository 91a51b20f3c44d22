//! Authors, editors and translators: one name to a field, as a rule.

use super::fields::Value;
use super::notes::Notes;
use super::sheet::{Origin, Sheet, at, is_filler};
use super::tags::Tag;
use super::titles::second_role;
use crate::read::address;
use crate::read::draft::Draft;
use crate::read::markup;
use crate::read::name;
use crate::record::{Contributor, DiagnosticKind, Name, Orcid, Role};
use std::borrow::Cow;
use std::collections::HashSet;

/// Most people that a record may have.
const MOST: usize = 50_000;

pub(super) fn place(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) {
    // The editors of an edited book stand where authors do.
    let first = if sheet.is(&["EDBOOK"]) { Role::Editor } else { Role::Author };
    // Some writers give the list under both tags.
    let doubled = sheet.has(*b"AU") && sheet.has(*b"A1");
    let given: HashSet<&str> =
        if doubled { sheet.all(*b"AU").map(|v| v.text).collect() } else { HashSet::new() };
    for value in sheet.any([*b"AU", *b"A1"]) {
        if value.tag == *b"AU" || !given.contains(value.text) {
            list(value, first, draft);
        }
    }
    if draft.record.contributors.is_empty() {
        for raw in &notes.authors {
            draft.record.contributors.extend(name::parse(raw).map(Contributor::author));
        }
    }
    let study = case_study(sheet, draft);
    others(sheet, study, draft);
    fuller(notes, draft);
    if draft.record.contributors.len() >= MOST {
        draft.warn(
            DiagnosticKind::TooLong,
            "author",
            format!("there are more than {MOST} names"),
            "the rest was left out",
        );
    }
    draft.record.contributors.sort_by_key(|c| c.role);
}

/// EBSCO writes case studies as cases, with their authors in `A4` and `A2`. Of a case at law these are no people. Gives
/// whether it is such a study.
fn case_study(sheet: &Sheet<'_>, draft: &mut Draft) -> bool {
    if !sheet.is(&["CASE"]) || !draft.record.contributors.is_empty() {
        return false;
    }
    let people = sheet.all(*b"A4").chain(sheet.all(*b"A2")).filter(|value| value.text.contains(", "));
    people.for_each(|value| list(value, Role::Author, draft));
    !draft.record.contributors.is_empty()
}

/// Editors and translators.
fn others(sheet: &Sheet<'_>, study: bool, draft: &mut Draft) {
    let has_authors = !draft.record.contributors.is_empty();
    let translators = !sheet.is(&["CASE", "CONF", "DATA", "MPCT", "MUSIC", "RPRT", "SER"]);
    let roles: [(Tag, Option<Role>); 4] = [
        (*b"ED", Some(Role::Editor)),
        (*b"A2", second_role(sheet, has_authors)),
        (*b"A3", sheet.is(&["BOOK", "EDBOOK"]).then_some(Role::Editor)),
        (*b"A4", translators.then_some(Role::Translator)),
    ];
    for (tag, role) in roles {
        if study && matches!(&tag, b"A2" | b"A4") {
            continue; // its authors
        }
        for value in sheet.all(tag) {
            // Ovid puts the authors of all references of a paper there.
            let cited = sheet.origin == Origin::PsycInfo && value.text.matches(',').count() > 2;
            match role {
                Some(_) if tag == *b"A2" && sheet.origin == Origin::OvidMedline => {
                    investigators(value, draft);
                }
                Some(role) if !cited => list(value, role, draft),
                _ => draft.unused(String::from_utf8_lossy(&tag).into_owned()),
            }
        }
    }
    // `ED` and `A2` may name the same people.
    if sheet.has(*b"ED") && sheet.has(*b"A2") {
        let mut seen = HashSet::new();
        draft.record.contributors.retain(|c| c.role != Role::Editor || seen.insert(c.name.full()));
    }
}

/// Of MEDLINE, Ovid puts groups that are authors there, and the people of such a group.
fn investigators(value: Value<'_>, draft: &mut Draft) {
    let known = draft.record.contributors.len();
    list(value, Role::Investigator, draft);
    let new = draft.record.contributors.iter_mut().skip(known);
    new.filter(|c| matches!(c.name, Name::Collective(_))).for_each(|c| c.role = Role::Author);
}

/// The names in a field, in this role.
fn list(value: Value<'_>, role: Role, draft: &mut Draft) {
    at(draft, value);
    if is_plain(value.text) {
        one(value.text, role, draft);
        return;
    }
    let text = lines_joined(value.text);
    for part in markup::plain(&text).split(';') {
        if let Some((before, after)) = part.split_once(" and ").filter(|(a, b)| are_two(part, a, b)) {
            one(before, role, draft);
            one(after, role, draft);
        } else if is_comma_list(part) {
            part.split(',').for_each(|name| one(name, role, draft));
        } else {
            one(part, role, draft);
        }
    }
}

/// Whether a text is that of one name at a glance: one comma at most, and nothing that parts names or is none
/// of them.
fn is_plain(text: &str) -> bool {
    let mut commas = 0;
    let bytes = text.as_bytes();
    let odd = bytes.iter().enumerate().any(|(at, b)| match b {
        b',' => {
            commas += 1;
            commas > 1
        }
        b';' | b'&' | b'<' | b'\n' => true,
        b' ' => bytes.get(at + 1..at + 5) == Some(b"and "),
        _ => false,
    });
    !odd
}

/// Whether "and" stands between two people: `Li, Wei and Hu, Xi`, `Wei Li and Xi Hu`; not `Food and Drug
/// Administration`.
fn are_two(text: &str, before: &str, after: &str) -> bool {
    let both = |test: fn(&str) -> bool| test(before) && test(after);
    let is_plain_name = |side: &str| {
        let words = side.split_whitespace();
        (2..=3).contains(&words.clone().count())
            && words.clone().all(|word| word.starts_with(char::is_uppercase))
    };
    both(|side| side.contains(','))
        || (both(is_plain_name) && !text.contains(',') && !name::is_collective(text))
}

/// A name that was wrapped is one name; a line with a comma is a name of its own.
fn lines_joined(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len());
    for line in text.lines().map(str::trim) {
        if !joined.is_empty() {
            joined.push_str(if line.contains(',') { "; " } else { " " });
        }
        joined.push_str(line);
    }
    Cow::Owned(joined)
}

/// `Smith J, Jones KL`: every part is a family name and initials.
fn is_comma_list(text: &str) -> bool {
    let is_name = |part: &str| {
        let (family, initials) = part.trim().rsplit_once(' ').unwrap_or_default();
        !family.is_empty() && initials.len() <= 5 && initials.bytes().all(|b| b.is_ascii_uppercase())
    };
    text.contains(',') && text.split(',').all(is_name)
}

fn one(raw: &str, role: Role, draft: &mut Draft) {
    let mut raw = raw.trim();
    if raw.ends_with([',', ';', '&', 'd']) {
        raw = raw.trim_end_matches([',', ';', '&']).trim_end();
        raw = raw.strip_suffix(" and").unwrap_or(raw).trim_end();
    }
    let raw = raw.strip_prefix("and ").unwrap_or(raw);
    if is_filler(raw) || draft.record.contributors.len() >= MOST {
        return;
    }
    if memchr::memchr(b',', raw.as_bytes()).is_none() {
        let bare = raw.trim_matches(['[', ']', '(', ')', '.', ' ']);
        if bare.is_empty() || is_nobody(bare) {
            return;
        }
        if ["et al", "and others", "others"].iter().any(|others| bare.eq_ignore_ascii_case(others)) {
            draft.record.authors_cut |= role == Role::Author;
            return;
        }
    }
    let plain = markup::plain(raw);
    let safe = if memchr::memchr2(b'@', b'\xef', plain.as_bytes()).is_some() {
        Cow::Owned(draft.text("author", &plain))
    } else {
        plain
    };
    let (text, orcid) = without_orcid(&safe);
    let (text, editor) = without_editor(&text);
    let spaced = with_comma(text);
    let Some(name) = name::parse(&spaced) else { return };
    let contributor =
        Contributor { role: if editor { Role::Editor } else { role }, orcid, ..Contributor::author(name) };
    draft.record.contributors.push(contributor);
    if editor {
        // `Smith, J.`, `Jones, K. eds`: the mark is on the last of them.
        let people = draft.record.contributors.iter_mut();
        people.filter(|c| c.role == Role::Author).for_each(|c| c.role = Role::Editor);
    }
}

/// What stands where nobody is named.
fn is_nobody(text: &str) -> bool {
    ["anonymous", "anon", "no authors listed", "no author", "unknown", "none"]
        .iter()
        .any(|none| text.eq_ignore_ascii_case(none))
}

/// `Brownstein C D` is a family name and two initials.
fn with_comma(text: &str) -> Cow<'_, str> {
    if text.contains(',') {
        return Cow::Borrowed(text);
    }
    let mut at = text.len();
    let mut initials = 0;
    for word in text.rsplit(' ') {
        let letter = word.strip_suffix('.').unwrap_or(word);
        let mut chars = letter.chars();
        let single = chars.next().is_some_and(char::is_uppercase) && chars.next().is_none();
        if !single || word.len() >= at {
            break;
        }
        at -= word.len() + 1;
        initials += 1;
    }
    if initials < 2 {
        return Cow::Borrowed(text);
    }
    let (family, given) = text.split_at(at);
    Cow::Owned(format!("{family},{given}"))
}

/// A name with the ORCID iD that some writers put behind it.
fn without_orcid(text: &str) -> (Cow<'_, str>, Option<Orcid>) {
    const LENGTH: usize = 19;
    let digits = text.bytes().any(|b| b == b'0');
    let Some(start) = digits.then(|| text.find("0000-0")).flatten() else {
        return (Cow::Borrowed(text), None);
    };
    let orcid = text.get(start..start + LENGTH).and_then(|digits| digits.parse().ok());
    if orcid.is_none() {
        return (Cow::Borrowed(text), None);
    }
    let lower = text.to_ascii_lowercase();
    let mut end = start;
    for lead in ["orcid.org/"].iter().chain(&address::SCHEMES).chain(&["orcid:", "orcid"]) {
        end = lower[..end].trim_end().strip_suffix(*lead).map_or(end, str::len);
    }
    (Cow::Borrowed(text[..end].trim_end_matches([' ', '(', '[', ',', ';', '<'])), orcid)
}

/// A name without the mark of an editor: `Takada, Mitsuo eds`, `Li, X. (Ed.)`.
fn without_editor(text: &str) -> (&str, bool) {
    let (name, last) = text.trim_end().rsplit_once([' ', ',']).unwrap_or_default();
    let bracketed = last.starts_with(['(', '[']);
    let word = last.trim_matches(['(', ')', '[', ']', '.']);
    let is_mark = match word {
        "eds" | "editors" => true,
        // `Witkowski, Ed` is a person.
        "ed" => !name.trim_end().ends_with(','),
        "Ed" | "Eds" | "Editor" | "Editors" => bracketed,
        _ => false,
    };
    if is_mark && !name.is_empty() { (name.trim_end_matches([' ', ',']), true) } else { (text, false) }
}

/// PubMed's full names stand in the notes where EndNote has taken the record over.
fn fuller(notes: &Notes, draft: &mut Draft) {
    let mut full = notes.full_names.iter().filter_map(|raw| name::parse(raw)).peekable();
    for contributor in draft.record.contributors.iter_mut().filter(|c| c.role == Role::Author) {
        let (Name::Person(person), Some(Name::Person(next))) = (&mut contributor.name, full.peek()) else {
            continue;
        };
        if !person.family.eq_ignore_ascii_case(&next.family) {
            continue;
        }
        if person.given.is_none() && initial(person.initials.as_deref()) == initial(next.given.as_deref()) {
            person.given.clone_from(&next.given);
        }
        full.next();
    }
}

fn initial(text: Option<&str>) -> Option<char> {
    text.and_then(|t| t.chars().find(|c| c.is_alphabetic())).map(|c| c.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleared_of_what_is_not_theirs() {
        assert_eq!(without_editor("Takada, Mitsuo eds"), ("Takada, Mitsuo", true));
        assert_eq!(without_editor("Li, X. (Ed.)"), ("Li, X.", true));
        for text in ["Witkowski, Ed", "Witkowski, ed", "Reed, M. G.", "Speed"] {
            assert_eq!(without_editor(text), (text, false), "{text}");
        }
        let (name, orcid) = without_orcid("Turk, Amadea (ORCID: https://orcid.org/0000-0002-1825-0097)");
        assert_eq!(
            (name.as_ref(), orcid.map(|o| o.to_string()).as_deref()),
            ("Turk, Amadea", Some("0000-0002-1825-0097"))
        );
        assert_eq!(with_comma("Brownstein C D"), "Brownstein, C D");
        assert_eq!(with_comma("Liu R."), "Liu R.");
        assert_eq!(with_comma("C D"), "C D");
    }

    #[test]
    fn lists_in_one_field_are_told_from_one_name() {
        assert!(is_comma_list("Smith J, Jones KL"));
        assert!(
            !is_comma_list("Smith, J")
                && !is_comma_list("Lewis, R.R., III")
                && !is_comma_list("van Dam A, MD")
        );
        assert_eq!(
            lines_joined("Harrison, Warren\nLevenshtein\n  Morris"),
            "Harrison, Warren Levenshtein Morris"
        );
        assert_eq!(lines_joined("Li, W.\nHu, X."), "Li, W.; Hu, X.");
    }
}
