//! What the graphs of a source are and how they came to be.

use super::Source;
use super::iri::{Iris, scheme};
use super::sink::Sink;
use crate::ontology::schemes;
use crate::vocab::{c4o, dcterms, dqv, foaf, prov, rdfs, skos, void, xsd};
use oxigraph::model::NamedNode;

/// Writes the description of the facts graph, the annotation graph, the information source, the activity and the agent.
pub(super) fn write(iris: &Iris, source: &Source, sink: &mut Sink<'_>) {
    let facts = iris.graph(source.format, &source.sha256);
    let annotations = iris.annotation_graph(&source.sha256);
    let origin = iris.source(source.format);
    graph(iris, source, &facts, &origin, sink);
    sink.text(&facts, dcterms::TITLE, &source.name);
    sink.identifier(&facts, dcterms::IDENTIFIER, &format!("sha256:{}", source.sha256));
    sink.integer(&facts, void::ENTITIES, source.records);
    graph(iris, source, &annotations, &facts, sink);
    sink.link(&annotations, prov::WAS_GENERATED_BY, &iris.activity());
    sink.classes(&origin, &[c4o::BIBLIOGRAPHIC_INFORMATION_SOURCE, prov::ENTITY]);
    sink.text(&origin, foaf::NAME, name_of(source.format));
    machinery(iris, sink);
}

fn graph(iris: &Iris, source: &Source, node: &NamedNode, from: &NamedNode, sink: &mut Sink<'_>) {
    sink.classes(node, &[prov::ENTITY, void::DATASET]);
    sink.link(node, prov::WAS_DERIVED_FROM, from);
    sink.link(node, prov::WAS_ATTRIBUTED_TO, &iris.agent());
    if let Some(time) = &source.generated {
        sink.typed(node, prov::GENERATED_AT_TIME, time, xsd::DATE_TIME);
    }
}

/// The same for every source: what annotates, with which schemes, and what the impact index is.
fn machinery(iris: &Iris, sink: &mut Sink<'_>) {
    let (activity, agent, metric) = (iris.activity(), iris.agent(), iris.metric_definition());
    sink.classes(&activity, &[prov::ACTIVITY]);
    sink.prose(&activity, rdfs::LABEL, "Dictionary annotation of titles and abstracts, version 1", true);
    sink.link(&activity, prov::WAS_ASSOCIATED_WITH, &agent);
    for used in schemes().iter().filter(|scheme| scheme.property.is_some()) {
        sink.link(&activity, prov::USED, &scheme(&used.id));
    }
    sink.classes(&agent, &[prov::SOFTWARE_AGENT]);
    sink.text(&agent, foaf::NAME, "linkworker");
    sink.classes(&metric, &[dqv::METRIC]);
    sink.prose(&metric, skos::PREF_LABEL, "Impact Index Per Article", true);
    sink.prose(&metric, skos::DEFINITION, IMPACT_INDEX, true);
    sink.term(&metric, dqv::EXPECTED_DATA_TYPE, xsd::DECIMAL);
}

const IMPACT_INDEX: &str = "Citations that Reference Citation Analysis counts for an article, divided by the years \
    between its publication and the list, rounded to one decimal.";

fn name_of(format: &str) -> &str {
    match format {
        "rca" => "Reference Citation Analysis",
        "pubmed-xml" | "medline" | "pubmed-text" => "PubMed",
        "wos" => "Web of Science",
        "crossref-json" => "Crossref",
        "openalex-json" => "OpenAlex",
        "opencitations-csv" | "citation-links" => "OpenCitations",
        "jats" => "Journal Article Tag Suite",
        "ovid" => "Ovid",
        "zotero-json" => "Zotero",
        "endnote-xml" => "EndNote",
        "ris" => "RIS",
        "bibtex" => "BibTeX",
        "csl-json" => "CSL-JSON",
        "table" => "Table of records",
        other => other,
    }
}
