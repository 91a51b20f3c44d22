//! The field "Source": journal or book, volume, issue, pages and date on one line, in the manner of each
//! database.
//!
//! ```text
//! MEDLINE       Lancet. 372(9642):881-2, 2008 Sep 13.
//! Embase        BMJ Open. 9 (1) (pp 12-34), 2019. Date of Publication: 2019.
//! PsycINFO      A Journal. Vol.75(2-A(E)),2014, pp. 1-9.
//!               Roe, Al [Ed]; (2012). A book. (pp. 11-31). xvii, 254 pp. London: A House; UK.
//! Journals@Ovid A Journal January/February 2010;14(1):56-60
//! CAB           A Journal; 2020. 10(1):110-123. 40 ref.
//! BIOSIS        Roe, Al [Editor]. A book.:371-397, 2004.
//! others        A Journal, vol.27, no.2, 2019, pp.148-159. A House
//! ```

use regex::{Captures, Regex};
use std::sync::LazyLock;

/// Longest line that is looked at, in bytes.
const LONGEST: usize = 4096;

/// What a source line says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Source {
    /// Journal, or book where the work is in one or is one.
    pub(super) title: String,
    pub(super) editors: Vec<String>,
    pub(super) is_book: bool,
    pub(super) volume: Option<String>,
    pub(super) issue: Option<String>,
    pub(super) pages: Option<String>,
    pub(super) article: Option<String>,
    /// The date as printed.
    pub(super) date: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) place: Option<String>,
}

fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

/// Names of months with what stands between two of them.
const MONTHS: &str =
    r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Spring|Summer|Autumn|Fall|Winter)[a-z]*\.?)";

/// A book by `PsycINFO`: editors, year in brackets, the rest.
static BOOK: LazyLock<Option<Regex>> = LazyLock::new(|| regex(r"^([^()]*?)\s*\((\d{4})\)\.\s*(.+)$"));
/// Pages of a chapter, extent, place and publisher.
static CHAPTER: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"^(.*?)[.\s]*\(pp?\.\s*([^()]+)\)\.?\s*(.*)$"));
static EXTENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"^(.*?)[.\s]*\b((?:[ivxlcIVXLC]+, )?(?:\d+|[IVXLC]+) pp)\.?(?:\s+(.*))?$"));
/// A journal, the date, and after a semicolon the place in it.
static DATE_FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let span = format!("{MONTHS}(?:[/-]{MONTHS})?");
    let before = format!(r"(?:{span}\s+)?(?:\d{{1,2}},?\s+)?");
    let after = format!(r"(?:\s+\d{{1,2}})?(?:\s+{span})?(?:\s+\d{{1,2}})?");
    regex(&format!(r"^(.+?)[.,;]?\s+({before}\d{{4}}{after});\s*(.+)$"))
});
/// A journal, a semicolon, the year, then the place.
static CAB: LazyLock<Option<Regex>> = LazyLock::new(|| regex(r"^(.+?);\s+(\d{4})\.\s+(.+)$"));
/// Words for volume, number and pages.
static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| regex(r"(?i)\bvol\.?\s*(\d[\w-]*)"));
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| regex(r"(?i)\bno\.?\s*(\d[\w-]*)"));
static PAGES: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?i)\bpp?\.?\s*(\w*\d[\w]*(?:\s*-\s*\w*\d\w*)?)"));
/// The date that closes the line, after a comma.
static CLOSING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let span = format!("{MONTHS}(?:[/-]{MONTHS})?");
    let before = format!(r"(?:{span}\s+)?(?:\d{{1,2}},\s*)?");
    let after = format!(r"(?:[\s-]+{span})?(?:\s+\d{{1,2}}){{0,2}}");
    regex(&format!(r"^(.*?),\s*({before}\d{{4}}{after})\s*\.?$"))
});
/// Volume, issue and pages at the end of a line, after a stop.
static PLACE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(concat!(
        r"^(.*?)[.;]?\s+",
        r"(?:(?:Vol\.?\s*)?",
        r"([A-Z]{0,3}\d+[A-Z]?(?:[-/]\d+)?(?:\s+(?:Suppl|Supplement|Pt|Part)\.?(?:\s+\w+)?)?))?",
        r"\s*(?:\(((?:[^()]|\([^()]*\))+)\))?",
        r"\s*(?::\s*([^:,]+)|\((?:pp?\.?\s*([^()]+)|no pagination)\))?\s*\.?$"
    ))
});
/// A book by BIOSIS: pages after a colon.
static BOOK_PAGES: LazyLock<Option<Regex>> = LazyLock::new(|| regex(r"^(.+)\.:\s*([\w-]+)$"));
/// `London : The King's Fund, 2017.`
static PUBLISHED: LazyLock<Option<Regex>> = LazyLock::new(|| regex(r"^([^:.;]+) : (\D[^:;]+), (\d{4})\.?$"));
/// The house and place of a book, and its year.
static BOOK_YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| regex(r"^\s*([^\[]*?)\.\s+(\d{4})\b"));
/// A year alone after the journal: ahead of print.
static AHEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(&format!(r"^(.+?)\.\s+(\d{{4}}(?:[\s-]+{MONTHS})?(?:\s+\d{{1,2}}){{0,2}})\s*\.?$"))
});
static DATE_OF: LazyLock<Option<Regex>> = LazyLock::new(|| regex(r"Date of Publication:\s*([^.]+)"));
static ARTICLE: LazyLock<Option<Regex>> = LazyLock::new(|| regex(r"Article Number:\s*([^.\s]+)"));

fn captures<'a>(pattern: &LazyLock<Option<Regex>>, text: &'a str) -> Option<Captures<'a>> {
    pattern.as_ref().and_then(|pattern| pattern.captures(text))
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().trim_end_matches(['.', ',', ';', ':']).trim())
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn group(found: &Captures<'_>, at: usize) -> Option<String> {
    found.get(at).and_then(|text| some(text.as_str()))
}

/// Reads a source line, white space squeezed; `None` where it is in no manner known.
pub(super) fn read(text: &str) -> Option<Source> {
    let text = Some(text.trim()).filter(|text| text.len() <= LONGEST)?;
    let article = captures(&ARTICLE, text).and_then(|found| group(&found, 1));
    let named_date = captures(&DATE_OF, text).and_then(|found| group(&found, 1));
    // What Embase appends in words is cut off.
    let end = [" Date of Publication:", " Article Number:"].iter().filter_map(|word| text.find(word)).min();
    let line = text[..end.unwrap_or(text.len())].trim();
    let mut source = psycinfo_book(line)
        .or_else(|| psycinfo_journal(line))
        .or_else(|| in_words(line))
        .or_else(|| published(line))
        .or_else(|| closing_date(line))
        .or_else(|| date_first(line))
        .or_else(|| ahead(line))
        .or_else(|| bare(line))?;
    source.article = article;
    source.date = match (named_date, source.date.take()) {
        (Some(named), Some(own)) if !named.contains(own.get(..4).unwrap_or(&own)) => Some(own),
        (named, own) => named.or(own),
    };
    Some(source)
}

/// A citation of a whole book, as Zoological Record has it: `Roe, A. [Ed.]. [A title.] [Titel.] A House,
/// Place. 2002: 1-234. Chapter pagination: 214-218.`
pub(super) fn book(text: &str) -> Option<Source> {
    let text = Some(text).filter(|text| text.len() <= LONGEST)?;
    let (editors, rest) = match text.rfind("[Ed.]. ").or_else(|| text.rfind("[Eds.]. ")) {
        Some(at) => text.split_at(at + text[at..].find(". ")? + 2),
        None => ("", text),
    };
    let (title, rest) = match rest.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        Some((title, rest)) => (title, rest),
        None => rest.split_once(". ")?,
    };
    // The title in the language of the book follows in brackets of its own.
    let rest = rest.trim_start();
    let rest =
        rest.strip_prefix('[').and_then(|inside| inside.split_once(']')).map_or(rest, |(_, rest)| rest);
    let year = captures(&BOOK_YEAR, rest);
    let imprint = year.as_ref().and_then(|found| found.get(1)).map_or("", |text| text.as_str());
    let (publisher, place) = imprint.rsplit_once(", ").unwrap_or((imprint, ""));
    Some(Source {
        title: some(title)?,
        editors: people(editors),
        is_book: true,
        date: year.as_ref().and_then(|found| group(found, 2)),
        pages: rest.split_once("Chapter pagination:").and_then(|(_, pages)| some(pages)),
        publisher: some(publisher),
        place: some(place),
        ..Source::default()
    })
}

/// `Roe, Al [Ed]; Lee, Bo [Ed]. (2012). A book. (pp. 11-31). xvii, 254 pp. London: A House; UK.`
fn psycinfo_book(line: &str) -> Option<Source> {
    let found = captures(&BOOK, line)?;
    let (editors, rest) = (found.get(1)?.as_str(), found.get(3)?.as_str());
    if editors.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut source =
        Source { is_book: true, date: group(&found, 2), editors: people(editors), ..Source::default() };
    let mut rest = rest.to_owned();
    if let Some(chapter) = captures(&CHAPTER, &rest) {
        source.title = group(&chapter, 1).unwrap_or_default();
        source.pages = group(&chapter, 2);
        rest = chapter.get(3).map_or("", |text| text.as_str()).to_owned();
    }
    let extent = captures(&EXTENT, &rest)
        .map(|e| (group(&e, 1).unwrap_or_default(), group(&e, 3).unwrap_or_default()));
    let (before, imprint) = extent.unwrap_or_else(|| {
        if source.title.is_empty() { (rest.clone(), String::new()) } else { (String::new(), rest.clone()) }
    });
    if source.title.is_empty() {
        source.title = some(&before)?;
    }
    match imprint.split_once(": ") {
        Some((place, publisher)) => {
            source.place = some(place);
            source.publisher = some(publisher.split(';').next().unwrap_or_default());
        }
        None => source.publisher = some(imprint.split(';').next().unwrap_or_default()),
    }
    Some(source)
}

/// `A Journal. Vol.75(2-A(E)),2014, pp. 1-9.`, `A Journal. Vol 28(2) April 2015, 103-106.`
fn psycinfo_journal(line: &str) -> Option<Source> {
    let at = line.find(". Vol")?;
    let after = line[at + 5..].trim_start_matches('.').trim_start();
    let volume = after.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '/')).unwrap_or(after.len());
    let (volume, rest) = after.split_at(volume);
    let (issue, rest) = in_brackets(rest.trim_start()).unwrap_or(("", rest));
    let (date, pages) = match rest.find("pp.").or_else(|| rest.find("p. ")) {
        Some(at) => (&rest[..at], rest[at..].trim_start_matches('p').trim_start_matches('.')),
        None => rest.rsplit_once(',').unwrap_or((rest, "")),
    };
    let pages = pages.split(" [").next().unwrap_or_default();
    some(volume)?;
    Some(Source {
        title: some(&line[..at])?,
        volume: some(volume),
        issue: some(issue),
        pages: some(pages),
        date: some(date.trim_start_matches(',')),
        ..Source::default()
    })
}

/// What stands in the brackets that the text opens with, brackets inside counted, and the rest.
fn in_brackets(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return Some((&text[1..at], &text[at + 1..])),
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// `A Journal, vol.27, no.2, 2019, pp.148-159. A House`, `A journal, 1999 Jun; vol. 7 (no. 2), p. 77-82`
fn in_words(line: &str) -> Option<Source> {
    let volume = captures(&WORDS, line)?;
    let before = line[..volume.get(0)?.start()].trim_end_matches([' ', ',', ';', '.', '(']);
    let (title, date) = match before.rsplit_once(", ") {
        Some((title, date)) if date.starts_with(|c: char| c.is_ascii_digit()) => (title, some(date)),
        _ => (before, None),
    };
    let rest = &line[volume.get(0)?.end()..];
    let year = || {
        rest.split([',', ';', ' ', '.', '(', ')'])
            .find(|w| w.len() == 4 && w.starts_with(['1', '2']) && w.bytes().all(|b| b.is_ascii_digit()))
    };
    Some(Source {
        title: some(title)?,
        volume: group(&volume, 1),
        issue: captures(&NUMBER, rest).and_then(|found| group(&found, 1)),
        pages: captures(&PAGES, rest).and_then(|found| group(&found, 1)),
        date: date.or_else(|| year().map(str::to_owned)),
        ..Source::default()
    })
}

/// `A Journal January/February 2010;14(1):56`, `Hydrobiologia. 2007 15 June; 433-441.`, `A Journal; 2020.
/// 10(1):110-123. 40 ref.`
fn date_first(line: &str) -> Option<Source> {
    let found = captures(&DATE_FIRST, line).or_else(|| captures(&CAB, line))?;
    let tail = found.get(3)?.as_str();
    let tail = tail.split(". ").next().unwrap_or(tail);
    // HMIC repeats the date in brackets.
    let tail =
        tail.rsplit_once(" (").filter(|(before, _)| before.contains(':')).map_or(tail, |(before, _)| before);
    let mut source = Source { title: group(&found, 1)?, date: group(&found, 2), ..Source::default() };
    let extent = tail.trim_end_matches('.').trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if tail.trim_end_matches('.').ends_with("pp") && extent.bytes().all(|b| b.is_ascii_digit()) {
        return Some(source); // a number of pages, not where they are
    }
    match tail.split_once(':') {
        Some((place, pages)) => {
            let (volume, issue) = place.split_once('(').unwrap_or((place, ""));
            (source.volume, source.issue, source.pages) =
                (some(volume), some(issue.trim().trim_end_matches(')')), some(pages));
        }
        None if tail.contains('(') => {
            let (volume, issue) = tail.split_once('(')?;
            (source.volume, source.issue) =
                (some(volume), some(issue.trim_end_matches(['.', ' ']).trim_end_matches(')')));
        }
        None => source.pages = some(tail),
    }
    Some(source)
}

/// `Lancet. 372(9642):881-2, 2008 Sep 13.`, `BMJ Open. 9 (1) (pp 12-34), 2019.`, `Roe, Al [Editor]. A
/// book.:371-397, 2004.`
fn closing_date(line: &str) -> Option<Source> {
    let found = captures(&CLOSING, line)?;
    let (before, date) = (found.get(1)?.as_str(), group(&found, 2));
    if let Some(book) = captures(&BOOK_PAGES, before).filter(|_| before.contains("ditor]")) {
        let (editors, title) = before_title(book.get(1)?.as_str());
        return Some(Source {
            title: some(title)?,
            editors: people(editors),
            is_book: true,
            pages: group(&book, 2),
            date,
            ..Source::default()
        });
    }
    let place = captures(&PLACE, before)?;
    // The journal alone is no place: something must follow it.
    place.get(2).or(place.get(3)).or(place.get(4)).or(place.get(5))?;
    let title = place.get(1)?.as_str();
    let title = title.split(". Conference:").next().unwrap_or(title);
    Some(Source {
        title: some(title)?,
        volume: group(&place, 2),
        issue: group(&place, 3),
        pages: group(&place, 4).or_else(|| group(&place, 5)),
        date,
        ..Source::default()
    })
}

/// Editors with their role in brackets, and the title after the last of them.
fn before_title(text: &str) -> (&str, &str) {
    match text.rfind("ditor]. ").map(|at| at + 7) {
        Some(at) => (&text[..at], &text[at..]),
        None => ("", text),
    }
}

/// `London : The King's Fund, 2017.`
fn published(line: &str) -> Option<Source> {
    let found = captures(&PUBLISHED, line)?;
    Some(Source {
        place: group(&found, 1),
        publisher: group(&found, 2),
        date: group(&found, 3),
        ..Source::default()
    })
}

/// `A Journal. 2019 Jan 30.`
fn ahead(line: &str) -> Option<Source> {
    let found = captures(&AHEAD, line)?;
    Some(Source { title: group(&found, 1)?, date: group(&found, 2), ..Source::default() })
}

/// The name alone: nothing in it looks like a number.
fn bare(line: &str) -> Option<Source> {
    if line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some(Source { title: some(line)?, ..Source::default() })
}

/// `Neenan, Michael [Ed]; Palmer, Stephen [Ed].`, `Kamp, Roza Maria [Editor], Calvete, Juan J. [Editor]`
fn people(text: &str) -> Vec<String> {
    let parts = text
        .split_inclusive(']')
        .flat_map(|part| if part.contains('[') { vec![part] } else { part.split(';').collect() });
    parts
        .map(|part| part.trim_matches([' ', ';', ',', '.']).to_owned())
        .filter(|part| part.contains(char::is_alphabetic))
        .collect()
}

#[cfg(test)]
mod tests;
