//! `json`, `query`, `ec2` and `smithy-rpc-v2-cbor`: the operation in a header, the body or the path, and all members in
//! the body.

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::format::{self, Format};
use super::{EncodedRequest, Protocol, USUAL_HEADERS, event, method, payload};
use crate::body::Body;
use crate::codec::{DecodeError, EncodeError};
use crate::operation::OperationMeta;
use crate::schema::{ROOT, STREAMING};
use crate::value::Shape;

// Not looked at again for each request.
const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
const QUERY_MODE: HeaderName = HeaderName::from_static("x-amzn-query-mode");
const CBOR: HeaderValue = HeaderValue::from_static("application/cbor");
const PROTOCOL: HeaderName = HeaderName::from_static("smithy-protocol");

/// The content type of the protocol `json` with `jsonVersion` 1.0.
pub(super) const JSON_1_0: HeaderValue = HeaderValue::from_static("application/x-amz-json-1.0");
/// The same with `jsonVersion` 1.1.
pub(super) const JSON_1_1: HeaderValue = HeaderValue::from_static("application/x-amz-json-1.1");

/// Writes a request of the protocol `json`, `content_type` telling its version.
pub(super) fn encode_json(
    content_type: HeaderValue,
    meta: &'static OperationMeta,
    input: &dyn Shape,
) -> Result<EncodedRequest, EncodeError> {
    let mut headers = HeaderMap::with_capacity(USUAL_HEADERS);
    let target = HeaderValue::try_from([meta.service.target_prefix, ".", meta.name].concat());
    let problem = "has a name that cannot stand in a header";
    headers.insert(TARGET, target.map_err(|_| EncodeError::new(meta.name, problem))?);
    headers.insert(CONTENT_TYPE, content_type);
    mark_query_compatible(&mut headers, meta);
    let body = encode_body(Format::Json, &mut headers, input)?;
    Ok(EncodedRequest {
        method: method(meta)?,
        path_and_query: meta.uri.into(),
        headers,
        body,
        host_prefix: String::new(),
    })
}

/// Writes a request of the protocol `query` or `ec2`.
pub(super) fn encode_query(
    protocol: Protocol,
    meta: &'static OperationMeta,
    input: &dyn Shape,
) -> Result<EncodedRequest, EncodeError> {
    let content_type = HeaderValue::from_static("application/x-www-form-urlencoded");
    let mut headers = HeaderMap::with_capacity(USUAL_HEADERS);
    headers.insert(CONTENT_TYPE, content_type);
    Ok(EncodedRequest {
        method: method(meta)?,
        path_and_query: meta.uri.into(),
        headers,
        body: format::write_form(protocol, meta, input)?.into(),
        host_prefix: String::new(),
    })
}

/// Writes a request of the protocol `smithy-rpc-v2-cbor`. Method and path are the protocol's own, so those of the model
/// count for nothing.
pub(super) fn encode_cbor(
    meta: &'static OperationMeta,
    input: &dyn Shape,
) -> Result<EncodedRequest, EncodeError> {
    let mut headers = HeaderMap::with_capacity(USUAL_HEADERS);
    headers.insert(PROTOCOL, const { HeaderValue::from_static("rpc-v2-cbor") });
    headers.insert(ACCEPT, CBOR);
    mark_query_compatible(&mut headers, meta);
    let mut body = Body::default();
    if !meta.no_input {
        headers.insert(CONTENT_TYPE, CBOR);
        body = encode_body(Format::Cbor, &mut headers, input)?;
    }
    Ok(EncodedRequest {
        method: Method::POST,
        path_and_query: ["/service/", meta.service.target_prefix, "/operation/", meta.name].concat().into(),
        headers,
        body,
        host_prefix: String::new(),
    })
}

/// All members in a document. If one of them is a stream of events, the others are its first message.
fn encode_body(format: Format, headers: &mut HeaderMap, input: &dyn Shape) -> Result<Body, EncodeError> {
    let document = format.write(|out| out.structure(&ROOT, input))?;
    let stream = input.schema().payload().filter(|(_, member)| member.has(STREAMING));
    let Some((index, member)) = stream else { return Ok(document.into()) };
    let events = payload::write(format, member, input.member(index))?;
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(events.content_type));
    event::after_initial_request(format, document, events.body)
}

/// Asks a service that used to speak `query` for the error codes of that time.
fn mark_query_compatible(headers: &mut HeaderMap, meta: &'static OperationMeta) {
    if meta.service.query_compatible {
        headers.insert(QUERY_MODE, const { HeaderValue::from_static("true") });
    }
}

/// Fills `output` from `body`. An empty one leaves it as it is.
pub(super) fn decode(format: Format, body: &[u8], output: &mut dyn Shape) -> Result<(), DecodeError> {
    if is_nothing(body, output) {
        return Ok(());
    }
    format.read(body, |from| from.structure(&ROOT, output))
}

/// Fills `output` from the body of a `query` response, in which an element of the root holds the members:
/// `<OperationResponse><OperationResult>`.
pub(super) fn decode_query(
    meta: &'static OperationMeta,
    body: &[u8],
    output: &mut dyn Shape,
) -> Result<(), DecodeError> {
    if is_nothing(body, output) {
        return Ok(());
    }
    match meta.result_wrapper {
        "" => format::read_wrapped(body, &format!("{}Result", meta.name), output),
        wrapper => format::read_wrapped(body, wrapper, output),
    }
}

fn is_nothing(body: &[u8], output: &dyn Shape) -> bool {
    body.trim_ascii().is_empty() || output.schema().members.is_empty()
}
