//! Entries taken apart: good ones, and such as only people can read.

use super::*;

fn fields(text: &str, broken: bool) -> (String, Vec<String>, usize) {
    let found = split(text, true, broken, false);
    let part = |part: &Part| match part {
        Part::Text(text) => format!("<{text}>"),
        Part::Word(word) => (*word).to_owned(),
    };
    let field =
        |raw: &Raw| format!("{}={}", raw.name, raw.parts.iter().map(part).collect::<Vec<_>>().join("#"));
    (found.key.to_owned(), found.fields.iter().map(field).collect(), found.flaws.len())
}

#[test]
fn good_entries_have_no_flaws() {
    for (text, key, expected) in [
        ("a1, b = {c {d}}, e=\"f {\"} g\" , h = 2000", "a1", &["b=<c {d}>", "e=<f {\"} g>", "h=2000"][..]),
        ("\n  k e y é\n, b = x # \"y\" # {z},\n", "k e y é", &["b=x#<y>#<z>"]),
        ("a\n, b = {1}\n, c = {2}\n", "a", &["b=<1>", "c=<2>"]),
        ("author = {A}, b = {}", "", &["author=<A>", "b=<>"]),
        ("a, % note\n b = {1}, % {\n % c = {2},\n d = 3 % e", "a", &["b=<1>", "d=3"]),
        ("a, funding_text 1={x},, b = ,", "a", &["funding_text 1=<x>", "b="]),
        ("", "", &[]),
        ("only", "only", &[]),
        ("a, t = \"the \"best\" of\", u = \"K\\\"opf\"", "a", &["t=<the \"best\" of>", "u=<K\\\"opf>"]),
    ] {
        let (found, fields, flaws) = fields(text, false);
        assert_eq!(
            (found.as_str(), fields, flaws),
            (key, expected.iter().map(ToString::to_string).collect(), 0),
            "{text}"
        );
    }
}

#[test]
fn what_can_still_be_read_is_read() {
    for (text, expected, flaws) in [
        ("a, b = {1}\n c = {2}", &["b=<1>", "c=<2>"][..], 1),
        ("a b = {1}, c = {2}", &["b=<1>", "c=<2>"], 1),
        ("a, b 💯 {1}, c = {2}", &["b=<1>", "c=<2>"], 1),
        ("a, b = Some words here, c = 12-34", &["b=<Some words here>", "c=12-34"], 1),
        ("a, b = {1}}, c = {2}", &["b=<1>", "c=<2>"], 1),
        ("a, b = {1} {2}, c = 3", &["b=<1>#<2>", "c=3"], 1),
        ("a, some words, c = {2}", &["c=<2>"], 1),
        ("a, b = \"1, c = {2}", &["b=<1, c = {2}>"], 1),
    ] {
        let (_, found, count) = fields(text, false);
        assert_eq!(found, expected, "{text}");
        assert_eq!(count, flaws, "{text}");
    }
    for text in ["a, b = {1,\n c = {2}\n}\n", "a, b = {1 {x},\n c = {2}\n", "a, b = \"1,\n c = {2}\n}"] {
        let (_, found, count) = fields(text, true);
        assert_eq!(
            (found.len(), count, found.last().map(String::as_str)),
            (2, 1, Some("c=<2>")),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn noise_ends() {
    for text in [
        "\"\"\"",
        "a, ###",
        "a, =,=,=",
        "a, \"",
        "a, {{{",
        "é é é",
        "a, é = é é, \u{1F4AF}",
        "a, b = \\",
        "a, b = # # #",
        "a, @@@",
        "a, \\\\",
    ] {
        split(text, true, true, true);
        split(text, false, false, false);
    }
    let text = "a=1,".repeat(100_000);
    assert_eq!(split(&text, false, false, false).fields.len(), MAX_FIELDS);
}
