//! Title and abstract to concept mentions with offsets (`ontology.md` section 3), trial registrations and grant numbers.
//!
//! A dictionary method: labels of the ontology are found in a normal form of the text and traced back to the original. It knows no
//! grammar and no negation, and nothing of the rest of the record: the name of a journal or of an employer is no topic.
//! Pure and deterministic; the work grows linearly with the text.

mod abbreviation;
mod coordination;
mod cue;
mod dictionary;
mod normal;
mod register;
mod sentence;
mod zone;

use crate::ontology::{Annotations, Field, LabelKind, Mention};
use crate::record::Record;
use abbreviation::Abbreviation;
use dictionary::{CLAIMS, Dictionary, Found};
use normal::Normal;
use zone::Zones;

/// Finds what records name. Build it once: it holds an automaton of some thousand labels.
#[derive(Debug, Clone)]
pub struct Annotator {
    dictionary: Dictionary,
}

impl Default for Annotator {
    fn default() -> Self {
        Self::new()
    }
}

impl Annotator {
    /// An annotator for the concepts of the ontology.
    #[must_use]
    pub fn new() -> Self {
        Self { dictionary: Dictionary::new() }
    }

    /// The concepts, registrations and grants that the title and the abstract name.
    ///
    /// Offsets count code points of [`Record::title`] and of the abstract's text. Registrations and grants are looked for in the
    /// abstract only.
    #[must_use]
    pub fn annotate(&self, record: &Record) -> Annotations {
        let abstract_text = record.abstract_text.as_ref();
        let texts = std::iter::once(record.title.as_str()).chain(abstract_text.map(|a| a.text.as_str()));
        let abbreviations = abbreviation::find(texts);
        let title = Reading::of(&record.title, &abbreviations);
        let mut mentions = self.mentions(Field::Title, &title, &Zones::of_title());
        let (mut registrations, mut grants) = (Vec::new(), Vec::new());
        if let Some(abstract_text) = abstract_text {
            let reading = Reading::of(&abstract_text.text, &abbreviations);
            let cues = cue::find(&abstract_text.text);
            let bytes = |at| reading.code_points.byte(at);
            let code_points = |at| reading.code_points.of_byte(at);
            let zones = Zones::of_abstract(abstract_text, &bytes, &reading.sentences, &cues);
            mentions.extend(self.mentions(Field::Abstract, &reading, &zones));
            registrations = register::registrations(&abstract_text.text, &cues, code_points);
            grants = register::grants(&abstract_text.text, &reading.sentences, &cues, code_points);
        }
        Annotations { mentions, registrations, grants }
    }

    fn mentions(&self, field: Field, reading: &Reading<'_>, zones: &Zones) -> Vec<Mention> {
        let found = self
            .dictionary
            .find(reading.text, &reading.normal, &reading.sentences, |label, at| zones.counts(label, at));
        let mention = |found: Found| Mention {
            concept: found.label.concept,
            field,
            start: reading.code_points.of_byte(found.span.start),
            end: reading.code_points.of_byte(found.span.end),
            confidence: confidence(&found),
            section: zones.role(found.span),
        };
        let mut mentions: Vec<Mention> = found.into_iter().map(mention).collect();
        // Two labels of one concept may share a stretch (an acronym in two spellings).
        mentions.dedup_by(|a, b| a.concept.id == b.concept.id && a.start == b.start && a.end == b.end);
        mentions
    }
}

/// How far a mention can be trusted, by the rule that found it. Ordinal rather than measured: a claim is found by string only and
/// stays below every topic; a label that needs company stays below one that stands alone.
fn confidence(found: &Found) -> f64 {
    if found.label.concept.scheme == CLAIMS {
        return 0.5;
    }
    match found.label.kind {
        _ if found.shares_head => 0.7,
        _ if found.abbreviated => 0.8,
        LabelKind::Name => 0.9,
        LabelKind::Hidden | LabelKind::CaseSensitive => 0.85,
        LabelKind::Weak | LabelKind::Excluded => 0.6,
    }
}

/// A text with what is needed to read it.
struct Reading<'t> {
    text: &'t str,
    normal: Normal,
    sentences: Vec<usize>,
    code_points: CodePoints,
}

impl<'t> Reading<'t> {
    fn of(text: &'t str, abbreviations: &[Abbreviation]) -> Self {
        let replacements = abbreviation::replacements(text, abbreviations);
        Self {
            text,
            normal: Normal::of(text, &replacements),
            sentences: sentence::starts(text),
            code_points: CodePoints::of(text),
        }
    }
}

/// Bytes to code points and back. Empty for ASCII, where they are the same.
struct CodePoints {
    /// The byte at which each code point starts, and the end of the text.
    starts: Vec<usize>,
}

impl CodePoints {
    fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self { starts: Vec::new() };
        }
        Self { starts: text.char_indices().map(|(at, _)| at).chain([text.len()]).collect() }
    }

    /// The number of code points before the byte.
    fn of_byte(&self, byte: usize) -> usize {
        if self.starts.is_empty() { byte } else { self.starts.partition_point(|start| *start < byte) }
    }

    /// The byte at which the code point starts; the end of the text for anything behind it.
    fn byte(&self, code_point: usize) -> usize {
        if self.starts.is_empty() {
            return code_point;
        }
        self.starts.get(code_point).or(self.starts.last()).copied().unwrap_or_default()
    }
}
