//! Which part of a text a place belongs to, and which labels count there.
//!
//! Titles and abstracts with headings say it themselves; in an abstract without headings, cue words tell where the results begin
//! and which sentences are about funding or registration. Knows no labels but by their scheme.

use super::cue::{Cue, Kind};
use super::dictionary::CLAIMS;
use super::normal::Span;
use super::sentence;
use crate::ontology::Label;
use crate::record::{Abstract, SectionRole};

/// The parts of one text, in bytes.
#[derive(Debug, Default)]
pub(super) struct Zones {
    bodies: Vec<(Span, Option<SectionRole>)>,
    headings: Vec<(Span, Option<SectionRole>)>,
    /// Sentences about money and registration: no topics of the work.
    notices: Vec<Span>,
    /// Where results begin in an abstract without headings.
    results: Option<usize>,
    is_title: bool,
}

impl Zones {
    pub(super) fn of_title() -> Self {
        Self { is_title: true, ..Self::default() }
    }

    pub(super) fn of_abstract(
        text: &Abstract,
        bytes: &impl Fn(usize) -> usize,
        sentences: &[usize],
        cues: &[Cue],
    ) -> Self {
        let mut zones = Self::default();
        let mut end = 0;
        for section in &text.sections {
            let body = Span { start: bytes(section.start), end: bytes(section.end) };
            let gap = text.text.get(end..body.start).unwrap_or_default();
            if let Some(at) = gap.rfind(section.heading.as_str()).filter(|_| !section.heading.is_empty()) {
                zones.headings.push((Span { start: end + at, end: body.start }, section.role));
            }
            zones.bodies.push((body, section.role));
            end = body.end.max(end);
        }
        let spans: Vec<Span> = sentence::spans(sentences, text.text.len()).collect();
        for cue in cues {
            let Some(span) = spans.get(sentence::of(sentences, cue.start)) else { continue };
            if zones.notices.last() != Some(span) && marks_notice(&text.text, cue, *span) {
                zones.notices.push(*span);
            }
        }
        if zones.bodies.is_empty() {
            let opens = |span: &&Span| text.text.get(span.start..span.end).is_some_and(opens_results);
            zones.results = spans.iter().find(opens).map(|span| span.start);
        }
        zones
    }

    /// The role of the section that the place stands in.
    pub(super) fn role(&self, place: Span) -> Option<SectionRole> {
        place.first_overlapped(&self.bodies, |(body, _)| *body).and_then(|(_, role)| *role)
    }

    /// Whether a label counts at a place.
    ///
    /// Headings name no topic, but `Future work` as a heading is the authors' call for it. Funding and registration are not
    /// what a work is about. A claim counts where authors make claims: in results and conclusions, a lack of evidence in
    /// the background too, a call for research under `Future work`.
    pub(super) fn counts(&self, label: &Label, place: Span) -> bool {
        let claim = label.concept.scheme == CLAIMS;
        if let Some((_, role)) = place.first_overlapped(&self.headings, |(heading, _)| *heading) {
            return claim && label.concept.id == "more-research" && *role == Some(SectionRole::FutureWork);
        }
        if place.first_overlapped(&self.notices, |notice| *notice).is_some() {
            return false;
        }
        match self.role(place) {
            Some(SectionRole::Funding | SectionRole::TrialRegistration) => false,
            _ if !claim => true,
            Some(SectionRole::Results | SectionRole::Conclusion) => true,
            Some(SectionRole::Background | SectionRole::Objective) => label.concept.id == "insufficient",
            Some(SectionRole::FutureWork) => label.concept.id == "more-research",
            Some(_) => false,
            None if self.is_title => false,
            None => match self.results {
                Some(results) => place.start >= results || label.concept.id == "insufficient",
                None => label.concept.id == "insufficient" && self.bodies.is_empty(),
            },
        }
    }
}

/// Whether a cue marks its sentence as a notice: money, registration, where the full report stands.
fn marks_notice(text: &str, cue: &Cue, sentence: Span) -> bool {
    match cue.kind {
        Kind::Notice => true,
        // "Funding for link workers was short" is about funding; a notice has a colon or a full stop behind its heading.
        Kind::NoticeHeading => {
            let opens = text.get(sentence.start..cue.start).is_some_and(|before| before.trim().is_empty());
            opens && text.get(cue.end..).is_some_and(|rest| rest.trim_start().starts_with([':', '.', ';']))
        }
        Kind::Grant | Kind::Number(_) => false,
    }
}

/// Words with which a sentence opens the results or conclusions of an abstract without headings.
fn opens_results(sentence: &str) -> bool {
    let words: Vec<String> = sentence
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(6)
        .map(str::to_lowercase)
        .collect();
    let verbs = [
        "found",
        "show",
        "showed",
        "shows",
        "shown",
        "suggest",
        "suggests",
        "suggested",
        "indicate",
        "indicated",
        "indicates",
        "revealed",
        "reveal",
        "reveals",
        "demonstrated",
        "demonstrate",
        "demonstrates",
        "identified",
        "emerged",
        "reported",
        "concluded",
        "conclude",
        "concludes",
    ];
    let nouns = ["results", "findings", "conclusion", "conclusions", "themes"];
    words.iter().any(|word| verbs.contains(&word.as_str()) || nouns.contains(&word.as_str()))
}
