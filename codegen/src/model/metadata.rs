//! How a service is spoken to: its names, protocols and signatures.

use serde::Deserialize;

use super::XmlNamespace;
use super::wire_enum::wire_enum;

/// The service's names, protocols and signatures, `metadata`.
///
/// What every service states is a plain string here and empty where a fragment of a model leaves it out;
/// [`Service::check`](super::Service::check) reports it missing.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metadata {
    /// The version of the API, `apiVersion`: a date such as `2019-06-10`.
    #[serde(default)]
    pub api_version: String,
    /// The first label of the service's host names, `endpointPrefix`.
    #[serde(default)]
    pub endpoint_prefix: String,
    /// The protocol to speak unless the client prefers another of `protocols`, `protocol`.
    pub protocol: Option<Protocol>,
    /// Every protocol that the service speaks, in its order of preference, `protocols`.
    #[serde(default)]
    pub protocols: Vec<Protocol>,
    /// Options of the protocol, `protocolSettings`.
    pub protocol_settings: Option<ProtocolSettings>,
    /// The version of the JSON protocol, `jsonVersion`: `1.0` or `1.1`, part of its content type.
    pub json_version: Option<String>,
    /// What stands before the operation in the `X-Amz-Target` header, `targetPrefix`.
    pub target_prefix: Option<String>,
    /// Marks a service that moved from the query protocol and still reports its old error codes in a header,
    /// `awsQueryCompatible`.
    pub aws_query_compatible: Option<AwsQueryCompatible>,
    /// The namespace of all XML of the service, `xmlNamespace`.
    pub xml_namespace: Option<XmlNamespace>,
    /// The service's full name, `serviceFullName`.
    #[serde(default)]
    pub service_full_name: String,
    /// The service's short name, `serviceAbbreviation`.
    pub service_abbreviation: Option<String>,
    /// The identifier that stays the same for the life of the service, `serviceId`.
    #[serde(default)]
    pub service_id: String,
    /// The identifier of this model, `uid`: the service and its API version.
    pub uid: Option<String>,
    /// How requests are signed, `signatureVersion`.
    pub signature_version: Option<SignatureVersion>,
    /// The name of the service within signatures, `signingName`; `endpointPrefix` where it is absent.
    pub signing_name: Option<String>,
    /// Ways to authenticate in the service's order of preference, `auth`.
    #[serde(default)]
    pub auth: Vec<AuthScheme>,
    /// The host that serves all regions, `globalEndpoint`.
    pub global_endpoint: Option<String>,
    /// The checksum that older services demand of a body, `checksumFormat`: `md5` or `sha256`.
    pub checksum_format: Option<String>,
    /// The service's name in the region data, `ripServiceName`.
    pub rip_service_name: Option<String>,
}

wire_enum! {
    /// How a call travels: where its members stand in a request and a response and how they are written.
    pub enum Protocol {
        /// HTTP bindings, bodies in JSON.
        RestJson = "rest-json",
        /// HTTP bindings, bodies in XML.
        RestXml = "rest-xml",
        /// The operation in a header, the body in JSON.
        Json = "json",
        /// The operation in the path, the body in CBOR.
        RpcV2Cbor = "smithy-rpc-v2-cbor",
        /// Operation and input as a form, answers in XML.
        Query = "query",
        /// The dialect of `query` that EC2 speaks.
        Ec2 = "ec2",
    }
}

wire_enum! {
    /// How requests are signed.
    pub enum SignatureVersion {
        /// AWS Signature Version 4.
        V4 = "v4",
        /// AWS Signature Version 2, by now only in models of services that are closed to new users.
        V2 = "v2",
        /// Signature Version 4 with the rules of S3 for paths and bodies.
        S3V4 = "s3v4",
        /// The first signature of S3; S3 itself is signed as `s3v4`.
        S3 = "s3",
        /// A bearer token in place of a signature.
        Bearer = "bearer",
    }
}

wire_enum! {
    /// A way to authenticate a request.
    pub enum AuthScheme {
        /// AWS Signature Version 4.
        SigV4 = "aws.auth#sigv4",
        /// AWS Signature Version 4 with an asymmetric key, valid in several regions.
        SigV4a = "aws.auth#sigv4a",
        /// A bearer token.
        HttpBearer = "smithy.api#httpBearerAuth",
        /// None: the request is anonymous.
        NoAuth = "smithy.api#noAuth",
    }
}

/// Options of the protocol, `protocolSettings`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProtocolSettings {
    /// What HTTP/2 is used for, `h2`.
    pub h2: Option<Http2>,
}

wire_enum! {
    /// What a service uses HTTP/2 for.
    pub enum Http2 {
        /// For operations with event streams in both directions, which need it.
        EventStream = "eventstream",
        /// For anything, if the client likes to.
        Optional = "optional",
    }
}

/// The `awsQueryCompatible` trait, an empty object.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwsQueryCompatible {}
