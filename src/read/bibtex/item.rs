//! A block of the file -> an entry with its fields, abbreviations put in; definitions are kept for the
//! entries after them.

use super::bag::{Field, field_name};
use super::extent::{Ending, MAX_DEPTH, MAX_ENTRY};
use super::fields::{Flaw, split};
use super::source::Block;
use super::strings::Strings;
use crate::read::draft::{Draft, quote};
use crate::read::findings::Findings;
use crate::record::{DiagnosticKind, Position};

/// An entry, ready to be read.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) position: Position,
    /// Lower case.
    pub(super) kind: String,
    pub(super) key: String,
    pub(super) fields: Vec<Field>,
    /// What was found while it was taken apart.
    said: Vec<Said>,
    /// Why nothing can be made of it.
    refused: Option<String>,
    /// About how many bytes it takes.
    pub(super) bytes: usize,
}

/// A finding that waits for its record.
#[derive(Debug)]
struct Said {
    at: Position,
    kind: DiagnosticKind,
    message: String,
    action: &'static str,
}

impl Item {
    /// Takes an entry apart.
    pub(super) fn new(block: &Block, strings: &Strings) -> Self {
        let broken = matches!(block.ending, Ending::Unbalanced | Ending::Cut);
        let split = split(&block.body, true, broken, block.loose);
        let mut places = Places { text: &block.body, start: block.start, at: 0, place: block.start };
        let mut said = ending(block);
        let mut fields = Vec::with_capacity(split.fields.len());
        for raw in &split.fields {
            let position = places.position(raw.at);
            let value = strings.join(&raw.parts);
            for name in &value.unknown {
                let message = format!(
                    "'{}' of the field '{}' is an abbreviation that nothing defines",
                    quote(name),
                    quote(raw.name)
                );
                said.push(Said {
                    at: position,
                    kind: DiagnosticKind::Syntax,
                    message,
                    action: "kept as text",
                });
            }
            if value.too_long {
                let message =
                    format!("the value of '{}' is longer than 1 MiB with its abbreviations", quote(raw.name));
                said.push(Said {
                    at: position,
                    kind: DiagnosticKind::TooLong,
                    message,
                    action: "the rest is left out",
                });
            }
            fields.push(Field { name: field_name(raw.name), value: value.text, position });
        }
        said.extend(flaws(split.flaws, block));
        let bytes = block.body.len() + fields.iter().map(|f| f.value.len() + 120).sum::<usize>() + 300;
        Self {
            position: block.position,
            kind: block.kind.clone(),
            key: split.key.to_lowercase(),
            fields,
            said,
            refused: refusal(block),
            bytes,
        }
    }

    /// Why nothing can be made of the entry.
    pub(super) fn refused(&self) -> Option<(DiagnosticKind, &str)> {
        self.refused.as_deref().map(|reason| (DiagnosticKind::TooLong, reason))
    }

    /// The entry that this one is only another key for, where it says nothing else.
    pub(super) fn alias(&self) -> Option<&str> {
        let mut said = self.fields.iter().filter(|f| !f.value.trim().is_empty());
        match (said.next(), said.next()) {
            (Some(only), None) if only.name == "crossref" => Some(only.value.trim()),
            _ => None,
        }
    }

    /// Tells what was found while the entry was taken apart.
    pub(super) fn report(&self, draft: &mut Draft) {
        for said in &self.said {
            draft.at(said.at);
            draft.warn(said.kind, "", said.message.clone(), said.action);
        }
        draft.at(self.position);
    }
}

/// Keeps the definitions of a `@string`.
pub(super) fn define(block: &Block, strings: &mut Strings, findings: &mut Findings) {
    let broken = matches!(block.ending, Ending::Unbalanced | Ending::Cut);
    let split = split(&block.body, false, broken, block.loose);
    let warn = |findings: &mut Findings, message: String, action| {
        findings.warn(DiagnosticKind::Syntax, "", block.position, format!("@string: {message}"), action);
    };
    if let Some(reason) = refusal(block) {
        warn(findings, reason, "left out");
    }
    for said in ending(block).into_iter().chain(flaws(split.flaws, block)) {
        warn(findings, said.message, said.action);
    }
    for raw in &split.fields {
        let value = strings.join(&raw.parts);
        for name in &value.unknown {
            warn(findings, format!("nothing defines the abbreviation '{}'", quote(name)), "kept as text");
        }
        if value.too_long || !strings.define(raw.name, value.text) {
            warn(findings, format!("the abbreviation '{}' is too long", quote(raw.name)), "cut, or left out");
        }
    }
}

fn refusal(block: &Block) -> Option<String> {
    match block.ending {
        Ending::TooDeep => Some(format!("braces are nested more than {MAX_DEPTH} deep")),
        Ending::TooLong => Some(format!("the entry is longer than {} MiB", MAX_ENTRY >> 20)),
        Ending::Closed | Ending::Unbalanced | Ending::Cut => None,
    }
}

/// What is to be said of the way the entry ended.
fn ending(block: &Block) -> Vec<Said> {
    let said = |kind, message: &str, action| {
        vec![Said { at: block.position, kind, message: message.to_owned(), action }]
    };
    match block.ending {
        Ending::Unbalanced => said(
            DiagnosticKind::Syntax,
            "braces or quotation marks do not balance: another entry begins inside of this one",
            "read up to there",
        ),
        Ending::Cut => {
            said(DiagnosticKind::Truncated, "the source ends inside of this entry", "read as far as it goes")
        }
        Ending::Closed | Ending::TooLong | Ending::TooDeep => Vec::new(),
    }
}

fn flaws(flaws: Vec<Flaw>, block: &Block) -> Vec<Said> {
    let mut places = Places { text: &block.body, start: block.start, at: 0, place: block.start };
    let said = |flaw: Flaw| Said {
        at: places.position(flaw.at),
        kind: DiagnosticKind::Syntax,
        message: flaw.message,
        action: flaw.action,
    };
    flaws.into_iter().map(said).collect()
}

/// Lines and columns of bytes of a text; quick where they go up.
struct Places<'a> {
    text: &'a str,
    start: Position,
    at: usize,
    place: Position,
}

impl Places<'_> {
    fn position(&mut self, byte: usize) -> Position {
        if byte < self.at {
            (self.at, self.place) = (0, self.start);
        }
        let between = self.text.get(self.at..byte).unwrap_or_default();
        let mut characters = between.chars().peekable();
        while let Some(c) = characters.next() {
            match c {
                '\r' if characters.peek() == Some(&'\n') => {}
                '\n' | '\r' => self.place = Position { line: self.place.line + 1, column: 1 },
                _ => self.place.column += 1,
            }
        }
        self.at = byte;
        self.place
    }
}
