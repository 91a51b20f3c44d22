//! Concept annotation against the gold set (`fixtures/gold/README.md` says how it was made and how it is scored).
//!
//! Listings go through the reader. The neighbours come from formats that are not read yet, so title and abstract are cut out here.

use crate::data;
use linkworker::annotate::Annotator;
use linkworker::read::{self, Input, Options};
use linkworker::record::{Abstract, Record, Section, SectionRole};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

/// A line of `items.tsv`.
struct Item {
    set: String,
    file: String,
    source: String,
    locator: String,
}

fn items() -> Vec<Item> {
    let text = fs::read_to_string(data::repository("tests/fixtures/gold/items.tsv")).unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [set, file, _, source, locator] = cells[..] else { panic!("items.tsv: {line}") };
        Item { set: set.into(), file: file.into(), source: source.into(), locator: locator.into() }
    });
    rows.collect()
}

/// What the annotator of the gold set decided: the concepts that the text names, and those on which readers could differ.
fn gold(file: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let text = fs::read_to_string(data::repository("tests/fixtures/gold").join(file)).unwrap();
    let decided = |decision: &str| {
        let rows = text.lines().skip(1).filter_map(|line| {
            let mut cells = line.split('\t');
            let concept = cells.next()?;
            (cells.next()? == decision).then(|| concept.to_owned())
        });
        rows.collect()
    };
    (decided("yes"), decided("doubtful"))
}

fn text_of(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    let mut text = String::new();
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    text
}

/// The records of a listing by rank.
fn listing(path: &Path) -> BTreeMap<u32, Record> {
    let input = Input::File(path.to_owned());
    let options = Options::default();
    let survey = read::survey(&input, &options).unwrap();
    let entries = read::records(&input, &survey, &options).unwrap();
    entries
        .filter_map(|entry| entry.unwrap().record)
        .filter_map(|record| Some((record.rank?, record)))
        .collect()
}

/// A record with sections cut out of a source by hand; a part without heading is text of its own.
fn cut(title: &str, parts: &[(String, String)]) -> Record {
    let mut text = String::new();
    let mut sections = Vec::new();
    for (heading, body) in parts {
        if !text.is_empty() {
            text.push('\n');
        }
        if !heading.is_empty() {
            text.push_str(heading);
            text.push_str(": ");
        }
        let start = text.chars().count();
        text.push_str(body);
        if !heading.is_empty() {
            let (role, end) = (SectionRole::from_heading(heading), text.chars().count());
            sections.push(Section { heading: heading.clone(), role, start, end });
        }
    }
    Record { title: title.to_owned(), abstract_text: Some(Abstract { text, sections }), ..Record::default() }
}

/// The text between two marks, and what follows.
fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<(&'t str, &'t str)> {
    let from = text.find(open)? + open.len();
    let length = text[from..].find(close)?;
    Some((&text[from..from + length], &text[from + length..]))
}

fn pubmed(text: &str, pmid: &str) -> Record {
    let mut citations = text.split("<MedlineCitation").skip(1);
    let mark = format!(">{pmid}</PMID>");
    let citation = citations
        .find(|c| c.split("</PMID>").next().is_some_and(|head| format!("{head}</PMID>").ends_with(&mark)))
        .unwrap();
    let title = between(citation, "<ArticleTitle>", "</ArticleTitle>").unwrap().0;
    let mut rest = between(citation, "<Abstract>", "</Abstract>").unwrap().0;
    let mut parts = Vec::new();
    while let Some((element, after)) = between(rest, "<AbstractText", "</AbstractText>") {
        let (attributes, body) = element.split_once('>').unwrap();
        let heading = between(attributes, "Label=\"", "\"").map_or("", |(label, _)| label);
        parts
            .push((heading.to_owned(), body.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")));
        rest = after;
    }
    cut(title, &parts)
}

fn ris(text: &str, doi: &str) -> Record {
    let field = |record: &str, tags: [&str; 2]| {
        let lines = record.lines().map(|line| line.trim_end_matches('\r'));
        lines
            .filter_map(|l| l.split_once("  - "))
            .find(|(tag, _)| tags.contains(tag))
            .map(|(_, v)| v.trim().to_owned())
    };
    let mut records = text.split("ER  -");
    let of_doi = |r: &&str| field(r, ["DO", "DO"]).is_some_and(|found| found.to_lowercase().ends_with(doi));
    let record = records.find(of_doi).unwrap();
    let text = field(record, ["AB", "N2"]).unwrap();
    // Headings stand at the start of sentences, before a colon or a capital.
    let mut marks: Vec<(usize, &str)> = Vec::new();
    for heading in ["Background", "Methods", "Results", "Conclusions", "Conclusion"] {
        let at = text.match_indices(heading).map(|(at, _)| at).find(|at| {
            let before = text[..*at].trim_end();
            let next = text[at + heading.len()..].chars().next();
            (before.is_empty() || before.ends_with('.')) && matches!(next, Some(':' | ' '))
        });
        marks.extend(at.map(|at| (at, heading)));
    }
    marks.sort_unstable();
    let ends = marks.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    let parts: Vec<_> = marks
        .iter()
        .zip(ends)
        .map(|((at, heading), end)| {
            let body = text[at + heading.len()..end].trim_start_matches([':', ' ']).trim();
            ((*heading).to_owned(), body.to_owned())
        })
        .collect();
    cut(&field(record, ["TI", "T1"]).unwrap(), &parts)
}

/// True positives, false positives, false negatives.
#[derive(Default, Clone, Copy)]
struct Counts {
    hits: u32,
    wrong: u32,
    missed: u32,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.hits += other.hits;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }

    fn f1(self) -> f64 {
        f64::from(2 * self.hits) / f64::from((2 * self.hits + self.wrong + self.missed).max(1))
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |of: u32| f64::from(self.hits) / f64::from(of.max(1));
        let (precision, recall) = (share(self.hits + self.wrong), share(self.hits + self.missed));
        write!(f, "precision {precision:.3}, recall {recall:.3}, F1 {:.3}", self.f1())
    }
}

#[test]
fn annotation_agrees_with_what_a_reader_finds() {
    let annotator = Annotator::new();
    let mut sets: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut listings: BTreeMap<String, BTreeMap<u32, Record>> = BTreeMap::new();
    let items = items();
    for item in &items {
        let Some(path) = data::shared(&format!("data/{}", item.source)) else { return };
        let (kind, key) = item.locator.split_once(' ').unwrap();
        let record = match kind {
            "rank" => {
                let records = listings.entry(item.source.clone()).or_insert_with(|| listing(&path));
                records[&key.parse().unwrap()].clone()
            }
            "PMID" => pubmed(&text_of(&path), key),
            _ => ris(&text_of(&path), key),
        };
        let found: BTreeSet<String> =
            annotator.annotate(&record).mentions.iter().map(|mention| mention.concept.id.clone()).collect();
        let (yes, doubtful) = gold(&item.file);
        let count = |n: usize| u32::try_from(n).unwrap();
        let counts = Counts {
            hits: count(found.intersection(&yes).count()),
            wrong: count(found.iter().filter(|c| !yes.contains(*c) && !doubtful.contains(*c)).count()),
            missed: count(yes.difference(&found).count()),
        };
        println!("{:8} {counts}  {}", item.set, item.file);
        sets.entry(&item.set).or_default().add(counts);
        if item.set == "holdout" && kind == "rank" {
            sets.entry("holdout without neighbours").or_default().add(counts);
        }
    }
    for (set, counts) in &sets {
        println!("{set}: {counts}");
    }
    for (set, least) in [("dev", 0.80), ("holdout", 0.80), ("holdout without neighbours", 0.80)] {
        assert!(sets[set].f1() >= least, "{set}: {}", sets[set]);
    }
}
