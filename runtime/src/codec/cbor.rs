//! CBOR (RFC 8949): the bodies of the protocol `smithy-rpc-v2-cbor`.
//!
//! * Structures, unions, lists and maps are written with indefinite length and read with either.
//! * Floats are written in the width of their type. Whatever number fits is read for a number, whole or not.
//! * Timestamps are seconds since 1970 under tag 1, as an integer, or as a double where there is a fraction. The format
//!   that a member asks for means nothing here.
//! * A union is a map with one key. A key `__type` beside it is the service's note to itself.
//! * Documents are not part of the protocol. They are read so that the body of any error can be looked at: byte strings
//!   become base64, and the value under a tag stands for itself, as in a JSON body.

mod decode;
mod encode;
mod half;
mod head;
#[cfg(test)]
mod tests;

pub use decode::CborDecoder;
pub use encode::CborEncoder;

/// The tag of a point in time: RFC 8949, section 3.4.2.
const EPOCH_SECONDS: u64 = 1;
