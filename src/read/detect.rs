//! What a content is, judged by its first bytes; and in words, what it seems to be where no reader takes it.

use super::Format;
use super::{address, decode};

/// What is accepted, for messages.
pub(super) fn accepted() -> String {
    format!("{}; as text, or packed with gzip or zstd", Format::ALL.map(Format::title).join(", "))
}

/// What a content looks like.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// A format known.
    Format(Format),
    /// Text of another kind, in words.
    OtherText(String),
    /// Not text, in words: no reader can take it.
    NotText(String),
    /// No bytes, or white space only.
    Empty,
}

/// Judges by the first bytes of a content.
pub(super) fn look(start: &[u8]) -> Look {
    let not_text = |seen: &str| Look::NotText(seen.to_owned());
    for (signature, seen) in SIGNATURES {
        if start.starts_with(signature) {
            return not_text(seen);
        }
    }
    if decode::by_start(start).is_none() {
        if start.contains(&0) {
            return not_text("binary data (there are zero bytes in it)");
        }
        let controls = start.iter().filter(|b| matches!(b, 0x01..=0x08 | 0x0e..=0x1f | 0x7f)).count();
        let broken: usize = start.utf8_chunks().map(|c| c.invalid().len()).sum();
        if controls * 50 > start.len() || broken * 4 > start.len() {
            return not_text("binary data, or text in an encoding other than UTF-8, UTF-16 and Latin-1");
        }
    }
    let text = decode::preview(start);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Look::Empty;
    }
    // Markup and data formats are decided by how they open. A listing may carry other things around it (a page saved
    // with its header), so it is looked for last, in what is plain text of no other kind.
    let known = || PRECEDENCE.into_iter().find(|format| format.recognises(text));
    match known() {
        Some(format) => Look::Format(format),
        None => match other_format(text) {
            Some(seen) => Look::OtherText(seen.to_owned()),
            None if Format::Rca.recognises(text) => Look::Format(Format::Rca),
            None => Look::OtherText("plain text without the marks of any citation format".to_owned()),
        },
    }
}

/// The order in which formats are tried: those with an unmistakable opening first.
const PRECEDENCE: [Format; 16] = [
    Format::Pubmed,
    Format::Jats,
    Format::Endnote,
    Format::Crossref,
    Format::Openalex,
    Format::Zotero,
    Format::Csl,
    Format::Wos,
    Format::Ovid,
    Format::Medline,
    Format::Ris,
    Format::PubmedText,
    Format::Bibtex,
    Format::CitationLinks,
    Format::Opencitations,
    Format::Table,
];

const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF", "a PDF document; copy the listing's text out of it"),
    (b"PK\x03\x04", "a zip archive (a .docx, .xlsx or .zip file); unpack it, or save its text"),
    (b"\xD0\xCF\x11\xE0", "an old Microsoft Office document; save its text"),
    (b"{\\rtf", "a rich text (RTF) document; save it as plain text"),
    (b"BZh", "a file packed with bzip2; unpack it, or pack it with gzip"),
    (b"\xfd7zXZ", "a file packed with xz; unpack it, or pack it with gzip"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it"),
    (b"\x1f\x8b", "gzip inside gzip; unpack it once"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
];

/// The text format that opens like this, where no reader takes it.
fn other_format(text: &str) -> Option<&'static str> {
    let head: String = text.chars().take(4096).collect();
    let lower = head.to_lowercase();
    if lower.starts_with('<') {
        let html = lower.starts_with("<!doctype html") || lower.contains("<html");
        return Some(if html {
            "a web page (HTML); copy the listing's text from the browser and save that"
        } else {
            xml_kind(&lower)
        });
    }
    let opens = |signs: &[&str]| signs.iter().any(|sign| text.starts_with(sign));
    match () {
        () if is_refer(text) => {
            Some("an EndNote export in the refer format (.enw); export it as RIS or EndNote XML")
        }
        () if opens(&[
            "RT Journal",
            "RT Book",
            "RT Conference",
            "RT Generic",
            "RT Report",
            "RT Dissertation",
        ]) =>
        {
            Some("a RefWorks tagged export; export it as RIS")
        }
        () if is_json(&lower) => Some("JSON of a kind that holds no citation records known here"),
        () if is_table(&head) => Some("a table (CSV or TSV) without a column of titles, DOIs or PMIDs"),
        () => None,
    }
}

/// Lines that begin with a percent sign, a letter or digit and a blank.
fn is_refer(text: &str) -> bool {
    let mut lines = text.lines().take(6).filter(|line| !line.trim().is_empty());
    lines.all(|line| {
        let mut letters = line.chars();
        let tag = letters.next() == Some('%') && letters.next().is_some_and(|c| c.is_ascii_alphanumeric());
        tag && letters.next().is_none_or(|c| c == ' ')
    })
}

/// XML that users of citation records have and no reader takes.
fn xml_kind(lower: &str) -> &'static str {
    let kinds = [
        ("<modscollection", "MODS XML; export it as RIS or BibTeX"),
        ("<mods", "MODS XML; export it as RIS or BibTeX"),
        (address::MARC, "MARC XML; export it as RIS or BibTeX"),
        ("<rdf:rdf", "RDF/XML; linkworker makes RDF of citation records and reads none"),
        (
            "<esearchresult",
            "an answer of PubMed's search with numbers only; fetch the records themselves (efetch)",
        ),
        ("<esummaryresult", "summaries of PubMed; fetch the records themselves (efetch)"),
    ];
    let known = kinds.iter().find(|(sign, _)| lower.contains(sign)).map(|(_, words)| *words);
    known.unwrap_or("XML of a kind that holds no citation records known here")
}

/// An object with a quoted key, or an array of values; `[` alone also opens a bracketed title.
fn is_json(lower: &str) -> bool {
    let compact: String = lower.chars().filter(|c| !c.is_whitespace()).take(3).collect();
    compact.starts_with("{\"")
        || compact.starts_with("{}")
        || ["[{", "[\"", "[[", "[]"].iter().any(|s| compact.starts_with(s))
}

/// Whether the first lines have the same number (two or more) of separators, and none is a line of a listing.
fn is_table(head: &str) -> bool {
    let lines: Vec<&str> = head.lines().filter(|l| !l.trim().is_empty()).take(4).collect();
    let Some((first, rest)) = lines.split_first() else { return false };
    let titles_only = !first.contains(['.', '[', '|']);
    ['\t', ',', ';'].into_iter().any(|separator| {
        let count = |l: &str| l.matches(separator).count();
        titles_only && count(first) >= 2 && !rest.is_empty() && rest.iter().all(|l| count(l) >= count(first))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_it_sees() {
        for (bytes, seen) in [
            (&b"%PDF-1.7 ..."[..], "PDF"),
            (b"PK\x03\x04abc", "zip"),
            (b"abc\0def", "binary"),
            (b"<!DOCTYPE html><html>", "HTML"),
            (b"<?xml version='1.0'?><a/>", "XML"),
            (b" { \"title\": 1}", "JSON"),
            (b"name,size,colour\na,b,c\nd,e,f\n", "CSV"),
            (b"Dear all,\nhere is my list.\n", "plain text"),
        ] {
            match look(bytes) {
                Look::OtherText(text) | Look::NotText(text) => assert!(text.contains(seen), "{text}"),
                other => panic!("{seen}: {other:?}"),
            }
        }
        assert_eq!(look(b"\xef\xbb\xbf \r\n"), Look::Empty);
        assert_eq!(look(b"1\n|\nSmith J. Title.\n"), Look::Format(Format::Rca));
        assert_eq!(look("[Titre]. Méd 2020. [PMID: 7]".as_bytes()), Look::Format(Format::Rca));
    }
}
