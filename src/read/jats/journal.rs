//! The journal, and the place of an article in it: volume, issue, supplement, pages.

use super::meta::value;
use crate::read::draft::{Draft, Edition, tidy, without_stop};
use crate::read::pubmed::{article_number, supplement};
use crate::read::xml::{Tag, Trouble, Xml};
use crate::record::Pages;
use std::io::BufRead;

/// What `journal-meta` says and only the whole of it settles.
#[derive(Debug, Default)]
pub(super) struct Journal {
    title: Option<String>,
    /// The abbreviation of the NLM, which PubMed uses too.
    nlm: Option<String>,
    /// Another abbreviation.
    abbreviation: Option<String>,
}

impl Journal {
    /// Reads the element that is open to its end.
    pub(super) fn read<R: BufRead>(&mut self, xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
        xml.children(|xml, tag| match tag.name() {
            "journal-title-group" => xml.children(|xml, tag| self.field(xml, tag, draft)),
            _ => self.field(xml, tag, draft),
        })
    }

    fn field<R: BufRead>(&mut self, xml: &mut Xml<R>, tag: &Tag, draft: &mut Draft) -> Result<(), Trouble> {
        match tag.name() {
            "journal-id" => self.identifier(xml, tag, draft)?,
            "journal-title" => {
                let title = value(xml, "journal", draft)?;
                self.title = self.title.take().or(title);
            }
            "abbrev-journal-title" => {
                let text = value(xml, "journal", draft)?;
                self.abbreviation = self.abbreviation.take().or(text);
            }
            "issn" => {
                let edition = edition(tag);
                let text = xml.text()?;
                draft.issn(edition, &text);
            }
            "issn-l" => {
                let text = xml.text()?;
                draft.issn(Edition::Linking, &text);
            }
            "isbn" => {
                let text = xml.text()?;
                draft.isbn(true, &text);
            }
            "publisher" => publisher(xml, draft)?,
            // Who edits the journal, what it says of itself, its own pages.
            "contrib-group" | "aff" | "notes" | "self-uri" | "custom-meta-group" => xml.skip()?,
            name => {
                draft.unused(name.to_owned());
                xml.skip()?;
            }
        }
        Ok(())
    }

    fn identifier<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        tag: &Tag,
        draft: &mut Draft,
    ) -> Result<(), Trouble> {
        let kind = tag.attribute("journal-id-type").unwrap_or_default().to_ascii_lowercase();
        let text = tidy(&xml.text()?);
        match kind.as_str() {
            _ if text.is_empty() => {}
            "nlm-ta" => self.nlm = Some(text),
            "iso-abbrev" | "iso-abbreviation" => self.abbreviation = Some(text),
            "nlm-id" | "nlm-journal-id" | "nlmid" => draft.container().nlm_id = Some(text),
            "issn" | "eissn" | "e-issn" | "pissn" | "p-issn" => {
                let electronic = kind.starts_with('e');
                draft.issn(if electronic { Edition::Electronic } else { Edition::Print }, &text);
            }
            // By what publishers, platforms and PMC call the journal in their own systems.
            "publisher-id" | "publisher" | "publisher-code" | "hwp" | "pmc" | "pmc-domain-id" | "coden"
            | "doi" | "sc" | "allenpress-id" | "archive" | "other" | "" => {}
            _ => draft.unused(format!("journal-id {kind}")),
        }
        Ok(())
    }

    /// Settles the names. An abbreviation that is the title again is none.
    pub(super) fn finish(&mut self, draft: &mut Draft) {
        let short = self.nlm.take().or(self.abbreviation.take());
        let Some(title) = self.title.take().or(short.clone()) else { return };
        let place = draft.container();
        without_stop(&title).clone_into(&mut place.title);
        place.abbreviation = short.filter(|short| short.to_lowercase() != place.title.to_lowercase());
    }
}

/// The edition that an ISSN names: by `pub-type` in older files, by `publication-format` in newer ones.
fn edition(tag: &Tag) -> Edition {
    let kind = tag.attribute("pub-type").or(tag.attribute("publication-format")).unwrap_or_default();
    match kind.to_ascii_lowercase().as_str() {
        "epub" | "electronic" | "online" | "e" | "eissn" | "onl" | "online-only" => Edition::Electronic,
        "issn-l" | "linking" | "l" => Edition::Linking,
        _ => Edition::Print,
    }
}

/// Name and place of the publisher; the first of several.
pub(super) fn publisher<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| {
        let name = tag.name() == "publisher-name";
        let text = value(xml, "publisher", draft)?;
        let slot = if name { &mut draft.record.publisher } else { &mut draft.record.place };
        *slot = slot.take().or(text);
        Ok(())
    })
}

/// Volume, issue and pages as they stand.
#[derive(Debug, Default)]
pub(super) struct Place {
    first: String,
    last: String,
    range: String,
    number: String,
}

impl Place {
    /// Reads the field that is open to its end.
    pub(super) fn read<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        tag: &Tag,
        draft: &mut Draft,
    ) -> Result<(), Trouble> {
        let name = tag.name();
        let text = value(xml, "pages", draft)?.unwrap_or_default();
        match name {
            "fpage" => self.first = text,
            "lpage" => self.last = text,
            "page-range" => self.range = text,
            "elocation-id" => self.number = text,
            _ if text.is_empty() => {}
            "isbn" => draft.isbn(true, &text),
            "volume" | "book-volume-number" => {
                let (volume, supplement) = supplement(&text);
                let place = draft.container();
                place.volume = place.volume.take().or(volume);
                place.supplement = place.supplement.take().or(supplement);
            }
            "issue" => {
                let (issue, supplement) = supplement(&text);
                let place = draft.container();
                place.issue = place.issue.take().or(issue);
                place.supplement = place.supplement.take().or(supplement);
            }
            _ => {
                let bare = text.bytes().all(|b| b.is_ascii_digit());
                draft.container().supplement = Some(if bare { format!("Suppl {text}") } else { text });
            }
        }
        Ok(())
    }

    /// Settles the pages: several spans in one go before first and last page, these before the number of the
    /// article.
    pub(super) fn finish(&mut self, draft: &mut Draft) {
        let Self { first, last, range, number } = std::mem::take(self);
        let spans = range.contains(',') || first.is_empty();
        if spans && !range.is_empty() {
            draft.pages(&range);
        } else if !first.is_empty() && !last.is_empty() && (first != last || number.is_empty()) {
            if first.contains('-') || last.contains('-') {
                // Pages like "S-12": the dash is no span.
                draft.container().pages = Some(Pages::Range { first, last });
            } else {
                draft.pages(&format!("{first}-{last}"));
            }
        } else if !number.is_empty() {
            draft.container().pages = Some(Pages::Article(number));
        } else if !first.is_empty() {
            draft.pages(&first);
            article_number(draft);
        }
    }
}
