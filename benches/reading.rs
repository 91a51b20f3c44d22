//! Reading, and reading with mapping to N-Quads, of the two formats that come in bulk, each beside a bare pass over the
//! same bytes: every event of quick-xml for PubMed XML, every line for RIS.
//!
//! The corpora are made here, the same bytes every time; `LINKWORKER_BENCH_PUBMED` and `LINKWORKER_BENCH_RIS` name files to
//! be read instead. The ratio to the bare pass is the figure to compare between machines. Annotation is not part of it.

#![expect(clippy::expect_used, reason = "a benchmark that cannot go on stops")]
#![expect(missing_docs, reason = "what the macros of criterion make has none")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use linkworker::mapping::iri::Iris;
use linkworker::mapping::{AbstractPolicy, Mapper, NQuads, Names, Source};
use linkworker::ontology::Annotations;
use linkworker::query::CountingAllocator;
use linkworker::read::{Input, Options, Survey, records, survey};
use linkworker::record::Resolution;
use linkworker::vocab;
use mimalloc::MiMalloc;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{BufRead, Write};
use std::sync::Arc;

/// That of the program.
#[global_allocator]
static ALLOCATOR: CountingAllocator<MiMalloc> = CountingAllocator::new(MiMalloc);

const RECORDS: usize = 2_000;

/// Words of invented abstracts.
const WORDS: [&str; 16] = [
    "link",
    "workers",
    "in",
    "primary",
    "care",
    "help",
    "people",
    "with",
    "loneliness",
    "to",
    "find",
    "groups",
    "near",
    "their",
    "homes",
    "gardens",
];

fn words(seed: usize, count: usize) -> String {
    let words = (0..count).map(|n| WORDS[(seed * 31 + n * 7 + n / 5) % WORDS.len()]);
    words.collect::<Vec<_>>().join(" ")
}

/// PubMed XML with everything that a record of today has: eight authors with affiliations, headings, references.
fn pubmed(records: usize) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<PubmedArticleSet>\n");
    for n in 0..records {
        pubmed_article(&mut xml, n);
    }
    xml.push_str("</PubmedArticleSet>\n");
    xml
}

fn pubmed_article(xml: &mut String, n: usize) {
    let pmid = 90_000_000 + n;
    let mut add = |text: String| {
        xml.push_str(&text);
        xml.push('\n');
    };
    add(format!(
        "<PubmedArticle><MedlineCitation Status=\"MEDLINE\" Owner=\"NLM\"><PMID Version=\"1\">{pmid}</PMID>\n<DateRevised>\
         <Year>2024</Year><Month>05</Month><Day>01</Day></DateRevised>\n<Article PubModel=\"Print\"><Journal>\
         <ISSN IssnType=\"Print\">2049-3630</ISSN><JournalIssue CitedMedium=\"Print\"><Volume>{}</Volume><Issue>{}</Issue>\
         <PubDate><Year>{}</Year><Month>Mar</Month></PubDate></JournalIssue><Title>Journal of Invented Care</Title>\
         <ISOAbbreviation>J Invent Care</ISOAbbreviation></Journal>",
        n % 40 + 1,
        n % 12 + 1,
        1990 + n % 35
    ));
    add(format!("<ArticleTitle>Study {n}: {}.</ArticleTitle>", words(n, 14)));
    add(format!("<Pagination><MedlinePgn>{}-{}</MedlinePgn></Pagination>", n % 900 + 1, n % 900 + 9));
    add("<Abstract>".to_owned());
    for label in ["BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS"] {
        let text = words(n + label.len(), 60);
        add(format!(
            "<AbstractText Label=\"{label}\" NlmCategory=\"{label}\">{text} (p &lt; 0.05).</AbstractText>"
        ));
    }
    add("</Abstract>\n<AuthorList CompleteYN=\"Y\">".to_owned());
    for a in 0..8 {
        add(format!(
            "<Author ValidYN=\"Y\"><LastName>Family{}</LastName><ForeName>Given{a}</ForeName><Initials>G</Initials>\
             <AffiliationInfo><Affiliation>Department {a}, University of Example {}, Sometown, UK.</Affiliation>\
             </AffiliationInfo></Author>",
            (n * 8 + a) % 5_000,
            n % 60
        ));
    }
    add("</AuthorList>\n<Language>eng</Language><PublicationTypeList><PublicationType UI=\"D016428\">Journal Article\
         </PublicationType></PublicationTypeList></Article>\n<MedlineJournalInfo><Country>England</Country>\
         <MedlineTA>J Invent Care</MedlineTA><NlmUniqueID>101000000</NlmUniqueID></MedlineJournalInfo>\n<MeshHeadingList>"
        .to_owned());
    for m in 0..12 {
        add(format!(
            "<MeshHeading><DescriptorName UI=\"D{:06}\" MajorTopicYN=\"N\">Heading {m}</DescriptorName>\
             <QualifierName UI=\"Q000639\" MajorTopicYN=\"Y\">trends</QualifierName></MeshHeading>",
            (n + m * 17) % 30_000
        ));
    }
    add("</MeshHeadingList></MedlineCitation>\n<PubmedData><History><PubMedPubDate PubStatus=\"received\"><Year>2023</Year>\
         <Month>1</Month><Day>2</Day></PubMedPubDate></History>"
        .to_owned());
    add(format!(
        "<PublicationStatus>ppublish</PublicationStatus><ArticleIdList><ArticleId IdType=\"pubmed\">{pmid}</ArticleId>\
         <ArticleId IdType=\"doi\">10.5555/jic.{n}</ArticleId></ArticleIdList>\n<ReferenceList>"
    ));
    for r in 0..20 {
        add(format!(
            "<Reference><Citation>Someone A, Other B. Title of reference {r}. J Invent Care. 2001;3:45-56.</Citation>\
             <ArticleIdList><ArticleId IdType=\"pubmed\">{}</ArticleId></ArticleIdList></Reference>",
            80_000_000 + n * 20 + r
        ));
    }
    add("</ReferenceList></PubmedData></PubmedArticle>".to_owned());
}

fn ris(records: usize) -> String {
    let mut ris = String::new();
    for n in 0..records {
        writeln!(ris, "TY  - JOUR").expect("a string takes everything");
        for a in 0..6 {
            writeln!(ris, "AU  - Family{}, Given{a}", (n * 6 + a) % 5_000)
                .expect("a string takes everything");
        }
        writeln!(
            ris,
            "TI  - Study {n}: {}\nJO  - Journal of Invented Care\nPY  - {}\nVL  - {}\nIS  - {}\nSP  - {}\nEP  - {}\nSN  - 2049-3630\n\
             DO  - 10.5555/jic.{n}\nAB  - {}\nKW  - loneliness\nKW  - social prescribing\nLA  - en\nER  - \n",
            words(n, 14),
            1990 + n % 35,
            n % 40 + 1,
            n % 12 + 1,
            n % 900 + 1,
            n % 900 + 9,
            words(n + 3, 240)
        )
        .expect("a string takes everything");
    }
    ris
}

fn corpus(variable: &str, made: impl Fn() -> String) -> Arc<[u8]> {
    match std::env::var_os(variable) {
        Some(path) => std::fs::read(path).expect("the file that the variable names").into(),
        None => made().into_bytes().into(),
    }
}

fn events(bytes: &[u8]) -> usize {
    let mut reader = Reader::from_reader(bytes);
    let (mut buffer, mut count) = (Vec::new(), 0);
    loop {
        match reader.read_event_into(&mut buffer).expect("well-formed XML") {
            Event::Eof => return count,
            event => count += usize::from(!black_box(&event).is_empty()),
        }
        buffer.clear();
    }
}

fn lines(mut bytes: &[u8]) -> usize {
    let (mut line, mut count) = (String::new(), 0);
    while bytes.read_line(&mut line).expect("UTF-8") > 0 {
        count += usize::from(!black_box(&line).is_empty());
        line.clear();
    }
    count
}

fn read(input: &Input, survey: &Survey) -> usize {
    let all = records(input, survey, &Options::default()).expect("it opens");
    all.filter(|entry| entry.as_ref().is_ok_and(|e| e.record.is_some())).count()
}

/// Counts what is written and keeps nothing.
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += memchr::memchr_iter(b'\n', bytes).count() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Survey, reading and mapping: everything from bytes to N-Quads. Gives the number of quads.
fn map(input: &Input) -> u64 {
    let survey = survey(input, &Options::default()).expect("a known format");
    let source = Source {
        format: survey.format.name(),
        sha256: survey.sha256.clone(),
        name: "corpus".to_owned(),
        generated: None,
        records: 0,
    };
    let mapper = Mapper::new(Iris::new(vocab::DEFAULT_BASE).expect("the default base"), AbstractPolicy::Full);
    let mut out = NQuads::new(Counter(0));
    let nothing = Annotations::default();
    for entry in records(input, &survey, &Options::default()).expect("it opens") {
        if let Some(record) = entry.expect("it reads").record {
            mapper.record(&record, &nothing, &source, &Resolution::alone(&record), &Names::new(), &mut out);
        }
    }
    out.finish().expect("a counter takes everything").0
}

fn benches(criterion: &mut Criterion) {
    type Bare = fn(&[u8]) -> usize;
    let corpora: [(&str, Arc<[u8]>, Bare); 2] = [
        ("PubMed XML", corpus("LINKWORKER_BENCH_PUBMED", || pubmed(RECORDS)), events),
        ("RIS", corpus("LINKWORKER_BENCH_RIS", || ris(5 * RECORDS)), lines),
    ];
    for (name, bytes, bare) in corpora {
        let input = Input::Memory { name: name.to_owned(), bytes: Arc::clone(&bytes) };
        let known = survey(&input, &Options::default()).expect("a known format");
        eprintln!("{name}: {} bytes, {} records, {} quads", bytes.len(), read(&input, &known), map(&input));
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10).throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function("bare pass", |b| b.iter(|| bare(black_box(&bytes))));
        group.bench_function("survey", |b| {
            b.iter(|| survey(&input, &Options::default()).expect("a known format").bytes);
        });
        group.bench_function("read", |b| b.iter(|| read(&input, &known)));
        group.bench_function("survey, read and map to N-Quads", |b| b.iter(|| map(&input)));
        group.finish();
    }
}

criterion_group!(reading, benches);
criterion_main!(reading);
