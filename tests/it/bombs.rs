//! The hostile queries of `tests/fixtures/bombs`, sent to a service over HTTP: each is refused, stopped at its deadline, or
//! answered, as its header says; none stops the service, and none makes it open a connection.
//!
//! A file starts with a header of lines `# KEY: VALUE`: what the query `attacks`, which answer to `expect` (`limit`,
//! `refused`, `syntax`, `stopped`, `answer`, or several with ` or ` between), the `answer` where there is only one, and parts
//! that are repeated: `let NAME: N times |TEXT|`, with `%i` for the number and `%n` for a line break. Each `{{NAME}}` in the
//! query stands for its part, `{{port}}` for a port of the loopback that nobody may connect to.

use crate::http::{BASE, Response, loaded, query, start};
use linkworker::store::KnowledgeGraph;
use std::fmt::Write as _;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The deadline of each query.
const DEADLINE: Duration = Duration::from_secs(2);
/// How long after its deadline a query may be answered before it counts as one that hangs.
const HANGS: Duration = Duration::from_secs(5);
/// How long a service may be busy with what a query has left behind.
const RECOVERS: Duration = Duration::from_secs(60);
/// Memory that the process may have in the end, whatever else was tested in it: two budgets and more.
const MEMORY_KIB: u64 = 6 * 1024 * 1024;

/// What is not stopped yet, and why. Not sent: it would stop the service for the others.
const KNOWN: &[(&str, &str)] = &[];

struct Bomb {
    name: String,
    expect: Vec<String>,
    answer: Option<String>,
    text: String,
}

impl Bomb {
    fn read(path: &Path, port: u16) -> Self {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let file = fs::read_to_string(path).unwrap();
        let mut bomb = Self { name, expect: Vec::new(), answer: None, text: String::new() };
        let mut parts = vec![("port".to_owned(), port.to_string())];
        let mut lines = file.lines().peekable();
        while let Some(line) = lines.next_if(|line| line.starts_with("# ")) {
            let (key, value) = line[2..].split_once(": ").unwrap_or_else(|| panic!("{}: {line}", bomb.name));
            match key {
                "attacks" => {}
                "expect" => bomb.expect = value.split(" or ").map(str::to_owned).collect(),
                "answer" => bomb.answer = Some(value.to_owned()),
                _ => {
                    let name = key.strip_prefix("let ").unwrap_or_else(|| panic!("{}: {line}", bomb.name));
                    parts.push((name.to_owned(), filled(&repeated(value), &parts)));
                }
            }
        }
        assert!(!bomb.expect.is_empty(), "{} does not say what to expect", bomb.name);
        bomb.text = filled(&lines.collect::<Vec<_>>().join("\n"), &parts);
        bomb
    }

    /// What is wrong with the response to it.
    fn judge(&self, response: &Response, elapsed: Duration) -> Result<(), String> {
        if elapsed > DEADLINE + HANGS {
            return Err(format!("answered after {elapsed:?}"));
        }
        let kind = kind_of(response)?;
        if !self.expect.iter().any(|expected| expected == kind) {
            let text = String::from_utf8_lossy(&response.body).chars().take(300).collect::<String>();
            return Err(format!("{kind} where {:?} is expected: {} {text}", self.expect, response.status));
        }
        match &self.answer {
            Some(answer) if kind == "answer" && value(response).as_ref() != Some(answer) => {
                Err(format!("{:?}, the right answer is {answer}", value(response)))
            }
            _ => Ok(()),
        }
    }
}

/// `N times |TEXT|`, written out.
fn repeated(recipe: &str) -> String {
    let (count, text) = recipe.split_once(" times |").unwrap();
    let text = text.strip_suffix('|').unwrap().replace("%n", "\n");
    (0..count.parse::<usize>().unwrap()).map(|i| text.replace("%i", &i.to_string())).collect()
}

fn filled(text: &str, parts: &[(String, String)]) -> String {
    parts.iter().fold(text.to_owned(), |text, (name, part)| text.replace(&format!("{{{{{name}}}}}"), part))
}

/// The word of the header that a response stands for.
fn kind_of(response: &Response) -> Result<&'static str, String> {
    if response.status == 200 {
        return Ok(if response.whole { "answer" } else { "stopped" });
    }
    if response.media() != "application/problem+json" || !response.whole {
        return Err(format!("{} without a problem document", response.status));
    }
    let problem = response.json();
    let (detail, limit) = (problem["detail"].as_str().unwrap_or_default(), &problem["limit"]);
    let kind = problem["type"].as_str().and_then(|iri| iri.split_once('#')).map(|(_, kind)| kind);
    match kind {
        Some("too-complex") if detail.contains("memory") => Ok("stopped"),
        Some("too-complex") if detail.contains("the limit is") => Ok("limit"),
        Some("too-large") if limit.is_u64() => Ok("limit"),
        Some("timeout") if limit.as_f64() == Some(DEADLINE.as_secs_f64()) => Ok("stopped"),
        Some("refused") => Ok("refused"),
        Some("syntax") => Ok("syntax"),
        _ => Err(format!("{problem} names no limit")),
    }
}

/// A boolean, or the first value of the first row.
fn value(response: &Response) -> Option<String> {
    let json = response.json();
    if let Some(boolean) = json["boolean"].as_bool() {
        return Some(boolean.to_string());
    }
    let name = json["head"]["vars"][0].as_str()?;
    json["results"]["bindings"][0][name]["value"].as_str().map(str::to_owned)
}

fn corpus(port: u16) -> Vec<Bomb> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/bombs");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| Bomb::read(path, port)).collect()
}

/// Some thousand triples in two graphs that overlap: works with titles, years, and citations that lead on and round.
fn graph() -> KnowledgeGraph {
    let file = |works: std::ops::Range<usize>| {
        let mut text = String::new();
        for i in works {
            let work = format!("<{BASE}work/pmid/{i}>");
            let title = format!("{i} {}", "link worker ".repeat(i % 20));
            let (near, far) = ((i + 1) % 1_000, (i * 7) % 1_000);
            for (predicate, object) in [
                ("http://purl.org/dc/terms/title", format!("\"{title}\"")),
                ("http://purl.org/spar/fabio/hasPublicationYear", format!("\"{}\"", 1990 + i % 30)),
                ("http://purl.org/spar/cito/cites", format!("<{BASE}work/pmid/{near}>")),
                ("http://purl.org/spar/cito/cites", format!("<{BASE}work/pmid/{far}>")),
            ] {
                writeln!(text, "{work} <{predicate}> {object} .").unwrap();
            }
        }
        text
    };
    loaded(&[("urn:graph:one", file(0..600)), ("urn:graph:two", file(400..1_000))])
}

/// Sends a bomb, as often as the service is still busy with the one before.
fn send(addr: SocketAddr, bomb: &Bomb) -> Result<(), String> {
    let began = Instant::now();
    loop {
        let sent = Instant::now();
        let response =
            query(addr, &bomb.text, "application/sparql-results+json, application/n-triples;q=0.9");
        if response.status != 503 {
            bomb.judge(&response, sent.elapsed())?;
            break;
        }
        if began.elapsed() > RECOVERS {
            return Err("the service is busy for ever".to_owned());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let began = Instant::now();
    while query(addr, "ASK { ?s ?p ?o }", "*/*").status != 200 {
        if began.elapsed() > RECOVERS {
            return Err("the service does not answer any more".to_owned());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

#[test]
fn every_bomb_is_refused_stopped_or_answered() {
    let trap = TcpListener::bind("127.0.0.1:0").unwrap();
    trap.set_nonblocking(true).unwrap();
    let mut bombs = corpus(trap.local_addr().unwrap().port());
    assert!(bombs.len() > 200, "the corpus is not whole: {} bombs", bombs.len());
    for (name, why) in KNOWN {
        assert!(bombs.iter().any(|bomb| bomb.name == *name), "{name} is no bomb");
        println!("not sent: {name}: {why}");
    }
    bombs.retain(|bomb| KNOWN.iter().all(|(name, _)| *name != bomb.name));
    let addr = start(&graph(), |settings| {
        settings.http_workers = 2;
        settings.limits.timeout = DEADLINE;
        settings.limits.workers = 4;
        settings.limits.memory = 1024 * 1024 * 1024;
    });
    // Those that no deadline has to stop come first, one by one: beside another that takes too much memory, any can be stopped.
    let (heavy, quick): (Vec<_>, Vec<_>) =
        bombs.into_iter().partition(|bomb| bomb.expect.iter().any(|kind| kind == "stopped"));
    let faults = Mutex::new(Vec::new());
    for (bombs, clients) in [(quick, 1), (heavy, 2)] {
        let bombs = Mutex::new(bombs);
        std::thread::scope(|scope| {
            for _ in 0..clients {
                scope.spawn(|| {
                    while let Some(bomb) = { bombs.lock().unwrap().pop() } {
                        if let Err(fault) = send(addr, &bomb) {
                            faults.lock().unwrap().push(format!("{}: {fault}", bomb.name));
                        }
                    }
                });
            }
        });
    }
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(trap.accept().is_err(), "SERVICE, FROM or LOAD made a connection");
    if let Some(peak) = peak_memory() {
        assert!(peak < MEMORY_KIB, "the process had {peak} KiB");
    }
}

/// The largest memory of this process so far, in KiB, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
