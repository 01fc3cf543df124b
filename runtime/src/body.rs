//! The body of a request or response.

mod idle;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};

use self::idle::Idle;
use crate::clock::Clock;
use crate::stream::{File, FileBody};

/// An error of whatever kind a transport or a stream reports.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A body: bytes in memory, a file, or a stream.
///
/// A stream cannot be sent a second time, so a request with one is never retried.
#[derive(Default)]
pub struct Body(Content);

enum Content {
    Bytes(Bytes),
    File(FileBody),
    /// What the built-in transport receives: a stream that needs no box.
    #[cfg(feature = "client")]
    Received(hyper::body::Incoming),
    Stream(Pin<Box<dyn AnyBody>>),
}

impl Default for Content {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

impl Body {
    /// A body that is read as it is sent or received.
    pub fn stream<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self(Content::Stream(Box::pin(body)))
    }

    /// A body that the built-in transport receives.
    #[cfg(feature = "client")]
    pub(crate) fn received(body: hyper::body::Incoming) -> Self {
        Self(Content::Received(body))
    }

    /// The bytes, if they are in memory.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// A second body with the same content, unless that is a stream, which there is once.
    pub fn try_clone(&self) -> Option<Self> {
        match &self.0 {
            Content::Bytes(bytes) => Some(Self(Content::Bytes(bytes.clone()))),
            Content::File(file) => Some(Self(Content::File(file.again()))),
            _ => None,
        }
    }

    /// Whether [`try_clone`](Self::try_clone) gives a body.
    pub fn is_replayable(&self) -> bool {
        matches!(self.0, Content::Bytes(_) | Content::File(_))
    }

    /// A body with `first` before it, as a frame of its own.
    pub(crate) fn after(self, first: Bytes) -> Self {
        if first.is_empty() { self } else { Self::stream(After { first: Some(first), rest: self }) }
    }

    /// The same body, which fails when nothing comes for as long as `limit`.
    pub(crate) fn with_idle_limit(self, clock: &Arc<dyn Clock>, limit: Option<Duration>) -> Self {
        match limit {
            Some(limit) if !self.is_replayable() => {
                Self::stream(Idle { body: self, clock: Arc::clone(clock), limit, timer: None })
            }
            _ => self,
        }
    }

    /// The next piece; `None` at the end. Trailers are left out.
    pub(crate) fn poll_data(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        loop {
            match ready!(Pin::new(&mut *self).poll_frame(cx)).transpose()?.map(Frame::into_data) {
                Some(Ok(data)) => return Poll::Ready(Some(Ok(data))),
                Some(Err(_)) => {}
                None => return Poll::Ready(None),
            }
        }
    }

    /// Reads to the end, at most `limit` bytes.
    ///
    /// # Errors
    /// What the stream reports, or [`BodyTooLarge`].
    pub async fn collect(self, limit: usize) -> Result<Bytes, BoxError> {
        let mut body = match self.0 {
            Content::Bytes(bytes) => return Ok(bytes),
            _ => self,
        };
        // Most bodies arrive as one frame, which needs no copy.
        let mut first = Bytes::new();
        let mut rest = Vec::new();
        while let Some(data) = std::future::poll_fn(|cx| body.poll_data(cx)).await {
            let data = data?;
            if first.len() + rest.len() + data.len() > limit {
                return Err(BodyTooLarge { limit }.into());
            }
            if first.is_empty() {
                first = data;
            } else {
                rest.extend_from_slice(&data);
            }
        }
        Ok(if rest.is_empty() { first } else { [&first, rest.as_slice()].concat().into() })
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Content::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Content::Bytes(bytes.into()))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self(Content::Bytes(text.into()))
    }
}

impl From<File> for Body {
    fn from(file: File) -> Self {
        Self(Content::File(FileBody::new(file)))
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self(Content::Bytes(Bytes::from_static(text.as_bytes())))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0 {
            Content::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Content::Bytes(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Content::File(file) => Pin::new(file).poll_frame(cx),
            #[cfg(feature = "client")]
            Content::Received(body) => Pin::new(body).poll_frame(cx).map_err(Into::into),
            Content::Stream(stream) => stream.as_mut().poll_any(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Content::Bytes(bytes) => bytes.is_empty(),
            Content::File(file) => file.is_end_stream(),
            #[cfg(feature = "client")]
            Content::Received(body) => body.is_end_stream(),
            Content::Stream(stream) => stream.is_at_end(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Content::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Content::File(file) => file.size_hint(),
            #[cfg(feature = "client")]
            Content::Received(body) => body.size_hint(),
            Content::Stream(stream) => stream.size(),
        }
    }
}

/// The content may hold secrets, so only its size is shown.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Content::Bytes(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Content::File(file) => write!(f, "Body(file, {} bytes left)", file.size_hint().lower()),
            _ => f.write_str("Body(stream)"),
        }
    }
}

/// A body with whatever error.
trait AnyBody: Send {
    fn poll_any(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>>;
    fn is_at_end(&self) -> bool;
    fn size(&self) -> SizeHint;
}

impl<B> AnyBody for B
where
    B: http_body::Body<Data = Bytes> + Send,
    B::Error: Into<BoxError>,
{
    fn poll_any(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.poll_frame(cx).map_err(Into::into)
    }

    fn is_at_end(&self) -> bool {
        self.is_end_stream()
    }

    fn size(&self) -> SizeHint {
        self.size_hint()
    }
}

/// A body with something before it.
struct After {
    first: Option<Bytes>,
    rest: Body,
}

impl http_body::Body for After {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(Ok(Frame::data(first)))),
            None => Pin::new(&mut self.rest).poll_frame(cx),
        }
    }
}

/// A body longer than the reader allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyTooLarge {
    limit: usize,
}

impl fmt::Display for BodyTooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the body is longer than the {} bytes allowed", self.limit)
    }
}

impl std::error::Error for BodyTooLarge {}
