//! The end of a citation: year, volume, issue, supplement, pages.
//!
//! ```text
//! source   = journal " " date [ ";" place ] [ ":" pages ] "." notes
//! date     = year [ ("-" | "/") year ] [ " " month [ "-" month ] [ " " day ] ]
//! place    = [ volume ] [ "(" inner ")" ] [ supplement ] ; inner = issue, supplement, or both
//! pages    = range { "," range } | number
//! notes    = { "Epub …" | "Online ahead of print" | "eCollection …" | … }
//! ```
//!
//! A number without a dash is an article number unless an issue is given and it is no longer than four digits, or it is
//! a Roman numeral or a supplement page (`S12`): journals that print issues have pages, journals without issues number
//! their articles. Several ranges become one, from the first page to the last.

use crate::record::{Pages, PartialDate};
use std::ops::Range;

/// What stands after the name of the journal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Source<'a> {
    /// Where the date begins.
    pub(super) start: usize,
    pub(super) date: Option<PartialDate>,
    pub(super) volume: Option<String>,
    pub(super) issue: Option<String>,
    pub(super) supplement: Option<String>,
    pub(super) pages: Option<Pages>,
    /// More than one range of pages was printed.
    pub(super) several_ranges: bool,
    /// Words about the state of publication (`Online ahead of print`).
    pub(super) note: &'a str,
    /// Text after the date that fits no rule.
    pub(super) rest: Range<usize>,
}

/// Years are tried at so many places of a citation; a real one has a handful.
const MAX_YEARS: usize = 64;

/// Finds the source in a citation: the first year from which everything up to the end reads as one; else the last year
/// that a semicolon or colon follows, with what does not fit left over.
pub(super) fn find(body: &str) -> Option<Source<'_>> {
    let years: Vec<usize> = years(body).collect();
    let recent = &years[years.len().saturating_sub(MAX_YEARS)..];
    recent.iter().find_map(|start| parse(body, *start).filter(|s| s.rest.is_empty())).or_else(|| {
        recent.iter().rev().find_map(|start| {
            let follows = body[start + 4..].trim_start();
            let wanted = follows.starts_with([';', ':']);
            if wanted { parse(body, *start) } else { None }
        })
    })
}

/// Where a word of four digits from 1800 to 2099 begins after a space, or after a bracket.
fn years(body: &str) -> impl Iterator<Item = usize> {
    let bytes = body.as_bytes();
    (1..bytes.len().saturating_sub(3)).filter(move |i| {
        let word = &bytes[*i..*i + 4];
        let before = bytes[i - 1];
        word.iter().all(u8::is_ascii_digit)
            && matches!(&word[..2], b"18" | b"19" | b"20")
            && (before == b' ' || before == b'(')
            && !bytes.get(i + 4).is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// Reads a source whose year begins at `start`.
fn parse(body: &str, start: usize) -> Option<Source<'_>> {
    let (date, after) = date(&body[start..])?;
    let mut at = start + after;
    if body[..start].ends_with('(') {
        at += usize::from(body[at..].starts_with(')'));
    }
    let mut source = Source {
        start,
        date,
        volume: None,
        issue: None,
        supplement: None,
        pages: None,
        several_ranges: false,
        note: "",
        rest: 0..0,
    };
    let skip = |at: usize| at + body[at..].len() - body[at..].trim_start().len();
    at = skip(at);
    let mut has_place = false;
    if body[at..].starts_with([';', ',']) || body[at..].starts_with('(') {
        at += usize::from(!body[at..].starts_with('('));
        let length = place_length(&body[at..]);
        if !place(body[at..at + length].trim(), &mut source) {
            source.rest = at..body.len();
            return Some(source);
        }
        has_place = true;
        at = skip(at + length);
    }
    if body[at..].starts_with(':') {
        let text = &body[at + 1..];
        let length = pages_length(text);
        if !pages(text[..length].trim(), &mut source) {
            source.rest = at..body.len();
            return Some(source);
        }
        at += 1 + length;
    } else if has_place && source.volume.is_none() && source.issue.is_none() && source.supplement.is_none() {
        source.rest = at..body.len();
        return Some(source);
    }
    let rest = body[at..].trim_matches(['.', ' ', ';', ',']);
    if is_note(rest) {
        source.note = rest;
    } else if !rest.is_empty() {
        source.rest = at..body.len();
    }
    Some(source)
}

/// How far a place (volume, issue, supplement) goes: to the colon outside of brackets, or to the full stop at the end.
fn place_length(text: &str) -> usize {
    let mut depth = 0_usize;
    for (i, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => return i,
            '.' if depth == 0 && text[i + 1..].chars().next().is_none_or(char::is_whitespace) => return i,
            _ => (),
        }
    }
    text.len()
}

/// How far pages go: to a full stop that a space or the end follows.
fn pages_length(text: &str) -> usize {
    text.match_indices('.')
        .map(|(i, _)| i)
        .find(|i| text[i + 1..].chars().next().is_none_or(char::is_whitespace))
        .unwrap_or(text.len())
}

/// Whether `text` tells the state of publication.
fn is_note(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    [
        "epub",
        "online ahead of print",
        "ahead of print",
        "ecollection",
        "published online",
        "in press",
        "e-pub",
        "first published",
    ]
    .iter()
    .any(|lead| lower.starts_with(lead))
        && text.len() <= 80
}

/// Reads the date at the start of `text`: the date, `None` where the year is out of range, and its length.
///
/// A span of months or years is given as what both ends share at most: the year, of two years the first.
fn date(text: &str) -> Option<(Option<PartialDate>, usize)> {
    let year: i32 = text.get(..4)?.parse().ok()?;
    let mut length = 4;
    let dash = |t: &str| t.chars().next().filter(|c| matches!(c, '-' | '\u{2013}' | '/')).map(char::len_utf8);
    if let Some(width) = dash(&text[4..]) {
        let second = &text[4 + width..];
        let digits = second.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 4 || digits == 2 {
            length += width + digits;
        }
    }
    let Some((month, width)) = month(&text[length..]) else {
        return Some((PartialDate::from_year(year).ok(), length));
    };
    length += width;
    let mut month = month;
    if let Some(width) = dash(&text[length..])
        && let Some((_, second)) =
            self::month(&format!(" {}", &text[length + width..]).chars().take(20).collect::<String>())
    {
        length += width + second - 1;
        month = None;
    }
    let rest = &text[length..];
    let digits = rest.trim_start().bytes().take_while(u8::is_ascii_digit).count();
    let mut day = None;
    if rest.starts_with(' ') && (1..=2).contains(&digits) {
        let lead = rest.len() - rest.trim_start().len();
        day = rest[lead..lead + digits].parse().ok();
        length += lead + digits;
        if let Some(width) = dash(&text[length..]) {
            let more = text[length + width..].bytes().take_while(u8::is_ascii_digit).count();
            if (1..=2).contains(&more) {
                length += width + more;
                day = None;
            }
        }
    }
    let day = month.and(day);
    let date = PartialDate::new(year, month, day).or_else(|_| PartialDate::new(year, month, None)).ok();
    Some((date, length))
}

/// Reads ` Jan`, ` January` or a season at the start of `text`: the month (`None` for a season) and the length.
fn month(text: &str) -> Option<(Option<u8>, usize)> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = text.strip_prefix(' ')?.trim_start();
    let lead = text.len() - word.len();
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = word[..letters].to_ascii_lowercase();
    if ["spring", "summer", "autumn", "fall", "winter"].contains(&name.as_str()) {
        return Some((None, lead + letters));
    }
    let index = MONTHS.iter().position(|m| {
        name.len() >= 3 && (*m == name || m[..3] == name || (name == "sept" && m.starts_with("sept")))
    })?;
    let stop =
        usize::from(word[letters..].starts_with('.') && letters < 5 && word[letters + 1..].starts_with(' '));
    u8::try_from(index + 1).ok().map(|month| (Some(month), lead + letters + stop))
}

/// Reads volume, issue and supplement; whether everything fits.
fn place(text: &str, source: &mut Source<'_>) -> bool {
    let (outer, inner) = match text.find('(') {
        Some(open) => (&text[..open], Some(&text[open..])),
        None => (text, None),
    };
    let (volume, supplement) = supplement(outer.trim());
    if !volume.is_empty() {
        let words: Vec<&str> = volume.split_whitespace().collect();
        match words[..] {
            [volume] if is_number_like(volume) => source.volume = Some(volume.to_owned()),
            ["Vol" | "Vol." | "vol" | "vol.", volume] if is_number_like(volume) => {
                source.volume = Some(volume.to_owned());
            }
            [volume, "Pt" | "Part" | "Spec" | "No" | "No.", ..]
                if is_number_like(volume) && words.len() <= 4 =>
            {
                source.volume = Some(volume.to_owned());
                source.issue = Some(words[1..].join(" "));
            }
            _ => return false,
        }
    }
    source.supplement = supplement.map(str::to_owned);
    inner.is_none_or(|inner| brackets(inner, source))
}

/// Reads `(3)`, `(Suppl 1)`, `(3 Suppl 1)`, `(3)(Suppl 1)`.
fn brackets(text: &str, source: &mut Source<'_>) -> bool {
    let Some((inside, rest)) = text.strip_prefix('(').and_then(|t| t.split_once(')')) else { return false };
    let (issue, supplement) = supplement(inside.trim());
    if issue.len() > 40 || (issue.is_empty() && supplement.is_none()) {
        return false;
    }
    if !issue.is_empty() && source.issue.is_none() {
        source.issue = Some(issue.to_owned());
    }
    if let Some(supplement) = supplement {
        source.supplement = Some(supplement.to_owned());
    }
    let (lead, more) = self::supplement(rest.split('(').next().unwrap_or_default().trim());
    if more.is_some() {
        source.supplement = more.map(str::to_owned);
    }
    let next = rest.find('(').map_or("", |i| &rest[i..]);
    lead.is_empty() && (next.is_empty() || brackets(next, source))
}

/// Splits a supplement (`Suppl 1`, `S1`) off the end.
fn supplement(text: &str) -> (&str, Option<&str>) {
    let lower = text.to_ascii_lowercase();
    if let Some(start) = lower.find("suppl").or_else(|| lower.find("supp ")) {
        return (text[..start].trim_end_matches([' ', ',', '-']), Some(text[start..].trim()));
    }
    let is_short =
        text.strip_prefix('S').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    if is_short { ("", Some(text)) } else { (text, None) }
}

/// A volume: a word with a digit in it, or a Roman numeral. `in press` and the like are none.
fn is_number_like(word: &str) -> bool {
    word.len() <= 24
        && word.chars().all(|c| c.is_alphanumeric() || "-–/._".contains(c))
        && (word.bytes().any(|b| b.is_ascii_digit()) || is_roman(word))
}

/// Reads pages or an article number; whether `text` is one.
fn pages(text: &str, source: &mut Source<'_>) -> bool {
    let text = text.strip_prefix("pp.").or_else(|| text.strip_prefix("p.")).unwrap_or(text).trim();
    let parts: Vec<&str> = text.split([',', ';']).map(str::trim).collect();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let ranges: Option<Vec<(String, Option<String>)>> = parts.iter().map(|p| range(p)).collect();
    source.pages = match ranges {
        Some(ranges) if ranges.len() > 1 => {
            source.several_ranges = true;
            let end = ranges.last().map(|(a, b)| b.clone().unwrap_or_else(|| a.clone()));
            ranges.first().zip(end).map(|((first, _), last)| Pages::Range { first: first.clone(), last })
        }
        Some(mut ranges) => match ranges.pop() {
            Some((first, Some(last))) => Some(Pages::Range { first, last }),
            Some((only, None)) => Some(single(only, source.issue.is_some() || source.supplement.is_some())),
            None => None,
        },
        None if first == last && is_article(text) => Some(Pages::Article(text.to_owned())),
        None => None,
    };
    source.pages.is_some()
}

fn single(page: String, has_issue: bool) -> Pages {
    let digits = page.bytes().all(|b| b.is_ascii_digit());
    let printed = (digits && has_issue && page.len() <= 4)
        || is_roman(&page)
        || page
            .strip_prefix(['S', 's'])
            .is_some_and(|n| n.len() <= 4 && n.bytes().all(|b| b.is_ascii_digit()));
    if printed { Pages::Single(page) } else { Pages::Article(page) }
}

/// A page, or a range of pages with its last page in full; `None` where the text is neither.
fn range(text: &str) -> Option<(String, Option<String>)> {
    let plain = text.replace("--", "-");
    let mut ends = plain
        .splitn(2, ['-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'])
        .map(str::trim);
    let first = ends.next().filter(|p| is_page(p))?;
    let Some(last) = ends.next() else { return Some((first.to_owned(), None)) };
    if !is_page(last) {
        return None;
    }
    full_last(first, last).map(|last| (first.to_owned(), Some(last)))
}

/// The last page in full: `1345` and `52` make `1352`, `e338` and `47` make `e347`. `None` where the pages do not go up.
fn full_last(first: &str, last: &str) -> Option<String> {
    if is_roman(first) && is_roman(last) {
        return Some(last.to_owned());
    }
    let split = |page: &str| {
        let lead = page.len() - page.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let digits = page[lead..].bytes().take_while(u8::is_ascii_digit).count();
        (page[..lead].to_owned(), page[lead..lead + digits].to_owned(), page[lead + digits..].to_owned())
    };
    let (lead, number, _) = split(first);
    let (last_lead, last_number, last_tail) = split(last);
    if !last_lead.is_empty() && !last_lead.eq_ignore_ascii_case(&lead) {
        return Some(last.to_owned()); // two numberings (`e12-13A`, `xii-9`): nothing to compare
    }
    let missing = number.len().saturating_sub(last_number.len());
    let full = format!("{}{last_number}", &number[..missing]);
    let value = |digits: &str| digits.parse::<u64>().ok();
    (value(&full)? >= value(&number)?).then(|| format!("{lead}{full}{last_tail}"))
}

/// A page: up to four letters, digits, up to two letters; or a Roman numeral.
fn is_page(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let lead = text.len() - digits.len();
    let tail = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = digits.len() - tail.len();
    is_roman(text)
        || (lead <= 4
            && (1..=19).contains(&number)
            && tail.len() <= 2
            && tail.bytes().all(|b| b.is_ascii_alphabetic()))
}

fn is_roman(text: &str) -> bool {
    !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b"ivxlcdm".contains(&b.to_ascii_lowercase()))
}

/// An article number: words of letters, digits and joining marks with at least one digit, `Article 12` included.
fn is_article(text: &str) -> bool {
    let mut words = text.split_whitespace().rev();
    let number = words.next().unwrap_or_default();
    let announced = words.all(|w| {
        let word = w.trim_end_matches('.').to_ascii_lowercase();
        ["article", "art", "no", "id", "paper", "number"].contains(&word.as_str())
    });
    announced
        && text.len() <= 80
        && number.bytes().any(|b| b.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_alphanumeric() || "-–._/:()".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `date volume (issue) supplement pages`, with `-` for what is absent.
    fn read(tail: &str) -> String {
        let body = format!("Smith J. A title. BMC Med {tail}");
        let Some(s) = find(&body) else { return "nothing".to_owned() };
        assert_eq!(&body[..s.start], "Smith J. A title. BMC Med ");
        let or = |v: Option<String>| v.unwrap_or_else(|| "-".to_owned());
        let pages = s.pages.map(|p| match p {
            Pages::Range { first, last } => format!("{first} to {last}"),
            Pages::Single(page) => format!("page {page}"),
            Pages::Article(number) => format!("#{number}"),
        });
        let rest = if s.rest.is_empty() { String::new() } else { format!(" left: {}", &body[s.rest]) };
        let note = if s.note.is_empty() { String::new() } else { format!(" note: {}", s.note) };
        let date = or(s.date.map(|d| d.to_string()));
        format!("{date} {} ({}) {} {}{note}{rest}", or(s.volume), or(s.issue), or(s.supplement), or(pages))
    }

    #[test]
    fn every_shape_of_a_source_is_read() {
        for (tail, expected) in [
            ("2025; 3:e000941.", "2025 3 (-) - #e000941"),
            ("2024; 22:280.", "2024 22 (-) - #280"),
            ("2023; 11:1-185.", "2023 11 (-) - 1 to 185"),
            ("2021; 29:e338-e347.", "2021 29 (-) - e338 to e347"),
            ("2023:17579139231184809.", "2023 - (-) - #17579139231184809"),
            ("2022.", "2022 - (-) - -"),
            ("2021; 5:BJGPO.2021.0017.", "2021 5 (-) - #BJGPO.2021.0017"),
            ("2020;12(3):1345-52.", "2020 12 (3) - 1345 to 1352"),
            ("2020; 12(3): 45.", "2020 12 (3) - page 45"),
            ("2020; 12 (1-2):e338-47", "2020 12 (1-2) - e338 to e347"),
            ("2020; 12(Suppl 1):S12-8.", "2020 12 (-) Suppl 1 S12 to S18"),
            ("2020; 12 Suppl 2:S1.", "2020 12 (-) Suppl 2 page S1"),
            ("2020; 12(3 Suppl 1):1–9.", "2020 12 (3) Suppl 1 1 to 9"),
            ("2020; 12(3)(Suppl 1):1-9.", "2020 12 (3) Suppl 1 1 to 9"),
            ("2020; 12(S1):4.", "2020 12 (-) S1 page 4"),
            ("2020; 12 Pt 2:xii-xix.", "2020 12 (Pt 2) - xii to xix"),
            ("2020; A12:1-3, 7-9.", "2020 A12 (-) - 1 to 9"),
            ("2020; Suppl 1:5-6.", "2020 - (-) Suppl 1 5 to 6"),
            ("2024 Jan; 1:2-3.", "2024-01 1 (-) - 2 to 3"),
            ("2024 Jan-Feb;1:2-3.", "2024 1 (-) - 2 to 3"),
            ("2024 Mar 15;1:2-3.", "2024-03-15 1 (-) - 2 to 3"),
            ("2024 Spring; 1:2-3.", "2024 1 (-) - 2 to 3"),
            ("2023-2024; 1:2-3.", "2023 1 (-) - 2 to 3"),
            ("2024 Feb 3. Online ahead of print.", "2024-02-03 - (-) - - note: Online ahead of print"),
            ("2024; 7:CD012345.", "2024 7 (-) - #CD012345"),
            ("2024; 7:Article 12.", "2024 7 (-) - #Article 12"),
            ("2024; 7(2).", "2024 7 (2) - -"),
            ("2024; 7:185-101.", "2024 7 (-) - #185-101"),
            ("2024; 7: and more words.", "2024 7 (-) - - left: : and more words."),
        ] {
            assert_eq!(read(tail), expected, "{tail}");
        }
    }

    #[test]
    fn years_in_titles_are_not_the_source() {
        let start = |body: &str| find(body).map(|s| body[s.start..].to_owned());
        let body = "Rhodes J. Needs of link workers (2020). HEALTH & SOCIAL CARE 2021; 29:e338-e347.";
        assert_eq!(start(body).as_deref(), Some("2021; 29:e338-e347."));
        assert_eq!(start("Care in 2020: a plan for 2025. BMJ 2022.").as_deref(), Some("2022."));
        assert_eq!(start("A. B 2024; 22:1999-2005.").as_deref(), Some("2024; 22:1999-2005."));
        assert_eq!(start("No year here at all."), None);
    }
}
