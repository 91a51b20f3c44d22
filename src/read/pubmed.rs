//! PubMed XML -> records: `PubmedArticleSet`, `MedlineCitationSet`, single articles, books, deleted citations, whatever
//! stands around them.
//!
//! Follows the DTDs `pubmed_250101` and `bookdoc_250101` of the National Library of Medicine, and their predecessors.

mod article;
mod book;
mod dates;
mod escaped;
mod lists;
mod people;

pub(super) use article::{article_number, settle_title, supplement, title};

use super::draft::{self, Draft, aside};
use super::findings::Findings;
use super::input::PREVIEW;
use super::xml::{Step, Trouble, Xml, opens_with};
use super::{Context, Entry, Reader, Text};
use crate::record::DiagnosticKind;
use escaped::Escaped;
use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader};

/// Elements that are a record.
const RECORDS: [&str; 5] =
    ["PubmedArticle", "MedlineCitation", "PubmedBookArticle", "BookDocument", "DeleteCitation"];

/// What only PubMed XML has.
const SIGNS: [&str; 9] = [
    "PubmedArticleSet",
    "PubmedArticle",
    "MedlineCitationSet",
    "MedlineCitation",
    "PubmedBookArticle",
    "PubmedBookArticleSet",
    "BookDocument",
    "DeleteCitation",
    "PubmedData",
];

pub(super) fn recognises(start: &str) -> bool {
    opens_with(start, &SIGNS) || escaped::is_page(start)
}

pub(super) fn reader(mut text: Text, context: Context) -> Box<dyn Reader> {
    // An error shows again when the text is read.
    if text
        .fill_buf()
        .is_ok_and(|start| escaped::is_page(&String::from_utf8_lossy(&start[..start.len().min(PREVIEW)])))
    {
        text = Box::new(BufReader::new(Escaped::new(text)));
    }
    Box::new(Articles { xml: Xml::new(text), context, number: 0, waiting: VecDeque::new(), done: false })
}

/// The records of a source.
struct Articles {
    xml: Xml<Text>,
    context: Context,
    number: u64,
    /// Deleted citations that are still to be told.
    waiting: VecDeque<Entry>,
    done: bool,
}

impl Reader for Articles {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        if let Some(entry) = self.waiting.pop_front() {
            return Ok(Some(entry));
        }
        if self.done {
            return Ok(None);
        }
        let found = self.xml.find(|name| RECORDS.contains(&name));
        if let Some(seen) = self.xml.take_stray().filter(|_| self.number > 0) {
            self.waiting.push_back(draft::stray(&self.context, self.xml.position(), &seen));
        }
        let tag = match found {
            Ok(Some(tag)) => tag,
            Ok(None) => {
                self.done = true;
                return Ok(self.waiting.pop_front());
            }
            Err(trouble) => return self.broken(None, trouble),
        };
        if tag.name() == "DeleteCitation" {
            return self.deleted();
        }
        self.number += 1;
        self.xml.begin_record();
        let mut draft = Draft::new(&self.context, self.number, self.xml.position());
        if let Some(pmid) = tag.attribute("PMID") {
            draft.pmid(pmid);
        }
        let read = match tag.name() {
            "PubmedBookArticle" | "BookDocument" => book::read(&mut self.xml, tag.name(), &mut draft),
            name => article::read(&mut self.xml, name, &mut draft),
        };
        if let Err(trouble) = read {
            return self.broken(Some(draft), trouble);
        }
        for entity in self.xml.take_unknown() {
            let message = format!("the entity {entity} is not defined by XML or HTML");
            draft.warn(
                DiagnosticKind::Syntax,
                "",
                message,
                "kept as text; entities of the file itself are never expanded",
            );
        }
        Ok(Some(draft.finish()))
    }
}

impl Articles {
    /// A record that cannot be read costs itself; the next one goes on where the parser can.
    fn broken(&mut self, draft: Option<Draft>, trouble: Trouble) -> io::Result<Option<Entry>> {
        let position = self.xml.position();
        let mut draft = draft.unwrap_or_else(|| Draft::new(&self.context, self.number + 1, position));
        draft.at(position);
        Ok(Some(match trouble {
            Trouble::Io(error) => return Err(error),
            Trouble::Truncated => {
                self.done = true;
                draft.reject(DiagnosticKind::Truncated, "the source ends inside this record")
            }
            Trouble::Syntax(message) => {
                let message = format!("the XML cannot be read: {message}");
                draft.reject(DiagnosticKind::Syntax, message)
            }
        }))
    }

    /// Tells of every citation that PubMed withdraws.
    fn deleted(&mut self) -> io::Result<Option<Entry>> {
        loop {
            let position = self.xml.position();
            match self.xml.step() {
                Ok(Step::Start(tag)) if tag.name() == "PMID" => {
                    let text = match self.xml.text() {
                        Ok(text) => text,
                        Err(trouble) => return self.broken(None, trouble),
                    };
                    let mut findings = Findings::new(&self.context.source);
                    let message = format!("PubMed has deleted the citation with PMID {}", text.trim());
                    findings.note(DiagnosticKind::Deleted, "pmid", position, message);
                    self.waiting.push_back(aside(findings.take()));
                }
                Ok(Step::Start(_)) => {
                    if let Err(trouble) = self.xml.skip() {
                        return self.broken(None, trouble);
                    }
                }
                Ok(Step::Text(_)) => {}
                Ok(Step::End) => return self.next_entry(),
                Err(trouble) => return self.broken(None, trouble),
            }
        }
    }
}
