//! Responses, and what is left of them when they break off.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use http_body::{Body, Frame};
use http_body_util::Full;

/// A response.
#[derive(Clone, Debug)]
pub struct Reply {
    status: StatusCode,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Reply {
    /// A response with a body of whatever type.
    pub fn new(status: StatusCode, content_type: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![(CONTENT_TYPE.as_str().into(), content_type.into())];
        Self { status, headers, body: body.into() }
    }

    /// A response with a JSON body.
    pub fn json(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self::new(status, "application/json", body)
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The response as hyper takes it, with `x-amzn-requestid`.
    pub(super) fn into_response(self, request_id: &str) -> Result<Response<ReplyBody>, http::Error> {
        let Self { status, headers, body } = self;
        let mut response = Response::new(ReplyBody::Whole(Full::new(body)));
        *response.status_mut() = status;
        for (name, value) in headers.iter().map(|(name, value)| (name.as_str(), value.as_str())) {
            response.headers_mut().append(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
        }
        response.headers_mut().insert("x-amzn-requestid", HeaderValue::try_from(request_id)?);
        Ok(response)
    }

    /// The same, of which the second half never comes.
    pub(super) fn into_cut_off(self, request_id: &str) -> Result<Response<ReplyBody>, http::Error> {
        let half = self.body.slice(..self.body.len() / 2);
        let length = self.body.len();
        let mut response = self.into_response(request_id)?;
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
        Ok(response.map(|_| ReplyBody::CutOff(Half::Unsent(half))))
    }
}

/// The body of a response.
pub(super) enum ReplyBody {
    Whole(Full<Bytes>),
    CutOff(Half),
}

/// How far the first half of a body has got.
pub(super) enum Half {
    Unsent(Bytes),
    Sent,
    Flushed,
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let half = match &mut *self {
            Self::Whole(body) => {
                return Pin::new(body).poll_frame(cx).map_err(|never: Infallible| match never {});
            }
            Self::CutOff(half) => half,
        };
        match std::mem::replace(half, Half::Flushed) {
            Half::Unsent(data) => {
                *half = Half::Sent;
                Poll::Ready(Some(Ok(Frame::data(data))))
            }
            // hyper throws away what it has buffered when a body fails, and flushes when a body is not ready.
            Half::Sent => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Half::Flushed => Poll::Ready(Some(Err(Broken))),
        }
    }

    fn size_hint(&self) -> http_body::SizeHint {
        match self {
            Self::Whole(body) => body.size_hint(),
            Self::CutOff(_) => http_body::SizeHint::default(),
        }
    }
}

/// Makes hyper close the connection at once.
#[derive(Debug)]
pub(super) struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the script breaks the connection here")
    }
}

impl std::error::Error for Broken {}
