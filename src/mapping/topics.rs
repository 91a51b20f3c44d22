//! What linkworker derives from title and abstract: topics, kinds of article, annotations, registered studies, grants.
//!
//! Everything here goes to the annotation graph. Mentions in the abstract target its node; mentions in the title target a
//! `doco:Title` node of the work that holds the title as the text their offsets count in.

use super::Job;
use super::authors::organization_iri;
use super::iri::{concept, digest, register_name, register_page, register_scheme};
use super::sink::{Sink, offset_safe};
use crate::ontology::{Annotations, Concept, Field, GrantMention, Mention, Registration, parents, scheme};
use crate::record::{fold, slug};
use crate::vocab::{datacite, dcterms, doco, fabio, foaf, frapo, literal, nif, oa, prov, schema, sprx, xsd};
use oxigraph::model::{NamedNode, NamedNodeRef};

/// Longest text before and after a quote, in code points.
const QUOTE_CONTEXT: usize = 32;

/// Writes everything derived.
pub(super) fn write(job: &Job<'_>, found: &Annotations, sink: &mut Sink<'_>) {
    if let Some(class) = kind_of_article(&job.record.title, found) {
        sink.classes(&job.work, &[class]);
    }
    let mut texts = Texts::default();
    let title_holds = job.settled().is_none_or(|settled| settled.title == job.record.title);
    for mention in &found.mentions {
        topic(job, mention.concept, sink);
        // Offsets count in the one title and the one abstract that are published.
        let published = match mention.field {
            Field::Title => title_holds,
            Field::Abstract => job.has_the_abstract(),
        };
        if !published {
            continue;
        }
        let text = match mention.field {
            Field::Title => texts.title.get_or_insert_with(|| title_text(job, sink)),
            Field::Abstract => texts.abstract_text.get_or_insert_with(|| abstract_text(job)),
        };
        annotation(job, mention, text, sink);
    }
    for registration in &found.registrations {
        study(job, registration, sink);
    }
    for mention in &found.grants {
        grant(job, mention, sink);
    }
}

/// The specific property and both general ones: the engine does not reason.
fn topic(job: &Job<'_>, topic: &Concept, sink: &mut Sink<'_>) {
    let node = concept(&topic.id);
    if let Some(property) = scheme(&topic.scheme).and_then(|scheme| scheme.property) {
        sink.link(&job.work, property, &node);
    }
    sink.link(&job.work, sprx::CONCERNS, &node);
    sink.link(&job.work, dcterms::SUBJECT, &node);
}

/// The kind of article that the title gives away. A notice names the title of another article, so what follows in it
/// says nothing about the notice; a protocol for a review is not a review.
fn kind_of_article(title: &str, found: &Annotations) -> Option<NamedNodeRef<'static>> {
    let title = fold(title);
    let opens =
        |words: &str| title.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    if let Some((_, class)) = KINDS.iter().find(|(words, _)| opens(words)) {
        return Some(*class);
    }
    let in_title = || found.mentions.iter().filter(|m| m.field == Field::Title).map(|m| m.concept);
    let review = |c: &Concept| {
        c.scheme == "design" && (c.id == "review" || parents(c).any(|above| above.id == "review"))
    };
    let plan = in_title().any(|c| c.id == "protocol") || title.split(' ').any(|word| word == "protocol");
    (in_title().any(review) && !plan).then_some(fabio::REVIEW_ARTICLE)
}

/// How titles of notices, editorials and letters begin, folded.
const KINDS: [(&str, NamedNodeRef<'static>); 13] = [
    ("erratum", fabio::ERRATUM),
    ("errata", fabio::ERRATUM),
    ("corrigendum", fabio::CORRIGENDUM),
    ("corrigenda", fabio::CORRIGENDUM),
    ("correction to", fabio::CORRECTION),
    ("author correction", fabio::CORRECTION),
    ("publisher correction", fabio::CORRECTION),
    ("retraction of", fabio::RETRACTION),
    ("retraction notice", fabio::RETRACTION),
    ("retraction note", fabio::RETRACTION),
    ("editorial", fabio::EDITORIAL),
    ("letter to the editor", fabio::LETTER),
    ("letter to editor", fabio::LETTER),
];

/// The texts that offsets of a record point into, each prepared once.
#[derive(Default)]
struct Texts {
    title: Option<Text>,
    abstract_text: Option<Text>,
}

/// One text as code points, with the node that stands for it.
struct Text {
    node: NamedNode,
    digest: String,
    points: Vec<char>,
}

fn title_text(job: &Job<'_>, sink: &mut Sink<'_>) -> Text {
    let node = job.iris.title(job.key);
    let text = offset_safe(&job.record.title);
    sink.link(&job.work, dcterms::HAS_PART, &node);
    sink.classes(&node, &[doco::TITLE, nif::CONTEXT]);
    sink.offset_text(&node, nif::IS_STRING, &text);
    Text { node, digest: digest(&[&text]), points: text.chars().collect() }
}

fn abstract_text(job: &Job<'_>) -> Text {
    let text = job.record.abstract_text.as_ref().map_or("", |a| &a.text);
    let text = offset_safe(text);
    Text { node: job.iris.abstract_(job.key), digest: digest(&[&text]), points: text.chars().collect() }
}

/// One mention as a Web Annotation. A span that the text does not have is not written: it would point nowhere.
fn annotation(job: &Job<'_>, mention: &Mention, text: &Text, sink: &mut Sink<'_>) {
    let Some(exact) = text.points.get(mention.start..mention.end).filter(|span| !span.is_empty()) else {
        return;
    };
    let (start, end) = (mention.start.to_string(), mention.end.to_string());
    let field = if mention.field == Field::Title { "title" } else { "abstract" };
    let id = digest(&[&mention.concept.id, field, &start, &end, &text.digest]);
    let node = job.iris.annotation(job.key, &id);
    let target = job.iris.annotation_target(job.key, &id);
    let position = job.iris.annotation_position(job.key, &id);
    let quote = job.iris.annotation_quote(job.key, &id);
    sink.classes(&node, &[oa::ANNOTATION, sprx::CONCEPT_ANNOTATION]);
    sink.term(&node, oa::MOTIVATED_BY, oa::IDENTIFYING);
    sink.link(&node, oa::HAS_BODY, &concept(&mention.concept.id));
    sink.link(&node, oa::HAS_TARGET, &target);
    sink.typed(&node, nif::CONFIDENCE, &confidence(mention.confidence), xsd::DECIMAL);
    sink.link(&node, prov::WAS_GENERATED_BY, &job.iris.activity());
    sink.classes(&target, &[oa::SPECIFIC_RESOURCE]);
    sink.link(&target, oa::HAS_SOURCE, &text.node);
    sink.link(&target, oa::HAS_SELECTOR, &position);
    sink.link(&target, oa::HAS_SELECTOR, &quote);
    sink.classes(&position, &[oa::TEXT_POSITION_SELECTOR]);
    sink.typed(&position, oa::START, &start, xsd::INTEGER);
    sink.typed(&position, oa::END, &end, xsd::INTEGER);
    sink.classes(&quote, &[oa::TEXT_QUOTE_SELECTOR]);
    let before = &text.points[mention.start.saturating_sub(QUOTE_CONTEXT)..mention.start];
    let after = &text.points[mention.end..text.points.len().min(mention.end + QUOTE_CONTEXT)];
    for (predicate, points) in [(oa::PREFIX, before), (oa::EXACT, exact), (oa::SUFFIX, after)] {
        sink.offset_text(&quote, predicate, &points.iter().collect::<String>());
    }
}

/// A confidence between 0 and 1 as a decimal with three places at most.
fn confidence(value: f64) -> String {
    let value = if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) };
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn study(job: &Job<'_>, registration: &Registration, sink: &mut Sink<'_>) {
    let (register, number) = (registration.register, registration.number.as_str());
    let node = job.iris.study(register, number);
    let id = job.iris.identifier(register_name(register), number);
    sink.link(&job.work, sprx::REPORTS_STUDY, &node);
    sink.classes(&node, &[sprx::STUDY]);
    sink.link(&node, datacite::HAS_IDENTIFIER, &id);
    sink.link(&node, schema::SAME_AS, &register_page(register, number));
    sink.classes(&id, &[datacite::PRIMARY_RESOURCE_IDENTIFIER]);
    sink.link(&id, datacite::USES_IDENTIFIER_SCHEME, &register_scheme(register));
    sink.identifier(&id, literal::HAS_LITERAL_VALUE, number);
}

/// A grant is known by funder and number; without a funder the number means something in this work only.
fn grant(job: &Job<'_>, mention: &GrantMention, sink: &mut Sink<'_>) {
    let number = some_slug(&mention.number);
    let funder = mention.funder.as_deref().map(|name| (name, without_brackets(name)));
    let node = match &funder {
        Some((_, bare)) => job.iris.grant(&format!("{}/{number}", some_slug(bare))),
        None => job.iris.grant(&format!("w/{}/{number}", job.key)),
    };
    sink.link(&job.work, frapo::IS_FUNDED_BY, &node);
    sink.classes(&node, &[frapo::GRANT]);
    sink.text(&node, frapo::HAS_GRANT_NUMBER, &mention.number);
    let agency = funder.map(|(name, bare)| {
        let agency = organization_iri(job.iris, &bare);
        sink.link(&node, frapo::IS_AWARDED_BY, &agency);
        sink.classes(&agency, &[frapo::FUNDING_AGENCY, foaf::ORGANIZATION]);
        sink.text(&agency, foaf::NAME, name);
        bare
    });
    if let Some(name) = &mention.programme {
        let owner = agency.map_or_else(|| format!("w/{}", job.key), |bare| some_slug(&bare));
        let programme = job.iris.programme(&format!("{owner}/{}", some_slug(name)));
        sink.link(&node, frapo::IS_FUNDED_BY, &programme);
        sink.classes(&programme, &[frapo::FUNDING_PROGRAMME]);
        sink.text(&programme, foaf::NAME, name);
    }
}

fn some_slug(text: &str) -> String {
    let slug = slug(text);
    if slug.is_empty() { digest(&[text]) } else { slug }
}

/// A name without what stands in brackets, mostly its short form: `National Institute (NI)` and `National Institute` are
/// the same funder.
fn without_brackets(name: &str) -> String {
    let bare = super::affiliation::without_brackets(name);
    if bare.is_empty() { name.to_owned() } else { bare }
}
