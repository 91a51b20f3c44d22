//! Fixed words that tell what a sentence is for: funding and registration notices, numbers of grants and of registers.
//!
//! All are found in one pass, in any case.

use crate::ontology::Register;
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::LazyLock;

/// What a cue announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Its sentence is a notice that journals add, wherever the cue stands in it.
    Notice,
    /// The same, where it opens its sentence and a colon or full stop follows.
    NoticeHeading,
    /// A grant number may follow.
    Grant,
    /// Digits may follow that make a number of this register.
    Number(Register),
}

/// A cue found in a text, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cue {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The cues, by kind.
const CUES: [(Kind, &[&str]); 6] = [
    (
        Kind::Notice,
        &[
            "funded by",
            "was supported by the",
            "supported by a grant",
            "supported by grant",
            "will be published in full in",
            "journals library",
            "for further project information",
            "is registered as",
            "registered with",
            "registration number",
        ],
    ),
    (
        Kind::NoticeHeading,
        &["funding", "trial registration", "registration", "prospero", "clinicaltrials.gov", "copyright"],
    ),
    (Kind::Grant, &["grant", "award number", "award no", "project number"]),
    (Kind::Number(Register::Isrctn), &["isrctn"]),
    (Kind::Number(Register::ClinicalTrials), &["nct"]),
    (Kind::Number(Register::Prospero), &["crd"]),
];

/// One automaton for all cues, and the kind of each pattern.
static AUTOMATON: LazyLock<(AhoCorasick, Vec<Kind>)> = LazyLock::new(|| {
    let (kinds, patterns): (Vec<Kind>, Vec<&str>) =
        CUES.iter().flat_map(|(kind, patterns)| patterns.iter().map(|pattern| (*kind, *pattern))).unzip();
    (automaton(&patterns), kinds)
});

#[expect(clippy::expect_used, reason = "two dozen short patterns; every test of the module builds it")]
fn automaton(patterns: &[&str]) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    builder.ascii_case_insensitive(true).match_kind(MatchKind::Standard);
    builder.build(patterns).expect("an automaton of two dozen cues")
}

/// The cues in a text, by end. They may overlap (`supported by a grant` holds `grant`).
pub(super) fn find(text: &str) -> Vec<Cue> {
    let (automaton, kinds) = &*AUTOMATON;
    let hits = automaton.find_overlapping_iter(text);
    hits.map(|hit| Cue { kind: kinds[hit.pattern().as_usize()], start: hit.start(), end: hit.end() })
        .collect()
}
