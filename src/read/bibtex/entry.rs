//! The fields of an entry -> a record.

use super::bag::{self, Bag, Field, MAX_LISTED, is_in};
use super::kinds::{self, EntryKind};
use super::latex::{self, Mode};
use super::parents::Heritage;
use super::{dates, identifiers, names, place, vendors};
use crate::read::draft::{Draft, quote, without_stop};
use crate::read::markup;
use crate::record::{Contributor, DiagnosticKind, Kind, Name, Relation, RelationKind, Role, WorkRef};

/// Reads the fields of an entry of this type. `own` are its fields, and those that it inherits come after
/// them.
pub(super) fn read(kind: &str, fields: &[Field], heritage: &Heritage, draft: &mut Draft) {
    let mut bag = Bag::new(fields);
    bag.skip(is_bookkeeping);
    let entry = kinds::of_type(kind);
    if entry.is_none() {
        draft.note(DiagnosticKind::Inferred, "", format!("the entry type '@{}' is not known", quote(kind)));
    }
    let entry =
        entry.unwrap_or(EntryKind { kind: Kind::Unknown, place: Some(crate::record::ContainerKind::Other) });
    draft.record.kind = entry.kind;
    types(&mut bag, draft);
    contributors(&mut bag, draft);
    title(&mut bag, entry, draft);
    place::read(&mut bag, entry, draft);
    place::publisher(&mut bag, draft);
    dates::publication(&mut bag, draft);
    let whole_work = entry.is_whole() && draft.record.kind != Kind::BookChapter;
    identifiers::read(&mut bag, whole_work, draft);
    identifiers::arxiv_of_container(draft);
    preprint(&mut bag, entry, draft);
    text(&mut bag, draft);
    vendors::read(&mut bag, draft);
    whole(heritage, draft);
    bag.report_rest(draft);
}

/// Fields about the file, the program, the user's reading, and the user's disk: they say nothing of the work,
/// and paths and private notes must not be published.
fn is_bookkeeping(name: &str) -> bool {
    const NAMES: &str = "abstractnote acmid added-at added-by adsnote author-sort bibdate bibsource biburl \
        calibreid citation-key citationkey citeulike-article-id cover creationdate crossref da date-added \
        date-modified dateadded datemodified doc-delivery-number entrykey entryset execute file filename \
        files formats ga gender groups hal-version ids interhash intrahash key keywordsjabref label \
        library-id library-name local-url mendeley-groups mendeley-tags modificationdate \
        number-of-cited-references options owner posted-at presort price printed printedkey priority \
        qualityassured ranking rating read readstatus related relatedstring relatedtype relevance size \
        shortauthor shorteditor shorthand shorttitle sortkey sortname sorttitle sortyear source \
        subdatabase timestamp title-sort urldate usage-count-last-180-days usage-count-since-2013 \
        username uuid xdata xref z9 zotero-key";
    const LEADS: [&str; 7] =
        ["bdsk-file-", "file-", "--", "citeulike-linkout", "jabref-", "crossref+", "pdf-"];
    is_in(NAMES, name) || LEADS.iter().any(|lead| name.starts_with(lead))
}

/// What the entry says about its own sort.
fn types(bag: &mut Bag, draft: &mut Draft) {
    for names in [&["type", "thesistype"][..], &["entrysubtype"], &["document-type", "documenttype"]] {
        let Some(word) = bag.plain(draft, names) else { continue };
        draft.record.kind = kinds::refine(draft.record.kind, &word);
        // BibLaTeX's keys for theses and reports are no names of types.
        let key = is_in("phdthesis mathesis bathesis candthesis techreport resreport", &word);
        if !key && !draft.record.publication_types.contains(&word) {
            draft.record.publication_types.push(word);
        }
    }
}

/// A work that the entry type calls something else, and that is plainly a manuscript on a server.
fn preprint(bag: &mut Bag, entry: EntryKind, draft: &mut Draft) {
    let state = bag.plain(draft, &["pubstate"]).unwrap_or_default();
    let place = draft.record.container.as_ref();
    let journal = place.map(|place| place.title.as_str()).filter(|title| !title.is_empty());
    let on_server = journal.is_some_and(kinds::is_preprint_server);
    // Whoever gives the DOI of a publisher means what was published.
    let own_doi = draft.record.doi.as_ref().is_none_or(|doi| doi.as_str().starts_with("10.48550/"));
    let bare = journal.is_none() && ((draft.record.arxiv.is_some() && own_doi) || state == "prepublished");
    let open = match entry.kind {
        Kind::JournalArticle | Kind::Unknown | Kind::WebPage | Kind::Other => draft.record.kind == entry.kind,
        _ => false,
    };
    if open && (on_server || bare) {
        draft.record.kind = Kind::Preprint;
    }
}

fn contributors(bag: &mut Bag, draft: &mut Draft) {
    // PubMed's own order of names, as one converter of its XML writes them.
    let family_first = bag.has("source")
        && bag.all(&["source"]).iter().any(|f| f.value.trim().eq_ignore_ascii_case("pubmed"));
    let start = draft.record.contributors.len();
    for (name, role) in [("author", Role::Author), ("editor", Role::Editor), ("translator", Role::Translator)]
    {
        let mut lists = bag.all(&[name]);
        if lists.is_empty() && name == "author" {
            lists = bag.all(&["authors"]);
        }
        if let [first, others @ ..] = lists.as_slice() {
            let differs = others.iter().any(|other| other.value.trim() != first.value.trim());
            lists.truncate(if differs { usize::MAX } else { 1 });
        }
        let role = if role == Role::Editor { editor_role(bag, draft, "editortype") } else { Some(role) };
        for field in lists {
            people(draft, name, field, role, family_first);
        }
    }
    for (list, kind) in [("editora", "editoratype"), ("editorb", "editorbtype"), ("editorc", "editorctype")] {
        let role = editor_role(bag, draft, kind);
        for field in bag.all(&[list]) {
            people(draft, list, field, role, false);
        }
    }
    for name in ["collaborator", "contributor"] {
        for field in bag.all(&[name]) {
            people(draft, name, field, Some(Role::Investigator), false);
        }
    }
    // Physicists name the group that they write for beside the authors.
    if let Some(group) = bag.plain(draft, &["collaboration"]) {
        draft.record.contributors.push(Contributor::author(Name::Collective(group)));
    }
    draft.record.contributors.get_mut(start..).unwrap_or_default().sort_by_key(|c| c.role);
    vendors::annotations(bag, draft);
}

/// What the people in a field for editors did; `None` where the model has no word for it.
fn editor_role(bag: &mut Bag, draft: &mut Draft, field: &'static str) -> Option<Role> {
    let Some(kind) = bag.plain(draft, &[field]) else { return Some(Role::Editor) };
    match kind.to_lowercase().as_str() {
        "editor" | "compiler" | "founder" | "continuator" | "redactor" | "reviser" | "reviewer"
        | "series editor" => Some(Role::Editor),
        "translator" => Some(Role::Translator),
        "collaborator" | "participant" => Some(Role::Investigator),
        _ => {
            draft.unused(format!("editor ({})", quote(&kind)));
            None
        }
    }
}

fn people(draft: &mut Draft, name: &'static str, field: &Field, role: Option<Role>, family_first: bool) {
    let Some(role) = role else { return };
    draft.at(field.position);
    let found = names::list(draft, name, &field.value, family_first);
    draft.record.authors_cut |= found.cut && role == Role::Author;
    // Two authors may have one name: whoever stands twice is there twice.
    let people = found.names.into_iter().map(|name| Contributor { role, ..Contributor::author(name) });
    draft.record.contributors.extend(people);
}

fn title(bag: &mut Bag, entry: EntryKind, draft: &mut Draft) {
    let title = place::with_subtitle(bag, draft, &["title"], &["subtitle"]);
    let addon = bag.plain(draft, &["titleaddon"]);
    let title = match (title, entry.is_whole()) {
        (None, true) => place::with_subtitle(bag, draft, &["booktitle"], &["booksubtitle"])
            .or_else(|| place::with_subtitle(bag, draft, &["maintitle"], &["mainsubtitle"])),
        (title, _) => title,
    };
    let title = match (title, addon) {
        (Some(title), Some(addon)) => Some(format!("{}. {addon}", without_stop(&title))),
        (title, addon) => title.or(addon),
    };
    if let Some(title) = title {
        draft.title(&title);
    }
    if let Some(original) = bag.plain(draft, &["origtitle"]) {
        draft.record.original_title = Some(without_stop(&original).to_owned());
    }
}

/// Abstract, keywords, language, edition, licence.
fn text(bag: &mut Bag, draft: &mut Draft) {
    if let Some(field) = bag.take(draft, &["abstract"]) {
        let plain = bag::plain(draft, "abstract", field, Mode::Paragraphs);
        draft.abstract_text(&plain.text);
    }
    for field in bag.all(&["keywords", "keyword", "tags", "author-keywords", "keywords-plus"]) {
        draft.at(field.position);
        keywords(draft, &field.value);
    }
    languages(bag, draft);
    let version = bag.plain(draft, &["version"]);
    draft.record.edition =
        bag.plain(draft, &["edition"]).or(version.map(|version| format!("version {version}")));
    if let Some(licence) = bag.plain(draft, &["license", "licence"]) {
        draft.record.licence = Some(licence);
    }
    // Rights reserved are no licence.
    if let Some(rights) = bag.plain(draft, &["copyright", "rights"]) {
        let lower = rights.to_lowercase();
        let is_licence =
            ["creative commons", "creativecommons.org", "cc by", "cc-by", "cc0", "public domain"]
                .iter()
                .any(|w| lower.contains(w));
        if is_licence && draft.record.licence.is_none() {
            draft.record.licence = Some(rights);
        } else {
            draft.unused("copyright");
        }
    }
}

/// Keywords are parted by semicolons; where there is none, by commas.
fn keywords(draft: &mut Draft, raw: &str) {
    let text = markup::plain(&latex::text(raw)).into_owned();
    let separator = if text.contains(';') { ';' } else { ',' };
    if text.split(separator).nth(MAX_LISTED).is_some() {
        draft.warn(
            DiagnosticKind::TooLong,
            "keywords",
            format!("more than {MAX_LISTED} keywords"),
            "the rest is left out",
        );
    }
    for word in text.split(separator).take(MAX_LISTED) {
        let word = word.trim();
        // JabRef's marks for reading, and dots in place of keywords.
        if word.contains(char::is_alphanumeric) {
            draft.keyword(word);
        }
    }
}

/// `language` is that of the work; `langid` serves hyphenation, and tells the same where nothing else does.
fn languages(bag: &mut Bag, draft: &mut Draft) {
    let named = bag.plain(draft, &["language", "languages", "la"]);
    let hyphenated = bag.plain(draft, &["langid", "hyphenation"]);
    let Some(text) = named.or(hyphenated) else { return };
    for word in
        text.split([',', ';', '/']).flat_map(|part| part.split(" and ")).map(str::trim).take(MAX_LANGUAGES)
    {
        let word = word.strip_prefix("lang").unwrap_or(word);
        let folded = word.to_lowercase();
        match BABEL.iter().find(|(name, _)| *name == folded) {
            Some((_, code)) => draft.language(code),
            None => draft.language(word),
        }
    }
}

/// How many languages of a work are read.
const MAX_LANGUAGES: usize = 20;

/// Names of languages that only LaTeX knows.
const BABEL: [(&str, &str); 28] = [
    ("american", "en"),
    ("australian", "en"),
    ("british", "en"),
    ("canadian", "en"),
    ("newzealand", "en"),
    ("ukenglish", "en"),
    ("usenglish", "en"),
    ("austrian", "de"),
    ("germanb", "de"),
    ("naustrian", "de"),
    ("ngerman", "de"),
    ("nswissgerman", "de"),
    ("swissgerman", "de"),
    ("acadian", "fr"),
    ("canadien", "fr"),
    ("francais", "fr"),
    ("frenchb", "fr"),
    ("brazil", "pt"),
    ("brazilian", "pt"),
    ("portuges", "pt"),
    ("bahasa", "id"),
    ("magyar", "hu"),
    ("mexican", "es"),
    ("norsk", "no"),
    ("nynorsk", "nn"),
    ("polutonikogreek", "el"),
    ("serbianc", "sr"),
    ("isl", "is"),
];

/// The whole that the entry is a part of, where it has an identifier.
fn whole(heritage: &Heritage, draft: &mut Draft) {
    let Some(doi) = heritage.whole.as_deref().and_then(|text| text.parse().ok()) else { return };
    if draft.record.doi.as_ref() != Some(&doi) {
        let target = WorkRef { doi: Some(doi), ..WorkRef::default() };
        draft.record.relations.push(Relation { kind: RelationKind::PartOf, target });
    }
}
