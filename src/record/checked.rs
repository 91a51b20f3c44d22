//! Identifiers with a check digit: of people, serials, books and organisations.

use super::identifier::{IdentifierError, as_text};
use std::fmt;
use std::str::FromStr;

/// An ORCID iD in the form `0000-0002-1825-0097`, its check digit verified (ISO 7064 MOD 11-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Orcid([u8; 16]);

/// An ISSN in the form `2049-3630`, its check digit verified (ISO 3297).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Issn([u8; 8]);

/// An ISBN of 13 digits without hyphens, its check digit verified (ISO 2108); ISBN-10 is turned into ISBN-13.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Isbn([u8; 13]);

/// A ROR identifier in the form `052gg0110`, lower case, its checksum verified (ISO 7064 MOD 97-10 over Crockford base 32).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ror([u8; 9]);

impl FromStr for Orcid {
    type Err = IdentifierError;

    /// Accepts the bare form with or without hyphens, and URLs of orcid.org.
    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        let text = text.trim().trim_end_matches('/');
        let last = text.rsplit(['/', ':']).next().unwrap_or_default();
        let characters = characters::<16>(last).ok_or(IdentifierError::Orcid)?;
        let (check, digits) = characters.split_last().ok_or(IdentifierError::Orcid)?;
        let mut total = 0_u32;
        for digit in digits {
            total = (total + digit_value(*digit).ok_or(IdentifierError::Orcid)?) * 2 % 11;
        }
        let expected = (12 - total) % 11;
        if *check == check_character(expected) { Ok(Self(characters)) } else { Err(IdentifierError::Orcid) }
    }
}

impl FromStr for Issn {
    type Err = IdentifierError;

    /// Accepts it with or without the hyphen and the lead `ISSN`, and URLs of portal.issn.org.
    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        let upper = text.trim().to_uppercase();
        let last = upper.rsplit(['/', ':']).next().unwrap_or_default();
        let last = last.trim().strip_prefix("ISSN").unwrap_or(last.trim());
        let characters = characters::<8>(last).ok_or(IdentifierError::Issn)?;
        let mut total = 0;
        for (weight, digit) in (2..=8).rev().zip(&characters[..7]) {
            total += weight * digit_value(*digit).ok_or(IdentifierError::Issn)?;
        }
        let expected = (11 - total % 11) % 11;
        if characters[7] == check_character(expected) {
            Ok(Self(characters))
        } else {
            Err(IdentifierError::Issn)
        }
    }
}

impl FromStr for Isbn {
    type Err = IdentifierError;

    /// Accepts 10 or 13 digits, with hyphens or spaces and with the lead `ISBN`.
    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        let upper = text.trim().to_uppercase();
        let rest =
            ["URN:ISBN:", "ISBN-13", "ISBN-10", "ISBN"].iter().find_map(|lead| upper.strip_prefix(lead));
        let body = rest.unwrap_or(&upper).trim_start_matches([':', ' ']);
        if let Some(long) = characters::<13>(body) {
            return if check_13(&long).is_some_and(|check| check == long[12]) {
                Ok(Self(long))
            } else {
                Err(IdentifierError::Isbn)
            };
        }
        let short = characters::<10>(body).ok_or(IdentifierError::Isbn)?;
        let mut total = 0;
        for (weight, digit) in (2..=10).rev().zip(&short[..9]) {
            total += weight * digit_value(*digit).ok_or(IdentifierError::Isbn)?;
        }
        if short[9] != check_character((11 - total % 11) % 11) {
            return Err(IdentifierError::Isbn);
        }
        let mut long = *b"9780000000000";
        long[3..12].copy_from_slice(&short[..9]);
        long[12] = check_13(&long).ok_or(IdentifierError::Isbn)?;
        Ok(Self(long))
    }
}

/// The check digit of the first twelve digits.
fn check_13(digits: &[u8; 13]) -> Option<u8> {
    let mut total = 0;
    for (weight, digit) in [1, 3].into_iter().cycle().zip(&digits[..12]) {
        total += weight * digit_value(*digit)?;
    }
    Some(check_character((10 - total % 10) % 10))
}

impl FromStr for Ror {
    type Err = IdentifierError;

    /// Accepts the bare form and URLs of ror.org.
    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        const ALPHABET: &[u8] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let lower = text.trim().trim_end_matches('/').to_lowercase();
        let last = lower.rsplit('/').next().unwrap_or_default();
        let bytes: [u8; 9] = last.as_bytes().try_into().map_err(|_| IdentifierError::Ror)?;
        let mut number = 0_u64;
        for byte in &bytes[..7] {
            let value = ALPHABET.iter().position(|a| a == byte).ok_or(IdentifierError::Ror)?;
            number = number * 32 + value as u64;
        }
        let check = last[7..].parse::<u64>().map_err(|_| IdentifierError::Ror)?;
        if bytes[0] == b'0' && 98 - (number * 100) % 97 == check {
            Ok(Self(bytes))
        } else {
            Err(IdentifierError::Ror)
        }
    }
}

/// The letters and digits of a text without hyphens, dashes and spaces, upper case; `None` unless there are `N`.
fn characters<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut kept = [0; N];
    let mut count = 0;
    for c in text.chars().filter(|c| !matches!(c, '-' | ' ' | '\u{2010}'..='\u{2015}')) {
        let slot = kept.get_mut(count)?;
        *slot = u8::try_from(c.to_ascii_uppercase()).ok().filter(|b| b.is_ascii_digit() || *b == b'X')?;
        count += 1;
    }
    (count == N).then_some(kept)
}

fn digit_value(byte: u8) -> Option<u32> {
    byte.is_ascii_digit().then(|| u32::from(byte - b'0'))
}

fn check_character(value: u32) -> u8 {
    match value {
        0..=9 => b'0' + u8::try_from(value).unwrap_or_default(),
        _ => b'X',
    }
}

impl fmt::Display for Orcid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, four) in self.0.chunks(4).enumerate() {
            f.write_str(if n > 0 { "-" } else { "" })?;
            f.write_str(std::str::from_utf8(four).unwrap_or_default())?;
        }
        Ok(())
    }
}

impl fmt::Display for Issn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = std::str::from_utf8(&self.0).unwrap_or_default();
        write!(f, "{}-{}", &text[..text.len() / 2], &text[text.len() / 2..])
    }
}

impl fmt::Display for Isbn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).unwrap_or_default())
    }
}

impl fmt::Display for Ror {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).unwrap_or_default())
    }
}

as_text!(Orcid, Issn, Isbn, Ror);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_checked() {
        let orcid = |t: &str| t.parse::<Orcid>().map(|o| o.to_string());
        assert_eq!(orcid("https://orcid.org/0000-0002-1825-0097").as_deref(), Ok("0000-0002-1825-0097"));
        assert_eq!(orcid("0000000218250097").as_deref(), Ok("0000-0002-1825-0097"));
        assert_eq!(orcid("0000-0002-1694-233x").as_deref(), Ok("0000-0002-1694-233X"));
        assert!(orcid("0000-0002-1825-0098").is_err());
        assert_eq!("20493630".parse::<Issn>().map(|i| i.to_string()).as_deref(), Ok("2049-3630"));
        assert_eq!("ISSN 2434-561x".parse::<Issn>().map(|i| i.to_string()).as_deref(), Ok("2434-561X"));
        assert!("2049-3631".parse::<Issn>().is_err());
        let isbn = |t: &str| t.parse::<Isbn>().map(|i| i.to_string());
        assert_eq!(isbn("ISBN 0-306-40615-2").as_deref(), Ok("9780306406157"));
        assert_eq!(isbn("978-0-306-40615-7").as_deref(), Ok("9780306406157"));
        assert_eq!(isbn("080442957X").as_deref(), Ok("9780804429573"));
        assert!(isbn("978-0-306-40615-8").is_err());
        let ror = |t: &str| t.parse::<Ror>().map(|r| r.to_string());
        assert_eq!(ror("https://ror.org/052gg0110").as_deref(), Ok("052gg0110"));
        assert_eq!(ror("https://ror.org/02mhbdp94").as_deref(), Ok("02mhbdp94"));
        assert!(ror("052gg0111").is_err());
        assert!("é52gg0110".parse::<Ror>().is_err());
    }
}
