//! What can be told of a work only when all of it is known.

use super::work::{Told, Work, set};
use super::{ids, kinds};
use crate::record::{Container, ContainerKind, Kind, Pages, Role, fold};

/// Fills the record with what waited.
pub(super) fn settle(work: &mut Work) {
    title(work);
    people(work);
    dates(work);
    kind(work);
    number(work);
    event(work);
    series(work);
    pages(work);
    if let Some(place) = &mut work.draft.record.container {
        place.kind = work.sort.place;
        if place.title.is_empty() {
            place.title = place.abbreviation.take().unwrap_or_default();
        }
        if place.abbreviation.as_ref() == Some(&place.title) {
            place.abbreviation = None;
        }
        if *place == (Container { kind: place.kind, ..Container::default() }) {
            work.draft.record.container = None;
        }
    }
}

fn title(work: &mut Work) {
    if work.draft.record.title.is_empty()
        && let Some(short) = work.short_title.take()
    {
        work.draft.title(&short);
    }
    if let Some(subtitle) = work.subtitle.take() {
        let title = &mut work.draft.record.title;
        if !title.is_empty() && !title.to_lowercase().contains(&subtitle.to_lowercase()) {
            *title = format!("{}: {subtitle}", title.trim_end_matches(':'));
        }
    }
}

/// Who made the work. Where nobody is its author, the makers that its type names are.
fn people(work: &mut Work) {
    let authors = work.take("author", Role::Author);
    if !authors {
        let _ = work.sort.makers.iter().any(|variable| work.take(variable, Role::Author));
    }
    work.take("editor", Role::Editor);
    work.take("translator", Role::Translator);
    // The model knows no other roles.
    for named in std::mem::take(&mut work.names) {
        work.draft.unused(named.label);
    }
}

/// The printed edition dates the work where the source tells two apart.
fn dates(work: &mut Work) {
    work.draft.record.history.published = work.online;
    work.draft.record.published = work.printed.or(work.issued).or(work.online);
}

/// What the work is, where the type leaves it open.
fn kind(work: &mut Work) {
    let genre = work.genre.as_deref().map(fold).unwrap_or_default();
    let says = |words: &[&str]| words.iter().any(|word| genre.contains(word));
    let in_journal = work.draft.record.container.as_ref().is_some_and(|place| {
        let journal = !place.title.is_empty() && !is_server(&place.title);
        journal || place.issn.is_some() || place.eissn.is_some()
    });
    let sort = &mut work.sort;
    match sort.kind {
        // CSL: published, but in no journal. Others write `article` of any article.
        Kind::Preprint if in_journal && !says(&["preprint"]) => {
            (sort.kind, sort.place) = (Kind::JournalArticle, ContainerKind::Journal);
        }
        Kind::Preprint if says(&["working paper", "discussion paper", "report", "working_paper"]) => {
            sort.kind = Kind::Report;
        }
        Kind::Preprint if says(&["dissertation", "thesis"]) => sort.kind = Kind::Thesis,
        // A review of a film or a book that no journal printed.
        Kind::JournalArticle
            if !in_journal && !work.draft.record.publication_types.iter().any(|t| t == "article-journal") =>
        {
            let review = work.draft.record.publication_types.iter().any(|t| t.starts_with("review"));
            if review {
                sort.kind = Kind::Other;
            }
        }
        Kind::Other
            if says(&["conference", "symposium", "poster"])
                || work.event.is_some() && sort.makers.contains(&"chair") =>
        {
            (sort.kind, sort.place) = (Kind::ConferencePaper, ContainerKind::Proceedings);
        }
        Kind::Unknown if in_journal && sort.place == ContainerKind::Journal => {}
        _ => {}
    }
    if sort.kind == Kind::Thesis && work.genre.as_deref().is_some_and(kinds::is_doctoral) {
        sort.kind = Kind::DoctoralThesis;
    }
    work.draft.record.kind = sort.kind;
}

/// Whether a title is that of a server for preprints.
fn is_server(title: &str) -> bool {
    const SERVERS: [&str; 14] = [
        "arxiv",
        "biorxiv",
        "medrxiv",
        "chemrxiv",
        "psyarxiv",
        "socarxiv",
        "edarxiv",
        "engrxiv",
        "eartharxiv",
        "osf",
        "ssrn",
        "research square",
        "preprints",
        "techrxiv",
    ];
    let folded = fold(title);
    let words = || folded.split(' ');
    SERVERS.iter().any(|server| {
        if server.contains(' ') { folded.contains(server) } else { words().any(|word| word == *server) }
    })
}

/// A number is that of the article, or one under which a report, a patent or a standard is known.
fn number(work: &mut Work) {
    let Some(Told { label, text: number }) = work.number.take() else { return };
    if ids::arxiv(&mut work.draft, &number) {
        return;
    }
    let bank = match work.sort.kind {
        Kind::Patent => "patent number".to_owned(),
        Kind::Standard => "standard number".to_owned(),
        Kind::Report | Kind::Thesis | Kind::DoctoralThesis => "report number".to_owned(),
        Kind::Preprint => match &work.draft.record.publisher {
            Some(server) => server.clone(),
            None => return work.draft.unused(label),
        },
        // The number of an article without pages, not one of a report that became an article.
        Kind::JournalArticle
            if work.pages.is_none() && number.len() <= 20 && !number.contains([' ', ';']) =>
        {
            let place = work.draft.container();
            if place.pages.is_none() {
                place.pages = Some(Pages::Article(number));
            }
            return;
        }
        _ => return work.draft.unused(label),
    };
    ids::accession(&mut work.draft, &bank, &number);
}

/// A conference stands for its proceedings where these have no name of their own.
fn event(work: &mut Work) {
    let Some(Told { label, text: event }) = work.event.take() else { return };
    let named = work.draft.record.container.as_ref().is_some_and(|place| !place.title.is_empty());
    if work.sort.kind == Kind::ConferencePaper && !named {
        work.draft.container().title = event;
    } else {
        work.draft.unused(label);
    }
}

/// The series, and the number in it, which is a volume where the book has none of its own.
fn series(work: &mut Work) {
    if let Some(series) = work.series.take() {
        work.draft.container().series = Some(series);
    }
    let Some(Told { label, text: number }) = work.series_number.take() else { return };
    let journal = work.sort.place == ContainerKind::Journal;
    let taken =
        !journal && volume(&number).is_some_and(|volume| set(&mut work.draft.container().volume, volume));
    if !taken {
        work.draft.unused(label);
    }
}

/// `293`, `v. 67`, `Bd. 39`, `3/2`: a number and nothing but its sign.
fn volume(text: &str) -> Option<&str> {
    let sign = text.find(|c: char| c.is_ascii_digit()).filter(|at| *at <= 7)?;
    let lead = text[..sign].trim_end_matches(['.', ' ', ':']).to_lowercase();
    let known =
        ["", "v", "vol", "volume", "no", "nr", "number", "bd", "band", "t", "tome", "n", "n°", "nº", "#"]
            .contains(&lead.as_str());
    let number = &text[sign..];
    let plain = number.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | '.' | '\u{2013}'));
    (known && plain && number.len() <= 10).then_some(number)
}

/// Pages, of a part of something; of a whole book they are a count of no use.
fn pages(work: &mut Work) {
    let Some(Told { label, text: pages }) = work.pages.take() else { return };
    let whole =
        matches!(work.sort.kind, Kind::Book | Kind::Thesis | Kind::DoctoralThesis | Kind::Proceedings);
    let within = work.draft.record.container.as_ref().is_some_and(|place| !place.title.is_empty());
    if whole && !within {
        return work.draft.unused(label);
    }
    let article = work.draft.record.container.as_mut().and_then(|place| place.pages.take());
    work.draft.pages(&pages);
    let place = work.draft.container();
    match &place.pages {
        Some(Pages::Single(page)) if is_article_number(page) => {
            place.pages = Some(Pages::Article(page.clone()));
        }
        None => place.pages = article,
        _ => {}
    }
}

/// `e000941`, `116101`, `fqac083`, `BJGPO.2021.0017`: the number of an article that has no pages.
fn is_article_number(page: &str) -> bool {
    let letters = page.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = &page[letters..];
    let digits = rest.bytes().all(|b| b.is_ascii_digit());
    let electronic = matches!(&page[..letters], "e" | "E") && rest.starts_with(|c: char| c.is_ascii_digit());
    let plain = digits && (letters == 0 && rest.len() >= 6 || letters >= 2 && rest.len() >= 3);
    let parts =
        letters > 0 && page.contains('.') && !page.contains(' ') && page.bytes().any(|b| b.is_ascii_digit());
    electronic || plain || parts
}
