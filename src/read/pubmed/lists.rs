//! The lists of a PubMed record: headings, keywords, types, grants, data banks, identifiers, references, comments.

use super::article::unused;
use crate::read::draft::{Draft, quote, tidy};
use crate::read::markup;
use crate::read::xml::{Tag, Trouble, Xml};
use crate::record::{Accession, Grant, Kind, MeshHeading, MeshTerm, Relation, RelationKind, WorkRef};
use std::io::BufRead;

pub(super) fn mesh<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| {
        if tag.name() != "MeshHeading" {
            return unused(xml, tag, draft);
        }
        let mut heading = MeshHeading::default();
        xml.children(|xml, tag| {
            let descriptor = tag.name() == "DescriptorName" || tag.name() == "Descriptor";
            let (id, major) =
                (tag.attribute("UI").map(str::to_owned), tag.attribute("MajorTopicYN") == Some("Y"));
            let term = MeshTerm { name: tidy(&xml.text()?), id, major };
            if descriptor {
                heading.descriptor = term;
            } else {
                heading.qualifiers.push(term);
            }
            Ok(())
        })?;
        draft.record.mesh.push(heading);
        Ok(())
    })
}

pub(super) fn keywords<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, _| {
        let text = xml.text()?;
        draft.keyword(&text);
        Ok(())
    })
}

pub(super) fn publication_types<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, _| {
        let text = tidy(&xml.text()?);
        match text.as_str() {
            "" => return Ok(()),
            "Preprint" => draft.record.kind = Kind::Preprint,
            "Retracted Publication" => draft.record.retracted = true,
            "Newspaper Article" | "News" => draft.record.kind = Kind::NewsItem,
            "Dataset" => draft.record.kind = Kind::Dataset,
            _ => {}
        }
        draft.record.publication_types.push(text);
        Ok(())
    })
}

pub(super) fn grants<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| {
        if tag.name() != "Grant" {
            return unused(xml, tag, draft);
        }
        let mut grant = Grant::default();
        xml.children(|xml, tag| {
            let name = tag.name().to_owned();
            let text = Some(tidy(&markup::plain(&xml.text()?))).filter(|text| !text.is_empty());
            match name.as_str() {
                "GrantID" => grant.number = text,
                "Acronym" => grant.acronym = text,
                "Agency" => grant.agency = text,
                "Country" => grant.country = text,
                _ => draft.unused(name),
            }
            Ok(())
        })?;
        if grant != Grant::default() {
            draft.record.grants.push(grant);
        }
        Ok(())
    })
}

pub(super) fn data_banks<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, _| {
        let mut bank = String::new();
        xml.children(|xml, tag| match tag.name() {
            "DataBankName" => {
                bank = tidy(&xml.text()?);
                Ok(())
            }
            _ => xml.children(|xml, _| {
                let number = tidy(&xml.text()?);
                if !number.is_empty() {
                    draft.record.accessions.push(Accession { bank: bank.clone(), number });
                }
                Ok(())
            }),
        })
    })
}

/// The identifiers of the article itself.
pub(super) fn identifiers<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| {
        let kind = tag.attribute("IdType").unwrap_or("pubmed").to_owned();
        let text = tidy(&xml.text()?);
        match kind.as_str() {
            "pubmed" => draft.pmid(&text),
            "doi" => draft.doi(&text),
            "pmc" => draft.pmcid(&text),
            "pii" => {
                if draft.record.pii.is_none() && !text.is_empty() {
                    draft.record.pii = Some(text);
                }
            }
            // The manuscript number of PMC, and what publishers count by.
            _ => draft.unused(format!("ArticleId {kind}")),
        }
        Ok(())
    })
}

/// References; lists may stand inside lists.
pub(super) fn references<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| match tag.name() {
        "Reference" => {
            let mut reference = WorkRef::default();
            xml.children(|xml, tag| match tag.name() {
                "Citation" => {
                    let raw = xml.text()?;
                    let text = draft.text("reference", &markup::plain(&raw));
                    reference.text = (!text.is_empty()).then_some(text);
                    Ok(())
                }
                "ArticleIdList" => xml.children(|xml, tag| reference_id(xml, tag, &mut reference, draft)),
                _ => unused(xml, tag, draft),
            })?;
            if reference != WorkRef::default() {
                draft.record.references.push(reference);
            }
            Ok(())
        }
        "ReferenceList" => nested(xml, draft),
        "Title" => xml.skip(),
        _ => unused(xml, tag, draft),
    })
}

/// A list inside a list: its references belong to the article too. The parser bounds how deep this goes.
fn nested<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    references(xml, draft)
}

fn reference_id<R: BufRead>(
    xml: &mut Xml<R>,
    tag: &Tag,
    reference: &mut WorkRef,
    draft: &mut Draft,
) -> Result<(), Trouble> {
    let kind = tag.attribute("IdType").unwrap_or_default().to_owned();
    let text = tidy(&xml.text()?);
    match kind.as_str() {
        "pubmed" => reference.pmid = draft.identifier("reference", &text),
        "doi" => reference.doi = draft.identifier("reference", &text),
        "pmc" | "pmcid" => reference.pmcid = draft.identifier("reference", &text),
        _ => {}
    }
    Ok(())
}

/// Comments, corrections, retractions: other records that belong to this one.
pub(super) fn comments<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| {
        let kind = tag.attribute("RefType").unwrap_or_default().to_owned();
        let mut target = WorkRef::default();
        xml.children(|xml, tag| {
            let name = tag.name().to_owned();
            let text = tidy(&markup::plain(&xml.text()?));
            match name.as_str() {
                "PMID" => target.pmid = draft.identifier("related work", &text),
                "RefSource" => target.text = Some(text).filter(|text| !text.is_empty()),
                _ => {}
            }
            Ok(())
        })?;
        match relation(&kind) {
            Some(RelationOrReference::Relation(kind)) => {
                draft.record.retracted |= kind == RelationKind::RetractedBy;
                draft.record.relations.push(Relation { kind, target });
            }
            Some(RelationOrReference::Reference) => draft.record.references.push(target),
            None => draft.unused(format!("CommentsCorrections {}", quote(&kind))),
        }
        Ok(())
    })
}

enum RelationOrReference {
    Relation(RelationKind),
    Reference,
}

fn relation(kind: &str) -> Option<RelationOrReference> {
    use RelationKind as R;
    let relation = match kind {
        "RetractionIn" | "RetractedandRepublishedIn" | "PartialRetractionIn" => R::RetractedBy,
        "RetractionOf" | "RetractedandRepublishedFrom" | "PartialRetractionOf" => R::Retracts,
        "ErratumIn" => R::CorrectedBy,
        "ErratumFor" => R::Corrects,
        "ExpressionOfConcernIn" => R::ConcernExpressedBy,
        "ExpressionOfConcernFor" => R::ExpressesConcernAbout,
        "CommentIn" => R::CommentedOnBy,
        "CommentOn" => R::CommentsOn,
        "UpdateIn" => R::UpdatedBy,
        "UpdateOf" => R::Updates,
        "RepublishedIn" | "CorrectedandRepublishedIn" | "ReprintIn" => R::RepublishedAs,
        "RepublishedFrom" | "CorrectedandRepublishedFrom" | "ReprintOf" => R::RepublicationOf,
        "Cites" => return Some(RelationOrReference::Reference),
        _ => return None,
    };
    Some(RelationOrReference::Relation(relation))
}
