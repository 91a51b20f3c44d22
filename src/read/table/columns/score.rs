//! Whether a line is the line of column names of a table of works.

use super::{Column, Columns, Family, names};
use crate::record::fold;

/// How well cells do as the line of column names: how many of them are known, where they are enough to tell
/// records of works from other tables.
pub(in crate::read::table) fn score(cells: &[String], first: bool) -> usize {
    let filled = cells.iter().filter(|c| !c.is_empty()).count();
    // In the first line a name may be a whole question of a form.
    let longest = if first { 1000 } else { 100 };
    if filled < 2 || cells.iter().any(|c| c.len() > longest) {
        return 0;
    }
    let columns = Columns::new(cells.to_vec());
    let known: Vec<Column> = columns.places.keys().copied().filter(|c| *c != Column::Skip).collect();
    // Tables of anything have a column "Source".
    let vague = known.len() < 4
        && cells
            .iter()
            .all(|c| names::find(&fold(c), Family::Other) != Some(Column::Journal) || fold(c) == "source");
    let weight =
        |column: Column| if vague && column == Column::Journal { Weight::Weak } else { weight(column) };
    let count = |wanted: Weight| known.iter().filter(|c| weight(**c) == wanted).count();
    let (title, names) = (count(Weight::Title), count(Weight::Id));
    let (strong, weak) = (count(Weight::Strong), count(Weight::Weak));
    let enough = title > 0 && (names + strong > 0 || (weak >= 3 && columns.has(Column::Volume)))
        || names > 0 && (names > 1 || strong + weak > 0);
    let placed = cells.len() - columns.unknown.len();
    // Before the line of column names stand words of people: a sentence may begin "Title, abstract and …".
    let sure = first || known.len() >= 5 || (placed >= 3 && placed == filled);
    if enough && sure { known.len() } else { 0 }
}

/// What a column tells of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    Title,
    /// Names the work.
    Id,
    /// Tables of other things hardly have it.
    Strong,
    Weak,
}

fn weight(column: Column) -> Weight {
    use Column as C;
    match column {
        C::Title => Weight::Title,
        C::Doi | C::Pmid | C::Pmcid | C::Accession(_) => Weight::Id,
        C::Authors
        | C::AuthorsFull
        | C::FirstAuthor
        | C::Journal
        | C::Abbreviation
        | C::Abstract
        | C::Issn
        | C::Eissn
        | C::Citation
        | C::Isbn
        | C::Mesh
        | C::References
        | C::ScopusAddresses
        | C::DimensionsAddresses => Weight::Strong,
        _ => Weight::Weak,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str) -> Vec<String> {
        line.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn tables_of_works_are_told_from_others() {
        for line in [
            "Title,Authors,Year",
            "title,doi",
            "DOI,year",
            "pmid,Title",
            "Study ID,Title,Journal,Arm,Dose",
            "Titel,Autor,Jahr",
            "Title,Year,Volume,Pages",
            "PT,AU,TI,SO,PY",
        ] {
            assert!(score(&cells(line), true) > 0, "{line}");
        }
        for line in [
            "name,size,colour",
            "title,year,url,language",
            "id,name,types",
            "id,title,source",
            "Title,First name,Last name,Email",
            "oci,snapshot,agent,source,created,invalidated,description,update",
            "doi",
            "date,type,status",
        ] {
            assert_eq!(score(&cells(line), true), 0, "{line}");
        }
        assert_eq!(score(&cells("Title,abstract,and keywords were screened by two of us"), false), 0);
        assert!(score(&cells("Title,Authors,Abstract"), false) > 0);
    }
}
