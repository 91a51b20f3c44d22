//! Calendar dates that may lack a day or a month, checked against the proleptic Gregorian calendar.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A year, a year and month, or a full day. Years run from 1000 to 2999: anything else in a citation is a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i32,
    month: Option<u8>,
    day: Option<u8>,
}

/// Why a date is impossible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateError {
    /// Not digits in the shape `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    #[error("not a date in the form YYYY, YYYY-MM or YYYY-MM-DD")]
    Shape,
    /// Year outside 1000 to 2999.
    #[error("the year {0} is not between 1000 and 2999")]
    Year(i32),
    /// Month outside 1 to 12.
    #[error("there is no month {0}")]
    Month(u8),
    /// Day that the month does not have.
    #[error("month {month} of {year} has no day {day}")]
    Day {
        /// The year.
        year: i32,
        /// The month.
        month: u8,
        /// The day that does not exist.
        day: u8,
    },
}

impl PartialDate {
    /// A date of which only the year is known.
    ///
    /// # Errors
    /// [`DateError::Year`] outside 1000 to 2999.
    pub fn from_year(year: i32) -> Result<Self, DateError> {
        Self::new(year, None, None)
    }

    /// A full day.
    ///
    /// # Errors
    /// [`DateError`] where the calendar has no such day.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Result<Self, DateError> {
        Self::new(year, Some(month), Some(day))
    }

    /// A date with what is known of it; a day without a month is dropped with an error.
    ///
    /// # Errors
    /// [`DateError`] where the calendar has no such date.
    pub fn new(year: i32, month: Option<u8>, day: Option<u8>) -> Result<Self, DateError> {
        if !(1000..=2999).contains(&year) {
            return Err(DateError::Year(year));
        }
        match (month, day) {
            (None, Some(_)) => Err(DateError::Shape),
            (Some(m), _) if !(1..=12).contains(&m) => Err(DateError::Month(m)),
            (Some(m), Some(d)) if d == 0 || d > days_in(year, m) => {
                Err(DateError::Day { year, month: m, day: d })
            }
            _ => Ok(Self { year, month, day }),
        }
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> Option<u8> {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> Option<u8> {
        self.day
    }
}

fn days_in(year: i32, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// ISO 8601: `2024`, `2024-05` or `2024-05-20`.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// Reads ISO 8601: `2024`, `2024-05` or `2024-05-20`.
impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let digits = |part: &str, width: usize| -> Result<i32, DateError> {
            if part.len() != width || !part.bytes().all(|b| b.is_ascii_digit()) {
                return Err(DateError::Shape);
            }
            part.parse().map_err(|_| DateError::Shape)
        };
        let mut parts = text.split('-');
        let year = digits(parts.next().unwrap_or_default(), 4)?;
        let mut two = || -> Result<Option<u8>, DateError> {
            parts
                .next()
                .map(|p| digits(p, 2).and_then(|n| u8::try_from(n).map_err(|_| DateError::Shape)))
                .transpose()
        };
        let (month, day) = (two()?, two()?);
        if parts.next().is_some() {
            return Err(DateError::Shape);
        }
        Self::new(year, month, day)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_calendar() {
        for good in ["2024-02-29", "2000-02-29", "2025-12-31", "2024", "2024-05"] {
            assert_eq!(good.parse::<PartialDate>().map(|d| d.to_string()).as_deref(), Ok(good));
        }
        assert_eq!(
            "2023-02-29".parse::<PartialDate>(),
            Err(DateError::Day { year: 2023, month: 2, day: 29 })
        );
        assert_eq!("2023-13-01".parse::<PartialDate>(), Err(DateError::Month(13)));
        assert_eq!("0999".parse::<PartialDate>(), Err(DateError::Year(999)));
        for bad in ["", "24", "2024-5", "2024-05-20-1", "２０２４"] {
            assert_eq!(bad.parse::<PartialDate>(), Err(DateError::Shape), "{bad}");
        }
    }
}
