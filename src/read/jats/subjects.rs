//! Categories and keywords: what the work is about, and what sort of article the journal calls it.

use super::{kind, text};
use crate::read::draft::{Draft, tidy};
use crate::read::xml::{Step, Tag, Trouble, Xml};
use crate::record::{MeshHeading, MeshTerm};
use std::io::BufRead;

/// The headings that the article stands under.
#[derive(Debug, Default)]
pub(super) struct Subjects {
    headings: Vec<Heading>,
}

#[derive(Debug)]
struct Heading {
    text: String,
    /// The value of `subj-group-type` of the outermost group.
    group: String,
    /// How deep in groups.
    depth: usize,
}

impl Subjects {
    /// Reads the categories that are open, or one group of them, to their end.
    pub(super) fn categories<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        tag: &Tag,
        draft: &mut Draft,
    ) -> Result<(), Trouble> {
        let kind = |tag: &Tag| tag.attribute("subj-group-type").unwrap_or_default().to_ascii_lowercase();
        let mut depth = usize::from(tag.name() == "subj-group");
        let mut group = kind(tag);
        let outside = 1 - depth;
        loop {
            match xml.step()? {
                Step::Text(_) => {}
                Step::End if depth + outside <= 1 => return Ok(()),
                Step::End => depth -= 1,
                Step::Start(tag) => match tag.name() {
                    "subj-group" => {
                        if depth == 0 {
                            group = kind(&tag);
                        }
                        depth += 1;
                    }
                    "subject" => {
                        let text = tidy(&text::inline(xml)?);
                        self.headings.push(Heading { text, group: group.clone(), depth });
                    }
                    "compound-subject" => {
                        let text = compound(xml)?;
                        self.headings.push(Heading { text, group: group.clone(), depth });
                    }
                    name => {
                        draft.unused(name.to_owned());
                        xml.skip()?;
                    }
                },
            }
        }
    }

    /// Settles them: what names a sort of article is a type of publication, what names a topic a keyword.
    pub(super) fn finish(&mut self, draft: &mut Draft) {
        // eLife and others have the sort in a group of its own; their headings are topics.
        let of_sorts = |group: &str| {
            group == "display-channel" || group.contains("article-type") || group.contains("document-type")
        };
        let displayed = self.headings.iter().any(|h| of_sorts(&h.group));
        for heading in std::mem::take(&mut self.headings) {
            let outer = heading.depth <= 1;
            let sort = match heading.group.as_str() {
                group if of_sorts(group) => outer,
                "heading" | "" | "toc-heading" | "category" if !displayed => {
                    outer && kind::is_heading_of_kind(&heading.text)
                }
                _ => false,
            };
            if !sort {
                draft.keyword(&heading.text);
            } else if !heading.text.is_empty() && !draft.record.publication_types.contains(&heading.text) {
                draft.record.publication_types.push(heading.text);
            }
        }
    }
}

/// Reads the group of keywords that is open to its end.
pub(super) fn keywords<R: BufRead>(xml: &mut Xml<R>, tag: &Tag, draft: &mut Draft) -> Result<(), Trouble> {
    let kind = tag.attribute("kwd-group-type").unwrap_or_default().to_lowercase();
    let vocabulary = tag.attribute("vocab").unwrap_or_default().to_lowercase();
    if kind.starts_with("abbr") {
        draft.unused("kwd-group abbreviations");
        return xml.skip();
    }
    if tag.name() == "unstructured-kwd-group" {
        let text = text::inline(xml)?;
        let separator = if text.contains(';') { ';' } else { ',' };
        text.split(separator).for_each(|word| draft.keyword(word));
        return Ok(());
    }
    let mesh =
        [&kind, &vocabulary].iter().any(|v| v.starts_with("mesh") || v.contains("medical subject heading"));
    let mut inside = 1_usize;
    while inside > 0 {
        match xml.step()? {
            Step::Text(_) => {}
            Step::End => inside -= 1,
            Step::Start(tag) => match tag.name() {
                "kwd" => {
                    let id = tag.attribute("vocab-term-identifier").map(str::to_owned);
                    let text = text::inline(xml)?;
                    match mesh.then(|| heading(&text, id)).flatten() {
                        Some(heading) => draft.record.mesh.push(heading),
                        // Several in one element are a slip that is often made.
                        None => text.split(';').for_each(|word| draft.keyword(word)),
                    }
                }
                "compound-kwd" => {
                    let text = compound(xml)?;
                    draft.keyword(&text);
                }
                "title" | "label" => xml.skip()?,
                // Keywords inside keywords, and groups in groups.
                _ => inside += 1,
            },
        }
    }
    Ok(())
}

/// The parts of a compound keyword or subject, codes left out.
fn compound<R: BufRead>(xml: &mut Xml<R>) -> Result<String, Trouble> {
    let mut parts: Vec<String> = Vec::new();
    xml.children(|xml, tag| {
        let code = tag.attribute("content-type").is_some_and(|kind| kind.contains("code"));
        let text = tidy(&text::inline(xml)?);
        if !code && !text.is_empty() {
            parts.push(text);
        }
        Ok(())
    })?;
    Ok(parts.join(": "))
}

/// `*Social Support/psychology`: a descriptor and its qualifiers, the asterisk on what the work is mainly
/// about.
fn heading(text: &str, id: Option<String>) -> Option<MeshHeading> {
    let text = tidy(text);
    let mut terms = text.split('/').map(|part| {
        let name = part.trim().trim_matches('*').trim().to_owned();
        MeshTerm { name, id: None, major: part.contains('*') }
    });
    let mut descriptor = terms.next().filter(|term| !term.name.is_empty())?;
    let id = id.map(|id| id.rsplit('/').next().unwrap_or_default().to_owned());
    descriptor.id = id.filter(|id| id.starts_with('D') && id[1..].bytes().all(|b| b.is_ascii_digit()));
    Some(MeshHeading { descriptor, qualifiers: terms.filter(|term| !term.name.is_empty()).collect() })
}
