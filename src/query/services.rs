//! `SERVICE` to what other endpoints say: each question once for each query, and not too many of them.

use crate::federation::{Answer, Federation, FederationError};
use oxigraph::model::NamedNode;
use oxiri::Iri;
use spareval::{DefaultServiceHandler, QuerySolution, QuerySolutionIter};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Questions that one query may ask of others.
pub(super) const QUESTIONS: usize = 16;

/// The other endpoints, for one query.
pub(super) struct Services {
    federation: Arc<Federation>,
    until: Instant,
    /// What was asked and answered: a join may come to the same part again for each of its rows.
    known: Mutex<HashMap<(NamedNode, String), Arc<Answer>>>,
}

/// Why a `SERVICE` has no solutions.
#[derive(Debug, thiserror::Error)]
pub(super) enum ServiceError {
    #[error(transparent)]
    Federation(#[from] FederationError),
    #[error("a query may ask other endpoints {QUESTIONS} questions; ask in several queries")]
    TooMany,
}

impl Services {
    pub(super) fn new(federation: Arc<Federation>, until: Instant) -> Self {
        Self { federation, until, known: Mutex::default() }
    }

    fn answer(&self, endpoint: &NamedNode, query: String) -> Result<Arc<Answer>, ServiceError> {
        // One worker, so nobody waits for this lock.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let question = (endpoint.clone(), query);
        if let Some(answer) = known.get(&question) {
            return Ok(Arc::clone(answer));
        }
        if known.len() >= QUESTIONS {
            return Err(ServiceError::TooMany);
        }
        let within = self.until.saturating_duration_since(Instant::now());
        let answer = Arc::new(self.federation.ask(endpoint, &question.1, within)?);
        known.insert(question, Arc::clone(&answer));
        Ok(answer)
    }
}

impl DefaultServiceHandler for Services {
    type Error = ServiceError;

    fn handle(
        &self,
        endpoint: &NamedNode,
        pattern: &GraphPattern,
        base: Option<&Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, ServiceError> {
        let query =
            Query::Select { dataset: None, pattern: pattern.clone(), base_iri: base.cloned() }.to_string();
        let answer = self.answer(endpoint, query)?;
        let variables: Arc<[_]> = answer.variables.clone().into();
        let rows = (0..answer.rows.len()).map({
            let variables = Arc::clone(&variables);
            move |row| Ok(QuerySolution::from((Arc::clone(&variables), answer.rows[row].clone())))
        });
        Ok(QuerySolutionIter::new(variables, rows))
    }
}
