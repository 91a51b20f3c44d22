//! The citation line: journal, date, volume, issue, pages, and what PubMed adds (`doi:`, `pii:`, `Epub …`).
//!
//! `Infect Immun. 2016 Jul 21;84(8):2307-2316. doi: 10.1128/IAI.00235-16. Print 2016 Aug.`

use crate::read::draft::{Draft, quote};
use crate::read::language;
use crate::read::pubmed::{article_number, supplement};
use crate::record::{DiagnosticKind, PartialDate};

/// What may follow the place of the work, and how it is announced.
const MARKS: [(&str, Mark); 14] = [
    ("doi:", Mark::Doi),
    ("pii:", Mark::Pii),
    ("[Epub ahead of print]", Mark::Ahead),
    ("Epub ahead of print", Mark::Ahead),
    ("Online ahead of print", Mark::Ahead),
    ("Epub ", Mark::Electronic),
    ("eCollection ", Mark::Issue),
    ("Print ", Mark::Issue),
    ("PubMed PMID:", Mark::Pmid),
    ("PMID:", Mark::Pmid),
    ("PubMed Central PMCID:", Mark::Pmcid),
    ("PMCID:", Mark::Pmcid),
    ("Review.", Mark::Kind),
    ("Collection ", Mark::Issue),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Doi,
    Pii,
    /// There is no printed edition yet.
    Ahead,
    /// Day of the electronic edition.
    Electronic,
    /// Date of the printed edition, or of the collection, where the date before it is that of the electronic
    /// one.
    Issue,
    Pmid,
    Pmcid,
    Kind,
}

/// Whether a text reads like a citation: a name, a full stop, a year and what may follow one.
pub(super) fn is_citation(text: &str) -> bool {
    date_start(text).is_some()
}

/// Whether nothing stands before the date but a name without a full stop: no author, no title.
pub(super) fn opens_with_journal(text: &str) -> bool {
    text.find(". ").is_some_and(|at| date_start(text) == Some(at + 2))
}

/// Where the date begins: the first year that stands after a full stop.
pub(super) fn date_start(text: &str) -> Option<usize> {
    text.match_indices(". ").map(|(at, _)| at + 2).find(|at| opens_with_year(&text[*at..]))
}

/// Whether a year between 1800 and 2099 stands here, and something that may follow one.
pub(super) fn opens_with_year(text: &str) -> bool {
    let year = text.get(..4).filter(|y| y.bytes().all(|b| b.is_ascii_digit()));
    let valid = year.is_some_and(|y| y.starts_with("18") || y.starts_with("19") || y.starts_with("20"));
    valid && (text.len() == 4 || text[4..].starts_with([' ', ';', '.', ':', '-']))
}

/// Reads a citation line, without the number before it.
pub(super) fn read(text: &str, draft: &mut Draft) {
    let Some(at) = date_start(text) else { return };
    let journal = draft.text("journal", text[..at].trim_end_matches(['.', ' ']));
    draft.container().title = journal;
    let (place, marks) = split_marks(&text[at..]);
    let date = place_of(place, draft);
    let mut issue = None;
    let mut ahead = false;
    for (mark, value) in marks {
        match mark {
            Mark::Doi => draft.doi(first_word(value)),
            Mark::Pii => {
                let pii = draft.text("pii", value.trim().trim_end_matches('.'));
                draft.record.pii = (!pii.is_empty()).then_some(pii);
            }
            Mark::Ahead => ahead = true,
            Mark::Electronic => {
                let date = draft.date("electronic date", value);
                draft.record.history.published = draft.record.history.published.or(date);
            }
            Mark::Issue => issue = draft.date("publication date", value),
            Mark::Pmid => draft.pmid(first_word(value)),
            Mark::Pmcid => draft.pmcid(first_word(value)),
            Mark::Kind => draft.record.publication_types.push("Review".to_owned()),
        }
        if matches!(mark, Mark::Kind | Mark::Ahead) {
            leftover(value, draft);
        }
    }
    // Of two dates the one that leads is the electronic edition's where the printed one is named.
    if issue.is_some() || ahead {
        draft.record.history.published = draft.record.history.published.or(date);
    }
    draft.record.published = issue.or(date);
}

/// The text before the first mark, and every mark with what follows it.
fn split_marks(text: &str) -> (&str, Vec<(Mark, &str)>) {
    let mut found: Vec<(usize, usize, Mark)> = Vec::new();
    let mut from = 0;
    while let Some((at, length, mark)) = next_mark(text, from) {
        found.push((at, at + length, mark));
        from = at + length;
    }
    let end = found.first().map_or(text.len(), |f| f.0);
    let marks = (0..found.len()).map(|i| {
        let next = found.get(i + 1).map_or(text.len(), |f| f.0);
        (found[i].2, text[found[i].1..next].trim())
    });
    (text[..end].trim(), marks.collect())
}

/// The next mark at the start of a word, from a byte on.
fn next_mark(text: &str, from: usize) -> Option<(usize, usize, Mark)> {
    let rest = &text[from..];
    let mut starts =
        std::iter::once(0).filter(|_| from > 0).chain(rest.match_indices(' ').map(|(at, _)| at + 1));
    starts.find_map(|at| {
        let (name, mark) = MARKS.iter().find(|(name, _)| rest[at..].starts_with(name))?;
        Some((from + at, name.len(), *mark))
    })
}

fn first_word(value: &str) -> &str {
    value.split_whitespace().next().unwrap_or_default().trim_end_matches(['.', ';', ','])
}

/// Text that no mark announces: the language of the article, or something unknown.
fn leftover(value: &str, draft: &mut Draft) {
    let text = value.trim_matches(['.', ' ']);
    if text.is_empty() {
        return;
    }
    if language::code(text).is_some() {
        draft.language(text);
        return;
    }
    let kept = draft.text("citation", text);
    draft.note(
        DiagnosticKind::UnplacedText,
        "citation",
        format!("'{}' fits no rule; kept as text", quote(&kept)),
    );
    draft.record.unplaced.push(kept);
}

/// `2018 Oct;33(4 Suppl 1):19-24.`: reads the place, gives the date.
fn place_of(place: &str, draft: &mut Draft) -> Option<PartialDate> {
    let (place, after) = sentence(place.trim());
    leftover(after, draft);
    let end = place.find([';', ':']).unwrap_or(place.len());
    let (date, rest) = place.split_at(end);
    let rest = rest.strip_prefix(';').unwrap_or(rest);
    let (volume, pages) = rest.split_once(':').unwrap_or((rest, ""));
    let (volume, issue) = match volume.split_once('(') {
        Some((volume, issue)) => (volume, issue.rsplit_once(')').map_or(issue, |(issue, _)| issue)),
        None => (volume, ""),
    };
    let volume = draft.text("volume", volume);
    let issue = draft.text("issue", issue);
    let ((volume, of_volume), (issue, of_issue)) = (supplement(&volume), supplement(&issue));
    let container = draft.container();
    (container.volume, container.issue) = (volume, issue);
    container.supplement = of_volume.or(of_issue);
    draft.pages(pages);
    article_number(draft);
    draft.date("publication date", date)
}

/// The place up to the full stop that closes it, and the rest. The stop of an abbreviation (`Suppl. 1`)
/// closes nothing.
fn sentence(text: &str) -> (&str, &str) {
    let closes = |at: &usize| {
        let word = text[..*at].rsplit([' ', '(', ';']).next().unwrap_or_default();
        !matches!(word.to_ascii_lowercase().as_str(), "suppl" | "pt" | "no" | "vol")
    };
    match text.match_indices(". ").map(|(at, _)| at).find(closes) {
        Some(at) => (&text[..at], &text[at + 2..]),
        None => (text.trim_end_matches('.'), ""),
    }
}
