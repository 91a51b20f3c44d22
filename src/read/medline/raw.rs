//! The fields of one record as they stand, in the memory that a record may take.

use super::lines::Tag;
use super::strays::Strays;
use crate::read::draft::Draft;
use crate::read::meter::MAX_RECORD;
use crate::record::{DiagnosticKind, Position};

/// Most fields of a record: that of the largest study known has some ten thousand.
const MAX_FIELDS: usize = 1 << 18;

/// The fields of one record, in order.
#[derive(Debug, Default)]
pub(super) struct Raw {
    fields: Vec<Field>,
    size: u64,
    /// The last field may still go on.
    open: bool,
    /// Text that was not set in was taken for the rest of a field.
    loose: bool,
    strays: Strays,
    cut: Option<u64>,
    too_long: bool,
}

/// One field.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) tag: Tag,
    pub(super) value: String,
    pub(super) line: u64,
}

impl Raw {
    pub(super) fn fields(&self) -> &[Field] {
        &self.fields
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    pub(super) fn has_strays(&self) -> bool {
        !self.strays.is_empty()
    }

    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    pub(super) fn is_loose(&self) -> bool {
        self.loose
    }

    /// Whether more than numbers and marks of the owner were read. Those come first, and there are few of
    /// them.
    pub(super) fn has_content(&self) -> bool {
        let marks = ["PMID", "PMC", "PMCR", "OWN", "STAT", "UI"];
        self.fields.iter().any(|field| !marks.contains(&field.tag.name()))
    }

    pub(super) fn has(&self, tag: &str) -> bool {
        self.fields.iter().any(|field| field.tag.is(tag))
    }

    pub(super) fn last_is(&self, tag: &Tag) -> bool {
        self.fields.last().is_some_and(|field| field.tag == *tag)
    }

    /// Where the record begins.
    pub(super) fn position(&self) -> Position {
        self.fields.first().map(|f| Position { line: f.line, column: 1 }).unwrap_or_default()
    }

    pub(super) fn push(&mut self, tag: Tag, value: &str, line: u64) {
        self.size += value.len() as u64;
        self.too_long |= self.size > MAX_RECORD || self.fields.len() >= MAX_FIELDS;
        self.open = !self.too_long;
        if self.open {
            self.fields.push(Field { tag, value: value.to_owned(), line });
        }
    }

    /// The last field goes on. Where a line was not set in, the record is loose from now on.
    pub(super) fn extend(&mut self, text: &str, set_in: bool) {
        self.loose |= !set_in;
        self.size += text.len() as u64 + 1;
        self.too_long |= self.size > MAX_RECORD;
        if self.too_long {
            self.open = false;
        } else if let Some(field) = self.fields.last_mut() {
            if !field.value.is_empty() {
                field.value.push(' ');
            }
            field.value.push_str(text);
        }
    }

    /// A line that belongs to no field. What follows it, set in or not, does not go on with the last field.
    pub(super) fn stray(&mut self, text: &str, line: u64) {
        self.open = false;
        if !self.too_long {
            self.strays.add(text, line);
        }
    }

    /// This line was longer than lines may be.
    pub(super) fn was_cut(&mut self, line: u64) {
        self.cut = self.cut.or(Some(line));
    }

    /// Says what was wrong with the lines.
    pub(super) fn report(&self, draft: &mut Draft) {
        self.strays.report(draft);
        if let Some(line) = self.cut {
            draft.at(Position { line, column: 1 });
            let message = "a line is longer than the limit of 1 MiB";
            draft.warn(DiagnosticKind::TooLong, "", message, "the rest of the line was left out");
        }
        draft.at(self.position());
        if self.too_long {
            let message = "the record is longer than the limit of 64 MiB or 262144 fields";
            draft.warn(DiagnosticKind::TooLong, "", message, "the rest of the record was left out");
        }
        if self.loose {
            let message = "lines that are not set in are taken to go on with the field before";
            draft.note(DiagnosticKind::Inferred, "", message);
        }
    }
}
