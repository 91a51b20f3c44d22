//! Real-world LaTeX, one idiom a line.

use super::*;
use crate::record::nfc;

#[test]
fn accents_become_letters() {
    for (raw, expected) in [
        (r#"M{\"u}ller, K\"opf, G{\"{o}}del, \"{\i}"#, "Müller, Köpf, Gödel, ï"),
        (
            r"{\'\i} Mart\'\i nez \'{\i} {\'{\i}} \v{s} \v s \c{c} {\c c} Fran\c cais",
            "í Martínez í í š š ç ç Français",
        ),
        (
            r"J{\o}rgensen J\o{}rgensen \O{} \ss{}en Stra\ss e {\AA} \aa b \L\'od\'z",
            "Jørgensen Jørgensen Ø ßen Straße Å åb Łódź",
        ),
        (r"\~n \~{n} \~{} \^{} \~", "ñ ñ ~ ^ ~"),
        (r#"\v{\"u} \'{\^e} \k{a} \H{o} \r{u} \u{g} \d{t} \={a} \.{z} \b{o}"#, "ǚ ế ą ő ů ğ ṭ ā ż o̱"),
        (r"\th\'atttaka {\th}{\'a} {\dh} {\ae}", "þátttaka þá ð æ"),
        (r"{\cyrchar\CYRM} \CYRYO\cyrishrt", "М Ёй"),
    ] {
        assert_eq!(nfc(&text(raw)), expected, "{raw}");
    }
}

#[test]
fn formatting_goes_and_text_stays() {
    for (raw, expected) in [
        (r"\emph{Natrix} {\em cetti} \textbf{do \textsc{not}} {{Double}}", "Natrix cetti do not Double"),
        (r"Oil \& Gas 5\% \_ \# \$5 \{x\}", "Oil & Gas 5% _ # $5 {x}"),
        (r"16\textsuperscript{th} DNA$_{\textrm{2}}$ mm$^2$ 25$^\circ$C $^{\circ}$", "16th DNA2 mm2 25°C °"),
        (r"100~$\mu${J}, 200\,{\mbox{$\mu$}}{J}, $\pm$0.1\%, $-$50\,d{B}", "100 μJ, 200 μJ, ±0.1%, −50 dB"),
        (r"5\({}^\mbox{th}\) $\left( 000\bar{1} \right)$ $\frac{1}{2}$", "5th ( 0001\u{304} ) 1/2"),
        (r"costs $5 to $10, US$ and $$Q, only $", "costs $5 to $10, US$ and $$Q, only $"),
        (r"``Double'' and `single' and don't, ?`Que?", "“Double” and ‘single’ and don't, ¿Que?"),
        (
            r#"Swe{\\i}g, D\\"ead, Xavier D\\'ecoret, Oil \\& Gas, two\\lines"#,
            "Sweıg, De\u{308}ad, Xavier De\u{301}coret, Oil & Gas, two lines",
        ),
        (r"a--b --- c \textendash{} d\textemdash e", "a–b — c – d—e"),
        ("two\n\t lines \\\\ and\\newline more", "two lines   and more"),
        (
            r"\href {https://a.org/\~{}x} {\texttt{A}\discretionary {}{}{}B} \url{http://b.org/c\_d}",
            "AB http://b.org/c_d",
        ),
        (r"\foo{kept} \bar{} \relax x C:\temp", "kept ¯ x C:\\temp"),
        (r"a } b { c", "a  b  c"),
        (r"\symbol{126}\vphantom\{x \noopsort{1973b}1973 \enquote{q}", "~x 1973 “q”"),
    ] {
        assert_eq!(text(raw), expected, "{raw}");
    }
}

#[test]
fn paragraphs_addresses_and_braces() {
    assert_eq!(decode("one\ntwo\n\n three \\par four", Mode::Paragraphs).text, "one two\nthree \nfour");
    assert_eq!(verbatim("http://a.org/b\\_c--d~e\\&f{\\%}20g\n  h"), "http://a.org/b_c--d~e&f%20gh");
    assert_eq!(verbatim("\\url{http://a.org/\\~{}x} {\\textasciitilde}y"), "http://a.org/~x ~y");
    let plain = decode(r#"{The {CGAL} Project} and {\"O}zge {van} X"#, Mode::Line);
    let braced: Vec<&str> = plain.braced.iter().map(|r| &plain.text[r.clone()]).collect();
    assert_eq!(braced, ["The CGAL Project", "van"]);
    assert_eq!(decode(r"\foo x \foo{y}", Mode::Line).unknown, ["foo"]);
    assert_eq!(decode(r"\href{http://a.org}{b}", Mode::Line).links, ["http://a.org"]);
}

#[test]
fn hostile_text_takes_little_time() {
    for raw in [
        "$a".repeat(200_000),
        "\\'".repeat(200_000),
        "{\\\"".repeat(100_000),
        "\\overline{".repeat(100),
        "`".repeat(300_000),
        "\\href{".repeat(20_000),
    ] {
        decode(&raw, Mode::Line);
        decode(&raw, Mode::Verbatim);
    }
}
