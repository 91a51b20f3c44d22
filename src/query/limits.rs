//! What one query may use: the limits, their defaults, and what can be said of each of them, for the command line and for
//! those whose query was refused.

mod list;

pub(super) use list::PARTS;
pub use list::{Beyond, Limit, Unit};

use std::time::Duration;

/// The limits of an engine. Every one of them is inclusive: a query at the limit runs.
///
/// | Limit | Default | Counts | Beyond it | How to ask for less |
/// |---|---|---|---|---|
/// | `timeout` | 30 s | wall-clock time of one query, from the moment it is accepted; a request may ask for less | 504 | add a LIMIT, bind more variables |
/// | `workers` | one for each processor, 2 to 16 | queries running at once | waits | ask one after the other |
/// | `queue` | 32 | queries waiting for a worker | 503 | try again in a moment |
/// | `query_memory` | 1 GiB | memory that one query has allocated at a time, without what it has written | 400 | avoid ORDER BY, DISTINCT and GROUP BY over very many rows |
/// | `memory` | 2 GiB | memory that all running queries have added to the process (Linux only) | 400 | avoid ORDER BY, DISTINCT and GROUP BY over very many rows, or try again later |
/// | `result_rows` | 10,000,000 | rows of a table, triples of a graph | 400, or a broken connection | ask for a part with LIMIT and OFFSET, or download the data |
/// | `result_bytes` | 1 GiB | bytes of a result, before it is packed | 400, or a broken connection | ask for a part with LIMIT and OFFSET, or download the data |
/// | `sorted_triples` | 100,000 | triples of a graph result that are sorted and grouped | as found | add a LIMIT |
/// | `query_bytes` | 64 KiB | query text | 400 | shorten it, or ask in several queries |
/// | `nesting` | 64 | levels of brackets of any kind | 400 | flatten the groups and expressions |
/// | `unary_chain` | 32 | signs !, + and - in a row | 400 | remove those that cancel out |
/// | `operators` | 2,000 | operators of expressions and paths, in all | 400 | use IN or VALUES for long lists |
/// | `groups` | 256 | groups in braces, in all | 400 | ask in several queries |
/// | `group_patterns` | 100 | triple and path patterns in one group | 400 | split it with sub-SELECTs |
/// | `triple_patterns` | 200 | triple and path patterns, in all | 400 | ask in several queries, or narrow the question |
/// | `unions` | 64 | UNIONs and path alternatives, in all | 400 | use VALUES |
/// | `optionals` | 64 | OPTIONAL groups, in all | 400 | ask for fewer columns |
/// | `binds` | 128 | BINDs, sort keys and other computed variables, in all | 400 | compute them in your program |
/// | `groupings` | 8 | levels of GROUP BY and aggregates inside one another | 400 | group what is grouped already in your program |
/// | `values_rows` | 1,000 | rows of VALUES, in all | 400 | send them in several queries |
/// | `literal_bytes` | 4 KiB | one string in the query | 400 | shorten it |
/// | `string_bytes` | 64 MiB | the longest string that CONCAT, REPLACE and the like could build of one row, by an estimate from the longest string of the data | 400 | use fewer of them inside one another |
/// | `regex_states` | 50,000 | states of the automata of all regular expressions | 400 | use fewer and smaller counts and character classes |
/// | `regex_steps` | 250,000,000 | steps of one search by a regular expression: states of its automaton times bytes of the longest text that it could meet | 400 | write the expression as a constant, make it smaller, or search shorter texts |
///
/// The numbers are HTTP status codes. `query_memory` is looked at only in a program whose global allocator is a
/// [`CountingAllocator`](super::CountingAllocator), such as `linkworker`; see [`counts_memory`](super::counts_memory). A query
/// inside one long function is stopped after it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table says it of each")]
pub struct Limits {
    pub timeout: Duration,
    pub workers: usize,
    pub queue: usize,
    pub query_memory: usize,
    pub memory: usize,
    pub result_rows: usize,
    pub result_bytes: usize,
    pub sorted_triples: usize,
    pub query_bytes: usize,
    pub nesting: usize,
    pub unary_chain: usize,
    pub operators: usize,
    pub groups: usize,
    pub group_patterns: usize,
    pub triple_patterns: usize,
    pub unions: usize,
    pub optionals: usize,
    pub binds: usize,
    pub groupings: usize,
    pub values_rows: usize,
    pub literal_bytes: usize,
    pub string_bytes: usize,
    pub regex_states: usize,
    pub regex_steps: usize,
}

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;
const GIB: usize = 1024 * MIB;

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            workers: std::thread::available_parallelism().map_or(2, |n| n.get().clamp(2, 16)),
            queue: 32,
            query_memory: GIB,
            memory: 2 * GIB,
            result_rows: 10_000_000,
            result_bytes: GIB,
            sorted_triples: 100_000,
            query_bytes: 64 * KIB,
            nesting: 64,
            unary_chain: 32,
            operators: 2_000,
            groups: 256,
            group_patterns: 100,
            triple_patterns: 200,
            unions: 64,
            optionals: 64,
            binds: 128,
            groupings: 8,
            values_rows: 1_000,
            literal_bytes: 4 * KIB,
            string_bytes: 64 * MIB,
            regex_states: 50_000,
            regex_steps: 250_000_000,
        }
    }
}
