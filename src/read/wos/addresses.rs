//! What fields say of single authors: addresses, who answers letters, ORCID iDs.

use super::called::Authors;
use super::fields::Fields;
use crate::read::draft::{Draft, quote};
use crate::record::{Affiliation, DiagnosticKind};
use std::collections::HashMap;

/// What stands behind the name of a corresponding author.
const MARKS: [&str; 2] = ["(corresponding author)", "(reprint author)"];

/// So many bytes of addresses are copied to authors; a record where each of many has many long ones is no
/// record.
const MOST: usize = 64 << 20;

pub(super) fn read(fields: &mut Fields, authors: &Authors, draft: &mut Draft) {
    let mut state = State { left: MOST, ..State::default() };
    addresses(fields, authors, &mut state, draft);
    state.tell("affiliation", draft);
    correspondence(fields, authors, &mut state, draft);
    state.tell("corresponding author", draft);
    orcids(fields, authors, &mut state, draft);
    state.tell("orcid", draft);
}

/// What could not be given to an author, told once for each field.
#[derive(Default)]
struct State {
    /// Bytes of addresses that may still be copied.
    left: usize,
    /// Names that mean no author, or more than one: the first, and how many.
    strangers: Option<(String, u32)>,
    /// Texts that are nobody's: the first, and how many.
    orphans: Option<(String, u32)>,
}

impl State {
    fn stranger(&mut self, name: &str) {
        self.strangers.get_or_insert_with(|| (quote(name), 0)).1 += 1;
    }

    /// Keeps a text that is nobody's.
    fn orphan(&mut self, text: String, draft: &mut Draft) {
        self.orphans.get_or_insert_with(|| (quote(&text), 0)).1 += 1;
        draft.record.unplaced.push(text);
    }

    fn tell(&mut self, field: &'static str, draft: &mut Draft) {
        if let Some((first, count)) = self.strangers.take() {
            let message = format!("{count} name(s) of no author, or of more than one: '{first}'");
            draft.note(DiagnosticKind::Inconsistent, field, message);
        }
        if let Some((first, count)) = self.orphans.take() {
            let message = format!("{count} value(s) of no author who could be told: '{first}'; kept as text");
            draft.note(DiagnosticKind::UnplacedText, field, message);
        }
    }

    /// Gives an address to an author, once.
    fn give(&mut self, at: usize, affiliation: &Affiliation, draft: &mut Draft) {
        let Some(left) = self.left.checked_sub(affiliation.text.len()) else {
            if self.left > 0 {
                self.left = 0;
                draft.warn(
                    DiagnosticKind::TooLong,
                    "affiliation",
                    "too many addresses",
                    "the rest of them is left out",
                );
            }
            return;
        };
        self.left = left;
        if let Some(contributor) = draft.record.contributors.get_mut(at) {
            // Authors have a few addresses; only there is it worth a look.
            let few = contributor.affiliations.len() < 100;
            if !few || !contributor.affiliations.contains(affiliation) {
                contributor.affiliations.push(affiliation.clone());
            }
        }
    }
}

/// `C1`: addresses, in newer exports each with the names of the authors who are there.
fn addresses(fields: &mut Fields, authors: &Authors, state: &mut State, draft: &mut Draft) {
    let Some(field) = fields.take_list("C1", draft) else { return };
    for entry in entries(&field.lines) {
        let (called, text) = match entry.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((names, text)) => {
                (names.split(';').map(str::trim).filter(|n| !n.is_empty()).collect(), text.trim())
            }
            None => leading_names(&entry, authors),
        };
        let Some(address) = draft.affiliation(text) else { continue };
        let mut given = false;
        if called.is_empty() && draft.record.contributors.len() == 1 {
            state.give(0, &address, draft);
            given = true;
        }
        for at in meant(&called, authors, state) {
            state.give(at, &address, draft);
            given = true;
        }
        if !given {
            state.orphan(address.text, draft);
        }
    }
}

/// The authors that the names of one address mean. Authors of the same name stand there as often as there are
/// of them.
fn meant(called: &[&str], authors: &Authors, state: &mut State) -> Vec<usize> {
    let mut times: HashMap<&str, (usize, usize)> = HashMap::new();
    for name in called {
        times.entry(name).or_default().0 += 1;
    }
    let mut found = Vec::new();
    for name in called {
        let Some((count, place)) = times.get_mut(name) else { continue };
        let same = authors.called(name);
        let at =
            if *count > 1 && *count == same.len() { same.get(*place).copied() } else { authors.find(name) };
        *place += 1;
        match at {
            Some(at) => found.push(at),
            None => state.stranger(name),
        }
    }
    found
}

/// One address each. A line goes on in the next one where it is neither closed nor short of the width of old
/// exports.
fn entries(lines: &[String]) -> Vec<String> {
    const WIDTH: std::ops::RangeInclusive<usize> = 50..=85;
    let bracketed = lines.iter().any(|line| line.starts_with('['));
    let mut entries: Vec<String> = Vec::new();
    // Length of the line before.
    let mut length = 0;
    for line in lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty()) {
        let goes_on = |last: &String| {
            let wrapped = (bracketed && last.starts_with('[')) || WIDTH.contains(&length);
            !line.starts_with('[') && !last.ends_with('.') && wrapped
        };
        match entries.last_mut().filter(|last| goes_on(last)) {
            Some(last) => {
                last.push(' ');
                last.push_str(line);
            }
            None => entries.push(line.to_owned()),
        }
        length = line.chars().count();
    }
    entries
}

/// `Gamernyk, R.V.; Lviv Nat. Univ., Ukraine`: the names that lead an address in other databases.
fn leading_names<'a>(address: &'a str, authors: &Authors) -> (Vec<&'a str>, &'a str) {
    let mut names = Vec::new();
    let mut rest = address;
    while let Some((part, after)) = rest.split_once(';') {
        if !part.contains(',') || authors.find(part).is_none() {
            break;
        }
        names.push(part.trim());
        rest = after.trim();
    }
    (names, rest)
}

/// `RP`: who answers letters, and where. `Suo, QL; Wang, YF (corresponding author), Univ X, Town.; Li, M
/// (corresponding …`; before 2007 without the mark.
fn correspondence(fields: &mut Fields, authors: &Authors, state: &mut State, draft: &mut Draft) {
    let Some(text) = fields.text("RP", draft) else { return };
    let mut marks: Vec<(usize, usize)> =
        MARKS.iter().flat_map(|mark| text.match_indices(mark).map(|(at, _)| (at, at + mark.len()))).collect();
    marks.sort_unstable();
    if marks.is_empty() {
        // Family name and initials, then the address.
        let mut commas = text.match_indices(',').map(|(at, _)| at);
        if let (Some(_), Some(second)) = (commas.next(), commas.next()) {
            answers(&[&text[..second]], &text[second + 1..], authors, state, draft);
        }
        return;
    }
    let mut names: Vec<&str> = Vec::new();
    let mut from = 0;
    for (at, end) in marks {
        let before = &text[from..at];
        let (address, called) = if names.is_empty() { ("", before) } else { last_names(before, authors) };
        answers(&names, address, authors, state, draft);
        names = called.split(';').map(str::trim).filter(|name| !name.is_empty()).collect();
        from = end;
    }
    answers(&names, &text[from..], authors, state, draft);
}

/// Parts an address from the names that follow it.
fn last_names<'a>(text: &'a str, authors: &Authors) -> (&'a str, &'a str) {
    if let Some(parts) = text.split_once(".;") {
        return parts;
    }
    let mut at = text.len();
    while let Some(semicolon) = text[..at].rfind(';') {
        if at != text.len() && authors.find(&text[semicolon + 1..at]).is_none() {
            break;
        }
        at = semicolon;
    }
    if at == text.len() { ("", text) } else { (&text[..at], &text[at + 1..]) }
}

/// Marks authors as corresponding; one without any address gets this one.
fn answers(names: &[&str], address: &str, authors: &Authors, state: &mut State, draft: &mut Draft) {
    if names.is_empty() {
        return;
    }
    let address = draft.affiliation(address.trim_matches([',', ' ', ';']));
    for name in names {
        let Some(at) = authors.find(name) else {
            state.stranger(name);
            continue;
        };
        let Some(contributor) = draft.record.contributors.get_mut(at) else { continue };
        contributor.corresponding = true;
        if contributor.affiliations.is_empty()
            && let Some(address) = &address
        {
            state.give(at, address, draft);
        }
    }
}

/// `OI`: `Hermoso, Virgilio/0000-0003-3205-5033; …`. Names are those of the ORCID record.
fn orcids(fields: &mut Fields, authors: &Authors, state: &mut State, draft: &mut Draft) {
    let Some(field) = fields.take_list("OI", draft) else { return };
    for item in field.items(draft) {
        let Some((called, number)) = item.rsplit_once('/') else { continue };
        let Some(orcid) = draft.orcid(number) else { continue };
        let slot =
            authors.find(called).and_then(|at| draft.record.contributors.get_mut(at)).map(|c| &mut c.orcid);
        match slot {
            Some(slot @ None) => *slot = Some(orcid),
            Some(Some(known)) if *known == orcid => {}
            _ => {
                let kept = draft.text("orcid", &item);
                state.orphan(kept, draft);
            }
        }
    }
}
