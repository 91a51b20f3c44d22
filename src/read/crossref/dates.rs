//! Dates of Crossref: `{"date-parts": [[2021, 3, 31]]}`, of which month and day may be missing, or everything
//! (`[[null]]`).
//!
//! The date of the printed edition is the date of publication; that of the online edition belongs to the
//! history.

use crate::read::draft::{Draft, quote};
use crate::read::members::{Members, whole};
use crate::read::when;
use crate::record::{DiagnosticKind, PartialDate};
use serde_json::Value;

/// Dates that stand for the date of publication where there is none, the best first.
const SUBSTITUTES: [&str; 5] = ["published", "published-other", "posted", "approved", "content-created"];

/// Reads every date of a work. `issue` is when the issue that it is in was printed.
pub(super) fn read(work: &mut Members, issue: Option<PartialDate>, draft: &mut Draft) {
    let printed = member(work, "published-print", draft).or(issue);
    let online = member(work, "published-online", draft);
    let issued = member(work, "issued", draft);
    let mut substitutes = SUBSTITUTES.map(|name| member(work, name, draft));
    let posted = substitutes[2];
    draft.record.published =
        printed.or(issued).or(online).or_else(|| substitutes.iter_mut().find_map(Option::take));
    draft.record.history.published = online.or(posted);
    draft.record.history.accepted = member(work, "accepted", draft);
    asserted(work, draft);
}

/// Days that publishers tell with their Crossmark button: `{"name": "received", "value": "3 November 2020"}`.
/// They are worded for people, so what is no date is passed over.
fn asserted(work: &mut Members, draft: &mut Draft) {
    let mut others = false;
    for mut assertion in work.objects("assertion") {
        let name = assertion.text("name").unwrap_or_default().to_lowercase();
        let date = assertion.text("value").and_then(|value| when::date(&value).ok()).map(|read| read.date);
        let history = &mut draft.record.history;
        let (slot, date) = match (name.trim_start_matches("date_"), date) {
            ("received", Some(date)) => (&mut history.received, date),
            ("accepted", Some(date)) => (&mut history.accepted, date),
            ("first_online" | "epub" | "published_online", Some(date)) => (&mut history.published, date),
            ("revised", Some(date)) => {
                history.revised.push(date);
                continue;
            }
            _ => {
                others |= !ABOUT_ITSELF.contains(&name.as_str());
                continue;
            }
        };
        *slot = slot.or(Some(date));
    }
    if others {
        draft.unused("assertion");
    }
}

/// Assertions that repeat what the record tells in its own members.
const ABOUT_ITSELF: [&str; 12] = [
    "publisher",
    "articletitle",
    "journaltitle",
    "articlelink",
    "content_type",
    "copyright",
    "article_title",
    "journal_title",
    "article_type",
    "copyright_information",
    "published",
    "identifier",
];

/// The date in the member of this name.
pub(super) fn member(within: &mut Members, name: &'static str, draft: &mut Draft) -> Option<PartialDate> {
    let value = within.take(name)?;
    date(&value, name, draft)
}

/// A date; one without a year is none, without a word, because Crossref writes `[[null]]` where it knows
/// none.
pub(super) fn date(value: &Value, field: &'static str, draft: &mut Draft) -> Option<PartialDate> {
    let parts = match value {
        Value::Object(object) => {
            object.get("date-parts").or_else(|| object.get("raw")).or_else(|| object.get("date-time"))
        }
        other => Some(other),
    };
    match parts? {
        Value::String(text) => draft.date(field, text),
        // Older files have the parts without the list around them.
        Value::Array(list) => match list.first() {
            Some(Value::Array(parts)) => of_parts(parts, field, draft),
            _ => of_parts(list, field, draft),
        },
        Value::Number(_) => of_parts(std::slice::from_ref(parts?), field, draft),
        _ => None,
    }
}

fn of_parts(parts: &[Value], field: &'static str, draft: &mut Draft) -> Option<PartialDate> {
    let mut part = |at: usize, what: &str, read: &dyn Fn(&Value) -> Option<i64>| {
        let value = parts.get(at).filter(|value| !value.is_null() && value.as_str() != Some(""))?;
        let number = read(value);
        if number.is_none() {
            let message = format!("'{}' is no {what}", quote(&value.to_string()));
            draft.warn(DiagnosticKind::BadDate, field, message, "left out");
        }
        number
    };
    let month_name = |value: &Value| whole(value).or_else(|| when::month(value.as_str()?).map(i64::from));
    let year = part(0, "year", &whole)?;
    // A month or day of zero says that it is not known.
    let (month, day) =
        (part(1, "month", &month_name).filter(|n| *n != 0), part(2, "day", &whole).filter(|n| *n != 0));
    let small = |number: Option<i64>| number.map(|number| u8::try_from(number).unwrap_or(u8::MAX));
    draft.date_of_parts(field, i32::try_from(year).unwrap_or(i32::MAX), small(month), small(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Context;
    use crate::record::Position;
    use serde_json::json;

    #[test]
    fn dates_in_every_shape() {
        let context = Context { source: "test".into(), list_year: None };
        for (value, expected, findings) in [
            (json!({"date-parts": [[2021, 3, 31]]}), Some("2021-03-31"), 0),
            (json!({"date-parts": [["2021", "3"]]}), Some("2021-03"), 0),
            (json!({"date-parts": [[2021, null, null]]}), Some("2021"), 0),
            (json!({"date-parts": [[null]]}), None, 0),
            (json!({"date-parts": []}), None, 0),
            (json!({"date-parts": [2021, 3]}), Some("2021-03"), 0),
            (json!({"date-parts": [[{"$numberLong": "2021"}]]}), Some("2021"), 0),
            (json!({"date-parts": [[2021, 0, 0]]}), Some("2021"), 0),
            (json!({"date-parts": [[2021, 2, 31]]}), Some("2021-02"), 1),
            (json!({"date-parts": [[2021, "Mar", "x"]]}), Some("2021-03"), 1),
            (json!({"date-parts": [[["x"], 2]]}), None, 1),
            (json!({"date-parts": [[99_999_999_999_i64]]}), None, 1),
            (json!({"raw": "March 2021"}), Some("2021-03"), 0),
            (json!("2021-03-31"), Some("2021-03-31"), 0),
            (json!(2021), Some("2021"), 0),
        ] {
            let mut draft = Draft::new(&context, 1, Position::default());
            let found = date(&value, "issued", &mut draft).map(|d| d.to_string());
            assert_eq!(found.as_deref(), expected, "{value}");
            assert_eq!(draft.findings.take().len(), findings, "{value}");
        }
    }
}
