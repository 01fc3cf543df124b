//! What is generated for one service, every decision made: names, types, boxes, locations, constraints, documentation,
//! and what is left out.
//!
//! What an emitter would have to ask, these types have answered. Identifiers are final and valid, keywords already
//! escaped; lists are in the order in which they are written.

mod account;
mod checksum;
mod companions;
mod constraints;
mod docs;
pub mod endpoint;
mod lower;
mod names;
mod order;
pub mod pagination;
pub mod partitions;
pub mod path;
mod quirks;
mod reach;
pub mod waiter;
mod words;

use crate::diagnostic::Diagnostic;

pub use self::account::Account;
pub use self::lower::lower;
pub use self::quirks::is_union;

/// A module of the generated crate.
#[derive(Debug)]
pub struct Service {
    /// The module and the cargo feature: `ssooidc`.
    pub module: String,
    /// What the service is, in Markdown lines.
    pub docs: Vec<String>,
    /// Names and facts of the model's `metadata`.
    pub meta: Meta,
    /// The operations by name.
    pub operations: Vec<Operation>,
    /// Structures, unions and enums that inputs, outputs and errors refer to, by name.
    pub types: Vec<Type>,
    /// Errors by name.
    pub errors: Vec<ErrorType>,
    /// Descriptions of simple shapes, lists and maps that are not plain, by name.
    pub targets: Vec<Target>,
    pub waiters: waiter::WaiterPlan,
    /// Expressions of a suite.
    pub expressions: Vec<waiter::WaiterPath>,
    /// The endpoint rules, where there are some.
    pub resolver: Option<endpoint::Resolver>,
    /// What became of everything in the model.
    pub account: Account,
    /// What of the companions is left out, and why.
    pub left_out: LeftOut,
}

impl Service {
    /// The features of the runtime that the service needs.
    pub fn features(&self) -> Vec<&'static str> {
        let mut features: Vec<_> = self.meta.protocols.iter().map(|protocol| protocol.codec()).collect();
        let operations = &self.operations;
        features.extend(operations.iter().any(|operation| operation.checksum_required).then_some("checksum"));
        let flexible = |operation: &Operation| operation.checksum.is_some();
        features.extend(operations.iter().any(flexible).then_some("flexible-checksums"));
        features.extend(operations.iter().any(|operation| operation.compress).then_some("compression"));
        let signed = |operation: &Operation| operation.auth.contains(&Auth::SigV4);
        features.extend(operations.iter().any(signed).then_some("sigv4"));
        features.extend(self.targets.iter().any(|target| target.pattern.is_some()).then_some("pattern"));
        features.sort_unstable();
        features.dedup();
        features
    }
}

/// The service's names and protocols.
#[derive(Debug)]
pub struct Meta {
    /// For people: `SSO OIDC`.
    pub name: String,
    /// The same in Markdown.
    pub title: String,
    /// `serviceId` as the model has it.
    pub id: String,
    /// `serviceId` with words capitalised and without separators: `SSOOIDC`.
    pub compact_id: String,
    /// `endpointPrefix`.
    pub endpoint_prefix: String,
    /// `signingName`, or else the endpoint prefix.
    pub signing_name: String,
    /// `apiVersion`.
    pub api_version: String,
    /// `targetPrefix`, or nothing.
    pub target_prefix: String,
    /// `xmlNamespace`, or nothing.
    pub xml_namespace: String,
    /// The protocols, the preferred one first.
    pub protocols: Vec<Protocol>,
    /// `awsQueryCompatible`.
    pub query_compatible: bool,
    /// Whether `signatureVersion` is one of S3's.
    pub s3_signature: bool,
    /// How requests are authenticated unless the operation says otherwise.
    pub auth: Vec<Auth>,
}

impl Meta {
    /// Whether some protocol has other places for members than the body.
    pub fn is_rest(&self) -> bool {
        self.protocols.iter().any(|protocol| protocol.is_rest())
    }
}

/// A protocol of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    Json10,
    Json11,
    RestJson,
    RestXml,
    Query,
    Ec2,
    Cbor,
}

impl Protocol {
    /// Whether it has other places for members than the body.
    pub fn is_rest(self) -> bool {
        matches!(self, Self::RestJson | Self::RestXml)
    }

    /// The feature of the runtime with the codec that this protocol takes.
    fn codec(self) -> &'static str {
        match self {
            Self::Json10 | Self::Json11 | Self::RestJson => "json",
            Self::RestXml | Self::Query | Self::Ec2 => "xml",
            Self::Cbor => "cbor",
        }
    }
}

/// An authentication scheme of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    None,
    SigV4,
    SigV4a,
    Bearer,
}

/// An operation: its input and output, and what a call needs to know.
#[derive(Debug)]
pub struct Operation {
    /// Its key in the model, by which companions refer to it.
    pub key: String,
    /// The name in the model: `CreateToken`.
    pub name: String,
    /// The same in Markdown, as code.
    pub title: String,
    /// The module and file below `operation/`: `create_token`.
    pub module: String,
    /// The method of the client: `create_token`.
    pub method: String,
    /// The same as links of rustdoc have it: without the escape of a keyword.
    pub link: String,
    /// `CreateTokenRequest`, `CreateTokenResponse`, `CreateTokenError`: the aliases and the error enum.
    pub request: String,
    /// See [`request`](Self::request).
    pub response: String,
    /// See [`request`](Self::request).
    pub error: String,
    /// What the operation does, in Markdown lines.
    pub docs: Vec<String>,
    pub input: Structure,
    pub output: Structure,
    /// The modelled errors, by name: variants of the error enum and the types that they hold.
    pub errors: Vec<String>,
    /// `http.method`.
    pub http_method: String,
    /// `http.requestUri`.
    pub uri: String,
    pub auth: Vec<Auth>,
    /// `endpoint.hostPrefix`, or nothing.
    pub host_prefix: String,
    /// `output.resultWrapper`, or nothing.
    pub result_wrapper: String,
    /// `httpChecksumRequired`.
    pub checksum_required: bool,
    /// `httpChecksum`.
    pub checksum: Option<Checksum>,
    pub compress: bool,
    pub unsigned_payload: bool,
    /// Whether the model has no input, and not an empty one.
    pub no_input: bool,
    /// `staticContextParams`: what the endpoint depends on, by parameter.
    pub endpoint_constants: Vec<(String, crate::model::ContextValue)>,
    /// What the endpoint depends on of the input. Of several for a parameter, the last one counts.
    pub endpoint_inputs: Vec<endpoint::Input>,
    /// How it answers in pages, if it does.
    pub pagination: Option<pagination::Pagination>,
}

impl Operation {
    /// Whether its error is an enum of its own: with nothing modelled, it is an alias of what all such operations have.
    pub fn has_own_error(&self) -> bool {
        !self.errors.is_empty()
    }
}

/// Which checksums an operation sends and verifies.
#[derive(Debug)]
pub struct Checksum {
    /// Whether a request must carry one.
    pub required: bool,
    /// The header that names the algorithm of the request; nothing where requests carry none.
    pub algorithm: String,
    /// The header that asks for a checksum of the answer; nothing where there is none.
    pub mode: String,
    /// The algorithms of answers, as the model names them.
    pub response: Vec<String>,
}

/// What of a model's companions cannot be generated, and why; to be shown in these files.
#[derive(Debug, Default)]
pub struct LeftOut {
    /// In `paginators-1.json`.
    pub paginators: Vec<Diagnostic>,
    /// In `waiters-2.json`.
    pub waiters: Vec<Diagnostic>,
}

/// A type of the module `types`, in a file of its own.
#[derive(Debug)]
pub struct Type {
    /// The file below `types/`, without extension.
    pub module: String,
    pub kind: TypeKind,
}

impl Type {
    /// The name of the Rust type.
    pub fn name(&self) -> &str {
        match &self.kind {
            TypeKind::Structure(structure) => &structure.name,
            TypeKind::Union(union) => &union.name,
            TypeKind::Enum(enumeration) => &enumeration.name,
        }
    }
}

/// What a [`Type`] is.
#[derive(Debug)]
pub enum TypeKind {
    Structure(Structure),
    Union(Union),
    Enum(Enum),
}

/// A structure: a struct with a field per member.
#[derive(Debug)]
pub struct Structure {
    pub name: String,
    /// The name of the shape in the model; nothing for an input or output that the model does not have.
    pub shape: String,
    pub docs: Vec<String>,
    pub fields: Vec<Field>,
    /// Whether callers fill it in, so that it has setters.
    pub setters: bool,
    /// Whether it has a total order, so that it is `Eq`, `Ord` and `Hash`.
    pub ordered: bool,
    pub xml: Xml,
}

impl Structure {
    /// The members that a constructor takes.
    pub fn required(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.optional)
    }
}

/// A member of a structure.
#[derive(Debug)]
pub struct Field {
    pub name: String,
    /// The method that sets it: `with_name`.
    pub setter: String,
    pub docs: Vec<String>,
    /// Whether the field is an `Option`.
    pub optional: bool,
    /// Whether the value is boxed, since the structure would contain itself.
    pub boxed: bool,
    pub ty: RustType,
    pub member: Member,
}

/// A union: an enum with a variant per member, and one for members that are not known.
#[derive(Debug)]
pub struct Union {
    pub name: String,
    /// The name of the shape in the model.
    pub shape: String,
    pub docs: Vec<String>,
    pub variants: Vec<UnionVariant>,
    /// See [`Structure::ordered`].
    pub ordered: bool,
    /// The variant that holds the name of a member that the model does not list.
    pub unknown: String,
}

/// A member of a union.
#[derive(Debug)]
pub struct UnionVariant {
    pub name: String,
    pub docs: Vec<String>,
    pub boxed: bool,
    pub ty: RustType,
    /// Whether nothing else is or holds a value of this type, so that a value alone says which variant is meant.
    pub distinct: bool,
    pub member: Member,
}

/// A string with known values.
#[derive(Debug)]
pub struct Enum {
    pub name: String,
    pub docs: Vec<String>,
    /// By their text on the wire.
    pub values: Vec<EnumValue>,
    /// The variant that holds a value that the model does not list.
    pub unknown: String,
}

/// A known value of an enum.
#[derive(Debug)]
pub struct EnumValue {
    pub name: String,
    pub wire: String,
}

/// An error that the service is known to answer with.
#[derive(Debug)]
pub struct ErrorType {
    pub structure: Structure,
    /// The constant that holds the code: `ERR_CODE_ACCESS_DENIED_EXCEPTION`.
    pub constant: String,
    /// The name in the model, which JSON protocols send.
    pub shape: String,
    /// The code that the others send: `error.code`, or else the name.
    pub code: String,
    /// The HTTP status.
    pub status: u16,
    /// Whether the service is at fault, and not the caller.
    pub server_fault: bool,
    pub retryable: bool,
    pub throttling: bool,
}

/// The type of a value in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustType {
    Bool,
    I32,
    I64,
    F32,
    F64,
    String,
    Bytes,
    Timestamp,
    Document,
    /// A streaming blob.
    Stream,
    /// An event stream of the union with this name.
    EventStream(String),
    /// A type of the module `types`.
    Structure(String),
    /// See [`Structure`](Self::Structure); also in `types`.
    Union(String),
    /// See [`Structure`](Self::Structure); also in `types`.
    Enum(String),
    /// A list, and whether its items may be null.
    List(Box<RustType>, Sparse),
    /// A map with the type of its keys, and whether its values may be null.
    Map(Box<RustType>, Box<RustType>, Sparse),
}

/// Whether entries may be null.
pub type Sparse = bool;

/// The description of a reference: a `Member` of the runtime.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    pub name: String,
    /// Without the escape of a keyword.
    pub field: String,
    pub wire: String,
    pub location: Location,
    pub flags: Vec<Flag>,
    pub timestamp: Option<TimestampFormat>,
    pub xml: Xml,
    /// The name of the [`Target`], where it is not plain.
    pub target: Option<String>,
}

/// A location of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    Body,
    Payload,
    Header,
    Headers,
    Query,
    Uri,
    StatusCode,
}

/// A single-bit trait of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    Required,
    Sensitive,
    Flattened,
    Sparse,
    IdempotencyToken,
    JsonValue,
    XmlAttribute,
    HostLabel,
    Streaming,
    RequiresLength,
    EventPayload,
    StructurePayload,
    LastSegment,
    XmlRoot,
    EscapedName,
}

/// A timestamp format of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    Iso8601,
    HttpDate,
    EpochSeconds,
}

/// Names for XML, Query and EC2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Xml {
    pub name: Option<String>,
    pub namespace: Option<String>,
    pub prefix: Option<String>,
    pub query_name: Option<String>,
}

/// The description of a simple shape, list or map: a `Target` of the runtime.
#[derive(Clone, Debug)]
pub struct Target {
    /// The name of the static.
    pub name: String,
    /// The name in the model.
    pub shape: String,
    pub length: Limits<u64>,
    pub range: Limits<i64>,
    pub float_range: Limits<f64>,
    pub pattern: Option<String>,
    pub item: Option<Member>,
    pub key: Option<Member>,
    pub value: Option<Member>,
}

/// An inclusive minimum and maximum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits<T> {
    pub min: Option<T>,
    pub max: Option<T>,
}
