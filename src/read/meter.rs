//! A reader that knows where it is, and that stops a record without an end.

use crate::record::Position;
use std::io::{self, BufRead, Read};

/// Longest record that is read, in bytes (64 MiB).
pub(super) const MAX_RECORD: u64 = 64 << 20;

/// Counts lines and bytes as they are consumed.
#[derive(Debug)]
pub(super) struct Meter<R> {
    inner: R,
    line: u64,
    column: u64,
    left: u64,
}

impl<R: BufRead> Meter<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, line: 1, column: 1, left: MAX_RECORD }
    }

    /// The place of the next byte. Columns count bytes.
    pub(super) fn position(&self) -> Position {
        Position { line: self.line, column: self.column }
    }

    /// A new record begins: it may be [`MAX_RECORD`] bytes long.
    pub(super) fn begin_record(&mut self) {
        self.left = MAX_RECORD;
    }
}

impl<R: BufRead> Read for Meter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Meter<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            let message = format!("line {}: a record is longer than the limit of 64 MiB", self.line);
            return Err(io::Error::other(message));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if let Ok(bytes) = self.inner.fill_buf() {
            let passing = &bytes[..count.min(bytes.len())];
            let ends = memchr::memchr_iter(b'\n', passing).count() as u64;
            self.line += ends;
            let since =
                memchr::memrchr(b'\n', passing).map_or(passing.len(), |at| passing.len() - at - 1) as u64;
            self.column = if ends > 0 { since + 1 } else { self.column + since };
        }
        self.left = self.left.saturating_sub(count as u64);
        self.inner.consume(count);
    }
}
