//! JSON (RFC 8259): the bodies of the protocols `json` and `rest-json`.
//!
//! Both directions work on one buffer, without an intermediate tree. What they do beyond plain JSON:
//!
//! * Numbers that JSON lacks are the strings `"NaN"`, `"Infinity"` and `"-Infinity"`.
//! * Blobs are strings of base64 with padding (RFC 4648, section 4).
//! * Timestamps are seconds since 1970 as a number, unless the member says otherwise: then a string. Both are read.
//! * A `jsonvalue` member is a string that holds JSON; nothing looks into it.
//! * A union is an object with one key. A key `__type` beside it is the service's note to itself.

mod decode;
mod encode;
mod escape;
mod lexer;
#[cfg(test)]
mod tests;

pub use decode::JsonDecoder;
pub use encode::JsonEncoder;

use crate::schema::{Location, Member, TimestampFormat};

/// How a timestamp is written where the member does not say.
const DEFAULT_TIMESTAMP: TimestampFormat = TimestampFormat::EpochSeconds;

/// Which members of a structure the document holds, and under which names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// Those of the body, under their names on the wire: what a service reads and writes.
    Body,
    /// All of them, for a document that is no message. Those that have no place in a body, such as headers, stand under
    /// their names in the model.
    Whole,
}

impl Scope {
    /// The key of `member`; `None` if the document does not hold it.
    #[inline]
    fn key(self, member: &'static Member) -> Option<&'static str> {
        (self == Self::Whole || member.location == Location::Body).then(|| member.key())
    }
}
