//! The values that hold for a work of which several records speak.

use crate::record::{
    Container, Contributor, JournalKey, Name, PartialDate, PersonName, Record, RecordId, Role, Settled, fold,
};
use std::cmp::Reverse;

/// Formats in the order in which their word counts; those that are not named come last.
const RANKS: [&str; 8] =
    ["pubmed-xml", "crossref-json", "openalex-json", "medline", "jats", "opencitations-csv", "wos", "rca"];

/// One record of a work: which it is, what it says, and which journal it means.
pub type Voice = (RecordId, Record, Option<JournalKey>);

/// Settles what holds, whatever the order of the records.
#[must_use]
pub fn settle(voices: &[Voice]) -> Settled {
    let mut ranked: Vec<&Voice> = voices.iter().collect();
    ranked.sort_by_key(|(id, ..)| (rank(&id.format), id.clone()));
    let abstracts = ranked.iter().filter_map(|(id, record, _)| Some((id, record.abstract_text.as_ref()?)));
    let best = abstracts.min_by_key(|(id, text)| {
        (text.sections.is_empty(), Reverse(text.text.chars().count()), rank(&id.format), (*id).clone())
    });
    let journal = journal(&ranked);
    let places: Vec<&Container> = ranked
        .iter()
        .filter(|(.., of_record)| *of_record == journal)
        .filter_map(|(_, record, _)| record.container.as_ref())
        .collect();
    let text =
        |part: &Option<String>| part.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    Settled {
        title: title(&ranked),
        published: date(&ranked, |record| record.published),
        received: date(&ranked, |record| record.history.received),
        accepted: date(&ranked, |record| record.history.accepted),
        available: date(&ranked, |record| record.history.published),
        // One source may know of a free copy where another one does not.
        open_access: ranked.iter().filter_map(|(_, record, _)| record.open_access).max(),
        contributors: contributors(&ranked),
        volume: places.iter().find_map(|place| text(&place.volume)),
        issue: places.iter().find_map(|place| place.issue_name()),
        pages: places.iter().find_map(|place| place.pages.clone()),
        journal,
        abstract_of: best.map(|(id, _)| id.clone()),
    }
}

fn rank(format: &str) -> usize {
    RANKS.iter().position(|known| *known == format).unwrap_or(RANKS.len())
}

/// The title of the best source, unless it is cut off or in capitals where another one is not.
fn title(ranked: &[&Voice]) -> String {
    let titles = ranked.iter().map(|(_, record, _)| record.title.as_str()).filter(|title| !title.is_empty());
    let Some(first) = titles.clone().next() else { return String::new() };
    let folded = fold(first);
    let longer = |title: &str| fold(title).starts_with(&folded);
    let shouts = |title: &str| !title.contains(char::is_lowercase);
    titles
        .filter(|title| longer(title))
        .min_by_key(|title| (shouts(title), Reverse(fold(title).len())))
        .unwrap_or(first)
        .to_owned()
}

/// The date of the best source, made more exact by others that agree with it.
fn date(ranked: &[&Voice], of: impl Fn(&Record) -> Option<PartialDate>) -> Option<PartialDate> {
    let dates = || ranked.iter().filter_map(|(_, record, _)| of(record));
    let first = dates().next()?;
    let within = |date: &PartialDate| date.to_string().starts_with(&first.to_string());
    dates().filter(within).max_by_key(|date| (date.day().is_some(), date.month().is_some(), Reverse(*date)))
}

/// The journal that the best source names by number, else the one that the best source names.
fn journal(ranked: &[&Voice]) -> Option<JournalKey> {
    let keys = || ranked.iter().filter_map(|(.., key)| key.as_ref());
    keys().find(|key| !matches!(key, JournalKey::Name(_))).or_else(|| keys().next()).cloned()
}

/// For every role the longest list that is not cut off, of the best source that has it; every contributor with the fullest
/// name and the ORCID iD that a record gives at the same place.
fn contributors(ranked: &[&Voice]) -> Vec<Contributor> {
    let roles = [Role::Author, Role::Editor, Role::Translator, Role::Investigator];
    roles.into_iter().flat_map(|role| of_role(ranked, role)).collect()
}

fn of_role(ranked: &[&Voice], role: Role) -> Vec<Contributor> {
    let list = |record: &Record| -> Vec<Contributor> {
        record.contributors.iter().filter(|c| c.role == role).cloned().collect()
    };
    let lists: Vec<(bool, Vec<Contributor>)> =
        ranked.iter().map(|(_, record, _)| (record.authors_cut, list(record))).collect();
    let best = lists.iter().min_by_key(|(cut, list)| (list.is_empty(), *cut, Reverse(list.len())));
    let Some((_, best)) = best else { return Vec::new() };
    let mut best = best.clone();
    for (_, list) in &lists {
        for (mine, theirs) in best.iter_mut().zip(list) {
            if fold(mine.name.family_or_collective()) == fold(theirs.name.family_or_collective()) {
                mine.orcid = mine.orcid.or(theirs.orcid);
                if fullness(&theirs.name) > fullness(&mine.name) {
                    mine.name = theirs.name.clone();
                }
            }
        }
    }
    for contributor in &mut best {
        contributor.affiliations.clear();
    }
    best
}

/// How much of a name is given: the length of the given names, else of the initials.
fn fullness(name: &Name) -> (usize, usize) {
    match name {
        Name::Person(PersonName { given, initials, .. }) => {
            let length = |text: &Option<String>| text.as_ref().map_or(0, |t| t.chars().count());
            (length(given), length(initials))
        }
        Name::Collective(_) => (0, 0),
    }
}
