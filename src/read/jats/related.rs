//! Other works that an article names beside its references: corrections, comments, reviewed books, trial
//! registers.

use super::text;
use crate::read::draft::{Draft, tidy};
use crate::read::xml::{Tag, Trouble, Xml};
use crate::record::{Accession, Relation, RelationKind, WorkRef};
use std::io::BufRead;

/// From so many on, repetitions are not looked for.
const MANY: usize = 256;

/// Reads the `related-article` that is open to its end.
pub(super) fn article<R: BufRead>(
    xml: &mut Xml<R>,
    tag: &Tag,
    own: &str,
    draft: &mut Draft,
) -> Result<(), Trouble> {
    let kind = tag.attribute("related-article-type").unwrap_or_default().trim().to_ascii_lowercase();
    let mut target = WorkRef::default();
    let href = tag.attribute("href").unwrap_or_default().trim();
    match tag.attribute("ext-link-type").unwrap_or_default().to_ascii_lowercase().as_str() {
        "doi" => target.doi = draft.identifier("related work", &href[href.find("10.").unwrap_or_default()..]),
        "pubmed" | "pmid" => target.pmid = draft.identifier("related work", href),
        "pmc" | "pmcid" => target.pmcid = draft.identifier("related work", &pmcid(href)),
        _ => address(href, &mut target),
    }
    if target == WorkRef::default() {
        address(tag.attribute("elocation-id").unwrap_or_default(), &mut target);
    }
    let printed = place(tag);
    let content = text::inline(xml)?;
    let content = draft.text("related work", &content);
    // A DOI or an address is no citation.
    let content = if address_only(&content, &mut target) { String::new() } else { content };
    let bare = if target == WorkRef::default() { href.to_owned() } else { String::new() };
    target.text = [content, printed, bare].into_iter().find(|text| !text.is_empty());
    match relation(&kind, own) {
        Some(relation) if target != WorkRef::default() => push(relation, target, draft),
        _ => draft.unused(format!("related-article {kind}")),
    }
    Ok(())
}

/// A relation, once; a retraction makes the record a retracted one.
pub(super) fn push(kind: RelationKind, target: WorkRef, draft: &mut Draft) {
    draft.record.retracted |= kind == RelationKind::RetractedBy;
    let relation = Relation { kind, target };
    let known = &draft.record.relations;
    if known.len() >= MANY || !known.contains(&relation) {
        draft.record.relations.push(relation);
    }
}

/// Volume and page of the other article, which older files have as attributes.
fn place(tag: &Tag) -> String {
    let part = |name: &str| tag.attribute(name).map(tidy).filter(|text| !text.is_empty());
    let page = part("page").or(part("elocation-id").filter(|number| !number.starts_with("10.")));
    let volume = match (part("vol"), part("issue")) {
        (Some(volume), Some(issue)) => Some(format!("{volume}({issue})")),
        (volume, _) => volume,
    };
    let place: Vec<String> = [volume, page].into_iter().flatten().collect();
    match (part("journal-id"), place.is_empty()) {
        (Some(journal), false) => format!("{journal} {}", place.join(":")),
        (Some(journal), true) => journal,
        (None, _) => place.join(":"),
    }
}

/// How the article stands to the other one. The values are those that JATS suggests, and what publishers have
/// instead.
fn relation(kind: &str, own: &str) -> Option<RelationKind> {
    use RelationKind as R;
    // Some notices name what they correct or retract by what they are themselves.
    let corrects = own.starts_with("correct") || own.starts_with("corrig") || own.starts_with("errat");
    let retracts = own.contains("retract");
    Some(match kind {
        "retracted-article" => R::Retracts,
        "retraction" | "partial-retraction" | "article" | "research-article" | "" if retracts => R::Retracts,
        "retraction" | "partial-retraction" | "retraction-forward" | "retracted-by" | "retraction-notice" => {
            R::RetractedBy
        }
        "corrected-article" | "erratum-for" => R::Corrects,
        "correction" | "erratum" | "corrigendum" | "article" | "research-article" | "" if corrects => {
            R::Corrects
        }
        "correction" | "erratum" | "corrigendum" | "correction-forward" | "corrected-by" => R::CorrectedBy,
        "object-of-concern" => R::ExpressesConcernAbout,
        "expression-of-concern" | "concern-forward" | "object-of-concern-forward" => R::ConcernExpressedBy,
        "commentary-article"
        | "peer-reviewed-article"
        | "peer-reviewed-material"
        | "letter-reply-to"
        | "reply-to"
        | "discussed-article" => R::CommentsOn,
        "commentary" | "peer-review" | "letter" | "reply" | "discussion" | "response" | "author-response" => {
            R::CommentedOnBy
        }
        "updated-article" | "addended-article" => R::Updates,
        "update" | "addendum" => R::UpdatedBy,
        "republished-article" | "corrected-and-republished-article" => R::RepublicationOf,
        "republication" | "republished-in" => R::RepublishedAs,
        "translated-article" => R::TranslationOf,
        "preprint" => R::HasPreprint,
        "version-of-record" | "published-article" | "journal-article"
            if own == "preprint" || own.is_empty() =>
        {
            R::PreprintOf
        }
        _ => return None,
    })
}

/// Reads the `related-object` that is open to its end: of these, the entry in a trial register has a place.
pub(super) fn object<R: BufRead>(xml: &mut Xml<R>, tag: &Tag, draft: &mut Draft) -> Result<(), Trouble> {
    let mut ignored = String::new();
    object_in_text(xml, tag, &mut ignored, draft)
}

/// [`object`], its text added to the text around it.
pub(super) fn object_in_text<R: BufRead>(
    xml: &mut Xml<R>,
    tag: &Tag,
    around: &mut String,
    draft: &mut Draft,
) -> Result<(), Trouble> {
    let part = |name: &str| tag.attribute(name).map(tidy).filter(|text| !text.is_empty());
    let (bank, number) = (part("source-id"), part("document-id").or(part("object-id")));
    let words = text::inline(xml)?;
    around.push_str(&words);
    match (bank, number) {
        (Some(bank), Some(number)) if !bank.contains("://") => {
            let accession = Accession { bank, number };
            let known = &draft.record.accessions;
            if known.len() >= MANY || !known.contains(&accession) {
                draft.record.accessions.push(accession);
            }
        }
        _ => draft.unused("related-object"),
    }
    Ok(())
}

/// Reads the `product` that is open to its end: the work that a review is about.
pub(super) fn product<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    let target = super::citation::read(xml, draft)?.work;
    if target != WorkRef::default() {
        push(RelationKind::CommentsOn, target, draft);
    }
    Ok(())
}

/// Takes an identifier out of a web address, or out of what looks like an identifier itself.
pub(super) fn address(text: &str, target: &mut WorkRef) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    // "10.1371/…", "https://doi.org/10.1371/…", "info:doi/10.1371/…"
    let named = |before: &str| before.is_empty() || before.to_ascii_lowercase().contains("doi");
    if let Some(from) = text.find("10.").filter(|from| named(&text[..*from])) {
        if target.doi.is_none() {
            target.doi = text[from..].trim_end_matches(['.', ',', ';']).parse().ok();
        }
        return;
    }
    let last = text.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if text.contains("ncbi.nlm.nih.gov/pubmed") || text.contains("pubmed.ncbi.nlm.nih.gov") {
        target.pmid = target.pmid.or(last.parse().ok());
    } else if text.contains("/pmc/articles/") || text.contains("pmc.ncbi.nlm.nih.gov") {
        target.pmcid = target.pmcid.or(last.parse().ok());
    }
}

/// Whether a text is nothing but an identifier or an address; takes it.
fn address_only(text: &str, target: &mut WorkRef) -> bool {
    if text.contains(' ') || text.is_empty() {
        return false;
    }
    address(text, target);
    text.starts_with("10.") || text.contains("://") || text.bytes().all(|b| b.is_ascii_digit())
}

/// A PMCID, which some files have without its letters.
pub(super) fn pmcid(text: &str) -> String {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        format!("PMC{text}")
    } else {
        text.to_owned()
    }
}
