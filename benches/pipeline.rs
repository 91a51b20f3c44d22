//! Reading, annotating, mapping, loading and exporting, each beside a plain pass over the same bytes.
//!
//! The corpus is made here, the same bytes every time. Criterion prints throughput; the ratio to `plain pass` is the figure
//! to compare between machines. `LINKWORKER_BENCH_RECORDS` sets the number of records (default 2,000).

#![expect(clippy::expect_used, reason = "a benchmark that cannot go on stops")]
#![expect(missing_docs, reason = "what the macros of criterion make has none")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use linkworker::annotate::Annotator;
use linkworker::export::{DumpFormat, dump};
use linkworker::ingest::{Settings, ingest, publish};
use linkworker::mapping::iri::Iris;
use linkworker::mapping::{AbstractPolicy, Mapper, Names, Source};
use linkworker::query::CountingAllocator;
use linkworker::read::{self, Input, Options};
use linkworker::record::{Record, Resolution};
use linkworker::store::KnowledgeGraph;
use linkworker::vocab;
use mimalloc::MiMalloc;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io;

/// That of the program.
#[global_allocator]
static ALLOCATOR: CountingAllocator<MiMalloc> = CountingAllocator::new(MiMalloc);

const FAMILIES: [&str; 12] = [
    "Abara",
    "de Wit",
    "O'Dowd",
    "Kim",
    "Silva",
    "Nowak",
    "Ivanova",
    "Haddad",
    "Tanaka",
    "Müller",
    "Okoro",
    "Lindqvist",
];
const SENTENCES: [&str; 8] = [
    "Link workers connected older adults with befriending and gardening groups in the community.",
    "General practitioners referred patients with long-term conditions to a social prescribing service.",
    "We interviewed clients and service providers in primary care about loneliness and wellbeing.",
    "Wellbeing was measured with the Short Warwick-Edinburgh Mental Wellbeing Scale (SWEMWBS).",
    "Attendance at the practice fell, and the cost of the programme was modest.",
    "Staff shortages and short-term funding were the main barriers.",
    "The weather in the second summer was unusually dry, which nobody had foreseen.",
    "Participants took part in walking, singing and museum visits for twelve weeks.",
];

/// A small generator of numbers: the same sequence every time.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % n
    }
}

/// An RCA listing of `records` invented records.
fn corpus(records: usize) -> String {
    let (mut numbers, mut text) = (Sequence(7), String::new());
    for n in 1..=records {
        let authors: Vec<String> = (0..=numbers.below(6))
            .map(|_| format!("{} {}", FAMILIES[numbers.below(12)], ["A", "JK", "M"][numbers.below(3)]))
            .collect();
        let year = 2015 + numbers.below(10);
        let _ = writeln!(
            text,
            "{n}\n|\n{}. Social prescribing in practice, study {n}: a qualitative inquiry. J Soc Prescr {year}; {}:{}-{}. \
             [PMID: {} DOI: 10.1234/jsp.{n}] [Citation(s) in RCA: 0] [Impact Index Per Article: 0] \
             [Reference Citation Analysis] [Abstract] [Indexed: 03/01/2025] Open\nAbstract",
            authors.join(", "),
            year - 2000,
            n,
            n + 9,
            30_000_000 + n,
        );
        for (at, heading) in ["BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS"].iter().enumerate() {
            let body: Vec<&str> = (0..4).map(|_| SENTENCES[numbers.below(8)]).collect();
            let _ = write!(text, "{}{heading} {}", if at == 0 { "" } else { " " }, body.join(" "));
        }
        text.push_str("\nCollapse\nAffiliation(s)\n");
        for author in &authors {
            let _ =
                write!(text, "- {author}\n- Department of Health, University of Testing, Leeds, UK\n| | ");
        }
        text.push_str("\nCollapse\n|\n");
    }
    text
}

fn benches(criterion: &mut Criterion) {
    let records =
        std::env::var("LINKWORKER_BENCH_RECORDS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000);
    let text = corpus(records);
    let bytes = text.len() as u64;
    let input = Input::Memory { name: "corpus".to_owned(), bytes: text.as_bytes().into() };
    let options = Options::default();
    let read = || -> Vec<Record> {
        let survey = read::survey(&input, &options).expect("the corpus is an RCA listing");
        let entries = read::records(&input, &survey, &options).expect("the corpus is in memory");
        entries.filter_map(|entry| entry.ok()?.record).collect()
    };
    let parsed = read();
    assert_eq!(parsed.len(), records, "every record of the corpus is read");
    let iris = Iris::new(vocab::DEFAULT_BASE).expect("the default base is an IRI");
    let settings = Settings {
        iris: iris.clone(),
        abstracts: AbstractPolicy::Full,
        read: options.clone(),
        generated: None,
    };
    let annotator = Annotator::new();
    let annotated: Vec<_> = parsed.iter().map(|record| annotator.annotate(record)).collect();
    let mapper = Mapper::new(iris.clone(), AbstractPolicy::Full);
    let source = Source {
        format: "rca",
        sha256: "0".repeat(64),
        name: "corpus".to_owned(),
        generated: None,
        records: records as u64,
    };
    let load = || {
        let graph = KnowledgeGraph::in_memory().expect("memory");
        ingest(&graph, std::slice::from_ref(&input), &settings, |_| {}).expect("memory");
        graph
    };
    let graph = load();

    let mut group = criterion.benchmark_group("pipeline");
    group.sample_size(10).throughput(Throughput::Bytes(bytes));
    group.bench_function("plain pass (sum of the bytes)", |b| {
        b.iter(|| black_box(text.as_bytes()).iter().fold(0_u64, |sum, byte| sum + u64::from(*byte)));
    });
    group.bench_function("read (survey and records)", |b| b.iter(read));
    group.bench_function("annotate", |b| {
        b.iter(|| parsed.iter().map(|record| annotator.annotate(record).mentions.len()).sum::<usize>());
    });
    group.bench_function("map", |b| {
        b.iter(|| {
            let mut quads = Vec::new();
            for (record, annotations) in parsed.iter().zip(&annotated) {
                let resolution = Resolution::alone(record);
                mapper.record(record, annotations, &source, &resolution, &Names::new(), &mut quads);
            }
            quads.len()
        });
    });
    group.bench_function("ingest into memory, all stages", |b| b.iter(load));
    group.finish();

    exports(criterion, &graph, &iris);
}

/// Each format beside a plain copy of the bytes it comes to.
fn exports(criterion: &mut Criterion, graph: &KnowledgeGraph, iris: &Iris) {
    let snapshot = &publish(graph, iris.base()).expect("memory");
    let mut group = criterion.benchmark_group("export");
    for format in [DumpFormat::NQuads, DumpFormat::Turtle, DumpFormat::JsonLd] {
        let mut whole = Vec::new();
        dump(snapshot, iris, format, &mut whole).expect("memory");
        group.sample_size(10).throughput(Throughput::Bytes(whole.len() as u64));
        group.bench_function(format!("{} (copying its bytes)", format.name()), |b| {
            b.iter(|| black_box(whole.as_slice()).to_vec());
        });
        group.bench_function(format.name(), |b| {
            b.iter(|| dump(snapshot, iris, format, &mut io::sink()).expect("memory"));
        });
    }
    group.finish();
}

criterion_group!(pipeline, benches);
criterion_main!(pipeline);
