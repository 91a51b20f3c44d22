//! Gzip around any writer.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write};

/// Compresses what is written to it. The header holds neither a time nor a file name, so equal input gives equal bytes.
pub struct Gzip<W: Write>(GzEncoder<W>);

impl<W: Write> Gzip<W> {
    /// Compresses into `out`.
    pub fn new(out: W) -> Self {
        Self(GzEncoder::new(out, Compression::default()))
    }

    /// Writes the end of the stream and gives `out` back. Without it the file is cut short.
    ///
    /// # Errors
    /// Where `out` fails.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for Gzip<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
