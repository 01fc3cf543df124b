//! Compressed request bodies: the `requestcompression` trait.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderValue;
use http::header::CONTENT_ENCODING;

use super::EncodedRequest;

/// The smallest body that is worth compressing, in bytes: the default of `request_min_compression_size_bytes` in the
/// AWS SDKs and Tools Reference Guide.
const MIN_SIZE: usize = 10_240;

/// Compresses the body with gzip, if it is in memory and large enough, and says so in `Content-Encoding`, after what
/// the caller has done to the body before.
pub(super) fn gzip(request: &mut EncodedRequest) {
    let Some(body) = request.body.as_bytes().filter(|body| body.len() >= MIN_SIZE) else { return };
    // Writing to memory does not fail; if it did, the body is just as good as it is.
    let Ok(compressed) = compress(body) else { return };
    let encodings = match request.headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some([]) => b"gzip".to_vec(),
        Some(others) => [others, b", gzip"].concat(),
    };
    if let Ok(encodings) = HeaderValue::from_bytes(&encodings) {
        request.headers.insert(CONTENT_ENCODING, encodings);
        request.body = compressed.into();
    }
}

fn compress(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::default());
    encoder.write_all(body)?;
    encoder.finish()
}
