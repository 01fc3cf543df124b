//! Bodies in pieces, each with its length and perhaps a signature, and perhaps a checksum behind the last: the content
//! coding `aws-chunked`, for bodies that are not in memory. It stands within whatever HTTP itself does.
//!
//! The format is laid down in the S3 API Reference, "Transferring Payload in Multiple Chunks".

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body::{Frame, SizeHint};

use crate::body::{Body, BoxError};
use crate::checksum::{Algorithm, Hasher};
use crate::stream::Sized;

/// The length of every piece but the last. S3 wants at least 8 KiB.
const PIECE: u64 = 64 << 10;

pub(crate) const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
const DECODED_LENGTH: HeaderName = HeaderName::from_static("x-amz-decoded-content-length");
const TRAILER: HeaderName = HeaderName::from_static("x-amz-trailer");

/// How the body of a request is to be sent.
pub(crate) struct Chunks {
    length: u64,
    trailer: Option<Algorithm>,
    is_signed: bool,
    sign: Option<SignPart>,
}

/// Gives the signature of the next part: 64 hexadecimal digits.
pub(crate) type SignPart = Box<dyn FnMut(Part<'_>) -> String + Send>;

/// What is signed at a time.
#[cfg_attr(not(feature = "sigv4"), expect(dead_code, reason = "nothing signs"))]
pub(crate) enum Part<'a> {
    Piece(&'a [u8]),
    /// What stands behind the last piece: a line per header, ended by `\n`.
    Trailer(&'a [u8]),
}

impl Chunks {
    /// For a body of `length` bytes.
    pub(crate) fn new(length: u64, trailer: Option<Algorithm>, is_signed: bool) -> Self {
        Self { length, trailer, is_signed, sign: None }
    }

    /// Says in the headers how the body is sent.
    pub(crate) fn announce(&self, headers: &mut HeaderMap) {
        let others = headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes).unwrap_or_default();
        let coding =
            if others.is_empty() { b"aws-chunked".to_vec() } else { [others, b",aws-chunked"].concat() };
        // A valid value with letters behind it.
        if let Ok(coding) = HeaderValue::from_bytes(&coding) {
            headers.insert(CONTENT_ENCODING, coding);
        }
        headers.insert(DECODED_LENGTH, self.length.into());
        headers.insert(CONTENT_LENGTH, self.encoded_length().into());
        headers.insert(CONTENT_SHA256, HeaderValue::from_static(self.payload()));
        if let Some(algorithm) = self.trailer {
            headers.insert(TRAILER, HeaderValue::from_static(algorithm.header()));
        }
    }

    /// What the request says in place of the hash of its body.
    pub(crate) fn payload(&self) -> &'static str {
        match (self.is_signed, self.trailer) {
            (true, Some(_)) => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            (true, None) => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            (false, _) => "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        }
    }

    /// Whether the pieces are to be signed, by what [`sign_with`](Self::sign_with) is given.
    #[cfg(feature = "sigv4")]
    pub(crate) fn is_signed(&self) -> bool {
        self.is_signed
    }

    /// With signatures by `sign`, which is called for each part in order.
    #[cfg(feature = "sigv4")]
    pub(crate) fn sign_with(&mut self, sign: SignPart) {
        self.sign = Some(sign);
    }

    /// The body as it is sent.
    pub(crate) fn encode(self, body: Body) -> Body {
        let left = self.encoded_length();
        let hasher = self.trailer.map(|algorithm| (algorithm, Hasher::new(algorithm)));
        Body::stream(Encoded {
            // What is announced is what is sent.
            body: Body::stream(Sized::new(body, self.length)),
            left,
            sign: self.sign,
            hasher,
            pending: Bytes::new(),
            piece: Vec::new(),
            is_done: false,
        })
    }

    fn encoded_length(&self) -> u64 {
        let signature = if self.is_signed { SIGNATURE.len() as u64 + 64 } else { 0 };
        let head = |length: u64| u64::from(length.checked_ilog(16).unwrap_or(0)) + 1 + signature + 2;
        let whole = self.length / PIECE * (head(PIECE) + PIECE + 2);
        let rest = match self.length % PIECE {
            0 => 0,
            rest => head(rest) + rest + 2,
        };
        let trailer = self.trailer.map_or(0, |algorithm| {
            let line = algorithm.header().len() as u64 + 1 + algorithm.text_length() + 2;
            let signed = if self.is_signed { TRAILER_SIGNATURE.len() as u64 + 64 + 2 } else { 0 };
            line + signed
        });
        whole + rest + head(0) + trailer + 2
    }
}

const SIGNATURE: &str = ";chunk-signature=";
const TRAILER_SIGNATURE: &str = "x-amz-trailer-signature:";

struct Encoded {
    body: Body,
    /// How much is still to be given.
    left: u64,
    sign: Option<SignPart>,
    hasher: Option<(Algorithm, Hasher)>,
    /// What has come and is in no piece yet.
    pending: Bytes,
    piece: Vec<u8>,
    is_done: bool,
}

impl Encoded {
    /// Fills the next piece; it is empty at the end of the body.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        loop {
            let room = (PIECE as usize).saturating_sub(self.piece.len());
            let part = self.pending.split_to(room.min(self.pending.len()));
            self.piece.extend_from_slice(&part);
            if self.piece.len() as u64 == PIECE {
                return Poll::Ready(Ok(()));
            }
            match ready!(self.body.poll_data(cx)).transpose()? {
                Some(data) => {
                    if let Some((_, hasher)) = &mut self.hasher {
                        hasher.update(&data);
                    }
                    self.pending = data;
                }
                None => return Poll::Ready(Ok(())),
            }
        }
    }

    fn write_head(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(format!("{:x}", piece.len()).as_bytes());
        if let Some(sign) = &mut self.sign {
            out.extend_from_slice(SIGNATURE.as_bytes());
            out.extend_from_slice(sign(Part::Piece(piece)).as_bytes());
        }
        out.extend_from_slice(b"\r\n");
    }

    fn write_trailer(&mut self, out: &mut Vec<u8>) {
        let Some((algorithm, hasher)) = self.hasher.take() else { return };
        let line = format!("{}:{}", algorithm.header(), hasher.finish());
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(b"\r\n");
        if let Some(sign) = &mut self.sign {
            out.extend_from_slice(TRAILER_SIGNATURE.as_bytes());
            out.extend_from_slice(sign(Part::Trailer(format!("{line}\n").as_bytes())).as_bytes());
            out.extend_from_slice(b"\r\n");
        }
    }
}

impl http_body::Body for Encoded {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.is_done {
            return Poll::Ready(None);
        }
        ready!(self.poll_fill(cx))?;
        let piece = std::mem::take(&mut self.piece);
        let mut out = Vec::with_capacity(piece.len() + 256);
        self.write_head(&piece, &mut out);
        out.extend_from_slice(&piece);
        if piece.is_empty() {
            self.write_trailer(&mut out);
            self.is_done = true;
        }
        out.extend_from_slice(b"\r\n");
        self.left = self.left.saturating_sub(out.len() as u64);
        Poll::Ready(Some(Ok(Frame::data(out.into()))))
    }

    fn is_end_stream(&self) -> bool {
        self.is_done
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
