//! Failures to responses: `application/problem+json` (RFC 9457), or a page for browsers. The only code that chooses a status
//! code for a failure.
//!
//! Every handler returns [`HttpError`]; [`render`] turns it into bytes once the request is known again.

use super::negotiate::{Accept, Offer};
use super::pages;
use super::state::State;
use crate::ingest::{IngestError, PublishError, ReleaseError, WriteError};
use crate::query::QueryError;
use crate::store::StoreError;
use crate::validate::{self, Level};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde_json::{Map, Value, json};

/// Why a request could not be answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    /// Something in the request is missing, double or malformed; says what to do.
    #[error("{0}")]
    BadRequest(String),
    /// There is nothing under this address; says where to look instead.
    #[error("{0}")]
    NotFound(String),
    /// The address exists, the method does not; holds the methods that do.
    #[error("this address answers {0} only")]
    MethodNotAllowed(&'static str),
    /// No form of the resource suits the client; lists the forms there are.
    #[error("none of the accepted media types can be had here. Possible are: {0}")]
    NotAcceptable(String),
    /// The request is for a host that is not ours.
    #[error("this service does not answer for the host {0:?}")]
    Misdirected(String),
    /// The client's network asks too often; holds the seconds after which it may again.
    #[error("too many requests come from your network; wait {0} s, then go on more slowly")]
    TooMany(u64),
    /// The service is not able to answer queries at present; says why.
    #[error("{0}")]
    NotReady(String),
    /// The body came too slowly.
    #[error("the request body did not arrive within {0} seconds")]
    RequestTimeout(u64),
    /// The body is larger than the limit, in bytes.
    #[error("the request body is larger than {0} bytes, the most this service takes")]
    TooLarge(usize),
    /// The request line is longer than the limit, in bytes.
    #[error("the address is longer than {0} bytes; send the query in the body of a POST request")]
    UriTooLong(usize),
    /// The body has a type that this address does not take.
    #[error("{0}")]
    UnsupportedMediaType(String),
    /// The query failed.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// There is no token, or not the right one; says what to do.
    #[error("{0}")]
    Unauthorized(&'static str),
    /// Another change is being made.
    #[error("another change is being made; try again when it is done")]
    Writing,
    /// The graph would not conform to the shapes; holds what is new.
    #[error(
        "the change was undone, since the graph would not conform to the shapes of this service (see /shapes.ttl)"
    )]
    Shapes(Box<validate::Report>),
    /// No record could be loaded; says why.
    #[error("{0}")]
    NotLoaded(String),
    /// No space is left.
    #[error("no space is left on the disk of this service; nothing was changed")]
    DiskFull,
    /// Something of ours failed; the text goes to the log, not to the client.
    #[error("{0}")]
    Internal(String),
}

/// Violations of the shapes that are shown.
const VIOLATIONS: usize = 20;

/// Every type of error document: its name, when it comes, what to do. Shown at `/problems`.
pub(crate) const PROBLEMS: &[(&str, &str, &str)] = &[
    (
        "bad-request",
        "400: something in the request is missing, given twice, or malformed.",
        "Read the detail; it names the parameter.",
    ),
    (
        "syntax",
        "400: the query is not valid SPARQL 1.1. `line` and `column` say where.",
        "Correct the query at that place.",
    ),
    (
        "too-complex",
        "400: the query is longer, deeper or has more parts than this service takes, or needs more memory or a larger result.",
        "Read the detail, and the limits below. Split the query, or download the data and query them at home.",
    ),
    (
        "refused",
        "400: the query asks for what this service does for nobody: updates, or queries to services that it does not know.",
        "Ask without it.",
    ),
    (
        "unauthorized",
        "401: the request has not the token that it takes to change something.",
        "Send `Authorization: Bearer` and the token. Only the owner of the service can give it to you.",
    ),
    (
        "not-found",
        "404: the graph says nothing about this address.",
        "Look for the thing in the lists of works, concepts or graphs.",
    ),
    (
        "method-not-allowed",
        "405: the address exists, but not with this method. `allow` lists the methods.",
        "Use one of them.",
    ),
    (
        "not-acceptable",
        "406: none of the media types that you accept can be had.",
        "Accept one of those in the detail, or add ?format=.",
    ),
    ("slow-request", "408: the body of the request did not arrive in time.", "Send the body at once."),
    ("too-large", "413: the body of the request is larger than `limit`.", "Shorten the query."),
    ("uri-too-long", "414: the address is longer than `limit`.", "Send the query by POST."),
    (
        "unsupported-media-type",
        "415: the body has a Content-Type that this address does not take.",
        "Send a form, or application/sparql-query.",
    ),
    (
        "misdirected",
        "421: the request is for a host that this service does not know as its own.",
        "Use an address that its operator has given out. Operators: say --host NAME, or --url.",
    ),
    (
        "shapes",
        "422: the change was undone, since the graph would not conform to the shapes. `violations` says what is new.",
        "Read them; /shapes.ttl holds the shapes.",
    ),
    ("not-loaded", "422: no record of the file could be loaded.", "Read the detail; it says why."),
    (
        "too-many-requests",
        "429: too many requests come from your network.",
        "Wait for the seconds in Retry-After, then go on more slowly; or download the data.",
    ),
    (
        "evaluation",
        "500: the query is valid, but could not be evaluated.",
        "Read the detail; report it if it makes no sense.",
    ),
    ("internal", "500: something failed that is no fault of yours. It has been logged.", "Try again later."),
    (
        "service",
        "502: another endpoint, which the query asks by SERVICE, gave no answer that can be used.",
        "Read the detail. SERVICE SILENT goes on without it.",
    ),
    (
        "busy",
        "503: too many queries or downloads are running, or another change is being made.",
        "Wait for the seconds in Retry-After, then try again.",
    ),
    ("stopped", "503: the operator of this service stopped the query.", "Ask for less, or ask the operator."),
    (
        "not-ready",
        "503: the service can answer no queries at present.",
        "Wait for the seconds in Retry-After, then try again.",
    ),
    (
        "timeout",
        "504: the query took longer than `limit` seconds.",
        "Add a LIMIT, bind more variables, ask for less.",
    ),
    (
        "disk-full",
        "507: no space is left on the disk of the service. Nothing was changed.",
        "Free some space, then repeat the request.",
    ),
];

impl HttpError {
    /// Status, the name of the problem type, and its title.
    fn classify(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::BadRequest(_) => {
                (StatusCode::BAD_REQUEST, "bad-request", "The request cannot be understood")
            }
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not-found", "There is nothing here"),
            Self::MethodNotAllowed(_) => {
                (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "This method is not possible here")
            }
            Self::NotAcceptable(_) | Self::Query(QueryError::NotAcceptable(_)) => {
                (StatusCode::NOT_ACCEPTABLE, "not-acceptable", "No acceptable format")
            }
            Self::RequestTimeout(_) => {
                (StatusCode::REQUEST_TIMEOUT, "slow-request", "The request came too slowly")
            }
            Self::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The request is too large"),
            Self::UriTooLong(_) => (StatusCode::URI_TOO_LONG, "uri-too-long", "The address is too long"),
            Self::UnsupportedMediaType(_) => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "This kind of body is not possible here",
            ),
            Self::Misdirected(_) => {
                (StatusCode::MISDIRECTED_REQUEST, "misdirected", "This is not the service that you asked for")
            }
            Self::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests"),
            Self::NotReady(_) => (StatusCode::SERVICE_UNAVAILABLE, "not-ready", "The service is not ready"),
            Self::Query(QueryError::Syntax { .. }) => {
                (StatusCode::BAD_REQUEST, "syntax", "The query is not valid SPARQL 1.1")
            }
            Self::Query(QueryError::Refused(_)) => {
                (StatusCode::BAD_REQUEST, "refused", "This service does not do that")
            }
            Self::Query(QueryError::TooComplex(_)) => {
                (StatusCode::BAD_REQUEST, "too-complex", "The query is beyond a limit of this service")
            }
            Self::Query(QueryError::Timeout(_)) => {
                (StatusCode::GATEWAY_TIMEOUT, "timeout", "The query took too long")
            }
            Self::Query(QueryError::Stopped) => {
                (StatusCode::SERVICE_UNAVAILABLE, "stopped", "The query was stopped")
            }
            Self::Query(QueryError::Service(_)) => {
                (StatusCode::BAD_GATEWAY, "service", "Another endpoint gave no answer")
            }
            Self::Query(QueryError::Busy) => (StatusCode::SERVICE_UNAVAILABLE, "busy", "The service is busy"),
            Self::Query(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "evaluation", "The query could not be evaluated")
            }
            Self::Unauthorized(_) => (StatusCode::UNAUTHORIZED, "unauthorized", "This takes the admin token"),
            Self::Writing => (StatusCode::SERVICE_UNAVAILABLE, "busy", "Another change is being made"),
            Self::Shapes(_) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "shapes", "The graph would not conform to the shapes")
            }
            Self::NotLoaded(_) => (StatusCode::UNPROCESSABLE_ENTITY, "not-loaded", "No record was loaded"),
            Self::DiskFull => (StatusCode::INSUFFICIENT_STORAGE, "disk-full", "No space is left"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong here"),
        }
    }

    /// What the client is told beyond the title.
    fn detail(&self) -> String {
        match self {
            Self::Internal(_) => "The fault is on this side and has been logged. Try again later.".to_owned(),
            other => other.to_string(),
        }
    }

    /// Members of the problem document that this kind of failure adds.
    fn extensions(&self, members: &mut Map<String, Value>) {
        match self {
            Self::Query(QueryError::Syntax { line, column, .. }) => {
                line.map(|line| members.insert("line".to_owned(), line.into()));
                column.map(|column| members.insert("column".to_owned(), column.into()));
            }
            Self::Query(QueryError::Timeout(limit)) => {
                members.insert("limit".to_owned(), json!(limit.as_secs_f64()));
                members.insert("unit".to_owned(), "seconds".into());
            }
            Self::TooLarge(limit) | Self::UriTooLong(limit) => {
                members.insert("limit".to_owned(), (*limit).into());
                members.insert("unit".to_owned(), "bytes".into());
            }
            Self::Shapes(report) => {
                let worst = report.results.iter().filter(|finding| finding.severity == Level::Violation);
                let shown: Vec<String> = worst.take(VIOLATIONS).map(ToString::to_string).collect();
                members.insert("violations".to_owned(), shown.into());
            }
            Self::MethodNotAllowed(methods) => {
                members.insert("allow".to_owned(), (*methods).into());
            }
            _ => {}
        }
    }

    /// A header that this kind of failure must carry.
    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::MethodNotAllowed(methods) => Some((ALLOW, HeaderValue::from_static(methods))),
            Self::Query(QueryError::Busy) | Self::NotReady(_) => {
                Some((RETRY_AFTER, HeaderValue::from_static("2")))
            }
            Self::TooMany(seconds) => Some((RETRY_AFTER, HeaderValue::from(*seconds))),
            Self::Writing => Some((RETRY_AFTER, HeaderValue::from_static("5"))),
            Self::Unauthorized(_) => Some((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))),
            _ => None,
        }
    }
}

impl From<WriteError> for HttpError {
    fn from(error: WriteError) -> Self {
        if is_disk_full(&error) {
            return Self::DiskFull;
        }
        match error {
            WriteError::Busy => Self::Writing,
            WriteError::Update(error) => error.into(),
            WriteError::Document(error) => Self::BadRequest(error.to_string()),
            WriteError::Shapes(report) => Self::Shapes(report),
            WriteError::NoRecord(_) => Self::NotLoaded(error.to_string()),
            WriteError::NoGraph(_) | WriteError::Release(ReleaseError::NoSuch(_)) => {
                Self::NotFound(error.to_string())
            }
            other => Self::Internal(other.to_string()),
        }
    }
}

/// Whether the disk is full: the store says so, or any error that another one wraps.
fn is_disk_full(error: &WriteError) -> bool {
    if let WriteError::Store(store)
    | WriteError::Ingest(IngestError::Store(store))
    | WriteError::Release(ReleaseError::Store(store))
    | WriteError::Publish(PublishError::Store(store) | PublishError::Release(ReleaseError::Store(store))) =
        error
        && matches!(store, StoreError::DiskFull(_))
    {
        return true;
    }
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        if kind == Some(std::io::ErrorKind::StorageFull) {
            return true;
        }
        cause = error.source();
    }
    false
}

impl ResponseError for HttpError {
    fn status_code(&self) -> StatusCode {
        self.classify().0
    }

    /// Without a body: [`render`] writes it when the request is at hand.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// The response to a failed request, in the form that its client reads best.
pub(crate) fn render(error: &HttpError, request: &HttpRequest) -> HttpResponse {
    const MACHINE: &[Offer<()>] = &[
        Offer { value: (), media: "application/problem+json", name: "" },
        Offer { value: (), media: "application/json", name: "" },
    ];
    let (status, _, title) = error.classify();
    let detail = error.detail();
    if let HttpError::Internal(message) | HttpError::Query(QueryError::Evaluation(message)) = error {
        eprintln!("linkworker: {} {}: {message}", request.method(), request.path().escape_debug());
    }
    let mut response = HttpResponse::build(status);
    if let Some(header) = error.header() {
        response.insert_header(header);
    }
    if Accept::of(request).prefers_html(MACHINE)
        && let Some(page) = pages::error_page(status.as_u16(), title, &detail)
    {
        return response.insert_header((CONTENT_TYPE, pages::HTML)).body(page);
    }
    let base = request.app_data::<actix_web::web::Data<State>>().map_or("/", |state| state.url());
    let mut problem = problem(error, base);
    problem.insert("instance".to_owned(), request.uri().path().into());
    response
        .insert_header((CONTENT_TYPE, HeaderValue::from_static("application/problem+json")))
        .body(Value::Object(problem).to_string())
}

/// The members of a problem document; `url` is the address of the service.
pub(crate) fn problem(error: &HttpError, url: &str) -> Map<String, Value> {
    let (status, kind, title) = error.classify();
    let mut problem = Map::new();
    problem.insert("type".to_owned(), format!("{url}problems#{kind}").into());
    problem.insert("title".to_owned(), title.into());
    problem.insert("status".to_owned(), status.as_u16().into());
    problem.insert("detail".to_owned(), error.detail().into());
    error.extensions(&mut problem);
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Beyond, Limits};
    use std::time::Duration;

    #[test]
    fn every_type_of_problem_is_explained() {
        let text = String::new;
        let errors = [
            HttpError::BadRequest(text()),
            HttpError::NotFound(text()),
            HttpError::MethodNotAllowed(""),
            HttpError::NotAcceptable(text()),
            HttpError::RequestTimeout(1),
            HttpError::TooLarge(1),
            HttpError::UriTooLong(1),
            HttpError::UnsupportedMediaType(text()),
            HttpError::Misdirected(text()),
            HttpError::TooMany(1),
            HttpError::NotReady(text()),
            HttpError::Internal(text()),
            HttpError::Unauthorized(""),
            HttpError::NotLoaded(text()),
            HttpError::DiskFull,
            HttpError::Shapes(Box::new(conforming())),
            QueryError::Syntax { message: text(), line: None, column: None }.into(),
            QueryError::TooComplex(text()).into(),
            QueryError::Refused(text()).into(),
            QueryError::Timeout(Duration::ZERO).into(),
            QueryError::Service(text()).into(),
            QueryError::Busy.into(),
            QueryError::Stopped.into(),
            QueryError::Evaluation(text()).into(),
        ];
        for error in &errors {
            let (status, kind, _) = error.classify();
            let explained = PROBLEMS.iter().find(|(name, ..)| *name == kind);
            assert!(explained.is_some_and(|(_, when, _)| when.starts_with(status.as_str())), "{kind}");
        }
        assert_eq!(errors.len(), PROBLEMS.len());
    }

    fn conforming() -> validate::Report {
        validate::Report { conforms: true, results: Vec::new() }
    }

    #[test]
    fn what_the_limits_say_of_status_codes_is_true() {
        for limit in Limits::ALL {
            let error = match limit.beyond {
                Beyond::Refused | Beyond::Cut => QueryError::TooComplex(String::new()),
                Beyond::TimedOut => QueryError::Timeout(Duration::ZERO),
                Beyond::Busy => QueryError::Busy,
                Beyond::Waits | Beyond::Unsorted => continue,
            };
            let (status, ..) = HttpError::from(error).classify();
            assert!(limit.beyond.to_string().starts_with(status.as_str()), "{}", limit.name);
        }
    }

    #[test]
    fn what_is_our_fault_is_not_told() {
        assert!(!HttpError::Internal("/secret/path".to_owned()).detail().contains("secret"));
    }
}
