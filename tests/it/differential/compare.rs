//! Whether two answers to a query are the same, as far as the query settles its answer.

use super::answer::{Answer, Row, Rows, World};
use super::shape::{self, Column, Shape};
use oxigraph::model::{Term, Triple};
use spargebra::Query;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// What a comparison found.
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
    Same {
        is_empty: bool,
        has_keys: bool,
    },
    /// The two answers, and why they are not the same.
    Different(Box<Difference>),
    /// Nothing can be said.
    Open(&'static str),
}

#[derive(Debug, PartialEq)]
pub(crate) struct Difference {
    pub(crate) why: String,
    pub(crate) engine: Answer,
    /// Without LIMIT and OFFSET.
    pub(crate) store: Answer,
}

/// Asks both.
pub(crate) fn compare(world: &World, text: &str, query: &Query) -> Verdict {
    let (store, shape) = shape::whole(world, query);
    if store == Answer::TooLarge {
        return Verdict::Open("too large");
    }
    // A sort inside a subselect. One of the whole answer is left out where it gives up: see `shape::whole`.
    if store.is_unsortable() {
        return Verdict::Open("no reference");
    }
    let engine = world.of_engine(text, query);
    match difference(&engine, &store, &shape) {
        None => Verdict::Same { is_empty: engine.is_empty(), has_keys: !shape.keys.is_empty() },
        Some(why) => Verdict::Different(Box::new(Difference { why, engine, store })),
    }
}

/// Why the engine's answer is not what the store's whole answer allows.
pub(crate) fn difference(engine: &Answer, store: &Answer, shape: &Shape) -> Option<String> {
    match (engine, store) {
        (Answer::Rows(engine), Answer::Rows(store)) => difference_of_rows(engine, store, shape),
        (Answer::Graph(engine), Answer::Graph(store)) => {
            let same = same_triples(engine, store);
            (!same).then(|| "other triples".to_owned())
        }
        (Answer::Boolean(engine), Answer::Boolean(store)) if engine == store => None,
        // Also where the store fails.
        (Answer::Error(message), _) if message.contains("error of this program") => {
            Some("the engine panicked".to_owned())
        }
        (Answer::Error(_), Answer::Error(_)) => None,
        (Answer::Error(_), _) => Some("only the engine fails".to_owned()),
        (_, Answer::Error(_)) => Some("only the store fails".to_owned()),
        _ => Some("another answer".to_owned()),
    }
}

fn difference_of_rows(engine: &Rows, store: &Rows, shape: &Shape) -> Option<String> {
    if engine.variables != store.variables {
        return Some("other variables".to_owned());
    }
    if let Some(why) = difference_in_order(engine, store, shape) {
        return Some(why);
    }
    if shape.limit.is_none() && shape.offset == 0 {
        let (ours, theirs) = (bag(engine, shape, false), bag(store, shape, false));
        return (ours != theirs && coloured(&ours) != coloured(&theirs)).then(|| "other rows".to_owned());
    }
    // Which rows is not settled, nor which blank node is which.
    let (ours, theirs) = (bag(engine, shape, true), bag(store, shape, true));
    let left = store.rows.len().saturating_sub(shape.offset);
    let expected = shape.limit.map_or(left, |limit| limit.min(left));
    if !shape.as_set && engine.rows.len() != expected {
        return Some(format!("{} rows, {expected} expected", engine.rows.len()));
    }
    let stray = ours.iter().find(|(row, n)| theirs.get(*row).is_none_or(|most| *n > most));
    stray.map(|(row, _)| format!("a row that is not, or not as often, in the whole answer: {}", text_of(row)))
}

/// The keys of the rows are the same one after the other, from the offset on.
fn difference_in_order(engine: &Rows, store: &Rows, shape: &Shape) -> Option<String> {
    // The number of rows is not settled, so neither is where they are.
    if shape.as_set && (shape.offset > 0 || shape.limit.is_some()) {
        return None;
    }
    // All keys but the last have an order of SPARQL's.
    let is_ordered = shape::is_ordered(shape::column(store, *shape.keys.last()?));
    let key = |row: &Row| -> Vec<String> {
        let last = shape.keys.len() - 1;
        let cells = shape.keys.iter().map(|at| row[*at].as_ref());
        let by = |at| if at < last || is_ordered { shape::by_value } else { shape::by_kind };
        cells.enumerate().map(|(at, term)| by(at)(term)).collect()
    };
    let all = |rows: &Rows| {
        let mut keys: Vec<_> = rows.rows.iter().map(key).collect();
        if shape.as_set {
            keys.dedup();
        }
        keys
    };
    let (ours, theirs) = (all(engine), all(store));
    let at = ours.iter().zip(theirs.iter().skip(shape.offset)).position(|(a, b)| a != b)?;
    Some(format!("row {at} has the sort key {:?}, not {:?}", ours[at], theirs[at + shape.offset]))
}

/// A cell, as far as it is settled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Cell {
    Blank(String),
    Value(String),
}

/// Rows or triples, and how often each comes.
type Bag = BTreeMap<Vec<Cell>, usize>;

fn bag(rows: &Rows, shape: &Shape, is_nameless: bool) -> Bag {
    let mut bag = Bag::new();
    for row in &rows.rows {
        let cells =
            row.iter().zip(&shape.columns).map(|(term, column)| cell(term.as_ref(), column, is_nameless));
        *bag.entry(cells.collect()).or_default() += 1;
    }
    if shape.as_set {
        for n in bag.values_mut() {
            *n = 1;
        }
    }
    bag
}

fn cell(term: Option<&Term>, column: &Column, is_nameless: bool) -> Cell {
    match (column, term) {
        (Column::ByValue, _) => Cell::Value(shape::by_value(term)),
        (Column::ByKind, _) => Cell::Value(shape::by_kind(term)),
        (Column::Parts(separator), Some(Term::Literal(literal))) => {
            let mut parts: Vec<_> = literal.value().split(separator).collect();
            parts.sort_unstable();
            Cell::Value(format!("{parts:?} {:?} {}", literal.language(), literal.datatype()))
        }
        (_, Some(Term::BlankNode(node))) if !is_nameless => Cell::Blank(node.as_str().to_owned()),
        (_, Some(Term::BlankNode(_))) => Cell::Value("_:".to_owned()),
        _ => Cell::Value(shape::exact(term)),
    }
}

fn text_of(row: &[Cell]) -> String {
    let cells = row.iter().map(|(Cell::Blank(text) | Cell::Value(text))| text.as_str());
    cells.collect::<Vec<_>>().join("\t")
}

/// Whether two lists of triples are the same set, but for the names of blank nodes. The evaluator repeats triples with blank
/// nodes, which a list of triples may; none of the others comes twice.
fn same_triples(ours: &[Triple], theirs: &[Triple]) -> bool {
    let is_ground = |triple: &&Triple| !triple.subject.is_blank_node() && !triple.object.is_blank_node();
    let ground = ours.iter().filter(is_ground);
    let facts = |triples: &[Triple]| -> Bag {
        let cells = |triple: &Triple| {
            let terms: [Term; 3] =
                [triple.subject.clone().into(), triple.predicate.clone().into(), triple.object.clone()];
            terms.iter().map(|term| cell(Some(term), &Column::Exact, false)).collect()
        };
        triples.iter().map(|triple| (cells(triple), 1)).collect()
    };
    let (ours_once, theirs_once) = (facts(ours), facts(theirs));
    ground.clone().count() == ground.collect::<HashSet<_>>().len()
        && (ours_once == theirs_once || coloured(&ours_once) == coloured(&theirs_once))
}

/// The same facts with a colour in place of each blank node that says what is known of it: two bags that differ in the names of
/// blank nodes only become the same. Two that do not may become the same as well, but only where blank nodes are as regularly
/// connected as the corners of a polygon; to tell these apart can take for ever.
fn coloured(bag: &Bag) -> Bag {
    let blank = |cell: &Cell| if let Cell::Blank(name) = cell { Some(name.clone()) } else { None };
    let mut colours: BTreeMap<String, u64> =
        bag.keys().flatten().filter_map(blank).map(|name| (name, 0)).collect();
    let mut kinds = 0;
    loop {
        let painted = |facts: &[Cell]| -> Vec<Cell> {
            let paint = |cell: &Cell| match blank(cell) {
                Some(name) => Cell::Blank(colours[&name].to_string()),
                None => cell.clone(),
            };
            facts.iter().map(paint).collect()
        };
        let mut known: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (fact, n) in bag {
            for (at, name) in fact.iter().enumerate().filter_map(|(at, cell)| Some((at, blank(cell)?))) {
                known.entry(name).or_default().push((at, painted(fact), n));
            }
        }
        let mut next = BTreeMap::new();
        for (name, mut facts) in known {
            facts.sort_unstable();
            let mut hasher = DefaultHasher::new();
            (colours[&name], facts).hash(&mut hasher);
            next.insert(name, hasher.finish());
        }
        let distinct = next.values().collect::<BTreeSet<_>>().len();
        if distinct == kinds {
            let mut all = Bag::new();
            for (fact, n) in bag {
                *all.entry(painted(fact)).or_default() += n;
            }
            return all;
        }
        kinds = distinct;
        colours = next;
    }
}
