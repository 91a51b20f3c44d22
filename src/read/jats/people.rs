//! Authors, editors, translators, groups and the members of groups, with their affiliations.

use super::affiliation::{self, Affiliations, Listed};
use super::names::{alternatives, collective, person};
use super::text;
use crate::read::draft::{Draft, quote, tidy};
use crate::read::xml::{Step, Tag, Trouble, Xml};
use crate::record::{Affiliation, Contributor, DiagnosticKind, Name, Orcid, Role};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::BufRead;

/// Most bytes of affiliations that all people of a record have together.
const MAX_COPIES: usize = 16 << 20;

/// The people of an article; their affiliations may stand before or behind them.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) affiliations: Affiliations,
    list: Vec<Person>,
    /// Names of the groups in the list, in small letters and without article.
    collectives: HashSet<String>,
    groups: usize,
    /// Notes on authors by identifier, and whether each is the address of a corresponding author.
    notes: HashMap<String, bool>,
}

#[derive(Debug)]
struct Person {
    role: Role,
    name: Name,
    orcid: Option<Orcid>,
    corresponding: bool,
    /// Affiliations inside the element of the person.
    own: Vec<Affiliation>,
    marks: Vec<Mark>,
    group: usize,
}

/// A mark that points at something.
#[derive(Debug)]
struct Mark {
    kind: String,
    /// What it points at; empty where it only shows a label.
    target: String,
    label: String,
}

/// One contributor while it is read.
#[derive(Debug, Default)]
struct Parts {
    names: Vec<Name>,
    groups: Vec<String>,
    orcid: Option<Orcid>,
    own: Vec<Affiliation>,
    marks: Vec<Mark>,
    anonymous: bool,
}

impl People {
    /// Reads the group of contributors that is open to its end.
    pub(super) fn group<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        tag: &Tag,
        draft: &mut Draft,
    ) -> Result<(), Trouble> {
        let kind = tag.attribute("content-type").unwrap_or_default().to_ascii_lowercase();
        // SciELO lists the members of a group in a group of its own.
        let given = kind.starts_with("collab").then_some(Role::Investigator);
        self.members(xml, &kind, given, draft)
    }

    /// Reads a group to its end; `given` is the role of its members whatever they say.
    fn members<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        kind: &str,
        given: Option<Role>,
        draft: &mut Draft,
    ) -> Result<(), Trouble> {
        self.groups += 1;
        let group = self.groups;
        let (mut typed, mut after_group) = (false, false);
        xml.children(|xml, tag| match tag.name() {
            "contrib" => {
                // In a list of authors, those without a type that follow a group are its members (PLOS).
                let bare = tag.attribute("contrib-type").is_none();
                typed |= !bare;
                let member = (bare && typed && after_group).then_some(Role::Investigator);
                self.contributor(xml, tag, kind, (group, given.or(member)), draft)?;
                let last = self.list.iter().rev().find(|person| person.group == group);
                after_group |= last.is_some_and(|person| matches!(person.name, Name::Collective(_)));
                Ok(())
            }
            "aff" | "aff-alternatives" => self.affiliations.read(xml, tag, Some(group), draft),
            "on-behalf-of" | "collab" => {
                let name = collective(&text::inline(xml)?);
                let role = given.or(role(kind)).unwrap_or_default();
                self.push(role, Name::Collective(draft.text("author", &name)), group);
                Ok(())
            }
            "etal" => {
                draft.record.authors_cut = true;
                xml.skip()
            }
            "author-comment" | "bio" | "role" | "fn" | "xref" | "ext-link" | "uri" | "email" | "address" => {
                xml.skip()
            }
            name => {
                draft.unused(name.to_owned());
                xml.skip()
            }
        })
    }

    fn contributor<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        tag: &Tag,
        kind: &str,
        (group, given): (usize, Option<Role>),
        draft: &mut Draft,
    ) -> Result<(), Trouble> {
        let own = tag.attribute("contrib-type").unwrap_or_default().to_ascii_lowercase();
        let Some(role) = given.or(role(if own.is_empty() { kind } else { &own })) else {
            draft.unused(format!("contrib {own}"));
            return xml.skip();
        };
        let corresponding = tag.attribute("corresp") == Some("yes") || own.contains("corresp");
        let mut parts = Parts::default();
        for target in tag.attribute("rid").unwrap_or_default().split_whitespace() {
            parts.marks.push(Mark { kind: String::new(), target: target.to_owned(), label: String::new() });
        }
        // The members of a group come behind the group.
        let at = self.list.len();
        xml.children(|xml, tag| self.part(xml, tag, &mut parts, draft))?;
        let members = self.list.split_off(at);
        let Parts { names, groups, orcid, own, marks, anonymous } = parts;
        if names.len() > 1 {
            draft.unused("name (second of one person)");
        }
        let (person, groups_only) = (names.into_iter().next(), groups.is_empty());
        if person.is_none() && groups_only && !anonymous && members.is_empty() {
            draft.warn(DiagnosticKind::Missing, "author", "a person without any name", "left out");
        }
        let mut names = person.into_iter().chain(groups.into_iter().map(Name::Collective));
        if let Some(name) = names.next() {
            self.add(Person { role, name, orcid, corresponding, own, marks, group });
        }
        for name in names {
            self.push(role, name, group);
        }
        self.list.extend(members);
        Ok(())
    }

    fn push(&mut self, role: Role, name: Name, group: usize) {
        let (own, marks) = (Vec::new(), Vec::new());
        self.add(Person { role, name, orcid: None, corresponding: false, own, marks, group });
    }

    /// Adds someone; a group once, for some files have it beside an author and as an author.
    fn add(&mut self, person: Person) {
        if let Name::Collective(name) = &person.name {
            let folded = name.to_lowercase();
            let folded = folded.strip_prefix("the ").unwrap_or(&folded);
            if folded.is_empty() || !self.collectives.insert(folded.to_owned()) {
                return;
            }
        }
        self.list.push(person);
    }

    fn part<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        tag: &Tag,
        parts: &mut Parts,
        draft: &mut Draft,
    ) -> Result<(), Trouble> {
        match tag.name() {
            "name" | "string-name" => parts.names.extend(person(xml)?),
            "name-alternatives" => parts.names.extend(alternatives(xml)?),
            "collab" | "collab-alternatives" | "collab-wrap" => self.collaboration(xml, parts, draft)?,
            "on-behalf-of" => parts.groups.push(collective(&text::inline(xml)?)),
            "anonymous" => {
                parts.anonymous = true;
                xml.skip()?;
            }
            "contrib-id" => {
                let kind = tag.attribute("contrib-id-type").unwrap_or_default().to_ascii_lowercase();
                let text = xml.text()?;
                if kind == "orcid" || text.contains("orcid.org/") {
                    parts.orcid = parts.orcid.or(draft.orcid(&text));
                } else {
                    draft.unused(format!("contrib-id {kind}"));
                }
            }
            "uri" | "ext-link" => {
                let address = tag.attribute("href").unwrap_or_default().to_owned();
                let text = xml.text()?;
                if let Some(orcid) = [address, text].iter().find(|t| t.contains("orcid.org/")) {
                    parts.orcid = parts.orcid.or(draft.orcid(orcid));
                }
            }
            "xref" => mark(xml, tag, parts)?,
            "aff" | "aff-alternatives" => {
                if let Some(read) = affiliation::one(xml, tag, draft)? {
                    parts.own.push(read.affiliation.clone());
                    self.affiliations.add(read, None, true);
                }
            }
            "address" => address(xml, parts, draft)?,
            "etal" => {
                draft.record.authors_cut = true;
                xml.skip()?;
            }
            // Titles and tasks of a person, ways to reach it, what it says of itself.
            "degrees" | "role" | "email" | "phone" | "fax" | "author-comment" | "bio" | "fn" | "x"
            | "sup" => xml.skip()?,
            name => {
                draft.unused(name.to_owned());
                xml.skip()?;
            }
        }
        Ok(())
    }

    /// A group, and the people in it who are not authors of their own.
    fn collaboration<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        parts: &mut Parts,
        draft: &mut Draft,
    ) -> Result<(), Trouble> {
        let mut words = String::new();
        let mut inside = 1_usize;
        while inside > 0 {
            match xml.step()? {
                Step::Text(piece) => words.push_str(&piece),
                Step::End => inside -= 1,
                Step::Start(tag) => match tag.name() {
                    // Groups in groups: the parser bounds how deep this goes.
                    "contrib-group" => self.members(xml, "", Some(Role::Investigator), draft)?,
                    // Of alternatives the first one counts.
                    "collab" if !words.trim().is_empty() => xml.skip()?,
                    "aff" | "aff-alternatives" => {
                        if let Some(read) = affiliation::one(xml, &tag, draft)? {
                            parts.own.push(read.affiliation.clone());
                            self.affiliations.add(read, None, true);
                        }
                    }
                    "xref" => mark(xml, &tag, parts)?,
                    "address" | "email" | "institution-id" | "role" => xml.skip()?,
                    _ if text::is_apart(&tag) => xml.skip()?,
                    _ => inside += 1,
                },
            }
        }
        let name = draft.text("author", &collective(&words));
        if !name.is_empty() {
            parts.groups.push(name);
        }
        Ok(())
    }

    /// Reads the notes on authors, which are open, to their end.
    pub(super) fn notes<R: BufRead>(&mut self, xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
        xml.children(|xml, tag| {
            let corresponding = tag.name() == "corresp" || tag.attribute("fn-type") == Some("corresp");
            if let Some(id) = tag.attribute("id") {
                self.notes.insert(id.to_owned(), corresponding);
            }
            if !corresponding {
                draft.unused("author-notes fn");
            }
            xml.skip()
        })
    }

    /// Joins people and affiliations; says whether there are people.
    pub(super) fn finish(&mut self, around: Option<&Affiliations>, draft: &mut Draft) -> bool {
        let mut list = std::mem::take(&mut self.list);
        let mut room = Room(MAX_COPIES);
        for person in &mut list {
            self.join(person, around, &mut room, draft);
        }
        self.share(&mut list, &mut room);
        if room.0 == 0 {
            let message = "the affiliations, one copy for each author, are longer than a record may be";
            draft.warn(DiagnosticKind::TooLong, "affiliation", message, "some authors are left without");
        }
        for listed in self.affiliations.unused() {
            let message =
                format!("'{}' belongs to nobody that the record tells", quote(&listed.affiliation.text));
            draft.warn(DiagnosticKind::UnplacedText, "affiliation", message, "kept as text of no place");
            draft.record.unplaced.push(listed.affiliation.text.clone());
        }
        let any = !list.is_empty();
        let contributors = list.into_iter().map(|person| {
            let Person { role, name, orcid, corresponding, own, .. } = person;
            Contributor { role, name, orcid, corresponding, affiliations: own }
        });
        draft.record.contributors.extend(contributors);
        draft.record.contributors.sort_by_key(|c| c.role);
        any
    }

    fn join(
        &mut self,
        person: &mut Person,
        around: Option<&Affiliations>,
        room: &mut Room,
        draft: &mut Draft,
    ) {
        let mut seen = HashSet::new();
        for mark in std::mem::take(&mut person.marks) {
            if mark.kind != "aff" && !self.affiliations.has(&mark.target) {
                let known = self.notes.get(&mark.target).copied();
                person.corresponding |= known.unwrap_or(mark.kind == "corresp");
                continue;
            }
            let elsewhere = around.and_then(|around| around.look(&mark.target));
            let found = self.affiliations.find(&mark.target, &mark.label).or(elsewhere);
            let Some(affiliation) = found else {
                let message = format!("there is no '{}' that {} points at", mark.target, person.name.full());
                draft.note(DiagnosticKind::Inconsistent, "affiliation", message);
                continue;
            };
            if seen.insert((mark.target, mark.label)) {
                room.give(person, affiliation);
            }
        }
    }

    /// An affiliation that nobody points at belongs to the group that it stands in; where no one has any, the
    /// only one belongs to every author.
    fn share(&mut self, list: &mut [Person], room: &mut Room) {
        let mut left: BTreeMap<Option<usize>, Vec<&mut Listed>> = BTreeMap::new();
        for listed in self.affiliations.unused() {
            left.entry(listed.group).or_default().push(listed);
        }
        let mut people: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (at, person) in list.iter().enumerate() {
            if matches!(person.name, Name::Person(_)) && person.role != Role::Investigator {
                people.entry(Some(person.group)).or_default().push(at);
                if person.role == Role::Author {
                    people.entry(None).or_default().push(at);
                }
            }
        }
        // Those inside a group go first.
        for (group, mut left) in left.into_iter().rev() {
            let bare = people.get(&group).map(Vec::as_slice).unwrap_or_default();
            let nobody_has = bare.iter().filter_map(|at| list.get(*at)).all(|person| person.own.is_empty());
            if bare.is_empty() || !nobody_has || (left.len() > 1 && bare.len() > 1) {
                continue;
            }
            for at in bare {
                if let Some(person) = list.get_mut(*at) {
                    for listed in &left {
                        room.give(person, &listed.affiliation);
                    }
                }
            }
            for listed in &mut left {
                listed.used = true;
            }
        }
    }
}

/// How many bytes of affiliations may still be copied to people: one text can be pointed at by thousands.
struct Room(usize);

impl Room {
    fn give(&mut self, person: &mut Person, affiliation: &Affiliation) {
        self.0 = self.0.saturating_sub(affiliation.text.len() + 1);
        if self.0 > 0 {
            person.own.push(affiliation.clone());
        }
    }
}

/// What a contributor of this type does; `None` for those whom the record has no place for (reviewers,
/// illustrators).
fn role(kind: &str) -> Option<Role> {
    let is = |part: &str| kind.contains(part);
    match kind {
        _ if is("non-byline") || is("collaborator") || is("investigator") || is("member") => {
            Some(Role::Investigator)
        }
        _ if is("editor") => Some(Role::Editor),
        _ if is("translator") => Some(Role::Translator),
        _ if is("author") || is("corresp") => Some(Role::Author),
        "" | "collab" | "group" | "person" | "creator" | "contributor" | "primary" | "section" => {
            Some(Role::Author)
        }
        _ => None,
    }
}

/// Reads the `xref` that is open to its end.
fn mark<R: BufRead>(xml: &mut Xml<R>, tag: &Tag, parts: &mut Parts) -> Result<(), Trouble> {
    let kind = tag.attribute("ref-type").unwrap_or_default().to_ascii_lowercase();
    let targets: Vec<String> =
        tag.attribute("rid").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    let label = tidy(&xml.text()?);
    if targets.is_empty() && !label.is_empty() {
        parts.marks.push(Mark { kind, target: String::new(), label });
        return Ok(());
    }
    for target in targets {
        parts.marks.push(Mark { kind: kind.clone(), target, label: label.clone() });
    }
    Ok(())
}

/// The address of a person: an affiliation where it names an institution.
fn address<R: BufRead>(xml: &mut Xml<R>, parts: &mut Parts, draft: &mut Draft) -> Result<(), Trouble> {
    let (mut lines, mut institution) = (Vec::new(), false);
    xml.children(|xml, tag| match tag.name() {
        "institution" | "institution-wrap" | "addr-line" | "country" | "city" | "state" | "postal-code" => {
            institution |= tag.name().starts_with("institution");
            lines.push(tidy(&text::inline(xml)?));
            Ok(())
        }
        _ => xml.skip(),
    })?;
    if institution {
        parts.own.extend(draft.affiliation(&lines.join(", ")));
    }
    Ok(())
}
