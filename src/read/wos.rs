//! Web of Science tagged text -> records.

use super::{Context, Entry, Reader, Text};
use std::io;

pub(super) fn recognises(_start: &str) -> bool {
    false
}

pub(super) fn reader(_text: Text, _context: Context) -> Box<dyn Reader> {
    Box::new(Nothing)
}

struct Nothing;

impl Reader for Nothing {
    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        Ok(None)
    }
}
