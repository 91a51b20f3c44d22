//! What the rules ask of a record: its type, the database that it comes from, its fields without fillers.

use super::fields::{Fields, Value};
use super::kind::{self, Type};
use super::tags::Tag;
use crate::read::draft::Draft;
use crate::record::Position;

/// The fields of a record, seen through its type and origin.
pub(super) struct Sheet<'a> {
    fields: &'a Fields,
    pub(super) ty: Type,
    pub(super) origin: Origin,
}

/// The database whose habits a record shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Scopus,
    Embase,
    /// APA PsycInfo by Ovid.
    PsycInfo,
    /// MEDLINE by Ovid.
    OvidMedline,
    /// PubMed, as EndNote and its like take it over.
    Nlm,
    Wos,
    Other,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(fields: &'a Fields) -> Self {
        let ty = kind::named(fields.code()).unwrap_or(kind::UNTYPED);
        let origin = fields
            .any([*b"DB", *b"DP", *b"AN", *b"UR", *b"L2", *b"LK"])
            .find_map(origin)
            .unwrap_or(Origin::Other);
        Self { fields, ty, origin }
    }

    /// All fields, in order.
    pub(super) fn fields(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        self.fields.iter().filter(|value| !is_filler(value.text))
    }

    /// The fields with one of these tags that hold something, in order.
    pub(super) fn any<const N: usize>(&self, tags: [Tag; N]) -> impl Iterator<Item = Value<'a>> + use<'a, N> {
        self.fields.any(tags).filter(|value| !is_filler(value.text))
    }

    /// The fields with this tag that hold something, in order.
    pub(super) fn all(&self, tag: Tag) -> impl Iterator<Item = Value<'a>> + use<'a> {
        self.fields.all(tag).filter(|value| !is_filler(value.text))
    }

    /// The first field with this tag that holds something.
    pub(super) fn first(&self, tag: Tag) -> Option<Value<'a>> {
        self.all(tag).next()
    }

    pub(super) fn has(&self, tag: Tag) -> bool {
        self.first(tag).is_some()
    }

    pub(super) fn is(&self, codes: &[&str]) -> bool {
        codes.contains(&self.ty.code)
    }
}

/// Findings from now on are about the place of this field.
pub(super) fn at(draft: &mut Draft, value: Value<'_>) {
    if value.line > 0 {
        draft.at(Position { line: value.line, column: 1 });
    }
}

/// What programs write for "nothing": R and pandas for missing values, JavaScript for undefined ones.
pub(super) fn is_filler(text: &str) -> bool {
    text.is_empty()
        || (text.len() <= 9
            && matches!(
                text,
                "NA" | "N/A" | "n/a" | "nan" | "NaN" | "null" | "NULL" | "undefined" | "<br />"
            ))
}

fn origin(value: Value<'_>) -> Option<Origin> {
    let text = value.text;
    match &value.tag {
        b"DB" | b"DP" => match text.lines().next().unwrap_or_default() {
            "Scopus" => Some(Origin::Scopus),
            "Embase" | "EMBASE" => Some(Origin::Embase),
            "NLM" | "PubMed" | "MEDLINE" | "Medline" | "PMC" => Some(Origin::Nlm),
            text if text.starts_with("APA PsycInfo") || text.starts_with("PsycINFO") => {
                Some(Origin::PsycInfo)
            }
            text if text.starts_with("Ovid MEDLINE") => Some(Origin::OvidMedline),
            _ => None,
        },
        b"AN" if text.starts_with("WOS:") || text.starts_with("ISI:") => Some(Origin::Wos),
        b"UR" | b"L2" | b"LK" => {
            if text.contains("www.scopus.com/") {
                Some(Origin::Scopus)
            } else if text.contains("www.embase.com/") || text.contains("sid=EMBASE") {
                Some(Origin::Embase)
            } else {
                ovid(text).and_then(|(database, _)| match database {
                    _ if database.starts_with("psyc") => Some(Origin::PsycInfo),
                    _ if is_ovid_medline(database) => Some(Origin::OvidMedline),
                    _ => None,
                })
            }
        }
        _ => None,
    }
}

/// Database and accession number in an address of Ovid.
pub(super) fn ovid(url: &str) -> Option<(&str, &str)> {
    let (host, query) = url.split_once("ovidweb.cgi?")?;
    let parameter = |name: &str| query.split('&').find_map(|p| p.strip_prefix(name)?.strip_prefix('='));
    host.contains("ovid.com").then_some(())?;
    Some((parameter("D")?, parameter("AN")?))
}

/// Whether Ovid keeps MEDLINE, or what is not yet in it, in the database of this name.
pub(super) fn is_ovid_medline(database: &str) -> bool {
    ["med", "prem", "ppez", "pmnm", "mesz"].iter().any(|lead| database.starts_with(lead))
}
