//! What the records of all sources claim -> which of them are one work, and under which name.
//!
//! Knows no source, no graph and no I/O. The result depends on the set of claims only: not on their order, nor on how
//! they were spread over runs. Rules, the careful one first:
//!
//! 1. Records that share an identifier (DOI, PMID, PMCID, OpenAlex, OMID) are one work, unless they contradict one another:
//!    two different values of one scheme, a notice and the article that it is about, a chapter and its book, titles that
//!    have nothing in common. Records of a group with a contradiction stay together only where all of them agree.
//! 2. A record without any identifier joins others only where folded title, year, first author and first page are all
//!    there and all the same, and only one work has them.
//! 3. Journals are one by ISSN or by number of the NLM catalogue; a bare name joins the one journal that has it.

mod agree;
mod claim;
mod journals;
mod parts;
mod settle;
mod union;
mod works;

pub use claim::{Claim, SourceClaims};
pub use settle::{Voice, settle};

use crate::record::{Conflict, JournalKey, Merge, RecordId, Resolution, WorkKey};
use std::collections::BTreeMap;

/// What comparing all claims told.
#[derive(Debug, Default)]
pub struct Resolved {
    /// The works of which several records speak, each with its records, in order.
    pub shared: BTreeMap<WorkKey, Vec<RecordId>>,
    /// Why records are one work, in order.
    pub merges: Vec<Merge>,
    /// Which records share an identifier and are kept apart, in order.
    pub conflicts: Vec<Conflict>,
    /// For each source, in the order given, what is known of each of its claims; no settled values yet.
    pub sources: Vec<Vec<Resolution>>,
    /// Names of works by every identifier that a record gives them: for references and citation links.
    pub names: BTreeMap<WorkKey, WorkKey>,
}

/// Compares all claims.
#[must_use]
pub fn resolve(sources: &[SourceClaims]) -> Resolved {
    let all: Vec<(usize, &Claim)> = sources
        .iter()
        .enumerate()
        .flat_map(|(at, source)| source.claims.iter().map(move |claim| (at, claim)))
        .collect();
    let journals = journals::Journals::of(all.iter().map(|(_, claim)| *claim));
    let works = works::group(sources, &all);
    let mut resolved = Resolved { conflicts: works.conflicts, ..Resolved::default() };
    resolved.sources = sources.iter().map(|source| Vec::with_capacity(source.claims.len())).collect();
    for (number, (at, claim)) in all.iter().enumerate() {
        let group = &works.groups[works.group_of[number]];
        let own = claim.work_key();
        let replaced = if own == group.key || !group.replaces(&own) { Vec::new() } else { vec![own] };
        let disputed = claim.names().filter(|name| !group.names.contains(name)).collect();
        let journal: Option<JournalKey> = journals.key(claim);
        resolved.sources[*at].push(Resolution {
            key: group.key.clone(),
            replaced,
            disputed,
            journal,
            settled: None,
        });
    }
    for group in &works.groups {
        for name in &group.names {
            resolved.names.insert(name.clone(), group.key.clone());
        }
        if group.members.len() > 1 {
            let id = |member: &usize| sources[all[*member].0].id(all[*member].1.number);
            resolved.shared.insert(group.key.clone(), group.members.iter().map(id).collect());
        }
    }
    resolved.merges = works.merges;
    resolved
}
