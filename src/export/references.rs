//! Works to references for a reference manager: RIS, BibTeX and CSL-JSON.
//!
//! What the graph says is gathered into a [`Reference`], which knows nothing of RDF, and each format writes that in its own terms. Names,
//! dates and numbers are written as they are in the graph; nothing is looked up elsewhere.

mod bibtex;
mod csl;
mod gather;
mod ris;

use super::ExportError;
use crate::snapshot::Snapshot;
use gather::Gatherer;
use oxigraph::model::NamedNode;
use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::str::FromStr;

/// A format of reference managers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceFormat {
    /// RIS, as EndNote, Zotero and Mendeley read it.
    Ris,
    /// BibTeX, in UTF-8, with the fields of BibLaTeX where BibTeX has none.
    BibTex,
    /// CSL-JSON 1.0: an array of items.
    CslJson,
}

impl ReferenceFormat {
    /// All of them, the preferred one first.
    pub const ALL: [Self; 3] = [Self::Ris, Self::BibTex, Self::CslJson];

    /// The name that [`ReferenceFormat::from_str`] reads back.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ris => "ris",
            Self::BibTex => "bibtex",
            Self::CslJson => "csl-json",
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Ris => "application/x-research-info-systems",
            Self::BibTex => "application/x-bibtex",
            Self::CslJson => "application/vnd.citationstyles.csl+json",
        }
    }

    /// The usual file extension, without a dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Ris => "ris",
            Self::BibTex => "bib",
            Self::CslJson => "csl.json",
        }
    }
}

/// The name is no format of references.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no format of references; known are ris, bibtex, csl-json")]
pub struct UnknownReferenceFormat(String);

impl FromStr for ReferenceFormat {
    type Err = UnknownReferenceFormat;

    fn from_str(name: &str) -> Result<Self, UnknownReferenceFormat> {
        match name.to_ascii_lowercase().as_str() {
            "ris" | "application/x-research-info-systems" => Ok(Self::Ris),
            "bibtex" | "bib" | "biblatex" | "application/x-bibtex" => Ok(Self::BibTex),
            "csl-json" | "csljson" | "csl" | "csl.json" | "application/vnd.citationstyles.csl+json" => {
                Ok(Self::CslJson)
            }
            _ => Err(UnknownReferenceFormat(name.to_owned())),
        }
    }
}

/// Writes those of `candidates` that are works, in their order, each once. Gives their number.
///
/// # Errors
/// Where `out` fails.
pub fn references<'a>(
    snapshot: &Snapshot,
    candidates: impl IntoIterator<Item = &'a NamedNode>,
    format: ReferenceFormat,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let mut seen = HashSet::new();
    let numbers = candidates.into_iter().filter_map(|iri| snapshot.number(iri.into()));
    write(snapshot, numbers.filter(|number| seen.insert(*number)), format, out)
}

/// Writes all works, in IRI order. Gives their number.
///
/// # Errors
/// Where `out` fails.
pub fn all_references(
    snapshot: &Snapshot,
    format: ReferenceFormat,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    write(snapshot, super::dataset::works(snapshot).into_iter(), format, out)
}

fn write(
    snapshot: &Snapshot,
    works: impl Iterator<Item = u32>,
    format: ReferenceFormat,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let gatherer = Gatherer::new(snapshot);
    let (mut count, mut keys) = (0, Keys::default());
    if format == ReferenceFormat::CslJson {
        out.write_all(b"[")?;
    }
    for reference in works.filter_map(|work| gatherer.reference(work)) {
        match format {
            ReferenceFormat::Ris => ris::write(&reference, out)?,
            ReferenceFormat::BibTex => bibtex::write(&reference, &keys.of(&reference), out)?,
            ReferenceFormat::CslJson => {
                out.write_all(if count == 0 { b"\n" } else { b",\n" })?;
                csl::write(&reference, out)?;
            }
        }
        count += 1;
    }
    if format == ReferenceFormat::CslJson {
        out.write_all(b"\n]\n")?;
    }
    Ok(count)
}

/// A work as a reference manager sees it. What is not known is empty.
#[derive(Debug, Default)]
struct Reference {
    iri: String,
    kind: Kind,
    title: String,
    authors: Vec<Agent>,
    editors: Vec<Agent>,
    container: String,
    container_short: String,
    series: String,
    /// Of the container, electronic and printed.
    issns: Vec<String>,
    isbns: Vec<String>,
    volume: String,
    issue: String,
    first_page: String,
    last_page: String,
    article_number: String,
    /// Year, month and day, as many as are known.
    issued: Vec<String>,
    doi: String,
    pmid: String,
    pmcid: String,
    urls: Vec<String>,
    abstract_text: String,
    keywords: Vec<String>,
    languages: Vec<String>,
    publisher: String,
    place: String,
    edition: String,
}

/// Who wrote or edited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Agent {
    /// Empty for a group.
    family: String,
    given: String,
    /// The name as a whole.
    name: String,
}

/// What a work is, as far as these formats tell works apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    JournalArticle,
    NewspaperArticle,
    ConferencePaper,
    Proceedings,
    Chapter,
    Book,
    Thesis,
    Report,
    Preprint,
    WebPage,
    Patent,
    #[default]
    Other,
}

/// Citation keys: family name, year and first word that says something, told apart by a letter.
#[derive(Default)]
struct Keys(HashMap<String, u32>);

impl Keys {
    fn of(&mut self, reference: &Reference) -> String {
        let plain = |text: &str| -> String {
            crate::record::fold(text).chars().filter(char::is_ascii_alphanumeric).collect()
        };
        let first = reference.authors.first().or(reference.editors.first());
        let name =
            first.map(|agent| plain(if agent.family.is_empty() { &agent.name } else { &agent.family }));
        let year = reference.issued.first().map(String::as_str).unwrap_or_default();
        let small = ["a", "an", "the", "on", "of", "in", "de", "la", "der", "die", "das"];
        let words = reference.title.split_whitespace().map(plain);
        let word = words.into_iter().find(|word| !word.is_empty() && !small.contains(&word.as_str()));
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "work".to_owned());
        let key = format!("{name:.40}{year}{:.30}", word.unwrap_or_default());
        let times = self.0.entry(key.clone()).or_default();
        *times += 1;
        match *times {
            1 => key,
            // With a mark that no key ends in by itself, so that no two are ever the same.
            n => format!("{key}-{n}"),
        }
    }
}
