//! `POST /admin/ingest?name=FILE`: a file of citation records to a release, with a line of JSON for everything that happens.
//!
//! The file is the body of the request, as it is. The answer begins when reading does, and its last line is the release or an error. After
//! an error the connection breaks too, since the status was told long before. The work goes on where the client leaves.

use super::{authorized, told, upload};
use crate::ingest::{Event, Report, SourceReport, WriteError, Writer, Written};
use crate::read::Input;
use crate::server::error::{self, HttpError};
use crate::server::pages;
use crate::server::state::State;
use crate::server::stream::{self, Feed, Patience, Piece};
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How often it is told how many records were read.
const TELL: Duration = Duration::from_millis(500);
/// Longest name of a file, in bytes.
const NAME_BYTES: usize = 255;

/// `POST`: the body is the file.
pub(crate) async fn post(
    request: HttpRequest,
    state: web::Data<State>,
    body: web::Payload,
) -> Result<HttpResponse, HttpError> {
    let admin = authorized(&request, &state)?;
    let name = name(&request)?;
    let (file, length) = upload::to_file(&request, &state, &admin, body).await?;
    if length == 0 {
        return Err(HttpError::BadRequest("The body is empty; it must be the file.".to_owned()));
    }
    let input = Input::Spooled { name, file: Arc::new(file) };
    let (feed, pieces) = Feed::new(Patience::Each(state.stall_timeout));
    let (begin, started) = oneshot::channel();
    let lines = Lines { feed: Some(feed), begin: Some(begin), told: Instant::now(), read: 0 };
    let url = state.url().to_owned();
    std::thread::Builder::new()
        .name("linkworker-ingest".to_owned())
        .spawn(move || run(&admin.writer, &input, lines, &url))
        .map_err(|e| HttpError::Internal(format!("no thread for an ingest: {e}")))?;
    started.await.map_err(|_| HttpError::Internal("the ingest ended without a word".to_owned()))??;
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson")));
    // Packing would hold lines back.
    response.insert_header((CONTENT_ENCODING, HeaderValue::from_static("identity")));
    Ok(response.streaming(stream::body(pieces)))
}

/// The name of the file: a label, never a path of this machine.
fn name(request: &HttpRequest) -> Result<String, HttpError> {
    let name = pages::parameter(request, "name").unwrap_or_default();
    let name = name.trim();
    if name.is_empty()
        || name.len() > NAME_BYTES
        || name.contains(['/', '\\'])
        || name.contains(char::is_control)
    {
        return Err(HttpError::BadRequest(format!(
            "Give the file a name: ?name=FILE, without folders and of at most {NAME_BYTES} bytes."
        )));
    }
    Ok(name.to_owned())
}

fn run(writer: &Writer, input: &Input, mut lines: Lines, url: &str) {
    let outcome = writer.ingest(std::slice::from_ref(input), |event| lines.hear(&event));
    lines.end(outcome, url);
}

/// What is told, line by line.
struct Lines {
    /// None when nobody listens any more.
    feed: Option<Feed>,
    begin: Option<oneshot::Sender<Result<(), HttpError>>>,
    told: Instant,
    /// Records read.
    read: u64,
}

impl Lines {
    fn hear(&mut self, event: &Event<'_>) {
        match event {
            Event::Reading { name, number, of } => {
                self.say(&json!({ "event": "reading", "name": name, "number": number, "of": of }));
            }
            Event::Read(records) => {
                self.read += records;
                if self.told.elapsed() >= TELL {
                    self.say(&json!({ "event": "read", "records": self.read }));
                }
            }
            Event::Comparing => {
                self.say(&json!({ "event": "read", "records": self.read }));
                self.say(&json!({ "event": "comparing" }));
            }
            Event::Loading(name) => self.say(&json!({ "event": "loading", "name": name })),
            Event::Done(source) => {
                self.say(&json!({ "event": "done", "source": counts(source) }));
            }
            Event::Publishing => self.say(&json!({ "event": "publishing" })),
        }
    }

    fn say(&mut self, line: &Value) {
        if let Some(begin) = self.begin.take()
            && begin.send(Ok(())).is_err()
        {
            self.feed = None;
        }
        self.told = Instant::now();
        let line = format!("{line}\n").into_bytes();
        if self.feed.as_ref().is_some_and(|feed| feed.send(Piece::Bytes(line.into())).is_err()) {
            self.feed = None;
        }
    }

    fn end(mut self, outcome: Result<(Written, Report), WriteError>, url: &str) {
        match outcome {
            Ok((written, report)) => {
                let mut line = told(&written);
                line["event"] = "published".into();
                line["works"] = report.works.into();
                line["mapped_again"] = report.mapped_again.into();
                line["conflicts"] = report.conflicts.len().into();
                line["elapsed_s"] = report.elapsed.as_secs_f64().into();
                self.say(&line);
                if let Some(feed) = self.feed {
                    // Where this fails the client is gone.
                    let _ = feed.send(Piece::Done);
                }
            }
            Err(error) => {
                let error = HttpError::from(error);
                match self.begin.take() {
                    Some(begin) => drop(begin.send(Err(error))),
                    // Without `Done` the connection breaks.
                    None => self.say(&json!({ "error": error::problem(&error, url) })),
                }
            }
        }
    }
}

/// The report on a source without every single finding.
fn counts(source: &SourceReport) -> Value {
    let mut counts = serde_json::to_value(source).unwrap_or_default();
    if let Some(members) = counts.as_object_mut() {
        members.shift_remove("diagnostics");
        members.shift_remove("diagnostics_left_out");
    }
    counts
}
