//! Dates of PubMed XML: year, month as a number or a name, day, season; or a text.

use super::article::unused;
use crate::read::draft::{Draft, tidy};
use crate::read::when;
use crate::read::xml::{Trouble, Xml};
use crate::record::PartialDate;
use std::io::BufRead;

/// The parts of a date as they stand.
#[derive(Debug, Default)]
pub(super) struct Parts {
    year: String,
    month: String,
    day: String,
    /// A date in words (`2008 Jul-Aug`).
    words: String,
}

impl Parts {
    /// Reads the element that is open to its end.
    pub(super) fn read<R: BufRead>(xml: &mut Xml<R>) -> Result<Self, Trouble> {
        let mut parts = Self::default();
        xml.children(|xml, tag| {
            let name = tag.name().to_owned();
            let text = tidy(&xml.text()?);
            match name.as_str() {
                "Year" => parts.year = text,
                "Month" => parts.month = text,
                "Day" => parts.day = text,
                "MedlineDate" => parts.words = text,
                // Seasons and times of day are no part of a calendar date.
                _ => {}
            }
            Ok(())
        })?;
        Ok(parts)
    }

    pub(super) fn date(&self, draft: &mut Draft, field: &'static str) -> Option<PartialDate> {
        if self.year.is_empty() {
            return draft.date(field, &self.words);
        }
        let Ok(year) = self.year.parse() else { return draft.date(field, &self.year) };
        draft.date_of_parts(field, year, when::month(&self.month), self.day.parse().ok())
    }
}

/// The date of publication.
pub(super) fn publication<R: BufRead>(
    xml: &mut Xml<R>,
    draft: &mut Draft,
) -> Result<Option<PartialDate>, Trouble> {
    let parts = Parts::read(xml)?;
    Ok(parts.date(draft, "publication date"))
}

/// The history of the manuscript and of the record.
pub(super) fn history<R: BufRead>(xml: &mut Xml<R>, draft: &mut Draft) -> Result<(), Trouble> {
    xml.children(|xml, tag| {
        if tag.name() != "PubMedPubDate" {
            return unused(xml, tag, draft);
        }
        let status = tag.attribute("PubStatus").unwrap_or_default().to_owned();
        let parts = Parts::read(xml)?;
        match status.as_str() {
            "received" => draft.record.history.received = parts.date(draft, "received"),
            "accepted" => draft.record.history.accepted = parts.date(draft, "accepted"),
            "revised" => {
                let date = parts.date(draft, "revised");
                draft.record.history.revised.extend(date);
            }
            "entrez" => draft.record.history.indexed = parts.date(draft, "indexed"),
            "retracted" => draft.record.history.retracted = parts.date(draft, "retracted"),
            "epublish" | "aheadofprint" if draft.record.history.published.is_none() => {
                draft.record.history.published = parts.date(draft, "electronic date");
            }
            // Other days of the database.
            _ => {}
        }
        Ok(())
    })
}
