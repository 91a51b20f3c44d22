//! Names of people and groups.

use super::text;
use crate::read::draft::tidy;
use crate::read::language;
use crate::read::name;
use crate::read::xml::{Step, Trouble, Xml};
use crate::record::Name;
use std::io::BufRead;

/// The name of a group without the words that say what it does there.
pub(super) fn collective(words: &str) -> String {
    let name = tidy(words);
    let lower = name.to_lowercase();
    let lead =
        ["and on behalf of ", "on behalf of ", "for ", "and "].iter().find(|lead| lower.starts_with(**lead));
    let bare = lead.and_then(|lead| name.get(lead.len()..)).unwrap_or(&name);
    bare.trim_matches([',', ';', ' ', '(', ')']).to_owned()
}

/// The name of a person whose element is open. `None` where there is nothing in it.
pub(super) fn person<R: BufRead>(xml: &mut Xml<R>) -> Result<Option<Name>, Trouble> {
    let (mut family, mut given, mut suffix, mut words) =
        (String::new(), String::new(), String::new(), String::new());
    let mut initials = None;
    let mut inside = 1_usize;
    while inside > 0 {
        match xml.step()? {
            Step::Text(piece) => words.push_str(&piece),
            Step::End => inside -= 1,
            Step::Start(tag) => match tag.name() {
                "surname" => family = clean(&text::inline(xml)?),
                "given-names" => {
                    initials = tag.attribute("initials").map(tidy).filter(|i| !i.is_empty());
                    given = clean(&text::inline(xml)?);
                }
                "suffix" => suffix = clean(&text::inline(xml)?),
                "prefix" | "degrees" | "xref" => xml.skip()?,
                _ => inside += 1,
            },
        }
    }
    let mut name = match (family.is_empty(), given.is_empty()) {
        (false, _) => Some(name::person(&family, &given, &suffix)),
        (true, false) => Some(name::person(&given, "", &suffix)),
        (true, true) => name::parse(&words),
    };
    if let Some(Name::Person(person)) = &mut name {
        person.initials = initials.or(person.initials.take());
    }
    Ok(name)
}

/// Part of a name without the punctuation that a typesetter put beside it.
fn clean(words: &str) -> String {
    tidy(words).trim_matches([',', ';', ' ']).to_owned()
}

/// Of a name in several scripts the one in Latin letters, or else the first.
pub(super) fn alternatives<R: BufRead>(xml: &mut Xml<R>) -> Result<Option<Name>, Trouble> {
    let mut best: Option<(bool, Name)> = None;
    xml.children(|xml, tag| {
        let english = tag.attribute("lang").and_then(language::code) == Some("en");
        let Some(name) = person(xml)? else { return Ok(()) };
        let first = name.family_or_collective().chars().find(|c| c.is_alphabetic());
        let latin = english || first.is_some_and(|c| c < '\u{250}');
        if best.as_ref().is_none_or(|(known, _)| latin && !known) {
            best = Some((latin, name));
        }
        Ok(())
    })?;
    Ok(best.map(|(_, name)| name))
}
