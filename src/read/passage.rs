//! Lines joined to a text in which every byte still knows its line and column.

use super::line::Line;
use crate::record::Position;
use std::cell::OnceCell;
use std::ops::Range;

/// Bytes between two remembered character counts: positions of a long line are found in constant time.
const STRIDE: usize = 512;

/// A text made of one or more lines of a source.
#[derive(Debug, Default)]
pub(super) struct Passage {
    text: String,
    pieces: Vec<Piece>,
    /// Characters before every [`STRIDE`]th byte (or the first boundary after it); made when first asked for.
    counts: OnceCell<Vec<usize>>,
}

#[derive(Debug)]
struct Piece {
    start: usize,
    line: u64,
    columns: Option<Box<[u32]>>,
}

impl Passage {
    /// Appends a line. A space goes between, unless the line before breaks off at a hyphen inside a word.
    pub(super) fn push(&mut self, line: &Line) {
        let joined = self.text.trim_end().len();
        let hyphen =
            self.text[..joined].strip_suffix('-').is_some_and(|t| t.ends_with(char::is_alphanumeric));
        if hyphen && line.text.trim_start().starts_with(char::is_alphanumeric) {
            self.text.truncate(joined);
            self.append(&line.text[line.text.len() - line.text.trim_start().len()..], line);
        } else {
            if !self.text.is_empty() {
                self.text.push(' ');
            }
            self.append(&line.text, line);
        }
    }

    fn append(&mut self, text: &str, line: &Line) {
        let cut = line.text[..line.text.len() - text.len()].chars().count();
        let columns = match &line.columns {
            Some(columns) => Some(columns[cut.min(columns.len())..].into()),
            None if cut > 0 => Some(
                (cut + 1..=cut + text.chars().count())
                    .map(|c| u32::try_from(c).unwrap_or(u32::MAX))
                    .collect(),
            ),
            None => None,
        };
        self.pieces.push(Piece { start: self.text.len(), line: line.number, columns });
        self.text.push_str(text);
        self.counts = OnceCell::new();
    }

    /// A passage of one line.
    pub(super) fn of(line: &Line) -> Self {
        let mut passage = Self::default();
        passage.push(line);
        passage
    }

    pub(super) fn all(&self) -> Slice<'_> {
        Slice { passage: self, start: 0, end: self.text.len() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn position(&self, byte: usize) -> Position {
        let index = self.pieces.partition_point(|p| p.start <= byte);
        let Some(piece) = index.checked_sub(1).and_then(|i| self.pieces.get(i)) else {
            return Position::default();
        };
        let character = self.characters(byte).saturating_sub(self.characters(piece.start));
        let column = match &piece.columns {
            Some(columns) => columns.get(character).or(columns.last()).map_or(1, |c| u64::from(*c)),
            None => character as u64 + 1,
        };
        Position { line: piece.line, column }
    }

    /// Characters before a byte.
    fn characters(&self, byte: usize) -> usize {
        let counts = self.counts.get_or_init(|| {
            let mut counts = Vec::with_capacity(self.text.len() / STRIDE + 1);
            for (character, (at, _)) in self.text.char_indices().enumerate() {
                while counts.len() * STRIDE <= at {
                    counts.push(character);
                }
            }
            counts
        });
        let block = (byte / STRIDE).min(counts.len().saturating_sub(1));
        let from = (block * STRIDE..=byte).find(|i| self.text.is_char_boundary(*i)).unwrap_or(byte);
        counts
            .get(block)
            .map_or(0, |count| count + self.text.get(from..byte).map_or(0, |t| t.chars().count()))
    }
}

/// A part of a [`Passage`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Slice<'a> {
    passage: &'a Passage,
    start: usize,
    end: usize,
}

impl<'a> Slice<'a> {
    pub(super) fn as_str(self) -> &'a str {
        &self.passage.text[self.start..self.end]
    }

    /// The part at these bytes of this part.
    pub(super) fn sub(self, range: Range<usize>) -> Self {
        let start = (self.start + range.start).min(self.end);
        Self { start, end: (self.start + range.end).clamp(start, self.end), ..self }
    }

    pub(super) fn from(self, start: usize) -> Self {
        self.sub(start..self.as_str().len())
    }

    pub(super) fn to(self, end: usize) -> Self {
        self.sub(0..end)
    }

    /// Without white space at both ends.
    pub(super) fn trim(self) -> Self {
        let text = self.as_str();
        let lead = text.len() - text.trim_start().len();
        self.sub(lead..lead + text.trim().len())
    }

    pub(super) fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Where the part begins.
    pub(super) fn position(self) -> Position {
        self.passage.position(self.start)
    }

    /// The text trimmed, with one space for every run of white space.
    pub(super) fn field(self) -> String {
        squeeze(self.as_str())
    }
}

/// The text trimmed, with one space for every run of white space.
pub(super) fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !squeezed.is_empty() {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
    }
    squeezed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u64, text: &str) -> Line {
        Line { number, text: text.to_owned(), ..Line::default() }
    }

    #[test]
    fn joined_text_knows_where_it_comes_from() {
        let mut passage = Passage::of(&line(3, "Zoë on a bmjph-"));
        passage.push(&line(4, "  2024 and"));
        passage.push(&line(6, "ü more"));
        let all = passage.all();
        assert_eq!(all.as_str(), "Zoë on a bmjph-2024 and ü more");
        let at = |needle: &str| {
            let Position { line, column } = all.from(all.as_str().find(needle).unwrap()).position();
            (line, column)
        };
        assert_eq!([at("on"), at("2024"), at("and"), at("more")], [(3, 5), (4, 3), (4, 8), (6, 3)]);
    }

    #[test]
    fn positions_of_a_long_line_are_exact() {
        let text = "é,".repeat(5000);
        let passage = Passage::of(&line(1, &text));
        for character in [0_usize, 1, 511, 512, 513, 4999, 9999] {
            let byte = text.char_indices().nth(character).unwrap().0;
            assert_eq!(passage.all().from(byte).position().column, character as u64 + 1);
        }
    }
}
