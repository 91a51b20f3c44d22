//! A CSV or TSV file -> rows of cells, in the memory of one row. Shared by all readers of such files.
//!
//! A quotation mark that nothing closes would make one cell of the rest of the file. So a row that goes on
//! over lines is watched: where the lines that it takes in are rows by themselves, of as many cells as there
//! are columns, it ends before them. What is read a second time for this is bounded by what was read well, so
//! that the time stays linear.

use super::quotes::Quotes;
use super::splitter::Splitter;
use super::window::{MAX_ROW, Mark, Window};
use csv::StringRecord;
use std::io::{self, BufRead};
use std::ops::Range;

/// Lines that may stand before the line of column names: search terms, a word about the data.
const MAX_PREAMBLE: usize = 100;

/// Lines that one line of column names may run over.
const MAX_HEADER_LINES: usize = 20;

/// Rows in a row, inside what should be one cell, that end the cell: of many columns, and of few, where a
/// line of text looks like a row by chance.
const ROWS_IN_CELL: usize = 5;
const NARROW_ROWS_IN_CELL: usize = 12;

/// Bytes that may be read a second time before anything was read well.
const CREDIT: usize = 64 << 20;

/// Delimiters, the likelier ones first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// How well cells do as the line of column names, 0 where they are none. The flag tells whether the line is
/// the first.
pub(in crate::read) type Score = fn(cells: &[String], first: bool) -> usize;

/// What is wrong with how a row is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum Trouble {
    /// A quoted cell is not closed; the row was ended before this line. The flag: the mark was taken as text.
    Unclosed { before: u64, literal: bool },
    /// The source ends inside a quoted cell.
    Truncated,
    /// The row is longer than is read.
    TooLong,
    /// Marks inside a quoted cell are not doubled.
    Stray,
}

/// One row.
#[derive(Debug)]
pub(in crate::read) struct Row {
    /// Number of its first line, from 1.
    pub(in crate::read) line: u64,
    pub(in crate::read) cells: StringRecord,
    pub(in crate::read) trouble: Option<Trouble>,
}

/// The line of column names.
#[derive(Debug)]
pub(in crate::read) struct Header {
    pub(in crate::read) names: Vec<String>,
    /// Lines with text that stand before it, and the first of them.
    pub(in crate::read) skipped: usize,
    pub(in crate::read) first_skipped: String,
}

/// The rows of a file.
#[derive(Debug)]
pub(in crate::read) struct Sheet<R> {
    window: Window<R>,
    delimiter: u8,
    width: usize,
    quotes: Quotes,
    /// For looks at single lines.
    probe: Quotes,
    splitter: Splitter,
    credit: usize,
}

impl<R: BufRead> Sheet<R> {
    pub(in crate::read) fn new(reader: R) -> Self {
        Self {
            window: Window::new(reader),
            delimiter: b',',
            width: 0,
            quotes: Quotes::new(b','),
            probe: Quotes::new(b','),
            splitter: Splitter::new(b','),
            credit: CREDIT,
        }
    }

    /// Reads up to the line of column names, which decides the delimiter; `None` where there is none.
    pub(in crate::read) fn header(&mut self, score: Score) -> io::Result<Option<Header>> {
        let (mut skipped, mut first_skipped) = (0, String::new());
        let mut wanted = None;
        for _ in 0..MAX_PREAMBLE {
            let Some(range) = self.window.next_line()? else { return Ok(None) };
            let line =
                String::from_utf8_lossy(self.window.get(range)).trim_start_matches('\u{feff}').to_owned();
            if line.trim().is_empty() {
                continue;
            }
            if let Some(delimiter) = declared(&line) {
                wanted = Some(delimiter);
                continue;
            }
            let found = match best(&line, wanted, skipped == 0, score) {
                None => self.long_header(&line, wanted, skipped == 0, score)?,
                found => found,
            };
            if let Some((_, delimiter, names)) = found {
                self.columns(delimiter, names.len());
                return Ok(Some(Header { names, skipped, first_skipped }));
            }
            if skipped == 0 {
                first_skipped = line;
            }
            skipped += 1;
            self.window.forget();
        }
        Ok(None)
    }

    /// A line of column names that runs over several lines, since one of them has a line break in it.
    fn long_header(
        &mut self,
        line: &str,
        wanted: Option<u8>,
        first: bool,
        score: Score,
    ) -> io::Result<Option<(usize, u8, Vec<String>)>> {
        let after = self.window.mark();
        let (mut text, mut alone) = (line.to_owned(), 0);
        for _ in 0..MAX_HEADER_LINES {
            if text.matches('"').count() % 2 == 0 {
                break;
            }
            let Some(range) = self.window.next_line()? else { break };
            let next = String::from_utf8_lossy(self.window.get(range));
            alone = alone.max(best(&next, wanted, false, score).map_or(0, |(score, ..)| score));
            text.push('\n');
            text.push_str(&next);
        }
        // An odd mark in the words before a table opens nothing: then one of the next lines does better
        // alone.
        let found = if text.contains('\n') { best(&text, wanted, first, score) } else { None };
        let found = found.filter(|(score, ..)| *score > alone);
        if found.is_none() {
            self.window.rewind(after);
        }
        Ok(found)
    }

    /// Rows have this many columns.
    pub(in crate::read) fn columns(&mut self, delimiter: u8, width: usize) {
        (self.delimiter, self.width) = (delimiter, width);
        (self.quotes, self.probe) = (Quotes::new(delimiter), Quotes::new(delimiter));
        self.splitter = Splitter::new(delimiter);
    }

    /// The number of columns changes: another line of column names was met.
    pub(in crate::read) fn widen(&mut self, width: usize) {
        self.width = width;
    }

    /// What parts the cells.
    pub(in crate::read) fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    /// The next row that is not blank; `None` at the end.
    pub(in crate::read) fn next_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            self.window.forget();
            let begin = self.window.mark();
            let Some(range) = self.window.next_line()? else { return Ok(None) };
            if self.window.get(range.clone()).iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            self.quotes.begin(None);
            let trouble = self.read(begin, range)?;
            self.credit = CREDIT.min(self.credit + 4 * self.window.since(begin));
            let stray = self.quotes.has_stray().then_some(Trouble::Stray);
            let cells = self.splitter.split(self.quotes.finish().0);
            return Ok(Some(Row { line: begin.line, cells, trouble: trouble.or(stray) }));
        }
    }

    /// Reads the lines of the row that begins with this line.
    fn read(&mut self, begin: Mark, first: Range<usize>) -> io::Result<Option<Trouble>> {
        if self.is_plain(first.clone()) {
            self.quotes.feed_plain(self.window.get(first));
        } else {
            self.quotes.feed(self.window.get(first));
        }
        let second = self.window.mark();
        let mut inside = Inside::new(self.width);
        loop {
            if self.window.is_cut() {
                return Ok(Some(Trouble::TooLong));
            }
            if !self.quotes.is_open() {
                return Ok(None);
            }
            if self.window.since(second) > self.credit {
                return Ok(Some(self.end_before(begin, inside.first.unwrap_or(second))));
            }
            let before = self.window.mark();
            let line = if self.window.since(begin) < MAX_ROW { self.window.next_line()? } else { None };
            let Some(line) = line else {
                let ended = self.window.since(begin) < MAX_ROW;
                return Ok(match inside.at_end() {
                    Some(mark) => Some(self.end_before(begin, mark)),
                    None if ended => Some(Trouble::Truncated),
                    None => Some(Trouble::TooLong),
                });
            };
            let suspicious = self.quotes.feed(self.window.get(line.clone()));
            let whole = self.is_row(line);
            if suspicious && whole {
                return Ok(Some(self.end_before(begin, inside.at_end().unwrap_or(before))));
            }
            if let Some(mark) = inside.line(before, whole) {
                return Ok(Some(self.end_before(begin, mark)));
            }
        }
    }

    /// Ends the row before a place that was passed: the quoted cell ends there, or its mark is text,
    /// whichever gives the number of cells that a row has.
    fn end_before(&mut self, begin: Mark, place: Mark) -> Trouble {
        self.credit = self.credit.saturating_sub(self.window.since(place));
        self.window.rewind(place);
        self.quotes.begin(None);
        for line in self.window.lines_since(begin) {
            self.quotes.feed(line);
        }
        let opened = self.quotes.cell();
        let still_open = self.quotes.is_open();
        let literal = still_open && self.quotes.cell() + 1 != self.width && {
            self.probe.begin(Some(opened));
            for line in self.window.lines_since(begin) {
                self.probe.feed(line);
            }
            !self.probe.is_open() && self.probe.finish().1 == self.width
        };
        if literal {
            self.quotes.begin(Some(opened));
            for line in self.window.lines_since(begin) {
                self.quotes.feed(line);
            }
        }
        Trouble::Unclosed { before: place.line, literal }
    }

    /// Whether a line alone is a row as good as any, or one with an open mark of its own.
    fn is_row(&mut self, line: Range<usize>) -> bool {
        let line = self.window.get(line);
        self.probe.begin(None);
        self.probe.feed(line);
        if self.probe.is_open() {
            return memchr::memchr_iter(self.delimiter, line).count() + 1 == self.width;
        }
        self.width > 1 && !self.probe.has_stray() && self.probe.finish().1 == self.width
    }

    /// Whether a line of a file with tabs is a row without regard to its quotation marks: writers of such
    /// files often give marks no meaning. One tab too many may close the line.
    fn is_plain(&self, line: Range<usize>) -> bool {
        let line = self.window.get(line);
        let count = || memchr::memchr_iter(b'\t', line).count() + 1;
        self.delimiter == b'\t'
            && (count() == self.width || (line.ends_with(b"\t") && count() == self.width + 1))
    }
}

/// The lines inside a quoted cell that are rows by themselves.
#[derive(Debug)]
struct Inside {
    enough: usize,
    lines: usize,
    rows: usize,
    /// How many there are in a row now, and the first of these.
    run: usize,
    run_start: Option<Mark>,
    first: Option<Mark>,
}

impl Inside {
    fn new(width: usize) -> Self {
        let enough = if width > 3 { ROWS_IN_CELL } else { NARROW_ROWS_IN_CELL };
        Self { enough, lines: 0, rows: 0, run: 0, run_start: None, first: None }
    }

    /// Counts a line. Gives the place before which the cell ends, where there is enough to say so.
    fn line(&mut self, begin: Mark, is_row: bool) -> Option<Mark> {
        self.lines += 1;
        if !is_row {
            self.run = 0;
            return None;
        }
        self.rows += 1;
        self.first.get_or_insert(begin);
        if self.run == 0 {
            self.run_start = Some(begin);
        }
        self.run += 1;
        if self.run < self.enough { None } else { self.at_end().or(self.run_start) }
    }

    /// The place before which the cell ends, where nothing comes any more.
    fn at_end(&self) -> Option<Mark> {
        self.first.filter(|_| self.rows * 2 >= self.lines)
    }
}

/// The delimiter that Excel's first line declares (`sep=;`).
fn declared(line: &str) -> Option<u8> {
    let line = line.trim_matches(['"', ' ', '\r']);
    let value = line.get(..4).filter(|lead| lead.eq_ignore_ascii_case("sep=")).and_then(|_| line.get(4..))?;
    match value.as_bytes() {
        [delimiter] => Some(*delimiter),
        [] | b"\\t" => Some(b'\t'),
        _ => None,
    }
}

/// How well a line does as the line of column names, with which delimiter, and the names.
fn best(line: &str, wanted: Option<u8>, first: bool, score: Score) -> Option<(usize, u8, Vec<String>)> {
    let candidates =
        wanted.into_iter().chain(DELIMITERS).filter(|d| memchr::memchr(*d, line.as_bytes()).is_some());
    let mut found: Option<(usize, u8, Vec<String>)> = None;
    for delimiter in candidates {
        let mut quotes = Quotes::new(delimiter);
        // Only inside a name can the line break.
        if !line
            .lines()
            .enumerate()
            .all(|(n, line)| (n == 0 || quotes.is_open()) && !quotes.feed(line.as_bytes()))
        {
            continue;
        }
        let cells = Splitter::new(delimiter).split(quotes.finish().0);
        let names: Vec<String> = cells.iter().map(|name| name.trim().trim_matches('"').to_owned()).collect();
        let score = score(&names, first);
        if score > found.as_ref().map_or(0, |(best, ..)| *best) {
            found = Some((score, delimiter, names));
        }
    }
    found
}

/// Whether a text that starts like this has a line of column names.
pub(in crate::read) fn has_header(start: &str, score: Score) -> bool {
    Sheet::new(start.as_bytes()).header(score).is_ok_and(|header| header.is_some())
}

#[cfg(test)]
mod tests;
