//! The fields of a record -> the record: each group of fields by its own module, here the order and what is
//! left over.

use super::fields::Fields;
use super::sheet::Sheet;
use super::tags::Tag;
use super::{affiliations, dates, identifiers, names, notes, numbers, serials, text, titles};
use crate::read::draft::{Draft, quote};
use crate::record::DiagnosticKind;

/// Understands the fields of a record.
pub(in crate::read) fn place(fields: &Fields, draft: &mut Draft) {
    let sheet = Sheet::new(fields);
    if sheet.ty.code.is_empty() && !fields.code().is_empty() {
        let message = format!("the type '{}' is none of RIS", quote(fields.code()));
        draft.note(DiagnosticKind::UnplacedText, "type", message);
    }
    let notes = notes::read(&sheet, draft);
    titles::place(&sheet, &notes, draft);
    names::place(&sheet, &notes, draft);
    dates::place(&sheet, &notes, draft);
    numbers::place(&sheet, &notes, draft);
    serials::place(&sheet, &notes, draft);
    identifiers::place(&sheet, &notes, draft);
    text::place(&sheet, &notes, draft);
    affiliations::place(&sheet, notes, draft);
    titles::finish(&sheet, draft);
    for value in sheet.fields() {
        if !TREATED.contains(&value.tag) {
            draft.unused(String::from_utf8_lossy(&value.tag).into_owned());
        }
    }
}

/// Tags that a rule uses, or says itself that none does; and those that hold what a tool keeps for itself.
const TREATED: &[Tag] = &[
    *b"A1", *b"A2", *b"A3", *b"A4", *b"AB", *b"AD", *b"AI", *b"AN", *b"AU", *b"BT", *b"C1", *b"C2", *b"C3",
    *b"C5", *b"C6", *b"C7", *b"CT", *b"CY", *b"DA", *b"DO", *b"ED", *b"EI", *b"EP", *b"ET", *b"FU", *b"IS",
    *b"J1", *b"J2", *b"JA", *b"JF", *b"JI", *b"JO", *b"JT", *b"KW", *b"L1", *b"L2", *b"L3", *b"LA", *b"M1",
    *b"M2", *b"M3", *b"N1", *b"N2", *b"NL", *b"PB", *b"PG", *b"PI", *b"PT", *b"PU", *b"PY", *b"SE", *b"SN",
    *b"SP", *b"T1", *b"T2", *b"T3", *b"TI", *b"TT", *b"U1", *b"U2", *b"U3", *b"UR", *b"VL", *b"VO",
    *b"Y1", //
    // The tool's own: number of the reference, label, short title, day of access, name of the database and of
    // its provider, library and shelf, image, link resolver of a library, group of a review, day of entry.
    *b"ID", *b"LB", *b"ST", *b"Y2", *b"DB", *b"DP", *b"CN", *b"H1", *b"H2", *b"H3", *b"L4", *b"LK", *b"CC",
    *b"U4", *b"TS", *b"M4", *b"RP", *b"J9", *b"WE", *b"PA", *b"NS",
];
