//! Text that belongs to no field: where it stands, for the findings.

use crate::read::draft::{Draft, quote};
use crate::record::{DiagnosticKind, Position};

/// So many places are told one by one; lines elsewhere are counted.
const PLACES: usize = 20;

/// So many characters of a line are kept.
const KEPT: usize = 400;

/// Lines that belong to no field.
#[derive(Debug, Default)]
pub(in crate::read) struct Strays {
    runs: Vec<Run>,
    more: usize,
    last: u64,
}

/// Lines one after the other.
#[derive(Debug)]
struct Run {
    line: u64,
    first: String,
    count: usize,
}

impl Strays {
    pub(in crate::read) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    pub(in crate::read) fn add(&mut self, text: &str, line: u64) {
        let follows = self.last + 1 == line;
        self.last = line;
        let room = self.runs.len() < PLACES;
        match self.runs.last_mut() {
            Some(run) if follows && self.more == 0 => run.count += 1,
            _ if room => self.runs.push(Run { line, first: text.chars().take(KEPT).collect(), count: 1 }),
            _ => self.more += 1,
        }
    }

    pub(in crate::read) fn report(&self, draft: &mut Draft) {
        for run in &self.runs {
            draft.at(Position { line: run.line, column: 1 });
            let text = draft.text("", &run.first);
            let message = match run.count {
                1 => format!("'{}' belongs to no field", quote(&text)),
                count => format!("'{}' and {} more lines belong to no field", quote(&text), count - 1),
            };
            draft.warn(DiagnosticKind::UnplacedText, "", message, "left out");
        }
        if self.more > 0 {
            let message = format!("{} more lines belong to no field", self.more);
            draft.warn(DiagnosticKind::UnplacedText, "", message, "left out");
        }
    }
}
