//! Authors, editors and investigators: full names, short names, numbers and affiliations come in lines of
//! their own, and belong to whoever was named last.

use crate::read::draft::{Draft, tidy};
use crate::read::name;
use crate::record::{Affiliation, Contributor, Name, Orcid, PersonName, Role};
use regex::Regex;
use std::sync::LazyLock;

/// People in the order of the record.
#[derive(Default)]
pub(super) struct People {
    list: Vec<Person>,
    /// Where the first person of each role without a short name, and without a full one, is looked for.
    next: [[usize; 2]; 3],
    /// Affiliations that stand before anybody is named: older records have them there, for the first author.
    early: Vec<Affiliation>,
}

#[derive(Default)]
struct Person {
    role: Role,
    full: Option<String>,
    short: Option<String>,
    group: Option<String>,
    orcid: Option<Orcid>,
    affiliations: Vec<Affiliation>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Short,
    Full,
}

impl People {
    /// Takes a field that is about people; whether it is one.
    pub(super) fn take(&mut self, draft: &mut Draft, tag: &str, value: &str) -> bool {
        match tag {
            "FAU" => self.named(draft, Role::Author, Form::Full, value),
            "AU" => self.named(draft, Role::Author, Form::Short, value),
            "FED" => self.named(draft, Role::Editor, Form::Full, value),
            "ED" => self.named(draft, Role::Editor, Form::Short, value),
            "FIR" => self.named(draft, Role::Investigator, Form::Full, value),
            "IR" => self.named(draft, Role::Investigator, Form::Short, value),
            "CN" => {
                let group = draft.text("author", value);
                if !group.is_empty() {
                    self.list.push(Person { group: Some(group), ..Person::default() });
                }
            }
            "AUID" => self.number(draft, value),
            "AD" | "IRAD" => {
                let affiliation = affiliation(draft, value);
                match self.list.last_mut() {
                    Some(person) => person.affiliations.extend(affiliation),
                    None => self.early.extend(affiliation),
                }
            }
            _ => return false,
        }
        true
    }

    /// A name in one of its two forms. The other form stands in the line before; some tools write all full
    /// names first and all short ones after them, so a form is also given to the first who lacks it, where
    /// the names fit.
    fn named(&mut self, draft: &mut Draft, role: Role, form: Form, value: &str) {
        if matches!(value.trim_end_matches('.').to_ascii_lowercase().as_str(), "et al" | "and others") {
            draft.record.authors_cut = true;
            return;
        }
        let value = tidy(value);
        let at = self.place(role, form, &value);
        if let Some(person) = self.list.get_mut(at) {
            match form {
                Form::Full => person.full = Some(value),
                Form::Short => person.short = Some(value),
            }
        }
    }

    /// Whose name this is: the first who lacks the form and fits, whoever was named in the line before, or
    /// somebody new.
    fn place(&mut self, role: Role, form: Form, value: &str) -> usize {
        let Self { list, next, .. } = self;
        let waiting = &mut next[role_index(role)][usize::from(form == Form::Full)];
        while list
            .get(*waiting)
            .is_some_and(|p| p.role != role || p.group.is_some() || p.form(form).is_some())
        {
            *waiting += 1;
        }
        let fits = |person: &Person| person.other(form).is_some_and(|other| fit(other, value));
        if list.get(*waiting).is_some_and(fits) {
            return *waiting;
        }
        match list.last() {
            Some(last) if form == Form::Short && last.role == role && last.lacks_short() => list.len() - 1,
            _ => {
                list.push(Person { role, ..Person::default() });
                list.len() - 1
            }
        }
    }

    /// `ORCID: 0000-0002-1825-0097`, bare or as an address.
    fn number(&mut self, draft: &mut Draft, value: &str) {
        let (scheme, number) = match value.split_once(':') {
            Some((scheme, number)) if !scheme.starts_with("http") => (scheme.trim(), number),
            _ => ("ORCID", value),
        };
        match self.list.last_mut() {
            Some(person) if scheme.eq_ignore_ascii_case("orcid") => {
                let orcid = draft.orcid(number);
                person.orcid = person.orcid.or(orcid);
            }
            _ => draft.unused("AUID"),
        }
    }

    /// Gives everybody to the record.
    pub(super) fn finish(mut self, draft: &mut Draft) {
        if let Some(first) = self.list.first_mut() {
            first.affiliations.splice(0..0, self.early);
        } else if !self.early.is_empty() {
            draft.unused("AD");
        }
        for person in self.list {
            let Some(name) = person.name() else { continue };
            let Person { role, orcid, affiliations, .. } = person;
            draft.record.contributors.push(Contributor {
                role,
                name,
                orcid,
                corresponding: false,
                affiliations,
            });
        }
    }
}

impl Person {
    fn form(&self, form: Form) -> Option<&String> {
        if form == Form::Full { self.full.as_ref() } else { self.short.as_ref() }
    }

    fn other(&self, form: Form) -> Option<&String> {
        if form == Form::Full { self.short.as_ref() } else { self.full.as_ref() }
    }

    fn lacks_short(&self) -> bool {
        self.group.is_none() && self.short.is_none()
    }

    fn name(&self) -> Option<Name> {
        match (&self.group, &self.full, &self.short) {
            (Some(group), ..) => Some(Name::Collective(group.clone())),
            (None, Some(full), short) => of_full(full, short.as_deref().unwrap_or_default()),
            (None, None, Some(short)) => of_short(short),
            (None, None, None) => None,
        }
    }
}

fn role_index(role: Role) -> usize {
    match role {
        Role::Editor => 1,
        Role::Investigator => 2,
        _ => 0,
    }
}

/// Whether two forms may be of one person: the same family name, the same first letter after it.
fn fit(one: &str, other: &str) -> bool {
    let (full, short) = if one.contains(',') { (one, other) } else { (other, one) };
    let (family, given) = full.split_once(',').unwrap_or((full, ""));
    after_family(family.trim(), short).is_some_and(|rest| {
        let first = |text: &str| text.trim_start().chars().next().map(|c| c.to_lowercase().to_string());
        let (short, full) = (first(rest), first(given));
        short == full || short.is_none() || full.is_none()
    })
}

/// `Hellinger, Frank R Jr`, with `Hellinger FR Jr` to tell what the last word is.
fn of_full(full: &str, short: &str) -> Option<Name> {
    let (family, rest) = match full.split_once(',') {
        Some((family, rest)) => (family.trim(), rest.trim()),
        // A name of one part. Other tools write the whole name in reading order.
        None if after_family(full, short).is_none() && full.contains(' ') => return name::parse(full),
        None => (full, ""),
    };
    let (initials, printed) = split_suffix(after_family(family, short).unwrap_or_default());
    let (given, suffix) = match rest.strip_suffix(printed) {
        Some(given) if !printed.is_empty() => (given.trim_end_matches([' ', ',']), printed),
        _ => split_suffix(rest),
    };
    let Name::Person(mut person) = name::person(family, given, suffix) else { return None };
    let letters = initials.chars().filter(|c| c.is_alphabetic()).count();
    if (1..=6).contains(&letters) && initials.contains(char::is_uppercase) {
        person.initials = Some(initials.to_owned()); // `FR`, and `Mde L` for Maria de Lourdes
    }
    Some(Name::Person(person)).filter(has_name)
}

/// What follows the family name in a short form, which must open with it.
fn after_family<'a>(family: &str, short: &'a str) -> Option<&'a str> {
    let (start, rest) = short.split_at_checked(family.len())?;
    let fits = start.to_lowercase() == family.to_lowercase() && (rest.is_empty() || rest.starts_with(' '));
    fits.then(|| rest.trim_start())
}

/// `Mangalam H`, `Ali Aziz-Sultan M`, `Hellinger FR Jr`: the last word is the initials. A comma shows another
/// style.
fn of_short(short: &str) -> Option<Name> {
    if short.contains(',') {
        return name::parse(short);
    }
    let (text, suffix) = split_suffix(short);
    match text.rsplit_once(' ') {
        Some((family, initials)) if is_initials(initials) => {
            let person = PersonName {
                family: family.to_owned(),
                initials: Some(initials.to_owned()),
                given: None,
                suffix: (!suffix.is_empty()).then(|| suffix.to_owned()),
            };
            Some(Name::Person(person))
        }
        None => Some(name::person(short, "", "")).filter(has_name),
        Some(_) => name::parse(short),
    }
}

fn has_name(name: &Name) -> bool {
    !name.family_or_collective().is_empty()
}

/// A text and the suffix of a generation that closes it.
fn split_suffix(text: &str) -> (&str, &str) {
    const SUFFIXES: [&str; 10] = ["Jr", "Sr", "2nd", "3rd", "4th", "5th", "6th", "II", "III", "IV"];
    match text.rsplit_once(' ') {
        Some((rest, last)) if SUFFIXES.contains(&last.trim_end_matches('.')) => {
            (rest.trim_end_matches([' ', ',']), last)
        }
        _ => (text, ""),
    }
}

/// Initials as MEDLINE has them: few letters, the first a capital, mostly all of them (`KR`, `YuM`).
fn is_initials(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    let count = letters().count();
    (1..=5).contains(&count)
        && text.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '.'))
        && text.starts_with(char::is_uppercase)
        && (count <= 2
            || letters().all(char::is_uppercase)
            || letters().filter(|c| c.is_uppercase()).count() > 1)
}

/// Numbers of registers of organisations that PubMed appends to an affiliation.
static NUMBERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"[\s.;,]*\b(ISNI|GRID|RINGGOLD|ROR):\s*",
        r"((?:https?://)?[0-9A-Za-z./]*[0-9A-Za-z](?: \d{4} \d{4} \d{3}[0-9X])?)\.?\s*$"
    ))
    .ok()
});

/// PMC's export glues the numbers to the front: `0000 0000 9939 5719grid.1029.aSchool of …`.
static GLUED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:\d{4} ?\d{4} ?\d{4} ?\d{3}[0-9X])?\s*(?:grid\.\d+\.[0-9a-f]{1,2})\s*").ok()
});

/// An affiliation without the numbers of registers; that of ROR is kept.
fn affiliation(draft: &mut Draft, value: &str) -> Option<Affiliation> {
    let mut text = value;
    let mut ror = None;
    if let Some(glued) = GLUED.as_ref().and_then(|r| r.find(text)) {
        draft.unused("AD identifier");
        text = &text[glued.end()..];
    }
    while let Some(found) = NUMBERS.as_ref().and_then(|r| r.captures(text)) {
        let (Some(whole), Some(scheme), Some(number)) = (found.get(0), found.get(1), found.get(2)) else {
            break;
        };
        if scheme.as_str() == "ROR" {
            ror = draft.identifier("ror", number.as_str());
        } else {
            draft.unused("AD identifier");
        }
        text = &text[..whole.start()];
    }
    let affiliation = draft.affiliation(text)?;
    // The stop that the numbers came after is the text's own.
    let closes =
        text.len() < value.len() && value[text.len()..].starts_with('.') && !affiliation.text.ends_with('.');
    let text = if closes { format!("{}.", affiliation.text) } else { affiliation.text };
    Some(Affiliation { text, ror })
}
