//! CSL-JSON -> records: lists, single items, items inside other things (`{"items": […]}`, `{"ITEM-1": {…}}`,
//! citation fields of word processors), as Zotero, Better BibTeX, Mendeley, pandoc and doi.org write it.
//!
//! Follows the schema `csl-data.json` and the specification of CSL 1.0.2, and knows what Crossref and
//! DataCite add.

mod dates;
mod extra;
mod ids;
mod item;
mod json;
mod kinds;
mod links;
mod peek;
mod people;
mod registry;
mod settle;
mod work;

pub(super) use {
    extra::noted_type, ids::record_id, peek::Shape, peek::any as any_object, people::Parts, people::People,
    work::Work,
};
pub(super) use {json::flag, json::is_blank, json::text, json::texts};

use super::draft::{Draft, quote};
use super::items::{Item, Items};
use super::{Context, Entry, Reader, Text};
use crate::record::{DiagnosticKind, Position};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::io;

/// Members that hold the list of items.
const LISTS: &[&[&str]] =
    &[&["items"], &["input"], &["references"], &["data"], &["records"], &["bibliography"]];

/// How deep inside other things items are looked for.
const DEPTH: usize = 5;

/// Whether an object is plainly an item of CSL.
pub(super) fn is_item(object: &Map<String, Value>) -> bool {
    item::is_item(&Shape::of(object))
}

/// Reads an item.
pub(super) fn read(draft: Draft, object: &Map<String, Value>) -> Entry {
    item::read(draft, object)
}

pub(super) fn recognises(start: &str) -> bool {
    any_object(start, |shape| item::is_item(shape) || item::is_test(shape))
}

pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    Box::new(Bibliography { items: Items::new(text, LISTS), context, number: 0, waiting: VecDeque::new() })
}

/// The items of a source.
struct Bibliography {
    items: Items,
    context: Context,
    number: u64,
    /// Further items of an object that holds several.
    waiting: VecDeque<(Position, Map<String, Value>)>,
}

impl Reader for Bibliography {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        if let Some((position, object)) = self.waiting.pop_front() {
            return Ok(Some(self.entry(position, object)));
        }
        let Some(Item { position, object }) = self.items.next_item()? else { return Ok(None) };
        let object = match object {
            Ok(object) => object,
            Err((kind, message)) => {
                self.number += 1;
                return Ok(Some(Draft::new(&self.context, self.number, position).reject(kind, message)));
            }
        };
        if is_item(&object) || object.contains_key("itemType") {
            return Ok(Some(self.entry(position, object)));
        }
        if !holds_items(&object) {
            return Ok(Some(self.entry(position, object)));
        }
        self.waiting.extend(items_inside(object).into_iter().map(|item| (position, item)));
        Ok(self.waiting.pop_front().map(|(position, item)| self.entry(position, item)))
    }
}

impl Bibliography {
    fn entry(&mut self, position: Position, object: Map<String, Value>) -> Entry {
        self.number += 1;
        let mut draft = Draft::new(&self.context, self.number, position);
        if object.contains_key("itemType")
            || object.get("data").is_some_and(|data| data.get("itemType").is_some())
        {
            draft.warn(
                DiagnosticKind::MixedFormats,
                "",
                "an item of Zotero stands among items of CSL",
                "it is read as one",
            );
            return super::zotero::read(draft, object);
        }
        if !item::may_be_item(&object) {
            let names: Vec<&str> = object.keys().map(String::as_str).take(8).collect();
            let message =
                format!("an object without variables of CSL (its members: {})", quote(&names.join(", ")));
            return draft.reject(DiagnosticKind::MixedFormats, message);
        }
        item::read(draft, &object)
    }
}

/// Whether items stand inside an object of another kind. Without recursion.
fn holds_items(object: &Map<String, Value>) -> bool {
    let mut next: Vec<(usize, &Value)> = object.values().map(|value| (1, value)).collect();
    while let Some((depth, value)) = next.pop() {
        match value {
            Value::Object(inner) if is_item(inner) => return true,
            Value::Object(inner) if depth < DEPTH => {
                next.extend(inner.values().map(|value| (depth + 1, value)));
            }
            Value::Array(list) if depth < DEPTH => next.extend(list.iter().map(|value| (depth + 1, value))),
            _ => {}
        }
    }
    false
}

/// The items that stand inside an object, in order.
fn items_inside(object: Map<String, Value>) -> Vec<Map<String, Value>> {
    let mut found = Vec::new();
    let mut next: Vec<(usize, Value)> = object.into_iter().rev().map(|(_, value)| (1, value)).collect();
    while let Some((depth, value)) = next.pop() {
        match value {
            Value::Object(inner) if is_item(&inner) => found.push(inner),
            Value::Object(inner) if depth < DEPTH => {
                next.extend(inner.into_iter().rev().map(|(_, value)| (depth + 1, value)));
            }
            Value::Array(list) if depth < DEPTH => {
                next.extend(list.into_iter().rev().map(|value| (depth + 1, value)));
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Kind, Pages, Record, Severity};

    fn entries(text: &str) -> Vec<Entry> {
        let context = Context { source: "t".into(), list_year: None };
        let bytes = io::Cursor::new(text.as_bytes().to_vec());
        let mut reader = reader(Box::new(io::BufReader::new(bytes)), context);
        std::iter::from_fn(|| reader.next_entry().unwrap()).collect()
    }

    fn titles(text: &str) -> Vec<String> {
        entries(text).into_iter().filter_map(|e| e.record).map(|r| r.title).collect()
    }

    fn one(text: &str) -> Record {
        let mut all = entries(text);
        let loud: Vec<_> =
            all.iter().flat_map(|e| &e.diagnostics).filter(|d| d.severity > Severity::Note).collect();
        assert!(loud.is_empty() && all.len() == 1, "{loud:?}");
        all.remove(0).record.unwrap()
    }

    #[test]
    fn what_is_csl_is_told_from_other_json() {
        for text in [
            r#"[{"id":"a","type":"article-journal"}]"#,
            r#"{"id":"a","type":"book","title":"T"}"#,
            r#"[{"title":"T","author":[{"family":"A","given":"B"}]}]"#,
            r#"[{"title":"T","issued":{"date-parts":[[2020]]}}]"#,
            r#"{"items":[{"id":1,"type":"book","publisher-place":"P"}]}"#,
            r#"{"ITEM-1":{"id":"ITEM-1","type":"chapter","title":"T"}}"#,
            r#"{"references":[{"id":"a","type":"webpage","title":"T","URL":"u"}]}"#,
            r#"{"citationID":"x","citationItems":[{"id":1,"itemData":{"id":1,"type":"article-journal",
            "title":"T"}}]}"#,
            r#"[{"DOI":"10.1/x","type":"journal-article","title":"T","container-title":"J","indexed":{},
            "prefix":"10.1"}]"#,
            r#"[{"id":"a","type":"paper-conference","title":"cut he"#,
            r#"{"mode":"citation","csl":"<style/>","input":[{"id":"a"}]}"#,
        ] {
            assert!(recognises(text), "{text}");
        }
        for text in [
            r#"[{"id":1,"type":"book","title":"T","price":3}]"#,
            r#"{"name":"p","version":"1.0.0","author":{"name":"A"},"license":"MIT"}"#,
            r#"{"@context":"https://schema.org","@type":"ScholarlyArticle","author":[{"familyName":"A"}]}"#,
            r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":1}]}"#,
            r#"[{"type":"article","title":"T","author":[{"name":"A B"}],"year":"2010",
            "journal":{"name":"J"}}]"#,
            r#"{"message-type":"work","message":{"DOI":"10.1/x","title":["T"],"type":"journal-article",
            "prefix":"10.1","author":[{"family":"A"}],"issued":{"date-parts":[[2020]]}}}"#,
            r#"{"results":[{"id":"https://openalex.org/W1","display_name":"T","title":"T",
            "type":"article","authorships":[]}]}"#,
            r#"{"data":{"id":"10.1/x","type":"dois","attributes":{"titles":[{"title":"T"}],
            "types":{"citeproc":"article-journal"}}}}"#,
            r#"[{"itemType":"book","title":"T","creators":[]}]"#,
            r#"[{"id":1,"title":"T"}]"#,
            "[]",
            "{}",
            "[1] A title. 2020.",
        ] {
            assert!(!recognises(text), "{text}");
        }
    }

    #[test]
    fn items_are_found_in_every_wrapper() {
        let item = |n: u32| format!(r#"{{"id":"{n}","type":"article-journal","title":"T{n}"}}"#);
        let (a, b) = (item(1), item(2));
        for text in [
            format!("[{a},{b}]"),
            format!("{a}\n{b}\n"),
            format!(r#"{{"style":"apa","items":[{a},{b}],"more":1}}"#),
            format!(r#"{{"references":[{a},{b}]}}"#),
            format!(r#"{{"csl":"<style/>","input":[{a},{b}],"result":"x"}}"#),
            format!(r#"{{"1":{a},"2":{b}}}"#),
            format!(r#"{{"10.1/x":[{a}],"10.1/y":[{b}]}}"#),
            format!(r#"{{"citationItems":[{{"itemData":{a}}},{{"itemData":{b}}}]}}"#),
        ] {
            assert_eq!(titles(&text), ["T1", "T2"], "{text}");
            assert!(recognises(&text), "{text}");
        }
        let found = entries(&format!("[{a},{{\"x\":1}},7,{b}"));
        assert_eq!(
            found.iter().map(Entry::is_rejected).collect::<Vec<_>>(),
            [false, true, true, false, true]
        );
    }

    #[test]
    fn an_item_fills_a_record() {
        let record = one(
            r#"[{"id":"https://doi.org/10.5555/X1","type":"chapter","title":"A <i>title</i>: with more.",
            "title-short":"A title",
            "author":[{"family":"Roe","given":"Ann"},{"literal":"et al."}],"editor":[{"family":"Doe",
            "given":"Jo"}],
            "container-title":"A Book","collection-title":"A Series","collection-number":"vol. 7",
            "publisher":"P","publisher-place":"L",
            "edition":2,"page":"12-9","ISBN":"9780199206483","ISSN":"2049-3630","language":"en-GB",
            "keyword":"a, b, c",
            "URL":"http://dx.doi.org/10.5555/x1","note":"PMID: 99000001\nissued: 2020-05\nFree words",
            "issued":{"date-parts":[["2021"]]},
            "available-date":{"date-parts":[[2019,12,1]]},"license":"CC BY 4.0","source":"DataBase"}]"#,
        );
        let place = record.container.as_ref().unwrap();
        assert_eq!(
            (record.kind, record.title.as_str(), record.authors_cut),
            (Kind::BookChapter, "A title: with more", true)
        );
        assert_eq!(record.contributors.len(), 2);
        assert_eq!(
            (place.title.as_str(), place.series.as_deref(), place.volume.as_deref()),
            ("A Book", Some("A Series"), Some("7"))
        );
        assert_eq!((place.isbns.len(), record.isbns.len(), place.issn.is_some()), (1, 0, true));
        assert_eq!(record.doi.as_ref().map(crate::record::Doi::as_str), Some("10.5555/x1"));
        assert_eq!(record.pmid.map(|p| p.to_string()).as_deref(), Some("99000001"));
        assert_eq!(record.published.map(|d| d.to_string()).as_deref(), Some("2020-05"));
        assert_eq!(record.history.published.map(|d| d.to_string()).as_deref(), Some("2019-12-01"));
        assert_eq!((record.urls.len(), record.keywords.len(), record.languages.len()), (0, 3, 1));
        assert_eq!((record.edition.as_deref(), record.licence.as_deref()), (Some("2"), Some("CC BY 4.0")));
    }

    #[test]
    fn what_a_work_is_depends_on_more_than_its_type() {
        for (members, kind) in [
            (r#""type":"article","publisher":"bioRxiv""#, Kind::Preprint),
            (r#""type":"article","container-title":"arXiv""#, Kind::Preprint),
            (r#""type":"article","container-title":"BMC Medicine""#, Kind::JournalArticle),
            (r#""type":"article","genre":"Working Paper""#, Kind::Report),
            (
                r#""type":"posted-content","subtype":"preprint","institution":[{"name":"medRxiv"}]"#,
                Kind::Preprint,
            ),
            (r#""type":"thesis","genre":"PhD thesis""#, Kind::DoctoralThesis),
            (r#""type":"thesis","genre":"Master's thesis""#, Kind::Thesis),
            (r#""type":"speech","event-title":"A Congress""#, Kind::ConferencePaper),
            (r#""type":"speech""#, Kind::Other),
            (r#""type":"document","note":"Type: dataset""#, Kind::Dataset),
            (r#""type":"review-book","container-title":"J""#, Kind::JournalArticle),
            (r#""type":"review""#, Kind::Other),
            (r#""type":"thingamajig""#, Kind::Other),
            (r#""id":"a""#, Kind::Unknown),
        ] {
            let record = one(&format!(r#"[{{"title":"T",{members}}}]"#));
            assert_eq!(record.kind, kind, "{members}");
        }
    }

    #[test]
    fn places_in_a_volume() {
        let place = |members: &str| {
            one(&format!(r#"[{{"type":"article-journal","title":"T",{members}}}]"#)).container.unwrap()
        };
        let found = place(r#""volume":12,"issue":"3 Suppl 1","page":"e338-47""#);
        assert_eq!((found.issue.as_deref(), found.supplement.as_deref()), (Some("3"), Some("Suppl 1")));
        assert_eq!(found.pages, Some(Pages::Range { first: "e338".to_owned(), last: "e347".to_owned() }));
        for (members, number) in [
            (r#""page":"fqac083""#, "fqac083"),
            (r#""number":"e12""#, "e12"),
            (r#""article-number":"x""#, "x"),
        ] {
            assert_eq!(place(members).pages, Some(Pages::Article(number.to_owned())), "{members}");
        }
        assert_eq!(place(r#""page":"S12""#).pages, Some(Pages::Single("S12".to_owned())));
        let short = place(r#""container-title-short":"J. A.","journalAbbreviation":"J. A.""#);
        assert_eq!((short.title.as_str(), short.abbreviation), ("J. A.", None));
    }

    #[test]
    fn what_doi_org_adds_is_kept() {
        let record = one(r#"{"type":"journal-article","DOI":"10.5555/a","title":"T","subtitle":["More"],
            "is-referenced-by-count":4,
            "ISSN":["2049-3630","0028-0836"],"issn-type":[{"value":"2049-3630","type":"electronic"},
            {"value":"0028-0836","type":"print"}],
            "license":[{"URL":"https://www.springer.com/tdm"},
            {"URL":"https://creativecommons.org/licenses/by/4.0/"}],
            "funder":[{"name":"F","DOI":"10.13039/501100000001","award":["A1","A2"]}],
            "reference":[{"key":"1","DOI":"10.5555/b"},{"key":"2","unstructured":"Doe. Title. 2001."}],
            "relation":{"has-preprint":[{"id-type":"doi","id":"10.5555/c"}]},
            "updated-by":[{"type":"retraction","DOI":"10.5555/r","updated":{"date-parts":[[2022,1,2]]}}],
            "published-online":{"date-parts":[[2020,1]]},"published-print":{"date-parts":[[2021]]},
            "issued":{"date-parts":[[2020,1]]}}"#);
        assert_eq!((record.title.as_str(), record.citation_count), ("T: More", Some(4)));
        let place = record.container.as_ref().unwrap();
        assert_eq!(place.eissn.map(|i| i.to_string()).as_deref(), Some("2049-3630"));
        assert_eq!(place.issn.map(|i| i.to_string()).as_deref(), Some("0028-0836"));
        assert_eq!(record.licence.as_deref(), Some("https://creativecommons.org/licenses/by/4.0/"));
        assert_eq!((record.grants.len(), record.references.len(), record.relations.len()), (2, 2, 2));
        assert!(record.retracted && record.history.retracted.is_some());
        assert_eq!(record.published.map(|d| d.to_string()).as_deref(), Some("2021"));
        assert_eq!(record.history.published.map(|d| d.to_string()).as_deref(), Some("2020-01"));
    }
}
