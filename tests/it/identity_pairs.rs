//! Identity measured: pairs of real records that people would call one work, or two, against what identity makes of them.
//!
//! `tests/fixtures/identity-pairs.tsv` was labelled by reading the records, without knowledge of the rules. Half of its pairs
//! share no identifier: of these the rules join only what agrees in title, year, first author and first page and has no
//! identifier on one side, so that recall over all pairs is bounded by what sources state. What must hold: no pair of two
//! works is joined, and hardly any pair of one work that shares an identifier is left apart.

use crate::data::{repository, shared};
use linkworker::identity::{Claim, SourceClaims, resolve};
use linkworker::read::{Input, Options, records, survey};
use linkworker::record::WorkKey;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

struct Pair<'a> {
    same: bool,
    a: (&'a str, u64),
    b: (&'a str, u64),
    why: &'a str,
}

fn pairs(text: &str) -> Vec<Pair<'_>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let pair = |line| {
        let cells: Vec<&str> = str::split(line, '\t').collect();
        let [label, a, m, b, n, why] = cells[..] else { panic!("{line}: six columns") };
        Pair { same: label == "same", a: (a, m.parse().unwrap()), b: (b, n.parse().unwrap()), why }
    };
    lines.map(pair).collect()
}

/// The work of every record, and its identifiers, by file and number.
fn resolved<'a>(
    data: &Path,
    files: &BTreeSet<&'a str>,
) -> HashMap<(&'a str, u64), (WorkKey, BTreeSet<WorkKey>)> {
    let mut sources = Vec::new();
    let mut found: HashMap<_, BTreeSet<WorkKey>> = HashMap::new();
    for file in files {
        let (input, options) = (Input::File(data.join(file)), Options::default());
        let survey = survey(&input, &options).unwrap();
        let mut claims = Vec::new();
        for record in records(&input, &survey, &options).unwrap().filter_map(|entry| entry.unwrap().record) {
            claims.push(Claim::of(&record));
            found.insert((*file, record.number), record.names().collect());
        }
        sources.push(SourceClaims { format: survey.format.to_string(), sha256: survey.sha256, claims });
    }
    let all = resolve(&sources);
    let mut works = HashMap::new();
    for ((file, source), resolutions) in files.iter().zip(&sources).zip(all.sources) {
        for (claim, resolution) in source.claims.iter().zip(resolutions) {
            let place = (*file, claim.number);
            works.insert(place, (resolution.key, found.remove(&place).unwrap_or_default()));
        }
    }
    works
}

#[test]
fn no_two_works_are_joined_and_what_shares_an_identifier_is() {
    let Some(data) = shared("data") else { return };
    let text = fs::read_to_string(repository("tests/fixtures/identity-pairs.tsv")).unwrap();
    let pairs = pairs(&text);
    let files: BTreeSet<&str> = pairs.iter().flat_map(|pair| [pair.a.0, pair.b.0]).collect();
    let works = resolved(&data, &files);
    let (mut wrong, mut missed) = (Vec::new(), Vec::new());
    let (mut joined, mut same, mut sharing, mut sharing_joined) = (0, 0, 0, 0);
    for pair in &pairs {
        let (one, other) = (&works[&pair.a], &works[&pair.b]);
        let together = one.0 == other.0;
        let shared = one.1.intersection(&other.1).next().is_some();
        let line = format!("{} {}#{} {}#{}", pair.why, pair.a.0, pair.a.1, pair.b.0, pair.b.1);
        joined += usize::from(together);
        same += usize::from(pair.same);
        sharing += usize::from(pair.same && shared);
        sharing_joined += usize::from(pair.same && shared && together);
        match (pair.same, together) {
            (false, true) => wrong.push(line),
            (true, false) if shared => missed.push(line),
            _ => {}
        }
    }
    let right = joined - wrong.len();
    eprintln!(
        "{} pairs: precision {right}/{joined}; recall {sharing_joined}/{sharing} where an identifier is shared, {right}/{same} in all",
        pairs.len()
    );
    assert!(pairs.len() > 1_000 && sharing > 250, "the set is there");
    let said =
        format!("two works made one:\n{}\none work left apart:\n{}", wrong.join("\n"), missed.join("\n"));
    assert!(wrong.is_empty() && missed.len() * 1_000 <= sharing * 5, "{said}");
}
