//! Title and abstract to concept mentions with offsets (`ontology.md` section 3), trial registrations and grant numbers.
