//! `/dump.*`: the whole graph as a download, streamed from a thread of its own.

use super::error::HttpError;
use super::etag::{ASK_AGAIN, Tag};
use super::sparql::labelled;
use super::state::State;
use super::stream::{self, Feed, Patience, Piece};
use crate::export::{self, DumpFormat, ExportError, Gzip};
use crate::query::QueryError;
use crate::snapshot::Snapshot;
use actix_web::http::Method;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue,
};
use actix_web::{HttpRequest, HttpResponse, web};
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// How long a download waits for its turn where as many as may run at once do.
const TURN: Duration = Duration::from_secs(5);
/// Bytes that cross to the connection at once.
const PIECE_BYTES: usize = 64 * 1024;

/// `GET /dump.ttl`, `/dump.nq.gz` and the like.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    extension: web::Path<String>,
) -> Result<HttpResponse, HttpError> {
    let (name, gzip) = match extension.strip_suffix(".gz") {
        Some(name) => (name, true),
        None => (extension.as_str(), false),
    };
    let format = DumpFormat::ALL.into_iter().find(|format| format.extension() == name).ok_or_else(|| {
        let known: Vec<String> = DumpFormat::ALL.iter().map(|f| format!("/dump.{}", f.extension())).collect();
        HttpError::NotFound(format!(
            "There is no such download. There are {}, each also with .gz at the end.",
            known.join(", ")
        ))
    })?;
    let snapshot = state.published.get();
    // The bytes are packed here, always in the same way.
    let tag = Tag::of([snapshot.id().as_bytes(), extension.as_bytes(), state.iris.base().as_bytes()]);
    if let Some(known) = tag.known_to(&request) {
        return Ok(Tag::not_modified(known));
    }
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, tag.header())).insert_header((CACHE_CONTROL, ASK_AGAIN));
    let suffix = if gzip { ".gz" } else { "" };
    if let Ok(disposition) =
        HeaderValue::from_str(&format!("attachment; filename=\"linkworker.{}{suffix}\"", format.extension()))
    {
        response.insert_header((CONTENT_DISPOSITION, disposition));
    }
    if gzip {
        response.insert_header((CONTENT_TYPE, HeaderValue::from_static("application/gzip")));
        // Keeps the compression layer from packing it twice; `headers::finish` takes the word out again.
        response.insert_header((CONTENT_ENCODING, HeaderValue::from_static("identity")));
    } else {
        response.insert_header((CONTENT_TYPE, labelled(format.media_type())));
    }
    if request.method() == Method::HEAD {
        return Ok(response.streaming(futures_util::stream::empty::<Result<web::Bytes, io::Error>>()));
    }
    let pieces = start(state, snapshot, format, gzip).await?;
    Ok(response.streaming(stream::body(pieces)))
}

/// Starts the export; answers when its first bytes are ready, or with what hindered it.
async fn start(
    state: web::Data<State>,
    snapshot: Arc<Snapshot>,
    format: DumpFormat,
    gzip: bool,
) -> Result<tokio::sync::mpsc::Receiver<Piece>, HttpError> {
    let turn = tokio::time::timeout(TURN, Arc::clone(&state.downloads).acquire_owned());
    let permit = turn.await.ok().and_then(Result::ok).ok_or(QueryError::Busy)?;
    let (feed, pieces) = Feed::new(Patience::Each(state.stall_timeout));
    let (started, start) = oneshot::channel();
    let output = Output { feed, buffer: Vec::with_capacity(PIECE_BYTES), started: Some(started) };
    std::thread::Builder::new()
        .name("linkworker-dump".to_owned())
        .spawn(move || {
            let _permit = permit;
            write(&state, &snapshot, format, gzip, output);
        })
        .map_err(|e| HttpError::Internal(format!("no thread for a download: {e}")))?;
    start
        .await
        .map_err(|_| HttpError::Internal("the export thread ended without a word".to_owned()))?
        .map_err(HttpError::Internal)?;
    Ok(pieces)
}

/// Runs the export to its end.
fn write(state: &State, snapshot: &Snapshot, format: DumpFormat, gzip: bool, mut output: Output) {
    let result = if gzip {
        let mut packed = Gzip::new(&mut output);
        export::dump(snapshot, &state.iris, format, &mut packed)
            .and_then(|_| packed.finish().map(|_| ()).map_err(ExportError::from))
    } else {
        export::dump(snapshot, &state.iris, format, &mut output).map(|_| ())
    };
    match result.and_then(|()| output.flush().map_err(ExportError::from)) {
        Ok(()) => {
            // Where this fails the client is gone.
            let _ = output.feed.send(Piece::Done);
        }
        Err(error) => match output.started.take() {
            Some(started) => {
                let _ = started.send(Err(error.to_string()));
            }
            // Without `Done` the connection breaks. A client that left is no fault of ours.
            None if is_disconnect(&error) => {}
            None => eprintln!("linkworker: a download as {format} broke off: {error}"),
        },
    }
}

fn is_disconnect(error: &ExportError) -> bool {
    matches!(error, ExportError::Io(e) if e.kind() == io::ErrorKind::BrokenPipe)
}

/// Collects bytes to pieces worth sending.
struct Output {
    feed: Feed,
    buffer: Vec<u8>,
    started: Option<oneshot::Sender<Result<(), String>>>,
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Some(started) = self.started.take() {
            started.send(Ok(())).map_err(|_| io::ErrorKind::BrokenPipe)?;
        }
        if self.buffer.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.buffer, Vec::with_capacity(PIECE_BYTES));
        self.feed.send(Piece::Bytes(piece.into())).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
