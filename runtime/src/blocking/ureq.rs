//! Sending by [`ureq`].

use std::fmt;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http_body::Body as _;
use http_body::Frame;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, BodyReader, SendBody, Timeout};

use super::wait;
use crate::body::{Body, BoxError};
use crate::mock::BoxFuture;
use crate::transport::{TimeLimit, Transport, TransportError};

/// How long a connection may take, unless told otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3_100);

/// HTTP/1.1 with a pool and verified TLS. A future of it blocks until there is a response, so it is for
/// [`wait`](super::wait) and not for an async runtime.
#[derive(Clone)]
pub struct Ureq(Agent);

impl Ureq {
    /// With a pool of its own. A connection may take 3.1 seconds.
    pub fn new() -> Self {
        Self::with_connect_timeout(CONNECT_TIMEOUT)
    }

    /// The same, where a connection may take as long as `limit`.
    pub fn with_connect_timeout(limit: Duration) -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::WebPki).build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .timeout_connect(Some(limit))
            // What services answer is for the call loop to judge, and nothing of a request is to go elsewhere.
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .user_agent("")
            .accept("")
            .accept_encoding("")
            .build();
        Self(config.into())
    }

    fn exchange(&self, request: http::Request<Body>) -> Result<http::Response<Body>, ureq::Error> {
        let limit = request.extensions().get::<TimeLimit>().map(|limit| limit.0);
        let (mut head, body) = request.into_parts();
        if let Some(length) = body.size_hint().exact() {
            head.headers.entry(CONTENT_LENGTH).or_insert_with(|| length.into());
        }
        let body = Outgoing { body, rest: Bytes::new() };
        let request = http::Request::from_parts(head, SendBody::from_owned_reader(body));
        let request = self.0.configure_request(request).timeout_global(limit).build();
        let response = self.0.run(request)?;
        Ok(response.map(|body| Body::stream(Incoming(body.into_reader()))))
    }
}

impl Default for Ureq {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for Ureq {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let this = self.clone();
        Box::pin(async move {
            match this.exchange(request) {
                Ok(response) => Ok(response),
                Err(ureq::Error::Timeout(Timeout::Connect)) => {
                    let limit = this.0.config().timeouts().connect.unwrap_or_default();
                    Err(TransportError::connect_timeout(limit, "the connection could not be made in time"))
                }
                // The call loop's timer is due too, and it knows which limit this was.
                Err(ureq::Error::Timeout(Timeout::Global)) => std::future::pending().await,
                Err(error) => Err(TransportError::new(error)),
            }
        })
    }
}

impl fmt::Debug for Ureq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ureq")
    }
}

/// A body that is read by who sends it.
struct Outgoing {
    body: Body,
    /// What was taken from it and not yet read.
    rest: Bytes,
}

impl Read for Outgoing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match wait(std::future::poll_fn(|cx| self.body.poll_data(cx))) {
                Some(data) => self.rest = data.map_err(io::Error::other)?,
                None => return Ok(0),
            }
        }
        let length = self.rest.len().min(buffer.len());
        self.rest.split_to(length).as_ref().read(buffer)
    }
}

/// A body that is read as it arrives.
struct Incoming(BodyReader<'static>);

impl http_body::Body for Incoming {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let mut buffer = vec![0; 16 << 10];
        Poll::Ready(match self.0.read(&mut buffer) {
            Ok(0) => None,
            Ok(length) => {
                buffer.truncate(length);
                Some(Ok(Frame::data(buffer.into())))
            }
            Err(error) => Some(Err(error.into())),
        })
    }
}
