//! A canonical digest of the data set by two independent implementations.
//!
//! RDF Dataset Canonicalization 1.0 gives equal data sets equal bytes; the digest is the SHA-256 of those bytes. Two
//! libraries that share no code must agree on it before a release is trusted.

use super::ExportError;
use super::second_opinion;
use crate::snapshot::Snapshot;
use oxigraph::model::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxigraph::model::{Dataset, Quad};
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use std::fmt::Write as _;

/// Most quads that [`digest`] takes: the data set is held in memory by one library after the other, 1 to 2 kB for each
/// quad of it.
pub const DIGEST_LIMIT: u64 = 2_000_000;

/// SHA-256 of the RDFC-1.0 canonical N-Quads, computed twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// Quads in the data set.
    pub quads: u64,
    /// By oxrdf, lower-case hexadecimal.
    pub oxrdf: String,
    /// By sophia, lower-case hexadecimal.
    pub sophia: String,
}

impl Digest {
    /// Whether the two implementations agree.
    #[must_use]
    pub fn agree(&self) -> bool {
        self.oxrdf == self.sophia
    }

    /// Digests any set of quads.
    ///
    /// # Errors
    /// More than [`DIGEST_LIMIT`] quads, or blank nodes too alike to tell apart in bounded time.
    pub fn of(quads: impl IntoIterator<Item = Quad>) -> Result<Self, ExportError> {
        let mut dataset = Dataset::new();
        for quad in quads {
            dataset.insert(&quad);
            if dataset.len() as u64 > DIGEST_LIMIT {
                let (operation, quads) = ("the canonical digest", dataset.len() as u64);
                return Err(ExportError::TooLarge { operation, quads, limit: DIGEST_LIMIT });
            }
        }
        // Sophia first: it gives up on blank nodes that are made to be confused, oxrdf would go on for ever.
        let sophia = by_sophia(&dataset)?;
        let quads = dataset.len() as u64;
        Ok(Self { quads, oxrdf: by_oxrdf(dataset), sophia })
    }
}

/// Digests the whole data set, named graphs included.
///
/// # Errors
/// More than [`DIGEST_LIMIT`] quads, or blank nodes too alike to tell apart in bounded time.
pub fn digest(snapshot: &Snapshot) -> Result<Digest, ExportError> {
    Digest::of(snapshot.quads())
}

fn by_oxrdf(mut dataset: Dataset) -> String {
    let hash_algorithm = CanonicalizationHashAlgorithm::Sha256;
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 { hash_algorithm });
    let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
    drop(dataset);
    lines.sort_unstable();
    let mut hash = Sha256::new();
    for line in &lines {
        hash.update(line);
    }
    hexadecimal(&hash.finalize())
}

fn by_sophia(dataset: &Dataset) -> Result<String, ExportError> {
    let quads: HashSet<_> = dataset.iter().map(second_opinion::quad).collect();
    let mut text = Vec::new();
    sophia::c14n::rdfc10::normalize(&quads, &mut text)
        .map_err(|error| ExportError::Canonicalisation(error.to_string()))?;
    drop(quads);
    let text = String::from_utf8(text).map_err(|error| ExportError::Canonicalisation(error.to_string()))?;
    Ok(hexadecimal(&Sha256::digest(noncharacters_escaped(text))))
}

/// Canonical N-Quads escape U+FFFE and U+FFFF (they are not XML 1.1 characters); sophia 0.10 leaves them as they are.
fn noncharacters_escaped(text: String) -> String {
    if !text.contains(['\u{fffe}', '\u{ffff}']) {
        return text;
    }
    let mut lines: Vec<_> = text
        .lines()
        .map(|line| line.replace('\u{fffe}', "\\uFFFE").replace('\u{ffff}', "\\uFFFF") + "\n")
        .collect();
    lines.sort_unstable();
    lines.concat()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
