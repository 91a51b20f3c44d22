//! Changing the graph over HTTP: who may, what becomes of it, and that nobody else can.

mod queries;
mod w3c;

use crate::http::{BASE, Response, connect, encoded, get, query, read, sample, send, start};
use crate::writer::{FIRST, SECOND, settings};
use linkworker::ingest::Writer;
use linkworker::server::{Admin, Service, Settings, Token};
use linkworker::store::KnowledgeGraph;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

const TOKEN: &str = "a-token-of-24-characters";
const UPDATE: (&str, &str) = ("Content-Type", "application/sparql-update");
const INSERT: &str = "INSERT DATA { GRAPH <urn:own> { <urn:a> <urn:b> 'c' } }";

/// A service over a writer, which runs until the test process ends.
pub(crate) fn serve(writer: Writer, change: impl FnOnce(&mut Settings)) -> (SocketAddr, Arc<Writer>) {
    let writer = Arc::new(writer);
    let mut settings = Settings::new("127.0.0.1:0", BASE);
    settings.http_workers = 1;
    settings.admin = Some(Admin::new(Arc::clone(&writer), Token::new(TOKEN).unwrap()));
    change(&mut settings);
    let service = Service::bind(settings, writer.published()).unwrap();
    let addr = service.addr();
    std::thread::spawn(move || service.run_until(std::future::pending()).unwrap());
    (addr, writer)
}

fn writable() -> (SocketAddr, Arc<Writer>) {
    serve(Writer::open(sample(), settings(), 5).unwrap(), |_| {})
}

/// A request with the token.
pub(crate) fn admin(
    addr: SocketAddr,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Response {
    let bearer = format!("Bearer {TOKEN}");
    let mut all = vec![("Authorization", bearer.as_str())];
    all.extend_from_slice(headers);
    send(addr, method, target, &all, body)
}

fn update(addr: SocketAddr, text: &str) -> Response {
    admin(addr, "POST", "/admin/update", &[UPDATE], text.as_bytes())
}

fn own(addr: SocketAddr) -> String {
    let count = "SELECT (COUNT(*) AS ?n) { GRAPH <urn:own> { ?s ?p ?o } }";
    query(addr, count, "text/csv").text().lines().nth(1).unwrap().to_owned()
}

fn lines(response: &Response) -> Vec<Value> {
    response.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Every address that changes something or tells of it, each with a body that would do.
const TARGETS: [(&str, &str, &str, &str); 12] = [
    ("POST", "/admin/ingest?name=one.nbib", "application/octet-stream", FIRST),
    ("POST", "/admin/update", "application/sparql-update", INSERT),
    ("POST", "/sparql", "application/sparql-update", INSERT),
    ("PUT", "/data?graph=urn:own", "application/n-triples", "<urn:a> <urn:b> <urn:c> ."),
    ("POST", "/data?graph=urn:own", "application/n-triples", "<urn:a> <urn:b> <urn:c> ."),
    ("DELETE", "/data?graph=urn:own", "", ""),
    ("POST", "/admin/rollback?to=1", "", ""),
    ("POST", "/admin/backup", "", ""),
    ("GET", "/admin/queries", "", ""),
    ("DELETE", "/admin/queries/1", "", ""),
    ("GET", "/admin/releases", "", ""),
    ("GET", "/admin/releases/compare", "", ""),
];

#[test]
fn without_a_token_in_the_settings_there_is_nothing_to_change() {
    let addr = start(&sample(), |_| {});
    let bearer = format!("Bearer {TOKEN}");
    for (method, target, media, body) in TARGETS {
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", media)];
        let response = send(addr, method, target, &headers, body.as_bytes());
        let expected = match target {
            "/sparql" => 415,
            _ if target.starts_with("/data") => 405,
            _ => 404,
        };
        assert_eq!(response.status, expected, "{method} {target}: {}", response.text());
    }
    assert_eq!(own(addr), "0");
}

#[test]
fn a_service_that_takes_updates_says_so() {
    let says = |addr| get(addr, "/sparql", "application/n-triples").text().contains("#SPARQL11Update>");
    assert!(says(writable().0) && !says(start(&sample(), |_| {})));
}

#[test]
fn only_the_right_token_in_the_header_will_do() {
    let (addr, writer) = writable();
    let before = writer.published().get();
    let bearer = |token: &str| format!("Bearer {token}");
    let cases = [
        vec![],
        vec![bearer("another-token-of-24-char")],
        vec![bearer(&TOKEN[..23])],
        vec![bearer(&format!("{TOKEN}x"))],
        vec![bearer("")],
        vec!["Bearer".to_owned()],
        vec![TOKEN.to_owned()],
        vec![format!("Basic {TOKEN}")],
        vec![format!("Token {TOKEN}")],
        vec![bearer(TOKEN), bearer(TOKEN)],
        vec![bearer("wrong-token-of-many-chars"), bearer(TOKEN)],
    ];
    for (method, target, media, body) in TARGETS {
        for values in &cases {
            let mut headers: Vec<(&str, &str)> =
                values.iter().map(|v| ("Authorization", v.as_str())).collect();
            headers.push(("Content-Type", media));
            headers.push(("Cookie", "token=a-token-of-24-characters"));
            let joint = if target.contains('?') { '&' } else { '?' };
            let target = format!("{target}{joint}access_token={TOKEN}&token={TOKEN}");
            let response = send(addr, method, &target, &headers, body.as_bytes());
            assert_eq!(response.status, 401, "{method} {target} {values:?}: {}", response.text());
            assert_eq!(response.header("www-authenticate"), Some("Bearer"));
            assert_eq!(response.header("cache-control"), Some("no-store"));
            assert_eq!(response.header("access-control-allow-origin"), None);
            assert!(!response.text().contains(TOKEN));
        }
    }
    assert_eq!(writer.published().get().id(), before.id());
    assert_eq!(writer.releases().list().unwrap().len(), 1);
    // Whoever has none holds no connection by a body that never comes.
    let mut stream = connect(addr);
    stream.write_all(b"POST /admin/update HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n").unwrap();
    let (began, mut rest) = (Instant::now(), Vec::new());
    let _ = stream.read_to_end(&mut rest);
    assert!(rest.starts_with(b"HTTP/1.1 401") && began.elapsed() < Duration::from_secs(10));
    // The name of the scheme has no case.
    let lower = [("Authorization", "bearer a-token-of-24-characters"), UPDATE];
    assert_eq!(send(addr, "POST", "/admin/update", &lower, INSERT.as_bytes()).status, 200);
    assert_eq!(own(addr), "1");
}

/// Method, target, headers, body; and the status of the answer.
type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a str, u16);

#[test]
fn never_by_get_and_never_by_form() {
    let (addr, writer) = writable();
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let multipart = ("Content-Type", "multipart/form-data; boundary=x");
    let text = encoded(INSERT);
    let field = format!("update={text}");
    let part = format!("--x\r\nContent-Disposition: form-data; name=\"update\"\r\n\r\n{INSERT}\r\n--x--\r\n");
    let in_address = format!("/sparql?update={text}");
    let at_admin = format!("/admin/update?update={text}");
    let cases: [Case<'_>; 14] = [
        ("GET", &in_address, &[], "", 400),
        ("GET", &at_admin, &[], "", 405),
        ("HEAD", &at_admin, &[], "", 405),
        ("PUT", "/admin/update", &[UPDATE], INSERT, 405),
        ("POST", "/sparql", &[form], &field, 400),
        ("POST", "/admin/update", &[form], &field, 415),
        ("POST", "/admin/update", &[multipart], &part, 415),
        ("POST", "/admin/update", &[("Content-Type", "text/plain")], INSERT, 415),
        ("POST", &at_admin, &[UPDATE], INSERT, 400),
        ("GET", "/admin/rollback?to=1", &[], "", 405),
        ("GET", "/admin/ingest?name=x", &[], "", 405),
        ("POST", "/data?graph=urn:own", &[multipart], &part, 415),
        ("POST", "/data?graph=urn:own", &[form], &field, 415),
        ("PATCH", "/data?graph=urn:own", &[UPDATE], INSERT, 405),
    ];
    for (method, target, headers, body, status) in cases {
        let response = admin(addr, method, target, headers, body.as_bytes());
        assert_eq!(
            response.status,
            status,
            "{method} {target} {headers:?}: {}",
            String::from_utf8_lossy(&response.body)
        );
    }
    // A page of another site gets no permission to ask, whatever it asks for.
    for target in ["/admin/update", "/admin/ingest", "/data?graph=urn:own"] {
        let asked = [
            ("Origin", "https://evil.example"),
            ("Access-Control-Request-Method", "PUT"),
            ("Access-Control-Request-Headers", "authorization"),
        ];
        let preflight = send(addr, "OPTIONS", target, &asked, b"");
        let allowed = preflight.header("access-control-allow-headers").unwrap_or_default().to_lowercase();
        assert!(!allowed.contains("authorization"), "{target}");
    }
    assert_eq!(writer.releases().list().unwrap().len(), 1);
}

#[test]
fn an_update_is_published_before_it_is_acknowledged() {
    let (addr, writer) = writable();
    for (n, target) in (1..).zip(["/admin/update", "/sparql", "/sparql/"]) {
        let text = format!("INSERT DATA {{ GRAPH <urn:own> {{ <urn:a> <urn:b> {n} }} }}");
        let response = admin(addr, "POST", target, &[UPDATE], text.as_bytes());
        assert_eq!((response.status, response.media()), (200, "application/json"), "{}", response.text());
        assert_eq!(own(addr), n.to_string());
        let told = response.json();
        assert_eq!(
            (&told["changed"], &told["release"]["id"]),
            (&Value::Bool(true), &writer.published().get().id().into())
        );
        assert_eq!(response.header("cache-control"), Some("no-store"));
        assert_eq!(response.header("access-control-allow-origin"), None);
    }
    let again = update(addr, "INSERT DATA { GRAPH <urn:own> { <urn:a> <urn:b> 1 } }");
    assert_eq!((again.status, again.json()["changed"].clone()), (200, Value::Bool(false)));
    // What others read may be read by any page, as ever.
    assert_eq!(query(addr, "ASK {}", "*/*").header("access-control-allow-origin"), Some("*"));
}

#[test]
fn bad_updates_say_what_to_do_and_leave_no_trace() {
    let (addr, writer) = writable();
    let long = format!("INSERT DATA {{ <urn:a> <urn:b> '{}' }}", "x".repeat(80_000));
    for (text, status, kind) in [
        ("INSERT DATA {", 400, "syntax"),
        ("", 400, "bad-request"),
        ("LOAD <http://127.0.0.1:1/>", 400, "refused"),
        ("DROP GRAPH <urn:nothing>", 400, "refused"),
        ("INSERT DATA { GRAPH <urn:own> { <urn:p> a foaf:Person } }", 422, "shapes"),
        (&long, 413, "too-large"),
    ] {
        let response = update(addr, text);
        assert_eq!(
            (response.status, response.media()),
            (status, "application/problem+json"),
            "{}",
            response.text()
        );
        let problem = response.json();
        assert!(problem["type"].as_str().unwrap().ends_with(&format!("problems#{kind}")), "{problem}");
        if kind == "shapes" {
            assert!(
                problem["violations"][0].as_str().unwrap().contains("A person needs a name"),
                "{problem}"
            );
        }
    }
    let headers = [UPDATE, ("Content-Encoding", "gzip")];
    assert_eq!(admin(addr, "POST", "/admin/update", &headers, INSERT.as_bytes()).status, 415);
    assert_eq!(writer.releases().list().unwrap().len(), 1);
    assert_eq!(get(addr, "/problems", "text/html").status, 200);
}

#[test]
fn a_file_is_ingested_with_progress_and_a_release_at_the_end() {
    let (addr, _) = serve(Writer::open(KnowledgeGraph::in_memory().unwrap(), settings(), 5).unwrap(), |_| {});
    let response =
        admin(addr, "POST", "/admin/ingest?name=one.nbib", &[("Accept-Encoding", "gzip")], FIRST.as_bytes());
    assert_eq!((response.status, response.media()), (200, "application/x-ndjson"), "{}", response.text());
    assert!(response.whole);
    let told = lines(&response);
    let events: Vec<&str> = told.iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["reading", "read", "comparing", "loading", "done", "publishing", "published"]);
    let [done, published] = [&told[4]["source"], &told[6]];
    assert_eq!(
        (&done["name"], &done["format"], &done["records"]),
        (&"one.nbib".into(), &"medline".into(), &1.into())
    );
    assert_eq!((&published["changed"], &published["release"]["works"]), (&true.into(), &1.into()));
    assert_eq!(published["release"]["action"]["files"][0], "one.nbib");
    let count = "SELECT (COUNT(?w) AS ?n) { ?w a schema:ScholarlyArticle }";
    assert_eq!(query(addr, count, "text/csv").text(), "n\r\n1\r\n");
    // The same bytes again, and a second file of the same work.
    let again = admin(addr, "POST", "/admin/ingest?name=one.nbib", &[], FIRST.as_bytes());
    assert_eq!(lines(&again).last().unwrap()["changed"], false);
    let second = admin(addr, "POST", "/admin/ingest?name=two.nbib", &[], SECOND.as_bytes());
    let last = lines(&second).pop().unwrap();
    assert_eq!(
        (&last["release"]["works"], &last["mapped_again"][0]),
        (&2.into(), &"one.nbib".into()),
        "{last}"
    );
}

#[test]
fn a_failure_after_the_first_line_is_the_last_line_and_breaks_the_connection() {
    let (addr, writer) = writable();
    let response =
        admin(addr, "POST", "/admin/ingest?name=essay.txt", &[], b"No citation records in here.\n");
    assert_eq!(response.status, 200);
    assert!(!response.whole, "the connection must break");
    let last = lines(&response).pop().unwrap();
    assert_eq!(last["error"]["status"], 422, "{last}");
    assert!(last["error"]["detail"].as_str().unwrap().contains("essay.txt"), "{last}");
    assert_eq!(writer.releases().list().unwrap().len(), 1);
}

#[test]
fn bad_uploads_are_refused_before_anything_is_read() {
    let writer = Writer::open(KnowledgeGraph::in_memory().unwrap(), settings(), 5).unwrap();
    let (addr, writer) = serve(writer, |settings| {
        let admin = settings.admin.take().unwrap();
        settings.admin = Some(admin.with_body_bytes(1_000));
        settings.request_timeout = Duration::from_secs(1);
    });
    let post = |target: &str, body: &[u8]| admin(addr, "POST", target, &[], body).status;
    for name in
        ["", "?name=", "?name=a%2Fb", "?name=..%5Cx", "?name=a%00b", &format!("?name={}", "x".repeat(300))]
    {
        assert_eq!(post(&format!("/admin/ingest{name}"), FIRST.as_bytes()), 400, "{name}");
    }
    assert_eq!(post("/admin/ingest?name=x", b""), 400);
    assert_eq!(post("/admin/ingest?name=x", &[b'x'; 1_001]), 413);
    assert_eq!(
        admin(addr, "PUT", "/data?default", &[("Content-Type", "text/turtle")], &[b' '; 1_001]).status,
        413
    );
    // Without a length, and never ending.
    let mut stream = connect(addr);
    let head = format!(
        "POST /admin/ingest?name=x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    for _ in 0..20 {
        if stream.write_all(format!("64\r\n{}\r\n", "x".repeat(100)).as_bytes()).is_err() {
            break;
        }
    }
    assert_eq!(read(stream, "POST").status, 413);
    // And one that stops half way.
    let mut stream = connect(addr);
    let head = format!(
        "POST /admin/ingest?name=x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 9\r\n\r\nPMID"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let (began, mut rest) = (Instant::now(), Vec::new());
    let _ = stream.read_to_end(&mut rest);
    assert!(began.elapsed() < Duration::from_secs(10), "the connection is closed");
    assert!(rest.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&rest));
    assert_eq!(writer.releases().list().unwrap().len(), 1);
}

#[test]
fn graphs_are_put_added_to_and_deleted() {
    let (addr, writer) = writable();
    let target = "/data?graph=urn%3Aown";
    let turtle = ("Content-Type", "text/turtle; charset=utf-8");
    let put = admin(addr, "PUT", target, &[turtle], b"<urn:a> <urn:b> 1, 2 .");
    assert_eq!((put.status, own(addr).as_str()), (201, "2"), "{}", put.text());
    assert_eq!(put.header("linkworker-release"), Some("2"));
    assert_eq!(put.header("access-control-allow-origin"), None);
    assert_eq!(admin(addr, "PUT", target, &[turtle], b"<urn:a> <urn:b> 3 .").status, 204);
    assert_eq!(own(addr), "1");
    for (media, body) in [
        ("application/n-triples", "<urn:a> <urn:b> <urn:c> ."),
        ("application/ld+json", r#"{"@id": "urn:a", "urn:b": "json"}"#),
        (
            "application/rdf+xml",
            "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:u='urn:'><r:Description r:about='urn:a' u:b='xml'/></r:RDF>",
        ),
    ] {
        let response = admin(addr, "POST", target, &[("Content-Type", media)], body.as_bytes());
        assert_eq!(response.status, 204, "{media}: {}", String::from_utf8_lossy(&response.body));
    }
    assert_eq!(own(addr), "4");
    let before = writer.published().get();
    for (target, media, body, status) in [
        ("/data", "text/turtle", "", 400),
        ("/data?graph=relative", "text/turtle", "", 400),
        ("/data?graph=urn:own&default", "text/turtle", "", 400),
        (target, "application/trig", "", 415),
        (target, "text/turtle; charset=latin1", "", 415),
        (target, "text/turtle", "<urn:a> <urn:b>", 400),
        (target, "application/rdf+xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>", 400),
        (target, "application/ld+json", r#"{"@context": "http://127.0.0.1:1/", "a": 1}"#, 400),
        (target, "text/turtle", "<urn:p> a <http://xmlns.com/foaf/0.1/Person> .", 422),
    ] {
        let response = admin(addr, "PUT", target, &[("Content-Type", media)], body.as_bytes());
        assert_eq!(response.status, status, "{target} {media} {body}: {}", response.text());
    }
    assert_eq!(writer.published().get().id(), before.id());
    assert_eq!(admin(addr, "DELETE", target, &[], b"").status, 204);
    assert_eq!(admin(addr, "DELETE", target, &[], b"").status, 404);
    assert_eq!(own(addr), "0");
}

#[test]
fn releases_are_listed_compared_and_gone_back_to() {
    let (addr, _) = writable();
    update(addr, "INSERT DATA { GRAPH <urn:own> { <urn:a> <urn:b> 1 } }");
    update(
        addr,
        "DELETE DATA { GRAPH <urn:own> { <urn:a> <urn:b> 1 } } ; INSERT DATA { GRAPH <urn:own> { <urn:a> <urn:b> 2, 3 } }",
    );
    let listed = admin(addr, "GET", "/admin/releases", &[], b"").json();
    let numbers: Vec<u64> = listed["releases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|release| release["number"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, [3, 2, 1]);
    assert_eq!(listed["releases"][0]["action"]["kind"], "update");
    let changes = |target: &str| admin(addr, "GET", target, &[], b"").json()["changes"].clone();
    let last = changes("/admin/releases/compare");
    assert_eq!(
        (&last["added"], &last["removed"], &last["graphs"]["urn:own"]["added"]),
        (&2.into(), &1.into(), &2.into())
    );
    assert_eq!(changes("/admin/releases/compare?from=1&to=2")["added"], 1);
    let patch = admin(
        addr,
        "GET",
        "/admin/releases/compare?from=2&to=3",
        &[("Accept", "application/rdf-patch")],
        b"",
    );
    assert_eq!((patch.status, patch.media(), patch.whole), (200, "application/rdf-patch", true));
    let of = |letter: &str| patch.text().lines().filter(|line| line.starts_with(letter)).count();
    assert_eq!((of("A "), of("D ")), (2, 1), "{}", patch.text());
    assert!(patch.text().ends_with("TC .\n"));
    let named = admin(addr, "GET", "/admin/releases/compare?format=patch&from=2", &[], b"");
    assert_eq!(named.body, patch.body);
    assert_eq!(admin(addr, "GET", "/admin/releases/compare?from=77", &[], b"").status, 404);
    assert_eq!(admin(addr, "GET", "/admin/releases/compare?format=pdf", &[], b"").status, 406);
    let first = listed["releases"][2]["id"].as_str().unwrap();
    let back = admin(addr, "POST", &format!("/admin/rollback?to={first}"), &[], b"");
    assert_eq!(back.json()["release"]["id"], first);
    assert_eq!((back.json()["release"]["number"].clone(), own(addr).as_str()), (4.into(), "0"));
    assert_eq!(admin(addr, "POST", "/admin/rollback?to=77", &[], b"").status, 404);
    assert_eq!(admin(addr, "POST", "/admin/rollback", &[], b"").status, 400);
}

#[test]
fn two_changes_at_once_are_one_and_a_word_to_come_again() {
    let writer = Writer::open(sample(), settings(), 5).unwrap().with_patience(Duration::from_millis(100));
    let (addr, writer) = serve(writer, |_| {});
    let (began, waiting) = std::sync::mpsc::channel();
    let (go, may_go) = std::sync::mpsc::channel::<()>();
    let slow = std::thread::spawn(move || {
        let inputs = [crate::writer::file("one.nbib", FIRST)];
        let seen = |event: linkworker::ingest::Event<'_>| {
            if matches!(event, linkworker::ingest::Event::Comparing) {
                began.send(()).unwrap();
                may_go.recv().unwrap();
            }
        };
        writer.ingest(&inputs, seen).unwrap();
    });
    waiting.recv().unwrap();
    let busy = update(addr, INSERT);
    assert_eq!((busy.status, busy.header("retry-after")), (503, Some("5")), "{}", busy.text());
    let busy = admin(addr, "POST", "/admin/ingest?name=two.nbib", &[], SECOND.as_bytes());
    assert_eq!(
        (busy.status, busy.media()),
        (503, "application/problem+json"),
        "before the first line it is an error"
    );
    assert_eq!(query(addr, "ASK {}", "*/*").status, 200, "readers go on");
    go.send(()).unwrap();
    slow.join().unwrap();
    assert_eq!(update(addr, INSERT).status, 200);
}

/// Readers ask all the time while graphs change: every answer is of one release.
#[test]
fn answers_are_of_one_release_while_it_changes() {
    let (addr, _) = writable();
    let put = |version: u32| {
        let body =
            (0..100).map(|n| format!("<urn:s{n}> <urn:version> {version} .")).collect::<Vec<_>>().join("\n");
        let response =
            admin(addr, "PUT", "/data?graph=urn:own", &[("Content-Type", "text/turtle")], body.as_bytes());
        assert!(matches!(response.status, 201 | 204), "{}", response.status);
    };
    put(0);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(move || {
                    let text =
                        "SELECT ?v (COUNT(?s) AS ?n) { GRAPH <urn:own> { ?s <urn:version> ?v } } GROUP BY ?v";
                    loop {
                        let answer = query(addr, text, "text/csv");
                        let rows: Vec<&str> = answer.text().lines().skip(1).collect();
                        assert!(rows.len() == 1 && rows[0].ends_with(",100"), "a mixture: {rows:?}");
                        if rows[0] == "8,100" {
                            return;
                        }
                    }
                })
            })
            .collect();
        (1..=8).for_each(put);
        for reader in readers {
            reader.join().unwrap();
        }
    });
}

/// A file with a token, for its owner only.
fn token_file(folder: &std::path::Path, text: &str) -> String {
    let path = folder.join("token");
    std::fs::write(&path, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    path.to_str().unwrap().to_owned()
}

fn program(args: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_linkworker"));
    command.args(args);
    for name in ["STORE", "BASE_IRI", "URL", "BIND", "ADMIN_TOKEN_FILE", "KEEP"] {
        command.env_remove(format!("LINKWORKER_{name}"));
    }
    command
}

#[test]
fn the_program_takes_good_tokens_only_and_shows_none() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store").to_str().unwrap().to_owned();
    let refused = |token: &str, more: &[&str]| {
        let mut args = vec!["serve", "--bind", "127.0.0.1:0", "--admin-token-file", token];
        args.extend_from_slice(more);
        let output = program(&args).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    let in_store = ["--store", store.as_str()];
    let short = refused(&token_file(folder.path(), "short-secret\n"), &in_store);
    assert!(short.contains("16") && !short.contains("short-secret"), "{short}");
    let odd = refused(&token_file(folder.path(), "a secret with spaces in it"), &in_store);
    assert!(odd.contains("space") && !odd.contains("a secret"), "{odd}");
    assert!(refused(folder.path().join("none").to_str().unwrap(), &in_store).contains("none"));
    let good = token_file(folder.path(), TOKEN);
    let example = crate::data::example();
    let files = refused(&good, &[example.to_str().unwrap()]);
    assert!(files.contains("--store"), "{files}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&good, std::fs::Permissions::from_mode(0o644)).unwrap();
        let open = refused(&good, &in_store);
        assert!(open.contains("chmod 600") && !open.contains(TOKEN), "{open}");
    }
    assert!(!std::path::Path::new(&store).exists(), "nothing was made");
}

#[cfg(feature = "rocksdb")]
mod on_disk {
    use super::*;
    use std::io::{BufRead, BufReader};
    use std::path::Path;
    use std::process::{Child, Stdio};

    struct Server {
        process: Child,
        addr: SocketAddr,
    }

    impl Server {
        fn start(store: &Path, token: &str) -> Self {
            let args = [
                "serve",
                "--store",
                store.to_str().unwrap(),
                "--bind",
                "127.0.0.1:0",
                "--admin-token-file",
                token,
            ];
            let mut process = program(&args).stderr(Stdio::piped()).spawn().unwrap();
            let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
            let said = lines.find_map(|line| {
                let line = line.unwrap();
                eprintln!("{line}");
                Some(line.split_once("Serving at http://")?.1.split('/').next()?.to_owned())
            });
            std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| eprintln!("{line}")));
            Self { process, addr: said.unwrap().parse().unwrap() }
        }
    }

    impl Drop for Server {
        /// As the kernel ends a process: without a word.
        fn drop(&mut self) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }

    fn works(addr: SocketAddr) -> u64 {
        let count = "SELECT (COUNT(DISTINCT ?w) AS ?n) { ?w a schema:ScholarlyArticle ; dcterms:title ?t }";
        query(addr, count, "text/csv").text().lines().nth(1).unwrap().parse().unwrap()
    }

    /// Files that are put into a folder are read while the service runs, and those on their way are not.
    #[test]
    fn a_folder_is_watched() {
        let folder = tempfile::tempdir().unwrap();
        let (store, incoming) = (folder.path().join("store"), folder.path().join("incoming"));
        std::fs::create_dir(&incoming).unwrap();
        let record = |n: u32| format!("PMID- 3900000{n}\nTI  - Link workers, part {n}\nDP  - 2024\n\n");
        std::fs::write(incoming.join("one.nbib"), record(1)).unwrap();
        let args = [
            "serve",
            "--store",
            store.to_str().unwrap(),
            "--bind",
            "127.0.0.1:0",
            "--watch",
            incoming.to_str().unwrap(),
        ];
        let mut process = program(&args).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        let serving = lines.find(|line| line.contains("Serving at http://")).unwrap();
        let addr = serving.split("http://").nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
        let told = std::thread::spawn(move || lines.collect::<Vec<_>>().join("\n"));
        let server = Server { process, addr };
        let wait_for = |count| {
            let until = Instant::now() + Duration::from_secs(60);
            while works(addr) != count {
                assert!(Instant::now() < until, "{} works, not {count}", works(addr));
                std::thread::sleep(Duration::from_millis(100));
            }
        };
        wait_for(1);
        std::fs::write(incoming.join("two.nbib.part"), record(2)).unwrap();
        std::fs::write(incoming.join(".hidden.nbib"), record(3)).unwrap();
        std::fs::write(incoming.join("nothing.txt"), "no record of anything").unwrap();
        std::fs::create_dir(incoming.join("more")).unwrap();
        std::fs::write(incoming.join("more").join("four.nbib"), record(4)).unwrap();
        wait_for(2);
        std::fs::rename(incoming.join("two.nbib.part"), incoming.join("two.nbib")).unwrap();
        wait_for(3);
        assert_eq!(
            send(addr, "POST", "/admin/update", &[UPDATE], INSERT.as_bytes()).status,
            404,
            "nobody else may"
        );
        drop(server);
        let told = told.join().unwrap();
        assert!(told.contains("nothing.txt") && told.contains("is served"), "{told}");
    }

    /// Killed at any moment, a service comes back with everything that it has acknowledged, and with a change as a whole or not at all.
    #[test]
    fn what_was_acknowledged_survives_a_kill_and_nothing_half_done_does() {
        let folder = tempfile::tempdir().unwrap();
        let (store, token) = (folder.path().join("store"), token_file(folder.path(), TOKEN));
        let mut known = 0;
        for round in 0_u64..8 {
            let server = Server::start(&store, &token);
            let addr = server.addr;
            let found = works(addr);
            assert!(found == known || found == known + 3, "round {round}: {found} works after {known}");
            known = found;
            assert_eq!(own(addr), round.to_string(), "round {round}: an acknowledged update is gone");
            let text = format!("INSERT DATA {{ GRAPH <urn:own> {{ <urn:a> <urn:b> {round} }} }}");
            assert_eq!(update(addr, &text).status, 200);
            let record =
                |n| format!("PMID- 39{round:03}{n:03}\nTI  - Link workers {round} {n}\nDP  - 2024\n\n");
            let body = [0, 1, 2].map(record).concat();
            let sent = std::thread::spawn(move || {
                // The connection may break at any moment.
                let mut stream = connect(addr);
                let head = format!(
                    "POST /admin/ingest?name=r{round}.nbib HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: {}\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(head.as_bytes());
                let mut answer = Vec::new();
                let _ = stream.read_to_end(&mut answer);
                String::from_utf8_lossy(&answer).contains("\"published\"")
            });
            std::thread::sleep(Duration::from_millis(round * 25));
            drop(server);
            if sent.join().unwrap() {
                known += 3;
            }
        }
        let server = Server::start(&store, &token);
        assert!(works(server.addr) >= known);
        assert!(!store.join("writing").exists() && !store.join("incoming").exists());
    }
}
