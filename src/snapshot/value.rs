//! Values of typed literals: numbers, truth values, dates and times (XML Schema Part 2), decoded once.

use oxigraph::model::NamedNodeRef;
use oxigraph::model::vocab::xsd;
use oxsdatatypes::{Boolean, Date, DateTime, Decimal, Double, Float, GYear, GYearMonth, Integer, Time};
use std::cmp::Ordering;

/// The value of a literal that is computed with.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value {
    /// `xsd:boolean`.
    Boolean(Boolean),
    /// `xsd:integer` and the types derived from it.
    Integer(Integer),
    /// `xsd:decimal`.
    Decimal(Decimal),
    /// `xsd:float`.
    Float(Float),
    /// `xsd:double`.
    Double(Double),
    /// `xsd:dateTime`.
    DateTime(DateTime),
    /// `xsd:date`.
    Date(Date),
    /// `xsd:time`.
    Time(Time),
    /// `xsd:gYear`.
    Year(GYear),
    /// `xsd:gYearMonth`.
    YearMonth(GYearMonth),
}

impl Value {
    /// The value of a text of this datatype, where it is a value of one of the types above.
    pub(super) fn parse(text: &str, datatype: NamedNodeRef<'_>) -> Option<Self> {
        match datatype {
            xsd::BOOLEAN => text.parse().ok().map(Self::Boolean),
            xsd::DECIMAL => text.parse().ok().map(Self::Decimal),
            xsd::FLOAT => text.parse().ok().map(Self::Float),
            xsd::DOUBLE => text.parse().ok().map(Self::Double),
            xsd::DATE_TIME | xsd::DATE_TIME_STAMP => text.parse().ok().map(Self::DateTime),
            xsd::DATE => text.parse().ok().map(Self::Date),
            xsd::TIME => text.parse().ok().map(Self::Time),
            xsd::G_YEAR => text.parse().ok().map(Self::Year),
            xsd::G_YEAR_MONTH => text.parse().ok().map(Self::YearMonth),
            xsd::INTEGER
            | xsd::BYTE
            | xsd::SHORT
            | xsd::INT
            | xsd::LONG
            | xsd::UNSIGNED_BYTE
            | xsd::UNSIGNED_SHORT
            | xsd::UNSIGNED_INT
            | xsd::UNSIGNED_LONG
            | xsd::POSITIVE_INTEGER
            | xsd::NEGATIVE_INTEGER
            | xsd::NON_POSITIVE_INTEGER
            | xsd::NON_NEGATIVE_INTEGER => text.parse().ok().map(Self::Integer),
            _ => None,
        }
    }

    /// Whether the value has its place in a total order with the other values of its type: not NaN, no time zone.
    pub(super) fn is_ordered(self) -> bool {
        match self {
            Self::Boolean(_) | Self::Integer(_) | Self::Decimal(_) => true,
            Self::Float(value) => !value.is_nan(),
            Self::Double(value) => !value.is_nan(),
            Self::DateTime(value) => value.timezone_offset().is_none(),
            Self::Date(value) => value.timezone_offset().is_none(),
            Self::Time(value) => value.timezone_offset().is_none(),
            Self::Year(value) => value.timezone_offset().is_none(),
            Self::YearMonth(value) => value.timezone_offset().is_none(),
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Value {
    /// The order within one type; none between types.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Boolean(a), Self::Boolean(b)) => a.partial_cmp(b),
            (Self::Integer(a), Self::Integer(b)) => a.partial_cmp(b),
            (Self::Decimal(a), Self::Decimal(b)) => a.partial_cmp(b),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(b),
            (Self::Double(a), Self::Double(b)) => a.partial_cmp(b),
            (Self::DateTime(a), Self::DateTime(b)) => a.partial_cmp(b),
            (Self::Date(a), Self::Date(b)) => a.partial_cmp(b),
            (Self::Time(a), Self::Time(b)) => a.partial_cmp(b),
            (Self::Year(a), Self::Year(b)) => a.partial_cmp(b),
            (Self::YearMonth(a), Self::YearMonth(b)) => a.partial_cmp(b),
            _ => None,
        }
    }
}
