//! Sources to knowledge graph: read, annotate, map and load, with counts. Glue only.
