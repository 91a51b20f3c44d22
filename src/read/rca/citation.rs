//! A citation without its brackets -> authors, title, journal, date and place.
//!
//! ```text
//! citation = [ authors ". " ] title ". " journal " " source      (see `authors`, `source`)
//! ```
//!
//! The source is found first, from the right; then the list of authors, from the left. What is between them is cut into
//! sentences; the last one is the journal, together with those before it that are plainly parts of an abbreviated name
//! (`J. Clin. Med.`); the rest is the title. Where a listing prints a title without its journal, or no authors, that is
//! how it is read.

use super::{authors, source};
use crate::read::findings::Findings;
use crate::read::passage::Slice;
use crate::record::{Container, DiagnosticKind, Record};

/// Reads the citation `body` into `record`.
pub(super) fn read(body: Slice<'_>, record: &mut Record, findings: &mut Findings) {
    record.citation_text = body.field();
    let text = body.as_str();
    let found = source::find(text);
    let left = body.to(found.as_ref().map_or(text.len(), |s| s.start));
    let left = left.to(left.as_str().trim_end_matches([' ', '(', ',', ';']).len());
    let parts = split(left.as_str(), found.is_some());
    if let Some(authors) = &parts.authors {
        record.contributors.clone_from(&authors.contributors);
        report_authors(authors, left, findings);
    }
    record.title = closed_title(&crate::read::passage::squeeze(&left.as_str()[parts.title.clone()]));
    let journal = parts.journal.map(|start| journal_name(&left.from(start).field())).unwrap_or_default();
    if let Some(source) = found {
        apply_source(&source, body, record, findings);
    }
    match (&mut record.container, journal.is_empty()) {
        (Some(container), false) => container.title = journal,
        (slot @ None, false) => *slot = Some(Container { title: journal, ..Container::default() }),
        _ => {
            let message = "the citation names no journal that can be told from its title".to_owned();
            findings.warn(DiagnosticKind::Missing, "journal", left.position(), message, "left empty");
        }
    }
    if record.published.is_none() && !text.is_empty() {
        let message = "the citation has no year of publication after a journal".to_owned();
        findings.warn(DiagnosticKind::Missing, "year", body.position(), message, "left empty");
    }
}

/// Whether a citation ends in journal, year and place, so that nothing of it is missing.
pub(super) fn is_complete(citation: Slice<'_>) -> bool {
    source::find(citation.as_str()).is_some_and(|source| {
        source.rest.is_empty() && split(&citation.as_str()[..source.start], true).journal.is_some()
    })
}

fn apply_source(source: &source::Source<'_>, body: Slice<'_>, record: &mut Record, findings: &mut Findings) {
    record.published = source.date;
    let at = body.from(source.start).position();
    if source.several_ranges {
        let message = "several ranges of pages".to_owned() + ": from the first page to the last";
        findings.note(DiagnosticKind::Inferred, "pages", at, message);
    }
    if !source.note.is_empty() {
        record.labels.insert(0, source.note.to_owned());
    }
    if !source.rest.is_empty() {
        super::facts::unplaced(body.sub(source.rest.clone()).trim(), "citation", record, findings);
    }
    record.container = Some(Container {
        volume: source.volume.clone(),
        issue: source.issue.clone(),
        supplement: source.supplement.clone(),
        pages: source.pages.clone(),
        ..Container::default()
    });
    let place = record.container.as_ref().filter(|c| **c == Container::default());
    if place.is_some() {
        record.container = None;
    }
}

fn report_authors(authors: &authors::Authors, left: Slice<'_>, findings: &mut Findings) {
    if authors.et_al {
        let message = "the list of authors ends in 'et al'".to_owned();
        findings.note(
            DiagnosticKind::Missing,
            "authors",
            left.position(),
            message + ": the source names no more",
        );
    }
    for (at, text) in &authors.doubtful {
        let message = format!("'{text}' is neither a name with initials nor plainly a group");
        findings.warn(
            DiagnosticKind::Inconsistent,
            "authors",
            left.from(*at).position(),
            message,
            "taken for a group",
        );
    }
}

/// The parts of a citation up to its source.
struct Parts {
    authors: Option<authors::Authors>,
    title: std::ops::Range<usize>,
    /// Where the journal begins.
    journal: Option<usize>,
}

fn split(left: &str, has_source: bool) -> Parts {
    let sentences = sentences(left);
    // A list of authors is followed by a title, and a title by a journal where there is a source.
    let needed = if has_source { 2 } else { 1 };
    let mut authors = None;
    let mut title = 0;
    let candidates = sentences.len().saturating_sub(needed);
    for (index, end) in sentences.iter().enumerate().take(candidates) {
        // `Smith J. A., Brown B. Title`: dots inside initials end no list, so a longer list wins over a shorter one.
        if index >= MAX_DOTTED && end.stop > LONG_LIST {
            break;
        }
        let list = authors::read(&left[..end.stop]);
        if list.is_none() && (authors.is_some() || index >= MAX_DOTTED) {
            break;
        }
        if let Some(mut list) = list {
            if left[end.stop..].starts_with('.') {
                list.close_with_stop();
            }
            authors = Some(list);
            title = index + 1;
        }
    }
    let journal = if has_source { journal(left, &sentences, title) } else { None };
    let from = sentences.get(title).map_or(left.len(), |s| s.start);
    let to = journal.map_or(left.len(), |index| sentences[index].start);
    Parts { authors, title: from..to.max(from), journal: journal.map(|index| sentences[index].start) }
}

/// A list of authors whose initials have dots and spaces is tried over so many sentences.
const MAX_DOTTED: usize = 64;

/// Beyond this many bytes no list grows sentence by sentence: each try reads the list from its start.
const LONG_LIST: usize = 20_000;

/// A part of a citation that ends in a full stop, question mark or exclamation mark before a space.
#[derive(Debug, Clone, Copy)]
struct Sentence {
    start: usize,
    /// Where the closing mark stands.
    stop: usize,
}

fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut closing: Option<usize> = None;
    for (i, c) in text.char_indices() {
        match c {
            '.' | '?' | '!' | '\u{3002}' | '\u{ff1f}' => closing = closing.or(Some(i)),
            '\'' | '"' | '\u{2019}' | '\u{201d}' | '\u{bb}' | ')' | ']' | '*' => (),
            c if c.is_whitespace() => {
                if let Some(stop) = closing.take() {
                    sentences.push(Sentence { start, stop });
                    start = i + c.len_utf8();
                }
            }
            _ => closing = None,
        }
    }
    if text[start..].chars().any(char::is_alphanumeric) {
        sentences.push(Sentence { start, stop: text.len() });
    }
    sentences
}

/// The sentence with which the journal begins; the title keeps one sentence at least.
fn journal(left: &str, sentences: &[Sentence], title: usize) -> Option<usize> {
    let mut first = sentences.len().checked_sub(1).filter(|i| *i > title)?;
    while first > title + 1 {
        let name = &left[sentences[first].start..];
        let before = &left[sentences[first - 1].start..sentences[first - 1].stop];
        let opens = name.matches('(').count() < name.matches(')').count();
        // `J Clin Med. (Basel)`, `Health Technol Assess. (Winch. Eng.)`: no name begins with a bracket.
        let part = opens || name.starts_with(['(', '&', '=']) || !name.chars().any(char::is_alphanumeric);
        let dotted = left[sentences[first - 1].stop..].starts_with('.');
        if !(part || (dotted && is_abbreviated(before) && first + MAX_NAME > sentences.len())) {
            break;
        }
        first -= 1;
    }
    Some(first)
}

/// A journal's name is cut by so many full stops at most.
const MAX_NAME: usize = 12;

/// Whether `text` is a part of an abbreviated journal name: up to four capitalised words, the last one a single letter
/// or an abbreviation that journal names are made of.
fn is_abbreviated(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some(last) = words.last() else { return false };
    let capital = |w: &&str| w.starts_with(char::is_uppercase) || matches!(*w, "&" | "of" | "de");
    let bare = last.rsplit(['.', '-', '(']).next().unwrap_or(last);
    let letter = bare.chars().count() == 1 && bare.chars().all(char::is_uppercase);
    let known = || ABBREVIATIONS.split(' ').any(|a| a == bare.to_lowercase());
    words.len() <= 4 && words.iter().all(capital) && (letter || known())
}

/// Words that only occur, with a full stop, inside abbreviated journal names (ISO 4).
const ABBREVIATIONS: &str = "acad adm adv afr allg am anal ann annu anthropol appl arch arztebl assess assist assoc aust \
    austral behav biol biomed br brit bull bundesgesundheitsbl cardiol chem chir chron clin cogn \
    coll commun comput conf contemp crit curr demogr dev diagn dis disabil disord dtsch ecol econ \
    educ electron eng engl environ epidemiol esp ethn eur eval evid exp fam fortbild found fr gen \
    geogr geriatr gerontol gesundh gesundheitswes gesundhwes hist hosp hum hyg immunol implement \
    ind infect inform innov inst int integr intern interv ir ital jpn kinesiol lang leadersh ling \
    lond manag math med ment metab methodol microbiol mil mol nat natl neurol neurosci newsl nurs \
    nutr obstet occup oncol ophthalmol opin organ orthop palliat pediatr perspect pharm pharmacol \
    philos phys physiol pol polit pract prev prim proc prof promot psychiatr psychol psychosoc \
    psychother publ qual quant radiol rech rehabil relat rep res respir rev rheumatol saf scand \
    schweiz sci scot ser serv soc sociol st stat stud suppl surg sustain syst tech technol ther \
    tidsskr toxicol traumatol trop ugeskr univ urol vet wkly wochenschr yearb z zh";

/// The title without the full stop that closes it; a stop that belongs to it (`U.S.`, `...`) stays.
fn closed_title(title: &str) -> String {
    let Some(open) = title.strip_suffix('.') else { return title.to_owned() };
    let last = open.rsplit(' ').next().unwrap_or(open);
    let dotted = last.contains('.') && last.split('.').all(|part| part.chars().count() <= 1);
    if open.ends_with('.') || dotted { title.to_owned() } else { open.trim_end().to_owned() }
}

/// The name of a journal without a full stop that closes it; the stops of an abbreviated name (`J. Clin. Med.`) stay.
fn journal_name(name: &str) -> String {
    let name = name.trim_end_matches([',', ';', ' ']);
    let Some(open) = name.strip_suffix('.') else { return name.to_owned() };
    if open.contains(". ") { name.to_owned() } else { open.trim_end().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `authors | title | journal`.
    fn read(left: &str) -> String {
        let parts = split(left, true);
        let authors = parts.authors.map_or(0, |a| a.contributors.len());
        let title = closed_title(left[parts.title].trim());
        format!(
            "{authors} | {title} | {}",
            parts.journal.map_or(String::new(), |j| journal_name(left[j..].trim()))
        )
    }

    #[test]
    fn titles_and_journals_are_told_apart() {
        for (left, expected) in [
            ("Turk A, Pope C. A meta-ethnography. BMC Med ", "2 | A meta-ethnography | BMC Med"),
            (
                "Tensions in care. Developing a framework: a review. BJGP Open ",
                "0 | Tensions in care. Developing a framework: a review | BJGP Open",
            ),
            (
                "Smith J. What works? A review. BMJ (Clinical research ed.) ",
                "1 | What works? A review | BMJ (Clinical research ed.)",
            ),
            ("Smith J. Does it work? J Clin Med. (Basel) ", "1 | Does it work? | J Clin Med. (Basel)"),
            (
                "Smith J.A., Brown B. Social prescribing. J. Clin. Med. ",
                "2 | Social prescribing | J. Clin. Med.",
            ),
            (
                "Smith J. A., Brown B. C. Social prescribing. Am. J. Public Health ",
                "2 | Social prescribing | Am. J. Public Health",
            ),
            ("Smith J. Loneliness. BMJ ", "1 | Loneliness | BMJ"),
            ("Loneliness. BMJ. ", "0 | Loneliness | BMJ"),
            (
                "Smith J. [Soziales Rezept: ein Überblick]. Z Allgemeinmed ",
                "1 | [Soziales Rezept: ein Überblick] | Z Allgemeinmed",
            ),
            (
                "Smith J. \"It helps.\" Voices from the U.K. BMC Prim Care. ",
                "1 | \"It helps.\" Voices from the U.K. | BMC Prim Care",
            ),
            ("Smith J. Stop! Health Soc Care Community ", "1 | Stop! | Health Soc Care Community"),
            ("Smith J. No journal here ", "0 | Smith J | No journal here"),
        ] {
            assert_eq!(read(left), expected, "{left}");
        }
    }
}
