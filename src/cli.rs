//! The command line: arguments to calls. The only module that chooses exit codes.
//!
//! Exit codes: 0 done; 1 done, but something was rejected or does not conform; 2 could not. stdout is data, everything for
//! people goes to stderr. A setting comes from its flag, else from its `LINKWORKER_*` variable, else from its default.

mod admin;
mod backup;
mod export;
mod ingest;
mod limits;
mod map;
mod ontology;
mod open;
mod operation;
mod origin;
mod progress;
mod query;
mod release;
mod serve;
#[cfg(unix)]
mod supervise;
mod validate;
mod watch;

use clap::{CommandFactory, Parser, Subcommand};
use std::io;
use std::process::ExitCode;

/// Turns citation records on social prescribing into a linked-data knowledge graph and publishes it.
#[derive(Debug, Parser)]
#[command(name = "linkworker", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done; 1 done, but something was rejected or does not conform; 2 could not."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read citation records into a store on disk
    Ingest(ingest::Args),
    /// Convert citation records to RDF on standard output
    Map(map::Args),
    /// Serve records or a store over HTTP: SPARQL endpoint, pages, downloads
    Serve(Box<serve::Args>),
    /// Write the whole graph in one format
    Export(export::Args),
    /// List and compare the releases of a store, or go back to one
    Release(release::Args),
    /// Copy a store to a new directory, which is a store as well
    Backup(backup::Args),
    /// Run a SPARQL query
    Query(Box<query::Args>),
    /// Check the graph against the shapes of the ontology
    Validate(validate::Args),
    /// Print the ontology, its concepts, shapes or JSON-LD context
    Ontology(ontology::Args),
}

/// How a command that did not fail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Done,
    /// Done, but something was rejected or does not conform.
    Incomplete,
    /// Nothing came of it.
    Nothing,
}

/// Parses the arguments of the process, does what they say, and turns the outcome into an exit code.
#[must_use]
pub fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Incomplete) => ExitCode::from(1),
        Ok(Outcome::Nothing) => ExitCode::from(2),
        // Whoever closes our output early (`| head`) has what they wanted.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("linkworker: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<Outcome> {
    match &cli.command {
        Command::Ingest(args) => ingest::run(args),
        Command::Map(args) => map::run(args),
        Command::Serve(args) => serve::run(args),
        Command::Export(args) => export::run(args),
        Command::Release(args) => release::run(args),
        Command::Backup(args) => backup::run(args),
        Command::Query(args) => query::run(args),
        Command::Validate(args) => validate::run(args),
        Command::Ontology(args) => ontology::run(args),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// The command line's definition, for tests and for generating completions.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_definition_is_sound() {
        super::command().debug_assert();
    }
}
