//! linkworker.
fn main() {}
