//! Names of people as citation exports print them -> their parts.

use super::draft::tidy;
use crate::record::{Name, PersonName};

/// Particles that belong to the family name when they stand before it in small letters.
const PARTICLES: [&str; 27] = [
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le",
    "ter", "ten", "te", "zu", "zur", "zum", "af", "av", "el", "al", "bin", "ibn",
];

/// Particles that are hardly ever a given name, so that they belong to the family name in capitals too (`Dos Santos`).
const CAPITAL_PARTICLES: [&str; 9] = ["Van", "Von", "Der", "De", "Del", "Della", "Dos", "Das", "Den"];

/// `Turk, Amadea`, `Turk, A.`, `Davis, Sammy, Jr.`, `Davis, Jr., Sammy`, `Turk A` (family and initials), `Amadea Turk`.
/// A text that has no sign of a person (digits, words such as "group") is a collective.
pub(super) fn parse(raw: &str) -> Option<Name> {
    let text = tidy(raw);
    let text = text.trim_end_matches([',', ';']).trim();
    if text.is_empty() {
        return None;
    }
    if let Some((family, rest)) = text.split_once(',') {
        return Some(with_comma(family.trim(), rest.trim()));
    }
    if is_collective(text) {
        return Some(Name::Collective(text.to_owned()));
    }
    Some(Name::Person(without_comma(text)))
}

/// A person of given and family name as the source tells them apart.
pub(super) fn person(family: &str, given: &str, suffix: &str) -> Name {
    let some = |t: String| (!t.is_empty()).then_some(t);
    let given = tidy(given);
    let (initials, given) =
        if is_initials(&given) { (some(given), None) } else { (initials_of(&given), some(given)) };
    Name::Person(PersonName { family: tidy(family), initials, given, suffix: some(tidy(suffix)) })
}

/// Initials of given names: `Kamal R` is `KR`, `Marie-José` is `MJ`, `K. R.` is `KR`.
pub(super) fn initials_of(given: &str) -> Option<String> {
    let parts = given.split(|c: char| c.is_whitespace() || c == '-' || c == '.' || c == '\u{2010}');
    let initials: String =
        parts.filter_map(|p| p.chars().find(|c| c.is_alphabetic())).flat_map(char::to_uppercase).collect();
    (!initials.is_empty()).then_some(initials)
}

/// Whether a text of given names is initials only: `KR`, `K. R.`, `M.-J.`, `A`.
pub(super) fn is_initials(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let count = letters.clone().count();
    let only_marks = text.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | ' ' | '-' | '\u{2010}'));
    let dotted = text.contains('.') && text.split(['.', ' ', '-']).all(|p| p.chars().count() <= 1);
    (1..=4).contains(&count)
        && only_marks
        && letters.clone().all(char::is_uppercase)
        && (dotted || count <= 3 && text.split([' ', '-']).all(|p| p.chars().count() <= 3))
}

/// Whether a word is a generational suffix.
fn is_suffix(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.').to_ascii_lowercase().as_str(),
        "jr" | "sr" | "ii" | "iii" | "iv" | "2nd" | "3rd" | "4th"
    )
}

fn with_comma(family: &str, rest: &str) -> Name {
    let parts: Vec<&str> = rest.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
    match parts[..] {
        [] if is_collective(family) => Name::Collective(family.to_owned()),
        [] => person(family, "", ""),
        [only] if is_suffix(only) => person(family, "", only),
        [given, suffix] if is_suffix(suffix) => person(family, given, suffix),
        [suffix, given] if is_suffix(suffix) => person(family, given, suffix),
        [given] => person(family, given, ""),
        _ => person(family, rest, ""),
    }
}

fn without_comma(text: &str) -> PersonName {
    let mut words: Vec<&str> = text.split(' ').collect();
    let suffix = if words.len() > 2 { words.pop_if(|w| is_suffix(w)).unwrap_or_default() } else { "" };
    let Name::Person(name) = (match words[..] {
        [] | [_] => person(&words.join(" "), "", suffix),
        [.., last] if is_initials(last) && last.chars().count() <= 4 => {
            person(&words[..words.len() - 1].join(" "), last, suffix)
        }
        _ => {
            // The family name is the last word, with the particles before it.
            let mut at = words.len() - 1;
            while at > 1 && PARTICLES.contains(&words[at - 1])
                || at > 0 && CAPITAL_PARTICLES.contains(&words[at - 1])
            {
                at -= 1;
            }
            person(&words[at..].join(" "), &words[..at].join(" "), suffix)
        }
    }) else {
        return PersonName { family: text.to_owned(), ..PersonName::default() };
    };
    name
}

/// Whether a name is plainly that of a group.
pub(super) fn is_collective(text: &str) -> bool {
    const WORDS: [&str; 26] = [
        "group",
        "study",
        "consortium",
        "collaboration",
        "collaborators",
        "investigators",
        "committee",
        "network",
        "team",
        "society",
        "association",
        "institute",
        "university",
        "organization",
        "organisation",
        "foundation",
        "ministry",
        "department",
        "council",
        "commission",
        "trial",
        "project",
        "center",
        "centre",
        "initiative",
        "agency",
    ];
    let folded = text.to_lowercase();
    let mut words = folded.split(|c: char| !c.is_alphanumeric());
    text.contains(' ') && words.any(|w| WORDS.contains(&w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, String, String, String) {
        match parse(text) {
            Some(Name::Person(p)) => (
                p.family,
                p.given.unwrap_or_default(),
                p.initials.unwrap_or_default(),
                p.suffix.unwrap_or_default(),
            ),
            Some(Name::Collective(name)) => (name, "collective".to_owned(), String::new(), String::new()),
            None => Default::default(),
        }
    }

    #[test]
    fn names_are_taken_apart() {
        for (text, family, given, initials, suffix) in [
            ("Turk, Amadea", "Turk", "Amadea", "A", ""),
            ("Mahtani, Kamal R.", "Mahtani", "Kamal R.", "KR", ""),
            ("Mahtani, K. R.", "Mahtani", "", "K. R.", ""),
            ("Davis, Sammy, Jr.", "Davis", "Sammy", "S", "Jr."),
            ("Davis, Jr., Sammy", "Davis", "Sammy", "S", "Jr."),
            ("Mahtani KR", "Mahtani", "", "KR", ""),
            ("van der Berg H", "van der Berg", "", "H", ""),
            ("Hans van der Berg", "van der Berg", "Hans", "H", ""),
            ("Vinicius Dos Santos", "Dos Santos", "Vinicius", "V", ""),
            ("Dos Santos", "Dos Santos", "", "", ""),
            ("Van Dung", "Van Dung", "", "", ""),
            ("Da Wei", "Wei", "Da", "D", ""),
            ("Amadea Turk", "Turk", "Amadea", "A", ""),
            ("Plato", "Plato", "", "", ""),
            ("SPRING_NE Study Group", "SPRING_NE Study Group", "collective", "", ""),
            ("O’Brien, Marie-José", "O’Brien", "Marie-José", "MJ", ""),
            ("LI, WEI", "LI", "", "WEI", ""),
        ] {
            let expected = (family.to_owned(), given.to_owned(), initials.to_owned(), suffix.to_owned());
            assert_eq!(parts(text), expected, "{text}");
        }
    }
}
