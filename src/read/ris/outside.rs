//! Text that stands outside of records: headers, numbers, search histories.

use crate::read::Context;
use crate::read::draft::quote;
use crate::read::findings::Findings;
use crate::record::{Diagnostic, DiagnosticKind, Position};

/// Lines outside of records since somebody last asked.
#[derive(Debug, Default)]
pub(super) struct Outside {
    first: String,
    line: u64,
    count: u64,
    after_record: bool,
}

impl Outside {
    /// A line outside of records. `after_record`: a record was read before it.
    pub(super) fn push(&mut self, text: &str, line: u64, after_record: bool) {
        if is_ordinary(text) {
            return;
        }
        if self.count == 0 {
            self.first = quote(text.trim());
            self.line = line;
            self.after_record = after_record;
        }
        self.count += 1;
    }

    /// What is to be said of the lines; forgets them.
    pub(super) fn take(&mut self, context: &Context) -> Vec<Diagnostic> {
        if self.count == 0 {
            return Vec::new();
        }
        let Self { first, line, count, after_record } = std::mem::take(self);
        let mut findings = Findings::new(&context.source);
        let at = Position { line, column: 1 };
        let other = first.starts_with(['<', '{', '[', '@', '%'])
            || first.starts_with("PMID-")
            || first.starts_with("FN ");
        let kind = if other { DiagnosticKind::MixedFormats } else { DiagnosticKind::UnplacedText };
        let message = match count {
            1 => format!("a line stands outside of any record: '{first}'"),
            _ => format!("{count} lines stand outside of any record, the first: '{first}'"),
        };
        if after_record {
            findings.warn(kind, "", at, message, "left out");
        } else {
            findings.note(kind, "", at, message + "; a header is no record");
        }
        findings.take()
    }
}

/// Lines that writers put around every record, and that say nothing about it.
fn is_ordinary(text: &str) -> bool {
    const LEADS: [&str; 5] =
        ["Record #", "Provider:", "Content:", "Database:", "Link to the Ovid Full Text or citation:"];
    let text = text.trim();
    text.is_empty()
        || text.strip_suffix('.').unwrap_or(text).bytes().all(|b| b.is_ascii_digit())
        || text.chars().all(|c| matches!(c, '-' | '=' | '_' | '*' | '#'))
        || LEADS.iter().any(|lead| text.starts_with(lead))
}
