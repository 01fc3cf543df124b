//! Checksums of bodies, which S3 calls data integrity protections: the `httpChecksum` trait.
//!
//! A request names the algorithm in one header and carries the checksum in another, or behind the body where that is not
//! in memory. An answer that was asked for its checksum is verified while it is read. AWS describes both in the SDKs and
//! Tools Reference Guide, "Data Integrity Protections for Amazon S3".

mod algorithm;
mod verified;

use http::{HeaderMap, HeaderName, HeaderValue};

pub(crate) use self::algorithm::{Algorithm, Hasher};
pub use self::verified::ChecksumMismatch;
pub(crate) use self::verified::{check, verified};
use crate::codec::EncodeError;
use crate::config::Config;
use crate::operation::OperationMeta;
use crate::protocol::EncodedRequest;

/// When checksums are made or verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksums {
    /// Wherever the service can do something with them.
    WhenSupported,
    /// Only where it insists on one, or the caller asks for one.
    WhenRequired,
}

/// What begins the name of a header with a checksum.
const PREFIX: &str = "x-amz-checksum-";
/// Headers that begin like that and hold none.
const OTHERS: [&str; 3] = ["x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type"];
const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");

/// Whether the caller has brought a checksum.
fn has_checksum(headers: &HeaderMap) -> bool {
    headers.keys().map(HeaderName::as_str).any(|name| name.starts_with(PREFIX) && !OTHERS.contains(&name))
}

impl Config {
    /// Servers that only look like S3 tend to refuse checksums that they do not know.
    fn usual_checksums(&self, meta: &OperationMeta) -> Checksums {
        match self.endpoint_url_of(meta.service.id) {
            Some(_) => Checksums::WhenRequired,
            None => Checksums::WhenSupported,
        }
    }

    fn makes_checksums(&self, meta: &OperationMeta) -> bool {
        self.request_checksums.unwrap_or_else(|| self.usual_checksums(meta)) == Checksums::WhenSupported
    }

    /// Whether answers are verified that nobody has asked to be.
    pub(crate) fn verifies_checksums(&self, meta: &OperationMeta) -> bool {
        self.response_checksums.unwrap_or_else(|| self.usual_checksums(meta)) == Checksums::WhenSupported
    }
}

/// Adds to `request` what `meta` and `config` want: the checksum of a body in memory, and the wish for one of the answer.
/// Where the body is not in memory, this gives the algorithm of the checksum that is to follow it.
///
/// # Errors
/// When the caller has chosen an algorithm that is not known here.
pub(crate) fn add(
    config: &Config,
    meta: &'static OperationMeta,
    request: &mut EncodedRequest,
) -> Result<Option<Algorithm>, EncodeError> {
    let Some(traits) = meta.checksum else { return Ok(None) };
    if !traits.mode.is_empty()
        && !request.headers.contains_key(traits.mode)
        && config.verifies_checksums(meta)
    {
        request.headers.insert(traits.mode, HeaderValue::from_static("ENABLED"));
    }
    if traits.algorithm.is_empty() || has_checksum(&request.headers) {
        return Ok(None);
    }
    let algorithm = match request.headers.get(traits.algorithm) {
        Some(chosen) => Algorithm::named(chosen.as_bytes()).ok_or_else(|| not_known(meta, chosen))?,
        None if request.headers.contains_key(CONTENT_MD5) => return Ok(None),
        None if config.makes_checksums(meta) => Algorithm::Crc32,
        None if !traits.required => return Ok(None),
        // Where there is a choice, it is the one that all that look like S3 have always known.
        #[cfg(feature = "checksum")]
        None if config.request_checksums.is_none() && request.body.as_bytes().is_some() => {
            crate::protocol::add_md5(request);
            return Ok(None);
        }
        None => Algorithm::Crc32,
    };
    request.headers.insert(traits.algorithm, HeaderValue::from_static(algorithm.name()));
    let Some(body) = request.body.as_bytes() else { return Ok(Some(algorithm)) };
    let mut hasher = Hasher::new(algorithm);
    hasher.update(body);
    // Base64 is always a valid value.
    if let Ok(value) = HeaderValue::try_from(hasher.finish()) {
        request.headers.insert(algorithm.header(), value);
    }
    Ok(None)
}

fn not_known(meta: &'static OperationMeta, chosen: &HeaderValue) -> EncodeError {
    let known: Vec<&str> = Algorithm::all().map(Algorithm::name).collect();
    EncodeError::new(
        meta.name,
        format!(
            "cannot be sent with a checksum of the kind {chosen:?}: choose one of {}, which are computed here, or set the \
             member that holds the checksum",
            known.join(", "),
        ),
    )
}
