//! The paragraphs of one record, in their order -> a draft.

use super::people::{self, People};
use super::{Block, Source, body, book, citation, related, summary};
use crate::read::draft::{Draft, quote, without_stop};
use crate::read::{Context, Entry};
use crate::record::{DiagnosticKind, Kind, Position, Role};

/// Longest first paragraph, in bytes: a summary with the names of ten thousand authors.
const LONGEST_CITATION: usize = 256 << 10;

/// Most lines of identifiers.
const MOST_IDENTIFIERS: usize = 50;

/// What was read of a record, where the paragraphs that follow depend on it.
#[derive(Default)]
struct State {
    authors: People,
    collaborators: People,
    affiliations: Vec<String>,
    /// How far the record is read.
    phase: Phase,
    /// Whether the affiliations have a paragraph of their own.
    has_information: bool,
}

/// Where in a record a paragraph stands, in this order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// The authors are expected.
    #[default]
    Authors,
    /// The abstract is expected.
    Abstract,
    /// The abstract is read: a copyright line may follow.
    Copyright,
    /// The identifiers are read: little follows them.
    Identifiers,
}

impl State {
    fn reach(&mut self, phase: Phase) {
        self.phase = self.phase.max(phase);
    }
}

/// Reads a record; `last` is whether the source ends with it.
pub(super) fn read(source: &Source, last: bool, number: u64, context: &Context) -> Entry {
    let mut draft = Draft::new(context, number, Position { line: source.line, column: 1 });
    draft.record.kind = Kind::JournalArticle;
    draft.record.rank = u32::try_from(source.rank).ok().filter(|rank| *rank > 0);
    if let Some((line, message)) = source.too_long() {
        draft.at(Position { line, column: 1 });
        draft.warn(DiagnosticKind::TooLong, "", message, "the rest of it is left out");
    }
    let blocks: Vec<&Block> = source.blocks.iter().collect();
    let Some((first, rest)) = blocks.split_first() else { return draft.finish() };
    draft.at(Position { line: first.line, column: 1 });
    let mut opening = first.joined();
    if opening.len() > LONGEST_CITATION {
        let end = (0..=LONGEST_CITATION).rev().find(|i| opening.is_char_boundary(*i)).unwrap_or(0);
        opening.truncate(end);
        draft.warn(
            DiagnosticKind::TooLong,
            "citation",
            "a citation of more than 256 KiB",
            "the rest of it is left out",
        );
    }
    if summary::is_summary(&opening) {
        summary::read(&opening, &mut draft);
        for block in rest {
            unplaced(block, &mut draft);
        }
        return draft.finish();
    }
    let rest = if citation::is_citation(&opening) {
        citation::read(&opening, &mut draft);
        with_title(rest, &mut draft)
    } else {
        // A book or a chapter: what stands first is its title.
        title(&opening, &mut draft);
        rest
    };
    paragraphs(rest, &mut draft);
    if !source.identified {
        draft.at(Position { line: source.line, column: 1 });
        if last {
            draft.warn(
                DiagnosticKind::Truncated,
                "",
                "the source ends before the PMID of this record",
                "what there is of it is kept",
            );
        } else {
            draft.note(DiagnosticKind::Missing, "pmid", "the record has no line with a PMID");
        }
    }
    draft.finish()
}

/// Takes the title, which stands below the citation.
fn with_title<'a, 'b>(blocks: &'a [&'b Block], draft: &mut Draft) -> &'a [&'b Block] {
    match blocks.split_first() {
        Some((first, rest)) if !is_special(first) => {
            draft.at(Position { line: first.line, column: 1 });
            title(&first.joined(), draft);
            rest
        }
        _ => blocks,
    }
}

/// The title of an article in another language is its translation in brackets.
pub(super) fn title(raw: &str, draft: &mut Draft) {
    draft.title(raw);
    let inside = draft.record.title.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    // Brackets inside show that the outer ones are no pair.
    if let Some(inside) = inside.filter(|inside| !inside.contains(['[', ']'])) {
        draft.record.title = without_stop(inside.trim()).to_owned();
    }
    // What PubMed prints where a title is missing.
    if matches!(draft.record.title.as_str(), "No title available" | "Not Available") {
        draft.record.title.clear();
    }
}

/// Whether a paragraph is told by its first words.
fn is_special(block: &Block) -> bool {
    let first = block.first().trim_start();
    is_identifiers(block)
        || people::opens_affiliations(first)
        || related::opens(block)
        || first.starts_with("Collaborators:")
        || first == "[No authors listed]"
}

fn is_identifiers(block: &Block) -> bool {
    let first = block.first().trim_start();
    super::opens_identifiers(first)
        || ["DOI: ", "PMCID: ", "PMID: "]
            .iter()
            .any(|label| first.starts_with(label) && block.lines.len() < 5)
}

fn paragraphs(blocks: &[&Block], draft: &mut Draft) {
    let mut state = State {
        has_information: blocks.iter().any(|b| people::opens_affiliations(b.first())),
        ..State::default()
    };
    for (i, block) in blocks.iter().enumerate() {
        draft.at(Position { line: block.line, column: 1 });
        let next_is_text =
            blocks.get(i + 1).is_some_and(|next| !is_special(next) && !body::is_copyright(next));
        paragraph(block, next_is_text, &mut state, draft);
    }
    let State { authors, collaborators, affiliations, .. } = state;
    people::assign(authors, Role::Author, &affiliations, draft);
    people::assign(collaborators, Role::Investigator, &[], draft);
    // Authors stand before the editors of their book.
    draft.record.contributors.sort_by_key(|c| c.role);
}

fn paragraph(block: &Block, next_is_text: bool, state: &mut State, draft: &mut Draft) {
    let first = block.first().trim_start();
    if is_identifiers(block) {
        identifiers(block, draft);
        state.reach(Phase::Identifiers);
    } else if people::opens_affiliations(first) {
        state.affiliations = people::affiliations(block, &mut state.authors);
        state.reach(Phase::Abstract);
    } else if let Some(names) = block.joined().strip_prefix("Collaborators:") {
        state.collaborators = People::read(names);
        state.reach(Phase::Abstract);
    } else if related::opens(block) {
        related::read(block, draft);
        state.reach(Phase::Abstract);
    } else if first.starts_with("Conflict of interest statement:") {
        draft.unused("Conflict of interest statement");
    } else if state.phase == Phase::Identifiers {
        unplaced(block, draft);
    } else if let Some(languages) = languages(first, block) {
        languages.split(',').for_each(|language| draft.language(language));
    } else if first.starts_with("In: ") && state.phase < Phase::Copyright && draft.record.container.is_none()
    {
        book::read(&block.joined(), draft);
        state.reach(Phase::Abstract);
    } else {
        text(block, next_is_text, state, draft);
    }
}

/// The languages of `[Article in French, German; Abstract available in German from the publisher]`.
fn languages(first: &str, block: &Block) -> Option<String> {
    if !first.starts_with("[Article in ") {
        return None;
    }
    let whole = block.joined();
    let inside = whole.trim().strip_prefix("[Article in ")?.strip_suffix(']')?;
    Some(inside.split(';').next().unwrap_or(inside).to_owned())
}

/// A paragraph that nothing announces: the authors, then the abstract, then its copyright line.
fn text(block: &Block, next_is_text: bool, state: &mut State, draft: &mut Draft) {
    if state.phase == Phase::Authors {
        state.reach(Phase::Abstract);
        let text = block.joined();
        if text.trim() == "[No authors listed]" {
            return;
        }
        let people = People::read(&text);
        if people.is_plausible(&text) {
            state.authors = people;
            return;
        }
    }
    if body::other_abstract(block).is_some() {
        draft.unused("other abstract");
        state.reach(Phase::Copyright);
    } else if state.phase >= Phase::Copyright || body::is_copyright(block) {
        // A copyright line has no place in a record; whatever else follows an abstract is of its kind.
        state.reach(Phase::Copyright);
    } else if !state.has_information && next_is_text && is_address(block) {
        // Before 2013 the affiliation of the first author stood in a paragraph without a heading.
        state.has_information = true;
        if let Some(first) = state.authors.list.first_mut() {
            first.numbers.push(1);
        }
        state.affiliations = vec![block.joined()];
    } else {
        body::read(block, draft);
        state.reach(Phase::Copyright);
    }
}

/// Whether a paragraph is an address: short, with an institution in it, and no sentence.
fn is_address(block: &Block) -> bool {
    const WORDS: [&str; 16] = [
        "university",
        "universit",
        "department",
        "hospital",
        "institute",
        "institut",
        "school of",
        "faculty",
        "centre",
        "center",
        "college",
        "laborator",
        "division of",
        "clinic",
        "ministry",
        "foundation",
    ];
    let text = block.joined();
    let lower = text.to_lowercase();
    let sentence = [" was ", " were ", " is ", " are ", " we ", " has ", " have ", " been "]
        .iter()
        .any(|w| lower.contains(w));
    text.len() <= 600 && text.contains(',') && !sentence && WORDS.iter().any(|w| lower.contains(w))
}

/// `DOI: …`, `PMCID: … [Available on …]`, `PMID: … [Indexed for MEDLINE]`, one on each line; a long DOI may
/// be broken.
fn identifiers(block: &Block, draft: &mut Draft) {
    let labels = ["DOI:", "PMCID:", "PMID:"];
    let mut values: Vec<(&str, String)> = Vec::new();
    for line in block.lines.iter().map(|l| l.trim()).take(MOST_IDENTIFIERS) {
        match (labels.iter().find_map(|label| Some((*label, line.strip_prefix(label)?))), values.last_mut()) {
            (Some((label, value)), _) => values.push((label, value.trim().to_owned())),
            (None, Some(("DOI:", value))) if !line.contains(' ') => value.push_str(line),
            (None, _) => {
                let kept = draft.text("identifiers", line);
                let message = format!("'{}' is no identifier known", quote(&kept));
                draft.warn(DiagnosticKind::UnplacedText, "identifiers", message, "kept as text");
                draft.record.unplaced.push(kept);
            }
        }
    }
    if block.lines.len() > MOST_IDENTIFIERS {
        let count = block.lines.len() - MOST_IDENTIFIERS;
        let message = format!("{count} more lines below the identifiers");
        draft.warn(DiagnosticKind::UnplacedText, "identifiers", message, "left out");
    }
    for (label, value) in values {
        let word = value.split_whitespace().next().unwrap_or_default();
        match label {
            "DOI:" => draft.doi(word),
            "PMCID:" => draft.pmcid(word),
            _ => draft.pmid(word),
        }
    }
}

/// Text that should not be where it is.
fn unplaced(block: &Block, draft: &mut Draft) {
    draft.at(Position { line: block.line, column: 1 });
    let kept = draft.text("text", &block.joined());
    let message = format!("text below the identifiers of the record: '{}'", quote(&kept));
    draft.warn(DiagnosticKind::UnplacedText, "", message, "kept as text");
    draft.record.unplaced.push(kept);
}
