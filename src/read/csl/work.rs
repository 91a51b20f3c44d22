//! A record being put together from the variables of CSL, which the fields of Zotero are mapped to as well.
//!
//! What comes first stands: members of the item before the lines of its note. Where a variable goes depends
//! on the type of the work; what depends on other variables too is settled at the end.

use super::kinds::{self, Sort};
use super::people::People;
use super::{extra, ids, json, links};
use crate::read::draft::{Draft, quote, without_stop};
use crate::read::{Entry, markup};
use crate::record::{Container, ContainerKind, DiagnosticKind, Kind, Pages, PartialDate, Role, fold};
use serde_json::Value;

/// A record being put together.
pub(in crate::read) struct Work {
    pub(in crate::read) draft: Draft,
    pub(super) sort: Sort,
    /// Name variables in the order of the source.
    pub(super) names: Vec<Named>,
    pub(super) genre: Option<String>,
    pub(super) series: Option<String>,
    pub(super) series_number: Option<Told>,
    pub(super) event: Option<Told>,
    pub(super) number: Option<Told>,
    pub(super) short_title: Option<String>,
    pub(super) subtitle: Option<String>,
    pub(super) pages: Option<Told>,
    pub(super) issued: Option<PartialDate>,
    pub(super) online: Option<PartialDate>,
    pub(super) printed: Option<PartialDate>,
}

/// A name variable that is filled.
pub(super) struct Named {
    pub(super) variable: String,
    /// What the source calls it.
    pub(super) label: String,
    people: People,
}

/// A value that waits for what else is known.
pub(super) struct Told {
    /// What the source calls it.
    pub(super) label: String,
    pub(super) text: String,
}

impl Work {
    /// `kind` is the type of CSL.
    pub(in crate::read) fn new(draft: Draft, kind: Option<&str>) -> Self {
        let mut work = Self {
            draft,
            sort: kinds::UNTYPED,
            names: Vec::new(),
            genre: None,
            series: None,
            series_number: None,
            event: None,
            number: None,
            short_title: None,
            subtitle: None,
            pages: None,
            issued: None,
            online: None,
            printed: None,
        };
        if let Some(kind) = kind {
            work.retype(kind);
        }
        work
    }

    /// The work is of this type of CSL.
    pub(in crate::read) fn retype(&mut self, kind: &str) {
        self.sort = kinds::sort(kind).unwrap_or_else(|| {
            let message = format!("'{}' is no type of CSL known", quote(kind));
            self.draft.note(DiagnosticKind::UnplacedText, "type", message);
            Sort { kind: Kind::Other, place: ContainerKind::Other, ..kinds::UNTYPED }
        });
    }

    /// A kind of publication as the source names it.
    pub(in crate::read) fn publication_type(&mut self, raw: &str) {
        let text = self.draft.text("type", &markup::plain(raw));
        let types = &mut self.draft.record.publication_types;
        if !text.is_empty() && !types.contains(&text) {
            types.push(text);
        }
    }

    /// A text variable. `label` is what the source calls it.
    pub(in crate::read) fn text(&mut self, label: &str, variable: &str, raw: &str) {
        let raw = raw.trim();
        if raw.is_empty() {
            return;
        }
        let taken = match variable {
            "DOI" | "PMID" | "PMCID" | "URL" | "ISSN" | "ISBN" | "arxiv" | "openalex" => {
                self.identifier(variable, raw)
            }
            "title" | "original-title" | "title-short" | "abstract" | "keyword" | "language" | "genre"
            | "license" | "status" => self.about(variable, raw),
            _ => self.place(label, variable, raw),
        };
        if !taken {
            self.draft.unused(quote(label));
        }
    }

    /// Variables that name the work; gives whether the value has found a place.
    fn identifier(&mut self, variable: &str, raw: &str) -> bool {
        let draft = &mut self.draft;
        match variable {
            "DOI" => ids::doi(draft, raw),
            "PMID" => ids::pmid(draft, raw),
            "PMCID" => ids::pmcid(draft, raw),
            "URL" => links::url(draft, raw),
            "ISSN" => ids::issn(draft, raw, self.sort.in_book),
            "ISBN" => ids::isbn(draft, raw, self.sort.in_book),
            "openalex" => draft.openalex(raw),
            _ => return ids::arxiv(draft, raw),
        }
        true
    }

    /// Variables that tell what the work is about.
    fn about(&mut self, variable: &str, raw: &str) -> bool {
        let draft = &mut self.draft;
        match variable {
            "title" if draft.record.title.is_empty() => draft.title(raw),
            "title" => return without_stop(&draft.text("title", &markup::plain(raw))) == draft.record.title,
            "original-title" => {
                let text = draft.text("title", &markup::plain(raw));
                return set(&mut draft.record.original_title, without_stop(&text));
            }
            // A short form for footnotes says nothing more, unless there is no other.
            "title-short" => drop(self.short_title.get_or_insert_with(|| raw.to_owned())),
            "abstract" if draft.record.abstract_text.is_none() => draft.abstract_text(raw),
            "keyword" => {
                let sign = [';', '\n'].into_iter().find(|sign| raw.contains(*sign)).unwrap_or(',');
                raw.split(sign).for_each(|keyword| draft.keyword(keyword));
            }
            "language" => languages(draft, raw),
            "genre" => {
                let text = draft.text("type", &markup::plain(raw));
                set(&mut self.genre, &text);
                self.publication_type(raw);
            }
            "license" if fold(raw) == "open access" => draft.record.open_access = Some(true),
            "license" => {
                let licence = links::licence(raw);
                let known = licence.is_some();
                draft.record.licence = draft.record.licence.take().or(licence);
                return known;
            }
            "status" if fold(raw) == "retracted" => draft.record.retracted = true,
            _ => return false,
        }
        true
    }

    /// Variables that tell where the work was published.
    fn place(&mut self, label: &str, variable: &str, raw: &str) -> bool {
        let text = self.draft.text("publication", &markup::plain(raw));
        let text = text.as_str();
        let record = &mut self.draft.record;
        match variable {
            "publisher" => return set(&mut record.publisher, text),
            "publisher-place" => return set(&mut record.place, text),
            "edition" => return set(&mut record.edition, text),
            "collection-title" => return set(&mut self.series, text),
            "collection-number" => return tell(&mut self.series_number, label, text),
            "event" | "event-title" => return tell(&mut self.event, label, text),
            "number" => return tell(&mut self.number, label, text),
            "page" => return tell(&mut self.pages, label, text),
            "page-first" => {
                tell(&mut self.pages, label, text); // `page` has it too
                return true;
            }
            "container-title"
            | "container-title-short"
            | "journalAbbreviation"
            | "volume"
            | "issue"
            | "supplement-number"
            | "article-number" => {}
            _ => return false,
        }
        let place = self.draft.container();
        match variable {
            "container-title" if place.title.is_empty() => without_stop(text).clone_into(&mut place.title),
            "container-title" => return place.title == without_stop(text),
            "volume" => return numbered(place, text, |place| &mut place.volume),
            "issue" => return numbered(place, text, |place| &mut place.issue),
            "supplement-number" => return set(&mut place.supplement, text),
            "article-number" if place.pages.is_none() => place.pages = Some(Pages::Article(text.to_owned())),
            "article-number" => return place.pages.as_ref().is_some_and(|pages| pages.first() == text),
            _ => return set(&mut place.abbreviation, text),
        }
        true
    }

    /// The date of a date variable. `label` is what the source calls it.
    pub(in crate::read) fn date(&mut self, label: &str, variable: &str, value: &Value) {
        if json::is_blank(value) {
            return;
        }
        let manuscript = !matches!(self.sort.kind, Kind::Patent);
        let (slot, field) = match variable {
            "issued" => (&mut self.issued, "publication date"),
            "available-date" | "published-online" => (&mut self.online, "electronic date"),
            "published-print" => (&mut self.printed, "publication date"),
            "submitted" if manuscript => (&mut self.draft.record.history.received, "received"),
            "accepted" => (&mut self.draft.record.history.accepted, "accepted"),
            _ => return self.draft.unused(quote(label)),
        };
        if slot.is_some() {
            return; // said before, in a better place
        }
        let read = super::dates::date(&mut self.draft, field, value);
        match variable {
            "issued" => self.issued = read,
            "published-print" => self.printed = read,
            "submitted" => self.draft.record.history.received = read,
            "accepted" => self.draft.record.history.accepted = read,
            _ => self.online = read,
        }
    }

    /// The people of a name variable, behind those that it has already.
    pub(in crate::read) fn people(&mut self, label: &str, variable: &str, people: People) {
        match self.names.iter_mut().find(|named| named.variable == variable) {
            Some(known) => {
                known.people.list.extend(people.list);
                known.people.cut |= people.cut;
            }
            None if people.list.is_empty() && !people.cut => {}
            None => self.names.push(Named { variable: variable.to_owned(), label: label.to_owned(), people }),
        }
    }

    /// The lines of a note. `label` is what the source calls it.
    pub(in crate::read) fn note(&mut self, label: &str, value: &Value) {
        for line in extra::lines(value) {
            match extra::line(&line) {
                extra::Line::Text(variable, raw) => self.text(label, variable, raw),
                extra::Line::Date("issued", raw) => {
                    // Written beside the date only to correct it.
                    let read = super::dates::of_text(&mut self.draft, "publication date", raw);
                    self.issued = read.or(self.issued);
                }
                extra::Line::Date(variable, raw) => self.date(label, variable, &Value::from(raw)),
                extra::Line::Name(variable, raw) => {
                    let mut people = People::default();
                    if let Some(contributor) = super::people::of_line(&mut self.draft, raw) {
                        people.push(contributor);
                    }
                    self.people(label, variable, people);
                }
                extra::Line::Number(bank, number) => ids::accession(&mut self.draft, bank, number),
                // The type is taken before anything else.
                extra::Line::Type(_) | extra::Line::Skip => {}
                extra::Line::Note => self.draft.unused(quote(label)),
            }
        }
    }

    /// The record.
    pub(in crate::read) fn finish(mut self) -> Entry {
        super::settle::settle(&mut self);
        self.draft.record.contributors.sort_by_key(|c| c.role);
        self.draft.finish()
    }

    /// The people of a variable, in a role. Takes them.
    pub(super) fn take(&mut self, variable: &str, role: Role) -> bool {
        let Some(at) = self.names.iter().position(|named| named.variable == variable) else { return false };
        let Named { people, .. } = self.names.remove(at);
        let found = !people.list.is_empty();
        self.draft.record.authors_cut |= people.cut && role == Role::Author;
        let list =
            people.list.into_iter().map(|contributor| crate::record::Contributor { role, ..contributor });
        self.draft.record.contributors.extend(list);
        found
    }
}

/// Fills a place that is empty; gives whether it says this now.
pub(super) fn set(slot: &mut Option<String>, text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    slot.get_or_insert_with(|| text.to_owned()) == text
}

/// [`set`], of a value that waits.
fn tell(slot: &mut Option<Told>, label: &str, text: &str) -> bool {
    slot.get_or_insert_with(|| Told { label: label.to_owned(), text: text.to_owned() }).text == text
}

/// A volume or an issue, which may name a supplement: `3 Suppl 1`, `12(Suppl. 2)`.
fn numbered(place: &mut Container, text: &str, slot: fn(&mut Container) -> &mut Option<String>) -> bool {
    let lower = text.to_ascii_lowercase();
    let Some(at) = lower.find("suppl").filter(|at| !lower[..*at].ends_with(|c: char| c.is_alphanumeric()))
    else {
        return set(slot(place), text);
    };
    let number = text[..at].trim_matches([' ', '(', ',', ';', '[']);
    let supplement = text[at..].trim_end_matches([')', ']', ' ']);
    let taken = set(slot(place), number);
    set(&mut place.supplement, supplement) && taken
}

/// One language or several: `English; French`, `eng fre`, `English (UK)`, `English in Latin script`.
fn languages(draft: &mut Draft, raw: &str) {
    let known = |text: &str| crate::read::language::code(text).is_some();
    if known(raw) {
        return draft.language(raw);
    }
    for part in raw.split([';', ',', '/', '|', '&']).flat_map(|part| part.split(" and ")) {
        let part = part.split(['(', '[']).next().unwrap_or_default();
        let part = part.split(" in ").next().unwrap_or_default().trim().trim_end_matches('.');
        if part.split(' ').all(known) {
            part.split(' ').for_each(|word| draft.language(word));
        } else {
            draft.language(part);
        }
    }
}
