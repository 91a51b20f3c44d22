//! The fields of one record -> the record.

use super::labels::What;
use super::layout::{Field, Raw};
use super::lists::{comments, grants, issns, keywords, references};
use super::people::{self, Person};
use super::source::{self, Source};
use super::texts;
use crate::read::draft::{Draft, Edition, quote, tidy, without_stop};
use crate::read::medline::{data_bank, heading};
use crate::read::{Context, Entry, markup};
use crate::record::{Accession, DiagnosticKind, PartialDate, Position, Role};

/// So many types are looked through for a repetition: no work has more.
const TYPES: usize = 64;

/// The record that these fields make.
pub(super) fn entry(raw: &Raw, context: &Context, number: u64) -> Entry {
    let mut draft = Draft::new(context, number, raw.position());
    raw.report(&mut draft);
    let mut facts = Facts::new(raw);
    for field in &raw.fields {
        draft.at(Position { line: field.line, column: 1 });
        match field.what {
            Some(What::Bookkeeping) => {}
            Some(what) => facts.take(&mut draft, what, field),
            None => draft.unused(field.name.clone()),
        }
    }
    draft.at(raw.position());
    facts.finish(&mut draft);
    draft.finish()
}

/// What must wait until every field was seen.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) database: String,
    pub(super) is_medline: bool,
    pub(super) title: String,
    pub(super) chapter: String,
    pub(super) notes: Vec<String>,
    pub(super) book: Option<Source>,
    pub(super) book_title: String,
    pub(super) source: Option<Source>,
    pub(super) people: Vec<Person>,
    pub(super) full_names: Vec<Person>,
    pub(super) groups: Vec<Person>,
    pub(super) others: Vec<Person>,
    pub(super) name_ids: Vec<String>,
    pub(super) institutions: Vec<String>,
    pub(super) correspondence: Option<String>,
    pub(super) volume: Option<String>,
    pub(super) issue: Option<String>,
    pub(super) pages: Option<String>,
    pub(super) article: Option<String>,
    pub(super) year: Option<PartialDate>,
    pub(super) date: Option<PartialDate>,
    pub(super) electronic: Option<PartialDate>,
    pub(super) series: Option<String>,
    pub(super) links: Vec<String>,
}

impl Facts {
    fn new(raw: &Raw) -> Self {
        let database = raw
            .fields
            .iter()
            .find(|f| f.what == Some(What::Database))
            .map(|f| tidy(&f.text()))
            .unwrap_or_default();
        let lower = database.to_lowercase();
        let medline = ["medline", "healthstar", "nursing database"].iter().any(|name| lower.contains(name));
        // Exports under names do not say which database they are of. MEDLINE calls its number so, and it is
        // shorter than Embase's.
        let own = |f: &Field| f.name.eq_ignore_ascii_case("unique identifier") && f.text().len() <= 8;
        let unnamed = database.is_empty() && raw.fields.iter().any(own);
        let is_medline = medline || unnamed || (database.is_empty() && raw.has(What::Mesh));
        Self { database, is_medline, ..Self::default() }
    }

    fn take(&mut self, draft: &mut Draft, what: What, field: &Field) {
        let text = draft.text("", &field.text());
        if text.is_empty() {
            return;
        }
        let known = self.names(draft, what, field)
            || self.titles(draft, what, field, &text)
            || self.place(draft, what, field, &text)
            || self.dates(draft, what, field, &text)
            || self.numbers(draft, what, field, &text)
            || self.subjects(draft, what, field, &text);
        if !known {
            draft.unused(field.name.clone());
        }
    }

    fn names(&mut self, draft: &mut Draft, what: What, field: &Field) -> bool {
        let mut people = |role| {
            let names = if field.short { vec![field.text()] } else { people::split(&field.items()) };
            let person = |name: &String| people::person(&draft.text("author", name), role);
            names.iter().filter_map(person).collect::<Vec<_>>()
        };
        match what {
            What::Authors => self.people.extend(people(Role::Author)),
            What::FullNames => self.full_names.extend(people(Role::Author)),
            What::Editors => self.others.extend(people(Role::Editor)),
            What::Investigators => self.others.extend(people(Role::Investigator)),
            What::DateOrEditors => {
                if field.text().contains(|c: char| c.is_alphabetic()) {
                    self.others.extend(people(Role::Editor));
                }
            }
            What::Groups => self.groups.extend(field.items().iter().filter_map(|name| {
                let name = draft.text("author", name);
                (!name.is_empty()).then(|| Person::group(without_stop(&name)))
            })),
            What::NameIds => self.name_ids.extend(field.items()),
            What::Institutions => self.institutions.extend(field.items()),
            What::Correspondence => self.correspondence = Some(field.text()),
            _ => return false,
        }
        true
    }

    fn titles(&mut self, draft: &mut Draft, what: What, field: &Field, text: &str) -> bool {
        let own = |draft: &mut Draft| {
            let text = draft.text("title", &markup::plain(text));
            without_stop(&text).to_owned()
        };
        match what {
            What::Title => {
                let (title, notes) = texts::title(text);
                title.clone_into(&mut self.title);
                self.notes.extend(notes.into_iter().map(str::to_owned));
            }
            What::Chapter => text.clone_into(&mut self.chapter),
            What::OriginalTitle => {
                draft.record.original_title = Some(own(draft)).filter(|text| !text.is_empty());
            }
            What::BookTitle => self.book_title = own(draft),
            What::Book => self.book = source::book(&tidy(text)),
            What::Abstract => texts::abstract_text(draft, &field.paragraphs()),
            What::Series => self.series = Some(own(draft)),
            What::References => references(draft, field),
            _ => return false,
        }
        true
    }

    fn place(&mut self, draft: &mut Draft, what: What, field: &Field, text: &str) -> bool {
        let some = |text: &str| Some(tidy(text)).filter(|text| !text.is_empty());
        match what {
            What::Source => self.source_line(draft, field),
            What::Journal => {
                let text = draft.text("journal", &markup::plain(text));
                without_stop(&text).clone_into(&mut draft.container().title);
            }
            What::Abbreviation => draft.container().abbreviation = some(text),
            // The code of the catalogue follows a shorter one of Ovid's own.
            What::NlmCode => draft.container().nlm_id = text.split(',').next_back().and_then(some),
            What::Volume => self.volume = some(text),
            What::VersionOrVolume if !self.is_medline => self.volume = some(text),
            What::VersionOrVolume | What::Database => {}
            What::Issue => self.issue = some(text),
            What::Pages => self.pages = some(text),
            What::ArticleNumber => self.article = some(text),
            What::ModelOrPublisher if self.is_medline || text.starts_with("Journal available") => {}
            // PsycINFO appends the country.
            What::Publisher | What::ModelOrPublisher => {
                let text = draft.text("publisher", text);
                draft.record.publisher = text.split("; ").next().and_then(some);
            }
            What::Place => draft.record.place = some(text),
            What::Edition => draft.record.edition = some(text),
            _ => return false,
        }
        true
    }

    fn source_line(&mut self, draft: &mut Draft, field: &Field) {
        let mut lines = field.items();
        lines.retain(|line| match line.strip_prefix("Series Information:") {
            Some(series) => {
                self.series = Some(without_stop(series.trim()).to_owned());
                false
            }
            None => true,
        });
        let line = draft.text("source", &lines.join(" "));
        let read = source::read(&line);
        if read.is_none() {
            let message = format!("'{}' cannot be taken apart", quote(&line));
            draft.warn(DiagnosticKind::UnplacedText, "source", message, "kept as text");
            draft.record.unplaced.push(line);
        }
        self.source = read.or(self.source.take());
    }

    fn dates(&mut self, draft: &mut Draft, what: What, field: &Field, text: &str) -> bool {
        match what {
            What::Year => self.year = draft.date("publication date", text),
            What::Date => self.date = draft.date("publication date", text),
            What::ElectronicDate => self.electronic = draft.date("electronic date", text),
            What::Status => {
                // `Publish Ahead of Print, published online before print, 16 March 2015`
                if let Some((_, date)) =
                    text.rsplit_once(", ").filter(|(words, _)| words.contains("head of Print"))
                {
                    self.electronic = self.electronic.or(draft.date("electronic date", date));
                }
            }
            What::History => {
                for item in field.items() {
                    let Some((day, status)) = item.rsplit_once('[') else { continue };
                    match status.trim_end_matches(']') {
                        "received" => draft.record.history.received = draft.date("received", day),
                        "accepted" => draft.record.history.accepted = draft.date("accepted", day),
                        "revised" => {
                            let date = draft.date("revised", day);
                            draft.record.history.revised.extend(date);
                        }
                        "epublish" | "aheadofprint" => {
                            self.electronic = self.electronic.or(draft.date("electronic date", day));
                        }
                        "entrez" => draft.record.history.indexed = draft.date("indexed", day),
                        // Other days of the database.
                        _ => {}
                    }
                }
            }
            _ => return false,
        }
        true
    }

    fn numbers(&mut self, draft: &mut Draft, what: What, field: &Field, text: &str) -> bool {
        match what {
            What::Number => self.number(draft, text),
            What::Pubmed | What::Pmc if text.starts_with("PMC") => {
                draft.pmcid(text.split([' ', '[']).next().unwrap_or_default());
            }
            What::Pubmed => draft.pmid(text.split([' ', '[']).next().unwrap_or_default()),
            What::Patent => {
                draft.record.accessions.push(Accession { bank: "Patent".to_owned(), number: tidy(text) });
            }
            What::Doi if text.to_ascii_lowercase().contains("10.") => {
                draft.doi(text.split(' ').next().unwrap_or_default());
            }
            What::Doi => draft.record.pii = Some(tidy(text)),
            What::Issn => issns(draft, text, Edition::Print),
            What::ElectronicIssn => issns(draft, text, Edition::Electronic),
            What::LinkingIssn => issns(draft, text, Edition::Linking),
            What::Isbn => text
                .split([',', ';'])
                .for_each(|part| draft.isbn(true, part.split('(').next().unwrap_or_default())),
            What::DataBank => {
                draft.record.accessions.extend(field.items().iter().map(|item| data_bank(item)));
            }
            What::Trial => {
                let numbers = field.items();
                let trial = |number: &String| Accession { bank: String::new(), number: tidy(number) };
                draft.record.accessions.extend(numbers.iter().map(trial));
            }
            What::Url => draft.url(text.split(' ').next().unwrap_or_default()),
            What::Link => self.links.push(text.to_owned()),
            What::Comments => comments(draft, field),
            What::Grants => grants(draft, field),
            _ => return false,
        }
        true
    }

    /// A PMID in MEDLINE, a number of its own elsewhere: `Peer Reviewed Journal: 2012-1-1.`
    fn number(&self, draft: &mut Draft, text: &str) {
        let number = text.rsplit(": ").next().unwrap_or(text).trim_end_matches('.').trim();
        // Exports of before 2003 have another number there that cannot be told from it.
        if self.is_medline {
            draft.pmid(number);
        } else {
            let bank = if self.database.is_empty() { "Ovid".to_owned() } else { self.database.clone() };
            draft.record.accessions.push(Accession { bank, number: number.to_owned() });
        }
    }

    fn subjects(&mut self, draft: &mut Draft, what: What, field: &Field, text: &str) -> bool {
        match what {
            What::Mesh => draft.record.mesh.extend(keywords(field).iter().map(|item| heading(item))),
            What::Headings if self.is_medline => {
                draft.record.mesh.extend(keywords(field).iter().map(|item| heading(item)));
            }
            What::Headings | What::Keywords => {
                for item in keywords(field) {
                    draft.keyword(item.trim_start_matches('*'));
                }
            }
            What::KeywordsOrIds => match text.rsplit_once('[') {
                Some((name, "doi]")) => draft.doi(name),
                Some((name, "pii]")) => draft.record.pii = Some(tidy(name)),
                Some((name, "pmc]" | "pmcid]")) => draft.pmcid(name),
                Some((_, "mid]" | "pubmed]" | "bookaccession]")) => draft.unused(field.name.clone()),
                _ => text.split([',', ';']).for_each(|item| draft.keyword(item)),
            },
            What::Types => {
                for item in keywords(field) {
                    let text = draft.text("type", item.trim_end_matches(['.', ' ']));
                    let text = text.trim_end_matches(": PDF Only").to_owned();
                    let types = &mut draft.record.publication_types;
                    if text.len() > 1 && !types.iter().take(TYPES).any(|known| *known == text) {
                        types.push(text);
                    }
                }
            }
            What::Language => {
                text.split([',', ';']).for_each(|item| draft.language(item.trim().trim_end_matches('.')));
            }
            _ => return false,
        }
        true
    }
}
