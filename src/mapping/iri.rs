//! The only code that mints IRIs (`model.md` section 6).

use oxigraph::model::{IriParseError, NamedNode};

/// Mints the IRIs of one data set under its base IRI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Iris {
    base: String,
}

impl Iris {
    /// IRIs under `base`, an absolute IRI; a missing final slash is added.
    ///
    /// # Errors
    /// Where `base` is not an absolute IRI.
    pub fn new(base: &str) -> Result<Self, IriParseError> {
        let mut base = NamedNode::new(base)?.into_string();
        if !base.ends_with('/') {
            base.push('/');
        }
        Ok(Self { base })
    }

    /// The base IRI, with its final slash.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }
}
