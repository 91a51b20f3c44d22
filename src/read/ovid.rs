//! Ovid's tagged exports -> records: MEDLINE, Embase, `PsycINFO`, Journals@Ovid and the other databases on
//! that platform.
//!
//! There is no public specification of the layout; the names of fields are those of Ovid's database guides.
//! Each record opens with its number in angle brackets. Its fields stand under names or under two letters
//! (see [`layout`]), and the journal, volume, pages and date stand together in one of them, written in the
//! manner of its database (see [`source`]).

mod finish;
mod institutions;
mod kinds;
mod labels;
mod layout;
mod link;
mod lists;
mod people;
mod record;
mod source;
mod texts;

use super::draft::{Draft, aside, quote};
use super::rows::{Row, Rows};
use super::{Context, Entry, Reader, Text};
use crate::record::{DiagnosticKind, Position};
use labels::What;
use layout::{Line, Raw};
use std::collections::VecDeque;
use std::io;

/// So many names of fields, each with a value set in below it, make an export without numbers.
const ENOUGH: usize = 3;

/// A number in angle brackets and a field below it, the mark of Ovid in short exports, or several known names
/// each with a value set in below it. A history of the search may stand before the first record.
pub(super) fn recognises(start: &str) -> bool {
    if start.starts_with(['{', '[']) || start.starts_with("<?") {
        return false;
    }
    let mut after_start = false;
    let mut name = None;
    let mut names: Vec<What> = Vec::new();
    for line in start.lines() {
        let line = layout::read(line);
        match line {
            Line::Tag("VN", value) if value.starts_with("Ovid") => return true,
            Line::Tag(tag, _) if after_start => return labels::of_tag(tag).is_some(),
            Line::SetIn(..) => names.extend(name.take().filter(|what| !names.contains(what))),
            _ => {}
        }
        match line {
            Line::Margin(text) => name = labels::of_label(text),
            Line::Blank => {}
            Line::Foreign(_) => return false,
            Line::Start | Line::Tag(..) | Line::SetIn(..) => name = None,
        }
        let found = names.len() >= ENOUGH && (names.contains(&What::Title) || names.contains(&What::Source));
        if found || (after_start && name.is_some()) {
            return true;
        }
        after_start = line == Line::Start || (after_start && line == Line::Blank);
    }
    false
}

pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    Box::new(Records { rows: Rows::new(text), state: State::new(context), done: false })
}

/// The records of a source.
struct Records {
    rows: Rows<Text>,
    state: State,
    done: bool,
}

impl Reader for Records {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        loop {
            if let Some(entry) = self.state.ready.pop_front() {
                return Ok(Some(entry));
            }
            if self.done {
                return Ok(None);
            }
            if let Some(row) = self.rows.next_row()? {
                self.state.line(row);
            } else {
                self.done = true;
                self.state.close();
            }
        }
    }
}

struct State {
    context: Context,
    number: u64,
    current: Raw,
    ready: VecDeque<Entry>,
    /// Records have numbers: nothing else begins one.
    numbered: bool,
    after_blank: bool,
    /// Text of another format is being passed over.
    passing: bool,
    /// Lines before the first record: a history of the search, as a rule.
    preface: u64,
}

impl State {
    fn new(context: Context) -> Self {
        let (current, ready) = (Raw::default(), VecDeque::new());
        Self {
            context,
            number: 0,
            current,
            ready,
            numbered: false,
            after_blank: true,
            passing: false,
            preface: 0,
        }
    }

    fn line(&mut self, row: Row<'_>) {
        let line = layout::read(row.text);
        match line {
            Line::Blank => {
                self.after_blank = true;
                return;
            }
            Line::Start => {
                self.close();
                (self.numbered, self.passing) = (true, false);
                self.current = Raw::at(row.number);
            }
            _ if self.passing => return,
            Line::Foreign(text) => self.foreign(text, row.number),
            Line::Tag(tag, value) if !self.current.is_long() => {
                self.field(tag, true, row.number);
                self.current.value(value, 0, false);
            }
            Line::SetIn(text, indent) => {
                if !self.current.value(text, indent, self.after_blank) {
                    self.stray(text, row.number);
                }
            }
            Line::Margin(text) if !self.after_blank && self.current.takes_margin() => {
                self.current.value(text, 0, true);
            }
            Line::Margin(text) if self.may_be_label(text) => self.field(text, false, row.number),
            Line::Margin(_) | Line::Tag(..) => self.stray(row.text.trim(), row.number),
        }
        self.after_blank = false;
        if row.cut {
            self.current.was_cut(row.number);
        }
    }

    /// Names of fields do not stand among fields under two letters, and the first one must be known.
    fn may_be_label(&self, text: &str) -> bool {
        let known = layout::what(text, false).is_some();
        let first = self.current.fields.is_empty();
        let fits = first || self.current.is_long();
        fits && (known || (layout::is_label(text) && self.current.is_started()))
    }

    fn field(&mut self, name: &str, short: bool, line: u64) {
        let what = layout::what(name, short);
        let opens = what == Some(What::Number) || ["VN", "Score"].contains(&name);
        if !self.numbered && opens && self.current.has_named(name) {
            self.close();
        }
        self.current.field(name, what, short, line);
    }

    fn stray(&mut self, text: &str, line: u64) {
        if self.number == 0 && !self.current.is_started() {
            self.preface += 1;
        } else {
            self.current.stray(text, line);
        }
    }

    /// Another format begins here: what was collected is closed, and the rest is passed over.
    fn foreign(&mut self, text: &str, line: u64) {
        self.close();
        self.passing = true;
        let message = format!("another format begins here: '{}'", quote(text));
        let action = "left out up to the next number in angle brackets; split the file";
        self.aside(line, |draft| draft.warn(DiagnosticKind::MixedFormats, "", message, action));
    }

    /// Says something that belongs to no record.
    fn aside(&mut self, line: u64, say: impl FnOnce(&mut Draft)) {
        let at = Position { line, column: 1 };
        let mut draft = Draft::new(&self.context, self.number + 1, at);
        draft.findings.about(None);
        say(&mut draft);
        self.ready.push_back(aside(draft.findings.take()));
    }

    /// Ends the record that was collected.
    fn close(&mut self) {
        let mut raw = std::mem::take(&mut self.current);
        raw.settle();
        if !raw.is_started() {
            if raw.has_strays() {
                self.aside(0, |draft| raw.report(draft));
            }
            return;
        }
        if self.preface > 0 {
            let message = format!("{} lines before the first record are passed over", self.preface);
            self.preface = 0;
            self.aside(1, |draft| draft.note(DiagnosticKind::UnplacedText, "", message));
        }
        self.number += 1;
        self.ready.push_back(record::entry(&raw, &self.context, self.number));
    }
}

#[cfg(test)]
mod tests;
