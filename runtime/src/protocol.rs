//! The wire protocols: how the input of an operation becomes an HTTP request, and an HTTP response its output or error.
//! Nothing here does I/O.

#[cfg(feature = "recording")]
mod answer;
#[cfg(feature = "compression")]
mod compression;
mod error;
mod event;
mod format;
mod header;
mod host;
mod label;
#[cfg(feature = "checksum")]
mod md5;
mod path;
mod payload;
mod query_string;
mod rest;
mod rpc;
#[cfg(test)]
mod tests;
mod text;
mod token;

use std::borrow::Cow;

use http::header::{ACCEPT, CONTENT_LENGTH};
use http::{HeaderMap, HeaderValue, Method};
use http_body::Body as _;

#[cfg(feature = "recording")]
pub(crate) use self::answer::{brings_events, has_document, write as write_answer, write_error};
pub(crate) use self::event::{decode as decode_event, encode as encode_event, is_initial_response};
pub use self::format::Format;
#[cfg(feature = "checksum")]
pub(crate) use self::md5::add as add_md5;
pub(crate) use self::path::without_dots;
use self::token::WithTokens;
pub(crate) use self::token::uuid_v4;

use crate::body::Body;
use crate::codec::{DecodeError, EncodeError};
use crate::event_stream;
use crate::failure::{RawResponse, ServiceError};
use crate::operation::OperationMeta;
use crate::schema::{Location, STREAMING, Schema};
use crate::value::Shape;

/// Room for the headers that a request usually has when it is sent, signed.
const USUAL_HEADERS: usize = 12;

/// A wire protocol: `metadata.protocol` of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// `json` with `jsonVersion` 1.0: the operation in a header, JSON bodies.
    Json10,
    /// `json` with `jsonVersion` 1.1.
    Json11,
    /// `rest-json`: members in path, query, headers and a JSON body.
    RestJson,
    /// `rest-xml`: the same with an XML body.
    RestXml,
    /// `query`: a form in, XML out.
    Query,
    /// `ec2`: a variant of `query`.
    Ec2,
    /// `smithy-rpc-v2-cbor`: the operation in the path, CBOR bodies.
    Cbor,
}

/// A request that has everything but its endpoint and signature.
#[derive(Debug)]
pub struct EncodedRequest {
    /// The HTTP method.
    pub method: Method,
    /// Path and query, starting with `/`, percent-encoded.
    pub path_and_query: Cow<'static, str>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// What goes before the host name, labels filled in; empty for nothing.
    pub host_prefix: String,
}

impl Protocol {
    /// Whether members have places of their own in the HTTP message.
    pub(crate) fn is_rest(self) -> bool {
        matches!(self, Self::RestJson | Self::RestXml)
    }

    /// The format of the bodies that a service answers with.
    pub fn format(self) -> Format {
        match self {
            Self::Json10 | Self::Json11 | Self::RestJson => Format::Json,
            Self::RestXml | Self::Query | Self::Ec2 => Format::Xml,
            Self::Cbor => Format::Cbor,
        }
    }
}

/// Writes `input` as `protocol` says. `random` gives the bits of an idempotency token that the caller has not set.
///
/// # Errors
/// The first value that cannot be written, or that the crate was built without the codec that the protocol needs.
pub fn encode(
    protocol: Protocol,
    meta: &'static OperationMeta,
    input: &dyn Shape,
    random: &dyn Fn() -> u64,
) -> Result<EncodedRequest, EncodeError> {
    let mut request = encode_members(protocol, meta, input, random)?;
    if meta.compress {
        #[cfg(not(feature = "compression"))]
        return Err(lacks(meta, "compression"));
        #[cfg(feature = "compression")]
        compression::gzip(&mut request);
    }
    if meta.checksum_required {
        #[cfg(not(feature = "checksum"))]
        return Err(lacks(meta, "checksum"));
        #[cfg(feature = "checksum")]
        add_md5(&mut request);
    }
    if let Some(length) = request.body.size_hint().exact().filter(|length| *length > 0) {
        let length = HeaderValue::from_str(itoa::Buffer::new().format(length));
        // Digits can stand in a header.
        let _ = length.map(|length| request.headers.insert(CONTENT_LENGTH, length));
    }
    Ok(request)
}

/// The same, without what is computed from a body: neither compressed nor with a checksum or length.
///
/// # Errors
/// As [`encode`].
pub(crate) fn encode_members(
    protocol: Protocol,
    meta: &'static OperationMeta,
    input: &dyn Shape,
    random: &dyn Fn() -> u64,
) -> Result<EncodedRequest, EncodeError> {
    let input = WithTokens::new(input, random);
    let input = input.input();
    let mut request = match protocol {
        Protocol::Json10 => rpc::encode_json(rpc::JSON_1_0, meta, input),
        Protocol::Json11 => rpc::encode_json(rpc::JSON_1_1, meta, input),
        Protocol::RestJson | Protocol::RestXml => rest::encode(protocol.format(), meta, input),
        Protocol::Query | Protocol::Ec2 => rpc::encode_query(protocol, meta, input),
        Protocol::Cbor => rpc::encode_cbor(meta, input),
    }?;
    request.host_prefix = host::expand(meta.host_prefix, input)?;
    Ok(request)
}

/// The operation asks for something that this build leaves out.
#[cfg(not(all(feature = "checksum", feature = "compression")))]
fn lacks(meta: &'static OperationMeta, feature: &str) -> EncodeError {
    EncodeError::new(
        meta.name,
        format!("needs the feature `{feature}` of sdk-runtime, which is not turned on"),
    )
}

/// The method that the model gives the operation.
fn method(meta: &'static OperationMeta) -> Result<Method, EncodeError> {
    let method = Method::from_bytes(meta.method.as_bytes());
    method.map_err(|_| EncodeError::new(meta.name, "has a method that HTTP does not allow"))
}

/// Fills `output` from a response whose status reports success. An empty body leaves the members that would stand in it
/// as they are.
///
/// # Errors
/// When the response is not what the model says, or the crate was built without the codec that the protocol needs.
pub fn decode(
    protocol: Protocol,
    meta: &'static OperationMeta,
    response: &RawResponse,
    output: &mut dyn Shape,
) -> Result<(), DecodeError> {
    if is_streaming(output.schema()) {
        let body = response.body.clone();
        if !has_initial_response(protocol, output.schema()) {
            return decode_streaming(protocol, response, body.into(), output);
        }
        let (initial, events) = event::split(body)?;
        return decode_streaming(
            protocol,
            &RawResponse { body: initial, ..response.clone() },
            events,
            output,
        );
    }
    match protocol {
        Protocol::RestJson | Protocol::RestXml => rest::decode(protocol.format(), response, output),
        Protocol::Query => rpc::decode_query(meta, &response.body, output),
        Protocol::Json10 | Protocol::Json11 | Protocol::Ec2 | Protocol::Cbor => {
            rpc::decode(protocol.format(), &response.body, output)
        }
    }
}

/// Says in a request that its response is to be streaming, where the protocol wants to know.
pub fn ask_for_stream(protocol: Protocol, headers: &mut HeaderMap) {
    if protocol == Protocol::Cbor {
        headers.insert(ACCEPT, HeaderValue::from_static(event_stream::CONTENT_TYPE));
    }
}

/// Whether the body of the response that `output` is read from is given to the caller as it comes.
pub fn is_streaming(output: &Schema) -> bool {
    output.payload().is_some_and(|(_, member)| member.has(STREAMING))
}

/// Whether the first message of a streaming response may hold members of `output`: those that would stand in a body.
pub(crate) fn has_initial_response(protocol: Protocol, output: &Schema) -> bool {
    !protocol.is_rest() && output.members.iter().any(|member| member.location == Location::Body)
}

/// Fills `output`, whose payload [is streaming](is_streaming), from the head of a response that reports success, and
/// gives the payload `body` to read from. In protocols that are not REST, the body of `head` is the initial response,
/// which holds the other members, or empty.
///
/// # Errors
/// When the head is not what the model says.
pub fn decode_streaming(
    protocol: Protocol,
    head: &RawResponse,
    body: Body,
    output: &mut dyn Shape,
) -> Result<(), DecodeError> {
    match protocol.is_rest() {
        true => rest::decode_head(head, output)?,
        false => rpc::decode(protocol.format(), &head.body, output)?,
    }
    match output.schema().payload() {
        Some((index, member)) => payload::receive(protocol.format(), member, output.member_mut(index), body),
        None => Ok(()),
    }
}

/// Reads code, message and request id of a response whose status reports an error. What cannot be read stays empty: an
/// error is reported even where its body makes no sense.
pub fn service_error(
    protocol: Protocol,
    meta: &'static OperationMeta,
    response: RawResponse,
) -> ServiceError {
    error::read(protocol, meta, response)
}

/// Fills the members of a modelled error, as far as they can be read.
pub fn decode_error(
    protocol: Protocol,
    _meta: &'static OperationMeta,
    response: &RawResponse,
    error: &mut dyn Shape,
) {
    error::decode(protocol, response, error);
}
