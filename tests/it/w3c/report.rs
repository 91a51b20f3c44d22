//! What came of all tests: the table for people, and the list of failures that is committed.

use super::manifest::Kind;
use super::run::Outcome;
use std::collections::BTreeMap;
use std::fmt;

/// Everything that was run, and how much was not.
pub(super) struct Report {
    pub(super) outcomes: Vec<Outcome>,
    /// How many tests were left out, by reason and place.
    pub(super) skipped: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
}

/// Numbers of tests.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) tests: usize,
    pub(super) plain: usize,
    pub(super) engine: usize,
    /// Passed by oxigraph alone, not through the engine.
    pub(super) lost: usize,
}

impl Report {
    /// The numbers of each suite, evaluation and syntax apart.
    pub(super) fn counts(&self) -> BTreeMap<String, Counts> {
        let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
        for Outcome { test, plain, engine, .. } in &self.outcomes {
            let kind = if test.kind == Kind::Evaluation { "evaluation" } else { "syntax" };
            let row = counts.entry(format!("{} {kind}", suite(&test.folder))).or_default();
            row.tests += 1;
            row.plain += usize::from(plain.is_ok());
            row.engine += usize::from(engine.is_ok());
            row.lost += usize::from(plain.is_ok() && engine.is_err());
        }
        counts
    }

    /// Which test fails on which side.
    pub(super) fn failures(&self) -> BTreeMap<String, &'static str> {
        let failures = self.outcomes.iter().filter_map(|outcome| {
            let side = match (&outcome.plain, &outcome.engine) {
                (Ok(()), Ok(())) => return None,
                (Err(_), Ok(())) => "plain",
                (Ok(()), Err(_)) => "engine",
                (Err(_), Err(_)) if outcome.is_alike => "both",
                (Err(_), Err(_)) => "both, differently",
            };
            Some((outcome.test.iri.as_str().to_owned(), side))
        });
        failures.collect()
    }

    /// What a list of failures says that is not so, and what it does not say.
    pub(super) fn differences(&self, listed: &BTreeMap<String, String>) -> Vec<String> {
        let found = self.failures();
        let passes = listed.iter().filter(|(iri, _)| !found.contains_key(*iri));
        let mut differences: Vec<String> = passes
            .map(|(iri, side)| format!("{iri}: listed as failing ({side}), but it passes, or is not run"))
            .collect();
        for outcome in &self.outcomes {
            let iri = outcome.test.iri.as_str();
            let Some(side) = found.get(iri) else { continue };
            if listed.get(iri).map(String::as_str) != Some(side) {
                let said = |result: &Result<(), String>| {
                    result
                        .as_ref()
                        .map_or_else(|error| error.chars().take(600).collect(), |()| "passes".to_owned())
                };
                let (plain, engine) = (said(&outcome.plain), said(&outcome.engine));
                differences.push(format!("{iri}\t{side}\t(new)\n  plain: {plain}\n  engine: {engine}"));
            }
        }
        differences
    }
}

/// The suite of a folder: `sparql11` of `sparql11/bind`, but the formats of results are a suite of their own.
fn suite(folder: &str) -> &str {
    match folder {
        "sparql11/csv-tsv-res" | "sparql11/json-res" => "sparql11 results",
        _ => folder.split('/').next().unwrap_or_default(),
    }
}

/// Reads a list of failures: test, side and reason in columns, the tests in order.
pub(super) fn list(file: &str) -> BTreeMap<String, String> {
    let mut lines = file.lines();
    assert_eq!(lines.next(), Some("test\tfails\treason"));
    let rows: Vec<(String, String)> = lines
        .map(|line| {
            let columns: Vec<_> = line.split('\t').collect();
            let [test, side, reason] = columns[..] else { panic!("not three columns: {line}") };
            assert!(!reason.trim().is_empty(), "no reason: {line}");
            (test.to_owned(), side.to_owned())
        })
        .collect();
    assert!(rows.is_sorted_by(|a, b| a.0 < b.0), "the tests are not in order, or one is there twice");
    rows.into_iter().collect()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<29}{:>7}{:>7}{:>8}{:>6}", "suite", "tests", "plain", "engine", "lost")?;
        let mut all = Counts::default();
        for (suite, Counts { tests, plain, engine, lost }) in self.counts() {
            writeln!(f, "{suite:<29}{tests:>7}{plain:>7}{engine:>8}{lost:>6}")?;
            all.tests += tests;
            all.plain += plain;
            all.engine += engine;
            all.lost += lost;
        }
        writeln!(f, "{:<29}{:>7}{:>7}{:>8}{:>6}", "all", all.tests, all.plain, all.engine, all.lost)?;
        for (reason, places) in &self.skipped {
            let names: Vec<_> = places.keys().copied().collect();
            writeln!(f, "skipped {}: {reason} ({})", places.values().sum::<usize>(), names.join(", "))?;
        }
        Ok(())
    }
}
