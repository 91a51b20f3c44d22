//! The way from a worker to its sink: in chunks, with exactly one end, whoever comes first.

use super::{Disconnected, OutputFormat, QueryError, ResultKind, Sink, Statistics, fuse};
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
}

impl Outlet {
    pub(super) fn new(sink: Box<dyn Sink>) -> Self {
        Self { sink: Mutex::new(Some(sink)), ended: AtomicBool::new(false), accepted: Instant::now() }
    }

    /// The time since the query was accepted.
    pub(super) fn elapsed(&self) -> Duration {
        self.accepted.elapsed()
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
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
    pub(super) fn begin(
        &self,
        kind: ResultKind,
        format: OutputFormat,
    ) -> Result<ChunkWriter<'_>, QueryError> {
        self.with(|sink| sink.begin(kind, format))?;
        Ok(ChunkWriter { outlet: self, buffer: Vec::with_capacity(CHUNK) })
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

    /// Calls the sink. After the end of the query, which only the watchdog can have brought, the worker stops.
    fn with<T>(&self, call: impl FnOnce(&mut dyn Sink) -> T) -> Result<T, QueryError> {
        match self.lock().as_mut() {
            Some(sink) => Ok(call(sink.as_mut())),
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
}

impl ChunkWriter<'_> {
    /// Sends what is left.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.send()
    }

    fn send(&mut self) -> io::Result<()> {
        fuse::check();
        if self.buffer.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK));
        match self.outlet.with(|sink| sink.write(chunk)) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Disconnected)) => Err(io::Error::other(QueryError::Disconnected)),
            Err(error) => Err(io::Error::other(error)),
        }
    }
}

impl Write for ChunkWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
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
