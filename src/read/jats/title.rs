//! The titles of an article: title, subtitle, translations.

use super::text;
use crate::read::draft::{Draft, tidy, without_stop};
use crate::read::language;
use crate::read::xml::{Trouble, Xml};
use std::io::BufRead;

/// The titles as they stand.
#[derive(Debug, Default)]
pub(super) struct Titles {
    main: Parts,
    /// Language of the main title, where it says so itself.
    language: Option<String>,
    translations: Vec<(Option<String>, Parts)>,
}

#[derive(Debug, Default)]
struct Parts {
    title: String,
    subtitles: Vec<String>,
}

impl Titles {
    /// Reads the group that is open to its end.
    pub(super) fn read<R: BufRead>(&mut self, xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
        xml.children(|xml, tag| {
            let language = || tag.attribute("lang").map(str::to_owned);
            match tag.name() {
                "article-title" | "title" | "book-title" | "book-part-title" => {
                    self.language = language().or(self.language.take());
                    self.main.title = text::inline(xml)?;
                }
                "subtitle" => self.main.subtitles.push(text::inline(xml)?),
                "trans-title" => {
                    let title = text::inline(xml)?;
                    self.translations.push((language(), Parts { title, subtitles: Vec::new() }));
                }
                "trans-subtitle" => {
                    let subtitle = text::inline(xml)?;
                    if let Some((_, parts)) = self.translations.last_mut() {
                        parts.subtitles.push(subtitle);
                    }
                }
                "trans-title-group" => {
                    let mut parts = Parts::default();
                    xml.children(|xml, tag| {
                        let text = text::inline(xml)?;
                        if tag.name() == "trans-subtitle" {
                            parts.subtitles.push(text);
                        } else {
                            parts.title = text;
                        }
                        Ok(())
                    })?;
                    self.translations.push((language(), parts));
                }
                // Running heads, short forms for a table of contents, footnotes to the title.
                "alt-title" | "alt-title-group" | "fn-group" | "label" => xml.skip()?,
                name => {
                    draft.unused(name.to_owned());
                    xml.skip()?;
                }
            }
            Ok(())
        })
    }

    /// Settles the titles; says whether the title is a translation into English.
    ///
    /// As in PubMed, the English title of a work in another language is its title, and the other one the
    /// original title.
    pub(super) fn finish(&self, of_article: Option<&str>, draft: &mut Draft) -> bool {
        let english = |text: Option<&str>| text.and_then(language::code) == Some("en");
        draft.title(&self.main.joined());
        let own = self.language.as_deref().or(of_article);
        let translation = self.translations.iter().find(|(language, _)| english(language.as_deref()));
        let is_translated = translation.is_some() && !english(own);
        if let Some((_, parts)) = translation.filter(|_| is_translated) {
            let original = std::mem::take(&mut draft.record.title);
            draft.title(&parts.joined());
            draft.record.original_title = Some(original).filter(|title| !title.is_empty());
        }
        if self.translations.len() > usize::from(is_translated) {
            draft.unused("trans-title");
        }
        is_translated
    }
}

impl Parts {
    /// Subtitles after a colon, unless the title closes with a mark of its own.
    fn joined(&self) -> String {
        let mut title = tidy(&self.title);
        for subtitle in self.subtitles.iter().map(|s| s.trim()).filter(|s| !s.is_empty()) {
            title.truncate(without_stop(&title).len());
            if !title.is_empty() {
                title.push_str(if title.ends_with([':', '?', '!', '\u{2014}', '\u{2013}']) {
                    " "
                } else {
                    ": "
                });
            }
            title.push_str(subtitle.trim_start_matches([':', ' ']));
        }
        title
    }
}
