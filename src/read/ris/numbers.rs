//! Volume, issue, supplement, pages and article number.

use super::affiliations;
use super::notes::Notes;
use super::serials;
use super::sheet::{Sheet, at};
use super::tags::Tag;
use crate::read::draft::Draft;
use crate::read::markup;
use crate::record::{DiagnosticKind, Kind, Pages};

/// Types of which EndNote writes something else into `VL`: a degree, the size of a picture, the number of a
/// law.
const NO_VOLUME: [&str; 14] = [
    "THES", "PAT", "COMP", "ART", "CHART", "EQUA", "FIGURE", "BILL", "LEGAL", "STAT", "STAND", "GRANT",
    "BLOG", "WEB",
];

pub(super) fn place(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) {
    if !sheet.is(&NO_VOLUME) {
        volume(sheet, notes, draft);
        issue(sheet, notes, draft);
    } else if sheet.has(*b"VL") {
        draft.unused("VL");
    }
    pages(sheet, notes, draft);
}

/// `v. 40`, `50(2)`, `7 issue 4`, `37 Suppl 1`.
fn volume(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) {
    let text = first(sheet, &[*b"VL", *b"VO"], draft).or_else(|| notes.volume.clone());
    let Some(text) = text else { return };
    let (bare, supplement) = supplement(without_label(&text, &["volume", "vol.", "vol", "v."]));
    let mut bare = bare.trim_end_matches([',', ' ']);
    let mut issue = None;
    let pair =
        bare.strip_suffix(')').and_then(|pair| pair.split_once('(')).or_else(|| bare.split_once(" issue "));
    if let Some((volume, number)) = pair {
        let is_number = |part: &str| part.len() <= 4 && part.bytes().any(|b| b.is_ascii_digit());
        if is_number(volume.trim()) && is_number(number.trim()) {
            (bare, issue) = (volume.trim(), Some(number.trim().to_owned()));
        }
    }
    if ["ahead-of-print", "ahead of print", "in press", "online first"]
        .iter()
        .any(|none| bare.eq_ignore_ascii_case(none))
    {
        draft.note(DiagnosticKind::Missing, "volume", format!("'{bare}' stands for the volume"));
        return;
    }
    let place = draft.container();
    place.volume = (!bare.is_empty()).then(|| bare.to_owned());
    (place.issue, place.supplement) = (issue, supplement.map(str::to_owned));
}

/// `3`, `4, SI`, `Suppl. 2`; of conferences and some journals `M1`.
fn issue(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) {
    let small =
        |text: &str| (1..=4).contains(&text.len()) && text != "0" && text.bytes().all(|b| b.is_ascii_digit());
    let no_issue = sheet
        .first(*b"IS")
        .is_some_and(|v| serials::nlm_id(sheet, v).is_some() || affiliations::is_embase(v.text));
    let mut text = if no_issue { None } else { first(sheet, &[*b"IS"], draft) };
    if text.is_none() && sheet.is(&["JOUR", "EJOUR", "MGZN", "NEWS", "CONF", "CPAPER"]) {
        text = sheet.first(*b"M1").map(|v| v.text).filter(|text| small(text)).map(str::to_owned);
    }
    let Some(text) = text.or_else(|| notes.issue.clone()) else { return };
    let text = without_label(&text, &["issue", "no.", "nr."]);
    // A special issue of Web of Science.
    let text = text.strip_suffix(", SI").unwrap_or(text);
    let (bare, supplement) = supplement(text);
    let place = draft.container();
    place.issue = (!bare.is_empty()).then(|| bare.to_owned()).or(place.issue.take());
    place.supplement = supplement.map(str::to_owned).or(place.supplement.take());
}

/// The first of these fields that holds something, as clean text.
fn first(sheet: &Sheet<'_>, tags: &[Tag], draft: &mut Draft) -> Option<String> {
    let value = tags.iter().find_map(|tag| sheet.first(*tag))?;
    at(draft, value);
    Some(draft.text("volume", &markup::plain(value.text))).filter(|text| !text.is_empty())
}

/// `v. v. 176` is 176.
fn without_label<'a>(text: &'a str, labels: &[&str]) -> &'a str {
    let mut text = text.trim();
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return text;
    }
    'again: loop {
        for label in labels {
            if let (Some(lead), Some(rest)) = (text.get(..label.len()), text.get(label.len()..))
                && lead.eq_ignore_ascii_case(label)
                && (label.ends_with('.') || rest.starts_with([' ', '.', ':']))
            {
                text = rest.trim_start_matches([' ', '.', ':']);
                continue 'again;
            }
        }
        return text;
    }
}

/// `3 Suppl 1` is 3 and `Suppl 1`; `sup1` and `Supplement` are supplements alone.
fn supplement(text: &str) -> (&str, Option<&str>) {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return (text, None);
    }
    let lower = text.to_ascii_lowercase();
    let found = lower.find("suppl").or_else(|| {
        let number = lower.strip_prefix("sup")?.trim_start_matches(['.', ' ']);
        number.starts_with(|c: char| c.is_ascii_digit()).then_some(0)
    });
    match found {
        Some(at) if at == 0 || text[..at].ends_with([' ', ',', '-', '(']) => {
            (text[..at].trim_end_matches([' ', ',', '-', '(']), Some(text[at..].trim_end_matches(')')))
        }
        _ => (text, None),
    }
}

fn pages(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) {
    let number = article_number(sheet, notes, draft);
    let first_page = page(sheet, &[*b"SP", *b"PG"]);
    let last_page = page(sheet, &[*b"EP"]);
    let first_page = first_page.or(notes.pages.as_deref()).filter(|first| {
        let page = is_page(first) && !counts_pages(sheet, first, draft.record.kind);
        if !page {
            draft.unused("SP");
        }
        page
    });
    match (first_page, last_page) {
        // HighWire: `1828 LP-1832`.
        (Some(first), _) if first.contains(" LP-") => draft.pages(&first.replace(" LP-", "-")),
        (Some(first), _) if !is_single(first) => draft.pages(without_repetition(first)),
        (Some(first), Some(last)) if !is_single(last) && last.starts_with(first) => {
            draft.pages(without_repetition(last));
        }
        (Some(first), Some(last)) if first != last => {
            range(first, last.split(" (").next().unwrap_or(last), draft);
        }
        (Some(page), _) | (None, Some(page)) => draft.pages(page),
        (None, None) => {}
    }
    let Some(number) = number else { return electronic(draft) };
    let place = draft.container();
    // An online article counts its own pages: `C7  - 107538`, `SP  - 1`.
    let own = place
        .pages
        .as_ref()
        .is_none_or(|p| matches!(p.first(), "1") || p.first() == number || !matches!(p, Pages::Range { .. }));
    if own {
        place.pages = Some(Pages::Article(number));
    }
}

/// Pages that the source tells apart are a range, however odd they look (`S3` to `S32.e1`).
fn range(first: &str, last: &str, draft: &mut Draft) {
    let is_number = |page: &str| page.bytes().all(|b| b.is_ascii_digit());
    if is_number(first) && is_number(last) && first.len() <= last.len() && last.len() <= 9 {
        draft.container().pages = Some(Pages::Range { first: first.to_owned(), last: last.to_owned() });
        return;
    }
    draft.pages(&format!("{first}-{last}"));
    let Some(place) = draft.record.container.as_mut() else { return };
    let odd = matches!(place.pages, Some(Pages::Single(_))) && first.len() <= 16 && last.len() <= 16;
    if odd && is_single(first) && !first.contains(' ') && !last.contains(' ') {
        place.pages = Some(Pages::Range { first: first.to_owned(), last: last.to_owned() });
    }
}

/// A single page that is long, begins with `e` and a digit, or is called so, is the number of the article.
fn electronic(draft: &mut Draft) {
    let Some(place) = draft.record.container.as_mut() else { return };
    let Some(Pages::Single(page)) = &place.pages else { return };
    let called =
        page.get(..8).filter(|lead| lead.eq_ignore_ascii_case("article ")).and_then(|_| page.get(8..));
    let number = called.unwrap_or(page);
    let bytes = number.as_bytes();
    let plain =
        bytes.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'.') && bytes.iter().any(u8::is_ascii_digit);
    let letter = matches!(bytes, [b'e' | b'E', second, ..] if second.is_ascii_digit());
    if plain && (bytes.len() >= 6 || letter || called.is_some()) {
        place.pages = Some(Pages::Article(number.to_owned()));
    }
}

/// `C7`, unless it is a PII or a PMCID.
fn article_number(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) -> Option<String> {
    let Some(value) = sheet.first(*b"C7") else { return notes.article_number.clone() };
    at(draft, value);
    let text = draft.text("pages", value.text);
    let text = text.trim_end_matches([';', ',', '.']);
    if let Some(pii) = text.strip_prefix("PII ") {
        draft.record.pii.get_or_insert_with(|| pii.trim().to_owned());
        return None;
    }
    if text.len() > 40 || text.starts_with("PMC") || !is_page(text) {
        return None; // identifiers take PMCIDs
    }
    (!text.is_empty()).then(|| text.to_owned())
}

/// A page, unless the field says that there is none: `N.PAG` (EBSCO), `No` and `Specified` (Ovid), `many`
/// (CAB).
fn page<'a>(sheet: &Sheet<'a>, tags: &[Tag]) -> Option<&'a str> {
    const NONE: [&str; 11] = [
        "n.pag",
        "no",
        "specified",
        "no pagination",
        "many",
        "various",
        "np",
        "no pagination specified",
        "unpaginated",
        "nopp",
        "s",
    ];
    let text =
        tags.iter().find_map(|tag| sheet.first(*tag))?.text.split('<').next().unwrap_or_default().trim();
    // Web of Science: `343-+`, `343-- \&` is a work that goes on elsewhere.
    let text = text.trim_end_matches(['+', '&', '\\', '-', ' ']);
    let bare = text.trim_matches(['[', ']', '(', ')', '.']);
    (!text.is_empty() && !NONE.iter().any(|none| bare.eq_ignore_ascii_case(none))).then_some(text)
}

/// A page has a digit in it, or is a Roman number.
fn is_page(text: &str) -> bool {
    text.contains(|c: char| c.is_numeric()) || text.chars().all(|c| "ivxlcdmIVXLCDM-–".contains(c))
}

/// Whether the field says how many pages there are and not which: `251 pp.`, `ix + 246`; of books and theses
/// always.
fn counts_pages(sheet: &Sheet<'_>, text: &str, kind: Kind) -> bool {
    if text.bytes().all(|b| b.is_ascii_digit()) && kind == Kind::JournalArticle {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let whole = matches!(kind, Kind::Book | Kind::Thesis | Kind::DoctoralThesis | Kind::Proceedings);
    let alone =
        (whole || kind == Kind::Report) && !sheet.has(*b"EP") && (is_single(text) || text.contains(','));
    let number = lower.trim_end_matches(['.', 'p', ' ']);
    let counted = number.len() < lower.trim_end_matches('.').len()
        && number.ends_with(|c: char| c.is_ascii_digit() || c == ']');
    alone
        || counted
        || lower.contains(" + ")
        || lower.starts_with('(')
        || lower.contains("screens")
        || lower.contains("://")
}

fn is_single(page: &str) -> bool {
    !page.contains(['-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'])
}

/// `e0129675-e0129675` is one page.
fn without_repetition(range: &str) -> &str {
    match range.split_once('-') {
        Some((first, last)) if first == last.trim_start_matches('-') => first,
        _ => range,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_their_labels() {
        let labels = ["volume", "vol.", "vol", "v."];
        for (text, bare) in
            [("v. v. 176", "176"), ("Vol 12", "12"), ("volume 3", "3"), ("Volta", "Volta"), ("V. é", "é")]
        {
            assert_eq!(without_label(text, &labels), bare, "{text}");
        }
        assert_eq!(supplement("3 Suppl 1"), ("3", Some("Suppl 1")));
        assert_eq!(supplement("sup1"), ("", Some("sup1")));
        assert_eq!(supplement("support"), ("support", None));
        assert_eq!(without_repetition("e12-e12"), "e12");
        assert_eq!(without_repetition("12-13"), "12-13");
    }
}
