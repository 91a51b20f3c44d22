//! Dates of publication and of the manuscript.

use super::related;
use crate::read::draft::{Draft, tidy};
use crate::read::when;
use crate::read::xml::{Step, Tag, Trouble, Xml};
use crate::record::{PartialDate, RelationKind, WorkRef};
use std::io::BufRead;

/// Dates of publication by what they date.
#[derive(Debug, Default)]
pub(super) struct Dates {
    print: Option<PartialDate>,
    online: Option<PartialDate>,
    /// Of the volume or issue of a journal that has no other edition (`collection`).
    issue: Option<PartialDate>,
    /// Of which the source does not say what it dates.
    any: Option<PartialDate>,
}

/// What a date of publication dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dated {
    Print,
    Online,
    Both,
    Issue,
    Any,
    Retracted,
    /// The day of a database, of a manuscript, of a correction.
    Else,
}

impl Dates {
    /// Reads the `pub-date` that is open to its end.
    pub(super) fn published<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        tag: &Tag,
        draft: &mut Draft,
    ) -> Result<(), Trouble> {
        let dated = dated(tag);
        let parts = Parts::read(xml, tag)?;
        if dated == Dated::Else {
            return Ok(());
        }
        let Some(date) = parts.date(draft, "publication date") else { return Ok(()) };
        if matches!(dated, Dated::Print | Dated::Both) {
            keep(&mut self.print, date, draft);
        }
        match dated {
            Dated::Online | Dated::Both => keep(&mut self.online, date, draft),
            Dated::Issue => keep(&mut self.issue, date, draft),
            Dated::Any => keep(&mut self.any, date, draft),
            Dated::Retracted => draft.record.history.retracted = Some(date),
            Dated::Print | Dated::Else => {}
        }
        Ok(())
    }

    /// Settles what the work is dated by: the printed edition, else the issue, else the day online. The issue
    /// of a journal that is online only tends to have the year alone; the day online is then the better date
    /// of that year.
    pub(super) fn finish(&self, draft: &mut Draft) {
        let issue = match (self.issue, self.online) {
            (Some(issue), Some(online)) if issue.year() == online.year() && issue.day().is_none() => {
                Some(online)
            }
            (issue, _) => issue,
        };
        let history = &mut draft.record.history;
        history.published = history.published.or(self.online);
        draft.record.published = self.print.or(issue).or(self.any).or(history.published);
    }
}

fn keep(slot: &mut Option<PartialDate>, date: PartialDate, draft: &mut Draft) {
    match slot {
        None => *slot = Some(date),
        Some(known) if *known == date => {}
        Some(_) => draft.repeated("publication date", &date.to_string()),
    }
}

fn dated(tag: &Tag) -> Dated {
    let lower = |name: &str| tag.attribute(name).unwrap_or_default().to_ascii_lowercase();
    let (kind, date, format) = (lower("pub-type"), lower("date-type"), lower("publication-format"));
    let by_format = match format.as_str() {
        "print" | "ppub" => Dated::Print,
        "electronic" | "online" | "epub" | "e" => Dated::Online,
        "print-electronic" | "electronic-print" => Dated::Both,
        _ => Dated::Any,
    };
    match if kind.is_empty() { date.as_str() } else { kind.as_str() } {
        "ppub" | "print" => Dated::Print,
        "epub" | "online" | "epublish" | "electronic" | "aheadofprint" | "epub-original" => Dated::Online,
        "epub-ppub" => Dated::Both,
        "collection" | "issue" | "issue-ppub" | "issue-pub" => Dated::Issue,
        "" | "pub" | "publication" | "published" | "article" | "final" => by_format,
        "retracted" => Dated::Retracted,
        _ => Dated::Else,
    }
}

/// The history of the manuscript.
pub(super) fn history<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| match tag.name() {
        "date" => step(xml, tag, draft),
        "event" => event(xml, tag, draft),
        name => {
            draft.unused(name.to_owned());
            xml.skip()
        }
    })
}

fn step<R: BufRead>(xml: &mut Xml<R>, tag: &Tag, draft: &mut Draft) -> Result<(), Trouble> {
    let kind = tag.attribute("date-type").unwrap_or_default().to_ascii_lowercase();
    let parts = Parts::read(xml, tag)?;
    match kind.as_str() {
        "received" | "submitted" => {
            let date = parts.date(draft, "received");
            draft.record.history.received = draft.record.history.received.or(date);
        }
        "rev-recd" | "revised" | "revision-received" | "rev-received" => {
            let date = parts.date(draft, "revised");
            draft.record.history.revised.extend(date);
        }
        "accepted" => {
            let date = parts.date(draft, "accepted");
            draft.record.history.accepted = draft.record.history.accepted.or(date);
        }
        "pub" | "published" | "online" | "epub" | "published-online" => {
            let date = parts.date(draft, "electronic date");
            draft.record.history.published = draft.record.history.published.or(date);
        }
        "retracted" => draft.record.history.retracted = parts.date(draft, "retracted"),
        _ => draft.unused(format!("date {kind}")),
    }
    Ok(())
}

/// An event of the article's life: of these, the preprint is another work.
fn event<R: BufRead>(xml: &mut Xml<R>, tag: &Tag, draft: &mut Draft) -> Result<(), Trouble> {
    let mut preprint = tag.attribute("event-type") == Some("preprint");
    let mut target = WorkRef::default();
    let mut inside = 1_usize;
    while inside > 0 {
        match xml.step()? {
            Step::Text(_) => {}
            Step::End => inside -= 1,
            Step::Start(tag) => match tag.name() {
                "date" => {
                    preprint |= tag.attribute("date-type") == Some("preprint");
                    step_or_skip(xml, &tag, draft)?;
                }
                "self-uri" | "uri" | "ext-link" => {
                    let address = tag.attribute("href").unwrap_or_default();
                    preprint |= tag.attribute("content-type") == Some("preprint");
                    related::address(address, &mut target);
                    xml.skip()?;
                }
                "article-id" | "pub-id" => {
                    let text = xml.text()?;
                    related::address(&text, &mut target);
                }
                _ => inside += 1,
            },
        }
    }
    if preprint && target != WorkRef::default() {
        related::push(RelationKind::HasPreprint, target, draft);
    }
    Ok(())
}

/// Dates of the manuscript count inside events too; the others are those of the event.
fn step_or_skip<R: BufRead>(xml: &mut Xml<R>, tag: &Tag, draft: &mut Draft) -> Result<(), Trouble> {
    match tag.attribute("date-type") {
        Some("received" | "accepted" | "rev-recd") => step(xml, tag, draft),
        _ => xml.skip(),
    }
}

/// The parts of a date as they stand.
#[derive(Debug, Default)]
struct Parts {
    year: String,
    month: String,
    day: String,
    /// The date in words, or as ISO 8601.
    words: String,
}

impl Parts {
    /// Reads the element that is open to its end.
    fn read<R: BufRead>(xml: &mut Xml<R>, tag: &Tag) -> Result<Self, Trouble> {
        let mut parts =
            Self { words: tag.attribute("iso-8601-date").unwrap_or_default().to_owned(), ..Self::default() };
        let mut text = String::new();
        let mut inside = 1_usize;
        while inside > 0 {
            match xml.step()? {
                Step::Text(piece) => text.push_str(&piece),
                Step::End => inside -= 1,
                Step::Start(tag) => match tag.name() {
                    "year" => parts.year = tidy(&xml.text()?),
                    "month" => parts.month = tidy(&xml.text()?),
                    "day" => parts.day = tidy(&xml.text()?),
                    // Seasons, eras and times of day are no part of a calendar date.
                    "season" | "era" | "time-stamp" => xml.skip()?,
                    _ => inside += 1,
                },
            }
        }
        if parts.words.is_empty() {
            parts.words = tidy(&text);
        }
        Ok(parts)
    }

    fn date(&self, draft: &mut Draft, field: &'static str) -> Option<PartialDate> {
        let Ok(year) = self.year.parse() else {
            let words = if self.year.is_empty() { &self.words } else { &self.year };
            return draft.date(field, words);
        };
        // Of "Jan-Feb" the first month counts.
        let first = self.month.split(['-', '/', '\u{2013}']).next().unwrap_or_default();
        let day = self.day.parse().ok().filter(|day| *day > 0);
        match when::month(first) {
            None if first.parse::<u8>().is_ok_and(|month| month > 0) => {
                draft.date_of_parts(field, year, first.parse().ok(), day)
            }
            month => draft.date_of_parts(field, year, month, day),
        }
    }
}
