//! Affiliations: their text put together from its parts, and whom they belong to.

use super::text;
use crate::read::draft::{Draft, tidy};
use crate::read::language;
use crate::read::xml::{Step, Tag, Trouble, Xml};
use crate::record::{Affiliation, Ror};
use std::collections::HashMap;
use std::io::BufRead;

/// The affiliations of an article that stand apart from its people.
#[derive(Debug, Default)]
pub(super) struct Affiliations {
    list: Vec<Listed>,
    by_id: HashMap<String, usize>,
    by_label: HashMap<String, usize>,
}

/// An affiliation of the list.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) affiliation: Affiliation,
    /// The number of the group of contributors that it stands in.
    pub(super) group: Option<usize>,
    /// Whether someone has it.
    pub(super) used: bool,
}

impl Affiliations {
    /// Reads the `aff`, or the alternatives of one, that is open to its end.
    pub(super) fn read<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        tag: &Tag,
        group: Option<usize>,
        draft: &mut Draft,
    ) -> Result<(), Trouble> {
        if let Some(read) = one(xml, tag, draft)? {
            self.add(read, group, false);
        }
        Ok(())
    }

    /// Adds an affiliation that was read, so that others can point at it.
    pub(super) fn add(&mut self, read: Read, group: Option<usize>, used: bool) {
        let at = self.list.len();
        for id in read.ids {
            self.by_id.entry(id).or_insert(at);
        }
        if !read.label.is_empty() {
            self.by_label.entry(read.label).or_insert(at);
        }
        self.list.push(Listed { affiliation: read.affiliation, group, used });
    }

    /// Whether there is an affiliation with this identifier.
    pub(super) fn has(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    /// The affiliation with this identifier, else the one with this label; marks it as used.
    pub(super) fn find(&mut self, id: &str, label: &str) -> Option<&Affiliation> {
        let at = *self.by_id.get(id).or_else(|| self.by_label.get(label))?;
        let listed = self.list.get_mut(at)?;
        listed.used = true;
        Some(&listed.affiliation)
    }

    /// The affiliation that an identifier points at, of an article that is read already.
    pub(super) fn look(&self, id: &str) -> Option<&Affiliation> {
        self.by_id.get(id).and_then(|at| self.list.get(*at)).map(|listed| &listed.affiliation)
    }

    /// Those that nobody points at.
    pub(super) fn unused(&mut self) -> impl Iterator<Item = &mut Listed> {
        self.list.iter_mut().filter(|listed| !listed.used)
    }
}

/// An affiliation that was read.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) affiliation: Affiliation,
    ids: Vec<String>,
    label: String,
}

/// Reads the `aff`, or the alternatives of one, that is open to its end. Of alternatives the English one is
/// taken, else the first.
pub(super) fn one<R: BufRead>(
    xml: &mut Xml<R>,
    tag: &Tag,
    draft: &mut Draft,
) -> Result<Option<Read>, Trouble> {
    let id = |tag: &Tag| tag.attribute("id").map(str::to_owned);
    if tag.name() != "aff-alternatives" {
        let parts = Parts::read(xml)?;
        return Ok(parts.finish(id(tag).into_iter().collect(), draft));
    }
    let mut ids: Vec<String> = id(tag).into_iter().collect();
    let mut best: Option<(bool, Parts)> = None;
    xml.children(|xml, tag| {
        if tag.name() != "aff" {
            return xml.skip();
        }
        let english = tag.attribute("lang").and_then(language::code) == Some("en");
        ids.extend(id(tag));
        let parts = Parts::read(xml)?;
        if best.as_ref().is_none_or(|(known, _)| english && !known) {
            best = Some((english, parts));
        }
        Ok(())
    })?;
    Ok(best.and_then(|(_, parts)| parts.finish(ids, draft)))
}

/// The text of an affiliation while it is put together.
#[derive(Debug, Default)]
struct Parts {
    text: String,
    /// The whole as printed, where the file has it beside its parts (`SciELO`).
    original: String,
    label: String,
    ror: Option<Ror>,
    others: Vec<String>,
    /// Whether there is anything but space.
    started: bool,
    /// Where the last part ended.
    part_end: Option<usize>,
}

impl Parts {
    fn read<R: BufRead>(xml: &mut Xml<R>) -> Result<Self, Trouble> {
        let mut parts = Self::default();
        // For each element that is open below, whether it is a part of the text that stands by itself.
        let mut open: Vec<bool> = Vec::new();
        loop {
            match xml.step()? {
                Step::Text(piece) => parts.push(&piece),
                Step::Start(tag) => {
                    if let Some(part) = parts.start(xml, &tag)? {
                        open.push(part);
                    }
                }
                Step::End => match open.pop() {
                    None => return Ok(parts),
                    Some(true) => parts.part_end = Some(parts.text.len()),
                    Some(false) => {}
                },
            }
        }
    }

    /// Says whether the element stays open, and whether it is a part by itself.
    fn start<R: BufRead>(&mut self, xml: &mut Xml<R>, tag: &Tag) -> Result<Option<bool>, Trouble> {
        self.identifier(tag.attribute("href").unwrap_or_default(), "");
        match tag.name() {
            "label" => {
                let label = tidy(&xml.text()?);
                self.label(label);
            }
            // A raised number at the start is a label too.
            "sup" | "italic" | "bold" if !self.started => {
                let words = text::inline(xml)?;
                let mark = tidy(&words);
                let short = mark.chars().count() <= 3 && !mark.chars().all(char::is_alphabetic);
                if short || (tag.name() == "sup" && mark.chars().count() <= 3) {
                    self.label(mark);
                } else {
                    self.push(&words);
                }
            }
            "institution-id" => {
                let kind = tag.attribute("institution-id-type").unwrap_or_default().to_ascii_lowercase();
                let value = xml.text()?;
                self.identifier(&value, &kind);
            }
            "institution" if tag.attribute("content-type") == Some("original") => {
                self.original = text::inline(xml)?;
            }
            "institution" if tag.attribute("content-type") == Some("normalized") => xml.skip()?,
            "phone" | "fax" => xml.skip()?,
            "break" => {
                self.part_end = Some(self.text.len());
                self.separate();
                return Ok(Some(true));
            }
            "institution" | "addr-line" | "country" | "city" | "state" | "postal-code" | "named-content" => {
                self.separate();
                return Ok(Some(true));
            }
            _ if text::is_apart(tag) => xml.skip()?,
            _ => return Ok(Some(false)),
        }
        Ok(None)
    }

    fn push(&mut self, words: &str) {
        self.started |= !words.trim().is_empty();
        self.text.push_str(words);
    }

    fn label(&mut self, label: String) {
        if self.label.is_empty() {
            self.label = label;
        }
    }

    fn identifier(&mut self, value: &str, kind: &str) {
        let value = value.trim();
        if kind == "ror" || value.contains("ror.org/") {
            self.ror = self.ror.or(value.parse().ok());
        } else if !kind.is_empty() {
            self.others.push(format!("institution-id {kind}"));
        }
    }

    /// A comma between two parts that have nothing but space between them.
    fn separate(&mut self) {
        let Some(end) = self.part_end else {
            if self.text.ends_with(char::is_alphanumeric) {
                self.text.push(' ');
            }
            return;
        };
        let between = self.text.get(end..).unwrap_or_default();
        if between.trim().is_empty() && self.started {
            self.text.truncate(self.text.trim_end().len());
            let closed = self.text.ends_with([',', ';', ':', '(', '/', '-']);
            self.text.push_str(if closed { " " } else { ", " });
        } else if self.text.ends_with(char::is_alphanumeric) {
            self.text.push(' ');
        }
    }

    fn finish(self, ids: Vec<String>, draft: &mut Draft) -> Option<Read> {
        for name in self.others {
            draft.unused(name);
        }
        // Space that only lays out the source stands before the comma.
        let whole = if self.original.trim().is_empty() { &self.text } else { &self.original };
        let text = tidy(whole).replace(" ,", ",").replace(" ;", ";");
        let mut affiliation = draft.affiliation(&text)?;
        affiliation.text.truncate(affiliation.text.trim_end_matches([',', ';', ' ']).len());
        affiliation.ror = self.ror;
        Some(Read { affiliation, ids, label: self.label })
    }
}
