//! A text in the form in which labels are matched, with the way back to the original.
//!
//! Curly quotes become straight, every dash, hyphen and run of white space becomes one space, compatibility forms (ligatures,
//! full width) are resolved, letters are in lower case. Knows no labels.

use unicode_normalization::UnicodeNormalization;

/// A stretch of a text, in bytes, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Span {
    pub(super) fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The first of `parts` (by start, none overlapping another) that this stretch overlaps, by binary search.
    pub(super) fn first_overlapped<T>(self, parts: &[T], span: impl Fn(&T) -> Self) -> Option<&T> {
        let first = parts.partition_point(|part| span(part).end <= self.start);
        parts.get(first).filter(|part| span(part).overlaps(self))
    }
}

/// A stretch of the original that is matched as if another text stood there: an abbreviation as its long form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replacement<'a> {
    pub(super) span: Span,
    pub(super) text: &'a str,
}

/// The normal form of a text, and which stretch of the original each part of it came from.
#[derive(Debug, Default)]
pub(super) struct Normal {
    pub(super) text: String,
    /// In order; together they are the whole of the text.
    pieces: Vec<Piece>,
    /// Stretches of the normal form that stand for an abbreviation.
    expanded: Vec<Span>,
}

/// A part of the normal form that came from one stretch of the original.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Where it begins in the normal form.
    start: usize,
    original: Span,
    /// It is as long as its original, and its bytes correspond one by one; else all of it came from all of the original.
    straight: bool,
}

impl Normal {
    /// The normal form of `original`, in which `replacements` (by start, not overlapping, on character boundaries) are made.
    pub(super) fn of(original: &str, replacements: &[Replacement<'_>]) -> Self {
        let mut normal = Self { text: String::with_capacity(original.len()), ..Self::default() };
        let mut at = 0;
        for replacement in replacements {
            let Some(before) = original.get(at..replacement.span.start) else { continue };
            normal.push_text(before, at);
            let start = normal.text.len();
            for c in replacement.text.chars() {
                normal.push(c, replacement.span);
            }
            normal.expanded.push(Span { start, end: normal.text.len() });
            at = replacement.span.end;
        }
        normal.push_text(original.get(at..).unwrap_or_default(), at);
        normal
    }

    fn push_text(&mut self, text: &str, offset: usize) {
        for (at, c) in text.char_indices() {
            let start = offset + at;
            self.push(c, Span { start, end: start + c.len_utf8() });
        }
    }

    /// Adds the normal form of one character that came from `span`.
    fn push(&mut self, c: char, span: Span) {
        match c {
            'a'..='z' | '0'..='9' | '.' | ',' => self.push_normal(c, span),
            'A'..='Z' => self.push_normal(c.to_ascii_lowercase(), span),
            ' ' | '-' => self.push_gap(span),
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {} // invisible: soft hyphen, zero width
            _ if is_dash(c) || c.is_whitespace() => self.push_gap(span),
            _ if is_quote(c) => self.push_normal('\'', span),
            _ if c.is_ascii() => self.push_normal(c, span),
            _ => {
                for part in std::iter::once(c).nfkc().flat_map(char::to_lowercase) {
                    if is_dash(part) || part.is_whitespace() {
                        self.push_gap(span);
                    } else {
                        self.push_normal(part, span);
                    }
                }
            }
        }
    }

    fn push_normal(&mut self, c: char, span: Span) {
        let start = self.text.len();
        self.text.push(c);
        let straight = c.len_utf8() == span.end - span.start;
        let goes_on = self.pieces.last().is_some_and(|last| {
            if last.straight {
                straight && last.original.start + (start - last.start) == span.start
            } else {
                last.original == span
            }
        });
        if !goes_on {
            self.pieces.push(Piece { start, original: span, straight });
        }
    }

    /// One space for any run of spaces and dashes. None at the start, where no label begins.
    fn push_gap(&mut self, span: Span) {
        if self.text.as_bytes().last().is_some_and(|last| *last != b' ') {
            self.push_normal(' ', span);
        }
    }

    /// The stretch of the original that a stretch of the normal form came from.
    pub(super) fn original(&self, normal: Span) -> Option<Span> {
        let piece =
            |at: usize| self.pieces.get(self.pieces.partition_point(|p| p.start <= at).checked_sub(1)?);
        let (first, last) = (piece(normal.start)?, piece(normal.end.checked_sub(1)?)?);
        let start = if first.straight { normal.start - first.start } else { 0 };
        let end =
            if last.straight { last.original.start + (normal.end - last.start) } else { last.original.end };
        Some(Span { start: first.original.start + start, end })
    }

    /// Whether the stretch cuts through an expanded abbreviation, so that no words of the original say what it says.
    pub(super) fn cuts_expansion(&self, normal: Span) -> bool {
        let ends = [Span { end: normal.start + 1, ..normal }, Span { start: normal.end - 1, ..normal }];
        let cut = |e: &Span| e.start < normal.start || e.end > normal.end;
        ends.into_iter().any(|end| end.first_overlapped(&self.expanded, |e| *e).is_some_and(cut))
    }

    /// Whether the stretch takes in an expanded abbreviation.
    pub(super) fn has_expansion(&self, normal: Span) -> bool {
        normal.first_overlapped(&self.expanded, |e| *e).is_some()
    }

    /// Whether no letter or digit touches the stretch from outside.
    pub(super) fn is_whole_words(&self, normal: Span) -> bool {
        let (before, after) = (&self.text[..normal.start], &self.text[normal.end..]);
        !before.chars().next_back().is_some_and(char::is_alphanumeric)
            && !after.chars().next().is_some_and(char::is_alphanumeric)
    }
}

/// The form in which a label is matched, and the same with its case kept.
pub(super) fn key(label: &str) -> (String, String) {
    (Normal::of(label, &[]).text.trim_end().to_owned(), cased(label))
}

/// The normal form of a text, but for its case.
pub(super) fn cased(text: &str) -> String {
    let mut cased = String::with_capacity(text.len());
    for c in text.nfkc() {
        if is_dash(c) || c.is_whitespace() {
            if !cased.is_empty() && !cased.ends_with(' ') {
                cased.push(' ');
            }
        } else {
            cased.push(if is_quote(c) { '\'' } else { c });
        }
    }
    cased.truncate(cased.trim_end().len());
    cased
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '\u{2018}'..='\u{201f}' | '\u{2032}' | '\u{2033}' | '\u{ab}' | '\u{bb}' | '`' | '\u{b4}' | '"'
    )
}
