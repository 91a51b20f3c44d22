//! A query result, or a dump, to a response body: bytes cross from a worker thread to the connection with back-pressure.
//!
//! A body ends well only after an explicit [`Piece::Done`]. Whatever else ends it (an error, a panic, a deadline) breaks the connection,
//! so that a cut result never looks whole.

use super::etag::Tag;
use super::sparql::cache::{Cache, Entry};
use super::sparql::formats::Choice;
use crate::query::{Beginning, Disconnected, OutputFormat, QueryError, ResultKind, Sink, Statistics};
use crate::snapshot::Snapshot;
use actix_web::web::Bytes;
use futures_util::Stream;
use std::io;
use std::sync::{Arc, OnceLock, Weak};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

/// Pieces that wait between the worker and the connection.
const PIECES: usize = 4;

/// What crosses to the connection.
#[derive(Debug)]
pub(crate) enum Piece {
    Bytes(Bytes),
    Done,
}

/// The worker's end of a body.
pub(crate) struct Feed {
    pieces: mpsc::Sender<Piece>,
    runtime: Handle,
    patience: Patience,
}

/// How long a feed waits for its reader.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Patience {
    /// Until this moment, however fast the reader is.
    Until(Instant),
    /// This long for each piece.
    Each(Duration),
}

impl Feed {
    /// A feed and the body that it fills. Must be called on a thread of the HTTP runtime.
    pub(crate) fn new(patience: Patience) -> (Self, mpsc::Receiver<Piece>) {
        let (pieces, body) = mpsc::channel(PIECES);
        (Self { pieces, runtime: Handle::current(), patience }, body)
    }

    /// Whether the body was dropped.
    fn is_closed(&self) -> bool {
        self.pieces.is_closed()
    }

    /// Hands on a piece; blocks while the reader is behind. Never to be called on a thread of the HTTP runtime.
    pub(crate) fn send(&self, piece: Piece) -> Result<(), Disconnected> {
        let left = match self.patience {
            Patience::Until(deadline) => deadline.saturating_duration_since(Instant::now()),
            Patience::Each(duration) => duration,
        };
        match self.pieces.try_send(piece) {
            Ok(()) => Ok(()),
            Err(mpsc::error::TrySendError::Closed(_)) => Err(Disconnected),
            Err(mpsc::error::TrySendError::Full(piece)) => {
                self.runtime.block_on(self.pieces.send_timeout(piece, left)).map_err(|_| Disconnected)
            }
        }
    }
}

/// The body that a feed fills.
pub(crate) fn body(pieces: mpsc::Receiver<Piece>) -> impl Stream<Item = Result<Bytes, io::Error>> {
    futures_util::stream::unfold(Some(pieces), |pieces| async move {
        let mut pieces = pieces?;
        match pieces.recv().await {
            Some(Piece::Bytes(bytes)) => Some((Ok(bytes), Some(pieces))),
            Some(Piece::Done) => None,
            None => {
                // The HTTP layer drops what it has not sent when the body fails; between two polls it sends.
                tokio::task::yield_now().await;
                Some((Err(io::Error::other("the result was cut")), None))
            }
        }
    })
}

/// A result that has begun: what to say in the head of the response.
#[derive(Debug)]
pub(crate) struct Begun {
    /// Media type asked for and given.
    pub(crate) media: &'static str,
    /// The number of rows, where the whole result is known already.
    pub(crate) rows: Option<u64>,
    /// True where the whole result is known already and holds nothing.
    pub(crate) empty: bool,
    /// The name of these bytes; none where the next time may bring others.
    pub(crate) tag: Option<Tag>,
}

/// A first piece smaller than this is held back until more follows or the result ends: only then is it known whether the result
/// is empty, and that stands in the head of the response.
const HELD_BYTES: usize = 8 * 1024;

/// Whatever the result of a query depends on, beside the data.
pub(crate) struct Question {
    pub(crate) choice: Choice,
    /// The name of the result from the snapshot of this id.
    pub(crate) tag: Box<dyn Fn(&str) -> Tag + Send>,
}

/// The sink of a query whose result goes straight to the client, and into the cache.
pub(crate) struct ResponseSink {
    question: Question,
    cache: Arc<Cache>,
    media: &'static str,
    start: Option<oneshot::Sender<Result<Begun, QueryError>>>,
    held: Vec<u8>,
    kind: Option<ResultKind>,
    /// The snapshot, the name of the result, and all of it so far, as long as it could be kept.
    kept: Option<(Weak<Snapshot>, Tag, Vec<u8>)>,
    tag: Option<Tag>,
    feed: Option<Feed>,
}

impl ResponseSink {
    /// A sink that answers a question. The receiver hears once how the result starts.
    pub(crate) fn new(
        question: Question,
        cache: Arc<Cache>,
        feed: Feed,
    ) -> (Self, oneshot::Receiver<Result<Begun, QueryError>>) {
        let (start, started) = oneshot::channel();
        let sink = Self {
            question,
            cache,
            media: "",
            start: Some(start),
            held: Vec::new(),
            kind: None,
            kept: None,
            tag: None,
            feed: Some(feed),
        };
        (sink, started)
    }

    /// Lets the head of the response go, and what was held back. `rows`: of a result that is whole.
    fn release(&mut self, rows: Option<u64>) -> Result<(), Disconnected> {
        if let Some(start) = self.start.take() {
            let empty = rows == Some(0) && self.kind != Some(ResultKind::Boolean);
            let begun = Begun { media: self.media, rows, empty, tag: self.tag.clone() };
            start.send(Ok(begun)).map_err(|_| Disconnected)?;
        }
        match std::mem::take(&mut self.held) {
            held if held.is_empty() => Ok(()),
            held => self.send(held),
        }
    }

    fn send(&mut self, bytes: Vec<u8>) -> Result<(), Disconnected> {
        let feed = self.feed.as_ref().ok_or(Disconnected)?;
        let sent = feed.send(Piece::Bytes(bytes.into()));
        if sent.is_err() {
            self.feed = None;
        }
        sent
    }

    /// Puts the whole result into the cache.
    fn keep(&mut self, rows: u64) {
        if let Some((snapshot, tag, bytes)) = self.kept.take() {
            let empty = rows == 0 && self.kind != Some(ResultKind::Boolean);
            let entry = Entry { media: self.media, rows, empty, bytes: bytes.into(), hint: OnceLock::new() };
            self.cache.put(&snapshot, tag, entry);
        }
    }
}

impl Sink for ResponseSink {
    fn choose(&mut self, kind: ResultKind) -> Result<OutputFormat, String> {
        let offer = self.question.choice.of_kind(kind)?;
        self.media = offer.media;
        Ok(offer.value)
    }

    fn begin(&mut self, beginning: &Beginning<'_>) {
        self.kind = Some(beginning.kind);
        self.tag = beginning.repeatable.then(|| (self.question.tag)(beginning.snapshot.id()));
        let snapshot = Arc::downgrade(beginning.snapshot);
        self.kept = self.tag.clone().filter(|_| self.cache.fits(0)).map(|tag| (snapshot, tag, Vec::new()));
    }

    fn write(&mut self, bytes: Vec<u8>) -> Result<(), Disconnected> {
        if let Some((_, _, kept)) = &mut self.kept {
            if self.cache.fits(kept.len() + bytes.len()) {
                kept.extend_from_slice(&bytes);
            } else {
                self.kept = None;
            }
        }
        if self.start.is_some() && self.held.len() + bytes.len() < HELD_BYTES {
            let first = self.held.is_empty();
            self.held.extend_from_slice(&bytes);
            return if first { Ok(()) } else { self.release(None) };
        }
        self.release(None)?;
        self.send(bytes)
    }

    /// The request or its body was dropped: that is how the HTTP layer says that the connection is gone.
    fn is_abandoned(&self) -> bool {
        self.start.as_ref().is_some_and(oneshot::Sender::is_closed)
            || self.feed.as_ref().is_none_or(Feed::is_closed)
    }

    fn end(&mut self, outcome: Result<Statistics, QueryError>) {
        match outcome {
            // Before the first byte has left, a failure is still an error response.
            Err(error) => {
                if let Some(start) = self.start.take() {
                    let _ = start.send(Err(error));
                }
                // After it, dropping the feed without `Done` breaks the connection.
                self.feed = None;
            }
            Ok(statistics) => {
                // Before its client hears of the end, and may ask again.
                self.keep(statistics.rows);
                let ended = self.release(Some(statistics.rows));
                if let (Ok(()), Some(feed)) = (ended, self.feed.take()) {
                    // Where this fails the reader is gone or too slow, and the missing end breaks the connection.
                    let _ = feed.send(Piece::Done);
                }
            }
        }
    }
}

/// The sink of a query whose whole result is wanted here, up to a size.
pub(crate) struct CollectingSink {
    choose: fn(ResultKind) -> OutputFormat,
    limit: usize,
    collected: Collected,
    end: Option<oneshot::Sender<Result<Collected, QueryError>>>,
}

/// A result held in memory.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    pub(crate) kind: Option<ResultKind>,
    pub(crate) bytes: Vec<u8>,
    /// True where the result was larger than the limit and is cut.
    pub(crate) cut: bool,
}

impl CollectingSink {
    /// Collects at most `limit` bytes in the format that `choose` says.
    pub(crate) fn new(
        choose: fn(ResultKind) -> OutputFormat,
        limit: usize,
    ) -> (Self, oneshot::Receiver<Result<Collected, QueryError>>) {
        let (end, ended) = oneshot::channel();
        (Self { choose, limit, collected: Collected::default(), end: Some(end) }, ended)
    }
}

impl Sink for CollectingSink {
    fn choose(&mut self, kind: ResultKind) -> Result<OutputFormat, String> {
        Ok((self.choose)(kind))
    }

    fn begin(&mut self, beginning: &Beginning<'_>) {
        self.collected.kind = Some(beginning.kind);
    }

    fn write(&mut self, bytes: Vec<u8>) -> Result<(), Disconnected> {
        self.collected.cut = self.collected.bytes.len() + bytes.len() > self.limit;
        if self.is_abandoned() || self.collected.cut {
            return Err(Disconnected);
        }
        self.collected.bytes.extend_from_slice(&bytes);
        Ok(())
    }

    fn is_abandoned(&self) -> bool {
        self.end.as_ref().is_none_or(oneshot::Sender::is_closed)
    }

    fn end(&mut self, outcome: Result<Statistics, QueryError>) {
        let collected = std::mem::take(&mut self.collected);
        let result = match outcome {
            Ok(_) => Ok(collected),
            Err(QueryError::Disconnected) if collected.cut => Ok(collected),
            Err(error) => Err(error),
        };
        if let Some(end) = self.end.take() {
            let _ = end.send(result);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::StreamExt;

    async fn read(pieces: mpsc::Receiver<Piece>) -> Vec<Result<Bytes, String>> {
        body(pieces).map(|piece| piece.map_err(|e| e.to_string())).collect().await
    }

    #[actix_web::test]
    async fn a_body_ends_well_only_when_it_was_said() {
        let (feed, pieces) = Feed::new(Patience::Each(Duration::from_secs(1)));
        feed.send(Piece::Bytes(Bytes::from_static(b"a"))).unwrap();
        feed.send(Piece::Done).unwrap();
        assert_eq!(read(pieces).await, [Ok(Bytes::from_static(b"a"))]);

        let (feed, pieces) = Feed::new(Patience::Each(Duration::from_secs(1)));
        feed.send(Piece::Bytes(Bytes::from_static(b"a"))).unwrap();
        drop(feed);
        assert_eq!(read(pieces).await.last(), Some(&Err("the result was cut".to_owned())));
    }

    #[actix_web::test]
    async fn a_feed_gives_up_on_a_reader_that_stalls() {
        let (feed, pieces) = Feed::new(Patience::Each(Duration::from_millis(50)));
        let worker = std::thread::spawn(move || (0..100).position(|_| feed.send(Piece::Done).is_err()));
        let gave_up = actix_web::web::block(move || worker.join()).await.unwrap().unwrap();
        assert_eq!(gave_up, Some(PIECES));
        drop(pieces);
    }
}
