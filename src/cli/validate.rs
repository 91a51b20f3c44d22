//! `linkworker validate`: the graph against the shapes.

use super::Outcome;
use super::origin::{Check, OriginArgs};
use crate::validate;
use crate::vocab;
use anyhow::Result;
use clap::ValueEnum;
use std::io::{self, Write};

/// Check the graph against the shapes of the ontology.
///
/// Exits with 1 if something does not conform.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    origin: OriginArgs,
    /// Form of the report
    #[arg(long, short, value_enum, default_value_t = Form::Text)]
    format: Form,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// A line for each finding
    Text,
    /// A SHACL validation report
    Turtle,
}

pub(super) fn run(args: &Args) -> Result<Outcome> {
    let origin = args.origin.open(vocab::DEFAULT_BASE, Check::Whole)?;
    let report = validate::check(&origin.snapshot)?;
    let text = match args.format {
        Form::Text => report.to_string(),
        Form::Turtle => report.to_turtle(&origin.iris)?,
    };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(if report.conforms { Outcome::Done } else { Outcome::Incomplete })
}
