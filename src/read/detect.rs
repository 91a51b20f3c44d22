//! What a content is, judged by its first bytes; and in words, what it seems to be where no reader takes it.

use super::Format;
use super::rca;

/// What is accepted, for messages.
pub(super) const ACCEPTED: &str = "an RCA listing (Reference Citation Analysis, copied from its page), as UTF-8 text or \
                                   packed with gzip";

/// What a content looks like.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// A format known.
    Format(Format),
    /// Text of another kind, in words.
    OtherText(String),
    /// Not text in UTF-8, in words: no reader can take it.
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
    if start.contains(&0) {
        return not_text("binary data (there are zero bytes in it)");
    }
    let controls = start.iter().filter(|b| matches!(b, 0x01..=0x08 | 0x0e..=0x1f | 0x7f)).count();
    let broken: usize = start.utf8_chunks().map(|c| c.invalid().len()).sum();
    if controls * 50 > start.len() || broken * 4 > start.len() {
        return not_text("binary data, or text in an encoding other than UTF-8");
    }
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Look::Empty;
    }
    // A listing may carry other things around it (a page saved with its header), so it is looked for first of all in
    // what is plain text; markup and data formats are decided by how they open.
    match other_format(text) {
        Some(seen) => Look::OtherText(seen.to_owned()),
        None if rca::is_listing(text) => Look::Format(Format::Rca),
        None => Look::OtherText(
            "plain text without a citation record: no rank line followed by a bar '|', no bracket such as [PMID: …], \
             [DOI: …] or [Citation(s) in RCA: …]"
                .to_owned(),
        ),
    }
}

const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF", "a PDF document; copy the listing's text out of it"),
    (b"PK\x03\x04", "a zip archive (a .docx, .xlsx or .zip file); unpack it, or save its text"),
    (b"\xD0\xCF\x11\xE0", "an old Microsoft Office document; save its text"),
    (b"{\\rtf", "a rich text (RTF) document; save it as plain text"),
    (b"\xff\xfe", "text in UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "text in UTF-16; save it as UTF-8"),
    (b"BZh", "a file packed with bzip2; unpack it, or pack it with gzip"),
    (b"\x28\xb5\x2f\xfd", "a file packed with zstd; unpack it, or pack it with gzip"),
    (b"\xfd7zXZ", "a file packed with xz; unpack it, or pack it with gzip"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it"),
    (b"\x1f\x8b", "gzip inside gzip; unpack it once"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
];

/// The text format that opens like this.
fn other_format(text: &str) -> Option<&'static str> {
    let head: String = text.chars().take(4096).collect();
    let lower = head.to_lowercase();
    if lower.starts_with('<') {
        return Some(match () {
            () if lower.contains("<pubmedarticle") || lower.contains("<medlinecitation") => {
                "PubMed XML; this version reads no PubMed XML yet"
            }
            () if lower.starts_with("<!doctype html") || lower.contains("<html") => {
                "a web page (HTML); copy the listing's text from the browser and save that"
            }
            () => "XML",
        });
    }
    let first = head.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or_default();
    match () {
        () if first.starts_with("TY  -") => Some("RIS; this version reads no RIS yet"),
        () if first.starts_with("PMID-") => Some("MEDLINE (nbib); this version reads no MEDLINE yet"),
        () if first.starts_with("FN ") && lower.contains("\nvr ") => Some("a Web of Science export"),
        () if is_bibtex(first) => Some("BibTeX; this version reads no BibTeX yet"),
        () if is_json(&lower) => Some("JSON"),
        () if is_table(&head) => Some("a table (CSV or TSV)"),
        () => None,
    }
}

fn is_bibtex(first: &str) -> bool {
    let Some((kind, _)) = first.strip_prefix('@').and_then(|rest| rest.split_once(['{', '('])) else {
        return false;
    };
    !kind.trim().is_empty() && kind.trim().chars().all(|c| c.is_ascii_alphabetic())
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
            (b"\xff\xfe1\0", "UTF-16"),
            (b"abc\0def", "binary"),
            (b"<!DOCTYPE html><html>", "HTML"),
            (b"<?xml version='1.0'?>\n<PubmedArticleSet><PubmedArticle>", "PubMed XML"),
            (b"<?xml version='1.0'?><a/>", "XML"),
            (b"TY  - JOUR\n", "RIS"),
            (b"PMID- 123\n", "MEDLINE"),
            (b"@article{key,\n", "BibTeX"),
            (b" { \"title\": 1}", "JSON"),
            (b"title,year,doi\na,b,c\nd,e,f\n", "CSV"),
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
