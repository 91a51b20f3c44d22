//! A well-formed row -> its cells, by the crate `csv`. One parser serves all rows: to make one costs far more
//! than a row.

use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord, Terminator};
use std::io::{self, Read};

/// Splits rows at one delimiter.
#[derive(Debug)]
pub(super) struct Splitter {
    delimiter: u8,
    reader: Reader<Feed>,
}

/// The row that the parser is to read.
#[derive(Debug, Default)]
struct Feed {
    row: Vec<u8>,
    read: usize,
    /// Whether the parser asked for more than a row.
    starved: bool,
}

impl Read for Feed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut rest = self.row.get(self.read..).unwrap_or_default();
        self.starved |= rest.is_empty();
        let count = rest.read(buffer)?;
        self.read += count;
        Ok(count)
    }
}

impl Splitter {
    pub(super) fn new(delimiter: u8) -> Self {
        Self { delimiter, reader: reader(delimiter) }
    }

    /// The cells of a row without its end.
    pub(super) fn split(&mut self, row: &[u8]) -> StringRecord {
        let feed = self.reader.get_mut();
        feed.row.clear();
        feed.row.extend_from_slice(row);
        feed.row.push(b'\n');
        feed.read = 0;
        let mut cells = ByteRecord::new();
        // The row is in memory: reading it cannot fail.
        let _ = self.reader.read_byte_record(&mut cells);
        if self.reader.get_ref().starved {
            // A parser that has met the end reads no more.
            self.reader = reader(self.delimiter);
        }
        StringRecord::from_byte_record_lossy(cells)
    }
}

fn reader(delimiter: u8) -> Reader<Feed> {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).terminator(Terminator::Any(b'\n')).has_headers(false).flexible(true);
    builder.from_reader(Feed::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_split_one_by_one() {
        let mut splitter = Splitter::new(b',');
        for (row, expected) in [
            ("a,\"b,c\",d", "a|b,c|d"),
            ("\"one\ntwo\",", "one\ntwo|"),
            ("\"never closed", "never closed\n"),
            ("a,b\r,c", "a|b\r|c"),
            ("x", "x"),
            ("\"\"", ""),
            (&"y".repeat(100_000), &"y".repeat(100_000)),
            ("z,", "z|"),
        ] {
            let cells = splitter.split(row.as_bytes());
            assert_eq!(cells.iter().collect::<Vec<_>>().join("|"), expected, "{}", &row[..row.len().min(20)]);
        }
    }
}
