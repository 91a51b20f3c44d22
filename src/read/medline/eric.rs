//! What ERIC (the Education Resources Information Center) does otherwise: its export has MEDLINE's tags and
//! its own values.

use super::raw::Raw;
use crate::read::draft::{Draft, Edition};
use crate::record::{Accession, Kind};

/// Whether the record is ERIC's.
pub(super) fn is_eric(raw: &Raw) -> bool {
    raw.fields().iter().any(|field| field.tag.is("OWN") && field.value == "ERIC")
}

/// Takes a field that only ERIC writes like this; whether it is one.
pub(super) fn take(draft: &mut Draft, tag: &str, value: &str) -> bool {
    match tag {
        "OID" => {
            draft.record.accessions.push(Accession { bank: "ERIC".to_owned(), number: value.to_owned() });
        }
        // Volume, issue and pages again. Only of a thesis it says something of its own.
        "SO" => {
            if let Some((_, university)) =
                value.split_once("Dissertation, ").or_else(|| value.split_once("Thesis, "))
            {
                draft.record.publisher =
                    Some(draft.text("publisher", university)).filter(|text| !text.is_empty());
            }
        }
        _ => return false,
    }
    true
}

/// `ISSN-1042-1629`, `EISSN-2375-5636`.
pub(super) fn issn(draft: &mut Draft, value: &str) {
    for part in value.split([',', ';']).map(str::trim) {
        let (edition, number) = match part.strip_prefix("EISSN") {
            Some(number) => (Edition::Electronic, number),
            None => (Edition::Print, part.trim_start_matches("ISSN")),
        };
        draft.issn(edition, number.trim_start_matches(['-', ' ']));
    }
}

/// ERIC's numbers begin with `EJ` for what is in a journal and with `ED` for everything else. Of the latter,
/// the place of the journal holds who published it.
pub(super) fn complete(raw: &Raw, draft: &mut Draft) {
    let is = |start: &str| raw.fields().iter().any(|f| f.tag.is("PT") && f.value.starts_with(start));
    let document = raw.fields().iter().any(|f| f.tag.is("OID") && f.value.starts_with("ED"));
    draft.record.kind = match () {
        () if !document || is("Journal Articles") => Kind::JournalArticle,
        () if is("Dissertations/Theses - Doctoral") => Kind::DoctoralThesis,
        () if is("Dissertations/Theses") => Kind::Thesis,
        () if is("Book") => Kind::Book,
        () if is("Speeches/Meeting Papers") => Kind::ConferencePaper,
        () if is("Reports") => Kind::Report,
        () => Kind::Other,
    };
    if draft.record.kind == Kind::JournalArticle {
        return;
    }
    let Some(place) = draft.record.container.as_mut() else { return };
    let name = std::mem::take(&mut place.title);
    draft.record.isbns.append(&mut place.isbns);
    if *place == crate::record::Container::default() {
        draft.record.container = None;
    }
    if draft.record.publisher.is_none() {
        draft.record.publisher = Some(name).filter(|name| !name.is_empty());
    }
}

/// The date in `Article 10 2019`; the number of the article goes to `location`.
pub(super) fn date<'a>(value: &'a str, location: &mut Option<String>) -> &'a str {
    let Some(rest) = value.strip_prefix("Article ") else { return value };
    let Some((number, date)) = rest.split_once(' ') else { return value };
    *location = Some(number.to_owned());
    date
}
