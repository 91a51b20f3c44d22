//! What can be told only when every field of a record was seen: who stands where, which date and place hold,
//! what the work is.

use super::people::{self, Index};
use super::record::Facts;
use super::{institutions, kinds, link, texts};
use crate::read::draft::Draft;
use crate::read::pubmed::{article_number, settle_title, supplement, title};
use crate::record::{Container, ContainerKind, DiagnosticKind, Kind, Pages, PartialDate, Role, fold};

impl Facts {
    pub(super) fn finish(mut self, draft: &mut Draft) {
        for note in self.notes.iter().rev().filter(|note| texts::is_type(note)) {
            let types = &mut draft.record.publication_types;
            if !types.iter().any(|known| known.eq_ignore_ascii_case(note)) {
                types.push(note.clone());
            }
        }
        self.finish_names(draft);
        self.finish_dates(draft);
        self.finish_place(draft);
        self.finish_kind(draft);
        for text in &self.links {
            link::complete(draft, text);
        }
        settle_title(draft);
    }

    fn finish_names(&mut self, draft: &mut Draft) {
        let mut people = std::mem::take(&mut self.people);
        let full = std::mem::take(&mut self.full_names);
        // The same people with their given names; marks and roles stand in the short list.
        if full.len() >= people.len() {
            for (at, person) in full.into_iter().enumerate() {
                match people.get_mut(at) {
                    Some(short) => short.contributor.name = person.contributor.name,
                    None => people.push(person),
                }
            }
        }
        let index = Index::new(&people);
        institutions::assign(draft, &mut people, &index, &self.institutions);
        if let Some(text) = &self.correspondence {
            institutions::corresponding(&mut people, &index, text);
        }
        for (name, number) in self.name_ids.iter().filter_map(|item| people::name_id(item)) {
            let orcid = draft.orcid(number);
            let found = index.named(&people, name).first().copied();
            if let Some(person) = found.and_then(|at| people.get_mut(at)) {
                person.contributor.orcid = person.contributor.orcid.or(orcid);
            }
        }
        let sources = [&self.source, &self.book];
        let editors = sources
            .into_iter()
            .flatten()
            .flat_map(|s| &s.editors)
            .filter_map(|name| people::person(name, Role::Editor));
        self.others.extend(editors.map(|mut person| {
            // Whoever stands there edited the book, and is not whom to write to about this work.
            (person.contributor.role, person.contributor.corresponding) = (Role::Editor, false);
            person
        }));
        people.append(&mut self.groups);
        people.append(&mut self.others);
        draft.record.contributors.extend(people.into_iter().map(|person| person.contributor));
        draft.record.contributors.sort_by_key(|c| c.role);
    }

    fn finish_dates(&mut self, draft: &mut Draft) {
        let sources = [&self.source, &self.book];
        let printed = sources.into_iter().flatten().find_map(|source| source.date.clone());
        let printed = printed.and_then(|text| draft.date("publication date", &text));
        let candidates = [self.date, printed, self.year];
        let first = candidates.into_iter().flatten().next();
        let finest =
            candidates.into_iter().flatten().filter(|date| Some(date.year()) == first.map(PartialDate::year));
        let finest = finest.max_by_key(|date| (date.month().is_some(), date.day().is_some()));
        draft.record.published = finest.or(self.electronic);
        draft.record.history.published = self.electronic;
    }

    fn finish_place(&mut self, draft: &mut Draft) {
        let source = self.source.take().or(self.book.take()).unwrap_or_default();
        if source.is_book {
            draft.container().kind = ContainerKind::Book;
        }
        if !source.title.is_empty() && draft.record.container.as_ref().is_none_or(|c| c.title.is_empty()) {
            draft.container().title = source.title;
        }
        draft.record.publisher = draft.record.publisher.take().or(source.publisher);
        draft.record.place = draft.record.place.take().or(source.place);
        // A field of its own names the house with its place.
        if let (Some(publisher), Some(place)) = (&draft.record.publisher, &draft.record.place)
            && let Some(house) =
                publisher.strip_suffix(place.as_str()).and_then(|house| house.strip_suffix(", "))
        {
            draft.record.publisher = Some(house.to_owned());
        }
        if let Some(text) = self.volume.take().or(source.volume) {
            let (volume, extra) = supplement(&text);
            let place = draft.container();
            (place.volume, place.supplement) = (volume, extra);
        }
        if let Some(text) = self.issue.take().or(source.issue) {
            let (issue, extra) = supplement(&text);
            let place = draft.container();
            (place.issue, place.supplement) = (issue, extra.or(place.supplement.take()));
        }
        if let Some(text) = self.pages.take().or(source.pages) {
            draft.pages(&text);
            article_number(draft);
            link::drop_words(draft);
        }
        if let Some(number) = self.article.take().or(source.article)
            && draft.record.container.as_ref().is_none_or(|place| place.pages.is_none())
        {
            draft.container().pages = Some(Pages::Article(number));
        }
        if let Some(series) = self.series.take().filter(|text| !text.is_empty()) {
            draft.container().series = Some(series);
        }
    }

    /// What the work is, its title, and the title of the book that it is in.
    fn finish_kind(&mut self, draft: &mut Draft) {
        title(draft, &self.title);
        if !self.chapter.is_empty() {
            // Beside the title of a chapter, the other one is that of the book.
            let other = std::mem::take(&mut draft.record.title);
            if self.book_title.is_empty() {
                self.book_title = other;
            }
            title(draft, &self.chapter);
        }
        if !self.book_title.is_empty() {
            let place = draft.container();
            (place.kind, place.title) = (ContainerKind::Book, std::mem::take(&mut self.book_title));
        }
        let own = fold(&draft.record.title);
        let (in_book, in_journal) = match &draft.record.container {
            Some(place) if place.kind == ContainerKind::Book => (fold(&place.title) != own, false),
            Some(place) => (false, !place.title.is_empty()),
            None => (false, false),
        };
        let chapter = !self.chapter.is_empty() || (in_book && !own.is_empty());
        draft.record.kind = match kinds::kind(&draft.record.publication_types) {
            Some(Kind::Book) | None if chapter => Kind::BookChapter,
            // In a journal it is a report on a case, say.
            Some(Kind::Report) | None if in_journal => Kind::JournalArticle,
            None if self.is_medline => Kind::JournalArticle,
            told => told.unwrap_or_default(),
        };
        draft.record.retracted |= draft.record.publication_types.iter().any(|t| t == "Retracted Publication");
        settle_container(draft);
    }
}

/// A book as a whole is in no book. Where a source line alone names the work, that is its title.
fn settle_container(draft: &mut Draft) {
    let Some(mut place) = draft.record.container.take() else { return };
    let untitled = draft.record.title.is_empty() && place.kind == ContainerKind::Book;
    if untitled {
        draft.record.title = std::mem::take(&mut place.title);
        draft.record.kind = Kind::Book;
    }
    if draft.record.kind == Kind::Book {
        if let Some(pages) = place.pages.take() {
            let message = format!("pages from '{}' on of a book as a whole", pages.first());
            draft.warn(DiagnosticKind::UnplacedText, "pages", message, "left out");
        }
        (place.title, place.kind) = (String::new(), ContainerKind::default());
    }
    if draft.record.kind == Kind::BookChapter {
        place.kind = ContainerKind::Book;
    }
    // The number of a book that the work is not in is its own.
    if place.kind != ContainerKind::Book {
        draft.record.isbns.append(&mut place.isbns);
    }
    draft.record.container = Some(place).filter(|place| *place != Container::default());
}
