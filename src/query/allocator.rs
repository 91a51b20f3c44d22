//! The memory of the running query: what its thread has allocated and not yet freed, counted by the program's allocator.
//!
//! A query runs on one thread from its first byte to its last, so a counter for each thread is a counter for each query, and
//! costs no lock: at most some hundredths of a query's time. An allocator may neither fail nor unwind here, so a query that goes
//! beyond its budget is only marked, and its fuse ([`super::fuse`]) made to look at its next step.
//!
//! The only unsafe code of `query`. Knows nothing of SPARQL.

use super::fuse;
use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;
use std::hint::black_box;

/// An allocator that counts, for each thread, the bytes that another one gives out and takes back.
///
/// A program whose queries shall keep to [`super::Limits::query_memory`] has one:
///
/// ```standalone_crate
/// use linkworker::query::CountingAllocator;
/// use std::alloc::System;
///
/// #[global_allocator]
/// static ALLOCATOR: CountingAllocator<System> = CountingAllocator::new(System);
///
/// assert!(linkworker::query::counts_memory());
/// ```
///
/// In a program without one the limit is not enforced, and nothing else is different:
///
/// ```standalone_crate
/// assert!(!linkworker::query::counts_memory());
/// ```
#[derive(Debug, Default, Clone, Copy)]
pub struct CountingAllocator<A> {
    inner: A,
}

/// What one thread owes.
struct Account {
    /// Bytes allocated less bytes freed. Below zero where a thread frees what others allocated.
    live: Cell<isize>,
    /// The most that `live` may be; no limit where no query runs.
    ceiling: Cell<isize>,
    /// It was more.
    exceeded: Cell<bool>,
}

thread_local! {
    // Constant and without a destructor: looking at it neither allocates nor fails, not even while the thread ends.
    static ACCOUNT: Account = const {
        Account { live: Cell::new(0), ceiling: Cell::new(isize::MAX), exceeded: Cell::new(false) }
    };
}

impl<A> CountingAllocator<A> {
    /// Counts what `inner` does.
    pub const fn new(inner: A) -> Self {
        Self { inner }
    }
}

#[expect(unsafe_code, reason = "an allocator is unsafe by its trait; each call is handed on as it came")]
// SAFETY: every method hands its arguments on to `inner`, which is a `GlobalAlloc`, and returns what that returns. The
// counting beside it touches nothing but numbers of this thread: it neither allocates nor unwinds.
unsafe impl<A: GlobalAlloc> GlobalAlloc for CountingAllocator<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are those that `inner` asks for.
        let block = unsafe { self.inner.alloc(layout) };
        if !block.is_null() {
            grown(layout.size());
        }
        block
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are those that `inner` asks for.
        let block = unsafe { self.inner.alloc_zeroed(layout) };
        if !block.is_null() {
            grown(layout.size());
        }
        block
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: `block` came from this allocator, that is from `inner`, with this layout.
        unsafe { self.inner.dealloc(block, layout) };
        shrunk(layout.size());
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: `block` came from this allocator, that is from `inner`, with this layout; the caller vouches for `size`.
        let moved = unsafe { self.inner.realloc(block, layout, size) };
        if !moved.is_null() {
            shrunk(layout.size());
            grown(size);
        }
        moved
    }
}

#[inline]
fn grown(bytes: usize) {
    ACCOUNT.with(|account| {
        let live = account.live.get().wrapping_add_unsigned(bytes);
        account.live.set(live);
        if live > account.ceiling.get() {
            exceed(account);
        }
    });
}

#[inline]
fn shrunk(bytes: usize) {
    ACCOUNT.with(|account| account.live.set(account.live.get().wrapping_sub_unsigned(bytes)));
}

/// Marks the query of this thread, once.
#[cold]
fn exceed(account: &Account) {
    account.ceiling.set(isize::MAX);
    account.exceeded.set(true);
    fuse::look_next();
}

/// Whether this program counts its memory: true where a [`CountingAllocator`] is its global allocator.
#[must_use]
pub fn counts_memory() -> bool {
    let live = || ACCOUNT.with(|account| account.live.get());
    let before = live();
    let probe = black_box(Box::new(before));
    live() != *probe
}

/// Whether the query of this thread went beyond its budget.
pub(super) fn is_exceeded() -> bool {
    ACCOUNT.with(|account| account.exceeded.get())
}

/// A budget of this thread, until it is dropped.
pub(super) struct Budget(());

impl Budget {
    /// From now on this thread may allocate so many bytes more than it frees.
    pub(super) fn start(bytes: usize) -> Self {
        ACCOUNT.with(|account| {
            account.exceeded.set(false);
            account.ceiling.set(account.live.get().saturating_add_unsigned(bytes));
        });
        Self(())
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        ACCOUNT.with(|account| {
            account.ceiling.set(isize::MAX);
            account.exceeded.set(false);
        });
    }
}

/// Bytes that this thread allocated belong to somebody else from now on.
pub(super) fn handed_over(bytes: usize) {
    shrunk(bytes);
}

/// Does something that is not for the query's account, such as the affairs of its sink. The account is the same afterwards,
/// whatever was allocated, freed or kept.
pub(super) fn aside<T>(work: impl FnOnce() -> T) -> T {
    /// Puts the account back, also while unwinding.
    struct Before {
        live: isize,
        ceiling: isize,
    }
    impl Drop for Before {
        fn drop(&mut self) {
            ACCOUNT.with(|account| {
                account.live.set(self.live);
                account.ceiling.set(self.ceiling);
            });
        }
    }
    let _before = ACCOUNT
        .with(|account| Before { live: account.live.get(), ceiling: account.ceiling.replace(isize::MAX) });
    work()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::alloc::System;

    /// The allocator of the tests of the library is not this one: only what is asked of `COUNTED` counts.
    const COUNTED: CountingAllocator<System> = CountingAllocator::new(System);

    fn live() -> isize {
        ACCOUNT.with(|account| account.live.get())
    }

    #[expect(unsafe_code, reason = "an allocator is called by hand")]
    fn taken(bytes: usize) -> (*mut u8, Layout) {
        let layout = Layout::from_size_align(bytes, 8).unwrap();
        // SAFETY: no test asks for nothing.
        (unsafe { COUNTED.alloc(layout) }, layout)
    }

    #[expect(unsafe_code, reason = "an allocator is called by hand")]
    fn given_back((block, layout): (*mut u8, Layout)) {
        // SAFETY: from `taken`, with this layout, and given back once.
        unsafe { COUNTED.dealloc(block, layout) }
    }

    #[test]
    #[expect(unsafe_code, reason = "an allocator is called by hand")]
    fn every_call_is_counted() {
        let before = live();
        let (block, layout) = taken(100);
        assert_eq!(live() - before, 100);
        // SAFETY: from `taken`, with this layout.
        let block = unsafe {
            block.write_bytes(7, 100);
            COUNTED.realloc(block, layout, 1_000)
        };
        assert_eq!(live() - before, 1_000);
        // SAFETY: a hundred bytes were written.
        assert!(unsafe { std::slice::from_raw_parts(block, 100) }.iter().all(|&byte| byte == 7));
        let layout = Layout::from_size_align(1_000, 8).unwrap();
        given_back((block, layout));
        assert_eq!(live(), before);
        // SAFETY: more than nothing is asked for.
        let zeroed = unsafe { COUNTED.alloc_zeroed(layout) };
        assert_eq!(live() - before, 1_000);
        // SAFETY: a thousand bytes, set by `alloc_zeroed`.
        assert!(unsafe { std::slice::from_raw_parts(zeroed, 1_000) }.iter().all(|&byte| byte == 0));
        given_back((zeroed, layout));
        assert_eq!(live(), before);
    }

    #[test]
    fn threads_count_by_themselves() {
        let before = live();
        std::thread::spawn(|| given_back(taken(100))).join().unwrap();
        assert_eq!(live(), before);
    }

    #[test]
    fn the_budget_is_inclusive_and_ends() {
        let budget = Budget::start(100);
        let first = taken(100);
        assert!(!is_exceeded());
        let second = taken(1);
        assert!(is_exceeded());
        given_back(second);
        assert!(is_exceeded(), "once is enough");
        drop(budget);
        assert!(!is_exceeded());
        let budget = Budget::start(100);
        assert!(!is_exceeded(), "what was there before is not in the account");
        drop(budget);
        given_back(first);
    }

    #[test]
    fn a_budget_without_end_is_none() {
        let _budget = Budget::start(usize::MAX);
        given_back(taken(1_000_000));
        assert!(!is_exceeded());
    }

    #[test]
    fn what_a_sink_does_is_not_counted() {
        let _budget = Budget::start(100);
        let before = live();
        let mine = taken(60);
        let kept = aside(|| {
            given_back(mine);
            taken(1_000)
        });
        assert_eq!((live() - before, is_exceeded()), (60, false));
        handed_over(60);
        assert_eq!(live(), before);
        let mut left = None;
        let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            aside(|| {
                left = Some(taken(1_000));
                std::panic::resume_unwind(Box::new(()))
            })
        }));
        assert_eq!((broken.is_err(), live(), is_exceeded()), (true, before, false));
        aside(|| given_back(left.unwrap()));
        given_back(taken(101));
        assert!(is_exceeded(), "the budget holds again");
        aside(|| given_back(kept));
    }

    #[test]
    fn this_program_does_not_count() {
        assert!(!counts_memory());
    }
}
