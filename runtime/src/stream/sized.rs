//! A body whose length was promised.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::body::{Body, BoxError};

/// A body that is as long as was said, or fails.
pub(crate) struct Sized {
    body: Body,
    promised: u64,
    left: u64,
}

impl Sized {
    pub(crate) fn new(body: Body, length: u64) -> Self {
        Self { body, promised: length, left: length }
    }
}

impl http_body::Body for Sized {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(http_body::Body::poll_frame(Pin::new(&mut self.body), cx)?);
        let error = || WrongLength { promised: self.promised };
        let length = frame.as_ref().map(|frame| frame.data_ref().map_or(0, |data| data.len() as u64));
        let left = match length {
            Some(length) => self.left.checked_sub(length).ok_or_else(error)?,
            None if self.left > 0 => return Poll::Ready(Some(Err(error().into()))),
            None => 0,
        };
        self.left = left;
        Poll::Ready(frame.map(Ok))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0 && http_body::Body::is_end_stream(&self.body)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// A body that is longer or shorter than was said.
#[derive(Debug)]
struct WrongLength {
    promised: u64,
}

impl fmt::Display for WrongLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stream does not have the {} bytes that were promised", self.promised)
    }
}

impl std::error::Error for WrongLength {}
