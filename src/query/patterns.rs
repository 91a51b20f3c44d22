//! What a regular expression of a query can cost. The evaluator compiles and matches it in time that grows with the automaton and
//! with the text, but neither can be stopped, so both are weighed before the query runs.

use regex::RegexBuilder;
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;

/// A regular expression that stands in the query as it is.
pub(super) struct Pattern {
    /// States of its automaton.
    pub(super) states: usize,
    /// Whether no match is longer than some number of characters: then looking for all matches reads a text about once.
    pub(super) is_short: bool,
}

/// The states that an expression has at most, about, of which nothing is known but that it is within [`SIZE`].
pub(super) const UNKNOWN: usize = 16_384;

/// The bytes that a compiled expression may have in the evaluator.
const SIZE: usize = 1_000_000;

/// Weighs an expression; `None` where the flags are none of those that there are, and so the call has no value.
///
/// # Errors
/// What is wrong with it: for the evaluator such a call would merely have no value, and nobody would learn why.
pub(super) fn weigh(pattern: &str, flags: &str) -> Result<Option<Pattern>, String> {
    if !flags.chars().all(|flag| "smixq".contains(flag)) {
        return Ok(None);
    }
    let quoted = flags.contains('q').then(|| regex::escape(pattern));
    let pattern = quoted.as_deref().unwrap_or(pattern);
    let [s, m, i, x] = ['s', 'm', 'i', 'x'].map(|flag| flags.contains(flag));
    RegexBuilder::new(pattern)
        .size_limit(SIZE)
        .dot_matches_new_line(s)
        .multi_line(m)
        .case_insensitive(i)
        .ignore_whitespace(x)
        .build()
        .map_err(|error| error.to_string())?;
    let config =
        syntax::Config::new().dot_matches_new_line(s).multi_line(m).case_insensitive(i).ignore_whitespace(x);
    let parsed = syntax::parse_with(pattern, &config).map_err(|error| error.to_string())?;
    let automaton = thompson::Compiler::new().build_from_hir(&parsed).map_err(|error| error.to_string())?;
    Ok(Some(Pattern {
        states: automaton.states().len(),
        is_short: parsed.properties().maximum_len().is_some(),
    }))
}

/// The steps of a search in a text of so many bytes, of all its matches where they are replaced.
pub(super) fn steps(pattern: &Pattern, text: usize, all: bool) -> usize {
    let once = pattern.states.saturating_mul(text);
    // After each match the search begins again, and may read to the end of the text to find that there is no longer one. Such
    // reading is some sixteen times as fast as the worst steps of an automaton.
    let again = if all && !pattern.is_short { text.saturating_mul(text) / 16 } else { 0 };
    once.max(again)
}
