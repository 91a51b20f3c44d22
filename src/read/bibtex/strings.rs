//! Abbreviations (`@string`): what is defined so far, and values put together from them.

use super::fields::Part;
use crate::read::when;
use std::borrow::Cow;
use std::collections::HashMap;

/// Longest value, in bytes (1 MiB): abbreviations of abbreviations double with every step.
const MAX_VALUE: usize = 1 << 20;

/// How much all definitions may hold, in bytes (16 MiB).
const MAX_ALL: usize = 16 << 20;

/// How many unknown abbreviations of one value are told.
const MAX_UNKNOWN: usize = 5;

/// The abbreviations of a file.
#[derive(Debug, Default)]
pub(super) struct Strings {
    known: HashMap<String, String>,
    bytes: usize,
}

/// A value put together.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Value {
    /// As LaTeX.
    pub(super) text: String,
    /// Abbreviations that nothing defines; the value has their names instead.
    pub(super) unknown: Vec<String>,
    pub(super) too_long: bool,
}

impl Strings {
    /// Keeps a definition; false where there is no room for it.
    pub(super) fn define(&mut self, name: &str, value: String) -> bool {
        self.bytes += name.len() + value.len();
        if self.bytes > MAX_ALL {
            return false;
        }
        self.known.insert(name.to_lowercase(), value);
        true
    }

    /// Joins the parts of a value.
    pub(super) fn join(&self, parts: &[Part]) -> Value {
        let mut value = Value::default();
        for part in parts {
            let (word, meaning) = match part {
                Part::Text(text) => ("", Some(*text)),
                Part::Word(word) => (*word, self.meaning(word)),
            };
            // What an unknown one stands for is a word of its own: `{Jane Smith and} # DOE`.
            let piece = meaning.map_or_else(|| Cow::Owned(format!(" {word} ")), Cow::Borrowed);
            if meaning.is_none() && value.unknown.len() < MAX_UNKNOWN {
                value.unknown.push(word.to_owned());
            }
            if value.text.len() + piece.len() > MAX_VALUE && parts.len() > 1 {
                value.too_long = true;
                break;
            }
            value.text.push_str(&piece);
        }
        value
    }

    /// What a word stands for: a number and the name of a month for itself.
    fn meaning<'a>(&'a self, word: &'a str) -> Option<&'a str> {
        if let Some(text) = self.known.get(&word.to_lowercase()) {
            return Some(text);
        }
        let number = word.starts_with(|c: char| c.is_ascii_digit()) || word.is_empty();
        if number || when::month(word).is_some() {
            return Some(word);
        }
        JOURNALS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)).map(|(_, journal)| *journal)
    }
}

/// The abbreviations that every standard style of BibTeX defines.
const JOURNALS: [(&str, &str); 20] = [
    ("acmcs", "ACM Computing Surveys"),
    ("acta", "Acta Informatica"),
    ("cacm", "Communications of the ACM"),
    ("ibmjrd", "IBM Journal of Research and Development"),
    ("ibmsj", "IBM Systems Journal"),
    ("ieeese", "IEEE Transactions on Software Engineering"),
    ("ieeetc", "IEEE Transactions on Computers"),
    ("ieeetcad", "IEEE Transactions on Computer-Aided Design of Integrated Circuits"),
    ("ipl", "Information Processing Letters"),
    ("jacm", "Journal of the ACM"),
    ("jcss", "Journal of Computer and System Sciences"),
    ("scp", "Science of Computer Programming"),
    ("sicomp", "SIAM Journal on Computing"),
    ("tocs", "ACM Transactions on Computer Systems"),
    ("tods", "ACM Transactions on Database Systems"),
    ("tog", "ACM Transactions on Graphics"),
    ("toms", "ACM Transactions on Mathematical Software"),
    ("toois", "ACM Transactions on Office Information Systems"),
    ("toplas", "ACM Transactions on Programming Languages and Systems"),
    ("tcs", "Theoretical Computer Science"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_put_in() {
        let mut strings = Strings::default();
        strings.define("JIC", "Journal".to_owned());
        let value = strings.join(&[Part::Word("jic"), Part::Text(" of "), Part::Word("AAAI-91")]);
        assert_eq!(
            (value.text.as_str(), value.unknown),
            ("Journal of  AAAI-91 ", vec!["AAAI-91".to_owned()])
        );
        for word in ["2000", "12-34", "jan", "september", "cacm"] {
            assert!(strings.join(&[Part::Word(word)]).unknown.is_empty(), "{word}");
        }
    }

    #[test]
    fn values_do_not_grow_without_end() {
        let mut strings = Strings::default();
        strings.define("a0", "x".repeat(1000));
        for n in 1..64 {
            let before = format!("a{}", n - 1);
            let value = strings.join(&[Part::Word(&before), Part::Word(&before)]);
            assert!(value.text.len() <= MAX_VALUE);
            strings.define(&format!("a{n}"), value.text);
        }
    }
}
