//! Streams of events, in requests and responses: the `eventstream` trait.

pub mod message;
mod receiver;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use bytes::Bytes;
use futures_core::Stream;
use http_body::Frame;

pub use self::message::{Message, MessageError};
pub(crate) use self::receiver::split_initial;
use self::receiver::{Broken, Receiver};
use crate::body::{Body, BoxError};
use crate::codec::DecodeError;
use crate::field::{FieldDecoder, FieldEncoder};
use crate::protocol::{self, Format};
use crate::schema::Member;
use crate::stream::{Shared, StreamError};
use crate::value::{Union, Value};

/// The media type of event streams.
pub const CONTENT_TYPE: &str = "application/vnd.amazon.eventstream";

/// What an event stream carries: the generated union of its events.
pub trait Event: Union + Value + fmt::Debug + Send + Sync + 'static {}

impl<T: Union + Value + fmt::Debug + Send + Sync + 'static> Event for T {}

/// Events to be sent, whatever their type.
pub trait OutgoingEvents: fmt::Debug {
    /// The events as the body of a request, each written in `format` when it comes.
    ///
    /// # Errors
    /// [`StreamError::Taken`], when they have been sent or read before.
    fn to_body(&self, format: Format) -> Result<Body, StreamError>;

    /// Takes the events that are there without waiting, and calls `visit` with each: for tools that look at values
    /// whatever their type.
    ///
    /// # Errors
    /// What stands in the stream in place of an event, as a text.
    fn take_ready(&self, visit: &mut dyn FnMut(&dyn Value)) -> Result<(), String>;
}

/// A body that brings events.
#[derive(Debug)]
pub struct IncomingEvents {
    /// The body.
    pub body: Body,
    /// The format of the events in it.
    pub format: Format,
}

/// A stream of events: what a request sends, or a response brings.
///
/// A request takes any [`Stream`] of events, such as the receiving end of a channel, and sends each as it comes. The
/// first request that is sent takes it, and a second one fails before anything goes out.
///
/// A response is read event by event, until the service ends it or reports an error:
///
/// ```
/// # use sdk_runtime::event_stream::{Event, EventStream, EventStreamError};
/// # async fn read<E: Event>(mut events: EventStream<E>) -> Result<(), EventStreamError<E>> {
/// while let Some(event) = events.next().await {
///     println!("{:?}", event?);
/// }
/// # Ok(())
/// # }
/// ```
///
/// The events are there once: clones share them, and whoever reads or sends first gets them; the others get
/// [`StreamError::Taken`]. Two values are equal if they are clones of one stream.
pub struct EventStream<E>(Shared<Source<E>>);

type Events<E> = Pin<Box<dyn Stream<Item = Result<E, EventStreamError<E>>> + Send>>;

enum Source<E> {
    Empty,
    Local(Events<E>),
    Remote(Receiver, Format),
}

impl<E: Event> EventStream<E> {
    /// The events that `events` brings.
    pub fn new(events: impl Stream<Item = E> + Send + 'static) -> Self {
        Self::from_results(AlwaysOk(Box::pin(events)))
    }

    /// The events that `events` brings, or an error, which makes a request fail, and which a mock of a service may want
    /// to report.
    pub fn from_results(events: impl Stream<Item = Result<E, EventStreamError<E>>> + Send + 'static) -> Self {
        Source::Local(Box::pin(events)).into()
    }

    /// The next event; `None` at the end.
    ///
    /// # Errors
    /// That the service reports an error, that the connection broke, or that what came is no event. Only after the
    /// last, [`EventStreamError::Decode`], may there be further events.
    pub async fn next(&mut self) -> Option<Result<E, EventStreamError<E>>> {
        poll_fn(|cx| self.poll_event(cx)).await
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<E, EventStreamError<E>>>> {
        let event = match self.0.claim() {
            Some(Source::Empty) => None,
            Some(Source::Local(events)) => ready!(events.as_mut().poll_next(cx)),
            Some(Source::Remote(receiver, format)) => ready!(poll_remote(receiver, *format, cx)),
            None => Some(Err(EventStreamError::Transport(StreamError::Taken.into()))),
        };
        // What has ended is not asked again, and the connection is given back.
        if !matches!(event, Some(Ok(_) | Err(EventStreamError::Decode(_)))) {
            *self = Source::Empty.into();
        }
        Poll::Ready(event)
    }
}

fn poll_remote<E: Event>(
    receiver: &mut Receiver,
    format: Format,
    cx: &mut Context<'_>,
) -> Poll<Option<Result<E, EventStreamError<E>>>> {
    loop {
        let message = match ready!(receiver.poll_message(cx)) {
            Some(Ok(message)) => message,
            Some(Err(Broken::Body(error))) => {
                return Poll::Ready(Some(Err(EventStreamError::Transport(error))));
            }
            Some(Err(Broken::Message(error))) => {
                return Poll::Ready(Some(Err(EventStreamError::Framing(error))));
            }
            None => return Poll::Ready(None),
        };
        let mut event = E::zero();
        return Poll::Ready(Some(match protocol::decode_event(format, &message, &mut event) {
            Ok(Received::Event) => Ok(event),
            Ok(Received::InitialResponse) => continue,
            Ok(Received::Error { code, message, is_modelled }) => {
                Err(EventStreamError::Service { code, message, exception: is_modelled.then_some(event) })
            }
            Err(error) => Err(EventStreamError::Decode(error)),
        }));
    }
}

/// What a message turns out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Received {
    /// An event, known to the model or not.
    Event,
    /// What the operation answers besides its events.
    InitialResponse,
    /// An error of the service.
    Error {
        /// The code: the exception's name among the members of the stream.
        code: String,
        /// What the service says to people.
        message: String,
        /// Whether the model knows it, so that the union holds it.
        is_modelled: bool,
    },
}

impl<E> From<Source<E>> for EventStream<E> {
    fn from(source: Source<E>) -> Self {
        Self(Shared::new(source))
    }
}

impl<E> Clone for EventStream<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<E> PartialEq for EventStream<E> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<E> fmt::Debug for EventStream<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<event stream>")
    }
}

impl<E: Event> Stream for EventStream<E> {
    type Item = Result<E, EventStreamError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(cx)
    }
}

impl<E: Event> OutgoingEvents for EventStream<E> {
    fn to_body(&self, format: Format) -> Result<Body, StreamError> {
        let source = self.0.take().ok_or(StreamError::Taken)?;
        Ok(Body::stream(EventBody { events: source.into(), format }))
    }

    fn take_ready(&self, visit: &mut dyn FnMut(&dyn Value)) -> Result<(), String> {
        let mut cx = Context::from_waker(Waker::noop());
        let mut events = self.clone();
        while let Poll::Ready(Some(event)) = events.poll_event(&mut cx) {
            visit(&event.map_err(|error| error.to_string())?);
        }
        Ok(())
    }
}

impl<E: Event> Value for EventStream<E> {
    fn zero() -> Self {
        Source::Empty.into()
    }

    fn encode(&self, member: &'static Member, out: &mut dyn FieldEncoder) {
        out.events(member, self);
    }

    fn decode(&mut self, member: &'static Member, from: &mut dyn FieldDecoder) -> Result<(), DecodeError> {
        let IncomingEvents { body, format } = from.events(member)?;
        *self = Source::Remote(Receiver::new(body), format).into();
        Ok(())
    }
}

/// Events as a body: a frame of it is a message.
struct EventBody<E> {
    events: EventStream<E>,
    format: Format,
}

impl<E: Event> http_body::Body for EventBody<E> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Some(event) = ready!(self.events.poll_event(cx)).transpose()? else { return Poll::Ready(None) };
        let message = protocol::encode_event(self.format, &event)?.encode()?;
        Poll::Ready(Some(Ok(Frame::data(message))))
    }
}

/// A body of an event stream, each message passed through `wrap` before it is sent. At the end of the stream `wrap` is
/// asked once more, with nothing, for a message to send after the last. This is where events are signed.
pub fn wrap_messages<W>(body: Body, wrap: W) -> Body
where
    W: FnMut(Bytes) -> Result<Bytes, BoxError> + Send + 'static,
{
    Body::stream(Wrapped { body: Some(body), wrap })
}

struct Wrapped<W> {
    /// `None` after its end.
    body: Option<Body>,
    wrap: W,
}

// The closure is called and never pinned.
impl<W> Unpin for Wrapped<W> {}

impl<W: FnMut(Bytes) -> Result<Bytes, BoxError>> http_body::Body for Wrapped<W> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let message = ready!(body.poll_data(cx)).transpose()?;
        if message.is_none() {
            self.body = None;
        }
        Poll::Ready(Some((self.wrap)(message.unwrap_or_default()).map(Frame::data)))
    }
}

struct AlwaysOk<S>(Pin<Box<S>>);

impl<E, S: Stream<Item = E>> Stream for AlwaysOk<S> {
    type Item = Result<E, EventStreamError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx).map(|event| event.map(Ok))
    }
}

/// What an event stream brings in place of an event.
#[derive(Debug)]
#[non_exhaustive]
pub enum EventStreamError<E> {
    /// The service reports an error, and has ended the stream.
    Service {
        /// The code: the name of the exception in the stream's model, or whatever the service sends.
        code: String,
        /// The message for people. Empty where the service gives none.
        message: String,
        /// The exception with its members, where the model knows it.
        exception: Option<E>,
    },
    /// The connection broke.
    Transport(BoxError),
    /// What came is no message of an event stream.
    Framing(MessageError),
    /// A message is not what the model says. The stream goes on after it.
    Decode(DecodeError),
}

impl<E> fmt::Display for EventStreamError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service { code, message, .. } if message.is_empty() => f.write_str(code),
            Self::Service { code, message, .. } => write!(f, "{code}: {message}"),
            Self::Transport(error) => error.fmt(f),
            Self::Framing(error) => error.fmt(f),
            Self::Decode(error) => write!(f, "the event cannot be read: {error}"),
        }
    }
}

impl<E: fmt::Debug> std::error::Error for EventStreamError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // What `Display` has printed itself is not a source, so that a report of the chain says nothing twice.
        match self {
            Self::Transport(error) => error.source(),
            Self::Service { .. } | Self::Framing(_) | Self::Decode(_) => None,
        }
    }
}
