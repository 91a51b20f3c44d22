//! PubMed's formats "Abstract (text)" and "Summary (text)" -> records: numbered records of paragraphs, as the
//! web site saves them and as E-utilities send them (`rettype=abstract`, `retmode=text`), in the forms of
//! 2008 to today.
//!
//! ```text
//! listing   = { record blank blank }
//! record    = number ". " citation
//!             blank title
//!           [ blank "[Article in " language { ", " language } "]" ]
//!           [ blank ( authors | "[No authors listed]" ) ]
//!           [ blank "In: " book ]
//!           [ blank "Collaborators: " authors ]
//!           [ blank "Author information:" newline { "(" number ")" affiliation } ]
//!           { blank relation newline { indent reference newline } }       ; "Comment in", "Erratum for", …
//!           [ blank abstract ] [ blank copyright ] { blank label ": " other-abstract }
//!             blank [ "DOI: " doi newline ] [ "PMCID: " pmcid newline ] "PMID: " pmid
//!           [ blank "Conflict of interest statement: " text ]
//! citation  = journal ". " date [ ";" volume [ "(" issue ")" ] ] [ ":" pages ] "." { addition }
//! addition  = "doi: " doi "." | "pii: " text "." | "Epub " date "." | "eCollection " date "." | …
//! authors   = author { ", " author } { "; " group [ ", " author { ", " author } ] } "."
//! author    = family " " initials [ " " suffix ] { "(" number ")" }
//! summary   = number ": " [ authors " " ] title " " citation "PMID: " pmid …    ; one paragraph is the record
//! ```
//!
//! Paragraphs are wrapped at 80 columns: a line end is a space, except where it falls before a slash inside a
//! word. The copyright line is left out knowingly, as it is of PubMed XML.

mod body;
mod book;
mod citation;
mod people;
mod record;
mod related;
mod summary;

use super::findings::Findings;
use super::rows::{MAX_ROW, Rows};
use super::{Context, Entry, Reader, Text};
use crate::record::{DiagnosticKind, Position};
use std::io;

/// Longest record that is read, in bytes (16 MiB) and lines: far more than a paper of ten thousand authors
/// has.
const LONGEST: u64 = 16 << 20;
const MOST_LINES: u64 = 400_000;

/// A text of this length shows less than the whole source.
const LONG: usize = 60_000;

/// So many lines before the first record are looked at.
const PREFACE: usize = 20;

pub(super) fn recognises(start: &str) -> bool {
    // A listing of Reference Citation Analysis shows the same identifiers.
    if ["[Citation(s) in RCA:", "[Impact Index Per Article:"].iter().any(|sign| start.contains(sign)) {
        return false;
    }
    let filled = |line: &&str| !line.trim().is_empty();
    let mut lines = start.split(['\n', '\r']).map(str::trim_end);
    let Some(opening) = lines.by_ref().filter(filled).take(PREFACE).find_map(opener) else { return false };
    // The first paragraph, then what stands below it.
    let mut first = opening.1.to_owned();
    for line in lines.by_ref().take_while(filled).take(PREFACE) {
        first.push(' ');
        first.push_str(line);
    }
    if summary::is_summary(&first) {
        return true;
    }
    let dated = citation::is_citation(&first);
    let mut rest = lines.filter(filled).peekable();
    // The people of a large study fill more than what is looked at.
    let goes_on = rest.peek().is_some_and(|line| opener(line).is_none());
    if start.len() >= LONG && citation::opens_with_journal(&first) && goes_on {
        return true;
    }
    rest.any(|line| {
        has_pmid(line) || (dated && (line.starts_with("DOI: 10.") || people::opens_affiliations(line)))
    })
}

pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    Box::new(Listing { rows: Rows::new(text), context, number: 0, next: None, before: None, done: false })
}

/// A paragraph: lines without a blank one between them.
#[derive(Debug, Default)]
struct Block {
    /// Line on which it begins.
    line: u64,
    lines: Vec<String>,
}

impl Block {
    fn first(&self) -> &str {
        self.lines.first().map_or("", String::as_str)
    }

    /// The paragraph on one line.
    fn joined(&self) -> String {
        body::unwrap(&self.lines)
    }
}

/// The lines of one record.
#[derive(Debug, Default)]
struct Source {
    /// The number that is printed before it.
    rank: u64,
    line: u64,
    blocks: Vec<Block>,
    bytes: u64,
    lines: u64,
    /// Whether the line of the PMID was seen: the record is complete.
    identified: bool,
    /// Line on which something had to be left out for its length.
    cut: Option<u64>,
}

/// The records of a source.
struct Listing {
    rows: Rows<Text>,
    context: Context,
    number: u64,
    /// The record whose first line was read.
    next: Option<Source>,
    /// Text before the first record: line, how many lines, the first of them.
    before: Option<(u64, u64, String)>,
    done: bool,
}

impl Reader for Listing {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        if self.done {
            return Ok(None);
        }
        let Some(source) = self.next_source()? else { return Ok(None) };
        self.number += 1;
        let mut entry = record::read(&source, self.done, self.number, &self.context);
        if let Some((line, count, first)) = self.before.take() {
            let mut findings = Findings::new(&self.context.source);
            let message = format!("{count} line(s) before the first record: '{first}'");
            let at = Position { line, column: 1 };
            findings.warn(DiagnosticKind::UnplacedText, "", at, message, "left out");
            entry.diagnostics.splice(0..0, findings.take());
        }
        Ok(Some(entry))
    }
}

impl Listing {
    /// The lines of the next record; the first line of the one after it is read, too.
    fn next_source(&mut self) -> io::Result<Option<Source>> {
        let mut source = self.next.take();
        let mut blanks = 0_u32;
        while let Some(row) = self.rows.next_row()? {
            let text = row.text;
            if text.trim().is_empty() {
                blanks += 1;
                continue;
            }
            let starts = opener(text).filter(|(rank, rest)| match &source {
                None => true,
                Some(known) => known.ends_before(*rank, rest, blanks),
            });
            if let Some((rank, rest)) = starts {
                let mut fresh =
                    Source { rank, line: row.number, identified: has_pmid(rest), ..Source::default() };
                fresh.add(row.number, rest, row.cut, true);
                match source {
                    None => source = Some(fresh),
                    Some(complete) => {
                        self.next = Some(fresh);
                        return Ok(Some(complete));
                    }
                }
            } else if let Some(known) = &mut source {
                known.add(row.number, text, row.cut, blanks > 0);
            } else {
                let before = self.before.get_or_insert_with(|| (row.number, 0, super::draft::quote(text)));
                before.1 += 1;
            }
            blanks = 0;
        }
        self.done = true;
        Ok(source)
    }
}

impl Source {
    /// Whether a line with this number, so many blank lines below this record, begins the next one.
    fn ends_before(&self, rank: u64, rest: &str, blanks: u32) -> bool {
        let follows = rank == self.rank + 1;
        match blanks {
            0 => false,
            1 => self.identified && follows,
            _ => self.identified || follows || citation::is_citation(rest),
        }
    }

    fn add(&mut self, number: u64, text: &str, cut: bool, new_block: bool) {
        self.bytes += text.len() as u64;
        self.lines += 1;
        if cut || self.is_full() {
            self.cut = self.cut.or(Some(number));
        }
        if self.is_full() {
            return;
        }
        self.identified |= has_pmid(text);
        // Below an abstract in another language, PubMed forgets the blank line.
        let inside = self.blocks.len() > 1
            && self.blocks.last().is_some_and(|block| !opens_identifiers(block.first()));
        if new_block || (inside && opens_identifiers(text)) {
            self.blocks.push(Block { line: number, lines: Vec::new() });
        }
        if let Some(block) = self.blocks.last_mut() {
            block.lines.push(text.to_owned());
        }
    }

    fn is_full(&self) -> bool {
        self.bytes > LONGEST || self.lines > MOST_LINES
    }

    /// What was too long, in words.
    fn too_long(&self) -> Option<(u64, String)> {
        let line = self.cut?;
        let message = if self.is_full() {
            format!("the record is longer than {} MiB, or than {MOST_LINES} lines", LONGEST >> 20)
        } else {
            format!("a line is longer than {} MiB", MAX_ROW >> 20)
        };
        Some((line, message))
    }
}

/// Number and text of a line that opens a record: `12. Text`, `12: Text`.
fn opener(line: &str) -> Option<(u64, &str)> {
    let line = line.trim_start_matches('\u{feff}');
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=7).contains(&digits) {
        return None;
    }
    let (number, rest) = line.split_at(digits);
    let rest = rest.strip_prefix(['.', ':'])?.strip_prefix([' ', '\t'])?.trim_start();
    if rest.is_empty() { None } else { Some((number.parse().ok()?, rest)) }
}

/// Whether a line is the first of the identifiers.
fn opens_identifiers(line: &str) -> bool {
    ["DOI: 10.", "PMCID: PMC", "PMID: "].iter().any(|label| {
        line.strip_prefix(label)
            .is_some_and(|rest| label.ends_with(['.', 'C']) || rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Whether the line shows the PMID of the record: at its start, or at the end of a citation, where its number
/// may have gone to the next line.
fn has_pmid(line: &str) -> bool {
    let digits =
        |rest: &str| rest.trim().is_empty() || rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    line.strip_prefix("PMID:").or_else(|| line.split_once(" PMID:").map(|(_, rest)| rest)).is_some_and(digits)
}

#[cfg(test)]
mod tests;
