//! The knowledge graph against the SHACL shapes of the ontology: a report for people and one for machines.
