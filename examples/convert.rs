//! Citation records to Turtle or JSON-LD on standard output, in a few lines:
//!
//! ```sh
//! cargo run --example convert --no-default-features                         # our example listing, as Turtle
//! cargo run --example convert --no-default-features -- listing.txt jsonld
//! ```

use linkworker::export::{DumpFormat, dump};
use linkworker::ingest::{Event, Settings, ingest, publish};
use linkworker::mapping::AbstractPolicy;
use linkworker::mapping::iri::Iris;
use linkworker::read::{Input, Options};
use linkworker::store::KnowledgeGraph;
use linkworker::vocab;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let listing = arguments.next().unwrap_or_else(|| "examples/social-prescribing.txt".to_owned());
    let format: DumpFormat = arguments.next().unwrap_or_else(|| "turtle".to_owned()).parse()?;

    let iris = Iris::new(vocab::DEFAULT_BASE)?;
    let settings = Settings {
        iris: iris.clone(),
        abstracts: AbstractPolicy::Full,
        read: Options::default(),
        generated: None,
    };
    let graph = KnowledgeGraph::in_memory()?;
    ingest(&graph, &[Input::File(listing.into())], &settings, |event| {
        let Event::Done(source) = event else { return };
        eprintln!("{}: {} records, {} rejected", source.name, source.records, source.rejected);
        for diagnostic in &source.diagnostics {
            eprintln!("  {diagnostic}");
        }
    })?;
    let report = dump(&publish(&graph, iris.base())?, &iris, format, &mut std::io::stdout().lock())?;
    eprintln!("{} works in {} statements", report.works, report.statements);
    Ok(())
}
