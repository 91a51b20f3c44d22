//! The fuse of the running query: notices at every step of this thread that the query is cancelled, and unwinds the stack.
//!
//! The evaluator has a cancellation token of its own, which it looks at only where it reads quads, so a sort or a join over rows
//! that were read already would run on for as long as it likes. But whatever it does, it clones, compares and hashes terms, and
//! those are ours ([`super::dataset::TermId`]): each of these steps listens to a bell. The unwinding starts with
//! [`std::panic::resume_unwind`], which prints nothing, and ends in [`guard`]. A query that takes more memory than it may ends
//! in the same way: the allocator rings the bell.
//!
//! A step is two loads and a branch: no counter, since a store for each of them would cost more than the rest. So that no pointer
//! need be followed, the bells are a fixed row, and a thread knows the number of its own.

use super::allocator::{self, Budget};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

/// The bell of whoever finds no free one. It rings all the time: its threads always look closely, which only costs time.
const SHARED: u8 = 255;
/// The bell of threads without a query. It never rings.
const NONE: u8 = 254;

/// Rung for a thread that should look closely.
static BELLS: [AtomicBool; 256] = {
    let mut bells = [const { AtomicBool::new(false) }; 256];
    bells[SHARED as usize] = AtomicBool::new(true);
    bells
};
/// The bells that have an owner.
static TAKEN: [AtomicBool; NONE as usize] = [const { AtomicBool::new(false) }; NONE as usize];

thread_local! {
    static BELL: Cell<u8> = const { Cell::new(NONE) };
    static RUNNING: RefCell<Option<Arc<Fuse>>> = const { RefCell::new(None) };
}

/// What ends one query from outside.
pub(super) struct Fuse {
    is_cancelled: AtomicBool,
    /// The bell of the thread that runs it.
    bell: AtomicU8,
}

impl Fuse {
    pub(super) fn new() -> Self {
        Self { is_cancelled: AtomicBool::new(false), bell: AtomicU8::new(SHARED) }
    }

    /// Ends the query at its next step, or before its first.
    pub(super) fn cancel(&self) {
        // In this order, as `guard` does it the other way round: one of the two sees what the other did.
        self.is_cancelled.store(true, Ordering::SeqCst);
        ring(self.bell.load(Ordering::SeqCst));
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::SeqCst)
    }
}

fn ring(bell: u8) {
    BELLS[usize::from(bell)].store(true, Ordering::SeqCst);
}

/// A bell that no other thread listens to, or the shared one.
struct Bell(u8);

impl Bell {
    fn take() -> Self {
        let free = (0..NONE).find(|&bell| !TAKEN[usize::from(bell)].swap(true, Ordering::SeqCst));
        Self(free.unwrap_or(SHARED))
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        if self.0 != SHARED {
            let bell = usize::from(self.0);
            BELLS[bell].store(false, Ordering::SeqCst);
            TAKEN[bell].store(false, Ordering::SeqCst);
        }
    }
}

/// The payload of the unwinding: why it goes.
enum Blown {
    Cancelled,
    Memory,
}

/// How a guarded piece of work ended.
pub(super) enum Guarded<T> {
    /// By itself.
    Done(T),
    /// The token was cancelled.
    Cancelled,
    /// It took more memory than its budget.
    Exceeded,
    /// It panicked, with this message.
    Panicked(String),
}

/// One step of work on behalf of the query of this thread.
#[inline]
pub(super) fn step() {
    if BELLS[usize::from(BELL.get())].load(Ordering::Relaxed) {
        look();
    }
}

/// Makes the next step look whether the query goes on. Neither allocates nor unwinds.
pub(super) fn look_next() {
    let bell = BELL.get();
    if bell != NONE {
        ring(bell);
    }
}

/// Unwinds if the query of this thread is cancelled or takes too much memory. Never while unwinding already: that would abort
/// the process.
#[cold]
fn look() {
    let bell = BELL.get();
    if bell != SHARED {
        // First: whoever rings from now on is heard at the next step.
        BELLS[usize::from(bell)].store(false, Ordering::SeqCst);
    }
    let cancelled = || RUNNING.with_borrow(|fuse| fuse.as_ref().is_some_and(|fuse| fuse.is_cancelled()));
    let blown = match allocator::is_exceeded() {
        true => Blown::Memory,
        false if cancelled() => Blown::Cancelled,
        // For the owner of this bell before us.
        false => return,
    };
    ring(bell);
    if !std::thread::panicking() {
        resume_unwind(Box::new(blown));
    }
}

/// Runs `work` on this thread so that cancelling `fuse`, or allocating more than `memory` bytes, ends it at its next step, and a
/// panic ends nothing else.
pub(super) fn guard<T>(fuse: &Arc<Fuse>, memory: usize, work: impl FnOnce() -> T) -> Guarded<T> {
    let bell = Bell::take();
    fuse.bell.store(bell.0, Ordering::SeqCst);
    if fuse.is_cancelled() {
        ring(bell.0);
    }
    BELL.set(bell.0);
    RUNNING.set(Some(Arc::clone(fuse)));
    let budget = Budget::start(memory);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    drop(budget);
    RUNNING.set(None);
    BELL.set(NONE);
    fuse.bell.store(SHARED, Ordering::SeqCst);
    drop(bell);
    match outcome {
        Ok(done) => Guarded::Done(done),
        Err(payload) => match payload.downcast_ref::<Blown>() {
            Some(Blown::Cancelled) => Guarded::Cancelled,
            Some(Blown::Memory) => Guarded::Exceeded,
            None => Guarded::Panicked(
                payload
                    .downcast_ref::<&str>()
                    .map(|s| (*s).to_owned())
                    .or_else(|| payload.downcast_ref::<String>().cloned())
                    .unwrap_or_else(|| "unknown cause".to_owned()),
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    /// Steps until it is stopped.
    fn endless(fuse: &Arc<Fuse>) -> Guarded<()> {
        guard(fuse, usize::MAX, || {
            loop {
                step();
            }
        })
    }

    /// More at once than there are bells; half of them are cancelled before they begin.
    #[test]
    fn whoever_is_cancelled_stops_and_nobody_else() {
        let fuses: Vec<_> = (0..300).map(|_| Arc::new(Fuse::new())).collect();
        let bystander = Arc::new(Fuse::new());
        let (begun, over) = (Barrier::new(152), AtomicBool::new(false));
        std::thread::scope(|scope| {
            let threads: Vec<_> = fuses
                .iter()
                .enumerate()
                .map(|(n, fuse)| {
                    let begun = &begun;
                    scope.spawn(move || {
                        if n % 2 == 0 {
                            begun.wait();
                        } else {
                            fuse.cancel();
                        }
                        endless(fuse)
                    })
                })
                .collect();
            let waits = scope.spawn(|| {
                guard(&bystander, usize::MAX, || {
                    begun.wait();
                    while !over.load(Ordering::SeqCst) {
                        step();
                        std::thread::yield_now();
                    }
                })
            });
            begun.wait();
            fuses.iter().step_by(2).for_each(|fuse| fuse.cancel());
            for thread in threads {
                assert!(matches!(thread.join(), Ok(Guarded::Cancelled)));
            }
            over.store(true, Ordering::SeqCst);
            assert!(matches!(waits.join(), Ok(Guarded::Done(()))));
        });
    }

    #[test]
    fn a_thread_hears_nothing_of_its_last_query() {
        let fuse = Arc::new(Fuse::new());
        fuse.cancel();
        assert!(matches!(endless(&fuse), Guarded::Cancelled));
        fuse.cancel();
        step();
        assert!(matches!(guard(&Arc::new(Fuse::new()), usize::MAX, step), Guarded::Done(())));
    }
}
