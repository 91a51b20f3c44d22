//! The way from a worker to its sink: in chunks, with exactly one end, whoever comes first.

use super::limits::PARTS;
use super::scan::exceeds;
use super::{
    Beginning, Disconnected, Limits, OutputFormat, QueryError, ResultKind, Sink, Statistics, allocator, fuse,
};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

/// Bytes handed to a sink at a time.
const CHUNK: usize = 32 * 1024;

/// A sink until its end.
pub(super) struct Outlet {
    sink: Mutex<Option<Box<dyn Sink>>>,
    ended: AtomicBool,
    accepted: Instant,
    /// Rows and bytes that the result may have.
    rows: usize,
    bytes: usize,
}

impl Outlet {
    pub(super) fn new(sink: Box<dyn Sink>, limits: &Limits) -> Self {
        Self {
            sink: Mutex::new(Some(sink)),
            ended: AtomicBool::new(false),
            accepted: Instant::now(),
            rows: limits.result_rows,
            bytes: limits.result_bytes,
        }
    }

    /// The time since the query was accepted.
    pub(super) fn elapsed(&self) -> Duration {
        self.accepted.elapsed()
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    /// Whether its reader is gone. False where a worker is inside a call of the sink, which then finds out by itself.
    pub(super) fn is_abandoned(&self) -> bool {
        let Ok(sink) = self.sink.try_lock() else { return false };
        // A sink that panics here would take the watchdog with it.
        sink.as_ref()
            .is_some_and(|sink| catch_unwind(AssertUnwindSafe(|| sink.is_abandoned())).unwrap_or(true))
    }

    /// Refuses a result of more rows than it may have.
    pub(super) fn allow_rows(&self, count: u64) -> Result<(), QueryError> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        exceeds("the result", count, self.rows, "rows or more", PARTS)
    }

    /// Asks for the format of a result.
    pub(super) fn choose(&self, kind: ResultKind) -> Result<OutputFormat, QueryError> {
        let format = self.with(|sink| sink.choose(kind))?.map_err(QueryError::NotAcceptable)?;
        if format.fits(kind) {
            return Ok(format);
        }
        let possible: Vec<_> = OutputFormat::all_for(kind).map(OutputFormat::name).collect();
        Err(QueryError::NotAcceptable(format!(
            "{} is no format for this kind of query; possible are {}",
            format.label(),
            possible.join(", ")
        )))
    }

    /// Says that a result follows, and gives a writer for it.
    pub(super) fn begin(&self, beginning: &Beginning<'_>) -> Result<ChunkWriter<'_>, QueryError> {
        self.with(|sink| sink.begin(beginning))?;
        Ok(ChunkWriter { outlet: self, buffer: Vec::with_capacity(CHUNK), written: 0 })
    }

    /// Ends the query, unless it has ended. A sink that panics harms nobody else.
    pub(super) fn end(&self, outcome: Result<Statistics, QueryError>) {
        self.finish(self.lock(), outcome);
    }

    /// Ends the query, unless it has ended or a worker is inside a call of the sink: false then.
    pub(super) fn try_end(&self, outcome: Result<Statistics, QueryError>) -> bool {
        match self.sink.try_lock() {
            Ok(sink) => self.finish(sink, outcome),
            Err(TryLockError::Poisoned(poisoned)) => self.finish(poisoned.into_inner(), outcome),
            Err(TryLockError::WouldBlock) => false,
        }
    }

    fn finish(
        &self,
        mut sink: MutexGuard<'_, Option<Box<dyn Sink>>>,
        outcome: Result<Statistics, QueryError>,
    ) -> bool {
        let Some(mut sink) = sink.take() else {
            return false;
        };
        self.ended.store(true, Ordering::Release);
        // The panic has been printed by its hook; there is nobody to tell.
        let _ = catch_unwind(AssertUnwindSafe(move || sink.end(outcome)));
        true
    }

    /// Calls the sink; what it allocates is not for the query's account. After the end of the query, which only the watchdog can have brought, the worker stops.
    fn with<T>(&self, call: impl FnOnce(&mut dyn Sink) -> T) -> Result<T, QueryError> {
        match self.lock().as_mut() {
            Some(sink) => Ok(allocator::aside(|| call(sink.as_mut()))),
            None => Err(QueryError::Timeout(self.elapsed())),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Box<dyn Sink>>> {
        self.sink.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Collects bytes into chunks. What is left must be sent with [`ChunkWriter::finish`]; a writer that is dropped sends nothing.
pub(super) struct ChunkWriter<'a> {
    outlet: &'a Outlet,
    buffer: Vec<u8>,
    /// Bytes so far, those in the buffer included.
    written: usize,
}

impl ChunkWriter<'_> {
    /// Sends what is left.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.send()
    }

    fn send(&mut self) -> io::Result<()> {
        fuse::step();
        if self.buffer.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK));
        allocator::handed_over(chunk.capacity());
        match self.outlet.with(|sink| sink.write(chunk)) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Disconnected)) => Err(io::Error::other(QueryError::Disconnected)),
            Err(error) => Err(io::Error::other(error)),
        }
    }
}

impl Write for ChunkWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written = self.written.saturating_add(bytes.len());
        exceeds("the result", self.written, self.outlet.bytes, "bytes or more", PARTS)
            .map_err(io::Error::other)?;
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.send()?;
        }
        Ok(bytes.len())
    }

    /// Does nothing: chunks go when they are full, and at the end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The error of a failed write: the sink's own.
impl From<io::Error> for QueryError {
    fn from(error: io::Error) -> Self {
        error.downcast::<Self>().unwrap_or_else(|error| Self::Evaluation(error.to_string()))
    }
}
