//! Texts that a spreadsheet program would run as formulas, made harmless.

use oxigraph::model::{Literal, LiteralRef, Term, TermRef};
use oxsdatatypes::Double;
use std::borrow::Cow;

/// What a cell must not begin with (OWASP, CSV injection).
const LEADS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n'];

/// The term, with an apostrophe before a text that is dangerous. Numbers are not, whatever their sign.
pub(super) fn guarded(term: &Term) -> Cow<'_, Term> {
    match term.as_ref() {
        TermRef::Literal(literal) if is_dangerous(literal) => {
            Cow::Owned(Literal::new_simple_literal(format!("'{}", literal.value())).into())
        }
        _ => Cow::Borrowed(term),
    }
}

fn is_dangerous(literal: LiteralRef<'_>) -> bool {
    literal.value().starts_with(LEADS) && literal.value().parse::<Double>().is_err()
}

#[cfg(test)]
mod tests {
    use super::guarded;
    use oxigraph::model::{Literal, NamedNode, Term};

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        let said = |literal: Literal| match guarded(&literal.into()).into_owned() {
            Term::Literal(literal) => literal.value().to_owned(),
            other => other.to_string(),
        };
        for text in ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "-"] {
            assert_eq!(said(Literal::new_simple_literal(text)), format!("'{text}"));
            assert_eq!(said(Literal::new_language_tagged_literal_unchecked(text, "en")), format!("'{text}"));
        }
        for text in ["-5", "+0.5", "-1e3", "-INF", "a=b", "", "'=1", "1-2"] {
            assert_eq!(said(Literal::new_simple_literal(text)), text);
        }
        let iri: Term = NamedNode::new_unchecked("=x").into();
        assert_eq!(*guarded(&iri), iri);
    }
}
