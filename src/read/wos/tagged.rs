//! Tagged lines -> the fields of records.

use super::fields::{Field, Fields};
use super::record;
use crate::read::draft::quote;
use crate::read::findings::Findings;
use crate::read::rows::{MAX_ROW, Row, Rows};
use crate::read::{Context, Entry, Reader, Text};
use crate::record::{DiagnosticKind, Position};
use std::collections::VecDeque;
use std::io;

/// Longest record that is read, in bytes (16 MiB) and lines: far more than a paper of ten thousand authors
/// has.
const LONGEST: u64 = 16 << 20;
const MOST_LINES: u64 = 400_000;

/// So many filled lines decide whether a text is of this format.
const WINDOW: usize = 60;

/// Tags that every database has.
const COMMON: [&str; 24] = [
    "AU", "AF", "BA", "BF", "CA", "GP", "BE", "TI", "SO", "SE", "LA", "DT", "DE", "ID", "AB", "C1", "CR",
    "SN", "PD", "PY", "VL", "UT", "AN", "PN",
];

/// Every tag that is known; another one in a record without indentation is the start of a sentence.
const KNOWN: &str = "FN VR PT AU AF BA BF CA GP BE ED TI FT SO SE BS LA DT CT CY CL SP HO DE ID AB C1 C3 RP EM RI OI \
    FU FP FX CR NR TC Z9 Z8 ZB ZA ZR ZS U1 U2 PU PI PA SN EI BN J9 JI PD PY VL IS PN SU SI MA BP EP \
    AR DI DL D2 EA EY PG P2 WC WE SC GA PM UT OA HC HP DA ER EF PS CC CN OR BD AN TY CO PV AE JC SA \
    RC PE GN GL";

pub(super) fn recognises(start: &str) -> bool {
    let lines = start
        .split(['\n', '\r'])
        .map(|l| l.trim_start_matches('\u{feff}').trim_end())
        .filter(|l| !l.is_empty());
    let lines: Vec<&str> = lines.take(WINDOW).collect();
    let head = |tag: &str, line: &str| line.strip_prefix(tag).is_some_and(|rest| rest.starts_with(' '));
    let opening = lines.iter().take(6).position(|line| head("FN", line) || is_type(line));
    let Some(opening) = opening else { return false };
    let rest = &lines[opening + 1..];
    if head("FN", lines[opening]) {
        return rest.is_empty() || rest.iter().take(3).any(|line| head("VR", line) || is_type(line));
    }
    let tags = rest.iter().filter(|line| tag(line).is_some_and(|(tag, _)| COMMON.contains(&tag))).count();
    tags >= 2 || (tags == 1 && rest.len() < 6)
}

/// The line that opens a record: `PT J`.
fn is_type(line: &str) -> bool {
    line.strip_prefix("PT ")
        .is_some_and(|kind| kind.trim().len() == 1 && kind.trim().bytes().all(|b| b.is_ascii_uppercase()))
}

/// Tag and text of a line; `None` where it has no tag, or is of another tagged format (`TY  - JOUR`).
fn tag(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(2)?;
    let bytes = tag.as_bytes();
    let shape = bytes[0].is_ascii_uppercase() && (bytes[1].is_ascii_uppercase() || bytes[1].is_ascii_digit());
    let parted = rest.is_empty() || rest.starts_with([' ', '\t']);
    (shape && parted && !rest.trim_start().starts_with("- ")).then_some((tag, rest.trim()))
}

/// The records of tagged lines.
pub(super) struct Tagged {
    rows: Rows<Text>,
    context: Context,
    number: u64,
    waiting: VecDeque<Entry>,
    open: Source,
    /// Text outside of records: line of the first, how many, the first of them.
    outside: Option<(u64, u64, String)>,
    done: bool,
}

/// A record being read.
#[derive(Default)]
struct Source {
    line: u64,
    fields: Fields,
    bytes: u64,
    lines: u64,
    /// Continuation lines of this record have no indentation.
    loose: bool,
    /// Line on which something had to be left out for its length.
    cut: Option<(u64, String)>,
    /// Lines that fit no rule.
    stray: Vec<(u64, String)>,
}

impl Reader for Tagged {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        loop {
            if let Some(entry) = self.waiting.pop_front() {
                return Ok(Some(entry));
            }
            if self.done {
                return Ok(None);
            }
            self.advance()?;
        }
    }
}

impl Tagged {
    pub(super) fn new(rows: Rows<Text>, context: Context) -> Self {
        let waiting = VecDeque::new();
        Self { rows, context, number: 0, waiting, open: Source::default(), outside: None, done: false }
    }

    /// Takes a line that was read already.
    pub(super) fn first_line(&mut self, number: u64, text: &str, cut: bool) {
        self.line(&Line { number, text, cut });
    }

    fn advance(&mut self) -> io::Result<()> {
        let Some(Row { number, text, cut }) = self.rows.next_row()? else {
            self.done = true;
            self.close(false);
            self.tell_outside();
            return Ok(());
        };
        let text = text.to_owned();
        self.line(&Line { number, text: &text, cut });
        Ok(())
    }

    fn line(&mut self, line: &Line<'_>) {
        let text = line.text.trim_start_matches('\u{feff}').trim_end();
        if text.is_empty() {
            return;
        }
        match tag(text).filter(|(tag, _)| !self.open.loose || is_known(tag)) {
            Some(("ER", "")) => self.close(true),
            // A header in the middle: files were joined.
            Some(("EF", "") | ("FN" | "VR", _)) => self.close(false),
            Some((tag, value)) => {
                if tag == "PT" && !self.open.fields.is_empty() {
                    self.close(true);
                }
                self.open.field(line, tag, value);
            }
            None if self.open.fields.is_empty() => {
                let outside = self.outside.get_or_insert_with(|| (line.number, 0, quote(text)));
                outside.1 += 1;
            }
            None => self.open.goes_on(line, text),
        }
    }

    /// Ends the record that is open. `ended` is whether the source says so; else it breaks off.
    fn close(&mut self, ended: bool) {
        let source = std::mem::take(&mut self.open);
        if source.fields.is_empty() {
            return;
        }
        self.tell_outside();
        self.number += 1;
        let mut draft = record::start(&self.context, self.number, source.line);
        if let Some((line, message)) = source.cut {
            draft.at(Position { line, column: 1 });
            draft.warn(DiagnosticKind::TooLong, "", message, "the rest of it is left out");
        }
        for (line, text) in source.stray {
            draft.at(Position { line, column: 1 });
            let kept = draft.text("text", &text);
            let message = format!("the line '{}' has no tag and continues no field", quote(&kept));
            draft.warn(DiagnosticKind::UnplacedText, "", message, "kept as text");
            draft.record.unplaced.push(kept);
        }
        if !ended {
            draft.at(Position { line: source.line, column: 1 });
            draft.warn(
                DiagnosticKind::Truncated,
                "",
                "the record has no end (ER)",
                "what there is of it is kept",
            );
        }
        self.waiting.push_back(record::read(source.fields, draft));
    }

    fn tell_outside(&mut self) {
        let Some((line, count, first)) = self.outside.take() else { return };
        let mut findings = Findings::new(&self.context.source);
        let message = format!("{count} line(s) outside of records: '{first}'");
        let at = Position { line, column: 1 };
        findings.warn(DiagnosticKind::UnplacedText, "", at, message, "left out");
        self.waiting.push_back(crate::read::draft::aside(findings.take()));
    }
}

/// One line of the source.
struct Line<'a> {
    number: u64,
    text: &'a str,
    cut: bool,
}

impl Source {
    fn field(&mut self, line: &Line<'_>, tag: &str, value: &str) {
        if self.fields.is_empty() {
            self.line = line.number;
        }
        if self.has_room(line) {
            self.fields.push(Field { tag: tag.to_owned(), line: line.number, lines: vec![value.to_owned()] });
        }
    }

    /// A line without a tag: the field before it goes on.
    fn goes_on(&mut self, line: &Line<'_>, text: &str) {
        let indented = text.starts_with(char::is_whitespace);
        if !self.has_room(line) {
            return;
        }
        let foreign = !indented && text.get(2..6) == Some("  - ");
        match self.fields.last_mut() {
            // These fields are one word: what follows is something else.
            Some(field) if !foreign && !matches!(field.tag.as_str(), "PT" | "PY" | "UT" | "TC") => {
                field.lines.push(text.trim_start().to_owned());
                self.loose |= !indented;
            }
            _ => self.stray.push((line.number, text.to_owned())),
        }
    }

    fn has_room(&mut self, line: &Line<'_>) -> bool {
        self.bytes += line.text.len() as u64;
        self.lines += 1;
        let full = self.bytes > LONGEST || self.lines > MOST_LINES;
        if (full || line.cut) && self.cut.is_none() {
            let message = if full {
                format!("the record is longer than {} MiB, or than {MOST_LINES} lines", LONGEST >> 20)
            } else {
                format!("a line is longer than {} MiB", MAX_ROW >> 20)
            };
            self.cut = Some((line.number, message));
        }
        !full
    }
}

fn is_known(tag: &str) -> bool {
    KNOWN.split_whitespace().any(|known| known == tag)
}
