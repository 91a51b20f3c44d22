//! Lines of MEDLINE tagged text: which of them open a field, and of which tag.

use std::borrow::Cow;
use std::fmt;

/// A line, without what it is set in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    Blank,
    /// Opens a field.
    Tag(Tag, &'a str),
    /// Set in: the field before goes on.
    More(&'a str),
    /// Neither a tag nor set in.
    Other(&'a str),
}

/// A tag of two to four letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag(Cow<'static, str>);

/// Every tag that NLM and ERIC write, retired ones included; sorted.
const KNOWN: [&str; 99] = [
    "AB", "AD", "AID", "AU", "AUID", "BTI", "CDAT", "CI", "CIN", "CITS", "CN", "COI", "COIS", "CON", "CP",
    "CRDT", "CRF", "CRI", "CTDT", "CTI", "CY", "DA", "DCOM", "DDIN", "DEP", "DP", "DRDT", "DRIN", "ECF",
    "ECI", "ED", "EDAT", "EFR", "EIN", "EN", "FAU", "FED", "FIR", "FPS", "GN", "GR", "GS", "ID", "IP", "IR",
    "IRAD", "IS", "ISBN", "ISSN", "JC", "JID", "JT", "LA", "LID", "LR", "MH", "MHDA", "MID", "NM", "NR",
    "OAB", "OABL", "OCI", "OID", "ORI", "OT", "OTO", "OWN", "PB", "PG", "PHST", "PL", "PMC", "PMCR", "PMID",
    "PRIN", "PROF", "PS", "PST", "PT", "PUBM", "RF", "RIN", "RN", "RO", "ROF", "RPF", "RPI", "RRF", "RRI",
    "SB", "SFM", "SI", "SO", "SPIN", "STAT", "TA", "TI", "TT",
];

/// The rest of [`KNOWN`].
const MORE_KNOWN: [&str; 7] = ["UI", "UIN", "UOF", "URLF", "URLS", "VI", "VTI"];

/// Tags that open and close records of other formats: RIS, and Ovid's tagged export.
const FOREIGN: [&str; 3] = ["TY", "ER", "VN"];

impl Tag {
    pub(super) fn name(&self) -> &str {
        &self.0
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.0 == name
    }

    /// Whether it is one of MEDLINE's.
    pub(super) fn is_known(&self) -> bool {
        matches!(self.0, Cow::Borrowed(_)) && !self.is_foreign()
    }

    /// Whether it opens a record of another format.
    pub(super) fn is_foreign(&self) -> bool {
        FOREIGN.contains(&self.name())
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a line is, where tags are set in by `indent` bytes of white space.
pub(super) fn read(line: &str, indent: usize) -> Line<'_> {
    let text = line.trim();
    if text.is_empty() {
        return Line::Blank;
    }
    let own = line.len() - line.trim_start().len();
    if own > indent {
        return Line::More(text);
    }
    match tag(text) {
        Some((tag, value)) => Line::Tag(tag, value),
        None => Line::Other(text),
    }
}

/// Whether the text is what a web page wraps around its plain text.
pub(super) fn is_wrapper(text: &str) -> bool {
    matches!(text, "<pre>" | "</pre>" | "</PRE>" | "<PRE>")
}

/// The tag that the text opens with, and its value. The hyphen stands in the fifth column; tools also write
/// it after the tag and one space, or at once. Without a space behind it, it may be the hyphen of a word
/// (`IP-10`, `PTSD-related`), so then the tag must be a known one that fills its columns.
fn tag(text: &str) -> Option<(Tag, &str)> {
    let length = text.bytes().take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit()).count();
    if !(2..=4).contains(&length) || !text.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let (name, rest) = text.split_at(length);
    let after = rest.trim_start_matches(' ');
    let gap = rest.len() - after.len();
    let value = after.strip_prefix('-')?;
    let spaced = value.is_empty() || value.starts_with([' ', '\t']);
    let in_column = length + gap == 4;
    let known = known(name);
    let fits = match known {
        Some(_) => in_column || (spaced && gap <= 2),
        None => in_column && spaced,
    };
    let name = known.map_or_else(|| Cow::Owned(name.to_owned()), Cow::Borrowed);
    fits.then(|| (Tag(name), value.trim()))
}

fn known(name: &str) -> Option<&'static str> {
    let found = KNOWN.binary_search(&name).ok().map(|at| KNOWN[at]);
    found.or_else(|| MORE_KNOWN.into_iter().chain(FOREIGN).find(|known| *known == name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_from_words() {
        assert!(KNOWN.is_sorted());
        for (line, expected) in [
            ("PMID- 123", Some(("PMID", "123"))),
            ("PMID-123", Some(("PMID", "123"))),
            ("TI  - A title", Some(("TI", "A title"))),
            ("TI-", Some(("TI", ""))),
            ("ISSN - EISSN-2375-5636", Some(("ISSN", "EISSN-2375-5636"))),
            ("DP - 2014", Some(("DP", "2014"))),
            ("ZZZ - new", Some(("ZZZ", "new"))),
            ("IP-10 was measured", None),
            ("PTSD-related", None),
            ("IL-6 - and more", None),
            ("STUDY - one", None),
            ("- a list", None),
            ("É  - no", None),
        ] {
            let found = match read(line, 0) {
                Line::Tag(tag, value) => Some((tag.name().to_owned(), value.to_owned())),
                _ => None,
            };
            let expected = expected.map(|(tag, value): (&str, &str)| (tag.to_owned(), value.to_owned()));
            assert_eq!(found, expected, "{line}");
        }
        assert_eq!(read("      O-some day", 0), Line::More("O-some day"));
        assert_eq!(read("\tset in", 0), Line::More("set in"));
        assert_eq!(read("  \t", 0), Line::Blank);
        assert!(matches!(read("    TI  - set in as a whole", 4), Line::Tag(..)));
        assert_eq!(read("        more", 4), Line::More("more"));
    }
}
