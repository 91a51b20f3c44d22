//! One cell of names -> the names, each as printed.

use super::{Habit, Style, is_group};
use crate::read::name;

/// Names of a list as printed, and whether it says that it goes on.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::read::table) struct List<'a> {
    pub(in crate::read::table) names: Vec<&'a str>,
    pub(super) cut: bool,
    /// Whether one name may be two.
    pub(super) doubtful: bool,
}

/// Parts a list into names.
pub(in crate::read::table) fn split<'a>(raw: &'a str, style: Style, habit: &mut Habit) -> List<'a> {
    let (text, cut) = without_et_al(raw);
    let mut list = List { names: Vec::new(), cut, doubtful: false };
    if style == Style::RunTogether {
        list.names = run_together(text);
    } else if text.contains('|') {
        list.names = text.split('|').collect();
    } else if text.contains(';') {
        habit.semicolons = true;
        for piece in text.split(';') {
            // PubMed puts a semicolon between people and groups: "Okafor C, Lindqvist M; Link Study Group".
            let people: Vec<&str> = piece.split(',').map(str::trim).collect();
            let named = people.iter().filter(|p| is_family_and_initials(p)).count();
            // Elsewhere a comma is inside a name: "Kinter III, James L".
            let listed = match style {
                Style::Commas => people.len() > 1 && named * 2 >= people.len(),
                _ => people.len() > 2 && named == people.len(),
            };
            if listed {
                list.names.extend(people);
            } else {
                let (piece, cut) = without_et_al(piece);
                list.cut |= cut;
                list.names.push(piece);
            }
        }
    } else if text.contains('\n') && !text.contains(" and ") {
        list.names = text.lines().map(|l| l.trim().trim_end_matches(',')).collect();
    } else {
        for chunk in at_and(text, style) {
            commas(chunk, style, habit, &mut list);
        }
    }
    list.names.retain(|name| !name.trim().is_empty());
    list
}

/// Takes off the words that say that a list goes on.
fn without_et_al(raw: &str) -> (&str, bool) {
    let text = raw.trim();
    let end = text.trim_end_matches([' ', ',', ';', '.', '\u{2026}', ']', '[']);
    for words in ["et al", "and others", "and colleagues"] {
        let Some(from) = end.len().checked_sub(words.len()) else { continue };
        let found = end.get(from..).is_some_and(|tail| tail.eq_ignore_ascii_case(words));
        let before = end.get(..from).unwrap_or_default();
        if found && (before.is_empty() || before.ends_with([' ', ',', ';', '.', '\n', '|', '['])) {
            return (before.trim_end_matches([' ', ',', ';', '\n', '|', '[']), true);
        }
    }
    for dots in ["...", "\u{2026}"] {
        if let Some(before) = text.strip_suffix(dots) {
            return (before.trim_end_matches([' ', ',', ';']), true);
        }
    }
    (text, false)
}

/// Parts a list at "and" and "&". The name of a group may have an "and" inside.
fn at_and(text: &str, style: Style) -> Vec<&str> {
    let joined = [" and ", " & ", "\nand ", "\n and "].iter().any(|word| text.contains(word));
    // Lists of these writers have no "and": it belongs to the name of a group.
    let never = matches!(style, Style::Commas | Style::Pipes | Style::RunTogether);
    if !joined || never || (style != Style::And && !text.contains(',') && name::is_collective(text)) {
        return vec![text];
    }
    let mut chunks = Vec::new();
    let mut start = 0;
    let mut words = text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(i, _)| i).peekable();
    while let Some(space) = words.next() {
        let word = text.get(space..words.peek().copied().unwrap_or(text.len())).unwrap_or_default();
        if matches!(word.trim(), "and" | "&") {
            chunks.push(text.get(start..space).unwrap_or_default());
            start = space + word.len();
        }
    }
    chunks.push(text.get(start..).unwrap_or_default());
    let part = |chunk: &&str| !chunk.trim().is_empty();
    chunks.into_iter().filter(part).collect()
}

/// Parts a list at the commas that are not inside a name.
fn commas<'a>(chunk: &'a str, style: Style, habit: &mut Habit, list: &mut List<'a>) {
    let parts: Vec<&str> = chunk.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
    let words = |part: &str| part.split_whitespace().count();
    let initials = |part: &&str| name::is_initials(part);
    let listed =
        |part: &&str| is_family_and_initials(part) || starts_with_initials(part) || name::is_collective(part);
    let pairs = parts.len() > 1
        && parts.len().is_multiple_of(2)
        && parts.chunks(2).all(|p| matches!(p, [f, i] if initials(i) && !initials(f)));
    if parts.len() < 2 {
        list.names.extend(parts);
    } else if pairs {
        // "Okafor, C., Lindqvist, M."
        list.names.extend(parts.chunks(2).filter_map(|pair| span(chunk, pair.first()?, pair.last()?)));
    } else if style == Style::Commas && !parts.iter().any(|p| is_family_and_initials(p)) && is_group(chunk) {
        list.names.push(chunk.trim()); // a society with a comma in its name
    } else if matches!(style, Style::Commas | Style::InitialsFirst) || parts.iter().all(listed) {
        habit.commas |= parts.len() > 2;
        for part in parts {
            // "Smith J, Jr" and "Davis S, 3rd"
            match list.names.last().copied() {
                Some(before) if is_suffix(part) => {
                    list.names.pop();
                    list.names.extend(span(chunk, before, part));
                }
                _ => list.names.push(part),
            }
        }
    } else if parts.len() > 2 && parts.iter().all(|p| words(p) > 1) {
        // "Chidi Okafor, Maja Lindqvist, Leila Haddad"
        habit.commas = true;
        list.names.extend(parts);
    } else if parts.len() > 3 && parts.iter().all(|p| words(p) == 1) && style != Style::And {
        list.names.extend(parts); // family names alone
    } else if parts.len() == 2
        && parts.iter().all(|p| words(p) > 1)
        && style == Style::Unknown
        && !habit.semicolons
    {
        // "Chidi Okafor, Maja Lindqvist", or "García Márquez, Gabriel José"
        if habit.commas {
            list.names.extend(parts);
        } else {
            list.doubtful = true;
            list.names.push(chunk.trim());
        }
    } else {
        list.names.push(chunk.trim().trim_end_matches(','));
    }
}

/// The text from the start of one part of it to the end of another.
fn span<'a>(text: &'a str, first: &str, last: &str) -> Option<&'a str> {
    let offset = |part: &str| (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize);
    text.get(offset(first)?..offset(last)? + last.len())
}

/// `Okafor C.`, `van der Berg HJ`, `O'Neil J-P`.
fn is_family_and_initials(text: &str) -> bool {
    let (family, last) = text.trim_end_matches('.').rsplit_once(' ').unwrap_or_default();
    if is_suffix(last) {
        return false;
    }
    family.chars().any(char::is_lowercase) && name::is_initials(last)
        || family.chars().count() > 4 && name::is_initials(last)
}

/// `C. Okafor`, `A B Makar`, `AG Meyer`.
fn starts_with_initials(text: &str) -> bool {
    let (first, rest) = text.split_once(' ').unwrap_or_default();
    name::is_initials(first) && rest.chars().any(char::is_lowercase)
}

fn is_suffix(part: &str) -> bool {
    matches!(part.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV" | "2nd" | "3rd" | "4th")
}

/// `Chidi OkaforMaja Lindqvist`: a name ends where a capital follows a small letter, unless the word begins
/// as names do that have a capital inside (`McDonald`, `DeVries`).
fn run_together(text: &str) -> Vec<&str> {
    const INSIDE: [&str; 13] =
        ["Mc", "Mac", "De", "Di", "Da", "Du", "La", "Le", "Van", "Von", "Fitz", "Del", "San"];
    let mut names = Vec::new();
    let (mut start, mut word, mut before) = (0, 0, ' ');
    for (at, c) in text.char_indices() {
        let joint =
            c.is_uppercase() && (before.is_lowercase() || before == ')' || (before == '.' && at > word + 2));
        let rest = text.get(at..).unwrap_or_default();
        let titled = ["Prof.", "Dr.", "Ph.D."].iter().any(|title| rest.starts_with(title));
        let inside = text.get(word..at).is_some_and(|w| INSIDE.contains(&w) || w == "Ph.") && !titled;
        if joint && !inside && !is_suffix(rest.get(..2).unwrap_or_default()) {
            names.extend(text.get(start..at));
            (start, word) = (at, at);
        }
        if matches!(c, ' ' | '-' | '\'' | '\u{2019}') {
            word = at + c.len_utf8();
        }
        before = c;
    }
    names.extend(text.get(start..));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, style: Style) -> String {
        let list = split(text, style, &mut Habit::default());
        let mut found = list.names.join("/");
        found.push_str(if list.cut { " +" } else { "" });
        found.push_str(if list.doubtful { " ?" } else { "" });
        found
    }

    #[test]
    fn lists_are_parted_as_they_are_written() {
        use Style as S;
        for (text, style, expected) in [
            ("Okafor C.; Lindqvist M.", S::Semicolons, "Okafor C./Lindqvist M."),
            ("Okafor C., Lindqvist M.", S::Semicolons, "Okafor C./Lindqvist M."),
            ("Okafor, C., Lindqvist, M.", S::Semicolons, "Okafor, C./Lindqvist, M."),
            ("Okafor, Chidi", S::Semicolons, "Okafor, Chidi"),
            ("van der Berg, Jan Piet", S::Unknown, "van der Berg, Jan Piet ?"),
            (
                "Chidi Okafor, Maja Lindqvist, Leila Haddad",
                S::Unknown,
                "Chidi Okafor/Maja Lindqvist/Leila Haddad",
            ),
            ("Jane Smith, John Doe and Ali Jones", S::And, "Jane Smith, John Doe/Ali Jones"),
            ("Yang, Z. and Jiang, B. and Xu, J.", S::And, "Yang, Z./Jiang, B./Xu, J."),
            ("Longrich, N.R.\n and Bardet, N.\n", S::And, "Longrich, N.R./Bardet, N."),
            ("Okafor, C., Lindqvist, M., & Haddad, L.", S::Unknown, "Okafor, C./Lindqvist, M./Haddad, L."),
            ("Griffin DK, Larkin DM, O'Connor RE.", S::Commas, "Griffin DK/Larkin DM/O'Connor RE."),
            ("Wang R, Liu K; SIGES research group..", S::Commas, "Wang R/Liu K/SIGES research group.."),
            ("Price A, Smith J, et al.", S::Commas, "Price A/Smith J +"),
            ("Ranna V, Lalla RV; et al.", S::Commas, "Ranna V/Lalla RV +"),
            ("A B Makar, K E McMartin, M Palese", S::InitialsFirst, "A B Makar/K E McMartin/M Palese"),
            ("C Okafor, M Lindqvist...", S::InitialsFirst, "C Okafor/M Lindqvist +"),
            ("C Okafor, M Lindqvist", S::Unknown, "C Okafor/M Lindqvist"),
            ("Massimo Aria|Corrado Cuccurullo", S::Pipes, "Massimo Aria/Corrado Cuccurullo"),
            ("Mohammed MubarkootJörn Altmann", S::RunTogether, "Mohammed Mubarkoot/Jörn Altmann"),
            (
                "John McDonaldXiaolong (Luke) ZhangJ. DeVries",
                S::RunTogether,
                "John McDonald/Xiaolong (Luke) Zhang/J. DeVries",
            ),
            (
                "Univ.-Prof. Dr. Stefan BifflPh.D. Eva DeProf. Jan Otto",
                S::RunTogether,
                "Univ.-Prof. Dr. Stefan Biffl/Ph.D. Eva De/Prof. Jan Otto",
            ),
            (
                "Royal College of Nursing and Midwifery Committee",
                S::Unknown,
                "Royal College of Nursing and Midwifery Committee",
            ),
            ("Barrett, Paul M; Willis, Katherine J; ", S::Unknown, "Barrett, Paul M/Willis, Katherine J"),
            (
                "Committee on Care, Society of Eastern and Western Medicine..",
                S::Commas,
                "Committee on Care, Society of Eastern and Western Medicine..",
            ),
            ("Kinter III, James L; Stan, Cristiana", S::Semicolons, "Kinter III, James L/Stan, Cristiana"),
            ("Smith J, Jr, Doe A", S::Commas, "Smith J, Jr/Doe A"),
        ] {
            assert_eq!(names(text, style), expected, "{text}");
        }
    }

    #[test]
    fn rows_before_tell_what_a_comma_means() {
        let mut habit = Habit::default();
        split("Chidi Okafor, Maja Lindqvist, Leila Haddad", Style::Unknown, &mut habit);
        assert_eq!(split("Jane Smith, John Doe", Style::Unknown, &mut habit).names.len(), 2);
        split("Okafor, Chidi; Haddad, Leila", Style::Unknown, &mut habit);
        assert_eq!(split("García Márquez, Gabriel José", Style::Unknown, &mut habit).names.len(), 1);
    }
}
