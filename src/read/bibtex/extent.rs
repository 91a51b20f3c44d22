//! Where an entry ends: braces and quotes are counted, nothing else is understood.
//!
//! A machine that is fed bytes as they arrive, without recursion and without going back. What is doubtful is
//! settled by looking a little ahead: whether a quotation mark closes its value, whether the entry goes on
//! behind a brace too many. Where braces do not balance, the entry ends at the next line that opens one, and
//! only it is damaged.

use super::syntax::{ends_string, field_follows, opening, skip_space};

/// How deep braces may be nested in a value; real files have up to eight levels.
pub(super) const MAX_DEPTH: usize = 100;

/// Longest entry that is read, in bytes (8 MiB).
pub(super) const MAX_ENTRY: usize = 8 << 20;

/// How far the machine looks ahead, in bytes.
pub(super) const LOOKAHEAD: usize = 512;

/// How many openings of entries, and how many bytes after the first of them, may stand inside of a value
/// before it is certain that a brace is missing. Text in a comment may quote a whole bibliography.
const PATIENCE: (usize, usize) = (3, 64 << 10);
const PATIENCE_IN_COMMENT: (usize, usize) = (usize::MAX, 1 << 20);

/// How an entry ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// At its closing brace or parenthesis.
    Closed,
    /// Another entry begins while braces or quotes of this one are open.
    Unbalanced,
    /// The source ends first.
    Cut,
    TooLong,
    TooDeep,
}

/// Where the text of an entry ends, and how many bytes belong to the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) ending: Ending,
    /// End of the text inside of the delimiters.
    pub(super) body: usize,
    /// Where to read on.
    pub(super) next: usize,
    /// Braces behind a backslash do not count: with them, the entry does not balance.
    pub(super) loose: bool,
}

/// What is known of an entry that is being measured.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of its own; they combine freely")]
pub(super) struct Extent {
    start: usize,
    at: usize,
    /// Whether `(` opened the entry.
    round: bool,
    /// Whether the content is text (`@comment`, `@preamble`) and not fields.
    free: bool,
    loose: bool,
    depth: usize,
    quoted: bool,
    /// The last sign was one that a value follows.
    value_next: bool,
    /// Braces opened less braces closed behind a backslash.
    escaped: i64,
    /// First opening of another entry inside of the value that is open, and how many there were.
    inner: Option<usize>,
    inner_count: usize,
    /// How the entry ended while escaped braces were counted.
    strict: Option<End>,
}

impl Extent {
    /// Measures the text that begins at `start`, after the delimiter.
    pub(super) fn new(start: usize, round: bool, free: bool) -> Self {
        Self {
            start,
            at: start,
            round,
            free,
            loose: false,
            depth: 0,
            quoted: false,
            value_next: false,
            escaped: 0,
            inner: None,
            inner_count: 0,
            strict: None,
        }
    }

    /// Looks at what is there; `None` where more bytes are needed. `whole` says that no more will come.
    pub(super) fn run(&mut self, bytes: &[u8], whole: bool) -> Option<End> {
        loop {
            let end = self.measure(bytes, whole)?;
            if let Some(strict) = self.strict {
                return Some(if end.ending == Ending::Closed { end } else { strict });
            }
            // A lone `\{` or `\}` is no brace of the file in the eyes of many programs. Where counting it
            // does not work out, the entry is measured once more without.
            if self.escaped == 0 || matches!(end.ending, Ending::TooLong | Ending::TooDeep) {
                return Some(end);
            }
            *self = Self { loose: true, strict: Some(end), ..Self::new(self.start, self.round, self.free) };
        }
    }

    fn measure(&mut self, bytes: &[u8], whole: bool) -> Option<End> {
        while self.at < bytes.len() {
            if !whole && self.at + LOOKAHEAD > bytes.len() {
                return None;
            }
            if self.at - self.start > MAX_ENTRY {
                return Some(self.give_up(Ending::TooLong));
            }
            let (limit, window) = if self.free { PATIENCE_IN_COMMENT } else { PATIENCE };
            if self.inner.is_some_and(|inner| self.inner_count >= limit || self.at - inner > window) {
                return Some(self.give_up(Ending::Unbalanced));
            }
            if let Some(end) = self.step(bytes) {
                return Some(end);
            }
        }
        whole.then(|| self.give_up(if self.inner.is_some() { Ending::Unbalanced } else { Ending::Cut }))
    }

    /// The entry does not end where it should: at the first opening of another one, else here.
    fn give_up(&self, ending: Ending) -> End {
        let (ending, at) = match self.inner {
            Some(inner) if ending != Ending::TooDeep => (Ending::Unbalanced, inner),
            _ => (ending, self.at),
        };
        End { ending, body: at, next: at, loose: self.loose }
    }

    fn step(&mut self, bytes: &[u8]) -> Option<End> {
        let byte = bytes[self.at];
        let outside = self.depth == 0 && !self.quoted;
        match byte {
            b'\\' => return self.backslash(bytes),
            b'{' => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Some(self.give_up(Ending::TooDeep));
                }
            }
            b'}' if self.depth > 0 => {
                self.depth -= 1;
                self.value_closed();
            }
            b'}' if !self.round => return self.close(bytes),
            b')' if self.round && outside => return self.close(bytes),
            b'"' if self.depth == 0 && self.quoted => {
                self.quoted = !ends_string(bytes, self.at + 1);
                self.value_closed();
            }
            b'"' if outside && self.value_next && !self.free => self.quoted = true,
            b'%' if outside && !self.free && starts_comment(bytes, self.at, self.start) => {
                self.at = line_end(bytes, self.at);
                return None;
            }
            b'@' if starts_line(bytes, self.at) && opening(bytes, self.at).is_some() => {
                if outside && !self.free {
                    self.inner = self.inner.or(Some(self.at));
                    return Some(self.give_up(Ending::Unbalanced));
                }
                self.inner = self.inner.or(Some(self.at));
                self.inner_count += 1;
            }
            _ => {}
        }
        if self.depth == 0 && !byte.is_ascii_whitespace() {
            self.value_next = matches!(byte, b'=' | b'#');
        }
        self.at += 1;
        None
    }

    /// What was quoted inside of a value that is closed by now is part of the value.
    fn value_closed(&mut self) {
        if self.depth == 0 && !self.quoted && !self.free {
            (self.inner, self.inner_count) = (None, 0);
        }
    }

    /// A backslash and what it escapes.
    fn backslash(&mut self, bytes: &[u8]) -> Option<End> {
        match bytes.get(self.at + 1) {
            Some(b'{') => {
                self.escaped += 1;
                self.depth += usize::from(!self.loose);
                if self.depth > MAX_DEPTH {
                    return Some(self.give_up(Ending::TooDeep));
                }
            }
            Some(b'}') if self.loose => self.escaped -= 1,
            Some(b'}') if self.depth > 0 => {
                self.escaped -= 1;
                self.depth -= 1;
            }
            // The brace would close the entry: no program means that.
            Some(b'}' | b'\\' | b'"') => {}
            _ => {
                self.value_next = false;
                self.at += 1;
                return None;
            }
        }
        self.value_next = false;
        self.at += 2;
        None
    }

    /// The delimiter that closes the entry, unless the entry plainly goes on behind it.
    fn close(&mut self, bytes: &[u8]) -> Option<End> {
        let next = self.at + 1;
        let comma = skip_space(bytes, next);
        if !self.free && bytes.get(comma) == Some(&b',') && field_follows(bytes, comma + 1) {
            self.quoted = false;
            self.at = next;
            return None;
        }
        Some(End { ending: Ending::Closed, body: self.at, next, loose: self.loose })
    }
}

/// Whether only white space stands before this byte on its line.
pub(super) fn starts_line(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].iter().rev().find(|b| !matches!(b, b' ' | b'\t'));
    before.is_none_or(|b| matches!(b, b'\n' | b'\r'))
}

/// Whether a percent sign opens a comment: one inside of a word (a key, an address) does not.
fn starts_comment(bytes: &[u8], at: usize, start: usize) -> bool {
    at == start
        || bytes[..at].last().is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b',' | b'{' | b'}'))
}

/// The end of the line, before the line feed.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |n| at + n)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The body, how it ended, and what is left.
    fn measure(text: &str) -> (&str, Ending, &str) {
        let end = Extent::new(0, false, false).run(text.as_bytes(), true).expect("the text is whole");
        (&text[..end.body], end.ending, &text[end.next..])
    }

    #[test]
    fn an_entry_ends_at_its_brace() {
        for (text, body) in [
            ("a, b = {c {d} e}} rest", "a, b = {c {d} e}"),
            ("a, b = \"c } d\"} rest", "a, b = \"c "),
            ("a, b = \"c {\"} d\"} rest", "a, b = \"c {\"} d\""),
            ("a, b = \"the \"best\" of\"} rest", "a, b = \"the \"best\" of\""),
            ("a, b = {c \\{ d \\}}} rest", "a, b = {c \\{ d \\}}"),
            ("a, b = {c \\\\{}}} rest", "a, b = {c \\\\{}}"),
            ("a, b = {50\\% } % no } here\n} rest", "a, b = {50\\% } % no } here\n"),
            ("a%b, b = {c}} rest", "a%b, b = {c}"),
        ] {
            assert_eq!(measure(text).0, body, "{text}");
            assert_eq!(measure(text).1, Ending::Closed, "{text}");
        }
    }

    #[test]
    fn a_lone_escaped_brace_does_not_count() {
        assert_eq!(measure("a, b = {c \\{ d}}\nrest"), ("a, b = {c \\{ d}", Ending::Closed, "\nrest"));
        assert_eq!(measure("a, b = {c \\} d}}\nrest"), ("a, b = {c \\} d}", Ending::Closed, "\nrest"));
    }

    #[test]
    fn a_missing_brace_costs_one_entry() {
        let next = "@book{x, title = {T}}";
        for text in ["a, b = {c}\n", "a, b = {c\n", "a, b = \"c\n", "a, b = {c {d}\n}\n"] {
            let whole = format!("{text}{next}");
            assert_eq!(measure(&whole), (text, Ending::Unbalanced, next), "{text}");
        }
        // An entry that is quoted inside of a value is none of the file's.
        let quoted = "a, note = {see\n@book{x, title = {T}}\n}}";
        assert_eq!(measure(quoted).1, Ending::Closed);
    }

    #[test]
    fn a_brace_too_many_does_not_end_the_entry() {
        assert_eq!(measure("a, b = {c}}, d = {e}}rest"), ("a, b = {c}}, d = {e}", Ending::Closed, "rest"));
        assert_eq!(measure("a, b = {c}}, and so on").2, ", and so on");
    }

    #[test]
    fn bytes_may_come_one_by_one() {
        let text = "a, b = {c {d} e}, f = \"g\"} rest".to_owned() + &" ".repeat(LOOKAHEAD);
        let mut extent = Extent::new(0, false, false);
        let found = (0..text.len()).find_map(|n| extent.run(&text.as_bytes()[..n], false));
        assert_eq!(found.map(|end| &text[..end.body]), Some("a, b = {c {d} e}, f = \"g\""));
    }

    #[test]
    fn depth_and_length_are_bounded() {
        assert_eq!(measure(&"{".repeat(MAX_DEPTH + 1)).1, Ending::TooDeep);
        assert_eq!(measure(&"\\{".repeat(MAX_DEPTH + 1)).1, Ending::TooDeep);
        assert_eq!(measure(&"x".repeat(MAX_ENTRY + 2)).1, Ending::TooLong);
    }
}
