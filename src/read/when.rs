//! Dates in the many forms of citation exports -> partial dates. Never guesses between day and month.

use crate::record::{DateError, PartialDate};

/// A date that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) date: PartialDate,
    /// What of the text could not be kept, in words.
    pub(super) lost: Option<String>,
}

/// Reads a date. Forms: `2012`, `2012-03-15`, `2012/03/15/`, `2012/3/15/Spring`, `20120315`, `2012 Mar 15`, `15 Mar 2012`,
/// `March 15, 2012`, `MAR 15 2012`, `2008 Jul-Aug` (the first month), `2012 Spring`, `1998 Dec-1999 Jan`, `2012-03-15T…`,
/// `15/03/2012` where only one reading exists. A season or a note beside the year is dropped without a word; an
/// impossible day or month is dropped with one.
///
/// # Errors
/// Where there is no year between 1000 and 2999 in it.
pub(super) fn date(text: &str) -> Result<Read, DateError> {
    let words: Vec<Word> = words(text);
    let compact = text.trim();
    if compact.len() == 8 && compact.bytes().all(|b| b.is_ascii_digit()) {
        let year = compact[..4].parse().map_err(|_| DateError::Shape)?;
        return from_parts(year, compact[4..6].parse().ok(), compact[6..].parse().ok());
    }
    let year_at = words.iter().position(|w| matches!(w, Word::Number(_, 4))).ok_or(DateError::Shape)?;
    let Word::Number(year, _) = words[year_at] else { return Err(DateError::Shape) };
    let year = i32::try_from(year).map_err(|_| DateError::Shape)?;
    // What follows a second year belongs to the end of a span.
    let end = words[year_at + 1..]
        .iter()
        .position(|w| matches!(w, Word::Number(_, 4)))
        .map_or(words.len(), |n| year_at + 1 + n);
    let month_name = words[..end].iter().position(|w| matches!(w, Word::Month(_)));
    let small = |w: &Word| match w {
        Word::Number(n, 1 | 2) => u8::try_from(*n).ok(),
        _ => None,
    };
    if let Some(at) = month_name {
        let Word::Month(month) = words[at] else { return Err(DateError::Shape) };
        let after = words.get(at + 1).filter(|_| at + 1 < end).and_then(small);
        let before = at.checked_sub(1).and_then(|i| words.get(i)).and_then(small);
        return from_parts(year, Some(month), after.or(before));
    }
    if year_at == 0 {
        let month = words.get(1).filter(|_| end > 1).and_then(small);
        let day = words.get(2).filter(|_| end > 2).and_then(small);
        return from_parts(year, month, month.and(day));
    }
    // Beside a word that is no month a number may mean anything (`Issue 3, 2012`, `12 brumaire 1999`).
    let strange = words[..year_at].contains(&Word::Other);
    let before: Vec<u8> = words[..year_at].iter().filter(|_| !strange).filter_map(small).collect();
    match before[..] {
        [month] => from_parts(year, Some(month), None),
        [a, b] if a > 12 || a == b => from_parts(year, Some(b), Some(a)),
        [a, b] if b > 12 => from_parts(year, Some(a), Some(b)),
        [a, b] => {
            let date = PartialDate::from_year(year)?;
            Ok(Read { date, lost: Some(format!("{a} and {b} may each be the day or the month")) })
        }
        _ => from_parts(year, None, None),
    }
}

/// The date of these parts, without those that the calendar does not have.
fn from_parts(year: i32, month: Option<u8>, day: Option<u8>) -> Result<Read, DateError> {
    let (month, day) = (month.filter(|m| *m > 0), day.filter(|d| *d > 0));
    let error = match PartialDate::new(year, month, month.and(day)) {
        Ok(date) => return Ok(Read { date, lost: None }),
        Err(error @ DateError::Year(_)) => return Err(error),
        Err(error) => error,
    };
    let date = PartialDate::new(year, month, None).or_else(|_| PartialDate::from_year(year))?;
    Ok(Read { date, lost: Some(error.to_string()) })
}

/// The month with this English name, or the first three letters of it, in any case; a number from 1 to 12 too.
pub(super) fn month(text: &str) -> Option<u8> {
    let text = text.trim().trim_end_matches('.');
    if let Ok(number) = text.parse::<u8>() {
        return (1..=12).contains(&number).then_some(number);
    }
    match word(text) {
        Word::Month(month) => Some(month),
        _ => None,
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Word {
    /// A number and how many digits it has.
    Number(u32, usize),
    Month(u8),
    Other,
}

fn words(text: &str) -> Vec<Word> {
    // A time of day is no part of a date.
    let text = match text.split_once('T') {
        Some((date, time))
            if date.ends_with(|c: char| c.is_ascii_digit())
                && time.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            date
        }
        _ => text,
    };
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(word).collect()
}

fn word(text: &str) -> Word {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().map_or(Word::Other, |n| Word::Number(n, text.len()));
    }
    // "15th", "1st"
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    if !digits.is_empty() && matches!(&text[digits.len()..], "st" | "nd" | "rd" | "th") {
        return digits.parse().map_or(Word::Other, |n| Word::Number(n, digits.len()));
    }
    let lower = text.to_lowercase();
    let found = MONTHS.iter().position(|m| {
        *m == lower
            || (lower.len() >= 3 && lower.len() <= 4 && m.starts_with(&lower))
            || (lower == "sept" && *m == "september")
    });
    match found {
        Some(at) => Word::Month(u8::try_from(at + 1).unwrap_or(1)),
        None => Word::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_many_forms() {
        for (text, expected) in [
            ("2012", "2012"),
            ("2012-03-15", "2012-03-15"),
            ("2012/03/15/", "2012-03-15"),
            ("2012///", "2012"),
            ("2012/3//Spring", "2012-03"),
            ("20120315", "2012-03-15"),
            ("2012 Mar 15", "2012-03-15"),
            ("15 March 2012", "2012-03-15"),
            ("March 15th, 2012", "2012-03-15"),
            ("MAR 15 2012", "2012-03-15"),
            ("MAR 2012", "2012-03"),
            ("2008 Jul-Aug", "2008-07"),
            ("1998 Dec-1999 Jan", "1998-12"),
            ("2012 Spring", "2012"),
            ("2012-03-15T10:00:00Z", "2012-03-15"),
            ("15/03/2012", "2012-03-15"),
            ("03/2012", "2012-03"),
            ("Issue 3, 2012", "2012"),
            ("c2012", ""),
        ] {
            let read = date(text).map(|r| (r.date.to_string(), r.lost)).unwrap_or_default();
            assert_eq!(read, (expected.to_owned(), None), "{text}");
        }
        let lost = |text: &str| date(text).map(|r| (r.date.to_string(), r.lost.is_some()));
        assert_eq!(lost("31/02/2012"), Ok(("2012-02".to_owned(), true)));
        assert_eq!(lost("03/04/2012"), Ok(("2012".to_owned(), true)));
        assert_eq!(lost("2012-13-40"), Ok(("2012".to_owned(), true)));
        assert_eq!(lost("10 15"), Err(DateError::Shape));
    }
}
