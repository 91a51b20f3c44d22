//! Licence and open access.

use super::text;
use crate::read::address::is_web;
use crate::read::draft::{Draft, quote, tidy};
use crate::read::xml::{Step, Tag, Trouble, Xml};
use std::io::BufRead;

/// Longest address of a licence that is looked for in a text, in characters.
const MAX_ADDRESS: usize = 200;

/// What the article says of its rights.
#[derive(Debug, Default)]
pub(super) struct Rights {
    /// Addresses of licences in the order of the source.
    addresses: Vec<String>,
    name: Option<String>,
    year: Option<i32>,
    pub(super) open: bool,
}

impl Rights {
    /// Reads `permissions`, which is open, to its end.
    pub(super) fn permissions<R: BufRead>(
        &mut self,
        xml: &mut Xml<R>,
        draft: &mut Draft,
    ) -> Result<(), Trouble> {
        xml.children(|xml, tag| match tag.name() {
            "license" | "license_ref" | "free_to_read" | "copyright-statement" | "copyright-year" => {
                self.read(xml, tag)
            }
            name => {
                draft.unused(name.to_owned());
                xml.skip()
            }
        })
    }

    /// Reads one of its fields; older files have them without `permissions` around.
    pub(super) fn read<R: BufRead>(&mut self, xml: &mut Xml<R>, tag: &Tag) -> Result<(), Trouble> {
        match tag.name() {
            "license" => return self.license(xml, tag),
            "free_to_read" => {
                self.open = true;
                return xml.skip();
            }
            "license_ref" => {
                let text = xml.text()?;
                self.address(&text);
            }
            "copyright-year" => {
                let year = tidy(&xml.text()?).parse();
                self.year = self.year.or(year.ok());
            }
            _ => {
                let text = text::inline(xml)?;
                self.statement(&text);
            }
        }
        Ok(())
    }

    fn license<R: BufRead>(&mut self, xml: &mut Xml<R>, tag: &Tag) -> Result<(), Trouble> {
        let kind = tag.attribute("license-type").unwrap_or_default().to_ascii_lowercase();
        self.open |= matches!(kind.as_str(), "open-access" | "openaccess" | "open access" | "oa");
        if kind.starts_with("cc") {
            self.name(&kind);
        }
        self.address(tag.attribute("href").unwrap_or_default());
        let mut statement = String::new();
        let mut inside = 1_usize;
        while inside > 0 {
            match xml.step()? {
                Step::Text(piece) => statement.push_str(&piece),
                Step::End => inside -= 1,
                Step::Start(tag) => {
                    inside += 1;
                    self.open |= tag.name() == "free_to_read";
                    if tag.name() == "license_ref" {
                        let text = xml.text()?;
                        self.address(&text);
                        inside -= 1;
                    }
                    // Links in the text, and the RDF that BioMed Central once put beside it.
                    for name in ["href", "resource"] {
                        if let Some(address) = tag.attribute(name).filter(|a| is_licence(a)) {
                            self.address(address);
                        }
                    }
                }
            }
        }
        self.statement(&statement);
        Ok(())
    }

    /// What the text of a licence or copyright statement says.
    fn statement(&mut self, text: &str) {
        let text = tidy(text);
        let lower = text.to_lowercase().replace('-', " ");
        self.open |= lower.contains("open access article") || lower.contains("this is an open access");
        for (at, _) in text.match_indices("http").take(64) {
            let ends = |c: &char| !matches!(c, ' ' | ')' | ']' | '>' | ',' | ';');
            let address: String = text[at..].chars().take_while(ends).take(MAX_ADDRESS).collect();
            if is_licence(&address) {
                self.address(&address);
            }
        }
        if let Some(name) = named(&text) {
            self.name(name);
        }
    }

    fn address(&mut self, address: &str) {
        let address = address.trim().trim_end_matches(['.', ',', ';', ')']);
        let web = is_web(address);
        let room = self.addresses.len() < 32;
        if web
            && room
            && !address.contains(char::is_whitespace)
            && !self.addresses.iter().any(|a| a == address)
        {
            self.addresses.push(address.to_owned());
        }
    }

    /// The name of the licence; the first one counts.
    pub(super) fn name(&mut self, name: &str) {
        if self.name.is_none() && !name.is_empty() {
            self.name = Some(name.to_owned());
        }
    }

    /// The year of copyright.
    pub(super) fn year(&self) -> Option<i32> {
        self.year.filter(|year| (1000..3000).contains(year))
    }

    pub(super) fn finish(&mut self, draft: &mut Draft) {
        let addresses = std::mem::take(&mut self.addresses);
        let best = addresses.iter().position(|a| is_licence(a)).unwrap_or_default();
        let address = addresses.into_iter().nth(best);
        let free = address.as_ref().is_some_and(|a| is_licence(a) || a.contains("open-access"))
            || self.name.as_ref().is_some_and(|name| {
                name.to_lowercase().starts_with("cc") || name.starts_with("Creative Commons")
            });
        draft.record.licence = address.or(self.name.take());
        draft.record.open_access = (self.open || free).then_some(true);
    }
}

/// Whether an address is that of a licence under which everyone may read.
fn is_licence(address: &str) -> bool {
    ["creativecommons.org/licenses/", "creativecommons.org/publicdomain/", "/open-government-licence"]
        .iter()
        .any(|part| address.contains(part))
}

/// The name of a Creative Commons licence in a text: `Creative Commons Attribution License`.
fn named(text: &str) -> Option<&str> {
    let from = &text[text.find("Creative Commons")?..];
    let end =
        ["License", "Licence", "Deed"].iter().filter_map(|word| Some(from.find(word)? + word.len())).min()?;
    // Further away the words belong to something else.
    let name = from.get(..end)?;
    (name == quote(name) && !name.contains(". ")).then_some(name)
}
