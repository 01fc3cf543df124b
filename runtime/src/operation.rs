//! What a service and its operations are, as far as a call needs to know: facts that the generator writes, behaviour
//! that reads them elsewhere.

use std::fmt;

use crate::endpoint::{Constant, Parameter, Resolve};
use crate::failure::Failure;
use crate::protocol::Protocol;
use crate::value::{Shape, Value};

/// The input of an operation, which names all else: generic code over any operation takes an `impl Operation`.
pub trait Operation: Shape + Value + Clone + fmt::Debug + Send + Sync + 'static {
    /// What the service answers.
    type Output: Shape + Value + fmt::Debug + Send + Sync + 'static;
    /// What can go wrong.
    type Error: OperationError;
    /// The client of the service that it belongs to.
    type Client;
    /// The facts of the model.
    const META: &'static OperationMeta;

    /// What the endpoint depends on of the input: `contextParam` and `operationContextParams`, by parameter.
    #[inline]
    fn endpoint_parameters<'a>(&'a self, set: &mut dyn FnMut(&str, Parameter<'a>)) {
        let _ = set;
    }
}

/// The error enum of an operation.
pub trait OperationError: std::error::Error + From<Failure> + Send + Sync + 'static {
    /// What is known about the failed call, whichever variant this is.
    fn failure(&self) -> &Failure;

    /// The same, to be changed.
    fn failure_mut(&mut self) -> &mut Failure;

    /// That alone.
    fn into_failure(self) -> Failure;
}

crate::operation_error! {
    /// What can go wrong in an operation of which the model lists no errors.
    pub enum UnmodelledError {}
}

/// A service, as its model's `metadata` describes it.
#[derive(Debug)]
pub struct ServiceMeta {
    /// The name for people: `serviceAbbreviation`, or else `serviceFullName`.
    pub name: &'static str,
    /// `serviceId`: the stable name that configuration and user agent use.
    pub id: &'static str,
    /// `endpointPrefix`: the first label of the default host name.
    pub endpoint_prefix: &'static str,
    /// `signingName`, or else the endpoint prefix: the service in a signature's scope.
    pub signing_name: &'static str,
    /// `apiVersion`: a date.
    pub api_version: &'static str,
    /// `protocols` or `protocol`: what the service speaks, the best first.
    pub protocols: &'static [Protocol],
    /// `targetPrefix`: what stands before the operation's name in `X-Amz-Target`, or the service's name in a CBOR path.
    pub target_prefix: &'static str,
    /// `xmlNamespace`: the namespace of every body, empty for none.
    pub xml_namespace: &'static str,
    /// `awsQueryCompatible`: error codes stand in `x-amzn-query-error`.
    pub query_compatible: bool,
    /// `signatureVersion` is one of S3's: paths are signed as they are, and the hash of the body is a header.
    pub s3_signature: bool,
    /// `auth` or `signatureVersion`: what requests carry unless the operation says otherwise, the best first.
    pub auth: &'static [AuthScheme],
    /// The endpoint rules.
    pub endpoint: Option<Resolve>,
    /// Never written out: each description ends in `..EMPTY`, so that a field can be added.
    #[doc(hidden)]
    pub more: (),
}

impl ServiceMeta {
    /// The description that the generated ones start from.
    pub const EMPTY: Self = Self {
        name: "",
        id: "",
        endpoint_prefix: "",
        signing_name: "",
        api_version: "",
        protocols: &[],
        target_prefix: "",
        xml_namespace: "",
        query_compatible: false,
        s3_signature: false,
        auth: &[],
        endpoint: None,
        more: (),
    };
}

/// An operation, as its model describes it.
#[derive(Debug)]
pub struct OperationMeta {
    /// The service that it belongs to.
    pub service: &'static ServiceMeta,
    /// The name in the model.
    pub name: &'static str,
    /// `http.method`.
    pub method: &'static str,
    /// `http.requestUri`: path, labels as `{Name}` or `{Name+}`, and constant query parameters.
    pub uri: &'static str,
    /// `auth` or `authtype`: what the request carries, the best first.
    pub auth: &'static [AuthScheme],
    /// `errors`: what the service is known to answer, besides what any service may.
    pub errors: &'static [&'static ErrorMeta],
    /// `endpoint.hostPrefix`: what stands before the host name, labels as `{Name}`; empty for none.
    pub host_prefix: &'static str,
    /// `staticContextParams`: what the endpoint depends on, by parameter.
    pub endpoint_parameters: &'static [(&'static str, Constant)],
    /// `output.resultWrapper`: the element around the members of a Query response; empty for none.
    pub result_wrapper: &'static str,
    /// No `input`: a CBOR request has no body then, not even an empty one.
    pub no_input: bool,
    /// `httpChecksumRequired`: the request carries a checksum of its body.
    pub checksum_required: bool,
    /// `httpChecksum`: the checksums that the request may carry, and the response be verified by.
    pub checksum: Option<&'static ChecksumMeta>,
    /// `requestcompression`: a large body is sent gzipped.
    pub compress: bool,
    /// `unsignedPayload`, or the auth type `v4-unsigned-body`: the signature leaves the body out.
    pub unsigned_payload: bool,
}

impl OperationMeta {
    /// The description that the generated ones start from.
    pub const EMPTY: Self = Self {
        service: &ServiceMeta::EMPTY,
        name: "",
        method: "POST",
        uri: "/",
        auth: &[],
        errors: &[],
        host_prefix: "",
        endpoint_parameters: &[],
        result_wrapper: "",
        no_input: false,
        checksum_required: false,
        checksum: None,
        compress: false,
        unsigned_payload: false,
    };

    /// The modelled error that a service means by `code`: the code of the model, or the name of the shape.
    pub fn error(&self, code: &str) -> Option<&'static ErrorMeta> {
        self.errors.iter().copied().find(|error| error.code == code || error.name == code)
    }
}

/// Which checksums an operation sends and verifies: `httpChecksum`.
#[derive(Debug)]
pub struct ChecksumMeta {
    /// `requestChecksumRequired`: the service refuses a request that carries none.
    pub required: bool,
    /// The header of `requestAlgorithmMember`, which names the algorithm of the request's checksum; empty where requests
    /// carry none.
    pub algorithm: &'static str,
    /// The header of `requestValidationModeMember`, which asks for a checksum of the answer; empty where there is none.
    pub mode: &'static str,
    /// `responseAlgorithms`: those that the service may answer with, such as `CRC32`.
    pub response: &'static [&'static str],
}

/// How a request proves who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthScheme {
    /// `smithy.api#noAuth`, or the auth type `none`: nothing is sent.
    None,
    /// `aws.auth#sigv4`: AWS Signature Version 4.
    SigV4,
    /// `aws.auth#sigv4a`: the same with an asymmetric key, valid in several regions.
    SigV4a,
    /// `smithy.api#httpBearerAuth`: a token in the `Authorization` header.
    Bearer,
    /// SigV4 with the key of a session that S3 Express gave out. Only endpoint rules name it.
    S3Express,
}

impl AuthScheme {
    /// Whether it signs requests, and not only names who sends them.
    pub(crate) fn is_signature(self) -> bool {
        matches!(self, Self::SigV4 | Self::SigV4a | Self::S3Express)
    }
}

/// The type of a modelled error.
pub trait ModelledError: Shape + Value + fmt::Debug + Send + Sync + 'static {
    /// What the model says about it.
    const META: &'static ErrorMeta;
}

/// A modelled error: what its shape's traits say.
#[derive(Debug)]
pub struct ErrorMeta {
    /// The shape's name, which JSON and CBOR services send as the code.
    pub name: &'static str,
    /// The code on the wire: `error.code`, or else the shape's name.
    pub code: &'static str,
    /// `error.httpStatusCode`.
    pub status: u16,
    /// Who is at fault.
    pub fault: Fault,
    /// `retryable`: whether the same request may succeed later.
    pub retryable: bool,
    /// `retryable.throttling`: whether it failed because there were too many.
    pub throttling: bool,
}

impl ErrorMeta {
    /// The description that the generated ones start from: the caller's fault, and of no use to repeat.
    pub const EMPTY: Self =
        Self { name: "", code: "", status: 400, fault: Fault::Client, retryable: false, throttling: false };
}

/// Who is at fault for an error: `fault` and `error.senderFault`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The request is wrong: sending it again will not help.
    Client,
    /// The service is in trouble: sending it again may help.
    Server,
}
