//! EndNote XML -> records: what EndNote writes, and what Zotero, Bookends, Mendeley and others write after
//! it.
//!
//! Its fields are those of EndNote's RIS export under names instead of tags. So each becomes a field of RIS,
//! by the type of the reference where that matters, and the rules of RIS make the record of them.

mod fields;

use super::draft::{Draft, aside};
use super::findings::Findings;
use super::ris;
use super::xml::{Trouble, Xml, opens_with};
use super::{Context, Entry, Reader, Text};
use crate::record::DiagnosticKind;
use std::io;

/// Only EndNote XML opens `<xml><records><record>`; its records hold these.
const SIGNS: [&str; 6] =
    ["ref-type", "source-app", "rec-number", "contributors", "secondary-title", "titles"];

pub(super) fn recognises(start: &str) -> bool {
    opens_with(start, &["records"]) && opens_with(start, &["record"]) && opens_with(start, &SIGNS)
}

pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    Box::new(Records { xml: Xml::new(text), context, number: 0, fields: ris::Fields::default(), done: false })
}

/// The records of a source.
struct Records {
    xml: Xml<Text>,
    context: Context,
    number: u64,
    /// The fields of the record at hand.
    fields: ris::Fields,
    done: bool,
}

impl Reader for Records {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        if self.done {
            return Ok(None);
        }
        match self.xml.find(|name| name == "record") {
            Ok(Some(_)) => {}
            Ok(None) => {
                self.done = true;
                return Ok(self.strays());
            }
            Err(trouble) => return self.broken(None, trouble),
        }
        self.number += 1;
        self.xml.begin_record();
        let mut draft = Draft::new(&self.context, self.number, self.xml.position());
        if let Err(trouble) = fields::read(&mut self.xml, &mut self.fields, &mut draft) {
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
        if self.fields.too_long().is_some() {
            let message = "the record has more fields than are read";
            draft.warn(DiagnosticKind::TooLong, "", message, "the rest was left out");
        }
        ris::place(&self.fields, &mut draft);
        Ok(Some(draft.finish()))
    }
}

impl Records {
    /// What stands between or behind the records and is none.
    fn strays(&mut self) -> Option<Entry> {
        // Of a source without records it is said that there is none.
        let stray = self.xml.take_stray().filter(|_| self.number > 0)?;
        let mut findings = Findings::new(&self.context.source);
        let message = format!("text that belongs to no record: '{stray}'");
        findings.warn(DiagnosticKind::MixedFormats, "", self.xml.position(), message, "left out");
        Some(aside(findings.take()))
    }

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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ContainerKind, Kind, Record, Role, Severity};

    const OPEN: &str = "<?xml version=\"1.0\"?><xml><records><record>";
    const CLOSE: &str = "</record></records></xml>";

    fn read(inside: &str) -> Vec<Entry> {
        let source: Text = Box::new(io::Cursor::new(format!("{OPEN}{inside}{CLOSE}").into_bytes()));
        let mut reader = reader(source, Context { source: "test".into(), list_year: None });
        std::iter::from_fn(|| reader.next_entry().unwrap()).collect()
    }

    fn one(inside: &str) -> Record {
        let all = read(inside);
        let said: Vec<_> =
            all.iter().flat_map(|e| &e.diagnostics).filter(|d| d.severity > Severity::Note).collect();
        assert!(said.is_empty(), "{said:?}");
        all.into_iter().find_map(|entry| entry.record).unwrap()
    }

    #[test]
    fn only_endnote_xml_is_recognised() {
        assert!(recognises("<xml><records><record><source-app name=\"X\">X</source-app>"));
        assert!(recognises("<?xml version='1.0'?>\n<records>\n<record>\n<ref-type>17</ref-type>"));
        for text in
            ["<records><record><title>", "<xml><ref-type>", "TY  - JOUR", "<PubmedArticleSet><titles>"]
        {
            assert!(!recognises(text), "{text}");
        }
    }

    #[test]
    fn the_type_may_come_last_and_styles_are_no_text() {
        let record = one(
            "<titles><title><style face=\"normal\">A </style><style face=\"italic\">title</style></title>\
             <secondary-title>A book</secondary-title></titles><contributors><secondary-authors><author>Li, Wei</author>\
             </secondary-authors></contributors><number>2</number><isbn>978-0-306-40615-7&#xD;2049-3630</isbn>\
             <ref-type name=\"Book Section\">5</ref-type>",
        );
        assert_eq!((record.title.as_str(), record.kind), ("A title", Kind::BookChapter));
        assert_eq!(record.contributors[0].role, Role::Editor);
        let book = record.container.unwrap();
        assert_eq!((book.title.as_str(), book.kind, book.issue), ("A book", ContainerKind::Book, None));
        assert!(book.issn.is_some() && book.isbns.len() == 1);
    }

    #[test]
    fn line_ends_of_the_value_are_told_from_those_of_the_file() {
        let record = one(
            "<ref-type>17</ref-type><titles><title>A title\n    that is\r\n wrapped</title></titles>\
             <abstract>One.&#xD;Two is\n  wrapped.</abstract><keywords><keyword>Aged, 80 and over</keyword></keywords>\
             <urls><related-urls><url>https://pubmed.ncbi.nlm.nih.gov/12</url></related-urls></urls><accession-num>12</accession-num>",
        );
        assert_eq!((record.title.as_str(), record.kind), ("A title that is wrapped", Kind::JournalArticle));
        assert_eq!(record.abstract_text.unwrap().text, "One.\nTwo is wrapped.");
        assert_eq!((record.keywords.len(), record.pmid.map(|p| p.to_string()).as_deref()), (1, Some("12")));
    }

    #[test]
    fn a_broken_record_costs_itself() {
        let all =
            read("<titles><title>A</title></titles></record><record><titles><title>B<!-- never closed ");
        assert_eq!(all.iter().filter(|e| e.record.is_some()).count(), 1);
        assert!(all.iter().any(Entry::is_rejected));
    }
}
