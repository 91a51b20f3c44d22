//! The source formats: their names, how each is told by content, and which reader takes it.

use super::{
    Context, Reader, Text, bibtex, citation_links, crossref, csl, endnote, jats, medline, openalex,
    opencitations, ovid, pubmed, pubmed_text, rca, ris, table, wos, zotero,
};
use std::fmt;
use std::str::FromStr;

/// A source format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Listing of Reference Citation Analysis, as copied from its page.
    Rca,
    /// PubMed XML: `PubmedArticleSet` and its relatives.
    Pubmed,
    /// MEDLINE tagged text as PubMed exports it (`.nbib`).
    Medline,
    /// PubMed's format "Abstract (text)".
    PubmedText,
    /// Ovid tagged export.
    Ovid,
    /// RIS, in the dialects of its many writers.
    Ris,
    /// Web of Science tagged export (ISI).
    Wos,
    /// EndNote XML.
    Endnote,
    /// BibTeX and BibLaTeX.
    Bibtex,
    /// CSL-JSON.
    Csl,
    /// JSON of Zotero: its API, and its items as translators make them.
    Zotero,
    /// JSON of Crossref: one work, lists, lines, parts of its dump.
    Crossref,
    /// JSON of OpenAlex: one work, lists, lines.
    Openalex,
    /// JATS: the front matter of articles.
    Jats,
    /// CSV of OpenCitations Meta.
    Opencitations,
    /// CSV or TSV with a line of column names: Scopus, Dimensions, Lens and others.
    Table,
    /// CSV of citation links: OpenCitations Index, COCI and its relatives, pairs of PMIDs.
    CitationLinks,
}

impl Format {
    /// Every format that can be read.
    pub const ALL: [Self; 17] = [
        Self::Rca,
        Self::Pubmed,
        Self::Medline,
        Self::PubmedText,
        Self::Ovid,
        Self::Ris,
        Self::Wos,
        Self::Endnote,
        Self::Bibtex,
        Self::Csl,
        Self::Zotero,
        Self::Crossref,
        Self::Openalex,
        Self::Jats,
        Self::Opencitations,
        Self::Table,
        Self::CitationLinks,
    ];

    /// The name by which the command line and graph names know the format (`rca`).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rca => "rca",
            Self::Pubmed => "pubmed-xml",
            Self::Medline => "medline",
            Self::PubmedText => "pubmed-text",
            Self::Ovid => "ovid",
            Self::Ris => "ris",
            Self::Wos => "wos",
            Self::Endnote => "endnote-xml",
            Self::Bibtex => "bibtex",
            Self::Csl => "csl-json",
            Self::Zotero => "zotero-json",
            Self::Crossref => "crossref-json",
            Self::Openalex => "openalex-json",
            Self::Jats => "jats",
            Self::Opencitations => "opencitations-csv",
            Self::Table => "table",
            Self::CitationLinks => "citation-links",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Rca => "RCA listing",
            Self::Pubmed => "PubMed XML",
            Self::Medline => "MEDLINE (nbib)",
            Self::PubmedText => "PubMed \"Abstract (text)\"",
            Self::Ovid => "Ovid tagged export",
            Self::Ris => "RIS",
            Self::Wos => "Web of Science tagged export",
            Self::Endnote => "EndNote XML",
            Self::Bibtex => "BibTeX",
            Self::Csl => "CSL-JSON",
            Self::Zotero => "Zotero JSON",
            Self::Crossref => "Crossref JSON",
            Self::Openalex => "OpenAlex JSON",
            Self::Jats => "JATS XML",
            Self::Opencitations => "OpenCitations Meta CSV",
            Self::Table => "table of records (CSV, TSV)",
            Self::CitationLinks => "citation links (CSV)",
        }
    }

    /// Whether a text that starts like this (trimmed, without byte order mark) is of this format.
    pub(super) fn recognises(self, start: &str) -> bool {
        match self {
            Self::Rca => rca::is_listing(start),
            Self::Pubmed => pubmed::recognises(start),
            Self::Medline => medline::recognises(start),
            Self::PubmedText => pubmed_text::recognises(start),
            Self::Ovid => ovid::recognises(start),
            Self::Ris => ris::recognises(start),
            Self::Wos => wos::recognises(start),
            Self::Endnote => endnote::recognises(start),
            Self::Bibtex => bibtex::recognises(start),
            Self::Csl => csl::recognises(start),
            Self::Zotero => zotero::recognises(start),
            Self::Crossref => crossref::recognises(start),
            Self::Openalex => openalex::recognises(start),
            Self::Jats => jats::recognises(start),
            Self::Opencitations => opencitations::recognises(start),
            Self::Table => table::recognises(start),
            Self::CitationLinks => citation_links::recognises(start),
        }
    }

    pub(super) fn reader(self, text: Text, context: Context) -> Box<dyn Reader> {
        match self {
            Self::Rca => rca::reader(text, context),
            Self::Pubmed => pubmed::reader(text, context),
            Self::Medline => medline::reader(text, context),
            Self::PubmedText => pubmed_text::reader(text, context),
            Self::Ovid => ovid::reader(text, context),
            Self::Ris => ris::reader(text, context),
            Self::Wos => wos::reader(text, context),
            Self::Endnote => endnote::reader(text, context),
            Self::Bibtex => bibtex::reader(text, context),
            Self::Csl => csl::reader(text, context),
            Self::Zotero => zotero::reader(text, context),
            Self::Crossref => crossref::reader(text, context),
            Self::Openalex => openalex::reader(text, context),
            Self::Jats => jats::reader(text, context),
            Self::Opencitations => opencitations::reader(text, context),
            Self::Table => table::reader(text, context),
            Self::CitationLinks => citation_links::reader(text, context),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    /// Reads a name in any case.
    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let wanted = text.trim();
        Self::ALL
            .into_iter()
            .find(|format| format.name().eq_ignore_ascii_case(wanted))
            .ok_or_else(|| UnknownFormat(wanted.to_owned()))
    }
}

/// A format name that is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown format '{0}'; known: {known}", known = known_formats())]
pub struct UnknownFormat(pub String);

fn known_formats() -> String {
    Format::ALL.map(Format::name).join(", ")
}
