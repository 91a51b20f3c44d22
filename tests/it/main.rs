//! Tests of features through the public API: one binary, one module per feature.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod annotate;
mod architecture;
mod bad_input;
#[cfg(feature = "server")]
mod bombs;
mod by_sophia;
mod cli;
mod data;
mod differential;
mod examples;
mod export;
mod formats;
mod gold;
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
mod pages;
#[cfg(feature = "server")]
mod protocol;
mod queries;
mod query;
mod read;
mod real_files;
mod results;
#[cfg(feature = "server")]
mod server;
mod store;
mod validate;
mod vocabulary;
mod w3c;
