//! The bytes of a snapshot, in memory or mapped from a file, seen as columns of numbers.

use memmap2::Mmap;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// Bytes at an address that is a multiple of eight.
pub(super) enum Bytes {
    /// In memory; the second part is the length in bytes.
    Memory(Vec<u64>, usize),
    /// A file.
    Mapped(Mmap),
}

impl Bytes {
    /// Maps a whole file.
    pub(super) fn map(file: &File) -> io::Result<Self> {
        // SAFETY: a snapshot is written under a new name, synced and renamed; no program of ours ever writes to it or cuts it
        // afterwards, and replacing it leaves this file as it is until the last map is gone. (Somebody else who truncates it
        // in place can end this process, as with any program that maps a file.)
        #[expect(unsafe_code, reason = "the way to map a file")]
        let map = unsafe { Mmap::map(file)? };
        Ok(Self::Mapped(map))
    }

    /// All bytes.
    #[inline]
    pub(super) fn all(&self) -> &[u8] {
        match self {
            Self::Memory(words, length) => &bytemuck::cast_slice(words)[..*length],
            Self::Mapped(map) => map,
        }
    }
}

/// A file in memory: grows as it is written.
#[derive(Default)]
pub(super) struct MemoryFile {
    words: Vec<u64>,
    length: usize,
    at: usize,
}

impl MemoryFile {
    /// What was written.
    pub(super) fn into_bytes(mut self) -> Bytes {
        self.words.shrink_to_fit();
        Bytes::Memory(self.words, self.length)
    }
}

impl Write for MemoryFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let end = self.at + bytes.len();
        if end > self.length {
            self.words.resize(end.div_ceil(8), 0);
            self.length = end;
        }
        bytemuck::cast_slice_mut(&mut self.words)[self.at..end].copy_from_slice(bytes);
        self.at = end;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for MemoryFile {
    /// Only to a place that was written already.
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match to {
            SeekFrom::Start(at) if at <= self.length as u64 => {
                self.at = usize::try_from(at).map_err(io::Error::other)?;
                Ok(at)
            }
            _ => Err(io::Error::other("there is nothing there")),
        }
    }
}
