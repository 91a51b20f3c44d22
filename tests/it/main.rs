//! Tests of features through the public API: one binary, one module per feature.
