//! `linkworker map`: citation records to RDF on standard output, one named graph for each file.

use super::Outcome;
use super::export::{self, OutputArgs};
use super::ingest::outcome;
use super::origin::{self, BaseArgs, SourceArgs};
use crate::export::DumpFormat;
use crate::store::KnowledgeGraph;
use crate::vocab;
use anyhow::{Result, bail};

/// Convert citation records to RDF on standard output.
///
/// Writes what the records state and what annotation found, without the ontology's own terms; `export` writes everything.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    sources: SourceArgs,
    #[command(flatten)]
    base: BaseArgs,
    /// Output format: nquads, trig, turtle, ntriples, rdfxml or jsonld
    #[arg(long, short, default_value = "nquads")]
    format: DumpFormat,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &Args) -> Result<Outcome> {
    let inputs = args.sources.inputs()?;
    if inputs.is_empty() {
        bail!("nothing to read: give files of citation records");
    }
    let iris = origin::iris(args.base.base_iri.as_deref(), vocab::DEFAULT_BASE)?;
    let graph = KnowledgeGraph::in_memory()?;
    let settings = args.sources.reading.settings(iris.clone())?;
    let report = origin::read_into(&graph, &inputs, &settings, args.sources.reading.verbose)?;
    if report.loaded() == 0 {
        bail!("no record could be read");
    }
    graph.replace_graphs(&[iris.ontology_graph()], Vec::new())?;
    export::write(&graph, &iris, args.format, &args.output)?;
    Ok(outcome(&report, false))
}
