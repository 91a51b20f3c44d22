//! CSV of OpenCitations Meta -> records: its dumps, and the tables that are put into it.
//!
//! Follows the format that OpenCitations documents for Meta: eleven columns; identifiers as `scheme:value`
//! parted by spaces, behind a name in brackets; people parted by `; `, written `Family, Given`, groups
//! without a comma.

use super::draft::{Draft, Edition, aside, quote, tidy, without_stop};
use super::findings::Findings;
use super::table::at_most;
use super::table::sheet::{self, Row, Sheet, Trouble};
use super::{Context, Entry, Reader, Text, markup, name};
use crate::record::{
    Accession, Container, ContainerKind, Contributor, DiagnosticKind, Kind, Name, Pages, Position, Role, fold,
};
use std::io;

/// The columns in the order of the dumps; input tables have another.
const COLUMNS: [&str; 11] =
    ["id", "title", "author", "issue", "volume", "venue", "page", "pub_date", "type", "publisher", "editor"];

/// The columns that tell such a table from others.
const SIGNS: [&str; 5] = ["id", "title", "author", "venue", "pub_date"];

pub(super) fn recognises(start: &str) -> bool {
    sheet::has_header(start, score)
}

fn score(cells: &[String], first: bool) -> usize {
    let has = |name: &str| cells.iter().any(|cell| cell.eq_ignore_ascii_case(name));
    if first && SIGNS.iter().all(|name| has(name)) {
        COLUMNS.iter().filter(|name| has(name)).count()
    } else {
        0
    }
}

pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    Box::new(Meta { sheet: Sheet::new(text), names: None, context, number: 0, done: false })
}

struct Meta {
    sheet: Sheet<Text>,
    names: Option<Vec<String>>,
    context: Context,
    number: u64,
    done: bool,
}

impl Reader for Meta {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        if self.done {
            return Ok(None);
        }
        if self.names.is_none() {
            match self.sheet.header(score)? {
                Some(header) => self.names = Some(header.names),
                None => return Ok(Some(self.without_header())),
            }
        }
        loop {
            let Some(row) = self.sheet.next_row()? else {
                self.done = true;
                return Ok(None);
            };
            let repeated = |names: &Vec<String>| row.cells.iter().eq(names.iter().map(String::as_str));
            let blank = row.cells.iter().all(|cell| cell.trim().is_empty());
            if !blank && !self.names.as_ref().is_some_and(repeated) {
                return Ok(Some(self.record(&row)));
            }
        }
    }
}

impl Meta {
    fn without_header(&mut self) -> Entry {
        self.done = true;
        let mut findings = Findings::new(&self.context.source);
        let message = format!("no line of column names: it reads {}", COLUMNS.join(","));
        findings.error(
            DiagnosticKind::Missing,
            "",
            Position { line: 1, column: 1 },
            message,
            "nothing was read",
        );
        aside(findings.take())
    }

    fn record(&mut self, row: &Row) -> Entry {
        self.number += 1;
        let mut draft = Draft::new(&self.context, self.number, Position { line: row.line, column: 1 });
        let names = self.names.as_deref().unwrap_or_default();
        let (found, wanted) = (row.cells.len(), names.len());
        let extra = row.cells.iter().skip(wanted).any(|cell| !cell.trim().is_empty());
        // Every writer of this format writes every cell: a row that is short is the last one of a source that
        // breaks off.
        let identified = || row.cells.iter().take(wanted).any(is_identified);
        if extra || (found < wanted && !identified()) {
            let message = format!("the row has {found} cells for {wanted} columns");
            return draft.reject(DiagnosticKind::Syntax, message);
        }
        super::table::tell_trouble(&mut draft, row);
        if found < wanted && row.trouble != Some(Trouble::Truncated) {
            let message = format!("the row has {found} cells for {wanted} columns");
            draft.warn(DiagnosticKind::Syntax, "", message, "read as far as it goes");
        }
        let mut cells = Cells::default();
        for (name, cell) in names.iter().zip(&row.cells) {
            let cell = cell.trim();
            match cells.slot(&name.to_lowercase()) {
                Some(slot) => *slot = cell,
                None if cell.is_empty() => {}
                None => draft.unused(name.clone()),
            }
        }
        fill(&mut draft, &cells);
        draft.finish()
    }
}

/// Whether a cell begins with an identifier of a work.
fn is_identified(cell: &str) -> bool {
    let first = cell.split_whitespace().next().unwrap_or_default();
    first.split_once(':').is_some_and(|(scheme, value)| {
        matches!(scheme, "doi" | "pmid" | "pmcid" | "omid" | "openalex" | "isbn" | "issn" | "wikidata")
            && !value.is_empty()
    })
}

/// Identifiers of one work, and people of one list.
const MOST_IDS: usize = 100;
const MOST_PEOPLE: usize = 50_000;

/// The cells of a row by their columns.
#[derive(Default)]
struct Cells<'a> {
    cells: [&'a str; COLUMNS.len()],
}

impl<'a> Cells<'a> {
    fn slot(&mut self, name: &str) -> Option<&mut &'a str> {
        COLUMNS.iter().position(|column| *column == name).and_then(|place| self.cells.get_mut(place))
    }

    fn get(&self, name: &str) -> &'a str {
        let place = COLUMNS.iter().position(|column| *column == name);
        place.and_then(|place| self.cells.get(place)).copied().unwrap_or_default()
    }
}

fn fill(draft: &mut Draft, cells: &Cells<'_>) {
    let kind = kind(&fold(cells.get("type")));
    draft.record.kind = kind;
    let type_name = tidy(cells.get("type"));
    draft.record.publication_types.extend(Some(type_name).filter(|t| !t.is_empty()));
    draft.title(cells.get("title"));
    identifiers(draft, cells.get("id"));
    people(draft, Role::Author, cells.get("author"));
    people(draft, Role::Editor, cells.get("editor"));
    draft.record.published = draft.date("pub_date", cells.get("pub_date"));
    venue(draft, cells.get("venue"), kind);
    for (column, slot) in [("volume", 0), ("issue", 1)] {
        let text = draft.text("volume", &markup::plain(cells.get(column)));
        if !text.is_empty() {
            let container = draft.container();
            *(if slot == 0 { &mut container.volume } else { &mut container.issue }) = Some(text);
        }
    }
    pages(draft, cells.get("page"));
    let (publisher, _) = bracketed(cells.get("publisher"));
    let publisher = draft.text("publisher", &markup::plain(publisher));
    draft.record.publisher = Some(publisher).filter(|p| !p.is_empty());
}

/// First and last page, joined by a hyphen; either may have one inside (`53-1-53-12`).
fn pages(draft: &mut Draft, raw: &str) {
    let parts: Vec<&str> = raw.split('-').map(str::trim).collect();
    if let [first, page, last, end] = parts[..] {
        let (first, last) = (format!("{first}-{page}"), format!("{last}-{end}"));
        let pages = if first == last { Pages::Single(first) } else { Pages::Range { first, last } };
        draft.container().pages = Some(pages);
        return;
    }
    draft.pages(raw);
    if let Some(Container { pages: Some(pages), .. }) = &mut draft.record.container
        && let Pages::Single(page) = pages
        && page.strip_prefix(['e', 'E']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    {
        *pages = Pages::Article(std::mem::take(page));
    }
}

/// A name and the identifiers in the brackets behind it.
fn bracketed(text: &str) -> (&str, &str) {
    let text = text.trim();
    let inside = text.strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
    // Brackets of a title that ends in them hold no identifiers.
    match inside {
        Some((name, ids)) if ids.is_empty() || ids.split_whitespace().all(|id| id.contains(':')) => {
            (name.trim_end(), ids)
        }
        _ => (text, ""),
    }
}

/// `doi:10.5555/x pmid:1 omid:br/061 isbn:…`
fn identifiers(draft: &mut Draft, raw: &str) {
    for id in at_most(draft, "id", MOST_IDS, raw.split_whitespace()) {
        let (scheme, value) = id.split_once(':').unwrap_or(("", id));
        match scheme.to_ascii_lowercase().as_str() {
            "doi" => draft.doi(value),
            "pmid" => draft.pmid(value),
            "pmcid" => draft.pmcid(value),
            "omid" | "meta" => draft.omid(value),
            "openalex" => draft.openalex(value),
            "isbn" => draft.isbn(false, value),
            // What the row is about is a serial itself.
            "issn" => draft.issn(Edition::Print, value),
            "arxiv" => {
                let id = value.trim_start_matches("arXiv:").to_owned();
                draft.record.arxiv = draft.record.arxiv.take().or(Some(id));
            }
            "url" => draft.url(value),
            "" if value.starts_with("10.") => draft.doi(value),
            "" => {
                let message = format!("'{}' has no scheme before it", quote(value));
                draft.warn(DiagnosticKind::BadIdentifier, "id", message, "left out");
            }
            // Wikidata, Wikipedia, JID and whatever comes.
            _ => {
                draft.record.accessions.push(Accession { bank: scheme.to_owned(), number: value.to_owned() });
            }
        }
    }
}

fn people(draft: &mut Draft, role: Role, raw: &str) {
    let mut nameless: Vec<&str> = Vec::new();
    let pieces = raw.split("; ").map(str::trim).filter(|piece| !piece.is_empty());
    for piece in at_most(draft, "author", MOST_PEOPLE, pieces) {
        let (printed, ids) = bracketed(piece);
        let printed = draft.text("author", &markup::plain(printed));
        let found = match printed.split_once(',') {
            Some((family, "")) => Some(name::person(family, "", "")),
            Some(_) => name::parse(&printed),
            None if printed.is_empty() => None,
            None => Some(Name::Collective(printed)),
        };
        let Some(name) = found else {
            nameless.push(piece);
            continue;
        };
        let mut contributor = Contributor { role, ..Contributor::author(name) };
        for id in ids.split_whitespace() {
            if let Some(orcid) = id.strip_prefix("orcid:") {
                contributor.orcid = contributor.orcid.or(draft.orcid(orcid));
            }
        }
        draft.record.contributors.push(contributor);
    }
    // Older dumps name the role (`ar/…`) in place of the agent where the agent is lost.
    if let Some(first) = nameless.first() {
        let message = format!("{} without a name, the first: '{}': left out", nameless.len(), quote(first));
        draft.note(DiagnosticKind::Missing, "author", message);
    }
}

fn venue(draft: &mut Draft, raw: &str, kind: Kind) {
    let (title, ids) = bracketed(raw);
    let title = draft.text("venue", &markup::plain(title));
    if !title.is_empty() {
        without_stop(&title).clone_into(&mut draft.container().title);
    }
    let mut isbn = false;
    for id in at_most(draft, "venue", MOST_IDS, ids.split_whitespace()) {
        match id.split_once(':') {
            Some(("issn", value)) => draft.issn(Edition::Print, value),
            Some(("isbn", value)) => {
                draft.isbn(true, value);
                isbn = true;
            }
            _ => {} // the venue's own OMID and DOI: there is no place for them
        }
    }
    let Some(container) = &mut draft.record.container else { return };
    let serial = container.issn.is_some();
    container.kind = match kind {
        Kind::BookChapter | Kind::Book => ContainerKind::Book,
        Kind::ConferencePaper => ContainerKind::Proceedings,
        Kind::NewsItem => ContainerKind::Newspaper,
        _ if isbn && !serial => ContainerKind::Book,
        Kind::JournalArticle | Kind::PeerReview | Kind::Report | Kind::Unknown => ContainerKind::Journal,
        _ if serial => ContainerKind::Journal,
        _ => ContainerKind::Other,
    };
}

/// The types of Meta, folded.
fn kind(name: &str) -> Kind {
    match name {
        "" => Kind::Unknown,
        "journal article" | "editorial" | "retraction notice" => Kind::JournalArticle,
        "book chapter" | "book section" | "book part" | "reference entry" => Kind::BookChapter,
        "book" | "monograph" | "edited book" | "reference book" | "book set" => Kind::Book,
        "proceedings article" | "presentation" => Kind::ConferencePaper,
        "proceedings" => Kind::Proceedings,
        "posted content" | "preprint" => Kind::Preprint,
        "report" => Kind::Report,
        "dissertation" => Kind::DoctoralThesis,
        "dataset" | "data file" => Kind::Dataset,
        "computer program" | "software" => Kind::Software,
        "web content" | "blog post" => Kind::WebPage,
        "newspaper article" | "newspaper editorial" | "newspaper issue" | "newspaper" => Kind::NewsItem,
        "patent" => Kind::Patent,
        "standard" => Kind::Standard,
        "peer review" => Kind::PeerReview,
        _ => Kind::Other, // journals, volumes, issues, series
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &str) -> Vec<Entry> {
        let text = format!("\"{}\"\n{rows}", COLUMNS.join("\",\""));
        let context = Context { source: "test".into(), list_year: None };
        let mut reader = reader(Box::new(io::Cursor::new(text.into_bytes())), context);
        std::iter::from_fn(|| reader.next_entry().unwrap()).collect()
    }

    #[test]
    fn only_tables_of_meta_are_recognised() {
        assert!(recognises("\"id\",\"title\",\"author\",\"pub_date\",\"venue\",\"volume\"\n"));
        assert!(!recognises("id,title,authors,year,venue\n"));
        assert!(!recognises("Some words\nid,title,author,pub_date,venue\n"));
    }

    #[test]
    fn identifiers_stand_in_brackets_behind_names() {
        let all = read(
            "doi:10.5555/a omid:br/061 wikidata:Q5,A title [sic],\"Okafor, Chidi [orcid:0000-0002-1825-0097 omid:ra/061]; \
             Plato,; Link Study Group [omid:ra/062]; [omid:ar/063]\",3,14,J. Care [online] [issn:2049-3630 omid:br/069],\
             e12,2021-3-5,journal article,Invented Press [crossref:1],\n",
        );
        let record = all[0].record.as_ref().unwrap();
        assert_eq!(record.title, "A title [sic]");
        let names: Vec<String> = record.authors().map(|a| a.name.citation_form()).collect();
        assert_eq!(names, ["Okafor C", "Plato", "Link Study Group"]);
        assert!(matches!(record.contributors[2].name, Name::Collective(_)));
        assert!(record.contributors[0].orcid.is_some());
        let container = record.container.as_ref().unwrap();
        assert_eq!((container.title.as_str(), container.issn.is_some()), ("J. Care [online]", true));
        assert_eq!(container.pages, Some(Pages::Article("e12".to_owned())));
        assert_eq!(record.published.unwrap().to_string(), "2021-03-05");
        assert_eq!(record.publisher.as_deref(), Some("Invented Press"));
        assert_eq!(record.accessions[0], Accession { bank: "wikidata".to_owned(), number: "Q5".to_owned() });
        assert_eq!(all[0].diagnostics.len(), 1, "{:?}", all[0].diagnostics);
    }

    #[test]
    fn pages_may_have_hyphens_inside() {
        let all = read("doi:10.5555/a,T,,,,,53-1-53-1,2021,,,\ndoi:10.5555/b,T,,,,,12-20,2021,,,\n");
        let pages =
            |n: usize| all[n].record.as_ref().unwrap().container.as_ref().unwrap().pages.clone().unwrap();
        assert_eq!(pages(0), Pages::Single("53-1".to_owned()));
        assert_eq!(pages(1), Pages::Range { first: "12".to_owned(), last: "20".to_owned() });
    }

    #[test]
    fn a_row_of_another_table_is_rejected() {
        let all = read("a,b\ndoi:10.5555/a,T,,,,,,2021,book,,,more,cells\ndoi:10.5555/a,T,,,,,,2021\n");
        assert!(all[0].is_rejected() && all[1].is_rejected());
        assert!(all[2].record.is_some() && !all[2].diagnostics.is_empty());
    }
}
