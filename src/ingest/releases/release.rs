//! One release: what it is, and what made it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What was published at some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Its place among the releases of the store, from 1.
    pub number: u64,
    /// The id of its snapshot: equal for equal content.
    pub id: String,
    /// When it was made, in UTC.
    pub time: String,
    /// What made it.
    pub action: Action,
    /// The base IRI of the data.
    pub base: Option<String>,
    /// Statements, each once for each of its graphs.
    pub quads: u64,
    /// Different statements.
    pub triples: u64,
    /// Works with a title.
    pub works: u64,
    /// Named graphs.
    pub graphs: u64,
    /// Length of the snapshot, in bytes.
    pub bytes: u64,
    /// The sources that were read.
    pub sources: Vec<ReleasedSource>,
}

/// A source of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasedSource {
    /// The name of its file.
    pub name: String,
    /// Its format (`rca`).
    pub format: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Records read.
    pub records: u64,
}

/// What makes a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Action {
    /// Sources were read: the names of their files.
    Ingest {
        /// The names.
        files: Vec<String>,
    },
    /// Sources were taken out: their names.
    Remove {
        /// The names.
        sources: Vec<String>,
    },
    /// A SPARQL update.
    Update {
        /// The beginning of its text.
        text: String,
    },
    /// A graph got other content.
    PutGraph {
        /// Its name; none for the graph that has no name.
        graph: Option<String>,
    },
    /// A graph got more content.
    PostGraph {
        /// Its name; none for the graph that has no name.
        graph: Option<String>,
    },
    /// A graph was deleted.
    DeleteGraph {
        /// Its name; none for the graph that has no name.
        graph: Option<String>,
    },
    /// The store went back to an earlier release.
    Rollback {
        /// The number of that release.
        to: u64,
    },
    /// The snapshot was made anew from the store.
    Rebuild,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let graph = |f: &mut fmt::Formatter<'_>, done: &str, graph: &Option<String>| match graph {
            Some(name) => write!(f, "{done} graph {name}"),
            None => write!(f, "{done} the graph without a name"),
        };
        match self {
            Self::Ingest { files } => write!(f, "ingest of {}", files.join(", ")),
            Self::Remove { sources } => write!(f, "removal of {}", sources.join(", ")),
            Self::Update { text } => {
                write!(f, "update: {}", text.split_whitespace().collect::<Vec<_>>().join(" "))
            }
            Self::PutGraph { graph: name } => graph(f, "put", name),
            Self::PostGraph { graph: name } => graph(f, "add to", name),
            Self::DeleteGraph { graph: name } => graph(f, "delete", name),
            Self::Rollback { to } => write!(f, "rollback to {to}"),
            Self::Rebuild => f.write_str("made anew from the store"),
        }
    }
}
