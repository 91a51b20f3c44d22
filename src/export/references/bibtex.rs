//! A reference to BibTeX, in UTF-8: what has a meaning in TeX is escaped, and braces are balanced whatever the data hold.

use super::{Agent, Kind, Reference};
use std::fmt::Write as _;
use std::io::{self, Write};

pub(super) fn write(reference: &Reference, key: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "@{}{{{key},", kind(reference.kind))?;
    let mut field = |name: &str, value: &str| match value {
        "" => Ok(()),
        value => writeln!(out, "  {name} = {{{value}}},"),
    };
    field("title", &title(&reference.title))?;
    field("author", &names(&reference.authors))?;
    field("editor", &names(&reference.editors))?;
    let container = match reference.kind {
        Kind::ConferencePaper | Kind::Chapter => "booktitle",
        _ => "journal",
    };
    field(container, &escaped(&reference.container))?;
    field("series", &escaped(&reference.series))?;
    field("year", reference.issued.first().map(String::as_str).unwrap_or_default())?;
    field("month", reference.issued.get(1).map(|month| month.trim_start_matches('0')).unwrap_or_default())?;
    // BibTeX has no field for the day; BibLaTeX has one for the date, which it prefers.
    if reference.issued.len() == 3 {
        field("date", &reference.issued.join("-"))?;
    }
    field("volume", &escaped(&reference.volume))?;
    field("number", &escaped(&reference.issue))?;
    field("pages", &escaped(&pages(reference)))?;
    if !reference.article_number.is_empty() {
        field("eid", &escaped(&reference.article_number))?;
    }
    field("edition", &escaped(&reference.edition))?;
    field(
        if reference.kind == Kind::Thesis { "school" } else { "publisher" },
        &escaped(&reference.publisher),
    )?;
    field("address", &escaped(&reference.place))?;
    field("issn", &escaped(&reference.issns.join(", ")))?;
    field("isbn", &escaped(&reference.isbns.join(", ")))?;
    field("doi", &verbatim(&reference.doi))?;
    field("pmid", &reference.pmid)?;
    field("pmcid", &reference.pmcid)?;
    field("url", &verbatim(reference.urls.first().map(String::as_str).unwrap_or_default()))?;
    field("language", &escaped(&reference.languages.join(", ")))?;
    field("keywords", &escaped(&reference.keywords.join(", ")))?;
    field("abstract", &escaped(&reference.abstract_text))?;
    out.write_all(b"}\n\n")
}

fn pages(reference: &Reference) -> String {
    match (reference.first_page.as_str(), reference.last_page.as_str()) {
        // An article number stands in a field of its own.
        (first, "") if first == reference.article_number => String::new(),
        (first, "") => first.to_owned(),
        (first, last) => format!("{first}--{last}"),
    }
}

/// Names joined by `and`; a group in braces, so that it stays one name.
fn names(agents: &[Agent]) -> String {
    let name = |agent: &Agent| match (agent.family.as_str(), agent.given.as_str()) {
        ("", _) => format!("{{{}}}", escaped(&agent.name)),
        (family, "") => format!("{{{}}}", escaped(family)),
        (family, given) => format!("{}, {}", part(family), part(given)),
    };
    agents.iter().map(name).collect::<Vec<_>>().join(" and ")
}

/// A part of a name: in braces where something in it would take it apart.
fn part(text: &str) -> String {
    let takes_apart =
        text.contains(',') || text.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"));
    if takes_apart { format!("{{{}}}", escaped(text)) } else { escaped(text) }
}

/// Words with capitals inside keep them, whatever a style does to titles.
fn title(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        let is_own = word.chars().filter(|c| c.is_uppercase()).count() > 1;
        if is_own { format!("{{{}}}", escaped(word)) } else { escaped(word) }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A text for TeX.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        // Two of these in a row are one sign of another kind.
        if c == before && matches!(c, '\'' | '`' | '-') {
            escaped.push_str("{}");
        }
        before = c;
        match c {
            '&' | '%' | '$' | '#' | '_' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\\' => escaped.push_str("{\\textbackslash}"),
            // Not \{ and \}: BibTeX counts braces whatever stands before them.
            '{' => escaped.push_str("{\\textbraceleft}"),
            '}' => escaped.push_str("{\\textbraceright}"),
            '~' => escaped.push_str("{\\textasciitilde}"),
            '^' => escaped.push_str("{\\textasciicircum}"),
            c if c.is_whitespace() => escaped.push(' '),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// An identifier or an address, which is not read as TeX: only what would end the field is written otherwise.
fn verbatim(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' | '\\' => {
                let _ = write!(encoded, "%{:02X}", u32::from(c));
            }
            c if c.is_whitespace() || c.is_control() => {}
            c => encoded.push(c),
        }
    }
    encoded
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::JournalArticle | Kind::NewspaperArticle => "article",
        Kind::ConferencePaper => "inproceedings",
        Kind::Proceedings => "proceedings",
        Kind::Chapter => "incollection",
        Kind::Book => "book",
        Kind::Thesis => "phdthesis",
        Kind::Report => "techreport",
        Kind::Preprint => "unpublished",
        Kind::WebPage | Kind::Patent | Kind::Other => "misc",
    }
}
