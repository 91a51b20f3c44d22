//! Web of Science exports -> records: the tagged text (ISI export, `savedrecs.txt`, `.ciw`) and the same
//! fields as columns parted by tabs.
//!
//! ```text
//! file         = [ "FN " name newline "VR " version newline ] { record blank } [ "EF" ]
//! record       = "PT " type newline { field } "ER" newline
//! field        = tag " " text newline { continuation }        ; tag: a capital, then a capital or a digit
//! continuation = "   " text newline
//! ```
//!
//! Follows the field tags of the Web of Science Core Collection, and those that its other databases add
//! (MEDLINE, CABI, Inspec, FSTA, BIOSIS, Derwent). In fields of names, addresses and references each line is
//! an entry of its own; in all others a line end is a space, and in abstracts that are not wrapped it ends a
//! paragraph.
//!
//! Known and left out, as they tell of the database and not of the work: page count, usage, counts of other
//! databases than the Core Collection, number of references, date of export, delivery numbers, the
//! publisher's street.

mod addresses;
mod called;
mod columns;
mod fields;
mod lists;
mod people;
mod place;
mod record;
mod related;
mod tagged;

use super::{Context, Reader, Text};

pub(super) fn recognises(start: &str) -> bool {
    columns::recognises(start) || tagged::recognises(start)
}

pub(super) fn reader(text: Text, context: Context) -> Box<dyn Reader> {
    // Which of the two it is shows when the first line is read.
    Box::new(columns::Either::new(text, context))
}

#[cfg(test)]
mod tests;
