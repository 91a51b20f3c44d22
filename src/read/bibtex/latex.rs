//! LaTeX as citation programs write it -> plain text.
//!
//! Accents become letters, symbols and mathematics become characters, formatting goes, text stays. Raised and
//! lowered digits become plain ones (`CO$_2$` is `CO2`), as in every other format. Works from left to right
//! with a stack of what is open, without recursion. (The crate `biblatex` has a decoder too; see `bibtex.rs`
//! for why it is not used for this.)

mod commands;
mod pieces;
mod run;
mod symbols;

use pieces::{accent, partner};
use std::ops::Range;

/// What the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Text on one line.
    Line,
    /// Text in which an empty line parts paragraphs: they come out parted by a line feed.
    Paragraphs,
    /// An address or an identifier: only escapes are undone.
    Verbatim,
}

/// How many groups and commands may be open for what they ask for to be done; more have no meaning.
const MAX_OPEN: usize = 200;

/// How many unknown commands are told.
const MAX_UNKNOWN: usize = 5;

/// Plain text, and what is known of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plain {
    pub(super) text: String,
    /// Parts of the text that stood in braces of the outermost level (and not for the sake of an accent);
    /// whoever takes one out must be ready for it not to be there.
    pub(super) braced: Vec<Range<usize>>,
    /// Addresses of `\url` and `\href`.
    pub(super) links: Vec<String>,
    /// Commands that are not known, the first ones, each once.
    pub(super) unknown: Vec<String>,
}

/// Plain text on one line.
pub(super) fn text(raw: &str) -> String {
    decode(raw, Mode::Line).text
}

/// An address or an identifier.
pub(super) fn verbatim(raw: &str) -> String {
    decode(raw, Mode::Verbatim).text
}

pub(super) fn decode(raw: &str, mode: Mode) -> Plain {
    let plain = |c: char| !matches!(c, '\\' | '{' | '}' | '$' | '~' | '-' | '`' | '\'' | '\n' | '\r' | '\t');
    if raw.chars().all(plain) {
        return Plain { text: raw.to_owned(), ..Plain::default() };
    }
    let mut decoder = Decoder {
        raw,
        mode,
        at: 0,
        math: false,
        lone_dollars: false,
        quotes: 0,
        open: Vec::new(),
        plain: Plain::default(),
    };
    decoder.plain.text.reserve(raw.len());
    while decoder.step() {}
    while let Some(frame) = decoder.open.pop() {
        decoder.finish(&frame);
    }
    decoder.plain
}

/// What happens to the text of a group when it closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrap {
    /// Nothing. `accent` says that it holds a single command, as in `{\"o}`.
    Group { command: bool },
    /// The first letter gets a mark.
    Accent(char),
    /// Every letter gets a mark.
    Every(char),
    /// It goes, and so many groups after it.
    Drop(u8),
    /// It is followed by a slash and the next group.
    Over,
    /// It is the number of a character.
    Number,
    /// It is put in quotation marks.
    Quote,
}

#[derive(Debug)]
struct Frame {
    wrap: Wrap,
    /// Where its text begins.
    start: usize,
    /// It ends after one sign, not at a brace.
    single: bool,
    /// Whether mathematics was on outside of it.
    math: bool,
}

struct Decoder<'a> {
    raw: &'a str,
    mode: Mode,
    at: usize,
    math: bool,
    /// A dollar sign had no partner: none after it has one.
    lone_dollars: bool,
    /// Single quotation marks that are open.
    quotes: usize,
    open: Vec<Frame>,
    plain: Plain,
}

impl<'a> Decoder<'a> {
    fn rest(&self) -> &'a str {
        self.raw.get(self.at..).unwrap_or_default()
    }

    /// Reads one sign; false at the end.
    fn step(&mut self) -> bool {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return false };
        self.at += c.len_utf8();
        let verbatim = self.mode == Mode::Verbatim;
        match c {
            '\\' => self.backslash(),
            '{' => {
                let special = self.rest().starts_with('\\');
                self.begin(Wrap::Group { command: special }, false);
            }
            '}' => self.close(),
            '$' if !verbatim => self.dollar(),
            '^' | '_' if self.math => {}
            '~' if !verbatim => self.push(' '),
            '-' if !verbatim => self.dashes(),
            '`' | '\'' if !verbatim => self.quotation(c),
            c if c.is_whitespace() => self.space(self.at - c.len_utf8()),
            c => self.push(c),
        }
        true
    }

    /// Writes a character: an argument of one sign is complete with it.
    fn push(&mut self, c: char) {
        self.plain.text.push(c);
        self.settle();
    }

    fn push_str(&mut self, text: &str) {
        self.plain.text.push_str(text);
        self.settle();
    }

    fn settle(&mut self) {
        while let Some(frame) = self.open.pop_if(|frame| frame.single) {
            self.finish(&frame);
        }
    }

    fn begin(&mut self, wrap: Wrap, single: bool) {
        let many = self.open.len() >= MAX_OPEN;
        if many && single {
            return;
        }
        let wrap = if many { Wrap::Group { command: true } } else { wrap };
        self.open.push(Frame { wrap, start: self.plain.text.len(), single, math: self.math });
    }

    /// The argument of a command comes next: a group, or one sign.
    fn argument(&mut self, wrap: Wrap) {
        self.skip_space();
        match self.rest().chars().next() {
            Some('{') => {
                self.at += 1;
                self.begin(wrap, false);
            }
            None | Some('}' | '$') => {
                self.begin(wrap, false);
                if let Some(frame) = self.open.pop() {
                    self.finish(&frame);
                }
            }
            Some(_) => self.begin(wrap, true),
        }
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// A closing brace. One that nothing opens goes.
    fn close(&mut self) {
        self.settle();
        let Some(frame) = self.open.pop() else { return };
        self.finish(&frame);
        self.math = frame.math;
        if self.open.is_empty() && frame.wrap == (Wrap::Group { command: false }) {
            self.plain.braced.push(frame.start..self.plain.text.len());
        }
        self.settle();
    }

    /// Does to the text of a group what its command asks for.
    fn finish(&mut self, frame: &Frame) {
        let text = &mut self.plain.text;
        let start = frame.start.min(text.len());
        match frame.wrap {
            Wrap::Group { .. } => {}
            Wrap::Accent(mark) => accent(text, start, mark),
            Wrap::Every(mark) => {
                let marked: String = text[start..]
                    .chars()
                    .flat_map(|c| [Some(c), c.is_alphanumeric().then_some(mark)])
                    .flatten()
                    .collect();
                text.replace_range(start.., &marked);
            }
            Wrap::Drop(more) => {
                text.truncate(start);
                if more > 0 {
                    self.skip_space();
                    if self.rest().starts_with('{') {
                        self.argument(Wrap::Drop(more - 1));
                    }
                }
            }
            Wrap::Over => text.push('/'),
            Wrap::Number => {
                let number = text[start..].trim().parse::<u32>().ok();
                if let Some(c) = number.and_then(char::from_u32).filter(|c| !c.is_control()) {
                    text.truncate(start);
                    text.push(c);
                }
            }
            Wrap::Quote => {
                text.insert(start, '\u{201c}');
                text.push('\u{201d}');
            }
        }
    }

    /// White space: one space, or the end of a paragraph. An address that is broken over lines has none.
    fn space(&mut self, before: usize) {
        self.skip_space();
        let gap = self.raw.get(before..self.at).unwrap_or_default();
        match self.mode {
            Mode::Verbatim if gap.contains(['\n', '\r']) => {}
            Mode::Paragraphs if gap.replace("\r\n", "\n").matches(['\n', '\r']).count() > 1 => {
                self.plain.text.push('\n');
            }
            _ => self.plain.text.push(' '),
        }
    }

    /// One to three hyphens: a hyphen, a dash, a long dash; in mathematics a minus sign.
    fn dashes(&mut self) {
        let rest = self.rest();
        let more = rest.len() - rest.trim_start_matches('-').len();
        self.at += more;
        self.push(match more {
            0 if self.math => '\u{2212}',
            0 => '-',
            2 => '\u{2014}',
            _ => '\u{2013}',
        });
    }

    /// Quotation marks of TeX, single and double.
    fn quotation(&mut self, c: char) {
        let double = self.rest().starts_with(c);
        self.at += usize::from(double);
        let next = self.rest().chars().next();
        let before = self.plain.text.chars().next_back();
        if double {
            self.push(if c == '`' { '\u{201c}' } else { '\u{201d}' });
        } else if c == '\'' {
            let closes = self.quotes > 0 && !next.is_some_and(char::is_alphanumeric);
            self.quotes -= usize::from(closes);
            self.push(if self.math {
                '\u{2032}'
            } else if closes {
                '\u{2019}'
            } else {
                c
            });
        } else if matches!(before, Some('?' | '!'))
            && next.is_some_and(char::is_alphabetic)
            && self.open.is_empty()
        {
            // The Spanish marks are written so in TeX.
            self.plain.text.pop();
            self.push(if before == Some('?') { '\u{bf}' } else { '\u{a1}' });
        } else {
            self.quotes += 1;
            self.push('\u{2018}');
        }
    }

    /// A dollar sign opens or closes mathematics; one that has no partner, or is plainly money, stays.
    fn dollar(&mut self) {
        if self.math {
            self.math = false;
            return;
        }
        let rest = self.rest();
        if rest.starts_with('$') {
            self.at += 1;
            return self.push_str("$$");
        }
        let Some(end) = Some(rest).filter(|_| !self.lone_dollars).and_then(partner) else {
            self.lone_dollars = true;
            return self.push('$');
        };
        let (inside, after) = (&rest[..end], rest[end + 1..].chars().next());
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let words = inside.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() > 1);
        let money =
            digit(inside.chars().next()) && (words || inside.ends_with(char::is_whitespace) || digit(after));
        if inside.contains(['\\', '^', '_', '{']) || !(money || inside.starts_with(char::is_whitespace)) {
            self.math = true;
        } else {
            self.push('$');
        }
    }
}

#[cfg(test)]
mod tests;
