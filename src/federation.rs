//! A part of a query to the solutions that another SPARQL endpoint has for it (SPARQL 1.1 Federated Query).
//!
//! Only endpoints that were listed are asked, each within bounds of time and size. No redirect is followed and no proxy is used; a name
//! must lead to a public address, so that nobody who can change what a name stands for can reach into the network of this machine. An
//! endpoint that was listed by its address, or as `localhost`, is meant as it stands.
//!
//! Knows nothing of queries: a question is a text.

mod address;

use address::PublicOnly;
use oxigraph::model::{NamedNode, Term, Variable};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};
use std::io::Read;
use std::time::Duration;
use ureq::http::Uri;
use ureq::http::header::{ACCEPT, CONTENT_TYPE};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, config::Config};

/// Time for one answer of another endpoint, whatever time the query has.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Bytes of one answer.
const BYTES: u64 = 16 * 1024 * 1024;

/// The endpoints that may be asked.
pub struct Federation {
    endpoints: Vec<NamedNode>,
    agent: Agent,
    timeout: Duration,
    bytes: u64,
}

/// The solutions of another endpoint.
#[derive(Debug, Default)]
pub struct Answer {
    /// The variables.
    pub variables: Vec<Variable>,
    /// A term, or none, for each variable.
    pub rows: Vec<Vec<Option<Term>>>,
}

/// Why another endpoint gave no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FederationError {
    /// An endpoint that cannot be asked.
    #[error("{0:?} is no endpoint that can be asked: give an address that begins with https:// or http://")]
    Endpoint(String),
    /// It could not be reached, or broke off.
    #[error("SERVICE {endpoint}: {reason}")]
    Failed {
        /// The endpoint.
        endpoint: NamedNode,
        /// What happened.
        reason: String,
    },
    /// It answered with something else than 200.
    #[error("SERVICE {endpoint}: it answered with status {status}")]
    Status {
        /// The endpoint.
        endpoint: NamedNode,
        /// The status.
        status: u16,
    },
    /// It answered with what are no SPARQL results in JSON or XML.
    #[error("SERVICE {endpoint}: its answer is not to be read: {reason}")]
    Unreadable {
        /// The endpoint.
        endpoint: NamedNode,
        /// What is wrong with it.
        reason: String,
    },
    /// Its answer is too large.
    #[error("SERVICE {endpoint}: its answer is larger than {limit} bytes; ask it for less")]
    TooLarge {
        /// The endpoint.
        endpoint: NamedNode,
        /// The limit.
        limit: u64,
    },
}

impl Federation {
    /// With the endpoints at these addresses.
    ///
    /// # Errors
    /// [`FederationError::Endpoint`].
    pub fn new<'a>(endpoints: impl IntoIterator<Item = &'a str>) -> Result<Self, FederationError> {
        let endpoint = |text: &str| {
            let uri =
                text.parse::<Uri>().ok().filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
            uri.and_then(|_| NamedNode::new(text).ok())
                .ok_or_else(|| FederationError::Endpoint(text.to_owned()))
        };
        let endpoints = endpoints.into_iter().map(endpoint).collect::<Result<_, _>>()?;
        let config = Config::builder()
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(concat!("linkworker/", env!("CARGO_PKG_VERSION")))
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), PublicOnly::default());
        Ok(Self { endpoints, agent, timeout: TIMEOUT, bytes: BYTES })
    }

    /// The same with other bounds for each answer than 20 s and 16 MiB.
    #[must_use]
    pub fn with_bounds(self, timeout: Duration, bytes: u64) -> Self {
        Self { timeout, bytes, ..self }
    }

    /// The endpoints that may be asked.
    #[must_use]
    pub fn endpoints(&self) -> &[NamedNode] {
        &self.endpoints
    }

    /// Asks an endpoint a SELECT query, for at most so long. Blocks.
    ///
    /// # Errors
    /// Where it is not listed, or gives no answer that can be read within the bounds.
    pub fn ask(
        &self,
        endpoint: &NamedNode,
        query: &str,
        within: Duration,
    ) -> Result<Answer, FederationError> {
        if !self.endpoints.contains(endpoint) {
            return Err(FederationError::Endpoint(endpoint.as_str().to_owned()));
        }
        let failed = |reason: String| FederationError::Failed { endpoint: endpoint.clone(), reason };
        let request = self
            .agent
            .post(endpoint.as_str())
            .config()
            .timeout_global(Some(within.min(self.timeout)))
            .build()
            .header(CONTENT_TYPE, "application/sparql-query")
            .header(ACCEPT, "application/sparql-results+json, application/sparql-results+xml;q=0.9");
        let response = request.send(query).map_err(|error| failed(error.to_string()))?;
        if response.status() != 200 {
            let status = response.status().as_u16();
            return Err(FederationError::Status { endpoint: endpoint.clone(), status });
        }
        let media =
            response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let Some(format) = QueryResultsFormat::from_media_type(media) else {
            let reason = format!("it has the type {media:?}");
            return Err(FederationError::Unreadable { endpoint: endpoint.clone(), reason });
        };
        // One byte more than may be, to tell the end from a cut.
        let mut body = Vec::new();
        let mut reader = response.into_body().into_reader().take(self.bytes.saturating_add(1));
        reader.read_to_end(&mut body).map_err(|error| failed(error.to_string()))?;
        if body.len() as u64 > self.bytes {
            return Err(FederationError::TooLarge { endpoint: endpoint.clone(), limit: self.bytes });
        }
        read(&body, format)
            .map_err(|reason| FederationError::Unreadable { endpoint: endpoint.clone(), reason })
    }
}

/// The solutions in a body.
fn read(body: &[u8], format: QueryResultsFormat) -> Result<Answer, String> {
    let parser = QueryResultsParser::from_format(format);
    match parser.for_reader(body).map_err(|error| error.to_string())? {
        ReaderQueryResultsParserOutput::Solutions(solutions) => {
            let variables = solutions.variables().to_vec();
            let rows = solutions.map(|row| row.map(|row| row.values().to_vec()));
            Ok(Answer { variables, rows: rows.collect::<Result<_, _>>().map_err(|error| error.to_string())? })
        }
        ReaderQueryResultsParserOutput::Boolean(_) => Err("it is a boolean".to_owned()),
    }
}
