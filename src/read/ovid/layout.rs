//! Lines of an Ovid export -> the fields of one record, in both of its layouts: a name on a line with the
//! value set in below it, and two letters, a hyphen and the value on one line.

use super::labels::{self, What};
use crate::read::draft::Draft;
use crate::read::medline::Strays;
use crate::read::meter::MAX_RECORD;
use crate::record::{DiagnosticKind, Position};

/// Most lines of a record: lists of references have some thousand.
const MAX_LINES: u64 = 1 << 18;

/// Longest name of a field, in bytes.
const LONGEST: usize = 60;

/// What a line is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    Blank,
    /// `<12>` or `<12. >`.
    Start,
    /// `TI  - A title`.
    Tag(&'a str, &'a str),
    /// Set in by so many bytes.
    SetIn(&'a str, usize),
    /// A line that begins at the margin.
    Margin(&'a str),
    /// The first line of a record of another format.
    Foreign(&'a str),
}

/// One field.
#[derive(Debug)]
pub(super) struct Field {
    /// Its name or its letters, as printed.
    pub(super) name: String,
    pub(super) what: Option<What>,
    /// Whether it stands under two letters: then each is one value, and repeated.
    pub(super) short: bool,
    pub(super) line: u64,
    pub(super) lines: Vec<Piece>,
}

/// One line of a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) indent: usize,
    /// A blank line stands before it.
    pub(super) parted: bool,
}

/// The fields of one record.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) fields: Vec<Field>,
    pub(super) start: u64,
    started: bool,
    open: bool,
    size: u64,
    count: u64,
    strays: Strays,
    cut: Option<u64>,
    too_long: bool,
}

/// What the line is.
pub(super) fn read(line: &str) -> Line<'_> {
    let text = line.trim();
    let indent = line.len() - line.trim_start().len();
    if text.is_empty() {
        return Line::Blank;
    }
    if is_start(text) {
        return Line::Start;
    }
    if indent > 0 {
        return Line::SetIn(text, indent);
    }
    if text.starts_with("TY  - ") || text.starts_with("PMID- ") || text.starts_with("%0 ") || text == "PT J" {
        return Line::Foreign(text);
    }
    match tag(text) {
        Some((tag, value)) => Line::Tag(tag, value),
        None => Line::Margin(text),
    }
}

fn is_start(text: &str) -> bool {
    let inside = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inside.is_some_and(|inside| {
        let digits = inside.trim().trim_end_matches('.').trim_end();
        (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Two letters, one or two spaces, a hyphen, a space.
fn tag(text: &str) -> Option<(&str, &str)> {
    let (tag, rest) = text.split_at_checked(2)?;
    let valid = tag.starts_with(|c: char| c.is_ascii_uppercase())
        && tag.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let value = rest.strip_prefix("  -").or_else(|| rest.strip_prefix(" -"))?;
    (valid && (value.is_empty() || value.starts_with(' '))).then(|| (tag, value.trim()))
}

/// Whether a line at the margin may be the name of a field.
pub(super) fn is_label(text: &str) -> bool {
    let named = text.len() <= LONGEST && text.starts_with(|c: char| c.is_ascii_uppercase());
    named && !text.ends_with(['.', ',', ';', '}', '"']) && !text.contains(['\t', '<', '{', '='])
}

impl Raw {
    pub(super) fn at(start: u64) -> Self {
        Self { start, started: true, ..Self::default() }
    }

    /// Whether something was read that must be answered: a record, or a number without one.
    pub(super) fn is_started(&self) -> bool {
        self.started
    }

    pub(super) fn has_strays(&self) -> bool {
        !self.strays.is_empty()
    }

    pub(super) fn has(&self, what: What) -> bool {
        self.fields.iter().any(|field| field.what == Some(what))
    }

    /// Whether a field of this name was read.
    pub(super) fn has_named(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// Whether the fields stand under names.
    pub(super) fn is_long(&self) -> bool {
        self.fields.first().is_some_and(|field| !field.short)
    }

    pub(super) fn position(&self) -> Position {
        Position { line: self.start, column: 1 }
    }

    pub(super) fn field(&mut self, name: &str, what: Option<What>, short: bool, line: u64) {
        if !self.started {
            (self.started, self.start) = (true, line);
        }
        if self.grow(name.len()) {
            self.fields.push(Field { name: name.to_owned(), what, short, line, lines: Vec::new() });
            self.open = true;
        }
    }

    /// A line of the last field's value; whether there is a field that takes it.
    pub(super) fn value(&mut self, text: &str, indent: usize, parted: bool) -> bool {
        if !self.open || !self.grow(text.len()) {
            return self.too_long;
        }
        let Some(field) = self.fields.last_mut() else { return false };
        if !text.is_empty() {
            field.lines.push(Piece { text: text.to_owned(), indent, parted });
        }
        true
    }

    /// Whether a field may go on with a line at the margin: only under two letters.
    pub(super) fn takes_margin(&self) -> bool {
        self.open && self.fields.last().is_some_and(|field| field.short && !field.lines.is_empty())
    }

    /// A line of so many bytes is added; whether there is room for it.
    fn grow(&mut self, by: usize) -> bool {
        self.size += by as u64;
        self.count += 1;
        self.too_long |= self.size > MAX_RECORD || self.count > MAX_LINES;
        self.open &= !self.too_long;
        !self.too_long
    }

    /// A line that belongs to no field; nor does what follows it.
    pub(super) fn stray(&mut self, text: &str, line: u64) {
        self.open = false;
        if !self.too_long {
            self.strays.add(text, line);
        }
    }

    pub(super) fn was_cut(&mut self, line: u64) {
        self.cut = self.cut.or(Some(line));
    }

    /// A name of a field that nobody knows and that has no value is just text.
    pub(super) fn settle(&mut self) {
        let empty = |field: &Field| field.what.is_none() && field.lines.is_empty() && !field.short;
        for field in self.fields.extract_if(.., |field| empty(field)) {
            self.strays.add(&field.name, field.line);
        }
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
            let message = "the record is longer than the limit of 64 MiB or 262144 lines";
            draft.warn(DiagnosticKind::TooLong, "", message, "the rest of the record was left out");
        }
    }
}

impl Field {
    /// The value on one line.
    pub(super) fn text(&self) -> String {
        self.lines.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The value in paragraphs, a line feed between: blank lines part them.
    pub(super) fn paragraphs(&self) -> Vec<String> {
        let mut paragraphs: Vec<String> = Vec::new();
        for piece in &self.lines {
            match paragraphs.last_mut() {
                Some(last) if !piece.parted => {
                    last.push(' ');
                    last.push_str(&piece.text);
                }
                _ => paragraphs.push(piece.text.clone()),
            }
        }
        paragraphs
    }

    /// The values of a list, one on each line. A line that is set in deeper goes on with the one before.
    pub(super) fn items(&self) -> Vec<String> {
        let margin =
            self.lines.iter().skip(usize::from(self.short)).map(|piece| piece.indent).min().unwrap_or(0);
        let mut items: Vec<String> = Vec::new();
        for piece in &self.lines {
            match items.last_mut() {
                Some(last) if piece.indent > margin && !piece.parted => {
                    last.push(' ');
                    last.push_str(&piece.text);
                }
                _ => items.push(piece.text.clone()),
            }
        }
        items
    }
}

/// What a field is, by its name or letters.
pub(super) fn what(name: &str, short: bool) -> Option<What> {
    if short { labels::of_tag(name) } else { labels::of_label(name) }
}
