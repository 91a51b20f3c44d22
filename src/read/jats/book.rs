//! Books and their chapters in BITS: `book`, and `book-part-wrapper` as NCBI Bookshelf has it.
//!
//! A book is a record, and so is each of its chapters that has a DOI. A wrapper tells of a book only to tell
//! of the chapters in it: those are the records.

use super::affiliation::Affiliations;
use super::meta::{Front, value};
use super::{Drafts, Outcome, article, references};
use crate::read::draft::Draft;
use crate::read::xml::{Step, Tag, Trouble, Xml};
use crate::record::{ContainerKind, DiagnosticKind, Kind, Record, Relation, RelationKind, Role, WorkRef};
use std::io::BufRead;

/// Reads the book, or the wrapper of chapters, that is open to its end.
pub(super) fn read<R: BufRead>(xml: &mut Xml<R>, tag: &Tag, drafts: &mut Drafts<'_>) -> Outcome {
    let wrapper = tag.name() == "book-part-wrapper";
    let draft = if wrapper {
        Draft::new(drafts.context, drafts.number + 1, xml.position())
    } else {
        drafts.next(xml)
    };
    let whole = Part::new(tag, draft);
    let mut book =
        Book { whole, wrapper, open: Vec::new(), closed: Vec::new(), series: None, weight: 0, full: false };
    let trouble = book.parts(xml, drafts).err();
    let Book { whole, open, mut closed, .. } = book;
    let first = if !wrapper {
        whole
    } else if !closed.is_empty() {
        Part { complete: true, ..Part::of(closed.remove(0)) }
    } else {
        // The chapter that breaks off, or a wrapper around nothing: then it is the book that is meant.
        if open.is_empty() {
            drafts.number += 1;
        }
        open.into_iter().flatten().next().unwrap_or(whole)
    };
    match trouble {
        None => {
            Outcome { drafts: std::iter::once(first.draft).chain(closed).collect(), ..Outcome::default() }
        }
        Some(trouble) => Outcome::broken(first.draft, first.complete, closed, trouble),
    }
}

/// A book that is being read.
struct Book {
    whole: Part,
    wrapper: bool,
    /// The elements that are open below the book; `None` for those that only hold others.
    open: Vec<Option<Part>>,
    closed: Vec<Draft>,
    series: Option<String>,
    /// About how many bytes each chapter has from the book.
    weight: usize,
    /// Whether a chapter was left out because there would be too many copies.
    full: bool,
}

/// A book or a part of it.
struct Part {
    draft: Draft,
    kind: String,
    language: Option<String>,
    complete: bool,
}

impl Part {
    fn new(tag: &Tag, draft: Draft) -> Self {
        let kind = tag.attribute("book-part-type").unwrap_or_default().trim().to_owned();
        Self { draft, kind, language: tag.attribute("lang").map(str::to_owned), complete: false }
    }

    fn of(draft: Draft) -> Self {
        Self { draft, kind: String::new(), language: None, complete: false }
    }

    fn front<R: BufRead>(&mut self, xml: &mut Xml<R>, kind: Kind) -> Result<(), Trouble> {
        if let Some(language) = &self.language {
            self.draft.language(language);
        }
        let mut front = Front::new(&self.kind, self.language.as_deref());
        front.meta(xml, &mut self.draft)?;
        let around = Affiliations::default();
        front.finish((kind == Kind::BookChapter).then_some(&around), &mut self.draft);
        self.draft.record.kind = kind;
        self.complete = true;
        Ok(())
    }
}

impl Book {
    fn parts<R: BufRead>(&mut self, xml: &mut Xml<R>, drafts: &mut Drafts<'_>) -> Result<(), Trouble> {
        loop {
            match xml.step()? {
                Step::Text(_) => {}
                Step::End => match self.open.pop() {
                    None => return Ok(()),
                    Some(None) => {}
                    Some(Some(part)) => self.close(part),
                },
                Step::Start(tag) => match tag.name() {
                    "collection-meta" => self.collection(xml)?,
                    "book-meta" => {
                        self.whole.front(xml, Kind::Book)?;
                        self.settle();
                    }
                    "book-part" => {
                        let part = Part::new(&tag, drafts.next(xml));
                        self.open.push(Some(part));
                    }
                    "book-part-meta" => match self.open.iter_mut().rev().flatten().next() {
                        Some(part) => part.front(xml, Kind::BookChapter)?,
                        None => xml.skip()?,
                    },
                    "back" | "book-back" => {
                        let part = self.open.iter_mut().rev().flatten().next();
                        references::back(xml, &mut part.unwrap_or(&mut self.whole).draft)?;
                    }
                    // Of a body only the parts of the book in it are read.
                    "book-body" | "body" => self.open.push(None),
                    _ => xml.skip()?,
                },
            }
        }
    }

    /// The series that the book belongs to.
    fn collection<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), Trouble> {
        let draft = &mut self.whole.draft;
        xml.children(|xml, tag| match tag.name() {
            "title-group" => xml.children(|xml, tag| match tag.name() {
                "title" => {
                    let title = value(xml, "series", draft)?;
                    self.series = self.series.take().or(title);
                    Ok(())
                }
                _ => xml.skip(),
            }),
            // Numbers, editors and publisher of the series.
            _ => xml.skip(),
        })
    }

    /// What was read of the place of a work is, for a book, the book itself.
    fn settle(&mut self) {
        self.weight = article::weight(&self.whole.draft.record);
        let record = &mut self.whole.draft.record;
        if let Some(place) = &mut record.container {
            place.kind = ContainerKind::Book;
            record.isbns = std::mem::take(&mut place.isbns);
        }
        if let Some(series) = &self.series {
            let place = self.whole.draft.container();
            place.kind = ContainerKind::Book;
            place.series = Some(series.clone());
        }
    }

    fn close(&mut self, mut part: Part) {
        let book = &self.whole.draft.record;
        let own = part.draft.record.doi.is_some() && part.draft.record.doi != book.doi;
        let outermost = self.open.iter().all(Option::is_none);
        if !(own || (self.wrapper && outermost)) {
            self.whole.draft.unused("book-part");
            return;
        }
        if self.weight.saturating_mul(self.closed.len() + 1) > article::MAX_COPIES {
            if !std::mem::replace(&mut self.full, true) {
                let message = "its chapters, with what they have from it, are longer than a record may be";
                self.whole.draft.warn(
                    DiagnosticKind::TooLong,
                    "book-part",
                    message,
                    "the last ones are left out",
                );
            }
            return;
        }
        inherit(&mut part.draft, book);
        self.closed.push(part.draft);
    }
}

/// What a chapter has from its book.
fn inherit(chapter: &mut Draft, book: &Record) {
    let target = WorkRef { doi: book.doi.clone(), pmid: book.pmid, pmcid: book.pmcid, ..WorkRef::default() };
    if target != WorkRef::default() {
        chapter.record.relations.push(Relation { kind: RelationKind::PartOf, target });
    }
    let place = chapter.container();
    place.kind = ContainerKind::Book;
    place.title.clone_from(&book.title);
    place.isbns.extend(book.isbns.iter().copied());
    if let Some(whole) = &book.container {
        place.series.clone_from(&whole.series);
        place.volume = place.volume.take().or(whole.volume.clone());
    }
    let record = &mut chapter.record;
    record.kind = Kind::BookChapter;
    record.published = record.published.or(book.published);
    record.history.published = record.history.published.or(book.history.published);
    record.publisher = record.publisher.take().or(book.publisher.clone());
    record.place = record.place.take().or(book.place.clone());
    record.edition = record.edition.take().or(book.edition.clone());
    if record.licence.is_none() {
        record.licence.clone_from(&book.licence);
        record.open_access = record.open_access.or(book.open_access);
    }
    if record.languages.is_empty() {
        record.languages.clone_from(&book.languages);
    }
    // Who wrote the book wrote its chapters, unless they have authors of their own.
    let authored = record.authors().next().is_some();
    let people =
        book.contributors.iter().filter(|c| c.role == Role::Editor || (!authored && c.role == Role::Author));
    record.contributors.extend(people.cloned());
    record.contributors.sort_by_key(|c| c.role);
}
