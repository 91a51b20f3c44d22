//! BibTeX and BibLaTeX -> records.
//!
//! Follows `btxdoc` and "Tame the Beast" (N. Markey) for the syntax, the manual of BibLaTeX 3.19 for fields
//! and types, and what Zotero, Better BibTeX, Mendeley, `JabRef`, `BibDesk`, ACM, ADS, dblp, Scopus and Web
//! of Science really write. A file is taken apart block by block ([`source`], [`extent`]) and a block field
//! by field ([`fields`]), so that a broken entry costs itself and what is whole in it is kept. Values are
//! LaTeX until a field is read ([`latex`]).
//!
//! # What the crate `biblatex` does here
//!
//! It takes names apart (see [`names`]); the rest of it is not used. Fed with the real files entry by entry,
//! it refuses one in fourteen (parentheses, abbreviations that nothing defines, a missing comma), where a
//! person reads all of them; every hundredth value keeps commands or mathematics, and some come out wrong
//! (`J\o{}rgensen`, `\'\i`, `--` in an address). It recurses over its input, too. One grammar for good and
//! broken entries also means that a slip elsewhere in an entry never changes how its good fields are read.
//!
//! # Order, and parents that come later
//!
//! Records keep the order of the file. An entry whose `crossref` or `xdata` names one that was not seen yet
//! waits, and what follows waits behind it, until the parent comes, the file ends, or [`MAX_AHEAD`] bytes
//! were read ahead: BibTeX wants parents behind their parts, so most are near, and a parent that is nowhere
//! (an export of single entries) costs a bounded look ahead, not a second reading of the source. Without such
//! entries, memory is that of one entry and of what later ones may inherit from it ([`parents`]).

mod bag;
mod dates;
mod entry;
mod extent;
mod fields;
mod identifiers;
mod item;
mod kinds;
mod latex;
mod names;
mod outside;
mod parents;
mod place;
mod source;
mod strings;
mod syntax;
mod vendors;

use super::draft::{Draft, aside, quote};
use super::findings::Findings;
use super::{Context, Entry, Reader, Text};
use crate::record::{Diagnostic, DiagnosticKind};
use extent::Ending;
use item::Item;
use outside::Outside;
use parents::Parents;
use source::{Block, Source};
use std::collections::VecDeque;
use std::io;
use strings::Strings;

/// How much may wait for a parent, in bytes (64 MiB): some fifty thousand entries.
const MAX_AHEAD: usize = 64 << 20;

/// How many findings about comments wait for the next entry; more of them are not told.
const MAX_LOOSE_ENDS: usize = 1000;

/// Whether an entry of a type known, or one that plainly has a field, opens a line.
pub(super) fn recognises(start: &str) -> bool {
    if start.starts_with(['<', '[']) {
        return false; // markup and JSON may quote an entry
    }
    let bytes = start.as_bytes();
    memchr::memchr_iter(b'@', bytes).any(|at| {
        let free =
            at == 0 || extent::starts_line(bytes, at) || matches!(bytes[at - 1], b' ' | b'\t' | b'}' | b')');
        free && syntax::opening(bytes, at).is_some_and(|found| {
            let key =
                bytes[found.body..].iter().take_while(|b| !matches!(b, b',' | b'\n' | b'\r' | b'}')).count();
            let comma = found.body + key;
            kinds::is_known(&found.kind)
                || (bytes.get(comma) == Some(&b',') && syntax::field_follows(bytes, comma + 1))
        })
    })
}

pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    Box::new(Entries {
        source: Source::new(text),
        context,
        number: 0,
        strings: Strings::default(),
        parents: Parents::default(),
        outside: Outside::default(),
        waiting: VecDeque::new(),
        ahead: 0,
        loose_ends: Vec::new(),
        ended: false,
    })
}

/// The entries of a file.
struct Entries {
    source: Source,
    context: Context,
    number: u64,
    strings: Strings,
    parents: Parents,
    outside: Outside,
    /// Entries that are read and not told yet, each with what is said of the text before it.
    waiting: VecDeque<(Item, Vec<Diagnostic>)>,
    /// Bytes of these.
    ahead: usize,
    /// What is to be said with the next entry.
    loose_ends: Vec<Diagnostic>,
    ended: bool,
}

impl Reader for Entries {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        while !self.ended && self.must_read_on() {
            self.read_block()?;
        }
        if let Some((item, before)) = self.waiting.pop_front() {
            self.ahead -= item.bytes;
            return Ok(Some(self.tell(&item, before)));
        }
        let rest = std::mem::take(&mut self.loose_ends);
        Ok((!rest.is_empty()).then(|| aside(rest)))
    }
}

impl Entries {
    /// Whether the next entry cannot be told yet.
    fn must_read_on(&self) -> bool {
        let Some((first, _)) = self.waiting.front() else { return true };
        self.ahead < MAX_AHEAD && self.parents.missing(first).is_some()
    }

    /// Reads one block, and keeps what it is good for.
    fn read_block(&mut self) -> io::Result<()> {
        let block = self.source.next_block(&mut self.outside)?;
        let mut findings = Findings::new(&self.context.source);
        self.outside.report(&mut findings);
        let mut entry = None;
        match block {
            None => self.ended = true,
            Some(block) => entry = self.keep(&block, &mut findings),
        }
        // A file of comments only must not fill the memory with what is said of them.
        let room = MAX_LOOSE_ENDS.saturating_sub(self.loose_ends.len());
        self.loose_ends.extend(findings.take().into_iter().take(room));
        if let Some(item) = entry {
            self.parents.add(&item);
            self.ahead += item.bytes;
            self.waiting.push_back((item, std::mem::take(&mut self.loose_ends)));
        }
        Ok(())
    }

    /// The entry that a block is; what is none is kept for the entries after it.
    fn keep(&mut self, block: &Block, findings: &mut Findings) -> Option<Item> {
        match block.kind.as_str() {
            "string" => item::define(block, &mut self.strings, findings),
            "comment" | "preamble" => comment(block, findings),
            "xdata" => self.parents.add(&Item::new(block, &self.strings)),
            "set" | "bibnote" => {
                let message = format!("'@{}' is no work of its own", block.kind);
                findings.note(DiagnosticKind::UnplacedText, "", block.position, message);
            }
            _ => return Some(Item::new(block, &self.strings)),
        }
        None
    }

    /// Makes a record of an entry.
    fn tell(&mut self, item: &Item, before: Vec<Diagnostic>) -> Entry {
        self.number += 1;
        let mut draft = Draft::new(&self.context, self.number, item.position);
        item.report(&mut draft);
        let mut entry = if let Some((kind, reason)) = item.refused() {
            draft.reject(kind, reason)
        } else if let Some(other) = item.alias() {
            draft.note(
                DiagnosticKind::Duplicate,
                "",
                format!("only another key for the entry '{}'; no record", quote(other)),
            );
            aside(draft.findings.take())
        } else {
            let heritage = self.parents.heritage(item);
            for key in &heritage.missing {
                let far = if self.ended && !self.parents.forgot { "" } else { ", or too far from it" };
                let message =
                    format!("the entry '{}' that this one refers to is not in the file{far}", quote(key));
                draft.note(DiagnosticKind::Missing, "crossref", message);
            }
            let fields = [item.fields.as_slice(), heritage.fields.as_slice()].concat();
            entry::read(&item.kind, &fields, &heritage, &mut draft);
            draft.at(item.position);
            draft.finish()
        };
        entry.diagnostics.splice(0..0, before);
        entry
    }
}

/// Comments are for people; an entry in one is not read, and that is said.
fn comment(block: &Block, findings: &mut Findings) {
    let bytes = block.body.as_bytes();
    let inside = memchr::memchr_iter(b'@', bytes).filter(|at| {
        let free = *at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        free && syntax::opening(bytes, *at).is_some_and(|found| kinds::of_type(&found.kind).is_some())
    });
    let count = inside.count();
    if count > 0 {
        let message = format!("{count} entries stand in a @{}; not read", block.kind);
        findings.note(DiagnosticKind::UnplacedText, "", block.position, message);
    }
    if block.ending == Ending::Cut {
        let message = format!("the @{} that begins here has no end", block.kind);
        findings.warn(
            DiagnosticKind::Truncated,
            "",
            block.position,
            message,
            "the rest of the source is part of it",
        );
    } else if block.ending != Ending::Closed {
        let message = format!("the braces of this @{} do not balance", block.kind);
        findings.warn(
            DiagnosticKind::Syntax,
            "",
            block.position,
            message,
            "it ends where the next entry begins",
        );
    }
}

#[cfg(test)]
mod tests;
