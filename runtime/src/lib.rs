//! What generated service clients call: codecs, validation, the call loop, transport.
//!
//! A generated crate states facts (types, one member table per shape, one description per operation); all behaviour is
//! here, written and tested once.
//!
//! What users of a client find here:
//!
//! * [`config`], [`retry`], [`credentials`], [`transport`]: what a client is made from.
//! * [`request`], [`failure`], [`paginate`], [`wait`], [`stream`], [`event_stream`]: what a call is, and what comes of it.
//! * [`client`] and [`dynamic`](mod@dynamic): code for all operations, or for those that are known by name at run time
//!   only; with the feature `tower`, `layers` before all of them.
//! * [`mock`], and with the feature `recording` a module of that name: tests without the service.
//! * [`json`], and with the feature `serde` a module of that name: values as text.
//! * With the feature `blocking`, a module of that name: calls without an async runtime.
//!
//! All else is for generated code, and for those who write codecs, visitors of values, and protocols.

mod auth;
mod aws_chunked;
#[cfg(feature = "blocking")]
pub mod blocking;
pub mod body;
pub mod checksum;
pub mod client;
pub mod clock;
pub mod codec;
pub mod config;
pub mod core;
pub mod credentials;
pub mod debug;
pub mod document;
pub mod dynamic;
pub mod endpoint;
pub mod enumeration;
pub mod event_stream;
pub mod failure;
pub mod field;
mod hex;
#[cfg(any(feature = "sigv4", all(feature = "client", not(feature = "h2"))))]
mod host;
pub mod json;
pub mod kind;
#[cfg(feature = "tower")]
pub mod layers;
mod macros;
pub mod mock;
pub mod operation;
#[cfg(feature = "ord")]
pub mod order;
pub mod paginate;
mod percent;
pub mod protocol;
#[cfg(feature = "recording")]
pub mod recording;
#[cfg(feature = "recording")]
mod redact;
pub mod request;
pub mod retry;
#[cfg(test)]
mod sample;
pub mod schema;
#[cfg(feature = "serde")]
pub mod serde;
#[cfg(feature = "sigv4")]
pub mod sign;
pub mod stream;
pub mod timestamp;
mod trace;
pub mod transport;
mod user_agent;
pub mod validate;
pub mod value;
pub mod wait;

pub use body::Body;
pub use bytes::Bytes;
pub use client::ServiceClient;
pub use clock::Clock;
pub use codec::{DecodeError, EncodeError};
pub use config::{Config, Environment, Timeouts};
pub use core::{Core, PresignedRequest};
pub use credentials::Credentials;
pub use document::Document;
pub use dynamic::DynamicClient;
pub use endpoint::Endpoint;
pub use enumeration::Enumeration;
pub use event_stream::{EventStream, EventStreamError};
pub use failure::{Failure, Rejection};
pub use field::{FieldDecoder, FieldEncoder};
pub use json::Json;
pub use operation::{Operation, OperationError, OperationMeta, ServiceMeta};
pub use paginate::{Items, Pages};
pub use protocol::Protocol;
pub use request::{Request, Response};
pub use retry::Retry;
pub use schema::Schema;
pub use stream::{ByteStream, StreamError};
pub use timestamp::Timestamp;
pub use transport::Transport;
pub use validate::{Validation, ValidationError};
pub use value::{List, Map, MapKey, Shape, Union, Value};
pub use wait::{Wait, WaitError, Waited};
