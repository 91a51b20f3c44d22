//! A bounded number of worker threads, a bounded queue before them, and one watchdog for all deadlines.
//!
//! A worker that does not come back within a moment of its deadline (it parses, plans, or runs one long string function,
//! none of which can be stopped) is given up: its client is answered, another thread takes its place as long as not too many
//! are lost, and it rejoins the pool if it ever ends. Knows nothing of SPARQL.

use super::fuse::{self, Fuse, Guarded};
use super::memory::Budget;
use super::output::Outlet;
use super::{Limits, Load, OpenQuery, QueryError, Statistics};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The stack of a worker, in bytes. Only the pages that are touched take memory.
const STACK: usize = 256 * 1024 * 1024;
/// A deadline that no clock overflows at: a year.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 3600);
/// How often the watchdog looks at the memory and at the readers while queries run.
const LOOK: Duration = Duration::from_millis(50);
/// How long after its deadline a worker may take to notice it.
const GRACE: Duration = Duration::from_millis(150);

/// How to ask for what takes less memory.
const LESS_MEMORY: &str =
    "avoid ORDER BY, DISTINCT and GROUP BY over very many rows, bind more variables, or download the data";

/// The work of one query: what it returns is told to [`super::Sink::end`].
pub(super) type Work = Box<dyn FnOnce(&Outlet) -> Result<Statistics, QueryError> + Send>;

/// Worker threads that start when there is work, and end with the pool.
pub(super) struct Pool {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    /// There is work for a worker.
    work: Condvar,
    /// There is a new deadline for the watchdog.
    watch: Condvar,
    workers: usize,
    queue: usize,
    /// Bytes that one query may have allocated.
    query_memory: usize,
    /// Bytes that all of them may have added to the process.
    memory: usize,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Job>,
    /// Threads that serve the queue: idle, or with a query within its time.
    serving: usize,
    idle: usize,
    /// Threads that did not come back.
    lost: usize,
    /// Queries that were accepted and are not yet answered.
    open: Vec<Arc<Ticket>>,
    budget: Budget,
    /// Queries that were accepted, ever.
    accepted: u64,
    watched: bool,
    closing: bool,
}

struct Job {
    ticket: Arc<Ticket>,
    work: Work,
}

/// One accepted query, as its worker and the watchdog see it.
struct Ticket {
    number: u64,
    /// What is done, for people.
    label: String,
    accepted: Instant,
    outlet: Outlet,
    fuse: Arc<Fuse>,
    timeout: Duration,
    deadline: Instant,
    /// Stopped for the memory that the running queries take.
    is_greedy: AtomicBool,
    /// Stopped because nobody reads its result any more.
    is_abandoned: AtomicBool,
    /// Stopped by somebody who may.
    is_stopped: AtomicBool,
    progress: Mutex<Progress>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Queued,
    Running,
    /// Running, but given up by the watchdog.
    Lost,
}

impl Pool {
    pub(super) fn new(limits: &Limits) -> Self {
        let shared = Shared {
            state: Mutex::new(State { budget: Budget::new(limits.memory), ..State::default() }),
            work: Condvar::new(),
            watch: Condvar::new(),
            workers: limits.workers.max(1),
            queue: limits.queue,
            query_memory: limits.query_memory,
            memory: limits.memory,
        };
        Self { shared: Arc::new(shared) }
    }

    /// How busy it is at this moment.
    pub(super) fn load(&self) -> Load {
        let state = lock(&self.shared.state);
        let waiting = state.queue.len();
        let running = state.serving.saturating_sub(state.idle);
        Load { running, waiting, lost: state.lost, workers: self.shared.workers, queue: self.shared.queue }
    }

    /// The queries that are not answered yet, in the order in which they came.
    pub(super) fn open(&self) -> Vec<OpenQuery> {
        let state = lock(&self.shared.state);
        let open = state.open.iter().filter(|ticket| !ticket.outlet.has_ended());
        open.map(|ticket| ticket.told()).collect()
    }

    /// Stops a query; false where there is none of this number.
    pub(super) fn stop(&self, number: u64) -> bool {
        let state = lock(&self.shared.state);
        let found = state.open.iter().find(|ticket| ticket.number == number && !ticket.outlet.has_ended());
        let Some(ticket) = found.map(Arc::clone) else { return false };
        drop(state);
        ticket.stop();
        true
    }

    /// Hands a query to a worker, or to the queue.
    pub(super) fn submit(
        &self,
        outlet: Outlet,
        timeout: Duration,
        label: String,
        work: Work,
    ) -> Result<(), QueryError> {
        let shared = &self.shared;
        let mut state = lock(&shared.state);
        shared.hire(&mut state);
        if state.serving == 0 || state.queue.len() >= state.idle + shared.queue {
            return Err(QueryError::Busy);
        }
        if !state.watched {
            let watchdog = Arc::clone(shared);
            state.watched = spawn("query-watchdog", 1024 * 1024, move || watchdog.watch());
        }
        state.accepted += 1;
        let now = Instant::now();
        let ticket = Arc::new(Ticket {
            number: state.accepted,
            label,
            accepted: now,
            outlet,
            fuse: Arc::new(Fuse::new()),
            timeout,
            deadline: now + timeout.min(FOREVER),
            is_stopped: AtomicBool::new(false),
            is_greedy: AtomicBool::new(false),
            is_abandoned: AtomicBool::new(false),
            progress: Mutex::new(Progress::Queued),
        });
        state.open.retain(|ticket| !ticket.outlet.has_ended());
        if state.open.is_empty() && state.lost == 0 {
            state.budget.start();
        }
        state.open.push(Arc::clone(&ticket));
        state.queue.push_back(Job { ticket, work });
        shared.work.notify_one();
        shared.watch.notify_one();
        Ok(())
    }
}

impl Drop for Pool {
    /// Stops the queries that run and answers those that wait; does not wait for the threads.
    fn drop(&mut self) {
        let mut state = lock(&self.shared.state);
        state.closing = true;
        state.open.iter().for_each(|ticket| ticket.fuse.cancel());
        let waiting = std::mem::take(&mut state.queue);
        drop(state);
        for job in waiting {
            job.ticket.outlet.end(Err(stopping()));
        }
        self.shared.work.notify_all();
        self.shared.watch.notify_all();
    }
}

impl Shared {
    /// Starts a worker if more queries wait than workers are idle, and there is room. Lost threads beyond the number of
    /// workers are not replaced any more.
    fn hire(self: &Arc<Self>, state: &mut State) {
        let room = self.workers.saturating_sub(state.lost.saturating_sub(self.workers));
        if state.queue.len() >= state.idle && state.serving < room {
            let worker = Arc::clone(self);
            if spawn("query-worker", STACK, move || worker.serve()) {
                state.serving += 1;
                state.idle += 1;
            }
        }
    }

    /// The life of a worker.
    fn serve(&self) {
        let mut state = lock(&self.state);
        while !state.closing {
            let Some(job) = state.queue.pop_front() else {
                state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            state.idle -= 1;
            drop(state);
            let was_lost = job.run(self);
            state = lock(&self.state);
            if was_lost {
                state.lost -= 1;
                if state.serving >= self.workers {
                    return; // another thread took its place
                }
                state.serving += 1;
            }
            state.idle += 1;
        }
    }

    /// The life of the watchdog: cancels queries at their deadline and those that nobody waits for, and gives up those that take
    /// no notice.
    fn watch(self: &Arc<Self>) {
        let mut state = lock(&self.state);
        while !state.closing {
            let now = Instant::now();
            state.open.retain(|ticket| !ticket.outlet.has_ended());
            state.open.iter().filter(|ticket| now >= ticket.deadline).for_each(|ticket| ticket.fuse.cancel());
            state.stop_greedy();
            let open = state.open.clone();
            // What a sink does is its own affair: not under our lock.
            drop(state);
            for ticket in &open {
                ticket.stop_abandoned();
            }
            let is_late = |ticket: &&Arc<Ticket>| now >= ticket.deadline + GRACE;
            let lost = open.iter().filter(is_late).filter(|ticket| ticket.give_up()).count();
            state = lock(&self.state);
            state.lost += lost;
            state.serving -= lost;
            state.queue.retain(|job| !job.ticket.outlet.has_ended());
            for _ in 0..lost.min(state.queue.len()) {
                self.hire(&mut state);
            }
            let pause = state
                .open
                .iter()
                .filter(|ticket| !ticket.outlet.has_ended())
                .map(|ticket| ticket.next_look())
                .min();
            state = match pause {
                Some(pause) => {
                    self.watch.wait_timeout(state, pause.min(LOOK)).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.watch.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

impl State {
    /// Stops the query that has run longest if they take too much memory; another one once that has ended, or if it gets much worse.
    fn stop_greedy(&self) {
        let is_stopping = self.open.iter().any(|ticket| ticket.is_greedy.load(Ordering::Relaxed));
        if self.open.is_empty() || !self.budget.is_exceeded(if is_stopping { 2 } else { 1 }) {
            return;
        }
        let running = |ticket: &&Arc<Ticket>| {
            *lock(&ticket.progress) == Progress::Running && !ticket.fuse.is_cancelled()
        };
        // Tickets are in the order in which they came.
        if let Some(ticket) = self.open.iter().find(running) {
            ticket.is_greedy.store(true, Ordering::Relaxed);
            ticket.fuse.cancel();
        }
    }
}

impl Job {
    /// Runs the query on this thread; true if the watchdog gave it up meanwhile.
    fn run(self, shared: &Shared) -> bool {
        let Self { ticket, work } = self;
        {
            let mut progress = lock(&ticket.progress);
            if ticket.outlet.has_ended() {
                return false;
            }
            *progress = Progress::Running;
        }
        let outcome = match fuse::guard(&ticket.fuse, shared.query_memory, || work(&ticket.outlet)) {
            Guarded::Done(outcome) => outcome,
            Guarded::Cancelled => Err(ticket.cancelled(shared.memory)),
            Guarded::Exceeded => Err(too_much_memory(shared.query_memory)),
            Guarded::Panicked(cause) => Err(QueryError::Evaluation(format!(
                "the query failed by an error of this program, please report it: {cause}"
            ))),
        };
        ticket.outlet.end(outcome);
        *lock(&ticket.progress) == Progress::Lost
    }
}

impl Ticket {
    /// What can be said of it.
    fn told(&self) -> OpenQuery {
        OpenQuery {
            number: self.number,
            query: self.label.clone(),
            elapsed: self.accepted.elapsed(),
            timeout: self.timeout,
            is_running: *lock(&self.progress) == Progress::Running,
        }
    }

    /// Ends it on somebody's word.
    fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        self.fuse.cancel();
        let progress = lock(&self.progress);
        if *progress == Progress::Queued {
            self.outlet.try_end(Err(QueryError::Stopped));
        }
    }

    /// Stops a query whose reader is gone.
    fn stop_abandoned(&self) {
        if self.is_abandoned.load(Ordering::Relaxed) || !self.outlet.is_abandoned() {
            return;
        }
        self.is_abandoned.store(true, Ordering::Relaxed);
        self.fuse.cancel();
        // One that runs is ended by its worker: until then the worker is not free.
        let progress = lock(&self.progress);
        if *progress == Progress::Queued {
            self.outlet.try_end(Err(QueryError::Disconnected));
        }
    }

    /// Answers a query in place of its worker; true if the worker is lost by that.
    fn give_up(&self) -> bool {
        let mut progress = lock(&self.progress);
        // A worker that is just handing bytes to its sink notices the deadline by itself.
        if !self.outlet.try_end(Err(QueryError::Timeout(self.timeout))) {
            return false;
        }
        let running = *progress == Progress::Running;
        if running {
            *progress = Progress::Lost;
        }
        running
    }

    /// How long the watchdog may sleep.
    fn next_look(&self) -> Duration {
        let now = Instant::now();
        let next = if now < self.deadline { self.deadline } else { self.deadline + GRACE };
        next.saturating_duration_since(now).max(Duration::from_millis(10))
    }

    /// Why it was cancelled.
    fn cancelled(&self, memory: usize) -> QueryError {
        if self.is_greedy.load(Ordering::Relaxed) {
            return QueryError::TooComplex(format!(
                "the query was stopped because the running queries took more memory than they may, the limit is {memory} bytes for \
                 all; {LESS_MEMORY}, or try again when less is going on"
            ));
        }
        if self.is_stopped.load(Ordering::Relaxed) {
            return QueryError::Stopped;
        }
        if self.is_abandoned.load(Ordering::Relaxed) {
            return QueryError::Disconnected;
        }
        if Instant::now() >= self.deadline { QueryError::Timeout(self.timeout) } else { stopping() }
    }
}

/// What the client is told whose query took more memory than one may.
fn too_much_memory(limit: usize) -> QueryError {
    QueryError::TooComplex(format!(
        "the query was stopped because it took more memory than one query may, the limit is {limit} bytes; {LESS_MEMORY}"
    ))
}

/// What the clients of a stopping engine are told.
fn stopping() -> QueryError {
    QueryError::Evaluation("the query service is stopping".to_owned())
}

/// Starts a thread; false where the system has none left.
fn spawn(name: &str, stack: usize, life: impl FnOnce() + Send + 'static) -> bool {
    std::thread::Builder::new().name(name.to_owned()).stack_size(stack).spawn(life).is_ok()
}

/// A lock whose holder may have panicked: what it guards is valid between any two statements.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
