//! Lines of a text, fast: no look at what is in them. For formats of tagged lines.

use std::io::{self, BufRead};

/// Longest line that is read, in bytes (1 MiB); the rest of a longer line is left out.
pub(super) const MAX_ROW: usize = 1 << 20;

/// Splits a stream into lines at LF, CRLF and lone CR. The text is UTF-8.
#[derive(Debug)]
pub(super) struct Rows<R> {
    reader: R,
    number: u64,
    buffer: Vec<u8>,
    after_cr: bool,
}

/// One line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row<'a> {
    /// Number from 1.
    pub(super) number: u64,
    /// The line without its end, as the source has it.
    pub(super) text: &'a str,
    /// Whether the line was longer than [`MAX_ROW`] and is cut.
    pub(super) cut: bool,
}

impl<R: BufRead> Rows<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, number: 0, buffer: Vec::new(), after_cr: false }
    }

    /// The next line, `None` at the end. A last line without an end counts.
    pub(super) fn next_row(&mut self) -> io::Result<Option<Row<'_>>> {
        self.buffer.clear();
        let mut length = 0_usize;
        let mut ended = false;
        while !ended {
            let mut available = self.reader.fill_buf()?;
            if self.after_cr && !available.is_empty() {
                self.after_cr = false;
                if available[0] == b'\n' {
                    self.reader.consume(1);
                    available = self.reader.fill_buf()?;
                }
            }
            if available.is_empty() {
                break;
            }
            let end = memchr::memchr2(b'\n', b'\r', available);
            let piece = &available[..end.unwrap_or(available.len())];
            let room = MAX_ROW.saturating_sub(self.buffer.len());
            self.buffer.extend_from_slice(&piece[..piece.len().min(room)]);
            length += piece.len();
            if let Some(end) = end {
                self.after_cr = available[end] == b'\r';
                ended = true;
            }
            let used = piece.len() + usize::from(end.is_some());
            self.reader.consume(used);
        }
        if length == 0 && !ended {
            return Ok(None);
        }
        self.number += 1;
        // A cut may fall inside a character.
        let text = match std::str::from_utf8(&self.buffer) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&self.buffer[..error.valid_up_to()]).unwrap_or_default(),
        };
        Ok(Some(Row { number: self.number, text, cut: length > MAX_ROW }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut rows = Rows::new(io::BufReader::with_capacity(3, text.as_bytes()));
        let mut found = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            found.push(format!("{}:{}", row.number, row.text));
        }
        found
    }

    #[test]
    fn every_end_of_line_counts_once() {
        assert_eq!(all("a\nb\r\nc\rd\n\ne"), ["1:a", "2:b", "3:c", "4:d", "5:", "6:e"]);
        assert_eq!(all("\r\n\r\n"), ["1:", "2:"]);
        assert!(all("").is_empty());
    }

    #[test]
    fn a_long_line_is_cut_between_characters() {
        let text = "é".repeat(MAX_ROW);
        let mut rows = Rows::new(text.as_bytes());
        let row = rows.next_row().unwrap().unwrap();
        assert!(row.cut && row.text.len() == MAX_ROW);
        assert!(rows.next_row().unwrap().is_none());
    }
}
