//! A reference to RIS: one line for each tag, `TY` first and `ER` last.

use super::{Agent, Kind, Reference};
use std::io::{self, Write};

pub(super) fn write(reference: &Reference, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |tag: &str, text: &str| match one_line(text) {
        text if text.is_empty() => Ok(()),
        text => write!(out, "{tag}  - {text}\r\n"),
    };
    line("TY", kind(reference.kind))?;
    for author in &reference.authors {
        line("AU", &name(author))?;
    }
    for editor in &reference.editors {
        line("ED", &name(editor))?;
    }
    line("TI", &reference.title)?;
    line("T2", &reference.container)?;
    line("JA", &reference.container_short)?;
    line("T3", &reference.series)?;
    if let Some(year) = reference.issued.first() {
        line("PY", year)?;
        let part = |at: usize| reference.issued.get(at).map(String::as_str).unwrap_or_default();
        line("DA", &format!("{year}/{}/{}/", part(1), part(2)))?;
    }
    line("VL", &reference.volume)?;
    line("IS", &reference.issue)?;
    line("SP", &reference.first_page)?;
    line("EP", &reference.last_page)?;
    for number in reference.issns.iter().chain(&reference.isbns) {
        line("SN", number)?;
    }
    line("DO", &reference.doi)?;
    line("AN", &reference.pmid)?;
    if !reference.pmid.is_empty() {
        // The accession number could be that of any database.
        line("N1", &format!("PMID: {}", reference.pmid))?;
    }
    line("C2", &reference.pmcid)?;
    for url in &reference.urls {
        line("UR", url)?;
    }
    line("PB", &reference.publisher)?;
    line("CY", &reference.place)?;
    line("ET", &reference.edition)?;
    line("LA", &reference.languages.join(", "))?;
    line("AB", &reference.abstract_text)?;
    for keyword in &reference.keywords {
        line("KW", keyword)?;
    }
    out.write_all(b"ER  - \r\n\r\n")
}

/// A line break would end the field, and what follows could be taken for a tag.
fn one_line(text: &str) -> String {
    text.split(['\n', '\r', '\u{2028}', '\u{2029}'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// `Family, Given`; a group without a comma, which would make a person of it.
fn name(agent: &Agent) -> String {
    match (agent.family.as_str(), agent.given.as_str()) {
        ("", _) => agent.name.replace(',', " "),
        (family, "") => format!("{family},"),
        (family, given) => format!("{family}, {given}"),
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::JournalArticle => "JOUR",
        Kind::NewspaperArticle => "NEWS",
        Kind::ConferencePaper => "CPAPER",
        Kind::Proceedings => "CONF",
        Kind::Chapter => "CHAP",
        Kind::Book => "BOOK",
        Kind::Thesis => "THES",
        Kind::Report => "RPRT",
        Kind::Preprint => "UNPB",
        Kind::WebPage => "ELEC",
        Kind::Patent => "PAT",
        Kind::Other => "GEN",
    }
}
