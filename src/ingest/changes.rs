//! Two releases to what changed between them: as counts, and as an RDF Patch.
//!
//! The patch has the form of [RDF Patch](https://afs.github.io/rdf-delta/rdf-patch.html): `H` lines with the ids of both releases, `D` for each
//! statement that is gone, `A` for each that is new, between `TX` and `TC`. Both walks take no memory, whatever the size of the data.

use crate::export;
use crate::mapping::iri::Iris;
use crate::snapshot::{Snapshot, Wanted};
use crate::vocab::{dcterms, schema, sprx};
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, Quad, Term};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Merged works that are named; the others are counted only.
const NAMED: usize = 100;

/// What changed between two releases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Quads that are new.
    pub added: u64,
    /// Quads that are gone.
    pub removed: u64,
    /// Graphs that are not what they were, by name; the graph without a name has an empty one.
    pub graphs: BTreeMap<String, GraphChange>,
    /// Works that are new.
    pub works_added: u64,
    /// Works that are gone, and are not merged.
    pub works_removed: u64,
    /// Works whose IRI is now another name of some other work.
    pub works_merged: u64,
    /// The first hundred of them: the old IRI and the one that holds.
    pub merged: Vec<(String, String)>,
    /// Works of both whose concepts are not the same.
    pub works_retagged: u64,
}

/// What changed in one graph.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct GraphChange {
    /// Quads that are new.
    pub added: u64,
    /// Quads that are gone.
    pub removed: u64,
}

/// Compares two snapshots; `iris` are those of the later one.
#[must_use]
pub fn compare(before: &Snapshot, after: &Snapshot, iris: &Iris) -> Changes {
    let mut changes = Changes::default();
    if before.id() == after.id() {
        return changes;
    }
    for (graph, count) in by_graph(before, after) {
        changes.removed += count;
        changes.graphs.entry(graph).or_default().removed = count;
    }
    for (graph, count) in by_graph(after, before) {
        changes.added += count;
        changes.graphs.entry(graph).or_default().added = count;
    }
    for work in works(before) {
        let Some(Term::NamedNode(iri)) = before.term(work) else { continue };
        match after.number(iri.as_ref().into()).filter(|same| is_work(after, *same)) {
            Some(same) if concepts(before, work) == concepts(after, same) => {}
            Some(_) => changes.works_retagged += 1,
            None => match export::successor(after, iris, &iri) {
                Some(work) => changes.merge(iri, work),
                None => changes.works_removed += 1,
            },
        }
    }
    for work in works(after) {
        let known = after.term(work).and_then(|term| before.number(term.as_ref()));
        changes.works_added += u64::from(!known.is_some_and(|same| is_work(before, same)));
    }
    changes
}

/// The names of the graphs that are not what they were.
pub(super) fn changed_graphs(before: &Snapshot, after: &Snapshot) -> BTreeSet<String> {
    by_graph(before, after).into_keys().chain(by_graph(after, before).into_keys()).collect()
}

/// Writes what changed as an RDF Patch: applied to the first snapshot it gives the second.
///
/// # Errors
/// Where `out` fails.
pub fn write_patch(before: &Snapshot, after: &Snapshot, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "H id \"{}\" .\nH prev \"{}\" .\nTX .", after.id(), before.id())?;
    for quad in before.quads_not_in(after) {
        line(out, 'D', &quad)?;
    }
    for quad in after.quads_not_in(before) {
        line(out, 'A', &quad)?;
    }
    writeln!(out, "TC .")
}

fn line(out: &mut dyn Write, letter: char, quad: &Quad) -> io::Result<()> {
    let Quad { subject, predicate, object, graph_name } = quad;
    match graph_name {
        GraphName::DefaultGraph => writeln!(out, "{letter} {subject} {predicate} {object} ."),
        graph => writeln!(out, "{letter} {subject} {predicate} {object} {graph} ."),
    }
}

/// The numbers of the works that have a title: those that are only cited have none.
pub(super) fn works(snapshot: &Snapshot) -> impl Iterator<Item = u32> + '_ {
    let class = snapshot.number(schema::SCHOLARLY_ARTICLE.into());
    let works = class.into_iter().flat_map(|class| snapshot.instances(class));
    works.filter(|work| has(snapshot, *work, dcterms::TITLE, None))
}

fn is_work(snapshot: &Snapshot, number: u32) -> bool {
    let class = snapshot.number(schema::SCHOLARLY_ARTICLE.into());
    class.is_some_and(|class| has(snapshot, number, crate::vocab::rdf::TYPE, Some(class)))
        && has(snapshot, number, dcterms::TITLE, None)
}

fn has(snapshot: &Snapshot, subject: u32, property: NamedNodeRef<'_>, object: Option<u32>) -> bool {
    let Some(property) = snapshot.number(property.into()) else { return false };
    let walk = snapshot.walk([Some(subject), Some(property), object], Wanted::Union);
    snapshot.found(walk).next().is_some()
}

/// The concepts of a work, sorted.
fn concepts(snapshot: &Snapshot, work: u32) -> Vec<&str> {
    let Some(property) = snapshot.number(sprx::CONCERNS.into()) else { return Vec::new() };
    let walk = snapshot.walk([Some(work), Some(property), None], Wanted::Union);
    let mut concepts: Vec<&str> = snapshot.found(walk).map(|[.., concept]| snapshot.text(concept)).collect();
    concepts.sort_unstable();
    concepts
}

/// How many quads of each graph of the one the other lacks.
fn by_graph(one: &Snapshot, other: &Snapshot) -> BTreeMap<String, u64> {
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    for (_, graph) in one.missing_in(other) {
        *counts.entry(graph).or_default() += 1;
    }
    let name =
        |place: u32| one.graphs().get(place as usize).map_or("", |number| one.text(*number)).to_owned();
    counts.into_iter().map(|(place, count)| (name(place), count)).collect()
}

impl Changes {
    fn merge(&mut self, old: NamedNode, work: NamedNode) {
        self.works_merged += 1;
        if self.merged.len() < NAMED {
            self.merged.push((old.into_string(), work.into_string()));
        }
    }
}

/// A few lines for people.
impl std::fmt::Display for Changes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "quads: {} added, {} removed", self.added, self.removed)?;
        for (graph, change) in &self.graphs {
            let name = if graph.is_empty() { "(without a name)" } else { graph };
            writeln!(f, "    {name}: {} added, {} removed", change.added, change.removed)?;
        }
        write!(
            f,
            "works: {} added, {} removed, {} merged, {} with other concepts",
            self.works_added, self.works_removed, self.works_merged, self.works_retagged
        )?;
        for (old, work) in &self.merged {
            write!(f, "\n    {old} is now {work}")?;
        }
        Ok(())
    }
}
