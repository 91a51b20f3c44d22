//! Authors as Ovid's databases print them: with degrees, marks of affiliations, roles in brackets.

use crate::read::draft::tidy;
use crate::read::name;
use crate::record::{Contributor, Name, PersonName, Role};
use std::collections::HashMap;

/// Letters behind a name that are no part of it.
const DEGREES: [&str; 62] = [
    "MD", "PhD", "RN", "MPH", "MSc", "MS", "MA", "BA", "BS", "BSc", "BSN", "MSN", "DO", "DDS", "DMD", "DVM",
    "DrPH", "DSc", "ScD", "EdD", "PsyD", "PharmD", "DPhil", "MPhil", "MBBS", "MBChB", "MBBCh", "MBA", "MHS",
    "MHA", "MPP", "MSW", "MEd", "MSEd", "MSPH", "LCSW", "RD", "OT", "OTR", "PT", "DPT", "NP", "CNM", "CRNP",
    "APRN", "FNP", "FAAN", "FACS", "FACP", "FACSM", "FACC", "FAHA", "FRCP", "FRCS", "FRCPC", "FRCGP", "MRCP",
    "MRCGP", "MRCPsych", "FRCPsych", "JD", "Esq",
];

/// Most marks of one person.
const MARKS: usize = 32;

/// Somebody, and the marks that lead to affiliations.
#[derive(Debug, PartialEq)]
pub(super) struct Person {
    pub(super) contributor: Contributor,
    pub(super) marks: Vec<String>,
}

impl Person {
    /// A group that wrote the work.
    pub(super) fn group(name: &str) -> Self {
        Self { contributor: Contributor::author(Name::Collective(name.to_owned())), marks: Vec::new() }
    }
}

/// The names in a field that holds all of them: parted by semicolons and two spaces, by semicolons, by lines,
/// or by two spaces. A semicolon with one space also parts degrees.
pub(super) fn split(lines: &[String]) -> Vec<String> {
    let text = lines.join(" ");
    let parts: Vec<String> = match () {
        () if text.contains(";  ") => text.split(";  ").map(str::to_owned).collect(),
        () if text.contains(';') => with_degrees(&text),
        () if lines.len() > 1 => lines.to_vec(),
        () => text.split("  ").map(str::to_owned).collect(),
    };
    parts
        .into_iter()
        .map(|part| without_stop(part.trim()).to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// Parts at semicolons, degrees put back to the name before.
fn with_degrees(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in text.split(';').map(str::trim) {
        let first = part.split([' ', ',']).next().unwrap_or_default();
        match names.last_mut() {
            Some(last) if is_degree(first) => {
                last.push_str("; ");
                last.push_str(part);
            }
            _ => names.push(part.to_owned()),
        }
    }
    names
}

/// The list closes with a stop; that of an initial is its own.
fn without_stop(text: &str) -> &str {
    let Some(rest) = text.strip_suffix('.') else { return text };
    let last = rest.rsplit([' ', ',']).next().unwrap_or_default();
    if last.chars().count() > 1 && !last.contains('.') { rest } else { text }
}

/// One name: `Verbeek, Jan MD *`, `Zhang, Weijia 1,2,+`, `Behan L.`, `Kamp, Roza Maria [Editor, Reprint
/// Author]`.
pub(super) fn person(text: &str, role: Role) -> Option<Person> {
    let (text, notes) = without_brackets(text);
    let mut role = role;
    let mut corresponding = false;
    for note in notes
        .iter()
        .flat_map(|note| note.split([',', ';', '/']))
        .map(|word| word.trim().trim_end_matches('.').to_lowercase())
    {
        match note.as_str() {
            "ed" | "eds" | "editor" | "editors" | "book editor" => role = Role::Editor,
            "translator" | "trans" => role = Role::Translator,
            "reprint author" | "corresponding author" => corresponding = true,
            _ => {}
        }
    }
    let (text, marks) = without_marks(text.trim().trim_end_matches([',', ';']).trim_end());
    let text = without_degrees(&text);
    let name = name::parse(&text).filter(|name| !name.family_or_collective().is_empty())?;
    let contributor = Contributor { role, name, orcid: None, corresponding, affiliations: Vec::new() };
    Some(Person { contributor, marks })
}

/// A text without what stands in brackets, and that.
fn without_brackets(text: &str) -> (String, Vec<String>) {
    let (mut plain, mut notes) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(open) = rest.find(['[', '(']) {
        let close = if rest[open..].starts_with('[') { ']' } else { ')' };
        let Some(length) = rest[open..].find(close) else { break };
        plain.push_str(&rest[..open]);
        notes.push(rest[open + 1..open + length].to_owned());
        rest = &rest[open + length + 1..];
    }
    plain.push_str(rest);
    (tidy(&plain), notes)
}

/// The marks that close a name, each of digits, a symbol or a small letter.
fn without_marks(text: &str) -> (String, Vec<String>) {
    let Some((before, last)) = text.rsplit_once(' ') else { return (text.to_owned(), Vec::new()) };
    let marks: Vec<&str> = last.split(',').filter(|mark| !mark.is_empty()).take(MARKS).collect();
    if before.is_empty() || marks.is_empty() || !marks.iter().all(|mark| is_mark(mark)) {
        return (text.to_owned(), Vec::new());
    }
    (before.trim_end_matches([',', ' ']).to_owned(), marks.into_iter().map(str::to_owned).collect())
}

/// Whether a word is a mark that leads to an affiliation.
pub(super) fn is_mark(text: &str) -> bool {
    let digits = text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
    let symbol = text.chars().count() <= 3 && text.chars().all(|c| "*+#&^|~§¶†‡".contains(c));
    let letter = text.len() == 1 && text.bytes().all(|b| b.is_ascii_lowercase());
    !text.is_empty() && (digits || symbol || letter)
}

/// Family and given names without degrees; a suffix of a generation stays.
fn without_degrees(text: &str) -> String {
    let Some((family, rest)) = text.split_once(',') else { return text.to_owned() };
    let mut segments = rest.split([',', ';']).map(str::trim);
    let given: Vec<&str> = segments.next().unwrap_or_default().split(' ').collect();
    let end = given.iter().skip(1).position(|word| is_degree(word)).map_or(given.len(), |at| at + 1);
    let suffix = segments
        .find(|s| matches!(s.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV" | "2nd" | "3rd"));
    let given = given[..end].join(" ");
    match suffix {
        Some(suffix) => format!("{family}, {given}, {suffix}"),
        None => format!("{family}, {given}"),
    }
}

fn is_degree(word: &str) -> bool {
    let plain = word.replace('.', "");
    DEGREES.contains(&plain.as_str())
}

/// `Smith, John A; ORCID: https://orcid.org/0000-…`: the name and the number.
pub(super) fn name_id(text: &str) -> Option<(&str, &str)> {
    let at = text.to_ascii_lowercase().find("orcid")?;
    let number = text[at..].split_once([':', ' ']).map(|(_, number)| number.trim())?;
    Some((
        text[..at].trim_end_matches([';', ' ', ',', '(', '[']),
        number.trim_end_matches([']', ')', ';', '.']),
    ))
}

/// Finds people by a name as printed elsewhere in the record.
pub(super) struct Index(HashMap<String, Vec<usize>>);

/// So many namesakes are told apart.
const NAMESAKES: usize = 64;

impl Index {
    pub(super) fn new(people: &[Person]) -> Self {
        let mut index: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, person) in people.iter().enumerate() {
            let same =
                index.entry(person.contributor.name.family_or_collective().to_lowercase()).or_default();
            if same.len() < NAMESAKES {
                same.push(at);
            }
        }
        Self(index)
    }

    /// Everybody of this family name.
    pub(super) fn family(&self, family: &str) -> &[usize] {
        self.0.get(&family.to_lowercase()).map(Vec::as_slice).unwrap_or_default()
    }

    /// Everybody whose name this may be: the same family name, and the same first letter of the given ones
    /// where both have them.
    pub(super) fn named(&self, people: &[Person], printed: &str) -> Vec<usize> {
        let Some(Name::Person(theirs)) = name::parse(printed) else { return Vec::new() };
        let wanted = first_letter(&theirs);
        let fits = |at: &usize| match people.get(*at).map(|person| &person.contributor.name) {
            Some(Name::Person(ours)) => {
                let own = first_letter(ours);
                own == wanted || own.is_none() || wanted.is_none()
            }
            _ => false,
        };
        self.family(&theirs.family).iter().copied().filter(fits).collect()
    }
}

fn first_letter(name: &PersonName) -> Option<String> {
    let text = name.given.as_ref().or(name.initials.as_ref())?;
    text.chars().find(|c| c.is_alphabetic()).map(|c| c.to_lowercase().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, String, Vec<String>) {
        let person = person(text, Role::Author).unwrap();
        let Name::Person(name) = person.contributor.name else { panic!("{text}") };
        (name.family, name.given.or(name.initials).unwrap_or_default(), person.marks)
    }

    #[test]
    fn degrees_and_marks_are_no_part_of_a_name() {
        for (text, family, given, marks) in [
            ("Verbeek, Jan MD *", "Verbeek", "Jan", &["*"][..]),
            ("van Vugt, Arie MD, PhD +", "van Vugt", "Arie", &["+"]),
            ("Zhang, Weijia 1,2,+", "Zhang", "Weijia", &["1", "2", "+"]),
            ("Bunkers, Sandra Schmidt RN; PhD; FAAN 1", "Bunkers", "Sandra Schmidt", &["1"]),
            ("Peterson, James A. Ph.D., FACSM", "Peterson", "James A.", &[]),
            ("Shapiro, Edward S. 1", "Shapiro", "Edward S.", &["1"]),
            ("Behan L.", "Behan", "L.", &[]),
            ("Lucas J.S.", "Lucas", "J.S.", &[]),
            ("Werner, S. M. [Author, Reprint Author; E-mail: a@b.org]", "Werner", "S. M.", &[]),
            ("Davis, Sammy MD, Jr.", "Davis", "Sammy", &[]),
            ("Marusik, YuM", "Marusik", "YuM", &[]),
        ] {
            let expected =
                (family.to_owned(), given.to_owned(), marks.iter().map(|m| (*m).to_owned()).collect());
            assert_eq!(parts(text), expected, "{text}");
        }
        let editor = person("Kamp, Roza Maria [Editor, Reprint Author]", Role::Author).unwrap().contributor;
        assert!(editor.role == Role::Editor && editor.corresponding);
        assert_eq!(person("Max [Ed]", Role::Author).unwrap().contributor.role, Role::Editor);
    }

    #[test]
    fn lists_of_names_are_split() {
        let split = |lines: &[&str]| split(&lines.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>());
        assert_eq!(split(&["Okafor, Chidi;  Lindqvist, Maja."]), ["Okafor, Chidi", "Lindqvist, Maja"]);
        assert_eq!(split(&["Roe, Al MD; PhD; Lee, Bo S."]), ["Roe, Al MD; PhD", "Lee, Bo S."]);
        assert_eq!(split(&["Smith JA.  Jones B."]), ["Smith JA", "Jones B."]);
        assert_eq!(split(&["Mustermann  Musterfrau"]), ["Mustermann", "Musterfrau"]);
        assert_eq!(split(&["Smith, Jo", "Lee, Al"]), ["Smith, Jo", "Lee, Al"]);
    }

    #[test]
    fn names_elsewhere_are_matched() {
        let people =
            ["Smith, John A", "Roe, Bo", "Smith, Kate"].map(|name| person(name, Role::Author).unwrap());
        let index = Index::new(&people);
        let found = |name| index.named(&people, name);
        assert_eq!((found("Smith J"), found("Smith, Kate"), found("Smith")), (vec![0], vec![2], vec![0, 2]));
        assert_eq!((found("Smith L"), index.family("ROE")), (vec![], &[1][..]));
        assert_eq!(
            name_id("Smith, John A; ORCID: https://orcid.org/0000-0002-1825-0097"),
            Some(("Smith, John A", "https://orcid.org/0000-0002-1825-0097"))
        );
    }
}
