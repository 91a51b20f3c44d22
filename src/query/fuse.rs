//! The fuse of the running query: counts the steps of this thread and unwinds the stack once the query is cancelled.
//!
//! The evaluator looks at its cancellation token only where it reads quads, so a sort or a join over rows that were read
//! already runs on for as long as it likes. But whatever it does, it clones, compares and hashes terms, and those are ours
//! ([`super::dataset::TermId`]): each of these steps burns the fuse a little. The unwinding starts with
//! [`std::panic::resume_unwind`], which prints nothing, and ends in [`guard`].

use spareval::CancellationToken;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Steps between two looks at the token: some microseconds of work.
const STEPS: u32 = 4_096;

thread_local! {
    static LEFT: Cell<u32> = const { Cell::new(STEPS) };
    static TOKEN: RefCell<Option<CancellationToken>> = const { RefCell::new(None) };
}

/// The payload of the unwinding.
struct Blown;

/// How a guarded piece of work ended.
pub(super) enum Guarded<T> {
    /// By itself.
    Done(T),
    /// The token was cancelled.
    Cancelled,
    /// It panicked, with this message.
    Panicked(String),
}

/// One step of work on behalf of the query of this thread.
#[inline]
pub(super) fn step() {
    LEFT.with(|left| match left.get() {
        0 => {
            left.set(STEPS);
            check();
        }
        n => left.set(n - 1),
    });
}

/// Unwinds if the query of this thread is cancelled. Never while unwinding already: that would abort the process.
#[cold]
pub(super) fn check() {
    let cancelled = TOKEN.with_borrow(|token| token.as_ref().is_some_and(CancellationToken::is_cancelled));
    if cancelled && !std::thread::panicking() {
        resume_unwind(Box::new(Blown));
    }
}

/// Runs `work` on this thread so that cancelling `token` ends it at its next steps, and a panic ends nothing else.
pub(super) fn guard<T>(token: CancellationToken, work: impl FnOnce() -> T) -> Guarded<T> {
    TOKEN.set(Some(token));
    let outcome = catch_unwind(AssertUnwindSafe(work));
    TOKEN.set(None);
    match outcome {
        Ok(done) => Guarded::Done(done),
        Err(payload) if payload.is::<Blown>() => Guarded::Cancelled,
        Err(payload) => Guarded::Panicked(
            payload
                .downcast_ref::<&str>()
                .map(|s| (*s).to_owned())
                .or_else(|| payload.downcast_ref::<String>().cloned())
                .unwrap_or_else(|| "unknown cause".to_owned()),
        ),
    }
}
