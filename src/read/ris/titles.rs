//! Titles of the work and of what it is in; what the work is.

use super::kind::Second;
use super::notes::Notes;
use super::sheet::{Sheet, at, is_filler};
use super::tags::Tag;
use crate::read::draft::{Draft, without_stop};
use crate::read::language;
use crate::read::markup;
use crate::record::{ContainerKind, DiagnosticKind, Doi, Kind, Relation, RelationKind, Role, WorkRef};

/// Servers of preprints, as their exports name themselves for the journal, in small letters.
const PREPRINT_SERVERS: [&str; 10] = [
    "medrxiv",
    "biorxiv",
    "arxiv",
    "psyarxiv",
    "socarxiv",
    "osf preprints",
    "research square",
    "preprints.org",
    "ssrn electronic journal",
    "medrxiv : the preprint server for health sciences",
];

pub(super) fn place(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) {
    draft.record.kind = sheet.ty.kind;
    work(sheet, draft);
    let mut names = Names::read(sheet, notes, draft);
    // Scopus knows of some works nothing but a title, and takes it for that of the source.
    let bare =
        ![*b"AU", *b"A1", *b"VL", *b"IS", *b"SP", *b"C7", *b"JF", *b"DO"].iter().any(|tag| sheet.has(*tag));
    if bare && draft.record.title.is_empty() && sheet.has(*b"T2") {
        draft.record.title = std::mem::take(&mut names.title);
        draft.note(
            DiagnosticKind::Inferred,
            "title",
            "the record has no title but that of its source; it is taken for its own",
        );
    }
    types(sheet, notes, draft);
    container(sheet, names, draft);
}

/// The title of the work: `TI`, `T1`, `CT`, of a book `BT` too; the short title where there is no other.
fn work(sheet: &Sheet<'_>, draft: &mut Draft) {
    let whole = matches!(sheet.ty.second, Second::Series | Second::Nothing);
    let tags: &[Tag] =
        if whole { &[*b"TI", *b"T1", *b"CT", *b"BT", *b"ST"] } else { &[*b"TI", *b"T1", *b"CT", *b"ST"] };
    for value in tags.iter().flat_map(|tag| sheet.all(*tag)).filter(|v| v.text != "No Title") {
        at(draft, value);
        if !draft.record.title.is_empty() {
            // A title is often given twice (`TI` and `T1`, and `ST` once more).
            let other = draft.text("title", &markup::plain(value.text));
            let (known, other) = (draft.record.title.to_lowercase(), without_stop(&other).to_lowercase());
            if matches!(&value.tag, b"TI" | b"T1")
                && !known.contains(&other)
                && !known.contains(other.trim_matches(['[', ']']))
            {
                draft.repeated("title", value.text);
            }
            continue;
        }
        draft.title(value.text);
        unbracket(&mut draft.record.title);
    }
    let title = draft.record.title.as_bytes();
    draft.record.retracted |= [&b"retracted:"[..], b"retracted article:"]
        .iter()
        .any(|lead| title.get(..lead.len()).is_some_and(|start| start.eq_ignore_ascii_case(lead)));
    if let Some(value) = sheet.first(*b"TT") {
        translated(sheet, value.text, draft);
    }
}

/// MEDLINE prints the translation of a foreign title in brackets.
fn unbracket(title: &mut String) {
    let inside = title.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    // Brackets inside show that the outer ones are no pair.
    if let Some(inside) = inside.filter(|inside| !inside.contains(['[', ']'])) {
        *title = without_stop(inside.trim()).to_owned();
    }
}

/// A translated title stands for the title where the work is known to be in another language than English.
fn translated(sheet: &Sheet<'_>, raw: &str, draft: &mut Draft) {
    let foreign = sheet.first(*b"LA").and_then(|v| language::code(v.text)).is_some_and(|code| code != "en");
    if !foreign || draft.record.title.is_empty() {
        draft.unused("TT");
        return;
    }
    let original = std::mem::take(&mut draft.record.title);
    draft.title(raw);
    draft.record.original_title = Some(original);
}

/// Names of what the work is in.
struct Names {
    title: String,
    abbreviation: Option<String>,
    series: Option<String>,
}

impl Names {
    fn read(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) -> Self {
        let text = |draft: &mut Draft, raw: &str| {
            let text = draft.text("journal", &markup::plain(raw));
            without_stop(&text).trim_end_matches([',', ';']).to_owned()
        };
        let full: &[Tag] = match sheet.ty.second {
            Second::Journal | Second::Newspaper => &[*b"JF", *b"JT", *b"T2", *b"BT"],
            // The name of a conference is not that of its proceedings; of Web of Science `C3` is something
            // else.
            Second::Proceedings if !sheet.has(*b"T2") || sheet.origin != super::sheet::Origin::Wos => {
                &[*b"C3", *b"T2", *b"BT", *b"JF"]
            }
            Second::Book => &[*b"BT", *b"T2", *b"JF"],
            _ => &[*b"T2", *b"BT", *b"JF"],
        };
        let is_own = |raw: &str, draft: &Draft| without_stop(raw).eq_ignore_ascii_case(&draft.record.title);
        let found = full
            .iter()
            .chain(&[*b"JO", *b"JA", *b"J2", *b"J1", *b"JI", *b"NL"])
            .flat_map(|tag| sheet.all(*tag))
            // `BT` of a book is its own title.
            .find(|v| !(matches!(&v.tag, b"BT" | b"T2") && is_own(v.text, draft)));
        let raw = found.map(|v| v.text).or(notes.container.as_deref());
        let title = raw.map(|raw| text(draft, raw)).unwrap_or_default();
        let short = [*b"JA", *b"J2", *b"J1", *b"JO", *b"JI", *b"NL"];
        let mut abbreviations = short.iter().flat_map(|tag| sheet.all(*tag)).map(|v| text(draft, v.text));
        let abbreviation = abbreviations.find(|a| !a.is_empty() && !a.eq_ignore_ascii_case(&title));
        drop(abbreviations);
        let series =
            sheet.first(*b"T3").filter(|_| sheet.ty.second != Second::Nothing).map(|v| text(draft, v.text));
        Self { title, abbreviation, series: series.filter(|s| !s.is_empty()) }
    }
}

fn container(sheet: &Sheet<'_>, names: Names, draft: &mut Draft) {
    let Names { title, abbreviation, series } = names;
    match sheet.ty.second {
        Second::Nothing => {
            for tag in [*b"T2", *b"T3", *b"J2", *b"JO"].into_iter().filter(|tag| sheet.has(*tag)) {
                draft.unused(String::from_utf8_lossy(&tag).into_owned());
            }
        }
        Second::Series => {
            if let Some(series) = series.or((!title.is_empty()).then_some(title)) {
                draft.container().series = Some(series);
            }
        }
        _ if title.is_empty() && series.is_none() => {}
        _ => {
            let server = title.to_lowercase();
            let open = matches!(draft.record.kind, Kind::JournalArticle | Kind::Unknown | Kind::Other);
            if open && PREPRINT_SERVERS.contains(&server.trim()) {
                draft.record.kind = Kind::Preprint;
            }
            let place = draft.container();
            (place.title, place.abbreviation, place.series) = (title, abbreviation, series);
        }
    }
}

/// Says what the container is, once everything that tells of it is known.
pub(super) fn finish(sheet: &Sheet<'_>, draft: &mut Draft) {
    corrected(draft);
    let kind = draft.record.kind;
    let Some(place) = draft.record.container.as_mut() else { return };
    let serial = place.issn.is_some() || place.volume.is_some() || kind == Kind::JournalArticle;
    place.kind = match sheet.ty.second {
        Second::Journal => ContainerKind::Journal,
        Second::Newspaper => ContainerKind::Newspaper,
        Second::Proceedings => ContainerKind::Proceedings,
        Second::Book if kind == Kind::JournalArticle => ContainerKind::Journal,
        Second::Book => ContainerKind::Book,
        Second::Series | Second::Nothing if matches!(kind, Kind::Book | Kind::BookChapter) => {
            ContainerKind::Book
        }
        Second::Other if serial || sheet.has(*b"JF") || sheet.has(*b"JO") => ContainerKind::Journal,
        Second::Series | Second::Nothing | Second::Other => ContainerKind::Other,
    };
}

/// Embase prints the DOI of the corrected work into the title of the correction: `Erratum: … (Gut (2024) 1
/// DOI: 10.…)`.
fn corrected(draft: &mut Draft) {
    let erratum =
        draft.record.publication_types.iter().any(|t| matches!(t.as_str(), "Erratum" | "Published Erratum"));
    let found = draft.record.title.rsplit_once("DOI: ").filter(|_| erratum);
    let doi = found.and_then(|(_, doi)| doi.trim_end_matches([')', '.']).parse::<Doi>().ok());
    if doi.is_some() && doi != draft.record.doi {
        let target = WorkRef { doi, ..WorkRef::default() };
        draft.record.relations.push(Relation { kind: RelationKind::Corrects, target });
    }
}

/// Kinds of publication, and what they say of the kind of the work.
fn types(sheet: &Sheet<'_>, notes: &Notes, draft: &mut Draft) {
    for value in sheet.all(*b"M3").chain(sheet.all(*b"PT")) {
        at(draft, value);
        for part in value.text.split([';', '\n']).map(str::trim).filter(|part| !is_filler(part)) {
            // `M3` holds DOIs too, and classes of PsycInfo: `Cognitive Therapy [3311]`.
            let doi =
                part.contains("10.") || part.get(..4).is_some_and(|lead| lead.eq_ignore_ascii_case("doi:"));
            let class = part.ends_with(']') && part.contains('[');
            match part {
                _ if doi => {}
                _ if class => draft.unused("M3"),
                _ => publication_type(part, draft),
            }
        }
    }
    if sheet.is(&["THES"]) {
        thesis(sheet, draft);
    } else if let Some(value) =
        sheet.first(*b"M1").filter(|v| v.text == "Journal Article" && !sheet.has(*b"M3"))
    {
        publication_type(value.text, draft); // RefWorks
    }
    for part in &notes.types {
        publication_type(part, draft);
    }
    let record = &mut draft.record;
    if sheet.is(&["SER"]) && record.kind == Kind::Unknown {
        record.kind = if sheet.has(*b"T2") { Kind::BookChapter } else { Kind::Book };
    }
    // Proceedings as a whole have editors and no authors.
    let whole = !sheet.has(*b"T2") && !sheet.has(*b"C3") && !sheet.has(*b"BT");
    let authors = sheet.has(*b"AU") || sheet.has(*b"A1");
    let editors = sheet.has(*b"ED") || sheet.has(*b"A2");
    if record.kind == Kind::ConferencePaper && whole && editors && !authors {
        record.kind = Kind::Proceedings;
    }
}

/// Most kinds of publication that a record may have.
const MOST_TYPES: usize = 64;

fn publication_type(raw: &str, draft: &mut Draft) {
    let text = draft.text("type", &markup::plain(raw));
    let types = &draft.record.publication_types;
    if types.len() >= MOST_TYPES {
        return draft.unused("M3");
    }
    if text.is_empty() || types.contains(&text) {
        return;
    }
    let record = &mut draft.record;
    let open = matches!(record.kind, Kind::Unknown | Kind::Other);
    match text.to_ascii_lowercase().as_str() {
        "preprint" => record.kind = Kind::Preprint,
        "retracted" | "retracted publication" => record.retracted = true,
        "dataset" | "data set" => record.kind = Kind::Dataset,
        "book chapter" | "chapter" if open => record.kind = Kind::BookChapter,
        "conference paper" | "proceedings paper" | "conference proceeding" if open => {
            record.kind = Kind::ConferencePaper;
        }
        "book" | "monograph" if open => record.kind = Kind::Book,
        "article" | "journal article" | "review" | "letter" | "editorial" if open => {
            record.kind = Kind::JournalArticle;
        }
        "dissertation" | "thesis" | "dissertation/thesis" if open => record.kind = Kind::Thesis,
        "report" if open => record.kind = Kind::Report,
        _ => {}
    }
    record.publication_types.push(text);
}

/// What a thesis is for stands under several tags.
fn thesis(sheet: &Sheet<'_>, draft: &mut Draft) {
    for value in [*b"M3", *b"M1", *b"VL", *b"U1"].into_iter().flat_map(|tag| sheet.all(tag)) {
        let lower = value.text.to_lowercase();
        let doctoral =
            ["ph.d", "phd", "doctor", "d.phil", "dphil", "ed.d"].iter().any(|word| lower.contains(word));
        let other =
            ["master", "bachelor", "m.sc", "msc", "m.a.", "m.s."].iter().any(|word| lower.contains(word));
        if doctoral && !other {
            draft.record.kind = Kind::DoctoralThesis;
        }
        if (doctoral || other) && value.tag != *b"M3" {
            publication_type(value.text, draft);
        }
    }
}

/// The people that a second list of names (`A2`) holds, by type.
pub(super) fn second_role(sheet: &Sheet<'_>, has_authors: bool) -> Option<Role> {
    // Series editors are not those of the book; without authors they are.
    let series = sheet.has(*b"T2") || sheet.has(*b"T3");
    match sheet.ty.code {
        "BOOK" | "EDBOOK" | "CLSWK" | "RPRT" | "UNPB" | "WEB" | "MAP" | "COMP" | "MULTI"
            if has_authors && series =>
        {
            None
        }
        "ADVS" | "BILL" | "CASE" | "CTLG" | "PAMP" | "CHART" | "EQUA" | "FIGURE" | "DATA" | "MPCT"
        | "GOVDOC" | "LEGAL" | "PAT" | "PCOMM" | "THES" | "GRANT" | "HEAR" => None,
        _ => Some(Role::Editor),
    }
}
