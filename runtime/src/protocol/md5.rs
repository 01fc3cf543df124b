//! `Content-MD5` (RFC 1864), for operations that require a checksum.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue};
use md5::{Digest, Md5};

use super::EncodedRequest;

/// Adds the MD5 of the body, unless the caller has set one, or the body is a stream.
pub(crate) fn add(request: &mut EncodedRequest) {
    let Some(body) = request.body.as_bytes() else { return };
    let name = HeaderName::from_static("content-md5");
    let digest = STANDARD.encode(Md5::digest(body));
    // Base64 is always a valid value.
    if let Ok(value) = HeaderValue::try_from(digest) {
        request.headers.entry(name).or_insert(value);
    }
}
