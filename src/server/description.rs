//! The service to its own description: SPARQL 1.1 Service Description, with the description of the data (`VoID`, DCAT), example queries
//! and prefixes, so that query editors need no set-up.

mod editor;

use super::error::HttpError;
use super::etag;
use super::negotiate::{Accept, Offer, in_words};
use super::pages::home;
use super::resource;
use super::state::State;
use crate::export::{self, Description, DumpFormat, Kind};
use crate::query::{OutputFormat, ResultKind};
use crate::vocab::{rdf, sd, void};
use actix_web::{HttpRequest, HttpResponse, web};
use oxigraph::model::{Literal, NamedNode, Term, Triple};
use std::sync::Arc;

/// The forms of the service description, and of anything else that is only data.
pub(crate) const OFFERS: &[Offer<DumpFormat>] = &[
    Offer { value: DumpFormat::Turtle, media: "text/turtle", name: "turtle" },
    Offer { value: DumpFormat::JsonLd, media: "application/ld+json", name: "jsonld" },
    Offer { value: DumpFormat::NTriples, media: "application/n-triples", name: "ntriples" },
    Offer { value: DumpFormat::RdfXml, media: "application/rdf+xml", name: "rdfxml" },
    Offer { value: DumpFormat::TriG, media: "application/trig", name: "trig" },
    Offer { value: DumpFormat::NQuads, media: "application/n-quads", name: "nquads" },
    Offer { value: DumpFormat::JsonLd, media: "application/json", name: "" },
    Offer { value: DumpFormat::RdfXml, media: "application/xml", name: "" },
    Offer { value: DumpFormat::NTriples, media: "text/plain", name: "" },
];

/// `GET /sparql` without a query, for RDF clients.
pub(crate) async fn answer(
    request: &HttpRequest,
    state: &web::Data<State>,
    format: Option<&str>,
) -> Result<HttpResponse, HttpError> {
    let offer = choose(&Accept::of(request), format)?;
    let description = state.of_one_state(async || describe(state).await).await?;
    let response = resource::data(&description, offer)?;
    Ok(etag::unless_known(request, response).await)
}

/// The description of the data set (`VoID`, DCAT) as it is now; made once for each state of the graph.
pub(crate) async fn dataset(state: &web::Data<State>) -> Result<Arc<Vec<Triple>>, HttpError> {
    let mut kept = state.dataset.lock().await;
    let snapshot = state.published.get();
    if let Some((_, triples)) = kept.as_ref().filter(|(described, _)| described == snapshot.id()) {
        return Ok(Arc::clone(triples));
    }
    let (of, described) = (state.clone(), Arc::clone(&snapshot));
    let triples = web::block(move || {
        let endpoint = format!("{}sparql", of.url());
        export::dataset_description(&described, &of.iris, Some(&endpoint))
    })
    .await
    .map_err(|e| HttpError::Internal(e.to_string()))?
    .map_err(|e| HttpError::Internal(e.to_string()))?;
    let triples = Arc::new(triples);
    *kept = Some((snapshot.id().to_owned(), Arc::clone(&triples)));
    Ok(triples)
}

/// The form that the client wants of something that is only data.
pub(crate) fn choose(accept: &Accept, format: Option<&str>) -> Result<&'static Offer<DumpFormat>, HttpError> {
    let chosen = match format {
        Some(format) => {
            let format = format.parse::<DumpFormat>().ok();
            OFFERS.iter().find(|offer| Some(offer.value) == format)
        }
        None => accept.best(OFFERS),
    };
    chosen.ok_or_else(|| HttpError::NotAcceptable(in_words(OFFERS)))
}

async fn describe(state: &web::Data<State>) -> Result<Description, HttpError> {
    let overview = home::overview(state).await?;
    let endpoint = format!("{}sparql", state.url());
    let service = node(format!("{}service", state.iris.base()))?;
    let dataset = node(format!("{}dataset", state.iris.base()))?;
    let default_graph = node(format!("{endpoint}#default-graph"))?;
    let mut triples = Vec::clone(&*self::dataset(state).await?);
    editor::describe(state.url(), &node(endpoint.clone())?, &mut triples)?;
    let mut add = |s: &NamedNode, p, o: Term| triples.push(Triple::new(s.clone(), p, o));
    add(&service, rdf::TYPE, sd::SERVICE.into());
    add(&service, sd::ENDPOINT, node(endpoint.clone())?.into());
    add(&service, sd::SUPPORTED_LANGUAGE, sd::SPARQL11_QUERY.into());
    add(&service, sd::FEATURE, sd::UNION_DEFAULT_GRAPH.into());
    if state.admin.is_some() {
        add(&service, sd::SUPPORTED_LANGUAGE, sd::SPARQL11_UPDATE.into());
    }
    if state.engine.asks_others() {
        add(&service, sd::FEATURE, sd::BASIC_FEDERATED_QUERY.into());
    }
    for kind in [ResultKind::Solutions, ResultKind::Graph] {
        for format in OutputFormat::all_for(kind) {
            match format {
                OutputFormat::Results(format) => add(&service, sd::RESULT_FORMAT, node(format.iri())?.into()),
                OutputFormat::Graph(format) => add(&service, sd::RESULT_FORMAT, node(format.iri())?.into()),
                // Ours alone; there is no name for them that another program would know.
                OutputFormat::Table | OutputFormat::Plan(_) => {}
            }
        }
    }
    add(&service, sd::DEFAULT_DATASET, dataset.clone().into());
    add(&service, sd::AVAILABLE_GRAPHS, dataset.clone().into());
    add(&dataset, rdf::TYPE, sd::DATASET.into());
    add(&dataset, sd::DEFAULT_GRAPH, default_graph.clone().into());
    add(&default_graph, rdf::TYPE, sd::GRAPH.into());
    add(&default_graph, void::TRIPLES, Literal::from(overview.triples).into());
    for (number, graph) in overview.graphs.iter().enumerate() {
        let Ok(name) = NamedNode::new(&graph.iri) else { continue };
        let named = node(format!("{endpoint}#graph-{}", number + 1))?;
        add(&dataset, sd::NAMED_GRAPH_PROPERTY, named.clone().into());
        add(&named, rdf::TYPE, sd::NAMED_GRAPH.into());
        add(&named, sd::NAME, name.clone().into());
        add(&named, sd::GRAPH_PROPERTY, name.clone().into());
        add(&name, rdf::TYPE, sd::GRAPH.into());
        add(&name, void::TRIPLES, Literal::from(graph.triples).into());
    }
    sort(&mut triples);
    Ok(Description {
        iri: service,
        kind: Kind::Other,
        triples,
        inverse: Vec::new(),
        truncated: false,
        graphs: Vec::new(),
    })
}

/// Sorts statements by their text and drops repeats, as the serialisers want them.
pub(crate) fn sort(triples: &mut Vec<Triple>) {
    triples.sort_by_cached_key(ToString::to_string);
    triples.dedup();
}

fn node(iri: impl Into<String>) -> Result<NamedNode, HttpError> {
    NamedNode::new(iri).map_err(|e| HttpError::Internal(e.to_string()))
}
