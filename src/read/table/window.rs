//! Lines of a source that may be read again: what a row turned out not to hold goes back to the next one.

use std::io::{self, BufRead};
use std::ops::Range;

/// Longest row that is read, in bytes (8 MiB); the rest of a longer one is left out. The longest real ones,
/// studies of thousands of authors with their addresses, have 2 MiB.
pub(super) const MAX_ROW: usize = 8 << 20;

/// How much is dropped from the front of the window at once.
const CHUNK: usize = 1 << 20;

/// A place in the window, and the number of the line that begins there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    at: usize,
    pub(super) line: u64,
}

/// The lines since the start of the present row, each closed by a line feed, whatever closed it in the
/// source.
#[derive(Debug)]
pub(super) struct Window<R> {
    reader: R,
    bytes: Vec<u8>,
    cursor: usize,
    line: u64,
    /// What closes a line; known from the first one on. Where it is the line feed, a carriage return alone is
    /// text.
    end: Option<u8>,
    after_cr: bool,
    /// Whether the last line of the window was longer than [`MAX_ROW`].
    cut: bool,
}

impl<R: BufRead> Window<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, bytes: Vec::new(), cursor: 0, line: 1, end: None, after_cr: false, cut: false }
    }

    /// The place of the next line.
    pub(super) fn mark(&self) -> Mark {
        Mark { at: self.cursor, line: self.line }
    }

    /// Goes back to a place that was passed since the last [`Window::forget`].
    pub(super) fn rewind(&mut self, mark: Mark) {
        (self.cursor, self.line) = (mark.at, mark.line);
    }

    /// How many bytes were passed since the mark.
    pub(super) fn since(&self, mark: Mark) -> usize {
        self.cursor.saturating_sub(mark.at)
    }

    /// Whether the line that was read last is cut.
    pub(super) fn is_cut(&self) -> bool {
        self.cut && self.cursor == self.bytes.len()
    }

    /// The bytes of a line without its end.
    pub(super) fn get(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    /// The lines from the mark to the next line to come.
    pub(super) fn lines_since(&self, mark: Mark) -> impl Iterator<Item = &[u8]> {
        let passed = self.get(mark.at..self.cursor);
        passed.strip_suffix(b"\n").unwrap_or(passed).split(|b| *b == b'\n')
    }

    /// The lines passed are done with.
    pub(super) fn forget(&mut self) {
        if self.cursor == self.bytes.len() {
            self.bytes.clear();
            self.cursor = 0;
            self.cut = false;
        } else if self.cursor >= CHUNK && self.cursor * 2 > self.bytes.len() {
            self.bytes.drain(..self.cursor);
            self.cursor = 0;
        }
    }

    /// Where the next line stands in the window; `None` at the end. A last line without an end counts.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Range<usize>>> {
        if self.cursor == self.bytes.len() && !self.load()? {
            return Ok(None);
        }
        let start = self.cursor;
        let length =
            memchr::memchr(b'\n', self.get(start..self.bytes.len())).unwrap_or(self.bytes.len() - start);
        self.cursor = (start + length + 1).min(self.bytes.len());
        self.line += 1;
        Ok(Some(start..start + length))
    }

    /// Reads one line of the source to the end of the window.
    fn load(&mut self) -> io::Result<bool> {
        let start = self.bytes.len();
        let (mut length, mut ended) = (0_usize, false);
        while !ended {
            self.skip_feed()?;
            let available = self.reader.fill_buf()?;
            if available.is_empty() {
                break;
            }
            let end = match self.end {
                Some(end) => memchr::memchr(end, available),
                None => memchr::memchr2(b'\n', b'\r', available),
            };
            let piece = available.get(..end.unwrap_or(available.len())).unwrap_or_default();
            let room = MAX_ROW.saturating_sub(self.bytes.len() - start);
            self.bytes.extend_from_slice(piece.get(..room).unwrap_or(piece));
            length += piece.len();
            let used = piece.len() + usize::from(end.is_some());
            if let Some(byte) = end.and_then(|end| available.get(end)) {
                ended = true;
                match byte {
                    b'\n' => self.end = Some(b'\n'),
                    _ => self.after_cr = true,
                }
            }
            self.reader.consume(used);
        }
        if length == 0 && !ended {
            return Ok(false);
        }
        self.cut = length > MAX_ROW;
        if self.cut {
            self.trim_to_character(start);
        } else if self.bytes.get(start..).is_some_and(|line| line.ends_with(b"\r")) {
            self.bytes.pop();
        }
        self.bytes.push(b'\n');
        Ok(true)
    }

    /// After a carriage return: a line feed belongs to it, and then line feeds close lines; else returns do.
    fn skip_feed(&mut self) -> io::Result<()> {
        if !self.after_cr {
            return Ok(());
        }
        let Some(next) = self.reader.fill_buf()?.first().copied() else { return Ok(()) };
        if next == b'\n' {
            self.reader.consume(1);
        }
        if self.end.is_none() {
            self.end = Some(if next == b'\n' { b'\n' } else { b'\r' });
        }
        self.after_cr = false;
        Ok(())
    }

    /// A cut may fall inside a character.
    fn trim_to_character(&mut self, start: usize) {
        let valid = match std::str::from_utf8(self.bytes.get(start..).unwrap_or_default()) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        self.bytes.truncate(start + valid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut window = Window::new(io::BufReader::with_capacity(3, text.as_bytes()));
        let mut found = Vec::new();
        while let Some(range) = window.next_line().unwrap() {
            found.push(format!("{}:{}", window.line - 1, String::from_utf8_lossy(window.get(range))));
            window.forget();
        }
        found
    }

    #[test]
    fn the_first_line_tells_what_closes_lines() {
        assert_eq!(all("a\nb\r\nc\rd\n\ne"), ["1:a", "2:b", "3:c\rd", "4:", "5:e"]);
        assert_eq!(all("a\r\nb\rc\r\nd"), ["1:a", "2:b\rc", "3:d"]);
        assert_eq!(all("ab\rc\rd\r"), ["1:ab", "2:c", "3:d"]);
        assert!(all("").is_empty());
    }

    #[test]
    fn lines_can_be_read_again() {
        let mut window = Window::new("a\nb\nc\nd\n".as_bytes());
        let first = window.mark();
        window.next_line().unwrap();
        let second = window.mark();
        window.next_line().unwrap();
        window.next_line().unwrap();
        assert_eq!(window.lines_since(first).collect::<Vec<_>>(), [b"a", b"b", b"c"]);
        window.rewind(second);
        window.forget();
        let range = window.next_line().unwrap().unwrap();
        assert_eq!((window.get(range), window.mark().line), (&b"b"[..], 3));
    }

    #[test]
    fn a_long_line_is_cut_between_characters() {
        let text = "é".repeat(MAX_ROW) + "\nb";
        let mut window = Window::new(text.as_bytes());
        let range = window.next_line().unwrap().unwrap();
        assert!(window.is_cut() && range.len() == MAX_ROW);
        window.forget();
        let range = window.next_line().unwrap().unwrap();
        assert!(!window.is_cut() && window.get(range) == b"b");
    }
}
