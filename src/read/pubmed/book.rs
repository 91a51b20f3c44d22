//! Books and their chapters in PubMed: `PubmedBookArticle`, `BookDocument`.

use super::article::{self, unused};
use super::dates;
use super::{lists, people};
use crate::read::draft::{Draft, tidy, without_stop};
use crate::read::markup;
use crate::read::xml::{Trouble, Xml};
use crate::record::{ContainerKind, Kind, Role};
use std::io::BufRead;

/// Reads the element of this name, which is open, to its end.
pub(super) fn read<R: BufRead>(xml: &mut Xml<R>, name: &str, draft: &mut Draft) -> Result<(), Trouble> {
    draft.record.kind = Kind::BookChapter;
    if name == "BookDocument" {
        document(xml, draft)?;
    } else {
        xml.children(|xml, tag| match tag.name() {
            "BookDocument" => document(xml, draft),
            "PubmedBookData" => article::data(xml, draft),
            _ => unused(xml, tag, draft),
        })?;
    }
    finish(draft);
    Ok(())
}

fn document<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| match tag.name() {
        "PMID" => {
            let text = xml.text()?;
            draft.pmid(&text);
            Ok(())
        }
        "ArticleIdList" => lists::identifiers(xml, draft),
        "Book" => book(xml, draft),
        "ArticleTitle" => {
            let text = xml.text()?;
            article::title(draft, &text);
            Ok(())
        }
        "AuthorList" => people::list(xml, role(tag.attribute("Type")), draft),
        "Language" => {
            let text = xml.text()?;
            draft.language(&text);
            Ok(())
        }
        "Abstract" => article::abstract_text(xml, draft),
        "PublicationType" => {
            let text = tidy(&xml.text()?);
            draft.record.publication_types.push(text);
            Ok(())
        }
        "KeywordList" => lists::keywords(xml, draft),
        "GrantList" => lists::grants(xml, draft),
        "ReferenceList" => lists::references(xml, draft),
        "Pagination" => article::pagination(xml, draft),
        _ => unused(xml, tag, draft),
    })
}

fn role(kind: Option<&str>) -> Role {
    if kind == Some("editors") { Role::Editor } else { Role::Author }
}

fn book<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    draft.container().kind = ContainerKind::Book;
    xml.children(|xml, tag| {
        match tag.name() {
            "PubDate" => {
                draft.record.published = dates::publication(xml, draft)?;
                return Ok(());
            }
            "AuthorList" => return people::list(xml, role(tag.attribute("Type")), draft),
            "Publisher" => {
                return xml.children(|xml, tag| {
                    let name = tag.name().to_owned();
                    let text = Some(tidy(&xml.text()?)).filter(|text| !text.is_empty());
                    if name == "PublisherName" {
                        draft.record.publisher = text;
                    } else {
                        draft.record.place = text;
                    }
                    Ok(())
                });
            }
            _ => {}
        }
        let name = tag.name().to_owned();
        let text = tidy(&markup::plain(&xml.text()?));
        match name.as_str() {
            "BookTitle" => without_stop(&text).clone_into(&mut draft.container().title),
            "CollectionTitle" => draft.container().series = (!text.is_empty()).then_some(text),
            "Volume" => draft.container().volume = (!text.is_empty()).then_some(text),
            "Edition" => draft.record.edition = (!text.is_empty()).then_some(text),
            "Isbn" => draft.isbn(true, &text),
            "ELocationID" if text.starts_with("10.") => draft.doi(&text),
            _ => draft.unused(name),
        }
        Ok(())
    })
}

/// A record without a title of its own is the book as a whole.
fn finish(draft: &mut Draft) {
    if draft.record.title.is_empty()
        && let Some(book) = draft.record.container.take()
    {
        draft.record.kind = Kind::Book;
        draft.record.title = book.title;
        draft.record.isbns = book.isbns;
    }
    // Authors stand before editors, whichever list came first.
    draft.record.contributors.sort_by_key(|c| c.role);
}
