//! Entity tags (RFC 9110 section 8.8.3): what a client has already need not be sent again, nor be made.
//!
//! All tags are strong: equal tags mean equal bytes. So a tag depends on everything that the bytes depend on, and a packed answer
//! has another tag than a plain one.

use actix_web::body::{BodySize, BoxBody, MessageBody, to_bytes};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH,
};
use actix_web::{HttpRequest, HttpResponse};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// How `Cache-Control` says that an answer may be kept by anybody, and that it must be asked for again each time, since the data can
/// be replaced at any time.
pub(crate) const ASK_AGAIN: &str = "public, no-cache";

/// The content codings that the compression layer knows, as they stand at the end of a tag.
const CODINGS: &[&str] = &["gzip", "zstd", "deflate", "br"];

/// A strong entity tag, without its quotes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Tag(Box<str>);

impl Tag {
    /// The tag of what depends on these parts, in this order, and on the version of this program.
    pub(crate) fn of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hash = Sha256::new_with_prefix(env!("CARGO_PKG_VERSION"));
        for part in parts {
            // With lengths, so that no two lists of parts are the same bytes.
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        let mut text = String::with_capacity(32);
        for byte in &hash.finalize()[..16] {
            let _ = write!(text, "{byte:02x}");
        }
        Self(text.into())
    }

    /// The value of `ETag`.
    pub(crate) fn header(&self) -> HeaderValue {
        // Hexadecimal digits are always possible.
        HeaderValue::from_str(&format!("\"{}\"", self.0)).unwrap_or(HeaderValue::from_static("\"\""))
    }

    /// `If-None-Match` of a request that has this tag already, in whatever coding: the tag as the client has it.
    pub(crate) fn known_to(&self, request: &HttpRequest) -> Option<HeaderValue> {
        let lines = request.headers().get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
        let known = lines.flat_map(|line| line.split(',')).map(str::trim).find(|known| {
            let name = known.trim_start_matches("W/").trim_matches('"');
            let plain = CODINGS
                .iter()
                .find_map(|coding| name.strip_suffix(coding)?.strip_suffix('-'))
                .unwrap_or(name);
            plain == &*self.0 || *known == "*"
        })?;
        if known == "*" { Some(self.header()) } else { HeaderValue::from_str(known).ok() }
    }

    /// The answer to a client that has what has this tag.
    pub(crate) fn not_modified(known: HeaderValue) -> HttpResponse {
        HttpResponse::NotModified()
            .insert_header((ETAG, known))
            .insert_header((CACHE_CONTROL, ASK_AGAIN))
            .finish()
    }
}

/// Gives a packed answer a tag of its own.
pub(crate) fn of_coding(headers: &mut HeaderMap) {
    let coding = headers.get(CONTENT_ENCODING).and_then(|coding| coding.to_str().ok());
    let tag = headers.get(ETAG).and_then(|tag| tag.to_str().ok()).and_then(|tag| tag.strip_suffix('"'));
    if let (Some(coding), Some(tag)) = (coding.filter(|coding| CODINGS.contains(coding)), tag)
        && let Ok(tag) = HeaderValue::from_str(&format!("{tag}-{coding}\""))
    {
        headers.insert(ETAG, tag);
    }
}

/// Marks a response with a tag of its bytes; where the client has these bytes already, says so instead (RFC 9110 section 13).
pub(crate) async fn unless_known(request: &HttpRequest, response: HttpResponse) -> HttpResponse {
    if response.status() != StatusCode::OK || !matches!(response.body().size(), BodySize::Sized(_)) {
        return response;
    }
    let (head, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body).await else {
        return head.map_body(|_, ()| BoxBody::new(()));
    };
    let tag = Tag::of([&*bytes]);
    let known = tag.known_to(request);
    let mut response = head.map_body(|_, ()| BoxBody::new(bytes));
    set_default(response.headers_mut(), CACHE_CONTROL, ASK_AGAIN);
    let Some(known) = known else {
        response.headers_mut().insert(ETAG, tag.header());
        return response;
    };
    response.headers_mut().insert(ETAG, known);
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    response.map_body(|_, _| BoxBody::new(()))
}

fn set_default(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    if !headers.contains_key(&name) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_tag_depends_on_every_part_and_on_where_one_ends() {
        let tag = |parts: &[&[u8]]| Tag::of(parts.iter().copied());
        assert_eq!(tag(&[b"a", b"b"]), tag(&[b"a", b"b"]));
        assert_ne!(tag(&[b"a", b"b"]), tag(&[b"ab", b""]));
        assert_ne!(tag(&[b"a", b"b"]), tag(&[b"b", b"a"]));
    }

    #[test]
    fn a_tag_is_known_in_every_spelling_that_a_cache_may_send() {
        let tag = Tag::of([b"x".as_slice()]);
        let plain = tag.header().to_str().unwrap().to_owned();
        let packed = plain.replace('"', "") + "-gzip";
        for (sent, known) in [
            (plain.clone(), Some(plain.clone())),
            (format!("W/{plain}"), Some(format!("W/{plain}"))),
            (format!("\"other\", \"{packed}\""), Some(format!("\"{packed}\""))),
            ("*".to_owned(), Some(plain.clone())),
            ("\"other\"".to_owned(), None),
            (plain.replacen('"', "\"0", 1), None),
        ] {
            let request = TestRequest::get().insert_header((IF_NONE_MATCH, sent.clone())).to_http_request();
            let found = tag.known_to(&request).map(|value| value.to_str().unwrap().to_owned());
            assert_eq!(found, known, "{sent}");
        }
    }

    #[test]
    fn a_packed_answer_has_another_tag() {
        let mut headers = HeaderMap::new();
        headers.insert(ETAG, HeaderValue::from_static("\"a\""));
        of_coding(&mut headers);
        assert_eq!(headers.get(ETAG).unwrap(), "\"a\"");
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("zstd"));
        of_coding(&mut headers);
        assert_eq!(headers.get(ETAG).unwrap(), "\"a-zstd\"");
    }
}
