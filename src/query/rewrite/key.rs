//! A term to its sort key: a text, such that the order of the texts by code points is the order of the terms.
//!
//! SPARQL 1.1, section 15.1, and what it leaves open: blank nodes (by label) < IRIs < literals. Literals go by family, of one
//! family by value, so that whatever `<` says of two of them holds:
//! numbers (NaN is the greatest) < points in time < times of day < months, days < durations < truth values < texts < all others.
//! What is equal by value has the same key, whatever its datatype or spelling.

use oxigraph::model::{Term, TermRef};
use oxsdatatypes::{DateTime, Decimal, Duration, GYear, GYearMonth, TimezoneOffset};
use spareval::ExpressionTerm;
use std::borrow::Cow;
use std::str::FromStr;

// The first letters of the keys.
const BLANK: char = '0';
const IRI: char = '1';
const NUMBER: char = '2';
const INSTANT: char = '3';
const TIME: char = '4';
const RECURRING: char = '5';
const DURATION: char = '6';
const BOOLEAN: char = '7';
const TEXT: char = '8';
const OTHER: char = '9';

/// The integers between this one and its negative are doubles too.
const EXACT: i64 = 1 << 53;
/// The unit of a [`Decimal`], in its own bytes.
const ONE: i128 = 1_000_000_000_000_000_000;
const DAY: i128 = 24 * 60 * 60;

pub(super) fn of(term: &Term) -> String {
    // Most of what is sorted, and nothing in it to be read.
    if let TermRef::Literal(literal) = term.as_ref()
        && literal.datatype() == oxigraph::model::vocab::xsd::STRING
    {
        return format!("{TEXT}{}", escaped(literal.value()));
    }
    // Reads the values just as the operators of the evaluator do.
    match ExpressionTerm::from(term.clone()) {
        ExpressionTerm::BlankNode(node) => format!("{BLANK}{}", node.as_str()),
        ExpressionTerm::NamedNode(iri) => format!("{IRI}{}", iri.as_str()),
        ExpressionTerm::StringLiteral(value) => format!("{TEXT}{}", escaped(&value)),
        // Among the texts without a language, so that titles with and without one are one list.
        ExpressionTerm::LangStringLiteral { value, language } => {
            format!("{TEXT}{}\0\0{}", escaped(&value), language.to_ascii_lowercase())
        }
        ExpressionTerm::BooleanLiteral(value) => format!("{BOOLEAN}{}", u8::from(bool::from(value))),
        ExpressionTerm::IntegerLiteral(value) => integer(value.into()),
        ExpressionTerm::DecimalLiteral(value) => decimal(value),
        ExpressionTerm::FloatLiteral(value) => number(f32::from(value).into(), 0),
        ExpressionTerm::DoubleLiteral(value) => number(value.into(), 0),
        // Of what begins at the same instant the vague comes before the exact: 2020, 2020-01, 2020-01-01.
        ExpressionTerm::GYearLiteral(value) => format!("{INSTANT}{}0", hex(start_of_year(value))),
        ExpressionTerm::GYearMonthLiteral(value) => format!("{INSTANT}{}1", hex(start_of_month(value))),
        ExpressionTerm::DateLiteral(value) => format!("{INSTANT}{}2", hex(timeline(value.to_be_bytes()))),
        ExpressionTerm::DateTimeLiteral(value) => {
            format!("{INSTANT}{}3", hex(timeline(value.to_be_bytes())))
        }
        ExpressionTerm::TimeLiteral(value) => format!("{TIME}{}", hex(timeline(value.to_be_bytes()))),
        ExpressionTerm::GMonthLiteral(value) => {
            format!("{RECURRING}0{}", hex(timeline(value.to_be_bytes())))
        }
        ExpressionTerm::GMonthDayLiteral(value) => {
            format!("{RECURRING}1{}", hex(timeline(value.to_be_bytes())))
        }
        ExpressionTerm::GDayLiteral(value) => format!("{RECURRING}2{}", hex(timeline(value.to_be_bytes()))),
        ExpressionTerm::DurationLiteral(value) => duration(value),
        ExpressionTerm::YearMonthDurationLiteral(value) => duration(value.into()),
        ExpressionTerm::DayTimeDurationLiteral(value) => duration(value.into()),
        ExpressionTerm::OtherTypedLiteral { value, datatype } => {
            format!("{OTHER}{}\0{value}", datatype.as_str())
        }
    }
}

/// A text in which no two zero characters follow each other, in the same order.
fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\0\u{1}")) } else { Cow::Borrowed(text) }
}

/// Digits that are in the order of the numbers.
fn hex(value: i128) -> String {
    format!("{:032x}", value.cast_unsigned() ^ (1 << 127))
}

fn integer(value: i64) -> String {
    if (-EXACT..=EXACT).contains(&value) {
        #[expect(clippy::cast_precision_loss, reason = "there is none up to EXACT")]
        return number(value as f64, 0);
    }
    decimal(value.into())
}

/// A decimal goes by the double next to it, as `<` compares it with doubles; those next to the same double by how far they are
/// from what that double is written as. So 0.1 is the double 1.0E-1, and large numbers are not all the same.
fn decimal(value: Decimal) -> String {
    let text = value.to_string();
    let double = f64::from_str(&text).unwrap_or(f64::NAN);
    let written = double.to_string();
    if written == text {
        return number(double, 0);
    }
    let units = |value: Decimal| i128::from_be_bytes(value.to_be_bytes());
    // A double with more digits than a decimal has is equal to none of them: any place will do, and this is one.
    let origin = Decimal::from_str(&written).map_or(0, units);
    number(double, units(value).saturating_sub(origin))
}

fn number(double: f64, distance: i128) -> String {
    // One zero, one NaN.
    let double = if double.is_nan() { f64::NAN.copysign(1.0) } else { double + 0.0 };
    let bits = double.to_bits();
    let bits = if double.is_sign_negative() { !bits } else { bits | 1 << 63 };
    match distance {
        0 => format!("{NUMBER}{bits:016x}1"),
        ..0 => format!("{NUMBER}{bits:016x}0{}", hex(distance)),
        1.. => format!("{NUMBER}{bits:016x}2{}", hex(distance)),
    }
}

/// The place on the time line: what all values of `oxsdatatypes` with a date or time begin with. Without a time zone it is UTC.
fn timeline(bytes: [u8; 18]) -> i128 {
    let mut place = [0; 16];
    place.copy_from_slice(&bytes[..16]);
    i128::from_be_bytes(place)
}

fn start_of_year(value: GYear) -> i128 {
    start(value.year(), 1, value.timezone_offset())
}

/// Not its place on the time line: that is the end, by XML Schema.
fn start_of_month(value: GYearMonth) -> i128 {
    start(value.year(), value.month(), value.timezone_offset())
}

/// The first instant of a month, on the scale of [`timeline`].
fn start(year: i64, month: u8, zone: Option<TimezoneOffset>) -> i128 {
    let before = i128::from(year) - 1;
    let year_days = before * 365 + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let month_days: i128 = (1..month)
        .map(|month| match month {
            2 => 28 + i128::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        })
        .sum();
    let minutes = zone.map_or(0, |zone| i16::from_be_bytes(zone.to_be_bytes()));
    ((year_days + month_days) * DAY - i128::from(minutes) * 60).saturating_mul(ONE)
}

/// By the instant to which it leads from one of the four that XML Schema compares durations at; what leads to the same instant
/// from there only, such as P1M and P31D, by its months.
fn duration(value: Duration) -> String {
    let bytes = value.to_be_bytes();
    let (mut months, mut seconds) = ([0; 8], [0; 16]);
    months.copy_from_slice(&bytes[..8]);
    seconds.copy_from_slice(&bytes[8..]);
    let (months, seconds) = (i64::from_be_bytes(months), i128::from_be_bytes(seconds));
    let end = DateTime::from_str("1903-03-01T00:00:00").ok().and_then(|at| at.checked_add_duration(value));
    let beyond = if months < 0 || seconds < 0 { i128::MIN } else { i128::MAX };
    let end = end.map_or(beyond, |end| timeline(end.to_be_bytes()));
    format!("{DURATION}{}{}{}", hex(end), hex(months.into()), hex(seconds))
}
