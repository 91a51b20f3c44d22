//! Lines of a note that say more of the work: Zotero's field `extra`, which CSL-JSON has as `note`.
//!
//! A line reads `Label: value`, with the name of a CSL variable, of a field of Zotero, or of a number in a
//! database; with braces (`{:label: value}`) in older files; with `tex.` before the names of BibTeX fields.
//! Lines that are none of these are somebody's notes.

use super::json::texts;
use super::kinds;
use serde_json::Value;

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::read) enum Line<'a> {
    /// The type of CSL (or of Zotero) that the work really is.
    Type(&'a str),
    /// A text variable of CSL.
    Text(&'static str, &'a str),
    /// A date variable of CSL.
    Date(&'static str, &'a str),
    /// A name variable of CSL: one name.
    Name(&'static str, &'a str),
    /// The number of the work in a database.
    Number(&'static str, &'a str),
    /// Bookkeeping.
    Skip,
    /// Anything else: words, or a fact that the record has no place for.
    Note,
}

/// The lines of a note: of a text, or of a list of texts.
pub(in crate::read) fn lines(value: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for text in texts(value) {
        for line in text.lines() {
            // Several variables in braces may stand on one line, among other words.
            let mut rest = line;
            while let Some((before, inside)) = rest.split_once("{:") {
                let Some((variable, after)) = inside.split_once('}') else { break };
                lines.push(before.to_owned());
                lines.push(variable.to_owned());
                rest = after;
            }
            lines.push(rest.to_owned());
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

/// What a line says.
pub(in crate::read) fn line(line: &str) -> Line<'_> {
    let line = line.trim();
    if line.get(..6).is_some_and(|lead| lead.eq_ignore_ascii_case("arxiv:")) {
        return Line::Text("arxiv", line);
    }
    let Some(at) = line.find([':', '=']) else { return Line::Note };
    let (label, value) = (line[..at].trim(), line[at + 1..].trim());
    let tex = ["tex.", "bibtex.", "biblatex."].iter().find_map(|lead| strip(label, lead));
    if line[at..].starts_with('=') && tex.is_none() || label.len() > 40 {
        return Line::Note;
    }
    if value.is_empty() {
        return Line::Skip;
    }
    let folded = tex.unwrap_or(label).trim_end_matches('*').to_ascii_lowercase().replace([' ', '_'], "-");
    match tex {
        Some(_) => of_tex(&folded, value),
        None => of_label(&folded, value),
    }
}

/// The type of CSL that a note says the work to be.
pub(in crate::read) fn noted_type(value: &Value) -> Option<String> {
    lines(value).iter().find_map(|text| match line(text) {
        Line::Type(kind) if kinds::sort(kind).is_some() => Some(kind.to_owned()),
        _ => None,
    })
}

fn strip<'a>(text: &'a str, lead: &str) -> Option<&'a str> {
    let head = text.get(..lead.len())?;
    head.eq_ignore_ascii_case(lead).then(|| &text[lead.len()..])
}

fn of_label<'a>(label: &str, value: &'a str) -> Line<'a> {
    if let Some(variable) = text_variable(label) {
        return Line::Text(variable, value);
    }
    if let Some(bank) = bank(label) {
        return Line::Number(bank, value);
    }
    match label {
        "type" | "item-type" | "itemtype" => Line::Type(value),
        "issued" => Line::Date("issued", value),
        "available-date" => Line::Date("available-date", value),
        "submitted" => Line::Date("submitted", value),
        "author" => Line::Name("author", value),
        "editor" => Line::Name("editor", value),
        "translator" => Line::Name("translator", value),
        "director" => Line::Name("director", value),
        "composer" => Line::Name("composer", value),
        // The key of LaTeX users; where and when somebody looked at the work.
        "citation-key" | "citekey" | "bibtex" | "accessed" | "google-books-id" | "page-version-id" => {
            Line::Skip
        }
        _ => Line::Note,
    }
}

/// The text variable that a label names.
fn text_variable(label: &str) -> Option<&'static str> {
    Some(match label {
        "doi" => "DOI",
        "pmid" | "pubmed-id" | "pubmed" => "PMID",
        "pmcid" | "pmc" | "pubmed-central-id" => "PMCID",
        "arxiv" | "arxiv-id" => "arxiv",
        "openalex" | "openalex-id" => "openalex",
        "isbn" | "isbn-10" | "isbn-13" | "print-isbn" | "ebook-isbn" => "ISBN",
        "issn" | "eissn" | "e-issn" | "print-issn" => "ISSN",
        "url" => "URL",
        "title" => "title",
        "original-title" => "original-title",
        "abstract" => "abstract",
        "container-title" | "publication-title" | "journal" => "container-title",
        "container-title-short" | "journal-abbreviation" | "journalabbreviation" => "container-title-short",
        "collection-title" | "series" | "series-title" => "collection-title",
        "collection-number" | "series-number" => "collection-number",
        "event" | "event-title" | "conference-name" => "event-title",
        "publisher" => "publisher",
        "publisher-place" | "place" => "publisher-place",
        "edition" => "edition",
        "volume" => "volume",
        "issue" => "issue",
        "supplement" | "supplement-number" => "supplement-number",
        "page" | "pages" => "page",
        "number" => "number",
        "genre" => "genre",
        "language" => "language",
        "license" | "licence" | "rights" => "license",
        "keyword" | "keywords" => "keyword",
        _ => return None,
    })
}

/// The database whose number a label announces.
fn bank(label: &str) -> Option<&'static str> {
    Some(match label {
        "oclc" | "oclc-number" => "oclc",
        "web-of-science-id" | "wos-id" | "wos" | "unique-id" | "ut" => "wos",
        "scopus-id" | "scopus" => "scopus",
        "ads-bibcode" | "bibcode" => "ads",
        "mr" | "mrnumber" => "mr",
        "zbl" | "zblnumber" | "zmnumber" => "zbl",
        "lccn" => "lccn",
        "jstor" => "jstor",
        "eric-number" | "eric" => "eric",
        "qid" | "wikidata" => "wikidata",
        "nihmsid" | "nihms" => "nihms",
        "ssrn-scholarly-paper-id" | "ssrn" => "ssrn",
        "s2id" | "semantic-scholar-id" | "corpusid" => "semantic-scholar",
        "inis-reference-number" => "inis",
        "urn" => "urn",
        "hdl" | "handle" => "hdl",
        _ => return None,
    })
}

/// A field of BibTeX that Zotero has no place for.
fn of_tex<'a>(name: &str, value: &'a str) -> Line<'a> {
    let variable = match name {
        "doi" | "di" => "DOI",
        "pmid" | "pubmedid" => "PMID",
        "pmcid" | "pmc" => "PMCID",
        "arxiv" | "arxivid" => "arxiv",
        "issn" | "sn" | "eissn" => "ISSN",
        "isbn" | "bn" => "ISBN",
        "eid" | "article-number" | "articleno" => "article-number",
        "publisher" => "publisher",
        "address" | "city" | "location" => "publisher-place",
        "language" | "la" => "language",
        "origtitle" => "original-title",
        "keywords" => "keyword",
        "eventtitle" => "event-title",
        "journal-iso" | "ji" => "container-title-short",
        "fjournal" => "container-title",
        _ => match bank(name) {
            Some(bank) => return Line::Number(bank, value),
            None => return Line::Note,
        },
    };
    Line::Text(variable, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lines_say_what_they_say() {
        for (text, expected) in [
            ("PMID: 21640374", Line::Text("PMID", "21640374")),
            ("pmcid:PMC1", Line::Text("PMCID", "PMC1")),
            ("arXiv:1107.4612 [astro-ph.CO]", Line::Text("arxiv", "arXiv:1107.4612 [astro-ph.CO]")),
            ("Type: dataset", Line::Type("dataset")),
            ("Event Title: A meeting", Line::Text("event-title", "A meeting")),
            ("Issued: 1875/1876", Line::Date("issued", "1875/1876")),
            ("editor: Darwin || Charles", Line::Name("editor", "Darwin || Charles")),
            ("tex.eid= 116101", Line::Text("article-number", "116101")),
            ("tex.ut: WOS:A1978", Line::Number("wos", "WOS:A1978")),
            ("tex.owner: me", Line::Note),
            ("QID: Q470573", Line::Number("wikidata", "Q470573")),
            ("Citation Key: doe", Line::Skip),
            ("Cited by 0000", Line::Note),
            ("http://example.org", Line::Note),
            ("x = 5", Line::Note),
            ("Original paper in Russian: Fizika", Line::Note),
        ] {
            assert_eq!(line(text), expected, "{text}");
        }
    }

    #[test]
    fn notes_are_taken_apart() {
        let found = lines(&json!("One {:genre: xxx}{:issue: 2} two\n\nPMID: 1"));
        assert_eq!(found, ["One ", "genre: xxx", "issue: 2", " two", "PMID: 1"]);
        assert_eq!(lines(&json!(["a", "b\nc"])), ["a", "b", "c"]);
    }
}
