//! Text with markup in it -> plain text: footnote marks out, formulas once and not in each of their
//! notations.

use crate::read::xml::{Step, Tag, Trouble, Xml};
use std::io::BufRead;

/// All text inside the element that is open.
pub(super) fn inline<R: BufRead>(xml: &mut Xml<R>) -> Result<String, Trouble> {
    let mut text = String::new();
    let mut inside = 1_usize;
    while inside > 0 {
        match xml.step()? {
            Step::Text(piece) => text.push_str(&piece),
            Step::Start(tag) if is_leaf(&tag) => child(xml, &tag, &mut text)?,
            Step::Start(tag) => {
                inside += 1;
                if is_block(tag.name()) {
                    text.push(' ');
                }
            }
            Step::End => inside -= 1,
        }
    }
    Ok(text)
}

/// The text of a child that was just begun.
pub(super) fn child<R: BufRead>(xml: &mut Xml<R>, tag: &Tag, text: &mut String) -> Result<(), Trouble> {
    if is_apart(tag) {
        return xml.skip();
    }
    match tag.name() {
        "tex-math" => text.push_str(&tex(&xml.text()?)),
        "inline-formula" | "disp-formula" | "alternatives" | "math" => {
            text.push_str(&formula(xml, tag.name())?);
        }
        name => {
            if is_block(name) {
                text.push(' ');
            }
            text.push_str(&inline(xml)?);
        }
    }
    Ok(())
}

/// Whether [`child`] treats the element in a way of its own.
fn is_leaf(tag: &Tag) -> bool {
    is_apart(tag)
        || matches!(tag.name(), "tex-math" | "inline-formula" | "disp-formula" | "alternatives" | "math")
}

/// What stands in a text without being part of it: marks of footnotes, pictures and their descriptions, index
/// terms.
pub(super) fn is_apart(tag: &Tag) -> bool {
    match tag.name() {
        "xref" => matches!(
            tag.attribute("ref-type"),
            Some("fn" | "aff" | "corresp" | "author-notes" | "table-fn" | "contrib")
        ),
        name => matches!(
            name,
            "fn" | "fn-group"
                | "graphic"
                | "inline-graphic"
                | "alt-text"
                | "long-desc"
                | "index-term"
                | "fig"
                | "fig-group"
                | "table-wrap"
                | "media"
                | "supplementary-material"
                | "object-id"
                | "annotation"
                | "annotation-xml"
        ),
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "break"
            | "sec"
            | "title"
            | "list"
            | "list-item"
            | "disp-quote"
            | "def-item"
            | "def"
            | "td"
            | "tr"
    )
}

/// A formula: of the notations that stand side by side `MathML` is read, else `TeX`, else the plain text.
fn formula<R: BufRead>(xml: &mut Xml<R>, name: &str) -> Result<String, Trouble> {
    let (mut maths, mut tex_text, mut other) = (String::new(), String::new(), String::new());
    let mut inside = 1_usize;
    let mut math = usize::from(name == "math");
    while inside > 0 {
        match xml.step()? {
            Step::Text(piece) => if math > 0 { &mut maths } else { &mut other }.push_str(&piece),
            Step::Start(tag) if is_apart(&tag) => xml.skip()?,
            Step::Start(tag) if tag.name() == "tex-math" => tex_text.push_str(&tex(&xml.text()?)),
            Step::Start(tag) => {
                inside += 1;
                if math == 0 && tag.name() == "math" {
                    math = inside;
                }
            }
            Step::End => {
                if math == inside {
                    math = 0;
                }
                inside -= 1;
            }
        }
    }
    let filled = |text: &String| !text.trim().is_empty();
    Ok([maths, tex_text, other].into_iter().find(filled).unwrap_or_default())
}

/// The formula itself where a whole `TeX` document stands around it, as some publishers have it.
fn tex(text: &str) -> String {
    let inside = text.split_once("\\begin{document}").map_or(text, |(_, rest)| rest);
    let inside = inside.split_once("\\end{document}").map_or(inside, |(formula, _)| formula);
    inside.trim().trim_matches('$').trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> String {
        let mut xml = Xml::new(source.as_bytes());
        xml.find(|name| name == "x").expect("it reads").expect("an element");
        inline(&mut xml).expect("it reads")
    }

    #[test]
    fn marks_of_footnotes_go_and_formulas_stand_once() {
        for (source, expected) in [
            ("<x>A<sup>2</sup> title<xref ref-type=\"fn\" rid=\"f\"><sup>*</sup></xref></x>", "A2 title"),
            ("<x>Out<fn id=\"f\"><p>Read at a meeting.</p></fn>come</x>", "Outcome"),
            (
                "<x>with <inline-formula><alternatives><tex-math>\\begin{document}$$\\beta$$\\end{document}</tex-math>\
                 <mml:math><mml:mi>β</mml:mi></mml:math></alternatives></inline-formula> cells</x>",
                "with β cells",
            ),
            (
                "<x><inline-formula><tex-math>\\usepackage{a}\\begin{document}$x^2$\\end{document}</tex-math></inline-formula></x>",
                "x^2",
            ),
            ("<x><inline-formula><mml:math><mml:mi>a</mml:mi></mml:math></inline-formula>b</x>", "ab"),
        ] {
            assert_eq!(read(source), expected, "{source}");
        }
    }
}
