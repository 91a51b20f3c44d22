//! A pull parser for records in XML: elements as bytes, text as plain text, whole subtrees skipped unread.
//!
//! Nothing is ever expanded or fetched: a reference to an entity that XML or HTML does not define stays as its text.
//! Knows no format.

use super::markup;
use super::meter::Meter;
use crate::record::Position;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::io::{self, BufRead};

/// Deepest nesting that is read.
pub(super) const MAX_DEPTH: usize = 256;

/// Elements and text of a source.
pub(super) struct Xml<R: BufRead> {
    reader: Reader<Meter<R>>,
    buffer: Vec<u8>,
    depth: usize,
    /// The name of the element that was just begun and has no end of its own.
    empty: bool,
    /// Entities that are not defined, each once.
    unknown: Vec<String>,
    /// How many elements are open around the records.
    around: usize,
    /// The name of the first outermost element.
    root: String,
    /// The start of what stands outside of the document.
    stray: Option<String>,
}

/// What comes next inside an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// An element begins: its name without prefix, and its attributes.
    Start(Tag),
    /// Text.
    Text(String),
    /// The element ends.
    End,
}

/// The beginning of an element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

/// Why reading stops or a record is given up.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The source cannot be read.
    Io(io::Error),
    /// Not well-formed, in words.
    Syntax(String),
    /// The source ends inside the record.
    Truncated,
}

impl Tag {
    /// The name without prefix.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn of(start: &BytesStart<'_>) -> Self {
        let mut checked = start.attributes();
        let attributes = checked.with_checks(false).flatten().map(|attribute| {
            let raw: &str = &attribute.value;
            let value = if raw.contains('&') { markup::entities(raw) } else { raw.to_owned() };
            (attribute.key.local_name().as_ref().to_owned(), value)
        });
        Self { name: start.local_name().as_ref().to_owned(), attributes: attributes.collect() }
    }
}

impl<R: BufRead> Xml<R> {
    pub(super) fn new(reader: R) -> Self {
        let mut reader = Reader::from_reader(Meter::new(reader));
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
            empty: false,
            unknown: Vec::new(),
            around: 0,
            root: String::new(),
            stray: None,
        }
    }

    /// About where the next element is.
    pub(super) fn position(&self) -> Position {
        self.reader.get_ref().position()
    }

    /// A record begins: it may be as long as the meter allows.
    pub(super) fn begin_record(&mut self) {
        self.reader.get_mut().begin_record();
    }

    /// Entities that were met and are not defined; forgets them.
    pub(super) fn take_unknown(&mut self) -> Vec<String> {
        std::mem::take(&mut self.unknown)
    }

    /// The start of the first thing outside of the document that [`Xml::find`] has passed over: text, or the outermost
    /// element of another document; forgets it.
    pub(super) fn take_stray(&mut self) -> Option<String> {
        self.stray.take()
    }

    /// The next element anywhere whose name `wanted` accepts; everything else is passed over. `None` at the end.
    pub(super) fn find(&mut self, wanted: impl Fn(&str) -> bool) -> Result<Option<Tag>, Trouble> {
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Eof) => return Ok(None),
                Ok(Event::Start(start)) => {
                    let tag = Tag::of(&start);
                    let found = wanted(tag.name());
                    self.outermost(tag.name(), found);
                    if found {
                        self.depth = 1;
                        self.empty = false;
                        return Ok(Some(tag));
                    }
                    self.around += 1;
                    self.begin_record();
                }
                Ok(Event::Empty(start)) => {
                    let tag = Tag::of(&start);
                    let found = wanted(tag.name());
                    self.outermost(tag.name(), found);
                    if found {
                        self.depth = 1;
                        self.empty = true;
                        return Ok(Some(tag));
                    }
                    self.begin_record();
                }
                Ok(Event::End(_)) => {
                    self.around = self.around.saturating_sub(1);
                    self.begin_record();
                }
                Ok(Event::Text(text)) => {
                    let text = text.trim();
                    // Inside of the document wrappers have text of their own.
                    if self.around == 0 && !text.is_empty() {
                        self.stray.get_or_insert_with(|| text.chars().take(80).collect());
                    }
                    self.begin_record();
                }
                Ok(_) => self.begin_record(),
                Err(quick_xml::Error::Io(error)) => return Err(Trouble::Io(unwrapped(&error))),
                // What is broken between records is passed over like everything else there.
                Err(error) => {
                    if !recoverable(&error) {
                        return Err(Trouble::Syntax(error.to_string()));
                    }
                }
            }
        }
    }

    /// An outermost element of another name than the first one begins another document.
    fn outermost(&mut self, name: &str, wanted: bool) {
        if self.around > 0 {
            return;
        }
        if self.root.is_empty() {
            name.clone_into(&mut self.root);
        } else if !wanted && self.root != name {
            self.stray.get_or_insert_with(|| format!("<{name}>"));
        }
    }

    /// The next step inside the element that is open: a child, text, or its end.
    pub(super) fn step(&mut self) -> Result<Step, Trouble> {
        if self.empty {
            self.empty = false;
            self.depth = self.depth.saturating_sub(1);
            return Ok(Step::End);
        }
        loop {
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(quick_xml::Error::Io(error)) => return Err(Trouble::Io(unwrapped(&error))),
                Err(error) => return Err(Trouble::Syntax(error.to_string())),
            };
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(Trouble::Syntax(format!(
                            "elements are nested more than {MAX_DEPTH} deep"
                        )));
                    }
                    return Ok(Step::Start(Tag::of(&start)));
                }
                Event::Empty(start) => {
                    self.depth += 1;
                    self.empty = true;
                    return Ok(Step::Start(Tag::of(&start)));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Step::End);
                }
                Event::Text(text) => return Ok(Step::Text((*text).to_owned())),
                Event::CData(text) => return Ok(Step::Text((*text).to_owned())),
                Event::GeneralRef(reference) => {
                    let text = resolve(&reference, &mut self.unknown);
                    return Ok(Step::Text(text));
                }
                Event::Eof => return Err(Trouble::Truncated),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
            }
        }
    }

    /// Passes over the rest of the element that is open.
    pub(super) fn skip(&mut self) -> Result<(), Trouble> {
        if self.empty {
            self.empty = false;
            self.depth = self.depth.saturating_sub(1);
            return Ok(());
        }
        let mut inside = 1_usize;
        while inside > 0 {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(_)) => inside += 1,
                Ok(Event::End(_)) => inside -= 1,
                Ok(Event::Eof) => return Err(Trouble::Truncated),
                Ok(_) => {}
                Err(quick_xml::Error::Io(error)) => return Err(Trouble::Io(unwrapped(&error))),
                Err(error) => return Err(Trouble::Syntax(error.to_string())),
            }
            if self.depth + inside > MAX_DEPTH {
                return Err(Trouble::Syntax(format!("elements are nested more than {MAX_DEPTH} deep")));
            }
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    /// All text inside the element that is open, markup left out; a space for each paragraph or break.
    pub(super) fn text(&mut self) -> Result<String, Trouble> {
        let mut text = String::new();
        let mut inside = 1_usize;
        while inside > 0 {
            match self.step()? {
                Step::Text(piece) => text.push_str(&piece),
                Step::Start(tag) => {
                    inside += 1;
                    if matches!(tag.name(), "p" | "br" | "sec" | "title" | "list-item" | "break") {
                        text.push(' ');
                    }
                }
                Step::End => inside -= 1,
            }
        }
        Ok(text)
    }

    /// Calls `each` for every child of the element that is open; `each` must read the child to its end.
    pub(super) fn children(
        &mut self,
        mut each: impl FnMut(&mut Self, &Tag) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        loop {
            match self.step()? {
                Step::Start(tag) => each(self, &tag)?,
                Step::Text(_) => {}
                Step::End => return Ok(()),
            }
        }
    }
}

/// What a reference stands for; one that is not known stays as it is.
fn resolve(reference: &BytesRef<'_>, unknown: &mut Vec<String>) -> String {
    let name: &str = reference;
    if let Some(text) = markup::character(name) {
        return text.into_owned();
    }
    let text = format!("&{name};");
    if !unknown.contains(&text) && unknown.len() < 16 {
        unknown.push(text.clone());
    }
    text
}

fn unwrapped(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}

/// Whether the parser goes on behind what it did not understand.
fn recoverable(error: &quick_xml::Error) -> bool {
    !matches!(error, quick_xml::Error::Syntax(_) | quick_xml::Error::Io(_))
}

/// The name of the first element of a text that may be cut anywhere, and of the elements that `wanted` names.
pub(super) fn opens_with(start: &str, wanted: &[&str]) -> bool {
    if !start.starts_with('<') {
        return false;
    }
    wanted.iter().any(|name| {
        start.match_indices(name).any(|(at, _)| {
            let before = start[..at].ends_with('<') || start[..at].ends_with(':');
            let after =
                start[at + name.len()..].starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/');
            before && after
        })
    })
}
