//! The text of an entry -> its key and its fields, as they stand.
//!
//! Whatever a person can still read is read: a missing comma or equals sign, text without quotes, a quotation
//! mark or a brace that nothing closes. Each such place is a flaw, told with what was made of it. Knows
//! neither LaTeX nor what the fields mean.

use super::syntax::{ends_string, field_follows, field_line, name_length, skip_comments, skip_space};
use crate::read::draft::quote;

/// How many fields of one entry are read.
const MAX_FIELDS: usize = 5000;

/// Longest text that is taken for a missing name, in bytes.
const MAX_WORDS: usize = 80;

/// An entry taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Split<'a> {
    pub(super) key: &'a str,
    pub(super) fields: Vec<Raw<'a>>,
    pub(super) flaws: Vec<Flaw>,
}

/// A field.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Raw<'a> {
    pub(super) name: &'a str,
    /// Where its name stands in the text.
    pub(super) at: usize,
    /// The parts of its value, which `#` joins.
    pub(super) parts: Vec<Part<'a>>,
}

/// A part of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// What stands in braces or quotation marks.
    Text(&'a str),
    /// A number, or the name of an abbreviation.
    Word(&'a str),
}

/// Something wrong with the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) action: &'static str,
}

/// Takes an entry's text apart. `broken` says that its braces do not balance, `loose` that braces behind a
/// backslash do not count, `keyed` that a key comes first.
pub(super) fn split(text: &str, keyed: bool, broken: bool, loose: bool) -> Split<'_> {
    let mut splitter =
        Splitter { text, bytes: text.as_bytes(), at: 0, broken, loose, found: Split::default() };
    if keyed {
        splitter.key();
    }
    while splitter.next_field() {}
    splitter.found
}

struct Splitter<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    broken: bool,
    loose: bool,
    found: Split<'a>,
}

impl<'a> Splitter<'a> {
    /// The key, up to the first comma. Where an equals sign comes first, there is no key or no comma after
    /// it.
    fn key(&mut self) {
        let start = self.blank_end(0);
        let rest = &self.bytes[start.min(self.bytes.len())..];
        let end = start + rest.iter().position(|b| matches!(b, b',' | b'=')).unwrap_or(rest.len());
        if self.bytes.get(end) != Some(&b'=') {
            self.found.key = self.text.get(start..end).unwrap_or_default().trim();
            self.at = (end + 1).min(self.bytes.len());
            return;
        }
        let before = self.text.get(start..end).unwrap_or_default().trim_end();
        let name = before.len() - before.rsplit(char::is_whitespace).next().unwrap_or_default().len();
        self.found.key = before.get(..name).unwrap_or_default().trim();
        self.at = start + name;
        if !self.found.key.is_empty() {
            let message = format!("no comma after the key '{}'", quote(self.found.key));
            self.flaw(start, message, "read as if it were there");
        }
    }

    /// Reads one field, or passes over what is none; false at the end.
    fn next_field(&mut self) -> bool {
        self.skip_separators();
        let start = self.at;
        if start >= self.bytes.len() {
            return false;
        }
        if self.found.fields.len() >= MAX_FIELDS {
            self.flaw(start, format!("more than {MAX_FIELDS} fields"), "the rest of the entry is left out");
            return false;
        }
        match self.name() {
            Some(name) => {
                let parts = self.value(name);
                self.found.fields.push(Raw { name, at: start, parts });
                self.after_value();
            }
            None => self.skip_garbage(start),
        }
        true
    }

    /// Where white space and comments end.
    fn blank_end(&self, from: usize) -> usize {
        let mut at = from;
        loop {
            let next = skip_comments(self.bytes, at);
            if next == at {
                return at;
            }
            at = next;
        }
    }

    fn skip_separators(&mut self) {
        loop {
            let before = self.at;
            self.at = self.blank_end(self.at);
            while matches!(self.bytes.get(self.at), Some(b',' | b';')) {
                self.at += 1;
            }
            if matches!(self.bytes.get(self.at), Some(b'}' | b')')) {
                self.at += 1;
                // The last brace of an entry whose braces do not balance is no second fault.
                if self.bytes[self.at..].iter().any(|b| !b.is_ascii_whitespace()) {
                    self.flaw(self.at - 1, "a brace that nothing opens".to_owned(), "passed over");
                }
            }
            if self.at == before {
                return;
            }
        }
    }

    /// The name of the field that begins here; afterwards its value comes next. Names of several words exist
    /// (`funding_text 1`).
    fn name(&mut self) -> Option<&'a str> {
        let start = self.at;
        let first = name_length(&self.bytes[start..]);
        if first == 0 {
            return None;
        }
        let line =
            self.bytes[start..].iter().take(MAX_WORDS).take_while(|b| !matches!(b, b'\n' | b'\r')).count();
        let stop =
            self.bytes[start..start + line].iter().position(|b| matches!(b, b'=' | b'{' | b'"' | b','));
        let next = skip_space(self.bytes, start + first);
        if self.bytes.get(next) == Some(&b'=') {
            self.at = next + 1;
            return self.text.get(start..start + first);
        }
        let stop = start + stop?;
        match self.bytes[stop] {
            b'=' => {
                self.at = stop + 1;
                self.text.get(start..stop).map(str::trim_end)
            }
            b'{' | b'"' => {
                let name = self.text.get(start..start + first)?;
                self.flaw(
                    start,
                    format!("no equals sign after '{}'", quote(name)),
                    "read as if it were there",
                );
                self.at = stop;
                Some(name)
            }
            _ => None,
        }
    }

    /// The value that begins here.
    fn value(&mut self, name: &str) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        loop {
            self.at = self.blank_end(self.at);
            match self.bytes.get(self.at) {
                Some(b'{') => parts.push(Part::Text(self.braced(name))),
                Some(b'"') => parts.push(Part::Text(self.quoted(name))),
                None | Some(b',' | b'}' | b')') => {}
                Some(_) => parts.push(self.bare(name)),
            }
            let next = self.blank_end(self.at);
            match self.bytes.get(next) {
                Some(b'#') => self.at = next + 1,
                Some(b'{' | b'"') if !parts.is_empty() => {
                    self.flaw(
                        next,
                        format!("no '#' between the parts of '{}'", quote(name)),
                        "read as if it were there",
                    );
                    self.at = next;
                }
                _ => return parts,
            }
        }
    }

    /// Text in braces, without them.
    fn braced(&mut self, name: &str) -> &'a str {
        let start = self.at + 1;
        let (mut depth, mut at) = (1_usize, start);
        while depth > 0 {
            match self.bytes.get(at) {
                None => return self.unclosed(name, start, "brace"),
                Some(b'{') => depth += 1,
                Some(b'}') => depth -= 1,
                Some(b'\\') => match self.bytes.get(at + 1) {
                    Some(b'{' | b'}') if self.loose => at += 1,
                    Some(b'\\') => at += 1,
                    _ => {}
                },
                // A brace is missing somewhere: the first line that is plainly a field is one.
                Some(b'\n' | b'\r') if self.broken && field_line(self.bytes, at + 1) => {
                    return self.unclosed(name, start, "brace");
                }
                Some(_) => {}
            }
            at += 1;
        }
        self.at = at;
        self.text.get(start..at - 1).unwrap_or_default()
    }

    /// Text in quotation marks, without them.
    fn quoted(&mut self, name: &str) -> &'a str {
        let start = self.at + 1;
        let (mut depth, mut at) = (0_usize, start);
        loop {
            match self.bytes.get(at) {
                None => return self.unclosed(name, start, "quotation mark"),
                Some(b'{') => depth += 1,
                Some(b'}') => depth = depth.saturating_sub(1),
                Some(b'\\') => at += usize::from(matches!(self.bytes.get(at + 1), Some(b'\\' | b'"'))),
                Some(b'"') if depth == 0 && ends_string(self.bytes, at + 1) => break,
                Some(b'\n' | b'\r') if self.broken && field_line(self.bytes, at + 1) => {
                    return self.unclosed(name, start, "quotation mark");
                }
                Some(_) => {}
            }
            at += 1;
        }
        self.at = at + 1;
        self.text.get(start..at).unwrap_or_default()
    }

    /// Text that nothing closes: up to the next line that is plainly a field.
    fn unclosed(&mut self, name: &str, start: usize, what: &str) -> &'a str {
        let lines = memchr::memchr2_iter(b'\n', b'\r', &self.bytes[start..]);
        let end =
            lines.map(|n| start + n).find(|end| field_line(self.bytes, end + 1)).unwrap_or(self.bytes.len());
        let read = self.text.get(start..end).unwrap_or_default().trim_end();
        self.at = start + read.trim_end_matches(',').len();
        let message = format!("the {what} around '{}' is not closed", quote(name));
        self.flaw(start, message, "the value is read up to the next field, or to the end of the entry");
        let text = read.trim_end_matches(',').trim_end();
        // A brace that closes more than the text opens belongs to the entry.
        let open = text.matches('{').count();
        let mut close = text.matches('}').count();
        let mut text = text;
        while close > open && text.ends_with('}') {
            text = text[..text.len() - 1].trim_end();
            close -= 1;
        }
        text.trim_end_matches('"')
    }

    /// A number or an abbreviation; or text that lacks its braces.
    fn bare(&mut self, name: &str) -> Part<'a> {
        let start = self.at;
        let rest = &self.bytes[start..];
        let blank =
            |at: usize| at.checked_sub(1).and_then(|at| rest.get(at)).is_some_and(u8::is_ascii_whitespace);
        let ends = |at: usize| match rest[at] {
            b',' | b'#' | b'\n' | b'\r' | b'{' | b'}' | b'"' => true,
            b'%' => blank(at),
            _ => false,
        };
        let stop = (0..rest.len()).find(|at| ends(*at)).unwrap_or(rest.len());
        // A lone quotation mark or brace is no reason to stand still.
        let stop = stop.max(usize::from(!matches!(rest.first(), Some(b'#' | b'\n' | b'\r'))));
        self.at = start + stop;
        let word = self.text.get(start..self.at).unwrap_or_default().trim();
        if !word.contains(char::is_whitespace) {
            return Part::Word(word);
        }
        self.flaw(
            start,
            format!("the text of '{}' has neither braces nor quotation marks", quote(name)),
            "read up to the comma or the end of the line",
        );
        Part::Text(word)
    }

    /// What comes after a value is a comma, the end, or the next field of an entry that lacks a comma.
    fn after_value(&mut self) {
        let next = self.blank_end(self.at);
        match self.bytes.get(next) {
            None | Some(b',' | b'}' | b')') => {}
            Some(_) if field_follows(self.bytes, next) => {
                self.flaw(next, "no comma before this field".to_owned(), "read as if it were there");
            }
            Some(_) => {}
        }
        self.at = next;
    }

    /// Text that is no field: up to the next comma, or the next line that is a field.
    fn skip_garbage(&mut self, start: usize) {
        let rest = &self.bytes[start..];
        let mut depth = 0_usize;
        let mut length = rest.len();
        for (at, byte) in rest.iter().enumerate() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                b',' if depth == 0 => length = at,
                b'\n' | b'\r' if field_line(self.bytes, start + at + 1) => length = at,
                _ => continue,
            }
            if length == at {
                break;
            }
        }
        self.at = start + length.max(1);
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        let text = self.text.get(start..self.at).unwrap_or_default().trim();
        if text.contains(char::is_alphanumeric) {
            self.flaw(start, format!("'{}' is no field", quote(text)), "left out");
        }
    }

    fn flaw(&mut self, at: usize, message: String, action: &'static str) {
        /// A text full of flaws is told of by the first ones.
        const MOST: usize = 20;
        if self.found.flaws.len() < MOST {
            self.found.flaws.push(Flaw { at, message, action });
        }
    }
}

#[cfg(test)]
mod tests;
