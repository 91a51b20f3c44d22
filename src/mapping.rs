//! Record and annotations to quads. Pure and total: no clock, no I/O, no blank nodes, no failure.

pub mod iri;
