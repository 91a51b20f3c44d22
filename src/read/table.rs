//! Tables of records as CSV or TSV -> records: exports of databases and tools, and tables that people make.
//!
//! There is no standard beyond RFC 4180 for how cells are parted. What a column holds its name tells
//! (`columns`); who wrote the table is told by the names together, and decides how lists inside a cell are
//! read.

mod affiliations;
mod citation;
mod columns;
mod fields;
mod identifiers;
mod kind;
mod lists;
mod mend;
mod people;
mod place;
mod quotes;
pub(super) mod sheet;
mod splitter;
mod window;

use super::draft::{Draft, aside, quote, tidy};
use super::findings::Findings;
use super::{Context, Entry, Reader, Text};
use crate::record::{CitationLink, DiagnosticKind, Pmid, Position, WorkRef};
use columns::{Column, Columns, Family, score};
use csv::StringRecord;
use people::Habit;
use sheet::{Row, Sheet, Trouble};
use std::io;

pub(super) use lists::at_most;

pub(super) fn recognises(start: &str) -> bool {
    // The keys of JSON are names of columns too.
    !start.starts_with(['{', '<']) && !start.starts_with("[{") && sheet::has_header(start, score)
}

pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    Box::new(Table {
        sheet: Sheet::new(text),
        columns: None,
        context,
        number: 0,
        habit: Habit::default(),
        strays: Strays::default(),
        citing: Citing::default(),
        waiting: None,
        done: false,
    })
}

struct Table {
    sheet: Sheet<Text>,
    columns: Option<Columns>,
    context: Context,
    number: u64,
    habit: Habit,
    strays: Strays,
    citing: Citing,
    /// A row read while strays were told.
    waiting: Option<Row>,
    done: bool,
}

/// Lines that are no rows, one after the other.
#[derive(Default)]
struct Strays {
    count: usize,
    line: u64,
    first: String,
}

/// Works that cite the record before, still to be told.
#[derive(Default)]
struct Citing {
    pmids: std::vec::IntoIter<Pmid>,
    cited: WorkRef,
}

impl Reader for Table {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        if let Some(link) = self.citing.next() {
            return Ok(Some(link));
        }
        if self.columns.is_none() && !self.done {
            return self.open();
        }
        loop {
            if self.done {
                return Ok(None);
            }
            let row = match self.waiting.take() {
                Some(row) => Some(row),
                None => self.sheet.next_row()?,
            };
            let Some(row) = row else {
                self.done = true;
                return Ok(self.strays.tell(&self.context, self.number == 0));
            };
            if row.cells.iter().all(|cell| cell.trim().is_empty()) {
                continue; // spreadsheets end in such rows
            }
            let what = self.what(&row.cells);
            if what == What::Stray {
                self.strays.add(&row);
                continue;
            }
            if let Some(strays) = self.strays.tell(&self.context, false) {
                self.waiting = Some(row);
                return Ok(Some(strays));
            }
            match what {
                What::Row => return Ok(self.record(row)),
                What::Other(names) => return Ok(Some(self.change(row.line, names))),
                What::Header | What::Stray => {}
            }
        }
    }
}

/// What a row is.
#[derive(Debug, PartialEq, Eq)]
enum What {
    Row,
    /// The line of column names again: tables were put one behind the other.
    Header,
    /// Another line of column names.
    Other(Vec<String>),
    /// No row of the table.
    Stray,
}

impl Table {
    /// Finds the line of column names.
    fn open(&mut self) -> io::Result<Option<Entry>> {
        let mut findings = Findings::new(&self.context.source);
        let Some(header) = self.sheet.header(score)? else {
            self.done = true;
            let message =
                "no line of column names: it has a column of titles, DOIs or PMIDs, and others such as \
                           Authors, Year, Journal"
                    .to_owned();
            findings.error(
                DiagnosticKind::Missing,
                "",
                Position { line: 1, column: 1 },
                message,
                "nothing was read",
            );
            return Ok(Some(aside(findings.take())));
        };
        self.columns = Some(Columns::new(header.names));
        if header.skipped == 0 {
            return self.next_entry();
        }
        let first = quote(&tidy(&header.first_skipped));
        let message =
            format!("{} line(s) before the column names are no part of the table: '{first}'", header.skipped);
        findings.note(DiagnosticKind::UnplacedText, "", Position { line: 1, column: 1 }, message);
        Ok(Some(aside(findings.take())))
    }

    fn what(&self, cells: &StringRecord) -> What {
        let Some(columns) = &self.columns else { return What::Stray };
        if columns.is_header(cells) {
            return What::Header;
        }
        if let Some(names) = other_header(cells) {
            return What::Other(names);
        }
        // A line is no row that is far too short for one, or has another number of cells and more in it that
        // does not fit its columns than what does.
        let (found, wanted) = (mend::filled(cells), columns.width());
        let short = cells.len() * 3 < wanted || (cells.len() == 1 && wanted > 1);
        let ends = cells.len() == wanted || columns.ends_before(cells.len());
        if found <= wanted && ends && !short {
            return What::Row;
        }
        let fit = mend::fit(columns, cells);
        let misfit = fit.bad > 0 && fit.bad >= fit.good || short && fit.good == 0;
        let stray = misfit && mend::join(columns, cells, self.sheet.delimiter()).is_none();
        if stray { What::Stray } else { What::Row }
    }

    /// Rows are read by other column names from here on.
    fn change(&mut self, line: u64, names: Vec<String>) -> Entry {
        let mut findings = Findings::new(&self.context.source);
        let message = "another line of column names: tables were put one behind the other".to_owned();
        let at = Position { line, column: 1 };
        findings.warn(DiagnosticKind::MixedFormats, "", at, message, "the rows from here on are read by it");
        self.sheet.widen(names.len());
        self.columns = Some(Columns::new(names));
        aside(findings.take())
    }

    fn record(&mut self, mut row: Row) -> Option<Entry> {
        let columns = self.columns.as_ref()?;
        self.number += 1;
        let mut draft = Draft::new(&self.context, self.number, Position { line: row.line, column: 1 });
        tell_trouble(&mut draft, &row);
        if let Some((name, cells)) = mend::join(columns, &row.cells, self.sheet.delimiter()) {
            let message = format!(
                "the row has {} cells for {} columns: '{name}' has the delimiter in its text and is not quoted",
                row.cells.len(),
                columns.width()
            );
            draft.warn(DiagnosticKind::Syntax, "", message, "its parts are joined");
            row.cells = cells;
        }
        let cells = columns.of(&row.cells);
        fields::fill(&mut draft, cells, columns.family, &mut self.habit);
        tell_width(&mut draft, &row.cells, columns);
        if columns.family == Family::Icite {
            self.citing = Citing::of(&draft, cells.first(Column::CitedBy));
        }
        Some(draft.finish())
    }
}

/// The names of columns, where that is what the cells are: with a sign that makes it worth the look, and most
/// of them known. As a row they would have values where the names say what these are: a title of "Title" is
/// no work.
fn other_header(cells: &StringRecord) -> Option<Vec<String>> {
    const SIGNS: [&str; 6] = ["title", "article title", "document title", "doi", "pmid", "ti"];
    let is_sign = |cell: &str| SIGNS.iter().any(|sign| cell.trim().eq_ignore_ascii_case(sign));
    if !cells.iter().any(is_sign) {
        return None;
    }
    let names: Vec<String> = cells.iter().map(|c| c.trim().to_owned()).collect();
    let known = score(&names, false);
    (known >= 3 && known * 2 >= names.len()).then_some(names)
}

/// Says what is wrong with how a row is written.
pub(super) fn tell_trouble(draft: &mut Draft, row: &Row) {
    match row.trouble {
        None => {}
        Some(Trouble::Unclosed { before, literal }) => {
            let message = format!(
                "a quotation mark opens a cell and nothing closes it before the row of line {before}"
            );
            let action = if literal { "the mark is taken as text" } else { "the cell ends there" };
            draft.warn(DiagnosticKind::Syntax, "", message, action);
        }
        Some(Trouble::Truncated) => {
            draft.warn(
                DiagnosticKind::Truncated,
                "",
                "the source ends inside a quoted cell",
                "what there is of it is kept",
            );
        }
        Some(Trouble::TooLong) => {
            draft.warn(
                DiagnosticKind::TooLong,
                "",
                "the row is longer than the limit of 8 MiB",
                "the rest of it is left out",
            );
        }
        Some(Trouble::Stray) => {
            draft.note(
                DiagnosticKind::Syntax,
                "",
                "quotation marks inside a quoted cell are not doubled: taken as text",
            );
        }
    }
}

/// Cells beyond the last column that are kept.
const MOST_EXTRA: usize = 100;

/// Says where a row has fewer or more cells than there are columns.
fn tell_width(draft: &mut Draft, cells: &StringRecord, columns: &Columns) {
    let (found, wanted) = (cells.len(), columns.width());
    if found < wanted && !columns.ends_before(found) {
        let message = format!("the row has {found} cells for {wanted} columns");
        draft.warn(DiagnosticKind::Syntax, "", message, "read as far as it goes");
    }
    let extra: Vec<String> = cells.iter().skip(wanted).map(tidy).filter(|cell| !cell.is_empty()).collect();
    if !extra.is_empty() {
        let message =
            format!("the row has {found} cells for {wanted} columns: '{}'", quote(&extra.join("', '")));
        draft.warn(DiagnosticKind::UnplacedText, "", message, "the rest is kept aside");
        for cell in extra.into_iter().take(MOST_EXTRA) {
            let cell = draft.text("", &cell);
            draft.record.unplaced.push(cell);
        }
    }
}

impl Strays {
    fn add(&mut self, row: &Row) {
        if self.count == 0 {
            self.line = row.line;
            let text: Vec<&str> = row.cells.iter().map(str::trim).filter(|c| !c.is_empty()).collect();
            self.first = quote(&tidy(&text.join(" ")));
        }
        self.count += 1;
    }

    /// Tells of the lines; as an error where there is nothing else in the source.
    fn tell(&mut self, context: &Context, nothing_else: bool) -> Option<Entry> {
        let Self { count, line, first } = std::mem::take(self);
        if count == 0 {
            return None;
        }
        let mut findings = Findings::new(&context.source);
        let message = match count {
            1 => format!("a line that is no row of the table: '{first}'"),
            _ => format!("{count} lines that are no rows of the table, the first: '{first}'"),
        };
        let at = Position { line, column: 1 };
        if nothing_else {
            findings.error(
                DiagnosticKind::Syntax,
                "",
                at,
                message,
                "nothing was read: are cells with commas in them quoted?",
            );
        } else {
            findings.warn(DiagnosticKind::UnplacedText, "", at, message, "left out");
        }
        Some(aside(findings.take()))
    }
}

impl Citing {
    /// The works that cite this one, as a list of PMIDs.
    fn of(draft: &Draft, raw: &str) -> Self {
        let cited = WorkRef { doi: draft.record.doi.clone(), pmid: draft.record.pmid, ..WorkRef::default() };
        let pmids = if cited.work_key().is_some() { lists::numbers(raw).collect() } else { Vec::new() };
        Self { pmids: pmids.into_iter(), cited }
    }

    fn next(&mut self) -> Option<Entry> {
        let citing = WorkRef { pmid: Some(self.pmids.next()?), ..WorkRef::default() };
        let link = CitationLink { citing, cited: self.cited.clone(), ..CitationLink::default() };
        Some(Entry { link: Some(link), ..Entry::default() })
    }
}

#[cfg(test)]
mod tests;
