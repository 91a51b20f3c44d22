//! What a client says about formats to the form in which its result goes out.

use crate::export::ReferenceFormat;
use crate::query::{OutputFormat, ResultKind};
use crate::server::error::HttpError;
use crate::server::negotiate::{Accept, Offer, in_words};
use crate::server::references;
use actix_web::http::header::HeaderValue;
use std::sync::LazyLock;

/// One of each kind of result that has formats of its own.
const KINDS: [ResultKind; 3] = [ResultKind::Solutions, ResultKind::Graph, ResultKind::Plan];
/// Those of them that a client has in mind that asks for nothing special.
const RESULTS: [ResultKind; 2] = [ResultKind::Solutions, ResultKind::Graph];

/// What a client takes of each kind of result; which kind it is, is known only when the query has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    table: Option<&'static Offer<OutputFormat>>,
    graph: Option<&'static Offer<OutputFormat>>,
    plan: Option<&'static Offer<OutputFormat>>,
}

impl Choice {
    /// What `?format=` names, or else the `Accept` header.
    ///
    /// # Errors
    /// Where nothing that any query could give has this name.
    pub(crate) fn of(accept: &Accept, format: Option<&str>) -> Result<Self, HttpError> {
        let [table, graph, plan] = KINDS.map(|kind| match format {
            Some(format) => named(kind, format),
            None => accept.best(offers(kind)),
        });
        if format.is_some() && table.is_none() && graph.is_none() && plan.is_none() {
            let known = RESULTS.map(|kind| in_words(offers(kind))).join(", ");
            let works = in_words(references::OFFERS);
            return Err(HttpError::NotAcceptable(format!(
                "{known}, text/html (format=html); for works {works}"
            )));
        }
        Ok(Self { table, graph, plan })
    }

    /// The form of a result of this kind; `Err` lists those that there are.
    pub(crate) fn of_kind(&self, kind: ResultKind) -> Result<&'static Offer<OutputFormat>, String> {
        let chosen = match kind {
            ResultKind::Solutions | ResultKind::Boolean => self.table,
            ResultKind::Graph => self.graph,
            ResultKind::Plan => self.plan,
        };
        chosen.ok_or_else(|| in_words(offers(kind)))
    }

    /// The media types, for a tag.
    pub(crate) fn media(&self) -> [&'static str; 2] {
        [self.table, self.graph].map(|offer| offer.map_or("", |offer| offer.media))
    }
}

/// Whether a client would rather have a page to read.
pub(crate) fn wants_page(accept: &Accept, format: Option<&str>) -> bool {
    match format {
        Some(format) => matches!(format, "html" | "text/html"),
        None => RESULTS.iter().all(|&kind| accept.prefers_html(offers(kind))),
    }
}

/// The form for a reference manager that a client asks for; none where it takes any other result as well.
pub(crate) fn references(accept: &Accept, format: Option<&str>) -> Option<ReferenceFormat> {
    let takes_others = || RESULTS.iter().any(|&kind| accept.best(offers(kind)).is_some());
    match format {
        Some(format) => format.parse().ok(),
        None if takes_others() => None,
        None => references::wanted(accept),
    }
}

/// `Content-Type` of a media type: text is always UTF-8 here, and says so.
pub(crate) fn labelled(media: &'static str) -> HeaderValue {
    if media.starts_with("text/") {
        HeaderValue::from_str(&format!("{media}; charset=utf-8"))
            .unwrap_or(HeaderValue::from_static("text/plain"))
    } else {
        HeaderValue::from_static(media)
    }
}

/// The forms that a result of this kind can take, best first.
fn offers(kind: ResultKind) -> &'static [Offer<OutputFormat>] {
    static TABLES: LazyLock<Vec<Offer<OutputFormat>>> = LazyLock::new(|| all_offers(ResultKind::Solutions));
    static GRAPHS: LazyLock<Vec<Offer<OutputFormat>>> = LazyLock::new(|| all_offers(ResultKind::Graph));
    static PLANS: LazyLock<Vec<Offer<OutputFormat>>> = LazyLock::new(|| all_offers(ResultKind::Plan));
    match kind {
        ResultKind::Solutions | ResultKind::Boolean => &TABLES,
        ResultKind::Graph => &GRAPHS,
        ResultKind::Plan => &PLANS,
    }
}

/// Media types that stand for several formats: the same bytes under another label, for clients that know no better. They come last,
/// so that a client that takes anything gets the proper label.
const GENERIC: &[&str] = &["application/json", "application/xml", "text/xml", "text/plain"];

fn all_offers(kind: ResultKind) -> Vec<Offer<OutputFormat>> {
    let mut offers: Vec<Offer<OutputFormat>> = OutputFormat::all_for(kind)
        .map(|format| Offer { value: format, media: essence(format.media_type()), name: format.name() })
        .collect();
    for media in GENERIC {
        if let Some(value) = OutputFormat::from_media_type(media, kind)
            && offers.iter().all(|offer| offer.media != *media)
        {
            offers.push(Offer { value, media, name: "" });
        }
    }
    offers
}

/// The offer that `?format=` names, by short name or media type; a `+` in a media type may have come as a space. Of a list, as
/// `SPARQLWrapper` sends it (`application/ld+json,application/x-json+ld`), the first that there is.
fn named(kind: ResultKind, format: &str) -> Option<&'static Offer<OutputFormat>> {
    let value = format.split(',').find_map(|format| {
        let format = format.trim().replace(' ', "+");
        OutputFormat::from_name(&format, kind).or_else(|| OutputFormat::from_media_type(&format, kind))
    })?;
    offers(kind).iter().find(|offer| offer.value == value)
}

/// Whether two names stand for the same form of some kind of result: `tsv` and `text/tab-separated-values`.
pub(super) fn are_one(one: &str, other: &str) -> bool {
    let is_one =
        |kind| named(kind, one).zip(named(kind, other)).is_some_and(|(one, other)| one.value == other.value);
    KINDS.into_iter().any(is_one)
}

/// A media type without its parameters.
fn essence(media: &'static str) -> &'static str {
    media.split_once(';').map_or(media, |(essence, _)| essence.trim_end())
}
