//! `linkworker serve --supervised`: what no code in a process can catch ends a process, not the service.
//!
//! This process starts itself once more as a child that does the work, and starts it again whenever it dies: of a stack that
//! overflows, an allocation that fails, the system's lack of memory. The socket is opened here and handed to every child as its
//! standard input: the port stays the same, and who connects between two children waits for the next one.

use super::Outcome;
use anyhow::{Context, Result, bail};
use futures_util::future::{Either, select};
use rustix::process::{Pid, Signal, getppid, kill_process};
use std::ffi::OsString;
use std::io::{self, Write};
use std::net::TcpListener;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{Receiver, channel};

/// The flag that starts a supervisor.
pub(super) const FLAG: &str = "supervised";
/// Its environment variable.
pub(super) const VARIABLE: &str = "LINKWORKER_SUPERVISED";
/// The hidden flag that tells a child the number of its supervisor's process.
pub(super) const CHILD_FLAG: &str = "supervisor";

/// A child that lived longer than this did not die of what it met at its start: five shorter lives make a minute.
const SHORT_LIFE: Duration = Duration::from_secs(12);
/// Short lives in a row after which there is a pause before the next child.
const SHORT_LIVES: u32 = 5;
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Keeps a child serving on `listener` until it is asked to stop, or the child ends by itself.
pub(super) fn run(listener: &TcpListener) -> Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(supervise(listener))
}

async fn supervise(listener: &TcpListener) -> Result<Outcome> {
    // Where the file is replaced by a new version, the next child is that.
    let program = std::env::current_exe().context("where this program is")?;
    // Before the first child, so that no signal is lost.
    let mut signals = signals()?;
    let mut short_lives = 0;
    let mut child = start(&program, listener).context("starting the service")?;
    loop {
        let born = Instant::now();
        let (status, asked) = outlive(&mut child, &mut signals).await?;
        if let Some(outcome) = outcome(status, asked) {
            return Ok(outcome);
        }
        let life = born.elapsed();
        short_lives = if life < SHORT_LIFE { short_lives + 1 } else { 0 };
        say(&format!("the service {}", death(status, life)));
        child = loop {
            let pause = pause(short_lives);
            if !pause.is_zero() {
                say(&format!("starting it again in {} s", pause.as_secs()));
                if rest(pause, &mut signals).await {
                    return Ok(Outcome::Done);
                }
            }
            match start(&program, listener) {
                Ok(child) => break child,
                // The system may be short of memory or processes for now.
                Err(error) => {
                    say(&format!("the service can't be started: {error}"));
                    short_lives = short_lives.max(SHORT_LIVES - 1) + 1;
                }
            }
        };
    }
}

/// Starts a child that serves on `listener`.
fn start(program: &Path, listener: &TcpListener) -> io::Result<Child> {
    let child = Command::new(program)
        .args(arguments(std::env::args_os().skip(1)))
        .env_remove(VARIABLE)
        .stdin(Stdio::from(OwnedFd::from(listener.try_clone()?)))
        .kill_on_drop(true)
        .spawn()?;
    say(&format!("the service is process {}", child.id().unwrap_or_default()));
    Ok(child)
}

/// The arguments of a child: our own, which begin with the subcommand, with one flag in place of the other.
fn arguments(own: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<_> = own.filter(|argument| *argument != *format!("--{FLAG}")).collect();
    arguments.insert(1, format!("--{CHILD_FLAG}={}", std::process::id()).into());
    arguments
}

/// The socket that a child was handed by its supervisor, the process of this number; ends the child with its supervisor.
pub(super) fn inherited(supervisor: u32) -> Result<TcpListener> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    rustix::process::set_parent_process_death_signal(Some(Signal::TERM))?;
    // It may have ended before that.
    if getppid().is_none_or(|parent| i64::from(parent.as_raw_nonzero().get()) != i64::from(supervisor)) {
        bail!("process {supervisor}, which supervises this one, is gone");
    }
    let listener = TcpListener::from(io::stdin().as_fd().try_clone_to_owned()?);
    listener.local_addr().context("standard input is no socket")?;
    Ok(listener)
}

/// The signals that ask for an end.
fn signals() -> io::Result<Receiver<Signal>> {
    let (send, receive) = channel(4);
    for (kind, name) in [
        (SignalKind::terminate(), Signal::TERM),
        (SignalKind::interrupt(), Signal::INT),
        (SignalKind::hangup(), Signal::HUP),
    ] {
        if name == Signal::HUP && is_hangup_ignored() {
            continue;
        }
        let (mut arrivals, send) = (signal(kind)?, send.clone());
        tokio::spawn(
            async move { while arrivals.recv().await.is_some() && send.send(name).await.is_ok() {} },
        );
    }
    Ok(receive)
}

/// Whether this was started by `nohup` or the like: children ignore it too, as long as we do.
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // A number in hexadecimal; the lowest bit stands for signal 1.
    ignored.and_then(|set| set.trim().chars().last()?.to_digit(16)).is_some_and(|digit| digit & 1 == 1)
}

/// Waits for the end of a child and passes signals on to it; gives the last of them.
async fn outlive(
    child: &mut Child,
    signals: &mut Receiver<Signal>,
) -> io::Result<(ExitStatus, Option<Signal>)> {
    let mut asked = None;
    loop {
        // Until the child has been waited for, its number is no other's.
        let id = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        match select(pin!(child.wait()), pin!(signals.recv())).await {
            Either::Left((status, _)) => return Ok((status?, asked)),
            Either::Right((name, _)) => {
                asked = name.or(asked);
                if let (Some(id), Some(name)) = (id, name) {
                    // It may be gone already: then the next turn says so.
                    let _ = kill_process(id, name);
                }
            }
        }
    }
}

/// What the end of a child is the end of: `None` where it died and another is due.
fn outcome(status: ExitStatus, asked: Option<Signal>) -> Option<Outcome> {
    match status.code() {
        Some(0) => Some(Outcome::Done),
        // It said why: wrong arguments, no such file. Another would say the same.
        Some(2) => Some(Outcome::Nothing),
        _ => asked.map(|_| Outcome::Done),
    }
}

/// How a child ended after `life`, and of what that is often a sign.
fn death(status: ExitStatus, life: Duration) -> String {
    let life = life.as_secs();
    let Some(number) = status.signal() else { return format!("ended with {status} after {life} s") };
    let sign = match Signal::from_named_raw(number) {
        Some(Signal::KILL) => " (often: the system was out of memory)",
        Some(Signal::ABORT) => " (often: a stack overflow, or an allocation that failed)",
        _ => "",
    };
    format!("was ended by signal {number}{sign} after {life} s")
}

/// How long to wait after this many short lives in a row.
fn pause(short_lives: u32) -> Duration {
    match short_lives.checked_sub(SHORT_LIVES) {
        None => Duration::ZERO,
        Some(more) => Duration::from_secs(1 << more.min(5)).min(LONGEST_PAUSE),
    }
}

/// Waits; true if a signal came meanwhile.
async fn rest(pause: Duration, signals: &mut Receiver<Signal>) -> bool {
    matches!(select(pin!(tokio::time::sleep(pause)), pin!(signals.recv())).await, Either::Right(_))
}

/// A line on standard error; where nobody reads that any more, this is no reason to end.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "linkworker: {line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_half_a_minute() {
        let pauses: Vec<_> = (0..12).map(|lives| pause(lives).as_secs()).collect();
        assert_eq!(pauses, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
    }

    #[test]
    fn only_a_child_that_died_unasked_is_followed_by_another() {
        let (exit, signal) = (|code: i32| ExitStatus::from_raw(code << 8), ExitStatus::from_raw);
        assert_eq!(outcome(exit(0), None), Some(Outcome::Done));
        assert_eq!(outcome(exit(2), None), Some(Outcome::Nothing));
        assert_eq!(outcome(signal(9), Some(Signal::TERM)), Some(Outcome::Done));
        for died in [exit(1), exit(101), signal(6), signal(9), signal(11), signal(15)] {
            assert_eq!(outcome(died, None), None, "{died}");
        }
    }

    #[test]
    fn a_child_has_the_arguments_of_its_supervisor() {
        let own = ["serve", "a.txt", "--supervised", "--bind", "127.0.0.1:0"].map(OsString::from);
        let child = format!("--supervisor={}", std::process::id());
        assert_eq!(arguments(own.into_iter()), ["serve", &child, "a.txt", "--bind", "127.0.0.1:0"]);
    }
}
