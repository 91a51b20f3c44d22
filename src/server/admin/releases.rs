//! `/admin/releases`, `/admin/releases/compare` and `/admin/rollback`: what readers saw, what changed, and back again.

use super::{Admin, authorized, change, told};
use crate::ingest::{self, Release, Releases, WriteError};
use crate::mapping::iri::Iris;
use crate::query::QueryError;
use crate::server::error::HttpError;
use crate::server::negotiate::{Accept, Offer, in_words};
use crate::server::pages;
use crate::server::state::State;
use crate::server::stream::{self, Feed, Patience, Piece};
use crate::snapshot::Snapshot;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;

const PATCH: &str = "application/rdf-patch";

/// The forms of a comparison; true for the patch.
const OFFERS: &[Offer<bool>] = &[
    Offer { value: false, media: "application/json", name: "json" },
    Offer { value: true, media: PATCH, name: "patch" },
];

/// Two releases and what readers saw of each.
type Pair = [(Release, Arc<Snapshot>); 2];

/// `GET /admin/releases`: all of them, the newest first.
pub(crate) async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    let admin = authorized(&request, &state)?;
    let mut releases = change(move || Ok(admin.writer.releases().list()?)).await?;
    releases.reverse();
    Ok(super::json(&json!({ "releases": releases })))
}

/// `GET /admin/releases/compare?from=&to=`: counts as JSON, or the statements as an RDF Patch. Without `to` it is the present release,
/// without `from` the one before.
pub(crate) async fn compare(
    request: HttpRequest,
    state: web::Data<State>,
) -> Result<HttpResponse, HttpError> {
    let admin = authorized(&request, &state)?;
    let as_patch = match pages::parameter(&request, "format") {
        Some(format) => OFFERS.iter().find(|offer| offer.name == format || offer.media == format),
        None => Accept::of(&request).best(OFFERS),
    };
    let as_patch = as_patch.ok_or_else(|| HttpError::NotAcceptable(in_words(OFFERS)))?.value;
    let (from, to) = (pages::parameter(&request, "from"), pages::parameter(&request, "to"));
    let pair = change(move || pair(&admin, from.as_deref(), to.as_deref())).await?;
    if as_patch {
        return patch(&state, pair);
    }
    let changes = change(move || {
        let [(from, before), (to, after)] = pair;
        let iris = Iris::new(after.base().unwrap_or_default())
            .map_err(|error| WriteError::Internal(error.to_string()))?;
        Ok(json!({ "from": from, "to": to, "changes": ingest::compare(&before, &after, &iris) }))
    });
    Ok(super::json(&changes.await?))
}

/// `POST /admin/rollback?to=RELEASE`.
pub(crate) async fn rollback(
    request: HttpRequest,
    state: web::Data<State>,
) -> Result<HttpResponse, HttpError> {
    let admin = authorized(&request, &state)?;
    let to = pages::parameter(&request, "to").filter(|to| !to.is_empty()).ok_or_else(|| {
        HttpError::BadRequest(
            "Say which release to go back to: ?to= its number or the first digits of its id.".to_owned(),
        )
    })?;
    let written = change(move || admin.writer.rollback(&to)).await?;
    Ok(super::json(&told(&written)))
}

fn pair(admin: &Admin, from: Option<&str>, to: Option<&str>) -> Result<Pair, WriteError> {
    let releases = admin.writer.releases();
    let all = releases.list()?;
    let named = |which: &str| releases.find(which);
    let last = || all.last().cloned().ok_or_else(|| WriteError::Internal("there is no release".to_owned()));
    let to = to.map(named).transpose()?.map_or_else(last, Ok)?;
    let before = all.iter().rev().find(|release| release.number < to.number).cloned();
    let from = from.map(named).transpose()?.or(before).unwrap_or_else(|| to.clone());
    let open = |releases: &Releases, release: Release| -> Result<(Release, Arc<Snapshot>), WriteError> {
        let snapshot = releases.snapshot(&release)?;
        Ok((release, snapshot))
    };
    Ok([open(releases, from)?, open(releases, to)?])
}

/// Streams the patch from a thread of its own.
fn patch(state: &web::Data<State>, pair: Pair) -> Result<HttpResponse, HttpError> {
    let permit = state.downloads.clone().try_acquire_owned().map_err(|_| QueryError::Busy)?;
    let (feed, pieces) = Feed::new(Patience::Each(state.stall_timeout));
    std::thread::Builder::new()
        .name("linkworker-patch".to_owned())
        .spawn(move || {
            let _permit = permit;
            let [(_, before), (_, after)] = pair;
            let mut out = BufWriter::with_capacity(64 * 1024, Pieces(feed));
            if ingest::write_patch(&before, &after, &mut out).and_then(|()| out.flush()).is_ok() {
                // Without this the connection breaks; where it fails the client is gone.
                let _ = out.get_ref().0.send(Piece::Done);
            }
        })
        .map_err(|e| HttpError::Internal(format!("no thread for a patch: {e}")))?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, PATCH)).streaming(stream::body(pieces)))
}

/// A feed as a writer.
struct Pieces(Feed);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.send(Piece::Bytes(bytes.to_vec().into()));
        sent.map(|()| bytes.len()).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
