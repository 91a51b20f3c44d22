//! Request bodies that may be long: to a file on the disk of the store, or to memory, within a limit.

use super::Admin;
use crate::server::error::HttpError;
use crate::server::state::State;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;
use std::io::Write;
use tempfile::NamedTempFile;

/// Bytes written to the file at once.
const PIECE: usize = 256 * 1024;

/// The body in a temporary file, which goes with the value; and its length.
pub(super) async fn to_file(
    request: &HttpRequest,
    state: &State,
    admin: &Admin,
    mut body: web::Payload,
) -> Result<(NamedTempFile, u64), HttpError> {
    let limit = admin.body_bytes;
    check_head(request, limit)?;
    let folder = admin.writer.incoming();
    let mut file = off_thread(move || match folder {
        Some(folder) => {
            std::fs::create_dir_all(&folder)?;
            NamedTempFile::new_in(folder)
        }
        None => NamedTempFile::new(),
    })
    .await?;
    let (mut length, mut piece) = (0, Vec::with_capacity(PIECE));
    while let Some(chunk) = next(state, &mut body).await? {
        length += chunk.len() as u64;
        if length > limit {
            return Err(too_large(limit));
        }
        piece.extend_from_slice(&chunk);
        if piece.len() >= PIECE {
            let full = std::mem::replace(&mut piece, Vec::with_capacity(PIECE));
            file = append(file, full).await?;
        }
    }
    Ok((append(file, piece).await?, length))
}

/// The body in memory.
pub(super) async fn to_memory(
    request: &HttpRequest,
    state: &State,
    limit: u64,
    mut body: web::Payload,
) -> Result<Vec<u8>, HttpError> {
    check_head(request, limit)?;
    let mut bytes = Vec::new();
    while let Some(chunk) = next(state, &mut body).await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > limit {
            return Err(too_large(limit));
        }
    }
    Ok(bytes)
}

/// The media type of the body, in lower case and without parameters; refuses texts that are not UTF-8.
pub(super) fn media_type(request: &HttpRequest) -> Result<String, HttpError> {
    let header =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = header.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default().to_ascii_lowercase();
    let charset =
        parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.eq_ignore_ascii_case("charset"));
    match charset.map(|(_, value)| value.trim_matches('"').to_ascii_lowercase()) {
        Some(other) if !matches!(other.as_str(), "utf-8" | "utf8" | "us-ascii") => {
            Err(HttpError::UnsupportedMediaType("The body must be sent in UTF-8.".to_owned()))
        }
        _ => Ok(media),
    }
}

/// What can be refused before anything is read.
fn check_head(request: &HttpRequest, limit: u64) -> Result<(), HttpError> {
    if request.headers().contains_key(CONTENT_ENCODING) {
        return Err(HttpError::UnsupportedMediaType(
            "Bodies with a Content-Encoding are not taken. A file packed with gzip or zstd is recognised by its content: send it as \
             it is, without that header."
                .to_owned(),
        ));
    }
    let announced =
        request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit) { Err(too_large(limit)) } else { Ok(()) }
}

/// The next part; each has its time to arrive.
async fn next(state: &State, body: &mut web::Payload) -> Result<Option<web::Bytes>, HttpError> {
    match tokio::time::timeout(state.request_timeout, body.next()).await {
        Ok(Some(chunk)) => {
            chunk.map(Some).map_err(|e| HttpError::BadRequest(format!("The request body is broken: {e}")))
        }
        Ok(None) => Ok(None),
        Err(_) => Err(HttpError::RequestTimeout(state.request_timeout.as_secs())),
    }
}

async fn append(mut file: NamedTempFile, piece: Vec<u8>) -> Result<NamedTempFile, HttpError> {
    off_thread(move || file.write_all(&piece).map(|()| file)).await
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, HttpError> {
    let done = web::block(work).await.map_err(|error| HttpError::Internal(error.to_string()))?;
    done.map_err(|error| match error.kind() {
        std::io::ErrorKind::StorageFull => HttpError::DiskFull,
        _ => HttpError::Internal(format!("keeping what was sent: {error}")),
    })
}

fn too_large(limit: u64) -> HttpError {
    HttpError::TooLarge(usize::try_from(limit).unwrap_or(usize::MAX))
}
