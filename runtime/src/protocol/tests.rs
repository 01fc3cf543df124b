//! What goes over the wire, byte by byte, and what is read back.

mod body;
mod errors;
mod headers;
mod path;
mod query_string;
mod rpc;
mod streams;
mod token;
#[cfg(feature = "xml")]
mod xml;

use std::fmt::Write;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::*;
use crate::codec::{DecodeError, EncodeError};
use crate::sample::structure;

/// The request of an operation without labels.
fn encoded(protocol: Protocol, input: &dyn Shape) -> EncodedRequest {
    encode(protocol, &OperationMeta { name: "Op", ..OperationMeta::EMPTY }, input, &|| 0)
        .expect("an encodable input")
}

/// Why the input cannot be sent.
fn refusal(protocol: Protocol, meta: &'static OperationMeta, input: &dyn Shape) -> EncodeError {
    encode(protocol, meta, input, &|| 0).expect_err("an input that cannot be encoded")
}

/// A request as text: a line with method and target, a line for each header, an empty line, the body.
fn wire(request: &EncodedRequest) -> String {
    let mut text = format!("{} {}\n", request.method, request.path_and_query);
    for (name, value) in &request.headers {
        writeln!(text, "{name}: {}", String::from_utf8_lossy(value.as_bytes())).expect("writing to a string");
    }
    let body = request.body.as_bytes().expect("a body in memory");
    text + "\n" + &String::from_utf8_lossy(body)
}

/// A response with these headers and this body.
fn response(status: u16, headers: &[(&'static str, &str)], body: impl Into<Bytes>) -> RawResponse {
    let headers = headers.iter().map(|(name, value)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header"))
    });
    let mut map = HeaderMap::new();
    headers.for_each(|(name, value)| {
        map.append(name, value);
    });
    RawResponse { status: StatusCode::from_u16(status).expect("a status"), headers: map, body: body.into() }
}

/// What is read from a response.
fn decoded<O: Shape + crate::Value>(protocol: Protocol, response: &RawResponse) -> Result<O, DecodeError> {
    let mut output = O::zero();
    decode(protocol, &OperationMeta { name: "Op", ..OperationMeta::EMPTY }, response, &mut output)?;
    Ok(output)
}
