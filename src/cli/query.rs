//! `linkworker query`: a SPARQL query over files or a store, a readable table on a terminal.

use super::Outcome;
use super::limits::LocalLimits;
use super::origin::{Check, OriginArgs};
use crate::federation::Federation;
use crate::query::{
    Beginning, Disconnected, Engine, OutputFormat, PlanFormat, QueryError, Request, ResultKind, Sink,
    Statistics,
};
use crate::vocab;
use anyhow::{Context, Result, anyhow};
use oxigraph::io::RdfFormat;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, SyncSender};

/// Run a SPARQL query.
///
/// The prefixes of the data are predeclared; relative IRIs are resolved against the base IRI of the data.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The query, or a file that ends in .rq or .sparql
    query: String,
    #[command(flatten)]
    origin: OriginArgs,
    /// Output format: table, json, xml, csv, tsv; for graphs turtle, ntriples, rdfxml, jsonld, trig, nquads
    #[arg(long, short)]
    format: Option<OutputFormat>,
    /// Run the query, but show its plan, with rows and times, in place of its result; as text or json
    #[arg(long)]
    explain: bool,
    /// In CSV, put an apostrophe before texts that a spreadsheet program would run as a formula
    #[arg(long)]
    guard: bool,
    /// Address of another SPARQL endpoint that the query may ask by SERVICE; without it it asks nobody
    #[arg(long = "federate", value_name = "URL", env = "LINKWORKER_FEDERATE", value_delimiter = ',')]
    endpoints: Vec<String>,
    #[command(flatten)]
    limits: LocalLimits,
}

pub(super) fn run(args: &Args) -> Result<Outcome> {
    let path = Path::new(&args.query);
    let is_file = path.extension().is_some_and(|e| e == "rq" || e == "sparql");
    let query = if is_file {
        fs::read_to_string(path).with_context(|| format!("reading the query {}", path.display()))?
    } else {
        args.query.clone()
    };
    let origin = args.origin.open(vocab::DEFAULT_BASE, Check::Header)?;
    let limits = args.limits.0.clone();
    let federation = Federation::new(args.endpoints.iter().map(String::as_str))?;
    let engine = Engine::new(origin.snapshot, limits)
        .with_base(origin.iris.base())?
        .with_federation(Arc::new(federation));
    let request = Request { explain: args.explain, guard: args.guard, ..Request::new(query) };
    let (done, outcome) = mpsc::sync_channel(1);
    engine.run(request.clone(), Box::new(StdoutSink { format: args.format, failure: None, done }))?;
    match outcome.recv().context("the query thread ended without an answer")? {
        Ok(0) if !args.explain => {
            if let Some(hint) = engine.explain_empty(&request) {
                eprintln!("no results: {hint}");
            }
            Ok(Outcome::Done)
        }
        Ok(_) => Ok(Outcome::Done),
        Err(failure) => Err(failure),
    }
}

/// Writes a result to standard output.
struct StdoutSink {
    format: Option<OutputFormat>,
    failure: Option<io::Error>,
    done: SyncSender<Result<u64>>,
}

impl Sink for StdoutSink {
    fn choose(&mut self, kind: ResultKind) -> Result<OutputFormat, String> {
        let possible: Vec<OutputFormat> = OutputFormat::all_for(kind).collect();
        match self.format {
            None if kind == ResultKind::Graph => Ok(OutputFormat::Graph(RdfFormat::Turtle)),
            None if kind == ResultKind::Plan => Ok(OutputFormat::Plan(PlanFormat::Text)),
            None => Ok(OutputFormat::Table),
            // `json` and the like mean another thing for a plan.
            Some(format) if kind == ResultKind::Plan => OutputFormat::from_name(format.name(), kind)
                .ok_or_else(|| "a plan can be written as: json, text".to_owned()),
            Some(format) if possible.contains(&format) => Ok(format),
            Some(_) => {
                let names: Vec<&str> = possible.iter().map(|format| format.name()).collect();
                Err(format!("this query's result can be written as: {}", names.join(", ")))
            }
        }
    }

    fn begin(&mut self, _: &Beginning<'_>) {}

    fn write(&mut self, bytes: Vec<u8>) -> Result<(), Disconnected> {
        io::stdout().lock().write_all(&bytes).map_err(|error| {
            self.failure = Some(error);
            Disconnected
        })
    }

    fn end(&mut self, outcome: Result<Statistics, QueryError>) {
        let outcome = match (self.failure.take(), outcome) {
            (Some(error), _) => Err(anyhow::Error::from(error)),
            (None, Ok(statistics)) => {
                io::stdout().flush().map(|()| statistics.rows).map_err(anyhow::Error::from)
            }
            (None, Err(QueryError::Syntax { message, line, column })) => {
                let place = match (line, column) {
                    (Some(line), Some(column)) => format!("line {line}, column {column}: "),
                    _ => String::new(),
                };
                Err(anyhow!("the query is not valid SPARQL: {place}{message}"))
            }
            (None, Err(error)) => Err(anyhow::Error::from(error)),
        };
        // The receiver waits for exactly one outcome; if it is gone, so is the program.
        let _ = self.done.send(outcome);
    }
}
