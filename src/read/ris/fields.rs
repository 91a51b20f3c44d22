//! The fields of one record: one buffer of text for all of them, used again for the next record.

use super::tags::{self, Tag};
use crate::read::meter::MAX_RECORD;

/// Most lines that a record may have; five thousand authors and their affiliations fit ten times.
const MAX_LINES: usize = 100_000;

/// The fields of a record, in order.
#[derive(Debug, Default)]
pub(in crate::read) struct Fields {
    text: String,
    list: Vec<Field>,
    present: Tags,
    code: String,
    has_type: bool,
    superseded: Vec<String>,
    line: u64,
    lines: usize,
    too_long: Option<u64>,
    /// Whether an `ER` line closed the record.
    pub(super) closed: bool,
}

#[derive(Debug, Clone, Copy)]
struct Field {
    tag: Tag,
    start: usize,
    end: usize,
    line: u64,
}

/// A set of tags, so that rules need not look for fields that a record does not have.
#[derive(Debug, Default)]
struct Tags([u64; 16]);

impl Tags {
    /// Word and bit of a tag; tags of other characters than the format has share one.
    fn place([first, second]: Tag) -> (usize, u64) {
        let first = usize::from(first.wrapping_sub(b'A')).min(25);
        let second = if second.is_ascii_digit() {
            second - b'0'
        } else {
            second.wrapping_sub(b'A').saturating_add(10)
        };
        let bit = first * 36 + usize::from(second).min(35);
        (bit / 64, 1 << (bit % 64))
    }

    fn insert(&mut self, tag: Tag) {
        let (word, bit) = Self::place(tag);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    fn contains(&self, tag: Tag) -> bool {
        let (word, bit) = Self::place(tag);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }
}

/// A field of a record. Lines of the value are parted by line feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value<'a> {
    pub(super) tag: Tag,
    pub(super) text: &'a str,
    /// Number of the line on which the field begins; 0 where nobody counts.
    pub(super) line: u64,
}

impl Fields {
    /// Forgets everything: a record of this type, where it is known, begins on this line.
    pub(in crate::read) fn begin(&mut self, code: Option<&str>, line: u64) {
        self.text.clear();
        self.list.clear();
        self.present = Tags::default();
        self.code.clear();
        self.superseded.clear();
        self.lines = 0;
        self.too_long = None;
        self.closed = false;
        self.line = line;
        self.has_type = code.is_some();
        self.code.push_str(code.unwrap_or_default());
    }

    /// The type of the record is another one than its first line said.
    pub(super) fn begin_again(&mut self, code: &str) {
        if self.superseded.len() < 16 {
            self.superseded.push(std::mem::take(&mut self.code));
        }
        self.set_type(code);
    }

    pub(in crate::read) fn set_type(&mut self, code: &str) {
        code.clone_into(&mut self.code);
        self.has_type = true;
    }

    /// A field. `cut`: its line was too long and is not whole.
    pub(in crate::read) fn push(&mut self, tag: Tag, value: &str, line: u64, cut: bool) {
        self.lines += 1;
        let mut rest = Some((tag, value));
        while let Some((tag, value)) = rest.take() {
            let glued = if tags::is_text(tag) { None } else { tags::glued(value) };
            let (value, next) =
                glued.map_or((value, None), |(value, next, more)| (value, Some((next, more))));
            if !self.has_room(value) || cut {
                self.too_long = self.too_long.or(Some(line));
            }
            if !self.has_room(value) {
                return;
            }
            let start = self.text.len();
            self.text.push_str(value);
            self.list.push(Field { tag, start, end: self.text.len(), line });
            self.present.insert(tag);
            rest = next;
        }
    }

    /// A line that goes on with the last field.
    pub(super) fn extend(&mut self, line: &str, cut: bool) {
        self.lines += 1;
        let room = self.has_room(line);
        let Some(last) = self.list.last_mut() else { return };
        if !room || cut {
            self.too_long = self.too_long.or(Some(last.line));
        }
        if room {
            self.text.push('\n');
            self.text.push_str(line);
            last.end = self.text.len();
        }
    }

    fn has_room(&self, more: &str) -> bool {
        ((self.text.len() + more.len()) as u64) < MAX_RECORD && self.lines <= MAX_LINES
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Number of the line on which the record begins.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The type as written.
    pub(super) fn code(&self) -> &str {
        &self.code
    }

    pub(super) fn has_type(&self) -> bool {
        self.has_type
    }

    /// Types that were written before the one that stands.
    pub(super) fn superseded(&self) -> &[String] {
        &self.superseded
    }

    /// The line of the first field that is not whole.
    pub(in crate::read) fn too_long(&self) -> Option<u64> {
        self.too_long
    }

    /// All fields, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Value<'_>> {
        self.list.iter().map(|field| self.value(field))
    }

    /// The fields with this tag, in order.
    pub(super) fn all(&self, tag: Tag) -> impl Iterator<Item = Value<'_>> {
        self.some(&self.list, move |t| t == tag, self.present.contains(tag))
    }

    /// The fields with one of these tags, in order.
    pub(super) fn any<const N: usize>(&self, tags: [Tag; N]) -> impl Iterator<Item = Value<'_>> {
        self.some(&self.list, move |t| tags.contains(&t), tags.iter().any(|tag| self.present.contains(*tag)))
    }

    fn some<'a>(
        &'a self,
        list: &'a [Field],
        wanted: impl Fn(Tag) -> bool,
        present: bool,
    ) -> impl Iterator<Item = Value<'a>> {
        let list = if present { list } else { &[] };
        list.iter().filter(move |field| wanted(field.tag)).map(|field| self.value(field))
    }

    fn value(&self, field: &Field) -> Value<'_> {
        let text = self.text.get(field.start..field.end).unwrap_or_default();
        Value { tag: field.tag, text, line: field.line }
    }
}
