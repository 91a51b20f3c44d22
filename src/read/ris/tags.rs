//! Lines of RIS told apart: `TY  - ` opens a record, `XX  - ` a field, `ER  - ` closes the record, anything
//! else goes on with the field before it or is noise.
//!
//! Two letters, two blanks, a hyphen make a tag in every file. Other spacing (`TY - JOUR`, `ty  - jour`, a
//! dash that a word processor made of the hyphen) counts only in a record whose `TY` line has it: in ordinary
//! text it is no tag.

use super::kind;
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// The two characters of a tag, in capitals.
pub(super) type Tag = [u8; 2];

/// What a line is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// A record begins: its type as written, and how its lines are spaced.
    Start(&'a str, Style),
    /// A field: tag and value.
    Field(Tag, &'a str),
    /// The record ends.
    End,
    /// No tag.
    Text(&'a str),
    Blank,
}

/// How the tags of a record are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Capitals, two blanks, a hyphen.
    Standard,
    /// Small letters, fewer or more blanks, a dash.
    Loose,
}

/// Reads a line of a record in this style.
pub(super) fn read(line: &str, style: Style) -> Line<'_> {
    if let Some((tag, value)) = strict(line) {
        return tagged(tag, value.trim(), Style::Standard);
    }
    let line = line.trim_start_matches(is_blank);
    if line.is_empty() {
        return Line::Blank;
    }
    if let Some((tag, value)) = strict(line) {
        return tagged(tag, value.trim(), Style::Standard);
    }
    match loose(line) {
        Some(([b'T', b'Y'], value)) if kind::is_known(value) => Line::Start(value, Style::Loose),
        Some(([b'E', b'R'], "")) if style == Style::Loose || line.starts_with("ER") => Line::End,
        Some((tag, value)) if style == Style::Loose && is_known(tag) => Line::Field(tag, value),
        _ => Line::Text(line.trim_end()),
    }
}

fn tagged(tag: Tag, value: &str, style: Style) -> Line<'_> {
    match &tag {
        b"TY" => Line::Start(value, style),
        b"ER" => Line::End,
        _ => Line::Field(tag, value),
    }
}

/// `XX  -` and what follows.
fn strict(line: &str) -> Option<(Tag, &str)> {
    let [first, second, b' ', b' ', b'-', ..] = line.as_bytes() else { return None };
    let is_tag = first.is_ascii_uppercase() && (second.is_ascii_uppercase() || second.is_ascii_digit());
    if is_tag { Some(([*first, *second], line.get(5..)?)) } else { None }
}

/// Two letters or digits, up to five blanks, a hyphen or dash, and then a blank or nothing (anything after
/// `TY`).
fn loose(line: &str) -> Option<(Tag, &str)> {
    let [first, second, ..] = line.as_bytes() else { return None };
    if !first.is_ascii_alphabetic() || !second.is_ascii_alphanumeric() {
        return None;
    }
    let tag = [first.to_ascii_uppercase(), second.to_ascii_uppercase()];
    let rest = line.get(2..)?;
    let dashed = rest.trim_start_matches(is_blank);
    let value = dashed.strip_prefix(['-', '\u{2010}', '\u{2011}', '\u{2013}', '\u{2014}', '\u{2212}'])?;
    let parted = value.is_empty() || value.starts_with(is_blank) || tag == *b"TY";
    (rest.len() - dashed.len() <= 5 && parted).then(|| (tag, value.trim()))
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{feff}')
}

/// A second field on the same line: `10.1000/x     LK  - http://…`, left by tools that take line ends for
/// blanks. Gives the value before it, its tag and its value.
pub(super) fn glued(value: &str) -> Option<(&str, Tag, &str)> {
    const MARK: &[u8] = b"  - ";
    static FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(MARK));
    let bytes = value.as_bytes();
    for at in FINDER.find_iter(bytes) {
        let Some([b' ', b' ', first, second]) = at.checked_sub(4).and_then(|from| bytes.get(from..at)) else {
            continue;
        };
        let tag = [*first, *second];
        if is_known(tag) {
            return Some((value.get(..at - 4)?.trim_end(), tag, value.get(at + MARK.len()..)?.trim_start()));
        }
    }
    None
}

/// Fields of text, in which what looks like a tag is part of the text.
pub(super) fn is_text(tag: Tag) -> bool {
    matches!(&tag, b"AB" | b"N2" | b"N1" | b"TI" | b"T1" | b"T2" | b"KW" | b"AU" | b"A1" | b"AD" | b"C1")
}

/// Fields that a writer (Ovid) puts behind the `ER` line of their record.
pub(super) fn trails(tag: Tag) -> bool {
    tag == *b"NL"
}

/// Whether RIS, or a writer of it, has this tag for a field.
pub(super) fn is_known(tag: Tag) -> bool {
    KNOWN.contains(&tag)
}

const KNOWN: &[Tag] = &[
    *b"A1", *b"A2", *b"A3", *b"A4", *b"AB", *b"AD", *b"AI", *b"AN", *b"AU", *b"AV", *b"BT", *b"C1", *b"C2",
    *b"C3", *b"C4", *b"C5", *b"C6", *b"C7", *b"C8", *b"CA", *b"CN", *b"CP", *b"CT", *b"CY", *b"DA", *b"DB",
    *b"DO", *b"DP", *b"ED", *b"EP", *b"ET", *b"FU", *b"ID", *b"IS", *b"J1", *b"J2", *b"J9", *b"JA", *b"JF",
    *b"JI", *b"JO", *b"KW", *b"L1", *b"L2", *b"L3", *b"L4", *b"LA", *b"LB", *b"LK", *b"M1", *b"M2", *b"M3",
    *b"N1", *b"N2", *b"NL", *b"NV", *b"OP", *b"PB", *b"PI", *b"PP", *b"PT", *b"PU", *b"PY", *b"RI", *b"RN",
    *b"RP", *b"SE", *b"SN", *b"SP", *b"ST", *b"SV", *b"T1", *b"T2", *b"T3", *b"TA", *b"TI", *b"TT", *b"U1",
    *b"U2", *b"U3", *b"U4", *b"U5", *b"UR", *b"VL", *b"VO", *b"Y1", *b"Y2",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn standard(line: &str) -> Line<'_> {
        read(line, Style::Standard)
    }

    #[test]
    fn tags_are_told_from_text() {
        assert_eq!(standard("TY  - JOUR"), Line::Start("JOUR", Style::Standard));
        assert_eq!(standard("\u{feff}TY  - JOUR "), Line::Start("JOUR", Style::Standard));
        assert_eq!(standard("AU  -  Rich, P"), Line::Field(*b"AU", "Rich, P"));
        assert_eq!(standard("IS  -"), Line::Field(*b"IS", ""));
        assert_eq!(standard("ER  -"), Line::End);
        assert_eq!(standard("ER -"), Line::End);
        assert_eq!(standard("ER  - 12"), Line::End);
        for text in ["Co-management", "AI - based triage", "ER", "A tale", "é", "UK – a country"] {
            assert_eq!(standard(text), Line::Text(text));
        }
        assert_eq!(standard(" \t"), Line::Blank);
    }

    #[test]
    fn other_spacing_counts_where_the_record_has_it() {
        for start in [
            "TY - JOUR",
            "ty  - jour",
            "TY\u{a0}\u{a0}- JOUR",
            "TY  – JOUR",
            "TY-JOUR",
            "TY - Journal Article",
        ] {
            assert!(matches!(standard(start), Line::Start(_, Style::Loose)), "{start}");
        }
        assert!(matches!(standard("Ty - a name of no type"), Line::Text(_)));
        assert_eq!(read("AB - Text", Style::Loose), Line::Field(*b"AB", "Text"));
        assert_eq!(read("au  - Li, W", Style::Loose), Line::Field(*b"AU", "Li, W"));
        assert_eq!(standard("AB - Text"), Line::Text("AB - Text"));
    }

    #[test]
    fn fields_on_one_line_are_parted() {
        let line = "10.1000/x     LK  - https://example.org/?a  - b";
        assert_eq!(glued(line), Some(("10.1000/x", *b"LK", "https://example.org/?a  - b")));
        assert_eq!(glued("a  - b"), None);
        assert_eq!(glued("é LK  - b"), None);
    }
}
