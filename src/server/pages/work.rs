//! The page of one work: who wrote it, where it appeared, what it says, what it is about, how it is cited, where the record came from.

use super::abstract_text::{Mark, Section, Span, sections};
use super::facts::Facts;
use super::{Link, counted, render};
use crate::ontology;
use crate::server::data::{Row, Value, row, rows};
use crate::server::error::HttpError;
use crate::server::state::State;
use crate::vocab::{dcterms, fabio, prism, schema, sprx};
use actix_web::HttpResponse;
use askama::Template;
use oxigraph::model::{NamedNode, NamedNodeRef};

#[derive(Template)]
#[template(path = "work.html")]
struct Page {
    iri: String,
    path: String,
    title: Vec<super::abstract_text::Piece>,
    plain_title: String,
    kinds: Vec<&'static str>,
    open: bool,
    authors: Vec<Author>,
    affiliations: Vec<Affiliation>,
    journal: Vec<Link>,
    place: String,
    year: String,
    dates: Vec<(&'static str, String)>,
    identifiers: Vec<(&'static str, Link)>,
    citation: String,
    sections: Vec<Section>,
    topics: Vec<Topic>,
    metrics: Vec<Metric>,
    cites: Vec<Link>,
    cited: Vec<Link>,
    cited_count: String,
    studies: Vec<Link>,
    grants: Vec<Link>,
    sources: Vec<Provenance>,
}

struct Author {
    link: Link,
    /// Numbers of the affiliations below, from 1.
    affiliations: Vec<usize>,
}

struct Affiliation {
    number: usize,
    text: String,
    organizations: Vec<Link>,
}

struct Topic {
    scheme: String,
    concepts: Vec<Link>,
}

struct Metric {
    name: String,
    value: String,
    when: String,
    source: Link,
}

struct Provenance {
    graph: Link,
    source: Link,
    time: String,
}

const AUTHORS: &str =
    "SELECT ?n ?agent (SAMPLE(?label) AS ?name) ?affiliation ?org (SAMPLE(?orgLabel) AS ?orgName) {
  $work pro:isDocumentContextFor ?role .
  ?role pro:isHeldBy ?agent .
  OPTIONAL { ?role schema:position ?n }
  OPTIONAL { ?agent foaf:name ?label }
  OPTIONAL { ?role sprx:affiliationText ?affiliation }
  OPTIONAL { ?role pro:relatesToOrganization ?org . ?org foaf:name ?orgLabel }
} GROUP BY ?n ?agent ?affiliation ?org ORDER BY ?n ?agent ?affiliation ?org";

const ABSTRACT: &str = "SELECT ?part ?text {
  $work dcterms:hasPart ?part . ?part a doco:Abstract ; nif:isString ?text
} LIMIT 1";

const SECTIONS: &str = "SELECT ?start ?end ?heading {
  $part dcterms:hasPart ?section . ?section nif:beginIndex ?start ; nif:endIndex ?end .
  OPTIONAL { ?section dcterms:title ?heading }
}";

const MENTIONS: &str = "SELECT DISTINCT ?source ?start ?end ?concept ?label {
  VALUES ?source { $work $title $part }
  ?target oa:hasSource ?source ; oa:hasSelector ?selector .
  ?selector oa:start ?start ; oa:end ?end .
  ?annotation oa:hasTarget ?target ; oa:hasBody ?concept .
  ?concept skos:prefLabel ?label FILTER(LANG(?label) IN (\"en\", \"\"))
}";

const METRICS: &str = "SELECT ?name ?value ?date ?source (SAMPLE(?sourceLabel) AS ?sourceName) ?metric {
  { $work c4o:hasGlobalCitationFrequency ?metric . ?metric c4o:hasGlobalCountValue ?value BIND(\"Citations\" AS ?name)
    OPTIONAL { ?metric c4o:hasGlobalCountDate ?date }
    OPTIONAL { ?metric c4o:hasGlobalCountSource ?source OPTIONAL { ?source foaf:name ?sourceLabel } } }
  UNION
  { $work dqv:hasQualityMeasurement ?metric . ?metric dqv:value ?value ; dqv:isMeasurementOf ?kind .
    OPTIONAL { ?kind skos:prefLabel|rdfs:label|dcterms:title ?name }
    OPTIONAL { ?metric prov:generatedAtTime ?date }
    OPTIONAL { ?metric prov:hadPrimarySource ?source OPTIONAL { ?source foaf:name ?sourceLabel } } }
} GROUP BY ?name ?value ?date ?source ?metric ORDER BY ?name ?metric";

const STUDIES: &str = "SELECT ?study (SAMPLE(?value) AS ?number) { $work sprx:reportsStudy ?study
  OPTIONAL { ?study datacite:hasIdentifier/literal:hasLiteralValue ?value } } GROUP BY ?study ORDER BY ?number";

const GRANTS: &str = "SELECT ?grant (SAMPLE(?value) AS ?number) (SAMPLE(?name) AS ?funder) { $work frapo:isFundedBy ?grant .
  ?grant frapo:hasGrantNumber ?value OPTIONAL { ?grant frapo:isAwardedBy/foaf:name ?name } } GROUP BY ?grant ORDER BY ?number";

const CITES: &str = "SELECT DISTINCT ?other ?title ?doi { $work cito:cites ?other OPTIONAL { ?other dcterms:title ?title } \
OPTIONAL { ?other prism:doi ?doi } } ORDER BY ?title ?other LIMIT 100";

const CITED: &str = "SELECT DISTINCT ?other ?title { ?other cito:cites $work OPTIONAL { ?other dcterms:title ?title } } \
ORDER BY ?title ?other LIMIT 100";

const CITED_COUNT: &str = "SELECT (COUNT(DISTINCT ?other) AS ?n) { ?other cito:cites $work }";

const PROVENANCE: &str = "SELECT ?g ?source (SAMPLE(?label) AS ?name) ?time {
  { SELECT DISTINCT ?g { GRAPH ?g { $work dcterms:title ?any } } }
  OPTIONAL { ?g prov:wasDerivedFrom ?source OPTIONAL { ?source foaf:name|dcterms:title ?label } }
  OPTIONAL { ?g prov:generatedAtTime ?time }
} GROUP BY ?g ?source ?time ORDER BY ?g ?source";

/// The page.
pub(crate) async fn page(state: &State, work: &NamedNode) -> Result<HttpResponse, HttpError> {
    let this = [("work", Value::Iri(work))];
    let facts = Facts::about(state, work).await?;
    let (authors, affiliations) = authors(state, &rows(state, AUTHORS, &this).await?);
    let (title, sections) = texts(state, work, &facts).await?;
    let name = |row: &Row| row.some("title").or_else(|| row.some("doi").map(|doi| format!("DOI {doi}")));
    let link = |row: &Row| Link::to(state, &row.text("other"), name(row).unwrap_or_default());
    let citing = rows(state, CITES, &this).await?.iter().map(link).collect();
    let cited = rows(state, CITED, &this).await?.iter().map(link).collect();
    let provenance = rows(state, PROVENANCE, &this).await?;
    render(&Page {
        iri: work.as_str().to_owned(),
        path: state.iris.local_path(work.as_str()).unwrap_or_default(),
        plain_title: facts.english(dcterms::TITLE),
        title,
        kinds: kinds(&facts),
        open: facts.text(schema::IS_ACCESSIBLE_FOR_FREE) == "true",
        authors,
        affiliations,
        journal: facts.links(state, dcterms::IS_PART_OF),
        place: place(&facts),
        year: facts.text(fabio::HAS_PUBLICATION_YEAR),
        dates: dates(&facts),
        identifiers: identifiers(state, &facts),
        citation: facts.text(dcterms::BIBLIOGRAPHIC_CITATION),
        sections,
        topics: topics(state, &facts),
        metrics: rows(state, METRICS, &this).await?.iter().map(|row| metric(state, row)).collect(),
        cites: citing,
        cited,
        cited_count: counted(row(state, CITED_COUNT, &this).await?.number("n"), "work", "works"),
        studies: rows(state, STUDIES, &this)
            .await?
            .iter()
            .map(|row| Link::to(state, &row.text("study"), row.text("number")))
            .collect(),
        grants: rows(state, GRANTS, &this)
            .await?
            .iter()
            .map(|row| {
                let funder = row.some("funder").map(|name| format!(" ({name})")).unwrap_or_default();
                Link::to(state, &row.text("grant"), row.text("number") + &funder)
            })
            .collect(),
        sources: provenance
            .iter()
            .map(|row| Provenance {
                graph: Link::to(state, &row.text("g"), ""),
                source: row
                    .some("source")
                    .map(|iri| Link::to(state, &iri, row.text("name")))
                    .unwrap_or_default(),
                time: super::graphs::day(&row.text("time")),
            })
            .collect(),
    })
}

/// Authors in order, and each affiliation once with its number.
fn authors(state: &State, rows: &[Row]) -> (Vec<Author>, Vec<Affiliation>) {
    let mut authors: Vec<Author> = Vec::new();
    let mut affiliations: Vec<Affiliation> = Vec::new();
    let mut last = None;
    for row in rows {
        let key = (row.text("n"), row.text("agent"));
        if last.as_ref() != Some(&key) {
            authors
                .push(Author { link: Link::to(state, &key.1, row.text("name")), affiliations: Vec::new() });
            last = Some(key);
        }
        let organization = row.some("org").map(|org| Link::to(state, &org, row.text("orgName")));
        let Some(text) =
            row.some("affiliation").or_else(|| organization.as_ref().map(|link| link.text.clone()))
        else {
            continue;
        };
        // Printed with and without a full stop, it is the same place.
        let text = text.trim_end_matches('.').to_owned();
        let at = affiliations.iter().position(|known| known.text == text).unwrap_or_else(|| {
            affiliations.push(Affiliation {
                number: affiliations.len() + 1,
                text,
                organizations: Vec::new(),
            });
            affiliations.len() - 1
        });
        // Several affiliations of one author come paired with each of the author's organisations: keep those that are named.
        let named = |link: &Link| affiliations[at].text.to_lowercase().contains(&link.text.to_lowercase());
        if let Some(link) = organization.filter(named)
            && !affiliations[at].organizations.contains(&link)
        {
            affiliations[at].organizations.push(link);
        }
        if let Some(author) = authors.last_mut()
            && !author.affiliations.contains(&(at + 1))
        {
            author.affiliations.push(at + 1);
        }
    }
    (authors, affiliations)
}

/// The title and the sections of the abstract, with the concepts named in them.
async fn texts(
    state: &State,
    work: &NamedNode,
    facts: &Facts,
) -> Result<(Vec<super::abstract_text::Piece>, Vec<Section>), HttpError> {
    let title = facts.english(dcterms::TITLE);
    let found = row(state, ABSTRACT, &[("work", Value::Iri(work))]).await?;
    let part = NamedNode::new(found.text("part")).unwrap_or_else(|_| work.clone());
    // Mentions in the title may be tied to the title's own node.
    let of_title =
        state.iris.local_path(work.as_str()).and_then(|path| path.strip_prefix("/work/").map(str::to_owned));
    let of_title = of_title
        .and_then(|key| state.iris.path_to_iri(&format!("/title/{key}")))
        .unwrap_or_else(|| work.clone());
    let values = [("work", Value::Iri(work)), ("title", Value::Iri(&of_title)), ("part", Value::Iri(&part))];
    let mentions = rows(state, MENTIONS, &values).await?;
    let marks = |in_abstract: bool| -> Vec<Mark> {
        mentions
            .iter()
            .filter(|row| (row.text("source") == part.as_str() && part != *work) == in_abstract)
            .map(|row| Mark {
                start: usize::try_from(row.number("start")).unwrap_or(usize::MAX),
                end: usize::try_from(row.number("end")).unwrap_or(usize::MAX),
                href: Link::to(state, &row.text("concept"), "").href,
                label: row.text("label"),
            })
            .collect()
    };
    let spans = rows(state, SECTIONS, &[("part", Value::Iri(&part))]).await?;
    let span = |row: &Row| Span {
        start: usize::try_from(row.number("start")).unwrap_or(usize::MAX),
        end: usize::try_from(row.number("end")).unwrap_or(usize::MAX),
        heading: row.text("heading"),
    };
    let text = found.some("text").unwrap_or_else(|| facts.english(dcterms::ABSTRACT));
    let body = if text.is_empty() {
        Vec::new()
    } else {
        sections(&text, spans.iter().map(span).collect(), marks(true))
    };
    let title =
        sections(&title, Vec::new(), marks(false)).into_iter().flat_map(|section| section.pieces).collect();
    Ok((title, body))
}

fn kinds(facts: &Facts) -> Vec<&'static str> {
    const KINDS: &[(NamedNodeRef<'static>, &str)] = &[
        (fabio::RETRACTION, "Retraction notice"),
        (fabio::ERRATUM, "Correction"),
        (fabio::CORRIGENDUM, "Correction"),
        (fabio::CORRECTION, "Correction"),
        (fabio::REVIEW_ARTICLE, "Review"),
        (fabio::EDITORIAL, "Editorial"),
        (fabio::LETTER, "Letter"),
        (fabio::PREPRINT, "Preprint"),
        (fabio::REPORT_DOCUMENT, "Report"),
        (fabio::BOOK, "Book"),
        (fabio::BOOK_CHAPTER, "Book chapter"),
        (fabio::CONFERENCE_PAPER, "Conference paper"),
        (fabio::DOCTORAL_THESIS, "Thesis"),
        (fabio::JOURNAL_ARTICLE, "Journal article"),
    ];
    KINDS.iter().filter(|(class, _)| facts.is(*class)).map(|(_, name)| *name).collect()
}

/// Volume, issue and pages, as on a title page.
fn place(facts: &Facts) -> String {
    let mut parts = Vec::new();
    let mut add = |word: &str, text: String| {
        if !text.is_empty() {
            parts.push(format!("{word}{text}"));
        }
    };
    add("volume ", facts.text(prism::VOLUME));
    add("issue ", facts.text(prism::ISSUE_IDENTIFIER));
    let (first, last) = (facts.text(prism::STARTING_PAGE), facts.text(prism::ENDING_PAGE));
    let article = facts.text(fabio::HAS_ELECTRONIC_ARTICLE_IDENTIFIER);
    match (article.is_empty(), last.is_empty() || first == last) {
        (false, _) => add("article ", article),
        (true, true) => add("page ", first),
        (true, false) => add("pages ", format!("{first}–{last}")),
    }
    parts.join(", ")
}

fn dates(facts: &Facts) -> Vec<(&'static str, String)> {
    const DATES: &[(NamedNodeRef<'static>, &str)] = &[
        (dcterms::DATE_SUBMITTED, "Received"),
        (sprx::DATE_REVISED, "Revised"),
        (dcterms::DATE_ACCEPTED, "Accepted"),
        (dcterms::ISSUED, "Published"),
        (dcterms::AVAILABLE, "Available"),
        (sprx::DATE_INDEXED, "Indexed"),
    ];
    let all = DATES.iter().map(|(predicate, name)| (*name, facts.texts(*predicate).join(", ")));
    all.filter(|(_, date)| !date.is_empty()).collect()
}

/// Identifiers, each with the web page that the graph names for it.
fn identifiers(state: &State, facts: &Facts) -> Vec<(&'static str, Link)> {
    const SCHEMES: &[(NamedNodeRef<'static>, &str)] = &[
        (prism::DOI, "DOI"),
        (fabio::HAS_PUB_MED_ID, "PubMed"),
        (fabio::HAS_PUB_MED_CENTRAL_ID, "PubMed Central"),
    ];
    let pages = facts.texts(schema::SAME_AS);
    let mut identifiers = Vec::new();
    for (predicate, name) in SCHEMES {
        for value in facts.texts(*predicate) {
            let plain =
                |text: &str| text.to_lowercase().replace("%3c", "<").replace("%3e", ">").replace("%23", "#");
            let end = format!("/{}", plain(&value));
            let page = pages.iter().find(|page| plain(page).trim_end_matches('/').ends_with(&end));
            let link = page.map_or(Link { text: value.clone(), ..Link::default() }, |page| {
                Link::to(state, page, value.clone())
            });
            identifiers.push((*name, link));
        }
    }
    identifiers
}

/// Concepts by the scheme they belong to.
fn topics(state: &State, facts: &Facts) -> Vec<Topic> {
    ontology::schemes()
        .iter()
        .filter_map(|scheme| {
            let concepts = facts.links(state, scheme.property?);
            (!concepts.is_empty()).then(|| Topic { scheme: scheme.title.clone(), concepts })
        })
        .collect()
}

fn metric(state: &State, row: &Row) -> Metric {
    let date = super::graphs::day(&row.text("date"));
    // The year of an observation whose day is not known stands at the end of its IRI.
    let year =
        row.text("metric").rsplit('/').next().filter(|last| last.len() == 4).unwrap_or_default().to_owned();
    Metric {
        name: row.some("name").unwrap_or_else(|| "Measure".to_owned()),
        value: row.text("value"),
        when: if date.is_empty() { year } else { date },
        source: row
            .some("source")
            .map(|iri| Link::to(state, &iri, row.text("sourceName")))
            .unwrap_or_default(),
    }
}
