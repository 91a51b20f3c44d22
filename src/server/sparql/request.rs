//! A protocol request to its parameters: SPARQL 1.1 Protocol section 2.1, read strictly.

use super::{formats, parse_timeout};
use crate::server::error::HttpError;
use crate::server::state::State;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;
use oxigraph::model::NamedNode;
use std::time::Duration;

/// What a query request asks.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Parameters {
    pub(crate) query: Option<String>,
    pub(crate) default_graphs: Vec<NamedNode>,
    pub(crate) named_graphs: Vec<NamedNode>,
    pub(crate) timeout: Option<Duration>,
    /// `format=` or `output=`, in lower case.
    pub(crate) format: Option<String>,
    /// `explain=true`: the plan is wanted, not the result.
    pub(crate) explain: bool,
    /// `guard=true`: the CSV is for a spreadsheet program.
    pub(crate) guard: bool,
}

const FORM: &str = "application/x-www-form-urlencoded";
const QUERY: &str = "application/sparql-query";

impl Parameters {
    /// The parameters in the address of a request.
    pub(crate) fn of_address(request: &HttpRequest) -> Result<Self, HttpError> {
        let mut parameters = Self::default();
        parameters.add_all(request.uri().query().unwrap_or_default().as_bytes())?;
        Ok(parameters)
    }

    /// The parameters in the body and the address of a request.
    pub(crate) async fn of_body(
        request: &HttpRequest,
        state: &State,
        body: web::Payload,
    ) -> Result<Self, HttpError> {
        let mut parameters = Self::of_address(request)?;
        let media = body_media_type(request)?;
        let body = read(body, state).await?;
        if media == FORM {
            parameters.add_all(&body)?;
        } else {
            let text = String::from_utf8(body).map_err(|_| {
                HttpError::BadRequest(
                    "The query in the body is not UTF-8 text; SPARQL queries are sent in UTF-8.".to_owned(),
                )
            })?;
            parameters.add("query", text)?;
        }
        Ok(parameters)
    }

    fn add_all(&mut self, encoded: &[u8]) -> Result<(), HttpError> {
        pairs(encoded)?.into_iter().try_for_each(|(name, value)| self.add(&name, value))
    }

    fn add(&mut self, name: &str, value: String) -> Result<(), HttpError> {
        match name {
            "query" => once(&mut self.query, value, "query"),
            "default-graph-uri" => graph(&value, "default-graph-uri").map(|g| self.default_graphs.push(g)),
            "named-graph-uri" => graph(&value, "named-graph-uri").map(|g| self.named_graphs.push(g)),
            "timeout" => {
                let timeout = parse_timeout(&value).ok_or_else(|| {
                    HttpError::BadRequest(
                        "`timeout` is a number of seconds above 0 (5, 0.5) or of milliseconds (500ms)."
                            .to_owned(),
                    )
                })?;
                once(&mut self.timeout, timeout, "timeout")
            }
            "explain" => yes_or_no(&mut self.explain, &value, name),
            "guard" => yes_or_no(&mut self.guard, &value, name),
            "format" | "output" if value.is_empty() => Ok(()),
            // Two names of one thing: some clients send both, one as a short name and one as a media type, to be understood by
            // every server.
            "format" | "output" => {
                let format = value.to_ascii_lowercase();
                match &self.format {
                    Some(known) if *known != format && !formats::are_one(known, &format) => Err(HttpError::BadRequest(format!(
                        "`format` and `output` ask for {known} and for {format}; send one of them."
                    ))),
                    _ => {
                        self.format.get_or_insert(format);
                        Ok(())
                    }
                }
            }
            "update" | "using-graph-uri" | "using-named-graph-uri" => Err(HttpError::BadRequest(
                "There is no update operation in an address or a form: send the parameter `query`. Where this service has an admin \
                 token, an update is the body of a POST request of type application/sparql-update that has the token."
                    .to_owned(),
            )),
            // Other parameters belong to other servers' extensions; the protocol lets us pass over them.
            _ => Ok(()),
        }
    }
}

/// The names and values of a form, or of the query of an address, decoded.
pub(crate) fn pairs(encoded: &[u8]) -> Result<Vec<(String, String)>, HttpError> {
    let pairs = encoded.split(|&b| b == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let mut halves = pair.splitn(2, |&b| b == b'=');
            let name = decode(halves.next().unwrap_or_default())?;
            Ok((name, decode(halves.next().unwrap_or_default())?))
        })
        .collect()
}

fn yes_or_no(slot: &mut bool, value: &str, name: &str) -> Result<(), HttpError> {
    match value.to_ascii_lowercase().as_str() {
        "" | "false" | "0" => {}
        "true" | "1" => *slot = true,
        _ => return Err(HttpError::BadRequest(format!("`{name}` is true or false."))),
    }
    Ok(())
}

fn once<T>(slot: &mut Option<T>, value: T, name: &str) -> Result<(), HttpError> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => {
            Err(HttpError::BadRequest(format!("`{name}` is given more than once; send it exactly once.")))
        }
    }
}

fn graph(iri: &str, name: &str) -> Result<NamedNode, HttpError> {
    NamedNode::new(iri).map_err(|e| {
        HttpError::BadRequest(format!("`{name}` must be an absolute IRI, and {iri:?} is none: {e}"))
    })
}

/// The media type of a request body that can be a query.
fn body_media_type(request: &HttpRequest) -> Result<String, HttpError> {
    let wanted = format!("Send {FORM} with the parameter `query`, or {QUERY} with the query as the body.");
    if request.headers().contains_key(CONTENT_ENCODING) {
        return Err(HttpError::UnsupportedMediaType(
            "Compressed request bodies are not taken; send the query as it is.".to_owned(),
        ));
    }
    let header =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).ok_or_else(|| {
            HttpError::UnsupportedMediaType(format!("The request has no Content-Type. {wanted}"))
        })?;
    let mut parts = header.split(';');
    let media = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    for parameter in parts {
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("charset")
            && !matches!(
                value.trim().trim_matches('"').to_ascii_lowercase().as_str(),
                "utf-8" | "utf8" | "us-ascii"
            )
        {
            return Err(HttpError::UnsupportedMediaType("The query must be sent in UTF-8.".to_owned()));
        }
    }
    match media.as_str() {
        FORM | QUERY => Ok(media),
        "application/sparql-update" => Err(HttpError::UnsupportedMediaType(
            "This service only reads: it has no update operation.".to_owned(),
        )),
        _ => Err(HttpError::UnsupportedMediaType(format!("This kind of body is not a query. {wanted}"))),
    }
}

/// The body, within the limits on size and time.
async fn read(mut body: web::Payload, state: &State) -> Result<Vec<u8>, HttpError> {
    let limit = state.body_bytes;
    let reading = async move {
        let mut bytes = Vec::new();
        while let Some(chunk) = body.next().await {
            let chunk =
                chunk.map_err(|e| HttpError::BadRequest(format!("The request body is broken: {e}")))?;
            if bytes.len() + chunk.len() > limit {
                return Err(HttpError::TooLarge(limit));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    };
    match tokio::time::timeout(state.request_timeout, reading).await {
        Ok(result) => result,
        Err(_) => Err(HttpError::RequestTimeout(state.request_timeout.as_secs())),
    }
}

/// Decodes one name or value of a form.
fn decode(encoded: &[u8]) -> Result<String, HttpError> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        let hex = |i: usize| tail.get(i).and_then(|&b| char::from(b).to_digit(16));
        match (byte, hex(0), hex(1)) {
            (b'+', ..) => bytes.push(b' '),
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = &tail[2..];
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| {
        HttpError::BadRequest("A parameter of the request is not UTF-8 text once decoded.".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Parameters, HttpError> {
        let mut parameters = Parameters::default();
        parameters.add_all(text.as_bytes())?;
        Ok(parameters)
    }

    #[test]
    fn forms_are_decoded_strictly() {
        let p = parse(
            "query=ASK%20%7B%7D+&named-graph-uri=urn:a&named-graph-uri=urn:b&timeout=250ms&output=CSV&x=y",
        )
        .unwrap();
        assert_eq!(p.query.as_deref(), Some("ASK {} "));
        assert_eq!(p.named_graphs.len(), 2);
        assert_eq!(p.timeout, Some(Duration::from_millis(250)));
        assert_eq!(p.format.as_deref(), Some("csv"));
        assert_eq!(parse("format=json&output=JSON&results=json").unwrap().format.as_deref(), Some("json"));
        for bad in [
            "query=a&query=b",
            "format=csv&output=json",
            "update=x",
            "default-graph-uri=relative",
            "timeout=0",
            "timeout=-1",
            "timeout=NaN",
            "query=%FF",
        ] {
            assert!(matches!(parse(bad), Err(HttpError::BadRequest(_))), "{bad}");
        }
    }

    #[test]
    fn a_stray_percent_sign_stays() {
        assert_eq!(parse("query=100%&format=").unwrap().query.as_deref(), Some("100%"));
    }
}
