//! Where bytes come from: a file, memory or standard input, packed with gzip or zstd or not.
//!
//! Knows nothing of what the bytes mean.

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;
use tempfile::NamedTempFile;

/// Where records come from. Can be opened again and again.
#[derive(Debug, Clone)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input that was too long for memory, in a temporary file that goes with the last clone of this value.
    Spooled {
        /// Name for messages (`standard input`).
        name: String,
        /// The file.
        file: Arc<NamedTempFile>,
    },
    /// Bytes in memory: short standard input, an upload, a test.
    Memory {
        /// Name for messages (`standard input`).
        name: String,
        /// The bytes.
        bytes: Arc<[u8]>,
    },
}

/// Bytes of a source that are looked at to find out its format.
pub(super) const PREVIEW: usize = 64 * 1024;

/// Standard input up to this length is kept in memory.
const IN_MEMORY: u64 = 64 << 20;

/// How far a packed source may unpack: it can be a thousand times as long as it looks.
#[derive(Debug, Clone, Copy)]
struct Caps {
    /// Most bytes in all.
    bytes: u64,
    /// Most bytes for each packed byte, once `free` bytes have come. Text of citations packs five- to thirtyfold.
    ratio: u64,
    /// Bytes that may come at any ratio.
    free: u64,
}

/// 64 GiB in all; five hundredfold, once 256 MiB have come.
const CAPS: Caps = Caps { bytes: 64 << 30, ratio: 500, free: 256 << 20 };

impl Input {
    /// Reads standard input to its end: a source is read twice, so it is kept, beyond 64 MiB in a temporary file.
    ///
    /// # Errors
    /// Whatever reading standard input or writing the temporary file gives.
    pub fn from_stdin() -> io::Result<Self> {
        Self::kept("standard input", io::stdin().lock(), IN_MEMORY)
    }

    fn kept(name: &str, mut reader: impl Read, in_memory: u64) -> io::Result<Self> {
        let name = name.to_owned();
        let mut bytes = Vec::new();
        reader.by_ref().take(in_memory).read_to_end(&mut bytes)?;
        if (bytes.len() as u64) < in_memory {
            return Ok(Self::Memory { name, bytes: bytes.into() });
        }
        let mut file = NamedTempFile::new()?;
        file.write_all(&bytes)?;
        io::copy(&mut reader, &mut file)?;
        file.flush()?;
        Ok(Self::Spooled { name, file: Arc::new(file) })
    }

    /// The name for messages: a path as given, or what the maker of the bytes said.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::File(path) => path.to_str().unwrap_or("file with a name that is not Unicode"),
            Self::Spooled { name, .. } | Self::Memory { name, .. } => name,
        }
    }

    /// Opens the source at its start. Content packed with gzip or zstd is unpacked, whatever its name ends in.
    ///
    /// # Errors
    /// Where the file cannot be opened, or is a directory. Reading fails later where a packed source unpacks to more
    /// than 64 GiB, or to more than 256 MiB and five hundred times its own length.
    pub fn open(&self) -> io::Result<Box<dyn BufRead + Send>> {
        match self {
            Self::File(path) => {
                let file = File::open(path)?;
                if file.metadata()?.is_dir() {
                    return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
                }
                unpacked(BufReader::with_capacity(PREVIEW, file), CAPS)
            }
            Self::Spooled { file, .. } => unpacked(BufReader::with_capacity(PREVIEW, file.reopen()?), CAPS),
            Self::Memory { bytes, .. } => unpacked(Cursor::new(Arc::clone(bytes)), CAPS),
        }
    }

    /// When the file was last written, where there is a file and the system knows.
    pub(super) fn modified(&self) -> Option<SystemTime> {
        match self {
            Self::File(path) => path.metadata().and_then(|m| m.modified()).ok(),
            Self::Spooled { .. } | Self::Memory { .. } => None,
        }
    }
}

/// Unpacks where the content starts with the signature of gzip or zstd.
fn unpacked<R: BufRead + Send + 'static>(mut reader: R, caps: Caps) -> io::Result<Box<dyn BufRead + Send>> {
    let start = reader.fill_buf()?;
    let (gzip, zstd) = (start.starts_with(&[0x1f, 0x8b]), start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]));
    if !gzip && !zstd {
        return Ok(Box::new(reader));
    }
    let packed = Arc::new(AtomicU64::new(0));
    let counted = BufReader::with_capacity(PREVIEW, Counted { inner: reader, count: Arc::clone(&packed) });
    let inner: Box<dyn Read + Send> = if gzip {
        Box::new(MultiGzDecoder::new(counted))
    } else {
        Box::new(zstd::Decoder::with_buffer(counted)?)
    };
    Ok(Box::new(BufReader::with_capacity(PREVIEW, Capped { inner, packed, unpacked: 0, caps })))
}

/// Counts the bytes that pass.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.count.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// A reader that fails where the content unpacks further than it may.
struct Capped {
    inner: Box<dyn Read + Send>,
    packed: Arc<AtomicU64>,
    unpacked: u64,
    caps: Caps,
}

impl Read for Capped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                io::Error::new(error.kind(), "the packed content breaks off: the file is cut")
            }
            _ => io::Error::new(error.kind(), format!("the packed content is damaged: {error}")),
        })?;
        self.unpacked += count as u64;
        let packed = self.packed.load(Ordering::Relaxed);
        let tight = self.unpacked > self.caps.free && self.unpacked / self.caps.ratio > packed;
        if self.unpacked > self.caps.bytes || tight {
            let message = format!(
                "the packed content unpacks to more than it may ({} bytes from {packed}); no text packs so tightly",
                self.unpacked
            );
            return Err(io::Error::other(message));
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

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packing = GzEncoder::new(Vec::new(), Compression::default());
        packing.write_all(bytes).unwrap();
        packing.finish().unwrap()
    }

    fn unpack(packed: &[u8], caps: Caps) -> io::Result<usize> {
        let mut text = Vec::new();
        unpacked(Cursor::new(packed.to_vec()), caps)?.read_to_end(&mut text).map(|_| text.len())
    }

    #[test]
    fn packed_content_is_unpacked_up_to_the_limits() {
        let caps = |bytes, ratio, free| Caps { bytes, ratio, free };
        let content = vec![b'x'; 500_000];
        for packed in [gzip(&content), zstd::encode_all(content.as_slice(), 1).unwrap()] {
            assert_eq!(unpack(&packed, caps(500_000, 100_000, 0)).unwrap(), 500_000);
            assert!(
                unpack(&packed, caps(499_999, 100_000, 0))
                    .unwrap_err()
                    .to_string()
                    .contains("more than it may")
            );
            assert!(unpack(&packed, caps(500_000, 10, 400_000)).unwrap_err().to_string().contains("tightly"));
            assert_eq!(unpack(&packed, caps(500_000, 10, 500_000)).unwrap(), 500_000);
        }
    }

    #[test]
    fn packed_content_that_breaks_off_is_an_error() {
        let packed = gzip(&(0..100_000_u32).flat_map(u32::to_le_bytes).collect::<Vec<u8>>());
        let error = unpack(&packed[..packed.len() / 2], CAPS).unwrap_err();
        assert!(error.to_string().contains("breaks off"), "{error}");
        // Members may follow one another.
        let two = [gzip(b"one"), gzip(b"two")].concat();
        assert_eq!(unpack(&two, CAPS).unwrap(), 6);
    }

    #[test]
    fn long_standard_input_is_kept_in_a_file() {
        let text = b"some text that is read twice";
        for limit in [5, 28, 29] {
            let input = Input::kept("standard input", text.as_slice(), limit).unwrap();
            assert_eq!(matches!(input, Input::Spooled { .. }), limit < 29);
            for _ in 0..2 {
                let mut read = Vec::new();
                input.open().unwrap().read_to_end(&mut read).unwrap();
                assert_eq!(read, text);
            }
        }
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
