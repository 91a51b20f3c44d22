//! What an ingest did, for people and for machines.

use crate::read::{Entry, Survey};
use crate::record::{Conflict, Diagnostic, DiagnosticKind, Severity};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// Findings of one source that are kept in memory.
pub const MOST_DIAGNOSTICS: usize = 10_000;

/// What a run did, source by source.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// One entry for each source, in the order given.
    pub sources: Vec<SourceReport>,
    /// Works in the graph after the run, those that are only cited left out.
    pub works: u64,
    /// Sources of earlier runs that were mapped again because what is known of their works has changed.
    pub mapped_again: Vec<String>,
    /// Records of all sources that share an identifier and are kept apart.
    pub conflicts: Vec<Conflict>,
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
    /// Records that are the work of an earlier record of the source.
    pub duplicates: u64,
    /// Records whose work other sources speak of too.
    pub merged: u64,
    /// Conflicts over identity that records of the source are part of.
    pub conflicts: u64,
    /// Citation links read.
    pub links: u64,
    /// Fields of the source that no rule uses: in how many records each stands.
    pub unused: BTreeMap<String, u64>,
    /// Concept mentions found.
    pub mentions: u64,
    /// Quads added to the store.
    pub added: u64,
    /// Quads removed from the store.
    pub removed: u64,
    /// Findings, counted by severity.
    pub severities: BTreeMap<Severity, u64>,
    /// Findings, counted by kind.
    pub findings: BTreeMap<DiagnosticKind, u64>,
    /// Findings, each; the first [`MOST_DIAGNOSTICS`] of them.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings that are counted only.
    pub diagnostics_left_out: u64,
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

    /// Counts what an entry holds.
    pub(super) fn count_entry(&mut self, entry: &Entry) {
        self.records += u64::from(entry.record.is_some());
        self.links += u64::from(entry.link.is_some());
        self.rejected += u64::from(entry.is_rejected());
        for field in &entry.unused {
            match self.unused.get_mut(field) {
                Some(count) => *count += 1,
                None => drop(self.unused.insert(field.clone(), 1)),
            }
        }
        self.diagnose(entry.diagnostics.clone());
    }

    pub(super) fn diagnose(&mut self, found: Vec<Diagnostic>) {
        for diagnostic in found {
            *self.findings.entry(diagnostic.kind).or_default() += 1;
            *self.severities.entry(diagnostic.severity).or_default() += 1;
            if self.diagnostics.len() < MOST_DIAGNOSTICS {
                self.diagnostics.push(diagnostic);
            } else {
                self.diagnostics_left_out += 1;
            }
        }
    }

    /// Records of this source that are now in the graph.
    #[must_use]
    pub fn loaded(&self) -> u64 {
        if self.failed.is_some() { 0 } else { self.records + self.links }
    }

    /// Findings of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> u64 {
        self.severities.get(&severity).copied().unwrap_or_default()
    }
}

impl Report {
    /// Identifiers of several works, the first ten of them.
    fn shared(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.conflicts.is_empty() {
            writeln!(
                f,
                "{} identifiers are shared by records that cannot be one work; they are kept apart:",
                self.conflicts.len()
            )?;
            for conflict in self.conflicts.iter().take(10) {
                let (scheme, value) = &conflict.shared;
                writeln!(f, "    {scheme} {value}: {}", conflict.reason)?;
            }
            if self.conflicts.len() > 10 {
                writeln!(
                    f,
                    "    … and {} more (all of them are in the report and in the graph)",
                    self.conflicts.len() - 10
                )?;
            }
        }
        Ok(())
    }
}

/// A table for the terminal: a line for each source, findings by kind below it.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.sources.iter().map(|s| s.name.chars().count()).max().unwrap_or(0).clamp(6, 60);
        writeln!(
            f,
            "{:width$}  {:17} {:>8} {:>8} {:>8} {:>8} {:>10} {:>8} {:>9} {:>9} {:>9}",
            "source",
            "format",
            "records",
            "links",
            "rejected",
            "merged",
            "duplicates",
            "mentions",
            "added",
            "removed",
            "records/s"
        )?;
        for s in &self.sources {
            #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
            let rate = (s.records + s.links) as f64 / s.elapsed.as_secs_f64().max(0.001);
            writeln!(
                f,
                "{:width$}  {:17} {:>8} {:>8} {:>8} {:>8} {:>10} {:>8} {:>9} {:>9} {rate:>9.0}",
                s.name,
                s.format,
                s.records,
                s.links,
                s.rejected,
                s.merged,
                s.duplicates,
                s.mentions,
                s.added,
                s.removed
            )?;
            s.details(f, width)?;
        }
        for name in &self.mapped_again {
            writeln!(f, "{name}: mapped again, since new sources speak of its works too")?;
        }
        self.shared(f)?;
        let seconds = self.elapsed.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = self.loaded() as f64 / seconds.max(0.001);
        write!(
            f,
            "{} records loaded in {seconds:.1} s ({rate:.0} records/s); {} works in the graph",
            self.loaded(),
            self.works
        )
    }
}

impl SourceReport {
    fn details(&self, f: &mut fmt::Formatter<'_>, width: usize) -> fmt::Result {
        for (kind, count) in &self.findings {
            writeln!(f, "{:width$}    {count} x {kind}", "")?;
        }
        if self.diagnostics_left_out > 0 {
            let left_out = self.diagnostics_left_out;
            writeln!(
                f,
                "{:width$}    {left_out} findings beyond the first {MOST_DIAGNOSTICS} are counted only",
                ""
            )?;
        }
        if !self.unused.is_empty() {
            let mut fields: Vec<(&String, &u64)> = self.unused.iter().collect();
            fields.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), *name));
            let shown: Vec<String> =
                fields.iter().take(8).map(|(name, count)| format!("{name} ({count})")).collect();
            let more =
                if fields.len() > 8 { format!(" and {} more", fields.len() - 8) } else { String::new() };
            writeln!(f, "{:width$}    not used: {}{more}", "", shown.join(", "))?;
        }
        match &self.failed {
            Some(reason) => writeln!(f, "{:width$}    FAILED: {reason}", ""),
            None if self.added == 0 && self.removed == 0 => {
                writeln!(f, "{:width$}    unchanged: the graph already holds this source", "")
            }
            None => Ok(()),
        }
    }
}
