//! What one call of a function can cost: the length of its value, and the steps of a search.

use super::Census;
use crate::query::patterns::{self, Pattern};
use crate::query::scan::exceeds;
use crate::query::{Limits, QueryError, fuse};
use spargebra::algebra::{Expression, Function};

/// Bytes that a number, a date or a hash has at most.
pub(super) const SHORT: usize = 128;
impl Census<'_> {
    /// Compares what was found of regular expressions with the limits.
    pub(super) fn check_searches(&self, limits: &Limits) -> Result<(), QueryError> {
        if let Some(message) = &self.bad_regex {
            return Err(QueryError::Refused(message.clone()));
        }
        let pattern = "use fewer and smaller counts {n,m} and character classes";
        exceeds(
            "all regular expressions",
            self.regex_states,
            limits.regex_states,
            "states of their automata",
            pattern,
        )?;
        exceeds(
            "one search by a regular expression",
            self.regex_steps,
            limits.regex_steps,
            "steps, as states of its automaton times bytes of the longest text",
            "write the expression as a constant string, make it smaller, or search shorter texts",
        )
    }

    /// Weighs a search in a text of up to so many bytes.
    pub(super) fn search(&mut self, function: &Function, arguments: &[Expression], text: usize) {
        // Hundreds of them that are too large would take seconds.
        if self.bad_regex.is_some() {
            return;
        }
        let all = *function == Function::Replace;
        let constant = |at: usize| match arguments.get(at) {
            Some(Expression::Literal(literal)) => Some(literal.value()),
            Some(_) => None,
            None => Some(""),
        };
        let mut pattern = Some(Pattern { states: patterns::UNKNOWN, is_short: false });
        if let (Some(text), Some(flags)) = (constant(1), constant(if all { 3 } else { 2 })) {
            // Each of hundreds takes its time.
            fuse::step();
            pattern = patterns::weigh(text, flags).unwrap_or_else(|error| {
                let message = || format!("the regular expression {text:?} cannot be used here: {error}");
                self.bad_regex.get_or_insert_with(message);
                None
            });
            self.regex_states += pattern.as_ref().map_or(0, |pattern| pattern.states);
        }
        let steps = pattern.map_or(0, |pattern| patterns::steps(&pattern, text, all));
        self.regex_steps = self.regex_steps.max(steps);
    }
}

/// The length that the value of a function call can have, given those of its arguments: all in bytes, none exact, none too small.
pub(super) fn length(function: &Function, arguments: &[usize]) -> usize {
    let sum = arguments.iter().fold(0_usize, |sum, length| sum.saturating_add(*length));
    match function {
        // One replacement before every character and one at the end. A group reference is at least two bytes, and all that
        // it can bring in is the text itself, once for each replacement.
        Function::Replace => match arguments {
            [text, _, replacement, ..] => {
                let references = (replacement / 2).saturating_mul(*text);
                text.saturating_add(1)
                    .saturating_mul(*replacement)
                    .saturating_add(*text)
                    .saturating_add(references)
            }
            _ => sum,
        },
        Function::EncodeForUri | Function::UCase | Function::LCase => sum.saturating_mul(3),
        _ => sum.max(SHORT),
    }
}

/// Whether a function gives something else each time.
pub(super) fn is_volatile(function: &Function) -> bool {
    matches!(function, Function::Now | Function::Rand | Function::Uuid | Function::StrUuid | Function::BNode)
}
