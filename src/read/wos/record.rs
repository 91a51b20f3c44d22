//! The fields of one record -> a draft: what the work is, title, identifiers, abstract.

use super::fields::Fields;
use super::{lists, people, place, related};
use crate::read::draft::{Draft, quote, without_stop};
use crate::read::markup;
use crate::read::{Context, Entry};
use crate::record::{Accession, DiagnosticKind, Kind, Position, Relation, RelationKind, WorkRef};

/// Fields about the database, or about the delivery, or that repeat others in another form.
const BOOKKEEPING: [&str; 36] = [
    "PG",
    "NR",
    "Z9",
    "Z8",
    "ZB",
    "ZA",
    "ZR",
    "ZS",
    "U1",
    "U2",
    "PA",
    "PV",
    "GA",
    "DA",
    "WE",
    "FP",
    "P2",
    "SA",
    "RC",
    "EY",
    "DL",
    "TY",
    "FN",
    "VR",
    "ER",
    "EF",
    "CO",
    "RI",
    "EM",
    "SI",
    "HC",
    "HP",
    "J9",
    "GN",
    "PS",
    "Web of Science Record",
];

/// Of these, fields that a reader of the report may miss.
const MISSED: [&str; 4] = ["RI", "SI", "HC", "HP"];

/// A draft for the record that begins on this line.
pub(super) fn start(context: &Context, number: u64, line: u64) -> Draft {
    Draft::new(context, number, Position { line, column: 1 })
}

/// Reads the fields.
pub(super) fn read(mut fields: Fields, mut draft: Draft) -> Entry {
    let draft_mut = &mut draft;
    let accession = fields.text("UT", draft_mut).unwrap_or_default();
    types(&mut fields, draft_mut);
    titles(&mut fields, draft_mut);
    identifiers(&mut fields, &accession, draft_mut);
    people::read(&mut fields, draft_mut);
    place::read(&mut fields, draft_mut);
    related::read(draft_mut);
    abstract_text(&mut fields, &accession, draft_mut);
    lists::read(&mut fields, &accession, draft_mut);
    for tag in MISSED {
        if fields.text(tag, draft_mut).is_some() {
            draft_mut.unused(tag);
        }
    }
    if fields.take_list("EM", draft_mut).is_some() {
        draft_mut.note(
            DiagnosticKind::EmailRemoved,
            "e-mail",
            "the e-mail addresses of the authors are left out",
        );
    }
    fields.skip(&BOOKKEEPING);
    fields.report(draft_mut);
    draft.finish()
}

/// Type of publication (`J`, `B`, `S`, `C`, `P`) and of document (`Article; Proceedings Paper`).
fn types(fields: &mut Fields, draft: &mut Draft) {
    let publication = fields.text("PT", draft).unwrap_or_default();
    let document = fields.take_list("DT", draft).map(|field| field.items(draft)).unwrap_or_default();
    // A dash stands for nothing in some exports.
    for kind in document.iter().filter(|kind| *kind != "-") {
        let kind = draft.text("type", kind);
        if !draft.record.publication_types.contains(&kind) {
            draft.record.publication_types.push(kind);
        }
    }
    let is = |name: &str| document.iter().any(|kind| kind.eq_ignore_ascii_case(name));
    draft.record.retracted |= is("Retracted Publication") || is("Retracted");
    draft.record.kind = match publication.as_str() {
        _ if is("Preprint") => Kind::Preprint,
        _ if is("Data Set") || is("Dataset") || is("Data Study") => Kind::Dataset,
        _ if is("Software") => Kind::Software,
        _ if is("Thesis") || is("Dissertation") || is("Dissertation/Thesis") || is("Thesis/Dissertation") => {
            Kind::Thesis
        }
        "P" => Kind::Patent,
        _ if is("Book Chapter") || is("Chapter") => Kind::BookChapter,
        "C" => Kind::ConferencePaper,
        "B" | "S" if is("Proceedings Paper") || is("Meeting Abstract") || is("Conference Paper") => {
            Kind::ConferencePaper
        }
        "B" if is("Book") => Kind::Book,
        "B" | "S" => Kind::BookChapter, // judged again when the names are known
        _ if is("News Item") => Kind::NewsItem,
        _ if is("Report") => Kind::Report,
        "" => Kind::Unknown,
        _ => Kind::JournalArticle,
    };
}

fn titles(fields: &mut Fields, draft: &mut Draft) {
    if let Some(title) = fields.text("TI", draft) {
        draft.title(&title);
    }
    if let Some(foreign) = fields.text("FT", draft).or_else(|| fields.text("Z1", draft)) {
        let text = draft.text("title", &markup::plain(&foreign));
        let text = without_stop(&text).to_owned();
        draft.record.original_title = (!text.is_empty() && text != draft.record.title).then_some(text);
    }
    let title = draft.record.title.to_ascii_lowercase();
    draft.record.retracted |= title.starts_with("retracted:") || title.contains("(retracted article");
}

fn identifiers(fields: &mut Fields, accession: &str, draft: &mut Draft) {
    if let Some(text) = fields.text("DI", draft) {
        draft.doi(text.split("; ").next().unwrap_or(&text));
    } else if let Some(link) = fields.text("DL", draft) {
        draft.doi(&link);
    }
    if let Some(text) = fields.text("PM", draft) {
        draft.pmid(&text);
    }
    if let Some(text) = fields.text("D2", draft)
        && let Some(doi) = draft.identifier::<crate::record::Doi>("doi of the book", &text)
    {
        if draft.record.kind == Kind::Book && draft.record.doi.is_none() {
            draft.record.doi = Some(doi);
        } else if draft.record.doi.as_ref() != Some(&doi) {
            let target = WorkRef { doi: Some(doi), ..WorkRef::default() };
            draft.record.relations.push(Relation { kind: RelationKind::PartOf, target });
        }
    }
    let own = fields.text("AN", draft);
    match accession.split_once(':') {
        Some(("MEDLINE", number)) => draft.pmid(number),
        // The old name of the same numbers.
        Some(("WOS" | "ISI", number)) => number_in("wos", &format!("WOS:{number}"), draft),
        Some((bank, _)) => number_in(&bank.to_lowercase(), accession, draft),
        None if accession.is_empty() => {}
        None => number_in("wos", accession, draft),
    }
    if let Some(own) = own.filter(|own| !accession.ends_with(own.as_str())) {
        number_in("accession", &own, draft);
    }
    if draft.record.kind == Kind::Patent
        && let Some(number) = fields.text("PN", draft)
    {
        number_in("patent", &number, draft);
    }
}

fn number_in(bank: &str, number: &str, draft: &mut Draft) {
    let number = draft.text("accession", number);
    if !number.is_empty() {
        draft.record.accessions.push(Accession { bank: bank.to_owned(), number });
    }
}

/// The abstract. Old exports wrap it, newer ones give each paragraph a line.
fn abstract_text(fields: &mut Fields, accession: &str, draft: &mut Draft) {
    let Some(field) = fields.take_list("AB", draft) else { return };
    let mut text = paragraphs(&field.lines);
    if accession.starts_with("MEDLINE:") {
        text = parted(&text);
    }
    // What is printed where there is none.
    if !matches!(text.trim(), "" | "[No abstract available]" | "[no abstract available]") {
        draft.abstract_text(&text);
    }
}

/// Lines as paragraphs: a line of a wrapped text that had room for the next word, and that ends a sentence,
/// ends one.
pub(super) fn paragraphs(lines: &[String]) -> String {
    const WRAPPED: usize = 90;
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let mut text = String::with_capacity(lines.iter().map(|l| l.len() + 1).sum());
    let mut last = "";
    for line in lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty()) {
        if !text.is_empty() {
            let word = line.split(' ').next().unwrap_or_default();
            let full = last.chars().count() + 1 + word.chars().count() > width;
            let ends = last.ends_with(['.', '?', '!', ':', ')', '"', '\u{201d}']);
            let wrapped = width <= WRAPPED && (full || !ends);
            text.push(if wrapped { ' ' } else { '\n' });
        }
        text.push_str(line);
        last = line;
    }
    text
}

/// `… said.; METHODS: We …`: the sections of MEDLINE, parted by semicolons.
fn parted(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for (i, part) in text.split(".; ").enumerate() {
        if i > 0 {
            let label = part.split_once(": ").map_or("", |(label, _)| label);
            let heading = !label.is_empty() && label.len() <= 60 && !label.contains(char::is_lowercase);
            whole.push_str(if heading { ".\n" } else { ".; " });
        }
        whole.push_str(part);
    }
    whole
}

/// A count; one that is none is reported.
pub(super) fn count(field: &'static str, text: &str, draft: &mut Draft) -> Option<u64> {
    let number = text.trim().replace([',', ' '], "").parse().ok();
    if number.is_none() {
        let message = format!("'{}' is no number", quote(text));
        draft.warn(DiagnosticKind::BadNumber, field, message, "left out");
    }
    number
}
