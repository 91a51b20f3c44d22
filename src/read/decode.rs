//! How the bytes of a source stand for characters: UTF-8, UTF-16 or Windows-1252 (of which Latin-1 is a part).
//!
//! A byte order mark decides; without one, bytes that are UTF-8 are read as UTF-8. Where they are not, a source in
//! which no character beyond ASCII reads as UTF-8 is taken for Windows-1252, and one in which some do for damaged UTF-8.

use super::findings::Findings;
use super::input::Content;
use super::{Format, Text};
use crate::record::{DiagnosticKind, Position};
use encoding_rs::{Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, BufRead, BufReader, Read};

/// How bytes stand for characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8, perhaps with a byte order mark.
    Utf8 {
        /// How many places are not UTF-8.
        broken: u64,
        /// Line of the first of them.
        line: u64,
    },
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// Windows-1252 or Latin-1.
    Windows1252,
}

/// Bytes are decoded in blocks of this size.
const BLOCK: usize = 64 * 1024;

impl Encoding {
    /// The bytes as UTF-8 without byte order mark; what cannot be read becomes U+FFFD.
    pub(super) fn decode(self, bytes: Text) -> Text {
        let decoder = match self {
            Self::Utf8 { broken: 0, .. } => return without_mark(bytes),
            Self::Utf8 { .. } => UTF_8.new_decoder_with_bom_removal(),
            Self::Utf16Le => UTF_16LE.new_decoder_with_bom_removal(),
            Self::Utf16Be => UTF_16BE.new_decoder_with_bom_removal(),
            Self::Windows1252 => WINDOWS_1252.new_decoder_without_bom_handling(),
        };
        Box::new(BufReader::with_capacity(
            BLOCK,
            Decoding { bytes, decoder, ready: String::new(), at: 0, ended: false },
        ))
    }

    /// Says what is worth knowing. The reader of listings reports invalid bytes itself.
    pub(super) fn report(self, format: Format, findings: &mut Findings) {
        let whole = Position::default();
        match self {
            Self::Utf8 { broken: 0, .. } => {}
            Self::Utf8 { .. } | Self::Windows1252 if format == Format::Rca => {}
            Self::Utf8 { broken, line } => {
                let message = format!("{broken} places are not UTF-8, the first on line {line}");
                let at = Position { line, column: 0 };
                findings.warn(
                    DiagnosticKind::Encoding,
                    "",
                    at,
                    message,
                    "each is shown as U+FFFD; save the file as UTF-8",
                );
            }
            Self::Utf16Le | Self::Utf16Be => {
                findings.note(DiagnosticKind::Encoding, "", whole, "the text is in UTF-16".to_owned());
            }
            Self::Windows1252 => {
                let message = "the text is not UTF-8".to_owned();
                findings.warn(DiagnosticKind::Encoding, "", whole, message, "read as Windows-1252 (Latin-1)");
            }
        }
    }
}

/// Takes the byte order mark off.
fn without_mark(mut bytes: Text) -> Text {
    // A source that ends inside the mark is shorter than any record.
    if bytes.fill_buf().is_ok_and(|start| start.starts_with(b"\xef\xbb\xbf")) {
        bytes.consume(3);
    }
    bytes
}

/// The encoding that the first bytes show, where they do.
pub(super) fn by_start(start: &[u8]) -> Option<Encoding> {
    match start {
        [0xff, 0xfe, ..] => Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => Some(Encoding::Utf16Be),
        // "<?xml" and other plain openings without a mark.
        [first, 0, second, 0, ..] if first.is_ascii_graphic() && *second != 0 => Some(Encoding::Utf16Le),
        [0, first, 0, second, ..] if first.is_ascii_graphic() && *second != 0 => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// The start of a source as text, for judging its format.
pub(super) fn preview(start: &[u8]) -> String {
    match by_start(start) {
        Some(Encoding::Utf16Le) => UTF_16LE.decode(start).0.into_owned(),
        Some(Encoding::Utf16Be) => UTF_16BE.decode(start).0.into_owned(),
        _ => String::from_utf8_lossy(start).into_owned(),
    }
}

struct Decoding {
    bytes: Text,
    decoder: Decoder,
    ready: String,
    at: usize,
    ended: bool,
}

impl Read for Decoding {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            self.ready.clear();
            self.at = 0;
            let block = self.bytes.fill_buf()?;
            let block = &block[..block.len().min(BLOCK)];
            self.ended = block.is_empty();
            self.ready.reserve(block.len() * 3 + 16);
            let (_, read, _) = self.decoder.decode_to_string(block, &mut self.ready, self.ended);
            self.bytes.consume(read);
        }
        let count = buffer.len().min(self.ready.len() - self.at);
        buffer[..count].copy_from_slice(&self.ready.as_bytes()[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// Looks at the bytes of a source as they pass: are they UTF-8?
pub(super) struct Watch {
    content: Content,
    fixed: Option<Encoding>,
    /// The first bytes of a character whose rest has not come yet.
    pending: Vec<u8>,
    lines: u64,
    broken: u64,
    first_broken: u64,
    beyond_ascii: bool,
}

impl Watch {
    pub(super) fn new(content: Content, preview: &[u8]) -> Self {
        let fixed = by_start(preview);
        Self {
            content,
            fixed,
            pending: Vec::new(),
            lines: 0,
            broken: 0,
            first_broken: 0,
            beyond_ascii: false,
        }
    }

    /// The content, for its checksum, and the encoding.
    pub(super) fn finish(mut self) -> (Content, Encoding) {
        if !self.pending.is_empty() {
            self.note_broken(self.lines);
        }
        let encoding = match self.fixed {
            Some(encoding) => encoding,
            None if self.broken > 0 && !self.beyond_ascii => Encoding::Windows1252,
            None => Encoding::Utf8 { broken: self.broken, line: self.first_broken },
        };
        (self.content, encoding)
    }

    fn note_broken(&mut self, lines: u64) {
        if self.broken == 0 {
            self.first_broken = lines + 1;
        }
        self.broken += 1;
    }

    fn look(&mut self, bytes: &[u8]) {
        let joined;
        let bytes = if self.pending.is_empty() {
            bytes
        } else {
            joined = [self.pending.as_slice(), bytes].concat();
            self.pending.clear();
            &joined
        };
        if bytes.is_ascii() {
            self.lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
            return;
        }
        let mut rest = bytes;
        loop {
            let error = match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.beyond_ascii |= !text.is_ascii();
                    self.lines += memchr::memchr_iter(b'\n', rest).count() as u64;
                    return;
                }
                Err(error) => error,
            };
            let (valid, after) = rest.split_at(error.valid_up_to());
            self.beyond_ascii |= !valid.is_ascii();
            self.lines += memchr::memchr_iter(b'\n', valid).count() as u64;
            let Some(length) = error.error_len() else {
                self.pending = after.to_vec();
                return;
            };
            self.note_broken(self.lines);
            rest = &after[length..];
        }
    }
}

impl Read for Watch {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(buffer)?;
        if self.fixed.is_none() {
            self.look(&buffer[..count]);
        }
        Ok(count)
    }
}

impl BufRead for Watch {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.content.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if self.fixed.is_none() {
            let passing = self.content.fill_buf().map(|bytes| bytes[..count.min(bytes.len())].to_vec());
            self.look(&passing.unwrap_or_default());
        }
        self.content.consume(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn read(bytes: &[u8]) -> (Encoding, String) {
        let mut content = Content::new(Box::new(Cursor::new(bytes.to_vec())));
        let preview = content.preview().unwrap();
        let mut watch = Watch::new(content, &preview);
        let mut seven = [0; 7];
        while watch.read(&mut seven).unwrap() > 0 {}
        let encoding = watch.finish().1;
        let mut text = String::new();
        encoding.decode(Box::new(Cursor::new(bytes.to_vec()))).read_to_string(&mut text).unwrap();
        (encoding, text)
    }

    #[test]
    fn encodings_are_told_apart() {
        let utf8 = |broken, line| Encoding::Utf8 { broken, line };
        assert_eq!(read("\u{feff}Café müßig".as_bytes()), (utf8(0, 0), "Café müßig".to_owned()));
        assert_eq!(read(b"a\nCaf\xe9 m\xfc\xdfig"), (Encoding::Windows1252, "a\nCafé müßig".to_owned()));
        assert_eq!(read(b"ab\nCaf\xc3\xa9 \xff."), (utf8(1, 2), "ab\nCafé \u{fffd}.".to_owned()));
        let utf16: Vec<u8> = "\u{feff}Café".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&utf16), (Encoding::Utf16Le, "Café".to_owned()));
        let bare: Vec<u8> = "TY  - é".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&bare), (Encoding::Utf16Be, "TY  - é".to_owned()));
    }
}
