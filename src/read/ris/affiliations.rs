//! Affiliations -> their authors. Every database has its own way to say whose an affiliation is; many say
//! nothing.

use super::notes::{Notes, Stated};
use super::sheet::{Origin, Sheet, at};
use crate::read::address::without_scheme;
use crate::read::draft::{Draft, quote};
use crate::read::name;
use crate::record::{Affiliation, DiagnosticKind, Name, Orcid, Role, fold};
use std::borrow::Cow;
use std::collections::HashMap;

/// Most affiliations that a record is read for.
const MOST: usize = 10_000;

pub(super) fn place(sheet: &Sheet<'_>, notes: Notes, draft: &mut Draft) {
    let told = !notes.affiliations.is_empty() || !notes.corresponding.is_empty();
    if !told && sheet.any([*b"AD", *b"C1", *b"M1", *b"M2", *b"IS", *b"CY", *b"AI"]).next().is_none() {
        return;
    }
    let interleaved = interleaved(sheet, draft);
    let mut found = Found { people: None, loose: Vec::new() };
    if !interleaved {
        let c1 = sheet.is(&["JOUR", "CONF", "CPAPER"]).then(|| sheet.all(*b"C1")).into_iter().flatten();
        for value in sheet.all(*b"AD").chain(c1.filter(|v| v.text.len() > 8)).take(MOST) {
            at(draft, value);
            for line in value.text.lines() {
                address(sheet, line.trim(), &mut found, draft);
            }
        }
    }
    let more = [*b"M1", *b"M2", *b"IS", *b"CY"].into_iter().flat_map(|tag| sheet.all(tag));
    for value in more.take(MOST) {
        at(draft, value);
        match &value.tag {
            b"M1" | b"IS" if is_embase(value.text) => {
                if let Some(stated) = embase(value.text) {
                    found.stated(stated, draft);
                }
            }
            b"M2" if sheet.origin == Origin::PsycInfo => address(sheet, value.text, &mut found, draft),
            b"CY" if sheet.origin == Origin::Embase && value.text.len() > 50 => {
                address(sheet, value.text, &mut found, draft);
            }
            _ => {}
        }
    }
    for value in sheet.all(*b"AI").take(MOST) {
        at(draft, value);
        orcids(value.text, &mut found, draft);
    }
    for stated in notes.affiliations {
        found.stated(stated, draft);
    }
    for name in &notes.corresponding {
        let name = name.split(';').next().unwrap_or_default();
        found.corresponding(name, draft);
    }
    rest(sheet, &found.loose, draft);
}

/// Affiliations that stand behind the author whose they are, before the next one (OpenAlex: `AU`, `C1`, `C1`,
/// `AU`, …).
fn interleaved(sheet: &Sheet<'_>, draft: &mut Draft) -> bool {
    let is_author = |tag: &[u8; 2]| matches!(tag, b"AU" | b"A1");
    let is_place = |tag: &[u8; 2]| matches!(tag, b"AD" | b"C1");
    let mut count = 0;
    let mut between = false;
    let mut behind: Vec<(usize, &str)> = Vec::new();
    for value in sheet.any([*b"AU", *b"A1", *b"AD", *b"C1"]) {
        if is_author(&value.tag) {
            between |= behind.last().is_some_and(|(author, _)| *author == count);
            count += 1;
        } else if is_place(&value.tag) && count > 0 && behind.len() < MOST {
            behind.push((count, value.text));
        }
    }
    if !between || count != draft.record.authors().count() {
        return false;
    }
    for (author, text) in behind {
        for affiliation in text.lines().filter_map(|line| draft.affiliation(line)).collect::<Vec<_>>() {
            if let Some(contributor) = draft.record.contributors.get_mut(author - 1) {
                contributor.affiliations.push(affiliation);
            }
        }
    }
    true
}

/// What was read of affiliations so far.
struct Found<'a> {
    /// The authors by folded family name; made when first asked for.
    people: Option<HashMap<String, Vec<usize>>>,
    /// Affiliations of nobody in particular.
    loose: Vec<Cow<'a, str>>,
}

impl<'a> Found<'a> {
    fn push(&mut self, text: Cow<'a, str>) {
        if self.loose.len() < MOST {
            self.loose.push(text);
        }
    }

    /// The authors that a name fits: `Li, Wei`, `Li W.`, `W. Li`.
    fn authors(&mut self, text: &str, draft: &Draft) -> Vec<usize> {
        let people = self.people.get_or_insert_with(|| {
            let mut people: HashMap<String, Vec<usize>> = HashMap::new();
            let authors =
                draft.record.contributors.iter().enumerate().filter(|(_, c)| c.role == Role::Author);
            authors
                .for_each(|(at, c)| people.entry(fold(c.name.family_or_collective())).or_default().push(at));
            people
        });
        let Some(name) = name::parse(text) else { return Vec::new() };
        let wanted = initial(&name);
        let fits = |at: &&usize| {
            let own = draft.record.contributors.get(**at).and_then(|c| initial(&c.name));
            wanted.is_none() || own.is_none() || wanted == own
        };
        let by = |family: &str| {
            people.get(&fold(family)).map(|all| all.iter().filter(fits).copied().collect::<Vec<_>>())
        };
        let found = by(name.family_or_collective()).unwrap_or_default();
        if !found.is_empty() || text.contains(',') {
            return found;
        }
        // `W. van Dam`: initials come first.
        let (initials, family) = text.trim().rsplit_once(". ").unwrap_or_default();
        let letter = initials.chars().next().map(|c| c.to_ascii_uppercase());
        let all = people.get(&fold(family)).cloned().unwrap_or_default();
        all.into_iter()
            .filter(|at| draft.record.contributors.get(*at).and_then(|c| initial(&c.name)) == letter)
            .collect()
    }

    fn stated(&mut self, stated: Stated, draft: &mut Draft) {
        let Stated { names, text } = stated;
        let mut authors: Vec<usize> = names.iter().flat_map(|name| self.authors(name, draft)).collect();
        authors.sort_unstable();
        authors.dedup();
        if authors.is_empty() {
            self.push(text.into());
        } else {
            assign(&text, &authors, draft);
        }
    }

    /// Marks the author with this name, where there is just one.
    fn corresponding(&mut self, name: &str, draft: &mut Draft) -> bool {
        let authors = self.authors(name, draft);
        let [only] = authors[..] else { return false };
        if let Some(contributor) = draft.record.contributors.get_mut(only) {
            contributor.corresponding = true;
        }
        true
    }
}

fn initial(name: &Name) -> Option<char> {
    let Name::Person(person) = name else { return None };
    let text = person.given.as_deref().or(person.initials.as_deref())?;
    fold(text).chars().find(|c| c.is_alphabetic())
}

fn assign(text: &str, authors: &[usize], draft: &mut Draft) {
    let Some(affiliation) = draft.affiliation(text) else { return };
    for at in authors {
        if let Some(contributor) = draft.record.contributors.get_mut(*at)
            && !contributor.affiliations.contains(&affiliation)
        {
            contributor.affiliations.push(affiliation.clone());
        }
    }
}

/// A line of `AD` or of its like.
fn address<'a>(sheet: &Sheet<'_>, line: &'a str, found: &mut Found<'a>, draft: &mut Draft) {
    if line.is_empty() {
        return;
    }
    // What BibTeX of Web of Science has in braces is the address of the publisher.
    if line.starts_with('{') && line.ends_with('}') {
        return draft.unused("AD");
    }
    if line.starts_with('[') && line.contains(']') {
        return web_of_science(line, found, draft);
    }
    if is_embase(line)
        && let Some(stated) = embase(line)
    {
        return found.stated(stated, draft);
    }
    if sheet.origin == Origin::PsycInfo {
        // `Keefer, Amy: Center for Autism, …`, or the address of e-mail alone.
        let (name, text) = line.split_once(": ").unwrap_or((line, ""));
        let authors = found.authors(name, draft);
        if !authors.is_empty() {
            return assign(text, &authors, draft);
        }
    }
    // Embase has the address of the corresponding author there: `Z. Yang, School of …`.
    if sheet.origin == Origin::Embase
        && let Some((name, text)) = line.split_once(", ")
        && found.corresponding(name, draft)
    {
        let authors = found.authors(name, draft);
        return assign(text, &authors, draft);
    }
    found.push(line.into());
}

/// `(Li W.; Hu X., hu@example.org) A school`.
pub(super) fn is_embase(text: &str) -> bool {
    text.len() > 20 && text.starts_with('(') && text.contains(") ")
}

/// Takes an affiliation of Embase apart.
pub(super) fn embase(text: &str) -> Option<Stated> {
    let (names, text) = text.strip_prefix('(')?.split_once(") ")?;
    let bare = |name: &str| name.split(',').next().unwrap_or_default().trim().to_owned();
    Some(Stated { names: names.split(';').map(bare).collect(), text: text.trim().to_owned() })
}

/// `[Li, Wei; Hu, Xi] Univ A. [Hu, Xi] Univ B. Li, W (reprint author), Univ A, Street.`
fn web_of_science<'a>(line: &'a str, found: &mut Found<'a>, draft: &mut Draft) {
    const MARKS: [&str; 2] = [" (reprint author), ", " (corresponding author), "];
    for group in line.split('[').skip(1).take(MOST) {
        let (names, text) = group.split_once(']').unwrap_or(("", group));
        let mut text = text.trim();
        let mark = MARKS.iter().find_map(|mark| text.find(mark));
        if let Some(at) = mark {
            // The name behind the last sentence.
            let start = text[..at].rfind(". ").map_or(0, |stop| stop + 2);
            for name in text[start..at].split(';') {
                found.corresponding(name.trim(), draft);
            }
            text = text[..start].trim();
        }
        let text = text.trim_end_matches(['.', ' ']);
        let names = names.split(';').map(|name| name.trim().to_owned()).collect();
        if !text.is_empty() {
            found.stated(Stated { names, text: text.to_owned() }, draft);
        }
    }
}

/// Ovid: `Keefer, Amy; ORCID: https://orcid.org/0000-…`, one or several to a field, with a lead before the
/// first.
fn orcids(text: &str, found: &mut Found<'_>, draft: &mut Draft) {
    let mut name = "";
    for part in text.split("ORCID: ") {
        let part = without_scheme(part).trim_start_matches("orcid.org/");
        let (digits, next) = part.split_at_checked(19).unwrap_or(("", part));
        let orcid = digits.parse::<Orcid>().ok();
        if let Some(orcid) = orcid
            && let [only] = found.authors(name, draft)[..]
            && let Some(contributor) = draft.record.contributors.get_mut(only)
        {
            contributor.orcid = Some(orcid);
        }
        let next = if orcid.is_some() { next } else { part };
        name = next.trim_matches([',', ';', ' ']);
    }
}

/// Affiliations without a word on whose they are: of the only author; of all where Scopus has just one for
/// the work.
fn rest(sheet: &Sheet<'_>, loose: &[Cow<'_, str>], draft: &mut Draft) {
    if loose.is_empty() {
        return;
    }
    let authors = draft.record.authors().count();
    let all: Vec<usize> = (0..authors).collect();
    // Tools that took the record over join the affiliations.
    let joined = |text: &str| text.contains("; ") || sheet.has(*b"M4");
    let export = sheet.first(*b"DB").is_some_and(|v| v.text == "Scopus");
    let scopus = matches!(loose, [only] if sheet.origin == Origin::Scopus && (export || !joined(only)));
    if authors > 0 && (authors == 1 || scopus) {
        for text in loose {
            assign(text, &all, draft);
        }
        return;
    }
    let kept: Vec<Affiliation> = loose.iter().filter_map(|text| draft.affiliation(text)).collect();
    let Some(first) = kept.first() else { return };
    let message = match kept.len() {
        1 => {
            format!("'{}' stands without a word on whose affiliation it is; kept as text", quote(&first.text))
        }
        n => format!(
            "{n} affiliations stand without a word on whose they are, the first '{}'; kept as text",
            quote(&first.text)
        ),
    };
    draft.note(DiagnosticKind::UnplacedText, "affiliation", message);
    draft.record.unplaced.extend(kept.into_iter().map(|affiliation| affiliation.text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_affiliation_of_embase_names_its_authors() {
        let stated = embase("(Li W.; Hu X., hu@example.org) A school (of art)").unwrap();
        assert_eq!(
            stated,
            Stated {
                names: vec!["Li W.".to_owned(), "Hu X.".to_owned()],
                text: "A school (of art)".to_owned()
            }
        );
        assert!(!is_embase("(3)") && !is_embase("School (of art) and more of it"));
    }
}
