//! The fields of one record -> the record.

use super::people::People;
use super::raw::Raw;
use super::{eric, grants, parts, relations, subjects};
use crate::read::address::completed;
use crate::read::draft::{Draft, Edition, quote, tidy, without_stop};
use crate::read::pubmed::{article_number, settle_title, supplement, title};
use crate::read::{Context, Entry, markup};
use crate::record::{ContainerKind, DiagnosticKind, Kind, Pages, PartialDate, Position};
use std::borrow::Cow;

/// What the database keeps about itself: who owns the record, in which state it is, on which days it was
/// handled, which subsets it is in. Copyright notices stand here too, as the reader of PubMed XML passes them
/// over.
const BOOKKEEPING: [&str; 17] = [
    "OWN", "STAT", "DA", "DCOM", "LR", "PUBM", "SB", "EDAT", "MHDA", "CDAT", "PST", "OTO", "OABL", "PMCR",
    "CI", "SO", "OCI",
];

/// The record that these fields make.
pub(super) fn entry(raw: &Raw, context: &Context, number: u64) -> Entry {
    let mut draft = Draft::new(context, number, raw.position());
    raw.report(&mut draft);
    let mut facts = Facts { is_eric: eric::is_eric(raw), ..Facts::default() };
    for field in raw.fields() {
        draft.at(Position { line: field.line, column: 1 });
        facts.take(&mut draft, field.tag.name(), &field.value);
    }
    draft.at(raw.position());
    if facts.is_eric {
        eric::complete(raw, &mut draft);
    }
    facts.finish(&mut draft);
    draft.finish()
}

/// What must wait until every field was seen.
#[derive(Default)]
struct Facts {
    is_eric: bool,
    people: People,
    titles: Vec<String>,
    abstracts: Vec<String>,
    /// An abstract that somebody other than the journal wrote.
    other_abstract: Option<String>,
    abbreviation: Option<String>,
    /// Title and series of the book.
    book: Option<String>,
    collection: Option<String>,
    country: Option<String>,
    /// A location without a word about its kind: the number of the article.
    location: Option<String>,
    electronic: Option<PartialDate>,
    /// Published online, by the history.
    online: Option<PartialDate>,
    created: Option<PartialDate>,
}

impl Facts {
    fn take(&mut self, draft: &mut Draft, tag: &str, value: &str) {
        if value.is_empty() || (BOOKKEEPING.contains(&tag) && !(self.is_eric && tag == "SO")) {
            return;
        }
        // Affiliations and abstracts are cleaned where they are read; elsewhere an address is a slip.
        let cleaned = value.contains(['@', '\u{ff20}']) && !["AD", "IRAD", "AB", "OAB"].contains(&tag);
        let value = &if cleaned { Cow::Owned(draft.text("", value)) } else { Cow::Borrowed(value) };
        let known = self.people.take(draft, tag, value)
            || self.text(draft, tag, value)
            || self.place(draft, tag, value)
            || self.identifier(draft, tag, value)
            || self.history(draft, tag, value)
            || subjects::take(draft, tag, value)
            || relations::take(draft, tag, value)
            || (self.is_eric && eric::take(draft, tag, value));
        if !known {
            draft.unused(tag.to_owned());
        }
    }

    fn text(&mut self, draft: &mut Draft, tag: &str, value: &str) -> bool {
        match tag {
            "TI" => self.titles.push(value.to_owned()),
            "TT" => {
                let text = draft.text("title", &markup::plain(value));
                let text = without_stop(&text).to_owned();
                draft.record.original_title = (!text.is_empty()).then_some(text);
            }
            "AB" => self.abstracts.push(tidy(value)),
            "OAB" => match value.split_once(": ") {
                // The words alone say that there is one, in another language.
                Some(("Publisher", "Abstract available from the publisher.")) => {}
                Some(("Publisher", _)) => draft.unused("OAB"),
                Some(("PIP" | "AIDS" | "KIE" | "NASA" | "AAMC" | "Plain-language-summary", text)) => {
                    self.other_abstract.get_or_insert_with(|| text.to_owned());
                }
                _ => {
                    self.other_abstract.get_or_insert_with(|| value.to_owned());
                }
            },
            "LA" => value.split([',', ';']).for_each(|language| draft.language(language)),
            "GR" => grants::take(draft, value),
            _ => return false,
        }
        true
    }

    fn place(&mut self, draft: &mut Draft, tag: &str, value: &str) -> bool {
        match tag {
            "JT" => {
                let text = draft.text("journal", &markup::plain(value));
                without_stop(&text).clone_into(&mut draft.container().title);
            }
            "TA" => self.abbreviation = Some(tidy(value)).filter(|text| !text.is_empty()),
            "JID" => draft.container().nlm_id = Some(tidy(value)),
            "IS" => issn(draft, value),
            "ISSN" => eric::issn(draft, value),
            "VI" => {
                let (volume, extra) = supplement(&tidy(value));
                let place = draft.container();
                (place.volume, place.supplement) = (volume, extra.or(place.supplement.take()));
            }
            "IP" => {
                let (issue, extra) = supplement(&tidy(value));
                let place = draft.container();
                (place.issue, place.supplement) = (issue, extra.or(place.supplement.take()));
            }
            "PG" => {
                draft.pages(value);
                article_number(draft);
            }
            "BTI" => {
                self.book = Some(draft.text("book", &markup::plain(value))).filter(|text| !text.is_empty());
            }
            "CTI" => {
                self.collection = Some(draft.text("book", &markup::plain(value))).filter(|t| !t.is_empty());
            }
            "PL" => self.country = Some(tidy(value)),
            "PB" => {
                draft.record.publisher = Some(draft.text("publisher", value)).filter(|text| !text.is_empty());
            }
            "EN" => draft.record.edition = Some(tidy(value)),
            // Whether of the book or of the work is known at the end.
            "ISBN" => draft.isbn(true, value.trim_start_matches("ISBN").trim_start_matches(['-', ' '])),
            _ => return false,
        }
        true
    }

    fn identifier(&mut self, draft: &mut Draft, tag: &str, value: &str) -> bool {
        match tag {
            "PMID" => draft.pmid(value),
            "PMC" => draft.pmcid(value),
            "AID" | "LID" => self.article_id(draft, tag, value),
            "URLF" | "URLS" => draft.url(value),
            "OID" if !self.is_eric => match value.strip_prefix("NLM:").map(str::trim) {
                Some(number) if number.starts_with("PMC") => {
                    if draft.record.pmcid.is_none() {
                        draft.pmcid(number.split_whitespace().next().unwrap_or_default());
                    }
                }
                _ => draft.unused("OID"),
            },
            _ => return false,
        }
        true
    }

    /// `10.1000/x [doi]`, `S0140-6736(05)1 [pii]`, `NBK1826 [bookaccession]`; other tools write a bare DOI or
    /// an address.
    fn article_id(&mut self, draft: &mut Draft, tag: &str, value: &str) {
        let (text, kind) = match value.rsplit_once('[') {
            Some((text, kind)) if kind.ends_with(']') => (text.trim_end(), kind.trim_end_matches(']')),
            _ => (value, ""),
        };
        let lower = text.to_ascii_lowercase();
        match kind {
            "doi" => draft.doi(text),
            "pii" => {
                draft.record.pii =
                    draft.record.pii.take().or(Some(tidy(text))).filter(|text| !text.is_empty());
            }
            "pmc" => draft.pmcid(text),
            "pubmed" => draft.pmid(text),
            "" if lower.starts_with("10.") || lower.contains("doi.org/10.") || lower.starts_with("doi:") => {
                draft.doi(text);
            }
            "" if lower.starts_with("www.") => draft.url(&completed(text)),
            "" if lower.contains("://") => draft.url(text),
            "" if tag == "LID" => self.location = Some(tidy(text)),
            _ => draft.unused(format!("{tag} {kind}").trim_end().to_owned()),
        }
    }

    fn history(&mut self, draft: &mut Draft, tag: &str, value: &str) -> bool {
        match tag {
            // ERIC puts the number of the article there too.
            "DP" => {
                draft.record.published =
                    draft.date("publication date", eric::date(value, &mut self.location));
            }
            "DEP" => self.electronic = draft.date("electronic date", &spelt_out(value)),
            "CRDT" => self.created = draft.date("indexed", value),
            "PHST" => {
                let (day, status) = value.rsplit_once('[').unwrap_or((value, ""));
                match status.trim_end_matches(']') {
                    "received" => draft.record.history.received = draft.date("received", day),
                    "accepted" => draft.record.history.accepted = draft.date("accepted", day),
                    "revised" => {
                        let date = draft.date("revised", day);
                        draft.record.history.revised.extend(date);
                    }
                    "entrez" => draft.record.history.indexed = draft.date("indexed", day),
                    "retracted" => draft.record.history.retracted = draft.date("retracted", day),
                    "epublish" | "aheadofprint" if self.online.is_none() => {
                        self.online = draft.date("electronic date", day);
                    }
                    // Other days of the database.
                    _ => {}
                }
            }
            _ => return false,
        }
        true
    }

    fn finish(mut self, draft: &mut Draft) {
        self.titles.dedup();
        if self.titles.len() > 1 {
            let message = format!(
                "stands {} times, the second time with '{}'",
                self.titles.len(),
                quote(&self.titles[1])
            );
            draft.warn(DiagnosticKind::Repeated, "title", message, "put together");
        }
        title(draft, &self.titles.join(" "));
        self.finish_abstract(draft);
        self.finish_dates(draft);
        std::mem::take(&mut self.people).finish(draft);
        self.finish_journal(draft);
        self.finish_kind(draft);
        settle_title(draft);
        // Authors stand before editors and investigators, wherever their lines are.
        draft.record.contributors.sort_by_key(|c| c.role);
    }

    fn finish_abstract(&mut self, draft: &mut Draft) {
        let text = match self.abstracts.as_slice() {
            [] => self.other_abstract.take().unwrap_or_default(),
            [only] => only.clone(),
            several => several.join("\n"),
        };
        parts::abstract_text(draft, &text);
    }

    fn finish_dates(&self, draft: &mut Draft) {
        let record = &mut draft.record;
        record.published = record.published.or(self.electronic);
        record.history.published = self.electronic.or(self.online);
        record.history.indexed = record.history.indexed.or(self.created);
    }

    fn finish_journal(&mut self, draft: &mut Draft) {
        if let Some(abbreviation) = self.abbreviation.take() {
            let place = draft.container();
            if place.title.is_empty() {
                place.title = abbreviation;
            } else {
                place.abbreviation = Some(abbreviation);
            }
        }
        let Some(location) = self.location.take() else { return };
        let known = draft.record.container.as_ref().and_then(|place| place.pages.as_ref());
        match known {
            None => draft.container().pages = Some(Pages::Article(location)),
            Some(pages) if pages.first() == location => {}
            Some(_) => draft.unused("LID"),
        }
    }

    /// What the work is. Without other signs it is an article in a journal, as everything in PubMed that is
    /// no book.
    fn finish_kind(&mut self, draft: &mut Draft) {
        let types = std::mem::take(&mut draft.record.publication_types);
        let is = |name: &str| types.iter().any(|t| t == name);
        let in_journal = draft.record.container.as_ref().is_some_and(|c| !c.title.is_empty());
        let book = self.book.take().map(|text| without_stop(&text).to_owned());
        let is_book = book.is_some() || is("Book Chapter") || (is("Book") && !in_journal);
        if draft.record.kind == Kind::Unknown {
            draft.record.kind = match () {
                () if is("Preprint") => Kind::Preprint,
                () if is("Newspaper Article") || is("News") => Kind::NewsItem,
                () if is("Dataset") => Kind::Dataset,
                () if is_book => Kind::BookChapter,
                () if is("Technical Report") && !in_journal => Kind::Report,
                () if is("Academic Dissertation") && !in_journal => Kind::Thesis,
                () => Kind::JournalArticle,
            };
        }
        draft.record.retracted |= is("Retracted Publication");
        if is_book {
            let place = draft.container();
            (place.kind, place.series) = (ContainerKind::Book, self.collection.take());
            place.title = book.unwrap_or(std::mem::take(&mut place.title));
            draft.record.place = self.country.take();
            // A record without a title of its own, or of no other title, is the book as a whole.
            let whole =
                draft.record.title.is_empty() || (draft.container().title.is_empty() && !is("Book Chapter"));
            if whole && let Some(place) = draft.record.container.take() {
                draft.record.kind = Kind::Book;
                draft.record.isbns = place.isbns;
                if draft.record.title.is_empty() {
                    draft.record.title = place.title;
                }
            }
        }
        if self.collection.is_some() {
            draft.unused("CTI");
        }
        if self.country.is_some() {
            draft.unused("PL");
        }
        draft.record.publication_types = types;
    }
}

/// PMC's export has days without the day: `201003` is `2010-03`.
fn spelt_out(day: &str) -> Cow<'_, str> {
    match day.split_at_checked(4) {
        Some((year, month)) if day.len() == 6 && day.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{year}-{month}").into()
        }
        _ => day.into(),
    }
}

/// `1467-5463 (Print)`, `1476-5616 (Electronic)`, `0033-3506 (Linking)`.
fn issn(draft: &mut Draft, value: &str) {
    let edition = match value.split_once('(').map(|(_, kind)| kind.trim_end_matches(')')) {
        Some("Electronic") => Edition::Electronic,
        Some("Linking") => Edition::Linking,
        _ => Edition::Print,
    };
    draft.issn(edition, value);
}
