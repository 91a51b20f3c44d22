//! Authors, editors, translators and investigators of Crossref.

use super::formulas::flat;
use crate::read::address;
use crate::read::draft::{Draft, tidy};
use crate::read::markup;
use crate::read::members::Members;
use crate::read::name;
use crate::record::{Affiliation, Contributor, DiagnosticKind, Name, Orcid, PersonName, Role, Ror};
use serde_json::Value;

/// Reads everyone in the members that hold contributors. Chairs of conferences did not make the work.
pub(super) fn read(work: &mut Members, draft: &mut Draft) {
    for (member, role) in
        [("author", Role::Author), ("editor", Role::Editor), ("translator", Role::Translator)]
    {
        list(work, member, role, draft);
    }
}

/// Reads the contributors in the member of this name.
pub(super) fn list(within: &mut Members, member: &'static str, role: Role, draft: &mut Draft) {
    for mut person in within.objects(member) {
        let parts = Parts::take(&mut person);
        if parts.is_et_al() {
            draft.record.authors_cut |= role == Role::Author;
            continue;
        }
        let orcid = orcid(&mut person, draft);
        let affiliations = affiliations(&mut person, draft);
        // Whether the ORCID iD was checked, the place in the list, titles of courtesy, and what the member's
        // name says.
        person.skip(&["authenticated-orcid", "sequence", "prefix", "role", "role-start", "role-end"]);
        person.rest(member, draft);
        match parts.name(draft) {
            Some(name) => {
                draft.record.contributors.push(Contributor {
                    role,
                    name,
                    orcid,
                    corresponding: false,
                    affiliations,
                });
            }
            None => draft.warn(DiagnosticKind::Missing, "author", "a person without any name", "left out"),
        }
    }
}

#[derive(Debug, Default)]
struct Parts {
    family: String,
    given: String,
    suffix: String,
    /// The whole name, of a group.
    whole: String,
}

impl Parts {
    fn take(person: &mut Members) -> Self {
        let mut part = |member: &str| {
            let raw = person.text(member).unwrap_or_default();
            tidy(&markup::plain(&flat(&raw))).trim_matches([',', ';', '*', ' ']).to_owned()
        };
        let (family, given, suffix) = (part("family"), part("given"), part("suffix"));
        // CSL, which content negotiation gives, knows particles and calls the whole name something else.
        let particles = [part("dropping-particle"), part("non-dropping-particle")];
        let (named, literal) = (part("name"), part("literal"));
        let family = particles
            .iter()
            .chain([&family])
            .filter(|p| !p.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(" ");
        Self { family, given, suffix, whole: if named.is_empty() { literal } else { named } }
    }

    fn is_et_al(&self) -> bool {
        let all = [&self.given, &self.family, &self.whole].map(|part| part.to_lowercase());
        let all: Vec<&str> =
            all.iter().map(|part| part.trim_end_matches('.')).filter(|part| !part.is_empty()).collect();
        matches!(all[..], ["et al" | "and others"] | ["et", "al"])
    }

    fn name(self, draft: &mut Draft) -> Option<Name> {
        let Self { family, given, suffix, whole } = self;
        if family.is_empty() {
            let group = draft.text("author", &whole);
            return match group.is_empty() {
                false => Some(Name::Collective(group)),
                true if given.is_empty() => None,
                true => Some(Name::Person(PersonName { family: given, ..PersonName::default() })),
            };
        }
        let group = match given.to_lowercase().as_str() {
            "" => {
                name::is_collective(&family)
                    || family.get(..4).is_some_and(|lead| lead.eq_ignore_ascii_case("the "))
            }
            // Groups are deposited as people whose given name is what leads in to the group.
            lead => is_lead_in(lead),
        };
        Some(if group {
            Name::Collective(draft.text("author", &family))
        } else {
            name::person(&family, &given, &suffix)
        })
    }
}

/// `for the`, `on behalf of the`: no given name.
fn is_lead_in(given: &str) -> bool {
    given.starts_with("on behalf")
        || matches!(given, "the" | "for" | "for the" | "and the" | "and" | "from the" | "of the")
}

fn orcid(person: &mut Members, draft: &mut Draft) -> Option<Orcid> {
    person.texts("ORCID").iter().find_map(|orcid| draft.orcid(orcid))
}

fn affiliations(person: &mut Members, draft: &mut Draft) -> Vec<Affiliation> {
    let list = person.values("affiliation");
    let mut found = Vec::with_capacity(list.len());
    for value in list {
        match value {
            Value::String(text) => found.extend(draft.affiliation(&text)),
            Value::Object(object) => found.extend(affiliation(Members::new(object), draft)),
            _ => {}
        }
    }
    found
}

/// An institution: department, name and place, as a line prints them, and its number in ROR.
fn affiliation(mut institution: Members, draft: &mut Draft) -> Option<Affiliation> {
    let mut parts = institution.texts("department");
    parts.extend(institution.text("name"));
    parts.extend(institution.texts("place"));
    let mut ror: Option<Ror> = None;
    for mut id in institution.objects("id") {
        let (kind, number) = (id.text("id-type").unwrap_or_default(), id.text("id").unwrap_or_default());
        if kind.eq_ignore_ascii_case("ROR") || number.contains("ror.org/") {
            ror = ror.or_else(|| draft.identifier("ror", &number));
        } else {
            draft.unused("affiliation.id");
        }
    }
    institution.skip(&["acronym"]);
    institution.rest("affiliation", draft);
    let text = draft.affiliation(&parts.join(", "));
    match (text, ror) {
        (Some(affiliation), ror) => Some(Affiliation { ror, ..affiliation }),
        // A number alone is shown as its address.
        (None, Some(ror)) => Some(Affiliation { text: format!("{}{ror}", address::ROR), ror: Some(ror) }),
        (None, None) => None,
    }
}
