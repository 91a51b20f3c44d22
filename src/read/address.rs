//! Web addresses in citation records: the only place of the readers that spells them. Mints nothing: what becomes an IRI of
//! the graph is the mapping's business.

use std::borrow::Cow;

/// Leads of web addresses, in small letters.
pub(super) const SCHEMES: [&str; 2] = ["https://", "http://"];

/// Where OpenAlex keeps its entities.
pub(super) const OPENALEX: &str = "https://openalex.org/";

/// Where ROR keeps its organisations.
pub(super) const ROR: &str = "https://ror.org/";

/// Where DOIs, short ones too, are resolved.
pub(super) const DOI: &str = "https://doi.org/";

/// Namespace of MARC in XML.
pub(super) const MARC: &str = "http://www.loc.gov/marc21";

/// Whether a text begins with a scheme of the web, in any case.
pub(super) fn is_web(text: &str) -> bool {
    SCHEMES
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|lead| lead.eq_ignore_ascii_case(scheme)))
}

/// The address without its scheme.
pub(super) fn without_scheme(text: &str) -> &str {
    SCHEMES.iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text)
}

/// The address with the scheme that people leave out: `www.example.org` is `http://www.example.org`.
pub(super) fn completed(text: &str) -> Cow<'_, str> {
    let bare = text.get(..4).is_some_and(|lead| lead.eq_ignore_ascii_case("www."));
    if bare { Cow::Owned(format!("{}{text}", SCHEMES[1])) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_and_completed() {
        assert!(
            is_web("HTTP://a.org") && is_web("https://a.org") && !is_web("ftp://a.org") && !is_web("htt")
        );
        assert_eq!(without_scheme("https://a.org/x"), "a.org/x");
        assert_eq!(completed("WWW.a.org"), "http://WWW.a.org");
        assert_eq!(completed("a.org"), "a.org");
    }
}
