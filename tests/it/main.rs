//! Tests of features through the public API: one binary, one module per feature.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use linkworker::query::CountingAllocator;
use mimalloc::MiMalloc;

/// That of the program.
#[global_allocator]
static ALLOCATOR: CountingAllocator<MiMalloc> = CountingAllocator::new(MiMalloc);

#[cfg(feature = "server")]
mod admin;
mod annotate;
mod architecture;
#[cfg(feature = "rocksdb")]
mod backup;
mod bad_input;
#[cfg(feature = "server")]
mod bombs;
mod budgets;
mod by_sophia;
#[cfg(feature = "server")]
mod caching;
mod cli;
mod data;
#[cfg(feature = "server")]
mod description;
mod differential;
mod examples;
mod explain;
mod export;
#[cfg(feature = "server")]
mod federation;
mod formats;
mod gold;
#[cfg(feature = "server")]
mod graph_store;
mod hostile;
#[cfg(feature = "server")]
mod http;
mod identity;
mod identity_pairs;
mod iri;
mod jsonld;
mod limits;
mod mapping;
mod ontology;
#[cfg(feature = "server")]
mod operation;
mod order;
#[cfg(feature = "server")]
mod pages;
#[cfg(feature = "server")]
mod protocol;
#[cfg(feature = "rocksdb")]
mod published;
mod queries;
mod query;
mod read;
mod real_files;
mod references;
mod regexes;
#[cfg(feature = "server")]
mod releases;
mod results;
#[cfg(feature = "server")]
mod server;
mod snapshot;
mod store;
#[cfg(all(unix, feature = "server"))]
mod supervise;
mod validate;
mod vocabulary;
mod w3c;
#[cfg(feature = "server")]
mod writer;
