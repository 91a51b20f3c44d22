//! `Accept` header (or `?format=`) and a list of offers to the one offer that fits best (RFC 9110 section 12.5.1).
//!
//! Knows nothing of what is offered: an offer is a media type and a name, in the order in which the server likes them.

/// The media ranges that a client accepts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Accept {
    ranges: Vec<Range>,
}

/// One form that a resource can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offer<T> {
    /// What to do when this offer is chosen.
    pub(crate) value: T,
    /// Media type without parameters, lower case; also what the answer is labelled with.
    pub(crate) media: &'static str,
    /// Short name for `?format=`, in messages; empty where the offer is only another label of the same bytes.
    pub(crate) name: &'static str,
}

/// A media range: `type/subtype`, `type/*` or `*/*`, with its quality in thousandths.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Range {
    kind: String,
    subtype: String,
    quality: u16,
}

/// Media types looked at in one `Accept` header; a longer one is cut there, since no honest client sends more.
const MAX_RANGES: usize = 100;

impl Accept {
    /// Reads the values of all `Accept` header lines. Ranges that make no sense are passed over; where none is left, everything
    /// is acceptable, as if the header were missing.
    pub(crate) fn parse<'a>(lines: impl IntoIterator<Item = &'a str>) -> Self {
        let ranges = lines
            .into_iter()
            .flat_map(|line| line.split(','))
            .take(MAX_RANGES)
            .filter_map(Range::parse)
            .collect();
        Self { ranges }
    }

    /// Reads the `Accept` header of a request.
    pub(crate) fn of(request: &actix_web::HttpRequest) -> Self {
        Self::parse(request.headers().get_all("accept").filter_map(|value| value.to_str().ok()))
    }

    /// The best offer: highest quality, then the most specific range, then the order of the offers. `None`: nothing is acceptable.
    pub(crate) fn best<'o, T>(&self, offers: &'o [Offer<T>]) -> Option<&'o Offer<T>> {
        let mut best: Option<(u16, u8, &Offer<T>)> = None;
        for offer in offers {
            let (quality, specificity) = self.quality(offer.media);
            if quality > 0 && best.is_none_or(|(q, s, _)| (quality, specificity) > (q, s)) {
                best = Some((quality, specificity, offer));
            }
        }
        best.map(|(_, _, offer)| offer)
    }

    /// True for a client that names HTML and does not like any of `others` better: a browser.
    pub(crate) fn prefers_html<T>(&self, others: &[Offer<T>]) -> bool {
        let (html, specificity) = self.quality("text/html");
        html > 0 && specificity == 3 && others.iter().all(|offer| self.quality(offer.media).0 <= html)
    }

    /// Quality in thousandths and specificity (3 exact, 2 `type/*`, 1 `*/*`, 0 no range) of the range that decides on `media`.
    fn quality(&self, media: &str) -> (u16, u8) {
        if self.ranges.is_empty() {
            return (1000, 0);
        }
        let (kind, subtype) = media.split_once('/').unwrap_or((media, ""));
        self.ranges
            .iter()
            .filter_map(|range| Some((range.matches(kind, subtype)?, range.quality)))
            .max_by_key(|&(specificity, quality)| (specificity, quality))
            .map_or((0, 0), |(specificity, quality)| (quality, specificity))
    }
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = match parts.next()? {
            // Some old Java clients send a bare star.
            "*" => ("*", "*"),
            range => range.split_once('/')?,
        };
        let token = |t: &str| {
            !t.is_empty() && t.bytes().all(|b| b.is_ascii_graphic() && !b"\"(),/:;<=>?@[\\]{}".contains(&b))
        };
        if !token(kind) || !token(subtype) || (kind == "*" && subtype != "*") {
            return None;
        }
        let quality = parts
            .find_map(|parameter| {
                let (name, value) = parameter.split_once('=')?;
                name.trim().eq_ignore_ascii_case("q").then(|| quality(value.trim()))
            })
            .unwrap_or(Some(1000))?;
        Some(Self { kind: kind.to_ascii_lowercase(), subtype: subtype.to_ascii_lowercase(), quality })
    }

    fn matches(&self, kind: &str, subtype: &str) -> Option<u8> {
        match (self.kind.as_str(), self.subtype.as_str()) {
            ("*", "*") => Some(1),
            (k, "*") if k == kind => Some(2),
            (k, s) if k == kind && s == subtype => Some(3),
            _ => None,
        }
    }
}

/// A `q` value in thousandths; `None` where it is not a number from 0 to 1.
fn quality(text: &str) -> Option<u16> {
    let value: f32 = text.parse().ok().filter(|v| (0.0..=1.0).contains(v))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
    Some((value * 1000.0).round() as u16)
}

/// The offers in words, for an error message: `text/turtle (turtle), …`.
pub(crate) fn in_words<T>(offers: &[Offer<T>]) -> String {
    let named = offers.iter().filter(|offer| !offer.name.is_empty());
    named.map(|offer| format!("{} (format={})", offer.media, offer.name)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERS: &[Offer<u8>] = &[
        Offer { value: 1, media: "text/turtle", name: "turtle" },
        Offer { value: 2, media: "application/ld+json", name: "jsonld" },
        Offer { value: 3, media: "text/html", name: "html" },
    ];

    fn best(header: &str) -> Option<u8> {
        Accept::parse([header]).best(OFFERS).map(|offer| offer.value)
    }

    #[test]
    fn quality_then_specificity_then_order_decide() {
        for (header, expected) in [
            ("*/*", Some(1)),
            ("", Some(1)),
            ("application/ld+json", Some(2)),
            ("APPLICATION/LD+JSON; profile=x", Some(2)),
            ("text/html, */*;q=0.1", Some(3)),
            ("text/*;q=0.5, application/ld+json;q=0.4", Some(1)),
            ("text/turtle;q=0, */*", Some(2)),
            ("text/turtle;q=0, text/*", Some(3)),
            ("*/*, application/ld+json", Some(2)),
            ("image/png", None),
            ("*/*;q=0", None),
            ("text/turtle;q=0.1, text/html;q=0.2", Some(3)),
            ("nonsense, text/html;q=2, ;;, application/ld+json", Some(2)),
            ("nonsense", Some(1)),
            ("*", Some(1)),
            ("text/turtle ; q=0.3 , application/ld+json ; Q=0.8", Some(2)),
        ] {
            assert_eq!(best(header), expected, "{header}");
        }
        assert_eq!(Accept::parse([]).best(OFFERS).map(|o| o.value), Some(1), "no header");
    }

    #[test]
    fn a_browser_is_who_names_html_first() {
        let data = &OFFERS[..2];
        for (header, expected) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("*/*", false),
            ("text/turtle, text/html;q=0.5", false),
            ("text/html;q=0", false),
        ] {
            assert_eq!(Accept::parse([header]).prefers_html(data), expected, "{header}");
        }
    }
}
