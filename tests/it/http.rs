//! A service over a small graph, and a client that speaks HTTP over a bare socket: no library between the test and the bytes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use crate::data::snapshot;
use linkworker::annotate::Annotator;
use linkworker::mapping::iri::Iris;
use linkworker::mapping::{AbstractPolicy, Mapper, Names, Source};
use linkworker::ontology;
use linkworker::record::{
    Abstract, Affiliation, Container, Contributor, Doi, History, Name, Pages, PartialDate, PersonName, Pmid,
    Record, Resolution, Section, SectionRole,
};
use linkworker::server::{Service, Settings};
use linkworker::store::KnowledgeGraph;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, Quad};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::OnceLock;
use std::time::Duration;

/// Base IRI of the sample data; not the address of the service, as behind a proxy.
pub(crate) const BASE: &str = "https://data.example.org/kg/";

/// A DOI of the old kind, with everything that paths do not like.
pub(crate) const SICI: &str = "10.1002/(SICI)1099-1298(199905/06)9:3<173::AID-CASP1>3.0.CO;2-#";

/// The address of a service over the sample graph, started once for all tests.
pub(crate) fn shared() -> SocketAddr {
    static SERVICE: OnceLock<SocketAddr> = OnceLock::new();
    *SERVICE.get_or_init(|| start(&sample(), |_| {}))
}

/// Starts a service on a free port; it runs until the test process ends.
pub(crate) fn start(graph: &KnowledgeGraph, change: impl FnOnce(&mut Settings)) -> SocketAddr {
    let mut settings = Settings::new("127.0.0.1:0", BASE);
    settings.http_workers = 1;
    change(&mut settings);
    let service = Service::bind(settings, snapshot(graph)).unwrap();
    let addr = service.addr();
    std::thread::spawn(move || service.run_until(std::future::pending()).unwrap());
    addr
}

/// A graph with the ontology and three works: one full record, one with a SICI DOI and markup in its title, one without a DOI.
pub(crate) fn sample() -> KnowledgeGraph {
    let graph = KnowledgeGraph::in_memory().unwrap();
    let iris = Iris::new(BASE).unwrap();
    let annotator = Annotator::new();
    let mapper = Mapper::new(iris.clone(), AbstractPolicy::Full);
    let records = records();
    let source = Source {
        format: "rca",
        sha256: "0123456789abcdef".repeat(4),
        name: "sample.txt".to_owned(),
        generated: Some("2025-06-01T00:00:00Z".to_owned()),
        records: records.len() as u64,
    };
    let mut quads = ontology::quads(&iris.ontology_graph());
    for record in &records {
        let resolution = Resolution::alone(record);
        mapper.record(record, &annotator.annotate(record), &source, &resolution, &Names::new(), &mut quads);
    }
    mapper.source(&source, &mut quads);
    fill(&graph, quads);
    graph
}

/// A graph with `count` works that only have a title.
pub(crate) fn large(count: usize) -> KnowledgeGraph {
    let graph = KnowledgeGraph::in_memory().unwrap();
    let title = NamedNode::new("http://purl.org/dc/terms/title").unwrap();
    let name = NamedNode::new(format!("{BASE}graph/rca/0")).unwrap();
    let quad = |i| {
        let work = NamedNode::new(format!("{BASE}work/pmid/{i}")).unwrap();
        let text = oxigraph::model::Literal::new_simple_literal(format!("{i} {}", "link worker ".repeat(20)));
        Quad::new(work, title.clone(), text, name.clone())
    };
    fill(&graph, (1..=count).map(quad).collect());
    graph
}

/// A graph read from N-Triples into named graphs.
pub(crate) fn loaded(files: &[(&str, String)]) -> KnowledgeGraph {
    let graph = KnowledgeGraph::in_memory().unwrap();
    let mut quads = Vec::new();
    for (name, text) in files {
        let parser =
            RdfParser::from_format(RdfFormat::NTriples).with_default_graph(NamedNode::new(*name).unwrap());
        quads.extend(parser.for_slice(text.as_bytes()).map(Result::unwrap));
    }
    fill(&graph, quads);
    graph
}

fn fill(graph: &KnowledgeGraph, quads: Vec<Quad>) {
    let mut graphs: Vec<NamedNode> = Vec::new();
    for quad in &quads {
        if let GraphName::NamedNode(name) = &quad.graph_name
            && graphs.last() != Some(name)
            && !graphs.contains(name)
        {
            graphs.push(name.clone());
        }
    }
    graph.replace_graphs(&graphs, quads).unwrap();
}

fn records() -> Vec<Record> {
    let odd = Record {
        title: "Community <script>alert(1)</script> & \"arts\" on prescription".to_owned(),
        contributors: vec![person("O’Brien", "Máire", "M", &[])],
        container: Some(journal("J Community Appl Soc Psychol", "9")),
        published: Some(date("1999")),
        doi: Some(SICI.parse::<Doi>().unwrap()),
        ..Record::default()
    };
    let suffix = Record {
        title: "A work whose DOI ends like a file name".to_owned(),
        published: Some(date("2020-05")),
        doi: Some("10.1000/records.ttl".parse::<Doi>().unwrap()),
        contributors: vec![person("Turk", "Amadea", "A", &[])],
        ..Record::default()
    };
    vec![full(), odd, suffix]
}

fn full() -> Record {
    Record {
        title: "Link workers and loneliness: a systematic review".to_owned(),
        contributors: vec![
            person("Turk", "Amadea", "A", &["Department of Primary Care, University of Oxford, Oxford, UK"]),
            person(
                "Wildman",
                "John",
                "J",
                &["Newcastle University, Newcastle, UK", "University of Oxford, Oxford, UK"],
            ),
            Contributor::author(Name::Collective("SPRING_NE Study Group".to_owned())),
        ],
        container: Some(journal("BMC Med", "22")),
        published: Some(date("2024")),
        history: History { received: Some(date("2024-01-02")), ..History::default() },
        doi: Some("10.1186/s12916-024-00001-x".parse::<Doi>().unwrap()),
        pmid: Some("38000001".parse::<Pmid>().unwrap()),
        citation_count: Some(12),
        impact_index: Some("4.0".to_owned()),
        open_access: Some(true),
        abstract_text: Some(abstract_of(&[
            ("BACKGROUND", "Loneliness is common among older people."),
            ("METHODS", "We searched five databases."),
            ("RESULTS", "Link workers reduced loneliness."),
            ("CONCLUSION", "Social prescribing may help."),
        ])),
        cites: vec![SICI.parse::<Doi>().unwrap()],
        citation_text: "Turk A, Wildman J. Link workers and loneliness. BMC Med 2024; 22:173-180.".to_owned(),
        ..Record::default()
    }
}

fn person(family: &str, given: &str, initials: &str, affiliations: &[&str]) -> Contributor {
    Contributor {
        name: Name::Person(PersonName {
            family: family.to_owned(),
            initials: Some(initials.to_owned()),
            given: Some(given.to_owned()),
            suffix: None,
        }),
        affiliations: affiliations.iter().map(|text| Affiliation::new(*text)).collect(),
        ..Contributor::author(Name::Collective(String::new()))
    }
}

fn journal(title: &str, volume: &str) -> Container {
    Container {
        title: title.to_owned(),
        volume: Some(volume.to_owned()),
        pages: Some(Pages::Range { first: "173".to_owned(), last: "180".to_owned() }),
        ..Container::default()
    }
}

fn date(text: &str) -> PartialDate {
    text.parse().unwrap()
}

fn abstract_of(parts: &[(&str, &str)]) -> Abstract {
    let mut text = String::new();
    let mut sections = Vec::new();
    for (heading, body) in parts {
        if !text.is_empty() {
            text.push(' ');
        }
        write!(text, "{heading} {body}").unwrap();
        let end = text.chars().count();
        let start = end - body.chars().count();
        sections.push(Section {
            heading: (*heading).to_owned(),
            role: SectionRole::from_heading(heading),
            start,
            end,
        });
    }
    Abstract { text, sections }
}

/// A response, read to its end.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// False where the body broke off: a missing last chunk, or fewer bytes than announced.
    pub(crate) whole: bool,
}

impl Response {
    /// The value of a header, where it occurs.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Every value of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The body as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The media type, without parameters.
    pub(crate) fn media(&self) -> &str {
        self.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default()
    }
}

/// `GET` with one `Accept` header (none where it is empty).
pub(crate) fn get(addr: SocketAddr, target: &str, accept: &str) -> Response {
    match accept {
        "" => send(addr, "GET", target, &[], b""),
        accept => send(addr, "GET", target, &[("Accept", accept)], b""),
    }
}

/// A query by `POST` as `application/sparql-query`.
pub(crate) fn query(addr: SocketAddr, query: &str, accept: &str) -> Response {
    let headers = [("Accept", accept), ("Content-Type", "application/sparql-query")];
    send(addr, "POST", "/sparql", &headers, query.as_bytes())
}

/// One request on a connection of its own.
pub(crate) fn send(
    addr: SocketAddr,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Response {
    let mut stream = connect(addr);
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for (name, value) in headers {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    if !body.is_empty() || method == "POST" {
        write!(head, "Content-Length: {}\r\n", body.len()).unwrap();
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    // A server that refuses early may close before it has read everything.
    let _ = stream.write_all(body);
    read(stream, method)
}

/// A connection with a time limit on reading.
pub(crate) fn connect(addr: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

/// Reads one response.
pub(crate) fn read(stream: TcpStream, method: &str) -> Response {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let status =
        line.split(' ').nth(1).unwrap_or_else(|| panic!("no status line: {line:?}")).parse().unwrap();
    let mut headers = Vec::new();
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let mut response = Response { status, headers, body: Vec::new(), whole: true };
    if method == "HEAD" || status == 204 || status == 304 {
        reader.read_to_end(&mut response.body).unwrap();
        return response;
    }
    if response.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        response.whole = chunks(&mut reader, &mut response.body);
    } else if let Some(length) = response.header("content-length").map(|text| text.parse::<u64>().unwrap()) {
        reader.take(length).read_to_end(&mut response.body).unwrap();
        response.whole = response.body.len() as u64 == length;
    } else {
        reader.read_to_end(&mut response.body).unwrap();
    }
    response
}

/// Reads a chunked body; true where its last chunk came.
fn chunks(reader: &mut impl BufRead, body: &mut Vec<u8>) -> bool {
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return false;
        }
        let Ok(size) = usize::from_str_radix(line.trim().split(';').next().unwrap_or_default(), 16) else {
            return false;
        };
        let mut chunk = vec![0; size + 2];
        if reader.read_exact(&mut chunk).is_err() {
            return false;
        }
        if size == 0 {
            return true;
        }
        body.extend_from_slice(&chunk[..size]);
    }
}

/// A text as the value of a parameter in an address.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// What was packed with gzip.
pub(crate) fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut plain).unwrap();
    plain
}
