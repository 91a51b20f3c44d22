//! JSON of Zotero -> records: answers of its web API, items as its translators make them, exports of Better
//! BibTeX, single items.
//!
//! Follows Zotero's schema of item types and fields (version 41) and those before it. Fields are mapped to
//! the variables of CSL, so that the same rules hold for both. Attachments, notes and annotations that stand
//! among the items are no works: they are passed over and counted.

mod fields;
mod item;

use super::csl::{self, Shape};
use super::draft::{Draft, quote};
use super::findings::Findings;
use super::items::{Item, Items};
use super::{Context, Entry, Reader, Text};
use crate::record::{DiagnosticKind, Position};
use serde_json::{Map, Value};
use std::io;

/// Members that hold the list of items.
const LISTS: &[&[&str]] = &[&["items"], &["data"]];

pub(super) fn recognises(start: &str) -> bool {
    csl::any_object(start, |shape| is_item(shape) || is_header(shape))
}

pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    Box::new(Library { items: Items::new(text, LISTS), context, number: 0, passed: Passed::default() })
}

/// Reads an item; it may stand inside an answer of the web API.
pub(super) fn read(draft: Draft, object: Map<String, Value>) -> Entry {
    item::read(draft, &unwrapped(object))
}

/// Whether an object is plainly an item of Zotero.
fn is_item(shape: &Shape) -> bool {
    let known = shape
        .text("itemType")
        .is_some_and(|kind| fields::csl_type(kind).is_some() || fields::is_no_work(kind));
    known && shape.names().any(|name| name != "itemType" && fields::is_member(name))
}

/// Whether an object is what Better BibTeX writes before the items.
fn is_header(shape: &Shape) -> bool {
    shape.text("label").is_some_and(|label| label.replace(' ', "").starts_with("BetterBibTeXJSON"))
}

/// The items of a source.
struct Library {
    items: Items,
    context: Context,
    number: u64,
    passed: Passed,
}

/// Items that are no works.
#[derive(Default)]
struct Passed {
    first: Option<Position>,
    attachments: u64,
    notes: u64,
    annotations: u64,
}

impl Reader for Library {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        while let Some(Item { position, object }) = self.items.next_item()? {
            let object = match object {
                Ok(object) => unwrapped(object),
                Err((kind, message)) => {
                    return Ok(Some(self.draft(position).reject(kind, message)));
                }
            };
            let kind = object.get("itemType").and_then(csl::text);
            if kind.as_deref().is_some_and(|kind| self.passed.count(kind, position)) {
                continue;
            }
            let mut draft = self.draft(position);
            if kind.is_some() {
                return Ok(Some(item::read(draft, &object)));
            }
            if csl::is_item(&object) {
                draft.warn(
                    DiagnosticKind::MixedFormats,
                    "",
                    "an item of CSL stands among items of Zotero",
                    "it is read as one",
                );
                return Ok(Some(csl::read(draft, &object)));
            }
            let names: Vec<&str> = object.keys().map(String::as_str).take(8).collect();
            let message =
                format!("an object that is no item of Zotero (its members: {})", quote(&names.join(", ")));
            return Ok(Some(draft.reject(DiagnosticKind::MixedFormats, message)));
        }
        Ok(self.passed.tell(&self.context))
    }
}

impl Library {
    fn draft(&mut self, position: Position) -> Draft {
        self.number += 1;
        Draft::new(&self.context, self.number, position)
    }
}

/// The item that an answer of the web API holds, or the object itself.
fn unwrapped(mut object: Map<String, Value>) -> Map<String, Value> {
    if object.contains_key("itemType") {
        return object;
    }
    for member in ["data", "csljson"] {
        if let Some(Value::Object(inner)) = object.get_mut(member) {
            return std::mem::take(inner);
        }
    }
    object
}

impl Passed {
    /// Counts an item that is no work; gives whether it is none.
    fn count(&mut self, kind: &str, position: Position) -> bool {
        match kind {
            "attachment" => self.attachments += 1,
            "note" => self.notes += 1,
            "annotation" => self.annotations += 1,
            _ => return false,
        }
        self.first.get_or_insert(position);
        true
    }

    /// Says once what was passed over.
    fn tell(&mut self, context: &Context) -> Option<Entry> {
        let position = self.first.take()?;
        let counts = [
            (self.attachments, "attachment(s)"),
            (self.notes, "note(s)"),
            (self.annotations, "annotation(s)"),
        ];
        let counts: Vec<String> =
            counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        let mut findings = Findings::new(&context.source);
        let message =
            format!("{} among the items: they are no works, and are passed over", counts.join(", "));
        findings.note(DiagnosticKind::UnplacedText, "", position, message);
        Some(super::draft::aside(findings.take()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Kind, Name, Record, Severity};

    fn entries(text: &str) -> Vec<Entry> {
        let context = Context { source: "t".into(), list_year: None };
        let bytes = io::Cursor::new(text.as_bytes().to_vec());
        let mut reader = reader(Box::new(io::BufReader::new(bytes)), context);
        std::iter::from_fn(|| reader.next_entry().unwrap()).collect()
    }

    fn one(members: &str) -> Record {
        let mut all = entries(&format!("[{{{members}}}]"));
        let loud: Vec<_> =
            all.iter().flat_map(|e| &e.diagnostics).filter(|d| d.severity > Severity::Note).collect();
        assert!(loud.is_empty() && all.len() == 1, "{members}: {loud:?}");
        all.remove(0).record.unwrap()
    }

    #[test]
    fn what_is_zotero_is_told_from_other_json() {
        for text in [
            r#"[{"itemType":"journalArticle","creators":[],"title":"T"}]"#,
            r#"{"key":"A","version":1,"library":{"type":"user"},"data":{"key":"A","itemType":"attachment",
            "parentItem":"B"}}"#,
            r#"{"config":{"id":"x","label":"BetterBibTeX JSON"},"items":[]}"#,
            r#"{"config":{},"collections":{"A":{"name":"x"}},"items":[{"itemType":"thesis",
            "thesisType":"PhD","title":"cut h"#,
        ] {
            assert!(recognises(text), "{text}");
        }
        for text in [
            r#"[{"itemType":"artwork","localized":"Artwork"}]"#,
            r#"[{"itemType":"widget","title":"T"}]"#,
            r#"[{"id":"a","type":"book","title":"T"}]"#,
            r#"{"success":{"0":"ABC123"}}"#,
        ] {
            assert!(!recognises(text), "{text}");
        }
    }

    #[test]
    fn items_are_found_in_every_wrapper() {
        let item = r#"{"key":"A","itemType":"book","title":"T","creators":[]}"#;
        let file = r#"{"itemType":"attachment","title":"a.pdf"},{"itemType":"note","note":"<p>x</p>"}"#;
        for text in [
            format!("[{item},{file}]"),
            format!(r#"[{{"key":"A","version":1,"data":{item}}},{file}]"#),
            format!(
                r#"{{"config":{{"label":"BetterBibTeX JSON"}},"collections":{{}},"items":[{item},{file}]}}"#
            ),
        ] {
            let all = entries(&text);
            assert_eq!(all.len(), 2, "{text}");
            assert_eq!(all[0].record.as_ref().map(|r| r.title.as_str()), Some("T"), "{text}");
            assert!(
                !all[1].is_rejected()
                    && all[1].diagnostics[0].to_string().contains("1 attachment(s), 1 note(s)")
            );
        }
        let single = entries(&format!(r#"{{"key":"A","version":1,"library":{{}},"data":{item}}}"#));
        assert_eq!(single.len(), 1);
        let csl = r#"[{"key":"A","csljson":{"id":"1/A","type":"article-journal","title":"T"}}]"#;
        assert!(entries(csl)[0].record.is_some());
    }

    #[test]
    fn creators_are_put_in_their_places() {
        let record =
            one(r#""itemType":"patent","title":"T","creators":[{"creatorType":"inventor","firstName":"Ann",
            "lastName":"Roe"},
            {"creatorType":"attorneyAgent","lastName":"X","fieldMode":1}]"#);
        assert_eq!(record.authors().count(), 1);
        let record =
            one(r#""itemType":"bookSection","title":"T","creators":[{"creatorType":"editor","firstName":"E",
            "lastName":"Ed"},
            {"firstName":"Alexander von","lastName":"Humboldt"},{"creatorType":"author","name":"World Bank"},
            {"creatorType":"author","lastName":"WHO","fieldMode":1},{"creatorType":"bookAuthor",
            "lastName":"B"},
            {"creatorType":"author","name":"others"}]"#);
        let shown: Vec<String> = record
            .contributors
            .iter()
            .map(|c| match &c.name {
                Name::Person(person) => format!("{:?} {}", c.role, person.family),
                Name::Collective(name) => format!("{:?} = {name}", c.role),
            })
            .collect();
        assert_eq!(shown, ["Author von Humboldt", "Author = World Bank", "Author = WHO", "Editor Ed"]);
        assert!(record.authors_cut);
    }

    #[test]
    fn the_extra_field_counts_where_no_other_says_it() {
        let lines = [
            "DOI: 10.5555/A",
            "PMID: 99000001",
            "PMCID: PMC99",
            "arXiv:2101.00001 [cs.CL]",
            "Original Title: Ein Titel",
            "Publication title: K",
            "QID: Q42",
            "Editor: Doe || Jo",
            "notes of mine",
        ];
        let record = one(&format!(
            r#""itemType":"journalArticle","title":"T","date":"12 mars 2015","publicationTitle":"J",
            "DOI":"10.5555/a","extra":"{}""#,
            lines.join("\\n")
        ));
        assert_eq!(record.published.map(|d| d.to_string()).as_deref(), Some("2015-03-12"));
        assert_eq!(record.pmid.map(|p| p.to_string()).as_deref(), Some("99000001"));
        assert_eq!(record.pmcid.map(|p| p.to_string()).as_deref(), Some("PMC99"));
        assert_eq!(
            (record.arxiv.as_deref(), record.original_title.as_deref()),
            (Some("2101.00001"), Some("Ein Titel"))
        );
        assert_eq!(record.container.map(|place| place.title).as_deref(), Some("J"));
        assert_eq!((record.accessions[0].bank.as_str(), record.contributors.len()), ("wikidata", 1));
        let listed =
            one(r#""itemType":"document","title":"T","extra":["Type: standard","issued: 2014/2015"],
            "date":"2010""#);
        assert_eq!(
            (listed.kind, listed.published.map(|d| d.to_string()).as_deref()),
            (Kind::Standard, Some("2014"))
        );
    }

    #[test]
    fn fields_of_every_type_find_their_variable() {
        let thesis = one(r#""itemType":"thesis","title":"T","thesisType":"Ph.D. thesis","university":"U",
            "numPages":"200""#);
        assert_eq!((thesis.kind, thesis.publisher.as_deref()), (Kind::DoctoralThesis, Some("U")));
        let preprint =
            one(r#""itemType":"preprint","title":"T","repository":"arXiv","archiveID":"arXiv:2304.02112v2",
            "rights":"CC BY""#);
        assert_eq!(
            (preprint.kind, preprint.arxiv.as_deref(), preprint.licence.as_deref()),
            (Kind::Preprint, Some("2304.02112"), Some("CC BY"))
        );
        let paper = one(r#""itemType":"conferencePaper","title":"T","conferenceName":"Congress",
            "ISBN":"9780199206483","pages":"1–4""#);
        let place = paper.container.unwrap();
        assert_eq!((place.title.as_str(), place.isbns.len(), paper.isbns.len()), ("Congress", 1, 0));
        let case = one(r#""itemType":"case","caseName":"A v B","dateDecided":"2001-02-03","reporter":"R",
            "firstPage":"7""#);
        assert_eq!((case.title.as_str(), case.kind, case.published.is_some()), ("A v B", Kind::Other, true));
        let tags = one(r#""itemType":"book","title":"T","tags":[{"tag":"a","type":1},"b",{"tag":"a"}]"#);
        assert_eq!(tags.keywords, ["a", "b"]);
        for item_type in [
            "artwork",
            "podcast",
            "email",
            "statute",
            "encyclopediaArticle",
            "videoRecording",
            "instantMessage",
        ] {
            assert_ne!(
                one(&format!(r#""itemType":"{item_type}","title":"T""#)).kind,
                Kind::Unknown,
                "{item_type}"
            );
        }
    }
}
