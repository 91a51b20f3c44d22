//! JATS XML -> records: articles of the Journal Article Tag Suite and of its NLM forerunners, books and
//! chapters of BITS, alone or in any wrapping (`pmc-articleset`, OAI-PMH answers, a publisher's own).
//!
//! One article is one record; a sub-article or response is a record of its own only where it has a DOI of its
//! own. The body is passed over unread: a record comes from the front matter, its references from what stands
//! behind the body.
//!
//! Follows JATS 1.4 (ANSI/NISO Z39.96), BITS 2.1 and the NLM DTDs 1.0 to 3.0, and takes what PMC and
//! publishers really write.

mod abstracts;
mod affiliation;
mod article;
mod book;
mod citation;
mod citation_text;
mod dates;
mod funding;
mod journal;
mod kind;
mod meta;
mod names;
mod people;
mod references;
mod related;
mod rights;
mod subjects;
mod text;
mod title;

use super::draft::{self, Draft, aside};
use super::findings::Findings;
use super::xml::{Tag, Trouble, Xml, opens_with};
use super::{Context, Entry, Reader, Text};
use crate::record::DiagnosticKind;
use std::collections::VecDeque;
use std::io;

/// Elements that only these tag sets have, and that stand near the start of a file.
const SIGNS: [&str; 9] = [
    "pmc-articleset",
    "journal-meta",
    "article-meta",
    "front-stub",
    "processing-meta",
    "book-part-wrapper",
    "book-part-meta",
    "book-meta",
    "collection-meta",
];

/// What names the tag set where a file has no front matter near its start: in the document type or the
/// namespace …
const NAMES: [&str; 6] = [
    "//DTD JATS",
    "//NLM//DTD Journal",
    "//NLM//DTD Article",
    "//DTD BITS",
    "jats.nlm.nih.gov",
    "dtd.nlm.nih.gov",
];

/// … or in an attribute of the article.
const ATTRIBUTES: [&str; 2] = ["article-type=", "dtd-version="];

pub(super) fn recognises(start: &str) -> bool {
    if opens_with(start, &SIGNS) {
        return true;
    }
    let named = NAMES.iter().any(|name| start.contains(name));
    if named && opens_with(start, &["article", "book"]) {
        return true;
    }
    // Web pages and other document types have articles too, without these attributes.
    start.starts_with('<')
        && start.match_indices("<article").any(|(at, _)| {
            let inside = start[at..].split('>').next().unwrap_or_default();
            let mut words = inside.split_whitespace();
            words.next() == Some("<article")
                && words.any(|word| ATTRIBUTES.iter().any(|a| word.starts_with(a)))
        })
}

pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    Box::new(Articles { xml: Xml::new(text), context, number: 0, waiting: VecDeque::new(), done: false })
}

/// The records of a source.
struct Articles {
    xml: Xml<Text>,
    context: Context,
    number: u64,
    /// What was read together with the last record: its sub-articles, the chapters of a book.
    waiting: VecDeque<Entry>,
    done: bool,
}

impl Reader for Articles {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        loop {
            if let Some(entry) = self.waiting.pop_front() {
                return Ok(Some(entry));
            }
            if self.done {
                return Ok(None);
            }
            let found =
                self.xml.find(|name| matches!(name, "article" | "book" | "book-part-wrapper" | "header"));
            match found {
                Ok(Some(tag)) if tag.name() == "header" => self.deleted(&tag)?,
                Ok(Some(tag)) => self.record(&tag)?,
                Ok(None) => {
                    self.done = true;
                    self.strays();
                }
                Err(trouble) => self.broken(trouble)?,
            }
        }
    }
}

impl Articles {
    fn record(&mut self, tag: &Tag) -> io::Result<()> {
        self.xml.begin_record();
        let mut drafts = Drafts { context: &self.context, number: self.number };
        let read = match tag.name() {
            "article" => article::read(&mut self.xml, tag, &mut drafts),
            _ => book::read(&mut self.xml, tag, &mut drafts),
        };
        self.number = drafts.number;
        if let Some(trouble) = read.trouble {
            match trouble {
                Trouble::Io(error) => return Err(error),
                Trouble::Truncated => self.done = true,
                Trouble::Syntax(_) => {}
            }
        }
        let mut finished = read.drafts.into_iter();
        if let Some(mut first) = finished.next() {
            for entity in self.xml.take_unknown() {
                let message = format!("the entity {entity} is not defined by XML or HTML");
                let action = "kept as text; entities of the file itself are never expanded";
                first.warn(DiagnosticKind::Syntax, "", message, action);
            }
            self.waiting.push_back(first.finish());
        }
        self.waiting.extend(finished.map(Draft::finish));
        self.waiting.extend(read.rejected);
        Ok(())
    }

    /// What stands outside of the document, behind it or between two that were joined.
    fn strays(&mut self) {
        if let Some(stray) = self.xml.take_stray().filter(|_| self.number > 0) {
            self.waiting.push_back(draft::stray(&self.context, self.xml.position(), &stray));
        }
    }

    /// What is broken between records.
    fn broken(&mut self, trouble: Trouble) -> io::Result<()> {
        self.done |= matches!(trouble, Trouble::Truncated);
        let draft = Draft::new(&self.context, self.number + 1, self.xml.position());
        let outcome = Outcome::broken(draft, false, Vec::new(), trouble);
        if let Some(Trouble::Io(error)) = outcome.trouble {
            return Err(error);
        }
        self.waiting.extend(outcome.rejected);
        Ok(())
    }

    /// The header of a record in an answer of OAI-PMH: one that was deleted has nothing else.
    fn deleted(&mut self, tag: &Tag) -> io::Result<()> {
        let withdrawn = tag.attribute("status") == Some("deleted");
        let position = self.xml.position();
        let mut identifier = String::new();
        let read = self.xml.children(|xml, tag| {
            let text = xml.text()?;
            if tag.name() == "identifier" {
                text.trim().clone_into(&mut identifier);
            }
            Ok(())
        });
        if let Err(trouble) = read {
            return self.broken(trouble);
        }
        if withdrawn {
            let mut findings = Findings::new(&self.context.source);
            let message = format!("the source has deleted the record {identifier}");
            findings.note(DiagnosticKind::Deleted, "", position, message);
            self.waiting.push_back(aside(findings.take()));
        }
        Ok(())
    }
}

/// Makes the drafts of the records that one top element holds, and counts them.
struct Drafts<'a> {
    context: &'a Context,
    number: u64,
}

impl Drafts<'_> {
    fn next<R: io::BufRead>(&mut self, xml: &Xml<R>) -> Draft {
        self.number += 1;
        Draft::new(self.context, self.number, xml.position())
    }
}

/// What came of one top element.
#[derive(Default)]
struct Outcome {
    /// The record, then those that are parts of it.
    drafts: Vec<Draft>,
    rejected: Option<Entry>,
    trouble: Option<Trouble>,
}

impl Outcome {
    /// What is read of a record that breaks off: all of it where its front matter is complete, for the rest
    /// of an article is its text.
    fn broken(first: Draft, complete: bool, others: Vec<Draft>, trouble: Trouble) -> Self {
        let (kind, what) = match &trouble {
            Trouble::Io(_) => return Self { trouble: Some(trouble), ..Self::default() },
            Trouble::Truncated => {
                (DiagnosticKind::Truncated, "the source ends inside this record".to_owned())
            }
            Trouble::Syntax(message) => {
                (DiagnosticKind::Syntax, format!("the XML cannot be read: {message}"))
            }
        };
        let mut outcome = Self { drafts: Vec::new(), rejected: None, trouble: Some(trouble) };
        if complete {
            let mut first = first;
            first.warn(kind, "", what, "the front matter is kept, and the references so far");
            outcome.drafts.push(first);
        } else {
            outcome.rejected = Some(first.reject(kind, what));
        }
        outcome.drafts.extend(others);
        outcome
    }
}

#[cfg(test)]
mod tests;
