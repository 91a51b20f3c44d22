//! Citations on one line, as PubMed and Embase put them into one cell -> journal, date and place.
//!
//! ```text
//! citation = journal ". " date [ ";" volume ] [ "(" issue ")" ] [ ":" pages ] ". " { sentence ". " }
//! sentence = "doi: …" | "pii: …" | "Epub" date | "[Epub ahead of print]" | publication type | language | …
//! ```

use super::lists::{at_most, doi_in};
use crate::read::draft::{Draft, pages, quote, tidy};
use crate::read::{language, when};
use crate::record::{DiagnosticKind, Kind, Pages, PartialDate, Relation, RelationKind, WorkRef};

/// Sentences of one citation.
const MOST_SENTENCES: usize = 30;

/// Publication types that PubMed prints behind a citation.
const TYPES: [&str; 1] = ["Review"];

/// Reads a citation of PubMed. What other columns told already stays.
pub(super) fn pubmed(draft: &mut Draft, raw: &str) {
    let text = draft.text("citation", raw);
    let Some((journal, rest)) = at_year(&text) else { return book(draft, &text) };
    if draft.container().title.is_empty() {
        journal.clone_into(&mut draft.container().title);
    }
    if draft.record.kind == Kind::Unknown {
        draft.record.kind = Kind::JournalArticle;
    }
    let (rest, others) = rest.split_at(others_at(rest));
    relations(draft, others);
    let mut sentences = at_most(draft, "citation", MOST_SENTENCES, sentences(rest)).into_iter();
    let published = sentences.next().map(|source| place(draft, source)).unwrap_or_default();
    let mut online = None;
    for sentence in sentences {
        match sentence {
            _ if sentence.starts_with("doi: ") => {
                if draft.record.doi.is_none() {
                    draft.doi(sentence.trim_start_matches("doi: "));
                }
            }
            _ if sentence.starts_with("pii: ") => {
                let pii = tidy(sentence.trim_start_matches("pii: "));
                draft.record.pii.get_or_insert(pii);
            }
            _ if sentence.starts_with("Epub ") => {
                online = when::date(sentence.trim_start_matches("Epub ")).ok().map(|r| r.date);
            }
            _ if sentence.starts_with("[Epub ahead of print]") => {
                online = published;
                rest_of(draft, sentence.trim_start_matches("[Epub ahead of print]").trim());
            }
            _ => rest_of(draft, sentence),
        }
    }
    let record = &mut draft.record;
    record.history.published = record.history.published.or(online);
    record.published = finer(record.published, published);
}

/// A date that says more of the same year wins.
pub(super) fn finer(known: Option<PartialDate>, other: Option<PartialDate>) -> Option<PartialDate> {
    match (known, other) {
        (Some(known), Some(other)) if known.year() == other.year() && known.month().is_none() => Some(other),
        (known, other) => known.or(other),
    }
}

/// The name of the journal and what follows it: the first `. ` before a year.
fn at_year(text: &str) -> Option<(&str, &str)> {
    let is_year = |rest: &str| {
        let season =
            ["Spring ", "Summer ", "Autumn ", "Fall ", "Winter "].iter().find_map(|s| rest.strip_prefix(s));
        let rest = season.unwrap_or(rest);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        digits == 4 && (rest.starts_with('1') || rest.starts_with('2'))
    };
    let ends = text.match_indices(". ").map(|(at, _)| at);
    ends.filter_map(|at| Some((text.get(..at)?, text.get(at + 2..)?))).find(|(_, rest)| is_year(rest))
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    // The stop of the last one closes the citation; a DOI may end in one of its own.
    let text = text.trim();
    text.strip_suffix('.').unwrap_or(text).split(". ").map(str::trim).filter(|s| !s.is_empty())
}

/// `2021 Mar 5;14(3):201-209`, `2019 Jul 10:174-9`, `2018;65 Suppl 1:S3`. Gives the date.
fn place(draft: &mut Draft, source: &str) -> Option<PartialDate> {
    let (date, rest) = match source.find([';', ':']) {
        Some(at) => (source.get(..at).unwrap_or(source), source.get(at..).unwrap_or_default()),
        None => (source, ""),
    };
    let (volume, printed) = match rest.split_once(':') {
        Some((volume, printed)) => (volume.trim_start_matches(';'), printed),
        None => (rest.trim_start_matches(';'), ""),
    };
    let (volume, issue) = match volume.split_once('(') {
        Some((volume, issue)) => (volume, issue.strip_suffix(')').unwrap_or(issue)),
        None => (volume, ""),
    };
    let (volume, in_volume) = supplement(volume);
    let (issue, in_issue) = supplement(issue);
    let container = draft.container();
    container.volume = container.volume.take().or(volume);
    container.issue = container.issue.take().or(issue);
    container.supplement = container.supplement.take().or(in_volume).or(in_issue);
    if container.pages.is_none() {
        container.pages = pages(printed).map(article_number);
    }
    draft.date("citation", date)
}

/// `3 Suppl 1` is issue 3 and supplement `Suppl 1`.
pub(super) fn supplement(text: &str) -> (Option<String>, Option<String>) {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
    let at = text
        .to_ascii_lowercase()
        .find("suppl")
        .filter(|at| *at == 0 || text.get(..*at).is_some_and(|t| t.ends_with(' ')));
    match at.and_then(|at| text.split_at_checked(at)) {
        Some((before, supplement)) => (some(before), some(supplement)),
        None => (some(text), None),
    }
}

/// A single page that no paper has is the number of an article: `e46688`, `625935`, `CD009058`.
pub(super) fn article_number(pages: Pages) -> Pages {
    let Pages::Single(page) = pages else { return pages };
    let digits = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let electronic =
        page.strip_prefix(['e', 'E']).is_some_and(digits) || page.strip_prefix("CD").is_some_and(digits);
    let long = page.len() >= 6 && page.bytes().all(|b| b.is_ascii_digit());
    if electronic || long { Pages::Article(page) } else { Pages::Single(page) }
}

/// Types, languages and remarks behind a citation.
fn rest_of(draft: &mut Draft, sentence: &str) {
    const REMARKS: [&str; 4] = ["No abstract available", "eCollection", "Print ", "[Epub ahead of print]"];
    if REMARKS.iter().any(|r| sentence.starts_with(r)) || sentence.is_empty() {
        return;
    }
    if TYPES.contains(&sentence) {
        if !draft.record.publication_types.iter().any(|t| t == sentence) {
            draft.record.publication_types.push(sentence.to_owned());
        }
    } else if sentence.split(", ").all(|name| language::code(name).is_some()) {
        sentence.split(", ").for_each(|name| draft.language(name));
    } else {
        let message = format!("'{sentence}' in the citation is of no kind known");
        draft.note(DiagnosticKind::UnplacedText, "citation", message);
        draft.record.unplaced.push(sentence.to_owned());
    }
}

/// How a citation names other records, and what they are to this one.
const OTHERS: [(&str, RelationKind); 12] = [
    ("Erratum in: ", RelationKind::CorrectedBy),
    ("Erratum for: ", RelationKind::Corrects),
    ("Erratum of: ", RelationKind::Corrects),
    ("Corrected and republished in: ", RelationKind::RepublishedAs),
    ("Retraction in: ", RelationKind::RetractedBy),
    ("Retraction of: ", RelationKind::Retracts),
    ("Expression of concern in: ", RelationKind::ConcernExpressedBy),
    ("Comment in: ", RelationKind::CommentedOnBy),
    ("Comment on: ", RelationKind::CommentsOn),
    ("Update in: ", RelationKind::UpdatedBy),
    ("Update of: ", RelationKind::Updates),
    ("Republished in: ", RelationKind::RepublishedAs),
];

/// Where the first of them stands; they come last.
fn others_at(text: &str) -> usize {
    OTHERS.iter().filter_map(|(lead, _)| text.find(lead)).min().unwrap_or(text.len())
}

fn relations(draft: &mut Draft, mut text: &str) {
    while draft.record.relations.len() < MOST_SENTENCES
        && let Some((lead, kind)) = OTHERS.iter().find(|(lead, _)| text.starts_with(lead))
    {
        let after = text.get(lead.len()..).unwrap_or_default();
        let (citation, rest) = after.split_at(others_at(after));
        let citation = citation.trim().trim_end_matches('.').to_owned();
        let target = WorkRef { doi: doi_in(&citation), text: Some(citation), ..WorkRef::default() };
        draft.record.retracted |= *kind == RelationKind::RetractedBy;
        draft.record.relations.push(Relation { kind: *kind, target });
        text = rest;
    }
}

/// `London: Invented Press; 2019 Mar.`, `2019 Mar 5. In: A Book. London: Invented Press; 2018 Jan.`
fn book(draft: &mut Draft, text: &str) {
    let (chapter, rest) = match text.split_once("In: ") {
        Some((date, rest)) if date.is_empty() || date.ends_with(". ") => (Some(date), rest),
        _ => (None, text),
    };
    let parts = rest.split_once("; ").and_then(|(maker, date)| Some((maker.rsplit_once(": ")?, date)));
    let Some(((place, publisher), date)) = parts else {
        let message = format!("the citation '{}' has no year after a journal", quote(text));
        draft.warn(DiagnosticKind::UnplacedText, "citation", message, "kept aside");
        draft.record.unplaced.push(text.to_owned());
        return;
    };
    let (book, place) = place.rsplit_once(". ").unwrap_or(("", place));
    if chapter.is_some() && draft.container().title.is_empty() {
        book.clone_into(&mut draft.container().title);
    }
    draft.record.kind = if chapter.is_some() { Kind::BookChapter } else { Kind::Book };
    draft.record.place = Some(place.to_owned());
    draft.record.publisher = Some(publisher.to_owned());
    let mut sentences = at_most(draft, "citation", MOST_SENTENCES, sentences(date)).into_iter();
    let of_book = sentences.next();
    let date =
        chapter.filter(|date| !date.is_empty()).map(|date| date.trim_end_matches([' ', '.'])).or(of_book);
    let found = date.and_then(|date| draft.date("citation", date));
    draft.record.published = finer(draft.record.published, found);
    sentences.for_each(|sentence| rest_of(draft, sentence));
}

/// The number of the article in the citation of Embase; its other parts stand in columns of their own.
pub(super) fn embase(draft: &mut Draft, raw: &str) {
    let number = raw.split_once("Article Number: ").map(|(_, rest)| rest.split(". ").next().unwrap_or(rest));
    let number = number.map(|n| tidy(n.trim_end_matches('.'))).filter(|n| !n.is_empty());
    if let Some(number) = number {
        draft.container().pages.get_or_insert(Pages::Article(number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Context;
    use crate::record::Position;

    fn read(text: &str) -> String {
        let mut draft =
            Draft::new(&Context { source: "test".into(), list_year: None }, 1, Position::default());
        pubmed(&mut draft, text);
        let record = draft.record;
        let c = record.container.unwrap_or_default();
        let pages = c.pages.map(|p| match p {
            Pages::Range { first, last } => format!("{first} to {last}"),
            Pages::Single(page) => page,
            Pages::Article(number) => format!("article {number}"),
        });
        let text = |t: Option<String>| t.unwrap_or_default();
        let date = |d: Option<PartialDate>| d.map(|d| d.to_string()).unwrap_or_default();
        [
            c.title,
            date(record.published),
            text(c.volume),
            text(c.issue),
            text(c.supplement),
            text(pages),
            date(record.history.published),
            text(record.doi.map(|d| d.to_string())),
            text(record.pii),
            record.publication_types.join(","),
            record.languages.join(","),
            text(record.publisher),
            record.relations.first().and_then(|r| r.target.text.clone()).unwrap_or_default(),
            record.unplaced.join(","),
        ]
        .join("|")
        .trim_end_matches('|')
        .to_owned()
    }

    #[test]
    fn citations_of_pubmed() {
        for (text, expected) in [
            (
                "Eur J Med Genet. 2020 Feb;63(2):103640. doi: 10.1016/j.ejmg.2019.03.004. Epub 2019 Mar 25.",
                "Eur J Med Genet|2020-02|63|2||article 103640|2019-03-25|10.1016/j.ejmg.2019.03.004",
            ),
            (
                "Medicina (Kaunas). 2019 Jul 31;55(8). pii: E425. doi: 10.3390/medicina55080425. Review. French.",
                "Medicina (Kaunas)|2019-07-31|55|8||||10.3390/medicina55080425|E425|Review|fr",
            ),
            (
                "J Nutr. 2019 Jul 10:e1-e9. doi: 10.1093/jn/nxz150. [Epub ahead of print] Review.",
                "J Nutr|2019-07-10||||e1 to e9|2019-07-10|10.1093/jn/nxz150||Review",
            ),
            (
                "Sr Care. 2019 Jul 1;34(7). doi: 10.4140/TCP.n.2019.. Review.",
                "Sr Care|2019-07-01|34|7||||10.4140/tcp.n.2019.||Review",
            ),
            (
                "J Invent Care. 2019 Mar - Apr;9-B Suppl 2:S9-S12.",
                "J Invent Care|2019-03|9-B||Suppl 2|S9 to S12",
            ),
            (
                "J Invent Care. 2018;65(Suppl 1):303-20. Something odd.",
                "J Invent Care|2018|65||Suppl 1|303 to 320||||||||Something odd",
            ),
            (
                "J Foot Care. Spring 2019;58(2):3-9. Portuguese, English. Erratum in: J Foot Care. 2019 May;58(3):608. ",
                "J Foot Care|2019|58|2||3 to 9|||||pt,en||J Foot Care. 2019 May;58(3):608",
            ),
            (
                "Washington (DC): Department of Care (US); 2019 Mar.",
                "|2019-03||||||||||Department of Care (US)",
            ),
            (
                "2023 Jan 5. In: CarePearls [Internet]. Oxford (UK): CarePearls Publishing; 2024 Jan–.",
                "CarePearls [Internet]|2023-01-05||||||||||CarePearls Publishing",
            ),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
