//! A SPARQL query over citation records, without a server:
//!
//! ```sh
//! cargo run --example query --no-default-features
//! cargo run --example query --no-default-features -- listing.txt 'SELECT ?doi { ?work prism:doi ?doi }'
//! ```

use linkworker::ingest::{Settings, ingest, publish};
use linkworker::mapping::AbstractPolicy;
use linkworker::mapping::iri::Iris;
use linkworker::query::{Engine, Limits, OutputFormat, Request};
use linkworker::read::{Input, Options};
use linkworker::store::KnowledgeGraph;
use linkworker::vocab;
use std::error::Error;

/// Works with the number of their authors; the prefixes of the data need no declaration.
const QUERY: &str = "
    SELECT ?year ?title (COUNT(?author) AS ?authors) {
        ?work fabio:hasPublicationYear ?year ; dcterms:title ?title .
        OPTIONAL { ?work dcterms:creator ?author }
    }
    GROUP BY ?work ?year ?title ORDER BY ?year ?title";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let listing = arguments.next().unwrap_or_else(|| "examples/social-prescribing.txt".to_owned());
    let query = arguments.next().unwrap_or_else(|| QUERY.to_owned());

    let settings = Settings {
        iris: Iris::new(vocab::DEFAULT_BASE)?,
        abstracts: AbstractPolicy::Full,
        read: Options::default(),
        generated: None,
    };
    let graph = KnowledgeGraph::in_memory()?;
    ingest(&graph, &[Input::File(listing.into())], &settings, |_| ())?;

    let engine = Engine::new(publish(&graph, vocab::DEFAULT_BASE)?, Limits::default())
        .with_base(vocab::DEFAULT_BASE)?;
    engine.write(Request::new(query), |_| Ok(OutputFormat::Table), &mut std::io::stdout().lock())?;
    Ok(())
}
