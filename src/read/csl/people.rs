//! Names of CSL-JSON -> contributors. Of Zotero's creators the same rules hold.
//!
//! A name has `family`, `given`, particles and a suffix, or it is `literal`: a group, as CSL defines it. What
//! writers add (`isInstitution`, `multi` of Jurism, ORCID iDs and affiliations of Crossref) is known too.

use super::json::{flag, is_blank, text, texts};
use crate::read::draft::{Draft, quote, tidy};
use crate::read::{markup, name};
use crate::record::{Affiliation, Contributor, Name, Role};
use serde_json::{Map, Value};

/// Words that belong to the family name where they stand, in small letters, behind the given names.
const PARTICLES: [&str; 38] = [
    "van", "von", "der", "den", "de", "del", "della", "degli", "di", "da", "dal", "das", "dos", "do", "du",
    "des", "la", "le", "las", "los", "ter", "ten", "te", "zu", "zur", "zum", "vom", "af", "av", "el", "al",
    "bin", "ibn", "y", "e", "'t", "op", "in",
];

/// The parts of a name as the source has them.
#[derive(Debug, Default)]
pub(in crate::read) struct Parts {
    pub(in crate::read) family: String,
    pub(in crate::read) given: String,
    pub(in crate::read) suffix: String,
    /// Particles that stand before the family name.
    pub(in crate::read) particles: String,
    /// The name of a group, or one that is not to be taken apart.
    pub(in crate::read) whole: String,
}

/// Who stands in a list of names, and whether the list says that it goes on.
#[derive(Debug, Default)]
pub(in crate::read) struct People {
    pub(in crate::read) list: Vec<Contributor>,
    pub(in crate::read) cut: bool,
}

impl People {
    /// Adds one; `others` and `et al.` are nobody.
    pub(in crate::read) fn push(&mut self, contributor: Contributor) {
        let named = contributor.name.family_or_collective().trim_end_matches('.').to_lowercase();
        let alone = match &contributor.name {
            Name::Person(person) => person.given.is_none() && person.initials.is_none(),
            Name::Collective(_) => true,
        };
        if alone && matches!(named.as_str(), "others" | "and others" | "et al" | "et alii" | "et alia") {
            self.cut = true;
        } else {
            self.list.push(contributor);
        }
    }
}

/// The people of a name variable.
pub(in crate::read) fn read(draft: &mut Draft, variable: &str, value: &Value) -> People {
    let mut people = People::default();
    let single = std::slice::from_ref(value);
    for entry in value.as_array().map_or(single, Vec::as_slice) {
        match entry {
            Value::Object(object) => {
                if let Some(contributor) = person(draft, variable, object) {
                    people.push(contributor);
                }
            }
            other => {
                for raw in text(other).iter().flat_map(|names| apart(names)) {
                    let clean = draft.text("author", &markup::plain(raw));
                    if let Some(name) = name::parse(&clean) {
                        people.push(Contributor::author(name));
                    }
                }
            }
        }
    }
    people
}

/// Names in one text, which CSL does not have and some programs write.
fn apart(names: &str) -> Vec<&str> {
    if names.contains(';') {
        return names.split(';').collect();
    }
    names.split(" and ").collect()
}

fn person(draft: &mut Draft, variable: &str, object: &Map<String, Value>) -> Option<Contributor> {
    let mut parts = Parts::default();
    let (mut orcid, mut affiliations) = (None, Vec::new());
    let mut particles = [String::new(), String::new()];
    let institution = flag(object.get("isInstitution"));
    for (member, value) in object {
        let raw = text(value).unwrap_or_default();
        match member.as_str() {
            "family" => parts.family = raw,
            "given" => parts.given = raw,
            "suffix" => parts.suffix = raw,
            "dropping-particle" => particles[0] = raw,
            "non-dropping-particle" => particles[1] = raw,
            "literal" | "name" if parts.whole.is_empty() => parts.whole = raw,
            "ORCID" | "orcid" => orcid = orcid.or(draft.orcid(&raw)),
            "affiliation" | "affiliations" => affiliations = read_affiliations(draft, value),
            // How a style prints the name; who sent the ORCID iD; the place in the list, which the list
            // itself shows.
            "comma-suffix"
            | "static-ordering"
            | "parse-names"
            | "isInstitution"
            | "authenticated-orcid"
            | "sequence"
            | "literal"
            | "name"
            | "prefix" => {}
            _ if is_blank(value) => {}
            other => draft.unused(format!("{variable}.{}", quote(other))),
        }
    }
    particles.join(" ").trim().clone_into(&mut parts.particles);
    if institution && parts.whole.is_empty() {
        parts.whole = format!("{} {}", parts.given, parts.family);
        (parts.family, parts.given) = (String::new(), String::new());
    }
    let name = parts.name(draft)?;
    Some(Contributor { role: Role::Author, name, orcid, corresponding: false, affiliations })
}

/// `[{"name": …, "id": [{"id": ROR, "id-type": "ROR"}]}]`, or texts.
fn read_affiliations(draft: &mut Draft, value: &Value) -> Vec<Affiliation> {
    let single = std::slice::from_ref(value);
    let mut found = Vec::new();
    for entry in value.as_array().map_or(single, Vec::as_slice) {
        let Value::Object(object) = entry else {
            found.extend(texts(entry).iter().filter_map(|raw| draft.affiliation(raw)));
            continue;
        };
        let names = ["department", "name", "place"].iter().filter_map(|part| object.get(*part));
        let printed = names.flat_map(texts).collect::<Vec<_>>().join(", ");
        let Some(mut affiliation) = draft.affiliation(&printed) else { continue };
        let ids =
            object.get("id").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
        for id in ids {
            let kind = id.get("id-type").and_then(Value::as_str).unwrap_or_default();
            if kind.eq_ignore_ascii_case("ror") {
                affiliation.ror = id.get("id").and_then(text).and_then(|raw| draft.identifier("ror", &raw));
            }
        }
        found.push(affiliation);
    }
    found
}

impl Parts {
    /// The name; `None` where there is none.
    pub(in crate::read) fn name(&self, draft: &mut Draft) -> Option<Name> {
        let mut clean = |raw: &str| {
            let text = draft.text("author", &markup::plain(raw));
            text.trim_matches([',', ';', ' ']).to_owned()
        };
        let (family, given) = (clean(unquoted(&self.family)), clean(&self.given));
        let whole = clean(&self.whole);
        if family.is_empty() && given.is_empty() {
            return (!whole.is_empty()).then_some(Name::Collective(whole));
        }
        if given.is_empty() && self.suffix.is_empty() && self.particles.is_empty() {
            if name::is_collective(&family) || is_organisation(&family) {
                return Some(Name::Collective(family));
            }
            if family.contains(',') {
                return name::parse(&family);
            }
        }
        if family.is_empty() {
            // One name alone, whichever of the two it was written as.
            return Some(name::person(&given, "", &self.suffix));
        }
        let (given, behind, suffix) = taken_apart(&given);
        let (family, suffix) = match family.split_once(',') {
            Some((name, rest)) if is_suffix(rest) => (name.to_owned(), rest.trim()),
            _ => (family.clone(), suffix),
        };
        let suffix = if self.suffix.trim().is_empty() { suffix } else { self.suffix.trim() };
        let particles = [self.particles.trim(), &behind].join(" ");
        Some(name::person(&joined(particles.trim(), &family), &given, suffix))
    }
}

/// Particles and family name; `d'` and `al-` stand close to it.
fn joined(particles: &str, family: &str) -> String {
    if particles.is_empty() {
        return family.to_owned();
    }
    let close = particles.ends_with(['\'', '\u{2019}', '-', '\u{2010}']);
    if close { format!("{particles}{family}") } else { format!("{particles} {family}") }
}

/// Given names, the particles behind them, and the suffix behind a comma: `Martin Luther, Jr.`, `Alexander
/// von`.
fn taken_apart(given: &str) -> (String, String, &str) {
    let (given, suffix) = match given.split_once(',') {
        Some((names, rest)) if is_suffix(rest) => (names, rest.trim_start_matches(['!', ' '])),
        _ => (given, ""),
    };
    let words: Vec<&str> = given.split(' ').filter(|word| !word.is_empty()).collect();
    let is_particle = |word: &&&str| {
        PARTICLES.contains(*word) || word.ends_with(['\'', '\u{2019}']) && word.chars().count() <= 3
    };
    let behind = words.iter().skip(1).rev().take_while(is_particle).count();
    let at = words.len() - behind;
    (words[..at].join(" "), words[at..].join(" "), suffix)
}

/// Whether a name of several words ends as those of companies and institutions do.
fn is_organisation(name: &str) -> bool {
    const ENDS: [&str; 24] = [
        "inc",
        "ltd",
        "limited",
        "llc",
        "plc",
        "gmbh",
        "ag",
        "co",
        "corp",
        "corporation",
        "company",
        "bank",
        "church",
        "museum",
        "library",
        "hospital",
        "trust",
        "board",
        "office",
        "school",
        "college",
        "press",
        "publishers",
        "union",
    ];
    let Some((_, last)) = name.rsplit_once(' ') else { return false };
    let last = last.trim_end_matches(['.', ')']).to_lowercase();
    ENDS.contains(&last.as_str())
}

fn is_suffix(text: &str) -> bool {
    let word = text.trim_matches(['!', ' ', '.']).to_ascii_lowercase();
    matches!(word.as_str(), "jr" | "sr" | "ii" | "iii" | "iv" | "2nd" | "3rd" | "4th")
}

/// Quotation marks around a family name keep citation programs from taking it apart.
fn unquoted(family: &str) -> &str {
    family.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(family)
}

/// A name of Zotero's extra field: `Family || Given`, or a group.
pub(in crate::read) fn of_line(draft: &mut Draft, raw: &str) -> Option<Contributor> {
    let parts = match raw.split_once("||") {
        Some((family, given)) => Parts { family: tidy(family), given: tidy(given), ..Parts::default() },
        None => Parts { whole: tidy(raw), ..Parts::default() },
    };
    parts.name(draft).map(Contributor::author)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Context;
    use crate::record::Position;
    use serde_json::json;

    fn names(value: &Value) -> Vec<String> {
        let context = Context { source: "t".into(), list_year: None };
        let mut draft = Draft::new(&context, 1, Position::default());
        let people = read(&mut draft, "author", value);
        let shown = |c: &Contributor| match &c.name {
            Name::Person(p) => [Some(&p.family), p.given.as_ref(), p.initials.as_ref(), p.suffix.as_ref()]
                .map(|part| part.map_or("", String::as_str))
                .join("|"),
            Name::Collective(name) => format!("= {name}"),
        };
        let cut = people.cut.then(|| "...".to_owned());
        people.list.iter().map(shown).chain(cut).collect()
    }

    #[test]
    fn names_are_put_together() {
        for (value, expected) in [
            (json!([{"family": "Doe", "given": "John A."}]), "Doe|John A.|JA|"),
            (json!([{"family": "Doe", "given": "J. A."}]), "Doe||J. A.|"),
            (
                json!([{"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"}]),
                "van Gogh|Vincent|V|",
            ),
            (
                json!([{"family": "Fontaine", "given": "Jean", "dropping-particle": "de",
                    "non-dropping-particle": "La"}]),
                "de La Fontaine|Jean|J|",
            ),
            (json!([{"family": "Almeida", "given": "Luís d’"}]), "d’Almeida|Luís|L|"),
            (json!([{"family": "Humboldt", "given": "Alexander von"}]), "von Humboldt|Alexander|A|"),
            (json!([{"family": "King", "given": "Martin Luther, Jr."}]), "King|Martin Luther|ML|Jr."),
            (
                json!([{"family": "Hall", "given": "H. K.", "suffix": "Jr.", "comma-suffix": true}]),
                "Hall||H. K.|Jr.",
            ),
            (json!([{"family": "King, Jr.", "given": "Martin"}]), "King|Martin|M|Jr."),
            (json!([{"family": "\"De Quincey\"", "given": "Thomas"}]), "De Quincey|Thomas|T|"),
            (json!([{"literal": "World Health Organization"}]), "= World Health Organization"),
            (json!([{"family": "Doe Co.", "isInstitution": true}]), "= Doe Co."),
            (json!([{"family": "Social Prescribing Network"}]), "= Social Prescribing Network"),
            (json!([{"family": "Doe & Sons Inc."}]), "= Doe & Sons Inc."),
            (json!([{"family": "Condorcet", "given": ", Marquis de"}]), "de Condorcet|Marquis|M|"),
            (json!([{"family": "Plato"}]), "Plato|||"),
            (json!([{"given": "Plato"}]), "Plato|||"),
            (json!([{"family": "Smith, John"}]), "Smith|John|J|"),
            (json!([{"name": "The Group", "affiliation": []}]), "= The Group"),
            (json!({"family": "Doe", "given": "John"}), "Doe|John|J|"),
            (json!("Doe, John"), "Doe|John|J|"),
        ] {
            assert_eq!(names(&value), [expected], "{value}");
        }
        assert_eq!(names(&json!(["Doe, J.", "Roe, A."])), ["Doe||J.|", "Roe||A.|"]);
        assert_eq!(names(&json!([{"family": "Doe"}, {"literal": "others"}])), ["Doe|||", "..."]);
        assert!(names(&json!([{"family": "", "given": ""}, {}])).is_empty());
    }

    #[test]
    fn what_crossref_adds_is_kept() {
        let context = Context { source: "t".into(), list_year: None };
        let mut draft = Draft::new(&context, 1, Position::default());
        let value = json!([{"family": "A", "given": "B", "sequence": "first",
            "ORCID": "http://orcid.org/0000-0002-1825-0097",
            "affiliation": [{"name": "University, a@b.org", "id": [{"id": "https://ror.org/052gg0110",
            "id-type": "ROR"}]}]}]);
        let people = read(&mut draft, "author", &value);
        assert!(people.list[0].orcid.is_some());
        assert_eq!(people.list[0].affiliations[0].text, "University");
        assert!(people.list[0].affiliations[0].ror.is_some());
    }
}
