//! One query on its worker: parse, check, evaluate, serialise.

use super::dataset::{Dataset, Graphs};
use super::engine::Context;
use super::guard::guarded;
use super::output::Outlet;
use super::services::Services;
use super::{
    Beginning, OutputFormat, QueryError, Request, ResultKind, Statistics, complexity, fuse, graph, rewrite,
    syntax, table,
};
use crate::snapshot::Snapshot;
use oxigraph::model::NamedNode;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryEvaluationError, QueryResults, QuerySolutionIter};
use spareval::{QueryDatasetSpecification, QueryEvaluator};
use spargebra::Query;
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Rows that a text table looks at to find the widths of its columns.
const TABLE_ROWS: usize = 2_000;

/// Runs a query to its end.
pub(super) fn run(context: &Context, request: &Request, outlet: &Outlet) -> Result<Statistics, QueryError> {
    let snapshot = context.snapshot();
    let Prepared { mut query, repeatable } = prepare(context, &snapshot, request)?;
    // Not before the check: what we add ourselves does not count.
    rewrite::make_safe(&mut query, &snapshot)?;
    let kind = match query {
        Query::Select { .. } => ResultKind::Solutions,
        Query::Ask { .. } => ResultKind::Boolean,
        Query::Construct { .. } | Query::Describe { .. } => ResultKind::Graph,
    };
    let format = outlet.choose(kind)?;
    let beginning = Beginning { kind, format, snapshot: &snapshot, repeatable };
    let dataset = Dataset::new(Arc::clone(&snapshot), &graphs(&query, request));
    fuse::step();
    let evaluator = evaluator(context, request, outlet);
    let mut prepared = evaluator.prepare(&query);
    // Which graphs are merged is the data set's affair: to the evaluator it has one default graph.
    *prepared.dataset_mut() = QueryDatasetSpecification::new();
    let rows = match (prepared.execute(dataset)?, format) {
        (QueryResults::Solutions(rows), OutputFormat::Results(format)) => {
            solutions(rows, format, request.guard, &beginning, outlet)?
        }
        (QueryResults::Solutions(rows), _) => rows_as_table(rows, request, &beginning, outlet)?,
        (QueryResults::Boolean(value), _) => boolean(value, &beginning, outlet)?,
        (QueryResults::Graph(triples), OutputFormat::Graph(format)) => {
            graph::write(triples, format, context.limits().sorted_triples, &beginning, outlet)?
        }
        // `choose` has checked that the format fits the kind.
        (QueryResults::Graph(_), _) => {
            return Err(QueryError::NotAcceptable("a graph has no such format".to_owned()));
        }
    };
    Ok(Statistics { rows, elapsed: outlet.elapsed() })
}

/// An evaluator that knows our functions, and the endpoints that the query may ask.
pub(super) fn evaluator(context: &Context, request: &Request, outlet: &Outlet) -> QueryEvaluator {
    let evaluator = rewrite::evaluator();
    let Some(federation) = context.federation() else { return evaluator };
    let timeout = request.timeout.unwrap_or(Duration::MAX).min(context.limits().timeout);
    let left = timeout.saturating_sub(outlet.elapsed());
    evaluator.with_default_service_handler(Services::new(Arc::clone(federation), Instant::now() + left))
}

/// A query that may run.
pub(super) struct Prepared {
    pub(super) query: Query,
    /// See [`Beginning::repeatable`].
    pub(super) repeatable: bool,
}

/// Parses and checks a query.
pub(super) fn prepare(
    context: &Context,
    snapshot: &Snapshot,
    request: &Request,
) -> Result<Prepared, QueryError> {
    let limits = context.limits();
    let query = syntax::parse(&request.query, context.base(), limits)?;
    let repeatable =
        complexity::check(&query, limits, snapshot.longest(), context.federation().map(AsRef::as_ref))?;
    Ok(Prepared { query, repeatable })
}

/// The data set of a query: that of the protocol, else its own, else everything (SPARQL 1.1 Protocol, section 2.1.4). Where
/// either names any graph at all, it names all of them: the rest is empty.
pub(super) fn graphs(query: &Query, request: &Request) -> Graphs {
    let some = |default: &[NamedNode], named: &[NamedNode]| Graphs {
        default: Some(default.to_vec()),
        named: Some(named.to_vec()),
    };
    if !request.default_graphs.is_empty() || !request.named_graphs.is_empty() {
        return some(&request.default_graphs, &request.named_graphs);
    }
    match query.dataset() {
        Some(dataset) => some(&dataset.default, dataset.named.as_deref().unwrap_or_default()),
        None => Graphs::default(),
    }
}

fn solutions(
    mut rows: QuerySolutionIter<'_>,
    format: QueryResultsFormat,
    is_guarded: bool,
    beginning: &Beginning<'_>,
    outlet: &Outlet,
) -> Result<u64, QueryError> {
    let variables = rows.variables().to_vec();
    let first = rows.next().transpose()?;
    let writer = outlet.begin(beginning)?;
    let mut serializer =
        QueryResultsSerializer::from_format(format).serialize_solutions_to_writer(writer, variables)?;
    let mut count = 0;
    for row in first.into_iter().map(Ok).chain(rows) {
        count += 1;
        outlet.allow_rows(count)?;
        let row = row?;
        if is_guarded && format == QueryResultsFormat::Csv {
            let cells: Vec<_> = row.iter().map(|(variable, term)| (variable, guarded(term))).collect();
            serializer.serialize(cells.iter().map(|(variable, term)| (*variable, term.as_ref())))?;
        } else {
            serializer.serialize(&row)?;
        }
    }
    serializer.finish()?.finish()?;
    Ok(count)
}

fn rows_as_table(
    mut rows: QuerySolutionIter<'_>,
    request: &Request,
    beginning: &Beginning<'_>,
    outlet: &Outlet,
) -> Result<u64, QueryError> {
    let head = rows.by_ref().take(TABLE_ROWS).collect::<Result<Vec<_>, _>>()?;
    let mut table = table::Table::new(rows.variables(), &head, request.cell_width);
    let mut writer = outlet.begin(beginning)?;
    table.header(&mut writer)?;
    for (row, before) in head.into_iter().map(Ok).chain(rows).zip(0_u64..) {
        outlet.allow_rows(before + 1)?;
        table.row(&row?, &mut writer)?;
    }
    let count = table.footer(&mut writer)?;
    writer.finish()?;
    Ok(count)
}

fn boolean(value: bool, beginning: &Beginning<'_>, outlet: &Outlet) -> Result<u64, QueryError> {
    let mut writer = outlet.begin(beginning)?;
    if let OutputFormat::Results(format) = beginning.format {
        QueryResultsSerializer::from_format(format).serialize_boolean_to_writer(&mut writer, value)?;
    } else {
        writeln!(writer, "{}", if value { "yes" } else { "no" })?;
    }
    writer.finish()?;
    Ok(1)
}

/// What went wrong in the evaluator.
impl From<QueryEvaluationError> for QueryError {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::UnsupportedCustomFunction(name) => Self::Refused(format!(
                "the function {name} is not known here; the functions of SPARQL 1.1 and the casts of XML Schema are"
            )),
            QueryEvaluationError::Service(error) => Self::Service(error.to_string()),
            other => Self::Evaluation(other.to_string()),
        }
    }
}
