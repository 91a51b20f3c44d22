//! The fields of one record, whichever dress they came in.

use crate::read::draft::Draft;
use crate::record::{DiagnosticKind, Position};

/// Most entries of a list that is parted by semicolons.
const MOST_ITEMS: usize = 5_000;

/// One field: tag, where it stands, its lines without indentation.
#[derive(Debug, Clone, Default)]
pub(super) struct Field {
    pub(super) tag: String,
    pub(super) line: u64,
    pub(super) lines: Vec<String>,
}

/// The fields of a record that are still to be used, in the order of the source.
#[derive(Debug, Default)]
pub(super) struct Fields {
    list: Vec<Field>,
}

impl Field {
    /// The lines on one line.
    pub(super) fn joined(&self) -> String {
        match self.lines.as_slice() {
            [only] => only.clone(),
            lines => lines.join(" ").trim().to_owned(),
        }
    }

    /// The entries of a list that is parted by semicolons; a list without end is cut, and that is said.
    pub(super) fn items(&self, draft: &mut Draft) -> Vec<String> {
        let joined = self.joined();
        let mut items = joined.split(';').map(str::trim).filter(|item| !item.is_empty());
        let kept = items.by_ref().take(MOST_ITEMS).map(str::to_owned).collect();
        if items.next().is_some() {
            let message = format!("a list of more than {MOST_ITEMS} entries");
            draft.warn(DiagnosticKind::TooLong, name(&self.tag), message, "the rest of it is left out");
        }
        kept
    }
}

impl Fields {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn push(&mut self, field: Field) {
        self.list.push(field);
    }

    /// The field that is being read.
    pub(super) fn last_mut(&mut self) -> Option<&mut Field> {
        self.list.last_mut()
    }

    /// Takes a field that holds one value; where it stands twice with different ones, that is said.
    pub(super) fn take(&mut self, tag: &str, draft: &mut Draft) -> Option<Field> {
        let mut found = self.extract(tag);
        let first = found.next()?;
        if let Some(second) =
            found.map(|second| (second.line, second.joined())).find(|(_, other)| *other != first.joined())
        {
            draft.at(Position { line: second.0, column: 1 });
            draft.repeated(name(tag), &second.1);
        }
        draft.at(Position { line: first.line, column: 1 });
        Some(first)
    }

    /// The text of a field that holds one value; `None` where there is none.
    pub(super) fn text(&mut self, tag: &str, draft: &mut Draft) -> Option<String> {
        Some(self.take(tag, draft)?.joined()).filter(|text| !text.is_empty())
    }

    /// Takes a field that holds a list; where it stands twice, the lists are one.
    pub(super) fn take_list(&mut self, tag: &str, draft: &mut Draft) -> Option<Field> {
        let mut found = self.extract(tag);
        let mut first = found.next()?;
        first.lines.extend(found.flat_map(|second| second.lines));
        draft.at(Position { line: first.line, column: 1 });
        Some(first)
    }

    /// Drops fields knowingly.
    pub(super) fn skip(&mut self, tags: &[&str]) {
        self.list.retain(|field| !tags.contains(&field.tag.as_str()));
    }

    /// Tells of every field that is left.
    pub(super) fn report(self, draft: &mut Draft) {
        for field in self.list {
            if field.lines.iter().any(|line| !line.is_empty()) {
                draft.unused(field.tag);
            }
        }
    }

    /// Takes every field of a tag out, in order.
    fn extract(&mut self, tag: &str) -> std::vec::IntoIter<Field> {
        self.list.extract_if(.., |field| field.tag == tag).collect::<Vec<_>>().into_iter()
    }
}

/// The word by which findings call a field.
fn name(tag: &str) -> &'static str {
    match tag {
        "TI" => "title",
        "SO" => "journal",
        "PY" | "PD" => "publication date",
        "VL" => "volume",
        "IS" => "issue",
        "BP" | "EP" | "PS" | "AR" => "pages",
        "DI" => "doi",
        "AB" => "abstract",
        "PM" => "pmid",
        "UT" => "accession",
        "TC" => "citation count",
        "DT" | "PT" => "type",
        _ => "field",
    }
}
