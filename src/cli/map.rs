//! `linkworker map`: citation records to RDF on standard output, one named graph for each file.

use super::Outcome;
use super::export::{self, OutputArgs};
use super::ingest::outcome;
use super::origin::{self, BaseArgs, SourceArgs};
use super::progress::Progress;
use crate::export::DumpFormat;
use crate::ingest::{self, Event, Report};
use crate::mapping::NQuads;
use crate::mapping::iri::Iris;
use crate::read::Input;
use crate::store::KnowledgeGraph;
use crate::vocab;
use anyhow::{Result, bail};

/// Convert citation records to RDF on standard output.
///
/// Writes what the records state and what annotation found, without the ontology's own terms; `export` writes everything.
/// As N-Quads (the default) every record is mapped by itself as it is read, and records of one work in several files stay
/// under the name that each file gives; in the other formats they become one.
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
    if args.format == DumpFormat::NQuads {
        return stream(args, &inputs, iris);
    }
    let graph = KnowledgeGraph::in_memory()?;
    let settings = args.sources.reading.settings(iris.clone())?;
    let report = origin::read_into(&graph, &inputs, &settings, args.sources.reading.verbose)?;
    if report.loaded() == 0 {
        bail!("no record could be read");
    }
    graph.replace_graphs(&[iris.ontology_graph()], Vec::new())?;
    export::write(&ingest::publish(&graph, iris.base())?, &iris, args.format, &args.output)?;
    Ok(outcome(&report, false))
}

/// Record by record, each by itself: memory does not grow with the input, and any number of runs can share the files.
fn stream(args: &Args, inputs: &[Input], iris: Iris) -> Result<Outcome> {
    let settings = args.sources.reading.settings(iris)?;
    let mut report = Report::default();
    export::to_output(&args.output, |out| {
        let mut quads = NQuads::new(out);
        let mut progress = Progress::new(args.sources.reading.verbose);
        for (number, input) in (1..).zip(inputs) {
            progress.hear(&Event::Reading { name: input.name(), number, of: inputs.len() });
            let source = ingest::map(input, &settings, None, &mut quads, |event| progress.hear(&event));
            progress.hear(&Event::Done(&source));
            report.sources.push(source);
        }
        quads.finish()?;
        Ok(())
    })?;
    if report.loaded() == 0 {
        bail!("no record could be read");
    }
    Ok(outcome(&report, false))
}
