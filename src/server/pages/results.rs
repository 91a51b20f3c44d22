//! The result of a client's query as a page: the way of the query box without scripts.

use super::{Link, counted, grouped, render};
use crate::query::{Request, ResultKind};
use crate::server::data;
use crate::server::error::HttpError;
use crate::server::state::State;
use actix_web::{HttpResponse, web};
use askama::Template;
use oxigraph::model::Term;

/// Bytes of a result that a page may hold; the rest is to be had as a download.
const LIMIT: usize = 2 * 1024 * 1024;
/// Rows that a page shows.
const ROWS: usize = 1000;

#[derive(Template)]
#[template(path = "results.html")]
struct Page {
    query: String,
    base: String,
    summary: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    /// The text of a graph, in Turtle.
    graph: Option<String>,
    hint: Option<String>,
    /// Addresses of the same result for programs, with names.
    formats: Vec<Link>,
}

struct Column {
    name: String,
    /// True where every cell is a number, or empty.
    number: bool,
}

struct Cell {
    link: Link,
    /// Language or datatype, where it says something.
    note: String,
    number: bool,
}

/// Runs the query and shows its result.
pub(crate) async fn page(state: &web::Data<State>, request: Request) -> Result<HttpResponse, HttpError> {
    let query = request.query.clone();
    let collected = data::collect(state, request.clone(), LIMIT).await?;
    let kind = collected.kind.unwrap_or(ResultKind::Solutions);
    let mut page = Page {
        formats: formats(&query, kind),
        query,
        base: state.iris.base().to_owned(),
        summary: String::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        graph: None,
        hint: None,
    };
    if kind == ResultKind::Graph {
        let text = String::from_utf8_lossy(&collected.bytes).into_owned();
        page.summary = if collected.cut {
            "The beginning of a large graph".to_owned()
        } else {
            "A graph, in Turtle".to_owned()
        };
        page.graph = Some(text);
        return render(&page);
    }
    let ((columns, rows), answer) = data::parse(&collected)?;
    if let Some(answer) = answer {
        page.summary = String::from(if answer {
            "Yes: the graph holds this."
        } else {
            "No: the graph does not hold this."
        });
        return render(&page);
    }
    page.summary = match (rows.len(), collected.cut) {
        (n, true) => format!("The first {} rows of a larger result", grouped(n.min(ROWS) as u64)),
        (n, false) if n > ROWS => format!("The first {} of {} rows", grouped(ROWS as u64), grouped(n as u64)),
        (n, false) => counted(n as u64, "row", "rows"),
    };
    if rows.is_empty() {
        page.hint = data::empty_hint(state, request).await;
    }
    let cell = |row: &data::Row, column: &String| cell(state, row.term(column));
    page.rows =
        rows.iter().take(ROWS).map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect();
    let number = |at: usize| page.rows.iter().all(|row| row[at].number || row[at].link.text.is_empty());
    page.columns =
        columns.into_iter().enumerate().map(|(at, name)| Column { number: number(at), name }).collect();
    render(&page)
}

fn cell(state: &State, term: Option<&Term>) -> Cell {
    let plain = |text: String| Link { text, ..Link::default() };
    match term {
        None => Cell { link: plain(String::new()), note: String::new(), number: false },
        Some(Term::NamedNode(iri)) => {
            Cell { link: Link::to(state, iri.as_str(), ""), note: String::new(), number: false }
        }
        Some(Term::Literal(literal)) => Cell {
            note: literal.language().unwrap_or_default().to_owned(),
            number: super::facts::is_number(literal.datatype()),
            link: plain(literal.value().to_owned()),
        },
        Some(other) => Cell { link: plain(other.to_string()), note: String::new(), number: false },
    }
}

/// Where the same result is to be had in other formats.
fn formats(query: &str, kind: ResultKind) -> Vec<Link> {
    let names: &[&str] = match kind {
        ResultKind::Graph => &["turtle", "jsonld", "ntriples", "rdfxml"],
        ResultKind::Solutions | ResultKind::Boolean | ResultKind::Plan => {
            &["csv", "tsv", "json", "xml", "ris", "bibtex"]
        }
    };
    let query = encoded(query);
    let link = |name: &&str| Link {
        // What people download here is opened in a spreadsheet program.
        href: format!(
            "/sparql?format={name}{}&query={query}",
            if *name == "csv" { "&guard=true" } else { "" }
        ),
        text: name.to_uppercase(),
        external: false,
    };
    names.iter().map(link).collect()
}

/// A text as the value of a parameter in an address.
pub(crate) fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}
