//! The snapshot of a store on disk as its users meet it: made by an ingest, read without the store, made anew where it is no use.

use crate::data;
use crate::http::query;
use linkworker::ingest::{self, Settings, publish};
use linkworker::mapping::AbstractPolicy;
use linkworker::mapping::iri::Iris;
use linkworker::read::Options;
use linkworker::snapshot::FILE_NAME;
use linkworker::store::KnowledgeGraph;
use oxigraph::model::{Literal, NamedNode, Quad};
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const COUNT: &str = "SELECT (COUNT(?w) AS ?n) { ?w a fabio:JournalArticle }";

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linkworker"));
    command.args(args).env_remove("LINKWORKER_STORE").env_remove("LINKWORKER_BASE_IRI");
    command
}

fn run(args: &[&str]) -> Output {
    let output = program(args).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    output
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A store with our example listing in it.
fn ingested(folder: &Path) -> String {
    let store = folder.join("store").to_str().unwrap().to_owned();
    run(&["ingest", data::example().to_str().unwrap(), "--store", &store]);
    store
}

/// How many articles readers of the store see, and what they are told.
fn articles(store: &str) -> (String, String) {
    let output = run(&["query", COUNT, "--store", store, "--format", "csv"]);
    let rows = String::from_utf8(output.stdout.clone()).unwrap();
    (rows.lines().nth(1).unwrap().to_owned(), stderr(&output))
}

#[test]
fn an_ingest_leaves_a_snapshot_and_readers_need_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = ingested(folder.path());
    assert!(!Path::new(&store).join("changed").exists());
    // The engine's files are not touched by readers: not even missed.
    fs::rename(Path::new(&store).join("data"), folder.path().join("elsewhere")).unwrap();
    assert_eq!(articles(&store), ("8".to_owned(), String::new()));
    for args in [["export", "--format", "nquads"], ["validate", "--format", "text"]] {
        run(&[args[0], args[1], args[2], "--store", &store]);
    }
}

#[test]
fn a_snapshot_that_is_no_use_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let store = ingested(folder.path());
    let file = Path::new(&store).join(FILE_NAME);
    let whole = fs::read(&file).unwrap();
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    let cases: [(&str, Option<&[u8]>); 5] = [
        ("", None),
        ("damaged", Some(&damaged)),
        ("cut", Some(&whole[..whole.len() - 100])),
        ("not a snapshot", Some(b"something else")),
        ("not a snapshot", Some(b"")),
    ];
    for (reason, bytes) in cases {
        fs::remove_file(&file).unwrap();
        if let Some(bytes) = bytes {
            fs::write(&file, bytes).unwrap();
        }
        let (count, told) = articles(&store);
        assert_eq!(count, "8", "{reason}");
        assert!(told.contains(reason) && (told.contains("made anew") || bytes.is_none()), "{reason}: {told}");
        assert!(fs::read(&file).unwrap() == whole, "{reason}: another snapshot was made of the same store");
        assert_eq!(articles(&store), ("8".to_owned(), String::new()), "{reason}: made anew again");
    }
}

#[test]
fn an_ingest_that_was_interrupted_is_told_and_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let store = ingested(folder.path());
    let changed = Path::new(&store).join("changed");
    // As if the process had died after it had taken all out, and before anybody was to see it.
    {
        let graph = KnowledgeGraph::open(Path::new(&store)).unwrap();
        let names: Vec<NamedNode> = graph.graphs().unwrap().into_iter().map(|(name, _)| name).collect();
        graph.replace_graphs(&names, Vec::new()).unwrap();
    }
    assert!(changed.exists());
    let (count, told) = articles(&store);
    assert_eq!(count, "8");
    assert!(told.contains("interrupted") && told.contains("held before"), "{told}");
    let more = data::repository("tests/fixtures/formats/ris.ris");
    run(&["ingest", more.to_str().unwrap(), "--store", &store]);
    let (count, told) = articles(&store);
    assert!(count.parse::<u32>().unwrap() > 8 && told.is_empty(), "{count} {told}");
    assert!(!changed.exists());
}

#[test]
fn taking_a_source_out_that_an_interrupted_run_took_out_already_shows_it_to_readers() {
    let folder = tempfile::tempdir().unwrap();
    let store = ingested(folder.path());
    let more = data::repository("tests/fixtures/formats/ris.ris");
    run(&["ingest", more.to_str().unwrap(), "--store", &store]);
    let (both, _) = articles(&store);
    // As if the process had died after it had forgotten the source, and before it published.
    {
        let path = Path::new(&store);
        let graph = KnowledgeGraph::open(path).unwrap();
        let iris = Iris::new(&graph.base().unwrap()).unwrap();
        let (abstracts, read) = (AbstractPolicy::Full, Options::default());
        let settings = Settings { iris, abstracts, read, generated: None };
        assert_eq!(ingest::remove(&graph, "ris.ris", &settings).unwrap(), ["ris.ris"]);
        drop(graph);
        assert!(path.join("changed").exists());
    }
    assert_eq!(articles(&store).0, both, "readers see what was before");
    let told = stderr(&run(&["ingest", "--remove", "ris.ris", "--store", &store]));
    assert!(told.contains("interrupted") && told.contains("'ris.ris'"), "{told}");
    assert_eq!(articles(&store), ("8".to_owned(), String::new()));
    // Now it is a mistake.
    let output = program(&["ingest", "--remove", "ris.ris", "--store", &store]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn an_older_snapshot_is_used_while_the_store_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let store = ingested(folder.path());
    fs::write(Path::new(&store).join("changed"), b"").unwrap();
    let held = KnowledgeGraph::open(Path::new(&store)).unwrap();
    let (count, told) = articles(&store);
    assert_eq!(count, "8");
    assert!(told.contains("what it held before") && told.contains("in use"), "{told}");
    // Without any snapshot there is nothing to fall back on.
    fs::remove_file(Path::new(&store).join(FILE_NAME)).unwrap();
    let output = program(&["query", COUNT, "--store", &store]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("in use"), "{}", stderr(&output));
    drop(held);
}

/// A server that is stopped with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server over a store, and its address.
fn served(store: &str) -> (Server, SocketAddr) {
    let mut command = program(&["serve", "--store", store, "--bind", "127.0.0.1:0"]);
    let mut server = Server(command.stderr(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(server.0.stderr.take().unwrap()).lines();
    let address = lines
        .find_map(|line| Some(line.unwrap().split_once("http://")?.1.split('/').next()?.to_owned()))
        .unwrap();
    // What it says later must find a reader.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| eprintln!("{line}")));
    (server, address.parse().unwrap())
}

/// Asks until the answer is this.
fn wait_for(address: SocketAddr, text: &str, answer: &str, fault: &str) {
    let patience = Instant::now() + Duration::from_secs(60);
    while query(address, text, "text/csv").text().lines().last() != Some(answer) {
        assert!(Instant::now() < patience, "{fault}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_server_takes_up_what_an_ingest_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let store = ingested(folder.path());
    let (_server, address) = served(&store);
    assert_eq!(query(address, COUNT, "text/csv").text(), "n\r\n8\r\n");
    // The store is not held by the server, so that an ingest can go on beside it.
    let more = folder.path().join("more.ris");
    fs::write(
        &more,
        "TY  - JOUR\nTI  - Link workers and their work\nDO  - 10.1000/more\nPY  - 2024\nER  - \n",
    )
    .unwrap();
    run(&["ingest", more.to_str().unwrap(), "--store", &store]);
    wait_for(address, COUNT, "9", "the newer data are not served");
}

/// One that is too large to be read whole before the first answer.
#[test]
fn damage_to_a_large_snapshot_is_found_and_mended_while_it_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let store = ingested(folder.path());
    {
        let graph = KnowledgeGraph::open(Path::new(&store)).unwrap();
        let name = NamedNode::new("https://example.org/large").unwrap();
        let quads = ["x".repeat(65 * 1024 * 1024), "a whole text".to_owned()]
            .map(|text| Quad::new(name.clone(), name.clone(), Literal::from(text), name.clone()));
        graph.replace_graphs(&[name], quads.into()).unwrap();
        publish(&graph, &graph.base().unwrap()).unwrap();
    }
    let file = Path::new(&store).join(FILE_NAME);
    let mut bytes = fs::read(&file).unwrap();
    let at = bytes.windows(12).position(|text| text == b"a whole text").unwrap();
    bytes[at + 2] ^= 1;
    fs::write(&file, bytes).unwrap();
    let (_server, address) = served(&store);
    let ask = "ASK { ?s ?p 'a whole text' }";
    wait_for(address, ask, "true", "the damaged data are still served");
}
