//! Every address of the service in one list.

use super::error::HttpError;
use super::state::State;
use super::{admin, dump, graph_store, health, metrics, pages, resource, sparql, statics};
use actix_web::dev::Handler;
use actix_web::guard::{self, GuardContext};
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE, ALLOW,
};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Resource, Responder, web};

/// The methods of the SPARQL endpoint.
const SPARQL: &str = "GET, HEAD, POST, QUERY, OPTIONS";

/// The methods of what is only read.
const READING: &str = "GET, HEAD, OPTIONS";

/// Adds every route to an application; those that change something only where `writes` says so.
pub(crate) fn configure(config: &mut web::ServiceConfig, writes: bool) {
    if writes {
        configure_writes(config);
    }
    // Programs: queries, downloads, descriptions.
    for path in ["/sparql", "/sparql/"] {
        config.service(
            web::resource(path)
                .route(web::get().to(sparql::get))
                .route(web::head().to(sparql::get))
                .route(web::post().to(sparql::post))
                .route(web::route().guard(guard::fn_guard(is_query)).to(sparql::post))
                .route(web::method(Method::OPTIONS).to(async || sparql::accepting(options(SPARQL, SPARQL))))
                .default_service(web::to(async || not_allowed(SPARQL))),
        );
    }
    config
        .service(data(writes))
        .service(read_only("/dump.{extension}", dump::get))
        .service(read_only("/.well-known/void", statics::dataset))
        .service(read_only("/dataset", statics::dataset))
        .service(read_only("/health", health::health))
        .service(read_only("/ready", health::ready))
        .service(read_only("/metrics", metrics::get));
    for (path, ..) in statics::FILES {
        config.service(read_only(path, statics::file));
    }
    // People: pages that are not the description of one thing.
    config
        .service(read_only("/", pages::home::get))
        .service(read_only("/query", pages::query::get))
        .service(read_only("/works", pages::works::get))
        .service(read_only("/concepts", pages::concepts::get))
        .service(read_only("/graphs", pages::graphs::get))
        .service(read_only("/problems", pages::problems));
    // Both: every IRI of the data, and what is not there.
    config.default_service(web::to(elsewhere));
}

/// The method `QUERY` (draft-ietf-httpbis-safe-method-w-body): like `POST`, but safe to send again.
fn is_query(request: &GuardContext<'_>) -> bool {
    request.head().method.as_str() == "QUERY"
}

/// Whatever changes the graph, or tells how it was changed.
fn configure_writes(config: &mut web::ServiceConfig) {
    config
        .service(only(Method::POST, "/admin/ingest", "POST", admin::ingest::post))
        .service(only(Method::POST, "/admin/update", "POST", admin::update::post))
        .service(only(Method::POST, "/admin/backup", "POST", admin::backup::post))
        .service(only(Method::POST, "/admin/rollback", "POST", admin::releases::rollback))
        .service(only(Method::GET, "/admin/queries", "GET", admin::queries::list))
        .service(only(Method::DELETE, "/admin/queries/{number}", "DELETE", admin::queries::stop))
        .service(only(Method::GET, "/admin/releases", "GET", admin::releases::list))
        .service(only(Method::GET, "/admin/releases/compare", "GET", admin::releases::compare));
}

/// The graphs, one by one. Pages of other sites may read them and no more, so that writing is no word to a CORS preflight request.
fn data(writes: bool) -> Resource {
    const METHODS: &str = "GET, HEAD, PUT, POST, DELETE, OPTIONS";
    let resource =
        web::resource("/data").route(web::get().to(graph_store::get)).route(web::head().to(graph_store::get));
    if !writes {
        return finished(resource, READING, READING);
    }
    let resource = resource
        .route(web::put().to(admin::graph_store::write))
        .route(web::post().to(admin::graph_store::write))
        .route(web::delete().to(admin::graph_store::delete));
    finished(resource, METHODS, READING)
}

/// A resource with one method.
fn only<F, Args>(method: Method, path: &str, name: &'static str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .route(web::method(method).to(handler))
        .default_service(web::to(move || std::future::ready(not_allowed(name))))
}

/// A resource that is only read: `GET`, `HEAD`, `OPTIONS`.
fn read_only<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args> + Clone,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let resource = web::resource(path).route(web::get().to(handler.clone())).route(web::head().to(handler));
    finished(resource, READING, READING)
}

/// The rest of a resource: what methods there are, which of them pages of other sites may use, and that there are no others.
fn finished(resource: Resource, methods: &'static str, elsewhere: &'static str) -> Resource {
    resource
        .route(web::method(Method::OPTIONS).to(move || std::future::ready(options(methods, elsewhere))))
        .default_service(web::to(move || std::future::ready(not_allowed(methods))))
}

/// Says which methods there are; also the answer to a CORS preflight request, which hears of those that it may use.
fn options(methods: &'static str, elsewhere: &'static str) -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((ALLOW, methods))
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, elsewhere))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, "Accept, Content-Type, If-None-Match"))
        .insert_header((ACCESS_CONTROL_MAX_AGE, "86400"))
        .finish()
}

fn not_allowed(methods: &'static str) -> Result<HttpResponse, HttpError> {
    Err(HttpError::MethodNotAllowed(methods))
}

/// Every address that is not in the list: the IRIs of the data, of which only `Iris` knows the shapes.
async fn elsewhere(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    if state.iris.path_to_iri(request.uri().path()).is_none() {
        let known = "The start page / shows what there is; queries go to /sparql.";
        return Err(HttpError::NotFound(match request.path().trim_matches('/') {
            "update" | "query/update" if state.admin.is_some() => {
                format!("Updates go to /admin/update, by POST and with the admin token. {known}")
            }
            "update" | "query/update" => {
                format!("This service only reads: there is no update address. {known}")
            }
            _ => format!("There is nothing at this address. {known}"),
        }));
    }
    match *request.method() {
        Method::GET | Method::HEAD => resource::get(request, state).await,
        Method::OPTIONS => Ok(options(READING, READING)),
        _ => Err(HttpError::MethodNotAllowed(READING)),
    }
}
