//! `/query` (and `/sparql` for browsers): the query box with every example.

use super::{parameter, render};
use crate::server::error::HttpError;
use crate::server::state::State;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use std::sync::LazyLock;

/// An example query, compiled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Example {
    /// File name without its number and extension.
    pub(crate) name: &'static str,
    /// From the line `# title: …`.
    pub(crate) title: &'static str,
    /// From the line `# answers: …`.
    pub(crate) answers: &'static str,
    /// The query without these two lines.
    pub(crate) query: &'static str,
    /// One of the few that the start page shows.
    pub(crate) on_start: bool,
}

macro_rules! examples {
    ($($name:literal),* $(,)?) => {
        /// Names and texts of the example queries, in order.
        const TEXTS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../examples/queries/", $name, ".rq")))),*];
    };
}

examples![
    "01-works-on-activity",
    "02-study-designs",
    "03-reviews-on-link-workers",
    "04-outcomes-and-instruments",
    "05-evidence-for-target-group",
    "06-factors-by-level",
    "07-mentions-in-abstracts",
    "08-authors-of-a-work",
    "09-organisations-by-country",
    "10-collaboration",
    "11-citation-counts",
    "12-most-cited",
    "13-citations-within-the-set",
    "14-open-access",
    "15-received-to-accepted",
    "16-funders-and-grants",
    "17-registered-trials",
    "18-identifiers-of-a-work",
    "19-join-by-doi",
    "20-mesh-matches",
    "21-evidence-gaps",
    "22-topics-by-year",
    "23-provenance-of-a-work",
    "24-retractions-and-corrections",
    "25-journals-and-volumes",
    "26-prisma-counts",
];

/// The examples that newcomers see first.
const ON_START: &[&str] = &[
    "12-most-cited",
    "02-study-designs",
    "03-reviews-on-link-workers",
    "05-evidence-for-target-group",
    "07-mentions-in-abstracts",
    "09-organisations-by-country",
    "22-topics-by-year",
    "25-journals-and-volumes",
];

/// Every example.
pub(crate) static EXAMPLES: LazyLock<Vec<Example>> =
    LazyLock::new(|| TEXTS.iter().map(|(name, text)| read(name, text)).collect());

/// Reads an example file: comment lines with a title and what the query answers, then the query.
fn read(name: &'static str, text: &'static str) -> Example {
    let (mut title, mut answers, mut query) = ("", "", text);
    while let Some((line, rest)) = query.split_once('\n') {
        if let Some(value) = line.strip_prefix("# title:") {
            title = value.trim();
        } else if let Some(value) = line.strip_prefix("# answers:") {
            answers = value.trim();
        } else {
            break;
        }
        query = rest;
    }
    let short = name.split_once('-').map_or(name, |(_, short)| short);
    Example { name: short, title, answers, query: query.trim(), on_start: ON_START.contains(&name) }
}

#[derive(Template)]
#[template(path = "query.html")]
struct Page {
    examples: &'static [Example],
    query: String,
    base: String,
}

/// `GET /query`, with `?example=` or `?query=` to fill the box.
pub(crate) async fn get(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    let example = parameter(&request, "example");
    let chosen = EXAMPLES.iter().find(|e| Some(e.name) == example.as_deref());
    let query = parameter(&request, "query").or_else(|| chosen.map(|e| e.query.to_owned()));
    answer(&state, query)
}

/// `GET /sparql` in a browser.
pub(crate) fn page(state: &State) -> Result<HttpResponse, HttpError> {
    answer(state, None)
}

fn answer(state: &State, query: Option<String>) -> Result<HttpResponse, HttpError> {
    let first = || EXAMPLES.iter().find(|e| e.on_start).map(|e| e.query.to_owned()).unwrap_or_default();
    render(&Page {
        examples: &EXAMPLES,
        query: query.unwrap_or_else(first),
        base: state.iris.base().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_has_a_title_and_an_answer_and_is_in_the_list() {
        for example in EXAMPLES.iter() {
            assert!(
                !example.title.is_empty() && !example.answers.is_empty() && !example.query.is_empty(),
                "{example:?}"
            );
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/queries");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .filter_map(|entry| Some(entry.unwrap().file_name().to_str()?.strip_suffix(".rq")?.to_owned()))
            .collect();
        files.sort();
        assert_eq!(files, TEXTS.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(EXAMPLES.iter().filter(|e| e.on_start).count(), ON_START.len());
    }
}
