//! How requests reach a service: [`Transport`], and the built-in one.

#[cfg(all(feature = "client", not(any(feature = "hyper", feature = "native-tls"))))]
compile_error!("the built-in transport needs TLS: build with the feature `hyper` or `native-tls`");

#[cfg(feature = "client")]
mod hyper;
#[cfg(feature = "tower")]
mod tower;

use std::fmt;
use std::time::Duration;

#[cfg(feature = "client")]
pub use self::hyper::{Hyper, Proxies};
#[cfg(feature = "hyper")]
pub use self::hyper::{Roots, RootsError};
#[cfg(feature = "tower")]
pub use self::tower::Tower;
use crate::body::{Body, BodyTooLarge, BoxError};
use crate::endpoint::BaseUri;
use crate::failure::TimeoutKind;
use crate::mock::BoxFuture;

/// Sends a request and returns the head of the response; the body follows as it is read.
///
/// Dropping the future, or the response's body, abandons the exchange.
pub trait Transport: Send + Sync + fmt::Debug {
    /// Sends `request`, whose URI has scheme and authority.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>>;
}

/// How long an exchange may take, as an extension of a request that is limited: for a transport that cannot be abandoned
/// half way, since it blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLimit(pub Duration);

/// A request that could not be sent, or an answer that did not come.
#[derive(Debug)]
pub struct TransportError {
    kind: Kind,
    /// Scheme and authority of the server.
    server: Option<String>,
    source: BoxError,
}

#[derive(Debug)]
enum Kind {
    /// No connection within this time.
    ConnectTimeout(Duration),
    Other,
}

impl TransportError {
    /// Whatever went wrong.
    pub fn new(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Other, server: None, source: source.into() }
    }

    /// No connection could be made within `limit`.
    pub fn connect_timeout(limit: Duration, source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::ConnectTimeout(limit), server: None, source: source.into() }
    }

    /// The same error, while talking to `server`.
    pub(crate) fn at(self, server: &BaseUri) -> Self {
        Self { server: Some(server.to_string()), ..self }
    }

    /// Whether the response was longer than what is held in memory.
    pub(crate) fn is_too_large(&self) -> bool {
        self.source.is::<BodyTooLarge>()
    }

    /// What was asked and had not been recorded, where that is what went wrong.
    #[cfg(feature = "recording")]
    pub(crate) fn as_mismatch(&self) -> Option<String> {
        self.source.downcast_ref::<crate::recording::Mismatch>().map(ToString::to_string)
    }

    /// The limit, where that is what went wrong.
    pub(crate) fn as_timeout(&self) -> Option<TimeoutKind> {
        match self.kind {
            Kind::ConnectTimeout(limit) => Some(TimeoutKind::Connect(limit)),
            Kind::Other => self.source.downcast_ref().copied(),
        }
    }
}

/// What the causes say, from the outermost to the innermost, in one line: libraries tend to print only "connection
/// error" and leave it to their sources to say which.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(server) = &self.server {
            write!(f, "cannot get an answer from {server}: ")?;
        }
        let mut said = self.source.to_string();
        f.write_str(&said)?;
        let mut next = self.source.source();
        while let Some(cause) = next {
            let text = cause.to_string();
            if !said.contains(&text) {
                write!(f, ": {text}")?;
                said = text;
            }
            next = cause.source();
        }
        Ok(())
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}
