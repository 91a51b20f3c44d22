//! All kept sources compared: what every record is, and what holds where several speak of one work.

use super::keep::{Kept, Kind};
use super::report::Report;
use super::{IngestError, Settings};
use crate::identity::{Resolved, Voice, resolve, settle};
use crate::mapping::Names;
use crate::record::{Resolution, Settled, WorkKey};
use crate::store::KnowledgeGraph;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::sync::Arc;

/// What comparing told.
pub(super) struct Compared {
    /// For each kept source, for each record by its number.
    pub(super) resolutions: Vec<HashMap<u64, Resolution>>,
    /// Other names of works.
    pub(super) names: Names,
    pub(super) resolved: Resolved,
}

impl Compared {
    pub(super) fn of(graph: &KnowledgeGraph, kept: &[Kept]) -> Result<Self, IngestError> {
        let claims: Vec<_> = kept.iter().map(|kept| kept.claims.clone()).collect();
        let mut resolved = resolve(&claims);
        let settled = settled(graph, kept, &resolved)?;
        let mut resolutions = Vec::with_capacity(kept.len());
        for (source, of_source) in claims.iter().zip(std::mem::take(&mut resolved.sources)) {
            let numbered = source.claims.iter().zip(of_source).map(|(claim, mut resolution)| {
                resolution.settled = settled.get(&resolution.key).cloned();
                (claim.number, resolution)
            });
            resolutions.push(numbered.collect());
        }
        let names = resolved.names.iter().filter(|(name, key)| name != key);
        let names = names.map(|(name, key)| (name.clone(), key.clone())).collect();
        Ok(Self { resolutions, names, resolved })
    }

    /// Counts in the reports of this run what the comparison told of their records.
    pub(super) fn count(&self, kept: &[Kept], report: &mut Report, read: &[Option<String>]) {
        let mut sources_of: HashMap<&WorkKey, BTreeSet<&str>> = HashMap::new();
        for (key, records) in &self.resolved.shared {
            sources_of.insert(key, records.iter().map(|id| id.sha256.as_str()).collect());
        }
        for (entry, name) in report.sources.iter_mut().zip(read) {
            let Some(name) = name else { continue };
            let Some(at) = kept.iter().position(|kept| kept.archive_name() == *name) else { continue };
            let mut seen = BTreeSet::new();
            for claim in &kept[at].claims.claims {
                let Some(resolution) = self.resolutions[at].get(&claim.number) else { continue };
                if !seen.insert(&resolution.key) {
                    entry.duplicates += 1;
                } else if sources_of.get(&resolution.key).is_some_and(|sources| sources.len() > 1) {
                    entry.merged += 1;
                }
            }
            let sha256 = &kept[at].source.sha256;
            entry.conflicts = self
                .resolved
                .conflicts
                .iter()
                .filter(|c| c.records.iter().any(|id| id.sha256 == *sha256))
                .count() as u64;
        }
        report.works =
            self.resolutions.iter().flat_map(HashMap::values).map(|r| &r.key).collect::<BTreeSet<_>>().len()
                as u64;
        report.conflicts.clone_from(&self.resolved.conflicts);
    }
}

/// What holds for every work of which several records speak.
fn settled(
    graph: &KnowledgeGraph,
    kept: &[Kept],
    resolved: &Resolved,
) -> Result<HashMap<WorkKey, Arc<Settled>>, IngestError> {
    let mut wanted: HashMap<&str, BTreeMap<u64, &WorkKey>> = HashMap::new();
    for (key, records) in &resolved.shared {
        for id in records {
            wanted.entry(&id.sha256).or_default().insert(id.number, key);
        }
    }
    let mut groups: HashMap<&WorkKey, Vec<Voice>> = HashMap::new();
    for (source, of_source) in kept.iter().zip(&resolved.sources) {
        let Some(numbers) = wanted.get(source.source.sha256.as_str()) else { continue };
        let journals: HashMap<u64, &Resolution> =
            source.claims.claims.iter().map(|claim| claim.number).zip(of_source).collect();
        for line in source.lines(graph)? {
            let Kind::Record(record) = line? else { continue };
            if let Some(key) = numbers.get(&record.number) {
                let journal = journals.get(&record.number).and_then(|resolution| resolution.journal.clone());
                groups.entry(key).or_default().push((source.claims.id(record.number), *record, journal));
            }
        }
    }
    Ok(groups.into_iter().map(|(key, records)| (key.clone(), Arc::new(settle(&records)))).collect())
}

/// A digest of everything that the graphs of a source are made of beside its bytes.
pub(super) fn fingerprint(
    kept: &Kept,
    resolutions: &HashMap<u64, Resolution>,
    names: &Names,
    settings: &Settings,
) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update(part.as_bytes());
        hash.update([0]);
    };
    add(env!("CARGO_PKG_VERSION"));
    add(settings.iris.base());
    add(if kept.abstracts { "abstracts" } else { "no abstracts" });
    let mut numbers: Vec<&u64> = resolutions.keys().collect();
    numbers.sort_unstable();
    for number in numbers {
        add(&format!("{number} {:?}", resolutions[number]));
    }
    for mentioned in &kept.mentioned {
        if let Some(key) = names.get(mentioned) {
            add(&format!("{mentioned} {key}"));
        }
    }
    // What the user said of the records is in the records themselves.
    for claim in &kept.claims.claims {
        add(&format!("{claim:?}"));
    }
    add(&kept.said);
    hash.finalize().iter().fold(String::with_capacity(64), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}"); // a string takes everything
        digits
    })
}
