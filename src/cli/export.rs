//! `linkworker export`: the whole graph in one format.

use super::Outcome;
use super::ingest::outcome;
use super::origin::{Check, OriginArgs};
use crate::export::{self, DumpFormat, ReferenceFormat};
use crate::mapping::iri::Iris;
use crate::snapshot::Snapshot;
use crate::vocab;
use anyhow::{Context, Result};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Write the whole graph in one format.
///
/// The bytes are the same for the same sources, in whatever order they were read.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    origin: OriginArgs,
    /// Output format: turtle, jsonld, nquads, trig, ntriples or rdfxml; or the works as references: ris, bibtex or csl-json
    #[arg(long, short, default_value = "turtle", value_parser = format)]
    format: Format,
    #[command(flatten)]
    output: OutputArgs,
}

/// What is written.
#[derive(Debug, Clone, Copy)]
enum Format {
    Graph(DumpFormat),
    Works(ReferenceFormat),
}

fn format(name: &str) -> Result<Format, String> {
    let works = name.parse().map(Format::Works);
    works
        .or_else(|_| name.parse().map(Format::Graph))
        .map_err(|error| format!("{error}; for the works as references: ris, bibtex, csl-json"))
}

/// Where output goes.
#[derive(Debug, clap::Args)]
pub(super) struct OutputArgs {
    /// Write to this file instead of standard output; it appears only once it is whole
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Compress with gzip
    #[arg(long)]
    gzip: bool,
}

pub(super) fn run(args: &Args) -> Result<Outcome> {
    let origin = args.origin.open(vocab::DEFAULT_BASE, Check::Whole)?;
    match args.format {
        Format::Graph(format) => write(&origin.snapshot, &origin.iris, format, &args.output)?,
        Format::Works(format) => to_output(&args.output, |out| {
            export::all_references(&origin.snapshot, format, out)?;
            Ok(())
        })?,
    }
    Ok(origin.report.as_ref().map_or(Outcome::Done, |report| outcome(report, false)))
}

/// Writes a dump to where the arguments say.
pub(super) fn write(snapshot: &Snapshot, iris: &Iris, format: DumpFormat, output: &OutputArgs) -> Result<()> {
    to_output(output, |out| {
        export::dump(snapshot, iris, format, out)?;
        Ok(())
    })
}

/// Hands a writer to where the arguments say to `fill`, packed if they say so. A file appears only once it is whole.
pub(super) fn to_output(output: &OutputArgs, fill: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let packed = |out: &mut dyn Write| {
        if !output.gzip {
            return fill(out);
        }
        let mut encoder = flate2::write::GzEncoder::new(out, flate2::Compression::default());
        fill(&mut encoder)?;
        encoder.finish()?;
        Ok(())
    };
    let Some(path) = &output.output else {
        let mut out = BufWriter::new(io::stdout().lock());
        packed(&mut out)?;
        return Ok(out.flush()?);
    };
    let partial = partial_name(path);
    let context = || format!("writing {}", path.display());
    let written = File::create(&partial).map_err(anyhow::Error::from).and_then(|file| {
        let mut out = BufWriter::new(file);
        packed(&mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(fs::rename(&partial, path)?)
    });
    if written.is_err() {
        // A file that was never finished must not stay behind; that it could not be made is the error to report.
        let _ = fs::remove_file(&partial);
    }
    written.with_context(context)
}

fn partial_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}
