//! The fields of one entry, each to be taken once: what is left over was not understood.

use super::latex::{self, Mode, Plain};
use crate::read::draft::{Draft, quote};
use crate::read::markup;
use crate::record::{DiagnosticKind, Position};

/// A field, its value as LaTeX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    /// Lower case, with hyphens for underscores and spaces: programs do not agree on these.
    pub(super) name: String,
    pub(super) value: String,
    pub(super) position: Position,
}

/// How many values are read of a field that lists them (keywords, numbers, addresses): as many as no honest
/// record has.
pub(super) const MAX_LISTED: usize = 2000;

/// The name of a field as it is looked for.
pub(super) fn field_name(raw: &str) -> String {
    raw.trim().to_lowercase().replace(['_', ' '], "-")
}

/// Whether a word is in a list of words parted by spaces.
pub(super) fn is_in(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

/// Fields to be taken.
#[derive(Debug)]
pub(super) struct Bag<'a> {
    fields: Vec<(&'a Field, bool)>,
}

impl<'a> Bag<'a> {
    /// Empty fields are as good as none.
    pub(super) fn new(fields: &'a [Field]) -> Self {
        Self { fields: fields.iter().filter(|f| !f.value.trim().is_empty()).map(|f| (f, false)).collect() }
    }

    /// Whether there is a field of this name, taken or not.
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field.name == name)
    }

    /// All fields of these names, in the order of the entry.
    pub(super) fn all(&mut self, names: &[&str]) -> Vec<&'a Field> {
        let mut found = Vec::new();
        for (field, used) in &mut self.fields {
            if names.contains(&field.name.as_str()) {
                *used = true;
                found.push(*field);
            }
        }
        found
    }

    /// The field of this name, where nothing took it so far.
    pub(super) fn left(&mut self, name: &str) -> Option<&'a Field> {
        let (field, used) = self.fields.iter_mut().find(|(field, used)| field.name == name && !used)?;
        *used = true;
        Some(field)
    }

    /// All fields whose name begins so.
    pub(super) fn starting(&mut self, lead: &str) -> Vec<&'a Field> {
        let mut found = Vec::new();
        for (field, used) in &mut self.fields {
            if field.name.starts_with(lead) {
                *used = true;
                found.push(*field);
            }
        }
        found
    }

    /// The field of the first of these names that is there. The others are other names for the same.
    pub(super) fn take(&mut self, draft: &mut Draft, names: &[&'static str]) -> Option<&'a Field> {
        let found = self.all(names);
        let (name, first) =
            names.iter().find_map(|name| Some((*name, *found.iter().find(|f| f.name == *name)?)))?;
        draft.at(first.position);
        let other = found.iter().find(|f| f.name == name && f.value.trim() != first.value.trim());
        if let Some(other) = other {
            draft.repeated(name, other.value.trim());
        }
        Some(first)
    }

    /// [`Self::take`] as plain text on one line.
    pub(super) fn plain(&mut self, draft: &mut Draft, names: &[&'static str]) -> Option<String> {
        let field = self.take(draft, names)?;
        let text = plain(draft, names.first().copied().unwrap_or_default(), field, Mode::Line).text;
        let text = draft.text(names.first().copied().unwrap_or_default(), &markup::plain(&text));
        (!text.is_empty()).then_some(text)
    }

    /// [`Self::take`] as an address or an identifier.
    pub(super) fn verbatim(&mut self, draft: &mut Draft, names: &[&'static str]) -> Option<String> {
        let field = self.take(draft, names)?;
        let text = latex::verbatim(&field.value).trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// Fields that are passed over knowingly.
    pub(super) fn skip(&mut self, mut is_known: impl FnMut(&str) -> bool) {
        for (field, used) in &mut self.fields {
            *used |= is_known(&field.name);
        }
    }

    /// Tells of every field that was not taken.
    pub(super) fn report_rest(self, draft: &mut Draft) {
        for (field, used) in self.fields {
            if !used {
                draft.unused(quote(&field.name));
            }
        }
    }
}

/// The value of a field as plain text, and what is known of it.
pub(super) fn plain(draft: &mut Draft, name: &'static str, field: &Field, mode: Mode) -> Plain {
    let plain = latex::decode(&field.value, mode);
    if !plain.unknown.is_empty() {
        let names: Vec<String> = plain.unknown.iter().map(|name| format!("\\{name}")).collect();
        let message =
            format!("unknown LaTeX command {}; what it applies to is kept", quote(&names.join(", ")));
        draft.note(DiagnosticKind::Syntax, name, message);
    }
    plain
}
