//! Commands and what follows them.

use super::commands::{self, Command, command};
use super::pieces::{group_end, unescape};
use super::{Decoder, MAX_UNKNOWN, Mode, Wrap};

impl Decoder<'_> {
    /// What follows a backslash.
    pub(super) fn backslash(&mut self) {
        let rest = self.rest();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if letters == 0 {
            return self.sign();
        }
        let name = &rest[..letters];
        if self.mode == Mode::Verbatim && !commands::holds_in_addresses(name) {
            return self.push('\\');
        }
        self.at += letters;
        self.run(name);
    }

    /// A command of one sign.
    fn sign(&mut self) {
        let Some(c) = self.rest().chars().next() else { return self.push('\\') };
        self.at += c.len_utf8();
        let verbatim = self.mode == Mode::Verbatim;
        match c {
            '{' | '}' | '$' | '&' | '%' | '#' | '_' => self.push(c),
            ':' | ';' if verbatim => self.push(c),
            '\\' if verbatim => self.push('\\'),
            '\\' if commands::is_escaped_twice(self.rest()) => self.backslash(),
            '\\' if self.mode == Mode::Paragraphs => self.plain.text.push('\n'),
            '(' | '[' if !verbatim => self.math = true,
            ')' | ']' if !verbatim => self.math = false,
            '!' | '/' | '-' | '@' | '+' | '*' if !verbatim => {}
            '|' => self.push('\u{2016}'),
            '\\' | ',' | ';' | ':' | '>' => self.plain.text.push(' '),
            c if c.is_whitespace() => self.plain.text.push(' '),
            c => match commands::accent_sign(c) {
                Some(mark) => self.argument(Wrap::Accent(mark)),
                None => self.push_str(&format!("\\{c}")),
            },
        }
    }

    /// A command with a name.
    fn run(&mut self, name: &str) {
        let before = self.at;
        self.skip_space();
        let found = command(name);
        match found {
            Some(Command::Symbol(text)) => {
                let degree = name == "circ"
                    && ["^\\circ", "^{\\circ"].iter().any(|raised| self.raw[..before].ends_with(raised));
                self.push_str(if degree { "°" } else { text });
            }
            Some(Command::Accent(mark)) => self.argument(Wrap::Accent(mark)),
            Some(Command::Every(mark)) => self.argument(Wrap::Every(mark)),
            Some(Command::Drop(count)) => self.argument(Wrap::Drop(count - 1)),
            Some(Command::Fraction) => self.argument(Wrap::Over),
            Some(Command::Number) => self.argument(Wrap::Number),
            Some(Command::Quote) => self.argument(Wrap::Quote),
            Some(Command::Math) => {
                self.argument(Wrap::Group { command: true });
                self.math = true;
            }
            Some(Command::Nothing) => {}
            Some(Command::Space) => self.plain.text.push(' '),
            Some(Command::Paragraph) => {
                self.plain.text.push(if self.mode == Mode::Paragraphs { '\n' } else { ' ' });
            }
            Some(Command::Address { text_follows }) => self.address(text_follows),
            None => self.unknown(name, before),
        }
    }

    /// An unknown command: its argument stays, or where it has none, itself.
    fn unknown(&mut self, name: &str, end: usize) {
        if self.plain.unknown.len() < MAX_UNKNOWN && !self.plain.unknown.iter().any(|known| known == name) {
            self.plain.unknown.push(name.to_owned());
        }
        if !self.rest().starts_with(['{', '[']) {
            self.at = end;
            self.push_str(&format!("\\{name}"));
        }
    }

    /// `\url{…}` is its address, `\href{…}{text}` its text.
    fn address(&mut self, text_follows: bool) {
        let Some(inside) = self.rest().strip_prefix('{') else { return };
        let end = group_end(inside);
        self.at += 1 + end + usize::from(inside.len() > end);
        // Whatever is in the address: only escapes are undone in it.
        let address = unescape(&inside[..end]);
        if text_follows {
            self.skip_space();
        } else {
            self.push_str(&address);
        }
        self.plain.links.push(address);
    }
}
