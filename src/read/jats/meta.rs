//! The front matter of an article, sub-article or chapter.

use super::abstracts::Abstracts;
use super::affiliation::Affiliations;
use super::dates::{self, Dates};
use super::journal::{self, Journal, Place};
use super::people::People;
use super::title::Titles;
use super::{funding, kind, related, rights, subjects, text};
use crate::read::draft::{Draft, tidy};
use crate::read::xml::{Tag, Trouble, Xml};
use crate::record::{DiagnosticKind, Kind};
use std::io::BufRead;

/// Front matter that is being read: what can only be settled when all of it is known.
#[derive(Debug)]
pub(super) struct Front {
    /// The value of `article-type`.
    kind: String,
    language: Option<String>,
    journal: Journal,
    place: Place,
    titles: Titles,
    people: People,
    dates: Dates,
    abstracts: Abstracts,
    subjects: subjects::Subjects,
    rights: rights::Rights,
    funding: funding::Funding,
    /// The publisher's own number.
    publisher_id: Option<String>,
    conference: bool,
}

impl Front {
    pub(super) fn new(kind: &str, language: Option<&str>) -> Self {
        Self {
            kind: kind.to_owned(),
            language: language.map(str::to_owned),
            journal: Journal::default(),
            place: Place::default(),
            titles: Titles::default(),
            people: People::default(),
            dates: Dates::default(),
            abstracts: Abstracts::default(),
            subjects: subjects::Subjects::default(),
            rights: rights::Rights::default(),
            funding: funding::Funding::default(),
            publisher_id: None,
            conference: false,
        }
    }

    /// Reads the element that is open to its end: `front`, or `front-stub`, which holds the metadata itself.
    pub(super) fn read<R: BufRead>(&mut self, xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
        xml.children(|xml, tag| match tag.name() {
            "journal-meta" => self.journal.read(xml, draft),
            "article-meta" => self.meta(xml, draft),
            _ => self.field(xml, tag, draft),
        })
    }

    /// Reads the metadata of the article or chapter, whose element is open, to its end.
    pub(super) fn meta<R: BufRead>(&mut self, xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
        xml.children(|xml, tag| self.field(xml, tag, draft))
    }

    fn field<R: BufRead>(&mut self, xml: &mut Xml<R>, tag: &Tag, draft: &mut Draft) -> Result<(), Trouble> {
        match tag.name() {
            "article-id" | "book-part-id" | "book-id" => self.identifier(xml, tag, draft),
            "title-group" | "book-title-group" => self.titles.read(xml, draft),
            "article-categories" | "book-part-categories" | "subj-group" => {
                self.subjects.categories(xml, tag, draft)
            }
            "kwd-group" | "unstructured-kwd-group" => subjects::keywords(xml, tag, draft),
            "contrib-group" => self.people.group(xml, tag, draft),
            "aff" | "aff-alternatives" => self.people.affiliations.read(xml, tag, None, draft),
            "author-notes" => self.people.notes(xml, draft),
            "pub-date" => self.dates.published(xml, tag, draft),
            "history" | "pub-history" => dates::history(xml, draft),
            "volume" | "issue" | "supplement" | "fpage" | "lpage" | "page-range" | "elocation-id"
            | "isbn" | "book-volume-number" => self.place.read(xml, tag, draft),
            "publisher" => journal::publisher(xml, draft),
            "edition" => {
                draft.record.edition = value(xml, "edition", draft)?;
                Ok(())
            }
            "permissions" => self.rights.permissions(xml, draft),
            "license" | "copyright-statement" | "copyright-year" => self.rights.read(xml, tag),
            "abstract" | "trans-abstract" => self.abstracts.read(xml, tag, draft),
            "funding-group" => self.funding.group(xml, draft),
            "contract-num" | "contract-sponsor" | "grant-num" | "grant-sponsor" => {
                self.funding.contract(xml, tag)
            }
            "related-article" => related::article(xml, tag, &self.kind, draft),
            "related-object" => related::object(xml, tag, draft),
            "product" => related::product(xml, draft),
            "self-uri" | "uri" | "ext-link" => {
                draft.url(tag.attribute("href").unwrap_or_default());
                xml.skip()
            }
            "conference" => {
                self.conference = true;
                draft.unused("conference");
                xml.skip()
            }
            "custom-meta-group" | "custom-meta-wrap" => self.custom(xml, draft),
            // Totals that can be counted, numbers and titles of the issue in the publisher's system.
            "counts" | "issue-id" | "volume-id" | "pub-date-not-available" | "x" => xml.skip(),
            name => {
                draft.unused(name.to_owned());
                xml.skip()
            }
        }
    }

    fn identifier<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        tag: &Tag,
        draft: &mut Draft,
    ) -> Result<(), Trouble> {
        let kinds = ["pub-id-type", "book-part-id-type", "book-id-type"];
        let kind = kinds.iter().find_map(|name| tag.attribute(name)).unwrap_or_default().to_ascii_lowercase();
        let text = tidy(&xml.text()?);
        match kind.as_str() {
            _ if text.is_empty() => {}
            "doi" => draft.doi(&text),
            "pmid" | "pubmed" => draft.pmid(&text),
            "pmc" | "pmcid" | "pmc-uid" => draft.pmcid(&text),
            "pii" => draft.record.pii = Some(text),
            // PubMed gives this number as the PII, so it is one where there is no other.
            "publisher-id" => self.publisher_id = Some(text),
            "arxiv" => draft.record.arxiv = Some(arxiv(&text).to_owned()),
            // What PMC repeats or counts by.
            "accession" | "pmcaid" | "pmcaiid" | "pmcid-ver" => {}
            "" if text.starts_with("10.") => draft.doi(&text),
            _ => draft.unused(format!("{} {kind}", tag.name())),
        }
        Ok(())
    }

    /// What PMC says of its copy of the article.
    fn custom<R: BufRead>(&mut self, xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
        xml.children(|xml, _| {
            let (mut name, mut value) = (String::new(), String::new());
            xml.children(|xml, tag| {
                let text = tidy(&xml.text()?);
                if tag.name() == "meta-name" {
                    name = text;
                } else {
                    value = text;
                }
                Ok(())
            })?;
            match name.as_str() {
                "pmc-prop-open-access" if value == "yes" => self.rights.open = true,
                "pmc-prop-preprint" if value == "yes" => "preprint".clone_into(&mut self.kind),
                "pmc-license-ref" => self.rights.name(&value),
                _ if name.starts_with("pmc-") => {}
                _ => draft.unused("custom-meta"),
            }
            Ok(())
        })
    }

    /// Settles the record; `around` holds the affiliations of the article that this is a part of. Says
    /// whether there are people.
    pub(super) fn finish(&mut self, around: Option<&Affiliations>, draft: &mut Draft) -> bool {
        draft.record.kind = kind::of_article(&self.kind);
        if !self.kind.is_empty() {
            draft.record.publication_types.insert(0, self.kind.clone());
        }
        self.journal.finish(draft);
        self.place.finish(draft);
        let title = draft.record.container.as_ref().map(|c| c.title.as_str()).unwrap_or_default();
        if draft.record.kind == Kind::JournalArticle {
            if kind::is_preprint_server(title) {
                draft.record.kind = Kind::Preprint;
            } else if self.conference {
                draft.record.kind = Kind::ConferencePaper;
            }
        }
        self.subjects.finish(draft);
        let translated = self.titles.finish(self.language.as_deref(), draft);
        self.abstracts.finish(translated, draft);
        self.dates.finish(draft);
        self.rights.finish(draft);
        self.funding.finish(draft);
        // A part without a date has that of the whole.
        if draft.record.published.is_none()
            && around.is_none()
            && let Some(year) = self.rights.year()
        {
            draft.record.published = draft.date_of_parts("publication date", year, None, None);
            let message = format!("there is none; the year of copyright, {year}, stands for it");
            draft.note(DiagnosticKind::Inferred, "publication date", message);
        }
        if draft.record.pii.is_none() {
            draft.record.pii = self.publisher_id.take();
        }
        self.people.finish(around, draft)
    }

    pub(super) fn into_affiliations(self) -> Affiliations {
        self.people.affiliations
    }
}

/// An identifier of arXiv without its lead and version.
fn arxiv(text: &str) -> &str {
    let bare = text.rsplit_once("arxiv.org/abs/").map_or(text, |(_, id)| id);
    let bare = bare.get(..6).filter(|lead| lead.eq_ignore_ascii_case("arxiv:")).map_or(bare, |_| &bare[6..]);
    match bare.rsplit_once('v') {
        Some((id, version)) if !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit()) => {
            id.trim()
        }
        _ => bare.trim(),
    }
}

/// Text of one field; `None` where there is none.
pub(super) fn value<R: BufRead>(
    xml: &mut Xml<R>,
    field: &'static str,
    draft: &mut Draft,
) -> Result<Option<String>, Trouble> {
    let raw = text::inline(xml)?;
    let text = draft.text(field, &raw);
    Ok((!text.is_empty()).then_some(text))
}
