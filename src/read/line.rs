//! Bytes to clean lines: ends of line, UTF-8, white space, invisible characters, NFC, e-mail addresses.
//!
//! A line remembers the column that each of its characters had in the source. Knows no format.

use super::email;
use super::findings::Findings;
use crate::record::{DiagnosticKind, Position};
use std::io::{self, BufRead};
use std::ops::Range;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Longest line that is read, in bytes (1 MiB): ten thousand authors fit. The rest of a longer line is left out.
pub(super) const MAX_LINE: usize = 1 << 20;

/// A line without its end: white space is plain spaces, invisible and control characters are gone, text is NFC, and no
/// e-mail address is in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Number from 1.
    pub(super) number: u64,
    pub(super) text: String,
    /// Column of each character in the source, where it is not simply its index in `text`.
    pub(super) columns: Option<Box<[u32]>>,
    /// What was found while the line was cleaned.
    pub(super) flaws: Vec<Flaw>,
}

/// Something about a line that its reader must hear of.
#[derive(Debug, Clone)]
pub(super) enum Flaw {
    /// Bytes that are not UTF-8: byte column of the first ones, and how many places.
    NotUtf8 { column: u64, byte: usize, places: usize },
    /// Control characters, replaced by spaces.
    Control { column: u64 },
    /// The line was this many bytes long.
    TooLong { bytes: u64 },
    /// An e-mail address of so many characters was taken out.
    Email { column: u64, characters: usize },
}

/// Splits a stream into lines at LF, CRLF and lone CR.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: R,
    number: u64,
    buffer: Vec<u8>,
    /// The last line ended in CR, so that a LF that follows belongs to it.
    after_cr: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, number: 0, buffer: Vec::new(), after_cr: false }
    }

    /// The next line, `None` at the end. A last line without an end counts.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Line>> {
        self.buffer.clear();
        let mut length = 0_u64;
        loop {
            let chunk = self.reader.fill_buf()?;
            if self.after_cr && !chunk.is_empty() {
                self.after_cr = false;
                if chunk[0] == b'\n' {
                    self.reader.consume(1);
                    continue;
                }
            }
            let end = chunk.iter().position(|b| matches!(b, b'\n' | b'\r'));
            let taken = end.unwrap_or(chunk.len());
            let room = MAX_LINE.saturating_sub(self.buffer.len()).min(taken);
            self.buffer.extend_from_slice(&chunk[..room]);
            length += taken as u64;
            if let Some(end) = end {
                self.after_cr = chunk[end] == b'\r';
                self.reader.consume(end + 1);
                break;
            }
            if taken == 0 {
                if length == 0 {
                    return Ok(None);
                }
                break;
            }
            self.reader.consume(taken);
        }
        self.number += 1;
        Ok(Some(self.clean(length)))
    }

    /// The bytes in the buffer as a clean line.
    fn clean(&self, length: u64) -> Line {
        let mut line = Line { number: self.number, ..Line::default() };
        let mut bytes = self.buffer.as_slice();
        if length > MAX_LINE as u64 {
            line.flaws.push(Flaw::TooLong { bytes: length });
            // A character that the limit cuts in two is left out whole: it is not a fault of the source.
            let cut = (1..4).find(|n| bytes.len() >= *n && bytes[bytes.len() - n] >= 0xC0).unwrap_or(0);
            bytes = &bytes[..bytes.len() - cut];
        }
        if bytes.iter().all(|b| matches!(b, 0x20..=0x7e | b'\t') && *b != b'@') {
            line.text = String::from_utf8_lossy(bytes).replace('\t', " ");
            return line;
        }
        let text = String::from_utf8_lossy(bytes);
        if let Err(error) = std::str::from_utf8(bytes) {
            let byte = error.valid_up_to();
            let column = String::from_utf8_lossy(&bytes[..byte]).chars().count() as u64 + 1;
            let places = bytes.utf8_chunks().filter(|c| !c.invalid().is_empty()).count();
            line.flaws.push(Flaw::NotUtf8 { column, byte: byte + 1, places });
        }
        let bom = if self.number == 1 { text.strip_prefix('\u{feff}') } else { None };
        clean_text(bom.unwrap_or(&text), &mut line);
        line
    }
}

/// Cleans `raw` into `line`. One pass; a second one only where text is not NFC, a third where an address is in it.
fn clean_text(raw: &str, line: &mut Line) {
    if raw.chars().all(is_plain) {
        raw.clone_into(&mut line.text);
        return;
    }
    let mut text = String::with_capacity(raw.len());
    let mut columns = Vec::with_capacity(raw.len());
    let mut previous = ' ';
    for (column, c) in (1_u32..).zip(raw.chars()) {
        let kept = match c {
            '\u{200c}' | '\u{200d}' if !previous.is_ascii() && previous.is_alphabetic() => c,
            c if is_invisible(c) => continue,
            c if c.is_whitespace() => ' ',
            c if c.is_control() || c == '\u{fffe}' || c == '\u{ffff}' => {
                line.flaws.push(Flaw::Control { column: u64::from(column) });
                ' '
            }
            c => c,
        };
        text.push(kept);
        columns.push(column);
        previous = kept;
    }
    if !text.chars().all(is_plain) && is_nfc_quick(text.chars()) != IsNormalized::Yes {
        (text, columns) = compose(&text, &columns);
    }
    let addresses = if text.contains(['@', '\u{ff20}']) { email::find(&text) } else { Vec::new() };
    if !addresses.is_empty() {
        (text, columns) = without(&text, &columns, &addresses, &mut line.flaws);
    }
    let plain = columns.iter().zip(1_u32..).all(|(a, b)| *a == b);
    line.text = text;
    line.columns = (!plain).then(|| columns.into());
}

/// Characters that stay as they are wherever they stand: printable ones below the combining marks, dashes and quotes.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{2010}'..='\u{2027}') && c != '@'
}

/// The text without the addresses at these byte ranges.
fn without(
    text: &str,
    columns: &[u32],
    addresses: &[Range<usize>],
    flaws: &mut Vec<Flaw>,
) -> (String, Vec<u32>) {
    let (mut rest, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(columns.len()));
    let (mut at, mut character) = (0, 0);
    for address in addresses {
        let (kept, gone) = (&text[at..address.start], &text[address.clone()]);
        let next = character + kept.chars().count();
        rest.push_str(kept);
        places.extend_from_slice(&columns[character..next]);
        let characters = gone.chars().count();
        flaws.push(Flaw::Email { column: columns.get(next).copied().map_or(1, u64::from), characters });
        (at, character) = (address.end, next + characters);
    }
    rest.push_str(&text[at..]);
    places.extend_from_slice(&columns[character..]);
    (rest, places)
}

/// Characters that show nothing and only disturb matching: zero-width, soft hyphen, direction marks.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// NFC, with the column of the first source character for every character that comes out.
fn compose(text: &str, columns: &[u32]) -> (String, Vec<u32>) {
    let mut composed = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(columns.len());
    let characters: Vec<char> = text.chars().collect();
    let mut start = 0;
    while start < characters.len() {
        // NFC of a text is NFC of its parts where every part begins with a character that never joins what precedes it.
        let stands_alone = |c: char| {
            canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
        };
        let end =
            (start + 1..characters.len()).find(|i| stands_alone(characters[*i])).unwrap_or(characters.len());
        for c in characters[start..end].iter().copied().nfc() {
            composed.push(c);
            places.push(columns[start]);
        }
        start = end;
    }
    (composed, places)
}

impl Line {
    /// The line from this byte on.
    pub(super) fn from(&self, byte: usize) -> Self {
        let Some(text) = self.text.get(byte..) else { return self.clone() };
        let cut = self.text[..byte].chars().count();
        let plain = (1_u32..).take(self.text.chars().count()).collect::<Vec<_>>();
        let columns = self.columns.as_deref().unwrap_or(&plain);
        let columns = Some(columns[cut.min(columns.len())..].into());
        Self { number: self.number, text: text.to_owned(), columns, flaws: self.flaws.clone() }
    }

    /// Whether there is nothing but spaces.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Where the line's first character that is not a space stands.
    pub(super) fn position(&self) -> Position {
        let indent = self.text.len() - self.text.trim_start().len();
        let column = match &self.columns {
            Some(columns) => columns.get(indent).map_or(1, |c| u64::from(*c)),
            None => indent as u64 + 1,
        };
        Position { line: self.number, column }
    }

    /// Says what was found while the line was cleaned.
    pub(super) fn report(&self, findings: &mut Findings) {
        for flaw in &self.flaws {
            let at = |column| Position { line: self.number, column };
            match flaw {
                Flaw::NotUtf8 { column, byte, places } => findings.warn(
                    DiagnosticKind::Encoding,
                    "",
                    at(*column),
                    format!("not UTF-8 at byte column {byte} ({places} places on this line); save the file as UTF-8"),
                    "each such place reads '\u{fffd}' now",
                ),
                Flaw::Control { column } => findings.warn(
                    DiagnosticKind::Encoding,
                    "",
                    at(*column),
                    "a control character stands in the text".to_owned(),
                    "read as a space",
                ),
                Flaw::TooLong { bytes } => findings.warn(
                    DiagnosticKind::TooLong,
                    "",
                    at(1),
                    format!("the line is {bytes} bytes long; the limit is {MAX_LINE} bytes"),
                    "the rest of the line was left out",
                ),
                Flaw::Email { column, characters } => findings.note(
                    DiagnosticKind::EmailRemoved,
                    "",
                    at(*column),
                    format!("an e-mail address was taken out ({characters} characters with its lead-in)"),
                ),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<Line> {
        let mut lines = Lines::new(bytes);
        std::iter::from_fn(|| lines.next_line().unwrap()).collect()
    }

    #[test]
    fn every_end_of_line_counts_once() {
        let texts = |bytes: &[u8]| lines(bytes).into_iter().map(|l| l.text).collect::<Vec<_>>();
        assert_eq!(texts(b"a\r\nb\rc\nd"), ["a", "b", "c", "d"]);
        assert_eq!(texts(b"a\n\r\n\r\rb\n"), ["a", "", "", "", "b"]);
        assert_eq!(texts(b""), [""; 0]);
    }

    #[test]
    fn columns_are_those_of_the_source() {
        let line = &lines("e\u{301}\u{200b}\u{a0}x a@b.org y".as_bytes())[0];
        assert_eq!(line.text, "é x y");
        assert_eq!(line.columns.as_deref(), Some(&[1, 4, 5, 6, 15][..]));
        assert!(matches!(line.flaws[..], [Flaw::Email { column: 7, .. }]), "{:?}", line.flaws);
    }

    #[test]
    fn invalid_bytes_and_overlong_lines_are_reported() {
        let line = &lines(b"\xc3\xa9a\xff\xfeb")[0];
        assert_eq!(line.text, "éa\u{fffd}\u{fffd}b");
        assert!(matches!(line.flaws[..], [Flaw::NotUtf8 { column: 3, byte: 4, places: 2 }]));
        let long = "é".repeat(MAX_LINE);
        let line = &lines(format!("x{long}").as_bytes())[0];
        assert!(line.text.len() <= MAX_LINE && !line.text.contains('\u{fffd}'));
        assert!(matches!(line.flaws[..], [Flaw::TooLong { bytes }] if bytes == 2 * MAX_LINE as u64 + 1));
    }
}
