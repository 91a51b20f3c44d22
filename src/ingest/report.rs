//! What an ingest did, for people and for machines.

use crate::read::Survey;
use crate::record::{Diagnostic, DiagnosticKind, Severity};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// What a run did, source by source.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// One entry for each source, in the order given.
    pub sources: Vec<SourceReport>,
    /// Wall-clock time of the run, in seconds.
    #[serde(rename = "elapsed_s", serialize_with = "seconds")]
    pub elapsed: Duration,
}

/// What became of one source.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SourceReport {
    /// Its name, as given.
    pub name: String,
    /// Format (`rca`); empty where it was not found.
    pub format: &'static str,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Year of the listing, where it could be inferred.
    pub list_year: Option<i32>,
    /// Records read, duplicates among them included.
    pub records: u64,
    /// Records rejected.
    pub rejected: u64,
    /// Records that name the work of an earlier record of the source.
    pub duplicates: u64,
    /// Concept mentions found.
    pub mentions: u64,
    /// Quads added to the store.
    pub added: u64,
    /// Quads removed from the store.
    pub removed: u64,
    /// Findings, counted by kind.
    pub findings: BTreeMap<DiagnosticKind, u64>,
    /// Findings, each.
    pub diagnostics: Vec<Diagnostic>,
    /// Why nothing of the source was loaded.
    pub failed: Option<String>,
    /// Wall-clock time for reading and mapping, in seconds.
    #[serde(rename = "elapsed_s", serialize_with = "seconds")]
    pub elapsed: Duration,
}

fn seconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64())
}

impl Report {
    /// Records that are now in the graph.
    #[must_use]
    pub fn loaded(&self) -> u64 {
        self.sources.iter().map(SourceReport::loaded).sum()
    }

    /// Whether every source was loaded whole: nothing rejected, nothing failed.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.sources.iter().all(|s| s.failed.is_none() && s.rejected == 0)
    }
}

impl SourceReport {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub(super) fn describe(&mut self, survey: &Survey) {
        self.format = survey.format.name();
        self.sha256.clone_from(&survey.sha256);
        self.bytes = survey.bytes;
        self.list_year = survey.list_year;
        self.diagnose(survey.diagnostics.clone());
    }

    pub(super) fn diagnose(&mut self, found: Vec<Diagnostic>) {
        for diagnostic in &found {
            *self.findings.entry(diagnostic.kind).or_default() += 1;
        }
        self.diagnostics.extend(found);
    }

    /// Records of this source that are now in the graph.
    #[must_use]
    pub fn loaded(&self) -> u64 {
        if self.failed.is_some() { 0 } else { self.records.saturating_sub(self.duplicates) }
    }

    /// Findings of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == severity).count()
    }
}

/// A table for the terminal: a line for each source, findings by kind below it.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.sources.iter().map(|s| s.name.chars().count()).max().unwrap_or(0).clamp(6, 60);
        writeln!(
            f,
            "{:width$}  {:6} {:>8} {:>8} {:>10} {:>8} {:>9} {:>9}",
            "source", "format", "records", "rejected", "duplicates", "mentions", "added", "removed"
        )?;
        for s in &self.sources {
            writeln!(
                f,
                "{:width$}  {:6} {:>8} {:>8} {:>10} {:>8} {:>9} {:>9}",
                s.name, s.format, s.records, s.rejected, s.duplicates, s.mentions, s.added, s.removed
            )?;
            for (kind, count) in &s.findings {
                writeln!(f, "{:width$}    {count} x {kind}", "")?;
            }
            if let Some(reason) = &s.failed {
                writeln!(f, "{:width$}    FAILED: {reason}", "")?;
            } else if s.added == 0 && s.removed == 0 {
                writeln!(f, "{:width$}    unchanged: the graph already holds this source", "")?;
            }
        }
        let seconds = self.elapsed.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = self.loaded() as f64 / seconds.max(0.001);
        write!(f, "{} records loaded in {seconds:.1} s ({rate:.0} records/s)", self.loaded())
    }
}
