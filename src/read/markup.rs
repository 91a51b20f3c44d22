//! Text with HTML, JATS or `MathML` markup and entities in it -> plain text.

use std::borrow::Cow;

/// Plain text on one line: tags out, entities decoded (twice where they were encoded twice).
pub(super) fn plain(raw: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'<', b'&', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(strip(&decoded(raw), false))
}

/// [`plain`], with a line feed where a paragraph, a section or a line break was.
pub(super) fn plain_paragraphs(raw: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'<', b'&', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(strip(&decoded(raw), true))
}

/// Entities decoded; again where the result still shows one (`&amp;amp;`). Three rounds at most.
fn decoded(raw: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(raw);
    for _ in 0..3 {
        let next = entities(&text);
        if next == text.as_ref() {
            break;
        }
        text = Cow::Owned(next);
    }
    text
}

/// Takes out what looks like a tag of a known name; a bare `<` as in `p < 0.05` stays.
fn strip(text: &str, paragraphs: bool) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((name, length)) = tag(rest) else {
            plain.push('<');
            rest = &rest[1..];
            continue;
        };
        if BLOCKS.contains(&name.as_str()) {
            plain.push(if paragraphs { '\n' } else { ' ' });
        }
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain
}

/// Longest tag or comment that is looked for, in bytes: a text full of `<` must not be searched to its end for each.
const MAX_TAG: usize = 4096;

/// Name (lower case, without namespace prefix) and length of the tag or comment that the text starts with.
fn tag(text: &str) -> Option<(String, usize)> {
    let window = (0..=MAX_TAG.min(text.len())).rev().find(|end| text.is_char_boundary(*end))?;
    let text = &text[..window];
    if !text.starts_with("<![") {
        memchr::memchr(b'>', text.as_bytes())?;
    }
    for (open, close) in [("<!--", "-->"), ("<![CDATA[", ""), ("<?", "?>")] {
        if let Some(inside) = text.strip_prefix(open) {
            return Some((
                String::new(),
                open.len() + if close.is_empty() { 0 } else { inside.find(close)? + close.len() },
            ));
        }
    }
    let inside = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    let end =
        inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == ':' || c == '-')).unwrap_or(inside.len());
    let name = inside[..end].rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
    if name.is_empty() || !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    if !inside[..end].contains(':') && !KNOWN.contains(&name.as_str()) {
        return None;
    }
    let close = text.find('>')?;
    // A tag does not hold another one.
    if text[1..close].contains('<') { None } else { Some((name, close + 1)) }
}

/// Tags that part paragraphs.
const BLOCKS: [&str; 11] = ["p", "br", "div", "sec", "title", "li", "list-item", "tr", "h1", "h2", "h3"];

/// Names of tags that citation records really hold.
const KNOWN: &[&str] = &[
    "a",
    "abstract",
    "b",
    "bold",
    "br",
    "center",
    "code",
    "div",
    "em",
    "ext-link",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "img",
    "inf",
    "italic",
    "label",
    "li",
    "list",
    "list-item",
    "math",
    "mfrac",
    "mi",
    "mn",
    "mo",
    "monospace",
    "mover",
    "mrow",
    "msqrt",
    "mspace",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "nobr",
    "ol",
    "overline",
    "p",
    "q",
    "roman",
    "s",
    "sc",
    "scp",
    "sec",
    "small",
    "span",
    "strike",
    "strong",
    "styled-content",
    "sub",
    "sup",
    "superscript",
    "subscript",
    "table",
    "tbody",
    "td",
    "tex-math",
    "inline-formula",
    "th",
    "title",
    "tr",
    "tt",
    "u",
    "ul",
    "underline",
    "uri",
    "xref",
    "email",
    "named-content",
    "semantics",
    "annotation",
    "mfenced",
    "none",
    "mprescripts",
    "mmultiscripts",
    "abstracttext",
    "emph",
    "etal",
    "formula",
    "tex",
];

/// Decodes character references and the named entities of HTML that titles use; others stay as they are.
pub(super) fn entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(i, _)| i);
        if let Some((character, end)) = end.and_then(|end| Some((character(&rest[1..end])?, end))) {
            decoded.push_str(&character);
            rest = &rest[end + 1..];
        } else {
            decoded.push('&');
            rest = &rest[1..];
        }
    }
    decoded.push_str(rest);
    decoded
}

/// What a reference stands for, without its `&` and `;`.
pub(super) fn character(name: &str) -> Option<Cow<'static, str>> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0').map(|c| Cow::Owned(c.to_string()));
    }
    quick_xml::escape::resolve_html5_entity(name).map(Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_text_stays() {
        for (raw, expected) in [
            ("CO<sub>2</sub> &amp; H<i>x</i>", "CO2 & Hx"),
            ("p &lt; 0.05 and a<b", "p < 0.05 and a<b"),
            ("A &amp;amp; B", "A & B"),
            ("<jats:title>Abstract</jats:title><jats:p>Text</jats:p>", " Abstract  Text "),
            ("caf&eacute; &#8211; &#x2013; &unknown; &", "café – – &unknown; &"),
            ("&lt;i&gt;Salmonella&lt;/i&gt;", "Salmonella"),
            ("<!-- gone -->kept", "kept"),
            ("<emph type=\"ital\">Archives</emph> quiz", "Archives quiz"),
        ] {
            assert_eq!(plain(raw), expected, "{raw}");
        }
        assert_eq!(plain_paragraphs("<p>a</p><p>b</p>"), "\na\n\nb\n");
    }
}
