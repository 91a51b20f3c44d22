//! Bytes to records and diagnostics: one file per source format, the format found by content.
//!
//! Never fails for one bad record; knows no RDF. A source is read twice: [`survey`] learns what concerns the whole of it
//! (format, checksum, year of the listing), [`records`] then streams record by record.

use crate::record::{Diagnostic, Doi, PartialDate, Record};
use std::io::{self, BufRead};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

/// A source format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Listing of Reference Citation Analysis, as copied from its page.
    Rca,
}

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

/// What the user says about a source.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The format; found by content where `None`.
    pub format: Option<Format>,
    /// The listing is the list of works that cite this one.
    pub cites: Option<Doi>,
    /// The day on which the listing was retrieved: dates the counts.
    pub retrieved: Option<PartialDate>,
}

/// What is true of a source as a whole.
#[derive(Debug, Clone)]
pub struct Survey {
    /// Its format.
    pub format: Format,
    /// SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// When the file was last written, where the system knows.
    pub modified: Option<SystemTime>,
    /// Year of the listing, inferred from counts and impact indexes (RCA only).
    pub list_year: Option<i32>,
    /// Findings about the whole.
    pub diagnostics: Vec<Diagnostic>,
}

/// One record of a source, or what is said of one that was rejected.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The record; `None` where it was rejected (then `diagnostics` holds an error).
    pub record: Option<Record>,
    /// Findings about this record.
    pub diagnostics: Vec<Diagnostic>,
}
