//! Whole results for those who have the engine in their own process: the library's users, the command line, tests.
//!
//! They go the same way as everybody else's, through a worker, within the limits.

use super::{
    Beginning, Disconnected, Engine, OutputFormat, QueryError, Request, ResultKind, Sink, Statistics,
};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Term, Triple};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use std::io::Write;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Chunks that may wait for a slow writer.
const AHEAD: usize = 8;

/// The solutions of a SELECT query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Solutions {
    /// The names of the variables, without `?`.
    pub variables: Vec<String>,
    /// One cell per variable; `None` where it is not bound.
    pub rows: Vec<Vec<Option<Term>>>,
}

impl Solutions {
    /// The cells of one column; none where there is no such variable.
    pub fn column<'a>(&'a self, variable: &str) -> impl Iterator<Item = Option<&'a Term>> + use<'a> {
        let at = self.variables.iter().position(|name| name == variable);
        self.rows.iter().filter_map(move |row| Some(row.get(at?)?.as_ref()))
    }
}

impl Engine {
    /// Runs a query and writes its result, blocking until the end. `choose` says how, once the kind of result is known; an
    /// `Err` of it is the message of [`QueryError::NotAcceptable`].
    ///
    /// # Errors
    /// Whatever ends the query early; [`QueryError::Disconnected`] where `out` fails.
    pub fn write(
        &self,
        request: Request,
        choose: impl FnMut(ResultKind) -> Result<OutputFormat, String> + Send + 'static,
        out: &mut dyn Write,
    ) -> Result<Statistics, QueryError> {
        let (sender, receiver) = sync_channel(AHEAD);
        let outcome = Arc::default();
        self.run(
            request,
            Box::new(Channel { choose: Box::new(choose), sender, outcome: Arc::clone(&outcome) }),
        )?;
        // The channel closes when the sink is dropped, right after its end.
        for bytes in receiver {
            out.write_all(&bytes).map_err(|_| QueryError::Disconnected)?;
        }
        out.flush().map_err(|_| QueryError::Disconnected)?;
        let outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
        outcome.unwrap_or_else(|| Err(QueryError::Evaluation("the query ended without a word".to_owned())))
    }

    /// The rows of a SELECT query over the default data set.
    ///
    /// # Errors
    /// Whatever ends the query early; [`QueryError::NotAcceptable`] for another kind of query.
    pub fn select(&self, query: &str) -> Result<Solutions, QueryError> {
        let bytes =
            self.collect(query, ResultKind::Solutions, OutputFormat::Results(QueryResultsFormat::Json))?;
        match QueryResultsParser::from_format(QueryResultsFormat::Json)
            .for_slice(&bytes)
            .map_err(unreadable)?
        {
            SliceQueryResultsParserOutput::Solutions(solutions) => {
                let variables =
                    solutions.variables().iter().map(|variable| variable.as_str().to_owned()).collect();
                let rows = solutions.map(|row| Ok(row.map_err(unreadable)?.values().to_vec()));
                Ok(Solutions { variables, rows: rows.collect::<Result<_, QueryError>>()? })
            }
            SliceQueryResultsParserOutput::Boolean(_) => Err(unreadable("a boolean")),
        }
    }

    /// The answer to an ASK query over the default data set.
    ///
    /// # Errors
    /// Whatever ends the query early; [`QueryError::NotAcceptable`] for another kind of query.
    pub fn ask(&self, query: &str) -> Result<bool, QueryError> {
        let bytes = self.collect(query, ResultKind::Boolean, OutputFormat::Table)?;
        Ok(bytes.starts_with(b"yes"))
    }

    /// The triples of a CONSTRUCT or DESCRIBE query over the default data set.
    ///
    /// # Errors
    /// Whatever ends the query early; [`QueryError::NotAcceptable`] for another kind of query.
    pub fn construct(&self, query: &str) -> Result<Vec<Triple>, QueryError> {
        let bytes = self.collect(query, ResultKind::Graph, OutputFormat::Graph(RdfFormat::NTriples))?;
        let quads = RdfParser::from_format(RdfFormat::NTriples).for_slice(&bytes);
        quads.map(|quad| Ok(quad.map_err(unreadable)?.into())).collect()
    }

    /// The bytes of a result that must be of one kind.
    fn collect(&self, query: &str, wanted: ResultKind, format: OutputFormat) -> Result<Vec<u8>, QueryError> {
        let choose = move |kind| {
            if kind == wanted {
                return Ok(format);
            }
            Err(match wanted {
                ResultKind::Solutions => "this is not a SELECT query",
                ResultKind::Boolean => "this is not an ASK query",
                ResultKind::Plan => "this is not a plan",
                ResultKind::Graph => "this is neither a CONSTRUCT nor a DESCRIBE query",
            }
            .to_owned())
        };
        let mut bytes = Vec::new();
        self.write(Request::new(query), choose, &mut bytes)?;
        Ok(bytes)
    }
}

/// A sink that sends everything to the thread that waits for it. The outcome goes beside the channel, so that the end never
/// waits for a slow reader.
struct Channel {
    choose: Box<dyn FnMut(ResultKind) -> Result<OutputFormat, String> + Send>,
    sender: SyncSender<Vec<u8>>,
    outcome: Arc<Mutex<Option<Result<Statistics, QueryError>>>>,
}

impl Sink for Channel {
    fn choose(&mut self, kind: ResultKind) -> Result<OutputFormat, String> {
        (self.choose)(kind)
    }

    fn begin(&mut self, _: &Beginning<'_>) {}

    fn write(&mut self, bytes: Vec<u8>) -> Result<(), Disconnected> {
        self.sender.send(bytes).map_err(|_| Disconnected)
    }

    fn end(&mut self, outcome: Result<Statistics, QueryError>) {
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
    }
}

/// Our own output does not parse: an error of this program.
fn unreadable(error: impl std::fmt::Display) -> QueryError {
    QueryError::Evaluation(format!("the result can't be read back, please report it: {error}"))
}
