//! What a service can do.

use std::fmt;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserializer, SeqAccess, Visitor};

use super::wire_enum::wire_enum;
use super::{AuthScheme, ErrorTrait, XmlNamespace, unique};

/// One operation, an entry of `operations`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Operation {
    /// The name on the wire, `name`. It differs from the entry's key in a few old models.
    pub name: String,
    /// The HTTP request, `http`.
    #[serde(default)]
    pub http: Http,
    /// The structure that goes out, `input`.
    pub input: Option<IoRef>,
    /// The structure that comes back, `output`.
    pub output: Option<IoRef>,
    /// The errors that the operation is known to answer with, `errors`.
    #[serde(default)]
    pub errors: Vec<ErrorRef>,
    /// What the operation does, as HTML, `documentation`.
    pub documentation: Option<String>,
    /// Whether sending it twice has the effect of sending it once, `idempotent`.
    #[serde(default)]
    pub idempotent: bool,
    /// Whether it changes nothing, `readonly`.
    #[serde(default)]
    pub readonly: bool,
    /// What to put before the host name, `endpoint`.
    pub endpoint: Option<Endpoint>,
    /// Endpoint parameters with a fixed value, `staticContextParams`.
    #[serde(default, deserialize_with = "unique::map")]
    pub static_context_params: IndexMap<String, StaticContextParam>,
    /// Endpoint parameters taken from the input, `operationContextParams`.
    #[serde(default, deserialize_with = "unique::map")]
    pub operation_context_params: IndexMap<String, OperationContextParam>,
    /// How requests of this operation depart from the service's signature, `authtype`.
    #[serde(rename = "authtype")]
    pub auth_type: Option<AuthType>,
    /// Ways to authenticate this operation, `auth`; those of the service where it is empty.
    #[serde(default)]
    pub auth: Vec<AuthScheme>,
    /// Whether the signature leaves out the body, `unsignedPayload`.
    #[serde(default)]
    pub unsigned_payload: bool,
    /// Whether the request must carry a checksum of its body, `httpChecksumRequired`.
    #[serde(default)]
    pub http_checksum_required: bool,
    /// Which checksums may be sent and verified, `httpChecksum`.
    pub http_checksum: Option<HttpChecksum>,
    /// How a large body is compressed, `requestcompression`.
    #[serde(rename = "requestcompression")]
    pub request_compression: Option<RequestCompression>,
    /// Whether the endpoint is to be asked for first, `endpointdiscovery`.
    #[serde(rename = "endpointdiscovery")]
    pub endpoint_discovery: Option<EndpointDiscovery>,
    /// Whether this is the operation that tells the endpoint, `endpointoperation`.
    #[serde(rename = "endpointoperation", default)]
    pub endpoint_operation: bool,
    /// Whether it is on its way out, `deprecated`.
    #[serde(default)]
    pub deprecated: bool,
    /// What to use in its place, `deprecatedMessage`.
    pub deprecated_message: Option<String>,
    /// Since when, in words or as a date, `deprecatedSince`.
    pub deprecated_since: Option<String>,
}

/// The HTTP request of an operation, `http`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Http {
    /// The method, `method`; `POST` where it is absent.
    pub method: String,
    /// The template of path and query, `requestUri`; `/` where it is absent. `{Name}` stands for a member with
    /// the location `uri`, `{Name+}` for one whose slashes are kept.
    pub request_uri: String,
    /// The status of a successful answer, `responseCode`.
    pub response_code: Option<u16>,
}

impl Default for Http {
    fn default() -> Self {
        Self { method: "POST".to_owned(), request_uri: "/".to_owned(), response_code: None }
    }
}

/// A reference from an operation to its input or output structure, with the traits that hold for this use only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IoRef {
    /// The name of a structure in `shapes`, `shape`.
    pub shape: String,
    /// What is said about the structure in this place, as HTML, `documentation`.
    pub documentation: Option<String>,
    /// The name of the XML root, `locationName`.
    pub location_name: Option<String>,
    /// The namespace of the XML root, `xmlNamespace`.
    pub xml_namespace: Option<XmlNamespace>,
    /// The member that is the whole body, `payload`.
    pub payload: Option<String>,
    /// The element of a query answer that holds the output, `resultWrapper`.
    pub result_wrapper: Option<String>,
    /// Whether the output stands in an element of its own, `wrapper`.
    #[serde(default)]
    pub wrapper: bool,
}

/// A reference from an operation to one of its errors, an item of `errors`. Some models repeat traits of the shape.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ErrorRef {
    /// The name of an exception in `shapes`, `shape`.
    pub shape: String,
    /// When this operation answers with it, as HTML, `documentation`.
    pub documentation: Option<String>,
    /// The code and status on the wire, `error`.
    pub error: Option<ErrorTrait>,
    /// Whether it is an exception, `exception`.
    #[serde(default)]
    pub exception: bool,
    /// Whether the service is at fault, `fault`.
    #[serde(default)]
    pub fault: bool,
}

/// What to put before the host name, `endpoint`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Endpoint {
    /// The template of the prefix, `hostPrefix`. `{Name}` stands for a member with `hostLabel`.
    pub host_prefix: String,
}

/// An endpoint parameter with a fixed value, an entry of `staticContextParams`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaticContextParam {
    /// The value, `value`.
    pub value: ContextValue,
}

/// The value of an endpoint parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextValue {
    /// True or false.
    Boolean(bool),
    /// A string.
    String(String),
    /// A list of strings.
    StringArray(Vec<String>),
}

impl<'de> Deserialize<'de> for ContextValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContextValueVisitor)
    }
}

struct ContextValueVisitor;

impl<'de> Visitor<'de> for ContextValueVisitor {
    type Value = ContextValue;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a boolean, a string or an array of strings")
    }

    fn visit_bool<E>(self, value: bool) -> Result<ContextValue, E> {
        Ok(ContextValue::Boolean(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<ContextValue, E> {
        Ok(ContextValue::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<ContextValue, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(access)).map(ContextValue::StringArray)
    }
}

/// An endpoint parameter taken from the input, an entry of `operationContextParams`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationContextParam {
    /// The JMESPath expression that finds the value in the input, `path`.
    pub path: String,
}

wire_enum! {
    /// How requests of an operation depart from the service's signature.
    pub enum AuthType {
        /// They are not signed.
        None = "none",
        /// They are signed without their body.
        V4UnsignedBody = "v4-unsigned-body",
    }
}

/// Which checksums an operation may send and verify, `httpChecksum`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HttpChecksum {
    /// Whether a request must carry a checksum, `requestChecksumRequired`.
    #[serde(default)]
    pub request_checksum_required: bool,
    /// The input member that chooses the algorithm, `requestAlgorithmMember`.
    pub request_algorithm_member: Option<String>,
    /// The input member that asks for a checksum in the answer, `requestValidationModeMember`.
    pub request_validation_mode_member: Option<String>,
    /// The algorithms in which an answer may be verified, `responseAlgorithms`.
    #[serde(default)]
    pub response_algorithms: Vec<String>,
}

/// How a large body is compressed, `requestcompression`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestCompression {
    /// The encodings that the service reads, in its order of preference, `encodings`.
    pub encodings: Vec<Encoding>,
}

wire_enum! {
    /// A content encoding.
    pub enum Encoding {
        /// gzip.
        Gzip = "gzip",
    }
}

/// That the endpoint is to be asked for before the call, `endpointdiscovery`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndpointDiscovery {
    /// Whether the call fails at the regional endpoint, `required`.
    #[serde(default)]
    pub required: bool,
}
