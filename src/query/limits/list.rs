//! Every limit in one list, and what can be said of each.

use super::Limits;
use std::fmt;
use std::time::Duration;

/// What can be said of one field of [`Limits`].
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// The name of the field.
    pub name: &'static str,
    /// What it is measured in.
    pub unit: Unit,
    /// What it counts.
    pub counts: &'static str,
    /// What comes of a query beyond it.
    pub beyond: Beyond,
    /// How to ask for less.
    pub advice: &'static str,
    field: Field,
}

/// The unit of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A number of things.
    Count,
    /// Bytes.
    Bytes,
    /// Whole seconds.
    Seconds,
}

/// What comes of a query that goes beyond a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// It is refused before it runs, or stopped: [`TooComplex`](crate::query::QueryError::TooComplex).
    Refused,
    /// The same, but its result may have begun and is cut then.
    Cut,
    /// It is stopped: [`Timeout`](crate::query::QueryError::Timeout).
    TimedOut,
    /// It is not accepted: [`Busy`](crate::query::QueryError::Busy).
    Busy,
    /// It waits for its turn.
    Waits,
    /// Its result is written as it is found, without order.
    Unsorted,
}

/// Where the value is.
#[derive(Debug, Clone, Copy)]
enum Field {
    Size(fn(&mut Limits) -> &mut usize),
    Time(fn(&mut Limits) -> &mut Duration),
}

impl Limit {
    /// The value in `limits`, in the limit's unit.
    #[must_use]
    pub fn get(&self, limits: &Limits) -> u64 {
        // The fields are reached in one way only, for reading and writing.
        let mut limits = limits.clone();
        match self.field {
            Field::Size(of) => u64::try_from(*of(&mut limits)).unwrap_or(u64::MAX),
            Field::Time(of) => of(&mut limits).as_secs(),
        }
    }

    /// Changes the value in `limits`, given in the limit's unit. The largest number stands for no limit.
    pub fn set(&self, limits: &mut Limits, value: u64) {
        match self.field {
            Field::Size(of) => *of(limits) = usize::try_from(value).unwrap_or(usize::MAX),
            Field::Time(of) => *of(limits) = Duration::from_secs(value),
        }
    }

    /// The value in `limits` as people write it: `64 KiB`, `30 s`, `10,000`, `none`.
    #[must_use]
    pub fn in_words(&self, limits: &Limits) -> String {
        self.unit.in_words(self.get(limits))
    }
}

impl Unit {
    /// A value as people write it.
    fn in_words(self, value: u64) -> String {
        if value >= u64::try_from(usize::MAX).unwrap_or(u64::MAX) {
            return "none".to_owned();
        }
        match self {
            Self::Seconds => format!("{value} s"),
            Self::Count => grouped(value),
            Self::Bytes => {
                let binary = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
                let fits = |&&(power, _): &&(u32, &str)| value >> power << power == value && value > 0;
                match binary.iter().find(fits) {
                    Some((power, name)) => format!("{} {name}", value >> power),
                    None => format!("{value} bytes"),
                }
            }
        }
    }
}

/// A number with its thousands set apart.
fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let thousands = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    thousands.collect::<Vec<_>>().join(",")
}

impl fmt::Display for Beyond {
    /// As it is seen over HTTP.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused => "400",
            Self::Cut => "400, or a broken connection",
            Self::TimedOut => "504",
            Self::Busy => "503",
            Self::Waits => "waits",
            Self::Unsorted => "as found",
        })
    }
}

impl Limits {
    /// Every limit, the most useful first.
    pub const ALL: &'static [Limit] = &[
        Limit {
            name: "timeout",
            unit: Unit::Seconds,
            counts: "wall-clock time of one query, from the moment it is accepted; a request may ask for less",
            beyond: Beyond::TimedOut,
            advice: "add a LIMIT, bind more variables",
            field: Field::Time(|limits| &mut limits.timeout),
        },
        Limit {
            counts: "queries running at once",
            beyond: Beyond::Waits,
            advice: "ask one after the other",
            ..count("workers", |limits| &mut limits.workers)
        },
        Limit {
            counts: "queries waiting for a worker",
            beyond: Beyond::Busy,
            advice: "try again in a moment",
            ..count("queue", |limits| &mut limits.queue)
        },
        Limit {
            counts: "memory that one query has allocated at a time, without what it has written",
            advice: "avoid ORDER BY, DISTINCT and GROUP BY over very many rows",
            ..bytes("query_memory", |limits| &mut limits.query_memory)
        },
        Limit {
            counts: "memory that all running queries have added to the process (Linux only)",
            advice: "avoid ORDER BY, DISTINCT and GROUP BY over very many rows, or try again later",
            ..bytes("memory", |limits| &mut limits.memory)
        },
        Limit {
            counts: "rows of a table, triples of a graph",
            beyond: Beyond::Cut,
            advice: PARTS,
            ..count("result_rows", |limits| &mut limits.result_rows)
        },
        Limit {
            counts: "bytes of a result, before it is packed",
            beyond: Beyond::Cut,
            advice: PARTS,
            ..bytes("result_bytes", |limits| &mut limits.result_bytes)
        },
        Limit {
            counts: "triples of a graph result that are sorted and grouped",
            beyond: Beyond::Unsorted,
            advice: "add a LIMIT",
            ..count("sorted_triples", |limits| &mut limits.sorted_triples)
        },
        Limit {
            counts: "query text",
            advice: "shorten it, or ask in several queries",
            ..bytes("query_bytes", |limits| &mut limits.query_bytes)
        },
        Limit {
            counts: "levels of brackets of any kind",
            advice: "flatten the groups and expressions",
            ..count("nesting", |limits| &mut limits.nesting)
        },
        Limit {
            counts: "signs !, + and - in a row",
            advice: "remove those that cancel out",
            ..count("unary_chain", |limits| &mut limits.unary_chain)
        },
        Limit {
            counts: "operators of expressions and paths, in all",
            advice: "use IN or VALUES for long lists",
            ..count("operators", |limits| &mut limits.operators)
        },
        Limit {
            counts: "groups in braces, in all",
            advice: "ask in several queries",
            ..count("groups", |limits| &mut limits.groups)
        },
        Limit {
            counts: "triple and path patterns in one group",
            advice: "split it with sub-SELECTs",
            ..count("group_patterns", |limits| &mut limits.group_patterns)
        },
        Limit {
            counts: "triple and path patterns, in all",
            advice: "ask in several queries, or narrow the question",
            ..count("triple_patterns", |limits| &mut limits.triple_patterns)
        },
        Limit {
            counts: "UNIONs and path alternatives, in all",
            advice: "use VALUES",
            ..count("unions", |limits| &mut limits.unions)
        },
        Limit {
            counts: "OPTIONAL groups, in all",
            advice: "ask for fewer columns",
            ..count("optionals", |limits| &mut limits.optionals)
        },
        Limit {
            counts: "BINDs, sort keys and other computed variables, in all",
            advice: "compute them in your program",
            ..count("binds", |limits| &mut limits.binds)
        },
        Limit {
            counts: "levels of GROUP BY and aggregates inside one another",
            advice: "group what is grouped already in your program",
            ..count("groupings", |limits| &mut limits.groupings)
        },
        Limit {
            counts: "rows of VALUES, in all",
            advice: "send them in several queries",
            ..count("values_rows", |limits| &mut limits.values_rows)
        },
        Limit {
            counts: "one string in the query",
            advice: "shorten it",
            ..bytes("literal_bytes", |limits| &mut limits.literal_bytes)
        },
        Limit {
            counts: "the longest string that CONCAT, REPLACE and the like could build of one row, by an estimate from the \
                     longest string of the data",
            advice: "use fewer of them inside one another",
            ..bytes("string_bytes", |limits| &mut limits.string_bytes)
        },
        Limit {
            counts: "states of the automata of all regular expressions",
            advice: "use fewer and smaller counts and character classes",
            ..count("regex_states", |limits| &mut limits.regex_states)
        },
        Limit {
            counts: "steps of one search by a regular expression: states of its automaton times bytes of the longest text that \
                     it could meet",
            advice: "write the expression as a constant, make it smaller, or search shorter texts",
            ..count("regex_steps", |limits| &mut limits.regex_steps)
        },
    ];
}

/// How to ask for a smaller result.
pub(in crate::query) const PARTS: &str = "ask for a part with LIMIT and OFFSET, or download the data";

/// A limit that counts things, and refuses what is beyond it.
const fn count(name: &'static str, field: fn(&mut Limits) -> &mut usize) -> Limit {
    let field = Field::Size(field);
    Limit { name, unit: Unit::Count, counts: "", beyond: Beyond::Refused, advice: "", field }
}

/// The same of bytes.
const fn bytes(name: &'static str, field: fn(&mut Limits) -> &mut usize) -> Limit {
    Limit { unit: Unit::Bytes, ..count(name, field) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_of_the_documentation_is_true() {
        let source = include_str!("../limits.rs");
        let documented: Vec<_> = source.lines().filter(|line| line.starts_with("/// | `")).collect();
        let defaults = Limits::default();
        let rows: Vec<_> = Limits::ALL
            .iter()
            .map(|limit| {
                let Limit { name, counts, beyond, advice, .. } = limit;
                let value = match *name {
                    "workers" => "one for each processor, 2 to 16".to_owned(),
                    _ => limit.in_words(&defaults),
                };
                format!("/// | `{name}` | {value} | {counts} | {beyond} | {advice} |")
            })
            .collect();
        assert_eq!(documented, rows);
    }

    #[test]
    fn the_list_is_whole_and_each_limit_is_its_own() {
        let mut limits = Limits::default();
        for (value, limit) in (1..).zip(Limits::ALL) {
            limit.set(&mut limits, value);
        }
        for (value, limit) in (1..).zip(Limits::ALL) {
            assert_eq!(limit.get(&limits), value, "{}", limit.name);
        }
        // `Debug` names every field.
        let debug = format!("{limits:?}");
        let fields: BTreeSet<_> = debug
            .trim_start_matches("Limits {")
            .split([',', '}'])
            .filter_map(|field| Some(field.split_once(':')?.0.trim()))
            .collect();
        let names: BTreeSet<_> = Limits::ALL.iter().map(|limit| limit.name).collect();
        assert_eq!(fields, names);
    }

    #[test]
    fn values_are_written_as_people_do() {
        assert_eq!(Unit::Bytes.in_words(64 * 1024), "64 KiB");
        assert_eq!(Unit::Bytes.in_words(1025), "1025 bytes");
        assert_eq!(Unit::Bytes.in_words(0), "0 bytes");
        assert_eq!(Unit::Count.in_words(1_234_567), "1,234,567");
        assert_eq!(Unit::Count.in_words(64), "64");
        assert_eq!(Unit::Seconds.in_words(30), "30 s");
        assert_eq!(Unit::Bytes.in_words(u64::MAX), "none");
    }
}
