//! Identifiers of works as newtypes: a value of these types is valid and in its normal form.

use super::text::fold;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// A Digital Object Identifier in lower case, without resolver or `doi:` (DOI names are case-insensitive).
///
/// Shape: `10.` + 4 to 9 digits (with optional sub-divisions) + `/` + anything without white space or controls.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Doi(String);

/// A PubMed identifier: 1 to 4,294,967,295, printed without leading zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pmid(u32);

/// A PubMed Central identifier: `PMC` + number; a version (`PMC123.2`) is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pmcid(u32);

/// A work of OpenAlex: `W` + number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpenAlexId(u64);

/// A bibliographic resource of OpenCitations Meta: `br/` + digits, without the lead `omid:`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Omid(String);

/// What names a work (`model.md` section 6), the highest-ranking first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkKey {
    /// By DOI.
    Doi(Doi),
    /// By PubMed identifier.
    Pmid(Pmid),
    /// By PubMed Central identifier.
    Pmcid(Pmcid),
    /// By the number of OpenAlex.
    OpenAlex(OpenAlexId),
    /// By the number of OpenCitations Meta.
    Omid(Omid),
    /// By the first 16 hexadecimal digits of SHA-256 over folded title, year and first author.
    Bibliography(String),
}

/// Why a text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentifierError {
    /// Not a DOI.
    #[error("a DOI reads 10.NNNN/suffix (4 to 9 digits after '10.') and has no spaces")]
    Doi,
    /// Not a PMID.
    #[error("a PMID is a number from 1 to 4294967295")]
    Pmid,
    /// Not a PMCID.
    #[error("a PMCID reads PMC followed by a number")]
    Pmcid,
    /// Not a work of OpenAlex.
    #[error("a work of OpenAlex reads W followed by a number")]
    OpenAlex,
    /// Not a resource of OpenCitations Meta.
    #[error("an OMID of a bibliographic resource reads br/ followed by digits")]
    Omid,
    /// Not an ORCID iD.
    #[error("an ORCID iD has 16 digits (the last may be X) and a check digit that fits")]
    Orcid,
    /// Not an ISSN.
    #[error("an ISSN has 8 digits (the last may be X) and a check digit that fits")]
    Issn,
    /// Not an ISBN.
    #[error("an ISBN has 10 or 13 digits and a check digit that fits")]
    Isbn,
    /// Not a ROR identifier.
    #[error("a ROR identifier has 9 characters, the first of them 0, and a checksum that fits")]
    Ror,
}

impl Doi {
    /// The DOI name, lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Doi {
    type Err = IdentifierError;

    /// Accepts a bare DOI name, `doi:` forms and resolver URLs, in any case.
    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        let lower = text.trim().to_lowercase();
        let mut name = match lower.split_once("://") {
            Some((scheme, rest)) if scheme.bytes().all(|b| b.is_ascii_alphabetic()) => rest,
            _ => &lower,
        };
        for lead in ["dx.doi.org/", "www.doi.org/", "doi.org/", "doi:", "doi "] {
            name = name.strip_prefix(lead).map_or(name, str::trim_start);
        }
        let (registrant, suffix) =
            name.strip_prefix("10.").and_then(|r| r.split_once('/')).ok_or(IdentifierError::Doi)?;
        let mut divisions = registrant.split('.');
        let code = divisions.next().unwrap_or_default();
        let digits = |d: &str| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit());
        let valid = (4..=9).contains(&code.len())
            && digits(code)
            && divisions.all(digits)
            && !suffix.is_empty()
            && !suffix.chars().any(|c| c.is_whitespace() || c.is_control());
        if valid { Ok(Self(name.to_owned())) } else { Err(IdentifierError::Doi) }
    }
}

impl FromStr for Pmid {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        number(text.trim()).map(Self).ok_or(IdentifierError::Pmid)
    }
}

impl FromStr for Pmcid {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        let text = text.trim();
        let rest = match text.get(..3) {
            Some(lead) if lead.eq_ignore_ascii_case("PMC") => &text[3..],
            _ => return Err(IdentifierError::Pmcid),
        };
        let (id, version) = rest.split_once('.').unwrap_or((rest, "1"));
        number(version).and(number(id)).map(Self).ok_or(IdentifierError::Pmcid)
    }
}

impl FromStr for OpenAlexId {
    type Err = IdentifierError;

    /// Accepts `W123`, `w123` and `https://openalex.org/W123` (also below `/works/`).
    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        let last = text.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let digits = last.strip_prefix(['W', 'w']).ok_or(IdentifierError::OpenAlex)?;
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdentifierError::OpenAlex);
        }
        digits.parse().ok().filter(|n| *n > 0).map(Self).ok_or(IdentifierError::OpenAlex)
    }
}

impl Omid {
    /// `br/` and digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Omid {
    type Err = IdentifierError;

    /// Accepts `omid:br/061`, `br/061`, `meta:br/061` and the IRI in `https://w3id.org/oc/meta/`.
    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        let text = text.trim();
        let name = match text.split_once("://") {
            Some((_, path)) => path.split_once("/oc/meta/").map_or(path, |(_, name)| name),
            None => text.strip_prefix("omid:").or(text.strip_prefix("meta:")).unwrap_or(text),
        };
        let digits = name.strip_prefix("br/").ok_or(IdentifierError::Omid)?;
        if digits.is_empty() || digits.len() > 32 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdentifierError::Omid);
        }
        Ok(Self(name.to_owned()))
    }
}

/// A positive number of ASCII digits only: `u32::from_str` alone would take `+7`.
fn number(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok().filter(|n| *n > 0) } else { None }
}

impl WorkKey {
    /// The key of a work without identifiers.
    #[must_use]
    pub fn from_bibliography(title: &str, year: &str, first_author: &str) -> Self {
        let mut hash = Sha256::new();
        for part in [fold(title).as_str(), year, fold(first_author).as_str()] {
            hash.update(part.as_bytes());
            hash.update([0]); // so that moving a word from title to author changes the key
        }
        let digest = hash.finalize();
        let first = digest.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        Self::Bibliography(format!("{first:016x}"))
    }
}

impl fmt::Display for Doi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Pmid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for Pmcid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PMC{}", self.0)
    }
}

impl fmt::Display for OpenAlexId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "W{}", self.0)
    }
}

impl fmt::Display for Omid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `doi/10.1186/x`, `pmid/7`, `pmcid/PMC7`, `key/0123456789abcdef`: the path of the work, unescaped.
impl fmt::Display for WorkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Doi(doi) => write!(f, "doi/{doi}"),
            Self::Pmid(pmid) => write!(f, "pmid/{pmid}"),
            Self::Pmcid(pmcid) => write!(f, "pmcid/{pmcid}"),
            Self::OpenAlex(id) => write!(f, "openalex/{id}"),
            Self::Omid(id) => write!(f, "omid/{id}"),
            Self::Bibliography(hash) => write!(f, "key/{hash}"),
        }
    }
}

/// Identifiers are written as their normal form and checked again when they are read back.
macro_rules! as_text {
    ($($identifier:ty),*) => {
        $(impl serde::Serialize for $identifier {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $identifier {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        })*
    };
}
pub(super) use as_text;
as_text!(Doi, Pmid, Pmcid, OpenAlexId, Omid, WorkKey);

/// Reads what `Display` writes.
impl FromStr for WorkKey {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        let (kind, rest) = text.split_once('/').ok_or(IdentifierError::Doi)?;
        match kind {
            "doi" => rest.parse().map(Self::Doi),
            "pmid" => rest.parse().map(Self::Pmid),
            "pmcid" => rest.parse().map(Self::Pmcid),
            "openalex" => rest.parse().map(Self::OpenAlex),
            "omid" => rest.parse().map(Self::Omid),
            "key" => Ok(Self::Bibliography(rest.to_owned())),
            _ => Err(IdentifierError::Doi),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doi_is_found_in_every_dress() {
        let plain = "10.1186/s12916-024-03478-w";
        for dress in [
            "10.1186/S12916-024-03478-W",
            "doi:10.1186/s12916-024-03478-w",
            " DOI: 10.1186/s12916-024-03478-w",
            "https://doi.org/10.1186/s12916-024-03478-w",
            "http://dx.doi.org/10.1186/s12916-024-03478-w",
        ] {
            assert_eq!(dress.parse::<Doi>().unwrap().as_str(), plain, "{dress}");
        }
        let sici = "10.1002/(SICI)1097-0258(19980815)17:15/16<1661::AID-SIM968>3.0.CO;2-2";
        assert_eq!(sici.parse::<Doi>().unwrap().as_str(), sici.to_lowercase());
        for bad in
            ["", "10.1/x", "10.12a4/x", "10.1234", "10.1234/", "10.1234/a b", "11.1234/a", "10.1234567890/a"]
        {
            assert_eq!(bad.parse::<Doi>(), Err(IdentifierError::Doi), "{bad}");
        }
    }

    #[test]
    fn pubmed_numbers_are_normalised() {
        assert_eq!("0038965525".parse::<Pmid>().unwrap().to_string(), "38965525");
        assert_eq!("pmc11225255.2".parse::<Pmcid>().unwrap().to_string(), "PMC11225255");
        for bad in ["", "0", "+7", "12a", "99999999999"] {
            assert!(bad.parse::<Pmid>().is_err(), "{bad}");
            assert!(format!("PMC{bad}").parse::<Pmcid>().is_err(), "{bad}");
        }
        assert!("11225255".parse::<Pmcid>().is_err());
        assert!("PMé1".parse::<Pmcid>().is_err());
    }

    #[test]
    fn numbers_of_open_catalogues_are_normalised() {
        for dress in ["omid:br/0612", "br/0612", "meta:br/0612", "https://w3id.org/oc/meta/br/0612"] {
            assert_eq!(dress.parse::<Omid>().map(|o| o.to_string()).as_deref(), Ok("br/0612"), "{dress}");
        }
        for dress in ["W12", "https://openalex.org/W12", "https://openalex.org/works/w12"] {
            assert_eq!(dress.parse::<OpenAlexId>().map(|o| o.to_string()).as_deref(), Ok("W12"), "{dress}");
        }
        assert!("ra/0612".parse::<Omid>().is_err() && "A12".parse::<OpenAlexId>().is_err());
    }

    #[test]
    fn a_key_keeps_its_parts_apart() {
        let key = |t, y, a| WorkKey::from_bibliography(t, y, a);
        assert_eq!(key("A title", "2020", "Smith"), key("A TITLE.", "2020", "Smith"));
        assert_ne!(key("A title Smith", "2020", ""), key("A title", "2020", "Smith"));
    }
}
