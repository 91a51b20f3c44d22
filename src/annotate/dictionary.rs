//! The labels of the ontology as one automaton, and the choice among what it finds.
//!
//! Finds stretches of a normal text; knows neither records nor sections.

use super::coordination;
use super::normal::{Normal, Span, cased, key};
use super::sentence;
use crate::ontology::{self, Label, LabelKind};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::collections::{HashMap, HashSet};

/// The scheme whose concepts are claims about the others.
pub(super) const CLAIMS: &str = "conclusion";

/// Every label, ready to be found.
#[derive(Debug, Clone)]
pub(super) struct Dictionary {
    automaton: AhoCorasick,
    /// The labels that share each pattern of the automaton.
    entries: Vec<Vec<Entry>>,
    /// The patterns of two words, which other words may part.
    pairs: HashMap<String, usize>,
}

#[derive(Debug, Clone)]
struct Entry {
    label: &'static Label,
    /// The label with its case, where its case counts.
    cased: Option<String>,
}

/// A label found in a text, in bytes of the original.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) label: &'static Label,
    pub(super) span: Span,
    /// The text has an abbreviation there that stands for the label.
    pub(super) abbreviated: bool,
    /// The text has other words between the two of the label, which share its second one.
    pub(super) shares_head: bool,
}

/// A stretch that one or more labels match.
struct Candidate {
    /// In the normal text.
    span: Span,
    original: Span,
    sentence: usize,
    abbreviated: bool,
    labels: Vec<&'static Label>,
}

impl Dictionary {
    /// Of the topic concepts of the ontology.
    pub(super) fn new() -> Self {
        let mut patterns: Vec<String> = Vec::new();
        let mut entries: Vec<Vec<Entry>> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        for label in ontology::labels() {
            let (pattern, cased) = key(&label.text);
            let index = *known.entry(pattern).or_insert_with_key(|pattern| {
                patterns.push(pattern.clone());
                entries.push(Vec::new());
                entries.len() - 1
            });
            let cased = (label.kind == LabelKind::CaseSensitive).then_some(cased);
            entries[index].push(Entry { label, cased });
        }
        known.retain(|pattern, _| pattern.matches(' ').count() == 1);
        Self { automaton: automaton(&patterns), entries, pairs: known }
    }

    /// The labels in `normal`, the normal form of `original`, by start.
    ///
    /// `counts` decides whether a label counts at a stretch of the original at all. Of what counts the longest wins and drops
    /// all that it overlaps; claims and topics do not compete with each other, since a claim has a topic for its object
    /// (`improved wellbeing`).
    pub(super) fn find(
        &self,
        original: &str,
        normal: &Normal,
        sentences: &[usize],
        counts: impl Fn(&Label, Span) -> bool,
    ) -> Vec<Found> {
        let (mut topics, mut claims) = (Vec::new(), Vec::new());
        for hit in self.automaton.find_overlapping_iter(&normal.text) {
            let span = Span { start: hit.start(), end: hit.end() };
            if !normal.is_whole_words(span) || normal.cuts_expansion(span) {
                continue;
            }
            let Some(place) = normal.original(span) else { continue };
            let Some(text) = original.get(place.start..place.end).filter(|text| !text.contains('\n')) else {
                continue;
            };
            let abbreviated = normal.has_expansion(span);
            let fits = |entry: &&Entry| match &entry.cased {
                Some(form) => !abbreviated && cased(text) == *form && counts(entry.label, place),
                None => counts(entry.label, place),
            };
            let (claim, topic): (Vec<_>, Vec<_>) = self.entries[hit.pattern().as_usize()]
                .iter()
                .filter(fits)
                .map(|entry| entry.label)
                .partition(|label| label.concept.scheme == CLAIMS);
            let sentence = sentence::of(sentences, place.start);
            for (layer, labels) in [(&mut topics, topic), (&mut claims, claim)] {
                if !labels.is_empty() {
                    layer.push(Candidate { span, original: place, sentence, abbreviated, labels });
                }
            }
        }
        let length = normal.text.len();
        let mut found = choose(topics, length);
        found.extend(choose(claims, length));
        found.sort_by(in_order);
        self.find_parted(original, normal, counts, &mut found);
        found.sort_by(in_order);
        found
    }

    /// Adds to what was found (in order) the topics whose two words are parted by others that share the second (see [`coordination`]), where the same topic
    /// was not found there already. They compete with nothing: what stands between them counts as well.
    fn find_parted(
        &self,
        original: &str,
        normal: &Normal,
        counts: impl Fn(&Label, Span) -> bool,
        found: &mut Vec<Found>,
    ) {
        let mut parted = Vec::new();
        for phrase in coordination::phrases(&normal.text) {
            let Some(index) = self.pairs.get(&phrase.text) else { continue };
            let Some(span) = normal.original(phrase.span) else { continue };
            let one_line = original.get(span.start..span.end).is_some_and(|text| !text.contains('\n'));
            if !one_line || normal.has_expansion(phrase.span) {
                continue;
            }
            for Entry { label, .. } in &self.entries[*index] {
                let stands_alone = matches!(label.kind, LabelKind::Name | LabelKind::Hidden);
                let first = found.partition_point(|f| f.span.start < span.start);
                let mut within = found[first..].iter().take_while(|f| f.span.start < span.end);
                if stands_alone
                    && label.concept.scheme != CLAIMS
                    && counts(label, span)
                    && !within.any(|f| f.label.concept.id == label.concept.id)
                {
                    parted.push(Found { label, span, abbreviated: false, shares_head: true });
                }
            }
        }
        found.extend(parted);
    }
}

#[expect(clippy::expect_used, reason = "the patterns are compiled in, and few; a test builds the automaton")]
fn automaton(patterns: &[String]) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::Standard).kind(Some(AhoCorasickKind::DFA));
    builder.build(patterns).expect("an automaton of some thousand labels")
}

/// By start, end and concept.
fn in_order(a: &Found, b: &Found) -> std::cmp::Ordering {
    let place = |f: &Found| (f.span.start, f.span.end);
    place(a).cmp(&place(b)).then_with(|| a.label.concept.id.cmp(&b.label.concept.id))
}

/// Longest first, then leftmost. Weak labels count where a stronger label of their scheme was chosen in their sentence.
fn choose(mut candidates: Vec<Candidate>, length: usize) -> Vec<Found> {
    candidates.sort_by_key(|c| (std::cmp::Reverse(c.span.end - c.span.start), c.span.start));
    let company: HashSet<(usize, &'static str)> =
        chosen(&candidates, length, |label, _| label.kind != LabelKind::Weak)
            .map(|(label, candidate)| (candidate.sentence, label.concept.scheme.as_str()))
            .collect();
    let in_company = |label: &Label, candidate: &Candidate| {
        label.kind != LabelKind::Weak
            || company.contains(&(candidate.sentence, label.concept.scheme.as_str()))
    };
    chosen(&candidates, length, in_company)
        .map(|(label, c)| Found { label, span: c.original, abbreviated: c.abbreviated, shares_head: false })
        .collect()
}

/// The admitted labels of the candidates (longest first) that no earlier candidate with an admitted label overlaps.
///
/// A label that excludes takes its stretch from shorter labels of its own scheme only: that "link workers' experiences" are no
/// experience of care does not make the link workers any less of a link worker.
fn chosen<'c>(
    candidates: &'c [Candidate],
    length: usize,
    admit: impl Fn(&Label, &Candidate) -> bool + 'c,
) -> impl Iterator<Item = (&'static Label, &'c Candidate)> {
    let mut taken = vec![false; length];
    let mut barred: HashMap<&'static str, Vec<bool>> = HashMap::new();
    candidates.iter().flat_map(move |candidate| {
        let span = candidate.span;
        // What was taken before is at least as long, so it covers an end of this stretch if it overlaps it at all.
        let covers = |stretches: &[bool]| stretches[span.start] || stretches[span.end - 1];
        let mut labels: Vec<&'static Label> = Vec::new();
        if !covers(&taken) {
            for label in candidate.labels.iter().copied().filter(|label| admit(label, candidate)) {
                let scheme = label.concept.scheme.as_str();
                if label.kind == LabelKind::Excluded {
                    let bar = barred.entry(scheme).or_insert_with(|| vec![false; length]);
                    bar[span.start..span.end].fill(true);
                } else if !barred.get(scheme).is_some_and(|bar| covers(bar)) {
                    labels.push(label);
                }
            }
        }
        if !labels.is_empty() {
            taken[span.start..span.end].fill(true);
        }
        labels.into_iter().map(move |label| (label, candidate))
    })
}
