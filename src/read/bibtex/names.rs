//! Lists of names -> contributors.
//!
//! `and` outside of braces parts the names, `others` says that the list goes on, a name in braces is that of
//! a group. The parts of a name are found by the crate `biblatex`: `First von Last`, `von Last, First`, `von
//! Last, Jr, First` and BibLaTeX's `family=…, given=…`. Lists that are parted otherwise (by semicolons, by
//! commas) are told by their looks.

use super::latex::{self, Mode};
use crate::read::draft::{Draft, quote, tidy};
use crate::read::{markup, name};
use crate::record::{DiagnosticKind, Name};
use biblatex::{Chunk, Person, Spanned};

/// A list of names.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) names: Vec<Name>,
    /// The list goes on.
    pub(super) cut: bool,
}

/// Reads a list of names. `family_first` says that the source writes `Smith Jane` without a comma.
pub(super) fn list(draft: &mut Draft, field: &'static str, raw: &str, family_first: bool) -> Names {
    let mut found = Names::default();
    let pieces = and_parts(raw);
    let pieces = match pieces.as_slice() {
        [only] => over_braced(only).unwrap_or(pieces),
        _ => pieces,
    };
    let alone = pieces.len() == 1;
    for piece in pieces {
        let piece = piece.trim();
        if piece.is_empty() {
            continue;
        }
        let parts = match (alone, family_first) {
            (true, true) => piece.split(',').map(str::to_owned).collect(),
            (true, false) => split_otherwise(piece),
            (false, _) => two_by_comma(piece),
        };
        let listed = parts.len() > 1;
        if listed {
            let message = format!("names are not parted by 'and': '{}'", quote(piece));
            draft.note(DiagnosticKind::Inferred, field, message);
        }
        let reversed = listed && (family_first || parts.iter().any(|p| ends_in_initial(p)));
        for part in parts {
            if is_others(&part) {
                found.cut = true;
            } else {
                found.names.extend(one(draft, field, &part, reversed || family_first));
            }
        }
    }
    found
}

/// Splits at `and` in any case, outside of braces and between white space.
fn and_parts(raw: &str) -> Vec<&str> {
    let bytes = raw.as_bytes();
    let (mut depth, mut start) = (0_usize, 0);
    let mut parts = Vec::new();
    let blank = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_none_or(u8::is_ascii_whitespace);
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += usize::from(matches!(bytes.get(at + 1), Some(b'{' | b'}'))),
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'a' | b'A'
                if depth == 0
                    && blank(at.checked_sub(1))
                    && blank(Some(at + 3))
                    && bytes.get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"and")) =>
            {
                parts.push(raw.get(start..at).unwrap_or_default());
                start = at + 3;
                at += 2;
            }
            _ => {}
        }
        at += 1;
    }
    parts.push(raw.get(start..).unwrap_or_default());
    parts
}

/// Names in one pair of braces too many: `{{Smith, Jane and Doe, John}}`. The names of a group may hold `and`
/// too, but then not every part of it is a name with a comma.
fn over_braced(piece: &str) -> Option<Vec<&str>> {
    let inside = piece.trim().strip_prefix('{')?.strip_suffix('}')?;
    let parts = and_parts(inside);
    let people = parts.iter().all(|part| is_person_with_comma(part) || is_others(part));
    (people && !inside.contains(['{', '}'])).then_some(parts)
}

/// Whether a text is plainly a family name, a comma and given names.
fn is_person_with_comma(text: &str) -> bool {
    const NOT: [&str; 17] = [
        "inc", "ltd", "llc", "corp", "co", "gmbh", "usa", "uk", "of", "for", "the", "and", "&", "ag", "plc",
        "on", "in",
    ];
    let Some((family, given)) = text.split_once(',') else { return false };
    let words = |part: &str| part.split_whitespace().count();
    let word_is_none = text
        .split(|c: char| c.is_whitespace() || c == ',' || c == '.')
        .all(|w| !NOT.contains(&w.to_lowercase().as_str()));
    !given.contains(',')
        && (1..=3).contains(&words(family))
        && (1..=4).contains(&words(given))
        && word_is_none
        && !name::is_collective(text)
}

fn is_others(text: &str) -> bool {
    let folded = text.replace(['~', '\\', '{', '}', ',', '.'], " ").trim().to_lowercase();
    matches!(folded.as_str(), "others" | "et al" | "et  al" | "al" | "et alii" | "et coll")
}

/// A list without `and`: parted by semicolons, or by commas that cannot all be inside of names.
fn split_otherwise(piece: &str) -> Vec<String> {
    let owned =
        |parts: &[&str]| parts.iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
    if piece.contains(['{', '=']) {
        return vec![piece.to_owned()];
    }
    let by_semicolon: Vec<&str> = piece.split(';').collect();
    if by_semicolon.len() > 1 {
        return owned(&by_semicolon);
    }
    let parts: Vec<&str> = piece.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
    let several_words = |p: &&str| p.contains(char::is_whitespace) && !name::is_collective(p);
    let initials = |p: &&str| name::is_initials(p);
    match parts.len() {
        0 | 1 => vec![piece.to_owned()],
        2 => two_by_comma(piece),
        // "Smith, J., Doe, K. L."
        n if n % 2 == 0 && parts.iter().skip(1).step_by(2).all(initials) => {
            parts.chunks(2).map(|pair| pair.join(", ")).collect()
        }
        _ if parts.iter().all(several_words) => owned(&parts),
        _ => vec![piece.to_owned()],
    }
}

/// `B Balakrisnan , S Patil`: an initial opens each of two names that someone parted by a comma.
fn two_by_comma(piece: &str) -> Vec<String> {
    let opens_with_initial = |part: &str| {
        let mut words = part.split_whitespace();
        let first = words.next().unwrap_or_default().trim_end_matches('.');
        first.chars().count() == 1
            && first.chars().all(char::is_uppercase)
            && words.next().is_some_and(|w| w.chars().count() > 2)
    };
    let parts: Vec<&str> = piece.split(',').map(str::trim).collect();
    if parts.len() > 1 && !piece.contains('{') && parts.iter().all(|p| opens_with_initial(p)) {
        return parts.into_iter().map(str::to_owned).collect();
    }
    vec![piece.to_owned()]
}

/// `Jankowski Catherine M`: an initial stands after given names, so the family name comes first.
fn ends_in_initial(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let initial = |w: &str| w.trim_end_matches('.').chars().count() == 1 && w.starts_with(char::is_uppercase);
    matches!(words[..], [first, .., last] if initial(last) && !initial(first))
}

/// One name.
fn one(draft: &mut Draft, field: &'static str, raw: &str, family_first: bool) -> Option<Name> {
    let plain = latex::decode(raw, Mode::Line);
    let text = markup::plain(&plain.text).into_owned();
    let clean = draft.text(field, &text);
    if clean.is_empty() {
        return None;
    }
    let whole =
        plain.braced.iter().any(|r| plain.text.get(r.clone()).is_some_and(|inside| tidy(inside) == clean));
    if whole && !is_person_with_comma(&clean) {
        return Some(Name::Collective(clean));
    }
    if clean != tidy(&plain.text) {
        return name::parse(&clean); // markup or an address was in it: braces have no place in it any more
    }
    let joins = |word: &str| matches!(word, "of" | "for" | "the" | "on" | "&");
    let group = name::is_collective(&clean) || clean.split(' ').any(joins);
    if group && !clean.contains([',', '=']) {
        return Some(Name::Collective(clean));
    }
    if family_first && !clean.contains(',') {
        let (family, given) = clean.split_once(' ').unwrap_or((&clean, ""));
        return Some(name::person(family, given, ""));
    }
    let commas = clean.matches(',').count();
    if commas > 2 && !clean.contains('=') {
        let message = format!("'{}' has more commas than a name", quote(&clean));
        draft.warn(
            DiagnosticKind::UnplacedText,
            field,
            message,
            "what stands before the first one is the family name",
        );
    }
    if (plain.braced.is_empty() || whole)
        && let Some(name) = by_looks(&clean)
    {
        return Some(name);
    }
    Some(by_rules(&plain, &clean))
}

/// Forms that the rules of BibTeX read otherwise than they are meant.
fn by_looks(text: &str) -> Option<Name> {
    if text.contains('=') {
        return None;
    }
    if text.contains(',') {
        // "Davis, Sammy, Jr." and names with more commas.
        return (text.matches(',').count() > 1).then(|| name::parse(text)).flatten();
    }
    let words: Vec<&str> = text.split(' ').collect();
    let small = |w: &&str| w.starts_with(char::is_lowercase);
    let [first, .., last] = words[..] else { return Some(name::person(text, "", "")) };
    // "Smith J D": initials close a name only where the family name opens it.
    let initials = words.iter().rev().take_while(|w| name::is_initials(w) && w.chars().count() <= 3).count();
    if initials > 0
        && initials < words.len()
        && text.contains(char::is_lowercase)
        && !name::is_initials(first)
    {
        let at = words.len() - initials;
        return Some(name::person(&words[..at].join(" "), &words[at..].join(" "), ""));
    }
    let suffix =
        matches!(last.trim_end_matches('.').to_ascii_lowercase().as_str(), "jr" | "sr" | "ii" | "iii" | "iv");
    // Without any capital, or without capitals at all (Hebrew, Chinese), the rules see particles everywhere.
    let no_capitals = words.iter().all(small) || !text.contains(char::is_uppercase);
    (suffix || no_capitals || !words.iter().any(small)).then(|| name::parse(text)).flatten()
}

/// The rules of BibTeX and BibLaTeX.
fn by_rules(plain: &latex::Plain, clean: &str) -> Name {
    let mut chunks = Vec::new();
    let mut from = 0;
    // The crate counts with the ends of the spans: they must be real ones.
    let spanned = |chunk, start, end| Spanned::new(chunk, start..end);
    for range in &plain.braced {
        let (Some(before), Some(inside)) = (plain.text.get(from..range.start), plain.text.get(range.clone()))
        else {
            continue;
        };
        if !before.is_empty() {
            chunks.push(spanned(Chunk::Normal(before.to_owned()), from, range.start));
        }
        chunks.push(spanned(Chunk::Verbatim(inside.to_owned()), range.start, range.end));
        from = range.end;
    }
    if let Some(rest) = plain.text.get(from..).filter(|rest| !rest.is_empty()) {
        chunks.push(spanned(Chunk::Normal(rest.to_owned()), from, plain.text.len()));
    }
    if let (Some(first), true) = (chunks.first_mut(), plain.text.starts_with(char::is_whitespace)) {
        first.v = match &first.v {
            Chunk::Normal(text) => Chunk::Normal(text.trim_start().to_owned()),
            other => other.clone(),
        };
    }
    let person = Person::parse(&chunks);
    let family = format!("{} {}", person.prefix, person.name);
    if family.trim().is_empty() {
        return name::person(clean, "", "");
    }
    name::person(&family, &person.given_name, &person.suffix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Context;
    use crate::record::Position;
    use std::sync::Arc;

    fn read(raw: &str, family_first: bool) -> (String, bool, usize) {
        let context = Context { source: Arc::from("test"), list_year: None };
        let mut draft = Draft::new(&context, 1, Position::default());
        let found = list(&mut draft, "author", raw, family_first);
        let show = |name: &Name| match name {
            Name::Person(p) => {
                let given =
                    p.given.as_ref().or(p.initials.as_ref()).map(|g| format!(", {g}")).unwrap_or_default();
                let suffix = p.suffix.as_ref().map(|s| format!(", {s}")).unwrap_or_default();
                format!("{}{given}{suffix}", p.family)
            }
            Name::Collective(name) => format!("[{name}]"),
        };
        (found.names.iter().map(show).collect::<Vec<_>>().join(" | "), found.cut, draft.findings.take().len())
    }

    #[test]
    fn names_by_the_rules() {
        for (raw, expected) in [
            ("Turk, Amadea and Mahtani, Kamal R.", "Turk, Amadea | Mahtani, Kamal R."),
            ("Amadea Turk AND\n\tHans van der Berg", "Turk, Amadea | van der Berg, Hans"),
            (
                r#"M. P{\"a}ckert and {\L}ukasz Kaiser and {\'A}lvarez Garc{\'i}a, Juan"#,
                "Päckert, M. | Kaiser, Łukasz | Álvarez García, Juan",
            ),
            (
                "Jean de La Fontaine and Charles Louis de la Vall{\\'e}e Poussin",
                "de La Fontaine, Jean | de la Vallée Poussin, Charles Louis",
            ),
            (
                "{Bengoechea-Encabo}, A. and {den Hertog}, Martien I. and Milton {Abramowitz}",
                "Bengoechea-Encabo, A. | den Hertog, Martien I. | Abramowitz, Milton",
            ),
            (
                "Davis, Jr., Sammy and Davis, Sammy, Jr. and Sammy Davis Jr.",
                "Davis, Sammy, Jr. | Davis, Sammy, Jr. | Davis, Sammy, Jr.",
            ),
            (
                "{The CGAL Project} and {Bill and Melinda Gates Foundation}",
                "[The CGAL Project] | [Bill and Melinda Gates Foundation]",
            ),
            (
                "DAISY Consortium and Corporation for Digital Scholarship",
                "[DAISY Consortium] | [Corporation for Digital Scholarship]",
            ),
            (
                "given=Hans, family=Harman, given-i={Ha} and given=Jean, prefix=de la, family=Rousse, suffix=Jr",
                "Harman, Hans | de la Rousse, Jean, Jr",
            ),
            ("sudhin jacob and Plato", "jacob, sudhin | Plato"),
            ("and Turk, A. and", "Turk, A."),
            ("Anderson, M. and Sandberg, K.", "Anderson, M. | Sandberg, K."),
            ("Kirk, JTO and Levine J D", "Kirk, JTO | Levine, J D"),
        ] {
            assert_eq!(read(raw, false), (expected.to_owned(), false, 0), "{raw}");
        }
    }

    #[test]
    fn lists_that_go_on() {
        for raw in
            ["Turk, A. and others", "Turk, A. and {others}", "Turk, A. and et~al.", "Turk, A. and Others"]
        {
            assert_eq!(read(raw, false), ("Turk, A.".to_owned(), true, 0), "{raw}");
        }
    }

    #[test]
    fn lists_parted_otherwise() {
        for (raw, expected) in [
            (
                "Reeder Blaine, Chung Jane, Jankowski Catherine M",
                "Reeder, Blaine | Chung, Jane | Jankowski, Catherine M",
            ),
            ("Jane Chung, Blaine Reeder, Kate Lyden", "Chung, Jane | Reeder, Blaine | Lyden, Kate"),
            ("Smith, J.; Doe, K. L.", "Smith, J. | Doe, K. L."),
            ("Smith, J., Doe, K. L.", "Smith, J. | Doe, K. L."),
            ("B Balakrisnan , S Patil and E Smela", "Balakrisnan, B | Patil, S | Smela, E"),
        ] {
            assert_eq!(read(raw, false), (expected.to_owned(), false, 1), "{raw}");
        }
        assert_eq!(read("Chen Sonia Chien-I", true).0, "Chen, Sonia Chien-I");
        assert_eq!(read("Harris Courtenay, Hunter Sally", true).0, "Harris, Courtenay | Hunter, Sally");
        assert_eq!(read("{Corbet, Johnathan}", false).0, "Corbet, Johnathan");
        assert_eq!(read("{Smith, Jane and Doe, John}", false).0, "Smith, Jane | Doe, John");
        assert_eq!(
            read("{Department of Health, Education and Welfare}", false).0,
            "[Department of Health, Education and Welfare]"
        );
    }

    #[test]
    fn noise_does_not_panic() {
        for raw in [
            "",
            "and",
            "{",
            "}",
            "=",
            "family=",
            ",,,",
            "a=b, c",
            "{}{}",
            "{ } and {,}",
            "é=é,é",
            " , ",
            "\\",
            "{a} {b} c, {d}",
            "and and and",
            "v. {x}",
        ] {
            read(raw, false);
            read(raw, true);
        }
    }
}
