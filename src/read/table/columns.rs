//! Names of columns -> what stands in them. Names are compared folded: case, punctuation and accents do not
//! matter.

mod names;
mod score;

use super::people::Style;
use crate::record::fold;
use csv::StringRecord;
pub(super) use score::score;
use std::collections::HashMap;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Column {
    Title,
    OriginalTitle,
    Authors,
    /// Authors with their full names; wins over [`Column::Authors`].
    AuthorsFull,
    Groups,
    FirstAuthor,
    /// Authors of the book that a chapter is in.
    BookAuthors,
    Orcids,
    IsCorresponding,
    Correspondence,
    Editors,
    Translators,
    /// `Okafor C., Univ A, Leeds; Lindqvist M., Univ B` (Scopus).
    ScopusAddresses,
    /// `Okafor, Chidi (Univ A, Leeds; Univ C); Lindqvist, Maja (Univ B)` (Dimensions).
    DimensionsAddresses,
    /// `[Okafor, Chidi; Lindqvist, Maja] Univ A, Leeds; [Lindqvist, Maja] Univ B` (Web of Science).
    WosAddresses,
    /// `(Okafor C.; Lindqvist M.) Univ A, Leeds , (Lindqvist M.) Univ B` (Embase).
    EmbaseAddresses,
    /// One address for every author, in their order.
    ListedAddresses,
    /// Addresses without a word about whose they are.
    Affiliations,
    Year,
    Month,
    Day,
    Date,
    PrintDate,
    OnlineDate,
    Journal,
    Abbreviation,
    BookTitle,
    Conference,
    Series,
    /// What the journal is: `journal`, `repository`, `book series`.
    SourceType,
    Volume,
    Issue,
    Supplement,
    ArticleNumber,
    Pages,
    FirstPage,
    LastPage,
    Doi,
    /// The DOI of the book that a chapter is in.
    BookDoi,
    Pmid,
    Pmcid,
    Openalex,
    Omid,
    Arxiv,
    /// A number in the database named.
    Accession(&'static str),
    /// The database that the record is from, and its number there.
    Archive,
    ArchiveNumber,
    /// `ClinicalTrials.gov (NCT01234567), ISRCTN (…)`.
    Trials,
    Issn,
    Eissn,
    IssnL,
    Isbn,
    Publisher,
    Place,
    Edition,
    Abstract,
    OriginalAbstract,
    Keywords,
    Mesh,
    Funding,
    References,
    /// How often the work was cited.
    Count,
    /// The works that cite it.
    CitedBy,
    OpenAccess,
    Licence,
    Url,
    Language,
    Type,
    /// A type that says more about a thesis or report (`PhD thesis`).
    Genre,
    Retracted,
    /// Lines of `Name: value`.
    Extra,
    /// `J Invent Care. 2021 Mar;14(3):201-209. doi: 10.5555/x. Epub 2021 Jan 2.` (PubMed).
    Citation,
    /// `J Invent Care (2021) 14:3 Article Number: 201. Date of Publication: …` (Embase).
    Source,
    /// `PMID:123 | PMCID:PMC4`.
    Identifiers,
    /// What the database or tool notes for itself, or says in another column already.
    Skip,
}

/// Who wrote the table, where its columns have meanings of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Scopus,
    /// Web of Science with tags for names (`PT`, `AU`, `TI`).
    Tags,
    Wos,
    Dimensions,
    Lens,
    Pubmed,
    /// PubMed before 2020.
    OldPubmed,
    EuropePmc,
    Openalex,
    Zotero,
    Cochrane,
    Embase,
    Springer,
    Ieee,
    /// Publish or Perish.
    Perish,
    Icite,
    /// Rayyan, Abstrackr, `JabRef`: lists joined by `and`.
    Bibtex,
    Other,
}

impl Family {
    fn of(names: &[String]) -> Self {
        let has = |name: &str| names.iter().any(|n| n == name);
        let all = |wanted: &[&str]| wanted.iter().all(|name| has(name));
        let embase = || names.iter().any(|n| n.starts_with("emtree")) || all(&["author names", "pui"]);
        match () {
            () if all(&["entrezuid", "details"]) => Self::OldPubmed,
            () if has("lens id") => Self::Lens,
            () if has("central id") || has("cochrane review group code") => Self::Cochrane,
            () if embase() => Self::Embase,
            () if has("keywords plus") || has("ut unique wos id") => Self::Wos,
            () if has("authors with affiliations") || all(&["source title", "eid"]) || has("author s id") => {
                Self::Scopus
            }
            () if has("pubyear") && !has("authorstring") || has("dimensions url") => Self::Dimensions,
            () if has("authorstring") => Self::EuropePmc,
            () if all(&["journal book", "first author"]) => Self::Pubmed,
            () if names
                .iter()
                .any(|n| n.starts_with("authorships ") || n.starts_with("primary location ")) =>
            {
                Self::Openalex
            }
            () if all(&["id", "display name"]) => Self::Openalex,
            () if all(&["item type", "publication title"]) => Self::Zotero,
            () if all(&["item doi", "content type"]) => Self::Springer,
            () if all(&["document title", "publication title"]) => Self::Ieee,
            () if all(&["cites", "articleurl"]) || has("gsrank") => Self::Perish,
            () if has("is research article") || has("relative citation ratio") => Self::Icite,
            () if all(&["pubmed id", "pmc id", "key"]) || all(&["internal id", "source id"]) => Self::Bibtex,
            () if has("bibliographytype") => Self::Bibtex,
            () => Self::Other,
        }
    }

    /// How lists of names are likely to be written.
    pub(super) fn style(self) -> Style {
        match self {
            Self::Scopus
            | Self::Tags
            | Self::Wos
            | Self::Dimensions
            | Self::Lens
            | Self::Zotero
            | Self::Cochrane
            | Self::Ieee => Style::Semicolons,
            Self::Pubmed | Self::OldPubmed | Self::EuropePmc | Self::Embase => Style::Commas,
            Self::Perish | Self::Icite => Style::InitialsFirst,
            Self::Openalex => Style::Pipes,
            Self::Springer => Style::RunTogether,
            Self::Bibtex => Style::And,
            Self::Other => Style::Unknown,
        }
    }
}

/// The columns of a table.
#[derive(Debug)]
pub(super) struct Columns {
    names: Vec<String>,
    places: HashMap<Column, Vec<usize>>,
    /// Columns that no rule knows.
    unknown: Vec<usize>,
    pub(super) family: Family,
}

impl Columns {
    pub(super) fn new(names: Vec<String>) -> Self {
        let folded: Vec<String> = names.iter().map(|name| fold(name)).collect();
        let family = if names::are_tags(&names) { Family::Tags } else { Family::of(&folded) };
        let (mut places, mut unknown) = (HashMap::<Column, Vec<usize>>::new(), Vec::new());
        for (n, name) in folded.iter().enumerate() {
            let column = if family == Family::Tags { names::tag(name) } else { names::find(name, family) };
            match column {
                Some(column) => places.entry(column).or_default().push(n),
                None => unknown.push(n),
            }
        }
        Self { names, places, unknown, family }
    }

    pub(super) fn width(&self) -> usize {
        self.names.len()
    }

    pub(super) fn has(&self, column: Column) -> bool {
        self.places.contains_key(&column)
    }

    /// Whether these cells repeat the line of column names.
    pub(super) fn is_header(&self, cells: &StringRecord) -> bool {
        let same = |(cell, name): (&str, &String)| cell.trim().eq_ignore_ascii_case(name);
        cells.len() >= self.names.len().min(2) && cells.iter().zip(&self.names).all(same)
    }

    /// Whether the columns from this one on hold nothing that is used.
    pub(super) fn ends_before(&self, count: usize) -> bool {
        let used = self.places.iter().filter(|(column, _)| **column != Column::Skip);
        used.flat_map(|(_, places)| places).all(|place| *place < count)
    }

    /// Columns of text, whose cells may hold delimiters: their places and names.
    pub(super) fn texts(&self) -> impl Iterator<Item = (usize, &str)> {
        const TEXTS: [Column; 12] = [
            Column::Title,
            Column::Authors,
            Column::AuthorsFull,
            Column::Abstract,
            Column::Journal,
            Column::BookTitle,
            Column::Affiliations,
            Column::Keywords,
            Column::Publisher,
            Column::Funding,
            Column::References,
            Column::Citation,
        ];
        let known = TEXTS.iter().filter_map(|column| self.places.get(column)).flatten();
        known.chain(&self.unknown).map(|n| (*n, self.names.get(*n).map_or("", String::as_str)))
    }

    pub(super) fn of<'a>(&'a self, cells: &'a StringRecord) -> Cells<'a> {
        Cells { columns: self, cells }
    }
}

/// A row, seen through its columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'a> {
    columns: &'a Columns,
    cells: &'a StringRecord,
}

impl<'a> Cells<'a> {
    /// What stands in the columns of this kind that are not empty: name of the column, and value.
    pub(super) fn all(self, column: Column) -> impl Iterator<Item = (&'a str, &'a str)> {
        let places = self.columns.places.get(&column).map(Vec::as_slice).unwrap_or_default();
        places.iter().map(move |n| self.at(*n)).filter(|(_, value)| !value.is_empty())
    }

    /// The first of them, or an empty text.
    pub(super) fn first(self, column: Column) -> &'a str {
        self.all(column).next().map_or("", |(_, value)| value)
    }

    /// Numbers in other databases.
    pub(super) fn accessions(self) -> impl Iterator<Item = (&'static str, &'a str)> {
        let mut found: Vec<(usize, &'static str)> = Vec::new();
        for (column, places) in &self.columns.places {
            if let Column::Accession(bank) = column {
                found.extend(places.iter().map(|n| (*n, *bank)));
            }
        }
        found.sort_unstable();
        found.into_iter().map(move |(n, bank)| (bank, self.at(n).1)).filter(|(_, value)| !value.is_empty())
    }

    /// Names of the unknown columns that are not empty; those without a name are told by their number.
    pub(super) fn unknown(self) -> impl Iterator<Item = String> {
        let filled = self.columns.unknown.iter().filter(move |n| !self.at(**n).1.is_empty());
        filled.map(move |n| match self.at(*n).0 {
            "" => format!("column {}", n + 1),
            name => name.to_owned(),
        })
    }

    fn at(self, n: usize) -> (&'a str, &'a str) {
        let name = self.columns.names.get(n).map_or("", String::as_str);
        (name, value(self.cells.get(n).unwrap_or_default()))
    }
}

/// A cell without what spreadsheets and programs put into it: `="0306"`, `NA`, `null`.
pub(super) fn value(cell: &str) -> &str {
    let cell = cell.trim();
    let guarded = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let cell = guarded.unwrap_or(cell).trim();
    match cell {
        "NA" | "N/A" | "n/a" | "#N/A" | "NaN" | "nan" | "NULL" | "null" | "None" | "-" | "\u{2013}"
        | "\u{2014}" | "[]" => "",
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lose_what_programs_put_around_them() {
        for (cell, expected) in
            [(" a ", "a"), ("=\"0306\"", "0306"), ("NA", ""), ("null", ""), ("Na", "Na"), ("=A1", "=A1")]
        {
            assert_eq!(value(cell), expected, "{cell}");
        }
    }
}
