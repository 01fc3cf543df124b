//! A body that must not stall.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::{Body, BoxError};
use crate::clock::Clock;
use crate::failure::TimeoutKind;
use crate::mock::BoxFuture;

/// Ends with [`TimeoutKind::Idle`] when nothing has come for so long.
pub(super) struct Idle {
    pub(super) body: Body,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) limit: Duration,
    /// Runs while a frame is waited for.
    pub(super) timer: Option<BoxFuture<'static, ()>>,
}

impl http_body::Body for Idle {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            this.timer = None;
            return Poll::Ready(frame);
        }
        let timer = this.timer.get_or_insert_with(|| this.clock.sleep(this.limit));
        timer.as_mut().poll(cx).map(|()| {
            // What is left of it is abandoned, and with it the connection.
            this.body = Body::default();
            this.timer = None;
            Some(Err(TimeoutKind::Idle(this.limit).into()))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
