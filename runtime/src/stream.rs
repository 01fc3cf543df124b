//! Content that is not held in memory: the type of a blob with the `streaming` trait.

mod file;
mod shared;
mod sized;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body as _, Frame};

#[cfg(feature = "credentials")]
pub(crate) use self::file::blocking;
pub(crate) use self::file::{File, FileBody};
pub(crate) use self::shared::Shared;
pub(crate) use self::sized::Sized;
use crate::body::{Body, BoxError};
use crate::codec::DecodeError;
use crate::failure::TimeoutKind;
use crate::field::{FieldDecoder, FieldEncoder};
use crate::schema::Member;
use crate::value::Value;

/// Bytes to send or receive: in memory, in a file, or as they come from elsewhere.
///
/// What is in memory or in a file can be read any number of times, so a request with it can be retried and sent again.
/// Anything else can be read once: clones share it, and whoever reads first gets it; the others get
/// [`StreamError::Taken`].
///
/// ```
/// # async fn example(mut response: sdk_runtime::ByteStream) -> Result<(), Box<dyn std::error::Error>> {
/// use sdk_runtime::ByteStream;
///
/// let in_memory = ByteStream::from("hello");
/// let in_a_file = ByteStream::from_path("Cargo.toml")?;
///
/// while let Some(chunk) = response.next().await {
///     println!("{} bytes", chunk?.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ByteStream(Source);

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    File(File),
    Once(Shared<Body>),
}

impl ByteStream {
    /// The content of the file at `path`, which is read in pieces each time it is sent.
    ///
    /// It is as long as the file is now: what is appended later is not read.
    ///
    /// # Errors
    /// When nothing can be found out about the file.
    pub fn from_path(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let length = path.metadata()?.len();
        Ok(Self(Source::File(File { path: path.into(), length })))
    }

    /// What `body` gives, which can be read once.
    pub fn from_body<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self::from(Body::stream(body))
    }

    /// What `stream` gives, which can be read once.
    ///
    /// HTTP servers that must know how long a body is before it comes do not take this as it is: see
    /// [`with_length`](Self::with_length).
    pub fn from_stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self::from_body(Frames(Box::pin(stream)))
    }

    fn once(body: Body) -> Self {
        Self(Source::Once(Shared::new(body)))
    }

    /// The same content, which is known to be `length` bytes long: reading it fails where it turns out not to be. Means
    /// nothing where the length is known already.
    #[must_use]
    pub fn with_length(self, length: u64) -> Self {
        if let Source::Once(once) = &self.0 {
            once.change(|body| match body.size_hint().exact() {
                None => Body::stream(Sized::new(body, length)),
                Some(_) => body,
            });
        }
        self
    }

    /// How many bytes there are to read, where that is known.
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Source::Bytes(bytes) => Some(bytes.len() as u64),
            Source::File(file) => Some(file.length),
            Source::Once(once) => once.look(|body| body.size_hint().exact())?,
        }
    }

    /// The content, if it is in memory.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Source::Bytes(bytes) => Some(bytes),
            Source::File(_) | Source::Once(_) => None,
        }
    }

    /// Whether the content can be read more than once.
    pub fn is_replayable(&self) -> bool {
        matches!(self.0, Source::Bytes(_) | Source::File(_))
    }

    /// The content as a body, to be handed to other HTTP libraries.
    ///
    /// # Errors
    /// When it can be read once and has been.
    pub fn to_body(&self) -> Result<Body, StreamError> {
        match &self.0 {
            Source::Bytes(bytes) => Ok(Body::from(bytes.clone())),
            Source::File(file) => Ok(Body::from(file.clone())),
            Source::Once(once) => once.take().ok_or(StreamError::Taken),
        }
    }

    /// The next piece, `None` after the last one. Where the content can be read once, it now belongs to this stream and
    /// not to its clones.
    pub async fn next(&mut self) -> Option<Result<Bytes, StreamError>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Everything that is left, in memory.
    ///
    /// # Errors
    /// When the content has been read already, or cannot be.
    pub async fn collect(self) -> Result<Bytes, StreamError> {
        self.to_body()?.collect(usize::MAX).await.map_err(StreamError::from)
    }

    /// Makes this stream the only one that holds its content, and gives it out to be read from.
    fn reader(&mut self) -> Result<&mut Body, StreamError> {
        if let Source::Bytes(_) | Source::File(_) = self.0 {
            *self = Self::once(self.to_body()?);
        }
        match &mut self.0 {
            Source::Once(once) => once.claim().ok_or(StreamError::Taken),
            Source::Bytes(_) | Source::File(_) => Err(StreamError::Taken),
        }
    }

    /// The next piece.
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, StreamError>>> {
        self.reader()?.poll_data(cx).map_err(StreamError::from)
    }
}

/// Ends after the first error.
impl Stream for ByteStream {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(self.poll_chunk(cx));
        if !matches!(chunk, Some(Ok(_))) {
            *self = Self::default();
        }
        Poll::Ready(chunk)
    }
}

impl Default for ByteStream {
    fn default() -> Self {
        Self::from(Bytes::new())
    }
}

impl From<Bytes> for ByteStream {
    fn from(bytes: Bytes) -> Self {
        Self(Source::Bytes(bytes))
    }
}

impl From<Vec<u8>> for ByteStream {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Bytes::from(bytes))
    }
}

impl From<String> for ByteStream {
    fn from(text: String) -> Self {
        Self::from(Bytes::from(text))
    }
}

impl From<&'static str> for ByteStream {
    fn from(text: &'static str) -> Self {
        Self::from(Bytes::from_static(text.as_bytes()))
    }
}

impl From<&'static [u8]> for ByteStream {
    fn from(bytes: &'static [u8]) -> Self {
        Self::from(Bytes::from_static(bytes))
    }
}

impl From<Body> for ByteStream {
    fn from(body: Body) -> Self {
        match body.as_bytes() {
            Some(bytes) => Self::from(bytes.clone()),
            None => Self::once(body),
        }
    }
}

/// Streams in memory are equal if their bytes are, files if they are the same, and what can be read once is equal to its
/// clones.
impl PartialEq for ByteStream {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Source::Bytes(one), Source::Bytes(other)) => one == other,
            (Source::File(one), Source::File(other)) => one == other,
            (Source::Once(one), Source::Once(other)) => one == other,
            _ => false,
        }
    }
}

/// The content may be secret, so only its size is shown.
impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(f, "<{length} bytes>"),
            None => f.write_str("<stream>"),
        }
    }
}

impl Value for ByteStream {
    #[inline]
    fn zero() -> Self {
        Self::default()
    }

    #[inline]
    fn encode(&self, member: &'static Member, out: &mut dyn FieldEncoder) {
        out.stream(member, self);
    }

    #[inline]
    fn decode(&mut self, member: &'static Member, from: &mut dyn FieldDecoder) -> Result<(), DecodeError> {
        *self = from.stream(member)?;
        Ok(())
    }
}

/// Why there is no content, or no more of it.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// It can be read once, and somebody has: this stream, or a clone of it.
    Taken,
    /// What gives the content has failed: a connection, a file.
    Read(BoxError),
}

impl StreamError {
    /// Whether a time limit ran out: see [`Timeouts::idle`](crate::Timeouts::idle).
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Read(error) if error.is::<TimeoutKind>())
    }
}

impl From<BoxError> for StreamError {
    fn from(error: BoxError) -> Self {
        Self::Read(error)
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken => f.write_str("the stream has been read already, and can be read once"),
            Self::Read(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Taken => None,
            // It is printed above, so what comes next is its own source.
            Self::Read(error) => error.source(),
        }
    }
}

/// A stream of bytes as a body.
struct Frames<S>(Pin<Box<S>>);

impl<S, E> http_body::Body for Frames<S>
where
    S: Stream<Item = Result<Bytes, E>>,
{
    type Data = Bytes;
    type Error = E;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, E>>> {
        self.0.as_mut().poll_next(cx).map_ok(Frame::data)
    }
}
