//! The service model as it is written in its file: wire names, wire order, and nothing decided yet.
//!
//! The format is C2J, the JSON in which AWS describes its services: `metadata` says how the service is spoken
//! to, `operations` what it can do, and `shapes` which types travel. [`Service`] mirrors that JSON key by key.
//! A key that is not listed here is an error and not something to pass over, because a trait that the
//! generator does not know is a behaviour that the client would silently lack.
//!
//! [`Service::parse`] reads a model and reports everything that is wrong with it at once. [`Manifest::parse`] reads
//! the list of the services to generate.

mod check;
mod companions;
pub mod endpoint;
mod extras;
mod manifest;
mod member;
mod metadata;
mod operation;
mod paginators;
mod parse;
mod selection;
mod service;
mod shape;
mod unique;
mod waiters;
mod wire_enum;
mod xml_namespace;

pub use self::companions::Companions;
pub use self::extras::merge_extras;
pub use self::manifest::{Manifest, ManifestEntry};
pub use self::member::{ContextParam, Location, MemberRef};
pub use self::metadata::{
    AuthScheme, AwsQueryCompatible, Http2, Metadata, Protocol, ProtocolSettings, SignatureVersion,
};
pub use self::operation::{
    AuthType, ContextValue, Encoding, Endpoint, EndpointDiscovery, ErrorRef, Http, HttpChecksum, IoRef,
    Operation, OperationContextParam, RequestCompression, StaticContextParam,
};
pub use self::paginators::{Paginator, Paginators};
pub use self::selection::{OperationPattern, select};
pub use self::service::{ClientContextParam, ContextParamType, Service};
pub use self::shape::{ErrorTrait, Retryable, Shape, ShapeType, TimestampFormat};
pub use self::waiters::{Acceptor, Matcher, Waiter, WaiterState, Waiters};
pub use self::xml_namespace::XmlNamespace;
