//! Pages for people. Data come from fixed queries (`data.rs`) or a description; markup comes from `web/templates`, escaped there.
//!
//! Every page works without scripts. Links go to local paths; links to other sites are http or https only.

pub(crate) mod abstract_text;
pub(crate) mod agent;
pub(crate) mod concepts;
pub(crate) mod facts;
pub(crate) mod graphs;
pub(crate) mod home;
pub(crate) mod journal;
pub(crate) mod query;
pub(crate) mod results;
pub(crate) mod thing;
pub(crate) mod work;
pub(crate) mod works;

use super::error::HttpError;
use super::state::State;
use crate::export::{Description, Kind};
use crate::query::{Limit, Limits};
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

/// `Content-Type` of every page.
pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// The page about one resource, by what it is.
pub(crate) async fn resource_page(
    request: &HttpRequest,
    state: &State,
    description: &Description,
) -> Result<HttpResponse, HttpError> {
    let iri = &description.iri;
    match description.kind {
        Kind::Work => work::page(state, iri).await,
        Kind::Concept => concepts::page(state, iri).await,
        Kind::Journal => journal::page(state, iri).await,
        Kind::Person => agent::person(state, iri).await,
        Kind::Organization => agent::organization(state, iri, page_number(request)).await,
        _ => thing::page(state, description),
    }
}

/// A template as a response.
pub(crate) fn render(template: &impl Template) -> Result<HttpResponse, HttpError> {
    let html =
        template.render().map_err(|e| HttpError::Internal(format!("a page cannot be written: {e}")))?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, HTML)).body(html))
}

/// The page that tells a browser about a failure.
pub(crate) fn error_page(status: u16, title: &str, detail: &str) -> Option<String> {
    #[derive(Template)]
    #[template(path = "error.html")]
    struct Page<'a> {
        status: u16,
        title: &'a str,
        detail: &'a str,
        /// The place in the query, where the detail shows it.
        excerpt: &'a str,
    }
    let (detail, excerpt) = detail.split_once('\n').unwrap_or((detail, ""));
    Page { status, title, detail, excerpt }.render().ok()
}

/// `GET /problems`: what the types of error documents mean, and the limits of this service.
pub(crate) async fn problems(state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    #[derive(Template)]
    #[template(path = "problems.html")]
    struct Page<'a> {
        problems: &'static [(&'static str, &'static str, &'static str)],
        all: &'static [Limit],
        limits: &'a Limits,
    }
    render(&Page { problems: super::error::PROBLEMS, all: Limits::ALL, limits: state.engine.limits() })
}

/// A link in a page: where it goes and what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Link {
    /// A local path, an http(s) address, or empty where there is nothing to follow.
    pub(crate) href: String,
    pub(crate) text: String,
    /// True where it leaves this site.
    pub(crate) external: bool,
}

impl Link {
    /// A link to an IRI: the page here where the graph has one, the web where it is an http(s) address, else no link.
    pub(crate) fn to(state: &State, iri: &str, text: impl Into<String>) -> Self {
        let text = Some(text.into())
            .filter(|text| !text.trim().is_empty())
            .unwrap_or_else(|| Self::short(state, iri));
        match state.iris.local_path(iri) {
            Some(href) => Self { href, text, external: false },
            None if is_web(iri) => Self { href: iri.to_owned(), text, external: true },
            None => Self { href: String::new(), text, external: false },
        }
    }

    /// What to call an IRI that has no label: without the base of the data, or with a prefix, else as it is.
    pub(crate) fn short(state: &State, iri: &str) -> String {
        let own = iri.strip_prefix(state.iris.base()).filter(|rest| !rest.is_empty());
        own.map_or_else(|| facts::shortened(iri), str::to_owned)
    }
}

/// True for addresses that a browser may follow: never `javascript:` or the like.
fn is_web(iri: &str) -> bool {
    let scheme = iri.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
}

/// A parameter of the address, decoded; bytes that are not UTF-8 are replaced.
pub(crate) fn parameter(request: &HttpRequest, name: &str) -> Option<String> {
    let query =
        actix_web::web::Query::<Vec<(String, String)>>::from_query(request.uri().query().unwrap_or_default())
            .ok()?;
    query
        .into_inner()
        .into_iter()
        .find(|(key, value)| key == name && !value.trim().is_empty())
        .map(|(_, value)| value)
}

/// `?page=`, from 1.
pub(crate) fn page_number(request: &HttpRequest) -> u64 {
    parameter(request, "page").and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, 1_000_000)
}

/// The pages before and after one page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pager {
    pub(crate) page: u64,
    pub(crate) last: u64,
    /// The address up to the page number.
    pub(crate) address: String,
}

impl Pager {
    /// For `total` things, `size` on a page. `address` ends in `?page=` or `&page=`.
    pub(crate) fn new(page: u64, total: u64, size: u64, address: String) -> Self {
        Self { page, last: total.div_ceil(size).max(1), address }
    }
}

/// `1 work`, `3 works`, `12,345 works`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A number with its thousands set apart.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(counted(1, "work", "works"), "1 work");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn only_web_addresses_are_followed() {
        assert!(is_web("https://doi.org/10.1/x") && is_web("HTTP://example.org/"));
        assert!(!is_web("javascript:alert(1)") && !is_web("urn:x") && !is_web("data:text/html,x"));
    }
}
