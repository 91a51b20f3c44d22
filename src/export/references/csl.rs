//! A reference to an item of CSL-JSON (schema 1.0.2 of the Citation Style Language).

use super::{Agent, Kind, Reference};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

pub(super) fn write(reference: &Reference, out: &mut dyn Write) -> io::Result<()> {
    let mut item = Map::new();
    item.insert("id".to_owned(), reference.iri.as_str().into());
    item.insert("type".to_owned(), kind(reference.kind).into());
    let pages = match (reference.first_page.as_str(), reference.last_page.as_str()) {
        (first, "") => first.to_owned(),
        (first, last) => format!("{first}-{last}"),
    };
    let (serials, books) = (reference.issns.join(" "), reference.isbns.join(" "));
    for (name, text) in [
        ("title", &reference.title),
        ("container-title", &reference.container),
        ("container-title-short", &reference.container_short),
        ("collection-title", &reference.series),
        ("volume", &reference.volume),
        ("issue", &reference.issue),
        ("page", &pages),
        ("number", &reference.article_number),
        ("edition", &reference.edition),
        ("publisher", &reference.publisher),
        ("publisher-place", &reference.place),
        ("DOI", &reference.doi),
        ("PMID", &reference.pmid),
        ("PMCID", &reference.pmcid),
        ("ISSN", &serials),
        ("ISBN", &books),
        ("URL", reference.urls.first().unwrap_or(&String::new())),
        ("language", reference.languages.first().unwrap_or(&String::new())),
        ("keyword", &reference.keywords.join(", ")),
        ("abstract", &reference.abstract_text),
    ] {
        if !text.is_empty() {
            item.insert(name.to_owned(), text.as_str().into());
        }
    }
    for (name, agents) in [("author", &reference.authors), ("editor", &reference.editors)] {
        if !agents.is_empty() {
            item.insert(name.to_owned(), agents.iter().map(agent).collect());
        }
    }
    let parts: Vec<i64> = reference.issued.iter().map_while(|part| part.parse().ok()).collect();
    if !parts.is_empty() {
        item.insert("issued".to_owned(), json!({ "date-parts": [parts] }));
    }
    serde_json::to_writer(out, &Value::Object(item)).map_err(io::Error::from)
}

fn agent(agent: &Agent) -> Value {
    match (agent.family.as_str(), agent.given.as_str()) {
        ("", _) => json!({ "literal": agent.name }),
        (family, "") => json!({ "family": family }),
        (family, given) => json!({ "family": family, "given": given }),
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::JournalArticle => "article-journal",
        Kind::NewspaperArticle => "article-newspaper",
        Kind::ConferencePaper => "paper-conference",
        Kind::Chapter => "chapter",
        Kind::Book | Kind::Proceedings => "book",
        Kind::Thesis => "thesis",
        Kind::Report => "report",
        Kind::Preprint => "article",
        Kind::WebPage => "webpage",
        Kind::Patent => "patent",
        Kind::Other => "document",
    }
}
