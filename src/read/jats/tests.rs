//! The rules of the reader, on small invented articles.

mod front;
mod people;
mod works;

use super::*;
use crate::record::{Record, Severity};
use std::io::Cursor;
use std::sync::Arc;

fn entries(source: &str) -> Vec<Entry> {
    let context = Context { source: Arc::from("test"), list_year: None };
    let mut reader = reader(Box::new(Cursor::new(source.to_owned())), context);
    std::iter::from_fn(|| reader.next_entry().expect("memory can be read")).collect()
}

fn records(source: &str) -> Vec<Record> {
    entries(source).into_iter().filter_map(|entry| entry.record).collect()
}

/// The record of an article with these metadata.
fn record(meta: &str) -> Record {
    let source = format!(
        "<article article-type=\"research-article\"><front><article-meta>{TITLE}{meta}</article-meta></front></article>"
    );
    let mut all = records(&source);
    assert_eq!(all.len(), 1, "{meta}");
    all.remove(0)
}

/// What is said, more than notes, of an article with these metadata.
fn findings(meta: &str) -> Vec<String> {
    let source = format!("<article><front><article-meta>{TITLE}{meta}</article-meta></front></article>");
    let all = entries(&source);
    let loud = all.iter().flat_map(|e| &e.diagnostics).filter(|d| d.severity > Severity::Note);
    loud.map(ToString::to_string).collect()
}

/// The references of an article with this back matter: DOI, PMID and text.
fn references(back: &str) -> Vec<String> {
    let source =
        format!("<article><front><article-meta>{TITLE}</article-meta></front><back>{back}</back></article>");
    let found = records(&source).remove(0).references.into_iter().map(|reference| {
        let parts =
            [reference.doi.map(|d| d.to_string()), reference.pmid.map(|p| p.to_string()), reference.text];
        parts.map(Option::unwrap_or_default).join("|")
    });
    found.collect()
}

/// Role, name and affiliations of everyone; an asterisk on those who correspond.
fn people(record: &Record) -> Vec<String> {
    let line = |c: &crate::record::Contributor| {
        let affiliations: Vec<&str> = c.affiliations.iter().map(|a| a.text.as_str()).collect();
        let mark = if c.corresponding { "*" } else { "" };
        format!("{:?} {}{mark} [{}]", c.role, c.name.full(), affiliations.join("; "))
    };
    record.contributors.iter().map(line).collect()
}

const TITLE: &str = "<title-group><article-title>A title</article-title></title-group>";

#[test]
fn the_tag_sets_are_told_from_other_xml() {
    for good in [
        "<!DOCTYPE article PUBLIC \"-//NLM//DTD JATS (Z39.96) v1.1//EN\" \"a.dtd\"><article><self-uri/></article>",
        "<article\n  article-type=\"letter\"><front/></article>",
        "<OAI-PMH><GetRecord><record><metadata><a:article><a:front><a:journal-meta>",
        "<response><records><book-part-wrapper dtd-version=\"2.0\">",
        "<?xml version=\"1.0\"?><book xmlns=\"http://jats.nlm.nih.gov\">",
    ] {
        assert!(recognises(good), "{good}");
    }
    for other in [
        "<!DOCTYPE html><html><article data-article-type=\"x\"><p>article-type=",
        "<article xmlns=\"http://docbook.org/ns/docbook\" version=\"5.0\"><info><title>T</title></info>",
        "<book><title>A novel</title></book>",
        "see <article-meta>",
        "",
    ] {
        assert!(!recognises(other), "{other}");
    }
}

#[test]
fn every_wrapping_is_looked_through_and_deletions_are_told() {
    let article = format!(
        "<article><front><article-meta>{TITLE}</article-meta></front><body><p>Text.</p></body></article>"
    );
    let source = format!(
        "<OAI-PMH><responseDate>2024</responseDate><ListRecords><record><header status=\"deleted\"><identifier>oai:1</identifier>\
         </header></record><record><header><identifier>oai:2</identifier></header><metadata>{article}</metadata></record>\
         </ListRecords></OAI-PMH>"
    );
    let all = entries(&source);
    let said: Vec<String> = all.iter().flat_map(|e| &e.diagnostics).map(|d| d.message.clone()).collect();
    assert_eq!(said, ["the source has deleted the record oai:1"]);
    assert_eq!(all.iter().filter(|e| e.record.is_some()).count(), 1);
}

#[test]
fn what_breaks_off_behind_the_front_matter_is_kept() {
    let whole = format!("<article><front><article-meta>{TITLE}</article-meta></front><body><p>Text");
    let all = entries(&whole);
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].record.as_ref().map(|r| r.title.as_str()), Some("A title"));
    assert_eq!(all[0].diagnostics[0].kind, DiagnosticKind::Truncated);
    let all = entries("<article><front><article-meta><title-group><article-title>A ti");
    assert!(all.len() == 1 && all[0].is_rejected());
}
