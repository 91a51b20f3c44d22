//! Why a change was not made.

use super::super::rdf::DocumentError;
use super::super::releases::ReleaseError;
use super::super::{IngestError, PublishError, Report};
use crate::query::QueryError;
use crate::snapshot::SnapshotError;
use crate::store::StoreError;
use crate::validate;

/// Why a change was not made. Whatever it is, readers see what they saw before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// Another change is being made.
    #[error("another change is being made; try again when it is done")]
    Busy,
    /// The update can't be read, is not allowed, took too long or failed.
    #[error(transparent)]
    Update(#[from] QueryError),
    /// The document can't be read.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The graph would not conform to the shapes where it did before; holds what is new.
    #[error("the change was undone, since the graph would not conform to the shapes:\n{0}")]
    Shapes(Box<validate::Report>),
    /// Nothing could be loaded of any source; the report says why.
    #[error("no record was loaded: {}", reasons(.0))]
    NoRecord(Box<Report>),
    /// There is no such graph.
    #[error("there is no graph {0}")]
    NoGraph(String),
    /// A release can't be had or made.
    #[error(transparent)]
    Release(#[from] ReleaseError),
    /// Reading or comparing the sources failed.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The result could not be published.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// An error of this program.
    #[error("{0}")]
    Internal(String),
}

impl From<SnapshotError> for WriteError {
    fn from(error: SnapshotError) -> Self {
        Self::Publish(error.into())
    }
}

/// Why each source failed.
fn reasons(report: &Report) -> String {
    let failed = report
        .sources
        .iter()
        .filter_map(|source| source.failed.as_ref().map(|reason| format!("{}: {reason}", source.name)));
    let reasons: Vec<String> = failed.collect();
    if reasons.is_empty() { "all records were rejected".to_owned() } else { reasons.join("; ") }
}
