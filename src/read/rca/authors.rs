//! A list of authors -> contributors.
//!
//! ```text
//! authors   = author { ("," | ";") author } [ "et al" ]
//! author    = family " " initials [ " " suffix ] | group | name in a script without capitals
//! family    = { particle } Name { (" " | "-") (Name | particle) }
//! initials  = up to six capitals, with or without dots and hyphens (`KR`, `M.-J.`, `J. A.`, `YuV`)
//! group     = [ "for the" | "on behalf of" ] name of a group
//! ```
//!
//! The text before the first full stop of a citation may as well be a title. It is a list of authors only where every
//! part of it is an author and one of them has initials, or where the whole is plainly the name of a group.

use crate::record::{Contributor, Name, PersonName};

/// What a list of authors says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Authors {
    pub(super) contributors: Vec<Contributor>,
    /// The list says that there are more.
    pub(super) et_al: bool,
    /// Parts that are taken for groups without a word that says so: where they stand, and the text.
    pub(super) doubtful: Vec<(usize, String)>,
}

/// Reads `text` as a list of authors; `None` where it is something else.
pub(super) fn read(text: &str) -> Option<Authors> {
    let mut list = Authors::default();
    let (mut persons, mut uncased, mut failed) = (0_usize, 0_usize, false);
    for (at, part) in parts(text) {
        let lower = part.trim_end_matches('.').to_lowercase();
        if matches!(lower.as_str(), "et al" | "et al." | "others" | "and others") {
            list.et_al = true;
            continue;
        }
        let (part, announced) = without_lead(part);
        let (part, et_al) = part.strip_suffix(" et al").map_or((part, false), |p| (p, true));
        list.et_al |= et_al;
        let name = if announced {
            Some(Name::Collective(part.to_owned()))
        } else if let (Some(suffix), Some(last)) = (suffix(part), list.contributors.last_mut()) {
            if let Name::Person(person) = &mut last.name {
                person.suffix = Some(suffix.to_owned());
            }
            continue;
        } else if let Some(person) = person(part) {
            persons += 1;
            Some(Name::Person(person))
        } else if is_group(part) {
            Some(Name::Collective(part.to_owned()))
        } else if let Some(person) = uncased_person(part) {
            uncased += 1;
            Some(Name::Person(person))
        } else {
            bare_name(part).inspect(|name| {
                if matches!(name, Name::Collective(_)) {
                    list.doubtful.push((at, part.to_owned()));
                }
            })
        };
        match name {
            Some(name) => list.contributors.push(Contributor::author(name)),
            None => failed = true,
        }
    }
    let one = list.contributors.len() == 1 && persons == 1;
    let plain = !failed && persons > 0 && !(one && is_term(text));
    let scripts =
        !failed && persons == 0 && uncased == list.contributors.len() && is_short_list(text, uncased);
    if plain || scripts { Some(list) } else { group_alone(text) }
}

impl Authors {
    /// Gives the last author back the full stop that closed the list, where initials are printed with full stops.
    pub(super) fn close_with_stop(&mut self) {
        let mut initials = self.contributors.iter_mut().rev().filter_map(|c| match &mut c.name {
            Name::Person(person) => person.initials.as_mut(),
            Name::Collective(_) => None,
        });
        let Some(last) = initials.next() else { return };
        let dotted = last.contains('.') || initials.next().is_some_and(|i| i.ends_with('.'));
        let suffixed =
            matches!(self.contributors.last().map(|c| &c.name), Some(Name::Person(p)) if p.suffix.is_some());
        if let (true, false, Some(Contributor { name: Name::Person(person), .. })) =
            (dotted, suffixed, self.contributors.last_mut())
            && let Some(last) = person.initials.as_mut().filter(|i| !i.ends_with('.'))
        {
            last.push('.');
        }
    }
}

/// The parts of a list and where each begins. A conjunction before the last part goes.
fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split([',', ';', '\u{3001}', '\u{ff0c}', '\u{60c}'])
        .filter_map(move |raw| {
            let start = at;
            at += raw.len();
            at += text[at..].chars().next().map_or(0, char::len_utf8);
            let mut part = raw.trim();
            for conjunction in ["and ", "& "] {
                part = part.strip_prefix(conjunction).unwrap_or(part).trim_start();
            }
            (!part.is_empty()).then_some((start + raw.len() - raw.trim_start().len(), part))
        })
        .flat_map(|(start, part)| {
            // `Smith J and Brown K`: both sides must read as persons, or a group's name would be cut.
            let halves = [" and ", " & "].iter().find_map(|c| part.split_once(c));
            match halves {
                Some((a, b)) if person(a).is_some() && person(b).is_some() => vec![(start, a), (start, b)],
                _ => vec![(start, part)],
            }
        })
}

/// The part without the words that announce a group; whether there were any.
fn without_lead(part: &str) -> (&str, bool) {
    for lead in ["on behalf of the ", "on behalf of ", "for the ", "and the ", "representing the "] {
        if part.get(..lead.len()).is_some_and(|p| p.eq_ignore_ascii_case(lead)) {
            return (part[lead.len()..].trim(), true);
        }
    }
    let the = part.strip_prefix("the ").filter(|rest| is_group(rest));
    (the.unwrap_or(part), false)
}

/// A suffix of a name, as printed.
fn suffix(word: &str) -> Option<&str> {
    let plain = word.trim_end_matches('.');
    matches!(plain, "Jr" | "Sr" | "JR" | "SR" | "2nd" | "3rd" | "4th" | "5th" | "II" | "III" | "IV")
        .then_some(word)
}

/// A person as the listing prints one: family name, initials, suffix.
fn person(part: &str) -> Option<PersonName> {
    let mut words: Vec<&str> = part.split_whitespace().collect();
    let mut found = None;
    if words.len() > 2 && words.len() <= 12 {
        // The suffix stands last, or between family name and initials.
        let last = words.len() - 1;
        if let Some(suffix) = suffix(words[last]).filter(|_| initials(words[last - 1])) {
            found = Some(suffix);
            words.pop();
        } else if let Some(suffix) = suffix(words[last - 1]).filter(|_| initials(words[last])) {
            found = Some(suffix);
            words.remove(last - 1);
        }
    }
    let last = words.len().checked_sub(1).filter(|i| (1..=8).contains(i))?;
    if !initials(words[last]) {
        return None;
    }
    let single = |w: &str| initials(w) && w.chars().filter(|c| c.is_alphabetic()).count() == 1;
    let mut first = last;
    if single(words[last]) || words[last].ends_with('.') {
        while first > 1 && single(words[first - 1]) {
            first -= 1;
        }
    }
    let family = words[..first].join(" ");
    is_family(&words[..first]).then(|| PersonName {
        family,
        initials: Some(words[first..].join(" ")),
        given: None,
        suffix: found.map(str::to_owned),
    })
}

/// Whether a word is initials: capitals, each perhaps with one small letter (`Yu`), with dots, hyphens and apostrophes.
fn initials(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let marks =
        word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\u{2010}' | '\'' | '\u{2019}'));
    let digraph = || {
        "Yu Ya Iu Ia Kh Zh Ch Sh Ts Th Ye Yo Ju Ja Ph Dz Gy Sz Ny Zs Cs"
            .split(' ')
            .any(|d| d == word.trim_end_matches('.'))
    };
    let small_after_capital =
        word.chars().zip(word.chars().skip(1)).all(|(a, b)| !b.is_lowercase() || a.is_uppercase());
    marks
        && word.starts_with(char::is_uppercase)
        && (1..=6).contains(&capitals)
        && small_after_capital
        && (letters == capitals
            || digraph()
            || (capitals >= 2 && letters - capitals <= 2 && word.chars().count() <= 6))
}

/// Whether these words make a family name: capitalised words and particles, one capitalised word at least.
fn is_family(words: &[&str]) -> bool {
    let names = words.iter().filter(|w| is_name(w)).count();
    names > 0 && words.iter().all(|w| is_name(w) || is_particle(w))
}

/// A capitalised word, perhaps behind a particle that is joined to it (`d'Angelo`, `al-Rashid`, `'t`).
fn is_name(word: &str) -> bool {
    let marks = |c: char| {
        matches!(
            c,
            '-' | '\u{2010}' | '\u{2011}' | '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{2bc}' | '.' | '_'
        )
    };
    let capital = word.starts_with(char::is_uppercase)
        || word.split(marks).skip(1).any(|part| part.starts_with(char::is_uppercase))
            && word.chars().count() > 3;
    // A full stop ends an initial or the list, never a family name (`St.` is a particle).
    capital
        && !word.ends_with('.')
        && word.chars().all(|c| c.is_alphabetic() || marks(c) || is_mark(c) || c == LOST)
}

/// Stands for bytes that were not UTF-8, most often a letter.
const LOST: char = '\u{fffd}';

/// A combining mark that has no composed form.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn is_particle(word: &str) -> bool {
    const PARTICLES: &str = "'t a abu ad af al am an ap as at auf av bar ben bin bint da dal dalla das de degli dei del dela \
        dell della delle delli dello den der des di do dos du e el en et i ibn il im in la las le les \
        lo los mac na ni of op ould san santa st st. te ten ter thoe tot ul und van vande vanden vander \
        vd ver vom von vor y z zu zum zur ’t";
    PARTICLES.split(' ').any(|p| p == word)
}

/// A name in a script without capitals (`王小明`): a few short words.
fn uncased_person(part: &str) -> Option<PersonName> {
    let cased = |c: char| c.is_uppercase() || c.is_lowercase();
    let letters =
        part.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || is_mark(c) || "-'.·".contains(c));
    let words = part.split_whitespace().count();
    (letters && !part.chars().any(cased) && words <= 4 && part.chars().count() <= 30)
        .then(|| PersonName { family: part.to_owned(), ..PersonName::default() })
}

/// Whether a text in a script without capitals is short enough for a list of so many names.
fn is_short_list(text: &str, names: usize) -> bool {
    names > 0 && text.chars().count() <= names * 16 && (names > 1 || text.chars().count() <= 5)
}

/// A capitalised part without initials inside a list: one word is a person of one name, several are a group.
fn bare_name(part: &str) -> Option<Name> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let capital = |w: &&str| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    match words[..] {
        [only] if is_name(only) && only.chars().any(char::is_lowercase) => {
            Some(Name::Person(PersonName { family: only.to_owned(), ..PersonName::default() }))
        }
        _ if words.len() <= 10
            && words.first().is_some_and(capital)
            && words.iter().all(is_title_word)
            && !words.iter().any(|w| w.ends_with(['.', ':', '?'])) =>
        {
            Some(Name::Collective(part.to_owned()))
        }
        _ => None,
    }
}

/// Words that say that a name is that of a group.
const GROUPS: &str = "academy agency alliance association authority board bureau center centre coalition \
    collaboration collaborative collaborators college commission committee confederation consortium \
    council department federation force foundation fund group groups hospital initiative institute \
    institutes investigators league ministry network office organisation organization panel \
    partners partnership party researchers secretariat service society taskforce team trialists \
    trust unit university workgroup writers";

/// Whether a word, in small letters, says that a name is that of a group.
fn says_group(word: &str) -> bool {
    GROUPS.split(' ').any(|g| g == word)
}

/// Whether a part of a list is plainly the name of a group.
fn is_group(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let starts =
        words.first().is_some_and(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    let says = |w: &&str| {
        let word = w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        says_group(&word)
    };
    (2..=20).contains(&words.len()) && starts && words.iter().any(says) && words.iter().all(is_title_word)
}

/// A word as names of groups have it: capitalised, a number, or a small joining word.
fn is_title_word(word: &&str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    bare.is_empty()
        || bare.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || !c.is_lowercase())
        || bare.chars().skip(1).any(char::is_uppercase)
        || [
            "and", "de", "der", "des", "du", "et", "for", "für", "in", "la", "of", "on", "the", "to", "und",
            "y",
        ]
        .contains(&bare)
}

/// The whole text as the name of one group (`Department of Health, Social Services and Public Safety`).
fn group_alone(text: &str) -> Option<Authors> {
    let text = text.trim();
    let text = text.strip_prefix("The ").unwrap_or(text);
    // A title may name a group as well; the name of a group has no colon, no dash with spaces, no question.
    let is_name = is_group(text) && !text.contains([':', '?']) && !text.contains(" - ") && text.len() <= 160;
    let last = text.split(' ').next_back().unwrap_or_default().to_lowercase();
    let says_at_once = says_group(&last)
        || text.split(' ').take(5).any(|w| says_group(&w.to_lowercase())) && text.contains(" f");
    let of = text.contains(" of ") && text.split(' ').take(4).any(|w| says_group(&w.to_lowercase()));
    (is_name && (says_at_once || of)).then(|| Authors {
        contributors: vec![Contributor::author(Name::Collective(text.to_owned()))],
        ..Authors::default()
    })
}

/// Terms that look like one author: a word and a capital letter.
fn is_term(text: &str) -> bool {
    const TERMS: &str = "appendix chapter class cluster factor figure generation grade group hepatitis influenza level \
        model part phase plan protein schedule section stage step study table tier type vitamin volume \
        world";
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    TERMS.split(' ').any(|t| t == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `family|initials|suffix`, groups in braces, separated by `; `.
    fn list(text: &str) -> String {
        let Some(authors) = read(text) else { return "none".to_owned() };
        let name = |c: &Contributor| match &c.name {
            Name::Collective(name) => format!("{{{name}}}"),
            Name::Person(p) => {
                let parts = [Some(&p.family), p.initials.as_ref(), p.suffix.as_ref()];
                parts.into_iter().flatten().cloned().collect::<Vec<_>>().join("|")
            }
        };
        let names: Vec<String> = authors.contributors.iter().map(name).collect();
        names.join("; ") + if authors.et_al { " +" } else { "" }
    }

    #[test]
    fn names_of_every_kind_are_read() {
        for (text, expected) in [
            ("Turk A, Mahtani KR", "Turk|A; Mahtani|KR"),
            (
                "O’Brien N, O'Neil M, D'Angelo R, d'Alessandro P",
                "O’Brien|N; O'Neil|M; D'Angelo|R; d'Alessandro|P",
            ),
            (
                "van der Berg HJ, de la Cruz M-J, von und zu Stein K, ter Braak C",
                "van der Berg|HJ; de la Cruz|M-J; von und zu Stein|K; ter Braak|C",
            ),
            (
                "Arab-Zozani M, al-Rashid A, bin Laden O, García Márquez G",
                "Arab-Zozani|M; al-Rashid|A; bin Laden|O; García Márquez|G",
            ),
            (
                "Sammy D Jr, Smith JA 3rd, Jones RC III, Ford HG, II",
                "Sammy|D|Jr; Smith|JA|3rd; Jones|RC|III; Ford|HG|II",
            ),
            (
                "Smith J.-A., Brown B. C., Ivanov YuV, Petrov Yu",
                "Smith|J.-A.; Brown|B. C.; Ivanov|YuV; Petrov|Yu",
            ),
            ("SMITH J, LI X, Иванов ИИ, Παπαδόπουλος Γ", "SMITH|J; LI|X; Иванов|ИИ; Παπαδόπουλος|Γ"),
            ("Smith J, Sukarno, Brown K, et al", "Smith|J; Sukarno; Brown|K +"),
            ("Smith J and Brown K", "Smith|J; Brown|K"),
            ("Smith J; for the STEP Consortium", "Smith|J; {STEP Consortium}"),
            ("Smith J, SPRING_NE Study Group, Brown K", "Smith|J; {SPRING_NE Study Group}; Brown|K"),
            ("SPRING_NE Study Group", "{SPRING_NE Study Group}"),
            ("World Health Organization", "{World Health Organization}"),
            (
                "National Institute for Health and Care Excellence",
                "{National Institute for Health and Care Excellence}",
            ),
            ("王小明, 李雷", "王小明; 李雷"),
        ] {
            assert_eq!(list(text), expected, "{text}");
        }
    }

    #[test]
    fn titles_are_not_lists_of_authors() {
        for text in [
            "Tensions and opportunities in social prescribing",
            "Loneliness, isolation and health",
            "Vitamin D",
            "Hepatitis C",
            "Social prescribing: the work of a Study Group",
            "Age, sex and class in the UK",
            "Link workers, GPs and patients in the NHS",
            "Impact of a social prescribing network",
            "Loneliness",
            "",
        ] {
            assert_eq!(list(text), "none", "{text}");
        }
    }
}
