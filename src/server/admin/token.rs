//! The admin token: compared without telling by the time it takes how much of a guess is right, and never shown.

use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

/// Shortest token, in characters.
const SHORTEST: usize = 16;

/// A token, of which only the SHA-256 is kept: two tokens of any length compare in the same time.
#[derive(Clone)]
pub struct Token([u8; 32]);

/// Why a text is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// It could be guessed.
    #[error("the token has fewer than {SHORTEST} characters; make one with: openssl rand -hex 32")]
    Short,
    /// A header can't hold it.
    #[error(
        "the token has a space or another character that a header can't hold; make one with: openssl rand -hex 32"
    )]
    Unusual,
}

impl Token {
    /// The token in a text, without the white space around it.
    ///
    /// # Errors
    /// Where it is too short, or a header can't hold it.
    pub fn new(text: &str) -> Result<Self, TokenError> {
        let text = text.trim();
        if text.chars().count() < SHORTEST {
            return Err(TokenError::Short);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(TokenError::Unusual);
        }
        Ok(Self(Sha256::digest(text.as_bytes()).into()))
    }

    /// Whether a text is the token.
    pub(super) fn is(&self, text: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        given.ct_eq(&self.0).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_will_do() {
        let token = Token::new("  0123456789abcdef\n").unwrap();
        assert!(token.is("0123456789abcdef"));
        for other in ["", "0123456789abcde", "0123456789abcdef0", "0123456789abcdeF", "0123456789abcdef "] {
            assert!(!token.is(other), "{other:?}");
        }
        assert_eq!(Token::new("0123456789abcde").unwrap_err(), TokenError::Short);
        assert_eq!(Token::new("0123456789 abcdef").unwrap_err(), TokenError::Unusual);
        assert!(!format!("{token:?}").contains("0123"));
    }
}
