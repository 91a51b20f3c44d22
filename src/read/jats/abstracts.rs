//! The abstract: which of several is meant, its paragraphs and sections.
//!
//! Sections are told by `sec` and `title`, or by words in bold or italics where a heading would stand.

use super::{related, text};
use crate::read::draft::{Draft, tidy};
use crate::read::language;
use crate::read::xml::{Step, Tag, Trouble, Xml};
use crate::record::{Doi, SectionRole};
use std::io::BufRead;

/// The abstracts of an article.
#[derive(Debug, Default)]
pub(super) struct Abstracts {
    found: Vec<Found>,
}

#[derive(Debug)]
struct Found {
    rank: Rank,
    english: bool,
    body: Body,
}

/// Which abstract is the one meant, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Without a type of its own.
    Main,
    Translation,
    /// A short form: stands where there is nothing else.
    Short,
}

impl Abstracts {
    /// Reads the abstract that is open to its end.
    pub(super) fn read<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        tag: &Tag,
        draft: &mut Draft,
    ) -> Result<(), Trouble> {
        let kind = tag.attribute("abstract-type").unwrap_or_default().to_ascii_lowercase();
        let rank = match kind.as_str() {
            "" | "abstract" | "main" | "normal" | "full" | "structured" | "unstructured" | "section"
            | "author"
                if tag.name() == "abstract" =>
            {
                Rank::Main
            }
            "" | "abstract" | "translated" => Rank::Translation,
            "summary" | "short" | "executive-summary" | "web-summary" | "precis" => Rank::Short,
            _ => {
                draft.unused(format!("abstract {kind}"));
                return xml.skip();
            }
        };
        let english = tag.attribute("lang").and_then(language::code) == Some("en");
        let mut body = Body::default();
        body.read(xml, draft)?;
        self.found.push(Found { rank, english, body });
        Ok(())
    }

    /// Settles the abstract. Where the title is the English one, the English abstract goes with it.
    pub(super) fn finish(&mut self, translated: bool, draft: &mut Draft) {
        let filled = self.found.extract_if(.., |found| !found.body.is_empty());
        let mut found: Vec<Found> = filled.collect();
        found.sort_by_key(|f| (translated && !f.english, f.rank));
        let mut found = found.into_iter();
        if let Some(chosen) = found.next() {
            chosen.body.finish(draft);
        }
        for left in found {
            draft.unused(if left.rank == Rank::Short { "abstract summary" } else { "trans-abstract" });
        }
    }
}

/// The pieces of an abstract in order.
#[derive(Debug, Default)]
struct Body {
    pieces: Vec<Piece>,
    /// The paragraph that is being read.
    paragraph: String,
}

#[derive(Debug, Default)]
struct Piece {
    /// The heading as printed.
    heading: Option<String>,
    /// Whether an element says that it is a heading, not type alone.
    titled: bool,
    paragraphs: Vec<String>,
}

impl Body {
    fn read<R: BufRead>(&mut self, xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
        // For each element that is open below the abstract, whether it is a section.
        let mut open: Vec<bool> = Vec::new();
        loop {
            match xml.step()? {
                Step::Text(text) => self.paragraph.push_str(&text),
                Step::Start(tag) => match tag.name() {
                    "title" => {
                        let heading = text::inline(xml)?;
                        self.title(&heading, open.is_empty());
                    }
                    "p" => self.read_paragraph(xml, draft)?,
                    "label" | "object-id" => xml.skip()?,
                    "sec" => open.push(true),
                    "list" | "list-item" | "disp-quote" | "def-list" | "def-item" | "def" | "boxed-text" => {
                        open.push(false);
                    }
                    _ => text::child(xml, &tag, &mut self.paragraph)?,
                },
                Step::End => {
                    self.end_paragraph();
                    match open.pop() {
                        None => return Ok(()),
                        Some(true) => self.pieces.push(Piece::default()),
                        Some(false) => {}
                    }
                }
            }
        }
    }

    fn read_paragraph<R: BufRead>(&mut self, xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
        self.end_paragraph();
        loop {
            match xml.step()? {
                Step::Text(text) => self.paragraph.push_str(&text),
                Step::Start(tag) => match tag.name() {
                    "bold" | "italic" | "underline" | "sc" | "b" | "i" => {
                        let words = text::inline(xml)?;
                        self.emphasised(&words);
                    }
                    "related-object" => related::object_in_text(xml, &tag, &mut self.paragraph, draft)?,
                    _ => text::child(xml, &tag, &mut self.paragraph)?,
                },
                Step::End => {
                    self.end_paragraph();
                    return Ok(());
                }
            }
        }
    }

    /// A heading. That of the abstract as a whole is one only where it names a part of a study.
    fn title(&mut self, heading: &str, of_the_whole: bool) {
        self.end_paragraph();
        let heading = tidy(heading);
        let generic =
            heading.to_lowercase().starts_with("summary") || SectionRole::from_heading(&heading).is_none();
        if heading.is_empty() || (of_the_whole && generic) {
            return;
        }
        self.pieces.push(Piece { heading: Some(heading), titled: true, paragraphs: Vec::new() });
    }

    /// Words in bold or italics: a heading where a sentence would begin and the words are a known one or have
    /// a colon.
    fn emphasised(&mut self, words: &str) {
        let before = self.paragraph.trim_end();
        let begins = before.is_empty() || before.ends_with(['.', '?', '!', ';', ')', '\u{201d}', '"']);
        let trimmed = words.trim();
        let known = SectionRole::from_heading(bare(trimmed)).is_some();
        if begins && !trimmed.is_empty() && trimmed.chars().count() < 80 && (known || trimmed.ends_with(':'))
        {
            self.end_paragraph();
            self.pieces.push(Piece { heading: Some(tidy(trimmed)), titled: false, paragraphs: Vec::new() });
        } else {
            self.paragraph.push_str(words);
        }
    }

    fn end_paragraph(&mut self) {
        let text = tidy(&std::mem::take(&mut self.paragraph));
        if text.is_empty() {
            return;
        }
        // eLife closes every abstract with the DOI of the abstract.
        if text.parse::<Doi>().is_ok()
            && self.pieces.pop_if(|p| p.heading.as_deref() == Some("DOI:")).is_some()
        {
            return;
        }
        match self.pieces.last_mut() {
            Some(piece) => piece.paragraphs.push(text),
            None => self.pieces.push(Piece { paragraphs: vec![text], ..Piece::default() }),
        }
    }

    fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.paragraphs.is_empty())
    }

    fn finish(self, draft: &mut Draft) {
        let titles = self.pieces.iter().filter(|piece| piece.titled).count();
        let headings = self.pieces.iter().filter(|piece| piece.heading.is_some()).count();
        // One word in bold makes no sections.
        if headings == 0 || (titles == 0 && headings == 1) {
            let mut lines = Vec::new();
            for mut piece in self.pieces {
                match (piece.heading, piece.paragraphs.first_mut()) {
                    (Some(heading), Some(first)) => *first = format!("{heading} {first}"),
                    (Some(heading), None) => lines.push(heading),
                    (None, _) => {}
                }
                lines.extend(piece.paragraphs);
            }
            return draft.abstract_text(&lines.join("\n"));
        }
        let parts: Vec<_> = self
            .pieces
            .into_iter()
            .map(|piece| {
                let text = piece.paragraphs.join(" ");
                let heading = piece.heading.as_deref().map(|heading| bare(heading).to_owned());
                // The colon may stand behind the bold words.
                let text = if heading.is_some() {
                    text.trim_start_matches([':', '.', ' ']).to_owned()
                } else {
                    text
                };
                (heading, None, text)
            })
            .collect();
        draft.abstract_parts(&parts);
    }
}

/// A heading without the marks that close it.
fn bare(heading: &str) -> &str {
    heading.trim().trim_end_matches([':', '.', '-', '\u{2013}', '\u{2014}', ' ']).trim_start()
}
