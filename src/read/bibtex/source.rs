//! A BibTeX file -> its blocks: entries, definitions, comments, each as text; and what is said of the text
//! around them.
//!
//! Holds one block in memory. What stands between blocks is a comment in BibTeX; it is looked at all the
//! same, since a record whose `@` got lost or a part in another format stands there too.

use super::extent::{Ending, Extent, MAX_ENTRY, line_end, starts_line};
use super::outside::Outside;
use super::syntax::opening;
use crate::read::Text;
use crate::record::Position;
use std::io::{self, BufRead};

/// Bytes that are asked for at a time.
const CHUNK: usize = 64 << 10;

/// `@kind{…}` or `@kind(…)`.
#[derive(Debug)]
pub(super) struct Block {
    /// Where the `@` stands. Columns count code points.
    pub(super) position: Position,
    /// The word after the `@`, lower case.
    pub(super) kind: String,
    /// What stands between the delimiters.
    pub(super) body: String,
    /// Where the body begins.
    pub(super) start: Position,
    pub(super) ending: Ending,
    /// Braces behind a backslash do not count in it.
    pub(super) loose: bool,
}

/// Takes a file apart.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of its own; they combine freely")]
pub(super) struct Source {
    text: Text,
    /// Bytes that are read and not yet consumed begin at `at`.
    buffer: Vec<u8>,
    at: usize,
    whole: bool,
    place: Position,
    after_return: bool,
    /// Only blanks stand before the next byte on its line.
    fresh: bool,
    /// A block was too long: everything up to the next line that opens one is a part of it.
    skipping: bool,
}

impl Source {
    pub(super) fn new(text: Text) -> Self {
        Self {
            text,
            buffer: Vec::new(),
            at: 0,
            whole: false,
            place: Position { line: 1, column: 1 },
            after_return: false,
            fresh: true,
            skipping: false,
        }
    }

    /// The next block, `None` at the end; what stands before it goes to `outside`.
    ///
    /// # Errors
    /// Where the source cannot be read.
    pub(super) fn next_block(&mut self, outside: &mut Outside) -> io::Result<Option<Block>> {
        loop {
            self.need(CHUNK)?;
            let bytes = &self.buffer[self.at..];
            if bytes.is_empty() {
                return Ok(None);
            }
            if let Some(found) = opening(bytes, 0).filter(|_| self.fresh || !self.skipping) {
                self.skipping = false;
                return self.block(found.kind, found.body, found.round).map(Some);
            }
            let length = outside_length(bytes, self.fresh, self.skipping);
            let position = self.place;
            let piece = self.take(length);
            if !self.skipping {
                outside.push(position, &piece);
            }
        }
    }

    /// The block whose body begins so many bytes from here.
    fn block(&mut self, kind: String, start: usize, round: bool) -> io::Result<Block> {
        let position = self.place;
        self.take(start);
        let body_start = self.place;
        let mut extent = Extent::new(0, round, matches!(kind.as_str(), "comment" | "preamble"));
        let mut wanted = CHUNK;
        let end = loop {
            self.need(wanted)?;
            if let Some(end) = extent.run(&self.buffer[self.at..], self.whole) {
                break end;
            }
            wanted = self.buffer.len() - self.at + CHUNK;
        };
        let dropped = matches!(end.ending, Ending::TooLong | Ending::TooDeep);
        let body = if dropped { String::new() } else { self.take(end.body) };
        self.take(end.next - if dropped { 0 } else { end.body });
        self.skipping = dropped;
        if self.buffer.capacity() > MAX_ENTRY / 4 {
            self.buffer.drain(..self.at);
            self.at = 0;
            self.buffer.shrink_to(CHUNK);
        }
        Ok(Block { position, kind, body, start: body_start, ending: end.ending, loose: end.loose })
    }

    /// Sees to it that so many bytes are there, or all that are left.
    fn need(&mut self, count: usize) -> io::Result<()> {
        if self.buffer.len() - self.at >= count || self.whole {
            return Ok(());
        }
        self.buffer.drain(..self.at);
        self.at = 0;
        // More than is asked for, so that what is left is not moved for every line.
        while self.buffer.len() < count + CHUNK {
            let available = self.text.fill_buf()?;
            if available.is_empty() {
                self.whole = true;
                break;
            }
            let length = available.len();
            self.buffer.extend_from_slice(available);
            self.text.consume(length);
        }
        Ok(())
    }

    /// Consumes bytes that are there.
    fn take(&mut self, count: usize) -> String {
        let end = (self.at + count).min(self.buffer.len());
        let bytes = &self.buffer[self.at..end];
        let text = String::from_utf8_lossy(bytes).into_owned();
        for byte in bytes {
            match byte {
                b'\n' if self.after_return => {}
                b'\n' | b'\r' => self.place = Position { line: self.place.line + 1, column: 1 },
                // Bytes that go on with a character.
                0x80..=0xBF => {}
                _ => self.place.column += 1,
            }
            self.after_return = *byte == b'\r';
            self.fresh = matches!(byte, b'\n' | b'\r') || (self.fresh && matches!(byte, b' ' | b'\t'));
        }
        self.at = end;
        text
    }
}

/// How many bytes, of a text that opens no block, surely stand outside of every block: up to the next sign
/// that may open one, at most a line.
fn outside_length(bytes: &[u8], fresh: bool, skipping: bool) -> usize {
    let blank = bytes.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    // A line of comment may hold an entry that is not meant to be read.
    let comment = fresh && !skipping && bytes.get(blank) == Some(&b'%');
    let mut line = line_end(bytes, 0);
    while bytes.get(line).is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        line += 1;
    }
    if comment {
        return line.max(1);
    }
    let mut from = 1.min(line);
    while let Some(found) = bytes.get(from..line).and_then(|rest| memchr::memchr(b'@', rest)) {
        let at = from + found;
        let free = !skipping && !bytes[at - 1].is_ascii_alphanumeric();
        let first = fresh && starts_line(bytes, at);
        if (free || first) && opening(bytes, at).is_some() {
            return at;
        }
        from = at + 1;
    }
    line.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<String> {
        let mut source =
            Source::new(Box::new(io::BufReader::with_capacity(7, io::Cursor::new(text.to_owned()))));
        let mut outside = Outside::default();
        let mut found = Vec::new();
        while let Some(block) = source.next_block(&mut outside).expect("memory can be read") {
            found.push(format!(
                "{}:{} {} {}",
                block.position.line, block.position.column, block.kind, block.body
            ));
        }
        found
    }

    #[test]
    fn blocks_are_found_wherever_they_stand() {
        let text = "% @book{no, }\nText of a@b.org {x}. @Book{a, t={é}} @book{b}\r\n  @STRING(x = {y})\r\
                    @comment{@book{no}}\n@misc{c,";
        assert_eq!(
            blocks(text),
            [
                "2:22 book a, t={é}",
                "2:38 book b",
                "3:3 string x = {y}",
                "4:1 comment @book{no}",
                "5:1 misc c,",
            ]
        );
    }

    #[test]
    fn after_a_block_without_end_reading_goes_on_at_a_line() {
        let long = format!("@misc{{a, t = {{{} @misc{{no}}\n@misc{{b}}", "x ".repeat(MAX_ENTRY));
        assert_eq!(blocks(&long), ["1:1 misc ", "2:1 misc b"]);
        let deep = format!("@misc{{a, t = {} @misc{{no}}\n @misc{{b}}", "{".repeat(100_000));
        assert_eq!(blocks(&deep), ["1:1 misc ", "2:2 misc b"]);
    }
}
