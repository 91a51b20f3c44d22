//! What is true of every response: security and CORS headers, bodies for errors, and the end of clients that stop reading.

use super::admin;
use super::error::{self, HttpError};
use super::{admission, etag};
use actix_web::body::{BodySize, BodyStream, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::rt::net::TcpStream;
use actix_web::{Error, web};
use std::any::Any;
use std::net::TcpListener;
use std::time::Duration;

/// Headers that every response gets unless it has its own.
const ALWAYS: &[(HeaderName, &str)] = &[
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    // What may be read here is public: any page may read it, without cookies or other credentials.
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        "Link, ETag, Cache-Status, Linkworker-Hint, Linkworker-Rows, Retry-After",
    ),
    (header::VARY, "Accept, Accept-Encoding"),
];

/// Writes the body of a failed request and the headers of any response.
pub(crate) async fn finish(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_private = admin::is_private(request.request());
    let mut response = if let Err(refused) = admission::check(request.request()) {
        let (request, _) = request.into_parts();
        let response = error::render(&refused, &request);
        ServiceResponse::new(request, response)
    } else {
        let response = next.call(request).await?.map_into_boxed_body();
        let failed = response.response().error().and_then(|e| e.as_error::<HttpError>());
        match failed.map(|error| error::render(error, response.request())) {
            Some(rendered) => response.into_response(rendered),
            None => response,
        }
    };
    etag::of_coding(response.headers_mut());
    if response.headers().get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding == "identity") {
        // A word to the compression layer only.
        response.headers_mut().remove(header::CONTENT_ENCODING);
    }
    add(response.headers_mut());
    if is_private {
        keep_private(response.headers_mut());
    }
    if response.request().method() == Method::HEAD && response.response().body().size() == BodySize::Stream {
        // Dropping the body ends the query that fills it.
        let nothing = futures_util::stream::empty::<Result<web::Bytes, Error>>();
        return Ok(response.map_body(|_, _| BoxBody::new(BodyStream::new(nothing))));
    }
    Ok(response)
}

fn add(headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        if name == header::VARY {
            // Replaces the one of the compression layer, which names `Accept-Encoding` alone.
            headers.insert(name.clone(), HeaderValue::from_static(value));
        } else if !headers.contains_key(name) {
            headers.insert(name.clone(), HeaderValue::from_static(value));
        }
    }
}

/// For the eyes of the one who asked only: no other page, no cache.
fn keep_private(headers: &mut HeaderMap) {
    headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    headers.remove(header::ACCESS_CONTROL_EXPOSE_HEADERS);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// Tells the system how to treat a new connection. What it knows nothing of only costs time.
///
/// A part of an answer goes at once: the last one would else wait for the client to confirm the one before, which clients put off
/// for 40 ms. And a connection is cut whose client takes nothing for as long as `stall`: the HTTP layer has no write timeout of its
/// own, and a client that stops reading would hold its connection for ever.
pub(crate) fn prepare(connection: &dyn Any, stall: Duration) {
    let Some(stream) = connection.downcast_ref::<TcpStream>() else { return };
    let _ = stream.set_nodelay(true);
    #[cfg(target_os = "linux")]
    let _ = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(stall));
    #[cfg(not(target_os = "linux"))]
    let _ = stall;
}

/// Tells the system the same of every connection that a listener will take, where connections have it from there: those with TLS are
/// not to be reached later.
pub(crate) fn prepare_all(listener: &TcpListener, stall: Duration) {
    #[cfg(target_os = "linux")]
    {
        let socket = socket2::SockRef::from(listener);
        let _ = socket.set_tcp_nodelay(true);
        let _ = socket.set_tcp_user_timeout(Some(stall));
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (listener, stall);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn nothing_waits_for_a_client_to_confirm_what_came_before() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        assert!(!client.nodelay().unwrap());
        prepare(&client, Duration::from_secs(7));
        assert!(client.nodelay().unwrap());
        #[cfg(target_os = "linux")]
        assert_eq!(socket2::SockRef::from(&client).tcp_user_timeout().unwrap(), Some(Duration::from_secs(7)));
    }
}
