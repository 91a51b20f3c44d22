//! The statements about a work to a [`Reference`].

use super::super::kind::is_work_class;
use super::{Agent, Kind, Reference};
use crate::snapshot::{Snapshot, Wanted};
use crate::vocab::{dcterms, fabio, foaf, prism, pro, rdf, schema, sprx};
use oxigraph::model::NamedNodeRef;
use std::collections::HashMap;

/// A property that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Property {
    Type,
    Title,
    Role,
    Issued,
    Doi,
    Pmid,
    Pmcid,
    Volume,
    Issue,
    FirstPage,
    LastPage,
    ArticleNumber,
    Container,
    Abstract,
    Keyword,
    Language,
    Url,
    Publisher,
    Place,
    Edition,
    Isbn,
    Issn,
    EIssn,
    Short,
    Series,
    WithRole,
    HeldBy,
    Position,
    Name,
    Family,
    Given,
}

const PROPERTIES: [(Property, NamedNodeRef<'static>); 31] = [
    (Property::Type, rdf::TYPE),
    (Property::Title, dcterms::TITLE),
    (Property::Role, pro::IS_DOCUMENT_CONTEXT_FOR),
    (Property::Issued, dcterms::ISSUED),
    (Property::Doi, prism::DOI),
    (Property::Pmid, fabio::HAS_PUB_MED_ID),
    (Property::Pmcid, fabio::HAS_PUB_MED_CENTRAL_ID),
    (Property::Volume, prism::VOLUME),
    (Property::Issue, prism::ISSUE_IDENTIFIER),
    (Property::FirstPage, prism::STARTING_PAGE),
    (Property::LastPage, prism::ENDING_PAGE),
    (Property::ArticleNumber, fabio::HAS_ELECTRONIC_ARTICLE_IDENTIFIER),
    (Property::Container, dcterms::IS_PART_OF),
    (Property::Abstract, dcterms::ABSTRACT),
    (Property::Keyword, prism::KEYWORD),
    (Property::Language, dcterms::LANGUAGE),
    (Property::Url, fabio::HAS_URL),
    (Property::Publisher, dcterms::PUBLISHER),
    (Property::Place, sprx::PLACE_OF_PUBLICATION),
    (Property::Edition, prism::EDITION),
    (Property::Isbn, prism::ISBN),
    (Property::Issn, prism::ISSN),
    (Property::EIssn, prism::E_ISSN),
    (Property::Short, fabio::HAS_NLM_JOURNAL_TITLE_ABBREVIATION),
    (Property::Series, sprx::SERIES),
    (Property::WithRole, pro::WITH_ROLE),
    (Property::HeldBy, pro::IS_HELD_BY),
    (Property::Position, schema::POSITION),
    (Property::Name, foaf::NAME),
    (Property::Family, foaf::FAMILY_NAME),
    (Property::Given, foaf::GIVEN_NAME),
];

/// Classes, the one that says most first.
const KINDS: [(Kind, NamedNodeRef<'static>); 13] = [
    (Kind::JournalArticle, fabio::JOURNAL_ARTICLE),
    (Kind::NewspaperArticle, fabio::NEWSPAPER_ARTICLE),
    (Kind::ConferencePaper, fabio::CONFERENCE_PAPER),
    (Kind::Proceedings, fabio::CONFERENCE_PROCEEDINGS),
    (Kind::Chapter, fabio::BOOK_CHAPTER),
    (Kind::Book, fabio::BOOK),
    (Kind::Thesis, fabio::DOCTORAL_THESIS),
    (Kind::Thesis, fabio::THESIS),
    (Kind::Report, fabio::REPORT_DOCUMENT),
    (Kind::Preprint, fabio::PREPRINT),
    (Kind::WebPage, fabio::WEB_CONTENT),
    (Kind::Patent, fabio::PATENT_DOCUMENT),
    (Kind::Other, fabio::EXPRESSION),
];

/// Reads a snapshot by the numbers of its terms.
pub(super) struct Gatherer<'a> {
    snapshot: &'a Snapshot,
    properties: HashMap<u32, Property>,
    kinds: HashMap<u32, Kind>,
    author: Option<u32>,
    editor: Option<u32>,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let number = |term: NamedNodeRef<'_>| snapshot.number(term.into());
        Self {
            properties: PROPERTIES.iter().filter_map(|(p, term)| Some((number(*term)?, *p))).collect(),
            kinds: KINDS.iter().filter_map(|(kind, term)| Some((number(*term)?, *kind))).collect(),
            author: number(pro::AUTHOR),
            editor: number(pro::EDITOR),
            snapshot,
        }
    }

    /// `None` where the subject is no work.
    pub(super) fn reference(&self, work: u32) -> Option<Reference> {
        let mut found = Reference { iri: self.text(work).to_owned(), ..Reference::default() };
        let (mut is_work, mut kind) = (false, None::<Kind>);
        let (mut roles, mut containers) = (Vec::new(), Vec::new());
        for (property, object) in self.about(work) {
            let text = || self.text(object).to_owned();
            match property {
                Property::Type => {
                    is_work |= is_work_class(self.text(object));
                    let of_class = self.kinds.get(&object).copied();
                    kind = kind.into_iter().chain(of_class).min();
                }
                Property::Role => roles.push(object),
                Property::Container => containers.push(object),
                Property::Title => first(&mut found.title, text),
                Property::Issued => first(&mut found.issued, || date(self.text(object))),
                Property::Doi => first(&mut found.doi, text),
                Property::Pmid => first(&mut found.pmid, text),
                Property::Pmcid => first(&mut found.pmcid, text),
                Property::Volume => first(&mut found.volume, text),
                Property::Issue => first(&mut found.issue, text),
                Property::FirstPage => first(&mut found.first_page, text),
                Property::LastPage => first(&mut found.last_page, text),
                Property::ArticleNumber => first(&mut found.article_number, text),
                Property::Abstract => first(&mut found.abstract_text, text),
                Property::Keyword => found.keywords.push(text()),
                Property::Language => found.languages.push(text()),
                Property::Url => found.urls.push(text()),
                Property::Publisher => first(&mut found.publisher, || self.agent(object).name),
                Property::Place => first(&mut found.place, text),
                Property::Edition => first(&mut found.edition, text),
                Property::Isbn => found.isbns.push(text()),
                _ => {}
            }
        }
        if !is_work {
            return None;
        }
        found.kind = kind.unwrap_or_default();
        self.contributors(&roles, &mut found);
        if let Some(container) = containers.first() {
            self.container(*container, &mut found);
        }
        Some(found)
    }

    /// Authors and editors in their order.
    fn contributors(&self, roles: &[u32], found: &mut Reference) {
        let mut placed = Vec::new();
        for &role in roles {
            let (mut term, mut agent, mut position) = (None, None, u32::MAX);
            for (property, object) in self.about(role) {
                match property {
                    Property::WithRole => term = Some(object),
                    Property::HeldBy => agent = agent.or(Some(object)),
                    Property::Position => position = self.text(object).parse().unwrap_or(position),
                    _ => {}
                }
            }
            if let (Some(term), Some(agent)) = (term, agent) {
                placed.push((position, role, term, agent));
            }
        }
        placed.sort_unstable();
        for (_, _, term, agent) in placed {
            if Some(term) == self.author {
                found.authors.push(self.agent(agent));
            } else if Some(term) == self.editor {
                found.editors.push(self.agent(agent));
            }
        }
    }

    fn agent(&self, agent: u32) -> Agent {
        let mut found = Agent::default();
        for (property, object) in self.about(agent) {
            let text = || self.text(object).to_owned();
            match property {
                Property::Name => first(&mut found.name, text),
                Property::Family => first(&mut found.family, text),
                Property::Given => first(&mut found.given, text),
                _ => {}
            }
        }
        if found.given.is_empty() && !found.family.is_empty() {
            // Initials are told in the name as a whole only.
            let rest =
                found.name.strip_prefix(&found.family).or_else(|| found.name.strip_suffix(&found.family));
            found.given = rest.unwrap_or_default().trim_matches([' ', ',']).to_owned();
        }
        found
    }

    /// The journal or the book.
    fn container(&self, container: u32, found: &mut Reference) {
        for (property, object) in self.about(container) {
            let text = || self.text(object).to_owned();
            match property {
                Property::Title => first(&mut found.container, text),
                Property::Short => first(&mut found.container_short, text),
                Property::Series => first(&mut found.series, text),
                Property::Issn | Property::EIssn => found.issns.push(text()),
                Property::Isbn => found.isbns.push(text()),
                _ => {}
            }
        }
        found.isbns.dedup();
    }

    /// The known properties of a subject, in the order of numbers.
    fn about(&self, subject: u32) -> impl Iterator<Item = (Property, u32)> + '_ {
        let triples = self.snapshot.found(self.snapshot.walk([Some(subject), None, None], Wanted::Union));
        triples.filter_map(|[_, p, o]| Some((*self.properties.get(&p)?, o)))
    }

    fn text(&self, number: u32) -> &'a str {
        self.snapshot.text(number)
    }
}

/// Keeps the first value: terms come in an order that is always the same.
fn first<T: Default + PartialEq>(place: &mut T, value: impl FnOnce() -> T) {
    if *place == T::default() {
        *place = value();
    }
}

/// `2024-05-01` in its parts, as many as there are.
fn date(text: &str) -> Vec<String> {
    text.split('-').map(|part| part.chars().take_while(char::is_ascii_digit).collect()).collect()
}
