//! Where bytes come from: a file, memory or standard input, packed with gzip or not.
//!
//! Knows nothing of what the bytes mean.

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

/// Where records come from. Can be opened again and again.
#[derive(Debug, Clone)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Bytes in memory: standard input, an upload, a test.
    Memory {
        /// Name for messages (`standard input`).
        name: String,
        /// The bytes.
        bytes: Arc<[u8]>,
    },
}

/// Bytes of a source that are looked at to find out its format.
pub(super) const PREVIEW: usize = 64 * 1024;

/// Most bytes that one packed source may unpack to (4 GiB): a packed source can be a thousand times as long as it looks.
const MAX_UNPACKED: u64 = 4 << 30;

impl Input {
    /// Reads standard input to its end.
    ///
    /// # Errors
    /// Whatever reading standard input gives.
    pub fn from_stdin() -> io::Result<Self> {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        Ok(Self::Memory { name: "standard input".to_owned(), bytes: bytes.into() })
    }

    /// The name for messages: a path as given, or what the maker of the bytes said.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::File(path) => path.to_str().unwrap_or("file with a name that is not Unicode"),
            Self::Memory { name, .. } => name,
        }
    }

    /// Opens the source at its start. Content packed with gzip is unpacked, whatever its name ends in.
    ///
    /// # Errors
    /// Where the file cannot be opened, or is a directory. Reading fails later where a packed source unpacks to more
    /// than 4 GiB.
    pub fn open(&self) -> io::Result<Box<dyn BufRead + Send>> {
        match self {
            Self::File(path) => {
                let file = File::open(path)?;
                if file.metadata()?.is_dir() {
                    return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
                }
                unpacked(BufReader::with_capacity(PREVIEW, file), MAX_UNPACKED)
            }
            Self::Memory { bytes, .. } => unpacked(Cursor::new(Arc::clone(bytes)), MAX_UNPACKED),
        }
    }

    /// When the file was last written, where there is a file and the system knows.
    pub(super) fn modified(&self) -> Option<SystemTime> {
        match self {
            Self::File(path) => path.metadata().and_then(|m| m.modified()).ok(),
            Self::Memory { .. } => None,
        }
    }
}

/// Reads through gzip where the content starts with gzip's signature.
fn unpacked<R: BufRead + Send + 'static>(mut reader: R, limit: u64) -> io::Result<Box<dyn BufRead + Send>> {
    if reader.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        let capped = Capped { inner: MultiGzDecoder::new(reader), left: limit };
        Ok(Box::new(BufReader::with_capacity(PREVIEW, capped)))
    } else {
        Ok(Box::new(reader))
    }
}

/// A reader that fails after so many bytes.
struct Capped<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => {
                return Err(io::Error::other("the packed content unpacks to more than the limit of 4 GiB"));
            }
        }
        Ok(count)
    }
}

/// The bytes of a source on their way to a reader, hashed and counted as they pass.
pub(super) struct Content {
    inner: Box<dyn BufRead + Send>,
    /// Bytes read ahead for the preview and not handed on yet.
    ahead: Cursor<Vec<u8>>,
    hash: Sha256,
    bytes: u64,
}

impl Content {
    pub(super) fn new(inner: Box<dyn BufRead + Send>) -> Self {
        Self { inner, ahead: Cursor::default(), hash: Sha256::new(), bytes: 0 }
    }

    /// The first bytes of the content, [`PREVIEW`] at most; they are still read afterwards.
    pub(super) fn preview(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.inner.by_ref().take(PREVIEW as u64).read_to_end(&mut bytes)?;
        self.ahead = Cursor::new(bytes.clone());
        Ok(bytes)
    }

    /// SHA-256 in lower-case hexadecimal digits and the number of bytes that passed.
    pub(super) fn finish(self) -> (String, u64) {
        (hexadecimal(&self.hash.finalize()), self.bytes)
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(n.into(), 16).unwrap_or('0');
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Content {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        // Twice, for the borrow checker: a buffer that is returned on one path only is borrowed on both.
        if self.ahead.fill_buf()?.is_empty() { self.inner.fill_buf() } else { self.ahead.fill_buf() }
    }

    fn consume(&mut self, count: usize) {
        let from_ahead = self.ahead.fill_buf().is_ok_and(|b| !b.is_empty());
        let passing = if from_ahead { self.ahead.fill_buf() } else { self.inner.fill_buf() };
        if let Ok(passing) = passing {
            self.hash.update(&passing[..count.min(passing.len())]);
        }
        self.bytes += count as u64;
        if from_ahead { self.ahead.consume(count) } else { self.inner.consume(count) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    #[test]
    fn packed_content_is_unpacked_up_to_the_limit() {
        let mut packing = GzEncoder::new(Vec::new(), Compression::default());
        packing.write_all(&[b'x'; 5000]).unwrap();
        let packed = packing.finish().unwrap();
        let read = |limit| {
            let mut text = Vec::new();
            unpacked(Cursor::new(packed.clone()), limit)?.read_to_end(&mut text).map(|_| text.len())
        };
        assert_eq!(read(5000).unwrap(), 5000);
        assert!(read(4999).unwrap_err().to_string().contains("limit"));
    }

    #[test]
    fn content_is_hashed_whole_and_handed_on_whole() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
        let mut content = Content::new(Box::new(Cursor::new(bytes.clone())));
        assert_eq!(content.preview().unwrap().len(), PREVIEW);
        let mut copy = Vec::new();
        content.read_to_end(&mut copy).unwrap();
        assert!(copy == bytes);
        let expected: String = hexadecimal(&Sha256::digest(&bytes));
        assert_eq!(content.finish(), (expected, 200_000));
    }
}
