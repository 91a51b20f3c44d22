//! The same fields as columns: a first line of names or tags, then one record on each line, cells parted by
//! tabs.

use super::fields::{Field, Fields};
use super::record;
use super::tagged::Tagged;
use crate::read::draft::{Draft, quote};
use crate::read::rows::Rows;
use crate::read::{Context, Entry, Reader, Text};
use crate::record::DiagnosticKind;
use std::io;

/// Most columns that are told apart.
const MOST: usize = 1000;

/// Longest record that is read, in bytes (16 MiB).
const LONGEST: usize = 16 << 20;

/// Most lines that a cell in quotes goes on over.
const MOST_LINES: usize = 200;

pub(super) fn recognises(start: &str) -> bool {
    let line = start.trim_start_matches('\u{feff}').split(['\n', '\r']).next().unwrap_or_default();
    tags(line).is_some()
}

/// The tag of each column; `None` where the line is no header of Web of Science.
fn tags(header: &str) -> Option<Vec<String>> {
    let names: Vec<String> = header.split('\t').take(MOST).map(unquoted).collect();
    let first = names.first()?;
    if first == "PT" && names.iter().any(|n| n == "TI") && names.iter().any(|n| n == "AU") {
        return Some(names);
    }
    let known =
        |name: &String| NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, tag)| *tag);
    let complete = first == "Publication Type" && names.iter().any(|n| n == "Article Title");
    complete
        .then(|| names.iter().map(|name| known(name).map_or_else(|| name.clone(), str::to_owned)).collect())
}

/// Tagged lines or columns, as the first line tells.
pub(super) struct Either {
    text: Option<Text>,
    context: Context,
    inner: Option<Box<dyn Reader>>,
}

impl Either {
    pub(super) fn new(text: Text, context: Context) -> Self {
        Self { text: Some(text), context, inner: None }
    }
}

impl Reader for Either {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        if let Some(text) = self.text.take() {
            let mut rows = Rows::new(text);
            let first = rows.next_row()?.map(|row| (row.number, row.text.to_owned(), row.cut));
            let context = self.context.clone();
            let columns = first.as_ref().and_then(|(_, text, _)| tags(text.trim_start_matches('\u{feff}')));
            self.inner = Some(if let Some(tags) = columns {
                Box::new(Columns { rows, context, tags, number: 0, ahead: None })
            } else {
                let mut tagged = Tagged::new(rows, context);
                if let Some((number, text, cut)) = &first {
                    tagged.first_line(*number, text, *cut);
                }
                Box::new(tagged)
            });
        }
        match &mut self.inner {
            Some(inner) => inner.next_entry(),
            None => Ok(None),
        }
    }
}

/// The records of a table.
struct Columns {
    rows: Rows<Text>,
    context: Context,
    tags: Vec<String>,
    number: u64,
    /// A line that was read to see whether a cell goes on.
    ahead: Option<(u64, String, bool)>,
}

impl Reader for Columns {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        loop {
            let Some((line, text, cut)) = self.next_line()? else { return Ok(None) };
            if text.trim().is_empty() || text.trim_start_matches('\u{feff}') == self.tags.join("\t") {
                continue;
            }
            let (cells, cut) = self.cells(&text, cut)?;
            self.number += 1;
            let mut draft = record::start(&self.context, self.number, line);
            if cut {
                draft.warn(
                    DiagnosticKind::TooLong,
                    "",
                    "the line is longer than 1 MiB",
                    "the rest of it is left out",
                );
            }
            let fields = self.fields(cells, line, &mut draft);
            return Ok(Some(record::read(fields, draft)));
        }
    }
}

impl Columns {
    fn next_line(&mut self) -> io::Result<Option<(u64, String, bool)>> {
        if let Some(line) = self.ahead.take() {
            return Ok(Some(line));
        }
        Ok(self.rows.next_row()?.map(|row| (row.number, row.text.to_owned(), row.cut)))
    }

    /// The cells of a line. A cell that opens with a quote and does not close it goes on in the next line,
    /// where that one does not look like a record of its own.
    fn cells(&mut self, text: &str, mut cut: bool) -> io::Result<(Vec<String>, bool)> {
        let mut cells: Vec<String> = text.split('\t').map(str::to_owned).collect();
        let (mut lines, mut bytes) = (1, text.len());
        while cells.len() < self.tags.len()
            && cells.last().is_some_and(|cell| is_open(cell))
            && lines < MOST_LINES
            && bytes < LONGEST
        {
            let Some(next) = self.next_line()? else { break };
            let starts = next.1.split('\t').next().is_some_and(|cell| cell.len() == 1);
            if starts && next.1.matches('\t').count() + 1 >= self.tags.len() / 2 {
                self.ahead = Some(next);
                break;
            }
            let mut parts = next.1.split('\t');
            if let (Some(cell), Some(part)) = (cells.last_mut(), parts.next()) {
                cell.push('\n');
                cell.push_str(part);
            }
            cells.extend(parts.map(str::to_owned));
            (cut, lines, bytes) = (cut || next.2, lines + 1, bytes + next.1.len());
        }
        Ok((cells.iter().map(|cell| unquoted(cell)).collect(), cut))
    }

    fn fields(&self, cells: Vec<String>, line: u64, draft: &mut Draft) -> Fields {
        let mut fields = Fields::default();
        for (i, cell) in cells.into_iter().enumerate() {
            if cell.is_empty() {
                continue;
            }
            let Some(tag) = self.tags.get(i) else {
                let kept = draft.text("text", &cell);
                let message = format!("the cell '{}' stands in no column", quote(&kept));
                draft.warn(DiagnosticKind::UnplacedText, "", message, "kept as text");
                draft.record.unplaced.push(kept);
                continue;
            };
            let lines = lines(tag, &cell);
            fields.push(Field { tag: tag.clone(), line, lines });
        }
        fields
    }
}

/// The lines that the tagged format would have.
fn lines(tag: &str, cell: &str) -> Vec<String> {
    let owned = |part: &str| part.trim().to_owned();
    match tag {
        "AU" | "AF" | "BA" | "BF" | "BE" | "CA" | "GP" | "CR" => {
            cell.split("; ").map(owned).filter(|l| !l.is_empty()).collect()
        }
        "C1" if cell.starts_with('[') => {
            let mut parts = cell.split("; [");
            let first = parts.next().map(owned);
            first.into_iter().chain(parts.map(|part| format!("[{}", part.trim()))).collect()
        }
        "AB" => cell.lines().map(owned).filter(|l| !l.is_empty()).collect(),
        _ => vec![cell.split_whitespace().collect::<Vec<_>>().join(" ")],
    }
}

fn is_open(cell: &str) -> bool {
    let inside = cell.trim_start().strip_prefix('"');
    inside.is_some_and(|inside| inside.bytes().filter(|b| *b == b'"').count() % 2 == 0)
}

/// The text of a cell; the quotes that a spreadsheet put around it come off.
fn unquoted(cell: &str) -> String {
    let cell = cell.trim();
    match cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inside) if cell.len() > 1 && is_whole(inside) => inside.replace("\"\"", "\"").trim().to_owned(),
        _ => cell.to_owned(),
    }
}

/// Whether every quote inside is doubled, as spreadsheets write them.
fn is_whole(inside: &str) -> bool {
    !inside.replace("\"\"", "").contains('"')
}

/// Names of columns and the tags that they stand for.
const NAMES: [(&str, &str); 71] = [
    ("Publication Type", "PT"),
    ("Authors", "AU"),
    ("Book Authors", "BA"),
    ("Book Editors", "BE"),
    ("Book Group Authors", "GP"),
    ("Author Full Names", "AF"),
    ("Book Author Full Names", "BF"),
    ("Group Authors", "CA"),
    ("Article Title", "TI"),
    ("Source Title", "SO"),
    ("Book Series Title", "SE"),
    ("Book Series Subtitle", "BS"),
    ("Language", "LA"),
    ("Document Type", "DT"),
    ("Conference Title", "CT"),
    ("Conference Date", "CY"),
    ("Conference Location", "CL"),
    ("Conference Sponsor", "SP"),
    ("Conference Host", "HO"),
    ("Author Keywords", "DE"),
    ("Keywords Plus", "ID"),
    ("Abstract", "AB"),
    ("Addresses", "C1"),
    ("Affiliations", "C3"),
    ("Reprint Addresses", "RP"),
    ("Email Addresses", "EM"),
    ("Researcher Ids", "RI"),
    ("ORCIDs", "OI"),
    ("Funding Orgs", "FU"),
    ("Funding Name Preferred", "FP"),
    ("Funding Text", "FX"),
    ("Cited References", "CR"),
    ("Cited Reference Count", "NR"),
    ("Times Cited, WoS Core", "TC"),
    ("Times Cited, All Databases", "Z9"),
    ("180 Day Usage Count", "U1"),
    ("Since 2013 Usage Count", "U2"),
    ("Publisher", "PU"),
    ("Publisher City", "PI"),
    ("Publisher Address", "PA"),
    ("ISSN", "SN"),
    ("eISSN", "EI"),
    ("ISBN", "BN"),
    ("Journal Abbreviation", "J9"),
    ("Journal ISO Abbreviation", "JI"),
    ("Publication Date", "PD"),
    ("Publication Year", "PY"),
    ("Volume", "VL"),
    ("Issue", "IS"),
    ("Part Number", "PN"),
    ("Supplement", "SU"),
    ("Special Issue", "SI"),
    ("Meeting Abstract", "MA"),
    ("Start Page", "BP"),
    ("End Page", "EP"),
    ("Article Number", "AR"),
    ("DOI", "DI"),
    ("DOI Link", "DL"),
    ("Book DOI", "D2"),
    ("Early Access Date", "EA"),
    ("Number of Pages", "PG"),
    ("WoS Categories", "WC"),
    ("Web of Science Index", "WE"),
    ("Research Areas", "SC"),
    ("IDS Number", "GA"),
    ("Pubmed Id", "PM"),
    ("Open Access Designations", "OA"),
    ("Highly Cited Status", "HC"),
    ("Hot Paper Status", "HP"),
    ("Date of Export", "DA"),
    ("UT (Unique WOS ID)", "UT"),
];
