//! A record being put together from the fields of a source: every reader fills one of these, so that the same mistake
//! in two formats gets the same finding and the same treatment.

use super::email;
use super::findings::Findings;
use super::markup;
use super::sections;
use super::when;
use super::{Context, Entry};
use crate::record::{
    Affiliation, Container, Diagnostic, DiagnosticKind, IdentifierError, Orcid, Pages, PartialDate, Position,
    Record, SectionRole, nfc,
};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::str::FromStr;

/// Longest piece of text that a message quotes, in characters.
const QUOTE: usize = 80;

/// How far back a list is searched for a repetition: a hostile list of millions must not be searched whole for each.
const LOOK_BACK: usize = 1000;

/// A record being put together.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) record: Record,
    pub(super) findings: Findings,
    unused: BTreeSet<Cow<'static, str>>,
    /// The keywords taken: a list of any length is looked through once.
    keywords: HashSet<String>,
    place: Position,
}

/// Which edition an ISSN names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edition {
    /// The printed one, or the source does not say.
    Print,
    Electronic,
    Linking,
}

impl Draft {
    /// A record that starts at `position` and is the `number`-th of its source, from 1.
    pub(super) fn new(context: &Context, number: u64, position: Position) -> Self {
        let mut findings = Findings::new(&context.source);
        findings.about(u32::try_from(number).ok());
        let record = Record { position, number, ..Record::default() };
        Self { record, findings, unused: BTreeSet::new(), keywords: HashSet::new(), place: position }
    }

    /// Findings from now on are about this place.
    pub(super) fn at(&mut self, position: Position) {
        self.place = position;
    }

    /// A field of the source that no rule uses.
    pub(super) fn unused(&mut self, name: impl Into<Cow<'static, str>>) {
        self.unused.insert(name.into());
    }

    /// A warning about a field, with the offending text quoted.
    pub(super) fn warn(
        &mut self,
        kind: DiagnosticKind,
        field: &'static str,
        message: impl Into<String>,
        action: &'static str,
    ) {
        self.findings.warn(kind, field, self.place, message.into(), action);
    }

    pub(super) fn note(&mut self, kind: DiagnosticKind, field: &'static str, message: impl Into<String>) {
        self.findings.note(kind, field, self.place, message.into());
    }

    /// Plain text on one line: NFC, white space squeezed, no control characters, no e-mail addresses.
    pub(super) fn text(&mut self, field: &'static str, raw: &str) -> String {
        let text = tidy(raw);
        let found = email::find(&text);
        if found.is_empty() {
            return text;
        }
        self.note(
            DiagnosticKind::EmailRemoved,
            field,
            format!("{} e-mail address(es) taken out", found.len()),
        );
        let mut kept = String::with_capacity(text.len());
        let mut last = 0;
        for range in found {
            kept.push_str(&text[last..range.start]);
            last = range.end;
        }
        kept.push_str(&text[last..]);
        tidy(&kept).trim_end_matches([';', ',', ' ']).to_owned()
    }

    /// Title as plain text: markup out, entities decoded, brackets of a translated title and the closing stop off.
    pub(super) fn title(&mut self, raw: &str) {
        let text = self.text("title", &markup::plain(raw));
        without_stop(&text).clone_into(&mut self.record.title);
    }

    pub(super) fn doi(&mut self, raw: &str) {
        let parsed = self.identifier("doi", raw);
        self.keep("doi", parsed, |record| &mut record.doi);
    }

    pub(super) fn pmid(&mut self, raw: &str) {
        let parsed = self.identifier("pmid", raw);
        self.keep("pmid", parsed, |record| &mut record.pmid);
    }

    /// A PMCID; bare digits are taken too.
    pub(super) fn pmcid(&mut self, raw: &str) {
        let trimmed = raw.trim();
        let bare = !trimmed.is_empty() && trimmed.bytes().all(|b| b.is_ascii_digit());
        let parsed = if bare {
            self.identifier("pmcid", &format!("PMC{trimmed}"))
        } else {
            self.identifier("pmcid", trimmed)
        };
        self.keep("pmcid", parsed, |record| &mut record.pmcid);
    }

    pub(super) fn openalex(&mut self, raw: &str) {
        let parsed = self.identifier("openalex", raw);
        self.keep("openalex", parsed, |record| &mut record.openalex);
    }

    pub(super) fn omid(&mut self, raw: &str) {
        let parsed = self.identifier("omid", raw);
        self.keep("omid", parsed, |record| &mut record.omid);
    }

    /// An ORCID iD; one that is not valid is reported and left out.
    pub(super) fn orcid(&mut self, raw: &str) -> Option<Orcid> {
        self.identifier("orcid", raw)
    }

    /// An ISSN of the container, in one field or several parted by spaces, commas or semicolons.
    pub(super) fn issn(&mut self, edition: Edition, raw: &str) {
        for part in raw.split([';', ',']).map(str::trim).filter(|p| !p.is_empty()) {
            let bare = part.split(['(', '[']).next().unwrap_or_default();
            let Some(issn) = self.identifier("issn", bare) else { continue };
            let place = self.container();
            let other_is_free = edition == Edition::Print && place.eissn.is_none();
            let slot = match edition {
                Edition::Print => &mut place.issn,
                Edition::Electronic => &mut place.eissn,
                Edition::Linking => &mut place.issn_l,
            };
            match slot {
                None => *slot = Some(issn),
                Some(known) if *known == issn => {}
                // A second one without a word about its edition is of the other edition.
                Some(_) if other_is_free => place.eissn = Some(issn),
                Some(_) => self.repeated("issn", part),
            }
        }
    }

    /// An ISBN of the work itself (`of_container` false) or of the book that it is in.
    pub(super) fn isbn(&mut self, of_container: bool, raw: &str) {
        let Some(isbn) = self.identifier("isbn", raw) else { return };
        let isbns = if of_container { &mut self.container().isbns } else { &mut self.record.isbns };
        if !isbns.iter().rev().take(LOOK_BACK).any(|known| *known == isbn) {
            isbns.push(isbn);
        }
    }

    /// A valid identifier of any kind; one that is not valid is reported, and kept as text of no place.
    pub(super) fn identifier<T: FromStr<Err = IdentifierError>>(
        &mut self,
        field: &'static str,
        raw: &str,
    ) -> Option<T> {
        let raw = raw.trim();
        if raw.is_empty() {
            return None;
        }
        match raw.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let message = format!("'{}' is not valid: {error}", quote(raw));
                self.warn(DiagnosticKind::BadIdentifier, field, message, "left out");
                None
            }
        }
    }

    fn keep<T: PartialEq + ToString>(
        &mut self,
        field: &'static str,
        value: Option<T>,
        slot: impl Fn(&mut Record) -> &mut Option<T>,
    ) {
        let Some(value) = value else { return };
        let known = slot(&mut self.record);
        match known {
            None => *known = Some(value),
            Some(known) if *known == value => {}
            Some(_) => self.repeated(field, &value.to_string()),
        }
    }

    /// Says that a field stands twice with different values.
    pub(super) fn repeated(&mut self, field: &'static str, second: &str) {
        let message = format!("stands twice, the second time with '{}'", quote(second));
        self.warn(DiagnosticKind::Repeated, field, message, "the first one stands");
    }

    /// A date in any of the forms that [`when::date`] reads; one that cannot be is reported.
    pub(super) fn date(&mut self, field: &'static str, raw: &str) -> Option<PartialDate> {
        let raw = raw.trim();
        if raw.is_empty() {
            return None;
        }
        match when::date(raw) {
            Ok(read) => {
                if let Some(lost) = read.lost {
                    let message = format!("'{}': {lost}", quote(raw));
                    self.warn(DiagnosticKind::BadDate, field, message, "the rest of the date is kept");
                }
                Some(read.date)
            }
            Err(error) => {
                let message = format!("'{}' cannot be read as a date: {error}", quote(raw));
                self.warn(DiagnosticKind::BadDate, field, message, "left out");
                None
            }
        }
    }

    /// A date given as year, month and day; parts that are impossible are reported and left out.
    pub(super) fn date_of_parts(
        &mut self,
        field: &'static str,
        year: i32,
        month: Option<u8>,
        day: Option<u8>,
    ) -> Option<PartialDate> {
        let day = month.and(day);
        let tries = [(month, day), (month, None), (None, None)];
        let mut first_error = None;
        for (month, day) in tries {
            match PartialDate::new(year, month, day) {
                Ok(date) => {
                    if let Some(error) = first_error {
                        self.warn(
                            DiagnosticKind::BadDate,
                            field,
                            format!("{error}"),
                            "the rest of the date is kept",
                        );
                    }
                    return Some(date);
                }
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        if let Some(error) = first_error {
            self.warn(DiagnosticKind::BadDate, field, format!("{error}"), "left out");
        }
        None
    }

    /// The container, made where there is none yet.
    pub(super) fn container(&mut self) -> &mut Container {
        self.record.container.get_or_insert_default()
    }

    /// Pages as printed: `12-34`, `e12`, `1345-52`, `S1-S10`, `12, 15-17`.
    pub(super) fn pages(&mut self, raw: &str) {
        let text = self.text("pages", raw);
        if let Some(pages) = pages(&text) {
            self.container().pages = Some(pages);
        }
    }

    /// An abstract without marks of its own; paragraphs are parted by line feeds.
    pub(super) fn abstract_text(&mut self, raw: &str) {
        let plain = markup::plain_paragraphs(raw);
        let lines: Vec<String> =
            plain.lines().map(|line| self.text("abstract", line)).filter(|l| !l.is_empty()).collect();
        let text = sections::of_text(lines.join("\n"), self.place, &mut self.findings);
        self.record.abstract_text = text.or(self.record.abstract_text.take());
    }

    /// An abstract whose sections the source tells apart: label, role given by the source, text.
    pub(super) fn abstract_parts(&mut self, parts: &[(Option<String>, Option<SectionRole>, String)]) {
        let clean: Vec<_> = parts
            .iter()
            .map(|(label, role, raw)| {
                let label = label.as_deref().map(tidy).filter(|l| !l.is_empty());
                (label, *role, self.text("abstract", &markup::plain(raw)))
            })
            .collect();
        self.record.abstract_text = sections::of_parts(&clean).or(self.record.abstract_text.take());
    }

    /// A keyword; empty ones and repetitions are dropped.
    pub(super) fn keyword(&mut self, raw: &str) {
        let text = self.text("keyword", &markup::plain(raw));
        let text = text.trim_end_matches(['.', ';', ',']).trim();
        if !text.is_empty() && self.keywords.insert(text.to_owned()) {
            self.record.keywords.push(text.to_owned());
        }
    }

    /// A language by code or English name; one that is not known is reported.
    pub(super) fn language(&mut self, raw: &str) {
        let raw = raw.trim();
        match super::language::code(raw) {
            Some(code) if self.record.languages.iter().any(|l| l == code) => {}
            Some(code) => self.record.languages.push(code.to_owned()),
            None if raw.is_empty() || raw.eq_ignore_ascii_case("und") => {}
            None => self.warn(
                DiagnosticKind::UnplacedText,
                "language",
                format!("'{}' is no language known", quote(raw)),
                "left out",
            ),
        }
    }

    /// An affiliation, e-mail addresses taken out; `None` where nothing else was in it.
    pub(super) fn affiliation(&mut self, raw: &str) -> Option<Affiliation> {
        let text = self.text("affiliation", &markup::plain(raw));
        (!text.is_empty()).then(|| Affiliation::new(text))
    }

    /// A web address, where it is one.
    pub(super) fn url(&mut self, raw: &str) {
        let url = raw.trim();
        let web = url
            .split_once("://")
            .is_some_and(|(scheme, rest)| matches!(scheme, "http" | "https") && !rest.is_empty());
        if web
            && !url.contains(char::is_whitespace)
            && !self.record.urls.iter().rev().take(LOOK_BACK).any(|u| u == url)
        {
            self.record.urls.push(url.to_owned());
        }
    }

    /// The record as an entry. One without a title and without any identifier is rejected.
    pub(super) fn finish(mut self) -> Entry {
        let record = &self.record;
        let named = record.doi.is_some()
            || record.pmid.is_some()
            || record.pmcid.is_some()
            || record.openalex.is_some()
            || record.omid.is_some();
        let unused = self.unused.into_iter().map(Cow::into_owned).collect();
        if record.title.is_empty() && !named {
            let message = "neither a title nor an identifier".to_owned();
            self.findings.error(
                DiagnosticKind::Missing,
                "title",
                record.position,
                message,
                "the record is left out",
            );
            return Entry { diagnostics: self.findings.take(), unused, ..Entry::default() };
        }
        if record.title.is_empty() {
            self.findings.note(
                DiagnosticKind::Missing,
                "title",
                record.position,
                "the record has no title".to_owned(),
            );
        }
        Entry { record: Some(self.record), diagnostics: self.findings.take(), unused, link: None }
    }

    /// What was found so far, where no record comes of it.
    pub(super) fn reject(mut self, kind: DiagnosticKind, message: impl Into<String>) -> Entry {
        self.findings.error(kind, "", self.place, message.into(), "the record is left out");
        Entry { diagnostics: self.findings.take(), ..Entry::default() }
    }
}

/// Findings that belong to no record.
pub(super) fn aside(diagnostics: Vec<Diagnostic>) -> Entry {
    Entry { diagnostics, ..Entry::default() }
}

/// Says that something of another kind stands outside of the document, behind it or between two that were joined.
pub(super) fn stray(context: &Context, position: Position, seen: &str) -> Entry {
    let mut findings = Findings::new(&context.source);
    let message = format!("what stands outside of the document is of another kind: '{}'", quote(seen));
    findings.warn(DiagnosticKind::MixedFormats, "", position, message, "left out");
    aside(findings.take())
}

/// The start of a text, for messages.
pub(super) fn quote(text: &str) -> String {
    let mut short: String = text.chars().take(QUOTE).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// NFC, white space squeezed to single spaces, control and invisible characters out.
pub(super) fn tidy(raw: &str) -> String {
    let plain = raw.bytes().all(|b| (b' '..0x7f).contains(&b)) && !raw.contains("  ");
    if plain {
        return raw.trim().to_owned();
    }
    let mut text = String::with_capacity(raw.len());
    let mut gap = false;
    for c in raw.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = true;
        } else if !matches!(
            c,
            '\u{feff}' | '\u{200b}' | '\u{2060}' | '\u{ad}' | '\u{200e}' | '\u{200f}' | '\u{202a}'
                ..='\u{202e}'
        ) {
            if gap && !text.is_empty() {
                text.push(' ');
            }
            gap = false;
            text.push(c);
        }
    }
    if text.is_ascii() { text } else { nfc(&text) }
}

/// A title without the full stop that closes it (an ellipsis or an abbreviation's stop inside stays).
pub(super) fn without_stop(title: &str) -> &str {
    match title.strip_suffix('.') {
        Some(rest) if !rest.ends_with('.') => rest.trim_end(),
        _ => title,
    }
}

/// Pages as printed. A last page that is shortened is written out: `1345-52` is `1345` to `1352`.
pub(super) fn pages(text: &str) -> Option<Pages> {
    let text = text.trim().trim_end_matches(['.', ';', ',']).trim();
    let lower = text.to_ascii_lowercase();
    let lead = ["pp.", "pp", "p.", "pages", "page", "p "].iter().find(|l| {
        lower.strip_prefix(**l).is_some_and(|rest| {
            rest.trim_start().starts_with(|c: char| c.is_alphanumeric() && !c.is_alphabetic())
        })
    });
    let text = lead.map_or(text, |l| text[l.len()..].trim_start());
    if text.is_empty() {
        return None;
    }
    let dashed = text
        .replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'], "-")
        .replace("--", "-");
    let Some((first, last)) = dashed.split_once('-') else { return Some(Pages::Single(text.to_owned())) };
    let (first, last) = (first.trim(), last.trim());
    let simple = |page: &str| {
        !page.is_empty()
            && page.chars().all(char::is_alphanumeric)
            && page.chars().any(|c| c.is_ascii_digit() || "ivxlc".contains(c.to_ascii_lowercase()))
    };
    if !simple(first) || !simple(last) {
        return Some(Pages::Single(text.to_owned()));
    }
    let last = if first.len() > last.len() && last.bytes().all(|b| b.is_ascii_digit()) && first.is_ascii() {
        let head = &first[..first.len() - last.len()];
        let tail = &first[first.len() - last.len()..];
        // "e338-47" is "e338" to "e347"; "S12-3" is "S12" to "S13".
        if tail.bytes().all(|b| b.is_ascii_digit()) && tail <= last {
            format!("{head}{last}")
        } else {
            last.to_owned()
        }
    } else {
        last.to_owned()
    };
    Some(if first == last {
        Pages::Single(first.to_owned())
    } else {
        Pages::Range { first: first.to_owned(), last }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(first: &str, last: &str) -> Pages {
        Pages::Range { first: first.to_owned(), last: last.to_owned() }
    }

    #[test]
    fn pages_are_written_out() {
        assert_eq!(pages("1345-52"), Some(range("1345", "1352")));
        assert_eq!(pages("e338–47."), Some(range("e338", "e347")));
        assert_eq!(pages("pp. 12--34"), Some(range("12", "34")));
        assert_eq!(pages("xi-xv"), Some(range("xi", "xv")));
        assert_eq!(pages("12-12"), Some(Pages::Single("12".to_owned())));
        assert_eq!(pages("12, 15-17"), Some(Pages::Single("12, 15-17".to_owned())));
        assert_eq!(pages("BJGPO.2021.0017"), Some(Pages::Single("BJGPO.2021.0017".to_owned())));
        assert_eq!(pages(" "), None);
    }

    #[test]
    fn text_is_tidied() {
        assert_eq!(tidy("  a \n b\u{a0}c\u{200b}d\u{0} "), "a b cd");
        assert_eq!(tidy("Cafe\u{301}"), "Café");
        assert_eq!(without_stop("A title."), "A title");
        assert_eq!(without_stop("And so on..."), "And so on...");
    }
}
