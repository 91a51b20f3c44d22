//! `linkworker ontology`: the files of the ontology, as compiled in.

use super::Outcome;
use crate::ontology;
use anyhow::Result;
use clap::ValueEnum;
use std::io::{self, Write};

/// Print the ontology, its concepts, shapes or JSON-LD context.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Which part
    #[arg(value_enum, default_value_t = Part::Terms)]
    part: Part,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Part {
    /// Classes and properties, as Turtle
    Terms,
    /// Concept schemes and concepts, as Turtle
    Concepts,
    /// SHACL shapes, as Turtle
    Shapes,
    /// JSON-LD context
    Context,
}

pub(super) fn run(args: &Args) -> Result<Outcome> {
    let text = match args.part {
        Part::Terms => ontology::ONTOLOGY_TTL,
        Part::Concepts => ontology::CONCEPTS_TTL,
        Part::Shapes => ontology::SHAPES_TTL,
        Part::Context => ontology::CONTEXT_JSONLD,
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(Outcome::Done)
}
