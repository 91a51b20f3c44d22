//! The one writer of a store that is being served: each change becomes a release, or leaves no trace.
//!
//! A change is made in a transaction of the store. Before that is committed, the next snapshot is made of it, beside the one that readers
//! see, and compared with the shapes: a change that is refused was never there. What is committed is flushed, becomes a release (from
//! then on it is done, see [`Releases`](super::Releases)), and only then do readers see it, all of it at once. An ingest is made of several
//! steps, and going back to a release may be too much for one transaction; where these fail or their process dies, the store goes back to
//! its last release (`recover.rs`).
//!
//! Graphs of sources, the catalogue and the ontology belong to linkworker: what somebody changes in them holds until the source is mapped
//! again. Statements of one's own belong in graphs of one's own.

mod error;
mod prepare;
mod turn;

pub use error::WriteError;

use super::keep::Kept;
use super::publish::{self, Pending};
use super::rdf::Document;
use super::releases::{Action, Release, ReleaseError, ReleasedSource, Releases};
use super::{Event, Report, Settings, ingest, recover, refresh, remove, source};
use crate::ontology;
use crate::query::{Limits, Update, Using};
use crate::read::Input;
use crate::snapshot::{Builder, Published, Snapshot};
use crate::store::{self, Change, KnowledgeGraph, StoreError};
use crate::validate::{self, Shapes};
use oxigraph::model::GraphName;
use oxigraph::store::Transaction;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use turn::Turn;

/// How long a change waits for the one before it.
const PATIENCE: Duration = Duration::from_secs(2);
/// Letters of an update that its release tells.
const TOLD: usize = 1_000;

/// The folder of a store in which a service puts copies of it.
const BACKUPS: &str = "backups";

/// Holds a store open and makes all its changes, one at a time.
pub struct Writer {
    graph: KnowledgeGraph,
    settings: Settings,
    limits: Limits,
    shapes: Shapes,
    keep: usize,
    patience: Duration,
    releases: Releases,
    published: Arc<Published>,
    turn: Mutex<Turn>,
}

/// What a change did.
#[derive(Debug, Clone)]
pub struct Written {
    /// The release that readers see now.
    pub release: Release,
    /// Whether the change made it; false where everything was so already.
    pub is_new: bool,
    /// Whether the change began a graph that held nothing before; only of those that concern one graph.
    pub created: bool,
    /// What the shapes say of it.
    pub shapes: Arc<validate::Report>,
}

impl Writer {
    /// Takes over a graph. What an interrupted change left behind is undone or brought to its end; what readers see is made anew where it
    /// is no use. Changes keep the newest `keep` releases, one at least.
    ///
    /// # Errors
    /// Where the store has another base IRI than the settings, or fails.
    pub fn open(graph: KnowledgeGraph, settings: Settings, keep: usize) -> Result<Self, WriteError> {
        graph.set_base(settings.iris.base())?;
        let releases = Releases::of(&graph);
        releases.sweep()?;
        let incoming = graph.dir().map(|dir| dir.join("incoming"));
        if let Some(folder) = incoming.filter(|folder| folder.exists()) {
            std::fs::remove_dir_all(&folder)
                .map_err(|source| StoreError::File { path: folder.clone(), source })?;
        }
        let published = match recover::recover(&graph)? {
            Some(snapshot) => snapshot,
            None => current(&graph, &settings, &releases)?,
        };
        Ok(Self {
            graph,
            settings,
            limits: Limits::default(),
            shapes: Shapes::parse(ontology::SHAPES_TTL)
                .map_err(|error| WriteError::Internal(error.to_string()))?,
            keep,
            patience: PATIENCE,
            releases,
            published: Arc::new(Published::new(published)),
            turn: Mutex::default(),
        })
    }

    /// The same with other limits for updates than those of queries.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The same with other shapes than those of the ontology.
    #[must_use]
    pub fn with_shapes(self, shapes: Shapes) -> Self {
        Self { shapes, ..self }
    }

    /// The same with another time that a change waits for the one before it.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// What readers see.
    #[must_use]
    pub fn published(&self) -> Arc<Published> {
        Arc::clone(&self.published)
    }

    /// The releases.
    #[must_use]
    pub fn releases(&self) -> &Releases {
        &self.releases
    }

    /// Mints the IRIs of the data.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A folder on the disk of the store for what is being sent; it is emptied at the next start. None for a graph in memory.
    #[must_use]
    pub fn incoming(&self) -> Option<PathBuf> {
        self.graph.dir().map(|dir| dir.join("incoming"))
    }

    /// Reads sources. What the shapes say of the result is reported and does not hinder it.
    ///
    /// # Errors
    /// [`WriteError::Busy`]; [`WriteError::NoRecord`] where no source could be read; or the store fails.
    pub fn ingest(
        &self,
        inputs: &[Input],
        mut seen: impl FnMut(Event<'_>),
    ) -> Result<(Written, Report), WriteError> {
        let mut turn = self.turn()?;
        let files = inputs.iter().map(source::file_name).collect();
        self.in_steps(&mut turn, Action::Ingest { files }, &mut seen, |seen| {
            let report = ingest(&self.graph, inputs, &self.settings, seen)?;
            if report.loaded() == 0 {
                return Err(WriteError::NoRecord(Box::new(report)));
            }
            Ok(report)
        })
    }

    /// Takes a source out; see [`remove`]. Gives the names of those that were taken out.
    ///
    /// # Errors
    /// [`WriteError::Busy`]; [`WriteError::Ingest`] where there is none; or the store fails.
    pub fn remove(&self, which: &str) -> Result<(Written, Vec<String>), WriteError> {
        let mut turn = self.turn()?;
        let action = Action::Remove { sources: vec![which.to_owned()] };
        self.in_steps(&mut turn, action, &mut |_| (), |_| Ok(remove(&self.graph, which, &self.settings)?))
    }

    /// Runs a SPARQL update.
    ///
    /// # Errors
    /// [`WriteError::Busy`]; [`WriteError::Update`] where it can't be read, is not allowed, takes longer than a query may, or fails;
    /// [`WriteError::Shapes`]; or the store fails.
    pub fn update(&self, text: &str, using: Using) -> Result<Written, WriteError> {
        let mut turn = self.turn()?;
        let action = Action::Update { text: text.chars().take(TOLD).collect() };
        self.in_one(&mut turn, action, |transaction, snapshot| {
            let base = Some(self.settings.iris.base());
            Ok(Update::parse(text, using, base, &self.limits, snapshot)?.run(transaction)?)
        })
    }

    /// Makes a graph hold the triples of a document and no others. The unnamed graph is [`GraphName::DefaultGraph`].
    ///
    /// # Errors
    /// [`WriteError::Busy`]; [`WriteError::Document`]; [`WriteError::Shapes`]; or the store fails.
    pub fn replace_graph(&self, graph: &GraphName, document: &Document) -> Result<Written, WriteError> {
        let mut turn = self.turn()?;
        let is_there = self.published.get().graph_size(graph.as_ref()) > 0;
        let written =
            self.in_one(&mut turn, Action::PutGraph { graph: named(graph) }, |transaction, _| {
                transaction.clear_graph(graph.as_ref()).map_err(StoreError::from)?;
                self.insert(transaction, graph, document)
            })?;
        Ok(Written { created: written.is_new && !is_there, ..written })
    }

    /// Adds the triples of a document to a graph.
    ///
    /// # Errors
    /// As [`Writer::replace_graph`].
    pub fn add_to_graph(&self, graph: &GraphName, document: &Document) -> Result<Written, WriteError> {
        let mut turn = self.turn()?;
        let is_there = self.published.get().graph_size(graph.as_ref()) > 0;
        let written =
            self.in_one(&mut turn, Action::PostGraph { graph: named(graph) }, |transaction, _| {
                self.insert(transaction, graph, document)
            })?;
        Ok(Written { created: written.is_new && !is_there, ..written })
    }

    /// Deletes a graph. Where it is what a source states, the source is taken out, with all that follows from it.
    ///
    /// # Errors
    /// [`WriteError::Busy`]; [`WriteError::NoGraph`]; [`WriteError::Shapes`]; or the store fails.
    pub fn delete_graph(&self, graph: &GraphName) -> Result<Written, WriteError> {
        let mut turn = self.turn()?;
        let action = Action::DeleteGraph { graph: named(graph) };
        let iris = &self.settings.iris;
        let is_of = |kept: &Kept| iris.graph(kept.format.name(), &kept.source.sha256);
        if let GraphName::NamedNode(name) = graph
            && self.is_ours(name.as_str())
            && Kept::all(&self.graph)?.iter().any(|kept| is_of(kept) == *name)
        {
            let take_out =
                |_: &mut dyn FnMut(Event<'_>)| Ok(remove(&self.graph, name.as_str(), &self.settings)?);
            return Ok(self.in_steps(&mut turn, action, &mut |_| (), take_out)?.0);
        }
        self.in_one(&mut turn, action, |transaction, snapshot| {
            if snapshot.graph_size(graph.as_ref()) == 0 {
                return Err(WriteError::NoGraph(graph.to_string()));
            }
            Ok(transaction.clear_graph(graph.as_ref()).map_err(StoreError::from)?)
        })
    }

    /// Copies the store into its own folder `backups`; see [`backup`](super::backup()). Gives the place of the copy within the store.
    ///
    /// # Errors
    /// [`WriteError::Busy`]; or the disk refuses.
    pub fn backup(&self) -> Result<String, WriteError> {
        let _turn = self.turn()?;
        let now = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
        let name = format!("{BACKUPS}/{now}");
        let dir = self.graph.dir().unwrap_or(Path::new(""));
        super::backup(&self.graph, &dir.join(&name))?;
        Ok(name)
    }

    /// Whether a graph with this name may be one that linkworker makes of a source.
    fn is_ours(&self, name: &str) -> bool {
        name.strip_prefix(self.settings.iris.base()).is_some_and(|path| path.starts_with("graph/"))
    }

    /// Makes the store what it was at an earlier release: its quads, and what is kept of its sources. `which` is a number or the
    /// first digits of an id.
    ///
    /// # Errors
    /// [`WriteError::Busy`]; [`WriteError::Release`] where there is no such release or its snapshot is no use; or the store fails.
    pub fn rollback(&self, which: &str) -> Result<Written, WriteError> {
        let mut turn = self.turn()?;
        let release = self.releases.find(which)?;
        let wanted = self.releases.snapshot(&release)?;
        let action = Action::Rollback { to: release.number };
        let before = self.published.get();
        if wanted.id() == before.id() {
            return self.nothing_new(&mut turn);
        }
        self.guarded(&mut turn, |turn| {
            // Not one transaction, which might not fit into memory: where this fails half way it is undone.
            let removed = before.quads_not_in(&wanted).map(|quad| Ok(Change::Remove(quad)));
            let added = wanted.quads_not_in(&before).map(|quad| Ok(Change::Add(quad)));
            self.graph.change_in_steps(removed.chain(added))?;
            self.releases.restore(&release, &self.graph)?;
            self.graph.flush()?;
            let pending = self.snapshot_of_store()?;
            if pending.snapshot().id() != release.id {
                return Err(WriteError::Internal(format!("going back to {} gave another graph", release.id)));
            }
            let shapes = Arc::new(validate::check_with(pending.snapshot(), &self.shapes));
            self.finish(turn, pending, action, release.sources.clone(), shapes)
        })
    }

    /// A change that is one transaction.
    fn in_one(
        &self,
        turn: &mut Turn,
        action: Action,
        change: impl FnOnce(&mut Transaction<'_>, &Snapshot) -> Result<(), WriteError> + Send,
    ) -> Result<Written, WriteError> {
        self.guarded(turn, |turn| {
            let before = turn.shapes(&self.published.get(), &self.shapes);
            match self.prepare(&before, change)? {
                Some((pending, shapes)) => {
                    self.touch(&pending)?;
                    let sources = self.releases.last()?.map(|last| last.sources).unwrap_or_default();
                    self.finish(turn, pending, action, sources, shapes)
                }
                None => self.nothing_new(turn),
            }
        })
    }

    /// A change that is made of several steps.
    fn in_steps<T>(
        &self,
        turn: &mut Turn,
        action: Action,
        seen: &mut dyn FnMut(Event<'_>),
        change: impl FnOnce(&mut dyn FnMut(Event<'_>)) -> Result<T, WriteError>,
    ) -> Result<(Written, T), WriteError> {
        self.guarded(turn, |turn| {
            let done = change(seen)?;
            seen(Event::Publishing);
            let pending = self.snapshot_of_store()?;
            if pending.snapshot().id() == self.published.get().id() {
                // The store may be marked as changed all the same: there and back again.
                self.graph.set_published(self.graph.generation())?;
                return Ok((self.nothing_new(turn)?, done));
            }
            let shapes = Arc::new(validate::check_with(pending.snapshot(), &self.shapes));
            let sources = publish::sources(&self.graph);
            Ok((self.finish(turn, pending, action, sources, shapes)?, done))
        })
    }

    /// The snapshot of what the store holds.
    fn snapshot_of_store(&self) -> Result<Pending, WriteError> {
        let mut builder = Builder::default();
        for quad in self.graph.store() {
            builder.add(quad.map_err(StoreError::from)?.as_ref())?;
        }
        Ok(Pending::of(&self.graph, builder, self.settings.iris.base())?)
    }

    /// Makes what is committed and flushed a release and lets readers see it.
    fn finish(
        &self,
        turn: &mut Turn,
        pending: Pending,
        action: Action,
        sources: Vec<ReleasedSource>,
        shapes: Arc<validate::Report>,
    ) -> Result<Written, WriteError> {
        let release = publish::release(&self.graph, &self.releases, &pending, action, sources)?;
        let snapshot = pending.publish()?;
        self.graph.set_published(self.graph.generation())?;
        recover::end(&self.graph)?;
        turn.checked = Some((release.id.clone(), Arc::clone(&shapes)));
        self.published.swap(snapshot);
        publish::prune(&self.releases, self.keep);
        Ok(Written { release, is_new: true, created: false, shapes })
    }

    /// The answer to a change that changes nothing.
    fn nothing_new(&self, turn: &mut Turn) -> Result<Written, WriteError> {
        recover::end(&self.graph)?;
        let release = self.releases.last()?.ok_or_else(|| ReleaseError::NoSuch("at all".to_owned()))?;
        let shapes = turn.shapes(&self.published.get(), &self.shapes);
        Ok(Written { release, is_new: false, created: false, shapes })
    }
}

/// What readers of a graph that nobody left in the middle of a change should see, as its last release.
fn current(
    graph: &KnowledgeGraph,
    settings: &Settings,
    releases: &Releases,
) -> Result<Arc<Snapshot>, WriteError> {
    let found = graph.dir().filter(|dir| store::is_published(dir)).and_then(|dir| {
        let snapshot = Snapshot::open(dir).ok()?;
        snapshot.verify().ok()?;
        Some(snapshot)
    });
    if let (Some(found), Some(last)) = (found, releases.last()?)
        && found.id() == last.id
    {
        return Ok(Arc::new(found));
    }
    if graph.dir().is_some_and(|dir| !store::is_published(dir)) && !graph.kept_names()?.is_empty() {
        // An ingest from the command line was interrupted: what it read is brought to its end.
        refresh(graph, settings, &mut Report::default(), &[], &mut |_| ())?;
        graph.flush()?;
    }
    let mut builder = Builder::default();
    for quad in graph.store() {
        builder.add(quad.map_err(StoreError::from)?.as_ref())?;
    }
    let pending = Pending::of(graph, builder, settings.iris.base())?;
    publish::release(graph, releases, &pending, Action::Rebuild, publish::sources(graph))?;
    let snapshot = pending.publish()?;
    graph.set_published(graph.generation())?;
    Ok(snapshot)
}

fn named(graph: &GraphName) -> Option<String> {
    match graph {
        GraphName::NamedNode(name) => Some(name.as_str().to_owned()),
        GraphName::BlankNode(_) | GraphName::DefaultGraph => None,
    }
}
