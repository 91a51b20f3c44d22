//! Literals as values: is the lexical form valid, and which of two is smaller.

use crate::record::PartialDate;
use crate::vocab::xsd;
use oxigraph::model::{Literal, NamedNodeRef};
use std::cmp::Ordering;

/// Whether the lexical form of a literal belongs to its datatype. Datatypes not known here are taken at their word.
pub(super) fn is_well_formed(literal: &Literal) -> bool {
    let (text, datatype) = (literal.value(), literal.datatype());
    if datatype == xsd::BOOLEAN {
        matches!(text, "true" | "false" | "1" | "0")
    } else if is_integer(datatype) {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let zero = digits.bytes().all(|b| b == b'0');
        let negative = text.starts_with('-') && !zero;
        whole
            && !(datatype == xsd::NON_NEGATIVE_INTEGER && negative)
            && !(datatype == xsd::POSITIVE_INTEGER && (negative || zero))
    } else if datatype == xsd::DECIMAL {
        let number = text.strip_prefix(['+', '-']).unwrap_or(text);
        number.bytes().any(|b| b.is_ascii_digit())
            && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && number.matches('.').count() <= 1
    } else if datatype == xsd::DOUBLE {
        text.parse::<f64>().is_ok()
    } else if datatype == xsd::DATE {
        date(text).is_some_and(|date| date.day().is_some())
    } else if datatype == xsd::G_YEAR_MONTH {
        date(text).is_some_and(|date| date.month().is_some() && date.day().is_none())
    } else if datatype == xsd::G_YEAR {
        date(text).is_some_and(|date| date.month().is_none())
    } else if datatype == xsd::DATE_TIME {
        text.split_once('T').is_some_and(|(day, time)| {
            date(day).is_some_and(|date| date.day().is_some()) && is_time(without_zone(time))
        })
    } else {
        true
    }
}

/// How two literals compare; `None` where they do not.
pub(super) fn compare(left: &Literal, right: &Literal) -> Option<Ordering> {
    if !is_well_formed(left) || !is_well_formed(right) {
        return None;
    }
    let number = |literal: &Literal| {
        let datatype = literal.datatype();
        let numeric = is_integer(datatype) || datatype == xsd::DECIMAL || datatype == xsd::DOUBLE;
        numeric.then(|| literal.value().parse::<f64>().ok()).flatten()
    };
    match (number(left), number(right)) {
        (Some(a), Some(b)) => a.partial_cmp(&b),
        (None, None) if left.datatype() == right.datatype() && left.language() == right.language() => {
            Some(left.value().cmp(right.value()))
        }
        _ => None,
    }
}

fn is_integer(datatype: NamedNodeRef<'_>) -> bool {
    [xsd::INTEGER, xsd::NON_NEGATIVE_INTEGER, xsd::POSITIVE_INTEGER].contains(&datatype)
}

fn date(text: &str) -> Option<PartialDate> {
    without_zone(text).parse().ok()
}

/// Text of a date or time without its zone: `Z`, `+01:00`.
fn without_zone(text: &str) -> &str {
    if let Some(bare) = text.strip_suffix('Z') {
        return bare;
    }
    let Some((bare, zone)) = text.len().checked_sub(6).and_then(|at| text.split_at_checked(at)) else {
        return text;
    };
    let shape = |pattern: &str| {
        zone.bytes().zip(pattern.bytes()).all(|(b, p)| if p == b'0' { b.is_ascii_digit() } else { b == p })
    };
    if shape("+00:00") || (shape("-00:00") && zone.contains(':')) { bare } else { text }
}

fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut fields = clock.split(':');
    let mut below = |limit: u32| {
        fields.next().is_some_and(|field| {
            field.len() == 2
                && field.bytes().all(|b| b.is_ascii_digit())
                && field.parse::<u32>().is_ok_and(|n| n < limit)
        })
    };
    let valid = below(24) && below(60) && below(60);
    valid && fields.next().is_none() && !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lexical_forms_are_checked() {
        let well = |text: &str, datatype: NamedNodeRef<'_>| {
            is_well_formed(&Literal::new_typed_literal(text, datatype))
        };
        for (text, datatype) in [
            ("2024-02-29", xsd::DATE),
            ("2024", xsd::G_YEAR),
            ("2024-05", xsd::G_YEAR_MONTH),
            ("2025-06-01T00:00:00Z", xsd::DATE_TIME),
            ("2025-06-01T23:59:59.25-05:00", xsd::DATE_TIME),
            ("-7", xsd::INTEGER),
            ("1", xsd::POSITIVE_INTEGER),
            (".5", xsd::DECIMAL),
        ] {
            assert!(well(text, datatype), "{text}");
        }
        for (text, datatype) in [
            ("2023-02-29", xsd::DATE),
            ("2024-05-01", xsd::G_YEAR),
            ("2025-06-01", xsd::DATE_TIME),
            ("2025-06-01T24:61:00", xsd::DATE_TIME),
            ("", xsd::INTEGER),
            ("0", xsd::POSITIVE_INTEGER),
            ("-1", xsd::NON_NEGATIVE_INTEGER),
            (".", xsd::DECIMAL),
            ("yes", xsd::BOOLEAN),
        ] {
            assert!(!well(text, datatype), "{text}");
        }
    }
}
