//! The knowledge graph against the SHACL shapes of the ontology: a report for people and one for machines.
//!
//! An interpreter of the part of SHACL Core that the shapes use, over the union of all graphs of a snapshot. A construct of
//! SHACL that it does not know is an error when the shapes are read: a rule that silently does nothing is worse than none.
//! Knows nothing about where quads come from.

mod constraints;
mod data;
mod report;
mod shapes;
mod values;

pub use report::{Finding, Level, Report};
pub use shapes::Shapes;

use crate::ontology::SHAPES_TTL;
use crate::snapshot::Snapshot;
use constraints::Run;
use data::Data;

/// Why a graph could not be checked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ValidateError {
    /// The shapes are not Turtle.
    #[error("the shapes cannot be read: {0}")]
    Syntax(String),
    /// The shapes use a part of SHACL that is not supported.
    #[error("the shapes use {construct} on {shape}, which is not supported")]
    Unsupported {
        /// The construct, as a prefixed name.
        construct: String,
        /// Where.
        shape: String,
    },
    /// A parameter of a constraint has no sensible value.
    #[error("{shape}: {problem}")]
    Parameter {
        /// Where.
        shape: String,
        /// What is wrong.
        problem: String,
    },
}

/// Checks a snapshot against the shapes of the ontology.
///
/// # Errors
/// Where the shapes can't be read.
pub fn check(snapshot: &Snapshot) -> Result<Report, ValidateError> {
    Ok(check_with(snapshot, &Shapes::parse(SHAPES_TTL)?))
}

/// Checks a snapshot against the given shapes.
#[must_use]
pub fn check_with(snapshot: &Snapshot, shapes: &Shapes) -> Report {
    let data = Data::new(snapshot);
    let mut run = Run::new(&data, shapes);
    for (id, target) in shapes.targets() {
        for focus in data.focus_nodes(target) {
            run.shape(id, &focus);
        }
    }
    Report::new(run.into_findings())
}
