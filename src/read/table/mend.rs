//! Rows whose cells do not fit the columns: what tells a row from a line of something else, and rows that fit
//! once a cell is joined again that was parted at a delimiter of its text.

use super::columns::{Column, Columns, value};
use crate::record::{Doi, Issn, Pmid};
use csv::StringRecord;

/// How many cells hold what their columns say, and how many cannot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Fit {
    pub(super) good: usize,
    pub(super) bad: usize,
}

type Check = fn(&str) -> bool;

/// Looks at the columns whose values have a shape of their own.
pub(super) fn fit(columns: &Columns, cells: &StringRecord) -> Fit {
    let mut fit = Fit::default();
    let cells = columns.of(cells);
    let checks: [(Column, Check); 7] = [
        (Column::Year, is_year),
        (Column::Doi, |text| text.split([' ', ';']).any(|word| word.parse::<Doi>().is_ok())),
        (Column::Pmid, is_pmid),
        (Column::Issn, |text| text.split([';', ',', ' ', '|']).any(|word| word.parse::<Issn>().is_ok())),
        (Column::Count, |text| text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')),
        (Column::Url, |text| text.contains("://")),
        (Column::Accession("scopus"), |text| text.starts_with("2-s2.0-")),
    ];
    for (column, is_good) in checks {
        for (_, text) in cells.all(column) {
            if is_good(text) { fit.good += 1 } else { fit.bad += 1 }
        }
    }
    fit
}

fn is_year(text: &str) -> bool {
    text.len() <= 12
        && text
            .split(|c: char| !c.is_ascii_digit())
            .any(|d| d.len() == 4 && (d.starts_with('1') || d.starts_with('2')))
}

fn is_pmid(text: &str) -> bool {
    let last = text.trim_end_matches(['/', ' ']).rsplit(['/', ' ', ':']).next().unwrap_or_default();
    last == "0" || last.trim_end_matches(".0").parse::<Pmid>().is_ok()
}

/// Joins the parts of a cell that was not quoted, where the row then fits and only one cell can be it: a
/// delimiter inside a text has a space behind it. Gives the name of the column too.
pub(super) fn join(
    columns: &Columns,
    cells: &StringRecord,
    delimiter: char,
) -> Option<(String, StringRecord)> {
    let extra = filled(cells).checked_sub(columns.width()).filter(|extra| *extra > 0)?;
    let before = fit(columns, cells);
    let mut found: Option<(String, StringRecord)> = None;
    for (place, name) in columns.texts() {
        let inside = |n: usize| cells.get(n).is_some_and(|cell| cell.starts_with(' '));
        if !(place + 1..=place + extra).all(inside) {
            continue;
        }
        let joined = joined(cells, place, extra, delimiter);
        let after = fit(columns, &joined);
        if after.bad > 0 || after.good <= before.good {
            continue;
        }
        if found.is_some() {
            return None; // it may be one or the other
        }
        found = Some((name.to_owned(), joined));
    }
    found
}

fn joined(cells: &StringRecord, place: usize, extra: usize, delimiter: char) -> StringRecord {
    let mut row = StringRecord::new();
    let mut text = String::new();
    for (n, cell) in cells.iter().enumerate() {
        if n < place || n > place + extra {
            row.push_field(cell);
        } else {
            text.push_str(cell);
            if n < place + extra {
                text.push(delimiter);
            } else {
                row.push_field(&text);
            }
        }
    }
    row
}

/// The number of cells without the empty ones at the end.
pub(super) fn filled(cells: &StringRecord) -> usize {
    cells.iter().enumerate().filter(|(_, cell)| !value(cell).is_empty()).last().map_or(0, |(n, _)| n + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Columns {
        Columns::new(["Authors", "Title", "Year", "Journal", "DOI"].map(str::to_owned).to_vec())
    }

    #[test]
    fn a_cell_that_was_not_quoted_is_joined() {
        let row = StringRecord::from(vec![
            "Okafor C",
            "Link workers",
            " loneliness",
            " and age",
            "2021",
            "J",
            "10.5555/a",
        ]);
        let (name, row) = join(&columns(), &row, ',').unwrap();
        assert_eq!((name.as_str(), row.get(1)), ("Title", Some("Link workers, loneliness, and age")));
        assert_eq!(row.get(4), Some("10.5555/a"));
        let two = StringRecord::from(vec!["Okafor C", " Lindqvist M", "A title", "2021", "J", "10.5555/a"]);
        assert_eq!(join(&columns(), &two, ',').unwrap().0, "Authors");
    }

    #[test]
    fn nothing_is_joined_without_need_or_where_it_is_not_sure() {
        let good = StringRecord::from(vec!["A", "T", "2021", "J", "10.5555/a"]);
        assert!(join(&columns(), &good, ',').is_none());
        let doubtful = StringRecord::from(vec!["A", " B", " C", " 2021", " J", " 10.5555/a"]);
        assert!(join(&columns(), &doubtful, ',').is_none());
        let other = StringRecord::from(vec!["{a", " b", " c", " d", " e", " f"]);
        assert_eq!(fit(&columns(), &other), Fit { good: 0, bad: 2 });
    }
}
