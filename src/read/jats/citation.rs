//! One citation of a list of references -> the identifiers of the work, and the text of the citation.
//!
//! Where the citation has text of its own between its parts, that is how it was printed, and it is taken so.
//! Where it has parts only, they are put together in the order of Vancouver citations.

use super::citation_text::Parts;
use super::{related, text};
use crate::read::draft::{Draft, tidy};
use crate::read::xml::{Step, Tag, Trouble, Xml};
use crate::read::{markup, name};
use crate::record::{Doi, WorkRef};
use std::io::BufRead;

/// A citation that was read.
#[derive(Debug)]
pub(super) struct Citation {
    pub(super) work: WorkRef,
}

/// Reads the citation that is open to its end.
pub(super) fn read<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<Citation, Trouble> {
    let mut reading = Reading::default();
    let mut open: Vec<Open> = Vec::new();
    loop {
        match xml.step()? {
            Step::Text(piece) => {
                let between = open.iter().all(|o| *o == Open::Type);
                reading.text(&piece, between);
            }
            Step::Start(tag) => {
                if let Some(next) = reading.start(xml, &tag, draft)? {
                    open.push(next);
                }
            }
            Step::End => match open.pop() {
                Some(Open::Group) => reading.editors = false,
                Some(Open::Comment) => reading.end_comment(),
                Some(_) => {}
                None => return Ok(reading.finish(draft)),
            },
        }
    }
}

/// An element that stays open while its content is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// Italics and the like: what is inside belongs to the citation itself.
    Type,
    Group,
    Comment,
    Other,
}

#[derive(Debug, Default)]
struct Reading {
    work: WorkRef,
    /// The citation as printed so far.
    printed: String,
    /// Whether there is text between its parts.
    mixed: bool,
    /// Whether a name ended and nothing but space came after it.
    after_name: bool,
    /// Whether the names that come are those of editors.
    editors: bool,
    /// Where in `printed` the comment begins that is being read.
    comment: Option<usize>,
    parts: Parts,
}

impl Reading {
    fn text(&mut self, piece: &str, between: bool) {
        let blank = piece.trim().is_empty();
        self.mixed |= between && !blank;
        self.after_name &= blank;
        self.printed.push_str(piece);
    }

    /// Reads a part to its end, or says that it stays open.
    fn start<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        tag: &Tag,
        draft: &mut Draft,
    ) -> Result<Option<Open>, Trouble> {
        match tag.name() {
            "person-group" => {
                let kind = tag.attribute("person-group-type").unwrap_or_default();
                self.editors = kind.contains("editor");
                self.space();
                return Ok(Some(Open::Group));
            }
            "name" | "string-name" => self.name(xml)?,
            "collab" => {
                let words = text::inline(xml)?;
                self.person(tidy(&words), &words);
            }
            "etal" => self.et_al(xml)?,
            "pub-id" | "object-id" => self.identifier(xml, tag, draft)?,
            "ext-link" | "uri" => self.link(xml, tag)?,
            "label" => xml.skip()?,
            "comment" if self.comment.is_none() => {
                self.space();
                self.comment = Some(self.printed.len());
                return Ok(Some(Open::Comment));
            }
            "comment"
            | "date"
            | "string-date"
            | "name-alternatives"
            | "collab-alternatives"
            | "institution-wrap"
            | "p" => {
                self.space();
                return Ok(Some(Open::Other));
            }
            "italic" | "bold" | "sc" | "underline" | "roman" | "sans-serif" | "monospace"
            | "styled-content" | "named-content" => {
                return Ok(Some(Open::Type));
            }
            "sup" | "sub" | "xref" | "x" | "break" | "alternatives" | "inline-formula" => {
                let before = self.printed.len();
                text::child(xml, tag, &mut self.printed)?;
                self.after_name &= self.printed.get(before..).is_none_or(|added| added.trim().is_empty());
            }
            _ if text::is_apart(tag) => xml.skip()?,
            name => {
                let words = text::inline(xml)?;
                self.part(name, &words);
            }
        }
        Ok(None)
    }

    fn end_comment(&mut self) {
        let words = self.comment.take().and_then(|from| self.printed.get(from..)).map(tidy);
        self.parts.rest.extend(words.filter(|words| !words.is_empty()));
    }

    /// A space before a part that begins right behind the last one.
    fn space(&mut self) {
        let glued =
            |c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | ';' | ')' | '?' | '!' | '\u{201d}');
        if self.printed.ends_with(glued) {
            self.printed.push(' ');
        }
    }

    fn part(&mut self, name: &str, words: &str) {
        self.space();
        self.printed.push_str(words);
        self.after_name = false;
        let text = tidy(words);
        let parts = &mut self.parts;
        let slot = match name {
            "article-title" | "chapter-title" | "data-title" | "part-title" => &mut parts.title,
            "source" => &mut parts.source,
            "edition" => &mut parts.edition,
            "publisher-name" => &mut parts.publisher,
            "publisher-loc" => &mut parts.place,
            "year" => &mut parts.year,
            "volume" => &mut parts.volume,
            "issue" => &mut parts.issue,
            "fpage" => &mut parts.first,
            "lpage" => &mut parts.last,
            "elocation-id" | "page-range" => &mut parts.number,
            "month" | "day" | "season" | "role" | "size" | "issn" | "isbn" => return,
            _ => {
                parts.rest.extend((!text.is_empty()).then_some(text));
                return;
            }
        };
        if slot.is_empty() {
            *slot = text;
        } else if !text.is_empty() {
            parts.rest.push(text);
        }
    }

    fn name<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), Trouble> {
        let (mut family, mut given, mut suffix) = (String::new(), String::new(), String::new());
        let mut printed = String::new();
        let mut inside = 1_usize;
        while inside > 0 {
            match xml.step()? {
                Step::Text(piece) => printed.push_str(&piece),
                Step::End => inside -= 1,
                Step::Start(tag) => {
                    let slot = match tag.name() {
                        "surname" => &mut family,
                        "given-names" => &mut given,
                        "suffix" => &mut suffix,
                        _ => {
                            inside += 1;
                            continue;
                        }
                    };
                    *slot = text::inline(xml)?;
                    if printed.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',')) {
                        printed.push(' ');
                    }
                    printed.push_str(slot);
                }
            }
        }
        let person = if family.is_empty() {
            tidy(&printed)
        } else {
            name::person(&family, &given, &suffix).citation_form()
        };
        self.person(person, &printed);
        Ok(())
    }

    /// Adds someone; a comma where nothing stands between two.
    fn person(&mut self, person: String, printed: &str) {
        if self.after_name {
            self.printed.truncate(self.printed.trim_end_matches([' ', '\n', '\t', '\r', ',']).len());
            self.printed.push_str(", ");
        } else {
            self.space();
        }
        self.printed.push_str(printed);
        self.after_name = true;
        if !person.is_empty() {
            if self.editors { &mut self.parts.editors } else { &mut self.parts.authors }.push(person);
        }
    }

    fn et_al<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), Trouble> {
        let words = text::inline(xml)?;
        if self.after_name {
            self.printed.truncate(self.printed.trim_end().len());
            self.printed.push(',');
        }
        self.space();
        self.printed.push_str(if words.trim().is_empty() { "et al" } else { &words });
        self.after_name = false;
        self.parts.cut = true;
        Ok(())
    }

    /// An identifier. It is part of the text only where the text announces it; otherwise it was added to the
    /// print.
    fn identifier<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        tag: &Tag,
        draft: &mut Draft,
    ) -> Result<(), Trouble> {
        let kind = tag.attribute("pub-id-type").unwrap_or_default().to_ascii_lowercase();
        let raw = tidy(&xml.text()?);
        let id = raw.trim_end_matches(['.', ',', ';', ' ']);
        match kind.as_str() {
            _ if id.is_empty() => return Ok(()),
            "doi" => {
                related::address(id, &mut self.work);
                self.work.doi = self.work.doi.take().or_else(|| draft.identifier("reference", id));
            }
            "pmid" | "pubmed" => {
                self.work.pmid = self.work.pmid.or_else(|| draft.identifier("reference", id));
            }
            "pmc" | "pmcid" => {
                self.work.pmcid =
                    self.work.pmcid.or_else(|| draft.identifier("reference", &related::pmcid(id)));
            }
            _ => {
                related::address(id, &mut self.work);
                self.part("pub-id", &raw);
                return Ok(());
            }
        }
        let before = tail(&self.printed);
        if before.starts_with([':', '/'])
            || ["iod", "dimp", "dicmp"].iter().any(|lead| before.starts_with(lead))
        {
            self.printed.push_str(&raw);
        }
        Ok(())
    }

    fn link<R: BufRead>(&mut self, xml: &mut Xml<R>, tag: &Tag) -> Result<(), Trouble> {
        let href = tag.attribute("href").unwrap_or_default().trim().to_owned();
        match tag.attribute("ext-link-type").unwrap_or_default() {
            "doi" => self.work.doi = self.work.doi.take().or(href.parse().ok()),
            "pubmed" | "pmid" => self.work.pmid = self.work.pmid.or(href.parse().ok()),
            "pmc" | "pmcid" => self.work.pmcid = self.work.pmcid.or(related::pmcid(&href).parse().ok()),
            _ => related::address(&href, &mut self.work),
        }
        let words = text::inline(xml)?;
        let shown = if words.trim().is_empty() { &href } else { &words };
        self.space();
        self.printed.push_str(shown);
        self.after_name = false;
        if self.comment.is_none() {
            self.parts.rest.push(tidy(shown));
        }
        Ok(())
    }

    fn finish(mut self, draft: &mut Draft) -> Citation {
        let printed = if self.mixed { std::mem::take(&mut self.printed) } else { self.parts.joined() };
        let text = draft.text("reference", &markup::plain(&printed));
        self.work.doi = self.work.doi.take().or_else(|| doi_in(&text));
        self.work.text = (!text.is_empty()).then_some(text);
        Citation { work: self.work }
    }
}

/// The last letters of a text in small letters, the last one first.
fn tail(text: &str) -> String {
    text.trim_end().chars().rev().take(8).map(|c| c.to_ascii_lowercase()).collect()
}

/// A DOI in the text of a citation, where the text says that it is one.
fn doi_in(text: &str) -> Option<Doi> {
    /// Longest DOI that is looked for, in characters.
    const LONGEST: usize = 200;
    let announced = |at: usize| {
        ["iod", ":iod", ".iod", "/gro.iod"].iter().any(|lead| tail(&text[..at]).starts_with(lead))
    };
    text.match_indices("10.").filter(|(at, _)| announced(*at)).take(8).find_map(|(at, _)| {
        let word: String = text[at..].chars().take_while(|c| !c.is_whitespace()).take(LONGEST).collect();
        word.trim_end_matches(['.', ',', ';', ')', ']', '>', '"', '\u{201d}']).parse().ok()
    })
}
