//! The elements of a record -> fields of RIS.

use crate::read::draft::Draft;
use crate::read::ris::{Fields, type_code};
use crate::read::xml::{Step, Tag, Trouble, Xml};
use std::io::BufRead;

/// Reads a record, which is open, to its end.
pub(super) fn read<R: BufRead>(
    xml: &mut Xml<R>,
    fields: &mut Fields,
    draft: &mut Draft,
) -> Result<(), Trouble> {
    fields.begin(None, xml.position().line);
    let mut code = None;
    // What a number is of depends on the type, which need not come first.
    let mut number = None;
    xml.children(|xml, tag| match tag.name() {
        "ref-type" => {
            let name = tag.attribute("name").unwrap_or_default().to_owned();
            let text = text(xml)?;
            code = type_code(&name).or_else(|| type_code(&text)).or_else(|| numbered(text.trim()));
            if code.is_none() && !name.is_empty() {
                fields.set_type(&name);
            }
            Ok(())
        }
        "number" => {
            number = Some(text(xml)?);
            Ok(())
        }
        _ => element(xml, tag, fields, draft),
    })?;
    if let Some(code) = code {
        fields.set_type(code);
    }
    if let Some(number) = number {
        let issue = matches!(code, Some("JOUR" | "EJOUR" | "INPR" | "NEWS" | "GEN" | "SER") | None);
        push(fields, if issue { *b"IS" } else { *b"M1" }, &number);
    }
    Ok(())
}

fn element<R: BufRead>(
    xml: &mut Xml<R>,
    tag: &Tag,
    fields: &mut Fields,
    draft: &mut Draft,
) -> Result<(), Trouble> {
    match tag.name() {
        "contributors" | "titles" | "periodical" | "alt-periodical" | "dates" | "keywords" | "urls" => {
            let group = tag.name().to_owned();
            xml.children(|xml, tag| member(xml, &group, tag, fields, draft))
        }
        "pages" => {
            let (start, end) =
                (tag.attribute("start").map(str::to_owned), tag.attribute("end").map(str::to_owned));
            let text = text(xml)?;
            if text.trim().is_empty() {
                push(fields, *b"SP", &start.unwrap_or_default());
                push(fields, *b"EP", &end.unwrap_or_default());
            } else {
                push(fields, *b"SP", &text);
            }
            Ok(())
        }
        // The library, the program, numbers of records, labels, the user's own notes and images, dates of
        // handling.
        "database" | "source-app" | "rec-number" | "foreign-keys" | "label" | "research-notes" | "image"
        | "caption" | "access-date" | "modified-date" | "call-num" => xml.skip(),
        name => match field(name) {
            Some(field) => {
                let text = text(xml)?;
                push(fields, field, &text);
                Ok(())
            }
            None => unused(xml, tag, draft),
        },
    }
}

/// The tag of a field that stands alone.
fn field(name: &str) -> Option<[u8; 2]> {
    Some(*match name {
        "auth-address" | "auth-affiliaton" | "auth-affiliation" => b"AD",
        "volume" => b"VL",
        "issue" => b"IS",
        "edition" => b"ET",
        "section" => b"SE",
        "pub-location" => b"CY",
        "publisher" => b"PB",
        "isbn" => b"SN",
        "accession-num" => b"AN",
        "electronic-resource-num" => b"DO",
        "abstract" => b"AB",
        "notes" => b"N1",
        "work-type" => b"M3",
        "language" => b"LA",
        "remote-database-name" => b"DB",
        "remote-database-provider" => b"DP",
        "custom1" => b"C1",
        "custom2" => b"C2",
        "custom3" => b"C3",
        "custom5" => b"C5",
        "custom6" => b"C6",
        "custom7" => b"C7",
        _ => return None,
    })
}

/// A child of a group: a list of people, a title, a date, a keyword, a list of addresses.
fn member<R: BufRead>(
    xml: &mut Xml<R>,
    group: &str,
    tag: &Tag,
    fields: &mut Fields,
    draft: &mut Draft,
) -> Result<(), Trouble> {
    let field = match (group, tag.name()) {
        ("contributors", "authors") => b"AU",
        ("contributors", "secondary-authors") => b"A2",
        ("contributors", "tertiary-authors") => b"A3",
        ("contributors", "subsidiary-authors") => b"A4",
        ("titles", "title") => b"TI",
        ("titles", "secondary-title") => b"T2",
        ("titles", "tertiary-title") => b"T3",
        ("titles", "translated-title") => b"TT",
        ("titles", "short-title") => b"ST",
        ("titles", "alt-title") | ("alt-periodical", "full-title") => b"J2",
        ("periodical", "full-title") => b"JF",
        ("periodical" | "alt-periodical", "abbr-1" | "abbr-2" | "abbr-3") => b"JA",
        ("dates", "year") => b"PY",
        ("dates", "pub-dates") => b"DA",
        ("keywords", "keyword") => b"KW",
        ("urls", "web-urls" | "related-urls" | "text-urls" | "url") => b"UR",
        ("urls", "pdf-urls") => b"L1",
        _ => return unused(xml, tag, draft),
    };
    let list = matches!(tag.name(), "pub-dates")
        || group == "contributors"
        || (group == "urls" && tag.name() != "url");
    if !list {
        let text = text(xml)?;
        push(fields, *field, &text);
        return Ok(());
    }
    // `<authors><author>…</author></authors>`; text right below the list is read too
    // (`<pdf-urls>…</pdf-urls>`).
    let mut loose = String::new();
    loop {
        match xml.step()? {
            Step::Start(_) => {
                let text = text(xml)?;
                push(fields, *field, &text);
            }
            Step::Text(piece) => loose.push_str(&piece),
            Step::End => break,
        }
    }
    push(fields, *field, &loose);
    Ok(())
}

fn unused<R: BufRead>(xml: &mut Xml<R>, tag: &Tag, draft: &mut Draft) -> Result<(), Trouble> {
    draft.unused(tag.name().to_owned());
    xml.skip()
}

fn push(fields: &mut Fields, tag: [u8; 2], text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        fields.push(tag, text, 0, false);
    }
}

/// The text of the element that is open, its styles left out. A line end of the value is written as a
/// reference (`&#xD;`) or a lone CR; other line ends are those of the file and part words like a blank.
fn text<R: BufRead>(xml: &mut Xml<R>) -> Result<String, Trouble> {
    let mut text = String::new();
    let mut inside = 1_usize;
    while inside > 0 {
        match xml.step()? {
            Step::Text(piece) if matches!(piece.as_str(), "\r" | "\n") => text.push('\n'),
            Step::Text(piece) if piece.contains(['\r', '\n']) => {
                text.push_str(&piece.replace("\r\n", " ").replace('\n', " ").replace('\r', "\n"));
            }
            Step::Text(piece) => text.push_str(&piece),
            Step::Start(_) => inside += 1,
            Step::End => inside -= 1,
        }
    }
    Ok(text)
}

/// The type that EndNote numbers so, where a writer leaves out its name.
fn numbered(number: &str) -> Option<&'static str> {
    Some(match number {
        "17" => "JOUR",
        "6" => "BOOK",
        "5" => "CHAP",
        "28" => "EDBOOK",
        "10" => "CONF",
        "47" => "CPAPER",
        "27" => "RPRT",
        "32" => "THES",
        "12" => "WEB",
        "13" => "GEN",
        "19" => "MGZN",
        "23" => "NEWS",
        "25" => "PAT",
        "34" => "UNPB",
        "43" => "EJOUR",
        "44" => "EBOOK",
        "46" => "GOVDOC",
        "59" => "DATA",
        _ => return None,
    })
}
