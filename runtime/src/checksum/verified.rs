//! Answers that are held to the checksum that came with them.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Frame, SizeHint};

use super::{Algorithm, Hasher};
use crate::body::{Body, BoxError};
use crate::operation::OperationMeta;

/// What an answer is held to: of the checksums that came with it, the first that the operation may answer with and that
/// is known here. One that ends in `-N` is made of the checksums of N parts, and says nothing about the bytes.
fn expected<'a>(meta: &OperationMeta, headers: &'a HeaderMap) -> Option<(Algorithm, &'a str)> {
    let algorithms = meta.checksum?.response.iter().filter_map(|name| Algorithm::named(name.as_bytes()));
    let mut found = algorithms.filter_map(|algorithm| {
        let value = headers.get(algorithm.header())?.to_str().ok()?;
        (!value.contains('-')).then_some((algorithm, value))
    });
    found.next()
}

/// `body`, which fails at its end where it is not what its checksum is of.
pub(crate) fn verified(meta: &OperationMeta, headers: &HeaderMap, body: Body) -> Body {
    let Some((algorithm, checksum)) = expected(meta, headers) else { return body };
    let expected = checksum.to_owned();
    Body::stream(Verified { body, algorithm, hasher: Some(Hasher::new(algorithm)), expected })
}

/// Verifies a body that is there already.
///
/// # Errors
/// When it is not what its checksum is of.
pub(crate) fn check(meta: &OperationMeta, headers: &HeaderMap, body: &[u8]) -> Result<(), ChecksumMismatch> {
    let Some((algorithm, expected)) = expected(meta, headers) else { return Ok(()) };
    let mut hasher = Hasher::new(algorithm);
    hasher.update(body);
    compare(algorithm, expected, hasher)
}

fn compare(algorithm: Algorithm, expected: &str, hasher: Hasher) -> Result<(), ChecksumMismatch> {
    let found = hasher.finish();
    match found == expected {
        true => Ok(()),
        false => Err(ChecksumMismatch { algorithm: algorithm.name(), expected: expected.to_owned(), found }),
    }
}

struct Verified {
    body: Body,
    algorithm: Algorithm,
    /// `None` after the end.
    hasher: Option<Hasher>,
    expected: String,
}

impl http_body::Body for Verified {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        let Some(hasher) = &mut this.hasher else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(&mut this.body).poll_frame(cx));
        Poll::Ready(match frame {
            Some(Ok(frame)) => {
                hasher.update(frame.data_ref().map_or(&[], |data| data));
                Some(Ok(frame))
            }
            Some(Err(error)) => Some(Err(error)),
            None => this.hasher.take().and_then(|hasher| {
                compare(this.algorithm, &this.expected, hasher).err().map(|mismatch| Err(mismatch.into()))
            }),
        })
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A body that is not what its checksum was made of: something on the way has changed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChecksumMismatch {
    algorithm: &'static str,
    expected: String,
    found: String,
}

impl fmt::Display for ChecksumMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { algorithm, expected, found } = self;
        write!(
            f,
            "the body was changed on the way: its {algorithm} checksum is {found}, and the service sent {expected}"
        )
    }
}

impl std::error::Error for ChecksumMismatch {}
