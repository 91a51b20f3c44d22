//! MEDLINE tagged text -> records: the format "PubMed" (`.nbib`) of PubMed, the MEDLINE format of PMC, ERIC's
//! export in the same dress, and what other tools write of it.
//!
//! Follows "MEDLINE/PubMed Data Element (Field) Descriptions" of the National Library of Medicine and the
//! list of tags in PubMed's help. A line is a tag in four columns, a hyphen, a space and a value; lines that
//! are set in go on with it. Where records end is told by the tags (`PMID` comes first), as real files lose
//! their blank lines or double them.

mod eric;
mod grants;
mod lines;
mod parts;
mod people;
mod raw;
mod record;
mod relations;
mod strays;
mod subjects;

pub(super) use relations::target;
pub(super) use strays::Strays;
pub(super) use subjects::{data_bank, heading};

use super::draft::{Draft, aside, quote};
use super::rows::{Row, Rows};
use super::{Context, Entry, Reader, Text};
use crate::record::{DiagnosticKind, Position};
use lines::{Line, Tag};
use raw::Raw;
use std::collections::VecDeque;
use std::io;

/// So many lines that are no field may come before the first tag.
const NOISE: usize = 20;

/// Tags that stand once in a record: a second one begins the next record.
const SINGLE: [&str; 14] =
    ["PMID", "OWN", "STAT", "PMC", "PMCR", "UI", "TI", "JT", "TA", "DP", "SO", "VI", "DA", "LR"];

pub(super) fn recognises(start: &str) -> bool {
    let mut noise = 0;
    let mut tags = 0;
    let mut own = false;
    for line in start.lines() {
        match lines::read(line, 0) {
            Line::Tag(tag, value) => {
                if tag.is_foreign() {
                    return false;
                }
                tags += 1;
                if tag.is("PMID") && value.bytes().all(|b| b.is_ascii_digit()) && !value.is_empty() {
                    return true;
                }
                // Tags of three and four letters are MEDLINE's own: RIS and Ovid have two.
                own |= tag.is_known() && tag.name().len() > 2;
                if own && tags > 1 {
                    return true;
                }
            }
            Line::Other(text) if tags == 0 && !lines::is_wrapper(text) => {
                noise += 1;
                if noise > NOISE {
                    return false;
                }
            }
            _ => {}
        }
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

/// The record that is being collected, and what was seen before it.
struct State {
    context: Context,
    /// Records that were closed, rejected ones included.
    number: u64,
    current: Raw,
    ready: VecDeque<Entry>,
    /// How far the first tag of the source is set in: that much is no sign of a line that goes on.
    indent: Option<usize>,
    /// The first tag of the source.
    opener: Option<Tag>,
    after_blank: bool,
    /// Text of another format is being passed over.
    passing: bool,
}

impl State {
    fn new(context: Context) -> Self {
        Self {
            context,
            number: 0,
            current: Raw::default(),
            ready: VecDeque::new(),
            indent: None,
            opener: None,
            after_blank: true,
            passing: false,
        }
    }

    fn line(&mut self, row: Row<'_>) {
        let own = row.text.len() - row.text.trim_start().len();
        match lines::read(row.text, self.indent.unwrap_or(own)) {
            Line::Blank => {
                self.after_blank = true;
                return;
            }
            Line::Tag(tag, value) if tag.is_known() || tag.is_foreign() || !self.current.is_loose() => {
                self.indent = self.indent.or(Some(own));
                self.field(tag, value, row.number);
            }
            Line::More(text) if self.current.is_open() => self.current.extend(text, true),
            _ if self.passing => {}
            Line::Other(text) if lines::is_wrapper(text) => {}
            Line::Tag(..) | Line::Other(_) if !self.after_blank && self.current.is_open() => {
                self.current.extend(row.text.trim(), false);
            }
            Line::Tag(..) | Line::More(_) | Line::Other(_) => self.current.stray(row.text.trim(), row.number),
        }
        self.after_blank = false;
        if row.cut {
            self.current.was_cut(row.number);
        }
    }

    fn field(&mut self, tag: Tag, value: &str, line: u64) {
        if tag.is("ER") {
            // Tools that also write RIS close records like this.
            self.close();
            return;
        }
        if tag.is_foreign() {
            self.foreign(&tag, value, line);
            return;
        }
        let starts =
            tag.is("PMID") || (self.after_blank && ["OWN", "PMC", "UI", "STAT"].iter().any(|t| tag.is(t)));
        if self.passing && !starts {
            return;
        }
        self.passing = false;
        if self.begins_record(&tag) {
            self.close();
        }
        if self.opener.is_none() {
            self.opener = Some(tag.clone());
        }
        self.current.push(tag, value, line);
    }

    /// Whether a field of this tag is the first one of the next record.
    fn begins_record(&self, tag: &Tag) -> bool {
        let current = &self.current;
        if tag.is("PMID") {
            // A list that a tool wrote may have the number anywhere; PubMed has it before owner and status.
            let first = self.opener.as_ref().is_some_and(|opener| opener.is("PMID"));
            let parted = self.after_blank || first || current.has("OWN") || current.has("STAT");
            return current.has("PMID") || (current.has_content() && parted);
        }
        let goes_on = current.last_is(tag) && !self.after_blank;
        if goes_on || !SINGLE.iter().any(|single| tag.is(single)) {
            return false;
        }
        let first = self.opener.as_ref() == Some(tag);
        let always = first || ["OWN", "PMC", "UI"].iter().any(|t| tag.is(t));
        (always || self.after_blank) && current.has(tag.name())
    }

    /// Another format begins here: what was collected is closed, and the rest is passed over.
    fn foreign(&mut self, tag: &Tag, value: &str, line: u64) {
        if self.passing {
            return;
        }
        self.close();
        self.passing = true;
        let mut draft = Draft::new(&self.context, self.number + 1, Position { line, column: 1 });
        draft.findings.about(None);
        draft.at(Position { line, column: 1 });
        let message = format!("another format begins here: '{}'", quote(&format!("{tag}  - {value}")));
        draft.warn(DiagnosticKind::MixedFormats, "", message, "left out up to the next PMID; split the file");
        self.ready.push_back(aside(draft.findings.take()));
    }

    /// Ends the record that was collected.
    fn close(&mut self) {
        let raw = std::mem::take(&mut self.current);
        if raw.is_empty() {
            if raw.has_strays() {
                let mut draft = Draft::new(&self.context, self.number + 1, Position::default());
                draft.findings.about(None);
                raw.report(&mut draft);
                self.ready.push_back(aside(draft.findings.take()));
            }
            return;
        }
        self.number += 1;
        self.ready.push_back(record::entry(&raw, &self.context, self.number));
    }
}

#[cfg(test)]
mod tests;
