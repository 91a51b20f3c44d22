//! `linkworker serve --supervised`: the service outlives its process, and not its supervisor.

use crate::data;
use crate::http::query;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long to wait for what must come.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running supervisor and what it and its children say.
struct Supervisor {
    process: Child,
    lines: Receiver<String>,
}

fn program(bind: &str, files: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linkworker"));
    command.args(["serve", "--supervised", "--bind", bind]).args(files);
    for name in ["STORE", "BASE_IRI", "URL", "BIND", "SUPERVISED"] {
        command.env_remove(format!("LINKWORKER_{name}"));
    }
    command
}

impl Supervisor {
    fn start() -> Self {
        let example = data::example();
        Self::of(program("127.0.0.1:0", &[example.to_str().unwrap()]))
    }

    fn of(mut command: Command) -> Self {
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(process.stderr.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                eprintln!("{line}");
                let _ = send.send(line);
            }
        });
        Self { process, lines }
    }

    /// What follows `lead` in the next line that has it.
    fn said(&self, lead: &str) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left).unwrap_or_else(|error| panic!("{lead}: {error}"));
            if let Some((_, rest)) = line.split_once(lead) {
                return rest.to_owned();
            }
        }
    }

    /// The next child, and where it serves by now.
    fn child(&self) -> (Pid, SocketAddr) {
        let process = Pid::from_raw(self.said("the service is process ").parse().unwrap()).unwrap();
        let address = self.said("Serving at http://");
        (process, address.split('/').next().unwrap().parse().unwrap())
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.process), signal).unwrap();
    }

    fn ended(&mut self) -> ExitStatus {
        let mut status = None;
        eventually("the supervisor ends", || {
            status = self.process.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "{what}: not in {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn is_alive(process: Pid) -> bool {
    test_kill_process(process).is_ok()
}

fn answers(address: SocketAddr) {
    let response = query(address, "ASK { ?work a fabio:JournalArticle }", "application/sparql-results+json");
    assert_eq!((response.status, response.json()["boolean"].as_bool()), (200, Some(true)));
}

#[test]
fn a_process_that_is_killed_is_followed_by_another() {
    let mut supervisor = Supervisor::start();
    let (first, address) = supervisor.child();
    answers(address);
    kill_process(first, Signal::KILL).unwrap();
    // Nobody serves yet, but who asks need only wait.
    answers(address);
    assert!(supervisor.said("the service was ended by signal 9").contains("memory"));
    let (second, same) = supervisor.child();
    assert_ne!(first, second);
    assert_eq!(address, same);
    kill_process(second, Signal::ABORT).unwrap();
    let (third, same) = supervisor.child();
    assert_eq!(address, same);
    answers(address);
    assert!(!is_alive(first) && !is_alive(second) && is_alive(third));

    supervisor.signal(Signal::TERM);
    assert_eq!(supervisor.ended().code(), Some(0));
    assert!(!is_alive(third));
    assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
}

#[test]
fn a_process_that_ends_well_is_the_last() {
    let mut supervisor = Supervisor::start();
    let (child, address) = supervisor.child();
    // It listens to signals when it serves, a moment after it says so.
    answers(address);
    kill_process(child, Signal::TERM).unwrap();
    assert_eq!(supervisor.ended().code(), Some(0));
    assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
}

#[cfg(target_os = "linux")]
#[test]
fn a_hangup_ends_both() {
    let example = data::example();
    let program = program("127.0.0.1:0", &[example.to_str().unwrap()]);
    // The tests themselves may run under `nohup`.
    let mut env = Command::new("env");
    env.arg("--default-signal=HUP").arg(program.get_program()).args(program.get_args());
    let mut supervisor = Supervisor::of(env);
    let (child, _) = supervisor.child();
    supervisor.signal(Signal::HUP);
    assert_eq!(supervisor.ended().code(), Some(0));
    assert!(!is_alive(child));
}

/// As `nohup` starts it.
#[cfg(target_os = "linux")]
#[test]
fn a_hangup_that_is_ignored_ends_nothing() {
    let example = data::example();
    let program = program("127.0.0.1:0", &[example.to_str().unwrap()]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' HUP; exec \"$@\"", "sh"]).arg(program.get_program()).args(program.get_args());
    let mut supervisor = Supervisor::of(shell);
    let (child, address) = supervisor.child();
    supervisor.signal(Signal::HUP);
    kill_process(child, Signal::HUP).unwrap();
    answers(address);
    assert!(is_alive(child));
    supervisor.signal(Signal::INT);
    assert_eq!(supervisor.ended().code(), Some(0));
    assert!(!is_alive(child));
}

#[cfg(target_os = "linux")]
#[test]
fn a_supervisor_that_is_killed_takes_the_service_along() {
    let mut supervisor = Supervisor::start();
    let (child, address) = supervisor.child();
    supervisor.signal(Signal::KILL);
    supervisor.ended();
    // Its number says nothing: perhaps nobody waits for the orphan.
    let end = Instant::now() + PATIENCE;
    while TcpStream::connect(address).is_ok() {
        if Instant::now() > end {
            let _ = kill_process(child, Signal::KILL);
            panic!("the service lives on");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_can_not_start_is_not_tried_again() {
    let ended = |bind: &str, files: &[&str]| -> (Option<i32>, String) {
        let Output { status, stderr, .. } = program(bind, files).stdin(Stdio::null()).output().unwrap();
        (status.code(), String::from_utf8(stderr).unwrap())
    };
    let example = data::example();
    let example = example.to_str().unwrap();

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let (code, stderr) = ended(&taken.local_addr().unwrap().to_string(), &[example]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("is in use") && !stderr.contains("process"), "{stderr}");

    let (code, stderr) = ended("127.0.0.1:0", &["no such file"]);
    assert_eq!(code, Some(2));
    assert_eq!(stderr.matches("the service is process").count(), 1, "{stderr}");

    let (code, stderr) = ended("127.0.0.1:0", &[example, "--no-such-flag"]);
    assert_eq!(code, Some(2));
    assert!(!stderr.contains("process"), "{stderr}");

    let (code, stderr) = ended("127.0.0.1:0", &["-"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("standard input"), "{stderr}");
}
