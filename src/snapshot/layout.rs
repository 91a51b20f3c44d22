//! The file of a snapshot: a header, then sections, each at a multiple of eight bytes with a checksum of its own.
//!
//! ```text
//! 0    8  "LWSNAP\r\n"
//! 8    4  format version           12  4  0x01020304, in the byte order of the writer
//! 16   8  length of the file       24  8  number of sections
//! 32  24  for each section: offset, length, XXH3-64
//! …    8  XXH3-64 of everything before
//! ```

use super::SnapshotError;
use std::hash::Hasher;
use std::io::{self, Seek, SeekFrom, Write};
use std::ops::Range;
use twox_hash::XxHash3_64;

const MAGIC: [u8; 8] = *b"LWSNAP\r\n";
/// The version of everything that is in the file; another version is not read but built anew.
const VERSION: u32 = 1;
const ORDER_MARK: u32 = 0x0102_0304;

/// The sections, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// The texts of all terms, one after the other.
    Text,
    /// Where each text begins, and where the last one ends.
    TextOffsets,
    /// Hash table from term to number.
    Slots,
    SubjectOffsets,
    SpoPredicates,
    SpoObjects,
    /// For each triple in the order of subjects: its set of graphs.
    Sets,
    SetOffsets,
    /// Places in the list of graphs.
    SetMembers,
    /// The numbers of the names of the graphs, in order; 0 for the unnamed one.
    Graphs,
    /// For each graph: where its triples begin in `GraphTriples`.
    GraphOffsets,
    /// The places of the triples of each graph in the order of subjects.
    GraphTriples,
    ObjectOffsets,
    OpsPredicates,
    OpsSubjects,
    PredicateOffsets,
    PsoSubjects,
    PsoObjects,
    PosObjects,
    PosSubjects,
    /// JSON: classes of terms, counts, base IRI. The last one, since it is known last.
    Meta,
}

pub(super) const SECTIONS: usize = Section::Meta as usize + 1;
const ENTRY: usize = 24;
/// Length of the header.
pub(super) const HEADER: usize = 32 + SECTIONS * ENTRY + 8;

/// Where the sections are, and their checksums.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) sections: Vec<(Range<usize>, u64)>,
}

impl Layout {
    /// Reads the header of a snapshot.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, SnapshotError> {
        if bytes.len() < HEADER || bytes[..8] != MAGIC {
            return Err(SnapshotError::NotASnapshot);
        }
        let four = |at: usize| u32::from_ne_bytes(bytes[at..at + 4].try_into().unwrap_or_default());
        let eight = |at: usize| u64::from_ne_bytes(bytes[at..at + 8].try_into().unwrap_or_default());
        if four(12) != ORDER_MARK {
            return Err(SnapshotError::OtherMachine);
        }
        if four(8) != VERSION {
            return Err(SnapshotError::OtherVersion { found: four(8), known: VERSION });
        }
        let sum = HEADER - 8;
        if eight(24) != SECTIONS as u64 || eight(sum) != XxHash3_64::oneshot(&bytes[..sum]) {
            return Err(SnapshotError::Damaged("its header"));
        }
        let length = usize::try_from(eight(16)).map_err(|_| SnapshotError::OtherMachine)?;
        if length != bytes.len() {
            return Err(SnapshotError::Cut { found: bytes.len() as u64, expected: length as u64 });
        }
        let section = |at: usize| {
            let (start, size) = (usize::try_from(eight(at)).ok()?, usize::try_from(eight(at + 8)).ok()?);
            let end = start.checked_add(size).filter(|end| *end <= length)?;
            Some((start..end, eight(at + 16)))
        };
        let sections = (0..SECTIONS).map(|n| section(32 + n * ENTRY)).collect::<Option<Vec<_>>>();
        Ok(Self { sections: sections.ok_or(SnapshotError::Damaged("its header"))? })
    }

    /// Compares every section with its checksum: reads the whole file.
    pub(super) fn verify(&self, bytes: &[u8]) -> Result<(), SnapshotError> {
        let good = |(range, sum): &(Range<usize>, u64)| XxHash3_64::oneshot(&bytes[range.clone()]) == *sum;
        if self.sections.iter().all(good) { Ok(()) } else { Err(SnapshotError::Damaged("its content")) }
    }

    /// What the content is known by: equal for equal content.
    pub(super) fn id(&self) -> String {
        let mut both = [XxHash3_64::with_seed(0), XxHash3_64::with_seed(1)];
        for hash in &mut both {
            hash.write_u32(VERSION);
            for (range, sum) in &self.sections {
                hash.write_u64(range.len() as u64);
                hash.write_u64(*sum);
            }
        }
        format!("{:016x}{:016x}", both[0].finish(), both[1].finish())
    }
}

/// Writes sections one after the other, then the header.
pub(super) struct Writer<W> {
    out: W,
    at: usize,
    start: usize,
    hash: XxHash3_64,
    sections: Vec<(Range<usize>, u64)>,
}

impl<W: Write + Seek> Writer<W> {
    pub(super) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(&[0; HEADER])?;
        Ok(Self { out, at: HEADER, start: HEADER, hash: XxHash3_64::new(), sections: Vec::new() })
    }

    /// Adds bytes to the section that is being written.
    pub(super) fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.write(bytes);
        self.at += bytes.len();
        self.out.write_all(bytes)
    }

    /// Ends the section, which must be the one that is due.
    pub(super) fn end(&mut self, section: Section) -> io::Result<()> {
        debug_assert_eq!(section as usize, self.sections.len(), "sections come in their order");
        let sum = std::mem::replace(&mut self.hash, XxHash3_64::new()).finish();
        self.sections.push((self.start..self.at, sum));
        let next = self.at.next_multiple_of(8);
        self.out.write_all(&[0; 8][..next - self.at])?;
        (self.at, self.start) = (next, next);
        Ok(())
    }

    /// A whole section.
    pub(super) fn section(&mut self, section: Section, bytes: &[u8]) -> io::Result<()> {
        self.add(bytes)?;
        self.end(section)
    }

    /// Writes the header.
    pub(super) fn finish(mut self) -> io::Result<W> {
        let mut header = Vec::with_capacity(HEADER);
        header.extend_from_slice(&MAGIC);
        header.extend_from_slice(&VERSION.to_ne_bytes());
        header.extend_from_slice(&ORDER_MARK.to_ne_bytes());
        header.extend_from_slice(&(self.at as u64).to_ne_bytes());
        header.extend_from_slice(&(SECTIONS as u64).to_ne_bytes());
        for (range, sum) in &self.sections {
            for number in [range.start as u64, range.len() as u64, *sum] {
                header.extend_from_slice(&number.to_ne_bytes());
            }
        }
        header.extend_from_slice(&XxHash3_64::oneshot(&header).to_ne_bytes());
        self.out.seek(SeekFrom::Start(0))?;
        self.out.write_all(&header)?;
        self.out.flush()?;
        Ok(self.out)
    }
}
