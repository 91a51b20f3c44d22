//! Formulas inside titles and abstracts -> the characters they show, without the white space and the second
//! notation that only machines need.

use std::borrow::Cow;

/// The text with its formulas made ready for taking the markup out: white space between the parts of `MathML`
/// is gone, and so are `TeX` and annotations where `MathML` says the same.
pub(in crate::read) fn flat(raw: &str) -> Cow<'_, str> {
    if !raw.contains("math") {
        return Cow::Borrowed(raw);
    }
    let both = raw.contains("mml:math") || raw.contains("<math");
    let mut text = String::with_capacity(raw.len());
    let (mut rest, mut inside) = (raw, false);
    while let Some(at) = rest.find('<') {
        push(&mut text, &rest[..at], inside);
        rest = &rest[at..];
        let Some(tag) = Tag::at(rest) else {
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        if matches!(tag.name, "tex-math" | "annotation" | "annotation-xml") && !tag.closes {
            let body = &rest[tag.length..];
            let end = if tag.empty { 0 } else { body.find("</").unwrap_or(body.len()) };
            if !both {
                text.push_str(tex(&body[..end]));
            }
            rest = &body[end..];
            continue;
        }
        if tag.name == "math" {
            inside = !tag.closes && !tag.empty;
        }
        text.push_str(&rest[..tag.length]);
        rest = &rest[tag.length..];
    }
    push(&mut text, rest, false);
    Cow::Owned(text)
}

fn push(text: &mut String, piece: &str, inside: bool) {
    if inside {
        // Invisible times, application and the like are for screen readers.
        text.extend(piece.trim().chars().filter(|c| !matches!(c, '\u{2061}'..='\u{2064}')));
    } else {
        text.push_str(piece);
    }
}

/// What stands between the marks of a document that publishers wrap around every formula.
fn tex(body: &str) -> &str {
    let body = body.split_once("\\begin{document}").map_or(body, |(_, rest)| rest);
    let body = body.split_once("\\end{document}").map_or(body, |(formula, _)| formula);
    body.trim().trim_matches('$').trim()
}

/// Longest tag that is looked for, in bytes: a text full of `<` must not be searched to its end for each of
/// them.
const MAX_TAG: usize = 2048;

/// A tag at the start of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'a> {
    /// Its name without a namespace prefix.
    pub(super) name: &'a str,
    pub(super) closes: bool,
    /// Opens and closes at once.
    pub(super) empty: bool,
    /// Its length in bytes.
    pub(super) length: usize,
}

impl<'a> Tag<'a> {
    /// The tag that `text` starts with; `None` where the `<` is only a sign.
    pub(super) fn at(text: &'a str) -> Option<Self> {
        let end = memchr::memchr(b'>', &text.as_bytes()[..text.len().min(MAX_TAG)])?;
        let inside = text.get(1..end)?;
        let (closes, body) = match inside.strip_prefix('/') {
            Some(body) => (true, body),
            None => (false, inside),
        };
        let name = body.split(|c: char| c.is_whitespace() || c == '/').next()?;
        let valid = name.starts_with(|c: char| c.is_ascii_alphabetic()) && !body.contains('<');
        let name = name.rsplit(':').next()?;
        valid.then_some(Self { name, closes, empty: inside.ends_with('/'), length: end + 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::markup;

    #[test]
    fn formulas_are_read_as_shown() {
        let plain = |raw: &str| markup::plain(&flat(raw)).into_owned();
        let spaced = "Continuous <math id=\"M1\">\n  <mi>K</mi>\n  <mo>\u{2062}</mo> </math>-g-Frames";
        assert_eq!(plain(spaced), "Continuous K-g-Frames");
        let twice = "of <jats:alternatives><jats:tex-math>\\documentclass{x}\\begin{document}$$a$$\\end{document}</jats:tex-math>\
                     <mml:math><mml:mi>a</mml:mi></mml:math></jats:alternatives> here";
        assert_eq!(plain(twice), "of a here");
        let tex = "of <jats:tex-math>\\documentclass{x}\\begin{document}$$a &lt; b$$\\end{document}</jats:tex-math> here";
        assert_eq!(plain(tex), "of a < b here");
        assert_eq!(flat("mathematics: p < 0.05 > q"), "mathematics: p < 0.05 > q");
    }
}
