//! RIS -> records, in the dialects of its many writers.
//!
//! Follows the format specification of Research Information Systems (2001, revised 2011) and, where that is
//! silent or where its readers disagree, what each tag means in EndNote's own export, type by type. Real
//! writers bend all of it: the lines are told apart in `tags`, what a tag means is decided per type and per
//! writer in the modules that fill the record. The fields of EndNote XML are the same under other names, so
//! its reader uses these modules too.

mod affiliations;
mod dates;
mod fields;
mod identifiers;
mod kind;
mod mesh;
mod names;
mod notes;
mod numbers;
mod outside;
mod place;
mod serials;
mod sheet;
mod tags;
#[cfg(test)]
mod tests;
mod text;
mod titles;

pub(super) use fields::Fields;
pub(super) use place::place;

use super::draft::{Draft, aside, quote};
use super::rows::{MAX_ROW, Rows};
use super::{Context, Entry, Reader, Text};
use crate::record::{DiagnosticKind, Position};
use outside::Outside;
use std::io;
use tags::{Line, Style};

/// The code of the type with this name or code.
pub(super) fn type_code(name: &str) -> Option<&'static str> {
    kind::named(name).map(|found| found.code)
}

/// Lines that follow the first `TY` line; one of them at least must have a tag too.
const FOLLOWING: usize = 20;

/// Whether a `TY` line stands anywhere in the text (there may be noise before it), or tagged lines that `ER`
/// closes.
pub(super) fn recognises(start: &str) -> bool {
    if start.starts_with(['<', '{', '[', '@', '%']) {
        return false;
    }
    let mut lines = start.split(['\n', '\r']).filter(|line| !line.trim().is_empty());
    let mut tagged = 0;
    while let Some(line) = lines.next() {
        match tags::read(line, Style::Standard) {
            Line::Start(_, style) => {
                let mut following = lines.take(FOLLOWING).peekable();
                return following.peek().is_none()
                    || following.any(|line| !matches!(tags::read(line, style), Line::Text(_) | Line::Blank));
            }
            Line::End if tagged >= 2 => return true,
            Line::Field(..) => tagged += 1,
            Line::End | Line::Text(_) | Line::Blank => {}
        }
    }
    false
}

pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    Box::new(Records {
        rows: Rows::new(text),
        context,
        number: 0,
        open: Fields::default(),
        complete: Fields::default(),
        outside: Outside::default(),
        style: Style::Standard,
        state: State::Outside,
        done: false,
    })
}

/// The records of a source.
struct Records {
    rows: Rows<Text>,
    context: Context,
    number: u64,
    /// The record that is being collected.
    open: Fields,
    /// The one before, ready to be understood.
    complete: Fields,
    /// Text that stands outside of records.
    outside: Outside,
    style: Style,
    state: State,
    done: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// No record is open.
    Outside,
    /// A record is open.
    Inside,
    /// A record was closed by `ER`, and may still be followed by lines of its own.
    Closed,
}

impl Reader for Records {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        while !self.done {
            if self.step()? {
                return Ok(Some(self.entry(false)));
            }
        }
        if self.state != State::Outside {
            let cut = self.state == State::Inside;
            self.state = State::Outside;
            std::mem::swap(&mut self.open, &mut self.complete);
            return Ok(Some(self.entry(cut)));
        }
        // Of a source without records it is said that there is none.
        let findings = if self.number > 0 { self.outside.take(&self.context) } else { Vec::new() };
        Ok((!findings.is_empty()).then(|| aside(findings)))
    }
}

impl Records {
    /// Reads a line. Whether it began a record, so that the one before is complete.
    fn step(&mut self) -> io::Result<bool> {
        let Some(row) = self.rows.next_row()? else {
            self.done = true;
            return Ok(false);
        };
        let (number, cut) = (row.number, row.cut);
        let line = tags::read(row.text, self.style);
        let inside = self.state == State::Inside;
        let begins = match line {
            Line::Blank => return Ok(false),
            Line::Start(code, style) => {
                self.style = style;
                if inside && self.open.is_empty() {
                    self.open.begin_again(code);
                    return Ok(false);
                }
                Some((Some(code), None))
            }
            Line::End => {
                if self.state == State::Outside {
                    self.outside.push(row.text, number, self.number > 0);
                } else {
                    self.state = State::Closed;
                }
                return Ok(false);
            }
            Line::Field(tag, value) if inside || (self.state == State::Closed && tags::trails(tag)) => {
                self.open.push(tag, value, number, cut);
                return Ok(false);
            }
            Line::Field(tag, value) => Some((None, Some((tag, value)))),
            Line::Text(text) => {
                if inside && !self.open.is_empty() {
                    self.open.extend(text, cut);
                } else {
                    self.outside.push(text, number, self.number > 0);
                }
                return Ok(false);
            }
        };
        let Some((code, field)) = begins else { return Ok(false) };
        let ready = self.state != State::Outside;
        if ready {
            self.open.closed = self.state == State::Closed;
            std::mem::swap(&mut self.open, &mut self.complete);
        }
        self.open.begin(code, number);
        if let Some((tag, value)) = field {
            self.open.push(tag, value, number, cut);
        }
        self.state = State::Inside;
        Ok(ready)
    }

    /// The complete record as an entry. `cut`: the source ends before the record does.
    fn entry(&mut self, cut: bool) -> Entry {
        self.number += 1;
        let fields = &self.complete;
        let position = Position { line: fields.line(), column: 1 };
        let mut draft = Draft::new(&self.context, self.number, position);
        report(fields, cut, self.done, &mut draft);
        place(fields, &mut draft);
        let mut entry = draft.finish();
        entry.diagnostics.extend(self.outside.take(&self.context));
        entry
    }
}

/// Says what is wrong with the frame of a record.
fn report(fields: &Fields, cut: bool, last: bool, draft: &mut Draft) {
    if !fields.has_type() {
        let message = "the record does not begin with a TY line";
        draft.warn(DiagnosticKind::Missing, "type", message, "its type is not known");
    }
    for code in fields.superseded() {
        let message = format!("a TY line of '{}' is followed by another one", quote(code));
        draft.warn(DiagnosticKind::Repeated, "type", message, "the last one stands");
    }
    if cut {
        let message = "the source ends before the record does (there is no ER line)";
        draft.warn(DiagnosticKind::Truncated, "", message, "what is there is kept");
    } else if !fields.closed && !last {
        draft.note(DiagnosticKind::Missing, "", "no ER line closes the record; the next TY line does");
    }
    if let Some(line) = fields.too_long() {
        draft.at(Position { line, column: 1 });
        let message =
            format!("a line is longer than {MAX_ROW} bytes, or the record is longer than the limit");
        draft.warn(DiagnosticKind::TooLong, "", message, "the rest was left out");
        draft.at(Position { line: fields.line(), column: 1 });
    }
}
