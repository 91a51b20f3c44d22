//! One article with its sub-articles and responses.
//!
//! Of a sub-article's front matter JATS says that what it lacks is that of the article around it; that rule
//! is followed for all that tells where and when it was published, and by whom it was written.

use super::affiliation::Affiliations;
use super::meta::Front;
use super::{Drafts, Outcome, kind, references};
use crate::read::draft::Draft;
use crate::read::xml::{Step, Tag, Trouble, Xml};
use crate::record::{Contributor, DiagnosticKind, Record, Relation, WorkRef};
use std::io::BufRead;

/// Most bytes that the parts of one work have from it together.
pub(super) const MAX_COPIES: usize = 64 << 20;

/// Reads the article that is open to its end.
pub(super) fn read<R: BufRead>(xml: &mut Xml<R>, tag: &Tag, drafts: &mut Drafts<'_>) -> Outcome {
    let mut open = vec![Part::new(tag, drafts.next(xml))];
    let mut closed = Vec::new();
    let trouble = parts(xml, &mut open, &mut closed, drafts).err();
    let Some(article) = open.into_iter().next() else { return Outcome::default() };
    match trouble {
        None => {
            Outcome { drafts: std::iter::once(article.draft).chain(closed).collect(), ..Outcome::default() }
        }
        Some(trouble) => Outcome::broken(article.draft, article.complete, closed, trouble),
    }
}

/// An article, sub-article or response that is being read.
struct Part {
    draft: Draft,
    /// The attribute that says what sort of article it is.
    kind: String,
    language: Option<String>,
    affiliations: Affiliations,
    /// Whether its front matter was read to the end.
    complete: bool,
    /// Whether its front matter names people.
    people: bool,
    /// About how many bytes each of its parts has from it.
    weight: usize,
    /// Whether a part was left out because there would be too many copies.
    full: bool,
}

impl Part {
    fn new(tag: &Tag, draft: Draft) -> Self {
        let kind = tag.attribute("article-type").or(tag.attribute("response-type")).unwrap_or_default();
        Self {
            draft,
            kind: kind.trim().to_owned(),
            language: tag.attribute("lang").map(str::to_owned),
            affiliations: Affiliations::default(),
            complete: false,
            people: false,
            weight: 0,
            full: false,
        }
    }

    fn front<R: BufRead>(&mut self, xml: &mut Xml<R>, around: Option<&Affiliations>) -> Result<(), Trouble> {
        if let Some(language) = &self.language {
            self.draft.language(language);
        }
        let mut front = Front::new(&self.kind, self.language.as_deref());
        front.read(xml, &mut self.draft)?;
        self.people = front.finish(around, &mut self.draft);
        self.affiliations = front.into_affiliations();
        self.weight = weight(&self.draft.record);
        self.complete = true;
        Ok(())
    }
}

fn parts<R: BufRead>(
    xml: &mut Xml<R>,
    open: &mut Vec<Part>,
    closed: &mut Vec<Draft>,
    drafts: &mut Drafts<'_>,
) -> Result<(), Trouble> {
    loop {
        match xml.step()? {
            Step::Text(_) => {}
            Step::End => {
                if open.len() < 2 {
                    return Ok(());
                }
                if let Some(part) = open.pop() {
                    close(part, open, closed);
                }
            }
            Step::Start(tag) if matches!(tag.name(), "sub-article" | "response") => {
                let part = Part::new(&tag, drafts.next(xml));
                open.push(part);
            }
            Step::Start(tag) => {
                let Some((part, around)) = open.split_last_mut() else { return xml.skip() };
                match tag.name() {
                    "front" | "front-stub" => part.front(xml, around.first().map(|a| &a.affiliations))?,
                    "back" => references::back(xml, &mut part.draft)?,
                    // The text itself, its figures, and what a production system notes about the file.
                    "body" | "floats-group" | "floats-wrapper" | "processing-meta" | "signature-block" => {
                        xml.skip()?;
                    }
                    name => {
                        part.draft.unused(name.to_owned());
                        xml.skip()?;
                    }
                }
            }
        }
    }
}

/// A sub-article is a record where it has a DOI of its own.
fn close(mut part: Part, open: &mut [Part], closed: &mut Vec<Draft>) {
    let Some(article) = open.first_mut() else { return };
    let parent = &article.draft.record;
    let own = part.draft.record.doi.is_some() && part.draft.record.doi != parent.doi;
    if own && article.weight.saturating_mul(closed.len() + 1) > MAX_COPIES {
        if !std::mem::replace(&mut article.full, true) {
            let message = "its parts, with what they have from it, are longer than a record may be";
            article.draft.warn(DiagnosticKind::TooLong, "sub-article", message, "the last ones are left out");
        }
        return;
    }
    if !own {
        translate(&part, &mut article.draft);
        article.draft.unused(if part.kind.is_empty() {
            "sub-article".to_owned()
        } else {
            format!("sub-article {}", part.kind)
        });
        return;
    }
    inherit(&mut part, parent);
    let relation = kind::of_part(&part.kind, &part.draft.record.title);
    if let Some(kind) = relation.kind {
        part.draft.record.kind = kind;
    }
    let target =
        WorkRef { doi: parent.doi.clone(), pmid: parent.pmid, pmcid: parent.pmcid, ..WorkRef::default() };
    if target != WorkRef::default() && !part.draft.record.relations.iter().any(|r| r.target.doi == target.doi)
    {
        part.draft.record.relations.push(Relation { kind: relation.relation, target });
    }
    closed.push(part.draft);
}

/// The English title and abstract of an article in another language may stand in a translation without a DOI.
fn translate(part: &Part, article: &mut Draft) {
    let english = |languages: &[String]| languages.iter().any(|language| language == "en");
    let (record, other) = (&mut article.record, &part.draft.record);
    if part.kind != "translation"
        || !english(&other.languages)
        || english(&record.languages)
        || other.title.is_empty()
    {
        return;
    }
    if record.original_title.is_none() {
        record.original_title =
            Some(std::mem::replace(&mut record.title, other.title.clone())).filter(|t| !t.is_empty());
    }
    record.abstract_text = other.abstract_text.clone().or(record.abstract_text.take());
}

/// About how many bytes a part has from the article around it.
pub(super) fn weight(record: &Record) -> usize {
    let affiliations = |c: &Contributor| c.affiliations.iter().map(|a| 32 + a.text.len()).sum::<usize>();
    let people: usize =
        record.contributors.iter().map(|c| 128 + c.name.family_or_collective().len() + affiliations(c)).sum();
    let texts = [&record.publisher, &record.place, &record.licence];
    let texts: usize = texts.into_iter().flatten().map(String::len).sum();
    people + texts + record.title.len() + record.container.as_ref().map_or(0, |c| c.title.len())
}

/// What the front matter of a part leaves out is that of the article around it.
fn inherit(part: &mut Part, parent: &Record) {
    let record = &mut part.draft.record;
    if let Some(container) = &parent.container {
        let own = record.container.take();
        let mut place = container.clone();
        place.pages = own.as_ref().and_then(|own| own.pages.clone());
        if let Some(own) = own {
            place.volume = own.volume.or(place.volume);
            place.issue = own.issue.or(place.issue);
            place.supplement = own.supplement.or(place.supplement);
        }
        record.container = Some(place);
    }
    if record.published.is_none() {
        record.published = parent.published;
        record.history.published = record.history.published.or(parent.history.published);
    }
    if record.languages.is_empty() {
        record.languages.clone_from(&parent.languages);
    }
    if record.publisher.is_none() {
        record.publisher.clone_from(&parent.publisher);
        record.place.clone_from(&parent.place);
    }
    if record.licence.is_none() {
        record.licence.clone_from(&parent.licence);
        record.open_access = record.open_access.or(parent.open_access);
    }
    if !part.people {
        record.contributors = parent.authors().cloned().collect();
    }
}
