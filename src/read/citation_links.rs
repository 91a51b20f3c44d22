//! Lists of citations as CSV -> citation links: OpenCitations Index, COCI and its relatives, CROCI, pairs of
//! PMIDs or DOIs.
//!
//! Columns: citing and cited work under many names; beside them the identifier of the citation, the dates,
//! the time span, and whether journal or authors cite themselves, as the Index of OpenCitations documents
//! them.

use super::draft::{Draft, aside, quote};
use super::findings::Findings;
use super::table::sheet::{self, Row, Sheet};
use super::{Context, Entry, Reader, Text};
use crate::record::{CitationLink, DiagnosticKind, PartialDate, Position, WorkRef, fold};
use std::io;
use std::str::FromStr;

pub(super) fn recognises(start: &str) -> bool {
    sheet::has_header(start, score)
}

pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    Box::new(Links { sheet: Sheet::new(text), columns: None, context, number: 0, done: false })
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Oci,
    Citing,
    Cited,
    CitingDate,
    CitedDate,
    Timespan,
    JournalSelf,
    AuthorSelf,
}

fn column(name: &str) -> Option<Column> {
    use Column as C;
    Some(match fold(name).as_str() {
        "oci" | "id" => C::Oci,
        "citing" | "citing id" | "citing doi" | "citing pmid" | "citing work" | "citing entity"
        | "citing omid" => C::Citing,
        "cited" | "cited id" | "cited doi" | "cited pmid" | "cited work" | "cited entity" | "cited omid"
        | "referenced" | "referenced pmid" | "referenced doi" | "reference" => C::Cited,
        "creation" | "citing publication date" | "citing date" => C::CitingDate,
        "cited publication date" | "cited date" => C::CitedDate,
        "timespan" => C::Timespan,
        "journal sc" => C::JournalSelf,
        "author sc" => C::AuthorSelf,
        _ => return None,
    })
}

/// The line of column names names both works, and little else that is not known.
fn score(cells: &[String], first: bool) -> usize {
    let known: Vec<Column> = cells.iter().filter_map(|cell| column(cell)).collect();
    let both = known.contains(&Column::Citing) && known.contains(&Column::Cited);
    if first && both && known.len() * 2 > cells.len() { known.len() } else { 0 }
}

struct Links {
    sheet: Sheet<Text>,
    columns: Option<Vec<(String, Option<Column>)>>,
    context: Context,
    number: u64,
    done: bool,
}

impl Reader for Links {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        if self.done {
            return Ok(None);
        }
        if self.columns.is_none() {
            let Some(header) = self.sheet.header(score)? else {
                self.done = true;
                let mut findings = Findings::new(&self.context.source);
                let message =
                    "no line of column names: it has a column 'citing' and a column 'cited'".to_owned();
                findings.error(
                    DiagnosticKind::Missing,
                    "",
                    Position { line: 1, column: 1 },
                    message,
                    "nothing was read",
                );
                return Ok(Some(aside(findings.take())));
            };
            self.columns = Some(header.names.into_iter().map(|name| (name.clone(), column(&name))).collect());
        }
        loop {
            let Some(row) = self.sheet.next_row()? else {
                self.done = true;
                return Ok(None);
            };
            let names = self.columns.as_deref().unwrap_or_default();
            let repeated = row.cells.iter().eq(names.iter().map(|(name, _)| name.as_str()));
            if !repeated && !row.cells.iter().all(|cell| cell.trim().is_empty()) {
                return Ok(Some(self.link(&row)));
            }
        }
    }
}

impl Links {
    fn link(&mut self, row: &Row) -> Entry {
        self.number += 1;
        let mut draft = Draft::new(&self.context, self.number, Position { line: row.line, column: 1 });
        let columns = self.columns.as_deref().unwrap_or_default();
        let cell = |wanted: Column| {
            let found = columns.iter().zip(&row.cells).find(|((_, column), _)| *column == Some(wanted));
            found.map_or("", |(_, cell)| cell.trim())
        };
        let (citing, cited) = (cell(Column::Citing), cell(Column::Cited));
        let extra = row.cells.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty());
        if extra {
            let message = format!("the row has {} cells for {} columns", row.cells.len(), columns.len());
            return draft.reject(DiagnosticKind::Syntax, message);
        }
        let mut link = CitationLink { number: self.number, ..CitationLink::default() };
        let mut bad = Vec::new();
        (link.citing, link.cited) = (work(citing, &mut bad), work(cited, &mut bad));
        if link.citing.work_key().is_none() || link.cited.work_key().is_none() {
            let message = format!(
                "'{}' and '{}' do not name two works by DOI, PMID, PMCID, OMID or OpenAlex",
                quote(citing),
                quote(cited)
            );
            return draft.reject(DiagnosticKind::BadIdentifier, message);
        }
        super::table::tell_trouble(&mut draft, row);
        if let Some(first) = bad.first() {
            let message = format!("'{}' is no identifier of a work", quote(first));
            draft.warn(DiagnosticKind::BadIdentifier, "citing", message, "the other identifiers stand");
        }
        link.oci =
            Some(cell(Column::Oci).trim_start_matches("oci:").to_owned()).filter(|oci| !oci.is_empty());
        link.created = draft.date("creation", cell(Column::CitingDate));
        link.timespan = timespan(&mut draft, cell(Column::Timespan));
        link.journal_self = answer(&mut draft, "journal_sc", cell(Column::JournalSelf));
        link.author_self = answer(&mut draft, "author_sc", cell(Column::AuthorSelf));
        let date = draft.date("cited date", cell(Column::CitedDate));
        // What the Index of OpenCitations puts there where both dates are known.
        if let (None, Some(citing), Some(cited)) = (&link.timespan, link.created, date) {
            link.timespan = Some(between(cited, citing));
        }
        let unknown = columns
            .iter()
            .zip(&row.cells)
            .filter(|((_, column), cell)| column.is_none() && !cell.trim().is_empty());
        let unused = unknown.map(|((name, _), _)| name.clone()).collect();
        Entry { record: None, link: Some(link), diagnostics: draft.findings.take(), unused }
    }
}

/// A work by its identifiers: a DOI, a PMID (digits alone), or several with their schemes. What is none goes
/// to `bad`.
fn work<'a>(raw: &'a str, bad: &mut Vec<&'a str>) -> WorkRef {
    let mut work = WorkRef::default();
    for id in raw.split_whitespace() {
        let bare = id.starts_with("10.") || id.contains("://");
        let (scheme, value) = id.split_once(':').filter(|_| !bare).unwrap_or(("", id));
        let lead = |lead: &str| value.get(..lead.len()).is_some_and(|start| start.eq_ignore_ascii_case(lead));
        let taken = match scheme.to_ascii_lowercase().as_str() {
            "pmid" => take(&mut work.pmid, value),
            "pmcid" => take(&mut work.pmcid, value),
            "omid" | "meta" => take(&mut work.omid, value),
            "openalex" => take(&mut work.openalex, value),
            "" if lead("br/") || value.contains("/oc/meta/br/") => take(&mut work.omid, value),
            "" if lead("PMC") => take(&mut work.pmcid, value),
            "" if value.bytes().all(|b| b.is_ascii_digit()) => take(&mut work.pmid, value),
            "" | "doi" => take(&mut work.doi, value),
            _ => true, // ISBN, Wikidata: further names of a work that has one already
        };
        if !taken {
            bad.push(id);
        }
    }
    work
}

/// Fills a slot, unless it is filled; tells whether the value is a good one.
fn take<T: FromStr>(slot: &mut Option<T>, value: &str) -> bool {
    let Ok(value) = value.parse() else { return false };
    slot.get_or_insert(value);
    true
}

fn answer(draft: &mut Draft, field: &'static str, raw: &str) -> Option<bool> {
    match raw.to_ascii_lowercase().as_str() {
        "" => None,
        "yes" | "true" | "1" => Some(true),
        "no" | "false" | "0" => Some(false),
        _ => {
            let message = format!("'{}' is neither yes nor no", quote(raw));
            draft.warn(DiagnosticKind::UnplacedText, field, message, "left out");
            None
        }
    }
}

/// An `xsd:duration` of years, months and days: `P2Y9M`, `-P0Y3M1D`.
fn timespan(draft: &mut Draft, raw: &str) -> Option<String> {
    if raw.is_empty() {
        return None;
    }
    let parts = raw.strip_prefix('-').unwrap_or(raw).strip_prefix('P');
    let mut rest = parts.unwrap_or_default();
    let mut any = false;
    for unit in ['Y', 'M', 'D'] {
        if let Some((number, after)) = rest.split_once(unit)
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
        {
            (rest, any) = (after, true);
        }
    }
    if any && rest.is_empty() {
        return Some(raw.to_owned());
    }
    let message = format!("'{}' is no time span such as P2Y9M", quote(raw));
    draft.warn(DiagnosticKind::BadDate, "timespan", message, "left out");
    None
}

/// The time from one date to another, as precise as both are; with a sign where the second is the earlier
/// one.
fn between(from: PartialDate, to: PartialDate) -> String {
    let months = from.month().zip(to.month());
    let days = from.day().zip(to.day());
    let (sign, from, to) = if to < from { ("-", to, from) } else { ("", from, to) };
    let years = to.year() - from.year();
    let number = |part: Option<u8>| i32::from(part.unwrap_or(1));
    let mut total = years * 12;
    if months.is_some() {
        total += number(to.month()) - number(from.month());
    }
    if days.is_some() {
        let mut day = number(to.day()) - number(from.day());
        if day < 0 {
            total -= 1;
            // The days left of the month before the last one, and those of the last.
            let before = (to.year() * 12 + number(to.month()) - 2).div_euclid(12);
            let month = (number(to.month()) + 10) % 12 + 1;
            let length = (28..=31).rev().find(|d| is_day(before, month, *d)).unwrap_or(28);
            day = (length - number(from.day())).max(0) + number(to.day());
        }
        return format!("{sign}P{}Y{}M{day}D", total / 12, total % 12);
    }
    if months.is_some() {
        format!("{sign}P{}Y{}M", total / 12, total % 12)
    } else {
        format!("{sign}P{years}Y")
    }
}

fn is_day(year: i32, month: i32, day: i32) -> bool {
    let part = |n: i32| u8::try_from(n).unwrap_or_default();
    PartialDate::from_ymd(year, part(month), part(day)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Doi;

    fn read(text: &str) -> Vec<Entry> {
        let context = Context { source: "test".into(), list_year: None };
        let mut reader = reader(Box::new(io::Cursor::new(text.as_bytes().to_vec())), context);
        std::iter::from_fn(|| reader.next_entry().unwrap()).collect()
    }

    #[test]
    fn lists_of_citations_are_recognised() {
        for header in [
            "oci,citing,cited,creation,timespan,journal_sc,author_sc",
            "\"id\",\"citing\",\"cited\",\"creation\"",
            "citing_id,citing_publication_date,cited_id,cited_publication_date",
            "citing,referenced",
            "citing\tcited",
        ] {
            assert!(recognises(&format!("{header}\n1,2\n")), "{header}");
        }
        for header in [
            "oci,snapshot,agent,source",
            "title,cited by",
            "citing,a,b,c",
            "id,title,author,cited,citing,venue,pub_date",
        ] {
            assert!(!recognises(&format!("{header}\n1,2\n")), "{header}");
        }
    }

    #[test]
    fn works_are_named_in_many_ways() {
        let all = read(
            "oci,citing,cited\noci:1-2,omid:br/061 doi:10.5555/A pmid:7,10.5555/b\n,7,8\n,10.5555/x:y,https://doi.org/10.5555/c\n",
        );
        let links: Vec<&CitationLink> = all.iter().filter_map(|e| e.link.as_ref()).collect();
        assert_eq!(links[0].oci.as_deref(), Some("1-2"));
        let citing = &links[0].citing;
        assert!(citing.omid.is_some() && citing.doi.is_some() && citing.pmid.is_some());
        assert_eq!(links[1].citing.pmid.map(|p| p.to_string()).as_deref(), Some("7"));
        assert_eq!(links[2].citing.doi.as_ref().map(Doi::as_str), Some("10.5555/x:y"));
        assert_eq!(links[2].cited.doi.as_ref().map(Doi::as_str), Some("10.5555/c"));
        assert!(all.iter().all(|e| e.diagnostics.is_empty()));
    }

    #[test]
    fn what_names_no_two_works_is_rejected() {
        let all = read(
            "citing,cited,timespan,journal_sc\n10.5555/a,\n10.5555/a,nothing\n1,2,P1X,perhaps\n1,2,,,more\n",
        );
        assert_eq!(all[1].diagnostics.len(), 1);
        assert!(all[0].is_rejected() && all[1].is_rejected() && all[3].is_rejected());
        assert!(all[2].link.is_some() && all[2].diagnostics.len() == 2);
    }

    #[test]
    fn time_spans_are_those_of_the_index() {
        let date = |text: &str| text.parse::<PartialDate>().unwrap();
        for (from, to, expected) in [
            ("2007-01-19", "2008-01-15", "P0Y11M27D"),
            ("2006-11-06", "2008-01-15", "P1Y2M9D"),
            ("2008-01-31", "2008-03-01", "P0Y1M1D"),
            ("2005-12-15", "2008-01-15", "P2Y1M0D"),
            ("2010", "2008", "-P2Y"),
            ("2008-03", "2008-01-15", "-P0Y2M"),
            ("2006-05", "2007-03", "P0Y10M"),
        ] {
            assert_eq!(between(date(from), date(to)), expected, "{from} to {to}");
        }
    }
}
