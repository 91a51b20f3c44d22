//! The year of a listing, from the counts and impact indexes of its records.
//!
//! The index is the citation count divided by the years between publication and listing, rounded half up to the decimals
//! printed. So each record with a count and an index votes for the years that give its index.

use crate::record::Record;
use std::collections::BTreeMap;

/// Years after publication for which a record may vote.
const SPAN: i32 = 150;

/// Votes for years.
#[derive(Debug, Default)]
pub(super) struct Votes {
    years: BTreeMap<i32, u64>,
    records: u64,
    /// Latest year of indexing.
    indexed: Option<i32>,
}

impl Votes {
    pub(super) fn add(&mut self, record: &Record) {
        self.indexed = self.indexed.max(record.history.indexed.map(crate::record::PartialDate::year));
        let Some((count, index, year)) =
            facts(record).filter(|(count, index, _)| *count > 0 && index.value > 0)
        else {
            return;
        };
        self.records += 1;
        for span in 1..=SPAN {
            if rounded(count, span, index.decimals) == Some(index.value) {
                *self.years.entry(year + span).or_default() += 1;
            }
        }
    }

    /// The year with most votes; of several the year of the latest indexing, else the first one after it, else the last.
    pub(super) fn winner(&self) -> Option<i32> {
        let most = self.years.values().max()?;
        let best: Vec<i32> =
            self.years.iter().filter(|(_, votes)| *votes == most).map(|(year, _)| *year).collect();
        let after = self.indexed.and_then(|indexed| best.iter().find(|year| **year >= indexed));
        after.or(best.last()).copied()
    }

    /// How the vote went, in words.
    pub(super) fn report(&self) -> String {
        let Some(year) = self.winner() else {
            return format!(
                "the year of the listing could not be inferred: {} records have both a citation count and an impact index",
                self.records
            );
        };
        let votes = self.years.get(&year).copied().unwrap_or_default();
        let others = self.years.iter().filter(|(other, _)| **other != year).map(|(_, votes)| *votes).max();
        format!(
            "the listing is of {year}: {votes} of {} records with a count and an impact index fit that year, {} fit the \
             next best",
            self.records,
            others.unwrap_or_default()
        )
    }
}

/// Why a record's index does not fit its count in a listing of this year; `None` where it fits or nothing can be said.
pub(super) fn contradiction(record: &Record, list_year: i32) -> Option<String> {
    let (count, index, year) = facts(record)?;
    let span = list_year - year;
    if span < 0 {
        return Some(format!("published in {year}, after the year of the listing ({list_year})"));
    }
    if count == 0 && index.value == 0 || span == 0 {
        return None; // in the year of publication there is nothing to divide by
    }
    // 0.05 either way, and half a unit of the last decimal printed where that is more.
    let (count, span, scale) = (i128::from(count), i128::from(span), 10_i128.pow(index.decimals));
    let difference = (count * scale - i128::from(index.value) * span).abs();
    let tolerance = (span * scale).max(span * 10 * i128::from(index.decimals == 0));
    (difference * 20 > tolerance).then(|| {
        format!(
            "the impact index {} does not fit {count} citations in {span} years ({year} to {list_year})",
            record.impact_index.as_deref().unwrap_or_default()
        )
    })
}

/// An impact index as an integer in units of its last decimal.
struct Index {
    value: u64,
    decimals: u32,
}

fn facts(record: &Record) -> Option<(u64, Index, i32)> {
    let count = record.citation_count.filter(|count| *count < u64::MAX / 1_000_000_000)?;
    let printed = record.impact_index.as_deref()?;
    let (whole, decimals) = printed.split_once('.').unwrap_or((printed, ""));
    let value = format!("{whole}{decimals}").parse().ok()?;
    let decimals = u32::try_from(decimals.len()).ok().filter(|d| *d <= 6)?;
    Some((count, Index { value, decimals }, record.published?.year()))
}

/// Count divided by years, rounded half up, in units of the last decimal.
fn rounded(count: u64, span: i32, decimals: u32) -> Option<u64> {
    let span = u64::try_from(span).ok().filter(|s| *s > 0)?;
    Some((count.checked_mul(2 * 10_u64.pow(decimals))? + span) / (2 * span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::PartialDate;

    fn record(count: u64, index: &str, year: i32) -> Record {
        Record {
            citation_count: Some(count),
            impact_index: Some(index.to_owned()),
            published: PartialDate::from_year(year).ok(),
            ..Record::default()
        }
    }

    #[test]
    fn records_vote_for_the_year() {
        let mut votes = Votes::default();
        for (count, index, year) in
            [(1, "0.5", 2023), (12, "4.0", 2022), (17, "4.3", 2021), (0, "0", 2024), (7, "99", 2020)]
        {
            votes.add(&record(count, index, year));
        }
        assert_eq!(votes.winner(), Some(2025));
        assert_eq!(Votes::default().winner(), None);
    }

    #[test]
    fn a_tie_goes_to_the_year_of_indexing() {
        let mut votes = Votes::default();
        let mut one = record(1, "0.1", 2010);
        one.history.indexed = PartialDate::from_year(2021).ok();
        votes.add(&one);
        assert_eq!(votes.winner(), Some(2021));
    }

    #[test]
    fn an_index_that_does_not_fit_is_named() {
        for (count, index, year, fits) in [
            (17, "4.3", 2021, true),
            (17, "4.2", 2021, true),
            (17, "4.4", 2021, false),
            (17, "4.25", 2021, true),
            (0, "0", 2021, true),
            (0, "1.0", 2021, false),
            (3, "3", 2025, true),
            (0, "0", 2026, false),
            (9, "2", 2020, true),
        ] {
            assert_eq!(
                contradiction(&record(count, index, year), 2025).is_none(),
                fits,
                "{count} {index} {year}"
            );
        }
    }
}
