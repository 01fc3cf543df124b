//! Signatures: AWS Signature Version 4, in headers and in URLs; with a key of several regions, with the feature `sigv4a`.
//!
//! Clients sign by themselves. This is for those who make a request by hand, and for whom a client is more than needed.
//! Nothing here does I/O or looks at the time.
//!
//! The format is laid down in the IAM User Guide, "AWS Signature Version 4 for API requests", and for bodies in pieces in
//! the S3 API Reference, "Authenticating Requests".

mod canonical;
mod chunks;
mod events;
mod key;
mod stamp;
#[cfg(test)]
mod tests;
mod v4;
#[cfg(feature = "sigv4a")]
mod v4a;

pub use self::canonical::{Message, PathRule, Payload};
pub use self::events::STREAMING_EVENTS;
pub use self::key::KeyCache;
pub use self::stamp::Stamp;
pub use self::v4::{Signature, Signer};
#[cfg(feature = "sigv4a")]
pub use self::v4a::AsymmetricSigner;

use crate::hex;

/// The hexadecimal digits of `bytes`, in lower case, appended to `out`.
fn push_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    let start = out.len();
    out.resize(start + 2 * bytes.len(), b'0');
    hex::write(out.get_mut(start..).unwrap_or_default(), bytes);
}
