//! Listings of Reference Citation Analysis, as copied from the page: blocks of lines -> records.
//!
//! ```text
//! listing      = { page-line } { record { page-line } }
//! record       = rank bar citation [ abstract ] [ affiliations ] [ bar ]
//! rank         = number newline                        ; or rank and bar on one line: "12 |", "| 12 |"
//! bar          = "|" newline
//! citation     = [ authors ". " ] title ". " journal " " source "." { bracket | "Open" }    ; on one line or several
//! source       = date [ ";" place ] [ ":" pages ]      ; see `source`
//! bracket      = "[" ( identifiers | count | impact | dated | label ) "]"
//! identifiers  = { "PMID:" number | "PMCID:" "PMC" number | "DOI:" name }                   ; any subset, any order
//! count        = "Citation(s) in RCA:" number
//! impact       = "Impact Index Per Article:" decimal
//! dated        = ( "Received" | "Revised" | "Accepted" | "Published" | "Published Online" | "Indexed" ) ":" MM/DD/YYYY
//! label        = any other text
//! abstract     = "Abstract" newline { text newline } "Collapse" newline
//! affiliations = ( "Affiliation(s)" | "Affiliations" | "Affiliation" ) newline { cell "|" "|" } "Collapse" newline
//! cell         = [ "- " name newline { "- " affiliation newline } ]                         ; one for each author
//! ```
//!
//! Blank lines, spaces and Markdown around the structural words do not matter; every part but the citation may be
//! absent. What fits no rule is kept (in the record, or in the finding itself where it stands outside of records) and
//! reported. Keywords, MeSH headings and grants are not in such a listing: their labels only say that they exist.

mod authors;
mod block;
mod bracket;
mod cells;
mod citation;
mod facts;
mod source;
mod year;

use block::{Block, Blocks};

use super::findings::Findings;
use super::line::{Line, Lines};
use super::passage::Passage;
use super::{Context, Entry, Reader, Text};
use crate::record::{Counted, DiagnosticKind, Position, Record};
use std::io::{self, BufRead};

/// Opens a reader.
pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    Box::new(Listing { blocks: Blocks::new(Lines::new(text)), context, yielded: 0, done: false })
}

/// A listing being read.
struct Listing {
    blocks: Blocks<Text>,
    context: Context,
    yielded: u32,
    done: bool,
}

impl Reader for Listing {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        if self.done {
            return Ok(None);
        }
        if let Some(block) = self.blocks.next_block()? {
            self.yielded = self.yielded.saturating_add(1);
            return Ok(Some(entry(&block, self.yielded, &self.context)));
        }
        self.done = true;
        let outside = self.blocks.take_outside();
        Ok((!outside.is_empty()).then(|| no_record(&outside, &self.context)))
    }
}

/// What the records of a listing say together.
#[derive(Debug)]
pub(super) struct Summary {
    pub(super) records: u64,
    pub(super) year: Option<i32>,
}

/// Reads a block as a record. `number` is its place in the listing, from 1.
fn entry(block: &Block, number: u32, context: &Context) -> Entry {
    let mut findings = Findings::new(&context.source);
    outside(&block.outside, &mut findings);
    findings.about(Some(block.rank.unwrap_or(number)));
    block.flawed.iter().for_each(|line| line.report(&mut findings));
    let mut record = Record { rank: block.rank, position: block.position, ..Record::default() };
    if block.rank.is_none() {
        let message = "the record has no rank".to_owned();
        findings.note(DiagnosticKind::Missing, "rank", block.position, message);
    }
    let citation = passage(&block.citation);
    read_citation(&citation, &mut record, &mut findings);
    for line in &block.unplaced {
        let line = Passage::of(line);
        facts::unplaced(line.all().trim(), "", &mut record, &mut findings);
    }
    report_gaps(block, &mut findings);
    record.counted = Counted { date: None, year: context.list_year };
    let nameless =
        record.title.is_empty() && record.doi.is_none() && record.pmid.is_none() && record.pmcid.is_none();
    if nameless {
        reject(block, &mut findings);
        return Entry { diagnostics: findings.take(), ..Entry::default() };
    }
    record.abstract_text = super::sections::read(&block.abstract_lines, &mut findings);
    cells::assign(&block.affiliations, &mut record, &mut findings);
    if let Some(why) = context.list_year.and_then(|year| year::contradiction(&record, year)) {
        findings.warn(DiagnosticKind::Inconsistent, "impact index", block.position, why, "kept as printed");
    }
    Entry { record: Some(record), diagnostics: findings.take(), ..Entry::default() }
}

/// What there is to say of lines that no record goes with.
fn no_record(lines: &[Line], context: &Context) -> Entry {
    let mut findings = Findings::new(&context.source);
    outside(lines, &mut findings);
    let message = "no record found".to_owned();
    findings.error(DiagnosticKind::Missing, "", Position::default(), message, "nothing was read");
    Entry { diagnostics: findings.take(), ..Entry::default() }
}

/// Counts the records of a listing and infers its year.
pub(super) fn summarise(text: impl BufRead, findings: &mut Findings) -> io::Result<Summary> {
    let mut blocks = Blocks::new(Lines::new(text));
    let mut votes = year::Votes::default();
    let mut records = 0;
    while let Some(block) = blocks.next_block()? {
        records += 1;
        let mut record = Record::default();
        // What is wrong with a record is said when it is read; here only its numbers count.
        read_citation(&passage(&block.citation), &mut record, &mut Findings::new(""));
        votes.add(&record);
    }
    if records > 0 {
        findings.note(DiagnosticKind::Inferred, "list year", Position::default(), votes.report());
    }
    Ok(Summary { records, year: votes.winner() })
}

/// Whether text holds a sign of a listing: a rank line before a bar, or a bracket that only a citation line has.
pub(super) fn is_listing(text: &str) -> bool {
    let mut rank = false;
    text.split(['\n', '\r']).any(|line| {
        let (is_rank, is_start) = block::start_signs(line, rank);
        if !line.trim().is_empty() {
            rank = is_rank;
        }
        is_start || bracket::is_citation(line) || bracket::has_identifiers(line)
    })
}

fn passage(lines: &[Line]) -> Passage {
    let mut passage = Passage::default();
    for line in lines {
        passage.push(line);
    }
    passage
}

fn read_citation(passage: &Passage, record: &mut Record, findings: &mut Findings) {
    if passage.is_empty() {
        return;
    }
    let (body, pieces) = bracket::split(passage.all());
    if body.is_empty() {
        let message = "the citation line has brackets only: no authors, title or journal".to_owned();
        findings.warn(DiagnosticKind::Missing, "title", body.position(), message, "left empty");
    } else {
        citation::read(body, record, findings);
    }
    for piece in pieces {
        facts::apply(piece, record, findings);
    }
}

/// Lines outside of records: headers and footers of the page.
fn outside(lines: &[Line], findings: &mut Findings) {
    findings.about(None);
    for line in lines {
        line.report(findings);
        if !line.is_blank() {
            let message = format!("'{}' stands outside of records", line.text.trim());
            findings.warn(
                DiagnosticKind::UnplacedText,
                "",
                line.position(),
                message,
                "not part of any record",
            );
        }
    }
}

/// Parts that are missing, cut or too long.
fn report_gaps(block: &Block, findings: &mut Findings) {
    if block.citation.is_empty() {
        let message = "the record has no citation line".to_owned();
        findings.warn(
            DiagnosticKind::Missing,
            "citation",
            block.position,
            message,
            "nothing to read it from",
        );
    }
    for (part, position) in &block.unclosed {
        let message = format!("the {part} is not closed by 'Collapse'; it was taken to end here");
        findings.note(DiagnosticKind::Missing, part, *position, message);
    }
    if let Some(part) = block.truncated {
        let message = format!("the source ends inside the {part} of this record");
        findings.warn(DiagnosticKind::Truncated, part, block.position, message, "what there is was kept");
    }
    if block.left_out > 0 {
        let message =
            format!("the record is longer than 4 MiB; {} of its lines were left out", block.left_out);
        findings.warn(DiagnosticKind::TooLong, "", block.position, message, "what fits the limit was kept");
    }
}

/// Says that a record is rejected, and everything it holds, since nothing else will.
fn reject(block: &Block, findings: &mut Findings) {
    let lines = block.citation.iter().chain(&block.abstract_lines).chain(&block.affiliations);
    for line in lines.filter(|line| !line.is_blank()) {
        let message = format!("'{}' belongs to a rejected record", line.text.trim());
        findings.warn(DiagnosticKind::UnplacedText, "", line.position(), message, "left out");
    }
    let message = "the record has neither a title nor an identifier".to_owned();
    findings.error(DiagnosticKind::Missing, "title", block.position, message, "the record was rejected");
}
