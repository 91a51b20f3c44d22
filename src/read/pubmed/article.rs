//! One article: `PubmedArticle`, or a bare `MedlineCitation`.

use super::dates::{self, Parts};
use super::{lists, people};
use crate::read::draft::{Draft, Edition, tidy, without_stop};
use crate::read::markup;
use crate::read::xml::{Tag, Trouble, Xml};
use crate::record::{DiagnosticKind, Kind, Pages, Role, SectionRole};
use std::io::BufRead;

/// Reads the element of this name, which is open, to its end.
pub(super) fn read<R: BufRead>(xml: &mut Xml<R>, name: &str, draft: &mut Draft) -> Result<(), Trouble> {
    draft.record.kind = Kind::JournalArticle;
    if name == "MedlineCitation" {
        return citation(xml, draft);
    }
    xml.children(|xml, tag| match tag.name() {
        "MedlineCitation" => citation(xml, draft),
        "PubmedData" => data(xml, draft),
        // Some programs leave the citation element out.
        _ => part(xml, tag, draft),
    })
}

pub(super) fn unused<R: BufRead>(xml: &mut Xml<R>, tag: &Tag, draft: &mut Draft) -> Result<(), Trouble> {
    draft.unused(tag.name().to_owned());
    xml.skip()
}

fn citation<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| part(xml, tag, draft))
}

/// One element of a citation.
fn part<R: BufRead>(xml: &mut Xml<R>, tag: &Tag, draft: &mut Draft) -> Result<(), Trouble> {
    match tag.name() {
        "PMID" => {
            let text = xml.text()?;
            draft.pmid(&text);
            Ok(())
        }
        "Article" => article(xml, draft),
        "MedlineJournalInfo" => journal_info(xml, draft),
        "MeshHeadingList" => lists::mesh(xml, draft),
        "KeywordList" => lists::keywords(xml, draft),
        "CommentsCorrectionsList" => lists::comments(xml, draft),
        "InvestigatorList" => people::list(xml, Role::Investigator, draft),
        "OtherAbstract"
            if draft.record.abstract_text.is_none() && tag.attribute("Type") != Some("Publisher") =>
        {
            abstract_text(xml, draft)
        }
        "OtherID" => {
            let source = tag.attribute("Source").unwrap_or_default().to_owned();
            let text = xml.text()?;
            let number = text.split_whitespace().next().unwrap_or_default();
            if source == "NLM" && number.starts_with("PMC") && draft.record.pmcid.is_none() {
                draft.pmcid(number);
            } else {
                draft.unused("OtherID");
            }
            Ok(())
        }
        // Days on which the database handled the record, and who did.
        "DateCompleted" | "DateRevised" | "DateCreated" | "CitationSubset" => xml.skip(),
        _ => unused(xml, tag, draft),
    }
}

fn article<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| match tag.name() {
        "Journal" => journal(xml, draft),
        "ArticleTitle" => {
            let text = xml.text()?;
            title(draft, &text);
            Ok(())
        }
        "VernacularTitle" => {
            let raw = xml.text()?;
            let text = draft.text("title", &markup::plain(&raw));
            let text = without_stop(&text).to_owned();
            draft.record.original_title = (!text.is_empty()).then_some(text);
            Ok(())
        }
        "Pagination" => pagination(xml, draft),
        "ELocationID" => location(xml, tag, draft),
        "Abstract" => abstract_text(xml, draft),
        "AuthorList" => {
            draft.record.authors_cut |= tag.attribute("CompleteYN") == Some("N");
            people::list(xml, Role::Author, draft)
        }
        "Language" => {
            let text = xml.text()?;
            draft.language(&text);
            Ok(())
        }
        "DataBankList" => lists::data_banks(xml, draft),
        "GrantList" => lists::grants(xml, draft),
        "PublicationTypeList" => lists::publication_types(xml, draft),
        "ArticleDate" => {
            let date = Parts::read(xml)?.date(draft, "electronic date");
            draft.record.history.published = draft.record.history.published.or(date);
            Ok(())
        }
        _ => unused(xml, tag, draft),
    })?;
    if draft.record.published.is_none() {
        draft.record.published = draft.record.history.published;
    }
    settle_title(draft);
    Ok(())
}

/// Where nobody has translated the title, nothing or "Not Available" stands in its place; the title in the language of the
/// work is then the only one.
pub(in crate::read) fn settle_title(draft: &mut Draft) {
    let title = &draft.record.title;
    if (title.is_empty() || title.eq_ignore_ascii_case("not available"))
        && let Some(original) = draft.record.original_title.take()
    {
        draft.record.title = original;
    }
}

/// The title of an article in another language is its translation in brackets.
pub(in crate::read) fn title(draft: &mut Draft, raw: &str) {
    draft.title(raw);
    let text = draft.record.title.as_str();
    let inside =
        text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']').or_else(|| rest.strip_suffix("].")));
    // Brackets inside show that the outer ones are no pair.
    if let Some(inside) = inside.filter(|inside| !inside.contains(['[', ']'])) {
        draft.record.title = without_stop(inside.trim()).to_owned();
    }
}

fn journal<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| match tag.name() {
        "ISSN" => {
            let electronic = tag.attribute("IssnType") == Some("Electronic");
            let text = xml.text()?;
            draft.issn(if electronic { Edition::Electronic } else { Edition::Print }, &text);
            Ok(())
        }
        "JournalIssue" => issue(xml, draft),
        "Title" => {
            let text = xml.text()?;
            let text = draft.text("journal", &markup::plain(&text));
            without_stop(&text).clone_into(&mut draft.container().title);
            Ok(())
        }
        "ISOAbbreviation" => {
            let text = tidy(&xml.text()?);
            draft.container().abbreviation = (!text.is_empty()).then_some(text);
            Ok(())
        }
        _ => unused(xml, tag, draft),
    })
}

fn issue<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| match tag.name() {
        "Volume" => {
            let text = tidy(&xml.text()?);
            let (volume, supplement) = supplement(&text);
            let place = draft.container();
            (place.volume, place.supplement) = (volume, supplement.or(place.supplement.take()));
            Ok(())
        }
        "Issue" => {
            let text = tidy(&xml.text()?);
            let (issue, supplement) = supplement(&text);
            let place = draft.container();
            (place.issue, place.supplement) = (issue, supplement.or(place.supplement.take()));
            Ok(())
        }
        "PubDate" => {
            draft.record.published = dates::publication(xml, draft)?;
            Ok(())
        }
        _ => unused(xml, tag, draft),
    })
}

/// `3 Suppl 1` is issue 3 and supplement `Suppl 1`.
pub(in crate::read) fn supplement(text: &str) -> (Option<String>, Option<String>) {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let lower = text.to_ascii_lowercase();
    match lower.find("suppl") {
        Some(at) if text.is_char_boundary(at) && (at == 0 || text[..at].ends_with(' ')) => {
            (some(text[..at].trim()), some(text[at..].trim()))
        }
        _ => (some(text), None),
    }
}

fn journal_info<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| {
        let name = tag.name().to_owned();
        let text = tidy(&xml.text()?);
        match name.as_str() {
            "MedlineTA" if draft.container().title.is_empty() => draft.container().title = text,
            "MedlineTA" => {
                let place = draft.container();
                if place.abbreviation.is_none() && place.title != text && !text.is_empty() {
                    place.abbreviation = Some(text);
                }
            }
            "NlmUniqueID" => draft.container().nlm_id = (!text.is_empty()).then_some(text),
            "ISSNLinking" => draft.issn(Edition::Linking, &text),
            // The country of the publisher, told by the catalogue.
            _ => draft.unused(name),
        }
        Ok(())
    })
}

pub(super) fn pagination<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    let (mut first, mut last, mut printed) = (String::new(), String::new(), String::new());
    xml.children(|xml, tag| {
        let name = tag.name().to_owned();
        let text = tidy(&xml.text()?);
        match name.as_str() {
            "MedlinePgn" => printed = text,
            "StartPage" => first = text,
            "EndPage" => last = text,
            _ => draft.unused(name),
        }
        Ok(())
    })?;
    if !printed.is_empty() {
        draft.pages(&printed);
    } else if !first.is_empty() {
        draft.pages(&if last.is_empty() { first } else { format!("{first}-{last}") });
    }
    article_number(draft);
    Ok(())
}

/// A single page that begins with a letter and digits of an online journal is the number of the article.
pub(in crate::read) fn article_number(draft: &mut Draft) {
    let Some(place) = draft.record.container.as_mut() else { return };
    if let Some(Pages::Single(page)) = &place.pages {
        let electronic = page.starts_with(['e', 'E']) && page[1..].starts_with(|c: char| c.is_ascii_digit());
        if electronic || (page.len() >= 6 && page.bytes().all(|b| b.is_ascii_digit())) {
            place.pages = Some(Pages::Article(page.clone()));
        }
    }
}

fn location<R: BufRead>(xml: &mut Xml<R>, tag: &Tag, draft: &mut Draft) -> Result<(), Trouble> {
    let (kind, valid) =
        (tag.attribute("EIdType").unwrap_or_default().to_owned(), tag.attribute("ValidYN") != Some("N"));
    let text = xml.text()?;
    match kind.as_str() {
        _ if !valid => {
            let message = format!("'{}' is marked as not valid by the source", text.trim());
            draft.note(DiagnosticKind::BadIdentifier, "doi", message);
        }
        "doi" => draft.doi(&text),
        "pii" => {
            let text = tidy(&text);
            draft.record.pii = (!text.is_empty()).then_some(text);
        }
        _ => draft.unused("ELocationID"),
    }
    Ok(())
}

pub(super) fn abstract_text<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    let mut parts: Vec<(Option<String>, Option<SectionRole>, String)> = Vec::new();
    xml.children(|xml, tag| match tag.name() {
        "AbstractText" => {
            let label = tag.attribute("Label").map(str::to_owned).filter(|label| label != "UNLABELLED");
            let role = tag.attribute("NlmCategory").and_then(category);
            parts.push((label, role, xml.text()?));
            Ok(())
        }
        "CopyrightInformation" => xml.skip(),
        _ => unused(xml, tag, draft),
    })?;
    match parts.as_slice() {
        [(None, _, only)] => draft.abstract_text(only),
        _ => draft.abstract_parts(&parts),
    }
    Ok(())
}

fn category(name: &str) -> Option<SectionRole> {
    match name {
        "BACKGROUND" => Some(SectionRole::Background),
        "OBJECTIVE" => Some(SectionRole::Objective),
        "METHODS" => Some(SectionRole::Methods),
        "RESULTS" => Some(SectionRole::Results),
        "CONCLUSIONS" => Some(SectionRole::Conclusion),
        _ => None,
    }
}

/// What PubMed adds to the citation: history, identifiers, references.
pub(super) fn data<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| match tag.name() {
        "History" => dates::history(xml, draft),
        "ArticleIdList" => lists::identifiers(xml, draft),
        "ReferenceList" => lists::references(xml, draft),
        "PublicationStatus" => xml.skip(),
        _ => unused(xml, tag, draft),
    })
}
