//! Where a work is: journal, book or proceedings, series, volume, issue, pages, and their numbers.

use super::dates;
use super::kinds::Sort;
use crate::read::draft::{Draft, Edition};
use crate::read::markup;
use crate::read::members::Members;
use crate::read::pubmed::{article_number, supplement};
use crate::record::{Container, ContainerKind, Kind, Pages, PartialDate, fold};

/// The most names of a container that are read.
const MOST: usize = 8;

/// Reads the container of a work, where it has one. Gives the date on which the issue was printed.
pub(super) fn read(work: &mut Members, sort: Sort, draft: &mut Draft) -> Option<PartialDate> {
    let mut issue = work.object("journal-issue");
    names(work, sort, draft);
    numbers(work, &mut issue, draft);
    pages(work, draft);
    issns(work, draft);
    isbns(work, sort, draft);
    if let Some(place) = &mut draft.record.container {
        place.kind = sort.container;
    }
    let printed = dates::member(&mut issue, "published-print", draft);
    // When an issue is put online says nothing of its articles: most were there before.
    issue.skip(&["published-online"]);
    issue.rest("journal-issue", draft);
    printed
}

fn names(work: &mut Members, sort: Sort, draft: &mut Draft) {
    let titles = cleaned(work.texts("container-title"), draft);
    let mut shorts = cleaned(work.texts("short-container-title"), draft);
    shorts.extend(cleaned(work.texts("container-title-short"), draft));
    let series = cleaned(work.texts("collection-title"), draft).into_iter().next();
    let mut place = Container { series, ..Container::default() };
    let mut titles = titles.into_iter();
    match (titles.next(), titles.next()) {
        // What a journal or a series as a whole is in, is itself.
        (Some(first), _) if sort.whole && fold(&first) == fold(&draft.record.title) => {}
        (Some(first), _) if sort.whole => place.series = place.series.or(Some(first)),
        (Some(first), Some(second)) if sort.container != ContainerKind::Journal => {
            let (title, series) = book_and_series(first, second);
            (place.title, place.series) = (title, Some(series));
        }
        (Some(first), Some(second)) => {
            if second.len() < first.len() {
                shorts.push(second);
            } else {
                draft.unused("container-title (second)");
            }
            place.title = first;
        }
        (Some(first), None) => place.title = first,
        (None, _) => place.title = stand_in(work, sort, draft).unwrap_or_default(),
    }
    if titles.next().is_some() {
        draft.unused("container-title (third)");
    }
    place.abbreviation = shorts.into_iter().find(|short| *short != place.title && !place.title.is_empty());
    if place != Container::default() {
        *draft.container() = place;
    }
}

/// Names as plain text, each once.
fn cleaned(raw: Vec<String>, draft: &mut Draft) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(raw.len());
    for name in raw.into_iter().take(MOST) {
        let name = draft.text("journal", &markup::plain(&name));
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Where a work without a named container is: a preprint on its server, a paper at its conference.
fn stand_in(work: &mut Members, sort: Sort, draft: &mut Draft) -> Option<String> {
    match sort.kind {
        Kind::ConferencePaper => {
            work.object("event").text("name").map(|name| draft.text("event", &markup::plain(&name)))
        }
        Kind::Preprint => work
            .object("institution")
            .text("name")
            .map(|name| draft.text("institution", &markup::plain(&name))),
        _ => None,
    }
}

/// Depositors name the book and its series in either order.
fn book_and_series(first: String, second: String) -> (String, String) {
    let is_series = |name: &str| {
        const WORDS: [&str; 11] = [
            "series",
            "lecture notes",
            "studies in",
            "advances in",
            "communications in",
            "topics in",
            "contemporary",
            "schriften",
            "studien",
            "beitrage",
            "monographs",
        ];
        let name = fold(name);
        WORDS.iter().any(|word| name.contains(word)) && !name.starts_with("proceedings")
    };
    // Where the words do not tell, the series comes first, as in most of the records of the largest
    // publishers.
    if is_series(&second) && !is_series(&first) { (first, second) } else { (second, first) }
}

fn numbers(work: &mut Members, issue: &mut Members, draft: &mut Draft) {
    let mut number = |within: &mut Members, name: &'static str| {
        let raw = within.text(name)?;
        Some(draft.text(name, &markup::plain(&raw))).filter(|text| !text.is_empty() && !is_nothing(text))
    };
    let volume = number(work, "volume");
    let in_issue = number(issue, "issue");
    let issue = number(work, "issue").or(in_issue);
    let special = number(work, "special-numbering");
    let (volume, first) = volume.as_deref().map_or((None, None), supplement);
    let (issue, second) = issue.as_deref().map_or((None, None), supplement);
    let supplement = second.or(first).or(special);
    if volume.is_some() || issue.is_some() || supplement.is_some() {
        let place = draft.container();
        (place.volume, place.issue, place.supplement) = (volume, issue, supplement);
    }
}

fn pages(work: &mut Members, draft: &mut Draft) {
    if let Some(page) = work.text("page").filter(|page| !is_nothing(page)) {
        draft.pages(&markup::plain(&page));
    }
    if let Some(raw) = work.text("article-number") {
        let number = draft.text("article-number", &markup::plain(&raw));
        // Where both are given, "1-12" only counts the pages of the article.
        let counted = match draft.record.container.as_ref().and_then(|place| place.pages.as_ref()) {
            Some(Pages::Range { first, .. }) => first == "1",
            Some(Pages::Single(page) | Pages::Article(page)) => *page == number || page == "1",
            None => true,
        };
        if counted && !number.is_empty() {
            draft.container().pages = Some(Pages::Article(number));
        } else {
            draft.unused("article-number");
        }
    }
    article_number(draft);
}

/// What programs print where there is nothing: `n/a-n/a` before an issue is put together, `no-no`.
pub(in crate::read) fn is_nothing(text: &str) -> bool {
    let letters: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    matches!(
        letters.as_str(),
        "" | "na" | "nana" | "no" | "nono" | "null" | "nullnull" | "undefined" | "none"
    )
}

fn issns(work: &mut Members, draft: &mut Draft) {
    let plain = work.texts("ISSN");
    let typed = work.objects("issn-type");
    let untyped = typed.is_empty();
    for mut issn in typed {
        let electronic = issn.text("type").is_some_and(|kind| kind.eq_ignore_ascii_case("electronic"));
        if let Some(value) = issn.text("value") {
            draft.issn(if electronic { Edition::Electronic } else { Edition::Print }, &value);
        }
    }
    // Without types, all that is known is in the plain list; with them it says nothing more.
    for issn in plain.iter().filter(|_| untyped) {
        draft.issn(Edition::Print, issn);
    }
}

fn isbns(work: &mut Members, sort: Sort, draft: &mut Draft) {
    let mut all = work.texts("ISBN");
    all.extend(work.objects("isbn-type").into_iter().filter_map(|mut isbn| isbn.text("value")));
    let mut seen: Vec<&str> = Vec::new();
    for isbn in &all {
        // Older files have them as addresses.
        let number = isbn.rsplit('/').next().unwrap_or_default();
        if !seen.contains(&number) {
            draft.isbn(!sort.whole, number);
            seen.push(number);
        }
    }
}
