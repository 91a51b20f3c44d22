//! Where a work appeared: the journal, book or proceedings, and its place in it.

use super::bag::Bag;
use super::kinds::{self, EntryKind};
use crate::read::draft::{self, Draft, quote, without_stop};
use crate::record::{Accession, Container, ContainerKind, DiagnosticKind, Kind, Pages};

/// Takes everything about the container from the fields.
pub(super) fn read(bag: &mut Bag, entry: EntryKind, draft: &mut Draft) {
    let mut place = Container::default();
    titles(bag, entry, draft, &mut place);
    numbers(bag, draft, &mut place);
    pages(bag, draft, &mut place);
    let kind = draft.record.kind;
    let whole = entry.is_whole() && place.title.is_empty();
    // A single number of pages of a book tells how thick it is.
    if whole && matches!(place.pages, Some(Pages::Single(_))) {
        place.pages = None;
        draft.unused("pages (of a whole book: their number)");
    }
    if whole {
        place.kind = if matches!(kind, Kind::Book | Kind::Proceedings) {
            ContainerKind::Book
        } else {
            ContainerKind::Other
        };
    }
    if place != (Container { kind: place.kind, ..Container::default() }) {
        draft.record.container = Some(place);
    }
}

fn titles(bag: &mut Bag, entry: EntryKind, draft: &mut Draft, place: &mut Container) {
    let journal = with_subtitle(bag, draft, &["journaltitle", "journal"], &["journalsubtitle"]);
    // The American Mathematical Society gives the full name beside the short one.
    let (full, abbreviated) = match bag.plain(draft, &["fjournal"]) {
        Some(full) => (Some(full), journal),
        None => (journal, None),
    };
    let short = bag.plain(
        draft,
        &["shortjournal", "journal-iso", "abbrev-source-title", "journalabbreviation", "j9", "ji"],
    );
    let book = with_subtitle(bag, draft, &["booktitle"], &["booksubtitle"]);
    let addon = bag.plain(draft, &["booktitleaddon"]);
    let book = book.map(|book| addon.map_or(book.clone(), |addon| format!("{book}. {addon}")));
    let main = with_subtitle(bag, draft, &["maintitle"], &["mainsubtitle"]);
    let series = bag.plain(draft, &["series", "book-series-title", "collection"]);
    place.series = series;
    place.abbreviation = short.or(abbreviated);
    let journal = full.map(|name| without_stop_of_sentence(&name));
    let in_a_book = book.is_some() && journal.is_none();
    let in_book = matches!(entry.place, Some(ContainerKind::Book | ContainerKind::Proceedings));
    let (title, kind) = match (in_book, journal, book) {
        (true, journal, Some(book)) => {
            // Proceedings that appeared in a serial.
            place.series = place.series.take().or(journal);
            (Some(book), entry.place)
        }
        (_, Some(journal), _) => (Some(journal), Some(journal_kind(entry, draft.record.kind))),
        (false, None, Some(book)) => (Some(book), entry.place.or(Some(ContainerKind::Book))),
        (_, None, None) => {
            (main.or_else(|| place.abbreviation.take()), entry.place.or(Some(ContainerKind::Book)))
        }
    };
    place.kind = kind.unwrap_or_default();
    if let Some(title) = title {
        // A whole book whose name is given twice is in nothing; one that is in another book is a part of it.
        if entry.is_whole() && title == draft.record.title {
            return;
        }
        if draft.record.kind == Kind::Book && in_a_book {
            draft.record.kind = Kind::BookChapter;
            let message =
                format!("a book with the title of another book: read as a part of '{}'", quote(&title));
            draft.note(DiagnosticKind::Inferred, "booktitle", message);
        }
        if kinds::is_preprint_server(&title) {
            place.kind = ContainerKind::Other;
        }
        place.title = title;
    }
    if place.abbreviation.as_deref() == Some(place.title.as_str()) {
        place.abbreviation = None;
    }
}

fn journal_kind(entry: EntryKind, kind: Kind) -> ContainerKind {
    if kind == Kind::NewsItem || entry.place == Some(ContainerKind::Newspaper) {
        ContainerKind::Newspaper
    } else {
        ContainerKind::Journal
    }
}

/// The stop that closes a name goes, that of an abbreviation (`J. Cryst. Growth.`) does not matter either
/// way.
fn without_stop_of_sentence(name: &str) -> String {
    let abbreviated = name.matches('.').count() > 1 || !name.contains(' ');
    if abbreviated { name.to_owned() } else { without_stop(name).to_owned() }
}

/// A title and its subtitle.
pub(super) fn with_subtitle(
    bag: &mut Bag,
    draft: &mut Draft,
    title: &[&'static str],
    subtitle: &[&'static str],
) -> Option<String> {
    let (title, subtitle) = (bag.plain(draft, title), bag.plain(draft, subtitle));
    joined(title, subtitle)
}

/// `Title: subtitle`.
pub(super) fn joined(title: Option<String>, subtitle: Option<String>) -> Option<String> {
    match (title, subtitle) {
        (Some(title), Some(subtitle)) if !title.ends_with(&subtitle) => {
            let stem = title.trim_end_matches([':', '.', ' ']);
            let mark = if stem.ends_with(['?', '!']) { " " } else { ": " };
            Some(format!("{stem}{mark}{subtitle}"))
        }
        (title, subtitle) => title.or(subtitle),
    }
}

fn numbers(bag: &mut Bag, draft: &mut Draft, place: &mut Container) {
    let volume = printed(bag, draft, &["volume"]);
    let number = printed(bag, draft, &["number"]);
    let issue = printed(bag, draft, &["issue"]);
    let part = printed(bag, draft, &["part"]);
    let supplement = printed(bag, draft, &["supplement"]);
    let volume = match (volume, part) {
        // BibLaTeX parts a volume: volume 3, part 2 is printed `3.2`.
        (Some(volume), Some(part)) if part.chars().all(char::is_alphanumeric) => {
            Some(format!("{volume}.{part}"))
        }
        (volume, part) => {
            if part.is_some() {
                draft.unused("part");
            }
            volume
        }
    };
    match draft.record.kind {
        // What they are numbered by is an office or a body, not the work's container.
        Kind::Patent | Kind::Standard => {
            let bank = if draft.record.kind == Kind::Patent { "patent" } else { "standard" };
            draft
                .record
                .accessions
                .extend(number.into_iter().map(|number| Accession { bank: bank.to_owned(), number }));
            return;
        }
        Kind::WebPage | Kind::Dataset | Kind::Software | Kind::Thesis | Kind::DoctoralThesis
            if place.title.is_empty() =>
        {
            if number.is_some() || volume.is_some() {
                draft.unused("number");
            }
            return;
        }
        _ => {}
    }
    // BibLaTeX: `number` is that of the issue and `issue` its name, or a number that runs through all
    // volumes; everyone else uses either for the number.
    if number.is_some() && issue.is_some() && number != issue {
        draft.unused("issue (beside a number)");
    }
    let issue = number.or(issue);
    let (volume, in_volume) = split_supplement(volume);
    let (issue, in_issue) = split_supplement(issue);
    (place.volume, place.issue) = (volume, issue);
    place.supplement = supplement.or(in_issue).or(in_volume);
}

/// A value as printed, unless it only fills a gap.
fn printed(bag: &mut Bag, draft: &mut Draft, names: &[&'static str]) -> Option<String> {
    // Two hyphens are TeX's way to print a span.
    let text = bag.plain(draft, names)?.replace('\u{2013}', "-");
    let empty = stands_for_nothing(&text);
    if empty {
        draft.note(
            DiagnosticKind::Missing,
            names.first().copied().unwrap_or_default(),
            format!("'{text}' stands for no value"),
        );
    }
    (!empty).then_some(text)
}

/// Whether a value only fills a gap, or says that there will be one.
fn stands_for_nothing(text: &str) -> bool {
    const LATER: [&str; 8] = [
        "in press",
        "asap",
        "advance",
        "online first",
        "ahead of print",
        "early access",
        "forthcoming",
        "to appear",
    ];
    let lower = text.to_lowercase();
    matches!(
        lower.as_str(),
        "null" | "n/a" | "n/a-n/a" | "na" | "none" | "undefined" | "nan" | "n.p." | "nil-nil"
    ) || !lower.contains(char::is_alphanumeric)
        || LATER.iter().any(|word| lower.starts_with(word))
}

/// `3 Suppl 1` is issue 3 and supplement `Suppl 1`.
fn split_supplement(text: Option<String>) -> (Option<String>, Option<String>) {
    let Some(text) = text else { return (None, None) };
    let at = text
        .to_ascii_lowercase()
        .find("suppl")
        .filter(|at| *at == 0 || text[..*at].ends_with([' ', ',', '(']));
    let Some(at) = at else { return (Some(text), None) };
    let before = text[..at].trim_end_matches([' ', ',', '(', ';']);
    let supplement = text[at..].trim_end_matches([')', '.', ' ']);
    ((!before.is_empty()).then(|| before.to_owned()), Some(supplement.to_owned()))
}

fn pages(bag: &mut Bag, draft: &mut Draft, place: &mut Container) {
    let number = bag
        .plain(draft, &["eid", "articleno", "article-number", "art-number", "elocation-id", "elocationid"]);
    let pages = bag.plain(draft, &["pages", "page"]).and_then(|text| read_pages(&text, place));
    place.pages = match (number, pages) {
        // Pages of an article that has a number are counted from 1 and name nothing.
        (Some(number), Some(Pages::Range { first, .. })) if first == "1" => Some(Pages::Article(number)),
        (_, Some(pages)) => Some(pages),
        (Some(number), None) => Some(Pages::Article(number)),
        (None, None) => place.pages.take(),
    };
}

/// Pages in the dress of their sources.
fn read_pages(text: &str, place: &mut Container) -> Option<Pages> {
    let lower = text.to_ascii_lowercase();
    if stands_for_nothing(&text.replace('\u{2013}', "-")) {
        return None;
    }
    // IEEE: "775--784 vol.2"; IOP: "135404 (5pp)".
    let (text, volume) = match lower.rfind(" vol.") {
        Some(at) => (text[..at].trim_end(), Some(text[at + 5..].trim())),
        None => (text, None),
    };
    if let Some(volume) = volume.filter(|v| !v.is_empty() && place.volume.is_none()) {
        place.volume = Some(volume.to_owned());
    }
    let text = match text.rsplit_once('(') {
        // A number of pages, at IOP with a word, at Ingenta behind a span without one.
        Some((before, inside)) if is_count(inside.trim_end_matches([')', '.']), before) => before.trim_end(),
        _ => text,
    };
    if let Some(pages) =
        acm_article(text).map(|article| Pages::Article(article.to_owned())).or_else(|| compound(text))
    {
        return Some(pages);
    }
    match draft::pages(text)? {
        Pages::Single(page) if is_article_number(&page) => Some(Pages::Article(page)),
        pages => Some(pages),
    }
}

fn is_count(inside: &str, before: &str) -> bool {
    let number = inside.trim_end_matches(['p', '.', ' ']);
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    digits && (inside.contains('p') || before.contains(['-', '\u{2013}']))
}

/// Pages with hyphens in them: `C3-32–C3-35`, `C2-229-C2-232`; and of SPIE and JJAP the number of the article
/// with pages counted from 1: `79540S-79540S-8`, `08JG03-1-08JG03-3`.
fn compound(text: &str) -> Option<Pages> {
    let parts: Vec<&str> = text.split(['-', '\u{2013}']).map(str::trim).collect();
    let word = |part: &str| !part.is_empty() && part.chars().all(char::is_alphanumeric);
    if !parts.iter().all(|part| word(part)) {
        return None;
    }
    match parts[..] {
        [head, again, _] if head == again && head.len() > 3 => Some(Pages::Article(head.to_owned())),
        [head, "1", again, _] if head == again && head.len() > 3 => Some(Pages::Article(head.to_owned())),
        [head, first, again, last] if head == again && first == last => {
            Some(Pages::Single(format!("{head}-{first}")))
        }
        [head, first, again, last] if head == again => {
            Some(Pages::Range { first: format!("{head}-{first}"), last: format!("{again}-{last}") })
        }
        _ => None,
    }
}

/// ACM: `32:1–32:31` are the pages of article 32.
fn acm_article(text: &str) -> Option<&str> {
    let (first, last) = text.split_once(['-', '\u{2013}'])?;
    let (article, page) = first.trim().split_once(':')?;
    let (again, _) = last.trim_start_matches(['-', '\u{2013}']).trim().split_once(':')?;
    (article == again && page == "1" && article.bytes().all(|b| b.is_ascii_digit())).then_some(article)
}

/// A single page that begins with `e` and a digit, has a point and a letter in it, or has six digits and more
/// is the number of an article.
fn is_article_number(page: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let electronic = page.strip_prefix(['e', 'E']).is_some_and(digits);
    let coded = page.contains('.')
        && page.contains(|c: char| c.is_ascii_alphabetic())
        && !page.contains(' ')
        && page.len() > 6;
    electronic || coded || (page.len() >= 6 && digits(page))
}

/// Says what a name of a place that could be two things was taken for.
pub(super) fn publisher(bag: &mut Bag, draft: &mut Draft) {
    let publisher = bag.plain(draft, &["publisher"]);
    let school = bag.plain(draft, &["school"]);
    // Of an article, it is where the authors work: see the affiliations.
    let article = matches!(draft.record.kind, Kind::JournalArticle | Kind::NewsItem);
    let institution = if article { None } else { bag.plain(draft, &["institution"]) };
    let organization = bag.plain(draft, &["organization", "organisation"]);
    let thesis = matches!(draft.record.kind, Kind::Thesis | Kind::DoctoralThesis);
    let order = if thesis {
        [school, institution, publisher, organization]
    } else {
        [publisher, institution, school, organization]
    };
    let mut given = order.into_iter().flatten();
    draft.record.publisher = given.next();
    for other in
        given.filter(|other| draft.record.publisher.as_deref() != Some(other.as_str())).collect::<Vec<_>>()
    {
        draft.note(
            DiagnosticKind::Repeated,
            "publisher",
            format!("'{}' is named beside the publisher; left out", quote(&other)),
        );
    }
    // ACM: the address is that of the publisher, the location that of the conference.
    let address = bag.plain(draft, &["address", "publisher-address"]);
    let location = bag.plain(draft, &["location", "place"]);
    if address.is_some() && location.is_some() && address != location {
        draft.unused("location (of the event)");
    }
    draft.record.place = address.or(location);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_in_many_dresses() {
        let range = |a: &str, b: &str| Some(Pages::Range { first: a.to_owned(), last: b.to_owned() });
        let article = |a: &str| Some(Pages::Article(a.to_owned()));
        for (text, expected) in [
            ("1342–1350", range("1342", "1350")),
            ("R9–R15", range("R9", "R15")),
            ("775–784 vol.2", range("775", "784")),
            ("32:1–32:31", article("32")),
            ("113001 (5pp)", article("113001")),
            ("e338", article("e338")),
            ("acs.nanolett.9b01234", article("acs.nanolett.9b01234")),
            ("C3-32–C3-35", range("C3-32", "C3-35")),
            ("79540S-79540S-8", article("79540S")),
            ("08JG03-1-08JG03-3", article("08JG03")),
            ("307-311(5)", range("307", "311")),
            ("n/a–n/a", None),
            ("–", None),
            ("12", Some(Pages::Single("12".to_owned()))),
        ] {
            assert_eq!(read_pages(text, &mut Container::default()), expected, "{text}");
        }
    }

    #[test]
    fn supplements_and_titles() {
        let split = |text: &str| split_supplement(Some(text.to_owned()));
        assert_eq!(split("3 Suppl 1"), (Some("3".to_owned()), Some("Suppl 1".to_owned())));
        assert_eq!(split("9, Suppl. II"), (Some("9".to_owned()), Some("Suppl. II".to_owned())));
        assert_eq!(split("Suppl"), (None, Some("Suppl".to_owned())));
        assert_eq!(split("7"), (Some("7".to_owned()), None));
        let join = |a: &str, b: &str| joined(Some(a.to_owned()), Some(b.to_owned())).unwrap_or_default();
        assert_eq!(join("A title", "a subtitle"), "A title: a subtitle");
        assert_eq!(join("Why?", "Because"), "Why? Because");
        assert_eq!(join("A: b", "b"), "A: b");
    }
}
