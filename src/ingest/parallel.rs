//! Work on a stream of items by several threads, the results in the order of the items and the memory bounded.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Items that go to a thread at once: enough to make handing over cheap, few enough to keep all threads busy.
const BATCH: usize = 32;

/// How many threads the machine runs at once.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Does `work` on every item, on `threads` threads, and hands the results to `sink` in the order of the items.
///
/// At most `4 × threads` batches of 32 items are on their way at any time. The first error of `sink` ends everything
/// and is given back; items that were not taken yet are dropped.
pub(crate) fn in_order<I, R, E>(
    items: impl Iterator<Item = I> + Send,
    threads: usize,
    work: impl Fn(I) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    I: Send,
    R: Send,
{
    if threads <= 1 {
        return items.map(work).try_for_each(sink);
    }
    let (give, take) = sync_channel::<(u64, Vec<I>)>(threads);
    let (done, results) = sync_channel::<(u64, Vec<R>)>(threads);
    // One leave for each batch on its way: one slow batch must not let the others pile up behind it.
    let (leave, leaves) = sync_channel::<()>(4 * threads);
    for _ in 0..4 * threads {
        // There is room for all of them.
        let _ = leave.try_send(());
    }
    let take = Mutex::new(take);
    thread::scope(|scope| {
        let feeder_done = done.clone();
        let (take, work) = (&take, &work);
        scope.spawn(move || feed(items, &leaves, &give, work, &feeder_done));
        // The feeder works too, whenever the others have enough: so that reading never waits for a core.
        for _ in 1..threads {
            let done = done.clone();
            scope.spawn(move || serve(take, work, &done));
        }
        drop(done);
        // Dropping these on the way out makes every thread stop at its next step.
        let (results, leave) = (results, leave);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (number, batch) in &results {
            waiting.insert(number, batch);
            while let Some(batch) = waiting.remove(&next) {
                next += 1;
                batch.into_iter().try_for_each(&mut sink)?;
                let _ = leave.try_send(());
            }
        }
        Ok(())
    })
}

fn feed<I, R>(
    mut items: impl Iterator<Item = I>,
    leaves: &Receiver<()>,
    give: &SyncSender<(u64, Vec<I>)>,
    work: &impl Fn(I) -> R,
    done: &SyncSender<(u64, Vec<R>)>,
) {
    for number in 0.. {
        if leaves.recv().is_err() {
            break;
        }
        let batch: Vec<I> = items.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        match give.try_send((number, batch)) {
            Ok(()) => {}
            Err(TrySendError::Full((number, batch))) => {
                if done.send((number, batch.into_iter().map(work).collect())).is_err() {
                    break;
                }
            }
            Err(TrySendError::Disconnected(_)) => break,
        }
    }
}

fn serve<I, R>(
    take: &Mutex<Receiver<(u64, Vec<I>)>>,
    work: &impl Fn(I) -> R,
    done: &SyncSender<(u64, Vec<R>)>,
) {
    loop {
        // A thread that panicked holding the lock was only waiting: the channel is whole.
        let next = take.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, batch)) = next else { break };
        if done.send((number, batch.into_iter().map(work).collect())).is_err() {
            // Whoever wants the results is gone: drain, so that the feeder does not wait for ever.
            while take.lock().unwrap_or_else(PoisonError::into_inner).recv().is_ok() {}
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for threads in [1, 2, 5] {
            let mut found = Vec::new();
            let slow_on_some = |n: u64| {
                if n.is_multiple_of(97) {
                    thread::sleep(std::time::Duration::from_millis(1));
                }
                n * 2
            };
            let done: Result<(), ()> = in_order(0..3_000, threads, slow_on_some, |r| {
                found.push(r);
                Ok(())
            });
            assert!(done.is_ok());
            assert!(found.iter().copied().eq((0..3_000).map(|n| n * 2)), "{threads} threads");
        }
    }

    #[test]
    fn the_first_error_of_the_sink_ends_everything() {
        for threads in [1, 2, 5] {
            let mut count = 0;
            let done = in_order(
                0..1_000_000_u64,
                threads,
                |n| n,
                |n| {
                    count += 1;
                    if n == 100 { Err(n) } else { Ok(()) }
                },
            );
            assert_eq!((done, count), (Err(100), 101), "{threads} threads");
        }
    }
}
