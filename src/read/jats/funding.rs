//! Who paid for the work: funding groups, and the contracts of older files.

use super::text;
use crate::read::draft::{Draft, tidy};
use crate::read::xml::{Step, Tag, Trouble, Xml};
use crate::record::{Doi, Grant};
use std::io::BufRead;

/// The grants of an article.
#[derive(Debug, Default)]
pub(super) struct Funding {
    grants: Vec<Grant>,
    /// Whether there is a statement in words.
    statement: bool,
    /// Sponsors and numbers of older files, each with the key that joins them.
    sponsors: Vec<(Option<String>, String)>,
    numbers: Vec<(Option<String>, String)>,
}

/// A body that pays.
#[derive(Debug, Default)]
struct Source {
    name: String,
    doi: Option<Doi>,
    country: Option<String>,
}

impl Funding {
    /// Reads the group that is open to its end.
    pub(super) fn group<R: BufRead>(&mut self, xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
        xml.children(|xml, tag| match tag.name() {
            "award-group" => self.award(xml, draft),
            "funding-source" | "support-source" => {
                let source = source(xml, tag)?;
                self.push(Some(&source), None);
                Ok(())
            }
            "award-id" => {
                let number = tidy(&text::inline(xml)?);
                self.push(None, Some(number));
                Ok(())
            }
            "funding-statement" => {
                self.statement = true;
                xml.skip()
            }
            name => {
                draft.unused(name.to_owned());
                xml.skip()
            }
        })
    }

    /// One award. Several sources give it together; several numbers of one source are several grants.
    fn award<R: BufRead>(&mut self, xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
        let (mut sources, mut numbers) = (Vec::new(), Vec::new());
        xml.children(|xml, tag| match tag.name() {
            "funding-source" | "support-source" => {
                sources.push(source(xml, tag)?);
                Ok(())
            }
            "award-id" => {
                let number = tidy(&text::inline(xml)?);
                if !number.is_empty() {
                    numbers.push(number);
                }
                Ok(())
            }
            // Who got it: people that the list of authors has.
            "principal-award-recipient" | "principal-investigator" => xml.skip(),
            name => {
                draft.unused(name.to_owned());
                xml.skip()
            }
        })?;
        for n in 0..sources.len().max(numbers.len()) {
            let source = sources.get(n).or(sources.last());
            let number = numbers.get(n).or(numbers.last());
            self.push(source, number.cloned());
        }
        Ok(())
    }

    fn push(&mut self, source: Option<&Source>, number: Option<String>) {
        let grant = Grant {
            number: number.filter(|number| !number.is_empty()),
            agency: source.map(|s| s.name.clone()).filter(|name| !name.is_empty()),
            agency_doi: source.and_then(|s| s.doi.clone()),
            acronym: None,
            country: source.and_then(|s| s.country.clone()),
        };
        // Some files say it twice, for two uses.
        let repeated = self.grants.len() < 256 && self.grants.contains(&grant);
        if grant != Grant::default() && !repeated {
            self.grants.push(grant);
        }
    }

    /// Reads a sponsor or a number of the older document types, which point at each other.
    pub(super) fn contract<R: BufRead>(&mut self, xml: &mut Xml<R>, tag: &Tag) -> Result<(), Trouble> {
        let key = tag.attribute("rid").or(tag.attribute("id")).map(str::to_owned);
        let text = tidy(&text::inline(xml)?);
        if text.is_empty() {
            return Ok(());
        }
        if tag.name().ends_with("-sponsor") { &mut self.sponsors } else { &mut self.numbers }
            .push((key, text));
        Ok(())
    }

    pub(super) fn finish(&mut self, draft: &mut Draft) {
        let (sponsors, numbers) = (std::mem::take(&mut self.sponsors), std::mem::take(&mut self.numbers));
        let mut used = vec![false; sponsors.len()];
        for (key, number) in numbers {
            let same = sponsors.iter().position(|(k, _)| key.is_some() && *k == key);
            let at = same.or((sponsors.len() == 1).then_some(0));
            let source = at
                .and_then(|at| sponsors.get(at))
                .map(|(_, name)| Source { name: name.clone(), ..Source::default() });
            if let Some(slot) = at.and_then(|at| used.get_mut(at)) {
                *slot = true;
            }
            self.push(source.as_ref(), Some(number));
        }
        for ((_, name), _) in sponsors.into_iter().zip(used).filter(|(_, used)| !used) {
            self.push(Some(&Source { name, ..Source::default() }), None);
        }
        if self.statement && self.grants.is_empty() {
            draft.unused("funding-statement");
        }
        draft.record.grants.append(&mut self.grants);
    }
}

/// The name of a source, and its DOI in the Funder Registry.
fn source<R: BufRead>(xml: &mut Xml<R>, tag: &Tag) -> Result<Source, Trouble> {
    let mut source = Source {
        country: tag.attribute("country").map(tidy).filter(|country| !country.is_empty()),
        doi: tag.attribute("href").and_then(funder),
        ..Source::default()
    };
    let mut inside = 1_usize;
    while inside > 0 {
        match xml.step()? {
            Step::Text(piece) => source.name.push_str(&piece),
            Step::End => inside -= 1,
            Step::Start(tag) => {
                let identifier = tag.name() == "institution-id"
                    || (tag.name() == "named-content"
                        && tag.attribute("content-type").is_some_and(|kind| kind.contains("id")));
                if identifier {
                    let text = xml.text()?;
                    source.doi = source.doi.or_else(|| funder(&text));
                } else {
                    source.doi = source.doi.or_else(|| tag.attribute("href").and_then(funder));
                    inside += 1;
                }
            }
        }
    }
    let name = tidy(&source.name);
    name.trim_end_matches([',', ';', ' ']).clone_into(&mut source.name);
    Ok(source)
}

/// A DOI of the Funder Registry; the bare number is one too.
fn funder(text: &str) -> Option<Doi> {
    let text = text.trim();
    let doi: Doi = text.parse().ok().or_else(|| {
        let bare = text.starts_with("50110000") || text.starts_with("10000");
        bare.then(|| format!("10.13039/{text}").parse().ok()).flatten()
    })?;
    doi.as_str().starts_with("10.13039/").then_some(doi)
}
