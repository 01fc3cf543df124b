//! Messages from a body, as they arrive.

use std::future::poll_fn;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};

use super::message::{Message, MessageError};
use crate::body::{Body, BoxError};

/// Reads messages until the body ends, or makes no sense any more.
pub(super) struct Receiver {
    body: Body,
    /// What has arrived of messages that are not complete.
    buffer: BytesMut,
    is_over: bool,
}

/// Why there are no more messages.
pub(super) enum Broken {
    Body(BoxError),
    Message(MessageError),
}

impl Receiver {
    pub(super) fn new(body: Body) -> Self {
        Self { body, buffer: BytesMut::new(), is_over: false }
    }

    /// The next message; `None` at the end, and after an error.
    pub(super) fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Message, Broken>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let message = ready!(self.poll_some(cx)).transpose();
        self.is_over = !matches!(message, Some(Ok(_)));
        Poll::Ready(message)
    }

    fn poll_some(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Message>, Broken>> {
        loop {
            if let Some(message) = Message::decode(&mut self.buffer).map_err(Broken::Message)? {
                return Poll::Ready(Ok(Some(message)));
            }
            match ready!(self.body.poll_data(cx)) {
                Some(piece) => self.buffer.extend_from_slice(&piece.map_err(Broken::Body)?),
                None if self.buffer.is_empty() => return Poll::Ready(Ok(None)),
                None => return Poll::Ready(Err(Broken::Message(MessageError::Truncated))),
            }
        }
    }
}

/// Waits for the first message of `body`. If `is_initial` says that it is the initial response, gives its payload and
/// the body after it, and else the body as it was.
///
/// # Errors
/// What the body reports, or that it is no event stream.
pub(crate) async fn split_initial(
    body: Body,
    is_initial: impl Fn(&Message) -> bool,
) -> Result<(Bytes, Body), BoxError> {
    let mut receiver = Receiver::new(body);
    let first = poll_fn(|cx| receiver.poll_message(cx)).await.transpose();
    let first = first.map_err(|error| match error {
        Broken::Body(error) => error,
        Broken::Message(error) => error.into(),
    })?;
    let (initial, rest) = match first {
        None => return Ok(Default::default()),
        Some(message) if is_initial(&message) => (message.payload, receiver.buffer),
        Some(message) => {
            let mut rest = BytesMut::from(message.encode()?);
            rest.extend_from_slice(&receiver.buffer);
            (Bytes::new(), rest)
        }
    };
    Ok((initial, receiver.body.after(rest.freeze())))
}
