//! Affiliation text to the organisations it names and their country.
//!
//! An affiliation lists units from small to large, then places, between commas. The organisation is the most encompassing
//! part that names one: a university before a hospital, a hospital before a public body, and so on. A part whose words
//! are all generic (`Institute of Public Health`) could be anybody's and gives no organisation; the text is kept elsewhere
//! in any case. Departments, faculties and the like are never organisations.

use super::country::country_code;
use crate::record::fold;
use std::collections::HashSet;
use std::sync::OnceLock;

/// An organisation that an affiliation names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Organization {
    /// Its name as printed, without a leading article and without brackets.
    pub(super) name: String,
    /// ISO 3166-1 alpha-2 code of the country that ends the affiliation.
    pub(super) country: Option<&'static str>,
}

/// What kind of organisation a part names, the most encompassing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    University,
    Hospital,
    Body,
    School,
    Institute,
}

/// The organisations of an affiliation. Several affiliations on one line are told apart by semicolons.
pub(super) fn organizations(text: &str) -> Vec<Organization> {
    let mut found: Vec<Organization> = Vec::new();
    for segment in text.split(';') {
        let segment = without_brackets(without_contact(segment));
        let parts: Vec<&str> = segment.split([',', '，']).map(tidy).filter(|p| !p.is_empty()).collect();
        // Two addresses that run into each other: nothing tells which country is whose.
        let joined = parts.iter().skip(1).any(|part| opens_with_country(part));
        let country = parts.last().filter(|_| !joined).and_then(|last| country_code(last));
        let ranked: Vec<(Rank, String)> = parts.iter().flat_map(|part| all_named(part)).collect();
        let Some(best) = ranked.iter().map(|(rank, _)| *rank).min() else { continue };
        let mut names = ranked.into_iter().filter(|(rank, _)| *rank == best).map(|(_, name)| name);
        // Two universities are two employers; of lesser bodies the later one holds the earlier ones.
        let names: Vec<String> =
            if best == Rank::University { names.collect() } else { names.next_back().into_iter().collect() };
        for name in names {
            if !found.iter().any(|known| fold(&known.name) == fold(&name)) {
                found.push(Organization { name, country });
            }
        }
    }
    found
}

/// The text without what stands in round or square brackets.
pub(super) fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ",")
}

/// Cuts off what introduces an electronic address; the address itself is gone already.
fn without_contact(text: &str) -> &str {
    let lower = text.to_ascii_lowercase(); // keeps byte positions
    let cut = ["electronic address", "e-mail:", "email:", "e-mail address", "email address"];
    cut.iter().filter_map(|lead| lower.find(lead)).min().map_or(text, |at| &text[..at])
}

/// A part without marks before and full stops after it: `1 The University of X.` is `University of X`.
fn tidy(part: &str) -> &str {
    let part = part.trim().trim_start_matches(|c: char| !c.is_alphabetic() && c != '“' && c != '"').trim();
    let part = part.trim_end_matches(['.', ':', ' ']);
    let part = part.strip_suffix(" and").unwrap_or(part);
    let part = ["and ", "From ", "from "]
        .into_iter()
        .fold(part, |part, lead| part.strip_prefix(lead).unwrap_or(part));
    let article = part.get(..4).is_some_and(|lead| lead.eq_ignore_ascii_case("the "));
    if article { part[4..].trim_start() } else { part }
}

/// Whether a part begins with the country of one address and goes on with a unit of the next (`Netherlands Department
/// of Forestry`).
fn opens_with_country(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    (1..words.len().min(4)).any(|n| {
        let next = fold(words[n]);
        (is(&UNIT, &next) || is(&SCHOOL, &next) || is(&INSTITUTE, &next))
            && country_code(&words[..n].join(" ")).is_some()
    })
}

/// The organisations that one part names: two where `and` joins a university with another organisation.
fn all_named(part: &str) -> Vec<(Rank, String)> {
    let joints = [" and ", " & ", " / "].into_iter().flat_map(|joint| part.match_indices(joint));
    for (at, joint) in joints {
        let rest = tidy(&part[at + joint.len()..]);
        // "School and Hospital of Stomatology": the second is no name of its own.
        let subject = rest.split_whitespace().nth(1).is_some_and(|word| is(&CONNECTORS, &fold(word)));
        if subject && !fold(rest).starts_with("universi") {
            continue;
        }
        let sides = (named(&part[..at]), named(rest));
        if let (Some(left), Some(right)) = sides {
            // "Bristol and Weston NHS Trust": two of one kind are rather one name than two.
            if left.0 != right.0 || left.0 == Rank::University {
                return vec![left, right];
            }
        }
    }
    named(part).into_iter().collect()
}

/// The organisation that one part names.
fn named(part: &str) -> Option<(Rank, String)> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    if words.len() > 14 || folded.last().is_some_and(|word| is(&STREETS, word)) {
        return None;
    }
    let university = folded.iter().position(|word| word.split(' ').any(|w| is(&UNIVERSITY, w)));
    let unit = folded.iter().position(|word| is(&UNIT, word) || word.starts_with("department"));
    let hospital = folded.iter().position(|word| HOSPITAL.iter().any(|stem| word.starts_with(stem)));
    let of_hospital = university.is_some_and(|n| {
        let clinical = folded.get(n + 1).is_some_and(|next| {
            matches!(next.as_str(), "medical" | "health" | "clinic" | "clinics" | "teaching")
        });
        hospital.is_some_and(|h| h > n)
            || (clinical
                && folded
                    .iter()
                    .any(|word| matches!(word.as_str(), "center" | "centre" | "clinic" | "clinics")))
    });
    let (rank, start) = match (university, unit) {
        (Some(n), None) if !of_hospital => (Rank::University, lead_in(&folded, n)?),
        // In Romance languages a unit begins with its word, so the name before it is whole.
        (Some(n), Some(u)) if !of_hospital && u > n + 1 && is(&ROMANCE_UNIT, &folded[u]) => {
            return named(&words[..u].join(" "));
        }
        (Some(n), Some(_)) if !of_hospital => (Rank::University, after_unit(&folded, n)?),
        (_, Some(_)) => return None,
        _ if hospital.is_some() || of_hospital => (Rank::Hospital, 0),
        _ => (lesser_rank(&folded)?, 0),
    };
    let saint = rank == Rank::Hospital
        && folded.first().is_some_and(|word| matches!(word.as_str(), "st" | "saint" | "royal"));
    let name = &folded[start..];
    let distinct = match name.iter().position(|word| is(&SCHOOL, word) || is(&INSTITUTE, word)) {
        Some(n) if rank >= Rank::School => {
            // What stands behind "institute of" or "school of" is a subject, and no name.
            let subject = name.get(n + 1).is_some_and(|next| is(&CONNECTORS, next));
            has_name(&name[..n]) || (!subject && has_name(&name[n + 1..]))
        }
        _ => has_name(name),
    };
    (distinct && !saint).then(|| (rank, words[start..].join(" ").trim_end_matches(['.', ':']).to_owned()))
}

/// Whether some word tells this organisation from others of its kind.
fn has_name(folded: &[String]) -> bool {
    folded.iter().any(|word| !word.is_empty() && !is(&GENERIC, word))
}

/// Where the name of a university begins in a part without unit words: at its start, or behind `at the`.
fn lead_in(folded: &[String], university: usize) -> Option<usize> {
    let subject = folded.first().is_some_and(|word| is(&SCHOOL, word) || is(&INSTITUTE, word));
    if subject && university > 0 { after_unit(folded, university) } else { Some(0) }
}

/// Where the name of a university begins behind a unit (`Institute of Health University of X`). Only where the word
/// leads the name: in `Institute of Psychology Kyoto University` nothing tells where the subject ends.
fn after_unit(folded: &[String], university: usize) -> Option<usize> {
    let next = folded.get(university + 1).map(String::as_str)?;
    let leads = folded[university] != "university" || is(&OF, next);
    let at = university.checked_sub(1).map(|n| folded[n].as_str());
    (leads || matches!(at, Some("at" | "the"))).then_some(university)
}

/// A list of words, made ready for look-ups when the first one comes.
struct Words {
    text: &'static str,
    set: OnceLock<HashSet<&'static str>>,
}

impl Words {
    /// The words of `text`, between spaces.
    const fn of(text: &'static str) -> Self {
        Self { text, set: OnceLock::new() }
    }
}

/// Whether a word is in a list.
fn is(list: &'static Words, word: &str) -> bool {
    list.set.get_or_init(|| list.text.split(' ').collect()).contains(word)
}

fn lesser_rank(folded: &[String]) -> Option<Rank> {
    let any = |set: &'static Words| folded.iter().any(|word| is(set, word));
    if any(&BODY) {
        Some(Rank::Body)
    } else if any(&SCHOOL) {
        Some(Rank::School)
    } else if any(&INSTITUTE) {
        Some(Rank::Institute)
    } else {
        None
    }
}

/// Words for a university, folded, in the languages that affiliations are printed in.
static UNIVERSITY: Words = Words::of(
    "university universities universitat universitaet universite universidad universidade universita universiteit \
    universitet universitetet universitetas universitas universiti universitate universitatea \
    uniwersytet universitesi univerzita univerzitet sveuciliste egyetem yliopisto ulikool hochschule \
    fachhochschule polytechnic",
);

/// Words that stand between the word for a university and its place or patron.
static OF: Words = Words::of("of de di do da du del della degli dos des zu van college");

/// Words between a kind of organisation and its subject.
static CONNECTORS: Words = Words::of("of for in on and fur de di du der des della pour per para");

/// Stems of words for hospitals and health trusts, folded.
const HOSPITAL: [&str; 13] = [
    "hospital",
    "infirmary",
    "nhs",
    "klinik",
    "universitatsklinik",
    "universitatsspital",
    "ospedal",
    "hopital",
    "hopitaux",
    "sykehus",
    "sygehus",
    "ziekenhuis",
    "sjukhus",
];

/// Words for public bodies, charities and associations, folded.
static BODY: Words = Words::of(
    "council trust ministry government agency authority commission academy association society \
    foundation fund charity alliance organisation organization board federation consortium \
    partnership corporation ministerio ministere gmbh ltd inc",
);

/// Words for schools and colleges, folded.
static SCHOOL: Words = Words::of("college school conservatoire ecole");

/// Words for institutes and centres, folded.
static INSTITUTE: Words = Words::of(
    "institute institutet institut instituto istituto instituut institutt center centre centro \
    centrum zentrum clinic observatory",
);

/// Words for parts of organisations, folded.
static UNIT: Words = Words::of(
    "department departments dept departamento departement dipartimento abteilung division unit \
    section faculty faculties faculdade facultad faculte facolta fakultat fakultet group team \
    laboratory lab programme program theme chair ward branch directorate discipline subunit service \
    services office network hub lehrstuhl escuela",
);

/// Words for parts of organisations that stand before what tells them apart, folded.
static ROMANCE_UNIT: Words =
    Words::of("faculdade facultad faculte facolta departamento departement dipartimento escuela");

/// Last words of addresses, folded.
static STREETS: Words = Words::of(
    "road rd street st avenue ave drive lane way place square boulevard blvd building house campus \
    floor room hall close crescent park",
);

/// Words that tell no organisation from another, folded.
static GENERIC: Words = Words::of(
    "a agency an and applied at authority board business care center central centre charity childrens \
    city clinic clinical college community council county de department der des di district du e \
    economics education engineering et faculty family federal for foundation fur general global \
    government graduate health healthcare hospital hospitals human humanities in infirmary institut \
    institute international kings law life local management medical medicine mental ministry \
    national nhs nursing of on para per pharmacy policy polytechnic population postgraduate pour \
    primary private professional programme psychiatric psychology public queens regional \
    rehabilitation research school science sciences service services social society state studies \
    teaching technical technology the training trinity trust und universidad universitat \
    universitatsklinikum universite university well wellbeing womens work world y",
);
