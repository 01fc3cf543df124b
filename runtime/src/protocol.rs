//! The wire protocols: how the input of an operation becomes an HTTP request, and an HTTP response its output or error.
//! Nothing here does I/O.

use http::{HeaderMap, Method};

use crate::body::Body;
use crate::codec::{DecodeError, EncodeError};
use crate::failure::{RawResponse, ServiceError};
use crate::operation::OperationMeta;
use crate::value::Shape;

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
    pub path_and_query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// What goes before the host name, labels filled in; empty for nothing.
    pub host_prefix: String,
}

/// Writes `input` as `protocol` says. `random` gives the bits of an idempotency token that the caller has not set.
pub fn encode(
    protocol: Protocol,
    meta: &'static OperationMeta,
    input: &dyn Shape,
    random: &dyn Fn() -> u64,
) -> Result<EncodedRequest, EncodeError> {
    todo!()
}

/// Fills `output` from a response whose status reports success.
pub fn decode(
    protocol: Protocol,
    meta: &'static OperationMeta,
    response: &RawResponse,
    output: &mut dyn Shape,
) -> Result<(), DecodeError> {
    todo!()
}

/// Reads code, message and request id of a response whose status reports an error. What cannot be read stays empty: an
/// error is reported even where its body makes no sense.
pub fn service_error(
    protocol: Protocol,
    meta: &'static OperationMeta,
    response: RawResponse,
) -> ServiceError {
    todo!()
}

/// Fills the members of a modelled error, as far as they can be read.
pub fn decode_error(
    protocol: Protocol,
    meta: &'static OperationMeta,
    response: &RawResponse,
    error: &mut dyn Shape,
) {
    todo!()
}
