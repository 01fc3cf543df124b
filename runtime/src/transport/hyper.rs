//! The built-in transport: hyper's pooled client for HTTP/1.1, with rustls.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::{CryptoProvider, ring};

use super::{Transport, TransportError};
use crate::body::Body;
use crate::mock::BoxFuture;

/// Keeps connections open and uses them again. Certificates are verified against Mozilla's roots, which are part of the
/// program. Runs in the tokio runtime of its caller.
///
/// The cryptography is ring's, unless the program has [installed](CryptoProvider::install_default) another for all of
/// rustls.
pub struct Hyper {
    connect_timeout: Duration,
    /// Made with the first request: reading the roots takes a while, which a program that sends nothing need not wait.
    client: OnceLock<Result<PooledClient, rustls::Error>>,
}

type PooledClient = Client<HttpsConnector<HttpConnector>, Body>;

/// What AWS's own SDKs allow a connection to take: just more than one lost packet costs.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);

/// Less than the twenty seconds after which AWS's load balancers may close an idle connection.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

impl Hyper {
    /// With a limit of 3.1 seconds for a connection.
    pub fn new() -> Self {
        Self { connect_timeout: CONNECT_TIMEOUT, client: OnceLock::new() }
    }

    /// With another limit for a connection. TLS is not part of it.
    #[must_use]
    pub fn with_connect_timeout(self, limit: Duration) -> Self {
        Self { connect_timeout: limit, client: OnceLock::new() }
    }

    /// The client, or that the program's cryptography cannot do TLS.
    fn client(&self) -> Result<&PooledClient, rustls::Error> {
        let client = self.client.get_or_init(|| {
            let mut connector = HttpConnector::new();
            connector.set_connect_timeout(Some(self.connect_timeout));
            connector.set_nodelay(true);
            connector.enforce_http(false);
            // Named here, since rustls refuses to choose, by a panic, where a program has two of them in its tree.
            let provider = CryptoProvider::get_default().cloned();
            let connector = HttpsConnectorBuilder::new()
                .with_provider_and_webpki_roots(
                    provider.unwrap_or_else(|| Arc::new(ring::default_provider())),
                )?
                .https_or_http()
                .enable_http1()
                .wrap_connector(connector);
            Ok(Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(IDLE_TIMEOUT)
                .build(connector))
        });
        client.as_ref().map_err(Clone::clone)
    }
}

impl Default for Hyper {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Hyper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hyper").field("connect_timeout", &self.connect_timeout).finish_non_exhaustive()
    }
}

impl Transport for Hyper {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let limit = self.connect_timeout;
        let response = self.client().map(|client| client.request(request));
        Box::pin(async move {
            match response.map_err(TransportError::new)?.await {
                Ok(response) => Ok(response.map(Body::stream)),
                Err(error) if error.is_connect() && is_timeout(&error) => {
                    Err(TransportError::connect_timeout(limit, error))
                }
                Err(error) => Err(TransportError::new(error)),
            }
        })
    }
}

fn is_timeout(error: &(dyn Error + 'static)) -> bool {
    let timed_out = |error: &io::Error| error.kind() == io::ErrorKind::TimedOut;
    error.downcast_ref().is_some_and(timed_out) || error.source().is_some_and(is_timeout)
}
