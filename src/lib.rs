#![doc = include_str!("../README.md")]

pub mod annotate;
#[cfg(feature = "cli")]
pub mod cli;
pub mod export;
pub mod identity;
pub mod ingest;
pub mod mapping;
pub mod ontology;
pub mod query;
pub mod read;
pub mod record;
#[cfg(feature = "server")]
pub mod server;
pub mod store;
pub mod validate;
pub mod vocab;
