//! Pairs the rows of two tables: blank nodes may have other names, but two are never the same in one table and different in
//! the other.

use super::results::Row;
use oxigraph::model::{BlankNode, Term};
use std::collections::HashMap;

/// Whether the tables are the same row by row.
pub(super) fn in_order(expected: &[Row], actual: &[Row]) -> bool {
    let mut names = Names::default();
    expected.len() == actual.len() && expected.iter().zip(actual).all(|(a, b)| names.pair(a, b))
}

/// Whether the tables are the same in some order of their rows; a row counts as often as it is there.
pub(super) fn in_any_order(expected: &[Row], actual: &[Row]) -> bool {
    if expected.len() != actual.len() {
        return false;
    }
    let (mut expected, mut actual): (Vec<_>, Vec<_>) = (expected.iter().collect(), actual.iter().collect());
    // Rows without blank nodes have one partner, or none; the search is for the others.
    while let Some(at) = expected.iter().position(|row| !has_blank_node(row)) {
        let row = expected.swap_remove(at);
        let Some(partner) = actual.iter().position(|other| *other == row) else { return false };
        actual.swap_remove(partner);
    }
    search(&mut expected, &mut actual, &Names::default())
}

/// Takes the row with the fewest partners, and tries each of them.
fn search(expected: &mut Vec<&Row>, actual: &mut Vec<&Row>, names: &Names) -> bool {
    let partners = |row: &Row| -> Vec<usize> {
        let mut found: Vec<usize> =
            (0..actual.len()).filter(|&at| names.clone().pair(row, actual[at])).collect();
        found.dedup_by_key(|at| actual[*at]);
        found
    };
    let choices = expected.iter().enumerate().map(|(at, row)| (at, partners(row)));
    let Some((at, partners)) = choices.min_by_key(|(_, partners)| partners.len()) else {
        return true;
    };
    let row = expected.swap_remove(at);
    for partner in partners {
        let mut extended = names.clone();
        extended.pair(row, actual[partner]);
        let taken = actual.swap_remove(partner);
        if search(expected, actual, &extended) {
            return true;
        }
        // Back to where it was: the numbers of the other partners stay right.
        actual.push(taken);
        let last = actual.len() - 1;
        actual.swap(partner, last);
    }
    expected.push(row);
    false
}

fn has_blank_node(row: &Row) -> bool {
    row.iter().flatten().any(Term::is_blank_node)
}

/// Which blank node of the one table is which of the other.
#[derive(Clone, Default)]
struct Names {
    there: HashMap<BlankNode, BlankNode>,
    back: HashMap<BlankNode, BlankNode>,
}

impl Names {
    /// Whether two rows can be the same, given what is known; notes what follows from it.
    fn pair(&mut self, a: &Row, b: &Row) -> bool {
        a.len() == b.len()
            && a.iter().zip(b).all(|pair| match pair {
                (Some(Term::BlankNode(a)), Some(Term::BlankNode(b))) => {
                    self.there.entry(a.clone()).or_insert_with(|| b.clone()) == b
                        && self.back.entry(b.clone()).or_insert_with(|| a.clone()) == a
                }
                (a, b) => a == b,
            })
    }
}
