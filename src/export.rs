//! The knowledge graph to bytes: bulk dumps, descriptions of single resources, dataset description, canonical digest.
