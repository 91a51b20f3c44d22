//! The references of an article: its lists of references, and the citations in its notes where it cites in
//! notes.

use super::citation::{self, Citation};
use super::text;
use crate::read::draft::{Draft, tidy};
use crate::read::xml::{Step, Trouble, Xml};
use crate::record::WorkRef;
use std::io::BufRead;

/// Reads what stands behind the body, `back`, which is open, to its end.
pub(super) fn back<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    let mut inside = 1_usize;
    while inside > 0 {
        match xml.step()? {
            Step::Text(_) => {}
            Step::End => inside -= 1,
            Step::Start(tag) => match tag.name() {
                "ref" | "citation-alternatives" => reference(xml, draft)?,
                name if is_citation(name) => {
                    let read = citation::read(xml, draft)?;
                    push(read.work, draft);
                }
                "related-object" => {
                    draft.unused("related-object");
                    xml.skip()?;
                }
                // Thanks, glossaries, figures and tables cite nothing that is not in the list.
                "ack" | "glossary" | "bio" | "supplementary-material" | "disp-formula" | "inline-formula" => {
                    xml.skip()?;
                }
                _ if text::is_apart(&tag) && !matches!(tag.name(), "fn" | "fn-group") => xml.skip()?,
                // Lists stand in lists, in appendices, sections and notes; citations in notes too.
                _ => inside += 1,
            },
        }
    }
    Ok(())
}

fn is_citation(name: &str) -> bool {
    matches!(name, "citation" | "mixed-citation" | "element-citation" | "nlm-citation")
}

fn push(work: WorkRef, draft: &mut Draft) {
    if work != WorkRef::default() {
        draft.record.references.push(work);
    }
}

/// One entry of the list. It may hold several works, one work twice (as printed and in parts), or a note.
fn reference<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    let mut citations: Vec<(bool, Citation)> = Vec::new();
    let (mut note, mut label) = (String::new(), String::new());
    let mut inside = 1_usize;
    while inside > 0 {
        match xml.step()? {
            Step::Text(piece) => note.push_str(&piece),
            Step::End => inside -= 1,
            Step::Start(tag) => match tag.name() {
                name if is_citation(name) => {
                    let in_parts = matches!(name, "element-citation" | "nlm-citation");
                    citations.push((in_parts, citation::read(xml, draft)?));
                }
                "label" => label = tidy(&xml.text()?),
                "note" | "p" | "citation-alternatives" => {
                    note.push(' ');
                    inside += 1;
                }
                _ => text::child(xml, &tag, &mut note)?,
            },
        }
    }
    if citations.is_empty() {
        let text = draft.text("reference", &note);
        push(WorkRef { text: (!text.is_empty()).then_some(text), ..WorkRef::default() }, draft);
    }
    for mut work in works(citations) {
        work.text = work.text.map(|text| without_label(&text, &label).to_owned());
        push(work, draft);
    }
    Ok(())
}

/// The text of a citation without the number of the entry, where that stands in the text too.
fn without_label<'a>(text: &'a str, label: &str) -> &'a str {
    let label = label.trim_end_matches(['.', ')', ']']).trim_start_matches(['(', '[']);
    match text.strip_prefix(label) {
        Some(rest) if !label.is_empty() && rest.starts_with(['.', ' ', ')', ']']) => {
            rest.trim_start_matches(['.', ' ', ')', ']'])
        }
        _ => text,
    }
}

/// The works of one entry: the same one as printed and in parts is one work.
fn works(citations: Vec<(bool, Citation)>) -> Vec<WorkRef> {
    match &citations[..] {
        [(a, first), (b, second)] if a != b => {
            let (parts, printed) = if *a { (&first.work, &second.work) } else { (&second.work, &first.work) };
            vec![WorkRef {
                doi: printed.doi.clone().or_else(|| parts.doi.clone()),
                pmid: printed.pmid.or(parts.pmid),
                pmcid: printed.pmcid.or(parts.pmcid),
                text: printed.text.clone().or_else(|| parts.text.clone()),
                ..WorkRef::default()
            }]
        }
        _ => citations.into_iter().map(|(_, citation)| citation.work).collect(),
    }
}
