//! Solutions to an aligned text table for people: IRIs shortened, strings bare, numbers to the right.
//!
//! Column widths come from the first rows; a later cell that is wider pushes its row out of line and nothing else. Not meant
//! to be read back: that is what the other formats are for.

use super::graph::is_local_name;
use crate::vocab;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{LiteralRef, TermRef, Variable};
use oxigraph::sparql::QuerySolution;
use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A table that is being written.
pub(super) struct Table {
    columns: Vec<Column>,
    cell_width: Option<usize>,
    rows: u64,
}

struct Column {
    name: String,
    /// In terminal columns.
    width: usize,
    is_numeric: bool,
}

impl Table {
    /// A table of these columns, as wide as the first rows need; cells wider than `cell_width` are cut.
    pub(super) fn new(variables: &[Variable], head: &[QuerySolution], cell_width: Option<usize>) -> Self {
        let column = |(at, variable): (usize, &Variable)| {
            let cells: Vec<_> = head
                .iter()
                .filter_map(|row| row.get(at))
                .map(|term| cell(term.as_ref(), cell_width))
                .collect();
            let name = variable.as_str().to_owned();
            let width =
                cells.iter().map(|cell| cell.text.width()).chain([name.width()]).max().unwrap_or_default();
            let is_numeric = !cells.is_empty() && cells.iter().all(|cell| cell.is_number);
            Column { name, width, is_numeric }
        };
        Self { columns: variables.iter().enumerate().map(column).collect(), cell_width, rows: 0 }
    }

    /// The names of the columns and a rule.
    pub(super) fn header(&self, out: &mut impl Write) -> io::Result<()> {
        let names: Vec<_> = self.columns.iter().map(|column| column.name.clone()).collect();
        self.line(&names, out)?;
        let rules: Vec<_> = self.columns.iter().map(|column| "─".repeat(column.width + 2)).collect();
        writeln!(out, "{}", rules.join("┼"))
    }

    pub(super) fn row(&mut self, row: &QuerySolution, out: &mut impl Write) -> io::Result<()> {
        let cells: Vec<_> = (0..self.columns.len())
            .map(|at| row.get(at).map(|term| cell(term.as_ref(), self.cell_width).text).unwrap_or_default())
            .collect();
        self.rows += 1;
        self.line(&cells, out)
    }

    /// The number of rows, which it also returns.
    pub(super) fn footer(&self, out: &mut impl Write) -> io::Result<u64> {
        writeln!(out, "({} row{})", self.rows, if self.rows == 1 { "" } else { "s" })?;
        Ok(self.rows)
    }

    /// One line; nothing follows its last visible character.
    fn line(&self, cells: &[String], out: &mut impl Write) -> io::Result<()> {
        let mut line = String::new();
        for (at, (column, cell)) in self.columns.iter().zip(cells).enumerate() {
            let padding = " ".repeat(column.width.saturating_sub(cell.width()));
            line.push_str(if at == 0 { " " } else { "│ " });
            let (before, after) =
                if column.is_numeric { (padding.as_str(), "") } else { ("", padding.as_str()) };
            line.extend([before, cell.as_str(), after, " "]);
        }
        writeln!(out, "{}", line.trim_end())
    }
}

/// One term as people read it.
struct Cell {
    text: String,
    is_number: bool,
}

fn cell(term: TermRef<'_>, width: Option<usize>) -> Cell {
    let (text, is_number) = match term {
        TermRef::NamedNode(iri) => (shorten(iri.as_str()), false),
        TermRef::BlankNode(node) => (node.to_string(), false),
        TermRef::Literal(value) => literal(value),
    };
    let text: String = text.chars().map(visible).collect();
    Cell { text: width.map_or_else(|| text.clone(), |width| cut(&text, width)), is_number }
}

/// A literal without its quotes; language and unusual datatypes are added as in Turtle.
fn literal(literal: LiteralRef<'_>) -> (String, bool) {
    let value = literal.value();
    if let Some(language) = literal.language() {
        return (format!("{value}@{language}"), false);
    }
    let datatype = literal.datatype();
    if [xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE, xsd::FLOAT, xsd::NON_NEGATIVE_INTEGER, xsd::POSITIVE_INTEGER]
        .contains(&datatype)
    {
        return (value.to_owned(), true);
    }
    let bare =
        [xsd::STRING, xsd::BOOLEAN, xsd::DATE, xsd::DATE_TIME, xsd::G_YEAR, xsd::G_YEAR_MONTH, xsd::ANY_URI];
    if bare.contains(&datatype) {
        return (value.to_owned(), false);
    }
    (format!("{value}^^{}", shorten(datatype.as_str())), false)
}

/// An IRI with the prefix of its namespace, else in angle brackets.
fn shorten(iri: &str) -> String {
    let prefixed = vocab::PREFIXES.iter().find_map(|(prefix, namespace)| {
        let rest = iri.strip_prefix(namespace).filter(|rest| is_local_name(rest))?;
        Some(format!("{prefix}:{rest}"))
    });
    prefixed.unwrap_or_else(|| format!("<{iri}>"))
}

/// A character that keeps to its line and moves no cursor: escapes and other control characters get a visible stand-in.
fn visible(c: char) -> char {
    match c {
        '\n' => '↵',
        '\t' | '\r' => ' ',
        c if c.is_control() => '\u{FFFD}',
        // Marks that turn the direction of all that follows.
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
        c => c,
    }
}

/// The beginning of a text that fits in so many columns, with an ellipsis where something was left out.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 0;
    let kept = text.chars().take_while(|c| {
        used += c.width().unwrap_or_default();
        used < width
    });
    let mut kept: String = kept.collect();
    kept.push('…');
    kept
}
